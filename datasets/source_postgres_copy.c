/* datasets/source_postgres_copy.c: tables and queries of PostgreSQL as CSV lines, by COPY TO STDOUT in one snapshot. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/source_postgres_parts.h"

typedef struct {
    ptb_postgres *at;
    int n_columns;
    bool is_over; /* the server has told that all went well */
} cursor;

/* ---- which table ---- */

/* $2 without a schema is any that the search path shows. */
static const char find_sql[] =
    "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
    "c.relnamespace "
    "WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND c.relname::text = $1::text AND "
    "CASE WHEN $2::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname::text = $2::text "
    "END";

static const char list_sql[] =
    "SELECT CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN c.relname::text "
    "ELSE n.nspname::text || '.' || c.relname::text END FROM pg_catalog.pg_class c JOIN "
    "pg_catalog.pg_namespace n "
    "ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname !~ '^pg_' AND "
    "n.nspname <> 'information_schema' ORDER BY 1 LIMIT 1001";

static char *escape_result(ptb_postgres *at, const PGresult *found, int column)
{
    const char *name = PQgetvalue(found, 0, column);
    return PQescapeIdentifier(at->handle, name, strlen(name));
}

/* Appends SELECT * FROM "schema"."table" where the catalogue holds that very name. */
static ptb_status try_name(ptb_postgres *at, const char *schema, const char *table, ptb_text *sql,
                           bool *is_found, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const char *const values[] = {table, schema};
    PGresult *found = NULL;
    char *schema_name = NULL, *table_name = NULL;
    PTB_TRY_TO(ptb_postgres_expect(at,
                                   PQsendQueryParams(at->handle, find_sql, 2, NULL, values, NULL, NULL, 0),
                                   PGRES_TUPLES_OK, &found, err));
    *is_found = PQntuples(found) > 0;
    if (!*is_found) goto done;
    schema_name = escape_result(at, found, 0);
    table_name = escape_result(at, found, 1);
    if (!schema_name || !table_name) {
        status = ptb_postgres_fails(at, NULL, err);
        goto done;
    }
    ptb_text_printf(sql, "SELECT * FROM %s.%s", schema_name, table_name);
done:
    PQfreemem(table_name);
    PQfreemem(schema_name);
    PQclear(found);
    return status;
}

/* A name as the person wrote it: in quotes as it is. Says whether it was in quotes. */
static bool read_name(ptb_str written, ptb_text *out)
{
    if (ptb_source_unquote(written, out)) return true;
    ptb_text_clear(out);
    ptb_text_append(out, written.ptr, written.len);
    return false;
}

/* As SQL does with names outside quotes. */
static void to_small_letters(ptb_text *name)
{
    for (size_t i = 0; i < name->len; i++)
        if (name->bytes[i] >= 'A' && name->bytes[i] <= 'Z')
            name->bytes[i] = (char)(name->bytes[i] - 'A' + 'a');
}

/* SCHEMA.TABLE (schema NULL: none): as written, then, as SQL would have it, in small letters. */
static ptb_status try_names(ptb_postgres *at, const ptb_str *schema, ptb_str table, ptb_text *sql,
                            bool *is_found, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text first = {0}, second = {0};
    bool first_quoted = true;
    if (schema) first_quoted = read_name(*schema, &first);
    bool second_quoted = read_name(table, &second);
    for (int round = 0; round < 2 && !*is_found; round++) {
        PTB_TRY_TO(ptb_text_check(&first, err));
        PTB_TRY_TO(ptb_text_check(&second, err));
        PTB_TRY_TO(try_name(at, schema ? first.bytes : NULL, second.bytes, sql, is_found, err));
        if (first_quoted && second_quoted) break;
        if (!first_quoted) to_small_letters(&first);
        if (!second_quoted) to_small_letters(&second);
    }
done:
    ptb_text_free(&second);
    ptb_text_free(&first);
    return status;
}

/* The dot outside quotes, or text.len. */
static size_t find_dot(ptb_str text)
{
    bool is_inside = false;
    size_t i = 0;
    for (; i < text.len && (is_inside || text.ptr[i] != '.'); i++)
        if (text.ptr[i] == '"') is_inside = !is_inside;
    return i;
}

static ptb_status unknown_table(ptb_postgres *at, ptb_str wanted, ptb_error *err)
{
    ptb_status status = PTB_OK;
    PGresult *list = NULL;
    const char **names = NULL;
    size_t n;
    PTB_TRY_TO(ptb_postgres_expect(at, PQsendQuery(at->handle, list_sql), PGRES_TUPLES_OK, &list, err));
    n = (size_t)PQntuples(list);
    PTB_TRY_TO(ptb_alloc(&names, n, sizeof *names, err));
    for (size_t i = 0; i < n; i++)
        names[i] = PQgetvalue(list, (int)i, 0);
    status = ptb_source_unknown_table(wanted, names, n, at->name, err);
done:
    free(names);
    PQclear(list);
    return status;
}

static ptb_status table_sql(ptb_postgres *at, ptb_str wanted, ptb_text *sql, ptb_error *err)
{
    bool is_found = false;
    PTB_TRY(try_names(at, NULL, wanted, sql, &is_found, err));
    size_t dot = find_dot(wanted);
    if (!is_found && dot < wanted.len) {
        ptb_str schema = {wanted.ptr, dot}, table = {wanted.ptr + dot + 1, wanted.len - dot - 1};
        PTB_TRY(try_names(at, &schema, table, sql, &is_found, err));
    }
    return is_found ? PTB_OK : unknown_table(at, wanted, err);
}

/* ---- queries ---- */

/* Without semicolons at the end: the query will stand in parentheses. */
static ptb_str without_semicolon(ptb_str query)
{
    query = ptb_str_trim(query);
    while (query.len > 0 && query.ptr[query.len - 1] == ';') {
        query.len--;
        query = ptb_str_trim(query);
    }
    return query;
}

/* The server itself reads the query, by the protocol that takes one statement only; so what stands in the parentheses of
 * COPY is a statement whose own parentheses, quotes and comments are closed. */
static ptb_status describe(cursor *c, const char *sql, ptb_error *err)
{
    PGconn *handle = c->at->handle;
    PGresult *columns = NULL;
    PTB_TRY(ptb_postgres_expect(c->at, PQsendPrepare(handle, "", sql, 0, NULL), PGRES_COMMAND_OK, NULL, err));
    PTB_TRY(ptb_postgres_expect(c->at, PQsendDescribePrepared(handle, ""), PGRES_COMMAND_OK, &columns, err));
    c->n_columns = PQnfields(columns);
    int n_parameters = PQnparams(columns);
    PQclear(columns);
    if (c->n_columns == 0)
        return ptb_fail(err, PTB_E_ARG, "'%s': that gives no columns; expected a table or a reading query",
                        c->at->name);
    if (n_parameters > 0)
        return ptb_fail(err, PTB_E_ARG, "'%s': the query has parameters ($1); expected values", c->at->name);
    return PTB_OK;
}

static ptb_status start_copy(cursor *c, const ptb_source_parts *parts, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text sql = {0}, copy = {0};
    if (parts->is_query) {
        ptb_str query = without_semicolon(parts->wanted);
        ptb_text_append(&sql, query.ptr, query.len);
    } else {
        PTB_TRY_TO(table_sql(c->at, parts->wanted, &sql, err));
    }
    PTB_TRY_TO(ptb_text_check(&sql, err));
    PTB_TRY_TO(describe(c, sql.bytes, err));
    ptb_text_add(&copy, "COPY (");
    ptb_text_append(&copy, sql.bytes, sql.len);
    ptb_text_add(&copy,
                 "\n) TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8')"); /* the line ends a comment */
    PTB_TRY_TO(ptb_text_check(&copy, err));
    PTB_TRY_TO(ptb_postgres_expect(c->at, PQsendQuery(c->at->handle, copy.bytes), PGRES_COPY_OUT, NULL, err));
done:
    ptb_text_free(&copy);
    ptb_text_free(&sql);
    return status;
}

/* ---- rows ---- */

/* Back to the state before this table, whatever happened to it: the snapshot stays. */
static void postgres_close_cursor(void *state)
{
    cursor *c = state;
    PGresult *unused = NULL;
    char *row = NULL;
    if (!c) return;
    ptb_postgres *at = c->at;
    at->is_reading = false;
    if (!at->is_lost && !c->is_over && PQtransactionStatus(at->handle) == PQTRANS_ACTIVE) {
        ptb_postgres_cancel(at);
        double since = ptb_source_now();
        int n;
        while (!at->is_lost && (n = PQgetCopyData(at->handle, &row, 1)) >= 0) {
            if (n > 0) PQfreemem(row);
            if (n == 0 && ptb_postgres_wait(at, since, NULL) != PTB_OK) at->is_lost = true;
        }
        if (!at->is_lost && ptb_postgres_results(at, &unused, NULL) != PTB_OK) at->is_lost = true;
        PQclear(unused);
    }
    static const char undo[] = "ROLLBACK TO SAVEPOINT propensity; RELEASE SAVEPOINT propensity";
    if (!at->is_lost &&
        ptb_postgres_expect(at, PQsendQuery(at->handle, undo), PGRES_COMMAND_OK, NULL, NULL) != PTB_OK)
        at->is_lost = true;
    free(c);
}

static ptb_status postgres_open_cursor(void *state, const ptb_source_parts *parts, void **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_postgres *at = state;
    cursor *c = NULL;
    *out = NULL;
    if (at->is_lost) return ptb_fail(err, PTB_E_IO, "'%s': the connection was lost before", at->name);
    if (at->is_reading)
        return ptb_fail(err, PTB_E_INTERNAL, "'%s': another table of it is still being read", at->name);
    PTB_TRY(ptb_postgres_expect(at, PQsendQuery(at->handle, "SAVEPOINT propensity"), PGRES_COMMAND_OK, NULL,
                                err));
    PTB_TRY(ptb_alloc(&c, 1, sizeof *c, err));
    c->at = at;
    PTB_TRY_TO(start_copy(c, parts, err));
    at->is_reading = true;
    *out = c;
    c = NULL;
done:
    postgres_close_cursor(c);
    return status;
}

/* Behind the last row the server says whether all went well. */
static ptb_status finish_copy(cursor *c, ptb_error *err)
{
    ptb_status status = PTB_OK;
    PGresult *result = NULL;
    PTB_TRY_TO(ptb_postgres_results(c->at, &result, err));
    if (!result || PQresultStatus(result) != PGRES_COMMAND_OK)
        status = ptb_postgres_fails(c->at, result, err);
    c->is_over = status == PTB_OK;
done:
    PQclear(result);
    return status;
}

static ptb_status postgres_fill(void *state, ptb_text *lines, bool *at_end, ptb_error *err)
{
    cursor *c = state;
    PGconn *handle = c->at->handle;
    PTB_TRY(ptb_check_cancel(c->at->waiting.context, err));
    while (lines->len < PTB_SOURCE_FILL_BYTES && !lines->failed) {
        char *row = NULL;
        int n = PQgetCopyData(handle, &row, 1); /* one line at a time */
        for (double since = ptb_source_now(); n == 0; n = PQgetCopyData(handle, &row, 1))
            PTB_TRY(ptb_postgres_wait(c->at, since, err));
        if (n < 0) {
            PTB_TRY(finish_copy(c, err));
            *at_end = true;
            break;
        }
        /* An empty line, one column's NULL, would be no row. */
        if (n == 1 && c->n_columns == 1) ptb_text_add(lines, "\"\"");
        ptb_text_append(lines, row, (size_t)n);
        PQfreemem(row);
    }
    return PTB_OK;
}

/* ---- the driver ---- */

static ptb_status postgres_connect(const ptb_source_waiting *waiting, const char *location, void **out,
                                   ptb_error *err)
{
    ptb_postgres *at;
    *out = NULL;
    PTB_TRY(ptb_postgres_connect(waiting, location, &at, err));
    *out = at;
    return PTB_OK;
}

static void postgres_disconnect(void *state)
{
    ptb_postgres_disconnect(state);
}

const ptb_source_driver ptb_source_postgres = {postgres_connect, postgres_open_cursor, postgres_fill,
                                               postgres_close_cursor, postgres_disconnect};
