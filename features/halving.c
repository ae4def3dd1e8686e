/* features/halving.c: weights of activities that fade by half-lives. */
#include "features/halving.h"

#include <math.h>
#include <string.h>

/* As products of repeated square roots of 1/2. */
void ptb_halving_fill(ptb_halving *table)
{
    for (size_t i = 0; i < PTB_HALVING_STEPS; i++)
        table->step[i] = 1;
    double root = 0.5;
    for (size_t bit = PTB_HALVING_STEPS / 2; bit > 0; bit /= 2) {
        root = sqrt(root);
        for (size_t i = 0; i < PTB_HALVING_STEPS; i++) {
            if (i & bit) table->step[i] *= root;
        }
    }
}

void ptb_halving_weigh(const ptb_halving *table, const uint32_t *ts, size_t n, double as_of,
                       double halvings_per_s, double *out)
{
    static const double ln2 = 0.693147180559945309417, most = 1000.0;
    for (size_t i = 0; i < n; i++) {
        double x = (as_of - (double)ts[i]) * halvings_per_s;
        if (x > most) x = most; /* 2^-1000 is nothing to a float */
        uint32_t steps = (uint32_t)(int32_t)(x * PTB_HALVING_STEPS);
        double t = ((double)steps * (1.0 / PTB_HALVING_STEPS) - x) * ln2;
        double series = 1.0 + t * (1.0 + t * (1.0 / 2 + t * (1.0 / 6 + t * (1.0 / 24))));
        uint64_t exponent = (uint64_t)(1023 - steps / PTB_HALVING_STEPS) << 52;
        double scale;
        memcpy(&scale, &exponent, sizeof scale);
        out[i] = scale * table->step[steps % PTB_HALVING_STEPS] * series;
    }
}
