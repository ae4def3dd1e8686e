/* models/calibrate.c: Platt's sigmoid by Newton's method with backtracking. */
#include "models/calibrate.h"

#include <math.h>

#include "models/calibrate_inside.h"
#include "models/logistic.h"

enum { MAX_STEPS = 100, MAX_BACKTRACKS = 60 };

static ptb_status check_case(const ptb_calibrate_cases *d, size_t i, ptb_error *err)
{
    float y = d->y[i];
    double w = ptb_calibrate_weight(d, i);
    if (!isfinite(d->value[i]))
        return ptb_fail(err, PTB_E_DATA, "case %zu: value %g (expected a finite number)", i, d->value[i]);
    if (!(y >= 0 && y <= 0) && !(y >= 1 && y <= 1))
        return ptb_fail(err, PTB_E_DATA, "case %zu: outcome %g (expected 0 or 1)", i, (double)y);
    if (!isfinite(w) || w <= 0)
        return ptb_fail(err, PTB_E_DATA, "case %zu: weight %g (expected a number above 0)", i, w);
    return PTB_OK;
}

ptb_status ptb_calibrate_summarise(ptb_calibrate_cases *d, ptb_error *err)
{
    double sum = 0, square = 0;
    for (size_t i = 0; i < d->n; i++) {
        PTB_TRY(check_case(d, i, err));
        if (ptb_calibrate_won(d, i))
            d->wins += ptb_calibrate_weight(d, i);
        else
            d->losses += ptb_calibrate_weight(d, i);
        sum += ptb_calibrate_weight(d, i) * d->value[i];
    }
    if (!(d->wins > 0) || !(d->losses > 0))
        return ptb_fail(err, PTB_E_DATA, "all %zu cases are %s (expected wins and losses)", d->n,
                        d->wins > 0 ? "wins" : "losses");
    d->mean = sum / (d->wins + d->losses);
    for (size_t i = 0; i < d->n; i++) {
        double off = d->value[i] - d->mean;
        square += ptb_calibrate_weight(d, i) * off * off;
    }
    d->sd = sqrt(square / (d->wins + d->losses));
    if (!isfinite(d->mean) || !isfinite(d->sd))
        return ptb_fail(err, PTB_E_DATA, "the values' spread overflows (expected values below 1e150)");
    d->win_target = (d->wins + 1) / (d->wins + 2);
    d->loss_target = 1 / (d->losses + 2);
    return PTB_OK;
}

/* Mean cross-entropy against the targets, and its derivatives where asked for. */
typedef struct {
    double loss, by_a, by_b, by_aa, by_ab, by_bb;
} platt_point;

static platt_point evaluate(const ptb_calibrate_cases *d, double a, double b)
{
    platt_point sum = {0};
    double all = d->wins + d->losses;
    for (size_t i = 0; i < d->n; i++) {
        double u = (d->value[i] - d->mean) / d->sd, z = a * u + b, w = ptb_calibrate_weight(d, i) / all;
        double target = ptb_calibrate_won(d, i) ? d->win_target : d->loss_target;
        double p = ptb_sigmoid(z), slope = w * (p - target), curvature = w * p * ptb_sigmoid(-z);
        sum.loss += w * (ptb_log1p_exp(z) - target * z);
        sum.by_a += slope * u;
        sum.by_b += slope;
        sum.by_aa += curvature * u * u;
        sum.by_ab += curvature * u;
        sum.by_bb += curvature;
    }
    return sum;
}

/* One Newton step, halved until the loss falls enough; false where it is as low as its digits can tell. */
static bool newton_step(const ptb_calibrate_cases *d, double *a, double *b, platt_point *at)
{
    double aa = at->by_aa + 1e-12, bb = at->by_bb + 1e-12, det = aa * bb - at->by_ab * at->by_ab;
    double da = -(bb * at->by_a - at->by_ab * at->by_b) / det;
    double db = -(aa * at->by_b - at->by_ab * at->by_a) / det;
    double slope = at->by_a * da + at->by_b * db, step = 1;
    for (int i = 0; i < MAX_BACKTRACKS; i++) {
        platt_point next = evaluate(d, *a + step * da, *b + step * db);
        bool is_lower = next.loss < at->loss + 1e-4 * step * slope;
        /* Near the minimum the loss has no digits left, but the gradient has. */
        bool is_flatter =
            next.loss <= at->loss + 1e-14 && hypot(next.by_a, next.by_b) < hypot(at->by_a, at->by_b) / 2;
        if (!is_lower && !is_flatter) {
            step /= 2;
            continue;
        }
        *a += step * da;
        *b += step * db;
        *at = next;
        return true;
    }
    return false;
}

/* Values are fitted as u = (f - mean) / sd, so that the scale of f does not matter to the tolerances. */
void ptb_calibrate_line(const ptb_calibrate_cases *d, double *a, double *b)
{
    double slope = 0, base = log((d->wins + 1) / (d->losses + 1));
    platt_point at = evaluate(d, slope, base);
    for (int i = 0; i < MAX_STEPS && fmax(fabs(at.by_a), fabs(at.by_b)) > 1e-13; i++)
        if (!newton_step(d, &slope, &base, &at)) break;
    *a = slope / d->sd;
    *b = base - slope * d->mean / d->sd;
}

ptb_status ptb_platt_fit(const double *value, const float *y, const double *weight, size_t n, ptb_platt *out,
                         ptb_error *err)
{
    ptb_calibrate_cases d = {.value = value, .y = y, .weight = weight, .n = n};
    *out = (ptb_platt){0};
    PTB_TRY(ptb_calibrate_summarise(&d, err));
    out->b = log((d.wins + 1) / (d.losses + 1));
    if (!(d.sd > 0)) return PTB_OK;
    ptb_platt line;
    ptb_calibrate_line(&d, &line.a, &line.b);
    if (line.a > 0) *out = line;
    return PTB_OK;
}

/* Newton's steps, kept within what is known to hold the root of a falling function. */
double ptb_shift_fit(const double *value, const float *y, const double *weight, size_t n)
{
    double low = -100, high = 100, shift = 0;
    for (int step = 0; step < 2 * MAX_STEPS && high - low > 1e-14; step++) {
        double left = 0, curvature = 0;
        for (size_t i = 0; i < n; i++) {
            double z = value[i] + shift, p = ptb_sigmoid(z), w = weight ? weight[i] : 1;
            left += w * ((double)y[i] - p);
            curvature += w * p * ptb_sigmoid(-z);
        }
        if (left > 0)
            low = shift;
        else
            high = shift;
        double next = shift + left / curvature;
        if (fabs(next - shift) <= 1e-13) return next;
        shift = next > low && next < high ? next : low + (high - low) / 2;
    }
    return shift;
}
