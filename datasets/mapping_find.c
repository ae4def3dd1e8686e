/* datasets/mapping_find.c: settles for one header what each canonical column is made of and what stays an attribute. */
#include <stdlib.h>
#include <string.h>

#include "datasets/mapping_parts.h"

typedef struct {
    const ptb_map_rules *rules; /* may be NULL */
    const ptb_map_file *file;
    ptb_header header;
    const ptb_export_info *info; /* NULL: no vocabulary */
    ptb_mapping *mapping;
    bool *is_used;           /* by position: no attribute any more */
    ptb_text made, left_out; /* for the notes */
} finder;

size_t ptb_map_op_slots(ptb_map_op op)
{
    static const size_t slots[PTB_MAP_OPS] = {[PTB_MAP_FULL_NAME] = 3,
                                              [PTB_MAP_ACCOUNT] = 2,
                                              [PTB_MAP_TASK] = 2,
                                              [PTB_MAP_OUTCOME] = 3,
                                              [PTB_MAP_RESPONSE] = 2};
    return slots[op];
}

/* ---- whose export ---- */

static ptb_export_object default_object(ptb_export_system system, ptb_table_kind kind)
{
    if (system == PTB_SYSTEM_SALESFORCE && kind == PTB_TABLE_MERGES) return PTB_EXPORT_SALESFORCE_MERGES;
    for (int i = PTB_EXPORT_NONE + 1; i < PTB_EXPORT_OBJECTS; i++) {
        const ptb_export_info *info = &ptb_export_infos[i];
        if (info->is_default && info->system == system && info->kind == kind) return (ptb_export_object)i;
    }
    return PTB_EXPORT_NONE;
}

/* Recognised as this kind; or, where the user names the system, taken for it although its names are not known. */
static ptb_status find_export(finder *f, ptb_error *err)
{
    ptb_export_system asked = f->file->system;
    ptb_export *what = &f->mapping->what;
    ptb_header_recognise(&f->header, asked, what);
    if (what->has_merges && f->file->kind == PTB_TABLE_MERGES) {
        what->object = PTB_EXPORT_SALESFORCE_MERGES;
        what->kind = PTB_TABLE_MERGES;
    }
    bool is_other = what->object != PTB_EXPORT_NONE && what->kind != f->file->kind;
    if (is_other && asked != PTB_SYSTEM_AUTO)
        return ptb_fail(err, PTB_E_SCHEMA, "%s:1: this is a %s, it can't be read as %s", f->file->path,
                        ptb_export_words(what->object), ptb_table_kind_name(f->file->kind));
    if (is_other) *what = (ptb_export){0};
    if (what->object == PTB_EXPORT_NONE && asked != PTB_SYSTEM_AUTO && asked != PTB_SYSTEM_NONE) {
        what->object = default_object(asked, f->file->kind);
        if (what->object != PTB_EXPORT_NONE) what->system = asked;
    }
    what->kind = f->file->kind;
    if (what->object == PTB_EXPORT_NONE) return PTB_OK;
    f->info = &ptb_export_infos[what->object];
    return PTB_OK;
}

/* ---- columns ---- */

static ptb_map_column *new_column(finder *f, const char *name, bool is_canonical)
{
    ptb_map_column *column = &f->mapping->columns[f->mapping->n_columns++];
    column->name = name;
    column->is_canonical = is_canonical;
    return column;
}

static ptb_status keep(finder *f, const char *text, const char **out, ptb_error *err)
{
    *out = NULL;
    return text ? ptb_arena_text(&f->mapping->arena, text, strlen(text), out, err) : PTB_OK;
}

static ptb_status set_positions(finder *f, ptb_map_column *column, const int *at, size_t n, ptb_error *err)
{
    PTB_TRY(ptb_arena_alloc(&f->mapping->arena, &column->at, n, sizeof *column->at, err));
    if (n > 0) memcpy(column->at, at, n * sizeof *at);
    column->n_at = n;
    return PTB_OK;
}

/* "name is 'First Name' + 'Last Name'"; nothing where a column is what its name says. */
static void note_column(finder *f, const ptb_map_column *column)
{
    const ptb_map_op op = column->op;
    const char *between = op == PTB_MAP_JOIN || op == PTB_MAP_FULL_NAME ? " + " : " or ", *first = "";
    bool is_plain = op == PTB_MAP_TAKE && column->n_at == 1 && !column->values;
    if (is_plain && ptb_str_equal_nocase(ptb_str_of(column->name), f->file->names[column->at[0]])) return;
    ptb_text_printf(&f->made, "%s%s is ", f->made.len ? ", " : "", column->name);
    if (op == PTB_MAP_CONSTANT) ptb_text_printf(&f->made, "always '%s'", column->text);
    for (size_t i = 0; i < column->n_at; i++) {
        if (column->at[i] < 0) continue;
        ptb_text_printf(&f->made, "%s'%s'", first, f->file->names[column->at[i]]);
        first = between;
    }
}

/* One line for what was made, one for what was left out. */
static ptb_status make_notes(finder *f, ptb_error *err)
{
    ptb_text all = {0};
    const char *path = f->file->path;
    const char *made = f->made.len ? f->made.bytes : "all columns are what their names say";
    PTB_TRY(ptb_text_check(&f->made, err));
    PTB_TRY(ptb_text_check(&f->left_out, err));
    if (f->info)
        ptb_text_printf(&all, "%s: read as a %s; %s\n", path, f->info->words, made);
    else if (f->made.len > 0)
        ptb_text_printf(&all, "%s: %s\n", path, made);
    if (f->left_out.len > 0) ptb_text_printf(&all, "%s: left out: %s\n", path, f->left_out.bytes);
    ptb_status status = ptb_text_check(&all, err);
    if (status == PTB_OK) status = keep(f, all.bytes ? all.bytes : "", &f->mapping->notes, err);
    ptb_text_free(&all);
    return status;
}

/* ---- by the user's rules ---- */

static ptb_status no_column(const finder *f, const ptb_map_rule *rule, const char *name, ptb_error *err)
{
    ptb_text all = {0};
    const char *first = "";
    for (size_t i = 0; i < f->file->n_names; i++) {
        if (!f->file->names[i][0]) continue;
        ptb_text_printf(&all, "%s%s", first, f->file->names[i]);
        first = ", ";
    }
    ptb_status status = ptb_text_check(&all, err);
    const char *nearest = ptb_nearest_name(ptb_str_of(name), f->file->names, f->file->n_names);
    if (nearest && !nearest[0]) nearest = NULL;
    if (status == PTB_OK)
        status =
            ptb_fail(err, PTB_E_SCHEMA, "%s:1: no column '%s' (%s.%s, %s)%s%s%s; the columns are: %.500s",
                     f->file->path, name, ptb_table_kind_name(rule->kind), rule->name, rule->origin,
                     nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "",
                     all.bytes ? all.bytes : "none");
    ptb_text_free(&all);
    return status;
}

static bool can_apply(const finder *f, const ptb_map_rule *rule)
{
    return !rule->is_open || ptb_header_find_name(&f->header, rule->columns[0]) >= 0;
}

/* The rule for a name: later ones (--map) win; open ones count only where the file has their column. */
static const ptb_map_rule *find_rule(const finder *f, const char *name)
{
    for (size_t i = f->rules ? f->rules->n : 0; i > 0; i--) {
        const ptb_map_rule *rule = &f->rules->rules[i - 1];
        if (rule->kind == f->file->kind && ptb_str_equal_nocase(ptb_str_of(rule->name), name) &&
            can_apply(f, rule))
            return rule;
    }
    return NULL;
}

static ptb_status copy_values(finder *f, const ptb_map_values *values, const ptb_map_values **out,
                              ptb_error *err)
{
    ptb_map_values *copy;
    *out = NULL;
    if (!values->pairs) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&f->mapping->arena, &copy, 1, sizeof *copy, err));
    PTB_TRY(ptb_arena_alloc(&f->mapping->arena, &copy->pairs, values->n, sizeof *copy->pairs, err));
    PTB_TRY(keep(f, values->other, &copy->other, err));
    for (; copy->n < values->n; copy->n++) {
        const ptb_map_value *from = &values->pairs[copy->n];
        const char *text;
        PTB_TRY(ptb_arena_text(&f->mapping->arena, from->from.ptr, from->from.len, &text, err));
        PTB_TRY(keep(f, from->to, &copy->pairs[copy->n].to, err));
        copy->pairs[copy->n].from = (ptb_str){text, from->from.len};
    }
    *out = copy;
    return PTB_OK;
}

static ptb_status rule_positions(finder *f, const ptb_map_rule *rule, ptb_map_column *column, ptb_error *err)
{
    PTB_TRY(ptb_arena_alloc(&f->mapping->arena, &column->at, rule->n_columns, sizeof *column->at, err));
    for (size_t i = 0; i < rule->n_columns; i++) {
        int at = ptb_header_find_name(&f->header, rule->columns[i]);
        if (at < 0) return no_column(f, rule, rule->columns[i], err);
        column->at[column->n_at++] = at;
        f->is_used[at] = true;
    }
    return PTB_OK;
}

static ptb_status apply_rule(finder *f, const ptb_map_rule *rule, ptb_error *err)
{
    const char *name;
    if (rule->pair != PTB_NO_PAIR) f->mapping->is_pair_used[rule->pair] = true;
    PTB_TRY(keep(f, rule->name, &name, err));
    ptb_map_column *column = new_column(f, name, rule->is_canonical);
    if (rule->form == PTB_RULE_CONSTANT) column->op = PTB_MAP_CONSTANT;
    if (rule->form == PTB_RULE_JOIN) column->op = PTB_MAP_JOIN;
    if (rule->form == PTB_RULE_COLUMN) column->op = rule->text ? PTB_MAP_FIRST_OF : PTB_MAP_TAKE;
    PTB_TRY(keep(f, rule->text, &column->text, err));
    PTB_TRY(rule_positions(f, rule, column, err));
    PTB_TRY(copy_values(f, &rule->values, &column->values, err));
    note_column(f, column);
    return PTB_OK;
}

/* ---- by the vocabulary ---- */

static ptb_status make_fields(finder *f, ptb_map_column *column, ptb_error *err);

/* The positions of a run of lines of one op into `at`; how many there are of them. Slots stay -1 where absent. */
static size_t run_positions(const finder *f, const ptb_vocabulary_line *run, size_t n_lines, int *at,
                            size_t *n_at)
{
    size_t slots = ptb_map_op_slots(run->op), n_found = 0;
    *n_at = slots;
    for (size_t i = 0; i < slots; i++)
        at[i] = -1;
    for (size_t i = 0; i < n_lines; i++) {
        int found = ptb_header_find_alias(&f->header, run[i].alias);
        if (found < 0 || (slots > 0 && at[run[i].slot] >= 0)) continue;
        at[slots > 0 ? run[i].slot : n_found] = found;
        n_found++;
    }
    if (slots == 0) *n_at = n_found;
    return n_found;
}

static ptb_status apply_run(finder *f, const ptb_vocabulary_line *run, const int *at, size_t n_at,
                            ptb_error *err)
{
    ptb_map_column *column = new_column(f, run->name, true);
    column->op = run->op;
    column->text = run->text;
    PTB_TRY(set_positions(f, column, at, n_at, err));
    for (size_t i = 0; i < n_at; i++)
        if (at[i] >= 0) f->is_used[at[i]] = true;
    note_column(f, column);
    return column->op == PTB_MAP_FIELD ? make_fields(f, column, err) : PTB_OK;
}

enum { MOST_LINES = 64 };

/* *is_found false where the vocabulary has nothing for this name in this file. */
static ptb_status apply_vocabulary(finder *f, const char *name, bool *is_found, ptb_error *err)
{
    const ptb_export_info *info = f->info;
    *is_found = false;
    for (size_t i = 0; info && i < info->n_lines;) {
        const ptb_vocabulary_line *run = &info->lines[i];
        size_t n = 1, n_at = 0;
        int at[MOST_LINES];
        while (i + n < info->n_lines && run[n].op == run->op && run->name && run[n].name &&
               strcmp(run[n].name, run->name) == 0)
            n++;
        i += n;
        if (!run->name || strcmp(run->name, name) != 0) continue;
        if (run->op != PTB_MAP_CONSTANT && run_positions(f, run, n, at, &n_at) == 0) continue;
        *is_found = true;
        return apply_run(f, run, at, n_at, err);
    }
    return PTB_OK;
}

/* Takes the columns of a name that the user ignores away. */
static void ignore_vocabulary(finder *f, const char *name)
{
    for (size_t i = 0; f->info && i < f->info->n_lines; i++) {
        const ptb_vocabulary_line *line = &f->info->lines[i];
        if (!line->name || !line->alias || strcmp(line->name, name) != 0) continue;
        int at = ptb_header_find_alias(&f->header, line->alias);
        if (at >= 0) f->is_used[at] = true;
    }
}

static int by_from(const void *a, const void *b)
{
    return ptb_str_compare(((const ptb_map_value *)a)->from, ((const ptb_map_value *)b)->from);
}

/* Plain names of a record's fields and the canonical names they have in its table. */
static ptb_status make_fields(finder *f, ptb_map_column *column, ptb_error *err)
{
    const ptb_export_info *record = &ptb_export_infos[f->info->record];
    ptb_map_values *fields = &column->fields;
    PTB_TRY(ptb_arena_alloc(&f->mapping->arena, &fields->pairs, record->n_lines, sizeof *fields->pairs, err));
    for (size_t i = 0; i < record->n_lines; i++) {
        const ptb_vocabulary_line *line = &record->lines[i];
        char plain[PTB_PLAIN_BYTES];
        const char *from;
        bool is_whole = line->op == PTB_MAP_TAKE || line->op == PTB_MAP_ID || line->op == PTB_MAP_FIRST_OF ||
                        line->op == PTB_MAP_DOMAIN;
        if (!is_whole) continue;
        ptb_plain_name(ptb_str_of(line->alias), plain);
        PTB_TRY(keep(f, plain, &from, err));
        fields->pairs[fields->n++] = (ptb_map_value){ptb_str_of(from), line->name};
    }
    qsort(fields->pairs, fields->n, sizeof *fields->pairs, by_from);
    return PTB_OK;
}

/* ---- the header as a whole ---- */

/* Rows that are none, told by columns that every table of an export may have. Merged records are deleted ones, so that
 * merges look at them all. */
static const struct {
    const char *alias;
    bool when, is_for_merges;
} skips[] = {
    {"IsDeleted", true, false},        {"archived", true, false},         {"filtered_event", true, false},
    {"_fivetran_deleted", true, true}, {"_fivetran_active", false, true},
};

static void find_skips(finder *f)
{
    ptb_mapping *m = f->mapping;
    _Static_assert(sizeof skips / sizeof skips[0] <= PTB_MAP_SKIPS, "room for all");
    for (size_t i = 0; f->info && i < sizeof skips / sizeof skips[0]; i++) {
        int at = ptb_header_find_alias(&f->header, skips[i].alias);
        if (at < 0) continue;
        f->is_used[at] = true;
        if (f->file->kind == PTB_TABLE_MERGES && !skips[i].is_for_merges) continue;
        m->skips[m->n_skips++] = (ptb_map_skip){at, skips[i].when};
    }
    for (size_t i = 0; f->info && i < f->info->n_lines; i++) {
        const ptb_vocabulary_line *line = &f->info->lines[i];
        int at = line->op == PTB_MAP_DROP ? ptb_header_find_alias(&f->header, line->alias) : -1;
        if (at >= 0) f->is_used[at] = true;
    }
    if (m->what.object == PTB_EXPORT_SALESFORCE_MERGES) m->needed = ptb_mapping_find_name(m, "kept_id");
}

static ptb_status find_canonical(finder *f, const char *name, ptb_error *err)
{
    const ptb_map_rule *rule = find_rule(f, name);
    bool is_found = false;
    int at = ptb_header_find_name(&f->header, name);
    if (rule && rule->form == PTB_RULE_IGNORE) {
        ignore_vocabulary(f, name);
        if (at >= 0) f->is_used[at] = true;
        return PTB_OK;
    }
    if (rule) return apply_rule(f, rule, err);
    PTB_TRY(apply_vocabulary(f, name, &is_found, err));
    if (is_found || at < 0) return PTB_OK;
    f->is_used[at] = true;
    return set_positions(f, new_column(f, name, true), &at, 1, err);
}

/* The rules for names that are not canonical. */
static ptb_status find_additions(finder *f, ptb_error *err)
{
    for (size_t i = 0; f->rules && i < f->rules->n; i++) {
        const ptb_map_rule *rule = &f->rules->rules[i];
        if (rule->kind != f->file->kind || rule->is_canonical || find_rule(f, rule->name) != rule) continue;
        if (rule->form != PTB_RULE_IGNORE) {
            PTB_TRY(apply_rule(f, rule, err));
            continue;
        }
        int at = ptb_header_find_name(&f->header, rule->name);
        if (at < 0) return no_column(f, rule, rule->name, err);
        f->is_used[at] = true;
    }
    return PTB_OK;
}

/* What nothing used stays under its own name, unless that name is taken. */
static ptb_status find_attributes(finder *f, ptb_error *err)
{
    size_t n_made = f->mapping->n_columns;
    for (size_t i = 0; i < f->file->n_names; i++) {
        const char *name = f->file->names[i];
        int at = (int)i;
        size_t k = 0;
        if (f->is_used[i] || !name[0]) continue;
        while (k < n_made && !ptb_str_equal_nocase(ptb_str_of(name), f->mapping->columns[k].name))
            k++;
        if (k < n_made) {
            ptb_text_printf(&f->left_out, "%s'%s' (%s is made of other columns)", f->left_out.len ? ", " : "",
                            name, f->mapping->columns[k].name);
            continue;
        }
        PTB_TRY(keep(f, name, &name, err));
        PTB_TRY(set_positions(f, new_column(f, name, false), &at, 1, err));
    }
    return PTB_OK;
}

static ptb_status find_all(finder *f, ptb_error *err)
{
    ptb_mapping *m = f->mapping;
    const char *const *canonical = ptb_table_canonical_names(f->file->kind);
    size_t n_canonical = 0, n_rules = f->rules ? f->rules->n : 0;
    while (canonical[n_canonical])
        n_canonical++;
    PTB_TRY(ptb_header_init(&f->header, f->file->names, f->file->n_names, err));
    PTB_TRY(ptb_alloc(&f->is_used, f->file->n_names, sizeof *f->is_used, err));
    PTB_TRY(ptb_arena_alloc(&m->arena, &m->columns, f->file->n_names + n_canonical + n_rules,
                            sizeof *m->columns, err));
    PTB_TRY(ptb_arena_alloc(&m->arena, &m->is_pair_used, f->rules ? f->rules->n_pairs : 0,
                            sizeof *m->is_pair_used, err));
    PTB_TRY(find_export(f, err));
    for (size_t i = 0; i < n_canonical; i++)
        PTB_TRY(find_canonical(f, canonical[i], err));
    PTB_TRY(find_additions(f, err));
    find_skips(f);
    PTB_TRY(find_attributes(f, err));
    return make_notes(f, err);
}

ptb_status ptb_mapping_find(const ptb_map_rules *rules, const ptb_map_file *file, ptb_mapping **out,
                            ptb_error *err)
{
    finder f = {.rules = rules, .file = file};
    *out = NULL;
    ptb_status status = ptb_alloc(&f.mapping, 1, sizeof *f.mapping, err);
    if (status == PTB_OK) {
        f.mapping->needed = -1;
        status = find_all(&f, err);
    }
    ptb_header_free(&f.header);
    free(f.is_used);
    ptb_text_free(&f.made);
    ptb_text_free(&f.left_out);
    if (status == PTB_OK)
        *out = f.mapping;
    else
        ptb_mapping_free(f.mapping);
    return status;
}
