/* models/svm_nystroem.c: linear models on whitened kernels with landmarks. */
#include "models/svm_nystroem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "models/logistic.h"
#include "models/metrics.h"
#include "models/svm_check.h"
#include "models/svm_landmarks.h"

void ptb_nystroem_settings_default(ptb_nystroem_settings *settings)
{
    *settings = (ptb_nystroem_settings){.n_landmarks = 500, .tolerance = 1e-6, .memory_mb = 4096};
}

double ptb_nystroem_memory_mb(const ptb_nystroem_settings *settings, size_t n_rows, int threads)
{
    double n = (double)n_rows, m = fmin((double)settings->n_landmarks, n), t = (double)threads;
    return (8 * n * m + 8 * (t + 2) * (t + 5) * m * m + 32 * n * (1 + t)) / (1 << 20);
}

static ptb_status check(const ptb_context *context, const ptb_svm_data *data,
                        const ptb_nystroem_settings *settings, ptb_error *err)
{
    if (settings->n_landmarks < 1) return ptb_fail(err, PTB_E_ARG, "no landmarks (expected at least 1)");
    if (!isfinite(settings->tolerance) || settings->tolerance <= 0)
        return ptb_fail(err, PTB_E_ARG, "tolerance %g (expected more than 0)", settings->tolerance);
    if (data->trains != NULL)
        return ptb_fail(err, PTB_E_ARG, "folds in time (expected folds that are trained on all others)");
    double needed = ptb_nystroem_memory_mb(settings, data->design->n_rows, context->threads);
    if (!(needed <= settings->memory_mb))
        return ptb_fail(err, PTB_E_LIMIT,
                        "%zu landmarks for %zu rows need %.0f MB (expected at most %.0f MB; fewer landmarks "
                        "need less)",
                        settings->n_landmarks, data->design->n_rows, ceil(needed), settings->memory_mb);
    return ptb_svm_check_data(data, err);
}

typedef struct {
    ptb_landmarks map;
    const ptb_nystroem_settings *settings;
    const ptb_svm_point *points;
    double *held_out; /* NULL: a fit on all rows */
    size_t *order;    /* points of one gamma */
    size_t n_points;
    ptb_logistic_gram gram; /* on all rows: where every fit of this gamma begins */
    double *coef;           /* threads x (m + 1) */
    double *margin;         /* threads x n */
} work;

/* NOLINTNEXTLINE(readability-function-size): which rows, how, from where, and where to */
static ptb_status fit_rows(const work *w, const ptb_context *context, size_t first, size_t n, double cost,
                           ptb_logistic_gram *gram, double *coef, ptb_error *err)
{
    size_t m = w->map.m;
    ptb_design design = {w->map.z + first * m, n, m, m};
    ptb_logistic_settings settings;
    ptb_logistic_report report;
    ptb_logistic_settings_default(&settings);
    settings.lambda = 1 / (cost * (double)n);
    settings.tolerance = w->settings->tolerance;
    return ptb_logistic_fit(context, &design, w->map.y + first, NULL, &settings, gram, coef, &report, err);
}

/* The fit may renew its Gram: a copy, so that no job sees what another one did. */
static ptb_status fit_fold(const work *w, size_t k, int fold, int thread, ptb_error *err)
{
    const ptb_landmarks *map = &w->map;
    size_t m1 = map->m + 1, begin = map->fold_begin[fold], end = map->fold_begin[fold + 1];
    double *coef = w->coef + (size_t)thread * m1, *margin = w->margin + (size_t)thread * map->n;
    ptb_context alone = *map->context;
    ptb_logistic_gram gram = {.n = m1};
    ptb_design design;
    ptb_status status = PTB_OK;
    alone.threads = 1;
    PTB_TRY_TO(ptb_alloc_raw(&gram.gram, m1, m1 * sizeof(double), err));
    memcpy(gram.gram, w->gram.gram, m1 * m1 * sizeof(double));
    PTB_TRY_TO(fit_rows(w, &alone, end, map->n - (end - begin), w->points[k].cost, &gram, coef, err));
    design = (ptb_design){map->z + begin * map->m, end - begin, map->m, map->m};
    ptb_logistic_margins(&alone, &design, coef, margin);
    for (size_t i = begin; i < end; i++)
        w->held_out[k * map->n + map->order[i]] = margin[i - begin];
done:
    ptb_logistic_gram_free(&gram);
    return status;
}

static ptb_status run_job(void *state, const ptb_block *block, ptb_error *err)
{
    const work *w = state;
    size_t n_folds = (size_t)w->map.data->n_folds;
    return fit_fold(w, w->order[block->first / n_folds], (int)(block->first % n_folds), block->thread, err);
}

static ptb_status work_new(work *w, const ptb_context *context, const ptb_svm_data *data, size_t n_points,
                           ptb_error *err)
{
    size_t threads = (size_t)context->threads;
    PTB_TRY(ptb_landmarks_new(context, data, w->settings->n_landmarks, &w->map, err));
    PTB_TRY(ptb_alloc(&w->order, n_points, sizeof *w->order, err));
    PTB_TRY(ptb_alloc(&w->coef, threads, (w->map.m + 1) * sizeof *w->coef, err));
    return ptb_alloc(&w->margin, threads, w->map.n * sizeof *w->margin, err);
}

static void work_free(work *w)
{
    ptb_landmarks_free(&w->map);
    ptb_logistic_gram_free(&w->gram);
    free(w->order);
    free(w->coef);
    free(w->margin);
}

/* The map, and a model of all rows with its Gram. */
static ptb_status begin_gamma(work *w, ptb_svm_point point, ptb_error *err)
{
    double gamma = ptb_svm_gamma(point.gamma, w->map.data->design->n_cols);
    PTB_TRY(ptb_landmarks_map(&w->map, gamma, err));
    ptb_logistic_gram_free(&w->gram);
    return fit_rows(w, w->map.context, 0, w->map.n, point.cost, &w->gram, w->coef, err);
}

static ptb_status search_all(work *w, bool *is_taken, size_t n_points, ptb_error *err)
{
    const ptb_context *context = w->map.context;
    size_t n_folds = (size_t)w->map.data->n_folds, done = 0;
    for (size_t first = 0; first < n_points; first++) {
        double gamma = w->points[first].gamma;
        if (is_taken[first]) continue;
        w->n_points = 0;
        for (size_t k = first; k < n_points; k++) {
            if (w->points[k].gamma < gamma || w->points[k].gamma > gamma) continue;
            is_taken[k] = true;
            w->order[w->n_points++] = k;
        }
        ptb_tell(context, "kernel machines by landmarks", done, n_points * n_folds);
        PTB_TRY(begin_gamma(w, w->points[w->order[w->n_points / 2]], err));
        PTB_TRY(ptb_blocks_map(context, w->n_points * n_folds, 1, run_job, w, err));
        done += w->n_points * n_folds;
    }
    ptb_tell(context, "kernel machines by landmarks", done, n_points * n_folds);
    return PTB_OK;
}

static void fill_nan(double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (double)NAN;
}

ptb_status ptb_nystroem_search(const ptb_context *context, const ptb_svm_data *data,
                               const ptb_nystroem_settings *settings, const ptb_svm_point *points,
                               size_t n_points, double *held_out, ptb_error *err)
{
    work w = {.settings = settings, .points = points, .held_out = held_out};
    bool *is_taken = NULL;
    ptb_status status = PTB_OK;
    fill_nan(held_out, n_points * data->design->n_rows);
    if (data->fold == NULL) return ptb_fail(err, PTB_E_ARG, "a search without folds");
    PTB_TRY(check(context, data, settings, err));
    for (size_t k = 0; k < n_points; k++)
        PTB_TRY(ptb_svm_check_point(&points[k], err));
    PTB_TRY_TO(ptb_alloc(&is_taken, n_points, sizeof *is_taken, err));
    PTB_TRY_TO(work_new(&w, context, data, n_points, err));
    PTB_TRY_TO(search_all(&w, is_taken, n_points, err));
done:
    if (status != PTB_OK) fill_nan(held_out, n_points * data->design->n_rows);
    free(is_taken);
    work_free(&w);
    return status;
}

static ptb_status copy_model(const work *w, ptb_svm_point point, ptb_svm **out, ptb_error *err)
{
    const ptb_landmarks *map = &w->map;
    const ptb_design *design = map->data->design;
    ptb_svm *svm = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&svm, 1, sizeof *svm, err));
    *svm = (ptb_svm){.kernel = PTB_KERNEL_RBF,
                     .cost = point.cost,
                     .gamma = ptb_svm_gamma(point.gamma, design->n_cols),
                     .rho = -w->coef[0],
                     .has_landmarks = true,
                     .n_vectors = map->m,
                     .n_cols = design->n_cols};
    PTB_TRY_TO(ptb_alloc(&svm->coef, map->m, sizeof *svm->coef, err));
    PTB_TRY_TO(ptb_alloc(&svm->vector, map->m * design->n_cols, sizeof *svm->vector, err));
    memcpy(svm->coef, w->coef + 1, map->m * sizeof *svm->coef);
    ptb_landmarks_unwhiten(map, svm->coef);
    for (size_t k = 0; k < map->m; k++)
        memcpy(svm->vector + k * design->n_cols, design->x + map->landmark[k] * design->ld,
               design->n_cols * sizeof *svm->vector);
    *out = svm;
    svm = NULL;
done:
    ptb_svm_free(svm);
    return status;
}

ptb_status ptb_nystroem_fit(const ptb_context *context, const ptb_svm_data *data,
                            const ptb_nystroem_settings *settings, ptb_svm_point point, ptb_svm **out,
                            ptb_error *err)
{
    work w = {.settings = settings};
    ptb_status status = PTB_OK;
    *out = NULL;
    PTB_TRY(check(context, data, settings, err));
    PTB_TRY(ptb_svm_check_point(&point, err));
    PTB_TRY_TO(work_new(&w, context, data, 1, err));
    PTB_TRY_TO(begin_gamma(&w, point, err));
    PTB_TRY_TO(copy_model(&w, point, out, err));
done:
    work_free(&w);
    return status;
}
