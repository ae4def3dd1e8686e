/* score/cmd_explain.c: `propensity explain`: one subject's score, term by term, adding up to what is printed. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/command.h"
#include "datasets/base/table.h"
#include "score/commands.h"
#include "score/loaded.h"
#include "score/subject.h"

typedef struct {
    ptb_common_args common;
    const char *model, *rules, *as_of, *subject_id;
    int64_t reasons;
} explain_args;

#define FIELD(name) offsetof(explain_args, name)
static const ptb_option options[] = {
    {"model", "FILE", "the trained model", PTB_OPT_TEXT, FIELD(model), 0, 0},
    {"rules", "FILE", "points to blend in, or alone to explain", PTB_OPT_TEXT, FIELD(rules), 0, 0},
    {"subject-id", "ID", "the contact or opportunity", PTB_OPT_TEXT, FIELD(subject_id), 0, 0},
    {"as-of", "T", "as of this moment (default: the latest record)", PTB_OPT_TEXT, FIELD(as_of), 0, 0},
    {"reasons", "N", "at most so many lines, the rest in one sum (default 20)", PTB_OPT_INTEGER,
     FIELD(reasons), 1, 10000},
    {"since", "RUN", "the score ledger is not in this version", PTB_OPT_LATER, 0, 0, 0},
    {0}};

static void defaults(void *settings)
{
    ((explain_args *)settings)->reasons = 20;
}

typedef struct {
    const char *id;
    const ptb_loaded *loaded;
    ptb_case one;
    ptb_score score;
    const ptb_reason *reasons;
    size_t n_reasons, n_shown;
    double base;
    ptb_text notes;
} explanation;

/* The base then has what features do together, and differs from case to case. */
static bool is_approximate(const explanation *e)
{
    const ptb_model *model = e->loaded->model;
    return model && model->svm && model->svm->kernel != PTB_KERNEL_LINEAR;
}

/* To four digits, as printed: the lines must add up to the printed z. */
static double printed(double value)
{
    return round(value * 1e4) / 1e4;
}

/* What is left of z beside the lines shown: smaller reasons, and what rounding took. */
static double rest_of(const explanation *e)
{
    double rest = printed(e->score.z) - printed(e->base);
    for (size_t i = 0; i < e->n_shown; i++)
        rest -= printed(e->reasons[i].contribution);
    return printed(rest) + 0.0;
}

/* What the rules say beyond points and stage, each on a line of its own, where they say it. */
static void add_outcome_text(const explanation *e, ptb_text *out)
{
    const ptb_rules_outcome *rules = &e->score.rules;
    if (*rules->grade) ptb_text_printf(out, "   grade %s", rules->grade);
    if (*rules->excluded) ptb_text_printf(out, "\n  excluded: %s", rules->excluded);
    if (*rules->fast_track) ptb_text_printf(out, "\n  fast track: %s", rules->fast_track);
    if (*rules->route_to) ptb_text_printf(out, "\n  follow-up: %s", rules->route_to);
    if (*rules->route_how) ptb_text_printf(out, ", %s", rules->route_how);
    if (!isnan(rules->route_within_hours))
        ptb_text_printf(out, " within %g hours", rules->route_within_hours);
    if (*rules->next_question) ptb_text_printf(out, "\n  ask next: %s", rules->next_question);
    if (e->notes.len > 0) ptb_text_printf(out, "\n  note: %s", e->notes.bytes);
}

static void add_outcome_json(const explanation *e, ptb_json_writer *writer)
{
    const ptb_rules_outcome *rules = &e->score.rules;
    ptb_json_add_string(writer, "stage", rules->stage);
    ptb_json_add_number(writer, "fit_points", rules->fit);
    ptb_json_add_number(writer, "engagement_points", rules->engagement);
    ptb_json_add_string(writer, "grade", rules->grade);
    ptb_json_add_string(writer, "fast_track", rules->fast_track);
    ptb_json_add_string(writer, "excluded", rules->excluded);
    ptb_json_add_string(writer, "route_to", rules->route_to);
    ptb_json_add_string(writer, "route_how", rules->route_how);
    ptb_json_add_number(writer, "route_within_hours", rules->route_within_hours);
    ptb_json_add_string(writer, "next_question", rules->next_question);
    ptb_json_add_str(writer, "coaching_note", (ptb_str){e->notes.bytes, e->notes.len});
}

static ptb_status print_text(const explanation *e, ptb_error *err)
{
    char when[PTB_TIME_BYTES];
    ptb_text out = {0}, words = {0};
    ptb_text_printf(&out, "%s %s", ptb_subject_name(e->loaded->subject), e->id);
    if (*ptb_print_time(when, e->one.as_of)) ptb_text_printf(&out, " as of %s", when);
    ptb_text_printf(&out, "\n\n  score %d of 100", (int)lround(e->score.score));
    if (!isnan(e->score.probability))
        ptb_text_printf(&out, "   probability %.1f %%", 100 * e->score.probability);
    if (!isnan(e->score.points))
        ptb_text_printf(&out, "   points %g   stage %s", e->score.points, e->score.rules.stage);
    add_outcome_text(e, &out);
    ptb_text_add(&out, "\n\n");
    ptb_text_table table = {.n_columns = 2, .align = "rl"};
    ptb_table_cell(&table, "log-odds");
    ptb_table_cell(&table, "because of");
    ptb_table_cell(&table, "%+.4f", e->base);
    ptb_table_cell(
        &table, "%s",
        is_approximate(e) ? "the start, and what features do together (reasons of an SVM are approximate)"
        : e->loaded->model && e->loaded->model->segments ? "the start: the same for everybody of the segment"
                                                         : "the start: the same for everybody");
    for (size_t i = 0; i < e->n_shown; i++) {
        ptb_text_clear(&words);
        ptb_reason_describe(e->loaded->scorer, &e->reasons[i], &words);
        ptb_table_cell(&table, "%+.4f", e->reasons[i].contribution);
        ptb_table_cell(&table, "%s", words.bytes ? words.bytes : "");
    }
    double rest = rest_of(e);
    if (e->n_shown < e->n_reasons || fabs(rest) > 0) {
        ptb_table_cell(&table, "%+.4f", rest);
        if (e->n_shown < e->n_reasons)
            ptb_table_cell(&table, "%zu smaller reasons together", e->n_reasons - e->n_shown);
        else
            ptb_table_cell(&table, "rounding of these lines");
    }
    ptb_table_cell(&table, "%+.4f", e->score.z);
    if (e->loaded->model && e->loaded->rules)
        ptb_table_cell(&table, "z, the sum, model and points blended");
    else
        ptb_table_cell(&table, "z, the sum");
    ptb_table_render(&table, "  ", &out);
    out.failed = out.failed || words.failed;
    ptb_table_free(&table);
    ptb_text_free(&words);
    return ptb_print(&out, err);
}

static void add_reason(ptb_json_writer *writer, const explanation *e, const ptb_reason *reason,
                       ptb_text *words)
{
    ptb_text_clear(words);
    ptb_reason_describe(e->loaded->scorer, reason, words);
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_number(writer, "contribution", reason->contribution);
    ptb_json_add_string(writer, "text", words->bytes);
    if (reason->is_rule) {
        ptb_json_add_string(writer, "rule", ptb_rules_id(e->loaded->rules, reason->index));
        ptb_json_add_number(writer, "points", reason->points);
    } else if (reason->is_bend) {
        ptb_json_add_string(writer, "calibration", ptb_calibration_name(e->loaded->model->calibration.kind));
    } else {
        ptb_json_add_string(writer, "feature", e->loaded->model->plan->features[reason->index].name);
        ptb_json_add_number(writer, "value", (double)reason->value);
        if (reason->is_pair) {
            ptb_json_add_string(writer, "with", e->loaded->model->plan->features[reason->other].name);
            ptb_json_add_number(writer, "with_value", (double)reason->other_value);
        }
    }
    ptb_json_end_object(writer);
}

static ptb_status print_json(const explanation *e, ptb_error *err)
{
    char when[PTB_TIME_BYTES];
    ptb_text out = {0}, words = {0};
    ptb_json_writer writer = {.text = &out};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_string(&writer, "subject", ptb_subject_name(e->loaded->subject));
    ptb_json_add_string(&writer, "subject_id", e->id);
    ptb_json_add_string(&writer, "as_of", ptb_print_time(when, e->one.as_of));
    ptb_json_add_number(&writer, "score", e->score.score);
    ptb_json_add_number(&writer, "probability", e->score.probability);
    ptb_json_add_number(&writer, "rule_points", e->score.points);
    add_outcome_json(e, &writer);
    ptb_json_add_number(&writer, "z", e->score.z);
    ptb_json_add_number(&writer, "base", e->base);
    if (is_approximate(e)) ptb_json_add_bool(&writer, "is_approximate", true);
    ptb_json_begin_array(&writer, "reasons", false);
    for (size_t i = 0; i < e->n_reasons; i++)
        add_reason(&writer, e, &e->reasons[i], &words);
    ptb_json_end_array(&writer);
    ptb_json_end_object(&writer);
    ptb_text_add(&out, "\n");
    out.failed = out.failed || words.failed;
    ptb_text_free(&words);
    return ptb_print(&out, err);
}

/* Points alone are for anybody: an id that is no opportunity's may be a contact's. */
static ptb_status find_subject(ptb_loaded *loaded, const char *id, uint32_t *index, ptb_error *err)
{
    bool may_be_contact = !loaded->model && loaded->subject == PTB_SUBJECT_OPPORTUNITY;
    if (may_be_contact && ptb_table_find_id(&loaded->history->opportunities, id) == PTB_NONE)
        loaded->subject = PTB_SUBJECT_CONTACT;
    return ptb_subject_find(loaded->history, loaded->subject, id, index, err);
}

static ptb_status explain(const ptb_call *call, const explain_args *args, ptb_loaded *loaded, ptb_error *err)
{
    explanation e = {.id = args->subject_id, .loaded = loaded};
    ptb_time as_of = PTB_NO_TIME;
    uint32_t index;
    if (args->as_of && !ptb_parse_time(ptb_str_of(args->as_of), PTB_DATES_YMD, 0, &as_of, NULL))
        return ptb_fail(err, PTB_E_ARG, "--as-of %s: expected a moment such as 2025-07-01T00:00:00Z",
                        args->as_of);
    PTB_TRY(find_subject(loaded, args->subject_id, &index, err));
    PTB_TRY(ptb_subject_case(loaded->history, loaded->subject, index, as_of, &e.one, err));
    ptb_score_scratch *scratch = NULL;
    ptb_reason *reasons = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_score_scratch_new(loaded->scorer, &scratch, err));
    PTB_TRY_TO(ptb_alloc(&reasons, ptb_scorer_max_reasons(loaded->scorer), sizeof *reasons, err));
    ptb_score_case(loaded->scorer, scratch, &e.one, &e.score);
    ptb_score_notes(loaded->scorer, scratch, &e.one, &e.notes);
    PTB_TRY_TO(ptb_text_check(&e.notes, err));
    e.n_reasons = ptb_score_reasons(loaded->scorer, scratch, SIZE_MAX, reasons, &e.base);
    e.n_shown = e.n_reasons < (size_t)args->reasons ? e.n_reasons : (size_t)args->reasons;
    e.reasons = reasons;
    status = call->common->json ? print_json(&e, err) : print_text(&e, err);
done:
    ptb_text_free(&e.notes);
    free(reasons);
    ptb_score_scratch_free(scratch);
    return status;
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const explain_args *args = call->settings;
    if (!args->subject_id) return ptb_fail(err, PTB_E_ARG, "--subject-id ID is missing: whose score?");
    ptb_loaded loaded;
    PTB_TRY(ptb_loaded_open(&call->context, call->operands[0], args->model, args->rules, &loaded, err));
    ptb_status status = explain(call, args, &loaded, err);
    ptb_loaded_close(&loaded);
    return status;
}

const ptb_command ptb_cmd_explain = {
    .name = "explain",
    .summary = "one subject's score, reason by reason, adding up exactly",
    .synopsis = "HISTORY.h5 [--model MODEL.json] [--rules RULES.json] --subject-id ID",
    .options = options,
    .epilogue = "A closed opportunity is explained as of its creation unless --as-of is given.\n"
                "Example: propensity explain crm.h5 --model model.json --subject-id O0000042",
    .settings_bytes = sizeof(explain_args),
    .defaults = defaults,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
