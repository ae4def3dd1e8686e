/* train/segment_models.c: models of their own for levels of a feature, where that wins. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/segments.h"
#include "train/known_rows.h"
#include "train/segment_inside.h"

static ptb_status find_feature(const ptb_vectors *vectors, const char *name, size_t *out, ptb_error *err)
{
    const ptb_plan *plan = vectors->plan;
    const char **names = NULL;
    for (*out = 0; *out < plan->n; ++*out)
        if (strcmp(plan->features[*out].name, name) == 0) return PTB_OK;
    PTB_TRY(ptb_alloc(&names, plan->n, sizeof(char *), err));
    for (size_t f = 0; f < plan->n; f++)
        names[f] = plan->features[f].name;
    const char *nearest = ptb_nearest_name(ptb_str_of(name), names, plan->n);
    free(names);
    if (nearest == NULL) return ptb_fail(err, PTB_E_ARG, "no feature '%s' to tell segments by", name);
    return ptb_fail(err, PTB_E_ARG, "no feature '%s' to tell segments by; did you mean '%s'?", name, nearest);
}

ptb_status ptb_segments_check(const ptb_vectors *vectors, const ptb_train_settings *settings, ptb_error *err)
{
    size_t feature = 0;
    if (settings->segment == NULL) return PTB_OK;
    if (ptb_train_is_svm(settings))
        return ptb_fail(err, PTB_E_ARG,
                        "segments are of logistic and additive models, which can be fitted around another");
    if (settings->champion)
        return ptb_fail(err, PTB_E_ARG,
                        "segments of a champion that is brought up to date; want one of the two");
    PTB_TRY(find_feature(vectors, settings->segment, &feature, err));
    if (vectors->columns[feature].is_category) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "'%s' holds numbers; segments are told by a feature that holds texts",
                    settings->segment);
}

/* ---- one procedure ---- */

static ptb_status take_rows(const ptb_training *t, uint32_t level, const uint32_t *rows, size_t n,
                            uint32_t **out, size_t *n_out, ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, n, sizeof **out, err));
    for (size_t i = 0; i < n; i++)
        if (ptb_segment_level(t, rows[i]) == level) (*out)[(*n_out)++] = rows[i];
    return PTB_OK;
}

/* The procedure's model, as a champion; all is borrowed. */
static ptb_model whole_model(const ptb_training *t, const ptb_procedure *p)
{
    return (ptb_model){.family = p->curves ? "additive" : "logistic",
                       .plan = t->segment_plan,
                       .encoder = p->encoder,
                       .coef = p->coef,
                       .curves = p->curves,
                       .calibration = p->calibration,
                       .evaluation.alpha = p->curves ? 0 : t->settings->alpha};
}

/* has[level]: are there enough won and lost cases among the rows? */
static ptb_status find_large(const ptb_training *t, const uint32_t *rows, size_t n, bool **has,
                             ptb_error *err)
{
    size_t n_levels = t->vectors->columns[t->segment_feature].n_levels, *count = NULL; /* lost, won */
    PTB_TRY(ptb_alloc(has, n_levels, sizeof **has, err));
    PTB_TRY(ptb_alloc(&count, 2 * n_levels, sizeof *count, err));
    for (size_t i = 0; i < n; i++) {
        uint32_t level = ptb_segment_level(t, rows[i]);
        if (level != UINT32_MAX) count[2 * level + (t->vectors->outcome[rows[i]] > 0.5F)]++;
    }
    for (size_t level = 0; level < n_levels; level++)
        (*has)[level] = count[2 * level] >= PTB_SEGMENT_MIN && count[2 * level + 1] >= PTB_SEGMENT_MIN;
    free(count);
    return PTB_OK;
}

/* For each level with enough training cases one; *n of them. */
static ptb_status plan_levels(const ptb_training *t, const ptb_procedure *p, ptb_procedure *own, size_t *n,
                              ptb_error *err)
{
    size_t n_levels = t->vectors->columns[t->segment_feature].n_levels;
    bool *is_large = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(find_large(t, p->train, p->n_train, &is_large, err));
    for (uint32_t level = 0; level < n_levels; level++) {
        if (!is_large[level]) continue;
        ptb_procedure *one = &own[(*n)++]; /* so that it is freed whatever happens */
        PTB_TRY_TO(take_rows(t, level, p->train, p->n_train, &one->train, &one->n_train, err));
        PTB_TRY_TO(take_rows(t, level, p->judge, p->n_judge, &one->judge, &one->n_judge, err));
        one->number = p->number * n_levels + level;
    }
done:
    free(is_large);
    return status;
}

/* Where the level's own model was taken it says the log-odds of its judged rows, which stand in the order of the procedure's. */
static void give_logits(const ptb_training *t, const ptb_procedure *own, ptb_procedure *p)
{
    uint32_t level = ptb_segment_level(t, own->train[0]);
    for (size_t i = 0, k = 0; k < own->n_judge; i++)
        if (ptb_segment_level(t, p->judge[i]) == level) p->logit[i] = own->logit[k++];
}

static ptb_status train_levels(const ptb_training *t, ptb_procedure *p, ptb_procedure *own, size_t *n,
                               ptb_error *err)
{
    ptb_train_settings settings;
    const ptb_model whole = whole_model(t, p);
    if (p->choice.is_base_rate || p->encoder->n_terms == 0) return PTB_OK;
    PTB_TRY(plan_levels(t, p, own, n, err));
    if (*n == 0) return PTB_OK;
    ptb_train_settings_default(&settings);
    settings.champion = &whole;
    settings.family = p->curves ? PTB_FAMILY_UPDATE_ADDITIVE : PTB_FAMILY_UPDATE_LOGISTIC;
    settings.calibrate = t->settings->calibrate;
    settings.folds.by_group = t->settings->folds.by_group;
    settings.encoder = t->settings->encoder;
    PTB_TRY(ptb_procedures_run(t->context, &t->thinned, &settings, own, *n, err));
    for (size_t i = 0; i < *n; i++)
        if (ptb_segment_is_taken(&own[i])) give_logits(t, &own[i], p);
    return PTB_OK;
}

ptb_status ptb_segments_train(ptb_training *t, ptb_error *err)
{
    size_t n_levels;
    ptb_status status = PTB_OK;
    if (t->settings->segment == NULL) return PTB_OK;
    PTB_TRY(find_feature(t->vectors, t->settings->segment, &t->segment_feature, err));
    n_levels = t->vectors->columns[t->segment_feature].n_levels;
    PTB_TRY(ptb_training_copy_plan(t->vectors->plan, &t->segment_plan, err));
    PTB_TRY(ptb_segments_note_whole(t, err));
    PTB_TRY(ptb_alloc(&t->own, n_levels + 1, sizeof *t->own, err));
    for (size_t f = 0; f < t->n_procedures && status == PTB_OK; f++) {
        ptb_segments_drop_models(t); /* of the procedure before */
        status = train_levels(t, &t->procedures[f], t->own, &t->n_own, err);
    }
    if (status != PTB_OK) return status;
    ptb_segments_note_final(t);
    return ptb_segments_report(t, err);
}

/* ---- the model ---- */

static const ptb_segment_report *report_of(const ptb_training *t, const char *level)
{
    size_t i = 0;
    while (strcmp(t->result->segments[i].level, level) != 0)
        i++;
    return &t->result->segments[i];
}

static const char *level_text(const ptb_training *t, const ptb_procedure *own)
{
    return t->vectors->columns[t->segment_feature].levels[ptb_segment_level(t, own->train[0])];
}

static ptb_status keep_one(const ptb_training *t, const ptb_segment_report *one, ptb_procedure *own,
                           ptb_segment *out, ptb_error *err)
{
    ptb_arena *arena = &t->result->model->arena;
    PTB_TRY(ptb_arena_text(arena, one->level, strlen(one->level), &out->level, err));
    out->rows = own->n_train;
    out->wins = ptb_known_wins(t->vectors, own->train, own->n_train);
    out->lambda = own->choice.value[0];
    out->judged = one->judged;
    out->log_loss_whole = one->log_loss_whole;
    out->log_loss = one->log_loss;
    out->model->calibration = own->calibration;
    if (own->curves) {
        out->model->curves = own->curves;
        own->curves = NULL;
        return PTB_OK;
    }
    out->model->encoder = own->encoder;
    out->model->coef = own->coef;
    own->encoder = NULL;
    own->coef = NULL;
    return PTB_OK;
}

ptb_status ptb_segments_keep(ptb_training *t, ptb_error *err)
{
    ptb_segments *segments;
    size_t n = 0, at = 0;
    for (size_t i = 0; i < t->result->n_segments; i++)
        n += t->result->segments[i].is_taken;
    if (n == 0) return PTB_OK;
    PTB_TRY(ptb_segments_new(t->result->model, t->segment_feature, n, err));
    segments = t->result->model->segments;
    for (size_t i = 0; i < t->n_own; i++) {
        const ptb_segment_report *one = report_of(t, level_text(t, &t->own[i]));
        if (one->is_taken) PTB_TRY(keep_one(t, one, &t->own[i], &segments->items[at++], err));
    }
    return PTB_OK;
}

void ptb_segments_drop_models(ptb_training *t)
{
    for (size_t i = 0; i < t->n_own; i++)
        ptb_procedure_free(&t->own[i]);
    t->n_own = 0;
}

void ptb_segments_drop(ptb_training *t)
{
    ptb_segments_drop_models(t);
    ptb_plan_free(t->segment_plan);
    free(t->own);
    free(t->whole_logit);
    free(t->final_logit);
}
