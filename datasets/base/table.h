/* datasets/base/table.h: aligned text tables for people. */
#ifndef PTB_DATASETS_BASE_TABLE_H
#define PTB_DATASETS_BASE_TABLE_H

#include "datasets/base/text.h"

/* Cells are added row by row; columns are as wide as their widest cell (in characters, not bytes); `align` has
 * one letter a column, 'l' or 'r'. Zero-initialise, set n_columns and align; ptb_table_free at the end. */
typedef struct {
    size_t n_columns;
    const char *align;
    ptb_text cells; /* NUL-separated */
    size_t n_cells;
} ptb_text_table;

void ptb_table_cell(ptb_text_table *table, const char *format, ...) PTB_PRINTF(2, 3);
/* Appends the table to `out`: two blanks between columns, `indent` before each line, a rule under row 0. */
void ptb_table_render(const ptb_text_table *table, const char *indent, ptb_text *out);
void ptb_table_free(ptb_text_table *table);

#endif
