/* tests/unit/models/test_minimise.c: the least of convex functions, free and bounded, against conditions that hold only there. */
#include <math.h>

#include "datasets/base/rng.h"
#include "models/minimise.h"
#include "tests/support/test_main.h"

enum { N = 40 };

/* (x - centre)' A (x - centre) / 2 with A = B'B + I, and its diagonal. */
typedef struct {
    double a[N][N], centre[N];
    int evaluations;
} quadratic;

static void quadratic_new(quadratic *q, uint64_t seed)
{
    static double b[N][N];
    ptb_rng *rng = NULL;
    ptb_error err;
    ptb_gsl_global_init();
    ASSERT_OK(ptb_rng_new(seed, "quadratic", 0, &rng, &err));
    *q = (quadratic){.evaluations = 0};
    for (int i = 0; i < N; i++) {
        q->centre[i] = ptb_rng_normal(rng);
        for (int j = 0; j < N; j++)
            b[i][j] = ptb_rng_normal(rng) * (1 + j % 5);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            q->a[i][j] = i == j;
            for (int k = 0; k < N; k++)
                q->a[i][j] += b[k][i] * b[k][j];
        }
    ptb_rng_free(rng);
}

static ptb_status evaluate(void *state, const double *x, double *value, double *gradient, ptb_error *err)
{
    quadratic *q = state;
    (void)err;
    *value = 0;
    q->evaluations++;
    for (int i = 0; i < N; i++) {
        gradient[i] = 0;
        for (int j = 0; j < N; j++)
            gradient[i] += q->a[i][j] * (x[j] - q->centre[j]);
        *value += gradient[i] * (x[i] - q->centre[i]) / 2;
    }
    return PTB_OK;
}

static void precondition(void *state, double *vector)
{
    const quadratic *q = state;
    for (int i = 0; i < N; i++)
        vector[i] /= q->a[i][i];
}

static ptb_minimum_report minimise(quadratic *q, const bool *bound, int iterations, double *x)
{
    const ptb_minimum_problem problem = {N, evaluate, q, precondition, bound};
    const ptb_minimum_settings settings = {1e-9, iterations};
    ptb_minimum_report report;
    ptb_error err;
    ASSERT_OK(ptb_minimise(&problem, &settings, x, &report, &err));
    return report;
}

START_TEST(free_numbers)
{
    static quadratic q;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        double x[N] = {0};
        quadratic_new(&q, seed);
        ptb_minimum_report report = minimise(&q, NULL, 2000, x);
        ck_assert(report.converged && report.gradient_max <= 1e-9);
        ck_assert_int_eq(report.evaluations, q.evaluations);
        for (int i = 0; i < N; i++)
            ASSERT_CLOSE(x[i], q.centre[i], 1e-7, 0);
    }
}
END_TEST

/* Bound numbers are 0 or have no slope; at 0 the slope leads below. */
START_TEST(bounded_numbers)
{
    static quadratic q;
    int n_held = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        double x[N] = {0}, gradient[N], value = 0;
        bool bound[N];
        ptb_error err;
        quadratic_new(&q, seed);
        for (int i = 0; i < N; i++)
            bound[i] = i % 3 != 0;
        ptb_minimum_report report = minimise(&q, bound, 5000, x);
        ck_assert_msg(report.converged, "gradient %g after %d", report.gradient_max, report.iterations);
        ASSERT_OK(evaluate(&q, x, &value, gradient, &err));
        for (int i = 0; i < N; i++) {
            bool is_held = bound[i] && x[i] <= 0;
            n_held += is_held;
            ck_assert(!bound[i] || x[i] >= 0);
            ck_assert_msg(is_held ? gradient[i] >= -1e-9 : fabs(gradient[i]) <= 1e-9, "%d: %g at %g", i,
                          gradient[i], x[i]);
        }
    }
    ck_assert_int_gt(n_held, 20);
}
END_TEST

START_TEST(too_few_iterations)
{
    static quadratic q;
    double x[N] = {0};
    quadratic_new(&q, 3);
    ptb_minimum_report report = minimise(&q, NULL, 3, x);
    ck_assert(!report.converged && report.iterations == 3 && report.gradient_max > 1e-9);
}
END_TEST

/* A start at the least takes one look. */
START_TEST(warm_start)
{
    static quadratic q;
    double x[N];
    quadratic_new(&q, 4);
    memcpy(x, q.centre, sizeof x);
    ptb_minimum_report report = minimise(&q, NULL, 100, x);
    ck_assert(report.converged && report.iterations == 0 && report.evaluations == 1);
}
END_TEST

static ptb_status refuse(void *state, const double *x, double *value, double *gradient, ptb_error *err)
{
    (void)state;
    (void)x;
    *value = gradient[0] = 0;
    return ptb_fail(err, PTB_E_CANCELLED, "cancelled");
}

START_TEST(failures_are_passed_on)
{
    static quadratic q;
    double x[N] = {0};
    const ptb_minimum_problem problem = {N, refuse, &q, precondition, NULL};
    const ptb_minimum_settings settings = {1e-9, 10};
    ptb_minimum_report report;
    ptb_error err;
    ASSERT_FAILS(ptb_minimise(&problem, &settings, x, &report, &err), PTB_E_CANCELLED, "cancelled");
}
END_TEST

TEST_MAIN("minimise", free_numbers, bounded_numbers, too_few_iterations, warm_start, failures_are_passed_on)
