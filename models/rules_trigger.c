/* models/rules_trigger.c: reads what fires a rule, a fast track, an exclusion or a note. */
#include <math.h>

#include "models/rules_internal.h"

static const char *const activity_keys[] = {"type", "asset", "channel", "topic", NULL};
static const char *const event_keys[] = {"type",  "asset",     "channel",     "topic",      "window_days",
                                         "count", "max_times", "max_per_day", "max_points", NULL};
static const char *const no_event_keys[] = {"type", "asset", "channel", "topic", "window_days", NULL};

/* The filters, and the slot that the event is counted in. */
static ptb_status parse_filters(ptb_rules *rules, const ptb_json *node, ptb_rule_event *out, ptb_error *err)
{
    ptb_patterns *patterns[] = {&out->type, &out->asset, &out->channel, &out->topic};
    for (int i = 0; i < 4; i++) {
        const ptb_json *member = ptb_json_get(node, activity_keys[i]);
        if (member != NULL) PTB_TRY(ptb_rules_parse_patterns(rules, member, patterns[i], err));
    }
    out->node = node;
    out->max_times = out->max_per_day = out->max_points = HUGE_VAL;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): it is an array of pointers */
    PTB_TRY(ptb_reserve(&rules->events, &rules->events_capacity, rules->n_events + 1, sizeof *rules->events,
                        err));
    out->slot = rules->n_events++;
    rules->events[out->slot] = out;
    return PTB_OK;
}

ptb_status ptb_rules_parse_activity(ptb_rules *rules, const ptb_json *node, ptb_rule_event *out,
                                    ptb_error *err)
{
    if (node != NULL) PTB_TRY(ptb_rules_check_object(rules, node, activity_keys, "kinds of activities", err));
    return parse_filters(rules, node, out, err);
}

static ptb_status parse_times(ptb_rules *rules, const ptb_json *node, const char *key, double *out,
                              ptb_error *err)
{
    int64_t times = 0;
    if (ptb_json_get(node, key) == NULL) return PTB_OK;
    PTB_TRY(ptb_json_want_integer(rules->doc, node, key, &times, err));
    return ptb_rules_want_positive(rules, node, key, PTB_POINTS_MAX, out, err);
}

static ptb_status parse_count(ptb_rules *rules, const ptb_json *node, ptb_rule_event *out, ptb_error *err)
{
    static const char *const counts[] = {"each", "per_day", "first"};
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

static ptb_status parse_event(ptb_rules *rules, const ptb_json *node, bool is_no_event, ptb_rule_event *out,
                              ptb_error *err)
{
    PTB_TRY(ptb_rules_check_object(rules, node, is_no_event ? no_event_keys : event_keys, "an event", err));
    PTB_TRY(parse_filters(rules, node, out, err));
    PTB_TRY(ptb_rules_want_positive(rules, node, "window_days", PTB_WINDOW_MAX_DAYS, &out->window_days, err));
    PTB_TRY(ptb_rules_want_positive(rules, node, "max_points", PTB_POINTS_MAX, &out->max_points, err));
    PTB_TRY(parse_times(rules, node, "max_times", &out->max_times, err));
    PTB_TRY(parse_times(rules, node, "max_per_day", &out->max_per_day, err));
    PTB_TRY(parse_count(rules, node, out, err));
    if (out->count == PTB_COUNT_FIRST) out->max_times = HUGE_VAL; /* the earliest is met last */
    if (isinf(out->max_per_day) || out->count == PTB_COUNT_EACH) return PTB_OK;
    return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "max_per_day"),
                          "bounds events that each count; \"%s\" counts less than that already",
                          out->count == PTB_COUNT_FIRST ? "first" : "per_day");
}

ptb_status ptb_rules_parse_trigger(ptb_rules *rules, const ptb_json *node, const char *what, ptb_trigger *out,
                                   ptb_error *err)
{
    const ptb_json *when = ptb_json_get(node, "when"), *event = ptb_json_get(node, "event");
    const ptb_json *no_event = ptb_json_get(node, "no_event");
    if ((when == NULL && event == NULL && no_event == NULL) || (event != NULL && no_event != NULL)) {
        return PTB_RULES_FAIL(
            rules, err, node,
            "%s needs \"when\", \"event\" or \"no_event\"; \"when\" may stand beside one of "
            "the others, and then both must hold",
            what);
    }
    out->has_when = when != NULL;
    if (out->has_when) PTB_TRY(ptb_rules_parse_condition(rules, when, &out->when, err));
    if (event == NULL && no_event == NULL) return PTB_OK;
    out->kind = event != NULL ? PTB_FIRES_EVENT : PTB_FIRES_NO_EVENT;
    return parse_event(rules, event != NULL ? event : no_event, event == NULL, &out->event, err);
}
