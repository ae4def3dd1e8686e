/* features/sweep_tally.c: the sums of a sweep: room for them, cleared, by windows, added up. */
#include <math.h>
#include <string.h>

#include "features/sweep.h"

static ptb_status new_measured(ptb_arena *arena, size_t n, ptb_measured *out, ptb_error *err)
{
    PTB_TRY(ptb_arena_alloc(arena, &out->sum, n, sizeof *out->sum, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->largest, n, sizeof *out->largest, err));
    return ptb_arena_alloc(arena, &out->n, n, sizeof *out->n, err);
}

static ptb_status new_days(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_tally *out, ptb_error *err)
{
    size_t n = plan->n_slots * plan->n_buckets;
    PTB_TRY(ptb_arena_alloc(arena, &out->days, n, sizeof *out->days, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->oldest_day, n, sizeof *out->oldest_day, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->widest, n, sizeof *out->widest, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->newest_day, plan->n_slots, sizeof *out->newest_day, err));
    return ptb_arena_alloc(arena, &out->day, plan->n_slots, sizeof *out->day, err);
}

ptb_status ptb_tally_new(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_tally *out, ptb_error *err)
{
    size_t n = plan->n_slots * plan->n_buckets;
    PTB_TRY(ptb_arena_alloc(arena, &out->count, n, sizeof *out->count, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->decayed, plan->n_slots * plan->n_half_lives + 1,
                            sizeof *out->decayed, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->last, plan->n_slots, sizeof *out->last, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->first, plan->n_slots, sizeof *out->first, err));
    if (plan->wants_any & PTB_WANTS_DAYS) PTB_TRY(new_days(arena, plan, out, err));
    if (plan->wants_any & PTB_WANTS_SESSIONS) {
        PTB_TRY(ptb_arena_alloc(arena, &out->sessions, n, sizeof *out->sessions, err));
        PTB_TRY(ptb_arena_alloc(arena, &out->session_ts, plan->n_slots, sizeof *out->session_ts, err));
    }
    if (plan->wants_any & PTB_WANTS_AGES)
        PTB_TRY(ptb_arena_alloc(arena, &out->age_s, n, sizeof *out->age_s, err));
    if (plan->wants_any & PTB_WANTS_VALUE) PTB_TRY(new_measured(arena, n, &out->value, err));
    if (plan->wants_any & PTB_WANTS_DURATION) PTB_TRY(new_measured(arena, n, &out->duration, err));
    return PTB_OK;
}

static void clear_measured(size_t n, ptb_measured *measured)
{
    if (!measured->sum) return;
    memset(measured->n, 0, n * sizeof *measured->n);
    for (size_t i = 0; i < n; i++) {
        measured->sum[i] = 0;
        measured->largest[i] = -(double)INFINITY;
    }
}

static void clear_days(const ptb_sweep_plan *plan, ptb_tally *tally)
{
    size_t n = plan->n_slots * plan->n_buckets;
    memset(tally->days, 0, n * sizeof *tally->days);
    memset(tally->widest, 0, n * sizeof *tally->widest);
    for (size_t s = 0; s < plan->n_slots; s++)
        tally->newest_day[s] = tally->day[s] = -1;
}

void ptb_tally_clear(const ptb_sweep_plan *plan, ptb_tally *tally)
{
    size_t n = plan->n_slots * plan->n_buckets;
    memset(tally->count, 0, n * sizeof *tally->count);
    for (size_t i = 0; i < plan->n_slots * plan->n_half_lives; i++)
        tally->decayed[i] = 0;
    for (size_t s = 0; s < plan->n_slots; s++)
        tally->last[s] = tally->first[s] = PTB_NO_TIME;
    if (tally->days) clear_days(plan, tally);
    if (tally->sessions) {
        memset(tally->sessions, 0, n * sizeof *tally->sessions);
        for (size_t s = 0; s < plan->n_slots; s++)
            tally->session_ts[s] = PTB_NO_TIME;
    }
    for (size_t i = 0; tally->age_s && i < n; i++)
        tally->age_s[i] = 0;
    clear_measured(n, &tally->value);
    clear_measured(n, &tally->duration);
}

/* --- what fell in a shorter window fell in the longer ones too --- */

static void accumulate(const ptb_sweep_plan *plan, uint32_t *counts)
{
    for (size_t i = plan->n_slots; i < plan->n_slots * plan->n_buckets; i++)
        counts[i] += counts[i - plan->n_slots];
}

static void accumulate_numbers(const ptb_sweep_plan *plan, double *sums)
{
    for (size_t i = plan->n_slots; i < plan->n_slots * plan->n_buckets; i++)
        sums[i] += sums[i - plan->n_slots];
}

static void accumulate_days(const ptb_sweep_plan *plan, ptb_tally *tally)
{
    for (size_t i = plan->n_slots; i < plan->n_slots * plan->n_buckets; i++) {
        size_t shorter = i - plan->n_slots;
        if (tally->days[i] == 0) tally->oldest_day[i] = tally->oldest_day[shorter]; /* none of its own */
        tally->days[i] += tally->days[shorter];
        if (tally->widest[i] < tally->widest[shorter]) tally->widest[i] = tally->widest[shorter];
    }
}

static void accumulate_measured(const ptb_sweep_plan *plan, ptb_measured *measured)
{
    if (!measured->sum) return;
    accumulate(plan, measured->n);
    accumulate_numbers(plan, measured->sum);
    for (size_t i = plan->n_slots; i < plan->n_slots * plan->n_buckets; i++) {
        double shorter = measured->largest[i - plan->n_slots];
        if (measured->largest[i] < shorter) measured->largest[i] = shorter;
    }
}

void ptb_tally_accumulate(const ptb_sweep_plan *plan, ptb_tally *tally)
{
    accumulate(plan, tally->count);
    if (tally->days) accumulate_days(plan, tally);
    if (tally->sessions) accumulate(plan, tally->sessions);
    if (tally->age_s) accumulate_numbers(plan, tally->age_s);
    accumulate_measured(plan, &tally->value);
    accumulate_measured(plan, &tally->duration);
}

/* --- members --- */

static void add_measured(size_t n, ptb_measured *sum, const ptb_measured *member)
{
    for (size_t i = 0; sum->sum && i < n; i++) {
        sum->sum[i] += member->sum[i];
        sum->n[i] += member->n[i];
        if (sum->largest[i] < member->largest[i]) sum->largest[i] = member->largest[i];
    }
}

void ptb_tally_add(const ptb_sweep_plan *plan, ptb_tally *sum, const ptb_tally *member)
{
    size_t n = plan->n_slots * plan->n_buckets;
    for (size_t i = 0; i < n; i++)
        sum->count[i] += member->count[i];
    for (size_t i = 0; i < plan->n_slots * plan->n_half_lives; i++)
        sum->decayed[i] += member->decayed[i];
    for (size_t i = 0; sum->age_s && i < n; i++)
        sum->age_s[i] += member->age_s[i];
    add_measured(n, &sum->value, &member->value);
    add_measured(n, &sum->duration, &member->duration);
}
