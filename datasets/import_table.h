/* datasets/import_table.h: what the parts of reading a table share. Private to datasets/import_table*.c.
 *
 * A file comes in chunks of whole rows, as many at a time as there are threads. Each is read into a lane (ids with their hashes,
 * cells as ptb_text_cells); then the lanes' rows are joined to the table in the order of the file: ids first, which say what
 * rows there are, then each column on a thread. What is in the table, and what is rejected, is thus the same for any number of
 * threads. */
#ifndef PTB_DATASETS_IMPORT_TABLE_H
#define PTB_DATASETS_IMPORT_TABLE_H

#include "datasets/import_parts.h"

/* A column of the file, or of the mapping where it is computed, and its target in table->columns. */
typedef struct {
    size_t from;
    int target;
} ptb_table_cell;

/* A row of a chunk. */
typedef struct {
    uint64_t line, hash; /* of the id */
    const char *raw;     /* its bytes as they stand; of the chunk */
    uint32_t raw_len;
    uint32_t
        n_cells; /* where they are too many or too few; else 0: it has an id (perhaps an empty one) and cells */
} ptb_table_row;

/* What a thread reads a chunk into. */
typedef struct {
    ptb_csv_chunk *chunk;
    ptb_map_scratch scratch;
    ptb_table_row *rows;
    size_t n_rows, row_capacity;
    ptb_text_cells ids;    /* texts: of the rows that are not ragged; none where ids are numbers of rows */
    ptb_text_cells *cells; /* by place among taken, then made */
    bool *is_left_out;     /* of the rows that are not ragged */
    size_t left_out_capacity, n_left_out;
    uint64_t n_skipped; /* rows that are none */
} ptb_table_lane;

typedef struct {
    ptb_import_run *run;
    ptb_csv *csv;
    ptb_intake *table;
    uint32_t file;
    const char *spec;

    /* Columns (import_table_columns.c). */
    const ptb_mapping *mapping; /* NULL: columns are what their names say */
    int id;                     /* position in the file, or -1 */
    int made_id;                /* the id's column in the mapping where it is computed, or -1 */
    ptb_table_cell *taken;      /* cells as they stand, in order of the file */
    ptb_table_cell *made;       /* cells that are computed */
    size_t n_taken, n_made;

    ptb_table_lane *lanes; /* as many as threads */
    size_t n_lanes, n_filled;
    uint64_t n_skipped;
    uint64_t n_read;  /* rows of all files so far */
    uint64_t n_bytes; /* of the file; 0: unknown */
    bool is_begun;    /* a chunk of the file was joined */
} ptb_table_reader;

/* What the columns of reader->csv are; columns that the table does not have yet are added to it. */
PTB_MUST_USE ptb_status ptb_table_find_columns(ptb_table_reader *reader, ptb_error *err);

/* Lanes for the file whose columns were found. */
PTB_MUST_USE ptb_status ptb_table_lanes_new(ptb_table_reader *reader, ptb_error *err);
void ptb_table_lanes_free(ptb_table_reader *reader); /* without any allowed */
/* Reads the rows of the lane's chunk; on any thread. */
PTB_MUST_USE ptb_status ptb_table_lane_read(const ptb_table_reader *reader, ptb_table_lane *lane,
                                            ptb_error *err);
/* Joins the ids that the lane read, and tells which of its rows stay; lanes in the order of the file. */
PTB_MUST_USE ptb_status ptb_table_join_rows(ptb_table_reader *reader, ptb_table_lane *lane, ptb_error *err);
/* Then the lane's cells of a column (place among taken, then made); any thread, one a column. */
PTB_MUST_USE ptb_status ptb_table_join_column(const ptb_table_reader *reader, ptb_table_lane *lane,
                                              size_t column, ptb_error *err);

#endif
