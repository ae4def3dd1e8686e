/* models/rules_rule.c: reads the rules of a rules file: what fires each, its points and its bounds. */
#include "models/rules_internal.h"

static const char *const rule_keys[] = {"id",    "label",    "axis",  "group", "points",       "when",
                                        "event", "no_event", "tiers", "decay", "expires_days", NULL};

static ptb_status join_group(ptb_rules *rules, const ptb_json *node, size_t rule, ptb_error *err)
{
    const ptb_json *member = ptb_json_get(node, "group");
    size_t place = 0;
    if (member == NULL) return PTB_OK;
    PTB_TRY(ptb_rules_find_name(
        rules, member, &(ptb_rules_named){"group", rules->groups, rules->n_groups, sizeof *rules->groups},
        &place, err));
    ptb_rule_group *group = &rules->groups[place];
    if (group->members == NULL)
        PTB_TRY(ptb_arena_alloc(&rules->arena, &group->members, PTB_RULES_MAX, sizeof *group->members, err));
    group->members[group->n_members++] = (uint32_t)rule;
    return PTB_OK;
}

static ptb_status parse_axis(ptb_rules *rules, const ptb_json *node, ptb_axis *out, ptb_error *err)
{
    static const char *const names[] = {"fit", "engagement"};
    const char *axis = NULL;
    PTB_TRY(ptb_json_want_string(rules->doc, node, "axis", &axis, err));
    if (axis == NULL) return PTB_OK;
    for (int i = 0; i < 2; i++) {
        if (!ptb_str_equal_text(ptb_str_of(axis), names[i])) continue;
        *out = i == 0 ? PTB_AXIS_FIT : PTB_AXIS_ENGAGEMENT;
        return PTB_OK;
    }
    return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "axis"),
                          "'%s' is no axis; expected \"fit\" or \"engagement\"", axis);
}

/* Points, or tiers of points. */
static ptb_status parse_worth(ptb_rules *rules, const ptb_json *node, ptb_rule *out, ptb_error *err)
{
    const ptb_json *tiers = ptb_json_get(node, "tiers");
    if (tiers == NULL) return ptb_rules_need_points(rules, node, &out->points, err);
    if (ptb_json_get(node, "points") != NULL)
        return PTB_RULES_FAIL(rules, err, tiers, "stands instead of \"points\"; expected one of them");
    return ptb_rules_parse_tiers(rules, tiers, out, err);
}

static ptb_status parse_rule(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_rule *out = item;
    out->node = node;
    PTB_TRY(ptb_rules_check_object(rules, node, rule_keys, "a rule", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "id", &out->part.id, err));
    out->part.label = out->part.id;
    PTB_TRY(ptb_rules_want_label(rules, node, &out->part.label, err));
    PTB_TRY(parse_axis(rules, node, &out->part.axis, err));
    PTB_TRY(join_group(rules, node, rules->n_rules, err));
    PTB_TRY(ptb_rules_parse_trigger(rules, node, "a rule", &out->trigger, err));
    PTB_TRY(parse_worth(rules, node, out, err));
    return ptb_rules_parse_decay(rules, node, out, err);
}

ptb_status ptb_rules_parse_rules(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *array = NULL, *root = ptb_json_root(rules->doc);
    PTB_TRY(ptb_json_need_array(rules->doc, root, "rules", &array, err));
    if (ptb_json_count(array) == 0)
        return PTB_RULES_FAIL(rules, err, array, "0 rules; expected 1 to %d", PTB_RULES_MAX);
    return ptb_rules_want_list(rules, root,
                               &(ptb_rules_list_kind){"rules", "rule", sizeof *rules->rules, parse_rule},
                               &rules->rules, &rules->n_rules, err);
}
