/* tests/unit/train/test_trainer.c: the whole procedure on made data: skill where there is some, none where
 * not. */
#include "datasets/base/digest.h"
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "models/trials.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/trainer.h"

static ptb_error err;
enum { SIGNAL = 0, NOISE, SHOP, FLAT, FEATURES };
static const char *const names[FEATURES] = {"signal", "noise", "shop", "flat"};
static const char *const shops[] = {"a", "b", "c"};

/* Log-odds of winning: base + strength * signal + 0.7 where shop is "c". */
static void make(made_vectors *made, size_t n, double base, double strength)
{
    made_vectors_new(made, n, names, FEATURES);
    made_category(made, SHOP, shops, 3);
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(11, "test", 0, &rng, &err));
    for (size_t i = 0; i < n; i++) {
        double signal = ptb_rng_normal(rng), shop = (double)ptb_rng_below(rng, 3);
        *made_cell(made, i, SIGNAL) = (float)signal;
        *made_cell(made, i, NOISE) = (float)ptb_rng_normal(rng);
        *made_cell(made, i, SHOP) = (float)shop;
        *made_cell(made, i, FLAT) = 1;
        double z = base + strength * (signal + (shop > 1.5 ? 0.7 : 0));
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
    }
    ptb_rng_free(rng);
    ASSERT_OK(ptb_blas_global_init(&err));
}

static void date(made_vectors *made)
{
    for (size_t i = 0; i < made->view.n_rows; i++) {
        made->as_of[i] = (ptb_time)(1000 * i);
        made->known_at[i] = made->as_of[i] + 5000;
    }
    made->view.is_timeless = false;
}

static ptb_context threads(int n)
{
    ptb_context context = ptb_context_default();
    context.threads = n;
    return context;
}

static void train(const made_vectors *made, const ptb_train_settings *settings, int n_threads,
                  ptb_train_result *result)
{
    ptb_train_settings defaults;
    ptb_train_settings_default(&defaults);
    ptb_context context = threads(n_threads);
    ASSERT_OK(ptb_train(&context, &made->view, settings == NULL ? &defaults : settings, result, &err));
}

START_TEST(test_finds_the_signal)
{
    made_vectors made;
    make(&made, 1500, -1, 1.5);
    ptb_train_result result;
    train(&made, NULL, 1, &result);
    const ptb_model *model = result.model;
    const ptb_metrics *metrics = &model->evaluation.metrics;
    ck_assert_str_eq(model->evaluation.kind, "stratified");
    ck_assert_int_eq(model->evaluation.folds, 5);
    ck_assert_uint_eq(model->rows, 1500);
    ck_assert(metrics->auc.mean > 0.75 && metrics->auc.mean < 0.9);
    ck_assert(metrics->auc.low > 0.5 && !model->evaluation.no_better_than_chance);
    ck_assert(!result.needs_person);
    ck_assert_ptr_nonnull(strstr(result.warnings.bytes, "constant and without part: flat"));
    for (size_t row = 0; row < 1500; row++) {
        ck_assert(result.fold[row] >= 0 && result.fold[row] < 5);
        ck_assert(result.probability[row] > 0 && result.probability[row] < 1);
    }
    double mean = 0;
    for (size_t row = 0; row < 1500; row++)
        mean += result.probability[row] / 1500;
    ASSERT_CLOSE(mean, (double)model->wins / 1500, 0.01, 0);
    for (int k = 1; k < PTB_SCORE_KNOTS; k++)
        ck_assert(model->score_knots[k] > model->score_knots[k - 1]);
    ck_assert_int_eq(model->known_until, PTB_NO_TIME);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* Law: the number of threads changes no bit. */
START_TEST(test_same_bits_for_any_threads)
{
    made_vectors made;
    make(&made, 700, -1, 1);
    ptb_train_result one, three;
    train(&made, NULL, 1, &one);
    train(&made, NULL, 3, &three);
    size_t n_terms = one.model->encoder->n_terms;
    ck_assert_uint_eq(n_terms, three.model->encoder->n_terms);
    ck_assert(same_bits(one.model->coef, three.model->coef, (n_terms + 1) * sizeof(double)));
    ck_assert(same_bits(one.probability, three.probability, 700 * sizeof(double)));
    ck_assert(same_bits(one.model->score_knots, three.model->score_knots, sizeof one.model->score_knots));
    ptb_train_result_free(&one);
    ptb_train_result_free(&three);
    made_vectors_free(&made);
}
END_TEST

/* Law: an unseen prediction does not depend on the outcome of its own case. */
START_TEST(test_predictions_have_not_seen_their_case)
{
    made_vectors made;
    make(&made, 400, 0, 1);
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.folds.order = PTB_FOLDS_TIME; /* folds that don't depend on outcomes */
    date(&made);
    ptb_train_result before, after;
    train(&made, &settings, 1, &before);
    for (size_t row = 0; row < 400; row++)
        if (before.fold[row] == 4) made.outcome[row] = 1 - made.outcome[row];
    train(&made, &settings, 1, &after);
    ck_assert(same_bits(before.probability, after.probability, 400 * sizeof(double)));
    ptb_train_result_free(&before);
    ptb_train_result_free(&after);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_noise_is_no_better_than_chance)
{
    made_vectors made;
    make(&made, 800, -0.5, 0);
    ptb_train_result result;
    train(&made, NULL, 2, &result);
    ck_assert(result.model->evaluation.no_better_than_chance);
    ck_assert(result.needs_person);
    ck_assert_ptr_nonnull(strstr(result.review.bytes, "no better than chance"));
    ck_assert_ptr_nonnull(strstr(result.review.bytes, "everybody is given the same probability"));
    ASSERT_CLOSE(result.model->calibration.a, 0, 0, 0);
    ASSERT_CLOSE(ptb_sigmoid(result.model->calibration.b), (double)result.model->wins / 800, 1e-3, 0);
    ck_assert(result.model->evaluation.metrics.auc.low <= 0.5 &&
              result.model->evaluation.metrics.auc.high >= 0.5);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_a_leak_is_named)
{
    made_vectors made;
    make(&made, 600, -1, 1);
    for (size_t i = 0; i < 600; i++) /* known for the lost alone */
        *made_cell(&made, i, NOISE) = made.outcome[i] > 0.5F ? NAN : (float)(i % 50);
    ptb_train_result result;
    train(&made, NULL, 2, &result);
    ck_assert(result.needs_person);
    ck_assert_ptr_nonnull(
        strstr(result.review.bytes, "feature 'noise' alone tells won from lost (AUC 1.000)"));
    ck_assert_ptr_nonnull(strstr(result.warnings.bytes, "separable data, or a leak"));
    ck_assert_ptr_null(strstr(result.warnings.bytes, "'signal'"));
    ck_assert(isfinite(result.model->coef[1]));
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_leaks_in_a_category_and_downwards)
{
    made_vectors made;
    make(&made, 600, -1, 1);
    for (size_t i = 0; i < 600; i++)
        *made_cell(&made, i, SHOP) = made.outcome[i] > 0.5F ? 1 : (float)(i % 2 * 2);
    for (size_t i = 0; i < 600; i++) /* low for the won */
        *made_cell(&made, i, NOISE) = (float)(i % 50 + (made.outcome[i] > 0.5F ? 0 : 100));
    ptb_train_result result;
    train(&made, NULL, 2, &result);
    ck_assert_ptr_nonnull(strstr(result.review.bytes, "feature 'shop' alone"));
    ck_assert_ptr_nonnull(strstr(result.review.bytes, "feature 'noise' alone"));
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_few_cases)
{
    made_vectors made;
    make(&made, 300, -1, 2);
    size_t wins = 0;
    for (size_t i = 0; i < 300; i++)
        if (made.outcome[i] > 0.5F && ++wins > 20) made.outcome[i] = NAN; /* unknown: left out */
    ptb_train_result result;
    train(&made, NULL, 2, &result);
    ck_assert(result.needs_person);
    ck_assert_uint_eq(result.model->wins, 20);
    ck_assert_uint_lt(result.model->rows, 300);
    ck_assert_ptr_nonnull(strstr(result.review.bytes, "only 20 won"));
    for (size_t i = 0; i < 300; i++)
        ck_assert(isnan(made.outcome[i]) == (result.fold[i] == PTB_NOT_JUDGED));
    ptb_train_result_free(&result);

    ptb_context context = threads(1);
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    wins = 0;
    for (size_t i = 0; i < 300; i++)
        if (made.outcome[i] > 0.5F && ++wins > 9) made.outcome[i] = 0;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_REVIEW, "9 won");
    ck_assert_ptr_null(result.model);
    for (size_t i = 0; i < 300; i++)
        made.outcome[i] = 0;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_DATA,
                 "all 300 cases are lost");
    for (size_t i = 0; i < 300; i++)
        made.outcome[i] = 1;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_DATA,
                 "all 300 cases are won");
    for (size_t i = 0; i < 300; i++)
        made.outcome[i] = NAN;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_DATA, "none of 300");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_refusals)
{
    made_vectors made;
    make(&made, 300, 0, 1);
    ptb_context context = threads(1);
    ptb_train_settings settings;
    ptb_train_result result;
    ptb_train_settings_default(&settings);
    settings.lambda = (double)INFINITY;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "penalty of inf");
    ptb_train_settings_default(&settings);
    settings.holdout_fraction = 0.3;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_DATA, "dates");
    ptb_train_settings_default(&settings);
    for (size_t i = 0; i < 300; i++)
        for (size_t f = 0; f < FEATURES; f++)
            *made_cell(&made, i, f) = f == NOISE ? NAN : 1;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_DATA,
                 "none of 4 features varies");
    ck_assert_ptr_null(result.model);
    sig_atomic_t stop = 1;
    context.cancel = &stop;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_CANCELLED, "");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_holdout_model_is_the_judged_one)
{
    made_vectors made;
    make(&made, 900, -1, 1.5);
    date(&made);
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.holdout_fraction = 0.25;
    ptb_train_result result;
    train(&made, &settings, 2, &result);
    const ptb_model *model = result.model;
    ck_assert_str_eq(model->evaluation.kind, "holdout");
    ck_assert_uint_eq(model->evaluation.metrics.cases, 225);
    ck_assert_uint_eq(model->rows, 670); /* five straddle the cut at case 675 */
    ck_assert_int_eq(model->known_until, 669 * 1000 + 5000);
    ptb_model_binding *binding = NULL;
    double seen[64];
    ck_assert_uint_le(ptb_model_scratch(model), 64);
    ASSERT_OK(ptb_model_bind(model, made.columns, &binding, &err));
    for (size_t row = 0; row < 900; row++) {
        ck_assert_int_eq(result.fold[row] == PTB_NOT_JUDGED, row < 675);
        if (row < 675) continue;
        double p = ptb_sigmoid(ptb_model_logit(model, binding, made_cell(&made, row, 0), seen));
        ck_assert(same_bits(&p, &result.probability[row], sizeof p));
    }
    ptb_model_binding_free(binding);

    ptb_text csv = {0};
    char sha256[65], want[65];
    ASSERT_OK(ptb_predictions_print(&made.view, &result, &csv, sha256, &err));
    ptb_sha256_of(csv.bytes, csv.len, want);
    ck_assert_str_eq(sha256, want);
    ck_assert_ptr_eq(
        strstr(csv.bytes, "subject_id,as_of,outcome,fold,probability\nC675,1970-01-08T19:30:00Z,"),
        csv.bytes);
    ck_assert_ptr_nonnull(strstr(csv.bytes, ",holdout,0."));
    ptb_text_free(&csv);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* A hill and a pair that only counts together: what curves and surfaces say and lines can't. */
static void make_bent(made_vectors *made, size_t n)
{
    ptb_rng *rng = NULL;
    make(made, n, 0, 0);
    ASSERT_OK(ptb_rng_new(12, "bent", 0, &rng, &err));
    for (size_t i = 0; i < n; i++) {
        double x = (double)*made_cell(made, i, SIGNAL), y = (double)*made_cell(made, i, NOISE);
        bool is_c = *made_cell(made, i, SHOP) > 1.5F;
        double z = 0.8 - x * x + (is_c ? 1.6 : -1.6) * (y > 0 ? 1 : -1);
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
        if (i % 7 == 0) *made_cell(made, i, NOISE) = NAN;
    }
    ptb_rng_free(rng);
}

static void train_family(const made_vectors *made, ptb_family family, int n_threads, ptb_train_result *result)
{
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.family = family;
    train(made, &settings, n_threads, result);
}

START_TEST(test_additive_models_bend)
{
    made_vectors made;
    ptb_train_result lines, curves;
    make_bent(&made, 1500);
    train_family(&made, PTB_FAMILY_LOGISTIC, 2, &lines);
    train_family(&made, PTB_FAMILY_ADDITIVE, 2, &curves);
    double of_lines = lines.model->evaluation.metrics.auc.mean,
           of_curves = curves.model->evaluation.metrics.auc.mean;
    ck_assert_msg(of_curves > of_lines + 0.05, "%g and %g", of_curves, of_lines);
    const ptb_model *model = curves.model;
    ck_assert_str_eq(model->family, "additive");
    ck_assert(model->encoder == NULL && model->curves->n_pairs > 0);
    ck_assert(isfinite(model->evaluation.pair_lambda) && model->evaluation.pair_lambda > 0);
    ck_assert_uint_eq(model->curves->pairs[0].field[0] + model->curves->pairs[0].field[1], NOISE + SHOP);
    /* saved and loaded it gives the same bits, and its parts are its log-odds */
    char sha256[65];
    ptb_model *back = NULL;
    const ptb_provenance provenance = {"1", "train", 1, NULL, 0};
    ASSERT_OK(ptb_model_save(model, &provenance, "additive.json", sha256, &err));
    ASSERT_OK(ptb_model_load("additive.json", &back, &err));
    ptb_model_binding *a = NULL, *b = NULL;
    double seen[8], part[64];
    ck_assert(ptb_model_scratch(model) <= 8 && ptb_model_parts_count(model) <= 64);
    ASSERT_OK(ptb_model_bind(model, made.columns, &a, &err));
    ASSERT_OK(ptb_model_bind(back, made.columns, &b, &err));
    for (size_t i = 0; i < 300; i++) {
        double z = ptb_model_logit(back, b, made_cell(&made, i, 0), seen);
        double again = ptb_model_logit(model, a, made_cell(&made, i, 0), seen),
               sum = ptb_model_parts(model, seen, part);
        ck_assert(same_bits(&z, &again, sizeof z));
        for (size_t k = 0; k < ptb_model_parts_count(model); k++)
            sum += part[k];
        ASSERT_CLOSE(sum, z, 1e-12, 0);
    }
    ptb_model_binding_free(a);
    ptb_model_binding_free(b);
    ptb_model_free(back);
    ptb_train_result_free(&lines);
    ptb_train_result_free(&curves);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_inner_folds_choose_the_family)
{
    made_vectors made;
    ptb_train_result bent, straight;
    ptb_text words = {0};
    make_bent(&made, 800);
    train_family(&made, PTB_FAMILY_BEST, 2, &bent);
    const ptb_evaluation *evaluation = &bent.model->evaluation;
    ck_assert_str_eq(bent.model->family, "additive");
    ck_assert_uint_eq(evaluation->n_trials, 2);
    ck_assert_str_eq(evaluation->trials[0].family, "logistic");
    ck_assert_str_eq(evaluation->trials[1].family, "additive");
    ck_assert(evaluation->trials[1].gain > evaluation->trials[1].gain_error);
    ASSERT_CLOSE(evaluation->trials[0].log_loss - evaluation->trials[1].log_loss, evaluation->trials[1].gain,
                 1e-9, 0);
    ptb_trials_say(evaluation, &words);
    ck_assert_ptr_nonnull(
        strstr(words.bytes, "additive rather than logistic: on inner folds its log loss is less by 0."));
    /* the file says so too */
    ptb_model *back = NULL;
    const ptb_provenance provenance = {"1", "train", 1, NULL, 0};
    ASSERT_OK(ptb_model_save(bent.model, &provenance, "best.json", NULL, &err));
    ASSERT_OK(ptb_model_load("best.json", &back, &err));
    ck_assert_uint_eq(back->evaluation.n_trials, 2);
    ck_assert_str_eq(back->evaluation.trials[1].family, "additive");
    ck_assert(same_bits(&back->evaluation.trials[1].gain, &evaluation->trials[1].gain, sizeof(double)));
    ptb_model_free(back);
    ptb_train_result_free(&bent);
    made_vectors_free(&made);

    make(&made, 800, -0.5, 2);
    train_family(&made, PTB_FAMILY_BEST, 2, &straight);
    ck_assert_str_eq(straight.model->family, "logistic");
    ck_assert(straight.model->evaluation.trials[1].gain <= straight.model->evaluation.trials[1].gain_error);
    ptb_text_clear(&words);
    ptb_trials_say(&straight.model->evaluation, &words);
    ck_assert_ptr_nonnull(strstr(words.bytes, "logistic rather than additive: "));
    ptb_text_free(&words);
    ptb_train_result_free(&straight);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_additive_same_bits_for_any_threads)
{
    made_vectors made;
    ptb_train_result one, three;
    make_bent(&made, 500);
    train_family(&made, PTB_FAMILY_ADDITIVE, 1, &one);
    train_family(&made, PTB_FAMILY_ADDITIVE, 3, &three);
    ck_assert(same_bits(one.probability, three.probability, 500 * sizeof(double)));
    const ptb_tables *tables = &one.model->curves->tables;
    ck_assert_uint_eq(tables->n_tables, three.model->curves->tables.n_tables);
    ck_assert(same_bits(one.model->curves->value, three.model->curves->value,
                        tables->first[tables->n_tables] * sizeof(double)));
    ptb_train_result_free(&one);
    ptb_train_result_free(&three);
    made_vectors_free(&made);
}
END_TEST

/* Noise gets no surfaces, and no better than the base rate. */
START_TEST(test_additive_models_of_noise)
{
    made_vectors made;
    ptb_train_result result;
    make(&made, 600, -0.5, 0);
    train_family(&made, PTB_FAMILY_ADDITIVE, 2, &result);
    ck_assert(result.model->curves->n_pairs == 0);
    ck_assert(result.model->evaluation.no_better_than_chance && result.needs_person);
    ptb_train_result_free(&result);
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.family = PTB_FAMILY_ADDITIVE;
    settings.lambda = 0;
    ptb_context context = threads(1);
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "without penalty");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_given_penalty_without_calibration)
{
    made_vectors made;
    make(&made, 500, -1, 1);
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.lambda = 0.02;
    settings.calibrate = PTB_CALIBRATION_NONE;
    settings.folds.k = 3;
    ptb_train_result result;
    train(&made, &settings, 2, &result);
    ASSERT_CLOSE(result.model->evaluation.lambda, 0.02, 0, 0);
    ASSERT_CLOSE(result.model->calibration.a, 1, 0, 0);
    ASSERT_CLOSE(result.model->calibration.b, 0, 0, 0);
    ck_assert_int_eq(result.model->evaluation.folds, 3);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* Far too many columns for the cases: what was seen fits well, so a slope near 1 would mean that the
 * calibration looked at seen margins. */
START_TEST(test_calibration_is_on_unseen_margins)
{
    enum { CASES = 160, COLUMNS = 30 };
    static char text[COLUMNS][8];
    const char *many[COLUMNS];
    for (size_t f = 0; f < COLUMNS; f++) {
        (void)snprintf(text[f], sizeof text[f], "f%zu", f);
        many[f] = text[f];
    }
    made_vectors made;
    made_vectors_new(&made, CASES, many, COLUMNS);
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_blas_global_init(&err));
    ASSERT_OK(ptb_rng_new(19, "test", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        for (size_t f = 0; f < COLUMNS; f++)
            *made_cell(&made, i, f) = (float)ptb_rng_normal(rng);
        made.outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid((double)*made_cell(&made, i, 0)) ? 1 : 0;
    }
    ptb_rng_free(rng);
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.lambda = 1e-4;
    ptb_train_result result;
    train(&made, &settings, 2, &result);
    ck_assert(result.model->calibration.a >= 0 && result.model->calibration.a < 0.3);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* All levels of the shop have an indicator, so one is determined by the others. */
START_TEST(test_without_penalty_dependent_terms_stay_out)
{
    made_vectors made;
    make(&made, 900, -1, 1);
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.lambda = 0;
    ptb_train_result result;
    train(&made, &settings, 2, &result);
    const ptb_model *model = result.model;
    size_t zeros = 0;
    ck_assert_ptr_nonnull(model->standard_error);
    for (size_t t = 0; t < model->encoder->n_terms; t++) {
        bool is_out = !(fabs(model->coef[t + 1]) > 0);
        zeros += is_out;
        ck_assert(is_out == (bool)isnan(model->standard_error[t + 1]));
    }
    ck_assert_uint_eq(zeros, 1);
    ck_assert(model->evaluation.metrics.auc.mean > 0.7);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* The cases of a group need not be neighbours. */
START_TEST(test_scattered_groups_are_told)
{
    made_vectors made;
    make(&made, 600, -1, 1);
    for (size_t i = 0; i < 600; i++)
        made.group[i] = (uint32_t)(i % 150);
    ptb_train_result result;
    train(&made, NULL, 2, &result);
    ck_assert_str_eq(result.model->evaluation.kind, "grouped");
    ptb_train_result_free(&result);
    for (size_t i = 0; i < 600; i++) { /* shared with a case without outcome only */
        made.group[i] = (uint32_t)(i > 0 ? i : 599);
        if (i == 0) made.outcome[i] = NAN;
    }
    train(&made, NULL, 2, &result);
    ck_assert_str_eq(result.model->evaluation.kind, "stratified");
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_groups_are_told_and_kept)
{
    made_vectors made;
    make(&made, 600, -1, 1);
    for (size_t i = 0; i < 600; i++)
        made.group[i] = (uint32_t)(i / 4);
    ptb_train_result result;
    train(&made, NULL, 2, &result);
    ck_assert_str_eq(result.model->evaluation.kind, "grouped");
    for (size_t i = 0; i < 600; i++)
        ck_assert_int_eq(result.fold[i], result.fold[i / 4 * 4]);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* Errors are there, the same for any threads, larger where each case is there eight times over in one account, and rest on cases
 * where they are weighted. */
START_TEST(test_errors_know_groups_and_weights)
{
    enum { N = 1200, TIMES = 8 };
    made_vectors made;
    make(&made, N, -1, 1);
    for (size_t i = 0; i < N; i++) {
        size_t first = i / TIMES * TIMES;
        memcpy(made_cell(&made, i, 0), made_cell(&made, first, 0), made.view.n_features * sizeof(float));
        made.outcome[i] = made.outcome[first];
    }
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.folds.by_group = false;
    settings.lambda = 0.01;
    ptb_train_result result[3];
    train(&made, &settings, 1, &result[0]);
    made.weight[0] = 1.5F;
    train(&made, &settings, 1, &result[1]);
    made.weight[0] = 1;
    for (size_t i = 0; i < N; i++)
        made.group[i] = (uint32_t)(i / TIMES);
    train(&made, &settings, 2, &result[2]);
    const double *alone = result[0].model->standard_error, *together = result[2].model->standard_error;
    ck_assert_str_eq(result[0].model->errors_by, "model");
    ck_assert_str_eq(result[1].model->errors_by, "case");
    ck_assert_str_eq(result[2].model->errors_by, "group");
    size_t n_terms = result[0].model->encoder->n_terms;
    double ratio = 0;
    for (size_t t = 0; t <= n_terms; t++) {
        ck_assert(alone[t] > 0 && together[t] >= alone[t]);
        ck_assert(result[1].model->standard_error[t] >= 0.99 * alone[t]);
        ratio += together[t] / alone[t] / (double)(n_terms + 1);
    }
    ck_assert(ratio > 2.2 && ratio < 3.5); /* the root of 8, and chance */
    for (int k = 0; k < 3; k++)
        ptb_train_result_free(&result[k]);
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("trainer", test_errors_know_groups_and_weights, test_finds_the_signal,
          test_same_bits_for_any_threads, test_predictions_have_not_seen_their_case,
          test_noise_is_no_better_than_chance, test_a_leak_is_named, test_leaks_in_a_category_and_downwards,
          test_few_cases, test_refusals, test_holdout_model_is_the_judged_one,
          test_given_penalty_without_calibration, test_calibration_is_on_unseen_margins,
          test_without_penalty_dependent_terms_stay_out, test_groups_are_told_and_kept,
          test_scattered_groups_are_told, test_additive_models_bend, test_inner_folds_choose_the_family,
          test_additive_same_bits_for_any_threads, test_additive_models_of_noise)
