/* datasets/append_tables.c: old and new records as one set: ids, dates, who belongs to whom. */
#include <math.h>
#include <string.h>

#include "datasets/append.h"

/* What a column of the joined table is made of, item by item. */
typedef struct {
    const void *old, *fresh; /* NULL: none has a value */
    const void *missing;
    size_t size;
} item_parts;

static ptb_status join_items(ptb_import_run *run, const ptb_append_table *t, const item_parts *parts,
                             void *out, ptb_error *err)
{
    char *items = NULL;
    size_t n_old = t->old->n, n = n_old + t->n_added, size = parts->size;
    if (t->fresh.n == 0 && parts->old) {
        memcpy(out, &parts->old, sizeof parts->old);
        return PTB_OK;
    }
    PTB_TRY(ptb_arena_alloc(&run->arena, &items, n, size, err));
    if (parts->old && n_old > 0) memcpy(items, parts->old, n_old * size);
    for (size_t i = parts->old ? n_old : 0; i < n; i++)
        memcpy(items + i * size, parts->missing, size);
    for (size_t i = 0; parts->fresh && i < t->fresh.n; i++)
        memcpy(items + t->row[i] * size, (const char *)parts->fresh + i * size, size);
    memcpy(out, &items, sizeof items);
    return PTB_OK;
}

/* Of new rows only; rows that are there keep their ids. */
static ptb_status join_ids(ptb_import_run *run, const ptb_append_table *t, ptb_strings *out, ptb_error *err)
{
    const ptb_strings *old = &t->old->id, *fresh = &t->fresh.id;
    uint64_t n_bytes = old->n > 0 ? old->offset[old->n] : 0, *offset = NULL;
    char *bytes = NULL;
    size_t n = old->n;
    *out = *old;
    if (t->n_added == 0) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&run->arena, &bytes, (size_t)(n_bytes + fresh->offset[fresh->n]) + 1, 1, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &offset, n + t->n_added + 1, sizeof *offset, err));
    if (n > 0) {
        memcpy(bytes, old->bytes, (size_t)n_bytes);
        memcpy(offset, old->offset, n * sizeof *offset);
    }
    offset[n] = n_bytes;
    for (size_t i = 0; i < t->fresh.n; i++) {
        if (t->row[i] != n) continue; /* it is an old one's */
        ptb_str id = ptb_strings_at(fresh, i);
        memcpy(bytes + offset[n], id.ptr, id.len);
        offset[n + 1] = offset[n] + id.len;
        n++;
    }
    *out = (ptb_strings){bytes, offset, n};
    return PTB_OK;
}

static ptb_status join_table(ptb_import_run *run, ptb_append_table *t, ptb_record_table *joined,
                             ptb_error *err)
{
    static const ptb_time no_time = PTB_NO_TIME;
    const item_parts created = {t->old->created_at, t->has_created ? t->fresh.created_at : NULL, &no_time,
                                sizeof(ptb_time)};
    joined->n = t->old->n + t->n_added;
    PTB_TRY(join_ids(run, t, &joined->id, err));
    PTB_TRY(join_items(run, t, &created, &joined->created_at, err));
    return ptb_append_list_columns(run, t, joined, err);
}

static ptb_status join_references(ptb_import_run *run, const ptb_append_table *t, const uint32_t *old,
                                  const uint32_t **fresh, bool is_there, ptb_error *err)
{
    static const uint32_t none = PTB_NONE;
    const item_parts parts = {old, is_there ? *fresh : NULL, &none, sizeof none};
    return join_items(run, t, &parts, fresh, err);
}

static ptb_status join_accounts(ptb_import_run *run, ptb_error *err)
{
    struct ptb_append *append = run->append;
    ptb_record_set *set = &run->set;
    uint32_t *parent = NULL;
    PTB_TRY(join_table(run, &append->accounts, &set->accounts, err));
    PTB_TRY(join_references(run, &append->accounts, append->old->account_parent, &set->account_parent,
                            append->has.account_parent, err));
    if (append->accounts.fresh.n == 0) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&run->arena, &parent, set->accounts.n, sizeof *parent, err));
    memcpy(parent, set->account_parent, set->accounts.n * sizeof *parent);
    set->account_parent = parent;
    return ptb_import_break_cycles(run, parent, set->accounts.n, err);
}

/* Old contacts too: their accounts may be new. */
static ptb_status link_domains(ptb_import_run *run, ptb_error *err)
{
    ptb_record_set *set = &run->set;
    uint32_t *account = NULL;
    uint64_t n_renamed = 0;
    PTB_TRY(ptb_arena_alloc(&run->arena, &account, set->contacts.n, sizeof *account, err));
    if (set->contacts.n > 0) memcpy(account, set->contact_account, set->contacts.n * sizeof *account);
    PTB_TRY(ptb_import_link_domains(run, account, &n_renamed, err));
    set->contact_account = account;
    return PTB_OK;
}

static ptb_status join_contacts(ptb_import_run *run, ptb_error *err)
{
    static const float unknown = NAN;
    struct ptb_append *append = run->append;
    const ptb_history *old = append->old;
    ptb_record_set *set = &run->set;
    PTB_TRY(join_table(run, &append->contacts, &set->contacts, err));
    PTB_TRY(join_references(run, &append->contacts, old->contact_account, &set->contact_account,
                            append->has.contact_account, err));
    if (!set->outcome_column) set->outcome_column = old->outcome_column;
    if (!set->flat_outcome && !old->flat_outcome) return PTB_OK;
    const item_parts outcome = {old->flat_outcome, set->flat_outcome, &unknown, sizeof unknown};
    return join_items(run, &append->contacts, &outcome, &set->flat_outcome, err);
}

/* An opportunity that names a contact only belongs to the contact's account; old ones that have one keep theirs. */
static ptb_status join_deal_accounts(ptb_import_run *run, bool has_account, ptb_error *err)
{
    const struct ptb_append *append = run->append;
    const ptb_append_table *t = &append->opportunities;
    ptb_record_set *set = &run->set;
    uint32_t *account = NULL;
    PTB_TRY(join_references(run, t, append->old->opportunity_account, &set->opportunity_account, has_account,
                            err));
    if (t->fresh.n + append->contacts.fresh.n + append->accounts.fresh.n == 0) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&run->arena, &account, set->opportunities.n, sizeof *account, err));
    for (size_t i = 0; i < set->opportunities.n; i++) {
        uint32_t contact = set->opportunity_contact[i];
        account[i] = set->opportunity_account[i];
        if (account[i] == PTB_NONE && contact != PTB_NONE) account[i] = set->contact_account[contact];
    }
    set->opportunity_account = account;
    return PTB_OK;
}

static ptb_status join_deals(ptb_import_run *run, ptb_error *err)
{
    static const ptb_time no_time = PTB_NO_TIME;
    static const uint8_t open = PTB_OPEN;
    static const double no_amount = (double)NAN;
    struct ptb_append *append = run->append;
    const ptb_history *old = append->old;
    ptb_append_table *t = &append->opportunities;
    ptb_record_set *set = &run->set;
    const item_parts closed = {old->opportunity_closed,
                               append->has.deal_outcome ? set->opportunity_closed : NULL, &no_time,
                               sizeof no_time},
                     outcome = {old->opportunity_outcome,
                                append->has.deal_outcome ? set->opportunity_outcome : NULL, &open,
                                sizeof open},
                     amount = {old->opportunity_amount,
                               append->has.deal_amount ? set->opportunity_amount : NULL, &no_amount,
                               sizeof no_amount};
    PTB_TRY(join_table(run, t, &set->opportunities, err));
    PTB_TRY(join_references(run, t, old->opportunity_contact, &set->opportunity_contact,
                            append->has.deal_contact, err));
    PTB_TRY(join_deal_accounts(run, append->has.deal_account, err));
    PTB_TRY(join_items(run, t, &closed, &set->opportunity_closed, err));
    PTB_TRY(join_items(run, t, &outcome, &set->opportunity_outcome, err));
    return join_items(run, t, &amount, &set->opportunity_amount, err);
}

ptb_status ptb_append_join(ptb_import_run *run, ptb_error *err)
{
    struct ptb_append *append = run->append;
    PTB_TRY(join_accounts(run, err));
    PTB_TRY(join_contacts(run, err));
    PTB_TRY(ptb_append_need_column(run, &run->set.contacts, "email", err));
    PTB_TRY(ptb_append_need_column(run, &run->set.accounts, "domain", err));
    PTB_TRY(ptb_append_need_column(run, &run->set.accounts, "website", err));
    if (append->contacts.fresh.n + append->accounts.fresh.n > 0) PTB_TRY(link_domains(run, err));
    PTB_TRY(join_deals(run, err));
    append->loader = (ptb_column_loader){run, ptb_append_load_column, ptb_append_drop_column};
    run->set.loader = &append->loader;
    if (append->contacts.fresh.n + append->accounts.fresh.n + append->opportunities.fresh.n == 0)
        run->set.same = append->old;
    return PTB_OK;
}
