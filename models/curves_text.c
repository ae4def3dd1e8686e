/* models/curves_text.c: an additive model as a table for people. */
#include <stdlib.h>

#include "datasets/base/table.h"
#include "models/curves.h"

static ptb_curve_extent extent_of(const ptb_curves *curves, size_t table)
{
    const size_t *first = curves->tables.first;
    const double *value = curves->value + first[table];
    ptb_curve_extent e = {.table = table};
    for (size_t k = 1; k < first[table + 1] - first[table]; k++) {
        if (value[k] < value[e.lowest]) e.lowest = k;
        if (value[k] > value[e.highest]) e.highest = k;
    }
    e.spread = value[e.highest] - value[e.lowest];
    return e;
}

static int by_spread(const void *left, const void *right)
{
    const ptb_curve_extent *a = left, *b = right;
    if (a->spread > b->spread || a->spread < b->spread) return a->spread < b->spread ? 1 : -1;
    return (a->table > b->table) - (a->table < b->table);
}

/* The cells of a group: those of a number are neighbours. */
static void add_group(const ptb_curves *curves, const ptb_pair *pair, int side, size_t group, ptb_text *out)
{
    size_t first = SIZE_MAX, last = 0, n = curves->fields[pair->field[side]].n_cells;
    for (size_t c = 0; c < n; c++) {
        if (pair->coarse[side][c] != group) continue;
        if (first == SIZE_MAX) first = c;
        last = c;
    }
    if (first != SIZE_MAX) ptb_bins_words(curves->bins, pair->field[side], first, last, out);
}

void ptb_curves_place(const ptb_curves *curves, size_t table, size_t cell, ptb_text *out)
{
    size_t n = curves->bins->n_features;
    if (table < n) {
        ptb_bins_words(curves->bins, table, cell, cell, out);
        return;
    }
    const ptb_pair *pair = &curves->pairs[table - n];
    add_group(curves, pair, 0, cell / pair->n[1], out);
    ptb_text_add(out, ", ");
    add_group(curves, pair, 1, cell % pair->n[1], out);
}

static const char *direction_words(int direction)
{
    if (direction == 0) return "";
    return direction > 0 ? " (never falls)" : " (never rises)";
}

void ptb_curves_name(const ptb_curves *curves, const ptb_plan *plan, size_t table, ptb_text *out)
{
    size_t n = curves->bins->n_features;
    const ptb_pair *pair = table < n ? NULL : &curves->pairs[table - n];
    ptb_feature_describe(&plan->features[pair ? pair->field[0] : table], out);
    if (!pair) {
        ptb_text_add(out, direction_words(curves->fields[table].direction));
        return;
    }
    ptb_text_add(out, " x ");
    ptb_feature_describe(&plan->features[pair->field[1]], out);
}

static void add_row(const ptb_curves *curves, const ptb_plan *plan, const ptb_curve_extent *e,
                    ptb_text_table *table)
{
    const double *value = curves->value + curves->tables.first[e->table];
    const size_t cells[] = {e->lowest, e->highest};
    ptb_text words = {0};
    for (int k = 0; k < 2; k++) {
        ptb_text_clear(&words);
        ptb_curves_place(curves, e->table, cells[k], &words);
        ptb_table_cell(table, "%+.3f", value[cells[k]]);
        ptb_table_cell(table, "%s", words.bytes ? words.bytes : "");
    }
    ptb_text_clear(&words);
    ptb_curves_name(curves, plan, e->table, &words);
    ptb_table_cell(table, "%s", words.bytes ? words.bytes : "");
    ptb_text_free(&words);
}

ptb_status ptb_curves_extents(const ptb_curves *curves, ptb_curve_extent **out, ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, curves->tables.n_tables, sizeof **out, err));
    for (size_t t = 0; t < curves->tables.n_tables; t++)
        (*out)[t] = extent_of(curves, t);
    qsort(*out, curves->tables.n_tables, sizeof **out, by_spread);
    return PTB_OK;
}

void ptb_curves_tabulate(const ptb_curves *curves, const ptb_plan *plan, size_t most, ptb_text *out)
{
    ptb_text_table table = {.n_columns = 5, .align = "rlrll"};
    ptb_curve_extent *extents = NULL;
    size_t n_curves = 0;
    if (ptb_curves_extents(curves, &extents, NULL) != PTB_OK) {
        out->failed = true;
        return;
    }
    for (size_t t = 0; t < curves->tables.n_tables; t++)
        n_curves += extents[t].table < curves->bins->n_features && extents[t].spread > 0;
    ptb_table_cell(&table, "lowest");
    ptb_table_cell(&table, "at");
    ptb_table_cell(&table, "highest");
    ptb_table_cell(&table, "at");
    ptb_table_cell(&table, "%zu curves, %zu surfaces (log-odds)", n_curves, curves->n_pairs);
    for (size_t i = 0; i < most && i < curves->tables.n_tables && extents[i].spread > 0; i++)
        add_row(curves, plan, &extents[i], &table);
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
    free(extents);
}
