/* train/additive_steps.c: what a procedure does for an additive model: penalties of curves, then of surfaces beside them, the
 * final fit. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "train/additive_fits.h"
#include "train/family.h"

/* Per-row penalties, strong to weak: the base rate alone, or no surfaces. */
static const double curve_penalties[] = {
    (double)INFINITY, 10,     3,       1,       0.3,     0.1, 0.03, 0.01, 0.003, 0.001,
    0.0003,           0.0001, 0.00003, 0.00001, 0.000003};
/* Adaptive penalties are multiples of that of the plain curves: sparing what counts, they may be stronger. */
static const double adaptive_multiples[] = {(double)INFINITY, 100, 30, 10, 3, 1, 0.3};
static const double surface_penalties[] = {
    (double)INFINITY, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};

/* More cases choose the same penalty, per case, and cost more. */
enum { ROWS_ENOUGH = 40000 };

/* An even sample of rows where there are more than enough; returned is by how much fewer they are. */
static double thin_rows(ptb_inner_rows *rows)
{
    size_t n = rows->n_train;
    if (n <= ROWS_ENOUGH) return 1;
    for (size_t i = 0; i < ROWS_ENOUGH; i++)
        rows->train[i] = rows->train[i * n / ROWS_ENOUGH];
    rows->n_train = ROWS_ENOUGH;
    return (double)n / ROWS_ENOUGH;
}

/* By the values of the stages; what a penalty is to all rows together it must be to a sample of them. */
static ptb_additive_penalties penalties_of(const double *value, double scale)
{
    double curves = value[PTB_PATH_OF_CURVES] * scale;
    return (ptb_additive_penalties){curves, value[PTB_PATH_OF_ADAPTIVE] * curves,
                                    value[PTB_PATH_OF_SURFACES] * scale};
}

static ptb_status follow_scaled(const ptb_fit_inputs *in, const ptb_candidates *candidates, double scale,
                                ptb_additive_path *path, double *margin, size_t *n_done, ptb_error *err)
{
    double *lambda = NULL;
    PTB_TRY(ptb_alloc(&lambda, candidates->n, sizeof *lambda, err));
    path->chosen = penalties_of(candidates->chosen, scale);
    for (size_t v = 0; v < candidates->n; v++)
        lambda[v] = candidates->value[v] * (path->of == PTB_PATH_OF_ADAPTIVE ? path->chosen.curves : scale);
    path->lambdas = lambda;
    path->n_lambdas = candidates->n;
    ptb_status status = ptb_additive_follow(in->context, path, margin, n_done, err);
    free(lambda);
    return status;
}

static ptb_status follow(const ptb_fit_inputs *in, const ptb_candidates *candidates, ptb_inner_rows *rows,
                         double *margin, size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_additive_rows train = {0}, held = {0};
    ptb_additive_path path = {.train = &train, .judged = &held, .of = (ptb_path_of)candidates->stage};
    double scale = thin_rows(rows);
    PTB_TRY_TO(ptb_additive_rows_fit(in->context, in->vectors, rows->train, rows->n_train,
                                     in->settings->direction, &train, err));
    PTB_TRY_TO(
        ptb_additive_rows_like(in->context, in->vectors, rows->held, rows->n_held, &train, &held, err));
    PTB_TRY_TO(follow_scaled(in, candidates, scale, &path, margin, n_done, err));
done:
    ptb_additive_rows_free(&held);
    ptb_additive_rows_free(&train);
    return status;
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
    const ptb_additive_penalties penalties = penalties_of(p->choice.value, 1);
    PTB_TRY_TO(ptb_additive_rows_fit(in->context, in->vectors, p->train, p->n_train, in->settings->direction,
                                     &rows, err));
    PTB_TRY_TO(ptb_additive_model(in->context, &rows, &penalties, &p->curves, &report, err));
    p->converged = report.converged;
    p->gradient_max = report.gradient_max;
    PTB_TRY_TO(note_separation(in->context, p, &rows, err));
done:
    ptb_additive_rows_free(&rows);
    return status;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const ptb_stage stages[] = {[PTB_PATH_OF_CURVES] = {"choosing the penalty of curves", curve_penalties,
                                                           COUNT(curve_penalties), true, follow},
                                   [PTB_PATH_OF_ADAPTIVE] = {"choosing adaptive penalties",
                                                             adaptive_multiples, COUNT(adaptive_multiples),
                                                             false, follow},
                                   [PTB_PATH_OF_SURFACES] = {"choosing pairs of features", surface_penalties,
                                                             COUNT(surface_penalties), true, follow}};
const ptb_family_steps ptb_additive_steps = {"additive", stages, COUNT(stages), finish};
