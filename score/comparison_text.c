/* score/comparison_text.c: a comparison as a table for people, with what it comes to under it. */
#include "score/comparison_text.h"

#include <math.h>

#include "datasets/base/table.h"

static void add_cell(ptb_text_table *table, double value)
{
    if (isnan(value))
        ptb_table_cell(table, "-");
    else
        ptb_table_cell(table, "%.3f", value);
}

static void add_row(ptb_text_table *table, const char *name, const ptb_metrics *m)
{
    ptb_table_cell(table, "%s", name);
    ptb_table_cell(table, "%.3f [%.3f, %.3f]", m->auc.mean, m->auc.low, m->auc.high);
    add_cell(table, m->average_precision.mean);
    ptb_table_cell(table, "%.2f", m->lift_10.mean);
    add_cell(table, m->ks.mean);
    add_cell(table, m->log_loss.mean);
    add_cell(table, m->brier.mean);
    add_cell(table, m->calibration_error.mean);
}

void ptb_comparison_write_text(ptb_text *out, const ptb_comparison *c)
{
    static const char *const head[] = {"score", "AUC [95 %]", "avg precision", "lift 10 %",
                                       "KS",    "log loss",   "Brier",         "calib. error"};
    ptb_text_table table = {.n_columns = 8, .align = "lrrrrrrr"};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        ptb_table_cell(&table, "%s", head[i]);
    if (c->has_model) add_row(&table, "model", &c->predictive);
    if (c->has_rules) add_row(&table, "points", &c->rules);
    if (c->has_model && c->has_rules) add_row(&table, "blend", &c->blend);
    if (c->has_truth) add_row(&table, "best possible", &c->truth);
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
    ptb_text_add(out, "\n");
    ptb_comparison_findings(out, c);
}
