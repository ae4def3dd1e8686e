/* models/ranking.c: sorting by score, and AUC, average precision, KS, lifts, log loss, Brier's score and its parts, calibration error. */
#include "models/ranking.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"

static int compare_places(const void *a, const void *b)
{
    const ptb_place *x = a, *y = b;
    if (x->score > y->score) return -1;
    if (x->score < y->score) return 1;
    return (x->index > y->index) - (x->index < y->index);
}

ptb_status ptb_places_new(const double *score, size_t n, ptb_place **out, ptb_error *err)
{
    *out = NULL;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(score[i]))
            return ptb_fail(err, PTB_E_DATA, "case %zu: score %g (expected a finite number)", i, score[i]);
    PTB_TRY(ptb_alloc_raw(out, n, sizeof **out, err));
    for (size_t i = 0; i < n; i++)
        (*out)[i] = (ptb_place){score[i], i};
    qsort(*out, n, sizeof **out, compare_places);
    return PTB_OK;
}

/* Shares of the cases whose lift is measured. */
static const double depths[PTB_DEPTHS] = {0.05, 0.1, 0.2};
static const double two_over_pi = 0.63661977236758134308;

/* Weight, won weight and weight times score of some cases, and the variance of the wins if scores were right. */
typedef struct {
    double all, won, score, variance;
} mass;

typedef struct {
    mass total; /* of all cases; its score and variance are not used */
    mass above; /* of the cases seen so far, best first */
    mass tenth[PTB_TENTHS];
    size_t now;                /* the tenth being filled */
    double won_at[PTB_DEPTHS]; /* won among the best share of the cases */
    size_t n_reached;          /* shares that are full */
    double auc, precision, ks; /* not yet divided by what they are shares of */
} tally;

static void add_mass(mass *sum, const mass *part)
{
    sum->all += part->all;
    sum->won += part->won;
    sum->score += part->score;
    sum->variance += part->variance;
}

static mass share_of(const mass *part, double taken)
{
    double share = taken / part->all;
    return (mass){taken, share * part->won, share * part->score, share * share * part->variance};
}

/* Deals the tie out to the tenths in order; the last one takes what rounding leaves. */
static void deal_to_tenths(tally *t, mass tie)
{
    double size = t->total.all / PTB_TENTHS;
    while (t->now + 1 < PTB_TENTHS && t->tenth[t->now].all + tie.all > size) {
        double room = fmax(size - t->tenth[t->now].all, 0);
        mass taken = share_of(&tie, room), rest = share_of(&tie, tie.all - room);
        add_mass(&t->tenth[t->now++], &taken);
        tie = rest;
    }
    add_mass(&t->tenth[t->now], &tie);
}

static void reach_depths(tally *t, const mass *tie)
{
    for (; t->n_reached < PTB_DEPTHS; t->n_reached++) {
        double room = depths[t->n_reached] * t->total.all - t->above.all;
        if (room > tie->all) return;
        t->won_at[t->n_reached] = t->above.won + tie->won * (fmax(room, 0) / tie->all);
    }
}

static void add_tie(tally *t, const mass *tie)
{
    reach_depths(t, tie);
    double lost = tie->all - tie->won;
    t->auc += lost * (t->above.won + tie->won / 2); /* pairs won by the win above, ties half */
    add_mass(&t->above, tie);
    if (tie->won > 0) t->precision += tie->won * (t->above.won / t->above.all);
    double apart = fabs(t->above.won * t->total.all - t->above.all * t->total.won);
    if (apart > t->ks) t->ks = apart;
    deal_to_tenths(t, *tie);
}

/* What the tenths say of the probabilities. */
static void figures_of_tenths(const tally *t, double brier, double out[PTB_FIGURES])
{
    double gap = 0, square = 0, by_chance = 0, all = t->total.all, rate = t->total.won / all;
    for (size_t k = 0; k < PTB_TENTHS; k++) {
        const mass *tenth = &t->tenth[k];
        double off = tenth->won - tenth->score;
        gap += fabs(off);
        square += tenth->all > 0 ? off * off / tenth->all : 0;
        by_chance += fmin(sqrt(two_over_pi * fmax(tenth->variance, 0)), 2 * tenth->variance);
    }
    out[PTB_FIGURE_CALIBRATION_ERROR] = gap / all;
    out[PTB_FIGURE_CALIBRATION_ERROR_EXCESS] = (gap - by_chance) / all;
    out[PTB_FIGURE_RELIABILITY] = square / all;
    out[PTB_FIGURE_UNCERTAINTY] = rate * (1 - rate);
    out[PTB_FIGURE_RESOLUTION] = square / all + rate * (1 - rate) - brier;
}

static double times_of(const ptb_ranked_case *one, const uint32_t *times)
{
    return times == NULL ? one->weight : one->weight * times[one->unit];
}

void ptb_ranked_figures(const ptb_ranked_case *ranked, size_t n, const uint32_t *times,
                        double out[PTB_FIGURES])
{
    tally t = {0};
    mass tie = {0};
    double loss = 0, square = 0;
    for (size_t i = 0; i < n; i++) {
        double w = times_of(&ranked[i], times), miss = ranked[i].score - (ranked[i].is_win ? 1 : 0);
        t.total.all += w;
        t.total.won += ranked[i].is_win ? w : 0;
        loss += w * ranked[i].loss;
        square += w * miss * miss;
    }
    for (size_t i = 0; i < n; i++) {
        double w = times_of(&ranked[i], times);
        double p = ranked[i].score;
        mass one = {w, ranked[i].is_win ? w : 0, w * p, w * p * (1 - p)};
        add_mass(&tie, &one);
        if (!ranked[i].ends_tie || !(tie.all > 0)) continue;
        add_tie(&t, &tie);
        tie = (mass){0};
    }

    double all = t.total.all, won = t.total.won;
    bool has_both = won > 0 && won < all;
    out[PTB_FIGURE_AUC] = has_both ? t.auc / (won * (all - won)) : (double)NAN;
    out[PTB_FIGURE_AVERAGE_PRECISION] = has_both ? t.precision / won : (double)NAN;
    out[PTB_FIGURE_KS] = has_both ? t.ks / (won * (all - won)) : (double)NAN;
    static const ptb_figure_kind lifts[PTB_DEPTHS] = {PTB_FIGURE_LIFT_5, PTB_FIGURE_LIFT_10,
                                                      PTB_FIGURE_LIFT_20};
    for (size_t k = 0; k < PTB_DEPTHS; k++)
        out[lifts[k]] = has_both ? t.won_at[k] / depths[k] / won : (double)NAN;
    out[PTB_FIGURE_LOG_LOSS] = loss / all;
    out[PTB_FIGURE_BRIER] = square / all;
    figures_of_tenths(&t, square / all, out);
}
