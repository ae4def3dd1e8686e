/* tests/unit/models/test_calibrate.c: Platt's sigmoid: both derivatives vanish, slopes are never negative. */
#include "models/calibrate.h"
#include "models/logistic.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { CASES = 400 };

/* The larger derivative of the mean cross-entropy against Platt's targets at a sd and b, in long double. */
static double true_derivative(const double *value, const float *y, const double *weight, size_t n,
                              const ptb_platt *fit)
{
    long double wins = 0, losses = 0, by_a = 0, by_b = 0, scale = 0;
    for (size_t i = 0; i < n; i++) {
        long double w = (long double)(weight == NULL ? 1 : weight[i]);
        if (y[i] > 0.5F)
            wins += w;
        else
            losses += w;
    }
    for (size_t i = 0; i < n; i++) {
        long double w = (long double)(weight == NULL ? 1 : weight[i]), f = (long double)value[i];
        long double target = y[i] > 0.5F ? (wins + 1) / (wins + 2) : 1 / (losses + 2);
        long double p = 1 / (1 + expl(-((long double)fit->a * f + (long double)fit->b)));
        by_a += w * (p - target) * f;
        by_b += w * (p - target);
        scale += w * fabsl(f);
    }
    return (double)fmaxl(fabsl(by_a / scale), fabsl(by_b / (wins + losses)));
}

typedef struct {
    double value[CASES], weight[CASES];
    float y[CASES];
} sample;

static sample sample_of(uint64_t seed, double a, double b)
{
    sample s = {0};
    ptb_rng *rng = NULL;
    ptb_error err = {0};
    ASSERT_OK(ptb_rng_new(seed, "test platt", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        s.value[i] = ptb_rng_normal(rng);
        s.y[i] = ptb_rng_uniform(rng) < ptb_sigmoid(a * s.value[i] + b) ? 1 : 0;
        s.weight[i] = 1 + (double)ptb_rng_below(rng, 4);
    }
    ptb_rng_free(rng);
    return s;
}

START_TEST(test_derivatives_vanish)
{
    ptb_error err = {0};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        sample s = sample_of(seed, 0.5 + (double)(seed % 5), (double)(seed % 3) - 2);
        ptb_platt fit;
        ASSERT_OK(ptb_platt_fit(s.value, s.y, NULL, CASES, &fit, &err));
        ck_assert_double_gt(fit.a, 0);
        ck_assert_double_le(true_derivative(s.value, s.y, NULL, CASES, &fit), 1e-12);
        ASSERT_OK(ptb_platt_fit(s.value, s.y, s.weight, CASES, &fit, &err));
        ck_assert_double_le(true_derivative(s.value, s.y, s.weight, CASES, &fit), 1e-12);
    }
}
END_TEST

START_TEST(test_separated_values_get_a_finite_sigmoid)
{
    ptb_error err = {0};
    const double value[] = {-3, -2, -1, 1, 2, 3};
    const float y[] = {0, 0, 0, 1, 1, 1};
    ptb_platt fit;
    ASSERT_OK(ptb_platt_fit(value, y, NULL, 6, &fit, &err));
    ck_assert_double_le(true_derivative(value, y, NULL, 6, &fit), 1e-12);
    ck_assert_double_gt(fit.a, 0.5);
    ck_assert_double_lt(fit.a, 5);
    ASSERT_CLOSE(fit.b, 0, 1e-10, 0);
}
END_TEST

START_TEST(test_a_good_logit_is_left_alone)
{
    ptb_error err = {0};
    enum { MANY = 200000 };
    ptb_rng *rng = NULL;
    double *value = malloc(MANY * sizeof *value);
    float *y = malloc(MANY * sizeof *y);
    ptb_platt fit;
    ck_assert(value != NULL && y != NULL);
    ASSERT_OK(ptb_rng_new(3, "test platt", 1, &rng, &err));
    for (size_t i = 0; i < MANY; i++) {
        value[i] = 1.5 * ptb_rng_normal(rng) - 1;
        y[i] = ptb_rng_uniform(rng) < ptb_sigmoid(value[i]) ? 1 : 0;
    }
    ASSERT_OK(ptb_platt_fit(value, y, NULL, MANY, &fit, &err));
    ASSERT_CLOSE(fit.a, 1, 0.03, 0);
    ASSERT_CLOSE(fit.b, 0, 0.03, 0);
    ptb_rng_free(rng);
    free(value);
    free(y);
}
END_TEST

START_TEST(test_values_may_have_any_scale)
{
    ptb_error err = {0};
    sample s = sample_of(4, 1.5, -1), moved = s;
    ptb_platt fit, other;
    ASSERT_OK(ptb_platt_fit(s.value, s.y, NULL, CASES, &fit, &err));
    const double scales[] = {1e-12, 1e-6, 1, 1e6, 1e12};
    for (size_t k = 0; k < 5; k++) {
        for (size_t i = 0; i < CASES; i++)
            moved.value[i] = scales[k] * (s.value[i] + 5);
        ASSERT_OK(ptb_platt_fit(moved.value, s.y, NULL, CASES, &other, &err));
        ASSERT_CLOSE(other.a * scales[k], fit.a, 0, 1e-9);
        ASSERT_CLOSE(other.b, fit.b - 5 * fit.a, 1e-9, 1e-9);
    }
}
END_TEST

START_TEST(test_weights_are_repetitions)
{
    ptb_error err = {0};
    sample s = sample_of(5, 2, 0);
    double value[4 * CASES];
    float y[4 * CASES];
    size_t n = 0;
    ptb_platt weighted, repeated;
    for (size_t i = 0; i < CASES; i++) {
        for (size_t k = 0; (double)k < s.weight[i]; k++) {
            value[n] = s.value[i];
            y[n++] = s.y[i];
        }
    }
    ASSERT_OK(ptb_platt_fit(s.value, s.y, s.weight, CASES, &weighted, &err));
    ASSERT_OK(ptb_platt_fit(value, y, NULL, n, &repeated, &err));
    ASSERT_CLOSE(weighted.a, repeated.a, 0, 1e-10);
    ASSERT_CLOSE(weighted.b, repeated.b, 1e-10, 0);
}
END_TEST

START_TEST(test_values_that_do_not_go_with_the_outcome_give_the_base_rate)
{
    ptb_error err = {0};
    ptb_platt fit;
    const double falling[] = {4, 3, 2, 1, 0}, constant[] = {7, 7, 7, 7, 7}, even[] = {1, -1, 1, -1, 0};
    const float y[] = {0, 0, 1, 0, 1}, even_y[] = {1, 1, 0, 0, 0};
    ASSERT_OK(ptb_platt_fit(falling, y, NULL, 5, &fit, &err));
    ASSERT_CLOSE(fit.a, 0, 0, 0);
    ASSERT_CLOSE(fit.b, log(3.0 / 4), 1e-15, 0);
    ASSERT_OK(ptb_platt_fit(constant, y, NULL, 5, &fit, &err));
    ASSERT_CLOSE(fit.a, 0, 0, 0);
    ASSERT_CLOSE(fit.b, log(3.0 / 4), 1e-15, 0);
    ASSERT_OK(ptb_platt_fit(even, even_y, NULL, 5, &fit, &err)); /* a slope of nothing but rounding at most */
    ASSERT_CLOSE(fit.a, 0, 1e-12, 0);
}
END_TEST

static void check_refused(const double *value, const float *y, const double *weight, size_t n,
                          const char *words)
{
    ptb_error err = {0};
    ptb_platt fit = {1, 2};
    ASSERT_FAILS(ptb_platt_fit(value, y, weight, n, &fit, &err), PTB_E_DATA, words);
    ASSERT_CLOSE(fit.a, 0, 0, 0);
    ASSERT_CLOSE(fit.b, 0, 0, 0);
}

START_TEST(test_unusable_data_are_refused)
{
    const double value[] = {1, 2, 3}, missing[] = {1, (double)NAN, 3}, infinite[] = {1, 2, HUGE_VAL};
    const double huge[] = {1e300, -1e300, 1e300}, bad_weight[] = {1, 0, 1};
    const float y[] = {1, 0, 1}, wins[] = {1, 1, 1}, losses[] = {0, 0, 0}, odd[] = {1, 0, 0.5F};
    check_refused(value, wins, NULL, 3, "all 3 cases are wins");
    check_refused(value, losses, NULL, 3, "all 3 cases are losses");
    check_refused(value, losses, NULL, 0, "all 0 cases");
    check_refused(value, odd, NULL, 3, "case 2: outcome 0.5");
    check_refused(missing, y, NULL, 3, "case 1: value");
    check_refused(infinite, y, NULL, 3, "case 2: value inf");
    check_refused(huge, y, NULL, 3, "overflows");
    check_refused(value, y, bad_weight, 3, "case 1: weight 0");
}
END_TEST

TEST_MAIN("calibrate", test_derivatives_vanish, test_separated_values_get_a_finite_sigmoid,
          test_a_good_logit_is_left_alone, test_values_may_have_any_scale, test_weights_are_repetitions,
          test_values_that_do_not_go_with_the_outcome_give_the_base_rate, test_unusable_data_are_refused)
