/* train/logistic_steps.c: what a procedure does for a logistic model: a path of ridge penalties, the final fit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/logistic.h"
#include "train/encoded_rows.h"
#include "train/family.h"
#include "train/fit_errors.h"
#include "train/unpenalised.h"

/* Per-row penalties, strong to weak: the base rate alone, then from hardly more to hardly any shrinking. */
static const double penalties[] = {(double)INFINITY, 1,      0.3,     0.1,    0.03, 0.01, 0.003, 0.001,
                                   0.0003,           0.0001, 0.00003, 0.00001};

/* Log loss differences between penalties are far above what this leaves undone. */
static const double path_tolerance = 1e-5;

typedef ptb_encoded_rows sample;

/* Without any term, or with all of them shrunk away, the base rate is all that can be said. */
static ptb_status fit_coef(const ptb_context *context, const sample *s, const ptb_logistic_settings *settings,
                           ptb_logistic_gram *gram, double *coef, ptb_logistic_report *report, ptb_error *err)
{
    if (s->design.n_cols == 0 || isinf(settings->lambda)) {
        memset(coef + 1, 0, s->design.n_cols * sizeof *coef);
        coef[0] = log(s->wins / (s->total - s->wins));
        *report = (ptb_logistic_report){.converged = true};
        return PTB_OK;
    }
    if (!(settings->lambda > 0))
        return ptb_unpenalised_fit(context, &s->design, s->y, s->weight, coef, report, err);
    return ptb_logistic_fit(context, &s->design, s->y, s->weight, settings, gram, coef, report, err);
}

static void sample_margins(const ptb_context *context, const sample *s, const double *coef, double *margin)
{
    if (s->design.n_cols > 0) {
        ptb_logistic_margins(context, &s->design, coef, margin);
        return;
    }
    for (size_t i = 0; i < s->design.n_rows; i++)
        margin[i] = coef[0];
}

/* Down the penalties, each fit from the one before. */
static ptb_status follow_path(const ptb_context *context, const sample *train, const sample *held,
                              const ptb_candidates *candidates, double *margin, size_t *n_done,
                              ptb_error *err)
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

static ptb_status follow(const ptb_fit_inputs *in, const ptb_candidates *candidates, ptb_inner_rows *rows,
                         double *margin, size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_encoder *encoder = NULL;
    sample train = {0}, held = {0};
    PTB_TRY_TO(ptb_encoder_fit(in->context, in->vectors, rows->train, rows->n_train, &in->settings->encoder,
                               &encoder, err));
    PTB_TRY_TO(ptb_encoded_rows_make(in, encoder, rows->train, rows->n_train, &train, err));
    PTB_TRY_TO(ptb_encoded_rows_make(in, encoder, rows->held, rows->n_held, &held, err));
    PTB_TRY_TO(follow_path(in->context, &train, &held, candidates, margin, n_done, err));
done:
    ptb_encoded_rows_free(&train);
    ptb_encoded_rows_free(&held);
    ptb_encoder_free(encoder);
    return status;
}

static ptb_status note_separation(const ptb_fit_inputs *in, ptb_procedure *p, const sample *s, ptb_error *err)
{
    double *margin = NULL;
    PTB_TRY(ptb_alloc(&margin, s->design.n_rows, sizeof *margin, err));
    sample_margins(in->context, s, p->coef, margin);
    p->is_separable = ptb_are_parted(s->y, margin, s->design.n_rows);
    free(margin);
    return PTB_OK;
}

/* Of the model alone, and where it says more than the base rate. */
static ptb_status note_errors(const ptb_fit_inputs *in, ptb_procedure *p, const sample *s, ptb_error *err)
{
    const ptb_inference_rows fit = {
        .design = &s->design, .y = s->y, .weight = s->weight, .lambda = p->choice.value[0]};
    if (!p->makes_model || s->design.n_cols == 0 || isinf(fit.lambda)) return PTB_OK;
    return ptb_fit_errors(in->context, in->vectors, p->train, &fit, p->coef, &p->standard_error,
                          &p->errors_by, err);
}

static ptb_status finish(const ptb_fit_inputs *in, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    sample train = {0};
    ptb_logistic_gram gram = {0};
    ptb_logistic_report report;
    ptb_logistic_settings settings;
    ptb_logistic_settings_default(&settings);
    settings.lambda = p->choice.value[0];
    PTB_TRY_TO(ptb_encoded_rows_make(in, p->encoder, p->train, p->n_train, &train, err));
    PTB_TRY_TO(ptb_alloc(&p->coef, p->encoder->n_terms + 1, sizeof *p->coef, err));
    PTB_TRY_TO(fit_coef(in->context, &train, &settings, &gram, p->coef, &report, err));
    p->converged = report.converged;
    p->gradient_max = report.gradient_max;
    PTB_TRY_TO(note_separation(in, p, &train, err));
    PTB_TRY_TO(note_errors(in, p, &train, err));
done:
    ptb_logistic_gram_free(&gram);
    ptb_encoded_rows_free(&train);
    return status;
}

static const ptb_stage stages[] = {
    {"choosing the penalty", penalties, sizeof penalties / sizeof penalties[0], true, follow}};
const ptb_family_steps ptb_logistic_steps = {"logistic", stages, 1, finish};
