/* datasets/history_values.c: the last change of an attribute before a moment. */
#include "datasets/history_values.h"

#include <math.h>

double ptb_value_now(const ptb_column *column, size_t row)
{
    switch (column->kind) {
    case PTB_COLUMN_CATEGORY:
        return column->code[row] == PTB_NONE ? (double)NAN : (double)column->code[row];
    case PTB_COLUMN_DATE:
        return column->time[row] == PTB_NO_TIME ? (double)NAN : (double)column->time[row];
    case PTB_COLUMN_NUMBER:
    case PTB_COLUMN_FLAG:
        break;
    }
    return column->number[row];
}

double ptb_value_before(const ptb_record_table *table, size_t column, size_t row, ptb_time as_of)
{
    const ptb_changes *changes = &table->changes;
    uint64_t first = changes->first[row], last = changes->first[row + 1], low = first, high = last;
    while (low < high) { /* to the first one that is of a later column, or of this one and later than as_of */
        uint64_t middle = low + (high - low) / 2;
        uint32_t of = changes->column[middle];
        if (of < column || (of == column && changes->ts[middle] <= as_of))
            low = middle + 1;
        else
            high = middle;
    }
    if (low > first && changes->column[low - 1] == column) return changes->value[low - 1];
    bool is_later = low < last && changes->column[low] == column;
    return is_later ? (double)NAN : ptb_value_now(&table->columns[column], row);
}
