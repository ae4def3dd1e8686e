/* datasets/cmd_import.c: propensity import: CSV files into a history file. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "datasets/base/command.h"
#include "datasets/base/table.h"
#include "datasets/commands.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "datasets/source.h"

typedef struct {
    ptb_common_args common;
    ptb_arg_list contacts, accounts, activities, opportunities, field_history, merges;
    const char *hubspot, *salesforce, *folder;
    const char *leads;
    const char *id, *outcome, *won, *lost, *date;
    ptb_arg_list missing, map, enrich;
    const char *bots, *link_domains;
    const char *like, *tz, *dates, *until, *rejects, *max_rejects, *output, *decimal, *delimiter;
    bool strict, append;
    double deadline;
} import_args;

enum { SHOWN_DOMAINS = 3 };

#define TEXT(option, placeholder, words, field)                                      \
    {                                                                                \
        option, placeholder, words, PTB_OPT_TEXT, offsetof(import_args, field), 0, 0 \
    }
#define LIST(option, placeholder, words, field)                                      \
    {                                                                                \
        option, placeholder, words, PTB_OPT_LIST, offsetof(import_args, field), 0, 0 \
    }
#define LATER(option, words)                        \
    {                                               \
        option, NULL, words, PTB_OPT_LATER, 0, 0, 0 \
    }

static const ptb_option options[] = {
    LIST("contacts", "FILE", "contact_id, account_id, created_at, attributes", contacts),
    LIST("accounts", "FILE", "account_id, parent_id, created_at, attributes", accounts),
    LIST("activities", "FILE", "contact_id, ts, type, asset, channel, topic, value", activities),
    LIST("opportunities", "FILE", "opportunity_id, contact_id, outcome, closed_at, ...", opportunities),
    LIST("field-history", "FILE", "object, id, field, value, ts: what they were", field_history),
    LIST("merges", "FILE", "kept_id, merged_id: contacts that became one", merges),
    TEXT("hubspot", "DIR", "instead: a folder of HubSpot's exports", hubspot),
    TEXT("salesforce", "DIR", "instead: a folder of Salesforce's exports", salesforce),
    TEXT("folder", "DIR", "instead: a folder of contacts.csv, accounts.csv, ...", folder),
    LIST("enrich", "FILE", "attributes of accounts by account_id or domain", enrich),
    TEXT("leads", "FILE", "instead: one flat table, a row a lead", leads),
    TEXT("id", "COL", "leads: the id (default: the row's number)", id),
    TEXT("outcome", "COL", "leads: won or lost", outcome),
    TEXT("won", "VALUE", "leads: what means won (default: 1, true, yes, won)", won),
    TEXT("lost", "VALUE", "leads: what means lost (default: all others)", lost),
    TEXT("date", "COL", "leads: when a lead came", date),
    LIST("map", "FILE|NAME=COL", "what columns are called (again for more)", map),
    {"missing", "TOKEN", "a text that means missing (again for more)", PTB_OPT_LIST,
     offsetof(import_args, missing), 0, 0},
    TEXT("bots", "HOW", "opens and clicks of mail gateways: mark (default), keep", bots),
    TEXT("link-domains", "yes|no", "contacts to accounts by e-mail domain (yes)", link_domains),
    TEXT("like", "MODEL", "column types as in this model file", like),
    TEXT("tz", "ZONE", "of times without one: +02:00 (default: UTC)", tz),
    TEXT("dates", "ORDER", "dmy, mdy or ymd (default: judged)", dates),
    TEXT("decimal", "SIGN", "comma: numbers are 1.234,5 (default: point)", decimal),
    TEXT("delimiter", "CHAR", "comma, semicolon, tab or bar (default: judged)", delimiter),
    {"deadline", "SECONDS", "give up a silent database after (default: 30)", PTB_OPT_NUMBER,
     offsetof(import_args, deadline), 0.1, 86400},
    TEXT("until", "T", "reject rows dated after this moment or day", until),
    TEXT("rejects", "FILE", "rows not taken, as CSV with reasons", rejects),
    TEXT("max-rejects", "N|P%", "fail above so many of them (default: 1%)", max_rejects),
    {"strict", NULL, "fail if any row is rejected: --max-rejects 0", PTB_OPT_FLAG,
     offsetof(import_args, strict), 0, 0},
    TEXT("o", "HISTORY.h5", "the history file", output),
    {"append", NULL, "add to the history that -o names", PTB_OPT_FLAG, offsetof(import_args, append), 0, 0},
    {NULL, NULL, NULL, PTB_OPT_FLAG, 0, 0, 0},
};

static ptb_status read_dates(const char *text, int *order, ptb_error *err)
{
    static const char *const names[] = {
        [PTB_DATES_YMD] = "ymd", [PTB_DATES_DMY] = "dmy", [PTB_DATES_MDY] = "mdy"};
    if (!text) return PTB_OK;
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) != 0) continue;
        *order = i;
        return PTB_OK;
    }
    return ptb_fail(err, PTB_E_ARG, "--dates %s: expected dmy, mdy or ymd", text);
}

/* One of two words; *is_second is as it was where there is none. */
static ptb_status read_choice(const char *option, const char *text, const char *const words[2],
                              bool *is_second, ptb_error *err)
{
    if (!text) return PTB_OK;
    for (int i = 0; i < 2; i++) {
        if (strcmp(text, words[i]) != 0) continue;
        *is_second = i == 1;
        return PTB_OK;
    }
    return ptb_fail(err, PTB_E_ARG, "%s %s: expected %s or %s", option, text, words[0], words[1]);
}

static ptb_status read_accounts_and_bots(const import_args *args, ptb_import_settings *settings,
                                         ptb_error *err)
{
    static const char *const bots[] = {"mark", "keep"}, *const links[] = {"no", "yes"};
    settings->enrich = (ptb_paths){args->enrich.items, args->enrich.n};
    PTB_TRY(read_choice("--bots", args->bots, bots, &settings->keep_gateways, err));
    return read_choice("--link-domains", args->link_domains, links, &settings->link_domains, err);
}

static ptb_status read_max_rejects(const char *text, ptb_import_settings *settings, ptb_error *err)
{
    if (!text) return PTB_OK;
    ptb_str number = ptb_str_trim(ptb_str_of(text));
    bool is_share = number.len > 0 && number.ptr[number.len - 1] == '%';
    if (is_share) number = ptb_str_trim((ptb_str){number.ptr, number.len - 1});
    double value = 0.0;
    if (!ptb_parse_number(number, &value) || value < 0.0 || (is_share && value > 100.0))
        return ptb_fail(err, PTB_E_ARG,
                        "--max-rejects %s: expected a number of rows (20) or a share of them (1%%)", text);
    settings->max_rejects = is_share ? value / 100.0 : value;
    settings->max_rejects_is_share = is_share;
    return PTB_OK;
}

static ptb_status read_strict(const import_args *args, ptb_import_settings *settings, ptb_error *err)
{
    if (!args->strict) return PTB_OK;
    if (args->max_rejects && settings->max_rejects > 0.0)
        return ptb_fail(err, PTB_E_ARG,
                        "--strict allows no rejected row, --max-rejects %s does; give one of them",
                        args->max_rejects);
    settings->max_rejects = 0.0;
    settings->max_rejects_is_share = false;
    return PTB_OK;
}

static ptb_status read_decimal(const char *text, ptb_import_settings *settings, ptb_error *err)
{
    settings->decimal_comma = text && strcmp(text, "comma") == 0;
    if (!text || settings->decimal_comma || strcmp(text, "point") == 0) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "--decimal %s: expected comma or point", text);
}

static ptb_status read_delimiter(const char *text, ptb_import_settings *settings, ptb_error *err)
{
    static const struct {
        const char *word, *sign;
    } known[] = {{"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"bar", "|"}};
    for (size_t i = 0; text && i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(text, known[i].word) != 0 && strcmp(text, known[i].sign) != 0) continue;
        settings->delimiter = known[i].sign[0];
        return PTB_OK;
    }
    if (!text) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "--delimiter %s: expected comma, semicolon, tab or bar", text);
}

/* A date alone is the end of its day, as in the files. */
static ptb_status read_until(const char *text, ptb_import_settings *settings, ptb_error *err)
{
    if (!text ||
        ptb_parse_time(ptb_str_of(text), PTB_DATES_YMD, settings->zone_offset_s, &settings->until, NULL))
        return PTB_OK;
    return ptb_fail(err, PTB_E_ARG,
                    "--until %s: expected YYYY-MM-DD or YYYY-MM-DD HH:MM[:SS], with a zone or in --tz", text);
}

/* The command line as it was typed, but without passwords. Its arguments are parted by blanks outside quotes. */
static ptb_status hide_passwords(const char *line, ptb_text *out, ptb_error *err)
{
    ptb_text argument = {0};
    bool is_quoted = false;
    for (const char *at = line;; at++) {
        if (*at == 0 || (*at == ' ' && !is_quoted)) {
            ptb_source_redact(argument.bytes ? argument.bytes : "", out);
            ptb_text_append(out, at, *at == ' ');
            ptb_text_clear(&argument);
            if (*at == 0) break;
            continue;
        }
        if (*at == '\\' && !is_quoted && at[1])
            ptb_text_append(&argument, at++, 1);
        else if (*at == '\'')
            is_quoted = !is_quoted;
        ptb_text_append(&argument, at, 1);
    }
    ptb_status status = ptb_text_check(&argument, err);
    ptb_text_free(&argument);
    return status == PTB_OK ? ptb_text_check(out, err) : status;
}

static ptb_paths paths_of(const ptb_arg_list *list)
{
    return (ptb_paths){list->items, list->n};
}

static ptb_status make_settings(const ptb_call *call, ptb_import_settings *settings, ptb_error *err)
{
    const import_args *args = call->settings;
    ptb_import_settings_default(settings);
    settings->contacts = paths_of(&args->contacts);
    settings->accounts = paths_of(&args->accounts);
    settings->activities = paths_of(&args->activities);
    settings->opportunities = paths_of(&args->opportunities);
    settings->field_history = paths_of(&args->field_history);
    settings->merges = paths_of(&args->merges);
    settings->map = paths_of(&args->map);
    settings->hubspot = args->hubspot;
    settings->salesforce = args->salesforce;
    settings->folder = args->folder;
    settings->leads = args->leads;
    settings->id = args->id;
    settings->outcome = args->outcome;
    settings->won = args->won;
    settings->lost = args->lost;
    settings->date = args->date;
    settings->missing = args->missing.items;
    settings->n_missing = args->missing.n;
    settings->types_from = args->like;
    settings->rejects = args->rejects;
    settings->output = args->output;
    settings->append = args->append;
    if (args->deadline > 0.0) settings->deadline_s = args->deadline;
    if (args->tz) PTB_TRY(ptb_parse_zone(args->tz, &settings->zone_offset_s, err));
    PTB_TRY(read_dates(args->dates, &settings->date_order, err));
    PTB_TRY(read_until(args->until, settings, err));
    PTB_TRY(read_accounts_and_bots(args, settings, err));
    PTB_TRY(read_decimal(args->decimal, settings, err));
    PTB_TRY(read_delimiter(args->delimiter, settings, err));
    PTB_TRY(read_max_rejects(args->max_rejects, settings, err));
    return read_strict(args, settings, err);
}

/* ---- what came of it ---- */

static void add_counts(ptb_json_writer *json, const char *key, const ptb_append_counts *counts)
{
    ptb_json_begin_object(json, key);
    ptb_json_add_integer(json, "contacts", (int64_t)counts->contacts);
    ptb_json_add_integer(json, "accounts", (int64_t)counts->accounts);
    ptb_json_add_integer(json, "activities", (int64_t)counts->activities);
    ptb_json_add_integer(json, "opportunities", (int64_t)counts->opportunities);
    ptb_json_end_object(json);
}

/* null where nothing was judged: --bots keep, no activities. */
static void add_gateways(ptb_json_writer *json, const ptb_import_report *report, bool is_judged)
{
    if (!is_judged) {
        ptb_json_add_null(json, "gateways");
        return;
    }
    ptb_json_begin_object(json, "gateways");
    ptb_json_add_integer(json, "marked", (int64_t)report->gateway);
    ptb_json_add_integer(json, "opens_and_clicks", (int64_t)report->gateways.opens_and_clicks);
    ptb_json_begin_array(json, "domains", false);
    for (size_t i = 0; i < report->gateways.n_domains; i++) {
        ptb_json_begin_object(json, NULL);
        ptb_json_add_string(json, "domain", report->gateways.domains[i].name);
        ptb_json_add_integer(json, "events", (int64_t)report->gateways.domains[i].events);
        ptb_json_add_integer(json, "marked", (int64_t)report->gateways.domains[i].marked);
        ptb_json_end_object(json);
    }
    ptb_json_end_array(json);
    ptb_json_end_object(json);
}

static void add_links(ptb_json_writer *json, const ptb_link_report *links)
{
    ptb_json_begin_object(json, "linked_by_domain");
    ptb_json_add_integer(json, "contacts", (int64_t)links->linked);
    ptb_json_add_integer(json, "free", (int64_t)links->free);
    ptb_json_add_integer(json, "ambiguous", (int64_t)links->ambiguous);
    ptb_json_add_integer(json, "unknown", (int64_t)links->unknown);
    ptb_json_end_object(json);
}

static ptb_status print_json(const ptb_call *call, const ptb_import_report *report, const char *output,
                             const char *digest, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer json = {.text = &text};
    ptb_json_begin_object(&json, NULL);
    ptb_json_add_integer(&json, "contacts", (int64_t)report->contacts);
    ptb_json_add_integer(&json, "accounts", (int64_t)report->accounts);
    ptb_json_add_integer(&json, "activities", (int64_t)report->activities);
    ptb_json_add_integer(&json, "opportunities", (int64_t)report->opportunities);
    ptb_json_add_integer(&json, "field_history", (int64_t)report->changes);
    ptb_json_add_integer(&json, "won", (int64_t)report->won);
    ptb_json_add_integer(&json, "lost", (int64_t)report->lost);
    ptb_json_add_integer(&json, "open", (int64_t)report->open);
    ptb_json_add_integer(&json, "rejected", (int64_t)report->rejected);
    ptb_json_begin_object(&json, "rejects");
    for (size_t i = 0; i < report->n_reasons; i++)
        ptb_json_add_integer(&json, report->reasons[i].name, (int64_t)report->reasons[i].n);
    ptb_json_end_object(&json);
    ptb_json_add_integer(&json, "orphans", (int64_t)report->orphans);
    add_gateways(&json, report, report->gateways.is_judged);
    add_links(&json, &report->links);
    if (report->is_appended) {
        add_counts(&json, "added", &report->added);
        add_counts(&json, "replaced", &report->replaced);
    }
    ptb_json_add_time(&json, "first_record", report->first_record);
    ptb_json_add_time(&json, "last_record", report->last_record);
    ptb_json_add_string(&json, "digest", digest);
    ptb_json_add_number(&json, "seconds", ptb_call_seconds(call));
    ptb_json_add_string(&json, "output", output);
    ptb_json_end_object(&json);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static void add_line(ptb_text_table *table, const char *name, uint64_t n, const char *words)
{
    if (n == 0) return;
    ptb_table_cell(table, "%s", name);
    ptb_table_cell(table, "%" PRIu64, n);
    ptb_table_cell(table, "%s", words);
}

/* What the new files were to the history. */
static void add_appended(ptb_text_table *table, const char *name, uint64_t n, uint64_t added,
                         uint64_t replaced, const char *words)
{
    char text[96];
    (void)snprintf(text, sizeof text, "%" PRIu64 " new, %" PRIu64 " %s", added, replaced, words);
    add_line(table, name, n, text);
}

static void add_all_appended(ptb_text_table *table, const ptb_import_report *report, bool is_flat)
{
    const ptb_append_counts *added = &report->added, *replaced = &report->replaced;
    add_appended(table, "accounts", report->accounts, added->accounts, replaced->accounts, "replaced");
    add_appended(table, is_flat ? "leads" : "contacts", report->contacts, added->contacts, replaced->contacts,
                 "replaced");
    add_appended(table, "activities", report->activities, added->activities, replaced->activities,
                 "there before");
    add_appended(table, "opportunities", report->opportunities, added->opportunities, replaced->opportunities,
                 "replaced");
}

static void add_all_taken(ptb_text_table *table, const ptb_import_report *report, const import_args *args,
                          const char *outcomes)
{
    add_line(table, "accounts", report->accounts,
             report->has_accounts ? "" : "named by contacts and opportunities");
    add_line(table, args->leads ? "leads" : "contacts", report->contacts, args->leads ? outcomes : "");
    add_line(table, "activities", report->activities, "");
    add_line(table, "opportunities", report->opportunities, outcomes);
    add_line(table, "field history", report->changes, "");
}

/* "rejected: 12 bad_date, 3 duplicate_id" */
static void say_reasons(const ptb_call *call, const ptb_import_report *report)
{
    ptb_text text = {0};
    for (size_t i = 0; i < report->n_reasons; i++)
        ptb_text_printf(&text, "%s%" PRIu64 " %s", i > 0 ? ", " : "", report->reasons[i].n,
                        report->reasons[i].name);
    if (text.len > 0 && !text.failed) ptb_say(call, "rejected: %s", text.bytes);
    ptb_text_free(&text);
}

static void say_gateways(const ptb_call *call, const ptb_import_report *report)
{
    const ptb_gateway_report *found = &report->gateways;
    ptb_text text = {0};
    if (report->gateway == 0) return;
    for (size_t i = 0; i < found->n_domains && i < SHOWN_DOMAINS; i++)
        ptb_text_printf(&text, "%s%s %.0f %%", i == 0 ? "; most at " : ", ", found->domains[i].name,
                        100.0 * (double)found->domains[i].marked / (double)found->domains[i].events);
    ptb_say(call, "gateways: %" PRIu64 " opens and clicks of %" PRIu64 " marked%s", report->gateway,
            found->opens_and_clicks, text.bytes ? text.bytes : "");
    ptb_text_free(&text);
}

static void say_summary(const ptb_call *call, const ptb_import_report *report, const import_args *args)
{
    ptb_text_table table = {.n_columns = 3, .align = "lrl"};
    ptb_text text = {0}, outcomes = {0};
    char first[PTB_TIME_BYTES], last[PTB_TIME_BYTES];
    ptb_text_printf(&outcomes, "%" PRIu64 " won, %" PRIu64 " lost, %" PRIu64 " open", report->won,
                    report->lost, report->open);
    bool has_outcome = outcomes.bytes && report->won + report->lost + report->open > 0;
    ptb_table_cell(&table, "records");
    ptb_table_cell(&table, report->is_appended ? "in all" : "taken");
    ptb_table_cell(&table, "%s", "");
    if (report->is_appended)
        add_all_appended(&table, report, args->leads != NULL);
    else
        add_all_taken(&table, report, args, has_outcome ? outcomes.bytes : "");
    add_line(&table, "rejected", report->rejected,
             args->rejects ? args->rejects : "--rejects FILE writes them");
    add_line(&table, "orphans", report->orphans, "name an unknown contact or account");
    ptb_table_render(&table, "", &text);
    if (text.bytes) ptb_say(call, "%s", text.bytes);
    say_reasons(call, report);
    say_gateways(call, report);
    if (report->first_record != PTB_NO_TIME)
        ptb_say(call, "records from %s to %s (times without zone: %s)",
                ptb_print_time(first, report->first_record), ptb_print_time(last, report->last_record),
                args->tz ? args->tz : "UTC");
    ptb_say(call, "%s written in %.2f s", args->output, ptb_call_seconds(call));
    ptb_table_free(&table);
    ptb_text_free(&text);
    ptb_text_free(&outcomes);
}

static ptb_status find_digest(const ptb_call *call, const char *path, char hex[65], ptb_error *err)
{
    ptb_history *history = NULL;
    PTB_TRY(ptb_history_open(&call->context, path, &history, err));
    ptb_status status = ptb_history_digest(history, hex, err);
    ptb_history_close(history);
    return status;
}

/* Only a command may read the clock: the same files give the same history on any day. */
static void add_future(ptb_import_report *report)
{
    struct timespec now = {0};
    char last[PTB_TIME_BYTES];
    if (clock_gettime(CLOCK_REALTIME, &now) != 0 || report->last_record == PTB_NO_TIME) return;
    if (report->last_record <= (ptb_time)now.tv_sec + PTB_DAY) return;
    ptb_text_printf(
        &report->review,
        "%sthe records run to %s, which is in the future: was a date misread? --until T rejects such rows",
        report->review.len > 0 ? "; " : "", ptb_print_time(last, report->last_record));
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const import_args *args = call->settings;
    ptb_status status = PTB_OK;
    ptb_import_settings settings;
    ptb_import_report report = {0};
    ptb_text line = {0};
    char digest[65] = "";
    PTB_TRY(make_settings(call, &settings, err));
    PTB_TRY_TO(hide_passwords(call->command_line, &line, err));
    settings.command_line = line.bytes;
    PTB_TRY_TO(ptb_import(&call->context, &settings, &report, err));
    ptb_warn_lines(&call->context, report.notes.bytes);
    if (call->common->json) {
        PTB_TRY_TO(find_digest(call, settings.output, digest, err));
        PTB_TRY_TO(print_json(call, &report, settings.output, digest, err));
    } else {
        say_summary(call, &report, args);
    }
    add_future(&report);
    PTB_TRY_TO(ptb_text_check(&report.review, err));
    if (report.review.len > 0)
        status = ptb_fail(err, PTB_E_REVIEW, "%s was written, but a person should look first: %s",
                          args->output, report.review.bytes);
done:
    ptb_import_report_free(&report);
    ptb_text_free(&line);
    return status;
}

const ptb_command ptb_cmd_import = {
    .name = "import",
    .summary = "read records from CSV files and databases into a history",
    .synopsis = "--contacts FILE [...]|--folder DIR|--leads FILE [...] -o HISTORY.h5",
    .options = options,
    .epilogue = "FILE is CSV with a header (.gz too, - for standard input), sqlite:FILE#TABLE or\n"
                "postgresql://USER@HOST/DATABASE#TABLE; instead of TABLE also SELECT ...\n"
                "  propensity import --leads leads.csv --outcome Converted -o leads.h5\n",
    .settings_bytes = sizeof(import_args),
    .run = run,
};
