/* models/metrics_slope.c: outcomes regressed on the log-odds they were given: the line's slope, and the shift that is left. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "models/calibrate.h"
#include "models/calibrate_inside.h"
#include "models/logistic.h"
#include "models/metrics_inside.h"

/* The cases' log-odds, clipped as the log loss is, and what the regressions need of the cases. */
typedef struct {
    const ptb_ordered *cases;
    ptb_calibrate_cases of;
    double *value, *weight, *score; /* score: 2 for each unit */
    float *y;
} regression;

static void regression_free(regression *r)
{
    free(r->value);
    free(r->weight);
    free(r->score);
    free(r->y);
}

static ptb_status regression_make(const ptb_ordered *cases, regression *r, ptb_error *err)
{
    r->cases = cases;
    PTB_TRY(ptb_alloc(&r->value, cases->n, sizeof *r->value, err));
    PTB_TRY(ptb_alloc(&r->weight, cases->n, sizeof *r->weight, err));
    PTB_TRY(ptb_alloc(&r->score, 2 * cases->n_units, sizeof *r->score, err));
    PTB_TRY(ptb_alloc(&r->y, cases->n, sizeof *r->y, err));
    for (size_t i = 0; i < cases->n; i++) {
        double p = fmin(fmax(cases->ranked[i].score, 1e-15), 1 - 1e-15);
        r->value[i] = log(p) - log1p(-p);
        r->weight[i] = cases->ranked[i].weight;
        r->y[i] = cases->ranked[i].is_win ? 1 : 0;
    }
    r->of = (ptb_calibrate_cases){.value = r->value, .y = r->y, .weight = r->weight, .n = cases->n};
    PTB_TRY(ptb_calibrate_summarise(&r->of, err));
    r->of.win_target = 1;
    r->of.loss_target = 0;
    return PTB_OK;
}

/* Does a cut part the wins from the losses, up to ties at the cut? Then the best slope is infinite. */
static bool is_parted(const regression *r)
{
    double low[2] = {(double)INFINITY, (double)INFINITY}, high[2] = {-(double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < r->of.n; i++) {
        bool won = ptb_calibrate_won(&r->of, i);
        low[won] = fmin(low[won], r->value[i]);
        high[won] = fmax(high[won], r->value[i]);
    }
    return low[1] >= high[0] || high[1] <= low[0];
}

static void set_figure(ptb_figure *figure, double value, double variance)
{
    double half = ptb_normal_97_5 * sqrt(variance);
    *figure = (ptb_figure){value, value - half, value + half};
}

/* The line's second derivatives [constant, value] and its units' first ones, values taken from their mean. */
static void measure_line(const regression *r, double a, double b, double h[3])
{
    h[0] = h[1] = h[2] = 0;
    for (size_t u = 0; u < 2 * r->cases->n_units; u++)
        r->score[u] = 0;
    for (size_t i = 0; i < r->of.n; i++) {
        double z = a * r->value[i] + b, p = ptb_sigmoid(z), off = r->value[i] - r->of.mean;
        double curvature = r->weight[i] * p * ptb_sigmoid(-z), miss = r->weight[i] * ((double)r->y[i] - p);
        double *score = r->score + 2 * (size_t)r->cases->ranked[i].unit;
        score[0] += miss;
        score[1] += miss * off;
        h[0] += curvature;
        h[1] += curvature * off;
        h[2] += curvature * off * off;
    }
}

/* G / (G - 1), for that the units' scores add up to 0. */
static double few_units(const regression *r)
{
    double n = (double)r->cases->n_units;
    return n / (n - 1);
}

static void set_slope(const regression *r, ptb_figure *out)
{
    double a, b, h[3], variance = 0;
    if (!(r->of.sd > 0) || is_parted(r)) return;
    ptb_calibrate_line(&r->of, &a, &b);
    measure_line(r, a, b, h);
    double det = h[0] * h[2] - h[1] * h[1];
    for (size_t u = 0; u < r->cases->n_units; u++) {
        double pull = (h[0] * r->score[2 * u + 1] - h[1] * r->score[2 * u]) / det;
        variance += pull * pull;
    }
    set_figure(out, a, variance * few_units(r));
}

static void set_intercept(const regression *r, ptb_figure *out)
{
    double h[3], variance = 0, shift = ptb_shift_fit(r->value, r->y, r->weight, r->of.n);
    measure_line(r, 1, shift, h);
    for (size_t u = 0; u < r->cases->n_units; u++)
        variance += r->score[2 * u] / h[0] * (r->score[2 * u] / h[0]);
    set_figure(out, shift, variance * few_units(r));
}

ptb_status ptb_slope_judge(const ptb_ordered *cases, ptb_metrics *out, ptb_error *err)
{
    const ptb_figure none = {(double)NAN, (double)NAN, (double)NAN};
    regression r = {0};
    ptb_status status = PTB_OK;
    out->calibration_slope = out->calibration_intercept = none;
    if (!cases->is_probability) return PTB_OK;
    PTB_TRY_TO(regression_make(cases, &r, err));
    set_slope(&r, &out->calibration_slope);
    set_intercept(&r, &out->calibration_intercept);
done:
    regression_free(&r);
    return status;
}
