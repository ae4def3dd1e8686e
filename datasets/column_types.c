/* datasets/column_types.c: judges a column on its distinct values, then converts it row by row. */
#include "datasets/column_types.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/rng.h"
#include "datasets/base/sort.h"
#include "datasets/column_rules.h"

/* Where so many values are distinct, and this share of the rows has its own, looking for equal ones does not pay. */
#define OWN_VALUE_SHARE 0.5
enum { OWN_VALUES = 2 * PTB_MANY_DISTINCT };

static const char *const kind_names[] = {"number", "flag", "category", "date"};

const char *ptb_column_kind_name(ptb_column_kind kind)
{
    return kind_names[kind];
}

bool ptb_column_kind_parse(ptb_str name, ptb_column_kind *out)
{
    for (unsigned i = 0; i < sizeof kind_names / sizeof kind_names[0]; i++) {
        if (!ptb_str_equal_text(name, kind_names[i])) continue;
        *out = (ptb_column_kind)i;
        return true;
    }
    return false;
}

ptb_status ptb_text_column_init(ptb_text_column *column, const char *name, ptb_error *err)
{
    *column = (ptb_text_column){.name = name};
    PTB_TRY(ptb_dictionary_new(ptb_hash_bytes(0, name, strlen(name)), &column->values, err));
    return ptb_alloc(&column->memo, 1, sizeof *column->memo, err);
}

/* Room for the texts of the rows that are to come, if those are like the ones that are there. */
static ptb_status expect_texts(ptb_text_column *column, ptb_error *err)
{
    size_t n = ptb_dictionary_count(column->values);
    if (column->n_expected <= column->n_rows || n == 0) return PTB_OK;
    double growth = (double)column->n_expected / (double)column->n_rows;
    double bytes = (double)ptb_dictionary_bytes(column->values) * growth;
    return ptb_dictionary_reserve(column->values, (size_t)((double)n * growth), (size_t)bytes, column->is_key,
                                  err);
}

ptb_status ptb_text_column_expect(ptb_text_column *column, size_t n_rows, ptb_error *err)
{
    column->n_expected = n_rows;
    PTB_TRY(ptb_reserve(&column->code, &column->capacity, n_rows, sizeof *column->code, err));
    return column->is_key ? expect_texts(column, err) : PTB_OK;
}

/* The code of a value that is not empty. */
static ptb_status code_value(ptb_text_column *column, ptb_str value, uint32_t *code, ptb_error *err)
{
    bool is_known = false;
    if (column->has_repeats) return ptb_dictionary_append(column->values, value, code, err);
    ptb_memo_text *slot = ptb_memo_find(column->memo, value, &is_known);
    if (is_known) {
        *code = slot->value;
        return PTB_OK;
    }
    PTB_TRY(ptb_dictionary_add(column->values, value, code, err));
    if (slot) slot->value = *code;
    return PTB_OK;
}

ptb_status ptb_text_column_add(ptb_text_column *column, ptb_str value, ptb_error *err)
{
    uint32_t code = PTB_NONE;
    PTB_TRY(ptb_reserve(&column->code, &column->capacity, column->n_rows + 1, sizeof *column->code, err));
    if (value.len > 0) PTB_TRY(code_value(column, value, &code, err));
    column->code[column->n_rows++] = code;
    if (column->n_rows % OWN_VALUES != 0 || column->is_key || column->has_repeats) return PTB_OK;
    column->has_repeats =
        (double)ptb_dictionary_count(column->values) > OWN_VALUE_SHARE * (double)column->n_rows;
    return column->has_repeats ? expect_texts(column, err) : PTB_OK;
}

ptb_status ptb_text_column_code(ptb_text_column *column, ptb_str value, uint32_t *code, ptb_error *err)
{
    return code_value(column, value, code, err);
}

ptb_status ptb_text_column_pad(ptb_text_column *column, size_t n_rows, ptb_error *err)
{
    if (column->n_rows >= n_rows) return PTB_OK;
    PTB_TRY(ptb_reserve(&column->code, &column->capacity, n_rows, sizeof *column->code, err));
    while (column->n_rows < n_rows)
        column->code[column->n_rows++] = PTB_NONE;
    return PTB_OK;
}

void ptb_text_column_free(ptb_text_column *column)
{
    ptb_dictionary_free(column->values);
    free(column->memo);
    free(column->code);
    free(column->more);
    *column = (ptb_text_column){0};
}

/* Rows whose value fits each reading. */
typedef struct {
    uint64_t present, number, flag, date[3];
    uint32_t ambiguous; /* a code that reads differently as day/month and month/day, or PTB_NONE */
} fits;

static bool is_same_day(ptb_str value)
{
    ptb_time dmy = 0, mdy = 0;
    return ptb_parse_time(value, PTB_DATES_DMY, 0, &dmy, NULL) &&
           ptb_parse_time(value, PTB_DATES_MDY, 0, &mdy, NULL) && dmy == mdy;
}

static void count_value(ptb_str value, uint32_t code, uint64_t rows, bool decimal_comma, fits *out)
{
    double number = 0.0;
    bool flag = false;
    out->present += rows;
    if (decimal_comma ? ptb_parse_number_comma(value, &number) : ptb_parse_number(value, &number)) {
        out->number += rows; /* a bare number is never a date or a yes/no word */
        return;
    }
    if (ptb_parse_flag(value, &flag)) {
        out->flag += rows;
        return;
    }
    if (value.len == 0 || value.ptr[0] < '0' || value.ptr[0] > '9') return;
    bool fit[3];
    for (int order = 0; order < 3; order++) {
        fit[order] = ptb_time_fits(value, (ptb_date_order)order);
        if (fit[order]) out->date[order] += rows;
    }
    if (out->ambiguous == PTB_NONE && fit[PTB_DATES_DMY] && fit[PTB_DATES_MDY] && !is_same_day(value))
        out->ambiguous = code;
}

static ptb_status count_fits(const ptb_text_column *column, bool decimal_comma, fits *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint64_t *rows = NULL;
    size_t n_values = ptb_dictionary_count(column->values);
    *out = (fits){.ambiguous = PTB_NONE};
    PTB_TRY_TO(ptb_alloc(&rows, n_values, sizeof *rows, err));
    for (size_t i = 0; i < column->n_rows; i++)
        if (column->code[i] != PTB_NONE) rows[column->code[i]]++;
    for (size_t code = 0; code < column->n_more; code++)
        rows[code] += column->more[code];
    for (uint32_t code = 0; code < n_values; code++)
        if (rows[code] > 0)
            count_value(ptb_dictionary_key(column->values, code), code, rows[code], decimal_comma, out);
done:
    free(rows);
    return status;
}

/* The order that fits most rows; the year first where that fits as many (no order to choose then). */
static ptb_status judge_order(const ptb_text_column *column, const fits *found, ptb_column_type *out,
                              ptb_error *err)
{
    uint64_t ymd = found->date[PTB_DATES_YMD], dmy = found->date[PTB_DATES_DMY],
             mdy = found->date[PTB_DATES_MDY];
    if (ymd >= dmy && ymd >= mdy) {
        out->date_order = PTB_DATES_YMD;
    } else if (dmy == mdy && found->ambiguous != PTB_NONE) {
        ptb_str value = ptb_dictionary_key(column->values, found->ambiguous);
        return ptb_fail(
            err, PTB_E_DATA,
            "column %s: '%.*s' can be day/month or month/day, and so can every date there; say --dates "
            "dmy, mdy or ymd",
            column->name, (int)value.len, value.ptr);
    } else {
        out->date_order = mdy > dmy ? PTB_DATES_MDY : PTB_DATES_DMY;
    }
    return PTB_OK;
}

static bool is_enough(uint64_t fitting, uint64_t present)
{
    if (present == 0) return false;
    return fitting == present ||
           (present >= PTB_TYPING_MIN_ROWS && (double)fitting >= PTB_TYPING_SHARE * (double)present);
}

ptb_status ptb_column_judge(const ptb_text_column *column, const ptb_typing *typing, ptb_column_type *out,
                            ptb_error *err)
{
    fits found;
    *out = (ptb_column_type){.kind = PTB_COLUMN_CATEGORY,
                             .decimal_comma = typing->decimal_comma,
                             .is_moment = typing->kind && typing->is_moment};
    PTB_TRY(count_fits(column, typing->decimal_comma, &found, err));
    uint64_t dates = 0;
    for (int order = 0; order < 3; order++)
        if (found.date[order] > dates && (typing->date_order < 0 || typing->date_order == order))
            dates = found.date[order];

    if (typing->kind)
        out->kind = *typing->kind;
    else if (is_enough(found.number, found.present))
        out->kind = PTB_COLUMN_NUMBER;
    else if (found.present > 0 && found.flag == found.present)
        out->kind = PTB_COLUMN_FLAG;
    else if (is_enough(dates, found.present))
        out->kind = PTB_COLUMN_DATE;
    if (out->kind != PTB_COLUMN_DATE) return PTB_OK;
    if (typing->date_order >= 0) {
        out->date_order = (ptb_date_order)typing->date_order;
        return PTB_OK;
    }
    return judge_order(column, &found, out, err);
}

bool ptb_value_number(ptb_str value, const ptb_column_type *type, double *out)
{
    return type->decimal_comma ? ptb_parse_number_comma(value, out) : ptb_parse_number(value, out);
}

bool ptb_value_time(ptb_str value, const ptb_column_type *type, int32_t zone_offset_s, ptb_time *out)
{
    return type->is_moment ? ptb_parse_moment(value, type->date_order, zone_offset_s, out)
                           : ptb_parse_time(value, type->date_order, zone_offset_s, out, NULL);
}

bool ptb_value_fits(ptb_str value, const ptb_column_type *type)
{
    double number = 0.0;
    ptb_time moment = PTB_NO_TIME;
    bool flag = false;
    switch (type->kind) {
    case PTB_COLUMN_NUMBER:
        return ptb_value_number(value, type, &number);
    case PTB_COLUMN_FLAG: /* 0 and 1 too: a model's flag may come as such in new data */
        return ptb_parse_flag(value, &flag) || ptb_str_equal_text(value, "0") ||
               ptb_str_equal_text(value, "1");
    case PTB_COLUMN_DATE:
        return ptb_time_fits(value, type->date_order) ||
               (type->is_moment && ptb_value_time(value, type, 0, &moment));
    case PTB_COLUMN_CATEGORY:
        break;
    }
    return true;
}

/* ---- conversion ---- */

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

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool ptb_name_is_key(const char *name)
{
    static const char *const words[] = {"id",  "number", "no",   "nr",  "key", "code",
                                        "num", "uuid",   "guid", "ref", "#"};
    size_t end = strlen(name), from = end;
    while (from > 0) {
        char c = name[from - 1], before = from > 1 ? name[from - 2] : ' ';
        if (c == ' ' || c == '_' || c == '-') break;
        from--;
        if (c >= 'A' && c <= 'Z' && before == lower(before) && before != ' ')
            break; /* the hump of camelCase */
    }
    ptb_str last = {name + from, end - from};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ptb_str_equal_nocase(last, words[i])) return true;
    return false;
}
