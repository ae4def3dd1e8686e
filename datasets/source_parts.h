/* datasets/source_parts.h: what source.c and the databases behind it share. Private to source*.c. */
#ifndef PTB_DATASETS_SOURCE_PARTS_H
#define PTB_DATASETS_SOURCE_PARTS_H

#include "datasets/source.h"

typedef enum { PTB_SOURCE_FILE, PTB_SOURCE_SQLITE, PTB_SOURCE_POSTGRES } ptb_source_kind;

/* A source's text in its parts: views into it. */
typedef struct {
    ptb_source_kind kind;
    ptb_str location; /* file, or URL */
    ptb_str wanted;   /* table or query, without blanks around it; empty for files */
    bool is_query, has_hash;
} ptb_source_parts;

void ptb_source_split(const char *spec, ptb_source_parts *out);
/* E_ARG in words; `name` is what the message calls the source. */
PTB_MUST_USE ptb_status ptb_source_check_parts(const ptb_source_parts *parts, const char *name,
                                               ptb_error *err);

/* A name in double quotes, the whole text: writes what stands between them ("" is ") and returns true. */
bool ptb_source_unquote(ptb_str text, ptb_text *out);

/* How a connection waits, kept with it. */
typedef struct {
    const ptb_context *context;
    double deadline_s;
} ptb_source_waiting;
double ptb_source_now(void); /* seconds of a clock that only goes forward */

/* " there is 'x'; tables there: a, b, ..." for the error about an unknown table. E_SCHEMA. */
ptb_status ptb_source_unknown_table(ptb_str wanted, const char *const *tables, size_t n_tables,
                                    const char *place, ptb_error *err);

/* A kind of database. `name` is what messages say. A connection holds one read-only snapshot from its start; a cursor
 * delivers the header and rows of one table or query. `fill` appends some whole lines, at_end with the last of them.
 * `close` and `disconnect` take NULL. */
typedef struct {
    ptb_status (*connect)(const ptb_source_waiting *waiting, const char *location, void **connection,
                          ptb_error *err);
    ptb_status (*open)(void *connection, const ptb_source_parts *parts, void **cursor, ptb_error *err);
    ptb_status (*fill)(void *cursor, ptb_text *lines, bool *at_end, ptb_error *err);
    void (*close)(void *cursor);
    void (*disconnect)(void *connection);
} ptb_source_driver;

extern const ptb_source_driver ptb_source_sqlite, ptb_source_postgres;

enum { PTB_SOURCE_FILL_BYTES = 64 * 1024 }; /* about what one `fill` appends */

#endif
