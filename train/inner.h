/* train/inner.h: what the inner folds say: which penalty, and how its log-odds become probabilities. */
#ifndef PTB_TRAIN_INNER_H
#define PTB_TRAIN_INNER_H

#include "train/procedure.h"

typedef struct {
    const ptb_vectors *vectors;
    const double *lambdas; /* strong to weak; the first is infinite (the base rate) where there is a choice */
    size_t n_lambdas;
    ptb_calibration_kind calibrate;
} ptb_inner_results;

/* Sets lambda, calibration and is_base_rate from the procedure's margins, which are freed. Where even the best
 * penalty is not better than the base rate by more than a standard error, the base rate is what is
 * predicted. E_DATA: no inner fold had both classes before it. */
PTB_MUST_USE ptb_status ptb_inner_settle(const ptb_inner_results *results, ptb_procedure *procedure,
                                         ptb_error *err);
/* Sets pair_lambda and calibration from the margins along the surfaces' penalties, the first of which is infinite: no surfaces, which are
 * chosen only where they do better by more than a standard error. Frees the margins. */
PTB_MUST_USE ptb_status ptb_inner_settle_pairs(const ptb_inner_results *results, ptb_procedure *procedure,
                                               ptb_error *err);

#endif
