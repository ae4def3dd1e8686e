/* features/plan_write.c: a plan as JSON. */
#include "features/plan_inside.h"
#include "features/plan_kinds.h"

static void add_texts(ptb_json_writer *writer, const char *key, const char *const *items, size_t n)
{
    if (n == 0) return;
    ptb_json_begin_array(writer, key, true);
    for (size_t i = 0; i < n; i++)
        ptb_json_add_string(writer, NULL, items[i]);
    ptb_json_end_array(writer);
}

static void add_days(ptb_json_writer *writer, const char *key, double days)
{
    if (days > 0) ptb_json_add_number(writer, key, days);
}

static void write_feature(ptb_json_writer *writer, const ptb_feature_spec *spec)
{
    const ptb_kind_rule *rule = &ptb_kinds[spec->kind];
    unsigned takes = rule->must | rule->may;
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "name", spec->name);
    ptb_json_add_string(writer, "kind", rule->name);
    ptb_json_add_string(writer, "of", ptb_of_names[spec->of]);
    if (spec->filter != PTB_FILTER_ANY)
        ptb_json_add_string(writer, ptb_filter_keys[spec->filter], spec->filter_value);
    if (takes & PTB_KEY_FIELD && spec->field != PTB_FILTER_ANY)
        ptb_json_add_string(writer, "field", ptb_filter_keys[spec->field]);
    add_texts(writer, "sets", spec->sets.items, spec->sets.n);
    if (takes & PTB_KEY_MEASURE) ptb_json_add_string(writer, "measure", ptb_measure_names[spec->measure]);
    if (rule->choice_key) ptb_json_add_string(writer, rule->choice_key, rule->choices[spec->choice]);
    add_days(writer, "window_days", spec->window_days);
    add_days(writer, "long_window_days", spec->long_window_days);
    add_days(writer, "half_life_days", spec->half_life_days);
    if (takes & PTB_KEY_OUTCOME) ptb_json_add_string(writer, "outcome", ptb_deal_outcomes[spec->outcome]);
    add_texts(writer, "stages", spec->stages.items, spec->stages.n);
    add_texts(writer, "lost_reasons", spec->lost_reasons.items, spec->lost_reasons.n);
    if (spec->seniority) ptb_json_add_string(writer, "seniority", spec->seniority);
    if (spec->buying_role) ptb_json_add_string(writer, "buying_role", spec->buying_role);
    if (spec->column) ptb_json_add_string(writer, "column", spec->column);
    if (spec->log1p) ptb_json_add_bool(writer, "log1p", true);
    if (spec->first_month > 0) ptb_json_add_integer(writer, "first_month", spec->first_month);
    ptb_json_end_object(writer);
}

static void write_set(ptb_json_writer *writer, const ptb_activity_set_spec *set)
{
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "name", set->name);
    for (int f = 0; f < PTB_N_FILTERS; f++)
        add_texts(writer, ptb_filter_keys[f], set->patterns[f], set->n_patterns[f]);
    add_texts(writer, "except", set->except.items, set->except.n);
    ptb_json_end_object(writer);
}

void ptb_plan_write(ptb_json_writer *writer, const char *key, const ptb_plan *plan)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_string(writer, "format", PTB_PLAN_FORMAT);
    ptb_json_add_integer(writer, "format_version", PTB_PLAN_VERSION);
    if (plan->n_sets > 0) {
        ptb_json_begin_array(writer, "sets", false);
        for (size_t i = 0; i < plan->n_sets; i++)
            write_set(writer, &plan->sets[i]);
        ptb_json_end_array(writer);
    }
    ptb_json_begin_array(writer, "features", false);
    for (size_t i = 0; i < plan->n; i++)
        write_feature(writer, &plan->features[i]);
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}
