/* datasets/import_folder.c: a folder of tables, or of a CRM's exports: its files dealt to the tables. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "datasets/import_parts.h"

/* The settings' list for a kind of table, or NULL: this kind is left out. */
static ptb_paths *list_of(ptb_import_settings *settings, ptb_table_kind kind)
{
    switch (kind) {
    case PTB_TABLE_CONTACTS:
        return &settings->contacts;
    case PTB_TABLE_ACCOUNTS:
        return &settings->accounts;
    case PTB_TABLE_ACTIVITIES:
        return &settings->activities;
    case PTB_TABLE_OPPORTUNITIES:
        return &settings->opportunities;
    case PTB_TABLE_MERGES:
        return &settings->merges;
    case PTB_TABLE_FIELD_HISTORY:
        return &settings->field_history;
    case PTB_TABLE_ENRICHMENT:
    case PTB_TABLE_KINDS:
        break;
    }
    return NULL;
}

/* The files of one kind, in the order of their names; their paths live as long as the run. */
static ptb_status deal_kind(ptb_import_run *run, const ptb_export_list *found, ptb_table_kind kind,
                            ptb_paths *out, ptb_error *err)
{
    const char **items = NULL;
    PTB_TRY(ptb_arena_alloc(&run->arena, &items, found->n, sizeof *items, err));
    *out = (ptb_paths){items, 0};
    for (size_t i = 0; i < found->n; i++) {
        const ptb_export_file *file = &found->files[i];
        if (file->what.system == PTB_SYSTEM_NONE || file->what.kind != kind) continue;
        PTB_TRY(ptb_arena_text(&run->arena, file->path, strlen(file->path), &items[out->n++], err));
    }
    return PTB_OK;
}

/* FOLDER/NAME.csv or .csv.gz, into the run's memory; *out NULL where neither is there. */
static ptb_status find_table(ptb_import_run *run, const char *folder, const char *name, const char **out,
                             ptb_error *err)
{
    static const char *const endings[] = {".csv", ".csv.gz"};
    ptb_status status = PTB_OK;
    ptb_text path = {0};
    *out = NULL;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0] && !*out && status == PTB_OK; i++) {
        ptb_text_clear(&path);
        ptb_text_printf(&path, "%s/%s%s", folder, name, endings[i]);
        status = ptb_text_check(&path, err);
        if (status == PTB_OK && access(path.bytes, F_OK) == 0)
            status = ptb_arena_text(&run->arena, path.bytes, path.len, out, err);
    }
    ptb_text_free(&path);
    return status;
}

/* Our own tables by their names. */
static ptb_status deal_tables(ptb_import_run *run, ptb_import_settings *settings, ptb_error *err)
{
    for (int kind = 0; kind < PTB_TABLE_KINDS; kind++) {
        ptb_paths *list = list_of(settings, (ptb_table_kind)kind);
        const char *path = NULL, **item = NULL;
        if (!list) continue;
        PTB_TRY(find_table(run, settings->folder, ptb_table_kind_name((ptb_table_kind)kind), &path, err));
        if (!path) continue;
        PTB_TRY(ptb_arena_alloc(&run->arena, &item, 1, sizeof *item, err));
        *item = path;
        *list = (ptb_paths){item, 1};
    }
    if (settings->contacts.n + settings->activities.n + settings->opportunities.n > 0 || settings->append)
        return PTB_OK;
    return ptb_fail(
        err, PTB_E_DATA,
        "%s: no contacts.csv, activities.csv or opportunities.csv (or .csv.gz); exports under other "
        "names: propensity import --contacts FILE ..., --hubspot DIR or --salesforce DIR",
        settings->folder);
}

static void note_left_out(ptb_import_run *run, ptb_import_settings *settings, const ptb_export_list *found)
{
    for (size_t i = 0; i < found->n; i++) {
        const ptb_export_file *file = &found->files[i];
        if (file->what.system == PTB_SYSTEM_NONE)
            ptb_import_note(run, "%s: left out: its header is that of no export known here", file->path);
        else if (!list_of(settings, file->what.kind))
            ptb_import_note(run, "%s: left out: it is a %s, which an import does not read", file->path,
                            ptb_export_words(file->what.object));
    }
}

ptb_status ptb_import_deal(ptb_import_run *run, ptb_import_settings *settings, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const char *folder = settings->hubspot ? settings->hubspot : settings->salesforce;
    ptb_export_list found = {0};
    run->system = PTB_SYSTEM_AUTO;
    if (settings->folder) return deal_tables(run, settings, err);
    if (!folder) return PTB_OK;
    run->system = settings->hubspot ? PTB_SYSTEM_HUBSPOT : PTB_SYSTEM_SALESFORCE;
    PTB_TRY_TO(ptb_exports_scan(folder, run->system, &found, err));
    for (int kind = 0; kind < PTB_TABLE_KINDS; kind++) {
        ptb_paths *list = list_of(settings, (ptb_table_kind)kind);
        if (list) PTB_TRY_TO(deal_kind(run, &found, (ptb_table_kind)kind, list, err));
    }
    note_left_out(run, settings, &found);
    if (settings->contacts.n == 0 && !settings->append)
        status =
            ptb_fail(err, PTB_E_DATA, "%s: none of its files is an export of contacts%s; an import needs one",
                     folder, settings->salesforce ? " or leads" : "");
done:
    ptb_export_list_free(&found);
    return status;
}
