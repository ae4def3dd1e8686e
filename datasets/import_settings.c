/* datasets/import_settings.c: what the importer is asked for: defaults, checks before any work, kinds of a model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/io.h"
#include "datasets/import_parts.h"

void ptb_import_settings_default(ptb_import_settings *settings)
{
    *settings = (ptb_import_settings){.until = PTB_NO_TIME,
                                      .date_order = -1,
                                      .max_rejects = 0.01,
                                      .max_rejects_is_share = true,
                                      .link_domains = true,
                                      .deadline_s = PTB_SOURCE_DEADLINE_S};
}

void ptb_import_report_free(ptb_import_report *report)
{
    ptb_text_free(&report->notes);
    ptb_text_free(&report->review);
}

static ptb_status check_source(const char *path, const char *option, ptb_error *err)
{
    if (path[0] == 0) return ptb_fail(err, PTB_E_ARG, "%s: the file name is empty", option);
    ptb_status status = ptb_source_check(path, err);
    return status == PTB_OK ? PTB_OK : ptb_prefix(err, status, "%s", option);
}

static bool is_written(const ptb_import_settings *settings, const char *path)
{
    return (settings->output && ptb_is_same_file(path, settings->output)) ||
           (settings->rejects && ptb_is_same_file(path, settings->rejects));
}

/* Its file, where it has one, is not to be replaced. */
static ptb_status check_database(const ptb_import_settings *settings, const char *spec, const char *option,
                                 ptb_error *err)
{
    ptb_text file = {0};
    const char *start = strchr(spec, ':') + 1;
    ptb_text_append(&file, start, strcspn(start, "#"));
    ptb_status status = ptb_text_check(&file, err);
    if (status == PTB_OK && is_written(settings, file.bytes))
        status = ptb_fail(err, PTB_E_ARG, "%s sqlite:%s is to be written too; expected another file", option,
                          file.bytes);
    ptb_text_free(&file);
    return status;
}

static ptb_status check_input(const ptb_import_settings *settings, const char *path, const char *option,
                              ptb_error *err)
{
    PTB_TRY(check_source(path, option, err));
    if (ptb_source_is_database(path)) return check_database(settings, path, option, err);
    if (is_written(settings, path))
        return ptb_fail(err, PTB_E_ARG, "%s %s is to be written too; expected another file", option, path);
    return PTB_OK;
}

ptb_status ptb_import_check_files(const ptb_import_settings *settings, ptb_error *err)
{
    const ptb_paths leads = {&settings->leads, settings->leads != NULL};
    const struct {
        const ptb_paths *paths;
        const char *option;
    } inputs[] = {{&settings->contacts, "--contacts"},
                  {&settings->accounts, "--accounts"},
                  {&settings->activities, "--activities"},
                  {&settings->opportunities, "--opportunities"},
                  {&settings->field_history, "--field-history"},
                  {&settings->merges, "--merges"},
                  {&settings->enrich, "--enrich"},
                  {&leads, "--leads"}};
    int n_standard = 0;
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        for (size_t k = 0; k < inputs[i].paths->n; k++) {
            const char *path = inputs[i].paths->items[k];
            PTB_TRY(check_input(settings, path, inputs[i].option, err));
            n_standard += strcmp(path, "-") == 0;
        }
    if (n_standard > 1)
        return ptb_fail(err, PTB_E_ARG, "standard input (-) is given %d times; expected at most once",
                        n_standard);
    if (settings->rejects && settings->output &&
        (strcmp(settings->rejects, settings->output) == 0 ||
         ptb_is_same_file(settings->rejects, settings->output)))
        return ptb_fail(err, PTB_E_ARG, "--rejects and -o are both %s; expected two files", settings->output);
    return PTB_OK;
}

static ptb_status check_flat(const ptb_import_settings *settings, ptb_error *err)
{
    const char *id = settings->id, *outcome = settings->outcome, *date = settings->date;
    if (settings->contacts.n || settings->accounts.n || settings->activities.n || settings->opportunities.n ||
        settings->merges.n)
        return ptb_fail(err, PTB_E_ARG,
                        "--leads is a table on its own; give it without --contacts, --accounts, "
                        "--activities, --opportunities and --merges");
    if (settings->field_history.n > 0)
        return ptb_fail(err, PTB_E_ARG,
                        "--field-history goes with --contacts; leads have their own values only");
    if (settings->map.n > 0)
        return ptb_fail(
            err, PTB_E_ARG,
            "--map is for --contacts, --accounts, --activities and --opportunities; of --leads say --id, "
            "--outcome and --date, every other column keeps its name");
    if (settings->enrich.n > 0)
        return ptb_fail(err, PTB_E_ARG,
                        "--enrich adds to accounts, which --leads has not; expected --contacts");
    if ((settings->won || settings->lost) && !outcome)
        return ptb_fail(err, PTB_E_ARG, "--won and --lost need --outcome COLUMN");
    if (settings->won && settings->lost && strcmp(settings->won, settings->lost) == 0)
        return ptb_fail(err, PTB_E_ARG, "--won and --lost are both '%s'", settings->won);
    if ((id && outcome && strcmp(id, outcome) == 0) || (id && date && strcmp(id, date) == 0) ||
        (outcome && date && strcmp(outcome, date) == 0))
        return ptb_fail(err, PTB_E_ARG,
                        "--id, --outcome and --date name the same column; expected different ones");
    if (settings->until != PTB_NO_TIME && !date)
        return ptb_fail(err, PTB_E_ARG, "--until needs --date COLUMN: leads without dates can't be too late");
    return PTB_OK;
}

static ptb_status check_folder(const ptb_import_settings *settings, ptb_error *err)
{
    const struct {
        const char *option, *name;
    } folders[] = {{"--hubspot", settings->hubspot},
                   {"--salesforce", settings->salesforce},
                   {"--folder", settings->folder}};
    const char *option = NULL;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (!folders[i].name) continue;
        if (option)
            return ptb_fail(err, PTB_E_ARG,
                            "%s and %s are both given; an import takes one folder (or single files: "
                            "--contacts and so on recognise either's exports)",
                            option, folders[i].option);
        option = folders[i].option;
        if (!folders[i].name[0]) return ptb_fail(err, PTB_E_ARG, "%s: the folder's name is empty", option);
    }
    if (settings->leads || settings->contacts.n || settings->accounts.n || settings->activities.n ||
        settings->opportunities.n || settings->field_history.n || settings->merges.n)
        return ptb_fail(
            err, PTB_E_ARG,
            "%s takes every table from its folder; give it without --contacts, --accounts, --activities, "
            "--opportunities, --field-history, --merges and --leads, or name the files one by one with these",
            option);
    return PTB_OK;
}

ptb_status ptb_import_check(const ptb_import_settings *settings, bool in_memory, ptb_error *err)
{
    bool has_folder = settings->hubspot || settings->salesforce || settings->folder;
    if (!in_memory && (!settings->output || strcmp(settings->output, "-") == 0))
        return ptb_fail(err, PTB_E_ARG, "-o HISTORY.h5 is needed: where the history goes, a file");
    if (has_folder) PTB_TRY(check_folder(settings, err));
    bool has_table = has_folder || settings->leads ||
                     settings->contacts.n + settings->activities.n + settings->opportunities.n > 0;
    if (settings->append && settings->field_history.n > 0)
        return ptb_fail(err, PTB_E_ARG,
                        "--field-history can't be appended: changes reach into the past of what is there; "
                        "import everything "
                        "anew, without --append");
    if (settings->append && !has_table && settings->accounts.n == 0)
        return ptb_fail(err, PTB_E_ARG,
                        "nothing to append: give --contacts, --accounts, --activities or --opportunities "
                        "FILE, a folder of "
                        "exports by --hubspot or --salesforce, or --leads FILE for a flat table");
    if (!settings->append && !has_table)
        return ptb_fail(err, PTB_E_ARG,
                        "nothing to import: give --contacts FILE (or --activities or --opportunities alone), "
                        "a folder of exports by "
                        "--hubspot or --salesforce, or --leads FILE for a flat table");
    if (!(settings->max_rejects >= 0.0) || !isfinite(settings->max_rejects))
        return ptb_fail(err, PTB_E_ARG,
                        "--max-rejects is %g; expected a number of rows or a share, 0 or more",
                        settings->max_rejects);
    if (settings->leads) return check_flat(settings, err);
    if (settings->id || settings->outcome || settings->won || settings->lost || settings->date)
        return ptb_fail(err, PTB_E_ARG, "--id, --outcome, --won, --lost and --date belong to --leads");
    return PTB_OK;
}

/* ---- the kinds of a model's columns ---- */

static ptb_status read_hint(ptb_import_run *run, const ptb_json_doc *doc, const ptb_json *node,
                            ptb_error *err)
{
    const char *table = NULL, *name = NULL, *kind = NULL;
    ptb_kind_hint *hint = &run->hints[run->n_hints];
    PTB_TRY(ptb_json_need_string(doc, node, "table", &table, err));
    PTB_TRY(ptb_json_need_string(doc, node, "name", &name, err));
    PTB_TRY(ptb_json_need_string(doc, node, "kind", &kind, err));
    if (!ptb_column_kind_parse(ptb_str_of(kind), &hint->kind))
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, node,
                             "kind '%s'; expected number, flag, category or date", kind);
    PTB_TRY(ptb_arena_text(&run->arena, table, strlen(table), &hint->table, err));
    PTB_TRY(ptb_arena_text(&run->arena, name, strlen(name), &hint->name, err));
    run->n_hints++;
    return PTB_OK;
}

ptb_status ptb_import_hints(ptb_import_run *run, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_json_doc *doc = NULL;
    const ptb_json *columns = NULL;
    if (!run->settings->types_from) return PTB_OK;
    PTB_TRY_TO(ptb_json_read_file(run->settings->types_from, &doc, err));
    PTB_TRY_TO(ptb_json_need_array(doc, ptb_json_root(doc), "columns", &columns, err));
    PTB_TRY_TO(ptb_arena_alloc(&run->arena, &run->hints, ptb_json_count(columns), sizeof *run->hints, err));
    for (const ptb_json *node = ptb_json_first(columns); node; node = ptb_json_next(node))
        PTB_TRY_TO(read_hint(run, doc, node, err));
done:
    ptb_json_free(doc);
    return status;
}
