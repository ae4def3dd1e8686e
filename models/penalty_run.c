/* models/penalty_run.c: fits that go down one list of penalties together, each at its own pace. */
#include "models/penalty_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"

enum {
    TRIES_A_MODEL = 3, /* in vain, before a fit gets another model */
    MODELS = 2,        /* that it may get where it stands */
    STEPS_A_MODEL = 8, /* at one lambda, likewise */
    LATER_STEPS = 10,  /* a fit, beyond the first at a lambda, before all get the Hessian of the first */
    ENDS_FROM = 4      /* lambdas before a list may end early, as in glmnet */
};
/* A list ends where so much of the null deviance is explained, or where one more lambda explains hardly more. */
static const double explained_most = 0.999, explained_step = 1e-5;
/* Of the null loss: an objective below counts as this much, else separable rows without penalty never end. */
static const double nothing_left = 1e-3;
/* Of the tolerance: what the minimum of a model may lack. */
static const double step_slack = 1e-4;

static double penalty_at(const ptb_penalty_run *run, double lambda, const double *coef)
{
    return isfinite(lambda) ? lambda * ptb_penalty_value(&run->terms, coef) : 0;
}

/* Notes the answer at fit->at. */
static void record(ptb_penalty_run *run, ptb_penalty_fit *fit, bool converged)
{
    const ptb_penalty_data *data = run->data;
    size_t p = run->terms.n_cols, l = fit->at;
    double *coef = fit->path + l * (p + 1);
    memcpy(coef, fit->coef, (p + 1) * sizeof *coef);
    for (size_t j = 0; j < p; j++)
        coef[0] -= coef[j + 1] * data->mean[j];
    fit->path_loss[l] = fit->loss;
    fit->path_held_loss[l] = fit->held_loss;
    fit->path_converged[l] = converged;
    if (run->all_margins == NULL || fit->without == data->n_folds) return;
    double *margin = run->all_margins + l * data->design->n_rows;
    for (size_t i = data->fold_start[fit->without]; i < data->fold_start[fit->without + 1]; i++)
        margin[data->row[i]] = run->margin[i];
}

/* The first step to a lambda is mended by what the one before it turned out to lack: the loss bends along the path as it
 * did there. Signs stay. */
static void set_next(const ptb_penalty_run *run, ptb_penalty_fit *fit)
{
    size_t p1 = run->terms.n_cols + 1;
    for (size_t j = 0; j < p1; j++)
        fit->next[j] = fit->coef[j] + fit->share * (fit->target[j] - fit->coef[j]);
    if (fit->steps > 0) return;
    memcpy(fit->guess, fit->target, p1 * sizeof *fit->guess);
    for (size_t j = 0; j < p1; j++) {
        double mended = fit->next[j] + fit->miss[j];
        if (j == 0 || !(run->settings->alpha > 0) || mended * fit->next[j] > 0) fit->next[j] = mended;
    }
}

/* Goes down the list as far as the model has nothing to promise, then sets `next`. */
static ptb_status propose(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    ptb_penalty_run *run = state;
    ptb_penalty_fit *fit = &run->fits[block->index];
    ptb_penalty_model model = {.hessian = fit->hessian, .gradient = fit->gradient, .coef = fit->coef};
    double tolerance = run->settings->tolerance;
    while (!fit->is_done) {
        double lambda = run->lambda[fit->at];
        double objective = fit->loss + penalty_at(run, lambda, fit->coef);
        double enough = tolerance * fmax(objective, nothing_left * run->null_loss);
        fit->gain = ptb_penalty_step(&run->terms, lambda, &model, step_slack * enough,
                                     &run->rooms[block->thread], fit->target);
        bool converged = fit->gain <= enough;
        fit->wants_gram = converged && fit->is_doubtful;
        if (fit->wants_gram) return PTB_OK;
        bool is_stuck = fit->tries >= TRIES_A_MODEL; /* and had all models: at the limit of rounding */
        if (!converged && !is_stuck && fit->steps < run->settings->max_steps) break;
        record(run, fit, converged);
        for (size_t j = 0; j <= run->terms.n_cols && fit->steps > 0; j++)
            fit->miss[j] = fit->target[j] - fit->guess[j];
        fit->steps = fit->tries = fit->models_here = 0;
        fit->is_done = ++fit->at == run->n_lambdas;
    }
    fit->share = fit->tries > 1 ? ldexp(1, 1 - fit->tries) : 1;
    if (!fit->is_done) set_next(run, fit);
    return PTB_OK;
}

static void take_next(ptb_penalty_run *run, ptb_penalty_fit *fit)
{
    double *coef = fit->coef, *gradient = fit->gradient;
    fit->coef = fit->next;
    fit->gradient = fit->next_gradient;
    fit->next = coef;
    fit->next_gradient = gradient;
    fit->loss = fit->next_loss;
    fit->held_loss = fit->next_held_loss;
    if (run->margin == NULL || fit->without == run->data->n_folds) return;
    size_t from = run->data->fold_start[fit->without], to = run->data->fold_start[fit->without + 1];
    memcpy(run->margin + from, run->next_margin + from, (to - from) * sizeof *run->margin);
}

/* Judges `next`, and learns from it whether it is good or not. */
static ptb_status settle(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    ptb_penalty_run *run = state;
    ptb_penalty_fit *fit = &run->fits[block->index];
    if (fit->is_done) return PTB_OK;
    size_t p1 = run->terms.n_cols + 1;
    double lambda = run->lambda[fit->at];
    double before = fit->loss + penalty_at(run, lambda, fit->coef);
    double after = fit->next_loss + penalty_at(run, lambda, fit->next);
    bool is_good = after <= before - 1e-4 * fit->share * fit->gain + 1e-13 * before;
    if (isfinite(after)) {
        for (size_t j = 0; j < p1; j++) {
            fit->change[j] = fit->next_gradient[j] - fit->gradient[j];
            fit->target[j] = fit->next[j] - fit->coef[j];
        }
        ptb_penalty_learn(fit->hessian, fit->target, fit->change, p1, run->rooms[block->thread].move);
    }
    if (is_good) take_next(run, fit);
    fit->tries = is_good ? 0 : fit->tries + 1;
    fit->is_doubtful = fit->is_doubtful || !is_good;
    if (is_good) fit->models_here = 0;
    fit->later_steps += fit->steps++ > 0;
    fit->wants_gram = (fit->tries == TRIES_A_MODEL && fit->models_here < MODELS) ||
                      (fit->steps % STEPS_A_MODEL == 0 && fit->models_here == 0);
    return PTB_OK;
}

/* For a fit that has trouble the Hessian where it stands; if that does not help, since the loss is far from quadratic
 * or flat there, the bound on all Hessians, whose full step never fails (Boehning, Lindsay, Ann. Inst. Stat. Math. 40,
 * 1988). */
static ptb_status renew_own_grams(ptb_penalty_run *run, size_t n_fits, ptb_error *err)
{
    ptb_status status = PTB_OK;
    double **gram = NULL;
    PTB_TRY(ptb_alloc(&gram, (size_t)run->data->n_folds + 1, sizeof *gram, err));
    for (size_t k = 0; k < n_fits && status == PTB_OK; k++) {
        ptb_penalty_fit *fit = &run->fits[k];
        if (fit->is_done || !fit->wants_gram) continue;
        gram[fit->without] = fit->hessian;
        bool is_bound = fit->models_here > 0 && fit->tries >= TRIES_A_MODEL;
        status = ptb_penalty_grams(run->data, is_bound ? NULL : fit->coef, gram, err);
        gram[fit->without] = NULL;
        fit->wants_gram = false;
        fit->is_doubtful = is_bound;
        fit->models_here++;
        fit->tries = 0;
        run->grams++;
    }
    free(gram);
    return status;
}

/* The Hessians of all fits at the coefficients of the first. */
static ptb_status share_grams(ptb_penalty_run *run, ptb_error *err)
{
    double **gram = NULL;
    PTB_TRY(ptb_alloc(&gram, (size_t)run->data->n_folds + 1, sizeof *gram, err));
    for (size_t k = 0; k < run->n_fits; k++)
        gram[run->fits[k].without] = run->fits[k].hessian;
    ptb_status status = ptb_penalty_grams(run->data, run->fits[0].coef, gram, err);
    run->grams++;
    free(gram);
    return status;
}

/* A Hessian costs about as much as two to five passes, and far from where it was made steps go wrong more often. */
static bool are_stale(ptb_penalty_run *run, size_t n_fits)
{
    size_t later = 0, n = 0;
    for (size_t k = 0; k < n_fits; k++) {
        if (run->fits[k].is_done) continue;
        later += run->fits[k].later_steps;
        n++;
    }
    if (n == 0 || later < n * LATER_STEPS || run->fits[0].is_done) return false;
    for (size_t k = 0; k < n_fits; k++)
        run->fits[k].later_steps = 0;
    return true;
}

/* One pass over the rows: loss and gradient at `next` of each fit that is not done. *is_any false: all are. */
static ptb_status look(ptb_penalty_run *run, size_t n_fits, bool *is_any, ptb_error *err)
{
    ptb_penalty_point *points = NULL;
    size_t n = 0;
    PTB_TRY(ptb_alloc(&points, n_fits, sizeof *points, err));
    for (size_t k = 0; k < n_fits; k++) {
        const ptb_penalty_fit *fit = &run->fits[k];
        if (fit->is_done) continue;
        points[n++] = (ptb_penalty_point){.without = fit->without,
                                          .coef = fit->next,
                                          .gradient = fit->next_gradient,
                                          .margin = run->next_margin};
    }
    *is_any = n > 0;
    ptb_status status = n > 0 ? ptb_penalty_pass(run->data, points, n, err) : PTB_OK;
    run->passes += n > 0;
    for (size_t k = n_fits; k-- > 0 && status == PTB_OK;) {
        ptb_penalty_fit *fit = &run->fits[k];
        if (fit->is_done) continue;
        fit->next_loss = points[--n].loss;
        fit->next_held_loss = points[n].held_loss;
    }
    free(points);
    return status;
}

/* Where the fit of all rows says that the list ends, it ends for all. */
static void end_early(ptb_penalty_run *run, size_t *seen)
{
    const ptb_penalty_fit *all = &run->fits[0];
    for (; run->may_end && *seen < all->at && *seen < run->n_lambdas; ++*seen) {
        if (*seen < ENDS_FROM) continue;
        double explained = 1 - all->path_loss[*seen] / run->null_loss;
        double step = (all->path_loss[*seen - 1] - all->path_loss[*seen]) / run->null_loss;
        if (explained > explained_most || step < explained_step) run->n_lambdas = *seen + 1;
    }
    for (size_t k = 0; k < run->n_fits; k++)
        if (run->fits[k].at >= run->n_lambdas) run->fits[k].is_done = true;
}

/* Whether a fit wants to be sure that it has converged. */
static bool has_doubts(const ptb_penalty_run *run, size_t n_fits)
{
    for (size_t k = 0; k < n_fits; k++)
        if (run->fits[k].wants_gram && !run->fits[k].is_done) return true;
    return false;
}

ptb_status ptb_penalty_run_follow(ptb_penalty_run *run, size_t n_fits, ptb_error *err)
{
    const ptb_context *context = run->data->context;
    bool is_any = true;
    size_t seen = 0, n_lambdas = run->n_lambdas;
    for (size_t k = 0; k < n_fits; k++) {
        run->fits[k].at = 0;
        run->fits[k].steps = run->fits[k].tries = run->fits[k].models_here = 0;
        run->fits[k].is_done = run->fits[k].wants_gram = run->fits[k].is_doubtful = false;
    }
    for (;;) {
        if (are_stale(run, n_fits)) PTB_TRY(share_grams(run, err));
        do {
            PTB_TRY(renew_own_grams(run, n_fits, err));
            PTB_TRY(ptb_blocks_map(context, n_fits, 1, propose, run, err));
        } while (has_doubts(run, n_fits));
        end_early(run, &seen);
        ptb_tell(context, "following the penalties", run->fits[0].at, n_lambdas);
        PTB_TRY(look(run, n_fits, &is_any, err));
        if (!is_any) return PTB_OK;
        PTB_TRY(ptb_blocks_map(context, n_fits, 1, settle, run, err));
    }
}

ptb_status ptb_penalty_run_begin(ptb_penalty_run *run, ptb_error *err)
{
    bool is_any;
    PTB_TRY(look(run, run->n_fits, &is_any, err));
    for (size_t k = 0; k < run->n_fits; k++) {
        if (!isfinite(run->fits[k].next_loss))
            return ptb_fail(err, PTB_E_NUMERIC,
                            "the objective overflows at the start (expected smaller prior means)");
        take_next(run, &run->fits[k]);
    }
    return share_grams(run, err);
}
