/* models/penalty_path.h: logistic regression along a path of elastic-net penalties, with cross-validation.
 *
 * Minimises, for each lambda of a falling list,
 *     sum_i v_i log(1 + exp(-s_i (b + w.x_i))) / sum_i v_i
 *         + lambda sum_j f_j ((1 - alpha) / 2 (w_j - m_j)^2 + alpha |w_j|),        s_i = +1 for a win and -1 otherwise,
 * v_i the row's weight, f_j the column's factor, m_j its prior mean, the intercept b without penalty. That is glmnet's
 * objective with standardize = FALSE, except that glmnet scales the factors to a mean of 1 and has no prior means.
 * Columns are taken as they are given: standardise first. alpha 0 is ridge and 1 the lasso.
 *
 * The rows' folds are fitted together: every pass over the rows serves the fit of all rows and those without each
 * fold at once, wherever on the path each of them stands.
 *
 * Source   Friedman, Hastie, Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate Descent,
 *          J. Stat. Softw. 33(1), 2010: path, warm starts, covariance updates; Lee, Sun, Saunders, Proximal
 *          Newton-type methods, SIAM J. Optim. 24(3), 2014: quadratic models other than the Hessian, line search;
 *          Nocedal, Wright, Numerical Optimization 2nd ed., (6.19): BFGS, by which the models learn from gradients. */
#ifndef PTB_MODELS_PENALTY_PATH_H
#define PTB_MODELS_PENALTY_PATH_H

#include <stdbool.h>

#include "models/linalg.h"

typedef struct {
    double alpha;     /* 0 .. 1; default 1 */
    size_t n_lambdas; /* default 100; of `lambdas` where it is given */
    double
        lambda_ratio; /* last of the list by the first, below 1; default 0: 1e-4, or 1e-2 where rows <= columns */
    const double *lambda; /* NULL: made from the data; else falling and above 0, all of them fitted */
    const double *factor; /* NULL for ones; n_cols of 0 (no penalty) or more, finite */
    const double *prior;  /* NULL for zeros; n_cols means of the ridge part */
    double
        tolerance; /* what a further step would gain, as a share of the objective (of a thousandth of the null
                             loss where that is more); default 1e-9 */
    int max_steps; /* passes a lambda before it counts as not converged; default 200 */
    bool is_whole; /* default false: a list made from the data ends, as glmnet's, where 99.9 % of the null
                             deviance is explained or a lambda explains less than 1e-5 of it more */
} ptb_penalty_settings;
void ptb_penalty_settings_default(ptb_penalty_settings *settings);

/* What is fitted; all borrowed. Rows of fold -1 take no part and may hold anything. */
typedef struct {
    const ptb_design *design;
    const float *y;       /* 0 or 1 */
    const double *weight; /* above 0, or NULL for ones */
    const int *fold;      /* NULL for all rows; else 0 .. n_folds - 1, or -1 */
    int n_folds;
} ptb_penalty_rows;

/* Fits of one set of rows. Free with ptb_penalty_path_free. */
typedef struct {
    size_t n_lambdas, n_cols;
    double *lambda; /* n_lambdas, falling */
    double *coef;   /* n_lambdas x (n_cols + 1), intercept first */
    double *loss;   /* n_lambdas: weighted mean log loss of the fitted rows (glmnet's deviance: twice that) */
    bool *converged;  /* n_lambdas */
    double null_loss; /* of the base rate */
    int passes, grams;
} ptb_penalty_path;
void ptb_penalty_path_free(ptb_penalty_path *path);

/* What the folds say. Free with ptb_penalty_cv_free. */
typedef struct {
    ptb_penalty_path all; /* of all rows with a fold */
    int n_folds;
    double *fold_loss; /* n_lambdas x n_folds: weighted mean log loss of the fold's rows, not clipped */
    double *loss;      /* n_lambdas: mean of these by the folds' weights */
    double *error;     /* n_lambdas: standard error of that over the folds (glmnet's cvsd, halved) */
    size_t min,
        one_se; /* lambda.min: the largest lambda of the lowest loss; lambda.1se: the largest within its error */
    double *
        margin; /* NULL, or n_lambdas x n_rows of the design: of each row by the fit without it; NaN for -1 */
    bool converged; /* every fold's fit at every lambda */
} ptb_penalty_cv;
void ptb_penalty_cv_free(ptb_penalty_cv *cv);

/* The path of all rows that have a fold (all where `fold` is NULL); folds are not held out.
 * Missing  a NaN or infinity in x is E_DATA: encode first.
 * Errors   E_ARG settings; E_DATA an x, y, weight or fold that can't be used (named), one class only; E_LIMIT too
 *          many columns. Not converging is told lambda by lambda.
 * Threads  context->threads; same bits for any number.
 * Cost     one Gram O(n p^2) and one to three passes O(n p) a lambda; O(p^2) to O(p^3) between. Memory O(p^2 + n). */
PTB_MUST_USE ptb_status ptb_penalty_path_fit(const ptb_context *context, const ptb_penalty_rows *rows,
                                             const ptb_penalty_settings *settings, ptb_penalty_path *path,
                                             ptb_error *err);

/* The paths of all rows and of those without each fold, on one list of lambdas.
 * Errors   as above, and E_DATA where a fold has no rows, or the rows without it have one class only; E_ARG for
 *          fewer than 2 folds.
 * Cost     as above with passes O(n p k), the Gram of all folds together O(n p^2). Memory O(k p^2 + n + lambdas k p),
 *          and lambdas x n doubles where margins are wanted. */
PTB_MUST_USE ptb_status ptb_penalty_cross_validate(const ptb_context *context, const ptb_penalty_rows *rows,
                                                   const ptb_penalty_settings *settings, bool wants_margins,
                                                   ptb_penalty_cv *cv, ptb_error *err);

#endif
