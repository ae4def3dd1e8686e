/* models/trials.h: why a model is of its family: what the inner folds said of each that was tried, in files and in words. */
#ifndef PTB_MODELS_TRIALS_H
#define PTB_MODELS_TRIALS_H

#include "models/model.h"

void ptb_trials_write(ptb_json_writer *writer, const char *key, const ptb_evaluation *evaluation);
/* Without the key there are none. E_SCHEMA: more than PTB_TRIALS_MAX, a number missing or out of range. */
PTB_MUST_USE ptb_status ptb_trials_read(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                        ptb_evaluation *out, ptb_error *err);
/* A line such as "additive rather than logistic: on inner folds its log loss is less by 0.0103 (standard error 0.0012)" for each but
 * the first. */
void ptb_trials_say(const ptb_evaluation *evaluation, ptb_text *out);

#endif
