/* train/review.h: what a person should know before a model is used. */
#ifndef PTB_TRAIN_REVIEW_H
#define PTB_TRAIN_REVIEW_H

#include "train/procedure.h"

/* Fills warnings, review and needs_person of a result whose model and evaluation are complete; `procedure` is
 * the one that made the model. */
PTB_MUST_USE ptb_status ptb_review(const ptb_context *context, const ptb_vectors *vectors,
                                   const ptb_procedure *procedure, ptb_train_result *result, ptb_error *err);

#endif
