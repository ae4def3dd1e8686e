/* datasets/source_sqlite_tables.c: which statement reads a table of a SQLite database, and whether a query only reads. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/source_sqlite_parts.h"

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

static ptb_status prepare(ptb_sqlite *at, const char *sql, size_t len, sqlite3_stmt **out, const char **tail,
                          ptb_error *err)
{
    ptb_sqlite_begin_wait(at);
    *out = NULL;
    if (len > 1000000) return ptb_fail(err, PTB_E_LIMIT, "a query of %zu bytes; at most 1000000", len);
    int code = sqlite3_prepare_v2(at->handle, sql, (int)len, out, tail);
    return code == SQLITE_OK ? PTB_OK : ptb_sqlite_fails(at, code, err);
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

static ptb_status read_catalogue(ptb_sqlite *at, catalogue *list, ptb_error *err)
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
    if (code != SQLITE_DONE) status = ptb_sqlite_fails(at, code, err);
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

static ptb_status prepare_table(ptb_sqlite_cursor *c, const char *table, bool has_rows, ptb_error *err)
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

static ptb_status set_label(ptb_sqlite_cursor *c, const char *format, const char *name, ptb_error *err)
{
    c->label = sqlite3_mprintf(format, name);
    return c->label ? PTB_OK : ptb_fail(err, PTB_E_NOMEM, "out of memory for the name of a table");
}

ptb_status ptb_sqlite_open_table(ptb_sqlite_cursor *c, ptb_str wanted, ptb_error *err)
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

ptb_status ptb_sqlite_open_query(ptb_sqlite_cursor *c, ptb_str query, ptb_error *err)
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
