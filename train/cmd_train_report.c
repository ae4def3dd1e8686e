/* train/cmd_train_report.c: the summary of a training run. */
#include "train/cmd_train_report.h"

#include <math.h>
#include <string.h>

#include "datasets/base/table.h"
#include "models/penalty_name.h"
#include "models/repeats.h"
#include "models/svm_model.h"
#include "models/terms.h"
#include "models/trials.h"
#include "train/cmd_train_champion.h"
#include "train/cmd_train_segments.h"

enum { STRONGEST = 10 };

static void write_evaluation(ptb_json_writer *writer, const ptb_evaluation *evaluation)
{
    ptb_json_begin_object(writer, "cv");
    ptb_json_add_string(writer, "kind", evaluation->kind);
    ptb_json_add_integer(writer, "folds", evaluation->folds);
    ptb_repeats_write(writer, evaluation);
    ptb_figures_write(writer, &evaluation->metrics);
    ptb_json_add_bool(writer, "no_better_than_chance", evaluation->no_better_than_chance);
    ptb_json_end_object(writer);
}

/* null: not to be known from what was seen. */
static void add_count(ptb_json_writer *writer, const char *key, size_t n)
{
    if (n == 0)
        ptb_json_add_number(writer, key, nan(""));
    else
        ptb_json_add_integer(writer, key, (int64_t)n);
}

static void write_enough(ptb_json_writer *writer, const ptb_enough *enough)
{
    ptb_json_begin_object(writer, "enough");
    ptb_json_add_string(writer, "rarer", enough->are_wins ? "won" : "lost");
    add_count(writer, "beyond_chance", enough->beyond_chance);
    add_count(writer, "precise", enough->precise);
    ptb_json_add_number(writer, "cox_snell", enough->cox_snell);
    add_count(writer, "terms_unpenalised", enough->terms);
    ptb_json_end_object(writer);
}

static void say_enough(const ptb_train_result *result, ptb_text *out)
{
    const ptb_enough *enough = &result->enough;
    const ptb_metrics *metrics = &result->model->evaluation.metrics;
    size_t rarer = enough->are_wins ? metrics->wins : metrics->cases - metrics->wins;
    if (enough->precise > rarer)
        ptb_text_printf(out, "  the AUC to within 0.05 would need about %zu %s cases, not %zu\n",
                        enough->precise, enough->are_wins ? "won" : "lost", rarer);
    if (enough->terms > result->model->rows)
        ptb_text_printf(out,
                        "  %zu terms would need about %zu cases to be fitted without penalty (Riley 2019), "
                        "not %zu\n",
                        result->model->encoder->n_terms, enough->terms, result->model->rows);
}

ptb_status ptb_train_report_json(const ptb_train_report *report, ptb_error *err)
{
    const ptb_model *model = report->result->model;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_integer(&writer, "rows", (int64_t)model->rows);
    ptb_json_add_integer(&writer, "wins", (int64_t)model->wins);
    ptb_json_add_integer(&writer, "features", (int64_t)model->plan->n);
    ptb_json_add_string(&writer, "family", model->family);
    ptb_json_add_string(&writer, "calibration", ptb_calibration_name(model->calibration.kind));
    if (model->curves)
        ptb_json_add_integer(&writer, "surfaces", (int64_t)model->curves->n_pairs);
    else
        ptb_json_add_integer(&writer, "terms", (int64_t)model->encoder->n_terms);
    if (model->svm) ptb_svm_summarise(&writer, "svm", model->svm);
    if (model->evaluation.alpha > 0)
        ptb_json_add_integer(&writer, "terms_kept", (int64_t)ptb_terms_kept(model));
    ptb_json_add_number(&writer, "lambda", model->evaluation.lambda);
    ptb_penalty_write(&writer, model->evaluation.alpha);
    if (model->curves) ptb_json_add_number(&writer, "pair_lambda", model->evaluation.pair_lambda);
    ptb_trials_write(&writer, "families", &model->evaluation);
    write_evaluation(&writer, &model->evaluation);
    ptb_refit_write(&writer, report->result);
    ptb_segments_report_json(&writer, report->result);
    ptb_json_add_number(&writer, "seconds", report->seconds);
    ptb_json_add_number(&writer, "peak_mb", report->peak_mb);
    if (model->coef) {
        ptb_json_add_string(&writer, "errors_by", model->errors_by);
        ptb_terms_write(&writer, "coefficients", model);
    }
    ptb_json_add_lines(&writer, "warnings", report->result->warnings.bytes);
    ptb_json_add_lines(&writer, "left_out", report->notes);
    ptb_leaks_write(&writer, "leaks", report->leaks);
    if (report->result->losses_kept > 0)
        ptb_json_add_integer(&writer, "losses_kept", (int64_t)report->result->losses_kept);
    write_enough(&writer, &report->result->enough);
    ptb_json_add_bool(&writer, "needs_person", report->result->needs_person);
    ptb_json_add_string(&writer, "model", report->model_path);
    ptb_json_add_string(&writer, "predictions", report->predictions_path);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static const char *split_words(const ptb_evaluation *evaluation, char out[64])
{
    if (strcmp(evaluation->kind, "holdout") == 0) return "judged on the cases after the cut";
    ptb_text words = {0};
    ptb_text_printf(&words, "%d %s folds", evaluation->folds,
                    strcmp(evaluation->kind, "time") == 0      ? "forward-in-time"
                    : strcmp(evaluation->kind, "grouped") == 0 ? "grouped (account trees together)"
                                                               : "stratified");
    out[0] = 0;
    if (!words.failed && words.len < 64) memcpy(out, words.bytes, words.len + 1);
    ptb_text_free(&words);
    return out;
}

static void add_svm(const ptb_model *model, ptb_text *out)
{
    ptb_text_printf(out, "  SVM of %zu terms: ", model->encoder->n_terms);
    ptb_svm_describe(model->svm, out);
    ptb_text_add(out, "\n");
    if (model->svm->kernel != PTB_KERNEL_LINEAR)
        ptb_text_add(out, "  the reasons of its scores are approximate\n");
}

ptb_status ptb_train_report_say(const ptb_call *call, const ptb_train_report *report, ptb_error *err)
{
    const ptb_model *model = report->result->model;
    char split[64];
    ptb_text text = {0};
    ptb_leaks_say(report->leaks, &text);
    ptb_text_printf(&text, "%zu cases, %zu won (%.1f %%); %zu features; %s; ", model->rows, model->wins,
                    100.0 * (double)model->wins / (double)model->rows, model->plan->n,
                    split_words(&model->evaluation, split));
    if (!model->svm)
        ptb_text_printf(&text, "%s penalty %g; ", ptb_penalty_name(model->evaluation.alpha),
                        model->evaluation.lambda);
    ptb_text_printf(&text, "calibration %s\n\n", ptb_calibration_name(model->calibration.kind));
    ptb_refit_say(report->result, &text);
    ptb_trials_say(&model->evaluation, &text);
    if (model->evaluation.n_trials > 0) ptb_text_add(&text, "\n");
    ptb_metrics_tabulate(&model->evaluation.metrics, &text);
    if (model->evaluation.repeats > 1) ptb_text_add(&text, "  ");
    ptb_repeats_say(&model->evaluation, &text);
    say_enough(report->result, &text);
    ptb_text_add(&text, "\n");
    ptb_segments_say(report->result, &text);
    if (model->svm)
        add_svm(model, &text);
    else if (model->curves)
        ptb_curves_tabulate(model->curves, model->plan, STRONGEST, &text);
    else
        ptb_terms_tabulate(model, STRONGEST, &text);
    ptb_text_printf(&text, "\n%s written in %.1f s", report->model_path, report->seconds);
    if (report->predictions_path != NULL)
        ptb_text_printf(&text, "; unseen predictions in %s", report->predictions_path);
    ptb_text_add(&text, "\n");
    ptb_status status = ptb_text_check(&text, err);
    if (status == PTB_OK) {
        ptb_say_lines(call, report->notes);
        ptb_say_lines(call, text.bytes);
    }
    ptb_text_free(&text);
    return status;
}
