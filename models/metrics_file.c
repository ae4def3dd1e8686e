/* models/metrics_file.c: the figures' names; figures as JSON and back. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "models/metrics_inside.h"

/* Those that files of the first kind have; the others may be absent. */
enum { N_ALWAYS = PTB_FIGURE_LIFT_10 + 1 };

#define FIGURE(name, words)                       \
    {                                             \
#name, words, offsetof(ptb_metrics, name) \
    }
const ptb_metric_name ptb_metric_names[PTB_METRICS] = {
    [PTB_FIGURE_AUC] = FIGURE(auc, "AUC"),
    [PTB_FIGURE_LOG_LOSS] = FIGURE(log_loss, "log loss"),
    [PTB_FIGURE_BRIER] = FIGURE(brier, "Brier score"),
    [PTB_FIGURE_AVERAGE_PRECISION] = FIGURE(average_precision, "average precision"),
    [PTB_FIGURE_CALIBRATION_ERROR] = FIGURE(calibration_error, "calibration error"),
    [PTB_FIGURE_KS] = FIGURE(ks, "KS"),
    [PTB_FIGURE_LIFT_10] = FIGURE(lift_10, "lift at 10 %"),
    [PTB_FIGURE_LIFT_5] = FIGURE(lift_5, "lift at 5 %"),
    [PTB_FIGURE_LIFT_20] = FIGURE(lift_20, "lift at 20 %"),
    [PTB_FIGURE_RELIABILITY] = FIGURE(brier_reliability, "Brier: reliability"),
    [PTB_FIGURE_RESOLUTION] = FIGURE(brier_resolution, "Brier: resolution"),
    [PTB_FIGURE_UNCERTAINTY] = FIGURE(brier_uncertainty, "Brier: uncertainty"),
    [PTB_FIGURE_CALIBRATION_ERROR_EXCESS] =
        FIGURE(calibration_error_excess, "calibration error beyond chance"),
    [PTB_FIGURES] = FIGURE(calibration_slope, "calibration slope"),
    [PTB_FIGURES + 1] = FIGURE(calibration_intercept, "calibration in the large"),
};

ptb_figure *ptb_metric_at(ptb_metrics *metrics, size_t i)
{
    return (ptb_figure *)(void *)((char *)metrics + ptb_metric_names[i].offset);
}

ptb_figure ptb_metric(const ptb_metrics *metrics, size_t i)
{
    ptb_metrics copy = *metrics;
    return *ptb_metric_at(&copy, i);
}

ptb_figure ptb_gini(const ptb_metrics *metrics)
{
    const ptb_figure *auc = &metrics->auc;
    return (ptb_figure){2 * auc->mean - 1, 2 * auc->low - 1, 2 * auc->high - 1};
}

void ptb_figures_write(ptb_json_writer *writer, const ptb_metrics *metrics)
{
    ptb_json_add_integer(writer, "cases", (int64_t)metrics->cases);
    ptb_json_add_integer(writer, "wins", (int64_t)metrics->wins);
    for (size_t i = 0; i < PTB_METRICS; i++) {
        ptb_figure figure = ptb_metric(metrics, i);
        ptb_json_begin_object(writer, ptb_metric_names[i].key);
        ptb_json_add_number(writer, "mean", figure.mean);
        ptb_json_add_number(writer, "low", figure.low);
        ptb_json_add_number(writer, "high", figure.high);
        ptb_json_end_object(writer);
    }
}

void ptb_metrics_write(ptb_json_writer *writer, const char *key, const ptb_metrics *metrics)
{
    ptb_json_begin_object(writer, key);
    ptb_figures_write(writer, metrics);
    ptb_json_end_object(writer);
}

static ptb_status parse_count(const ptb_json_doc *doc, const ptb_json *node, const char *key, size_t *out,
                              ptb_error *err)
{
    int64_t value = 0;
    PTB_TRY(ptb_json_need_integer(doc, node, key, &value, err));
    if (value < 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, key), "%lld; want 0 or more",
                             (long long)value);
    *out = (size_t)value;
    return PTB_OK;
}

static ptb_status parse_figure(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                               ptb_figure *out, ptb_error *err)
{
    static const char *const known[] = {"mean", "low", "high", NULL};
    const ptb_json *node;
    PTB_TRY(ptb_json_need_object(doc, object, key, &node, err));
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    double *const parts[] = {&out->mean, &out->low, &out->high};
    for (size_t i = 0; i < 3; i++) {
        const ptb_json *part = ptb_json_get(node, known[i]);
        if (part == NULL || !(ptb_json_is_number(part) || ptb_json_is_null(part)))
            return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "'%s': want a number or null", known[i]);
        *parts[i] = ptb_json_number(part); /* NaN for null: undefined */
    }
    return PTB_OK;
}

ptb_status ptb_metrics_parse(const ptb_json_doc *doc, const ptb_json *node, ptb_metrics *out, ptb_error *err)
{
    const char *known[PTB_METRICS + 3] = {"cases", "wins"};
    for (size_t i = 0; i < PTB_METRICS; i++)
        known[i + 2] = ptb_metric_names[i].key;
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY(parse_count(doc, node, "cases", &out->cases, err));
    PTB_TRY(parse_count(doc, node, "wins", &out->wins, err));
    for (size_t i = 0; i < PTB_METRICS; i++) {
        ptb_figure *figure = ptb_metric_at(out, i);
        *figure = (ptb_figure){(double)NAN, (double)NAN, (double)NAN};
        if (i >= N_ALWAYS && ptb_json_get(node, known[i + 2]) == NULL) continue;
        PTB_TRY(parse_figure(doc, node, known[i + 2], figure, err));
    }
    return PTB_OK;
}
