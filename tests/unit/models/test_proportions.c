/* tests/unit/models/test_proportions.c: rates and their ratios at their limits, Fisher's test against all tables. */
#include "datasets/base/rng.h"
#include "models/proportions.h"
#include "tests/support/test_main.h"

static ptb_error err;

START_TEST(wilson_by_hand)
{
    ptb_figure f;
    const double zz = 1.959963984540054 * 1.959963984540054;
    ptb_wilson(0.5, 20, &f); /* symmetrical: half = z / 2 / sqrt(n + z^2) */
    ASSERT_CLOSE(f.low, 0.5 - sqrt(zz / (20 + zz)) / 2, 1e-15, 0);
    ASSERT_CLOSE(f.high, 0.5 + sqrt(zz / (20 + zz)) / 2, 1e-15, 0);
    ptb_wilson(0, 7.5, &f); /* cases need not be whole: high = z^2 / (n + z^2) */
    ck_assert(!(f.low > 0) && !(f.low < 0));
    ASSERT_CLOSE(f.high, zz / (7.5 + zz), 1e-15, 0);
    ptb_wilson(1, 7.5, &f);
    ASSERT_CLOSE(f.low, 7.5 / (7.5 + zz), 1e-15, 0);
    ck_assert(f.high >= 1 && f.high <= 1);
    ptb_wilson(0.3, 0, &f);
    ck_assert(isnan(f.mean) && isnan(f.low) && isnan(f.high));
}
END_TEST

/* A limit r of the ratio is where a - r b is just as far from nothing as the limits of a and r b let it be. */
static double distance(const ptb_figure *a, const ptb_figure *b, double r, bool is_low)
{
    double of_a = is_low ? a->mean - a->low : a->high - a->mean;
    double of_b = is_low ? b->high - b->mean : b->mean - b->low;
    return (a->mean - r * b->mean) * (a->mean - r * b->mean) - of_a * of_a - r * r * of_b * of_b;
}

START_TEST(ratios_solve_their_equation)
{
    const double cases[][4] = {
        {0.184, 1204, 0.061, 8210}, {0.9, 30, 0.8, 20}, {0.02, 50, 0.5, 60}, {1, 12, 0.3, 40}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ptb_figure a, b, r;
        ptb_wilson(cases[i][0], cases[i][1], &a);
        ptb_wilson(cases[i][2], cases[i][3], &b);
        ptb_rate_ratio(&a, &b, &r);
        ASSERT_CLOSE(r.mean, cases[i][0] / cases[i][2], 0, 1e-15);
        ck_assert(r.low < r.mean && r.mean < r.high);
        ASSERT_CLOSE(distance(&a, &b, r.low, true), 0, 1e-12, 0);
        ASSERT_CLOSE(distance(&a, &b, r.high, false), 0, 1e-12 * r.high * r.high, 0);
    }
}
END_TEST

START_TEST(ratios_without_wins)
{
    ptb_figure some, none, r;
    ptb_wilson(0.2, 100, &some);
    ptb_wilson(0, 50, &none);
    ptb_rate_ratio(&none, &some, &r);
    ck_assert(!(r.mean > 0) && !(r.low > 0));
    ASSERT_CLOSE(distance(&none, &some, r.high, false), 0, 1e-12, 0);
    ptb_rate_ratio(&some, &none, &r);
    ck_assert(isinf(r.mean) && isinf(r.high));
    ASSERT_CLOSE(distance(&some, &none, r.low, true), 0, 1e-12, 0);
    ptb_rate_ratio(&none, &none, &r);
    ck_assert(isnan(r.mean) && isinf(r.high) && !(r.low > 0));
}
END_TEST

/* 95 % means: of such samples that many, about. */
START_TEST(ratios_cover_what_they_claim)
{
    enum { TIMES = 4000, CASES = 60, OTHERS = 200 };
    ptb_rng *rng = NULL;
    int covered = 0;
    ASSERT_OK(ptb_rng_new(5, "proportions", 0, &rng, &err));
    for (int t = 0; t < TIMES; t++) {
        int wins = 0, other_wins = 0;
        for (int i = 0; i < CASES; i++)
            wins += ptb_rng_uniform(rng) < 0.3;
        for (int i = 0; i < OTHERS; i++)
            other_wins += ptb_rng_uniform(rng) < 0.1;
        ptb_figure a, b, r;
        ptb_wilson((double)wins / CASES, CASES, &a);
        ptb_wilson((double)other_wins / OTHERS, OTHERS, &b);
        ptb_rate_ratio(&a, &b, &r);
        covered += r.low <= 3 && r.high >= 3;
    }
    ck_assert_msg(covered > 0.94 * TIMES && covered < 0.965 * TIMES, "%d of %d", covered, TIMES);
    ptb_rng_free(rng);
}
END_TEST

static double choose(int n, int k)
{
    double c = 1;
    for (int i = 0; i < k; i++)
        c = c * (n - i) / (i + 1);
    return c;
}

/* Whole numbers, so that equal is equal. */
static double fisher_by_all_tables(int n, int others, int wins, int k)
{
    double all = 0, rare = 0, here = choose(n, k) * choose(others, wins - k);
    for (int i = 0; i <= n && i <= wins; i++) {
        if (wins - i > others) continue;
        double ways = choose(n, i) * choose(others, wins - i);
        all += ways;
        rare += ways <= here * (1 + 1e-9) ? ways : 0;
    }
    return rare / all;
}

START_TEST(fisher_is_the_sum_over_all_tables)
{
    int tables = 0;
    for (int n = 1; n <= 16; n++)
        for (int others = 1; others <= 13; others++)
            for (int wins = 0; wins <= n + others; wins++)
                for (int k = 0; k <= n && k <= wins; k++) {
                    if (wins - k > others) continue;
                    ptb_two_by_two t = {(uint64_t)n, (uint64_t)k, (uint64_t)others, (uint64_t)(wins - k)};
                    ASSERT_CLOSE(ptb_fisher_p(&t), fisher_by_all_tables(n, others, wins, k), 0, 1e-11);
                    tables++;
                }
    ck_assert_int_gt(tables, 10000);
}
END_TEST

START_TEST(fisher_of_many_cases)
{
    ptb_two_by_two all = {1000, 1000, 5000, 0}, none = {20, 0, 1000000, 0};
    ck_assert(ptb_fisher_p(&all) < 1e-300);
    ck_assert(ptb_fisher_p(&none) >= 1);
    /* near the normal approximation */
    ptb_two_by_two big = {400000, 40600, 600000, 60000};
    double rate = 100600.0 / 1e6, z = (40600 / 4e5 - 0.1) / sqrt(rate * (1 - rate) * (1 / 4e5 + 1 / 6e5));
    ASSERT_CLOSE(ptb_fisher_p(&big), ptb_normal_p(z), 0, 0.02);
    ASSERT_CLOSE(ptb_normal_p(1.959963984540054), 0.05, 1e-14, 0);
    ASSERT_CLOSE(ptb_normal_p(-1.959963984540054), 0.05, 1e-14, 0);
}
END_TEST

START_TEST(q_values_by_hand)
{
    const double p[5] = {0.04, 0.01, 0.03, 0.5, 0.04};
    const double want[5] = {0.05, 0.05, 0.05, 0.5,
                            0.05}; /* 5 * 0.01 / 1, then 5 * 0.04 / 4 from there down */
    double q[5];
    ASSERT_OK(ptb_benjamini_hochberg(p, 5, q, &err));
    for (int i = 0; i < 5; i++)
        ASSERT_CLOSE(q[i], want[i], 1e-15, 0);
    ASSERT_OK(ptb_benjamini_hochberg(p, 0, q, &err));
    ASSERT_OK(ptb_benjamini_hochberg((const double[]){0.7, 0.9}, 2, q, &err));
    ASSERT_CLOSE(q[0], 0.9, 1e-15, 0); /* a larger p never has a smaller q */
}
END_TEST

TEST_MAIN("proportions", wilson_by_hand, ratios_solve_their_equation, ratios_without_wins,
          ratios_cover_what_they_claim, fisher_is_the_sum_over_all_tables, fisher_of_many_cases,
          q_values_by_hand)
