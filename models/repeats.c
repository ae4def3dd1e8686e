/* models/repeats.c: figures of repeated cross-validation: their means, their spread, JSON and back. */
#include "models/repeats.h"

#include <math.h>

/* Mean, low or high. */
static double part_of(const ptb_metrics *metrics, size_t figure, int part)
{
    ptb_figure f = ptb_metric(metrics, figure);
    return part == 0 ? f.mean : part == 1 ? f.low : f.high;
}

/* NaN where none of the repeats has it. */
static double mean_of(const ptb_metrics *of, int n, size_t figure, int part)
{
    double sum = 0;
    int known = 0;
    for (int r = 0; r < n; r++) {
        double value = part_of(&of[r], figure, part);
        if (!isfinite(value)) continue;
        sum += value;
        known++;
    }
    return known > 0 ? sum / known : (double)NAN;
}

/* Of single repeats; NaN where fewer than two have it. */
static double sd_of(const ptb_metrics *of, int n, size_t figure)
{
    double mean = mean_of(of, n, figure, 0), sum = 0;
    int known = 0;
    for (int r = 0; r < n; r++) {
        double value = part_of(&of[r], figure, 0);
        if (!isfinite(value)) continue;
        sum += (value - mean) * (value - mean);
        known++;
    }
    return known > 1 ? sqrt(sum / (known - 1)) : (double)NAN;
}

void ptb_repeats_take(const ptb_metrics *of, int n, ptb_evaluation *out)
{
    enum { AUC = 0, LOG_LOSS = 1 }; /* in ptb_metric_names */
    out->repeats = n;
    out->metrics = of[0];
    if (n == 1) return;
    for (size_t i = 0; i < PTB_METRICS; i++)
        *ptb_metric_at(&out->metrics, i) =
            (ptb_figure){mean_of(of, n, i, 0), mean_of(of, n, i, 1), mean_of(of, n, i, 2)};
    out->repeat_sd_auc = sd_of(of, n, AUC);
    out->repeat_sd_log_loss = sd_of(of, n, LOG_LOSS);
}

void ptb_repeats_write(ptb_json_writer *writer, const ptb_evaluation *evaluation)
{
    if (evaluation->repeats < 2) return;
    ptb_json_add_integer(writer, "repeats", evaluation->repeats);
    ptb_json_begin_object(writer, "repeat_sd");
    ptb_json_add_number(writer, "auc", evaluation->repeat_sd_auc);
    ptb_json_add_number(writer, "log_loss", evaluation->repeat_sd_log_loss);
    ptb_json_end_object(writer);
}

static ptb_status read_sd(const ptb_json_doc *doc, const ptb_json *node, const char *key, double *out,
                          ptb_error *err)
{
    const ptb_json *value = ptb_json_get(node, key);
    *out = (double)NAN;
    if (value != NULL && ptb_json_is_null(value)) return PTB_OK;
    PTB_TRY(ptb_json_need_number(doc, node, key, out, err));
    if (*out >= 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, value, "%g; want 0 or more, or null", *out);
}

ptb_status ptb_repeats_read(const ptb_json_doc *doc, const ptb_json *object, ptb_evaluation *out,
                            ptb_error *err)
{
    static const char *const known[] = {"auc", "log_loss", NULL};
    const ptb_json *node = ptb_json_get(object, "repeats");
    int64_t repeats = 1;
    out->repeats = 1;
    if (node == NULL) return PTB_OK;
    PTB_TRY(ptb_json_need_integer(doc, object, "repeats", &repeats, err));
    if (repeats < 2 || repeats > PTB_REPEATS_MAX)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "%lld; want 2 to %d, or no such member",
                             (long long)repeats, PTB_REPEATS_MAX);
    out->repeats = (int)repeats;
    PTB_TRY(ptb_json_need_object(doc, object, "repeat_sd", &node, err));
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY(read_sd(doc, node, "auc", &out->repeat_sd_auc, err));
    return read_sd(doc, node, "log_loss", &out->repeat_sd_log_loss, err);
}

void ptb_repeats_say(const ptb_evaluation *evaluation, ptb_text *out)
{
    if (evaluation->repeats < 2) return;
    ptb_text_printf(out, "judged %d times with other folds: the standard deviation from one to another is ",
                    evaluation->repeats);
    if (isfinite(evaluation->repeat_sd_auc))
        ptb_text_printf(out, "%.4f of the AUC and ", evaluation->repeat_sd_auc);
    ptb_text_printf(out, "%.4f of the log loss\n", evaluation->repeat_sd_log_loss);
}
