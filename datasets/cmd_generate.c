/* datasets/cmd_generate.c: propensity generate: a synthetic CRM with known truth. */
#include <inttypes.h>
#include <stddef.h>

#include "datasets/base/command.h"
#include "datasets/commands.h"
#include "datasets/generate.h"

typedef struct {
    ptb_common_args common;
    int64_t contacts, activities;
    const char *output;
} generate_args;

static const ptb_option options[] = {
    {"contacts", "N", "people in the CRM, at least 100 (default 10000)", PTB_OPT_INTEGER,
     offsetof(generate_args, contacts), 100, 50e6},
    {"activities", "N", "what they do, at least one each (default 30 each)", PTB_OPT_INTEGER,
     offsetof(generate_args, activities), 100, 50e6},
    {"o", "DIRECTORY", "where the five CSV files go", PTB_OPT_TEXT, offsetof(generate_args, output), 0, 0},
    {NULL, NULL, NULL, PTB_OPT_FLAG, 0, 0, 0},
};

static void set_defaults(void *settings)
{
    generate_args *args = settings;
    args->contacts = 10000;
}

static ptb_status print_json(const ptb_generate_report *report, const char *directory, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_string(&writer, "directory", directory);
    ptb_json_add_integer(&writer, "accounts", (int64_t)report->accounts);
    ptb_json_add_integer(&writer, "contacts", (int64_t)report->contacts);
    ptb_json_add_integer(&writer, "activities", (int64_t)report->activities);
    ptb_json_add_integer(&writer, "opportunities", (int64_t)report->opportunities);
    ptb_json_add_integer(&writer, "closed", (int64_t)report->closed);
    ptb_json_add_integer(&writer, "won", (int64_t)report->won);
    ptb_json_add_number(&writer, "best_auc", report->best_auc);
    ptb_json_add_number(&writer, "best_log_loss", report->best_log_loss);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static void say_summary(const ptb_call *call, const ptb_generate_report *report, const char *directory)
{
    double closed = report->closed > 0 ? (double)report->closed : 1;
    ptb_say(call, "%s: %" PRIu64 " accounts, %" PRIu64 " contacts, %" PRIu64 " activities", directory,
            report->accounts, report->contacts, report->activities);
    ptb_say(call, "%" PRIu64 " opportunities, %" PRIu64 " closed, %" PRIu64 " won (%.1f %%)",
            report->opportunities, report->closed, report->won, 100 * (double)report->won / closed);
    ptb_say(call, "no model can do better than AUC %.4f, log loss %.5f (truth.csv)", report->best_auc,
            report->best_log_loss);
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const generate_args *args = call->settings;
    if (args->output == NULL) return ptb_fail(err, PTB_E_ARG, "no -o DIRECTORY: where shall the files go?");
    ptb_generate_settings settings = {args->contacts, args->activities, args->output};
    if (settings.activities == 0) settings.activities = 30 * settings.contacts;
    ptb_generate_report report;
    PTB_TRY(ptb_generate(&call->context, &settings, &report, err));
    if (call->common->json) return print_json(&report, args->output, err);
    say_summary(call, &report, args->output);
    return PTB_OK;
}

const ptb_command ptb_cmd_generate = {
    .name = "generate",
    .summary = "make a synthetic CRM with known truth",
    .synopsis = "--contacts N --activities N [options] -o DIRECTORY",
    .options = options,
    .epilogue = "Example:\n  propensity generate --contacts 10000 --activities 300000 -o crm\n",
    .settings_bytes = sizeof(generate_args),
    .defaults = set_defaults,
    .run = run,
};
