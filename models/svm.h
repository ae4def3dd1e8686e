/* models/svm.h: C-support vector classification: libsvm as the solver, on kernel matrices of our own where they fit.
 *
 * Minimises 1/2 |w|^2 + C sum_i max(0, 1 - s_i (w.phi(x_i) - rho)), s_i = +1 for a win and -1 otherwise. libsvm is called with
 * probability = 0 on finite, standardised data; support vectors are copied out, and decision values are ours. Calibrate
 * them on values the model had not seen (svm_grid.h gives those; models/calibrate.h). */
#ifndef PTB_MODELS_SVM_H
#define PTB_MODELS_SVM_H

#include <stdbool.h>

#include "models/kernel.h"
#include "models/linalg.h"

typedef enum {
    PTB_SVM_AUTO, /* a matrix where the memory allows, else rows and a warning that says what a matrix would need */
    PTB_SVM_MATRIX, /* E_LIMIT where the memory does not allow it */
    PTB_SVM_ROWS,   /* libsvm's own kernel on sparse rows, with its cache: slow, but small */
} ptb_svm_method;

typedef struct {
    ptb_kernel kernel;
    double cost;      /* C > 0; default 1 */
    double gamma;     /* RBF: exp(-gamma |x - x'|^2); default 0, which stands for 1 / n_cols */
    double tolerance; /* libsvm's eps, on the largest violation of the optimality conditions; default 1e-3 */
    double cache_mb;  /* of kernel rows a thread, default 300 */
    ptb_svm_method method;
    double memory_mb; /* a training may take, as ptb_svm_memory_mb counts; default 4096 */
} ptb_svm_settings;
void ptb_svm_settings_default(ptb_svm_settings *settings);

/* What a training takes, in MB of 2^20 bytes: with MATRIX 16 n^2 + 8 n p bytes, with ROWS 16 n (p + 1), each with
 * a cache of min(cache_mb, 4 n^2 bytes) a thread. AUTO counts as MATRIX. */
double ptb_svm_memory_mb(const ptb_svm_settings *settings, size_t n_rows, size_t n_cols, int threads);
/* The most rows for which that is within settings->memory_mb. */
size_t ptb_svm_rows_within(const ptb_svm_settings *settings, size_t n_cols, int threads);

/* Decision value f(x) = sum_i coef_i K(vector_i, x) - rho; positive for wins. Immutable. Exact models hold support vectors,
 * approximate ones (svm_nystroem.h) landmarks: what follows is the same for both. */
typedef struct {
    ptb_kernel kernel;
    double cost, gamma, rho; /* cost: the C of its training */
    bool has_landmarks;
    size_t n_vectors, n_cols;
    double *coef;  /* n_vectors: alpha_i y_i */
    float *vector; /* n_vectors x n_cols */
} ptb_svm;

/* Errors: E_ARG a setting out of its range; E_DATA one class, non-finite x; E_LIMIT more memory than memory_mb (says how much
 * and how many rows would fit), or more than 2^31 - 1 rows or columns. The caller frees *out.
 * Threads make the matrix; the solver is one thread. Same bits for any number. */
PTB_MUST_USE ptb_status ptb_svm_fit(const ptb_context *context, const ptb_design *design, const float *y,
                                    const ptb_svm_settings *settings, ptb_svm **out, ptb_error *err);

/* Sums in a fixed order without libm: the same bits on any machine, for any number of threads, and for a row alone or
 * among others. Cost n_vectors n_cols a row; in blocks about a third of a row alone. x must be finite. */
double ptb_svm_decide(const ptb_svm *svm, const float *x);
PTB_MUST_USE ptb_status ptb_svm_decide_rows(const ptb_context *context, const ptb_svm *svm,
                                            const ptb_design *design, double *value, ptb_error *err);
void ptb_svm_free(ptb_svm *svm);
void ptb_svm_library_version(char out[32]); /* of the libsvm that runs: "3.24" */

#endif
