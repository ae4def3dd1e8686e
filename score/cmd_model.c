/* score/cmd_model.c: `propensity model seal`: takes over what somebody changed in a model file by hand. */
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/base/io.h"
#include "models/model.h"
#include "score/commands.h"

typedef struct {
    ptb_common_args common;
    const char *output;
} model_args;

static const ptb_option options[] = {{"o", "FILE", "where to write it (default: the file itself)",
                                      PTB_OPT_TEXT, offsetof(model_args, output), 0, 0},
                                     {0}};

static ptb_status report(const ptb_call *call, const char *path, const char *seal, ptb_error *err)
{
    ptb_say(call, "%s sealed as %.12s...", path, seal);
    ptb_warn(call, "%s was edited by hand: its evaluation is of the model before; judge it on new cases",
             path);
    if (!call->common->json) return PTB_OK;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_string(&writer, "model", path);
    ptb_json_add_string(&writer, "content_sha256", seal);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const model_args *args = call->settings;
    const char *path = call->operands[1], *output = args->output == NULL ? path : args->output;
    char seal[65];
    ptb_text text = {0};
    ptb_status status = PTB_OK;
    if (strcmp(call->operands[0], "seal") != 0)
        return ptb_fail(err, PTB_E_ARG, "model %s: expected model seal FILE.json", call->operands[0]);
    PTB_TRY_TO(ptb_model_reseal(path, call->command_line, &text, seal, err));
    PTB_TRY_TO(ptb_write_file(output, text.bytes, text.len, err));
    PTB_TRY_TO(report(call, output, seal, err));
done:
    ptb_text_free(&text);
    return status;
}

const ptb_command ptb_cmd_model = {
    .name = "model",
    .summary = "seal a model again after somebody edited it by hand",
    .synopsis = "seal MODEL.json [-o OUT.json]",
    .options = options,
    .epilogue = "Checks all that loading checks but the seal, and marks the evaluation as of the\n"
                "model before the edit.\n"
                "Example: propensity model seal model.json",
    .settings_bytes = sizeof(model_args),
    .min_operands = 2,
    .max_operands = 2,
    .run = run};
