/* features/email_facts.c: addresses by level code, judged once; their domains against those of the accounts. */
#include "features/email_facts.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/history_values.h"
#include "features/email_signs.h"

enum { BLOCK_LEVELS = 4096, N_TOGETHER = 32, GIBBERISH_STEPS = 255 };
enum { IS_MALFORMED = 1, IS_FREE = 2, IS_DISPOSABLE = 4, IS_ROLE = 8, IS_GIBBERISH = 16 };
#define GIBBERISH_LIMIT 0.5 /* of ptb_is_gibberish */

struct ptb_email_facts {
    const ptb_history *history;
    size_t email_column, domain_column;
    uint8_t *flags, *gibberish; /* by code of the address */
    uint32_t *domain; /* likewise: among the accounts' registrable domains, PTB_NO_CODE none of them */
    uint32_t *account_domain; /* by code of the accounts' level; NULL: the accounts have no such column */
};

/* ---- the levels ---- */

static ptb_status index_domains(const ptb_domains *domains, const ptb_strings *levels,
                                ptb_dictionary *distinct, uint32_t *codes, ptb_error *err)
{
    for (size_t i = 0; i < levels->n; i++) {
        char domain[PTB_DOMAIN_BYTES];
        codes[i] = PTB_NO_CODE;
        if (!ptb_domain_of_web(domains, ptb_strings_at(levels, i), domain)) continue;
        PTB_TRY(ptb_dictionary_add(distinct, ptb_str_of(domain), &codes[i], err));
    }
    return PTB_OK;
}

typedef struct {
    const ptb_domains *domains;
    const ptb_dictionary *accounts; /* registrable domains; NULL: none */
    const ptb_strings *levels;
    ptb_email_facts *facts;
} judging;

/* Leaves the address's registrable domain, or nothing. */
static void judge(const judging *j, size_t i, char domain[PTB_DOMAIN_BYTES])
{
    ptb_email_signs signs =
        ptb_email_signs_and_domain(j->domains, ptb_strings_at(j->levels, i), (ptb_str){"", 0}, domain);
    unsigned flags = (signs.is_malformed ? IS_MALFORMED : 0U) | (signs.is_free ? IS_FREE : 0U) |
                     (signs.is_disposable ? IS_DISPOSABLE : 0U) | (signs.is_role ? IS_ROLE : 0U) |
                     (signs.gibberish >= GIBBERISH_LIMIT ? IS_GIBBERISH : 0U);
    j->facts->flags[i] = (uint8_t)flags;
    j->facts->gibberish[i] = (uint8_t)(signs.gibberish * GIBBERISH_STEPS + 0.5);
    j->facts->domain[i] = PTB_NO_CODE;
}

/* Some addresses at a time, so that their domains are looked up together. */
static ptb_status judge_block(void *state, const ptb_block *block, ptb_error *err)
{
    const judging *j = state;
    char domain[N_TOGETHER][PTB_DOMAIN_BYTES];
    ptb_str key[N_TOGETHER];
    (void)err;
    for (size_t first = block->first, n; first < block->last; first += n) {
        n = block->last - first < N_TOGETHER ? block->last - first : N_TOGETHER;
        for (size_t i = 0; i < n; i++) {
            judge(j, first + i, domain[i]);
            key[i] = ptb_str_of(domain[i]);
        }
        if (j->accounts) ptb_dictionary_find_many(j->accounts, key, n, j->facts->domain + first);
    }
    return PTB_OK;
}

static ptb_status judge_levels(const ptb_context *context, ptb_email_facts *facts, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_history *h = facts->history;
    const ptb_strings *levels = &h->contacts.columns[facts->email_column].levels;
    ptb_domains *domains = NULL;
    ptb_dictionary *distinct = NULL;
    judging j = {NULL, NULL, levels, facts};
    PTB_TRY_TO(ptb_domains_new(&domains, err));
    if (facts->account_domain) {
        PTB_TRY_TO(ptb_dictionary_new(context->seed, &distinct, err));
        PTB_TRY_TO(index_domains(domains, &h->accounts.columns[facts->domain_column].levels, distinct,
                                 facts->account_domain, err));
    }
    j.domains = domains;
    j.accounts = distinct;
    PTB_TRY_TO(ptb_blocks_map(context, levels->n, BLOCK_LEVELS, judge_block, &j, err));
done:
    ptb_dictionary_free(distinct);
    ptb_domains_free(domains);
    return status;
}

/* ---- the columns ---- */

static ptb_status find_column(const ptb_record_table *table, const char *whose, const char *name,
                              size_t *column, ptb_error *err)
{
    int at = ptb_table_find(table, name);
    if (at < 0)
        return ptb_fail(err, PTB_E_SCHEMA, "e-mail addresses are asked for, and the %s have no column '%s'",
                        whose, name);
    if (table->columns[at].kind != PTB_COLUMN_CATEGORY)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "e-mail addresses are asked for, and the %s' column '%s' holds no texts", whose,
                        name);
    *column = (size_t)at;
    return PTB_OK;
}

static ptb_status make_facts(const ptb_context *context, ptb_email_facts *facts, const char *email_column,
                             const char *domain_column, ptb_error *err)
{
    const ptb_history *h = facts->history;
    PTB_TRY(find_column(&h->contacts, "contacts", email_column, &facts->email_column, err));
    size_t n = h->contacts.columns[facts->email_column].levels.n;
    if (domain_column) {
        PTB_TRY(find_column(&h->accounts, "accounts", domain_column, &facts->domain_column, err));
        size_t n_domains = h->accounts.columns[facts->domain_column].levels.n;
        PTB_TRY(ptb_alloc(&facts->account_domain, n_domains, sizeof *facts->account_domain, err));
    }
    PTB_TRY(ptb_alloc(&facts->flags, n, sizeof *facts->flags, err));
    PTB_TRY(ptb_alloc(&facts->gibberish, n, sizeof *facts->gibberish, err));
    PTB_TRY(ptb_alloc(&facts->domain, n, sizeof *facts->domain, err));
    return judge_levels(context, facts, err);
}

ptb_status ptb_email_facts_new(const ptb_context *context, const ptb_history *history,
                               const char *email_column, const char *domain_column, ptb_email_facts **out,
                               ptb_error *err)
{
    *out = NULL;
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    (*out)->history = history;
    ptb_status status = make_facts(context, *out, email_column, domain_column, err);
    if (status != PTB_OK) {
        ptb_email_facts_free(*out);
        *out = NULL;
    }
    return status;
}

void ptb_email_facts_free(ptb_email_facts *facts)
{
    if (!facts) return;
    free(facts->flags);
    free(facts->gibberish);
    free(facts->domain);
    free(facts->account_domain);
    free(facts);
}

/* ---- as of a moment ---- */

static double matches_account(const ptb_email_facts *facts, uint32_t email, uint32_t account, ptb_time as_of)
{
    const ptb_history *h = facts->history;
    if (!facts->account_domain) return (double)NAN;
    uint32_t level = ptb_code_at(h, &h->accounts, facts->domain_column, account, as_of);
    if (level == PTB_NONE || facts->account_domain[level] == PTB_NO_CODE) return (double)NAN;
    return facts->account_domain[level] == facts->domain[email];
}

ptb_contact_email ptb_email_facts_of(const ptb_email_facts *facts, uint32_t contact, uint32_t account,
                                     ptb_time as_of)
{
    const ptb_history *h = facts->history;
    const double missing = (double)NAN;
    uint32_t email = ptb_code_at(h, &h->contacts, facts->email_column, contact, as_of);
    if (email == PTB_NONE)
        return (ptb_contact_email){missing, missing, missing, missing, missing, missing, missing};
    unsigned flags = facts->flags[email];
    return (ptb_contact_email){.is_malformed = (flags & IS_MALFORMED) != 0,
                               .is_free = (flags & IS_FREE) != 0,
                               .is_disposable = (flags & IS_DISPOSABLE) != 0,
                               .is_role = (flags & IS_ROLE) != 0,
                               .matches_account = matches_account(facts, email, account, as_of),
                               .gibberish = (double)facts->gibberish[email] / GIBBERISH_STEPS,
                               .is_gibberish = (flags & IS_GIBBERISH) != 0};
}
