/* train/calibration_choice.c: cross-fits the kinds of calibration over the inner folds, and fits the one that is chosen. */
#include "train/calibration_choice.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/logistic.h"

/* The judged cases, and those of them that a fit takes. */
typedef struct {
    size_t n, n_taken;
    uint32_t *row;
    int *fold;
    double *margin, *weight;
    float *y;
    double *taken_margin, *taken_weight;
    float *taken_y;
    double *loss
        [PTB_CALIBRATION_KINDS]; /* n, weighted: by fits that had not seen the case; 0 where there was none */
} choosing;

enum { NO_FOLD = -1 };

static void choosing_free(choosing *c)
{
    free(c->row);
    free(c->fold);
    free(c->margin);
    free(c->weight);
    free(c->y);
    free(c->taken_margin);
    free(c->taken_weight);
    free(c->taken_y);
    for (size_t k = 0; k < PTB_CALIBRATION_KINDS; k++)
        free(c->loss[k]);
}

static ptb_status reserve(choosing *c, size_t n, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&c->row, n, sizeof *c->row, err));
    PTB_TRY(ptb_alloc(&c->fold, n, sizeof *c->fold, err));
    PTB_TRY(ptb_alloc(&c->margin, n, sizeof *c->margin, err));
    PTB_TRY(ptb_alloc(&c->weight, n, sizeof *c->weight, err));
    PTB_TRY(ptb_alloc(&c->y, n, sizeof *c->y, err));
    PTB_TRY(ptb_alloc(&c->taken_margin, n, sizeof *c->taken_margin, err));
    PTB_TRY(ptb_alloc(&c->taken_weight, n, sizeof *c->taken_weight, err));
    return ptb_alloc(&c->taken_y, n, sizeof *c->taken_y, err);
}

static void take_judged(const ptb_calibration_cases *cases, choosing *c)
{
    for (size_t i = 0; i < cases->n; i++) {
        if (isnan(cases->margin[i])) continue;
        uint32_t row = cases->rows[i];
        c->row[c->n] = row;
        c->fold[c->n] = cases->fold == NULL ? 0 : cases->fold[i];
        c->margin[c->n] = cases->margin[i];
        c->weight[c->n] = cases->vectors->weight == NULL ? 1 : (double)cases->vectors->weight[row];
        c->y[c->n++] = cases->vectors->outcome[row];
    }
}

/* All but those of a fold; true where both classes are among them. */
static bool take_others(choosing *c, int fold)
{
    size_t wins = 0;
    c->n_taken = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (c->fold[i] == fold) continue;
        c->taken_margin[c->n_taken] = c->margin[i];
        c->taken_weight[c->n_taken] = c->weight[i];
        c->taken_y[c->n_taken++] = c->y[i];
        wins += c->y[i] > 0.5F;
    }
    return wins > 0 && wins < c->n_taken;
}

static ptb_status fit_taken(const choosing *c, ptb_calibration_kind kind, ptb_calibration *out,
                            ptb_error *err)
{
    return ptb_calibration_fit(kind, c->taken_margin, c->taken_y, c->taken_weight, c->n_taken, out, err);
}

static void judge_fold(choosing *c, int fold, const ptb_calibration *calibration)
{
    double *loss = c->loss[calibration->kind];
    for (size_t i = 0; i < c->n; i++) {
        if (c->fold[i] != fold) continue;
        double z = ptb_calibration_logit(calibration, c->margin[i]);
        loss[i] = c->weight[i] * ptb_log1p_exp(c->y[i] > 0.5F ? -z : z);
    }
}

/* The line is fitted once for all kinds that have one to fit. */
static ptb_status judge_kinds(choosing *c, int n_folds, ptb_error *err)
{
    const ptb_calibration none = ptb_calibration_line(PTB_CALIBRATION_NONE, 1, 0);
    for (ptb_calibration_kind kind = PTB_CALIBRATION_NONE; kind <= PTB_CALIBRATION_ISOTONIC; kind++)
        PTB_TRY(ptb_alloc(&c->loss[kind], c->n, sizeof *c->loss[kind], err));
    for (int fold = 0; fold < n_folds; fold++) {
        ptb_calibration calibration;
        if (!take_others(c, fold)) continue;
        judge_fold(c, fold, &none);
        PTB_TRY(fit_taken(c, PTB_CALIBRATION_PLATT, &calibration, err));
        judge_fold(c, fold, &calibration);
        for (ptb_calibration_kind kind = PTB_CALIBRATION_BETA; kind <= PTB_CALIBRATION_ISOTONIC; kind++) {
            PTB_TRY(ptb_calibration_bend(kind, c->taken_margin, c->taken_y, c->taken_weight, c->n_taken,
                                         &calibration, err));
            judge_fold(c, fold, &calibration);
        }
    }
    return PTB_OK;
}

/* By more than a standard error; the cases of a group, which stand together in `sorted`, count as one. */
static bool is_clearly_better(choosing *c, const ptb_group_place *sorted, const double *than,
                              const double *loss)
{
    double gain, error, *less = c->taken_margin; /* no longer needed */
    for (size_t i = 0; i < c->n; i++)
        less[i] = than[i] - loss[i];
    ptb_groups_sum(sorted, c->n, less, &gain, &error);
    return gain > error;
}

/* From simple to free, each against the one kept so far. */
static ptb_status choose_kind(choosing *c, const ptb_calibration_cases *cases, ptb_calibration_kind *out,
                              ptb_error *err)
{
    ptb_group_place *sorted;
    *out = cases->are_calibrated ? PTB_CALIBRATION_NONE : PTB_CALIBRATION_PLATT;
    PTB_TRY(ptb_groups_sort(cases->vectors->group, c->row, c->n, &sorted, err));
    ptb_status status = PTB_OK;
    PTB_TRY_TO(judge_kinds(c, cases->n_folds, err));
    for (ptb_calibration_kind kind = *out + 1; kind <= PTB_CALIBRATION_ISOTONIC; kind++)
        if (is_clearly_better(c, sorted, c->loss[*out], c->loss[kind])) *out = kind;
done:
    free(sorted);
    return status;
}

ptb_status ptb_calibration_choose(const ptb_calibration_cases *cases, ptb_calibration_kind kind,
                                  ptb_calibration *out, ptb_error *err)
{
    choosing c = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(reserve(&c, cases->n, err));
    take_judged(cases, &c);
    if (kind == PTB_CALIBRATION_AUTO) PTB_TRY_TO(choose_kind(&c, cases, &kind, err));
    (void)take_others(&c, NO_FOLD);
    PTB_TRY_TO(fit_taken(&c, kind, out, err));
done:
    choosing_free(&c);
    return status;
}
