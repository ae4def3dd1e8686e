/* train/winloss_cells.c: the cells of features that people can read, and their words. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "features/title.h"
#include "train/winloss_inside.h"

enum { CELLS_OF_NUMBER = 5, LEVELS = 20, SAMPLE_ROWS = 50000, BLOCK_ROWS = 2048 };

/* --- which cells --- */

/* Edges and levels are found on every k-th of the rows where they are many. */
static ptb_status fit_bins(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows,
                           size_t n_rows, ptb_bins **out, ptb_error *err)
{
    size_t stride = n_rows > SAMPLE_ROWS ? (n_rows + SAMPLE_ROWS - 1) / SAMPLE_ROWS : 1, n = 0;
    uint32_t *sample = NULL;
    ptb_bins_settings settings;
    PTB_TRY(ptb_alloc_raw(&sample, n_rows, sizeof *sample, err));
    for (size_t i = 0; i < n_rows; i += stride)
        sample[n++] = rows[i];
    ptb_bins_settings_default(&settings);
    settings.for_reading = true;
    settings.max_cells = CELLS_OF_NUMBER;
    settings.max_levels = LEVELS;
    settings.min_cell_count = settings.min_level_count = (PTB_FINDING_MIN_CASES + stride - 1) / stride;
    ptb_status status = ptb_bins_fit(context, vectors, sample, n, &settings, out, err);
    free(sample);
    return status;
}

/* --- what is found in the cells of numbers --- */

typedef struct {
    const ptb_reading_cells *cells;
    const uint32_t *rows;
    ptb_cell_values *values; /* of all threads */
    size_t n_values;
} value_job;

static const ptb_cell_values no_values = {.least = HUGE_VALF, .most = -HUGE_VALF};

static ptb_status find_values(void *state, const ptb_block *block, ptb_error *err)
{
    const value_job *job = state;
    const ptb_reading_cells *c = job->cells;
    const ptb_vectors *v = c->vectors;
    ptb_cell_values *mine = job->values + (size_t)block->thread * job->n_values;
    (void)err;
    for (size_t f = 0; f < v->n_features; f++) {
        if (v->columns[f].is_category) continue;
        for (size_t i = block->first; i < block->last; i++) {
            float x = v->x[(size_t)job->rows[i] * v->n_features + f];
            ptb_cell_values *cell = &mine[c->offset[f] + c->cells[f * c->n_rows + i]];
            if (isnan(x)) continue;
            cell->least = x < cell->least ? x : cell->least;
            cell->most = x > cell->most ? x : cell->most;
            cell->has_fraction = cell->has_fraction || x < floorf(x) || x > floorf(x);
        }
    }
    return PTB_OK;
}

static void merge_values(const value_job *job, size_t n_threads, ptb_cell_values *out)
{
    for (size_t i = 0; i < job->n_values; i++) {
        out[i] = no_values;
        for (size_t t = 0; t < n_threads; t++) {
            const ptb_cell_values *one = &job->values[t * job->n_values + i];
            out[i].least = fminf(out[i].least, one->least);
            out[i].most = fmaxf(out[i].most, one->most);
            out[i].has_fraction = out[i].has_fraction || one->has_fraction;
        }
    }
}

static ptb_status measure_cells(const ptb_context *context, const uint32_t *rows, ptb_reading_cells *out,
                                ptb_error *err)
{
    size_t n_features = out->vectors->n_features, n_threads = (size_t)context->threads;
    value_job job = {.cells = out, .rows = rows};
    PTB_TRY(ptb_alloc(&out->offset, n_features, sizeof *out->offset, err));
    for (size_t f = 0; f < n_features; f++) {
        out->offset[f] = job.n_values;
        job.n_values += out->bins->features[f].n_cells;
    }
    PTB_TRY(ptb_alloc(&out->values, job.n_values, sizeof *out->values, err));
    PTB_TRY(ptb_alloc(&job.values, n_threads * job.n_values, sizeof *job.values, err));
    for (size_t i = 0; i < n_threads * job.n_values; i++)
        job.values[i] = no_values;
    ptb_status status = ptb_blocks_map(context, out->n_rows, BLOCK_ROWS, find_values, &job, err);
    if (status == PTB_OK) merge_values(&job, n_threads, out->values);
    free(job.values);
    return status;
}

ptb_status ptb_reading_cells_make(const ptb_context *context, const ptb_vectors *vectors,
                                  const uint32_t *rows, size_t n_rows, ptb_reading_cells *out, ptb_error *err)
{
    *out = (ptb_reading_cells){.vectors = vectors, .n_rows = n_rows};
    PTB_TRY(fit_bins(context, vectors, rows, n_rows, &out->bins, err));
    PTB_TRY(ptb_bins_columns(context, out->bins, vectors, rows, n_rows, &out->cells, err));
    return measure_cells(context, rows, out, err);
}

void ptb_reading_cells_free(ptb_reading_cells *cells)
{
    ptb_bins_free(cells->bins);
    free(cells->cells);
    free(cells->offset);
    free(cells->values);
    *cells = (ptb_reading_cells){0};
}

static bool is_empty(const ptb_cell_values *cell)
{
    return cell->least > cell->most;
}

static bool is_all_zero(const ptb_cell_values *cell)
{
    return !is_empty(cell) && !(cell->least < 0) && !(cell->most > 0);
}

bool ptb_reading_cells_any(const ptb_reading_cells *cells, size_t feature, size_t *first, size_t *last)
{
    size_t n = cells->bins->features[feature].n_cells - 1, zero = 0, above = 0;
    const ptb_cell_values *values = cells->values + cells->offset[feature];
    if (cells->vectors->columns[feature].is_category) return false;
    while (zero < n && is_empty(&values[zero]))
        zero++;
    if (zero == n || !is_all_zero(&values[zero])) return false;
    for (size_t c = zero + 1; c < n; c++)
        above += !is_empty(&values[c]);
    *first = zero + 1;
    *last = n - 1;
    return above > 1;
}

/* --- words --- */

static bool is_yes_or_no(const ptb_reading_cells *cells, size_t feature)
{
    const ptb_feature_spec *spec = &cells->vectors->plan->features[feature];
    return (spec->kind == PTB_FEATURE_EMAIL && spec->choice != PTB_EMAIL_GIBBERISH) ||
           (spec->kind == PTB_FEATURE_ATTRIBUTE && cells->vectors->columns[feature].kind == PTB_COLUMN_FLAG);
}

static bool is_whole(const ptb_reading_cells *cells, size_t feature)
{
    const ptb_cell_values *values = cells->values + cells->offset[feature];
    for (size_t c = 0; c + 1 < cells->bins->features[feature].n_cells; c++)
        if (values[c].has_fraction) return false;
    return true;
}

/* A whole number as the feature's kind names it. */
static void add_whole(const ptb_feature_spec *spec, float x, ptb_text *out)
{
    if (spec->kind == PTB_FEATURE_FURTHEST && x >= 1 && x <= (float)spec->sets.n)
        ptb_text_add(out, spec->sets.items[(size_t)x - 1]);
    else if (spec->kind == PTB_FEATURE_TITLE && x >= 0 && x < (float)PTB_N_SENIORITIES)
        ptb_text_add(out, ptb_seniority_name((ptb_seniority)x));
    else
        ptb_text_number(out, (double)x);
}

static void whole_words(const ptb_reading_cells *cells, size_t feature, size_t cell, ptb_text *out)
{
    const ptb_feature_spec *spec = &cells->vectors->plan->features[feature];
    const ptb_cell_values *v = &cells->values[cells->offset[feature] + cell];
    bool is_last = cell + 2 == cells->bins->features[feature].n_cells;
    bool has_names = spec->kind == PTB_FEATURE_FURTHEST || spec->kind == PTB_FEATURE_TITLE;
    add_whole(spec, v->least, out);
    if (!(v->most > v->least)) return;
    ptb_text_add(out, is_last && !has_names ? " or more" : " to ");
    if (!is_last || has_names) add_whole(spec, v->most, out);
}

/* ln(1 + x) back to x, to three digits. */
static void log_words(const ptb_feature_bins *bins, size_t cell, ptb_text *out)
{
    bool has_low = cell > 0, has_high = cell < bins->n_edges;
    if (has_low) ptb_text_printf(out, "%.3g", expm1(bins->edge[cell - 1]));
    ptb_text_add(out, has_low && has_high ? " to below "
                      : has_low           ? " or more"
                      : has_high          ? "below "
                                          : "any");
    if (has_high) ptb_text_printf(out, "%.3g", expm1(bins->edge[cell]));
}

static void number_words(const ptb_reading_cells *cells, size_t feature, size_t cell, ptb_text *out)
{
    const ptb_feature_spec *spec = &cells->vectors->plan->features[feature];
    const ptb_cell_values *v = &cells->values[cells->offset[feature] + cell];
    bool is_record = spec->kind >= PTB_FEATURE_ATTRIBUTE;
    if (is_yes_or_no(cells, feature))
        ptb_text_add(out, v->most > 0 ? "yes" : "no");
    else if (is_all_zero(v) && !is_record)
        ptb_text_add(out, "none");
    else if (spec->log1p)
        log_words(&cells->bins->features[feature], cell, out);
    else if (is_whole(cells, feature))
        whole_words(cells, feature, cell, out);
    else
        ptb_bins_words(cells->bins, feature, cell, cell, out);
    if (spec->kind == PTB_FEATURE_ATTRIBUTE && cells->vectors->columns[feature].kind == PTB_COLUMN_DATE)
        ptb_text_add(out, " days before");
}

static void missing_words(const ptb_feature_spec *spec, ptb_text *out)
{
    if (spec->kind == PTB_FEATURE_DAYS_SINCE_LAST || spec->kind == PTB_FEATURE_DAYS_SINCE_FIRST)
        ptb_text_add(out, "never");
    else if (spec->kind >= PTB_FEATURE_ATTRIBUTE)
        ptb_text_add(out, "missing");
    else
        ptb_text_printf(out, "missing (%s)", ptb_feature_missing_rule(spec));
}

void ptb_reading_cells_words(const ptb_reading_cells *cells, size_t feature, size_t slot, ptb_text *out)
{
    const ptb_feature_spec *spec = &cells->vectors->plan->features[feature];
    size_t n_cells = cells->bins->features[feature].n_cells;
    if (slot == n_cells)
        ptb_text_add(out, spec->kind >= PTB_FEATURE_ATTRIBUTE ? "more than 0" : "any");
    else if (slot + 1 == n_cells)
        missing_words(spec, out);
    else if (cells->vectors->columns[feature].is_category)
        ptb_bins_words(cells->bins, feature, slot, slot, out);
    else
        number_words(cells, feature, slot, out);
}
