/* features/roll_up.c: tallies of many. */
#include "features/roll_up.h"

#include <string.h>

ptb_status ptb_roll_up_new(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_roll_up *out, ptb_error *err)
{
    size_t n = plan->n_slots;
    *out = (ptb_roll_up){.of = PTB_NONE, .as_of = PTB_NO_TIME};
    PTB_TRY(ptb_tally_new(arena, plan, &out->sum, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->active, n * plan->n_buckets, sizeof *out->active, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->last_of, n, sizeof *out->last_of, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->first_of, n, sizeof *out->first_of, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->next_last, n, sizeof *out->next_last, err));
    return ptb_arena_alloc(arena, &out->next_first, n, sizeof *out->next_first, err);
}

bool ptb_is_member(const ptb_history *history, uint32_t contact, uint32_t account, ptb_time as_of)
{
    return history->contact_account[contact] == account && history->contacts.created_at[contact] <= as_of;
}

void ptb_roll_up_begin(const ptb_sweep_plan *plan, uint32_t of, ptb_time as_of, ptb_roll_up *out)
{
    ptb_tally_clear(plan, &out->sum);
    memset(out->active, 0, plan->n_slots * plan->n_buckets * sizeof *out->active);
    for (size_t s = 0; s < plan->n_slots; s++) {
        out->last_of[s] = out->first_of[s] = PTB_NONE;
        out->next_last[s] = out->next_first[s] = PTB_NO_TIME;
    }
    out->n_contacts = 0;
    out->of = of;
    out->as_of = as_of;
}

static bool is_earlier(ptb_time a, ptb_time b)
{
    return b == PTB_NO_TIME || a < b;
}

static void add_last(ptb_roll_up *to, size_t slot, uint32_t who, ptb_time last)
{
    if (last > to->sum.last[slot]) { /* PTB_NO_TIME is before all */
        to->next_last[slot] = to->sum.last[slot];
        to->sum.last[slot] = last;
        to->last_of[slot] = who;
    } else if (last > to->next_last[slot]) {
        to->next_last[slot] = last;
    }
}

static void add_first(ptb_roll_up *to, size_t slot, uint32_t who, ptb_time first)
{
    if (is_earlier(first, to->sum.first[slot])) {
        to->next_first[slot] = to->sum.first[slot];
        to->sum.first[slot] = first;
        to->first_of[slot] = who;
    } else if (is_earlier(first, to->next_first[slot])) {
        to->next_first[slot] = first;
    }
}

static void add_recency(const ptb_sweep_plan *plan, ptb_roll_up *to, uint32_t who, const ptb_tally *member)
{
    for (size_t s = 1; s < plan->n_slots; s++) {
        if (member->last[s] == PTB_NO_TIME) continue;
        add_last(to, s, who, member->last[s]);
        add_first(to, s, who, member->first[s]);
    }
}

/* `who` PTB_NONE: the account's own activities. */
static void add_tally(const ptb_sweep_plan *plan, ptb_roll_up *to, uint32_t who, const ptb_tally *member)
{
    ptb_tally_add(plan, &to->sum, member);
    for (size_t i = 0; who != PTB_NONE && i < plan->n_slots * plan->n_buckets; i++)
        to->active[i] += member->count[i] > 0;
    if (plan->wants_any & PTB_WANTS_RECENCY) add_recency(plan, to, who, member);
}

void ptb_roll_up_add(const ptb_sweep_plan *plan, ptb_roll_up *to, uint32_t who, const ptb_roll_up *member)
{
    ptb_tally_add(plan, &to->sum, &member->sum);
    for (size_t i = 0; i < plan->n_slots * plan->n_buckets; i++)
        to->active[i] += member->active[i];
    if (plan->wants_any & PTB_WANTS_RECENCY) add_recency(plan, to, who, &member->sum);
    to->n_contacts += member->n_contacts;
}

void ptb_roll_up_account(const ptb_sweeper *sweeper, uint32_t account, ptb_time as_of, ptb_tally *member,
                         ptb_roll_up *out)
{
    const ptb_history *h = sweeper->history;
    const ptb_sweep_plan *plan = sweeper->plan;
    const uint64_t *own = h->activities.account_first, *first = h->activities.first;
    if (out->of == account && out->as_of == as_of) return;
    ptb_roll_up_begin(plan, account, as_of, out);
    for (uint64_t c = h->account_contact[account]; c < h->account_contact[account + 1]; c++) {
        uint32_t contact = (uint32_t)c;
        if (!ptb_is_member(h, contact, account, as_of)) continue;
        out->n_contacts++;
        if (plan->n_slots < 2) continue;
        ptb_sweep(sweeper, first[c], first[c + 1], as_of, member);
        add_tally(plan, out, contact, member);
    }
    if (plan->n_slots < 2 || !own || own[account] == own[account + 1]) return;
    ptb_sweep(sweeper, own[account], own[account + 1], as_of, member);
    add_tally(plan, out, PTB_NONE, member);
}
