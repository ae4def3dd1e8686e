/* tests/unit/train/test_svm_steps.c: support vector machines through the whole procedure: skill where lines have none, a scale of log-odds,
 * and what is refused. */
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/trainer.h"

static ptb_error err;
enum { HILL = 0, NOISE, SHOP, FEATURES };
static const char *const names[FEATURES] = {"hill", "noise", "shop"};
static const char *const shops[] = {"a", "b", "c"};
static const ptb_provenance provenance = {"1", "train", 1, NULL, 0};

/* Log-odds of winning: a hill, turned upside down in shop c; strength 0: noise. */
static void make(made_vectors *made, size_t n, double strength)
{
    made_vectors_new(made, n, names, FEATURES);
    made_category(made, SHOP, shops, 3);
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(21, "bent", 0, &rng, &err));
    for (size_t i = 0; i < n; i++) {
        double x = ptb_rng_normal(rng);
        uint64_t shop = ptb_rng_below(rng, 3);
        *made_cell(made, i, HILL) = (float)x;
        *made_cell(made, i, NOISE) = i % 9 == 0 ? NAN : (float)ptb_rng_normal(rng);
        *made_cell(made, i, SHOP) = (float)shop;
        double z = strength * (1 - x * x) * (shop == 2 ? -1 : 1);
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
        made->as_of[i] = (ptb_time)(1000 * i);
        made->known_at[i] = made->as_of[i] + 5000;
    }
    made->view.is_timeless = false;
    ptb_rng_free(rng);
    ASSERT_OK(ptb_blas_global_init(&err));
}

static ptb_train_settings settings_of(ptb_family family)
{
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.family = family;
    settings.folds.k = 3;
    return settings;
}

static void train(const made_vectors *made, const ptb_train_settings *settings, int n_threads,
                  ptb_train_result *result)
{
    ptb_context context = ptb_context_default();
    context.threads = n_threads;
    ASSERT_OK(ptb_train(&context, &made->view, settings, result, &err));
}

START_TEST(machines_bend)
{
    made_vectors made;
    ptb_train_result lines, bent, alone;
    make(&made, 600, 1.2);
    ptb_train_settings settings = settings_of(PTB_FAMILY_LOGISTIC);
    train(&made, &settings, 2, &lines);
    settings = settings_of(PTB_FAMILY_SVM);
    train(&made, &settings, 2, &bent);
    const ptb_metrics *metrics = &bent.model->evaluation.metrics;
    ck_assert_msg(metrics->auc.mean > lines.model->evaluation.metrics.auc.mean + 0.1, "%g",
                  metrics->auc.mean);
    ck_assert(metrics->log_loss.mean < lines.model->evaluation.metrics.log_loss.mean - 0.05);
    ck_assert_str_eq(bent.model->family, "svm");
    ck_assert(bent.model->coef == NULL && bent.model->curves == NULL && bent.model->svm->n_vectors > 10);
    ck_assert(!bent.model->svm->has_landmarks);
    ASSERT_CLOSE(bent.model->evaluation.lambda * bent.model->svm->cost * 600, 1, 1e-12, 0);
    /* any threads, same bits */
    train(&made, &settings, 1, &alone);
    ck_assert(same_bits(alone.probability, bent.probability, 600 * sizeof(double)));
    ck_assert_uint_eq(alone.model->svm->n_vectors, bent.model->svm->n_vectors);
    ck_assert(same_bits(alone.model->svm->coef, bent.model->svm->coef,
                        bent.model->svm->n_vectors * sizeof(double)));
    ptb_train_result_free(&lines);
    ptb_train_result_free(&bent);
    ptb_train_result_free(&alone);
    made_vectors_free(&made);
}
END_TEST

/* In log-odds as they are, the calibration has little left to do. */
START_TEST(margins_are_log_odds)
{
    static const ptb_family families[] = {PTB_FAMILY_SVM, PTB_FAMILY_SVM_LINEAR};
    made_vectors made;
    make(&made, 500, 1.2);
    for (size_t i = 0; i < 500; i++) { /* straight */
        double x = (double)*made_cell(&made, i, HILL);
        made.outcome[i] = (double)(i * 37 % 101) / 101 < ptb_sigmoid(1.5 * x - 1) ? 1 : 0;
    }
    for (size_t f = 0; f < 2; f++) {
        ptb_train_result result;
        ptb_train_settings settings = settings_of(families[f]);
        settings.calibrate = PTB_CALIBRATION_NONE;
        train(&made, &settings, 2, &result);
        const ptb_metrics *metrics = &result.model->evaluation.metrics;
        ck_assert_msg(metrics->auc.mean > 0.75, "%g", metrics->auc.mean);
        ck_assert_msg(fabs(metrics->calibration_slope.mean - 1) < 0.3, "%g", metrics->calibration_slope.mean);
        ck_assert_msg(fabs(metrics->calibration_intercept.mean) < 0.2, "%g",
                      metrics->calibration_intercept.mean);
        ptb_train_result_free(&result);
    }
    made_vectors_free(&made);
}
END_TEST

/* As the model's description has it, with the library's exponential. */
static double naive_margin(const ptb_model *model, const double *term)
{
    const ptb_svm *svm = model->svm;
    double sum = -svm->rho;
    for (size_t i = 0; i < svm->n_vectors; i++) {
        double distance = 0, product = 0;
        for (size_t t = 0; t < svm->n_cols; t++) {
            double x = (double)(float)term[t], v = (double)svm->vector[i * svm->n_cols + t];
            distance += (x - v) * (x - v);
            product += x * v;
        }
        sum += svm->coef[i] * (svm->kernel == PTB_KERNEL_LINEAR ? product : exp(-svm->gamma * distance));
    }
    return sum;
}

/* The cases after the cut were judged by the model in the file: the file gives the same bits, its description the same numbers. */
static void check_saved(const made_vectors *made, const ptb_train_result *result)
{
    ptb_model *back = NULL;
    ptb_model_binding *binding = NULL;
    double seen[64], part[FEATURES + 1];
    size_t n_judged = 0;
    ASSERT_OK(ptb_model_save(result->model, &provenance, "svm.json", NULL, &err));
    ASSERT_OK(ptb_model_load("svm.json", &back, &err));
    ck_assert(ptb_model_scratch(back) <= 64 && ptb_model_parts_count(back) <= FEATURES + 1);
    ASSERT_OK(ptb_model_bind(back, made->columns, &binding, &err));
    for (size_t i = 0; i < made->view.n_rows; i++) {
        if (result->fold[i] == PTB_NOT_JUDGED) continue;
        double z = ptb_model_logit(back, binding, made->x + i * FEATURES, seen), p = ptb_sigmoid(z);
        ck_assert(same_bits(&p, &result->probability[i], sizeof p));
        ASSERT_CLOSE(ptb_calibration_logit(&back->calibration, naive_margin(back, seen)), z, 1e-9, 1e-9);
        double sum = ptb_model_parts(back, seen, part);
        for (size_t k = 0; k < ptb_model_parts_count(back); k++)
            sum += part[k];
        ASSERT_CLOSE(sum, z, 1e-12, 1e-12);
        n_judged++;
    }
    ck_assert_uint_gt(n_judged, 100);
    ptb_model_binding_free(binding);
    ptb_model_free(back);
}

START_TEST(the_file_predicts_what_was_judged)
{
    static const ptb_family families[] = {PTB_FAMILY_SVM, PTB_FAMILY_SVM_LINEAR};
    static const ptb_calibration_kind kinds[] = {PTB_CALIBRATION_AUTO, PTB_CALIBRATION_ISOTONIC};
    made_vectors made;
    make(&made, 450, 1.2);
    for (size_t f = 0; f < 2; f++) {
        ptb_train_result result;
        ptb_train_settings settings = settings_of(families[f]);
        settings.holdout_fraction = 0.3;
        settings.calibrate = kinds[f];
        train(&made, &settings, 2, &result);
        check_saved(&made, &result);
        ptb_train_result_free(&result);
    }
    made_vectors_free(&made);
}
END_TEST

/* More cases than an exact machine takes. */
START_TEST(many_cases_take_landmarks)
{
    enum { MANY = 3100 };
    made_vectors made;
    ptb_train_result result;
    make(&made, MANY, 1.2);
    for (size_t i = 900; i < MANY - 300; i++) /* few of them learned from: this is not about their number */
        made.outcome[i] = NAN;
    ptb_train_settings settings = settings_of(PTB_FAMILY_SVM);
    settings.holdout_fraction = 0.25;
    train(&made, &settings, 2, &result);
    ck_assert(result.model->svm->has_landmarks && result.model->svm->n_vectors == 500);
    ck_assert(result.model->evaluation.metrics.auc.mean > 0.7);
    check_saved(&made, &result);
    ptb_train_result_free(&result);
    settings.family = PTB_FAMILY_SVM_LINEAR;
    ptb_context context = ptb_context_default();
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_LIMIT, "at most 3000");
    made_vectors_free(&made);
}
END_TEST

START_TEST(noise_gets_the_base_rate)
{
    made_vectors made;
    ptb_train_result result;
    make(&made, 300, 0);
    ptb_train_settings settings = settings_of(PTB_FAMILY_SVM_LINEAR);
    train(&made, &settings, 2, &result);
    ck_assert(result.model->evaluation.no_better_than_chance && result.needs_person);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* One early win: the first fold in time can't learn a scale, and says the base rate. */
START_TEST(without_a_scale_the_base_rate)
{
    made_vectors made;
    ptb_train_result result;
    make(&made, 600, 1.2);
    for (size_t i = 0; i < 150; i++)
        made.outcome[i] = i == 3 ? 1 : 0;
    ptb_train_settings settings = settings_of(PTB_FAMILY_SVM);
    settings.folds.order = PTB_FOLDS_TIME;
    train(&made, &settings, 2, &result);
    double first = (double)NAN;
    for (size_t i = 0; i < 600; i++) {
        if (result.fold[i] != 0) continue;
        if (isnan(first)) first = result.probability[i];
        ASSERT_CLOSE(result.probability[i], first, 0, 0);
    }
    ck_assert(first < 0.05);
    ck_assert_msg(result.model->evaluation.metrics.auc.mean > 0.55, "%g",
                  result.model->evaluation.metrics.auc.mean);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

START_TEST(refusals)
{
    made_vectors made;
    ptb_train_result result;
    ptb_context context = ptb_context_default();
    make(&made, 100, 1);
    ptb_train_settings settings = settings_of(PTB_FAMILY_SVM);
    settings.lambda = 0.1;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG,
                 "a penalty of 0.1 for an SVM");
    settings.lambda = -1;
    made.weight[7] = 0.5F;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG,
                 "an SVM takes no case weights, and case 8 weighs 0.5");
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("svm_steps", machines_bend, margins_are_log_odds, the_file_predicts_what_was_judged,
          many_cases_take_landmarks, noise_gets_the_base_rate, without_a_scale_the_base_rate, refusals)
