/* models/rules.c: points of a case by the rules bound to its history, and what the file says about stages and blend. */
#include "models/rules.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "datasets/history_values.h"
#include "models/rules_internal.h"

void ptb_rules_free(ptb_rules *rules)
{
    if (rules == NULL) return;
    ptb_json_free(rules->doc);
    ptb_arena_free(&rules->arena);
    free(rules);
}

size_t ptb_rules_count(const ptb_rules *rules)
{
    return rules->n_rules;
}

const char *ptb_rules_id(const ptb_rules *rules, size_t rule)
{
    return rules->rules[rule].id;
}

const char *ptb_rules_label(const ptb_rules *rules, size_t rule)
{
    return rules->rules[rule].label;
}

const char *ptb_rules_sha256(const ptb_rules *rules)
{
    return rules->sha256;
}

const char *ptb_rules_name(const ptb_rules *rules)
{
    return rules->name;
}

const char *ptb_rules_stage(const ptb_rules *rules, double points)
{
    const char *name = "none";
    for (size_t i = 0; i < rules->n_stages && points >= rules->stages[i].points; i++)
        name = rules->stages[i].name;
    return name;
}

ptb_blend ptb_rules_blend(const ptb_rules *rules)
{
    return rules->blend;
}

double ptb_blend_z(const ptb_blend *blend, double logit, double points)
{
    return (1 - blend->weight) * logit + blend->weight * (blend->a + blend->b * points);
}

static bool number_passes(const ptb_bound_test *test, double x)
{
    if (test->condition->test_kind == PTB_TEST_RANGE) {
        const ptb_rule_range *range = &test->range;
        bool is_above = range->is_low_open ? x > range->low : x >= range->low;
        bool is_below = range->is_high_open ? x < range->high : x <= range->high;
        return is_above && is_below;
    }
    for (size_t i = 0; i < test->n_numbers; i++) {
        if (!(x < test->numbers[i]) && !(x > test->numbers[i])) return true;
    }
    return false;
}

/* What a test looks at: missing, or a code (category) or a number. */
typedef struct {
    bool is_missing;
    size_t code;
    double number;
} seen;

static seen look(const ptb_bound_test *test, const ptb_case *one, const float *raw)
{
    seen value = {.number = (double)NAN};
    if (test->condition->place == PTB_TEST_FEATURE) {
        assert(raw != NULL);
        value.number = (double)raw[test->feature];
        value.is_missing = isnan(value.number);
        if (test->passes != NULL && !value.is_missing) value.code = (size_t)value.number;
        return value;
    }
    uint32_t row = test->condition->place == PTB_TEST_CONTACT ? one->contact : one->account;
    if (row == PTB_NONE) {
        value.is_missing = true;
    } else if (test->is_id) {
        value.code = row;
    } else {
        value.number = ptb_value_at(test->table, test->column, row, one->as_of);
        value.is_missing = isnan(value.number);
        if (test->passes != NULL && !value.is_missing) value.code = (size_t)value.number;
    }
    return value;
}

/* A comparison with a missing value is false; only "missing" is true of it. */
static bool test_holds(const ptb_bound_test *test, const ptb_case *one, const float *raw)
{
    seen value = look(test, one, raw);
    if (test->condition->test_kind == PTB_TEST_MISSING)
        return value.is_missing == test->condition->is_missing;
    if (value.is_missing) return false;
    return test->passes != NULL ? test->passes[value.code] : number_passes(test, value.number);
}

static bool holds(const ptb_rules_bound *bound, const ptb_condition *condition, const ptb_case *one,
                  const float *raw)
{
    if (condition->kind == PTB_CONDITION_TEST) return test_holds(&bound->tests[condition->test], one, raw);
    if (condition->kind == PTB_CONDITION_NOT) return !holds(bound, condition->children, one, raw);
    bool wanted = condition->kind == PTB_CONDITION_ANY;
    for (size_t i = 0; i < condition->n_children; i++) {
        if (holds(bound, &condition->children[i], one, raw) == wanted) return wanted;
    }
    return !wanted;
}

/* Times that each event rule's event happened; per_day counts UTC days. */
typedef struct {
    uint32_t times[PTB_RULES_MAX];
    int64_t day[PTB_RULES_MAX]; /* the last one counted, for per_day */
} tally;

static int64_t day_of(ptb_time ts)
{
    return ts >= 0 ? ts / PTB_DAY : -((PTB_DAY - 1 - ts) / PTB_DAY);
}

static void count_activity(const ptb_rules_bound *bound, uint64_t at, int64_t age_s, tally *counts)
{
    const ptb_activities *activities = &bound->history->activities;
    uint16_t type = activities->type[at];
    for (size_t k = bound->type_first[type]; k < bound->type_first[type + 1]; k++) {
        uint16_t slot = bound->type_events[k];
        const ptb_bound_event *event = &bound->events[slot];
        if (age_s >= event->window_s) continue;
        if (event->asset != NULL && !event->asset[activities->asset[at]]) continue;
        if (event->channel != NULL && !event->channel[activities->channel[at]]) continue;
        if (event->topic != NULL && !event->topic[ptb_activity_topic(activities, at)]) continue;
        if (event->is_per_day) {
            int64_t day = day_of(activities->ts[at]);
            if (day == counts->day[slot]) continue;
            counts->day[slot] = day;
        }
        counts->times[slot]++;
    }
}

/* One sweep over the contact's activities, latest first, serves all rules; days come in order, so that a day is
 * new where it is not the last one. */
static void count_events(const ptb_rules_bound *bound, const ptb_case *one, tally *counts)
{
    size_t n_events = bound->rules->n_events;
    for (size_t i = 0; i < n_events; i++) {
        counts->times[i] = 0;
        counts->day[i] = INT64_MAX;
    }
    if (n_events == 0 || one->contact == PTB_NONE) return;
    const ptb_activities *activities = &bound->history->activities;
    uint64_t first = activities->first[one->contact], low = first, high = activities->first[one->contact + 1];
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (activities->ts[middle] <= one->as_of)
            low = middle + 1;
        else
            high = middle;
    }
    while (low > first) {
        low--;
        int64_t age_s = one->as_of - activities->ts[low];
        if (age_s >= bound->longest_s) break;
        count_activity(bound, low, age_s, counts);
    }
}

static double event_points(const ptb_rule *rule, uint32_t n)
{
    const ptb_rule_event *event = &rule->event;
    if (n == 0) return 0; /* never -0 */
    double times = event->count == PTB_COUNT_FIRST ? fmin(n, 1) : fmin(n, event->max_times);
    double points = rule->points * times;
    return fmax(-event->max_points, fmin(points, event->max_points));
}

static double rule_points(const ptb_rules_bound *bound, const ptb_rule *rule, const ptb_case *one,
                          const float *raw, const tally *counts)
{
    switch (rule->kind) {
    case PTB_RULE_WHEN:
        return holds(bound, &rule->when, one, raw) ? rule->points : 0;
    case PTB_RULE_EVENT:
        return event_points(rule, counts->times[rule->event.slot]);
    case PTB_RULE_NO_EVENT:
        /* Of a deal without a contact nobody knows what did not happen. */
        return one->contact != PTB_NONE && counts->times[rule->event.slot] == 0 ? rule->points : 0;
    }
    return 0;
}

/* Brings the group's sum within its bounds by shortening points of the sign that is too many, last rules first:
 * in the file's order each takes what is left. */
static void bound_group(const ptb_rule_group *group, double *points)
{
    double positive = 0, negative = 0;
    for (size_t i = 0; i < group->n_members; i++) {
        double p = points[group->members[i]];
        if (p > 0)
            positive += p;
        else
            negative += p;
    }
    double sum = positive + negative;
    if (sum <= group->max_points && sum >= group->min_points) return;
    bool is_high = sum > group->max_points;
    double left = is_high ? group->max_points - negative : group->min_points - positive;
    for (size_t i = 0; i < group->n_members; i++) {
        double *p = &points[group->members[i]];
        if (is_high && *p > 0)
            *p = fmin(*p, fmax(left, 0)); /* rounding may leave a little less than nothing */
        else if (!is_high && *p < 0)
            *p = fmax(*p, fmin(left, 0));
        else
            continue;
        left -= *p;
    }
}

double ptb_rules_points(const ptb_rules_bound *bound, const ptb_case *one, const float *raw, double *points)
{
    const ptb_rules *rules = bound->rules;
    tally counts;
    count_events(bound, one, &counts);
    for (size_t i = 0; i < rules->n_rules; i++)
        points[i] = rule_points(bound, &rules->rules[i], one, raw, &counts);
    for (size_t i = 0; i < rules->n_groups; i++)
        bound_group(&rules->groups[i], points);
    double total = 0;
    for (size_t i = 0; i < rules->n_rules; i++)
        total += points[i];
    return total;
}
