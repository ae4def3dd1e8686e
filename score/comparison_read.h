/* score/comparison_read.h: predictions and true probabilities from CSV files, by case. */
#ifndef PTB_SCORE_COMPARISON_READ_H
#define PTB_SCORE_COMPARISON_READ_H

#include "score/comparison.h"

/* Which lines are taken; the others are passed over. */
typedef struct {
    ptb_time from, to; /* as in ptb_compare_settings */
    int folds;         /* of folds 0 .. folds - 1, the first repeat of several; 0: all */
} ptb_predictions_wanted;

/* probability[i] and fold[i] (-1: holdout) of case i from subject_id,as_of,outcome,fold,probability; NaN where the file has no line for it.
 * E_DATA with file and line: an unknown subject, a moment at
 * which the history has no case of it, another outcome than the history's, a case twice, no probability. */
PTB_MUST_USE ptb_status ptb_predictions_read(const char *path, const ptb_history *history,
                                             const ptb_cases *cases, const ptb_predictions_wanted *wanted,
                                             double *probability, int *fold, ptb_error *err);

/* p[i] of case i from opportunity_id,p. E_DATA: a case without a line. */
PTB_MUST_USE ptb_status ptb_truth_read(const char *path, const ptb_history *history, const ptb_cases *cases,
                                       double *p, ptb_error *err);

#endif
