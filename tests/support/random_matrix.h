/* tests/support/random_matrix.h: random training data with known truth for tests of models. */
#ifndef PTB_TESTS_SUPPORT_RANDOM_MATRIX_H
#define PTB_TESTS_SUPPORT_RANDOM_MATRIX_H

#include <math.h>
#include <stdlib.h>

#include <check.h>

#include "datasets/base/rng.h"
#include "models/logistic.h"

typedef struct {
    ptb_design design;
    float *x, *y;
    double *weight; /* small whole numbers */
    double *truth;  /* n_cols + 1 coefficients, intercept first */
} test_matrix;

/* Entries are multiples of 1/64 with sd about 1; outcomes are drawn from a logistic model with these truths. */
static inline test_matrix test_matrix_new(uint64_t seed, size_t n_rows, size_t n_cols)
{
    test_matrix m = {0};
    ptb_rng *rng = NULL;
    ptb_error err = {0};
    ptb_gsl_global_init();
    ck_assert_int_eq(ptb_rng_new(seed, "test matrix", 0, &rng, &err), PTB_OK);
    m.x = calloc(n_rows * n_cols + 1, sizeof *m.x);
    m.y = calloc(n_rows, sizeof *m.y);
    m.weight = calloc(n_rows, sizeof *m.weight);
    m.truth = calloc(n_cols + 1, sizeof *m.truth);
    ck_assert(m.x != NULL && m.y != NULL && m.weight != NULL && m.truth != NULL);
    m.design = (ptb_design){m.x, n_rows, n_cols, n_cols};
    m.truth[0] = -1;
    for (size_t j = 0; j < n_cols; j++)
        m.truth[j + 1] = ptb_rng_normal(rng) / sqrt((double)n_cols);
    for (size_t i = 0; i < n_rows; i++) {
        double z = m.truth[0];
        for (size_t j = 0; j < n_cols; j++) {
            m.x[i * n_cols + j] = (float)(round(ptb_rng_normal(rng) * 64) / 64 + 0.0); /* no -0 */
            z += m.truth[j + 1] * (double)m.x[i * n_cols + j];
        }
        m.y[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
        m.weight[i] = 1 + (double)ptb_rng_below(rng, 3);
    }
    m.y[0] = 1; /* both classes, whatever was drawn */
    m.y[1] = 0;
    ptb_rng_free(rng);
    return m;
}

static inline void test_matrix_free(test_matrix *m)
{
    free(m->x);
    free(m->y);
    free(m->weight);
    free(m->truth);
}

#endif
