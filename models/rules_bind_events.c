/* models/rules_bind_events.c: binds the events that rules look for to a history's types, assets, channels and topics. */
#include <math.h>

#include "models/rules_bound.h"

typedef struct {
    ptb_rules_bound *bound;
    ptb_error *err;
} binder;

static ptb_status match_codes(const binder *b, const ptb_patterns *patterns, const ptb_strings *texts,
                              const bool **out)
{
    bool *passes = NULL;
    if (patterns->n == 0) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&b->bound->arena, &passes, texts->n, sizeof *passes, b->err));
    for (size_t i = 0; i < texts->n; i++)
        passes[i] = ptb_patterns_match(patterns, ptb_strings_at(texts, i));
    *out = passes;
    return PTB_OK;
}

static ptb_status bind_event(const binder *b, size_t slot)
{
    ptb_rules_bound *bound = b->bound;
    const ptb_activities *activities = &bound->history->activities;
    const ptb_rule_event *event = bound->rules->events[slot];
    ptb_bound_event *out = &bound->events[slot];
    out->event = event;
    out->window_s = event->window_days > 0 ? llround(event->window_days * PTB_DAY) : INT64_MAX;
    out->is_by_day = event->count == PTB_COUNT_PER_DAY || isfinite(event->max_per_day);
    out->can_fill = true;
    out->reset_s = INT64_MAX;
    out->first_asset = bound->n_assets;
    bound->n_assets += event->max_assets;
    ptb_activity_parts *parts = &bound->parts;
    parts->field[PTB_FILTER_TYPE] = true;
    parts->field[PTB_FILTER_ASSET] =
        parts->field[PTB_FILTER_ASSET] || event->asset.n > 0 || event->max_assets > 0;
    parts->field[PTB_FILTER_CHANNEL] = parts->field[PTB_FILTER_CHANNEL] || event->channel.n > 0;
    parts->field[PTB_FILTER_TOPIC] = parts->field[PTB_FILTER_TOPIC] || event->topic.n > 0;
    parts->value = parts->value || event->measure == PTB_TIER_VALUE;
    parts->duration = parts->duration || event->measure == PTB_TIER_DURATION;
    PTB_TRY(match_codes(b, &event->asset, &activities->assets, &out->asset));
    PTB_TRY(match_codes(b, &event->channel, &activities->channels, &out->channel));
    return match_codes(b, &event->topic, &activities->topics, &out->topic);
}

/* For every type the slots of the events that take it, so that an activity meets only those it concerns. */
static ptb_status bind_types(const binder *b)
{
    ptb_rules_bound *bound = b->bound;
    const ptb_rules *rules = bound->rules;
    const ptb_strings *types = &bound->history->activities.types;
    size_t n = 0, capacity = 0;
    PTB_TRY(
        ptb_arena_alloc(&bound->arena, &bound->type_first, types->n + 1, sizeof *bound->type_first, b->err));
    for (size_t t = 0; t < types->n; t++) {
        for (size_t slot = 0; slot < rules->n_events; slot++) {
            const ptb_patterns *wanted = &rules->events[slot]->type;
            if (wanted->n > 0 && !ptb_patterns_match(wanted, ptb_strings_at(types, t))) continue;
            PTB_TRY(ptb_reserve(&bound->type_events, &capacity, n + 1, sizeof *bound->type_events, b->err));
            bound->type_events[n++] = (uint16_t)slot;
        }
        bound->type_first[t + 1] = n;
    }
    return PTB_OK;
}

ptb_status ptb_rules_bind_events(ptb_rules_bound *bound, ptb_error *err)
{
    const ptb_rules *rules = bound->rules;
    const binder b = {bound, err};
    if (rules->n_events == 0) return PTB_OK;
    if (bound->history->is_timeless) {
        return PTB_RULES_FAIL(rules, err, rules->events[0]->node,
                              "counts activities, but the history is a timeless table without any");
    }
    if (rules->n_events > UINT16_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "the rules look for %zu kinds of events; at most %d",
                        rules->n_events, UINT16_MAX);
    PTB_TRY(ptb_arena_alloc(&bound->arena, &bound->events, rules->n_events, sizeof *bound->events, err));
    for (size_t slot = 0; slot < rules->n_events; slot++) {
        PTB_TRY(bind_event(&b, slot));
        if (bound->events[slot].window_s > bound->longest_s) bound->longest_s = bound->events[slot].window_s;
    }
    for (size_t i = 0; i < rules->n_rules; i++) {
        const ptb_rule *rule = &rules->rules[i];
        if (rule->drop.points > 0) bound->events[rule->trigger.event.slot].drop = &rule->drop;
        if (rule->drop.has_unless) bound->events[rule->drop.unless.slot].can_fill = false;
    }
    for (size_t i = 0; i < rules->n_idles; i++) {
        const ptb_rule_idle *idle = &rules->idles[i];
        if (!idle->is_reset) continue;
        ptb_bound_event *event = &bound->events[idle->event.slot];
        event->reset_s = event->window_s;
        event->can_fill = false;
        event->window_s = INT64_MAX; /* but not a reason to look farther back than others do */
        bound->has_resets = true;
    }
    return bind_types(&b);
}
