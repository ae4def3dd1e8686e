/* train/inner.h: what the inner folds say: which penalty, which family, and how log-odds become probabilities. */
#ifndef PTB_TRAIN_INNER_H
#define PTB_TRAIN_INNER_H

#include "train/procedure.h"

/* What is chosen among. */
typedef struct {
    const ptb_vectors *vectors;
    size_t place;        /* of the stage */
    const double *value; /* n */
    size_t n;
    bool must_prove;
    bool is_update; /* an infinite first value is the champion with an intercept of its own */
    bool
        one_se; /* rather the first value, behind an infinite one, whose loss is within a standard error of the least */
} ptb_inner_stage;

/* Sets choice->value[place] and choice->unseen from the procedure's margins by the candidates, which are freed: the value of least
 * weighted log loss. An infinite first one (the base rate in stage 0, or the champion; the model of the stage before later) may have to be beaten
 * by more than a standard error; the cases of one group count as one. E_DATA: no inner fold had both classes before it. */
PTB_MUST_USE ptb_status ptb_inner_choose(const ptb_inner_stage *stage, ptb_procedure *procedure,
                                         ptb_choice *choice, ptb_error *err);

/* Notes the trial; makes the choice the procedure's where it is the first or better than that by more than a standard error,
 * and frees it otherwise. */
PTB_MUST_USE ptb_status ptb_inner_take(const ptb_vectors *vectors, ptb_procedure *procedure,
                                       ptb_choice *choice, ptb_error *err);

/* Sets the calibration by the choice's unseen log-odds, which are freed; by the base rate where that is chosen. */
PTB_MUST_USE ptb_status ptb_inner_calibrate(const ptb_vectors *vectors, ptb_calibration_kind kind,
                                            ptb_procedure *procedure, ptb_error *err);

#endif
