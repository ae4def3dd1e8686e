/* train/additive_rows.c: cases in cells. */
#include "train/additive_rows.h"

#include <stdlib.h>

void ptb_additive_rows_free(ptb_additive_rows *rows)
{
    if (rows->owns_bins) ptb_bins_free(rows->bins);
    free(rows->fields);
    free(rows->cell);
    free(rows->y);
    free(rows->weight);
    *rows = (ptb_additive_rows){0};
}

/* All but the bins. */
static ptb_status fill(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows, size_t n,
                       ptb_additive_rows *out, ptb_error *err)
{
    const ptb_bins *bins = out->bins;
    PTB_TRY(ptb_bins_columns(context, bins, vectors, rows, n, &out->cell, err));
    PTB_TRY(ptb_alloc(&out->fields, bins->n_features, sizeof *out->fields, err));
    PTB_TRY(ptb_alloc(&out->y, n, sizeof *out->y, err));
    PTB_TRY(ptb_alloc(&out->weight, n, sizeof *out->weight, err));
    for (size_t f = 0; f < bins->n_features; f++)
        out->fields[f] = (ptb_field){.n_cells = bins->features[f].n_cells,
                                     .is_ordered = !bins->columns[f].is_category,
                                     .direction = out->direction ? out->direction[f] : 0};
    for (size_t i = 0; i < n; i++) {
        out->y[i] = vectors->outcome[rows[i]];
        out->weight[i] = vectors->weight == NULL ? 1.0 : (double)vectors->weight[rows[i]];
    }
    out->cells = (ptb_cells){.n_rows = n,
                             .n_fields = bins->n_features,
                             .cell = out->cell,
                             .fields = out->fields,
                             .y = out->y,
                             .weight = out->weight};
    return PTB_OK;
}

ptb_status ptb_additive_rows_fit(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows,
                                 size_t n, const int *direction, ptb_additive_rows *out, ptb_error *err)
{
    ptb_bins_settings settings;
    *out = (ptb_additive_rows){.owns_bins = true, .direction = direction};
    ptb_bins_settings_default(&settings);
    PTB_TRY(ptb_bins_fit(context, vectors, rows, n, &settings, &out->bins, err));
    return fill(context, vectors, rows, n, out, err);
}

ptb_status ptb_additive_rows_like(const ptb_context *context, const ptb_vectors *vectors,
                                  const uint32_t *rows, size_t n, const ptb_additive_rows *like,
                                  ptb_additive_rows *out, ptb_error *err)
{
    *out = (ptb_additive_rows){.bins = like->bins, .direction = like->direction};
    return fill(context, vectors, rows, n, out, err);
}
