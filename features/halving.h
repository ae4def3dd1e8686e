/* features/halving.h: 2^-x, the same bits on every machine.
 *
 * exp2 of the C library differs between processors; here 2^(-i/512) comes from a table and the rest, below 2^-9, from its Taylor
 * series to the 4th power: IEEE 754 fixes every step to the bit. Relative error about 1e-15. */
#ifndef PTB_FEATURES_HALVING_H
#define PTB_FEATURES_HALVING_H

#include <stddef.h>
#include <stdint.h>

enum { PTB_HALVING_STEPS = 512 };

typedef struct {
    double step[PTB_HALVING_STEPS]; /* 2^(-i/512) */
} ptb_halving;

void ptb_halving_fill(ptb_halving *table);

/* out[i] = 2^(-(as_of - ts[i]) * halvings_per_s); ts[i] <= as_of. */
void ptb_halving_weigh(const ptb_halving *table, const uint32_t *ts, size_t n, double as_of,
                       double halvings_per_s, double *out);

#endif
