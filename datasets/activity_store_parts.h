/* datasets/activity_store_parts.h: what filling and sorting share. Private to
 * datasets/activity_store.c, activity_sort.c and activity_base.c. */
#ifndef PTB_DATASETS_ACTIVITY_STORE_PARTS_H
#define PTB_DATASETS_ACTIVITY_STORE_PARTS_H

#include "datasets/activity_pack.h"

enum { PTB_ACTIVITY_BLOCK_BYTES = 16 << 10 };

/* Some rows of a stream; they never lie across blocks. */
typedef struct {
    unsigned char *bytes;
    uint32_t n;
} ptb_activity_block;

/* The packed rows of a bucket that one lane read. */
typedef struct {
    unsigned char *at, *end; /* where the next row goes; a row that begins before `end` has room */
    uint32_t ts;             /* of the last row */
    uint32_t n_last;         /* rows of the last block, which does not know yet */
    size_t n;                /* rows of all others */
    ptb_activity_block *blocks;
    size_t n_blocks, capacity;
    size_t n_closed; /* rows in pieces */
} ptb_activity_stream;

typedef struct {
    ptb_activity_stream *streams; /* by bucket */
    unsigned char **slabs;
    size_t n_slabs, slab_capacity, slab_used;
    uint32_t first, last; /* ts */
    bool has_topic, has_campaign, has_message, has_value, has_duration;
} ptb_activity_lane_rows;

/* Rows of a lane that were read from one piece of the input. */
typedef struct {
    uint32_t *n; /* by bucket */
    uint32_t file;
    int lane;
} ptb_activity_piece;

/* Rows with room for more. */
typedef struct {
    ptb_activity *rows;
    ptb_activity_more *more;
    size_t capacity, more_capacity;
} ptb_activity_rows;

/* Rows as they were read and as they are sorted, and what sorting takes. Grows to the largest bucket. */
struct ptb_activity_room {
    ptb_activity *rows, *sorted_rows;
    ptb_activity_more *more, *sorted_more;
    uint32_t *file, *sorted_file, *order, *first;
    size_t capacity, first_capacity;
    ptb_activity_rows merged, old; /* ptb_activity_base_merge's */
};

struct ptb_activity_store {
    ptb_activity_shape shape;
    unsigned shift; /* bucket = owner >> shift */
    bool is_wide;   /* owners within a bucket take four bytes */
    bool is_fixed;  /* rows say who, when and type only, and are ptb_fixed_row (activity_pack.h) */
    size_t n_buckets;
    ptb_activity_lane_rows *lanes;
    ptb_activity_piece *pieces;
    size_t n_pieces, piece_capacity;
    uint64_t n;
    uint32_t n_files;
};

/* Of a store whose rows are fixed: the bucket's rows to out->rows by owner, those of one owner as they came, with new codes of
 * types. first[owner within the bucket] becomes where the owner's rows begin; it has two zeros more than there are owners. */
PTB_MUST_USE ptb_status ptb_activity_place_fixed(const ptb_activity_store *store, size_t bucket,
                                                 const uint32_t *type, uint32_t *first,
                                                 ptb_activity_bucket *out, ptb_error *err);

#endif
