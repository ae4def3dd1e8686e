/* datasets/source_postgres_parts.h: one PostgreSQL connection, every wait of which is bounded. Private to source_postgres*.c. */
#ifndef PTB_DATASETS_SOURCE_POSTGRES_PARTS_H
#define PTB_DATASETS_SOURCE_POSTGRES_PARTS_H

#include <libpq-fe.h>

#include "datasets/source_parts.h"

typedef struct {
    PGconn *handle;
    char *name;         /* the URL without its password */
    char *password;     /* as libpq understood it, or NULL: only to be kept out of messages */
    char *url_password; /* the same as it stands in the URL, perhaps with %XX */
    ptb_source_waiting waiting;
    bool is_reading; /* a COPY is under way */
    bool is_lost;    /* nothing more can be asked */
} ptb_postgres;

PTB_MUST_USE ptb_status ptb_postgres_connect(const ptb_source_waiting *waiting, const char *url,
                                             ptb_postgres **out, ptb_error *err);
void ptb_postgres_disconnect(ptb_postgres *at);

/* Waits for bytes from the server, and takes them in; what was to be sent is sent on. `since` is when the silence began. */
PTB_MUST_USE ptb_status ptb_postgres_wait(ptb_postgres *at, double since, ptb_error *err);

/* Sends what libpq has queued, then gives the last result (PQclear), or the first that is an error, of all there are.
 * A COPY that begins is a result too: then there may be more to come. */
PTB_MUST_USE ptb_status ptb_postgres_results(ptb_postgres *at, PGresult **out, ptb_error *err);

/* `sent` is what PQsend... answered: then as above, and E_... unless the result has the expected status. */
PTB_MUST_USE ptb_status ptb_postgres_expect(ptb_postgres *at, int sent, ExecStatusType expected,
                                            PGresult **out, ptb_error *err);

/* The error of a failed result (NULL: of the connection), in words and without the password. */
ptb_status ptb_postgres_fails(ptb_postgres *at, const PGresult *result, ptb_error *err);

/* Asks the server to stop what it is doing; takes at most about a second. */
void ptb_postgres_cancel(ptb_postgres *at);

#endif
