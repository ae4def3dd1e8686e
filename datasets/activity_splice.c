/* datasets/activity_splice.c: runs of old rows and single new ones become the columns of a bucket. */
#include "datasets/activity_splice.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/activity_marks.h"

/* Where rows come from. */
typedef enum { FROM_OLD, FROM_FRESH, FROM_MERGED } row_source;

/* n rows from row `from` on. */
typedef struct {
    size_t from, n;
    row_source source;
} run;

typedef struct {
    run *items;
    size_t n, capacity, n_rows;
} run_list;

/* An owner with new rows whose rows are merged: they are merged.rows[first .. last). */
typedef struct {
    uint32_t owner;
    size_t first, last;
} merged_owner;

struct ptb_splice_room {
    ptb_activity_old_rows merged_rows, scratch;
    ptb_activity_bucket merged; /* in the memory of merged_rows */
    merged_owner *owners;
    size_t n_owners, owner_capacity;
    size_t *place; /* by new row: the old one that it stands before */
    size_t place_capacity;
    bool *is_counted; /* by old code of the type: opens and clicks; NULL until there are marks */
    run_list rows, gateways;
};

/* Everything of one bucket. */
typedef struct {
    const ptb_activity_set *set;
    size_t n_contacts;
    const ptb_activity_bucket *fresh;
    const ptb_activity_near *near;
    struct ptb_splice_room *room;
    ptb_activity_columns *out;
} splicing;

bool ptb_activity_can_splice(const ptb_activity_set *set)
{
    if (!set->base.old) return false;
    return set->marks ? ptb_activity_marks_hold(set->marks) : set->base.old->n_gateway == 0;
}

/* ---- which owners have to be merged ---- */

/* Whether an old row of the range is within `reach` of the moment; *place: the first that is not before it, if none is. */
static bool is_near_old(const uint32_t *ts, ptb_row_range range, uint32_t moment, uint32_t reach,
                        uint64_t *place)
{
    uint32_t begin = moment > reach ? moment - reach : 0;
    *place = ptb_activity_lower_bound(ts, range, begin);
    return *place < range.last && ts[*place] <= (uint64_t)moment + reach;
}

/* New rows from .. to of an owner: false where all stand apart, each at its place. */
static bool has_to_be_merged(const splicing *s, size_t from, size_t to)
{
    const ptb_activity *rows = s->fresh->rows;
    const uint32_t *ts = s->near->columns.ts;
    ptb_row_range old, gateway;
    uint64_t last_mail = 0;
    bool has_mail = false;
    ptb_activity_near_find(s->near, rows[from].owner, &old, &gateway);
    for (size_t i = from; i < to; i++) {
        bool is_mail = false;
        uint32_t reach = 0;
        uint64_t place = 0, unused = 0;
        if (s->set->marks && rows[i].owner < s->n_contacts)
            is_mail = ptb_activity_marks_reach(s->set->marks, rows[i].type, &reach);
        if (is_near_old(ts, old, rows[i].ts, reach, &place) ||
            is_near_old(ts, gateway, rows[i].ts, reach, &unused))
            return true;
        if (is_mail && has_mail && rows[i].ts - last_mail <= reach) return true;
        if (is_mail) last_mail = rows[i].ts;
        has_mail = has_mail || is_mail;
        s->room->place[i] = (size_t)place;
    }
    return false;
}

static size_t count_near(const ptb_activity_near *near, uint32_t owner)
{
    ptb_row_range rows, gateway;
    ptb_activity_near_find(near, owner, &rows, &gateway);
    return (size_t)(rows.last - rows.first + gateway.last - gateway.first);
}

/* Appends the owner's rows to `merged`. */
static ptb_status merge_owner(const splicing *s, size_t from, size_t to, ptb_error *err)
{
    struct ptb_splice_room *room = s->room;
    ptb_activity_bucket *merged = &room->merged;
    ptb_activity_old_rows *rows = &room->merged_rows;
    uint32_t owner = s->fresh->rows[from].owner;
    size_t n = merged->n + count_near(s->near, owner) + to - from;
    PTB_TRY(ptb_reserve(&rows->rows, &rows->capacity, n, sizeof *rows->rows, err));
    if (s->fresh->more) PTB_TRY(ptb_reserve(&rows->more, &rows->more_capacity, n, sizeof *rows->more, err));
    merged->rows = rows->rows;
    merged->more = s->fresh->more ? rows->more : NULL;
    PTB_TRY(ptb_reserve(&room->owners, &room->owner_capacity, room->n_owners + 1, sizeof *room->owners, err));
    merged_owner *at = &room->owners[room->n_owners++];
    *at = (merged_owner){.owner = owner, .first = merged->n};
    const ptb_activity_bucket fresh = {
        .rows = s->fresh->rows + from, .more = s->fresh->more ? s->fresh->more + from : NULL, .n = to - from};
    PTB_TRY(ptb_activity_merge_owner(s->near, &s->set->recode, &fresh, &room->scratch, merged, err));
    at->last = merged->n;
    return PTB_OK;
}

static ptb_status merge_some(const splicing *s, size_t bucket, ptb_error *err)
{
    struct ptb_splice_room *room = s->room;
    ptb_activity_bucket *merged = &room->merged;
    free(merged->is_gateway);
    *merged = (ptb_activity_bucket){.first_owner = s->fresh->first_owner, .last_owner = s->fresh->last_owner};
    room->n_owners = 0;
    PTB_TRY(ptb_reserve(&room->place, &room->place_capacity, s->fresh->n, sizeof *room->place, err));
    for (size_t i = 0, next = 0; i < s->fresh->n; i = next) {
        while (next < s->fresh->n && s->fresh->rows[next].owner == s->fresh->rows[i].owner)
            next++;
        if (has_to_be_merged(s, i, next)) PTB_TRY(merge_owner(s, i, next, err));
    }
    return s->set->marks ? ptb_activity_marks_bucket(s->set->marks, bucket, merged, err) : PTB_OK;
}

/* ---- runs ---- */

static ptb_status add_run(run_list *list, row_source source, size_t from, size_t n, ptb_error *err)
{
    run *last = list->n > 0 ? &list->items[list->n - 1] : NULL;
    if (n == 0) return PTB_OK;
    list->n_rows += n;
    if (last && last->source == source && last->from + last->n == from) {
        last->n += n;
        return PTB_OK;
    }
    PTB_TRY(ptb_reserve(&list->items, &list->capacity, list->n + 1, sizeof *list->items, err));
    list->items[list->n++] = (run){from, n, source};
    return PTB_OK;
}

static ptb_status add_merged(const splicing *s, const merged_owner *owner, ptb_error *err)
{
    struct ptb_splice_room *room = s->room;
    const bool *is_gateway = room->merged.is_gateway;
    for (size_t i = owner->first, next = i; i < owner->last; i = next) {
        bool gateways = is_gateway && is_gateway[i];
        while (next < owner->last && (is_gateway && is_gateway[next]) == gateways)
            next++;
        PTB_TRY(add_run(gateways ? &room->gateways : &room->rows, FROM_MERGED, i, next - i, err));
    }
    return PTB_OK;
}

/* The owner's old rows with the new ones from .. to at their places. */
static ptb_status add_spliced(const splicing *s, uint32_t owner, size_t from, size_t to, ptb_error *err)
{
    struct ptb_splice_room *room = s->room;
    ptb_row_range old, gateway;
    ptb_activity_near_find(s->near, owner, &old, &gateway);
    size_t at = (size_t)old.first;
    for (size_t i = from; i < to; i++) {
        PTB_TRY(add_run(&room->rows, FROM_OLD, at, room->place[i] - at, err));
        PTB_TRY(add_run(&room->rows, FROM_FRESH, i, 1, err));
        at = room->place[i];
    }
    PTB_TRY(add_run(&room->rows, FROM_OLD, at, (size_t)old.last - at, err));
    return add_run(&room->gateways, FROM_OLD, (size_t)gateway.first, (size_t)(gateway.last - gateway.first),
                   err);
}

/* Opens and clicks of the owner, whose marks are the old ones. */
static void keep_marks(const splicing *s, uint32_t owner, size_t from, size_t to)
{
    const ptb_activity_marks *marks = s->set->marks;
    const uint16_t *type = s->near->columns.type;
    const bool *is_counted = s->room->is_counted;
    ptb_row_range ranges[2];
    uint32_t n = 0;
    if (!marks || owner >= s->n_contacts) return;
    ptb_activity_near_find(s->near, owner, &ranges[0], &ranges[1]);
    for (size_t k = 0; k < 2; k++)
        for (uint64_t i = ranges[k].first; i < ranges[k].last; i++)
            n += is_counted[type[i]];
    for (size_t i = from; i < to; i++)
        n += ptb_activity_marks_counts(marks, s->fresh->rows[i].type);
    ptb_activity_marks_keep(marks, owner, n, (uint32_t)(ranges[1].last - ranges[1].first));
}

static ptb_status find_counted(const splicing *s, ptb_error *err)
{
    size_t n = s->set->base.old->types.n;
    if (!s->set->marks || s->room->is_counted) return PTB_OK;
    PTB_TRY(ptb_alloc(&s->room->is_counted, n, sizeof *s->room->is_counted, err));
    for (size_t i = 0; i < n; i++)
        s->room->is_counted[i] = ptb_activity_marks_counts(s->set->marks, s->set->recode.type[i]);
    return PTB_OK;
}

static ptb_status list_runs(const splicing *s, ptb_error *err)
{
    struct ptb_splice_room *room = s->room;
    size_t next = 0, n_merged = 0;
    room->rows.n = room->rows.n_rows = room->gateways.n = room->gateways.n_rows = 0;
    for (uint32_t owner = s->fresh->first_owner; owner < s->fresh->last_owner; owner++) {
        size_t from = next, n_before = room->rows.n_rows, n_gateway_before = room->gateways.n_rows;
        while (next < s->fresh->n && s->fresh->rows[next].owner == owner)
            next++;
        if (n_merged < room->n_owners && room->owners[n_merged].owner == owner) {
            PTB_TRY(add_merged(s, &room->owners[n_merged++], err));
        } else {
            PTB_TRY(add_spliced(s, owner, from, next, err));
            keep_marks(s, owner, from, next);
        }
        size_t i = owner - s->fresh->first_owner;
        s->out->count[i] = (uint32_t)(room->rows.n_rows - n_before);
        s->out->gateway_count[i] = (uint32_t)(room->gateways.n_rows - n_gateway_before);
    }
    return PTB_OK;
}

/* ---- columns ---- */

/* A column and its source. */
typedef struct {
    const ptb_activity_column *field;
    size_t size;
    const char *old;        /* NULL: the history has no such column */
    const uint32_t *recode; /* NULL: codes stay, or are none */
} column_copy;

/* Codes that stay what they are need no look-up. */
static const uint32_t *find_recode(const ptb_activity_set *set, size_t field)
{
    const uint32_t *recode = ptb_activity_recode_of(&set->recode, field);
    const ptb_strings *levels = ptb_activities_levels(set->base.old, field);
    bool is_same = true;
    if (!recode) return NULL;
    for (size_t i = 0; i < levels->n && is_same; i++)
        is_same = recode[i] == i;
    return is_same ? NULL : recode;
}

static void copy_codes(const column_copy *c, const char *from, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        if (c->size == sizeof(uint32_t)) {
            uint32_t code = 0;
            memcpy(&code, from + i * sizeof code, sizeof code);
            memcpy(out + i * sizeof code, &c->recode[code], sizeof code);
        } else {
            uint16_t code = 0;
            memcpy(&code, from + i * sizeof code, sizeof code);
            code = (uint16_t)c->recode[code];
            memcpy(out + i * sizeof code, &code, sizeof code);
        }
    }
}

static void copy_old(const column_copy *c, const run *r, char *out)
{
    if (!c->old)
        for (size_t i = 0; i < r->n; i++)
            memcpy(out + i * c->size, c->field->missing, c->size);
    else if (c->recode)
        copy_codes(c, c->old + r->from * c->size, r->n, out);
    else
        memcpy(out, c->old + r->from * c->size, r->n * c->size);
}

static void copy_rows(const column_copy *c, const ptb_activity_bucket *rows, const run *r, char *out)
{
    size_t step = c->field->is_more ? sizeof *rows->more : sizeof *rows->rows;
    const char *from = c->field->is_more ? (const char *)rows->more : (const char *)rows->rows;
    from += r->from * step + c->field->offset;
    for (size_t i = 0; i < r->n; i++)
        memcpy(out + i * c->size, from + i * step, c->size);
}

static char *copy_runs(const splicing *s, const column_copy *c, const run_list *list, char *out)
{
    for (size_t i = 0; i < list->n; i++) {
        const run *r = &list->items[i];
        if (r->source == FROM_OLD)
            copy_old(c, r, out);
        else
            copy_rows(c, r->source == FROM_FRESH ? s->fresh : &s->room->merged, r, out);
        out += r->n * c->size;
    }
    return out;
}

static void copy_columns(const splicing *s)
{
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++) {
        if (!s->out->column[f]) continue;
        const column_copy c = {&ptb_activity_column_table[f],
                               ptb_h5_type_bytes(ptb_activity_column_table[f].type),
                               ptb_activities_column(&s->near->columns, f), find_recode(s->set, f)};
        char *end = copy_runs(s, &c, &s->room->rows, s->out->column[f]);
        (void)copy_runs(s, &c, &s->room->gateways, end);
    }
    s->out->n = s->room->rows.n_rows;
    s->out->n_gateway = s->room->gateways.n_rows;
}

/* ---- a bucket ---- */

ptb_status ptb_activity_splice_bucket(const ptb_activity_set *set, size_t n_contacts, size_t bucket,
                                      ptb_activity_splice *splice, ptb_activity_columns *out, ptb_error *err)
{
    ptb_activity_bucket *fresh = &splice->fresh;
    if (!splice->room) PTB_TRY(ptb_alloc(&splice->room, 1, sizeof *splice->room, err));
    PTB_TRY(ptb_activity_store_sort(set->store, bucket, &set->recode, fresh, err));
    PTB_TRY(ptb_activity_near_load(&set->base, fresh->first_owner, fresh->last_owner, PTB_NEAR_ALL,
                                   &splice->near, err));
    PTB_TRY(ptb_activity_columns_begin(out, &set->stock, fresh->n + splice->near.n, fresh->first_owner,
                                       fresh->last_owner, err));
    const splicing s = {set, n_contacts, fresh, &splice->near, splice->room, out};
    PTB_TRY(merge_some(&s, bucket, err));
    PTB_TRY(find_counted(&s, err));
    PTB_TRY(list_runs(&s, err));
    copy_columns(&s);
    return PTB_OK;
}

void ptb_activity_splice_free(ptb_activity_splice *splice)
{
    struct ptb_splice_room *room = splice->room;
    ptb_activity_bucket_free(&splice->fresh);
    ptb_activity_near_free(&splice->near);
    if (room) {
        free(room->merged_rows.rows);
        free(room->merged_rows.more);
        free(room->scratch.rows);
        free(room->scratch.more);
        free(room->merged.is_gateway);
        free(room->owners);
        free(room->place);
        free(room->is_counted);
        free(room->rows.items);
        free(room->gateways.items);
    }
    free(room);
    *splice = (ptb_activity_splice){0};
}
