/* datasets/activity_store.h: activities in memory, in the order they come, and sorted by contact and time.
 *
 * Rows live in chunks, so that growing copies nothing. Memory: 28 bytes a row, 24 more while sorting. */
#ifndef PTB_DATASETS_ACTIVITY_STORE_H
#define PTB_DATASETS_ACTIVITY_STORE_H

#include "datasets/history.h"

typedef struct {
    ptb_time ts;
    uint32_t asset, topic;
    float value; /* NaN missing */
    uint16_t type, channel;
} ptb_activity;

enum { PTB_ACTIVITY_CHUNK = 1 << 18 };

typedef struct {
    ptb_activity *rows;
    uint32_t *contact;
} ptb_activity_chunk;

typedef struct {
    ptb_activity_chunk *chunks;
    size_t n_chunks, capacity;
    size_t n;
    bool has_value;
    ptb_dictionary *types, *assets, *channels, *topics; /* of texts that are not empty */
} ptb_activity_store;

PTB_MUST_USE ptb_status ptb_activity_store_init(ptb_activity_store *store, ptb_error *err);
/* The code of a text in a row: 0 for the empty one, else 1 + its code in the dictionary. */
PTB_MUST_USE ptb_status ptb_activity_code(ptb_dictionary *dictionary, ptb_str text, uint32_t *code,
                                          ptb_error *err);
/* `contact` is a row of the contacts. */
PTB_MUST_USE ptb_status ptb_activity_store_add(ptb_activity_store *store, uint32_t contact,
                                               const ptb_activity *row, ptb_error *err);
/* Row i, to change it. */
ptb_activity *ptb_activity_store_at(ptb_activity_store *store, size_t i);
void ptb_activity_store_free(ptb_activity_store *store); /* zeroed allowed */

/* By (rank of the contact, ts, type, asset, channel, topic, bits of the value); rows without ts are left out.
 * Codes are then positions in the levels in byte order: level[code] is its new code. */
typedef struct {
    const uint32_t *contact_rank; /* by row of the contacts */
    size_t n_contacts;
    const uint32_t *type, *asset, *channel, *topic; /* new code of each code */
} ptb_activity_order;

/* *rows and *first (n_contacts + 1 entries) are the caller's, free(). */
PTB_MUST_USE ptb_status ptb_activity_store_sort(const ptb_activity_store *store,
                                                const ptb_activity_order *order, ptb_activity **rows,
                                                uint64_t **first, ptb_error *err);

#endif
