/* train/trainer_plan.c: which cases each procedure learns from and judges. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "train/known_rows.h"
#include "train/refit.h"
#include "train/trainer_inside.h"

static ptb_status copy_rows(const uint32_t *rows, size_t n, uint32_t **out, size_t *n_out, ptb_error *err)
{
    PTB_TRY(ptb_alloc_raw(out, n, sizeof **out, err));
    if (n > 0) memcpy(*out, rows, n * sizeof **out);
    *n_out = n;
    return PTB_OK;
}

static ptb_status plan_holdout(ptb_training *t, ptb_error *err)
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

static ptb_status plan_fold(const ptb_training *t, const int *fold, int f, ptb_procedure *p, ptb_error *err)
{
    ptb_assigned_rows assigned = {
        .vectors = &t->ordered, .rows = t->rows, .fold = fold, .n_rows = t->n_rows, .order = t->folds.order};
    PTB_TRY(ptb_folds_training_rows(&assigned, f, &p->train, &p->n_train, err));
    PTB_TRY(ptb_alloc(&p->judge, t->n_rows, sizeof *p->judge, err));
    for (size_t i = 0; i < t->n_rows; i++)
        if (fold[i] == f) p->judge[p->n_judge++] = t->rows[i];
    return PTB_OK;
}

static ptb_status reserve_folds(ptb_training *t, ptb_error *err)
{
    size_t n = (size_t)t->folds.k * (size_t)t->settings->repeats + 1;
    PTB_TRY(ptb_alloc(&t->procedures, n, sizeof *t->procedures, err));
    t->n_procedures = n;
    return PTB_OK;
}

/* The first repeat's are those of a run without repeats, to the bit. */
static ptb_status assign_folds(ptb_training *t, int repeat, int *fold, ptb_error *err)
{
    const ptb_assigned_rows rows = {.vectors = &t->ordered, .rows = t->rows, .n_rows = t->n_rows};
    uint64_t seed = repeat == 0 ? t->context->seed : ptb_mix64(~t->context->seed, (uint64_t)repeat);
    if (t->settings->champion) return ptb_refit_folds(&rows, fold, &t->folds.k, &t->result->kept, err);
    return ptb_folds_assign(t->vectors, t->rows, t->n_rows, &t->folds, seed, fold, err);
}

/* Nothing is planned where a champion is kept without a trial. */
static ptb_status plan_repeat(ptb_training *t, int repeat, int *fold, ptb_error *err)
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

static ptb_status plan_folds(ptb_training *t, ptb_error *err)
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

ptb_status ptb_training_plan(ptb_training *t, ptb_error *err)
{
    return t->is_holdout ? plan_holdout(t, err) : plan_folds(t, err);
}
