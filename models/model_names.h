/* models/model_names.h: what the writer and the reader of model files share. */
#ifndef PTB_MODELS_MODEL_NAMES_H
#define PTB_MODELS_MODEL_NAMES_H

#include "models/model.h"

enum { PTB_OUTCOME_KINDS = 4 };
extern const char *const ptb_outcome_names[PTB_OUTCOME_KINDS]; /* by ptb_outcome_kind */

extern const char *const ptb_attribute_tables[]; /* by ptb_feature_of: whose columns */

/* The content of a model file: the root object is left open, provenance and seal are to follow. */
void ptb_model_write_content(ptb_json_writer *writer, const ptb_model *model);
/* Of a document whose seal was looked at; `sha256` and `digest` stay empty. */
PTB_MUST_USE ptb_status ptb_model_parse(const ptb_json_doc *doc, ptb_model **out, ptb_error *err);
/* E_NUMERIC: a number that is not finite. */
PTB_MUST_USE ptb_status ptb_model_check_finite(const ptb_model *model, ptb_error *err);

/* What was fitted, as members of an open object: encoder or additive (and svm), intercept, calibration; of a model whose family and plan
 * are set. */
void ptb_model_write_fit(ptb_json_writer *writer, const ptb_model *model);
PTB_MUST_USE ptb_status ptb_model_read_fit(const ptb_json_doc *doc, const ptb_json *node, ptb_model *model,
                                           ptb_error *err);
double ptb_model_intercept(const ptb_model *model);

/* SHA-256 of the model's JSON without provenance and seal. */
PTB_MUST_USE ptb_status ptb_model_digest(const ptb_model *model, char digest[65], ptb_error *err);

#endif
