/* features/encoder_file.c: an encoder with its coefficients as JSON, one line a term, and back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "features/encoder.h"

static const char *const kind_names[] = {
    [PTB_TERM_LINEAR] = "linear",   [PTB_TERM_LOG1P] = "log1p", [PTB_TERM_HINGE] = "hinge",
    [PTB_TERM_MISSING] = "missing", [PTB_TERM_LEVEL] = "level", [PTB_TERM_OTHER] = "other"};
enum { N_KINDS = sizeof kind_names / sizeof kind_names[0] };

static bool is_number_kind(ptb_term_kind kind)
{
    return kind == PTB_TERM_LINEAR || kind == PTB_TERM_LOG1P || kind == PTB_TERM_HINGE;
}

static void write_term(ptb_json_writer *writer, const ptb_encoder *encoder, const ptb_term *term,
                       const char *words, double coef, double standard_error)
{
    const ptb_vector_column *column = &encoder->columns[term->feature];
    ptb_json_begin_object(writer, NULL);
    writer->is_inline[writer->depth] = true;
    ptb_json_add_string(writer, "term", words);
    if (isfinite(coef)) ptb_json_add_number(writer, "coefficient", coef);
    if (isfinite(standard_error)) ptb_json_add_number(writer, "standard_error", standard_error);
    ptb_json_add_string(writer, "feature", encoder->names[term->feature]);
    ptb_json_add_string(writer, "kind", kind_names[term->kind]);
    if (is_number_kind(term->kind)) {
        ptb_json_add_number(writer, "low", term->low);
        ptb_json_add_number(writer, "high", term->high);
        if (term->kind == PTB_TERM_HINGE) ptb_json_add_number(writer, "value", term->value);
    } else if (term->kind == PTB_TERM_LEVEL && column->is_category) {
        ptb_json_add_string(writer, "level", column->levels[term->level]);
    } else if (term->kind == PTB_TERM_LEVEL) {
        ptb_json_add_number(writer, "value", term->value);
    }
    ptb_json_add_number(writer, "mean", term->mean);
    ptb_json_add_number(writer, "sd", term->sd);
    ptb_json_end_object(writer);
}

void ptb_encoder_write(ptb_json_writer *writer, const char *key, const ptb_encoder *encoder,
                       const ptb_plan *plan, const double *coef, const double *standard_error)
{
    ptb_text words = {0};
    ptb_json_begin_object(writer, key);
    ptb_json_begin_array(writer, "categories", true);
    for (size_t f = 0; f < encoder->n_features; f++)
        if (encoder->columns[f].is_category) ptb_json_add_string(writer, NULL, encoder->names[f]);
    ptb_json_end_array(writer);
    ptb_json_begin_array(writer, "terms", false);
    for (size_t i = 0; i < encoder->n_terms; i++) {
        ptb_text_clear(&words);
        ptb_term_describe(encoder, plan, i, &words);
        if (words.failed) writer->text->failed = true;
        write_term(writer, encoder, &encoder->terms[i], words.bytes, coef == NULL ? nan("") : coef[i],
                   standard_error == NULL ? nan("") : standard_error[i]);
    }
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
    ptb_text_free(&words);
}

typedef struct {
    const ptb_json_doc *doc;
    const ptb_plan *plan;
    ptb_encoder *encoder;
    const char **levels; /* room for one a term; a feature's are neighbours */
    size_t n_levels;
    bool has_coef;
    double *coef, *standard_error;
    size_t n_errors;
} reading;

/* The place of feature `name` in the plan at or after *from: names come in the plan's order. */
static ptb_status find_feature(const reading *r, const ptb_json *node, const char *name, size_t *from,
                               ptb_error *err)
{
    size_t f = *from;
    while (f < r->plan->n && strcmp(r->plan->features[f].name, name) != 0)
        f++;
    if (f == r->plan->n)
        return ptb_json_fail(
            err, PTB_E_SCHEMA, r->doc, node,
            "no feature '%s' in the plan from feature %lu on; want features in the plan's order", name,
            (unsigned long)*from + 1);
    *from = f;
    return PTB_OK;
}

static ptb_status parse_categories(const reading *r, const ptb_json *object, ptb_error *err)
{
    const ptb_json *array;
    size_t feature = 0;
    PTB_TRY(ptb_json_need_array(r->doc, object, "categories", &array, err));
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item)) {
        if (!ptb_json_is_string(item))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "want the name of a feature");
        PTB_TRY(find_feature(r, item, ptb_json_string(item), &feature, err));
        r->encoder->columns[feature].is_category = true;
    }
    return PTB_OK;
}

static ptb_status parse_kind(const reading *r, const ptb_json *node, ptb_term_kind *out, ptb_error *err)
{
    const char *name;
    PTB_TRY(ptb_json_need_string(r->doc, node, "kind", &name, err));
    for (size_t k = 0; k < N_KINDS; k++) {
        if (strcmp(kind_names[k], name) != 0) continue;
        *out = (ptb_term_kind)k;
        return PTB_OK;
    }
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "kind"),
                         "'%s'; want linear, log1p, hinge, missing, level or other", name);
}

static ptb_status parse_range(const reading *r, const ptb_json *node, ptb_term *term, ptb_error *err)
{
    PTB_TRY(ptb_json_need_number(r->doc, node, "low", &term->low, err));
    PTB_TRY(ptb_json_need_number(r->doc, node, "high", &term->high, err));
    if (term->low > term->high || (term->kind == PTB_TERM_LOG1P && term->low < 0))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "low"),
                             "the range %g to %g; want %s", term->low, term->high,
                             term->kind == PTB_TERM_LOG1P ? "0 <= low <= high" : "low <= high");
    return term->kind == PTB_TERM_HINGE ? ptb_json_need_number(r->doc, node, "value", &term->value, err)
                                        : PTB_OK;
}

static ptb_status parse_level(reading *r, const ptb_json *node, ptb_term *term, ptb_error *err)
{
    ptb_vector_column *column = &r->encoder->columns[term->feature];
    if (!column->is_category) return ptb_json_need_number(r->doc, node, "value", &term->value, err);
    const char *text;
    PTB_TRY(ptb_json_need_string(r->doc, node, "level", &text, err));
    if (column->n_levels == 0) column->levels = r->levels + r->n_levels;
    for (size_t i = 0; i < column->n_levels; i++)
        if (strcmp(column->levels[i], text) == 0)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "level"), "'%s' twice", text);
    term->level = (uint32_t)column->n_levels++;
    return ptb_arena_text(&r->encoder->arena, text, strlen(text), &r->levels[r->n_levels++], err);
}

static ptb_status parse_error(reading *r, const ptb_json *node, double *out, ptb_error *err)
{
    const ptb_json *value = ptb_json_get(node, "standard_error");
    *out = nan("");
    if (value == NULL) return PTB_OK;
    PTB_TRY(ptb_json_need_number(r->doc, node, "standard_error", out, err));
    if (*out < 0) return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, value, "%g; want 0 or more", *out);
    r->n_errors++;
    return PTB_OK;
}

static ptb_status parse_term(reading *r, const ptb_json *node, size_t *feature, ptb_error *err)
{
    static const char *const known[] = {"term", "coefficient", "standard_error", "feature", "kind", "low",
                                        "high", "level",       "value",          "mean",    "sd",   NULL};
    size_t place = r->encoder->n_terms;
    ptb_term *term = &r->encoder->terms[place];
    const char *name;
    if (!ptb_json_is_object(node))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "want a term's object");
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(ptb_json_need_string(r->doc, node, "feature", &name, err));
    PTB_TRY(find_feature(r, ptb_json_get(node, "feature"), name, feature, err));
    term->feature = (uint32_t)*feature;
    PTB_TRY(parse_kind(r, node, &term->kind, err));
    bool is_category = r->encoder->columns[*feature].is_category;
    if (is_number_kind(term->kind) == is_category && term->kind != PTB_TERM_MISSING &&
        term->kind != PTB_TERM_LEVEL)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "kind"), "no term of a %s",
                             is_category ? "category" : "number");
    if (is_number_kind(term->kind)) PTB_TRY(parse_range(r, node, term, err));
    if (term->kind == PTB_TERM_LEVEL) PTB_TRY(parse_level(r, node, term, err));
    PTB_TRY(ptb_json_need_number(r->doc, node, "mean", &term->mean, err));
    PTB_TRY(ptb_json_need_number(r->doc, node, "sd", &term->sd, err));
    if (!(term->sd > 0))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "sd"), "%g; want more than 0",
                             term->sd);
    if (r->has_coef) {
        PTB_TRY(ptb_json_need_number(r->doc, node, "coefficient", &r->coef[place + 1], err));
        PTB_TRY(parse_error(r, node, &r->standard_error[place + 1], err));
    } else if (ptb_json_get(node, "coefficient") != NULL || ptb_json_get(node, "standard_error") != NULL) {
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                             "want no coefficients in a model of this family");
    }
    r->encoder->n_terms++;
    return PTB_OK;
}

static ptb_status parse_terms(reading *r, const ptb_json *object, ptb_error *err)
{
    const ptb_json *array;
    size_t feature = 0;
    ptb_arena *arena = &r->encoder->arena;
    PTB_TRY(ptb_json_need_array(r->doc, object, "terms", &array, err));
    size_t n = ptb_json_count(array);
    PTB_TRY(ptb_arena_alloc(arena, &r->encoder->terms, n, sizeof *r->encoder->terms, err));
    PTB_TRY(ptb_arena_alloc(arena, &r->levels, n, sizeof *r->levels, err));
    PTB_TRY(ptb_alloc(&r->coef, n + 1, sizeof *r->coef, err));
    PTB_TRY(ptb_alloc(&r->standard_error, n + 1, sizeof *r->standard_error, err));
    r->standard_error[0] = nan("");
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item))
        PTB_TRY(parse_term(r, item, &feature, err));
    return PTB_OK;
}

static ptb_status begin_encoder(reading *r, ptb_error *err)
{
    ptb_encoder *encoder = r->encoder;
    size_t n = encoder->n_features = r->plan->n;
    PTB_TRY(ptb_arena_alloc(&encoder->arena, &encoder->columns, n, sizeof *encoder->columns, err));
    PTB_TRY(ptb_arena_alloc(&encoder->arena, &encoder->names, n, sizeof *encoder->names, err));
    for (size_t f = 0; f < n; f++) {
        const char *name = r->plan->features[f].name;
        PTB_TRY(ptb_arena_text(&encoder->arena, name, strlen(name), &encoder->names[f], err));
    }
    return PTB_OK;
}

ptb_status ptb_encoder_parse(const ptb_json_doc *doc, const ptb_json *node, const ptb_plan *plan,
                             ptb_encoder **out, double **coef, double **standard_error, ptb_error *err)
{
    static const char *const known[] = {"categories", "terms", NULL};
    *out = NULL;
    if (coef != NULL) *coef = NULL;
    if (standard_error != NULL) *standard_error = NULL;
    reading r = {.doc = doc, .plan = plan, .has_coef = coef != NULL};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&r.encoder, 1, sizeof *r.encoder, err));
    PTB_TRY_TO(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY_TO(begin_encoder(&r, err));
    PTB_TRY_TO(parse_categories(&r, node, err));
    PTB_TRY_TO(parse_terms(&r, node, err));
    *out = r.encoder;
    r.encoder = NULL;
    if (coef != NULL) {
        *coef = r.coef;
        r.coef = NULL;
    }
    if (standard_error != NULL && r.n_errors > 0) {
        *standard_error = r.standard_error;
        r.standard_error = NULL;
    }
done:
    ptb_encoder_free(r.encoder);
    free(r.coef);
    free(r.standard_error);
    return status;
}
