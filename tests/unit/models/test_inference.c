/* tests/unit/models/test_inference.c: standard errors mean what they say, and are refused where there are none. */
#include "models/inference.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { COLS = 3, MAX_COLS = 8 };

static void fit(const ptb_inference_rows *rows, double *coef)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings;
    ptb_logistic_report report;
    ptb_logistic_settings_default(&settings);
    settings.lambda = rows->lambda;
    settings.tolerance = 1e-11;
    ASSERT_OK(ptb_logistic_fit(&context, rows->design, rows->y, rows->weight, &settings, NULL, coef, &report,
                               &err));
}

static ptb_status errors_of(const ptb_inference_rows *rows, const double *coef, double *by_model,
                            double *by_group, ptb_error *err)
{
    ptb_context context = ptb_context_default();
    context.threads = 2;
    return ptb_standard_errors(&context, rows, coef, by_model, by_group, err);
}

/* Of the interval around the fitted coefficient, over many draws: the truth lies within in 95 % of them. */
START_TEST(test_intervals_cover_the_truth)
{
    enum { DRAWS = 400 };
    size_t covered[2] = {0};
    for (uint64_t seed = 1; seed <= DRAWS; seed++) {
        ptb_error err = {0};
        test_matrix m = test_matrix_new(seed, 500, COLS);
        double coef[COLS + 1], error[2][COLS + 1];
        ptb_inference_rows rows = {.design = &m.design, .y = m.y};
        fit(&rows, coef);
        ASSERT_OK(errors_of(&rows, coef, error[0], error[1], &err));
        for (int k = 0; k < 2; k++) {
            ptb_wald wald = ptb_wald_of(coef[1], error[k][1]);
            covered[k] += wald.low <= m.truth[1] && m.truth[1] <= wald.high;
        }
        test_matrix_free(&m);
    }
    for (int k = 0; k < 2; k++) { /* 0.95 and three of its own standard errors */
        ck_assert_uint_ge(covered[k], (size_t)(0.917 * DRAWS));
        ck_assert_uint_le(covered[k], (size_t)(0.983 * DRAWS));
    }
}
END_TEST

/* A row of weight 3 is three rows: by the model, and by groups where the three are one. */
START_TEST(test_weights_are_repetitions)
{
    ptb_error err = {0};
    test_matrix m = test_matrix_new(3, 200, COLS), many = test_matrix_new(4, 600, COLS);
    uint32_t *group = calloc(600, sizeof *group);
    double coef[COLS + 1], error[4][COLS + 1];
    ck_assert_ptr_nonnull(group);
    size_t n = 0;
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < (size_t)m.weight[i]; k++, n++) {
            memcpy(many.x + n * COLS, m.x + i * COLS, COLS * sizeof *m.x);
            many.y[n] = m.y[i];
            group[n] = (uint32_t)i;
        }
    many.design.n_rows = n;
    ptb_inference_rows rows = {.design = &m.design, .y = m.y, .weight = m.weight, .lambda = 0.01};
    ptb_inference_rows repeated = {.design = &many.design, .y = many.y, .group = group, .lambda = 0.01};
    fit(&rows, coef);
    ASSERT_OK(errors_of(&rows, coef, error[0], error[1], &err));
    ASSERT_OK(errors_of(&repeated, coef, error[2], error[3], &err));
    for (size_t j = 0; j <= COLS; j++) {
        ASSERT_CLOSE(error[0][j], error[2][j], 0, 1e-10);
        ASSERT_CLOSE(error[1][j], error[3][j], 0, 1e-10);
    }
    free(group);
    test_matrix_free(&m);
    test_matrix_free(&many);
}
END_TEST

/* The design with the sum of its first two columns as one more has the same errors, and none for the last. */
START_TEST(test_dependent_columns_have_no_error)
{
    ptb_error err = {0};
    test_matrix m = test_matrix_new(5, 300, COLS);
    float x[300 * (COLS + 1)];
    double coef[COLS + 2], more[COLS + 2] = {0}, error[4][COLS + 2];
    for (size_t i = 0; i < 300; i++) {
        memcpy(x + i * (COLS + 1), m.x + i * COLS, COLS * sizeof *x);
        x[i * (COLS + 1) + COLS] = m.x[i * COLS] + m.x[i * COLS + 1];
    }
    ptb_design wide = {x, 300, COLS + 1, COLS + 1};
    ptb_inference_rows rows = {.design = &m.design, .y = m.y}, wider = {.design = &wide, .y = m.y};
    fit(&rows, coef);
    memcpy(more, coef, (COLS + 1) * sizeof *coef);
    ASSERT_OK(errors_of(&rows, coef, error[0], error[1], &err));
    ASSERT_OK(errors_of(&wider, more, error[2], error[3], &err));
    for (size_t j = 0; j <= COLS; j++) {
        ASSERT_CLOSE(error[2][j], error[0][j], 0, 1e-10);
        ASSERT_CLOSE(error[3][j], error[1][j], 0, 1e-10);
    }
    ck_assert(isnan(error[2][COLS + 1]) && isnan(error[3][COLS + 1]));
    ptb_wald none = ptb_wald_of(0, error[2][COLS + 1]);
    ck_assert(isnan(none.z) && isnan(none.p_value) && isnan(none.low) && isnan(none.high));
    wider.lambda = 1e-3; /* with a penalty all have an answer */
    fit(&wider, more);
    ASSERT_OK(errors_of(&wider, more, error[2], error[3], &err));
    ck_assert(error[2][COLS + 1] > 0);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_one_group_tells_nothing)
{
    ptb_error err = {0};
    test_matrix m = test_matrix_new(6, 100, COLS);
    uint32_t group[100] = {0};
    double coef[COLS + 1], by_model[COLS + 1], by_group[COLS + 1];
    ptb_inference_rows rows = {.design = &m.design, .y = m.y, .group = group, .lambda = 0.1};
    fit(&rows, coef);
    ASSERT_OK(errors_of(&rows, coef, by_model, by_group, &err));
    for (size_t j = 0; j <= COLS; j++)
        ck_assert(by_model[j] > 0 && isnan(by_group[j]));
    test_matrix_free(&m);
}
END_TEST

/* Groups far apart, in any order, many threads: the same bits. */
START_TEST(test_threads_change_nothing)
{
    ptb_error err = {0};
    test_matrix m = test_matrix_new(7, 5000, MAX_COLS);
    uint32_t *group = calloc(5000, sizeof *group);
    double coef[MAX_COLS + 1], first[2][MAX_COLS + 1], error[2][MAX_COLS + 1];
    ck_assert_ptr_nonnull(group);
    for (size_t i = 0; i < 5000; i++)
        group[i] = (uint32_t)(i * 7919 % 1300);
    ptb_inference_rows rows = {&m.design, m.y, m.weight, group, 1e-3};
    fit(&rows, coef);
    for (int threads = 1; threads <= 3; threads++) {
        ptb_context context = ptb_context_default();
        context.threads = threads;
        ASSERT_OK(ptb_standard_errors(&context, &rows, coef, error[0], error[1], &err));
        if (threads == 1) memcpy(first, error, sizeof error);
        ck_assert_mem_eq(first, error, sizeof error);
    }
    free(group);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_refusals)
{
    ptb_error err = {0};
    test_matrix m = test_matrix_new(8, 100, 1);
    double coef[2], by_model[2];
    ptb_inference_rows rows = {.design = &m.design, .y = m.y, .lambda = 1e-3};
    fit(&rows, coef);
    coef[1] += 0.5;
    ASSERT_FAILS(errors_of(&rows, coef, by_model, NULL, &err), PTB_E_NUMERIC, "further step");
    rows.lambda = -1;
    ASSERT_FAILS(errors_of(&rows, coef, by_model, NULL, &err), PTB_E_ARG, "penalty -1");
    rows.lambda = 0;
    for (size_t i = 0; i < 100; i++) /* parted but for a few between, as where coefficients run away */
        m.y[i] = m.x[i] > 0.1F ? 1 : 0;
    coef[0] = -300;
    coef[1] = 3000;
    ASSERT_FAILS(errors_of(&rows, coef, by_model, NULL, &err), PTB_E_NUMERIC, "part the classes");
    for (size_t i = 0; i < 100; i++) { /* x = 1 won always, x = 0 now and then */
        m.x[i] = (float)(i % 2);
        m.y[i] = i % 2 == 1 || i % 8 == 0 ? 1 : 0;
    }
    coef[0] = log(13.0 / 37);
    coef[1] = 20;
    ASSERT_FAILS(errors_of(&rows, coef, by_model, NULL, &err), PTB_E_NUMERIC, "part the classes");
    test_matrix_free(&m);
}
END_TEST

TEST_MAIN("inference", test_intervals_cover_the_truth, test_weights_are_repetitions,
          test_dependent_columns_have_no_error, test_one_group_tells_nothing, test_threads_change_nothing,
          test_refusals)
