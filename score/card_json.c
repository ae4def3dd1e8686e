/* score/card_json.c: a model's card as one JSON object. */
#include <math.h>

#include "models/repeats.h"
#include "models/trials.h"
#include "score/card.h"
#include "score/card_effects.h"
#include "score/card_words.h"

static void write_head(ptb_json_writer *writer, const ptb_model *model)
{
    ptb_text words = {0};
    ptb_card_outcome(model, &words);
    ptb_json_add_string(writer, "format", "propensity-card");
    ptb_json_add_integer(writer, "format_version", 1);
    ptb_json_add_string(writer, "family", model->family);
    ptb_json_add_string(writer, "subject", ptb_subject_name(model->subject));
    ptb_json_add_string(writer, "outcome", words.bytes);
    ptb_json_add_number(writer, "horizon_days", model->horizon_days);
    ptb_json_add_string(writer, "snapshots", model->snapshots);
    ptb_json_add_integer(writer, "features", (int64_t)model->plan->n);
    writer->text->failed = writer->text->failed || words.failed;
    ptb_text_free(&words);
}

static void write_data(ptb_json_writer *writer, const ptb_model *model)
{
    ptb_json_begin_object(writer, "training");
    ptb_json_add_integer(writer, "cases", (int64_t)model->rows);
    ptb_json_add_integer(writer, "wins", (int64_t)model->wins);
    ptb_json_add_number(writer, "win_rate", (double)model->wins / (double)model->rows);
    ptb_json_add_time(writer, "known_until", model->known_until);
    ptb_json_end_object(writer);
}

static void write_skill(ptb_json_writer *writer, const ptb_model *model)
{
    const ptb_evaluation *evaluation = &model->evaluation;
    ptb_json_begin_object(writer, "evaluation");
    ptb_json_add_string(writer, "kind", evaluation->kind);
    ptb_json_add_integer(writer, "folds", evaluation->folds);
    ptb_repeats_write(writer, evaluation);
    ptb_figures_write(writer, &evaluation->metrics);
    ptb_json_add_number(writer, "base_rate_log_loss", ptb_card_base_log_loss(&evaluation->metrics));
    ptb_json_add_bool(writer, "no_better_than_chance", evaluation->no_better_than_chance);
    ptb_json_add_bool(writer, "is_before_edit", evaluation->is_before_edit);
    ptb_json_add_string(writer, "calibration", ptb_calibration_name(model->calibration.kind));
    ptb_trials_write(writer, "families", evaluation);
    ptb_json_end_object(writer);
}

static void write_effect(ptb_json_writer *writer, const ptb_effect *effect)
{
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "what", effect->what.bytes);
    ptb_json_add_string(writer, "feature", effect->feature);
    ptb_json_add_string(writer, "unit", effect->unit);
    ptb_json_add_number(writer, "odds_ratio", effect->odds_ratio.mean);
    if (effect->highest_at.len > 0) {
        ptb_json_add_string(writer, "lowest_at", effect->lowest_at.bytes);
        ptb_json_add_string(writer, "highest_at", effect->highest_at.bytes);
    } else {
        ptb_json_add_number(writer, "low", effect->odds_ratio.low);
        ptb_json_add_number(writer, "high", effect->odds_ratio.high);
    }
    ptb_json_end_object(writer);
}

static void write_origin(ptb_json_writer *writer, const ptb_model *model)
{
    const ptb_origin *origin = &model->origin;
    const ptb_provenance provenance = {.program_version = origin->program_version,
                                       .command_line = origin->command_line,
                                       .seed = origin->seed,
                                       .inputs = origin->inputs,
                                       .n_inputs = origin->n_inputs};
    ptb_provenance_write(writer, &provenance);
    ptb_json_add_integer(writer, "edits", (int64_t)origin->n_edits);
    ptb_json_add_string(writer, "model_sha256", model->sha256);
    ptb_json_add_string(writer, "digest", model->digest);
    ptb_json_add_string(writer, "predictions_sha256", model->evaluation.predictions_sha256);
}

ptb_status ptb_card_write_json(const ptb_model *model, ptb_text *out, ptb_error *err)
{
    ptb_effect effects[PTB_CARD_EFFECTS] = {0};
    ptb_text limits = {0};
    ptb_json_writer writer = {.text = out};
    size_t n = 0;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_effects_find(model, PTB_CARD_EFFECTS, effects, &n, err));
    ptb_card_limits(model, &limits);
    PTB_TRY_TO(ptb_text_check(&limits, err));
    ptb_json_begin_object(&writer, NULL);
    write_head(&writer, model);
    write_data(&writer, model);
    write_skill(&writer, model);
    ptb_card_facts_write(&writer, &model->card);
    ptb_json_begin_array(&writer, "strongest", false);
    for (size_t i = 0; i < n; i++)
        write_effect(&writer, &effects[i]);
    ptb_json_end_array(&writer);
    ptb_json_add_lines(&writer, "limits", limits.bytes);
    write_origin(&writer, model);
    ptb_json_end_object(&writer);
    ptb_text_add(out, "\n");
    PTB_TRY_TO(ptb_text_check(out, err));
done:
    ptb_text_free(&limits);
    ptb_effects_free(effects, PTB_CARD_EFFECTS);
    return status;
}
