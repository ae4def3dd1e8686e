/* datasets/column_texts.h: a column as it was read: distinct texts, and for each row which of them it has.
 *
 * Every distinct text is kept, and later parsed, once. A column where nearly every row has its own (e-mails, moments) stops
 * looking for equal ones: its texts are then simply those of its rows.
 *
 * init -> add, add, ... -> free. Where several threads read: each has its own ptb_text_cells, fills them with the cells of a
 * piece of the rows, and they are joined to the column piece by piece in the order of the rows. Codes, and when a column
 * stops looking, then depend on the rows and the pieces alone, not on who read them. */
#ifndef PTB_DATASETS_COLUMN_TEXTS_H
#define PTB_DATASETS_COLUMN_TEXTS_H

#include "datasets/base/dictionary.h"
#include "datasets/base/text_memo.h"

typedef struct {
    const char *name; /* borrowed */
    ptb_dictionary *values;
    ptb_text_memo *memo; /* of codes */
    bool is_key;         /* values are looked up: they stay distinct */
    bool has_repeats;    /* values may be there twice */
    bool has_changes;    /* what records were before is to be added: a few thousand rows do not tell */
    uint32_t *code;      /* by row; PTB_NO_CODE missing */
    size_t n_rows, capacity, n_expected;
    size_t n_present; /* rows with a value */
    uint32_t
        *more; /* by code: how often what records were before holds it, as well as the rows; NULL: never */
    size_t n_more; /* codes */
} ptb_text_column;

PTB_MUST_USE ptb_status ptb_text_column_init(ptb_text_column *column, const char *name, ptb_error *err);
/* About so many rows are to come in all: spares copying while the column grows. */
PTB_MUST_USE ptb_status ptb_text_column_expect(ptb_text_column *column, size_t n_rows, ptb_error *err);
/* A row's value; an empty one is missing. */
PTB_MUST_USE ptb_status ptb_text_column_add(ptb_text_column *column, ptb_str value, ptb_error *err);
/* The code of a value that is not empty, whether or not a row has it. */
PTB_MUST_USE ptb_status ptb_text_column_code(ptb_text_column *column, ptb_str value, uint32_t *code,
                                             ptb_error *err);
/* Rows up to n_rows that were not added are missing. */
PTB_MUST_USE ptb_status ptb_text_column_pad(ptb_text_column *column, size_t n_rows, ptb_error *err);
void ptb_text_column_free(ptb_text_column *column); /* zeroed allowed */

/* Cells of one column in a piece of its rows. */
typedef struct {
    uint32_t *code; /* by cell; PTB_NO_CODE missing */
    size_t n, capacity;
    bool keeps_texts; /* as the column does: code is the place in `texts`; else a code of `values` */

    ptb_dictionary *values; /* of all pieces so far */
    ptb_text_memo *memo;
    uint32_t *joined; /* by code: the column's; PTB_NO_CODE where it has none yet */
    size_t n_joined, joined_capacity;

    char *bytes; /* texts of this piece, one after the other */
    uint64_t *offset;
    size_t n_texts, bytes_capacity, offset_capacity;
} ptb_text_cells;

PTB_MUST_USE ptb_status ptb_text_cells_init(ptb_text_cells *cells, ptb_error *err);
PTB_MUST_USE ptb_status ptb_text_cells_add(ptb_text_cells *cells, ptb_str value, ptb_error *err);
ptb_str ptb_text_cells_at(const ptb_text_cells *cells, size_t i); /* empty where missing */
/* The cells become the column's next rows, but for those that are left out (by cell; NULL: none), and are empty again. The
 * same cells always go to the same column. */
PTB_MUST_USE ptb_status ptb_text_column_join(ptb_text_column *column, ptb_text_cells *cells,
                                             const bool *is_left_out, ptb_error *err);
void ptb_text_cells_clear(ptb_text_cells *cells);
void ptb_text_cells_free(ptb_text_cells *cells); /* zeroed allowed */

#endif
