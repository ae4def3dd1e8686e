/* train/procedure.h: the whole training procedure on one set of rows, many sets at once.
 *
 * For each family of models that is tried its numbers (penalties) by inner cross-validation; then the family, the
 * calibration by the inner unseen log-odds, the model of all training rows, and the log-odds of the rows to judge. All inner
 * fits of all procedures are dealt to the threads as one list of jobs, each on one thread, so that the bits don't depend on
 * their number. Memory: threads times a design matrix, and (number of penalties) * 8 bytes for each training row of each
 * procedure. */
#ifndef PTB_TRAIN_PROCEDURE_H
#define PTB_TRAIN_PROCEDURE_H

#include "models/calibration.h"
#include "models/curves.h"
#include "models/svm.h"
#include "train/folds.h"
#include "train/trainer.h"

enum { PTB_STAGES_MAX = 3 };

/* What the inner folds choose of one family. */
typedef struct {
    ptb_family family;
    double value[PTB_STAGES_MAX]; /* the numbers of its stages, e.g. penalties */
    bool
        is_base_rate; /* nothing did better than the base rate, so that is predicted; the values are for the eye alone */
    double *unseen; /* n_train log-odds by inner models that had not seen the row; NaN where not judged */
} ptb_choice;

typedef struct {
    /* In: both lists are owned. */
    uint32_t *train, *judge;
    size_t n_train, n_judge;
    uint64_t number; /* its inner folds are drawn by it: what else is run beside it changes no bit */
    /* Out. */
    ptb_choice choice;
    ptb_trial trial[PTB_TRIALS_MAX]; /* of the families that were tried, in order */
    size_t n_trials;
    bool makes_model; /* the last one */
    ptb_encoder *encoder;
    double *coef; /* n_terms + 1; NULL where the model is not logistic */
    double *
        standard_error; /* as coef; of the last procedure, which makes the model; NULL where there are none */
    const char *errors_by; /* what they rest on (models/model.h), or NULL */
    ptb_curves *curves;    /* additive, or NULL */
    ptb_svm *svm;          /* of the encoder's terms, or NULL */
    ptb_calibration calibration;
    double *logit;     /* n_judge, calibrated */
    bool is_separable; /* a margin parts the wins from the losses of the training rows */
    bool converged;
    double gradient_max;
    /* Work. */
    int *inner_fold; /* n_train */
    int inner_k;
    double *
        margin; /* candidates of a stage x n_train: by inner models that had not seen the row; NaN where not judged */
} ptb_procedure;

PTB_MUST_USE ptb_status ptb_procedures_run(const ptb_context *context, const ptb_vectors *vectors,
                                           const ptb_train_settings *settings, ptb_procedure *procedures,
                                           size_t n, ptb_error *err);
void ptb_procedure_free(ptb_procedure *procedure); /* what it owns */

#endif
