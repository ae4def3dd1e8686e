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
    size_t n = plan->n_slots * plan->stride;
    PTB_TRY(ptb_arena_alloc(arena, &out->days, n, sizeof *out->days, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->oldest_day, n, sizeof *out->oldest_day, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->widest, n, sizeof *out->widest, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->newest_day, plan->n_slots, sizeof *out->newest_day, err));
    return ptb_arena_alloc(arena, &out->day, plan->n_slots, sizeof *out->day, err);
}

ptb_status ptb_tally_new(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_tally *out, ptb_error *err)
{
    size_t n = plan->n_slots * plan->stride;
    PTB_TRY(ptb_arena_alloc(arena, &out->count, n, sizeof *out->count, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->decayed, plan->n_slots * plan->n_half_lives + 1, sizeof *out->decayed,
                            err));
    PTB_TRY(ptb_arena_alloc(arena, &out->last, plan->n_slots, sizeof *out->last, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->first, plan->n_slots, sizeof *out->first, err));
    if (plan->wants_any & PTB_WANTS_DAYS) PTB_TRY(new_days(arena, plan, out, err));
    if (plan->wants_any & PTB_WANTS_SESSIONS) {
        PTB_TRY(ptb_arena_alloc(arena, &out->sessions, n, sizeof *out->sessions, err));
        PTB_TRY(ptb_arena_alloc(arena, &out->session_ts, plan->n_slots, sizeof *out->session_ts, err));
    }
    if (plan->wants_any & PTB_WANTS_AGES) PTB_TRY(ptb_arena_alloc(arena, &out->age_s, n, sizeof *out->age_s, err));
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
    size_t n = plan->n_slots * plan->stride;
    memset(tally->days, 0, n * sizeof *tally->days);
    memset(tally->widest, 0, n * sizeof *tally->widest);
    for (size_t s = 0; s < plan->n_slots; s++)
        tally->newest_day[s] = tally->day[s] = -1;
}

void ptb_tally_clear(const ptb_sweep_plan *plan, ptb_tally *tally)
{
    size_t n = plan->n_slots * plan->stride;
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

static void accumulate(uint32_t *of_slot, size_t stride)
{
    for (size_t w = 1; w < stride; w++)
        of_slot[w] += of_slot[w - 1];
}

static void accumulate_days(ptb_tally *tally, size_t at, size_t stride)
{
    for (size_t w = at + 1; w < at + stride; w++) {
        if (tally->days[w] == 0) tally->oldest_day[w] = tally->oldest_day[w - 1]; /* none of its own */
        tally->days[w] += tally->days[w - 1];
        if (tally->widest[w] < tally->widest[w - 1]) tally->widest[w] = tally->widest[w - 1];
    }
}

static void accumulate_measured(ptb_measured *measured, size_t at, size_t stride)
{
    if (!measured->sum) return;
    accumulate(measured->n + at, stride);
    for (size_t w = at + 1; w < at + stride; w++) {
        measured->sum[w] += measured->sum[w - 1];
        if (measured->largest[w] < measured->largest[w - 1]) measured->largest[w] = measured->largest[w - 1];
    }
}

void ptb_tally_accumulate(const ptb_sweep_plan *plan, ptb_tally *tally)
{
    size_t stride = plan->stride;
    for (size_t s = 1; s < plan->n_slots; s++)
        accumulate(tally->count + s * stride, stride);
    if (!plan->wants_any) return;
    for (size_t s = 1; s < plan->n_slots; s++) {
        size_t at = s * stride;
        if (tally->days) accumulate_days(tally, at, stride);
        if (tally->sessions) accumulate(tally->sessions + at, stride);
        for (size_t w = at + 1; tally->age_s && w < at + stride; w++)
            tally->age_s[w] += tally->age_s[w - 1];
        accumulate_measured(&tally->value, at, stride);
        accumulate_measured(&tally->duration, at, stride);
    }
}

/* --- members --- */

static void add_measured(ptb_measured *sum, const ptb_measured *member, size_t i)
{
    if (!sum->sum) return;
    sum->sum[i] += member->sum[i];
    sum->n[i] += member->n[i];
    if (sum->largest[i] < member->largest[i]) sum->largest[i] = member->largest[i];
}

void ptb_tally_add(const ptb_sweep_plan *plan, ptb_tally *sum, const ptb_tally *member, size_t slot)
{
    for (size_t i = slot * plan->stride; i < (slot + 1) * plan->stride; i++) {
        sum->count[i] += member->count[i];
        if (sum->age_s) sum->age_s[i] += member->age_s[i];
        add_measured(&sum->value, &member->value, i);
        add_measured(&sum->duration, &member->duration, i);
    }
    for (size_t h = slot * plan->n_half_lives; h < (slot + 1) * plan->n_half_lives; h++)
        sum->decayed[h] += member->decayed[h];
}
