/* models/metrics_inside.h: judged cases in order, as the files of metrics pass them on. Internal. */
#ifndef PTB_MODELS_METRICS_INSIDE_H
#define PTB_MODELS_METRICS_INSIDE_H

#include "models/metrics.h"
#include "models/ranking.h"

static inline bool ptb_is_win(float outcome)
{
    return outcome > 0.5F;
}

/* The same cases, stratum by stratum, best first within each. */
typedef struct {
    ptb_ranked_case *ranked;
    size_t *first; /* n + 1 entries */
    size_t n;      /* 0: not stratified */
} ptb_ranked_strata;

typedef struct {
    ptb_ranked_case *ranked; /* best first; units are 0 .. n_units - 1 */
    size_t n, n_units;
    ptb_ranked_strata strata;
    bool is_probability, is_weighted;
} ptb_ordered;

static const double ptb_normal_97_5 = 1.959963984540054; /* of the standard normal distribution */

PTB_MUST_USE ptb_status ptb_judged_check(const ptb_judged *judged, ptb_error *err);

/* All figures of ranking.h with their intervals. */
PTB_MUST_USE ptb_status ptb_draws_judge(const ptb_context *context, const ptb_ordered *cases,
                                        ptb_metrics *out, ptb_error *err);
/* calibration_slope and calibration_intercept, whose intervals take the cases of a unit as one. */
PTB_MUST_USE ptb_status ptb_slope_judge(const ptb_ordered *cases, ptb_metrics *out, ptb_error *err);

#endif
