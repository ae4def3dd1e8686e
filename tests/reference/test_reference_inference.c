/* tests/reference/test_reference_inference.c: standard errors, z and p-values against R. */
#include "models/inference.h"
#include "models/logistic.h"
#include "tests/reference/reference.h"

enum { COLS = 4, ROWS_A_FIT = COLS + 1, IS_WEIGHTED = 0, LAMBDA, COEF, BY_MODEL, Z, P_VALUE, BY_GROUP };

START_TEST(test_errors_are_those_of_glm_and_of_the_sandwich)
{
    reference_table input = reference_read("inference/input.csv");
    reference_table want = reference_read("inference/expected.csv");
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    double *weight = reference_column(&input, 0), *number = reference_column(&input, 2 + COLS);
    float *y = reference_floats(&input, 1, 1), *x = reference_floats(&input, 2, COLS);
    uint32_t *group = calloc(input.n_rows, sizeof *group);
    ck_assert_ptr_nonnull(group);
    for (size_t i = 0; i < input.n_rows; i++)
        group[i] = (uint32_t)number[i];
    ptb_design design = {x, input.n_rows, COLS, COLS};
    ck_assert_uint_eq(want.n_rows, 6 * (size_t)ROWS_A_FIT);
    for (size_t k = 0; k < want.n_rows; k += ROWS_A_FIT) {
        double coef[COLS + 1], by_model[COLS + 1], by_group[COLS + 1];
        const double *row = want.values + k * want.n_cols;
        ptb_inference_rows rows = {&design, y, row[IS_WEIGHTED] > 0.5 ? weight : NULL, group, row[LAMBDA]};
        ptb_logistic_settings settings;
        ptb_logistic_settings_default(&settings);
        settings.lambda = rows.lambda;
        settings.tolerance = 1e-12;
        ASSERT_OK(ptb_logistic_fit(&context, &design, y, rows.weight, &settings, NULL, coef, NULL, &err));
        ASSERT_OK(ptb_standard_errors(&context, &rows, coef, by_model, by_group, &err));
        for (size_t j = 0; j <= COLS; j++, row += want.n_cols) {
            ptb_wald wald = ptb_wald_of(coef[j], by_model[j]);
            ASSERT_CLOSE(coef[j], row[COEF], 0, 1e-7);
            ASSERT_CLOSE(by_model[j], row[BY_MODEL], 0, 1e-7);
            ASSERT_CLOSE(wald.z, row[Z], 0, 1e-7);
            ASSERT_CLOSE(wald.p_value, row[P_VALUE], 0, 1e-7);
            ASSERT_CLOSE(by_group[j], row[BY_GROUP], 0, 1e-7);
        }
    }
    free(input.values);
    free(want.values);
    free(weight);
    free(number);
    free(group);
    free(x);
    free(y);
}
END_TEST

TEST_MAIN("reference inference", test_errors_are_those_of_glm_and_of_the_sandwich)
