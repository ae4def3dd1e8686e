/* tests/unit/base/test_text_memo.c: what was told is known, nothing else, however full it is. */
#include "datasets/base/text_memo.h"
#include "tests/support/test_main.h"

enum { ROOM = 48, TEXTS = 3 * PTB_TEXT_MEMO_SLOTS };

/* Texts of 1 to 16 bytes, all different; `filler` stands behind. */
static ptb_str text_of(uint32_t i, char filler, char room[ROOM])
{
    char digits[ROOM];
    int n = snprintf(digits, sizeof digits, "%.*s%u", (int)(i % 11), "/a/b/c/d/e/", i);
    ck_assert_int_le(n, PTB_TEXT_MEMO_BYTES);
    memset(room, filler, ROOM);
    memcpy(room, digits, (size_t)n);
    return (ptb_str){room, (size_t)n};
}

START_TEST(keys_are_the_same_whatever_is_behind)
{
    char one[ROOM], other[ROOM];
    for (uint32_t i = 0; i < TEXTS; i++) {
        const ptb_text_key far = ptb_text_key_of(text_of(i, 'x', one)),
                           near = ptb_text_key_near(text_of(i, 'y', other));
        ck_assert(far.head == near.head && far.tail == near.tail && far.len == near.len);
    }
    static const char twins[] = "abcdefghabcdefghz";
    for (size_t len = 1; len < PTB_TEXT_MEMO_BYTES; len++) {
        const ptb_text_key shorter = ptb_text_key_near((ptb_str){twins, len}),
                           longer = ptb_text_key_near((ptb_str){twins, len + 1});
        ck_assert(shorter.head != longer.head || shorter.tail != longer.tail);
    }
    ck_assert_uint_eq(ptb_text_key_of(ptb_str_of("")).len, 0);
    ck_assert_uint_eq(ptb_text_key_near((ptb_str){twins, 16}).len, 16);
    ck_assert_uint_eq(ptb_text_key_near((ptb_str){twins, 17}).len, 0);
}
END_TEST

START_TEST(knows_what_it_was_told)
{
    static ptb_text_memo memo;
    char room[ROOM];
    uint32_t n_known = 0;
    for (uint32_t i = 0; i < TEXTS; i++) {
        const ptb_text_key key = ptb_text_key_of(text_of(i, 'x', room));
        ck_assert_ptr_null(ptb_text_memo_find(&memo, &key));
        ptb_text_memo_add(&memo, &key, i + 7);
    }
    for (uint32_t i = 0; i < TEXTS; i++) {
        const ptb_text_key key = ptb_text_key_near(text_of(i, 'y', room));
        const uint32_t *value = ptb_text_memo_find(&memo, &key);
        ck_assert_int_eq(value != NULL, i < PTB_TEXT_MEMO_SLOTS / 2); /* no more than half full */
        if (value) ck_assert_uint_eq(*value, i + 7);
        n_known += value != NULL;
    }
    ck_assert_uint_eq(n_known, memo.n);
    const ptb_text_key none = {0};
    ptb_text_memo_add(&memo, &none, 1);
    ck_assert_ptr_null(ptb_text_memo_find(&memo, &none));
}
END_TEST

TEST_MAIN("text_memo", keys_are_the_same_whatever_is_behind, knows_what_it_was_told)
