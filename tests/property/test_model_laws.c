/* tests/property/test_model_laws.c: laws of fits and figures: order, scale, repetition, threads. */
#include "models/logistic.h"
#include "models/metrics.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { ROWS = 2600, COLS = 7 };

static void fit(const ptb_design *design, const float *y, const double *weight, double lambda, int threads,
                double *coef)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_logistic_settings settings;
    ptb_logistic_report report;
    context.threads = threads;
    ptb_logistic_settings_default(&settings);
    settings.lambda = lambda;
    settings.tolerance = 1e-12;
    ASSERT_OK(ptb_logistic_fit(&context, design, y, weight, &settings, NULL, coef, &report, &err));
    ck_assert(report.converged);
}

static ptb_metrics metrics_of(const ptb_judged *judged, int threads)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_metrics metrics;
    context.threads = threads;
    ptb_gsl_global_init();
    ASSERT_OK(ptb_metrics_compute(&context, judged, &metrics, &err));
    return metrics;
}

START_TEST(test_permuting_columns_permutes_coefficients)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        test_matrix m = test_matrix_new(seed, ROWS, COLS);
        float *x = malloc(sizeof(float) * ROWS * COLS);
        double before[COLS + 1], after[COLS + 1];
        ck_assert_ptr_nonnull(x);
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = 0; j < COLS; j++)
                x[i * COLS + (3 * j + 1) % COLS] = m.x[i * COLS + j];
        ptb_design turned = {x, ROWS, COLS, COLS};
        fit(&m.design, m.y, NULL, 1e-3, 1, before);
        fit(&turned, m.y, NULL, 1e-3, 1, after);
        ASSERT_CLOSE(after[0], before[0], 1e-9, 0);
        for (size_t j = 0; j < COLS; j++)
            ASSERT_CLOSE(after[1 + (3 * j + 1) % COLS], before[1 + j], 1e-9, 0);
        free(x);
        test_matrix_free(&m);
    }
}
END_TEST

/* Without penalty; a column also may be moved, for which the intercept makes up. */
START_TEST(test_scaling_a_column_scales_its_coefficient_back)
{
    test_matrix m = test_matrix_new(6, ROWS, COLS);
    double before[COLS + 1], after[COLS + 1];
    fit(&m.design, m.y, m.weight, 0, 1, before);
    for (size_t i = 0; i < ROWS; i++)
        m.x[i * COLS + 2] = 8 * m.x[i * COLS + 2] + 16;
    fit(&m.design, m.y, m.weight, 0, 1, after);
    for (size_t j = 1; j <= COLS; j++)
        ASSERT_CLOSE(after[j] * (j == 3 ? 8 : 1), before[j], 1e-8, 0);
    ASSERT_CLOSE(after[0] + 16 * after[3], before[0], 1e-8, 0);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_swapping_the_classes_turns_all_signs)
{
    test_matrix m = test_matrix_new(7, ROWS, COLS);
    double before[COLS + 1], after[COLS + 1];
    fit(&m.design, m.y, NULL, 1e-2, 1, before);
    for (size_t i = 0; i < ROWS; i++)
        m.y[i] = 1 - m.y[i];
    fit(&m.design, m.y, NULL, 1e-2, 1, after);
    for (size_t j = 0; j <= COLS; j++)
        ASSERT_CLOSE(after[j], -before[j], 1e-9, 0);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_a_heavier_penalty_makes_a_shorter_vector)
{
    test_matrix m = test_matrix_new(8, ROWS, COLS);
    double coef[COLS + 1], length = HUGE_VAL;
    for (int power = -5; power <= 1; power++) {
        double sum = 0;
        fit(&m.design, m.y, NULL, pow(10, power), 1, coef);
        for (size_t j = 1; j <= COLS; j++)
            sum += coef[j] * coef[j];
        ck_assert_double_lt(sum, length);
        length = sum;
    }
    test_matrix_free(&m);
}
END_TEST

/* Rows, outcomes and scores repeated as often as their weights say. */
typedef struct {
    float *x, *y;
    double *score;
    uint32_t *group; /* the row it came from */
    size_t n;
} repeated;

static repeated repeat(const test_matrix *m, const double *score)
{
    repeated r = {.x = malloc(sizeof(float) * 4 * ROWS * COLS),
                  .y = malloc(sizeof(float) * 4 * ROWS),
                  .score = malloc(sizeof(double) * 4 * ROWS),
                  .group = malloc(sizeof(uint32_t) * 4 * ROWS)};
    ck_assert(r.x != NULL && r.y != NULL && r.score != NULL && r.group != NULL);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; (double)k < m->weight[i]; k++, r.n++) {
            memcpy(r.x + r.n * COLS, m->x + i * COLS, COLS * sizeof(float));
            r.y[r.n] = m->y[i];
            r.score[r.n] = score[i];
            r.group[r.n] = (uint32_t)i;
        }
    }
    return r;
}

static void repeated_free(repeated *r)
{
    free(r->x);
    free(r->y);
    free(r->score);
    free(r->group);
}

static void check_same_figure(const ptb_figure *a, const ptb_figure *b)
{
    ASSERT_CLOSE(a->mean, b->mean, 1e-10, 0);
    ASSERT_CLOSE(a->low, b->low, 1e-10, 0);
    ASSERT_CLOSE(a->high, b->high, 1e-10, 0);
}

/* Drawn by the row they came from, also the bootstrap intervals are the same. */
START_TEST(test_weights_are_repetitions)
{
    test_matrix m = test_matrix_new(9, ROWS, COLS);
    ptb_context context = ptb_context_default();
    double score[ROWS], weighted[COLS + 1], plain[COLS + 1];
    uint32_t group[ROWS];
    ptb_logistic_margins(&context, &m.design, m.truth, score);
    for (size_t i = 0; i < ROWS; i++) {
        score[i] = round(ptb_sigmoid(score[i]) * 64) / 64;
        group[i] = (uint32_t)i;
    }
    repeated r = repeat(&m, score);
    fit(&m.design, m.y, m.weight, 1e-3, 1, weighted);
    fit(&(ptb_design){r.x, r.n, COLS, COLS}, r.y, NULL, 1e-3, 1, plain);
    for (size_t j = 0; j <= COLS; j++)
        ASSERT_CLOSE(weighted[j], plain[j], 1e-9, 0);
    ptb_metrics a = metrics_of(&(ptb_judged){score, m.y, m.weight, group, ROWS, true, NULL}, 1);
    ptb_metrics b = metrics_of(&(ptb_judged){r.score, r.y, NULL, r.group, r.n, true, NULL}, 1);
    for (size_t i = 0; i < PTB_METRICS; i++) {
        ptb_figure x = ptb_metric(&a, i), y = ptb_metric(&b, i);
        check_same_figure(&x, &y);
    }
    repeated_free(&r);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_ranking_figures_ignore_monotone_maps)
{
    test_matrix m = test_matrix_new(10, ROWS, COLS);
    ptb_context context = ptb_context_default();
    double score[ROWS], mapped[ROWS];
    ptb_logistic_margins(&context, &m.design, m.truth, score);
    for (size_t i = 0; i < ROWS; i++) {
        score[i] = round(score[i] * 8) / 8;
        mapped[i] = 5 + exp(score[i] / 2);
    }
    ptb_metrics a = metrics_of(&(ptb_judged){score, m.y, NULL, NULL, ROWS, false, NULL}, 1);
    ptb_metrics b = metrics_of(&(ptb_judged){mapped, m.y, NULL, NULL, ROWS, false, NULL}, 1);
    ck_assert_mem_eq(&a.auc, &b.auc, sizeof a.auc);
    ck_assert_mem_eq(&a.average_precision, &b.average_precision, sizeof a.auc);
    ck_assert_mem_eq(&a.ks, &b.ks, sizeof a.auc);
    ck_assert_mem_eq(&a.lift_10, &b.lift_10, sizeof a.auc);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_the_order_of_cases_does_not_matter)
{
    test_matrix m = test_matrix_new(11, ROWS, COLS);
    ptb_context context = ptb_context_default();
    double score[ROWS], back[ROWS];
    float y[ROWS];
    uint32_t group[ROWS], group_back[ROWS];
    ptb_logistic_margins(&context, &m.design, m.truth, score);
    for (size_t i = 0; i < ROWS; i++) {
        score[i] = round(ptb_sigmoid(score[i]) * 16) / 16;
        group[i] = (uint32_t)(i * 37 % 900);
        back[ROWS - 1 - i] = score[i];
        y[ROWS - 1 - i] = m.y[i];
        group_back[ROWS - 1 - i] = group[i];
    }
    ptb_metrics a = metrics_of(&(ptb_judged){score, m.y, NULL, group, ROWS, true, NULL}, 1);
    ptb_metrics b = metrics_of(&(ptb_judged){back, y, NULL, group_back, ROWS, true, NULL}, 1);
    check_same_figure(&a.auc, &b.auc);
    check_same_figure(&a.log_loss, &b.log_loss);
    check_same_figure(&a.calibration_error, &b.calibration_error);
    check_same_figure(&a.lift_10, &b.lift_10);
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_threads_do_not_change_a_bit)
{
    test_matrix m = test_matrix_new(12, 6000, COLS);
    double coef[4][COLS + 1];
    double *score[4];
    ptb_metrics metrics[4];
    for (int threads = 1; threads <= 3; threads++) {
        ptb_context context = ptb_context_default();
        context.threads = threads;
        fit(&m.design, m.y, m.weight, 1e-4, threads, coef[threads]);
        score[threads] = malloc(6000 * sizeof(double));
        ck_assert_ptr_nonnull(score[threads]);
        ptb_logistic_margins(&context, &m.design, coef[threads], score[threads]);
        metrics[threads] =
            metrics_of(&(ptb_judged){score[threads], m.y, m.weight, NULL, 6000, false, NULL}, threads);
        ck_assert_mem_eq(coef[threads], coef[1], sizeof coef[1]);
        ck_assert_mem_eq(score[threads], score[1], 6000 * sizeof(double));
        ck_assert_mem_eq(&metrics[threads], &metrics[1], sizeof metrics[1]);
    }
    for (int threads = 1; threads <= 3; threads++)
        free(score[threads]);
    test_matrix_free(&m);
}
END_TEST

TEST_MAIN("model laws", test_permuting_columns_permutes_coefficients,
          test_scaling_a_column_scales_its_coefficient_back, test_swapping_the_classes_turns_all_signs,
          test_a_heavier_penalty_makes_a_shorter_vector, test_weights_are_repetitions,
          test_ranking_figures_ignore_monotone_maps, test_the_order_of_cases_does_not_matter,
          test_threads_do_not_change_a_bit)
