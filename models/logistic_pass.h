/* models/logistic_pass.h: the passes over the rows that a logistic fit is made of. Internal to logistic.c.
 *
 * Rows are read once a pass, in fixed blocks and tiles, with partial sums of a fixed shape, so that results have the
 * same bits for any number of threads and any vector width of the compiler's choice. */
#ifndef PTB_MODELS_LOGISTIC_PASS_H
#define PTB_MODELS_LOGISTIC_PASS_H

#include "models/linalg.h"

/* What a fit is about; all borrowed. */
typedef struct {
    const ptb_context *context;
    const ptb_design *design;
    const float *y;
    const double *weight;       /* NULL: ones */
    double weight_sum, win_sum; /* filled by ptb_logistic_data_check */
} ptb_logistic_data;

/* Every y 0 or 1 and both there, every weight above 0; sets the sums. E_DATA names the row. */
PTB_MUST_USE ptb_status ptb_logistic_data_check(ptb_logistic_data *data, ptb_error *err);

typedef struct {
    double loss;    /* weighted mean of log(1 + exp(-s margin)); not finite where a margin overflows */
    size_t n_right; /* rows whose margin is strictly on their own side */
} ptb_logistic_fit_value;

/* The loss and its gradient (n_cols + 1), without penalty. E_DATA names row and column of an x that is not finite. */
PTB_MUST_USE ptb_status ptb_logistic_gradient(const ptb_logistic_data *data, const double *coef,
                                              double *gradient, ptb_logistic_fit_value *value,
                                              ptb_error *err);

/* The Hessian of the loss at `coef`, (n_cols + 1)^2, full. row_weight: scratch of n_rows. */
PTB_MUST_USE ptb_status ptb_logistic_hessian(const ptb_logistic_data *data, const double *coef,
                                             double *row_weight, double *hessian, ptb_error *err);

#endif
