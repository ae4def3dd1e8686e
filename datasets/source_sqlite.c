/* datasets/source_sqlite.c: tables and queries of a SQLite database as CSV lines; nothing but this file and its like
 * calls SQLite to read. */
#include <errno.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "datasets/base/csv_text.h"
#include "datasets/base/memory.h"
#include "datasets/source_parts.h"

enum {
    OPCODES_PER_LOOK = 10000, /* a fraction of a millisecond */
    BUSY_PAUSE_MS = 20,
    WAL_VERSION = 2 /* bytes 18 and 19 of the file */
};

typedef enum { GOING, CANCELLED, SILENT } stop_reason;

typedef struct {
    sqlite3 *handle;
    char *path;       /* never a URI, never :memory: */
    const char *name; /* as it was given: the end of path */
    ptb_source_waiting waiting;
    /* A wait lasts from `since`, and again from where a row came. */
    double since;
    uint64_t n_rows, n_rows_seen;
    stop_reason stop;
} connection;

typedef struct {
    connection *at;
    sqlite3_stmt *statement;
    char *label; /* for messages: table 'x' */
    int n_columns;
    uint64_t row;
    bool has_header;
} cursor;

/* ---- waiting ---- */

static void begin_wait(connection *at)
{
    at->since = ptb_source_now();
    at->stop = GOING;
}

static bool must_stop(connection *at)
{
    if (ptb_check_cancel(at->waiting.context, NULL) != PTB_OK)
        at->stop = CANCELLED;
    else if (ptb_source_now() - at->since > at->waiting.deadline_s)
        at->stop = SILENT;
    return at->stop != GOING;
}

static int on_progress(void *state)
{
    connection *at = state;
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

static ptb_status cannot_open(const connection *at, int code, ptb_error *err)
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
static ptb_status sqlite_fails(const connection *at, int code, ptb_error *err)
{
    if (at->stop == CANCELLED) return ptb_check_cancel(at->waiting.context, err);
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
    connection *at = state;
    if (!at) return;
    (void)sqlite3_close_v2(at->handle); /* ends the transaction; only read: nothing can be lost */
    free(at->path);
    free(at);
}

/* A missing file must not be made, and "file:..." must not be a URI. */
static ptb_status check_file(connection *at, const char *location, ptb_error *err)
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

static ptb_status run(connection *at, const char *sql, ptb_error *err)
{
    begin_wait(at);
    int code = sqlite3_exec(at->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? PTB_OK : sqlite_fails(at, sqlite3_extended_errcode(at->handle), err);
}

/* Databases come from strangers: no functions out of their schema, no writes into it, every cell's size checked. */
static ptb_status make_safe(connection *at, ptb_error *err)
{
    static const struct {
        int what, value;
    } settings[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                    {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        int code = sqlite3_db_config(at->handle, settings[i].what, settings[i].value, NULL);
        if (code != SQLITE_OK) return sqlite_fails(at, code, err);
    }
    (void)sqlite3_limit(at->handle, SQLITE_LIMIT_ATTACHED, 0); /* answers the old limit */
    return run(at, "PRAGMA cell_size_check=ON; PRAGMA query_only=ON; PRAGMA mmap_size=0", err);
}

static ptb_status sqlite_connect(const ptb_source_waiting *waiting, const char *location, void **out,
                                 ptb_error *err)
{
    ptb_status status = PTB_OK;
    connection *at;
    int code;
    *out = NULL;
    PTB_TRY(ptb_alloc(&at, 1, sizeof *at, err));
    at->waiting = *waiting;
    PTB_TRY_TO(check_file(at, location, err));
    code = sqlite3_open_v2(at->path, &at->handle,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        status = at->handle ? sqlite_fails(at, code, err)
                            : ptb_fail(err, PTB_E_NOMEM, "out of memory for '%s'", location);
        goto done;
    }
    code = sqlite3_busy_handler(at->handle, on_busy, at);
    if (code != SQLITE_OK) {
        status = sqlite_fails(at, code, err);
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

/* ---- which table ---- */

typedef struct {
    ptb_arena arena;
    const char **names;
    bool *has_rows; /* a real table: what it shows has rowids, unless it is made without */
    size_t n, names_capacity, rows_capacity;
} catalogue;

static void free_catalogue(catalogue *list)
{
    ptb_arena_free(&list->arena);
    free(list->names);
    free(list->has_rows);
}

static ptb_status prepare(connection *at, const char *sql, size_t len, sqlite3_stmt **out, const char **tail,
                          ptb_error *err)
{
    begin_wait(at);
    *out = NULL;
    if (len > 1000000) return ptb_fail(err, PTB_E_LIMIT, "a query of %zu bytes; at most 1000000", len);
    int code = sqlite3_prepare_v2(at->handle, sql, (int)len, out, tail);
    return code == SQLITE_OK ? PTB_OK : sqlite_fails(at, code, err);
}

static ptb_status add_table(catalogue *list, sqlite3_stmt *statement, ptb_error *err)
{
    const unsigned char *name = sqlite3_column_text(statement, 0);
    if (!name) return PTB_OK; /* a damaged entry */
    int len = sqlite3_column_bytes(statement, 0);
    PTB_TRY(ptb_reserve(&list->names, &list->names_capacity, list->n + 1, sizeof *list->names, err));
    PTB_TRY(ptb_reserve(&list->has_rows, &list->rows_capacity, list->n + 1, sizeof *list->has_rows, err));
    PTB_TRY(ptb_arena_text(&list->arena, (const char *)name, (size_t)len, &list->names[list->n], err));
    list->has_rows[list->n++] = sqlite3_column_int(statement, 1) != 0;
    return PTB_OK;
}

static ptb_status read_catalogue(connection *at, catalogue *list, ptb_error *err)
{
    static const char sql[] =
        "SELECT name, type = 'table' AND rootpage > 0 FROM main.sqlite_master "
        "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name";
    ptb_status status = PTB_OK;
    sqlite3_stmt *statement = NULL;
    int code;
    PTB_TRY_TO(prepare(at, sql, sizeof sql - 1, &statement, NULL, err));
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        PTB_TRY_TO(add_table(list, statement, err));
    if (code != SQLITE_DONE) status = sqlite_fails(at, code, err);
done:
    (void)sqlite3_finalize(statement); /* repeats the step's error */
    return status;
}

/* The entry that SQLite itself would take: letters of ASCII in any case. */
static size_t find_table(const catalogue *list, ptb_str name)
{
    size_t i = 0;
    while (i < list->n && !ptb_str_equal_nocase(name, list->names[i]))
        i++;
    return i;
}

/* A name of the rowid that no column has taken, or NULL. */
static const char *rowid_name(sqlite3_stmt *any)
{
    static const char *const names[] = {"rowid", "_rowid_", "oid"};
    int n = sqlite3_column_count(any);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool is_taken = false;
        for (int j = 0; j < n; j++) {
            const char *column = sqlite3_column_name(any, j);
            is_taken = is_taken || !column || ptb_str_equal_nocase(ptb_str_of(column), names[i]);
        }
        if (!is_taken) return names[i];
    }
    return NULL;
}

static ptb_status prepare_table(cursor *c, const char *table, bool has_rows, ptb_error *err)
{
    ptb_status status = PTB_OK;
    sqlite3_stmt *ordered = NULL;
    const char *order;
    /* %w doubles quotes; the name is one of the catalogue's. */
    char *sql = sqlite3_mprintf("SELECT * FROM main.\"%w\"", table), *longer = NULL;
    if (!sql) {
        status = ptb_fail(err, PTB_E_NOMEM, "out of memory for the name of a table");
        goto done;
    }
    PTB_TRY_TO(prepare(c->at, sql, strlen(sql), &c->statement, NULL, err));
    order = has_rows ? rowid_name(c->statement) : NULL;
    if (!order) goto done;
    longer = sqlite3_mprintf("%s ORDER BY %s", sql, order);
    /* A table WITHOUT ROWID refuses; it comes in order of its key anyway. */
    if (longer && prepare(c->at, longer, strlen(longer), &ordered, NULL, NULL) == PTB_OK) {
        (void)sqlite3_finalize(c->statement); /* never stepped: nothing to tell */
        c->statement = ordered;
    }
done:
    sqlite3_free(longer);
    sqlite3_free(sql);
    return status;
}

static ptb_status set_label(cursor *c, const char *format, const char *name, ptb_error *err)
{
    c->label = sqlite3_mprintf(format, name);
    return c->label ? PTB_OK : ptb_fail(err, PTB_E_NOMEM, "out of memory for the name of a table");
}

static ptb_status open_table(cursor *c, ptb_str wanted, ptb_error *err)
{
    ptb_status status = PTB_OK;
    catalogue list = {{0}, NULL, NULL, 0, 0, 0};
    ptb_text plain = {0};
    size_t i;
    PTB_TRY_TO(read_catalogue(c->at, &list, err));
    i = find_table(&list, wanted);
    if (i == list.n && ptb_source_unquote(wanted, &plain)) {
        PTB_TRY_TO(ptb_text_check(&plain, err));
        i = find_table(&list, ptb_str_of(plain.bytes));
    }
    if (i == list.n || !list.names) {
        status = ptb_source_unknown_table(wanted, list.names, list.n, c->at->name, err);
        goto done;
    }
    PTB_TRY_TO(set_label(c, "table '%s'", list.names[i], err));
    PTB_TRY_TO(prepare_table(c, list.names[i], list.has_rows[i], err));
done:
    ptb_text_free(&plain);
    free_catalogue(&list);
    return status;
}

/* ---- queries ---- */

static ptb_status open_query(cursor *c, ptb_str query, ptb_error *err)
{
    ptb_status status = PTB_OK;
    sqlite3_stmt *more = NULL;
    const char *tail = NULL;
    PTB_TRY_TO(set_label(c, "%s", "the query", err));
    PTB_TRY_TO(prepare(c->at, query.ptr, query.len, &c->statement, &tail, err));
    /* Behind the statement only blanks and comments: those make no statement. */
    if (prepare(c->at, tail, query.len - (size_t)(tail - query.ptr), &more, NULL, NULL) != PTB_OK || more) {
        status =
            ptb_fail(err, PTB_E_ARG, "'%s': the query holds several statements; expected one", c->at->name);
        goto done;
    }
    if (!sqlite3_stmt_readonly(c->statement) || sqlite3_column_count(c->statement) == 0)
        status =
            ptb_fail(err, PTB_E_ARG, "'%s': the query is not a reading one; expected SELECT, WITH or VALUES",
                     c->at->name);
    else if (sqlite3_bind_parameter_count(c->statement) > 0)
        status = ptb_fail(err, PTB_E_ARG, "'%s': the query has parameters (?); expected values", c->at->name);
done:
    (void)sqlite3_finalize(more); /* never stepped */
    return status;
}

static void sqlite_close_cursor(void *state)
{
    cursor *c = state;
    if (!c) return;
    (void)sqlite3_finalize(c->statement); /* repeats the step's error */
    sqlite3_free(c->label);
    free(c);
}

static ptb_status sqlite_open_cursor(void *state, const ptb_source_parts *parts, void **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    cursor *c;
    *out = NULL;
    PTB_TRY(ptb_alloc(&c, 1, sizeof *c, err));
    c->at = state;
    PTB_TRY_TO(parts->is_query ? open_query(c, parts->wanted, err) : open_table(c, parts->wanted, err));
    c->n_columns = sqlite3_column_count(c->statement);
    *out = c;
    c = NULL;
done:
    sqlite_close_cursor(c);
    return status;
}

/* ---- rows ---- */

static ptb_status bad_value(const cursor *c, int i, const char *what, ptb_error *err)
{
    const char *column = sqlite3_column_name(c->statement, i);
    return ptb_fail(err, PTB_E_DATA, "'%s': %s, row %llu, column '%s': %s", c->at->name, c->label,
                    (unsigned long long)c->row, column ? column : "?", what);
}

static ptb_status append_text(const cursor *c, int i, ptb_text *lines, ptb_error *err)
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

static void append_integer(int64_t value, ptb_text *lines)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) digits[--at] = '-';
    ptb_text_append(lines, digits + at, sizeof digits - at);
}

static ptb_status append_value(const cursor *c, int i, ptb_text *lines, ptb_error *err)
{
    double number;
    switch (sqlite3_column_type(c->statement, i)) {
    case SQLITE_NULL:
        if (c->n_columns == 1) ptb_text_add(lines, "\"\""); /* an empty line would be no row */
        return PTB_OK;
    case SQLITE_INTEGER:
        append_integer(sqlite3_column_int64(c->statement, i), lines);
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

static ptb_status append_header(const cursor *c, ptb_text *lines, ptb_error *err)
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
    cursor *c = state;
    begin_wait(c->at);
    PTB_TRY(ptb_check_cancel(c->at->waiting.context, err));
    if (!c->has_header) PTB_TRY(append_header(c, lines, err));
    c->has_header = true;
    while (lines->len < PTB_SOURCE_FILL_BYTES && !lines->failed) {
        int code = sqlite3_step(c->statement);
        if (code == SQLITE_DONE) {
            *at_end = true;
            break;
        }
        if (code != SQLITE_ROW) return sqlite_fails(c->at, code, err);
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
