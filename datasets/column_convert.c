/* datasets/column_convert.c: a judged column of texts as typed arrays, row by row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/sort.h"
#include "datasets/column_rules.h"

typedef struct {
    const ptb_context *context;
    const ptb_text_column *column;
    const ptb_column_type *type;
    const ptb_conversion *how;
    ptb_arena *arena;
    ptb_column *out;
    bool *is_used;   /* by code: some row has it */
    size_t n_values; /* codes */
    size_t n_used;   /* of them used */
    double *number_of;
    ptb_time *time_of; /* by code, of numbers and flags or of dates */
} conversion;

static uint32_t code_of(const conversion *c, size_t i)
{
    return c->column->code[c->how->rows[i]];
}

static ptb_status find_used(conversion *c, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&c->is_used, c->n_values, sizeof *c->is_used, err));
    for (size_t i = 0; i < c->how->n_rows; i++) {
        uint32_t code = code_of(c, i);
        if (code == PTB_NONE) continue;
        c->out->n_present++;
        c->n_used += !c->is_used[code];
        c->is_used[code] = true;
    }
    for (size_t code = 0; code < c->column->n_more; code++) {
        if (c->column->more[code] == 0 || c->is_used[code]) continue;
        c->n_used++;
        c->is_used[code] = true;
    }
    return PTB_OK;
}

/* ---- numbers, flags, dates ---- */

static double parse_number(ptb_str value, const ptb_column_type *type)
{
    double number = (double)NAN;
    bool flag = false;
    if (type->kind == PTB_COLUMN_FLAG && ptb_parse_flag(value, &flag)) return flag ? 1.0 : 0.0;
    if (!ptb_value_number(value, type, &number)) return (double)NAN;
    return number + 0.0; /* turns -0 into 0 */
}

static ptb_time parse_date(const conversion *c, ptb_str value)
{
    ptb_time time = PTB_NO_TIME;
    return ptb_value_time(value, c->type, c->how->zone_offset_s, &time) ? time : PTB_NO_TIME;
}

static ptb_status parse_block(void *state, const ptb_block *block, ptb_error *err)
{
    const conversion *c = state;
    (void)err;
    for (size_t code = block->first; code < block->last; code++) {
        ptb_str value = ptb_dictionary_key(c->column->values, (uint32_t)code);
        if (c->time_of)
            c->time_of[code] = c->is_used[code] ? parse_date(c, value) : PTB_NO_TIME;
        else
            c->number_of[code] = c->is_used[code] ? parse_number(value, c->type) : (double)NAN;
    }
    return PTB_OK;
}

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Distinct values by value, not by text ("1" and "1.0" are one), those of changes among them. */
static ptb_status count_numbers(conversion *c, uint64_t *distinct, ptb_error *err)
{
    double *used = NULL;
    size_t n = 0;
    *distinct = 0;
    PTB_TRY(ptb_alloc_raw(&used, c->n_used, sizeof *used, err));
    for (size_t code = 0; code < c->n_values; code++)
        if (!isnan(c->number_of[code])) used[n++] = c->number_of[code];
    qsort(used, n, sizeof *used, compare_doubles);
    for (size_t i = 0; i < n; i++)
        *distinct += i == 0 || used[i] > used[i - 1];
    free(used);
    return PTB_OK;
}

static bool are_whole(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(values[i] - nearbyint(values[i])) > 0.0) return false; /* never of NaN */
    return true;
}

/* As ptb_column_measure, but of the values that records had before, too. */
static ptb_status measure_with_changes(conversion *c, ptb_error *err)
{
    ptb_column *out = c->out;
    uint64_t distinct = 0;
    PTB_TRY(count_numbers(c, &distinct, err));
    out->n_present = 0;
    for (size_t i = 0; i < c->how->n_rows; i++)
        if (!isnan(out->number[i])) out->n_present++;
    out->n_distinct = distinct < PTB_MANY_DISTINCT ? distinct : PTB_MANY_DISTINCT;
    out->is_identifier = out->kind == PTB_COLUMN_NUMBER && are_whole(c->number_of, c->n_values) &&
                         out->n_present >= PTB_KEY_MIN_ROWS && distinct == out->n_present &&
                         ptb_name_is_key(out->name);
    return PTB_OK;
}

static ptb_status convert_numbers(conversion *c, ptb_error *err)
{
    double *rows = NULL;
    PTB_TRY(ptb_alloc_raw(&c->number_of, c->n_values, sizeof *c->number_of, err));
    PTB_TRY(ptb_arena_alloc_raw(c->arena, &rows, c->how->n_rows, sizeof *rows, err));
    PTB_TRY(ptb_blocks_map(c->context, c->n_values, PTB_COLUMN_BLOCK, parse_block, c, err));
    if (c->how->value_of) memcpy(c->how->value_of, c->number_of, c->n_values * sizeof *c->number_of);
    for (size_t i = 0; i < c->how->n_rows; i++) {
        uint32_t code = code_of(c, i);
        rows[i] = code == PTB_NONE ? (double)NAN : c->number_of[code];
    }
    c->out->number = rows;
    return c->column->n_more > 0 ? measure_with_changes(c, err)
                                 : ptb_column_measure(c->out, c->how->n_rows, err);
}

static ptb_status convert_dates(conversion *c, ptb_error *err)
{
    ptb_time *rows = NULL;
    PTB_TRY(ptb_alloc_raw(&c->time_of, c->n_values, sizeof *c->time_of, err));
    PTB_TRY(ptb_arena_alloc_raw(c->arena, &rows, c->how->n_rows, sizeof *rows, err));
    PTB_TRY(ptb_blocks_map(c->context, c->n_values, PTB_COLUMN_BLOCK, parse_block, c, err));
    for (size_t code = 0; c->how->value_of && code < c->n_values; code++)
        c->how->value_of[code] = c->time_of[code] == PTB_NO_TIME ? (double)NAN : (double)c->time_of[code];
    for (size_t i = 0; i < c->how->n_rows; i++) {
        uint32_t code = code_of(c, i);
        rows[i] = code == PTB_NONE ? PTB_NO_TIME : c->time_of[code];
    }
    c->out->time = rows;
    PTB_TRY(ptb_column_measure(c->out, c->how->n_rows, err));
    if (c->column->n_more > 0) /* those of changes too */
        c->out->n_distinct = c->n_used < PTB_MANY_DISTINCT ? c->n_used : PTB_MANY_DISTINCT;
    return PTB_OK;
}

/* ---- categories ---- */

/* Sorted values to levels: a level for each distinct one. Blocks are counted, then each knows where its levels begin. */
typedef struct {
    const ptb_sorted_text *sorted;
    uint32_t *rank; /* by code: the place among the levels */
    char *bytes;
    uint64_t *offset;                   /* of the levels */
    uint64_t *first_level, *first_byte; /* by block; of how many levels and bytes there are before it */
} level_store;

static bool begins_level(const ptb_sorted_text *sorted, size_t i)
{
    return i == 0 || !ptb_str_equal(sorted[i].text, sorted[i - 1].text);
}

static ptb_status count_levels(void *state, const ptb_block *block, ptb_error *err)
{
    const level_store *store = state;
    uint64_t n = 0, n_bytes = 0;
    (void)err;
    for (size_t i = block->first; i < block->last; i++) {
        bool is_new = begins_level(store->sorted, i);
        n += is_new;
        n_bytes += is_new ? store->sorted[i].text.len : 0;
    }
    store->first_level[block->index + 1] = n;
    store->first_byte[block->index + 1] = n_bytes;
    return PTB_OK;
}

static ptb_status store_block(void *state, const ptb_block *block, ptb_error *err)
{
    const level_store *store = state;
    uint64_t level = store->first_level[block->index], byte = store->first_byte[block->index];
    (void)err;
    for (size_t i = block->first; i < block->last; i++) {
        const ptb_sorted_text *text = &store->sorted[i];
        if (begins_level(store->sorted, i)) {
            memcpy(store->bytes + byte, text->text.ptr, text->text.len);
            byte += text->text.len;
            store->offset[++level] = byte;
        }
        store->rank[text->index] = (uint32_t)(level - 1);
    }
    return PTB_OK;
}

/* The distinct ones of the sorted values, as bytes and offsets in the arena; store->rank is filled. */
static ptb_status store_levels(conversion *c, level_store *store, ptb_error *err)
{
    ptb_status status = PTB_OK;
    size_t n = c->n_used, n_blocks = (n + PTB_COLUMN_BLOCK - 1) / PTB_COLUMN_BLOCK;
    PTB_TRY_TO(ptb_alloc(&store->first_level, n_blocks + 1, sizeof *store->first_level, err));
    PTB_TRY_TO(ptb_alloc(&store->first_byte, n_blocks + 1, sizeof *store->first_byte, err));
    PTB_TRY_TO(ptb_blocks_map(c->context, n, PTB_COLUMN_BLOCK, count_levels, store, err));
    for (size_t i = 1; i <= n_blocks; i++) {
        store->first_level[i] += store->first_level[i - 1];
        store->first_byte[i] += store->first_byte[i - 1];
    }
    PTB_TRY_TO(ptb_arena_alloc_raw(c->arena, &store->bytes, (size_t)store->first_byte[n_blocks] + 1, 1, err));
    PTB_TRY_TO(ptb_arena_alloc_raw(c->arena, &store->offset, (size_t)store->first_level[n_blocks] + 1,
                                   sizeof *store->offset, err));
    store->offset[0] = 0;
    PTB_TRY_TO(ptb_blocks_map(c->context, n, PTB_COLUMN_BLOCK, store_block, store, err));
    c->out->levels = (ptb_strings){store->bytes, store->offset, (size_t)store->first_level[n_blocks]};
done:
    free(store->first_level);
    free(store->first_byte);
    return status;
}

/* Levels that some row has now: what rows had before makes no column an identifier. */
static ptb_status count_row_levels(const conversion *c, const uint32_t *rows, size_t *out, ptb_error *err)
{
    bool *is_seen = NULL;
    *out = c->out->levels.n;
    if (c->column->n_more == 0) return PTB_OK;
    PTB_TRY(ptb_alloc(&is_seen, c->out->levels.n, sizeof *is_seen, err));
    *out = 0;
    for (size_t i = 0; i < c->how->n_rows; i++) {
        if (rows[i] == PTB_NONE || is_seen[rows[i]]) continue;
        is_seen[rows[i]] = true;
        ++*out;
    }
    free(is_seen);
    return PTB_OK;
}

static ptb_status convert_categories(conversion *c, ptb_error *err)
{
    ptb_status status = PTB_OK;
    level_store store;
    ptb_sorted_text *sorted = NULL;
    uint32_t *rank = NULL, *rows = NULL;
    size_t n = 0;
    PTB_TRY_TO(ptb_alloc_raw(&sorted, c->n_used, sizeof *sorted, err));
    PTB_TRY_TO(ptb_alloc_raw(&rank, c->n_values, sizeof *rank, err));
    PTB_TRY_TO(ptb_arena_alloc_raw(c->arena, &rows, c->how->n_rows, sizeof *rows, err));
    for (uint32_t code = 0; code < c->n_values; code++)
        if (c->is_used[code])
            sorted[n++] = (ptb_sorted_text){ptb_dictionary_key(c->column->values, code), code};
    PTB_TRY_TO(ptb_sort_texts(c->context, sorted, n, err));
    store = (level_store){.sorted = sorted, .rank = rank};
    PTB_TRY_TO(store_levels(c, &store, err));
    for (size_t i = 0; i < c->how->n_rows; i++) {
        uint32_t code = code_of(c, i);
        rows[i] = code == PTB_NONE ? PTB_NONE : rank[code];
    }
    for (uint32_t code = 0; c->how->value_of && code < c->n_values; code++)
        c->how->value_of[code] = c->is_used[code] ? (double)rank[code] : (double)NAN;
    n = c->out->levels.n;
    c->out->code = rows;
    c->out->n_distinct = n < PTB_MANY_DISTINCT ? n : PTB_MANY_DISTINCT;
    PTB_TRY_TO(count_row_levels(c, rows, &n, err));
    c->out->is_identifier = c->out->n_present >= PTB_KEY_MIN_ROWS && n > PTB_KEY_MIN_LEVELS &&
                            (double)n > PTB_KEY_SHARE * (double)c->out->n_present;
done:
    free(sorted);
    free(rank);
    return status;
}

ptb_status ptb_column_convert(const ptb_text_column *column, const ptb_column_type *type,
                              const ptb_conversion *how, ptb_arena *arena, ptb_column *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_context alone = ptb_context_default();
    conversion c = {.context = how->context ? how->context : &alone,
                    .column = column,
                    .type = type,
                    .how = how,
                    .arena = arena,
                    .out = out,
                    .n_values = ptb_dictionary_count(column->values)};
    *out = (ptb_column){.kind = type->kind};
    PTB_TRY_TO(ptb_arena_text(arena, column->name, strlen(column->name), &out->name, err));
    PTB_TRY_TO(find_used(&c, err));
    if (type->kind == PTB_COLUMN_CATEGORY)
        status = convert_categories(&c, err);
    else if (type->kind == PTB_COLUMN_DATE)
        status = convert_dates(&c, err);
    else
        status = convert_numbers(&c, err);
done:
    free(c.is_used);
    free(c.number_of);
    free(c.time_of);
    return status;
}
