/* datasets/activity_base.c: rows from a history's columns, and new ones merged into them owner by owner. */
#include "datasets/activity_base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/activity_store_parts.h"

/* Rows first .. last of the history's arrays. */
typedef struct {
    uint64_t first, last;
} row_range;

/* What persons did and what gateways did in the owner's name. */
static void find_ranges(const ptb_activity_base *base, uint32_t owner, row_range *rows, row_range *gateway)
{
    const ptb_activities *old = base->old;
    *rows = *gateway = (row_range){0, 0};
    if (owner < base->n_contacts) {
        uint32_t at = base->contact[owner];
        if (at >= base->n_old_contacts) return;
        *rows = (row_range){old->first[at], old->first[at + 1]};
        *gateway = (row_range){old->gateway_first[at], old->gateway_first[at + 1]};
    } else {
        uint32_t at = base->account[owner - base->n_contacts];
        if (at < base->n_old_accounts)
            *rows = (row_range){old->account_first[at], old->account_first[at + 1]};
    }
}

static size_t count_range(row_range range)
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

/* ---- the stock ---- */

/* An owner's rows are in the order of time: the first and the last of each say it. */
static void widen(const ptb_activities *old, const uint64_t *first, size_t n_owners,
                  ptb_activity_stock *stock)
{
    for (size_t i = 0; i < n_owners; i++) {
        if (first[i] == first[i + 1]) continue;
        uint32_t begin = old->ts[first[i]], end = old->ts[first[i + 1] - 1];
        if (stock->first == PTB_NO_TIME || begin < stock->first) stock->first = begin;
        if (stock->last == PTB_NO_TIME || end > stock->last) stock->last = end;
    }
}

void ptb_activity_base_stock(const ptb_activity_base *base, ptb_activity_stock *stock)
{
    const ptb_activities *old = base->old;
    widen(old, old->first, base->n_old_contacts, stock);
    widen(old, old->account_first, base->n_old_accounts, stock);
    widen(old, old->gateway_first, base->n_old_contacts, stock);
    stock->has_topic |= old->topic != NULL;
    stock->has_campaign |= old->campaign != NULL;
    stock->has_message |= old->message != NULL;
    stock->has_value |= old->value != NULL;
    stock->has_duration |= old->duration_s != NULL;
}

/* ---- what is new ---- */

/* The first row of the range whose ts is not before. */
static uint64_t lower_bound(const uint32_t *ts, row_range range, uint32_t wanted)
{
    while (range.first < range.last) {
        uint64_t middle = range.first + (range.last - range.first) / 2;
        if (ts[middle] < wanted)
            range.first = middle + 1;
        else
            range.last = middle;
    }
    return range.first;
}

/* How many rows of the range are the bucket's row i. */
static size_t count_same(const ptb_activity_base *base, const ptb_activity_recode *recode, row_range range,
                         const ptb_activity_bucket *bucket, size_t i)
{
    const ptb_activity *wanted = &bucket->rows[i];
    const ptb_activity_more *wanted_more = bucket->more ? &bucket->more[i] : NULL;
    size_t n = 0;
    for (uint64_t k = lower_bound(base->old->ts, range, wanted->ts);
         k < range.last && base->old->ts[k] == wanted->ts; k++) {
        const ptb_activity row = load_row(base->old, recode, k, wanted->owner);
        const ptb_activity_more more = load_more(base->old, recode, k);
        n += ptb_activity_compare(&row, wanted_more ? &more : NULL, wanted, wanted_more) == 0;
    }
    return n;
}

static bool is_same(const ptb_activity_bucket *bucket, size_t i, size_t j)
{
    return bucket->rows[i].owner == bucket->rows[j].owner &&
           ptb_activity_compare(&bucket->rows[i], bucket->more ? &bucket->more[i] : NULL, &bucket->rows[j],
                                bucket->more ? &bucket->more[j] : NULL) == 0;
}

uint64_t ptb_activity_base_count(const ptb_activity_base *base, const ptb_activity_recode *recode,
                                 const ptb_activity_bucket *bucket)
{
    uint64_t n = 0;
    for (size_t i = 0, same = 0; i < bucket->n; i += same) {
        row_range rows, gateway;
        for (same = 1; i + same < bucket->n && is_same(bucket, i, i + same);)
            same++;
        find_ranges(base, bucket->rows[i].owner, &rows, &gateway);
        size_t there =
            count_same(base, recode, rows, bucket, i) + count_same(base, recode, gateway, bucket, i);
        n += same > there ? same - there : 0;
    }
    return n;
}

/* ---- merging ---- */

typedef struct {
    const ptb_activity_base *base;
    ptb_activity_recode recode; /* a copy: a store to a row can't change it */
    ptb_activity_bucket fresh;
    size_t next; /* row of `fresh` */
    ptb_activity_bucket *out;
    ptb_activity_rows *old; /* an owner's from the history, in order, where there is something to merge */
} merger;

static void load_range(const merger *m, row_range range, uint32_t owner, ptb_activity *rows,
                       ptb_activity_more *more)
{
    for (uint64_t i = range.first; i < range.last; i++)
        *rows++ = load_row(m->base->old, &m->recode, i, owner);
    for (uint64_t i = range.first; more && i < range.last; i++)
        *more++ = load_more(m->base->old, &m->recode, i);
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
static ptb_status gather_old(const merger *m, uint32_t owner, row_range rows, row_range gateway,
                             ptb_error *err)
{
    ptb_activity_bucket *out = m->out;
    ptb_activity_rows *old = m->old;
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

static ptb_status merge_owner(merger *m, uint32_t owner, ptb_error *err)
{
    ptb_activity_bucket *out = m->out;
    size_t from = m->next;
    row_range rows, gateway;
    find_ranges(m->base, owner, &rows, &gateway);
    while (m->next < m->fresh.n && m->fresh.rows[m->next].owner == owner)
        m->next++;
    if (m->next == from && count_range(gateway) == 0) {
        load_range(m, rows, owner, out->rows + out->n, out->more ? out->more + out->n : NULL);
        out->n += count_range(rows);
        return PTB_OK;
    }
    PTB_TRY(gather_old(m, owner, rows, gateway, err));
    merge_rows(m, count_range(rows) + count_range(gateway), &m->fresh, from, m->next, true);
    return PTB_OK;
}

static size_t count_old(const ptb_activity_base *base, const ptb_activity_bucket *bucket)
{
    size_t n = 0;
    for (uint32_t owner = bucket->first_owner; owner < bucket->last_owner; owner++) {
        row_range rows, gateway;
        find_ranges(base, owner, &rows, &gateway);
        n += count_range(rows) + count_range(gateway);
    }
    return n;
}

ptb_status ptb_activity_base_merge(const ptb_activity_base *base, const ptb_activity_recode *recode,
                                   ptb_activity_bucket *bucket, ptb_error *err)
{
    ptb_activity_rows *merged = &bucket->room->merged;
    merger m = {.base = base, .recode = *recode, .fresh = *bucket, .out = bucket, .old = &bucket->room->old};
    bool has_more = bucket->more != NULL;
    size_t n = bucket->n + count_old(base, bucket);
    PTB_TRY(ptb_reserve(&merged->rows, &merged->capacity, n, sizeof *merged->rows, err));
    if (has_more) PTB_TRY(ptb_reserve(&merged->more, &merged->more_capacity, n, sizeof *merged->more, err));
    bucket->rows = merged->rows;
    bucket->more = has_more ? merged->more : NULL;
    bucket->n = 0;
    for (uint32_t owner = m.fresh.first_owner; owner < m.fresh.last_owner; owner++)
        PTB_TRY(merge_owner(&m, owner, err));
    return PTB_OK;
}
