/* features/vectors_csv.c: vectors as CSV for other tools. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/base/csv_text.h"
#include "datasets/base/io.h"
#include "features/vectors_inside.h"

typedef struct {
    const ptb_vectors_job *job;
    ptb_extract_scratch **scratches;
    float *rows;     /* one for each thread */
    ptb_text *lines; /* a block's text for each thread */
    ptb_output *output;
} csv_job;

/* Nine digits bring any float back; most features are counts, which need no rounding. Missing is empty. */
static void add_float(ptb_text *text, float value)
{
    static const float exact = 16777216.0F; /* 2^24: whole floats below are exact integers */
    if (isnan(value)) return;
    if (fabsf(value) < exact) {
        int32_t whole = (int32_t)value;
        float rest = value - (float)whole;
        if (!(rest < 0) && !(rest > 0)) {
            ptb_text_integer(text, whole);
            return;
        }
    }
    ptb_text_printf(text, "%.9g", (double)value);
}

static void add_feature(ptb_text *text, const ptb_vector_column *column, float value)
{
    ptb_text_append(text, ",", 1);
    if (!column->is_category) {
        add_float(text, value);
    } else if (!isnan(value)) {
        ptb_csv_append_field(text, ptb_str_of(column->levels[(size_t)value]), true);
    }
}

static void add_line(ptb_text *text, const ptb_vectors *v, size_t i, const float *row)
{
    char moment[PTB_TIME_BYTES];
    ptb_csv_append_field(text, ptb_strings_at(&v->subject_id, i), true);
    ptb_text_append(text, ",", 1);
    ptb_csv_append_field(text, ptb_strings_at(&v->account_id, i), true);
    ptb_text_append(text, ",", 1);
    ptb_text_add(text, ptb_print_time(moment, v->as_of[i]));
    ptb_text_append(text, ",", 1);
    add_float(text, v->outcome[i]);
    ptb_text_append(text, ",", 1);
    add_float(text, v->weight[i]);
    for (size_t f = 0; f < v->n_features; f++)
        add_feature(text, &v->columns[f], row[f]);
    ptb_text_append(text, "\n", 1);
}

static ptb_status format_block(void *state, const ptb_block *block, ptb_error *err)
{
    const csv_job *c = state;
    const ptb_vectors *v = c->job->vectors;
    ptb_text *text = &c->lines[block->thread];
    float *row = c->rows + (size_t)block->thread * v->n_features;
    ptb_text_clear(text);
    PTB_TRY(ptb_extract_read_ahead(c->job->extractor, c->scratches[block->thread],
                                   &c->job->cases->items[block->first], block->last - block->first, err));
    for (size_t i = block->first; i < block->last; i++) {
        ptb_extract_row(c->job->extractor, c->scratches[block->thread], &c->job->cases->items[i], row);
        add_line(text, v, i, row);
    }
    return ptb_text_check(text, err);
}

static ptb_status emit_block(void *state, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const csv_job *c = state;
    ptb_tell(c->job->context, "writing features", block->last, c->job->cases->n);
    ptb_output_write(c->output, c->lines[block->thread].bytes, c->lines[block->thread].len);
    return PTB_OK;
}

static void write_header(ptb_output *output, const ptb_plan *plan)
{
    ptb_output_printf(output, "subject_id,account_id,as_of,outcome,weight");
    for (size_t i = 0; i < plan->n; i++) {
        ptb_output_write(output, ",", 1);
        ptb_output_csv_field(output, ptb_str_of(plan->features[i].name), 1);
    }
    ptb_output_write(output, "\n", 1);
}

ptb_status ptb_vectors_write_csv(const ptb_vectors_job *job, ptb_error *err)
{
    csv_job c = {.job = job};
    int threads = job->context->threads;
    ptb_status status;
    PTB_TRY_TO(ptb_scratches_new(job->extractor, threads, &c.scratches, err));
    PTB_TRY_TO(ptb_alloc(&c.rows, (size_t)threads * job->vectors->n_features, sizeof *c.rows, err));
    PTB_TRY_TO(ptb_alloc(&c.lines, (size_t)threads, sizeof *c.lines, err));
    PTB_TRY_TO(ptb_output_open(job->path, &c.output, err));
    write_header(c.output, job->vectors->plan);
    PTB_TRY_TO(ptb_blocks_stream(job->context, job->cases->n, PTB_VECTOR_BLOCK_ROWS, format_block, emit_block,
                                 &c, err));
    status = ptb_output_commit(c.output, err);
    c.output = NULL;
done:
    ptb_output_discard(c.output);
    for (int i = 0; c.lines && i < threads; i++)
        ptb_text_free(&c.lines[i]);
    free(c.lines);
    free(c.rows);
    ptb_scratches_free(c.scratches, threads);
    return status;
}
