/* datasets/base/blocks.h: work over fixed blocks of rows, as a map or as a sum in block order.
 *
 * Blocks depend on the number of rows alone, never on threads, and sums are added in block order, so results
 * have the same bits for any number of threads. Blocks are dealt to threads as they become free. */
#ifndef PTB_DATASETS_BASE_BLOCKS_H
#define PTB_DATASETS_BASE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "datasets/base/context.h"

typedef struct {
    size_t index;       /* of the block */
    size_t first, last; /* its rows: first <= row < last */
    int thread;         /* 0 .. threads - 1: which scratch to use */
} ptb_block;

/* Calls fn for every block of `block_rows` rows out of n_rows. The first failure (lowest block index among those
 * run) is returned, and no further blocks are begun. Cancellation is checked before each block. */
PTB_MUST_USE ptb_status ptb_blocks_map(const ptb_context *context, size_t n_rows, size_t block_rows,
                                       ptb_status (*fn)(void *state, const ptb_block *block, ptb_error *err),
                                       void *state, ptb_error *err);

/* As ptb_blocks_map; fn adds into `sums` (zeroed, n_sums doubles), and the blocks' sums are added into
 * total[n_sums] (zeroed first) in block order. Memory: (threads + 1) n_sums doubles. */
PTB_MUST_USE ptb_status ptb_blocks_sum(const ptb_context *context, size_t n_rows, size_t block_rows,
                                       ptb_status (*fn)(void *state, const ptb_block *block, double *sums,
                                                        ptb_error *err),
                                       void *state, double *total, size_t n_sums, ptb_error *err);

/* As ptb_blocks_map for work that fills one output buffer per block: `emit` is called for the blocks in order,
 * never twice at once (it may be on another thread than fn). For streaming output. */
PTB_MUST_USE ptb_status ptb_blocks_stream(
    const ptb_context *context, size_t n_rows, size_t block_rows,
    ptb_status (*fn)(void *state, const ptb_block *block, ptb_error *err),
    ptb_status (*emit)(void *state, const ptb_block *block, ptb_error *err), void *state, ptb_error *err);

/* Work that comes in pieces of which nobody knows how many there are: the chunks of a file. A block's `index` counts
 * them; `first` and `last` mean nothing. */
typedef struct {
    /* Called for 0, 1, 2, ..., never twice at once, by the thread that will work on the piece (block->thread says whose
     * scratch to fill). *is_there false: there are no more. */
    ptb_status (*take)(void *state, const ptb_block *block, bool *is_there, ptb_error *err);
    ptb_status (*work)(void *state, const ptb_block *block, ptb_error *err);
    ptb_status (*emit)(void *state, const ptb_block *block, ptb_error *err); /* in order; or NULL */
} ptb_feed;

/* Failures and cancellation as ptb_blocks_map; what take fails with counts as the failure of that piece. */
PTB_MUST_USE ptb_status ptb_blocks_feed(const ptb_context *context, const ptb_feed *feed, void *state,
                                        ptb_error *err);

#endif
