/* features/deal_facts.h: what had become of a contact's or an account's other deals by a moment: how many, since when, worth what.
 *
 *   ptb_deal_query_new (names become codes) -> ptb_deal_facts_of, from any number of threads -> ptb_deal_query_free
 *
 * A deal counts where all of these hold:
 *   it names the case's contact (or is of its account), and is not the case's own opportunity: where that was created and closed at one
 *     moment it would tell its outcome;
 *   at T it was in one of the states (features/deals.h): created by then, and its outcome only where it was closed by then;
 *   where there are patterns for reasons: it was lost by T, and one of them fits its `lost_reason` as of T. The reason of a deal
 *     that was open at T is never looked at: it would tell that it was lost later;
 *   it had come to a stage that a pattern fits by T, where there are patterns (ptb_stage_was_reached).
 *
 * "Quoted before with no result" is states OPEN and LOST with stages such as "*quote*" and "*proposal*". */
#ifndef PTB_FEATURES_DEAL_FACTS_H
#define PTB_FEATURES_DEAL_FACTS_H

#include "features/cases.h"

typedef enum { PTB_DEALS_OF_CONTACT, PTB_DEALS_OF_ACCOUNT } ptb_deals_scope;

enum { PTB_DEALS_OPEN = 1, PTB_DEALS_WON = 2, PTB_DEALS_LOST = 4 };

typedef struct {
    ptb_deals_scope scope;
    unsigned states;                 /* PTB_DEALS_.., added up */
    const char *const *lost_reasons; /* patterns (datasets/base/pattern.h); needed while the query is made */
    size_t n_lost_reasons;           /* 0: any, or none */
    const char *const *stages;
    size_t n_stages;
} ptb_deal_question;

typedef struct ptb_deal_query ptb_deal_query;

/* Borrows the history.
 * Errors   E_ARG: no state, or an unknown one
 *          E_SCHEMA: patterns for a column `lost_reason` or `stage` that the opportunities do not have or that is no category
 *          E_NOMEM */
PTB_MUST_USE ptb_status ptb_deal_query_new(const ptb_history *history, const ptb_deal_question *question,
                                           ptb_deal_query **out, ptb_error *err);
void ptb_deal_query_free(ptb_deal_query *query); /* NULL allowed */

/* n and n_amounts are 0 where there are none, all is missing where the case has no contact (account).
 *
 * Amounts are the export's, and those of open deals are edited until they close: only deals that were closed by T have one. */
typedef struct {
    double n;
    double n_amounts;  /* deals closed by T with an amount */
    double amount_sum; /* of them; 0 where there are none */
    double
        last_amount; /* of the deal closed last (of several the last in the history's order); NaN: it has none, or no such deal */
    ptb_time last_closed;  /* by T; PTB_NO_TIME: none of them */
    ptb_time last_created; /* by T; PTB_NO_TIME: no deal with a date of creation */
} ptb_deal_facts;

/* Allocates nothing; one pass over the contact's (account's) deals. */
ptb_deal_facts ptb_deal_facts_of(const ptb_deal_query *query, const ptb_case *one);

#endif
