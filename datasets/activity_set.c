/* datasets/activity_set.c: the texts of activities in their order, and their rows, bucket by bucket. */
#include "datasets/activity_set.h"

#include <stdlib.h>

#include "datasets/activity_marks.h"
#include "datasets/base/blocks.h"
#include "datasets/history_order.h"

ptb_status ptb_activity_texts_init(ptb_activity_texts *texts, ptb_error *err)
{
    ptb_dictionary **const all[] = {&texts->types, &texts->assets, &texts->channels, &texts->topics,
                                    &texts->campaigns};
    *texts = (ptb_activity_texts){0};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ptb_status status = ptb_dictionary_new(i + 1, all[i], err);
        if (status == PTB_OK) continue;
        ptb_activity_texts_free(texts);
        return status;
    }
    return PTB_OK;
}

ptb_status ptb_activity_texts_take(ptb_activity_texts *texts, const ptb_activities *old, ptb_error *err)
{
    const struct {
        ptb_dictionary *texts;
        const ptb_strings *levels;
    } all[] = {{texts->types, &old->types},
               {texts->assets, &old->assets},
               {texts->channels, &old->channels},
               {texts->topics, &old->topics},
               {texts->campaigns, &old->campaigns}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (size_t k = 1; k < all[i].levels->n; k++) {
            uint32_t code = 0;
            PTB_TRY(ptb_dictionary_add(all[i].texts, ptb_strings_at(all[i].levels, k), &code, err));
        }
    return PTB_OK;
}

void ptb_activity_texts_free(ptb_activity_texts *texts)
{
    ptb_dictionary_free(texts->types);
    ptb_dictionary_free(texts->assets);
    ptb_dictionary_free(texts->channels);
    ptb_dictionary_free(texts->topics);
    ptb_dictionary_free(texts->campaigns);
    *texts = (ptb_activity_texts){0};
}

static ptb_status sort_levels(ptb_activity_set *set, const ptb_activity_texts *texts, ptb_error *err)
{
    const struct {
        const ptb_dictionary *texts;
        ptb_strings *levels;
        const uint32_t **recode;
    } all[] = {
        {texts->types, &set->types, &set->recode.type},
        {texts->assets, &set->assets, &set->recode.asset},
        {texts->channels, &set->channels, &set->recode.channel},
        {texts->topics, &set->topics, &set->recode.topic},
        {texts->campaigns, &set->campaigns, &set->recode.campaign},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        uint32_t *codes = NULL;
        PTB_TRY(ptb_sort_levels(all[i].texts, &set->arena, all[i].levels, &codes, err));
        *all[i].recode = codes;
    }
    return PTB_OK;
}

/* What a thread counts with. */
typedef struct {
    ptb_activity_bucket bucket;
    ptb_activity_near near;
    uint32_t first, last; /* ts of old rows */
} counter;

typedef struct {
    const ptb_activity_set *set;
    counter *counters; /* by thread */
    uint64_t *n;       /* by bucket */
} row_count;

static void widen(counter *c)
{
    const uint32_t *ts = c->near.columns.ts;
    uint32_t first = c->first, last = c->last;
    for (size_t i = 0; i < c->near.n; i++) {
        first = ts[i] < first ? ts[i] : first;
        last = ts[i] > last ? ts[i] : last;
    }
    c->first = first;
    c->last = last;
}

static ptb_status count_bucket(void *state, const ptb_block *block, ptb_error *err)
{
    const row_count *count = state;
    const ptb_activity_set *set = count->set;
    counter *c = &count->counters[block->thread];
    ptb_activity_bucket *bucket = &c->bucket;
    PTB_TRY(ptb_activity_store_sort(set->store, block->index, &set->recode, bucket, err));
    count->n[block->index] = bucket->n;
    if (!set->base.old) return PTB_OK;
    PTB_TRY(ptb_activity_near_load(&set->base, bucket->first_owner, bucket->last_owner, PTB_NEAR_TS, &c->near,
                                   err));
    widen(c);
    return ptb_activity_base_count(&set->base, &set->recode, &c->near, bucket, &count->n[block->index], err);
}

/* What the history holds counts, too. */
static void add_old(ptb_activity_stock *stock, const ptb_activities *old, const counter *counters, int n)
{
    for (int i = 0; i < n; i++) {
        const counter *c = &counters[i];
        if (c->first > c->last) continue; /* no rows */
        if (stock->first == PTB_NO_TIME || c->first < stock->first) stock->first = c->first;
        if (stock->last == PTB_NO_TIME || c->last > stock->last) stock->last = c->last;
    }
    stock->has_topic |= old->topic != NULL;
    stock->has_campaign |= old->campaign != NULL;
    stock->has_message |= old->message != NULL;
    stock->has_value |= old->value != NULL;
    stock->has_duration |= old->duration_s != NULL;
}

/* How many rows are left where several files, or a file and the history, repeat some: known only once they are sorted. */
static ptb_status count_rows(const ptb_context *context, ptb_activity_set *set, ptb_error *err)
{
    ptb_status status = PTB_OK;
    int n_threads = context->threads > 1 ? context->threads : 1;
    row_count count = {.set = set};
    const ptb_activities *old = set->base.old;
    set->n = set->stock.n;
    if (!old && (set->stock.n == 0 || set->stock.n_files < 2)) return PTB_OK;
    PTB_TRY_TO(ptb_alloc(&count.n, set->stock.n_buckets, sizeof *count.n, err));
    PTB_TRY_TO(ptb_alloc(&count.counters, (size_t)n_threads, sizeof *count.counters, err));
    for (int i = 0; i < n_threads; i++)
        count.counters[i].first = UINT32_MAX;
    PTB_TRY_TO(ptb_blocks_map(context, set->stock.n_buckets, 1, count_bucket, &count, err));
    set->n = old ? old->n + old->n_gateway : 0;
    for (size_t i = 0; i < set->stock.n_buckets; i++)
        set->n += count.n[i];
    if (old) add_old(&set->stock, old, count.counters, n_threads);
done:
    for (int i = 0; count.counters && i < n_threads; i++) {
        ptb_activity_bucket_free(&count.counters[i].bucket);
        ptb_activity_near_free(&count.counters[i].near);
    }
    free(count.counters);
    free(count.n);
    return status;
}

ptb_status ptb_activity_set_make_onto(const ptb_context *context, ptb_activity_store *store,
                                      const ptb_activity_texts *texts, const ptb_activity_base *base,
                                      ptb_activity_set *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    *out = (ptb_activity_set){.store = store, .stock = ptb_activity_store_stock(store), .base = *base};
    PTB_TRY_TO(sort_levels(out, texts, err));
    PTB_TRY_TO(count_rows(context, out, err));
done:
    if (status != PTB_OK) ptb_activity_set_free(out);
    return status;
}

ptb_status ptb_activity_set_make(const ptb_context *context, ptb_activity_store *store,
                                 const ptb_activity_texts *texts, ptb_activity_set *out, ptb_error *err)
{
    const ptb_activity_base none = {0};
    return ptb_activity_set_make_onto(context, store, texts, &none, out, err);
}

ptb_status ptb_activity_set_bucket(const ptb_activity_set *set, size_t bucket, ptb_activity_near *near,
                                   ptb_activity_bucket *out, ptb_error *err)
{
    PTB_TRY(ptb_activity_store_sort(set->store, bucket, &set->recode, out, err));
    if (set->base.old) PTB_TRY(ptb_activity_base_merge(&set->base, &set->recode, near, out, err));
    return set->marks ? ptb_activity_marks_bucket(set->marks, bucket, out, err) : PTB_OK;
}

void ptb_activity_set_free(ptb_activity_set *set)
{
    ptb_activity_store_free(set->store);
    ptb_arena_free(&set->arena);
    *set = (ptb_activity_set){0};
}
