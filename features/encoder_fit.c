/* features/encoder_fit.c: fits an encoder: which terms each feature gets, and their ranges, means and
 * deviations. */
#include "features/encoder_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"

void ptb_encoder_settings_default(ptb_encoder_settings *settings)
{
    *settings = (ptb_encoder_settings){.min_level_count = 20,
                                       .min_level_share = 0.002,
                                       .clip_share = 0.001,
                                       .max_levels = 50,
                                       .max_number_levels = 12,
                                       .n_knots = 3};
}

/* Whole numbers beyond this are measurements or identifiers, hardly codes. */
static const double code_limit = 1e6;

static double row_weight(const ptb_encoder_job *job, size_t i)
{
    return job->vectors->weight == NULL ? 1.0 : (double)job->vectors->weight[job->rows[i]];
}

static double raw_value(const ptb_encoder_job *job, size_t i, size_t feature)
{
    return (double)job->vectors->x[(size_t)job->rows[i] * job->vectors->n_features + feature];
}

ptb_status ptb_encoder_add_term(ptb_term_list *list, ptb_term term, ptb_error *err)
{
    PTB_TRY(ptb_reserve(&list->items, &list->capacity, list->n + 1, sizeof *list->items, err));
    list->items[list->n++] = term;
    return PTB_OK;
}

/* An indicator that is on for `hit` of the weight; none where it is (nearly) always the same. */
ptb_status ptb_encoder_add_indicator(const ptb_encoder_job *job, size_t feature, ptb_term term, double hit,
                                     ptb_error *err)
{
    term.feature = (uint32_t)feature;
    term.mean = hit / job->weight;
    term.sd = sqrt(fmax(0.0, term.mean * (1.0 - term.mean)));
    if (term.sd <= PTB_CONSTANT_LIMIT) return PTB_OK;
    return ptb_encoder_add_term(&job->lists[feature], term, err);
}

/* Adds x to the distinct whole numbers seen so far; not a code once there are more than `most`. */
static void note_distinct(ptb_training_column *column, double x, size_t most)
{
    if (!column->is_code) return;
    if (fabs(x) > code_limit || floor(x) < x) {
        column->is_code = false;
        return;
    }
    size_t at = 0;
    while (at < column->n_distinct && column->distinct[at] < x)
        at++;
    if (at < column->n_distinct && !(column->distinct[at] > x)) return;
    if (column->n_distinct >= most) {
        column->is_code = false;
        return;
    }
    memmove(column->distinct + at + 1, column->distinct + at, (column->n_distinct - at) * sizeof(double));
    column->distinct[at] = x;
    column->n_distinct++;
}

ptb_status ptb_encoder_gather(const ptb_encoder_job *job, size_t feature, ptb_training_column *column,
                              ptb_error *err)
{
    size_t most = (size_t)fmin(fmax(job->settings->max_number_levels, 0.0), PTB_NUMBER_LEVELS_CAP);
    column->n = column->n_missing = column->n_distinct = 0;
    column->w_missing = 0;
    column->is_code = true;
    for (size_t i = 0; i < job->n_rows; i++) {
        double x = raw_value(job, i, feature);
        double w = row_weight(job, i);
        if (isnan(x)) {
            column->n_missing++;
            column->w_missing += w;
            continue;
        }
        if (isinf(x))
            return ptb_fail(err, PTB_E_DATA, "feature '%s' is infinite in row %lu; want a number or nothing",
                            job->vectors->plan->features[feature].name, (unsigned long)job->rows[i] + 1);
        note_distinct(column, x, most);
        column->x[column->n] = x;
        column->w[column->n++] = w;
    }
    return PTB_OK;
}

ptb_status ptb_encoder_add_missing(const ptb_encoder_job *job, size_t feature,
                                   const ptb_training_column *column, ptb_error *err)
{
    if (column->n == 0 || (double)column->n_missing < job->min_count) return PTB_OK;
    return ptb_encoder_add_indicator(job, feature, (ptb_term){.kind = PTB_TERM_MISSING}, column->w_missing,
                                     err);
}

typedef struct {
    uint32_t code;
    size_t count;
    double weight;
} level_count;

/* Frequent first; equal ones in the order of their codes. */
static int compare_levels(const void *left, const void *right)
{
    const level_count *a = left, *b = right;
    if (a->count != b->count) return a->count < b->count ? 1 : -1;
    return (a->code > b->code) - (a->code < b->code);
}

static ptb_status count_levels(const ptb_encoder_job *job, size_t feature, const ptb_training_column *column,
                               level_count *levels, ptb_error *err)
{
    size_t n_levels = job->vectors->columns[feature].n_levels;
    for (size_t code = 0; code < n_levels; code++)
        levels[code].code = (uint32_t)code;
    for (size_t i = 0; i < column->n; i++) {
        if (column->x[i] < 0 || column->x[i] >= (double)n_levels)
            return ptb_fail(err, PTB_E_DATA, "category '%s' has the code %g; want 0 to %lu",
                            job->vectors->plan->features[feature].name, column->x[i],
                            (unsigned long)n_levels - 1);
        level_count *level = &levels[(size_t)column->x[i]];
        level->count++;
        level->weight += column->w[i];
    }
    qsort(levels, n_levels, sizeof *levels, compare_levels);
    return PTB_OK;
}

/* `term.level` holds the source's code until the encoder's own levels are made. */
static ptb_status fit_category(const ptb_encoder_job *job, size_t feature, ptb_training_column *column,
                               ptb_error *err)
{
    PTB_TRY(ptb_encoder_gather(job, feature, column, err));
    size_t n_levels = job->vectors->columns[feature].n_levels;
    if (column->n == 0) return PTB_OK;

    level_count *levels = NULL;
    PTB_TRY(ptb_alloc(&levels, n_levels, sizeof *levels, err));
    ptb_status status = PTB_OK;
    double other_count = 0, other_weight = 0;
    PTB_TRY_TO(count_levels(job, feature, column, levels, err));
    for (size_t i = 0; i < n_levels; i++) {
        if ((double)i < job->settings->max_levels && (double)levels[i].count >= job->min_count) {
            ptb_term term = {.kind = PTB_TERM_LEVEL, .level = levels[i].code};
            PTB_TRY_TO(ptb_encoder_add_indicator(job, feature, term, levels[i].weight, err));
        } else {
            other_count += (double)levels[i].count;
            other_weight += levels[i].weight;
        }
    }
    if (other_count >= job->min_count)
        PTB_TRY_TO(
            ptb_encoder_add_indicator(job, feature, (ptb_term){.kind = PTB_TERM_OTHER}, other_weight, err));
    PTB_TRY_TO(ptb_encoder_add_missing(job, feature, column, err));
done:
    free(levels);
    return status;
}

static ptb_status fit_features(void *state, const ptb_block *block, ptb_error *err)
{
    const ptb_encoder_job *job = state;
    ptb_training_column column = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc_raw(&column.x, job->n_rows, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc_raw(&column.w, job->n_rows, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc_raw(&column.copy, job->n_rows, sizeof(double), err));
    for (size_t feature = block->first; feature < block->last; feature++) {
        if (job->vectors->columns[feature].is_category)
            PTB_TRY_TO(fit_category(job, feature, &column, err));
        else
            PTB_TRY_TO(ptb_encoder_fit_number(job, feature, &column, err));
    }
done:
    free(column.x);
    free(column.w);
    free(column.copy);
    return status;
}

/* The levels that have terms, in the order of their terms; the terms then name these. */
static ptb_status take_levels(ptb_encoder *encoder, const ptb_vector_column *source, size_t feature,
                              ptb_term_list *list, ptb_error *err)
{
    const char **levels = NULL;
    uint32_t n = 0;
    PTB_TRY(ptb_arena_alloc(&encoder->arena, &levels, list->n, sizeof *levels, err));
    for (size_t i = 0; i < list->n; i++) {
        ptb_term *term = &list->items[i];
        if (term->kind != PTB_TERM_LEVEL) continue;
        const char *text = source->levels[term->level];
        PTB_TRY(ptb_arena_text(&encoder->arena, text, strlen(text), &levels[n], err));
        term->level = n++;
    }
    encoder->columns[feature].is_category = true;
    encoder->columns[feature].levels = levels;
    encoder->columns[feature].n_levels = n;
    return PTB_OK;
}

static ptb_status assemble(const ptb_encoder_job *job, ptb_encoder *encoder, ptb_error *err)
{
    const ptb_vectors *vectors = job->vectors;
    size_t n_features = encoder->n_features = vectors->n_features, n_terms = 0;
    for (size_t f = 0; f < n_features; f++)
        n_terms += job->lists[f].n;
    PTB_TRY(ptb_arena_alloc(&encoder->arena, &encoder->columns, n_features, sizeof *encoder->columns, err));
    PTB_TRY(ptb_arena_alloc(&encoder->arena, &encoder->names, n_features, sizeof *encoder->names, err));
    PTB_TRY(ptb_arena_alloc(&encoder->arena, &encoder->terms, n_terms, sizeof *encoder->terms, err));
    for (size_t f = 0; f < n_features; f++) {
        ptb_term_list *list = &job->lists[f];
        const char *name = vectors->plan->features[f].name;
        PTB_TRY(ptb_arena_text(&encoder->arena, name, strlen(name), &encoder->names[f], err));
        encoder->columns[f].kind = vectors->columns[f].kind;
        if (vectors->columns[f].is_category)
            PTB_TRY(take_levels(encoder, &vectors->columns[f], f, list, err));
        if (list->n > 0)
            memcpy(encoder->terms + encoder->n_terms, list->items, list->n * sizeof *list->items);
        encoder->n_terms += list->n;
    }
    return PTB_OK;
}

ptb_status ptb_encoder_fit(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows,
                           size_t n_rows, const ptb_encoder_settings *settings, ptb_encoder **out,
                           ptb_error *err)
{
    *out = NULL;
    if (n_rows == 0) return ptb_fail(err, PTB_E_DATA, "no rows to fit an encoder on");
    ptb_encoder_job job = {.vectors = vectors, .rows = rows, .n_rows = n_rows, .settings = settings};
    job.min_count =
        fmax(1.0, fmax(settings->min_level_count, ceil(settings->min_level_share * (double)n_rows)));
    for (size_t i = 0; i < n_rows; i++)
        job.weight += row_weight(&job, i);

    ptb_status status = PTB_OK;
    ptb_encoder *encoder = NULL;
    PTB_TRY_TO(ptb_alloc(&job.lists, vectors->n_features, sizeof *job.lists, err));
    PTB_TRY_TO(ptb_alloc(&encoder, 1, sizeof *encoder, err));
    PTB_TRY_TO(ptb_blocks_map(context, vectors->n_features, 8, fit_features, &job, err));
    PTB_TRY_TO(assemble(&job, encoder, err));
    *out = encoder;
    encoder = NULL;
done:
    ptb_encoder_free(encoder);
    for (size_t f = 0; job.lists != NULL && f < vectors->n_features; f++)
        free(job.lists[f].items);
    free(job.lists);
    return status;
}
