/* datasets/import_accounts.c: domains of accounts, and contacts that are linked to accounts by them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/domains.h"
#include "datasets/import_parts.h"

const ptb_column *ptb_import_texts(const ptb_record_table *table, const char *name)
{
    int at = ptb_table_find(table, name);
    return at >= 0 && table->columns[at].kind == PTB_COLUMN_CATEGORY ? &table->columns[at] : NULL;
}

ptb_str ptb_import_text(const ptb_column *column, size_t row)
{
    if (!column || column->code[row] == PTB_NONE) return (ptb_str){"", 0};
    return ptb_strings_at(&column->levels, column->code[row]);
}

ptb_account_domains ptb_import_account_domains(const ptb_record_table *accounts)
{
    return (ptb_account_domains){ptb_import_texts(accounts, "domain"), ptb_import_texts(accounts, "website")};
}

ptb_str ptb_import_account_domain(const void *domains, size_t row)
{
    const ptb_account_domains *of = domains;
    ptb_str text = ptb_import_text(of->domain, row);
    return text.len > 0 ? text : ptb_import_text(of->website, row);
}

static ptb_str email_of_row(const void *column, size_t row)
{
    return ptb_import_text(column, row);
}

/* Where the domain found an account though the row names one that nobody knows. `before` is by row. */
static uint64_t count_renamed(const ptb_import_run *run, const uint32_t *before, const uint32_t *after)
{
    const ptb_intake *contacts = &run->contacts;
    uint64_t n = 0;
    for (uint32_t i = 0; i < contacts->n_kept; i++) {
        uint32_t row = ptb_import_set_row(run, i);
        n += before[row] == PTB_NONE && after[row] != PTB_NONE &&
             ptb_intake_value(contacts, 0, contacts->kept[i]).len > 0; /* role 0 is account_id */
    }
    return n;
}

static void note_links(ptb_import_run *run, const ptb_link_counts *counts, uint64_t n_renamed)
{
    run->report->links = (ptb_link_report){counts->linked, counts->free, counts->ambiguous, counts->unknown};
    if (counts->linked + counts->ambiguous == 0) return;
    ptb_import_note(run,
                    "%" PRIu64 " contacts linked to accounts by e-mail domain; %" PRIu64
                    " free providers, %" PRIu64 " ambiguous",
                    counts->linked, counts->free, counts->ambiguous);
    if (n_renamed > 0)
        ptb_import_note(run, "%" PRIu64 " of the contacts linked by e-mail domain name an unknown account",
                        n_renamed);
}

ptb_status ptb_import_link_domains(ptb_import_run *run, uint32_t *contact_account, uint64_t *n_renamed,
                                   ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_record_set *set = &run->set;
    const ptb_account_domains of = ptb_import_account_domains(&set->accounts);
    const ptb_column *email = ptb_import_texts(&set->contacts, "email");
    const ptb_link_records records = {.n_contacts = set->contacts.n,
                                      .n_accounts = set->accounts.n,
                                      .email = {email_of_row, email},
                                      .domain = {ptb_import_account_domain, &of},
                                      .account_parent = set->account_parent};
    ptb_link_counts counts;
    ptb_domains *domains = NULL;
    uint32_t *before = NULL;
    *n_renamed = 0;
    if (!run->settings->link_domains || !email || (!of.domain && !of.website)) return PTB_OK;
    PTB_TRY_TO(ptb_alloc_raw(&before, records.n_contacts, sizeof *before, err));
    memcpy(before, contact_account, records.n_contacts * sizeof *before);
    PTB_TRY_TO(ptb_domains_new(&domains, err));
    PTB_TRY_TO(ptb_link_by_domain(domains, &records, contact_account, &counts, err));
    *n_renamed = count_renamed(run, before, contact_account);
    note_links(run, &counts, *n_renamed);
done:
    ptb_domains_free(domains);
    free(before);
    return status;
}
