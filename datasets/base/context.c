/* datasets/base/context.c: how a long call runs: telling progress, noticing that it should stop. */
#include "datasets/base/context.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

ptb_context ptb_context_default(void)
{
    ptb_context context = {.threads = 1, .seed = 1};
    return context;
}

void ptb_tell(const ptb_context *context, const char *stage, uint64_t done, uint64_t total)
{
    if (context->progress != NULL) context->progress(context->progress_state, stage, done, total);
}

void ptb_warn_lines(const ptb_context *context, const char *lines)
{
    char line[PTB_MESSAGE_BYTES];
    while (context->warn != NULL && lines != NULL && *lines != 0) {
        size_t n = strcspn(lines, "\n");
        (void)snprintf(line, sizeof line, "%.*s", (int)n, lines);
        context->warn(context->warn_state, line);
        lines += n + (lines[n] == '\n');
    }
}

ptb_status ptb_check_cancel(const ptb_context *context, ptb_error *err)
{
    if (context->cancel == NULL) return PTB_OK;
    /* Atomic because a signal may arrive on any thread while all of them look. */
    sig_atomic_t number = __atomic_load_n(context->cancel, __ATOMIC_RELAXED);
    if (number == 0) return PTB_OK;
    return ptb_fail(err, PTB_E_CANCELLED, "cancelled by signal %d; nothing was replaced", (int)number);
}
