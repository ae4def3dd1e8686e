/* models/model.c: a fitted model in use: log-odds of a row, what they are made of, score of log-odds. */
#include "models/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/segments.h"
#include "models/svm_model.h"

void ptb_model_free(ptb_model *model)
{
    if (model == NULL) return;
    ptb_plan_free(model->plan);
    ptb_encoder_free(model->encoder);
    free(model->coef);
    free(model->standard_error);
    ptb_curves_free(model->curves);
    ptb_svm_free(model->svm);
    ptb_segments_free(model->segments);
    ptb_card_facts_free(&model->card);
    ptb_arena_free(&model->arena);
    free(model);
}

const ptb_vector_column *ptb_model_columns(const ptb_model *model)
{
    return model->curves ? model->curves->bins->columns : model->encoder->columns;
}

/* That of the family is there. */
struct ptb_model_binding {
    ptb_encoder_binding *encoder;
    ptb_bins_binding *bins;
    ptb_segments_binding *segments; /* NULL: the model has none */
};

ptb_status ptb_model_bind(const ptb_model *model, const ptb_vector_column *source_columns,
                          ptb_model_binding **out, ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    ptb_status status = model->curves
                            ? ptb_bins_bind(model->curves->bins, source_columns, &(*out)->bins, err)
                            : ptb_encoder_bind(model->encoder, source_columns, &(*out)->encoder, err);
    if (status == PTB_OK && model->segments)
        status = ptb_segments_bind(model->segments, source_columns, &(*out)->segments, err);
    if (status == PTB_OK) return PTB_OK;
    ptb_model_binding_free(*out);
    *out = NULL;
    return status;
}

void ptb_model_binding_free(ptb_model_binding *binding)
{
    if (binding == NULL) return;
    ptb_encoder_binding_free(binding->encoder);
    ptb_bins_binding_free(binding->bins);
    ptb_segments_binding_free(binding->segments);
    free(binding);
}

/* Cells are bytes; a support vector machine takes floats, which stand behind the terms. */
static size_t own_scratch(const ptb_model *model)
{
    if (model->curves) return model->curves->bins->n_features / sizeof(double) + 1;
    size_t n = model->encoder->n_terms;
    return model->svm ? n + (n * sizeof(float)) / sizeof(double) + 1 : n;
}

/* With segments as much as the largest needs, and behind it the place of the one that was used. */
size_t ptb_model_scratch(const ptb_model *model)
{
    size_t n = own_scratch(model);
    if (model->segments == NULL) return n;
    for (size_t i = 0; i < model->segments->n; i++) {
        size_t own = own_scratch(model->segments->items[i].model);
        if (own > n) n = own;
    }
    return n + 1;
}

static const ptb_model *used_model(const ptb_model *model, const double *scratch)
{
    if (model->segments == NULL) return model;
    size_t place = (size_t)scratch[ptb_model_scratch(model) - 1];
    return place < model->segments->n ? model->segments->items[place].model : model;
}

/* That end of the scratch is written and read as floats alone. */
static const float *floats_of(const ptb_model *model, const double *scratch)
{
    return (const void *)(scratch + model->encoder->n_terms);
}

static double margin_of(const ptb_model *model, const double *scratch)
{
    if (model->curves) return ptb_curves_z(model->curves, (const uint8_t *)scratch);
    if (model->svm) return ptb_svm_decide(model->svm, floats_of(model, scratch));
    double sum = model->coef[0];
    for (size_t i = 0; i < model->encoder->n_terms; i++)
        sum += model->coef[i + 1] * scratch[i];
    return sum;
}

/* Beyond this no float nor its square may be: terms of a strange file. */
static const double largest_term = 1e30;

/* As the design of its training. */
static void round_terms(const ptb_model *model, double *scratch)
{
    float *x = (void *)(scratch + model->encoder->n_terms);
    for (size_t t = 0; t < model->encoder->n_terms; t++)
        x[t] = (float)fmin(fmax(scratch[t], -largest_term), largest_term);
}

static double own_logit(const ptb_model *model, const ptb_model_binding *binding, const float *raw,
                        double *scratch)
{
    if (model->curves)
        ptb_bins_row(model->curves->bins, binding->bins, raw, (uint8_t *)scratch);
    else
        ptb_encode_row(model->encoder, binding->encoder, raw, scratch);
    if (model->svm) round_terms(model, scratch);
    return ptb_calibration_logit(&model->calibration, margin_of(model, scratch));
}

double ptb_model_logit(const ptb_model *model, const ptb_model_binding *binding, const float *raw,
                       double *scratch)
{
    if (model->segments == NULL) return own_logit(model, binding, raw, scratch);
    size_t place = ptb_segments_place(model->segments, binding->segments, raw);
    scratch[ptb_model_scratch(model) - 1] = (double)place;
    if (place == model->segments->n) return own_logit(model, binding, raw, scratch);
    return own_logit(model->segments->items[place].model, binding->segments->bindings[place], raw, scratch);
}

/* Of features and pairs. */
static size_t count_margin_parts(const ptb_model *model)
{
    return model->plan->n + (model->curves ? model->curves->n_pairs : 0);
}

bool ptb_model_bends(const ptb_model *model)
{
    bool bends = ptb_calibration_bends(&model->calibration);
    for (size_t i = 0; !bends && i < ptb_segments_count(model); i++)
        bends = ptb_calibration_bends(&model->segments->items[i].model->calibration);
    return bends;
}

size_t ptb_model_parts_count(const ptb_model *model)
{
    return count_margin_parts(model) + ptb_model_bends(model);
}

/* Scaled by the calibration's line; what they leave of the margin is returned. */
static double svm_parts(const ptb_model *model, const double *scratch, double *part)
{
    double a = model->calibration.a, rest = margin_of(model, scratch);
    ptb_svm_parts(model->svm, model->encoder, floats_of(model, scratch), part);
    for (size_t f = 0; f < model->plan->n; f++) {
        rest -= part[f];
        part[f] *= a;
    }
    return a * rest + model->calibration.b;
}

double ptb_model_parts(const ptb_model *whole, const double *scratch, double *part)
{
    const ptb_model *model = used_model(whole, scratch);
    double a = model->calibration.a, b = model->calibration.b;
    size_t n = count_margin_parts(whole);
    if (ptb_model_bends(whole)) part[n] = 0;
    if (ptb_calibration_bends(&model->calibration)) {
        double margin = margin_of(model, scratch);
        part[n] = ptb_calibration_logit(&model->calibration, margin) - (a * margin + b);
    }
    if (model->curves) {
        ptb_curves_parts(model->curves, (const uint8_t *)scratch, part);
        for (size_t i = 0; i < n; i++)
            part[i] *= a;
        return a * model->curves->intercept + b;
    }
    if (model->svm) return svm_parts(model, scratch, part);
    memset(part, 0, n * sizeof *part);
    for (size_t t = 0; t < model->encoder->n_terms; t++)
        part[model->encoder->terms[t].feature] += a * model->coef[t + 1] * scratch[t];
    return a * model->coef[0] + b;
}

double ptb_model_score(const ptb_model *model, double z)
{
    const double *knots = model->score_knots;
    if (!(z > knots[0])) return 0.0;
    if (z >= knots[PTB_SCORE_KNOTS - 1]) return 100.0;
    int k = 0;
    while (z >= knots[k + 1])
        k++;
    double share = (z - knots[k]) / (knots[k + 1] - knots[k]);
    return (k + share) * (100.0 / (PTB_SCORE_KNOTS - 1));
}
