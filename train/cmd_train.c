/* train/cmd_train.c: propensity train: vectors or a history -> a model file with an honest estimate of its
 * skill. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "datasets/base/command.h"
#include "datasets/base/digest.h"
#include "datasets/base/io.h"
#include "features/case_options.h"
#include "features/leaks.h"
#include "models/linalg.h"
#include "train/cmd_train_champion.h"
#include "train/cmd_train_report.h"
#include "train/commands.h"
#include "train/monotone.h"
#include "train/penalty_args.h"
#include "train/train_input.h"

typedef struct {
    ptb_common_args common;
    const char *model, *kernel, *group, *order, *holdout, *calibrate, *sample_losses, *predictions, *champion,
        *segment, *output;
    int64_t folds, repeats; /* 0: not given */
    ptb_penalty_args penalty;
    ptb_arg_list monotone;
    ptb_input_args input;
} train_args;

#define TEXT_OPTION(name, value, help, field)                              \
    {                                                                      \
        name, value, help, PTB_OPT_TEXT, offsetof(train_args, field), 0, 0 \
    }
static const ptb_option options[] = {
    TEXT_OPTION("o", "MODEL.json", "the model file", output),
    TEXT_OPTION("predictions", "FILE.csv", "unseen predictions, a line a case (and repeat)", predictions),
    TEXT_OPTION("champion", "MODEL.json", "bring this model up to date; kept unless beaten", champion),
    TEXT_OPTION("model", "NAME",
                "logistic, additive (curves), svm, or best (default): of the first two, by inner folds",
                model),
    TEXT_OPTION("kernel", "K", "of an svm: rbf (default) or linear", kernel),
    TEXT_OPTION("penalty", "P", "cv (default), ridge, lasso, elastic, none, or a number", penalty.penalty),
    {"alpha", "A", "of elastic: share on absolute values (default 0.5)", PTB_OPT_NUMBER,
     offsetof(train_args, penalty.alpha), 0.01, 1},
    TEXT_OPTION("lambda", "L", "min (default), or 1se: the strongest within its error", penalty.lambda),
    {"monotone", "F=+", "additive: it never falls as F rises; F=-: never rises", PTB_OPT_LIST,
     offsetof(train_args, monotone), 0, 0},
    {"folds", "K", "judge by K-fold cross-validation (default 5)", PTB_OPT_INTEGER,
     offsetof(train_args, folds), 2, 50},
    {"repeats", "R", "other folds, R times; all figures averaged (default 1)", PTB_OPT_INTEGER,
     offsetof(train_args, repeats), 1, PTB_REPEATS_MAX},
    TEXT_OPTION("segment", "F", "a model of its own for a level of F where that wins", segment),
    TEXT_OPTION("group", "G", "account (default: its cases share a fold) or none", group),
    TEXT_OPTION("order", "O", "random (default), or time: judge later by earlier", order),
    TEXT_OPTION("holdout", "CUT", "judge on cases from a date on, or the last share (0.3)", holdout),
    TEXT_OPTION("calibrate", "C", "auto (default), platt, beta, isotonic or none", calibrate),
    TEXT_OPTION("sample-losses", "N", "learn from N losses, weighted; none; auto (default)", sample_losses),
    PTB_INPUT_OPTIONS(offsetof(train_args, input)),
    {"rules", "FILE", "blending a model with rules while training comes later", PTB_OPT_LATER, 0, 0, 0},
    {"history", "FILE", "blending a model with rules while training comes later", PTB_OPT_LATER, 0, 0, 0},
    {"blend", "HOW", "blending a model with rules while training comes later", PTB_OPT_LATER, 0, 0, 0},
    {NULL, NULL, NULL, PTB_OPT_FLAG, 0, 0, 0},
};

static double peak_mb(void)
{
    struct rusage usage = {0};
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0; /* Linux counts in KiB */
}

/* One of `known` (NULL-terminated) or, with its own words, one of `later`; NULL is known[0]. */
typedef struct {
    const char *option, *given;
    const char *const *known, *const *later;
} choice;
enum { NAMES_BYTES = 80 };

/* "a, b or c". */
static void list_names(const char *const *names, const char *last_word, char out[NAMES_BYTES])
{
    size_t len = 0;
    out[0] = 0;
    for (size_t i = 0; names[i] != NULL && len < NAMES_BYTES; i++) {
        const char *before = i == 0 ? "" : names[i + 1] == NULL ? last_word : ", ";
        int n = snprintf(out + len, NAMES_BYTES - len, "%s%s", before, names[i]);
        len += n > 0 ? (size_t)n : 0;
    }
}

static ptb_status choose(const choice *c, size_t *out, ptb_error *err)
{
    char names[NAMES_BYTES];
    *out = 0;
    if (c->given == NULL) return PTB_OK;
    for (size_t i = 0; c->known[i] != NULL; i++) {
        if (strcmp(c->known[i], c->given) != 0) continue;
        *out = i;
        return PTB_OK;
    }
    for (size_t i = 0; c->later != NULL && c->later[i] != NULL; i++) {
        if (strcmp(c->later[i], c->given) != 0) continue;
        list_names(c->known, " and ", names);
        return ptb_fail(err, PTB_E_ARG, "--%s %s is not built yet; this version has %s", c->option, c->given,
                        names);
    }
    list_names(c->known, " or ", names);
    return ptb_fail(err, PTB_E_ARG, "--%s: '%s'; want %s", c->option, c->given, names);
}

static ptb_status parse_calibration(const char *given, ptb_calibration_kind *out, ptb_error *err)
{
    if (given == NULL) return PTB_OK;
    for (*out = 0; *out <= PTB_CALIBRATION_AUTO; (*out)++)
        if (strcmp(ptb_calibration_name(*out), given) == 0) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "--calibrate: '%s'; want auto, platt, beta, isotonic or none", given);
}

static ptb_status parse_sample(const char *given, int64_t *out, ptb_error *err)
{
    double n;
    if (given == NULL || strcmp(given, "auto") == 0) return PTB_OK;
    *out = 0;
    if (strcmp(given, "none") == 0) return PTB_OK;
    if (ptb_parse_number(ptb_str_of(given), &n) && n >= PTB_SAMPLE_MIN && n <= 1e12 && n <= floor(n)) {
        *out = (int64_t)n;
        return PTB_OK;
    }
    return ptb_fail(err, PTB_E_ARG, "--sample-losses: '%s'; want auto, none or a whole number from %d on",
                    given, PTB_SAMPLE_MIN);
}

static ptb_status parse_holdout(const train_args *args, ptb_train_settings *settings, ptb_error *err)
{
    if (args->holdout == NULL) return PTB_OK;
    if (args->repeats > 1)
        return ptb_fail(err, PTB_E_ARG, "--repeats is of folds; --holdout judges by one cut alone");
    if (args->folds != 0)
        return ptb_fail(err, PTB_E_ARG, "--folds and --holdout are two ways of judging; want one of them");
    double fraction;
    if (ptb_parse_number(ptb_str_of(args->holdout), &fraction)) {
        settings->holdout_fraction = fraction;
        if (fraction > 0 && fraction < 1) return PTB_OK;
    } else if (ptb_parse_bound(args->holdout, &settings->holdout_from)) {
        return PTB_OK;
    }
    return ptb_fail(err, PTB_E_ARG,
                    "--holdout: '%s'; want a share between 0 and 1 or a date such as 2025-06-30",
                    args->holdout);
}

static ptb_status parse_kernel(const char *given, ptb_family *family, ptb_error *err)
{
    static const char *const known[] = {"rbf", "linear", NULL};
    size_t place = 0;
    PTB_TRY(choose(&(choice){"kernel", given, known, NULL}, &place, err));
    if (given != NULL && *family != PTB_FAMILY_SVM)
        return ptb_fail(err, PTB_E_ARG, "--kernel goes with --model svm alone");
    if (place == 1) *family = PTB_FAMILY_SVM_LINEAR;
    return PTB_OK;
}

/* A champion says what is fitted, and time how it is judged. */
static ptb_status refuse_with_champion(const train_args *args, ptb_error *err)
{
    const struct {
        const char *option;
        bool is_given;
    } others[] = {{"model", args->model != NULL},
                  {"kernel", args->kernel != NULL},
                  {"penalty", args->penalty.penalty != NULL},
                  {"alpha", args->penalty.alpha > 0},
                  {"lambda", args->penalty.lambda != NULL},
                  {"monotone", args->monotone.n > 0},
                  {"segment", args->segment != NULL},
                  {"repeats", args->repeats != 0},
                  {"order", args->order != NULL},
                  {"holdout", args->holdout != NULL}};
    for (size_t i = 0; args->champion != NULL && i < sizeof others / sizeof others[0]; i++)
        if (others[i].is_given)
            return ptb_fail(
                err, PTB_E_ARG,
                "--%s does not go with --champion: it is fitted as the champion was, and judged in "
                "order of time",
                others[i].option);
    return PTB_OK;
}

static ptb_status parse_settings(const train_args *args, ptb_train_settings *settings, ptb_error *err)
{
    static const char *const models[] = {"best", "logistic", "additive", "svm", NULL};
    static const char *const groups[] = {"account", "none", NULL}, *const orders[] = {"random", "time", NULL};
    ptb_train_settings_default(settings);
    size_t place = 0;
    PTB_TRY(refuse_with_champion(args, err));
    PTB_TRY(choose(&(choice){"model", args->model, models, NULL}, &place, err));
    settings->family = (ptb_family)place;
    PTB_TRY(parse_kernel(args->kernel, &settings->family, err));
    PTB_TRY(choose(&(choice){"group", args->group, groups, NULL}, &place, err));
    settings->folds.by_group = place == 0;
    PTB_TRY(choose(&(choice){"order", args->order, orders, NULL}, &place, err));
    settings->folds.order = place == 0 ? PTB_FOLDS_RANDOM : PTB_FOLDS_TIME;
    PTB_TRY(parse_calibration(args->calibrate, &settings->calibrate, err));
    PTB_TRY(parse_sample(args->sample_losses, &settings->sample_losses, err));
    if (args->folds != 0) settings->folds.k = (int)args->folds;
    if (args->repeats != 0) settings->repeats = (int)args->repeats;
    settings->segment = args->segment;
    PTB_TRY(ptb_penalty_args_parse(&args->penalty, settings, err));
    bool may_be_additive = settings->family == PTB_FAMILY_BEST || settings->family == PTB_FAMILY_ADDITIVE;
    if (args->monotone.n > 0 && !may_be_additive)
        return ptb_fail(err, PTB_E_ARG,
                        "--monotone goes with --model additive, whose curves have a direction");
    return parse_holdout(args, settings, err);
}

/* Refused before any work where it can't be written. */
/* Both are begun before any work and held until the end: a path that can't be written, or that another run is
 * writing, costs nobody a training. */
typedef struct {
    ptb_output *model, *predictions; /* predictions may be NULL */
} train_outputs;

static void discard_outputs(train_outputs *outputs)
{
    ptb_output_discard(outputs->model);
    ptb_output_discard(outputs->predictions);
    *outputs = (train_outputs){0};
}

static ptb_status open_outputs(const train_args *args, const char *input, train_outputs *out, ptb_error *err)
{
    if (args->output == NULL) return ptb_fail(err, PTB_E_ARG, "no model file given; want -o MODEL.json");
    if (strcmp(args->output, "-") == 0 || (args->predictions != NULL && strcmp(args->predictions, "-") == 0))
        return ptb_fail(err, PTB_E_ARG, "the model and the predictions go to files, not to standard output");
    if (args->predictions != NULL && strcmp(args->predictions, args->output) == 0)
        return ptb_fail(err, PTB_E_ARG, "-o and --predictions are the same file: %s", args->output);
    if (args->predictions != NULL && ptb_is_same_file(args->predictions, input))
        return ptb_fail(err, PTB_E_ARG, "--predictions %s is read by this run too; want another file",
                        args->predictions);
    if (args->predictions != NULL && args->champion != NULL &&
        ptb_is_same_file(args->predictions, args->champion))
        return ptb_fail(err, PTB_E_ARG, "--predictions and --champion are the same file: %s",
                        args->predictions);
    PTB_TRY(ptb_output_open(args->output, &out->model, err));
    return args->predictions == NULL ? PTB_OK : ptb_output_open(args->predictions, &out->predictions, err);
}

/* Frees *output. */
static ptb_status commit_output(ptb_output **output, ptb_error *err)
{
    ptb_output *taken = *output;
    *output = NULL;
    return taken == NULL ? PTB_OK : ptb_output_commit(taken, err);
}

/* Both are on the disk before either is replaced; the model holds the predictions' hash. */
static ptb_status write_files(const ptb_call *call, const ptb_vectors *vectors, ptb_train_result *result,
                              train_outputs *outputs, ptb_error *err)
{
    char digest[PTB_SHA256_HEX];
    const train_args *args = call->settings;
    const ptb_lineage *champion = &result->model->evaluation.champion;
    const ptb_input_digest inputs[] = {{.name = call->operands[0], .sha256 = digest},
                                       {.name = args->champion, .sha256 = champion->sha256}};
    ptb_provenance provenance = {.program_version = ptb_program_version,
                                 .command_line = call->command_line,
                                 .seed = call->common->seed,
                                 .inputs = inputs,
                                 .n_inputs = args->champion ? 2 : 1};
    ptb_text text = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_vectors_digest(vectors, digest, err));
    if (outputs->predictions != NULL) {
        PTB_TRY_TO(
            ptb_predictions_print(vectors, result, &text, result->model->evaluation.predictions_sha256, err));
        ptb_output_write(outputs->predictions, text.bytes, text.len);
        PTB_TRY_TO(ptb_output_settle(outputs->predictions, err));
        ptb_text_clear(&text);
    }
    PTB_TRY_TO(ptb_model_print(result->model, &provenance, &text, NULL, err));
    ptb_output_write(outputs->model, text.bytes, text.len);
    PTB_TRY_TO(ptb_output_settle(outputs->model, err));
    PTB_TRY_TO(commit_output(&outputs->model, err));
    PTB_TRY_TO(commit_output(&outputs->predictions, err));
done:
    ptb_text_free(&text);
    return status;
}

/* Whatever reads the output finds the model to use there. */
static ptb_status write_champion(const train_args *args, train_outputs *outputs, ptb_error *err)
{
    char *bytes = NULL;
    size_t len = 0;
    PTB_TRY(ptb_read_file(args->champion, SIZE_MAX / 2, &bytes, &len, err));
    ptb_output_write(outputs->model, bytes, len);
    free(bytes);
    return commit_output(&outputs->model, err);
}

static ptb_status keep_champion(const ptb_call *call, const ptb_train_result *result, train_outputs *outputs,
                                ptb_error *err)
{
    const train_args *args = call->settings;
    const ptb_refit_report report = {.result = result,
                                     .champion_path = args->champion,
                                     .model_path = args->output,
                                     .seconds = ptb_call_seconds(call),
                                     .peak_mb = peak_mb()};
    PTB_TRY(write_champion(args, outputs, err));
    return call->common->json ? ptb_refit_report_json(&report, err)
                              : ptb_refit_report_say(call, &report, err);
}

static ptb_status report_result(const ptb_call *call, const ptb_train_result *result, const ptb_leaks *leaks,
                                const ptb_text *notes, ptb_error *err)
{
    const train_args *args = call->settings;
    ptb_train_report report = {.result = result,
                               .leaks = leaks,
                               .model_path = args->output,
                               .predictions_path = args->predictions,
                               .notes = notes->len == 0 ? NULL : notes->bytes,
                               .seconds = ptb_call_seconds(call),
                               .peak_mb = peak_mb()};
    for (const char *line = result->warnings.bytes; line != NULL && *line != 0;) {
        int len = (int)strcspn(line, "\n");
        ptb_warn(call, "%.*s", len, line);
        line += len + (line[len] == '\n');
    }
    if (call->common->json) return ptb_train_report_json(&report, err);
    return ptb_train_report_say(call, &report, err);
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const train_args *args = call->settings;
    train_outputs outputs = {0};
    ptb_train_settings settings;
    ptb_train_result result = {0};
    ptb_vectors *vectors = NULL;
    ptb_model *champion = NULL;
    ptb_text notes = {0};
    int *direction = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(parse_settings(args, &settings, err));
    if (args->champion) PTB_TRY_TO(ptb_model_load(args->champion, &champion, err));
    settings.champion = champion;
    PTB_TRY_TO(open_outputs(args, call->operands[0], &outputs, err));
    PTB_TRY_TO(ptb_blas_global_init(err));
    PTB_TRY_TO(ptb_train_input_open(&call->context, call->operands[0], &args->input, champion, &vectors,
                                    &notes, err));
    PTB_TRY_TO(ptb_monotone_parse(&args->monotone, vectors, &direction, err));
    settings.direction = direction;
    PTB_TRY_TO(ptb_train(&call->context, vectors, &settings, &result, err));
    if (result.kept.len > 0) {
        status = keep_champion(call, &result, &outputs, err);
        goto done;
    }
    PTB_TRY_TO(write_files(call, vectors, &result, &outputs, err));
    PTB_TRY_TO(report_result(call, &result, vectors ? vectors->leaks : NULL, &notes, err));
    if (result.needs_person)
        status = ptb_fail(err, PTB_E_REVIEW, "%s was written, but a person should look first: %.*s",
                          args->output, (int)strcspn(result.review.bytes, "\n"), result.review.bytes);
done:
    discard_outputs(&outputs);
    ptb_train_result_free(&result);
    ptb_vectors_free(vectors);
    ptb_model_free(champion);
    free(direction);
    ptb_text_free(&notes);
    return status;
}

const ptb_command ptb_cmd_train = {
    .name = "train",
    .summary = "fit a model and judge it on cases it has not seen",
    .synopsis = "VECTORS.h5|HISTORY.h5|FOLDER [options] -o MODEL.json",
    .options = options,
    .epilogue = "  propensity train crm.h5 --predictions oof.csv -o model.json\n"
                "  propensity train crm.h5 --holdout 0.3 -o model.json",
    .settings_bytes = sizeof(train_args),
    .min_operands = 1,
    .max_operands = 1,
    .in_place = "champion",
    .run = run,
};
