/* features/plan_read.c: feature plans from JSON. */
#include <stdlib.h>
#include <string.h>

#include "features/plan_inside.h"
#include "features/plan_kinds.h"
#include "features/title.h"

enum { MAX_FEATURES = 10000, MAX_NAME_BYTES = 200 };
static const double min_days = 1.0 / PTB_DAY, max_days = 36525.0;

/* One feature's object while it is read. */
typedef struct {
    const ptb_json_doc *doc;
    const ptb_json *node;
    ptb_plan_builder *builder; /* its arena holds the lists */
    ptb_feature_spec spec;
    const ptb_kind_rule *rule;
} reading;

static ptb_status choose(const reading *r, const char *key, const char *const *names, int n, int *out,
                         ptb_error *err)
{
    const char *value;
    PTB_TRY(ptb_json_need_string(r->doc, r->node, key, &value, err));
    for (int i = 0; i < n; i++) {
        if (names[i] && strcmp(value, names[i]) == 0) {
            *out = i;
            return PTB_OK;
        }
    }
    int first = names[0] ? 0 : 1;
    const char *near = ptb_nearest_name(ptb_str_of(value), names + first, (size_t)(n - first));
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, key),
                         "'%s' is no %s known here%s%s%s", value, key, near ? " (did you mean '" : "",
                         near ? near : "", near ? "'?)" : "");
}

static ptb_status read_kind(reading *r, ptb_error *err)
{
    const char *names[PTB_N_FEATURES];
    for (int i = 0; i < PTB_N_FEATURES; i++)
        names[i] = ptb_kinds[i].name;
    int kind = 0, of = 0;
    PTB_TRY(choose(r, "kind", names, PTB_N_FEATURES, &kind, err));
    PTB_TRY(choose(r, "of", ptb_of_names, PTB_N_OF, &of, err));
    r->spec.kind = (ptb_feature_kind)kind;
    r->spec.of = (ptb_feature_of)of;
    r->rule = &ptb_kinds[kind];
    if (r->rule->of & 1U << of) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "of"), "there is no '%s' of '%s'",
                         r->rule->name, ptb_of_names[of]);
}

/* The key's node, or NULL; is it there, as the kind wants it? */
static ptb_status look(const reading *r, const char *name, unsigned key, const ptb_json **out, ptb_error *err)
{
    *out = ptb_json_get(r->node, name);
    if (*out && !((r->rule->must | r->rule->may) & key)) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, *out, "kind '%s' takes no %s", r->rule->name, name);
    }
    if (!*out && r->rule->must & key) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "kind '%s' needs %s", r->rule->name, name);
    }
    return PTB_OK;
}

static ptb_status read_days(const reading *r, const char *name, unsigned key, double *out, ptb_error *err)
{
    const ptb_json *node;
    PTB_TRY(look(r, name, key, &node, err));
    if (!node) return PTB_OK;
    PTB_TRY(ptb_json_need_number(r->doc, r->node, name, out, err));
    if (*out >= min_days && *out <= max_days) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                         "%g days, want at least a second and at most %g days", *out, max_days);
}

static ptb_status read_filter(reading *r, ptb_error *err)
{
    bool is_allowed = (r->rule->must | r->rule->may) & PTB_KEY_FILTER;
    for (int i = 1; i < PTB_N_FILTERS; i++) {
        const ptb_json *node = ptb_json_get(r->node, ptb_filter_keys[i]);
        if (!node) continue;
        if (!is_allowed)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "kind '%s' takes no %s", r->rule->name,
                                 ptb_filter_keys[i]);
        if (r->spec.filter != PTB_FILTER_ANY) {
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "both %s and %s: a feature has one filter",
                                 ptb_filter_keys[r->spec.filter], ptb_filter_keys[i]);
        }
        PTB_TRY(ptb_json_need_string(r->doc, r->node, ptb_filter_keys[i], &r->spec.filter_value, err));
        if (!r->spec.filter_value[0]) {
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                                 "%s is empty; leave it out for any activity", ptb_filter_keys[i]);
        }
        r->spec.filter = (ptb_filter)i;
    }
    if (r->spec.filter != PTB_FILTER_ANY || !(r->rule->must & PTB_KEY_FILTER)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node,
                         "kind '%s' needs a type, asset, channel, topic or set", r->rule->name);
}

static ptb_status read_outcome(reading *r, ptb_error *err)
{
    const ptb_json *node;
    PTB_TRY(look(r, "outcome", PTB_KEY_OUTCOME, &node, err));
    if (!node) return PTB_OK;
    int outcome = 0;
    PTB_TRY(choose(r, "outcome", ptb_deal_outcomes, 3, &outcome, err));
    r->spec.outcome = (ptb_outcome)outcome;
    if (outcome == PTB_OPEN && r->spec.kind == PTB_FEATURE_DAYS_SINCE_DEAL)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                             "an open deal has no day on which it closed; want won or lost");
    if (outcome == PTB_OPEN && r->spec.kind == PTB_FEATURE_DEAL_AMOUNT)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                             "an open deal's amount is edited until it closes; want won or lost");
    return PTB_OK;
}

static ptb_status read_column(reading *r, ptb_error *err)
{
    const ptb_json *node;
    PTB_TRY(look(r, "column", PTB_KEY_COLUMN, &node, err));
    if (node) {
        PTB_TRY(ptb_json_need_string(r->doc, r->node, "column", &r->spec.column, err));
        if (!r->spec.column[0])
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "the column's name is empty");
    }
    PTB_TRY(look(r, "log1p", PTB_KEY_LOG1P, &node, err));
    return ptb_json_want_bool(r->doc, r->node, "log1p", &r->spec.log1p, err);
}

/* --- lists of texts --- */

static ptb_status read_texts(const reading *r, const ptb_json *list, const char *const **items, size_t *n,
                             ptb_error *err)
{
    const char **texts;
    size_t count = 0;
    if (!ptb_json_is_array(list) || !ptb_json_first(list))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, list, "want an array of at least one text");
    PTB_TRY(ptb_arena_alloc(&r->builder->plan->arena, &texts, ptb_json_count(list), sizeof *texts, err));
    for (const ptb_json *node = ptb_json_first(list); node; node = ptb_json_next(node)) {
        const char *text = ptb_json_string(node);
        if (!text || !text[0])
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "want a text that is not empty");
        texts[count++] = text;
    }
    *items = texts;
    *n = count;
    return PTB_OK;
}

static ptb_status read_list(const reading *r, const char *name, unsigned key, ptb_texts *out, ptb_error *err)
{
    const ptb_json *node;
    PTB_TRY(look(r, name, key, &node, err));
    return node ? read_texts(r, node, &out->items, &out->n, err) : PTB_OK;
}

static ptb_status read_sets(reading *r, ptb_error *err)
{
    PTB_TRY(read_list(r, "sets", PTB_KEY_SETS, &r->spec.sets, err));
    for (size_t i = 0; i < r->spec.sets.n; i++) {
        if (ptb_plan_set(r->builder->plan, r->spec.sets.items[i])) continue;
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "sets"),
                             "the plan has no set '%s'", r->spec.sets.items[i]);
    }
    if (r->spec.filter == PTB_FILTER_SET && !ptb_plan_set(r->builder->plan, r->spec.filter_value))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "set"),
                             "the plan has no set '%s'", r->spec.filter_value);
    return PTB_OK;
}

/* --- what only some kinds take --- */

static ptb_status check_choice_keys(const reading *r, ptb_error *err)
{
    static const char *const keys[] = {"scheme", "statistic", "part", "sign"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const ptb_json *node = ptb_json_get(r->node, keys[i]);
        if (!node || (r->rule->choice_key && strcmp(keys[i], r->rule->choice_key) == 0)) continue;
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "kind '%s' takes no %s", r->rule->name,
                             keys[i]);
    }
    return PTB_OK;
}

static ptb_status read_choices(reading *r, ptb_error *err)
{
    const ptb_json *node;
    int measure = 0, field = 0;
    PTB_TRY(check_choice_keys(r, err));
    if (r->rule->choice_key)
        PTB_TRY(choose(r, r->rule->choice_key, r->rule->choices, r->rule->n_choices, &r->spec.choice, err));
    PTB_TRY(look(r, "measure", PTB_KEY_MEASURE, &node, err));
    if (node) PTB_TRY(choose(r, "measure", ptb_measure_names, PTB_N_MEASURES, &measure, err));
    r->spec.measure = (ptb_measure)measure;
    PTB_TRY(look(r, "field", PTB_KEY_FIELD, &node, err));
    if (node) PTB_TRY(choose(r, "field", ptb_filter_keys, PTB_FILTER_SET, &field, err)); /* no set */
    r->spec.field = (ptb_filter)field;
    return PTB_OK;
}

static ptb_status check_name_of(const reading *r, const char *key, const char *value,
                                const char *(*name)(int), int n, ptb_error *err)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(value, name(i)) == 0) return PTB_OK;
    }
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, key), "'%s' is no %s known here",
                         value, key);
}

static const char *seniority_name(int i)
{
    return ptb_seniority_name((ptb_seniority)i);
}

static const char *role_name(int i)
{
    return ptb_buying_role_name((ptb_buying_role)i);
}

static ptb_status read_people(reading *r, ptb_error *err)
{
    const ptb_json *node;
    PTB_TRY(look(r, "seniority", PTB_KEY_SENIORITY, &node, err));
    if (node) {
        PTB_TRY(ptb_json_need_string(r->doc, r->node, "seniority", &r->spec.seniority, err));
        PTB_TRY(check_name_of(r, "seniority", r->spec.seniority, seniority_name, PTB_N_SENIORITIES, err));
    }
    PTB_TRY(look(r, "buying_role", PTB_KEY_ROLE, &node, err));
    if (!node) return PTB_OK;
    PTB_TRY(ptb_json_need_string(r->doc, r->node, "buying_role", &r->spec.buying_role, err));
    return check_name_of(r, "buying_role", r->spec.buying_role, role_name, PTB_N_BUYING_ROLES, err);
}

static ptb_status read_first_month(reading *r, ptb_error *err)
{
    const ptb_json *node;
    int64_t month = 0;
    PTB_TRY(look(r, "first_month", PTB_KEY_FIRST_MONTH, &node, err));
    if (!node) return PTB_OK;
    PTB_TRY(ptb_json_need_integer(r->doc, r->node, "first_month", &month, err));
    if (month < 1 || month > 12)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "month %lld, want 1 to 12", (long long)month);
    r->spec.first_month = (int)month;
    return PTB_OK;
}

/* What one key alone can't tell. */
static ptb_status check_together(const reading *r, ptb_error *err)
{
    const ptb_feature_spec *s = &r->spec;
    if (s->kind == PTB_FEATURE_VELOCITY && s->long_window_days <= s->window_days)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "long_window_days"),
                             "%g days, want more than window_days (%g)", s->long_window_days, s->window_days);
    if (s->kind == PTB_FEATURE_TOP && (s->field == PTB_FILTER_ANY) != (s->sets.n > 0))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "kind 'top' needs either field or sets");
    if (s->kind == PTB_FEATURE_CONTACTS && s->seniority && s->buying_role)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "either seniority or buying_role");
    if (s->kind != PTB_FEATURE_CREDIT) return PTB_OK;
    if (s->filter != PTB_FILTER_CHANNEL)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "kind 'channel_credit' needs a channel");
    if ((s->choice == PTB_SCHEME_DECAY) != (s->half_life_days > 0))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node,
                             "scheme time_decay needs half_life_days, and no other scheme takes it");
    return PTB_OK;
}

static ptb_status read_name(const reading *r, const char **out, ptb_error *err)
{
    PTB_TRY(ptb_json_need_string(r->doc, r->node, "name", out, err));
    const ptb_json *member = ptb_json_get(r->node, "name");
    size_t len = strlen(*out);
    if (len == 0 || len > MAX_NAME_BYTES) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member, "a name of %zu bytes, want 1 to %d", len,
                             MAX_NAME_BYTES);
    }
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)(*out)[i] < ' ')
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member, "a name with a control character");
    }
    if (!ptb_plan_is_reserved(*out)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, member,
                         "'%s' is a column that vectors have anyway; choose another name", *out);
}

static ptb_status read_feature(reading *r, ptb_error *err)
{
    static const char *const common[] = {"name",
                                         "kind",
                                         "of",
                                         "type",
                                         "asset",
                                         "channel",
                                         "topic",
                                         "set",
                                         "sets",
                                         "field",
                                         "measure",
                                         "window_days",
                                         "long_window_days",
                                         "half_life_days",
                                         "outcome",
                                         "stages",
                                         "lost_reasons",
                                         "seniority",
                                         "buying_role",
                                         "column",
                                         "log1p",
                                         "first_month",
                                         "scheme",
                                         "statistic",
                                         "part",
                                         "sign",
                                         NULL};
    if (!ptb_json_is_object(r->node))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "want an object: one feature");
    PTB_TRY(ptb_json_known_keys(r->doc, r->node, common, err));
    PTB_TRY(read_name(r, &r->spec.name, err));
    PTB_TRY(read_kind(r, err));
    PTB_TRY(read_filter(r, err));
    PTB_TRY(read_days(r, "window_days", PTB_KEY_WINDOW, &r->spec.window_days, err));
    PTB_TRY(read_days(r, "long_window_days", PTB_KEY_LONG_WINDOW, &r->spec.long_window_days, err));
    PTB_TRY(read_days(r, "half_life_days", PTB_KEY_HALF_LIFE, &r->spec.half_life_days, err));
    PTB_TRY(read_outcome(r, err));
    PTB_TRY(read_column(r, err));
    PTB_TRY(read_choices(r, err));
    PTB_TRY(read_sets(r, err));
    PTB_TRY(read_list(r, "stages", PTB_KEY_STAGES, &r->spec.stages, err));
    PTB_TRY(read_list(r, "lost_reasons", PTB_KEY_REASONS, &r->spec.lost_reasons, err));
    PTB_TRY(read_people(r, err));
    PTB_TRY(read_first_month(r, err));
    return check_together(r, err);
}

static ptb_status read_features(const ptb_json_doc *doc, const ptb_json *list, ptb_plan_builder *builder,
                                ptb_dictionary *names, ptb_error *err)
{
    for (const ptb_json *node = ptb_json_first(list); node; node = ptb_json_next(node)) {
        reading r = {.doc = doc, .node = node, .builder = builder};
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

/* --- sets --- */

static ptb_status read_set(const reading *r, ptb_error *err)
{
    static const char *const known[] = {"name", "type", "asset", "channel", "topic", "except", NULL};
    ptb_activity_set_spec set = {0};
    const ptb_json *except = ptb_json_get(r->node, "except");
    int n_fields = 0;
    if (!ptb_json_is_object(r->node))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node, "want an object: a set of activities");
    PTB_TRY(ptb_json_known_keys(r->doc, r->node, known, err));
    PTB_TRY(read_name(r, &set.name, err));
    if (ptb_plan_set(r->builder->plan, set.name))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->node, "name"),
                             "the set '%s' stands here twice", set.name);
    for (int f = 1; f < PTB_FILTER_SET; f++) {
        const ptb_json *list = ptb_json_get(r->node, ptb_filter_keys[f]);
        if (!list) continue;
        PTB_TRY(read_texts(r, list, &set.patterns[f], &set.n_patterns[f], err));
        n_fields++;
    }
    if (except && n_fields > 1)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, except, "except is for sets of one field");
    if (except) PTB_TRY(read_texts(r, except, &set.except.items, &set.except.n, err));
    if (n_fields > 0) return ptb_plan_add_set(r->builder, &set, err);
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->node,
                         "a set without patterns; want type, asset, channel or topic");
}

static ptb_status read_all_sets(const ptb_json_doc *doc, const ptb_json *root, ptb_plan_builder *builder,
                                ptb_error *err)
{
    const ptb_json *list = ptb_json_get(root, "sets");
    if (!list) return PTB_OK;
    PTB_TRY(ptb_json_need_array(doc, root, "sets", &list, err));
    for (const ptb_json *node = ptb_json_first(list); node; node = ptb_json_next(node)) {
        reading r = {.doc = doc, .node = node, .builder = builder};
        PTB_TRY(read_set(&r, err));
    }
    return PTB_OK;
}

static ptb_status check_format(const ptb_json_doc *doc, const ptb_json *node, ptb_error *err)
{
    static const char *const known[] = {"format", "format_version", "sets", "features", "$schema", NULL};
    if (!ptb_json_is_object(node)) {
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "want an object: a feature plan");
    }
    const char *format;
    int64_t version;
    PTB_TRY(ptb_json_need_string(doc, node, "format", &format, err));
    if (strcmp(format, PTB_PLAN_FORMAT) != 0) {
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "format"), "'%s', want '%s'", format,
                             PTB_PLAN_FORMAT);
    }
    PTB_TRY(ptb_json_need_integer(doc, node, "format_version", &version, err));
    if (version != PTB_PLAN_VERSION) {
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "format_version"),
                             "version %lld, this program reads %d", (long long)version, PTB_PLAN_VERSION);
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
    PTB_TRY_TO(read_all_sets(doc, node, &builder, err));
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
