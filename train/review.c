/* train/review.c: warnings in words: chance, few cases, leaks, separation, columns without part. */
#include "train/review.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "train/checks.h"
#include "train/known_rows.h"

/* A single honest feature hardly ever tells so well; an honest model hardly ever. */
static const double feature_limit = 0.98, model_limit = 0.995;
/* Below that the number of cases that would show it is itself mostly noise. */
static const double least_skill = 0.52;
enum { NAMES_SHOWN = 8, SUSPECTS_SHOWN = 3, LINE_BYTES = 512 };

static void warn(ptb_train_result *result, bool needs_person, const char *format, ...) PTB_PRINTF(3, 4);

static void warn(ptb_train_result *result, bool needs_person, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    ptb_text_printf(&result->warnings, "%s\n", line);
    if (!needs_person) return;
    ptb_text_printf(&result->review, "%s\n", line);
    result->needs_person = true;
}

static void review_counts(ptb_train_result *result)
{
    const ptb_model *model = result->model;
    size_t losses = model->rows - model->wins;
    if (model->wins >= PTB_CLASS_ENOUGH && losses >= PTB_CLASS_ENOUGH) return;
    const size_t have[2] = {model->wins, losses};
    ptb_text more = {0};
    for (int won = 1; won >= 0; won--) {
        size_t n = have[!won];
        if (n < PTB_CLASS_ENOUGH)
            ptb_text_printf(&more, "%s%zu more %s", more.len > 0 ? " and " : ": ", PTB_CLASS_ENOUGH - n,
                            won ? "won" : "lost");
    }
    warn(result, true,
         "only %zu won and %zu lost cases to learn from; want at least %d of each to trust the model%s",
         model->wins, losses, PTB_CLASS_ENOUGH, more.bytes == NULL ? "" : more.bytes);
    ptb_text_free(&more);
}

/* From what was seen; the AUC's interval knows of dependent cases and of weights. */
static void measure_enough(ptb_train_result *result)
{
    const ptb_model *model = result->model;
    const ptb_metrics *metrics = &model->evaluation.metrics;
    const ptb_figure *auc = &metrics->auc;
    size_t losses = metrics->cases - metrics->wins;
    ptb_enough *out = &result->enough;
    *out = (ptb_enough){.are_wins = metrics->wins <= losses};
    size_t rarer = out->are_wins ? metrics->wins : losses;
    double skill = auc->mean - 0.5;
    if (skill > 0) out->beyond_chance = ptb_cases_by_interval(rarer, auc->mean - auc->low, skill);
    if (!isnan(auc->mean)) out->precise = ptb_cases_by_interval(rarer, (auc->high - auc->low) / 2, 0.05);
    out->cox_snell = ptb_cox_snell((double)metrics->wins / (double)metrics->cases, metrics->log_loss.mean);
    if (!model->curves && !model->svm)
        out->terms = ptb_cases_for_terms(model->encoder->n_terms, out->cox_snell, 0.9);
    size_t *const numbers[] = {&out->beyond_chance, &out->precise, &out->terms};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (*numbers[i] == PTB_NEVER_ENOUGH) *numbers[i] = 0;
}

static void review_chance(ptb_train_result *result)
{
    const ptb_enough *enough = &result->enough;
    char more[LINE_BYTES / 2] = "";
    const ptb_metrics *metrics = &result->model->evaluation.metrics;
    const ptb_figure *auc = &metrics->auc;
    if (!result->model->evaluation.no_better_than_chance) return;
    if (auc->mean > least_skill && enough->beyond_chance > 0)
        (void)snprintf(more, sizeof more,
                       "; if the skill seen is real, about %zu %s cases (as now: %zu) would show it",
                       enough->beyond_chance, enough->are_wins ? "won" : "lost",
                       enough->are_wins ? metrics->wins : metrics->cases - metrics->wins);
    warn(result, true, "no better than chance: AUC %.3f with 95 %% interval %.3f to %.3f on unseen cases%s",
         auc->mean, auc->low, auc->high, more);
}

typedef struct {
    size_t feature;
    double auc;
} suspect;

static int compare_suspects(const void *left, const void *right)
{
    const suspect *a = left, *b = right;
    if (a->auc > b->auc) return -1;
    if (a->auc < b->auc) return 1;
    return (a->feature > b->feature) - (a->feature < b->feature);
}

static void review_suspects(const ptb_vectors *vectors, const suspect *suspects, ptb_train_result *result)
{
    const ptb_plan *plan = vectors->plan;
    double auc = result->model->evaluation.metrics.auc.mean;
    size_t n = 0;
    while (n < vectors->n_features && suspects[n].auc > feature_limit) {
        warn(result, true,
             "feature '%s' alone tells won from lost (AUC %.3f): it may have been filled in after the "
             "outcome; "
             "--exclude it if so",
             plan->features[suspects[n].feature].name, suspects[n].auc);
        n++;
    }
    if (n > 0 || auc <= model_limit) return;
    warn(result, true, "AUC %.4f on unseen cases is too good to be true: something may know the outcome",
         auc);
    for (size_t i = 0; i < SUSPECTS_SHOWN && i < vectors->n_features; i++)
        warn(result, false, "strongest alone: '%s' (AUC %.3f)", plan->features[suspects[i].feature].name,
             suspects[i].auc);
}

/* A logistic model has taken it. */
static const ptb_encoder *encoder_of(const ptb_procedure *procedure, const ptb_train_result *result)
{
    return procedure->encoder ? procedure->encoder : result->model->encoder;
}

static ptb_status review_leaks(const ptb_context *context, const ptb_vectors *vectors,
                               const ptb_procedure *procedure, ptb_train_result *result, ptb_error *err)
{
    ptb_status status = PTB_OK;
    double *auc = NULL;
    suspect *suspects = NULL;
    PTB_TRY_TO(ptb_alloc(&auc, vectors->n_features, sizeof *auc, err));
    PTB_TRY_TO(ptb_alloc(&suspects, vectors->n_features, sizeof *suspects, err));
    PTB_TRY_TO(ptb_single_feature_auc(context, vectors, procedure->train, procedure->n_train,
                                      encoder_of(procedure, result), auc, err));
    for (size_t f = 0; f < vectors->n_features; f++)
        suspects[f] = (suspect){.feature = f, .auc = auc[f]};
    qsort(suspects, vectors->n_features, sizeof *suspects, compare_suspects);
    review_suspects(vectors, suspects, result);
done:
    free(auc);
    free(suspects);
    return status;
}

static void review_fit(const ptb_procedure *procedure, ptb_train_result *result)
{
    if (procedure->choice.is_base_rate)
        warn(result, true,
             "no penalty did better than the base rate: everybody is given the same probability");
    if (procedure->is_separable)
        warn(result, false,
             "the model parts all won from all lost training cases: separable data, or a leak");
    if (!procedure->converged && isnan(procedure->gradient_max))
        warn(result, false,
             "the fit has not converged: treat the coefficients with care; "
             "a stronger --penalty settles it");
    else if (!procedure->converged)
        warn(result, false, "the fit has not converged (gradient %.2g): treat the coefficients with care",
             procedure->gradient_max);
}

/* Features without terms, by name. */
static void review_dropped(const ptb_procedure *procedure, ptb_train_result *result)
{
    const ptb_encoder *encoder = encoder_of(procedure, result);
    ptb_text names = {0};
    size_t dropped = 0;
    for (size_t f = 0, t = 0; f < encoder->n_features; f++) {
        bool has_terms = t < encoder->n_terms && encoder->terms[t].feature == f;
        while (t < encoder->n_terms && encoder->terms[t].feature == f)
            t++;
        if (has_terms) continue;
        if (dropped++ < NAMES_SHOWN)
            ptb_text_printf(&names, "%s%s", dropped == 1 ? "" : ", ", encoder->names[f]);
    }
    if (dropped > 0 && !names.failed)
        warn(result, false, "%zu feature%s (nearly) constant and without part: %s%s", dropped,
             dropped == 1 ? " is" : "s are", names.bytes, dropped > NAMES_SHOWN ? ", ..." : "");
    ptb_text_free(&names);
}

ptb_status ptb_review(const ptb_context *context, const ptb_vectors *vectors, const ptb_procedure *procedure,
                      ptb_train_result *result, ptb_error *err)
{
    measure_enough(result);
    if (result->losses_kept > 0)
        warn(result, false,
             "of the lost cases %zu, weighted to stand for all, were learnt from; all were judged "
             "(--sample-losses none: learn from all)",
             result->losses_kept);
    review_chance(result);
    review_counts(result);
    PTB_TRY(review_leaks(context, vectors, procedure, result, err));
    review_fit(procedure, result);
    review_dropped(procedure, result);
    PTB_TRY(ptb_text_check(&result->warnings, err));
    return ptb_text_check(&result->review, err);
}
