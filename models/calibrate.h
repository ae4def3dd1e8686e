/* models/calibrate.h: decision values -> probabilities, by Platt's sigmoid on values the model had not seen.
 *
 * p = 1 / (1 + exp(-(a f + b))), a > 0. Targets are Platt's smoothed ones, (N+ + 1) / (N+ + 2) and 1 / (N- + 2), fitted
 * by Newton's method with backtracking (Lin, Lin, Weng, "A note on Platt's probabilistic outputs for support
 * vector machines", Machine Learning 68, 2007, algorithm 1). */
#ifndef PTB_MODELS_CALIBRATE_H
#define PTB_MODELS_CALIBRATE_H

#include <stddef.h>

#include "datasets/base/status.h"

typedef struct {
    double a, b;
} ptb_platt;

/* Where the best slope is not positive (the values do not go with the outcome), a is 0 and b the base rate's
 * log-odds, smoothed: everybody gets the base rate. weight may be NULL. E_DATA: one class, non-finite values. */
PTB_MUST_USE ptb_status ptb_platt_fit(const double *value, const float *y, const double *weight, size_t n,
                                      ptb_platt *out, ptb_error *err);

#endif
