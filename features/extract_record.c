/* features/extract_record.c: features that are read from records: attributes and ages. */
#include <math.h>
#include <stdlib.h>

#include "datasets/history_values.h"
#include "features/extract_inside.h"

static const double missing = (double)NAN;

/* Categories are stored as float codes, which are exact up to here. */
static const uint64_t max_levels = 1U << 24;

/* --- binding --- */

static const ptb_record_table *table_of(const ptb_history *h, ptb_feature_of of)
{
    if (of == PTB_OF_OPPORTUNITY) return &h->opportunities;
    return of == PTB_OF_ACCOUNT ? &h->accounts : &h->contacts;
}

static const char *table_name(ptb_feature_of of)
{
    if (of == PTB_OF_OPPORTUNITY) return "opportunities";
    return of == PTB_OF_ACCOUNT ? "accounts" : "contacts";
}

static ptb_status fail_no_column(const ptb_record_table *table, const ptb_feature_spec *spec, ptb_error *err)
{
    const char **names = NULL;
    PTB_TRY(ptb_alloc(&names, table->n_columns, sizeof *names, err));
    for (size_t i = 0; i < table->n_columns; i++)
        names[i] = table->columns[i].name;
    const char *near = ptb_nearest_name(ptb_str_of(spec->column), names, table->n_columns);
    ptb_status status =
        ptb_fail(err, PTB_E_SCHEMA, "feature '%s': the history's %s have no column '%s'%s%s%s", spec->name,
                 table_name(spec->of), spec->column, near ? " (did you mean '" : "", near ? near : "",
                 near ? "'?)" : "");
    free(names);
    return status;
}

static ptb_status bind_column(const ptb_history *h, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    int at = ptb_table_find(to->table, spec->column);
    if (at < 0) return fail_no_column(to->table, spec, err);
    to->column = &to->table->columns[at];
    if (spec->log1p && to->column->kind != PTB_COLUMN_NUMBER) {
        return ptb_fail(err, PTB_E_SCHEMA, "feature '%s': log1p is for numbers, '%s' holds none", spec->name,
                        spec->column);
    }
    if (to->column->kind == PTB_COLUMN_DATE && h->is_timeless) {
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "feature '%s': '%s' is a date, and a history without dates has no moment to measure from",
            spec->name, spec->column);
    }
    if (to->column->kind == PTB_COLUMN_CATEGORY && to->column->levels.n > max_levels) {
        return ptb_fail(err, PTB_E_LIMIT, "feature '%s': '%s' has %zu different values, at most %llu",
                        spec->name, spec->column, to->column->levels.n, (unsigned long long)max_levels);
    }
    if (spec->kind == PTB_FEATURE_ATTRIBUTE && to->column->kind == PTB_COLUMN_CATEGORY)
        to->levels = &to->column->levels;
    return PTB_OK;
}

ptb_status ptb_bind_record(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    to->table = table_of(x->history, spec->of);
    if (spec->column) PTB_TRY(bind_column(x->history, to, err));
    return ptb_bind_facts(x, to, err);
}

/* --- records --- */

uint32_t ptb_record_of(const ptb_asking *q)
{
    if (q->instruction->spec->of == PTB_OF_OPPORTUNITY) return q->one->opportunity;
    return q->instruction->spec->of == PTB_OF_ACCOUNT ? q->one->account : q->one->contact;
}

static bool exists(const ptb_asking *q, uint32_t record)
{
    return q->extractor->history->is_timeless || q->instruction->table->created_at[record] <= q->one->as_of;
}

static double age(const ptb_asking *q)
{
    uint32_t record = ptb_record_of(q);
    if (!exists(q, record)) return missing;
    return ptb_days_since(q->instruction->table->created_at[record], q->one->as_of);
}

static double attribute(const ptb_asking *q)
{
    const ptb_record_table *table = q->instruction->table;
    const ptb_column *column = q->instruction->column;
    uint32_t record = ptb_record_of(q);
    if (!exists(q, record)) return missing;
    double value = ptb_value_at(table, (size_t)(column - table->columns), record, q->one->as_of);
    if (column->kind == PTB_COLUMN_CATEGORY || isnan(value)) return value;
    if (column->kind == PTB_COLUMN_DATE) { /* a date after T is not known at T */
        ptb_time moment = (ptb_time)value;
        return moment > q->one->as_of ? missing : ptb_days_since(moment, q->one->as_of);
    }
    if (!q->instruction->spec->log1p) return value;
    return value >= 0 ? log1p(value) : missing;
}

/* --- */

double ptb_value_of_record(const ptb_asking *q)
{
    return q->instruction->spec->kind == PTB_FEATURE_AGE ? age(q) : attribute(q);
}
