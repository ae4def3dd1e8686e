/* tests/unit/base/test_sort.c: the order of qsort over ptb_str_compare, whatever the texts. */
#include "datasets/base/rng.h"
#include "datasets/base/sort.h"
#include "tests/support/test_main.h"

enum { MOST = 60000, BYTES = 48 };

static char room[MOST][BYTES];
static ptb_sorted_text sorted[MOST], unsorted[MOST], wanted[MOST];

static int compare(const void *left, const void *right)
{
    const ptb_sorted_text *a = left, *b = right;
    int result = ptb_str_compare(a->text, b->text);
    return result != 0 ? result : (a->index > b->index) - (a->index < b->index);
}

static void check_same(size_t n)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(sorted[i].index == wanted[i].index, "place %zu of %zu: %.*s instead of %.*s", i, n,
                      (int)sorted[i].text.len, sorted[i].text.ptr, (int)wanted[i].text.len,
                      wanted[i].text.ptr);
}

static void check_order(size_t n)
{
    ptb_error err;
    memcpy(unsorted, sorted, n * sizeof *sorted);
    memcpy(wanted, sorted, n * sizeof *sorted);
    qsort(wanted, n, sizeof *wanted, compare);
    for (int threads = 0; threads <= 3; threads++) {
        ptb_context context = ptb_context_default();
        context.threads = threads;
        memcpy(sorted, unsorted, n * sizeof *sorted);
        ASSERT_OK(ptb_sort_texts(threads > 0 ? &context : NULL, sorted, n, &err));
        check_same(n);
    }
}

/* Few letters, NUL among them, and common beginnings of every length: many ties at every depth. */
START_TEST(random_texts)
{
    ptb_error err;
    ptb_rng *rng = NULL;
    static const char letters[] = "ab\0\377";
    ASSERT_OK(ptb_rng_new(5, "sort", 0, &rng, &err));
    static const size_t sizes[] = {0, 1, 2, 3, 15, 16, 17, 100, 1000, MOST};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        for (uint32_t i = 0; i < sizes[k]; i++) {
            size_t common = (size_t)ptb_rng_below(rng, 25), len = common + (size_t)ptb_rng_below(rng, 12);
            memset(room[i], 'm', BYTES);
            for (size_t b = common; b < len; b++)
                room[i][b] = letters[ptb_rng_below(rng, 4)];
            sorted[i] = (ptb_sorted_text){{room[i], len}, i};
        }
        check_order(sizes[k]);
    }
    ptb_rng_free(rng);
}
END_TEST

/* Already in order, backwards, all the same, numbered e-mails. */
START_TEST(orderly_texts)
{
    for (int kind = 0; kind < 4; kind++) {
        for (uint32_t i = 0; i < MOST; i++) {
            uint32_t number = kind == 1 ? MOST - i : kind == 2 ? 7 : i;
            int n = snprintf(room[i], BYTES, kind == 3 ? "user.%u@example.com" : "%08u", number);
            sorted[i] = (ptb_sorted_text){{room[i], (size_t)n}, kind == 2 ? MOST - i : i};
        }
        check_order(MOST);
    }
}
END_TEST

TEST_MAIN("sort", random_texts, orderly_texts)
