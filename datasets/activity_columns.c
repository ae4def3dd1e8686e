/* datasets/activity_columns.c: the table of the columns of activities; rows become columns. */
#include "datasets/activity_columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/history_layout.h"

static const uint32_t no_code = 0;
static const float no_number = NAN;

#define ROW(member) offsetof(ptb_activity, member), offsetof(ptb_activities, member)
#define MORE(member) offsetof(ptb_activity_more, member), offsetof(ptb_activities, member)
#define CODES(member, texts) offsetof(ptb_activity_recode, member), offsetof(ptb_activities, texts), &no_code
#define PLAIN(missing) SIZE_MAX, SIZE_MAX, &(missing)

const ptb_activity_column ptb_activity_column_table[PTB_ACTIVITY_COLUMNS] = {
    {LAYOUT_ACTIVITY_TS, ROW(ts), PLAIN(no_code), PTB_H5_U32, false},
    {LAYOUT_ACTIVITY_TYPE, ROW(type), CODES(type, types), PTB_H5_U16, false},
    {LAYOUT_ACTIVITY_CHANNEL, ROW(channel), CODES(channel, channels), PTB_H5_U16, false},
    {LAYOUT_ACTIVITY_ASSET, ROW(asset), CODES(asset, assets), PTB_H5_U32, false},
    {LAYOUT_ACTIVITY_TOPIC, MORE(topic), CODES(topic, topics), PTB_H5_U32, true},
    {LAYOUT_ACTIVITY_CAMPAIGN, MORE(campaign), CODES(campaign, campaigns), PTB_H5_U32, true},
    {LAYOUT_ACTIVITY_MESSAGE, MORE(message), PLAIN(no_code), PTB_H5_U32, true},
    {LAYOUT_ACTIVITY_VALUE, MORE(value), PLAIN(no_number), PTB_H5_F32, true},
    {LAYOUT_ACTIVITY_DURATION, MORE(duration_s), PLAIN(no_number), PTB_H5_F32, true},
};

bool ptb_activity_has_column(const ptb_activity_stock *stock, size_t field)
{
    const bool has[PTB_ACTIVITY_COLUMNS] = {true,
                                            true,
                                            stock->extent <= PTB_ACTIVITIES_TO_CHANNEL,
                                            stock->extent <= PTB_ACTIVITIES_TO_ASSET,
                                            stock->has_topic,
                                            stock->has_campaign,
                                            stock->has_message,
                                            stock->has_value,
                                            stock->has_duration};
    return has[field];
}

const char *ptb_activities_column(const ptb_activities *activities, size_t field)
{
    const char *column = NULL;
    memcpy(&column, (const char *)activities + ptb_activity_column_table[field].old, sizeof column);
    return column;
}

void ptb_activities_set_column(ptb_activities *activities, size_t field, const char *column)
{
    memcpy((char *)activities + ptb_activity_column_table[field].old, &column, sizeof column);
}

const ptb_strings *ptb_activities_levels(const ptb_activities *activities, size_t field)
{
    size_t at = ptb_activity_column_table[field].levels;
    return at != SIZE_MAX ? (const void *)((const char *)activities + at) : NULL;
}

const uint32_t *ptb_activity_recode_of(const ptb_activity_recode *recode, size_t field)
{
    const uint32_t *codes = NULL;
    size_t at = ptb_activity_column_table[field].recode;
    if (at != SIZE_MAX) memcpy(&codes, (const char *)recode + at, sizeof codes);
    return codes;
}

ptb_status ptb_activity_columns_begin(ptb_activity_columns *columns, const ptb_activity_stock *stock,
                                      size_t n, uint32_t first_owner, uint32_t last_owner, ptb_error *err)
{
    size_t n_owners = last_owner - first_owner, row_bytes = 0;
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++)
        if (ptb_activity_has_column(stock, f))
            row_bytes += ptb_h5_type_bytes(ptb_activity_column_table[f].type);
    if (n > columns->capacity || !columns->bytes) {
        free(columns->bytes);
        columns->bytes = NULL;
        columns->capacity = (n + n / 8 + 15) / 16 * 16; /* columns begin at multiples of 32 bytes */
        PTB_TRY(ptb_alloc_raw(&columns->bytes, columns->capacity, row_bytes, err));
    }
    if (n_owners > columns->owner_capacity || !columns->count) {
        free(columns->count);
        free(columns->gateway_count);
        columns->count = columns->gateway_count = NULL;
        PTB_TRY(ptb_alloc_raw(&columns->count, n_owners, sizeof *columns->count, err));
        PTB_TRY(ptb_alloc_raw(&columns->gateway_count, n_owners, sizeof *columns->count, err));
        columns->owner_capacity = n_owners;
    }
    char *next = columns->bytes;
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++) {
        columns->column[f] = ptb_activity_has_column(stock, f) ? next : NULL;
        if (columns->column[f])
            next += columns->capacity * ptb_h5_type_bytes(ptb_activity_column_table[f].type);
    }
    columns->n = columns->n_gateway = 0;
    columns->first_owner = first_owner;
    columns->last_owner = last_owner;
    if (n_owners == 0) return PTB_OK;
    memset(columns->count, 0, n_owners * sizeof *columns->count);
    memset(columns->gateway_count, 0, n_owners * sizeof *columns->gateway_count);
    return PTB_OK;
}

void ptb_activity_columns_free(ptb_activity_columns *columns)
{
    free(columns->bytes);
    free(columns->count);
    free(columns->gateway_count);
    *columns = (ptb_activity_columns){0};
}

/* The field of the bucket's rows that are gateways' or not, one after the other; returns their end. */
static char *gather(const ptb_activity_bucket *bucket, const ptb_activity_column *field, bool gateways,
                    char *out)
{
    const char *from = field->is_more ? (const char *)bucket->more : (const char *)bucket->rows;
    size_t step = field->is_more ? sizeof *bucket->more : sizeof *bucket->rows;
    size_t size = ptb_h5_type_bytes(field->type);
    if (gateways && !bucket->is_gateway) return out;
    for (size_t i = 0; i < bucket->n; i++) {
        if (bucket->is_gateway && bucket->is_gateway[i] != gateways) continue;
        if (size == sizeof(uint32_t))
            memcpy(out, from + i * step + field->offset, sizeof(uint32_t));
        else
            memcpy(out, from + i * step + field->offset, sizeof(uint16_t));
        out += size;
    }
    return out;
}

ptb_status ptb_activity_columns_take(ptb_activity_columns *columns, const ptb_activity_stock *stock,
                                     const ptb_activity_bucket *bucket, ptb_error *err)
{
    PTB_TRY(
        ptb_activity_columns_begin(columns, stock, bucket->n, bucket->first_owner, bucket->last_owner, err));
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++) {
        if (!columns->column[f]) continue;
        char *end = gather(bucket, &ptb_activity_column_table[f], false, columns->column[f]);
        (void)gather(bucket, &ptb_activity_column_table[f], true, end);
    }
    for (size_t i = 0; i < bucket->n; i++) {
        bool is_gateway = bucket->is_gateway && bucket->is_gateway[i];
        uint32_t *count = is_gateway ? columns->gateway_count : columns->count;
        count[bucket->rows[i].owner - bucket->first_owner]++;
        columns->n_gateway += is_gateway;
    }
    columns->n = bucket->n - columns->n_gateway;
    return PTB_OK;
}
