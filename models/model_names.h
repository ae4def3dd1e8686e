/* models/model_names.h: what the writer and the reader of model files share. */
#ifndef PTB_MODELS_MODEL_NAMES_H
#define PTB_MODELS_MODEL_NAMES_H

#include "models/model.h"

enum { PTB_OUTCOME_KINDS = 4 };
extern const char *const ptb_outcome_names[PTB_OUTCOME_KINDS]; /* by ptb_outcome_kind */

extern const char *const ptb_attribute_tables[]; /* by ptb_feature_of: whose columns */

/* SHA-256 of the model's JSON without provenance and seal. */
PTB_MUST_USE ptb_status ptb_model_digest(const ptb_model *model, char digest[65], ptb_error *err);

#endif
