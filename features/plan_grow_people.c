/* features/plan_grow_people.c: by default, what titles, addresses and names tell of a contact and of who leads its account. */
#include "features/plan_builder.h"
#include "features/title.h"

/* Of this kind in the contacts, and not excluded? */
static bool has_texts(const ptb_plan_growth *growth, const char *column)
{
    const ptb_plan_settings *s = growth->settings;
    int at = ptb_table_find(&growth->history->contacts, column);
    if (at < 0 || growth->history->contacts.columns[at].kind != PTB_COLUMN_CATEGORY) return false;
    return !ptb_is_listed(s->exclude, s->n_exclude, column);
}

static ptb_status grow_titles(ptb_plan_growth *growth, ptb_error *err)
{
    static const char *const parts[PTB_N_TITLE_PARTS] = {"title_seniority", "title_department",
                                                         "title_buying_role"};
    for (int part = 0; part < PTB_N_TITLE_PARTS; part++) {
        ptb_feature_spec spec = {.kind = PTB_FEATURE_TITLE, .column = "title", .choice = part};
        PTB_TRY(ptb_plan_grow(growth, parts[part], spec, err));
    }
    if (growth->history->accounts.n == 0) return PTB_OK;
    ptb_feature_spec leaders = {.kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT, .seniority = "director"};
    ptb_feature_spec deciders = {
        .kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT, .buying_role = "decision_maker"};
    ptb_feature_spec new_leaders = {
        .kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT, .seniority = "vp", .window_days = 180};
    ptb_feature_spec roles = {.kind = PTB_FEATURE_ROLES, .of = PTB_OF_ACCOUNT};
    PTB_TRY(ptb_plan_grow(growth, "account_leaders", leaders, err));
    PTB_TRY(ptb_plan_grow(growth, "account_decision_makers", deciders, err));
    PTB_TRY(ptb_plan_grow_named(growth, "account_new_leaders", new_leaders, err));
    return ptb_plan_grow(growth, "account_roles_covered", roles, err);
}

static ptb_status grow_addresses(ptb_plan_growth *growth, ptb_error *err)
{
    static const char *const signs[PTB_N_EMAIL_SIGNS] = {"email_malformed",       "email_free",
                                                         "email_disposable",      "email_role",
                                                         "email_matches_account", "email_gibberish"};
    for (int sign = 0; sign < PTB_N_EMAIL_SIGNS; sign++) {
        if (sign == PTB_EMAIL_MATCHES && ptb_table_find(&growth->history->accounts, "domain") < 0) continue;
        ptb_feature_spec spec = {.kind = PTB_FEATURE_EMAIL, .column = "email", .choice = sign};
        PTB_TRY(ptb_plan_grow(growth, signs[sign], spec, err));
    }
    return PTB_OK;
}

ptb_status ptb_plan_grow_people(ptb_plan_growth *growth, ptb_error *err)
{
    if (has_texts(growth, "title")) PTB_TRY(grow_titles(growth, err));
    if (has_texts(growth, "email")) PTB_TRY(grow_addresses(growth, err));
    if (!has_texts(growth, "name")) return PTB_OK;
    ptb_feature_spec name = {.kind = PTB_FEATURE_GIBBERISH, .column = "name"};
    return ptb_plan_grow(growth, "name_gibberish", name, err);
}
