/* models/metrics_text.c: figures as a table. */
#include <math.h>

#include "datasets/base/table.h"
#include "models/metrics.h"
#include "models/ranking.h"

static void add_row(ptb_text_table *table, const char *words, ptb_figure figure)
{
    if (isnan(figure.mean)) return;
    ptb_table_cell(table, "%s", words);
    ptb_table_cell(table, "%.4f", figure.mean);
    if (isnan(figure.low))
        ptb_table_cell(table, "-");
    else
        ptb_table_cell(table, "%.4f to %.4f", figure.low, figure.high);
}

void ptb_metrics_tabulate(const ptb_metrics *metrics, ptb_text *out)
{
    /* Ranking first, then probabilities. */
    static const size_t order[PTB_METRICS] = {PTB_FIGURE_AUC,
                                              PTB_FIGURE_AVERAGE_PRECISION,
                                              PTB_FIGURE_KS,
                                              PTB_FIGURE_LIFT_5,
                                              PTB_FIGURE_LIFT_10,
                                              PTB_FIGURE_LIFT_20,
                                              PTB_FIGURE_LOG_LOSS,
                                              PTB_FIGURE_BRIER,
                                              PTB_FIGURE_RELIABILITY,
                                              PTB_FIGURE_RESOLUTION,
                                              PTB_FIGURE_UNCERTAINTY,
                                              PTB_FIGURE_CALIBRATION_ERROR,
                                              PTB_FIGURE_CALIBRATION_ERROR_EXCESS,
                                              PTB_FIGURES,
                                              PTB_FIGURES + 1};
    ptb_text_table table = {.n_columns = 3, .align = "lrr"};
    ptb_table_cell(&table, "on unseen cases");
    ptb_table_cell(&table, "value");
    ptb_table_cell(&table, "95 %% interval");
    for (size_t i = 0; i < PTB_METRICS; i++) {
        add_row(&table, ptb_metric_names[order[i]].words, ptb_metric(metrics, order[i]));
        if (order[i] == PTB_FIGURE_AUC) add_row(&table, "Gini (2 AUC - 1)", ptb_gini(metrics));
    }
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
}
