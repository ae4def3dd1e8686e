/* score/cmd_compare.c: `propensity compare`: predictive, rule-based and blended scores head to head. */
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/base/io.h"
#include "features/case_options.h"
#include "score/commands.h"
#include "score/comparison_text.h"

typedef struct {
    ptb_common_args common;
    const char *model, *predictions, *truth, *from, *to, *output;
    ptb_arg_list rules;
} compare_args;

#define FIELD(name) offsetof(compare_args, name)
static const ptb_option options[] = {
    {"model", "FILE", "the trained model", PTB_OPT_TEXT, FIELD(model), 0, 0},
    {"rules", "FILE", "the points", PTB_OPT_LIST, FIELD(rules), 0, 0},
    {"predictions", "FILE", "train's out-of-fold predictions of the model", PTB_OPT_TEXT, FIELD(predictions),
     0, 0},
    {"truth", "FILE", "opportunity_id,p of generated data: the best possible", PTB_OPT_TEXT, FIELD(truth), 0,
     0},
    {"from", "T", "only cases from this moment on", PTB_OPT_TEXT, FIELD(from), 0, 0},
    {"to", "T", "only cases before this moment", PTB_OPT_TEXT, FIELD(to), 0, 0},
    {"o", "FILE", "the report: .html or .json", PTB_OPT_TEXT, FIELD(output), 0, 0},
    {"costs", NULL, "comparing by money is not in this version", PTB_OPT_LATER, 0, 0, 0},
    {0}};

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static ptb_status check_args(const compare_args *args, ptb_error *err)
{
    if (args->rules.n > 1) {
        return ptb_fail(err, PTB_E_ARG,
                        "--rules is given %zu times; comparing several rules files is not in this version",
                        args->rules.n);
    }
    if (args->output != NULL && !ends_with(args->output, ".html") && !ends_with(args->output, ".json")) {
        return ptb_fail(err, PTB_E_ARG, "-o %s: expected a name that ends in .html or .json", args->output);
    }
    return PTB_OK;
}

static void write_object(ptb_text *out, const ptb_comparison *comparison, const ptb_loaded *loaded)
{
    ptb_json_writer writer = {.text = out};
    ptb_json_begin_object(&writer, NULL);
    ptb_comparison_write_json(&writer, comparison);
    if (loaded->model != NULL) ptb_json_add_string(&writer, "model_sha256", loaded->model->sha256);
    if (loaded->rules != NULL) ptb_json_add_string(&writer, "rules_sha256", ptb_rules_sha256(loaded->rules));
    ptb_json_end_object(&writer);
    ptb_text_add(out, "\n");
}

static ptb_status write_report(const ptb_call *call, const ptb_comparison *comparison,
                               const ptb_loaded *loaded, ptb_error *err)
{
    const compare_args *args = call->settings;
    ptb_text report = {0}, title = {0};
    ptb_status status = PTB_OK;
    if (ends_with(args->output, ".json")) {
        write_object(&report, comparison, loaded);
    } else {
        ptb_text_printf(&title, "%s: %s", call->operands[0],
                        args->model != NULL ? args->model : "points alone");
        if (args->model != NULL && args->rules.n > 0)
            ptb_text_printf(&title, " against %s", ptb_rules_name(loaded->rules));
        PTB_TRY_TO(ptb_text_check(&title, err));
        ptb_comparison_write_html(&report, comparison, title.bytes);
    }
    PTB_TRY_TO(ptb_text_check(&report, err));
    PTB_TRY_TO(ptb_write_file(args->output, report.bytes, report.len, err));
    ptb_say(call, "report -> %s", args->output);
done:
    ptb_text_free(&report);
    ptb_text_free(&title);
    return status;
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const compare_args *args = call->settings;
    ptb_case_settings period;
    PTB_TRY(check_args(args, err));
    PTB_TRY(ptb_case_settings_parse(&(ptb_case_texts){.from = args->from, .to = args->to}, &period, err));
    ptb_compare_settings settings = {
        .predictions = args->predictions, .truth = args->truth, .from = period.from, .to = period.to};
    ptb_loaded loaded = {0};
    ptb_comparison comparison;
    ptb_text out = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_loaded_open(&call->context, call->operands[0], args->model,
                               args->rules.n > 0 ? args->rules.items[0] : NULL, &loaded, err));
    PTB_TRY_TO(ptb_compare(&call->context, &loaded, &settings, &comparison, err));
    if (call->common->json)
        write_object(&out, &comparison, &loaded);
    else
        ptb_comparison_write_text(&out, &comparison);
    PTB_TRY_TO(ptb_text_check(&out, err));
    if (args->output != NULL) PTB_TRY_TO(write_report(call, &comparison, &loaded, err));
    status = ptb_print(&out, err);
done:
    ptb_text_free(&out);
    ptb_loaded_close(&loaded);
    return status;
}

const ptb_command ptb_cmd_compare = {
    .name = "compare",
    .summary = "set the model, the points and their blend side by side on unseen cases",
    .synopsis = "HISTORY.h5 [--model MODEL.json] [--rules RULES.json] [-o REPORT.html]",
    .options = options,
    .epilogue = "Without --predictions only cases after the last outcome that the model knows\n"
                "are compared.\n"
                "Example: propensity compare crm.h5 --model model.json --rules rules.json \\\n"
                "           --predictions oof.csv -o report.html",
    .settings_bytes = sizeof(compare_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
