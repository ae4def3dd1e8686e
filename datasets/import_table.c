/* datasets/import_table.c: reads a table as text columns, drops bad rows, converts the others. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"

enum { TICK_ROWS = 65536, SHOWN_BYTES = 60, SAMPLE_ROWS = 4096 };

/* ---- helpers of all readers ---- */

ptb_str ptb_import_trimmed(const ptb_import_settings *settings, ptb_str cell)
{
    ptb_str trimmed = ptb_str_trim(cell);
    for (size_t i = 0; i < settings->n_missing; i++)
        if (ptb_str_equal_text(trimmed, settings->missing[i])) return (ptb_str){"", 0};
    return trimmed;
}

ptb_status ptb_import_tick(ptb_import_run *run, const ptb_csv *csv, const char *noun, uint64_t n,
                           ptb_error *err)
{
    if (n % TICK_ROWS != 0) return PTB_OK;
    char stage[64];
    uint64_t done = 0, total = 0;
    ptb_csv_position(csv, &done, &total);
    (void)snprintf(stage, sizeof stage, "reading %s", noun);
    ptb_tell(run->context, stage, done, total);
    return ptb_check_cancel(run->context, err);
}

void ptb_import_note(ptb_import_run *run, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ptb_text_add(&run->report->notes, line);
    ptb_text_add(&run->report->notes, "\n");
}

ptb_status ptb_import_no_column(const ptb_csv *csv, const char *name, const char *option, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text all = {0};
    const char **names = NULL, *nearest = NULL;
    size_t n = ptb_csv_n_columns(csv);
    PTB_TRY_TO(ptb_alloc(&names, n, sizeof *names, err));
    for (size_t i = 0; i < n; i++) {
        names[i] = ptb_csv_column(csv, i);
        if (names[i][0]) ptb_text_printf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    PTB_TRY_TO(ptb_text_check(&all, err));
    nearest = ptb_nearest_name(ptb_str_of(name), names, n);
    status =
        ptb_fail(err, PTB_E_SCHEMA, "%s:1: no column '%s'%s%s%s%s%s%s; the columns are: %.600s",
                 ptb_csv_path(csv), name, option ? " (" : "", option ? option : "", option ? ")" : "",
                 nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "", all.bytes);
done:
    free(names);
    ptb_text_free(&all);
    return status;
}

/* ---- reading ---- */

/* A column of the mapping and its target in table->columns. */
typedef struct {
    size_t from;
    int target;
} made_column;

typedef struct {
    ptb_import_run *run;
    ptb_csv *csv;
    ptb_intake *table;
    uint32_t file;
    int id;      /* position in the file, or -1 */
    int *target; /* by position in the file: in table->columns, or -1 */
    const char *spec;
    const ptb_mapping *mapping; /* NULL: columns are what their names say */
    made_column *made;          /* cells that are computed */
    size_t n_made;
    int made_id; /* the id's column in the mapping where it is computed, or -1 */
    ptb_map_scratch scratch;
    bool is_heard;            /* this table tells how far it is */
    uint64_t n_skipped;       /* rows that are none */
    uint64_t n_read, n_bytes; /* n_bytes: of the file's first rows */
} table_reader;

/* The table's column of that name, new if need be: of rows that were read before it has nothing. */
static ptb_status find_target(ptb_intake *t, const char *name, int *target, ptb_error *err)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        *target = (int)i;
        if (strcmp(t->columns[i].name, name) == 0) return PTB_OK;
    }
    const char *kept = NULL;
    PTB_TRY(ptb_reserve(&t->columns, &t->column_capacity, t->n_columns + 1, sizeof *t->columns, err));
    PTB_TRY(ptb_arena_text(&t->arena, name, strlen(name), &kept, err));
    PTB_TRY(ptb_text_column_init(&t->columns[t->n_columns], kept, err));
    *target = (int)t->n_columns++;
    return ptb_text_column_pad(&t->columns[*target], t->n_rows, err);
}

/* A column that has a role goes by the role's name, however the file writes it; one that an option names keeps its own. */
static ptb_status find_roles(table_reader *r, const char **names, ptb_error *err)
{
    ptb_intake *t = r->table;
    for (size_t k = 0; k < PTB_INTAKE_ROLES && t->spec.roles[k].name; k++) {
        const ptb_intake_role *role = &t->spec.roles[k];
        int at = ptb_csv_find(r->csv, role->name);
        if (at < 0 && role->is_required) return ptb_import_no_column(r->csv, role->name, role->option, err);
        if (at >= 0 && at == r->id)
            return ptb_fail(err, PTB_E_ARG, "%s: column '%s' can't be both the id and %s",
                            ptb_csv_path(r->csv), role->name, role->option ? role->option : role->name);
        if (at < 0) continue;
        if (!role->option) names[at] = role->name;
        PTB_TRY(find_target(t, names[at], &t->role[k], err));
    }
    return PTB_OK;
}

/* ---- columns by a mapping ---- */

static ptb_status find_made_id(table_reader *r, ptb_error *err)
{
    int column = ptb_mapping_find_name(r->mapping, r->table->spec.id);
    if (column < 0) return ptb_import_no_column(r->csv, r->table->spec.id, NULL, err);
    r->id = ptb_mapping_position(r->mapping, (size_t)column);
    if (r->id < 0) r->made_id = column;
    return PTB_OK;
}

/* The file's own spelling stays where nobody's vocabulary and no role gives another. */
static const char *name_of(const table_reader *r, size_t column)
{
    const char *name = ptb_mapping_name(r->mapping, column);
    int at = ptb_mapping_position(r->mapping, column);
    if (at < 0 || ptb_mapping_export(r->mapping).system != PTB_SYSTEM_NONE) return name;
    for (size_t k = 0; k < PTB_INTAKE_ROLES && r->table->spec.roles[k].name; k++)
        if (strcmp(r->table->spec.roles[k].name, name) == 0) return name;
    const char *own = ptb_csv_column(r->csv, (size_t)at);
    return ptb_str_equal_nocase(ptb_str_of(own), name) ? own : name;
}

static ptb_status add_mapped(table_reader *r, size_t column, ptb_error *err)
{
    int at = ptb_mapping_position(r->mapping, column), target = -1;
    if (strcmp(ptb_mapping_name(r->mapping, column), r->table->spec.id) == 0) return PTB_OK;
    PTB_TRY(find_target(r->table, name_of(r, column), &target, err));
    if (at >= 0 && r->target[at] < 0)
        r->target[at] = target;
    else
        r->made[r->n_made++] = (made_column){column, target};
    return PTB_OK;
}

/* Columns stand in the order of the file, those that are computed behind them. */
static ptb_status find_mapped(table_reader *r, ptb_error *err)
{
    ptb_intake *t = r->table;
    size_t n = ptb_csv_n_columns(r->csv), n_mapped = ptb_mapping_n_columns(r->mapping);
    PTB_TRY(find_made_id(r, err));
    PTB_TRY(ptb_arena_alloc(&t->arena, &r->target, n, sizeof *r->target, err));
    PTB_TRY(ptb_arena_alloc(&t->arena, &r->made, n_mapped, sizeof *r->made, err));
    for (size_t i = 0; i < n; i++)
        r->target[i] = -1;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_mapped; k++)
            if (ptb_mapping_position(r->mapping, k) == (int)i) PTB_TRY(add_mapped(r, k, err));
    for (size_t k = 0; k < n_mapped; k++)
        if (ptb_mapping_position(r->mapping, k) < 0) PTB_TRY(add_mapped(r, k, err));
    for (size_t k = 0; k < PTB_INTAKE_ROLES && t->spec.roles[k].name; k++) {
        const ptb_intake_role *role = &t->spec.roles[k];
        bool is_there = ptb_mapping_find_name(r->mapping, role->name) >= 0;
        if (!is_there && role->is_required)
            return ptb_import_no_column(r->csv, role->name, role->option, err);
        if (is_there) PTB_TRY(find_target(t, role->name, &t->role[k], err));
    }
    return PTB_OK;
}

/* ---- columns by their names ---- */

static ptb_status find_columns(table_reader *r, ptb_error *err)
{
    ptb_intake *t = r->table;
    const char **names = NULL;
    size_t n = ptb_csv_n_columns(r->csv);
    r->id = r->made_id = -1;
    r->n_made = 0;
    r->n_skipped = 0;
    r->mapping = NULL;
    if (t->spec.is_mapped) PTB_TRY(ptb_import_map(r->run, r->csv, r->spec, t->spec.kind, &r->mapping, err));
    if (r->mapping) return find_mapped(r, err);
    if (t->spec.id) {
        r->id = ptb_csv_find(r->csv, t->spec.id);
        if (r->id < 0) return ptb_import_no_column(r->csv, t->spec.id, t->spec.id_option, err);
    }
    PTB_TRY(ptb_arena_alloc(&t->arena, &r->target, n, sizeof *r->target, err));
    PTB_TRY(ptb_arena_alloc(&t->arena, &names, n, sizeof *names, err));
    for (size_t i = 0; i < n; i++)
        names[i] = ptb_csv_column(r->csv, i);
    PTB_TRY(find_roles(r, names, err));
    for (size_t i = 0; i < n; i++) {
        r->target[i] = -1;
        if ((int)i != r->id && names[i][0]) PTB_TRY(find_target(t, names[i], &r->target[i], err));
    }
    return PTB_OK;
}

/* Adds the row's id; false (and the row rejected) where it has none or one that was there before. */
static ptb_status add_id(table_reader *r, const ptb_csv_row *row, bool *is_new, ptb_error *err)
{
    ptb_intake *t = r->table;
    char number[24];
    ptb_str id = {number, 0};
    const char *column = t->spec.id ? t->spec.id : NULL;
    ptb_reject_place place = {ptb_csv_path(r->csv), row->line, column, PTB_REJECT_NO_ID};
    *is_new = false;
    if (r->made_id >= 0)
        id = ptb_import_cell(r->run->settings,
                             ptb_mapping_cell(r->mapping, (size_t)r->made_id, row->cells, &r->scratch));
    else if (r->id < 0)
        id.len = (size_t)snprintf(number, sizeof number, "%" PRIu64, r->n_read);
    else
        id = ptb_import_cell(r->run->settings, row->cells[r->id]);
    if (id.len == 0) {
        ptb_reject(&r->table->rejects, &place, row->raw, "no value in column %s, expected an id", column);
        return PTB_OK;
    }
    uint32_t code = ptb_dictionary_find(t->ids.values, id);
    if (code != PTB_NO_CODE) {
        place.kind = PTB_REJECT_DUPLICATE;
        ptb_reject(&r->table->rejects, &place, row->raw,
                   "duplicate id '%.*s' in column %s, expected each once (first in %s%sline %" PRIu64 ")",
                   (int)ptb_str_cut(id, SHOWN_BYTES).len, id.ptr, column,
                   t->places[code].file == r->file ? "" : t->names[t->places[code].file],
                   t->places[code].file == r->file ? "" : ", ", t->places[code].line);
        return PTB_OK;
    }
    *is_new = true;
    return ptb_text_column_add(&t->ids, id, err);
}

/* The cells that are computed. */
static ptb_status add_made(table_reader *r, const ptb_csv_row *row, ptb_error *err)
{
    for (size_t i = 0; i < r->n_made; i++) {
        ptb_str cell = ptb_mapping_cell(r->mapping, r->made[i].from, row->cells, &r->scratch);
        PTB_TRY(ptb_text_column_add(&r->table->columns[r->made[i].target],
                                    ptb_import_cell(r->run->settings, cell), err));
    }
    return ptb_map_scratch_check(&r->scratch, err);
}

/* Begins a row; false where it is none: of a deleted record. */
static bool begin_row(table_reader *r, const ptb_csv_row *row)
{
    if (!r->mapping || row->is_ragged) return true;
    ptb_map_scratch_clear(&r->scratch);
    if (!ptb_mapping_skips(r->mapping, row->cells)) return true;
    r->n_skipped++;
    return false;
}

static ptb_status add_row(table_reader *r, const ptb_csv_row *row, ptb_error *err)
{
    ptb_intake *t = r->table;
    bool is_new = false;
    if (row->is_ragged) {
        const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, NULL, PTB_REJECT_RAGGED};
        ptb_reject(&r->table->rejects, &place, row->raw, "%zu cells, expected %zu as in the header",
                   row->n_cells, ptb_csv_n_columns(r->csv));
        return PTB_OK;
    }
    PTB_TRY(add_id(r, row, &is_new, err));
    if (!is_new) return PTB_OK;
    for (size_t i = 0; i < row->n_cells; i++) {
        if (r->target[i] < 0) continue;
        ptb_str cell = ptb_import_cell(r->run->settings, row->cells[i]);
        PTB_TRY(ptb_text_column_add(&t->columns[r->target[i]], cell, err));
    }
    if (r->n_made > 0) PTB_TRY(add_made(r, row, err));
    PTB_TRY(ptb_reserve(&t->places, &t->place_capacity, t->n_rows + 1, sizeof *t->places, err));
    t->places[t->n_rows++] = (ptb_intake_place){row->line, r->file};
    return PTB_OK;
}

/* After some rows: how many there will be, if the others are as long. */
static ptb_status expect_rows(const table_reader *r, ptb_error *err)
{
    ptb_intake *t = r->table;
    uint64_t done = 0, total = 0;
    ptb_csv_position(r->csv, &done, &total);
    size_t n = t->n_rows + (size_t)((double)total / (double)(r->n_bytes + 1) * SAMPLE_ROWS * 1.02);
    if (total == 0 || n > UINT32_MAX) return PTB_OK; /* packed, or not a file: nobody knows */
    PTB_TRY(ptb_reserve(&t->places, &t->place_capacity, n, sizeof *t->places, err));
    PTB_TRY(ptb_text_column_expect(&t->ids, n, err));
    for (size_t i = 0; i < t->n_columns; i++)
        PTB_TRY(ptb_text_column_expect(&t->columns[i], n, err));
    return PTB_OK;
}

static ptb_status read_table_file(table_reader *r, const char *path, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_intake *t = r->table;
    ptb_csv_row row;
    bool is_row = true;
    uint64_t n_here = 0;
    r->n_bytes = 0;
    r->spec = path;
    pthread_mutex_lock(&r->run->lock);
    status = ptb_import_open(r->run, path, &r->csv, err);
    if (status == PTB_OK) status = find_columns(r, err);
    pthread_mutex_unlock(&r->run->lock);
    if (status != PTB_OK) goto done;
    for (;;) {
        PTB_TRY_TO(ptb_csv_next(r->csv, &row, &is_row, err));
        if (!is_row) break;
        if (!begin_row(r, &row)) continue;
        r->n_read++;
        n_here++;
        if (n_here <= SAMPLE_ROWS) r->n_bytes += row.raw.len + 1;
        if (n_here == SAMPLE_ROWS) PTB_TRY_TO(expect_rows(r, err));
        PTB_TRY_TO(add_row(r, &row, err));
        if (r->is_heard)
            PTB_TRY_TO(ptb_import_tick(r->run, r->csv, t->spec.noun, r->n_read, err));
        else if (r->n_read % TICK_ROWS == 0)
            PTB_TRY_TO(ptb_check_cancel(r->run->context, err));
    }
    for (size_t i = 0; i < t->n_columns; i++)
        PTB_TRY_TO(ptb_text_column_pad(&t->columns[i], t->n_rows, err));
done:
    pthread_mutex_lock(&r->run->lock);
    if (status == PTB_OK && r->n_skipped > 0)
        ptb_import_note(r->run, "%s: %" PRIu64 " deleted rows left out", ptb_csv_path(r->csv), r->n_skipped);
    ptb_import_close(r->run, path, r->csv);
    pthread_mutex_unlock(&r->run->lock);
    return status;
}

static ptb_status read_files(table_reader *r, const ptb_paths *paths, const ptb_intake_spec *spec,
                             ptb_error *err)
{
    ptb_import_run *run = r->run;
    ptb_intake *out = r->table;
    *out = (ptb_intake){.paths = *paths, .spec = *spec};
    out->rejects.has_output = run->rejects.has_output;
    for (int k = 0; k < PTB_INTAKE_ROLES; k++)
        out->role[k] = -1;
    PTB_TRY(ptb_text_column_init(&out->ids, "id", err));
    out->ids.is_key = true;
    PTB_TRY(ptb_arena_alloc(&out->arena, &out->names, paths->n, sizeof *out->names, err));
    for (size_t i = 0; i < paths->n; i++)
        out->names[i] = ptb_import_name(run, paths->items[i]);
    ptb_status status = PTB_OK;
    for (size_t i = 0; i < paths->n && status == PTB_OK; i++) {
        r->file = (uint32_t)i;
        status = read_table_file(r, paths->items[i], err);
    }
    ptb_map_scratch_free(&r->scratch);
    if (status != PTB_OK) return status;
    out->n_read = r->n_read;
    PTB_TRY(ptb_alloc(&out->types, out->n_columns, sizeof *out->types, err));
    return ptb_alloc(&out->is_dropped, out->n_rows, sizeof *out->is_dropped, err);
}

ptb_status ptb_intake_read_apart(ptb_import_run *run, const ptb_paths *paths, const ptb_intake_spec *spec,
                                 ptb_intake *out, ptb_error *err)
{
    table_reader r = {.run = run, .table = out, .is_heard = spec->kind == PTB_TABLE_CONTACTS};
    return read_files(&r, paths, spec, err);
}

ptb_status ptb_intake_join(ptb_import_run *run, ptb_intake *table, ptb_error *err)
{
    run->n_read += table->n_read;
    return ptb_rejects_merge(&run->rejects, &table->rejects, err);
}

ptb_status ptb_intake_read(ptb_import_run *run, const ptb_paths *paths, const ptb_intake_spec *spec,
                           ptb_intake *out, ptb_error *err)
{
    table_reader r = {.run = run, .table = out, .is_heard = true};
    PTB_TRY(read_files(&r, paths, spec, err));
    return ptb_intake_join(run, out, err);
}

const char *ptb_intake_path(const ptb_intake *table)
{
    return table->paths.n > 0 ? table->names[0] : "-";
}

void ptb_intake_release(ptb_intake *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        ptb_text_column_free(&table->columns[i]);
    table->n_columns = 0;
}

void ptb_intake_free(ptb_intake *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        ptb_text_column_free(&table->columns[i]);
    ptb_text_column_free(&table->ids);
    free(table->columns);
    free(table->types);
    free(table->places);
    free(table->is_dropped);
    free(table->kept);
    free(table->new_row);
    ptb_rejects_free(&table->rejects);
    ptb_table_changes_free(table->changes);
    ptb_merges_free(table->merges);
    ptb_arena_free(&table->arena);
}

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
    size_t n_bad = 0;
    const ptb_text_column *text = &table->columns[column];
    size_t n_values = ptb_dictionary_count(text->values);
    ptb_typing typing = {.kind = kind,
                         .date_order = run->settings->date_order,
                         .decimal_comma = run->settings->decimal_comma,
                         .is_moment = kind != NULL};
    if (!kind) typing.kind = find_hint(run, table->spec.noun, text->name);
    status = ptb_column_judge(text, &typing, &table->types[column], err);
    if (status != PTB_OK) return ptb_prefix(err, status, "%s", ptb_intake_path(table));
    PTB_TRY_TO(ptb_alloc(&is_bad, n_values, sizeof *is_bad, err));
    for (uint32_t code = 0; code < n_values; code++) {
        is_bad[code] = !ptb_value_fits(ptb_dictionary_key(text->values, code), &table->types[column]);
        n_bad += is_bad[code];
    }
    for (size_t row = 0; row < text->n_rows && n_bad > 0; row++)
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
    const ptb_conversion how = {table->kept, table->n_kept, run->settings->zone_offset_s, NULL};
    return ptb_column_convert(&table->columns[column], &table->types[column], &how, &run->arena, out, err);
}

static ptb_status build_ids(ptb_import_run *run, const ptb_intake *table, ptb_strings *out, ptb_error *err)
{
    char *bytes = NULL;
    uint64_t *offset = NULL;
    size_t total = 0;
    for (size_t i = 0; i < table->n_kept; i++)
        total += ptb_dictionary_key(table->ids.values, table->kept[i]).len;
    PTB_TRY(ptb_arena_alloc(&run->arena, &bytes, total + 1, 1, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &offset, table->n_kept + 1, sizeof *offset, err));
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
    ptb_conversion how = {table->kept, table->n_kept, run->settings->zone_offset_s, NULL};
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

ptb_status ptb_intake_none(const ptb_intake_spec *spec, ptb_intake *out, ptb_error *err)
{
    *out = (ptb_intake){.spec = *spec};
    for (int k = 0; k < PTB_INTAKE_ROLES; k++)
        out->role[k] = -1;
    PTB_TRY(ptb_text_column_init(&out->ids, "id", err));
    out->ids.is_key = true;
    return PTB_OK;
}

uint32_t ptb_import_set_row(const ptb_import_run *run, uint32_t contact)
{
    return run->append ? run->append->contacts.row[contact] : contact;
}

uint32_t ptb_import_row_of(const ptb_import_run *run, const ptb_intake *table, ptb_str id)
{
    uint32_t row = ptb_intake_row_of(table, id);
    return run->append ? ptb_append_row_of(run, table, row, id) : row;
}

uint32_t ptb_intake_row_of(const ptb_intake *table, ptb_str id)
{
    uint32_t code = ptb_dictionary_find(table->ids.values, id);
    if (code != PTB_NO_CODE) return table->new_row[code];
    uint32_t row = ptb_merges_row(table->merges, id);
    return row == PTB_NONE ? PTB_NONE : table->new_row[row];
}
