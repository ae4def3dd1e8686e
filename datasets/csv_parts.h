/* datasets/csv_parts.h: what the parts of the CSV reader share. Private to datasets/csv_*.c. */
#ifndef PTB_DATASETS_CSV_PARTS_H
#define PTB_DATASETS_CSV_PARTS_H

#include "datasets/csv_reader.h"

struct ptb_csv {
    ptb_input *input; /* NULL: the source */
    ptb_source *source;
    bool is_database;
    ptb_arena arena; /* path and names */
    const char *path;
    const char **names;
    size_t n_columns;
    bool has_unnamed;
    char delimiter;

    /* What was read and belongs to no chunk yet: the beginning of a row. */
    char *carry;
    size_t carry_first, carry_last, carry_capacity;
    bool at_end;        /* the input has nothing more */
    uint64_t line;      /* of carry[carry_first]; of a database: the number of that row, the header 0 */
    ptb_csv_chunk *own; /* of ptb_csv_next; NULL until it is called */
    bool has_own;       /* it holds rows */
};

enum {
    PTB_CSV_PADDING = 128
}; /* bytes behind a chunk, and behind its undoubled cells, that may be looked at */

struct ptb_csv_chunk {
    char *bytes; /* bytes[n] is a line feed, so that the last row has an end; zeros follow */
    size_t n, capacity;
    bool is_cut;   /* the (only) row goes on beyond PTB_CSV_MAX_ROW */
    size_t at;     /* where the next row begins */
    uint64_t line; /* of bytes[at] */

    char delimiter;
    /* Marks: quotes, and delimiters, line feeds and carriage returns outside quotes; found 64 bytes at a time. */
    size_t window;   /* bytes looked at begin here */
    uint64_t marks;  /* of the window, those that are not taken yet */
    uint64_t quoted; /* all ones where the next window begins within quotes */
    bool is_suspect; /* a byte beyond ASCII or a NUL has been seen: rows need a check of their own */

    ptb_str *cells; /* PTB_CSV_MAX_COLUMNS; further ones are counted only */
    size_t n_cells;
    char *scratch; /* cells with doubled quotes, undoubled; as long as the bytes */
    size_t scratch_used, scratch_capacity;
};

/* Readies the chunk's bytes[0 .. n) for reading rows. */
void ptb_csv_chunk_begin(ptb_csv_chunk *chunk, size_t n, char delimiter, uint64_t line);
/* Room for n bytes and the padding; what is there stays. */
PTB_MUST_USE ptb_status ptb_csv_chunk_reserve(ptb_csv_chunk *chunk, size_t n, ptb_error *err);
/* The next row that is not empty, whatever its number of cells; messages name `path`. */
PTB_MUST_USE ptb_status ptb_csv_chunk_row(ptb_csv_chunk *chunk, const char *path, ptb_csv_row *row,
                                          bool *is_row, ptb_error *err);
/* ptb_csv_chunk_plain's rows: how many, and where their cells are. */
size_t ptb_csv_chunk_rows(ptb_csv_chunk *chunk, size_t max_rows, size_t n_columns, ptb_csv_span *spans);
typedef struct {
    uint64_t quotes, line_feeds;
} ptb_csv_counts;
/* How many there are in bytes[0 .. n). */
ptb_csv_counts ptb_csv_count(const char *bytes, size_t n);

/* "file:line:column: words" for the first byte of a file. */
ptb_status ptb_csv_fail_at_start(const ptb_csv *csv, const char *words, ptb_error *err);
/* Fills the bytes as far as there is input: *n < capacity only at the end. */
PTB_MUST_USE ptb_status ptb_csv_read_bytes(ptb_csv *csv, char *bytes, size_t capacity, size_t *n,
                                           ptb_error *err);
/* Reads on until the carry holds more, or the input is over. */
PTB_MUST_USE ptb_status ptb_csv_read_on(ptb_csv *csv, ptb_error *err);
/* From the first bytes to the names of the columns. */
PTB_MUST_USE ptb_status ptb_csv_read_header(ptb_csv *csv, ptb_error *err);

#endif
