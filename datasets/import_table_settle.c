/* datasets/import_table_settle.c: judges a table's columns, drops rows whose values do not fit, converts those that stay. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"
#include "datasets/base/blocks.h"

enum { SHOWN_BYTES = 60 };

/* ---- judging ---- */

ptb_status ptb_intake_drop(ptb_import_run *run, ptb_intake *table, size_t row, ptb_reject_kind kind,
                           const char *column, const char *reason, ptb_error *err)
{
    if (table->is_dropped[row]) return PTB_OK;
    table->is_dropped[row] = true;
    const ptb_intake_place *at = &table->places[row];
    const ptb_reject_place place = {table->names[at->file], at->line, column, kind};
    return ptb_reject_late(&run->rejects, &place, err, "%s", reason);
}

static const ptb_column_kind *find_hint(const ptb_import_run *run, const char *table, const char *column)
{
    for (size_t i = 0; i < run->n_hints; i++)
        if (strcmp(run->hints[i].table, table) == 0 && strcmp(run->hints[i].name, column) == 0)
            return &run->hints[i].kind;
    return NULL;
}

ptb_reject_kind ptb_import_bad_value(char reason[PTB_REASON_BYTES], const ptb_text_column *column,
                                     const ptb_column_type *type, ptb_str value)
{
    static const struct {
        const char *what, *expected;
        ptb_reject_kind kind;
    } words[] = {
        [PTB_COLUMN_NUMBER] = {"number", "a number", PTB_REJECT_NUMBER},
        [PTB_COLUMN_FLAG] = {"flag", "yes or no", PTB_REJECT_FLAG},
        [PTB_COLUMN_CATEGORY] = {"value", "a text", PTB_REJECT_FLAG},
        [PTB_COLUMN_DATE] = {"date", "a date that exists, as YYYY-MM-DD [HH:MM:SS]", PTB_REJECT_DATE},
    };
    const char *expected = words[type->kind].expected;
    if (type->kind == PTB_COLUMN_DATE && type->date_order == PTB_DATES_DMY)
        expected = "a date that exists, day first";
    if (type->kind == PTB_COLUMN_DATE && type->date_order == PTB_DATES_MDY)
        expected = "a date that exists, month first";
    (void)snprintf(reason, PTB_REASON_BYTES, "bad %s '%.*s' in column %s, expected %s",
                   words[type->kind].what, (int)ptb_str_cut(value, SHOWN_BYTES).len, value.ptr, column->name,
                   expected);
    return words[type->kind].kind;
}

static ptb_status drop_value(ptb_import_run *run, ptb_intake *table, size_t column, size_t row,
                             ptb_error *err)
{
    char reason[PTB_REASON_BYTES];
    const ptb_text_column *text = &table->columns[column];
    ptb_str value = ptb_dictionary_key(text->values, text->code[row]);
    ptb_reject_kind kind = ptb_import_bad_value(reason, text, &table->types[column], value);
    return ptb_intake_drop(run, table, row, kind, text->name, reason, err);
}

ptb_status ptb_intake_judge(ptb_import_run *run, ptb_intake *table, size_t column,
                            const ptb_column_kind *kind, ptb_error *err)
{
    ptb_status status = PTB_OK;
    bool *is_bad = NULL;
    const ptb_text_column *text = &table->columns[column];
    ptb_typing typing = {.kind = kind,
                         .date_order = run->settings->date_order,
                         .decimal_comma = run->settings->decimal_comma,
                         .is_moment = kind != NULL,
                         .context = run->context};
    if (!kind) typing.kind = find_hint(run, table->spec.noun, text->name);
    status = ptb_column_judge(text, &typing, &table->types[column], err);
    if (status == PTB_E_CANCELLED) return status;
    if (status != PTB_OK) return ptb_prefix(err, status, "%s", ptb_intake_path(table));
    PTB_TRY_TO(ptb_column_find_bad(run->context, text, &table->types[column], &is_bad, err));
    for (size_t row = 0; row < text->n_rows && is_bad; row++)
        if (text->code[row] != PTB_NONE && is_bad[text->code[row]])
            PTB_TRY_TO(drop_value(run, table, column, row, err));
done:
    free(is_bad);
    return status;
}

bool ptb_intake_has_role(const ptb_intake *table, size_t column)
{
    for (size_t k = 0; k < PTB_INTAKE_ROLES && table->spec.roles[k].name; k++)
        if (table->role[k] == (int)column) return true;
    return false;
}

ptb_status ptb_intake_judge_attributes(ptb_import_run *run, ptb_intake *table, ptb_error *err)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (!ptb_intake_has_role(table, i)) PTB_TRY(ptb_intake_judge(run, table, i, NULL, err));
    return PTB_OK;
}

ptb_str ptb_intake_value(const ptb_intake *table, int role, size_t row)
{
    int column = table->role[role];
    if (column < 0 || table->columns[column].code[row] == PTB_NONE) return (ptb_str){"", 0};
    return ptb_dictionary_key(table->columns[column].values, table->columns[column].code[row]);
}

/* ---- the rows that stay ---- */

ptb_status ptb_intake_settle(ptb_import_run *run, ptb_intake *table, ptb_error *err)
{
    PTB_TRY(ptb_changes_settle(run, table, err));
    PTB_TRY(ptb_alloc(&table->kept, table->n_rows, sizeof *table->kept, err));
    PTB_TRY(ptb_alloc(&table->new_row, table->n_rows, sizeof *table->new_row, err));
    for (uint32_t row = 0; row < table->n_rows; row++) {
        table->new_row[row] = PTB_NONE;
        if (table->is_dropped[row]) continue;
        table->new_row[row] = (uint32_t)table->n_kept;
        table->kept[table->n_kept++] = row;
    }
    for (uint32_t row = 0; row < table->n_rows && table->merges; row++) {
        uint32_t into = ptb_merges_of_row(table->merges, row);
        if (into != PTB_NONE) table->new_row[row] = table->new_row[into];
    }
    for (size_t i = 0; i < table->paths.n; i++)
        PTB_TRY(ptb_import_flush_rejects(run, table->paths.items[i], err));
    return PTB_OK;
}

static ptb_status convert_column(ptb_import_run *run, const ptb_intake *table, int role, ptb_column *out,
                                 ptb_error *err)
{
    int column = table->role[role];
    const ptb_conversion how = {table->kept, table->n_kept, run->settings->zone_offset_s, NULL, run->context};
    return ptb_column_convert(&table->columns[column], &table->types[column], &how, &run->arena, out, err);
}

static ptb_status build_ids(ptb_import_run *run, const ptb_intake *table, ptb_strings *out, ptb_error *err)
{
    char *bytes = NULL;
    uint64_t *offset = NULL;
    size_t total = 0;
    for (size_t i = 0; i < table->n_kept; i++)
        total += ptb_dictionary_key(table->ids.values, table->kept[i]).len;
    PTB_TRY(ptb_arena_alloc_raw(&run->arena, &bytes, total + 1, 1, err));
    PTB_TRY(ptb_arena_alloc_raw(&run->arena, &offset, table->n_kept + 1, sizeof *offset, err));
    offset[0] = 0;
    for (size_t i = 0; i < table->n_kept; i++) {
        ptb_str id = ptb_dictionary_key(table->ids.values, table->kept[i]);
        memcpy(bytes + offset[i], id.ptr, id.len);
        offset[i + 1] = offset[i] + id.len;
    }
    *out = (ptb_strings){bytes, offset, table->n_kept};
    return PTB_OK;
}

ptb_status ptb_intake_build(ptb_import_run *run, ptb_intake *table, int created, ptb_record_table *out,
                            ptb_error *err)
{
    out->n = table->n_kept;
    PTB_TRY(build_ids(run, table, &out->id, err));
    if (table->role[created] >= 0) {
        ptb_column column;
        PTB_TRY(convert_column(run, table, created, &column, err));
        out->created_at = column.time;
    } else {
        ptb_time *none = NULL;
        PTB_TRY(ptb_arena_alloc(&run->arena, &none, out->n, sizeof *none, err));
        for (size_t i = 0; i < out->n; i++)
            none[i] = PTB_NO_TIME;
        out->created_at = none;
    }
    ptb_conversion how = {table->kept, table->n_kept, run->settings->zone_offset_s, NULL, run->context};
    PTB_TRY(ptb_arena_alloc(&run->arena, &out->columns, table->n_columns, sizeof *out->columns, err));
    for (size_t i = 0; i < table->n_columns; i++) {
        if (ptb_intake_has_role(table, i)) continue;
        PTB_TRY(ptb_changes_expect(table, i, out->n_columns, &how.value_of, err));
        PTB_TRY(ptb_column_convert(&table->columns[i], &table->types[i], &how, &run->arena,
                                   &out->columns[out->n_columns], err));
        out->n_columns++;
    }
    return ptb_changes_build(run, table, out, err);
}

uint32_t ptb_import_set_row(const ptb_import_run *run, uint32_t contact)
{
    return run->append ? run->append->contacts.row[contact] : contact;
}

/* `code` is what the table's ids say of the id. */
static uint32_t row_of_code(const ptb_intake *table, ptb_str id, uint32_t code)
{
    if (code != PTB_NO_CODE) return table->new_row[code];
    uint32_t row = ptb_merges_row(table->merges, id);
    return row == PTB_NONE ? PTB_NONE : table->new_row[row];
}

uint32_t ptb_intake_row_of(const ptb_intake *table, ptb_str id)
{
    return row_of_code(table, id, ptb_dictionary_find(table->ids.values, id));
}

uint32_t ptb_import_row_of(const ptb_import_run *run, const ptb_intake *table, ptb_str id)
{
    uint32_t row = ptb_intake_row_of(table, id);
    return run->append ? ptb_append_row_of(run, table, row, id) : row;
}

void ptb_import_rows_of(const ptb_import_run *run, const ptb_intake *table, const ptb_str *ids, size_t n,
                        uint32_t *rows)
{
    ptb_dictionary_find_many(table->ids.values, ids, n, rows);
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of_code(table, ids[i], rows[i]);
        if (run->append) rows[i] = ptb_append_row_of(run, table, rows[i], ids[i]);
    }
}
