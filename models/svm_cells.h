/* models/svm_cells.h: training rows as libsvm reads them: a kernel matrix of our own, or sparse rows. Internal to svm*.c.
 *
 * libsvm's node is 16 bytes, an index and a value, and of a ready kernel it reads values alone. The halves it leaves
 * are where the squared distances lie, so that one matrix serves every gamma: K is made again from the distances in place.
 * Rows lie by class, fold and number: libsvm takes wins first, and reads one number out of every row for each row of
 * the kernel it wants, which costs half as much where rows follow one another (measured). */
#ifndef PTB_MODELS_SVM_CELLS_H
#define PTB_MODELS_SVM_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "models/kernel.h"
#include "models/linalg.h"

typedef struct {
    union {
        int32_t index;   /* sparse rows: column from 1, or -1 at the end */
        double distance; /* matrix: squared, clamped at 0 */
    };
    double value; /* sparse rows: x; matrix: K, and at the head of a row its serial number from 1 */
} ptb_svm_cell;

typedef struct {
    bool is_matrix;
    ptb_kernel kernel;
    size_t n_rows;
    size_t ld;           /* matrix: cells a row, the head included */
    uint32_t *row;       /* the design's row at each position */
    ptb_svm_cell *cells; /* all of them */
    ptb_svm_cell **at;   /* each position's first */
} ptb_svm_cells;

/* The rows' order: wins first, then by fold (NULL: one), then by number. *row is the caller's. */
PTB_MUST_USE ptb_status ptb_svm_order(const float *y, const int *fold, size_t n_rows, uint32_t **row,
                                      ptb_error *err);

/* Bytes of a matrix of n_rows, with what it takes to make it. */
double ptb_svm_matrix_bytes(size_t n_rows, size_t n_cols, int threads);

/* Distances, or for the linear kernel K itself, by products of blocks of 256 rows; both take over `row`, also on failure.
 * Same bits for any number of threads. Cost n^2 p / 2 multiply-adds. */
PTB_MUST_USE ptb_status ptb_svm_matrix_new(const ptb_context *context, const ptb_design *design,
                                           ptb_kernel kernel, uint32_t *row, ptb_svm_cells *out,
                                           ptb_error *err);
/* K for this gamma. Nobody may read meanwhile. */
PTB_MUST_USE ptb_status ptb_svm_matrix_decay(const ptb_context *context, ptb_svm_cells *cells, double gamma,
                                             ptb_error *err);
PTB_MUST_USE ptb_status ptb_svm_sparse_new(const ptb_design *design, ptb_kernel kernel, uint32_t *row,
                                           ptb_svm_cells *out, ptb_error *err);
void ptb_svm_cells_free(ptb_svm_cells *cells);

#endif
