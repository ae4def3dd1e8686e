/* datasets/activity_store.c: chunks of rows; a counting sort by contact, then a sort within each that needs one. */
#include "datasets/activity_store.h"

#include <stdlib.h>
#include <string.h>

ptb_status ptb_activity_store_init(ptb_activity_store *store, ptb_error *err)
{
    ptb_dictionary **const all[] = {&store->types, &store->assets, &store->channels, &store->topics};
    *store = (ptb_activity_store){0};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ptb_status status = ptb_dictionary_new(i + 1, all[i], err);
        if (status == PTB_OK) continue;
        ptb_activity_store_free(store);
        return status;
    }
    return PTB_OK;
}

ptb_status ptb_activity_code(ptb_dictionary *dictionary, ptb_str text, uint32_t *code, ptb_error *err)
{
    *code = 0;
    if (text.len == 0) return PTB_OK;
    PTB_TRY(ptb_dictionary_add(dictionary, text, code, err));
    ++*code;
    return PTB_OK;
}

static ptb_status add_chunk(ptb_activity_store *store, ptb_error *err)
{
    PTB_TRY(ptb_reserve(&store->chunks, &store->capacity, store->n_chunks + 1, sizeof *store->chunks, err));
    ptb_activity_chunk chunk = {0};
    PTB_TRY(ptb_alloc_raw(&chunk.rows, PTB_ACTIVITY_CHUNK, sizeof *chunk.rows, err));
    ptb_status status = ptb_alloc_raw(&chunk.contact, PTB_ACTIVITY_CHUNK, sizeof *chunk.contact, err);
    if (status != PTB_OK) {
        free(chunk.rows);
        return status;
    }
    store->chunks[store->n_chunks++] = chunk;
    return PTB_OK;
}

ptb_status ptb_activity_store_add(ptb_activity_store *store, uint32_t contact, const ptb_activity *row,
                                  ptb_error *err)
{
    size_t chunk = store->n / PTB_ACTIVITY_CHUNK, i = store->n % PTB_ACTIVITY_CHUNK;
    if (chunk == store->n_chunks) PTB_TRY(add_chunk(store, err));
    store->chunks[chunk].rows[i] = *row;
    store->chunks[chunk].contact[i] = contact;
    store->n++;
    return PTB_OK;
}

ptb_activity *ptb_activity_store_at(ptb_activity_store *store, size_t i)
{
    return &store->chunks[i / PTB_ACTIVITY_CHUNK].rows[i % PTB_ACTIVITY_CHUNK];
}

void ptb_activity_store_free(ptb_activity_store *store)
{
    for (size_t i = 0; i < store->n_chunks; i++) {
        free(store->chunks[i].rows);
        free(store->chunks[i].contact);
    }
    free(store->chunks);
    ptb_dictionary_free(store->types);
    ptb_dictionary_free(store->assets);
    ptb_dictionary_free(store->channels);
    ptb_dictionary_free(store->topics);
    *store = (ptb_activity_store){0};
}

static uint32_t float_bits(float value)
{
    uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

#define COMPARE(a, b) \
    if ((a) != (b)) return (a) < (b) ? -1 : 1

static int compare_rows(const void *left, const void *right)
{
    const ptb_activity *a = left, *b = right;
    COMPARE(a->ts, b->ts);
    COMPARE(a->type, b->type);
    COMPARE(a->asset, b->asset);
    COMPARE(a->channel, b->channel);
    COMPARE(a->topic, b->topic);
    COMPARE(float_bits(a->value), float_bits(b->value));
    return 0;
}

static void sort_contact(ptb_activity *rows, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (rows[i - 1].ts < rows[i].ts || compare_rows(&rows[i - 1], &rows[i]) <= 0) continue;
        qsort(rows, n, sizeof *rows, compare_rows);
        return;
    }
}

/* Calls for the rows of a chunk that are there. */
static size_t chunk_rows(const ptb_activity_store *store, size_t chunk)
{
    size_t left = store->n - chunk * PTB_ACTIVITY_CHUNK;
    return left < PTB_ACTIVITY_CHUNK ? left : PTB_ACTIVITY_CHUNK;
}

static void count_contacts(const ptb_activity_store *store, const ptb_activity_order *order, uint64_t *first)
{
    for (size_t c = 0; c < store->n_chunks; c++) {
        const ptb_activity_chunk *chunk = &store->chunks[c];
        size_t n = chunk_rows(store, c);
        for (size_t i = 0; i < n; i++)
            if (chunk->rows[i].ts != PTB_NO_TIME) first[order->contact_rank[chunk->contact[i]] + 1]++;
    }
    for (size_t i = 0; i < order->n_contacts; i++)
        first[i + 1] += first[i];
}

/* `next` holds where each contact's next row goes. */
static void scatter(const ptb_activity_store *store, const ptb_activity_order *order, uint64_t *next,
                    ptb_activity *rows)
{
    for (size_t c = 0; c < store->n_chunks; c++) {
        const ptb_activity_chunk *chunk = &store->chunks[c];
        size_t n = chunk_rows(store, c);
        for (size_t i = 0; i < n; i++) {
            ptb_activity row = chunk->rows[i];
            if (row.ts == PTB_NO_TIME) continue;
            row.type = (uint16_t)order->type[row.type];
            row.channel = (uint16_t)order->channel[row.channel];
            row.asset = order->asset[row.asset];
            row.topic = order->topic[row.topic];
            rows[next[order->contact_rank[chunk->contact[i]]]++] = row;
        }
    }
}

ptb_status ptb_activity_store_sort(const ptb_activity_store *store, const ptb_activity_order *order,
                                   ptb_activity **rows, uint64_t **first, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint64_t *starts = NULL, *next = NULL;
    ptb_activity *sorted = NULL;
    PTB_TRY_TO(ptb_alloc(&starts, order->n_contacts + 1, sizeof *starts, err));
    PTB_TRY_TO(ptb_alloc(&next, order->n_contacts + 1, sizeof *next, err));
    PTB_TRY_TO(ptb_alloc_raw(&sorted, store->n, sizeof *sorted, err));
    count_contacts(store, order, starts);
    memcpy(next, starts, (order->n_contacts + 1) * sizeof *next);
    scatter(store, order, next, sorted);
    for (size_t i = 0; i < order->n_contacts; i++)
        sort_contact(sorted + starts[i], starts[i + 1] - starts[i]);
    *rows = sorted;
    *first = starts;
    sorted = NULL;
    starts = NULL;
done:
    free(starts);
    free(next);
    free(sorted);
    return status;
}
