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
                        "--horizon is for deals and events that are still to come; %s outcome has no horizon",
                        whose);
    s->horizon_days = 0;
    return PTB_OK;
}

static ptb_status resolve_flat(const ptb_history *h, ptb_case_settings *s, bool for_scoring, ptb_error *err)
{
    if (s->outcome == PTB_OUTCOME_EVENT || s->outcome == PTB_OUTCOME_STAGE) {
        return ptb_fail(
            err, PTB_E_ARG,
            "the history is a flat table without activities and deals: no event and no stage can be an "
            "outcome");
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
    bool is_own = s->snapshots == PTB_SNAPSHOT_CREATED && s->delay_s == 0;
    if (s->snapshots != PTB_SNAPSHOT_DEFAULT && s->snapshots != PTB_SNAPSHOT_AS_OF && !is_own) {
        return ptb_fail(err, PTB_E_ARG,
                        "--snapshots: rows of a flat table are as of their own date, and no other");
    }
    if (s->open_at_as_of) return ptb_fail(err, PTB_E_ARG, "a flat table has no deals that could be open");
    if (!h->is_timeless) return PTB_OK;
    if (s->as_of != PTB_NO_TIME || s->from != PTB_NO_TIME || s->to != PTB_NO_TIME) {
        return ptb_fail(err, PTB_E_ARG,
                        "the history has no dates (imported without --date): no moment can be chosen");
    }
    return PTB_OK;
}

/* --- records of a CRM: what does not go together --- */

static ptb_status check_outcome(const ptb_history *h, const ptb_case_settings *s, ptb_error *err)
{
    bool is_opportunity = s->subject == PTB_SUBJECT_OPPORTUNITY, is_event = s->outcome == PTB_OUTCOME_EVENT;
    if (s->outcome == PTB_OUTCOME_COLUMN && s->snapshots != PTB_SNAPSHOT_FILE) {
        return ptb_fail(
            err, PTB_E_ARG,
            "a column is an outcome of flat tables and of files of moments; this history has activities "
            "or deals");
    }
    if (s->outcome == PTB_OUTCOME_STAGE && !is_opportunity) {
        return ptb_fail(err, PTB_E_ARG, "a stage is an outcome of opportunities, not of %ss",
                        ptb_subject_name(s->subject));
    }
    if (s->closed_by && !is_event)
        return ptb_fail(err, PTB_E_ARG, "--closed-by goes with --outcome event:TYPE");
    if (s->closed_by && s->subject == PTB_SUBJECT_CUSTOMER) {
        return ptb_fail(
            err, PTB_E_ARG,
            "--closed-by: the cases of customers are not over with an event; their outcome may come "
            "again and again");
    }
    if (s->outcome == PTB_OUTCOME_WON && !is_opportunity && h->opportunities.n == 0) {
        return ptb_fail(err, PTB_E_DATA,
                        "the history has no opportunities, so nobody has won; use --outcome event:TYPE");
    }
    return PTB_OK;
}

static ptb_status check_snapshots(const ptb_case_settings *s, ptb_error *err)
{
    if (s->subject == PTB_SUBJECT_OPPORTUNITY) return PTB_OK;
    if (s->open_at_as_of) {
        return ptb_fail(err, PTB_E_ARG, "open deals as of a moment are opportunities, not %ss",
                        ptb_subject_name(s->subject));
    }
    if (s->snapshots == PTB_SNAPSHOT_STAGE) {
        return ptb_fail(err, PTB_E_ARG, "--snapshots stage: stages are those of opportunities, not of %ss",
                        ptb_subject_name(s->subject));
    }
    if (s->snapshots == PTB_SNAPSHOT_CREATED && s->subject == PTB_SUBJECT_CUSTOMER) {
        return ptb_fail(
            err, PTB_E_ARG,
            "--snapshots created: nobody is created a customer; want monthly, another period, or a "
            "moment");
    }
    return PTB_OK;
}

/* What comes when it comes has no horizon, or only that which is asked for. */
static ptb_status resolve_horizon(ptb_case_settings *s, ptb_error *err)
{
    bool is_deal = s->subject == PTB_SUBJECT_OPPORTUNITY && s->outcome == PTB_OUTCOME_WON;
    bool ends_itself = s->outcome == PTB_OUTCOME_STAGE || s->outcome == PTB_OUTCOME_COLUMN || s->closed_by;
    if (is_deal) return drop_horizon(s, "an opportunity's own", err);
    if (ends_itself && !s->horizon_given) {
        s->horizon_days = 0;
        return PTB_OK;
    }
    if (s->horizon_days * PTB_DAY >= 1) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "a horizon of %g days, want at least a second", s->horizon_days);
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
    if (s->snapshots == PTB_SNAPSHOT_DEFAULT) {
        s->snapshots = s->subject == PTB_SUBJECT_OPPORTUNITY ? PTB_SNAPSHOT_CREATED : PTB_SNAPSHOT_MONTHLY;
    }
    PTB_TRY(check_snapshots(s, err));
    /* Who scores needs no outcome, but for customers, who are those that had it. */
    if (!for_scoring || s->subject == PTB_SUBJECT_CUSTOMER || s->outcome == PTB_OUTCOME_COLUMN)
        PTB_TRY(check_outcome(h, s, err));
    PTB_TRY(resolve_horizon(s, err));
    return resolve_as_of(h, s, for_scoring, err);
}

static ptb_subject default_subject(const ptb_history *h, const ptb_case_settings *s)
{
    bool is_deal = s->outcome == PTB_OUTCOME_STAGE || s->snapshots == PTB_SNAPSHOT_STAGE;
    bool is_periodic = s->snapshots == PTB_SNAPSHOT_MONTHLY || s->snapshots == PTB_SNAPSHOT_WEEKLY ||
                       s->snapshots == PTB_SNAPSHOT_QUARTERLY;
    bool is_activity = s->snapshots == PTB_SNAPSHOT_EVENT || s->snapshots == PTB_SNAPSHOT_FIRST;
    if (is_deal) return PTB_SUBJECT_OPPORTUNITY;
    if (s->outcome != PTB_OUTCOME_WON || is_periodic || is_activity || h->opportunities.n == 0)
        return PTB_SUBJECT_CONTACT;
    return PTB_SUBJECT_OPPORTUNITY;
}

ptb_status ptb_case_settings_choose_subject(const ptb_history *history, ptb_case_settings *settings,
                                            ptb_error *err)
{
    ptb_case_settings *s = settings;
    if (history->is_flat) {
        if (s->subject_given && s->subject != PTB_SUBJECT_CONTACT) {
            return ptb_fail(err, PTB_E_ARG,
                            "the history is a flat table: its rows are contacts, it has no %s",
                            s->subject == PTB_SUBJECT_OPPORTUNITY ? "opportunities" : "accounts");
        }
        s->subject = PTB_SUBJECT_CONTACT;
        return PTB_OK;
    }
    if (!s->subject_given) s->subject = default_subject(history, s);
    if (s->subject == PTB_SUBJECT_OPPORTUNITY && history->opportunities.n == 0)
        return ptb_fail(err, PTB_E_DATA, "the history has no opportunities; use --subject contact");
    if (s->subject == PTB_SUBJECT_ACCOUNT && history->accounts.n == 0)
        return ptb_fail(err, PTB_E_DATA, "the history has no accounts; use --subject contact");
    return PTB_OK;
}

ptb_status ptb_case_settings_resolve(const ptb_history *history, bool for_scoring,
                                     ptb_case_settings *settings, ptb_error *err)
{
    if (history->is_flat) return resolve_flat(history, settings, for_scoring, err);
    return resolve_relational(history, settings, for_scoring, err);
}
