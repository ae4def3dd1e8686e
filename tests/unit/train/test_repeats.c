/* tests/unit/train/test_repeats.c: folds drawn again: figures are those of the predictions, intervals don't shrink, nothing else
 * changes. */
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "models/repeats.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/trainer.h"

static ptb_error err;
enum { CASES = 360, FOLDS = 3, REPEATS = 4, A_GROUP = 3 };
static const char *const names[] = {"signal", "noise"};

/* Groups of three cases. */
static void make(made_vectors *made)
{
    ptb_rng *rng = NULL;
    made_vectors_new(made, CASES, names, 2);
    ASSERT_OK(ptb_rng_new(5, "test", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        double signal = ptb_rng_normal(rng);
        made->group[i] = (uint32_t)(i / A_GROUP);
        *made_cell(made, i, 0) = (float)signal;
        *made_cell(made, i, 1) = (float)ptb_rng_normal(rng);
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(signal - 0.5) ? 1 : 0;
    }
    ptb_rng_free(rng);
    ASSERT_OK(ptb_blas_global_init(&err));
}

static void train(const made_vectors *made, int repeats, int threads, ptb_train_result *result)
{
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.folds.k = FOLDS;
    settings.family = PTB_FAMILY_LOGISTIC;
    settings.repeats = repeats;
    ptb_context context = ptb_context_default();
    context.threads = threads;
    ASSERT_OK(ptb_train(&context, &made->view, &settings, result, &err));
}

/* AUC of one fold's predictions, pair by pair. */
static double area(const made_vectors *made, const ptb_train_result *result, int fold)
{
    double sum = 0, pairs = 0;
    for (size_t i = 0; i < (size_t)CASES * REPEATS; i++)
        for (size_t j = 0; j < (size_t)CASES * REPEATS; j++) {
            if (result->fold[i] != fold || result->fold[j] != fold) continue;
            if (made->outcome[i % CASES] < 0.5F || made->outcome[j % CASES] > 0.5F) continue;
            double gap = result->probability[i] - result->probability[j];
            sum += gap > 0 ? 1 : gap < 0 ? 0 : 0.5;
            pairs++;
        }
    return sum / pairs;
}

static double log_loss(const made_vectors *made, const ptb_train_result *result, size_t first, size_t n)
{
    double sum = 0;
    for (size_t i = first; i < first + n; i++) {
        double p = result->probability[i];
        sum -= log(made->outcome[i % CASES] > 0.5F ? p : 1 - p);
    }
    return sum / (double)n;
}

START_TEST(test_figures_are_those_of_the_predictions)
{
    made_vectors made;
    ptb_train_result result;
    make(&made);
    train(&made, REPEATS, 2, &result);
    const ptb_evaluation *evaluation = &result.model->evaluation;
    ck_assert_int_eq(evaluation->folds, FOLDS);
    ck_assert_int_eq(evaluation->repeats, REPEATS);
    ck_assert_uint_eq(evaluation->metrics.cases, CASES);
    double auc = 0, spread_auc = 0, spread_loss = 0, of[REPEATS] = {0};
    for (int f = 0; f < FOLDS * REPEATS; f++) {
        double one = area(&made, &result, f);
        auc += one / (FOLDS * REPEATS);
        of[f / FOLDS] += one / FOLDS;
    }
    double loss = log_loss(&made, &result, 0, (size_t)CASES * REPEATS);
    for (size_t r = 0; r < REPEATS; r++) {
        double off = log_loss(&made, &result, r * CASES, CASES) - loss;
        spread_auc += (of[r] - auc) * (of[r] - auc) / (REPEATS - 1);
        spread_loss += off * off / (REPEATS - 1);
    }
    ASSERT_CLOSE(evaluation->metrics.auc.mean, auc, 0, 1e-12);
    ASSERT_CLOSE(evaluation->metrics.log_loss.mean, loss, 0, 1e-12);
    ASSERT_CLOSE(evaluation->repeat_sd_auc, sqrt(spread_auc), 0, 1e-10);
    ASSERT_CLOSE(evaluation->repeat_sd_log_loss, sqrt(spread_loss), 0, 1e-10);
    ck_assert(spread_auc > 0 && spread_loss > 0);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

/* Every case once a repeat, groups together, other folds each time. */
START_TEST(test_every_repeat_has_folds_of_its_own)
{
    made_vectors made;
    ptb_train_result result;
    size_t moved = 0;
    make(&made);
    train(&made, REPEATS, 1, &result);
    for (size_t i = 0; i < (size_t)CASES * REPEATS; i++) {
        size_t repeat = i / CASES;
        ck_assert_int_eq(result.fold[i] / FOLDS, (int)repeat);
        ck_assert_int_eq(result.fold[i], result.fold[i / A_GROUP * A_GROUP]);
        moved += result.fold[i] % FOLDS != result.fold[i % CASES];
    }
    /* Two of three cases each time but the first. */
    ASSERT_CLOSE((double)moved, CASES * (REPEATS - 1) * 2.0 / 3, 0, 0.15);
    ptb_train_result_free(&result);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_the_model_and_the_first_repeat_are_those_of_one)
{
    made_vectors made;
    ptb_train_result one, many;
    make(&made);
    train(&made, 1, 1, &one);
    train(&made, REPEATS, 1, &many);
    ck_assert(same_bits(one.probability, many.probability, CASES * sizeof(double)));
    ck_assert(same_bits(one.model->coef, many.model->coef, 3 * sizeof(double)));
    ck_assert(same_bits(&one.model->calibration.a, &many.model->calibration.a, sizeof(double)));
    ck_assert(!same_bits(one.model->score_knots, many.model->score_knots, sizeof one.model->score_knots));
    ptb_train_result_free(&one);
    ptb_train_result_free(&many);
    made_vectors_free(&made);
}
END_TEST

/* No new cases: the intervals of many repeats are about as wide as that of one. */
START_TEST(test_intervals_do_not_shrink)
{
    made_vectors made;
    ptb_train_result one, many;
    make(&made);
    train(&made, 1, 2, &one);
    train(&made, PTB_REPEATS_MAX, 2, &many);
    for (size_t i = 0; i < PTB_METRICS; i++) {
        ptb_figure a = ptb_metric(&one.model->evaluation.metrics, i),
                   b = ptb_metric(&many.model->evaluation.metrics, i);
        ck_assert_msg(b.high - b.low > 0.8 * (a.high - a.low), "%s: %g to %g, of one %g to %g",
                      ptb_metric_names[i].key, b.low, b.high, a.low, a.high);
        ck_assert(b.low <= b.mean && b.mean <= b.high);
    }
    ptb_train_result_free(&one);
    ptb_train_result_free(&many);
    made_vectors_free(&made);
}
END_TEST

/* Law: the number of threads changes no bit. */
START_TEST(test_same_bits_for_any_threads)
{
    made_vectors made;
    ptb_train_result one, other;
    make(&made);
    train(&made, REPEATS, 1, &one);
    for (int threads = 2; threads <= 3; threads++) {
        train(&made, REPEATS, threads, &other);
        const ptb_evaluation *a = &one.model->evaluation, *b = &other.model->evaluation;
        ck_assert(same_bits(one.probability, other.probability, (size_t)CASES * REPEATS * sizeof(double)));
        ck_assert(same_bits(one.model->score_knots, other.model->score_knots, sizeof one.model->score_knots));
        ck_assert(same_bits(&a->metrics, &b->metrics, sizeof a->metrics));
        ck_assert(same_bits(&a->repeat_sd_auc, &b->repeat_sd_auc, sizeof(double)));
        ptb_train_result_free(&other);
    }
    ptb_train_result_free(&one);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_refuses_what_can_not_be_repeated)
{
    made_vectors made;
    ptb_train_result result;
    ptb_train_settings settings;
    ptb_context context = ptb_context_default();
    make(&made);
    const int wrong[] = {0, -1, PTB_REPEATS_MAX + 1};
    for (size_t i = 0; i < 3; i++) {
        ptb_train_settings_default(&settings);
        settings.repeats = wrong[i];
        ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "want 1 to 20");
    }
    for (int way = 0; way < 3; way++) {
        ptb_train_settings_default(&settings);
        settings.repeats = 2;
        if (way == 0) settings.folds.order = PTB_FOLDS_TIME;
        if (way == 1) settings.holdout_fraction = 0.3;
        if (way == 2) settings.holdout_from = 5;
        ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG,
                     "nothing to repeat");
    }
    made_vectors_free(&made);
}
END_TEST

/* Figures that some repeats lack are means over the others. */
START_TEST(test_means_pass_over_what_is_undefined)
{
    ptb_metrics of[3] = {0};
    ptb_evaluation evaluation = {0};
    of[0].auc = (ptb_figure){0.7, 0.6, 0.8};
    of[1].auc = (ptb_figure){(double)NAN, (double)NAN, (double)NAN};
    of[2].auc = (ptb_figure){0.8, 0.7, 0.9};
    of[0].calibration_slope = of[1].calibration_slope = of[2].calibration_slope = of[1].auc;
    ptb_repeats_take(of, 3, &evaluation);
    ASSERT_CLOSE(evaluation.metrics.auc.mean, 0.75, 0, 1e-14);
    ASSERT_CLOSE(evaluation.metrics.auc.low, 0.65, 0, 1e-14);
    ASSERT_CLOSE(evaluation.metrics.auc.high, 0.85, 0, 1e-14);
    ASSERT_CLOSE(evaluation.repeat_sd_auc, sqrt(0.005), 0, 1e-12);
    ck_assert(isnan(evaluation.metrics.calibration_slope.mean));
    ASSERT_CLOSE(evaluation.repeat_sd_log_loss, 0, 0, 0);
}
END_TEST

TEST_MAIN("repeats", test_figures_are_those_of_the_predictions, test_every_repeat_has_folds_of_its_own,
          test_the_model_and_the_first_repeat_are_those_of_one, test_intervals_do_not_shrink,
          test_same_bits_for_any_threads, test_refuses_what_can_not_be_repeated,
          test_means_pass_over_what_is_undefined)
