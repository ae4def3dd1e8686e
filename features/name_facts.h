/* features/name_facts.h: whether a name, as it was at a moment, is one: typed at random, or filled in as spam does.
 *
 *   ptb_name_facts_new (every level of the column is judged once) -> ptb_name_facts_of, from any number of threads -> .._free
 *
 * Immutable; borrows the history. The name is that as of T (datasets/history_values.h). What the signs mean: features/email_signs.h. */
#ifndef PTB_FEATURES_NAME_FACTS_H
#define PTB_FEATURES_NAME_FACTS_H

#include "datasets/history.h"

typedef struct ptb_name_facts ptb_name_facts;

/* table: contacts or accounts of the history.
 * Errors   E_SCHEMA: there is no such column, or it is no category; E_NOMEM; E_CANCELLED
 * Cost     below a microsecond a name, on all threads; 2 bytes a name. */
PTB_MUST_USE ptb_status ptb_name_facts_new(const ptb_context *context, const ptb_history *history,
                                           const ptb_record_table *table, const char *column,
                                           ptb_name_facts **out, ptb_error *err);
void ptb_name_facts_free(ptb_name_facts *facts); /* NULL allowed */

/* 0 or 1, gibberish 0 to 1 (in steps of 1/255). All NaN without record (PTB_NONE), before its creation, and without a name. */
typedef struct {
    double gibberish, is_gibberish;
    double has_url, has_mixed_scripts, has_repeats;
    double is_spam; /* any of the three before */
} ptb_record_name;

ptb_record_name ptb_name_facts_of(const ptb_name_facts *facts, uint32_t record, ptb_time as_of);

#endif
