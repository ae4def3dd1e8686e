/* models/rules_holds.c: does a bound condition hold, does a trigger fire? */
#include <assert.h>
#include <math.h>

#include "datasets/history_values.h"
#include "models/rules_bound.h"

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
    const uint32_t rows[] = {one->contact, one->account, one->opportunity};
    uint32_t row = rows[test->condition->place];
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

bool ptb_rules_holds(const ptb_rules_bound *bound, const ptb_condition *condition, const ptb_case *one,
                     const float *raw)
{
    if (condition->kind == PTB_CONDITION_TEST) return test_holds(&bound->tests[condition->test], one, raw);
    if (condition->kind == PTB_CONDITION_NOT) return !ptb_rules_holds(bound, condition->children, one, raw);
    bool wanted = condition->kind == PTB_CONDITION_ANY;
    for (size_t i = 0; i < condition->n_children; i++) {
        if (ptb_rules_holds(bound, &condition->children[i], one, raw) == wanted) return wanted;
    }
    return !wanted;
}

double ptb_rules_number(const ptb_rules_bound *bound, const ptb_condition *condition, const ptb_case *one,
                        const float *raw)
{
    seen value = look(&bound->tests[condition->test], one, raw);
    return value.is_missing ? (double)NAN : value.number;
}

/* Of a case without a contact nobody knows what did not happen. */
bool ptb_rules_fires(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch,
                     const ptb_trigger *trigger, const ptb_case *one, const float *raw)
{
    if (trigger->has_when && !ptb_rules_holds(bound, &trigger->when, one, raw)) return false;
    if (trigger->kind == PTB_FIRES_WHEN) return true;
    bool has_happened = scratch->tallies[trigger->event.slot].times > 0;
    return trigger->kind == PTB_FIRES_EVENT ? has_happened : one->contact != PTB_NONE && !has_happened;
}
