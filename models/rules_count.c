/* models/rules_count.c: counts the events that rules look for, in one sweep over the contact's activities. */
#include <math.h>

#include "models/rules_bound.h"

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

static void count(const ptb_rules_bound *bound, ptb_rules_scratch *scratch, size_t slot, uint64_t at,
                  int64_t age_s)
{
    const ptb_activities *activities = &bound->history->activities;
    const ptb_bound_event *bound_event = &bound->events[slot];
    const ptb_rule_event *event = bound_event->event;
    ptb_event_tally *tally = &scratch->tallies[slot];
    int64_t ts = activities->ts[at];
    see(tally, ts);
    if (!is_counted(bound_event, tally, ts)) return;
    if (tally->times == 0) {
        tally->latest = at;
        if (bound_event->drop != NULL)
            tally->is_dropped = is_dropped(bound_event->drop, scratch->tallies, ts, age_s);
    }
    tally->times++;
    double left = event->decay.kind == PTB_DECAY_NONE ? 1 : ptb_decay_factor(&event->decay, age_s);
    /* The first that ever happened is the last that is met. */
    tally->worth = event->count == PTB_COUNT_FIRST ? left : tally->worth + left;
    tally->amount += amount_of(activities, event->measure, at);
    if (event->max_assets > 0)
        add_asset(bound_event, tally, scratch->assets + bound_event->first_asset, activities->asset[at]);
}

/* Ended a silence here that starts everything anew? What happened before it is then of no account, nor is this activity. */
static bool is_before_reset(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch, uint64_t at,
                            int64_t as_of)
{
    const ptb_rules *rules = bound->rules;
    const ptb_activities *activities = &bound->history->activities;
    for (size_t i = 0; i < rules->n_idles; i++) {
        size_t slot = rules->idles[i].event.slot;
        int64_t seen = scratch->tallies[slot].seen, ts = activities->ts[at];
        if ((seen == INT64_MAX ? as_of : seen) - ts >= bound->events[slot].reset_s) return true;
    }
    return false;
}

static void count_activity(const ptb_rules_bound *bound, ptb_rules_scratch *scratch, uint64_t at,
                           int64_t age_s)
{
    const ptb_activities *activities = &bound->history->activities;
    uint16_t type = activities->type[at];
    for (size_t k = bound->type_first[type]; k < bound->type_first[type + 1]; k++) {
        uint16_t slot = bound->type_events[k];
        const ptb_bound_event *event = &bound->events[slot];
        if (event->can_fill && scratch->tallies[slot].times >= event->event->max_times) continue;
        if (age_s < event->window_s && matches(event, activities, at)) count(bound, scratch, slot, at, age_s);
    }
}

static uint64_t end_of(const ptb_activities *activities, uint64_t low, uint64_t high, ptb_time as_of)
{
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (activities->ts[middle] <= as_of)
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
    const ptb_activities *activities = &bound->history->activities;
    uint64_t first = activities->first[one->contact];
    uint64_t at = end_of(activities, first, activities->first[one->contact + 1], one->as_of);
    while (at > first) {
        at--;
        int64_t age_s = one->as_of - activities->ts[at];
        if (age_s >= bound->longest_s) break;
        if (bound->has_resets && is_before_reset(bound, scratch, at, one->as_of)) break;
        count_activity(bound, scratch, at, age_s);
    }
}
