/* models/svm_model.h: a support vector machine as a part of a model: its JSON, in words, and what its value is made of. */
#ifndef PTB_MODELS_SVM_MODEL_H
#define PTB_MODELS_SVM_MODEL_H

#include "datasets/base/json.h"
#include "features/encoder.h"
#include "models/svm.h"

/* The most numbers that the vectors of a file may have together: about 50 MB of text. */
enum { PTB_SVM_NUMBERS_MAX = 4 << 20 };

extern const char *const ptb_kernel_names[]; /* by ptb_kernel; NULL-terminated */

/* E_NUMERIC: a number that is not finite; E_LIMIT: more of them than a file takes. */
PTB_MUST_USE ptb_status ptb_svm_check(const ptb_svm *svm, ptb_error *err);

/* {"kernel", "C", "gamma" (rbf), "approximation": "landmarks" (or absent), "coef": [...], "vectors": [[...], ...]}: a vector a line, each of its
 * numbers the shortest of 9 digits that reads back as the same float. The offset is the model's intercept, -rho. */
void ptb_svm_write(ptb_json_writer *writer, const char *key, const ptb_svm *svm);
/* n_cols: the encoder's terms; rho is 0. E_SCHEMA names what is missing, unknown, out of range, or does not agree in its count. */
PTB_MUST_USE ptb_status ptb_svm_parse(const ptb_json_doc *doc, const ptb_json *node, size_t n_cols,
                                      ptb_svm **out, ptb_error *err);

/* "rbf kernel, C 1, gamma 0.02, 312 support vectors". */
void ptb_svm_describe(const ptb_svm *svm, ptb_text *out);
/* {"kernel", "C", "gamma"?, "approximation"?, "vectors": how many}. */
void ptb_svm_summarise(ptb_json_writer *writer, const char *key, const ptb_svm *svm);

/* part[feature] (encoder->n_features) := by how much the decision value of x is above that of x with the feature's terms at 0, their means.
 * Of the linear kernel these are the value but for -rho; of others an approximation, as what features do together
 * counts for each of them: the rest is the caller's to tell. Cost 2 n_vectors n_cols, and an exponential a vector and feature. */
void ptb_svm_parts(const ptb_svm *svm, const ptb_encoder *encoder, const float *x, double *part);

#endif
