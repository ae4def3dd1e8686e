/* datasets/source_sqlite_parts.h: one SQLite connection and what is read through it. Private to source_sqlite*.c. */
#ifndef PTB_DATASETS_SOURCE_SQLITE_PARTS_H
#define PTB_DATASETS_SOURCE_SQLITE_PARTS_H

#include <sqlite3.h>

#include "datasets/source_parts.h"

typedef enum { PTB_SQLITE_GOING, PTB_SQLITE_CANCELLED, PTB_SQLITE_SILENT } ptb_sqlite_stop;

typedef struct {
    sqlite3 *handle;
    char *path;       /* never a URI, never :memory: */
    const char *name; /* as it was given: the end of path */
    ptb_source_waiting waiting;
    /* A wait lasts from `since`, and again from where a row came. */
    double since;
    uint64_t n_rows, n_rows_seen;
    ptb_sqlite_stop stop;
} ptb_sqlite;

typedef struct {
    ptb_sqlite *at;
    sqlite3_stmt *statement;
    char *label; /* for messages: table 'x' */
    int n_columns;
    uint64_t row;
    bool has_header;
} ptb_sqlite_cursor;

/* What SQLite said (an extended code), in our words. */
ptb_status ptb_sqlite_fails(const ptb_sqlite *at, int code, ptb_error *err);

/* The deadline counts from here. */
void ptb_sqlite_begin_wait(ptb_sqlite *at);

/* Gives the cursor its statement and label: a table or view of the catalogue, or one reading query. */
PTB_MUST_USE ptb_status ptb_sqlite_open_table(ptb_sqlite_cursor *c, ptb_str wanted, ptb_error *err);
PTB_MUST_USE ptb_status ptb_sqlite_open_query(ptb_sqlite_cursor *c, ptb_str query, ptb_error *err);

#endif
