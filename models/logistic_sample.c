/* models/logistic_sample.c: a share of the rows as a problem of its own, to begin a large fit with. */
#include "models/logistic_sample.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"

/* ROWS_A_COLUMN: then the Hessian's eigenvalues are within some 13 % of those of all rows (Marchenko and Pastur: 1 +- 2 sqrt(1 / 256)). */
enum { ROWS_A_COLUMN = 256, LEAST_SHARE = 16, LARGEST_SHARE = 4, SAMPLE_MIN = 16384 };

size_t ptb_logistic_sample_size(size_t n_rows, size_t n_cols)
{
    size_t want = ROWS_A_COLUMN * (n_cols + 1);
    if (want < n_rows / LEAST_SHARE) want = n_rows / LEAST_SHARE;
    if (want < SAMPLE_MIN) want = SAMPLE_MIN;
    return want <= n_rows / LARGEST_SHARE ? want : 0;
}

static bool is_taken(size_t row, uint64_t below)
{
    return ptb_mix64(0x9e3779b97f4a7c15U, row) <= below;
}

static void copy_rows(const ptb_logistic_data *data, uint64_t below, ptb_logistic_sample *out)
{
    size_t p = data->design->n_cols, n = 0;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < data->design->n_rows; i++) {
        if (!is_taken(i, below)) continue;
        double v = data->weight == NULL ? 1 : data->weight[i];
        memcpy(out->x + n * p, data->design->x + i * data->design->ld, p * sizeof *out->x);
        out->y[n] = data->y[i];
        if (out->weight != NULL) out->weight[n] = v;
        sum += v;
        squares += v * v;
        n++;
    }
    out->effective = sum * sum / squares;
}

ptb_status ptb_logistic_sample_take(const ptb_logistic_data *data, size_t want, ptb_logistic_sample *out,
                                    ptb_error *err)
{
    size_t n_rows = data->design->n_rows, p = data->design->n_cols, n = 0;
    uint64_t below = UINT64_MAX / n_rows * want;
    *out = (ptb_logistic_sample){0};
    for (size_t i = 0; i < n_rows; i++)
        n += is_taken(i, below);
    PTB_TRY(ptb_alloc_raw(&out->x, n, p * sizeof *out->x, err));
    PTB_TRY(ptb_alloc_raw(&out->y, n, sizeof *out->y, err));
    if (data->weight != NULL) PTB_TRY(ptb_alloc_raw(&out->weight, n, sizeof *out->weight, err));
    out->design = (ptb_design){out->x, n, p, p};
    copy_rows(data, below, out);
    return PTB_OK;
}

void ptb_logistic_sample_free(ptb_logistic_sample *sample)
{
    free(sample->x);
    free(sample->y);
    free(sample->weight);
    *sample = (ptb_logistic_sample){0};
}
