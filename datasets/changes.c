/* datasets/changes.c: writes the changes of attributes in the order of the records; views and checks them. */
#include "datasets/changes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/history_layout.h"

/* ---- writing ---- */

typedef struct {
    ptb_h5_writer *h5;
    const char *table;
    const ptb_changes *changes;
    const ptb_permutation *order;
    uint64_t n;
} writing;

/* One array, the changes of each record together, records by position. */
static ptb_status put_part(const writing *w, const char *part, ptb_h5_type type, const void *data,
                           ptb_error *err)
{
    ptb_status status = PTB_OK;
    char name[LAYOUT_NAME_BYTES], *sorted = NULL;
    size_t size = ptb_h5_type_bytes(type), at = 0;
    PTB_TRY_TO(ptb_alloc_raw(&sorted, (size_t)w->n, size, err));
    for (size_t i = 0; i < w->order->n; i++) {
        const uint64_t *first = &w->changes->first[w->order->order[i]];
        size_t n = (size_t)(first[1] - first[0]);
        if (n > 0) memcpy(sorted + at * size, (const char *)data + (size_t)first[0] * size, n * size);
        at += n;
    }
    PTB_TRY_TO(ptb_h5_write(w->h5, layout_name(name, w->table, part), type, sorted, w->n, 0, err));
done:
    free(sorted);
    return status;
}

static ptb_status put_first(const writing *w, ptb_error *err)
{
    ptb_status status = PTB_OK;
    char name[LAYOUT_NAME_BYTES];
    uint64_t *first = NULL;
    PTB_TRY_TO(ptb_alloc(&first, w->order->n + 1, sizeof *first, err));
    for (size_t i = 0; i < w->order->n; i++) {
        const uint64_t *of_row = &w->changes->first[w->order->order[i]];
        first[i + 1] = first[i] + (of_row[1] - of_row[0]);
    }
    layout_name(name, w->table, LAYOUT_CHANGE_FIRST);
    PTB_TRY_TO(ptb_h5_write(w->h5, name, PTB_H5_U64, first, w->order->n + 1, 0, err));
done:
    free(first);
    return status;
}

ptb_status ptb_changes_write(ptb_h5_writer *h5, const char *table, const ptb_changes *changes,
                             const ptb_permutation *order, ptb_error *err)
{
    if (!changes->first || changes->first[order->n] == 0) return PTB_OK;
    const writing w = {h5, table, changes, order, changes->first[order->n]};
    PTB_TRY(put_first(&w, err));
    PTB_TRY(put_part(&w, LAYOUT_CHANGE_TS, PTB_H5_I64, changes->ts, err));
    PTB_TRY(put_part(&w, LAYOUT_CHANGE_COLUMN, PTB_H5_U32, changes->column, err));
    return put_part(&w, LAYOUT_CHANGE_VALUE, PTB_H5_F64, changes->value, err);
}

/* ---- reading ---- */

typedef struct {
    const ptb_h5_file *h5;
    const char *path, *name;
    const ptb_record_table *table;
} viewing;

static ptb_status fail_part(const viewing *v, const char *part, const char *words, ptb_error *err)
{
    return ptb_fail(err, PTB_E_INTEGRITY, "%s: %s/%s: %s", v->path, v->name, part, words);
}

static ptb_status view_part(const viewing *v, const char *part, ptb_h5_type type, uint64_t n, void *out,
                            ptb_error *err)
{
    char name[LAYOUT_NAME_BYTES];
    uint64_t rows = 0, cols = 0;
    PTB_TRY(ptb_h5_view(v->h5, layout_name(name, v->name, part), type, out, &rows, &cols, err));
    if (rows != n || cols != 0) return fail_part(v, part, "another length than its table", err);
    return PTB_OK;
}

static bool is_fine_value(const ptb_column *column, double value)
{
    if (isnan(value)) return true;
    switch (column->kind) {
    case PTB_COLUMN_FLAG:
        return !(value < 0.0) && !(value > 1.0) && !(value > 0.0 && value < 1.0);
    case PTB_COLUMN_CATEGORY:
        return value >= 0.0 && value < (double)column->levels.n && !(value > trunc(value));
    case PTB_COLUMN_DATE: /* any that fits: 2^53 seconds are exact, the year 9999 is 2^38 */
        return fabs(value) < 0x1p53 && !(fabs(value) > trunc(fabs(value)));
    case PTB_COLUMN_NUMBER:
        break;
    }
    return isfinite(value);
}

static ptb_status check_record(const viewing *v, uint64_t first, uint64_t last, ptb_error *err)
{
    const ptb_changes *c = &v->table->changes;
    for (uint64_t i = first; i < last; i++) {
        if (c->column[i] >= v->table->n_columns)
            return fail_part(v, LAYOUT_CHANGE_COLUMN, "an index beyond its table", err);
        if (!is_fine_value(&v->table->columns[c->column[i]], c->value[i]))
            return fail_part(v, LAYOUT_CHANGE_VALUE, "a value that its column can't have", err);
        if (i == first || c->column[i] > c->column[i - 1]) continue;
        if (c->column[i] < c->column[i - 1] || c->ts[i] <= c->ts[i - 1])
            return fail_part(v, LAYOUT_CHANGE_TS, "changes that do not ascend by column and time", err);
    }
    return PTB_OK;
}

static ptb_status check_first(const viewing *v, ptb_error *err)
{
    const uint64_t *first = v->table->changes.first;
    bool is_fine = first[0] == 0;
    for (size_t i = 0; i < v->table->n; i++)
        is_fine = is_fine && first[i] <= first[i + 1];
    if (is_fine) return PTB_OK;
    return fail_part(v, LAYOUT_CHANGE_FIRST, "offsets that do not ascend from where they should begin", err);
}

static bool has_changes(const ptb_h5_file *h5, const char *table)
{
    static const char *const parts[] = {LAYOUT_CHANGE_FIRST, LAYOUT_CHANGE_TS, LAYOUT_CHANGE_COLUMN,
                                        LAYOUT_CHANGE_VALUE};
    char name[LAYOUT_NAME_BYTES];
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (ptb_h5_has(h5, layout_name(name, table, parts[i]))) return true;
    return false;
}

ptb_status ptb_changes_view(const ptb_h5_file *h5, const char *path, const char *name,
                            ptb_record_table *table, ptb_error *err)
{
    const viewing v = {h5, path, name, table};
    ptb_changes *changes = &table->changes;
    if (!has_changes(h5, name)) return PTB_OK;
    PTB_TRY(view_part(&v, LAYOUT_CHANGE_FIRST, PTB_H5_U64, table->n + 1, &changes->first, err));
    PTB_TRY(check_first(&v, err));
    uint64_t n = changes->first[table->n];
    PTB_TRY(view_part(&v, LAYOUT_CHANGE_TS, PTB_H5_I64, n, &changes->ts, err));
    PTB_TRY(view_part(&v, LAYOUT_CHANGE_COLUMN, PTB_H5_U32, n, &changes->column, err));
    PTB_TRY(view_part(&v, LAYOUT_CHANGE_VALUE, PTB_H5_F64, n, &changes->value, err));
    for (size_t i = 0; i < table->n; i++)
        PTB_TRY(check_record(&v, changes->first[i], changes->first[i + 1], err));
    return PTB_OK;
}
