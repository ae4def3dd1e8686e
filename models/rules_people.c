/* models/rules_people.c: reads what is worth points beside the rules: fields given, persons' verdicts, silence; and the bounds of
 * the total. */
#include <math.h>

#include "models/rules_internal.h"

static const char *const field_keys[] = {"contact", "points", "question", "label", NULL};
static const char *const verdicts_keys[] = {"event", "verdicts", "expires_days", NULL};
static const char *const verdict_keys[] = {"asset", "stage", "points", "exclude", "label", NULL};
static const char *const idle_keys[] = {"after_days", "points", "reset_to", "event", "label", NULL};

static ptb_status parse_field(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_rule_field *out = item;
    ptb_condition *given = &out->given;
    PTB_TRY(ptb_rules_check_object(rules, node, field_keys, "a field", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "contact", &given->name, err));
    PTB_TRY(ptb_rules_need_points(rules, node, &out->points, err));
    PTB_TRY(ptb_rules_need_name(rules, node, "question", &out->question, err));
    out->part = (ptb_rule_part){.id = given->name, .axis = PTB_AXIS_FIT};
    given->node = node;
    given->kind = PTB_CONDITION_TEST;
    given->place = PTB_TEST_CONTACT;
    given->test_kind = PTB_TEST_MISSING;
    given->test = rules->n_tests++;
    PTB_TRY(ptb_rules_words(rules, &out->part.label, err, "%s is known", given->name));
    return ptb_rules_want_label(rules, node, &out->part.label, err);
}

static ptb_status parse_verdict(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_rule_verdict *out = item;
    out->stage = SIZE_MAX;
    PTB_TRY(ptb_rules_check_object(rules, node, verdict_keys, "a verdict", err));
    const ptb_json *asset = ptb_json_get(node, "asset"), *stage = ptb_json_get(node, "stage");
    if (asset == NULL)
        return PTB_RULES_FAIL(rules, err, node, "\"asset\" is missing: which activities say it?");
    PTB_TRY(ptb_rules_parse_patterns(rules, asset, &out->event.asset, err));
    PTB_TRY(ptb_rules_want_points(rules, node, "points", &out->points, err));
    PTB_TRY(ptb_json_want_bool(rules->doc, node, "exclude", &out->is_exclusion, err));
    if (stage != NULL) PTB_TRY(ptb_rules_find_stage(rules, stage, &out->stage, err));
    if (stage == NULL && !out->is_exclusion && ptb_json_get(node, "points") == NULL)
        return PTB_RULES_FAIL(rules, err, node, "says nothing; expected stage, points or exclude");
    out->part.id = out->event.asset.items[0];
    PTB_TRY(ptb_rules_words(rules, &out->part.label, err, "a person's verdict: %s", out->part.id));
    return ptb_rules_want_label(rules, node, &out->part.label, err);
}

/* Each verdict is an event of its own: the activities of "event" with the verdict's assets. */
static ptb_status parse_verdicts(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *node = ptb_json_get(ptb_json_root(rules->doc), "human_verdicts"), *event = NULL,
                   *array = NULL;
    double expires_days = 0;
    if (node == NULL) return PTB_OK;
    PTB_TRY(ptb_rules_check_object(rules, node, verdicts_keys, "verdicts", err));
    PTB_TRY(ptb_json_need_object(rules->doc, node, "event", &event, err));
    PTB_TRY(ptb_json_need_array(rules->doc, node, "verdicts", &array, err));
    PTB_TRY(ptb_rules_need_positive(rules, node, "expires_days", PTB_WINDOW_MAX_DAYS, &expires_days, err));
    PTB_TRY(ptb_rules_want_list(
        rules, node, &(ptb_rules_list_kind){"verdicts", "verdict", sizeof *rules->verdicts, parse_verdict},
        &rules->verdicts, &rules->n_verdicts, err));
    if (rules->n_verdicts == 0) return PTB_RULES_FAIL(rules, err, array, "expected at least one verdict");
    if (ptb_json_get(event, "asset") != NULL) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(event, "asset"),
                              "the assets are those of each of \"verdicts\"; name the type here");
    }
    for (size_t i = 0; i < rules->n_verdicts; i++) {
        ptb_rule_event *one = &rules->verdicts[i].event;
        PTB_TRY(ptb_rules_parse_activity(rules, event, one, err));
        one->window_days = expires_days;
    }
    return PTB_OK;
}

static ptb_status parse_idle(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_rule_idle *out = item;
    PTB_TRY(ptb_rules_check_object(rules, node, idle_keys, "an entry of \"idle\"", err));
    PTB_TRY(ptb_rules_need_positive(rules, node, "after_days", PTB_WINDOW_MAX_DAYS, &out->after_days, err));
    out->is_reset = ptb_json_get(node, "reset_to") != NULL;
    if (out->is_reset == (ptb_json_get(node, "points") != NULL))
        return PTB_RULES_FAIL(rules, err, node, "expected \"points\" or \"reset_to\", and not both");
    PTB_TRY(ptb_rules_want_points(rules, node, "points", &out->points, err));
    PTB_TRY(ptb_rules_want_points(rules, node, "reset_to", &out->reset_to, err));
    if (out->points > 0)
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "points"),
                              "silence costs; expected points below 0");
    PTB_TRY(ptb_rules_parse_activity(rules, ptb_json_get(node, "event"), &out->event, err));
    out->event.window_days = out->after_days;
    out->part.axis = PTB_AXIS_ENGAGEMENT;
    PTB_TRY(ptb_rules_words(rules, &out->part.id, err, "idle-%g-days", out->after_days));
    PTB_TRY(ptb_rules_words(rules, &out->part.label, err, "%g days of silence", out->after_days));
    return ptb_rules_want_label(rules, node, &out->part.label, err);
}

static ptb_status parse_bounds(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *root = ptb_json_root(rules->doc);
    rules->floor = -HUGE_VAL;
    rules->ceiling = HUGE_VAL;
    rules->bounds = (ptb_rule_part){.id = "bounds", .label = "the bounds of the total"};
    PTB_TRY(ptb_rules_want_points(rules, root, "floor", &rules->floor, err));
    PTB_TRY(ptb_rules_want_points(rules, root, "ceiling", &rules->ceiling, err));
    if (rules->floor < rules->ceiling) return PTB_OK;
    return PTB_RULES_FAIL(rules, err, ptb_json_get(root, "ceiling"), "%g is not above the floor, %g",
                          rules->ceiling, rules->floor);
}

ptb_status ptb_rules_parse_people(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *root = ptb_json_root(rules->doc);
    PTB_TRY(ptb_rules_want_list(
        rules, root, &(ptb_rules_list_kind){"progressive", "field", sizeof *rules->fields, parse_field},
        &rules->fields, &rules->n_fields, err));
    PTB_TRY(parse_verdicts(rules, err));
    PTB_TRY(ptb_rules_want_list(rules, root,
                                &(ptb_rules_list_kind){"idle", "entry", sizeof *rules->idles, parse_idle},
                                &rules->idles, &rules->n_idles, err));
    return parse_bounds(rules, err);
}
