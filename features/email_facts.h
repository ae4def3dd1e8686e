/* features/email_facts.h: whose a contact's e-mail address was at a moment, and whether anybody meant it.
 *
 *   ptb_email_facts_new (every address of the column is judged once) -> ptb_email_facts_of, from any number of threads -> .._free
 *
 * Immutable; borrows the history. The address and the account's domain are those as of T (datasets/history_values.h). What the signs
 * mean: features/email_signs.h. */
#ifndef PTB_FEATURES_EMAIL_FACTS_H
#define PTB_FEATURES_EMAIL_FACTS_H

#include "datasets/history.h"

typedef struct ptb_email_facts ptb_email_facts;

/* email_column: of the contacts, "email" as a rule. domain_column: of the accounts, "domain" as a rule, or NULL where the accounts have
 * none: then matches_account is missing everywhere.
 * Errors   E_SCHEMA: there is no such column, or it is no category; E_NOMEM; E_CANCELLED
 * Cost     about a microsecond an address, on all threads; 6 bytes an address; for the accounts' domains their texts and
 *          about 30 bytes each. */
PTB_MUST_USE ptb_status ptb_email_facts_new(const ptb_context *context, const ptb_history *history,
                                            const char *email_column, const char *domain_column,
                                            ptb_email_facts **out, ptb_error *err);
void ptb_email_facts_free(ptb_email_facts *facts); /* NULL allowed */

/* 0 or 1, gibberish 0 to 1 (in steps of 1/255). */
typedef struct {
    double is_malformed, is_free, is_disposable, is_role;
    double matches_account;
    double gibberish, is_gibberish;
} ptb_contact_email;

/* All NaN without contact (PTB_NONE), before its creation, and without an address; of a malformed address nothing else is said (0).
 * matches_account is NaN also without account, before the account's creation, and where it has no domain that one can register.
 * Allocates nothing. */
ptb_contact_email ptb_email_facts_of(const ptb_email_facts *facts, uint32_t contact, uint32_t account,
                                     ptb_time as_of);

#endif
