/* datasets/activity_splice.h: a bucket of a history that is appended to, column by column.
 *
 * Most owners have no new rows, and a new row mostly stands far from the owner's others: old rows are copied as runs of each
 * column, new ones put between them, and what gateways did stays what it was. Only owners with a new row that may be one of
 * theirs already, or that may change what is a gateway's, are merged and marked row by row. The columns are those that
 * ptb_activity_set_bucket and ptb_activity_columns_take give. */
#ifndef PTB_DATASETS_ACTIVITY_SPLICE_H
#define PTB_DATASETS_ACTIVITY_SPLICE_H

#include "datasets/activity_set.h"

/* Whether the set is merged into a history, and what gateways did there is what is judged now. */
bool ptb_activity_can_splice(const ptb_activity_set *set);

/* What a thread works with. Zero-initialise, use again, free. */
typedef struct {
    ptb_activity_bucket fresh;
    ptb_activity_near near;
    struct ptb_splice_room *room;
} ptb_activity_splice;

/* Owners below n_contacts are contacts. Only where ptb_activity_can_splice. */
PTB_MUST_USE ptb_status ptb_activity_splice_bucket(const ptb_activity_set *set, size_t n_contacts,
                                                   size_t bucket, ptb_activity_splice *splice,
                                                   ptb_activity_columns *out, ptb_error *err);
void ptb_activity_splice_free(ptb_activity_splice *splice);

#endif
