/* models/svm.h: C-support vector classification by libsvm, the only includer of libsvm/svm.h.
 *
 * libsvm is called with probability = 0 on finite, standardised data; the support vectors are copied out, and
 * decision values are computed by our own fixed-order kernel. */
#ifndef PTB_MODELS_SVM_H
#define PTB_MODELS_SVM_H

#include "models/linalg.h"

typedef enum { PTB_KERNEL_LINEAR, PTB_KERNEL_RBF } ptb_kernel;

typedef struct {
    ptb_kernel kernel;
    double cost;      /* C > 0; default 1 */
    double gamma;     /* RBF: exp(-gamma |x - x'|^2); default 0, which stands for 1 / n_cols */
    double tolerance; /* libsvm's eps; default 1e-3 */
    double cache_mb;  /* default 200 */
} ptb_svm_settings;
void ptb_svm_settings_default(ptb_svm_settings *settings);

/* Decision value f(x) = sum_i coef_i K(sv_i, x) - rho; positive for wins. Immutable. */
typedef struct {
    ptb_kernel kernel;
    double gamma, rho;
    size_t n_vectors, n_cols;
    double *coef;  /* n_vectors: alpha_i y_i */
    float *vector; /* n_vectors x n_cols */
} ptb_svm;

/* Errors: E_ARG a setting out of its range; E_DATA one class, non-finite x; E_LIMIT more than 2^31 - 1 rows or columns. The caller frees *out. */
PTB_MUST_USE ptb_status ptb_svm_fit(const ptb_design *design, const float *y,
                                    const ptb_svm_settings *settings, ptb_svm **out, ptb_error *err);
double ptb_svm_decide(const ptb_svm *svm, const float *x);
void ptb_svm_free(ptb_svm *svm);
void ptb_svm_library_version(char out[32]); /* of the libsvm that runs: "3.24" */

#endif
