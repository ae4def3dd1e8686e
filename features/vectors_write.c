/* features/vectors_write.c: features straight into a file, block by block. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "features/vectors_inside.h"

/* What a reader takes at most (datasets/base/json.h). */
static const size_t max_meta_bytes = 64U << 20;

/* --- the small columns --- */

static ptb_status write_names(ptb_h5_writer *writer, const ptb_plan *plan, ptb_error *err)
{
    ptb_text bytes = {0};
    uint64_t *offset = NULL;
    ptb_strings names;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&offset, plan->n + 1, sizeof *offset, err));
    for (size_t i = 0; i < plan->n; i++) {
        ptb_text_add(&bytes, plan->features[i].name);
        offset[i + 1] = bytes.len;
    }
    PTB_TRY_TO(ptb_text_check(&bytes, err));
    names = (ptb_strings){.bytes = bytes.bytes, .offset = offset, .n = plan->n};
    PTB_TRY_TO(ptb_h5_write_fixed_strings(writer, "feature_names", &names, err));
done:
    free(offset);
    ptb_text_free(&bytes);
    return status;
}

static ptb_status write_columns(ptb_h5_writer *writer, const ptb_vectors *v, ptb_error *err)
{
    PTB_TRY(write_names(writer, v->plan, err));
    PTB_TRY(ptb_h5_write(writer, "outcome", PTB_H5_F32, v->outcome, v->n_rows, 0, err));
    PTB_TRY(ptb_h5_write(writer, "weight", PTB_H5_F32, v->weight, v->n_rows, 0, err));
    PTB_TRY(ptb_h5_write(writer, "as_of", PTB_H5_I64, v->as_of, v->n_rows, 0, err));
    PTB_TRY(ptb_h5_write(writer, "known_at", PTB_H5_I64, v->known_at, v->n_rows, 0, err));
    PTB_TRY(ptb_h5_write(writer, "group", PTB_H5_U32, v->group, v->n_rows, 0, err));
    PTB_TRY(ptb_h5_write_fixed_strings(writer, "subject_id", &v->subject_id, err));
    return ptb_h5_write_fixed_strings(writer, "account_id", &v->account_id, err);
}

static ptb_status write_texts(ptb_h5_writer *writer, const ptb_vectors_job *job, ptb_error *err)
{
    ptb_text meta = {0}, provenance = {0};
    ptb_json_writer to_meta = {.text = &meta}, to_provenance = {.text = &provenance};
    ptb_status status;
    ptb_vectors_write_meta(&to_meta, job->vectors, job->cases);
    PTB_TRY_TO(ptb_text_check(&meta, err));
    if (meta.len > max_meta_bytes) {
        status = ptb_fail(
            err, PTB_E_LIMIT,
            "the categories' values take %zu bytes, at most %zu: --exclude the columns with the most values",
            meta.len, max_meta_bytes);
        goto done;
    }
    PTB_TRY_TO(ptb_h5_write_text(writer, "meta", (ptb_str){meta.bytes, meta.len}, err));
    ptb_json_begin_object(&to_provenance, NULL);
    ptb_provenance_write(&to_provenance, job->provenance);
    ptb_json_end_object(&to_provenance);
    PTB_TRY_TO(ptb_text_check(&provenance, err));
    PTB_TRY_TO(ptb_h5_write_text(writer, "provenance", (ptb_str){provenance.bytes, provenance.len}, err));
done:
    ptb_text_free(&meta);
    ptb_text_free(&provenance);
    return status;
}

/* --- the matrix --- */

typedef struct {
    const ptb_vectors_job *job;
    ptb_extract_scratch **scratches;
    float *rows; /* a block for each thread */
    size_t n_features;
    ptb_h5_dataset *x;
} streaming;

static float *rows_of(const streaming *s, const ptb_block *block)
{
    return s->rows + (size_t)block->thread * PTB_VECTOR_BLOCK_ROWS * s->n_features;
}

static ptb_status fill_block(void *state, const ptb_block *block, ptb_error *err)
{
    const streaming *s = state;
    return ptb_extract_rows(s->job->extractor, s->scratches[block->thread],
                            &s->job->cases->items[block->first], block->last - block->first,
                            rows_of(s, block), err);
}

static ptb_status put_block(void *state, const ptb_block *block, ptb_error *err)
{
    const streaming *s = state;
    ptb_tell(s->job->context, "writing features", block->last, s->job->cases->n);
    return ptb_h5_put(s->x, block->first, block->last - block->first, rows_of(s, block), err);
}

static ptb_status write_matrix(ptb_h5_writer *writer, const ptb_vectors_job *job, ptb_error *err)
{
    streaming s = {.job = job, .n_features = job->vectors->n_features};
    int threads = job->context->threads;
    ptb_status status;
    PTB_TRY_TO(ptb_scratches_new(job->extractor, threads, &s.scratches, err));
    PTB_TRY_TO(
        ptb_alloc_raw(&s.rows, (size_t)threads * PTB_VECTOR_BLOCK_ROWS, s.n_features * sizeof *s.rows, err));
    PTB_TRY_TO(ptb_h5_begin(writer, "X", PTB_H5_F32, job->cases->n, s.n_features, &s.x, err));
    PTB_TRY_TO(ptb_blocks_stream(job->context, job->cases->n, PTB_VECTOR_BLOCK_ROWS, fill_block, put_block,
                                 &s, err));
done:
    free(s.rows);
    ptb_scratches_free(s.scratches, threads);
    return status;
}

static ptb_status write_h5(const ptb_vectors_job *job, ptb_error *err)
{
    ptb_h5_writer *writer = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_h5_create(job->path, PTB_VECTORS_FORMAT, PTB_VECTORS_VERSION, &writer, err));
    PTB_TRY_TO(write_columns(writer, job->vectors, err));
    PTB_TRY_TO(write_texts(writer, job, err));
    PTB_TRY_TO(write_matrix(writer, job, err));
    status = ptb_h5_commit(writer, job->context->threads, err);
    writer = NULL;
done:
    ptb_h5_discard(writer);
    return status;
}

static bool ends_in(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && ptb_str_equal_nocase((ptb_str){path + n - m, m}, ending);
}

ptb_status ptb_vectors_write_judged(const ptb_context *context, const ptb_history *history,
                                    const ptb_plan *plan, const ptb_cases *cases,
                                    const ptb_vectors_output *output, ptb_error *err)
{
    ptb_vectors *vectors = NULL;
    ptb_extractor *extractor = NULL;
    ptb_vectors_job job = {context, NULL, NULL, cases, output->provenance, output->path};
    ptb_status status;
    PTB_TRY_TO(ptb_extractor_new(context, history, plan, &extractor, err));
    PTB_TRY_TO(ptb_vectors_of_cases(context, history, extractor, plan, cases, &vectors, err));
    vectors->leaks = output->leaks;
    job.extractor = extractor;
    job.vectors = vectors;
    PTB_TRY_TO(ends_in(output->path, ".csv") ? ptb_vectors_write_csv(&job, err) : write_h5(&job, err));
done:
    ptb_vectors_free(vectors);
    ptb_extractor_free(extractor);
    return status;
}

ptb_status ptb_vectors_write(const ptb_context *context, const ptb_history *history, const ptb_plan *plan,
                             const ptb_cases *cases, const ptb_provenance *provenance, const char *path,
                             ptb_error *err)
{
    ptb_vectors_output output = {provenance, NULL, path};
    return ptb_vectors_write_judged(context, history, plan, cases, &output, err);
}
