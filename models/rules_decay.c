/* models/rules_decay.c: tiers, and how points fade with the age of what earned them. */
#include <math.h>

#include "models/rules_internal.h"

static const char *const decay_keys[] = {"half_life_days", "linear_days", "step", "drop", NULL};
static const char *const step_keys[] = {"after_days", "factor", NULL};
static const char *const drop_keys[] = {"after_days", "points", "unless", NULL};
static const char *const tier_keys[] = {"times", "days",     "assets", "duration_s",
                                        "value", "at_least", "points", NULL};

double ptb_decay_factor(const ptb_decay *decay, int64_t age_s)
{
    double days = (double)age_s / PTB_DAY, factor = 1;
    switch (decay->kind) {
    case PTB_DECAY_NONE:
        return 1;
    case PTB_DECAY_HALF_LIFE:
        return exp2(-days / decay->days);
    case PTB_DECAY_LINEAR:
        return fmax(0, 1 - days / decay->days);
    case PTB_DECAY_STEP:
        for (size_t i = 0; i < decay->n_steps && days >= decay->steps[i].after_days; i++)
            factor = decay->steps[i].factor;
        return factor;
    }
    return 1;
}

static ptb_status parse_steps(ptb_rules *rules, const ptb_json *array, ptb_decay *out, ptb_error *err)
{
    size_t n = ptb_json_is_array(array) ? ptb_json_count(array) : 0;
    if (n == 0 || n > PTB_RULES_MAX) {
        return PTB_RULES_FAIL(rules, err, array,
                              "expected an array of steps: [{\"after_days\": 30, \"factor\": 0.5}]");
    }
    out->kind = PTB_DECAY_STEP;
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->steps, n, sizeof *out->steps, err));
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        ptb_decay_step *step = &out->steps[out->n_steps];
        PTB_TRY(ptb_rules_check_object(rules, node, step_keys, "a step", err));
        PTB_TRY(
            ptb_rules_need_positive(rules, node, "after_days", PTB_WINDOW_MAX_DAYS, &step->after_days, err));
        PTB_TRY(ptb_json_need_number(rules->doc, node, "factor", &step->factor, err));
        if (!(step->factor >= 0) || step->factor > 1) {
            return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "factor"), "%g is not within 0 and 1",
                                  step->factor);
        }
        if (out->n_steps > 0 && !(step->after_days > step[-1].after_days)) {
            return PTB_RULES_FAIL(rules, err, node, "steps ascend, but %g days follow %g", step->after_days,
                                  step[-1].after_days);
        }
        out->n_steps++;
    }
    return PTB_OK;
}

static ptb_status parse_drop(ptb_rules *rules, const ptb_json *node, ptb_rule *out, ptb_error *err)
{
    ptb_drop *drop = &out->drop;
    PTB_TRY(ptb_rules_check_object(rules, node, drop_keys, "a drop", err));
    PTB_TRY(ptb_rules_need_positive(rules, node, "after_days", PTB_WINDOW_MAX_DAYS, &drop->after_days, err));
    PTB_TRY(ptb_rules_need_positive(rules, node, "points", PTB_POINTS_MAX, &drop->points, err));
    if (out->n_tiers == 0 && out->points <= 0)
        return PTB_RULES_FAIL(rules, err, node, "takes points off, but the rule gives none");
    const ptb_json *unless = ptb_json_get(node, "unless");
    drop->has_unless = unless != NULL;
    return unless != NULL ? ptb_rules_parse_activity(rules, unless, &drop->unless, err) : PTB_OK;
}

static ptb_status parse_form(ptb_rules *rules, const ptb_json *node, ptb_rule *out, ptb_error *err)
{
    ptb_decay *decay = &out->trigger.event.decay;
    PTB_TRY(ptb_rules_check_object(rules, node, decay_keys, "a decay", err));
    const ptb_json *form = ptb_json_first(node);
    if (ptb_json_count(node) != 1) {
        return PTB_RULES_FAIL(rules, err, node,
                              "expected exactly one of half_life_days, linear_days, step, drop");
    }
    ptb_str key = ptb_str_of(ptb_json_key(form));
    if (ptb_str_equal_text(key, "step")) return parse_steps(rules, form, decay, err);
    if (ptb_str_equal_text(key, "drop")) return parse_drop(rules, form, out, err);
    decay->kind = ptb_str_equal_text(key, "linear_days") ? PTB_DECAY_LINEAR : PTB_DECAY_HALF_LIFE;
    return ptb_rules_want_positive(rules, node, key.ptr, PTB_WINDOW_MAX_DAYS, &decay->days, err);
}

/* What has expired is as if it had been before the window. */
static ptb_status parse_expiry(ptb_rules *rules, const ptb_json *node, ptb_rule_event *event, ptb_error *err)
{
    double days = PTB_WINDOW_MAX_DAYS;
    PTB_TRY(ptb_rules_need_positive(rules, node, "expires_days", PTB_WINDOW_MAX_DAYS, &days, err));
    if (!(event->window_days > 0) || days < event->window_days) event->window_days = days;
    return PTB_OK;
}

ptb_status ptb_rules_parse_decay(ptb_rules *rules, const ptb_json *node, ptb_rule *out, ptb_error *err)
{
    const ptb_json *decay = ptb_json_get(node, "decay"), *expiry = ptb_json_get(node, "expires_days");
    if (decay == NULL && expiry == NULL) return PTB_OK;
    if (out->trigger.kind != PTB_FIRES_EVENT) {
        return PTB_RULES_FAIL(rules, err, decay != NULL ? decay : expiry,
                              "points fade with the age of an event, but the rule has no \"event\"");
    }
    if (decay != NULL) PTB_TRY(parse_form(rules, decay, out, err));
    return expiry != NULL ? parse_expiry(rules, node, &out->trigger.event, err) : PTB_OK;
}

/* ---- tiers ---- */

/* The tier's one measure and its threshold. */
static ptb_status parse_measure(ptb_rules *rules, const ptb_json *node, int *measure, double *threshold,
                                ptb_error *err)
{
    *measure = -1;
    for (int i = 0; i <= PTB_TIER_AT_LEAST; i++) {
        if (ptb_json_get(node, tier_keys[i]) != NULL) *measure = i;
    }
    if (*measure < 0 || ptb_json_count(node) != 2) {
        return PTB_RULES_FAIL(rules, err, node,
                              "a tier has \"points\" and one of times, days, assets, duration_s, value "
                              "(with \"event\") or at_least (with \"when\")");
    }
    return ptb_json_need_number(rules->doc, node, tier_keys[*measure], threshold, err);
}

static ptb_status parse_tier(ptb_rules *rules, const ptb_json *node, ptb_rule *out, ptb_error *err)
{
    ptb_tier *tier = &out->tiers[out->n_tiers];
    ptb_rule_event *event = &out->trigger.event;
    int measure = 0;
    PTB_TRY(ptb_rules_check_object(rules, node, tier_keys, "a tier", err));
    PTB_TRY(parse_measure(rules, node, &measure, &tier->threshold, err));
    PTB_TRY(ptb_rules_need_points(rules, node, &tier->points, err));
    if (out->n_tiers > 0 && measure != (int)event->measure) {
        return PTB_RULES_FAIL(rules, err, node, "\"%s\" follows \"%s\"; all tiers of a rule have one measure",
                              tier_keys[measure], tier_keys[event->measure]);
    }
    event->measure = (ptb_tier_measure)measure;
    const ptb_json *threshold = ptb_json_get(node, tier_keys[measure]);
    if (out->n_tiers > 0 && !(tier->threshold > tier[-1].threshold)) {
        return PTB_RULES_FAIL(rules, err, threshold, "tiers ascend, but %g follows %g", tier->threshold,
                              tier[-1].threshold);
    }
    if (measure <= PTB_TIER_DURATION && !(tier->threshold > 0))
        return PTB_RULES_FAIL(rules, err, threshold, "%g is not above 0", tier->threshold);
    if (measure == PTB_TIER_ASSETS && tier->threshold > PTB_TIER_ASSETS_MAX) {
        return PTB_RULES_FAIL(rules, err, threshold, "%g distinct assets; at most %d are told apart",
                              tier->threshold, PTB_TIER_ASSETS_MAX);
    }
    out->n_tiers++;
    return PTB_OK;
}

/* Does the measure fit what fires the rule? */
static ptb_status check_measure(ptb_rules *rules, const ptb_json *tiers, const ptb_rule *rule, ptb_error *err)
{
    const ptb_trigger *trigger = &rule->trigger;
    bool is_number = trigger->event.measure == PTB_TIER_AT_LEAST;
    if (trigger->kind == PTB_FIRES_NO_EVENT)
        return PTB_RULES_FAIL(rules, err, tiers, "what did not happen has no tiers");
    if (is_number != (trigger->kind == PTB_FIRES_WHEN)) {
        return PTB_RULES_FAIL(rules, err, tiers,
                              is_number ? "\"at_least\" needs \"when\" alone; of an event: times, days, "
                                          "assets, duration_s or value"
                                        : "\"when\" has tiers by \"at_least\" only");
    }
    if (is_number && trigger->when.kind != PTB_CONDITION_TEST) {
        return PTB_RULES_FAIL(rules, err, tiers,
                              "\"at_least\" needs a \"when\" that tests one number, as {\"account\": "
                              "\"employees\", \"missing\": false}");
    }
    if (!is_number && trigger->event.count != PTB_COUNT_EACH && trigger->event.measure != PTB_TIER_TIMES)
        return PTB_RULES_FAIL(rules, err, tiers, "\"count\" goes with tiers of \"times\" only");
    return PTB_OK;
}

ptb_status ptb_rules_parse_tiers(ptb_rules *rules, const ptb_json *tiers, ptb_rule *out, ptb_error *err)
{
    ptb_rule_event *event = &out->trigger.event;
    size_t n = ptb_json_is_array(tiers) ? ptb_json_count(tiers) : 0;
    if (n == 0 || n > PTB_RULES_MAX)
        return PTB_RULES_FAIL(rules, err, tiers, "expected an array of 1 to %d tiers", PTB_RULES_MAX);
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->tiers, n, sizeof *out->tiers, err));
    for (const ptb_json *node = ptb_json_first(tiers); node != NULL; node = ptb_json_next(node))
        PTB_TRY(parse_tier(rules, node, out, err));
    PTB_TRY(check_measure(rules, tiers, out, err));
    if (event->measure == PTB_TIER_DAYS) event->count = PTB_COUNT_PER_DAY;
    if (event->measure == PTB_TIER_ASSETS) event->max_assets = (size_t)ceil(out->tiers[n - 1].threshold);
    return PTB_OK;
}
