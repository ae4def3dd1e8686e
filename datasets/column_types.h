/* datasets/column_types.h: what a column of texts is (number, flag, date, category), judged on all its values.
 *
 * A text column (column_texts.h) holds its distinct values and a code for each row, so that judging and converting parse
 * every distinct value once. judge -> (drop rows) -> convert. Where there are many values, all threads of the context take
 * part; the results are the same for any number of them. */
#ifndef PTB_DATASETS_COLUMN_TYPES_H
#define PTB_DATASETS_COLUMN_TYPES_H

#include "datasets/base/context.h"
#include "datasets/column_texts.h"
#include "datasets/history.h"

/* How to judge. */
typedef struct {
    const ptb_column_kind *kind; /* NULL: judge */
    int date_order;              /* ptb_date_order, or -1: judged on the column */
    bool decimal_comma;          /* numbers are 1.234,5 */
    bool is_moment; /* with kind DATE: seconds and milliseconds since 1970 count (ptb_parse_moment) */
    const ptb_context *context; /* NULL: one thread */
} ptb_typing;

typedef struct {
    ptb_column_kind kind;
    ptb_date_order date_order;     /* DATE */
    bool decimal_comma, is_moment; /* as asked for */
    bool fits_all;                 /* no value of a row does not fit */
} ptb_column_type;

/* Shares of rows with a value at which a column is a number or a date though some values are none, so that the
 * bad ones are seen instead of turning the whole column into a category. */
#define PTB_TYPING_SHARE 0.95
enum { PTB_TYPING_MIN_ROWS = 20 };

/* All values numbers: NUMBER; all yes/no words: FLAG; all dates in one order: DATE; nearly all numbers or dates
 * (PTB_TYPING_SHARE of at least PTB_TYPING_MIN_ROWS): that; else CATEGORY, as is a column without values.
 * E_DATA where dates fit day/month and month/day alike and differ: the message holds one and names --dates. */
PTB_MUST_USE ptb_status ptb_column_judge(const ptb_text_column *column, const ptb_typing *typing,
                                         ptb_column_type *out, ptb_error *err);
/* (*is_bad)[code]: the value does not fit; the caller frees it. NULL where all fit. */
PTB_MUST_USE ptb_status ptb_column_find_bad(const ptb_context *context, const ptb_text_column *column,
                                            const ptb_column_type *type, bool **is_bad, ptb_error *err);
/* A value as the type has it; false where it does not fit. */
bool ptb_value_number(ptb_str value, const ptb_column_type *type, double *out);
bool ptb_value_time(ptb_str value, const ptb_column_type *type, int32_t zone_offset_s, ptb_time *out);
bool ptb_value_fits(ptb_str value, const ptb_column_type *type);

/* rows[0 .. n_rows) of the text column as typed arrays in the arena; n_present is that of these rows, n_distinct and levels
 * those of `more` too. A value that does not fit is missing (the caller dropped its row). */
typedef struct {
    const uint32_t *rows;
    size_t n_rows;
    int32_t zone_offset_s;
    double *
        value_of; /* to be filled by code: number, flag, place among the levels, seconds; NaN where unused. NULL: no need */
    const ptb_context *context; /* NULL: one thread */
} ptb_conversion;
PTB_MUST_USE ptb_status ptb_column_convert(const ptb_text_column *column, const ptb_column_type *type,
                                           const ptb_conversion *how, ptb_arena *arena, ptb_column *out,
                                           ptb_error *err);

/* n_present, n_distinct and is_identifier of the column's n values, as ptb_column_convert finds them; levels are those
 * that some row has. */
PTB_MUST_USE ptb_status ptb_column_measure(ptb_column *column, size_t n, ptb_error *err);

/* Does the name's last word (split at blank, _, -, camel case) say that values are keys: id, number, key, ...? */
bool ptb_name_is_key(const char *name);

const char *ptb_column_kind_name(ptb_column_kind kind); /* "number", "flag", "category", "date" */
bool ptb_column_kind_parse(ptb_str name, ptb_column_kind *out);

#endif
