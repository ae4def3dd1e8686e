/* models/rules.c: points of a case by the rules bound to its history, and what the file says about itself. */
#include "models/rules.h"

#include <math.h>
#include <stdlib.h>

#include "models/rules_bound.h"

void ptb_rules_free(ptb_rules *rules)
{
    if (rules == NULL) return;
    ptb_json_free(rules->doc);
    ptb_arena_free(&rules->arena);
    free(rules->events);
    free(rules);
}

/* ---- what the file says about itself ---- */

static bool has_bounds(const ptb_rules *rules)
{
    return isfinite(rules->floor) || isfinite(rules->ceiling);
}

size_t ptb_rules_count(const ptb_rules *rules)
{
    return rules->n_rules + rules->n_fields + rules->n_verdicts + rules->n_idles + has_bounds(rules);
}

static const ptb_rule_part *part_at(const ptb_rules *rules, size_t part)
{
    if (part < rules->n_rules) return &rules->rules[part].part;
    part -= rules->n_rules;
    if (part < rules->n_fields) return &rules->fields[part].part;
    part -= rules->n_fields;
    if (part < rules->n_verdicts) return &rules->verdicts[part].part;
    part -= rules->n_verdicts;
    return part < rules->n_idles ? &rules->idles[part].part : &rules->bounds;
}

const char *ptb_rules_id(const ptb_rules *rules, size_t part)
{
    return part_at(rules, part)->id;
}

const char *ptb_rules_label(const ptb_rules *rules, size_t part)
{
    return part_at(rules, part)->label;
}

const char *ptb_rules_sha256(const ptb_rules *rules)
{
    return rules->sha256;
}

const char *ptb_rules_name(const ptb_rules *rules)
{
    return rules->name;
}

ptb_blend ptb_rules_blend(const ptb_rules *rules)
{
    return rules->blend;
}

double ptb_blend_z(const ptb_blend *blend, double logit, double points)
{
    return (1 - blend->weight) * logit + blend->weight * (blend->a + blend->b * points);
}

/* ---- scratch ---- */

ptb_status ptb_rules_scratch_new(const ptb_rules_bound *bound, ptb_rules_scratch **out, ptb_error *err)
{
    const ptb_rules *rules = bound->rules;
    ptb_status status = PTB_OK;
    ptb_rules_scratch *scratch = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&scratch, 1, sizeof *scratch, err));
    ptb_activity_window_init(&scratch->window, &bound->history->activities);
    PTB_TRY_TO(ptb_alloc(&scratch->tallies, rules->n_events + 1, sizeof *scratch->tallies, err));
    PTB_TRY_TO(ptb_alloc(&scratch->assets, bound->n_assets, sizeof *scratch->assets, err));
    PTB_TRY_TO(ptb_alloc(&scratch->points, ptb_rules_count(rules), sizeof *scratch->points, err));
    PTB_TRY_TO(ptb_alloc(&scratch->fired, rules->n_rules, sizeof *scratch->fired, err));
    *out = scratch;
    scratch = NULL;
done:
    ptb_rules_scratch_free(scratch);
    return status;
}

void ptb_rules_scratch_free(ptb_rules_scratch *scratch)
{
    if (scratch == NULL) return;
    ptb_activity_window_free(&scratch->window);
    free(scratch->tallies);
    free(scratch->assets);
    free(scratch->points);
    free(scratch->fired);
    free(scratch);
}

const double *ptb_rules_points(const ptb_rules_scratch *scratch)
{
    return scratch->points;
}

/* ---- points ---- */

/* One case: all that evaluation reads, and the scratch. */
typedef struct {
    const ptb_rules_bound *bound;
    const ptb_rules *rules;
    ptb_rules_scratch *scratch;
    const ptb_case *one;
    const float *raw;
} evaluation;

static double measured(const evaluation *e, const ptb_trigger *trigger)
{
    if (trigger->kind == PTB_FIRES_WHEN) return ptb_rules_number(e->bound, &trigger->when, e->one, e->raw);
    const ptb_event_tally *tally = &e->scratch->tallies[trigger->event.slot];
    ptb_tier_measure measure = trigger->event.measure;
    if (measure == PTB_TIER_ASSETS) return tally->n_assets;
    return measure == PTB_TIER_DURATION || measure == PTB_TIER_VALUE ? tally->amount : tally->times;
}

/* The last tier reached, 0 below all; faded as its latest event is. */
static double tier_points(const evaluation *e, const ptb_rule *rule)
{
    const ptb_trigger *trigger = &rule->trigger;
    double points = 0, amount = measured(e, trigger);
    for (size_t i = 0; i < rule->n_tiers && amount >= rule->tiers[i].threshold; i++)
        points = rule->tiers[i].points;
    if (trigger->event.decay.kind == PTB_DECAY_NONE) return points;
    const ptb_event_tally *tally = &e->scratch->tallies[trigger->event.slot];
    ptb_time latest = e->bound->history->activities.ts[tally->latest];
    return points * ptb_decay_factor(&trigger->event.decay, e->one->as_of - latest);
}

/* Points of a rule that fires. */
static double rule_points(const evaluation *e, const ptb_rule *rule)
{
    const ptb_trigger *trigger = &rule->trigger;
    double points = rule->points;
    if (rule->n_tiers > 0) points = tier_points(e, rule);
    if (trigger->kind != PTB_FIRES_EVENT) return points;
    const ptb_event_tally *tally = &e->scratch->tallies[trigger->event.slot];
    if (rule->n_tiers == 0) points *= tally->worth;
    points = fmax(-trigger->event.max_points, fmin(points, trigger->event.max_points));
    return tally->is_dropped ? fmax(0, points - rule->drop.points) : points;
}

/* Of a group's rules only the first that fires keeps its points. */
static void keep_first(const ptb_rule_group *group, const bool *fired, double *points)
{
    bool has_fired = false;
    for (size_t i = 0; i < group->n_members; i++) {
        uint32_t rule = group->members[i];
        if (has_fired) points[rule] = 0;
        has_fired = has_fired || fired[rule];
    }
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

static double *add_rules(const evaluation *e, double *points)
{
    const ptb_rules *rules = e->rules;
    for (size_t i = 0; i < rules->n_rules; i++) {
        bool fires = ptb_rules_fires(e->bound, e->scratch, &rules->rules[i].trigger, e->one, e->raw);
        e->scratch->fired[i] = fires;
        points[i] = fires ? rule_points(e, &rules->rules[i]) : 0;
    }
    for (size_t i = 0; i < rules->n_groups; i++) {
        if (rules->groups[i].is_first_match) keep_first(&rules->groups[i], e->scratch->fired, points);
        bound_group(&rules->groups[i], points);
    }
    return points + rules->n_rules;
}

static double *add_people(const evaluation *e, double *points)
{
    const ptb_rules *rules = e->rules;
    size_t verdict = ptb_rules_latest_verdict(e->bound, e->scratch);
    for (size_t i = 0; i < rules->n_fields; i++)
        *points++ =
            ptb_rules_holds(e->bound, &rules->fields[i].given, e->one, e->raw) ? rules->fields[i].points : 0;
    for (size_t i = 0; i < rules->n_verdicts; i++)
        *points++ = i == verdict ? rules->verdicts[i].points : 0;
    return points;
}

/* Has there been no such activity for so long? Somebody who never did anything has been silent since they became known. */
static bool is_silent(const evaluation *e, const ptb_rule_idle *idle)
{
    const ptb_history *history = e->bound->history;
    uint32_t contact = e->one->contact;
    if (contact == PTB_NONE || e->scratch->tallies[idle->event.slot].times > 0) return false;
    ptb_time since =
        history->contacts.created_at != NULL ? history->contacts.created_at[contact] : PTB_NO_TIME;
    uint64_t first = history->activities.first[contact];
    bool has_any = first < history->activities.first[contact + 1];
    if (has_any && (since == PTB_NO_TIME || history->activities.ts[first] < since))
        since = history->activities.ts[first];
    return since != PTB_NO_TIME && (double)(e->one->as_of - since) >= idle->after_days * PTB_DAY;
}

/* In the file's order; a reset makes what came before it, and the fee for silence, into its own total. */
static double *add_silence(const evaluation *e, double *points, double *total)
{
    const ptb_rules *rules = e->rules;
    for (size_t i = 0; i < rules->n_idles; i++) {
        const ptb_rule_idle *idle = &rules->idles[i];
        *points = 0;
        if (is_silent(e, idle)) *points = idle->is_reset ? idle->reset_to - *total : idle->points;
        *total += *points++;
    }
    return points;
}

static double sum(const double *points, const double *end)
{
    double total = 0;
    while (points < end)
        total += *points++;
    return total;
}

void ptb_rules_evaluate(const ptb_rules_bound *bound, ptb_rules_scratch *scratch, const ptb_case *one,
                        const float *raw, ptb_rules_outcome *out)
{
    const ptb_rules *rules = bound->rules;
    const evaluation e = {bound, rules, scratch, one, raw};
    ptb_rules_count_events(bound, scratch, one);
    double *end = add_people(&e, add_rules(&e, scratch->points));
    double total = sum(scratch->points, end);
    end = add_silence(&e, end, &total);
    if (has_bounds(rules)) {
        *end = fmax(rules->floor, fmin(total, rules->ceiling)) - total;
        end++;
    }
    out->points = sum(scratch->points, end);
    out->fit = out->engagement = 0;
    for (size_t i = 0; i < ptb_rules_count(rules); i++) {
        ptb_axis axis = part_at(rules, i)->axis;
        if (axis == PTB_AXIS_FIT) out->fit += scratch->points[i];
        if (axis == PTB_AXIS_ENGAGEMENT) out->engagement += scratch->points[i];
    }
    ptb_rules_decide(bound, scratch, one, raw, out);
}
