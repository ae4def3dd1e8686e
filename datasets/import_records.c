/* datasets/import_records.c: contacts, accounts and opportunities: their rules, and who belongs to whom. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"
#include "datasets/base/blocks.h"
#include "datasets/import_parts.h"

/* Positions in the roles below. */
enum { CONTACT_ACCOUNT, CONTACT_CREATED };
enum { ACCOUNT_PARENT, ACCOUNT_CREATED };
enum { DEAL_ACCOUNT, DEAL_CONTACT, DEAL_CREATED, DEAL_CLOSED, DEAL_OUTCOME, DEAL_AMOUNT };

static const ptb_intake_spec contact_spec = {
    .noun = "contacts",
    .kind = PTB_TABLE_CONTACTS,
    .is_mapped = true,
    .id = "contact_id",
    .roles = {[CONTACT_ACCOUNT] = {"account_id", false, NULL, true},
              [CONTACT_CREATED] = {"created_at", false, NULL, false}}};
static const ptb_intake_spec account_spec = {
    .noun = "accounts",
    .kind = PTB_TABLE_ACCOUNTS,
    .is_mapped = true,
    .id = "account_id",
    .roles = {[ACCOUNT_PARENT] = {"parent_id", false, NULL, true},
              [ACCOUNT_CREATED] = {"created_at", false, NULL, false}}};
static const ptb_intake_spec deal_spec = {.noun = "opportunities",
                                          .kind = PTB_TABLE_OPPORTUNITIES,
                                          .is_mapped = true,
                                          .id = "opportunity_id",
                                          .roles = {[DEAL_ACCOUNT] = {"account_id", false, NULL, true},
                                                    [DEAL_CONTACT] = {"contact_id", false, NULL, true},
                                                    [DEAL_CREATED] = {"created_at", true, NULL, false},
                                                    [DEAL_CLOSED] = {"closed_at", false, NULL, false},
                                                    [DEAL_OUTCOME] = {"outcome", false, NULL, false},
                                                    [DEAL_AMOUNT] = {"amount", false, NULL, false}}};

enum { LINKED_AT_ONCE = 64, LINKED_BLOCK = 16384 };

static ptb_status judge_role(ptb_import_run *run, ptb_intake *table, int role, ptb_column_kind kind,
                             ptb_error *err)
{
    if (table->role[role] < 0) return PTB_OK;
    return ptb_intake_judge(run, table, (size_t)table->role[role], &kind, err);
}

/* The rows of `target` that the values of a reference column name. */
typedef struct {
    const ptb_import_run *run;
    const ptb_intake *target;
    const ptb_dictionary *values;
    uint32_t *row; /* by code */
} value_links;

static ptb_status link_block(void *state, const ptb_block *block, ptb_error *err)
{
    const value_links *links = state;
    ptb_str ids[LINKED_AT_ONCE];
    (void)err;
    for (size_t at = block->first; at < block->last;) {
        size_t n = 0;
        for (; n < LINKED_AT_ONCE && at + n < block->last; n++)
            ids[n] = ptb_dictionary_key(links->values, (uint32_t)(at + n));
        ptb_import_rows_of(links->run, links->target, ids, n, links->row + at);
        at += n;
    }
    return PTB_OK;
}

/* The row of `target` that each value of a reference column names, by code; PTB_NONE where it names none. */
static ptb_status link_values(const ptb_import_run *run, const ptb_intake *table, int role,
                              const ptb_intake *target, uint32_t **out, ptb_error *err)
{
    value_links links = {.run = run, .target = target, .values = table->columns[table->role[role]].values};
    size_t n = ptb_dictionary_count(links.values);
    PTB_TRY(ptb_alloc_raw(out, n, sizeof **out, err));
    links.row = *out;
    return ptb_blocks_map(run->context, n, LINKED_BLOCK, link_block, &links, err);
}

/* References of the rows that stay. *n_unknown counts values that name no row. */
static ptb_status link_table(ptb_import_run *run, const ptb_intake *table, int role, const ptb_intake *target,
                             uint32_t **out, uint64_t *n_unknown, ptb_error *err)
{
    uint32_t *by_code = NULL;
    *n_unknown = 0;
    PTB_TRY(ptb_arena_alloc_raw(&run->arena, out, table->n_kept, sizeof **out, err));
    for (size_t i = 0; i < table->n_kept; i++)
        (*out)[i] = PTB_NONE;
    if (table->role[role] < 0) return PTB_OK;
    ptb_status status = link_values(run, table, role, target, &by_code, err);
    const uint32_t *code = table->columns[table->role[role]].code;
    for (size_t i = 0; i < table->n_kept && status == PTB_OK; i++) {
        uint32_t value = code[table->kept[i]];
        if (value == PTB_NONE) continue;
        (*out)[i] = by_code[value];
        *n_unknown += by_code[value] == PTB_NONE;
    }
    free(by_code);
    return status;
}

/* Settles, and builds the records of the rows that stay. */
static ptb_status build_table(ptb_import_run *run, ptb_intake *table, int created, ptb_record_table *out,
                              ptb_error *err)
{
    PTB_TRY(ptb_intake_settle(run, table, err));
    PTB_TRY(ptb_intake_build(run, table, created, out, err));
    return run->append ? ptb_append_number(run, table, out, err) : PTB_OK;
}

/* Without a file of accounts they are those that contacts and opportunities name; so they are in a history that was begun
 * like that. */
static bool derives_accounts(const ptb_import_run *run)
{
    return run->settings->accounts.n == 0 && (!run->append || run->append->derives_accounts);
}

/* As accounts: whom activities and opportunities name. */
static bool derives_contacts(const ptb_import_run *run)
{
    return run->settings->contacts.n == 0 && (!run->append || run->append->derives_contacts);
}

/* ---- contacts ---- */

static ptb_status read_contacts(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->contacts;
    PTB_TRY(ptb_intake_join(run, table, err));
    if (table->n_rows == 0 && run->append) ptb_import_note(run, "%s has no rows", ptb_intake_path(table));
    if (table->n_rows == 0 && !run->append && ptb_rejects_total(&run->rejects) == 0)
        return ptb_fail(err, PTB_E_DATA, "%s: no rows, only a header; expected contacts",
                        ptb_intake_path(table));
    PTB_TRY(ptb_merges_read(run, table, err));
    return ptb_merges_place(run, table, err);
}

static ptb_status settle_contacts(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->contacts;
    PTB_TRY(judge_role(run, table, CONTACT_CREATED, PTB_COLUMN_DATE, err));
    PTB_TRY(ptb_intake_drop_late(run, table, CONTACT_CREATED, err));
    PTB_TRY(ptb_intake_judge_attributes(run, table, err));
    return build_table(run, table, CONTACT_CREATED, &run->set.contacts, err);
}

static ptb_status link_contacts(ptb_import_run *run, ptb_error *err)
{
    uint64_t unknown = 0, n_renamed = 0;
    uint32_t *account = NULL;
    PTB_TRY(link_table(run, &run->contacts, CONTACT_ACCOUNT, &run->accounts, &account, &unknown, err));
    /* Where records are appended, once all are joined. */
    if (!run->append) PTB_TRY(ptb_import_link_domains(run, account, &n_renamed, err));
    run->set.contact_account = account;
    ptb_import_count_orphans(run, unknown, run->contacts.n_read, "contacts name an unknown account");
    if (unknown > n_renamed)
        ptb_import_note(run,
                        "%llu contacts name an account that %s does not have; they are kept without account",
                        (unsigned long long)(unknown - n_renamed),
                        run->append ? run->settings->output : ptb_intake_path(&run->accounts));
    return PTB_OK;
}

/* ---- accounts ---- */

static ptb_status read_accounts(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->accounts;
    PTB_TRY(ptb_intake_join(run, table, err));
    if (table->n_rows == 0) ptb_import_note(run, "%s has no rows", ptb_intake_path(table));
    PTB_TRY(ptb_merges_read(run, table, err));
    return ptb_merges_place(run, table, err);
}

static ptb_status settle_accounts(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->accounts;
    PTB_TRY(judge_role(run, table, ACCOUNT_CREATED, PTB_COLUMN_DATE, err));
    PTB_TRY(ptb_intake_drop_late(run, table, ACCOUNT_CREATED, err));
    PTB_TRY(ptb_intake_judge_attributes(run, table, err));
    return build_table(run, table, ACCOUNT_CREATED, &run->set.accounts, err);
}

static ptb_status add_named_accounts(ptb_import_run *run, const ptb_intake *from, int role, ptb_error *err)
{
    ptb_intake *table = &run->accounts;
    for (size_t i = 0; i < from->n_kept; i++) {
        ptb_str id = ptb_merges_last(table->merges, ptb_intake_value(from, role, from->kept[i]));
        if (id.len == 0 || ptb_dictionary_find(table->ids.values, id) != PTB_NO_CODE) continue;
        PTB_TRY(ptb_text_column_add(&table->ids, id, err));
        table->n_rows++;
    }
    return PTB_OK;
}

/* Without a file of accounts they are those that contacts and opportunities name. */
static ptb_status derive_accounts(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->accounts;
    *table = (ptb_intake){.spec = account_spec, .role = {-1, -1}};
    PTB_TRY(ptb_text_column_init(&table->ids, "id", err));
    table->ids.is_key = true;
    PTB_TRY(ptb_merges_read(run, table, err));
    PTB_TRY(add_named_accounts(run, &run->contacts, CONTACT_ACCOUNT, err));
    if (run->settings->opportunities.n > 0)
        PTB_TRY(add_named_accounts(run, &run->opportunities, DEAL_ACCOUNT, err));
    PTB_TRY(ptb_alloc(&table->is_dropped, table->n_rows, sizeof *table->is_dropped, err));
    PTB_TRY(ptb_merges_place(run, table, err));
    return build_table(run, table, ACCOUNT_CREATED, &run->set.accounts, err);
}

/* Walks are marked by their start. */
static uint64_t break_marked(uint32_t *parent, size_t n, uint32_t *walk)
{
    uint64_t n_broken = 0;
    for (uint32_t start = 0; start < n; start++) {
        uint32_t a = start, mark = start + 1;
        while (a != PTB_NONE && walk[a] == 0) {
            walk[a] = mark;
            a = parent[a];
        }
        if (a == PTB_NONE || walk[a] != mark) continue;
        while (parent[a] != PTB_NONE) {
            uint32_t next = parent[a];
            parent[a] = PTB_NONE;
            n_broken++;
            a = next;
        }
    }
    return n_broken;
}

ptb_status ptb_import_break_cycles(ptb_import_run *run, uint32_t *parent, size_t n, ptb_error *err)
{
    uint32_t *walk = NULL;
    PTB_TRY(ptb_alloc(&walk, n, sizeof *walk, err));
    uint64_t n_broken = break_marked(parent, n, walk);
    free(walk);
    if (n_broken > 0)
        ptb_import_note(run, "%llu accounts are their own ancestors; they are kept without parent",
                        (unsigned long long)n_broken);
    return PTB_OK;
}

static ptb_status link_accounts(ptb_import_run *run, ptb_error *err)
{
    uint64_t unknown = 0;
    uint32_t *parent = NULL;
    PTB_TRY(link_table(run, &run->accounts, ACCOUNT_PARENT, &run->accounts, &parent, &unknown, err));
    run->set.account_parent = parent;
    ptb_import_count_orphans(run, unknown, run->accounts.n_read, "accounts name an unknown parent");
    if (unknown > 0)
        ptb_import_note(run, "%llu accounts name an unknown parent; they are kept without parent",
                        (unsigned long long)unknown);
    /* Where records are appended, circles are those of all accounts. */
    return run->append ? PTB_OK : ptb_import_break_cycles(run, parent, run->accounts.n_kept, err);
}

/* ---- opportunities ---- */

bool ptb_outcome_parse(ptb_str text, ptb_outcome *out)
{
    static const struct {
        const char *word;
        ptb_outcome outcome;
    } words[] = {{"won", PTB_WON},    {"lost", PTB_LOST}, {"open", PTB_OPEN}, {"true", PTB_WON},
                 {"false", PTB_LOST}, {"1", PTB_WON},     {"0", PTB_LOST},    {"", PTB_OPEN}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!ptb_str_equal_nocase(text, words[i].word)) continue;
        *out = words[i].outcome;
        return true;
    }
    return false;
}

/* Who an opportunity belongs to: rows of the contacts and accounts by code of its reference columns. */
typedef struct {
    uint32_t *contact, *account; /* NULL without the column; account also where accounts are derived */
} deal_links;

static ptb_status drop_orphan(ptb_import_run *run, size_t row, int role, const char *noun, ptb_error *err)
{
    char reason[200];
    ptb_intake *table = &run->opportunities;
    ptb_str id = ptb_intake_value(table, role, row);
    const char *column = table->columns[table->role[role]].name;
    (void)snprintf(reason, sizeof reason, "unknown %s '%.*s' in column %s, expected one of the %ss", noun,
                   (int)ptb_str_cut(id, 60).len, id.ptr, column, noun);
    return ptb_intake_drop(run, table, row, PTB_REJECT_ORPHAN, column, reason, err);
}

static ptb_status check_subject(ptb_import_run *run, size_t row, const deal_links *links, ptb_error *err)
{
    ptb_intake *table = &run->opportunities;
    ptb_str contact = ptb_intake_value(table, DEAL_CONTACT, row),
            account = ptb_intake_value(table, DEAL_ACCOUNT, row);
    if (contact.len == 0 && account.len == 0)
        return ptb_intake_drop(run, table, row, PTB_REJECT_NO_SUBJECT, NULL,
                               "neither account_id nor contact_id, expected one of them", err);
    if (contact.len > 0 && links->contact &&
        links->contact[table->columns[table->role[DEAL_CONTACT]].code[row]] == PTB_NONE)
        return drop_orphan(run, row, DEAL_CONTACT, "contact", err);
    if (account.len > 0 && links->account &&
        links->account[table->columns[table->role[DEAL_ACCOUNT]].code[row]] == PTB_NONE)
        return drop_orphan(run, row, DEAL_ACCOUNT, "account", err);
    return PTB_OK;
}

static ptb_time read_moment(const ptb_import_run *run, int role, size_t row)
{
    const ptb_intake *table = &run->opportunities;
    ptb_time moment = PTB_NO_TIME;
    ptb_str text = ptb_intake_value(table, role, row);
    if (text.len == 0) return PTB_NO_TIME;
    const ptb_column_type *type = &table->types[table->role[role]];
    return ptb_value_time(text, type, run->settings->zone_offset_s, &moment) ? moment : PTB_NO_TIME;
}

/* The stage's turn where that is known: a close date can be edited, and is. One before the opportunity was entered is brought
 * forward to that. */
static ptb_time closing_moment(const ptb_import_run *run, size_t row, ptb_outcome outcome, bool *is_turn,
                               bool *differs)
{
    ptb_time turn = ptb_changes_turn(&run->opportunities, row, outcome, differs);
    *is_turn = outcome != PTB_OPEN && turn != PTB_NO_TIME;
    if (!*is_turn) return read_moment(run, DEAL_CLOSED, row);
    ptb_time created = read_moment(run, DEAL_CREATED, row);
    return turn > created ? turn : created;
}

static ptb_status check_deal(ptb_import_run *run, size_t row, ptb_error *err)
{
    ptb_intake *table = &run->opportunities;
    ptb_outcome outcome = PTB_OPEN;
    ptb_str text = ptb_intake_value(table, DEAL_OUTCOME, row);
    char reason[200];
    if (!ptb_outcome_parse(text, &outcome)) {
        (void)snprintf(reason, sizeof reason, "outcome '%.*s', expected won, lost or nothing (open)",
                       (int)ptb_str_cut(text, 60).len, text.ptr);
        return ptb_intake_drop(run, table, row, PTB_REJECT_OUTCOME, "outcome", reason, err);
    }
    bool is_turn = false, differs = false;
    ptb_time created = read_moment(run, DEAL_CREATED, row);
    ptb_time closed = closing_moment(run, row, outcome, &is_turn, &differs);
    if (created == PTB_NO_TIME)
        return ptb_intake_drop(run, table, row, PTB_REJECT_NO_DATE, "created_at",
                               "no created_at, expected when the opportunity was created", err);
    if (outcome == PTB_OPEN) return PTB_OK;
    if (closed == PTB_NO_TIME) {
        (void)snprintf(reason, sizeof reason, "outcome %.*s but no closed_at, expected when it was closed",
                       (int)text.len, text.ptr);
        return ptb_intake_drop(run, table, row, PTB_REJECT_NO_DATE, "closed_at", reason, err);
    }
    if (closed >= created) return PTB_OK;
    ptb_str from = ptb_intake_value(table, DEAL_CREATED, row), to = ptb_intake_value(table, DEAL_CLOSED, row);
    (void)snprintf(reason, sizeof reason, "closed_at %.*s is before created_at %.*s", (int)to.len, to.ptr,
                   (int)from.len, from.ptr);
    return ptb_intake_drop(run, table, row, PTB_REJECT_CLOSED_FIRST, "closed_at", reason, err);
}

static ptb_status check_deals(ptb_import_run *run, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_intake *table = &run->opportunities;
    deal_links links = {NULL, NULL};
    if (table->role[DEAL_CONTACT] >= 0)
        PTB_TRY_TO(link_values(run, table, DEAL_CONTACT, &run->contacts, &links.contact, err));
    if (table->role[DEAL_ACCOUNT] >= 0 && !derives_accounts(run))
        PTB_TRY_TO(link_values(run, table, DEAL_ACCOUNT, &run->accounts, &links.account, err));
    for (size_t row = 0; row < table->n_rows; row++) {
        if (table->is_dropped[row]) continue;
        PTB_TRY_TO(check_subject(run, row, &links, err));
        if (!table->is_dropped[row]) PTB_TRY_TO(check_deal(run, row, err));
    }
done:
    free(links.contact);
    free(links.account);
    return status;
}

static ptb_status read_deals(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->opportunities;
    PTB_TRY(ptb_intake_join(run, table, err));
    if (table->role[DEAL_ACCOUNT] < 0 && table->role[DEAL_CONTACT] < 0)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "%s:1: no column 'account_id' or 'contact_id'; expected one of them",
                        ptb_intake_path(table));
    if (table->n_rows == 0) ptb_import_note(run, "%s has no rows", ptb_intake_path(table));
    if (table->role[DEAL_OUTCOME] < 0)
        ptb_import_note(run, "%s has no column outcome; all opportunities are open", ptb_intake_path(table));
    return PTB_OK;
}

static ptb_status settle_deals(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->opportunities;
    uint64_t n_orphans = run->rejects.counts[PTB_REJECT_ORPHAN]; /* of the field history */
    PTB_TRY(judge_role(run, table, DEAL_CREATED, PTB_COLUMN_DATE, err));
    PTB_TRY(ptb_intake_drop_late(run, table, DEAL_CREATED, err));
    PTB_TRY(judge_role(run, table, DEAL_CLOSED, PTB_COLUMN_DATE, err));
    PTB_TRY(judge_role(run, table, DEAL_AMOUNT, PTB_COLUMN_NUMBER, err));
    PTB_TRY(ptb_intake_judge_attributes(run, table, err));
    PTB_TRY(check_deals(run, err));
    ptb_import_count_orphans(run, run->rejects.counts[PTB_REJECT_ORPHAN] - n_orphans, table->n_read,
                             "opportunities name an unknown contact or account");
    return build_table(run, table, DEAL_CREATED, &run->set.opportunities, err);
}

static ptb_status fill_deals(ptb_import_run *run, ptb_error *err)
{
    const ptb_intake *table = &run->opportunities;
    size_t n = table->n_kept;
    uint64_t n_reopened = 0, n_turns = 0, n_differing = 0;
    uint8_t *outcome = NULL;
    ptb_time *closed = NULL;
    double *amount = NULL;
    PTB_TRY(ptb_arena_alloc(&run->arena, &outcome, n, sizeof *outcome, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &closed, n, sizeof *closed, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &amount, n, sizeof *amount, err));
    for (size_t i = 0; i < n; i++) {
        ptb_outcome parsed = PTB_OPEN;
        size_t row = table->kept[i];
        (void)ptb_outcome_parse(ptb_intake_value(table, DEAL_OUTCOME, row), &parsed); /* it was checked */
        bool is_turn = false, differs = false;
        closed[i] = closing_moment(run, row, parsed, &is_turn, &differs);
        if (parsed == PTB_OPEN) closed[i] = PTB_NO_TIME;
        n_turns += is_turn;
        n_differing += differs;
        if (ptb_import_is_late(run->settings, closed[i])) {
            n_reopened++;
            parsed = PTB_OPEN;
            closed[i] = PTB_NO_TIME;
        }
        outcome[i] = (uint8_t)parsed;
        const ptb_column_type number = {.kind = PTB_COLUMN_NUMBER,
                                        .decimal_comma = run->settings->decimal_comma};
        if (!ptb_value_number(ptb_intake_value(table, DEAL_AMOUNT, row), &number, &amount[i]))
            amount[i] = (double)NAN;
        run->report->won += parsed == PTB_WON;
        run->report->lost += parsed == PTB_LOST;
        run->report->open += parsed == PTB_OPEN;
    }
    if (n_reopened > 0)
        ptb_import_note(run, "%llu opportunities were closed later than --until; they are kept as open",
                        (unsigned long long)n_reopened);
    if (n_turns > 0)
        ptb_import_note(run,
                        "closed_at of %llu opportunities is when their history says they were closed, not "
                        "the date entered",
                        (unsigned long long)n_turns);
    if (n_differing > 0)
        ptb_import_note(
            run, "the history of %llu opportunities ends in another outcome than theirs, which is kept",
            (unsigned long long)n_differing);
    run->set.opportunity_outcome = outcome;
    run->set.opportunity_closed = closed;
    run->set.opportunity_amount = amount;
    return PTB_OK;
}

/* An opportunity that names a contact only belongs to the contact's account. */
static ptb_status link_deals(ptb_import_run *run, ptb_error *err)
{
    uint32_t *contact = NULL, *account = NULL;
    uint64_t unknown = 0;
    PTB_TRY(link_table(run, &run->opportunities, DEAL_CONTACT, &run->contacts, &contact, &unknown, err));
    PTB_TRY(link_table(run, &run->opportunities, DEAL_ACCOUNT, &run->accounts, &account, &unknown, err));
    for (size_t i = 0; !run->append && i < run->opportunities.n_kept; i++)
        if (account[i] == PTB_NONE && contact[i] != PTB_NONE)
            account[i] = run->set.contact_account[contact[i]];
    run->set.opportunity_contact = contact;
    run->set.opportunity_account = account;
    return fill_deals(run, err);
}

/* ---- all of them ---- */

static ptb_status read_tables(ptb_import_run *run, ptb_error *err)
{
    const ptb_import_settings *s = run->settings;
    const struct {
        const ptb_paths *paths;
        const ptb_intake_spec *spec;
        ptb_intake *table;
    } all[] = {{&s->contacts, &contact_spec, &run->contacts},
               {&s->accounts, &account_spec, &run->accounts},
               {&s->opportunities, &deal_spec, &run->opportunities}};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
        if (all[k].paths->n > 0)
            PTB_TRY(ptb_intake_read_apart(run, all[k].paths, all[k].spec, all[k].table, err));
    return PTB_OK;
}

/* Contacts' rows, from their table or from whoever names them. */
static ptb_status take_contacts(ptb_import_run *run, ptb_error *err)
{
    ptb_intake *table = &run->contacts;
    if (run->settings->contacts.n > 0) return read_contacts(run, err);
    PTB_TRY(ptb_intake_none(&contact_spec, table, err));
    if (!derives_contacts(run)) return PTB_OK; /* new records are of contacts that the history has */
    PTB_TRY(ptb_contacts_derive(run, DEAL_CONTACT, err));
    PTB_TRY(ptb_merges_read(run, table, err));
    return ptb_merges_place(run, table, err);
}

static ptb_status join(ptb_import_run *run, ptb_error *err)
{
    struct ptb_append *append = run->append;
    const int *of_account = run->accounts.role, *of_contact = run->contacts.role,
              *of_deal = run->opportunities.role;
    bool has_deals = run->settings->opportunities.n > 0;
    append->has.account_parent = of_account[ACCOUNT_PARENT] >= 0;
    append->accounts.has_created = of_account[ACCOUNT_CREATED] >= 0;
    append->has.contact_account = of_contact[CONTACT_ACCOUNT] >= 0;
    append->contacts.has_created = of_contact[CONTACT_CREATED] >= 0;
    append->has.deal_account = has_deals && of_deal[DEAL_ACCOUNT] >= 0;
    append->has.deal_contact = has_deals && of_deal[DEAL_CONTACT] >= 0;
    append->has.deal_outcome = has_deals && of_deal[DEAL_OUTCOME] >= 0;
    append->has.deal_amount = has_deals && of_deal[DEAL_AMOUNT] >= 0;
    append->opportunities.has_created = has_deals;
    return ptb_append_join(run, err);
}

ptb_status ptb_import_records(ptb_import_run *run, ptb_error *err)
{
    PTB_TRY(read_tables(run, err));
    if (run->settings->accounts.n > 0) PTB_TRY(read_accounts(run, err));
    if (run->settings->accounts.n == 0 && !derives_accounts(run))
        PTB_TRY(ptb_intake_none(&account_spec, &run->accounts, err));
    if (run->settings->opportunities.n == 0)
        run->opportunities = (ptb_intake){.role = {-1, -1, -1, -1, -1, -1}};
    if (run->settings->contacts.n > 0) PTB_TRY(take_contacts(run, err));
    if (run->settings->opportunities.n > 0) PTB_TRY(read_deals(run, err));
    if (run->settings->contacts.n == 0) PTB_TRY(take_contacts(run, err));
    PTB_TRY(ptb_changes_read(run, err));
    if (run->settings->accounts.n > 0) PTB_TRY(settle_accounts(run, err));
    if (run->settings->contacts.n > 0 || derives_contacts(run)) PTB_TRY(settle_contacts(run, err));
    if (run->settings->opportunities.n > 0) PTB_TRY(settle_deals(run, err));
    PTB_TRY(ptb_changes_finish(run, err));
    if (derives_accounts(run)) PTB_TRY(derive_accounts(run, err));
    PTB_TRY(link_accounts(run, err));
    PTB_TRY(link_contacts(run, err));
    if (run->settings->opportunities.n > 0) PTB_TRY(link_deals(run, err));
    return run->append ? join(run, err) : ptb_import_enrich(run, err);
}
