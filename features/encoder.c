/* features/encoder.c: applies a fitted encoder: raw rows to standardised terms; terms in words. */
#include "features/encoder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"

enum { DESIGN_BLOCK_ROWS = 1024 };

void ptb_encoder_free(ptb_encoder *encoder)
{
    if (encoder == NULL) return;
    ptb_arena_free(&encoder->arena);
    free(encoder);
}

typedef struct {
    uint32_t *level; /* of the encoder, by the source's code */
    size_t n;
} code_map;

struct ptb_encoder_binding {
    code_map *maps; /* by feature; none for numbers */
    ptb_arena arena;
};

static uint32_t find_level(const ptb_vector_column *column, const char *text)
{
    for (size_t i = 0; i < column->n_levels; i++)
        if (strcmp(column->levels[i], text) == 0) return (uint32_t)i;
    return PTB_NONE;
}

static bool has_terms(const ptb_encoder *encoder, size_t feature)
{
    size_t low = 0, high = encoder->n_terms;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (encoder->terms[middle].feature < feature)
            low = middle + 1;
        else
            high = middle;
    }
    return low < encoder->n_terms && encoder->terms[low].feature == feature;
}

static ptb_status bind_feature(const ptb_encoder *encoder, const ptb_vector_column *source, size_t feature,
                               ptb_encoder_binding *binding, ptb_error *err)
{
    const ptb_vector_column *column = &encoder->columns[feature];
    bool is_empty = source->is_category && source->n_levels == 0; /* no value at all: any kind will do */
    if (is_empty && !column->is_category) return PTB_OK;
    if (source->is_category != column->is_category && has_terms(encoder, feature))
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "feature '%s' is a %s here, but the model was trained on a %s; import the records with "
            "--like MODEL.json so that columns get the model's types",
            encoder->names[feature], source->is_category ? "category" : "number",
            column->is_category ? "category" : "number");
    if (!source->is_category) return PTB_OK;
    code_map *map = &binding->maps[feature];
    PTB_TRY(ptb_arena_alloc(&binding->arena, &map->level, source->n_levels, sizeof *map->level, err));
    map->n = source->n_levels;
    for (size_t code = 0; code < map->n; code++)
        map->level[code] = find_level(column, source->levels[code]);
    return PTB_OK;
}

ptb_status ptb_encoder_bind(const ptb_encoder *encoder, const ptb_vector_column *source_columns,
                            ptb_encoder_binding **out, ptb_error *err)
{
    *out = NULL;
    ptb_status status = PTB_OK;
    ptb_encoder_binding *binding = NULL;
    PTB_TRY_TO(ptb_alloc(&binding, 1, sizeof *binding, err));
    PTB_TRY_TO(
        ptb_arena_alloc(&binding->arena, &binding->maps, encoder->n_features, sizeof *binding->maps, err));
    for (size_t f = 0; f < encoder->n_features; f++)
        PTB_TRY_TO(bind_feature(encoder, &source_columns[f], f, binding, err));
    *out = binding;
    binding = NULL;
done:
    ptb_encoder_binding_free(binding);
    return status;
}

void ptb_encoder_binding_free(ptb_encoder_binding *binding)
{
    if (binding == NULL) return;
    ptb_arena_free(&binding->arena);
    free(binding);
}

static uint32_t level_of(const code_map *map, double code)
{
    if (!(code >= 0 && code < (double)map->n)) return PTB_NONE;
    return map->level[(size_t)code];
}

/* The term before standardisation; x is not missing. `level` is the category's, or PTB_NONE. */
static double term_value(const ptb_term *term, bool is_category, double x, uint32_t level)
{
    switch (term->kind) {
    case PTB_TERM_LINEAR:
        return fmin(fmax(x, term->low), term->high);
    case PTB_TERM_LOG1P:
        return log1p(fmin(fmax(x, term->low), term->high));
    case PTB_TERM_HINGE:
        return fmax(fmin(x, term->high) - term->value, 0.0);
    case PTB_TERM_LEVEL:
        if (is_category) return level == term->level ? 1.0 : 0.0;
        return x < term->value || x > term->value ? 0.0 : 1.0;
    case PTB_TERM_OTHER:
        return level == PTB_NONE ? 1.0 : 0.0;
    case PTB_TERM_MISSING:
        break;
    }
    return 0.0;
}

static double missing_value(const ptb_term *term)
{
    switch (term->kind) {
    case PTB_TERM_LINEAR:
    case PTB_TERM_LOG1P:
    case PTB_TERM_HINGE:
        return term->mean;
    case PTB_TERM_MISSING:
        return 1.0;
    case PTB_TERM_LEVEL:
    case PTB_TERM_OTHER:
        break;
    }
    return 0.0;
}

void ptb_encode_row(const ptb_encoder *encoder, const ptb_encoder_binding *binding, const float *raw,
                    double *out)
{
    uint32_t feature = PTB_NONE, level = PTB_NONE;
    bool is_category = false;
    double x = 0;
    for (size_t i = 0; i < encoder->n_terms; i++) {
        const ptb_term *term = &encoder->terms[i];
        if (term->feature != feature) {
            feature = term->feature;
            x = (double)raw[feature];
            is_category = encoder->columns[feature].is_category;
            level = is_category ? level_of(&binding->maps[feature], x) : PTB_NONE;
        }
        double value = isnan(x) ? missing_value(term) : term_value(term, is_category, x, level);
        out[i] = (value - term->mean) / term->sd;
    }
}

typedef struct {
    const ptb_encoder *encoder;
    const ptb_encoder_binding *binding;
    const ptb_vectors *vectors;
    const uint32_t *rows;
    double *scratch; /* n_terms a thread */
    float *out;
} design_job;

static ptb_status encode_block(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const design_job *job = state;
    size_t n_terms = job->encoder->n_terms;
    double *encoded = job->scratch + (size_t)block->thread * n_terms;
    for (size_t i = block->first; i < block->last; i++) {
        const float *raw = job->vectors->x + (size_t)job->rows[i] * job->vectors->n_features;
        ptb_encode_row(job->encoder, job->binding, raw, encoded);
        for (size_t j = 0; j < n_terms; j++)
            job->out[i * n_terms + j] = (float)encoded[j];
    }
    return PTB_OK;
}

ptb_status ptb_encode_design(const ptb_context *context, const ptb_encoder *encoder,
                             const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows, float **out,
                             ptb_error *err)
{
    *out = NULL;
    ptb_status status = PTB_OK;
    ptb_encoder_binding *binding = NULL;
    design_job job = {.encoder = encoder, .vectors = vectors, .rows = rows};
    PTB_TRY_TO(ptb_encoder_bind(encoder, vectors->columns, &binding, err));
    PTB_TRY_TO(ptb_alloc_raw(&job.scratch, (size_t)context->threads, encoder->n_terms * sizeof(double), err));
    PTB_TRY_TO(ptb_alloc_raw(&job.out, n_rows, encoder->n_terms * sizeof(float), err));
    job.binding = binding;
    PTB_TRY_TO(ptb_blocks_map(context, n_rows, DESIGN_BLOCK_ROWS, encode_block, &job, err));
    *out = job.out;
    job.out = NULL;
done:
    free(job.out);
    free(job.scratch);
    ptb_encoder_binding_free(binding);
    return status;
}

void ptb_term_describe(const ptb_encoder *encoder, const ptb_plan *plan, size_t term, ptb_text *out)
{
    const ptb_term *one = &encoder->terms[term];
    const ptb_vector_column *column = &encoder->columns[one->feature];
    ptb_feature_describe(&plan->features[one->feature], out);
    switch (one->kind) {
    case PTB_TERM_LEVEL:
        ptb_text_add(out, " = ");
        if (column->is_category)
            ptb_text_add(out, column->levels[one->level]);
        else
            ptb_text_number(out, one->value);
        break;
    case PTB_TERM_MISSING:
        ptb_text_add(out, " is missing");
        break;
    case PTB_TERM_OTHER:
        ptb_text_add(out, " is a rare value");
        break;
    case PTB_TERM_HINGE:
        ptb_text_add(out, " above ");
        ptb_text_number(out, one->value);
        break;
    case PTB_TERM_LINEAR:
    case PTB_TERM_LOG1P:
        break;
    }
}
