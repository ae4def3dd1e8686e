/* train/procedure.h: the whole training procedure on one set of rows, many sets at once.
 *
 * Encoder (or bins), penalty by inner cross-validation, coefficients, calibration by the inner unseen log-odds, and
 * the log-odds of the rows to judge. Of an additive model first the penalty of the curves, then that of surfaces beside them. All inner fits of all procedures are dealt to the threads as one list
 * of jobs, each on one thread, so that the bits don't depend on their number. Memory: threads times a design
 * matrix, and (number of penalties) * 8 bytes for each training row of each procedure. */
#ifndef PTB_TRAIN_PROCEDURE_H
#define PTB_TRAIN_PROCEDURE_H

#include "models/calibration.h"
#include "models/curves.h"
#include "train/folds.h"
#include "train/trainer.h"

enum { PTB_PENALTIES_MAX = 12 };

typedef struct {
    /* In: both lists are owned. */
    uint32_t *train, *judge;
    size_t n_train, n_judge;
    /* Out. */
    ptb_encoder *encoder;
    double *coef;       /* n_terms + 1; NULL where the model is additive */
    ptb_curves *curves; /* additive, or NULL */
    ptb_calibration calibration;
    double lambda, pair_lambda; /* pair_lambda: of surfaces; infinite where there are none */
    double *logit;              /* n_judge, calibrated */
    bool is_base_rate; /* no penalty did better than the base rate in the inner folds, so that is predicted */
    bool is_separable; /* a margin parts the wins from the losses of the training rows */
    bool converged;
    double gradient_max;
    /* Work. */
    int *inner_fold; /* n_train */
    int inner_k;
    double *margin; /* penalties x n_train: by inner models that had not seen the row; NaN where not judged */
} ptb_procedure;

PTB_MUST_USE ptb_status ptb_procedures_run(const ptb_context *context, const ptb_vectors *vectors,
                                           const ptb_train_settings *settings, ptb_procedure *procedures,
                                           size_t n, ptb_error *err);
void ptb_procedure_free(ptb_procedure *procedure); /* what it owns */

#endif
