/* models/rules_members.c: checks that every part of a rules file is read by: known keys, names, points, bounds. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "models/rules_internal.h"

/* Designed, but not evaluated yet: a file that has it must not be scored as if it had not. */
ptb_status ptb_rules_refuse_later(ptb_rules *rules, const ptb_json *object, const char *const *later,
                                  ptb_error *err)
{
    for (; *later != NULL; later++) {
        const ptb_json *node = ptb_json_get(object, *later);
        if (node != NULL) {
            return PTB_RULES_FAIL(rules, err, node, "not evaluated in this version; remove it to go on");
        }
    }
    return PTB_OK;
}

ptb_status ptb_rules_check_object(ptb_rules *rules, const ptb_json *node, const char *const *keys,
                                  const char *what, ptb_error *err)
{
    if (!ptb_json_is_object(node)) return PTB_RULES_FAIL(rules, err, node, "expected %s (an object)", what);
    return ptb_json_known_keys(rules->doc, node, keys, err);
}

ptb_status ptb_rules_need_name(ptb_rules *rules, const ptb_json *node, const char *key, const char **out,
                               ptb_error *err)
{
    PTB_TRY(ptb_json_need_string(rules->doc, node, key, out, err));
    if (**out == 0)
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, key), "expected a text that is not empty");
    return PTB_OK;
}

ptb_status ptb_rules_want_points(ptb_rules *rules, const ptb_json *node, const char *key, double *out,
                                 ptb_error *err)
{
    const ptb_json *member = ptb_json_get(node, key);
    if (member == NULL) return PTB_OK;
    PTB_TRY(ptb_json_want_number(rules->doc, node, key, out, err));
    if (fabs(*out) <= PTB_POINTS_MAX) return PTB_OK;
    return PTB_RULES_FAIL(rules, err, member, "%g is not within -%g and %g", *out, PTB_POINTS_MAX,
                          PTB_POINTS_MAX);
}

ptb_status ptb_rules_need_points(ptb_rules *rules, const ptb_json *node, double *out, ptb_error *err)
{
    PTB_TRY(ptb_json_need_number(rules->doc, node, "points", out, err));
    return ptb_rules_want_points(rules, node, "points", out, err);
}

/* A number that must be above zero where it is given, and at most `high`. */
ptb_status ptb_rules_want_positive(ptb_rules *rules, const ptb_json *node, const char *key, double high,
                                   double *out, ptb_error *err)
{
    const ptb_json *member = ptb_json_get(node, key);
    if (member == NULL) return PTB_OK;
    PTB_TRY(ptb_json_want_number(rules->doc, node, key, out, err));
    if (!(*out > 0) || *out > high) {
        return PTB_RULES_FAIL(rules, err, member, "%g is not above 0 and at most %g", *out, high);
    }
    return PTB_OK;
}

ptb_status ptb_rules_need_positive(ptb_rules *rules, const ptb_json *node, const char *key, double high,
                                   double *out, ptb_error *err)
{
    PTB_TRY(ptb_json_need_number(rules->doc, node, key, out, err));
    return ptb_rules_want_positive(rules, node, key, high, out, err);
}

/* At most PTB_RULES_MAX entries, so that to compare each with each is nothing. */
static ptb_status check_ids(ptb_rules *rules, const ptb_json *array, const char *what, ptb_error *err)
{
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        const ptb_json *member = ptb_json_get(node, "id");
        const char *id = ptb_json_string(member);
        if (id == NULL) continue;
        for (const ptb_json *other = ptb_json_first(array); other != node; other = ptb_json_next(other)) {
            const char *first = ptb_json_string(ptb_json_get(other, "id"));
            if (first == NULL || strcmp(id, first) != 0) continue;
            return PTB_RULES_FAIL(rules, err, member, "the %s '%s' is there twice, first in line %d", what,
                                  id, ptb_json_line(other));
        }
    }
    return PTB_OK;
}

ptb_status ptb_rules_want_list(ptb_rules *rules, const ptb_json *object, const ptb_rules_list_kind *kind,
                               void *items, size_t *n, ptb_error *err)
{
    const ptb_json *array = ptb_json_get(object, kind->key);
    char *item = NULL;
    if (array == NULL) return PTB_OK;
    if (!ptb_json_is_array(array)) return PTB_RULES_FAIL(rules, err, array, "expected an array");
    size_t count = ptb_json_count(array);
    if (count > PTB_RULES_MAX)
        return PTB_RULES_FAIL(rules, err, array, "%zu entries; at most %d fit", count, PTB_RULES_MAX);
    PTB_TRY(check_ids(rules, array, kind->what, err));
    PTB_TRY(ptb_arena_alloc(&rules->arena, items, count, kind->item_bytes, err));
    memcpy(&item, items, sizeof item);
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        PTB_TRY(kind->read(rules, node, item, err));
        item += kind->item_bytes;
        ++*n;
    }
    return PTB_OK;
}

ptb_status ptb_rules_find_name(ptb_rules *rules, const ptb_json *node, const ptb_rules_named *named,
                               size_t *out, ptb_error *err)
{
    const char *name = ptb_json_string(node), *what = named->what, **names = NULL;
    if (name == NULL) return PTB_RULES_FAIL(rules, err, node, "expected the name of a %s", what);
    PTB_TRY(ptb_arena_alloc(&rules->arena, &names, named->n, sizeof *names, err));
    for (size_t i = 0; i < named->n; i++) {
        memcpy(&names[i], (const char *)named->items + i * named->item_bytes, sizeof *names);
        *out = i;
        if (strcmp(name, names[i]) == 0) return PTB_OK;
    }
    const char *nearest = ptb_nearest_name(ptb_str_of(name), names, named->n);
    if (nearest == NULL) return PTB_RULES_FAIL(rules, err, node, "no %s '%s' in \"%ss\"", what, name, what);
    return PTB_RULES_FAIL(rules, err, node, "no %s '%s' in \"%ss\"; did you mean '%s'?", what, name, what,
                          nearest);
}

ptb_status ptb_rules_find_stage(ptb_rules *rules, const ptb_json *node, size_t *out, ptb_error *err)
{
    const ptb_rules_named stages = {"stage", rules->stages, rules->n_stages, sizeof *rules->stages};
    return ptb_rules_find_name(rules, node, &stages, out, err);
}

ptb_status ptb_rules_words(ptb_rules *rules, const char **out, ptb_error *err, const char *format, ...)
{
    enum { LONGEST = 500 };
    char words[LONGEST + 12];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    ptb_str cut = ptb_str_cut(ptb_str_of(words), LONGEST);
    return ptb_arena_text(&rules->arena, cut.ptr, cut.len, out, err);
}

ptb_status ptb_rules_want_label(ptb_rules *rules, const ptb_json *node, const char **out, ptb_error *err)
{
    if (ptb_json_get(node, "label") == NULL) return PTB_OK;
    return ptb_rules_need_name(rules, node, "label", out, err);
}
