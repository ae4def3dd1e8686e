/* models/penalty_step.c: the minimum of a quadratic with an elastic-net penalty: coordinate descent with covariance
 * updates (Friedman, Hastie, Tibshirani 2010, sec. 2.2), hastened by Newton's step on the active set. */
#include "models/penalty_step.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/simd.h"

/* Rounds of coordinate descent and Newton's step; sweeps of the active set before the first Newton's step. */
enum { MAX_ROUNDS = 200, FIRST_SWEEPS = 4, COLUMNS_A_SWEEP = 25 };
/* Of a column's variance: what keeps models positive definite where columns depend on each other without penalty. */
static const double damping = 1e-12;

static double factor_of(const ptb_penalty_terms *terms, size_t j)
{
    return terms->factor == NULL ? 1 : terms->factor[j];
}

static double prior_of(const ptb_penalty_terms *terms, size_t j)
{
    return terms->prior == NULL ? 0 : terms->prior[j];
}

double ptb_penalty_value(const ptb_penalty_terms *terms, const double *coef)
{
    double sum = 0;
    for (size_t j = 0; j < terms->n_cols; j++) {
        double from_prior = coef[j + 1] - prior_of(terms, j);
        sum += factor_of(terms, j) *
               ((1 - terms->alpha) / 2 * from_prior * from_prior + terms->alpha * fabs(coef[j + 1]));
    }
    return sum;
}

ptb_status ptb_penalty_room_init(size_t n_cols, ptb_penalty_room *room, ptb_error *err)
{
    *room = (ptb_penalty_room){0};
    PTB_TRY(ptb_alloc_raw(&room->schur, n_cols, n_cols * sizeof(double), err));
    PTB_TRY(ptb_alloc_raw(&room->factor, n_cols, n_cols * sizeof(double), err));
    PTB_TRY(ptb_alloc(&room->slope, n_cols, sizeof(double), err));
    PTB_TRY(ptb_alloc(&room->move, n_cols + 1, sizeof(double), err));
    return ptb_alloc(&room->active, n_cols, sizeof(size_t), err);
}

void ptb_penalty_room_free(ptb_penalty_room *room)
{
    free(room->schur);
    free(room->factor);
    free(room->slope);
    free(room->move);
    free(room->active);
    *room = (ptb_penalty_room){0};
}

/* One problem: the intercept is minimised out, what is left is about the columns alone. */
typedef struct {
    const ptb_penalty_terms *terms;
    const ptb_penalty_model *model;
    double lambda, slack;
    size_t p;
    double *curve; /* p x p: the Hessian without the intercept (Schur's complement) */
    double *slope; /* p: of the model at `w` */
    double *w;     /* p: where the descent stands */
    double *factor;
    size_t *active, n_active;
} problem;

PTB_SIMD static void add_scaled(double *restrict a, double factor, const double *restrict b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] += factor * b[i];
}

static double inner(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void without_intercept(problem *q)
{
    size_t p1 = q->p + 1;
    const double *h = q->model->hessian, *g = q->model->gradient;
    for (size_t i = 0; i < q->p; i++) {
        double share = h[i + 1] / h[0];
        memcpy(q->curve + i * q->p, h + (i + 1) * p1 + 1, q->p * sizeof *h);
        add_scaled(q->curve + i * q->p, -share, h + 1, q->p);
        q->curve[i * q->p + i] += damping * q->terms->variance[i];
        q->slope[i] = g[i + 1] - share * g[0];
        q->w[i] = q->model->coef[i + 1];
    }
}

static bool is_free(const problem *q, size_t j)
{
    return isfinite(q->lambda) || !(factor_of(q->terms, j) > 0);
}

/* lambda f_j, 0 for free columns whatever lambda. */
static double penalty_of(const problem *q, size_t j)
{
    double f = factor_of(q->terms, j);
    return f > 0 ? q->lambda * f : 0;
}

/* The best value of one coefficient; returns what the move is worth. */
static double descend_one(problem *q, size_t j)
{
    double penalty = penalty_of(q, j), alpha = q->terms->alpha, old = q->w[j];
    double curve = q->curve[j * q->p + j] + penalty * (1 - alpha);
    if (!(curve > 0)) return 0; /* a column of one value */
    double pull = q->curve[j * q->p + j] * old - q->slope[j] + penalty * (1 - alpha) * prior_of(q->terms, j);
    double left = fabs(pull) - penalty * alpha;
    double new = left > 0 ? copysign(left, pull) / curve : 0;
    double move = new - old;
    if (!(fabs(move) > 0)) return 0;
    q->w[j] = new;
    add_scaled(q->slope, move, q->curve + j * q->p, q->p);
    return curve * move * move;
}

/* Other than zero, or without an L1 part: the objective is smooth in it. */
static bool is_active(const problem *q, size_t j)
{
    return fabs(q->w[j]) > 0 || !(penalty_of(q, j) * q->terms->alpha > 0);
}

/* All columns, from which the active set is made anew. */
static double sweep_all(problem *q)
{
    double most = 0;
    q->n_active = 0;
    for (size_t j = 0; j < q->p; j++) {
        if (!is_free(q, j)) continue;
        most = fmax(most, descend_one(q, j));
        if (is_active(q, j)) q->active[q->n_active++] = j;
    }
    return most;
}

static double sweep_active(problem *q)
{
    double most = 0;
    for (size_t k = 0; k < q->n_active; k++)
        most = fmax(most, descend_one(q, q->active[k]));
    return most;
}

/* Newton's direction of the active columns into `move` (by their number in the active set), with signs as they are.
 * False where the matrix is not positive definite. */
static bool newton_direction(problem *q, double *move)
{
    size_t n = q->n_active;
    double alpha = q->terms->alpha;
    for (size_t k = 0; k < n; k++) {
        size_t j = q->active[k];
        double penalty = penalty_of(q, j), w = q->w[j];
        for (size_t l = 0; l < n; l++)
            q->factor[k * n + l] = q->curve[j * q->p + q->active[l]];
        q->factor[k * n + k] += penalty * (1 - alpha);
        double sign = w > 0 ? 1 : w < 0 ? -1 : 0;
        move[k] =
            -(q->slope[j] + penalty * (1 - alpha) * (w - prior_of(q->terms, j)) + penalty * alpha * sign);
    }
    if (ptb_cholesky(q->factor, n, NULL) != PTB_OK) return false;
    ptb_cholesky_solve(q->factor, n, move);
    return true;
}

/* Newton's step, as far as the first coefficient that comes to zero. */
static void newton_step(problem *q, const double *move)
{
    double share = 1;
    size_t first = q->n_active;
    for (size_t k = 0; k < q->n_active; k++) {
        double w = q->w[q->active[k]];
        bool crosses = penalty_of(q, q->active[k]) * q->terms->alpha > 0 && w * (w + share * move[k]) < 0;
        if (!crosses) continue;
        share = -w / move[k];
        first = k;
    }
    for (size_t k = 0; k < q->n_active; k++) {
        size_t j = q->active[k];
        double old = q->w[j];
        q->w[j] = k == first ? 0 : old + share * move[k];
        add_scaled(q->slope, q->w[j] - old, q->curve + j * q->p, q->p);
    }
}

static void drop_zeros(problem *q)
{
    size_t n = 0;
    for (size_t k = 0; k < q->n_active; k++)
        if (is_active(q, q->active[k])) q->active[n++] = q->active[k];
    q->n_active = n;
}

static void minimise(problem *q, double *move)
{
    for (int round = 0; round < MAX_ROUNDS; round++) {
        if (sweep_all(q) <= q->slack && round > 0) return;
        size_t sweeps = q->terms->alpha > 0 ? FIRST_SWEEPS + q->n_active / COLUMNS_A_SWEEP : 0;
        bool is_done = false;
        for (size_t i = 0; i < sweeps && !is_done; i++)
            is_done = sweep_active(q) <= q->slack;
        drop_zeros(q);
        if (q->n_active > 0 && !is_done && newton_direction(q, move)) newton_step(q, move);
    }
}

double ptb_penalty_step(const ptb_penalty_terms *terms, double lambda, const ptb_penalty_model *model,
                        double slack, ptb_penalty_room *room, double *target)
{
    problem q = {.terms = terms,
                 .model = model,
                 .lambda = lambda,
                 .slack = slack,
                 .p = terms->n_cols,
                 .curve = room->schur,
                 .slope = room->slope,
                 .w = target + 1,
                 .factor = room->factor,
                 .active = room->active};
    const double *h = model->hessian, *g = model->gradient;
    double gain = g[0] * g[0] / (2 * h[0]), alpha = terms->alpha;
    without_intercept(&q);
    minimise(&q, room->move);
    target[0] = model->coef[0] - g[0] / h[0];
    for (size_t j = 0; j < q.p; j++) {
        double w = target[j + 1], old = model->coef[j + 1], move = w - old, f = penalty_of(&q, j);
        if (!(fabs(move) > 0)) continue;
        double slope_before = g[j + 1] - h[j + 1] / h[0] * g[0];
        target[0] -= h[j + 1] / h[0] * move;
        gain -= move * (slope_before + q.slope[j]) / 2;
        gain -=
            f * ((1 - alpha) * move * ((w + old) / 2 - prior_of(terms, j)) + alpha * (fabs(w) - fabs(old)));
    }
    return gain;
}

void ptb_penalty_learn(double *hessian, const double *step, const double *change, size_t n, double *scratch)
{
    double along = inner(step, change, n), curve;
    for (size_t i = 0; i < n; i++)
        scratch[i] = inner(hessian + i * n, step, n);
    curve = inner(step, scratch, n);
    if (!(along > 1e-8 * sqrt(inner(step, step, n) * inner(change, change, n))) || !isfinite(along) ||
        !(curve > 0))
        return;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            hessian[i * n + j] += change[i] * change[j] / along - scratch[i] * scratch[j] / curve;
}
