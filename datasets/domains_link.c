/* datasets/domains_link.c: contacts without account to the account that has the domain of their address. */
#include <stdlib.h>

#include "datasets/base/dictionary.h"
#include "datasets/base/memory.h"
#include "datasets/domains.h"
#include "datasets/history.h"

/* The forest of accounts, walked once: what is below an account is entered from its `enter` on and before its
 * `leave`. `child` and `sibling` are needed while walking only. */
typedef struct {
    uint32_t *enter, *leave, *child, *sibling;
} account_walk;

/* The accounts that have one domain: the one entered first, the last entrance among them. */
typedef struct {
    uint32_t top, last_enter;
} domain_owner;

typedef struct {
    ptb_dictionary *domains;
    domain_owner *owner; /* by code of the domain */
    account_walk walk;
} domain_index;

static uint32_t parent_of(const ptb_link_records *records, size_t account)
{
    uint32_t parent = records->account_parent ? records->account_parent[account] : PTB_NONE;
    return parent < records->n_accounts ? parent : PTB_NONE;
}

/* Numbers what is below `root`, without recursion: trees may be as deep as they like. */
static void walk_tree(const ptb_link_records *records, account_walk *walk, uint32_t root, uint32_t *clock)
{
    uint32_t at = root;
    walk->enter[at] = (*clock)++;
    for (;;) {
        uint32_t next = walk->child[at];
        if (next == PTB_NONE) {
            walk->leave[at] = *clock;
            if (at == root) return;
            at = parent_of(records, at);
        } else {
            walk->child[at] = walk->sibling[next];
            walk->enter[next] = (*clock)++;
            at = next;
        }
    }
}

static ptb_status walk_init(const ptb_link_records *records, account_walk *walk, ptb_error *err)
{
    size_t n = records->n_accounts;
    uint32_t clock = 0;
    PTB_TRY(ptb_alloc(&walk->enter, n, sizeof *walk->enter, err));
    PTB_TRY(ptb_alloc(&walk->leave, n, sizeof *walk->leave, err));
    PTB_TRY(ptb_alloc(&walk->child, n, sizeof *walk->child, err));
    PTB_TRY(ptb_alloc(&walk->sibling, n, sizeof *walk->sibling, err));
    for (size_t i = 0; i < n; i++)
        walk->enter[i] = walk->child[i] = walk->sibling[i] = PTB_NONE;
    for (size_t i = 0; i < n; i++) {
        uint32_t parent = parent_of(records, i);
        if (parent == PTB_NONE) continue;
        walk->sibling[i] = walk->child[parent];
        walk->child[parent] = (uint32_t)i;
    }
    for (size_t i = 0; i < n; i++)
        if (parent_of(records, i) == PTB_NONE) walk_tree(records, walk, (uint32_t)i, &clock);
    /* No root leads to those in a circle and to what hangs on it: each stands alone. */
    for (size_t i = 0; i < n; i++) {
        if (walk->enter[i] != PTB_NONE) continue;
        walk->enter[i] = clock++;
        walk->leave[i] = clock;
    }
    return PTB_OK;
}

static ptb_status index_accounts(const ptb_domains *domains, const ptb_link_records *records,
                                 domain_index *index, ptb_error *err)
{
    size_t capacity = 0;
    for (size_t i = 0; i < records->n_accounts; i++) {
        char domain[PTB_DOMAIN_BYTES];
        uint32_t code = 0, enter = index->walk.enter[i];
        if (!ptb_domain_of_web(domains, records->domain.at(records->domain.context, i), domain)) continue;
        size_t n_before = ptb_dictionary_count(index->domains);
        PTB_TRY(ptb_dictionary_add(index->domains, ptb_str_of(domain), &code, err));
        PTB_TRY(ptb_reserve(&index->owner, &capacity, (size_t)code + 1, sizeof *index->owner, err));
        domain_owner *owner = &index->owner[code];
        if (code == n_before) *owner = (domain_owner){(uint32_t)i, enter};
        if (enter < index->walk.enter[owner->top]) owner->top = (uint32_t)i;
        if (enter > owner->last_enter) owner->last_enter = enter;
    }
    return PTB_OK;
}

static uint32_t account_of(const ptb_domains *domains, const domain_index *index, ptb_str email,
                           ptb_link_counts *counts)
{
    char domain[PTB_DOMAIN_BYTES];
    uint32_t code = PTB_NO_CODE;
    if (ptb_domain_of_email(domains, email, domain)) {
        if (ptb_domain_is_free(ptb_str_of(domain))) {
            counts->free++;
            return PTB_NONE;
        }
        code = ptb_dictionary_find(index->domains, ptb_str_of(domain));
    }
    if (code == PTB_NO_CODE) {
        counts->unknown++;
        return PTB_NONE;
    }
    const domain_owner *owner = &index->owner[code];
    if (owner->last_enter >= index->walk.leave[owner->top]) {
        counts->ambiguous++;
        return PTB_NONE;
    }
    counts->linked++;
    return owner->top;
}

ptb_status ptb_link_by_domain(const ptb_domains *domains, const ptb_link_records *records,
                              uint32_t *contact_account, ptb_link_counts *counts, ptb_error *err)
{
    ptb_status status = PTB_OK;
    domain_index index = {0};
    *counts = (ptb_link_counts){0};
    if (records->n_accounts >= PTB_NONE - 1)
        return ptb_fail(err, PTB_E_LIMIT, "%zu accounts; at most 2^32 - 3 can be linked by domain",
                        records->n_accounts);
    PTB_TRY_TO(ptb_dictionary_new(2, &index.domains, err));
    PTB_TRY_TO(walk_init(records, &index.walk, err));
    PTB_TRY_TO(index_accounts(domains, records, &index, err));
    for (size_t i = 0; i < records->n_contacts; i++) {
        if (contact_account[i] != PTB_NONE) continue;
        ptb_str email = records->email.at(records->email.context, i);
        contact_account[i] = account_of(domains, &index, email, counts);
    }
done:
    ptb_dictionary_free(index.domains);
    free(index.owner);
    free(index.walk.enter);
    free(index.walk.leave);
    free(index.walk.child);
    free(index.walk.sibling);
    return status;
}
