/* train/refit.c: what is new to a champion, and the champion against its challenger. */
#include "train/refit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/lineage.h"
#include "models/logistic.h"
#include "models/model_cases.h"
#include "train/known_rows.h"

/* ---- does it fit? ---- */

static bool is_same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static ptb_status check_cases(const ptb_model *champion, const ptb_vectors *vectors, ptb_error *err)
{
    if (vectors->subject != champion->subject)
        return ptb_fail(err, PTB_E_SCHEMA, "these are %s cases, and the champion's were %s cases",
                        ptb_subject_name(vectors->subject), ptb_subject_name(champion->subject));
    bool is_same_outcome = vectors->outcome_kind == champion->outcome_kind &&
                           is_same_text(vectors->outcome_name, champion->outcome_name) &&
                           is_same_text(vectors->closed_by, champion->closed_by);
    if (!is_same_outcome)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "another outcome counts in these cases%s%s than in the champion's%s%s",
                        *vectors->outcome_name ? ": " : "", vectors->outcome_name,
                        *champion->outcome_name ? ": " : "", champion->outcome_name);
    if (fabs(vectors->horizon_days - champion->horizon_days) > 0)
        return ptb_fail(err, PTB_E_SCHEMA, "a horizon of %g days in these cases, and of %g in the champion's",
                        vectors->horizon_days, champion->horizon_days);
    if (vectors->snapshots && *vectors->snapshots && champion->snapshots && *champion->snapshots &&
        strcmp(vectors->snapshots, champion->snapshots) != 0)
        return ptb_fail(err, PTB_E_SCHEMA, "these cases are as of '%s', and the champion's were as of '%s'",
                        vectors->snapshots, champion->snapshots);
    return ptb_model_check_plan(champion, vectors->plan, err);
}

ptb_status ptb_refit_check(const ptb_model *champion, const ptb_vectors *vectors, ptb_error *err)
{
    if (champion->svm)
        return ptb_fail(err, PTB_E_ARG,
                        "the champion is a support vector machine, which has no coefficients that could be "
                        "brought up to date; want a logistic or an additive model");
    if (champion->segments)
        return ptb_fail(
            err, PTB_E_ARG,
            "the champion has models of their own for segments, which can't be brought up to date "
            "together; train anew");
    if (champion->is_timeless || champion->known_until == PTB_NO_TIME)
        return ptb_fail(err, PTB_E_ARG,
                        "the champion knows no dates, so it can't be told what is new to it; train anew");
    if (vectors->is_timeless)
        return ptb_fail(err, PTB_E_DATA,
                        "these cases have no dates, so it can't be told what is new to the champion");
    return check_cases(champion, vectors, err);
}

/* ---- what is new ---- */

static void say_missing(size_t wins, size_t losses, ptb_text *out)
{
    const size_t have[2] = {wins, losses};
    const char *before = ": ";
    for (int lost = 0; lost < 2; lost++) {
        if (have[lost] >= PTB_CLASS_MIN) continue;
        ptb_text_printf(out, "%s%zu more %s", before, PTB_CLASS_MIN - have[lost], lost ? "lost" : "won");
        before = ", ";
    }
}

void ptb_refit_new_rows(const ptb_model *champion, const ptb_vectors *vectors, uint32_t *rows, size_t *n_rows,
                        ptb_text *kept)
{
    char until[PTB_TIME_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < *n_rows; i++)
        if (ptb_known_time(vectors, rows[i]) > champion->known_until) rows[n++] = rows[i];
    *n_rows = n;
    size_t wins = ptb_known_wins(vectors, rows, n), losses = n - wins;
    if (wins >= PTB_CLASS_MIN && losses >= PTB_CLASS_MIN) return;
    ptb_text_printf(kept,
                    "%zu won and %zu lost cases became known after %s, up to when it has learnt; want %d of "
                    "each to learn from",
                    wins, losses, ptb_print_time(until, champion->known_until), PTB_CLASS_MIN);
    say_missing(wins, losses, kept);
}

ptb_vectors ptb_refit_ordered(const ptb_vectors *vectors)
{
    ptb_vectors ordered = *vectors;
    if (!(vectors->horizon_days > 0)) ordered.as_of = vectors->known_at;
    return ordered;
}

/* As many folds as there are moments for; *k 0: all cases are of too few. */
static ptb_status assign(const ptb_assigned_rows *rows, int *fold, int *k, ptb_error *err)
{
    ptb_fold_settings settings = {.order = PTB_FOLDS_TIME, .k = *k};
    for (; settings.k >= PTB_FOLDS_MIN; settings.k--) {
        ptb_error own = {0};
        ptb_status status =
            ptb_folds_assign(rows->vectors, rows->rows, rows->n_rows, &settings, 0, fold, &own);
        *k = settings.k;
        if (status == PTB_OK) return PTB_OK;
        if (status != PTB_E_DATA) return ptb_fail(err, status, "%s", own.message);
    }
    *k = 0;
    for (size_t i = 0; i < rows->n_rows; i++)
        fold[i] = PTB_NOT_JUDGED;
    return PTB_OK;
}

static ptb_status is_taught(const ptb_assigned_rows *rows, int f, bool *out, ptb_error *err)
{
    uint32_t *before = NULL;
    size_t n = 0;
    PTB_TRY(ptb_folds_training_rows(rows, f, &before, &n, err));
    size_t wins = ptb_known_wins(rows->vectors, before, n);
    *out = wins >= PTB_CLASS_MIN && n - wins >= PTB_CLASS_MIN;
    free(before);
    return PTB_OK;
}

/* Gives the fold another number, or PTB_NOT_JUDGED; returned is whether there was a case in it. */
static bool renumber(int *fold, size_t n, int from, int to)
{
    bool has_any = false;
    for (size_t i = 0; i < n; i++) {
        if (fold[i] != from) continue;
        has_any = true;
        fold[i] = to;
    }
    return has_any;
}

ptb_status ptb_refit_folds(const ptb_assigned_rows *rows, int *fold, int *k, ptb_text *kept, ptb_error *err)
{
    const ptb_vectors *vectors = rows->vectors;
    ptb_assigned_rows own = *rows;
    size_t wins = 0, losses = 0;
    int n_assigned = *k, taught = 0;
    own.fold = fold;
    own.order = PTB_FOLDS_TIME;
    PTB_TRY(assign(&own, fold, &n_assigned, err));
    for (int f = 0; f < n_assigned; f++) {
        bool is_good = false;
        PTB_TRY(is_taught(&own, f, &is_good, err));
        if (renumber(fold, own.n_rows, f, is_good ? taught : PTB_NOT_JUDGED) && is_good) taught++;
    }
    *k = taught;
    for (size_t i = 0; i < own.n_rows; i++) {
        if (fold[i] == PTB_NOT_JUDGED) continue;
        bool won = vectors->outcome[own.rows[i]] > 0.5F;
        wins += won;
        losses += !won;
    }
    if (wins >= PTB_CLASS_MIN && losses >= PTB_CLASS_MIN) return PTB_OK;
    ptb_text_printf(
        kept,
        "of %zu new cases %zu won and %zu lost ones came after enough others to be judged by what "
        "those taught; want %d of each",
        own.n_rows, wins, losses, PTB_CLASS_MIN);
    say_missing(wins, losses, kept);
    return PTB_OK;
}

/* ---- the comparison ---- */

void ptb_refit_inherit(const ptb_model *champion, double lambda, ptb_model *model)
{
    ptb_evaluation *evaluation = &model->evaluation;
    ptb_lineage *lineage = &evaluation->champion;
    memcpy(lineage->sha256, champion->sha256, sizeof lineage->sha256);
    lineage->rows = model->rows;
    lineage->wins = model->wins;
    lineage->lambda = lambda;
    model->rows += champion->rows;
    model->wins += champion->wins;
    evaluation->lambda = champion->evaluation.lambda;
    evaluation->alpha = champion->evaluation.alpha;
    evaluation->adaptive_lambda = champion->evaluation.adaptive_lambda;
    evaluation->pair_lambda = champion->evaluation.pair_lambda;
}

/* The judged cases, side by side. */
typedef struct {
    uint32_t *row;
    double *own, *champions; /* probabilities */
    double *less;            /* weighted log loss */
    float *outcome;
    int *fold;
    size_t n;
} pairs;

static void pairs_free(pairs *p)
{
    free(p->row);
    free(p->own);
    free(p->champions);
    free(p->less);
    free(p->outcome);
    free(p->fold);
}

static ptb_status pairs_reserve(pairs *p, size_t n, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&p->row, n, sizeof *p->row, err));
    PTB_TRY(ptb_alloc(&p->own, n, sizeof *p->own, err));
    PTB_TRY(ptb_alloc(&p->champions, n, sizeof *p->champions, err));
    PTB_TRY(ptb_alloc(&p->less, n, sizeof *p->less, err));
    PTB_TRY(ptb_alloc(&p->outcome, n, sizeof *p->outcome, err));
    return ptb_alloc(&p->fold, n, sizeof *p->fold, err);
}

static ptb_status pairs_take(const ptb_model *champion, const ptb_vectors *vectors,
                             const ptb_train_result *result, pairs *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_model_binding *binding = NULL;
    double *scratch = NULL;
    PTB_TRY_TO(pairs_reserve(p, vectors->n_rows, err));
    PTB_TRY_TO(ptb_alloc(&scratch, ptb_model_scratch(champion), sizeof *scratch, err));
    PTB_TRY_TO(ptb_model_bind(champion, vectors->columns, &binding, err));
    for (size_t row = 0; row < vectors->n_rows; row++) {
        if (result->fold[row] == PTB_NOT_JUDGED) continue;
        p->row[p->n] = (uint32_t)row;
        p->own[p->n] = result->probability[row];
        p->champions[p->n] =
            ptb_sigmoid(ptb_model_logit(champion, binding, vectors->x + row * vectors->n_features, scratch));
        p->outcome[p->n] = vectors->outcome[row];
        p->fold[p->n++] = result->fold[row];
    }
done:
    ptb_model_binding_free(binding);
    free(scratch);
    return status;
}

/* Clipped as that of metrics. */
static double log_loss(float outcome, double probability)
{
    return -log(fmax(outcome > 0.5F ? probability : 1 - probability, 1e-15));
}

static ptb_status compare_losses(const ptb_vectors *vectors, bool is_grouped, pairs *p, ptb_lineage *out,
                                 ptb_error *err)
{
    ptb_group_place *sorted = NULL;
    double weights = 0, champions = 0;
    for (size_t i = 0; i < p->n; i++) {
        double weight = vectors->weight == NULL ? 1.0 : (double)vectors->weight[p->row[i]];
        double loss = log_loss(p->outcome[i], p->champions[i]);
        p->less[i] = weight * (loss - log_loss(p->outcome[i], p->own[i]));
        champions += weight * loss;
        weights += weight;
        out->cases_won += p->outcome[i] > 0.5F;
    }
    PTB_TRY(ptb_groups_sort(is_grouped ? vectors->group : NULL, p->row, p->n, &sorted, err));
    ptb_groups_sum(sorted, p->n, p->less, &out->gain, &out->gain_error);
    free(sorted);
    out->cases = p->n;
    out->champion_log_loss = champions / weights;
    out->gain /= weights;
    out->gain_error /= weights;
    return PTB_OK;
}

static ptb_status compare_ranks(const pairs *p, ptb_lineage *out, ptb_error *err)
{
    ptb_delong test;
    ptb_error own = {0};
    ptb_status status = ptb_delong_test(p->own, p->champions, p->outcome, p->fold, p->n, &test, &own);
    out->champion_auc = out->auc_gain = out->auc_low = out->auc_high = nan("");
    if (status == PTB_E_DATA) return PTB_OK; /* no fold has two of each class */
    if (status != PTB_OK) return ptb_fail(err, status, "%s", own.message);
    out->champion_auc = test.auc_b;
    out->auc_gain = test.difference;
    out->auc_low = test.low;
    out->auc_high = test.high;
    return PTB_OK;
}

ptb_status ptb_refit_compare(const ptb_model *champion, const ptb_vectors *vectors, bool is_grouped,
                             ptb_train_result *result, ptb_error *err)
{
    ptb_lineage *lineage = &result->model->evaluation.champion;
    pairs p = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(pairs_take(champion, vectors, result, &p, err));
    PTB_TRY_TO(compare_losses(vectors, is_grouped, &p, lineage, err));
    PTB_TRY_TO(compare_ranks(&p, lineage, err));
    if (!ptb_lineage_is_won(lineage)) {
        ptb_text_add(&result->kept, "the challenger's ");
        ptb_lineage_say(lineage, &result->kept);
    }
    PTB_TRY_TO(ptb_text_check(&result->kept, err));
done:
    pairs_free(&p);
    return status;
}
