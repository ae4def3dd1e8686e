/* tests/reference/test_reference_calibration.c: isotonic regression, Platt's line and beta calibration against scikit-learn. */
#include "models/calibrate.h"
#include "tests/reference/reference.h"

static ptb_error err;

typedef struct {
    reference_table input;
    double *weight, *margin;
    float *y;
} cases;

static cases cases_read(void)
{
    cases c = {.input = reference_read("calibration/input.csv")};
    c.weight = reference_column(&c.input, 0);
    c.y = reference_floats(&c.input, 1, 1);
    c.margin = reference_column(&c.input, 2);
    return c;
}

static void cases_free(cases *c)
{
    free(c->input.values);
    free(c->weight);
    free(c->margin);
    free(c->y);
}

static double rate_of(const ptb_isotonic_block *blocks, size_t n, double margin)
{
    for (size_t b = 0; b < n; b++)
        if (margin >= blocks[b].first && margin <= blocks[b].last) return blocks[b].wins / blocks[b].all;
    return (double)NAN;
}

START_TEST(test_isotonic_blocks_are_those_of_scikit_learn)
{
    cases c = cases_read();
    reference_table want = reference_read("calibration/isotonic.csv");
    for (size_t k = 0; k < 2; k++) {
        ptb_isotonic_block *blocks = NULL;
        size_t n = 0;
        const double *weight = k == 1 ? c.weight : NULL;
        ASSERT_OK(ptb_isotonic_fit(c.margin, c.y, weight, c.input.n_rows, &blocks, &n, &err));
        ck_assert_uint_gt(n, 5);
        for (size_t i = 0; i < c.input.n_rows; i++)
            ASSERT_CLOSE(rate_of(blocks, n, c.margin[i]), want.values[i * want.n_cols + k], 1e-12, 0);
        free(blocks);
    }
    free(want.values);
    cases_free(&c);
}
END_TEST

START_TEST(test_lines_are_unpenalised_logistic_fits)
{
    cases c = cases_read();
    reference_table want = reference_read("calibration/lines.csv");
    for (size_t k = 0; k < 2; k++) {
        const double *row = want.values + k * want.n_cols;
        ptb_platt line;
        ptb_beta beta;
        ASSERT_OK(ptb_platt_fit(c.margin, c.y, k == 1 ? c.weight : NULL, c.input.n_rows, &line, &err));
        ASSERT_OK(ptb_beta_fit(c.margin, c.y, k == 1 ? c.weight : NULL, c.input.n_rows, &beta, &err));
        ASSERT_CLOSE(line.a, row[0], 1e-7, 0);
        ASSERT_CLOSE(line.b, row[1], 1e-7, 0);
        ASSERT_CLOSE(beta.low, row[2], 1e-7, 0);
        ASSERT_CLOSE(beta.high, row[3], 1e-7, 0);
        ASSERT_CLOSE(beta.shift, row[4], 1e-7, 0);
    }
    free(want.values);
    cases_free(&c);
}
END_TEST

TEST_MAIN("reference calibration", test_isotonic_blocks_are_those_of_scikit_learn,
          test_lines_are_unpenalised_logistic_fits)
