/* train/train_input.c: vectors as they are, or of a history. */
#include "train/train_input.h"

#include <string.h>

#include "datasets/base/h5.h"
#include "datasets/records.h"
#include "features/leaks.h"
#include "models/model_cases.h"

static ptb_status refuse_case_options(const ptb_input_args *args, const char *path, ptb_error *err)
{
    const struct {
        const char *option;
        bool is_given;
    } of_history[] = {{"subject", args->subject != NULL},     {"outcome", args->outcome != NULL},
                      {"snapshots", args->snapshots != NULL}, {"horizon", args->horizon_days > 0},
                      {"closed-by", args->closed_by != NULL}, {"weights", args->weights != NULL},
                      {"from", args->from != NULL},           {"to", args->to != NULL},
                      {"exclude", args->exclude.n > 0},       {"keep", args->keep.n > 0}};
    const char *given = NULL;
    for (size_t i = 0; i < sizeof of_history / sizeof of_history[0]; i++)
        if (given == NULL && of_history[i].is_given) given = of_history[i].option;
    if (given == NULL) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG,
                    "--%s goes with a history; %s holds vectors, whose cases and features are made", given,
                    path);
}

static ptb_status vectors_of_history(const ptb_context *context, const char *path, const ptb_input_args *args,
                                     ptb_vectors **out, ptb_text *notes, ptb_error *err)
{
    ptb_case_texts texts = {.subject = args->subject,
                            .snapshots = args->snapshots,
                            .outcome = args->outcome,
                            .closed_by = args->closed_by,
                            .weights = args->weights,
                            .from = args->from,
                            .to = args->to,
                            .horizon_days = args->horizon_days};
    ptb_plan_settings plan_settings = {.exclude = args->exclude.items,
                                       .n_exclude = args->exclude.n,
                                       .keep = args->keep.items,
                                       .n_keep = args->keep.n};
    ptb_case_settings case_settings;
    ptb_status status = PTB_OK;
    ptb_history *history = NULL;
    ptb_guarded_plan guarded = {0};
    ptb_cases cases = {0};
    PTB_TRY_TO(ptb_case_settings_parse(&texts, &case_settings, err));
    PTB_TRY_TO(ptb_records_open(context, path, PTB_ACTIVITIES_ALL, &history, err));
    PTB_TRY_TO(ptb_cases_build(history, &case_settings, false, &cases, err));
    plan_settings.for_opportunities = cases.settings.subject == PTB_SUBJECT_OPPORTUNITY;
    PTB_TRY_TO(ptb_plan_guarded(context, history, &cases, &plan_settings, &guarded, err));
    PTB_TRY_TO(ptb_vectors_extract(context, history, guarded.plan, &cases, out, err));
    ptb_vectors_take_leaks(*out, &guarded.leaks);
    *notes = guarded.notes;
    guarded.notes = (ptb_text){0};
done:
    ptb_cases_free(&cases);
    ptb_guarded_plan_free(&guarded);
    ptb_history_close(history);
    return status;
}

/* ---- a champion's ---- */

/* Its snapshots, or those given where the model can't say them. */
static ptb_status champion_snapshots(const ptb_model *champion, const ptb_input_args *args,
                                     ptb_case_settings *settings, ptb_error *err)
{
    bool is_lost = ptb_model_snapshots_are_lost(champion);
    if (is_lost && args->snapshots == NULL)
        return ptb_fail(
            err, PTB_E_ARG,
            "the champion's cases were as of '%s', which its file does not have; want --snapshots",
            champion->snapshots);
    if (!is_lost && args->snapshots != NULL)
        return ptb_fail(err, PTB_E_ARG, "--snapshots is said by the champion");
    return is_lost ? ptb_snapshots_parse(args->snapshots, settings, err) : PTB_OK;
}

static ptb_status champion_cases(const ptb_model *champion, const ptb_input_args *args,
                                 ptb_case_settings *settings, ptb_error *err)
{
    const struct {
        const char *option;
        bool is_given;
    } of_champion[] = {{"subject", args->subject != NULL},     {"outcome", args->outcome != NULL},
                       {"closed-by", args->closed_by != NULL}, {"horizon", args->horizon_days > 0},
                       {"exclude", args->exclude.n > 0},       {"keep", args->keep.n > 0}};
    for (size_t i = 0; i < sizeof of_champion / sizeof of_champion[0]; i++)
        if (of_champion[i].is_given)
            return ptb_fail(err, PTB_E_ARG, "--%s is said by the champion", of_champion[i].option);
    const ptb_case_texts texts = {.weights = args->weights, .from = args->from, .to = args->to};
    ptb_case_settings given;
    PTB_TRY(ptb_case_settings_parse(&texts, &given, err));
    PTB_TRY(ptb_model_case_settings(champion, settings, err));
    settings->weights = given.weights;
    settings->from = given.from;
    settings->to = given.to;
    return champion_snapshots(champion, args, settings, err);
}

static ptb_status vectors_of_champion(const ptb_context *context, const char *path,
                                      const ptb_input_args *args, const ptb_model *champion,
                                      ptb_vectors **out, ptb_error *err)
{
    ptb_case_settings settings;
    ptb_status status = PTB_OK;
    ptb_history *history = NULL;
    ptb_cases cases = {0};
    PTB_TRY_TO(champion_cases(champion, args, &settings, err));
    PTB_TRY_TO(ptb_records_open(context, path, PTB_ACTIVITIES_ALL, &history, err));
    PTB_TRY_TO(ptb_cases_build(history, &settings, false, &cases, err));
    PTB_TRY_TO(ptb_vectors_extract(context, history, champion->plan, &cases, out, err));
done:
    ptb_cases_free(&cases);
    ptb_history_close(history);
    return status;
}

static ptb_status of_history(const ptb_context *context, const char *path, const ptb_input_args *args,
                             const ptb_model *champion, ptb_vectors **out, ptb_text *notes, ptb_error *err)
{
    return champion ? vectors_of_champion(context, path, args, champion, out, err)
                    : vectors_of_history(context, path, args, out, notes, err);
}

ptb_status ptb_train_input_open(const ptb_context *context, const char *path, const ptb_input_args *args,
                                const ptb_model *champion, ptb_vectors **out, ptb_text *notes, ptb_error *err)
{
    char format[32];
    if (ptb_records_is_folder(path)) return of_history(context, path, args, champion, out, notes, err);
    PTB_TRY(ptb_h5_identify(path, format, err));
    if (strcmp(format, PTB_HISTORY_FORMAT) == 0)
        return of_history(context, path, args, champion, out, notes, err);
    if (strcmp(format, PTB_VECTORS_FORMAT) != 0)
        return ptb_fail(err, PTB_E_ARG, "%s: a file of format '%s'; want vectors or a history", path, format);
    PTB_TRY(refuse_case_options(args, path, err));
    return ptb_vectors_open(context, path, out, err);
}
