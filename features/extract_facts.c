/* features/extract_facts.c: features that are read from facts of records: titles, addresses, names, deals, stages, changes, the moment. */
#include <math.h>
#include <string.h>

#include "features/calendar_facts.h"
#include "features/extract_inside.h"

static const double missing = (double)NAN;

/* --- binding: what several features read is made once --- */

static ptb_fact_source *find_source(const ptb_extractor *x, ptb_fact_kind kind, const ptb_record_table *table,
                                    const char *column)
{
    for (size_t i = 0; i < x->n_sources; i++) {
        ptb_fact_source *source = &x->sources[i];
        if (source->kind == kind && source->table == table && strcmp(source->column, column) == 0)
            return source;
    }
    return NULL;
}

static ptb_status make_source(const ptb_extractor *x, ptb_fact_source *source, ptb_error *err)
{
    const ptb_history *h = x->history;
    switch (source->kind) {
    case PTB_FACTS_TITLE:
        return ptb_title_facts_new(x->context, h, source->column, &source->titles, err);
    case PTB_FACTS_EMAIL: {
        bool has_domains = ptb_table_find(&h->accounts, "domain") >= 0;
        return ptb_email_facts_new(x->context, h, source->column, has_domains ? "domain" : NULL,
                                   &source->emails, err);
    }
    case PTB_FACTS_NAME:
        break;
    }
    return ptb_name_facts_new(x->context, h, source->table, source->column, &source->names, err);
}

static ptb_status bind_source(ptb_extractor *x, ptb_instruction *to, ptb_fact_kind kind, const char *column,
                              ptb_error *err)
{
    to->source = find_source(x, kind, to->table, column);
    if (to->source) return PTB_OK;
    ptb_fact_source *source = &x->sources[x->n_sources]; /* room for one a feature */
    *source = (ptb_fact_source){.kind = kind, .table = to->table, .column = column};
    PTB_TRY(make_source(x, source, err));
    x->n_sources++;
    to->source = source;
    return PTB_OK;
}

static ptb_status bind_deals(const ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    static const unsigned states[] = {
        [PTB_OPEN] = PTB_DEALS_OPEN, [PTB_WON] = PTB_DEALS_WON, [PTB_LOST] = PTB_DEALS_LOST};
    const ptb_feature_spec *spec = to->spec;
    ptb_deal_question question = {
        .scope = spec->of == PTB_OF_ACCOUNT ? PTB_DEALS_OF_ACCOUNT : PTB_DEALS_OF_CONTACT,
        .states = spec->kind == PTB_FEATURE_WIN_RATE ? (unsigned)PTB_DEALS_WON : states[spec->outcome],
        .lost_reasons = spec->lost_reasons.items,
        .n_lost_reasons = spec->lost_reasons.n,
        .stages = spec->stages.items,
        .n_stages = spec->stages.n};
    PTB_TRY(ptb_deal_query_new(x->history, &question, &to->deals, err));
    if (spec->kind != PTB_FEATURE_WIN_RATE) return PTB_OK;
    question.states = PTB_DEALS_WON | PTB_DEALS_LOST;
    return ptb_deal_query_new(x->history, &question, &to->closed_deals, err);
}

static ptb_status bind_stages(const ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    PTB_TRY(ptb_stages_new(x->history, spec->stages.items, spec->stages.n, &to->stages, err));
    if (spec->kind != PTB_FEATURE_STAGE) return PTB_OK;
    const ptb_record_table *table = &x->history->opportunities;
    to->levels =
        &table->columns[ptb_table_find(table, "stage")].levels; /* it is there: stages were made of it */
    return PTB_OK;
}

static ptb_status bind_contacts(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    x->needs[PTB_OF_ACCOUNT] = true;
    to->table = &x->history->contacts;
    for (int s = 0; spec->seniority && s < PTB_N_SENIORITIES; s++) {
        if (strcmp(spec->seniority, ptb_seniority_name((ptb_seniority)s)) == 0) to->code = (uint32_t)s;
    }
    for (int r = 0; spec->buying_role && r < PTB_N_BUYING_ROLES; r++) {
        if (strcmp(spec->buying_role, ptb_buying_role_name((ptb_buying_role)r)) == 0) to->code = (uint32_t)r;
    }
    bool needs_titles = spec->kind == PTB_FEATURE_ROLES || spec->seniority || spec->buying_role;
    return needs_titles ? bind_source(x, to, PTB_FACTS_TITLE, "title", err) : PTB_OK;
}

static ptb_status bind_title(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    PTB_TRY(bind_source(x, to, PTB_FACTS_TITLE, to->spec->column, err));
    if (to->spec->choice == PTB_TITLE_SENIORITY) return PTB_OK; /* a number: the order counts */
    to->own_levels = ptb_title_levels((ptb_title_part)to->spec->choice);
    to->levels = &to->own_levels;
    return PTB_OK;
}

ptb_status ptb_bind_facts(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    switch ((int)to->spec->kind) {
    case PTB_FEATURE_TITLE:
        return bind_title(x, to, err);
    case PTB_FEATURE_EMAIL:
        return bind_source(x, to, PTB_FACTS_EMAIL, to->spec->column, err);
    case PTB_FEATURE_GIBBERISH:
        return bind_source(x, to, PTB_FACTS_NAME, to->spec->column, err);
    case PTB_FEATURE_CONTACTS:
    case PTB_FEATURE_ROLES:
        return bind_contacts(x, to, err);
    case PTB_FEATURE_DEALS:
    case PTB_FEATURE_DAYS_SINCE_DEAL:
    case PTB_FEATURE_DEAL_AMOUNT:
    case PTB_FEATURE_WIN_RATE:
        return bind_deals(x, to, err);
    case PTB_FEATURE_STAGE:
    case PTB_FEATURE_STAGE_AGE:
    case PTB_FEATURE_STAGES:
    case PTB_FEATURE_STAGE_DAYS:
    case PTB_FEATURE_UNANSWERED:
        return bind_stages(x, to, err);
    case PTB_FEATURE_CHANGES:
    case PTB_FEATURE_DAYS_SINCE_CHANGE:
    case PTB_FEATURE_GROWTH:
        return ptb_change_query_init(&to->change, to->table, to->spec->column, err);
    default:
        break;
    }
    return PTB_OK;
}

void ptb_facts_free(ptb_extractor *extractor)
{
    for (size_t i = 0; i < extractor->n_sources; i++) {
        ptb_title_facts_free(extractor->sources[i].titles);
        ptb_email_facts_free(extractor->sources[i].emails);
        ptb_name_facts_free(extractor->sources[i].names);
    }
    for (size_t i = 0; extractor->instructions && i < extractor->plan->n; i++) {
        ptb_deal_query_free(extractor->instructions[i].deals);
        ptb_deal_query_free(extractor->instructions[i].closed_deals);
        ptb_stages_free(extractor->instructions[i].stages);
    }
}

/* --- values --- */

static double title(const ptb_asking *q)
{
    ptb_contact_title t = ptb_title_facts_of(q->instruction->source->titles, q->one->contact, q->one->as_of);
    if (q->instruction->spec->choice == PTB_TITLE_SENIORITY) return t.seniority;
    return q->instruction->spec->choice == PTB_TITLE_DEPARTMENT ? t.department : t.buying_role;
}

static double email(const ptb_asking *q)
{
    ptb_contact_email e =
        ptb_email_facts_of(q->instruction->source->emails, q->one->contact, q->one->account, q->one->as_of);
    const double signs[PTB_N_EMAIL_SIGNS] = {e.is_malformed, e.is_free,         e.is_disposable,
                                             e.is_role,      e.matches_account, e.gibberish};
    return signs[q->instruction->spec->choice];
}

static double gibberish(const ptb_asking *q)
{
    uint32_t record = q->instruction->spec->of == PTB_OF_ACCOUNT ? q->one->account : q->one->contact;
    ptb_record_name name = ptb_name_facts_of(q->instruction->source->names, record, q->one->as_of);
    return name.is_spam > 0.5 ? 1 : name.gibberish;
}

static bool has_role(const ptb_asking *q, uint32_t contact)
{
    double role = ptb_title_facts_of(q->instruction->source->titles, contact, q->one->as_of).buying_role;
    return !isnan(role) && (uint32_t)role == q->instruction->code;
}

/* Contacts created in the window; of a role, where one is asked for. */
static double new_contacts(const ptb_asking *q)
{
    const ptb_history *h = q->extractor->history;
    const ptb_feature_spec *spec = q->instruction->spec;
    uint32_t account = q->one->account, n = 0;
    ptb_time after = q->one->as_of - q->instruction->window_s;
    for (uint64_t c = h->account_contact[account]; c < h->account_contact[account + 1]; c++) {
        ptb_time created = h->contacts.created_at[c];
        if (created <= after || created > q->one->as_of) continue;
        n += !spec->buying_role || has_role(q, (uint32_t)c);
    }
    return n;
}

/* All contacts, or those of a seniority or role; with a window those who are new in it, of a seniority also by rising. */
static double contacts(const ptb_asking *q)
{
    const ptb_feature_spec *spec = q->instruction->spec;
    bool is_by_seniority = spec->seniority && !spec->buying_role;
    if (spec->window_days > 0 && !is_by_seniority) return new_contacts(q);
    if (!q->instruction->source) return q->scratch->account.n_contacts;
    ptb_account_titles t = ptb_account_titles_of(q->instruction->source->titles, q->one->account,
                                                 q->one->as_of, spec->window_days);
    ptb_seniority least = (ptb_seniority)q->instruction->code;
    if (spec->kind == PTB_FEATURE_ROLES) return ptb_buying_roles_covered(&t);
    if (spec->buying_role) return t.n_of_role[q->instruction->code];
    if (spec->window_days > 0) return ptb_at_least(t.n_arrived, least) + ptb_at_least(t.n_risen, least);
    return ptb_at_least(t.n_of_seniority, least);
}

static double deals(const ptb_asking *q)
{
    ptb_deal_facts d = ptb_deal_facts_of(q->instruction->deals, q->one);
    switch ((int)q->instruction->spec->kind) {
    case PTB_FEATURE_DEALS:
        return d.n;
    case PTB_FEATURE_DAYS_SINCE_DEAL:
        return ptb_days_since(d.last_closed, q->one->as_of);
    case PTB_FEATURE_WIN_RATE: {
        double n_closed = ptb_deal_facts_of(q->instruction->closed_deals, q->one).n;
        return n_closed > 0 ? d.n / n_closed : missing;
    }
    default:
        break;
    }
    if (q->instruction->spec->choice == PTB_AMOUNT_LAST) return d.last_amount;
    if (!(d.n_amounts > 0)) return missing;
    return q->instruction->spec->choice == PTB_AMOUNT_SUM ? d.amount_sum : d.amount_sum / d.n_amounts;
}

/* The last activity of the account, or of the contact where there is no account. */
static ptb_time last_activity(const ptb_asking *q)
{
    const ptb_tally *account = q->scratch->levels[PTB_OF_ACCOUNT].sum;
    if (account) return account->last[q->instruction->slot];
    const ptb_tally *own = q->scratch->levels[PTB_OF_CONTACT].sum;
    return own ? own->last[q->instruction->all_slot] : PTB_NO_TIME;
}

static double stage(const ptb_asking *q)
{
    ptb_stage_facts s = ptb_stage_facts_of(q->instruction->stages, q->one->opportunity, q->one->as_of);
    switch ((int)q->instruction->spec->kind) {
    case PTB_FEATURE_STAGE:
        return s.stage;
    case PTB_FEATURE_STAGE_AGE:
        return ptb_days_since(s.since, q->one->as_of);
    case PTB_FEATURE_STAGES:
        return s.n_stages;
    case PTB_FEATURE_STAGE_DAYS:
        return ptb_days_since(s.first_reached, q->one->as_of);
    default:
        break;
    }
    ptb_time last = last_activity(q);
    if (s.last_reached == PTB_NO_TIME || last < s.last_reached) last = s.last_reached;
    return s.last_reached == PTB_NO_TIME ? missing : ptb_days_since(last, q->one->as_of);
}

static double change(const ptb_asking *q)
{
    const ptb_feature_spec *spec = q->instruction->spec;
    uint32_t record = ptb_record_of(q);
    if (spec->kind == PTB_FEATURE_CHANGES)
        return ptb_change_count(&q->instruction->change, record, q->one->as_of, spec->window_days);
    if (spec->kind == PTB_FEATURE_GROWTH)
        return ptb_change_growth(&q->instruction->change, record, q->one->as_of, spec->window_days);
    return ptb_change_days_since(&q->instruction->change, record, q->one->as_of);
}

static double calendar(const ptb_asking *q)
{
    int first_month = q->instruction->spec->first_month;
    ptb_calendar_facts c = ptb_calendar_facts_of(q->one->as_of, first_month > 0 ? first_month : 1);
    const double parts[PTB_N_CALENDAR_PARTS] = {c.month,    c.quarter,  c.weekday,           c.hour,
                                                c.year_sin, c.year_cos, c.days_to_budget_end};
    return parts[q->instruction->spec->choice];
}

double ptb_value_of_facts(const ptb_asking *q)
{
    switch ((int)q->instruction->spec->kind) {
    case PTB_FEATURE_TITLE:
        return title(q);
    case PTB_FEATURE_EMAIL:
        return email(q);
    case PTB_FEATURE_GIBBERISH:
        return gibberish(q);
    case PTB_FEATURE_CONTACTS:
    case PTB_FEATURE_ROLES:
        return contacts(q);
    case PTB_FEATURE_DEALS:
    case PTB_FEATURE_DAYS_SINCE_DEAL:
    case PTB_FEATURE_DEAL_AMOUNT:
    case PTB_FEATURE_WIN_RATE:
        return deals(q);
    case PTB_FEATURE_STAGE:
    case PTB_FEATURE_STAGE_AGE:
    case PTB_FEATURE_STAGES:
    case PTB_FEATURE_STAGE_DAYS:
    case PTB_FEATURE_UNANSWERED:
        return stage(q);
    case PTB_FEATURE_CHANGES:
    case PTB_FEATURE_DAYS_SINCE_CHANGE:
    case PTB_FEATURE_GROWTH:
        return change(q);
    case PTB_FEATURE_CALENDAR:
        return calendar(q);
    default:
        break;
    }
    return missing;
}
