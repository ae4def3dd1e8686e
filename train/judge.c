/* train/judge.c: unseen predictions against outcomes. */
#include "train/judge.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "models/repeats.h"

typedef struct {
    double *score, *weight;
    float *outcome;
    uint32_t *group;
    int *fold;
    size_t n;
    bool is_weighted;
} judged_cases;

static void judged_free(judged_cases *cases)
{
    free(cases->score);
    free(cases->weight);
    free(cases->outcome);
    free(cases->group);
    free(cases->fold);
}

static ptb_status judged_reserve(judged_cases *cases, size_t n_rows, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&cases->score, n_rows, sizeof *cases->score, err));
    PTB_TRY(ptb_alloc(&cases->weight, n_rows, sizeof *cases->weight, err));
    PTB_TRY(ptb_alloc(&cases->outcome, n_rows, sizeof *cases->outcome, err));
    PTB_TRY(ptb_alloc(&cases->group, n_rows, sizeof *cases->group, err));
    return ptb_alloc(&cases->fold, n_rows, sizeof *cases->fold, err);
}

static void judged_take(const ptb_vectors *vectors, const ptb_train_result *result, int repeat,
                        judged_cases *out)
{
    const double *probability = result->probability + (size_t)repeat * vectors->n_rows;
    const int *fold = result->fold + (size_t)repeat * vectors->n_rows;
    out->n = 0;
    for (size_t row = 0; row < vectors->n_rows; row++) {
        if (fold[row] == PTB_NOT_JUDGED) continue;
        double weight = vectors->weight == NULL ? 1.0 : (double)vectors->weight[row];
        out->is_weighted = out->is_weighted || weight < 1 || weight > 1;
        out->weight[out->n] = weight;
        out->score[out->n] = probability[row];
        out->outcome[out->n] = vectors->outcome[row];
        out->fold[out->n] = fold[row];
        out->group[out->n++] = vectors->group[row];
    }
}

static ptb_status judge_repeat(const ptb_context *context, const judged_cases *cases, bool is_clustered,
                               ptb_metrics *out, ptb_error *err)
{
    const ptb_judged judged = {.score = cases->score,
                               .outcome = cases->outcome,
                               .weight = cases->is_weighted ? cases->weight : NULL,
                               .group = is_clustered ? cases->group : NULL,
                               .stratum = cases->fold,
                               .n = cases->n,
                               .is_probability = true};
    return ptb_metrics_compute(context, &judged, out, err);
}

ptb_status ptb_judge(const ptb_context *context, const ptb_vectors *vectors, bool is_clustered,
                     ptb_train_result *result, ptb_error *err)
{
    ptb_evaluation *evaluation = &result->model->evaluation;
    judged_cases cases = {0};
    ptb_metrics metrics[PTB_REPEATS_MAX];
    ptb_status status = PTB_OK;
    PTB_TRY_TO(judged_reserve(&cases, vectors->n_rows, err));
    for (int r = 0; r < result->repeats; r++) {
        judged_take(vectors, result, r, &cases);
        PTB_TRY_TO(judge_repeat(context, &cases, is_clustered, &metrics[r], err));
    }
    ptb_repeats_take(metrics, result->repeats, evaluation);
    /* Where no fold has both classes there is no AUC at all. */
    evaluation->no_better_than_chance = !(evaluation->metrics.auc.low > 0.5);
done:
    judged_free(&cases);
    return status == PTB_OK ? status : ptb_prefix(err, status, "judging unseen predictions: ");
}
