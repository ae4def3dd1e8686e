/* train/judge.c: unseen predictions against outcomes. */
#include "train/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

static const double interval_z = 1.959963984540054; /* 97.5 % of the normal distribution */
enum { ALL_FOLDS = -2 };

typedef struct {
    double *score, *weight;
    float *outcome;
    uint32_t *group;
    size_t n, wins;
} judged_cases;

static void judged_free(judged_cases *cases)
{
    free(cases->score);
    free(cases->weight);
    free(cases->outcome);
    free(cases->group);
}

static ptb_status judged_reserve(judged_cases *cases, size_t n_rows, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&cases->score, n_rows, sizeof *cases->score, err));
    PTB_TRY(ptb_alloc(&cases->weight, n_rows, sizeof *cases->weight, err));
    PTB_TRY(ptb_alloc(&cases->outcome, n_rows, sizeof *cases->outcome, err));
    return ptb_alloc(&cases->group, n_rows, sizeof *cases->group, err);
}

static void judged_take(const ptb_vectors *vectors, const ptb_train_result *result, int fold,
                        judged_cases *out)
{
    out->n = out->wins = 0;
    for (size_t row = 0; row < vectors->n_rows; row++) {
        if (result->fold[row] == PTB_NOT_JUDGED || (fold != ALL_FOLDS && result->fold[row] != fold)) continue;
        out->score[out->n] = result->probability[row];
        out->weight[out->n] = vectors->weight == NULL ? 1.0 : (double)vectors->weight[row];
        out->outcome[out->n] = vectors->outcome[row];
        out->group[out->n] = vectors->group[row];
        out->wins += out->outcome[out->n++] > 0.5F;
    }
}

static ptb_judged judged_view(const judged_cases *cases, bool is_clustered)
{
    return (ptb_judged){.score = cases->score,
                        .outcome = cases->outcome,
                        .weight = cases->weight,
                        .group = is_clustered ? cases->group : NULL,
                        .n = cases->n,
                        .is_probability = true};
}

/* Folds with one class only have no area and don't count. */
static ptb_status mean_auc(const ptb_context *context, const ptb_vectors *vectors, bool is_clustered,
                           judged_cases *cases, ptb_train_result *result, ptb_error *err)
{
    ptb_evaluation *evaluation = &result->model->evaluation;
    double total = 0, sum = 0, variance = 0;
    for (int f = 0; f < evaluation->folds; f++) {
        ptb_metrics metrics;
        judged_take(vectors, result, f, cases);
        if (cases->wins == 0 || cases->wins == cases->n) continue;
        ptb_judged judged = judged_view(cases, is_clustered);
        PTB_TRY(ptb_metrics_compute(context, &judged, &metrics, err));
        double weight = (double)cases->n;
        double error = weight * (metrics.auc.high - metrics.auc.low) / (2 * interval_z);
        total += weight;
        sum += weight * metrics.auc.mean;
        variance += error * error;
    }
    if (!(total > 0)) return PTB_OK;
    double mean = sum / total, reach = interval_z * sqrt(variance) / total;
    evaluation->metrics.auc =
        (ptb_figure){.mean = mean, .low = fmax(0, mean - reach), .high = fmin(1, mean + reach)};
    return PTB_OK;
}

ptb_status ptb_judge(const ptb_context *context, const ptb_vectors *vectors, bool is_clustered,
                     ptb_train_result *result, ptb_error *err)
{
    ptb_evaluation *evaluation = &result->model->evaluation;
    judged_cases cases = {0};
    ptb_judged judged;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(judged_reserve(&cases, vectors->n_rows, err));
    judged_take(vectors, result, ALL_FOLDS, &cases);
    judged = judged_view(&cases, is_clustered);
    PTB_TRY_TO(ptb_metrics_compute(context, &judged, &evaluation->metrics, err));
    if (strcmp(evaluation->kind, "time") == 0)
        PTB_TRY_TO(mean_auc(context, vectors, is_clustered, &cases, result, err));
    evaluation->no_better_than_chance = evaluation->metrics.auc.low <= 0.5;
done:
    judged_free(&cases);
    return status == PTB_OK ? status : ptb_prefix(err, status, "judging unseen predictions: ");
}
