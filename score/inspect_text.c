/* score/inspect_text.c: what is in a file of ours, in words. */
#include "score/inspect_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "datasets/base/table.h"
#include "features/leaks.h"
#include "models/lineage.h"
#include "models/penalty_name.h"
#include "models/repeats.h"
#include "models/segments.h"
#include "models/svm_model.h"
#include "models/terms.h"
#include "models/trials.h"
#include "score/inspect_features.h"

static void add_period(ptb_text *out, ptb_time from, ptb_time to)
{
    char a[PTB_TIME_BYTES], b[PTB_TIME_BYTES];
    if (from == PTB_NO_TIME)
        ptb_text_add(out, "  period         none: these records carry no dates\n");
    else
        ptb_text_printf(out, "  period         %s to %s\n", ptb_print_time(a, from), ptb_print_time(b, to));
}

static const char *column_kind(ptb_column_kind kind)
{
    static const char *const names[] = {"number", "yes/no", "category", "date"};
    return names[kind];
}

static void add_columns(ptb_text *out, const char *title, const ptb_record_table *records)
{
    if (!records->n_columns) return;
    ptb_text_table table = {.n_columns = 5, .align = "llrrl"};
    static const char *const heads[] = {"column", "kind", "filled", "distinct", "note"};
    for (size_t i = 0; i < 5; i++)
        ptb_table_cell(&table, "%s", heads[i]);
    for (size_t c = 0; c < records->n_columns; c++) {
        const ptb_column *column = &records->columns[c];
        double share = records->n ? 100.0 * (double)column->n_present / (double)records->n : 0;
        ptb_table_cell(&table, "%s", column->name);
        ptb_table_cell(&table, "%s", column_kind(column->kind));
        ptb_table_cell(&table, "%.1f %%", share);
        ptb_table_cell(&table, "%" PRIu64, column->n_distinct);
        ptb_table_cell(&table, "%s",
                       column->is_identifier    ? "identifier"
                       : column->n_distinct < 2 ? "constant"
                                                : "");
    }
    ptb_text_printf(out, "\n%s\n", title);
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
}

static void add_activity_types(ptb_text *out, const ptb_activities *activities)
{
    if (!activities->n) return;
    ptb_text_printf(out, "\nactivity types\n ");
    for (size_t i = 0; i < activities->types.n; i++) {
        ptb_str type = ptb_strings_at(&activities->types, i);
        if (type.len) ptb_text_printf(out, " %.*s", (int)type.len, type.ptr);
    }
    ptb_text_add(out, "\n");
}

void ptb_inspect_history(const ptb_history *history, ptb_text *out)
{
    ptb_text_printf(out, "%s\n",
                    history->is_flat ? "history: one flat table of leads" : "history: records of a CRM");
    add_period(out, history->first_record, history->last_record);
    ptb_text_printf(
        out, "  contacts       %zu\n  accounts       %zu\n  activities     %zu\n  opportunities  %zu\n",
        history->contacts.n, history->accounts.n, history->activities.n, history->opportunities.n);
    if (history->outcome_column)
        ptb_text_printf(out, "  outcome        column %s\n", history->outcome_column);
    add_columns(out, history->is_flat ? "columns of leads" : "columns of contacts", &history->contacts);
    add_columns(out, "columns of accounts", &history->accounts);
    add_columns(out, "columns of opportunities", &history->opportunities);
    add_activity_types(out, &history->activities);
}

void ptb_inspect_plan(const ptb_plan *plan, ptb_text *out)
{
    const ptb_feature_list features = {.plan = plan};
    ptb_text_add(out, "plan of features\n");
    ptb_features_tabulate(&features, out);
}

static void add_leaks(ptb_text *out, const ptb_leaks *leaks)
{
    if (!leaks || leaks->n == 0) return;
    ptb_text_add(out, "\nleak guard\n");
    ptb_leaks_say(leaks, out);
}

void ptb_inspect_vectors(const ptb_vectors *vectors, ptb_text *out)
{
    size_t won = 0, lost = 0;
    for (size_t i = 0; i < vectors->n_rows; i++) {
        if (isnan(vectors->outcome[i])) continue;
        if (vectors->outcome[i] > 0.5F)
            won++;
        else
            lost++;
    }
    ptb_text_printf(out, "vectors: %zu %s cases, %zu features\n", vectors->n_rows,
                    ptb_subject_name(vectors->subject), vectors->n_features);
    ptb_text_printf(out, "  won            %zu\n  not won        %zu\n  unknown        %zu\n", won, lost,
                    vectors->n_rows - won - lost);
    add_period(out, vectors->first_record, vectors->last_record);
    add_leaks(out, vectors->leaks);
    const ptb_feature_list features = {vectors->plan, vectors->columns, vectors};
    ptb_features_tabulate(&features, out);
}

static void add_settings(const ptb_model *model, ptb_text *out)
{
    if (!model->svm) {
        ptb_text_printf(out, "  penalty        %s, lambda %.3g\n", ptb_penalty_name(model->evaluation.alpha),
                        model->evaluation.lambda);
        return;
    }
    ptb_text_add(out, "  machine        ");
    ptb_svm_describe(model->svm, out);
    ptb_text_printf(out, "\n  terms          %zu\n", model->encoder->n_terms);
}

static void add_lineage(const ptb_lineage *lineage, ptb_text *out)
{
    if (lineage->sha256[0] == 0) return;
    ptb_text_printf(out, "  brought up     from %.12s by %zu new cases, %zu won\n  to date        ",
                    lineage->sha256, lineage->rows, lineage->wins);
    ptb_lineage_say(lineage, out);
    ptb_text_add(out, "\n");
}

void ptb_inspect_model(const ptb_model *model, ptb_text *out)
{
    const ptb_evaluation *evaluation = &model->evaluation;
    char when[PTB_TIME_BYTES];
    ptb_text_printf(out, "model: %s, for %s cases\n", model->family, ptb_subject_name(model->subject));
    ptb_text_printf(out, "  trained on     %zu cases, %zu won\n", model->rows, model->wins);
    if (*ptb_print_time(when, model->known_until)) ptb_text_printf(out, "  known until    %s\n", when);
    if (model->horizon_days > 0) ptb_text_printf(out, "  horizon        %g days\n", model->horizon_days);
    add_settings(model, out);
    ptb_text_printf(out, "  judged         %s, %d folds, on %zu unseen cases\n", evaluation->kind,
                    evaluation->folds, evaluation->metrics.cases);
    ptb_repeats_say(evaluation, out);
    ptb_trials_say(evaluation, out);
    add_lineage(&evaluation->champion, out);
    ptb_text_printf(out, "  calibration    %s\n", ptb_calibration_name(model->calibration.kind));
    if (evaluation->is_before_edit)
        ptb_text_add(out,
                     "  edited         by hand after it was judged: the figures are of the model before\n");
    if (evaluation->no_better_than_chance) ptb_text_add(out, "  verdict        no better than chance\n");
    ptb_text_add(out, "\n");
    ptb_metrics_tabulate(&evaluation->metrics, out);
    if (model->segments) ptb_text_add(out, "\n");
    ptb_segments_tabulate(model, out);
    const ptb_feature_list features = {model->plan, ptb_model_columns(model), NULL};
    ptb_features_tabulate(&features, out);
    if (model->svm) return; /* all is said */
    ptb_text_add(out, "\n");
    if (model->curves)
        ptb_curves_tabulate(model->curves, model->plan, SIZE_MAX, out);
    else
        ptb_terms_tabulate(model, SIZE_MAX, out);
}

void ptb_inspect_rules(const ptb_rules *rules, ptb_text *out)
{
    ptb_blend blend = ptb_rules_blend(rules);
    ptb_text_printf(out, "rules: %s, %zu rules\n", ptb_rules_name(rules), ptb_rules_count(rules));
    ptb_text_printf(out, "  blend          z = %g logit + %g (%g + %g points)\n\n", 1 - blend.weight,
                    blend.weight, blend.a, blend.b);
    for (size_t r = 0; r < ptb_rules_count(rules); r++)
        ptb_text_printf(out, "  %-24s %s\n", ptb_rules_id(rules, r), ptb_rules_label(rules, r));
}
