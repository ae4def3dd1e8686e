/* models/svm_nystroem.h: kernel machines where the exact ones no longer pay: Nystroem's approximation by landmarks.
 *
 * m rows are drawn as landmarks; with W their kernel matrix, L L' = W, row x becomes z(x) = L^-1 (K(l_1, x), ..., K(l_m, x)), whose
 * inner products are Nystroem's approximation of K. A linear model on z is trained by ridge logistic regression with
 * lambda = 1 / (C n): the hinge's smooth neighbour, which models/logistic.h solves with one Gram matrix for many settings. What comes out is
 * f(x) = sum_j coef_j K(l_j, x) - rho, an ordinary ptb_svm with landmarks for support vectors.
 * Landmarks are drawn without looking at outcomes, from all rows, those of a held-out fold too.
 * Source: Williams, Seeger, "Using the Nystroem method to speed up kernel machines", NIPS 13, 2001. Random Fourier features
 * (Rahimi, Recht, NIPS 20, 2007) need more columns for the same accuracy where rows lie together, and a model of a kind of its own. */
#ifndef PTB_MODELS_SVM_NYSTROEM_H
#define PTB_MODELS_SVM_NYSTROEM_H

#include "models/svm_grid.h"

typedef struct {
    size_t n_landmarks; /* at least 1; default 500; no more than rows are taken */
    double tolerance;   /* of the logistic fits, on the largest gradient entry; default 1e-6 */
    double memory_mb;   /* a training may take, as ptb_nystroem_memory_mb counts; default 4096 */
} ptb_nystroem_settings;
void ptb_nystroem_settings_default(ptb_nystroem_settings *settings);

/* 2 n m floats, and about (threads + 2) (threads + 5) m^2 doubles. In MB of 2^20 bytes. */
double ptb_nystroem_memory_mb(const ptb_nystroem_settings *settings, size_t n_rows, int threads);

/* Held-out decision values as ptb_svm_grid_search, RBF kernel. data->trains must be NULL.
 * Errors   E_ARG a setting out of its range; E_DATA as ptb_svm_grid_new; E_LIMIT more memory than memory_mb; E_NUMERIC a
 *          fit fails.
 * Threads  jobs of (point, fold) are dealt, gamma by gamma; same bits for any number. Landmarks depend on context->seed.
 * Cost     a gamma: n m (p + m); a fit: about 15 n m, and 1 / 3 m^3. */
PTB_MUST_USE ptb_status ptb_nystroem_search(const ptb_context *context, const ptb_svm_data *data,
                                            const ptb_nystroem_settings *settings,
                                            const ptb_svm_point *points, size_t n_points, double *held_out,
                                            ptb_error *err);

/* On all rows, with the same landmarks. The caller frees *out. */
PTB_MUST_USE ptb_status ptb_nystroem_fit(const ptb_context *context, const ptb_svm_data *data,
                                         const ptb_nystroem_settings *settings, ptb_svm_point point,
                                         ptb_svm **out, ptb_error *err);

/* What the approximation costs: both trained at `point` on a sample of n_sample rows (all, where there are fewer), drawn
 * by context->seed, and judged on the same held-out folds of it; AUCs are means over folds. E_DATA as ptb_svm_grid_new. */
typedef struct {
    size_t n_rows;
    double exact_auc, auc;
} ptb_nystroem_loss;
PTB_MUST_USE ptb_status ptb_nystroem_compare(const ptb_context *context, const ptb_svm_data *data,
                                             const ptb_nystroem_settings *settings,
                                             const ptb_svm_settings *exact, ptb_svm_point point,
                                             size_t n_sample, ptb_nystroem_loss *out, ptb_error *err);

#endif
