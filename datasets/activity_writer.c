/* datasets/activity_writer.c: buckets are sorted side by side and written one after the other, field by field. */
#include "datasets/activity_writer.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/history_layout.h"

/* A column of the file and where a row has it. */
typedef struct {
    const char *name;
    ptb_h5_type type;
    size_t offset;
    bool is_more; /* within ptb_activity_more */
} activity_field;

enum { FIELDS_MAX = 9 };

/* A column's values of gateways' rows: they are written when it is known where they begin. */
typedef struct {
    char *bytes;
    size_t capacity;
} late_column;

typedef struct {
    const ptb_activity_set *set;
    size_t n_contacts;
    ptb_h5_writer *h5;
    activity_field fields[FIELDS_MAX];
    ptb_h5_dataset *datasets[FIELDS_MAX];
    late_column late[FIELDS_MAX];
    size_t n_fields;
    ptb_activity_bucket *buckets;    /* by thread */
    uint64_t at, n_gateway;          /* rows written; rows that wait */
    uint64_t *first, *gateway_first; /* by owner, by contact: rows, then where they begin */
    char *column;                    /* of a bucket */
    size_t capacity;
} activity_writer;

static void choose_fields(activity_writer *w)
{
    const ptb_activity_stock *stock = &w->set->stock;
    const struct {
        activity_field field;
        bool is_there;
    } all[] = {
        {{LAYOUT_ACTIVITY_TS, PTB_H5_U32, offsetof(ptb_activity, ts), false}, true},
        {{LAYOUT_ACTIVITY_TYPE, PTB_H5_U16, offsetof(ptb_activity, type), false}, true},
        {{LAYOUT_ACTIVITY_CHANNEL, PTB_H5_U16, offsetof(ptb_activity, channel), false}, true},
        {{LAYOUT_ACTIVITY_ASSET, PTB_H5_U32, offsetof(ptb_activity, asset), false}, true},
        {{LAYOUT_ACTIVITY_TOPIC, PTB_H5_U32, offsetof(ptb_activity_more, topic), true}, stock->has_topic},
        {{LAYOUT_ACTIVITY_CAMPAIGN, PTB_H5_U32, offsetof(ptb_activity_more, campaign), true},
         stock->has_campaign},
        {{LAYOUT_ACTIVITY_MESSAGE, PTB_H5_U32, offsetof(ptb_activity_more, message), true},
         stock->has_message},
        {{LAYOUT_ACTIVITY_VALUE, PTB_H5_F32, offsetof(ptb_activity_more, value), true}, stock->has_value},
        {{LAYOUT_ACTIVITY_DURATION, PTB_H5_F32, offsetof(ptb_activity_more, duration_s), true},
         stock->has_duration},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].is_there) w->fields[w->n_fields++] = all[i].field;
}

/* ---- rows ---- */

/* The field of the bucket's rows that are gateways' or not, one after the other; returns how many. */
static size_t gather(const ptb_activity_bucket *bucket, const activity_field *field, bool gateways, char *out)
{
    const char *from = field->is_more ? (const char *)bucket->more : (const char *)bucket->rows;
    size_t step = field->is_more ? sizeof *bucket->more : sizeof *bucket->rows, n = 0;
    size_t size = ptb_h5_type_bytes(field->type);
    from += field->offset;
    for (size_t i = 0; i < bucket->n; i++) {
        if (bucket->is_gateway && bucket->is_gateway[i] != gateways) continue;
        if (size == sizeof(uint32_t))
            memcpy(out + n * sizeof(uint32_t), from + i * step, sizeof(uint32_t));
        else
            memcpy(out + n * sizeof(uint16_t), from + i * step, sizeof(uint16_t));
        n++;
    }
    return n;
}

/* Counts the rows of each owner; returns how many are gateways'. */
static size_t count_rows(activity_writer *w, const ptb_activity_bucket *bucket)
{
    size_t n_gateway = 0;
    for (size_t i = 0; i < bucket->n; i++) {
        bool is_gateway = bucket->is_gateway && bucket->is_gateway[i];
        uint64_t *count = is_gateway ? w->gateway_first : w->first;
        count[bucket->rows[i].owner + 1]++;
        n_gateway += is_gateway;
    }
    return n_gateway;
}

static ptb_status sort_block(void *state, const ptb_block *block, ptb_error *err)
{
    const activity_writer *w = state;
    return ptb_activity_set_bucket(w->set, block->index, &w->buckets[block->thread], err);
}

static ptb_status put_field(activity_writer *w, const ptb_activity_bucket *bucket, size_t f, size_t n_gateway,
                            ptb_error *err)
{
    late_column *late = &w->late[f];
    size_t size = ptb_h5_type_bytes(w->fields[f].type);
    size_t n = gather(bucket, &w->fields[f], false, w->column);
    PTB_TRY(ptb_h5_put(w->datasets[f], w->at, n, w->column, err));
    if (n_gateway == 0) return PTB_OK;
    PTB_TRY(ptb_reserve(&late->bytes, &late->capacity, (w->n_gateway + n_gateway) * size, 1, err));
    (void)gather(bucket, &w->fields[f], true, late->bytes + w->n_gateway * size);
    return PTB_OK;
}

/* In order of buckets, one at a time. */
static ptb_status write_block(void *state, const ptb_block *block, ptb_error *err)
{
    activity_writer *w = state;
    ptb_activity_bucket *bucket = &w->buckets[block->thread];
    size_t n_gateway = count_rows(w, bucket);
    PTB_TRY(ptb_reserve(&w->column, &w->capacity, bucket->n * sizeof(uint32_t), 1, err));
    for (size_t f = 0; f < w->n_fields; f++)
        PTB_TRY(put_field(w, bucket, f, n_gateway, err));
    w->at += bucket->n - n_gateway;
    w->n_gateway += n_gateway;
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
    PTB_TRY(ptb_alloc(&w->buckets, n_threads, sizeof *w->buckets, err));
    PTB_TRY(ptb_alloc(&w->first, w->set->stock.n_owners + 1, sizeof *w->first, err));
    return ptb_alloc(&w->gateway_first, w->n_contacts + 1, sizeof *w->gateway_first, err);
}

static void free_writer(activity_writer *w, const ptb_context *context)
{
    for (int i = 0; w->buckets && i < (context->threads > 1 ? context->threads : 1); i++)
        ptb_activity_bucket_free(&w->buckets[i]);
    for (size_t f = 0; f < w->n_fields; f++)
        free(w->late[f].bytes);
    free(w->buckets);
    free(w->first);
    free(w->gateway_first);
    free(w->column);
}

ptb_status ptb_activities_write(const ptb_context *context, const ptb_activity_set *set, size_t n_contacts,
                                ptb_h5_writer *h5, uint64_t *n_gateway, ptb_error *err)
{
    ptb_status status = PTB_OK;
    activity_writer w = {.set = set, .n_contacts = n_contacts, .h5 = h5};
    PTB_TRY_TO(allocate(&w, context, err));
    choose_fields(&w);
    PTB_TRY_TO(put_levels(&w, err));
    for (size_t f = 0; f < w.n_fields; f++)
        PTB_TRY_TO(ptb_h5_begin(h5, w.fields[f].name, w.fields[f].type, set->n, 0, &w.datasets[f], err));
    PTB_TRY_TO(ptb_blocks_stream(context, set->stock.n_buckets, 1, sort_block, write_block, &w, err));
    for (size_t f = 0; f < w.n_fields; f++)
        PTB_TRY_TO(ptb_h5_put(w.datasets[f], w.at, w.n_gateway, w.late[f].bytes, err));
    PTB_TRY_TO(put_offsets(&w, err));
    *n_gateway = w.n_gateway;
done:
    free_writer(&w, context);
    return status;
}
