/* models/calibrate_beta.c: beta calibration: two slopes that may not be negative, by bounded quasi-Newton steps. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "models/calibrate.h"
#include "models/calibrate_inside.h"
#include "models/logistic.h"
#include "models/minimise.h"

enum { LOW, HIGH, SHIFT, PARAMETERS };

/* Both columns, ln s and -ln(1 - s), rise with the value; they are centred and divided by their spread. */
typedef struct {
    const ptb_calibrate_cases *cases;
    double *column[2];
    double mean[2], sd[2];
    double together; /* the columns' correlation */
    double curvature;
} beta_data;

static double column_at(size_t k, double value)
{
    return k == LOW ? -ptb_log1p_exp(-value) : ptb_log1p_exp(value);
}

static void scale_column(beta_data *d, size_t k)
{
    const ptb_calibrate_cases *cases = d->cases;
    double all = cases->wins + cases->losses, square = 0, *column = d->column[k];
    for (size_t i = 0; i < cases->n; i++) {
        column[i] = column_at(k, cases->value[i]);
        d->mean[k] += ptb_calibrate_weight(cases, i) * column[i] / all;
    }
    for (size_t i = 0; i < cases->n; i++) {
        column[i] -= d->mean[k];
        square += ptb_calibrate_weight(cases, i) / all * column[i] * column[i];
    }
    d->sd[k] = square > 0 ? sqrt(square) : 1;
    for (size_t i = 0; i < cases->n; i++)
        column[i] /= d->sd[k];
}

static ptb_status make_columns(beta_data *d, ptb_error *err)
{
    const ptb_calibrate_cases *cases = d->cases;
    double all = cases->wins + cases->losses;
    for (size_t k = LOW; k <= HIGH; k++) {
        PTB_TRY(ptb_alloc_raw(&d->column[k], cases->n, sizeof(double), err));
        scale_column(d, k);
    }
    for (size_t i = 0; i < cases->n; i++)
        d->together += ptb_calibrate_weight(cases, i) / all * d->column[LOW][i] * d->column[HIGH][i];
    d->curvature = cases->wins / all * (cases->losses / all);
    return PTB_OK;
}

static ptb_status evaluate(void *state, const double *x, double *value, double *gradient, ptb_error *err)
{
    (void)err;
    const beta_data *d = state;
    const ptb_calibrate_cases *cases = d->cases;
    double all = cases->wins + cases->losses;
    *value = gradient[LOW] = gradient[HIGH] = gradient[SHIFT] = 0;
    for (size_t i = 0; i < cases->n; i++) {
        double low = d->column[LOW][i], high = d->column[HIGH][i];
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
    return beta->low * column_at(LOW, value) + beta->high * column_at(HIGH, value) + beta->shift;
}

ptb_status ptb_beta_fit(const double *value, const float *y, const double *weight, size_t n, ptb_beta *out,
                        ptb_error *err)
{
    static const bool is_nonnegative[PARAMETERS] = {[LOW] = true, [HIGH] = true};
    static const ptb_minimum_settings settings = {1e-10, 500};
    ptb_calibrate_cases cases = {.value = value, .y = y, .weight = weight, .n = n};
    beta_data d = {.cases = &cases};
    ptb_minimum_report report;
    ptb_status status = PTB_OK;
    *out = (ptb_beta){0};
    PTB_TRY(ptb_calibrate_summarise(&cases, err));
    double x[PARAMETERS] = {[SHIFT] = log((cases.wins + 1) / (cases.losses + 1))};
    *out = (ptb_beta){.shift = x[SHIFT]};
    if (!(cases.sd > 0)) return PTB_OK;
    const ptb_minimum_problem problem = {.n = PARAMETERS,
                                         .evaluate = evaluate,
                                         .state = &d,
                                         .precondition = precondition,
                                         .is_nonnegative = is_nonnegative};
    PTB_TRY_TO(make_columns(&d, err));
    PTB_TRY_TO(ptb_minimise(&problem, &settings, x, &report, err));
    out->low = x[LOW] / d.sd[LOW];
    out->high = x[HIGH] / d.sd[HIGH];
    out->shift = x[SHIFT] - out->low * d.mean[LOW] - out->high * d.mean[HIGH];
done:
    free(d.column[LOW]);
    free(d.column[HIGH]);
    return status;
}
