/* datasets/history_order.c: the order of accounts, contacts, opportunities and levels. */
#include "datasets/history_order.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/rng.h"

/* Part of the file format: another seed deals accounts to other shards. */
enum { SHARD_SEED = 20250701 };

/* Sorted by (group, moment, id); unused parts are 0. */
typedef struct {
    uint64_t group;
    ptb_time moment;
    ptb_str id;
    uint32_t row;
} sort_key;

static int compare_keys(const void *left, const void *right)
{
    const sort_key *a = left, *b = right;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    if (a->moment != b->moment) return a->moment < b->moment ? -1 : 1;
    return ptb_str_compare(a->id, b->id);
}

static uint64_t shard_of(ptb_str id)
{
    return ptb_hash_bytes(SHARD_SEED, id.ptr, id.len) % PTB_SHARDS;
}

static ptb_status sort_table(sort_key *keys, size_t n, ptb_arena *arena, ptb_permutation *out, ptb_error *err)
{
    qsort(keys, n, sizeof *keys, compare_keys);
    out->n = n;
    PTB_TRY(ptb_arena_alloc(arena, &out->order, n, sizeof *out->order, err));
    PTB_TRY(ptb_arena_alloc(arena, &out->rank, n, sizeof *out->rank, err));
    for (uint32_t i = 0; i < n; i++) {
        out->order[i] = keys[i].row;
        out->rank[keys[i].row] = i;
    }
    return PTB_OK;
}

/* Every account's top; a walk up ends at the first account whose top is known, so all walks together are linear. */
static void find_roots(const ptb_record_set *set, uint32_t *root)
{
    size_t n = set->accounts.n;
    for (size_t i = 0; i < n; i++)
        root[i] = PTB_NONE;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t top = i;
        while (root[top] == PTB_NONE && set->account_parent[top] != PTB_NONE)
            top = set->account_parent[top];
        uint32_t found = root[top] == PTB_NONE ? top : root[top];
        for (uint32_t a = i; root[a] == PTB_NONE; a = set->account_parent[a]) {
            root[a] = found;
            if (set->account_parent[a] == PTB_NONE) break;
        }
    }
}

static ptb_status order_accounts(const ptb_record_set *set, ptb_arena *arena, ptb_history_order *out,
                                 ptb_error *err)
{
    sort_key *keys = NULL;
    size_t n = set->accounts.n;
    PTB_TRY(ptb_alloc(&keys, n, sizeof *keys, err));
    for (uint32_t i = 0; i < n; i++)
        keys[i] = (sort_key){.group = shard_of(ptb_strings_at(&set->accounts.id, out->account_root[i])),
                             .id = ptb_strings_at(&set->accounts.id, i),
                             .row = i};
    ptb_status status = sort_table(keys, n, arena, &out->accounts, err);
    free(keys);
    return status;
}

/* Contacts of accounts first, in the order of their accounts; then the others by shard. */
static ptb_status order_contacts(const ptb_record_set *set, ptb_arena *arena, ptb_history_order *out,
                                 ptb_error *err)
{
    sort_key *keys = NULL;
    size_t n = set->contacts.n;
    PTB_TRY(ptb_alloc(&keys, n, sizeof *keys, err));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t account = set->contact_account[i];
        ptb_str id = ptb_strings_at(&set->contacts.id, i);
        uint64_t group = account == PTB_NONE ? set->accounts.n + shard_of(id) : out->accounts.rank[account];
        keys[i] = (sort_key){.group = group, .id = id, .row = i};
    }
    ptb_status status = sort_table(keys, n, arena, &out->contacts, err);
    free(keys);
    return status;
}

static ptb_status order_opportunities(const ptb_record_set *set, ptb_arena *arena, ptb_history_order *out,
                                      ptb_error *err)
{
    sort_key *keys = NULL;
    size_t n = set->opportunities.n;
    PTB_TRY(ptb_alloc(&keys, n, sizeof *keys, err));
    for (uint32_t i = 0; i < n; i++)
        keys[i] = (sort_key){.moment = set->opportunities.created_at[i],
                             .id = ptb_strings_at(&set->opportunities.id, i),
                             .row = i};
    ptb_status status = sort_table(keys, n, arena, &out->opportunities, err);
    free(keys);
    return status;
}

ptb_status ptb_history_order_find(const ptb_record_set *set, ptb_arena *arena, ptb_history_order *out,
                                  ptb_error *err)
{
    PTB_TRY(ptb_arena_alloc(arena, &out->account_root, set->accounts.n, sizeof *out->account_root, err));
    find_roots(set, out->account_root);
    PTB_TRY(order_accounts(set, arena, out, err));
    PTB_TRY(order_contacts(set, arena, out, err));
    return order_opportunities(set, arena, out, err);
}

ptb_status ptb_sort_levels(const ptb_dictionary *dictionary, ptb_arena *arena, ptb_strings *levels,
                           uint32_t **new_code, ptb_error *err)
{
    ptb_status status = PTB_OK;
    sort_key *keys = NULL;
    ptb_permutation sorted = {0};
    char *bytes = NULL;
    uint64_t *offset = NULL;
    size_t n = ptb_dictionary_count(dictionary) + 1, total = 0;
    PTB_TRY_TO(ptb_alloc(&keys, n, sizeof *keys, err));
    keys[0].id = ptb_str_of("");
    for (uint32_t i = 1; i < n; i++) {
        keys[i] = (sort_key){.id = ptb_dictionary_key(dictionary, i - 1), .row = i};
        total += keys[i].id.len;
    }
    PTB_TRY_TO(sort_table(keys, n, arena, &sorted, err));
    PTB_TRY_TO(ptb_arena_alloc(arena, &bytes, total + 1, 1, err));
    PTB_TRY_TO(ptb_arena_alloc(arena, &offset, n + 1, sizeof *offset, err));
    for (size_t i = 0; i < n; i++) {
        memcpy(bytes + offset[i], keys[i].id.ptr, keys[i].id.len);
        offset[i + 1] = offset[i] + keys[i].id.len;
    }
    *levels = (ptb_strings){bytes, offset, n};
    *new_code = sorted.rank;
done:
    free(keys);
    return status;
}
