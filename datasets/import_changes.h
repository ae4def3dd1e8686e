/* datasets/import_changes.h: what the parts of the field history's import share. Private to datasets/import_changes*.c. */
#ifndef PTB_DATASETS_IMPORT_CHANGES_H
#define PTB_DATASETS_IMPORT_CHANGES_H

#include "datasets/import_parts.h"

/* Columns that are no attribute's: an opportunity's outcome, and its stage where the table has none. */
enum {
    PTB_CHANGE_OUTCOME = UINT16_MAX,
    PTB_CHANGE_STAGE = UINT16_MAX - 1,
    PTB_CHANGE_COLUMNS = UINT16_MAX - 1
};

/* What is so of a change. */
enum {
    PTB_CHANGE_IS_LATE = 1,   /* later than --until: says only what was before it */
    PTB_CHANGE_IS_BAD = 2,    /* rejected */
    PTB_CHANGE_IS_STAGE = 4,  /* of an opportunity's stage */
    PTB_CHANGE_HAS_VALUE = 8, /* once sorted: what the field became is told */
    PTB_CHANGE_HAS_OLD = 16   /* once sorted: what the field was until then is told */
};

/* A row of the field history: 24 bytes and its texts, if those are new. */
typedef struct {
    uint32_t row, ts;    /* the row is that of the table */
    uint32_t value, old; /* codes of the column's texts; PTB_NONE: empty, for `old` also not known */
    uint32_t line;       /* counted through all files */
    uint16_t column, flags;
} ptb_change;

/* When an opportunity came to its last state, where that is a closed one. */
typedef struct {
    uint32_t row, ts;
    uint8_t outcome;
    bool is_stage, is_dated; /* dated: it was in another state before */
} ptb_turn;

struct ptb_table_changes {
    const char *object;
    ptb_change *items;
    size_t n, capacity;
    ptb_text_column outcome, stage; /* texts of the columns that are no attribute's */
    ptb_turn *turns;                /* by row; the outcome's before the stage's */
    size_t n_turns, turn_capacity;
    size_t *target;    /* by column: its attribute */
    double **value_of; /* by column, then code; NULL where nothing changed */
    size_t n_columns;
};

struct ptb_field_history {
    uint64_t *first_line; /* by file: counted through all files */
    uint64_t n_lines, n_read, n_orphans, n_differing;
};

/* The texts of a change's column. */
static inline ptb_text_column *ptb_change_texts(const ptb_intake *table, const ptb_change *change)
{
    if (change->column == PTB_CHANGE_OUTCOME) return &table->changes->outcome;
    return change->column == PTB_CHANGE_STAGE ? &table->changes->stage : &table->columns[change->column];
}

/* Sorts the changes of a table, takes what is the same or at the same second as one, finds when opportunities were closed,
 * and counts the values for judging the columns. */
PTB_MUST_USE ptb_status ptb_changes_order(ptb_intake *table, ptb_error *err);

#endif
