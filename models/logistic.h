/* models/logistic.h: ridge-penalised logistic regression.
 *
 * Minimises  sum_i v_i log(1 + exp(-s_i (b + w.x_i))) / sum_i v_i + lambda / 2 |w|^2,  s_i = +1 for a win and -1
 * otherwise, v_i the row's weight; the intercept b is not penalised. lambda 0 gives maximum likelihood. scikit-learn's
 * C is 1 / (sum v * lambda). The method is Newton-preconditioned L-BFGS: exact gradients, one weighted Gram matrix
 * that is reused between steps and along a path of penalties. */
#ifndef PTB_MODELS_LOGISTIC_H
#define PTB_MODELS_LOGISTIC_H

#include <stdbool.h>

#include "models/linalg.h"

typedef struct {
    double lambda;      /* >= 0; default 1e-3 */
    double tolerance;   /* on the largest |gradient| entry; default 1e-9 */
    int max_iterations; /* default 200 */
    bool warm_start;    /* coef holds a start; else zeros and the log-odds of the base rate */
} ptb_logistic_settings;
void ptb_logistic_settings_default(ptb_logistic_settings *settings);

typedef struct {
    bool converged;
    int iterations, gradients, grams;
    double objective, gradient_max;
} ptb_logistic_report;

/* A preconditioner that may be handed from fit to fit on the same columns, whatever the rows, weights and penalty: it
 * changes the number of steps, not where they lead. Zero-initialise; free at the end. A fit fills an empty one,
 * renews it where progress is slow, and empties it when it fails. */
typedef struct {
    double *gram; /* n x n: the Hessian of the unpenalised objective at some coefficients */
    size_t n;     /* n_cols + 1 */
} ptb_logistic_gram;
void ptb_logistic_gram_free(ptb_logistic_gram *gram);

/* Shapes   y: n_rows of 0 or 1; weight: n_rows > 0, or NULL for ones; coef: n_cols + 1, intercept first.
 * Missing  a NaN or infinity in x is E_DATA: encode first.
 * Errors   E_DATA one class only, non-finite x; E_NUMERIC not positive definite after damping (collinear columns
 *          and lambda 0), or separable data with lambda 0 (coefficients run away). Not converging is the report's matter.
 * Threads  context->threads; same bits for any number.
 * Cost     one Gram O(n p^2), then O(n p) a gradient; memory O(p^2 + n).
 * Source   Hastie, Tibshirani, Friedman, ESL 2nd ed., sec. 4.4; Nocedal, Wright, Numerical Optimization 2nd ed.,
 *          alg. 7.4 (L-BFGS two-loop recursion) with the inverse of the Gram as initial matrix, alg. 3.1 (backtracking). */
PTB_MUST_USE ptb_status ptb_logistic_fit(const ptb_context *context, const ptb_design *design, const float *y,
                                         const double *weight, const ptb_logistic_settings *settings,
                                         ptb_logistic_gram *gram, double *coef, ptb_logistic_report *report,
                                         ptb_error *err);

/* margin[i] = coef[0] + x_i . coef[1..], a fixed-order sum, the same bits for a row alone or among others. */
void ptb_logistic_margins(const ptb_context *context, const ptb_design *design, const double *coef,
                          double *margin);

/* 1 / (1 + exp(-z)) without overflow, and log(1 + exp(z)) without overflow. */
double ptb_sigmoid(double z);
double ptb_log1p_exp(double z);

#endif
