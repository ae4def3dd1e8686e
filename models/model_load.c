/* models/model_load.c: reads a model file; everything in it is checked, as it may come from strangers. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/sealed_json.h"
#include "datasets/column_types.h"
#include "models/lineage.h"
#include "models/model.h"
#include "models/model_names.h"
#include "models/penalty_name.h"
#include "models/repeats.h"
#include "models/segments.h"
#include "models/trials.h"

const char *const ptb_outcome_names[PTB_OUTCOME_KINDS] = {[PTB_OUTCOME_WON] = "won",
                                                          [PTB_OUTCOME_EVENT] = "event",
                                                          [PTB_OUTCOME_COLUMN] = "column",
                                                          [PTB_OUTCOME_STAGE] = "stage"};

const char *const ptb_attribute_tables[] = {[PTB_OF_CONTACT] = "contacts",
                                            [PTB_OF_ACCOUNT] = "accounts",
                                            [PTB_OF_COLLEAGUES] = "contacts",
                                            [PTB_OF_OPPORTUNITY] = "opportunities"};

typedef struct {
    const ptb_json_doc *doc;
    const ptb_json *root;
    ptb_model *model;
} reading;

/* A text that must be one of the names; *out is its place. */
static ptb_status need_name(const reading *r, const ptb_json *object, const char *key,
                            const char *const *names, size_t n_names, size_t *out, ptb_error *err)
{
    const char *text;
    PTB_TRY(ptb_json_need_string(r->doc, object, key, &text, err));
    for (*out = 0; *out < n_names; (*out)++)
        if (strcmp(names[*out], text) == 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(object, key), "'%s'; want '%s' or the like",
                         text, names[0]);
}

static ptb_status need_text(const reading *r, const ptb_json *object, const char *key, const char **out,
                            ptb_error *err)
{
    const char *text;
    PTB_TRY(ptb_json_need_string(r->doc, object, key, &text, err));
    return ptb_arena_text(&r->model->arena, text, strlen(text), out, err);
}

static ptb_status need_flag(const reading *r, const ptb_json *object, const char *key, bool *out,
                            ptb_error *err)
{
    if (ptb_json_get(object, key) == NULL)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, object, "'%s' is missing; want true or false", key);
    return ptb_json_want_bool(r->doc, object, key, out, err);
}

static ptb_status need_count(const reading *r, const ptb_json *object, const char *key, size_t *out,
                             ptb_error *err)
{
    int64_t value = 0;
    PTB_TRY(ptb_json_need_integer(r->doc, object, key, &value, err));
    if (value < 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(object, key), "%lld; want 0 or more",
                             (long long)value);
    *out = (size_t)value;
    return PTB_OK;
}

static ptb_status read_outcome(const reading *r, ptb_error *err)
{
    static const char *const known[] = {"kind", "name", "closed_by", "horizon_days", NULL};
    const ptb_json *node;
    size_t kind = 0;
    ptb_model *model = r->model;
    PTB_TRY(ptb_json_need_object(r->doc, r->root, "outcome", &node, err));
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(need_name(r, node, "kind", ptb_outcome_names, PTB_OUTCOME_KINDS, &kind, err));
    model->outcome_kind = (ptb_outcome_kind)kind;
    PTB_TRY(need_text(r, node, "name", &model->outcome_name, err));
    model->closed_by = "";
    if (ptb_json_get(node, "closed_by")) PTB_TRY(need_text(r, node, "closed_by", &model->closed_by, err));
    PTB_TRY(ptb_json_need_number(r->doc, node, "horizon_days", &model->horizon_days, err));
    if (model->horizon_days < 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "horizon_days"),
                             "%g; want 0 or more", model->horizon_days);
    return PTB_OK;
}

static ptb_status read_errors_by(const reading *r, const ptb_json *node, ptb_error *err)
{
    static const char *const names[] = {"model", "case", "group"};
    size_t which = 0;
    r->model->errors_by = "";
    if (ptb_json_get(node, "errors_by") == NULL) return PTB_OK;
    PTB_TRY(need_name(r, node, "errors_by", names, sizeof names / sizeof names[0], &which, err));
    r->model->errors_by = names[which];
    return PTB_OK;
}

static ptb_status read_training(const reading *r, ptb_error *err)
{
    static const char *const known[] = {"rows", "wins", "known_until", "snapshots", "errors_by", NULL};
    const ptb_json *node;
    const char *when;
    ptb_model *model = r->model;
    PTB_TRY(ptb_json_need_object(r->doc, r->root, "training", &node, err));
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(need_count(r, node, "rows", &model->rows, err));
    PTB_TRY(need_count(r, node, "wins", &model->wins, err));
    if (model->wins > model->rows)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "wins"), "%zu of %zu rows",
                             model->wins, model->rows);
    model->snapshots = "";
    if (ptb_json_get(node, "snapshots")) PTB_TRY(need_text(r, node, "snapshots", &model->snapshots, err));
    PTB_TRY(read_errors_by(r, node, err));
    PTB_TRY(ptb_json_need_string(r->doc, node, "known_until", &when, err));
    model->known_until = PTB_NO_TIME;
    if (*when == 0 || ptb_parse_time(ptb_str_of(when), PTB_DATES_YMD, 0, &model->known_until, NULL))
        return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "known_until"),
                         "'%s'; want a moment such as 2025-07-01T00:00:00Z, or nothing", when);
}

static ptb_status read_head(const reading *r, ptb_error *err)
{
    static const char *const known[] = {"format",         "format_version",
                                        "created_by",     "family",
                                        "subject",        "outcome",
                                        "is_timeless",    "training",
                                        "evaluation",     "columns",
                                        "plan",           "encoder",
                                        "additive",       "svm",
                                        "intercept",      "calibration",
                                        "score_knots",    "provenance",
                                        "content_sha256", "card",
                                        "segments",       NULL};
    static const char *const families[] = {"logistic", "additive", "svm"};
    const char *subjects[PTB_SUBJECTS];
    for (int i = 0; i < PTB_SUBJECTS; i++)
        subjects[i] = ptb_subject_name((ptb_subject)i);
    ptb_model *model = r->model;
    size_t place = 0;
    PTB_TRY(ptb_json_known_keys(r->doc, r->root, known, err));
    PTB_TRY(need_text(r, r->root, "created_by", &model->created_by, err));
    PTB_TRY(need_name(r, r->root, "family", families, 3, &place, err));
    model->family = families[place];
    PTB_TRY(need_name(r, r->root, "subject", subjects, PTB_SUBJECTS, &place, err));
    model->subject = (ptb_subject)place;
    PTB_TRY(need_flag(r, r->root, "is_timeless", &model->is_timeless, err));
    PTB_TRY(read_outcome(r, err));
    return read_training(r, err);
}

static ptb_status read_evaluation(const reading *r, ptb_error *err)
{
    static const char *const known[] = {"kind",
                                        "folds",
                                        "repeats",
                                        "repeat_sd",
                                        "lambda",
                                        "penalty",
                                        "adaptive_lambda",
                                        "pair_lambda",
                                        "families",
                                        "champion",
                                        "no_better_than_chance",
                                        "is_before_edit",
                                        "predictions_sha256",
                                        "metrics",
                                        NULL};
    static const char *const kinds[] = {"stratified", "grouped", "time", "holdout"};
    const ptb_json *node, *metrics;
    const char *sha256;
    size_t kind = 0, folds = 0;
    ptb_evaluation *out = &r->model->evaluation;
    PTB_TRY(ptb_json_need_object(r->doc, r->root, "evaluation", &node, err));
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(need_name(r, node, "kind", kinds, sizeof kinds / sizeof kinds[0], &kind, err));
    out->kind = kinds[kind];
    PTB_TRY(need_count(r, node, "folds", &folds, err));
    if (folds > 1000)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "folds"), "%zu folds", folds);
    out->folds = (int)folds;
    PTB_TRY(ptb_repeats_read(r->doc, node, out, err));
    PTB_TRY(ptb_json_need_number(r->doc, node, "lambda", &out->lambda, err));
    PTB_TRY(ptb_penalty_read(r->doc, node, &out->alpha, err));
    PTB_TRY(ptb_json_want_number(r->doc, node, "adaptive_lambda", &out->adaptive_lambda, err));
    PTB_TRY(ptb_json_want_number(r->doc, node, "pair_lambda", &out->pair_lambda, err));
    PTB_TRY(ptb_trials_read(r->doc, node, "families", out, err));
    PTB_TRY(ptb_lineage_read(r->doc, node, "champion", &out->champion, err));
    PTB_TRY(need_flag(r, node, "no_better_than_chance", &out->no_better_than_chance, err));
    PTB_TRY(ptb_json_want_bool(r->doc, node, "is_before_edit", &out->is_before_edit, err));
    PTB_TRY(ptb_json_need_string(r->doc, node, "predictions_sha256", &sha256, err));
    size_t len = strlen(sha256);
    if (len != 0 && len != 64)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "predictions_sha256"),
                             "%zu characters; want 64 or none", len);
    memcpy(out->predictions_sha256, sha256, len + 1);
    PTB_TRY(ptb_json_need_object(r->doc, node, "metrics", &metrics, err));
    return ptb_metrics_parse(r->doc, metrics, &out->metrics, err);
}

static ptb_status read_knots(const reading *r, ptb_error *err)
{
    const ptb_json *array;
    PTB_TRY(ptb_json_need_array(r->doc, r->root, "score_knots", &array, err));
    size_t n = ptb_json_count(array), i = 0;
    if (n != PTB_SCORE_KNOTS)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array, "%zu knots; want %d", n, PTB_SCORE_KNOTS);
    double *knots = r->model->score_knots;
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item), i++) {
        knots[i] = ptb_json_number(item);
        if (!ptb_json_is_number(item) || (i > 0 && !(knots[i] > knots[i - 1])))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "want a number above the one before");
    }
    return PTB_OK;
}

/* A feature that the model says nothing of may be of any kind. */
static bool is_silent(const ptb_model *model, size_t feature)
{
    return model->curves && model->curves->bins->features[feature].n_cells == 2;
}

static ptb_status read_column(const reading *r, const ptb_json *node, size_t feature, ptb_error *err)
{
    const ptb_feature_spec *spec = &r->model->plan->features[feature];
    ptb_model *model = r->model;
    ptb_vector_column *column =
        model->curves ? &model->curves->bins->columns[feature] : &model->encoder->columns[feature];
    static const char *const known[] = {"table", "name", "kind", NULL};
    const char *table, *name, *kind;
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(ptb_json_need_string(r->doc, node, "table", &table, err));
    PTB_TRY(ptb_json_need_string(r->doc, node, "name", &name, err));
    PTB_TRY(ptb_json_need_string(r->doc, node, "kind", &kind, err));
    const char *want = ptb_attribute_tables[spec->of];
    if (strcmp(table, want) != 0 || strcmp(name, spec->column) != 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                             "column '%s' of %s; feature '%s' wants '%s' of %s here", name, table, spec->name,
                             spec->column, want);
    if (ptb_column_kind_parse(ptb_str_of(kind), &column->kind) &&
        (is_silent(model, feature) || (column->kind == PTB_COLUMN_CATEGORY) == column->is_category))
        return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "kind"), "'%s'; want %s", kind,
                         column->is_category ? "category, as the features say" : "number, flag or date");
}

/* One for each attribute, in the plan's order; import reads them too. */
static ptb_status read_columns(const reading *r, ptb_error *err)
{
    const ptb_json *array;
    const ptb_plan *plan = r->model->plan;
    PTB_TRY(ptb_json_need_array(r->doc, r->root, "columns", &array, err));
    const ptb_json *node = ptb_json_first(array);
    for (size_t f = 0; f < plan->n; f++) {
        const ptb_feature_spec *spec = &plan->features[f];
        if (spec->kind != PTB_FEATURE_ATTRIBUTE) continue;
        if (node == NULL)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array, "no column for feature '%s'", spec->name);
        PTB_TRY(read_column(r, node, f, err));
        node = ptb_json_next(node);
    }
    if (node == NULL) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "a column that no feature takes");
}

static ptb_status read_parts(const reading *r, ptb_error *err)
{
    const ptb_json *node;
    ptb_model *model = r->model;
    PTB_TRY(ptb_json_need_object(r->doc, r->root, "plan", &node, err));
    PTB_TRY(ptb_plan_parse(r->doc, node, &model->plan, err));
    PTB_TRY(ptb_model_read_fit(r->doc, r->root, model, err));
    PTB_TRY(read_columns(r, err));
    PTB_TRY(read_knots(r, err));
    PTB_TRY(ptb_segments_read(r->doc, r->root, model, err));
    PTB_TRY(ptb_card_facts_read(r->doc, r->root, &model->arena, &model->card, err));
    PTB_TRY(ptb_json_need_object(r->doc, r->root, "provenance", &node, err));
    return ptb_origin_read(node, &model->arena, &model->origin, err);
}

ptb_status ptb_model_parse(const ptb_json_doc *doc, ptb_model **out, ptb_error *err)
{
    *out = NULL;
    ptb_status status = PTB_OK;
    ptb_model *model = NULL;
    reading r = {0};
    PTB_TRY(ptb_alloc(&model, 1, sizeof *model, err));
    r = (reading){.doc = doc, .root = ptb_json_root(doc), .model = model};
    PTB_TRY_TO(read_head(&r, err));
    PTB_TRY_TO(read_evaluation(&r, err));
    PTB_TRY_TO(read_parts(&r, err));
    *out = model;
    model = NULL;
done:
    ptb_model_free(model);
    return status;
}

static ptb_status read_sealed(const char *path, ptb_json_doc **doc, ptb_error *err)
{
    ptb_error broken = {0};
    ptb_status status = ptb_sealed_json_read(path, PTB_MODEL_FORMAT, PTB_MODEL_VERSION, doc, &broken);
    if (status == PTB_OK) return PTB_OK;
    return ptb_fail(err, status, "%s%s%s", broken.message,
                    status == PTB_E_INTEGRITY ? "; if the edit was meant: propensity model seal " : "",
                    status == PTB_E_INTEGRITY ? path : "");
}

ptb_status ptb_model_load(const char *path, ptb_model **out, ptb_error *err)
{
    *out = NULL;
    ptb_status status = PTB_OK;
    ptb_json_doc *doc = NULL;
    ptb_model *model = NULL;
    const char *seal;
    PTB_TRY_TO(read_sealed(path, &doc, err));
    PTB_TRY_TO(ptb_model_parse(doc, &model, err));
    PTB_TRY_TO(ptb_json_need_string(doc, ptb_json_root(doc), "content_sha256", &seal, err));
    memcpy(model->sha256, seal, sizeof model->sha256); /* 64 digits, as the seal was verified */
    PTB_TRY_TO(ptb_model_digest(model, model->digest, err));
    *out = model;
    model = NULL;
done:
    ptb_model_free(model);
    ptb_json_free(doc);
    return status;
}
