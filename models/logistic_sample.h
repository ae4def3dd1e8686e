/* models/logistic_sample.h: a share of the rows as a problem of its own, to begin a large fit with. Internal to logistic.c. */
#ifndef PTB_MODELS_LOGISTIC_SAMPLE_H
#define PTB_MODELS_LOGISTIC_SAMPLE_H

#include "models/logistic_pass.h"

typedef struct {
    ptb_design design;
    float *x, *y;
    double *weight;   /* NULL where the rows have none */
    double effective; /* rows of equal weight that would tell as much */
} ptb_logistic_sample;

/* How many rows are worth it for n_rows of n_cols columns: enough for a Hessian as good as that of all; 0 where all rows are hardly more. */
size_t ptb_logistic_sample_size(size_t n_rows, size_t n_cols);

/* About `want` rows, chosen by a hash of their numbers: no order of the rows shows through. */
PTB_MUST_USE ptb_status ptb_logistic_sample_take(const ptb_logistic_data *data, size_t want,
                                                 ptb_logistic_sample *out, ptb_error *err);
void ptb_logistic_sample_free(ptb_logistic_sample *sample);

#endif
