/* datasets/source_postgres.c: a PostgreSQL connection through libpq that never waits without a deadline, and what it says
 * when something fails. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "datasets/base/memory.h"
#include "datasets/source_postgres_parts.h"

enum { LOOK_MS = 100, CANCEL_WAIT_S = 1, SECRET_BYTES = 3 /* shorter ones would spoil every message */ };

/* ---- messages ---- */

/* Appends the text with *** in place of a secret. */
static void append_without(ptb_text *out, const char *text, const char *secret)
{
    size_t n = secret ? strlen(secret) : 0;
    const char *found = n >= SECRET_BYTES ? strstr(text, secret) : NULL;
    for (; found; found = strstr(text, secret)) {
        ptb_text_append(out, text, (size_t)(found - text));
        ptb_text_add(out, "***");
        text = found + n;
    }
    ptb_text_add(out, text);
}

/* What libpq or the server said, in one line. Secrets go first, while the text is whole. */
static ptb_status fail_saying(const ptb_postgres *at, ptb_status status, const char *said, ptb_error *err)
{
    ptb_text first = {0}, second = {0};
    append_without(&first, said, at->password);
    append_without(&second, first.bytes ? first.bytes : "", at->url_password);
    for (size_t i = 0; i < second.len; i++)
        if (second.bytes[i] == '\n' || second.bytes[i] == '\t') second.bytes[i] = ' ';
    ptb_str line = ptb_str_trim(ptb_str_of(second.bytes));
    status = ptb_fail(err, status, "'%s': %.*s", at->name, (int)(line.len < 600 ? line.len : 600),
                      line.len ? line.ptr : "");
    ptb_text_free(&second);
    ptb_text_free(&first);
    return status;
}

/* SQLSTATE to ours; see appendix A of PostgreSQL's manual. */
static ptb_status status_of(const char *state)
{
    static const struct {
        const char *begins;
        ptb_status status;
    } known[] = {{"55P03", PTB_E_BUSY}, {"40P01", PTB_E_BUSY}, {"40001", PTB_E_BUSY}, {"53200", PTB_E_IO},
                 {"25006", PTB_E_ARG},  {"42", PTB_E_SCHEMA},  {"3F", PTB_E_SCHEMA},  {"0A", PTB_E_SCHEMA},
                 {"22", PTB_E_DATA},    {"21", PTB_E_DATA}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strncmp(state, known[i].begins, strlen(known[i].begins)) == 0) return known[i].status;
    return PTB_E_IO;
}

ptb_status ptb_postgres_fails(ptb_postgres *at, const PGresult *result, ptb_error *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (PQstatus(at->handle) != CONNECTION_OK) at->is_lost = true;
    if (state && message) return fail_saying(at, status_of(state), message, err);
    message = result ? PQresultErrorMessage(result) : PQerrorMessage(at->handle);
    return fail_saying(at, PTB_E_IO, message[0] ? message : "the connection failed", err);
}

/* ---- waiting ---- */

/* True once one of the events came; false after LOOK_MS. Asks for cancelling and for the deadline. */
static ptb_status wait_a_little(ptb_postgres *at, short events, double since, const char *what,
                                bool *is_ready, ptb_error *err)
{
    struct pollfd descriptor = {.fd = PQsocket(at->handle), .events = events};
    *is_ready = false;
    PTB_TRY(ptb_check_cancel(at->waiting.context, err));
    double waited = ptb_source_now() - since;
    if (waited > at->waiting.deadline_s)
        return ptb_fail(err, PTB_E_IO,
                        "'%s': %s for %.1f s; given up (is it overloaded, or the table locked?)", at->name,
                        what, waited);
    if (descriptor.fd < 0) return ptb_postgres_fails(at, NULL, err);
    double left_ms = (at->waiting.deadline_s - waited) * 1000 + 1;
    int n = poll(&descriptor, 1, left_ms < LOOK_MS ? (int)left_ms : LOOK_MS);
    if (n < 0 && errno != EINTR) return ptb_fail_errno(err, PTB_E_IO, "'%s': cannot wait", at->name);
    *is_ready = n > 0;
    return PTB_OK;
}

static ptb_status wait_for(ptb_postgres *at, short events, double since, ptb_error *err)
{
    bool is_ready = false;
    while (!is_ready) {
        ptb_status status = wait_a_little(at, events, since, "the server sent nothing", &is_ready, err);
        if (status == PTB_OK) continue;
        if (!at->is_lost) ptb_postgres_cancel(at);
        at->is_lost = true;
        return status;
    }
    return PTB_OK;
}

ptb_status ptb_postgres_wait(ptb_postgres *at, double since, ptb_error *err)
{
    PTB_TRY(wait_for(at, POLLIN, since, err));
    return PQconsumeInput(at->handle) ? PTB_OK : ptb_postgres_fails(at, NULL, err);
}

/* Nothing may stay unsent; meanwhile the server may be sending, and wait for us to read. */
static ptb_status send_all(ptb_postgres *at, ptb_error *err)
{
    double since = ptb_source_now();
    for (int left = PQflush(at->handle); left != 0; left = PQflush(at->handle)) {
        if (left < 0) return ptb_postgres_fails(at, NULL, err);
        PTB_TRY(wait_for(at, POLLIN | POLLOUT, since, err));
        if (!PQconsumeInput(at->handle)) return ptb_postgres_fails(at, NULL, err);
    }
    return PTB_OK;
}

ptb_status ptb_postgres_results(ptb_postgres *at, PGresult **out, ptb_error *err)
{
    PGresult *kept = NULL;
    *out = NULL;
    PTB_TRY(send_all(at, err));
    for (;;) {
        double since = ptb_source_now();
        while (PQisBusy(at->handle)) {
            ptb_status status = ptb_postgres_wait(at, since, err);
            if (status == PTB_OK) continue;
            PQclear(kept);
            return status;
        }
        PGresult *next = PQgetResult(at->handle);
        if (!next) break;
        ExecStatusType status = PQresultStatus(next);
        if (kept && PQresultStatus(kept) == PGRES_FATAL_ERROR) {
            PQclear(next);
        } else {
            PQclear(kept);
            kept = next;
        }
        if (status == PGRES_COPY_OUT) break;
    }
    *out = kept;
    return PTB_OK;
}

ptb_status ptb_postgres_expect(ptb_postgres *at, int sent, ExecStatusType expected, PGresult **out,
                               ptb_error *err)
{
    ptb_status status = PTB_OK;
    PGresult *result = NULL;
    if (out) *out = NULL;
    if (!sent) return ptb_postgres_fails(at, NULL, err);
    PTB_TRY_TO(ptb_postgres_results(at, &result, err));
    if (!result || PQresultStatus(result) != expected) {
        status = ptb_postgres_fails(at, result, err);
        goto done;
    }
    if (!out) goto done;
    *out = result;
    result = NULL;
done:
    PQclear(result);
    return status;
}

/* ---- cancelling ---- */

/* PQcancel makes a connection of its own and waits for it, without a deadline of ours: so a thread does it, which is
 * left behind where it takes too long. The last of the two frees. */
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t is_done;
    PGcancel *request;
    bool done, abandoned;
} canceller;

static void free_canceller(canceller *c)
{
    PQfreeCancel(c->request);
    (void)pthread_cond_destroy(&c->is_done);
    (void)pthread_mutex_destroy(&c->lock);
    free(c);
}

static void *cancel_thread(void *state)
{
    canceller *c = state;
    char unused[256];
    (void)PQcancel(c->request, unused, sizeof unused); /* politeness: nothing depends on it */
    (void)pthread_mutex_lock(&c->lock);
    c->done = true;
    bool is_last = c->abandoned;
    (void)pthread_cond_signal(&c->is_done);
    (void)pthread_mutex_unlock(&c->lock);
    if (is_last) free_canceller(c);
    return NULL;
}

static canceller *make_canceller(PGconn *handle)
{
    pthread_condattr_t clock;
    canceller *c = NULL;
    if (pthread_condattr_init(&clock) != 0) return NULL;
    if (pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) == 0 &&
        ptb_alloc(&c, 1, sizeof *c, NULL) == PTB_OK) {
        (void)pthread_mutex_init(&c->lock, NULL); /* never fails in glibc */
        (void)pthread_cond_init(&c->is_done, &clock);
        c->request = PQgetCancel(handle);
    }
    (void)pthread_condattr_destroy(&clock);
    if (c && c->request) return c;
    if (c) free_canceller(c);
    return NULL;
}

void ptb_postgres_cancel(ptb_postgres *at)
{
    canceller *c = make_canceller(at->handle);
    struct timespec until = {0};
    pthread_t thread;
    if (!c) return;
    if (pthread_create(&thread, NULL, cancel_thread, c) != 0) {
        free_canceller(c);
        return;
    }
    (void)pthread_detach(thread);
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CANCEL_WAIT_S;
    (void)pthread_mutex_lock(&c->lock);
    while (!c->done && pthread_cond_timedwait(&c->is_done, &c->lock, &until) == 0) {
    }
    bool is_done = c->done;
    c->abandoned = !is_done;
    (void)pthread_mutex_unlock(&c->lock);
    if (is_done) free_canceller(c);
}

/* ---- connecting ---- */

static void ignore_notice(void *state, const char *message)
{
    (void)state;
    (void)message;
}

void ptb_postgres_disconnect(ptb_postgres *at)
{
    if (!at) return;
    PQfinish(at->handle);
    free(at->name);
    free(at->password);
    free(at->url_password);
    free(at);
}

static ptb_status copy(const char *text, size_t n, char **out, ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, n + 1, 1, err));
    memcpy(*out, text, n);
    return PTB_OK;
}

/* USER:PASSWORD@ of a URL that was checked: there is one @ at most. */
static ptb_status note_url_password(ptb_postgres *at, const char *url, ptb_error *err)
{
    const char *start = strstr(url, "://"), *at_sign = strchr(url, '@');
    const char *colon = start ? strchr(start + 3, ':') : NULL;
    if (!colon || !at_sign || colon > at_sign) return PTB_OK;
    return copy(colon + 1, (size_t)(at_sign - colon - 1), &at->url_password, err);
}

/* libpq knows the scheme in small letters only. */
static ptb_status parse_url(ptb_postgres *at, const char *url, PQconninfoOption **options, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text name = {0}, plain = {0};
    char *said = NULL;
    ptb_source_redact(url, &name);
    ptb_text_printf(&plain, "postgresql%s", strchr(url, ':'));
    PTB_TRY_TO(ptb_text_check(&name, err));
    PTB_TRY_TO(ptb_text_check(&plain, err));
    PTB_TRY_TO(copy(name.bytes, name.len, &at->name, err));
    PTB_TRY_TO(note_url_password(at, url, err));
    *options = PQconninfoParse(plain.bytes, &said);
    if (*options) goto done;
    /* What libpq says quotes the URL, and where a password is in it perhaps the password. */
    if (said && strcmp(name.bytes, url) == 0)
        status = fail_saying(at, PTB_E_ARG, said, err);
    else
        status = ptb_fail(
            err, PTB_E_ARG,
            "'%s' is not a URL that PostgreSQL understands; expected postgresql://USER:PASSWORD@HOST:PORT/"
            "DATABASE, special characters of user and password as %%XX",
            at->name);
done:
    PQfreemem(said);
    ptb_text_free(&plain);
    ptb_text_free(&name);
    return status;
}

enum { MOST_OPTIONS = 96 };

typedef struct {
    const char *keys[MOST_OPTIONS + 1], *values[MOST_OPTIONS + 1];
    size_t n;
} option_list;

static void add_option(option_list *list, const char *key, const char *value)
{
    if (list->n >= MOST_OPTIONS) return;
    list->keys[list->n] = key;
    list->values[list->n++] = value;
}

/* What the URL says, between what we would like and what must be: later ones win. */
static ptb_status start_connecting(ptb_postgres *at, const PQconninfoOption *options, ptb_error *err)
{
    ptb_status status = PTB_OK;
    char timeout_ms[32];
    option_list list = {{0}, {0}, 0};
    double ms = at->waiting.deadline_s * 1000;
    (void)snprintf(timeout_ms, sizeof timeout_ms, "%d", ms < 1e9 ? (int)ms + 1 : 1000000000);
    add_option(&list, "application_name", "propensity");
    add_option(&list, "keepalives_idle", "10");
    add_option(&list, "keepalives_interval", "5");
    add_option(&list, "keepalives_count", "3");
    add_option(&list, "tcp_user_timeout", timeout_ms);
    for (const PQconninfoOption *o = options; o->keyword; o++) {
        if (!o->val) continue;
        add_option(&list, o->keyword, o->val);
        if (strcmp(o->keyword, "password") == 0) PTB_TRY_TO(copy(o->val, strlen(o->val), &at->password, err));
    }
    add_option(&list, "client_encoding", "UTF8");
    at->handle = PQconnectStartParams(list.keys, list.values, 0);
    if (!at->handle)
        status = ptb_fail(err, PTB_E_NOMEM, "out of memory for a connection");
    else if (PQstatus(at->handle) == CONNECTION_BAD)
        status = ptb_postgres_fails(at, NULL, err);
    else
        (void)PQsetNoticeProcessor(at->handle, ignore_notice, NULL); /* answers the old one */
done:
    return status;
}

static ptb_status finish_connecting(ptb_postgres *at, ptb_error *err)
{
    double since = ptb_source_now();
    /* Before the first PQconnectPoll a connection counts as waiting to write. */
    for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;
         next = PQconnectPoll(at->handle)) {
        bool is_ready = false;
        if (next == PGRES_POLLING_FAILED) return ptb_postgres_fails(at, NULL, err);
        short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        while (!is_ready)
            PTB_TRY(wait_a_little(at, events, since, "no connection came about", &is_ready, err));
    }
    if (PQsetnonblocking(at->handle, 1) != 0) return ptb_postgres_fails(at, NULL, err);
    return PTB_OK;
}

/* One snapshot for all tables, texts that mean the same everywhere; between tables the server may not lose patience. */
static const char begin[] =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TimeZone TO 'UTC'; "
    "SET LOCAL DateStyle TO 'ISO, YMD'; SET LOCAL idle_in_transaction_session_timeout TO 0; SELECT 1";

ptb_status ptb_postgres_connect(const ptb_source_waiting *waiting, const char *url, ptb_postgres **out,
                                ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_postgres *at;
    PQconninfoOption *options = NULL;
    *out = NULL;
    PTB_TRY(ptb_alloc(&at, 1, sizeof *at, err));
    at->waiting = *waiting;
    PTB_TRY_TO(parse_url(at, url, &options, err));
    PTB_TRY_TO(start_connecting(at, options, err));
    PTB_TRY_TO(finish_connecting(at, err));
    PTB_TRY_TO(ptb_postgres_expect(at, PQsendQuery(at->handle, begin), PGRES_TUPLES_OK, NULL, err));
    *out = at;
    at = NULL;
done:
    PQconninfoFree(options);
    ptb_postgres_disconnect(at);
    return status;
}
