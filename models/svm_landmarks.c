/* models/svm_landmarks.c: Nystroem's map: kernels with landmarks by products of blocks, whitened by their Cholesky factor. */
#include "models/svm_landmarks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"

enum { BLOCK_ROWS = 256 };

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static ptb_status draw_landmarks(ptb_landmarks *map, ptb_error *err)
{
    uint32_t *all = NULL;
    ptb_rng *rng = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&all, map->n, sizeof *all, err));
    PTB_TRY_TO(ptb_rng_new(map->context->seed, "landmarks", 0, &rng, err));
    for (size_t i = 0; i < map->n; i++)
        all[i] = (uint32_t)i;
    for (size_t k = 0; k < map->m; k++) { /* the first m of a shuffle */
        size_t at = k + (size_t)ptb_rng_below(rng, map->n - k);
        map->landmark[k] = all[at];
        all[at] = all[k];
    }
    qsort(map->landmark, map->m, sizeof *map->landmark, by_number);
done:
    ptb_rng_free(rng);
    free(all);
    return status;
}

static void order_by_fold(ptb_landmarks *map)
{
    const ptb_svm_data *data = map->data;
    int n_folds = data->fold == NULL ? 0 : data->n_folds;
    size_t n = 0;
    for (int k = 0; k <= n_folds; k++) {
        map->fold_begin[k] = n;
        for (size_t i = 0; i < map->n; i++) {
            int fold = data->fold == NULL || data->fold[i] < 0 ? n_folds : data->fold[i];
            if (fold == k) map->order[n++] = (uint32_t)i;
        }
    }
    for (size_t i = 0; i < map->n; i++)
        map->y[i] = map->y[map->n + i] = data->y[map->order[i]];
}

static size_t room_of(const ptb_landmarks *map)
{
    return BLOCK_ROWS * (map->m + map->data->design->n_cols);
}

static void copy_row(const ptb_design *design, size_t row, double *to)
{
    for (size_t j = 0; j < design->n_cols; j++)
        to[j] = (double)design->x[row * design->ld + j];
}

static double square_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += x[j] * x[j];
    return sum;
}

ptb_status ptb_landmarks_new(const ptb_context *context, const ptb_svm_data *data, size_t m,
                             ptb_landmarks *out, ptb_error *err)
{
    size_t n = data->design->n_rows, p = data->design->n_cols;
    ptb_status status = PTB_OK;
    *out = (ptb_landmarks){.context = context, .data = data, .n = n, .m = m < n ? m : n};
    m = out->m;
    PTB_TRY_TO(ptb_alloc(&out->landmark, m, sizeof *out->landmark, err));
    PTB_TRY_TO(ptb_alloc(&out->order, n, sizeof *out->order, err));
    PTB_TRY_TO(ptb_alloc(&out->fold_begin, (size_t)data->n_folds + 1, sizeof *out->fold_begin, err));
    PTB_TRY_TO(ptb_alloc(&out->y, n, 2 * sizeof *out->y, err));
    PTB_TRY_TO(ptb_alloc(&out->point, m, (p + 1) * sizeof *out->point, err));
    PTB_TRY_TO(ptb_alloc(&out->square, m, sizeof *out->square, err));
    PTB_TRY_TO(ptb_alloc_raw(&out->factor, m, m * sizeof *out->factor, err));
    PTB_TRY_TO(ptb_alloc_raw(&out->room, (size_t)context->threads, room_of(out) * sizeof *out->room, err));
    PTB_TRY_TO(ptb_alloc_raw(&out->z, n, 2 * m * sizeof *out->z, err));
    PTB_TRY_TO(draw_landmarks(out, err));
    order_by_fold(out);
    for (size_t k = 0; k < m; k++) {
        copy_row(data->design, out->landmark[k], out->point + k * p);
        out->square[k] = square_of(out->point + k * p, p);
    }
done:
    if (status != PTB_OK) ptb_landmarks_free(out);
    return status;
}

/* kernel[i m + k] = exp(-gamma |x_i - l_k|^2) for n dense rows of doubles. */
static void kernel_rows(const ptb_landmarks *map, double gamma, const double *x, size_t n, double *kernel)
{
    size_t p = map->data->design->n_cols, m = map->m;
    ptb_product_transposed(x, n, map->point, m, p, kernel, m);
    for (size_t i = 0; i < n; i++) {
        double square = square_of(x + i * p, p), *row = kernel + i * m;
        for (size_t k = 0; k < m; k++) {
            double distance = square + map->square[k] - 2 * row[k];
            row[k] = distance > 0 ? distance : 0;
        }
        ptb_kernel_decay(row, m, gamma);
    }
}

/* The factor of the landmarks' own kernel matrix. A little is added to its diagonal, since landmarks may lie together. */
static ptb_status factorise(ptb_landmarks *map, double gamma, ptb_error *err)
{
    size_t m = map->m;
    const double ridges[] = {1e-8, 1e-6, 1e-4};
    ptb_status status = PTB_OK;
    for (size_t k = 0; k < sizeof ridges / sizeof ridges[0]; k++) {
        kernel_rows(map, gamma, map->point, m, map->factor);
        for (size_t i = 0; i < m; i++)
            map->factor[i * m + i] = 1 + ridges[k];
        status = ptb_cholesky(map->factor, m, err);
        if (status != PTB_E_NUMERIC) break;
    }
    return status;
}

typedef struct {
    ptb_landmarks *map;
    double gamma;
} map_state;

static ptb_status map_block(void *of, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const map_state *state = of;
    ptb_landmarks *map = state->map;
    const ptb_design *design = map->data->design;
    size_t n = block->last - block->first, m = map->m;
    double *kernel = map->room + (size_t)block->thread * room_of(map), *x = kernel + BLOCK_ROWS * m;
    for (size_t i = 0; i < n; i++)
        copy_row(design, map->order[block->first + i], x + i * design->n_cols);
    kernel_rows(map, state->gamma, x, n, kernel);
    ptb_cholesky_whiten_rows(map->factor, m, kernel, n);
    float *z = map->z + block->first * m;
    for (size_t i = 0; i < n * m; i++)
        z[i] = z[map->n * m + i] = (float)kernel[i];
    return PTB_OK;
}

ptb_status ptb_landmarks_map(ptb_landmarks *map, double gamma, ptb_error *err)
{
    map_state state = {map, gamma};
    PTB_TRY(factorise(map, gamma, err));
    return ptb_blocks_map(map->context, map->n, BLOCK_ROWS, map_block, &state, err);
}

void ptb_landmarks_unwhiten(const ptb_landmarks *map, double *w)
{
    size_t m = map->m;
    for (size_t i = m; i-- > 0;) {
        w[i] /= map->factor[i * m + i];
        for (size_t k = 0; k < i; k++)
            w[k] -= map->factor[i * m + k] * w[i];
    }
}

void ptb_landmarks_free(ptb_landmarks *map)
{
    free(map->landmark);
    free(map->order);
    free(map->fold_begin);
    free(map->y);
    free(map->point);
    free(map->square);
    free(map->factor);
    free(map->room);
    free(map->z);
    *map = (ptb_landmarks){0};
}
