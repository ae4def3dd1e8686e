/* tests/reference/test_reference_metrics.c: figures against scikit-learn, DeLong against pROC, Platt against glm. */
#include "datasets/base/rng.h"
#include "models/calibrate.h"
#include "models/metrics.h"
#include "tests/reference/reference.h"

START_TEST(test_figures_are_those_of_scikit_learn)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    reference_table input = reference_read("metrics/input.csv"),
                    want = reference_read("metrics/expected.csv");
    double *weight = reference_column(&input, 0);
    float *y = reference_floats(&input, 1, 1);
    ptb_gsl_global_init();
    for (size_t r = 0; r < want.n_rows; r++) {
        const double *row = want.values + r * want.n_cols;
        double *score = reference_column(&input, row[1] > 0.5 ? 3 : 2);
        ptb_metrics m = {0};
        ptb_judged judged = {score, y, row[0] > 0.5 ? weight : NULL, NULL, input.n_rows, true, NULL};
        ASSERT_OK(ptb_metrics_compute(&context, &judged, &m, &err));
        ASSERT_CLOSE(m.auc.mean, row[2], 1e-12, 0);
        ASSERT_CLOSE(m.average_precision.mean, row[3], 1e-12, 0);
        ASSERT_CLOSE(m.log_loss.mean, row[4], 1e-12, 0);
        ASSERT_CLOSE(m.brier.mean, row[5], 1e-12, 0);
        ASSERT_CLOSE(m.ks.mean, row[6], 1e-12, 0);
        free(score);
    }
    free(weight);
    free(y);
    free(input.values);
    free(want.values);
}
END_TEST

static double half_width(ptb_figure figure)
{
    ASSERT_CLOSE(figure.high - figure.mean, figure.mean - figure.low, 1e-12, 0);
    return (figure.high - figure.low) / 2 / 1.959963984540054;
}

START_TEST(test_parts_and_slopes)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    reference_table input = reference_read("metrics/input.csv"), want = reference_read("metrics/parts.csv");
    double *weight = reference_column(&input, 0);
    float *y = reference_floats(&input, 1, 1);
    ptb_gsl_global_init();
    for (size_t r = 0; r < want.n_rows; r++) {
        const double *row = want.values + r * want.n_cols;
        double *score = reference_column(&input, row[1] > 0.5 ? 3 : 2);
        ptb_metrics m = {0};
        ptb_judged judged = {score, y, row[0] > 0.5 ? weight : NULL, NULL, input.n_rows, true, NULL};
        ASSERT_OK(ptb_metrics_compute(&context, &judged, &m, &err));
        ASSERT_CLOSE(m.lift_5.mean, row[2], 1e-12, 0);
        ASSERT_CLOSE(m.lift_10.mean, row[3], 1e-12, 0);
        ASSERT_CLOSE(m.lift_20.mean, row[4], 1e-12, 0);
        ASSERT_CLOSE(m.brier_reliability.mean, row[5], 1e-12, 0);
        ASSERT_CLOSE(m.brier_resolution.mean, row[6], 1e-12, 0);
        ASSERT_CLOSE(m.brier_uncertainty.mean, row[7], 1e-12, 0);
        ASSERT_CLOSE(m.calibration_slope.mean, row[8], 1e-7, 0);
        ASSERT_CLOSE(half_width(m.calibration_slope), row[9], 1e-7, 0);
        ASSERT_CLOSE(m.calibration_intercept.mean, row[10], 1e-10, 0);
        ASSERT_CLOSE(half_width(m.calibration_intercept), row[11], 1e-10, 0);
        free(score);
    }
    free(weight);
    free(y);
    free(input.values);
    free(want.values);
}
END_TEST

START_TEST(test_delong_is_that_of_proc)
{
    ptb_error err = {0};
    reference_table input = reference_read("delong/input.csv"), want = reference_read("delong/expected.csv");
    const size_t pairs[3][2] = {{1, 2}, {1, 3}, {2, 3}};
    float *y = reference_floats(&input, 0, 1);
    ck_assert_uint_eq(want.n_rows, 3);
    for (size_t r = 0; r < want.n_rows; r++) {
        const double *row = want.values + r * want.n_cols;
        double *a = reference_column(&input, pairs[r][0]), *b = reference_column(&input, pairs[r][1]);
        double auc = 0, variance = 0;
        ptb_delong test = {0};
        ASSERT_OK(ptb_delong_test(a, b, y, NULL, input.n_rows, &test, &err));
        ASSERT_OK(ptb_auc_variance(a, y, input.n_rows, &auc, &variance, &err));
        ASSERT_CLOSE(test.auc_a, row[0], 1e-12, 0);
        ASSERT_CLOSE(test.auc_b, row[1], 1e-12, 0);
        ASSERT_CLOSE(auc, row[0], 1e-12, 0);
        ASSERT_CLOSE(variance, row[2], 1e-12, 0);
        ASSERT_CLOSE(test.z, row[3], 1e-9, 0);
        ASSERT_CLOSE(test.p_value, row[4], 1e-9, 0);
        ASSERT_CLOSE(test.low, row[5], 1e-10, 0);
        ASSERT_CLOSE(test.high, row[6], 1e-10, 0);
        free(a);
        free(b);
    }
    free(y);
    free(input.values);
    free(want.values);
}
END_TEST

START_TEST(test_platt_is_glm_on_smoothed_targets)
{
    ptb_error err = {0};
    reference_table input = reference_read("platt/input.csv"), want = reference_read("platt/expected.csv");
    double *weight = reference_column(&input, 0);
    float *y = reference_floats(&input, 1, 1);
    for (size_t r = 0; r < want.n_rows; r++) {
        const double *row = want.values + r * want.n_cols;
        double *value = reference_column(&input, row[1] > 0.5 ? 3 : 2);
        ptb_platt fit = {0};
        ASSERT_OK(ptb_platt_fit(value, y, row[0] > 0.5 ? weight : NULL, input.n_rows, &fit, &err));
        ASSERT_CLOSE(fit.a, row[2], 1e-9, 0);
        ASSERT_CLOSE(fit.b, row[3], 1e-9, 0);
        free(value);
    }
    free(weight);
    free(y);
    free(input.values);
    free(want.values);
}
END_TEST

TEST_MAIN("reference metrics", test_figures_are_those_of_scikit_learn, test_parts_and_slopes,
          test_delong_is_that_of_proc, test_platt_is_glm_on_smoothed_targets)
