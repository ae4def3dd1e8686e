/* models/metrics.c: figures with bootstrap intervals, deciles, and how both are written. */
#include "models/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "models/ranking.h"

enum { DRAWS = 400, DRAWS_AT_ONCE = 4 };
static const double normal_97_5 = 1.959963984540054; /* of the standard normal distribution */

static bool is_win(float outcome)
{
    return outcome > 0.5F;
}

static ptb_status check_cases(const ptb_judged *judged, ptb_error *err)
{
    if (judged->n == 0) return ptb_fail(err, PTB_E_DATA, "no cases to judge (expected at least one)");
    if (judged->n >= UINT32_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%zu cases to judge (expected fewer than %u)", judged->n,
                        UINT32_MAX);
    for (size_t i = 0; i < judged->n; i++) {
        float y = judged->outcome[i];
        double w = judged->weight == NULL ? 1 : judged->weight[i];
        if (!(y >= 0 && y <= 0) && !(y >= 1 && y <= 1))
            return ptb_fail(err, PTB_E_DATA, "case %zu: outcome %g (expected 0 or 1)", i, (double)y);
        if (!isfinite(w) || w <= 0)
            return ptb_fail(err, PTB_E_DATA, "case %zu: weight %g (expected a number above 0)", i, w);
        if (judged->is_probability && isfinite(judged->score[i]) &&
            !(judged->score[i] >= 0 && judged->score[i] <= 1))
            return ptb_fail(err, PTB_E_DATA, "case %zu: probability %g (expected 0 to 1)", i,
                            judged->score[i]);
    }
    return PTB_OK;
}

/* -log of the probability given to what happened, clipped as scikit-learn's log_loss does. */
static double log_loss_of(double p, bool won)
{
    double clipped = fmin(fmax(p, 1e-15), 1 - 1e-15);
    return won ? -log(clipped) : -log1p(-clipped);
}

static ptb_status rank_cases(const ptb_judged *judged, const ptb_place *places, ptb_ranked_case **out,
                             ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, judged->n, sizeof **out, err));
    for (size_t i = 0; i < judged->n; i++) {
        size_t from = places[i].index;
        bool won = is_win(judged->outcome[from]);
        (*out)[i] = (ptb_ranked_case){
            .score = places[i].score,
            .weight = judged->weight == NULL ? 1 : judged->weight[from],
            .loss = judged->is_probability ? log_loss_of(places[i].score, won) : 0,
            .unit = (uint32_t)i,
            .is_win = won,
            .ends_tie = i + 1 == judged->n || places[i + 1].score < places[i].score,
        };
        if (judged->group != NULL) (*out)[i].unit = judged->group[from];
    }
    return PTB_OK;
}

static int compare_codes(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Groups are any numbers: replaces them by their ranks 0, 1, 2, ... */
static ptb_status number_units(ptb_ranked_case *ranked, size_t n, size_t *n_units, ptb_error *err)
{
    uint32_t *codes = NULL;
    PTB_TRY(ptb_alloc(&codes, n, sizeof *codes, err));
    for (size_t i = 0; i < n; i++)
        codes[i] = ranked[i].unit;
    qsort(codes, n, sizeof *codes, compare_codes);
    *n_units = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || codes[i] != codes[i - 1]) codes[(*n_units)++] = codes[i];
    for (size_t i = 0; i < n; i++) {
        const uint32_t *at = bsearch(&ranked[i].unit, codes, *n_units, sizeof *codes, compare_codes);
        ranked[i].unit = (uint32_t)(at - codes);
    }
    free(codes);
    return PTB_OK;
}

/* The same cases, stratum by stratum, best first within each. */
typedef struct {
    ptb_ranked_case *ranked;
    size_t *first; /* n + 1 entries */
    size_t n;      /* 0: not stratified */
} strata;

typedef struct {
    const ptb_context *context;
    const ptb_ranked_case *ranked;
    strata strata;
    size_t n, n_units;
    uint32_t *times; /* threads x n_units */
    double *figures; /* DRAWS x PTB_FIGURES */
} bootstrap;

static bool is_of_ranking(ptb_figure_kind kind)
{
    return kind == PTB_FIGURE_AUC || kind == PTB_FIGURE_AVERAGE_PRECISION || kind == PTB_FIGURE_KS ||
           kind == PTB_FIGURE_LIFT_10;
}

/* Figures of ranking are means over the strata that have both classes; the others are taken over all cases. */
static void take_figures(const bootstrap *b, const uint32_t *times, double out[PTB_FIGURES])
{
    ptb_ranked_figures(b->ranked, b->n, times, out);
    if (b->strata.n == 0) return;
    double sum[PTB_FIGURES] = {0}, one[PTB_FIGURES];
    size_t n = 0;
    for (size_t s = 0; s < b->strata.n; s++) {
        const size_t *first = b->strata.first + s;
        ptb_ranked_figures(b->strata.ranked + first[0], first[1] - first[0], times, one);
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
    uint32_t *times = b->times + (size_t)block->thread * b->n_units;
    for (size_t draw = block->first; draw < block->last; draw++) {
        ptb_rng *rng = NULL;
        PTB_TRY(ptb_rng_new(b->context->seed, "bootstrap", draw, &rng, err));
        memset(times, 0, b->n_units * sizeof *times);
        for (size_t i = 0; i < b->n_units; i++)
            times[(size_t)(ptb_rng_uniform(rng) * (double)b->n_units)]++;
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
    /* A calibration error adds up absolute gaps, so every redraw's is larger by the noise that it adds: its draws are
     * moved back by what they are off on average. The other figures' draws are centred by themselves. */
    double shift = 0;
    if (kind == PTB_FIGURE_CALIBRATION_ERROR) {
        for (size_t i = 0; i < n; i++)
            shift += (values[i] - out->mean) / (double)n;
    }
    out->low = percentile(values, n, 0.025) - shift;
    out->high = percentile(values, n, 0.975) - shift;
    if (kind == PTB_FIGURE_CALIBRATION_ERROR) out->low = fmax(out->low, 0);
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
    size_t n = b->strata.n ? b->strata.n : 1;
    for (size_t s = 0; s < n; s++) {
        const ptb_ranked_case *ranked = b->strata.n ? b->strata.ranked + b->strata.first[s] : b->ranked;
        size_t cases = b->strata.n ? b->strata.first[s + 1] - b->strata.first[s] : b->n;
        bool is_known = false;
        PTB_TRY(auc_variance_of(ranked, cases, &variance, &is_known, err));
        if (!is_known) return PTB_OK;
        sum += variance;
    }
    double half = normal_97_5 * sqrt(sum) / (double)n;
    auc->low = fmax(auc->mean - half, 0);
    auc->high = fmin(auc->mean + half, 1);
    return PTB_OK;
}

static ptb_figure *figure_of(ptb_metrics *metrics, ptb_figure_kind kind)
{
    switch (kind) {
    case PTB_FIGURE_AUC:
        return &metrics->auc;
    case PTB_FIGURE_LOG_LOSS:
        return &metrics->log_loss;
    case PTB_FIGURE_BRIER:
        return &metrics->brier;
    case PTB_FIGURE_AVERAGE_PRECISION:
        return &metrics->average_precision;
    case PTB_FIGURE_KS:
        return &metrics->ks;
    case PTB_FIGURE_LIFT_10:
        return &metrics->lift_10;
    case PTB_FIGURE_CALIBRATION_ERROR:
    case PTB_FIGURES:
        break;
    }
    return &metrics->calibration_error;
}

static bool needs_probability(ptb_figure_kind kind)
{
    return kind == PTB_FIGURE_LOG_LOSS || kind == PTB_FIGURE_BRIER || kind == PTB_FIGURE_CALIBRATION_ERROR;
}

static ptb_status judge(const ptb_judged *judged, bootstrap *b, ptb_metrics *out, ptb_error *err)
{
    double figures[PTB_FIGURES];
    take_figures(b, NULL, figures);
    PTB_TRY(ptb_blocks_map(b->context, DRAWS, DRAWS_AT_ONCE, draw_block, b, err));
    for (ptb_figure_kind kind = 0; kind < PTB_FIGURES; kind++) {
        ptb_figure *figure = figure_of(out, kind);
        figure->mean = needs_probability(kind) && !judged->is_probability ? (double)NAN : figures[kind];
        set_interval(b->figures, kind, figure);
    }
    bool is_independent = b->n_units == b->n && judged->weight == NULL;
    return is_independent ? set_auc_interval(b, &out->auc, err) : PTB_OK;
}

static int compare_ints(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Deals the cases out in their common order, so that each stratum is best first too. */
static ptb_status split_strata(const ptb_judged *judged, const ptb_place *places,
                               const ptb_ranked_case *ranked, strata *out, ptb_error *err)
{
    int *codes = NULL;
    size_t at = 0;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&codes, judged->n, sizeof *codes, err));
    memcpy(codes, judged->stratum, judged->n * sizeof *codes);
    qsort(codes, judged->n, sizeof *codes, compare_ints);
    for (size_t i = 0; i < judged->n; i++)
        if (i == 0 || codes[i] != codes[i - 1]) codes[out->n++] = codes[i];
    PTB_TRY_TO(ptb_alloc(&out->first, out->n + 1, sizeof *out->first, err));
    PTB_TRY_TO(ptb_alloc(&out->ranked, judged->n, sizeof *out->ranked, err));
    for (size_t s = 0; s < out->n; s++) {
        out->first[s] = at;
        for (size_t i = 0; i < judged->n; i++)
            if (judged->stratum[places[i].index] == codes[s]) out->ranked[at++] = ranked[i];
        for (size_t i = out->first[s]; i < at; i++)
            out->ranked[i].ends_tie = i + 1 == at || out->ranked[i + 1].score < out->ranked[i].score;
    }
    out->first[out->n] = at;
done:
    free(codes);
    return status;
}

ptb_status ptb_metrics_compute(const ptb_context *context, const ptb_judged *judged, ptb_metrics *out,
                               ptb_error *err)
{
    ptb_place *places = NULL;
    ptb_ranked_case *ranked = NULL;
    bootstrap b = {.context = context, .n = judged->n, .n_units = judged->n};
    ptb_metrics metrics = {.cases = judged->n};
    ptb_status status = PTB_OK;
    *out = (ptb_metrics){0};
    PTB_TRY_TO(check_cases(judged, err));
    PTB_TRY_TO(ptb_places_new(judged->score, judged->n, &places, err));
    PTB_TRY_TO(rank_cases(judged, places, &ranked, err));
    for (size_t i = 0; i < judged->n; i++)
        metrics.wins += ranked[i].is_win;
    if (metrics.wins == 0 || metrics.wins == metrics.cases) {
        status = ptb_fail(err, PTB_E_DATA, "all %zu cases are %s (expected wins and losses)", metrics.cases,
                          metrics.wins == 0 ? "losses" : "wins");
        goto done;
    }
    if (judged->group != NULL) PTB_TRY_TO(number_units(ranked, judged->n, &b.n_units, err));
    b.ranked = ranked;
    if (judged->stratum != NULL) PTB_TRY_TO(split_strata(judged, places, ranked, &b.strata, err));
    PTB_TRY_TO(ptb_alloc(&b.times, (size_t)context->threads * b.n_units, sizeof *b.times, err));
    PTB_TRY_TO(ptb_alloc(&b.figures, (size_t)DRAWS * PTB_FIGURES, sizeof *b.figures, err));
    PTB_TRY_TO(judge(judged, &b, &metrics, err));
    *out = metrics;
done:
    free(b.figures);
    free(b.times);
    free(b.strata.ranked);
    free(b.strata.first);
    free(ranked);
    free(places);
    return status;
}

ptb_status ptb_auc(const double *score, const float *outcome, const double *weight, size_t n, double *auc,
                   ptb_error *err)
{
    ptb_judged judged = {.score = score, .outcome = outcome, .weight = weight, .n = n};
    ptb_place *places = NULL;
    ptb_ranked_case *ranked = NULL;
    double figures[PTB_FIGURES];
    ptb_status status = PTB_OK;
    *auc = 0;
    PTB_TRY_TO(check_cases(&judged, err));
    PTB_TRY_TO(ptb_places_new(score, n, &places, err));
    PTB_TRY_TO(rank_cases(&judged, places, &ranked, err));
    ptb_ranked_figures(ranked, n, NULL, figures);
    *auc = figures[PTB_FIGURE_AUC];
done:
    free(ranked);
    free(places);
    return status;
}

ptb_status ptb_deciles(const double *score, const float *outcome, size_t n, ptb_decile out[10],
                       ptb_error *err)
{
    ptb_judged judged = {.score = score, .outcome = outcome, .n = n};
    ptb_place *places = NULL;
    size_t all_wins = 0, wins_so_far = 0;
    memset(out, 0, 10 * sizeof *out);
    PTB_TRY(check_cases(&judged, err));
    PTB_TRY(ptb_places_new(score, n, &places, err));
    for (size_t i = 0; i < n; i++)
        all_wins += is_win(outcome[i]);
    for (size_t d = 0; d < 10; d++) {
        ptb_decile *decile = &out[d];
        double sum = 0;
        for (size_t i = d * n / 10; i < (d + 1) * n / 10; i++) {
            decile->cases++;
            decile->wins += is_win(outcome[places[i].index]);
            sum += places[i].score;
        }
        wins_so_far += decile->wins;
        double cases = (double)decile->cases;
        decile->mean_score = sum / cases; /* NaN for a decile without cases, as the lift */
        decile->lift = (double)decile->wins / cases / ((double)all_wins / (double)n);
        decile->captured = (double)wins_so_far / (double)all_wins;
    }
    free(places);
    return PTB_OK;
}

static void write_figure(ptb_json_writer *writer, const char *key, const ptb_figure *figure)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_number(writer, "mean", figure->mean);
    ptb_json_add_number(writer, "low", figure->low);
    ptb_json_add_number(writer, "high", figure->high);
    ptb_json_end_object(writer);
}

void ptb_metrics_write(ptb_json_writer *writer, const char *key, const ptb_metrics *metrics)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_integer(writer, "cases", (int64_t)metrics->cases);
    ptb_json_add_integer(writer, "wins", (int64_t)metrics->wins);
    write_figure(writer, "auc", &metrics->auc);
    write_figure(writer, "log_loss", &metrics->log_loss);
    write_figure(writer, "brier", &metrics->brier);
    write_figure(writer, "average_precision", &metrics->average_precision);
    write_figure(writer, "calibration_error", &metrics->calibration_error);
    write_figure(writer, "ks", &metrics->ks);
    write_figure(writer, "lift_10", &metrics->lift_10);
    ptb_json_end_object(writer);
}
