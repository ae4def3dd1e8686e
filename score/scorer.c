/* score/scorer.c: one case -> model, points, blend and the contributions to z. */
#include "score/scorer.h"

#include <math.h>
#include <stdlib.h>

#include "models/logistic.h"
#include "models/model_cases.h"

struct ptb_scorer {
    const ptb_history *history;
    const ptb_model *model;
    const ptb_rules *rules;
    const ptb_vector_column *columns; /* of the source, one a feature */
    ptb_extractor *extractor;         /* NULL for vectors and for rules alone */
    ptb_model_binding *binding;       /* NULL for rules alone */
    ptb_rules_bound *bound;           /* NULL for a model alone */
    ptb_blend blend;
    ptb_arena arena;
};

struct ptb_score_scratch {
    ptb_extract_scratch *extract;
    float *raw;
    double *seen, *points; /* the row as the model sees it; by rule */
    double *parts;
};

static size_t count_rules(const ptb_scorer *scorer)
{
    return scorer->rules ? ptb_rules_count(scorer->rules) : 0;
}

static size_t count_features(const ptb_scorer *scorer)
{
    return scorer->model ? scorer->model->plan->n : 0;
}

static size_t count_parts(const ptb_scorer *scorer)
{
    return scorer->model ? ptb_model_parts_count(scorer->model) : 0;
}

/* The history's category values as terminated texts, which is what the model is bound to. */
static ptb_status source_columns(ptb_scorer *scorer, ptb_error *err)
{
    const ptb_plan *plan = scorer->model->plan;
    ptb_vector_column *columns;
    PTB_TRY(ptb_arena_alloc(&scorer->arena, &columns, plan->n, sizeof *columns, err));
    scorer->columns = columns;
    for (size_t f = 0; f < plan->n; f++) {
        const ptb_strings *levels = ptb_extractor_levels(scorer->extractor, f);
        if (!levels) continue;
        const char **texts;
        PTB_TRY(ptb_arena_alloc(&scorer->arena, &texts, levels->n, sizeof *texts, err));
        for (size_t i = 0; i < levels->n; i++) {
            ptb_str text = ptb_strings_at(levels, i);
            PTB_TRY(ptb_arena_text(&scorer->arena, text.ptr, text.len, &texts[i], err));
        }
        columns[f] = (ptb_vector_column){.is_category = true, .levels = texts, .n_levels = levels->n};
    }
    return PTB_OK;
}

static ptb_status bind_model(const ptb_context *context, ptb_scorer *scorer, ptb_error *err)
{
    const ptb_model *model = scorer->model;
    PTB_TRY(ptb_extractor_new(context, scorer->history, model->plan, &scorer->extractor, err));
    PTB_TRY(source_columns(scorer, err));
    return ptb_model_bind(model, scorer->columns, &scorer->binding, err);
}

ptb_status ptb_scorer_new(const ptb_context *context, const ptb_history *history, const ptb_model *model,
                          const ptb_rules *rules, ptb_scorer **out, ptb_error *err)
{
    *out = NULL;
    if (!model && !rules)
        return ptb_fail(err, PTB_E_ARG, "nothing to score by: a model or a rules file is needed");
    ptb_scorer *scorer;
    PTB_TRY(ptb_alloc(&scorer, 1, sizeof *scorer, err));
    scorer->history = history;
    scorer->model = model;
    scorer->rules = rules;
    ptb_status status = PTB_OK;
    if (model) PTB_TRY_TO(bind_model(context, scorer, err));
    if (rules) {
        PTB_TRY_TO(ptb_rules_bind(rules, history, scorer->extractor, model ? model->plan : NULL,
                                  &scorer->bound, err));
        scorer->blend = ptb_rules_blend(rules);
        if (!model) scorer->blend.weight = 1;
    }
    *out = scorer;
    scorer = NULL;
done:
    ptb_scorer_free(scorer);
    return status;
}

ptb_status ptb_scorer_new_for_vectors(const ptb_vectors *vectors, const ptb_model *model, ptb_scorer **out,
                                      ptb_error *err)
{
    *out = NULL;
    PTB_TRY(ptb_model_check_plan(model, vectors->plan, err));
    ptb_scorer *scorer;
    PTB_TRY(ptb_alloc(&scorer, 1, sizeof *scorer, err));
    scorer->model = model;
    scorer->columns = vectors->columns;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_model_bind(model, scorer->columns, &scorer->binding, err));
    *out = scorer;
    scorer = NULL;
done:
    ptb_scorer_free(scorer);
    return status;
}

void ptb_scorer_free(ptb_scorer *scorer)
{
    if (!scorer) return;
    ptb_rules_bound_free(scorer->bound);
    ptb_model_binding_free(scorer->binding);
    ptb_extractor_free(scorer->extractor);
    ptb_arena_free(&scorer->arena);
    free(scorer);
}

ptb_status ptb_score_scratch_new(const ptb_scorer *scorer, ptb_score_scratch **out, ptb_error *err)
{
    *out = NULL;
    ptb_score_scratch *scratch;
    PTB_TRY(ptb_alloc(&scratch, 1, sizeof *scratch, err));
    ptb_status status = PTB_OK;
    size_t n_seen = scorer->model ? ptb_model_scratch(scorer->model) : 0;
    PTB_TRY_TO(ptb_alloc(&scratch->raw, count_features(scorer), sizeof *scratch->raw, err));
    PTB_TRY_TO(ptb_alloc(&scratch->seen, n_seen, sizeof *scratch->seen, err));
    PTB_TRY_TO(ptb_alloc(&scratch->parts, count_parts(scorer), sizeof *scratch->parts, err));
    PTB_TRY_TO(ptb_alloc(&scratch->points, count_rules(scorer), sizeof *scratch->points, err));
    if (scorer->extractor) PTB_TRY_TO(ptb_extract_scratch_new(scorer->extractor, &scratch->extract, err));
    *out = scratch;
    scratch = NULL;
done:
    ptb_score_scratch_free(scratch);
    return status;
}

void ptb_score_scratch_free(ptb_score_scratch *scratch)
{
    if (!scratch) return;
    ptb_extract_scratch_free(scratch->extract);
    free(scratch->raw);
    free(scratch->seen);
    free(scratch->parts);
    free(scratch->points);
    free(scratch);
}

static void apply_model(const ptb_scorer *scorer, ptb_score_scratch *scratch, ptb_score *out)
{
    out->probability = out->model_logit = out->predictive_score = (double)NAN;
    if (!scorer->model) return;
    out->model_logit = ptb_model_logit(scorer->model, scorer->binding, scratch->raw, scratch->seen);
    out->probability = ptb_sigmoid(out->model_logit);
    out->predictive_score = ptb_model_score(scorer->model, out->model_logit);
}

/* The 0-100 map is the model's; rules alone have none and use the probability that their scale implies. */
static void finish(const ptb_scorer *scorer, ptb_score *out)
{
    out->blended_probability = ptb_sigmoid(out->z);
    out->score = scorer->model ? ptb_model_score(scorer->model, out->z) : 100 * out->blended_probability;
}

ptb_status ptb_score_read_ahead(const ptb_scorer *scorer, ptb_score_scratch *scratch, const ptb_case *cases,
                                size_t n, ptb_error *err)
{
    if (!scorer->extractor) return PTB_OK;
    return ptb_extract_read_ahead(scorer->extractor, scratch->extract, cases, n, err);
}

void ptb_score_case(const ptb_scorer *scorer, ptb_score_scratch *scratch, const ptb_case *one, ptb_score *out)
{
    if (scorer->extractor) ptb_extract_row(scorer->extractor, scratch->extract, one, scratch->raw);
    apply_model(scorer, scratch, out);
    out->points = (double)NAN;
    out->stage = "";
    out->z = out->model_logit;
    if (scorer->rules) {
        out->points =
            ptb_rules_points(scorer->bound, one, scorer->extractor ? scratch->raw : NULL, scratch->points);
        out->stage = ptb_rules_stage(scorer->rules, out->points);
        out->z = scorer->model ? ptb_blend_z(&scorer->blend, out->model_logit, out->points)
                               : scorer->blend.a + scorer->blend.b * out->points;
    }
    finish(scorer, out);
}

void ptb_score_vector(const ptb_scorer *scorer, ptb_score_scratch *scratch, const float *raw, ptb_score *out)
{
    for (size_t f = 0; f < scorer->model->plan->n; f++)
        scratch->raw[f] = raw[f];
    apply_model(scorer, scratch, out);
    out->points = (double)NAN;
    out->stage = "";
    out->z = out->model_logit;
    finish(scorer, out);
}

ptb_blend ptb_scorer_blend(const ptb_scorer *scorer)
{
    return scorer->blend;
}

size_t ptb_scorer_max_reasons(const ptb_scorer *scorer)
{
    return count_parts(scorer) + count_rules(scorer);
}

static int by_strength(const void *a, const void *b)
{
    const ptb_reason *x = a, *y = b;
    if (x->is_bend != y->is_bend) return x->is_bend ? 1 : -1;
    double dx = fabs(x->contribution), dy = fabs(y->contribution);
    if (dx < dy || dx > dy) return dx < dy ? 1 : -1;
    if (x->is_rule != y->is_rule) return x->is_rule ? 1 : -1;
    if (x->is_pair != y->is_pair) return x->is_pair ? 1 : -1;
    if (x->index != y->index) return x->index < y->index ? -1 : 1;
    return x->other < y->other ? -1 : x->other > y->other;
}

static size_t drop_zeros(ptb_reason *reasons, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (fabs(reasons[i].contribution) > 0) reasons[kept++] = reasons[i];
    return kept;
}

/* Of a feature, of two together, or of the calibration. */
static ptb_reason part_reason(const ptb_model *model, const ptb_score_scratch *scratch, size_t i,
                              double contribution)
{
    size_t n = model->plan->n, first = i, second = i;
    if (ptb_calibration_bends(&model->calibration) && i + 1 == ptb_model_parts_count(model))
        return (ptb_reason){.contribution = contribution, .is_bend = true};
    if (i >= n) {
        first = model->curves->pairs[i - n].field[0];
        second = model->curves->pairs[i - n].field[1];
    }
    return (ptb_reason){.contribution = contribution,
                        .is_pair = i >= n,
                        .index = (uint32_t)first,
                        .other = (uint32_t)second,
                        .value = scratch->raw[first],
                        .other_value = scratch->raw[second]};
}

size_t ptb_score_reasons(const ptb_scorer *scorer, const ptb_score_scratch *scratch, ptb_reason *reasons,
                         double *base)
{
    const ptb_model *model = scorer->model;
    size_t n = 0;
    double w = scorer->blend.weight;
    *base = w * scorer->blend.a;
    if (model) {
        *base += (1 - w) * ptb_model_parts(model, scratch->seen, scratch->parts);
        for (size_t i = 0; i < count_parts(scorer); i++)
            reasons[n++] = part_reason(model, scratch, i, (1 - w) * scratch->parts[i]);
    }
    for (size_t r = 0; r < count_rules(scorer); r++)
        reasons[n++] = (ptb_reason){.contribution = w * scorer->blend.b * scratch->points[r],
                                    .is_rule = true,
                                    .index = (uint32_t)r,
                                    .points = scratch->points[r]};
    n = drop_zeros(reasons, n);
    qsort(reasons, n, sizeof *reasons, by_strength);
    return n;
}

/* "Industry: Software" */
static void describe_value(const ptb_scorer *scorer, size_t feature, double value, ptb_text *out)
{
    const ptb_vector_column *column = &scorer->columns[feature];
    ptb_feature_describe(&scorer->model->plan->features[feature], out);
    if (isnan(value)) {
        ptb_text_add(out, ": missing");
    } else if (column->is_category) {
        size_t level = (size_t)value;
        ptb_text_printf(out, ": %s", level < column->n_levels ? column->levels[level] : "unknown");
    } else {
        ptb_text_printf(out, ": %.4g", value);
    }
}

void ptb_reason_describe(const ptb_scorer *scorer, const ptb_reason *reason, ptb_text *out)
{
    if (reason->is_rule) {
        ptb_text_add(out, ptb_rules_label(scorer->rules, reason->index));
        ptb_text_printf(out, " (%+g points)", reason->points);
        return;
    }
    if (reason->is_bend) {
        ptb_text_add(out, "how cases at this level have come out (calibration)");
        return;
    }
    describe_value(scorer, reason->index, (double)reason->value, out);
    if (!reason->is_pair) return;
    ptb_text_add(out, " together with ");
    describe_value(scorer, reason->other, (double)reason->other_value, out);
}
