/* models/model_cases.h: the cases that a model was trained on, for whoever makes such cases again. */
#ifndef PTB_MODELS_MODEL_CASES_H
#define PTB_MODELS_MODEL_CASES_H

#include "models/model.h"

/* Subject, outcome, horizon and snapshots of the model's cases, the rest by default; names are borrowed from the model. Snapshots that
 * can't be found again (of one moment, of a file) are left at their default: a model may be a stranger's and opens no files. E_SCHEMA:
 * snapshots that are none. */
PTB_MUST_USE ptb_status ptb_model_case_settings(const ptb_model *model, ptb_case_settings *out,
                                                ptb_error *err);
/* Were the training cases as of moments that the model's file does not say how to find? */
bool ptb_model_snapshots_are_lost(const ptb_model *model);

/* E_SCHEMA names the first feature of vectors that is not the one the model was trained on. */
PTB_MUST_USE ptb_status ptb_model_check_plan(const ptb_model *model, const ptb_plan *have, ptb_error *err);

#endif
