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

/* The first change of the row that is of a later column, or of this one and later than as_of. */
static uint64_t first_behind(const ptb_changes *changes, size_t column, size_t row, ptb_time as_of)
{
    uint64_t low = changes->first[row], high = changes->first[row + 1];
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        uint32_t of = changes->column[middle];
        if (of < column || (of == column && changes->ts[middle] <= as_of))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double ptb_value_before(const ptb_record_table *table, size_t column, size_t row, ptb_time as_of)
{
    const ptb_changes *changes = &table->changes;
    uint64_t behind = first_behind(changes, column, row, as_of);
    if (behind > changes->first[row] && changes->column[behind - 1] == column)
        return changes->value[behind - 1];
    bool is_later = behind < changes->first[row + 1] && changes->column[behind] == column;
    return is_later ? (double)NAN : ptb_value_now(&table->columns[column], row);
}

ptb_change_span ptb_changes_until(const ptb_record_table *table, size_t column, size_t row, ptb_time as_of)
{
    const ptb_changes *changes = &table->changes;
    if (!changes->first || as_of == PTB_NO_TIME) return (ptb_change_span){0, 0};
    uint64_t first = column > 0 ? first_behind(changes, column - 1, row, INT64_MAX) : changes->first[row];
    return (ptb_change_span){first, first_behind(changes, column, row, as_of)};
}

bool ptb_has_changes(const ptb_record_table *table, size_t column)
{
    const ptb_changes *changes = &table->changes;
    for (uint64_t i = 0; changes->first && i < changes->first[table->n]; i++) {
        if (changes->column[i] == column) return true;
    }
    return false;
}

uint32_t ptb_code_at(const ptb_history *history, const ptb_record_table *table, size_t column,
                     uint32_t record, ptb_time as_of)
{
    if (record == PTB_NONE || (!history->is_timeless && table->created_at[record] > as_of)) return PTB_NONE;
    double code = ptb_value_at(table, column, record, as_of);
    return isnan(code) ? PTB_NONE : (uint32_t)code;
}
