/* features/change_facts.c: changes of a record's field up to a moment: how many, when the last, growth. */
#include "features/change_facts.h"

#include <math.h>

#include "datasets/history_values.h"

static const double missing = (double)NAN;

/* Of all records together. */
static ptb_time first_change(const ptb_record_table *table, size_t column)
{
    ptb_time first = PTB_NO_TIME;
    if (!table->changes.first) return first;
    for (uint64_t i = 0; i < table->changes.first[table->n]; i++) {
        ptb_time ts = table->changes.ts[i];
        if (table->changes.column[i] != column || ts == PTB_NO_TIME) continue;
        if (first == PTB_NO_TIME || ts < first) first = ts;
    }
    return first;
}

ptb_status ptb_change_query_init(ptb_change_query *query, const ptb_record_table *table, const char *column,
                                 ptb_error *err)
{
    int at = ptb_table_find(table, column);
    *query = (ptb_change_query){0};
    if (at < 0)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "changes of '%s' are asked for, and the records have no such column", column);
    *query = (ptb_change_query){table, (size_t)at, first_change(table, (size_t)at)};
    return PTB_OK;
}

static bool is_known(const ptb_change_query *query, uint32_t record, ptb_time as_of)
{
    return record != PTB_NONE && query->known_from != PTB_NO_TIME && query->known_from <= as_of &&
           query->table->created_at[record] <= as_of;
}

typedef struct {
    uint32_t n;    /* later than `after` */
    ptb_time last; /* PTB_NO_TIME: none at all */
} change_tally;

static change_tally tally(const ptb_change_query *query, uint32_t record, ptb_time as_of, ptb_time after)
{
    const ptb_changes *changes = &query->table->changes;
    ptb_change_span span = ptb_changes_until(query->table, query->column, record, as_of);
    change_tally found = {0, PTB_NO_TIME};
    double before = missing; /* the last value that was none missing */
    for (uint64_t i = span.first; i < span.last; i++) {
        double value = changes->value[i];
        if (isnan(value)) continue;
        if (value < before || value > before) { /* false for NaN */
            found.last = changes->ts[i];
            found.n += changes->ts[i] > after;
        }
        before = value;
    }
    return found;
}

static ptb_time days_before(ptb_time as_of, double days)
{
    return as_of - (ptb_time)(days * PTB_DAY);
}

double ptb_change_count(const ptb_change_query *query, uint32_t record, ptb_time as_of, double days)
{
    if (!is_known(query, record, as_of)) return missing;
    return tally(query, record, as_of, days > 0 ? days_before(as_of, days) : PTB_NO_TIME).n;
}

double ptb_change_days_since(const ptb_change_query *query, uint32_t record, ptb_time as_of)
{
    if (!is_known(query, record, as_of)) return missing;
    ptb_time last = tally(query, record, as_of, PTB_NO_TIME).last;
    return last == PTB_NO_TIME ? missing : (double)(as_of - last) / PTB_DAY;
}

double ptb_change_growth(const ptb_change_query *query, uint32_t record, ptb_time as_of, double days)
{
    if (query->table->columns[query->column].kind != PTB_COLUMN_NUMBER) return missing;
    if (!is_known(query, record, as_of)) return missing;
    ptb_time earlier = days_before(as_of, days);
    if (query->table->created_at[record] > earlier) return missing;
    double now = ptb_value_at(query->table, query->column, record, as_of);
    double then = ptb_value_at(query->table, query->column, record, earlier);
    return fabs(then) > 0 ? (now - then) / fabs(then) : missing;
}
