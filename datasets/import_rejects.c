/* datasets/import_rejects.c: counts rows that are not taken and writes them with their reasons. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/import_parts.h"

enum { FIRST_REASONS = 5, REASON_BYTES = 320 };

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
    if (!is_bad(place->kind) || rejects->n_first == FIRST_REASONS) return;
    rejects->n_first++;
    ptb_text_printf(&rejects->first, "%s%s:%" PRIu64 ": %.140s", rejects->n_first > 1 ? "; " : " ",
                    place->path, place->line, reason);
}

static void write_row(ptb_rejects *rejects, const ptb_reject_place *place, ptb_str raw, const char *reason)
{
    ptb_output *out = rejects->output;
    if (!out) return;
    ptb_output_csv_field(out, ptb_str_of(place->path), 1);
    ptb_output_printf(out, ",%" PRIu64 ",", place->line);
    ptb_output_csv_field(out, ptb_str_of(place->column), 1);
    ptb_output_write(out, ",", 1);
    ptb_output_csv_field(out, ptb_str_of(reason), 1);
    ptb_output_write(out, ",", 1);
    ptb_output_csv_field(out, raw, 1);
    ptb_output_write(out, "\n", 1);
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
    if (!rejects->output) return PTB_OK;
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

ptb_status ptb_rejects_flush(ptb_rejects *rejects, const char *path, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_csv *csv = NULL;
    bool is_row = strcmp(path, "-") != 0 && rejects->n_late > 0;
    size_t next = 0;
    if (rejects->n_late > 0) qsort(rejects->late, rejects->n_late, sizeof *rejects->late, compare_lines);
    if (is_row) PTB_TRY_TO(ptb_csv_open(path, &csv, err));
    while (is_row && next < rejects->n_late) {
        ptb_csv_row row;
        PTB_TRY_TO(ptb_csv_next(csv, &row, &is_row, err));
        if (!is_row || row.line != rejects->late[next].place.line) continue;
        write_row(rejects, &rejects->late[next].place, row.raw, rejects->late[next].reason);
        next++;
    }
    for (; next < rejects->n_late; next++)
        write_row(rejects, &rejects->late[next].place, (ptb_str){"", 0}, rejects->late[next].reason);
    rejects->n_late = 0;
done:
    ptb_csv_close(csv);
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
    ptb_text_free(&rejects->first);
    free(rejects->late);
    ptb_arena_free(&rejects->arena);
}
