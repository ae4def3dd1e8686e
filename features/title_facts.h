/* features/title_facts.h: what people's titles told at a moment: of a contact, and of all contacts of an account together.
 *
 *   ptb_title_facts_new (every level of the column is parsed once) -> the questions below, from any number of threads -> ptb_title_facts_free
 *
 * Immutable; borrows the history. A contact's title is that as of T (datasets/history_values.h). Nobody who was created after T
 * is there, without date of creation they have always been. */
#ifndef PTB_FEATURES_TITLE_FACTS_H
#define PTB_FEATURES_TITLE_FACTS_H

#include "datasets/history.h"
#include "features/title.h"

typedef struct ptb_title_facts ptb_title_facts;

/* column: of the contacts, "title" as a rule.
 * Errors   E_SCHEMA: there is no such column, or it is no category; E_NOMEM; E_CANCELLED
 * Cost     below a microsecond a level, on all threads; 3 bytes a level. */
PTB_MUST_USE ptb_status ptb_title_facts_new(const ptb_context *context, const ptb_history *history,
                                            const char *column, ptb_title_facts **out, ptb_error *err);
void ptb_title_facts_free(ptb_title_facts *facts); /* NULL allowed */

/* Of a contact as of T: codes of ptb_seniority (which is an order), ptb_department, ptb_buying_role. NaN without contact
 * (PTB_NONE), before its creation, and without a title; a title that tells nothing is (none, other, none). */
typedef struct {
    double seniority, department, buying_role;
} ptb_contact_title;

ptb_contact_title ptb_title_facts_of(const ptb_title_facts *facts, uint32_t contact, ptb_time as_of);

/* Of the contacts of an account that exist at T. Those without title are in `n_contacts` only. */
typedef struct {
    uint32_t n_contacts, n_titled;
    uint32_t n_of_role[PTB_N_BUYING_ROLES];
    uint32_t n_of_seniority[PTB_N_SENIORITIES];
    /* Of these: created in (T - days, T]; or there at T - days with a title of lower seniority. Both are a change of
     * who leads, where the seniority is high. A title that was filled in since is none. */
    uint32_t n_arrived[PTB_N_SENIORITIES], n_risen[PTB_N_SENIORITIES];
} ptb_account_titles;

/* All 0 where nobody is there; the caller looks whether there is an account at all (PTB_NONE is allowed: all 0). `days`, 0 to 100,000, is
 * how far back arrived and risen look; nobody has arrived or risen as of PTB_NO_TIME. One pass over the account's contacts; keep it
 * for several questions about one account and T. Allocates nothing. */
ptb_account_titles ptb_account_titles_of(const ptb_title_facts *facts, uint32_t account, ptb_time as_of,
                                         double days);

/* Distinct ones of user, gatekeeper, influencer and decision maker that somebody has. */
uint32_t ptb_buying_roles_covered(const ptb_account_titles *titles);

/* Sum of n[seniority] from `least` on: "at least a director" of n_of_seniority, n_arrived or n_risen. */
uint32_t ptb_at_least(const uint32_t n[PTB_N_SENIORITIES], ptb_seniority least);

/* The names of all codes in their order, for categories made of them. Lives as long as the program. */
ptb_strings ptb_title_levels(ptb_title_part part);

#endif
