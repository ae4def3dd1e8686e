/* models/model_cases.c: a model's cases as settings, and its features held against those of vectors. */
#include "models/model_cases.h"

#include <math.h>
#include <string.h>

#include "features/case_options.h"

bool ptb_model_snapshots_are_lost(const ptb_model *model)
{
    static const char *const lost[] = {"as_of", "file"};
    for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++)
        if (model->snapshots && strcmp(model->snapshots, lost[i]) == 0) return true;
    return false;
}

/* As of the same moments as in training, where they can be found again. */
static ptb_status take_snapshots(const ptb_model *model, ptb_case_settings *settings, ptb_error *err)
{
    const char *text = model->snapshots;
    if (!text || *text == 0 || strcmp(text, "default") == 0 || ptb_model_snapshots_are_lost(model))
        return PTB_OK;
    ptb_status status = ptb_snapshots_parse(text, settings, NULL);
    /* A model may be a stranger's: it opens no files. */
    if (status == PTB_OK && settings->snapshots != PTB_SNAPSHOT_FILE) return PTB_OK;
    return ptb_fail(err, PTB_E_SCHEMA, "the model's training snapshots: '%s' are none that are known here",
                    text);
}

ptb_status ptb_model_case_settings(const ptb_model *model, ptb_case_settings *out, ptb_error *err)
{
    ptb_case_settings_default(out);
    out->subject_given = true;
    out->subject = model->subject;
    out->outcome = model->outcome_kind;
    out->outcome_name = model->outcome_name;
    if (model->closed_by && *model->closed_by) out->closed_by = model->closed_by;
    if (model->horizon_days > 0) {
        out->horizon_days = model->horizon_days;
        out->horizon_given = out->closed_by != NULL || out->outcome == PTB_OUTCOME_STAGE;
    }
    return take_snapshots(model, out, err);
}

static bool is_same_feature(const ptb_feature_spec *a, const ptb_feature_spec *b)
{
    double apart = fabs(a->window_days - b->window_days) + fabs(a->long_window_days - b->long_window_days) +
                   fabs(a->half_life_days - b->half_life_days);
    return a->kind == b->kind && a->of == b->of && a->filter == b->filter && a->outcome == b->outcome &&
           a->log1p == b->log1p && !(apart > 0) &&
           ptb_str_equal_text(ptb_str_of(a->filter_value), b->filter_value) &&
           ptb_str_equal_text(ptb_str_of(a->column), b->column);
}

ptb_status ptb_model_check_plan(const ptb_model *model, const ptb_plan *have, ptb_error *err)
{
    const ptb_plan *want = model->plan;
    for (size_t f = 0; f < want->n || f < have->n; f++) {
        const char *h = f < have->n ? have->features[f].name : "nothing";
        const char *w = f < want->n ? want->features[f].name : "nothing";
        bool is_same_name = ptb_str_equal_text(ptb_str_of(h), w);
        if (is_same_name && is_same_feature(&have->features[f], &want->features[f])) continue;
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "the model was trained on other features: feature %zu is '%s' in the vectors and '%s'%s in the "
            "model; extract with the model's own plan, or take the history itself",
            f + 1, h, w, is_same_name ? " by another definition" : "");
    }
    return PTB_OK;
}
