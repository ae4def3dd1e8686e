/* models/metrics.h: how good predictions are, each figure with a 95 % interval.
 *
 * All functions take probabilities or scores, outcomes (0 or 1) and optional weights. Ties count half (AUC) or are
 * grouped (average precision, KS, lift). Intervals: AUC by DeLong where cases are independent, otherwise and for
 * all other figures by a bootstrap over groups (cases of one account together), 400 draws, percentiles 2.5 and 97.5. */
#ifndef PTB_MODELS_METRICS_H
#define PTB_MODELS_METRICS_H

#include <stdbool.h>

#include "datasets/base/context.h"
#include "datasets/base/json.h"

typedef struct {
    double mean, low, high; /* `mean` is the figure on all cases; NaN where undefined */
} ptb_figure;

typedef struct {
    size_t cases, wins;
    ptb_figure auc, log_loss, brier, average_precision, ks,
        lift_10; /* lift_10: win rate of the best tenth / overall */
    ptb_figure
        calibration_error; /* expected, 10 bins of equal size; NaN for scores that are no probabilities */
} ptb_metrics;

typedef struct {
    const double *score; /* higher is better; probabilities where is_probability */
    const float *outcome;
    const double *weight;  /* NULL: ones */
    const uint32_t *group; /* NULL: all independent */
    size_t n;
    bool is_probability; /* else log_loss, brier and calibration_error are NaN */
    /* NULL: one. Folds: figures of ranking are taken within each and averaged, since scores of different models need
     * not be on one scale. */
    const int *stratum;
} ptb_judged;

/* E_DATA: no cases, one class only, non-finite score. Cost O(n log n + 400 n). */
PTB_MUST_USE ptb_status ptb_metrics_compute(const ptb_context *context, const ptb_judged *judged,
                                            ptb_metrics *out, ptb_error *err);

/* Area under the ROC curve alone, ties half. Weighted. NaN with one class. */
PTB_MUST_USE ptb_status ptb_auc(const double *score, const float *outcome, const double *weight, size_t n,
                                double *auc, ptb_error *err);

/* DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988), by the mid-rank algorithm of Sun and Xu (IEEE SPL 21, 2014):
 * the variance of one AUC, and the paired test of two on the same cases. */
typedef struct {
    double auc_a, auc_b, difference, standard_error, z, p_value;
    double low, high; /* of the difference */
} ptb_delong;
PTB_MUST_USE ptb_status ptb_auc_variance(const double *score, const float *outcome, size_t n, double *auc,
                                         double *variance, ptb_error *err);
/* With strata (NULL: one) the areas are means over those strata that have two of each class, and their variances add up. */
PTB_MUST_USE ptb_status ptb_delong_test(const double *score_a, const double *score_b, const float *outcome,
                                        const int *stratum, size_t n, ptb_delong *out, ptb_error *err);

/* Deciles by score, best first (ties broken by case order): cases, wins, mean score of each. */
typedef struct {
    size_t cases, wins;
    double mean_score, lift, captured; /* captured: share of all wins in this and better deciles */
} ptb_decile;
PTB_MUST_USE ptb_status ptb_deciles(const double *score, const float *outcome, size_t n, ptb_decile out[10],
                                    ptb_error *err);

void ptb_metrics_write(ptb_json_writer *writer, const char *key, const ptb_metrics *metrics);

#endif
