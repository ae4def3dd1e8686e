/* models/svm_decide.c: decision values in blocks of rows, by panels of eight vectors. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/simd.h"
#include "models/svm.h"

/* A panel's vectors lie side by side, column by column, so that its eight sums are eight lanes; each sum runs over the
 * columns in their order, whatever the rows around. DEPTH columns of a panel are unpacked at a time. */
enum { LANES = 8, DEPTH = 64, BLOCK_ROWS = 32 };

typedef struct {
    double x[DEPTH][LANES];
} panel;

static void unpack(const ptb_svm *svm, size_t vector, size_t column, size_t depth, panel *out)
{
    size_t lanes = svm->n_vectors - vector < LANES ? svm->n_vectors - vector : LANES;
    if (lanes < LANES) memset(out, 0, sizeof *out);
    for (size_t k = 0; k < lanes; k++) {
        const float *from = svm->vector + (vector + k) * svm->n_cols + column;
        for (size_t j = 0; j < depth; j++)
            out->x[j][k] = (double)from[j];
    }
}

PTB_INLINE void add_distances(const panel *vectors, const float *x, size_t depth, double *restrict sum)
{
    double s[LANES];
    for (size_t k = 0; k < LANES; k++)
        s[k] = sum[k];
    for (size_t j = 0; j < depth; j++) {
        double here = (double)x[j];
        for (size_t k = 0; k < LANES; k++) {
            double off = here - vectors->x[j][k];
            s[k] += off * off;
        }
    }
    for (size_t k = 0; k < LANES; k++)
        sum[k] = s[k];
}

PTB_INLINE void add_products(const panel *vectors, const float *x, size_t depth, double *restrict sum)
{
    double s[LANES];
    for (size_t k = 0; k < LANES; k++)
        s[k] = sum[k];
    for (size_t j = 0; j < depth; j++) {
        double here = (double)x[j];
        for (size_t k = 0; k < LANES; k++)
            s[k] += here * vectors->x[j][k];
    }
    for (size_t k = 0; k < LANES; k++)
        sum[k] = s[k];
}

/* The kernel of n rows (BLOCK_ROWS at most) with one panel. */
PTB_SIMD static void panel_kernel(const ptb_svm *svm, size_t vector, const float *x, size_t ld, size_t n,
                                  double *kernel)
{
    panel vectors;
    memset(kernel, 0, n * LANES * sizeof *kernel);
    for (size_t column = 0; column < svm->n_cols; column += DEPTH) {
        size_t depth = svm->n_cols - column < DEPTH ? svm->n_cols - column : DEPTH;
        unpack(svm, vector, column, depth, &vectors);
        for (size_t i = 0; i < n; i++) {
            if (svm->kernel == PTB_KERNEL_LINEAR)
                add_products(&vectors, x + i * ld + column, depth, kernel + i * LANES);
            else
                add_distances(&vectors, x + i * ld + column, depth, kernel + i * LANES);
        }
    }
    if (svm->kernel == PTB_KERNEL_RBF) ptb_kernel_decay(kernel, n * LANES, svm->gamma);
}

static void decide(const ptb_svm *svm, const float *x, size_t ld, size_t n, double *value)
{
    double kernel[BLOCK_ROWS * LANES], sum[BLOCK_ROWS][LANES] = {{0}};
    for (size_t vector = 0; vector < svm->n_vectors; vector += LANES) {
        size_t lanes = svm->n_vectors - vector < LANES ? svm->n_vectors - vector : LANES;
        panel_kernel(svm, vector, x, ld, n, kernel);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < lanes; k++)
                sum[i][k] += svm->coef[vector + k] * kernel[i * LANES + k];
    }
    for (size_t i = 0; i < n; i++) {
        const double *s = sum[i];
        value[i] = (((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))) - svm->rho;
    }
}

double ptb_svm_decide(const ptb_svm *svm, const float *x)
{
    double value = 0;
    decide(svm, x, svm->n_cols, 1, &value);
    return value;
}

typedef struct {
    const ptb_svm *svm;
    const ptb_design *design;
    double *value;
} rows_state;

static ptb_status decide_block(void *of, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const rows_state *state = of;
    const ptb_design *design = state->design;
    decide(state->svm, design->x + block->first * design->ld, design->ld, block->last - block->first,
           state->value + block->first);
    return PTB_OK;
}

/* NOLINTBEGIN(readability-non-const-parameter): the blocks write `value` */
ptb_status ptb_svm_decide_rows(const ptb_context *context, const ptb_svm *svm, const ptb_design *design,
                               double *value, ptb_error *err)
{
    rows_state state = {svm, design, value};
    if (design->n_cols != svm->n_cols)
        return ptb_fail(err, PTB_E_ARG, "%zu columns (expected the model's %zu)", design->n_cols,
                        svm->n_cols);
    return ptb_blocks_map(context, design->n_rows, BLOCK_ROWS, decide_block, &state, err);
}
/* NOLINTEND(readability-non-const-parameter) */

void ptb_svm_free(ptb_svm *svm)
{
    if (svm == NULL) return;
    free(svm->coef);
    free(svm->vector);
    free(svm);
}
