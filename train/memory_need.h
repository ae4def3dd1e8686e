/* train/memory_need.h: whether a training fits into the machine's memory, said before any work rather than by the kernel. */
#ifndef PTB_TRAIN_MEMORY_NEED_H
#define PTB_TRAIN_MEMORY_NEED_H

#include <stddef.h>
#include <stdint.h>

#include "datasets/base/status.h"

/* Threads never fit more than there are fits at a time; all numbers at least 1. */
typedef struct {
    size_t rows, features;
    int threads, procedures; /* folds x repeats + 1, or 1 on a holdout */
} ptb_memory_question;

/* Bytes that training surely takes besides the vectors: min(threads, procedures) designs of a float a feature, an outcome (4) and a weight (8) a
 * row, and 8 bytes a row of each procedure for its candidates' margins. The designs of curves or many levels take more, so that what is over
 * the memory by this is over it; the converse is not known. */
double ptb_memory_need(const ptb_memory_question *question);

/* Bytes that could be had without swapping (MemAvailable), or 0 where the system does not say. */
double ptb_memory_available(void);

/* E_LIMIT: more than `available` (0: not known, nothing is refused), with what would fit: fewer threads, a smaller --sample-losses. */
PTB_MUST_USE ptb_status ptb_memory_check(const ptb_memory_question *question, double available,
                                         ptb_error *err);

#endif
