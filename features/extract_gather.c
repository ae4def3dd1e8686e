/* features/extract_gather.c: the tallies that a case's features are read from: of the contact, and around it. */
#include "features/extract_inside.h"

static void sweep_contact(const ptb_extractor *x, const ptb_extract_scratch *scratch,
                          const ptb_sweep_plan *plan, const ptb_case *one, ptb_tally *out)
{
    const uint64_t *first = x->history->activities.first;
    const ptb_sweeper sweeper = {x->history, plan, &x->halving, &scratch->window, scratch->weight};
    ptb_sweep(&sweeper, first[one->contact], first[one->contact + 1], one->as_of, out);
}

static void gather_own(const ptb_extractor *x, ptb_extract_scratch *scratch, const ptb_case *one)
{
    ptb_level *level = &scratch->levels[PTB_OF_CONTACT];
    *level = (ptb_level){.plan = &x->own, .who = PTB_NONE};
    if (!x->needs_own || one->contact == PTB_NONE) return;
    sweep_contact(x, scratch, &x->own, one, &scratch->own);
    level->sum = &scratch->own;
}

static ptb_level rolled_level(const ptb_extractor *x, const ptb_roll_up *rolled)
{
    return (ptb_level){
        .plan = &x->rolled, .sum = rolled ? &rolled->sum : NULL, .rolled = rolled, .who = PTB_NONE};
}

static void gather_colleagues(const ptb_extractor *x, ptb_extract_scratch *scratch, const ptb_case *one)
{
    ptb_level *level = &scratch->levels[PTB_OF_COLLEAGUES];
    *level = scratch->levels[PTB_OF_ACCOUNT];
    if (one->contact == PTB_NONE || !ptb_is_member(x->history, one->contact, one->account, one->as_of))
        return;
    sweep_contact(x, scratch, &x->rolled, one, &scratch->member);
    level->minus = &scratch->member;
    level->who = one->contact;
}

/* An account that was created later was no part of its tree yet. */
static bool is_there(const ptb_extractor *x, uint32_t account, ptb_time as_of)
{
    return x->history->accounts.created_at[account] <= as_of;
}

static void gather_parent(const ptb_extractor *x, ptb_extract_scratch *scratch, const ptb_sweeper *sweeper,
                          const ptb_case *one)
{
    uint32_t parent = x->history->account_parent[one->account];
    if (parent == PTB_NONE || !is_there(x, parent, one->as_of)) return;
    ptb_roll_up_account(sweeper, parent, one->as_of, &scratch->swept, &scratch->parent);
    scratch->levels[PTB_OF_PARENT] = rolled_level(x, &scratch->parent);
}

static bool has_affiliates(const ptb_extractor *x, uint32_t root, const ptb_case *one)
{
    for (uint64_t i = x->tree_first[root]; i < x->tree_first[root + 1]; i++) {
        uint32_t account = x->tree_account[i];
        if (account != one->account && is_there(x, account, one->as_of)) return true;
    }
    return false;
}

static void gather_affiliates(const ptb_extractor *x, ptb_extract_scratch *scratch,
                              const ptb_sweeper *sweeper, const ptb_case *one)
{
    uint32_t root = x->history->account_root[one->account];
    ptb_roll_up *tree = &scratch->trees[root % PTB_TREE_CACHE];
    if (!has_affiliates(x, root, one)) return; /* it stands alone */
    if (tree->of != root || tree->as_of != one->as_of) {
        ptb_roll_up_begin(&x->rolled, root, one->as_of, tree);
        for (uint64_t i = x->tree_first[root]; i < x->tree_first[root + 1]; i++) {
            uint32_t account = x->tree_account[i];
            if (!is_there(x, account, one->as_of)) continue;
            ptb_roll_up_account(sweeper, account, one->as_of, &scratch->swept, &scratch->relative);
            ptb_roll_up_add(&x->rolled, tree, account, &scratch->relative);
        }
    }
    ptb_level *level = &scratch->levels[PTB_OF_AFFILIATES];
    *level = rolled_level(x, tree);
    if (!is_there(x, one->account, one->as_of)) return;
    level->minus = &scratch->account.sum;
    level->without = &scratch->account;
    level->who = one->account;
}

void ptb_extract_gather(const ptb_extractor *extractor, ptb_extract_scratch *scratch, const ptb_case *one)
{
    const ptb_sweeper sweeper = {extractor->history, &extractor->rolled, &extractor->halving,
                                 &scratch->window, scratch->weight};
    gather_own(extractor, scratch, one);
    for (int of = 1; of < PTB_N_OF; of++) /* the others have no sum, ever */
        if (extractor->needs[of]) scratch->levels[of] = rolled_level(extractor, NULL);
    if (one->account == PTB_NONE) return;
    if (extractor->needs[PTB_OF_ACCOUNT]) {
        ptb_roll_up_account(&sweeper, one->account, one->as_of, &scratch->swept, &scratch->account);
        scratch->levels[PTB_OF_ACCOUNT] = rolled_level(extractor, &scratch->account);
    }
    if (extractor->needs[PTB_OF_COLLEAGUES]) gather_colleagues(extractor, scratch, one);
    if (extractor->needs[PTB_OF_PARENT]) gather_parent(extractor, scratch, &sweeper, one);
    if (extractor->needs[PTB_OF_AFFILIATES]) gather_affiliates(extractor, scratch, &sweeper, one);
}
