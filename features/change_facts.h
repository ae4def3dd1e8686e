/* features/change_facts.h: how often a field of a record has changed by a moment, when it last did, how much a number grew.
 *
 *   ptb_change_query_init -> ptb_change_count, ptb_change_days_since, ptb_change_growth, from any number of threads
 *
 * The query is a plain value, borrows the history and needs no free. A change is from one value to another: what fills an empty
 * field in or clears it is none, nor is a field's first known value; a field that is cleared and filled in otherwise has changed then.
 *
 * Missing  NaN for no record (PTB_NONE), for one that was created after T, and where no change of the column was known of
 *          any record by T: then nobody wrote them down, and that is not "never changed". A record without changes in a column
 *          that others have changes of has not changed.
 * Days     0 to 100,000.
 * Time     nothing later than T counts. As of PTB_NO_TIME (timeless histories) all is missing.
 * Cost     O(log c + k) for a record with c changes, k of them of this column; nothing is allocated. */
#ifndef PTB_FEATURES_CHANGE_FACTS_H
#define PTB_FEATURES_CHANGE_FACTS_H

#include "datasets/history.h"

typedef struct {
    const ptb_record_table *table;
    size_t column;
    ptb_time known_from; /* the first dated change of any record; PTB_NO_TIME where there is none */
} ptb_change_query;

/* table: contacts, accounts or opportunities of the history. One pass over the table's changes.
 * Errors   E_SCHEMA: no such column */
PTB_MUST_USE ptb_status ptb_change_query_init(ptb_change_query *query, const ptb_record_table *table,
                                              const char *column, ptb_error *err);

/* Changes in (T - days, T]; with days 0, up to T. */
double ptb_change_count(const ptb_change_query *query, uint32_t record, ptb_time as_of, double days);

/* Days from the last change to T; NaN also where there was none. */
double ptb_change_days_since(const ptb_change_query *query, uint32_t record, ptb_time as_of);

/* (now - then) / |then| of a number, then = T - days. NaN also where the record was created later than `then`, either value is
 * missing, then is 0, or the column holds no numbers. */
double ptb_change_growth(const ptb_change_query *query, uint32_t record, ptb_time as_of, double days);

#endif
