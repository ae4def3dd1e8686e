/* score/scorer.c: one case -> model, points, blend and the contributions to z. */
#include "score/scorer.h"

#include <math.h>
#include <stdlib.h>

#include "models/logistic.h"
#include "score/scorer_inside.h"

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

/* Once, as reasons name them over and over. */
static ptb_status describe_features(ptb_scorer *scorer, ptb_error *err)
{
    const ptb_plan *plan = scorer->model->plan;
    ptb_text words = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_arena_alloc(&scorer->arena, &scorer->meanings, plan->n, sizeof *scorer->meanings, err));
    for (size_t f = 0; f < plan->n; f++) {
        ptb_text_clear(&words);
        ptb_feature_describe(&plan->features[f], &words);
        PTB_TRY_TO(ptb_text_check(&words, err));
        PTB_TRY_TO(ptb_arena_text(&scorer->arena, words.bytes, words.len, &scorer->meanings[f], err));
    }
done:
    ptb_text_free(&words);
    return status;
}

static ptb_status bind_model(const ptb_context *context, ptb_scorer *scorer, ptb_error *err)
{
    const ptb_model *model = scorer->model;
    PTB_TRY(ptb_extractor_new(context, scorer->history, model->plan, &scorer->extractor, err));
    PTB_TRY(source_columns(scorer, err));
    PTB_TRY(describe_features(scorer, err));
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
    PTB_TRY_TO(describe_features(scorer, err));
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
    PTB_TRY_TO(
        ptb_alloc(&scratch->raw, (scorer->model ? scorer->model->plan->n : 0), sizeof *scratch->raw, err));
    PTB_TRY_TO(ptb_alloc(&scratch->seen, n_seen, sizeof *scratch->seen, err));
    PTB_TRY_TO(ptb_alloc(&scratch->parts, ptb_scorer_parts(scorer), sizeof *scratch->parts, err));
    if (scorer->bound) PTB_TRY_TO(ptb_rules_scratch_new(scorer->bound, &scratch->rules, err));
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
    ptb_rules_scratch_free(scratch->rules);
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
    if (scorer->bound) PTB_TRY(ptb_rules_read_ahead(scorer->bound, scratch->rules, cases, n, err));
    if (!scorer->extractor) return PTB_OK;
    return ptb_extract_read_ahead(scorer->extractor, scratch->extract, cases, n, err);
}

static void without_rules(ptb_score *out)
{
    out->rules = (ptb_rules_outcome){.stage = "",
                                     .fast_track = "",
                                     .excluded = "",
                                     .next_question = "",
                                     .route_to = "",
                                     .route_how = "",
                                     .fit = (double)NAN,
                                     .engagement = (double)NAN,
                                     .route_within_hours = (double)NAN};
    out->points = (double)NAN;
    out->z = out->model_logit;
}

void ptb_score_case(const ptb_scorer *scorer, ptb_score_scratch *scratch, const ptb_case *one, ptb_score *out)
{
    if (scorer->extractor) ptb_extract_row(scorer->extractor, scratch->extract, one, scratch->raw);
    apply_model(scorer, scratch, out);
    without_rules(out);
    if (scorer->rules) {
        ptb_rules_evaluate(scorer->bound, scratch->rules, one, scorer->extractor ? scratch->raw : NULL,
                           &out->rules);
        out->points = out->rules.points;
        out->z = scorer->model ? ptb_blend_z(&scorer->blend, out->model_logit, out->points)
                               : scorer->blend.a + scorer->blend.b * out->points;
    }
    finish(scorer, out);
}

const double *ptb_score_points(const ptb_score_scratch *scratch)
{
    return scratch->rules ? ptb_rules_points(scratch->rules) : NULL;
}

void ptb_score_notes(const ptb_scorer *scorer, const ptb_score_scratch *scratch, const ptb_case *one,
                     ptb_text *out)
{
    if (scorer->rules)
        ptb_rules_add_notes(scorer->bound, scratch->rules, one, scorer->extractor ? scratch->raw : NULL, out);
}

void ptb_score_vector(const ptb_scorer *scorer, ptb_score_scratch *scratch, const float *raw, ptb_score *out)
{
    for (size_t f = 0; f < scorer->model->plan->n; f++)
        scratch->raw[f] = raw[f];
    apply_model(scorer, scratch, out);
    without_rules(out);
    finish(scorer, out);
}

ptb_blend ptb_scorer_blend(const ptb_scorer *scorer)
{
    return scorer->blend;
}
