/* tests/unit/train/test_thin_losses.c: a sample of the losses stands for all of them, and no judged case is left out. */
#include <math.h>

#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/trainer.h"

static ptb_error err;
static const char *const names[] = {"signal", "noise"};

/* About 1 % won. */
static void make_rare(made_vectors *made, size_t n)
{
    ptb_rng *rng = NULL;
    made_vectors_new(made, n, names, 2);
    ASSERT_OK(ptb_rng_new(5, "rare", 0, &rng, &err));
    for (size_t i = 0; i < n; i++) {
        double signal = ptb_rng_normal(rng);
        *made_cell(made, i, 0) = (float)signal;
        *made_cell(made, i, 1) = (float)ptb_rng_normal(rng);
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(signal - 5) ? 1 : 0;
    }
    ptb_rng_free(rng);
    ASSERT_OK(ptb_blas_global_init(&err));
}

START_TEST(test_how_many_are_kept)
{
    ck_assert_uint_eq(ptb_losses_to_keep(PTB_SAMPLE_AUTO, 3000, 297001), 60000);
    ck_assert_uint_eq(ptb_losses_to_keep(PTB_SAMPLE_AUTO, 100, 299900), 20000);
    ck_assert_uint_eq(ptb_losses_to_keep(PTB_SAMPLE_AUTO, 6000, 294000), 0); /* 2 % */
    ck_assert_uint_eq(ptb_losses_to_keep(PTB_SAMPLE_AUTO, 1000, 199000), 0);
    ck_assert_uint_eq(ptb_losses_to_keep(0, 3000, 297000), 0);
    ck_assert_uint_eq(ptb_losses_to_keep(500, 10, 501), 500);
    ck_assert_uint_eq(ptb_losses_to_keep(500, 10, 500), 0);
}
END_TEST

/* Laws: all wins are kept as they are; the losses kept weigh what all did; a case is kept whatever rows are about it. */
START_TEST(test_the_kept_weigh_what_all_did)
{
    enum { N = 20000, KEEP = 3000 };
    made_vectors made;
    make_rare(&made, N);
    for (size_t i = 0; i < N; i++)
        made.weight[i] = i % 3 == 0 ? 0.5F : 1;
    ptb_thinning thinning = {&made.view, made.rows, N, KEEP, 7};
    float *weight = NULL, *again = NULL;
    size_t n_kept, n_again;
    ASSERT_OK(ptb_thin_losses(&thinning, &weight, &n_kept, &err));
    double all = 0, kept = 0;
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        if (made.outcome[i] > 0.5F) {
            ck_assert(same_bits(&weight[i], &made.weight[i], sizeof(float)));
            continue;
        }
        all += (double)made.weight[i];
        kept += (double)weight[i];
        n += weight[i] > 0;
    }
    ck_assert_uint_eq(n, n_kept);
    ASSERT_CLOSE((double)n, KEEP, 4 * sqrt(KEEP), 0);
    ASSERT_CLOSE(kept, all, 0, 1e-5);
    for (size_t i = 0; i < N; i++)
        made.rows[i] = (uint32_t)(N - 1 - i);
    ASSERT_OK(ptb_thin_losses(&thinning, &again, &n_again, &err));
    for (size_t i = 0; i < N; i++)
        ck_assert((weight[i] > 0) == (again[i] > 0));
    free(again);
    thinning.seed = 8;
    ASSERT_OK(ptb_thin_losses(&thinning, &again, &n_again, &err));
    size_t differ = 0;
    for (size_t i = 0; i < N; i++)
        differ += (weight[i] > 0) != (again[i] > 0);
    ck_assert_uint_gt(differ, KEEP);
    free(weight);
    free(again);
    made_vectors_free(&made);
}
END_TEST

/* All cases are judged, and the probabilities are those of the whole: without weights they would be ten times as large. */
START_TEST(test_a_model_of_a_sample_is_calibrated)
{
    enum { N = 24000 };
    made_vectors made;
    make_rare(&made, N);
    ptb_context context = ptb_context_default();
    ptb_train_settings settings;
    ptb_train_result of[2];
    ptb_train_settings_default(&settings);
    settings.family = PTB_FAMILY_LOGISTIC;
    settings.folds.k = 3;
    for (int k = 0; k < 2; k++) {
        settings.sample_losses = k == 0 ? 0 : N / 10;
        context.threads = k + 1;
        ASSERT_OK(ptb_train(&context, &made.view, &settings, &of[k], &err));
    }
    const ptb_metrics *all = &of[0].model->evaluation.metrics, *some = &of[1].model->evaluation.metrics;
    ck_assert_uint_eq(of[0].losses_kept, 0);
    ASSERT_CLOSE((double)of[1].losses_kept, 0.1 * N, 200, 0);
    ck_assert_ptr_nonnull(strstr(of[1].warnings.bytes, "weighted to stand for all"));
    ck_assert_uint_eq(some->cases, N);
    ck_assert_uint_eq(of[1].model->rows, N);
    ck_assert_uint_eq(of[1].model->wins, of[0].model->wins);
    ASSERT_CLOSE(some->auc.mean, all->auc.mean, 0.015, 0);
    ck_assert(some->calibration_intercept.low < 0 && some->calibration_intercept.high > 0);
    ASSERT_CLOSE(some->log_loss.mean, all->log_loss.mean, 0, 0.02);
    ck_assert_str_eq(of[1].model->errors_by, "case");
    ptb_train_result_free(&of[0]);
    ptb_train_result_free(&of[1]);
    settings.family = PTB_FAMILY_SVM_LINEAR;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &of[1], &err), PTB_E_ARG, "sample of losses");
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("thin_losses", test_how_many_are_kept, test_the_kept_weigh_what_all_did,
          test_a_model_of_a_sample_is_calibrated)
