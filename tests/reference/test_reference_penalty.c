/* tests/reference/test_reference_penalty.c: elastic-net paths and their cross-validation against R's glmnet. */
#include "models/penalty_path.h"
#include "tests/reference/reference.h"

enum { COLS = 8, MAX_LAMBDAS = 128 };
static const double factor[COLS] = {1, 0.5, 2, 1, 0, 1.5, 1, 1};

typedef struct {
    reference_table table;
    double *weight;
    float *y, *x;
    int *fold;
    ptb_design design;
    ptb_penalty_rows rows;
} problem;

/* Columns: weight, y, fold, then the features. */
static void problem_read(problem *p)
{
    *p = (problem){.table = reference_read("glmnet/input.csv")};
    size_t n = p->table.n_rows;
    ck_assert_uint_eq(p->table.n_cols, COLS + 3);
    p->weight = reference_column(&p->table, 0);
    p->y = reference_floats(&p->table, 1, 1);
    p->x = reference_floats(&p->table, 3, COLS);
    p->fold = calloc(n, sizeof *p->fold);
    ck_assert_ptr_nonnull(p->fold);
    for (size_t i = 0; i < n; i++)
        p->fold[i] = (int)p->table.values[i * p->table.n_cols + 2];
    p->design = (ptb_design){p->x, n, COLS, COLS};
    p->rows = (ptb_penalty_rows){.design = &p->design, .y = p->y, .fold = p->fold, .n_folds = 5};
}

static void problem_free(problem *p)
{
    free(p->table.values);
    free(p->weight);
    free(p->y);
    free(p->x);
    free(p->fold);
}

/* The problem as one group of expected lines has it: alpha, kind (1: weights, 2: factors too), then lambda. */
static ptb_penalty_settings settings_of(problem *p, const double *row)
{
    ptb_penalty_settings settings;
    ptb_penalty_settings_default(&settings);
    settings.alpha = row[0];
    settings.tolerance = 1e-13;
    p->rows.weight = row[1] > 0.5 ? p->weight : NULL;
    settings.factor = row[1] > 1.5 ? factor : NULL;
    return settings;
}

/* How many lines from `first` on have its alpha and kind. */
static size_t group_length(const reference_table *want, size_t first)
{
    const double *row = want->values + first * want->n_cols;
    size_t n = 1;
    for (const double *next = row + want->n_cols; first + n < want->n_rows; n++, next += want->n_cols)
        if (fabs(next[0] - row[0]) > 0 || fabs(next[1] - row[1]) > 0) break;
    return n;
}

START_TEST(test_paths_are_those_of_glmnet)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    problem p;
    problem_read(&p);
    reference_table want = reference_read("glmnet/expected_paths.csv");
    for (size_t first = 0, n; first < want.n_rows; first += n) {
        const double *row = want.values + first * want.n_cols; /* alpha, kind, lambda, loss, coefficients */
        double lambda[MAX_LAMBDAS];
        n = group_length(&want, first);
        ptb_penalty_settings settings = settings_of(&p, row);
        for (size_t l = 0; l < n; l++)
            lambda[l] = row[l * want.n_cols + 2];
        settings.lambda = lambda;
        settings.n_lambdas = n;
        ptb_penalty_path path;
        ASSERT_OK(ptb_penalty_path_fit(&context, &p.rows, &settings, &path, &err));
        ck_assert_uint_eq(path.n_lambdas, n);
        for (size_t l = 0; l < n; l++, row += want.n_cols) {
            ck_assert(path.converged[l]);
            ASSERT_CLOSE(path.loss[l], row[3], 0, 1e-6);
            for (size_t j = 0; j <= COLS; j++)
                ASSERT_CLOSE(path.coef[l * (COLS + 1) + j], row[4 + j], 1e-5, 0);
        }
        ptb_penalty_path_free(&path);
    }
    free(want.values);
    problem_free(&p);
}
END_TEST

START_TEST(test_lists_and_folds_are_those_of_glmnet)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    problem p;
    problem_read(&p);
    reference_table want = reference_read("glmnet/expected_folds.csv");
    for (size_t first = 0, n; first < want.n_rows; first += n) {
        const double *row =
            want.values + first * want.n_cols; /* alpha, kind, lambda, loss, error, min, 1se */
        n = group_length(&want, first);
        ptb_penalty_settings settings = settings_of(&p, row);
        ptb_penalty_cv cv;
        ASSERT_OK(ptb_penalty_cross_validate(&context, &p.rows, &settings, false, &cv, &err));
        ck_assert(cv.converged);
        ck_assert_uint_eq(cv.all.n_lambdas, n);
        for (size_t l = 0; l < n; l++, row += want.n_cols) {
            ASSERT_CLOSE(cv.all.lambda[l], row[2], 0, 1e-6);
            ASSERT_CLOSE(cv.loss[l], row[3], 0, 1e-6);
            ASSERT_CLOSE(cv.error[l], row[4], 0, 1e-5);
            ck_assert_int_eq(cv.min == l, row[5] > 0.5);
            ck_assert_int_eq(cv.one_se == l, row[6] > 0.5);
        }
        ptb_penalty_cv_free(&cv);
    }
    free(want.values);
    problem_free(&p);
}
END_TEST

TEST_MAIN("reference penalty", test_paths_are_those_of_glmnet, test_lists_and_folds_are_those_of_glmnet)
