/* train/additive_steps.c: what a procedure does for an additive model: penalties of curves, then of surfaces beside them, the
 * final fit. */
#include <math.h>
#include <stdlib.h>

#include "train/additive_rows.h"
#include "train/family.h"

/* Per-row penalties, strong to weak: the base rate alone, or no surfaces. */
static const double curve_penalties[] = {
    (double)INFINITY, 10,     3,       1,       0.3,     0.1, 0.03, 0.01, 0.003, 0.001,
    0.0003,           0.0001, 0.00003, 0.00001, 0.000003};
static const double surface_penalties[] = {
    (double)INFINITY, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};

/* More cases choose the same penalty, per case, and cost more. */
enum { ROWS_ENOUGH = 40000 };

/* An even sample of rows where there are more than enough. */
static void thin_rows(ptb_inner_rows *rows)
{
    if (rows->n_train <= ROWS_ENOUGH) return;
    for (size_t i = 0; i < ROWS_ENOUGH; i++)
        rows->train[i] = rows->train[i * rows->n_train / ROWS_ENOUGH];
    rows->n_train = ROWS_ENOUGH;
}

static ptb_status follow(const ptb_fit_inputs *in, const ptb_candidates *candidates, ptb_inner_rows *rows,
                         const double *curve_penalty, double *margin, size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_additive_rows train = {0}, held = {0};
    const ptb_additive_path path = {&train, &held, candidates->value, candidates->n};
    thin_rows(rows);
    PTB_TRY_TO(ptb_additive_rows_fit(in->context, in->vectors, rows->train, rows->n_train, &train, err));
    PTB_TRY_TO(
        ptb_additive_rows_like(in->context, in->vectors, rows->held, rows->n_held, &train, &held, err));
    PTB_TRY_TO(curve_penalty == NULL
                   ? ptb_additive_path_curves(in->context, &path, margin, n_done, err)
                   : ptb_additive_path_surfaces(in->context, &path, *curve_penalty, margin, n_done, err));
done:
    ptb_additive_rows_free(&held);
    ptb_additive_rows_free(&train);
    return status;
}

static ptb_status follow_curves(const ptb_fit_inputs *in, const ptb_candidates *candidates,
                                ptb_inner_rows *rows, double *margin, size_t *n_done, ptb_error *err)
{
    return follow(in, candidates, rows, NULL, margin, n_done, err);
}

static ptb_status follow_surfaces(const ptb_fit_inputs *in, const ptb_candidates *candidates,
                                  ptb_inner_rows *rows, double *margin, size_t *n_done, ptb_error *err)
{
    return follow(in, candidates, rows, &candidates->chosen[0], margin, n_done, err);
}

static ptb_status note_separation(const ptb_context *context, ptb_procedure *p, const ptb_additive_rows *rows,
                                  ptb_error *err)
{
    double *margin = NULL;
    ptb_cells cells = rows->cells;
    cells.pairs = p->curves->pairs;
    cells.n_pairs = p->curves->n_pairs;
    PTB_TRY(ptb_alloc(&margin, cells.n_rows, sizeof *margin, err));
    ptb_status status =
        ptb_additive_margins(context, &cells, p->curves->intercept, p->curves->value, margin, err);
    p->is_separable = status == PTB_OK && ptb_are_parted(rows->y, margin, cells.n_rows);
    free(margin);
    return status;
}

static ptb_status finish(const ptb_fit_inputs *in, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_additive_rows rows = {0};
    ptb_additive_report report = {0};
    const double *penalty = p->choice.value;
    PTB_TRY_TO(ptb_additive_rows_fit(in->context, in->vectors, p->train, p->n_train, &rows, err));
    PTB_TRY_TO(ptb_additive_model(in->context, &rows, penalty[0], penalty[1], &p->curves, &report, err));
    p->converged = report.converged;
    p->gradient_max = report.gradient_max;
    PTB_TRY_TO(note_separation(in->context, p, &rows, err));
done:
    ptb_additive_rows_free(&rows);
    return status;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const ptb_stage stages[] = {
    {"choosing the penalty of curves", curve_penalties, COUNT(curve_penalties), follow_curves},
    {"choosing pairs of features", surface_penalties, COUNT(surface_penalties), follow_surfaces}};
const ptb_family_steps ptb_additive_steps = {"additive", stages, COUNT(stages), finish};
