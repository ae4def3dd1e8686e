/* train/additive_fits.h: the fits that additive training is made of: a path of curves, of adaptive curves, of surfaces; the model. */
#ifndef PTB_TRAIN_ADDITIVE_FITS_H
#define PTB_TRAIN_ADDITIVE_FITS_H

#include "train/additive_rows.h"

/* Per row. The plain fit of all curves; then, where finite, fits whose penalties are weighed by the fit before
 * (ptb_additive_factors), twice; then, where finite, surfaces of the pairs that the curves leave most to. */
typedef struct {
    double curves, adaptive, surfaces;
} ptb_additive_penalties;

/* What a path is of, in the order in which it is chosen. */
typedef enum { PTB_PATH_OF_CURVES, PTB_PATH_OF_ADAPTIVE, PTB_PATH_OF_SURFACES } ptb_path_of;

typedef struct {
    const ptb_additive_rows *train, *judged;
    ptb_path_of of;
    ptb_additive_penalties chosen; /* those before that which is followed */
    const double
        *lambdas; /* strong to weak; an infinite one is the base rate, or the fit without what is followed */
    size_t n_lambdas;
} ptb_additive_path;

/* The margins of `judged` along a path, each fit from the one before: margin[l * judged rows + i]. Ends once the loss on the judged
 * rows has risen a few times in a row; *n_done penalties are judged. */
PTB_MUST_USE ptb_status ptb_additive_follow(const ptb_context *context, const ptb_additive_path *path,
                                            double *margin, size_t *n_done, ptb_error *err);

/* The model of all rows, whose bins become the curves'. */
PTB_MUST_USE ptb_status ptb_additive_model(const ptb_context *context, ptb_additive_rows *rows,
                                           const ptb_additive_penalties *penalties, ptb_curves **out,
                                           ptb_additive_report *report, ptb_error *err);

#endif
