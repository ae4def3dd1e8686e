/* score/cmd_rules.c: `propensity rules check|audit|learn`: a rules file by itself, against outcomes, from a model. */
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/base/io.h"
#include "features/case_options.h"
#include "models/linalg.h"
#include "models/rules_check.h"
#include "score/commands.h"
#include "score/loaded.h"
#include "score/rules_audit.h"
#include "score/rules_learn.h"

typedef struct {
    ptb_common_args common;
    const char *subject, *output;
    double doubling;
} rules_args;

static const ptb_option options[] = {
    {"subject", "KIND", "audit: " PTB_HELP_SUBJECT, PTB_OPT_TEXT, offsetof(rules_args, subject), 0, 0},
    {"o", "RULES.json", "learn: the rules file", PTB_OPT_TEXT, offsetof(rules_args, output), 0, 0},
    {"doubling", "N", "learn: points that double the odds (default 20)", PTB_OPT_NUMBER,
     offsetof(rules_args, doubling), 1, 1000},
    {0}};

static void defaults(void *settings)
{
    ((rules_args *)settings)->doubling = 20;
}

static ptb_status print_findings(const ptb_call *call, const ptb_rules *rules, size_t n,
                                 const ptb_text *lines, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    if (call->common->json) {
        ptb_json_begin_object(&writer, NULL);
        ptb_json_add_string(&writer, "rules", ptb_rules_name(rules));
        ptb_json_add_string(&writer, "rules_sha256", ptb_rules_sha256(rules));
        ptb_json_add_number(&writer, "most_points", ptb_rules_most(rules));
        ptb_json_add_lines(&writer, "findings", lines->bytes);
        ptb_json_end_object(&writer);
        ptb_text_add(&text, "\n");
    } else {
        ptb_text_printf(&text, "%s%s: %zu parts, nothing wrong; %zu odd\n", n > 0 ? lines->bytes : "",
                        ptb_rules_name(rules), ptb_rules_count(rules), n);
    }
    return ptb_print(&text, err);
}

/* Exit status 3 where a person should look. */
static ptb_status check(const ptb_call *call, ptb_error *err)
{
    ptb_rules *rules = NULL;
    ptb_text lines = {0};
    size_t n = 0;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_rules_read(call->operands[1], &rules, err));
    n = ptb_rules_check(rules, &lines);
    PTB_TRY_TO(ptb_text_check(&lines, err));
    PTB_TRY_TO(print_findings(call, rules, n, &lines, err));
    if (n > 0)
        status =
            ptb_fail(err, PTB_E_REVIEW, "%s: %zu findings for a person to look at", call->operands[1], n);
done:
    ptb_text_free(&lines);
    ptb_rules_free(rules);
    return status;
}

static ptb_status choose_subject(const rules_args *args, ptb_loaded *loaded, ptb_error *err)
{
    if (args->subject == NULL || ptb_subject_parse(args->subject, &loaded->subject)) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "--subject %s: expected " PTB_HELP_SUBJECT, args->subject);
}

static ptb_status print_audit(const ptb_call *call, const ptb_rules_audit *audit, const ptb_rules *rules,
                              ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    if (call->common->json) {
        ptb_json_begin_object(&writer, NULL);
        ptb_json_add_string(&writer, "rules", ptb_rules_name(rules));
        ptb_json_add_string(&writer, "rules_sha256", ptb_rules_sha256(rules));
        ptb_rules_audit_write(&writer, audit, rules);
        ptb_json_end_object(&writer);
        ptb_text_add(&text, "\n");
    } else {
        ptb_rules_audit_tabulate(audit, rules, &text);
    }
    return ptb_print(&text, err);
}

static ptb_status audit(const ptb_call *call, ptb_error *err)
{
    ptb_loaded loaded = {0};
    ptb_rules_audit found = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_blas_global_init(err));
    PTB_TRY_TO(ptb_loaded_open(&call->context, call->operands[2], NULL, call->operands[1], &loaded, err));
    PTB_TRY_TO(choose_subject(call->settings, &loaded, err));
    PTB_TRY_TO(ptb_rules_audit_run(&call->context, &loaded, &found, err));
    status = print_audit(call, &found, loaded.rules, err);
done:
    ptb_rules_audit_free(&found);
    ptb_loaded_close(&loaded);
    return status;
}

static ptb_status report_learnt(const ptb_call *call, const ptb_learnt *learnt, ptb_error *err)
{
    const rules_args *args = call->settings;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_say(call, "%zu rules -> %s; rounding is at most %.3f off in log-odds; used with --model %s",
            learnt->parts, args->output, learnt->coarse, call->operands[1]);
    if (learnt->surfaces > 0)
        ptb_warn(call, "%zu surfaces of pairs of features were left out: points have no such thing",
                 learnt->surfaces);
    if (!call->common->json) return PTB_OK;
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_integer(&writer, "rules", (int64_t)learnt->parts);
    ptb_json_add_integer(&writer, "surfaces_left_out", (int64_t)learnt->surfaces);
    ptb_json_add_number(&writer, "rounding_log_odds", learnt->coarse);
    ptb_json_add_string(&writer, "output", args->output);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static ptb_status learn(const ptb_call *call, ptb_error *err)
{
    const rules_args *args = call->settings;
    ptb_model *model = NULL;
    ptb_text text = {0};
    ptb_learnt learnt;
    ptb_status status = PTB_OK;
    if (args->output == NULL)
        return ptb_fail(err, PTB_E_ARG, "-o RULES.json is missing: where should the rules go?");
    PTB_TRY_TO(ptb_model_load(call->operands[1], &model, err));
    PTB_TRY_TO(ptb_rules_learn(model, args->doubling, &text, &learnt, err));
    PTB_TRY_TO(ptb_write_file(args->output, text.bytes, text.len, err));
    status = report_learnt(call, &learnt, err);
done:
    ptb_text_free(&text);
    ptb_model_free(model);
    return status;
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    if (strcmp(call->operands[0], "learn") == 0 && call->n_operands == 2) return learn(call, err);
    bool is_check = strcmp(call->operands[0], "check") == 0;
    if (is_check && call->n_operands == 2) return check(call, err);
    if (strcmp(call->operands[0], "audit") == 0 && call->n_operands == 3) return audit(call, err);
    return ptb_fail(err, PTB_E_ARG,
                    "rules %s: expected rules check RULES.json, rules audit RULES.json HISTORY.h5, or rules "
                    "learn MODEL.json",
                    call->operands[0]);
}

const ptb_command ptb_cmd_rules = {
    .name = "rules",
    .summary = "check a rules file, hold it against outcomes, learn one from a model",
    .synopsis = "check RULES.json | audit RULES.json HISTORY.h5|FOLDER | learn MODEL.json -o RULES.json",
    .options = options,
    .defaults = defaults,
    .epilogue = "check: rules that fire together, contradict each other or give nothing, stages\n"
                "that are never reached; exit status 3 where there are such.\n"
                "audit: how often each fires, how those it hits ended, what points it would get.\n"
                "learn: an additive model's curves as points, used with that model.\n"
                "Example: propensity rules audit rules.json crm.h5",
    .settings_bytes = sizeof(rules_args),
    .min_operands = 2,
    .max_operands = 3,
    .run = run};
