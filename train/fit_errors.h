/* train/fit_errors.h: standard errors of a model's coefficients, as its cases allow. */
#ifndef PTB_TRAIN_FIT_ERRORS_H
#define PTB_TRAIN_FIT_ERRORS_H

#include "features/vectors.h"
#include "models/inference.h"

/* By the model where the rows (indices into the vectors, in the fit's order) are independent and unweighted. Else the larger of that and of errors
 * by groups: the account trees where rows share one, each row its own where rows are weighted; `fit` without group. *by: "model", "case", "group".
 * *out, n_cols + 1, is the caller's; NULL where there are no errors, as of a fit that did not converge. */
PTB_MUST_USE ptb_status ptb_fit_errors(const ptb_context *context, const ptb_vectors *vectors,
                                       const uint32_t *rows, const ptb_inference_rows *fit,
                                       const double *coef, double **out, const char **by, ptb_error *err);

#endif
