/* models/sums.h: sums over plain arrays in the order they stand in, the same bits everywhere; private to the optimisers. */
#ifndef PTB_MODELS_SUMS_H
#define PTB_MODELS_SUMS_H

#include <stddef.h>

static inline double ptb_inner(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* a += factor b */
static inline void ptb_add_scaled(double *a, double factor, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] += factor * b[i];
}

#endif
