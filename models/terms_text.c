/* models/terms_text.c: the terms of a logistic model as a table and as JSON. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "datasets/base/table.h"
#include "models/inference.h"
#include "models/terms.h"

static ptb_wald wald_of_term(const ptb_model *model, size_t term)
{
    return ptb_wald_of(model->coef[term + 1],
                       model->standard_error == NULL ? nan("") : model->standard_error[term + 1]);
}

static bool is_kept(const ptb_model *model, size_t term)
{
    double coef = model->coef[term + 1];
    return !(model->evaluation.alpha > 0) || coef < 0 || coef > 0;
}

size_t ptb_terms_kept(const ptb_model *model)
{
    size_t n = 0;
    for (size_t t = 0; t < model->encoder->n_terms; t++)
        n += is_kept(model, t);
    return n;
}

size_t ptb_terms_strongest(const ptb_model *model, size_t most, size_t *chosen)
{
    size_t n = 0, n_terms = model->encoder->n_terms, n_kept = ptb_terms_kept(model);
    for (size_t t = 0; t < n_terms; t++) {
        if (!is_kept(model, t)) continue;
        double size = fabs(model->coef[t + 1]);
        size_t at = n < most ? n++ : most;
        while (most < n_kept && at > 0 && size > fabs(model->coef[chosen[at - 1] + 1])) {
            if (at < most) chosen[at] = chosen[at - 1];
            at--;
        }
        if (at < most) chosen[at] = t;
    }
    return n;
}

static void add_heads(ptb_text_table *table, const ptb_model *model, size_t n)
{
    size_t n_terms = model->encoder->n_terms, n_kept = ptb_terms_kept(model);
    ptb_table_cell(table, "per sd");
    if (model->standard_error != NULL) {
        ptb_table_cell(table, "odds ratio");
        ptb_table_cell(table, "95 %% interval");
        ptb_table_cell(table, "p");
    }
    if (model->evaluation.alpha > 0)
        ptb_table_cell(table, "%s%zu of %zu terms kept (log-odds)", n < n_kept ? "strongest of " : "", n_kept,
                       n_terms);
    else if (n < n_terms)
        ptb_table_cell(table, "strongest of %zu terms (log-odds)", n_terms);
    else
        ptb_table_cell(table, "all %zu terms (log-odds)", n_terms);
}

static void add_certainty(ptb_text_table *table, const ptb_model *model, size_t term)
{
    ptb_wald wald = wald_of_term(model, term);
    ptb_table_cell(table, "%.3f", exp(model->coef[term + 1]));
    if (isnan(wald.p_value)) {
        ptb_table_cell(table, "none");
        ptb_table_cell(table, "none");
        return;
    }
    ptb_table_cell(table, "%.3f to %.3f", exp(wald.low), exp(wald.high));
    if (wald.p_value < 0.0001)
        ptb_table_cell(table, "< 0.0001");
    else
        ptb_table_cell(table, "%.4f", wald.p_value);
}

/* What the figures are not is as important as what they are. */
static void add_caution(const ptb_model *model, ptb_text *out)
{
    const char *by = model->errors_by == NULL ? "" : model->errors_by;
    ptb_text_printf(
        out, "  intervals and p: %s%s; too sure by what was chosen on the same cases\n",
        *by == 'g' ? "cases of an account may depend on one another" : "cases count as independent",
        model->evaluation.lambda > 0 ? "; of coefficients that a penalty has drawn towards 0" : "");
}

void ptb_terms_tabulate(const ptb_model *model, size_t most, ptb_text *out)
{
    size_t *chosen = NULL;
    bool has_errors = model->standard_error != NULL;
    if (ptb_alloc(&chosen, model->encoder->n_terms, sizeof *chosen, NULL) != PTB_OK) {
        out->failed = true;
        return;
    }
    size_t n = ptb_terms_strongest(model, most, chosen);
    ptb_text words = {0};
    ptb_text_table table = {.n_columns = has_errors ? 5 : 2, .align = has_errors ? "rrrrl" : "rl"};
    add_heads(&table, model, n);
    for (size_t i = 0; i < n; i++) {
        ptb_text_clear(&words);
        ptb_term_describe(model->encoder, model->plan, chosen[i], &words);
        ptb_table_cell(&table, "%+.3f", model->coef[chosen[i] + 1]);
        if (has_errors) add_certainty(&table, model, chosen[i]);
        ptb_table_cell(&table, "%s", words.failed ? "" : words.bytes);
    }
    ptb_table_render(&table, "  ", out);
    if (has_errors) add_caution(model, out);
    if (model->evaluation.alpha > 0)
        ptb_text_add(
            out, "  no intervals or p: they would not know that the terms were chosen on the same cases\n");
    ptb_text_free(&words);
    ptb_table_free(&table);
    free(chosen);
}

static void write_ratio(ptb_json_writer *writer, const char *key, double coef, const ptb_wald *wald,
                        double unit)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_number(writer, "mean", exp(coef / unit));
    ptb_json_add_number(writer, "low", exp(wald->low / unit));
    ptb_json_add_number(writer, "high", exp(wald->high / unit));
    ptb_json_end_object(writer);
}

void ptb_terms_write(ptb_json_writer *writer, const char *key, const ptb_model *model)
{
    ptb_text words = {0};
    ptb_json_begin_array(writer, key, false);
    for (size_t t = 0; t < model->encoder->n_terms; t++) {
        const ptb_term *term = &model->encoder->terms[t];
        double coef = model->coef[t + 1];
        ptb_wald wald = wald_of_term(model, t);
        ptb_text_clear(&words);
        ptb_term_describe(model->encoder, model->plan, t, &words);
        if (words.failed) writer->text->failed = true;
        ptb_json_begin_object(writer, NULL);
        writer->is_inline[writer->depth] = true;
        ptb_json_add_string(writer, "term", words.failed ? "" : words.bytes);
        ptb_json_add_string(writer, "feature", model->encoder->names[term->feature]);
        ptb_json_add_number(writer, "coefficient", coef);
        ptb_json_add_number(writer, "standard_error",
                            model->standard_error == NULL ? nan("") : model->standard_error[t + 1]);
        ptb_json_add_number(writer, "z", wald.z);
        ptb_json_add_number(writer, "p_value", wald.p_value);
        write_ratio(writer, "odds_ratio", coef, &wald, 1);
        write_ratio(writer, "odds_ratio_per_unit", coef, &wald, term->sd);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
    ptb_text_free(&words);
}
