/* datasets/import_until.c: rows that are dated later than --until. */
#include <stdio.h>
#include <stdlib.h>

#include "datasets/import_parts.h"

enum { SHOWN_BYTES = 60 };

bool ptb_import_is_late(const ptb_import_settings *settings, ptb_time moment)
{
    return settings->until != PTB_NO_TIME && moment != PTB_NO_TIME && moment > settings->until;
}

static ptb_status drop_row(ptb_import_run *run, ptb_intake *table, int role, size_t row, ptb_error *err)
{
    char reason[320], until[PTB_TIME_BYTES];
    ptb_str value = ptb_intake_value(table, role, row);
    const char *column = table->columns[table->role[role]].name;
    (void)snprintf(reason, sizeof reason, "date '%.*s' in column %s is later than --until %s",
                   (int)ptb_str_cut(value, SHOWN_BYTES).len, value.ptr, column,
                   ptb_print_time(until, run->settings->until));
    return ptb_intake_drop(run, table, row, PTB_REJECT_LATER, column, reason, err);
}

ptb_status ptb_intake_drop_late(ptb_import_run *run, ptb_intake *table, int role, ptb_error *err)
{
    ptb_status status = PTB_OK;
    bool *is_late = NULL;
    int column = table->role[role];
    if (run->settings->until == PTB_NO_TIME || column < 0) return PTB_OK;
    const ptb_dictionary *values = table->columns[column].values;
    const uint32_t *code = table->columns[column].code;
    size_t n = ptb_dictionary_count(values);
    PTB_TRY_TO(ptb_alloc(&is_late, n, sizeof *is_late, err));
    for (uint32_t i = 0; i < n; i++) {
        ptb_time moment = PTB_NO_TIME;
        is_late[i] = ptb_value_time(ptb_dictionary_key(values, i), &table->types[column],
                                    run->settings->zone_offset_s, &moment) &&
                     ptb_import_is_late(run->settings, moment);
    }
    for (size_t row = 0; row < table->n_rows; row++)
        if (code[row] != PTB_NONE && is_late[code[row]]) PTB_TRY_TO(drop_row(run, table, role, row, err));
done:
    free(is_late);
    return status;
}
