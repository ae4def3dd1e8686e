/* tests/unit/models/test_metrics.c: figures against their definitions, intervals, DeLong, deciles, JSON. */
#include "datasets/base/rng.h"
#include "models/logistic.h"
#include "models/metrics.h"
#include "models/ranking.h"
#include "tests/support/test_main.h"

enum { CASES = 600 };

typedef struct {
    double score[CASES], other[CASES], weight[CASES];
    float outcome[CASES];
    uint32_t group[CASES];
} sample;

/* Probabilities with ties (multiples of 1/32), whole weights, groups of about three under odd numbers. */
static sample *sample_new(uint64_t seed)
{
    ptb_rng *rng = NULL;
    ptb_error err = {0};
    sample *s = calloc(1, sizeof *s);
    ck_assert_ptr_nonnull(s);
    ptb_gsl_global_init();
    ASSERT_OK(ptb_rng_new(seed, "test metrics", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        double z = ptb_rng_normal(rng) - 1;
        s->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
        s->score[i] = round(ptb_sigmoid(z + ptb_rng_normal(rng) / 2) * 32) / 32;
        s->other[i] = round(ptb_sigmoid(z / 2 + ptb_rng_normal(rng)) * 16) / 16;
        s->weight[i] = 1 + (double)ptb_rng_below(rng, 3);
        s->group[i] = (uint32_t)(ptb_rng_below(rng, CASES / 3) * 7919);
    }
    ptb_rng_free(rng);
    return s;
}

static ptb_judged judged_of(const sample *s)
{
    return (ptb_judged){.score = s->score, .outcome = s->outcome, .n = CASES, .is_probability = true, NULL};
}

static ptb_metrics metrics_of(const ptb_judged *judged)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_metrics metrics;
    ptb_gsl_global_init();
    ASSERT_OK(ptb_metrics_compute(&context, judged, &metrics, &err));
    return metrics;
}

/* Pairs won, by comparing all of them. */
static double slow_auc(const double *score, const float *outcome, const double *weight, size_t n)
{
    double won = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            if (outcome[i] < 0.5F || outcome[j] > 0.5F) continue;
            double w = weight == NULL ? 1 : weight[i] * weight[j];
            all += w;
            if (score[i] > score[j])
                won += w;
            else if (!(score[i] < score[j]))
                won += w / 2;
        }
    }
    return won / all;
}

START_TEST(test_auc_counts_pairs)
{
    ptb_error err = {0};
    double auc;
    sample *s = sample_new(1);
    ASSERT_OK(ptb_auc(s->score, s->outcome, NULL, CASES, &auc, &err));
    ASSERT_CLOSE(auc, slow_auc(s->score, s->outcome, NULL, CASES), 1e-13, 0);
    ASSERT_OK(ptb_auc(s->score, s->outcome, s->weight, CASES, &auc, &err));
    ASSERT_CLOSE(auc, slow_auc(s->score, s->outcome, s->weight, CASES), 1e-13, 0);
    free(s);
}
END_TEST

/* Few cases of few scores: every shape of ties, also across classes. */
START_TEST(test_auc_counts_pairs_of_any_ties)
{
    enum { MOST = 24, TRIALS = 10000 };
    ptb_rng *rng = NULL;
    ptb_error err = {0};
    ASSERT_OK(ptb_rng_new(5, "ties", 0, &rng, &err));
    for (int trial = 0; trial < TRIALS; trial++) {
        double score[MOST], weight[MOST], auc;
        float outcome[MOST];
        size_t n = 2 + ptb_rng_below(rng, MOST - 1);
        uint64_t levels = 1 + ptb_rng_below(rng, 8);
        for (size_t i = 0; i < n; i++) {
            score[i] = (double)ptb_rng_below(rng, levels) - 3;
            weight[i] = (double)(1 + ptb_rng_below(rng, 4)) / 4;
            outcome[i] = i < 2 ? (float)i : (float)ptb_rng_below(rng, 2);
        }
        const double *weights = trial % 2 ? weight : NULL;
        ASSERT_OK(ptb_auc(score, outcome, weights, n, &auc, &err));
        ASSERT_CLOSE(auc, slow_auc(score, outcome, weights, n), 1e-14, 0);
    }
    ptb_rng_free(rng);
}
END_TEST

START_TEST(test_one_win_in_a_hundred_thousand)
{
    enum { MANY = 100000, PLACE = 100 };
    static double score[MANY];
    static float outcome[MANY];
    for (size_t i = 0; i < MANY; i++)
        score[i] = 2e-5 * (1 - (double)i / MANY);
    outcome[PLACE - 1] = 1;
    ptb_metrics m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, MANY, true, NULL});
    const double share = 1.0 / MANY;
    ASSERT_CLOSE(m.auc.mean, 1 - (PLACE - 1.0) / (MANY - 1), 1e-15, 0);
    ASSERT_CLOSE(m.average_precision.mean, 1.0 / PLACE, 1e-15, 0);
    ASSERT_CLOSE(m.lift_10.mean, 10, 1e-12, 0);
    ASSERT_CLOSE(m.brier_uncertainty.mean, share * (1 - share), 1e-18, 0);
    double loss = 0;
    for (size_t i = 0; i < MANY; i++)
        loss -= (i == PLACE - 1 ? log(score[i]) : log1p(-score[i])) / MANY;
    ASSERT_CLOSE(m.log_loss.mean, loss, 1e-12, 0);
    ck_assert(m.auc.low >= 0 && m.auc.low <= m.auc.mean && m.auc.high <= 1 && m.log_loss.low > 0);
}
END_TEST

START_TEST(test_auc_at_the_edges)
{
    ptb_error err = {0};
    const double score[] = {1, 2, 3, 4}, constant[] = {5, 5, 5, 5}, missing[] = {1, (double)NAN, 3, 4};
    const float rising[] = {0, 0, 1, 1}, falling[] = {1, 1, 0, 0}, wins[] = {1, 1, 1, 1};
    double auc;
    ASSERT_OK(ptb_auc(score, rising, NULL, 4, &auc, &err));
    ASSERT_CLOSE(auc, 1, 0, 0);
    ASSERT_OK(ptb_auc(score, falling, NULL, 4, &auc, &err));
    ASSERT_CLOSE(auc, 0, 0, 0);
    ASSERT_OK(ptb_auc(constant, rising, NULL, 4, &auc, &err));
    ASSERT_CLOSE(auc, 0.5, 0, 0);
    ASSERT_OK(ptb_auc(score, wins, NULL, 4, &auc, &err));
    ck_assert(isnan(auc));
    ASSERT_FAILS(ptb_auc(missing, rising, NULL, 4, &auc, &err), PTB_E_DATA, "case 1: score");
    ASSERT_FAILS(ptb_auc(score, rising, NULL, 0, &auc, &err), PTB_E_DATA, "no cases");
}
END_TEST

START_TEST(test_figures_by_hand)
{
    /* Twenty cases: the best tenth is two cases, one of them won; base rate 1/4. */
    double score[20];
    float outcome[20] = {0};
    for (size_t i = 0; i < 20; i++)
        score[i] = 0.975 - 0.05 * (double)i;
    outcome[0] = outcome[2] = outcome[3] = outcome[9] = outcome[19] = 1;
    ptb_metrics m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, 20, true, NULL});
    ck_assert_uint_eq(m.cases, 20);
    ck_assert_uint_eq(m.wins, 5);
    ASSERT_CLOSE(m.auc.mean, (15.0 + 14 + 14 + 9 + 0) / 75, 1e-15, 0);
    ASSERT_CLOSE(m.average_precision.mean, (1 + 2.0 / 3 + 3.0 / 4 + 4.0 / 10 + 5.0 / 20) / 5, 1e-15, 0);
    ASSERT_CLOSE(m.ks.mean, 3.0 / 5 - 1.0 / 15, 1e-15, 0);
    ASSERT_CLOSE(m.lift_10.mean, 0.5 / 0.25, 1e-15, 0);
    double loss = 0, square = 0, gap = 0;
    for (size_t i = 0; i < 20; i++) {
        double y = (double)outcome[i];
        loss -= log(y > 0.5 ? score[i] : 1 - score[i]) / 20;
        square += (score[i] - y) * (score[i] - y) / 20;
        if (i % 2 == 1) gap += fabs(score[i] + score[i - 1] - y - (double)outcome[i - 1]) / 20;
    }
    ASSERT_CLOSE(m.log_loss.mean, loss, 1e-14, 0);
    ASSERT_CLOSE(m.brier.mean, square, 1e-14, 0);
    ASSERT_CLOSE(m.calibration_error.mean, gap, 1e-14, 0);
}
END_TEST

START_TEST(test_ties_are_shared_in_proportion)
{
    /* One tie of ten, three of them won: no order to rank by, whatever the order of the cases. */
    double score[10];
    float outcome[10] = {1, 1, 1};
    for (size_t i = 0; i < 10; i++)
        score[i] = 0.3;
    ptb_metrics m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, 10, true, NULL});
    ASSERT_CLOSE(m.auc.mean, 0.5, 0, 0);
    ASSERT_CLOSE(m.average_precision.mean, 0.3, 1e-15, 0);
    ASSERT_CLOSE(m.ks.mean, 0, 1e-15, 0);
    ASSERT_CLOSE(m.lift_10.mean, 1, 1e-15, 0);
    ASSERT_CLOSE(m.calibration_error.mean, 0, 1e-15, 0);
    /* The best tenth is half of a tie of two, one of them won. */
    score[0] = score[9] = 0.9;
    m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, 10, true, NULL});
    ASSERT_CLOSE(m.lift_10.mean, 0.5 / 0.3, 1e-14, 0);
}
END_TEST

START_TEST(test_certain_mistakes_cost_a_finite_log_loss)
{
    const double score[] = {0, 1, 0, 1};
    const float outcome[] = {1, 0, 0, 1};
    ptb_metrics m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, 4, true, NULL});
    ASSERT_CLOSE(m.log_loss.mean, -log(1e-15) / 2, 1e-2, 0);
    ASSERT_CLOSE(m.brier.mean, 0.5, 0, 0);
    ASSERT_CLOSE(m.calibration_error.mean, 0.5, 1e-15, 0);
}
END_TEST

START_TEST(test_scores_have_figures_of_ranking_only)
{
    sample *s = sample_new(2);
    for (size_t i = 0; i < CASES; i++)
        s->score[i] = 100 * s->score[i] - 30;
    ptb_judged judged = judged_of(s);
    judged.is_probability = false;
    ptb_metrics m = metrics_of(&judged);
    ck_assert(isnan(m.log_loss.mean) && isnan(m.log_loss.low) && isnan(m.log_loss.high));
    ck_assert(isnan(m.brier.mean) && isnan(m.brier.low) && isnan(m.brier.high));
    ck_assert(isnan(m.calibration_error.mean) && isnan(m.calibration_error.low));
    ck_assert(isnan(m.calibration_slope.mean) && isnan(m.brier_uncertainty.mean));
    ck_assert_double_gt(m.lift_5.mean, 1);
    ck_assert_double_gt(m.auc.mean, 0.6);
    ck_assert_double_gt(m.lift_10.mean, 1);
    free(s);
}
END_TEST

static void check_interval(const ptb_figure *figure, double widest)
{
    ck_assert_double_le(figure->low, figure->mean);
    ck_assert_double_ge(figure->high, figure->mean);
    ck_assert_double_lt(figure->high - figure->low, widest);
    ck_assert_double_gt(figure->high - figure->low, widest / 10);
}

START_TEST(test_intervals_hold_the_figure)
{
    sample *s = sample_new(3);
    ptb_judged judged = judged_of(s);
    ptb_metrics m = metrics_of(&judged);
    check_interval(&m.auc, 0.15);
    check_interval(&m.log_loss, 0.15);
    check_interval(&m.brier, 0.06);
    check_interval(&m.average_precision, 0.25);
    check_interval(&m.ks, 0.25);
    check_interval(&m.lift_10, 1.5);
    /* By DeLong: symmetric, and 1.96 standard errors. */
    ptb_error err = {0};
    double auc, variance;
    ASSERT_OK(ptb_auc_variance(s->score, s->outcome, CASES, &auc, &variance, &err));
    ASSERT_CLOSE(m.auc.mean, auc, 1e-13, 0);
    ASSERT_CLOSE(m.auc.high - m.auc.mean, 1.959963984540054 * sqrt(variance), 1e-14, 0);
    ASSERT_CLOSE(m.auc.mean - m.auc.low, 1.959963984540054 * sqrt(variance), 1e-14, 0);
    free(s);
}
END_TEST

/* Every case ten times under one group tells no more than once; ungrouped it would claim to. */
START_TEST(test_groups_are_drawn_together)
{
    enum { COPIES = 10, FEW = 60, MANY = COPIES * FEW };
    sample *s = sample_new(4);
    double score[MANY];
    float outcome[MANY];
    uint32_t group[MANY];
    for (size_t i = 0; i < MANY; i++) {
        score[i] = s->score[i % FEW];
        outcome[i] = s->outcome[i % FEW];
        group[i] = (uint32_t)(i % FEW) * 1000003u;
    }
    ptb_metrics once = metrics_of(&(ptb_judged){s->score, s->outcome, NULL, NULL, FEW, true, NULL});
    ptb_metrics grouped = metrics_of(&(ptb_judged){score, outcome, NULL, group, MANY, true, NULL});
    ptb_metrics apart = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, MANY, true, NULL});
    ASSERT_CLOSE(grouped.brier.mean, once.brier.mean, 1e-14, 0);
    double wide = once.brier.high - once.brier.low;
    ASSERT_CLOSE(grouped.brier.high - grouped.brier.low, wide, 0.3 * wide, 0);
    ck_assert_double_lt(apart.brier.high - apart.brier.low, 0.5 * wide);
    double auc_wide = once.auc.high - once.auc.low;
    ASSERT_CLOSE(grouped.auc.high - grouped.auc.low, auc_wide, 0.3 * auc_wide, 0);
    ck_assert_double_lt(apart.auc.high - apart.auc.low, 0.5 * auc_wide);
    free(s);
}
END_TEST

START_TEST(test_groups_of_one_are_no_groups)
{
    sample *s = sample_new(5);
    ptb_judged judged = judged_of(s);
    ptb_metrics none = metrics_of(&judged);
    for (size_t i = 0; i < CASES; i++)
        s->group[i] = (uint32_t)(CASES - i);
    judged.group = s->group;
    ptb_metrics ones = metrics_of(&judged);
    ck_assert_mem_eq(&none.auc, &ones.auc, sizeof none.auc); /* by DeLong both times */
    judged.weight = s->weight;
    ptb_metrics weighted = metrics_of(&judged);
    ck_assert(isfinite(weighted.auc.low) && isfinite(weighted.auc.high));
    free(s);
}
END_TEST

START_TEST(test_the_seed_decides_the_draws)
{
    ptb_error err = {0};
    sample *s = sample_new(6);
    ptb_judged judged = judged_of(s);
    ptb_context context = ptb_context_default();
    ptb_metrics a, b, c;
    judged.group = s->group;
    ASSERT_OK(ptb_metrics_compute(&context, &judged, &a, &err));
    ASSERT_OK(ptb_metrics_compute(&context, &judged, &b, &err));
    ck_assert_mem_eq(&a, &b, sizeof a);
    context.seed = 2;
    ASSERT_OK(ptb_metrics_compute(&context, &judged, &c, &err));
    ck_assert_mem_ne(&a, &c, sizeof a);
    ASSERT_CLOSE(c.auc.low, a.auc.low, 0.02, 0);
    free(s);
}
END_TEST

START_TEST(test_a_single_win_has_an_interval_from_draws_that_hold_it)
{
    const double score[] = {0.1, 0.2, 0.3, 0.4, 0.6};
    const float outcome[] = {0, 0, 0, 1, 0};
    ptb_metrics m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, 5, true, NULL});
    ASSERT_CLOSE(m.auc.mean, 0.75, 1e-15, 0);
    ck_assert_double_ge(m.auc.low, 0);
    ck_assert_double_le(m.auc.low, 0.75);
    ASSERT_CLOSE(m.auc.high, 1, 1e-15, 0);
}
END_TEST

START_TEST(test_unusable_cases_are_refused)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_metrics m;
    const double score[] = {0.1, 0.2, 0.3}, infinite[] = {0.1, HUGE_VAL, 0.3}, beyond[] = {0.1, 0.2, 1.5};
    const double bad_weight[] = {1, -1, 1};
    const float outcome[] = {0, 1, 0}, wins[] = {1, 1, 1}, losses[] = {0, 0, 0}, odd[] = {0, 1, 3};
#define REFUSED(words, ...)                                                                               \
    ASSERT_FAILS(ptb_metrics_compute(&context, &(ptb_judged){__VA_ARGS__}, &m, &err), PTB_E_DATA, words); \
    ck_assert_uint_eq(m.cases, 0)
    REFUSED("no cases", score, outcome, NULL, NULL, 0, true, NULL);
    REFUSED("all 3 cases are wins", score, wins, NULL, NULL, 3, true, NULL);
    REFUSED("all 3 cases are losses", score, losses, NULL, NULL, 3, true, NULL);
    REFUSED("case 1: score inf", infinite, outcome, NULL, NULL, 3, false, NULL);
    REFUSED("case 1: score inf", infinite, outcome, NULL, NULL, 3, true, NULL);
    REFUSED("case 2: probability 1.5", beyond, outcome, NULL, NULL, 3, true, NULL);
    REFUSED("case 1: weight -1", score, outcome, bad_weight, NULL, 3, true, NULL);
    REFUSED("case 2: outcome 3", score, odd, NULL, NULL, 3, true, NULL);
#undef REFUSED
}
END_TEST

START_TEST(test_cancelled_metrics_stop)
{
    ptb_error err = {0};
    volatile sig_atomic_t signal_number = SIGINT;
    sample *s = sample_new(7);
    ptb_judged judged = judged_of(s);
    ptb_context context = ptb_context_default();
    ptb_metrics m;
    context.cancel = &signal_number;
    ASSERT_FAILS(ptb_metrics_compute(&context, &judged, &m, &err), PTB_E_CANCELLED, "");
    free(s);
}
END_TEST

/* Share of the other class that case i is on the right side of, by comparing all: DeLong's component. */
static double component(const double *score, const float *outcome, size_t n, size_t i)
{
    double won = 0, others = 0;
    for (size_t j = 0; j < n; j++) {
        if ((outcome[j] > 0.5F) == (outcome[i] > 0.5F)) continue;
        double ahead = outcome[i] > 0.5F ? score[i] - score[j] : score[j] - score[i];
        if (ahead > 0)
            won += 1;
        else if (!(ahead < 0))
            won += 0.5;
        others += 1;
    }
    return won / others;
}

static double slow_covariance(const double *a, const double *b, const float *outcome, size_t n, bool of_wins)
{
    double sum_a = 0, sum_b = 0, sum_ab = 0, count = 0;
    for (size_t i = 0; i < n; i++) {
        if ((outcome[i] > 0.5F) != of_wins) continue;
        double va = component(a, outcome, n, i), vb = component(b, outcome, n, i);
        sum_a += va;
        sum_b += vb;
        sum_ab += va * vb;
        count += 1;
    }
    return (sum_ab - sum_a * sum_b / count) / (count - 1) / count;
}

static double slow_cov(const sample *s, const double *a, const double *b)
{
    return slow_covariance(a, b, s->outcome, CASES, true) + slow_covariance(a, b, s->outcome, CASES, false);
}

START_TEST(test_delong_is_the_covariance_of_components)
{
    ptb_error err = {0};
    for (uint64_t seed = 10; seed < 14; seed++) {
        sample *s = sample_new(seed);
        ptb_delong test;
        double auc, variance;
        ASSERT_OK(ptb_delong_test(s->score, s->other, s->outcome, NULL, CASES, &test, &err));
        ASSERT_OK(ptb_auc_variance(s->score, s->outcome, CASES, &auc, &variance, &err));
        ASSERT_CLOSE(variance, slow_cov(s, s->score, s->score), 0, 1e-9);
        ASSERT_CLOSE(auc, slow_auc(s->score, s->outcome, NULL, CASES), 1e-13, 0);
        ASSERT_CLOSE(test.auc_a, auc, 1e-15, 0);
        ASSERT_CLOSE(test.auc_b, slow_auc(s->other, s->outcome, NULL, CASES), 1e-13, 0);
        double want = slow_cov(s, s->score, s->score) + slow_cov(s, s->other, s->other) -
                      2 * slow_cov(s, s->score, s->other);
        ASSERT_CLOSE(test.standard_error, sqrt(want), 0, 1e-9);
        ASSERT_CLOSE(test.difference, test.auc_a - test.auc_b, 1e-14, 0);
        ASSERT_CLOSE(test.z, test.difference / test.standard_error, 1e-12, 0);
        ASSERT_CLOSE(test.p_value, erfc(fabs(test.z) / sqrt(2)), 1e-14, 1e-10);
        ASSERT_CLOSE(test.high - test.low, 2 * 1.959963984540054 * test.standard_error, 1e-14, 0);
        free(s);
    }
}
END_TEST

START_TEST(test_delong_swaps_and_equals)
{
    ptb_error err = {0};
    sample *s = sample_new(15);
    ptb_delong ab, ba, same;
    double twice[CASES];
    ASSERT_OK(ptb_delong_test(s->score, s->other, s->outcome, NULL, CASES, &ab, &err));
    ASSERT_OK(ptb_delong_test(s->other, s->score, s->outcome, NULL, CASES, &ba, &err));
    ASSERT_CLOSE(ba.difference, -ab.difference, 1e-15, 0);
    ASSERT_CLOSE(ba.p_value, ab.p_value, 1e-15, 1e-12);
    for (size_t i = 0; i < CASES; i++)
        twice[i] = 2 * s->score[i] - 7; /* the same order, the same ties */
    ASSERT_OK(ptb_delong_test(s->score, twice, s->outcome, NULL, CASES, &same, &err));
    ASSERT_CLOSE(same.difference, 0, 0, 0);
    ASSERT_CLOSE(same.standard_error, 0, 0, 0);
    ASSERT_CLOSE(same.z, 0, 0, 0);
    ASSERT_CLOSE(same.p_value, 1, 0, 0);
    free(s);
}
END_TEST

START_TEST(test_delong_without_variance)
{
    ptb_error err = {0};
    const double up[] = {1, 2, 3, 4}, down[] = {4, 3, 2, 1};
    const float outcome[] = {0, 0, 1, 1};
    ptb_delong test;
    ASSERT_OK(ptb_delong_test(up, down, outcome, NULL, 4, &test, &err));
    ASSERT_CLOSE(test.difference, 1, 0, 0);
    ASSERT_CLOSE(test.p_value, 0, 0, 0);
    ck_assert(isinf(test.z) && test.z > 0);
}
END_TEST

START_TEST(test_delong_needs_two_of_each)
{
    ptb_error err = {0};
    const double score[] = {1, 2, 3, 4}, missing[] = {1, 2, (double)NAN, 4};
    const float one_win[] = {0, 0, 0, 1}, one_loss[] = {0, 1, 1, 1}, outcome[] = {0, 1, 0, 1};
    ptb_delong test;
    double auc, variance;
    ASSERT_FAILS(ptb_delong_test(score, score, one_win, NULL, 4, &test, &err), PTB_E_DATA,
                 "1 wins and 3 losses");
    ASSERT_FAILS(ptb_delong_test(score, score, one_loss, NULL, 4, &test, &err), PTB_E_DATA,
                 "3 wins and 1 losses");
    ASSERT_FAILS(ptb_delong_test(score, missing, outcome, NULL, 4, &test, &err), PTB_E_DATA, "case 2: score");
    ASSERT_FAILS(ptb_auc_variance(score, one_win, 4, &auc, &variance, &err), PTB_E_DATA, "two of each");
    ASSERT_FAILS(ptb_auc_variance(missing, outcome, 4, &auc, &variance, &err), PTB_E_DATA, "case 2: score");
}
END_TEST

START_TEST(test_deciles_partition_the_cases)
{
    ptb_error err = {0};
    sample *s = sample_new(8);
    ptb_decile deciles[10];
    size_t cases = 0, wins = 0, all_wins = 0;
    for (size_t i = 0; i < CASES; i++)
        all_wins += s->outcome[i] > 0.5F;
    ASSERT_OK(ptb_deciles(s->score, s->outcome, CASES - 3, deciles, &err)); /* not a multiple of ten */
    all_wins = 0;
    for (size_t i = 0; i < CASES - 3; i++)
        all_wins += s->outcome[i] > 0.5F;
    for (size_t d = 0; d < 10; d++) {
        ck_assert_uint_ge(deciles[d].cases, 59);
        ck_assert_uint_le(deciles[d].cases, 60);
        cases += deciles[d].cases;
        wins += deciles[d].wins;
        ASSERT_CLOSE(deciles[d].captured, (double)wins / (double)all_wins, 1e-15, 0);
        ASSERT_CLOSE(deciles[d].lift,
                     (double)deciles[d].wins / (double)deciles[d].cases / ((double)all_wins / (CASES - 3)),
                     1e-12, 0);
        if (d > 0) ck_assert_double_le(deciles[d].mean_score, deciles[d - 1].mean_score);
    }
    ck_assert_uint_eq(cases, CASES - 3);
    ck_assert_uint_eq(wins, all_wins);
    free(s);
}
END_TEST

START_TEST(test_deciles_of_few_cases_and_ties)
{
    ptb_error err = {0};
    ptb_decile deciles[10];
    double score[20];
    float outcome[20] = {1, 1, 1, 1};
    for (size_t i = 0; i < 20; i++)
        score[i] = 0.5;
    ASSERT_OK(ptb_deciles(score, outcome, 20, deciles, &err)); /* ties in case order */
    ck_assert_uint_eq(deciles[0].wins, 2);
    ck_assert_uint_eq(deciles[1].wins, 2);
    ck_assert_uint_eq(deciles[2].wins, 0);
    ASSERT_CLOSE(deciles[1].captured, 1, 0, 0);
    ASSERT_OK(ptb_deciles(score, outcome, 5, deciles, &err));
    ck_assert_uint_eq(deciles[0].cases, 0);
    ck_assert(isnan(deciles[0].mean_score) && isnan(deciles[0].lift));
    ck_assert_uint_eq(deciles[1].cases, 1);
    ASSERT_FAILS(ptb_deciles(score, outcome, 0, deciles, &err), PTB_E_DATA, "no cases");
    score[7] = (double)NAN;
    ASSERT_FAILS(ptb_deciles(score, outcome, 20, deciles, &err), PTB_E_DATA, "case 7: score");
}
END_TEST

START_TEST(test_metrics_are_written_as_json)
{
    ptb_error err = {0};
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_doc *doc = NULL;
    ptb_metrics metrics = {
        .cases = 8, .wins = 3, .auc = {0.75, 0.5, 1}, .ks = {(double)NAN, (double)NAN, (double)NAN}};
    const char *const figures[] = {"auc",
                                   "log_loss",
                                   "brier",
                                   "average_precision",
                                   "calibration_error",
                                   "ks",
                                   "lift_10",
                                   "lift_5",
                                   "lift_20",
                                   "brier_reliability",
                                   "brier_resolution",
                                   "brier_uncertainty",
                                   "calibration_error_excess",
                                   "calibration_slope",
                                   "calibration_intercept"};
    ck_assert_uint_eq(sizeof figures / sizeof figures[0], PTB_METRICS);
    ptb_json_begin_object(&writer, NULL);
    ptb_metrics_write(&writer, "metrics", &metrics);
    ptb_json_end_object(&writer);
    ASSERT_OK(ptb_text_check(&text, &err));
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "metrics", &doc, &err));
    const ptb_json *node = ptb_json_get(ptb_json_root(doc), "metrics");
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(node, "cases")), 8, 0, 0);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(node, "wins")), 3, 0, 0);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        ck_assert_uint_eq(ptb_json_count(ptb_json_get(node, figures[i])), 3);
    const ptb_json *auc = ptb_json_get(node, "auc");
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(auc, "mean")), 0.75, 0, 0);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(auc, "low")), 0.5, 0, 0);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(auc, "high")), 1, 0, 0);
    ck_assert(ptb_json_is_null(ptb_json_get(ptb_json_get(node, "ks"), "mean")));
    ptb_json_free(doc);
    ptb_text_free(&text);
}
END_TEST

/* Two folds whose scores are on scales of their own: each ranks perfectly, together they do not. */
START_TEST(strata_are_ranked_apart)
{
    const double score[] = {0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1};
    const float outcome[] = {1, 1, 0, 0, 1, 1, 0, 0};
    const int fold[] = {7, 7, 7, 7, 2, 2, 2, 2};
    ptb_metrics pooled = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, 8, true, NULL});
    ptb_metrics apart = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, 8, true, fold});
    ASSERT_CLOSE(pooled.auc.mean, 0.75, 1e-15, 0);
    ASSERT_CLOSE(apart.auc.mean, 1, 1e-15, 0);
    ASSERT_CLOSE(apart.ks.mean, 1, 1e-15, 0);
    ASSERT_CLOSE(apart.brier.mean, pooled.brier.mean, 1e-15, 0);
    ASSERT_CLOSE(apart.calibration_error.mean, pooled.calibration_error.mean, 1e-15, 0);
}
END_TEST

/* The interval of a mean of folds is DeLong's, by folds: sqrt(v1 + v2) / 2. */
START_TEST(interval_of_strata_adds_variances)
{
    enum { N = 60 };
    double score[N], variance[2], area;
    float outcome[N];
    int fold[N];
    for (int i = 0; i < N; i++) {
        score[i] = (double)((i * 37) % N) / N;
        outcome[i] = (float)((i * 7 + i / 11) % 3 == 0);
        fold[i] = i >= N / 2;
    }
    ptb_error err = {0};
    ptb_metrics m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, N, true, fold});
    for (int f = 0; f < 2; f++)
        ASSERT_OK(ptb_auc_variance(score + f * N / 2, outcome + f * N / 2, N / 2, &area, &variance[f], &err));
    ASSERT_CLOSE((m.auc.high - m.auc.low) / 2, 1.959963984540054 * sqrt(variance[0] + variance[1]) / 2, 1e-12,
                 0);
}
END_TEST

/* Folds apart: the mean of the folds' differences, their variances added; one fold is the plain test. */
START_TEST(delong_by_strata)
{
    enum { N = 60 };
    double a[N], b[N];
    float outcome[N];
    int fold[N], same[N] = {0};
    for (int i = 0; i < N; i++) {
        a[i] = (double)((i * 37) % N) / N;
        b[i] = (double)((i * 23 + 7) % N) / N;
        outcome[i] = (float)((i * 7 + i / 11) % 3 == 0);
        fold[i] = i < N / 2 ? -1 : 4;
    }
    ptb_error err = {0};
    ptb_delong first, second, apart, one, plain;
    ASSERT_OK(ptb_delong_test(a, b, outcome, NULL, N / 2, &first, &err));
    ASSERT_OK(ptb_delong_test(a + N / 2, b + N / 2, outcome + N / 2, NULL, N / 2, &second, &err));
    ASSERT_OK(ptb_delong_test(a, b, outcome, fold, N, &apart, &err));
    ASSERT_CLOSE(apart.difference, (first.difference + second.difference) / 2, 1e-14, 0);
    ASSERT_CLOSE(apart.standard_error, hypot(first.standard_error, second.standard_error) / 2, 1e-14, 0);
    ASSERT_OK(ptb_delong_test(a, b, outcome, NULL, N, &plain, &err));
    ASSERT_OK(ptb_delong_test(a, b, outcome, same, N, &one, &err));
    ASSERT_CLOSE(one.difference, plain.difference, 1e-14, 0);
    ASSERT_CLOSE(one.p_value, plain.p_value, 1e-14, 0);
}
END_TEST

/* The error's interval holds the figure itself, though every redraw's error is larger on average. */
START_TEST(calibration_interval_holds_the_figure)
{
    enum { N = 400 };
    double score[N];
    float outcome[N];
    for (int i = 0; i < N; i++) {
        score[i] = (double)(i + 1) / (N + 2);
        outcome[i] = (float)((double)((i * 193) % N) / N < score[i]);
    }
    ptb_metrics m = metrics_of(&(ptb_judged){score, outcome, NULL, NULL, N, true, NULL});
    ck_assert(m.calibration_error.low <= m.calibration_error.mean);
    ck_assert(m.calibration_error.mean <= m.calibration_error.high);
    ck_assert(m.calibration_error.low >= 0);
}
END_TEST

/* Right probabilities have no excess on average; the bins' expected gap is that of drawn outcomes. */
START_TEST(test_excess_is_what_chance_does_not_explain)
{
    enum { N = 300, TIMES = 400 };
    double score[N], sum = 0, expected = 0, error = 0;
    float outcome[N];
    ptb_error err = {0};
    ptb_rng *rng = NULL;
    ptb_gsl_global_init();
    ASSERT_OK(ptb_rng_new(23, "test excess", 0, &rng, &err));
    for (int i = 0; i < N; i++)
        score[i] = 0.5 * pow((i + 0.5) / N, 3); /* few events in the lower bins */
    for (int t = 0; t < TIMES; t++) {
        double figures[PTB_FIGURES];
        ptb_ranked_case ranked[N] = {0};
        for (int i = 0; i < N; i++) {
            outcome[i] = ptb_rng_uniform(rng) < score[N - 1 - i] ? 1 : 0;
            ranked[i] = (ptb_ranked_case){
                .score = score[N - 1 - i], .weight = 1, .is_win = outcome[i] > 0.5F, .ends_tie = true};
        }
        ptb_ranked_figures(ranked, N, NULL, figures);
        sum += figures[PTB_FIGURE_CALIBRATION_ERROR_EXCESS] / TIMES;
        error += figures[PTB_FIGURE_CALIBRATION_ERROR] / TIMES;
        expected = figures[PTB_FIGURE_CALIBRATION_ERROR] - figures[PTB_FIGURE_CALIBRATION_ERROR_EXCESS];
    }
    ptb_rng_free(rng);
    ASSERT_CLOSE(expected, error, 0, 0.05);
    ASSERT_CLOSE(sum, 0, 0.05 * error, 0);
}
END_TEST

/* Log-odds shifted and stretched: the slope and the shift say by how much; undone, both are as they should be. */
START_TEST(test_slope_and_intercept_undo_the_harm)
{
    sample *s = sample_new(4);
    double z[CASES];
    for (size_t i = 0; i < CASES; i++) {
        z[i] = log((s->score[i] + 0.01) / (1.01 - s->score[i]));
        s->score[i] = ptb_sigmoid(z[i]);
    }
    ptb_judged judged = judged_of(s);
    judged.group = s->group;
    ptb_metrics m = metrics_of(&judged);
    ck_assert(m.calibration_slope.low < m.calibration_slope.mean);
    ck_assert(m.calibration_intercept.mean < m.calibration_intercept.high);
    double shift = m.calibration_intercept.mean, slope = m.calibration_slope.mean;
    for (size_t i = 0; i < CASES; i++)
        s->score[i] = ptb_sigmoid(z[i] + shift);
    ASSERT_CLOSE(metrics_of(&judged).calibration_intercept.mean, 0, 1e-10, 0);
    for (size_t i = 0; i < CASES; i++)
        s->score[i] = ptb_sigmoid(slope * z[i] - 3);
    m = metrics_of(&judged);
    ASSERT_CLOSE(m.calibration_slope.mean, 1, 1e-8, 0);
    free(s);
}
END_TEST

START_TEST(test_slopes_that_there_are_not)
{
    const double score[] = {0.9, 0.8, 0.5, 0.5, 0.3, 0.2}, same[] = {0.4, 0.4, 0.4, 0.4, 0.4, 0.4};
    const float parted[] = {1, 1, 1, 0, 0, 0}, mixed[] = {1, 0, 1, 0, 1, 0};
    ptb_metrics m = metrics_of(&(ptb_judged){score, parted, NULL, NULL, 6, true, NULL});
    ck_assert(isnan(m.calibration_slope.mean) && isnan(m.calibration_slope.low));
    ck_assert(isfinite(m.calibration_intercept.mean));
    m = metrics_of(&(ptb_judged){same, mixed, NULL, NULL, 6, true, NULL});
    ck_assert(isnan(m.calibration_slope.mean));
    ASSERT_CLOSE(m.calibration_intercept.mean, log(0.6 / 0.4), 1e-12, 0);
    ASSERT_CLOSE(m.brier_resolution.mean, 0, 1e-15, 0);
    m = metrics_of(&(ptb_judged){score, mixed, NULL, NULL, 6, true, NULL});
    ck_assert(isfinite(m.calibration_slope.mean));
    ASSERT_CLOSE(ptb_gini(&m).mean, 2 * m.auc.mean - 1, 0, 0);
}
END_TEST

/* Files of before the new figures. */
START_TEST(test_older_figures_are_read)
{
    ptb_error err = {0};
    const char *const text = "{\"cases\": 8, \"wins\": 3, \"auc\": F, \"log_loss\": F, \"brier\": F, "
                             "\"average_precision\": F, \"calibration_error\": F, \"ks\": F, \"lift_10\": F}";
    ptb_text whole = {0};
    for (const char *at = text; *at != 0; at++) {
        if (*at == 'F')
            ptb_text_add(&whole, "{\"mean\": 0.5, \"low\": null, \"high\": 1}");
        else
            ptb_text_append(&whole, at, 1);
    }
    for (int is_short = 0; is_short < 2; is_short++) {
        ptb_json_doc *doc = NULL;
        ptb_metrics m;
        if (is_short) memcpy(strstr(whole.bytes, "lift_10"), "lift_20", 7);
        ASSERT_OK(ptb_json_parse(whole.bytes, whole.len, "metrics", &doc, &err));
        if (is_short) {
            ASSERT_FAILS(ptb_metrics_parse(doc, ptb_json_root(doc), &m, &err), PTB_E_SCHEMA, "lift_10");
        } else {
            ASSERT_OK(ptb_metrics_parse(doc, ptb_json_root(doc), &m, &err));
            ck_assert_uint_eq(m.wins, 3);
            ASSERT_CLOSE(m.lift_10.mean, 0.5, 0, 0);
            ck_assert(isnan(m.lift_10.low) && isnan(m.lift_20.mean) && isnan(m.calibration_slope.high));
        }
        ptb_json_free(doc);
    }
    ptb_text_free(&whole);
}
END_TEST

TEST_MAIN("metrics", test_auc_counts_pairs, test_auc_counts_pairs_of_any_ties,
          test_one_win_in_a_hundred_thousand, test_auc_at_the_edges, test_figures_by_hand,
          test_ties_are_shared_in_proportion, test_certain_mistakes_cost_a_finite_log_loss,
          test_scores_have_figures_of_ranking_only, test_intervals_hold_the_figure,
          test_groups_are_drawn_together, test_groups_of_one_are_no_groups, test_the_seed_decides_the_draws,
          test_a_single_win_has_an_interval_from_draws_that_hold_it, test_unusable_cases_are_refused,
          test_cancelled_metrics_stop, test_delong_is_the_covariance_of_components,
          test_delong_swaps_and_equals, test_delong_without_variance, test_delong_needs_two_of_each,
          test_deciles_partition_the_cases, test_deciles_of_few_cases_and_ties,
          test_metrics_are_written_as_json, strata_are_ranked_apart, interval_of_strata_adds_variances,
          calibration_interval_holds_the_figure, delong_by_strata,
          test_excess_is_what_chance_does_not_explain, test_slope_and_intercept_undo_the_harm,
          test_slopes_that_there_are_not, test_older_figures_are_read)
