/* models/rules_check.c: what is odd about a rules file by itself. */
#include "models/rules_check.h"

#include <math.h>
#include <string.h>

#include "models/rules_internal.h"

typedef struct {
    const ptb_rules *rules;
    ptb_text *out;
    size_t n;
} finder;

/* "rules.json:12: " begins each line. */
static void find(finder *f, const ptb_json *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void find(finder *f, const ptb_json *node, const char *format, ...)
{
    va_list arguments;
    ptb_text_printf(f->out, "%s:%d: ", ptb_json_name(f->rules->doc), ptb_json_line(node));
    va_start(arguments, format);
    ptb_text_vprintf(f->out, format, arguments);
    va_end(arguments);
    ptb_text_add(f->out, "\n");
    f->n++;
}

/* ---- the most points ---- */

static double most_of_rule(const ptb_rule *rule)
{
    const ptb_rule_event *event = &rule->trigger.event;
    double most = 0;
    for (size_t i = 0; i < rule->n_tiers; i++)
        most = fmax(most, rule->tiers[i].points);
    if (rule->n_tiers == 0) most = fmax(0, rule->points);
    if (rule->trigger.kind != PTB_FIRES_EVENT || !(most > 0)) return most;
    if (rule->n_tiers == 0 && event->count != PTB_COUNT_FIRST) most *= event->max_times;
    return fmin(most, event->max_points);
}

static double most_of_group(const ptb_rules *rules, const ptb_rule_group *group)
{
    double sum = 0, largest = 0;
    for (size_t i = 0; i < group->n_members; i++) {
        double most = most_of_rule(&rules->rules[group->members[i]]);
        sum += most;
        largest = fmax(largest, most);
    }
    return fmin(group->max_points, group->is_first_match ? largest : sum);
}

static bool is_grouped(const ptb_rules *rules, size_t rule)
{
    for (size_t g = 0; g < rules->n_groups; g++)
        for (size_t i = 0; i < rules->groups[g].n_members; i++)
            if (rules->groups[g].members[i] == rule) return true;
    return false;
}

double ptb_rules_most(const ptb_rules *rules)
{
    double most = 0, verdict = 0;
    for (size_t i = 0; i < rules->n_rules; i++)
        if (!is_grouped(rules, i)) most += most_of_rule(&rules->rules[i]);
    for (size_t g = 0; g < rules->n_groups; g++)
        most += most_of_group(rules, &rules->groups[g]);
    for (size_t i = 0; i < rules->n_fields; i++)
        most += fmax(0, rules->fields[i].points);
    for (size_t i = 0; i < rules->n_verdicts; i++)
        verdict = fmax(verdict, rules->verdicts[i].points);
    return fmax(rules->floor, fmin(most + verdict, rules->ceiling));
}

/* ---- findings ---- */

/* What fires a rule, as text: two rules whose texts are the same fire together. */
static bool add_trigger(const ptb_rule *rule, ptb_text *out)
{
    static const char *const keys[] = {"when", "event", "no_event"};
    ptb_json_writer writer = {.text = out};
    ptb_text_clear(out);
    ptb_json_begin_object(&writer, NULL);
    for (int i = 0; i < 3; i++) {
        const ptb_json *part = ptb_json_get(rule->node, keys[i]);
        if (part != NULL) ptb_json_add_node(&writer, keys[i], part);
    }
    ptb_json_end_object(&writer);
    return !out->failed;
}

static const ptb_rule_group *group_of(const ptb_rules *rules, size_t rule)
{
    for (size_t g = 0; g < rules->n_groups; g++)
        for (size_t i = 0; i < rules->groups[g].n_members; i++)
            if (rules->groups[g].members[i] == rule) return &rules->groups[g];
    return NULL;
}

static void compare_rules(finder *f, size_t first, size_t second)
{
    const ptb_rule *a = &f->rules->rules[first], *b = &f->rules->rules[second];
    const ptb_rule_group *group = group_of(f->rules, first);
    if (group != NULL && group->is_first_match && group == group_of(f->rules, second))
        find(f, b->node,
             "the rule '%s' never counts: '%s' fires whenever it does, and comes first in group '%s'",
             b->part.id, a->part.id, group->id);
    else if (a->points * b->points < 0)
        find(f, b->node, "the rules '%s' (%+g) and '%s' (%+g) fire together and contradict each other",
             a->part.id, a->points, b->part.id, b->points);
    else
        find(f, b->node, "the rules '%s' and '%s' fire together: the same is counted twice", a->part.id,
             b->part.id);
}

/* At most 1,000 rules; each pair is told once. */
static void find_pairs(finder *f)
{
    ptb_text a = {0}, b = {0};
    for (size_t second = 1; second < f->rules->n_rules; second++) {
        if (!add_trigger(&f->rules->rules[second], &b)) break;
        for (size_t first = 0; first < second; first++) {
            if (!add_trigger(&f->rules->rules[first], &a) || strcmp(a.bytes, b.bytes) != 0) continue;
            compare_rules(f, first, second);
            break;
        }
    }
    f->out->failed = f->out->failed || a.failed || b.failed;
    ptb_text_free(&a);
    ptb_text_free(&b);
}

static void find_pointless(finder *f)
{
    for (size_t i = 0; i < f->rules->n_rules; i++) {
        const ptb_rule *rule = &f->rules->rules[i];
        bool has_any = rule->points < 0 || rule->points > 0;
        for (size_t k = 0; k < rule->n_tiers; k++)
            has_any = has_any || rule->tiers[k].points < 0 || rule->tiers[k].points > 0;
        if (!has_any) find(f, rule->node, "the rule '%s' gives no points", rule->part.id);
    }
}

static bool is_led_to(const ptb_rules *rules, size_t stage)
{
    for (size_t i = 0; i < rules->n_fast_tracks; i++)
        if (rules->fast_tracks[i].stage == stage) return true;
    for (size_t i = 0; i < rules->n_grade_stages; i++)
        if (rules->grade_stages[i].stage == stage) return true;
    for (size_t i = 0; i < rules->n_verdicts; i++)
        if (rules->verdicts[i].stage == stage) return true;
    return false;
}

static void find_unreachable(finder *f)
{
    const ptb_rules *rules = f->rules;
    double most = ptb_rules_most(rules);
    const ptb_json *node = ptb_json_first(ptb_json_get(ptb_json_root(rules->doc), "stages"));
    for (size_t i = 0; i < rules->n_stages; i++, node = ptb_json_next(node))
        if (most < rules->stages[i].points && !is_led_to(rules, i))
            find(
                f, node,
                "the stage '%s' is never reached: it wants %g points, and all rules together give at most %g",
                rules->stages[i].name, rules->stages[i].points, most);
}

static void find_unreviewed(finder *f)
{
    const ptb_json *root = ptb_json_root(f->rules->doc);
    if (ptb_json_get(root, "reviewed_on") == NULL)
        find(f, root, "\"reviewed_on\" is missing: when did marketing and sales last look at it together?");
    else if (ptb_json_get(root, "reviewed_by") == NULL)
        find(f, root, "\"reviewed_by\" is missing: who looked at it?");
}

size_t ptb_rules_check(const ptb_rules *rules, ptb_text *out)
{
    finder f = {rules, out, 0};
    find_pairs(&f);
    find_pointless(&f);
    find_unreachable(&f);
    find_unreviewed(&f);
    return f.n;
}
