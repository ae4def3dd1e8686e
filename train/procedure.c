/* train/procedure.c: inner cross-validation of each family's candidates, final fits, calibration, judged log-odds. */
#include "train/procedure.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "train/family.h"
#include "train/inner.h"

/* With many wins and losses three folds choose the same penalty as five, and cost half. */
enum { INNER_FOLDS = 5, INNER_FOLDS_OF_MANY = 3, MANY_OF_A_CLASS = 4000 };

typedef struct {
    ptb_fit_inputs inputs;
    const ptb_context *outer; /* for progress */
    ptb_procedure *procedures;
    size_t n_procedures;
    ptb_choice *choices; /* of the family that is tried, one a procedure */
    const ptb_family_steps *steps;
    const ptb_stage *stage;
    const double *value;
    size_t n_values;
    struct inner_job {
        size_t procedure;
        int fold;
    } * jobs;
    size_t n_jobs;
    const char *progress;
    uint64_t n_steps;
} run;

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

/* Rows of the inner fold and their places among the procedure's training rows. */
static ptb_status held_rows(const ptb_procedure *p, int fold, ptb_inner_rows *rows, size_t **place,
                            ptb_error *err)
{
    PTB_TRY(ptb_alloc(&rows->held, p->n_train, sizeof *rows->held, err));
    PTB_TRY(ptb_alloc(place, p->n_train, sizeof **place, err));
    for (size_t i = 0; i < p->n_train; i++) {
        if (p->inner_fold[i] != fold) continue;
        rows->held[rows->n_held] = p->train[i];
        (*place)[rows->n_held++] = i;
    }
    return PTB_OK;
}

static ptb_status follow_stage(const run *r, size_t procedure, ptb_inner_rows *rows, const size_t *place,
                               ptb_error *err)
{
    ptb_procedure *p = &r->procedures[procedure];
    const ptb_candidates candidates = {.value = r->value,
                                       .n = r->n_values,
                                       .stage = (size_t)(r->stage - r->steps->stages),
                                       .chosen = r->choices[procedure].value};
    double *margin = NULL;
    size_t n_done = 0, n_held = rows->n_held;
    PTB_TRY(ptb_alloc(&margin, r->n_values, n_held * sizeof *margin, err));
    ptb_status status = r->stage->follow(&r->inputs, &candidates, rows, margin, &n_done, err);
    for (size_t v = 0; status == PTB_OK && v < n_done; v++)
        for (size_t i = 0; i < n_held; i++)
            p->margin[v * p->n_train + place[i]] = margin[v * n_held + i];
    free(margin);
    return status;
}

/* In order of time an early stretch may lack a class; it then judges nothing. */
static ptb_status inner_fit(const run *r, size_t procedure, int fold, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_inner_rows rows = {0};
    size_t *place = NULL;
    const ptb_procedure *p = &r->procedures[procedure];
    ptb_assigned_rows assigned = {.vectors = r->inputs.vectors,
                                  .rows = p->train,
                                  .fold = p->inner_fold,
                                  .n_rows = p->n_train,
                                  .order = r->inputs.settings->folds.order};
    PTB_TRY_TO(ptb_folds_training_rows(&assigned, fold, &rows.train, &rows.n_train, err));
    if (!has_both_classes(r->inputs.vectors, rows.train, rows.n_train)) goto done;
    PTB_TRY_TO(held_rows(p, fold, &rows, &place, err));
    PTB_TRY_TO(follow_stage(r, procedure, &rows, place, err));
done:
    free(rows.train);
    free(rows.held);
    free(place);
    return status;
}

static ptb_status inner_job(void *state, const ptb_block *block, ptb_error *err)
{
    const run *r = state;
    const struct inner_job *job = &r->jobs[block->index];
    return inner_fit(r, job->procedure, job->fold, err);
}

static ptb_status tell_job(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const run *r = state;
    ptb_tell(r->outer, r->progress, block->index + 1, r->n_steps);
    return PTB_OK;
}

/* As many inner folds as the classes and groups allow. */
static ptb_status assign_inner(const run *r, size_t index, ptb_error *err)
{
    ptb_procedure *p = &r->procedures[index];
    if (p->inner_fold != NULL) return PTB_OK; /* of the stage before */
    PTB_TRY(ptb_alloc(&p->inner_fold, p->n_train, sizeof *p->inner_fold, err));
    uint64_t seed = ptb_mix64(r->outer->seed, p->number + 1);
    ptb_status status = PTB_E_DATA;
    const ptb_vectors *vectors = r->inputs.vectors;
    bool has_many = rarer_class(vectors, p->train, p->n_train) >= MANY_OF_A_CLASS;
    ptb_fold_settings folds = r->inputs.settings->folds;
    for (folds.k = has_many ? INNER_FOLDS_OF_MANY : INNER_FOLDS; folds.k >= PTB_FOLDS_MIN; folds.k--) {
        p->inner_k = folds.k;
        status = ptb_folds_assign(vectors, p->train, p->n_train, &folds, seed, p->inner_fold, err);
        if (status != PTB_E_DATA) return status;
    }
    return ptb_prefix(err, status, "choosing the penalty: ");
}

static ptb_status new_margins(const run *r, ptb_procedure *p, ptb_error *err)
{
    PTB_TRY(ptb_alloc_raw(&p->margin, r->n_values, p->n_train * sizeof *p->margin, err));
    for (size_t i = 0; i < r->n_values * p->n_train; i++)
        p->margin[i] = nan("");
    return PTB_OK;
}

/* All inner folds of all procedures; one whose base rate could not be beaten has done with its family. */
static ptb_status run_inner(run *r, ptb_error *err)
{
    r->n_jobs = 0;
    free(r->jobs);
    PTB_TRY(ptb_alloc(&r->jobs, r->n_procedures * INNER_FOLDS, sizeof *r->jobs, err));
    for (size_t i = 0; i < r->n_procedures; i++) {
        if (r->choices[i].is_base_rate) continue;
        PTB_TRY(assign_inner(r, i, err));
        PTB_TRY(new_margins(r, &r->procedures[i], err));
        for (int f = 0; f < r->procedures[i].inner_k; f++)
            r->jobs[r->n_jobs++] = (struct inner_job){.procedure = i, .fold = f};
    }
    r->progress = r->stage->progress;
    r->n_steps = r->n_jobs;
    return ptb_blocks_stream(r->outer, r->n_jobs, 1, inner_job, tell_job, r, err);
}

/* A penalty that was given is the first stage's only candidate; then the inner folds are there for calibration. */
static ptb_status run_stage(run *r, size_t place, ptb_error *err)
{
    const ptb_train_settings *settings = r->inputs.settings;
    bool is_given = place == 0 && settings->lambda >= 0;
    r->stage = &r->steps->stages[place];
    r->value = is_given ? &settings->lambda : r->stage->value;
    r->n_values = is_given ? 1 : r->stage->n_values;
    if (is_given && (place + 1 < r->steps->n_stages || settings->calibrate == PTB_CALIBRATION_NONE)) {
        for (size_t i = 0; i < r->n_procedures; i++)
            r->choices[i].value[place] = settings->lambda;
        return PTB_OK;
    }
    PTB_TRY(run_inner(r, err));
    const ptb_inner_stage inner = {
        r->inputs.vectors,          place,           r->value, r->n_values, r->stage->must_prove,
        settings->champion != NULL, settings->one_se};
    for (size_t i = 0; i < r->n_procedures; i++)
        if (!r->choices[i].is_base_rate)
            PTB_TRY(ptb_inner_choose(&inner, &r->procedures[i], &r->choices[i], err));
    return PTB_OK;
}

static const ptb_family_steps *steps_to_try(const ptb_train_settings *settings, ptb_family family)
{
    bool is_net = family == PTB_FAMILY_LOGISTIC && settings->alpha > 0;
    return is_net ? &ptb_net_steps : ptb_family_steps_of(family);
}

static ptb_status try_family(run *r, ptb_family family, ptb_error *err)
{
    r->steps = steps_to_try(r->inputs.settings, family);
    for (size_t i = 0; i < r->n_procedures; i++) {
        r->choices[i] = (ptb_choice){.family = family};
        for (size_t s = 1; s < r->steps->n_stages; s++)
            r->choices[i].value[s] = (double)INFINITY; /* not come to: without it */
    }
    for (size_t s = 0; s < r->steps->n_stages; s++)
        PTB_TRY(run_stage(r, s, err));
    for (size_t i = 0; i < r->n_procedures; i++)
        PTB_TRY(ptb_inner_take(r->inputs.vectors, &r->procedures[i], &r->choices[i], err));
    return PTB_OK;
}

/* What is said of a penalty is said of that of logistic models, unless said otherwise; only curves have directions. */
static bool is_tried(const ptb_train_settings *settings, ptb_family family)
{
    if (settings->family != PTB_FAMILY_BEST) return settings->family == family;
    if (settings->direction) return family == PTB_FAMILY_ADDITIVE;
    bool is_of_logistic = settings->lambda >= 0 || settings->alpha > 0 || settings->one_se;
    return family == PTB_FAMILY_LOGISTIC || (family == PTB_FAMILY_ADDITIVE && !is_of_logistic);
}

/* The simplest first: it stays unless another is better. */
static ptb_status choose_families(run *r, ptb_error *err)
{
    static const ptb_family all[] = {
        PTB_FAMILY_LOGISTIC,   PTB_FAMILY_ADDITIVE,        PTB_FAMILY_SVM,
        PTB_FAMILY_SVM_LINEAR, PTB_FAMILY_UPDATE_LOGISTIC, PTB_FAMILY_UPDATE_ADDITIVE};
    const ptb_train_settings *settings = r->inputs.settings;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&r->choices, r->n_procedures, sizeof *r->choices, err));
    for (size_t f = 0; f < sizeof all / sizeof all[0]; f++)
        if (is_tried(settings, all[f])) PTB_TRY_TO(try_family(r, all[f], err));
    for (size_t i = 0; i < r->n_procedures; i++)
        PTB_TRY_TO(ptb_inner_calibrate(r->inputs.vectors, settings->calibrate, &r->procedures[i], err));
done:
    for (size_t i = 0; r->choices != NULL && i < r->n_procedures; i++)
        free(r->choices[i].unseen);
    free(r->choices);
    return status;
}

/* The judged rows take the scorer's way: encoded in double, row by row, summed in the order of terms. */
static ptb_status judge_rows(const run *r, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_model_binding *binding = NULL;
    double *seen = NULL;
    const ptb_vectors *vectors = r->inputs.vectors;
    const ptb_model model = {.encoder = p->encoder,
                             .coef = p->coef,
                             .curves = p->curves,
                             .svm = p->svm,
                             .calibration = p->calibration};
    PTB_TRY_TO(ptb_alloc(&p->logit, p->n_judge, sizeof *p->logit, err));
    PTB_TRY_TO(ptb_alloc(&seen, ptb_model_scratch(&model), sizeof *seen, err));
    PTB_TRY_TO(ptb_model_bind(&model, vectors->columns, &binding, err));
    for (size_t i = 0; i < p->n_judge; i++)
        p->logit[i] =
            ptb_model_logit(&model, binding, vectors->x + (size_t)p->judge[i] * vectors->n_features, seen);
done:
    ptb_model_binding_free(binding);
    free(seen);
    return status;
}

/* The encoder is also for what is said of single features. */
static ptb_status final_job(void *state, const ptb_block *block, ptb_error *err)
{
    const run *r = state;
    const ptb_fit_inputs *inputs = &r->inputs;
    ptb_procedure *p = &r->procedures[block->index];
    PTB_TRY(ptb_encoder_fit(inputs->context, inputs->vectors, p->train, p->n_train,
                            &inputs->settings->encoder, &p->encoder, err));
    PTB_TRY(ptb_family_steps_of(p->choice.family)->finish(inputs, p, err));
    return judge_rows(r, p, err);
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

ptb_status ptb_procedures_run(const ptb_context *context, const ptb_vectors *vectors,
                              const ptb_train_settings *settings, ptb_procedure *procedures, size_t n,
                              ptb_error *err)
{
    PTB_TRY(check_classes(vectors, procedures, n, err));
    ptb_context quiet = *context;
    quiet.threads = 1;
    quiet.progress = NULL;
    run r = {
        .inputs = {&quiet, vectors, settings}, .outer = context, .procedures = procedures, .n_procedures = n};
    procedures[n - 1].makes_model = true;
    ptb_status status = choose_families(&r, err);
    free(r.jobs);
    if (status != PTB_OK) return status;
    r.progress = "fitting";
    r.n_steps = n;
    return ptb_blocks_stream(context, n, 1, final_job, tell_job, &r, err);
}

void ptb_procedure_free(ptb_procedure *procedure)
{
    free(procedure->train);
    free(procedure->judge);
    free(procedure->choice.unseen);
    ptb_encoder_free(procedure->encoder);
    free(procedure->coef);
    free(procedure->standard_error);
    ptb_curves_free(procedure->curves);
    ptb_svm_free(procedure->svm);
    free(procedure->logit);
    free(procedure->inner_fold);
    free(procedure->margin);
    *procedure = (ptb_procedure){0};
}
