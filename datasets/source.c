/* datasets/source.c: sources as one stream of CSV: which kind, the connections they share, and how lines are handed out. */
#include "datasets/source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "datasets/base/io.h"
#include "datasets/base/memory.h"
#include "datasets/source_parts.h"

enum { NAME_QUERY_BYTES = 60, TABLES_SHOWN = 10 };

typedef struct {
    ptb_source_kind kind;
    char *location;
    void *connection;
} database;

struct ptb_sources {
    ptb_source_waiting waiting;
    database *databases;
    size_t n_databases, capacity;
};

struct ptb_source {
    char *name;
    ptb_input *input;                /* a file; else the rest is used */
    const ptb_source_driver *driver; /* the database's */
    void *cursor;
    ptb_text lines; /* of the database; lines.bytes[lines_used .. lines.len) are not handed out yet */
    size_t lines_used;
    bool at_end, has_failed;
    uint64_t delivered;
    ptb_sha256 *hash;
    char digest[PTB_SHA256_HEX];
};

double ptb_source_now(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

ptb_status ptb_source_unknown_table(ptb_str wanted, const char *const *tables, size_t n_tables,
                                    const char *place, ptb_error *err)
{
    ptb_text words = {0};
    const char *nearest = ptb_nearest_name(wanted, tables, n_tables);
    ptb_text_printf(&words, "there is no table or view '%.*s' in '%s'; ",
                    (int)(wanted.len < 200 ? wanted.len : 200), wanted.ptr, place);
    if (nearest) ptb_text_printf(&words, "did you mean '%s'? ", nearest);
    ptb_text_add(&words, n_tables == 0 ? "it holds none that you may see" : "there are: ");
    for (size_t i = 0; i < n_tables && i < TABLES_SHOWN; i++)
        ptb_text_printf(&words, "%s'%s'", i ? ", " : "", tables[i]);
    if (n_tables > TABLES_SHOWN) ptb_text_printf(&words, " and %zu more", n_tables - TABLES_SHOWN);
    if (memchr(wanted.ptr, ' ', wanted.len))
        ptb_text_add(&words, "; a query begins with SELECT, WITH, VALUES or TABLE");
    ptb_status status = ptb_text_check(&words, err);
    if (status == PTB_OK) status = ptb_fail(err, PTB_E_SCHEMA, "%s", words.bytes);
    ptb_text_free(&words);
    return status;
}

/* ---- connections ---- */

static const ptb_source_driver *driver_of(ptb_source_kind kind)
{
    return kind == PTB_SOURCE_SQLITE ? &ptb_source_sqlite : &ptb_source_postgres;
}

ptb_status ptb_sources_new(const ptb_context *context, double deadline_s, ptb_sources **out, ptb_error *err)
{
    ptb_sources *sources;
    *out = NULL;
    if (!(deadline_s > 0) || !isfinite(deadline_s))
        return ptb_fail(err, PTB_E_ARG, "a wait of %g s for a database; expected more than 0", deadline_s);
    PTB_TRY(ptb_alloc(&sources, 1, sizeof *sources, err));
    sources->waiting.context = context;
    sources->waiting.deadline_s = deadline_s;
    *out = sources;
    return PTB_OK;
}

void ptb_sources_free(ptb_sources *sources)
{
    if (!sources) return;
    for (size_t i = 0; i < sources->n_databases; i++) {
        driver_of(sources->databases[i].kind)->disconnect(sources->databases[i].connection);
        free(sources->databases[i].location);
    }
    free(sources->databases);
    free(sources);
}

static ptb_status copy_text(ptb_str text, char **out, ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, text.len + 1, 1, err));
    memcpy(*out, text.ptr, text.len);
    return PTB_OK;
}

/* The connection to where the parts say: the one there is, or a new one. */
static ptb_status get_connection(ptb_sources *sources, const ptb_source_parts *parts, void **connection,
                                 ptb_error *err)
{
    ptb_status status = PTB_OK;
    database made = {.kind = parts->kind};
    *connection = NULL;
    PTB_TRY_TO(copy_text(parts->location, &made.location, err));
    for (size_t i = 0; i < sources->n_databases; i++) {
        const database *old = &sources->databases[i];
        bool is_same = strcmp(old->location, made.location) == 0 ||
                       (made.kind == PTB_SOURCE_SQLITE && ptb_is_same_file(old->location, made.location));
        if (old->kind != made.kind || !is_same) continue;
        *connection = old->connection;
        goto done;
    }
    PTB_TRY_TO(
        ptb_reserve(&sources->databases, &sources->capacity, sources->n_databases + 1, sizeof made, err));
    PTB_TRY_TO(driver_of(made.kind)->connect(&sources->waiting, made.location, &made.connection, err));
    *connection = made.connection;
    sources->databases[sources->n_databases++] = made;
    made.location = NULL;
done:
    free(made.location);
    return status;
}

/* ---- sources ---- */

/* What messages call it: without password, a long query cut. */
static ptb_status make_name(const char *spec, const ptb_source_parts *parts, char **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text name = {0};
    *out = NULL;
    ptb_source_redact(strcmp(spec, "-") == 0 ? "standard input" : spec, &name);
    PTB_TRY_TO(ptb_text_check(&name, err));
    if (parts->is_query && parts->wanted.len > NAME_QUERY_BYTES) {
        name.len -= parts->wanted.len - NAME_QUERY_BYTES;
        name.len = ptb_utf8_valid_prefix(name.bytes, name.len);
        ptb_text_add(&name, "...");
        PTB_TRY_TO(ptb_text_check(&name, err));
    }
    PTB_TRY_TO(copy_text(ptb_str_of(name.bytes), out, err));
done:
    ptb_text_free(&name);
    return status;
}

ptb_status ptb_source_open(ptb_sources *sources, const char *spec, ptb_source **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_source *source = NULL;
    ptb_source_parts parts;
    void *connection;
    *out = NULL;
    ptb_source_split(spec, &parts);
    PTB_TRY_TO(ptb_alloc(&source, 1, sizeof *source, err));
    PTB_TRY_TO(make_name(spec, &parts, &source->name, err));
    PTB_TRY_TO(ptb_source_check(spec, err));
    PTB_TRY_TO(ptb_check_cancel(sources->waiting.context, err));
    if (parts.kind == PTB_SOURCE_FILE) {
        PTB_TRY_TO(ptb_input_open(spec, &source->input, err));
    } else {
        source->driver = driver_of(parts.kind);
        PTB_TRY_TO(ptb_sha256_new(&source->hash, err));
        PTB_TRY_TO(get_connection(sources, &parts, &connection, err));
        PTB_TRY_TO(source->driver->open(connection, &parts, &source->cursor, err));
    }
    *out = source;
    source = NULL;
done:
    ptb_source_close(source);
    return status;
}

/* The next lines in place of those handed out. */
static ptb_status refill(ptb_source *source, ptb_error *err)
{
    ptb_text_clear(&source->lines);
    source->lines_used = 0;
    PTB_TRY(source->driver->fill(source->cursor, &source->lines, &source->at_end, err));
    PTB_TRY(ptb_text_check(&source->lines, err));
    ptb_sha256_add(source->hash, source->lines.bytes, source->lines.len);
    return PTB_OK;
}

static ptb_status read_lines(ptb_source *source, char *buffer, size_t capacity, size_t *n, ptb_error *err)
{
    while (*n < capacity) {
        size_t left = source->lines.len - source->lines_used;
        if (left == 0 && source->at_end) break;
        if (left == 0) {
            PTB_TRY(refill(source, err));
            continue;
        }
        if (left > capacity - *n) left = capacity - *n;
        memcpy(buffer + *n, source->lines.bytes + source->lines_used, left);
        source->lines_used += left;
        source->delivered += left;
        *n += left;
    }
    if (*n == capacity || !source->hash) return PTB_OK;
    ptb_sha256_end(source->hash, source->digest);
    source->hash = NULL;
    return PTB_OK;
}

ptb_status ptb_source_read(ptb_source *source, char *buffer, size_t capacity, size_t *n, ptb_error *err)
{
    *n = 0;
    if (source->input) return ptb_input_read(source->input, buffer, capacity, n, err);
    if (source->has_failed) return ptb_fail(err, PTB_E_IO, "'%s' could not be read to its end", source->name);
    ptb_status status = read_lines(source, buffer, capacity, n, err);
    if (status == PTB_OK) return PTB_OK;
    source->has_failed = true;
    *n = 0;
    return status;
}

const char *ptb_source_name(const ptb_source *source)
{
    return source->name;
}

void ptb_source_position(const ptb_source *source, uint64_t *done, uint64_t *total)
{
    *done = source->delivered;
    *total = 0;
    if (source->input) ptb_input_position(source->input, done, total);
}

void ptb_source_digest(const ptb_source *source, char hex[PTB_SHA256_HEX])
{
    memcpy(hex, source->digest, PTB_SHA256_HEX);
}

void ptb_source_file_digest(const ptb_source *source, char hex[PTB_INPUT_HEX])
{
    hex[0] = 0;
    if (source->input) ptb_input_digest_of(source->input, hex);
}

void ptb_source_close(ptb_source *source)
{
    char unused[PTB_SHA256_HEX];
    if (!source) return;
    ptb_input_close(source->input);
    if (source->cursor) source->driver->close(source->cursor);
    if (source->hash) ptb_sha256_end(source->hash, unused);
    ptb_text_free(&source->lines);
    free(source->name);
    free(source);
}
