/* features/deal_facts.c: one pass over the deals of a contact or an account as of a moment. */
#include "features/deal_facts.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/pattern.h"
#include "datasets/history_values.h"
#include "features/deals.h"
#include "features/stage_facts.h"

_Static_assert(PTB_DEALS_OPEN == 1 << PTB_DEAL_OPEN && PTB_DEALS_WON == 1 << PTB_DEAL_WON &&
                   PTB_DEALS_LOST == 1 << PTB_DEAL_LOST,
               "a state's bit is where ptb_deal_state has it");

struct ptb_deal_query {
    const ptb_history *history;
    const uint64_t *first; /* the deals of record r are list[first[r]] .. list[first[r + 1]] */
    const uint32_t *list;
    ptb_deals_scope scope;
    unsigned states;
    size_t reason_column;
    uint8_t *reason_marks; /* by code; NULL: any reason */
    ptb_stages *stages;    /* NULL: any stage */
};

static ptb_status mark_reasons(ptb_deal_query *query, const ptb_deal_question *question, ptb_error *err)
{
    const ptb_record_table *deals = &query->history->opportunities;
    int at = ptb_table_find(deals, "lost_reason");
    if (at < 0)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "reasons of lost opportunities are asked for, and the opportunities have no column "
                        "'lost_reason'");
    if (deals->columns[at].kind != PTB_COLUMN_CATEGORY)
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "reasons of lost opportunities are asked for, and the column 'lost_reason' holds no words");
    query->reason_column = (size_t)at;
    return ptb_patterns_mark(&deals->columns[at].levels, question->lost_reasons, question->n_lost_reasons,
                             &query->reason_marks, err);
}

ptb_status ptb_deal_query_new(const ptb_history *history, const ptb_deal_question *question,
                              ptb_deal_query **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    bool is_account = question->scope == PTB_DEALS_OF_ACCOUNT;
    *out = NULL;
    if (question->states == 0 || question->states > (PTB_DEALS_OPEN | PTB_DEALS_WON | PTB_DEALS_LOST))
        return ptb_fail(err, PTB_E_ARG, "states of deals are %u; expected open, won, lost or several of them",
                        question->states);
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    **out = (ptb_deal_query){.history = history,
                             .first = is_account ? history->account_opportunity_first
                                                 : history->contact_opportunity_first,
                             .list = is_account ? history->account_opportunity : history->contact_opportunity,
                             .scope = question->scope,
                             .states = question->states};
    if (question->n_lost_reasons > 0) PTB_TRY_TO(mark_reasons(*out, question, err));
    if (question->n_stages > 0)
        PTB_TRY_TO(ptb_stages_new(history, question->stages, question->n_stages, &(*out)->stages, err));
done:
    if (status != PTB_OK) {
        ptb_deal_query_free(*out);
        *out = NULL;
    }
    return status;
}

void ptb_deal_query_free(ptb_deal_query *query)
{
    if (!query) return;
    free(query->reason_marks);
    ptb_stages_free(query->stages);
    free(query);
}

static bool is_asked_for(const ptb_deal_query *query, uint32_t deal, ptb_deal_state state, ptb_time as_of)
{
    if (state == PTB_DEAL_UNKNOWN || !(query->states & 1U << state)) return false;
    if (query->reason_marks) {
        if (state != PTB_DEAL_LOST) return false;
        double reason = ptb_value_at(&query->history->opportunities, query->reason_column, deal, as_of);
        if (isnan(reason) || !query->reason_marks[(uint32_t)reason]) return false;
    }
    return !query->stages || ptb_stage_was_reached(query->stages, deal, as_of);
}

static void add_closed(const ptb_history *history, uint32_t deal, ptb_deal_facts *facts)
{
    double amount = history->opportunity_amount ? history->opportunity_amount[deal] : (double)NAN;
    if (history->opportunity_closed[deal] >= facts->last_closed) {
        facts->last_closed = history->opportunity_closed[deal];
        facts->last_amount = amount;
    }
    if (isnan(amount)) return;
    facts->n_amounts++;
    facts->amount_sum += amount;
}

ptb_deal_facts ptb_deal_facts_of(const ptb_deal_query *query, const ptb_case *one)
{
    const ptb_history *h = query->history;
    const double missing = (double)NAN;
    ptb_deal_facts facts = {missing, missing, missing, missing, PTB_NO_TIME, PTB_NO_TIME};
    uint32_t record = query->scope == PTB_DEALS_OF_ACCOUNT ? one->account : one->contact;
    if (record == PTB_NONE) return facts;
    facts.n = facts.n_amounts = facts.amount_sum = 0;
    for (uint64_t i = query->first[record]; i < query->first[record + 1]; i++) {
        uint32_t deal = query->list[i];
        if (deal == one->opportunity) continue;
        ptb_deal_state state = ptb_deal_at(h, deal, one->as_of);
        if (!is_asked_for(query, deal, state, one->as_of)) continue;
        facts.n++;
        if (state != PTB_DEAL_OPEN) add_closed(h, deal, &facts);
        ptb_time created = h->opportunities.created_at[deal];
        if (created <= one->as_of && created > facts.last_created) facts.last_created = created;
    }
    return facts;
}
