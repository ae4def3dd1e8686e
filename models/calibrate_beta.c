/* models/calibrate_beta.c: beta calibration: two slopes that may not be negative, by bounded quasi-Newton steps. */
#include <math.h>

#include "models/calibrate.h"
#include "models/calibrate_inside.h"
#include "models/logistic.h"
#include "models/minimise.h"

enum { LOW, HIGH, SHIFT, PARAMETERS };

/* Both columns, ln s and -ln(1 - s), rise with the value; they are centred and divided by their spread. */
typedef struct {
    const ptb_calibrate_cases *cases;
    double mean[2], sd[2];
    double together; /* the columns' correlation */
    double curvature;
} beta_data;

static double column(size_t k, double value)
{
    return k == LOW ? -ptb_log1p_exp(-value) : ptb_log1p_exp(value);
}

static double scaled(const beta_data *d, size_t k, double value)
{
    return (column(k, value) - d->mean[k]) / d->sd[k];
}

static void measure(beta_data *d)
{
    const ptb_calibrate_cases *cases = d->cases;
    double all = cases->wins + cases->losses, square[2] = {0}, product = 0;
    for (size_t i = 0; i < cases->n; i++)
        for (size_t k = LOW; k <= HIGH; k++)
            d->mean[k] += ptb_calibrate_weight(cases, i) * column(k, cases->value[i]) / all;
    for (size_t i = 0; i < cases->n; i++) {
        double w = ptb_calibrate_weight(cases, i) / all;
        double low = column(LOW, cases->value[i]) - d->mean[LOW],
               high = column(HIGH, cases->value[i]) - d->mean[HIGH];
        square[LOW] += w * low * low;
        square[HIGH] += w * high * high;
        product += w * low * high;
    }
    for (size_t k = LOW; k <= HIGH; k++)
        d->sd[k] = square[k] > 0 ? sqrt(square[k]) : 1;
    d->together = product / (d->sd[LOW] * d->sd[HIGH]);
    d->curvature = cases->wins / all * (cases->losses / all);
}

static ptb_status evaluate(void *state, const double *x, double *value, double *gradient, ptb_error *err)
{
    (void)err;
    const beta_data *d = state;
    const ptb_calibrate_cases *cases = d->cases;
    double all = cases->wins + cases->losses;
    *value = gradient[LOW] = gradient[HIGH] = gradient[SHIFT] = 0;
    for (size_t i = 0; i < cases->n; i++) {
        double low = scaled(d, LOW, cases->value[i]), high = scaled(d, HIGH, cases->value[i]);
        double z = x[LOW] * low + x[HIGH] * high + x[SHIFT], w = ptb_calibrate_weight(cases, i) / all;
        double target = ptb_calibrate_won(cases, i) ? cases->win_target : cases->loss_target;
        double slope = w * (ptb_sigmoid(z) - target);
        *value += w * (ptb_log1p_exp(z) - target * z);
        gradient[LOW] += slope * low;
        gradient[HIGH] += slope * high;
        gradient[SHIFT] += slope;
    }
    return PTB_OK;
}

/* The second derivatives at the base rate: two columns of spread 1, and the constant, which they leave alone. */
static void precondition(void *state, double *vector)
{
    const beta_data *d = state;
    double own = 1 + 1e-9, r = d->together, det = own * own - r * r;
    double low = vector[LOW], high = vector[HIGH];
    vector[LOW] = (own * low - r * high) / det / d->curvature;
    vector[HIGH] = (own * high - r * low) / det / d->curvature;
    vector[SHIFT] /= d->curvature;
}

double ptb_beta_logit(const ptb_beta *beta, double value)
{
    return beta->low * column(LOW, value) + beta->high * column(HIGH, value) + beta->shift;
}

ptb_status ptb_beta_fit(const double *value, const float *y, const double *weight, size_t n, ptb_beta *out,
                        ptb_error *err)
{
    static const bool is_nonnegative[PARAMETERS] = {[LOW] = true, [HIGH] = true};
    static const ptb_minimum_settings settings = {1e-12, 500};
    ptb_calibrate_cases cases = {.value = value, .y = y, .weight = weight, .n = n};
    beta_data d = {.cases = &cases};
    ptb_minimum_report report;
    *out = (ptb_beta){0};
    PTB_TRY(ptb_calibrate_summarise(&cases, err));
    double x[PARAMETERS] = {[SHIFT] = log((cases.wins + 1) / (cases.losses + 1))};
    *out = (ptb_beta){.shift = x[SHIFT]};
    if (!(cases.sd > 0)) return PTB_OK;
    measure(&d);
    const ptb_minimum_problem problem = {.n = PARAMETERS,
                                         .evaluate = evaluate,
                                         .state = &d,
                                         .precondition = precondition,
                                         .is_nonnegative = is_nonnegative};
    PTB_TRY(ptb_minimise(&problem, &settings, x, &report, err));
    out->low = x[LOW] / d.sd[LOW];
    out->high = x[HIGH] / d.sd[HIGH];
    out->shift = x[SHIFT] - out->low * d.mean[LOW] - out->high * d.mean[HIGH];
    return PTB_OK;
}
