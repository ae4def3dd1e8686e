/* train/judge.h: the figures of unseen predictions. */
#ifndef PTB_TRAIN_JUDGE_H
#define PTB_TRAIN_JUDGE_H

#include "train/trainer.h"

/* Fills metrics and no_better_than_chance of the result's evaluation. Figures of ranking (AUC, average precision, KS,
 * lift) are means over folds, each of which is ranked by a model of its own; the others are taken over all judged
 * cases; of several repeats of the folds they are as ptb_repeats_take has them. is_clustered: cases of one group are not independent. */
PTB_MUST_USE ptb_status ptb_judge(const ptb_context *context, const ptb_vectors *vectors, bool is_clustered,
                                  ptb_train_result *result, ptb_error *err);

#endif
