/* datasets/import_enrich.c: tables of further attributes of accounts, found by account_id or domain.
 *
 * A row with the id of a known account is that account's; any other row is all those accounts' that have its domain and no
 * row by their id. Free providers' domains are nobody's. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/domains.h"
#include "datasets/import_parts.h"

enum { ENRICH_ACCOUNT, ENRICH_DOMAIN, SHOWN_BYTES = 60, DOMAIN_SEED = 8 };

static const ptb_intake_spec enrich_spec = {.noun = "accounts",
                                            .roles = {[ENRICH_ACCOUNT] = {"account_id", false, NULL, true},
                                                      [ENRICH_DOMAIN] = {"domain", false, NULL, false}}};

typedef struct {
    ptb_import_run *run;
    ptb_intake *table;
    ptb_domains *suffixes;
    ptb_account_domains account_domains;
    uint32_t *of_account;    /* by account (row of the set): a row of the table, or PTB_NONE */
    ptb_dictionary *domains; /* of rows that are found by their domain */
    uint32_t *of_domain;     /* by code: a row of the table */
    size_t domain_capacity;
    bool *is_used; /* by row */
} enrichment;

/* ---- columns ---- */

/* Who has a column of that name already: the accounts' file, an earlier table of this kind; NULL: nobody. */
static const char *find_clash(const ptb_import_run *run, const char *name, const ptb_intake *tables, size_t n)
{
    static const char *const own[] = {"account_id", "parent_id", "created_at"};
    const char *accounts = run->settings->accounts.n > 0 ? ptb_intake_path(&run->accounts) : "accounts";
    for (size_t t = 0; t < n; t++)
        for (size_t i = 0; i < tables[t].n_columns; i++)
            if ((int)i != tables[t].role[ENRICH_ACCOUNT] && (int)i != tables[t].role[ENRICH_DOMAIN] &&
                ptb_str_equal_nocase(ptb_str_of(tables[t].columns[i].name), name))
                return ptb_intake_path(&tables[t]);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (ptb_str_equal_nocase(ptb_str_of(own[i]), name)) return accounts;
    return ptb_table_find(&run->set.accounts, name) >= 0 ? accounts : NULL;
}

static ptb_status check_columns(const enrichment *e, const ptb_intake *before, size_t n_before,
                                ptb_error *err)
{
    const ptb_intake *t = e->table;
    const char *path = ptb_intake_path(t);
    if (t->role[ENRICH_ACCOUNT] < 0 && t->role[ENRICH_DOMAIN] < 0)
        return ptb_fail(err, PTB_E_SCHEMA, "%s:1: no column 'account_id' or 'domain'; expected one of them",
                        path);
    if (t->role[ENRICH_ACCOUNT] < 0 && !e->account_domains.domain && !e->account_domains.website)
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "%s:1: accounts are named by domain only, but they have no column 'domain' or 'website' (of "
            "texts); expected a column 'account_id'",
            path);
    for (size_t i = 0; i < t->n_columns; i++) {
        if ((int)i == t->role[ENRICH_ACCOUNT] || (int)i == t->role[ENRICH_DOMAIN]) continue;
        const char *clash = find_clash(e->run, t->columns[i].name, before, n_before);
        if (clash)
            return ptb_fail(
                err, PTB_E_SCHEMA,
                "%s:1: column '%s' is in %s too; expected names of its own: rename it in one of them", path,
                t->columns[i].name, clash);
    }
    return PTB_OK;
}

/* ---- rows ---- */

static ptb_status drop_repeated(enrichment *e, size_t row, int role, ptb_error *err)
{
    char reason[200];
    ptb_str key = ptb_intake_value(e->table, role, row);
    const char *column = e->table->columns[e->table->role[role]].name;
    (void)snprintf(reason, sizeof reason, "duplicate %s '%.*s', expected each once", column,
                   (int)ptb_str_cut(key, SHOWN_BYTES).len, key.ptr);
    return ptb_intake_drop(e->run, e->table, row, PTB_REJECT_DUPLICATE, column, reason, err);
}

static ptb_status place_by_domain(enrichment *e, uint32_t row, ptb_error *err)
{
    char domain[PTB_DOMAIN_BYTES];
    uint32_t code = 0;
    size_t n_before = ptb_dictionary_count(e->domains);
    ptb_str text = ptb_intake_value(e->table, ENRICH_DOMAIN, row);
    if (!ptb_domain_of_web(e->suffixes, text, domain) || ptb_domain_is_free(ptb_str_of(domain)))
        return PTB_OK;
    PTB_TRY(ptb_dictionary_add(e->domains, ptb_str_of(domain), &code, err));
    if (code < n_before) return drop_repeated(e, row, ENRICH_DOMAIN, err);
    PTB_TRY(ptb_reserve(&e->of_domain, &e->domain_capacity, (size_t)code + 1, sizeof *e->of_domain, err));
    e->of_domain[code] = row;
    return PTB_OK;
}

static ptb_status place_row(enrichment *e, uint32_t row, ptb_error *err)
{
    ptb_str id = ptb_intake_value(e->table, ENRICH_ACCOUNT, row);
    if (id.len == 0 && ptb_intake_value(e->table, ENRICH_DOMAIN, row).len == 0)
        return ptb_intake_drop(e->run, e->table, row, PTB_REJECT_NO_ID, NULL,
                               "neither account_id nor domain, expected one of them", err);
    uint32_t account = id.len > 0 ? ptb_intake_row_of(&e->run->accounts, id) : PTB_NONE;
    if (account == PTB_NONE) return place_by_domain(e, row, err);
    if (e->of_account[account] != PTB_NONE) return drop_repeated(e, row, ENRICH_ACCOUNT, err);
    e->of_account[account] = row;
    return PTB_OK;
}

/* Accounts without a row of their own get that of their domain; the others what comes after the last row: nothing. */
static void find_rows(enrichment *e)
{
    const ptb_intake *t = e->table;
    for (size_t i = 0; i < e->run->set.accounts.n; i++) {
        char domain[PTB_DOMAIN_BYTES];
        uint32_t *row = &e->of_account[i], code = PTB_NO_CODE;
        if (*row == PTB_NONE &&
            ptb_domain_of_web(e->suffixes, ptb_import_account_domain(&e->account_domains, i), domain))
            code = ptb_dictionary_find(e->domains, ptb_str_of(domain));
        if (code != PTB_NO_CODE) *row = e->of_domain[code];
        if (*row != PTB_NONE) e->is_used[*row] = true;
        if (*row == PTB_NONE || t->is_dropped[*row]) *row = (uint32_t)t->n_rows;
    }
}

static void note_unused(const enrichment *e)
{
    const ptb_intake *t = e->table;
    uint64_t n = 0;
    for (size_t row = 0; row < t->n_rows; row++)
        n += !t->is_dropped[row] && !e->is_used[row];
    if (n > 0)
        ptb_import_note(e->run,
                        "%s: %" PRIu64 " of %" PRIu64 " rows are of unknown accounts; they are left out",
                        ptb_intake_path(t), n, t->n_read);
}

/* ---- new columns ---- */

static ptb_status add_columns(enrichment *e, ptb_error *err)
{
    ptb_intake *t = e->table;
    ptb_record_table *accounts = &e->run->set.accounts;
    ptb_column *columns = NULL;
    const ptb_conversion how = {e->of_account, accounts->n, e->run->settings->zone_offset_s, NULL,
                                e->run->context};
    size_t n = accounts->n_columns;
    PTB_TRY(ptb_arena_alloc(&e->run->arena, &columns, n + t->n_columns, sizeof *columns, err));
    if (n > 0) memcpy(columns, accounts->columns, n * sizeof *columns);
    for (size_t i = 0; i < t->n_columns; i++) {
        if ((int)i == t->role[ENRICH_ACCOUNT] || (int)i == t->role[ENRICH_DOMAIN]) continue;
        PTB_TRY(ptb_text_column_pad(&t->columns[i], t->n_rows + 1, err));
        PTB_TRY(ptb_column_convert(&t->columns[i], &t->types[i], &how, &e->run->arena, &columns[n], err));
        n++;
    }
    accounts->columns = columns;
    accounts->n_columns = n;
    return PTB_OK;
}

static ptb_status begin(enrichment *e, ptb_error *err)
{
    size_t n = e->run->set.accounts.n;
    PTB_TRY(ptb_domains_new(&e->suffixes, err));
    PTB_TRY(ptb_dictionary_new(DOMAIN_SEED, &e->domains, err));
    PTB_TRY(ptb_alloc_raw(&e->of_account, n, sizeof *e->of_account, err));
    for (size_t i = 0; i < n; i++)
        e->of_account[i] = PTB_NONE;
    return ptb_alloc(&e->is_used, e->table->n_rows, sizeof *e->is_used, err);
}

/* The table was read; those `before` it were taken. */
static ptb_status take_table(ptb_import_run *run, ptb_intake *table, const ptb_intake *before,
                             size_t n_before, ptb_error *err)
{
    ptb_status status = PTB_OK;
    enrichment e = {.run = run, .table = table};
    e.account_domains = ptb_import_account_domains(&run->set.accounts);
    if (table->n_rows == 0) ptb_import_note(run, "%s has no rows", ptb_intake_path(table));
    PTB_TRY_TO(check_columns(&e, before, n_before, err));
    PTB_TRY_TO(begin(&e, err));
    for (uint32_t row = 0; row < table->n_rows; row++)
        PTB_TRY_TO(place_row(&e, row, err));
    PTB_TRY_TO(ptb_intake_judge_attributes(run, table, err));
    PTB_TRY_TO(ptb_intake_settle(run, table, err));
    find_rows(&e);
    note_unused(&e);
    PTB_TRY_TO(add_columns(&e, err));
done:
    ptb_domains_free(e.suffixes);
    ptb_dictionary_free(e.domains);
    free(e.of_account);
    free(e.of_domain);
    free(e.is_used);
    return status;
}

ptb_status ptb_import_enrich(ptb_import_run *run, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_paths *paths = &run->settings->enrich;
    ptb_intake *tables = NULL;
    if (paths->n == 0) return PTB_OK;
    PTB_TRY_TO(ptb_alloc(&tables, paths->n, sizeof *tables, err));
    for (size_t i = 0; i < paths->n; i++) {
        const ptb_paths one = {&paths->items[i], 1};
        PTB_TRY_TO(ptb_intake_read(run, &one, &enrich_spec, &tables[i], err));
        PTB_TRY_TO(take_table(run, &tables[i], tables, i, err));
    }
done:
    for (size_t i = 0; tables && i < paths->n; i++)
        ptb_intake_free(&tables[i]);
    free(tables);
    return status;
}
