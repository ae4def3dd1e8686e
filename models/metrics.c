/* models/metrics.c: puts judged cases in order and has them measured. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/metrics_inside.h"

ptb_status ptb_judged_check(const ptb_judged *judged, ptb_error *err)
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
        bool won = ptb_is_win(judged->outcome[from]);
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

static int compare_ints(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Deals the cases out in their common order, so that each stratum is best first too. */
static ptb_status split_strata(const ptb_judged *judged, const ptb_place *places,
                               const ptb_ranked_case *ranked, ptb_ranked_strata *out, ptb_error *err)
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

static ptb_status order_cases(const ptb_judged *judged, ptb_ordered *out, ptb_error *err)
{
    ptb_place *places = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_places_new(judged->score, judged->n, &places, err));
    PTB_TRY_TO(rank_cases(judged, places, &out->ranked, err));
    if (judged->group != NULL) PTB_TRY_TO(number_units(out->ranked, judged->n, &out->n_units, err));
    if (judged->stratum != NULL) PTB_TRY_TO(split_strata(judged, places, out->ranked, &out->strata, err));
done:
    free(places);
    return status;
}

ptb_status ptb_metrics_compute(const ptb_context *context, const ptb_judged *judged, ptb_metrics *out,
                               ptb_error *err)
{
    ptb_ordered cases = {.n = judged->n,
                         .n_units = judged->n,
                         .is_probability = judged->is_probability,
                         .is_weighted = judged->weight != NULL};
    ptb_metrics metrics = {.cases = judged->n};
    ptb_status status = PTB_OK;
    *out = (ptb_metrics){0};
    PTB_TRY_TO(ptb_judged_check(judged, err));
    for (size_t i = 0; i < judged->n; i++)
        metrics.wins += ptb_is_win(judged->outcome[i]);
    PTB_TRY_TO(order_cases(judged, &cases, err));
    if (metrics.wins == 0 || metrics.wins == metrics.cases) {
        status = ptb_fail(err, PTB_E_DATA, "all %zu cases are %s (expected wins and losses)", metrics.cases,
                          metrics.wins == 0 ? "losses" : "wins");
        goto done;
    }
    PTB_TRY_TO(ptb_draws_judge(context, &cases, &metrics, err));
    PTB_TRY_TO(ptb_slope_judge(&cases, &metrics, err));
    *out = metrics;
done:
    free(cases.strata.ranked);
    free(cases.strata.first);
    free(cases.ranked);
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
    PTB_TRY_TO(ptb_judged_check(&judged, err));
    PTB_TRY_TO(ptb_places_new(score, n, &places, err));
    PTB_TRY_TO(rank_cases(&judged, places, &ranked, err));
    ptb_ranked_figures(ranked, n, NULL, figures);
    *auc = figures[PTB_FIGURE_AUC];
done:
    free(ranked);
    free(places);
    return status;
}
