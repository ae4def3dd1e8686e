/* train/segment_gain.c: the judged cases of each segment by the whole model and by the procedure with segments. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/logistic.h"
#include "train/segment_inside.h"

/* The judged rows of the first repeat, by the whole model: before segments have their say. */
ptb_status ptb_segments_note_whole(ptb_training *t, ptb_error *err)
{
    size_t n_rows = t->vectors->n_rows, n_first = t->is_holdout ? 1 : (size_t)t->folds.k;
    PTB_TRY(ptb_alloc(&t->whole_logit, n_rows, sizeof *t->whole_logit, err));
    PTB_TRY(ptb_alloc(&t->final_logit, n_rows, sizeof *t->final_logit, err));
    for (size_t row = 0; row < n_rows; row++)
        t->whole_logit[row] = nan("");
    for (size_t f = 0; f < t->n_procedures && f < n_first; f++)
        for (size_t i = 0; i < t->procedures[f].n_judge; i++)
            t->whole_logit[t->procedures[f].judge[i]] = t->procedures[f].logit[i];
    return PTB_OK;
}

void ptb_segments_note_final(ptb_training *t)
{
    size_t n_first = t->is_holdout ? 1 : (size_t)t->folds.k;
    for (size_t f = 0; f < t->n_procedures && f < n_first; f++)
        for (size_t i = 0; i < t->procedures[f].n_judge; i++)
            t->final_logit[t->procedures[f].judge[i]] = t->procedures[f].logit[i];
}

static double loss_at(const ptb_training *t, uint32_t row, double logit)
{
    return ptb_log1p_exp(t->vectors->outcome[row] > 0.5F ? -logit : logit);
}

/* Losses of the level's judged cases by both. */
static ptb_status compare_level(const ptb_training *t, uint32_t level, ptb_segment_report *out,
                                ptb_error *err)
{
    ptb_group_place *sorted = NULL;
    uint32_t *rows = NULL;
    double *less = NULL, whole = 0, final = 0, weights = 0;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&rows, t->n_rows, sizeof *rows, err));
    PTB_TRY_TO(ptb_alloc(&less, t->n_rows, sizeof *less, err));
    for (size_t i = 0; i < t->n_rows; i++) {
        uint32_t row = t->rows[i];
        if (ptb_segment_level(t, row) != level || isnan(t->whole_logit[row])) continue;
        double weight = t->vectors->weight == NULL ? 1.0 : (double)t->vectors->weight[row];
        double before = weight * loss_at(t, row, t->whole_logit[row]);
        double after = weight * loss_at(t, row, t->final_logit[row]);
        rows[out->judged] = row;
        less[out->judged++] = before - after;
        whole += before;
        final += after;
        weights += weight;
    }
    PTB_TRY_TO(
        ptb_groups_sort(t->folds.by_group ? t->vectors->group : NULL, rows, out->judged, &sorted, err));
    ptb_groups_sum(sorted, out->judged, less, &out->gain, &out->gain_error);
    out->log_loss_whole = whole / weights;
    out->log_loss = final / weights;
    out->gain /= weights;
    out->gain_error /= weights;
done:
    free(sorted);
    free(rows);
    free(less);
    return status;
}

static int most_cases_first(const void *a, const void *b)
{
    const ptb_segment_report *x = a, *y = b;
    if (x->cases != y->cases) return x->cases < y->cases ? 1 : -1;
    return strcmp(x->level, y->level);
}

/* How many cases each level has, and no figures yet. */
static void count_cases(ptb_training *t)
{
    ptb_segment_report *segments = t->result->segments;
    const ptb_vector_column *column = &t->vectors->columns[t->segment_feature];
    for (size_t level = 0; level < column->n_levels; level++)
        segments[level] = (ptb_segment_report){.level = column->levels[level],
                                               .log_loss_whole = (double)NAN,
                                               .log_loss = (double)NAN,
                                               .gain = (double)NAN,
                                               .gain_error = (double)NAN};
    for (size_t i = 0; i < t->n_rows; i++) {
        uint32_t level = ptb_segment_level(t, t->rows[i]);
        if (level == UINT32_MAX) continue;
        segments[level].cases++;
        segments[level].won += t->vectors->outcome[t->rows[i]] > 0.5F;
    }
}

ptb_status ptb_segments_report(ptb_training *t, ptb_error *err)
{
    size_t n_levels = t->vectors->columns[t->segment_feature].n_levels;
    ptb_train_result *result = t->result;
    PTB_TRY(ptb_alloc(&result->segments, n_levels, sizeof *result->segments, err));
    count_cases(t);
    for (size_t i = 0; i < t->n_own; i++) {
        uint32_t level = ptb_segment_level(t, t->own[i].train[0]);
        ptb_segment_report *one = &result->segments[level];
        PTB_TRY(compare_level(t, level, one, err));
        one->is_tried = true;
        one->is_taken = ptb_segment_is_taken(&t->own[i]) && one->gain > one->gain_error;
    }
    if (t->n_own == 0)
        ptb_text_printf(&result->warnings,
                        "no level of '%s' has %d won and %d lost cases and something to go by: all have the "
                        "whole model\n",
                        t->settings->segment, PTB_SEGMENT_MIN, PTB_SEGMENT_MIN);
    qsort(result->segments, n_levels, sizeof *result->segments, most_cases_first);
    while (result->n_segments < n_levels && result->segments[result->n_segments].cases > 0)
        result->n_segments++;
    return PTB_OK;
}
