/* train/additive_rows.h: cases in cells, and the fits that additive training is made of: a path of curves, a path of surfaces, the
 * model. */
#ifndef PTB_TRAIN_ADDITIVE_ROWS_H
#define PTB_TRAIN_ADDITIVE_ROWS_H

#include "models/curves.h"

typedef struct {
    ptb_bins *bins; /* owned by the rows that they were fitted on */
    ptb_field *fields;
    uint8_t *cell;
    float *y;
    double *weight;
    ptb_cells cells; /* of these; no pairs */
    bool owns_bins;
} ptb_additive_rows;

/* Fits bins on the rows; the rows' cells by bins that other rows were fitted on. Free on failure too. */
PTB_MUST_USE ptb_status ptb_additive_rows_fit(const ptb_context *context, const ptb_vectors *vectors,
                                              const uint32_t *rows, size_t n, ptb_additive_rows *out,
                                              ptb_error *err);
PTB_MUST_USE ptb_status ptb_additive_rows_like(const ptb_context *context, const ptb_vectors *vectors,
                                               const uint32_t *rows, size_t n, const ptb_additive_rows *like,
                                               ptb_additive_rows *out, ptb_error *err);
void ptb_additive_rows_free(ptb_additive_rows *rows);

/* The margins of `judged` along a path of penalties, strong to weak, each fit from the one before: margin[l * judged rows + i]. Ends
 * once the loss on the judged rows has risen a few times in a row; *n_done are judged. An infinite penalty is the base rate, or for
 * surfaces none of them. */
typedef struct {
    const ptb_additive_rows *train, *judged;
    const double *lambdas;
    size_t n_lambdas;
} ptb_additive_path;
PTB_MUST_USE ptb_status ptb_additive_path_curves(const ptb_context *context, const ptb_additive_path *path,
                                                 double *margin, size_t *n_done, ptb_error *err);
/* Surfaces of pairs that are chosen on `train`, beside curves of penalty `lambda`. */
PTB_MUST_USE ptb_status ptb_additive_path_surfaces(const ptb_context *context, const ptb_additive_path *path,
                                                   double lambda, double *margin, size_t *n_done,
                                                   ptb_error *err);

/* The model of all rows; surfaces where pair_lambda is finite. The rows' bins become the curves'. */
PTB_MUST_USE ptb_status ptb_additive_model(const ptb_context *context, ptb_additive_rows *rows, double lambda,
                                           double pair_lambda, ptb_curves **out, ptb_additive_report *report,
                                           ptb_error *err);

#endif
