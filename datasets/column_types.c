/* datasets/column_types.c: judges a column on its distinct values. */
#include "datasets/column_types.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/column_rules.h"

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

/* Rows whose value fits each reading. */
typedef struct {
    uint64_t present, number, flag, date[3];
    uint32_t ambiguous; /* the first code that reads differently as day/month and month/day, or PTB_NONE */
} fits;

static bool is_same_day(ptb_str value)
{
    ptb_time dmy = 0, mdy = 0;
    return ptb_parse_time(value, PTB_DATES_DMY, 0, &dmy, NULL) &&
           ptb_parse_time(value, PTB_DATES_MDY, 0, &mdy, NULL) && dmy == mdy;
}

static void count_date(ptb_str value, uint32_t code, uint64_t rows, fits *out)
{
    bool is_year_first = ptb_time_fits(value, PTB_DATES_YMD); /* and so means the same in every order */
    bool is_dmy = is_year_first || ptb_time_fits(value, PTB_DATES_DMY),
         is_mdy = is_year_first || ptb_time_fits(value, PTB_DATES_MDY);
    if (is_year_first) out->date[PTB_DATES_YMD] += rows;
    if (is_dmy) out->date[PTB_DATES_DMY] += rows;
    if (is_mdy) out->date[PTB_DATES_MDY] += rows;
    if (code < out->ambiguous && !is_year_first && is_dmy && is_mdy && !is_same_day(value))
        out->ambiguous = code;
}

static void count_value(ptb_str value, uint32_t code, uint64_t rows, bool decimal_comma, fits *out)
{
    double number = 0.0;
    bool flag = false;
    out->present += rows;
    if (decimal_comma ? ptb_parse_number_comma(value, &number) : ptb_parse_number(value, &number))
        out->number += rows; /* a bare number is never a date or a yes/no word */
    else if (ptb_parse_flag(value, &flag))
        out->flag += rows;
    else if (value.len > 0 && value.ptr[0] >= '0' && value.ptr[0] <= '9')
        count_date(value, code, rows, out);
}

/* By thread: sums of whole numbers and a least code, the same whoever counted what. */
typedef struct {
    const ptb_text_column *column;
    bool decimal_comma;
    uint64_t *rows; /* by code; NULL: one each */
    fits *found;    /* by thread */
} fits_count;

static ptb_status count_block(void *state, const ptb_block *block, ptb_error *err)
{
    const fits_count *count = state;
    (void)err;
    for (size_t code = block->first; code < block->last; code++) {
        uint64_t n = count->rows ? count->rows[code] : 1;
        if (n > 0)
            count_value(ptb_dictionary_key(count->column->values, (uint32_t)code), (uint32_t)code, n,
                        count->decimal_comma, &count->found[block->thread]);
    }
    return PTB_OK;
}

/* How many rows have each value, and records before. */
static ptb_status count_rows(const ptb_text_column *column, uint64_t **rows, ptb_error *err)
{
    size_t n_values = ptb_dictionary_count(column->values);
    bool is_one_each = n_values == column->n_present && !column->has_changes && column->n_more == 0;
    *rows = NULL;
    if (is_one_each) return PTB_OK; /* every value is that of a row */
    PTB_TRY(ptb_alloc(rows, n_values, sizeof **rows, err));
    for (size_t i = 0; i < column->n_rows; i++)
        if (column->code[i] != PTB_NONE) (*rows)[column->code[i]]++;
    for (size_t code = 0; code < column->n_more; code++)
        (*rows)[code] += column->more[code];
    return PTB_OK;
}

static void add_fits(fits *sum, const fits *part)
{
    sum->present += part->present;
    sum->number += part->number;
    sum->flag += part->flag;
    for (int order = 0; order < 3; order++)
        sum->date[order] += part->date[order];
    if (part->ambiguous < sum->ambiguous) sum->ambiguous = part->ambiguous;
}

static ptb_status count_fits(const ptb_context *context, const ptb_text_column *column, bool decimal_comma,
                             fits *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    fits_count count = {.column = column, .decimal_comma = decimal_comma};
    size_t n_values = ptb_dictionary_count(column->values), n_threads = (size_t)context->threads;
    *out = (fits){.ambiguous = PTB_NONE};
    PTB_TRY_TO(count_rows(column, &count.rows, err));
    PTB_TRY_TO(ptb_alloc(&count.found, n_threads, sizeof *count.found, err));
    for (size_t i = 0; i < n_threads; i++)
        count.found[i].ambiguous = PTB_NONE;
    PTB_TRY_TO(ptb_blocks_map(context, n_values, PTB_COLUMN_BLOCK, count_block, &count, err));
    for (size_t i = 0; i < n_threads; i++)
        add_fits(out, &count.found[i]);
done:
    free(count.rows);
    free(count.found);
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

static ptb_column_kind judge_kind(const fits *found, int date_order)
{
    uint64_t dates = 0;
    for (int order = 0; order < 3; order++)
        if (found->date[order] > dates && (date_order < 0 || date_order == order)) dates = found->date[order];
    if (is_enough(found->number, found->present)) return PTB_COLUMN_NUMBER;
    if (found->present > 0 && found->flag == found->present) return PTB_COLUMN_FLAG;
    return is_enough(dates, found->present) ? PTB_COLUMN_DATE : PTB_COLUMN_CATEGORY;
}

static uint64_t count_fitting(const fits *found, const ptb_column_type *type)
{
    switch (type->kind) {
    case PTB_COLUMN_NUMBER:
        return found->number;
    case PTB_COLUMN_FLAG:
        return found->flag;
    case PTB_COLUMN_DATE:
        return found->date[type->date_order];
    case PTB_COLUMN_CATEGORY:
        break;
    }
    return found->present;
}

ptb_status ptb_column_judge(const ptb_text_column *column, const ptb_typing *typing, ptb_column_type *out,
                            ptb_error *err)
{
    const ptb_context alone = ptb_context_default(), *context = typing->context ? typing->context : &alone;
    fits found;
    *out = (ptb_column_type){.kind = PTB_COLUMN_CATEGORY,
                             .decimal_comma = typing->decimal_comma,
                             .is_moment = typing->kind && typing->is_moment};
    PTB_TRY(count_fits(context, column, typing->decimal_comma, &found, err));
    out->kind = typing->kind ? *typing->kind : judge_kind(&found, typing->date_order);
    if (out->kind == PTB_COLUMN_DATE && typing->date_order >= 0)
        out->date_order = (ptb_date_order)typing->date_order;
    else if (out->kind == PTB_COLUMN_DATE)
        PTB_TRY(judge_order(column, &found, out, err));
    out->fits_all = count_fitting(&found, out) == found.present;
    return PTB_OK;
}

/* ---- values that do not fit ---- */

typedef struct {
    const ptb_text_column *column;
    const ptb_column_type *type;
    bool *is_bad;
} bad_search;

static ptb_status find_bad_block(void *state, const ptb_block *block, ptb_error *err)
{
    const bad_search *search = state;
    (void)err;
    for (size_t code = block->first; code < block->last; code++)
        search->is_bad[code] =
            !ptb_value_fits(ptb_dictionary_key(search->column->values, (uint32_t)code), search->type);
    return PTB_OK;
}

ptb_status ptb_column_find_bad(const ptb_context *context, const ptb_text_column *column,
                               const ptb_column_type *type, bool **is_bad, ptb_error *err)
{
    bad_search search = {column, type, NULL};
    size_t n_values = ptb_dictionary_count(column->values), n_bad = 0;
    *is_bad = NULL;
    if (type->fits_all) return PTB_OK;
    PTB_TRY(ptb_alloc(&search.is_bad, n_values, sizeof *search.is_bad, err));
    ptb_status status = ptb_blocks_map(context, n_values, PTB_COLUMN_BLOCK, find_bad_block, &search, err);
    for (size_t code = 0; code < n_values && status == PTB_OK; code++)
        n_bad += search.is_bad[code];
    if (n_bad > 0)
        *is_bad = search.is_bad;
    else
        free(search.is_bad);
    return status;
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
