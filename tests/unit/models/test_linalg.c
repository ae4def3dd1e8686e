/* tests/unit/models/test_linalg.c: Gram and Cholesky against plain loops; which BLAS is in use. */
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "tests/support/test_main.h"

enum { SIDE = 9 };

static void fill(double *a, size_t n, uint64_t seed)
{
    ptb_rng *rng = NULL;
    ptb_error err = {0};
    ASSERT_OK(ptb_rng_new(seed, "test linalg", 0, &rng, &err));
    for (size_t i = 0; i < n; i++)
        a[i] = ptb_rng_normal(rng);
    ptb_rng_free(rng);
}

/* A positive definite matrix: B B' + 1. */
static void fill_definite(double a[SIDE * SIDE], uint64_t seed)
{
    double b[SIDE * SIDE];
    fill(b, sizeof b / sizeof b[0], seed);
    for (size_t i = 0; i < SIDE; i++) {
        for (size_t j = 0; j < SIDE; j++) {
            a[i * SIDE + j] = i == j ? 1 : 0;
            for (size_t k = 0; k < SIDE; k++)
                a[i * SIDE + j] += b[i * SIDE + k] * b[j * SIDE + k];
        }
    }
}

START_TEST(test_blas_is_openblas_on_one_thread)
{
    ptb_error err = {0};
    ASSERT_OK(ptb_blas_global_init(&err));
    ASSERT_OK(ptb_blas_global_init(&err)); /* again does no harm */
    ck_assert_ptr_nonnull(strstr(ptb_blas_description(), "OpenBLAS"));
}
END_TEST

/* The entry (a, b) by a plain loop, and how large its terms are. */
static void check_gram_entry(const ptb_design *d, const double *w, size_t a, size_t b, double got)
{
    double sum = 0, size = 0;
    for (size_t i = 0; i < d->n_rows; i++) {
        double xa = a == 0 ? 1 : (double)d->x[i * d->ld + a - 1],
               xb = b == 0 ? 1 : (double)d->x[i * d->ld + b - 1];
        sum += (w == NULL ? 1 : w[i]) * xa * xb;
        size += (w == NULL ? 1 : w[i]) * fabs(xa * xb);
    }
    ASSERT_CLOSE(got, sum, 1e-13 * size, 0);
}

static void check_gram_of(const ptb_design *design, const double *w)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    size_t p1 = design->n_cols + 1;
    double *gram = calloc(p1 * p1, sizeof *gram), *again = calloc(p1 * p1, sizeof *again);
    ck_assert(gram != NULL && again != NULL);
    ASSERT_OK(ptb_weighted_gram(&context, design, w, gram, &err));
    for (size_t k = 0; k < p1 * p1; k++) {
        check_gram_entry(design, w, k / p1, k % p1, gram[k]);
        ck_assert_mem_eq(&gram[k], &gram[k % p1 * p1 + k / p1], sizeof(double));
    }
    for (context.threads = 2; context.threads <= 3; context.threads++) {
        ASSERT_OK(ptb_weighted_gram(&context, design, w, again, &err));
        ck_assert_mem_eq(gram, again, p1 * p1 * sizeof *gram);
    }
    free(gram);
    free(again);
}

static void check_gram(size_t n_rows, size_t n_cols, size_t ld, const double *w)
{
    double *values = calloc(n_rows * ld + 1, sizeof *values);
    float *x = calloc(n_rows * ld + 1, sizeof *x);
    ck_assert(values != NULL && x != NULL);
    fill(values, n_rows * ld, 1);
    for (size_t i = 0; i < n_rows * ld; i++)
        x[i] = (float)values[i];
    check_gram_of(&(ptb_design){x, n_rows, n_cols, ld}, w);
    free(values);
    free(x);
}

START_TEST(test_gram_is_the_sum_of_products)
{
    static double w[1300];
    for (size_t i = 0; i < 1300; i++)
        w[i] = (double)(i % 7) / 4; /* zeros among them */
    check_gram(1300, 5, 5, NULL);
    check_gram(1300, 5, 8, w);
    check_gram(1, 3, 3, w + 1);
    check_gram(512, 1, 2, NULL);
    check_gram(513, 40, 41, w);
    check_gram(100, 0, 1, w);
}
END_TEST

START_TEST(test_gram_stops_when_cancelled)
{
    ptb_error err = {0};
    volatile sig_atomic_t signal_number = SIGTERM;
    ptb_context context = ptb_context_default();
    float x[] = {1, 2, 3};
    double gram[4];
    context.cancel = &signal_number;
    ASSERT_FAILS(ptb_weighted_gram(&context, &(ptb_design){x, 3, 1, 1}, NULL, gram, &err), PTB_E_CANCELLED,
                 "");
}
END_TEST

START_TEST(test_cholesky_gives_the_matrix_back)
{
    ptb_error err = {0};
    double a[SIDE * SIDE], l[SIDE * SIDE];
    fill_definite(a, 2);
    memcpy(l, a, sizeof a);
    ASSERT_OK(ptb_cholesky(l, SIDE, &err));
    for (size_t i = 0; i < SIDE; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t k = 0; k <= j; k++)
                sum += l[i * SIDE + k] * l[j * SIDE + k];
            ASSERT_CLOSE(sum, a[i * SIDE + j], 1e-12, 0);
        }
    }
}
END_TEST

START_TEST(test_solve)
{
    ptb_error err = {0};
    double a[SIDE * SIDE], l[SIDE * SIDE], b[SIDE], x[SIDE];
    fill_definite(a, 3);
    fill(b, SIDE, 4);
    memcpy(l, a, sizeof a);
    memcpy(x, b, sizeof b);
    ASSERT_OK(ptb_cholesky(l, SIDE, &err));
    ptb_cholesky_solve(l, SIDE, x);
    for (size_t i = 0; i < SIDE; i++) {
        double product = 0;
        for (size_t j = 0; j < SIDE; j++)
            product += a[i * SIDE + j] * x[j];
        ASSERT_CLOSE(product, b[i], 1e-12, 0);
    }
}
END_TEST

START_TEST(test_cholesky_refuses_what_is_not_positive_definite)
{
    ptb_error err = {0};
    double a[] = {1, 2, 2, 1};
    ASSERT_FAILS(ptb_cholesky(a, 2, &err), PTB_E_NUMERIC, "not positive definite at row 1");
    double zero[] = {0};
    ASSERT_FAILS(ptb_cholesky(zero, 1, &err), PTB_E_NUMERIC, "not positive definite at row 0");
}
END_TEST

START_TEST(test_cholesky_refuses_what_is_not_finite)
{
    ptb_error err = {0};
    const double bad[] = {(double)NAN, HUGE_VAL, -HUGE_VAL};
    double a[SIDE * SIDE];
    for (size_t k = 0; k < 3; k++) {
        for (size_t at = 0; at < sizeof a / sizeof a[0]; at += 7) {
            fill_definite(a, 5);
            a[at] = bad[k];
            ASSERT_FAILS(ptb_cholesky(a, SIDE, &err), PTB_E_NUMERIC, "not finite");
        }
    }
}
END_TEST

/* Inner products of whitened rows are a A^-1 b, with A^-1 b by the solver. */
START_TEST(test_whitened_rows_have_products_of_the_inverse)
{
    ptb_error err = {0};
    double l[SIDE * SIDE], rows[2 * SIDE], solved[SIDE], want = 0, got = 0;
    fill_definite(l, 6);
    ASSERT_OK(ptb_cholesky(l, SIDE, &err));
    for (size_t j = 0; j < SIDE; j++) {
        rows[j] = cos((double)j);
        rows[SIDE + j] = solved[j] = sin(2 * (double)j);
    }
    ptb_cholesky_solve(l, SIDE, solved);
    for (size_t j = 0; j < SIDE; j++)
        want += rows[j] * solved[j];
    ptb_cholesky_whiten_rows(l, SIDE, rows, 2);
    for (size_t j = 0; j < SIDE; j++)
        got += rows[j] * rows[SIDE + j];
    ASSERT_CLOSE(got, want, 1e-11, 0);
}
END_TEST

START_TEST(test_products_are_row_by_row)
{
    const double a[] = {1, 2, 3, 4, 5, 6}, b[] = {1, 0, 2, 0, 1, 0, -1, 1, 1, 2, 2, 2};
    double out[2 * 5] = {0};
    const double want[] = {7, 2, 4, 12, 0, 16, 5, 7, 30, 0};
    ptb_product_transposed(a, 2, b, 4, 3, out, 5);
    for (size_t i = 0; i < 10; i++)
        ASSERT_CLOSE(out[i], want[i], 0, 0);
}
END_TEST

TEST_MAIN("linalg", test_blas_is_openblas_on_one_thread, test_gram_is_the_sum_of_products,
          test_gram_stops_when_cancelled, test_cholesky_gives_the_matrix_back, test_solve,
          test_cholesky_refuses_what_is_not_positive_definite, test_cholesky_refuses_what_is_not_finite,
          test_whitened_rows_have_products_of_the_inverse, test_products_are_row_by_row)
