/* features/extract_sweep.c: one backward pass over a contact's activities that serves all windows at once. */
#include <assert.h>
#include <string.h>

#include "features/extract_inside.h"

/* 2^-x for x >= 0 to about 1e-15 relative, by arithmetic that IEEE 754 fixes to the bit, so that machines agree
 * (exp2 of the C library differs between processors): 2^(-i/512) from a table, the rest, below 2^-10, by its Taylor
 * series. */
static inline double halve(const double *table, double x)
{
    static const double ln2 = 0.693147180559945309417;
    if (!(x < 1000.0)) return 0;
    uint32_t steps = (uint32_t)(x * PTB_HALVING_STEPS);
    double t = ((double)steps / PTB_HALVING_STEPS - x) * ln2;
    double series = 1.0 + t * (1.0 + t * (1.0 / 2 + t * (1.0 / 6 + t * (1.0 / 24))));
    uint64_t exponent = (uint64_t)(1023 - steps / PTB_HALVING_STEPS) << 52;
    double scale;
    memcpy(&scale, &exponent, sizeof scale);
    return scale * table[steps % PTB_HALVING_STEPS] * series;
}

static int64_t day_of(ptb_time ts)
{
    int64_t day = ts / PTB_DAY;
    return ts % PTB_DAY < 0 ? day - 1 : day;
}

static void clear_tally(const ptb_sweep_plan *plan, ptb_tally *tally)
{
    memset(tally->count, 0, plan->n_slots * plan->stride * sizeof *tally->count);
    if (tally->days) {
        memset(tally->days, 0, plan->n_slots * plan->stride * sizeof *tally->days);
        for (size_t s = 0; s < plan->n_slots; s++)
            tally->day[s] = INT64_MIN;
    }
    for (size_t i = 0; i < plan->n_slots * plan->n_half_lives; i++)
        tally->decayed[i] = 0;
    for (size_t s = 0; s < plan->n_slots; s++)
        tally->last[s] = tally->first[s] = PTB_NO_TIME;
}

/* Buckets to windows: what fell in a shorter window fell in the longer ones too. */
static void accumulate(const ptb_sweep_plan *plan, uint32_t *count)
{
    for (size_t s = 1; s < plan->n_slots; s++) {
        uint32_t *slot = count + s * plan->stride;
        for (size_t w = 1; w < plan->stride; w++)
            slot[w] += slot[w - 1];
    }
}

/* The number of leading activities of [begin, end) that are not after the moment. */
static uint64_t end_by_time(const uint32_t *ts, uint64_t begin, uint64_t end, ptb_time moment)
{
    if (begin == end || ts[end - 1] <= moment) return end;
    while (begin < end) {
        uint64_t middle = begin + (end - begin) / 2;
        if (ts[middle] <= moment) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return end;
}

/* One activity as it is met. */
typedef struct {
    ptb_time ts;
    int64_t day;
    size_t bucket;
    double weight[PTB_MAX_HALF_LIVES];
} event;

/* Slot 0, which nobody asks about, is written like the others: cheaper than asking each time. */
static inline void touch(const ptb_sweep_plan *plan, const ptb_tally *tally, size_t slot, const event *e)
{
    uint8_t wants = plan->wants[slot];
    tally->count[slot * plan->stride + e->bucket]++;
    tally->last[slot] = tally->last[slot] > e->ts ? tally->last[slot] : e->ts;
    tally->first[slot] = e->ts;
    if (wants & PTB_WANTS_DECAY) {
        for (size_t h = 0; h < plan->n_half_lives; h++)
            tally->decayed[slot * plan->n_half_lives + h] += e->weight[h];
    }
    /* Going back in time a day is met first in the shortest window that holds any of it. */
    if ((wants & PTB_WANTS_DAYS) && tally->day[slot] != e->day) {
        tally->day[slot] = e->day;
        tally->days[slot * plan->stride + e->bucket]++;
    }
}

static inline void touch_all(const ptb_sweep_plan *plan, const ptb_activities *a, uint64_t i,
                             const ptb_tally *tally, const event *e)
{
    if (plan->any_slot) touch(plan, tally, plan->any_slot, e);
    if (plan->type_slot) touch(plan, tally, plan->type_slot[a->type[i]], e);
    if (plan->asset_slot) touch(plan, tally, plan->asset_slot[a->asset[i]], e);
    if (plan->channel_slot) touch(plan, tally, plan->channel_slot[a->channel[i]], e);
    if (plan->topic_slot) touch(plan, tally, plan->topic_slot[ptb_activity_topic(a, i)], e);
}

void ptb_sweep(const ptb_extractor *extractor, const ptb_sweep_plan *level, uint32_t contact, ptb_time as_of,
               ptb_tally *out)
{
    /* Copies, which no store of the loop can change as far as the compiler knows. */
    const ptb_activities a = extractor->history->activities;
    const ptb_sweep_plan plan = *level;
    const ptb_tally tally = *out;
    uint64_t begin = a.first[contact], i = end_by_time(a.ts, begin, a.first[contact + 1], as_of);
    event e = {0};
    clear_tally(level, out);
    while (i-- > begin) {
        e.ts = a.ts[i];
        ptb_time age_s = as_of - e.ts;
        while (e.bucket < plan.n_windows && age_s >= plan.window_s[e.bucket])
            e.bucket++;
        if (e.bucket == plan.n_windows && !plan.needs_all) break;
        for (size_t h = 0; h < plan.n_half_lives; h++) {
            e.weight[h] = halve(extractor->halving, (double)age_s * plan.halvings_per_s[h]);
        }
        if (plan.needs_days) e.day = day_of(e.ts);
        touch_all(&plan, &a, i, &tally, &e);
    }
    accumulate(level, tally.count);
    if (tally.days) accumulate(level, tally.days);
}

bool ptb_is_member(const ptb_history *history, uint32_t contact, uint32_t account, ptb_time as_of)
{
    return history->contact_account[contact] == account && history->contacts.created_at[contact] <= as_of;
}

/* --- accounts --- */

static void clear_roll_up(const ptb_sweep_plan *plan, ptb_roll_up *rolled)
{
    clear_tally(plan, &rolled->sum);
    memset(rolled->active, 0, plan->n_slots * plan->stride * sizeof *rolled->active);
    for (size_t s = 0; s < plan->n_slots; s++) {
        rolled->last_of[s] = rolled->first_of[s] = PTB_NONE;
        rolled->next_last[s] = rolled->next_first[s] = PTB_NO_TIME;
    }
    rolled->n_contacts = 0;
}

static bool is_earlier(ptb_time a, ptb_time b)
{
    return b == PTB_NO_TIME || a < b;
}

static void add_recency(ptb_roll_up *rolled, size_t slot, uint32_t contact, ptb_time last, ptb_time first)
{
    ptb_tally *sum = &rolled->sum;
    if (last > sum->last[slot]) { /* PTB_NO_TIME is before all */
        rolled->next_last[slot] = sum->last[slot];
        sum->last[slot] = last;
        rolled->last_of[slot] = contact;
    } else if (last > rolled->next_last[slot]) {
        rolled->next_last[slot] = last;
    }
    if (is_earlier(first, sum->first[slot])) {
        rolled->next_first[slot] = sum->first[slot];
        sum->first[slot] = first;
        rolled->first_of[slot] = contact;
    } else if (is_earlier(first, rolled->next_first[slot])) {
        rolled->next_first[slot] = first;
    }
}

static void add_member(const ptb_sweep_plan *plan, ptb_roll_up *rolled, uint32_t contact,
                       const ptb_tally *member)
{
    for (size_t s = 1; s < plan->n_slots; s++) {
        if (member->last[s] == PTB_NO_TIME) continue;
        size_t at = s * plan->stride;
        for (size_t w = 0; w < plan->stride; w++) {
            rolled->sum.count[at + w] += member->count[at + w];
            rolled->active[at + w] += member->count[at + w] > 0;
        }
        for (size_t h = s * plan->n_half_lives; h < (s + 1) * plan->n_half_lives; h++) {
            rolled->sum.decayed[h] += member->decayed[h];
        }
        add_recency(rolled, s, contact, member->last[s], member->first[s]);
    }
}

void ptb_roll_up_account(const ptb_extractor *extractor, ptb_extract_scratch *scratch, uint32_t account,
                         ptb_time as_of)
{
    const ptb_history *h = extractor->history;
    const ptb_sweep_plan *plan = &extractor->rolled;
    if (scratch->is_rolled && scratch->account == account && scratch->as_of == as_of) return;
    clear_roll_up(plan, &scratch->rolled);
    for (uint64_t c = h->account_contact[account]; c < h->account_contact[account + 1]; c++) {
        uint32_t contact = (uint32_t)c;
        if (!ptb_is_member(h, contact, account, as_of)) continue;
        scratch->rolled.n_contacts++;
        if (plan->n_slots < 2) continue;
        ptb_sweep(extractor, plan, contact, as_of, &scratch->member);
        add_member(plan, &scratch->rolled, contact, &scratch->member);
    }
    scratch->is_rolled = true;
    scratch->account = account;
    scratch->as_of = as_of;
}
