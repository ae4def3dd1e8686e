/* features/cmd_features.c: `propensity features`: a history into feature vectors. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/records.h"
#include "features/case_options.h"
#include "features/commands.h"
#include "features/leaks.h"

typedef struct {
    ptb_common_args common;
    const char *plan, *subject, *as_of, *snapshots, *from, *to, *outcome, *closed_by, *weights, *output;
    bool print_plan, open_at_t;
    double horizon;
    ptb_arg_list exclude, keep;
} feature_args;

#define FIELD(name) offsetof(feature_args, name)
static const ptb_option options[] = {
    {"plan", "FILE", "which features, as JSON (default: derived from the history)", PTB_OPT_TEXT, FIELD(plan),
     0, 0},
    {"print-plan", NULL, "print the default plan as JSON and stop", PTB_OPT_FLAG, FIELD(print_plan), 0, 0},
    {"exclude", "COL", "leave this column out of the default plan", PTB_OPT_LIST, FIELD(exclude), 0, 0},
    {"keep", "COL", "take this column all the same, also one that the leak guard leaves out", PTB_OPT_LIST,
     FIELD(keep), 0, 0},
    {"subject", "KIND", PTB_HELP_SUBJECT " (default: opportunities where there are any)", PTB_OPT_TEXT,
     FIELD(subject), 0, 0},
    {"as-of", "T", "everybody as of one moment; a date: its end; 'latest': the last record's", PTB_OPT_TEXT,
     FIELD(as_of), 0, 0},
    {"snapshots", "WHEN", PTB_HELP_SNAPSHOTS, PTB_OPT_TEXT, FIELD(snapshots), 0, 0},
    {"open-at-T", NULL, "opportunities that were open at --as-of", PTB_OPT_FLAG, FIELD(open_at_t), 0, 0},
    {"from", "T", "only cases as of this moment or later; a date: from its 00:00 UTC on", PTB_OPT_TEXT,
     FIELD(from), 0, 0},
    {"to", "T", "only cases as of a moment before this; a date: before its 00:00 UTC", PTB_OPT_TEXT,
     FIELD(to), 0, 0},
    {"outcome", "WHAT", PTB_HELP_OUTCOME, PTB_OPT_TEXT, FIELD(outcome), 0, 0},
    {"closed-by", "TYPES", PTB_HELP_CLOSED_BY, PTB_OPT_TEXT, FIELD(closed_by), 0, 0},
    {"horizon", "DAYS", PTB_HELP_HORIZON, PTB_OPT_NUMBER, FIELD(horizon), PTB_HORIZON_MIN_DAYS,
     PTB_HORIZON_MAX_DAYS},
    {"weights", "HOW", PTB_HELP_WEIGHTS, PTB_OPT_TEXT, FIELD(weights), 0, 0},
    {"o", "FILE", "the vectors: .h5, or .csv", PTB_OPT_TEXT, FIELD(output), 0, 0},
    {0}};

/* What a run owns. */
typedef struct {
    ptb_history *history;
    ptb_cases cases;
    bool for_scoring; /* cases as they are, whatever became of them */
    ptb_guarded_plan guarded;
} work;

static ptb_status check_args(const feature_args *args, ptb_error *err)
{
    if (args->plan && (args->exclude.n > 0 || args->keep.n > 0)) {
        return ptb_fail(err, PTB_E_ARG,
                        "--exclude and --keep shape the default plan; with --plan edit the plan's file");
    }
    if (args->plan && args->print_plan)
        return ptb_fail(err, PTB_E_ARG, "--print-plan prints the default plan, not --plan");
    if (!args->output && !args->print_plan) {
        return ptb_fail(err, PTB_E_ARG, "-o FILE is missing: VECTORS.h5 or VECTORS.csv");
    }
    return PTB_OK;
}

static ptb_status make_cases(const ptb_call *call, work *w, ptb_error *err)
{
    const feature_args *args = call->settings;
    ptb_case_texts texts = {.subject = args->subject,
                            .as_of = args->as_of,
                            .snapshots = args->snapshots,
                            .open_at_as_of = args->open_at_t,
                            .from = args->from,
                            .to = args->to,
                            .outcome = args->outcome,
                            .closed_by = args->closed_by,
                            .weights = args->weights,
                            .horizon_days = args->horizon};
    ptb_case_settings settings;
    PTB_TRY(ptb_case_settings_parse(&texts, &settings, err));
    /* Without an outcome asked for, a moment means: everybody there, as for scoring. */
    w->for_scoring = args->print_plan || ((args->as_of || args->open_at_t) && !args->outcome);
    return ptb_cases_build(w->history, &settings, w->for_scoring, &w->cases, err);
}

/* Open deals have no outcome: for their plan the guard looks at those that are over, so that scoring has the columns of
 * training. `own` is the caller's to free. */
static ptb_status choose_judged(const work *w, ptb_cases *own, const ptb_cases **judged, ptb_error *err)
{
    *judged = &w->cases;
    if (!w->for_scoring || w->cases.settings.subject != PTB_SUBJECT_OPPORTUNITY) return PTB_OK;
    ptb_case_settings settings;
    ptb_error none = {0};
    ptb_case_settings_default(&settings);
    settings.subject_given = true;
    settings.subject = PTB_SUBJECT_OPPORTUNITY;
    ptb_status status = ptb_cases_build(w->history, &settings, false, own, &none);
    if (status == PTB_OK) *judged = own;
    if (status == PTB_E_NOMEM) return ptb_fail(err, status, "%s", none.message);
    return PTB_OK; /* no deal is over: nothing to judge by */
}

static ptb_status make_plan(const ptb_call *call, work *w, ptb_error *err)
{
    const feature_args *args = call->settings;
    if (args->plan)
        return ptb_leaks_of_plan(&call->context, w->history, w->guarded.plan, &w->cases, &w->guarded.leaks,
                                 err);
    ptb_plan_settings settings = {.for_opportunities = w->cases.settings.subject == PTB_SUBJECT_OPPORTUNITY,
                                  .exclude = args->exclude.items,
                                  .n_exclude = args->exclude.n,
                                  .keep = args->keep.items,
                                  .n_keep = args->keep.n};
    ptb_cases own = {0};
    const ptb_cases *judged;
    ptb_status status;
    PTB_TRY_TO(choose_judged(w, &own, &judged, err));
    PTB_TRY_TO(ptb_plan_guarded(&call->context, w->history, judged, &settings, &w->guarded, err));
done:
    ptb_cases_free(&own);
    return status;
}

static ptb_status print_plan(const ptb_plan *plan, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_plan_write(&writer, NULL, plan);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static ptb_status write_vectors(const ptb_call *call, const work *w, ptb_error *err)
{
    const feature_args *args = call->settings;
    ptb_arena arena = {0};
    ptb_input_digest *inputs = NULL;
    ptb_provenance provenance = {ptb_program_version, call->command_line, call->common->seed, NULL, 0};
    ptb_vectors_output output = {&provenance, w->guarded.leaks, args->output};
    ptb_status status =
        ptb_records_inputs(call->operands[0], w->history, &arena, &inputs, &provenance.n_inputs, err);
    provenance.inputs = inputs;
    if (status == PTB_OK)
        status =
            ptb_vectors_write_judged(&call->context, w->history, w->guarded.plan, &w->cases, &output, err);
    ptb_arena_free(&arena);
    return status;
}

/* What the default plan and the guard left out and ask. */
static ptb_status say_notes(const ptb_call *call, const ptb_guarded_plan *guarded, ptb_error *err)
{
    ptb_text leaks = {0};
    ptb_leaks_say(guarded->leaks, &leaks);
    ptb_status status = ptb_text_check(&leaks, err);
    ptb_say_lines(call, guarded->notes.bytes);
    ptb_say_lines(call, leaks.bytes);
    ptb_text_free(&leaks);
    return status;
}

static void say_summary(const ptb_call *call, const work *w, double seconds)
{
    const feature_args *args = call->settings;
    const ptb_cases *c = &w->cases;
    char as_of[PTB_TIME_BYTES], from[PTB_TIME_BYTES];
    ptb_print_time(as_of, c->settings.as_of);
    ptb_print_time(from, c->settings.from);
    ptb_say(call, "%zu %s cases%s%s%s%s, %zu features: %llu won, %llu not won, %llu unknown -> %s in %.2f s",
            c->n, ptb_subject_name(c->settings.subject), *as_of ? " as of " : "", as_of,
            *from ? " from " : "", from, w->guarded.plan->n, (unsigned long long)c->n_won,
            (unsigned long long)c->n_not_won, (unsigned long long)c->n_unknown, args->output, seconds);
    if (c->left_out_unfinished + c->left_out_ineligible > 0)
        ptb_say(call, "left out: %llu whose outcome is not known by the end of the data, %llu not eligible",
                (unsigned long long)c->left_out_unfinished, (unsigned long long)c->left_out_ineligible);
    if (c->left_out_unrecorded > 0)
        ptb_say(call, "left out: %llu before %s, when records begin; --from takes them",
                (unsigned long long)c->left_out_unrecorded, from);
}

static ptb_status print_summary(const ptb_call *call, const work *w, double seconds, ptb_error *err)
{
    const feature_args *args = call->settings;
    const ptb_cases *c = &w->cases;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_integer(&writer, "rows", (int64_t)c->n);
    ptb_json_add_integer(&writer, "features", (int64_t)w->guarded.plan->n);
    ptb_json_add_integer(&writer, "won", (int64_t)c->n_won);
    ptb_json_add_integer(&writer, "not_won", (int64_t)c->n_not_won);
    ptb_json_add_integer(&writer, "unknown", (int64_t)c->n_unknown);
    ptb_json_add_integer(&writer, "left_out_unfinished", (int64_t)c->left_out_unfinished);
    ptb_json_add_integer(&writer, "left_out_ineligible", (int64_t)c->left_out_ineligible);
    ptb_json_add_integer(&writer, "left_out_unrecorded", (int64_t)c->left_out_unrecorded);
    ptb_json_add_string(&writer, "subject", ptb_subject_name(c->settings.subject));
    ptb_json_add_time(&writer, "as_of", c->settings.as_of);
    ptb_json_add_time(&writer, "from", c->settings.from);
    ptb_json_add_time(&writer, "to", c->settings.to);
    ptb_leaks_write(&writer, "leaks", w->guarded.leaks);
    ptb_json_add_number(&writer, "seconds", seconds);
    ptb_json_add_string(&writer, "output", args->output);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const feature_args *args = call->settings;
    work w = {0};
    double seconds;
    ptb_status status;
    PTB_TRY_TO(check_args(args, err));
    if (args->plan) PTB_TRY_TO(ptb_plan_read(args->plan, &w.guarded.plan, err));
    PTB_TRY_TO(ptb_records_open(&call->context, call->operands[0],
                                args->plan ? ptb_plan_extent(w.guarded.plan) : PTB_ACTIVITIES_ALL, &w.history,
                                err));
    PTB_TRY_TO(make_cases(call, &w, err));
    PTB_TRY_TO(make_plan(call, &w, err));
    if (args->print_plan) {
        PTB_TRY_TO(say_notes(call, &w.guarded, err));
        PTB_TRY_TO(print_plan(w.guarded.plan, err));
        goto done;
    }
    PTB_TRY_TO(write_vectors(call, &w, err));
    seconds = ptb_call_seconds(call);
    PTB_TRY_TO(say_notes(call, &w.guarded, err));
    say_summary(call, &w, seconds);
    if (call->common->json) PTB_TRY_TO(print_summary(call, &w, seconds, err));
done:
    ptb_guarded_plan_free(&w.guarded);
    ptb_cases_free(&w.cases);
    ptb_history_close(w.history);
    return status;
}

const ptb_command ptb_cmd_features = {
    .name = "features",
    .summary = "turn a history into feature vectors as of chosen moments",
    .synopsis = "HISTORY.h5|FOLDER [options] -o VECTORS.h5|VECTORS.csv",
    .options = options,
    .epilogue = "Nothing after a case's moment enters its features. Columns that know the\n"
                "outcome (filled in after it) are left out of the default plan and named.\n"
                "FOLDER holds contacts.csv, accounts.csv, activities.csv, opportunities.csv.\n"
                "Example: propensity features crm.h5 --snapshots created -o train.h5\n"
                "         propensity features crm.h5 --subject contact --as-of latest -o now.csv\n"
                "         propensity features crm.h5 --subject contact --snapshots first:visit \\\n"
                "           --outcome event:order --horizon 30 -o visits.h5",
    .settings_bytes = sizeof(feature_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
