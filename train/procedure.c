/* train/procedure.c: inner cross-validation along a path of penalties, final fits, calibration, judged log-
 * odds. */
#include "train/procedure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "models/logistic.h"
#include "train/additive_steps.h"
#include "train/inner.h"
#include "train/unpenalised.h"

/* Per-row penalties, strong to weak: the base rate alone, then from hardly more to hardly any shrinking. */
static const double penalties[PTB_PENALTIES_MAX] = {
    (double)INFINITY, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00003, 0.00001};

/* The same of curves, and of surfaces beside them. */
static const double curve_penalties[] = {
    (double)INFINITY, 10,     3,       1,       0.3,     0.1, 0.03, 0.01, 0.003, 0.001,
    0.0003,           0.0001, 0.00003, 0.00001, 0.000003};
static const double surface_penalties[] = {
    (double)INFINITY, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* With many wins and losses three folds choose the same penalty as five, and cost half. */
enum { INNER_FOLDS = 5, INNER_FOLDS_OF_MANY = 3, MANY_OF_A_CLASS = 4000, RISES_ENOUGH = 3 };
/* Log loss differences between penalties are far above what this leaves undone. */
static const double path_tolerance = 1e-5;

typedef struct {
    const ptb_context *context; /* one thread, silent */
    const ptb_vectors *vectors;
    const ptb_train_settings *settings;
    ptb_procedure *procedures;
    enum { FIT_LOGISTIC, FIT_CURVES, FIT_SURFACES } fit; /* of the inner jobs */
    const double *lambdas;
    size_t n_lambdas;
    struct inner_job {
        size_t procedure;
        int fold;
    } * jobs;
    size_t n_jobs;
    const ptb_context *outer; /* for progress */
    const char *stage;
    uint64_t n_steps;
} run;

/* A set of rows, encoded. */
typedef struct {
    float *x, *y;
    double *weight;
    ptb_design design;
    double wins, total; /* by weight */
} sample;

static void sample_free(sample *s)
{
    free(s->x);
    free(s->y);
    free(s->weight);
}

static ptb_status sample_make(const run *r, const ptb_encoder *encoder, const uint32_t *rows, size_t n,
                              sample *out, ptb_error *err)
{
    *out = (sample){0};
    PTB_TRY(ptb_encode_design(r->context, encoder, r->vectors, rows, n, &out->x, err));
    PTB_TRY(ptb_alloc(&out->y, n, sizeof *out->y, err));
    PTB_TRY(ptb_alloc(&out->weight, n, sizeof *out->weight, err));
    for (size_t i = 0; i < n; i++) {
        out->y[i] = r->vectors->outcome[rows[i]];
        out->weight[i] = r->vectors->weight == NULL ? 1.0 : (double)r->vectors->weight[rows[i]];
        out->wins += out->y[i] > 0.5F ? out->weight[i] : 0.0;
        out->total += out->weight[i];
    }
    out->design = (ptb_design){.x = out->x, .n_rows = n, .n_cols = encoder->n_terms, .ld = encoder->n_terms};
    return PTB_OK;
}

/* Rows of the class that has fewer. */
static size_t rarer_class(const ptb_vectors *vectors, const uint32_t *rows, size_t n)
{
    size_t wins = 0;
    for (size_t i = 0; i < n; i++)
        wins += vectors->outcome[rows[i]] > 0.5F;
    return wins < n - wins ? wins : n - wins;
}

static bool has_both_classes(const ptb_vectors *vectors, const uint32_t *rows, size_t n)
{
    return rarer_class(vectors, rows, n) > 0;
}

/* Without any term, or with all of them shrunk away, the base rate is all that can be said. */
static ptb_status fit_coef(const run *r, const sample *s, const ptb_logistic_settings *settings,
                           ptb_logistic_gram *gram, double *coef, ptb_logistic_report *report, ptb_error *err)
{
    if (s->design.n_cols == 0 || isinf(settings->lambda)) {
        memset(coef + 1, 0, s->design.n_cols * sizeof *coef);
        coef[0] = log(s->wins / (s->total - s->wins));
        *report = (ptb_logistic_report){.converged = true};
        return PTB_OK;
    }
    if (!(settings->lambda > 0))
        return ptb_unpenalised_fit(r->context, &s->design, s->y, s->weight, coef, report, err);
    return ptb_logistic_fit(r->context, &s->design, s->y, s->weight, settings, gram, coef, report, err);
}

static void sample_margins(const run *r, const sample *s, const double *coef, double *margin)
{
    if (s->design.n_cols > 0) {
        ptb_logistic_margins(r->context, &s->design, coef, margin);
        return;
    }
    for (size_t i = 0; i < s->design.n_rows; i++)
        margin[i] = coef[0];
}

static double weighted_loss(const sample *s, const double *margin)
{
    double loss = 0;
    for (size_t i = 0; i < s->design.n_rows; i++)
        loss += s->weight[i] * ptb_log1p_exp(s->y[i] > 0.5F ? -margin[i] : margin[i]);
    return loss;
}

/* The path down the penalties, each from the one before, until the loss on the held-out rows has risen a few
 * times in a row: weaker penalties only fit more noise. place[i] is where the i-th held-out row's margin
 * goes. */
static ptb_status follow_path(const run *r, const sample *train, const sample *held_out, const size_t *place,
                              ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    double *coef = NULL, *margin = NULL, last_loss = (double)INFINITY;
    int rises = 0;
    ptb_logistic_gram gram = {0};
    ptb_logistic_report report;
    ptb_logistic_settings settings;
    ptb_logistic_settings_default(&settings);
    settings.tolerance = path_tolerance;
    PTB_TRY_TO(ptb_alloc(&coef, train->design.n_cols + 1, sizeof *coef, err));
    PTB_TRY_TO(ptb_alloc(&margin, held_out->design.n_rows, sizeof *margin, err));
    for (size_t l = 0; l < r->n_lambdas && rises < RISES_ENOUGH; l++) {
        settings.lambda = r->lambdas[l];
        settings.warm_start = l > 0;
        PTB_TRY_TO(fit_coef(r, train, &settings, &gram, coef, &report, err));
        sample_margins(r, held_out, coef, margin);
        for (size_t i = 0; i < held_out->design.n_rows; i++)
            p->margin[l * p->n_train + place[i]] = margin[i];
        double loss = weighted_loss(held_out, margin);
        rises = loss > last_loss ? rises + 1 : 0;
        last_loss = loss;
    }
done:
    ptb_logistic_gram_free(&gram);
    free(coef);
    free(margin);
    return status;
}

static ptb_status follow_logistic(const run *r, ptb_procedure *p, const ptb_inner_rows *rows, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_encoder *encoder = NULL;
    sample train = {0}, held_out = {0};
    PTB_TRY_TO(ptb_encoder_fit(r->context, r->vectors, rows->train, rows->n_train, &r->settings->encoder,
                               &encoder, err));
    PTB_TRY_TO(sample_make(r, encoder, rows->train, rows->n_train, &train, err));
    PTB_TRY_TO(sample_make(r, encoder, rows->held, rows->n_held, &held_out, err));
    PTB_TRY_TO(follow_path(r, &train, &held_out, rows->place, p, err));
done:
    sample_free(&train);
    sample_free(&held_out);
    ptb_encoder_free(encoder);
    return status;
}

static ptb_status follow_additive(const run *r, ptb_procedure *p, const ptb_inner_rows *rows, ptb_error *err)
{
    const ptb_additive_job job = {r->context, r->vectors, r->lambdas, r->n_lambdas, r->fit == FIT_SURFACES};
    return ptb_additive_follow(&job, rows, p, err);
}

/* Rows of the inner fold and their places among the procedure's training rows. */
static ptb_status held_out_rows(const ptb_procedure *p, int fold, uint32_t **rows, size_t **place, size_t *n,
                                ptb_error *err)
{
    *n = 0;
    PTB_TRY(ptb_alloc(rows, p->n_train, sizeof **rows, err));
    PTB_TRY(ptb_alloc(place, p->n_train, sizeof **place, err));
    for (size_t i = 0; i < p->n_train; i++) {
        if (p->inner_fold[i] != fold) continue;
        (*rows)[*n] = p->train[i];
        (*place)[(*n)++] = i;
    }
    return PTB_OK;
}

static ptb_fold_settings inner_settings(const run *r, const ptb_procedure *p)
{
    ptb_fold_settings folds = r->settings->folds;
    folds.k = p->inner_k;
    return folds;
}

/* In order of time an early stretch may lack a class; it then judges nothing. */
static ptb_status inner_fit(const run *r, ptb_procedure *p, int fold, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_inner_rows rows = {0};
    ptb_assigned_rows assigned = {.vectors = r->vectors,
                                  .rows = p->train,
                                  .fold = p->inner_fold,
                                  .n_rows = p->n_train,
                                  .order = r->settings->folds.order};
    PTB_TRY_TO(ptb_folds_training_rows(&assigned, fold, &rows.train, &rows.n_train, err));
    if (!has_both_classes(r->vectors, rows.train, rows.n_train)) goto done;
    PTB_TRY_TO(held_out_rows(p, fold, &rows.held, &rows.place, &rows.n_held, err));
    PTB_TRY_TO(r->fit == FIT_LOGISTIC ? follow_logistic(r, p, &rows, err)
                                      : follow_additive(r, p, &rows, err));
done:
    free(rows.train);
    free(rows.held);
    free(rows.place);
    return status;
}

static ptb_status inner_job(void *state, const ptb_block *block, ptb_error *err)
{
    const run *r = state;
    const struct inner_job *job = &r->jobs[block->index];
    return inner_fit(r, &r->procedures[job->procedure], job->fold, err);
}

static ptb_status tell_job(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const run *r = state;
    ptb_tell(r->outer, r->stage, block->index + 1, r->n_steps);
    return PTB_OK;
}

/* As many inner folds as the classes and groups allow. */
static ptb_status assign_inner(const run *r, size_t index, ptb_error *err)
{
    ptb_procedure *p = &r->procedures[index];
    PTB_TRY(ptb_alloc_raw(&p->margin, r->n_lambdas, p->n_train * sizeof *p->margin, err));
    for (size_t i = 0; i < r->n_lambdas * p->n_train; i++)
        p->margin[i] = nan("");
    if (p->inner_fold != NULL) return PTB_OK; /* of the stage before */
    PTB_TRY(ptb_alloc(&p->inner_fold, p->n_train, sizeof *p->inner_fold, err));
    uint64_t seed = ptb_mix64(r->outer->seed, index + 1);
    ptb_status status = PTB_E_DATA;
    p->inner_k =
        rarer_class(r->vectors, p->train, p->n_train) < MANY_OF_A_CLASS ? INNER_FOLDS : INNER_FOLDS_OF_MANY;
    for (; p->inner_k >= PTB_FOLDS_MIN; p->inner_k--) {
        ptb_fold_settings folds = inner_settings(r, p);
        status = ptb_folds_assign(r->vectors, p->train, p->n_train, &folds, seed, p->inner_fold, err);
        if (status != PTB_E_DATA) return status;
    }
    return ptb_prefix(err, status, "choosing the penalty: ");
}

static ptb_status run_inner(run *r, size_t n, ptb_error *err)
{
    r->n_jobs = 0;
    free(r->jobs);
    PTB_TRY(ptb_alloc(&r->jobs, n * INNER_FOLDS, sizeof *r->jobs, err));
    for (size_t i = 0; i < n; i++) {
        if (r->fit == FIT_SURFACES && r->procedures[i].is_base_rate) continue;
        PTB_TRY(assign_inner(r, i, err));
        for (int f = 0; f < r->procedures[i].inner_k; f++)
            r->jobs[r->n_jobs++] = (struct inner_job){.procedure = i, .fold = f};
    }
    r->stage = r->fit == FIT_SURFACES ? "choosing pairs" : "choosing the penalty";
    r->n_steps = r->n_jobs;
    return ptb_blocks_stream(r->outer, r->n_jobs, 1, inner_job, tell_job, r, err);
}

/* The judged rows take the scorer's way: encoded in double, row by row, summed in the order of terms. */
static ptb_status judge_rows(const run *r, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_model_binding *binding = NULL;
    double *seen = NULL;
    const ptb_model model = {
        .encoder = p->encoder, .coef = p->coef, .curves = p->curves, .calibration = p->calibration};
    PTB_TRY_TO(ptb_alloc(&p->logit, p->n_judge, sizeof *p->logit, err));
    PTB_TRY_TO(ptb_alloc(&seen, ptb_model_scratch(&model), sizeof *seen, err));
    PTB_TRY_TO(ptb_model_bind(&model, r->vectors->columns, &binding, err));
    for (size_t i = 0; i < p->n_judge; i++)
        p->logit[i] = ptb_model_logit(&model, binding,
                                      r->vectors->x + (size_t)p->judge[i] * r->vectors->n_features, seen);
done:
    ptb_model_binding_free(binding);
    free(seen);
    return status;
}

static ptb_status note_separation(const run *r, ptb_procedure *p, const sample *s, ptb_error *err)
{
    double *margin = NULL;
    PTB_TRY(ptb_alloc(&margin, s->design.n_rows, sizeof *margin, err));
    sample_margins(r, s, p->coef, margin);
    p->is_separable = ptb_are_parted(s->y, margin, s->design.n_rows);
    free(margin);
    return PTB_OK;
}

/* The encoder is for what is said of single features. */
static ptb_status final_additive_fit(const run *r, ptb_procedure *p, ptb_error *err)
{
    PTB_TRY(ptb_encoder_fit(r->context, r->vectors, p->train, p->n_train, &r->settings->encoder, &p->encoder,
                            err));
    PTB_TRY(ptb_additive_finish(r->context, r->vectors, p, err));
    return judge_rows(r, p, err);
}

static ptb_status final_fit(const run *r, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    sample train = {0};
    ptb_logistic_gram gram = {0};
    ptb_logistic_report report;
    ptb_logistic_settings settings;
    ptb_logistic_settings_default(&settings);
    settings.lambda = p->lambda;
    PTB_TRY_TO(ptb_encoder_fit(r->context, r->vectors, p->train, p->n_train, &r->settings->encoder,
                               &p->encoder, err));
    PTB_TRY_TO(sample_make(r, p->encoder, p->train, p->n_train, &train, err));
    PTB_TRY_TO(ptb_alloc(&p->coef, p->encoder->n_terms + 1, sizeof *p->coef, err));
    PTB_TRY_TO(fit_coef(r, &train, &settings, &gram, p->coef, &report, err));
    p->converged = report.converged;
    p->gradient_max = report.gradient_max;
    PTB_TRY_TO(note_separation(r, p, &train, err));
    PTB_TRY_TO(judge_rows(r, p, err));
done:
    ptb_logistic_gram_free(&gram);
    sample_free(&train);
    return status;
}

static ptb_status final_job(void *state, const ptb_block *block, ptb_error *err)
{
    const run *r = state;
    ptb_procedure *p = &r->procedures[block->index];
    return r->fit == FIT_LOGISTIC ? final_fit(r, p, err) : final_additive_fit(r, p, err);
}

static ptb_status check_classes(const ptb_vectors *vectors, const ptb_procedure *procedures, size_t n,
                                ptb_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (has_both_classes(vectors, procedures[i].train, procedures[i].n_train)) continue;
        return ptb_fail(
            err, PTB_E_DATA,
            "part %lu of %lu would be trained on %lu cases that are not both won and lost; use fewer folds "
            "or another cut",
            (unsigned long)i + 1, (unsigned long)n, (unsigned long)procedures[i].n_train);
    }
    return PTB_OK;
}

static ptb_inner_results inner_results(const run *r)
{
    return (ptb_inner_results){.vectors = r->vectors,
                               .lambdas = r->lambdas,
                               .n_lambdas = r->n_lambdas,
                               .calibrate = r->settings->calibrate};
}

/* One that was given is the only candidate; then the inner folds are for calibration. */
static ptb_status choose_penalties(run *r, size_t n, ptb_error *err)
{
    bool is_given = r->settings->lambda >= 0;
    if (is_given) {
        r->lambdas = &r->settings->lambda;
        r->n_lambdas = 1;
    }
    if (!is_given || r->settings->calibrate != PTB_CALIBRATION_NONE) PTB_TRY(run_inner(r, n, err));
    const ptb_inner_results inner = inner_results(r);
    for (size_t i = 0; i < n; i++)
        PTB_TRY(ptb_inner_settle(&inner, &r->procedures[i], err));
    return PTB_OK;
}

static ptb_status choose_surfaces(run *r, size_t n, ptb_error *err)
{
    for (size_t i = 0; i < n; i++)
        r->procedures[i].pair_lambda = (double)INFINITY;
    r->fit = FIT_SURFACES;
    r->lambdas = surface_penalties;
    r->n_lambdas = COUNT(surface_penalties);
    PTB_TRY(run_inner(r, n, err));
    const ptb_inner_results inner = inner_results(r);
    for (size_t i = 0; i < n; i++)
        PTB_TRY(ptb_inner_settle_pairs(&inner, &r->procedures[i], err));
    return PTB_OK;
}

ptb_status ptb_procedures_run(const ptb_context *context, const ptb_vectors *vectors,
                              const ptb_train_settings *settings, ptb_procedure *procedures, size_t n,
                              ptb_error *err)
{
    PTB_TRY(check_classes(vectors, procedures, n, err));
    ptb_context quiet = *context;
    quiet.threads = 1;
    quiet.progress = NULL;
    run r = {.context = &quiet,
             .vectors = vectors,
             .settings = settings,
             .procedures = procedures,
             .outer = context};
    bool is_additive = settings->family == PTB_FAMILY_ADDITIVE;
    ptb_status status = PTB_OK;
    r.fit = is_additive ? FIT_CURVES : FIT_LOGISTIC;
    r.lambdas = is_additive ? curve_penalties : penalties;
    r.n_lambdas = is_additive ? COUNT(curve_penalties) : COUNT(penalties);
    PTB_TRY_TO(choose_penalties(&r, n, err));
    if (is_additive) PTB_TRY_TO(choose_surfaces(&r, n, err));
    r.stage = "fitting";
    r.n_steps = n;
    PTB_TRY_TO(ptb_blocks_stream(context, n, 1, final_job, tell_job, &r, err));
done:
    free(r.jobs);
    return status;
}

void ptb_procedure_free(ptb_procedure *procedure)
{
    free(procedure->train);
    free(procedure->judge);
    ptb_encoder_free(procedure->encoder);
    free(procedure->coef);
    ptb_curves_free(procedure->curves);
    free(procedure->logit);
    free(procedure->inner_fold);
    free(procedure->margin);
    *procedure = (ptb_procedure){0};
}
