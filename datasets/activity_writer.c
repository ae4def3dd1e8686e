/* datasets/activity_writer.c: buckets are made side by side and written one after the other, column by column. */
#include "datasets/activity_writer.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/activity_splice.h"
#include "datasets/base/blocks.h"
#include "datasets/history_layout.h"

/* A column's values of gateways' rows: they are written when it is known where they begin. */
typedef struct {
    char *bytes;
    size_t capacity;
} late_column;

/* What a thread makes a bucket with. */
typedef struct {
    ptb_activity_bucket bucket;
    ptb_activity_near near;
    ptb_activity_splice splice;
    ptb_activity_columns columns;
} bucket_maker;

typedef struct {
    const ptb_activity_set *set;
    size_t n_contacts;
    ptb_h5_writer *h5;
    ptb_h5_dataset *datasets[PTB_ACTIVITY_COLUMNS]; /* NULL: no such column */
    late_column late[PTB_ACTIVITY_COLUMNS];
    bucket_maker *makers;            /* by thread */
    bool is_spliced;                 /* columns come from the old history's, else from rows */
    uint64_t at, n_gateway;          /* rows written; rows that wait */
    uint64_t *first, *gateway_first; /* by owner, by contact: rows, then where they begin */
} activity_writer;

/* ---- rows ---- */

static ptb_status make_bucket(void *state, const ptb_block *block, ptb_error *err)
{
    const activity_writer *w = state;
    bucket_maker *m = &w->makers[block->thread];
    if (w->is_spliced)
        return ptb_activity_splice_bucket(w->set, w->n_contacts, block->index, &m->splice, &m->columns, err);
    PTB_TRY(ptb_activity_set_bucket(w->set, block->index, &m->near, &m->bucket, err));
    return ptb_activity_columns_take(&m->columns, &w->set->stock, &m->bucket, err);
}

static ptb_status put_field(activity_writer *w, const ptb_activity_columns *columns, size_t f, ptb_error *err)
{
    late_column *late = &w->late[f];
    size_t size = ptb_h5_type_bytes(ptb_activity_column_table[f].type), n_gateway = columns->n_gateway;
    PTB_TRY(ptb_h5_put(w->datasets[f], w->at, columns->n, columns->column[f], err));
    if (n_gateway == 0) return PTB_OK;
    PTB_TRY(ptb_reserve(&late->bytes, &late->capacity, (w->n_gateway + n_gateway) * size, 1, err));
    memcpy(late->bytes + w->n_gateway * size, columns->column[f] + columns->n * size, n_gateway * size);
    return PTB_OK;
}

/* In order of buckets, one at a time. */
static ptb_status write_bucket(void *state, const ptb_block *block, ptb_error *err)
{
    activity_writer *w = state;
    const ptb_activity_columns *columns = &w->makers[block->thread].columns;
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++)
        if (w->datasets[f]) PTB_TRY(put_field(w, columns, f, err));
    for (uint32_t owner = columns->first_owner; owner < columns->last_owner; owner++) {
        w->first[owner + 1] = columns->count[owner - columns->first_owner];
        if (owner < w->n_contacts)
            w->gateway_first[owner + 1] = columns->gateway_count[owner - columns->first_owner];
    }
    w->at += columns->n;
    w->n_gateway += columns->n_gateway;
    return PTB_OK;
}

/* ---- the rest ---- */

static ptb_status put_offsets(activity_writer *w, ptb_error *err)
{
    size_t n_owners = w->set->stock.n_owners, n_accounts = n_owners - w->n_contacts;
    w->gateway_first[0] = w->at;
    for (size_t i = 0; i < w->n_contacts; i++)
        w->gateway_first[i + 1] += w->gateway_first[i];
    for (size_t i = 0; i < n_owners; i++)
        w->first[i + 1] += w->first[i];
    PTB_TRY(ptb_h5_write(w->h5, LAYOUT_ACTIVITY_FIRST, PTB_H5_U64, w->first, w->n_contacts + 1, 0, err));
    PTB_TRY(ptb_h5_write(w->h5, LAYOUT_ACTIVITY_ACCOUNT_FIRST, PTB_H5_U64, w->first + w->n_contacts,
                         n_accounts + 1, 0, err));
    return ptb_h5_write(w->h5, LAYOUT_ACTIVITY_GATEWAY_FIRST, PTB_H5_U64, w->gateway_first, w->n_contacts + 1,
                        0, err);
}

static ptb_status put_levels(const activity_writer *w, ptb_error *err)
{
    const ptb_activity_set *set = w->set;
    PTB_TRY(ptb_h5_write_strings(w->h5, LAYOUT_ACTIVITY_TYPES, &set->types, err));
    PTB_TRY(ptb_h5_write_strings(w->h5, LAYOUT_ACTIVITY_ASSETS, &set->assets, err));
    PTB_TRY(ptb_h5_write_strings(w->h5, LAYOUT_ACTIVITY_CHANNELS, &set->channels, err));
    PTB_TRY(ptb_h5_write_strings(w->h5, LAYOUT_ACTIVITY_TOPICS, &set->topics, err));
    return ptb_h5_write_strings(w->h5, LAYOUT_ACTIVITY_CAMPAIGNS, &set->campaigns, err);
}

static ptb_status allocate(activity_writer *w, const ptb_context *context, ptb_error *err)
{
    size_t n_threads = context->threads > 1 ? (size_t)context->threads : 1;
    PTB_TRY(ptb_alloc(&w->makers, n_threads, sizeof *w->makers, err));
    PTB_TRY(ptb_alloc(&w->first, w->set->stock.n_owners + 1, sizeof *w->first, err));
    return ptb_alloc(&w->gateway_first, w->n_contacts + 1, sizeof *w->gateway_first, err);
}

static void free_writer(activity_writer *w, const ptb_context *context)
{
    for (int i = 0; w->makers && i < (context->threads > 1 ? context->threads : 1); i++) {
        ptb_activity_bucket_free(&w->makers[i].bucket);
        ptb_activity_near_free(&w->makers[i].near);
        ptb_activity_splice_free(&w->makers[i].splice);
        ptb_activity_columns_free(&w->makers[i].columns);
    }
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++)
        free(w->late[f].bytes);
    free(w->makers);
    free(w->first);
    free(w->gateway_first);
}

static ptb_status begin_datasets(activity_writer *w, ptb_error *err)
{
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++)
        if (ptb_activity_has_column(&w->set->stock, f))
            PTB_TRY(ptb_h5_begin(w->h5, ptb_activity_column_table[f].name, ptb_activity_column_table[f].type,
                                 w->set->n, 0, &w->datasets[f], err));
    return PTB_OK;
}

ptb_status ptb_activities_write(const ptb_context *context, const ptb_activity_set *set, size_t n_contacts,
                                ptb_h5_writer *h5, uint64_t *n_gateway, ptb_error *err)
{
    ptb_status status = PTB_OK;
    activity_writer w = {.set = set, .n_contacts = n_contacts, .h5 = h5};
    PTB_TRY_TO(allocate(&w, context, err));
    w.is_spliced = ptb_activity_can_splice(set);
    PTB_TRY_TO(put_levels(&w, err));
    PTB_TRY_TO(begin_datasets(&w, err));
    ptb_h5_sync_ahead(h5);
    PTB_TRY_TO(ptb_blocks_stream(context, set->stock.n_buckets, 1, make_bucket, write_bucket, &w, err));
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++)
        if (w.datasets[f]) PTB_TRY_TO(ptb_h5_put(w.datasets[f], w.at, w.n_gateway, w.late[f].bytes, err));
    PTB_TRY_TO(put_offsets(&w, err));
    *n_gateway = w.n_gateway;
done:
    free_writer(&w, context);
    return status;
}
