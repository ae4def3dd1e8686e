/* models/model_file.c: writes a model as sealed JSON. */
#include <math.h>
#include <string.h>

#include "datasets/base/digest.h"
#include "datasets/base/io.h"
#include "datasets/base/sealed_json.h"
#include "datasets/column_types.h"
#include "models/lineage.h"
#include "models/model.h"
#include "models/model_names.h"
#include "models/penalty_name.h"
#include "models/repeats.h"
#include "models/segments.h"
#include "models/svm_model.h"
#include "models/trials.h"

/* The column of the records behind an attribute. */
static void write_column(ptb_json_writer *writer, const ptb_feature_spec *spec, ptb_column_kind kind)
{
    ptb_json_begin_object(writer, NULL);
    writer->is_inline[writer->depth] = true;
    ptb_json_add_string(writer, "table", ptb_attribute_tables[spec->of]);
    ptb_json_add_string(writer, "name", spec->column);
    ptb_json_add_string(writer, "kind", ptb_column_kind_name(kind));
    ptb_json_end_object(writer);
}

static void write_columns(ptb_json_writer *writer, const ptb_model *model)
{
    ptb_json_begin_array(writer, "columns", false);
    for (size_t f = 0; f < model->plan->n; f++) {
        const ptb_feature_spec *spec = &model->plan->features[f];
        if (spec->kind == PTB_FEATURE_ATTRIBUTE) write_column(writer, spec, ptb_model_columns(model)[f].kind);
    }
    ptb_json_end_array(writer);
}

static void write_evaluation(ptb_json_writer *writer, const ptb_evaluation *evaluation)
{
    ptb_json_begin_object(writer, "evaluation");
    ptb_json_add_string(writer, "kind", evaluation->kind);
    ptb_json_add_integer(writer, "folds", evaluation->folds);
    ptb_repeats_write(writer, evaluation);
    ptb_json_add_number(writer, "lambda", evaluation->lambda);
    ptb_penalty_write(writer, evaluation->alpha);
    if (evaluation->adaptive_lambda > 0)
        ptb_json_add_number(writer, "adaptive_lambda", evaluation->adaptive_lambda);
    if (evaluation->pair_lambda > 0) ptb_json_add_number(writer, "pair_lambda", evaluation->pair_lambda);
    ptb_trials_write(writer, "families", evaluation);
    ptb_lineage_write(writer, "champion", &evaluation->champion);
    ptb_json_add_bool(writer, "no_better_than_chance", evaluation->no_better_than_chance);
    if (evaluation->is_before_edit) ptb_json_add_bool(writer, "is_before_edit", true);
    ptb_json_add_string(writer, "predictions_sha256", evaluation->predictions_sha256);
    ptb_metrics_write(writer, "metrics", &evaluation->metrics);
    ptb_json_end_object(writer);
}

static void write_knots(ptb_json_writer *writer, const ptb_model *model)
{
    ptb_json_begin_array(writer, "score_knots", true);
    for (int i = 0; i < PTB_SCORE_KNOTS; i++)
        ptb_json_add_number(writer, NULL, model->score_knots[i]);
    ptb_json_end_array(writer);
}

static void write_head(ptb_json_writer *writer, const ptb_model *model)
{
    char when[PTB_TIME_BYTES];
    ptb_json_add_string(writer, "format", PTB_MODEL_FORMAT);
    ptb_json_add_integer(writer, "format_version", PTB_MODEL_VERSION);
    ptb_json_add_string(writer, "created_by", model->created_by);
    ptb_json_add_string(writer, "family", model->family);
    ptb_json_add_string(writer, "subject", ptb_subject_name(model->subject));
    ptb_json_begin_object(writer, "outcome");
    ptb_json_add_string(writer, "kind", ptb_outcome_names[model->outcome_kind]);
    ptb_json_add_string(writer, "name", model->outcome_name);
    if (model->closed_by && *model->closed_by) ptb_json_add_string(writer, "closed_by", model->closed_by);
    ptb_json_add_number(writer, "horizon_days", model->horizon_days);
    ptb_json_end_object(writer);
    ptb_json_add_bool(writer, "is_timeless", model->is_timeless);
    ptb_json_begin_object(writer, "training");
    ptb_json_add_integer(writer, "rows", (int64_t)model->rows);
    ptb_json_add_integer(writer, "wins", (int64_t)model->wins);
    ptb_json_add_string(writer, "known_until", ptb_print_time(when, model->known_until));
    if (model->snapshots && *model->snapshots) ptb_json_add_string(writer, "snapshots", model->snapshots);
    if (model->errors_by && *model->errors_by) ptb_json_add_string(writer, "errors_by", model->errors_by);
    ptb_json_end_object(writer);
}

void ptb_model_write_content(ptb_json_writer *writer, const ptb_model *model)
{
    ptb_json_begin_object(writer, NULL);
    write_head(writer, model);
    write_evaluation(writer, &model->evaluation);
    ptb_card_facts_write(writer, &model->card);
    write_columns(writer, model);
    ptb_plan_write(writer, "plan", model->plan);
    ptb_model_write_fit(writer, model);
    write_knots(writer, model);
    ptb_segments_write(writer, model);
}

ptb_status ptb_model_digest(const ptb_model *model, char digest[65], ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_model_write_content(&writer, model);
    ptb_json_end_object(&writer);
    ptb_status status = ptb_text_check(&text, err);
    if (status == PTB_OK) ptb_sha256_of(text.bytes, text.len, digest);
    ptb_text_free(&text);
    return status;
}

static ptb_status check_term(const ptb_model *model, size_t i, ptb_error *err)
{
    const ptb_term *term = &model->encoder->terms[i];
    double coef = model->coef == NULL ? 0 : model->coef[i + 1];
    double all = term->value + term->low + term->high + term->mean + term->sd + coef;
    if (isfinite(all) && term->sd > 0) return PTB_OK;
    return ptb_fail(err, PTB_E_NUMERIC,
                    "the coefficient of term %lu of feature '%s' is %g at sd %g; nothing is written",
                    (unsigned long)i + 1, model->encoder->names[term->feature], coef, term->sd);
}

static ptb_status check_tables(const ptb_curves *curves, ptb_error *err)
{
    for (size_t t = 0; t < curves->tables.n_tables; t++)
        for (size_t k = curves->tables.first[t]; k < curves->tables.first[t + 1]; k++)
            if (!isfinite(curves->value[k]))
                return ptb_fail(err, PTB_E_NUMERIC,
                                "value %zu of curve or surface %zu is %g; nothing is written",
                                k - curves->tables.first[t] + 1, t + 1, curves->value[k]);
    return PTB_OK;
}

static ptb_status check_fit(const ptb_model *model, ptb_error *err)
{
    double intercept = ptb_model_intercept(model);
    if (!isfinite(intercept) || !ptb_calibration_is_finite(&model->calibration))
        return ptb_fail(
            err, PTB_E_NUMERIC,
            "the model has a number that is not finite (intercept %g, calibration %g and %g); nothing is "
            "written",
            intercept, model->calibration.a, model->calibration.b);
    if (model->curves) return check_tables(model->curves, err);
    if (model->svm) PTB_TRY(ptb_svm_check(model->svm, err));
    for (size_t i = 0; i < model->encoder->n_terms; i++)
        PTB_TRY(check_term(model, i, err));
    return PTB_OK;
}

ptb_status ptb_model_check_finite(const ptb_model *model, ptb_error *err)
{
    double sum = model->evaluation.lambda + model->horizon_days;
    for (int i = 0; i < PTB_SCORE_KNOTS; i++)
        sum += model->score_knots[i];
    PTB_TRY(check_fit(model, err));
    for (size_t i = 0; i < ptb_segments_count(model); i++)
        PTB_TRY(check_fit(model->segments->items[i].model, err));
    if (isfinite(sum)) return PTB_OK;
    return ptb_fail(err, PTB_E_NUMERIC,
                    "a penalty, horizon or knot of the model is not finite; nothing is written");
}

static ptb_status read_seal(const ptb_text *text, const char *path, char sha256[65], ptb_error *err)
{
    ptb_json_doc *doc = NULL;
    PTB_TRY(ptb_json_parse(text->bytes, text->len, path, &doc, err));
    const char *seal = ptb_json_string(ptb_json_get(ptb_json_root(doc), "content_sha256"));
    if (seal != NULL) memcpy(sha256, seal, PTB_SHA256_HEX);
    ptb_json_free(doc);
    return seal == NULL ? ptb_fail(err, PTB_E_INTERNAL, "%s: no seal", path) : PTB_OK;
}

ptb_status ptb_model_print(const ptb_model *model, const ptb_provenance *provenance, ptb_text *out,
                           char sha256[65], ptb_error *err)
{
    ptb_json_writer writer = {.text = out};
    char seal[PTB_SHA256_HEX] = "";
    PTB_TRY(ptb_model_check_finite(model, err));
    ptb_model_write_content(&writer, model);
    if (provenance != NULL) ptb_provenance_write(&writer, provenance);
    PTB_TRY(ptb_sealed_json_close(&writer, err));
    PTB_TRY(read_seal(out, "the model", seal, err));
    if (sha256 != NULL) memcpy(sha256, seal, sizeof seal);
    return PTB_OK;
}

ptb_status ptb_model_save(const ptb_model *model, const ptb_provenance *provenance, const char *path,
                          char sha256[65], ptb_error *err)
{
    ptb_text text = {0};
    ptb_status status = ptb_model_print(model, provenance, &text, sha256, err);
    if (status == PTB_OK) status = ptb_write_file(path, text.bytes, text.len, err);
    ptb_text_free(&text);
    return status;
}
