/* models/metrics_draws.c: figures of cases in order, with bootstrap intervals, or DeLong's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "models/metrics_inside.h"

enum { DRAWS = 400, DRAWS_AT_ONCE = 4 };

typedef struct {
    const ptb_context *context;
    const ptb_ordered *cases;
    uint32_t *times; /* threads x n_units */
    double *figures; /* DRAWS x PTB_FIGURES */
} bootstrap;

/* The others mean something for probabilities only. */
static bool is_of_ranking(ptb_figure_kind kind)
{
    return kind == PTB_FIGURE_AUC || kind == PTB_FIGURE_AVERAGE_PRECISION || kind == PTB_FIGURE_KS ||
           kind == PTB_FIGURE_LIFT_10 || kind == PTB_FIGURE_LIFT_5 || kind == PTB_FIGURE_LIFT_20;
}

/* Made of absolute or squared gaps, so that every redraw's is larger (resolution: too) by the noise that it adds. */
static bool is_inflated(ptb_figure_kind kind)
{
    return kind == PTB_FIGURE_CALIBRATION_ERROR || kind == PTB_FIGURE_CALIBRATION_ERROR_EXCESS ||
           kind == PTB_FIGURE_RELIABILITY || kind == PTB_FIGURE_RESOLUTION;
}

static bool is_never_negative(ptb_figure_kind kind)
{
    return kind == PTB_FIGURE_CALIBRATION_ERROR || kind == PTB_FIGURE_RELIABILITY;
}

/* Figures of ranking are means over the strata that have both classes; the others are taken over all cases. */
static void take_figures(const bootstrap *b, const uint32_t *times, double out[PTB_FIGURES])
{
    ptb_ranked_figures(b->cases->ranked, b->cases->n, times, out);
    if (b->cases->strata.n == 0) return;
    double sum[PTB_FIGURES] = {0}, one[PTB_FIGURES];
    size_t n = 0;
    for (size_t s = 0; s < b->cases->strata.n; s++) {
        const size_t *first = b->cases->strata.first + s;
        ptb_ranked_figures(b->cases->strata.ranked + first[0], first[1] - first[0], times, one);
        if (isnan(one[PTB_FIGURE_AUC])) continue;
        for (size_t k = 0; k < PTB_FIGURES; k++)
            sum[k] += one[k];
        n++;
    }
    for (ptb_figure_kind kind = 0; kind < PTB_FIGURES; kind++)
        if (is_of_ranking(kind)) out[kind] = n ? sum[kind] / (double)n : (double)NAN;
}

static ptb_status draw_block(void *state, const ptb_block *block, ptb_error *err)
{
    bootstrap *b = state;
    uint32_t *times = b->times + (size_t)block->thread * b->cases->n_units;
    for (size_t draw = block->first; draw < block->last; draw++) {
        ptb_rng *rng = NULL;
        PTB_TRY(ptb_rng_new(b->context->seed, "bootstrap", draw, &rng, err));
        memset(times, 0, b->cases->n_units * sizeof *times);
        for (size_t i = 0; i < b->cases->n_units; i++)
            times[(size_t)(ptb_rng_uniform(rng) * (double)b->cases->n_units)]++;
        ptb_rng_free(rng);
        take_figures(b, times, b->figures + draw * PTB_FIGURES);
    }
    return PTB_OK;
}

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Linear between order statistics (Hyndman and Fan's type 7, R's and NumPy's default). */
static double percentile(const double *sorted, size_t n, double share)
{
    double at = share * (double)(n - 1);
    size_t below = (size_t)at;
    if (below + 1 >= n) return sorted[n - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Draws with one class only have no AUC; they are left out. */
static void set_interval(const double *figures, ptb_figure_kind kind, ptb_figure *out)
{
    double values[DRAWS];
    size_t n = 0;
    for (size_t draw = 0; draw < DRAWS; draw++) {
        double value = figures[draw * PTB_FIGURES + kind];
        if (isfinite(value)) values[n++] = value;
    }
    out->low = out->high = (double)NAN;
    if (n == 0 || isnan(out->mean)) return;
    qsort(values, n, sizeof *values, compare_doubles);
    /* Moved back by what the draws are off on average. The other figures' draws are centred by themselves. */
    double shift = 0;
    if (is_inflated(kind)) {
        for (size_t i = 0; i < n; i++)
            shift += (values[i] - out->mean) / (double)n;
    }
    out->low = percentile(values, n, 0.025) - shift;
    out->high = percentile(values, n, 0.975) - shift;
    if (is_never_negative(kind)) out->low = fmax(out->low, 0);
}

/* DeLong's variance. With fewer than two of a class there is none: *is_known is false. */
static ptb_status auc_variance_of(const ptb_ranked_case *ranked, size_t n, double *variance, bool *is_known,
                                  ptb_error *err)
{
    double *score = NULL, area = 0;
    float *outcome = NULL;
    size_t wins = 0;
    ptb_status status = PTB_OK;
    for (size_t i = 0; i < n; i++)
        wins += ranked[i].is_win;
    *is_known = wins >= 2 && n - wins >= 2;
    if (!*is_known) return PTB_OK;
    PTB_TRY_TO(ptb_alloc(&score, n, sizeof *score, err));
    PTB_TRY_TO(ptb_alloc(&outcome, n, sizeof *outcome, err));
    for (size_t i = 0; i < n; i++) {
        score[i] = ranked[i].score;
        outcome[i] = ranked[i].is_win ? 1 : 0;
    }
    PTB_TRY_TO(ptb_auc_variance(score, outcome, n, &area, variance, err));
done:
    free(score);
    free(outcome);
    return status;
}

/* Strata are independent, so the variance of their mean is the sum of theirs over n^2. Where one is not known, the
 * bootstrap's interval stays. */
static ptb_status set_auc_interval(const bootstrap *b, ptb_figure *auc, ptb_error *err)
{
    double sum = 0, variance = 0;
    size_t n = b->cases->strata.n ? b->cases->strata.n : 1;
    for (size_t s = 0; s < n; s++) {
        const ptb_ranked_case *ranked =
            b->cases->strata.n ? b->cases->strata.ranked + b->cases->strata.first[s] : b->cases->ranked;
        size_t cases =
            b->cases->strata.n ? b->cases->strata.first[s + 1] - b->cases->strata.first[s] : b->cases->n;
        bool is_known = false;
        PTB_TRY(auc_variance_of(ranked, cases, &variance, &is_known, err));
        if (!is_known) return PTB_OK;
        sum += variance;
    }
    double half = ptb_normal_97_5 * sqrt(sum) / (double)n;
    auc->low = fmax(auc->mean - half, 0);
    auc->high = fmin(auc->mean + half, 1);
    return PTB_OK;
}

ptb_status ptb_draws_judge(const ptb_context *context, const ptb_ordered *cases, ptb_metrics *out,
                           ptb_error *err)
{
    double figures[PTB_FIGURES];
    bootstrap b = {.context = context, .cases = cases};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&b.times, (size_t)context->threads * cases->n_units, sizeof *b.times, err));
    PTB_TRY_TO(ptb_alloc(&b.figures, (size_t)DRAWS * PTB_FIGURES, sizeof *b.figures, err));
    take_figures(&b, NULL, figures);
    PTB_TRY_TO(ptb_blocks_map(context, DRAWS, DRAWS_AT_ONCE, draw_block, &b, err));
    for (ptb_figure_kind kind = 0; kind < PTB_FIGURES; kind++) {
        ptb_figure *figure = ptb_metric_at(out, (size_t)kind);
        figure->mean = is_of_ranking(kind) || cases->is_probability ? figures[kind] : (double)NAN;
        set_interval(b.figures, kind, figure);
    }
    if (cases->n_units == cases->n && !cases->is_weighted) PTB_TRY_TO(set_auc_interval(&b, &out->auc, err));
done:
    free(b.figures);
    free(b.times);
    return status;
}
