/* models/rules_bind.c: binds rules to a history: every pattern is matched once against every distinct value. */
#include <math.h>
#include <stdlib.h>

#include "models/rules_internal.h"

typedef struct {
    ptb_rules_bound *bound;
    const ptb_extractor *features;
    const ptb_plan *plan;
    ptb_error *err;
} binder;

#define BIND_FAIL(binder, condition, ...) \
    PTB_RULES_FAIL((binder)->bound->rules, (binder)->err, (condition)->node, __VA_ARGS__)

/* passes[i]: does value i satisfy the test? */
static ptb_status match_levels(const binder *b, const ptb_strings *levels, ptb_bound_test *test)
{
    const ptb_condition *condition = test->condition;
    bool *passes = NULL;
    if (condition->test_kind == PTB_TEST_RANGE) {
        return BIND_FAIL(b, condition, "'%s' holds texts, which have no range", condition->name);
    }
    PTB_TRY(ptb_arena_alloc(&b->bound->arena, &passes, levels->n, sizeof *passes, b->err));
    for (size_t i = 0; i < levels->n; i++) {
        ptb_str level = ptb_strings_at(levels, i);
        passes[i] = condition->test_kind == PTB_TEST_PATTERNS
                        ? ptb_patterns_match(&condition->patterns, level)
                        : ptb_values_match_text(&condition->values, level);
    }
    test->passes = passes;
    return PTB_OK;
}

/* As a feature would be stored. Volatile because gcc 12 (-O2) drops (double)(float) of two neighbours, which it
 * vectorises, as if nothing were rounded. */
static double as_feature(double x)
{
    volatile float stored = (float)x;
    return (double)stored;
}

/* Numbers and flags: texts of the file must read as such. Features are float32, so what they are compared with
 * is rounded likewise: at most 0.1 holds for a feature of 0.1. */
static ptb_status match_numbers(const binder *b, ptb_bound_test *test)
{
    const ptb_condition *condition = test->condition;
    const ptb_rule_values *values = &condition->values;
    bool is_feature = condition->place == PTB_TEST_FEATURE;
    if (condition->test_kind == PTB_TEST_PATTERNS) {
        return BIND_FAIL(b, condition, "'%s' holds numbers or flags, which have no patterns",
                         condition->name);
    }
    size_t n = values->n_texts + values->n_numbers + 2;
    PTB_TRY(ptb_arena_alloc(&b->bound->arena, &test->numbers, n, sizeof *test->numbers, b->err));
    for (size_t i = 0; i < values->n_texts; i++) {
        ptb_str text = ptb_str_of(values->texts[i]);
        double number = 0;
        bool flag = false;
        if (ptb_parse_flag(text, &flag)) {
            number = flag ? 1 : 0;
        } else if (!ptb_parse_number(text, &number)) {
            return BIND_FAIL(b, condition, "'%s' holds numbers or flags; '%s' is neither", condition->name,
                             values->texts[i]);
        }
        test->numbers[test->n_numbers++] = number;
    }
    for (size_t i = 0; i < values->n_numbers; i++)
        test->numbers[test->n_numbers++] = values->numbers[i];
    if (values->has_false) test->numbers[test->n_numbers++] = 0;
    if (values->has_true) test->numbers[test->n_numbers++] = 1;
    test->range = condition->range;
    if (!is_feature) return PTB_OK;
    for (size_t i = 0; i < test->n_numbers; i++)
        test->numbers[i] = as_feature(test->numbers[i]);
    test->range.low = as_feature(test->range.low);
    test->range.high = as_feature(test->range.high);
    return PTB_OK;
}

static ptb_status bind_date(const binder *b, ptb_bound_test *test)
{
    if (test->condition->test_kind == PTB_TEST_MISSING) return PTB_OK;
    return BIND_FAIL(b, test->condition, "'%s' holds dates; this version tests only whether they are missing",
                     test->condition->name);
}

/* Says which names there are nearest to the one asked for. */
static ptb_status fail_unknown(const binder *b, const ptb_condition *condition, const char *what,
                               const char *const *names, size_t n_names)
{
    const char *nearest = ptb_nearest_name(ptb_str_of(condition->name), names, n_names);
    if (nearest == NULL) return BIND_FAIL(b, condition, "no %s '%s'", what, condition->name);
    return BIND_FAIL(b, condition, "no %s '%s'; did you mean '%s'?", what, condition->name, nearest);
}

static ptb_status fail_unknown_column(const binder *b, const ptb_condition *condition,
                                      const ptb_record_table *table, const char *id_name)
{
    const char **names = NULL;
    PTB_TRY(ptb_arena_alloc(&b->bound->arena, &names, table->n_columns + 1, sizeof *names, b->err));
    for (size_t i = 0; i < table->n_columns; i++)
        names[i] = table->columns[i].name;
    names[table->n_columns] = id_name;
    return fail_unknown(b, condition,
                        condition->place == PTB_TEST_CONTACT ? "column of contacts" : "column of accounts",
                        names, table->n_columns + 1);
}

static ptb_status bind_column(const binder *b, ptb_bound_test *test)
{
    const ptb_condition *condition = test->condition;
    bool is_contact = condition->place == PTB_TEST_CONTACT;
    const ptb_record_table *table = is_contact ? &b->bound->history->contacts : &b->bound->history->accounts;
    const char *id_name = is_contact ? "contact_id" : "account_id";
    int place = ptb_table_find(table, condition->name);
    if (place < 0 && ptb_str_equal_nocase(ptb_str_of(condition->name), id_name)) {
        test->is_id = true;
        return condition->test_kind == PTB_TEST_MISSING ? PTB_OK : match_levels(b, &table->id, test);
    }
    if (place < 0) return fail_unknown_column(b, condition, table, id_name);
    const ptb_column *column = &table->columns[place];
    test->table = table;
    test->column = (size_t)place;
    if (column->kind == PTB_COLUMN_DATE) return bind_date(b, test);
    if (condition->test_kind == PTB_TEST_MISSING) return PTB_OK;
    return column->kind == PTB_COLUMN_CATEGORY ? match_levels(b, &column->levels, test)
                                               : match_numbers(b, test);
}

static ptb_status bind_feature(const binder *b, ptb_bound_test *test)
{
    const ptb_condition *condition = test->condition;
    if (b->features == NULL || b->plan == NULL) {
        return BIND_FAIL(b, condition,
                         "tests the feature '%s', and features come from a model's plan; there is no model",
                         condition->name);
    }
    for (size_t i = 0; i < b->plan->n; i++) {
        if (!ptb_str_equal_text(ptb_str_of(condition->name), b->plan->features[i].name)) continue;
        test->feature = i;
        if (condition->test_kind == PTB_TEST_MISSING) return PTB_OK;
        const ptb_strings *levels = ptb_extractor_levels(b->features, i);
        return levels != NULL ? match_levels(b, levels, test) : match_numbers(b, test);
    }
    const char **names = NULL;
    PTB_TRY(ptb_arena_alloc(&b->bound->arena, &names, b->plan->n, sizeof *names, b->err));
    for (size_t i = 0; i < b->plan->n; i++)
        names[i] = b->plan->features[i].name;
    return fail_unknown(b, condition, "feature", names, b->plan->n);
}

static ptb_status bind_condition(const binder *b, const ptb_condition *condition)
{
    for (size_t i = 0; i < condition->n_children; i++)
        PTB_TRY(bind_condition(b, &condition->children[i]));
    if (condition->kind != PTB_CONDITION_TEST) return PTB_OK;
    ptb_bound_test *test = &b->bound->tests[condition->test];
    test->condition = condition;
    return condition->place == PTB_TEST_FEATURE ? bind_feature(b, test) : bind_column(b, test);
}

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

static ptb_status bind_event(const binder *b, const ptb_rule *rule)
{
    const ptb_activities *activities = &b->bound->history->activities;
    const ptb_rule_event *event = &rule->event;
    ptb_bound_event *out = &b->bound->events[event->slot];
    if (b->bound->history->is_timeless) {
        return PTB_RULES_FAIL(
            b->bound->rules, b->err, rule->node,
            "the rule '%s' counts events, but the history is a timeless table without activities", rule->id);
    }
    out->window_s = event->window_days > 0 ? llround(event->window_days * PTB_DAY) : INT64_MAX;
    out->is_per_day = event->count == PTB_COUNT_PER_DAY;
    if (out->window_s > b->bound->longest_s) b->bound->longest_s = out->window_s;
    PTB_TRY(match_codes(b, &event->asset, &activities->assets, &out->asset));
    PTB_TRY(match_codes(b, &event->channel, &activities->channels, &out->channel));
    return match_codes(b, &event->topic, &activities->topics, &out->topic);
}

/* For every type the slots of the rules that take it, so that an activity meets only the rules it concerns. */
static ptb_status bind_types(const binder *b)
{
    ptb_rules_bound *bound = b->bound;
    const ptb_rules *rules = bound->rules;
    const ptb_strings *types = &bound->history->activities.types;
    size_t n = 0, capacity = 0;
    PTB_TRY(
        ptb_arena_alloc(&bound->arena, &bound->type_first, types->n + 1, sizeof *bound->type_first, b->err));
    for (size_t t = 0; t < types->n; t++) {
        for (size_t i = 0; i < rules->n_rules; i++) {
            const ptb_rule *rule = &rules->rules[i];
            if (rule->kind == PTB_RULE_WHEN) continue;
            const ptb_patterns *wanted = &rule->event.type;
            if (wanted->n > 0 && !ptb_patterns_match(wanted, ptb_strings_at(types, t))) continue;
            PTB_TRY(ptb_reserve(&bound->type_events, &capacity, n + 1, sizeof *bound->type_events, b->err));
            bound->type_events[n++] = (uint16_t)rule->event.slot;
        }
        bound->type_first[t + 1] = n;
    }
    return PTB_OK;
}

static ptb_status bind_all(const binder *b)
{
    ptb_rules_bound *bound = b->bound;
    const ptb_rules *rules = bound->rules;
    PTB_TRY(ptb_arena_alloc(&bound->arena, &bound->tests, rules->n_tests, sizeof *bound->tests, b->err));
    PTB_TRY(ptb_arena_alloc(&bound->arena, &bound->events, rules->n_events, sizeof *bound->events, b->err));
    for (size_t i = 0; i < rules->n_rules; i++) {
        const ptb_rule *rule = &rules->rules[i];
        if (rule->kind == PTB_RULE_WHEN)
            PTB_TRY(bind_condition(b, &rule->when));
        else
            PTB_TRY(bind_event(b, rule));
    }
    return rules->n_events > 0 ? bind_types(b) : PTB_OK;
}

ptb_status ptb_rules_bind(const ptb_rules *rules, const ptb_history *history, const ptb_extractor *features,
                          const ptb_plan *plan, ptb_rules_bound **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_rules_bound *bound = NULL;
    binder b = {.features = features, .plan = plan, .err = err};
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&bound, 1, sizeof *bound, err));
    bound->rules = rules;
    bound->history = history;
    b.bound = bound;
    PTB_TRY_TO(bind_all(&b));
    *out = bound;
    bound = NULL;
done:
    ptb_rules_bound_free(bound);
    return status;
}

void ptb_rules_bound_free(ptb_rules_bound *bound)
{
    if (bound == NULL) return;
    free(bound->type_events);
    ptb_arena_free(&bound->arena);
    free(bound);
}
