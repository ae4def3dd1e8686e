/* models/linalg.h: dense linear algebra on plain arrays, the only includer of cblas.h.
 *
 * OpenBLAS runs on one thread; parallelism is ours, over fixed row blocks whose sums are added in block order, so
 * results have the same bits for any number of threads on one type of CPU. Inputs must be finite: the callers check. */
#ifndef PTB_MODELS_LINALG_H
#define PTB_MODELS_LINALG_H

#include "datasets/base/context.h"

/* Once per process: one BLAS thread. E_INTERNAL where cblas comes from another library or uses OpenMP. */
PTB_MUST_USE ptb_status ptb_blas_global_init(ptb_error *err);
const char *ptb_blas_description(void); /* version and kernel in use */

/* A float32 matrix, row-major, borrowed. */
typedef struct {
    const float *x;
    size_t n_rows, n_cols, ld; /* ld >= n_cols, in elements */
} ptb_design;

/* E_DATA names row i and the column of an x that is not finite: the caller's mistake. (A finite x times a finite coefficient
 * overflows at worst to infinity, which line searches handle.) */
PTB_MUST_USE ptb_status ptb_design_check_row(const ptb_design *design, size_t i, ptb_error *err);

/* gram = [1 X]' diag(w) [1 X] + 0, (n_cols + 1)^2 doubles, symmetric and full, column 0 the intercept.
 * w has n_rows entries >= 0, or NULL for ones. Cost n p^2; dsyrk on blocks converted to double. */
PTB_MUST_USE ptb_status ptb_weighted_gram(const ptb_context *context, const ptb_design *design,
                                          const double *w, double *gram, ptb_error *err);

/* Cholesky of a symmetric positive definite n x n matrix in place (lower). E_NUMERIC where it is not, or where the
 * input or the result is not finite. */
PTB_MUST_USE ptb_status ptb_cholesky(double *a, size_t n, ptb_error *err);
/* The columns of a Gram matrix (n x n, destroyed) that those before them don't determine: keep[0 .. *n_keep), rising. */
PTB_MUST_USE ptb_status ptb_independent_columns(double *gram, size_t n, size_t *keep, size_t *n_keep,
                                                ptb_error *err);
void ptb_cholesky_solve(const double *l, size_t n, double *b); /* b := A^-1 b */
/* Each row z of the n_rows x n matrix becomes L^-1 z: then z z' is a A^-1 a' for the rows a that were there. */
void ptb_cholesky_whiten_rows(const double *l, size_t n, double *rows, size_t n_rows);

/* out = A B' for A of m x k and B of n x k, both dense and row-major; row i of out begins at out + i ld. Bits depend on the
 * shape: always call with the same blocks. */
void ptb_product_transposed(const double *a, size_t m, const double *b, size_t n, size_t k, double *out,
                            size_t ld);

/* Products of row-major doubles without gaps, by the calling thread. The bits of an entry may depend on the shapes. */
void ptb_multiply_transposed(const double *a, const double *b, size_t m, size_t n, size_t k,
                             double *c); /* c (m x n) := a (m x k) b' (n x k) */
void ptb_multiply_add(const double *a, const double *b, size_t m, size_t n, size_t k,
                      double *c); /* c (m x n) := c + a (m x k) b (k x n) */
void ptb_add_squares(const double *a, size_t n_rows, size_t n,
                     double *upper); /* the upper triangle of `upper` (n x n) := itself + a' a */

#endif
