/* datasets/history_order.h: where every record of a set goes in the history file. For the writer. */
#ifndef PTB_DATASETS_HISTORY_ORDER_H
#define PTB_DATASETS_HISTORY_ORDER_H

#include "datasets/history_writer.h"

/* order[position] = row, rank[row] = position. */
typedef struct {
    uint32_t *order, *rank;
    size_t n;
    bool is_identity; /* known to leave every row where it is */
} ptb_permutation;

typedef struct ptb_history_order {
    uint32_t *account_root; /* by row: a row */
    ptb_permutation accounts, contacts, opportunities;
} ptb_history_order;

/* Arrays in the arena. */
PTB_MUST_USE ptb_status ptb_history_order_find(const ptb_context *context, const ptb_record_set *set,
                                               ptb_arena *arena, ptb_history_order *out, ptb_error *err);

/* Every account's top, by row. */
void ptb_history_roots(const ptb_record_set *set, uint32_t *root);
uint64_t ptb_history_shard(ptb_str id);
PTB_MUST_USE ptb_status ptb_permutation_new(ptb_permutation *out, size_t n, ptb_arena *arena, ptb_error *err);

/* Levels of activities: "" and the dictionary's texts in byte order; *new_code by the code in the rows (0 for "",
 * else 1 + that of the dictionary). In the arena. */
PTB_MUST_USE ptb_status ptb_sort_levels(const ptb_dictionary *dictionary, ptb_arena *arena,
                                        ptb_strings *levels, uint32_t **new_code, ptb_error *err);

#endif
