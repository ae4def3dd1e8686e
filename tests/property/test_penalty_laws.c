/* tests/property/test_penalty_laws.c: laws of penalty paths: threads, order, repetition, signs, priors. */
#include "models/penalty_path.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { ROWS = 2600, COLS = 7, LAMBDAS = 10, FOLDS = 4 };

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

static ptb_penalty_path path_of(const ptb_penalty_rows *rows, const ptb_penalty_settings *settings)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_penalty_path path;
    ASSERT_OK(ptb_penalty_path_fit(&context, rows, settings, &path, &err));
    return path;
}

static void check_same_bits(const ptb_penalty_cv *a, const ptb_penalty_cv *b)
{
    size_t n = a->all.n_lambdas;
    ck_assert_uint_eq(n, b->all.n_lambdas);
    ck_assert_int_eq(memcmp(a->all.lambda, b->all.lambda, n * sizeof(double)), 0);
    ck_assert_int_eq(memcmp(a->all.coef, b->all.coef, n * (COLS + 1) * sizeof(double)), 0);
    ck_assert_int_eq(memcmp(a->fold_loss, b->fold_loss, n * FOLDS * sizeof(double)), 0);
    ck_assert_int_eq(memcmp(a->margin, b->margin, n * ROWS * sizeof(double)), 0);
    ck_assert_uint_eq(a->min, b->min);
    ck_assert_uint_eq(a->one_se, b->one_se);
}

START_TEST(test_threads_change_no_bit)
{
    const double alphas[] = {0, 0.5, 1};
    test_matrix m = test_matrix_new(1, ROWS, COLS);
    int fold[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        fold[i] = (int)(i * 11 % 17 % FOLDS);
    ptb_penalty_rows rows = {
        .design = &m.design, .y = m.y, .weight = m.weight, .fold = fold, .n_folds = FOLDS};
    for (size_t k = 0; k < 3; k++) {
        ptb_error err = {0};
        ptb_penalty_settings settings = settings_of(alphas[k]);
        ptb_penalty_cv first, other;
        ptb_context context = ptb_context_default();
        settings.is_whole = false; /* ending early must not depend on them either */
        ASSERT_OK(ptb_penalty_cross_validate(&context, &rows, &settings, true, &first, &err));
        for (context.threads = 2; context.threads <= 3; context.threads++) {
            ASSERT_OK(ptb_penalty_cross_validate(&context, &rows, &settings, true, &other, &err));
            check_same_bits(&first, &other);
            ptb_penalty_cv_free(&other);
        }
        ptb_penalty_cv_free(&first);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_weights_are_repetitions)
{
    test_matrix m = test_matrix_new(2, ROWS, COLS);
    float *x = calloc((size_t)3 * ROWS * COLS, sizeof *x), *y = calloc((size_t)3 * ROWS, sizeof *y);
    ck_assert(x != NULL && y != NULL);
    size_t n = 0;
    for (size_t i = 0; i < ROWS; i++)
        for (int k = 0; k < (int)m.weight[i]; k++, n++) {
            memcpy(x + n * COLS, m.x + i * COLS, COLS * sizeof *x);
            y[n] = m.y[i];
        }
    ptb_design repeated = {x, n, COLS, COLS};
    ptb_penalty_rows weighted = {.design = &m.design, .y = m.y, .weight = m.weight};
    ptb_penalty_rows plain = {.design = &repeated, .y = y};
    ptb_penalty_settings settings = settings_of(0.5);
    ptb_penalty_path a = path_of(&weighted, &settings), b = path_of(&plain, &settings);
    for (size_t l = 0; l < LAMBDAS; l++)
        ASSERT_CLOSE(a.lambda[l], b.lambda[l], 0, 1e-9);
    for (size_t j = 0; j < (size_t)LAMBDAS * (COLS + 1); j++)
        ASSERT_CLOSE(a.coef[j], b.coef[j], 3e-6, 0);
    ptb_penalty_path_free(&a);
    ptb_penalty_path_free(&b);
    free(x);
    free(y);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_swapping_the_classes_turns_all_signs)
{
    test_matrix m = test_matrix_new(3, ROWS, COLS);
    ptb_penalty_rows rows = {.design = &m.design, .y = m.y};
    ptb_penalty_settings settings = settings_of(0.7);
    ptb_penalty_path before = path_of(&rows, &settings);
    for (size_t i = 0; i < ROWS; i++)
        m.y[i] = 1 - m.y[i];
    ptb_penalty_path after = path_of(&rows, &settings);
    for (size_t j = 0; j < (size_t)LAMBDAS * (COLS + 1); j++)
        ASSERT_CLOSE(after.coef[j], -before.coef[j], 3e-6, 0);
    ptb_penalty_path_free(&before);
    ptb_penalty_path_free(&after);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_moving_a_column_moves_the_intercept_alone)
{
    test_matrix m = test_matrix_new(4, ROWS, COLS);
    ptb_penalty_rows rows = {.design = &m.design, .y = m.y, .weight = m.weight};
    ptb_penalty_settings settings = settings_of(0.5);
    ptb_penalty_path before = path_of(&rows, &settings);
    for (size_t i = 0; i < ROWS; i++)
        m.x[i * COLS + 3] += 1024;
    ptb_penalty_path after = path_of(&rows, &settings);
    for (size_t l = 0; l < LAMBDAS; l++) {
        const double *a = after.coef + l * (COLS + 1), *b = before.coef + l * (COLS + 1);
        ASSERT_CLOSE(a[0] + 1024 * a[4], b[0], 3e-6, 0);
        for (size_t j = 1; j <= COLS; j++)
            ASSERT_CLOSE(a[j], b[j], 3e-6, 0);
    }
    ptb_penalty_path_free(&before);
    ptb_penalty_path_free(&after);
    test_matrix_free(&m);
}
END_TEST

/* A strong ridge part stays at the prior; a weak one forgets it. */
START_TEST(test_a_prior_is_where_strong_penalties_lead)
{
    const double prior[COLS] = {0.5, -1, 0, 2, 0.25, -0.125, 1}, lambda[] = {1e6, 1e-9};
    test_matrix m = test_matrix_new(5, ROWS, COLS);
    ptb_penalty_rows rows = {.design = &m.design, .y = m.y};
    ptb_penalty_settings settings = settings_of(0);
    settings.lambda = lambda;
    settings.n_lambdas = 2;
    ptb_penalty_path without = path_of(&rows, &settings);
    settings.prior = prior;
    ptb_penalty_path with = path_of(&rows, &settings);
    for (size_t j = 1; j <= COLS; j++) {
        ASSERT_CLOSE(with.coef[j], prior[j - 1], 1e-5, 0);
        ASSERT_CLOSE(with.coef[COLS + 1 + j], without.coef[COLS + 1 + j], 1e-5, 0);
    }
    ptb_penalty_path_free(&without);
    ptb_penalty_path_free(&with);
    test_matrix_free(&m);
}
END_TEST

/* Each lambda's answer has the least objective at that lambda among the answers at all of them. */
START_TEST(test_no_other_point_of_the_path_is_better)
{
    const double alphas[] = {0, 0.5, 1};
    for (uint64_t seed = 6; seed < 9; seed++) {
        test_matrix m = test_matrix_new(seed, ROWS, COLS);
        ptb_penalty_rows rows = {.design = &m.design, .y = m.y, .weight = m.weight};
        ptb_penalty_settings settings = settings_of(alphas[seed - 6]);
        ptb_penalty_path path = path_of(&rows, &settings);
        double size[LAMBDAS] = {0};
        for (size_t l = 0; l < LAMBDAS; l++)
            for (size_t j = 1; j <= COLS; j++) {
                double w = path.coef[l * (COLS + 1) + j];
                size[l] += (1 - settings.alpha) / 2 * w * w + settings.alpha * fabs(w);
            }
        for (size_t l = 0; l < LAMBDAS; l++)
            for (size_t k = 0; k < LAMBDAS; k++)
                ck_assert_double_le(path.loss[l] + path.lambda[l] * size[l],
                                    path.loss[k] + path.lambda[l] * size[k] + 1e-12);
        ptb_penalty_path_free(&path);
        test_matrix_free(&m);
    }
}
END_TEST

TEST_MAIN("penalty laws", test_threads_change_no_bit, test_weights_are_repetitions,
          test_swapping_the_classes_turns_all_signs, test_moving_a_column_moves_the_intercept_alone,
          test_a_prior_is_where_strong_penalties_lead, test_no_other_point_of_the_path_is_better)
