/* datasets/base/status.c: status texts, exit statuses and error messages. */
#include "datasets/base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *text;
    int exit_status;
} statuses[] = {
#define X(code, exit_status, text) [code] = {text, exit_status},
    PTB_STATUS_LIST(X)
#undef X
};
enum { N_STATUSES = sizeof statuses / sizeof statuses[0] };

const char *ptb_status_text(ptb_status status)
{
    return (unsigned)status < N_STATUSES ? statuses[status].text : "unknown status";
}

int ptb_status_exit(ptb_status status)
{
    return (unsigned)status < N_STATUSES ? statuses[status].exit_status : 1;
}

/* Values from files stand in messages that go to terminals: control bytes become '?'. Where the buffer's end
 * cut the message, no part of a UTF-8 character is left behind. */
static void tidy(char *message)
{
    size_t len = strlen(message);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)message[i] < 0x20 || message[i] == 0x7f) message[i] = '?';
    if (len + 1 < PTB_MESSAGE_BYTES) return;
    while (len > 0 && ((unsigned char)message[len - 1] & 0xc0) == 0x80)
        message[--len] = 0;
    if (len > 0 && (unsigned char)message[len - 1] >= 0xc0) message[len - 1] = 0;
}

/* Formats beside the message, since arguments may point into it. */
static void format_into(ptb_error *err, const char *format, va_list args) PTB_PRINTF(2, 0);
static void format_into(ptb_error *err, const char *format, va_list args)
{
    char text[PTB_MESSAGE_BYTES];
    int n = vsnprintf(text, sizeof text, format, args);
    if (n < 0) text[0] = 0;
    tidy(text);
    memcpy(err->message, text, sizeof text);
}

static void append(ptb_error *err, const char *between, const char *more)
{
    size_t len = strlen(err->message);
    int n = snprintf(err->message + len, sizeof err->message - len, "%s%s", between, more);
    if (n < 0) err->message[len] = 0;
    tidy(err->message);
}

ptb_status ptb_fail(ptb_error *err, ptb_status status, const char *format, ...)
{
    if (!err) return status;
    va_list args;
    va_start(args, format);
    format_into(err, format, args);
    va_end(args);
    err->status = status;
    return status;
}

ptb_status ptb_fail_errno(ptb_error *err, ptb_status status, const char *format, ...)
{
    int number = errno;
    if (number == ENOMEM) status = PTB_E_NOMEM;
    if (!err) return status;
    va_list args;
    va_start(args, format);
    format_into(err, format, args);
    va_end(args);
    char reason[128];
    if (strerror_r(number, reason, sizeof reason) != 0)
        (void)snprintf(reason, sizeof reason, "error %d", number);
    append(err, ": ", reason);
    err->status = status;
    return status;
}

ptb_status ptb_prefix(ptb_error *err, ptb_status status, const char *format, ...)
{
    if (!err) return status;
    char before[PTB_MESSAGE_BYTES];
    memcpy(before, err->message, sizeof before);
    va_list args;
    va_start(args, format);
    format_into(err, format, args);
    va_end(args);
    append(err, ": ", before);
    return err->status;
}
