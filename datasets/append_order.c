/* datasets/append_order.c: where every record of a joined set goes: old ones stay in their order, others are put between. */
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"

/* What rows are ordered by: a group, then the id. */
typedef struct {
    uint64_t group;
    ptb_str id;
    uint32_t row;
} order_key;

/* Rows [0, n_old) are in order but for those that moved; the others are put between them. */
typedef struct {
    const ptb_import_run *run;
    const ptb_strings *ids;
    uint64_t (*group)(const ptb_import_run *run, uint32_t row);
    const bool *is_moved; /* by old row; NULL: none */
    size_t n_old, n;
} row_order;

static int compare_keys(const void *a, const void *b)
{
    const order_key *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return ptb_str_compare(x->id, y->id);
}

static order_key key_of(const row_order *o, uint32_t row)
{
    return (order_key){o->group(o->run, row), ptb_strings_at(o->ids, row), row};
}

/* How many of the rows stand before the key. */
static size_t count_before(const row_order *o, const uint32_t *rows, size_t n, const order_key *key)
{
    size_t first = 0;
    while (first < n) {
        size_t middle = first + (n - first) / 2;
        const order_key other = key_of(o, rows[middle]);
        if (compare_keys(&other, key) < 0)
            first = middle + 1;
        else
            n = middle;
    }
    return first;
}

static void put_between(const row_order *o, const uint32_t *kept, size_t n_kept, const order_key *others,
                        size_t n_others, uint32_t *order)
{
    size_t done = 0, at = 0;
    for (size_t i = 0; i < n_others; i++) {
        size_t n = count_before(o, kept + done, n_kept - done, &others[i]);
        memcpy(order + at, kept + done, n * sizeof *order);
        done += n;
        at += n;
        order[at++] = others[i].row;
    }
    memcpy(order + at, kept + done, (n_kept - done) * sizeof *order);
}

static ptb_status sort_rows(const row_order *o, ptb_arena *arena, ptb_permutation *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint32_t *kept = NULL;
    order_key *others = NULL;
    size_t n_kept = 0, n_others = 0;
    PTB_TRY_TO(ptb_permutation_new(out, o->n, arena, err));
    PTB_TRY_TO(ptb_alloc_raw(&kept, o->n_old, sizeof *kept, err));
    for (uint32_t i = 0; i < o->n_old; i++) {
        kept[n_kept] = i;
        n_kept += !o->is_moved || !o->is_moved[i];
    }
    PTB_TRY_TO(ptb_alloc_raw(&others, o->n - n_kept, sizeof *others, err));
    for (uint32_t i = 0; i < o->n; i++)
        if (i >= o->n_old || (o->is_moved && o->is_moved[i])) others[n_others++] = key_of(o, i);
    qsort(others, n_others, sizeof *others, compare_keys);
    put_between(o, kept, n_kept, others, n_others, out->order);
    for (uint32_t i = 0; i < o->n; i++)
        out->rank[out->order[i]] = i;
    out->is_identity = n_others == 0;
done:
    free(kept);
    free(others);
    return status;
}

static uint64_t account_group(const ptb_import_run *run, uint32_t row)
{
    return ptb_history_shard(ptb_strings_at(&run->set.accounts.id, run->order.account_root[row]));
}

static uint64_t contact_group(const ptb_import_run *run, uint32_t row)
{
    const ptb_record_set *set = &run->set;
    uint32_t account = set->contact_account[row];
    if (account != PTB_NONE) return run->order.accounts.rank[account];
    return set->accounts.n + ptb_history_shard(ptb_strings_at(&set->contacts.id, row));
}

static uint64_t deal_group(const ptb_import_run *run, uint32_t row)
{
    return (uint64_t)run->set.opportunities.created_at[row] ^ UINT64_C(1)
                                                                  << 63; /* in the order of signed numbers */
}

/* Accounts whose root changed may be in another shard. */
static void find_moved_accounts(const ptb_import_run *run, bool *is_moved)
{
    const ptb_history *old = run->append->old;
    for (uint32_t i = 0; i < old->accounts.n; i++)
        is_moved[i] = run->order.account_root[i] != old->account_root[i] &&
                      account_group(run, i) !=
                          ptb_history_shard(ptb_strings_at(&old->accounts.id, old->account_root[i]));
}

/* Contacts move with their accounts and to others. */
static void find_moved_contacts(const ptb_import_run *run, const bool *is_account_moved, bool *is_moved)
{
    const ptb_history *old = run->append->old;
    for (uint32_t i = 0; i < old->contacts.n; i++) {
        uint32_t account = old->contact_account[i];
        is_moved[i] =
            run->set.contact_account[i] != account || (account != PTB_NONE && is_account_moved[account]);
    }
}

static ptb_status order_deals(ptb_import_run *run, ptb_error *err)
{
    const ptb_record_table *old = &run->append->old->opportunities, *all = &run->set.opportunities;
    bool *is_moved = NULL;
    PTB_TRY(ptb_alloc(&is_moved, old->n, sizeof *is_moved, err));
    for (size_t i = 0; i < old->n; i++)
        is_moved[i] = old->created_at[i] != all->created_at[i];
    const row_order deals = {run, &all->id, deal_group, is_moved, old->n, all->n};
    ptb_status status = sort_rows(&deals, &run->arena, &run->order.opportunities, err);
    free(is_moved);
    return status;
}

/* Nothing moved: every row is where it was. */
static ptb_status keep_order(ptb_import_run *run, ptb_error *err)
{
    const ptb_history *old = run->append->old;
    const size_t n[] = {old->accounts.n, old->contacts.n, old->opportunities.n};
    ptb_permutation *const orders[] = {&run->order.accounts, &run->order.contacts, &run->order.opportunities};
    uint32_t *places = NULL;
    size_t most = 0;
    for (size_t i = 0; i < 3; i++)
        most = n[i] > most ? n[i] : most;
    PTB_TRY(ptb_arena_alloc(&run->arena, &run->order.account_root, n[0], sizeof *places, err));
    if (n[0] > 0) memcpy(run->order.account_root, old->account_root, n[0] * sizeof *places);
    PTB_TRY(ptb_arena_alloc(&run->arena, &places, most, sizeof *places, err));
    for (uint32_t i = 0; i < most; i++)
        places[i] = i;
    for (size_t i = 0; i < 3; i++)
        *orders[i] = (ptb_permutation){.order = places, .rank = places, .n = n[i], .is_identity = true};
    return PTB_OK;
}

ptb_status ptb_append_order(ptb_import_run *run, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_history *old = run->append->old;
    const ptb_record_set *set = &run->set;
    bool *is_account_moved = NULL, *is_moved = NULL;
    row_order accounts, contacts;
    if (set->same) return keep_order(run, err);
    PTB_TRY_TO(ptb_alloc(&is_account_moved, old->accounts.n, sizeof *is_account_moved, err));
    PTB_TRY_TO(ptb_alloc(&is_moved, old->contacts.n, sizeof *is_moved, err));
    PTB_TRY_TO(ptb_arena_alloc(&run->arena, &run->order.account_root, set->accounts.n,
                               sizeof *run->order.account_root, err));
    ptb_history_roots(set, run->order.account_root);
    find_moved_accounts(run, is_account_moved);
    find_moved_contacts(run, is_account_moved, is_moved);
    accounts = (row_order){
        run, &set->accounts.id, account_group, is_account_moved, old->accounts.n, set->accounts.n};
    PTB_TRY_TO(sort_rows(&accounts, &run->arena, &run->order.accounts, err));
    contacts = (row_order){run, &set->contacts.id, contact_group, is_moved, old->contacts.n, set->contacts.n};
    PTB_TRY_TO(sort_rows(&contacts, &run->arena, &run->order.contacts, err));
    status = order_deals(run, err);
done:
    free(is_account_moved);
    free(is_moved);
    return status;
}
