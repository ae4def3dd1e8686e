/* datasets/import_rejects.c: counts rows that are not taken and writes them with their reasons. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/csv_text.h"
#include "datasets/import_parts.h"

enum { REASON_BYTES = 320 };

const char *const ptb_reject_names[PTB_REJECT_KINDS] = {
#define X(code, name) name,
    PTB_REJECT_LIST(X)
#undef X
};

/* Orphans are counted apart; what is later than --until was asked to be left out. */
static bool is_bad(ptb_reject_kind kind)
{
    return kind != PTB_REJECT_ORPHAN && kind != PTB_REJECT_LATER;
}

static void count(ptb_rejects *rejects, const ptb_reject_place *place, const char *reason)
{
    rejects->counts[place->kind]++;
    if (!is_bad(place->kind) || rejects->n_first == PTB_FIRST_REASONS) return;
    (void)snprintf(rejects->first[rejects->n_first++], PTB_FIRST_BYTES, "%.90s:%" PRIu64 ": %.140s",
                   place->path, place->line, reason);
}

static void write_row(ptb_rejects *rejects, const ptb_reject_place *place, ptb_str raw, const char *reason)
{
    ptb_text *lines = &rejects->lines;
    if (!rejects->has_output) return;
    ptb_csv_append_field(lines, ptb_str_of(place->path), true);
    ptb_text_printf(lines, ",%" PRIu64 ",", place->line);
    ptb_csv_append_field(lines, ptb_str_of(place->column), true);
    ptb_text_add(lines, ",");
    ptb_csv_append_field(lines, ptb_str_of(reason), true);
    ptb_text_add(lines, ",");
    ptb_csv_append_field(lines, raw, true);
    ptb_text_add(lines, "\n");
    if (!rejects->output) return;
    ptb_output_write(rejects->output, lines->bytes, lines->len);
    ptb_text_clear(lines);
}

ptb_status ptb_rejects_merge(ptb_rejects *rejects, ptb_rejects *part, ptb_error *err)
{
    for (int kind = 0; kind < PTB_REJECT_KINDS; kind++)
        rejects->counts[kind] += part->counts[kind];
    for (size_t i = 0; i < part->n_first && rejects->n_first < PTB_FIRST_REASONS; i++)
        memcpy(rejects->first[rejects->n_first++], part->first[i], PTB_FIRST_BYTES);
    PTB_TRY(ptb_text_check(&part->lines, err));
    if (rejects->output) ptb_output_write(rejects->output, part->lines.bytes, part->lines.len);
    memset(part->counts, 0, sizeof part->counts);
    part->n_first = 0;
    ptb_text_clear(&part->lines);
    return PTB_OK;
}

void ptb_reject(ptb_rejects *rejects, const ptb_reject_place *place, ptb_str raw, const char *format, ...)
{
    char reason[REASON_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    count(rejects, place, reason);
    write_row(rejects, place, raw, reason);
}

ptb_status ptb_reject_late(ptb_rejects *rejects, const ptb_reject_place *place, ptb_error *err,
                           const char *format, ...)
{
    char reason[REASON_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    count(rejects, place, reason);
    if (!rejects->has_output) return PTB_OK;
    PTB_TRY(ptb_reserve(&rejects->late, &rejects->late_capacity, rejects->n_late + 1, sizeof *rejects->late,
                        err));
    ptb_late_reject late = {.place = *place};
    PTB_TRY(ptb_arena_text(&rejects->arena, reason, strlen(reason), &late.reason, err));
    rejects->late[rejects->n_late++] = late;
    return PTB_OK;
}

static int compare_lines(const void *a, const void *b)
{
    uint64_t x = ((const ptb_late_reject *)a)->place.line, y = ((const ptb_late_reject *)b)->place.line;
    return (x > y) - (x < y);
}

/* Those of the file go to the end, in order of their lines; returns where they begin. */
static size_t select_file(ptb_rejects *rejects, const char *path)
{
    size_t n = 0;
    for (size_t i = 0; i < rejects->n_late; i++) {
        const ptb_late_reject late = rejects->late[i];
        if (strcmp(late.place.path, path) == 0) continue;
        rejects->late[i] = rejects->late[n];
        rejects->late[n++] = late;
    }
    if (rejects->n_late > n)
        qsort(rejects->late + n, rejects->n_late - n, sizeof *rejects->late, compare_lines);
    return n;
}

ptb_status ptb_import_flush_rejects(ptb_import_run *run, const char *spec, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_rejects *rejects = &run->rejects;
    ptb_csv *csv = NULL;
    size_t first = select_file(rejects, ptb_import_name(run, spec)), next = first;
    bool is_row = strcmp(spec, "-") != 0 && next < rejects->n_late;
    if (is_row) PTB_TRY_TO(ptb_import_open(run, spec, &csv, err));
    while (is_row && next < rejects->n_late) {
        ptb_csv_row row;
        PTB_TRY_TO(ptb_csv_next(csv, &row, &is_row, err));
        if (!is_row || row.line != rejects->late[next].place.line) continue;
        write_row(rejects, &rejects->late[next].place, row.raw, rejects->late[next].reason);
        next++;
    }
    for (; next < rejects->n_late; next++)
        write_row(rejects, &rejects->late[next].place, (ptb_str){"", 0}, rejects->late[next].reason);
    rejects->n_late = first;
done:
    ptb_import_close(run, spec, csv);
    return status;
}

uint64_t ptb_rejects_total(const ptb_rejects *rejects)
{
    uint64_t total = 0;
    for (int kind = 0; kind < PTB_REJECT_KINDS; kind++)
        if (is_bad((ptb_reject_kind)kind)) total += rejects->counts[kind];
    return total;
}

void ptb_rejects_free(ptb_rejects *rejects)
{
    ptb_text_free(&rejects->lines);
    free(rejects->late);
    ptb_arena_free(&rejects->arena);
}
