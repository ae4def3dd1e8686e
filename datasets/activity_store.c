/* datasets/activity_store.c: rows dealt to buckets and packed as they come. */
#include "datasets/activity_store.h"

#include <stdlib.h>

#include "datasets/activity_store_parts.h"

enum { SLAB_BYTES = 4 << 20 };

ptb_status ptb_activity_store_new(const ptb_activity_shape *shape, ptb_activity_store **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_activity_store *store = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&store, 1, sizeof *store, err));
    store->shape = *shape;
    while (shape->n_owners >> store->shift >= PTB_ACTIVITY_BUCKETS)
        store->shift++;
    store->n_buckets = (shape->n_owners >> store->shift) + 1;
    store->is_wide = store->shift > 16;
    store->is_fixed = shape->extent == PTB_ACTIVITIES_TO_TYPE && !shape->has_more && !store->is_wide;
    PTB_TRY_TO(ptb_alloc(&store->lanes, (size_t)shape->n_lanes, sizeof *store->lanes, err));
    for (int i = 0; i < shape->n_lanes; i++) {
        ptb_activity_lane_rows *lane = &store->lanes[i];
        lane->first = UINT32_MAX;
        PTB_TRY_TO(ptb_alloc(&lane->streams, store->n_buckets, sizeof *lane->streams, err));
    }
    *out = store;
    store = NULL;
done:
    ptb_activity_store_free(store);
    return status;
}

void ptb_activity_store_free(ptb_activity_store *store)
{
    if (!store) return;
    for (int i = 0; store->lanes && i < store->shape.n_lanes; i++) {
        ptb_activity_lane_rows *lane = &store->lanes[i];
        for (size_t b = 0; lane->streams && b < store->n_buckets; b++)
            free(lane->streams[b].blocks);
        for (size_t k = 0; k < lane->n_slabs; k++)
            free(lane->slabs[k]);
        free(lane->streams);
        free(lane->slabs);
    }
    for (size_t i = 0; i < store->n_pieces; i++)
        free(store->pieces[i].n);
    free(store->pieces);
    free(store->lanes);
    free(store);
}

/* Blocks are cut from slabs, which are large enough for large pages. */
static ptb_status cut_block(ptb_activity_lane_rows *lane, unsigned char **out, ptb_error *err)
{
    if (lane->n_slabs == 0 || lane->slab_used == SLAB_BYTES) {
        PTB_TRY(ptb_reserve(&lane->slabs, &lane->slab_capacity, lane->n_slabs + 1, sizeof *lane->slabs, err));
        PTB_TRY(ptb_alloc_raw(&lane->slabs[lane->n_slabs], SLAB_BYTES, 1, err));
        lane->n_slabs++;
        lane->slab_used = 0;
    }
    *out = lane->slabs[lane->n_slabs - 1] + lane->slab_used;
    lane->slab_used += PTB_ACTIVITY_BLOCK_BYTES;
    return PTB_OK;
}

static void close_block(ptb_activity_stream *stream)
{
    if (stream->n_blocks > 0) stream->blocks[stream->n_blocks - 1].n += stream->n_last;
    stream->n += stream->n_last;
    stream->n_last = 0;
}

static ptb_status add_block(ptb_activity_lane_rows *lane, ptb_activity_stream *stream, ptb_error *err)
{
    ptb_activity_block block = {0};
    close_block(stream);
    PTB_TRY(
        ptb_reserve(&stream->blocks, &stream->capacity, stream->n_blocks + 1, sizeof *stream->blocks, err));
    PTB_TRY(cut_block(lane, &block.bytes, err));
    stream->blocks[stream->n_blocks++] = block;
    stream->at = block.bytes;
    stream->end = block.bytes + PTB_ACTIVITY_BLOCK_BYTES - PTB_PACKED_BYTES;
    return PTB_OK;
}

static void note_more(ptb_activity_lane_rows *lane, const ptb_activity_more *more)
{
    lane->has_topic |= more->topic != 0;
    lane->has_campaign |= more->campaign != 0;
    lane->has_message |= more->message != 0;
    lane->has_value |= !isnan(more->value);
    lane->has_duration |= !isnan(more->duration_s);
}

static inline ptb_status add(const ptb_activity_store *store, ptb_activity_lane_rows *lane,
                             const ptb_activity *row, const ptb_activity_more *more, ptb_error *err)
{
    size_t bucket = row->owner >> store->shift;
    ptb_activity_stream *stream = &lane->streams[bucket];
    if (stream->at >= stream->end) PTB_TRY(add_block(lane, stream, err));
    uint32_t owner = row->owner - (uint32_t)(bucket << store->shift);
    if (store->is_fixed) {
        const ptb_fixed_row fixed = {row->ts, (uint16_t)owner, row->type};
        memcpy(stream->at, &fixed, sizeof fixed);
        stream->at += sizeof fixed;
    } else {
        stream->at = pack_row(stream->at, row, owner, store->is_wide, &stream->ts);
        if (store->shape.has_more) stream->at = pack_more(stream->at, more);
    }
    stream->n_last++;
    lane->first = row->ts < lane->first ? row->ts : lane->first;
    lane->last = row->ts > lane->last ? row->ts : lane->last;
    return PTB_OK;
}

ptb_status ptb_activity_store_add(ptb_activity_store *store, int lane, const ptb_activity *row,
                                  const ptb_activity_more *more, ptb_error *err)
{
    if (store->shape.has_more) note_more(&store->lanes[lane], more);
    return add(store, &store->lanes[lane], row, more, err);
}

ptb_status ptb_activity_store_add_many(ptb_activity_store *store, int lane, const ptb_activity *rows,
                                       size_t n, ptb_error *err)
{
    const ptb_activity_more none = {.value = NAN, .duration_s = NAN};
    for (size_t i = 0; i < n; i++)
        PTB_TRY(add(store, &store->lanes[lane], &rows[i], &none, err));
    return PTB_OK;
}

ptb_status ptb_activity_store_piece(ptb_activity_store *store, int lane, uint32_t file, ptb_error *err)
{
    ptb_activity_piece piece = {.file = file, .lane = lane};
    ptb_activity_stream *streams = store->lanes[lane].streams;
    PTB_TRY(
        ptb_reserve(&store->pieces, &store->piece_capacity, store->n_pieces + 1, sizeof *store->pieces, err));
    PTB_TRY(ptb_alloc(&piece.n, store->n_buckets, sizeof *piece.n, err));
    for (size_t b = 0; b < store->n_buckets; b++) {
        close_block(&streams[b]);
        piece.n[b] = (uint32_t)(streams[b].n - streams[b].n_closed);
        streams[b].n_closed = streams[b].n;
        store->n += piece.n[b];
    }
    store->pieces[store->n_pieces++] = piece;
    if (file >= store->n_files) store->n_files = file + 1;
    return PTB_OK;
}

ptb_activity_stock ptb_activity_store_stock(const ptb_activity_store *store)
{
    ptb_activity_stock stock = {.n = store->n,
                                .n_owners = store->shape.n_owners,
                                .n_buckets = store->n_buckets,
                                .n_files = store->n_files,
                                .extent = store->shape.extent,
                                .first = PTB_NO_TIME,
                                .last = PTB_NO_TIME};
    for (int i = 0; i < store->shape.n_lanes; i++) {
        const ptb_activity_lane_rows *lane = &store->lanes[i];
        if (lane->first > lane->last) continue; /* no rows */
        if (stock.first == PTB_NO_TIME || lane->first < stock.first) stock.first = lane->first;
        if (stock.last == PTB_NO_TIME || lane->last > stock.last) stock.last = lane->last;
        stock.has_topic |= lane->has_topic;
        stock.has_campaign |= lane->has_campaign;
        stock.has_message |= lane->has_message;
        stock.has_value |= lane->has_value;
        stock.has_duration |= lane->has_duration;
    }
    return stock;
}
