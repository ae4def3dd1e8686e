/* models/inference.h: how sure a logistic fit is of its coefficients.
 *
 * Standard errors are square roots of the diagonal of A B A / W. H is the Hessian of the weighted mean log loss at the coefficients, A the
 * inverse of H + lambda (intercept free), W the sum of weights, which count as repetitions. B is H where rows are independent: without penalty
 * A H A = H^-1, the inverse Fisher information. By groups B is G / (G - 1) times the sum of s s' / W over the G groups, s a group's score.
 *
 * With a penalty coefficients are drawn towards 0 on purpose: the error is that of the shrunken coefficient, and an interval around it is not one
 * for the coefficient of the world. Where lambda was chosen by the same rows, or columns were, intervals are too narrow and p-values too small.
 * Groups fewer than about 40, or a column that few groups have, make errors by groups too small; use the larger of both (Angrist, Pischke,
 * Mostly Harmless Econometrics, 2009, sec. 8.1). */
#ifndef PTB_MODELS_INFERENCE_H
#define PTB_MODELS_INFERENCE_H

#include "models/linalg.h"

/* What was fitted; all borrowed. */
typedef struct {
    const ptb_design *design;
    const float *y;        /* 0 or 1 */
    const double *weight;  /* the fit's; above 0, or NULL for ones */
    const uint32_t *group; /* rows of one number may depend on one another; NULL: none do */
    double lambda;         /* the fit's; 0 for maximum likelihood */
} ptb_inference_rows;

/* Shapes   coef, by_model, by_group: n_cols + 1, the intercept first. by_group may be NULL; without `group` each row is its own.
 * Missing  NaN for a column that depends on those before it (lambda 0), and for all of by_group where there is one group only.
 * Errors   E_ARG lambda; E_DATA as ptb_logistic_fit; E_NUMERIC coefficients that are not the optimum (a fit that did not converge), classes
 *          parted by the columns without penalty (there is no finite maximum), a penalty too small for rounding.
 * Threads  context->threads; same bits for any number.
 * Cost     one Gram O(n p^2) and three passes O(n p), O(p^3); by groups another O(n p + G p^2). Memory O(p^2 + n).
 * Source   Le Cessie, van Houwelingen, Ridge estimators in logistic regression, Applied Statistics 41, 1992, sec. 3; Liang, Zeger,
 *          Longitudinal data analysis using generalized linear models, Biometrika 73, 1986. */
PTB_MUST_USE ptb_status ptb_standard_errors(const ptb_context *context, const ptb_inference_rows *rows,
                                            const double *coef, double *by_model, double *by_group,
                                            ptb_error *err);

/* Of a coefficient: z, two-sided p-value and 95 % interval after Wald; exp() of the interval is that of the odds ratio, and all but z
 * and p times 1 / sd is that per unit instead of per standard deviation. NaN where the standard error is NaN. */
typedef struct {
    double z, p_value, low, high;
} ptb_wald;
ptb_wald ptb_wald_of(double coef, double standard_error);

#endif
