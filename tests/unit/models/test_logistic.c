/* tests/unit/models/test_logistic.c: the fit satisfies its definition, and refuses what has no answer. */
#include "models/logistic.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { MAX_COLS = 40 };

static ptb_logistic_settings settings_of(double lambda)
{
    ptb_logistic_settings settings;
    ptb_logistic_settings_default(&settings);
    settings.lambda = lambda;
    return settings;
}

/* The largest |gradient| entry of the objective, from its definition, in long double. */
static double true_gradient(const test_matrix *m, const double *weight, double lambda, const double *coef)
{
    const ptb_design *d = &m->design;
    long double gradient[MAX_COLS + 1] = {0}, all = 0, most = 0;
    for (size_t i = 0; i < d->n_rows; i++) {
        long double z = (long double)coef[0], v = (long double)(weight == NULL ? 1 : weight[i]);
        for (size_t j = 0; j < d->n_cols; j++)
            z += (long double)coef[j + 1] * (long double)d->x[i * d->ld + j];
        long double r = v * (1 / (1 + expl(-z)) - (long double)m->y[i]);
        all += v;
        gradient[0] += r;
        for (size_t j = 0; j < d->n_cols; j++)
            gradient[j + 1] += r * (long double)d->x[i * d->ld + j];
    }
    for (size_t j = 0; j <= d->n_cols; j++) {
        long double penalty = j == 0 ? 0 : (long double)lambda * (long double)coef[j];
        most = fmaxl(most, fabsl(gradient[j] / all + penalty));
    }
    return (double)most;
}

static void check_fit(const test_matrix *m, const double *weight, double lambda)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(lambda);
    ptb_logistic_report report;
    double coef[MAX_COLS + 1];
    ASSERT_OK(ptb_logistic_fit(&context, &m->design, m->y, weight, &settings, NULL, coef, &report, &err));
    ck_assert(report.converged);
    ck_assert_double_le(report.gradient_max, 1e-9);
    ck_assert_double_le(true_gradient(m, weight, lambda, coef), 1.001e-9);
    ck_assert_int_ge(report.gradients, report.iterations);
}

START_TEST(test_gradient_vanishes_on_random_problems)
{
    const double lambdas[] = {0, 1e-6, 1e-3, 1, 100};
    for (uint64_t seed = 1; seed <= 8; seed++) {
        test_matrix m = test_matrix_new(seed, 300 + 517 * (seed % 4), 1 + 13 * (seed % 4));
        for (size_t k = 0; k < 5; k++) {
            check_fit(&m, NULL, lambdas[k]);
            check_fit(&m, m.weight, lambdas[k]);
        }
        test_matrix_free(&m);
    }
}
END_TEST

START_TEST(test_separable_data_with_a_tiny_penalty_converges)
{
    test_matrix m = test_matrix_new(5, 200, 3);
    for (size_t i = 0; i < 200; i++)
        m.y[i] = m.x[i * 3] > 0.25F ? 1 : 0;
    check_fit(&m, NULL, 1e-3);
    check_fit(&m, NULL, 1e-6);
    check_fit(&m, NULL, 1e-8);
    check_fit(&m, NULL, 1e-12);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_rare_wins_and_odd_scales_converge)
{
    test_matrix m = test_matrix_new(6, 3000, 4);
    for (size_t i = 0; i < 3000; i++) {
        m.y[i] = i % 750 == 0 ? 1 : 0;
        m.x[4 * i + 1] *= 100;
        m.x[4 * i + 2] /= 64;
        m.x[4 * i + 3] = m.x[4 * i] + m.x[4 * i + 3] / 1024; /* nearly the same column again */
    }
    check_fit(&m, NULL, 1e-6);
    check_fit(&m, m.weight, 1e-2);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_without_columns_the_intercept_is_the_base_rate)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-3);
    const float x[4] = {0}, y[4] = {1, 0, 0, 0};
    double coef = 99;
    ASSERT_OK(
        ptb_logistic_fit(&context, &(ptb_design){x, 4, 0, 1}, y, NULL, &settings, NULL, &coef, NULL, &err));
    ASSERT_CLOSE(coef, log(1.0 / 3), 1e-8, 0);
    const double weight[4] = {3, 1, 1, 1};
    ASSERT_OK(
        ptb_logistic_fit(&context, &(ptb_design){x, 4, 0, 1}, y, weight, &settings, NULL, &coef, NULL, &err));
    ASSERT_CLOSE(coef, 0, 1e-8, 0);
}
END_TEST

START_TEST(test_a_column_of_zeros_gets_nothing)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-4);
    test_matrix m = test_matrix_new(7, 400, 3);
    double coef[4];
    for (size_t i = 0; i < 400; i++)
        m.x[3 * i + 1] = 0;
    ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, NULL, &err));
    ASSERT_CLOSE(coef[2], 0, 1e-15, 0);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_rows_may_be_longer_than_columns)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-3);
    test_matrix m = test_matrix_new(8, 700, 9);
    double narrow[10], wide[10];
    float *x = calloc(700, 13 * sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (size_t i = 0; i < (size_t)700 * 13; i++)
        x[i] = i % 13 < 9 ? m.x[i / 13 * 9 + i % 13] : NAN; /* what lies beyond the columns is not read */
    ptb_design padded = {x, 700, 9, 13};
    ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, narrow, NULL, &err));
    ASSERT_OK(ptb_logistic_fit(&context, &padded, m.y, NULL, &settings, NULL, wide, NULL, &err));
    ck_assert_mem_eq(narrow, wide, sizeof narrow);
    free(x);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_a_gram_handed_on_does_not_change_the_answer)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(9, 1500, 20), other = test_matrix_new(10, 400, 20);
    ptb_logistic_gram gram = {0};
    ptb_logistic_report report;
    double fresh[21], reused[21];
    ptb_logistic_settings settings = settings_of(1e-2);
    ASSERT_OK(
        ptb_logistic_fit(&context, &other.design, other.y, NULL, &settings, &gram, reused, &report, &err));
    ck_assert_ptr_nonnull(gram.gram);
    ck_assert_uint_eq(gram.n, 21);
    ck_assert_int_eq(report.grams, 1);
    const double lambdas[] = {1e-2, 1e-3, 1e-4, 1e-5};
    for (size_t k = 0; k < 4; k++) {
        settings = settings_of(lambdas[k]);
        ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, fresh, NULL, &err));
        settings.warm_start = true;
        ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, &gram, reused, &report, &err));
        ck_assert(report.converged);
        ck_assert_double_le(true_gradient(&m, NULL, lambdas[k], reused), 1.001e-9);
        for (size_t j = 0; j < 21; j++)
            ASSERT_CLOSE(reused[j], fresh[j], 1e-7, 0);
    }
    ptb_logistic_gram_free(&gram);
    ck_assert_ptr_null(gram.gram);
    ptb_logistic_gram_free(NULL);
    test_matrix_free(&m);
    test_matrix_free(&other);
}
END_TEST

/* What the preconditioner and the pairs are for: one Gram and a dozen gradients, whatever the penalty. */
START_TEST(test_few_passes_over_the_rows)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(18, 2000, 30);
    const double lambdas[] = {0, 1e-5, 1e-3};
    for (size_t i = 0; i < (size_t)2000 * 30; i++)
        m.x[i] *= 2;
    for (size_t i = 0; i < 2000; i++)
        m.y[i] = m.x[30 * i] + m.x[30 * i + 1] + m.x[30 * i + 2] > 0 ? m.y[i] : 0; /* far from the start */
    for (size_t k = 0; k < 3; k++) {
        ptb_logistic_settings settings = settings_of(lambdas[k]);
        ptb_logistic_report report;
        double coef[31];
        ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, &report, &err));
        ck_assert_int_eq(report.grams,
                         k == 0 ? 2 : 1); /* without penalty one more, to see that nothing runs away */
        ck_assert_int_le(report.gradients, 15);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_a_gram_far_off_is_renewed)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-6);
    test_matrix m = test_matrix_new(11, 900, 6);
    const double diagonals[3][2] = {
        {1e-9, 1e9}, {1e30, 1e30}, {1e-30, 1e-30}}; /* steps too odd, short, long */
    for (size_t k = 0; k < 3; k++) {
        ptb_logistic_gram gram = {.gram = calloc(49, sizeof(double)), .n = 7};
        ptb_logistic_report report;
        double coef[7];
        ck_assert_ptr_nonnull(gram.gram);
        for (size_t j = 0; j < 7; j++)
            gram.gram[8 * j] = diagonals[k][j % 2];
        ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, &gram, coef, &report, &err));
        ck_assert(report.converged);
        ck_assert_int_ge(report.grams, 1);
        ck_assert_int_le(report.gradients, 100);
        ptb_logistic_gram_free(&gram);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_a_warm_start_at_the_answer_takes_no_steps)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-3);
    test_matrix m = test_matrix_new(12, 500, 5);
    ptb_logistic_report report;
    double coef[6], kept[6];
    ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, NULL, &err));
    memcpy(kept, coef, sizeof coef);
    settings.warm_start = true;
    ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, &report, &err));
    ck_assert_int_eq(report.iterations, 0);
    ck_assert_mem_eq(coef, kept, sizeof coef);
    for (size_t j = 0; j < 6; j++)
        coef[j] = 300; /* a start from far away: saturated margins */
    ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, &report, &err));
    ck_assert(report.converged);
    for (size_t j = 0; j < 6; j++)
        ASSERT_CLOSE(coef[j], kept[j], 1e-6, 0);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_stopping_early_is_reported)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-5);
    settings.max_iterations = 1;
    test_matrix m = test_matrix_new(13, 500, 5);
    ptb_logistic_report report;
    double coef[6];
    ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, &report, &err));
    ck_assert(!report.converged);
    ck_assert_int_eq(report.iterations, 1);
    ck_assert_double_gt(report.gradient_max, 1e-9);
    settings.max_iterations = 200;
    settings.tolerance = 1e-30; /* beyond what doubles can do: it ends, and says so */
    ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, &report, &err));
    ck_assert(!report.converged);
    ck_assert_double_le(report.gradient_max, 1e-12);
    test_matrix_free(&m);
}
END_TEST

/* What a test may spoil before the fit. */
typedef struct {
    test_matrix *m;
    ptb_logistic_settings *settings;
    double *coef;
} attempt;

/* Fits three columns; `change` spoils the data or the settings. */
static void check_refused(void (*change)(const attempt *at), double lambda, ptb_status want,
                          const char *words)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(14, 300, 3);
    ptb_logistic_settings settings = settings_of(lambda);
    ptb_logistic_gram gram = {0};
    ptb_logistic_report report = {.iterations = 77};
    double coef[4] = {1, 2, 3, 4};
    change(&(attempt){&m, &settings, coef});
    ASSERT_FAILS(ptb_logistic_fit(&context, &m.design, m.y, m.weight, &settings, &gram, coef, &report, &err),
                 want, words);
    ck_assert_ptr_null(gram.gram);
    ck_assert_int_eq(report.iterations, 0);
    ck_assert_msg(fabs(coef[1] - 2) <= 0, "coefficients were touched");
    test_matrix_free(&m);
}

#define SPOIL(name, statement)          \
    static void name(const attempt *at) \
    {                                   \
        statement;                      \
    }
SPOIL(all_wins, for (size_t i = 0; i < 300; i++) at->m->y[i] = 1)
SPOIL(all_losses, for (size_t i = 0; i < 300; i++) at->m->y[i] = 0)
SPOIL(odd_outcome, at->m->y[41] = 0.5F)
SPOIL(missing_outcome, at->m->y[41] = NAN)
SPOIL(missing_x, at->m->x[3 * 17 + 2] = NAN)
SPOIL(infinite_x, at->m->x[897] = -INFINITY)
SPOIL(zero_weight, at->m->weight[5] = 0)
SPOIL(missing_weight, at->m->weight[5] = (double)NAN)
SPOIL(endless_weight, at->m->weight[5] = at->m->weight[6] = 1e308)
SPOIL(negative_lambda, at->settings->lambda = -1)
SPOIL(missing_lambda, at->settings->lambda = (double)NAN)
SPOIL(zero_tolerance, at->settings->tolerance = 0)
SPOIL(no_iterations, at->settings->max_iterations = 0)
SPOIL(bad_start, at->settings->warm_start = true; at->coef[3] = HUGE_VAL)
SPOIL(separable, for (size_t i = 0; i < 300; i++) at->m->y[i] = at->m->x[3 * i + 1] > 0 ? 1 : 0)
SPOIL(equal_columns, for (size_t i = 0; i < 300; i++) at->m->x[3 * i + 2] = at->m->x[3 * i])
SPOIL(sum_of_columns,
      for (size_t i = 0; i < 300; i++) at->m->x[3 * i + 2] = at->m->x[3 * i] - 2 * at->m->x[3 * i + 1])
SPOIL(constant_column, for (size_t i = 0; i < 300; i++) at->m->x[3 * i] = 7)
SPOIL(zero_column, for (size_t i = 0; i < 300; i++) at->m->x[3 * i + 1] = 0)

/* Told as soon as all rows are on their own side, not only when the gradient has died away. */
static void separable_soon(const attempt *at)
{
    separable(at);
    at->settings->max_iterations = 20;
    at->settings->tolerance = 1e-30;
}

/* A level that only wins have: its coefficient has no bound, though the classes overlap elsewhere. */
static void telling_level(const attempt *at)
{
    for (size_t i = 0; i < 300; i++) {
        at->m->x[3 * i + 1] = i % 60 == 0 ? 1 : 0;
        if (i % 60 == 0) at->m->y[i] = 1;
    }
}

START_TEST(test_unusable_data_are_refused)
{
    check_refused(all_wins, 1e-3, PTB_E_DATA, "all 300 rows are wins");
    check_refused(all_losses, 1e-3, PTB_E_DATA, "all 300 rows are losses");
    check_refused(odd_outcome, 1e-3, PTB_E_DATA, "row 41: outcome 0.5");
    check_refused(missing_outcome, 1e-3, PTB_E_DATA, "row 41: outcome");
    check_refused(missing_x, 1e-3, PTB_E_DATA, "row 17, column 2: ");
    check_refused(infinite_x, 1e-3, PTB_E_DATA, "row 299, column 0: -inf");
    check_refused(zero_weight, 1e-3, PTB_E_DATA, "row 5: weight 0");
    check_refused(missing_weight, 1e-3, PTB_E_DATA, "row 5: weight");
    check_refused(endless_weight, 1e-3, PTB_E_DATA, "the weights sum to inf");
}
END_TEST

START_TEST(test_settings_out_of_range_are_refused)
{
    check_refused(negative_lambda, 1e-3, PTB_E_ARG, "penalty -1");
    check_refused(missing_lambda, 1e-3, PTB_E_ARG, "penalty");
    check_refused(zero_tolerance, 1e-3, PTB_E_ARG, "tolerance 0");
    check_refused(no_iterations, 1e-3, PTB_E_ARG, "0 iterations");
    check_refused(bad_start, 1e-3, PTB_E_ARG, "starting coefficient 3 is inf");
}
END_TEST

START_TEST(test_without_penalty_there_must_be_an_answer)
{
    check_refused(separable, 0, PTB_E_NUMERIC, "separated perfectly");
    check_refused(separable_soon, 0, PTB_E_NUMERIC, "separated perfectly");
    check_refused(telling_level, 0, PTB_E_NUMERIC, "separated perfectly");
    check_refused(equal_columns, 0, PTB_E_NUMERIC, "independent columns, or a penalty");
    check_refused(sum_of_columns, 0, PTB_E_NUMERIC, "independent columns, or a penalty");
    check_refused(constant_column, 0, PTB_E_NUMERIC, "independent columns, or a penalty");
    check_refused(zero_column, 0, PTB_E_NUMERIC, "independent columns, or a penalty");
}
END_TEST

static void check_penalised(void (*change)(const attempt *at))
{
    test_matrix m = test_matrix_new(14, 300, 3);
    change(&(attempt){&m, NULL, NULL});
    check_fit(&m, m.weight, 1e-4);
    check_fit(&m, m.weight, 1e-9);
    test_matrix_free(&m);
}

/* Where the fit runs away, only the two rows that are no sure thing keep any weight in the Gram, which then looks as if
 * columns depended on one another. */
START_TEST(test_a_runaway_is_no_dependence)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(0);
    test_matrix m = test_matrix_new(35, 300, 3);
    double coef[4];
    for (size_t i = 0; i < 300; i++)
        m.y[i] = m.x[3 * i] > 0 ? 1 : 0;
    for (size_t i = 0; i < 2; i++) {
        m.y[i] = (float)i;
        m.x[3 * i] = 0;
        m.x[3 * i + 1] = m.x[3 * i + 2] = 1;
    }
    ASSERT_FAILS(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, NULL, &err),
                 PTB_E_NUMERIC, "separated perfectly");
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_with_a_penalty_the_same_data_are_fitted)
{
    check_penalised(separable);
    check_penalised(telling_level);
    check_penalised(equal_columns);
    check_penalised(sum_of_columns);
    check_penalised(constant_column);
    check_penalised(zero_column);
}
END_TEST

START_TEST(test_a_gram_of_another_width_is_refused)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-3);
    test_matrix m = test_matrix_new(15, 100, 2);
    ptb_logistic_gram gram = {.gram = calloc(4, sizeof(double)), .n = 2};
    double coef[3];
    ASSERT_FAILS(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, &gram, coef, NULL, &err),
                 PTB_E_ARG, "2 columns (expected 3)");
    ck_assert_ptr_null(gram.gram);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_a_cancelled_fit_stops)
{
    ptb_error err = {0};
    volatile sig_atomic_t signal_number = SIGINT;
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-3);
    test_matrix m = test_matrix_new(16, 100, 2);
    double coef[3];
    context.cancel = &signal_number;
    ASSERT_FAILS(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, NULL, &err),
                 PTB_E_CANCELLED, "");
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_margins_are_the_same_alone_and_together)
{
    volatile sig_atomic_t signal_number = 0;
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(17, 2100, 11);
    double together[2100], cancelled[2100], alone;
    context.threads = 2;
    ptb_logistic_margins(&context, &m.design, m.truth, together);
    for (size_t i = 0; i < 2100; i++) {
        double sum = m.truth[0];
        for (size_t j = 0; j < 11; j++)
            sum += m.truth[j + 1] * (double)m.x[i * 11 + j];
        ASSERT_CLOSE(together[i], sum, 1e-14, 0);
        ptb_design one = {m.x + i * 11, 1, 11, 11};
        ptb_logistic_margins(&context, &one, m.truth, &alone);
        ck_assert_mem_eq(&alone, &together[i], sizeof alone);
    }
    signal_number = SIGINT; /* margins are all there even so; the caller checks for signals */
    context.cancel = &signal_number;
    ptb_logistic_margins(&context, &m.design, m.truth, cancelled);
    ck_assert_mem_eq(cancelled, together, sizeof together);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_sigmoid_and_log1p_exp_never_overflow)
{
    ASSERT_CLOSE(ptb_sigmoid(0), 0.5, 0, 0);
    ASSERT_CLOSE(ptb_sigmoid(2), 1 / (1 + exp(-2.0)), 0, 1e-16);
    ASSERT_CLOSE(ptb_sigmoid(-40), exp(-40.0), 0, 1e-15);
    ASSERT_CLOSE(ptb_sigmoid(1e308), 1, 0, 0);
    ASSERT_CLOSE(ptb_sigmoid(-1e308), 0, 0, 0);
    ASSERT_CLOSE(ptb_log1p_exp(0), log(2), 0, 1e-15);
    ASSERT_CLOSE(ptb_log1p_exp(-40), exp(-40.0), 0, 1e-15);
    ASSERT_CLOSE(ptb_log1p_exp(1e308), 1e308, 0, 0);
    ASSERT_CLOSE(ptb_log1p_exp(-1e308), 0, 0, 0);
}
END_TEST

START_TEST(test_defaults_set_every_field)
{
    ptb_logistic_settings settings;
    memset(&settings, 0x5a, sizeof settings);
    settings.warm_start = true;
    ptb_logistic_settings_default(&settings);
    ASSERT_CLOSE(settings.lambda, 1e-3, 0, 0);
    ASSERT_CLOSE(settings.tolerance, 1e-9, 0, 0);
    ck_assert_int_eq(settings.max_iterations, 200);
    ck_assert(!settings.warm_start);
}
END_TEST

/* So many rows for so few columns that a share of them gives the start. */
enum { MANY_ROWS = 70000, FEW_COLS = 5 };

static ptb_logistic_report fit_many(const test_matrix *m, const double *weight, int n_threads, double *coef)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    context.threads = n_threads;
    ptb_logistic_settings settings = settings_of(1e-4);
    ptb_logistic_report report;
    ASSERT_OK(ptb_logistic_fit(&context, &m->design, m->y, weight, &settings, NULL, coef, &report, &err));
    ck_assert(report.converged);
    ck_assert_double_le(true_gradient(m, weight, 1e-4, coef), 1.001e-9);
    return report;
}

START_TEST(test_a_share_of_many_rows_gives_the_start)
{
    test_matrix m = test_matrix_new(21, MANY_ROWS, FEW_COLS);
    double coef[FEW_COLS + 1], again[FEW_COLS + 1];
    ptb_logistic_report report = fit_many(&m, NULL, 1, coef);
    ck_assert_int_eq(report.grams, 0); /* that of the share did */
    ck_assert_int_le(report.gradients, 8);
    (void)fit_many(&m, NULL, 3, again);
    ck_assert_mem_eq(coef, again, sizeof coef);
    ck_assert_int_eq(fit_many(&m, m.weight, 2, coef).grams, 0);
    test_matrix_free(&m);
}
END_TEST

/* The share may lack what all rows have: a column's few values, one of the classes. */
START_TEST(test_what_a_share_lacks_is_not_missed)
{
    test_matrix m = test_matrix_new(22, MANY_ROWS, FEW_COLS);
    double coef[FEW_COLS + 1];
    for (size_t i = 0; i < MANY_ROWS; i++)
        m.x[i * FEW_COLS + 2] = i == 40 || i == 41 || i == 43 ? 100 : 0;
    m.y[40] = m.y[41] = 1;
    m.y[43] = 0;
    ptb_logistic_report report = fit_many(&m, NULL, 2, coef);
    ck_assert_int_ge(report.grams, 1);
    ck_assert_int_le(report.gradients, 25);
    memset(m.y, 0, MANY_ROWS * sizeof *m.y);
    m.y[77] = 1;
    report = fit_many(&m, NULL, 2, coef);
    ck_assert_int_ge(report.grams, 1);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_rows_are_told_by_their_own_numbers)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings = settings_of(1e-4);
    test_matrix m = test_matrix_new(23, MANY_ROWS, FEW_COLS);
    double coef[FEW_COLS + 1];
    for (size_t i = 65000; i < MANY_ROWS; i++)
        m.x[i * FEW_COLS + 3] = NAN;
    ASSERT_FAILS(ptb_logistic_fit(&context, &m.design, m.y, NULL, &settings, NULL, coef, NULL, &err),
                 PTB_E_DATA, "row 65000, column 3");
    test_matrix_free(&m);
}
END_TEST

TEST_MAIN("logistic", test_a_share_of_many_rows_gives_the_start, test_what_a_share_lacks_is_not_missed,
          test_rows_are_told_by_their_own_numbers, test_gradient_vanishes_on_random_problems,
          test_separable_data_with_a_tiny_penalty_converges, test_rare_wins_and_odd_scales_converge,
          test_without_columns_the_intercept_is_the_base_rate, test_a_column_of_zeros_gets_nothing,
          test_rows_may_be_longer_than_columns, test_a_gram_handed_on_does_not_change_the_answer,
          test_few_passes_over_the_rows, test_a_gram_far_off_is_renewed,
          test_a_warm_start_at_the_answer_takes_no_steps, test_stopping_early_is_reported,
          test_unusable_data_are_refused, test_settings_out_of_range_are_refused,
          test_without_penalty_there_must_be_an_answer, test_a_runaway_is_no_dependence,
          test_with_a_penalty_the_same_data_are_fitted, test_a_gram_of_another_width_is_refused,
          test_a_cancelled_fit_stops, test_margins_are_the_same_alone_and_together,
          test_sigmoid_and_log1p_exp_never_overflow, test_defaults_set_every_field)
