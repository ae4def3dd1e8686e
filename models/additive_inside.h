/* models/additive_inside.h: what the parts of an additive model's fit share. Private to models/additive*.c. */
#ifndef PTB_MODELS_ADDITIVE_INSIDE_H
#define PTB_MODELS_ADDITIVE_INSIDE_H

#include "models/additive.h"

enum { PTB_ADDITIVE_ROWS = 4096 }; /* of a block */

/* The cases with what is looked up once: each case's cell in each surface, [pair][row]. */
typedef struct {
    const ptb_cells *cells;
    ptb_tables tables;
    uint16_t *pair_cell;
} ptb_cell_rows;

PTB_MUST_USE ptb_status ptb_cell_rows_new(const ptb_context *context, const ptb_cells *cells,
                                          ptb_cell_rows *out, ptb_error *err);
void ptb_cell_rows_free(ptb_cell_rows *rows);

/* z of rows first .. first + n - 1, n at most PTB_ADDITIVE_ROWS. */
void ptb_cell_rows_margins(const ptb_cell_rows *rows, double intercept, const double *value, size_t first,
                           size_t n, double *margin);
/* Adds what rows first .. first + n - 1 have to the cells of all tables. */
void ptb_cell_rows_add(const ptb_cell_rows *rows, size_t first, size_t n, const double *what, double *sums);

/* From a table's differences to its values, and the same turned round: from what is summed over values to what that is for the
 * differences. In place. */
void ptb_table_to_values(const ptb_cells *cells, size_t table, double *of_table);
void ptb_table_to_differences(const ptb_cells *cells, size_t table, double *of_table);
/* Of all tables. */
void ptb_values_to_differences(const ptb_cell_rows *rows, double *all);

#endif
