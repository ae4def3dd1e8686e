/* tests/unit/base/test_rng.c: streams repeat, differ by seed, purpose and index, and have the moments they claim. */
#include "datasets/base/rng.h"
#include "tests/support/test_main.h"

enum { N_DRAWS = 200000 };

static ptb_rng *stream(uint64_t seed, const char *purpose, uint64_t index)
{
    ptb_error err;
    ptb_rng *rng = NULL;
    ptb_gsl_global_init();
    ASSERT_OK(ptb_rng_new(seed, purpose, index, &rng, &err));
    return rng;
}

START_TEST(test_streams_repeat)
{
    ptb_rng *a = stream(7, "folds", 3), *b = stream(7, "folds", 3);
    for (int i = 0; i < 1000; i++)
        ck_assert_uint_eq(ptb_rng_below(a, 1000000007), ptb_rng_below(b, 1000000007));
    ptb_rng_free(a);
    ptb_rng_free(b);
    ptb_rng_free(NULL);
}
END_TEST

static uint64_t first_of(uint64_t seed, const char *purpose, uint64_t index)
{
    ptb_rng *rng = stream(seed, purpose, index);
    uint64_t value = ptb_rng_below(rng, UINT64_MAX);
    ptb_rng_free(rng);
    return value;
}

START_TEST(test_streams_differ)
{
    uint64_t first = first_of(7, "folds", 3);
    ck_assert_uint_ne(first, first_of(8, "folds", 3));
    ck_assert_uint_ne(first, first_of(7, "fold", 3));
    ck_assert_uint_ne(first, first_of(7, "folds", 4));
    ck_assert_uint_ne(first, first_of(3, "folds", 7));
}
END_TEST

/* Numbers that a file written yesterday depends on. */
START_TEST(test_values_are_pinned)
{
    /* splitmix64's published first output for state 0, once as the seed's and once as the result's step */
    ck_assert_uint_eq(ptb_mix64(0, 0 - UINT64_C(0xE220A8397B1DCDAF)), UINT64_C(0xE220A8397B1DCDAF));
    ck_assert_uint_eq(ptb_hash_bytes(1, "", 0), UINT64_C(0x5E41AB087439611E));
    ck_assert_uint_eq(ptb_hash_bytes(1, "propensity", 10), UINT64_C(0xEBAE61E461D2DBED));
    ck_assert_uint_eq(first_of(1, "test", 0), UINT64_C(0x978C870F114209A9));
}
END_TEST

START_TEST(test_hash)
{
    char text[24] = "abcdefgh";
    ck_assert_uint_ne(ptb_hash_bytes(1, text, 8), ptb_hash_bytes(2, text, 8));
    /* Trailing zero bytes count. */
    for (size_t n = 0; n < sizeof text; n++)
        ck_assert_uint_ne(ptb_hash_bytes(1, text, n),
                          ptb_hash_bytes(1, text, n + 1 <= sizeof text ? n + 1 : 0));
    /* Every bit counts, and changes about half of the hash. */
    uint64_t before = ptb_hash_bytes(1, text, sizeof text);
    for (size_t bit = 0; bit < sizeof text * 8; bit++) {
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << (bit % 8)));
        int changed = __builtin_popcountll(before ^ ptb_hash_bytes(1, text, sizeof text));
        ck_assert_int_gt(changed, 8);
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << (bit % 8)));
    }
}
END_TEST

START_TEST(test_mix_spreads)
{
    size_t counts[64] = {0};
    for (uint64_t i = 0; i < 64000; i++)
        counts[ptb_mix64(42, i) % 64]++;
    for (size_t i = 0; i < 64; i++)
        ck_assert_msg(counts[i] > 850 && counts[i] < 1150, "%zu: %zu", i, counts[i]);
}
END_TEST

/* Mean of N_DRAWS draws, within five standard errors. */
static void check_mean(const char *name, double sum, double squares, double mean, double variance)
{
    double n = N_DRAWS, got = sum / n, got_variance = squares / n - got * got;
    ck_assert_msg(fabs(got - mean) < 5 * sqrt(variance / n), "%s: mean %g, want %g", name, got, mean);
    ck_assert_msg(fabs(got_variance / variance - 1) < 0.05, "%s: variance %g, want %g", name, got_variance,
                  variance);
}

typedef double (*draw_fn)(ptb_rng *rng);
static double draw_exponential(ptb_rng *rng)
{
    return ptb_rng_exponential(rng, 3.0);
}
static double draw_poisson(ptb_rng *rng)
{
    return (double)ptb_rng_poisson(rng, 4.0);
}
static double draw_large_poisson(ptb_rng *rng)
{
    return (double)ptb_rng_poisson(rng, 400.0);
}
static double draw_below(ptb_rng *rng)
{
    return (double)ptb_rng_below(rng, 10);
}

START_TEST(test_moments)
{
    static const struct {
        const char *name;
        draw_fn draw;
        double mean, variance;
    } cases[] = {
        {"uniform", ptb_rng_uniform, 0.5, 1.0 / 12},     {"normal", ptb_rng_normal, 0, 1},
        {"exponential", draw_exponential, 3, 9},         {"poisson", draw_poisson, 4, 4},
        {"large poisson", draw_large_poisson, 400, 400}, {"below", draw_below, 4.5, (100.0 - 1.0) / 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ptb_rng *rng = stream(1, cases[i].name, i);
        double sum = 0, squares = 0;
        for (int k = 0; k < N_DRAWS; k++) {
            double x = cases[i].draw(rng);
            sum += x;
            squares += x * x;
        }
        ptb_rng_free(rng);
        check_mean(cases[i].name, sum, squares, cases[i].mean, cases[i].variance);
    }
    ptb_rng *rng = stream(1, "edges", 0);
    ck_assert_uint_eq(ptb_rng_poisson(rng, 0.0), 0);
    ck_assert_uint_eq(ptb_rng_below(rng, 1), 0);
    for (int i = 0; i < 1000; i++) {
        double u = ptb_rng_uniform(rng);
        ck_assert(u >= 0 && u < 1);
        ck_assert_uint_lt(ptb_rng_below(rng, UINT64_C(1) << 63), UINT64_C(1) << 63);
    }
    ptb_rng_free(rng);
}
END_TEST

START_TEST(test_shuffle)
{
    uint32_t counts[4][4] = {{0}};
    ptb_rng *rng = stream(5, "shuffle", 0);
    for (int round = 0; round < 40000; round++) {
        uint32_t items[4] = {0, 1, 2, 3};
        ptb_rng_shuffle(rng, items, 4);
        uint32_t seen = 0;
        for (size_t i = 0; i < 4; i++) {
            seen |= 1U << items[i];
            counts[i][items[i]]++;
        }
        ck_assert_uint_eq(seen, 15);
    }
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            ck_assert_msg(counts[i][j] > 9500 && counts[i][j] < 10500, "%u", counts[i][j]);
    uint32_t one = 9;
    ptb_rng_shuffle(rng, &one, 1);
    ptb_rng_shuffle(rng, NULL, 0);
    ck_assert_uint_eq(one, 9);
    ptb_rng_free(rng);
}
END_TEST

TEST_MAIN("rng", test_streams_repeat, test_streams_differ, test_values_are_pinned, test_hash,
          test_mix_spreads, test_moments, test_shuffle)
