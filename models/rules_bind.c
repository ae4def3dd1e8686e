/* models/rules_bind.c: binds the conditions of rules to a history: every pattern is matched once against every distinct value. */
#include <math.h>
#include <stdlib.h>

#include "models/rules_bound.h"

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
    static const char *const whats[] = {"column of contacts", "column of accounts",
                                        "column of opportunities"};
    return fail_unknown(b, condition, whats[condition->place], names, table->n_columns + 1);
}

static ptb_status bind_column(const binder *b, ptb_bound_test *test)
{
    const ptb_condition *condition = test->condition;
    const ptb_history *history = b->bound->history;
    const ptb_record_table *const tables[] = {&history->contacts, &history->accounts,
                                              &history->opportunities};
    static const char *const id_names[] = {"contact_id", "account_id", "opportunity_id"};
    const ptb_record_table *table = tables[condition->place];
    const char *id_name = id_names[condition->place];
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

/* The condition of a trigger, a route. */
static ptb_status bind_when(const binder *b, bool has_when, const ptb_condition *when)
{
    return has_when ? bind_condition(b, when) : PTB_OK;
}

/* Tiers of a number need one. */
static ptb_status check_tiers(const binder *b, const ptb_rule *rule)
{
    if (rule->n_tiers == 0 || rule->trigger.kind != PTB_FIRES_WHEN) return PTB_OK;
    const ptb_condition *when = &rule->trigger.when;
    const ptb_bound_test *test = &b->bound->tests[when->test];
    bool is_number = test->table != NULL ? test->table->columns[test->column].kind == PTB_COLUMN_NUMBER
                                         : when->place == PTB_TEST_FEATURE &&
                                               ptb_extractor_levels(b->features, test->feature) == NULL;
    if (is_number) return PTB_OK;
    return BIND_FAIL(b, when, "tiers by \"at_least\" need a number, and '%s' is none", when->name);
}

/* The columns that notes name. */
static ptb_status bind_note(const binder *b, const ptb_note *note)
{
    const ptb_rules *rules = b->bound->rules;
    for (size_t i = 0; i < note->n_pieces; i++) {
        const ptb_note_piece *piece = &note->pieces[i];
        if (piece->kind != PTB_PIECE_CONTACT && piece->kind != PTB_PIECE_ACCOUNT) continue;
        bool is_contact = piece->kind == PTB_PIECE_CONTACT;
        const char *name = NULL;
        PTB_TRY(ptb_arena_text(&b->bound->arena, piece->text.ptr, piece->text.len, &name, b->err));
        int place =
            ptb_table_find(is_contact ? &b->bound->history->contacts : &b->bound->history->accounts, name);
        if (place < 0) {
            return PTB_RULES_FAIL(rules, b->err, note->text_node, "no column '%s' of %s", name,
                                  is_contact ? "contacts" : "accounts");
        }
        b->bound->note_columns[piece->place] = place;
    }
    return PTB_OK;
}

static ptb_status bind_conditions(const binder *b)
{
    const ptb_rules *r = b->bound->rules;
    for (size_t i = 0; i < r->n_rules; i++) {
        PTB_TRY(bind_when(b, r->rules[i].trigger.has_when, &r->rules[i].trigger.when));
        PTB_TRY(check_tiers(b, &r->rules[i]));
    }
    for (size_t i = 0; i < r->n_fields; i++)
        PTB_TRY(bind_condition(b, &r->fields[i].given));
    for (size_t i = 0; i < r->n_fast_tracks; i++)
        PTB_TRY(bind_when(b, r->fast_tracks[i].trigger.has_when, &r->fast_tracks[i].trigger.when));
    for (size_t i = 0; i < r->n_exclusions; i++)
        PTB_TRY(bind_when(b, r->exclusions[i].trigger.has_when, &r->exclusions[i].trigger.when));
    for (size_t i = 0; i < r->n_routes; i++)
        PTB_TRY(bind_when(b, r->routes[i].has_when, &r->routes[i].when));
    for (size_t i = 0; i < r->n_notes; i++) {
        PTB_TRY(bind_when(b, r->notes[i].trigger.has_when, &r->notes[i].trigger.when));
        PTB_TRY(bind_note(b, &r->notes[i]));
    }
    return PTB_OK;
}

static ptb_status bind_all(const binder *b)
{
    ptb_rules_bound *bound = b->bound;
    const ptb_rules *rules = bound->rules;
    PTB_TRY(ptb_arena_alloc(&bound->arena, &bound->tests, rules->n_tests, sizeof *bound->tests, b->err));
    PTB_TRY(ptb_arena_alloc(&bound->arena, &bound->note_columns, rules->n_note_columns,
                            sizeof *bound->note_columns, b->err));
    PTB_TRY(bind_conditions(b));
    return ptb_rules_bind_events(bound, b->err);
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
