/* features/bins.c: applies bins: raw rows to cells; cells in words. */
#include "features/bins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"

enum { BLOCK_ROWS = 4096 };

void ptb_bins_free(ptb_bins *bins)
{
    if (bins == NULL) return;
    ptb_arena_free(&bins->arena);
    free(bins);
}

/* Cells by the source's code; empty for numbers. */
typedef struct {
    uint8_t *cell;
    size_t n;
} code_map;

struct ptb_bins_binding {
    code_map *maps; /* by feature */
    ptb_arena arena;
};

static uint8_t missing_cell(const ptb_feature_bins *feature)
{
    return (uint8_t)(feature->n_cells - 1);
}

/* Of a category's text: its level's, or "other". */
static uint8_t level_cell(const ptb_bins *bins, size_t feature, const char *text)
{
    const ptb_vector_column *column = &bins->columns[feature];
    size_t level = 0;
    while (level < column->n_levels && strcmp(column->levels[level], text) != 0)
        level++;
    return (uint8_t)level;
}

static ptb_status bind_feature(const ptb_bins *bins, const ptb_vector_column *source, size_t feature,
                               ptb_bins_binding *binding, ptb_error *err)
{
    const ptb_vector_column *column = &bins->columns[feature];
    bool is_empty = source->is_category && source->n_levels == 0; /* no value at all: any kind will do */
    bool is_silent = bins->features[feature].n_cells == 2;        /* nothing but whether it is there */
    if (is_empty && !column->is_category) return PTB_OK;
    if (source->is_category != column->is_category && is_silent) return PTB_OK;
    if (source->is_category != column->is_category)
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "feature '%s' is a %s here, but the model was trained on a %s; import the records with "
            "--like MODEL.json so that columns get the model's types",
            bins->names[feature], source->is_category ? "category" : "number",
            column->is_category ? "category" : "number");
    if (!source->is_category) return PTB_OK;
    code_map *map = &binding->maps[feature];
    PTB_TRY(ptb_arena_alloc(&binding->arena, &map->cell, source->n_levels, sizeof *map->cell, err));
    map->n = source->n_levels;
    for (size_t code = 0; code < map->n; code++)
        map->cell[code] = level_cell(bins, feature, source->levels[code]);
    return PTB_OK;
}

ptb_status ptb_bins_bind(const ptb_bins *bins, const ptb_vector_column *source_columns,
                         ptb_bins_binding **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_bins_binding *binding = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&binding, 1, sizeof *binding, err));
    PTB_TRY_TO(
        ptb_arena_alloc(&binding->arena, &binding->maps, bins->n_features, sizeof *binding->maps, err));
    for (size_t f = 0; f < bins->n_features; f++)
        PTB_TRY_TO(bind_feature(bins, &source_columns[f], f, binding, err));
    *out = binding;
    binding = NULL;
done:
    ptb_bins_binding_free(binding);
    return status;
}

void ptb_bins_binding_free(ptb_bins_binding *binding)
{
    if (binding == NULL) return;
    ptb_arena_free(&binding->arena);
    free(binding);
}

/* How many edges are <= x. */
static uint8_t number_cell(const ptb_feature_bins *feature, double x)
{
    size_t low = 0, n = feature->n_edges;
    while (n > 0) {
        size_t half = n / 2;
        bool is_right = feature->edge[low + half] <= x;
        low = is_right ? low + half + 1 : low;
        n = is_right ? n - half - 1 : half;
    }
    return (uint8_t)low;
}

static inline uint8_t cell_of(const ptb_bins *bins, const ptb_bins_binding *binding, size_t feature,
                              float raw)
{
    const ptb_feature_bins *one = &bins->features[feature];
    double x = (double)raw;
    if (isnan(x)) return missing_cell(one);
    if (!bins->columns[feature].is_category) return number_cell(one, x);
    const code_map *map = &binding->maps[feature];
    return x >= 0 && x < (double)map->n ? map->cell[(size_t)x] : (uint8_t)bins->columns[feature].n_levels;
}

void ptb_bins_row(const ptb_bins *bins, const ptb_bins_binding *binding, const float *raw, uint8_t *cells)
{
    for (size_t f = 0; f < bins->n_features; f++)
        cells[f] = cell_of(bins, binding, f, raw[f]);
}

typedef struct {
    const ptb_bins *bins;
    const ptb_bins_binding *binding;
    const ptb_vectors *vectors;
    const uint32_t *rows;
    size_t n_rows;
    uint8_t *out;
} column_job;

static ptb_status fill_rows(void *state, const ptb_block *block, ptb_error *err)
{
    const column_job *job = state;
    (void)err;
    for (size_t f = 0; f < job->bins->n_features; f++)
        for (size_t i = block->first; i < block->last; i++)
            job->out[f * job->n_rows + i] =
                cell_of(job->bins, job->binding, f,
                        job->vectors->x[(size_t)job->rows[i] * job->vectors->n_features + f]);
    return PTB_OK;
}

ptb_status ptb_bins_columns(const ptb_context *context, const ptb_bins *bins, const ptb_vectors *vectors,
                            const uint32_t *rows, size_t n_rows, uint8_t **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_bins_binding *binding = NULL;
    column_job job = {.bins = bins, .vectors = vectors, .rows = rows, .n_rows = n_rows};
    *out = NULL;
    PTB_TRY_TO(ptb_bins_bind(bins, vectors->columns, &binding, err));
    PTB_TRY_TO(ptb_alloc_raw(&job.out, n_rows, bins->n_features, err));
    job.binding = binding;
    PTB_TRY_TO(ptb_blocks_map(context, n_rows, BLOCK_ROWS, fill_rows, &job, err));
    *out = job.out;
    job.out = NULL;
done:
    free(job.out);
    ptb_bins_binding_free(binding);
    return status;
}

/* Cells first to last of a number, none of them missing. */
static void number_words(const ptb_feature_bins *one, size_t first, size_t last, ptb_text *out)
{
    bool has_low = first > 0, has_high = last < one->n_edges;
    if (!has_low && !has_high) {
        ptb_text_add(out, "any");
        return;
    }
    if (has_low) ptb_text_number(out, one->edge[first - 1]);
    ptb_text_add(out, has_low && has_high ? " to below " : has_low ? " or more" : "below ");
    if (has_high) ptb_text_number(out, one->edge[last]);
}

void ptb_bins_words(const ptb_bins *bins, size_t feature, size_t first, size_t last, ptb_text *out)
{
    const ptb_feature_bins *one = &bins->features[feature];
    const ptb_vector_column *column = &bins->columns[feature];
    if (first + 1 == one->n_cells)
        ptb_text_add(out, "missing");
    else if (!column->is_category)
        number_words(one, first, last, out);
    else
        ptb_text_add(out, first == last && first < column->n_levels ? column->levels[first] : "other");
}
