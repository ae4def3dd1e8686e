/* models/svm_check.c: settings, data and memory, judged before libsvm sees them: it would crash, or never end. */
#include "models/svm_check.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "models/svm_cells.h"

void ptb_svm_settings_default(ptb_svm_settings *settings)
{
    *settings = (ptb_svm_settings){.kernel = PTB_KERNEL_RBF,
                                   .cost = 1,
                                   .gamma = 0,
                                   .tolerance = 1e-3,
                                   .cache_mb = 300,
                                   .method = PTB_SVM_AUTO,
                                   .memory_mb = 4096};
}

double ptb_svm_gamma(double gamma, size_t n_cols)
{
    return gamma > 0 ? gamma : 1 / fmax((double)n_cols, 1);
}

ptb_status ptb_svm_check_point(const ptb_svm_point *point, ptb_error *err)
{
    if (!isfinite(point->cost) || point->cost <= 0)
        return ptb_fail(err, PTB_E_ARG, "cost %g (expected more than 0)", point->cost);
    if (!isfinite(point->gamma) || point->gamma < 0)
        return ptb_fail(err, PTB_E_ARG, "gamma %g (expected more than 0, or 0 for 1 / columns)",
                        point->gamma);
    return PTB_OK;
}

ptb_status ptb_svm_check_settings(const ptb_svm_settings *settings, ptb_error *err)
{
    ptb_svm_point point = {settings->cost, settings->gamma};
    PTB_TRY(ptb_svm_check_point(&point, err));
    if (!isfinite(settings->tolerance) || settings->tolerance <= 0)
        return ptb_fail(err, PTB_E_ARG, "tolerance %g (expected more than 0)", settings->tolerance);
    if (!isfinite(settings->cache_mb) || settings->cache_mb <= 0)
        return ptb_fail(err, PTB_E_ARG, "cache of %g MB (expected more than 0)", settings->cache_mb);
    if (!isfinite(settings->memory_mb) || settings->memory_mb <= 0)
        return ptb_fail(err, PTB_E_ARG, "memory of %g MB (expected more than 0)", settings->memory_mb);
    return PTB_OK;
}

bool ptb_svm_trains(const ptb_svm_data *data, int fold, size_t row)
{
    if (data->fold == NULL || fold < 0) return true;
    if (data->fold[row] == fold) return false;
    return data->trains == NULL || data->trains[(size_t)fold * data->design->n_rows + row] != 0;
}

static ptb_status check_fold(const ptb_svm_data *data, int fold, ptb_error *err)
{
    size_t n_held_out = 0, n = 0, wins = 0;
    for (size_t i = 0; i < data->design->n_rows; i++) {
        bool is_trained = ptb_svm_trains(data, fold, i);
        n_held_out += data->fold[i] == fold;
        n += is_trained;
        wins += is_trained && data->y[i] > 0.5F;
    }
    if (n_held_out == 0) return ptb_fail(err, PTB_E_DATA, "fold %d has no rows", fold);
    if (wins == 0 || wins == n)
        return ptb_fail(err, PTB_E_DATA,
                        "fold %d: all %zu rows to train on are %s (expected wins and losses)", fold, n,
                        wins == 0 ? "losses" : "wins");
    return PTB_OK;
}

static ptb_status check_folds(const ptb_svm_data *data, ptb_error *err)
{
    if (data->fold == NULL) return PTB_OK;
    for (size_t i = 0; i < data->design->n_rows; i++)
        if (data->fold[i] < -1 || data->fold[i] >= data->n_folds)
            return ptb_fail(err, PTB_E_ARG, "row %zu: fold %d (expected -1 to %d)", i, data->fold[i],
                            data->n_folds - 1);
    for (int fold = 0; fold < data->n_folds; fold++)
        PTB_TRY(check_fold(data, fold, err));
    return PTB_OK;
}

ptb_status ptb_svm_check_data(const ptb_svm_data *data, ptb_error *err)
{
    const ptb_design *design = data->design;
    size_t wins = 0;
    if (design->n_rows > INT_MAX || design->n_cols >= INT_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%zu rows of %zu columns (expected fewer than %d of both)",
                        design->n_rows, design->n_cols, INT_MAX);
    for (size_t i = 0; i < design->n_rows; i++) {
        float y = data->y[i];
        if (!(y >= 0 && y <= 0) && !(y >= 1 && y <= 1))
            return ptb_fail(err, PTB_E_DATA, "row %zu: outcome %g (expected 0 or 1)", i, (double)y);
        wins += y > 0.5F;
        PTB_TRY(ptb_design_check_row(design, i, err));
    }
    if (wins == 0 || wins == design->n_rows)
        return ptb_fail(err, PTB_E_DATA, "all %zu rows are %s (expected wins and losses)", design->n_rows,
                        wins == 0 ? "losses" : "wins");
    return check_folds(data, err);
}

double ptb_svm_memory_mb(const ptb_svm_settings *settings, size_t n_rows, size_t n_cols, int threads)
{
    const double mb = 1 << 20;
    double n = (double)n_rows, p = (double)n_cols;
    double cache = fmin(settings->cache_mb, 4 * n * n / mb);
    /* libsvm: gradients, alphas, signs, pointers; ours: pointers, sides, coefficients. */
    double own = 120 * n / mb;
    double held = settings->method == PTB_SVM_ROWS ? n * (sizeof(ptb_svm_cell) * (p + 1) + 12) / mb
                                                   : ptb_svm_matrix_bytes(n_rows, n_cols, threads) / mb;
    return held + (double)threads * (cache + own);
}

size_t ptb_svm_rows_within(const ptb_svm_settings *settings, size_t n_cols, int threads)
{
    size_t fits = 0, step = (size_t)1 << 30;
    for (; step > 0; step /= 2)
        if (ptb_svm_memory_mb(settings, fits + step, n_cols, threads) <= settings->memory_mb) fits += step;
    return fits < INT_MAX ? fits : INT_MAX;
}

ptb_status ptb_svm_check_memory(const ptb_context *context, ptb_svm_settings *settings,
                                const ptb_design *design, ptb_error *err)
{
    size_t n = design->n_rows, p = design->n_cols;
    int threads = context->threads;
    double needed = ptb_svm_memory_mb(settings, n, p, threads);
    if (needed <= settings->memory_mb) {
        if (settings->method == PTB_SVM_AUTO) settings->method = PTB_SVM_MATRIX;
        return PTB_OK;
    }
    size_t fits = ptb_svm_rows_within(settings, p, threads);
    if (settings->method != PTB_SVM_AUTO)
        return ptb_fail(err, PTB_E_LIMIT,
                        "a support vector machine on %zu rows of %zu columns needs %.0f MB (expected at most "
                        "%.0f MB, enough for %zu rows)",
                        n, p, ceil(needed), settings->memory_mb, fits);
    settings->method = PTB_SVM_ROWS;
    PTB_TRY(ptb_svm_check_memory(context, settings, design, err));
    char line[256];
    (void)snprintf(line, sizeof line,
                   "the kernel matrix of %zu rows needs %.0f MB (%.0f MB allowed, enough for %zu rows): the "
                   "support vector machine is trained without it, which takes several times as long",
                   n, ceil(needed), settings->memory_mb, fits);
    ptb_warn_lines(context, line);
    return PTB_OK;
}
