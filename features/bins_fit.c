/* features/bins_fit.c: fits bins: where the edges of numbers are, which levels of categories have cells. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "features/bins.h"

enum { CELLS_MOST = PTB_CELLS_MAX - 2 };

void ptb_bins_settings_default(ptb_bins_settings *settings)
{
    *settings =
        (ptb_bins_settings){.max_cells = 128, .max_levels = 200, .min_level_count = 5, .min_cell_count = 5};
}

typedef struct {
    const ptb_vectors *vectors;
    const uint32_t *rows;
    size_t n_rows;
    const ptb_bins_settings *settings;
    ptb_bins *bins;
    /* By feature; copied into the bins when all threads are done. */
    struct found {
        double *edge;
        uint32_t *code; /* of the levels that have cells, the most frequent first */
        size_t n;
    } * found;
} fit_job;

/* The values that are there. E_DATA: one is infinite. */
static ptb_status gather(const fit_job *job, size_t feature, double *values, size_t *n, ptb_error *err)
{
    const ptb_vectors *v = job->vectors;
    *n = 0;
    for (size_t i = 0; i < job->n_rows; i++) {
        double x = (double)v->x[(size_t)job->rows[i] * v->n_features + feature];
        if (isnan(x)) continue;
        if (isinf(x))
            return ptb_fail(err, PTB_E_DATA, "feature '%s' is infinite in row %lu; want a number or nothing",
                            v->plan->features[feature].name, (unsigned long)job->rows[i] + 1);
        values[(*n)++] = x;
    }
    return PTB_OK;
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The number of fewest digits that parts two neighbouring values, near their middle: people will read it. */
static double edge_between(double below, double above)
{
    double middle = below + (above - below) / 2;
    for (int digits = 1; digits <= 17; digits++) {
        char text[32];
        double edge = middle;
        (void)snprintf(text, sizeof text, "%.*g", digits, middle);
        if (ptb_parse_number(ptb_str_of(text), &edge) && edge > below && edge <= above) return edge;
    }
    return above; /* no number lies between them */
}

/* Distinct values and how often each occurs, in place: values[0 .. *n_distinct) and count. */
static size_t find_distinct(double *sorted, size_t n, size_t *count)
{
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_new = i == 0 || sorted[i] > sorted[distinct - 1];
        if (is_new) {
            sorted[distinct] = sorted[i];
            count[distinct++] = 0;
        }
        count[distinct - 1]++;
    }
    return distinct;
}

/* Distinct values and how often each occurs. */
typedef struct {
    const double *value;
    const size_t *count;
    size_t n, rows;
} distinct_values;

static bool has_own_cell(const fit_job *job, const distinct_values *d, size_t i)
{
    const ptb_bins_settings *s = job->settings;
    bool is_zero = !(d->value[i] < 0) && !(d->value[i] > 0);
    return d->count[i] * s->max_cells >= d->rows ||
           (s->for_reading && is_zero && d->count[i] >= s->min_cell_count);
}

/* Values that fill a cell by themselves have one; the others share the cells that are left about evenly, at least
 * min_cell_count rows each. (As LightGBM finds its bins: Ke et al., NIPS 2017.) last[c]: the place of a cell's last value. */
static size_t share_cells(const fit_job *job, const distinct_values *d, size_t *last)
{
    size_t rest = 0, cells = job->settings->max_cells, filled = 0, n_edges = 0;
    size_t cells_left = cells; /* for the others, of which `rest` rows are left */
    for (size_t i = 0; i < d->n; i++) {
        bool is_large = has_own_cell(job, d, i);
        cells_left -= is_large && cells_left > 0;
        rest += is_large ? 0 : d->count[i];
    }
    for (size_t i = 0; i + 1 < d->n && n_edges + 1 < cells; i++) {
        bool is_large = has_own_cell(job, d, i), is_next_large = has_own_cell(job, d, i + 1);
        filled += d->count[i];
        bool is_enough = filled >= job->settings->min_cell_count &&
                         (is_next_large || filled * (cells_left > 0 ? cells_left : 1) >= rest);
        if (!is_large && !is_enough) continue;
        last[n_edges++] = i;
        if (!is_large) {
            rest -= filled;
            cells_left -= cells_left > 0;
        }
        filled = 0;
    }
    return n_edges;
}

static size_t count_rows(const distinct_values *d, size_t first, size_t end)
{
    size_t rows = 0;
    for (size_t i = first; i < end; i++)
        rows += d->count[i];
    return rows;
}

/* The edge behind the cell `e`, wherever it may be for the sake of few digits. */
static double round_edge(const distinct_values *d, const size_t *last, size_t n_edges, size_t e)
{
    size_t first = e == 0 ? 0 : last[e - 1] + 1, end = e + 1 == n_edges ? d->n : last[e + 1] + 1;
    size_t before = count_rows(d, first, last[e] + 1), after = count_rows(d, last[e] + 1, end);
    size_t spare = (before < after ? before : after) / 4, below = last[e], above = below + 1;
    for (size_t moved = d->count[below]; moved <= spare; moved += d->count[below])
        below--;
    for (size_t moved = d->count[above]; moved <= spare; moved += d->count[above])
        above++;
    return edge_between(d->value[below], d->value[above]);
}

/* Edges come in ascending order. */
static ptb_status find_edges(const fit_job *job, const distinct_values *d, struct found *found,
                             ptb_error *err)
{
    size_t *last = NULL;
    PTB_TRY(ptb_alloc_raw(&last, job->settings->max_cells, sizeof *last, err));
    found->n = share_cells(job, d, last);
    for (size_t e = 0; e < found->n; e++)
        found->edge[e] = job->settings->for_reading ? round_edge(d, last, found->n, e)
                                                    : edge_between(d->value[last[e]], d->value[last[e] + 1]);
    free(last);
    return PTB_OK;
}

static ptb_status fit_number(const fit_job *job, size_t feature, double *values, ptb_error *err)
{
    struct found *found = &job->found[feature];
    size_t n = 0, *count = NULL;
    PTB_TRY(gather(job, feature, values, &n, err));
    PTB_TRY(ptb_alloc(&found->edge, job->settings->max_cells, sizeof *found->edge, err));
    if (n == 0) return PTB_OK;
    PTB_TRY(ptb_alloc_raw(&count, n, sizeof *count, err));
    qsort(values, n, sizeof *values, compare_numbers);
    distinct_values distinct = {.value = values, .count = count, .rows = n};
    distinct.n = find_distinct(values, n, count);
    ptb_status status = find_edges(job, &distinct, found, err);
    free(count);
    return status;
}

typedef struct {
    uint32_t code;
    size_t n;
} level_count;

/* Frequent first; equal ones in the order of their codes. */
static int compare_levels(const void *left, const void *right)
{
    const level_count *a = left, *b = right;
    if (a->n != b->n) return a->n < b->n ? 1 : -1;
    return (a->code > b->code) - (a->code < b->code);
}

static ptb_status count_levels(const fit_job *job, size_t feature, const double *values, size_t n,
                               level_count *levels, ptb_error *err)
{
    size_t n_levels = job->vectors->columns[feature].n_levels;
    for (size_t code = 0; code < n_levels; code++)
        levels[code].code = (uint32_t)code;
    for (size_t i = 0; i < n; i++) {
        if (!(values[i] >= 0 && values[i] < (double)n_levels))
            return ptb_fail(err, PTB_E_DATA, "category '%s' has the code %g; want 0 to %zu",
                            job->vectors->plan->features[feature].name, values[i], n_levels - 1);
        levels[(size_t)values[i]].n++;
    }
    qsort(levels, n_levels, sizeof *levels, compare_levels);
    return PTB_OK;
}

static ptb_status fit_category(const fit_job *job, size_t feature, double *values, ptb_error *err)
{
    struct found *found = &job->found[feature];
    size_t n = 0, n_levels = job->vectors->columns[feature].n_levels;
    level_count *levels = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(gather(job, feature, values, &n, err));
    if (n == 0 || n_levels == 0) goto done;
    PTB_TRY_TO(ptb_alloc(&levels, n_levels, sizeof *levels, err));
    PTB_TRY_TO(ptb_alloc(&found->code, n_levels, sizeof *found->code, err));
    PTB_TRY_TO(count_levels(job, feature, values, n, levels, err));
    for (size_t i = 0; i < n_levels && found->n < job->settings->max_levels; i++)
        if (levels[i].n >= job->settings->min_level_count) found->code[found->n++] = levels[i].code;
done:
    free(levels);
    return status;
}

static ptb_status fit_feature(void *state, const ptb_block *block, ptb_error *err)
{
    const fit_job *job = state;
    double *values = NULL;
    PTB_TRY(ptb_alloc_raw(&values, job->n_rows, sizeof *values, err));
    ptb_status status = job->vectors->columns[block->index].is_category
                            ? fit_category(job, block->index, values, err)
                            : fit_number(job, block->index, values, err);
    free(values);
    return status;
}

/* What was found of a feature becomes the bins'. */
static ptb_status keep_feature(const fit_job *job, size_t feature, ptb_error *err)
{
    ptb_bins *bins = job->bins;
    const struct found *found = &job->found[feature];
    const ptb_vector_column *source = &job->vectors->columns[feature];
    const char *name = job->vectors->plan->features[feature].name;
    ptb_feature_bins *one = &bins->features[feature];
    PTB_TRY(ptb_arena_text(&bins->arena, name, strlen(name), &bins->names[feature], err));
    bins->columns[feature] = (ptb_vector_column){.kind = source->kind, .is_category = source->is_category};
    one->n_cells = found->n + 2;
    if (!source->is_category) {
        one->n_edges = found->n;
        PTB_TRY(ptb_arena_alloc(&bins->arena, &one->edge, found->n, sizeof *one->edge, err));
        if (found->n > 0) memcpy(one->edge, found->edge, found->n * sizeof *one->edge);
        return PTB_OK;
    }
    const char **levels = NULL;
    PTB_TRY(ptb_arena_alloc(&bins->arena, &levels, found->n, sizeof *levels, err));
    for (size_t i = 0; i < found->n; i++) {
        const char *text = source->levels[found->code[i]];
        PTB_TRY(ptb_arena_text(&bins->arena, text, strlen(text), &levels[i], err));
    }
    bins->columns[feature].levels = levels;
    bins->columns[feature].n_levels = found->n;
    return PTB_OK;
}

static ptb_status check(const ptb_bins_settings *settings, size_t n_rows, ptb_error *err)
{
    if (settings->max_cells < 2 || settings->max_cells > CELLS_MOST)
        return ptb_fail(err, PTB_E_ARG, "%zu cells of a number at most (expected 2 to %d)",
                        settings->max_cells, CELLS_MOST);
    if (settings->max_levels < 1 || settings->max_levels > CELLS_MOST)
        return ptb_fail(err, PTB_E_ARG, "%zu levels of a category at most (expected 1 to %d)",
                        settings->max_levels, CELLS_MOST);
    return n_rows > 0 ? PTB_OK : ptb_fail(err, PTB_E_DATA, "no cases to fit bins on");
}

ptb_status ptb_bins_fit(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows,
                        size_t n_rows, const ptb_bins_settings *settings, ptb_bins **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_bins *bins = NULL;
    size_t n = vectors->n_features;
    fit_job job = {.vectors = vectors, .rows = rows, .n_rows = n_rows, .settings = settings};
    *out = NULL;
    PTB_TRY(check(settings, n_rows, err));
    PTB_TRY_TO(ptb_alloc(&bins, 1, sizeof *bins, err));
    PTB_TRY_TO(ptb_alloc(&job.found, n, sizeof *job.found, err));
    PTB_TRY_TO(ptb_arena_alloc(&bins->arena, &bins->features, n, sizeof *bins->features, err));
    PTB_TRY_TO(ptb_arena_alloc(&bins->arena, &bins->columns, n, sizeof *bins->columns, err));
    PTB_TRY_TO(ptb_arena_alloc(&bins->arena, &bins->names, n, sizeof *bins->names, err));
    bins->n_features = n;
    job.bins = bins;
    PTB_TRY_TO(ptb_blocks_map(context, n, 1, fit_feature, &job, err));
    for (size_t f = 0; f < n; f++)
        PTB_TRY_TO(keep_feature(&job, f, err));
    *out = bins;
    bins = NULL;
done:
    for (size_t f = 0; job.found && f < n; f++) {
        free(job.found[f].edge);
        free(job.found[f].code);
    }
    free(job.found);
    ptb_bins_free(bins);
    return status;
}
