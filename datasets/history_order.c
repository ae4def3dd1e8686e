/* datasets/history_order.c: the order of accounts, contacts, opportunities and levels. */
#include "datasets/history_order.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/rng.h"
#include "datasets/base/sort.h"

/* Part of the file format: another seed deals accounts to other shards. */
enum { SHARD_SEED = 20250701 };

enum { GROUP_BLOCKS = 256 }; /* about so many blocks of groups */

uint64_t ptb_history_shard(ptb_str id)
{
    return ptb_hash_bytes(SHARD_SEED, id.ptr, id.len) % PTB_SHARDS;
}

ptb_status ptb_permutation_new(ptb_permutation *out, size_t n, ptb_arena *arena, ptb_error *err)
{
    out->n = n;
    PTB_TRY(ptb_arena_alloc(arena, &out->order, n, sizeof *out->order, err));
    return ptb_arena_alloc(arena, &out->rank, n, sizeof *out->rank, err);
}

/* Rows dealt to groups, in order of groups, then of ids. `group` by row, below n_groups. */
typedef struct {
    const ptb_strings *ids;
    const uint32_t *group;
    size_t n_groups;
} grouping;

static ptb_status deal(const grouping *g, ptb_sorted_text *texts, size_t **first, ptb_error *err)
{
    size_t n = g->ids->n, *next = NULL;
    PTB_TRY(ptb_alloc(first, g->n_groups + 2, sizeof **first, err));
    next = *first + 1;
    for (size_t i = 0; i < n; i++)
        next[g->group[i] + 1]++;
    for (size_t i = 1; i <= g->n_groups; i++)
        next[i] += next[i - 1];
    for (uint32_t i = 0; i < n; i++)
        texts[next[g->group[i]]++] = (ptb_sorted_text){ptb_strings_at(g->ids, i), i};
    return PTB_OK;
}

typedef struct {
    ptb_sorted_text *texts;
    const size_t *first; /* by group */
} group_sort;

static ptb_status sort_block(void *state, const ptb_block *block, ptb_error *err)
{
    const group_sort *sort = state;
    for (size_t k = block->first; k < block->last; k++)
        PTB_TRY(ptb_sort_texts(NULL, sort->texts + sort->first[k], sort->first[k + 1] - sort->first[k], err));
    return PTB_OK;
}

static ptb_status sort_groups(const ptb_context *context, const grouping *g, ptb_arena *arena,
                              ptb_permutation *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    group_sort sort;
    ptb_sorted_text *texts = NULL;
    size_t *first = NULL, n = g->ids->n, block = g->n_groups / GROUP_BLOCKS + 1;
    PTB_TRY_TO(ptb_alloc_raw(&texts, n, sizeof *texts, err));
    PTB_TRY_TO(deal(g, texts, &first, err));
    sort = (group_sort){texts, first};
    PTB_TRY_TO(ptb_blocks_map(context, g->n_groups, block, sort_block, &sort, err));
    PTB_TRY_TO(ptb_permutation_new(out, n, arena, err));
    for (uint32_t i = 0; i < n; i++) {
        out->order[i] = texts[i].index;
        out->rank[texts[i].index] = i;
    }
done:
    free(texts);
    free(first);
    return status;
}

/* Every account's top; a walk up ends at the first account whose top is known, so all walks together are linear. */
void ptb_history_roots(const ptb_record_set *set, uint32_t *root)
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

static ptb_status order_accounts(const ptb_context *context, const ptb_record_set *set, ptb_arena *arena,
                                 ptb_history_order *out, ptb_error *err)
{
    uint32_t *shard = NULL;
    size_t n = set->accounts.n;
    PTB_TRY(ptb_alloc(&shard, n, sizeof *shard, err));
    for (uint32_t i = 0; i < n; i++)
        shard[i] = (uint32_t)ptb_history_shard(ptb_strings_at(&set->accounts.id, out->account_root[i]));
    const grouping groups = {&set->accounts.id, shard, PTB_SHARDS};
    ptb_status status = sort_groups(context, &groups, arena, &out->accounts, err);
    free(shard);
    return status;
}

/* Contacts of accounts first, in the order of their accounts; then the others by shard. */
static ptb_status order_contacts(const ptb_context *context, const ptb_record_set *set, ptb_arena *arena,
                                 ptb_history_order *out, ptb_error *err)
{
    uint32_t *group = NULL;
    size_t n = set->contacts.n;
    PTB_TRY(ptb_alloc(&group, n, sizeof *group, err));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t account = set->contact_account[i];
        group[i] = account == PTB_NONE
                       ? (uint32_t)(set->accounts.n + ptb_history_shard(ptb_strings_at(&set->contacts.id, i)))
                       : out->accounts.rank[account];
    }
    const grouping groups = {&set->contacts.id, group, set->accounts.n + PTB_SHARDS};
    ptb_status status = sort_groups(context, &groups, arena, &out->contacts, err);
    free(group);
    return status;
}

typedef struct {
    ptb_time created_at;
    ptb_str id;
    uint32_t row;
} dated_row;

static int compare_dated(const void *left, const void *right)
{
    const dated_row *a = left, *b = right;
    if (a->created_at != b->created_at) return a->created_at < b->created_at ? -1 : 1;
    return ptb_str_compare(a->id, b->id);
}

static ptb_status order_opportunities(const ptb_record_set *set, ptb_arena *arena, ptb_history_order *out,
                                      ptb_error *err)
{
    dated_row *rows = NULL;
    size_t n = set->opportunities.n;
    PTB_TRY(ptb_permutation_new(&out->opportunities, n, arena, err));
    PTB_TRY(ptb_alloc(&rows, n, sizeof *rows, err));
    for (uint32_t i = 0; i < n; i++)
        rows[i] = (dated_row){set->opportunities.created_at[i], ptb_strings_at(&set->opportunities.id, i), i};
    if (n > 0) qsort(rows, n, sizeof *rows, compare_dated);
    for (uint32_t i = 0; i < n; i++) {
        out->opportunities.order[i] = rows[i].row;
        out->opportunities.rank[rows[i].row] = i;
    }
    free(rows);
    return PTB_OK;
}

ptb_status ptb_history_order_find(const ptb_context *context, const ptb_record_set *set, ptb_arena *arena,
                                  ptb_history_order *out, ptb_error *err)
{
    PTB_TRY(ptb_arena_alloc(arena, &out->account_root, set->accounts.n, sizeof *out->account_root, err));
    ptb_history_roots(set, out->account_root);
    PTB_TRY(order_accounts(context, set, arena, out, err));
    PTB_TRY(order_contacts(context, set, arena, out, err));
    return order_opportunities(set, arena, out, err);
}

ptb_status ptb_sort_levels(const ptb_dictionary *dictionary, ptb_arena *arena, ptb_strings *levels,
                           uint32_t **new_code, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_sorted_text *texts = NULL;
    char *bytes = NULL;
    uint64_t *offset = NULL;
    size_t n = ptb_dictionary_count(dictionary) + 1, total = 0;
    PTB_TRY_TO(ptb_alloc(&texts, n, sizeof *texts, err));
    for (uint32_t i = 1; i < n; i++) {
        texts[i] = (ptb_sorted_text){ptb_dictionary_key(dictionary, i - 1), i};
        total += texts[i].text.len;
    }
    PTB_TRY_TO(ptb_sort_texts(NULL, texts, n, err)); /* the empty one, 0, comes first */
    PTB_TRY_TO(ptb_arena_alloc(arena, new_code, n, sizeof **new_code, err));
    PTB_TRY_TO(ptb_arena_alloc(arena, &bytes, total + 1, 1, err));
    PTB_TRY_TO(ptb_arena_alloc(arena, &offset, n + 1, sizeof *offset, err));
    for (uint32_t i = 0; i < n; i++) {
        if (texts[i].text.len > 0) memcpy(bytes + offset[i], texts[i].text.ptr, texts[i].text.len);
        offset[i + 1] = offset[i] + texts[i].text.len;
        (*new_code)[texts[i].index] = i;
    }
    *levels = (ptb_strings){bytes, offset, n};
done:
    free(texts);
    return status;
}
