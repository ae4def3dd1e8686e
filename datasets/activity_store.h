/* datasets/activity_store.h: activities in memory: packed as they come, on several threads, then sorted bucket by bucket.
 *
 * new -> (lanes: add, ...; piece) ... -> sort a bucket, another, ... -> free. An activity's owner is its contact's position
 * in the history, or n_contacts + the position of its account. Owners are dealt to buckets by their upper bits, so that
 * a bucket's rows can be unpacked and sorted within the processor's caches. Each thread fills a lane of its own; what was
 * read from one piece of the input is closed by ptb_activity_store_piece, pieces in order, and the sort takes rows in the
 * order of pieces: threads never show.
 *
 * Memory: a row is packed to about 8 bytes (owner within the bucket, seconds since the bucket's row before, codes; rarer
 * fields only where they are there); unpacked, 16 bytes a row and 20 for the rarer fields, a bucket at a time. */
#ifndef PTB_DATASETS_ACTIVITY_STORE_H
#define PTB_DATASETS_ACTIVITY_STORE_H

#include "datasets/history.h"

typedef struct {
    uint32_t owner, ts, asset;
    uint16_t type, channel;
} ptb_activity;

/* The fields that most sources do not have: 0 and NaN where missing. */
typedef struct {
    uint32_t topic, campaign, message;
    float value, duration_s;
} ptb_activity_more;

enum { PTB_ACTIVITY_BUCKETS = 256 };

typedef struct ptb_activity_store ptb_activity_store;

typedef struct {
    size_t n_owners;
    int n_lanes;
    bool has_more;              /* rows may have the rarer fields */
    ptb_activity_extent extent; /* fields beyond it are 0 in all rows, and no columns; all or one file */
} ptb_activity_shape;

PTB_MUST_USE ptb_status ptb_activity_store_new(const ptb_activity_shape *shape, ptb_activity_store **out,
                                               ptb_error *err);
void ptb_activity_store_free(ptb_activity_store *store); /* NULL allowed */

/* `more` may be NULL where the shape has none. Lanes are independent of each other. */
PTB_MUST_USE ptb_status ptb_activity_store_add(ptb_activity_store *store, int lane, const ptb_activity *row,
                                               const ptb_activity_more *more, ptb_error *err);
/* Rows that have none of the rarer fields. */
PTB_MUST_USE ptb_status ptb_activity_store_add_many(ptb_activity_store *store, int lane,
                                                    const ptb_activity *rows, size_t n, ptb_error *err);
/* What the lane holds beyond its last piece is the next piece, of source file `file`; from one thread at a time, while
 * the lane's thread waits. */
PTB_MUST_USE ptb_status ptb_activity_store_piece(ptb_activity_store *store, int lane, uint32_t file,
                                                 ptb_error *err);

/* What the closed pieces hold. */
typedef struct {
    uint64_t n;
    size_t n_owners, n_buckets;
    uint32_t n_files;     /* the highest file + 1 */
    ptb_time first, last; /* PTB_NO_TIME where there are no rows */
    ptb_activity_extent extent;
    bool has_topic, has_campaign, has_message, has_value, has_duration;
} ptb_activity_stock;
ptb_activity_stock ptb_activity_store_stock(const ptb_activity_store *store);

/* New codes of the codes in the rows: positions in the levels in byte order. */
typedef struct {
    const uint32_t *type, *asset, *channel, *topic, *campaign;
} ptb_activity_recode;

/* A bucket's rows by (owner, ts, type, asset, channel, topic, campaign, bits of value, of duration, message). Rows that
 * are the same in several files are one record: as many are kept as the file that has most of them holds. */
typedef struct {
    ptb_activity *rows;
    ptb_activity_more *more; /* NULL without */
    bool *is_gateway;        /* NULL: none is */
    size_t n;
    uint32_t first_owner, last_owner; /* first_owner <= owner < last_owner */
    struct ptb_activity_room *room;   /* the memory behind it, used again for the next bucket */
} ptb_activity_bucket;

/* *out is zeroed or an earlier bucket, whose memory is used again; the caller's at the end (ptb_activity_bucket_free), also on
 * failure. Any number of times, several buckets at once. */
PTB_MUST_USE ptb_status ptb_activity_store_sort(const ptb_activity_store *store, size_t bucket,
                                                const ptb_activity_recode *recode, ptb_activity_bucket *out,
                                                ptb_error *err);
void ptb_activity_bucket_free(ptb_activity_bucket *bucket);

/* The order of rows of one owner, as above; `more` of both may be NULL. */
int ptb_activity_compare(const ptb_activity *a, const ptb_activity_more *more_a, const ptb_activity *b,
                         const ptb_activity_more *more_b);

#endif
