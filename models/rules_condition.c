/* models/rules_condition.c: reads the conditions of a rules file: tests of columns and features, joined by all, any, not. */
#include <math.h>

#include "models/rules_internal.h"

static const char *const condition_keys[] = {
    "all",   "any",   "not",      "contact", "account", "opportunity", "feature", "equals", "in",
    "above", "below", "at_least", "at_most", "matches", "in_list",     "missing", NULL};
static const char *const combinators[] = {"all", "any", "not"};
static const char *const places[] = {"contact", "account", "opportunity", "feature"};
static const char *const range_keys[] = {"at_least", "above", "at_most", "below"};

static ptb_status add_value(ptb_rules *rules, const ptb_json *node, ptb_rule_values *out, ptb_error *err)
{
    const char *text = ptb_json_string(node);
    if (text != NULL && *text == 0) {
        return PTB_RULES_FAIL(rules, err, node, "an empty text equals nothing; use \"missing\": true");
    }
    if (text != NULL) {
        out->texts[out->n_texts++] = text;
    } else if (ptb_json_is_number(node)) {
        out->numbers[out->n_numbers++] = ptb_json_number(node);
    } else if (ptb_json_is_bool(node)) {
        if (ptb_json_true(node))
            out->has_true = true;
        else
            out->has_false = true;
    } else {
        return PTB_RULES_FAIL(rules, err, node, "expected a text, a number, true or false");
    }
    return PTB_OK;
}

/* One value or an array of them. */
ptb_status ptb_rules_parse_values(ptb_rules *rules, const ptb_json *node, ptb_rule_values *out,
                                  ptb_error *err)
{
    bool is_array = ptb_json_is_array(node);
    size_t n = is_array ? ptb_json_count(node) : 1;
    if (n == 0) return PTB_RULES_FAIL(rules, err, node, "the list is empty; expected at least one value");
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->texts, n, sizeof *out->texts, err));
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->numbers, n, sizeof *out->numbers, err));
    const ptb_json *item = is_array ? ptb_json_first(node) : node;
    for (size_t i = 0; i < n; i++) {
        PTB_TRY(add_value(rules, item, out, err));
        item = ptb_json_next(item);
    }
    ptb_values_sort(out);
    return PTB_OK;
}

ptb_status ptb_rules_parse_patterns(ptb_rules *rules, const ptb_json *node, ptb_patterns *out, ptb_error *err)
{
    bool is_array = ptb_json_is_array(node);
    size_t n = is_array ? ptb_json_count(node) : 1;
    if (n == 0) return PTB_RULES_FAIL(rules, err, node, "the list is empty; expected at least one pattern");
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->items, n, sizeof *out->items, err));
    const ptb_json *item = is_array ? ptb_json_first(node) : node;
    for (size_t i = 0; i < n; i++) {
        const char *text = ptb_json_string(item);
        if (text == NULL || *text == 0) {
            return PTB_RULES_FAIL(rules, err, item,
                                  "expected a text (* stands for any text, ? for one character)");
        }
        out->items[out->n++] = text;
        item = ptb_json_next(item);
    }
    return PTB_OK;
}

/* One end of the range: `closed` includes it, `open` does not. */
static ptb_status parse_end(ptb_rules *rules, const ptb_json *node, const char *closed, const char *open,
                            double *end, bool *is_open, ptb_error *err)
{
    const ptb_json *second = ptb_json_get(node, open);
    if (second != NULL && ptb_json_get(node, closed) != NULL) {
        return PTB_RULES_FAIL(rules, err, second, "\"%s\" and \"%s\" are both given; expected one of them",
                              closed, open);
    }
    *is_open = second != NULL;
    return ptb_json_want_number(rules->doc, node, *is_open ? open : closed, end, err);
}

static ptb_status parse_range(ptb_rules *rules, const ptb_json *node, ptb_rule_range *out, ptb_error *err)
{
    out->low = -HUGE_VAL;
    out->high = HUGE_VAL;
    PTB_TRY(parse_end(rules, node, "at_least", "above", &out->low, &out->is_low_open, err));
    PTB_TRY(parse_end(rules, node, "at_most", "below", &out->high, &out->is_high_open, err));
    bool is_point = !(out->low < out->high);
    if (out->low > out->high || (is_point && (out->is_low_open || out->is_high_open))) {
        return PTB_RULES_FAIL(rules, err, node, "no number is %s %g and %s %g",
                              out->is_low_open ? "above" : "at least", out->low,
                              out->is_high_open ? "below" : "at most", out->high);
    }
    return PTB_OK;
}

static ptb_status find_list(ptb_rules *rules, const ptb_json *node, ptb_rule_values *out, ptb_error *err)
{
    size_t place = 0;
    PTB_TRY(ptb_rules_find_name(
        rules, node, &(ptb_rules_named){"list", rules->lists, rules->n_lists, sizeof *rules->lists}, &place,
        err));
    *out = rules->lists[place].values;
    return PTB_OK;
}

static ptb_status parse_missing(ptb_rules *rules, const ptb_json *node, bool *out, ptb_error *err)
{
    if (!ptb_json_is_bool(node)) return PTB_RULES_FAIL(rules, err, node, "expected true or false");
    *out = ptb_json_true(node);
    return PTB_OK;
}

/* The comparison of a test: exactly one of them, the ends of a range counting as one. */
static ptb_status parse_comparison(ptb_rules *rules, const ptb_json *node, ptb_condition *out, ptb_error *err)
{
    const ptb_json *equals = ptb_json_get(node, "equals"), *in = ptb_json_get(node, "in");
    const ptb_json *in_list = ptb_json_get(node, "in_list"), *matches = ptb_json_get(node, "matches");
    const ptb_json *missing = ptb_json_get(node, "missing");
    bool has_range = false;
    for (size_t i = 0; i < sizeof range_keys / sizeof *range_keys; i++) {
        has_range = has_range || ptb_json_get(node, range_keys[i]) != NULL;
    }
    int n = (equals != NULL) + (in != NULL) + (in_list != NULL) + (matches != NULL) + (missing != NULL) +
            has_range;
    if (n != 1) {
        return PTB_RULES_FAIL(rules, err, node,
                              "%s; expected one of equals, in, in_list, matches, missing, or a range by "
                              "at_least, above, at_most, below",
                              n == 0 ? "nothing is compared" : "several comparisons in one condition");
    }
    if (has_range) {
        out->test_kind = PTB_TEST_RANGE;
        return parse_range(rules, node, &out->range, err);
    }
    if (missing != NULL) {
        out->test_kind = PTB_TEST_MISSING;
        return parse_missing(rules, missing, &out->is_missing, err);
    }
    if (matches != NULL) {
        out->test_kind = PTB_TEST_PATTERNS;
        return ptb_rules_parse_patterns(rules, matches, &out->patterns, err);
    }
    out->test_kind = PTB_TEST_VALUES;
    if (in_list != NULL) return find_list(rules, in_list, &out->values, err);
    if (in != NULL && !ptb_json_is_array(in))
        return PTB_RULES_FAIL(rules, err, in, "expected an array of values");
    if (equals != NULL && ptb_json_is_array(equals)) {
        return PTB_RULES_FAIL(rules, err, equals, "expected one value; \"in\" takes several");
    }
    return ptb_rules_parse_values(rules, in != NULL ? in : equals, &out->values, err);
}

static ptb_status parse_test(ptb_rules *rules, const ptb_json *node, ptb_condition *out, ptb_error *err)
{
    int n = 0;
    out->kind = PTB_CONDITION_TEST;
    for (int i = 0; i <= PTB_TEST_FEATURE; i++) {
        const ptb_json *name = ptb_json_get(node, places[i]);
        if (name == NULL) continue;
        n++;
        out->place = (ptb_test_place)i;
        out->name = ptb_json_string(name);
        if (out->name == NULL || out->name[0] == 0) {
            return PTB_RULES_FAIL(rules, err, name, "expected the name of a %s",
                                  i == PTB_TEST_FEATURE ? "feature" : "column");
        }
    }
    if (n != 1) {
        return PTB_RULES_FAIL(rules, err, node,
                              "a condition tests one of \"contact\", \"account\", \"opportunity\" (a column) "
                              "or \"feature\", or joins "
                              "others by \"all\", \"any\" or \"not\"; this one has %s",
                              n == 0 ? "none of them" : "several");
    }
    out->test = rules->n_tests++;
    return parse_comparison(rules, node, out, err);
}

static ptb_status parse_joined(ptb_rules *rules, const ptb_json *node, const ptb_json *inner,
                               ptb_condition *out, ptb_error *err)
{
    bool is_not = out->kind == PTB_CONDITION_NOT;
    if (ptb_json_count(node) != 1) {
        return PTB_RULES_FAIL(rules, err, node, "\"%s\" stands alone in its object", ptb_json_key(inner));
    }
    if (!is_not && (!ptb_json_is_array(inner) || ptb_json_count(inner) == 0)) {
        return PTB_RULES_FAIL(rules, err, inner, "expected an array of at least one condition");
    }
    out->n_children = is_not ? 1 : ptb_json_count(inner);
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->children, out->n_children, sizeof *out->children, err));
    const ptb_json *item = is_not ? inner : ptb_json_first(inner);
    for (size_t i = 0; i < out->n_children; i++) {
        PTB_TRY(ptb_rules_parse_condition(rules, item, &out->children[i], err));
        item = ptb_json_next(item);
    }
    return PTB_OK;
}

/* Recursion is bounded: a JSON document is at most 32 deep. */
ptb_status ptb_rules_parse_condition(ptb_rules *rules, const ptb_json *node, ptb_condition *out,
                                     ptb_error *err)
{
    out->node = node;
    if (!ptb_json_is_object(node))
        return PTB_RULES_FAIL(rules, err, node, "expected a condition (an object)");
    PTB_TRY(ptb_json_known_keys(rules->doc, node, condition_keys, err));
    for (int i = 0; i < 3; i++) {
        const ptb_json *inner = ptb_json_get(node, combinators[i]);
        if (inner == NULL) continue;
        out->kind = (ptb_condition_kind)i;
        return parse_joined(rules, node, inner, out, err);
    }
    return parse_test(rules, node, out, err);
}
