/* score/cmd_inspect.c: `propensity inspect`: what is in any file of ours, and its content digest. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/base/digest.h"
#include "datasets/base/h5.h"
#include "datasets/base/io.h"
#include "features/leaks.h"
#include "models/svm_model.h"
#include "models/terms.h"
#include "score/card.h"
#include "score/commands.h"
#include "score/inspect_features.h"
#include "score/inspect_text.h"

typedef struct {
    ptb_common_args common;
    bool digest, card;
} inspect_args;

static const ptb_option options[] = {{"digest", NULL, "print the content digest alone (provenance left out)",
                                      PTB_OPT_FLAG, offsetof(inspect_args, digest), 0, 0},
                                     {"card", NULL,
                                      "of a model: its card, in Markdown or with --json as JSON",
                                      PTB_OPT_FLAG, offsetof(inspect_args, card), 0, 0},
                                     {0}};

/* What was found in the file: one of these, and what is said of it. */
typedef struct {
    char format[40], digest[65];
    ptb_history *history;
    ptb_vectors *vectors;
    ptb_model *model;
    ptb_rules *rules;
    ptb_plan *plan;
    ptb_text text;
} findings;

static void free_findings(findings *found)
{
    ptb_history_close(found->history);
    ptb_vectors_free(found->vectors);
    ptb_model_free(found->model);
    ptb_rules_free(found->rules);
    ptb_plan_free(found->plan);
    ptb_text_free(&found->text);
}

static ptb_status inspect_hdf5(const ptb_call *call, const char *path, findings *found, ptb_error *err)
{
    if (strcmp(found->format, PTB_VECTORS_FORMAT) == 0) {
        PTB_TRY(ptb_vectors_open(&call->context, path, &found->vectors, err));
        PTB_TRY(ptb_vectors_digest(found->vectors, found->digest, err));
        ptb_inspect_vectors(found->vectors, &found->text);
        return PTB_OK;
    }
    PTB_TRY(ptb_history_open(&call->context, path, &found->history, err));
    PTB_TRY(ptb_history_digest(found->history, found->digest, err));
    ptb_inspect_history(found->history, &found->text);
    return PTB_OK;
}

static ptb_status json_format(const char *path, char format[40], ptb_error *err)
{
    ptb_json_doc *doc;
    PTB_TRY(ptb_json_read_file(path, &doc, err));
    const char *name = ptb_json_string(ptb_json_get(ptb_json_root(doc), "format"));
    ptb_status status = PTB_OK;
    if (!name || strlen(name) >= 40)
        status = ptb_fail(err, PTB_E_SCHEMA, "%s: JSON without a \"format\" member is no file of ours", path);
    else
        memcpy(format, name, strlen(name) + 1);
    ptb_json_free(doc);
    return status;
}

static ptb_status inspect_json(const char *path, findings *found, ptb_error *err)
{
    PTB_TRY(json_format(path, found->format, err));
    if (strcmp(found->format, PTB_MODEL_FORMAT) == 0) {
        PTB_TRY(ptb_model_load(path, &found->model, err));
        memcpy(found->digest, found->model->digest, sizeof found->digest);
        ptb_inspect_model(found->model, &found->text);
        return PTB_OK;
    }
    PTB_TRY(ptb_sha256_file(path, found->digest, err));
    if (strcmp(found->format, "propensity-rules") == 0) {
        PTB_TRY(ptb_rules_read(path, &found->rules, err));
        ptb_inspect_rules(found->rules, &found->text);
        return PTB_OK;
    }
    if (strcmp(found->format, "propensity-plan") == 0) {
        PTB_TRY(ptb_plan_read(path, &found->plan, err));
        ptb_inspect_plan(found->plan, &found->text);
        return PTB_OK;
    }
    return ptb_fail(err, PTB_E_SCHEMA, "%s: format '%s' is none of ours", path, found->format);
}

/* JSON begins with a brace, perhaps behind blanks; everything else is expected to be one of our HDF5 files. */
static ptb_status is_json(const char *path, bool *json, ptb_error *err)
{
    ptb_input *input;
    char byte = ' ';
    size_t n = 1;
    ptb_status status = PTB_OK;
    PTB_TRY(ptb_input_open(path, &input, err));
    while (status == PTB_OK && n == 1 && byte != 0 && strchr(" \t\r\n", byte))
        status = ptb_input_read(input, &byte, 1, &n, err);
    ptb_input_close(input);
    *json = byte == '{';
    return status;
}

static void write_object(ptb_json_writer *writer, const char *path, const findings *found)
{
    ptb_feature_list features = {.plan = found->plan};
    if (found->vectors)
        features = (ptb_feature_list){found->vectors->plan, found->vectors->columns, found->vectors};
    if (found->model)
        features = (ptb_feature_list){found->model->plan, ptb_model_columns(found->model), NULL};
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "file", path);
    ptb_json_add_string(writer, "format", found->format);
    ptb_json_add_string(writer, "digest", found->digest);
    if (found->vectors) {
        ptb_json_add_integer(writer, "rows", (int64_t)found->vectors->n_rows);
        if (found->vectors->leaks) ptb_leaks_write(writer, "leaks", found->vectors->leaks);
    }
    if (features.plan) ptb_features_write(writer, "features", &features);
    if (found->model && found->model->svm) ptb_svm_summarise(writer, "svm", found->model->svm);
    if (found->model && found->model->coef) {
        ptb_json_add_string(writer, "errors_by", found->model->errors_by);
        ptb_terms_write(writer, "coefficients", found->model);
    }
    ptb_json_add_string(writer, "text", found->text.bytes);
    ptb_json_end_object(writer);
}

static ptb_status print_findings(const ptb_call *call, const char *path, const findings *found,
                                 ptb_error *err)
{
    const inspect_args *args = call->settings;
    ptb_text out = {0};
    if (call->common->json) {
        ptb_json_writer writer = {.text = &out};
        write_object(&writer, path, found);
        ptb_text_add(&out, "\n");
    } else if (args->digest) {
        ptb_text_printf(&out, "%s\n", found->digest);
    } else {
        ptb_text_append(&out, found->text.bytes, found->text.len);
        ptb_text_printf(&out, "\ndigest %s\n", found->digest);
    }
    out.failed = out.failed || found->text.failed;
    return ptb_print(&out, err);
}

static ptb_status print_card(const ptb_call *call, const char *path, const findings *found, ptb_error *err)
{
    ptb_text out = {0};
    if (!found->model)
        return ptb_fail(err, PTB_E_ARG, "%s: a card is of a model; this is a file of format %s", path,
                        found->format);
    ptb_status status = call->common->json ? ptb_card_write_json(found->model, &out, err)
                                           : ptb_card_write(found->model, &out, err);
    if (status == PTB_OK) return ptb_print(&out, err);
    ptb_text_free(&out);
    return status;
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const inspect_args *args = call->settings;
    const char *path = call->operands[0];
    findings found = {0};
    bool json;
    if (args->card && args->digest)
        return ptb_fail(err, PTB_E_ARG, "--card and --digest are two answers; want one of them");
    PTB_TRY(is_json(path, &json, err));
    ptb_status status;
    if (json)
        status = inspect_json(path, &found, err);
    else if ((status = ptb_h5_identify(path, found.format, err)) == PTB_OK)
        status = inspect_hdf5(call, path, &found, err);
    if (status == PTB_OK)
        status = args->card ? print_card(call, path, &found, err) : print_findings(call, path, &found, err);
    free_findings(&found);
    return status;
}

const ptb_command ptb_cmd_inspect = {
    .name = "inspect",
    .summary = "what is in a history, vectors, model, plan or rules file",
    .synopsis = "FILE [--digest | --card]",
    .options = options,
    .epilogue =
        "Examples:\n  propensity inspect model.json\n  propensity inspect model.json --card > card.md",
    .settings_bytes = sizeof(inspect_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
