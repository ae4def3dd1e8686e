/* train/additive_steps.c: what a procedure does for an additive model. */
#include "train/additive_steps.h"

#include <math.h>
#include <stdlib.h>

#include "train/additive_rows.h"

/* More cases choose the same penalty, per case, and cost more. */
enum { ROWS_ENOUGH = 40000 };

/* An even sample of rows where there are more than enough. */
static size_t thin_rows(uint32_t *rows, size_t n)
{
    if (n <= ROWS_ENOUGH) return n;
    for (size_t i = 0; i < ROWS_ENOUGH; i++)
        rows[i] = rows[i * n / ROWS_ENOUGH];
    return ROWS_ENOUGH;
}

ptb_status ptb_additive_follow(const ptb_additive_job *job, const ptb_inner_rows *rows, ptb_procedure *p,
                               ptb_error *err)
{
    ptb_status status = PTB_OK;
    size_t n_train = thin_rows(rows->train, rows->n_train), n_held = rows->n_held;
    ptb_additive_rows train = {0}, held_out = {0};
    const ptb_additive_path path = {&train, &held_out, job->lambdas, job->n_lambdas};
    double *margin = NULL;
    size_t n_done = 0;
    PTB_TRY_TO(ptb_additive_rows_fit(job->context, job->vectors, rows->train, n_train, &train, err));
    PTB_TRY_TO(
        ptb_additive_rows_like(job->context, job->vectors, rows->held, n_held, &train, &held_out, err));
    PTB_TRY_TO(ptb_alloc(&margin, job->n_lambdas, n_held * sizeof *margin, err));
    PTB_TRY_TO(!job->of_surfaces
                   ? ptb_additive_path_curves(job->context, &path, margin, &n_done, err)
                   : ptb_additive_path_surfaces(job->context, &path, p->lambda, margin, &n_done, err));
    for (size_t l = 0; l < n_done; l++)
        for (size_t i = 0; i < n_held; i++)
            p->margin[l * p->n_train + rows->place[i]] = margin[l * n_held + i];
done:
    free(margin);
    ptb_additive_rows_free(&held_out);
    ptb_additive_rows_free(&train);
    return status;
}

bool ptb_are_parted(const float *y, const double *margin, size_t n)
{
    double lowest_win = (double)INFINITY, highest_loss = -(double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (y[i] > 0.5F)
            lowest_win = fmin(lowest_win, margin[i]);
        else
            highest_loss = fmax(highest_loss, margin[i]);
    }
    return lowest_win > highest_loss;
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

ptb_status ptb_additive_finish(const ptb_context *context, const ptb_vectors *vectors, ptb_procedure *p,
                               ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_additive_rows rows = {0};
    ptb_additive_report report = {0};
    PTB_TRY_TO(ptb_additive_rows_fit(context, vectors, p->train, p->n_train, &rows, err));
    PTB_TRY_TO(ptb_additive_model(context, &rows, p->lambda, p->pair_lambda, &p->curves, &report, err));
    p->converged = report.converged;
    p->gradient_max = report.gradient_max;
    PTB_TRY_TO(note_separation(context, p, &rows, err));
done:
    ptb_additive_rows_free(&rows);
    return status;
}
