/* train/cmd_train_report.c: the summary of a training run. */
#include "train/cmd_train_report.h"

#include <math.h>
#include <string.h>

#include "datasets/base/table.h"

enum { STRONGEST = 10 };

typedef struct {
    const char *key, *words;
    const ptb_figure *figure;
} named_figure;
enum { N_FIGURES = 7 };

static void name_figures(const ptb_metrics *m, named_figure out[N_FIGURES])
{
    const named_figure figures[N_FIGURES] = {
        {"auc", "AUC", &m->auc},
        {"log_loss", "log loss", &m->log_loss},
        {"brier", "Brier score", &m->brier},
        {"average_precision", "average precision", &m->average_precision},
        {"calibration_error", "calibration error", &m->calibration_error},
        {"ks", "KS", &m->ks},
        {"lift_10", "lift of the best tenth", &m->lift_10},
    };
    memcpy(out, figures, sizeof figures);
}

static void write_evaluation(ptb_json_writer *writer, const ptb_evaluation *evaluation)
{
    named_figure figures[N_FIGURES];
    name_figures(&evaluation->metrics, figures);
    ptb_json_begin_object(writer, "cv");
    ptb_json_add_string(writer, "kind", evaluation->kind);
    ptb_json_add_integer(writer, "folds", evaluation->folds);
    ptb_json_add_integer(writer, "cases", (int64_t)evaluation->metrics.cases);
    ptb_json_add_integer(writer, "wins", (int64_t)evaluation->metrics.wins);
    for (int i = 0; i < N_FIGURES; i++) {
        ptb_json_begin_object(writer, figures[i].key);
        ptb_json_add_number(writer, "mean", figures[i].figure->mean);
        ptb_json_add_number(writer, "low", figures[i].figure->low);
        ptb_json_add_number(writer, "high", figures[i].figure->high);
        ptb_json_end_object(writer);
    }
    ptb_json_add_bool(writer, "no_better_than_chance", evaluation->no_better_than_chance);
    ptb_json_end_object(writer);
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
    if (model->curves)
        ptb_json_add_integer(&writer, "surfaces", (int64_t)model->curves->n_pairs);
    else
        ptb_json_add_integer(&writer, "terms", (int64_t)model->encoder->n_terms);
    ptb_json_add_number(&writer, "lambda", model->evaluation.lambda);
    if (model->curves) ptb_json_add_number(&writer, "pair_lambda", model->evaluation.pair_lambda);
    write_evaluation(&writer, &model->evaluation);
    ptb_json_add_number(&writer, "seconds", report->seconds);
    ptb_json_add_number(&writer, "peak_mb", report->peak_mb);
    ptb_json_add_lines(&writer, "warnings", report->result->warnings.bytes);
    ptb_json_add_lines(&writer, "left_out", report->notes);
    ptb_leaks_write(&writer, "leaks", report->leaks);
    ptb_json_add_bool(&writer, "needs_person", report->result->needs_person);
    ptb_json_add_string(&writer, "model", report->model_path);
    ptb_json_add_string(&writer, "predictions", report->predictions_path);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static void add_figures(const ptb_model *model, ptb_text *out)
{
    named_figure figures[N_FIGURES];
    name_figures(&model->evaluation.metrics, figures);
    ptb_text_table table = {.n_columns = 3, .align = "lrr"};
    ptb_table_cell(&table, "on unseen cases");
    ptb_table_cell(&table, "value");
    ptb_table_cell(&table, "95 %% interval");
    for (int i = 0; i < N_FIGURES; i++) {
        const ptb_figure *figure = figures[i].figure;
        ptb_table_cell(&table, "%s", figures[i].words);
        ptb_table_cell(&table, "%.4f", figure->mean);
        ptb_table_cell(&table, "%.4f to %.4f", figure->low, figure->high);
    }
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
}

/* The strongest terms by coefficient, which is per standard deviation and so comparable. */
static void add_strongest(const ptb_model *model, ptb_text *out)
{
    size_t chosen[STRONGEST], n = 0;
    for (size_t t = 0; t < model->encoder->n_terms; t++) {
        double size = fabs(model->coef[t + 1]);
        size_t at = n < STRONGEST ? n++ : STRONGEST;
        while (at > 0 && size > fabs(model->coef[chosen[at - 1] + 1])) {
            if (at < STRONGEST) chosen[at] = chosen[at - 1];
            at--;
        }
        if (at < STRONGEST) chosen[at] = t;
    }
    ptb_text_table table = {.n_columns = 2, .align = "rl"};
    ptb_table_cell(&table, "per sd");
    ptb_table_cell(&table, "strongest of %zu terms (log-odds)", model->encoder->n_terms);
    ptb_text words = {0};
    for (size_t i = 0; i < n; i++) {
        ptb_text_clear(&words);
        ptb_term_describe(model->encoder, model->plan, chosen[i], &words);
        ptb_table_cell(&table, "%+.3f", model->coef[chosen[i] + 1]);
        ptb_table_cell(&table, "%s", words.failed ? "" : words.bytes);
    }
    ptb_table_render(&table, "  ", out);
    ptb_text_free(&words);
    ptb_table_free(&table);
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

ptb_status ptb_train_report_say(const ptb_call *call, const ptb_train_report *report, ptb_error *err)
{
    const ptb_model *model = report->result->model;
    char split[64];
    ptb_text text = {0};
    ptb_leaks_say(report->leaks, &text);
    ptb_text_printf(&text, "%zu cases, %zu won (%.1f %%); %zu features; %s; penalty %g\n\n", model->rows,
                    model->wins, 100.0 * (double)model->wins / (double)model->rows, model->plan->n,
                    split_words(&model->evaluation, split), model->evaluation.lambda);
    add_figures(model, &text);
    ptb_text_add(&text, "\n");
    if (model->curves)
        ptb_curves_tabulate(model->curves, model->plan, STRONGEST, &text);
    else
        add_strongest(model, &text);
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
