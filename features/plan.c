/* features/plan.c: feature plans from JSON and back. */
#include "features/plan.h"

#include <stdlib.h>
#include <string.h>

#include "features/plan_inside.h"

#define PLAN_FORMAT "propensity-plan"
enum { FORMAT_VERSION = 1, MAX_FEATURES = 10000, MAX_NAME_BYTES = 200 };
static const double min_days = 1.0 / PTB_DAY, max_days = 36525.0;

enum { CON = 1 << PTB_OF_CONTACT, ACC = 1 << PTB_OF_ACCOUNT, COL = 1 << PTB_OF_COLLEAGUES };
enum { OPP = 1 << PTB_OF_OPPORTUNITY };
typedef enum { NEED_NO, NEED_MAY, NEED_MUST } need;
#define NO NEED_NO
#define MAY NEED_MAY
#define MUST NEED_MUST

/* What a kind of feature takes: one table for reading, writing and checking plans. */
typedef struct {
    const char *name;
    unsigned of; /* allowed: bit i for ptb_feature_of i */
    need filter, window, long_window, half_life, outcome, column, log1p;
} kind_rule;

/* Columns: of, filter, window, long window, half-life, outcome, column, log1p. */
static const kind_rule kinds[] = {
    [PTB_FEATURE_COUNT] = {"count", CON | ACC | COL, MAY, MAY, NO, NO, NO, NO, NO},
    [PTB_FEATURE_DECAYED_COUNT] = {"decayed_count", CON | ACC | COL, MAY, NO, NO, MUST, NO, NO, NO},
    [PTB_FEATURE_DAYS_SINCE_LAST] = {"days_since_last", CON | ACC | COL, MAY, NO, NO, NO, NO, NO, NO},
    [PTB_FEATURE_DAYS_SINCE_FIRST] = {"days_since_first", CON | ACC | COL, MAY, NO, NO, NO, NO, NO, NO},
    [PTB_FEATURE_ACTIVE_DAYS] = {"active_days", CON, MAY, MAY, NO, NO, NO, NO, NO},
    [PTB_FEATURE_VELOCITY] = {"velocity", CON | ACC | COL, MAY, MUST, MUST, NO, NO, NO, NO},
    [PTB_FEATURE_CONTACTS] = {"contacts", ACC, NO, NO, NO, NO, NO, NO, NO},
    [PTB_FEATURE_ACTIVE_CONTACTS] = {"active_contacts", ACC | COL, MAY, MAY, NO, NO, NO, NO, NO},
    [PTB_FEATURE_DEALS] = {"deals", CON | ACC, NO, NO, NO, NO, MUST, NO, NO},
    [PTB_FEATURE_DAYS_SINCE_DEAL] = {"days_since_deal", CON | ACC, NO, NO, NO, NO, MUST, NO, NO},
    [PTB_FEATURE_ATTRIBUTE] = {"attribute", CON | ACC | OPP, NO, NO, NO, NO, NO, MUST, MAY},
    [PTB_FEATURE_AGE] = {"age", CON | ACC, NO, NO, NO, NO, NO, NO, NO},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

static const char *const of_names[] = {"contact", "account", "colleagues", "opportunity"};
static const char *const filter_keys[] = {NULL, "type", "asset", "channel", "topic"}; /* by ptb_filter */
static const char *const outcome_names[] = {"open", "won", "lost"};
enum { N_OF = 4, N_FILTERS = 5, N_OUTCOMES = 3 };

bool ptb_plan_is_reserved(const char *name)
{
    static const char *const reserved[] = {"subject_id", "account_id", "as_of", "outcome", "weight"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (strcmp(name, reserved[i]) == 0) return true;
    }
    return false;
}

ptb_status ptb_plan_new(ptb_plan **out, ptb_error *err)
{
    return ptb_alloc(out, 1, sizeof **out, err);
}

static ptb_status keep_text(ptb_plan *plan, const char **text, ptb_error *err)
{
    if (!*text) return PTB_OK;
    return ptb_arena_text(&plan->arena, *text, strlen(*text), text, err);
}

ptb_status ptb_plan_add(ptb_plan_builder *builder, const ptb_feature_spec *spec, ptb_error *err)
{
    ptb_plan *plan = builder->plan;
    ptb_feature_spec copy = *spec;
    PTB_TRY(keep_text(plan, &copy.name, err));
    PTB_TRY(keep_text(plan, &copy.filter_value, err));
    PTB_TRY(keep_text(plan, &copy.column, err));
    PTB_TRY(ptb_reserve(&plan->features, &builder->capacity, plan->n + 1, sizeof copy, err));
    plan->features[plan->n++] = copy;
    return PTB_OK;
}

void ptb_plan_free(ptb_plan *plan)
{
    if (!plan) return;
    ptb_arena_free(&plan->arena);
    free(plan->features);
    free(plan);
}

/* One feature's object while it is read. */
typedef struct {
    const ptb_json_doc *doc;
    const ptb_json *node;
    ptb_feature_spec spec;
    const kind_rule *rule;
} reading;

static ptb_status choose(const reading *r, const char *key, const char *const *names, int n, int *out,
                         ptb_error *err)
{
    const char *value;
    PTB_TRY(ptb_json_need_string(r->doc, r->node, key, &value, err));
    for (int i = 0; i < n; i++) {
        if (strcmp(value, names[i]) == 0) {
            *out = i;
            return PTB_OK;
        }
    }
    const char *near = ptb_nearest_name(ptb_str_of(value), names, (size_t)n);
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, key),
                         "'%s' is no %s known here%s%s%s", value, key, near ? " (did you mean '" : "",
                         near ? near : "", near ? "'?)" : "");
}

static ptb_status read_kind(reading *r, ptb_error *err)
{
    const char *names[N_KINDS];
    for (int i = 0; i < N_KINDS; i++)
        names[i] = kinds[i].name;
    int kind = 0, of = 0;
    PTB_TRY(choose(r, "kind", names, N_KINDS, &kind, err));
    PTB_TRY(choose(r, "of", of_names, N_OF, &of, err));
    r->spec.kind = (ptb_feature_kind)kind;
    r->spec.of = (ptb_feature_of)of;
    r->rule = &kinds[kind];
    if (r->rule->of & 1U << of) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "of"), "there is no '%s' of '%s'",
                         r->rule->name, of_names[of]);
}

/* Is the key there, as the kind wants it? */
static ptb_status check_need(const reading *r, const char *key, need wanted, bool *present, ptb_error *err)
{
    const ptb_json *member = ptb_json_get(r->node, key);
    *present = member != NULL;
    if (member && wanted == NO) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member, "kind '%s' takes no %s", r->rule->name, key);
    }
    if (!member && wanted == MUST) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "kind '%s' needs %s", r->rule->name, key);
    }
    return PTB_OK;
}

static ptb_status read_days(const reading *r, const char *key, need wanted, double *out, ptb_error *err)
{
    bool present;
    PTB_TRY(check_need(r, key, wanted, &present, err));
    if (!present) return PTB_OK;
    PTB_TRY(ptb_json_need_number(r->doc, r->node, key, out, err));
    if (*out >= min_days && *out <= max_days) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, key),
                         "%g days, want at least a second and at most %g days", *out, max_days);
}

static ptb_status read_filter(reading *r, ptb_error *err)
{
    for (int i = 1; i < N_FILTERS; i++) {
        bool present;
        PTB_TRY(check_need(r, filter_keys[i], r->rule->filter, &present, err));
        if (!present) continue;
        const ptb_json *member = ptb_json_get(r->node, filter_keys[i]);
        if (r->spec.filter != PTB_FILTER_ANY) {
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member,
                                 "both %s and %s: a feature has one filter", filter_keys[r->spec.filter],
                                 filter_keys[i]);
        }
        PTB_TRY(ptb_json_need_string(r->doc, r->node, filter_keys[i], &r->spec.filter_value, err));
        if (!r->spec.filter_value[0]) {
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member,
                                 "%s is empty; leave it out for any activity", filter_keys[i]);
        }
        r->spec.filter = (ptb_filter)i;
    }
    return PTB_OK;
}

static ptb_status read_outcome(reading *r, ptb_error *err)
{
    bool present;
    PTB_TRY(check_need(r, "outcome", r->rule->outcome, &present, err));
    if (!present) return PTB_OK;
    int outcome = 0;
    PTB_TRY(choose(r, "outcome", outcome_names, N_OUTCOMES, &outcome, err));
    r->spec.outcome = (ptb_outcome)outcome;
    if (r->spec.kind != PTB_FEATURE_DAYS_SINCE_DEAL || outcome != PTB_OPEN) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "outcome"),
                         "an open deal has no day on which it closed; want won or lost");
}

static ptb_status read_column(reading *r, ptb_error *err)
{
    bool present;
    PTB_TRY(check_need(r, "column", r->rule->column, &present, err));
    if (present) {
        PTB_TRY(ptb_json_need_string(r->doc, r->node, "column", &r->spec.column, err));
        if (!r->spec.column[0]) {
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "column"),
                                 "the column's name is empty");
        }
    }
    PTB_TRY(check_need(r, "log1p", r->rule->log1p, &present, err));
    return ptb_json_want_bool(r->doc, r->node, "log1p", &r->spec.log1p, err);
}

static ptb_status read_name(reading *r, ptb_error *err)
{
    PTB_TRY(ptb_json_need_string(r->doc, r->node, "name", &r->spec.name, err));
    const ptb_json *member = ptb_json_get(r->node, "name");
    size_t len = strlen(r->spec.name);
    if (len == 0 || len > MAX_NAME_BYTES) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member, "a name of %zu bytes, want 1 to %d", len,
                             MAX_NAME_BYTES);
    }
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)r->spec.name[i] < ' ') {
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member, "a name with a control character");
        }
    }
    if (!ptb_plan_is_reserved(r->spec.name)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member,
                         "'%s' is a column that vectors have anyway; choose another name", r->spec.name);
}

static ptb_status read_feature(reading *r, ptb_error *err)
{
    static const char *const known[] = {"name",           "kind",        "of",
                                        "type",           "asset",       "channel",
                                        "topic",          "window_days", "long_window_days",
                                        "half_life_days", "outcome",     "column",
                                        "log1p",          NULL};
    if (!ptb_json_is_object(r->node)) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "want an object: one feature");
    }
    PTB_TRY(ptb_json_known_keys(r->doc, r->node, known, err));
    PTB_TRY(read_name(r, err));
    PTB_TRY(read_kind(r, err));
    PTB_TRY(read_filter(r, err));
    PTB_TRY(read_days(r, "window_days", r->rule->window, &r->spec.window_days, err));
    PTB_TRY(read_days(r, "long_window_days", r->rule->long_window, &r->spec.long_window_days, err));
    PTB_TRY(read_days(r, "half_life_days", r->rule->half_life, &r->spec.half_life_days, err));
    PTB_TRY(read_outcome(r, err));
    PTB_TRY(read_column(r, err));
    if (r->spec.kind == PTB_FEATURE_VELOCITY && r->spec.long_window_days <= r->spec.window_days) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "long_window_days"),
                             "%g days, want more than window_days (%g)", r->spec.long_window_days,
                             r->spec.window_days);
    }
    return PTB_OK;
}

static ptb_status read_features(const ptb_json_doc *doc, const ptb_json *list, ptb_plan_builder *builder,
                                ptb_dictionary *names, ptb_error *err)
{
    for (const ptb_json *node = ptb_json_first(list); node; node = ptb_json_next(node)) {
        reading r = {.doc = doc, .node = node};
        PTB_TRY(read_feature(&r, err));
        uint32_t code;
        PTB_TRY(ptb_dictionary_add(names, ptb_str_of(r.spec.name), &code, err));
        if (code != builder->plan->n) {
            return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "name"),
                                 "the name '%s' stands here twice", r.spec.name);
        }
        if (code >= MAX_FEATURES) {
            return ptb_json_fail(err, PTB_E_LIMIT, doc, node, "more than %d features", MAX_FEATURES);
        }
        PTB_TRY(ptb_plan_add(builder, &r.spec, err));
    }
    if (builder->plan->n > 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, list, "no features");
}

static ptb_status check_format(const ptb_json_doc *doc, const ptb_json *node, ptb_error *err)
{
    static const char *const known[] = {"format", "format_version", "features", "$schema", NULL};
    if (!ptb_json_is_object(node)) {
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "want an object: a feature plan");
    }
    const char *format;
    int64_t version;
    PTB_TRY(ptb_json_need_string(doc, node, "format", &format, err));
    if (strcmp(format, PLAN_FORMAT) != 0) {
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "format"), "'%s', want '%s'", format,
                             PLAN_FORMAT);
    }
    PTB_TRY(ptb_json_need_integer(doc, node, "format_version", &version, err));
    if (version != FORMAT_VERSION) {
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "format_version"),
                             "version %lld, this program reads %d", (long long)version, FORMAT_VERSION);
    }
    return ptb_json_known_keys(doc, node, known, err);
}

ptb_status ptb_plan_parse(const ptb_json_doc *doc, const ptb_json *node, ptb_plan **out, ptb_error *err)
{
    *out = NULL;
    const ptb_json *list;
    PTB_TRY(check_format(doc, node, err));
    PTB_TRY(ptb_json_need_array(doc, node, "features", &list, err));

    ptb_plan_builder builder = {0};
    ptb_dictionary *names = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_plan_new(&builder.plan, err));
    PTB_TRY_TO(ptb_dictionary_new(0, &names, err));
    PTB_TRY_TO(read_features(doc, list, &builder, names, err));
    *out = builder.plan;
    builder.plan = NULL;
done:
    ptb_dictionary_free(names);
    ptb_plan_free(builder.plan);
    return status;
}

ptb_status ptb_plan_read(const char *path, ptb_plan **out, ptb_error *err)
{
    *out = NULL;
    ptb_json_doc *doc = NULL;
    PTB_TRY(ptb_json_read_file(path, &doc, err));
    ptb_status status = ptb_plan_parse(doc, ptb_json_root(doc), out, err);
    ptb_json_free(doc);
    return status;
}

static void write_feature(ptb_json_writer *writer, const ptb_feature_spec *spec)
{
    const kind_rule *rule = &kinds[spec->kind];
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "name", spec->name);
    ptb_json_add_string(writer, "kind", rule->name);
    ptb_json_add_string(writer, "of", of_names[spec->of]);
    if (spec->filter != PTB_FILTER_ANY)
        ptb_json_add_string(writer, filter_keys[spec->filter], spec->filter_value);
    if (spec->window_days > 0) ptb_json_add_number(writer, "window_days", spec->window_days);
    if (spec->long_window_days > 0) ptb_json_add_number(writer, "long_window_days", spec->long_window_days);
    if (spec->half_life_days > 0) ptb_json_add_number(writer, "half_life_days", spec->half_life_days);
    if (rule->outcome == MUST) ptb_json_add_string(writer, "outcome", outcome_names[spec->outcome]);
    if (spec->column) ptb_json_add_string(writer, "column", spec->column);
    if (spec->log1p) ptb_json_add_bool(writer, "log1p", true);
    ptb_json_end_object(writer);
}

void ptb_plan_write(ptb_json_writer *writer, const char *key, const ptb_plan *plan)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_string(writer, "format", PLAN_FORMAT);
    ptb_json_add_integer(writer, "format_version", FORMAT_VERSION);
    ptb_json_begin_array(writer, "features", false);
    for (size_t i = 0; i < plan->n; i++)
        write_feature(writer, &plan->features[i]);
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}
