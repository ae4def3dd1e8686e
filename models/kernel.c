/* models/kernel.c: exp(-gamma x) over arrays, by Cody and Waite's reduction and a Taylor polynomial. */
#include "models/kernel.h"

#include <stdint.h>
#include <string.h>

#include "datasets/base/simd.h"

enum { CHUNK = 64, LANES = 8 };

/* exp(z) for -690.8 <= z <= 0: z = k ln 2 + r, |r| <= ln 2 / 2, where the polynomial of degree 13 is off by 4e-18 at most. */
PTB_INLINE double exp_negative(double z)
{
    const double to_whole = 0x1.8p52; /* adding it leaves the nearest whole number in the lowest bits */
    double shifted = z * 0x1.71547652b82fep0 + to_whole;
    double k = shifted - to_whole;
    double r = (z - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    double low = (1 + r) + r2 * (1.0 / 2 + r * (1.0 / 6));
    double middle = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
    double high = (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
    double top = 1.0 / 479001600 + r * (1.0 / 6227020800);
    double value = (low + r4 * middle) + r8 * (high + r4 * top);
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 52) + ((uint64_t)1023 << 52);
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return value * scale;
}

/* Those beyond the range, by themselves. */
static void flush_small(double *x, const double *exponent, size_t n, double least)
{
    for (size_t i = 0; i < n; i++)
        if (exponent[i] < least) x[i] = 0;
}

PTB_SIMD static void decay(double *x, size_t n, double gamma)
{
    const double least = -690.7755278982137; /* ln 1e-300 */
    double exponent[CHUNK];
    for (size_t first = 0; first < n; first += CHUNK) {
        size_t count = n - first < CHUNK ? n - first : CHUNK;
        double *at = x + first, sum[LANES] = {0};
        for (size_t i = 0; i < count; i++)
            exponent[i] = -gamma * at[i];
        for (size_t i = 0; i < count; i++)
            at[i] = exp_negative(exponent[i]);
        for (size_t i = 0; i + LANES <= count; i += LANES)
            for (size_t k = 0; k < LANES; k++)
                sum[k] += exponent[i + k];
        /* Exponents are never above 0, so that none is below the least where their sum is not. */
        double all = ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
        if (count < CHUNK || !(all >= least)) flush_small(at, exponent, count, least);
    }
}

/* Not the one with several versions: clang names those so that other files can't call them. */
void ptb_kernel_decay(double *x, size_t n, double gamma)
{
    decay(x, n, gamma);
}
