/* features/encoder_number.c: the terms of a number: line, bends, levels of a code, missing. */
#include <math.h>
#include <string.h>

#include "features/encoder_fit.h"

enum { KNOTS_CAP = 16 };
/* Above this skewness ln(1 + x) is nearer to a bell shape (an exponential variable has 2, counts of events
 * more). */
static const double skewness_limit = 1.0;

/* The k-th smallest of x (from 0); reorders x. Hoare's FIND with the middle as pivot. */
static double kth_smallest(double *x, size_t n, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, want = (ptrdiff_t)k;
    while (low < high) {
        double pivot = x[low + (high - low) / 2];
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (x[i] < pivot)
                i++;
            while (pivot < x[j])
                j--;
            if (i > j) break;
            double swap = x[i];
            x[i++] = x[j];
            x[j--] = swap;
        }
        if (want <= j)
            high = j;
        else if (want >= i)
            low = i;
        else
            break;
    }
    return x[want];
}

/* Bounds that leave at least clip_share of the rows at or beyond each end, so that neither an outlier nor a
 * value that hardly any row has can carry a coefficient. */
static void clip_range(const ptb_encoder_job *job, const ptb_training_column *column, ptb_term *term)
{
    double share = ceil(job->settings->clip_share * (double)column->n);
    size_t k = share < 1 ? 0 : (size_t)share - 1;
    if (k > (column->n - 1) / 2) k = (column->n - 1) / 2;
    memcpy(column->copy, column->x, column->n * sizeof(double));
    term->low = kth_smallest(column->copy, column->n, k);
    term->high = kth_smallest(column->copy, column->n, column->n - 1 - k);
}

static double transformed(const ptb_term *term, double x)
{
    double clipped = fmin(fmax(x, term->low), term->high);
    if (term->kind == PTB_TERM_HINGE) return fmax(clipped - term->value, 0.0);
    return term->kind == PTB_TERM_LOG1P ? log1p(clipped) : clipped;
}

typedef struct {
    double mean, m2, m3; /* central sums */
} moments;

static moments weighted_moments(const ptb_training_column *column, const ptb_term *term)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < column->n; i++) {
        column->copy[i] = transformed(term, column->x[i]);
        sum += column->w[i] * column->copy[i];
        weight += column->w[i];
    }
    moments result = {.mean = sum / weight};
    for (size_t i = 0; i < column->n; i++) {
        double d = column->copy[i] - result.mean;
        double wd2 = column->w[i] * d * d;
        result.m2 += wd2;
        result.m3 += wd2 * d;
    }
    return result;
}

static double skewness(const moments *m, double weight)
{
    double variance = m->m2 / weight;
    return variance > 0 ? m->m3 / weight / (variance * sqrt(variance)) : 0.0;
}

static ptb_status add_moments(const ptb_encoder_job *job, size_t feature, ptb_term term, const moments *m,
                              ptb_error *err)
{
    term.mean = m->mean;
    term.sd = sqrt(m->m2 / job->weight);
    if (term.sd <= PTB_CONSTANT_LIMIT * fmax(1.0, fabs(term.mean))) return PTB_OK;
    return ptb_encoder_add_term(&job->lists[feature], term, err);
}

/* Quantiles of the values between the bounds, so that a heap at an end (counts of zero) takes no knot. */
static size_t find_knots(const ptb_encoder_job *job, const ptb_training_column *column, const ptb_term *term,
                         double *knots)
{
    size_t n = 0, n_knots = 0, want = (size_t)fmin(fmax(job->settings->n_knots, 0.0), KNOTS_CAP);
    for (size_t i = 0; i < column->n; i++)
        if (column->x[i] > term->low && column->x[i] < term->high) column->copy[n++] = column->x[i];
    if ((double)n < job->min_count * (double)(want + 1)) return 0;
    for (size_t k = 1; k <= want; k++) {
        double knot = kth_smallest(column->copy, n, k * n / (want + 1));
        if (n_knots == 0 || knot > knots[n_knots - 1]) knots[n_knots++] = knot;
    }
    return n_knots;
}

/* Attributes come one by one and with any meaning (codes among them), so each is given its own shape. Counts and times of
 * activities come in families over windows and half-lives, whose members bend where one of them alone would; a line on
 * ln(1 + x) each costs a third of the columns. */
static bool may_bend(const ptb_encoder_job *job, size_t feature)
{
    return job->vectors->plan->features[feature].kind == PTB_FEATURE_ATTRIBUTE;
}

/* The line, and where it may bend: together a linear spline, which ridge keeps smooth. */
static ptb_status add_number_terms(const ptb_encoder_job *job, size_t feature,
                                   const ptb_training_column *column, ptb_error *err)
{
    double knots[KNOTS_CAP];
    ptb_term term = {.feature = (uint32_t)feature, .kind = PTB_TERM_LINEAR};
    clip_range(job, column, &term);
    moments m = weighted_moments(column, &term);
    if (term.low >= 0 && skewness(&m, job->weight - column->w_missing) > skewness_limit) {
        term.kind = PTB_TERM_LOG1P;
        m = weighted_moments(column, &term);
    }
    PTB_TRY(add_moments(job, feature, term, &m, err));
    if (column->is_code || !may_bend(job, feature)) return PTB_OK;
    term.kind = PTB_TERM_HINGE;
    size_t n_knots = find_knots(job, column, &term, knots);
    for (size_t k = 0; k < n_knots; k++) {
        term.value = knots[k];
        m = weighted_moments(column, &term);
        PTB_TRY(add_moments(job, feature, term, &m, err));
    }
    return PTB_OK;
}

static ptb_status add_number_levels(const ptb_encoder_job *job, size_t feature,
                                    const ptb_training_column *column, ptb_error *err)
{
    if (!column->is_code || column->n_distinct < 3 || !may_bend(job, feature)) return PTB_OK;
    for (size_t level = 0; level < column->n_distinct; level++) {
        double value = column->distinct[level], hit = 0, count = 0;
        for (size_t i = 0; i < column->n; i++) {
            if (column->x[i] < value || column->x[i] > value) continue;
            hit += column->w[i];
            count += 1;
        }
        if (count < job->min_count) continue;
        ptb_term term = {.kind = PTB_TERM_LEVEL, .value = value};
        PTB_TRY(ptb_encoder_add_indicator(job, feature, term, hit, err));
    }
    return PTB_OK;
}

ptb_status ptb_encoder_fit_number(const ptb_encoder_job *job, size_t feature, ptb_training_column *column,
                                  ptb_error *err)
{
    PTB_TRY(ptb_encoder_gather(job, feature, column, err));
    if (column->n == 0) return PTB_OK;
    PTB_TRY(add_number_terms(job, feature, column, err));
    PTB_TRY(add_number_levels(job, feature, column, err));
    return ptb_encoder_add_missing(job, feature, column, err);
}
