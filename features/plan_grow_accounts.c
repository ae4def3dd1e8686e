/* features/plan_grow_accounts.c: by default, what goes on around the contact: in its account, and in the accounts of its group. */
#include "features/plan_builder.h"

enum { N_SHARED_TYPES = 12 };

/* A month and a quarter, or what the cases' own windows allow. */
typedef struct {
    double shorter, longer;
} spans;

static spans spans_of(const ptb_survey *s)
{
    if (s->n_windows == 0) return (spans){0, 0};
    size_t last = s->n_windows > 2 ? s->n_windows - 2 : s->n_windows - 1;
    return (spans){s->window_days[last > 0 ? last - 1 : 0], s->window_days[last]};
}

static ptb_status grow_engagement(ptb_plan_growth *growth, spans s, ptb_error *err)
{
    ptb_feature_spec active = {
        .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = PTB_OF_ACCOUNT, .window_days = s.longer};
    ptb_feature_spec engaged = {
        .kind = PTB_FEATURE_ENGAGED_SHARE, .of = PTB_OF_ACCOUNT, .window_days = s.longer};
    ptb_feature_spec month = {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_ACCOUNT, .window_days = s.shorter};
    ptb_feature_spec quarter = {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_ACCOUNT, .window_days = s.longer};
    ptb_feature_spec since = {.kind = PTB_FEATURE_DAYS_SINCE_LAST, .of = PTB_OF_ACCOUNT};
    PTB_TRY(ptb_plan_grow_named(growth, "account_active", active, err));
    PTB_TRY(ptb_plan_grow_named(growth, "account_engaged", engaged, err));
    if (s.shorter < s.longer) PTB_TRY(ptb_plan_grow_named(growth, "account_n", month, err));
    PTB_TRY(ptb_plan_grow_named(growth, "account_n", quarter, err));
    return ptb_plan_grow_named(growth, "account_days_since_last", since, err);
}

static ptb_status grow_colleagues(ptb_plan_growth *growth, spans s, ptb_error *err)
{
    const ptb_frequent *types = growth->survey.values[PTB_FILTER_TYPE];
    for (size_t t = 0; t < growth->survey.n_values[PTB_FILTER_TYPE] && t < N_SHARED_TYPES; t++) {
        ptb_feature_spec colleagues = {.kind = PTB_FEATURE_COUNT,
                                       .of = PTB_OF_COLLEAGUES,
                                       .filter = PTB_FILTER_TYPE,
                                       .filter_value = types[t].name,
                                       .window_days = s.longer};
        PTB_TRY(ptb_plan_grow_named(growth, "colleagues_n", colleagues, err));
    }
    return PTB_OK;
}

static bool has_trees(const ptb_history *h)
{
    for (size_t a = 0; a < h->accounts.n; a++) {
        if (h->account_parent[a] != PTB_NONE) return true;
    }
    return false;
}

static ptb_status grow_group(ptb_plan_growth *growth, spans s, ptb_error *err)
{
    ptb_feature_spec parent = {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_PARENT, .window_days = s.longer};
    ptb_feature_spec others = {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_AFFILIATES, .window_days = s.longer};
    ptb_feature_spec active = {
        .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = PTB_OF_AFFILIATES, .window_days = s.longer};
    if (!has_trees(growth->history)) return PTB_OK;
    PTB_TRY(ptb_plan_grow_named(growth, "parent_n", parent, err));
    PTB_TRY(ptb_plan_grow_named(growth, "affiliates_n", others, err));
    return ptb_plan_grow_named(growth, "affiliates_active", active, err);
}

ptb_status ptb_plan_grow_accounts(ptb_plan_growth *growth, ptb_error *err)
{
    if (growth->history->accounts.n == 0) return PTB_OK;
    PTB_TRY(ptb_plan_grow_named(growth, "account_contacts",
                                (ptb_feature_spec){.kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT}, err));
    if (growth->survey.n_windows == 0) return PTB_OK;
    spans s = spans_of(&growth->survey);
    PTB_TRY(grow_engagement(growth, s, err));
    PTB_TRY(grow_colleagues(growth, s, err));
    return grow_group(growth, s, err);
}
