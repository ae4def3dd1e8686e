/* models/delong.c: variance and paired test of areas under ROC curves by DeLong's method, in O(n log n). */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "datasets/base/memory.h"
#include "models/metrics.h"
#include "models/ranking.h"

/* Structural components: for each win the share of losses below it, for each loss the share of wins above it,
 * ties half. Their means are the area; their variances give its variance. */
typedef struct {
    size_t n_wins, n_losses;
    double *win, *loss; /* in case order */
} components;

static void components_free(components *c)
{
    free(c->win);
    free(c->loss);
}

/* Sun and Xu get the components from mid-ranks; in a sorted list the counts of losses below and wins above are the
 * same thing said directly. `slot` says where each case stands among its own class. */
static void fill_components(const ptb_place *places, const float *outcome, size_t n, const size_t *slot,
                            components *c)
{
    size_t wins_above = 0, losses_above = 0;
    for (size_t first = 0, last = 0; first < n; first = last) {
        size_t wins = 0, losses = 0;
        for (last = first; last < n && !(places[last].score < places[first].score); last++) {
            if (outcome[places[last].index] > 0.5F)
                wins++;
            else
                losses++;
        }
        size_t losses_below = c->n_losses - losses_above - losses;
        for (size_t i = first; i < last; i++) {
            size_t from = places[i].index;
            if (outcome[from] > 0.5F)
                c->win[slot[from]] = ((double)losses_below + (double)losses / 2) / (double)c->n_losses;
            else
                c->loss[slot[from]] = ((double)wins_above + (double)wins / 2) / (double)c->n_wins;
        }
        wins_above += wins;
        losses_above += losses;
    }
}

static ptb_status components_new(const double *score, const float *outcome, size_t n, components *c,
                                 ptb_error *err)
{
    ptb_place *places = NULL;
    size_t *slot = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&slot, n, sizeof *slot, err));
    for (size_t i = 0; i < n; i++)
        slot[i] = outcome[i] > 0.5F ? c->n_wins++ : c->n_losses++;
    if (c->n_wins < 2 || c->n_losses < 2) {
        status = PTB_E_DATA;
        ptb_fail(err, status, "%zu wins and %zu losses (expected at least two of each)", c->n_wins,
                 c->n_losses);
        goto done;
    }
    PTB_TRY_TO(ptb_places_new(score, n, &places, err));
    PTB_TRY_TO(ptb_alloc(&c->win, c->n_wins, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&c->loss, c->n_losses, sizeof(double), err));
    fill_components(places, outcome, n, slot, c);
done:
    free(slot);
    free(places);
    return status;
}

static double mean(const double *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += v[i];
    return sum / (double)n;
}

/* Variance of the mean of v. */
static double variance_of_mean(const double *v, size_t n)
{
    double centre = mean(v, n), sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (v[i] - centre) * (v[i] - centre);
    return sum / (double)(n - 1) / (double)n;
}

ptb_status ptb_auc_variance(const double *score, const float *outcome, size_t n, double *auc,
                            double *variance, ptb_error *err)
{
    components c = {0};
    *auc = *variance = 0;
    ptb_status status = components_new(score, outcome, n, &c, err);
    if (status == PTB_OK) {
        *auc = mean(c.win, c.n_wins);
        *variance = variance_of_mean(c.win, c.n_wins) + variance_of_mean(c.loss, c.n_losses);
    }
    components_free(&c);
    return status;
}

/* What follows from the difference and its standard error. */
static void finish_test(double standard_error, ptb_delong *out)
{
    out->standard_error = standard_error;
    if (standard_error > 0)
        out->z = out->difference / standard_error;
    else
        out->z = fabs(out->difference) > 0 ? copysign(HUGE_VAL, out->difference) : 0;
    out->p_value = fmin(2 * gsl_cdf_ugaussian_Q(fabs(out->z)), 1);
    double half = gsl_cdf_ugaussian_Pinv(0.975) * standard_error;
    out->low = out->difference - half;
    out->high = out->difference + half;
}

/* The variance of a difference of means of paired components is that of their differences: no covariance matrix
 * is needed, and equal predictors give exactly 0. */
static void compare_components(components *a, const components *b, ptb_delong *out)
{
    out->auc_a = mean(a->win, a->n_wins);
    out->auc_b = mean(b->win, b->n_wins);
    for (size_t i = 0; i < a->n_wins; i++)
        a->win[i] -= b->win[i];
    for (size_t i = 0; i < a->n_losses; i++)
        a->loss[i] -= b->loss[i];
    out->difference = mean(a->win, a->n_wins);
    finish_test(sqrt(variance_of_mean(a->win, a->n_wins) + variance_of_mean(a->loss, a->n_losses)), out);
}

/* The smallest stratum above `last`; false where there is none. */
static bool next_stratum(const int *stratum, size_t n, int last, int *next)
{
    bool found = false;
    *next = last;
    for (size_t i = 0; i < n; i++) {
        if (stratum[i] <= last || (found && stratum[i] >= *next)) continue;
        *next = stratum[i];
        found = true;
    }
    return found;
}

static ptb_status test_one(const double *score_a, const double *score_b, const float *outcome, size_t n,
                           ptb_delong *out, ptb_error *err)
{
    components a = {0}, b = {0};
    ptb_status status = PTB_OK;
    *out = (ptb_delong){0};
    PTB_TRY_TO(components_new(score_a, outcome, n, &a, err));
    PTB_TRY_TO(components_new(score_b, outcome, n, &b, err));
    compare_components(&a, &b, out);
done:
    components_free(&a);
    components_free(&b);
    return status;
}

/* The cases of one stratum, side by side; *n 0 where it has too few of a class to have a variance. */
typedef struct {
    double *a, *b;
    float *outcome;
    size_t n;
} stratum_cases;

static void take_stratum(const double *score_a, const double *score_b, const float *outcome,
                         const int *stratum, size_t n, int wanted, stratum_cases *out)
{
    size_t wins = 0;
    out->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (stratum[i] != wanted) continue;
        out->a[out->n] = score_a[i];
        out->b[out->n] = score_b[i];
        wins += outcome[i] > 0.5F;
        out->outcome[out->n++] = outcome[i];
    }
    if (wins < 2 || out->n - wins < 2) out->n = 0;
}

ptb_status ptb_delong_test(const double *score_a, const double *score_b, const float *outcome,
                           const int *stratum, size_t n, ptb_delong *out, ptb_error *err)
{
    if (stratum == NULL) return test_one(score_a, score_b, outcome, n, out, err);
    stratum_cases cases = {0};
    ptb_delong sum = {0}, one;
    size_t n_strata = 0;
    int last = INT_MIN;
    ptb_status status = PTB_OK;
    *out = (ptb_delong){0};
    PTB_TRY_TO(ptb_alloc(&cases.a, n, sizeof *cases.a, err));
    PTB_TRY_TO(ptb_alloc(&cases.b, n, sizeof *cases.b, err));
    PTB_TRY_TO(ptb_alloc(&cases.outcome, n, sizeof *cases.outcome, err));
    for (int next = INT_MIN; next_stratum(stratum, n, last, &next); last = next) {
        take_stratum(score_a, score_b, outcome, stratum, n, next, &cases);
        if (cases.n == 0) continue;
        PTB_TRY_TO(test_one(cases.a, cases.b, cases.outcome, cases.n, &one, err));
        sum.auc_a += one.auc_a;
        sum.auc_b += one.auc_b;
        sum.standard_error += one.standard_error * one.standard_error;
        n_strata++;
    }
    if (n_strata == 0) {
        status = ptb_fail(err, PTB_E_DATA, "no fold has two wins and two losses to compare on");
        goto done;
    }
    out->auc_a = sum.auc_a / (double)n_strata;
    out->auc_b = sum.auc_b / (double)n_strata;
    out->difference = out->auc_a - out->auc_b;
    finish_test(sqrt(sum.standard_error) / (double)n_strata, out);
done:
    free(cases.a);
    free(cases.b);
    free(cases.outcome);
    return status;
}
