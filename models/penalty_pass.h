/* models/penalty_pass.h: the passes over the rows of many logistic fits at once. Internal to penalty_path.c.
 *
 * Rows are taken in the order of their folds. Columns are moved by their means, which only the intercepts know of: fits
 * here have the intercept of moved columns ("moved coefficients"), and models of curvature lose fewer digits. */
#ifndef PTB_MODELS_PENALTY_PASS_H
#define PTB_MODELS_PENALTY_PASS_H

#include "models/penalty_path.h"

typedef struct {
    const ptb_context *context;
    const ptb_design *design;
    int n_folds;
    size_t n_rows;         /* that have a fold */
    size_t *row;           /* n_rows: of the design, by folds, else as they come */
    size_t *fold_start;    /* n_folds + 1: of `row` */
    double *side, *weight; /* n_rows: +1 for a win and -1 for a loss */
    double *mean;          /* n_cols: by weight; of a column with one value exactly that */
    double *variance;      /* n_cols: about that mean */
    double *fold_weight;   /* n_folds + 1: of the rows of the fold, and of all */
    double *fold_wins;     /* likewise, of the wins among them */
} ptb_penalty_data;

/* Checks the rows and takes what passes need; without `holds_out` all rows that have a fold are one. Free with
 * ptb_penalty_data_free, also after a failure. */
PTB_MUST_USE ptb_status ptb_penalty_data_init(const ptb_context *context, const ptb_penalty_rows *rows,
                                              bool holds_out, ptb_penalty_data *data, ptb_error *err);
void ptb_penalty_data_free(ptb_penalty_data *data);

/* One fit of a pass. */
typedef struct {
    int without;        /* the fold it does without, or n_folds: fitted on all rows */
    const double *coef; /* n_cols + 1, moved */
    double *gradient;   /* n_cols + 1: of the loss */
    double *margin;     /* NULL, or n_rows: those of the fold it does without are filled */
    double loss;        /* weighted mean log loss of its rows; not finite where margins overflow */
    double held_loss;   /* likewise of the rows of that fold; 0 without one */
} ptb_penalty_point;

/* Loss and gradient of all points. */
PTB_MUST_USE ptb_status ptb_penalty_pass(const ptb_penalty_data *data, ptb_penalty_point *points,
                                         size_t n_points, ptb_error *err);

/* gram[k] (n_cols + 1)^2, full: the Hessian of the loss of the fit without fold k (k = n_folds: of all rows) at `coef`,
 * for those that are not NULL. Without `coef` the bound on it at any: margins of 0. */
PTB_MUST_USE ptb_status ptb_penalty_grams(const ptb_penalty_data *data, const double *coef, double **gram,
                                          ptb_error *err);

/* residual[i] = d log(1 + exp(-m)) / d z and loss[i] of it, m = side[i] z[i]; curvature[i] = its second derivative.
 * Relative error below 1e-15, where not below 1e-300; loss is not finite where z is not. The same bits for any vector width. */
void ptb_penalty_losses(const double *z, const double *side, size_t n, double *residual, double *loss);
void ptb_penalty_curvatures(const double *z, size_t n, double *curvature);

#endif
