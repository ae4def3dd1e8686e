/* models/minimise.c: L-BFGS with a matrix to begin with, and projection onto bounds. */
#include "models/minimise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/sums.h"

enum { PAIRS = 12, MAX_BACKTRACKS = 40 };

typedef struct {
    const ptb_minimum_problem *problem;
    ptb_minimum_report *report;
    size_t n;
    double *x, *gradient;         /* where we stand */
    double *next, *next_gradient; /* where the step leads */
    double *direction, *scratch;
    bool *is_held; /* while a direction is found */
    double *pairs; /* s, y, s, y, ...: a ring */
    size_t n_pairs, oldest;
    double value, next_value;
} search;

static double *pair_s(const search *s, size_t k)
{
    return s->pairs + 2 * ((s->oldest + k) % PAIRS) * s->n;
}

static double *pair_y(const search *s, size_t k)
{
    return pair_s(s, k) + s->n;
}

/* At its bound, with nothing to gain but beyond it. */
static bool is_held(const search *s, size_t i)
{
    return s->problem->is_nonnegative && s->problem->is_nonnegative[i] && s->x[i] <= 0 && s->gradient[i] >= 0;
}

static double free_gradient(const search *s, size_t i)
{
    return is_held(s, i) ? 0 : s->gradient[i];
}

static double largest_free_gradient(const search *s)
{
    double most = 0;
    for (size_t i = 0; i < s->n; i++)
        most = fmax(most, fabs(free_gradient(s, i)));
    return most;
}

/* On the numbers that are free to move. */
static double inner_free(const search *s, const double *a, const double *b)
{
    if (!s->problem->is_nonnegative) return ptb_inner(a, b, s->n);
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        if (!s->is_held[i]) sum += a[i] * b[i];
    return sum;
}

static void hold(const search *s, double *vector)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->is_held[i]) vector[i] = 0;
}

/* d := H^-1 d, H about as large as the last step says. */
static void begin_direction(search *s, double *d)
{
    double scale = 1;
    if (s->n_pairs > 0) {
        const double *step = pair_s(s, s->n_pairs - 1), *change = pair_y(s, s->n_pairs - 1);
        memcpy(s->scratch, change, s->n * sizeof *s->scratch);
        hold(s, s->scratch);
        s->problem->precondition(s->problem->state, s->scratch);
        scale = inner_free(s, step, change) / inner_free(s, change, s->scratch);
    }
    s->problem->precondition(s->problem->state, d);
    hold(s, d);
    for (size_t i = 0; scale > 0 && i < s->n; i++)
        d[i] *= scale;
}

/* direction = -H gradient by the two loops, where there are only the free numbers. */
static void find_direction(search *s)
{
    double alpha[PAIRS] = {0}, rho[PAIRS] = {0}, *d = s->direction;
    for (size_t i = 0; i < s->n; i++) {
        s->is_held[i] = is_held(s, i);
        d[i] = s->is_held[i] ? 0 : -s->gradient[i];
    }
    for (size_t k = s->n_pairs; k-- > 0;) {
        double product = inner_free(s, pair_s(s, k), pair_y(s, k));
        rho[k] = product > 0 ? 1 / product : 0; /* of no use here */
        alpha[k] = rho[k] * inner_free(s, pair_s(s, k), d);
        ptb_add_scaled(d, -alpha[k], pair_y(s, k), s->n);
    }
    hold(s, d);
    begin_direction(s, d);
    for (size_t k = 0; k < s->n_pairs; k++) {
        double beta = rho[k] * inner_free(s, pair_y(s, k), d);
        if (rho[k] > 0) ptb_add_scaled(d, alpha[k] - beta, pair_s(s, k), s->n);
    }
    hold(s, d);
}

static double slope(const search *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += free_gradient(s, i) * s->direction[i];
    return sum;
}

/* next = x + step direction, within the bounds; *gain is what the gradient promises of it. */
static void take_step(search *s, double step, double *gain)
{
    const bool *bound = s->problem->is_nonnegative;
    *gain = 0;
    for (size_t i = 0; i < s->n; i++) {
        double x = s->x[i] + step * s->direction[i];
        s->next[i] = bound && bound[i] && x < 0 ? 0 : x;
        *gain += s->gradient[i] * (s->next[i] - s->x[i]);
    }
}

/* Enough decrease, or, where the value's digits no longer tell, a smaller slope along the step: the function is convex, so that is
 * progress too (Hager and Zhang, SIAM J. Optim. 16, 2005, approximate Wolfe conditions). */
static bool is_accepted(const search *s, double gain)
{
    double next_gain = 0;
    if (!isfinite(s->next_value) || !(gain < 0)) return false;
    if (s->next_value < s->value + 1e-4 * gain) return true;
    if (s->next_value > s->value + 1e-12 * fabs(s->value)) return false;
    for (size_t i = 0; i < s->n; i++)
        next_gain += s->next_gradient[i] * (s->next[i] - s->x[i]);
    return fabs(next_gain) <= 0.9 * fabs(gain);
}

/* Finds `next` by halving the step. *found is false where none helps. */
static ptb_status line_search(search *s, bool *found, ptb_error *err)
{
    double step = 1, gain = 0;
    *found = false;
    for (int k = 0; k < MAX_BACKTRACKS; k++) {
        take_step(s, step, &gain);
        PTB_TRY(s->problem->evaluate(s->problem->state, s->next, &s->next_value, s->next_gradient, err));
        s->report->evaluations++;
        *found = is_accepted(s, gain);
        if (*found) return PTB_OK;
        step /= 2;
    }
    return PTB_OK;
}

/* Remembers the step where the function is curved along it, and stands at its end. */
static void move(search *s)
{
    size_t slot = (s->oldest + s->n_pairs) % PAIRS;
    double *step = s->pairs + 2 * slot * s->n, *change = step + s->n;
    for (size_t i = 0; i < s->n; i++) {
        step[i] = s->next[i] - s->x[i];
        change[i] = s->next_gradient[i] - s->gradient[i];
    }
    double product = ptb_inner(step, change, s->n);
    if (product > 1e-14 * ptb_inner(change, change, s->n)) {
        if (s->n_pairs < PAIRS)
            s->n_pairs++;
        else
            s->oldest = (s->oldest + 1) % PAIRS;
    }
    memcpy(s->x, s->next, s->n * sizeof *s->x);
    memcpy(s->gradient, s->next_gradient, s->n * sizeof *s->gradient);
    s->value = s->next_value;
}

static ptb_status descend(search *s, const ptb_minimum_settings *settings, ptb_error *err)
{
    ptb_minimum_report *report = s->report;
    PTB_TRY(s->problem->evaluate(s->problem->state, s->x, &s->value, s->gradient, err));
    report->evaluations++;
    for (;;) {
        bool found = false;
        report->value = s->value;
        report->gradient_max = largest_free_gradient(s);
        report->converged = report->gradient_max <= settings->tolerance;
        if (report->converged || report->iterations >= settings->max_iterations) return PTB_OK;
        find_direction(s);
        if (!(slope(s) < 0)) {
            s->n_pairs = 0;
            find_direction(s);
        }
        PTB_TRY(line_search(s, &found, err));
        if (!found && s->n_pairs == 0) return PTB_OK; /* no digits are left */
        if (!found)
            s->n_pairs = 0; /* what was remembered misleads: begin anew from here */
        else
            move(s);
        report->iterations++;
    }
}

ptb_status ptb_minimise(const ptb_minimum_problem *problem, const ptb_minimum_settings *settings, double *x,
                        ptb_minimum_report *report, ptb_error *err)
{
    ptb_status status = PTB_OK;
    size_t n = problem->n;
    search s = {.problem = problem, .report = report, .n = n};
    *report = (ptb_minimum_report){0};
    s.x = x;
    PTB_TRY_TO(ptb_alloc(&s.gradient, n, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&s.next, n, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&s.next_gradient, n, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&s.direction, n, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&s.scratch, n, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&s.is_held, n, sizeof(bool), err));
    PTB_TRY_TO(ptb_alloc(&s.pairs, (size_t)2 * PAIRS * n, sizeof(double), err));
    status = descend(&s, settings, err);
done:
    free(s.gradient);
    free(s.next);
    free(s.next_gradient);
    free(s.direction);
    free(s.scratch);
    free(s.is_held);
    free(s.pairs);
    return status;
}
