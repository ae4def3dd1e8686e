/* models/penalty_fits.c: the fits of a run: their room, and where they start. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "models/penalty_run.h"

enum { VECTORS = 8 }; /* of a fit */

/* The intercept at the fit's base rate; penalised coefficients where a boundless penalty has them. */
static void set_start(const ptb_penalty_run *run, ptb_penalty_fit *fit)
{
    const ptb_penalty_data *data = run->data;
    const ptb_penalty_terms *terms = &run->terms;
    double wins = data->fold_wins[data->n_folds], all = data->fold_weight[data->n_folds];
    if (fit->without < data->n_folds) {
        wins -= data->fold_wins[fit->without];
        all -= data->fold_weight[fit->without];
    }
    fit->next[0] = log(wins / (all - wins));
    for (size_t j = 0; j < terms->n_cols && terms->prior != NULL; j++) {
        double pull = (1 - terms->alpha) * terms->prior[j], left = fabs(pull) - terms->alpha;
        bool is_penalised = terms->factor == NULL || terms->factor[j] > 0;
        fit->next[j + 1] = is_penalised && left > 0 ? copysign(left, pull) / (1 - terms->alpha) : 0;
    }
}

static ptb_status reserve_fit(const ptb_penalty_run *run, ptb_penalty_fit *fit, ptb_error *err)
{
    size_t p1 = run->terms.n_cols + 1;
    PTB_TRY(ptb_alloc(&fit->vectors, VECTORS * p1, sizeof *fit->vectors, err));
    double **parts[VECTORS] = {&fit->coef,   &fit->gradient, &fit->next,  &fit->next_gradient,
                               &fit->target, &fit->change,   &fit->guess, &fit->miss};
    for (size_t i = 0; i < VECTORS; i++)
        *parts[i] = fit->vectors + i * p1;
    PTB_TRY(ptb_alloc_raw(&fit->hessian, p1, p1 * sizeof *fit->hessian, err));
    PTB_TRY(ptb_alloc(&fit->path, run->n_lambdas, p1 * sizeof *fit->path, err));
    PTB_TRY(ptb_alloc(&fit->path_loss, run->n_lambdas, sizeof *fit->path_loss, err));
    PTB_TRY(ptb_alloc(&fit->path_held_loss, run->n_lambdas, sizeof *fit->path_held_loss, err));
    return ptb_alloc(&fit->path_converged, run->n_lambdas, sizeof *fit->path_converged, err);
}

static ptb_status reserve_margins(ptb_penalty_run *run, ptb_error *err)
{
    size_t n = run->data->n_rows, n_all = run->n_lambdas * run->data->design->n_rows;
    PTB_TRY(ptb_alloc(&run->margin, n, sizeof *run->margin, err));
    PTB_TRY(ptb_alloc(&run->next_margin, n, sizeof *run->next_margin, err));
    PTB_TRY(
        ptb_alloc_raw(&run->all_margins, run->n_lambdas, run->data->design->n_rows * sizeof(double), err));
    for (size_t i = 0; i < n_all; i++)
        run->all_margins[i] = (double)NAN;
    return PTB_OK;
}

ptb_status ptb_penalty_run_init(ptb_penalty_run *run, size_t n_fits, bool wants_margins, ptb_error *err)
{
    int threads = run->data->context->threads;
    PTB_TRY(ptb_alloc(&run->fits, n_fits, sizeof *run->fits, err));
    run->n_fits = n_fits;
    PTB_TRY(ptb_alloc(&run->rooms, (size_t)threads, sizeof *run->rooms, err));
    for (int i = 0; i < threads; i++)
        PTB_TRY(ptb_penalty_room_init(run->terms.n_cols, &run->rooms[i], err));
    if (wants_margins) PTB_TRY(reserve_margins(run, err));
    for (size_t k = 0; k < n_fits; k++) {
        run->fits[k].without = k == 0 ? run->data->n_folds : (int)k - 1;
        PTB_TRY(reserve_fit(run, &run->fits[k], err));
        set_start(run, &run->fits[k]);
    }
    return PTB_OK;
}

void ptb_penalty_run_free(ptb_penalty_run *run)
{
    for (size_t k = 0; k < run->n_fits && run->fits != NULL; k++) {
        free(run->fits[k].vectors);
        free(run->fits[k].hessian);
        free(run->fits[k].path);
        free(run->fits[k].path_loss);
        free(run->fits[k].path_held_loss);
        free(run->fits[k].path_converged);
    }
    for (int i = 0; run->rooms != NULL && i < run->data->context->threads; i++)
        ptb_penalty_room_free(&run->rooms[i]);
    free(run->fits);
    free(run->rooms);
    free(run->margin);
    free(run->next_margin);
    free(run->all_margins);
}
