/* train/trainer.c: plans the procedures, runs them, judges their unseen predictions, makes the model. */
#include "train/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "features/groups.h"
#include "models/logistic.h"
#include "train/family.h"
#include "train/judge.h"
#include "train/known_rows.h"
#include "train/memory_need.h"
#include "train/note_card.h"
#include "train/procedure.h"
#include "train/refit.h"
#include "train/review.h"

void ptb_train_settings_default(ptb_train_settings *settings)
{
    *settings = (ptb_train_settings){.folds = {.order = PTB_FOLDS_RANDOM, .k = 5, .by_group = true},
                                     .repeats = 1,
                                     .lambda = -1,
                                     .calibrate = PTB_CALIBRATION_AUTO,
                                     .sample_losses = PTB_SAMPLE_AUTO,
                                     .holdout_from = PTB_NO_TIME};
    ptb_encoder_settings_default(&settings->encoder);
}

typedef struct {
    const ptb_context *context;
    const ptb_vectors *vectors;
    ptb_vectors
        thinned;   /* what is fitted: the vectors, or with weights of their own where losses are left out */
    float *weight; /* those, or NULL */
    const ptb_train_settings *settings;
    ptb_train_settings updating; /* those with a champion */
    ptb_vectors ordered;         /* as folds in time go by */
    ptb_fold_settings folds;     /* in which cases are judged: with a champion in order of time */
    uint32_t *rows;              /* with known outcome; with a champion the new ones */
    size_t n_rows;
    bool is_holdout;
    ptb_procedure *procedures; /* the last makes the model */
    size_t n_procedures;
    size_t n_learnt; /* the last one's training rows, before losses are left out, and what they know */
    ptb_time known_until;
    ptb_train_result *result;
} training;

static ptb_status copy_rows(const uint32_t *rows, size_t n, uint32_t **out, size_t *n_out, ptb_error *err)
{
    PTB_TRY(ptb_alloc_raw(out, n, sizeof **out, err));
    if (n > 0) memcpy(*out, rows, n * sizeof **out);
    *n_out = n;
    return PTB_OK;
}

static ptb_status plan_holdout(training *t, ptb_error *err)
{
    const ptb_train_settings *settings = t->settings;
    ptb_holdout split;
    PTB_TRY(ptb_holdout_split(t->vectors, t->rows, t->n_rows, settings->holdout_fraction,
                              settings->holdout_from, &split, err));
    ptb_status status = PTB_OK;
    ptb_procedure *p = NULL;
    PTB_TRY_TO(ptb_known_enough(t->vectors, split.before, split.n_before, "model", err));
    PTB_TRY_TO(ptb_alloc(&p, 1, sizeof *p, err));
    t->procedures = p;
    t->n_procedures = 1;
    PTB_TRY_TO(copy_rows(split.before, split.n_before, &p->train, &p->n_train, err));
    PTB_TRY_TO(copy_rows(split.after, split.n_after, &p->judge, &p->n_judge, err));
done:
    ptb_holdout_free(&split);
    return status;
}

static ptb_status plan_fold(const training *t, const int *fold, int f, ptb_procedure *p, ptb_error *err)
{
    ptb_assigned_rows assigned = {
        .vectors = &t->ordered, .rows = t->rows, .fold = fold, .n_rows = t->n_rows, .order = t->folds.order};
    PTB_TRY(ptb_folds_training_rows(&assigned, f, &p->train, &p->n_train, err));
    PTB_TRY(ptb_alloc(&p->judge, t->n_rows, sizeof *p->judge, err));
    for (size_t i = 0; i < t->n_rows; i++)
        if (fold[i] == f) p->judge[p->n_judge++] = t->rows[i];
    return PTB_OK;
}

static ptb_status reserve_folds(training *t, ptb_error *err)
{
    size_t n = (size_t)t->folds.k * (size_t)t->settings->repeats + 1;
    PTB_TRY(ptb_alloc(&t->procedures, n, sizeof *t->procedures, err));
    t->n_procedures = n;
    return PTB_OK;
}

/* The first repeat's are those of a run without repeats, to the bit. */
static ptb_status assign_folds(training *t, int repeat, int *fold, ptb_error *err)
{
    const ptb_assigned_rows rows = {.vectors = &t->ordered, .rows = t->rows, .n_rows = t->n_rows};
    uint64_t seed = repeat == 0 ? t->context->seed : ptb_mix64(~t->context->seed, (uint64_t)repeat);
    if (t->settings->champion) return ptb_refit_folds(&rows, fold, &t->folds.k, &t->result->kept, err);
    return ptb_folds_assign(t->vectors, t->rows, t->n_rows, &t->folds, seed, fold, err);
}

/* Nothing is planned where a champion is kept without a trial. */
static ptb_status plan_repeat(training *t, int repeat, int *fold, ptb_error *err)
{
    PTB_TRY(assign_folds(t, repeat, fold, err));
    if (t->result->kept.len > 0) return PTB_OK;
    if (repeat == 0) PTB_TRY(reserve_folds(t, err)); /* only now their number is known to be in range */
    for (int f = 0; f < t->folds.k; f++) {
        int at = repeat * t->folds.k + f;
        ptb_procedure *p = &t->procedures[at];
        p->number = (uint64_t)at + (repeat > 0); /* folds.k is the model's */
        PTB_TRY(plan_fold(t, fold, f, p, err));
    }
    return PTB_OK;
}

static ptb_status plan_folds(training *t, ptb_error *err)
{
    ptb_status status = PTB_OK;
    int *fold = NULL;
    ptb_procedure *last = NULL;
    if (!t->settings->champion) PTB_TRY_TO(ptb_known_enough(t->vectors, t->rows, t->n_rows, "model", err));
    PTB_TRY_TO(ptb_alloc(&fold, t->n_rows, sizeof *fold, err));
    for (int r = 0; r < t->settings->repeats; r++)
        PTB_TRY_TO(plan_repeat(t, r, fold, err));
    if (t->result->kept.len > 0) goto done;
    last = &t->procedures[t->n_procedures - 1];
    last->number = (uint64_t)t->folds.k;
    PTB_TRY_TO(copy_rows(t->rows, t->n_rows, &last->train, &last->n_train, err));
done:
    free(fold);
    return status;
}

static void drop_unweighted(ptb_procedure *p, const float *weight)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_train; i++)
        if (weight[p->train[i]] > 0) p->train[n++] = p->train[i];
    p->n_train = n;
}

static bool is_svm(const ptb_train_settings *settings)
{
    return settings->family == PTB_FAMILY_SVM || settings->family == PTB_FAMILY_SVM_LINEAR;
}

/* Of the training rows of every procedure alone. */
static ptb_status thin_losses(training *t, ptb_error *err)
{
    size_t wins = ptb_known_wins(t->vectors, t->rows, t->n_rows), losses = t->n_rows - wins;
    size_t keep = ptb_losses_to_keep(t->settings->sample_losses, wins, losses);
    t->thinned = *t->vectors;
    if (keep == 0 || is_svm(t->settings)) return PTB_OK;
    const ptb_thinning thinning = {t->vectors, t->rows, t->n_rows, keep, t->context->seed};
    PTB_TRY(ptb_thin_losses(&thinning, &t->weight, &t->result->losses_kept, err));
    t->thinned.weight = t->weight;
    for (size_t i = 0; i < t->n_procedures; i++)
        drop_unweighted(&t->procedures[i], t->weight);
    return PTB_OK;
}

static ptb_status collect_predictions(training *t, ptb_error *err)
{
    ptb_train_result *result = t->result;
    size_t n_rows = t->vectors->n_rows, n_lines = n_rows * (size_t)t->settings->repeats;
    result->repeats = t->settings->repeats;
    PTB_TRY(ptb_alloc(&result->probability, n_lines, sizeof *result->probability, err));
    PTB_TRY(ptb_alloc(&result->fold, n_lines, sizeof *result->fold, err));
    for (size_t row = 0; row < n_lines; row++) {
        result->probability[row] = nan("");
        result->fold[row] = PTB_NOT_JUDGED;
    }
    for (size_t f = 0; f < t->n_procedures; f++) {
        const ptb_procedure *p = &t->procedures[f];
        size_t repeat = t->is_holdout ? 0 : f / (size_t)t->folds.k, first = repeat * n_rows;
        for (size_t i = 0; i < p->n_judge; i++) {
            result->probability[first + p->judge[i]] = ptb_sigmoid(p->logit[i]);
            result->fold[first + p->judge[i]] = (int)f;
        }
    }
    return PTB_OK;
}

/* A plan is copied through its file form. */
static ptb_status copy_plan(const ptb_plan *plan, ptb_plan **out, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_doc *doc = NULL;
    ptb_status status = PTB_OK;
    ptb_plan_write(&writer, NULL, plan);
    PTB_TRY_TO(ptb_text_check(&text, err));
    PTB_TRY_TO(ptb_json_parse(text.bytes, text.len, "plan", &doc, err));
    PTB_TRY_TO(ptb_plan_parse(doc, ptb_json_root(doc), out, err));
done:
    ptb_json_free(doc);
    ptb_text_free(&text);
    return status;
}

static int compare_doubles(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Quantiles of the unseen log-odds, of all repeats (those of one model each, as in use), by linear interpolation, ties parted by the least step. */
static ptb_status set_knots(const training *t, ptb_model *model, ptb_error *err)
{
    double *logit = NULL;
    size_t n = 0;
    PTB_TRY(ptb_alloc(&logit, t->n_rows * (size_t)t->settings->repeats, sizeof *logit, err));
    for (size_t f = 0; f < t->n_procedures; f++) {
        const ptb_procedure *p = &t->procedures[f];
        for (size_t i = 0; i < p->n_judge; i++)
            logit[n++] = p->logit[i];
    }
    qsort(logit, n, sizeof *logit, compare_doubles);
    double *knots = model->score_knots;
    for (int k = 0; k < PTB_SCORE_KNOTS; k++) {
        double place = (double)k / (PTB_SCORE_KNOTS - 1) * (double)(n - 1);
        size_t below = (size_t)place, above = below + 1 < n ? below + 1 : below;
        knots[k] = logit[below] + (place - (double)below) * (logit[above] - logit[below]);
        if (k > 0 && !(knots[k] > knots[k - 1])) knots[k] = nextafter(knots[k - 1], (double)INFINITY);
    }
    free(logit);
    return PTB_OK;
}

static ptb_time last_known(const ptb_vectors *vectors, const ptb_procedure *p)
{
    ptb_time last = PTB_NO_TIME;
    for (size_t i = 0; i < p->n_train; i++) {
        ptb_time known = vectors->known_at[p->train[i]], seen = vectors->as_of[p->train[i]];
        if (known > last) last = known;
        if (seen > last) last = seen;
    }
    return last;
}

static ptb_status set_texts(const ptb_vectors *vectors, ptb_model *model, ptb_error *err)
{
    ptb_text created_by = {0};
    ptb_text_printf(&created_by, "propensity %s", ptb_program_version);
    ptb_status status = ptb_text_check(&created_by, err);
    if (status == PTB_OK)
        status = ptb_arena_text(&model->arena, created_by.bytes, created_by.len, &model->created_by, err);
    ptb_text_free(&created_by);
    if (status != PTB_OK) return status;
    const struct {
        const char *from, **to;
    } texts[] = {{vectors->outcome_name, &model->outcome_name},
                 {vectors->closed_by, &model->closed_by},
                 {vectors->snapshots, &model->snapshots}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = texts[i].from == NULL ? "" : texts[i].from;
        PTB_TRY(ptb_arena_text(&model->arena, text, strlen(text), texts[i].to, err));
    }
    return PTB_OK;
}

/* What the last procedure fitted moves into the model. */
static ptb_status make_model(training *t, ptb_error *err)
{
    const ptb_vectors *vectors = t->vectors;
    ptb_procedure *last = &t->procedures[t->n_procedures - 1];
    if (last->encoder->n_terms == 0)
        return ptb_fail(
            err, PTB_E_DATA,
            "none of %zu features varies among the %zu training cases: there is nothing to learn from",
            vectors->n_features, last->n_train);
    PTB_TRY(ptb_alloc(&t->result->model, 1, sizeof *t->result->model, err));
    ptb_model *model = t->result->model;
    model->family = last->svm ? "svm" : last->curves ? "additive" : "logistic";
    model->subject = vectors->subject;
    model->outcome_kind = vectors->outcome_kind;
    model->horizon_days = vectors->horizon_days;
    model->is_timeless = vectors->is_timeless;
    model->rows = t->n_learnt;
    model->wins = ptb_known_wins(vectors, last->train, last->n_train);
    model->known_until = t->known_until;
    model->calibration = last->calibration;
    model->evaluation.lambda =
        last->svm ? 1 / (last->svm->cost * (double)last->n_train) : last->choice.value[0];
    model->evaluation.alpha = t->settings->alpha;
    model->evaluation.pair_lambda = last->curves && last->curves->n_pairs > 0 ? last->choice.value[2] : 0;
    model->evaluation.adaptive_lambda =
        last->curves && isfinite(last->choice.value[1]) ? last->choice.value[1] * last->choice.value[0] : 0;
    if (t->settings->champion) ptb_refit_inherit(t->settings->champion, last->choice.value[0], model);
    if (last->n_trials > 1) {
        model->evaluation.n_trials = last->n_trials;
        memcpy(model->evaluation.trials, last->trial, last->n_trials * sizeof *last->trial);
    }
    PTB_TRY(set_texts(vectors, model, err));
    PTB_TRY(copy_plan(vectors->plan, &model->plan, err));
    if (last->curves) {
        model->curves = last->curves;
        last->curves = NULL;
    } else {
        model->encoder = last->encoder;
        model->coef = last->coef;
        model->svm = last->svm;
        model->standard_error = last->standard_error;
        model->errors_by = last->standard_error == NULL ? "" : last->errors_by;
        last->encoder = NULL;
        last->coef = NULL;
        last->svm = NULL;
        last->standard_error = NULL;
    }
    return set_knots(t, model, err);
}

static const char *evaluation_kind(const training *t, bool is_grouped)
{
    if (t->is_holdout) return "holdout";
    if (t->folds.order == PTB_FOLDS_TIME) return "time";
    return is_grouped ? "grouped" : "stratified";
}

static ptb_status judge(const training *t, ptb_error *err)
{
    ptb_evaluation *evaluation = &t->result->model->evaluation;
    const ptb_model *champion = t->settings->champion;
    bool is_grouped = t->folds.by_group;
    if (is_grouped) PTB_TRY(ptb_groups_are_shared(t->vectors->group, t->rows, t->n_rows, &is_grouped, err));
    evaluation->kind = evaluation_kind(t, is_grouped);
    evaluation->folds = t->is_holdout ? 1 : t->folds.k;
    if (champion) PTB_TRY(ptb_refit_compare(champion, t->vectors, is_grouped, t->result, err));
    return ptb_judge(t->context, t->vectors, is_grouped, t->result, err);
}

/* What is told apart of a logistic model's penalty. */
static ptb_status check_net(const ptb_train_settings *settings, ptb_error *err)
{
    if (!(settings->alpha >= 0 && settings->alpha <= 1))
        return ptb_fail(err, PTB_E_ARG, "alpha %g; want 0 (ridge) to 1 (lasso)", settings->alpha);
    if (settings->alpha > 0 && settings->lambda >= 0 && !(settings->lambda > 0))
        return ptb_fail(err, PTB_E_ARG, "a lasso or elastic net of penalty 0; want a penalty above 0");
    bool may_be_logistic = settings->family == PTB_FAMILY_BEST || settings->family == PTB_FAMILY_LOGISTIC;
    if (may_be_logistic || !(settings->alpha > 0 || settings->one_se)) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "%s is of logistic models; want such a model, or none of it",
                    settings->alpha > 0 ? "a lasso or elastic net" : "the rule of one standard error");
}

static ptb_status check_repeats(const ptb_train_settings *settings, ptb_error *err)
{
    if (settings->repeats < 1 || settings->repeats > PTB_REPEATS_MAX)
        return ptb_fail(err, PTB_E_ARG, "%d repeats; want 1 to %d", settings->repeats, PTB_REPEATS_MAX);
    bool is_in_time = settings->folds.order == PTB_FOLDS_TIME || settings->holdout_fraction > 0 ||
                      settings->holdout_from != PTB_NO_TIME;
    if (settings->repeats == 1 || !is_in_time) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG,
                    "later cases are judged by earlier ones in one way alone, so there is nothing to repeat; "
                    "want random folds, or no repeats");
}

static ptb_status check_settings(const ptb_train_settings *settings, ptb_error *err)
{
    PTB_TRY(check_repeats(settings, err));
    if (is_svm(settings) && settings->sample_losses > 0)
        return ptb_fail(err, PTB_E_ARG,
                        "a sample of losses is weighted, which a support vector machine does not take");
    if (!isfinite(settings->lambda))
        return ptb_fail(err, PTB_E_ARG, "a penalty of %g; want a number of 0 or more", settings->lambda);
    bool is_additive = settings->family == PTB_FAMILY_ADDITIVE || settings->direction != NULL;
    if (is_additive && settings->lambda >= 0 && !(settings->lambda > 0))
        return ptb_fail(
            err, PTB_E_ARG,
            "an additive model without penalty: its curves would follow every case; want a penalty "
            "above 0, or a logistic model");
    bool may_be_additive = settings->family == PTB_FAMILY_BEST || settings->family == PTB_FAMILY_ADDITIVE;
    if (settings->direction && (!may_be_additive || settings->alpha > 0 || settings->one_se))
        return ptb_fail(
            err, PTB_E_ARG,
            "monotone features are of additive models, whose curves can be held to a direction; want such a "
            "model, or none of them");
    return check_net(settings, err);
}

static ptb_status check_memory(const training *t, ptb_error *err)
{
    const ptb_memory_question question = {.rows = t->procedures[t->n_procedures - 1].n_train,
                                          .features = t->vectors->n_features,
                                          .threads = t->context->threads,
                                          .procedures = (int)t->n_procedures};
    return ptb_memory_check(&question, ptb_memory_available(), err);
}

static void training_free(training *t)
{
    for (size_t i = 0; i < t->n_procedures; i++)
        ptb_procedure_free(&t->procedures[i]);
    free(t->procedures);
    free(t->rows);
    free(t->weight);
}

/* The champion says what is fitted. */
static void take_champion(training *t)
{
    const ptb_train_settings *given = t->settings;
    ptb_train_settings *own = &t->updating;
    ptb_train_settings_default(own);
    own->champion = given->champion;
    own->family = given->champion->curves ? PTB_FAMILY_UPDATE_ADDITIVE : PTB_FAMILY_UPDATE_LOGISTIC;
    own->calibrate = given->calibrate;
    own->sample_losses = given->sample_losses;
    own->folds.by_group = given->folds.by_group;
    t->settings = own;
    t->folds.order = PTB_FOLDS_TIME;
    t->ordered = ptb_refit_ordered(t->vectors);
    t->is_holdout = false;
    ptb_refit_new_rows(own->champion, t->vectors, t->rows, &t->n_rows, &t->result->kept);
}

ptb_status ptb_train(const ptb_context *context, const ptb_vectors *vectors,
                     const ptb_train_settings *settings, ptb_train_result *out, ptb_error *err)
{
    *out = (ptb_train_result){0};
    training t = {.context = context,
                  .vectors = vectors,
                  .settings = settings,
                  .ordered = *vectors,
                  .folds = settings->folds,
                  .result = out,
                  .known_until = PTB_NO_TIME};
    ptb_status status = PTB_OK;
    const ptb_procedure *last;
    t.is_holdout = settings->holdout_from != PTB_NO_TIME || settings->holdout_fraction > 0;
    PTB_TRY_TO(check_settings(settings, err));
    PTB_TRY_TO(ptb_svm_steps_check(vectors, settings, err));
    if (settings->champion) PTB_TRY_TO(ptb_refit_check(settings->champion, vectors, err));
    PTB_TRY_TO(ptb_known_rows(vectors, &t.rows, &t.n_rows, err));
    if (settings->champion) take_champion(&t);
    PTB_TRY_TO(ptb_text_check(&out->kept, err));
    if (out->kept.len > 0) goto done;
    PTB_TRY_TO(t.is_holdout ? plan_holdout(&t, err) : plan_folds(&t, err));
    PTB_TRY_TO(ptb_text_check(&out->kept, err));
    if (out->kept.len > 0) goto done;
    t.n_learnt = t.procedures[t.n_procedures - 1].n_train;
    if (!vectors->is_timeless) t.known_until = last_known(vectors, &t.procedures[t.n_procedures - 1]);
    PTB_TRY_TO(thin_losses(&t, err));
    PTB_TRY_TO(check_memory(&t, err));
    PTB_TRY_TO(ptb_procedures_run(context, &t.thinned, t.settings, t.procedures, t.n_procedures, err));
    PTB_TRY_TO(collect_predictions(&t, err));
    PTB_TRY_TO(make_model(&t, err));
    PTB_TRY_TO(judge(&t, err));
    last = &t.procedures[t.n_procedures - 1];
    PTB_TRY_TO(ptb_review(context, vectors, last, out, err));
    PTB_TRY_TO(ptb_note_card(vectors, last->train, last->n_train, out, err));
done:
    training_free(&t);
    if (status != PTB_OK) ptb_train_result_free(out);
    return status;
}

void ptb_train_result_free(ptb_train_result *result)
{
    ptb_model_free(result->model);
    free(result->probability);
    free(result->fold);
    ptb_text_free(&result->warnings);
    ptb_text_free(&result->review);
    ptb_text_free(&result->kept);
    *result = (ptb_train_result){0};
}
