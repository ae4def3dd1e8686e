/* train/encoded_rows.h: a set of cases as the design matrix of a fit. */
#ifndef PTB_TRAIN_ENCODED_ROWS_H
#define PTB_TRAIN_ENCODED_ROWS_H

#include "features/encoder.h"
#include "models/linalg.h"
#include "train/family.h"

typedef struct {
    float *x, *y;
    double *weight;
    ptb_design design;
    double wins, total; /* by weight */
} ptb_encoded_rows;

/* Of rows[0..n) of the inputs' vectors, whose outcomes are known. The caller frees *out, also after an error. */
PTB_MUST_USE ptb_status ptb_encoded_rows_make(const ptb_fit_inputs *in, const ptb_encoder *encoder,
                                              const uint32_t *rows, size_t n, ptb_encoded_rows *out,
                                              ptb_error *err);
void ptb_encoded_rows_free(ptb_encoded_rows *rows);

#endif
