/* datasets/activity_base.h: the activities of a history as rows again, for those that are merged into it.
 *
 * Its rows are in order already: nothing is sorted. A record that is there and among the new ones is the same record: as
 * many are kept as the side that has more of them holds. Rows of gateways are rows like any other here; who merges marks
 * anew. Rows come with codes recoded, and the recoding keeps the order of texts. */
#ifndef PTB_DATASETS_ACTIVITY_BASE_H
#define PTB_DATASETS_ACTIVITY_BASE_H

#include "datasets/activity_store.h"

/* Owners of the new history below n_contacts are contacts. What an owner was in the old one: contact[owner], then
 * account[owner - n_contacts], where that is below n_old_contacts, n_old_accounts; else it is new. Borrowed. */
typedef struct {
    const ptb_activities *old; /* NULL: nothing */
    size_t n_contacts, n_old_contacts, n_old_accounts;
    const uint32_t *contact, *account;
} ptb_activity_base;

bool ptb_activity_base_has_more(const ptb_activity_base *base); /* of the rarer fields */
/* Adds what the history holds to the stock, but for n, which stays that of the new rows. */
void ptb_activity_base_stock(const ptb_activity_base *base, ptb_activity_stock *stock);
/* How many rows of the bucket, which holds new ones only, the history does not have. */
uint64_t ptb_activity_base_count(const ptb_activity_base *base, const ptb_activity_recode *recode,
                                 const ptb_activity_bucket *bucket);
/* The bucket, which holds new rows only, becomes the whole of its owners' rows, in its own memory. */
PTB_MUST_USE ptb_status ptb_activity_base_merge(const ptb_activity_base *base,
                                                const ptb_activity_recode *recode,
                                                ptb_activity_bucket *bucket, ptb_error *err);

#endif
