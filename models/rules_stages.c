/* models/rules_stages.c: reads the stages of a rules file and what leads to them past the points: fast tracks and grades; and who
 * is left out. */
#include <string.h>

#include "models/rules_internal.h"

static const char *const stage_keys[] = {"name", "points", "hysteresis", NULL};
static const char *const fast_track_keys[] = {"id", "label", "when", "event", "no_event", "stage", NULL};
static const char *const exclusion_keys[] = {"id", "label", "when", "event", "no_event", "reason", NULL};
static const char *const grades_keys[] = {"fit", "engagement", "stages", NULL};
static const char *const grade_keys[] = {"grade", "points", NULL};

/* ---- stages ---- */

static ptb_status check_stage_name(ptb_rules *rules, const ptb_json *node, const ptb_rule_stage *stage,
                                   ptb_error *err)
{
    const ptb_json *name = ptb_json_get(node, "name");
    ptb_str text = ptb_str_of(stage->name);
    if (text.len > PTB_STAGE_NAME_BYTES) {
        return PTB_RULES_FAIL(rules, err, name, "the name has %zu bytes; at most %d fit", text.len,
                              PTB_STAGE_NAME_BYTES);
    }
    if (ptb_str_equal_text(text, "none"))
        return PTB_RULES_FAIL(rules, err, name, "'none' is what those below the first stage are called");
    for (size_t i = 0; i < rules->n_stages; i++) {
        if (ptb_str_equal_text(text, rules->stages[i].name))
            return PTB_RULES_FAIL(rules, err, name, "the stage '%s' is there twice", stage->name);
    }
    return PTB_OK;
}

static ptb_status parse_stage(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    static const char *const later[] = {"hysteresis", NULL};
    ptb_rule_stage *out = item;
    PTB_TRY(ptb_rules_check_object(rules, node, stage_keys, "a stage", err));
    PTB_TRY(ptb_rules_refuse_later(rules, node, later, err));
    PTB_TRY(ptb_rules_need_name(rules, node, "name", &out->name, err));
    PTB_TRY(ptb_rules_need_points(rules, node, &out->points, err));
    const ptb_rule_stage *before = out - 1;
    if (rules->n_stages > 0 && !(out->points > before->points)) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "points"),
                              "stages ascend, but '%s' at %g follows '%s' at %g", out->name, out->points,
                              before->name, before->points);
    }
    return check_stage_name(rules, node, out, err);
}

/* ---- past the points ---- */

static ptb_status parse_fast_track(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_fast_track *out = item;
    PTB_TRY(ptb_rules_check_object(rules, node, fast_track_keys, "a fast track", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "id", &out->id, err));
    out->label = out->id;
    PTB_TRY(ptb_rules_want_label(rules, node, &out->label, err));
    const char *stage = NULL;
    PTB_TRY(ptb_json_need_string(rules->doc, node, "stage", &stage, err));
    PTB_TRY(ptb_rules_find_stage(rules, ptb_json_get(node, "stage"), &out->stage, err));
    return ptb_rules_parse_trigger(rules, node, "a fast track", &out->trigger, err);
}

static ptb_status parse_exclusion(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_exclusion *out = item;
    const char *label = NULL;
    PTB_TRY(ptb_rules_check_object(rules, node, exclusion_keys, "an exclusion", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "id", &out->id, err));
    PTB_TRY(ptb_rules_want_label(rules, node, &label, err));
    PTB_TRY(ptb_rules_need_name(rules, node, "reason", &out->reason, err));
    return ptb_rules_parse_trigger(rules, node, "an exclusion", &out->trigger, err);
}

/* ---- grades ---- */

static ptb_status parse_grade(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_grade *out = item;
    PTB_TRY(ptb_rules_check_object(rules, node, grade_keys, "a grade", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "grade", &out->grade, err));
    if (ptb_str_of(out->grade).len > PTB_GRADE_BYTES / 2 - 1) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "grade"),
                              "the grade has %zu bytes; at most %d fit", ptb_str_of(out->grade).len,
                              PTB_GRADE_BYTES / 2 - 1);
    }
    return ptb_rules_need_points(rules, node, &out->points, err);
}

static ptb_status parse_axis(ptb_rules *rules, const ptb_json *grades, const char *axis, ptb_grade **out,
                             size_t *n, ptb_error *err)
{
    const ptb_json *array = NULL;
    PTB_TRY(ptb_json_need_array(rules->doc, grades, axis, &array, err));
    PTB_TRY(ptb_rules_want_list(
        rules, grades, &(ptb_rules_list_kind){axis, "grade", sizeof **out, parse_grade}, out, n, err));
    if (*n == 0) return PTB_RULES_FAIL(rules, err, array, "expected at least one grade");
    const ptb_json *node = ptb_json_first(array);
    for (size_t i = 1; i < *n; i++) {
        node = ptb_json_next(node);
        if ((*out)[i].points < (*out)[i - 1].points) continue;
        return PTB_RULES_FAIL(rules, err, node, "the best comes first, but '%s' at %g follows '%s' at %g",
                              (*out)[i].grade, (*out)[i].points, (*out)[i - 1].grade, (*out)[i - 1].points);
    }
    return PTB_OK;
}

bool ptb_rules_is_grade(const ptb_rules *rules, const char *grade)
{
    for (size_t f = 0; f < rules->n_fit_grades; f++) {
        size_t n = strlen(rules->fit_grades[f].grade);
        if (strncmp(grade, rules->fit_grades[f].grade, n) != 0) continue;
        for (size_t e = 0; e < rules->n_engagement_grades; e++)
            if (strcmp(grade + n, rules->engagement_grades[e].grade) == 0) return true;
    }
    return false;
}

/* {"A1": "SQL"} */
static ptb_status parse_grade_stages(ptb_rules *rules, const ptb_json *node, ptb_error *err)
{
    if (node == NULL) return PTB_OK;
    if (!ptb_json_is_object(node))
        return PTB_RULES_FAIL(rules, err, node, "expected an object, as {\"A1\": \"SQL\"}");
    PTB_TRY(ptb_arena_alloc(&rules->arena, &rules->grade_stages, ptb_json_count(node),
                            sizeof *rules->grade_stages, err));
    for (const ptb_json *one = ptb_json_first(node); one != NULL; one = ptb_json_next(one)) {
        ptb_grade_stage *out = &rules->grade_stages[rules->n_grade_stages++];
        out->grade = ptb_json_key(one);
        if (!ptb_rules_is_grade(rules, out->grade)) {
            return PTB_RULES_FAIL(rules, err, one,
                                  "there is no grade '%s'; a grade is fit and engagement, as '%s%s'",
                                  out->grade, rules->fit_grades[0].grade, rules->engagement_grades[0].grade);
        }
        PTB_TRY(ptb_rules_find_stage(rules, one, &out->stage, err));
    }
    return PTB_OK;
}

static ptb_status parse_grades(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *node = ptb_json_get(ptb_json_root(rules->doc), "grades");
    if (node == NULL) return PTB_OK;
    PTB_TRY(ptb_rules_check_object(rules, node, grades_keys, "grades", err));
    PTB_TRY(parse_axis(rules, node, "fit", &rules->fit_grades, &rules->n_fit_grades, err));
    PTB_TRY(
        parse_axis(rules, node, "engagement", &rules->engagement_grades, &rules->n_engagement_grades, err));
    return parse_grade_stages(rules, ptb_json_get(node, "stages"), err);
}

ptb_status ptb_rules_parse_stages(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *root = ptb_json_root(rules->doc);
    PTB_TRY(ptb_rules_want_list(rules, root,
                                &(ptb_rules_list_kind){"stages", "stage", sizeof *rules->stages, parse_stage},
                                &rules->stages, &rules->n_stages, err));
    PTB_TRY(ptb_rules_want_list(
        rules, root,
        &(ptb_rules_list_kind){"fast_track", "fast track", sizeof *rules->fast_tracks, parse_fast_track},
        &rules->fast_tracks, &rules->n_fast_tracks, err));
    PTB_TRY(ptb_rules_want_list(
        rules, root,
        &(ptb_rules_list_kind){"exclude", "exclusion", sizeof *rules->exclusions, parse_exclusion},
        &rules->exclusions, &rules->n_exclusions, err));
    return parse_grades(rules, err);
}
