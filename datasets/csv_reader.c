/* datasets/csv_reader.c: finds rows in a buffer that is refilled as they are taken; cells point into it. */
#include "datasets/csv_reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/csv_parts.h"

enum { BUFFER_BYTES = 1 << 20 };

/* Where a scan stands: at the end of the row, or short of input. */
typedef struct {
    const char *p;
    bool needs_more;
    bool has_quotes;
} scan;

ptb_status ptb_csv_fail_at(const ptb_csv *csv, const char *place, ptb_status status, const char *words,
                           ptb_error *err)
{
    uint64_t line = csv->line, column = 1;
    for (const char *p = csv->buffer + csv->begin; p < place; p++) {
        if (*p == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)*p & 0xC0) != 0x80) {
            column++; /* characters, not bytes: continuation bytes do not count */
        }
    }
    return ptb_fail(err, status, "%s:%" PRIu64 ":%" PRIu64 ": %s", csv->path, line, column, words);
}

static bool is_plain_text(const char *bytes, size_t n)
{
    unsigned char high = 0, nul = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        high |= byte;
        nul |= (unsigned char)(byte == 0);
    }
    return high < 0x80 && nul == 0;
}

static ptb_status grow(ptb_csv *csv, size_t capacity, ptb_error *err)
{
    char *buffer = NULL, *scratch = NULL;
    PTB_TRY(ptb_alloc_raw(&buffer, capacity + 1, 1, err));
    ptb_status status = ptb_alloc_raw(&scratch, capacity + 1, 1, err);
    if (status != PTB_OK) {
        free(buffer);
        return status;
    }
    if (csv->buffer) memcpy(buffer, csv->buffer, csv->end);
    free(csv->buffer);
    free(csv->scratch);
    csv->buffer = buffer;
    csv->scratch = scratch;
    csv->capacity = capacity;
    return PTB_OK;
}

ptb_status ptb_csv_refill(ptb_csv *csv, ptb_error *err)
{
    size_t left = csv->end - csv->begin;
    size_t quote = csv->open_quote ? (size_t)(csv->open_quote - (csv->buffer + csv->begin)) : 0;
    memmove(csv->buffer, csv->buffer + csv->begin, left);
    csv->begin = 0;
    csv->end = left;
    if (left >= PTB_CSV_MAX_ROW) {
        if (csv->open_quote)
            return ptb_csv_fail_at(csv, csv->buffer + quote, PTB_E_LIMIT,
                                   "the quote that opens here is not closed within 16 MiB", err);
        return ptb_csv_fail_at(csv, csv->buffer, PTB_E_LIMIT, "a row longer than 16 MiB", err);
    }
    if (left == csv->capacity) PTB_TRY(grow(csv, csv->capacity * 2, err));
    size_t got = 0;
    PTB_TRY(ptb_input_read(csv->input, csv->buffer + left, csv->capacity - left, &got, err));
    csv->at_end = got < csv->capacity - left;
    csv->end = left + got;
    csv->buffer[csv->end] = '\n';
    csv->is_plain = is_plain_text(csv->buffer, csv->end);
    return PTB_OK;
}

/* at->p is at the opening quote and leaves behind the closing one. */
static ptb_status scan_quoted(ptb_csv *csv, scan *at, ptb_str *cell, ptb_error *err)
{
    const char *limit = csv->buffer + csv->end, *open = at->p, *from = open + 1;
    size_t copied = csv->scratch_used;
    at->has_quotes = true;
    for (;;) {
        const char *quote = from < limit ? memchr(from, '"', (size_t)(limit - from)) : NULL;
        if (!quote || (quote + 1 == limit && !csv->at_end)) {
            if (csv->at_end)
                return ptb_csv_fail_at(csv, open, PTB_E_PARSE, "the quote that opens here is never closed",
                                       err);
            csv->open_quote = open;
            at->needs_more = true;
            return PTB_OK;
        }
        bool is_doubled = quote + 1 < limit && quote[1] == '"';
        size_t n = (size_t)(quote - from) + is_doubled;
        if (!is_doubled && copied == csv->scratch_used) {
            *cell = (ptb_str){from, n};
            at->p = quote + 1;
            return PTB_OK;
        }
        memcpy(csv->scratch + copied, from, n);
        copied += n;
        from = quote + 1 + is_doubled;
        if (!is_doubled) break;
    }
    *cell = (ptb_str){csv->scratch + csv->scratch_used, copied - csv->scratch_used};
    csv->scratch_used = copied;
    at->p = from;
    return PTB_OK;
}

static ptb_status scan_cell(ptb_csv *csv, scan *at, ptb_str *cell, ptb_error *err)
{
    if (*at->p == '"') {
        PTB_TRY(scan_quoted(csv, at, cell, err));
        if (at->needs_more) return PTB_OK;
        if (at->p < csv->buffer + csv->end && !csv->stops[(unsigned char)*at->p])
            return ptb_csv_fail_at(csv, at->p, PTB_E_PARSE,
                                   "text after a closing quote (a quote inside is doubled: \"\")", err);
        return PTB_OK;
    }
    const char *from = at->p, *p = from;
    while (!csv->stops[(unsigned char)*p])
        p++;
    if (*p == '"')
        return ptb_csv_fail_at(csv, p, PTB_E_PARSE,
                               "a quote inside an unquoted cell (quote the whole cell, the quote doubled)",
                               err);
    *cell = (ptb_str){from, (size_t)(p - from)};
    at->p = p;
    return PTB_OK;
}

/* Scans the row at csv->begin; at->p is then at its line end, or at->needs_more. */
static ptb_status scan_row(ptb_csv *csv, scan *at, ptb_error *err)
{
    const char *limit = csv->buffer + csv->end;
    *at = (scan){.p = csv->buffer + csv->begin};
    csv->n_cells = 0;
    csv->scratch_used = 0;
    csv->open_quote = NULL;
    for (;;) {
        ptb_str cell = {0};
        PTB_TRY(scan_cell(csv, at, &cell, err));
        bool is_short = at->p == limit || (*at->p == '\r' && at->p + 1 == limit);
        if (at->needs_more || (is_short && !csv->at_end)) {
            at->needs_more = true;
            return PTB_OK;
        }
        if (csv->n_cells < PTB_CSV_MAX_COLUMNS) csv->cells[csv->n_cells] = cell;
        csv->n_cells++;
        if (at->p == limit || *at->p != csv->delimiter) break;
        at->p++;
    }
    if (at->p < limit && *at->p == '\r' && at->p[1] != '\n')
        return ptb_csv_fail_at(csv, at->p, PTB_E_PARSE, "a carriage return without line feed outside quotes",
                               err);
    return PTB_OK;
}

static ptb_status check_text(const ptb_csv *csv, ptb_str raw, ptb_error *err)
{
    if (csv->is_plain || raw.len == 0) return PTB_OK;
    const char *nul = memchr(raw.ptr, 0, raw.len);
    if (nul)
        return ptb_csv_fail_at(csv, nul, PTB_E_PARSE,
                               "a NUL byte; expected UTF-8 text (is it UTF-16 or binary?)", err);
    size_t valid = ptb_utf8_valid_prefix(raw.ptr, raw.len);
    if (valid < raw.len)
        return ptb_csv_fail_at(csv, raw.ptr + valid, PTB_E_PARSE,
                               "a byte that is not UTF-8; convert the file (iconv -f WINDOWS-1252 -t UTF-8)",
                               err);
    return PTB_OK;
}

ptb_status ptb_csv_take_row(ptb_csv *csv, ptb_csv_row *row, bool *is_row, ptb_error *err)
{
    *is_row = false;
    for (;;) {
        if (csv->begin == csv->end && csv->at_end) return PTB_OK;
        scan at;
        PTB_TRY(scan_row(csv, &at, err));
        if (at.needs_more) {
            PTB_TRY(ptb_csv_refill(csv, err));
            continue;
        }
        const char *from = csv->buffer + csv->begin, *limit = csv->buffer + csv->end;
        ptb_str raw = {from, (size_t)(at.p - from)};
        PTB_TRY(check_text(csv, raw, err));
        const char *next = at.p < limit ? at.p + (*at.p == '\r' ? 2 : 1) : limit;
        *row = (ptb_csv_row){.cells = csv->cells, .n_cells = csv->n_cells, .line = csv->line, .raw = raw};
        csv->begin = (size_t)((next < limit ? next : limit) - csv->buffer);
        csv->line++;
        for (const char *p = from; at.has_quotes && (p = memchr(p, '\n', (size_t)(at.p - p))) != NULL; p++)
            csv->line++;
        if (raw.len == 0) continue;
        *is_row = true;
        return PTB_OK;
    }
}

static ptb_status check_unnamed(const ptb_csv *csv, const ptb_csv_row *row, ptb_error *err)
{
    for (size_t i = 0; i < csv->n_columns; i++) {
        if (csv->names[i][0] || ptb_str_trim(row->cells[i]).len == 0) continue;
        return ptb_fail(err, PTB_E_SCHEMA,
                        "%s:%" PRIu64 ": column %zu holds '%.*s' but has no name in the header", csv->path,
                        row->line, i + 1, (int)(row->cells[i].len < 40 ? row->cells[i].len : 40),
                        row->cells[i].ptr);
    }
    return PTB_OK;
}

ptb_status ptb_csv_next(ptb_csv *csv, ptb_csv_row *row, bool *is_row, ptb_error *err)
{
    PTB_TRY(ptb_csv_take_row(csv, row, is_row, err));
    if (!*is_row) return PTB_OK;
    row->is_ragged = row->n_cells != csv->n_columns;
    if (csv->has_unnamed && !row->is_ragged) PTB_TRY(check_unnamed(csv, row, err));
    return PTB_OK;
}

ptb_status ptb_csv_open(const char *path, ptb_csv **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_csv *csv = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&csv, 1, sizeof *csv, err));
    PTB_TRY_TO(ptb_arena_text(&csv->arena, path, strlen(path), &csv->path, err));
    PTB_TRY_TO(ptb_alloc(&csv->cells, PTB_CSV_MAX_COLUMNS, sizeof *csv->cells, err));
    PTB_TRY_TO(ptb_input_open(path, &csv->input, err));
    PTB_TRY_TO(grow(csv, BUFFER_BYTES, err));
    csv->line = 1;
    PTB_TRY_TO(ptb_csv_refill(csv, err));
    PTB_TRY_TO(ptb_csv_read_header(csv, err));
    *out = csv;
    csv = NULL;
done:
    ptb_csv_close(csv);
    return status;
}

size_t ptb_csv_n_columns(const ptb_csv *csv)
{
    return csv->n_columns;
}

const char *ptb_csv_column(const ptb_csv *csv, size_t column)
{
    return csv->names[column];
}

int ptb_csv_find(const ptb_csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->n_columns; i++)
        if (strcmp(csv->names[i], name) == 0) return (int)i;
    for (size_t i = 0; i < csv->n_columns; i++)
        if (ptb_str_equal_nocase(ptb_str_of(csv->names[i]), name)) return (int)i;
    return -1;
}

const char *ptb_csv_path(const ptb_csv *csv)
{
    return csv->path;
}

const ptb_input *ptb_csv_input(const ptb_csv *csv)
{
    return csv->input;
}

void ptb_csv_close(ptb_csv *csv)
{
    if (!csv) return;
    ptb_input_close(csv->input);
    ptb_arena_free(&csv->arena);
    free(csv->buffer);
    free(csv->scratch);
    free(csv->cells);
    free(csv);
}
