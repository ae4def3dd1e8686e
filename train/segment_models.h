/* train/segment_models.h: a model of its own for each level of one feature where that wins, the whole model for all others (catalogue T12).
 *
 * In every outer fold, and once for the model: for each level with PTB_SEGMENT_MIN won and lost training cases the whole model of these
 * training rows is brought up to date on the level's cases (train/update_steps.h): a ridge around its coefficients, or the differences of
 * its curves. Inner folds choose how far to go; the whole model stays unless going some way does better on them by more than a standard
 * error (accounts' cases as one). The whole model has seen the inner folds' rows, which errs on its side. The judged rows of a level
 * have no part in the choice, so that what is reported is the skill of the procedure. The model keeps a segment only where, besides, the
 * level's judged cases bear it out, again by more than a standard error. */
#ifndef PTB_TRAIN_SEGMENT_MODELS_H
#define PTB_TRAIN_SEGMENT_MODELS_H

#include "train/trainer_inside.h"

/* E_ARG: no such feature, or it is no category; a champion or a support vector machine. */
PTB_MUST_USE ptb_status ptb_segments_check(const ptb_vectors *vectors, const ptb_train_settings *settings,
                                           ptb_error *err);

/* After the procedures: their judged log-odds become those of the segments' models; result->segments says how they did. */
PTB_MUST_USE ptb_status ptb_segments_train(ptb_training *t, ptb_error *err);
/* After the model was made: what was taken by the last procedure becomes its segments. */
PTB_MUST_USE ptb_status ptb_segments_keep(ptb_training *t, ptb_error *err);
/* What training keeps between the two: the models alone, or all of it. */
void ptb_segments_drop_models(ptb_training *t);
void ptb_segments_drop(ptb_training *t);

#endif
