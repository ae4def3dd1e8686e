/* models/sums.h: sums over plain arrays in a written order, the same bits everywhere; private to the optimisers. */
#ifndef PTB_MODELS_SUMS_H
#define PTB_MODELS_SUMS_H

#include <stddef.h>

enum { PTB_SUM_LANES = 8 };

static inline double ptb_inner(const double *a, const double *b, size_t n)
{
    double sum[PTB_SUM_LANES] = {0}; /* side by side: an addition waits for the one before */
    size_t i = 0;
    for (; i + PTB_SUM_LANES <= n; i += PTB_SUM_LANES)
        for (size_t l = 0; l < PTB_SUM_LANES; l++)
            sum[l] += a[i + l] * b[i + l];
    for (; i < n; i++)
        sum[0] += a[i] * b[i];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* a += factor b */
static inline void ptb_add_scaled(double *a, double factor, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] += factor * b[i];
}

#endif
