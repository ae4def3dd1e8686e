/* datasets/csv_header.c: the beginning of a CSV file: is it one, which delimiter, which columns. */
#include <inttypes.h>
#include <string.h>

#include "datasets/base/dictionary.h"
#include "datasets/csv_parts.h"

/* What people give by mistake, told by its first bytes. */
typedef struct {
    const char *bytes, *words;
    size_t n;
    bool is_text; /* of any case, also behind a byte-order mark and blank lines */
} file_kind;

static bool is_kind(const ptb_csv *csv, const file_kind *kind)
{
    size_t at = kind->is_text ? csv->carry_first : 0;
    while (kind->is_text && at < csv->carry_last && strchr("\r\n", csv->carry[at]) && csv->carry[at])
        at++;
    if (csv->carry_last - at < kind->n) return false;
    if (!kind->is_text) return memcmp(csv->carry, kind->bytes, kind->n) == 0;
    return ptb_str_equal_nocase((ptb_str){csv->carry + at, kind->n}, kind->bytes);
}

static ptb_status check_kind(ptb_csv *csv, ptb_error *err)
{
    static const file_kind kinds[] = {
        {"\xFF\xFE", "this is UTF-16; expected UTF-8 (iconv -f UTF-16 -t UTF-8)", 2, false},
        {"\xFE\xFF", "this is UTF-16; expected UTF-8 (iconv -f UTF-16 -t UTF-8)", 2, false},
        {"PK\x03\x04", "this is a zip archive or a spreadsheet (.xlsx); expected CSV text", 4, false},
        {"\x1F\x8B", "this is gzip within gzip; expected CSV text", 2, false},
        {"SQLite format 3", "this is an SQLite database; expected CSV text (sqlite:FILE#TABLE reads one)", 15,
         false},
        {"%PDF", "this is a PDF; expected CSV text", 4, false},
        {"<!", "this is HTML; expected CSV text", 2, true},
        {"<html", "this is HTML; expected CSV text", 5, true},
        {"<?xml", "this is XML; expected CSV text", 5, true},
    };
    if (csv->carry_last >= 3 && memcmp(csv->carry, "\xEF\xBB\xBF", 3) == 0) csv->carry_first = 3;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (is_kind(csv, &kinds[i])) return ptb_csv_fail_at_start(csv, kinds[i].words, err);
    return PTB_OK;
}

static const char delimiters[] = {',', ';', '\t', '|'};
enum { N_DELIMITERS = sizeof delimiters };

/* What has been seen of the first line that is not empty. */
typedef struct {
    size_t counts[N_DELIMITERS]; /* outside quotes */
    bool is_quoted, has_text, is_over;
} first_line;

static void look_at(first_line *seen, char c)
{
    if (c == '\n' && !seen->is_quoted && seen->has_text) seen->is_over = true;
    if (c != '\n' && c != '\r') seen->has_text = true;
    if (c == '"') seen->is_quoted = !seen->is_quoted;
    for (size_t k = 0; k < N_DELIMITERS && !seen->is_quoted; k++)
        if (c == delimiters[k]) seen->counts[k]++;
}

/* The commonest candidate in the first line; comma where there is none. */
static ptb_status find_delimiter(ptb_csv *csv, ptb_error *err)
{
    first_line seen = {0};
    for (size_t done = 0; !seen.is_over; done++) {
        if (csv->carry_first + done == csv->carry_last && !csv->at_end && done < PTB_CSV_MAX_ROW)
            PTB_TRY(ptb_csv_read_on(csv, err));
        if (csv->carry_first + done == csv->carry_last) break;
        look_at(&seen, csv->carry[csv->carry_first + done]);
    }
    size_t best = 0;
    for (size_t k = 1; k < N_DELIMITERS; k++)
        if (seen.counts[k] > seen.counts[best]) best = k;
    csv->delimiter = delimiters[best];
    return PTB_OK;
}

static ptb_status check_duplicates(const ptb_csv *csv, uint64_t line, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_dictionary *seen = NULL;
    PTB_TRY_TO(ptb_dictionary_new(1, &seen, err));
    for (size_t i = 0, n = 0; i < csv->n_columns; i++) {
        if (!csv->names[i][0]) continue;
        uint32_t code = 0;
        PTB_TRY_TO(ptb_dictionary_add(seen, ptb_str_of(csv->names[i]), &code, err));
        if (code < n) {
            status = ptb_fail(err, PTB_E_SCHEMA,
                              "%s:%" PRIu64 ": the header names column '%s' twice (column %zu again)",
                              csv->path, line, csv->names[i], i + 1);
            goto done;
        }
        n++;
    }
done:
    ptb_dictionary_free(seen);
    return status;
}

static ptb_status read_names(ptb_csv *csv, ptb_error *err)
{
    ptb_csv_row row = {0};
    bool is_row = false;
    PTB_TRY(ptb_csv_next(csv, &row, &is_row, err));
    if (!is_row)
        return ptb_fail(err, PTB_E_PARSE, "%s: the file is empty; expected a header line", csv->path);
    if (row.n_cells > PTB_CSV_MAX_COLUMNS)
        return ptb_fail(err, PTB_E_SCHEMA, "%s:%" PRIu64 ": %zu columns; at most %d are taken", csv->path,
                        row.line, row.n_cells, (int)PTB_CSV_MAX_COLUMNS);
    csv->n_columns = row.n_cells;
    PTB_TRY(ptb_arena_alloc(&csv->arena, &csv->names, csv->n_columns, sizeof *csv->names, err));
    bool has_name = false;
    for (size_t i = 0; i < csv->n_columns; i++) {
        ptb_str name = ptb_str_trim(row.cells[i]);
        PTB_TRY(ptb_arena_text(&csv->arena, name.ptr, name.len, &csv->names[i], err));
        if (name.len == 0) csv->has_unnamed = true;
        has_name = has_name || name.len > 0;
    }
    if (!has_name)
        return ptb_fail(err, PTB_E_SCHEMA, "%s:%" PRIu64 ": no column of the header has a name", csv->path,
                        row.line);
    return check_duplicates(csv, row.line, err);
}

ptb_status ptb_csv_read_header(ptb_csv *csv, ptb_error *err)
{
    PTB_TRY(ptb_csv_read_on(csv, err));
    if (!csv->is_database) PTB_TRY(check_kind(csv, err));
    if (csv->delimiter == 0) PTB_TRY(find_delimiter(csv, err));
    return read_names(csv, err);
}
