/* features/vectors.c: cases with their features in memory. */
#include "features/vectors.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "features/leaks.h"
#include "features/vectors_inside.h"

ptb_status ptb_vectors_new(ptb_vectors **out, ptb_error *err)
{
    *out = NULL;
    ptb_vectors *vectors;
    PTB_TRY(ptb_alloc(&vectors, 1, sizeof *vectors, err));
    ptb_status status = ptb_alloc(&vectors->store, 1, sizeof *vectors->store, err);
    if (status != PTB_OK) {
        free(vectors);
        return status;
    }
    vectors->outcome_name = vectors->closed_by = vectors->snapshots = "";
    vectors->first_record = vectors->last_record = PTB_NO_TIME;
    *out = vectors;
    return PTB_OK;
}

void ptb_vectors_free(ptb_vectors *vectors)
{
    if (!vectors) return;
    free(vectors->store->x);
    ptb_plan_free(vectors->store->plan);
    ptb_leaks_free(vectors->store->leaks);
    ptb_h5_close(vectors->store->file);
    ptb_arena_free(&vectors->store->arena);
    free(vectors->store);
    free(vectors);
}

void ptb_vectors_take_leaks(ptb_vectors *vectors, ptb_leaks **leaks)
{
    ptb_leaks_free(vectors->store->leaks);
    vectors->leaks = vectors->store->leaks = *leaks;
    *leaks = NULL;
}

enum { COLUMN_BLOCK_ROWS = 1 << 16 };

/* --- what cases say --- */

static ptb_status copy_plan(ptb_vectors *vectors, const ptb_plan *plan, ptb_error *err)
{
    PTB_TRY(ptb_plan_copy(plan, &vectors->store->plan, err));
    vectors->plan = vectors->store->plan;
    vectors->n_features = plan->n;
    return PTB_OK;
}

static ptb_status copy_levels(ptb_arena *arena, const ptb_strings *levels, ptb_vector_column *column,
                              ptb_error *err)
{
    const char **texts;
    PTB_TRY(ptb_arena_alloc(arena, &texts, levels->n, sizeof *texts, err));
    for (size_t i = 0; i < levels->n; i++) {
        ptb_str text = ptb_strings_at(levels, i);
        PTB_TRY(ptb_arena_text(arena, text.ptr, text.len, &texts[i], err));
    }
    column->is_category = true;
    column->levels = texts;
    column->n_levels = levels->n;
    return PTB_OK;
}

static ptb_status copy_columns(ptb_vectors *vectors, const ptb_extractor *extractor, ptb_error *err)
{
    ptb_vector_column *columns;
    PTB_TRY(ptb_arena_alloc(&vectors->store->arena, &columns, vectors->n_features, sizeof *columns, err));
    for (size_t i = 0; i < vectors->n_features; i++) {
        const ptb_strings *levels = ptb_extractor_levels(extractor, i);
        columns[i].kind = ptb_extractor_kind(extractor, i);
        if (levels) PTB_TRY(copy_levels(&vectors->store->arena, levels, &columns[i], err));
    }
    vectors->columns = columns;
    return PTB_OK;
}

static ptb_str account_id(const ptb_history *history, const ptb_case *one)
{
    return one->account == PTB_NONE ? ptb_str_of("") : ptb_strings_at(&history->accounts.id, one->account);
}

typedef struct {
    const ptb_history *history;
    const ptb_cases *cases;
    bool of_accounts; /* account ids, else subject ids */
} id_source;

static ptb_str id_at(const id_source *source, size_t i)
{
    const ptb_case *one = &source->cases->items[i];
    if (source->of_accounts) return account_id(source->history, one);
    return ptb_case_subject_id(source->history, source->cases->settings.subject, one);
}

/* Ids on their way into one text. */
typedef struct {
    const id_source *source;
    uint64_t *offset;
    char *bytes;
} id_copying;

static ptb_status measure_ids(void *state, const ptb_block *block, ptb_error *err)
{
    const id_copying *c = state;
    (void)err;
    for (size_t i = block->first; i < block->last; i++)
        c->offset[i + 1] = id_at(c->source, i).len;
    return PTB_OK;
}

static ptb_status write_ids(void *state, const ptb_block *block, ptb_error *err)
{
    const id_copying *c = state;
    (void)err;
    for (size_t i = block->first; i < block->last; i++) {
        ptb_str id = id_at(c->source, i);
        if (id.len > 0) memcpy(c->bytes + c->offset[i], id.ptr, id.len);
    }
    return PTB_OK;
}

static ptb_status copy_ids(const ptb_context *context, ptb_arena *arena, const id_source *source,
                           ptb_strings *out, ptb_error *err)
{
    size_t n = source->cases->n;
    id_copying c = {.source = source};
    PTB_TRY(ptb_arena_alloc(arena, &c.offset, n + 1, sizeof *c.offset, err));
    PTB_TRY(ptb_blocks_map(context, n, COLUMN_BLOCK_ROWS, measure_ids, &c, err));
    for (size_t i = 0; i < n; i++)
        c.offset[i + 1] += c.offset[i];
    PTB_TRY(ptb_arena_alloc(arena, &c.bytes, c.offset[n] + 1, 1, err));
    PTB_TRY(ptb_blocks_map(context, n, COLUMN_BLOCK_ROWS, write_ids, &c, err));
    *out = (ptb_strings){.bytes = c.bytes, .offset = c.offset, .n = n};
    return PTB_OK;
}

typedef struct {
    const ptb_history *history;
    const ptb_case *items;
    float *outcome, *weight;
    ptb_time *as_of, *known_at;
    uint32_t *group;
} case_columns;

static ptb_status fill_columns(void *state, const ptb_block *block, ptb_error *err)
{
    const case_columns *to = state;
    for (size_t i = block->first; i < block->last; i++) {
        const ptb_case *one = &to->items[i];
        to->outcome[i] = one->outcome;
        to->weight[i] = one->weight;
        to->as_of[i] = one->as_of;
        to->known_at[i] = one->known_at;
    }
    return ptb_case_groups(to->history, to->items + block->first, block->last - block->first,
                           to->group + block->first, err);
}

static ptb_status copy_cases(const ptb_context *context, ptb_vectors *vectors, const ptb_history *history,
                             const ptb_cases *cases, ptb_error *err)
{
    ptb_arena *arena = &vectors->store->arena;
    case_columns to = {.history = history, .items = cases->items};
    PTB_TRY(ptb_arena_alloc(arena, &to.outcome, cases->n, sizeof *to.outcome, err));
    PTB_TRY(ptb_arena_alloc(arena, &to.weight, cases->n, sizeof *to.weight, err));
    PTB_TRY(ptb_arena_alloc(arena, &to.as_of, cases->n, sizeof *to.as_of, err));
    PTB_TRY(ptb_arena_alloc(arena, &to.known_at, cases->n, sizeof *to.known_at, err));
    PTB_TRY(ptb_arena_alloc(arena, &to.group, cases->n, sizeof *to.group, err));
    PTB_TRY(ptb_blocks_map(context, cases->n, COLUMN_BLOCK_ROWS, fill_columns, &to, err));
    vectors->n_rows = cases->n;
    vectors->outcome = to.outcome;
    vectors->weight = to.weight;
    vectors->as_of = to.as_of;
    vectors->known_at = to.known_at;
    vectors->group = to.group;
    return PTB_OK;
}

static ptb_status copy_settings(ptb_vectors *vectors, const ptb_history *history, const ptb_cases *cases,
                                ptb_error *err)
{
    const ptb_case_settings *settings = &cases->settings;
    const char *name = settings->outcome_name ? settings->outcome_name : "";
    const char *closed_by = settings->closed_by ? settings->closed_by : "";
    ptb_arena *arena = &vectors->store->arena;
    ptb_text snapshots = {0};
    vectors->subject = settings->subject;
    vectors->outcome_kind = settings->outcome;
    vectors->horizon_days = settings->horizon_days;
    vectors->is_timeless = history->is_timeless;
    vectors->first_record = history->first_record;
    vectors->last_record = history->last_record;
    ptb_snapshots_print(settings, &snapshots);
    ptb_status status = ptb_text_check(&snapshots, err);
    if (status == PTB_OK)
        status = ptb_arena_text(arena, snapshots.bytes, snapshots.len, &vectors->snapshots, err);
    ptb_text_free(&snapshots);
    PTB_TRY(status);
    PTB_TRY(ptb_arena_text(arena, closed_by, strlen(closed_by), &vectors->closed_by, err));
    return ptb_arena_text(arena, name, strlen(name), &vectors->outcome_name, err);
}

ptb_status ptb_vectors_of_cases(const ptb_context *context, const ptb_history *history,
                                const ptb_extractor *extractor, const ptb_plan *plan, const ptb_cases *cases,
                                ptb_vectors **out, ptb_error *err)
{
    *out = NULL;
    ptb_vectors *vectors = NULL;
    id_source subjects = {history, cases, false}, accounts = {history, cases, true};
    ptb_status status;
    PTB_TRY_TO(ptb_vectors_new(&vectors, err));
    PTB_TRY_TO(copy_plan(vectors, plan, err));
    PTB_TRY_TO(copy_columns(vectors, extractor, err));
    PTB_TRY_TO(copy_cases(context, vectors, history, cases, err));
    PTB_TRY_TO(copy_ids(context, &vectors->store->arena, &subjects, &vectors->subject_id, err));
    PTB_TRY_TO(copy_ids(context, &vectors->store->arena, &accounts, &vectors->account_id, err));
    PTB_TRY_TO(copy_settings(vectors, history, cases, err));
    *out = vectors;
    vectors = NULL;
done:
    ptb_vectors_free(vectors);
    return status;
}

/* --- features of all cases --- */

ptb_status ptb_scratches_new(const ptb_extractor *extractor, int n, ptb_extract_scratch ***out,
                             ptb_error *err)
{
    *out = NULL;
    ptb_extract_scratch **scratches;
    PTB_TRY(ptb_alloc(&scratches, (size_t)n, sizeof(void *), err));
    for (int i = 0; i < n; i++) {
        ptb_status status = ptb_extract_scratch_new(extractor, &scratches[i], err);
        if (status == PTB_OK) continue;
        ptb_scratches_free(scratches, i);
        return status;
    }
    *out = scratches;
    return PTB_OK;
}

void ptb_scratches_free(ptb_extract_scratch **scratches, int n)
{
    for (int i = 0; scratches && i < n; i++)
        ptb_extract_scratch_free(scratches[i]);
    free(scratches);
}

typedef struct {
    const ptb_extractor *extractor;
    ptb_extract_scratch **scratches;
    const ptb_cases *cases;
    size_t n_features;
    float *x;
} extraction;

static ptb_status extract_block(void *state, const ptb_block *block, ptb_error *err)
{
    const extraction *e = state;
    return ptb_extract_rows(e->extractor, e->scratches[block->thread], &e->cases->items[block->first],
                            block->last - block->first, e->x + block->first * e->n_features, err);
}

ptb_status ptb_vectors_digest(const ptb_vectors *vectors, char hex[65], ptb_error *err)
{
    const ptb_vectors_store *store = vectors->store;
    if (store->file) return ptb_h5_digest(store->file, hex, err);
    memcpy(hex, store->history_digest, sizeof store->history_digest);
    return PTB_OK;
}

ptb_status ptb_vectors_extract(const ptb_context *context, const ptb_history *history, const ptb_plan *plan,
                               const ptb_cases *cases, ptb_vectors **out, ptb_error *err)
{
    *out = NULL;
    ptb_vectors *vectors = NULL;
    ptb_extractor *extractor = NULL;
    extraction e = {.cases = cases, .n_features = plan->n};
    ptb_status status;
    PTB_TRY_TO(ptb_extractor_new(context, history, plan, &extractor, err));
    PTB_TRY_TO(ptb_vectors_of_cases(context, history, extractor, plan, cases, &vectors, err));
    PTB_TRY_TO(ptb_scratches_new(extractor, context->threads, &e.scratches, err));
    PTB_TRY_TO(ptb_alloc_raw(&vectors->store->x, cases->n, plan->n * sizeof(float), err));
    e.extractor = extractor;
    e.x = vectors->store->x;
    PTB_TRY_TO(ptb_blocks_map(context, cases->n, PTB_VECTOR_BLOCK_ROWS, extract_block, &e, err));
    PTB_TRY_TO(ptb_history_digest(history, vectors->store->history_digest, err));
    vectors->x = vectors->store->x;
    *out = vectors;
    vectors = NULL;
done:
    ptb_scratches_free(e.scratches, context->threads);
    ptb_vectors_free(vectors);
    ptb_extractor_free(extractor);
    return status;
}
