/* train/logistic_steps.c: what a procedure does for a logistic model: a path of ridge penalties or of elastic nets, the final fit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/logistic.h"
#include "models/penalty_path.h"
#include "train/encoded_rows.h"
#include "train/family.h"
#include "train/fit_errors.h"
#include "train/unpenalised.h"

/* Per-row penalties, strong to weak: the base rate alone, then from hardly more to hardly any shrinking. */
static const double penalties[] = {(double)INFINITY, 1,      0.3,     0.1,    0.03, 0.01, 0.003, 0.001,
                                   0.0003,           0.0001, 0.00003, 0.00001};
/* Of elastic nets, in smaller steps, as each leaves out other terms. Terms have a standard deviation of 1, so that hardly any
 * lasso keeps one at 0.5. */
static const double net_penalties[] = {(double)INFINITY,
                                       1,
                                       0.75,
                                       0.56,
                                       0.42,
                                       0.32,
                                       0.24,
                                       0.18,
                                       0.13,
                                       0.1,
                                       0.075,
                                       0.056,
                                       0.042,
                                       0.032,
                                       0.024,
                                       0.018,
                                       0.013,
                                       0.01,
                                       0.0075,
                                       0.0056,
                                       0.0042,
                                       0.0032,
                                       0.0024,
                                       0.0018,
                                       0.0013,
                                       0.001,
                                       0.00075,
                                       0.00056,
                                       0.00042,
                                       0.00032,
                                       0.00024,
                                       0.00018,
                                       0.00013,
                                       0.0001,
                                       0.000075,
                                       0.000056,
                                       0.000042,
                                       0.000032,
                                       0.000024,
                                       0.000018,
                                       0.000013,
                                       0.00001};
enum { NET_PENALTIES = sizeof net_penalties / sizeof net_penalties[0] };

/* Log loss differences between penalties are far above what this leaves undone. */
static const double path_tolerance = 1e-5, net_tolerance = 1e-6;

static void set_base_rate(const ptb_encoded_rows *s, double *coef)
{
    memset(coef + 1, 0, s->design.n_cols * sizeof *coef);
    coef[0] = log(s->wins / (s->total - s->wins));
}

/* Without any term, or with all of them shrunk away, the base rate is all that can be said. */
static ptb_status fit_coef(const ptb_context *context, const ptb_encoded_rows *s,
                           const ptb_logistic_settings *settings, ptb_logistic_gram *gram, double *coef,
                           ptb_logistic_report *report, ptb_error *err)
{
    if (s->design.n_cols == 0 || isinf(settings->lambda)) {
        set_base_rate(s, coef);
        *report = (ptb_logistic_report){.converged = true};
        return PTB_OK;
    }
    if (!(settings->lambda > 0))
        return ptb_unpenalised_fit(context, &s->design, s->y, s->weight, coef, report, err);
    return ptb_logistic_fit(context, &s->design, s->y, s->weight, settings, gram, coef, report, err);
}

static void sample_margins(const ptb_context *context, const ptb_encoded_rows *s, const double *coef,
                           double *margin)
{
    if (s->design.n_cols > 0) {
        ptb_logistic_margins(context, &s->design, coef, margin);
        return;
    }
    for (size_t i = 0; i < s->design.n_rows; i++)
        margin[i] = coef[0];
}

/* Down the penalties, each fit from the one before. */
static ptb_status follow_path(const ptb_context *context, const ptb_encoded_rows *train,
                              const ptb_encoded_rows *held, const ptb_candidates *candidates, double *margin,
                              size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    double *coef = NULL, last_loss = (double)INFINITY;
    int rises = 0;
    ptb_logistic_gram gram = {0};
    ptb_logistic_report report;
    ptb_logistic_settings settings;
    ptb_logistic_settings_default(&settings);
    settings.tolerance = path_tolerance;
    PTB_TRY_TO(ptb_alloc(&coef, train->design.n_cols + 1, sizeof *coef, err));
    for (*n_done = 0; *n_done < candidates->n && rises < PTB_RISES_ENOUGH; (*n_done)++) {
        double *of_value = margin + *n_done * held->design.n_rows;
        settings.lambda = candidates->value[*n_done];
        settings.warm_start = *n_done > 0;
        PTB_TRY_TO(fit_coef(context, train, &settings, &gram, coef, &report, err));
        sample_margins(context, held, coef, of_value);
        double loss = ptb_margins_loss(held->y, held->weight, of_value, held->design.n_rows);
        rises = loss > last_loss ? rises + 1 : 0;
        last_loss = loss;
    }
done:
    ptb_logistic_gram_free(&gram);
    free(coef);
    return status;
}

/* ---- elastic nets ---- */

/* Down a falling list of finite penalties. */
static ptb_status fit_nets(const ptb_fit_inputs *in, const ptb_encoded_rows *s, const double *lambda,
                           size_t n, double tolerance, ptb_penalty_path *path, ptb_error *err)
{
    const ptb_penalty_rows rows = {.design = &s->design, .y = s->y, .weight = s->weight};
    ptb_penalty_settings settings;
    ptb_penalty_settings_default(&settings);
    settings.alpha = in->settings->alpha;
    settings.lambda = lambda;
    settings.n_lambdas = n;
    settings.tolerance = tolerance;
    return ptb_penalty_path_fit(in->context, &rows, &settings, path, err);
}

/* As far as the fits converge: behind that they separate the classes. */
static ptb_status follow_nets(const ptb_fit_inputs *in, const ptb_encoded_rows *train,
                              const ptb_encoded_rows *held, const ptb_candidates *candidates, double *margin,
                              size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_penalty_path path = {0};
    double *base_rate = NULL;
    size_t n = candidates->n, n_cols = train->design.n_cols, n_held = held->design.n_rows;
    size_t first = isinf(candidates->value[0]) ? 1 : 0;
    PTB_TRY_TO(ptb_alloc(&base_rate, n_cols + 1, sizeof *base_rate, err));
    set_base_rate(train, base_rate);
    if (n_cols > 0 && first < n)
        PTB_TRY_TO(fit_nets(in, train, candidates->value + first, n - first, net_tolerance, &path, err));
    for (*n_done = 0; *n_done < n; (*n_done)++) {
        bool is_base_rate = *n_done < first || n_cols == 0;
        size_t at = is_base_rate ? 0 : *n_done - first;
        if (!is_base_rate && at > 0 && !path.converged[at]) break;
        sample_margins(in->context, held, is_base_rate ? base_rate : path.coef + at * (n_cols + 1),
                       margin + *n_done * n_held);
    }
done:
    ptb_penalty_path_free(&path);
    free(base_rate);
    return status;
}

/* Down to the chosen penalty. */
static ptb_status fit_chosen_net(const ptb_fit_inputs *in, const ptb_encoded_rows *s, ptb_procedure *p,
                                 ptb_error *err)
{
    ptb_penalty_path path = {0};
    double lambda[NET_PENALTIES], chosen = p->choice.value[0];
    size_t n = 0, n_coef = s->design.n_cols + 1;
    for (size_t v = 1; v < NET_PENALTIES && net_penalties[v] > chosen; v++)
        lambda[n++] = net_penalties[v];
    lambda[n++] = chosen;
    p->gradient_max = nan("");
    p->converged = true;
    set_base_rate(s, p->coef);
    if (s->design.n_cols == 0) return PTB_OK;
    ptb_penalty_settings defaults;
    ptb_penalty_settings_default(&defaults);
    ptb_status status = fit_nets(in, s, lambda, n, defaults.tolerance, &path, err);
    if (status == PTB_OK) {
        memcpy(p->coef, path.coef + (n - 1) * n_coef, n_coef * sizeof *p->coef);
        p->converged = path.converged[n - 1];
    }
    ptb_penalty_path_free(&path);
    return status;
}

/* ---- the steps ---- */

static ptb_status follow(const ptb_fit_inputs *in, const ptb_candidates *candidates, ptb_inner_rows *rows,
                         double *margin, size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_encoder *encoder = NULL;
    ptb_encoded_rows train = {0}, held = {0};
    PTB_TRY_TO(ptb_encoder_fit(in->context, in->vectors, rows->train, rows->n_train, &in->settings->encoder,
                               &encoder, err));
    PTB_TRY_TO(ptb_encoded_rows_make(in, encoder, rows->train, rows->n_train, &train, err));
    PTB_TRY_TO(ptb_encoded_rows_make(in, encoder, rows->held, rows->n_held, &held, err));
    if (in->settings->alpha > 0)
        PTB_TRY_TO(follow_nets(in, &train, &held, candidates, margin, n_done, err));
    else
        PTB_TRY_TO(follow_path(in->context, &train, &held, candidates, margin, n_done, err));
done:
    ptb_encoded_rows_free(&train);
    ptb_encoded_rows_free(&held);
    ptb_encoder_free(encoder);
    return status;
}

static ptb_status note_separation(const ptb_fit_inputs *in, ptb_procedure *p, const ptb_encoded_rows *s,
                                  ptb_error *err)
{
    double *margin = NULL;
    PTB_TRY(ptb_alloc(&margin, s->design.n_rows, sizeof *margin, err));
    sample_margins(in->context, s, p->coef, margin);
    p->is_separable = ptb_are_parted(s->y, margin, s->design.n_rows);
    free(margin);
    return PTB_OK;
}

/* Of the model alone, and where it says more than the base rate; those of a lasso would not know which terms were chosen. */
static ptb_status note_errors(const ptb_fit_inputs *in, ptb_procedure *p, const ptb_encoded_rows *s,
                              ptb_error *err)
{
    const ptb_inference_rows fit = {
        .design = &s->design, .y = s->y, .weight = s->weight, .lambda = p->choice.value[0]};
    if (!p->makes_model || s->design.n_cols == 0 || isinf(fit.lambda) || in->settings->alpha > 0)
        return PTB_OK;
    return ptb_fit_errors(in->context, in->vectors, p->train, &fit, p->coef, &p->standard_error,
                          &p->errors_by, err);
}

static ptb_status fit_chosen_ridge(const ptb_fit_inputs *in, const ptb_encoded_rows *s, ptb_procedure *p,
                                   ptb_error *err)
{
    ptb_logistic_gram gram = {0};
    ptb_logistic_report report = {0};
    ptb_logistic_settings settings;
    ptb_logistic_settings_default(&settings);
    settings.lambda = p->choice.value[0];
    ptb_status status = fit_coef(in->context, s, &settings, &gram, p->coef, &report, err);
    ptb_logistic_gram_free(&gram);
    p->converged = report.converged;
    p->gradient_max = report.gradient_max;
    return status;
}

static ptb_status finish(const ptb_fit_inputs *in, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_encoded_rows train = {0};
    PTB_TRY_TO(ptb_encoded_rows_make(in, p->encoder, p->train, p->n_train, &train, err));
    PTB_TRY_TO(ptb_alloc(&p->coef, p->encoder->n_terms + 1, sizeof *p->coef, err));
    PTB_TRY_TO(in->settings->alpha > 0 ? fit_chosen_net(in, &train, p, err)
                                       : fit_chosen_ridge(in, &train, p, err));
    PTB_TRY_TO(note_separation(in, p, &train, err));
    PTB_TRY_TO(note_errors(in, p, &train, err));
done:
    ptb_encoded_rows_free(&train);
    return status;
}

static const ptb_stage stages[] = {
    {"choosing the penalty", penalties, sizeof penalties / sizeof penalties[0], true, follow}};
const ptb_family_steps ptb_logistic_steps = {"logistic", stages, 1, finish};
static const ptb_stage net_stages[] = {{"choosing the penalty", net_penalties, NET_PENALTIES, true, follow}};
const ptb_family_steps ptb_net_steps = {"logistic", net_stages, 1, finish};
