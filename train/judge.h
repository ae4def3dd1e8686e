/* train/judge.h: the figures of unseen predictions. */
#ifndef PTB_TRAIN_JUDGE_H
#define PTB_TRAIN_JUDGE_H

#include "train/trainer.h"

/* Fills metrics and no_better_than_chance of the result's evaluation, whose kind and folds are set. All
 * judged cases together; but in folds in order of time the area under the ROC curve is the mean over folds,
 * weighted by cases: each fold's model begins at another base rate, and ranks across them would measure its
 * drift. Its interval then takes folds as independent. is_clustered: cases of one group are not
 * independent. */
PTB_MUST_USE ptb_status ptb_judge(const ptb_context *context, const ptb_vectors *vectors, bool is_clustered,
                                  ptb_train_result *result, ptb_error *err);

#endif
