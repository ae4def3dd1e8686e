/* train/calibration_choice.h: which calibration of unseen margins does best on margins that it had not seen either. */
#ifndef PTB_TRAIN_CALIBRATION_CHOICE_H
#define PTB_TRAIN_CALIBRATION_CHOICE_H

#include "features/vectors.h"
#include "models/calibration.h"

/* The training cases of a procedure and what its inner models said of them. */
typedef struct {
    const ptb_vectors *vectors;
    const uint32_t *rows;
    const double *margin; /* n; NaN where none judged the case */
    const int *fold;      /* n: that which judged it, 0 .. n_folds - 1; NULL: one */
    size_t n;
    int n_folds;
    bool are_calibrated; /* the margins are those of a calibrated model, so that auto begins with none */
} ptb_calibration_cases;

/* Fits the kind on all judged cases. Auto: Platt's, unless beta's log loss is lower by more than a standard error of the difference
 * where each fold is judged by a fit on the others (the cases of one group count as one); likewise isotonic against the one kept so
 * far, and before them Platt's against none where margins are calibrated. Weights count as in training. E_DATA: the judged cases are all won or all lost. */
PTB_MUST_USE ptb_status ptb_calibration_choose(const ptb_calibration_cases *cases, ptb_calibration_kind kind,
                                               ptb_calibration *out, ptb_error *err);

#endif
