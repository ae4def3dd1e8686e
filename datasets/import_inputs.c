/* datasets/import_inputs.c: the sources of an import: names without passwords, opening, digests, what their columns are. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "datasets/import_parts.h"

/* ---- names ---- */

static ptb_status add_input(ptb_import_run *run, const char *spec, ptb_error *err)
{
    ptb_import_input *input = &run->inputs[run->n_inputs];
    ptb_text name = {0};
    for (size_t i = 0; i < run->n_inputs; i++)
        if (strcmp(run->inputs[i].spec, spec) == 0) return PTB_OK;
    ptb_source_redact(spec, &name);
    ptb_status status = ptb_text_check(&name, err);
    if (status == PTB_OK) status = ptb_arena_text(&run->arena, name.bytes, name.len, &input->name, err);
    ptb_text_free(&name);
    input->spec = spec;
    input->is_database = ptb_source_is_database(spec);
    run->n_inputs += status == PTB_OK;
    return status;
}

ptb_status ptb_import_list_inputs(ptb_import_run *run, ptb_error *err)
{
    const ptb_import_settings *s = run->settings;
    const ptb_paths leads = {&s->leads, s->leads != NULL}, types = {&s->types_from, s->types_from != NULL};
    const ptb_paths *const all[] = {
        &s->contacts, &s->accounts, &s->activities, &s->opportunities, &s->field_history, &s->merges,
        &s->enrich,   &leads,       &types};
    size_t n_all = sizeof all / sizeof all[0], n = 0;
    for (size_t i = 0; i < n_all; i++)
        n += all[i]->n;
    PTB_TRY(ptb_arena_alloc(&run->arena, &run->inputs, n, sizeof *run->inputs, err));
    for (size_t i = 0; i < n_all; i++)
        for (size_t k = 0; k < all[i]->n; k++)
            PTB_TRY(add_input(run, all[i]->items[k], err));
    return s->types_from ? ptb_sha256_file(s->types_from, run->inputs[run->n_inputs - 1].sha256, err)
                         : PTB_OK;
}

static ptb_import_input *find_input(const ptb_import_run *run, const char *spec)
{
    for (size_t i = 0; i < run->n_inputs; i++)
        if (strcmp(run->inputs[i].spec, spec) == 0) return &run->inputs[i];
    return NULL;
}

const char *ptb_import_name(const ptb_import_run *run, const char *spec)
{
    const ptb_import_input *input = find_input(run, spec);
    return input ? input->name : "-";
}

/* ---- opening ---- */

ptb_status ptb_import_open(ptb_import_run *run, const char *spec, ptb_csv **out, ptb_error *err)
{
    const ptb_csv_form form = {ptb_source_is_database(spec), run->settings->delimiter};
    ptb_source *source = NULL;
    *out = NULL;
    PTB_TRY(ptb_source_open(run->sources, spec, &source, err));
    return ptb_csv_open_source(source, &form, out, err);
}

void ptb_import_close(ptb_import_run *run, const char *spec, ptb_csv *csv)
{
    char digest[PTB_SHA256_HEX] = "";
    ptb_import_input *input = find_input(run, spec);
    if (!csv) return;
    ptb_csv_digest(csv, digest);
    if (input && input->is_database && digest[0]) memcpy(input->sha256, digest, sizeof digest);
    if (input && !input->is_database && !input->xxh128[0]) ptb_csv_file_digest(csv, input->xxh128);
    ptb_csv_close(csv);
}

/* ---- what columns are ---- */

/* A pair holds a '=' and is no file. */
static ptb_status take_map(const char *item, const char **file, const char **pairs, size_t *n_pairs,
                           ptb_error *err)
{
    if (strchr(item, '=') && access(item, F_OK) != 0) {
        pairs[(*n_pairs)++] = item;
        return PTB_OK;
    }
    if (*file)
        return ptb_fail(err, PTB_E_ARG, "--map is given two mapping files, %s and %s; expected one", *file,
                        item);
    *file = item;
    return PTB_OK;
}

ptb_status ptb_import_rules(ptb_import_run *run, ptb_error *err)
{
    const ptb_paths *map = &run->settings->map;
    const char *file = NULL, **pairs = NULL;
    size_t n_pairs = 0;
    if (map->n == 0) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&run->arena, &pairs, map->n, sizeof *pairs, err));
    for (size_t i = 0; i < map->n; i++)
        PTB_TRY(take_map(map->items[i], &file, pairs, &n_pairs, err));
    return ptb_map_rules_read(file, pairs, n_pairs, &run->rules, err);
}

/* The columns of our own without which a table would be none: a header that has them needs nobody's vocabulary. */
static bool is_canonical(const ptb_csv *csv, ptb_table_kind kind)
{
    static const char *const needed[PTB_TABLE_KINDS][4] = {
        [PTB_TABLE_CONTACTS] = {"contact_id"},
        [PTB_TABLE_ACCOUNTS] = {"account_id"},
        [PTB_TABLE_ACTIVITIES] = {"ts", "type"},
        [PTB_TABLE_OPPORTUNITIES] = {"opportunity_id", "created_at"},
        [PTB_TABLE_FIELD_HISTORY] = {"object", "id", "field", "ts"},
        [PTB_TABLE_ENRICHMENT] = {""},
        [PTB_TABLE_MERGES] = {"kept_id", "merged_id"},
    };
    for (size_t i = 0; i < 4 && needed[kind][i]; i++)
        if (needed[kind][i][0] && ptb_csv_find(csv, needed[kind][i]) < 0) return false;
    if (kind != PTB_TABLE_ACTIVITIES) return true;
    return ptb_csv_find(csv, "contact_id") >= 0 || ptb_csv_find(csv, "account_id") >= 0 ||
           ptb_csv_find(csv, "email") >= 0;
}

static void add_notes(ptb_import_run *run, const ptb_import_mapping *made)
{
    for (size_t i = 0; i < run->n_mappings; i++)
        if (run->mappings[i].kind == made->kind && strcmp(run->mappings[i].spec, made->spec) == 0) return;
    ptb_text_add(&run->report->notes, ptb_mapping_notes(made->mapping));
}

ptb_status ptb_import_map(ptb_import_run *run, const ptb_csv *csv, const char *spec, ptb_table_kind kind,
                          const ptb_mapping **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const char **names = NULL;
    size_t n = ptb_csv_n_columns(csv);
    ptb_import_mapping made = {spec, kind, NULL};
    bool is_ours = run->system == PTB_SYSTEM_AUTO && is_canonical(csv, kind);
    ptb_map_file file = {kind, is_ours ? PTB_SYSTEM_NONE : run->system, ptb_csv_path(csv), NULL, n};
    *out = NULL;
    if (is_ours && !run->rules) return PTB_OK;
    PTB_TRY_TO(ptb_alloc(&names, n, sizeof *names, err));
    for (size_t i = 0; i < n; i++)
        names[i] = ptb_csv_column(csv, i);
    file.names = names;
    PTB_TRY_TO(ptb_reserve(&run->mappings, &run->mapping_capacity, run->n_mappings + 1, sizeof made, err));
    PTB_TRY_TO(ptb_mapping_find(run->rules, &file, &made.mapping, err));
    add_notes(run, &made);
    run->mappings[run->n_mappings++] = made;
    *out = made.mapping;
done:
    free(names);
    return status;
}

ptb_status ptb_import_check_mappings(const ptb_import_run *run, ptb_error *err)
{
    const ptb_mapping **all = NULL;
    if (!run->rules) return PTB_OK;
    PTB_TRY(ptb_alloc(&all, run->n_mappings, sizeof(const ptb_mapping *), err));
    for (size_t i = 0; i < run->n_mappings; i++)
        all[i] = run->mappings[i].mapping;
    ptb_status status = ptb_map_rules_check_used(run->rules, all, run->n_mappings, err);
    free(all);
    return status;
}

void ptb_import_free_sources(ptb_import_run *run)
{
    for (size_t i = 0; i < run->n_mappings; i++)
        ptb_mapping_free(run->mappings[i].mapping);
    free(run->mappings);
    ptb_map_rules_free(run->rules);
    ptb_sources_free(run->sources);
}
