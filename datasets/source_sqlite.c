/* datasets/source_sqlite.c: a SQLite database, opened so that nothing can be written and no wait is endless; its rows
 * as CSV lines. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "datasets/base/csv_text.h"
#include "datasets/base/memory.h"
#include "datasets/source_sqlite_parts.h"

enum {
    OPCODES_PER_LOOK = 10000, /* a fraction of a millisecond */
    BUSY_PAUSE_MS = 20,
    WAL_VERSION = 2 /* bytes 18 and 19 of the file */
};

/* ---- waiting ---- */

void ptb_sqlite_begin_wait(ptb_sqlite *at)
{
    at->since = ptb_source_now();
    at->stop = PTB_SQLITE_GOING;
}

static bool must_stop(ptb_sqlite *at)
{
    if (ptb_check_cancel(at->waiting.context, NULL) != PTB_OK)
        at->stop = PTB_SQLITE_CANCELLED;
    else if (ptb_source_now() - at->since > at->waiting.deadline_s)
        at->stop = PTB_SQLITE_SILENT;
    return at->stop != PTB_SQLITE_GOING;
}

static int on_progress(void *state)
{
    ptb_sqlite *at = state;
    if (at->n_rows != at->n_rows_seen) at->since = ptb_source_now();
    at->n_rows_seen = at->n_rows;
    return must_stop(at);
}

static int on_busy(void *state, int n_calls)
{
    struct timespec pause = {0, BUSY_PAUSE_MS * 1000000L};
    (void)n_calls;
    if (must_stop(state)) return 0;
    (void)nanosleep(&pause, NULL);
    return 1;
}

/* ---- errors ---- */

/* The database's journal mode is WAL: its readers, too, write to the folder. Only for one that can't be opened: closing a
 * second descriptor gives up the locks of the first. */
static bool is_wal(const char *path)
{
    unsigned char header[20] = {0};
    FILE *file = fopen(path, "rbe");
    if (!file) return false;
    size_t n = fread(header, 1, sizeof header, file);
    (void)fclose(file); /* only read: nothing can be lost */
    return n == sizeof header && header[18] == WAL_VERSION && header[19] == WAL_VERSION;
}

static ptb_status cannot_open(const ptb_sqlite *at, int code, ptb_error *err)
{
    if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
        return ptb_fail(err, PTB_E_IO,
                        "'%s' was left in the middle of a write; open it once with a program that may write "
                        "(sqlite3 FILE .tables), which undoes that",
                        at->name);
    if (is_wal(at->path))
        return ptb_fail(
            err, PTB_E_IO,
            "'%s' is in WAL mode and its folder can't be written, which reading needs; copy it, or set "
            "PRAGMA journal_mode=DELETE on it first",
            at->name);
    return ptb_fail(err, PTB_E_IO, "cannot open '%s': %s", at->name, sqlite3_errmsg(at->handle));
}

/* What SQLite said, in our words. */
ptb_status ptb_sqlite_fails(const ptb_sqlite *at, int code, ptb_error *err)
{
    if (at->stop == PTB_SQLITE_CANCELLED) return ptb_check_cancel(at->waiting.context, err);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ptb_fail(err, PTB_E_BUSY, "'%s' has been locked by another program for %.3g s", at->name,
                        at->waiting.deadline_s);
    case SQLITE_INTERRUPT:
        return ptb_fail(err, PTB_E_IO, "'%s': the query gave no row for %.3g s", at->name,
                        at->waiting.deadline_s);
    case SQLITE_NOTADB:
        return ptb_fail(err, PTB_E_PARSE, "'%s' is not a SQLite database (or an encrypted one)", at->name);
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
        return ptb_fail(err, PTB_E_INTEGRITY, "'%s' is damaged: %s; restore it, or try sqlite3 FILE .recover",
                        at->name, sqlite3_errmsg(at->handle));
    case SQLITE_NOMEM:
        return ptb_fail(err, PTB_E_NOMEM, "out of memory for '%s'", at->name);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return cannot_open(at, code, err);
    case SQLITE_IOERR:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:
        return ptb_fail(err, PTB_E_IO, "cannot read '%s': %s", at->name, sqlite3_errmsg(at->handle));
    default:
        return ptb_fail(err, PTB_E_SCHEMA, "'%s': %s", at->name, sqlite3_errmsg(at->handle));
    }
}

/* ---- the connection ---- */

static void sqlite_disconnect(void *state)
{
    ptb_sqlite *at = state;
    if (!at) return;
    (void)sqlite3_close_v2(at->handle); /* ends the transaction; only read: nothing can be lost */
    free(at->path);
    free(at);
}

/* A missing file must not be made, and "file:..." must not be a URI. */
static ptb_status check_file(ptb_sqlite *at, const char *location, ptb_error *err)
{
    struct stat info;
    const char *prefix = location[0] == '/' ? "" : "./";
    size_t n = strlen(prefix), len = strlen(location);
    PTB_TRY(ptb_alloc(&at->path, n + len + 1, 1, err));
    at->name = at->path + n;
    memcpy(at->path, prefix, n);
    memcpy(at->path + n, location, len);
    if (stat(at->path, &info) != 0) return ptb_fail_errno(err, PTB_E_IO, "cannot open '%s'", location);
    if (S_ISDIR(info.st_mode))
        return ptb_fail(err, PTB_E_IO, "'%s' is a folder; expected a SQLite database", location);
    if (!S_ISREG(info.st_mode))
        return ptb_fail(err, PTB_E_IO, "'%s' is not a plain file; expected a SQLite database", location);
    return PTB_OK;
}

static ptb_status run(ptb_sqlite *at, const char *sql, ptb_error *err)
{
    ptb_sqlite_begin_wait(at);
    int code = sqlite3_exec(at->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? PTB_OK : ptb_sqlite_fails(at, sqlite3_extended_errcode(at->handle), err);
}

/* Databases come from strangers: no functions out of their schema, no writes into it, every cell's size checked. */
static ptb_status make_safe(ptb_sqlite *at, ptb_error *err)
{
    static const struct {
        int what, value;
    } settings[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                    {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        int code = sqlite3_db_config(at->handle, settings[i].what, settings[i].value, NULL);
        if (code != SQLITE_OK) return ptb_sqlite_fails(at, code, err);
    }
    (void)sqlite3_limit(at->handle, SQLITE_LIMIT_ATTACHED, 0); /* answers the old limit */
    return run(at, "PRAGMA cell_size_check=ON; PRAGMA query_only=ON; PRAGMA mmap_size=0", err);
}

static ptb_status sqlite_connect(const ptb_source_waiting *waiting, const char *location, void **out,
                                 ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_sqlite *at;
    int code;
    *out = NULL;
    PTB_TRY(ptb_alloc(&at, 1, sizeof *at, err));
    at->waiting = *waiting;
    PTB_TRY_TO(check_file(at, location, err));
    code = sqlite3_open_v2(at->path, &at->handle,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        status = at->handle ? ptb_sqlite_fails(at, code, err)
                            : ptb_fail(err, PTB_E_NOMEM, "out of memory for '%s'", location);
        goto done;
    }
    code = sqlite3_busy_handler(at->handle, on_busy, at);
    if (code != SQLITE_OK) {
        status = ptb_sqlite_fails(at, code, err);
        goto done;
    }
    sqlite3_progress_handler(at->handle, OPCODES_PER_LOOK, on_progress, at);
    PTB_TRY_TO(make_safe(at, err));
    /* BEGIN alone takes no snapshot; the first reading does. */
    PTB_TRY_TO(run(at, "BEGIN; SELECT 1 FROM sqlite_master LIMIT 1", err));
    *out = at;
    at = NULL;
done:
    sqlite_disconnect(at);
    return status;
}

/* ---- cursors ---- */

static void sqlite_close_cursor(void *state)
{
    ptb_sqlite_cursor *c = state;
    if (!c) return;
    (void)sqlite3_finalize(c->statement); /* repeats the step's error */
    sqlite3_free(c->label);
    free(c);
}

static ptb_status sqlite_open_cursor(void *state, const ptb_source_parts *parts, void **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_sqlite_cursor *c;
    *out = NULL;
    PTB_TRY(ptb_alloc(&c, 1, sizeof *c, err));
    c->at = state;
    PTB_TRY_TO(parts->is_query ? ptb_sqlite_open_query(c, parts->wanted, err)
                               : ptb_sqlite_open_table(c, parts->wanted, err));
    c->n_columns = sqlite3_column_count(c->statement);
    *out = c;
    c = NULL;
done:
    sqlite_close_cursor(c);
    return status;
}

/* ---- rows ---- */

static ptb_status bad_value(const ptb_sqlite_cursor *c, int i, const char *what, ptb_error *err)
{
    const char *column = sqlite3_column_name(c->statement, i);
    return ptb_fail(err, PTB_E_DATA, "'%s': %s, row %llu, column '%s': %s", c->at->name, c->label,
                    (unsigned long long)c->row, column ? column : "?", what);
}

static ptb_status append_text(const ptb_sqlite_cursor *c, int i, ptb_text *lines, ptb_error *err)
{
    const char *text = (const char *)sqlite3_column_text(c->statement, i);
    size_t len = (size_t)sqlite3_column_bytes(c->statement, i);
    ptb_str field = {text, len};
    if (!text) return ptb_fail(err, PTB_E_NOMEM, "out of memory for '%s'", c->at->name);
    if (memchr(text, 0, len)) return bad_value(c, i, "a text with a NUL byte in it", err);
    if (ptb_utf8_valid_prefix(text, len) < len) return bad_value(c, i, "a text that is not UTF-8", err);
    if (len == 0)
        ptb_text_add(lines, "\"\""); /* nothing at all is NULL */
    else
        ptb_csv_append_field(lines, field, false);
    return PTB_OK;
}

static ptb_status append_value(const ptb_sqlite_cursor *c, int i, ptb_text *lines, ptb_error *err)
{
    double number;
    switch (sqlite3_column_type(c->statement, i)) {
    case SQLITE_NULL:
        if (c->n_columns == 1) ptb_text_add(lines, "\"\""); /* an empty line would be no row */
        return PTB_OK;
    case SQLITE_INTEGER:
        ptb_text_integer(lines, sqlite3_column_int64(c->statement, i));
        return PTB_OK;
    case SQLITE_FLOAT:
        number = sqlite3_column_double(c->statement, i);
        if (!isfinite(number)) return bad_value(c, i, "an infinite number", err);
        ptb_text_number(lines, number);
        return PTB_OK;
    case SQLITE_BLOB:
        return bad_value(c, i, "a BLOB; expected text or numbers (leave the column out with a query)", err);
    default:
        return append_text(c, i, lines, err);
    }
}

static ptb_status append_header(const ptb_sqlite_cursor *c, ptb_text *lines, ptb_error *err)
{
    for (int i = 0; i < c->n_columns; i++) {
        const char *name = sqlite3_column_name(c->statement, i);
        if (!name) return ptb_fail(err, PTB_E_NOMEM, "out of memory for '%s'", c->at->name);
        if (ptb_utf8_valid_prefix(name, strlen(name)) < strlen(name))
            return ptb_fail(err, PTB_E_DATA, "'%s': %s: the name of column %d is not UTF-8", c->at->name,
                            c->label, i + 1);
        if (i > 0) ptb_text_add(lines, ",");
        ptb_csv_append_field(lines, ptb_str_of(name), false);
    }
    ptb_text_add(lines, "\n");
    return PTB_OK;
}

static ptb_status sqlite_fill(void *state, ptb_text *lines, bool *at_end, ptb_error *err)
{
    ptb_sqlite_cursor *c = state;
    ptb_sqlite_begin_wait(c->at);
    PTB_TRY(ptb_check_cancel(c->at->waiting.context, err));
    if (!c->has_header) PTB_TRY(append_header(c, lines, err));
    c->has_header = true;
    while (lines->len < PTB_SOURCE_FILL_BYTES && !lines->failed) {
        int code = sqlite3_step(c->statement);
        if (code == SQLITE_DONE) {
            *at_end = true;
            break;
        }
        if (code != SQLITE_ROW) return ptb_sqlite_fails(c->at, code, err);
        c->row++;
        c->at->n_rows++;
        for (int i = 0; i < c->n_columns; i++) {
            if (i > 0) ptb_text_append(lines, ",", 1);
            PTB_TRY(append_value(c, i, lines, err));
        }
        ptb_text_append(lines, "\n", 1);
    }
    return PTB_OK;
}

const ptb_source_driver ptb_source_sqlite = {sqlite_connect, sqlite_open_cursor, sqlite_fill,
                                             sqlite_close_cursor, sqlite_disconnect};
