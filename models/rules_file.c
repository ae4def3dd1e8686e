/* models/rules_file.c: reads a rules file whole and checks it: its header, lists, groups and blend, and all parts in their order. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/civil_time.h"
#include "datasets/base/io.h"
#include "models/rules_internal.h"

static const char *const root_keys[] = {
    "$schema",     "format",  "format_version", "name",    "description", "reviewed_on",
    "reviewed_by", "lists",   "rules",          "groups",  "idle",        "stages",
    "fast_track",  "exclude", "grades",         "routes",  "notes",       "human_verdicts",
    "progressive", "blend",   "floor",          "ceiling", NULL};
static const char *const group_keys[] = {"id", "label", "max_points", "min_points", "combine", NULL};
static const char *const blend_keys[] = {"method", "weight", "a", "b", NULL};

static ptb_status parse_lists(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *lists = ptb_json_get(ptb_json_root(rules->doc), "lists");
    if (lists == NULL) return PTB_OK;
    if (!ptb_json_is_object(lists)) {
        return PTB_RULES_FAIL(rules, err, lists, "expected an object of lists by name");
    }
    PTB_TRY(ptb_arena_alloc(&rules->arena, &rules->lists, ptb_json_count(lists), sizeof *rules->lists, err));
    for (const ptb_json *node = ptb_json_first(lists); node != NULL; node = ptb_json_next(node)) {
        ptb_rule_list *list = &rules->lists[rules->n_lists];
        if (!ptb_json_is_array(node)) return PTB_RULES_FAIL(rules, err, node, "expected an array of values");
        list->name = ptb_json_key(node);
        PTB_TRY(ptb_rules_parse_values(rules, node, &list->values, err));
        rules->n_lists++;
    }
    return PTB_OK;
}

static ptb_status parse_combine(ptb_rules *rules, const ptb_json *node, bool *is_first_match, ptb_error *err)
{
    const char *combine = "add";
    PTB_TRY(ptb_json_want_string(rules->doc, node, "combine", &combine, err));
    *is_first_match = ptb_str_equal_text(ptb_str_of(combine), "first_match");
    if (*is_first_match || ptb_str_equal_text(ptb_str_of(combine), "add")) return PTB_OK;
    return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "combine"),
                          "'%s' is no way to combine; expected \"add\" or \"first_match\"", combine);
}

static ptb_status parse_group(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_rule_group *out = item;
    const char *label = NULL;
    out->max_points = HUGE_VAL;
    out->min_points = -HUGE_VAL;
    PTB_TRY(ptb_rules_check_object(rules, node, group_keys, "a group", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "id", &out->id, err));
    PTB_TRY(ptb_rules_want_label(rules, node, &label, err));
    PTB_TRY(ptb_json_want_number(rules->doc, node, "max_points", &out->max_points, err));
    PTB_TRY(ptb_json_want_number(rules->doc, node, "min_points", &out->min_points, err));
    if (out->max_points < 0) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "max_points"),
                              "%g is below 0; it bounds a sum from above", out->max_points);
    }
    if (out->min_points > 0) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "min_points"),
                              "%g is above 0; it bounds a sum from below", out->min_points);
    }
    return parse_combine(rules, node, &out->is_first_match, err);
}

static ptb_status check_method(ptb_rules *rules, const ptb_json *node, ptb_error *err)
{
    const char *method = "weighted";
    PTB_TRY(ptb_json_want_string(rules->doc, node, "method", &method, err));
    ptb_str text = ptb_str_of(method);
    if (ptb_str_equal_text(text, "weighted")) return PTB_OK;
    const ptb_json *member = ptb_json_get(node, "method");
    if (ptb_str_equal_text(text, "stacked") || ptb_str_equal_text(text, "gated")) {
        return PTB_RULES_FAIL(rules, err, member, "\"%s\" is not evaluated in this version; \"weighted\" is",
                              method);
    }
    return PTB_RULES_FAIL(rules, err, member,
                          "'%s' is no way to blend; expected \"weighted\", \"stacked\" or \"gated\"", method);
}

static ptb_status parse_blend(ptb_rules *rules, ptb_error *err)
{
    double highest = rules->n_stages > 0 ? rules->stages[rules->n_stages - 1].points : 0;
    rules->blend = (ptb_blend){.weight = 0.3, .a = -3, .b = 3 / (highest > 0 ? highest : 100)};
    const ptb_json *node = ptb_json_get(ptb_json_root(rules->doc), "blend");
    if (node == NULL) return PTB_OK;
    PTB_TRY(ptb_rules_check_object(rules, node, blend_keys, "a blend", err));
    PTB_TRY(check_method(rules, node, err));
    PTB_TRY(ptb_json_want_number(rules->doc, node, "weight", &rules->blend.weight, err));
    if (!(rules->blend.weight >= 0) || rules->blend.weight > 1) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "weight"), "%g is not within 0 and 1",
                              rules->blend.weight);
    }
    PTB_TRY(ptb_json_want_number(rules->doc, node, "a", &rules->blend.a, err));
    if (fabs(rules->blend.a) > PTB_POINTS_MAX) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "a"), "%g is not within -%g and %g",
                              rules->blend.a, PTB_POINTS_MAX, PTB_POINTS_MAX);
    }
    return ptb_rules_want_positive(rules, node, "b", PTB_POINTS_MAX, &rules->blend.b, err);
}

static ptb_status check_reviewed(ptb_rules *rules, const ptb_json *root, ptb_error *err)
{
    const char *by = NULL, *on = NULL, *description = NULL;
    PTB_TRY(ptb_json_want_string(rules->doc, root, "description", &description, err));
    PTB_TRY(ptb_json_want_string(rules->doc, root, "reviewed_by", &by, err));
    PTB_TRY(ptb_json_want_string(rules->doc, root, "reviewed_on", &on, err));
    ptb_time time = 0;
    bool is_date = false;
    if (on == NULL || (ptb_parse_time(ptb_str_of(on), PTB_DATES_YMD, 0, &time, &is_date) && is_date))
        return PTB_OK;
    return PTB_RULES_FAIL(rules, err, ptb_json_get(root, "reviewed_on"),
                          "'%s' is no date; expected YYYY-MM-DD", on);
}

static ptb_status parse_header(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *root = ptb_json_root(rules->doc);
    const char *format = NULL, *schema = NULL;
    int64_t version = 0;
    if (!ptb_json_is_object(root))
        return PTB_RULES_FAIL(rules, err, root, "expected a rules file (an object)");
    PTB_TRY(ptb_json_need_string(rules->doc, root, "format", &format, err));
    if (!ptb_str_equal_text(ptb_str_of(format), "propensity-rules")) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(root, "format"),
                              "this is '%s'; expected \"propensity-rules\"", format);
    }
    PTB_TRY(ptb_json_need_integer(rules->doc, root, "format_version", &version, err));
    if (version != 1) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(root, "format_version"),
                              "version %lld; this program reads version 1", (long long)version);
    }
    PTB_TRY(ptb_json_known_keys(rules->doc, root, root_keys, err));
    PTB_TRY(ptb_json_want_string(rules->doc, root, "$schema", &schema, err));
    PTB_TRY(ptb_rules_need_name(rules, root, "name", &rules->name, err));
    return check_reviewed(rules, root, err);
}

static ptb_status parse_all(ptb_rules *rules, ptb_error *err)
{
    PTB_TRY(parse_header(rules, err));
    PTB_TRY(parse_lists(rules, err));
    PTB_TRY(ptb_rules_want_list(rules, ptb_json_root(rules->doc),
                                &(ptb_rules_list_kind){"groups", "group", sizeof *rules->groups, parse_group},
                                &rules->groups, &rules->n_groups, err));
    PTB_TRY(ptb_rules_parse_rules(rules, err));
    PTB_TRY(ptb_rules_parse_stages(rules, err));
    PTB_TRY(ptb_rules_parse_people(rules, err));
    PTB_TRY(ptb_rules_parse_followup(rules, err));
    return parse_blend(rules, err);
}

ptb_status ptb_rules_parse(const char *bytes, size_t len, const char *name, ptb_rules **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_rules *rules = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&rules, 1, sizeof *rules, err));
    ptb_sha256_of(bytes, len, rules->sha256);
    PTB_TRY_TO(ptb_json_parse(bytes, len, name, &rules->doc, err));
    PTB_TRY_TO(parse_all(rules, err));
    *out = rules;
    rules = NULL;
done:
    ptb_rules_free(rules);
    return status;
}

ptb_status ptb_rules_read(const char *path, ptb_rules **out, ptb_error *err)
{
    char *bytes = NULL;
    size_t len = 0;
    *out = NULL;
    PTB_TRY(ptb_read_file(path, PTB_RULES_FILE_BYTES, &bytes, &len, err));
    ptb_status status = ptb_rules_parse(bytes, len, path, out, err);
    free(bytes);
    return status;
}
