/* tests/unit/score/test_card.c: the card of a model of each family says what the model's file says, and names in it do nothing. */
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "score/card.h"
#include "score/card_words.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/trainer.h"

static ptb_error err;
enum { CASES = 400, SIGNAL = 0, HOSTILE, FEATURES };
static const char hostile[] = "a|b # <b>*x*</b>\xe2\x80\xae\xe2\x80\xac [l](https://x.y)";
static const char hostile_shown[] =
    "a\\|b \\# &lt;b&gt;\\*x\\*&lt;/b&gt;\xef\xbf\xbd\xef\xbf\xbd \\[l\\](https\\://x.y)";
static const char *const names[FEATURES] = {"signal", hostile};

typedef struct {
    made_vectors made;
    ptb_leaks leaks;
    ptb_leak leak[3];
    ptb_clue clue[2];
    ptb_model *model; /* loaded */
    ptb_text text;
} fixture;

static void make(fixture *f)
{
    ptb_rng *rng = NULL;
    memset(f, 0, sizeof *f);
    made_vectors_new(&f->made, CASES, names, FEATURES);
    ASSERT_OK(ptb_rng_new(3, "test", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        double signal = ptb_rng_normal(rng), other = ptb_rng_normal(rng);
        *made_cell(&f->made, i, SIGNAL) = (float)signal;
        *made_cell(&f->made, i, HOSTILE) = (float)other;
        f->made.outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(1.5 * signal + other - 1) ? 1 : 0;
        f->made.as_of[i] = (ptb_time)(86400 * i);
        f->made.known_at[i] = f->made.as_of[i] + 60;
    }
    ptb_rng_free(rng);
    f->made.view.is_timeless = false;
    f->made.view.snapshots = "created";
    f->clue[0] =
        (ptb_clue){.kind = PTB_CLUE_FILLED, .figure = {0.9, 0.1, (double)NAN}, .says = "filled in\n*late*"};
    f->clue[1] = (ptb_clue){.kind = PTB_CLUE_STAFF_NAME,
                            .figure = {(double)NAN, (double)NAN, (double)NAN},
                            .says = "by its name"};
    f->leak[0] = (ptb_leak){"tags", "Tags", PTB_LEAK_LEAK, true, false, f->clue, 2};
    f->leak[1] = (ptb_leak){"kept", "Kept", PTB_LEAK_LEAK, false, true, f->clue, 1};
    f->leak[2] = (ptb_leak){"asked", NULL, PTB_LEAK_SUSPECT, false, false, NULL, 0};
    f->leaks = (ptb_leaks){.items = f->leak, .n = 3};
    f->made.view.leaks = &f->leaks;
    ASSERT_OK(ptb_blas_global_init(&err));
}

/* Trained, written, read. */
static void train(fixture *f, ptb_family family, int repeats)
{
    ptb_train_settings settings;
    ptb_train_result result;
    ptb_train_settings_default(&settings);
    settings.family = family;
    settings.repeats = repeats;
    settings.folds.k = 3;
    ptb_context context = ptb_context_default();
    ASSERT_OK(ptb_train(&context, &f->made.view, &settings, &result, &err));
    const ptb_input_digest input = {.name = hostile, .sha256 = "1234"};
    const ptb_provenance provenance = {"9.9", "propensity train *x*\n# y", 77, &input, 1};
    ASSERT_OK(ptb_model_save(result.model, &provenance, "m.json", NULL, &err));
    ptb_train_result_free(&result);
    ASSERT_OK(ptb_model_load("m.json", &f->model, &err));
    ASSERT_OK(ptb_card_write(f->model, &f->text, &err));
}

static void done(fixture *f)
{
    ptb_model_free(f->model);
    ptb_text_free(&f->text);
    made_vectors_free(&f->made);
}

static void assert_says(const fixture *f, const char *part)
{
    ck_assert_msg(strstr(f->text.bytes, part) != NULL, "'%s' is not on the card", part);
}

static void assert_silent(const fixture *f, const char *part)
{
    ck_assert_msg(strstr(f->text.bytes, part) == NULL, "'%s' is on the card", part);
}

static void assert_figure(const fixture *f, const char *name, ptb_figure figure)
{
    char line[200];
    (void)snprintf(line, sizeof line, "| %s | %.4f | %.4f to %.4f |", name, figure.mean, figure.low,
                   figure.high);
    assert_says(f, line);
}

static void assert_common(const fixture *f)
{
    const ptb_metrics *metrics = &f->model->evaluation.metrics;
    char line[200];
    assert_says(f, "the probability that the column won says that it was won.");
    assert_says(f, "- moments of the training cases: created\n");
    (void)snprintf(line, sizeof line, "- cases: %d, of which %zu won (", CASES, f->model->wins);
    assert_says(f, line);
    assert_says(f, "- first case as of: 1970-01-01T00:00:00Z\n- last case as of: 1971-02-04T00:00:00Z\n");
    assert_says(f, "- outcomes known until: 1971-02-04T00:01:00Z\n");
    assert_figure(f, "AUC", metrics->auc);
    assert_figure(f, "log loss", metrics->log_loss);
    assert_figure(f, "average precision", metrics->average_precision);
    assert_figure(f, "Brier score", metrics->brier);
    assert_figure(f, "lift of the best 10 %", metrics->lift_10);
    assert_figure(f, "slope", metrics->calibration_slope);
    assert_figure(f, "in the large (log-odds)", metrics->calibration_intercept);
    assert_figure(f, "calibration error beyond chance", metrics->calibration_error_excess);
    (void)snprintf(line, sizeof line, "| 40 | %.1f %% |", 100 * f->model->card.tenths[0].mean);
    assert_says(f, line);
    assert_says(f, "- left out: Tags (filled in \\*late\\*; by its name)\n");
    assert_says(f, "- kept, as asked: Kept (filled in \\*late\\*)\n- a question: asked\n");
    assert_says(f, "- It knows no outcome after 1971-02-04T00:01:00Z.");
    assert_says(f, "\n    propensity train *x* # y\n\n- seed: 77\n- version: 9.9\n");
    assert_says(f, f->model->sha256);
    assert_says(f, f->model->digest);
    (void)snprintf(line, sizeof line, "- input: %s, SHA-256 1234\n", hostile_shown);
    assert_says(f, line);
    assert_silent(f, "<b>");
    assert_silent(f, (const char[]){'\xe2', '\x80', '\xae', 0}); /* U+202E */
    assert_silent(f, "\n# x");
}

START_TEST(test_a_logistic_model)
{
    fixture f;
    char line[300];
    make(&f);
    train(&f, PTB_FAMILY_LOGISTIC, 1);
    assert_common(&f);
    assert_says(&f, "# Model card: logistic, for contact cases\n");
    assert_says(&f, "The family was asked for; no other was tried.\n");
    (void)snprintf(line, sizeof line, "| signal | value | %.3f | %.3f to %.3f | signal |\n",
                   exp(f.model->coef[1]),
                   exp(f.model->coef[1] - 1.959963984540054 * f.model->standard_error[1]),
                   exp(f.model->coef[1] + 1.959963984540054 * f.model->standard_error[1]));
    assert_says(&f, line);
    (void)snprintf(line, sizeof line, "| %s |\n", hostile_shown);
    assert_says(&f, line);
    assert_silent(&f, "with other folds");
    done(&f);
}
END_TEST

START_TEST(test_an_additive_model)
{
    fixture f;
    make(&f);
    train(&f, PTB_FAMILY_ADDITIVE, 1);
    assert_common(&f);
    ptb_curve_extent *extents = NULL;
    char line[100];
    ASSERT_OK(ptb_curves_extents(f.model->curves, &extents, &err));
    (void)snprintf(line, sizeof line, "| value | %.3f | ", exp(extents[0].spread));
    assert_says(&f, line);
    assert_says(&f, "| what | unit | odds ratio | lowest at | highest at | feature |");
    free(extents);
    done(&f);
}
END_TEST

START_TEST(test_a_support_vector_machine)
{
    fixture f;
    make(&f);
    train(&f, PTB_FAMILY_SVM, 1);
    assert_common(&f);
    assert_says(&f, "A support vector machine has no effects that are the same for all cases");
    assert_says(&f, "- The reasons of its scores are approximate.\n");
    done(&f);
}
END_TEST

START_TEST(test_repeats_and_the_choice_of_family)
{
    fixture f;
    make(&f);
    train(&f, PTB_FAMILY_BEST, 2);
    assert_common(&f);
    assert_says(&f, "in 3 folds, 2 times.");
    assert_says(&f, "judged 2 times with other folds");
    assert_says(&f, "logistic rather than additive: on inner folds");
    done(&f);
}
END_TEST

/* Warnings of training are in the file and on the card. */
START_TEST(test_warnings)
{
    fixture f;
    make(&f);
    for (size_t i = 0; i < CASES; i++)
        f.made.outcome[i] = i % 20 == 0;
    f.made.view.leaks = NULL;
    train(&f, PTB_FAMILY_LOGISTIC, 1);
    ck_assert_ptr_nonnull(strstr(f.model->card.warnings, "only 20 won and 380 lost cases to learn from"));
    assert_says(&f, "- only 20 won and 380 lost cases to learn from");
    assert_says(&f, "- no better than chance: AUC 0");
    assert_says(&f, "The leak guard found nothing, or had too few cases to look.");
    done(&f);
}
END_TEST

/* A file of before: what it lacks is not made up. */
START_TEST(test_without_facts)
{
    fixture f;
    ptb_text text = {0};
    make(&f);
    train(&f, PTB_FAMILY_LOGISTIC, 1);
    f.model->card.is_known = false;
    f.model->evaluation.is_before_edit = true;
    f.model->evaluation.no_better_than_chance = true;
    ASSERT_OK(ptb_card_write(f.model, &text, &err));
    ck_assert_ptr_null(strstr(text.bytes, "Tenths"));
    ck_assert_ptr_null(strstr(text.bytes, "## What may know the outcome"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "- It was edited by hand after it was judged"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "- No better than chance"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "- The file is of a version that noted no period"));
    ptb_text_free(&text);
    done(&f);
}
END_TEST

START_TEST(test_outcomes_in_words)
{
    const struct {
        ptb_model model;
        const char *want;
    } cases[] = {
        {{.subject = PTB_SUBJECT_OPPORTUNITY}, "it is won"},
        {{.subject = PTB_SUBJECT_CONTACT, .horizon_days = 90},
         "a deal is made after that moment and won within 90 days"},
        {{.outcome_kind = PTB_OUTCOME_EVENT, .outcome_name = "trial,order", .horizon_days = 30},
         "an activity of type trial,order follows within 30 days"},
        {{.outcome_kind = PTB_OUTCOME_EVENT,
          .outcome_name = "order",
          .closed_by = "leave",
          .horizon_days = 0},
         "an activity of type order follows, and none of type leave before it"},
        {{.outcome_kind = PTB_OUTCOME_STAGE, .outcome_name = "offer"}, "it comes to stage offer"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ptb_text out = {0};
        ptb_card_outcome(&cases[i].model, &out);
        ck_assert_str_eq(out.bytes, cases[i].want);
        ptb_text_free(&out);
    }
}
END_TEST

START_TEST(test_base_rate)
{
    ptb_metrics metrics = {.cases = 100, .wins = 25};
    metrics.brier_uncertainty.mean = (double)NAN;
    ASSERT_CLOSE(ptb_card_base_log_loss(&metrics), -0.25 * log(0.25) - 0.75 * log(0.75), 0, 1e-14);
    metrics.brier_uncertainty.mean = 0.4 * 0.6; /* weighted otherwise */
    ASSERT_CLOSE(ptb_card_base_log_loss(&metrics), -0.4 * log(0.4) - 0.6 * log(0.6), 0, 1e-14);
    metrics = (ptb_metrics){0};
    metrics.brier_uncertainty.mean = (double)NAN;
    ck_assert(isnan(ptb_card_base_log_loss(&metrics)));
}
END_TEST

TEST_MAIN("card", test_a_logistic_model, test_an_additive_model, test_a_support_vector_machine,
          test_repeats_and_the_choice_of_family, test_warnings, test_without_facts, test_outcomes_in_words,
          test_base_rate)
