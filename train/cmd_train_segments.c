/* train/cmd_train_segments.c: how segments did, in words and as JSON. */
#include "train/cmd_train_segments.h"

#include <math.h>

#include "datasets/base/table.h"

static void add_row(ptb_text_table *table, const ptb_segment_report *one)
{
    ptb_table_cell(table, "%s", one->level);
    ptb_table_cell(table, "%zu", one->cases);
    ptb_table_cell(table, "%zu", one->won);
    ptb_table_cell(table, "%.4f", one->log_loss_whole);
    ptb_table_cell(table, "%.4f", one->log_loss);
    ptb_table_cell(table, "%+.4f", one->gain);
    ptb_table_cell(table, "%.4f", one->gain_error);
    ptb_table_cell(table, "%s", one->is_taken ? "its own" : "the whole");
}

void ptb_segments_say(const ptb_train_result *result, ptb_text *out)
{
    static const char *const heads[] = {"segment",       "cases", "won",   "log loss, whole",
                                        "with segments", "gain",  "error", "model"};
    ptb_text_table table = {.n_columns = 8, .align = "lrrrrrrl"};
    size_t tried = 0;
    if (result->segments == NULL) return;
    for (size_t i = 0; i < 8; i++)
        ptb_table_cell(&table, "%s", heads[i]);
    for (size_t i = 0; i < result->n_segments; i++) {
        if (!result->segments[i].is_tried) continue;
        add_row(&table, &result->segments[i]);
        tried++;
    }
    if (tried > 0) ptb_table_render(&table, "  ", out);
    if (tried < result->n_segments)
        ptb_text_printf(
            out,
            "  %zu segments have fewer than %d won or lost cases, or nothing to go by: the whole model\n",
            result->n_segments - tried, PTB_SEGMENT_MIN);
    ptb_text_add(out, "\n");
    out->failed = out->failed || table.cells.failed;
    ptb_table_free(&table);
}

void ptb_segments_report_json(ptb_json_writer *writer, const ptb_train_result *result)
{
    if (result->segments == NULL) return;
    ptb_json_begin_array(writer, "segments", false);
    for (size_t i = 0; i < result->n_segments; i++) {
        const ptb_segment_report *one = &result->segments[i];
        ptb_json_begin_object(writer, NULL);
        ptb_json_add_string(writer, "level", one->level);
        ptb_json_add_integer(writer, "cases", (int64_t)one->cases);
        ptb_json_add_integer(writer, "won", (int64_t)one->won);
        ptb_json_add_integer(writer, "judged", (int64_t)one->judged);
        ptb_json_add_number(writer, "log_loss_whole", one->log_loss_whole);
        ptb_json_add_number(writer, "log_loss", one->log_loss);
        ptb_json_add_number(writer, "gain", one->gain);
        ptb_json_add_number(writer, "gain_error", one->gain_error);
        ptb_json_add_bool(writer, "is_tried", one->is_tried);
        ptb_json_add_bool(writer, "is_taken", one->is_taken);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
}
