/* datasets/activity_set.h: all activities of a history in its order: what the writer writes.
 *
 * Immutable once made: buckets may be asked for from several threads. */
#ifndef PTB_DATASETS_ACTIVITY_SET_H
#define PTB_DATASETS_ACTIVITY_SET_H

#include "datasets/activity_base.h"
#include "datasets/base/context.h"

/* Distinct texts of the coded fields while activities are read; a row's code is 0 for the empty text, else 1 + the
 * dictionary's. */
typedef struct {
    ptb_dictionary *types, *assets, *channels, *topics, *campaigns;
} ptb_activity_texts;

PTB_MUST_USE ptb_status ptb_activity_texts_init(ptb_activity_texts *texts, ptb_error *err);
/* The levels of a history, so that its codes are codes of these texts; texts are empty yet. */
PTB_MUST_USE ptb_status ptb_activity_texts_take(ptb_activity_texts *texts, const ptb_activities *old,
                                                ptb_error *err);
void ptb_activity_texts_free(ptb_activity_texts *texts); /* zeroed allowed */

/* All activities, bucket by bucket, each made when it is asked for: memory stays that of the packed rows. */
typedef struct {
    ptb_activity_store *store;
    ptb_activity_stock stock;
    uint64_t n; /* rows, gateways' among them; those that several files repeat counted once */
    ptb_strings types, assets, channels, topics, campaigns; /* in byte order, "" first */
    ptb_activity_recode recode;
    ptb_activity_base base;                 /* what the store's rows are merged into; zeroed: nothing */
    ptb_arena arena;                        /* of the levels */
    const struct ptb_activity_marks *marks; /* NULL: no row is a gateway's; borrowed, set by who made it */
} ptb_activity_set;

/* Takes the store, also on failure. */
PTB_MUST_USE ptb_status ptb_activity_set_make(const ptb_context *context, ptb_activity_store *store,
                                              const ptb_activity_texts *texts, ptb_activity_set *out,
                                              ptb_error *err);
/* As ptb_activity_set_make: merged into the activities of a history, whose texts were taken first and which counts as one
 * more file. Stays borrowed. */
PTB_MUST_USE ptb_status ptb_activity_set_make_onto(const ptb_context *context, ptb_activity_store *store,
                                                   const ptb_activity_texts *texts,
                                                   const ptb_activity_base *base, ptb_activity_set *out,
                                                   ptb_error *err);
/* As ptb_activity_store_sort, with gateways' rows marked. `near` is zeroed or was given before; the caller's at the end. */
PTB_MUST_USE ptb_status ptb_activity_set_bucket(const ptb_activity_set *set, size_t bucket,
                                                ptb_activity_near *near, ptb_activity_bucket *out,
                                                ptb_error *err);
void ptb_activity_set_free(ptb_activity_set *set); /* zeroed allowed */

#endif
