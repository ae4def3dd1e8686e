/* datasets/base/context.h: how a long call runs: threads, seed, whom to tell, when to stop. */
#ifndef PTB_DATASETS_BASE_CONTEXT_H
#define PTB_DATASETS_BASE_CONTEXT_H

#include <signal.h>
#include <stdint.h>

#include "datasets/base/status.h"

typedef struct {
    int threads;                         /* at least 1 */
    uint64_t seed;                       /* all randomness derives from it */
    volatile const sig_atomic_t *cancel; /* NULL, or nonzero once a signal came: its number */
    /* NULL, or told now and then: stage in words, done of total (total 0: unknown). Never from two threads at once. */
    void (*progress)(void *progress_state, const char *stage, uint64_t done, uint64_t total);
    void *progress_state;
    void (*warn)(void *warn_state, const char *line); /* NULL, or told what a person should know */
    void *warn_state;
} ptb_context;

/* One thread, seed 1, silent. */
ptb_context ptb_context_default(void);
void ptb_tell(const ptb_context *context, const char *stage, uint64_t done, uint64_t total);
/* Each line of `lines` (NULL allowed) as a warning. */
void ptb_warn_lines(const ptb_context *context, const char *lines);
/* E_CANCELLED once a signal came, else PTB_OK. */
PTB_MUST_USE ptb_status ptb_check_cancel(const ptb_context *context, ptb_error *err);

#endif
