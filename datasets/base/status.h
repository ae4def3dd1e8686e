/* datasets/base/status.h: what a call answers, and the one place where error messages are made.
 *
 * A function that can fail returns ptb_status and takes `ptb_error *err` last (NULL allowed). On failure its
 * outputs are NULL or zero and nothing stays allocated; on success *err is untouched. The outcome of a fit
 * (not converged, too few wins) is a field of a report, not an error. */
#ifndef PTB_DATASETS_BASE_STATUS_H
#define PTB_DATASETS_BASE_STATUS_H

#define PTB_MUST_USE __attribute__((warn_unused_result))
#define PTB_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* code, exit status of the program, text */
#define PTB_STATUS_LIST(X)                           \
    X(PTB_OK, 0, "ok")                               \
    X(PTB_E_ARG, 2, "wrong usage")                   \
    X(PTB_E_NOMEM, 1, "out of memory")               \
    X(PTB_E_IO, 1, "input or output failed")         \
    X(PTB_E_PARSE, 1, "malformed input")             \
    X(PTB_E_SCHEMA, 1, "unexpected structure")       \
    X(PTB_E_DATA, 1, "unusable data")                \
    X(PTB_E_NUMERIC, 1, "numerical failure")         \
    X(PTB_E_LIMIT, 1, "limit exceeded")              \
    X(PTB_E_INTEGRITY, 1, "damaged or altered file") \
    X(PTB_E_REVIEW, 3, "needs a person")             \
    X(PTB_E_BUSY, 75, "another run holds the lock")  \
    X(PTB_E_CANCELLED, 130, "cancelled")             \
    X(PTB_E_INTERNAL, 1, "internal error")

typedef enum {
#define X(code, exit_status, text) code,
    PTB_STATUS_LIST(X)
#undef X
} ptb_status;

enum { PTB_MESSAGE_BYTES = 1024 };

/* Lives on the caller's stack; making an error never allocates. */
typedef struct {
    ptb_status status;
    char message[PTB_MESSAGE_BYTES];
} ptb_error;

const char *ptb_status_text(ptb_status status);
int ptb_status_exit(ptb_status status);

/* Writes the message (cut at the buffer's end) and returns `status`. err may be NULL. */
ptb_status ptb_fail(ptb_error *err, ptb_status status, const char *format, ...) PTB_PRINTF(3, 4);

/* As ptb_fail with ": " and the text of errno at the end; ENOMEM gives PTB_E_NOMEM. */
ptb_status ptb_fail_errno(ptb_error *err, ptb_status status, const char *format, ...) PTB_PRINTF(3, 4);

/* Puts context before the message that is there ("reading contacts.csv: ..."). Returns err's status. */
ptb_status ptb_prefix(ptb_error *err, ptb_status status, const char *format, ...) PTB_PRINTF(3, 4);

/* Returns from the caller on failure; only where nothing is owned yet. */
#define PTB_TRY(call)                                        \
    do {                                                     \
        ptb_status ptb_try_status = (call);                  \
        if (ptb_try_status != PTB_OK) return ptb_try_status; \
    } while (0)

/* Needs `ptb_status status` and a label `done` in the caller: goes there on failure. */
#define PTB_TRY_TO(call)                 \
    do {                                 \
        status = (call);                 \
        if (status != PTB_OK) goto done; \
    } while (0)

#endif
