/* score/cmd_score.c: `propensity score`: every subject of a history, or every row of vectors, into a CSV file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/base/h5.h"
#include "datasets/base/table.h"
#include "datasets/records.h"
#include "features/case_options.h"
#include "models/linalg.h"
#include "score/commands.h"
#include "score/loaded.h"
#include "score/score_output.h"

typedef struct {
    ptb_common_args common;
    const char *model, *rules, *as_of, *subject, *output;
    int64_t reasons, top;
} score_args;

#define FIELD(name) offsetof(score_args, name)
static const ptb_option options[] = {
    {"model", "FILE", "the trained model", PTB_OPT_TEXT, FIELD(model), 0, 0},
    {"rules", "FILE", "points to blend in, or alone to score by", PTB_OPT_TEXT, FIELD(rules), 0, 0},
    {"as-of", "T", "score as of this moment (default: the latest record)", PTB_OPT_TEXT, FIELD(as_of), 0, 0},
    {"subject", "KIND", "with rules alone: " PTB_HELP_SUBJECT, PTB_OPT_TEXT, FIELD(subject), 0, 0},
    {"reasons", "N", "reasons per row (default 5)", PTB_OPT_INTEGER, FIELD(reasons), 0, 20},
    {"top", "N", "also print the N best with their reasons", PTB_OPT_INTEGER, FIELD(top), 0,
     PTB_SCORE_MAX_TOP},
    {"o", "FILE", "scores as CSV; - for standard output", PTB_OPT_TEXT, FIELD(output), 0, 0},
    {"ledger", "FILE", "the score ledger is not in this version", PTB_OPT_LATER, 0, 0, 0},
    {"since", "RUN", "incremental runs are not in this version", PTB_OPT_LATER, 0, 0, 0},
    {"verify", NULL, "incremental runs are not in this version", PTB_OPT_LATER, 0, 0, 0},
    {"changed-only", NULL, "incremental runs are not in this version", PTB_OPT_LATER, 0, 0, 0},
    {0}};

static void defaults(void *settings)
{
    ((score_args *)settings)->reasons = 5;
}

static ptb_status check_output(const char *output, ptb_error *err)
{
    if (!output) return ptb_fail(err, PTB_E_ARG, "-o SCORES.csv is missing: where should the scores go?");
    static const char *const later[] = {"sqlite:", "postgresql:", "postgres:"};
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        if (strncmp(output, later[i], strlen(later[i])) == 0)
            return ptb_fail(err, PTB_E_ARG,
                            "-o %s: writing scores to a database is not in this version; give a .csv file",
                            output);
    const char *dot = strrchr(output, '.');
    if (dot && (strcmp(dot, ".h5") == 0 || strcmp(dot, ".hdf5") == 0))
        return ptb_fail(err, PTB_E_ARG, "-o %s: scores as HDF5 are not in this version; give a .csv file",
                        output);
    return PTB_OK;
}

/* Standard output carries one thing. */
static ptb_status check_stdout(const ptb_call *call, const score_args *args, ptb_error *err)
{
    bool scores = strcmp(args->output, "-") == 0;
    if (scores && call->common->json)
        return ptb_fail(err, PTB_E_ARG,
                        "-o - and --json both write to standard output; give one of them a file");
    if (args->top > 0 && (scores || call->common->json))
        return ptb_fail(err, PTB_E_ARG, "--top writes to standard output, as %s does; leave one of them out",
                        scores ? "-o -" : "--json");
    return PTB_OK;
}

static ptb_status resolve_subject(const score_args *args, ptb_loaded *loaded, ptb_error *err)
{
    if (!args->subject) return PTB_OK;
    ptb_subject wanted;
    if (!ptb_subject_parse(args->subject, &wanted))
        return ptb_fail(err, PTB_E_ARG, "--subject %s: expected " PTB_HELP_SUBJECT, args->subject);
    if (loaded->model && wanted != loaded->subject)
        return ptb_fail(err, PTB_E_ARG,
                        "--subject %s: the model was trained on %s cases and scores nothing else",
                        args->subject, ptb_subject_name(loaded->subject));
    loaded->subject = wanted;
    return PTB_OK;
}

static ptb_status report_scores(const ptb_call *call, const score_args *args, const ptb_score_job *job,
                                const ptb_score_report *report, const char *subject, ptb_time as_of,
                                ptb_error *err)
{
    char when[PTB_TIME_BYTES];
    ptb_print_time(when, as_of);
    double seconds = ptb_call_seconds(call);
    ptb_say(call, "scored %llu %s cases%s%s in %.2f s -> %s", (unsigned long long)report->scored, subject,
            *when ? " as of " : "", when, seconds, args->output);
    if (report->excluded > 0)
        ptb_say(call, "%llu of them excluded by the rules: in the file with the reason, in no stage",
                (unsigned long long)report->excluded);
    if (job->model && job->model->evaluation.is_before_edit)
        ptb_warn(call, "%s was edited by hand after it was judged: its figures are of the model before",
                 args->model);
    if (job->history && as_of != PTB_NO_TIME && as_of > job->history->last_record) {
        char last[PTB_TIME_BYTES];
        ptb_warn(call, "%s is after the last record (%s): everything looks quieter than it is", when,
                 ptb_print_time(last, job->history->last_record));
    }
    if (report->scored == 0)
        ptb_warn(call, "nothing to score: no %s is %s at that moment", subject,
                 strcmp(subject, ptb_subject_name(PTB_SUBJECT_OPPORTUNITY)) == 0 ? "open" : "there");
    if (!call->common->json) return PTB_OK;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_integer(&writer, "scored", (int64_t)report->scored);
    ptb_json_add_integer(&writer, "excluded", (int64_t)report->excluded);
    ptb_json_add_string(&writer, "subject", subject);
    ptb_json_add_string(&writer, "as_of", when);
    ptb_json_add_number(&writer, "mean_probability", report->mean_probability);
    ptb_json_add_number(&writer, "seconds", seconds);
    ptb_json_add_number(&writer, "rows_per_second", seconds > 0 ? (double)report->scored / seconds : 0);
    ptb_json_add_string(&writer, "output", args->output);
    ptb_json_end_object(&writer);
    ptb_text_add(&text, "\n");
    return ptb_print(&text, err);
}

static void add_top_row(const ptb_score_job *job, size_t row, ptb_score_scratch *scratch, ptb_reason *reasons,
                        ptb_text_table *table)
{
    enum { SHOWN = 3 };
    ptb_score score;
    double base;
    ptb_str id;
    if (job->vectors) {
        ptb_score_vector(job->scorer, scratch, job->vectors->x + row * job->vectors->n_features, &score);
        id = ptb_strings_at(&job->vectors->subject_id, row);
    } else {
        ptb_score_case(job->scorer, scratch, &job->cases->items[row], &score);
        id = ptb_case_subject_id(job->history, job->cases->settings.subject, &job->cases->items[row]);
    }
    size_t n = ptb_score_reasons(job->scorer, scratch, SHOWN, reasons, &base);
    ptb_table_cell(table, "%.*s", (int)id.len, id.ptr);
    ptb_table_cell(table, "%d", (int)lround(score.score));
    if (isnan(score.probability))
        ptb_table_cell(table, "-");
    else
        ptb_table_cell(table, "%.1f %%", 100 * score.probability);
    if (isnan(score.points))
        ptb_table_cell(table, "-");
    else
        ptb_table_cell(table, "%g", score.points);
    ptb_table_cell(table, "%s", *score.rules.stage ? score.rules.stage : "-");
    ptb_text words = {0};
    for (size_t k = 0; k < n && k < SHOWN; k++) {
        ptb_text_clear(&words);
        ptb_text_add(&words, reasons[k].contribution > 0 ? "+ " : "- ");
        ptb_reason_describe(job->scorer, &reasons[k], &words);
        for (int blank = 0; k > 0 && blank < 5; blank++)
            ptb_table_cell(table, "%s", "");
        ptb_table_cell(table, "%s", words.bytes ? words.bytes : "");
    }
    if (n == 0) ptb_table_cell(table, "%s", "");
    table->cells.failed = table->cells.failed || words.failed;
    ptb_text_free(&words);
}

/* The best, with their three strongest reasons, for a person. */
static ptb_status print_top(const ptb_score_job *job, const ptb_score_report *report, ptb_error *err)
{
    static const char *const heads[] = {"subject", "score", "probability", "points", "stage", "because"};
    ptb_text_table table = {.n_columns = 6, .align = "lrrrll"};
    ptb_text out = {0};
    ptb_score_scratch *scratch = NULL;
    ptb_reason *reasons = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_score_scratch_new(job->scorer, &scratch, err));
    PTB_TRY_TO(ptb_alloc(&reasons, ptb_scorer_max_reasons(job->scorer), sizeof *reasons, err));
    for (size_t i = 0; i < 6; i++)
        ptb_table_cell(&table, "%s", heads[i]);
    for (size_t i = 0; i < report->n_top; i++)
        add_top_row(job, report->top[i], scratch, reasons, &table);
    ptb_table_render(&table, "  ", &out);
    status = ptb_print(&out, err);
done:
    ptb_table_free(&table);
    ptb_text_free(&out);
    free(reasons);
    ptb_score_scratch_free(scratch);
    return status;
}

/* Customers are those who had by then what the model foretells again. */
static void set_customers(const ptb_model *model, ptb_case_settings *settings)
{
    if (!model || model->subject != PTB_SUBJECT_CUSTOMER || model->outcome_kind != PTB_OUTCOME_EVENT) return;
    settings->outcome = PTB_OUTCOME_EVENT;
    settings->outcome_name = model->outcome_name;
}

static ptb_status score_history(const ptb_call *call, const score_args *args, ptb_error *err)
{
    ptb_loaded loaded;
    PTB_TRY(ptb_loaded_open(&call->context, call->operands[0], args->model, args->rules, &loaded, err));
    ptb_cases cases = {0};
    ptb_status status;
    ptb_case_settings settings;
    ptb_score_report report;
    ptb_score_settings output = {
        .path = args->output, .reasons = (int)args->reasons, .top = (size_t)args->top};
    ptb_score_job job = {
        .scorer = loaded.scorer, .model = loaded.model, .rules = loaded.rules, .history = loaded.history};
    ptb_case_settings_default(&settings);
    PTB_TRY_TO(resolve_subject(args, &loaded, err));
    settings.subject_given = true;
    settings.subject = loaded.subject;
    settings.snapshots = PTB_SNAPSHOT_AS_OF;
    set_customers(loaded.model, &settings);
    if (args->as_of && !ptb_parse_time(ptb_str_of(args->as_of), PTB_DATES_YMD, 0, &settings.as_of, NULL)) {
        status = ptb_fail(err, PTB_E_ARG, "--as-of %s: expected a moment such as 2025-07-01T00:00:00Z",
                          args->as_of);
        goto done;
    }
    PTB_TRY_TO(ptb_cases_build(loaded.history, &settings, true, &cases, err));
    job.cases = &cases;
    PTB_TRY_TO(ptb_score_write(&call->context, &job, &output, &report, err));
    PTB_TRY_TO(report_scores(call, args, &job, &report, ptb_subject_name(loaded.subject),
                             cases.settings.as_of, err));
    if (args->top > 0) status = print_top(&job, &report, err);
done:
    ptb_cases_free(&cases);
    ptb_loaded_close(&loaded);
    return status;
}

static ptb_status score_vectors(const ptb_call *call, const score_args *args, ptb_error *err)
{
    if (args->rules || args->as_of || args->subject)
        return ptb_fail(err, PTB_E_ARG,
                        "%s holds vectors, whose moments are fixed and which carry no activities: "
                        "--rules, --as-of and --subject need the history",
                        call->operands[0]);
    if (!args->model) return ptb_fail(err, PTB_E_ARG, "nothing to score by: give --model MODEL.json");
    ptb_model *model = NULL;
    ptb_vectors *vectors = NULL;
    ptb_scorer *scorer = NULL;
    ptb_score_job job = {0};
    ptb_score_report report;
    ptb_score_settings output = {
        .path = args->output, .reasons = (int)args->reasons, .top = (size_t)args->top};
    ptb_status status;
    PTB_TRY_TO(ptb_model_load(args->model, &model, err));
    PTB_TRY_TO(ptb_vectors_open(&call->context, call->operands[0], &vectors, err));
    PTB_TRY_TO(ptb_scorer_new_for_vectors(vectors, model, &scorer, err));
    job = (ptb_score_job){.scorer = scorer, .model = model, .vectors = vectors};
    PTB_TRY_TO(ptb_score_write(&call->context, &job, &output, &report, err));
    PTB_TRY_TO(
        report_scores(call, args, &job, &report, ptb_subject_name(vectors->subject), PTB_NO_TIME, err));
    if (args->top > 0) status = print_top(&job, &report, err);
done:
    ptb_scorer_free(scorer);
    ptb_vectors_free(vectors);
    ptb_model_free(model);
    return status;
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const score_args *args = call->settings;
    char format[32];
    PTB_TRY(check_output(args->output, err));
    PTB_TRY(check_stdout(call, args, err));
    if (ptb_records_is_folder(call->operands[0])) return score_history(call, args, err);
    PTB_TRY(ptb_h5_identify(call->operands[0], format, err));
    if (strcmp(format, PTB_VECTORS_FORMAT) == 0) return score_vectors(call, args, err);
    return score_history(call, args, err);
}

const ptb_command ptb_cmd_score = {
    .name = "score",
    .summary = "score every subject with a model, rules, or both blended",
    .synopsis = "HISTORY.h5|VECTORS.h5|FOLDER [--model MODEL.json] [--rules RULES.json] -o SCORES.csv",
    .options = options,
    .epilogue = "Scores contacts, accounts, customers or opportunities open then, as the model\n"
                "was trained.\n"
                "Example: propensity score crm.h5 --model m.json --rules r.json -o scores.csv",
    .settings_bytes = sizeof(score_args),
    .defaults = defaults,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
