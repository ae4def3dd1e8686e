/* datasets/csv_reader.h: a streaming RFC 4180 reader; cells are views.
 *
 * open -> header -> next, next, ... -> close; or, for several threads, take chunks of whole rows one after the other
 * and read the rows of each chunk wherever it is convenient. The delimiter is found from the header line (comma,
 * semicolon, tab, or bar: the commonest outside quotes). UTF-8 only; a byte-order mark is dropped. No allocation per row. */
#ifndef PTB_DATASETS_CSV_READER_H
#define PTB_DATASETS_CSV_READER_H

#include <stdbool.h>

#include "datasets/base/io.h"
#include "datasets/base/memory.h"
#include "datasets/source.h"

typedef struct ptb_csv ptb_csv;
typedef struct ptb_csv_chunk ptb_csv_chunk;

enum { PTB_CSV_MAX_COLUMNS = 4096, PTB_CSV_MAX_ROW = 16 << 20 };

/* Reads the header. E_IO: no such file. E_PARSE with file, line and column: empty file; gzip, zip, HTML or
 * UTF-16 given as CSV; NUL; malformed UTF-8; unclosed quote (the line of the opening one); text after a closing
 * quote. E_SCHEMA: duplicate or unnamed header (one whose cells are all empty is dropped, and a first one of whole
 * numbers: row numbers). Header cells are trimmed. */
PTB_MUST_USE ptb_status ptb_csv_open(const char *path, ptb_csv **out, ptb_error *err);
/* How the bytes of a source are to be read. */
typedef struct {
    bool is_database; /* commas; rows are counted instead of lines: 1 is the first one after the header */
    char delimiter;   /* of a file; 0: found from the header */
} ptb_csv_form;
/* As ptb_csv_open; the source is taken, also on failure: it is closed with the csv. Errors of ptb_source_read, too. */
PTB_MUST_USE ptb_status ptb_csv_open_source(ptb_source *source, const ptb_csv_form *form, ptb_csv **out,
                                            ptb_error *err);
size_t ptb_csv_n_columns(const ptb_csv *csv);
const char *ptb_csv_column(const ptb_csv *csv, size_t column); /* its name; "" for the unnamed one */
/* Its position, or -1. Exact first, else ignoring the case of ASCII letters. */
int ptb_csv_find(const ptb_csv *csv, const char *name);
const char *ptb_csv_path(const ptb_csv *csv); /* for messages: of a database without password */
void ptb_csv_position(const ptb_csv *csv, uint64_t *done,
                      uint64_t *total); /* for progress: ptb_source_position */
/* Of a database that was read to its end: ptb_source_digest; else "". */
void ptb_csv_digest(const ptb_csv *csv, char hex[PTB_SHA256_HEX]);
/* XXH128 of a file's bytes (ptb_input_digest_of); "" before its end was read, and for databases. */
void ptb_csv_file_digest(const ptb_csv *csv, char hex[PTB_INPUT_HEX]);

/* The next row. *is_row false at the end. A row with another number of cells than the header is not an error of
 * the call but *is_ragged (n_cells says how many): the caller rejects or fails. Empty lines are skipped. Malformed
 * input is E_PARSE as for open. Cells and raw are valid until the next row. */
typedef struct {
    const ptb_str *cells;
    size_t n_cells;
    uint64_t line; /* where the row begins, from 1; of a database: the number of the row */
    ptb_str raw;   /* the row's bytes as they stand, without the line end; for the rejects file */
    bool is_ragged;
} ptb_csv_row;
PTB_MUST_USE ptb_status ptb_csv_next(ptb_csv *csv, ptb_csv_row *row, bool *is_row, ptb_error *err);
void ptb_csv_close(ptb_csv *csv);

/* ---- in chunks ---- */

/* Memory: about 1 MiB, more where a row is longer. */
PTB_MUST_USE ptb_status ptb_csv_chunk_new(ptb_csv_chunk **out, ptb_error *err);
void ptb_csv_chunk_free(ptb_csv_chunk *chunk); /* NULL allowed */
/* Fills the chunk with the next whole rows; *is_there false where there are none left. One thread at a time. Only
 * input and limits can fail here; malformed rows show when they are read. */
PTB_MUST_USE ptb_status ptb_csv_take(ptb_csv *csv, ptb_csv_chunk *chunk, bool *is_there, ptb_error *err);
/* As ptb_csv_next for the rows of a chunk; any thread, as long as nobody else uses the chunk. The views of cells and
 * raw (not the array of cells) are valid until the chunk is filled again. */
PTB_MUST_USE ptb_status ptb_csv_chunk_next(const ptb_csv *csv, ptb_csv_chunk *chunk, ptb_csv_row *row,
                                           bool *is_row, ptb_error *err);

/* A cell's bytes, as offsets. */
typedef struct {
    uint32_t from, to;
} ptb_csv_span;
/* Rows that are as plain as most are: as many cells as the header, at least two, no doubled quote, no line feed in any. Cell c of
 * row r is bytes[spans[r * n_columns + c]]; 16 bytes from where it begins can be read. */
typedef struct {
    const char *bytes;
    const ptb_csv_span *spans;
    size_t n_columns, n;
    uint64_t line; /* of the first row; each has one */
} ptb_csv_plain;
/* Takes up to max_rows such rows from the chunk; `spans` has room for all their cells. out->n is 0 where the next row is not so
 * plain: ptb_csv_chunk_next reads it, or tells what is wrong with it. */
void ptb_csv_chunk_plain(const ptb_csv *csv, ptb_csv_chunk *chunk, size_t max_rows, ptb_csv_span *spans,
                         ptb_csv_plain *out);
static inline ptb_str ptb_csv_plain_cell(const ptb_csv_plain *plain, size_t row, size_t column)
{
    const ptb_csv_span span = plain->spans[row * plain->n_columns + column];
    return (ptb_str){plain->bytes + span.from, span.to - span.from};
}
ptb_str ptb_csv_plain_raw(const ptb_csv_plain *plain, size_t row); /* the whole row as it stands */

#endif
