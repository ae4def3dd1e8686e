/* models/penalty_name.h: kinds of penalties in files and in words. */
#ifndef PTB_MODELS_PENALTY_NAME_H
#define PTB_MODELS_PENALTY_NAME_H

#include "datasets/base/json.h"

/* "ridge" (alpha 0), "lasso" (1) or "elastic" (between). */
const char *ptb_penalty_name(double alpha);

/* Optional "penalty": {"kind", "alpha"} of an object: nothing is written of a ridge penalty, 0 is read where it is absent.
 * E_SCHEMA: an unknown kind, or an alpha that is not of the kind. */
void ptb_penalty_write(ptb_json_writer *writer, double alpha);
PTB_MUST_USE ptb_status ptb_penalty_read(const ptb_json_doc *doc, const ptb_json *object, double *alpha,
                                         ptb_error *err);

#endif
