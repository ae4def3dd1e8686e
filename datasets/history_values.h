/* datasets/history_values.h: what an attribute of a record was at a moment; the only door to attributes as of T. */
#ifndef PTB_DATASETS_HISTORY_VALUES_H
#define PTB_DATASETS_HISTORY_VALUES_H

#include "datasets/history.h"

/* As the export has it: the number, the flag as 0 or 1, the code of the category, the seconds of the date; NaN missing. */
double ptb_value_now(const ptb_column *column, size_t row);

/* For ptb_value_at, where the record may have changed. */
double ptb_value_before(const ptb_record_table *table, size_t column, size_t row, ptb_time as_of);

/* As ptb_value_now at the moment `as_of`: where changes of the record's column are known, what the last one with
 * ts <= as_of made of it, NaN before the first; else the export's value, which is also that of PTB_NO_TIME. */
static inline double ptb_value_at(const ptb_record_table *table, size_t column, size_t row, ptb_time as_of)
{
    if (!table->changes.first || as_of == PTB_NO_TIME) return ptb_value_now(&table->columns[column], row);
    return ptb_value_before(table, column, row, as_of);
}

/* The changes of a record's column that had happened by a moment: first <= i < last in table->changes, ascending by ts. The
 * first may be what the record had before its first known change (ts PTB_NO_TIME). */
typedef struct {
    uint64_t first, last; /* equal: none */
} ptb_change_span;

/* Those with ts <= as_of; none as of PTB_NO_TIME. */
ptb_change_span ptb_changes_until(const ptb_record_table *table, size_t column, size_t row, ptb_time as_of);

/* Is any change of the column known, of any record? O(changes of the table). */
bool ptb_has_changes(const ptb_record_table *table, size_t column);

/* The code of a category as of T; PTB_NONE: the record is not there (PTB_NONE itself, or created later), or has none. */
uint32_t ptb_code_at(const ptb_history *history, const ptb_record_table *table, size_t column,
                     uint32_t record, ptb_time as_of);

#endif
