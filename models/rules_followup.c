/* models/rules_followup.c: reads what becomes of a score: routes (who follows up and how) and notes (text for the salesperson). */
#include <math.h>
#include <string.h>

#include "models/rules_internal.h"

static const char *const route_keys[] = {"id", "label", "stages",       "grades", "when",
                                         "to", "how",   "within_hours", NULL};
static const char *const note_keys[] = {"id", "label", "when", "event", "no_event", "text", NULL};

/* ---- routes ---- */

static ptb_status parse_route_stages(ptb_rules *rules, const ptb_json *array, ptb_route *out, ptb_error *err)
{
    if (array == NULL) return PTB_OK;
    if (!ptb_json_is_array(array)) return PTB_RULES_FAIL(rules, err, array, "expected an array of stages");
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->stages, rules->n_stages + 1, sizeof *out->stages, err));
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        size_t stage = rules->n_stages;
        if (!ptb_str_equal_text(ptb_str_of(ptb_json_string(node)), "none"))
            PTB_TRY(ptb_rules_find_stage(rules, node, &stage, err));
        out->stages[stage] = true;
    }
    return PTB_OK;
}

static ptb_status parse_route_grades(ptb_rules *rules, const ptb_json *array, ptb_route *out, ptb_error *err)
{
    if (array == NULL) return PTB_OK;
    if (!ptb_json_is_array(array)) return PTB_RULES_FAIL(rules, err, array, "expected an array of grades");
    PTB_TRY(ptb_arena_alloc(&rules->arena, &out->grades, ptb_json_count(array), sizeof *out->grades, err));
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        const char *grade = ptb_json_string(node);
        if (grade == NULL || !ptb_rules_is_grade(rules, grade))
            return PTB_RULES_FAIL(rules, err, node, "expected a grade of \"grades\", as A1");
        out->grades[out->n_grades++] = grade;
    }
    return PTB_OK;
}

static ptb_status parse_route(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_route *out = item;
    const char *label = NULL;
    const ptb_json *when = ptb_json_get(node, "when");
    *out = (ptb_route){.how = "", .within_hours = (double)NAN, .has_when = when != NULL};
    PTB_TRY(ptb_rules_check_object(rules, node, route_keys, "a route", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "id", &out->id, err));
    PTB_TRY(ptb_rules_want_label(rules, node, &label, err));
    PTB_TRY(ptb_rules_need_name(rules, node, "to", &out->to, err));
    PTB_TRY(ptb_json_want_string(rules->doc, node, "how", &out->how, err));
    PTB_TRY(ptb_rules_want_positive(rules, node, "within_hours", PTB_POINTS_MAX, &out->within_hours, err));
    PTB_TRY(parse_route_stages(rules, ptb_json_get(node, "stages"), out, err));
    PTB_TRY(parse_route_grades(rules, ptb_json_get(node, "grades"), out, err));
    return when != NULL ? ptb_rules_parse_condition(rules, when, &out->when, err) : PTB_OK;
}

/* ---- notes ---- */

typedef struct {
    ptb_rules *rules;
    ptb_note *note;
    ptb_error *err;
} note_reader;

/* What stands between braces. */
static ptb_status parse_piece(const note_reader *r, ptb_str inside, ptb_note_piece *out)
{
    static const char *const names[] = {"times", "asset", "days"};
    static const ptb_piece_kind kinds[] = {PTB_PIECE_TIMES, PTB_PIECE_ASSET, PTB_PIECE_DAYS};
    static const char prefix[] = "account.";
    bool is_account = inside.len > sizeof prefix - 1 && memcmp(inside.ptr, prefix, sizeof prefix - 1) == 0;
    for (int i = 0; i < 3; i++) {
        if (!ptb_str_equal_text(inside, names[i])) continue;
        *out = (ptb_note_piece){.kind = kinds[i]};
        if (r->note->trigger.kind == PTB_FIRES_EVENT) return PTB_OK;
        return PTB_RULES_FAIL(r->rules, r->err, r->note->text_node,
                              "{%s} is about the note's \"event\"; it has none", names[i]);
    }
    if (inside.len == 0)
        return PTB_RULES_FAIL(r->rules, r->err, r->note->text_node, "{} names no column; expected {title}");
    if (is_account) inside = (ptb_str){inside.ptr + sizeof prefix - 1, inside.len - (sizeof prefix - 1)};
    *out = (ptb_note_piece){.kind = is_account ? PTB_PIECE_ACCOUNT : PTB_PIECE_CONTACT,
                            .text = inside,
                            .place = r->rules->n_note_columns++};
    return PTB_OK;
}

static ptb_status parse_pieces(const note_reader *r, const char *text)
{
    ptb_note *note = r->note;
    size_t n_braces = 0;
    for (const char *p = text; *p != 0; p++)
        n_braces += *p == '{';
    PTB_TRY(ptb_arena_alloc(&r->rules->arena, &note->pieces, 2 * n_braces + 1, sizeof *note->pieces, r->err));
    while (*text != 0) {
        size_t plain = strcspn(text, "{");
        if (plain > 0)
            note->pieces[note->n_pieces++] = (ptb_note_piece){.kind = PTB_PIECE_TEXT, .text = {text, plain}};
        text += plain;
        if (*text == 0) break;
        const char *end = strchr(text, '}');
        if (end == NULL)
            return PTB_RULES_FAIL(r->rules, r->err, note->text_node, "a brace is opened and not closed");
        PTB_TRY(
            parse_piece(r, (ptb_str){text + 1, (size_t)(end - text) - 1}, &note->pieces[note->n_pieces++]));
        text = end + 1;
    }
    return PTB_OK;
}

static ptb_status parse_note(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err)
{
    ptb_note *out = item;
    const note_reader reader = {rules, out, err};
    const char *text = NULL, *label = NULL;
    PTB_TRY(ptb_rules_check_object(rules, node, note_keys, "a note", err));
    PTB_TRY(ptb_rules_need_name(rules, node, "id", &out->id, err));
    PTB_TRY(ptb_rules_want_label(rules, node, &label, err));
    PTB_TRY(ptb_rules_need_name(rules, node, "text", &text, err));
    PTB_TRY(ptb_rules_parse_trigger(rules, node, "a note", &out->trigger, err));
    out->text_node = ptb_json_get(node, "text");
    return parse_pieces(&reader, text);
}

ptb_status ptb_rules_parse_followup(ptb_rules *rules, ptb_error *err)
{
    const ptb_json *root = ptb_json_root(rules->doc);
    PTB_TRY(ptb_rules_want_list(rules, root,
                                &(ptb_rules_list_kind){"routes", "route", sizeof *rules->routes, parse_route},
                                &rules->routes, &rules->n_routes, err));
    return ptb_rules_want_list(rules, root,
                               &(ptb_rules_list_kind){"notes", "note", sizeof *rules->notes, parse_note},
                               &rules->notes, &rules->n_notes, err);
}
