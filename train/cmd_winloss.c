/* train/cmd_winloss.c: propensity winloss: what set won cases apart from lost ones. */
#include <stddef.h>
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/base/io.h"
#include "features/leaks.h"
#include "models/linalg.h"
#include "train/commands.h"
#include "train/known_rows.h"
#include "train/train_input.h"
#include "train/winloss_text.h"

typedef struct {
    ptb_common_args common;
    const char *output;
    bool all;
    int64_t top; /* 0: not given */
    ptb_input_args input;
} winloss_args;

enum { TOP_DEFAULT = 3, TOP_MOST = 1000 };

static const ptb_option options[] = {
    {"o", "FILE.csv", "what is found as a table, one line a value", PTB_OPT_TEXT,
     offsetof(winloss_args, output), 0, 0},
    {"all", NULL, "every value that was tested, not only those with q up to 0.05", PTB_OPT_FLAG,
     offsetof(winloss_args, all), 0, 0},
    {"top", "N", "so many lines about the person, the company, actions, ... (default 3)", PTB_OPT_INTEGER,
     offsetof(winloss_args, top), 1, TOP_MOST},
    PTB_INPUT_OPTIONS(offsetof(winloss_args, input)),
    {NULL, NULL, NULL, PTB_OPT_FLAG, 0, 0, 0},
};

static ptb_status open_output(const winloss_args *args, const char *input, ptb_output **out, ptb_error *err)
{
    if (args->output == NULL) return PTB_OK;
    if (strcmp(args->output, "-") == 0)
        return ptb_fail(err, PTB_E_ARG,
                        "-o goes to a file; standard output has the tables, or with --json "
                        "the object");
    if (ptb_is_same_file(args->output, input))
        return ptb_fail(err, PTB_E_ARG, "-o %s is read by this run too; want another file", args->output);
    return ptb_output_open(args->output, out, err);
}

/* Takes *output. */
static ptb_status write_file(const ptb_winloss_report *report, ptb_output **output, ptb_error *err)
{
    ptb_text text = {0};
    ptb_output *taken = *output;
    if (taken == NULL) return PTB_OK;
    ptb_winloss_write_csv(&text, report);
    ptb_status status = ptb_text_check(&text, err);
    if (status == PTB_OK) {
        ptb_output_write(taken, text.bytes, text.len);
        *output = NULL;
        status = ptb_output_commit(taken, err);
    }
    ptb_text_free(&text);
    return status;
}

static ptb_status say_result(const ptb_call *call, const ptb_winloss_report *report, ptb_error *err)
{
    const winloss_args *args = call->settings;
    const ptb_winloss *w = report->winloss;
    size_t losses = w->cases - w->wins, top = args->all && args->top == 0 ? 0 : TOP_DEFAULT;
    ptb_text text = {0}, leaks = {0};
    ptb_leaks_say(report->vectors->leaks, &leaks);
    ptb_status status = ptb_text_check(&leaks, err);
    ptb_say_lines(call, report->notes);
    ptb_say_lines(call, leaks.bytes);
    ptb_text_free(&leaks);
    if (status != PTB_OK) return status;
    if (w->wins < PTB_CLASS_ENOUGH || losses < PTB_CLASS_ENOUGH)
        ptb_warn(call, "only %zu won and %zu lost cases: little can be told from so few", w->wins, losses);
    if (call->common->json) {
        ptb_json_writer writer = {.text = &text};
        ptb_winloss_write(&writer, report);
        ptb_text_add(&text, "\n");
    } else {
        ptb_winloss_tabulate(report, args->top > 0 ? (size_t)args->top : top, &text);
    }
    return ptb_print(&text, err);
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const winloss_args *args = call->settings;
    ptb_output *output = NULL;
    ptb_vectors *vectors = NULL;
    ptb_winloss winloss = {0};
    ptb_winloss_report report = {.winloss = &winloss, .all = args->all};
    ptb_text notes = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(open_output(args, call->operands[0], &output, err));
    PTB_TRY_TO(ptb_blas_global_init(err));
    PTB_TRY_TO(
        ptb_train_input_open(&call->context, call->operands[0], &args->input, NULL, &vectors, &notes, err));
    PTB_TRY_TO(ptb_winloss_find(&call->context, vectors, &winloss, err));
    report.vectors = vectors;
    report.notes = notes.bytes;
    PTB_TRY_TO(write_file(&report, &output, err));
    PTB_TRY_TO(say_result(call, &report, err));
done:
    ptb_output_discard(output);
    ptb_winloss_free(&winloss);
    ptb_vectors_free(vectors);
    ptb_text_free(&notes);
    return status;
}

const ptb_command ptb_cmd_winloss = {
    .name = "winloss",
    .summary = "what set won apart from lost: attributes, actions, the journey",
    .synopsis = "VECTORS.h5|HISTORY.h5|FOLDER [options] [-o FILE.csv]",
    .options = options,
    .epilogue = "  propensity winloss crm.h5\n"
                "  propensity winloss crm.h5 --subject contact --all --json",
    .settings_bytes = sizeof(winloss_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
