/* score/comparison.c: which cases may be compared, their scores, and how good each score is on them. */
#include "score/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/digest.h"
#include "features/groups.h"
#include "models/logistic.h"
#include "models/model_cases.h"
#include "score/comparison_read.h"

enum { BLOCK_ROWS = 1024 };

typedef struct {
    const ptb_context *context;
    const ptb_loaded *loaded;
    const ptb_compare_settings *settings;
    ptb_cases cases; /* compared ones first: cases.n of them */
    bool has_predictions;
    int *fold; /* of predictions: each is ranked by a model of its own, as in training */
    double *probability, *points, *blend, *truth;
    float *outcome;
    uint32_t *group;
    ptb_score_scratch **scratch; /* one a thread */
    ptb_comparison *out;
} comparing;

static ptb_status fail_seen(const comparing *c, ptb_error *err)
{
    char until[PTB_TIME_BYTES];
    ptb_print_time(until, c->loaded->model->known_until);
    if (until[0] == 0) {
        return ptb_fail(err, PTB_E_ARG,
                        "the model has seen these cases (it knows no dates); pass --predictions, the "
                        "trainer's out-of-fold predictions");
    }
    return ptb_fail(
        err, PTB_E_ARG,
        "the model has seen these cases (outcomes up to %s); pass --predictions, the trainer's out-of-fold "
        "predictions, or --from a later moment for which there are cases",
        until);
}

/* The first moment of cases that the model can't have seen. */
static ptb_status choose_from(const comparing *c, ptb_time *from, ptb_error *err)
{
    const ptb_model *model = c->loaded->model;
    *from = c->settings->from;
    if (model == NULL || c->has_predictions) return PTB_OK;
    if (model->known_until == PTB_NO_TIME || c->loaded->history->is_timeless) return fail_seen(c, err);
    if (*from != PTB_NO_TIME && *from <= model->known_until) return fail_seen(c, err);
    if (*from == PTB_NO_TIME) *from = model->known_until + 1;
    bool is_over = *from > c->loaded->history->last_record;
    return is_over ? fail_seen(c, err) : PTB_OK;
}

static ptb_status build_cases(comparing *c, ptb_error *err)
{
    const ptb_model *model = c->loaded->model;
    ptb_case_settings settings;
    ptb_case_settings_default(&settings);
    settings.subject_given = true;
    settings.subject = c->loaded->subject;
    if (model != NULL) PTB_TRY(ptb_model_case_settings(model, &settings, err));
    PTB_TRY(choose_from(c, &settings.from, err));
    settings.to = c->settings->to;
    ptb_status status = ptb_cases_build(c->loaded->history, &settings, false, &c->cases, err);
    bool is_unseen_only = model != NULL && !c->has_predictions && c->settings->from == PTB_NO_TIME;
    return status == PTB_E_DATA && is_unseen_only ? fail_seen(c, err) : status;
}

/* Keeps the cases that have a prediction, in their order. */
static void keep_predicted(comparing *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->cases.n; i++) {
        if (isnan(c->probability[i])) continue;
        c->cases.items[n] = c->cases.items[i];
        c->fold[n] = c->fold[i];
        c->probability[n++] = c->probability[i];
    }
    c->cases.n = n;
}

static ptb_status choose_cases(comparing *c, ptb_error *err)
{
    PTB_TRY(build_cases(c, err));
    size_t n = c->cases.n;
    PTB_TRY(ptb_alloc(&c->probability, n, sizeof *c->probability, err));
    PTB_TRY(ptb_alloc(&c->fold, n, sizeof *c->fold, err));
    PTB_TRY(ptb_alloc(&c->points, n, sizeof *c->points, err));
    PTB_TRY(ptb_alloc(&c->blend, n, sizeof *c->blend, err));
    PTB_TRY(ptb_alloc(&c->truth, n, sizeof *c->truth, err));
    PTB_TRY(ptb_alloc(&c->outcome, n, sizeof *c->outcome, err));
    PTB_TRY(ptb_alloc(&c->group, n, sizeof *c->group, err));
    if (!c->has_predictions) return PTB_OK;
    const ptb_evaluation *evaluation = &c->loaded->model->evaluation;
    const ptb_predictions_wanted wanted = {.from = c->settings->from,
                                           .to = c->settings->to,
                                           .folds = evaluation->repeats > 1 ? evaluation->folds : 0};
    c->out->repeats = evaluation->repeats;
    PTB_TRY(ptb_predictions_read(c->settings->predictions, c->loaded->history, &c->cases, &wanted,
                                 c->probability, c->fold, err));
    keep_predicted(c);
    return PTB_OK;
}

/* Cases of one account tree, or of one subject without account, are not independent. */
static ptb_status find_groups(comparing *c, ptb_error *err)
{
    size_t n = c->cases.n;
    PTB_TRY(ptb_case_groups(c->loaded->history, c->cases.items, n, c->group, err));
    return ptb_groups_are_shared(c->group, NULL, n, &c->out->shares_accounts, err);
}

static ptb_status count_cases(comparing *c, ptb_error *err)
{
    ptb_comparison *out = c->out;
    out->cases = c->cases.n;
    out->first_as_of = PTB_NO_TIME;
    out->last_as_of = PTB_NO_TIME;
    for (size_t i = 0; i < c->cases.n; i++) {
        const ptb_case *one = &c->cases.items[i];
        c->outcome[i] = one->outcome;
        out->wins += one->outcome > 0.5F;
        if (i == 0 || one->as_of < out->first_as_of) out->first_as_of = one->as_of;
        if (i == 0 || one->as_of > out->last_as_of) out->last_as_of = one->as_of;
    }
    if (out->cases == 0) {
        return ptb_fail(err, PTB_E_DATA, "no case is left to compare on: %s",
                        c->has_predictions ? "the predictions have no line in this period"
                                           : "none in this period");
    }
    if (out->wins == 0 || out->wins == out->cases) {
        return ptb_fail(err, PTB_E_DATA,
                        "all %zu cases are %s; comparing scores takes both won and lost ones", out->cases,
                        out->wins == 0 ? "lost" : "won");
    }
    return find_groups(c, err);
}

/* A probability of 0 or 1 has no log-odds; beyond 36 a double can't tell it from those. */
static double bounded_logit(double p)
{
    if (p <= 0) return -36;
    if (p >= 1) return 36;
    return fmax(-36, fmin(36, log(p) - log1p(-p)));
}

static ptb_status score_block(void *state, const ptb_block *block, ptb_error *err)
{
    comparing *c = state;
    ptb_score_scratch **scratch = &c->scratch[block->thread];
    if (*scratch == NULL) PTB_TRY(ptb_score_scratch_new(c->loaded->scorer, scratch, err));
    const ptb_blend blend = ptb_scorer_blend(c->loaded->scorer);
    PTB_TRY(ptb_score_read_ahead(c->loaded->scorer, *scratch, &c->cases.items[block->first],
                                 block->last - block->first, err));
    for (size_t i = block->first; i < block->last; i++) {
        ptb_score score;
        ptb_score_case(c->loaded->scorer, *scratch, &c->cases.items[i], &score);
        c->points[i] = score.points;
        if (!c->has_predictions) c->probability[i] = score.probability;
        double logit = c->has_predictions ? bounded_logit(c->probability[i]) : score.model_logit;
        c->blend[i] = ptb_sigmoid(ptb_blend_z(&blend, logit, score.points));
    }
    return PTB_OK;
}

static ptb_status score_cases(comparing *c, ptb_error *err)
{
    if (c->has_predictions && c->loaded->rules == NULL) return PTB_OK;
    PTB_TRY(ptb_alloc(&c->scratch, (size_t)c->context->threads, sizeof(void *), err));
    return ptb_blocks_map(c->context, c->cases.n, BLOCK_ROWS, score_block, c, err);
}

static const int *folds_of(const comparing *c)
{
    return c->has_predictions ? c->fold : NULL;
}

static ptb_status judge(const comparing *c, const double *score, bool is_probability, ptb_metrics *out,
                        ptb_error *err)
{
    ptb_judged judged = {.score = score,
                         .outcome = c->outcome,
                         .group = c->out->shares_accounts ? c->group : NULL,
                         .n = c->cases.n,
                         .is_probability = is_probability,
                         .stratum = folds_of(c)};
    return ptb_metrics_compute(c->context, &judged, out, err);
}

static ptb_status judge_model(const comparing *c, ptb_error *err)
{
    ptb_comparison *out = c->out;
    PTB_TRY(judge(c, c->probability, true, &out->predictive, err));
    return ptb_deciles(c->probability, c->outcome, out->cases, out->deciles[0], err);
}

static ptb_status judge_rules(const comparing *c, ptb_error *err)
{
    ptb_comparison *out = c->out;
    PTB_TRY(judge(c, c->points, false, &out->rules, err));
    return ptb_deciles(c->points, c->outcome, out->cases, out->deciles[1], err);
}

static ptb_status judge_blend(const comparing *c, ptb_error *err)
{
    ptb_comparison *out = c->out;
    PTB_TRY(judge(c, c->blend, true, &out->blend, err));
    PTB_TRY(ptb_deciles(c->blend, c->outcome, out->cases, out->deciles[2], err));
    PTB_TRY(ptb_delong_test(c->probability, c->points, c->outcome, folds_of(c), out->cases,
                            &out->predictive_against_rules, err));
    return ptb_delong_test(c->blend, c->probability, c->outcome, folds_of(c), out->cases,
                           &out->blend_against_predictive, err);
}

static ptb_status judge_all(comparing *c, ptb_error *err)
{
    ptb_comparison *out = c->out;
    if (out->has_model) PTB_TRY(judge_model(c, err));
    if (out->has_rules) PTB_TRY(judge_rules(c, err));
    if (out->has_model && out->has_rules) PTB_TRY(judge_blend(c, err));
    if (!out->has_truth) return PTB_OK;
    PTB_TRY(ptb_truth_read(c->settings->truth, c->loaded->history, &c->cases, c->truth, err));
    return judge(c, c->truth, true, &out->truth, err);
}

/* Only what the model's own training wrote was predicted unseen. */
static ptb_status check_predictions(const comparing *c, ptb_error *err)
{
    const char *path = c->settings->predictions, *wanted = c->loaded->model->evaluation.predictions_sha256;
    char found[PTB_SHA256_HEX];
    PTB_TRY(ptb_sha256_file(path, found, err));
    if (ptb_str_equal_text(ptb_str_of(found), wanted)) return PTB_OK;
    if (wanted[0] == 0) {
        return ptb_fail(
            err, PTB_E_ARG,
            "the model names no file of predictions, so these can't be known to be its own; train it with "
            "--predictions");
    }
    return ptb_fail(
        err, PTB_E_INTEGRITY,
        "%s is not the predictions file of this model, or was altered: its SHA-256 is %s, the model names %s",
        path, found, wanted);
}

static ptb_status check_arguments(const comparing *c, ptb_error *err)
{
    if (c->has_predictions && c->loaded->model == NULL) {
        return ptb_fail(err, PTB_E_ARG, "--predictions without --model: the model says what was predicted");
    }
    if (c->settings->truth != NULL && c->loaded->subject != PTB_SUBJECT_OPPORTUNITY) {
        return ptb_fail(err, PTB_E_ARG, "--truth is by opportunity, but the cases are %ss",
                        ptb_subject_name(c->loaded->subject));
    }
    return c->has_predictions ? check_predictions(c, err) : PTB_OK;
}

ptb_status ptb_compare(const ptb_context *context, const ptb_loaded *loaded,
                       const ptb_compare_settings *settings, ptb_comparison *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    comparing c = {.context = context,
                   .loaded = loaded,
                   .settings = settings,
                   .out = out,
                   .has_predictions = settings->predictions != NULL};
    *out = (ptb_comparison){.is_out_of_fold = c.has_predictions,
                            .has_model = loaded->model != NULL,
                            .has_rules = loaded->rules != NULL,
                            .has_truth = settings->truth != NULL};
    PTB_TRY_TO(check_arguments(&c, err));
    PTB_TRY_TO(choose_cases(&c, err));
    PTB_TRY_TO(count_cases(&c, err));
    ptb_tell(context, "scoring", 0, out->cases);
    PTB_TRY_TO(score_cases(&c, err));
    ptb_tell(context, "judging", 0, 0);
    PTB_TRY_TO(judge_all(&c, err));
done:
    for (int i = 0; c.scratch != NULL && i < context->threads; i++)
        ptb_score_scratch_free(c.scratch[i]);
    free(c.scratch);
    free(c.probability);
    free(c.fold);
    free(c.points);
    free(c.blend);
    free(c.truth);
    free(c.outcome);
    free(c.group);
    ptb_cases_free(&c.cases);
    if (status != PTB_OK) *out = (ptb_comparison){0};
    return status;
}
