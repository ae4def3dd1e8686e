/* models/svm_grid.h: which C and gamma: held-out decision values of a grid of settings, and fits on the same kernel matrix.
 *
 *     ptb_svm_grid_new(...)                    distances of all pairs, once
 *     ptb_svm_grid_search(grid, points, ...)   held-out values; choose and calibrate on them
 *     ptb_svm_grid_fit(grid, point, ...)       the chosen setting on all rows
 *     ptb_svm_grid_free(grid)                                                                                     */
#ifndef PTB_MODELS_SVM_GRID_H
#define PTB_MODELS_SVM_GRID_H

#include <stdint.h>

#include "models/svm.h"

/* All borrowed until the grid is freed. */
typedef struct {
    const ptb_design *design;
    const float *y;  /* 0 or 1 */
    const int *fold; /* 0 .. n_folds - 1, or -1 for a row that is never held out; NULL: no folds */
    int n_folds;     /* 0 where fold is NULL */
    /* NULL: fold k's models are trained on the rows of all other folds. Else n_folds x n_rows: not 0 where row i may be
     * trained on for fold k (folds in time); rows of fold k itself are left out in any case. */
    const unsigned char *trains;
} ptb_svm_data;

typedef struct {
    double cost, gamma; /* gamma 0: 1 / n_cols; without meaning for the linear kernel */
} ptb_svm_point;

typedef struct ptb_svm_grid ptb_svm_grid;

/* settings: kernel, tolerance, cache_mb, method, memory_mb; cost and gamma come with each point.
 * Errors   as ptb_svm_fit; E_ARG a fold out of range; E_DATA a fold without rows, or trained on one class. */
PTB_MUST_USE ptb_status ptb_svm_grid_new(const ptb_context *context, const ptb_svm_data *data,
                                         const ptb_svm_settings *settings, ptb_svm_grid **out,
                                         ptb_error *err);

/* held_out[k n_rows + i]: the decision value of row i by the model of point k that was not trained on row i's fold; NaN for
 * rows of fold -1.
 * Threads  jobs of (point, fold) are dealt to context->threads, gamma by gamma; same bits for any number.
 * Cost     n^2 exponentials a gamma, then n_points x n_folds fits. Cancellation is looked for between fits. */
PTB_MUST_USE ptb_status ptb_svm_grid_search(ptb_svm_grid *grid, const ptb_svm_point *points, size_t n_points,
                                            double *held_out, ptb_error *err);

/* On all rows. The caller frees *out. */
PTB_MUST_USE ptb_status ptb_svm_grid_fit(ptb_svm_grid *grid, ptb_svm_point point, ptb_svm **out,
                                         ptb_error *err);
void ptb_svm_grid_free(ptb_svm_grid *grid);

#endif
