/* tests/unit/base/test_key_index.c: ids of every length are found, others are not. */
#include "datasets/base/key_index.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { N_KEYS = 200000, ROOM = 64 };

/* Ids as sources have them: numbers, padded ones, e-mails, UUIDs; of 1 to 36 bytes. */
static ptb_str id_of(uint32_t i, char room[ROOM])
{
    memset(room, '#', ROOM); /* what stands behind an id is not part of it */
    char text[ROOM];
    int n = 0;
    switch (i % 4) {
    case 0:
        n = snprintf(text, sizeof text, "%u", i);
        break;
    case 1:
        n = snprintf(text, sizeof text, "C%08u", i);
        break;
    case 2:
        n = snprintf(text, sizeof text, "0035g%010uAAA", i);
        break;
    default:
        n = snprintf(text, sizeof text, "%08u-c0de-4bad-9fee-000000000000", i);
        break;
    }
    memcpy(room, text, (size_t)n);
    return (ptb_str){room, (size_t)n};
}

typedef struct {
    ptb_dictionary *texts;
    ptb_key_index *index;
} world;

/* Every second id is there, with a value that is not its code. */
static world make_world(void)
{
    world w;
    char room[ROOM];
    ASSERT_OK(ptb_dictionary_new(3, &w.texts, &err));
    for (uint32_t i = 0; i < N_KEYS; i++) {
        uint32_t code = 0;
        ASSERT_OK(ptb_dictionary_add(w.texts, id_of(i, room), &code, &err));
    }
    ASSERT_OK(ptb_key_index_new(ptb_dictionary_strings(w.texts), N_KEYS / 2, &w.index, &err));
    static uint32_t codes[N_KEYS / 2], values[N_KEYS / 2];
    for (uint32_t i = 0; i < N_KEYS / 2; i++) {
        codes[i] = 2 * i;
        values[i] = 7 * codes[i] + 1;
    }
    ptb_key_index_add_many(w.index, codes, values, 3);
    ptb_key_index_add_many(w.index, codes + 3, values + 3, N_KEYS / 2 - 3);
    return w;
}

static void free_world(world *w)
{
    ptb_key_index_free(w->index);
    ptb_dictionary_free(w->texts);
}

START_TEST(finds_what_was_added)
{
    static char rooms[N_KEYS][ROOM];
    static ptb_str keys[N_KEYS];
    static uint32_t values[N_KEYS];
    world w = make_world();
    for (uint32_t i = 0; i < N_KEYS; i++)
        keys[i] = id_of(i, rooms[i]);
    ptb_key_index_find_many(w.index, keys, N_KEYS, values);
    for (uint32_t i = 0; i < N_KEYS; i++)
        ck_assert_uint_eq(values[i], i % 2 == 0 ? 7 * i + 1 : PTB_NO_CODE);
    ptb_key_index_find_many(w.index, keys + 100, 1, values); /* fewer than are looked up at once */
    ck_assert_uint_eq(values[0], 701);
    ptb_key_index_find_many(w.index, keys, 0, values);
    free_world(&w);
}
END_TEST

/* Beginnings, endings, other lengths, NUL bytes: near is not equal. */
START_TEST(near_is_not_equal)
{
    static const struct {
        char text[24];
        size_t len;
    } there[] = {{"a", 1},
                 {"a\0", 2},
                 {"abcdefgh", 8},
                 {"abcdefghijk", 11},
                 {"abcdefghijkl", 12},
                 {"abcdefghijk\0", 12},
                 {"0123456789012345", 16}};
    static const struct {
        char text[24];
        size_t len;
    } absent[] = {{"", 0},
                  {"b", 1},
                  {"a\0\0", 3},
                  {"abcdefg", 7},
                  {"abcdefghi", 9},
                  {"abcdefghij", 10},
                  {"abcdefghijK", 11},
                  {"abcdefghijklm", 13},
                  {"0123456789012344", 16}};
    ptb_dictionary *texts = NULL;
    ptb_key_index *index = NULL;
    enum { N = sizeof there / sizeof there[0] };
    ASSERT_OK(ptb_dictionary_new(1, &texts, &err));
    for (size_t i = 0; i < N; i++) {
        uint32_t code = 0;
        ASSERT_OK(ptb_dictionary_add(texts, (ptb_str){there[i].text, there[i].len}, &code, &err));
    }
    ASSERT_OK(ptb_key_index_new(ptb_dictionary_strings(texts), N, &index, &err));
    for (uint32_t i = 0; i < N; i++) {
        uint32_t value = 100 + i;
        ptb_key_index_add_many(index, &i, &value, 1);
    }
    for (uint32_t i = 0; i < N; i++) {
        ptb_str key = {there[i].text, there[i].len};
        uint32_t value = 0;
        ptb_key_index_find_many(index, &key, 1, &value);
        ck_assert_uint_eq(value, 100 + i);
    }
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        ptb_str key = {absent[i].text, absent[i].len};
        uint32_t value = 0;
        ptb_key_index_find_many(index, &key, 1, &value);
        ck_assert_uint_eq(value, PTB_NO_CODE);
    }
    ptb_key_index_free(index);
    ptb_dictionary_free(texts);
}
END_TEST

START_TEST(an_index_of_all_texts)
{
    world w = make_world();
    ptb_key_index *all = NULL;
    char room[ROOM];
    ptb_context context = ptb_context_default();
    context.threads = 3;
    ASSERT_OK(ptb_key_index_of(&context, ptb_dictionary_strings(w.texts), &all, &err));
    for (uint32_t i = 0; i < N_KEYS; i++) {
        ptb_str exact = ptb_dictionary_key(w.texts, i);
        ck_assert_uint_eq(ptb_key_index_find(all, exact), i);
        ck_assert_uint_eq(ptb_key_index_find(all, id_of(i, room)), i);
        ck_assert_uint_eq(ptb_key_index_find(w.index, exact), i % 2 == 0 ? 7 * i + 1 : PTB_NO_CODE);
    }
    ck_assert_uint_eq(ptb_key_index_find(all, ptb_str_of("")), PTB_NO_CODE);
    ck_assert_uint_eq(ptb_key_index_find(all, ptb_str_of("nobody")), PTB_NO_CODE);
    ptb_key_index_free(all);
    free_world(&w);
}
END_TEST

TEST_MAIN("key_index", an_index_of_all_texts, finds_what_was_added, near_is_not_equal)
