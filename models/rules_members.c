/* models/rules_members.c: checks that every part of a rules file is read by: known keys, names, points, bounds. */
#include <math.h>

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

ptb_status ptb_rules_need_points(ptb_rules *rules, const ptb_json *node, double *out, ptb_error *err)
{
    PTB_TRY(ptb_json_need_number(rules->doc, node, "points", out, err));
    if (fabs(*out) > PTB_POINTS_MAX) {
        return PTB_RULES_FAIL(rules, err, ptb_json_get(node, "points"), "%g is not within -%g and %g", *out,
                              PTB_POINTS_MAX, PTB_POINTS_MAX);
    }
    return PTB_OK;
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
