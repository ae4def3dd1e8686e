/* datasets/csv_reader.c: cuts a CSV file into chunks of whole rows, which can be read on any thread. */
#include "datasets/csv_reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/csv_parts.h"

enum { CHUNK_BYTES = 1 << 20, FIRST_BYTES = 1 << 16 };

ptb_status ptb_csv_fail_at_start(const ptb_csv *csv, const char *words, ptb_error *err)
{
    return ptb_fail(err, PTB_E_PARSE, "%s:1:1: %s", csv->path, words);
}

/* ---- chunks ---- */

static ptb_status carry_reserve(ptb_csv *csv, size_t n, ptb_error *err)
{
    return ptb_reserve(&csv->carry, &csv->carry_capacity, n, 1, err);
}

ptb_status ptb_csv_read_bytes(ptb_csv *csv, char *bytes, size_t capacity, size_t *n, ptb_error *err)
{
    return csv->source ? ptb_source_read(csv->source, bytes, capacity, n, err)
                       : ptb_input_read(csv->input, bytes, capacity, n, err);
}

ptb_status ptb_csv_read_on(ptb_csv *csv, ptb_error *err)
{
    size_t got = 0;
    PTB_TRY(carry_reserve(csv, csv->carry_last + FIRST_BYTES, err));
    PTB_TRY(ptb_csv_read_bytes(csv, csv->carry + csv->carry_last, FIRST_BYTES, &got, err));
    csv->at_end = got < FIRST_BYTES;
    csv->carry_last += got;
    return PTB_OK;
}

/* Behind the last line feed of bytes[0 .. n) that is outside quotes, or 0. Rows begin at bytes[0]; where quotes are
 * not as they should be, reading the rows finds that before it comes to this place. */
static size_t find_cut(const char *bytes, size_t n, uint64_t quotes)
{
    for (size_t i = n; i > 0; i--) {
        if (bytes[i - 1] == '"') quotes--;
        if (bytes[i - 1] == '\n' && quotes % 2 == 0) return i;
    }
    return 0;
}

/* What lies behind the cut waits for the next chunk. */
static ptb_status keep_rest(ptb_csv *csv, const ptb_csv_chunk *chunk, size_t cut, size_t n, ptb_error *err)
{
    csv->carry_first = 0;
    csv->carry_last = n - cut;
    if (n == cut) return PTB_OK;
    PTB_TRY(carry_reserve(csv, n - cut, err));
    memcpy(csv->carry, chunk->bytes + cut, n - cut);
    return PTB_OK;
}

/* Reads on until the chunk holds `want` bytes, or the input is over. */
static ptb_status fill(ptb_csv *csv, ptb_csv_chunk *chunk, size_t want, ptb_error *err)
{
    size_t got = 0, n = chunk->n;
    PTB_TRY(ptb_csv_chunk_reserve(chunk, want, err));
    if (csv->at_end) return PTB_OK;
    PTB_TRY(ptb_csv_read_bytes(csv, chunk->bytes + n, want - n, &got, err));
    csv->at_end = got < want - n;
    chunk->n += got;
    return PTB_OK;
}

/* How many rows end in bytes[0 .. n), which begins with one: line feeds outside quotes. */
static uint64_t count_rows(const char *bytes, size_t n)
{
    uint64_t rows = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '"') is_quoted = !is_quoted;
        rows += bytes[i] == '\n' && !is_quoted;
    }
    return rows;
}

static ptb_status take_rows(ptb_csv *csv, ptb_csv_chunk *chunk, bool *is_there, ptb_error *err)
{
    size_t n = csv->carry_last - csv->carry_first, want = CHUNK_BYTES, cut = 0;
    ptb_csv_counts counts = {0, 0};
    while (want <= n)
        want *= 2;
    chunk->n = 0;
    PTB_TRY(ptb_csv_chunk_reserve(chunk, want, err));
    if (n > 0) memcpy(chunk->bytes, csv->carry + csv->carry_first, n);
    chunk->n = n;
    for (;; want *= 2) {
        PTB_TRY(fill(csv, chunk, want, err));
        n = chunk->n;
        counts = ptb_csv_count(chunk->bytes, n);
        cut = csv->at_end ? n : find_cut(chunk->bytes, n, counts.quotes);
        if (cut > 0 || csv->at_end || n >= PTB_CSV_MAX_ROW) break;
    }
    bool is_cut = cut == 0 && n > 0;
    if (is_cut) cut = n;
    uint64_t rest = ptb_csv_count(chunk->bytes + cut, n - cut).line_feeds;
    PTB_TRY(keep_rest(csv, chunk, cut, n, err));
    ptb_csv_chunk_begin(chunk, cut, csv->delimiter, csv->line);
    chunk->is_cut = is_cut;
    csv->line += csv->is_database ? count_rows(chunk->bytes, cut) : counts.line_feeds - rest;
    *is_there = cut > 0;
    return PTB_OK;
}

ptb_status ptb_csv_take(ptb_csv *csv, ptb_csv_chunk *chunk, bool *is_there, ptb_error *err)
{
    *is_there = csv->has_own;
    if (!csv->has_own) return take_rows(csv, chunk, is_there, err);
    const ptb_csv_chunk own = *csv->own; /* what is left of the chunk that held the header */
    *csv->own = *chunk;
    *chunk = own;
    csv->has_own = false;
    return PTB_OK;
}

/* ---- rows ---- */

/* Tables that were saved with their row numbers have them in a first column without a name. */
static bool is_row_number(size_t column, ptb_str cell)
{
    int64_t number = 0;
    return column == 0 && ptb_parse_integer(ptb_str_trim(cell), &number);
}

static ptb_status check_unnamed(const ptb_csv *csv, const ptb_csv_row *row, ptb_error *err)
{
    for (size_t i = 0; i < csv->n_columns; i++) {
        if (csv->names[i][0] || ptb_str_trim(row->cells[i]).len == 0 || is_row_number(i, row->cells[i]))
            continue;
        return ptb_fail(err, PTB_E_SCHEMA,
                        "%s:%" PRIu64 ": column %zu holds '%.*s' but has no name in the header", csv->path,
                        row->line, i + 1, (int)ptb_str_cut(row->cells[i], 40).len, row->cells[i].ptr);
    }
    return PTB_OK;
}

ptb_status ptb_csv_chunk_next(const ptb_csv *csv, ptb_csv_chunk *chunk, ptb_csv_row *row, bool *is_row,
                              ptb_error *err)
{
    uint64_t line = chunk->line;
    PTB_TRY(ptb_csv_chunk_row(chunk, csv->path, row, is_row, err));
    if (csv->is_database) chunk->line = line + *is_row; /* line feeds in its texts begin no row */
    if (!*is_row) return PTB_OK;
    row->is_ragged = row->n_cells != csv->n_columns;
    if (csv->has_unnamed && !row->is_ragged) PTB_TRY(check_unnamed(csv, row, err));
    return PTB_OK;
}

void ptb_csv_chunk_plain(const ptb_csv *csv, ptb_csv_chunk *chunk, size_t max_rows, ptb_csv_span *spans,
                         ptb_csv_plain *out)
{
    *out = (ptb_csv_plain){
        .bytes = chunk->bytes, .spans = spans, .n_columns = csv->n_columns, .line = chunk->line};
    /* An empty line would be a row of one empty cell, but is none. */
    if (csv->n_columns < 2 || csv->has_unnamed) return;
    out->n = ptb_csv_chunk_rows(chunk, max_rows, csv->n_columns, spans);
}

/* Where a cell is in quotes they stand right before and behind it. */
ptb_str ptb_csv_plain_raw(const ptb_csv_plain *plain, size_t row)
{
    const ptb_csv_span *spans = plain->spans + row * plain->n_columns;
    size_t from = spans[0].from, to = spans[plain->n_columns - 1].to;
    if (from > 0 && plain->bytes[from - 1] == '"') from--;
    if (plain->bytes[to] == '"') to++;
    return (ptb_str){plain->bytes + from, to - from};
}

ptb_status ptb_csv_next(ptb_csv *csv, ptb_csv_row *row, bool *is_row, ptb_error *err)
{
    *is_row = false;
    for (;;) {
        if (csv->has_own) PTB_TRY(ptb_csv_chunk_next(csv, csv->own, row, is_row, err));
        if (*is_row) return PTB_OK;
        PTB_TRY(take_rows(csv, csv->own, &csv->has_own, err));
        if (!csv->has_own) return PTB_OK;
    }
}

/* ---- open and close ---- */

static ptb_status open_named(ptb_csv *csv, const char *name, ptb_error *err)
{
    PTB_TRY(ptb_arena_text(&csv->arena, name, strlen(name), &csv->path, err));
    return ptb_csv_chunk_new(&csv->own, err);
}

ptb_status ptb_csv_open(const char *path, ptb_csv **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_csv *csv = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&csv, 1, sizeof *csv, err));
    csv->line = 1;
    PTB_TRY_TO(open_named(csv, path, err));
    PTB_TRY_TO(ptb_input_open(path, &csv->input, err));
    PTB_TRY_TO(ptb_csv_read_header(csv, err));
    *out = csv;
    csv = NULL;
done:
    ptb_csv_close(csv);
    return status;
}

ptb_status ptb_csv_open_source(ptb_source *source, const ptb_csv_form *form, ptb_csv **out, ptb_error *err)
{
    ptb_csv *csv = NULL;
    *out = NULL;
    ptb_status status = ptb_alloc(&csv, 1, sizeof *csv, err);
    if (status != PTB_OK) {
        ptb_source_close(source);
        return status;
    }
    csv->source = source;
    csv->is_database = form->is_database;
    csv->delimiter = form->is_database ? ',' : form->delimiter;
    csv->line = !form->is_database;
    PTB_TRY_TO(open_named(csv, ptb_source_name(source), err));
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

void ptb_csv_position(const ptb_csv *csv, uint64_t *done, uint64_t *total)
{
    if (csv->source)
        ptb_source_position(csv->source, done, total);
    else
        ptb_input_position(csv->input, done, total);
}

void ptb_csv_digest(const ptb_csv *csv, char hex[PTB_SHA256_HEX])
{
    hex[0] = 0;
    if (csv->source) ptb_source_digest(csv->source, hex);
}

void ptb_csv_file_digest(const ptb_csv *csv, char hex[PTB_INPUT_HEX])
{
    hex[0] = 0;
    if (csv->source)
        ptb_source_file_digest(csv->source, hex);
    else
        ptb_input_digest_of(csv->input, hex);
}

void ptb_csv_close(ptb_csv *csv)
{
    if (!csv) return;
    ptb_input_close(csv->input);
    ptb_source_close(csv->source);
    ptb_csv_chunk_free(csv->own);
    ptb_arena_free(&csv->arena);
    free(csv->carry);
    free(csv);
}
