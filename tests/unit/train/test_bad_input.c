/* tests/unit/train/test_bad_input.c: training on data that nobody would choose: refused in words, or finite numbers. */
#include <math.h>

#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/trainer.h"

static ptb_error err;
enum { FEATURES_MOST = 120 };
static const char *names[FEATURES_MOST];
static char name_bytes[FEATURES_MOST][8];

/* Normal features x0, x1, ...; won by the first with log-odds base + 1.2 x0. */
static void make(made_vectors *made, size_t n, size_t n_features, double base)
{
    ptb_rng *rng = NULL;
    for (size_t f = 0; f < n_features; f++) {
        (void)snprintf(name_bytes[f], sizeof name_bytes[f], "x%zu", f);
        names[f] = name_bytes[f];
    }
    made_vectors_new(made, n, names, n_features);
    ASSERT_OK(ptb_rng_new(3, "bad input", 0, &rng, &err));
    for (size_t i = 0; i < n; i++) {
        for (size_t f = 0; f < n_features; f++)
            *made_cell(made, i, f) = (float)ptb_rng_normal(rng);
        double z = base + 1.2 * (double)*made_cell(made, i, 0);
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
    }
    ptb_rng_free(rng);
    ASSERT_OK(ptb_blas_global_init(&err));
}

static ptb_status run(const made_vectors *made, double lambda, ptb_train_result *result)
{
    ptb_context context = ptb_context_default();
    ptb_train_settings settings;
    context.threads = 1;
    ptb_train_settings_default(&settings);
    settings.family = PTB_FAMILY_LOGISTIC;
    settings.folds.k = 3;
    settings.lambda = lambda;
    return ptb_train(&context, &made->view, &settings, result, &err);
}

static void check_finite(const made_vectors *made, const ptb_train_result *result)
{
    for (size_t t = 0; t <= result->model->encoder->n_terms; t++)
        ck_assert(isfinite(result->model->coef[t]) && fabs(result->model->coef[t]) < 1e3);
    for (size_t i = 0; i < made->view.n_rows; i++)
        ck_assert(result->probability[i] > 0 && result->probability[i] < 1);
}

START_TEST(test_no_row_and_one)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 1, 2, 0);
    ASSERT_FAILS(run(&made, -1, &result), PTB_E_DATA, "needs both won and lost cases");
    made.view.n_rows = 0;
    ASSERT_FAILS(run(&made, -1, &result), PTB_E_DATA, "none of 0 cases has a known outcome");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_fewer_groups_than_folds)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 200, 2, 0);
    for (size_t i = 0; i < 200; i++)
        made.group[i] = (uint32_t)(i % 2);
    ASSERT_FAILS(run(&made, -1, &result), PTB_E_DATA, "can't make 3 folds");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_all_missing)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 200, 2, 0);
    for (size_t i = 0; i < 400; i++)
        made.x[i] = NAN;
    ASSERT_FAILS(run(&made, -1, &result), PTB_E_DATA, "none of 2 features varies");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_infinite_is_named)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 200, 3, 0);
    *made_cell(&made, 41, 2) = -INFINITY;
    ASSERT_FAILS(run(&made, -1, &result), PTB_E_DATA, "feature 'x2' is infinite in row 42");
    made_vectors_free(&made);
}
END_TEST

/* x1 = x0, x2 = x0 + x3: the weights are finite, and the same predictions come of another order of columns. */
START_TEST(test_dependent_columns_in_any_order)
{
    enum { N = 600 };
    static const size_t order[] = {3, 1, 4, 2, 0};
    static const double lambdas[] = {0.01, 0};
    made_vectors made, turned;
    make(&made, N, 5, -0.5);
    make(&turned, N, 5, -0.5);
    for (size_t i = 0; i < N; i++) {
        *made_cell(&made, i, 1) = *made_cell(&made, i, 0);
        *made_cell(&made, i, 2) = *made_cell(&made, i, 0) + *made_cell(&made, i, 3);
        for (size_t f = 0; f < 5; f++)
            *made_cell(&turned, i, f) = *made_cell(&made, i, order[f]);
    }
    for (int k = 0; k < 2; k++) {
        ptb_train_result one, other;
        ASSERT_OK(run(&made, lambdas[k], &one));
        ASSERT_OK(run(&turned, lambdas[k], &other));
        check_finite(&made, &one);
        if (k == 0)
            for (size_t i = 0; i < N; i++)
                ASSERT_CLOSE(other.probability[i], one.probability[i], 1e-5, 0);
        ptb_train_result_free(&one);
        ptb_train_result_free(&other);
    }
    made_vectors_free(&made);
    made_vectors_free(&turned);
}
END_TEST

START_TEST(test_more_columns_than_rows)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 80, FEATURES_MOST, 0);
    ASSERT_OK(run(&made, -1, &result));
    check_finite(&made, &result);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_separable)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 300, 2, 0);
    for (size_t i = 0; i < 300; i++)
        made.outcome[i] = *made_cell(&made, i, 0) > 0 ? 1 : 0;
    ASSERT_OK(run(&made, 0.001, &result));
    check_finite(&made, &result);
    ck_assert(result.needs_person);
    ck_assert_ptr_nonnull(strstr(result.warnings.bytes, "separable data, or a leak"));
    ck_assert_ptr_nonnull(strstr(result.review.bytes, "feature 'x0' alone tells won from lost"));
    ptb_train_result_free(&result);
    ASSERT_FAILS(run(&made, 0, &result), PTB_E_NUMERIC, "separated perfectly");
    made_vectors_free(&made);
}
END_TEST

/* 1 in 10,000: the 10 wins are found, and the chance of winning stays rare. */
START_TEST(test_extremely_rare_wins)
{
    enum { N = 100000, WINS = 10 };
    ptb_train_result result;
    made_vectors made;
    make(&made, N, 2, -30);
    for (size_t k = 0; k < WINS; k++) {
        made.outcome[k * (N / WINS)] = 1;
        *made_cell(&made, k * (N / WINS), 0) = 4;
    }
    ASSERT_OK(run(&made, 0.001, &result));
    check_finite(&made, &result);
    ck_assert(result.needs_person);
    ck_assert_ptr_nonnull(strstr(result.review.bytes, "30 more won"));
    double mean = 0;
    for (size_t i = 0; i < N; i++)
        mean += result.probability[i] / N;
    ASSERT_CLOSE(mean, (double)WINS / N, 0.5 * WINS / N, 0);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* Two values alone: scores tie in their hundreds. */
START_TEST(test_ties)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 600, 1, 0);
    for (size_t i = 0; i < 600; i++)
        made.x[i] = made.x[i] > 0 ? 1 : 0;
    ASSERT_OK(run(&made, 0.001, &result));
    check_finite(&made, &result);
    const ptb_figure *auc = &result.model->evaluation.metrics.auc;
    ck_assert(auc->mean > 0.6 && auc->mean < 0.85 && auc->low > 0.5 && auc->high < 1);
    for (int k = 1; k < PTB_SCORE_KNOTS; k++)
        ck_assert(result.model->score_knots[k] > result.model->score_knots[k - 1]);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* Few cases with some skill: how many would show it is told. */
START_TEST(test_how_many_more_are_told)
{
    ptb_train_result result;
    made_vectors made;
    make(&made, 90, 6, -1);
    for (size_t i = 0; i < 90; i++)
        if (i % 3 != 0)
            *made_cell(&made, i, 0) = *made_cell(&made, (i * 7) % 90, 1); /* little is left of it */
    ASSERT_OK(run(&made, 0.1, &result));
    const ptb_figure *auc = &result.model->evaluation.metrics.auc;
    ck_assert(result.model->evaluation.no_better_than_chance && auc->mean > 0.52);
    double width = auc->mean - auc->low, skill = auc->mean - 0.5;
    size_t wins = result.model->wins;
    ASSERT_CLOSE((double)result.enough.beyond_chance, (double)wins * pow(width / skill, 2), 1, 0);
    ck_assert_uint_gt(result.enough.beyond_chance, wins);
    char words[96];
    (void)snprintf(words, sizeof words, "is real, about %zu won cases (as now: %zu) would show it",
                   result.enough.beyond_chance, wins);
    ck_assert_ptr_nonnull(strstr(result.review.bytes, words));
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("bad_input", test_no_row_and_one, test_fewer_groups_than_folds, test_all_missing,
          test_infinite_is_named, test_dependent_columns_in_any_order, test_more_columns_than_rows,
          test_separable, test_extremely_rare_wins, test_ties, test_how_many_more_are_told)
