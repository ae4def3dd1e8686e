/* models/metrics.h: how good predictions are, each figure with a 95 % interval.
 *
 * All functions take probabilities or scores, outcomes (0 or 1) and optional weights. Ties count half (AUC) or are
 * grouped (average precision, KS, lift). Intervals: AUC by DeLong where cases are independent, otherwise and for
 * all other figures by a bootstrap over groups (cases of one account together), 400 draws, percentiles 2.5 and 97.5; of slope and
 * intercept by the sandwich variance over groups. */
#ifndef PTB_MODELS_METRICS_H
#define PTB_MODELS_METRICS_H

#include <stdbool.h>

#include "datasets/base/context.h"
#include "datasets/base/json.h"

typedef struct {
    double mean, low, high; /* `mean` is the figure on all cases; NaN where undefined */
} ptb_figure;

/* Of ranking: auc, average_precision, ks, lift_5, lift_10, lift_20 (win rate of the best 5, 10, 20 % / overall). The others are of
 * probabilities, NaN for scores that are none.
 *   calibration_error         mean |win rate - mean probability| over 10 bins of equal size
 *   calibration_error_excess  less what would be expected of it if the probabilities were right: sum over bins of E|gap| by the normal
 *                             approximation sqrt(2 v / pi), or 2 v where that is less (few events), v = sum p (1 - p); about 0 is good
 *   calibration_slope         a of the logistic regression of outcomes on a log-odds(p) + b; 1 is good, less: too extreme. NaN where it
 *                             is infinite
 *   calibration_intercept     in the large: the shift of all log-odds that makes the mean right; 0 is good
 *   brier = reliability - resolution + uncertainty (Murphy 1973), over the same bins; the resolution is the generalised one (less the
 *                             variance of probabilities within bins, plus twice their covariance with outcomes: Stephenson, Coelho,
 *                             Jolliffe, Weather and Forecasting 23, 2008), with which this is exact */
typedef struct {
    size_t cases, wins;
    ptb_figure auc, log_loss, brier, average_precision, calibration_error, ks, lift_10, lift_5, lift_20;
    ptb_figure brier_reliability, brier_resolution, brier_uncertainty;
    ptb_figure calibration_error_excess, calibration_slope, calibration_intercept;
} ptb_metrics;

/* The figures one by one, as in JSON. */
enum { PTB_METRICS = 15 };
typedef struct {
    const char *key, *words;
    size_t offset; /* in ptb_metrics */
} ptb_metric_name;
extern const ptb_metric_name ptb_metric_names[PTB_METRICS];
ptb_figure *ptb_metric_at(ptb_metrics *metrics, size_t i);
ptb_figure ptb_metric(const ptb_metrics *metrics, size_t i);
ptb_figure ptb_gini(const ptb_metrics *metrics); /* 2 AUC - 1 */

typedef struct {
    const double *score; /* higher is better; probabilities where is_probability */
    const float *outcome;
    const double *weight;  /* NULL: ones */
    const uint32_t *group; /* NULL: all independent */
    size_t n;
    bool is_probability; /* else there are figures of ranking only */
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

/* A line a figure, with its interval; those that are undefined are left out. */
void ptb_metrics_tabulate(const ptb_metrics *metrics, ptb_text *out);

void ptb_metrics_write(ptb_json_writer *writer, const char *key, const ptb_metrics *metrics);
void ptb_figures_write(ptb_json_writer *writer, const ptb_metrics *metrics); /* the members alone */
/* The first seven figures must be there; the others, which older files lack, are then NaN. E_SCHEMA. */
PTB_MUST_USE ptb_status ptb_metrics_parse(const ptb_json_doc *doc, const ptb_json *node, ptb_metrics *out,
                                          ptb_error *err);

#endif
