/* score/loaded.c: opens and binds history, model and rules together. */
#include "score/loaded.h"

#include "datasets/records.h"

ptb_status ptb_loaded_open(const ptb_context *context, const char *history_path, const char *model_path,
                           const char *rules_path, ptb_loaded *out, ptb_error *err)
{
    *out = (ptb_loaded){0};
    if (!model_path && !rules_path)
        return ptb_fail(err, PTB_E_ARG,
                        "nothing to score by: give --model MODEL.json, --rules RULES.json or both");
    ptb_status status = PTB_OK;
    /* The small files first: a wrong one should not cost the wait for a large history. */
    if (model_path) PTB_TRY_TO(ptb_model_load(model_path, &out->model, err));
    if (rules_path) PTB_TRY_TO(ptb_rules_read(rules_path, &out->rules, err));
    PTB_TRY_TO(ptb_records_open(context, history_path,
                                rules_path ? PTB_ACTIVITIES_ALL : ptb_plan_extent(out->model->plan),
                                &out->history, err));
    PTB_TRY_TO(ptb_scorer_new(context, out->history, out->model, out->rules, &out->scorer, err));
    if (out->model)
        out->subject = out->model->subject;
    else
        out->subject = out->history->opportunities.n ? PTB_SUBJECT_OPPORTUNITY : PTB_SUBJECT_CONTACT;
done:
    if (status != PTB_OK) ptb_loaded_close(out);
    return status;
}

void ptb_loaded_close(ptb_loaded *loaded)
{
    ptb_scorer_free(loaded->scorer);
    ptb_history_close(loaded->history);
    ptb_rules_free(loaded->rules);
    ptb_model_free(loaded->model);
    *loaded = (ptb_loaded){0};
}
