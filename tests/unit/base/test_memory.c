/* tests/unit/base/test_memory.c: sizes are checked, growth keeps content, the arena aligns. */
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#include "datasets/base/memory.h"
#include "tests/support/test_main.h"

START_TEST(test_alloc_zeroes)
{
    ptb_error err;
    double *values;
    ASSERT_OK(ptb_alloc(&values, 1000, sizeof *values, &err));
    for (size_t i = 0; i < 1000; i++)
        ck_assert(!(values[i] > 0) && !(values[i] < 0));
    free(values);
    ASSERT_OK(ptb_alloc(&values, 0, sizeof *values, &err));
    ck_assert_ptr_nonnull(values);
    free(values);
}
END_TEST

START_TEST(test_alloc_raw_is_aligned)
{
    ptb_error err;
    for (size_t n = 0; n < 200; n += 7) {
        float *values;
        ASSERT_OK(ptb_alloc_raw(&values, n, sizeof *values, &err));
        ck_assert_uint_eq((uintptr_t)values % 64, 0);
        for (size_t i = 0; i < n; i++)
            values[i] = 1.0F;
        free(values);
    }
}
END_TEST

START_TEST(test_sizes_beyond_memory_are_refused)
{
    ptb_error err;
    static const struct {
        size_t count, size;
    } cases[] = {{SIZE_MAX, 2}, {SIZE_MAX / 2 + 1, 2}, {SIZE_MAX, 1}, {PTRDIFF_MAX, 1}, {2, SIZE_MAX / 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *pointer = (char *)&err;
        size_t capacity = 0, count = cases[i].count, size = cases[i].size;
        ASSERT_FAILS(ptb_alloc(&pointer, count, size, &err), PTB_E_NOMEM, "wanted");
        ck_assert_ptr_null(pointer);
        pointer = (char *)&err;
        ASSERT_FAILS(ptb_alloc_raw(&pointer, count, size, &err), PTB_E_NOMEM, "wanted");
        ck_assert_ptr_null(pointer);
        ASSERT_FAILS(ptb_reserve(&pointer, &capacity, count, size, &err), PTB_E_NOMEM, "wanted");
        ck_assert_ptr_null(pointer);
        ck_assert_uint_eq(capacity, 0);
        ptb_arena arena = {0};
        pointer = (char *)&err;
        ASSERT_FAILS(ptb_arena_alloc(&arena, &pointer, count, size, &err), PTB_E_NOMEM, "wanted");
        ck_assert_ptr_null(pointer);
        ptb_arena_free(&arena);
    }
}
END_TEST

START_TEST(test_reserve_keeps_content_and_grows_by_half)
{
    ptb_error err;
    uint32_t *items = NULL;
    size_t capacity = 0, n_growths = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = capacity;
        ASSERT_OK(ptb_reserve(&items, &capacity, i + 1, sizeof *items, &err));
        if (capacity != before) {
            n_growths++;
            ck_assert_uint_ge(capacity, before + before / 2);
        }
        items[i] = i;
    }
    ck_assert_uint_lt(n_growths, 40);
    for (uint32_t i = 0; i < 100000; i++)
        ck_assert_uint_eq(items[i], i);
    size_t same = capacity;
    ASSERT_OK(ptb_reserve(&items, &capacity, 5, sizeof *items, &err));
    ck_assert_uint_eq(capacity, same);
    free(items);
}
END_TEST

START_TEST(test_reserve_failure_leaves_the_array)
{
    ptb_error err;
    uint32_t *items = NULL;
    size_t capacity = 0;
    ASSERT_OK(ptb_reserve(&items, &capacity, 3, sizeof *items, &err));
    items[2] = 7;
    size_t before = capacity;
    const uint32_t *old = items;
    ASSERT_FAILS(ptb_reserve(&items, &capacity, SIZE_MAX / 2, sizeof *items, &err), PTB_E_NOMEM, "wanted");
    ck_assert_uint_eq(capacity, before);
    ck_assert_ptr_eq(items, old);
    ck_assert_uint_eq(items[2], 7);
    free(items);
}
END_TEST

START_TEST(test_arena_is_zeroed_aligned_and_apart)
{
    ptb_error err;
    ptb_arena arena = {0};
    unsigned char *pieces[500];
    for (size_t i = 0; i < 500; i++) {
        size_t n = i * 37 % 1001;
        ASSERT_OK(ptb_arena_alloc(&arena, &pieces[i], n, 1, &err));
        ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        for (size_t j = 0; j < n; j++)
            ck_assert_uint_eq(pieces[i][j], 0);
        memset(pieces[i], (int)(i % 255 + 1), n);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t j = 0; j < i * 37 % 1001; j++)
            ck_assert_uint_eq(pieces[i][j], i % 255 + 1);
    unsigned char *big;
    ASSERT_OK(ptb_arena_alloc(&arena, &big, 1000003, 1, &err));
    memset(big, 1, 1000003);
    ptb_arena_free(&arena);
    ck_assert_ptr_null(arena.head);
    ptb_arena_free(&arena);
}
END_TEST

/* Small and large pieces that are not zeroed stand apart from the others. */
START_TEST(test_arena_raw_pieces)
{
    ptb_error err;
    ptb_arena arena = {0};
    static const size_t sizes[] = {1, 100, 5 << 20, 3, 2 << 20};
    unsigned char *pieces[sizeof sizes / sizeof sizes[0]], *zeroed;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        ASSERT_OK(ptb_arena_alloc_raw(&arena, &pieces[i], sizes[i], 1, &err));
        ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)i + 1, sizes[i]);
        ASSERT_OK(ptb_arena_alloc(&arena, &zeroed, 16, 1, &err));
        for (size_t j = 0; j < 16; j++)
            ck_assert_uint_eq(zeroed[j], 0);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (size_t j = 0; j < sizes[i]; j += 997)
            ck_assert_uint_eq(pieces[i][j], i + 1);
    ASSERT_FAILS(ptb_arena_alloc_raw(&arena, &zeroed, SIZE_MAX, 2, &err), PTB_E_NOMEM, "wanted");
    ptb_arena_free(&arena);
}
END_TEST

START_TEST(test_arena_text_is_terminated)
{
    ptb_error err;
    ptb_arena arena = {0};
    const char *text, *empty;
    ASSERT_OK(ptb_arena_text(&arena, "abcdef", 3, &text, &err));
    ASSERT_OK(ptb_arena_text(&arena, NULL, 0, &empty, &err));
    ck_assert_str_eq(text, "abc");
    ck_assert_str_eq(empty, "");
    ASSERT_FAILS(ptb_arena_text(&arena, "x", SIZE_MAX, &text, &err), PTB_E_NOMEM, "wanted");
    ck_assert_ptr_null(text);
    ptb_arena_free(&arena);
}
END_TEST

TEST_MAIN("memory", test_alloc_zeroes, test_alloc_raw_is_aligned, test_sizes_beyond_memory_are_refused,
          test_reserve_keeps_content_and_grows_by_half, test_reserve_failure_leaves_the_array,
          test_arena_is_zeroed_aligned_and_apart, test_arena_raw_pieces, test_arena_text_is_terminated)
