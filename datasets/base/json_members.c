/* datasets/base/json_members.c: members of JSON objects by key and type. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "datasets/base/json.h"

static const char *kind_of(const ptb_json *node)
{
    if (ptb_json_is_object(node)) return "an object";
    if (ptb_json_is_array(node)) return "an array";
    if (ptb_json_is_string(node)) return "a string";
    if (ptb_json_is_number(node)) return "a number";
    if (ptb_json_is_bool(node)) return "true or false";
    return "null";
}

static ptb_status need_object_itself(const ptb_json_doc *doc, const ptb_json *node, ptb_error *err)
{
    if (ptb_json_is_object(node)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "is %s; expected an object", kind_of(node));
}

/* "a, b, c", cut where it is too long. */
static void list_keys(const char *const *known, size_t n, char *out, size_t capacity)
{
    size_t used = 0;
    out[0] = 0;
    for (size_t i = 0; i < n && used < capacity; i++) {
        int step = snprintf(out + used, capacity - used, "%s%s", i > 0 ? ", " : "", known[i]);
        used += step > 0 ? (size_t)step : 0;
    }
}

static ptb_status unknown_key(const ptb_json_doc *doc, const ptb_json *member, const char *const *known,
                              size_t n, ptb_error *err)
{
    char keys[512];
    const char *key = ptb_json_key(member);
    const char *nearest = ptb_nearest_name(ptb_str_of(key), known, n);
    if (nearest)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, member, "unknown key \"%s\"; did you mean \"%s\"?", key,
                             nearest);
    list_keys(known, n, keys, sizeof keys);
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, member, "unknown key \"%s\"; expected %s", key,
                         n ? keys : "none");
}

ptb_status ptb_json_known_keys(const ptb_json_doc *doc, const ptb_json *object, const char *const *known,
                               ptb_error *err)
{
    size_t n = 0;
    while (known[n])
        n++;
    PTB_TRY(need_object_itself(doc, object, err));
    for (const ptb_json *member = ptb_json_first(object); member; member = ptb_json_next(member)) {
        size_t i = 0;
        while (i < n && strcmp(known[i], ptb_json_key(member)) != 0)
            i++;
        if (i == n) return unknown_key(doc, member, known, n, err);
    }
    return PTB_OK;
}

/* What a typed reader is asked for. */
typedef struct {
    const ptb_json_doc *doc;
    const ptb_json *object;
    const char *key;
    const char *kind; /* "a string" */
    bool (*fits)(const ptb_json *node);
    bool is_needed;
} wanted_member;

/* *out is the member, or NULL where it is absent and not needed. */
static ptb_status find_member(const wanted_member *wanted, const ptb_json **out, ptb_error *err)
{
    *out = NULL;
    PTB_TRY(need_object_itself(wanted->doc, wanted->object, err));
    const ptb_json *member = ptb_json_get(wanted->object, wanted->key);
    if (!member && !wanted->is_needed) return PTB_OK;
    if (!member)
        return ptb_json_fail(err, PTB_E_SCHEMA, wanted->doc, wanted->object,
                             "the key \"%s\" is missing; expected %s", wanted->key, wanted->kind);
    if (!wanted->fits(member))
        return ptb_json_fail(err, PTB_E_SCHEMA, wanted->doc, member, "is %s; expected %s", kind_of(member),
                             wanted->kind);
    *out = member;
    return PTB_OK;
}

static ptb_status read_string(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                              bool is_needed, const char **out, ptb_error *err)
{
    wanted_member wanted = {doc, object, key, "a string", ptb_json_is_string, is_needed};
    const ptb_json *member;
    PTB_TRY(find_member(&wanted, &member, err));
    if (member) *out = ptb_json_string(member);
    return PTB_OK;
}

static ptb_status read_number(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                              bool is_needed, double *out, ptb_error *err)
{
    wanted_member wanted = {doc, object, key, "a number", ptb_json_is_number, is_needed};
    const ptb_json *member;
    PTB_TRY(find_member(&wanted, &member, err));
    if (member) *out = ptb_json_number(member);
    return PTB_OK;
}

/* Beyond 2^53 - 1 two different texts may have become the same double. */
static ptb_status read_integer(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                               bool is_needed, int64_t *out, ptb_error *err)
{
    const double most = 9007199254740991.0;
    wanted_member wanted = {doc, object, key, "a whole number", ptb_json_is_number, is_needed};
    const ptb_json *member;
    PTB_TRY(find_member(&wanted, &member, err));
    if (!member) return PTB_OK;
    double value = ptb_json_number(member);
    if (fabs(value) > most)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, member,
                             "is %.17g; expected a whole number within +-2^53", value);
    if (fabs(value - trunc(value)) > 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, member, "is %.17g; expected a whole number", value);
    *out = (int64_t)value;
    return PTB_OK;
}

ptb_status ptb_json_need_string(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                const char **out, ptb_error *err)
{
    *out = NULL;
    return read_string(doc, object, key, true, out, err);
}

ptb_status ptb_json_need_number(const ptb_json_doc *doc, const ptb_json *object, const char *key, double *out,
                                ptb_error *err)
{
    *out = 0;
    return read_number(doc, object, key, true, out, err);
}

ptb_status ptb_json_need_integer(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                 int64_t *out, ptb_error *err)
{
    *out = 0;
    return read_integer(doc, object, key, true, out, err);
}

ptb_status ptb_json_need_object(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                const ptb_json **out, ptb_error *err)
{
    wanted_member wanted = {doc, object, key, "an object", ptb_json_is_object, true};
    return find_member(&wanted, out, err);
}

ptb_status ptb_json_need_array(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                               const ptb_json **out, ptb_error *err)
{
    wanted_member wanted = {doc, object, key, "an array", ptb_json_is_array, true};
    return find_member(&wanted, out, err);
}

ptb_status ptb_json_want_string(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                const char **out, ptb_error *err)
{
    return read_string(doc, object, key, false, out, err);
}

ptb_status ptb_json_want_number(const ptb_json_doc *doc, const ptb_json *object, const char *key, double *out,
                                ptb_error *err)
{
    return read_number(doc, object, key, false, out, err);
}

ptb_status ptb_json_want_integer(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                 int64_t *out, ptb_error *err)
{
    return read_integer(doc, object, key, false, out, err);
}

ptb_status ptb_json_want_bool(const ptb_json_doc *doc, const ptb_json *object, const char *key, bool *out,
                              ptb_error *err)
{
    wanted_member wanted = {doc, object, key, "true or false", ptb_json_is_bool, false};
    const ptb_json *member;
    PTB_TRY(find_member(&wanted, &member, err));
    if (member) *out = ptb_json_true(member);
    return PTB_OK;
}
