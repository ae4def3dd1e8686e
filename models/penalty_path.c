/* models/penalty_path.c: paths of elastic-net penalties: the list of lambdas, one path, and what the folds say. */
#include "models/penalty_path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/penalty_run.h"

/* As in glmnet: hardly any L1 part would make the first lambda endless. */
static const double alpha_least = 1e-3;

void ptb_penalty_settings_default(ptb_penalty_settings *settings)
{
    *settings = (ptb_penalty_settings){.alpha = 1, .n_lambdas = 100, .tolerance = 1e-9, .max_steps = 200};
}

void ptb_penalty_path_free(ptb_penalty_path *path)
{
    if (path == NULL) return;
    free(path->lambda);
    free(path->coef);
    free(path->loss);
    free(path->converged);
    *path = (ptb_penalty_path){0};
}

void ptb_penalty_cv_free(ptb_penalty_cv *cv)
{
    if (cv == NULL) return;
    ptb_penalty_path_free(&cv->all);
    free(cv->fold_loss);
    free(cv->loss);
    free(cv->error);
    free(cv->margin);
    *cv = (ptb_penalty_cv){0};
}

static ptb_status check_lambdas(const ptb_penalty_settings *s, ptb_error *err)
{
    if (s->n_lambdas < 1) return ptb_fail(err, PTB_E_ARG, "no lambdas (expected at least one)");
    if (s->lambda == NULL && !(s->lambda_ratio >= 0 && s->lambda_ratio < 1))
        return ptb_fail(err, PTB_E_ARG, "ratio of the last lambda to the first %g (expected 0 to below 1)",
                        s->lambda_ratio);
    for (size_t l = 0; s->lambda != NULL && l < s->n_lambdas; l++) {
        if (!isfinite(s->lambda[l]) || s->lambda[l] <= 0)
            return ptb_fail(err, PTB_E_ARG, "lambda %zu is %g (expected a number above 0)", l, s->lambda[l]);
        if (l > 0 && s->lambda[l] >= s->lambda[l - 1])
            return ptb_fail(err, PTB_E_ARG, "lambda %zu is %g after %g (expected a falling list)", l,
                            s->lambda[l], s->lambda[l - 1]);
    }
    return PTB_OK;
}

static ptb_status check_settings(const ptb_penalty_settings *s, size_t n_cols, ptb_error *err)
{
    if (!(s->alpha >= 0 && s->alpha <= 1))
        return ptb_fail(err, PTB_E_ARG, "alpha %g (expected 0 to 1)", s->alpha);
    if (!isfinite(s->tolerance) || s->tolerance <= 0)
        return ptb_fail(err, PTB_E_ARG, "tolerance %g (expected more than 0)", s->tolerance);
    if (s->max_steps < 1)
        return ptb_fail(err, PTB_E_ARG, "%d steps at most (expected at least 1)", s->max_steps);
    for (size_t j = 0; s->factor != NULL && j < n_cols; j++)
        if (!isfinite(s->factor[j]) || s->factor[j] < 0)
            return ptb_fail(err, PTB_E_ARG, "penalty factor %g of column %zu (expected 0 or more)",
                            s->factor[j], j);
    for (size_t j = 0; s->prior != NULL && j < n_cols; j++)
        if (!isfinite(s->prior[j]))
            return ptb_fail(err, PTB_E_ARG, "prior mean %g of column %zu (expected a finite number)",
                            s->prior[j], j);
    return check_lambdas(s, err);
}

/* From the least lambda that leaves all penalised columns out (of the lasso; that by alpha_least below), in even steps
 * of the logarithm. */
static void make_lambdas(const ptb_penalty_run *run, double *lambda)
{
    const ptb_penalty_settings *s = run->settings;
    double most = 0, ratio = s->lambda_ratio;
    if (!(ratio > 0)) ratio = run->data->n_rows > run->terms.n_cols ? 1e-4 : 1e-2;
    for (size_t j = 0; j < run->terms.n_cols; j++) {
        double factor = s->factor == NULL ? 1 : s->factor[j];
        if (factor > 0) most = fmax(most, fabs(run->fits[0].gradient[j + 1]) / factor);
    }
    most /= fmax(s->alpha, alpha_least);
    if (!(most > 0)) most = 1; /* no column says anything: any list will do */
    for (size_t l = 0; l < s->n_lambdas; l++)
        lambda[l] = l == 0 ? most : most * pow(ratio, (double)l / (double)(s->n_lambdas - 1));
}

/* All of it but the results. */
static ptb_status run_path(ptb_penalty_run *run, size_t n_fits, bool wants_margins, double *lambda,
                           ptb_error *err)
{
    static const double boundless = (double)INFINITY;
    const ptb_penalty_data *data = run->data;
    const ptb_penalty_settings *s = run->settings;
    double share = data->fold_wins[data->n_folds] / data->fold_weight[data->n_folds];
    run->terms = (ptb_penalty_terms){.alpha = s->alpha,
                                     .n_cols = data->design->n_cols,
                                     .factor = s->factor,
                                     .prior = s->prior,
                                     .variance = data->variance};
    run->null_loss = -share * log(share) - (1 - share) * log1p(-share);
    run->n_lambdas = s->n_lambdas;
    PTB_TRY(ptb_penalty_run_init(run, n_fits, wants_margins, err));
    PTB_TRY(ptb_penalty_run_begin(run, err));
    if (s->lambda == NULL) {
        run->lambda = &boundless;
        run->n_lambdas = 1;
        PTB_TRY(ptb_penalty_run_follow(run, 1, err));
        make_lambdas(run, lambda);
        run->n_lambdas = s->n_lambdas;
        run->may_end = !s->is_whole;
    } else {
        memcpy(lambda, s->lambda, s->n_lambdas * sizeof *lambda);
    }
    run->lambda = lambda;
    return ptb_penalty_run_follow(run, n_fits, err);
}

static void take_path(ptb_penalty_run *run, double **lambda, ptb_penalty_path *path)
{
    ptb_penalty_fit *all = &run->fits[0];
    *path = (ptb_penalty_path){.n_lambdas = run->n_lambdas,
                               .n_cols = run->terms.n_cols,
                               .lambda = *lambda,
                               .coef = all->path,
                               .loss = all->path_loss,
                               .converged = all->path_converged,
                               .null_loss = run->null_loss,
                               .passes = run->passes,
                               .grams = run->grams};
    *lambda = all->path = all->path_loss = NULL;
    all->path_converged = NULL;
}

ptb_status ptb_penalty_path_fit(const ptb_context *context, const ptb_penalty_rows *rows,
                                const ptb_penalty_settings *settings, ptb_penalty_path *path, ptb_error *err)
{
    ptb_penalty_data data = {0};
    ptb_penalty_run run = {.data = &data, .settings = settings};
    double *lambda = NULL;
    ptb_status status = PTB_OK;
    *path = (ptb_penalty_path){0};
    PTB_TRY_TO(check_settings(settings, rows->design->n_cols, err));
    PTB_TRY_TO(ptb_penalty_data_init(context, rows, false, &data, err));
    PTB_TRY_TO(ptb_alloc(&lambda, settings->n_lambdas, sizeof *lambda, err));
    PTB_TRY_TO(run_path(&run, 1, false, lambda, err));
    take_path(&run, &lambda, path);
done:
    ptb_penalty_run_free(&run);
    ptb_penalty_data_free(&data);
    free(lambda);
    return status;
}

/* Mean and standard error over the folds, by their weights, as cv.glmnet's (grouped). */
static void sum_folds(const ptb_penalty_data *data, ptb_penalty_cv *cv)
{
    int k = cv->n_folds;
    double all = data->fold_weight[k];
    for (size_t l = 0; l < cv->all.n_lambdas; l++) {
        const double *loss = cv->fold_loss + l * (size_t)k;
        double mean = 0, square = 0;
        for (int f = 0; f < k; f++)
            mean += data->fold_weight[f] / all * loss[f];
        for (int f = 0; f < k; f++)
            square += data->fold_weight[f] / all * (loss[f] - mean) * (loss[f] - mean);
        cv->loss[l] = mean;
        cv->error[l] = sqrt(square / (k - 1));
        if (mean < cv->loss[cv->min]) cv->min = l;
    }
    while (cv->loss[cv->one_se] > cv->loss[cv->min] + cv->error[cv->min])
        cv->one_se++;
}

static ptb_status take_folds(const ptb_penalty_data *data, ptb_penalty_run *run, ptb_penalty_cv *cv,
                             ptb_error *err)
{
    size_t n = run->n_lambdas, k = (size_t)data->n_folds;
    PTB_TRY(ptb_alloc(&cv->fold_loss, n, k * sizeof *cv->fold_loss, err));
    PTB_TRY(ptb_alloc(&cv->loss, n, sizeof *cv->loss, err));
    PTB_TRY(ptb_alloc(&cv->error, n, sizeof *cv->error, err));
    cv->n_folds = data->n_folds;
    cv->converged = true;
    for (size_t f = 0; f < k; f++) {
        const ptb_penalty_fit *fit = &run->fits[f + 1];
        for (size_t l = 0; l < n; l++) {
            cv->fold_loss[l * k + f] = fit->path_held_loss[l];
            cv->converged = cv->converged && fit->path_converged[l];
        }
    }
    cv->margin = run->all_margins;
    run->all_margins = NULL;
    sum_folds(data, cv);
    return PTB_OK;
}

ptb_status ptb_penalty_cross_validate(const ptb_context *context, const ptb_penalty_rows *rows,
                                      const ptb_penalty_settings *settings, bool wants_margins,
                                      ptb_penalty_cv *cv, ptb_error *err)
{
    ptb_penalty_data data = {0};
    ptb_penalty_run run = {.data = &data, .settings = settings};
    double *lambda = NULL;
    ptb_status status = PTB_OK;
    *cv = (ptb_penalty_cv){0};
    PTB_TRY_TO(check_settings(settings, rows->design->n_cols, err));
    PTB_TRY_TO(ptb_penalty_data_init(context, rows, true, &data, err));
    PTB_TRY_TO(ptb_alloc(&lambda, settings->n_lambdas, sizeof *lambda, err));
    PTB_TRY_TO(run_path(&run, (size_t)data.n_folds + 1, wants_margins, lambda, err));
    take_path(&run, &lambda, &cv->all);
    PTB_TRY_TO(take_folds(&data, &run, cv, err));
done:
    if (status != PTB_OK) ptb_penalty_cv_free(cv);
    ptb_penalty_run_free(&run);
    ptb_penalty_data_free(&data);
    free(lambda);
    return status;
}
