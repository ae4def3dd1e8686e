/* train/unpenalised.h: maximum likelihood where columns depend on one another, as those of all levels do. */
#ifndef PTB_TRAIN_UNPENALISED_H
#define PTB_TRAIN_UNPENALISED_H

#include "models/logistic.h"

/* As ptb_logistic_fit with lambda 0, on the columns that the intercept and the columns before them don't
 * determine; the others have coefficient 0. */
PTB_MUST_USE ptb_status ptb_unpenalised_fit(const ptb_context *context, const ptb_design *design,
                                            const float *y, const double *weight, double *coef,
                                            ptb_logistic_report *report, ptb_error *err);

#endif
