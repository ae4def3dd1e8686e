/* train/inner.c: from the inner folds' margins to a penalty, a family and a calibration. */
#include "train/inner.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/logistic.h"
#include "train/calibration_choice.h"
#include "train/family.h"

static double row_weight(const ptb_vectors *vectors, uint32_t row)
{
    return vectors->weight == NULL ? 1.0 : (double)vectors->weight[row];
}

/* Weighted log loss of a training row at log-odds z; NaN where it was not judged. */
static double loss_at(const ptb_vectors *vectors, uint32_t row, double z)
{
    return row_weight(vectors, row) * ptb_log1p_exp(vectors->outcome[row] > 0.5F ? -z : z);
}

/* Sums over the judged rows. */
typedef struct {
    double loss, weight;
    size_t cases;
} judged_sum;

static judged_sum sum_losses(const ptb_vectors *vectors, const ptb_procedure *p, const double *z)
{
    judged_sum sum = {0};
    for (size_t i = 0; i < p->n_train; i++) {
        double loss = loss_at(vectors, p->train[i], z[i]);
        if (isnan(loss)) continue;
        sum.loss += loss;
        sum.weight += row_weight(vectors, p->train[i]);
        sum.cases++;
    }
    return sum;
}

/* By how much the loss of `z` is less than that of `first` (NULL: than its own mean, by 0), summed over the rows that both judged,
 * and the standard error of that: the cases of one group (an account) count as one. */
static ptb_status measure_gain(const ptb_vectors *vectors, const ptb_procedure *p, const double *first,
                               const double *z, double *gain, double *error, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_group_place *sorted = NULL;
    double *less = NULL;
    judged_sum own = sum_losses(vectors, p, z);
    double mean = own.loss / own.weight;
    PTB_TRY_TO(ptb_groups_sort(vectors->group, p->train, p->n_train, &sorted, err));
    PTB_TRY_TO(ptb_alloc(&less, p->n_train, sizeof *less, err));
    for (size_t i = 0; i < p->n_train; i++) {
        uint32_t row = p->train[i];
        double before = first ? loss_at(vectors, row, first[i]) : row_weight(vectors, row) * mean;
        less[i] = before - loss_at(vectors, row, z[i]);
    }
    ptb_groups_sum(sorted, p->n_train, less, gain, error);
done:
    free(sorted);
    free(less);
    return status;
}

/* Among the candidates that every inner fold came down to; the strongest of equally good ones. */
static ptb_status find_least(const ptb_vectors *vectors, const ptb_procedure *p, size_t n, size_t *best,
                             ptb_error *err)
{
    double least = (double)INFINITY;
    size_t all_judged = 0;
    *best = 0;
    for (size_t v = 0; v < n; v++) {
        judged_sum sum = sum_losses(vectors, p, p->margin + v * p->n_train);
        if (v == 0 && sum.cases == 0)
            return ptb_fail(
                err, PTB_E_DATA,
                "choosing the penalty: no part of the %zu training cases has both won and lost cases "
                "before it in time",
                p->n_train);
        if (v == 0) all_judged = sum.cases;
        if (sum.cases == all_judged && sum.loss < least) {
            least = sum.loss;
            *best = v;
        }
    }
    return PTB_OK;
}

static ptb_status keep_unseen(const ptb_procedure *p, size_t v, ptb_choice *choice, ptb_error *err)
{
    if (choice->unseen == NULL) PTB_TRY(ptb_alloc(&choice->unseen, p->n_train, sizeof *choice->unseen, err));
    for (size_t i = 0; i < p->n_train; i++)
        choice->unseen[i] = p->margin[v * p->n_train + i];
    return PTB_OK;
}

/* Moves *best back to the first value whose loss is more by no more than the standard error of the least, and that still does better
 * than an infinite first one by more than the standard error of the difference. */
static ptb_status prefer_simple(const ptb_inner_stage *stage, const ptb_procedure *p, size_t *best,
                                ptb_error *err)
{
    const double *margin = p->margin;
    const ptb_vectors *vectors = stage->vectors;
    double none = 0, allowed = 0, least = sum_losses(vectors, p, margin + *best * p->n_train).loss;
    PTB_TRY(measure_gain(vectors, p, NULL, margin + *best * p->n_train, &none, &allowed, err));
    bool may_be_base_rate = isinf(stage->value[0]);
    for (size_t v = may_be_base_rate ? 1 : 0; v < *best; v++) {
        const double *z = margin + v * p->n_train;
        double gain = 0, error = 0;
        if (!(sum_losses(vectors, p, z).loss <= least + allowed)) continue;
        if (may_be_base_rate) PTB_TRY(measure_gain(vectors, p, margin, z, &gain, &error, err));
        if (may_be_base_rate && !(gain > error)) continue;
        *best = v;
        break;
    }
    return PTB_OK;
}

ptb_status ptb_inner_choose(const ptb_inner_stage *stage, ptb_procedure *procedure, ptb_choice *choice,
                            ptb_error *err)
{
    size_t best = 0;
    double gain = 0, error = 0;
    PTB_TRY(find_least(stage->vectors, procedure, stage->n, &best, err));
    const double *margin = procedure->margin, *best_margin = margin + best * procedure->n_train;
    PTB_TRY(measure_gain(stage->vectors, procedure, margin, best_margin, &gain, &error, err));
    bool stays = stage->must_prove && isinf(stage->value[0]) && !(gain > error);
    if (stage->one_se) PTB_TRY(prefer_simple(stage, procedure, &best, err));
    size_t taken = stays ? 0 : best;
    PTB_TRY(keep_unseen(procedure, taken, choice, err));
    if (stage->place == 0) choice->is_base_rate = stays && !stage->is_update;
    if (choice->is_base_rate) taken = best > 0 ? best : 1; /* for the eye */
    choice->value[stage->place] = stage->value[taken];
    free(procedure->margin);
    procedure->margin = NULL;
    return PTB_OK;
}

static void take(ptb_procedure *procedure, ptb_choice *choice)
{
    free(procedure->choice.unseen);
    procedure->choice = *choice;
    *choice = (ptb_choice){0};
}

ptb_status ptb_inner_take(const ptb_vectors *vectors, ptb_procedure *procedure, ptb_choice *choice,
                          ptb_error *err)
{
    ptb_trial *trial = &procedure->trial[procedure->n_trials++];
    *trial = (ptb_trial){.family = ptb_family_steps_of(choice->family)->name};
    if (choice->unseen != NULL) {
        judged_sum sum = sum_losses(vectors, procedure, choice->unseen);
        trial->log_loss = sum.loss / sum.weight;
        if (procedure->n_trials > 1)
            PTB_TRY(measure_gain(vectors, procedure, procedure->choice.unseen, choice->unseen, &trial->gain,
                                 &trial->gain_error, err));
        trial->gain /= sum.weight;
        trial->gain_error /= sum.weight;
    }
    if (procedure->n_trials == 1 || trial->gain > trial->gain_error) take(procedure, choice);
    free(choice->unseen);
    choice->unseen = NULL;
    return PTB_OK;
}

static ptb_status fit_calibration(const ptb_vectors *vectors, ptb_calibration_kind kind, ptb_procedure *p,
                                  ptb_error *err)
{
    const ptb_calibration_cases cases = {.vectors = vectors,
                                         .rows = p->train,
                                         .margin = p->choice.unseen,
                                         .fold = p->inner_fold,
                                         .n = p->n_train,
                                         .n_folds = p->inner_k,
                                         .are_calibrated = p->choice.family >= PTB_FAMILY_UPDATE_LOGISTIC};
    return ptb_calibration_choose(&cases, kind, &p->calibration, err);
}

/* Everybody gets the training rows' base rate, smoothed. */
static void predict_base_rate(const ptb_vectors *vectors, ptb_procedure *p)
{
    double wins = 1, total = 2;
    for (size_t i = 0; i < p->n_train; i++) {
        double weight = row_weight(vectors, p->train[i]);
        total += weight;
        wins += vectors->outcome[p->train[i]] > 0.5F ? weight : 0.0;
    }
    p->calibration = ptb_calibration_line(PTB_CALIBRATION_PLATT, 0, log(wins / (total - wins)));
}

ptb_status ptb_inner_calibrate(const ptb_vectors *vectors, ptb_calibration_kind kind,
                               ptb_procedure *procedure, ptb_error *err)
{
    procedure->calibration = ptb_calibration_line(PTB_CALIBRATION_NONE, 1, 0);
    if (procedure->choice.is_base_rate)
        predict_base_rate(vectors, procedure);
    else if (kind != PTB_CALIBRATION_NONE)
        PTB_TRY(fit_calibration(vectors, kind, procedure, err));
    free(procedure->choice.unseen);
    procedure->choice.unseen = NULL;
    return PTB_OK;
}
