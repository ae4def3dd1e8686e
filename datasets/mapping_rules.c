/* datasets/mapping_rules.c: what the user says about columns: a mapping file and --map pairs. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/json.h"
#include "datasets/mapping_parts.h"

enum { MOST_RULES = 4096, MOST_NAMES = 16 };

/* ---- tables ---- */

typedef struct {
    const char *name;
    const char *columns[MOST_NAMES]; /* NULL-terminated */
} table_words;

static const table_words tables[PTB_TABLE_KINDS] = {
    [PTB_TABLE_CONTACTS] = {"contacts",
                            {"contact_id", "account_id", "email", "name", "title", "country", "source",
                             "created_at"}},
    [PTB_TABLE_ACCOUNTS] = {"accounts",
                            {"account_id", "parent_id", "name", "domain", "industry", "employees", "revenue",
                             "country", "created_at"}},
    [PTB_TABLE_ACTIVITIES] = {"activities",
                              {"contact_id", "account_id", "email", "ts", "type", "asset", "channel", "topic",
                               "value", "duration_s", "campaign", "message_id"}},
    [PTB_TABLE_OPPORTUNITIES] = {"opportunities",
                                 {"opportunity_id", "account_id", "contact_id", "created_at", "closed_at",
                                  "outcome", "stage", "amount", "lost_reason", "owner"}},
    [PTB_TABLE_FIELD_HISTORY] = {"field_history", {"object", "id", "field", "value", "ts", "old_value"}},
    [PTB_TABLE_ENRICHMENT] = {"enrichment", {"account_id", "domain"}},
    [PTB_TABLE_MERGES] = {"merges", {"kept_id", "merged_id"}},
};

const char *ptb_table_kind_name(ptb_table_kind kind)
{
    return tables[kind].name;
}

const char *const *ptb_table_canonical_names(ptb_table_kind kind)
{
    return tables[kind].columns;
}

static size_t count_names(ptb_table_kind kind)
{
    size_t n = 0;
    while (tables[kind].columns[n])
        n++;
    return n;
}

const char *ptb_table_canonical(ptb_table_kind kind, const char *name)
{
    for (size_t i = 0; tables[kind].columns[i]; i++)
        if (ptb_str_equal_nocase(ptb_str_of(name), tables[kind].columns[i])) return tables[kind].columns[i];
    return NULL;
}

static bool find_kind(ptb_str name, ptb_table_kind *kind)
{
    for (int i = 0; i < PTB_TABLE_KINDS; i++) {
        if (!ptb_str_equal_text(name, tables[i].name)) continue;
        *kind = (ptb_table_kind)i;
        return true;
    }
    return false;
}

static const char *nearest_kind(ptb_str name)
{
    const char *names[PTB_TABLE_KINDS];
    for (int i = 0; i < PTB_TABLE_KINDS; i++)
        names[i] = tables[i].name;
    return ptb_nearest_name(name, names, PTB_TABLE_KINDS);
}

/* ---- rules ---- */

/* "county": "County" and whatever is ignored are columns of the file, whatever they resemble. */
const char *ptb_map_rule_meant(const ptb_map_rule *rule)
{
    ptb_str name = ptb_str_of(rule->name);
    if (rule->is_canonical || rule->form == PTB_RULE_IGNORE) return NULL;
    if (rule->form == PTB_RULE_COLUMN && ptb_str_equal_nocase(name, rule->columns[0])) return NULL;
    return ptb_nearest_name(name, tables[rule->kind].columns, count_names(rule->kind));
}

ptb_status ptb_map_rules_add(ptb_map_rules *rules, const ptb_map_rule *rule, ptb_error *err)
{
    if (rules->n >= MOST_RULES)
        return ptb_fail(err, PTB_E_LIMIT, "%s: more than %d rules for columns", rule->origin,
                        (int)MOST_RULES);
    PTB_TRY(ptb_reserve(&rules->rules, &rules->capacity, rules->n + 1, sizeof *rules->rules, err));
    rules->rules[rules->n++] = *rule;
    return PTB_OK;
}

static void set_name(ptb_map_rule *rule, const char *name)
{
    const char *canonical = ptb_table_canonical(rule->kind, name);
    rule->is_canonical = canonical != NULL;
    rule->name = canonical ? canonical : name;
}

void ptb_map_rules_free(ptb_map_rules *rules)
{
    if (!rules) return;
    for (size_t i = 0; i < rules->n; i++)
        free(rules->rules[i].values.pairs);
    free(rules->rules);
    ptb_arena_free(&rules->arena);
    free(rules);
}

/* ---- the mapping file ---- */

typedef struct {
    ptb_map_rules *rules;
    const ptb_json_doc *doc;
    const char *name; /* of the file */
} file_reader;

static ptb_status keep(file_reader *r, const char *text, const char **out, ptb_error *err)
{
    return ptb_arena_text(&r->rules->arena, text, strlen(text), out, err);
}

/* A column's name out of the file: a string with something in it. */
static ptb_status read_column(file_reader *r, const ptb_json *node, const char **out, ptb_error *err)
{
    const char *text = ptb_json_string(node);
    if (!text || ptb_str_trim(ptb_str_of(text)).len == 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "expected the name of a column of the file");
    return keep(r, text, out, err);
}

static int by_from(const void *a, const void *b)
{
    return ptb_str_compare(((const ptb_map_value *)a)->from, ((const ptb_map_value *)b)->from);
}

static ptb_status read_values(file_reader *r, const ptb_json *object, ptb_map_values *out, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&out->pairs, ptb_json_count(object), sizeof *out->pairs, err));
    for (const ptb_json *value = ptb_json_first(object); value; value = ptb_json_next(value)) {
        const char *from = ptb_json_key(value), *to = ptb_json_string(value);
        if (!to)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, value,
                                 "expected a string: what stands for this value");
        PTB_TRY(keep(r, to, &to, err));
        if (strcmp(from, "*") == 0) {
            out->other = to;
            continue;
        }
        PTB_TRY(keep(r, from, &from, err));
        out->pairs[out->n++] = (ptb_map_value){ptb_str_of(from), to};
    }
    qsort(out->pairs, out->n, sizeof *out->pairs, by_from);
    return PTB_OK;
}

static ptb_status read_join(file_reader *r, const ptb_json *object, ptb_map_rule *rule, ptb_error *err)
{
    const ptb_json *list = NULL;
    const char *with = " ";
    PTB_TRY(ptb_json_need_array(r->doc, object, "join", &list, err));
    PTB_TRY(ptb_json_want_string(r->doc, object, "with", &with, err));
    PTB_TRY(keep(r, with, &rule->text, err));
    if (!ptb_json_first(list))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, list, "expected columns to join");
    PTB_TRY(
        ptb_arena_alloc(&r->rules->arena, &rule->columns, ptb_json_count(list), sizeof *rule->columns, err));
    for (const ptb_json *item = ptb_json_first(list); item; item = ptb_json_next(item))
        PTB_TRY(read_column(r, item, &rule->columns[rule->n_columns++], err));
    return PTB_OK;
}

static ptb_status one_column(file_reader *r, const ptb_json *node, ptb_map_rule *rule, ptb_error *err)
{
    PTB_TRY(ptb_arena_alloc(&r->rules->arena, &rule->columns, 1, sizeof *rule->columns, err));
    PTB_TRY(read_column(r, node, &rule->columns[0], err));
    rule->n_columns = 1;
    return PTB_OK;
}

static ptb_status read_constant(file_reader *r, const ptb_json *object, ptb_map_rule *rule, ptb_error *err)
{
    const char *text = NULL;
    PTB_TRY(ptb_json_need_string(r->doc, object, "constant", &text, err));
    return keep(r, text, &rule->text, err);
}

static ptb_status read_ignore(file_reader *r, const ptb_json *object, ptb_map_rule *rule, ptb_error *err)
{
    bool is_true = false;
    (void)rule;
    PTB_TRY(ptb_json_want_bool(r->doc, object, "ignore", &is_true, err));
    if (is_true) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(object, "ignore"),
                         "expected true; a column that is not ignored needs no rule");
}

static ptb_status read_first_of(file_reader *r, const ptb_json *object, ptb_map_rule *rule, ptb_error *err)
{
    const char *separators = NULL;
    PTB_TRY(one_column(r, ptb_json_get(object, "column"), rule, err));
    PTB_TRY(ptb_json_want_string(r->doc, object, "first_of", &separators, err));
    if (!separators) return PTB_OK;
    if (!separators[0])
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(object, "first_of"),
                             "expected the character that separates the values, as \";\"");
    return keep(r, separators, &rule->text, err);
}

/* The forms of a rule that is an object, by the key that tells them. */
static const struct {
    const char *key;
    ptb_map_rule_form form;
    const char *const known[5];
    ptb_status (*read)(file_reader *r, const ptb_json *object, ptb_map_rule *rule, ptb_error *err);
} forms[] = {
    {"column", PTB_RULE_COLUMN, {"column", "first_of", "values"}, read_first_of},
    {"join", PTB_RULE_JOIN, {"join", "with", "values"}, read_join},
    {"constant", PTB_RULE_CONSTANT, {"constant"}, read_constant},
    {"ignore", PTB_RULE_IGNORE, {"ignore"}, read_ignore},
};

static ptb_status read_object(file_reader *r, const ptb_json *object, ptb_map_rule *rule, ptb_error *err)
{
    static const char *const all[] = {"column", "join",     "constant", "ignore",
                                      "with",   "first_of", "values",   NULL};
    PTB_TRY(ptb_json_known_keys(r->doc, object, all, err));
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (!ptb_json_get(object, forms[i].key)) continue;
        rule->form = forms[i].form;
        PTB_TRY(ptb_json_known_keys(r->doc, object, forms[i].known, err));
        PTB_TRY(forms[i].read(r, object, rule, err));
        if (!ptb_json_get(object, "values")) return PTB_OK;
        const ptb_json *values = NULL;
        PTB_TRY(ptb_json_need_object(r->doc, object, "values", &values, err));
        return read_values(r, values, &rule->values, err);
    }
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, object,
                         "expected one of \"column\", \"join\", \"constant\", \"ignore\"");
}

static ptb_status check_name(file_reader *r, const ptb_json *node, const ptb_map_rule *rule, ptb_error *err)
{
    const char *meant = ptb_map_rule_meant(rule);
    if (meant)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "unknown column \"%s\"; did you mean \"%s\"?",
                             rule->name, meant);
    for (size_t i = 0; i < r->rules->n; i++) {
        const ptb_map_rule *other = &r->rules->rules[i];
        if (other->kind == rule->kind && ptb_str_equal_nocase(ptb_str_of(other->name), rule->name))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "a second rule for \"%s\" (%s)", rule->name,
                                 other->origin);
    }
    return PTB_OK;
}

static ptb_status read_rule(file_reader *r, ptb_table_kind kind, const ptb_json *node, ptb_error *err)
{
    ptb_map_rule rule = {.kind = kind, .pair = PTB_NO_PAIR};
    ptb_text origin = {0};
    ptb_status status = PTB_OK;
    const char *name = NULL;
    ptb_text_printf(&origin, "%s:%d", r->name, ptb_json_line(node));
    PTB_TRY_TO(ptb_text_check(&origin, err));
    PTB_TRY_TO(keep(r, origin.bytes, &rule.origin, err));
    PTB_TRY_TO(keep(r, ptb_json_key(node), &name, err));
    if (ptb_str_trim(ptb_str_of(name)).len == 0) {
        status = ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "a column needs a name");
        goto done;
    }
    set_name(&rule, name);
    if (ptb_json_is_object(node))
        PTB_TRY_TO(read_object(r, node, &rule, err));
    else if (ptb_json_is_string(node))
        PTB_TRY_TO(one_column(r, node, &rule, err));
    else {
        status = ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                               "expected the name of a column of the file, or an object");
        goto done;
    }
    PTB_TRY_TO(check_name(r, node, &rule, err));
    PTB_TRY_TO(ptb_map_rules_add(r->rules, &rule, err));
    rule.values.pairs = NULL;
done:
    free(rule.values.pairs);
    ptb_text_free(&origin);
    return status;
}

static ptb_status read_document(file_reader *r, ptb_error *err)
{
    static const char *const others[] = {"$schema", "description", "format_version"};
    enum { OTHERS = sizeof others / sizeof others[0] };
    const char *known[PTB_TABLE_KINDS + OTHERS + 1] = {NULL};
    const ptb_json *root = ptb_json_root(r->doc), *table = NULL;
    const char *text = NULL;
    int64_t version = 1;
    for (int i = 0; i < PTB_TABLE_KINDS; i++)
        known[i] = tables[i].name;
    memcpy(known + PTB_TABLE_KINDS, others, sizeof others);
    PTB_TRY(ptb_json_known_keys(r->doc, root, known, err));
    PTB_TRY(ptb_json_want_string(r->doc, root, "$schema", &text, err));
    PTB_TRY(ptb_json_want_string(r->doc, root, "description", &text, err));
    if (ptb_json_get(root, "format_version"))
        PTB_TRY(ptb_json_need_integer(r->doc, root, "format_version", &version, err));
    if (version != 1)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(root, "format_version"),
                             "expected 1, the version that this program reads");
    for (int i = 0; i < PTB_TABLE_KINDS; i++) {
        if (!ptb_json_get(root, tables[i].name)) continue;
        PTB_TRY(ptb_json_need_object(r->doc, root, tables[i].name, &table, err));
        for (const ptb_json *node = ptb_json_first(table); node; node = ptb_json_next(node))
            PTB_TRY(read_rule(r, (ptb_table_kind)i, node, err));
    }
    return PTB_OK;
}

static ptb_status read_file(ptb_map_rules *rules, const ptb_json_doc *doc, const char *name, ptb_error *err)
{
    file_reader reader = {rules, doc, name};
    return read_document(&reader, err);
}

ptb_status ptb_map_rules_parse(const char *text, size_t len, const char *name, ptb_map_rules **out,
                               ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_json_doc *doc = NULL;
    ptb_map_rules *rules = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_json_parse(text, len, name, &doc, err));
    PTB_TRY_TO(ptb_alloc(&rules, 1, sizeof *rules, err));
    PTB_TRY_TO(read_file(rules, doc, name, err));
    *out = rules;
    rules = NULL;
done:
    ptb_json_free(doc);
    ptb_map_rules_free(rules);
    return status;
}

ptb_status ptb_map_rules_read(const char *path, const char *const *pairs, size_t n_pairs, ptb_map_rules **out,
                              ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_json_doc *doc = NULL;
    ptb_map_rules *rules = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&rules, 1, sizeof *rules, err));
    if (path) {
        PTB_TRY_TO(ptb_json_read_file(path, &doc, err));
        PTB_TRY_TO(read_file(rules, doc, path, err));
    }
    PTB_TRY_TO(ptb_map_rules_add_pairs(rules, pairs, n_pairs, err));
    *out = rules;
    rules = NULL;
done:
    ptb_json_free(doc);
    ptb_map_rules_free(rules);
    return status;
}

/* ---- pairs ---- */

typedef struct {
    ptb_map_rules *rules;
    const char *pair;
    const char *origin, *name, *column; /* in the arena */
    size_t number;
} pair_reader;

static ptb_status add_pair_rule(pair_reader *p, ptb_table_kind kind, bool is_open, ptb_error *err)
{
    ptb_map_rule rule = {.kind = kind,
                         .form = PTB_RULE_COLUMN,
                         .origin = p->origin,
                         .n_columns = 1,
                         .pair = p->number,
                         .is_open = is_open};
    set_name(&rule, p->name);
    PTB_TRY(ptb_arena_alloc(&p->rules->arena, &rule.columns, 1, sizeof *rule.columns, err));
    rule.columns[0] = p->column;
    const char *meant = ptb_map_rule_meant(&rule);
    if (meant)
        return ptb_fail(err, PTB_E_ARG, "%s: unknown column '%s' of %s; did you mean '%s'?", p->origin,
                        p->name, tables[kind].name, meant);
    for (size_t i = 0; i < p->rules->n; i++) {
        const ptb_map_rule *other = &p->rules->rules[i];
        bool is_twice = other->pair != PTB_NO_PAIR && !other->is_open && !is_open && other->kind == kind &&
                        ptb_str_equal_nocase(ptb_str_of(other->name), rule.name);
        if (is_twice)
            return ptb_fail(err, PTB_E_ARG, "%s: %s.%s has a column already (%s)", p->origin,
                            tables[kind].name, rule.name, other->origin);
    }
    return ptb_map_rules_add(p->rules, &rule, err);
}

/* A name without table: every table that has it. */
static ptb_status add_open_pair(pair_reader *p, ptb_error *err)
{
    size_t n = 0;
    const char *nearest = NULL;
    for (int i = 0; i < PTB_TABLE_KINDS; i++) {
        ptb_table_kind kind = (ptb_table_kind)i;
        n += ptb_table_canonical(kind, p->name) != NULL;
        if (!nearest)
            nearest = ptb_nearest_name(ptb_str_of(p->name), tables[kind].columns, count_names(kind));
    }
    if (n == 0)
        return ptb_fail(err, PTB_E_ARG,
                        "%s: no table has a column '%s'%s%s%s; for an attribute of your own name the table, "
                        "as contacts.%s=%s",
                        p->origin, p->name, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                        nearest ? "'?" : "", p->name, p->column);
    for (int i = 0; i < PTB_TABLE_KINDS; i++)
        if (ptb_table_canonical((ptb_table_kind)i, p->name))
            PTB_TRY(add_pair_rule(p, (ptb_table_kind)i, n > 1, err));
    return PTB_OK;
}

static ptb_status read_pair(pair_reader *p, ptb_error *err)
{
    ptb_arena *arena = &p->rules->arena;
    ptb_text origin = {0};
    const char *equals = strchr(p->pair, '=');
    ptb_str left = ptb_str_trim((ptb_str){p->pair, equals ? (size_t)(equals - p->pair) : 0});
    ptb_str right = ptb_str_trim(ptb_str_of(equals ? equals + 1 : NULL));
    const char *dot = left.len ? memchr(left.ptr, '.', left.len) : NULL;
    ptb_str table = {left.ptr, dot ? (size_t)(dot - left.ptr) : 0};
    ptb_table_kind kind = PTB_TABLE_KINDS;
    if (dot) left = (ptb_str){dot + 1, left.len - table.len - 1};
    if (left.len == 0 || right.len == 0)
        return ptb_fail(err, PTB_E_ARG,
                        "--map %s: expected NAME=COLUMN or TABLE.NAME=COLUMN, as contact_id=Kundennr",
                        p->pair);
    if (dot && !find_kind(table, &kind)) {
        const char *nearest = nearest_kind(table);
        return ptb_fail(err, PTB_E_ARG, "--map %s: no table '%.*s'%s%s%s", p->pair, (int)table.len, table.ptr,
                        nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    }
    ptb_text_printf(&origin, "--map %s", p->pair);
    ptb_status status = ptb_text_check(&origin, err);
    if (status == PTB_OK) status = ptb_arena_text(arena, origin.bytes, origin.len, &p->origin, err);
    ptb_text_free(&origin);
    if (status != PTB_OK) return status;
    PTB_TRY(ptb_arena_text(arena, left.ptr, left.len, &p->name, err));
    PTB_TRY(ptb_arena_text(arena, right.ptr, right.len, &p->column, err));
    return dot ? add_pair_rule(p, kind, false, err) : add_open_pair(p, err);
}

ptb_status ptb_map_rules_add_pairs(ptb_map_rules *rules, const char *const *pairs, size_t n_pairs,
                                   ptb_error *err)
{
    for (size_t i = 0; i < n_pairs; i++) {
        pair_reader reader = {.rules = rules, .pair = pairs[i], .number = i};
        PTB_TRY(read_pair(&reader, err));
    }
    rules->n_pairs = n_pairs;
    return PTB_OK;
}
