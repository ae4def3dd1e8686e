/* tests/reference/test_reference_logistic.c: logistic regression against R's glm and scikit-learn. */
#include "models/logistic.h"
#include "tests/reference/reference.h"

enum { MAX_COLS = 16 };

typedef struct {
    reference_table table;
    double *weight;
    float *y, *x;
    size_t n_cols;
} problem;

/* Columns: weight, y, then the features. */
static problem problem_read(const char *name)
{
    problem p = {.table = reference_read(name)};
    p.n_cols = p.table.n_cols - 2;
    p.weight = reference_column(&p.table, 0);
    p.y = reference_floats(&p.table, 1, 1);
    p.x = reference_floats(&p.table, 2, p.n_cols);
    return p;
}

static void problem_free(problem *p)
{
    free(p->table.values);
    free(p->weight);
    free(p->y);
    free(p->x);
}

static void fit(const problem *p, bool is_weighted, double lambda, double coef[MAX_COLS])
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings;
    ptb_logistic_report report;
    ptb_design design = {p->x, p->table.n_rows, p->n_cols, p->n_cols};
    ptb_logistic_settings_default(&settings);
    settings.lambda = lambda;
    settings.tolerance = 1e-11;
    ASSERT_OK(ptb_logistic_fit(&context, &design, p->y, is_weighted ? p->weight : NULL, &settings, NULL, coef,
                               &report, &err));
    ck_assert(report.converged);
}

START_TEST(test_maximum_likelihood_is_that_of_glm)
{
    problem p = problem_read("glm/input.csv");
    reference_table want = reference_read("glm/expected.csv");
    double coef[MAX_COLS];
    ck_assert_uint_eq(want.n_rows, p.n_cols + 1);
    for (size_t k = 0; k < 2; k++) {
        fit(&p, k == 1, 0, coef);
        for (size_t j = 0; j < want.n_rows; j++)
            ASSERT_CLOSE(coef[j], want.values[j * want.n_cols + k], 1e-7, 0);
    }
    problem_free(&p);
    free(want.values);
}
END_TEST

START_TEST(test_ridge_is_that_of_scikit_learn)
{
    problem p = problem_read("ridge/input.csv");
    reference_table want = reference_read("ridge/expected.csv");
    double coef[MAX_COLS], sum = 0;
    for (size_t i = 0; i < p.table.n_rows; i++)
        sum += p.weight[i];
    for (size_t r = 0; r < want.n_rows; r++) {
        const double *row = want.values + r * want.n_cols; /* C, is_weighted, coefficients */
        bool is_weighted = row[1] > 0.5;
        fit(&p, is_weighted, 1 / (row[0] * (is_weighted ? sum : (double)p.table.n_rows)), coef);
        for (size_t j = 0; j <= p.n_cols; j++)
            ASSERT_CLOSE(coef[j], row[2 + j], 1e-6, 0);
    }
    problem_free(&p);
    free(want.values);
}
END_TEST

TEST_MAIN("reference logistic", test_maximum_likelihood_is_that_of_glm, test_ridge_is_that_of_scikit_learn)
