/* score/score_output.c: streams scores into a CSV file. */
#include "score/score_output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/base/csv_text.h"
#include "datasets/base/digest.h"
#include "datasets/base/io.h"

enum { BLOCK_ROWS = 512 };

typedef struct {
    ptb_score_scratch *scratch;
    ptb_reason *reasons;
    ptb_text rows, words;
    double z[BLOCK_ROWS];
    bool is_excluded[BLOCK_ROWS];
} worker;

typedef struct {
    const ptb_context *context;
    const ptb_score_job *job;
    const ptb_score_settings *settings;
    ptb_output *output;
    worker *workers;
    char weight[PTB_NUMBER_BYTES + 1];   /* with the comma before it */
    char hashes[2 * PTB_SHA256_HEX + 4]; /* the end of every row */
    size_t n;
    double *probability_sum; /* by block, so that the mean does not depend on threads */
    ptb_score_report *report;
    double top_z[PTB_SCORE_MAX_TOP];
} stream;

static void add_number(ptb_text *row, double value)
{
    char digits[PTB_NUMBER_BYTES + 1] = ",";
    size_t len = isnan(value) ? 0 : ptb_print_micros(digits + 1, value);
    ptb_text_append(row, digits, len + 1);
}

/* Text cells follow the rules of ptb_output_csv_field: quoted where needed, never run as a formula. */
static void add_text(ptb_text *row, ptb_str cell)
{
    ptb_csv_append_field(row, cell, true);
}

static void add_subject(const stream *s, size_t i, ptb_text *row)
{
    char when[PTB_TIME_BYTES];
    const ptb_score_job *job = s->job;
    ptb_str account = {"", 0};
    if (job->vectors) {
        add_text(row, ptb_strings_at(&job->vectors->subject_id, i));
        account = ptb_strings_at(&job->vectors->account_id, i);
        ptb_print_time(when, job->vectors->as_of[i]);
        ptb_text_printf(row, ",%s,", ptb_subject_name(job->vectors->subject));
    } else {
        const ptb_case *one = &job->cases->items[i];
        ptb_subject subject = job->cases->settings.subject;
        add_text(row, ptb_case_subject_id(job->history, subject, one));
        if (one->account != PTB_NONE) account = ptb_strings_at(&job->history->accounts.id, one->account);
        ptb_print_time(when, one->as_of);
        ptb_text_printf(row, ",%s,", ptb_subject_name(subject));
    }
    add_text(row, account);
    ptb_text_printf(row, ",%s", when);
}

/* To six digits, as printed: the parts must add up to the printed z. */
static double printed(double value)
{
    return round(value * 1e6) / 1e6;
}

/* base_z, the reasons with their shares, and what the others sum to: base_z + reason_k_z + other_z = z to the digit. */
static void add_reasons(const stream *s, worker *w, double z, ptb_text *row)
{
    double base;
    size_t n = ptb_score_reasons(s->job->scorer, w->scratch, (size_t)s->settings->reasons, w->reasons, &base);
    double rest = printed(z) - printed(base);
    add_number(row, base);
    for (size_t k = 0; k < (size_t)s->settings->reasons; k++) {
        if (k >= n) {
            ptb_text_add(row, ",,");
            continue;
        }
        ptb_text_clear(&w->words);
        ptb_text_add(&w->words, w->reasons[k].contribution > 0 ? "+ " : "- ");
        ptb_reason_describe(s->job->scorer, &w->reasons[k], &w->words);
        ptb_text_add(row, ",");
        /* Leading sign and blank are ours: this can't be run as a formula. */
        ptb_csv_append_field(row, (ptb_str){w->words.bytes, w->words.len}, false);
        add_number(row, w->reasons[k].contribution);
        rest -= printed(w->reasons[k].contribution);
    }
    add_number(row, printed(rest) + 0.0);
}

static void add_cell(ptb_text *row, const char *text)
{
    ptb_text_add(row, ",");
    add_text(row, ptb_str_of(text));
}

static void add_exact(ptb_text *row, double value)
{
    ptb_text_add(row, ",");
    if (!isnan(value)) ptb_text_number(row, value);
}

/* What the rules say beyond the points; empty without rules. */
static void add_rules(const stream *s, worker *w, size_t i, const ptb_rules_outcome *rules)
{
    ptb_text *row = &w->rows;
    add_cell(row, rules->stage);
    add_exact(row, rules->fit);
    add_exact(row, rules->engagement);
    add_cell(row, rules->grade);
    add_cell(row, rules->fast_track);
    add_cell(row, rules->excluded);
    add_cell(row, rules->route_to);
    add_cell(row, rules->route_how);
    add_exact(row, rules->route_within_hours);
    add_cell(row, rules->next_question);
    ptb_text_clear(&w->words);
    if (s->job->rules) ptb_score_notes(s->job->scorer, w->scratch, &s->job->cases->items[i], &w->words);
    ptb_text_add(row, ",");
    add_text(row, (ptb_str){w->words.bytes, w->words.len});
}

static void add_row(const stream *s, worker *w, size_t i, const ptb_score *score)
{
    ptb_text *row = &w->rows;
    add_subject(s, i, row);
    ptb_text_add(row, ",");
    ptb_text_integer(row, lround(score->score));
    add_number(row, score->probability);
    ptb_text_add(row, ",");
    if (!isnan(score->predictive_score)) ptb_text_integer(row, lround(score->predictive_score));
    add_exact(row, score->points);
    add_rules(s, w, i, &score->rules);
    add_number(row, score->z);
    add_number(row, score->model_logit);
    ptb_text_add(row, s->weight);
    if (s->settings->reasons > 0) add_reasons(s, w, score->z, row);
    ptb_text_add(row, s->hashes);
}

static ptb_status score_block(void *state, const ptb_block *block, ptb_error *err)
{
    stream *s = state;
    worker *w = &s->workers[block->thread];
    const ptb_score_job *job = s->job;
    ptb_text_clear(&w->rows);
    double sum = 0;
    if (!job->vectors)
        PTB_TRY(ptb_score_read_ahead(job->scorer, w->scratch, &job->cases->items[block->first],
                                     block->last - block->first, err));
    for (size_t i = block->first; i < block->last; i++) {
        ptb_score score;
        if (job->vectors)
            ptb_score_vector(job->scorer, w->scratch, job->vectors->x + i * job->vectors->n_features, &score);
        else
            ptb_score_case(job->scorer, w->scratch, &job->cases->items[i], &score);
        sum += score.probability;
        w->z[i - block->first] = score.z;
        w->is_excluded[i - block->first] = *score.rules.excluded != 0;
        add_row(s, w, i, &score);
    }
    s->probability_sum[block->index] = sum;
    PTB_TRY(ptb_text_check(&w->words, err));
    return ptb_text_check(&w->rows, err);
}

/* Insertion into the short sorted list of the best; blocks come in order, so ties stay by place. */
static void keep_best(stream *s, size_t row, double z)
{
    ptb_score_report *report = s->report;
    size_t room = s->settings->top;
    if (room == 0 || (report->n_top == room && z <= s->top_z[room - 1])) return;
    size_t at = report->n_top < room ? report->n_top++ : room - 1;
    while (at > 0 && s->top_z[at - 1] < z) {
        s->top_z[at] = s->top_z[at - 1];
        report->top[at] = report->top[at - 1];
        at--;
    }
    s->top_z[at] = z;
    report->top[at] = row;
}

static ptb_status emit_block(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    stream *s = state;
    const worker *w = &s->workers[block->thread];
    ptb_output_write(s->output, w->rows.bytes, w->rows.len);
    for (size_t i = block->first; i < block->last; i++) {
        s->report->excluded += w->is_excluded[i - block->first];
        if (!w->is_excluded[i - block->first]) keep_best(s, i, w->z[i - block->first]);
    }
    ptb_tell(s->context, "scoring", block->last, s->n);
    return PTB_OK;
}

static void write_header(const stream *s)
{
    ptb_output_printf(s->output,
                      "subject_id,object_type,account_id,as_of,score,probability,predictive_score,"
                      "rule_points,stage,fit_points,engagement_points,grade,fast_track,excluded,route_to,"
                      "route_how,route_within_hours,next_question,coaching_note,z,model_logit,blend_weight");
    if (s->settings->reasons > 0) ptb_output_printf(s->output, ",base_z");
    for (int k = 1; k <= s->settings->reasons; k++)
        ptb_output_printf(s->output, ",reason_%d,reason_%d_z", k, k);
    if (s->settings->reasons > 0) ptb_output_printf(s->output, ",other_z");
    ptb_output_printf(s->output, ",model_sha256,rules_sha256\n");
}

static ptb_status make_workers(stream *s, ptb_error *err)
{
    size_t threads = (size_t)s->context->threads;
    PTB_TRY(ptb_alloc(&s->workers, threads, sizeof *s->workers, err));
    for (size_t t = 0; t < threads; t++) {
        PTB_TRY(ptb_score_scratch_new(s->job->scorer, &s->workers[t].scratch, err));
        PTB_TRY(ptb_alloc(&s->workers[t].reasons, ptb_scorer_max_reasons(s->job->scorer),
                          sizeof *s->workers[t].reasons, err));
    }
    return PTB_OK;
}

static void free_workers(const stream *s)
{
    for (size_t t = 0; s->workers && t < (size_t)s->context->threads; t++) {
        ptb_score_scratch_free(s->workers[t].scratch);
        free(s->workers[t].reasons);
        ptb_text_free(&s->workers[t].rows);
        ptb_text_free(&s->workers[t].words);
    }
    free(s->workers);
}

ptb_status ptb_score_write(const ptb_context *context, const ptb_score_job *job,
                           const ptb_score_settings *settings, ptb_score_report *report, ptb_error *err)
{
    *report = (ptb_score_report){0};
    stream s = {.context = context, .job = job, .settings = settings, .report = report};
    s.n = job->vectors ? job->vectors->n_rows : job->cases->n;
    s.weight[0] = ',';
    (void)ptb_print_number(s.weight + 1, ptb_scorer_blend(job->scorer).weight);
    (void)snprintf(s.hashes, sizeof s.hashes, ",%s,%s\n", job->model ? job->model->sha256 : "",
                   job->rules ? ptb_rules_sha256(job->rules) : "");
    size_t n_blocks = (s.n + BLOCK_ROWS - 1) / BLOCK_ROWS;
    double sum = 0;
    ptb_output *output;
    ptb_status status;
    PTB_TRY_TO(make_workers(&s, err));
    PTB_TRY_TO(ptb_alloc(&s.probability_sum, n_blocks, sizeof *s.probability_sum, err));
    PTB_TRY_TO(ptb_output_open(settings->path, &s.output, err));
    write_header(&s);
    PTB_TRY_TO(ptb_blocks_stream(context, s.n, BLOCK_ROWS, score_block, emit_block, &s, err));
    output = s.output;
    s.output = NULL;
    PTB_TRY_TO(ptb_output_commit(output, err));
    for (size_t b = 0; b < n_blocks; b++)
        sum += s.probability_sum[b];
    report->scored = s.n;
    report->mean_probability = s.n ? sum / (double)s.n : (double)NAN;
done:
    ptb_output_discard(s.output);
    free(s.probability_sum);
    free_workers(&s);
    return status;
}
