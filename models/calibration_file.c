/* models/calibration_file.c: a calibration as JSON; read from strangers, it must be finite and never fall. */
#include <math.h>
#include <string.h>

#include "models/calibration.h"

/* Beyond, differences could overflow. */
static const double largest = 1e150;

static void write_numbers(ptb_json_writer *writer, const char *key, const double *numbers, size_t n)
{
    ptb_json_begin_array(writer, key, true);
    for (size_t k = 0; k < n; k++)
        ptb_json_add_number(writer, NULL, numbers[k]);
    ptb_json_end_array(writer);
}

void ptb_calibration_write(ptb_json_writer *writer, const char *key, const ptb_calibration *calibration)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_string(writer, "kind", ptb_calibration_name(calibration->kind));
    ptb_json_add_number(writer, "a", calibration->a);
    ptb_json_add_number(writer, "b", calibration->b);
    if (calibration->kind == PTB_CALIBRATION_BETA) {
        ptb_json_add_number(writer, "low", calibration->beta.low);
        ptb_json_add_number(writer, "high", calibration->beta.high);
        ptb_json_add_number(writer, "shift", calibration->beta.shift);
    }
    if (calibration->kind == PTB_CALIBRATION_ISOTONIC) {
        write_numbers(writer, "margins", calibration->margin, calibration->n_knots);
        write_numbers(writer, "log_odds", calibration->logit, calibration->n_knots);
    }
    ptb_json_end_object(writer);
}

static ptb_status parse_kind(const ptb_json_doc *doc, const ptb_json *node, ptb_calibration_kind *out,
                             ptb_error *err)
{
    const char *name = ptb_calibration_name(PTB_CALIBRATION_PLATT);
    PTB_TRY(ptb_json_want_string(doc, node, "kind", &name, err));
    for (*out = 0; *out < PTB_CALIBRATION_KINDS; (*out)++)
        if (strcmp(ptb_calibration_name(*out), name) == 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "kind"),
                         "'%s'; want none, platt, beta or isotonic", name);
}

static ptb_status need_slope(const ptb_json_doc *doc, const ptb_json *node, const char *key, double *out,
                             ptb_error *err)
{
    PTB_TRY(ptb_json_need_number(doc, node, key, out, err));
    if (*out >= 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, key), "%g; want 0 or more", *out);
}

static ptb_status need_rising(const ptb_json_doc *doc, const ptb_json *node, const char *key, double *out,
                              size_t *n, ptb_error *err)
{
    const ptb_json *array;
    size_t i = 0;
    PTB_TRY(ptb_json_need_array(doc, node, key, &array, err));
    *n = ptb_json_count(array);
    if (*n == 0 || *n > PTB_CALIBRATION_KNOTS)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, array, "%zu numbers; want 1 to %d", *n,
                             PTB_CALIBRATION_KNOTS);
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item), i++) {
        out[i] = ptb_json_number(item);
        if (!(fabs(out[i]) <= largest) || (i > 0 && !(out[i] > out[i - 1])))
            return ptb_json_fail(err, PTB_E_SCHEMA, doc, item,
                                 "want a number above the one before, within ±1e150");
    }
    return PTB_OK;
}

static ptb_status parse_bend(const ptb_json_doc *doc, const ptb_json *node, ptb_calibration *out,
                             ptb_error *err)
{
    size_t n;
    if (out->kind == PTB_CALIBRATION_BETA) {
        PTB_TRY(need_slope(doc, node, "low", &out->beta.low, err));
        PTB_TRY(need_slope(doc, node, "high", &out->beta.high, err));
        return ptb_json_need_number(doc, node, "shift", &out->beta.shift, err);
    }
    PTB_TRY(need_rising(doc, node, "margins", out->margin, &out->n_knots, err));
    PTB_TRY(need_rising(doc, node, "log_odds", out->logit, &n, err));
    if (n == out->n_knots) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "log_odds"),
                         "%zu numbers; want %zu, as margins", n, out->n_knots);
}

ptb_status ptb_calibration_parse(const ptb_json_doc *doc, const ptb_json *node, ptb_calibration *out,
                                 ptb_error *err)
{
    static const char *const line[] = {"kind", "a", "b", NULL}, *const beta[] = {"kind", "a",     "b", "low",
                                                                                 "high", "shift", NULL},
                             *const isotonic[] = {"kind", "a", "b", "margins", "log_odds", NULL};
    const char *const *known[PTB_CALIBRATION_KINDS] = {[PTB_CALIBRATION_NONE] = line,
                                                       [PTB_CALIBRATION_PLATT] = line,
                                                       [PTB_CALIBRATION_BETA] = beta,
                                                       [PTB_CALIBRATION_ISOTONIC] = isotonic};
    *out = (ptb_calibration){0};
    PTB_TRY(parse_kind(doc, node, &out->kind, err));
    PTB_TRY(ptb_json_known_keys(doc, node, known[out->kind], err));
    PTB_TRY(need_slope(doc, node, "a", &out->a, err));
    PTB_TRY(ptb_json_need_number(doc, node, "b", &out->b, err));
    return ptb_calibration_bends(out) ? parse_bend(doc, node, out, err) : PTB_OK;
}
