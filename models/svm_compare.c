/* models/svm_compare.c: what landmarks cost beside the exact machine, measured on a sample. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "models/metrics.h"
#include "models/svm_nystroem.h"

typedef struct {
    ptb_design design;
    float *x, *y;
    int *fold;
    double *exact, *approximate;
} sample;

static void sample_free(sample *s)
{
    free(s->x);
    free(s->y);
    free(s->fold);
    free(s->exact);
    free(s->approximate);
}

static ptb_status sample_new(sample *s, size_t n, size_t p, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&s->x, n, (p + 1) * sizeof *s->x, err));
    PTB_TRY(ptb_alloc(&s->y, n, sizeof *s->y, err));
    PTB_TRY(ptb_alloc(&s->fold, n, sizeof *s->fold, err));
    PTB_TRY(ptb_alloc(&s->exact, n, sizeof *s->exact, err));
    PTB_TRY(ptb_alloc(&s->approximate, n, sizeof *s->approximate, err));
    s->design = (ptb_design){s->x, n, p, p};
    return PTB_OK;
}

/* Each row is taken with the chance that leaves exactly n in the end (Knuth, TAOCP 2, 3.4.2, algorithm S). */
static ptb_status draw(sample *s, const ptb_svm_data *data, uint64_t seed, ptb_error *err)
{
    size_t left = s->design.n_rows, to = 0, p = s->design.n_cols, n = data->design->n_rows;
    ptb_rng *rng = NULL;
    PTB_TRY(ptb_rng_new(seed, "landmarks sample", 0, &rng, err));
    for (size_t i = 0; i < n && left > 0; i++) {
        if (ptb_rng_below(rng, n - i) >= left) continue;
        memcpy(s->x + to * p, data->design->x + i * data->design->ld, p * sizeof *s->x);
        s->y[to] = data->y[i];
        s->fold[to++] = data->fold[i];
        left--;
    }
    ptb_rng_free(rng);
    return PTB_OK;
}

/* Mean over folds that have both classes. */
static ptb_status mean_auc(const sample *s, const double *value, int n_folds, double *out, ptb_error *err)
{
    size_t n_rows = s->design.n_rows;
    double sum = 0, auc = 0, *some = NULL;
    float *y = NULL;
    int n_judged = 0;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&some, n_rows, sizeof *some, err));
    PTB_TRY_TO(ptb_alloc(&y, n_rows, sizeof *y, err));
    for (int fold = 0; fold < n_folds; fold++) {
        size_t n = 0, wins = 0;
        for (size_t i = 0; i < n_rows; i++) {
            if (s->fold[i] != fold) continue;
            some[n] = value[i];
            y[n++] = s->y[i];
            wins += s->y[i] > 0.5F;
        }
        if (wins == 0 || wins == n) continue;
        PTB_TRY_TO(ptb_auc(some, y, NULL, n, &auc, err));
        sum += auc;
        n_judged++;
    }
    if (n_judged == 0) {
        status = ptb_fail(err, PTB_E_DATA, "no fold of the sample has wins and losses");
        goto done;
    }
    *out = sum / n_judged;
done:
    free(some);
    free(y);
    return status;
}

static ptb_status search_exact(const ptb_context *context, const ptb_svm_data *data,
                               const ptb_svm_settings *settings, const ptb_svm_point *point, double *held_out,
                               ptb_error *err)
{
    ptb_svm_grid *grid = NULL;
    PTB_TRY(ptb_svm_grid_new(context, data, settings, &grid, err));
    ptb_status status = ptb_svm_grid_search(grid, point, 1, held_out, err);
    ptb_svm_grid_free(grid);
    return status;
}

/* NOLINTNEXTLINE(readability-function-size): two trainings' settings, and what both share */
ptb_status ptb_nystroem_compare(const ptb_context *context, const ptb_svm_data *data,
                                const ptb_nystroem_settings *settings, const ptb_svm_settings *exact,
                                ptb_svm_point point, size_t n_sample, ptb_nystroem_loss *out, ptb_error *err)
{
    size_t n = n_sample < data->design->n_rows ? n_sample : data->design->n_rows;
    sample s = {0};
    ptb_svm_data some;
    ptb_status status = PTB_OK;
    *out = (ptb_nystroem_loss){0};
    if (data->fold == NULL) return ptb_fail(err, PTB_E_ARG, "a comparison without folds");
    PTB_TRY_TO(sample_new(&s, n, data->design->n_cols, err));
    PTB_TRY_TO(draw(&s, data, context->seed, err));
    some = (ptb_svm_data){.design = &s.design, .y = s.y, .fold = s.fold, .n_folds = data->n_folds};
    PTB_TRY_TO(search_exact(context, &some, exact, &point, s.exact, err));
    PTB_TRY_TO(ptb_nystroem_search(context, &some, settings, &point, 1, s.approximate, err));
    PTB_TRY_TO(mean_auc(&s, s.exact, data->n_folds, &out->exact_auc, err));
    PTB_TRY_TO(mean_auc(&s, s.approximate, data->n_folds, &out->auc, err));
    out->n_rows = n;
done:
    if (status != PTB_OK) *out = (ptb_nystroem_loss){0};
    sample_free(&s);
    return status;
}
