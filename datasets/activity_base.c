/* datasets/activity_base.c: rows from a history's columns, and new ones merged into them owner by owner. */
#include "datasets/activity_base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/activity_store_parts.h"

static size_t count_range(ptb_row_range range)
{
    return (size_t)(range.last - range.first);
}

static ptb_activity load_row(const ptb_activities *old, const ptb_activity_recode *recode, uint64_t i,
                             uint32_t owner)
{
    return (ptb_activity){.owner = owner,
                          .ts = old->ts[i],
                          .asset = recode->asset[old->asset[i]],
                          .type = (uint16_t)recode->type[old->type[i]],
                          .channel = (uint16_t)recode->channel[old->channel[i]]};
}

static ptb_activity_more load_more(const ptb_activities *old, const ptb_activity_recode *recode, uint64_t i)
{
    return (ptb_activity_more){.topic = old->topic ? recode->topic[old->topic[i]] : 0,
                               .campaign = old->campaign ? recode->campaign[old->campaign[i]] : 0,
                               .message = old->message ? old->message[i] : 0,
                               .value = old->value ? old->value[i] : NAN,
                               .duration_s = old->duration_s ? old->duration_s[i] : NAN};
}

bool ptb_activity_base_has_more(const ptb_activity_base *base)
{
    const ptb_activities *old = base->old;
    return old && (old->topic || old->campaign || old->message || old->value || old->duration_s);
}

/* ---- what is new ---- */

typedef struct {
    const ptb_activity_base *base;
    const ptb_activity_recode *recode;
    ptb_activity_near *near;
    const ptb_activity_bucket *bucket;
} counting;

/* Adds how many old rows of a range are the bucket's row i. Rarely is there one of the same time, so the other columns are
 * read only then. */
static ptb_status count_same(const counting *c, ptb_row_range range, size_t i, size_t *n, ptb_error *err)
{
    ptb_activity_near *near = c->near;
    const ptb_activity *wanted = &c->bucket->rows[i];
    const ptb_activity_more *wanted_more = c->bucket->more ? &c->bucket->more[i] : NULL;
    uint64_t k = ptb_activity_lower_bound(near->columns.ts, range, wanted->ts);
    if (k < range.last && near->columns.ts[k] == wanted->ts && !near->has_all)
        PTB_TRY(
            ptb_activity_near_load(c->base, near->first_owner, near->last_owner, PTB_NEAR_ALL, near, err));
    for (; k < range.last && near->columns.ts[k] == wanted->ts; k++) {
        const ptb_activity row = load_row(&near->columns, c->recode, k, wanted->owner);
        const ptb_activity_more more = load_more(&near->columns, c->recode, k);
        *n += ptb_activity_compare(&row, wanted_more ? &more : NULL, wanted, wanted_more) == 0;
    }
    return PTB_OK;
}

static bool is_same(const ptb_activity_bucket *bucket, size_t i, size_t j)
{
    return bucket->rows[i].owner == bucket->rows[j].owner &&
           ptb_activity_compare(&bucket->rows[i], bucket->more ? &bucket->more[i] : NULL, &bucket->rows[j],
                                bucket->more ? &bucket->more[j] : NULL) == 0;
}

ptb_status ptb_activity_base_count(const ptb_activity_base *base, const ptb_activity_recode *recode,
                                   ptb_activity_near *near, const ptb_activity_bucket *bucket, uint64_t *n,
                                   ptb_error *err)
{
    const counting c = {base, recode, near, bucket};
    *n = 0;
    for (size_t i = 0, same = 0; i < bucket->n; i += same) {
        ptb_row_range rows, gateway;
        size_t there = 0;
        for (same = 1; i + same < bucket->n && is_same(bucket, i, i + same);)
            same++;
        ptb_activity_near_find(near, bucket->rows[i].owner, &rows, &gateway);
        PTB_TRY(count_same(&c, rows, i, &there, err));
        PTB_TRY(count_same(&c, gateway, i, &there, err));
        *n += same > there ? same - there : 0;
    }
    return PTB_OK;
}

/* ---- merging ---- */

typedef struct {
    const ptb_activity_near *near;
    ptb_activity_recode recode; /* a copy: a store to a row can't change it */
    const ptb_activity_bucket *fresh;
    ptb_activity_bucket *out;
    ptb_activity_old_rows *old; /* an owner's from the history, in order, where there is something to merge */
} merger;

static void load_range(const merger *m, ptb_row_range range, uint32_t owner, ptb_activity *rows,
                       ptb_activity_more *more)
{
    for (uint64_t i = range.first; i < range.last; i++)
        *rows++ = load_row(&m->near->columns, &m->recode, i, owner);
    for (uint64_t i = range.first; more && i < range.last; i++)
        *more++ = load_more(&m->near->columns, &m->recode, i);
}

static void put(ptb_activity_bucket *out, const ptb_activity *rows, const ptb_activity_more *more, size_t i)
{
    out->rows[out->n] = rows[i];
    if (out->more && more) out->more[out->n] = more[i];
    out->n++;
}

/* The first n old rows and `other`'s [from, to), both in order, to the end of `out`. With `is_union` a pair of the same rows
 * is one. */
static void merge_rows(const merger *m, size_t n, const ptb_activity_bucket *other, size_t from, size_t to,
                       bool is_union)
{
    size_t i = 0;
    const ptb_activity *rows = m->old->rows;
    const ptb_activity_more *more = m->out->more ? m->old->more : NULL;
    while (i < n && from < to) {
        int order = ptb_activity_compare(&rows[i], more ? &more[i] : NULL, &other->rows[from],
                                         more ? &other->more[from] : NULL);
        if (order <= 0)
            put(m->out, rows, more, i++);
        else
            put(m->out, other->rows, other->more, from);
        if (order > 0 || (order == 0 && is_union)) from++;
    }
    while (i < n)
        put(m->out, rows, more, i++);
    while (from < to)
        put(m->out, other->rows, other->more, from++);
}

/* The owner's rows of the history to m->old, those of gateways in their places: by way of the end of `out`. */
static ptb_status gather_old(const merger *m, uint32_t owner, ptb_row_range rows, ptb_row_range gateway,
                             ptb_error *err)
{
    ptb_activity_bucket *out = m->out;
    ptb_activity_old_rows *old = m->old;
    size_t n = count_range(rows), n_gateway = count_range(gateway), all = n + n_gateway, at = out->n;
    PTB_TRY(ptb_reserve(&old->rows, &old->capacity, all, sizeof *old->rows, err));
    if (out->more) PTB_TRY(ptb_reserve(&old->more, &old->more_capacity, all, sizeof *old->more, err));
    load_range(m, rows, owner, old->rows, out->more ? old->more : NULL);
    if (n_gateway == 0) return PTB_OK;
    /* Behind the place of those that come before them, so that each is read before its place is written. */
    const ptb_activity_bucket others = {.rows = out->rows + at + n,
                                        .more = out->more ? out->more + at + n : NULL};
    load_range(m, gateway, owner, others.rows, others.more);
    merge_rows(m, n, &others, 0, n_gateway, false);
    memcpy(old->rows, out->rows + at, all * sizeof *old->rows);
    if (out->more) memcpy(old->more, out->more + at, all * sizeof *old->more);
    out->n = at;
    return PTB_OK;
}

static ptb_status merge_owner(const merger *m, uint32_t owner, size_t from, size_t to, ptb_error *err)
{
    ptb_activity_bucket *out = m->out;
    ptb_row_range rows, gateway;
    ptb_activity_near_find(m->near, owner, &rows, &gateway);
    if (from == to && count_range(gateway) == 0) {
        if (count_range(rows) == 0) return PTB_OK;
        load_range(m, rows, owner, out->rows + out->n, out->more ? out->more + out->n : NULL);
        out->n += count_range(rows);
        return PTB_OK;
    }
    PTB_TRY(gather_old(m, owner, rows, gateway, err));
    merge_rows(m, count_range(rows) + count_range(gateway), m->fresh, from, to, true);
    return PTB_OK;
}

ptb_status ptb_activity_merge_owner(const ptb_activity_near *near, const ptb_activity_recode *recode,
                                    const ptb_activity_bucket *fresh, ptb_activity_old_rows *scratch,
                                    ptb_activity_bucket *out, ptb_error *err)
{
    const merger m = {.near = near, .recode = *recode, .fresh = fresh, .out = out, .old = scratch};
    return merge_owner(&m, fresh->rows[0].owner, 0, fresh->n, err);
}

ptb_status ptb_activity_base_merge(const ptb_activity_base *base, const ptb_activity_recode *recode,
                                   ptb_activity_near *near, ptb_activity_bucket *bucket, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_activity_rows *merged = &bucket->room->merged;
    const ptb_activity_bucket fresh = *bucket;
    ptb_activity_old_rows old = {0};
    const merger m = {.near = near, .recode = *recode, .fresh = &fresh, .out = bucket, .old = &old};
    bool has_more = fresh.more != NULL;
    size_t next = 0, n = 0;
    bucket->n = 0; /* whatever fails */
    PTB_TRY_TO(ptb_activity_near_load(base, fresh.first_owner, fresh.last_owner, PTB_NEAR_ALL, near, err));
    n = fresh.n + near->n;
    PTB_TRY_TO(ptb_reserve(&merged->rows, &merged->capacity, n, sizeof *merged->rows, err));
    if (has_more)
        PTB_TRY_TO(ptb_reserve(&merged->more, &merged->more_capacity, n, sizeof *merged->more, err));
    bucket->rows = merged->rows;
    bucket->more = has_more ? merged->more : NULL;
    for (uint32_t owner = fresh.first_owner; owner < fresh.last_owner; owner++) {
        size_t from = next;
        while (next < fresh.n && fresh.rows[next].owner == owner)
            next++;
        PTB_TRY_TO(merge_owner(&m, owner, from, next, err));
    }
done:
    free(old.rows);
    free(old.more);
    return status;
}
