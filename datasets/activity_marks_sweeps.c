/* datasets/activity_marks_sweeps.c: clicks of many recipients of one domain, over all activities.
 *
 * First the clicks alone are judged as if nothing were known about who got the messages: what is no sweep then is none. Only
 * for the messages that are left is it looked up who got them. */
#include <stdlib.h>
#include <string.h>

#include "datasets/activity_marks_parts.h"
#include "datasets/base/blocks.h"

/* Where a click stands. */
typedef struct {
    uint32_t bucket, row;
} click_place;

/* A click's `index` is its place's; deliveries have none. */
typedef struct {
    ptb_bot_candidate *items;
    click_place *places;
    size_t n, n_places, capacity, place_capacity;
} candidates;

typedef struct {
    ptb_activity_marks *marks;
    bool *is_large;       /* by code of the domain: people enough for a sweep, no free provider's */
    const uint64_t *keys; /* NULL: clicks are collected; else deliveries of these messages, in order */
    size_t n_keys;
    candidates *found; /* by thread: of its bucket */
    ptb_activity_bucket *buckets;
    ptb_activity_near *near;
    candidates all;
} sweep_search;

static uint64_t key_of(const ptb_bot_candidate *c)
{
    return (uint64_t)c->domain << 32 | c->message;
}

static int compare_keys(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void free_candidates(candidates *c)
{
    free(c->items);
    free(c->places);
    *c = (candidates){0};
}

static ptb_status add(candidates *to, const ptb_bot_candidate *c, click_place place, ptb_error *err)
{
    PTB_TRY(ptb_reserve(&to->items, &to->capacity, to->n + 1, sizeof *to->items, err));
    to->items[to->n] = *c;
    if (c->kind == PTB_BOT_CLICK) {
        PTB_TRY(ptb_reserve(&to->places, &to->place_capacity, to->n_places + 1, sizeof *to->places, err));
        to->items[to->n].index = to->n_places;
        to->places[to->n_places++] = place;
    }
    to->n++;
    return PTB_OK;
}

/* ---- who can be in a sweep ---- */

/* *any: there is a domain with people enough. */
static ptb_status find_large(sweep_search *s, bool *any, ptb_error *err)
{
    const ptb_activity_marks *marks = s->marks;
    size_t n = ptb_dictionary_count(marks->domains);
    uint32_t *people = NULL;
    *any = false;
    PTB_TRY(ptb_alloc(&s->is_large, n, sizeof *s->is_large, err));
    PTB_TRY(ptb_alloc(&people, n, sizeof *people, err));
    for (size_t c = 0; c < marks->n_contacts; c++)
        if (marks->domain[c] != PTB_NONE) people[marks->domain[c]]++;
    for (uint32_t i = 0; i < n; i++) {
        s->is_large[i] = people[i] >= marks->settings.sweep_recipients &&
                         !ptb_domain_is_free(ptb_dictionary_key(marks->domains, i));
        *any = *any || s->is_large[i];
    }
    free(people);
    return PTB_OK;
}

/* ---- a pass over the buckets ---- */

static bool is_wanted(const sweep_search *s, const ptb_bot_candidate *c)
{
    if (!s->keys) return c->kind == PTB_BOT_CLICK;
    uint64_t key = key_of(c);
    return c->kind == PTB_BOT_SENT && bsearch(&key, s->keys, s->n_keys, sizeof key, compare_keys) != NULL;
}

static ptb_status take_row(const sweep_search *s, const ptb_activity_bucket *bucket, size_t row,
                           uint32_t index, candidates *out, ptb_error *err)
{
    const ptb_activity *a = &bucket->rows[row];
    uint32_t domain = s->marks->domain[a->owner];
    ptb_bot_candidate c = {.ts = a->ts, .contact = a->owner, .kind = s->marks->kind[a->type]};
    if (domain == PTB_NONE || !s->is_large[domain]) return PTB_OK;
    c.domain = domain;
    c.message = ptb_marks_message(bucket, row);
    if (c.message == 0 || !is_wanted(s, &c)) return PTB_OK;
    const click_place place = {index, (uint32_t)row};
    return add(out, &c, place, err);
}

static ptb_status search_bucket(void *state, const ptb_block *block, ptb_error *err)
{
    const sweep_search *s = state;
    candidates *found = &s->found[block->thread];
    ptb_activity_bucket *bucket = &s->buckets[block->thread];
    found->n = found->n_places = 0;
    PTB_TRY(ptb_activity_set_bucket(s->marks->set, block->index, &s->near[block->thread], bucket, err));
    for (size_t i = 0; i < bucket->n && bucket->rows[i].owner < s->marks->n_contacts; i++) {
        uint8_t kind = s->marks->kind[bucket->rows[i].type];
        if (kind != PTB_BOT_CLICK && kind != PTB_BOT_SENT) continue;
        PTB_TRY(take_row(s, bucket, i, (uint32_t)block->index, found, err));
    }
    return PTB_OK;
}

static ptb_status keep_found(void *state, const ptb_block *block, ptb_error *err)
{
    sweep_search *s = state;
    const candidates *found = &s->found[block->thread];
    const click_place none = {0, 0};
    for (size_t i = 0; i < found->n; i++)
        PTB_TRY(add(&s->all, &found->items[i], s->keys ? none : found->places[i], err));
    return PTB_OK;
}

static ptb_status search(const ptb_context *context, sweep_search *s, ptb_error *err)
{
    return ptb_blocks_stream(context, s->marks->set->stock.n_buckets, 1, search_bucket, keep_found, s, err);
}

/* ---- judging ---- */

/* The messages of marked clicks, each once, in order. `keys` has room for all. */
static size_t list_keys(const candidates *clicks, const uint8_t *why, uint64_t *keys)
{
    size_t n = 0, n_distinct = 0;
    for (size_t i = 0; i < clicks->n; i++)
        if (why[clicks->items[i].index]) keys[n++] = key_of(&clicks->items[i]);
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || keys[i] != keys[n_distinct - 1]) keys[n_distinct++] = keys[i];
    return n_distinct;
}

static void keep_keys(candidates *clicks, const uint64_t *keys, size_t n_keys)
{
    size_t n = 0;
    for (size_t i = 0; i < clicks->n; i++) {
        uint64_t key = key_of(&clicks->items[i]);
        if (bsearch(&key, keys, n_keys, sizeof key, compare_keys)) clicks->items[n++] = clicks->items[i];
    }
    clicks->n = n;
}

/* Rows of marked clicks by bucket, ascending as the places are. */
static ptb_status list_rows(ptb_activity_marks *marks, const candidates *all, const uint8_t *why,
                            size_t n_rows, ptb_error *err)
{
    size_t n_buckets = marks->set->stock.n_buckets, n = 0;
    PTB_TRY(ptb_alloc(&marks->sweep_first, n_buckets + 1, sizeof *marks->sweep_first, err));
    PTB_TRY(ptb_alloc(&marks->sweep_row, n_rows, sizeof *marks->sweep_row, err));
    for (size_t i = 0; i < all->n_places; i++) {
        if (!why[i]) continue;
        marks->sweep_row[n++] = all->places[i].row;
        marks->sweep_first[all->places[i].bucket + 1]++;
    }
    for (size_t b = 0; b < n_buckets; b++)
        marks->sweep_first[b + 1] += marks->sweep_first[b];
    return PTB_OK;
}

static ptb_status judge_clicks(const ptb_context *context, sweep_search *s, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint8_t *why = NULL;
    uint64_t *keys = NULL;
    size_t n_marked = 0;
    PTB_TRY_TO(ptb_alloc(&why, s->all.n_places, sizeof *why, err));
    PTB_TRY_TO(ptb_bot_mark_sweeps(&s->marks->settings, s->all.items, s->all.n, why, &n_marked, err));
    if (n_marked == 0) goto done;
    PTB_TRY_TO(ptb_alloc(&keys, n_marked, sizeof *keys, err));
    s->n_keys = list_keys(&s->all, why, keys);
    s->keys = keys;
    keep_keys(&s->all, keys, s->n_keys);
    PTB_TRY_TO(search(context, s, err));
    memset(why, 0, s->all.n_places);
    PTB_TRY_TO(ptb_bot_mark_sweeps(&s->marks->settings, s->all.items, s->all.n, why, &n_marked, err));
    if (n_marked > 0) PTB_TRY_TO(list_rows(s->marks, &s->all, why, n_marked, err));
done:
    s->keys = NULL;
    free(keys);
    free(why);
    return status;
}

ptb_status ptb_marks_find_sweeps(const ptb_context *context, ptb_activity_marks *marks, ptb_error *err)
{
    ptb_status status = PTB_OK;
    bool is_possible = marks->set->stock.has_message || marks->set->stock.has_campaign;
    size_t n_threads = context->threads > 1 ? (size_t)context->threads : 1;
    sweep_search s = {.marks = marks};
    if (!is_possible) return PTB_OK;
    PTB_TRY_TO(ptb_marks_find_domains(context, marks, err));
    PTB_TRY_TO(ptb_alloc(&s.found, n_threads, sizeof *s.found, err));
    PTB_TRY_TO(ptb_alloc(&s.buckets, n_threads, sizeof *s.buckets, err));
    PTB_TRY_TO(ptb_alloc(&s.near, n_threads, sizeof *s.near, err));
    PTB_TRY_TO(find_large(&s, &is_possible, err));
    if (!is_possible) goto done;
    ptb_tell(context, "looking for mail gateways", 0, 0);
    PTB_TRY_TO(search(context, &s, err));
    PTB_TRY_TO(judge_clicks(context, &s, err));
done:
    for (size_t i = 0; s.found && i < n_threads; i++)
        free_candidates(&s.found[i]);
    for (size_t i = 0; s.buckets && i < n_threads; i++)
        ptb_activity_bucket_free(&s.buckets[i]);
    for (size_t i = 0; s.near && i < n_threads; i++)
        ptb_activity_near_free(&s.near[i]);
    free_candidates(&s.all);
    free(s.near);
    free(s.buckets);
    free(s.found);
    free(s.is_large);
    return status;
}
