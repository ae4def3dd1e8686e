/* datasets/activity_columns.h: the columns that activities have in a history, and a bucket's rows in this shape. */
#ifndef PTB_DATASETS_ACTIVITY_COLUMNS_H
#define PTB_DATASETS_ACTIVITY_COLUMNS_H

#include "datasets/activity_store.h"
#include "datasets/base/h5.h"

enum { PTB_ACTIVITY_COLUMNS = 9 };

/* A column of the file; where rows and histories have it. */
typedef struct {
    const char *name;
    size_t offset;       /* within ptb_activity, or ptb_activity_more */
    size_t old;          /* of the column's pointer within ptb_activities */
    size_t recode;       /* of its codes' within ptb_activity_recode; SIZE_MAX: they are no codes */
    size_t levels;       /* of their texts within ptb_activities */
    const void *missing; /* what a row has that has nothing */
    ptb_h5_type type;    /* of two or four bytes */
    bool is_more;
} ptb_activity_column;

extern const ptb_activity_column ptb_activity_column_table[PTB_ACTIVITY_COLUMNS];
/* Whether a history of this stock has the column. */
bool ptb_activity_has_column(const ptb_activity_stock *stock, size_t field);

/* The history's column, or NULL. */
const char *ptb_activities_column(const ptb_activities *activities, size_t field);
void ptb_activities_set_column(ptb_activities *activities, size_t field, const char *column);
/* The texts of the field's codes, or NULL where it has none. */
const ptb_strings *ptb_activities_levels(const ptb_activities *activities, size_t field);
/* New codes of the field's codes, or NULL where it has none. */
const uint32_t *ptb_activity_recode_of(const ptb_activity_recode *recode, size_t field);

/* Rows of a bucket, column by column: first those of persons, then those of gateways, both by owner. Zero-initialise, use
 * again for the next bucket, free. */
typedef struct {
    char *column[PTB_ACTIVITY_COLUMNS]; /* n + n_gateway items; NULL where the history has no such column */
    size_t n, n_gateway;
    uint32_t first_owner, last_owner;
    uint32_t *count, *gateway_count; /* by owner, from first_owner on */
    char *bytes;                     /* the memory behind the columns */
    size_t capacity, owner_capacity;
} ptb_activity_columns;

/* Makes room for n rows of the owners; counts are zero. */
PTB_MUST_USE ptb_status ptb_activity_columns_begin(ptb_activity_columns *columns,
                                                   const ptb_activity_stock *stock, size_t n,
                                                   uint32_t first_owner, uint32_t last_owner, ptb_error *err);
/* The bucket's rows, in the order they have. */
PTB_MUST_USE ptb_status ptb_activity_columns_take(ptb_activity_columns *columns,
                                                  const ptb_activity_stock *stock,
                                                  const ptb_activity_bucket *bucket, ptb_error *err);
void ptb_activity_columns_free(ptb_activity_columns *columns);

#endif
