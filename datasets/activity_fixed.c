/* datasets/activity_fixed.c: a bucket's rows of eight bytes each, put to their owners without an array in between. */
#include <stdlib.h>

#include "datasets/activity_store_parts.h"

/* Rows that lie side by side. */
typedef struct {
    const unsigned char *at;
    uint32_t n;
} run;

/* How far a lane's stream is listed. */
typedef struct {
    size_t block;
    uint32_t done; /* rows of that block */
} place;

static run next_run(const ptb_activity_stream *stream, place *at, size_t most)
{
    while (at->done == stream->blocks[at->block].n)
        *at = (place){at->block + 1, 0};
    const ptb_activity_block *block = &stream->blocks[at->block];
    uint32_t left = block->n - at->done;
    run next = {block->bytes + at->done * sizeof(ptb_fixed_row), left < most ? left : (uint32_t)most};
    at->done += next.n;
    return next;
}

/* The bucket's rows in the order of pieces. */
static ptb_status list_runs(const ptb_activity_store *store, size_t bucket, run **runs, size_t *n,
                            ptb_error *err)
{
    size_t n_most = store->n_pieces;
    place *places = NULL;
    for (int lane = 0; lane < store->shape.n_lanes; lane++)
        n_most += store->lanes[lane].streams[bucket].n_blocks;
    PTB_TRY(ptb_alloc_raw(runs, n_most, sizeof **runs, err));
    PTB_TRY(ptb_alloc(&places, (size_t)store->shape.n_lanes, sizeof *places, err));
    for (size_t p = 0; p < store->n_pieces; p++) {
        const ptb_activity_piece *piece = &store->pieces[p];
        const ptb_activity_stream *stream = &store->lanes[piece->lane].streams[bucket];
        for (size_t left = piece->n[bucket]; left > 0; left -= (*runs)[(*n)++].n)
            (*runs)[*n] = next_run(stream, &places[piece->lane], left);
    }
    free(places);
    return PTB_OK;
}

static ptb_fixed_row row_at(const run *r, uint32_t i)
{
    ptb_fixed_row row;
    memcpy(&row, r->at + i * sizeof row, sizeof row);
    return row;
}

ptb_status ptb_activity_place_fixed(const ptb_activity_store *store, size_t bucket, const uint32_t *type,
                                    uint32_t *first, ptb_activity_bucket *out, ptb_error *err)
{
    run *runs = NULL;
    size_t n = 0, n_owners = (size_t)(out->last_owner - out->first_owner);
    uint32_t *next = first + 1;
    ptb_status status = list_runs(store, bucket, &runs, &n, err);
    for (size_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < runs[k].n; i++)
            next[row_at(&runs[k], i).owner + 1]++;
    for (size_t i = 0; i < n_owners; i++)
        next[i + 1] += next[i];
    for (size_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < runs[k].n; i++) {
            ptb_fixed_row row = row_at(&runs[k], i);
            out->rows[next[row.owner]++] = (ptb_activity){
                .owner = out->first_owner + row.owner, .ts = row.ts, .type = (uint16_t)type[row.type]};
        }
    free(runs);
    return status;
}
