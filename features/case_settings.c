/* features/case_settings.c: do the settings for building cases make sense for a history, and what do they come to? */
#include "features/case_settings.h"

static const double default_horizon_days = 180.0;

void ptb_case_settings_default(ptb_case_settings *settings)
{
    *settings = (ptb_case_settings){
        .as_of = PTB_NO_TIME, .from = PTB_NO_TIME, .to = PTB_NO_TIME, .horizon_days = default_horizon_days};
}

/* Whose outcome comes when it comes has no horizon. */
static ptb_status drop_horizon(ptb_case_settings *s, const char *whose, ptb_error *err)
{
    if (s->horizon_given)
        return ptb_fail(err, PTB_E_ARG,
                        "--horizon is for contacts' deals and events; %s outcome has no horizon", whose);
    s->horizon_days = 0;
    return PTB_OK;
}

static ptb_status resolve_flat(const ptb_history *h, ptb_case_settings *s, bool for_scoring, ptb_error *err)
{
    if (s->subject_given && s->subject == PTB_SUBJECT_OPPORTUNITY) {
        return ptb_fail(err, PTB_E_ARG,
                        "the history is a flat table: its rows are contacts, it has no opportunities");
    }
    s->subject = PTB_SUBJECT_CONTACT;
    if (s->outcome == PTB_OUTCOME_EVENT) {
        return ptb_fail(err, PTB_E_ARG,
                        "the history is a flat table without activities: no event can be an outcome");
    }
    if (s->outcome_name &&
        (!h->outcome_column || !ptb_str_equal_nocase(ptb_str_of(s->outcome_name), h->outcome_column))) {
        return ptb_fail(err, PTB_E_ARG,
                        "the outcome column of this history is %s%s%s, not '%s'; import again with --outcome",
                        h->outcome_column ? "'" : "", h->outcome_column ? h->outcome_column : "none",
                        h->outcome_column ? "'" : "", s->outcome_name);
    }
    if (!for_scoring && !h->flat_outcome) {
        return ptb_fail(err, PTB_E_DATA,
                        "the history has no outcomes to learn from; import it with --outcome COLUMN");
    }
    s->outcome = PTB_OUTCOME_COLUMN;
    s->outcome_name = h->outcome_column;
    PTB_TRY(drop_horizon(s, "a column's", err));
    if (s->snapshots == PTB_SNAPSHOT_MONTHLY) {
        return ptb_fail(err, PTB_E_ARG,
                        "rows of a flat table are as of their own date: no monthly snapshots");
    }
    if (s->open_at_as_of) return ptb_fail(err, PTB_E_ARG, "a flat table has no deals that could be open");
    if (!h->is_timeless) return PTB_OK;
    if (s->as_of != PTB_NO_TIME || s->from != PTB_NO_TIME || s->to != PTB_NO_TIME) {
        return ptb_fail(err, PTB_E_ARG,
                        "the history has no dates (imported without --date): no moment can be chosen");
    }
    return PTB_OK;
}

static ptb_status resolve_opportunity(const ptb_history *h, ptb_case_settings *s, ptb_error *err)
{
    if (h->opportunities.n == 0) {
        return ptb_fail(err, PTB_E_DATA, "the history has no opportunities; use --subject contact");
    }
    if (s->outcome == PTB_OUTCOME_EVENT) {
        return ptb_fail(err, PTB_E_ARG, "an event is an outcome of contacts, not of opportunities");
    }
    if (s->snapshots == PTB_SNAPSHOT_MONTHLY) {
        return ptb_fail(err, PTB_E_ARG,
                        "monthly snapshots are for contacts; opportunities take created, or a moment");
    }
    if (s->snapshots == PTB_SNAPSHOT_DEFAULT) s->snapshots = PTB_SNAPSHOT_CREATED;
    return drop_horizon(s, "an opportunity's own", err);
}

static ptb_status resolve_contact(const ptb_history *h, ptb_case_settings *s, bool for_scoring,
                                  ptb_error *err)
{
    if (s->open_at_as_of)
        return ptb_fail(err, PTB_E_ARG, "open deals as of a moment are opportunities, not contacts");
    if (s->snapshots == PTB_SNAPSHOT_CREATED) {
        return ptb_fail(err, PTB_E_ARG,
                        "contacts take monthly snapshots or a moment; created is for opportunities");
    }
    if (s->snapshots == PTB_SNAPSHOT_DEFAULT) s->snapshots = PTB_SNAPSHOT_MONTHLY;
    if (for_scoring) return PTB_OK;
    if (s->outcome == PTB_OUTCOME_WON && h->opportunities.n == 0) {
        return ptb_fail(err, PTB_E_DATA,
                        "the history has no opportunities, so nobody has won; use --outcome event:TYPE");
    }
    if (!(s->horizon_days * PTB_DAY >= 1)) {
        return ptb_fail(err, PTB_E_ARG, "a horizon of %g days, want at least a second", s->horizon_days);
    }
    return PTB_OK;
}

static ptb_status resolve_as_of(const ptb_history *h, ptb_case_settings *s, bool for_scoring, ptb_error *err)
{
    if (for_scoring) s->snapshots = PTB_SNAPSHOT_AS_OF;
    if (s->snapshots != PTB_SNAPSHOT_AS_OF) return PTB_OK;
    if (s->as_of == PTB_NO_TIME) s->as_of = h->last_record;
    if (s->as_of >= h->first_record) return PTB_OK;
    char as_of[PTB_TIME_BYTES], first[PTB_TIME_BYTES];
    return ptb_fail(err, PTB_E_ARG, "as of %s there was nothing: the first record is of %s",
                    ptb_print_time(as_of, s->as_of), ptb_print_time(first, h->first_record));
}

static ptb_status resolve_relational(const ptb_history *h, ptb_case_settings *s, bool for_scoring,
                                     ptb_error *err)
{
    if (s->outcome == PTB_OUTCOME_COLUMN) {
        return ptb_fail(err, PTB_E_ARG,
                        "a column is an outcome of flat tables; this history has activities or deals");
    }
    if (!s->subject_given) {
        bool by_deal = s->outcome == PTB_OUTCOME_WON && s->snapshots != PTB_SNAPSHOT_MONTHLY;
        s->subject = by_deal && h->opportunities.n > 0 ? PTB_SUBJECT_OPPORTUNITY : PTB_SUBJECT_CONTACT;
    }
    PTB_TRY(s->subject == PTB_SUBJECT_OPPORTUNITY ? resolve_opportunity(h, s, err)
                                                  : resolve_contact(h, s, for_scoring, err));
    return resolve_as_of(h, s, for_scoring, err);
}

ptb_status ptb_case_settings_resolve(const ptb_history *history, bool for_scoring,
                                     ptb_case_settings *settings, ptb_error *err)
{
    if (history->is_flat) return resolve_flat(history, settings, for_scoring, err);
    return resolve_relational(history, settings, for_scoring, err);
}
