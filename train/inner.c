/* train/inner.c: from the inner folds' margins to a penalty and a calibration. */
#include "train/inner.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/logistic.h"
#include "train/calibration_choice.h"

static double row_weight(const ptb_inner_results *r, uint32_t row)
{
    return r->vectors->weight == NULL ? 1.0 : (double)r->vectors->weight[row];
}

/* Weighted log loss of a training row by an inner model of penalty l; NaN where that did not judge it. */
static double inner_loss(const ptb_inner_results *r, const ptb_procedure *p, size_t l, size_t i)
{
    double z = p->margin[l * p->n_train + i];
    uint32_t row = p->train[i];
    return row_weight(r, row) * ptb_log1p_exp(r->vectors->outcome[row] > 0.5F ? -z : z);
}

static double total_inner_loss(const ptb_inner_results *r, const ptb_procedure *p, size_t l, size_t *judged)
{
    double total = 0;
    *judged = 0;
    for (size_t i = 0; i < p->n_train; i++) {
        double loss = inner_loss(r, p, l, i);
        if (isnan(loss)) continue;
        total += loss;
        (*judged)++;
    }
    return total;
}

/* Is penalty l better than the first one, the base rate or no surfaces, by more than the standard error of the difference? The
 * cases of one group (an account) count as one. */
static ptb_status beats_first(const ptb_inner_results *r, const ptb_procedure *p, size_t l, bool *out,
                              ptb_error *err)
{
    ptb_group_place *sorted;
    PTB_TRY(ptb_groups_sort(r->vectors->group, p->train, p->n_train, &sorted, err));
    double total = 0, squares = 0, cluster = 0;
    for (size_t i = 0; i < p->n_train; i++) {
        size_t place = sorted[i].place;
        double gain = inner_loss(r, p, 0, place) - inner_loss(r, p, l, place);
        cluster += isnan(gain) ? 0 : gain;
        if (i + 1 < p->n_train && sorted[i].group == sorted[i + 1].group) continue;
        total += cluster;
        squares += cluster * cluster;
        cluster = 0;
    }
    *out = total > sqrt(squares);
    free(sorted);
    return PTB_OK;
}

/* Among the penalties that every inner fold came down to; the strongest of equally good ones. */
static ptb_status choose_penalty(const ptb_inner_results *r, const ptb_procedure *p, size_t *best,
                                 ptb_error *err)
{
    double best_loss = (double)INFINITY;
    size_t all_judged = 0;
    *best = 0;
    for (size_t l = 0; l < r->n_lambdas; l++) {
        size_t judged = 0;
        double loss = total_inner_loss(r, p, l, &judged);
        if (l == 0 && judged == 0)
            return ptb_fail(
                err, PTB_E_DATA,
                "choosing the penalty: no part of the %zu training cases has both won and lost cases "
                "before it in time",
                p->n_train);
        if (l == 0) all_judged = judged;
        if (judged == all_judged && loss < best_loss) {
            best_loss = loss;
            *best = l;
        }
    }
    return PTB_OK;
}

static ptb_status calibrate(const ptb_inner_results *r, ptb_procedure *p, size_t l, ptb_error *err)
{
    const ptb_calibration_cases cases = {.vectors = r->vectors,
                                         .rows = p->train,
                                         .margin = p->margin + l * p->n_train,
                                         .fold = p->inner_fold,
                                         .n = p->n_train,
                                         .n_folds = p->inner_k};
    return ptb_calibration_choose(&cases, r->calibrate, &p->calibration, err);
}

/* Everybody gets the training rows' base rate, smoothed; the coefficients are kept for the eye alone. */
static void settle_for_base_rate(const ptb_inner_results *r, ptb_procedure *p)
{
    double wins = 1, total = 2;
    for (size_t i = 0; i < p->n_train; i++) {
        double weight = row_weight(r, p->train[i]);
        total += weight;
        wins += r->vectors->outcome[p->train[i]] > 0.5F ? weight : 0.0;
    }
    p->calibration = ptb_calibration_line(PTB_CALIBRATION_PLATT, 0, log(wins / (total - wins)));
    p->is_base_rate = true;
}

ptb_status ptb_inner_settle_pairs(const ptb_inner_results *results, ptb_procedure *procedure, ptb_error *err)
{
    size_t best = 0;
    bool is_better = false;
    if (procedure->margin == NULL) return PTB_OK;
    PTB_TRY(choose_penalty(results, procedure, &best, err));
    PTB_TRY(beats_first(results, procedure, best, &is_better, err));
    if (!is_better) best = 0;
    procedure->pair_lambda = results->lambdas[best];
    if (results->calibrate != PTB_CALIBRATION_NONE) PTB_TRY(calibrate(results, procedure, best, err));
    free(procedure->margin);
    procedure->margin = NULL;
    return PTB_OK;
}

ptb_status ptb_inner_settle(const ptb_inner_results *results, ptb_procedure *procedure, ptb_error *err)
{
    procedure->calibration = ptb_calibration_line(PTB_CALIBRATION_NONE, 1, 0);
    procedure->lambda = results->lambdas[0];
    if (procedure->margin == NULL) return PTB_OK;
    size_t best = 0;
    PTB_TRY(choose_penalty(results, procedure, &best, err));
    procedure->lambda = results->lambdas[best];
    bool is_better = true;
    if (isinf(results->lambdas[0])) PTB_TRY(beats_first(results, procedure, best, &is_better, err));
    if (!is_better) {
        procedure->lambda = results->lambdas[best > 0 ? best : 1];
        settle_for_base_rate(results, procedure);
    } else if (results->calibrate != PTB_CALIBRATION_NONE) {
        PTB_TRY(calibrate(results, procedure, best, err));
    }
    free(procedure->margin);
    procedure->margin = NULL;
    return PTB_OK;
}
