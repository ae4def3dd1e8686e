/* features/extract_compile.c: binds a plan to a history: names to codes, windows and half-lives to places. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "features/extract_inside.h"

/* Categories are stored as float codes, which are exact up to here. */
static const uint64_t max_levels = 1U << 24;

static ptb_sweep_plan *level_of(ptb_extractor *x, ptb_feature_of of)
{
    return of == PTB_OF_CONTACT ? &x->own : &x->rolled;
}

static bool counts_activities(ptb_feature_kind kind)
{
    switch (kind) {
    case PTB_FEATURE_COUNT:
    case PTB_FEATURE_DECAYED_COUNT:
    case PTB_FEATURE_DAYS_SINCE_LAST:
    case PTB_FEATURE_DAYS_SINCE_FIRST:
    case PTB_FEATURE_ACTIVE_DAYS:
    case PTB_FEATURE_VELOCITY:
    case PTB_FEATURE_ACTIVE_CONTACTS:
        return true;
    case PTB_FEATURE_CONTACTS:
    case PTB_FEATURE_DEALS:
    case PTB_FEATURE_DAYS_SINCE_DEAL:
    case PTB_FEATURE_ATTRIBUTE:
    case PTB_FEATURE_AGE:
        break;
    }
    return false;
}

/* --- windows and half-lives --- */

static ptb_time seconds_of(double days)
{
    return llround(days * PTB_DAY);
}

static ptb_status add_window(ptb_sweep_plan *plan, const ptb_feature_spec *spec, double days, ptb_error *err)
{
    ptb_time window_s = seconds_of(days);
    size_t at = 0;
    while (at < plan->n_windows && plan->window_s[at] < window_s)
        at++;
    if (at < plan->n_windows && plan->window_s[at] == window_s) return PTB_OK;
    if (plan->n_windows == PTB_MAX_WINDOWS) {
        return ptb_fail(err, PTB_E_LIMIT, "feature '%s': more than %d different windows of one level",
                        spec->name, PTB_MAX_WINDOWS);
    }
    memmove(plan->window_s + at + 1, plan->window_s + at, (plan->n_windows - at) * sizeof plan->window_s[0]);
    plan->window_s[at] = window_s;
    plan->n_windows++;
    return PTB_OK;
}

static bool is_same(double a, double b)
{
    return !(a < b) && !(a > b);
}

static ptb_status add_half_life(ptb_sweep_plan *plan, ptb_instruction *to, ptb_error *err)
{
    double rate = 1.0 / (to->spec->half_life_days * PTB_DAY);
    size_t at = 0;
    while (at < plan->n_half_lives && !is_same(plan->halvings_per_s[at], rate))
        at++;
    if (at == PTB_MAX_HALF_LIVES) {
        return ptb_fail(err, PTB_E_LIMIT, "feature '%s': more than %d different half-lives of one level",
                        to->spec->name, PTB_MAX_HALF_LIVES);
    }
    if (at == plan->n_half_lives) plan->halvings_per_s[plan->n_half_lives++] = rate;
    to->half_life = (uint32_t)at;
    return PTB_OK;
}

static ptb_status add_spans(ptb_sweep_plan *plan, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    if (spec->window_days > 0) {
        PTB_TRY(add_window(plan, spec, spec->window_days, err));
    } else {
        plan->needs_all = true;
    }
    if (spec->long_window_days > 0) PTB_TRY(add_window(plan, spec, spec->long_window_days, err));
    if (spec->kind == PTB_FEATURE_ACTIVE_DAYS) plan->needs_days = true;
    if (spec->kind == PTB_FEATURE_DECAYED_COUNT) PTB_TRY(add_half_life(plan, to, err));
    return PTB_OK;
}

static uint32_t bucket_of(const ptb_sweep_plan *plan, double days)
{
    size_t at = 0;
    if (!(days > 0)) return (uint32_t)plan->n_windows;
    while (plan->window_s[at] != seconds_of(days))
        at++; /* it is there: add_spans was told all windows */
    return (uint32_t)at;
}

/* --- slots --- */

typedef struct {
    const ptb_strings *names;
    uint32_t **slot; /* of the sweep plan */
} dimension;

static dimension dimension_of(const ptb_history *h, ptb_sweep_plan *plan, ptb_filter filter)
{
    const ptb_activities *a = &h->activities;
    switch (filter) {
    case PTB_FILTER_TYPE:
        return (dimension){&a->types, &plan->type_slot};
    case PTB_FILTER_ASSET:
        return (dimension){&a->assets, &plan->asset_slot};
    case PTB_FILTER_CHANNEL:
        return (dimension){&a->channels, &plan->channel_slot};
    case PTB_FILTER_TOPIC:
        return (dimension){&a->topics, &plan->topic_slot};
    case PTB_FILTER_ANY:
        break;
    }
    return (dimension){NULL, NULL};
}

static ptb_status new_slot(ptb_sweep_plan *plan, uint32_t *slot, ptb_error *err)
{
    if (plan->n_slots > PTB_MAX_SLOTS) {
        return ptb_fail(err, PTB_E_LIMIT, "more than %d different kinds of activity in one plan",
                        PTB_MAX_SLOTS);
    }
    *slot = (uint32_t)plan->n_slots++;
    return PTB_OK;
}

/* Slots go by code; a value that never occurs gets a slot that nothing falls into. */
static ptb_status find_slot(const ptb_history *h, ptb_sweep_plan *plan, ptb_instruction *to, ptb_error *err)
{
    dimension d = dimension_of(h, plan, to->spec->filter);
    if (!d.names) {
        if (plan->any_slot == 0) PTB_TRY(new_slot(plan, &plan->any_slot, err));
        to->slot = plan->any_slot;
        return PTB_OK;
    }
    if (!*d.slot) PTB_TRY(ptb_alloc(d.slot, d.names->n + 1, sizeof **d.slot, err));
    for (size_t code = 1; code < d.names->n; code++) { /* 0 is empty */
        if (!ptb_str_equal_text(ptb_strings_at(d.names, code), to->spec->filter_value)) continue;
        uint32_t *slot = &(*d.slot)[code];
        if (*slot == 0) PTB_TRY(new_slot(plan, slot, err));
        to->slot = *slot;
        return PTB_OK;
    }
    return new_slot(plan, &to->slot, err);
}

/* --- columns --- */

static const ptb_record_table *table_of(const ptb_history *h, ptb_feature_of of)
{
    if (of == PTB_OF_OPPORTUNITY) return &h->opportunities;
    return of == PTB_OF_ACCOUNT ? &h->accounts : &h->contacts;
}

static const char *table_name(ptb_feature_of of)
{
    if (of == PTB_OF_OPPORTUNITY) return "opportunities";
    return of == PTB_OF_ACCOUNT ? "accounts" : "contacts";
}

static ptb_status fail_no_column(const ptb_record_table *table, const ptb_feature_spec *spec, ptb_error *err)
{
    const char **names = NULL;
    PTB_TRY(ptb_alloc(&names, table->n_columns, sizeof *names, err));
    for (size_t i = 0; i < table->n_columns; i++)
        names[i] = table->columns[i].name;
    const char *near = ptb_nearest_name(ptb_str_of(spec->column), names, table->n_columns);
    ptb_status status =
        ptb_fail(err, PTB_E_SCHEMA, "feature '%s': the history's %s have no column '%s'%s%s%s", spec->name,
                 table_name(spec->of), spec->column, near ? " (did you mean '" : "", near ? near : "",
                 near ? "'?)" : "");
    free(names);
    return status;
}

static ptb_status find_column(const ptb_history *h, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    int at = ptb_table_find(to->table, spec->column);
    if (at < 0) return fail_no_column(to->table, spec, err);
    to->column = &to->table->columns[at];
    if (spec->log1p && to->column->kind != PTB_COLUMN_NUMBER) {
        return ptb_fail(err, PTB_E_SCHEMA, "feature '%s': log1p is for numbers, '%s' holds none", spec->name,
                        spec->column);
    }
    if (to->column->kind == PTB_COLUMN_DATE && h->is_timeless) {
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "feature '%s': '%s' is a date, and a history without dates has no moment to measure from",
            spec->name, spec->column);
    }
    if (to->column->kind == PTB_COLUMN_CATEGORY && to->column->levels.n > max_levels) {
        return ptb_fail(err, PTB_E_LIMIT, "feature '%s': '%s' has %zu different values, at most %llu",
                        spec->name, spec->column, to->column->levels.n, (unsigned long long)max_levels);
    }
    return PTB_OK;
}

/* --- all features --- */

static ptb_status bind_feature(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    if (spec->kind == PTB_FEATURE_ATTRIBUTE) {
        to->table = table_of(x->history, spec->of);
        return find_column(x->history, to, err);
    }
    if (x->history->is_timeless) {
        return ptb_fail(err, PTB_E_SCHEMA, "feature '%s' needs time, and the history has no dates",
                        spec->name);
    }
    if (spec->kind == PTB_FEATURE_AGE) to->table = table_of(x->history, spec->of);
    if (spec->kind == PTB_FEATURE_CONTACTS) x->needs_rolled = true;
    if (!counts_activities(spec->kind)) return PTB_OK;
    ptb_sweep_plan *plan = level_of(x, spec->of);
    if (spec->of == PTB_OF_CONTACT) x->needs_own = true;
    if (spec->of != PTB_OF_CONTACT) x->needs_rolled = true;
    if (spec->of == PTB_OF_COLLEAGUES) x->needs_colleagues = true;
    PTB_TRY(add_spans(plan, to, err));
    return find_slot(x->history, plan, to, err);
}

/* 2^(-i/512) as products of repeated square roots of 1/2: IEEE 754 fixes every step to the bit. */
static void fill_halvings(double table[PTB_HALVING_STEPS])
{
    for (size_t i = 0; i < PTB_HALVING_STEPS; i++)
        table[i] = 1;
    double root = 0.5;
    for (size_t bit = PTB_HALVING_STEPS / 2; bit > 0; bit /= 2) {
        root = sqrt(root);
        for (size_t i = 0; i < PTB_HALVING_STEPS; i++) {
            if (i & bit) table[i] *= root;
        }
    }
}

static ptb_status finish_sweep_plan(ptb_sweep_plan *plan, ptb_error *err)
{
    plan->stride = plan->n_windows + 1;
    return ptb_alloc(&plan->wants, plan->n_slots, sizeof *plan->wants, err);
}

ptb_status ptb_extract_compile(ptb_extractor *x, ptb_error *err)
{
    x->own.n_slots = x->rolled.n_slots = 1;
    for (size_t i = 0; i < x->plan->n; i++) {
        x->instructions[i].spec = &x->plan->features[i];
        PTB_TRY(bind_feature(x, &x->instructions[i], err));
    }
    PTB_TRY(finish_sweep_plan(&x->own, err));
    PTB_TRY(finish_sweep_plan(&x->rolled, err));
    for (size_t i = 0; i < x->plan->n; i++) {
        ptb_instruction *to = &x->instructions[i];
        ptb_sweep_plan *plan = level_of(x, to->spec->of);
        if (!counts_activities(to->spec->kind)) continue;
        to->window = bucket_of(plan, to->spec->window_days);
        to->long_window = bucket_of(plan, to->spec->long_window_days);
        if (to->spec->kind == PTB_FEATURE_DECAYED_COUNT) plan->wants[to->slot] |= PTB_WANTS_DECAY;
        if (to->spec->kind == PTB_FEATURE_ACTIVE_DAYS) plan->wants[to->slot] |= PTB_WANTS_DAYS;
    }
    fill_halvings(x->halving);
    return PTB_OK;
}
