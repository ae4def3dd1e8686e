/* features/sweep_plan.c: which windows, half-lives, slots and layers the features of one level come to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/pattern.h"
#include "features/sweep.h"

/* --- windows and half-lives --- */

static ptb_time seconds_of(double days)
{
    return llround(days * PTB_DAY);
}

ptb_status ptb_sweep_add_window(ptb_sweep_plan *plan, const ptb_feature_spec *spec, double days,
                                ptb_error *err)
{
    if (!(days > 0)) {
        plan->needs_all = true;
        return PTB_OK;
    }
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

uint32_t ptb_sweep_bucket(const ptb_sweep_plan *plan, double days)
{
    size_t at = 0;
    if (!(days > 0)) return (uint32_t)plan->n_windows;
    while (at < plan->n_windows && plan->window_s[at] != seconds_of(days))
        at++;
    return (uint32_t)at;
}

static bool is_same(double a, double b)
{
    return !(a < b) && !(a > b);
}

ptb_status ptb_sweep_add_half_life(ptb_sweep_plan *plan, const ptb_feature_spec *spec, uint32_t *out,
                                   ptb_error *err)
{
    double rate = 1.0 / (spec->half_life_days * PTB_DAY);
    size_t at = 0;
    while (at < plan->n_half_lives && !is_same(plan->halvings_per_s[at], rate))
        at++;
    if (at == PTB_MAX_HALF_LIVES) {
        return ptb_fail(err, PTB_E_LIMIT, "feature '%s': more than %d different half-lives of one level",
                        spec->name, PTB_MAX_HALF_LIVES);
    }
    if (at == plan->n_half_lives) plan->halvings_per_s[plan->n_half_lives++] = rate;
    *out = (uint32_t)at;
    return PTB_OK;
}

/* --- slots and layers --- */

const ptb_strings *ptb_activity_texts(const ptb_activities *activities, ptb_filter field)
{
    switch (field) {
    case PTB_FILTER_TYPE:
        return &activities->types;
    case PTB_FILTER_ASSET:
        return &activities->assets;
    case PTB_FILTER_CHANNEL:
        return &activities->channels;
    case PTB_FILTER_TOPIC:
        return &activities->topics;
    case PTB_FILTER_ANY:
    case PTB_FILTER_SET:
    case PTB_N_FILTERS:
        break;
    }
    return NULL;
}

static ptb_status new_slot(ptb_sweep_plan *plan, uint32_t *slot, ptb_error *err)
{
    if (plan->n_slots == 0) plan->n_slots = 1; /* slot 0 is nobody's */
    if (plan->n_slots > PTB_MAX_SLOTS) {
        return ptb_fail(err, PTB_E_LIMIT, "more than %d different kinds of activity in one plan",
                        PTB_MAX_SLOTS);
    }
    *slot = (uint32_t)plan->n_slots++;
    return PTB_OK;
}

static ptb_status new_layer(ptb_sweep_plan *plan, ptb_filter field, ptb_layer **out, ptb_error *err)
{
    PTB_TRY(ptb_reserve(&plan->layers, &plan->layer_capacity, plan->n_layers + 1, sizeof *plan->layers, err));
    *out = &plan->layers[plan->n_layers];
    **out = (ptb_layer){.field = field};
    plan->n_layers++;
    return PTB_OK;
}

static bool is_free(const ptb_layer *layer, const uint8_t *marks, size_t n_codes)
{
    for (size_t code = 1; code < n_codes; code++) {
        if (marks[code] && layer->slot[code] != 0) return false;
    }
    return true;
}

/* A slot for the codes that are marked, in the first layer where none of them has one. */
static ptb_status claim(ptb_sweep_plan *plan, ptb_filter field, const uint8_t *marks, size_t n_codes,
                        uint32_t *slot, ptb_error *err)
{
    ptb_layer *layer = NULL;
    PTB_TRY(new_slot(plan, slot, err));
    for (size_t l = 0; l < plan->n_layers && !layer; l++) {
        if (plan->layers[l].field == field && is_free(&plan->layers[l], marks, n_codes))
            layer = &plan->layers[l];
    }
    if (!layer) {
        PTB_TRY(new_layer(plan, field, &layer, err));
        PTB_TRY(ptb_alloc(&layer->slot, n_codes + 1, sizeof *layer->slot, err));
    }
    for (size_t code = 1; code < n_codes; code++) { /* 0 is empty */
        if (marks[code]) layer->slot[code] = *slot;
    }
    return PTB_OK;
}

/* The slot that has exactly one code of the field, or 0. */
static uint32_t slot_of_code(const ptb_sweep_plan *plan, ptb_filter field, size_t code, size_t n_codes)
{
    for (size_t l = 0; l < plan->n_layers; l++) {
        const ptb_layer *layer = &plan->layers[l];
        uint32_t slot = layer->field == field ? layer->slot[code] : 0;
        size_t n = 0;
        for (size_t other = 1; slot != 0 && other < n_codes; other++)
            n += layer->slot[other] == slot;
        if (n == 1) return slot;
    }
    return 0;
}

static ptb_status add_value(ptb_sweep_plan *plan, const ptb_history *history, const ptb_feature_spec *spec,
                            uint32_t *slot, ptb_error *err)
{
    const ptb_strings *texts = ptb_activity_texts(&history->activities, spec->filter);
    size_t code = 1, n = texts ? texts->n : 0;
    while (code < n && !ptb_str_equal_text(ptb_strings_at(texts, code), spec->filter_value))
        code++;
    if (code >= n) return new_slot(plan, slot, err); /* never occurs: nothing falls into it */
    *slot = slot_of_code(plan, spec->filter, code, n);
    if (*slot != 0) return PTB_OK;
    uint8_t *marks;
    PTB_TRY(ptb_alloc(&marks, n, 1, err));
    marks[code] = 1;
    ptb_status status = claim(plan, spec->filter, marks, n, slot, err);
    free(marks);
    return status;
}

static ptb_status add_conditions(ptb_sweep_plan *plan, const ptb_history *history,
                                 const ptb_activity_set_spec *set, uint32_t *slot, ptb_error *err)
{
    ptb_layer *layer;
    PTB_TRY(new_slot(plan, slot, err));
    PTB_TRY(new_layer(plan, PTB_FILTER_ANY, &layer, err));
    layer->both_slot = *slot;
    for (int f = 0; f < PTB_N_FILTERS; f++) {
        if (set->n_patterns[f] == 0) continue;
        const ptb_strings *texts = ptb_activity_texts(&history->activities, (ptb_filter)f);
        PTB_TRY(ptb_patterns_mark(texts, set->patterns[f], set->n_patterns[f], &layer->fits[f], err));
        if (texts->n > 0) layer->fits[f][0] = 0; /* empty is no value */
    }
    return PTB_OK;
}

static ptb_status mark_set(const ptb_strings *texts, const ptb_activity_set_spec *set, int field,
                           uint8_t **marks, ptb_error *err)
{
    uint8_t *except;
    PTB_TRY(ptb_patterns_mark(texts, set->patterns[field], set->n_patterns[field], marks, err));
    if (set->except.n == 0) return PTB_OK;
    ptb_status status = ptb_patterns_mark(texts, set->except.items, set->except.n, &except, err);
    if (status != PTB_OK) {
        free(*marks);
        return status;
    }
    for (size_t code = 0; code < texts->n; code++)
        (*marks)[code] &= !except[code];
    free(except);
    return PTB_OK;
}

ptb_status ptb_sweep_add_set(ptb_sweep_plan *plan, const ptb_history *history,
                             const ptb_activity_set_spec *set, uint32_t *slot, ptb_error *err)
{
    for (size_t i = 0; i < plan->n_known_sets; i++) {
        if (plan->known_sets[i].set != set) continue;
        *slot = plan->known_sets[i].slot;
        return PTB_OK;
    }
    int field = 0, n_fields = 0;
    for (int f = 0; f < PTB_N_FILTERS; f++) {
        if (set->n_patterns[f] == 0) continue;
        field = f;
        n_fields++;
    }
    if (n_fields == 1) {
        uint8_t *marks;
        const ptb_strings *texts = ptb_activity_texts(&history->activities, (ptb_filter)field);
        PTB_TRY(mark_set(texts, set, field, &marks, err));
        ptb_status status = claim(plan, (ptb_filter)field, marks, texts->n, slot, err);
        free(marks);
        PTB_TRY(status);
    } else {
        PTB_TRY(add_conditions(plan, history, set, slot, err));
    }
    PTB_TRY(ptb_reserve(&plan->known_sets, &plan->known_capacity, plan->n_known_sets + 1,
                        sizeof *plan->known_sets, err));
    plan->known_sets[plan->n_known_sets++] = (ptb_known_set){set, *slot};
    return PTB_OK;
}

ptb_status ptb_sweep_add_filter(ptb_sweep_plan *plan, const ptb_history *history, const ptb_plan *all,
                                const ptb_feature_spec *spec, uint32_t *slot, ptb_error *err)
{
    if (spec->filter == PTB_FILTER_ANY) {
        if (plan->any_slot == 0) PTB_TRY(new_slot(plan, &plan->any_slot, err));
        *slot = plan->any_slot;
        return PTB_OK;
    }
    if (spec->filter != PTB_FILTER_SET) return add_value(plan, history, spec, slot, err);
    const ptb_activity_set_spec *set = ptb_plan_set(all, spec->filter_value);
    if (set) return ptb_sweep_add_set(plan, history, set, slot, err);
    return ptb_fail(err, PTB_E_SCHEMA, "feature '%s': the plan has no set '%s'", spec->name,
                    spec->filter_value);
}

/* --- what slots want --- */

ptb_status ptb_sweep_plan_finish(ptb_sweep_plan *plan, ptb_error *err)
{
    if (plan->n_slots == 0) plan->n_slots = 1;
    plan->n_buckets = plan->n_windows + 1;
    for (size_t l = 0; l < plan->n_layers; l++)
        PTB_TRY(ptb_alloc(&plan->layers[l].busy, plan->n_buckets, 1, err));
    return ptb_alloc(&plan->wants, plan->n_slots * plan->n_buckets, 1, err);
}

void ptb_sweep_want(ptb_sweep_plan *plan, uint32_t slot, uint32_t last_bucket, uint8_t what)
{
    for (size_t b = 0; b <= last_bucket; b++)
        plan->wants[ptb_tally_at(plan, slot, b)] |= what;
    plan->wants_any |= what;
}

static void settle_slot(ptb_sweep_plan *plan, ptb_layer *layer, size_t slot)
{
    for (size_t b = 0; slot != 0 && b < plan->n_buckets; b++)
        layer->busy[b] |= plan->wants[ptb_tally_at(plan, slot, b)] & (uint8_t)~PTB_WANTS_DECAY;
}

void ptb_sweep_settle(ptb_sweep_plan *plan, const ptb_history *history)
{
    for (size_t l = 0; l < plan->n_layers; l++) {
        ptb_layer *layer = &plan->layers[l];
        settle_slot(plan, layer, layer->both_slot);
        const ptb_strings *texts = ptb_activity_texts(&history->activities, layer->field);
        for (size_t code = 1; texts && code < texts->n; code++)
            settle_slot(plan, layer, layer->slot[code]);
    }
}

void ptb_sweep_plan_free(ptb_sweep_plan *plan)
{
    for (size_t l = 0; l < plan->n_layers; l++) {
        free(plan->layers[l].slot);
        free(plan->layers[l].busy);
        for (int f = 0; f < PTB_N_FILTERS; f++)
            free(plan->layers[l].fits[f]);
    }
    free(plan->layers);
    free(plan->known_sets);
    free(plan->wants);
}
