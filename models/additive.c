/* models/additive.c: the tables of an additive model: differences and values, what a case gets, what a cell holds. */
#include "models/additive.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "models/additive_inside.h"

ptb_status ptb_tables_new(const ptb_cells *cells, ptb_tables *out, ptb_error *err)
{
    *out = (ptb_tables){.n_tables = cells->n_fields + cells->n_pairs};
    PTB_TRY(ptb_alloc(&out->first, out->n_tables + 1, sizeof *out->first, err));
    for (size_t t = 0; t < out->n_tables; t++) {
        const ptb_pair *pair = t < cells->n_fields ? NULL : &cells->pairs[t - cells->n_fields];
        out->first[t + 1] = out->first[t] + (pair ? pair->n[0] * pair->n[1] : cells->fields[t].n_cells);
    }
    return PTB_OK;
}

void ptb_tables_free(ptb_tables *tables)
{
    free(tables->first);
    *tables = (ptb_tables){0};
}

size_t ptb_tables_size(const ptb_tables *tables)
{
    return tables->first[tables->n_tables];
}

/* ---- differences and values ---- */

/* Cells along one side of a table, `stride` apart. Where they are in order the first has no difference: it is 0. */
typedef struct {
    double *at;
    size_t n, stride;
    bool is_ordered;
    double sign; /* of the differences */
} side;

static void sum_up(const side *s)
{
    if (!s->is_ordered) return;
    double value = 0;
    s->at[0] = 0;
    for (size_t i = 1; i + 1 < s->n; i++) {
        value += s->sign * s->at[i * s->stride];
        s->at[i * s->stride] = value;
    }
}

static void sum_down(const side *s)
{
    if (!s->is_ordered) return;
    double sum = 0;
    for (size_t i = s->n - 1; i-- > 1;) {
        sum += s->at[i * s->stride];
        s->at[i * s->stride] = s->sign * sum;
    }
    s->at[0] = 0;
}

/* What sum_up undoes, from the far end on. */
static void take_apart(const side *s)
{
    if (!s->is_ordered) return;
    for (size_t i = s->n - 1; i-- > 1;)
        s->at[i * s->stride] = s->sign * (s->at[i * s->stride] - s->at[(i - 1) * s->stride]);
}

static void along_sides(const ptb_cells *cells, size_t table, double *of_table, void (*turn)(const side *))
{
    if (table < cells->n_fields) {
        const ptb_field *field = &cells->fields[table];
        turn(&(side){of_table, field->n_cells, 1, field->is_ordered, field->direction < 0 ? -1.0 : 1.0});
        return;
    }
    const ptb_pair *pair = &cells->pairs[table - cells->n_fields];
    for (size_t i = 0; i < pair->n[0]; i++)
        turn(&(side){of_table + i * pair->n[1], pair->n[1], 1, pair->is_ordered[1], 1});
    for (size_t j = 0; j < pair->n[1]; j++)
        turn(&(side){of_table + j, pair->n[0], pair->n[1], pair->is_ordered[0], 1});
}

void ptb_table_to_values(const ptb_cells *cells, size_t table, double *of_table)
{
    along_sides(cells, table, of_table, sum_up);
}

void ptb_table_to_differences(const ptb_cells *cells, size_t table, double *of_table)
{
    along_sides(cells, table, of_table, sum_down);
}

void ptb_values_to_differences(const ptb_cell_rows *rows, double *all)
{
    for (size_t t = 0; t < rows->tables.n_tables; t++)
        ptb_table_to_differences(rows->cells, t, all + rows->tables.first[t]);
}

void ptb_additive_values(const ptb_cells *cells, const ptb_tables *tables, const double *coef, double *value)
{
    memcpy(value, coef + 1, ptb_tables_size(tables) * sizeof *value);
    for (size_t t = 0; t < tables->n_tables; t++)
        ptb_table_to_values(cells, t, value + tables->first[t]);
}

void ptb_additive_differences(const ptb_cells *cells, const ptb_tables *tables, const double *value,
                              double *coef)
{
    memcpy(coef + 1, value, ptb_tables_size(tables) * sizeof *value);
    for (size_t t = 0; t < tables->n_tables; t++)
        along_sides(cells, t, coef + 1 + tables->first[t], take_apart);
}

/* ---- rows ---- */

typedef struct {
    const ptb_cells *cells;
    uint16_t *out;
} pair_job;

static ptb_status find_pair_cells(void *state, const ptb_block *block, ptb_error *err)
{
    const pair_job *job = state;
    const ptb_cells *c = job->cells;
    (void)err;
    for (size_t p = 0; p < c->n_pairs; p++) {
        const ptb_pair *pair = &c->pairs[p];
        const uint8_t *a = c->cell + pair->field[0] * c->n_rows, *b = c->cell + pair->field[1] * c->n_rows;
        uint16_t *out = job->out + p * c->n_rows;
        for (size_t i = block->first; i < block->last; i++)
            out[i] = (uint16_t)(pair->coarse[0][a[i]] * pair->n[1] + pair->coarse[1][b[i]]);
    }
    return PTB_OK;
}

ptb_status ptb_cell_rows_new(const ptb_context *context, const ptb_cells *cells, ptb_cell_rows *out,
                             ptb_error *err)
{
    *out = (ptb_cell_rows){.cells = cells};
    PTB_TRY(ptb_tables_new(cells, &out->tables, err));
    PTB_TRY(ptb_alloc_raw(&out->pair_cell, cells->n_pairs, cells->n_rows * sizeof *out->pair_cell, err));
    pair_job job = {cells, out->pair_cell};
    return ptb_blocks_map(context, cells->n_rows, PTB_ADDITIVE_ROWS, find_pair_cells, &job, err);
}

void ptb_cell_rows_free(ptb_cell_rows *rows)
{
    ptb_tables_free(&rows->tables);
    free(rows->pair_cell);
    *rows = (ptb_cell_rows){0};
}

/* So many curves in one go over the margins. */
enum { TOGETHER = 4 };

static void add_curves(const uint8_t *cell, size_t n_rows, const double *value, const size_t *at, size_t n,
                       double *restrict margin)
{
    const double *a = value + at[0], *b = value + at[1], *c = value + at[2], *d = value + at[3];
    for (size_t i = 0; i < n; i++)
        margin[i] += (a[cell[i]] + b[cell[n_rows + i]]) + (c[cell[2 * n_rows + i]] + d[cell[3 * n_rows + i]]);
}

void ptb_cell_rows_margins(const ptb_cell_rows *rows, double intercept, const double *value, size_t first,
                           size_t n, double *margin)
{
    const ptb_cells *c = rows->cells;
    for (size_t i = 0; i < n; i++)
        margin[i] = intercept;
    size_t f = 0;
    for (; f + TOGETHER <= c->n_fields; f += TOGETHER)
        add_curves(c->cell + f * c->n_rows + first, c->n_rows, value, rows->tables.first + f, n, margin);
    for (; f < c->n_fields; f++) {
        const double *table = value + rows->tables.first[f];
        const uint8_t *cell = c->cell + f * c->n_rows + first;
        for (size_t i = 0; i < n; i++)
            margin[i] += table[cell[i]];
    }
    for (size_t p = 0; p < c->n_pairs; p++) {
        const double *table = value + rows->tables.first[c->n_fields + p];
        const uint16_t *cell = rows->pair_cell + p * c->n_rows + first;
        for (size_t i = 0; i < n; i++)
            margin[i] += table[cell[i]];
    }
}

/* Four sums side by side: neighbouring rows are often in one cell, and an addition waits for the one before. */
enum { LANES = 4, TABLE_MOST = 256 };

static void fold_lanes(double lanes[LANES][TABLE_MOST], size_t n_cells, double *sums)
{
    for (size_t k = 0; k < n_cells; k++)
        sums[k] += (lanes[0][k] + lanes[1][k]) + (lanes[2][k] + lanes[3][k]);
}

static void add_field(const uint8_t *cell, const double *what, size_t n, size_t n_cells, double *sums)
{
    double lanes[LANES][TABLE_MOST];
    for (size_t l = 0; l < LANES; l++)
        memset(lanes[l], 0, n_cells * sizeof lanes[l][0]);
    for (size_t i = 0; i < n; i++)
        lanes[i % LANES][cell[i]] += what[i];
    fold_lanes(lanes, n_cells, sums);
}

static void add_pair(const uint16_t *cell, const double *what, size_t n, size_t n_cells, double *sums)
{
    double lanes[LANES][TABLE_MOST];
    for (size_t l = 0; l < LANES; l++)
        memset(lanes[l], 0, n_cells * sizeof lanes[l][0]);
    for (size_t i = 0; i < n; i++)
        lanes[i % LANES][cell[i]] += what[i];
    fold_lanes(lanes, n_cells, sums);
}

void ptb_cell_rows_add(const ptb_cell_rows *rows, size_t first, size_t n, const double *what, double *sums)
{
    const ptb_cells *c = rows->cells;
    const size_t *at = rows->tables.first;
    for (size_t f = 0; f < c->n_fields; f++)
        add_field(c->cell + f * c->n_rows + first, what, n, at[f + 1] - at[f], sums + at[f]);
    for (size_t p = 0; p < c->n_pairs; p++) {
        size_t t = c->n_fields + p;
        add_pair(rows->pair_cell + p * c->n_rows + first, what, n, at[t + 1] - at[t], sums + at[t]);
    }
}

typedef struct {
    const ptb_cell_rows *rows;
    const double *value;
    double intercept;
    double *margin;
} margin_job;

static ptb_status fill_margins(void *state, const ptb_block *block, ptb_error *err)
{
    const margin_job *job = state;
    (void)err;
    ptb_cell_rows_margins(job->rows, job->intercept, job->value, block->first, block->last - block->first,
                          job->margin + block->first);
    return PTB_OK;
}

ptb_status ptb_additive_margins(const ptb_context *context, const ptb_cells *cells, double intercept,
                                const double *value, double *margin, ptb_error *err)
{
    ptb_cell_rows rows;
    ptb_status status = ptb_cell_rows_new(context, cells, &rows, err);
    margin_job job = {.rows = &rows, .value = value, .intercept = intercept};
    job.margin = margin;
    if (status == PTB_OK)
        status = ptb_blocks_map(context, cells->n_rows, PTB_ADDITIVE_ROWS, fill_margins, &job, err);
    ptb_cell_rows_free(&rows);
    return status;
}
