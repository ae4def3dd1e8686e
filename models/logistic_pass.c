/* models/logistic_pass.c: margins, loss, gradient and Hessian of the logistic loss over blocks of float32 rows. */
#include "models/logistic_pass.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/simd.h"
#include "models/logistic.h"
#include "models/penalty_pass.h"

enum { BLOCK_ROWS = 1024, CHUNK_ROWS = 64, TILE_ROWS = 4, LANES = 8 };

double ptb_sigmoid(double z)
{
    double e = exp(-fabs(z));
    return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

double ptb_log1p_exp(double z)
{
    return log1p(exp(-fabs(z))) + (z > 0 ? z : 0);
}

/* Eight partial sums, added pairwise at the end: the order never depends on the vector width. */
PTB_INLINE double dot(const float *x, const double *w, size_t n)
{
    double sum[LANES] = {0};
    size_t j = 0;
    for (; j + LANES <= n; j += LANES)
        for (size_t k = 0; k < LANES; k++)
            sum[k] += (double)x[j + k] * w[j + k];
    for (size_t k = 0; j < n; j++, k++)
        sum[k] += (double)x[j] * w[j];
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

typedef struct {
    const ptb_design *design;
    const double *coef;
    double *margin;
} margin_state;

PTB_SIMD static ptb_status margin_block(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const margin_state *margins = state;
    const ptb_design *design = margins->design;
    for (size_t i = block->first; i < block->last; i++)
        margins->margin[i] =
            margins->coef[0] + dot(design->x + i * design->ld, margins->coef + 1, design->n_cols);
    return PTB_OK;
}

void ptb_logistic_margins(const ptb_context *context, const ptb_design *design, const double *coef,
                          double *margin)
{
    margin_state state = {.design = design, .coef = coef};
    ptb_block whole = {0, 0, design->n_rows, 0};
    state.margin = margin;
    /* Where no threads can be had, or the run is being cancelled, the same sums are made here. */
    if (ptb_blocks_map(context, design->n_rows, BLOCK_ROWS, margin_block, &state, NULL) != PTB_OK)
        (void)margin_block(&state, &whole, NULL);
}

ptb_status ptb_logistic_data_check(ptb_logistic_data *data, ptb_error *err)
{
    double all = 0, wins = 0, losses = 0;
    for (size_t i = 0; i < data->design->n_rows; i++) {
        double v = data->weight == NULL ? 1 : data->weight[i];
        float y = data->y[i];
        bool is_win = y >= 1 && y <= 1, is_loss = y >= 0 && y <= 0;
        if (!is_win && !is_loss)
            return ptb_fail(err, PTB_E_DATA, "row %zu: outcome %g (expected 0 or 1)", i, (double)y);
        if (!isfinite(v) || v <= 0)
            return ptb_fail(err, PTB_E_DATA, "row %zu: weight %g (expected a number above 0)", i, v);
        all += v;
        if (is_win)
            wins += v;
        else
            losses += v;
    }
    if (!(wins > 0) || !(losses > 0))
        return ptb_fail(err, PTB_E_DATA, "all %zu rows are %s (expected wins and losses)",
                        data->design->n_rows, wins > 0 ? "wins" : "losses");
    if (!isfinite(all))
        return ptb_fail(err, PTB_E_DATA, "the weights sum to %g (expected a finite sum)", all);
    data->weight_sum = all;
    data->win_sum = wins;
    return PTB_OK;
}

typedef struct {
    const ptb_logistic_data *data;
    const double *coef;
    double *row_weight; /* of the Hessian */
} pass_state;

/* Margins, losses and residuals of some rows, while these are in the nearest cache. */
typedef struct {
    double z[CHUNK_ROWS], side[CHUNK_ROWS], residual[CHUNK_ROWS], loss[CHUNK_ROWS];
} chunk;

/* Adds the rows' losses and how many are on their own side. */
PTB_SIMD static ptb_status chunk_losses(const pass_state *pass, size_t first, size_t n, chunk *c,
                                        double *loss_and_right, ptb_error *err)
{
    const ptb_logistic_data *data = pass->data;
    const ptb_design *design = data->design;
    for (size_t k = 0; k < n; k++) {
        c->z[k] = pass->coef[0] + dot(design->x + (first + k) * design->ld, pass->coef + 1, design->n_cols);
        if (!isfinite(c->z[k])) PTB_TRY(ptb_design_check_row(design, first + k, err));
        c->side[k] = data->y[first + k] > 0.5F ? 1 : -1;
    }
    ptb_penalty_losses(c->z, c->side, n, c->residual, c->loss);
    for (size_t k = 0; k < n; k++) {
        double v = data->weight == NULL ? 1 : data->weight[first + k];
        c->residual[k] *= v;
        loss_and_right[0] += v * c->loss[k];
        if (c->side[k] * c->z[k] > 0) loss_and_right[1] += 1;
    }
    return PTB_OK;
}

/* gradient (1 + n_cols) += the rows' residuals times the rows. */
PTB_SIMD static void add_gradient(const ptb_design *design, size_t first, size_t n, const double *residual,
                                  double *restrict gradient)
{
    for (size_t i = 0; i < n; i += TILE_ROWS) {
        const float *row[TILE_ROWS];
        double r[TILE_ROWS] = {0}; /* the last tile repeats its first row with residual 0 */
        for (size_t k = 0; k < TILE_ROWS; k++) {
            size_t at = i + k < n ? i + k : i;
            row[k] = design->x + (first + at) * design->ld;
            if (i + k < n) r[k] = residual[at];
        }
        gradient[0] += (r[0] + r[1]) + (r[2] + r[3]);
        for (size_t j = 0; j < design->n_cols; j++)
            gradient[j + 1] += (r[0] * (double)row[0][j] + r[1] * (double)row[1][j]) +
                               (r[2] * (double)row[2][j] + r[3] * (double)row[3][j]);
    }
}

static ptb_status gradient_block(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    const pass_state *pass = state;
    const ptb_design *design = pass->data->design;
    chunk c = {0};
    for (size_t i = block->first; i < block->last; i += CHUNK_ROWS) {
        size_t n = block->last - i < CHUNK_ROWS ? block->last - i : CHUNK_ROWS;
        PTB_TRY(chunk_losses(pass, i, n, &c, sums + design->n_cols + 1, err));
        add_gradient(design, i, n, c.residual, sums);
    }
    return PTB_OK;
}

ptb_status ptb_logistic_gradient(const ptb_logistic_data *data, const double *coef, double *gradient,
                                 ptb_logistic_fit_value *value, ptb_error *err)
{
    size_t p1 = data->design->n_cols + 1;
    pass_state state = {data, coef, NULL};
    double *sums = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc_raw(&sums, p1 + 2, sizeof(double), err));
    PTB_TRY_TO(ptb_blocks_sum(data->context, data->design->n_rows, BLOCK_ROWS, gradient_block, &state, sums,
                              p1 + 2, err));
    for (size_t j = 0; j < p1; j++)
        gradient[j] = sums[j] / data->weight_sum;
    value->loss = sums[p1] / data->weight_sum;
    value->n_right = (size_t)sums[p1 + 1];
done:
    free(sums);
    return status;
}

PTB_SIMD static ptb_status curvature_block(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const pass_state *pass = state;
    const ptb_logistic_data *data = pass->data;
    const ptb_design *design = data->design;
    for (size_t i = block->first; i < block->last; i++) {
        double e =
            exp(-fabs(pass->coef[0] + dot(design->x + i * design->ld, pass->coef + 1, design->n_cols)));
        double v = data->weight == NULL ? 1 : data->weight[i];
        pass->row_weight[i] = v / data->weight_sum * (e / ((1 + e) * (1 + e)));
    }
    return PTB_OK;
}

ptb_status ptb_logistic_hessian(const ptb_logistic_data *data, const double *coef, double *row_weight,
                                double *hessian, ptb_error *err)
{
    pass_state state = {data, coef, row_weight};
    PTB_TRY(ptb_blocks_map(data->context, data->design->n_rows, BLOCK_ROWS, curvature_block, &state, err));
    return ptb_weighted_gram(data->context, data->design, row_weight, hessian, err);
}
