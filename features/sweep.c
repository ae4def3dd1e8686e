/* features/sweep.c: one backward pass over a contact's activities that serves all windows at once. */
#include "features/sweep.h"

#include <math.h>

/* The activities [first, last), all in one bucket, and where a chunk of them begins whose weights are known. */
typedef struct {
    const ptb_activities *activities;
    uint64_t first, last, chunk; /* places in `activities` */
    size_t bucket;
    ptb_time as_of;
} run_of_bucket;

static inline uint32_t slot_of_both(const ptb_layer *layer, const ptb_activities *a, uint64_t i)
{
    for (int field = 0; field < PTB_N_FILTERS; field++) {
        if (layer->fits[field] && !layer->fits[field][ptb_activity_code(a, (ptb_filter)field, i)]) return 0;
    }
    return layer->both_slot;
}

/* --- counts and decayed counts: every activity --- */

/* Slot 0, which nobody asks about, is written like the others: cheaper than asking each time. Newest first. */
#define TOUCH_ALL(slot_expression)                                                       \
    for (uint64_t i = run->last; i-- > run->first;) {                                    \
        size_t slot = (slot_expression);                                                 \
        count[slot]++;                                                                   \
        for (size_t h = 0; h < n_half_lives; h++)                                        \
            decayed[h * n_slots + slot] += weight[h * PTB_SWEEP_CHUNK + i - run->chunk]; \
    }

/* The two numbers that inner loops hang on are constants where this is inlined. */
static inline __attribute__((always_inline)) void touch_runs(const ptb_sweeper *sweeper,
                                                             const ptb_layer *layer, const run_of_bucket *run,
                                                             const ptb_tally *tally, size_t n_half_lives)
{
    const ptb_activities *a = run->activities;
    const double *weight = sweeper->weight;
    size_t n_slots = sweeper->plan->n_slots;
    uint32_t *count = tally->count + run->bucket * n_slots;
    double *decayed = tally->decayed;
    const uint32_t *slot_of = layer->slot;
    if (layer->field == PTB_FILTER_TYPE) {
        const uint16_t *code = a->type;
        TOUCH_ALL(slot_of[code[i]])
    } else if (layer->field == PTB_FILTER_CHANNEL) {
        const uint16_t *code = a->channel;
        TOUCH_ALL(slot_of[code[i]])
    } else if (layer->field == PTB_FILTER_ANY) {
        TOUCH_ALL(slot_of_both(layer, a, i))
    } else {
        const uint32_t *code = layer->field == PTB_FILTER_ASSET ? a->asset : a->topic;
        TOUCH_ALL(slot_of[code ? code[i] : 0])
    }
}

static void touch_any(const ptb_sweeper *sweeper, const run_of_bucket *run, const ptb_tally *tally)
{
    const ptb_sweep_plan *plan = sweeper->plan;
    size_t slot = plan->any_slot;
    tally->count[ptb_tally_at(plan, slot, run->bucket)] += (uint32_t)(run->last - run->first);
    if (!(plan->wants[slot] & PTB_WANTS_DECAY)) return;
    for (size_t h = 0; h < plan->n_half_lives; h++) {
        const double *weight = sweeper->weight + h * PTB_SWEEP_CHUNK;
        double sum = tally->decayed[h * plan->n_slots + slot];
        for (uint64_t i = run->last; i-- > run->first;)
            sum += weight[i - run->chunk];
        tally->decayed[h * plan->n_slots + slot] = sum;
    }
}

/* --- what only some slots want --- */

/* Going back in time a day is met first in the shortest window that holds any of it. */
static void note_day(const ptb_tally *tally, size_t slot, size_t at, int32_t day)
{
    int32_t later = tally->day[slot];
    if (later == day) return;
    tally->day[slot] = day;
    tally->days[at]++;
    tally->oldest_day[at] = day;
    if (later < 0) {
        tally->newest_day[slot] = day;
    } else if (tally->widest[at] < later - day) {
        tally->widest[at] = later - day;
    }
}

static void note_number(const ptb_measured *measured, size_t at, const float *numbers, uint64_t i)
{
    if (!numbers || isnan(numbers[i])) return;
    double number = (double)numbers[i];
    measured->sum[at] += number;
    measured->n[at]++;
    if (measured->largest[at] < number) measured->largest[at] = number;
}

static inline void note(const ptb_sweeper *sweeper, const run_of_bucket *run, const ptb_tally *tally,
                        size_t slot, uint64_t i)
{
    const ptb_activities *a = run->activities;
    size_t at = ptb_tally_at(sweeper->plan, slot, run->bucket);
    uint8_t wants = sweeper->plan->wants[at];
    ptb_time ts = a->ts[i];
    if (wants & PTB_WANTS_RECENCY) {
        if (tally->last[slot] == PTB_NO_TIME) tally->last[slot] = ts;
        tally->first[slot] = ts;
    }
    if (wants & PTB_WANTS_DAYS) note_day(tally, slot, at, (int32_t)(a->ts[i] / PTB_DAY));
    if (wants & PTB_WANTS_SESSIONS) { /* the last activity of each session counts for it */
        ptb_time later = tally->session_ts[slot];
        if (later == PTB_NO_TIME || later - ts > PTB_SESSION_GAP_S) tally->sessions[at]++;
        tally->session_ts[slot] = ts;
    }
    if (wants & PTB_WANTS_AGES) tally->age_s[at] += (double)(run->as_of - ts);
    if (wants & PTB_WANTS_VALUE) note_number(&tally->value, at, a->value, i);
    if (wants & PTB_WANTS_DURATION) note_number(&tally->duration, at, a->duration_s, i);
}

static void note_layer(const ptb_sweeper *sweeper, const ptb_layer *layer, const run_of_bucket *run,
                       const ptb_tally *tally)
{
    const ptb_activities *a = run->activities;
    for (uint64_t i = run->last; i-- > run->first;) {
        size_t slot = layer->field == PTB_FILTER_ANY ? slot_of_both(layer, a, i)
                                                     : layer->slot[ptb_activity_code(a, layer->field, i)];
        if (slot != 0) note(sweeper, run, tally, slot, i);
    }
}

static void note_any(const ptb_sweeper *sweeper, const run_of_bucket *run, const ptb_tally *tally)
{
    const ptb_sweep_plan *plan = sweeper->plan;
    const ptb_activities *a = run->activities;
    size_t slot = plan->any_slot;
    uint8_t wants = plan->wants[ptb_tally_at(plan, slot, run->bucket)] & (uint8_t)~PTB_WANTS_DECAY;
    if (wants == PTB_WANTS_RECENCY) { /* the commonest: the ends of the run tell */
        if (tally->last[slot] == PTB_NO_TIME) tally->last[slot] = a->ts[run->last - 1];
        tally->first[slot] = a->ts[run->first];
    } else if (wants) {
        for (uint64_t i = run->last; i-- > run->first;)
            note(sweeper, run, tally, slot, i);
    }
}

/* --- */

static void sweep_run(const ptb_sweeper *sweeper, const run_of_bucket *run, const ptb_tally *tally)
{
    const ptb_sweep_plan *plan = sweeper->plan;
    if (plan->any_slot) {
        touch_any(sweeper, run, tally);
        note_any(sweeper, run, tally);
    }
    for (size_t l = 0; l < plan->n_layers; l++) {
        const ptb_layer *layer = &plan->layers[l];
        if (plan->n_half_lives == 0) {
            touch_runs(sweeper, layer, run, tally, 0);
        } else if (plan->n_half_lives == 1) {
            touch_runs(sweeper, layer, run, tally, 1);
        } else {
            touch_runs(sweeper, layer, run, tally, plan->n_half_lives);
        }
        if (layer->busy[run->bucket]) note_layer(sweeper, layer, run, tally);
    }
}

uint64_t ptb_activities_until(const ptb_activities *activities, uint64_t begin, uint64_t end, ptb_time moment)
{
    const uint32_t *ts = activities->ts;
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

/* The weights of the chunk that ends at run->last. */
static void weigh_chunk(const ptb_sweeper *sweeper, uint64_t begin, run_of_bucket *run)
{
    const ptb_sweep_plan *plan = sweeper->plan;
    run->chunk = run->last - begin > PTB_SWEEP_CHUNK ? run->last - PTB_SWEEP_CHUNK : begin;
    for (size_t h = 0; h < plan->n_half_lives; h++)
        ptb_halving_weigh(sweeper->halving, run->activities->ts + run->chunk, run->last - run->chunk,
                          (double)run->as_of, plan->halvings_per_s[h], sweeper->weight + h * PTB_SWEEP_CHUNK);
}

/* From run->last down to `edge`, in pieces of chunks. */
static void sweep_bucket(const ptb_sweeper *sweeper, uint64_t begin, uint64_t edge, run_of_bucket *run,
                         const ptb_tally *tally)
{
    while (run->last > edge) {
        if (run->last == run->chunk) weigh_chunk(sweeper, begin, run);
        run->first = run->chunk > edge ? run->chunk : edge;
        sweep_run(sweeper, run, tally);
        run->last = run->first;
    }
}

void ptb_sweep(const ptb_sweeper *sweeper, uint64_t begin, uint64_t end, ptb_time as_of, ptb_tally *out)
{
    const ptb_activities *a = ptb_activity_window_at(sweeper->window, &begin, &end);
    const ptb_sweep_plan *plan = sweeper->plan;
    run_of_bucket run = {.activities = a, .as_of = as_of, .last = ptb_activities_until(a, begin, end, as_of)};
    run.chunk = run.last;
    ptb_tally_clear(plan, out);
    for (run.bucket = 0; run.last > begin && run.bucket < plan->n_windows; run.bucket++) {
        ptb_time edge_ts = as_of - plan->window_s[run.bucket];
        sweep_bucket(sweeper, begin, ptb_activities_until(a, begin, run.last, edge_ts), &run, out);
    }
    if (plan->needs_all) sweep_bucket(sweeper, begin, begin, &run, out);
    ptb_tally_accumulate(plan, out);
}
