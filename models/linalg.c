/* models/linalg.c: weighted Gram matrices, Cholesky, products on OpenBLAS, held to one thread. */
#define _GNU_SOURCE /* for dladdr and RTLD_DEFAULT; NOLINT(readability-identifier-naming) */
#include "models/linalg.h"

#include <assert.h>
#include <dlfcn.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"

/* LAPACK lives in OpenBLAS itself; Debian has no header for it without LAPACKE. Matrices are column-major, so our
 * row-major lower triangle is LAPACK's upper one. The names are LAPACK's. */
/* NOLINTBEGIN(readability-identifier-naming) */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *n_rhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info);
/* NOLINTEND(readability-identifier-naming) */

enum { GRAM_BLOCK_ROWS = 512 };

/* What is left of a column's square beside the columns before it; float32 columns that are sums of others
 * keep some 1e-14. */
static const double dependent_limit = 1e-9;

ptb_status ptb_blas_global_init(ptb_error *err)
{
    Dl_info found;
    void *symbol = dlsym(RTLD_DEFAULT, "cblas_dgemm");
    if (symbol == NULL || dladdr(symbol, &found) == 0 || found.dli_fname == NULL)
        return ptb_fail(err, PTB_E_INTERNAL, "cblas_dgemm is in no library (expected libopenblas)");
    if (strstr(found.dli_fname, "openblas") == NULL)
        return ptb_fail(err, PTB_E_INTERNAL, "cblas_dgemm comes from %s (expected libopenblas)",
                        found.dli_fname);
    if (openblas_get_parallel() == OPENBLAS_OPENMP)
        return ptb_fail(
            err, PTB_E_INTERNAL,
            "%s is the OpenMP build of OpenBLAS, which does not keep to one thread (expected the "
            "pthread or serial build: update-alternatives --config libopenblas.so.0-<architecture>)",
            found.dli_fname);
    openblas_set_num_threads(1);
    return PTB_OK;
}

const char *ptb_blas_description(void)
{
    return openblas_get_config();
}

static int to_blas_int(size_t n)
{
    assert(n <= INT_MAX);
    return (int)n;
}

void ptb_multiply_transposed(const double *a, const double *b, size_t m, size_t n, size_t k, double *c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, to_blas_int(m), to_blas_int(n), to_blas_int(k), 1, a,
                to_blas_int(k), b, to_blas_int(k), 0, c, to_blas_int(n));
}

void ptb_multiply_add(const double *a, const double *b, size_t m, size_t n, size_t k, double *c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, to_blas_int(m), to_blas_int(n), to_blas_int(k), 1,
                a, to_blas_int(k), b, to_blas_int(n), 1, c, to_blas_int(n));
}

void ptb_add_squares(const double *a, size_t n_rows, size_t n, double *upper)
{
    int size = to_blas_int(n);
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, size, to_blas_int(n_rows), 1, a, size, 1, upper, size);
}

ptb_status ptb_design_check_row(const ptb_design *design, size_t i, ptb_error *err)
{
    const float *x = design->x + i * design->ld;
    for (size_t j = 0; j < design->n_cols; j++)
        if (!isfinite(x[j]))
            return ptb_fail(err, PTB_E_DATA,
                            "row %zu, column %zu: %g (expected a finite number: encode first)", i, j,
                            (double)x[j]);
    return PTB_OK;
}

typedef struct {
    const ptb_design *design;
    const double *w;
    double *scratch; /* threads x GRAM_BLOCK_ROWS x (n_cols + 1) */
} gram_state;

static ptb_status gram_block(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    (void)err;
    const gram_state *gram = state;
    const ptb_design *design = gram->design;
    size_t p1 = design->n_cols + 1;
    double *scaled = gram->scratch + (size_t)block->thread * GRAM_BLOCK_ROWS * p1;
    for (size_t i = block->first; i < block->last; i++) {
        const float *x = design->x + i * design->ld;
        double *row = scaled + (i - block->first) * p1;
        double root = gram->w == NULL ? 1 : sqrt(gram->w[i]);
        row[0] = root;
        for (size_t j = 1; j < p1; j++)
            row[j] = root * (double)x[j - 1];
    }
    ptb_add_squares(scaled, block->last - block->first, p1, sums);
    return PTB_OK;
}

ptb_status ptb_weighted_gram(const ptb_context *context, const ptb_design *design, const double *w,
                             double *gram, ptb_error *err)
{
    size_t p1 = design->n_cols + 1;
    gram_state state = {design, w, NULL};
    ptb_status status = PTB_OK;
    if (p1 > INT_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%zu columns (expected at most %d)", design->n_cols, INT_MAX - 1);
    PTB_TRY_TO(
        ptb_alloc_raw(&state.scratch, (size_t)context->threads * GRAM_BLOCK_ROWS, p1 * sizeof(double), err));
    PTB_TRY_TO(
        ptb_blocks_sum(context, design->n_rows, GRAM_BLOCK_ROWS, gram_block, &state, gram, p1 * p1, err));
    for (size_t i = 1; i < p1; i++)
        for (size_t j = 0; j < i; j++)
            gram[i * p1 + j] = gram[j * p1 + i];
done:
    free(state.scratch);
    return status;
}

static bool all_finite(const double *a, size_t n)
{
    /* A sum of zeros and NaNs instead of a test an entry, so that the loop is vectorised. */
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * 0;
    return isfinite(sum);
}

ptb_status ptb_cholesky(double *a, size_t n, ptb_error *err)
{
    int size = to_blas_int(n), info = 0;
    if (!all_finite(a, n * n))
        return ptb_fail(err, PTB_E_NUMERIC, "the %zu x %zu matrix has an entry that is not finite", n, n);
    dpotrf_("U", &size, a, &size, &info);
    if (info != 0)
        return ptb_fail(err, PTB_E_NUMERIC, "the %zu x %zu matrix is not positive definite at row %d", n, n,
                        info - 1);
    if (!all_finite(a, n * n)) /* OpenBLAS reports success on NaN */
        return ptb_fail(err, PTB_E_NUMERIC, "the Cholesky factor of the %zu x %zu matrix is not finite", n,
                        n);
    return PTB_OK;
}

/* Gaussian elimination in the order of columns. */
ptb_status ptb_independent_columns(double *gram, size_t n, size_t *keep, size_t *n_keep, ptb_error *err)
{
    double *square = NULL;
    PTB_TRY(ptb_alloc(&square, n, sizeof *square, err));
    for (size_t j = 0; j < n; j++)
        square[j] = gram[j * n + j];
    *n_keep = 0;
    for (size_t j = 0; j < n; j++) {
        const double *row = gram + j * n;
        if (!(row[j] > dependent_limit * square[j])) continue;
        keep[(*n_keep)++] = j;
        for (size_t i = j + 1; i < n; i++) {
            double factor = gram[i * n + j] / row[j];
            for (size_t k = j; k < n; k++)
                gram[i * n + k] -= factor * row[k];
        }
    }
    free(square);
    return PTB_OK;
}

void ptb_cholesky_solve(const double *l, size_t n, double *b)
{
    /* dpotrs packs the whole factor anew for every right-hand side */
    int size = to_blas_int(n);
    cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, size, l, size, b, 1);
    cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, size, l, size, b, 1);
}

void ptb_cholesky_whiten_rows(const double *l, size_t n, double *rows, size_t n_rows)
{
    int size = to_blas_int(n);
    cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, to_blas_int(n_rows), size, 1,
                l, size, rows, size);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters of a matrix product */
void ptb_product_transposed(const double *a, size_t m, const double *b, size_t n, size_t k, double *out,
                            size_t ld)
{
    int depth = to_blas_int(k);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, to_blas_int(m), to_blas_int(n), depth, 1, a, depth,
                b, depth, 0, out, to_blas_int(ld));
}
