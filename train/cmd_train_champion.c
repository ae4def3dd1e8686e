/* train/cmd_train_champion.c: champion or challenger, in JSON and in words. */
#include "train/cmd_train_champion.h"

#include <math.h>

#include "models/lineage.h"

static bool is_kept(const ptb_train_result *result)
{
    return result->kept.len > 0;
}

void ptb_refit_write(ptb_json_writer *writer, const ptb_train_result *result)
{
    const ptb_lineage *lineage = result->model ? &result->model->evaluation.champion : NULL;
    if (!is_kept(result) && (!lineage || lineage->sha256[0] == 0)) return;
    ptb_json_add_string(writer, "kept", is_kept(result) ? "champion" : "challenger");
    if (is_kept(result)) ptb_json_add_string(writer, "because", result->kept.bytes);
    if (lineage) ptb_lineage_write(writer, "champion", lineage);
}

void ptb_refit_say(const ptb_train_result *result, ptb_text *out)
{
    const ptb_lineage *lineage = &result->model->evaluation.champion;
    if (lineage->sha256[0] == 0) return;
    ptb_text_add(out, "the challenger has won: ");
    ptb_lineage_say(lineage, out);
    ptb_text_printf(out, "\n  it is the champion %.12s with %zu new outcomes, %zu of them won; ",
                    lineage->sha256, lineage->rows, lineage->wins);
    if (isfinite(lineage->lambda))
        ptb_text_printf(out, "penalty %g on what differs from it\n\n", lineage->lambda);
    else
        ptb_text_add(out, "only its intercept and calibration differ\n\n");
}

ptb_status ptb_refit_report_json(const ptb_refit_report *report, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ptb_refit_write(&writer, report->result);
    ptb_json_add_number(&writer, "seconds", report->seconds);
    ptb_json_add_number(&writer, "peak_mb", report->peak_mb);
    ptb_json_add_string(&writer, "model", report->model_path);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

ptb_status ptb_refit_report_say(const ptb_call *call, const ptb_refit_report *report, ptb_error *err)
{
    ptb_text text = {0};
    ptb_text_printf(&text, "%s is kept: %s\n%s is a copy of it (%.1f s)\n", report->champion_path,
                    report->result->kept.bytes, report->model_path, report->seconds);
    ptb_status status = ptb_text_check(&text, err);
    if (status == PTB_OK) ptb_say_lines(call, text.bytes);
    ptb_text_free(&text);
    return status;
}
