/* datasets/csv_parts.h: what the two halves of the CSV reader share. Private to datasets/csv_*.c. */
#ifndef PTB_DATASETS_CSV_PARTS_H
#define PTB_DATASETS_CSV_PARTS_H

#include "datasets/csv_reader.h"

struct ptb_csv {
    ptb_input *input;
    ptb_arena arena; /* path and names */
    const char *path;
    const char **names;
    size_t n_columns;
    bool has_unnamed;

    char *buffer;  /* capacity + 1 bytes; buffer[end] is always '\n', so that loops need no bound */
    char *scratch; /* as large as the buffer: cells with doubled quotes, undoubled */
    size_t capacity, begin, end, scratch_used;
    bool at_end;   /* the input has nothing more */
    bool is_plain; /* the buffer holds ASCII without NUL, so that rows need no check of their own */
    uint64_t line; /* of buffer[begin] */

    char delimiter;
    bool stops[256]; /* what ends an unquoted cell, or may not stand in one */
    ptb_str *cells;  /* PTB_CSV_MAX_COLUMNS; further ones are counted only */
    size_t n_cells;
    const char *open_quote; /* of a cell that goes on beyond the buffer, or NULL */
};

/* "file:line:column: words" for a place in the buffer. */
ptb_status ptb_csv_fail_at(const ptb_csv *csv, const char *place, ptb_status status, const char *words,
                           ptb_error *err);
/* Moves what is left to the front and reads on. */
PTB_MUST_USE ptb_status ptb_csv_refill(ptb_csv *csv, ptb_error *err);
/* The next row that is not empty, whatever its number of cells. */
PTB_MUST_USE ptb_status ptb_csv_take_row(ptb_csv *csv, ptb_csv_row *row, bool *is_row, ptb_error *err);
/* From the first bytes to the names of the columns. */
PTB_MUST_USE ptb_status ptb_csv_read_header(ptb_csv *csv, ptb_error *err);

#endif
