/* models/rules_count.c: counts the events that rules look for, in one sweep over the contact's activities. */
#include <math.h>

#include "models/rules_bound.h"

/* One contact's activities: those at `first` on, where they were read to or in the mapping; `base` more is the place in the history. */
typedef struct {
    const ptb_rules_bound *bound;
    ptb_rules_scratch *scratch;
    const ptb_activities *activities;
    uint64_t first, last, base;
    ptb_time as_of;
} sweep;

static int64_t day_of(ptb_time ts)
{
    return ts >= 0 ? ts / PTB_DAY : -((PTB_DAY - 1 - ts) / PTB_DAY);
}

/* Is activity `at`, of the event's type, one of those? */
static bool matches(const ptb_bound_event *event, const ptb_activities *activities, uint64_t at)
{
    return (event->asset == NULL || event->asset[activities->asset[at]]) &&
           (event->channel == NULL || event->channel[activities->channel[at]]) &&
           (event->topic == NULL || event->topic[ptb_activity_topic(activities, at)]);
}

/* Activities come latest first: `seen` is the earliest so far, `seen_after` the moment after it. */
static void see(ptb_event_tally *tally, int64_t ts)
{
    if (ts == tally->seen) return;
    tally->seen_after = tally->seen;
    tally->seen = ts;
}

/* Were the rule's points taken off, its last event being at ts? Not where what prevents it came later and within the days. */
static bool is_dropped(const ptb_drop *drop, const ptb_event_tally *tallies, int64_t ts, int64_t age_s)
{
    double after_s = drop->after_days * PTB_DAY;
    if ((double)age_s < after_s) return false;
    if (!drop->has_unless) return true;
    const ptb_event_tally *unless = &tallies[drop->unless.slot];
    int64_t next = unless->seen > ts ? unless->seen : unless->seen_after;
    return next == INT64_MAX || (double)(next - ts) > after_s;
}

static void add_asset(const ptb_bound_event *event, ptb_event_tally *tally, uint32_t *assets, uint32_t asset)
{
    if (tally->n_assets == event->event->max_assets) return;
    for (uint32_t i = 0; i < tally->n_assets; i++)
        if (assets[i] == asset) return;
    assets[tally->n_assets++] = asset;
}

/* Is this one more that counts, by day and in all? */
static bool is_counted(const ptb_bound_event *bound, ptb_event_tally *tally, int64_t ts)
{
    const ptb_rule_event *event = bound->event;
    if (tally->times >= event->max_times) return false;
    if (!bound->is_by_day) return true;
    int64_t day = day_of(ts);
    bool is_new_day = day != tally->day;
    if (event->count == PTB_COUNT_PER_DAY && !is_new_day) return false;
    if (is_new_day) tally->in_day = 0;
    tally->day = day;
    return tally->in_day++ < event->max_per_day;
}

static double amount_of(const ptb_activities *activities, ptb_tier_measure measure, uint64_t at)
{
    const float *column = measure == PTB_TIER_DURATION ? activities->duration_s
                          : measure == PTB_TIER_VALUE  ? activities->value
                                                       : NULL;
    return column != NULL && !isnan(column[at]) ? (double)column[at] : 0;
}

static void count(const sweep *s, size_t slot, uint64_t at, int64_t age_s)
{
    const ptb_bound_event *bound_event = &s->bound->events[slot];
    const ptb_rule_event *event = bound_event->event;
    ptb_event_tally *tally = &s->scratch->tallies[slot];
    int64_t ts = s->activities->ts[at];
    see(tally, ts);
    if (!is_counted(bound_event, tally, ts)) return;
    if (tally->times == 0) {
        tally->latest = s->base + at;
        if (bound_event->drop != NULL)
            tally->is_dropped = is_dropped(bound_event->drop, s->scratch->tallies, ts, age_s);
    }
    tally->times++;
    double left = event->decay.kind == PTB_DECAY_NONE ? 1 : ptb_decay_factor(&event->decay, age_s);
    /* The first that ever happened is the last that is met. */
    tally->worth = event->count == PTB_COUNT_FIRST ? left : tally->worth + left;
    tally->amount += amount_of(s->activities, event->measure, at);
    if (event->max_assets > 0)
        add_asset(bound_event, tally, s->scratch->assets + bound_event->first_asset,
                  s->activities->asset[at]);
}

/* Ended a silence here that starts everything anew? What happened before it is then of no account, nor is this activity. */
static bool is_before_reset(const sweep *s, uint64_t at)
{
    const ptb_rules *rules = s->bound->rules;
    for (size_t i = 0; i < rules->n_idles; i++) {
        size_t slot = rules->idles[i].event.slot;
        int64_t seen = s->scratch->tallies[slot].seen, ts = s->activities->ts[at];
        if ((seen == INT64_MAX ? s->as_of : seen) - ts >= s->bound->events[slot].reset_s) return true;
    }
    return false;
}

static void count_activity(const sweep *s, uint64_t at, int64_t age_s)
{
    const ptb_rules_bound *bound = s->bound;
    uint16_t type = s->activities->type[at];
    for (size_t k = bound->type_first[type]; k < bound->type_first[type + 1]; k++) {
        uint16_t slot = bound->type_events[k];
        const ptb_bound_event *event = &bound->events[slot];
        if (event->can_fill && s->scratch->tallies[slot].times >= event->event->max_times) continue;
        if (age_s < event->window_s && matches(event, s->activities, at)) count(s, slot, at, age_s);
    }
}

static uint64_t end_of(const sweep *s)
{
    uint64_t low = s->first, high = s->last;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (s->activities->ts[middle] <= s->as_of)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Latest first: days come in order, so that a day is new where it is not the last one; and what happened after an event is known
 * when it is met. */
void ptb_rules_count_events(const ptb_rules_bound *bound, ptb_rules_scratch *scratch, const ptb_case *one)
{
    size_t n_events = bound->rules->n_events;
    for (size_t i = 0; i < n_events; i++)
        scratch->tallies[i] = (ptb_event_tally){.day = INT64_MAX, .seen = INT64_MAX, .seen_after = INT64_MAX};
    if (n_events == 0 || one->contact == PTB_NONE) return;
    const uint64_t *first = bound->history->activities.first + one->contact;
    sweep s = {.bound = bound, .scratch = scratch, .first = first[0], .last = first[1], .as_of = one->as_of};
    s.activities = ptb_activity_window_at(&scratch->window, &s.first, &s.last);
    s.base = first[0] - s.first;
    for (uint64_t at = end_of(&s); at > s.first;) {
        at--;
        int64_t age_s = one->as_of - s.activities->ts[at];
        if (age_s >= bound->longest_s) break;
        if (bound->has_resets && is_before_reset(&s, at)) break;
        count_activity(&s, at, age_s);
    }
}

ptb_status ptb_rules_read_ahead(const ptb_rules_bound *bound, ptb_rules_scratch *scratch,
                                const ptb_case *cases, size_t n, ptb_error *err)
{
    const uint64_t *first = bound->history->activities.first;
    uint32_t low = PTB_NONE, high = 0;
    if (bound->rules->n_events == 0) return PTB_OK;
    for (size_t i = 0; i < n; i++) {
        if (cases[i].contact == PTB_NONE) continue;
        if (cases[i].contact < low) low = cases[i].contact;
        if (cases[i].contact > high) high = cases[i].contact;
    }
    if (low == PTB_NONE) return PTB_OK;
    return ptb_activity_window_read(&scratch->window, &bound->parts, first[low], first[high + 1], err);
}
