/* models/penalty_pass.c: losses, gradients and Hessians of many logistic fits, in one pass over blocks of rows. */
#include "models/penalty_pass.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/simd.h"

enum { PASS_ROWS = 256, GRAM_ROWS = 512, LANES = 8 };

typedef struct {
    const ptb_penalty_data *data;
    ptb_penalty_point *points;
    size_t n_points, first; /* first: Gram, of the fold's rows */
    const double *coef;     /* n_points x (n_cols + 1) */
    double *scratch;        /* for each thread, scratch_size */
    size_t scratch_size;
} pass_state;

/* Rows first .. last - 1 as doubles, moved, behind a column of ones. */
PTB_SIMD static void expand_rows(const ptb_penalty_data *data, size_t first, size_t last,
                                 double *restrict out)
{
    size_t p = data->design->n_cols;
    const double *restrict mean = data->mean;
    for (size_t i = first; i < last; i++, out += p + 1) {
        const float *restrict x = data->design->x + data->row[i] * data->design->ld;
        out[0] = 1;
        for (size_t j = 0; j < p; j++)
            out[j + 1] = (double)x[j] - mean[j];
    }
}

/* residual *= weight; returns the weighted sum of losses, eight partial sums of a fixed shape. */
PTB_SIMD static double weigh(const double *restrict weight, const double *restrict loss, size_t n,
                             double *restrict residual)
{
    double sum[LANES] = {0};
    size_t i = 0;
    for (size_t k = 0; k < n; k++)
        residual[k] *= weight[k];
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            sum[k] += weight[i + k] * loss[i + k];
    for (size_t k = 0; i < n; i++, k++)
        sum[k] += weight[i] * loss[i];
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

/* The part of the block that belongs to the fold, as offsets into the block; low = high where none does. */
static void part_of_fold(const ptb_penalty_data *data, const ptb_block *block, int fold, size_t *low,
                         size_t *high)
{
    *low = *high = block->last - block->first;
    if (fold >= data->n_folds) return;
    size_t from = data->fold_start[fold], to = data->fold_start[fold + 1];
    if (from < block->first) from = block->first;
    if (to > block->last) to = block->last;
    if (from >= to) return;
    *low = from - block->first;
    *high = to - block->first;
}

/* sums: n_points gradients, then the losses of fitted rows, then those of the others. */
static ptb_status pass_block(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    (void)err;
    const pass_state *pass = state;
    const ptb_penalty_data *data = pass->data;
    size_t p1 = data->design->n_cols + 1, n = block->last - block->first, m = pass->n_points;
    double *x = pass->scratch + (size_t)block->thread * pass->scratch_size;
    double *margin = x + PASS_ROWS * p1, *residual = margin + PASS_ROWS * m, *loss = residual + PASS_ROWS * m;
    double *losses = sums + m * p1, *held_losses = losses + m;
    const double *weight = data->weight + block->first;
    expand_rows(data, block->first, block->last, x);
    ptb_multiply_transposed(pass->coef, x, m, n, p1, margin);
    for (size_t k = 0; k < m; k++) {
        const ptb_penalty_point *point = &pass->points[k];
        double *r = residual + k * n;
        size_t low, high;
        ptb_penalty_losses(margin + k * n, data->side + block->first, n, r, loss);
        part_of_fold(data, block, point->without, &low, &high);
        losses[k] = weigh(weight, loss, low, r);
        if (low == high) continue;
        losses[k] += weigh(weight + high, loss + high, n - high, r + high);
        held_losses[k] = weigh(weight + low, loss + low, high - low, r + low);
        memset(r + low, 0, (high - low) * sizeof *r);
        if (point->margin != NULL)
            memcpy(point->margin + block->first + low, margin + k * n + low, (high - low) * sizeof *margin);
    }
    ptb_multiply_add(residual, x, m, p1, n, sums);
    return PTB_OK;
}

/* Weight of the rows a fit is fitted on, and of those it is not. */
static double weight_of(const ptb_penalty_data *data, int without, double *held)
{
    *held = without < data->n_folds ? data->fold_weight[without] : 0;
    return data->fold_weight[data->n_folds] - *held;
}

ptb_status ptb_penalty_pass(const ptb_penalty_data *data, ptb_penalty_point *points, size_t n_points,
                            ptb_error *err)
{
    size_t p1 = data->design->n_cols + 1, m = n_points, n_sums = m * (p1 + 2);
    double *coef = NULL, *sums = NULL;
    pass_state state = {.data = data, .points = points, .n_points = m};
    ptb_status status = PTB_OK;
    state.scratch_size = PASS_ROWS * (p1 + 2 * m + 1);
    PTB_TRY_TO(ptb_alloc_raw(&coef, m, p1 * sizeof *coef, err));
    PTB_TRY_TO(ptb_alloc_raw(&sums, n_sums, sizeof *sums, err));
    PTB_TRY_TO(ptb_alloc_raw(&state.scratch, (size_t)data->context->threads,
                             state.scratch_size * sizeof *state.scratch, err));
    state.coef = coef;
    for (size_t k = 0; k < m; k++)
        memcpy(coef + k * p1, points[k].coef, p1 * sizeof *coef);
    PTB_TRY_TO(ptb_blocks_sum(data->context, data->n_rows, PASS_ROWS, pass_block, &state, sums, n_sums, err));
    for (size_t k = 0; k < m; k++) {
        double held_weight, weight = weight_of(data, points[k].without, &held_weight);
        for (size_t j = 0; j < p1; j++)
            points[k].gradient[j] = sums[k * p1 + j] / weight;
        points[k].loss = sums[m * p1 + k] / weight;
        points[k].held_loss = held_weight > 0 ? sums[m * p1 + m + k] / held_weight : 0;
    }
done:
    free(coef);
    free(sums);
    free(state.scratch);
    return status;
}

PTB_SIMD static void scale_rows(const double *restrict scale, size_t n, size_t p1, double *restrict x)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p1; j++)
            x[i * p1 + j] *= scale[i];
}

static ptb_status gram_block(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    (void)err;
    const pass_state *pass = state;
    const ptb_penalty_data *data = pass->data;
    size_t p1 = data->design->n_cols + 1, n = block->last - block->first, first = pass->first + block->first;
    double *x = pass->scratch + (size_t)block->thread * pass->scratch_size;
    double *margin = x + GRAM_ROWS * p1, *scale = margin + GRAM_ROWS;
    expand_rows(data, first, first + n, x);
    if (pass->coef == NULL)
        memset(margin, 0, n * sizeof *margin);
    else
        ptb_multiply_transposed(pass->coef, x, 1, n, p1, margin);
    ptb_penalty_curvatures(margin, n, scale);
    for (size_t i = 0; i < n; i++)
        scale[i] = sqrt(scale[i] * data->weight[first + i]);
    scale_rows(scale, n, p1, x);
    ptb_add_squares(x, n, p1, sums);
    return PTB_OK;
}

/* gram := (all - held) / weight, full; held may be NULL. Both upper triangles. */
static void finish_gram(const double *all, const double *held, double weight, size_t p1, double *gram)
{
    for (size_t i = 0; i < p1; i++)
        for (size_t j = i; j < p1; j++) {
            double part = held == NULL ? 0 : held[i * p1 + j];
            gram[i * p1 + j] = gram[j * p1 + i] = (all[i * p1 + j] - part) / weight;
        }
}

ptb_status ptb_penalty_grams(const ptb_penalty_data *data, const double *coef, double **gram, ptb_error *err)
{
    size_t p1 = data->design->n_cols + 1, n_folds = (size_t)data->n_folds;
    double *all = NULL, *part = NULL, held_weight;
    pass_state state = {.data = data, .coef = coef, .scratch_size = GRAM_ROWS * (p1 + 2)};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&all, p1, p1 * sizeof *all, err));
    PTB_TRY_TO(ptb_alloc(&part, p1, p1 * sizeof *part, err));
    PTB_TRY_TO(ptb_alloc_raw(&state.scratch, (size_t)data->context->threads,
                             state.scratch_size * sizeof *state.scratch, err));
    for (size_t k = 0; k < n_folds; k++) {
        state.first = data->fold_start[k];
        PTB_TRY_TO(ptb_blocks_sum(data->context, data->fold_start[k + 1] - state.first, GRAM_ROWS, gram_block,
                                  &state, part, p1 * p1, err));
        for (size_t i = 0; i < p1 * p1; i++)
            all[i] += part[i];
        if (gram[k] != NULL) memcpy(gram[k], part, p1 * p1 * sizeof *part);
    }
    for (size_t k = 0; k < n_folds; k++)
        if (gram[k] != NULL) finish_gram(all, gram[k], weight_of(data, (int)k, &held_weight), p1, gram[k]);
    if (gram[n_folds] != NULL) finish_gram(all, NULL, data->fold_weight[n_folds], p1, gram[n_folds]);
done:
    free(all);
    free(part);
    free(state.scratch);
    return status;
}
