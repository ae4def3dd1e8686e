/* datasets/column_convert.c: a judged column of texts as typed arrays, row by row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/sort.h"
#include "datasets/column_rules.h"

typedef struct {
    const ptb_text_column *column;
    const ptb_conversion *how;
    ptb_arena *arena;
    ptb_column *out;
    bool *is_used;   /* by code: some row has it */
    size_t n_values; /* codes */
    size_t n_used;   /* of them used */
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
        if (!c->is_used[code]) c->n_used++;
        c->is_used[code] = true;
    }
    for (size_t code = 0; code < c->column->n_more; code++) {
        if (c->column->more[code] == 0 || c->is_used[code]) continue;
        c->n_used++;
        c->is_used[code] = true;
    }
    return PTB_OK;
}

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double number_of(ptb_str value, const ptb_column_type *type)
{
    double number = (double)NAN;
    bool flag = false;
    if (type->kind == PTB_COLUMN_FLAG && ptb_parse_flag(value, &flag)) return flag ? 1.0 : 0.0;
    if (!ptb_value_number(value, type, &number)) return (double)NAN;
    return number + 0.0; /* turns -0 into 0 */
}

/* Distinct values by value, not by text ("1" and "1.0" are one). Sorts `values`. */
static uint64_t count_distinct(double *values, size_t n)
{
    uint64_t distinct = 0;
    qsort(values, n, sizeof *values, compare_doubles);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || values[i] > values[i - 1]) distinct++;
    return distinct;
}

static ptb_status convert_numbers(conversion *c, const ptb_column_type *type, ptb_error *err)
{
    ptb_status status = PTB_OK;
    double *by_code = NULL, *used = NULL, *rows = NULL;
    size_t n = 0;
    uint64_t distinct = 0;
    bool is_whole = true;
    PTB_TRY_TO(ptb_alloc(&by_code, c->n_values, sizeof *by_code, err));
    PTB_TRY_TO(ptb_alloc(&used, c->n_used, sizeof *used, err));
    PTB_TRY_TO(ptb_arena_alloc(c->arena, &rows, c->how->n_rows, sizeof *rows, err));
    for (uint32_t code = 0; code < c->n_values; code++) {
        by_code[code] = (double)NAN;
        if (!c->is_used[code]) continue;
        by_code[code] = number_of(ptb_dictionary_key(c->column->values, code), type);
        if (isnan(by_code[code])) continue;
        is_whole = is_whole && !(fabs(by_code[code] - nearbyint(by_code[code])) > 0.0);
        used[n++] = by_code[code];
    }
    distinct = count_distinct(used, n);
    if (c->how->value_of) memcpy(c->how->value_of, by_code, c->n_values * sizeof *by_code);
    c->out->n_present = 0;
    for (size_t i = 0; i < c->how->n_rows; i++) {
        uint32_t code = code_of(c, i);
        rows[i] = code == PTB_NONE ? (double)NAN : by_code[code];
        if (!isnan(rows[i])) c->out->n_present++;
    }
    c->out->number = rows;
    c->out->n_distinct = distinct < PTB_MANY_DISTINCT ? distinct : PTB_MANY_DISTINCT;
    c->out->is_identifier = c->out->kind == PTB_COLUMN_NUMBER && is_whole &&
                            c->out->n_present >= PTB_KEY_MIN_ROWS && distinct == c->out->n_present &&
                            ptb_name_is_key(c->out->name);
done:
    free(by_code);
    free(used);
    return status;
}

static ptb_status convert_dates(conversion *c, const ptb_column_type *type, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_time *by_code = NULL, *rows = NULL;
    PTB_TRY_TO(ptb_alloc(&by_code, c->n_values, sizeof *by_code, err));
    PTB_TRY_TO(ptb_arena_alloc(c->arena, &rows, c->how->n_rows, sizeof *rows, err));
    for (uint32_t code = 0; code < c->n_values; code++) {
        ptb_str value = ptb_dictionary_key(c->column->values, code);
        if (!c->is_used[code] || !ptb_value_time(value, type, c->how->zone_offset_s, &by_code[code]))
            by_code[code] = PTB_NO_TIME;
        if (c->how->value_of)
            c->how->value_of[code] = by_code[code] == PTB_NO_TIME ? (double)NAN : (double)by_code[code];
    }
    for (size_t i = 0; i < c->how->n_rows; i++) {
        uint32_t code = code_of(c, i);
        rows[i] = code == PTB_NONE ? PTB_NO_TIME : by_code[code];
    }
    c->out->time = rows;
    PTB_TRY_TO(ptb_column_measure(c->out, c->how->n_rows, err));
    if (c->column->n_more > 0) /* those of changes too */
        c->out->n_distinct = c->n_used < PTB_MANY_DISTINCT ? c->n_used : PTB_MANY_DISTINCT;
done:
    free(by_code);
    return status;
}

/* The distinct ones of the sorted values, as bytes and offsets in the arena; rank[code] is the place among them. */
static ptb_status store_levels(conversion *c, const ptb_sorted_text *sorted, uint32_t *rank, ptb_error *err)
{
    char *bytes = NULL;
    uint64_t *offset = NULL;
    size_t total = 0, n = 0;
    for (size_t i = 0; i < c->n_used; i++)
        total += sorted[i].text.len;
    PTB_TRY(ptb_arena_alloc(c->arena, &bytes, total + 1, 1, err));
    PTB_TRY(ptb_arena_alloc(c->arena, &offset, c->n_used + 1, sizeof *offset, err));
    for (size_t i = 0; i < c->n_used; i++) {
        bool is_new = i == 0 || !ptb_str_equal(sorted[i].text, sorted[i - 1].text);
        if (is_new) {
            memcpy(bytes + offset[n], sorted[i].text.ptr, sorted[i].text.len);
            offset[n + 1] = offset[n] + sorted[i].text.len;
            n++;
        }
        rank[sorted[i].index] = (uint32_t)(n - 1);
    }
    c->out->levels = (ptb_strings){bytes, offset, n};
    return PTB_OK;
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
    ptb_sorted_text *sorted = NULL;
    uint32_t *rank = NULL, *rows = NULL;
    size_t n = 0;
    PTB_TRY_TO(ptb_alloc_raw(&sorted, c->n_used, sizeof *sorted, err));
    PTB_TRY_TO(ptb_alloc_raw(&rank, c->n_values, sizeof *rank, err));
    PTB_TRY_TO(ptb_arena_alloc(c->arena, &rows, c->how->n_rows, sizeof *rows, err));
    for (uint32_t code = 0; code < c->n_values; code++)
        if (c->is_used[code])
            sorted[n++] = (ptb_sorted_text){ptb_dictionary_key(c->column->values, code), code};
    PTB_TRY_TO(ptb_sort_texts(sorted, n, err));
    PTB_TRY_TO(store_levels(c, sorted, rank, err));
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
    conversion c = {.column = column, .how = how, .arena = arena, .out = out};
    c.n_values = ptb_dictionary_count(column->values);
    *out = (ptb_column){.kind = type->kind};
    PTB_TRY_TO(ptb_arena_text(arena, column->name, strlen(column->name), &out->name, err));
    PTB_TRY_TO(find_used(&c, err));
    if (type->kind == PTB_COLUMN_CATEGORY)
        status = convert_categories(&c, err);
    else if (type->kind == PTB_COLUMN_DATE)
        status = convert_dates(&c, type, err);
    else
        status = convert_numbers(&c, type, err);
done:
    free(c.is_used);
    return status;
}
