/* models/calibration.c: calibrated log-odds of a margin, whatever the kind. */
#include "models/calibration.h"

#include <math.h>
#include <stdlib.h>

/* Of an isotonic calibration outside its knots. */
static const double outer_slope = 0.01;

const char *ptb_calibration_name(ptb_calibration_kind kind)
{
    static const char *const names[] = {"none", "platt", "beta", "isotonic", "auto"};
    return names[kind];
}

ptb_calibration ptb_calibration_line(ptb_calibration_kind kind, double a, double b)
{
    return (ptb_calibration){.kind = kind, .a = a, .b = b};
}

bool ptb_calibration_bends(const ptb_calibration *calibration)
{
    return calibration->kind == PTB_CALIBRATION_BETA || calibration->kind == PTB_CALIBRATION_ISOTONIC;
}

bool ptb_calibration_is_finite(const ptb_calibration *calibration)
{
    const ptb_beta *beta = &calibration->beta;
    double sum = calibration->a + calibration->b + beta->low + beta->high + beta->shift;
    for (size_t k = 0; k < calibration->n_knots; k++)
        sum += calibration->margin[k] + calibration->logit[k];
    return isfinite(sum);
}

/* Blocks don't overlap, so within their borders their means rise strictly, whatever rounding does. */
static ptb_status fit_isotonic(const double *margin, const float *y, const double *weight, size_t n,
                               ptb_calibration *out, ptb_error *err)
{
    ptb_isotonic_block *blocks = NULL;
    size_t n_blocks;
    PTB_TRY(ptb_isotonic_fit(margin, y, weight, n, &blocks, &n_blocks, err));
    out->n_knots = ptb_isotonic_smooth(blocks, n_blocks, PTB_CALIBRATION_KNOTS);
    for (size_t k = 0; k < out->n_knots; k++) {
        out->margin[k] = fmin(fmax(blocks[k].mean, blocks[k].first), blocks[k].last);
        out->logit[k] = ptb_isotonic_logit(&blocks[k]);
    }
    free(blocks);
    return PTB_OK;
}

ptb_status ptb_calibration_bend(ptb_calibration_kind kind, const double *margin, const float *y,
                                const double *weight, size_t n, ptb_calibration *calibration, ptb_error *err)
{
    if (kind != PTB_CALIBRATION_BETA && kind != PTB_CALIBRATION_ISOTONIC) return PTB_OK;
    *calibration = ptb_calibration_line(kind, calibration->a, calibration->b);
    if (kind == PTB_CALIBRATION_BETA) return ptb_beta_fit(margin, y, weight, n, &calibration->beta, err);
    return fit_isotonic(margin, y, weight, n, calibration, err);
}

ptb_status ptb_calibration_fit(ptb_calibration_kind kind, const double *margin, const float *y,
                               const double *weight, size_t n, ptb_calibration *out, ptb_error *err)
{
    ptb_platt line;
    *out = ptb_calibration_line(PTB_CALIBRATION_NONE, 1, 0);
    if (kind == PTB_CALIBRATION_NONE) return PTB_OK;
    PTB_TRY(ptb_platt_fit(margin, y, weight, n, &line, err));
    *out = ptb_calibration_line(PTB_CALIBRATION_PLATT, line.a, line.b);
    return ptb_calibration_bend(kind, margin, y, weight, n, out, err);
}

static double between_knots(const ptb_calibration *c, double margin)
{
    size_t below = 0, above = c->n_knots - 1;
    if (above == 0) return c->logit[0];
    if (margin <= c->margin[below]) return c->logit[below] + outer_slope * (margin - c->margin[below]);
    if (margin >= c->margin[above]) return c->logit[above] + outer_slope * (margin - c->margin[above]);
    while (above - below > 1) {
        size_t middle = below + (above - below) / 2;
        if (c->margin[middle] <= margin)
            below = middle;
        else
            above = middle;
    }
    double share = (margin - c->margin[below]) / (c->margin[above] - c->margin[below]);
    double z = c->logit[below] + share * (c->logit[above] - c->logit[below]);
    return z > c->logit[above] ? c->logit[above] : z; /* rounding must not make it fall at the knot */
}

double ptb_calibration_logit(const ptb_calibration *calibration, double margin)
{
    switch (calibration->kind) {
    case PTB_CALIBRATION_BETA:
        return ptb_beta_logit(&calibration->beta, margin);
    case PTB_CALIBRATION_ISOTONIC:
        return between_knots(calibration, margin);
    case PTB_CALIBRATION_NONE:
    case PTB_CALIBRATION_PLATT:
    case PTB_CALIBRATION_AUTO:
        break;
    }
    return calibration->a * margin + calibration->b;
}
