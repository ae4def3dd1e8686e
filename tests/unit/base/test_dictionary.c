/* tests/unit/base/test_dictionary.c: codes by first appearance, whatever the hash. */
#include <stdint.h>

#include "datasets/base/dictionary.h"
#include "tests/support/test_main.h"

enum { N_KEYS = 50000 };

static ptb_str key_of(uint32_t i, char room[32])
{
    int n = snprintf(room, 32, i % 3 == 0 ? "k%u" : i % 3 == 1 ? "contact-%u@example.com" : "%u", i);
    ptb_str view = {room, (size_t)n};
    return view;
}

START_TEST(test_codes_follow_first_appearance_for_any_seed)
{
    ptb_error err;
    static const uint64_t seeds[] = {0, 1, UINT64_MAX};
    char room[32];
    for (size_t i_seed = 0; i_seed < 3; i_seed++) {
        ptb_dictionary *dictionary;
        uint32_t code;
        ASSERT_OK(ptb_dictionary_new(seeds[i_seed], &dictionary, &err));
        for (uint32_t i = 0; i < N_KEYS; i++) {
            ASSERT_OK(ptb_dictionary_add(dictionary, key_of(i, room), &code, &err));
            ck_assert_uint_eq(code, i);
            ASSERT_OK(ptb_dictionary_add(dictionary, key_of(i / 2, room), &code, &err));
            ck_assert_uint_eq(code, i / 2);
        }
        ck_assert_uint_eq(ptb_dictionary_count(dictionary), N_KEYS);
        for (uint32_t i = 0; i < N_KEYS; i++) {
            ck_assert_uint_eq(ptb_dictionary_find(dictionary, key_of(i, room)), i);
            ck_assert(ptb_str_equal(ptb_dictionary_key(dictionary, i), key_of(i, room)));
        }
        ck_assert_uint_eq(ptb_dictionary_find(dictionary, ptb_str_of("absent")), PTB_NO_CODE);
        ptb_dictionary_free(dictionary);
    }
}
END_TEST

START_TEST(test_empty_and_binary_keys)
{
    ptb_error err;
    ptb_dictionary *dictionary;
    uint32_t code;
    static const char nul_inside[] = "a\0b";
    ptb_str with_nul = {nul_inside, 3}, shorter = {nul_inside, 2};
    ASSERT_OK(ptb_dictionary_new(7, &dictionary, &err));
    ck_assert_uint_eq(ptb_dictionary_find(dictionary, ptb_str_of("")), PTB_NO_CODE);
    ASSERT_OK(ptb_dictionary_add(dictionary, ptb_str_of(NULL), &code, &err));
    ck_assert_uint_eq(code, 0);
    ck_assert_ptr_nonnull(ptb_dictionary_key(dictionary, 0).ptr); /* offsets are added to it */
    ASSERT_OK(ptb_dictionary_add(dictionary, ptb_str_of(""), &code, &err));
    ck_assert_uint_eq(code, 0);
    ASSERT_OK(ptb_dictionary_add(dictionary, with_nul, &code, &err));
    ck_assert_uint_eq(code, 1);
    ck_assert_uint_eq(ptb_dictionary_find(dictionary, shorter), PTB_NO_CODE);
    ck_assert_uint_eq(ptb_dictionary_key(dictionary, 1).len, 3);
    ptb_dictionary_free(dictionary);
    ptb_dictionary_free(NULL);
}
END_TEST

/* Every length goes its own way through the hash. */
START_TEST(test_keys_of_every_length)
{
    ptb_error err;
    ptb_dictionary *dictionary;
    uint32_t code;
    char text[300];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7 % 251);
    ASSERT_OK(ptb_dictionary_new(7, &dictionary, &err));
    for (size_t len = 0; len <= sizeof text; len++) {
        ptb_str key = {text, len};
        ASSERT_OK(ptb_dictionary_add(dictionary, key, &code, &err));
        ck_assert_uint_eq(code, len);
    }
    for (size_t len = 1; len <= 40; len++) /* one changed byte is another key */
        for (size_t at = 0; at < len; at++) {
            char changed[40];
            memcpy(changed, text, len);
            changed[at] ^= 1;
            ptb_str key = {changed, len};
            ck_assert_uint_eq(ptb_dictionary_find(dictionary, key), PTB_NO_CODE);
        }
    ptb_dictionary_free(dictionary);
}
END_TEST

START_TEST(test_strings_index)
{
    ptb_error err;
    static const char bytes[] = "onetwotwothree";
    static const uint64_t offset[] = {0, 3, 6, 9, 9, 14};
    ptb_strings strings = {bytes, offset, 5}, none = {NULL, offset, 0};
    ptb_strings_index *index;
    ASSERT_OK(ptb_strings_index_new(&strings, &index, &err));
    ck_assert_uint_eq(ptb_strings_index_find(index, ptb_str_of("one")), 0);
    ck_assert_uint_eq(ptb_strings_index_find(index, ptb_str_of("two")), 1);
    ck_assert_uint_eq(ptb_strings_index_find(index, ptb_str_of("")), 3);
    ck_assert_uint_eq(ptb_strings_index_find(index, ptb_str_of("three")), 4);
    ck_assert_uint_eq(ptb_strings_index_find(index, ptb_str_of("four")), PTB_NO_CODE);
    ptb_strings_index_free(index);
    ASSERT_OK(ptb_strings_index_new(&none, &index, &err));
    ck_assert_uint_eq(ptb_strings_index_find(index, ptb_str_of("one")), PTB_NO_CODE);
    ptb_strings_index_free(index);
    ptb_strings_index_free(NULL);
}
END_TEST

START_TEST(test_index_of_many_strings)
{
    ptb_error err;
    ptb_dictionary *dictionary;
    ptb_strings_index *index;
    char room[32];
    uint32_t code;
    static char bytes[32 * 5000];
    static uint64_t offset[5001];
    ASSERT_OK(ptb_dictionary_new(1, &dictionary, &err));
    for (uint32_t i = 0; i < 5000; i++) {
        ptb_str key = key_of(i, room);
        memcpy(bytes + offset[i], key.ptr, key.len);
        offset[i + 1] = offset[i] + key.len;
        ASSERT_OK(ptb_dictionary_add(dictionary, key, &code, &err));
    }
    ptb_strings strings = {bytes, offset, 5000};
    ASSERT_OK(ptb_strings_index_new(&strings, &index, &err));
    for (uint32_t i = 0; i < 6000; i++)
        ck_assert_uint_eq(ptb_strings_index_find(index, key_of(i, room)),
                          ptb_dictionary_find(dictionary, key_of(i, room)));
    ptb_strings_index_free(index);
    ptb_dictionary_free(dictionary);
}
END_TEST

START_TEST(test_too_many_texts_are_refused_before_they_are_read)
{
    ptb_error err;
    ptb_strings strings = {NULL, NULL, UINT32_MAX};
    ptb_strings_index *index;
    ASSERT_FAILS(ptb_strings_index_new(&strings, &index, &err), PTB_E_LIMIT, "at most 4294967294");
    ck_assert_ptr_null(index);
}
END_TEST

/* Appended texts have codes of their own and are not found; those that were added still are, also after more room was made. */
START_TEST(test_appended_texts)
{
    ptb_error err;
    ptb_dictionary *dictionary;
    uint32_t code;
    ASSERT_OK(ptb_dictionary_new(1, &dictionary, &err));
    ASSERT_OK(ptb_dictionary_add(dictionary, ptb_str_of("x"), &code, &err));
    ASSERT_OK(ptb_dictionary_append(dictionary, ptb_str_of("y"), &code, &err));
    ck_assert_uint_eq(code, 1);
    ASSERT_OK(ptb_dictionary_append(dictionary, ptb_str_of("y"), &code, &err));
    ck_assert_uint_eq(code, 2);
    ck_assert_uint_eq(ptb_dictionary_find(dictionary, ptb_str_of("y")), PTB_NO_CODE);
    ck_assert(ptb_str_equal_text(ptb_dictionary_key(dictionary, 2), "y"));
    ck_assert_uint_eq(ptb_dictionary_bytes(dictionary), 3);
    ptb_dictionary_free(dictionary);

    ASSERT_OK(ptb_dictionary_new(1, &dictionary, &err));
    char room[32];
    for (uint32_t i = 0; i < 100; i++)
        ASSERT_OK(ptb_dictionary_add(dictionary, key_of(i, room), &code, &err));
    ASSERT_OK(ptb_dictionary_reserve(dictionary, N_KEYS, (size_t)N_KEYS * 20, true, &err));
    for (uint32_t i = 0; i < N_KEYS; i++) {
        ASSERT_OK(ptb_dictionary_add(dictionary, key_of(i, room), &code, &err));
        ck_assert_uint_eq(code, i);
    }
    ptb_dictionary_free(dictionary);
}
END_TEST

/* Hashes made ahead, keys looked for in one go: as one by one. */
START_TEST(test_many_at_once)
{
    ptb_error err;
    ptb_dictionary *dictionary = NULL;
    static char room[N_KEYS][32];
    static ptb_str keys[N_KEYS];
    static uint64_t hashes[N_KEYS];
    static uint32_t codes[N_KEYS];
    ASSERT_OK(ptb_dictionary_new(3, &dictionary, &err));
    for (uint32_t i = 0; i < N_KEYS; i++) {
        keys[i] = key_of(i % 7 == 6 ? i / 2 : i, room[i]);
        hashes[i] = ptb_dictionary_hash(dictionary, keys[i]);
    }
    ptb_dictionary_find_many(dictionary, keys, N_KEYS, codes);
    for (uint32_t i = 0; i < N_KEYS; i++)
        ck_assert_uint_eq(codes[i], PTB_NO_CODE);
    for (uint32_t i = 0; i < N_KEYS; i += 2) {
        uint32_t code = 0;
        ptb_dictionary_fetch(dictionary, hashes[i]);
        ASSERT_OK(ptb_dictionary_add_hashed(dictionary, keys[i], hashes[i], &code, &err));
        ck_assert(ptb_str_equal(ptb_dictionary_key(dictionary, code), keys[i]));
    }
    static const size_t sizes[] = {0, 1, 31, 32, 33, N_KEYS};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        ptb_dictionary_find_many(dictionary, keys, sizes[k], codes);
        for (size_t i = 0; i < sizes[k]; i++)
            ck_assert_uint_eq(codes[i], ptb_dictionary_find(dictionary, keys[i]));
    }
    ck_assert_uint_ne(codes[0], PTB_NO_CODE);
    ck_assert_uint_eq(codes[1], PTB_NO_CODE);
    ptb_dictionary_free(dictionary);
}
END_TEST

/* Many texts behind those that are there; nothing behind nothing. */
START_TEST(test_texts_in_one_go)
{
    ptb_error err;
    ptb_dictionary *dictionary = NULL;
    uint32_t code = 0;
    static const uint64_t none[] = {0}, offset[] = {0, 1, 1, 4};
    const ptb_strings nothing = {NULL, none, 0}, texts = {"abcd", offset, 3};
    ASSERT_OK(ptb_dictionary_new(3, &dictionary, &err));
    ASSERT_OK(ptb_dictionary_append_all(dictionary, &nothing, &err));
    ck_assert_uint_eq(ptb_dictionary_count(dictionary), 0);
    ASSERT_OK(ptb_dictionary_add(dictionary, ptb_str_of("bcd"), &code, &err));
    ASSERT_OK(ptb_dictionary_append_all(dictionary, &texts, &err));
    ck_assert_uint_eq(ptb_dictionary_count(dictionary), 4);
    static const char *const wanted[] = {"bcd", "a", "", "bcd"};
    for (uint32_t i = 0; i < 4; i++)
        ck_assert(ptb_str_equal_text(ptb_dictionary_key(dictionary, i), wanted[i]));
    ck_assert_uint_eq(ptb_dictionary_find(dictionary, ptb_str_of("bcd")), 0);
    ck_assert_uint_eq(ptb_dictionary_find(dictionary, ptb_str_of("a")), PTB_NO_CODE);
    ck_assert_uint_eq(ptb_dictionary_bytes(dictionary), 7);
    ptb_dictionary_free(dictionary);
}
END_TEST

TEST_MAIN("dictionary", test_many_at_once, test_texts_in_one_go, test_appended_texts,
          test_codes_follow_first_appearance_for_any_seed, test_empty_and_binary_keys,
          test_keys_of_every_length, test_strings_index, test_index_of_many_strings,
          test_too_many_texts_are_refused_before_they_are_read)
