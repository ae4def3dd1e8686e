/* train/additive_rows.h: the cases of additive training, in cells. */
#ifndef PTB_TRAIN_ADDITIVE_ROWS_H
#define PTB_TRAIN_ADDITIVE_ROWS_H

#include "models/curves.h"

typedef struct {
    ptb_bins *bins; /* owned by the rows that they were fitted on */
    ptb_field *fields;
    uint8_t *cell;
    float *y;
    double *weight;
    ptb_cells cells; /* of these; no pairs */
    bool owns_bins;
    const int *direction; /* by feature, as ptb_field's; borrowed; NULL: all free */
} ptb_additive_rows;

/* Fits bins on the rows; the rows' cells by bins that other rows were fitted on. Free on failure too. */
PTB_MUST_USE ptb_status ptb_additive_rows_fit(const ptb_context *context, const ptb_vectors *vectors,
                                              const uint32_t *rows, size_t n, const int *direction,
                                              ptb_additive_rows *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_additive_rows_like(const ptb_context *context, const ptb_vectors *vectors,
                                               const uint32_t *rows, size_t n, const ptb_additive_rows *like,
                                               ptb_additive_rows *out, ptb_error *err);
void ptb_additive_rows_free(ptb_additive_rows *rows);

#endif
