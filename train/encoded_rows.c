/* train/encoded_rows.c: cases as a design matrix, with outcomes and weights. */
#include "train/encoded_rows.h"

#include <stdlib.h>

#include "datasets/base/memory.h"

void ptb_encoded_rows_free(ptb_encoded_rows *rows)
{
    free(rows->x);
    free(rows->y);
    free(rows->weight);
}

ptb_status ptb_encoded_rows_make(const ptb_fit_inputs *in, const ptb_encoder *encoder, const uint32_t *rows,
                                 size_t n, ptb_encoded_rows *out, ptb_error *err)
{
    *out = (ptb_encoded_rows){0};
    PTB_TRY(ptb_encode_design(in->context, encoder, in->vectors, rows, n, &out->x, err));
    PTB_TRY(ptb_alloc(&out->y, n, sizeof *out->y, err));
    PTB_TRY(ptb_alloc(&out->weight, n, sizeof *out->weight, err));
    for (size_t i = 0; i < n; i++) {
        out->y[i] = in->vectors->outcome[rows[i]];
        out->weight[i] = in->vectors->weight == NULL ? 1.0 : (double)in->vectors->weight[rows[i]];
        out->wins += out->y[i] > 0.5F ? out->weight[i] : 0.0;
        out->total += out->weight[i];
    }
    out->design = (ptb_design){.x = out->x, .n_rows = n, .n_cols = encoder->n_terms, .ld = encoder->n_terms};
    return PTB_OK;
}
