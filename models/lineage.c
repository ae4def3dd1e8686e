/* models/lineage.c: a model against the champion it comes from, in files and in words. */
#include "models/lineage.h"

#include <math.h>
#include <string.h>

void ptb_lineage_write(ptb_json_writer *writer, const char *key, const ptb_lineage *lineage)
{
    if (lineage->sha256[0] == 0) return;
    ptb_json_begin_object(writer, key);
    ptb_json_add_string(writer, "sha256", lineage->sha256);
    ptb_json_add_integer(writer, "new_rows", (int64_t)lineage->rows);
    ptb_json_add_integer(writer, "new_wins", (int64_t)lineage->wins);
    if (isfinite(lineage->lambda)) ptb_json_add_number(writer, "lambda", lineage->lambda);
    ptb_json_add_integer(writer, "cases", (int64_t)lineage->cases);
    ptb_json_add_integer(writer, "wins", (int64_t)lineage->cases_won);
    ptb_json_add_number(writer, "log_loss", lineage->champion_log_loss);
    ptb_json_add_number(writer, "gain", lineage->gain);
    ptb_json_add_number(writer, "gain_error", lineage->gain_error);
    if (isfinite(lineage->champion_auc + lineage->auc_gain + lineage->auc_low + lineage->auc_high)) {
        ptb_json_add_number(writer, "auc", lineage->champion_auc);
        ptb_json_begin_object(writer, "auc_gain");
        ptb_json_add_number(writer, "mean", lineage->auc_gain);
        ptb_json_add_number(writer, "low", lineage->auc_low);
        ptb_json_add_number(writer, "high", lineage->auc_high);
        ptb_json_end_object(writer);
    }
    ptb_json_end_object(writer);
}

static ptb_status need_count(const ptb_json_doc *doc, const ptb_json *node, const char *key, size_t *out,
                             ptb_error *err)
{
    int64_t n = 0;
    PTB_TRY(ptb_json_need_integer(doc, node, key, &n, err));
    *out = (size_t)n;
    if (n >= 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, key), "%lld; want 0 or more",
                         (long long)n);
}

static ptb_status need_parts(const ptb_json_doc *doc, const ptb_json *node, size_t *all, size_t *part,
                             const char *all_key, const char *part_key, ptb_error *err)
{
    PTB_TRY(need_count(doc, node, all_key, all, err));
    PTB_TRY(need_count(doc, node, part_key, part, err));
    if (*part <= *all) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, part_key), "%zu of %zu", *part, *all);
}

static ptb_status read_auc(const ptb_json_doc *doc, const ptb_json *node, ptb_lineage *out, ptb_error *err)
{
    static const char *const known[] = {"mean", "low", "high", NULL};
    const ptb_json *gain;
    out->champion_auc = out->auc_gain = out->auc_low = out->auc_high = nan("");
    if (ptb_json_get(node, "auc") == NULL && ptb_json_get(node, "auc_gain") == NULL) return PTB_OK;
    PTB_TRY(ptb_json_need_number(doc, node, "auc", &out->champion_auc, err));
    PTB_TRY(ptb_json_need_object(doc, node, "auc_gain", &gain, err));
    PTB_TRY(ptb_json_known_keys(doc, gain, known, err));
    PTB_TRY(ptb_json_need_number(doc, gain, "mean", &out->auc_gain, err));
    PTB_TRY(ptb_json_need_number(doc, gain, "low", &out->auc_low, err));
    return ptb_json_need_number(doc, gain, "high", &out->auc_high, err);
}

static ptb_status read_loss(const ptb_json_doc *doc, const ptb_json *node, ptb_lineage *out, ptb_error *err)
{
    out->lambda = (double)INFINITY;
    PTB_TRY(ptb_json_want_number(doc, node, "lambda", &out->lambda, err));
    PTB_TRY(ptb_json_need_number(doc, node, "log_loss", &out->champion_log_loss, err));
    PTB_TRY(ptb_json_need_number(doc, node, "gain", &out->gain, err));
    PTB_TRY(ptb_json_need_number(doc, node, "gain_error", &out->gain_error, err));
    if (out->lambda > 0 && out->champion_log_loss >= 0 && out->gain_error >= 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, node,
                         "want a lambda above 0, a log_loss and a gain_error of 0 or more");
}

ptb_status ptb_lineage_read(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                            ptb_lineage *out, ptb_error *err)
{
    static const char *const known[] = {"sha256",   "new_rows", "new_wins",   "lambda", "cases",    "wins",
                                        "log_loss", "gain",     "gain_error", "auc",    "auc_gain", NULL};
    const ptb_json *node;
    const char *sha256;
    if (ptb_json_get(object, key) == NULL) return PTB_OK;
    PTB_TRY(ptb_json_need_object(doc, object, key, &node, err));
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY(ptb_json_need_string(doc, node, "sha256", &sha256, err));
    if (strlen(sha256) + 1 != sizeof out->sha256)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "sha256"), "%zu characters; want 64",
                             strlen(sha256));
    memcpy(out->sha256, sha256, sizeof out->sha256);
    PTB_TRY(need_parts(doc, node, &out->rows, &out->wins, "new_rows", "new_wins", err));
    PTB_TRY(need_parts(doc, node, &out->cases, &out->cases_won, "cases", "wins", err));
    PTB_TRY(read_loss(doc, node, out, err));
    return read_auc(doc, node, out, err);
}

bool ptb_lineage_is_won(const ptb_lineage *lineage)
{
    return lineage->gain > lineage->gain_error;
}

void ptb_lineage_say(const ptb_lineage *lineage, ptb_text *out)
{
    ptb_text_printf(
        out,
        "log loss %.4f %s than the champion's %.4f (standard error %.4f) on %zu cases that neither "
        "had seen, %zu won",
        fabs(lineage->gain), lineage->gain < 0 ? "more" : "less", lineage->champion_log_loss,
        lineage->gain_error, lineage->cases, lineage->cases_won);
    if (isfinite(lineage->auc_gain))
        ptb_text_printf(out, "; AUC %.3f %s than %.3f (95 %% interval %+.3f to %+.3f)",
                        fabs(lineage->auc_gain), lineage->auc_gain < 0 ? "less" : "more",
                        lineage->champion_auc, lineage->auc_low, lineage->auc_high);
}
