/* train/trainer.c: the procedures planned, run, their unseen predictions judged, the model made. */
#include "train/trainer.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/logistic.h"
#include "train/family.h"
#include "train/judge.h"
#include "train/known_rows.h"
#include "train/memory_need.h"
#include "train/note_card.h"
#include "train/refit.h"
#include "train/review.h"
#include "train/segment_models.h"
#include "train/trainer_inside.h"

static void drop_unweighted(ptb_procedure *p, const float *weight)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_train; i++)
        if (weight[p->train[i]] > 0) p->train[n++] = p->train[i];
    p->n_train = n;
}

/* Of the training rows of every procedure alone. */
static ptb_status thin_losses(ptb_training *t, ptb_error *err)
{
    size_t wins = ptb_known_wins(t->vectors, t->rows, t->n_rows), losses = t->n_rows - wins;
    size_t keep = ptb_losses_to_keep(t->settings->sample_losses, wins, losses);
    t->thinned = *t->vectors;
    if (keep == 0 || ptb_train_is_svm(t->settings)) return PTB_OK;
    const ptb_thinning thinning = {t->vectors, t->rows, t->n_rows, keep, t->context->seed};
    PTB_TRY(ptb_thin_losses(&thinning, &t->weight, &t->result->losses_kept, err));
    t->thinned.weight = t->weight;
    for (size_t i = 0; i < t->n_procedures; i++)
        drop_unweighted(&t->procedures[i], t->weight);
    return PTB_OK;
}

static ptb_status collect_predictions(ptb_training *t, ptb_error *err)
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

static const char *evaluation_kind(const ptb_training *t, bool is_grouped)
{
    if (t->is_holdout) return "holdout";
    if (t->folds.order == PTB_FOLDS_TIME) return "time";
    return is_grouped ? "grouped" : "stratified";
}

static ptb_status judge(const ptb_training *t, ptb_error *err)
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

static ptb_status check_memory(const ptb_training *t, ptb_error *err)
{
    const ptb_memory_question question = {.rows = t->procedures[t->n_procedures - 1].n_train,
                                          .features = t->vectors->n_features,
                                          .threads = t->context->threads,
                                          .procedures = (int)t->n_procedures};
    return ptb_memory_check(&question, ptb_memory_available(), err);
}

static void training_free(ptb_training *t)
{
    for (size_t i = 0; i < t->n_procedures; i++)
        ptb_procedure_free(&t->procedures[i]);
    ptb_segments_drop(t);
    free(t->procedures);
    free(t->rows);
    free(t->weight);
}

/* The champion says what is fitted. */
static void take_champion(ptb_training *t)
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
    ptb_training t = {.context = context,
                      .vectors = vectors,
                      .settings = settings,
                      .ordered = *vectors,
                      .folds = settings->folds,
                      .result = out,
                      .known_until = PTB_NO_TIME};
    ptb_status status = PTB_OK;
    const ptb_procedure *last;
    t.is_holdout = settings->holdout_from != PTB_NO_TIME || settings->holdout_fraction > 0;
    PTB_TRY_TO(ptb_train_settings_check(settings, err));
    PTB_TRY_TO(ptb_svm_steps_check(vectors, settings, err));
    PTB_TRY_TO(ptb_segments_check(vectors, settings, err));
    if (settings->champion) PTB_TRY_TO(ptb_refit_check(settings->champion, vectors, err));
    PTB_TRY_TO(ptb_known_rows(vectors, &t.rows, &t.n_rows, err));
    if (settings->champion) take_champion(&t);
    PTB_TRY_TO(ptb_text_check(&out->kept, err));
    if (out->kept.len > 0) goto done;
    PTB_TRY_TO(ptb_training_plan(&t, err));
    PTB_TRY_TO(ptb_text_check(&out->kept, err));
    if (out->kept.len > 0) goto done;
    t.n_learnt = t.procedures[t.n_procedures - 1].n_train;
    if (!vectors->is_timeless) t.known_until = last_known(vectors, &t.procedures[t.n_procedures - 1]);
    PTB_TRY_TO(thin_losses(&t, err));
    PTB_TRY_TO(check_memory(&t, err));
    PTB_TRY_TO(ptb_procedures_run(context, &t.thinned, t.settings, t.procedures, t.n_procedures, err));
    PTB_TRY_TO(ptb_segments_train(&t, err));
    PTB_TRY_TO(collect_predictions(&t, err));
    PTB_TRY_TO(ptb_training_make_model(&t, err));
    PTB_TRY_TO(ptb_segments_keep(&t, err));
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
    free(result->segments);
    ptb_text_free(&result->warnings);
    ptb_text_free(&result->review);
    ptb_text_free(&result->kept);
    *result = (ptb_train_result){0};
}
