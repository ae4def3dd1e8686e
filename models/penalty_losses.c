/* models/penalty_losses.c: logistic losses of many margins at once, by arithmetic that compilers turn into vectors: with
 * signs and whole numbers in the place of comparisons, which may trap and so are not. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "datasets/base/simd.h"
#include "models/penalty_pass.h"

/* exp(-t) for t >= 0, cut at 708: t = k log 2 + r with |r| <= log(2) / 2, Taylor's series of exp(-r), and 2^-k put into
 * the exponent's bits. log 2 in two parts, the first with enough zeros at its end for k times it to be exact. */
PTB_INLINE double exp_minus(double t)
{
    const double log2_high = 0x1.62e42fefa38p-1, log2_low = 0x1.ef35793c7673p-45;
    const double round_to_whole = 0x1.8p52;
    const int64_t most = 0x4086200000000000; /* the bits of 708 */
    double cut;
    int64_t bits, whole;
    memcpy(&bits, &t, sizeof bits);
    bits = bits > most ? most : bits;
    memcpy(&cut, &bits, sizeof cut);
    double shifted = cut * 0x1.71547652b82fep0 + round_to_whole;
    double k = shifted - round_to_whole;
    double r = (k * log2_high - cut) + k * log2_low;
    double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    double low = ((1 + r) + r2 * (1.0 / 2 + r * (1.0 / 6)));
    double mid = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
    double high = (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
    double e = low + (r4 * mid + r8 * (high + r4 * (1.0 / 479001600 + r * (1.0 / 6227020800))));
    memcpy(&whole, &shifted, sizeof whole);
    memcpy(&bits, &e, sizeof bits);
    bits -= (int64_t)((uint64_t)whole << 52);
    memcpy(&e, &bits, sizeof e);
    return e;
}

/* log(1 + e) for 0 <= e <= 1 by atanh: log m = 2 atanh((m - 1) / (m + 1)), m = 1 + e or half of that. */
PTB_INLINE double log_one_and(double e)
{
    double is_big = 0.5 + copysign(0.5, e - 0.41421356);
    double s = (e - is_big) / (e + 2 + is_big);
    double s2 = s * s, s4 = s2 * s2, s8 = s4 * s4;
    double low = (1.0 / 3 + s2 * (1.0 / 5)) + s4 * (1.0 / 7 + s2 * (1.0 / 9));
    double high = (1.0 / 11 + s2 * (1.0 / 13)) + s4 * (1.0 / 15 + s2 * (1.0 / 17));
    double tail = 1.0 / 19 + s2 * (1.0 / 21);
    double series = s2 * (low + s8 * (high + s8 * tail));
    return is_big * 0x1.62e42fefa39efp-1 + (2 * s + 2 * s * series);
}

PTB_SIMD static void losses(const double *restrict z, const double *restrict side, size_t n,
                            double *restrict residual, double *restrict loss)
{
    for (size_t i = 0; i < n; i++) {
        double m = side[i] * z[i], e = exp_minus(fabs(m)), below = 0.5 - copysign(0.5, m);
        double miss = (e + below * (1 - e)) / (1 + e);
        residual[i] = -side[i] * miss;
        loss[i] = log_one_and(e) + (fabs(m) - m) / 2;
    }
}

PTB_SIMD static void curvatures(const double *restrict z, size_t n, double *restrict curvature)
{
    for (size_t i = 0; i < n; i++) {
        double e = exp_minus(fabs(z[i]));
        curvature[i] = e / ((1 + e) * (1 + e));
    }
}

void ptb_penalty_losses(const double *z, const double *side, size_t n, double *residual, double *loss)
{
    losses(z, side, n, residual, loss);
}

void ptb_penalty_curvatures(const double *z, size_t n, double *curvature)
{
    curvatures(z, n, curvature);
}
