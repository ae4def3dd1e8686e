/* models/minimise.h: the least of a smooth convex function of many numbers, some of which may not fall below 0. */
#ifndef PTB_MODELS_MINIMISE_H
#define PTB_MODELS_MINIMISE_H

#include <stdbool.h>
#include <stddef.h>

#include "datasets/base/status.h"

typedef struct {
    size_t n;
    /* The value at x and its gradient (n). A value that is not finite is a step too far. */
    ptb_status (*evaluate)(void *state, const double *x, double *value, double *gradient, ptb_error *err);
    void *state;
    /* vector := H^-1 vector, for a positive definite H that is about the matrix of second derivatives. */
    void (*precondition)(void *state, double *vector);
    const bool *is_nonnegative; /* n; NULL: none is bound */
} ptb_minimum_problem;

typedef struct {
    double tolerance; /* on the largest entry of the gradient that can still lead down */
    int max_iterations;
} ptb_minimum_settings;

typedef struct {
    bool converged;
    int iterations, evaluations;
    double value, gradient_max;
} ptb_minimum_report;

/* x holds the start (within the bounds) and becomes the least point found. Not converging is the report's matter.
 *
 * Method   L-BFGS (Nocedal and Wright, Numerical Optimization 2nd ed., algorithm 7.4) whose initial matrix is the inverse of H,
 *          on the numbers that are free to move; bounds by projection (Bertsekas, SIAM J. Control Optim. 20, 1982).
 * Memory   about 29 n doubles. */
PTB_MUST_USE ptb_status ptb_minimise(const ptb_minimum_problem *problem, const ptb_minimum_settings *settings,
                                     double *x, ptb_minimum_report *report, ptb_error *err);

#endif
