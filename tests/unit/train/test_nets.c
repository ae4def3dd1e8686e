/* tests/unit/train/test_nets.c: logistic models by lasso and elastic net: what stays, what goes, what is told. */
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "models/penalty_name.h"
#include "models/terms.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/penalty_args.h"

static ptb_error err;
enum { CASES = 500, SIGNALS = 3, COLUMNS = 16 };

/* The first columns carry the outcome, the others are noise. */
static void make(made_vectors *made, double strength)
{
    static char text[COLUMNS][8];
    const char *names[COLUMNS];
    for (size_t f = 0; f < COLUMNS; f++) {
        (void)snprintf(text[f], sizeof text[f], "f%zu", f);
        names[f] = text[f];
    }
    made_vectors_new(made, CASES, names, COLUMNS);
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_blas_global_init(&err));
    ASSERT_OK(ptb_rng_new(5, "nets", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        double z = -0.5;
        for (size_t f = 0; f < COLUMNS; f++) {
            double x = ptb_rng_normal(rng);
            z += f < SIGNALS ? strength * x : 0;
            *made_cell(made, i, f) = (float)x;
        }
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
    }
    ptb_rng_free(rng);
}

static ptb_model *model_of(const made_vectors *made, const ptb_train_settings *settings, int threads)
{
    ptb_context context = ptb_context_default();
    ptb_train_result result;
    context.threads = threads;
    ASSERT_OK(ptb_train(&context, &made->view, settings, &result, &err));
    ptb_model *model = result.model;
    result.model = NULL;
    ptb_train_result_free(&result);
    return model;
}

static ptb_train_settings settings_of(const char *penalty, const char *lambda)
{
    ptb_train_settings settings;
    const ptb_penalty_args args = {.penalty = penalty, .lambda = lambda};
    ptb_train_settings_default(&settings);
    settings.folds.k = 3;
    ASSERT_OK(ptb_penalty_args_parse(&args, &settings, &err));
    return settings;
}

/* Kept terms of signals and of noise. */
static void count_kept(const ptb_model *model, size_t kept[2])
{
    kept[0] = kept[1] = 0;
    for (size_t t = 0; t < model->encoder->n_terms; t++)
        if (fabs(model->coef[t + 1]) > 0) kept[model->encoder->terms[t].feature >= SIGNALS]++;
    ck_assert_uint_eq(kept[0] + kept[1], ptb_terms_kept(model));
}

START_TEST(test_a_lasso_keeps_signals_and_leaves_noise)
{
    made_vectors made;
    size_t of_min[2], of_1se[2];
    make(&made, 1);
    const ptb_train_settings min = settings_of("lasso", "min"), one_se = settings_of("lasso", "1se");
    ptb_model *by_min = model_of(&made, &min, 1), *by_1se = model_of(&made, &one_se, 2);
    count_kept(by_min, of_min);
    count_kept(by_1se, of_1se);
    ck_assert(of_min[0] >= SIGNALS && of_1se[0] >= SIGNALS);
    ck_assert_uint_lt(of_min[1], (by_min->encoder->n_terms - SIGNALS) * 2 / 3);
    ck_assert_uint_lt(of_1se[0] + of_1se[1], of_min[0] + of_min[1]);
    ck_assert_uint_le(of_1se[1], 2);
    ck_assert(by_1se->evaluation.lambda > by_min->evaluation.lambda);
    ck_assert(by_1se->evaluation.metrics.auc.mean > 0.8);
    ck_assert(by_min->standard_error == NULL && by_1se->standard_error == NULL);
    ck_assert_str_eq(by_min->family, "logistic");
    ptb_model_free(by_min);
    ptb_model_free(by_1se);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_same_bits_for_any_threads)
{
    made_vectors made;
    make(&made, 1);
    const ptb_train_settings settings = settings_of("elastic", NULL);
    ASSERT_CLOSE(settings.alpha, 0.5, 0, 0);
    ptb_model *one = model_of(&made, &settings, 1), *three = model_of(&made, &settings, 3);
    ck_assert(same_bits(one->coef, three->coef, (one->encoder->n_terms + 1) * sizeof(double)));
    ck_assert(same_bits(one->score_knots, three->score_knots, sizeof one->score_knots));
    ptb_model_free(one);
    ptb_model_free(three);
    made_vectors_free(&made);
}
END_TEST

/* Wins that count four times make everybody likelier to win. */
START_TEST(test_weights_are_respected)
{
    made_vectors plain, weighted;
    make(&plain, 1);
    make(&weighted, 1);
    for (size_t i = 0; i < CASES; i++)
        weighted.weight[i] = weighted.outcome[i] > 0.5F ? 4 : 1;
    const ptb_train_settings settings = settings_of("lasso", NULL);
    ptb_model *a = model_of(&plain, &settings, 2), *b = model_of(&weighted, &settings, 2);
    ck_assert(b->coef[0] > a->coef[0] + 1);
    ptb_model_free(a);
    ptb_model_free(b);
    made_vectors_free(&plain);
    made_vectors_free(&weighted);
}
END_TEST

START_TEST(test_noise_alone_is_no_better_than_chance)
{
    made_vectors made;
    make(&made, 0);
    const ptb_train_settings settings = settings_of("lasso", "1se");
    ptb_model *model = model_of(&made, &settings, 2);
    ck_assert(model->evaluation.no_better_than_chance);
    ck_assert_uint_lt(ptb_terms_kept(model), COLUMNS / 2);
    ptb_model_free(model);
    made_vectors_free(&made);
}
END_TEST

/* A saved model says what its penalty was; the table leaves out what is 0. */
START_TEST(test_the_file_and_the_table_tell)
{
    made_vectors made;
    make(&made, 1);
    ptb_train_settings settings = settings_of("elastic", "1se");
    settings.alpha = 0.75;
    const char *path = "net.json";
    char head[64];
    ptb_provenance provenance = {.program_version = "test", .command_line = "train"};
    ptb_model *model = model_of(&made, &settings, 2), *loaded = NULL;
    ASSERT_OK(ptb_model_save(model, &provenance, path, NULL, &err));
    ASSERT_OK(ptb_model_load(path, &loaded, &err));
    ASSERT_CLOSE(loaded->evaluation.alpha, 0.75, 0, 0);
    ck_assert_str_eq(ptb_penalty_name(loaded->evaluation.alpha), "elastic");
    ck_assert_uint_eq(ptb_terms_kept(loaded), ptb_terms_kept(model));
    ck_assert(ptb_terms_kept(model) < model->encoder->n_terms);
    ptb_text text = {0};
    ptb_terms_tabulate(loaded, SIZE_MAX, &text);
    (void)snprintf(head, sizeof head, "  %zu of %zu terms kept (log-odds)", ptb_terms_kept(model),
                   model->encoder->n_terms);
    ck_assert_ptr_nonnull(strstr(text.bytes, head));
    ck_assert_ptr_null(strstr(text.bytes, "+0.000"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "no intervals or p"));
    ptb_text_free(&text);
    ptb_model_free(model);
    ptb_model_free(loaded);
    made_vectors_free(&made);
}
END_TEST

static void refuse(const ptb_penalty_args *args, ptb_family family, const char *words)
{
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.family = family;
    ASSERT_FAILS(ptb_penalty_args_parse(args, &settings, &err), PTB_E_ARG, words);
}

START_TEST(test_what_does_not_go_together)
{
    refuse(&(ptb_penalty_args){.penalty = "laso"}, PTB_FAMILY_BEST, "want cv, ridge, lasso, elastic, none");
    refuse(&(ptb_penalty_args){.penalty = "-1"}, PTB_FAMILY_BEST, "0 or more");
    refuse(&(ptb_penalty_args){.penalty = "lasso", .alpha = 0.3}, PTB_FAMILY_BEST, "--penalty elastic");
    refuse(&(ptb_penalty_args){.penalty = "none", .lambda = "1se"}, PTB_FAMILY_BEST, "gives it");
    refuse(&(ptb_penalty_args){.penalty = "0.1", .lambda = "1se"}, PTB_FAMILY_BEST, "gives it");
    refuse(&(ptb_penalty_args){.lambda = "2se"}, PTB_FAMILY_BEST, "want min or 1se");
    refuse(&(ptb_penalty_args){.lambda = "1se"}, PTB_FAMILY_ADDITIVE,
           "--lambda 1se goes with --model logistic");
    refuse(&(ptb_penalty_args){.penalty = "ridge"}, PTB_FAMILY_ADDITIVE, "--penalty ridge goes with");
    made_vectors made;
    make(&made, 1);
    ptb_context context = ptb_context_default();
    ptb_train_result result;
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.alpha = 1.5;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "alpha 1.5");
    settings.alpha = 1;
    settings.lambda = 0;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "penalty 0");
    settings.lambda = -1;
    settings.family = PTB_FAMILY_ADDITIVE;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "logistic models");
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("nets", test_a_lasso_keeps_signals_and_leaves_noise, test_same_bits_for_any_threads,
          test_weights_are_respected, test_noise_alone_is_no_better_than_chance,
          test_the_file_and_the_table_tell, test_what_does_not_go_together)
