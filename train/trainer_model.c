/* train/trainer_model.c: the model of the last procedure's fit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "train/known_rows.h"
#include "train/refit.h"
#include "train/trainer_inside.h"

ptb_status ptb_training_copy_plan(const ptb_plan *plan, ptb_plan **out, ptb_error *err)
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
static ptb_status set_knots(const ptb_training *t, ptb_model *model, ptb_error *err)
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

ptb_status ptb_training_make_model(ptb_training *t, ptb_error *err)
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
    PTB_TRY(ptb_training_copy_plan(vectors->plan, &model->plan, err));
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
