/* models/rules_rule.c: reads the rules of a rules file: what fires each, its points and its bounds. */
#include <math.h>

#include "models/rules_internal.h"

static const char *const rule_keys[] = {"id",    "label",    "axis",  "group", "points",       "when",
                                        "event", "no_event", "tiers", "decay", "expires_days", NULL};
static const char *const rule_later[] = {"tiers", "decay", "expires_days", NULL};
static const char *const event_keys[] = {"type",  "asset",     "channel",    "topic", "window_days",
                                         "count", "max_times", "max_points", NULL};
static const char *const no_event_keys[] = {"type", "asset", "channel", "topic", "window_days", NULL};

static ptb_status parse_event(ptb_rules *rules, const ptb_json *node, bool is_no_event, ptb_rule_event *out,
                              ptb_error *err)
{
    static const char *const counts[] = {"each", "per_day", "first"};
    const char *filters[] = {"type", "asset", "channel", "topic"};
    ptb_patterns *patterns[] = {&out->type, &out->asset, &out->channel, &out->topic};
    PTB_TRY(ptb_rules_check_object(rules, node, is_no_event ? no_event_keys : event_keys, "an event", err));
    for (int i = 0; i < 4; i++) {
        const ptb_json *member = ptb_json_get(node, filters[i]);
        if (member != NULL) PTB_TRY(ptb_rules_parse_patterns(rules, member, patterns[i], err));
    }
    out->slot = rules->n_events++;
    out->max_times = HUGE_VAL;
    out->max_points = HUGE_VAL;
    PTB_TRY(ptb_rules_want_positive(rules, node, "window_days", PTB_WINDOW_MAX_DAYS, &out->window_days, err));
    PTB_TRY(ptb_rules_want_positive(rules, node, "max_points", PTB_POINTS_MAX, &out->max_points, err));
    if (ptb_json_get(node, "max_times") != NULL) {
        int64_t times = 0;
        PTB_TRY(ptb_json_want_integer(rules->doc, node, "max_times", &times, err));
        PTB_TRY(ptb_rules_want_positive(rules, node, "max_times", PTB_POINTS_MAX, &out->max_times, err));
    }
    const char *count = "each";
    PTB_TRY(ptb_json_want_string(rules->doc, node, "count", &count, err));
    for (int i = 0; i < 3; i++) {
        if (!ptb_str_equal_text(ptb_str_of(count), counts[i])) continue;
        out->count = (ptb_event_count)i;
        return PTB_OK;
    }
    return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "count"),
                          "'%s' is no way to count; expected \"each\", \"per_day\" or \"first\"", count);
}

static ptb_status find_group(ptb_rules *rules, const ptb_json *node, size_t rule, ptb_error *err)
{
    const char *id = NULL;
    PTB_TRY(ptb_json_want_string(rules->doc, node, "group", &id, err));
    if (id == NULL) return PTB_OK;
    const char **ids = NULL;
    PTB_TRY(ptb_arena_alloc(&rules->arena, &ids, rules->n_groups, sizeof *ids, err));
    for (size_t i = 0; i < rules->n_groups; i++) {
        ids[i] = rules->groups[i].id;
        if (!ptb_str_equal_text(ptb_str_of(id), ids[i])) continue;
        rules->groups[i].members[rules->groups[i].n_members++] = (uint32_t)rule;
        return PTB_OK;
    }
    const ptb_json *member = ptb_json_get(node, "group");
    const char *nearest = ptb_nearest_name(ptb_str_of(id), ids, rules->n_groups);
    if (nearest == NULL) return PTB_RULES_FAIL(rules, err, member, "no group '%s' in \"groups\"", id);
    return PTB_RULES_FAIL(rules, err, member, "no group '%s' in \"groups\"; did you mean '%s'?", id, nearest);
}

static ptb_status check_axis(ptb_rules *rules, const ptb_json *node, ptb_error *err)
{
    const char *axis = "fit";
    PTB_TRY(ptb_json_want_string(rules->doc, node, "axis", &axis, err));
    if (ptb_str_equal_text(ptb_str_of(axis), "fit") || ptb_str_equal_text(ptb_str_of(axis), "engagement"))
        return PTB_OK;
    return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "axis"),
                          "'%s' is no axis; expected \"fit\" or \"engagement\"", axis);
}

/* What fires the rule: exactly one of when, event, no_event. */
static ptb_status parse_trigger(ptb_rules *rules, const ptb_json *node, ptb_rule *out, ptb_error *err)
{
    const ptb_json *when = ptb_json_get(node, "when"), *event = ptb_json_get(node, "event");
    const ptb_json *no_event = ptb_json_get(node, "no_event");
    int n = (when != NULL) + (event != NULL) + (no_event != NULL);
    if (n != 1) {
        return PTB_RULES_FAIL(rules, err, node,
                              "a rule has exactly one of \"when\", \"event\", \"no_event\"; this one has %d",
                              n);
    }
    if (when != NULL) {
        out->kind = PTB_RULE_WHEN;
        return ptb_rules_parse_condition(rules, when, &out->when, err);
    }
    out->kind = event != NULL ? PTB_RULE_EVENT : PTB_RULE_NO_EVENT;
    return parse_event(rules, event != NULL ? event : no_event, event == NULL, &out->event, err);
}

static ptb_status parse_rule(ptb_rules *rules, const ptb_json *node, ptb_rule *out, ptb_error *err)
{
    out->node = node;
    PTB_TRY(ptb_rules_check_object(rules, node, rule_keys, "a rule", err));
    PTB_TRY(ptb_rules_refuse_later(rules, node, rule_later, err));
    PTB_TRY(ptb_rules_need_name(rules, node, "id", &out->id, err));
    out->label = out->id;
    PTB_TRY(ptb_json_want_string(rules->doc, node, "label", &out->label, err));
    PTB_TRY(ptb_rules_need_points(rules, node, &out->points, err));
    PTB_TRY(check_axis(rules, node, err));
    PTB_TRY(find_group(rules, node, rules->n_rules, err));
    for (size_t i = 0; i < rules->n_rules; i++) {
        if (ptb_str_equal_text(ptb_str_of(out->id), rules->rules[i].id)) {
            return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "id"),
                                  "the rule '%s' is there twice, first in line %d", out->id,
                                  ptb_json_line(rules->rules[i].node));
        }
    }
    return parse_trigger(rules, node, out, err);
}

ptb_status ptb_rules_parse_rules(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *array = NULL;
    PTB_TRY(ptb_json_need_array(rules->doc, ptb_json_root(rules->doc), "rules", &array, err));
    size_t n = ptb_json_count(array);
    if (n == 0 || n > PTB_RULES_MAX) {
        return PTB_RULES_FAIL(rules, err, array, "%zu rules; expected 1 to %d", n, PTB_RULES_MAX);
    }
    PTB_TRY(ptb_arena_alloc(&rules->arena, &rules->rules, n, sizeof *rules->rules, err));
    for (size_t i = 0; i < rules->n_groups; i++) {
        ptb_rule_group *group = &rules->groups[i];
        PTB_TRY(ptb_arena_alloc(&rules->arena, &group->members, n, sizeof *group->members, err));
    }
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        PTB_TRY(parse_rule(rules, node, &rules->rules[rules->n_rules], err));
        rules->n_rules++;
    }
    return PTB_OK;
}
