/* tests/unit/models/test_penalty_path.c: paths satisfy their definition, folds are what they would be alone, and what
 * has no answer is refused. */
#include "models/penalty_pass.h"
#include "models/penalty_path.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { MAX_COLS = 64, MAX_ROWS = 3000, LAMBDAS = 12 };

static ptb_penalty_settings settings_of(double alpha)
{
    ptb_penalty_settings settings;
    ptb_penalty_settings_default(&settings);
    settings.alpha = alpha;
    settings.n_lambdas = LAMBDAS;
    settings.tolerance = 1e-13;
    settings.is_whole = true;
    return settings;
}

static ptb_penalty_rows rows_of(const test_matrix *m, const double *weight)
{
    return (ptb_penalty_rows){.design = &m->design, .y = m->y, .weight = weight};
}

/* How far the subgradient of the objective is from holding 0, from the definition, in long double; with columns about
 * their means, since the intercept's part of it times a far mean says nothing about the column. */
static double violation(const ptb_penalty_rows *rows, const ptb_penalty_settings *s, double lambda,
                        const double *coef)
{
    const ptb_design *d = rows->design;
    long double gradient[MAX_COLS + 1] = {0}, mean[MAX_COLS] = {0}, all = 0, most = 0;
    for (size_t i = 0; i < d->n_rows; i++)
        for (size_t j = 0; j < d->n_cols; j++)
            mean[j] += (long double)d->x[i * d->ld + j] / (long double)d->n_rows;
    for (size_t i = 0; i < d->n_rows; i++) {
        long double z = (long double)coef[0], v = (long double)(rows->weight == NULL ? 1 : rows->weight[i]);
        for (size_t j = 0; j < d->n_cols; j++)
            z += (long double)coef[j + 1] * (long double)d->x[i * d->ld + j];
        long double r = v * (1 / (1 + expl(-z)) - (long double)rows->y[i]);
        all += v;
        gradient[0] += r;
        for (size_t j = 0; j < d->n_cols; j++)
            gradient[j + 1] += r * ((long double)d->x[i * d->ld + j] - mean[j]);
    }
    most = fabsl(gradient[0] / all);
    for (size_t j = 0; j < d->n_cols; j++) {
        double factor = s->factor == NULL ? 1 : s->factor[j], prior = s->prior == NULL ? 0 : s->prior[j];
        double w = coef[j + 1];
        long double smooth =
            gradient[j + 1] / all + (long double)(lambda * factor * (1 - s->alpha) * (w - prior));
        long double kink = (long double)(lambda * factor * s->alpha);
        long double off = w > 0 ? fabsl(smooth + kink) : w < 0 ? fabsl(smooth - kink) : fabsl(smooth) - kink;
        most = fmaxl(most, off);
    }
    return (double)most;
}

static void check_path(const ptb_penalty_rows *rows, const ptb_penalty_settings *s)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_penalty_path path;
    ASSERT_OK(ptb_penalty_path_fit(&context, rows, s, &path, &err));
    ck_assert_uint_eq(path.n_lambdas, s->n_lambdas);
    ck_assert_uint_eq(path.n_cols, rows->design->n_cols);
    for (size_t l = 0; l < path.n_lambdas; l++) {
        ck_assert(path.converged[l]);
        double off = violation(rows, s, path.lambda[l], path.coef + l * (path.n_cols + 1));
        /* What a step would gain is at most 1e-13 of the objective, and about off^2 / 2 over the curvature. */
        double most = 1e-6 * sqrt(1 + path.lambda[l]);
        ck_assert_msg(off <= most, "alpha %g, lambda %g: %g off", s->alpha, path.lambda[l], off);
        if (l == 0) continue;
        ck_assert_double_lt(path.lambda[l], path.lambda[l - 1]);
        if (s->prior == NULL) ck_assert_double_le(path.loss[l], path.loss[l - 1] + 1e-9);
    }
    ptb_penalty_path_free(&path);
}

START_TEST(test_paths_are_optimal_on_random_problems)
{
    const double alphas[] = {0, 0.5, 1};
    for (uint64_t seed = 1; seed <= 6; seed++) {
        test_matrix m = test_matrix_new(seed, 300 + 517 * (seed % 4), 1 + 13 * (seed % 4));
        double factor[MAX_COLS], prior[MAX_COLS];
        for (size_t j = 0; j < MAX_COLS; j++) {
            factor[j] = 0.5 * (double)(j % 4);
            prior[j] = j % 3 == 0 ? -0.5 : 0.25;
        }
        for (size_t k = 0; k < 3; k++) {
            ptb_penalty_rows plain = rows_of(&m, NULL), weighted = rows_of(&m, m.weight);
            ptb_penalty_settings s = settings_of(alphas[k]);
            check_path(&plain, &s);
            check_path(&weighted, &s);
            s.factor = factor;
            check_path(&weighted, &s);
            s.prior = prior;
            check_path(&weighted, &s);
            s.factor = NULL;
            check_path(&plain, &s);
        }
        test_matrix_free(&m);
    }
}
END_TEST

START_TEST(test_the_first_lambda_leaves_all_columns_out)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(9, 500, 6);
    ptb_penalty_rows rows = rows_of(&m, m.weight);
    ptb_penalty_settings s = settings_of(1);
    ptb_penalty_path path;
    ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
    size_t n_first = 0, n_second = 0;
    for (size_t j = 1; j <= 6; j++) {
        n_first += fabs(path.coef[j]) > 0;
        n_second += fabs(path.coef[7 + j]) > 0;
    }
    ck_assert_uint_eq(n_first, 0);
    ck_assert_uint_gt(n_second, 0);
    ASSERT_CLOSE(path.loss[0], path.null_loss, 0, 1e-12);
    ASSERT_CLOSE(path.lambda[LAMBDAS - 1], path.lambda[0] * 1e-4, 0, 1e-12);
    ptb_penalty_path_free(&path);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_ridge_is_that_of_the_other_method)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(10, 1200, 9);
    const double lambda[] = {1, 1e-2, 1e-4, 1e-8};
    ptb_penalty_rows rows = rows_of(&m, m.weight);
    ptb_penalty_settings s = settings_of(0);
    ptb_penalty_path path;
    s.lambda = lambda;
    s.n_lambdas = 4;
    ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
    for (size_t l = 0; l < 4; l++) {
        double coef[10];
        ptb_logistic_settings other;
        ptb_logistic_settings_default(&other);
        other.lambda = lambda[l];
        ASSERT_OK(ptb_logistic_fit(&context, &m.design, m.y, m.weight, &other, NULL, coef, NULL, &err));
        for (size_t j = 0; j < 10; j++)
            ASSERT_CLOSE(path.coef[l * 10 + j], coef[j], 2e-6, 0);
    }
    ptb_penalty_path_free(&path);
    test_matrix_free(&m);
}
END_TEST

/* The rows without fold k, copied. */
static test_matrix without_fold(const test_matrix *m, const int *fold, int k)
{
    test_matrix part = {0};
    size_t p = m->design.n_cols, n = 0;
    part.x = calloc(m->design.n_rows * p, sizeof *part.x);
    part.y = calloc(m->design.n_rows, sizeof *part.y);
    part.weight = calloc(m->design.n_rows, sizeof *part.weight);
    ck_assert(part.x != NULL && part.y != NULL && part.weight != NULL);
    for (size_t i = 0; i < m->design.n_rows; i++) {
        if (fold[i] == k || fold[i] < 0) continue;
        memcpy(part.x + n * p, m->x + i * p, p * sizeof *part.x);
        part.y[n] = m->y[i];
        part.weight[n++] = m->weight[i];
    }
    part.design = (ptb_design){part.x, n, p, p};
    return part;
}

/* One fold's column of the results against a fit of the other rows alone. */
static void check_fold(const test_matrix *m, const int *fold, int k, const ptb_penalty_settings *settings,
                       const ptb_penalty_cv *cv)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_penalty_settings s = *settings;
    ptb_penalty_path path;
    test_matrix part = without_fold(m, fold, k);
    ptb_penalty_rows rows = rows_of(&part, part.weight);
    size_t n = m->design.n_rows, p1 = m->design.n_cols + 1;
    double margin[MAX_ROWS];
    s.lambda = cv->all.lambda;
    s.n_lambdas = cv->all.n_lambdas;
    ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
    for (size_t l = 0; l < path.n_lambdas; l++) {
        double loss = 0, all = 0;
        ptb_logistic_margins(&context, &m->design, path.coef + l * p1, margin);
        for (size_t i = 0; i < n; i++) {
            double got = cv->margin[l * n + i];
            if (fold[i] < 0) ck_assert(isnan(got));
            if (fold[i] != k) continue;
            ASSERT_CLOSE(got, margin[i], 2e-5, 0);
            loss += m->weight[i] * ptb_log1p_exp(m->y[i] > 0.5F ? -got : got);
            all += m->weight[i];
        }
        ASSERT_CLOSE(cv->fold_loss[l * (size_t)cv->n_folds + (size_t)k], loss / all, 1e-12, 0);
    }
    ptb_penalty_path_free(&path);
    test_matrix_free(&part);
}

START_TEST(test_folds_are_what_they_are_alone)
{
    enum { ROWS = 900, FOLDS = 4 };
    const double alphas[] = {0, 0.3, 1};
    test_matrix m = test_matrix_new(11, ROWS, 12);
    int fold[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        fold[i] = (int)(i * 7 % 13 % (FOLDS + 1)) - 1; /* of unequal size */
    for (size_t k = 0; k < 3; k++) {
        ptb_error err = {0};
        ptb_context context = ptb_context_default();
        ptb_penalty_settings s = settings_of(alphas[k]);
        ptb_penalty_rows rows = rows_of(&m, m.weight);
        ptb_penalty_cv cv;
        rows.fold = fold;
        rows.n_folds = FOLDS;
        ASSERT_OK(ptb_penalty_cross_validate(&context, &rows, &s, true, &cv, &err));
        ck_assert(cv.converged);
        for (int f = 0; f < FOLDS; f++)
            check_fold(&m, fold, f, &s, &cv);
        ptb_penalty_path path; /* all rows that have a fold */
        ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
        for (size_t l = 0; l < LAMBDAS; l++)
            ASSERT_CLOSE(path.loss[l], cv.all.loss[l], 1e-7, 0);
        ptb_penalty_path_free(&path);
        ptb_penalty_cv_free(&cv);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_the_chosen_lambdas_are_as_defined)
{
    enum { ROWS = 400 };
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(12, ROWS, 20);
    int fold[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        fold[i] = (int)(i % 5);
    ptb_penalty_settings s = settings_of(1);
    ptb_penalty_rows rows = rows_of(&m, NULL);
    ptb_penalty_cv cv;
    rows.fold = fold;
    rows.n_folds = 5;
    s.n_lambdas = 40;
    ASSERT_OK(ptb_penalty_cross_validate(&context, &rows, &s, false, &cv, &err));
    ck_assert_ptr_null(cv.margin);
    for (size_t l = 0; l < 40; l++) {
        double mean = 0, square = 0;
        for (size_t f = 0; f < 5; f++)
            mean += cv.fold_loss[l * 5 + f] / 5;
        for (size_t f = 0; f < 5; f++)
            square += pow(cv.fold_loss[l * 5 + f] - mean, 2) / 5;
        ASSERT_CLOSE(cv.loss[l], mean, 1e-12, 0);
        ASSERT_CLOSE(cv.error[l], sqrt(square / 4), 1e-12, 0);
        ck_assert(l < cv.min ? cv.loss[l] > cv.loss[cv.min] : cv.loss[l] >= cv.loss[cv.min]);
        if (l < cv.one_se) ck_assert_double_gt(cv.loss[l], cv.loss[cv.min] + cv.error[cv.min]);
    }
    ck_assert_double_le(cv.loss[cv.one_se], cv.loss[cv.min] + cv.error[cv.min]);
    ck_assert_uint_lt(cv.one_se, cv.min);
    ptb_penalty_cv_free(&cv);
    test_matrix_free(&m);
}
END_TEST

/* A column of one value far from 0, one twice there, and one that is another's opposite. */
START_TEST(test_columns_that_depend_on_each_other_have_an_answer)
{
    const double alphas[] = {0, 0.5, 1};
    double factor[6] = {1, 1, 0, 0, 1, 1};
    test_matrix m = test_matrix_new(13, 800, 6);
    for (size_t i = 0; i < 800; i++) {
        m.x[6 * i + 2] = 12345.678F;
        m.x[6 * i + 4] = m.x[6 * i];
        m.x[6 * i + 5] = -m.x[6 * i + 1];
    }
    for (size_t k = 0; k < 3; k++) {
        ptb_error err = {0};
        ptb_context context = ptb_context_default();
        ptb_penalty_settings s = settings_of(alphas[k]);
        ptb_penalty_rows rows = rows_of(&m, NULL);
        ptb_penalty_path path;
        check_path(&rows, &s);
        ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
        const double *last = path.coef + (size_t)(LAMBDAS - 1) * 7;
        ASSERT_CLOSE(last[3], 0, 0, 0);
        if (s.alpha < 1) ASSERT_CLOSE(last[5], last[1], 1e-6, 0);
        if (s.alpha < 1) ASSERT_CLOSE(last[6], -last[2], 1e-6, 0);
        ptb_penalty_path_free(&path);
        s.factor = factor;
        check_path(&rows, &s);
        for (size_t i = 0; i < 800; i++)
            m.x[6 * i + 3] = 2 * m.x[6 * i]; /* free, and takes the place of two that are not */
        check_path(&rows, &s);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_more_columns_than_rows)
{
    const double alphas[] = {0, 0.5, 1};
    test_matrix m = test_matrix_new(14, 40, 60);
    for (size_t k = 0; k < 3; k++) {
        ptb_penalty_settings s = settings_of(alphas[k]);
        ptb_penalty_rows rows = rows_of(&m, NULL);
        check_path(&rows, &s);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_separable_data_have_paths)
{
    enum { ROWS = 200 };
    const double alphas[] = {0, 0.5, 1}, lambda[] = {0.1, 1e-3, 1e-6, 1e-9};
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(15, ROWS, 3);
    int fold[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        m.y[i] = m.x[i * 3] > 0.25F ? 1 : 0;
        fold[i] = (int)(i % 10);
    }
    for (size_t k = 0; k < 3; k++) {
        ptb_penalty_settings s = settings_of(alphas[k]);
        ptb_penalty_rows rows = rows_of(&m, NULL);
        ptb_penalty_cv cv;
        rows.fold = fold;
        rows.n_folds = 10;
        s.lambda = lambda;
        s.n_lambdas = 4;
        check_path(&rows, &s);
        ASSERT_OK(ptb_penalty_cross_validate(&context, &rows, &s, false, &cv, &err));
        ck_assert(cv.converged);
        ck_assert_double_lt(cv.all.loss[3], 1e-4);
        ptb_penalty_cv_free(&cv);
        s.lambda = NULL; /* glmnet's end: all but all explained */
        s.n_lambdas = 100;
        s.lambda_ratio = 1e-12;
        s.is_whole = false;
        ASSERT_OK(ptb_penalty_cross_validate(&context, &rows, &s, false, &cv, &err));
        ck_assert_uint_lt(cv.all.n_lambdas, 100);
        ptb_penalty_cv_free(&cv);
    }
    test_matrix_free(&m);
}
END_TEST

/* At the prior means, where ridge fits start, all margins are so far out that the loss has no curvature left. */
START_TEST(test_a_start_without_curvature_is_left)
{
    const double prior[3] = {900, -700, 400}, lambda[] = {1e-1, 1e-3, 1e-5};
    test_matrix m = test_matrix_new(21, 600, 3);
    ptb_penalty_rows rows = rows_of(&m, NULL);
    ptb_penalty_settings s = settings_of(0);
    s.prior = prior;
    s.lambda = lambda;
    s.n_lambdas = 3;
    check_path(&rows, &s);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_odd_scales_and_rare_wins_converge)
{
    test_matrix m = test_matrix_new(16, 3000, 4);
    for (size_t i = 0; i < 3000; i++) {
        m.y[i] = i % 750 == 0 ? 1 : 0;
        m.x[4 * i + 1] *= 100;
        m.x[4 * i + 2] = m.x[4 * i + 2] / 64 + 1000;
        m.x[4 * i + 3] = m.x[4 * i] + m.x[4 * i + 3] / 1024; /* nearly the same column again */
    }
    for (int k = 0; k < 3; k++) {
        ptb_error err = {0};
        ptb_context context = ptb_context_default();
        ptb_penalty_settings s = settings_of(k / 2.0);
        ptb_penalty_rows rows = rows_of(&m, m.weight);
        ptb_penalty_path path;
        ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
        for (size_t l = 0; l < LAMBDAS; l++) {
            ck_assert(path.converged[l]);
            ck_assert_double_le(violation(&rows, &s, path.lambda[l], path.coef + l * 5), 1e-4);
        }
        ptb_penalty_path_free(&path);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_without_columns_there_is_the_base_rate)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    const float x[4] = {0}, y[4] = {1, 0, 0, 0};
    ptb_design design = {x, 4, 0, 1};
    ptb_penalty_rows rows = {.design = &design, .y = y};
    ptb_penalty_settings s = settings_of(1);
    ptb_penalty_path path;
    ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
    ASSERT_CLOSE(path.coef[0], log(1.0 / 3), 1e-8, 0);
    ASSERT_CLOSE(path.loss[0], path.null_loss, 0, 1e-12);
    ptb_penalty_path_free(&path);
}
END_TEST

START_TEST(test_stopping_early_is_reported)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(17, 400, 5);
    ptb_penalty_rows rows = rows_of(&m, NULL);
    ptb_penalty_settings s = settings_of(0);
    const double lambda = 1e-3;
    ptb_penalty_path path;
    s.lambda = &lambda;
    s.n_lambdas = 1;
    s.max_steps = 1;
    ASSERT_OK(ptb_penalty_path_fit(&context, &rows, &s, &path, &err));
    ck_assert(!path.converged[0]);
    ptb_penalty_path_free(&path);
    test_matrix_free(&m);
}
END_TEST

static void check_refused(const ptb_penalty_rows *rows, ptb_status status, const char *words)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_penalty_settings s = settings_of(1);
    ptb_penalty_cv cv;
    ASSERT_FAILS(ptb_penalty_cross_validate(&context, rows, &s, true, &cv, &err), status, words);
    ck_assert(cv.margin == NULL && cv.loss == NULL && cv.all.coef == NULL);
}

START_TEST(test_unusable_data_are_refused)
{
    enum { ROWS = 60 };
    test_matrix m = test_matrix_new(18, ROWS, 3);
    int fold[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        fold[i] = (int)(i % 3);
        m.y[i] = i % 2 == 0 ? 1 : 0;
    }
    ptb_penalty_rows rows = rows_of(&m, m.weight);
    rows.fold = fold;
    rows.n_folds = 3;
    m.x[3 * 17 + 2] = NAN;
    check_refused(&rows, PTB_E_DATA, "row 17, column 2: nan");
    m.x[3 * 17 + 2] = -INFINITY;
    check_refused(&rows, PTB_E_DATA, "row 17, column 2: -inf");
    fold[17] = -1; /* takes no part */
    m.weight[17] = (double)NAN;
    m.y[17] = 7;
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_penalty_settings s = settings_of(1);
    ptb_penalty_cv cv;
    ASSERT_OK(ptb_penalty_cross_validate(&context, &rows, &s, false, &cv, &err));
    ptb_penalty_cv_free(&cv);
    m.weight[18] = 0;
    check_refused(&rows, PTB_E_DATA, "row 18: weight 0");
    m.weight[18] = 1;
    m.y[18] = 0.5F;
    check_refused(&rows, PTB_E_DATA, "row 18: outcome 0.5");
    m.y[18] = 1;
    fold[20] = 3;
    check_refused(&rows, PTB_E_DATA, "row 20: fold 3 (expected -1 to 2)");
    fold[20] = 1;
    rows.n_folds = 100; /* more than cases */
    check_refused(&rows, PTB_E_DATA, "fold 3 of 100 has no rows");
    rows.n_folds = 1;
    check_refused(&rows, PTB_E_ARG, "1 folds (expected at least 2");
    rows.n_folds = 3;
    for (size_t i = 0; i < ROWS; i++)
        m.y[i] = fold[i] == 1 && i % 2 == 0 ? 1 : 0;
    check_refused(&rows, PTB_E_DATA, "without fold 1 are losses");
    for (size_t i = 0; i < ROWS; i++)
        m.y[i] = 1;
    check_refused(&rows, PTB_E_DATA, "are wins (expected wins and losses)");
    for (size_t i = 0; i < ROWS; i++)
        fold[i] = -1;
    check_refused(&rows, PTB_E_DATA, "fold 0 of 3 has no rows");
    test_matrix_free(&m);
}
END_TEST

static void check_setting(const ptb_penalty_rows *rows, const ptb_penalty_settings *s, const char *words)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_penalty_path path;
    ASSERT_FAILS(ptb_penalty_path_fit(&context, rows, s, &path, &err), PTB_E_ARG, words);
}

START_TEST(test_settings_out_of_range_are_refused)
{
    test_matrix m = test_matrix_new(19, 100, 2);
    ptb_penalty_rows rows = rows_of(&m, NULL);
    const ptb_penalty_settings good = settings_of(0.5);
    const double negative[] = {1, -1}, unknown[] = {(double)NAN, 0}, rising[] = {1, 2}, zero[] = {1, 0};
    ptb_penalty_settings s = good;
    s.alpha = 1.5;
    check_setting(&rows, &s, "alpha 1.5");
    s.alpha = (double)NAN;
    check_setting(&rows, &s, "alpha nan");
    s = good;
    s.tolerance = 0;
    check_setting(&rows, &s, "tolerance 0");
    s = good;
    s.n_lambdas = 0;
    check_setting(&rows, &s, "no lambdas");
    s = good;
    s.lambda_ratio = 1;
    check_setting(&rows, &s, "ratio of the last lambda to the first 1");
    s = good;
    s.max_steps = 0;
    check_setting(&rows, &s, "0 steps at most");
    s = good;
    s.factor = negative;
    check_setting(&rows, &s, "penalty factor -1 of column 1");
    s = good;
    s.prior = unknown;
    check_setting(&rows, &s, "prior mean nan of column 0");
    s = good;
    s.n_lambdas = 2;
    s.lambda = rising;
    check_setting(&rows, &s, "lambda 1 is 2 after 1");
    s.lambda = zero;
    check_setting(&rows, &s, "lambda 1 is 0");
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_a_cancelled_path_stops)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    volatile sig_atomic_t cancel = 15;
    test_matrix m = test_matrix_new(20, 100, 2);
    ptb_penalty_rows rows = rows_of(&m, NULL);
    ptb_penalty_settings s = settings_of(1);
    ptb_penalty_path path;
    context.cancel = &cancel;
    ASSERT_FAILS(ptb_penalty_path_fit(&context, &rows, &s, &path, &err), PTB_E_CANCELLED, "");
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_losses_are_those_of_libm)
{
    enum { N = 4001 };
    static double z[N], side[N], residual[N], loss[N], curvature[N];
    for (size_t i = 0; i < N; i++) {
        double t = (double)i / 2000.0 - 1;
        z[i] = i % 3 == 0 ? t * 700 : i % 3 == 1 ? t * 10 : t / 1024;
        side[i] = i % 2 == 0 ? 1 : -1;
    }
    ptb_penalty_losses(z, side, N, residual, loss);
    ptb_penalty_curvatures(z, N, curvature);
    for (size_t i = 0; i < N; i++) {
        ASSERT_CLOSE(loss[i], ptb_log1p_exp(-side[i] * z[i]), 0, 1e-15);
        ASSERT_CLOSE(residual[i], -side[i] * ptb_sigmoid(-side[i] * z[i]), 0, 1e-15);
        ASSERT_CLOSE(curvature[i], ptb_sigmoid(z[i]) * ptb_sigmoid(-z[i]), 0, 2e-15);
    }
    const double odd[4] = {(double)NAN, -(double)INFINITY, 800, -800}, win[4] = {1, 1, 1, 1};
    ptb_penalty_losses(odd, win, 4, residual, loss);
    ck_assert(!isfinite(loss[0]) && !isfinite(loss[1]));
    ASSERT_CLOSE(loss[2], 0, 1e-300, 0);
    ASSERT_CLOSE(loss[3], 800, 0, 1e-15);
    ASSERT_CLOSE(residual[3], -1, 0, 0);
}
END_TEST

START_TEST(test_defaults_set_every_field)
{
    ptb_penalty_settings s;
    memset(&s, 0xAB, sizeof s);
    ptb_penalty_settings_default(&s);
    ck_assert(s.lambda == NULL && s.factor == NULL && s.prior == NULL && !s.is_whole);
    ASSERT_CLOSE(s.alpha, 1, 0, 0);
    ASSERT_CLOSE(s.lambda_ratio, 0, 0, 0);
    ASSERT_CLOSE(s.tolerance, 1e-9, 0, 0);
    ck_assert_uint_eq(s.n_lambdas, 100);
    ck_assert_int_eq(s.max_steps, 200);
}
END_TEST

TEST_MAIN("penalty path", test_paths_are_optimal_on_random_problems,
          test_the_first_lambda_leaves_all_columns_out, test_ridge_is_that_of_the_other_method,
          test_folds_are_what_they_are_alone, test_the_chosen_lambdas_are_as_defined,
          test_columns_that_depend_on_each_other_have_an_answer, test_more_columns_than_rows,
          test_separable_data_have_paths, test_a_start_without_curvature_is_left,
          test_odd_scales_and_rare_wins_converge, test_without_columns_there_is_the_base_rate,
          test_stopping_early_is_reported, test_unusable_data_are_refused,
          test_settings_out_of_range_are_refused, test_a_cancelled_path_stops, test_losses_are_those_of_libm,
          test_defaults_set_every_field)
