/* datasets/import_table.c: a table from its files: chunks read side by side, joined in their order. */
#include "datasets/import_table.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"

enum { TICK_ROWS = 65536 };

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

static ptb_status take_chunk(ptb_table_reader *r, bool *is_there, ptb_error *err)
{
    char stage[64];
    uint64_t done = 0, total = 0;
    ptb_csv_position(r->csv, &done, &total);
    (void)snprintf(stage, sizeof stage, "reading %s", r->table->spec.noun);
    ptb_tell(r->run->context, stage, done, total);
    PTB_TRY(ptb_csv_take(r->csv, r->lanes[r->n_filled].chunk, is_there, err));
    r->n_filled += *is_there;
    return PTB_OK;
}

static ptb_status read_lane(void *state, const ptb_block *block, ptb_error *err)
{
    ptb_table_reader *r = state;
    return ptb_table_lane_read(r, &r->lanes[block->index], err);
}

static ptb_status join_column(void *state, const ptb_block *block, ptb_error *err)
{
    ptb_table_reader *r = state;
    ptb_status status = PTB_OK;
    for (size_t k = 0; k < r->n_filled && status == PTB_OK; k++)
        status = ptb_table_join_column(r, &r->lanes[k], block->index, err);
    return status;
}

/* All lanes at a time. */
static ptb_status read_rows(ptb_table_reader *r, ptb_error *err)
{
    const ptb_context *context = r->run->context;
    for (bool is_there = true; is_there;) {
        r->n_filled = 0;
        while (is_there && r->n_filled < r->n_lanes)
            PTB_TRY(take_chunk(r, &is_there, err));
        PTB_TRY(ptb_blocks_map(context, r->n_filled, 1, read_lane, r, err));
        for (size_t k = 0; k < r->n_filled; k++)
            PTB_TRY(ptb_table_join_rows(r, &r->lanes[k], err));
        PTB_TRY(ptb_blocks_map(context, r->n_taken + r->n_made, 1, join_column, r, err));
    }
    return PTB_OK;
}

static ptb_status read_table_file(ptb_table_reader *r, const char *path, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_intake *t = r->table;
    uint64_t done = 0;
    r->spec = path;
    r->n_skipped = 0;
    r->is_begun = false;
    PTB_TRY_TO(ptb_import_open(r->run, path, &r->csv, err));
    ptb_csv_position(r->csv, &done, &r->n_bytes);
    PTB_TRY_TO(ptb_table_find_columns(r, err));
    PTB_TRY_TO(ptb_table_lanes_new(r, err));
    PTB_TRY_TO(read_rows(r, err));
    for (size_t i = 0; i < t->n_columns; i++)
        PTB_TRY_TO(ptb_text_column_pad(&t->columns[i], t->n_rows, err));
    if (r->n_skipped > 0)
        ptb_import_note(r->run, "%s: %" PRIu64 " deleted rows left out", ptb_csv_path(r->csv), r->n_skipped);
done:
    ptb_table_lanes_free(r);
    ptb_import_close(r->run, path, r->csv);
    r->csv = NULL;
    return status;
}

ptb_status ptb_intake_read_apart(ptb_import_run *run, const ptb_paths *paths, const ptb_intake_spec *spec,
                                 ptb_intake *out, ptb_error *err)
{
    ptb_table_reader r = {.run = run, .table = out};
    *out = (ptb_intake){.paths = *paths, .spec = *spec};
    out->rejects.has_output = run->rejects.has_output;
    for (int k = 0; k < PTB_INTAKE_ROLES; k++)
        out->role[k] = -1;
    PTB_TRY(ptb_text_column_init(&out->ids, "id", err));
    out->ids.is_key = true;
    PTB_TRY(ptb_arena_alloc(&out->arena, &out->names, paths->n, sizeof *out->names, err));
    for (size_t i = 0; i < paths->n; i++)
        out->names[i] = ptb_import_name(run, paths->items[i]);
    for (size_t i = 0; i < paths->n; i++) {
        r.file = (uint32_t)i;
        PTB_TRY(read_table_file(&r, paths->items[i], err));
    }
    out->n_read = r.n_read;
    PTB_TRY(ptb_alloc(&out->types, out->n_columns, sizeof *out->types, err));
    return ptb_alloc(&out->is_dropped, out->n_rows, sizeof *out->is_dropped, err);
}

ptb_status ptb_intake_join(ptb_import_run *run, ptb_intake *table, ptb_error *err)
{
    run->n_read += table->n_read;
    return ptb_rejects_merge(&run->rejects, &table->rejects, err);
}

ptb_status ptb_intake_read(ptb_import_run *run, const ptb_paths *paths, const ptb_intake_spec *spec,
                           ptb_intake *out, ptb_error *err)
{
    PTB_TRY(ptb_intake_read_apart(run, paths, spec, out, err));
    return ptb_intake_join(run, out, err);
}

/* ---- the table as a whole ---- */

ptb_status ptb_intake_none(const ptb_intake_spec *spec, ptb_intake *out, ptb_error *err)
{
    *out = (ptb_intake){.spec = *spec};
    for (int k = 0; k < PTB_INTAKE_ROLES; k++)
        out->role[k] = -1;
    PTB_TRY(ptb_text_column_init(&out->ids, "id", err));
    out->ids.is_key = true;
    return PTB_OK;
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
