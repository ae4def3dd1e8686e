/* models/calibrate_inside.h: decision values and outcomes as the fits of calibrate*.c take them. Internal. */
#ifndef PTB_MODELS_CALIBRATE_INSIDE_H
#define PTB_MODELS_CALIBRATE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "datasets/base/status.h"

typedef struct {
    const double *value;
    const float *y;
    const double *weight; /* NULL: ones */
    size_t n;
    double wins, losses, mean, sd; /* weighted; of the values */
    double win_target, loss_target;
} ptb_calibrate_cases;

static inline double ptb_calibrate_weight(const ptb_calibrate_cases *d, size_t i)
{
    return d->weight == NULL ? 1 : d->weight[i];
}

static inline bool ptb_calibrate_won(const ptb_calibrate_cases *d, size_t i)
{
    return d->y[i] > 0.5F;
}

/* Sets all but the first four, the targets as Platt's. E_DATA: one class, values that are not finite, weights that are not above 0. */
PTB_MUST_USE ptb_status ptb_calibrate_summarise(ptb_calibrate_cases *d, ptb_error *err);

/* The line a f + b of least cross-entropy against the targets; a may be negative. Where all values are equal, or the targets 1 and 0
 * and the classes parted, there is no such line. */
void ptb_calibrate_line(const ptb_calibrate_cases *d, double *a, double *b);

#endif
