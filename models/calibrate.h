/* models/calibrate.h: decision values -> probabilities, fitted on values that the model had not seen.
 *
 * All take finite values, outcomes of both classes, weights (NULL: ones) that act as repetitions; E_DATA otherwise. The order of cases
 * doesn't matter but for rounding. */
#ifndef PTB_MODELS_CALIBRATE_H
#define PTB_MODELS_CALIBRATE_H

#include <stddef.h>

#include "datasets/base/status.h"

/* p = 1 / (1 + exp(-(a f + b))), a > 0. Targets are Platt's smoothed ones, (N+ + 1) / (N+ + 2) and 1 / (N- + 2), fitted
 * by Newton's method with backtracking (Lin, Lin, Weng, "A note on Platt's probabilistic outputs for support
 * vector machines", Machine Learning 68, 2007, algorithm 1). */
typedef struct {
    double a, b;
} ptb_platt;

/* Where the best slope is not positive (the values do not go with the outcome), a is 0 and b the base rate's
 * log-odds, smoothed: everybody gets the base rate. */
PTB_MUST_USE ptb_status ptb_platt_fit(const double *value, const float *y, const double *weight, size_t n,
                                      ptb_platt *out, ptb_error *err);

/* The b of log-odds f + b that makes the mean probability the share of wins, within -100 .. 100. Of cases that were looked at: finite
 * values, both classes. */
double ptb_shift_fit(const double *value, const float *y, const double *weight, size_t n);

/* log-odds(p) = low ln s - high ln(1 - s) + shift with s = 1 / (1 + exp(-f)), low and high >= 0: of slope low far down, high far up; low
 * = high is Platt's. Kull, Silva Filho, Flach, "Beta calibration", AISTATS 2017, with Platt's targets, so that both always have an
 * answer. f must be log-odds, as its zero counts. */
typedef struct {
    double low, high, shift;
} ptb_beta;

PTB_MUST_USE ptb_status ptb_beta_fit(const double *value, const float *y, const double *weight, size_t n,
                                     ptb_beta *out, ptb_error *err);
double ptb_beta_logit(const ptb_beta *beta, double value);

/* Cases next to each other by value that share a win rate. */
typedef struct {
    double first, last; /* their lowest and highest value */
    double mean;        /* of the values, weighted */
    double wins, all;   /* weighted */
} ptb_isotonic_block;

/* Isotonic regression by pooling adjacent violators (Ayer et al., Ann. Math. Statist. 26, 1955): blocks of rising win rates wins / all,
 * equal values in one. *out is the caller's. The same bits for any order of the cases. Cost O(n log n). */
PTB_MUST_USE ptb_status ptb_isotonic_fit(const double *value, const float *y, const double *weight, size_t n,
                                         ptb_isotonic_block **out, size_t *n_out, ptb_error *err);

/* Log-odds of a block, half a win and half a loss added: finite for blocks of one class. */
double ptb_isotonic_logit(const ptb_isotonic_block *block);

/* Pools on, until the blocks' log-odds rise strictly and there are at most `most`: small blocks of one class are drawn in by the half
 * cases, then the closest neighbours. Returns how many are left. */
size_t ptb_isotonic_smooth(ptb_isotonic_block *blocks, size_t n, size_t most);

#endif
