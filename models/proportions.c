/* models/proportions.c: rates with intervals, ratios of rates, exact tests, and what many tests come to. */
#include "models/proportions.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>

#include "datasets/base/memory.h"

static const double z95 = 1.959963984540054; /* the normal distribution's quantile of 0.975 */

void ptb_wilson(double rate, double n, ptb_figure *out)
{
    if (!(n > 0)) {
        *out = (ptb_figure){nan(""), nan(""), nan("")};
        return;
    }
    double zz = z95 * z95 / n, centre = (rate + zz / 2) / (1 + zz);
    double half = z95 / (1 + zz) * sqrt(rate * (1 - rate) / n + zz / (4 * n));
    /* At 0 and 1 the limit is exactly that, but for rounding. */
    out->mean = rate;
    out->low = rate > 0 ? fmax(0, centre - half) : 0;
    out->high = rate < 1 ? fmin(1, centre + half) : 1;
}

void ptb_rate_ratio(const ptb_figure *a, const ptb_figure *b, ptb_figure *out)
{
    double both = a->mean * b->mean;
    double a_low = a->low * (2 * a->mean - a->low), a_high = a->high * (2 * a->mean - a->high);
    double b_low = b->low * (2 * b->mean - b->low), b_high = b->high * (2 * b->mean - b->high);
    double low_root = sqrt(fmax(0, both * both - a_low * b_high));
    double high_root = sqrt(fmax(0, both * both - a_high * b_low));
    out->mean = b->mean > 0 ? a->mean / b->mean : a->mean > 0 ? HUGE_VAL : nan("");
    /* The lower root in its second form (product of the roots: a_low / b_high), as b_high may be nothing. */
    out->low = a->mean > 0 ? a_low / (both + low_root) : 0;
    out->high = b->low > 0 ? (both + high_root) / b_low : HUGE_VAL;
}

/* --- Fisher's test: k of the n cases are wins, of whom there are K among N --- */

typedef struct {
    double n, wins, all; /* n cases here, K wins and N cases in all */
    double log_choose;
} urn;

static double log_choose(double n, double k)
{
    return gsl_sf_lnfact((unsigned)n) - gsl_sf_lnfact((unsigned)k) - gsl_sf_lnfact((unsigned)(n - k));
}

static double log_probability(const urn *u, double k)
{
    return log_choose(u->wins, k) + log_choose(u->all - u->wins, u->n - k) - u->log_choose;
}

/* P(k + 1) / P(k) */
static double step_up(const urn *u, double k)
{
    return (u->wins - k) * (u->n - k) / ((k + 1) * (u->all - u->wins - u->n + k + 1));
}

/* The sum of P(k) and all beyond it, away from the top, as a multiple of P(k). */
static double tail(const urn *u, double k, double last, int direction)
{
    double sum = 1, term = 1;
    while (direction * (last - k) > 0 && term > 1e-17 * sum) {
        term *= direction > 0 ? step_up(u, k) : 1 / step_up(u, k - 1);
        k += direction;
        sum += term;
    }
    return sum;
}

/* How many steps from the top in that direction it is to a number no more probable than `limit`; n_steps + 1 where there is none. */
static double steps_to_rare(const urn *u, double top, int direction, double n_steps, double limit)
{
    double low = 0, high = n_steps + 1;
    while (low < high) {
        double middle = floor((low + high) / 2);
        if (log_probability(u, top + direction * middle) <= limit)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

double ptb_fisher_p(const ptb_two_by_two *t)
{
    urn u = {.n = (double)t->cases,
             .wins = (double)(t->wins + t->other_wins),
             .all = (double)(t->cases + t->other_cases)};
    double least = fmax(0, u.n + u.wins - u.all), most = fmin(u.n, u.wins), k = (double)t->wins;
    if (!(least < most)) return 1;
    u.log_choose = log_choose(u.all, u.n);
    double top = floor((u.n + 1) * (u.wins + 1) / (u.all + 2));
    double here = log_probability(&u, k), limit = here + 1e-7; /* equal but for rounding */
    if (log_probability(&u, top) <= limit) return 1;
    int direction = k > top ? 1 : -1;
    double end = direction > 0 ? most : least, other_end = direction > 0 ? least : most;
    double p = exp(here) * tail(&u, k, end, direction), room = fabs(other_end - top);
    double steps = steps_to_rare(&u, top, -direction, room, limit), mirror = top - direction * steps;
    if (steps <= room) p += exp(log_probability(&u, mirror)) * tail(&u, mirror, other_end, -direction);
    return fmin(1, p);
}

double ptb_normal_p(double z)
{
    return 2 * gsl_cdf_ugaussian_Q(fabs(z));
}

/* --- many tests --- */

typedef struct {
    double p;
    size_t place;
} placed_p;

static int compare_p(const void *left, const void *right)
{
    const placed_p *a = left, *b = right;
    if (a->p < b->p || a->p > b->p) return a->p < b->p ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

ptb_status ptb_benjamini_hochberg(const double *p, size_t n, double *q, ptb_error *err)
{
    placed_p *sorted = NULL;
    PTB_TRY(ptb_alloc_raw(&sorted, n, sizeof *sorted, err));
    for (size_t i = 0; i < n; i++)
        sorted[i] = (placed_p){p[i], i};
    if (n > 0) qsort(sorted, n, sizeof *sorted, compare_p);
    double least = 1;
    for (size_t rank = n; rank > 0; rank--) {
        least = fmin(least, sorted[rank - 1].p * (double)n / (double)rank);
        q[sorted[rank - 1].place] = least;
    }
    free(sorted);
    return PTB_OK;
}
