/* datasets/activity_near.c: where owners' rows are in a history, and those of some owners read into memory. */
#include <stdlib.h>
#include <string.h>

#include "datasets/activity_base.h"

void ptb_activity_base_find(const ptb_activity_base *base, uint32_t owner, ptb_row_range *rows,
                            ptb_row_range *gateway)
{
    const ptb_activities *old = base->old;
    *rows = *gateway = (ptb_row_range){0, 0};
    if (owner < base->n_contacts) {
        uint32_t at = base->contact[owner];
        if (at >= base->n_old_contacts) return;
        *rows = (ptb_row_range){old->first[at], old->first[at + 1]};
        *gateway = (ptb_row_range){old->gateway_first[at], old->gateway_first[at + 1]};
    } else {
        uint32_t at = base->account[owner - base->n_contacts];
        if (at < base->n_old_accounts)
            *rows = (ptb_row_range){old->account_first[at], old->account_first[at + 1]};
    }
}

uint64_t ptb_activity_lower_bound(const uint32_t *ts, ptb_row_range range, uint32_t wanted)
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

static bool is_wanted(const ptb_activity_base *base, size_t field, ptb_near_columns which)
{
    return (field == 0 || which == PTB_NEAR_ALL) && ptb_activities_column(base->old, field);
}

static ptb_status make_room(const ptb_activity_base *base, ptb_near_columns which, ptb_activity_near *near,
                            size_t n, ptb_error *err)
{
    size_t row_bytes = 0, n_owners = near->last_owner - near->first_owner;
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++)
        if (is_wanted(base, f, which)) row_bytes += ptb_h5_type_bytes(ptb_activity_column_table[f].type);
    if (n > near->capacity || !near->bytes || near->has_all != (which == PTB_NEAR_ALL)) {
        free(near->bytes);
        near->bytes = NULL;
        near->capacity = (n + n / 8 + 15) / 16 * 16; /* columns begin at multiples of 32 bytes */
        PTB_TRY(ptb_alloc_raw(&near->bytes, near->capacity, row_bytes, err));
        near->has_all = which == PTB_NEAR_ALL;
    }
    if (n_owners + 1 > near->owner_capacity) {
        free(near->first);
        free(near->gateway_first);
        near->first = near->gateway_first = NULL;
        near->owner_capacity = 0;
        PTB_TRY(ptb_alloc_raw(&near->first, n_owners + 1, sizeof *near->first, err));
        PTB_TRY(ptb_alloc_raw(&near->gateway_first, n_owners + 1, sizeof *near->gateway_first, err));
        near->owner_capacity = n_owners + 1;
    }
    near->columns = (ptb_activities){0};
    char *next = near->bytes;
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++) {
        if (!is_wanted(base, f, which)) continue;
        ptb_activities_set_column(&near->columns, f, next);
        next += near->capacity * ptb_h5_type_bytes(ptb_activity_column_table[f].type);
    }
    return PTB_OK;
}

/* Rows of the history to the end of `near`. */
static ptb_status read_run(const ptb_activity_base *base, ptb_row_range run, ptb_activity_near *near,
                           ptb_error *err)
{
    size_t n = (size_t)(run.last - run.first);
    for (size_t f = 0; f < PTB_ACTIVITY_COLUMNS; f++) {
        const char *to = ptb_activities_column(&near->columns, f);
        size_t size = ptb_h5_type_bytes(ptb_activity_column_table[f].type);
        if (!to) continue;
        PTB_TRY(ptb_activities_fetch(base->old, ptb_activities_column(base->old, f) + run.first * size,
                                     n * size, near->bytes + (to - near->bytes) + near->n * size, err));
    }
    near->n += n;
    return PTB_OK;
}

/* Owners whose rows lie one after the other in the history are read at once: nearly all of them. */
static ptb_status read_owners(const ptb_activity_base *base, bool gateways, ptb_activity_near *near,
                              ptb_error *err)
{
    size_t *first = gateways ? near->gateway_first : near->first, at = near->n;
    ptb_row_range run = {0, 0};
    for (uint32_t owner = near->first_owner; owner < near->last_owner; owner++) {
        ptb_row_range rows, gateway;
        ptb_activity_base_find(base, owner, &rows, &gateway);
        if (gateways) rows = gateway;
        first[owner - near->first_owner] = at;
        at += (size_t)(rows.last - rows.first);
        if (rows.first == rows.last) continue;
        if (rows.first != run.last) {
            PTB_TRY(read_run(base, run, near, err));
            run.first = rows.first;
        }
        run.last = rows.last;
    }
    first[near->last_owner - near->first_owner] = at;
    return read_run(base, run, near, err);
}

ptb_status ptb_activity_near_load(const ptb_activity_base *base, uint32_t first_owner, uint32_t last_owner,
                                  ptb_near_columns which, ptb_activity_near *near, ptb_error *err)
{
    size_t n = 0;
    for (uint32_t owner = first_owner; owner < last_owner; owner++) {
        ptb_row_range rows, gateway;
        ptb_activity_base_find(base, owner, &rows, &gateway);
        n += (size_t)(rows.last - rows.first + gateway.last - gateway.first);
    }
    near->n = 0;
    near->first_owner = first_owner;
    near->last_owner = last_owner;
    PTB_TRY(make_room(base, which, near, n, err));
    PTB_TRY(read_owners(base, false, near, err));
    return read_owners(base, true, near, err);
}

void ptb_activity_near_free(ptb_activity_near *near)
{
    free(near->bytes);
    free(near->first);
    free(near->gateway_first);
    *near = (ptb_activity_near){0};
}
