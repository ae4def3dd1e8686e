/* features/cases_people.c: contacts, accounts and customers as of moments: who is eligible, and who wins. */
#include <math.h>
#include <stdlib.h>

#include "features/cases_inside.h"
#include "features/deals.h"

/* Where the count of cases is a bound only, so many are made room for at once. */
static const size_t most_ahead = (size_t)1 << 24;

/* One whose own deals and activities decide. */
typedef struct {
    uint32_t contact, account; /* contact PTB_NONE: the account itself */
    ptb_time created;
    const uint32_t *deals;
    size_t n_deals;
} person;

static person contact_at(const ptb_history *h, size_t contact)
{
    uint64_t first = h->contact_opportunity_first[contact];
    return (person){.contact = (uint32_t)contact,
                    .account = h->contact_account[contact],
                    .created = h->contacts.created_at[contact],
                    .deals = h->contact_opportunity + first,
                    .n_deals = (size_t)(h->contact_opportunity_first[contact + 1] - first)};
}

static person account_at(const ptb_history *h, size_t account)
{
    uint64_t first = h->account_opportunity_first[account];
    return (person){.contact = PTB_NONE,
                    .account = (uint32_t)account,
                    .created = h->accounts.created_at[account],
                    .deals = h->account_opportunity + first,
                    .n_deals = (size_t)(h->account_opportunity_first[account + 1] - first)};
}

/* --- as of a moment --- */

static bool has_deal(const ptb_case_work *w, const person *who, ptb_time as_of, ptb_deal_state state)
{
    for (size_t i = 0; i < who->n_deals; i++) {
        if (ptb_deal_at(w->history, who->deals[i], as_of) == state) return true;
    }
    return false;
}

static bool has_event_by(const ptb_case_work *w, ptb_time as_of, uint8_t meanings)
{
    const ptb_case_event *first = ptb_case_next(&w->events, PTB_NO_TIME, meanings);
    return first && first->ts <= as_of;
}

static bool has_won(const ptb_case_work *w, const person *who, ptb_time as_of)
{
    if (w->settings.outcome == PTB_OUTCOME_EVENT) return has_event_by(w, as_of, PTB_MEANS_OUTCOME);
    return has_deal(w, who, as_of, PTB_DEAL_WON);
}

static bool is_there(const ptb_case_work *w, const person *who, ptb_time as_of)
{
    if (who->created > as_of) return false;
    return w->settings.subject != PTB_SUBJECT_CUSTOMER || has_won(w, who, as_of);
}

static bool is_eligible(const ptb_case_work *w, const person *who, ptb_time as_of)
{
    if (w->settings.subject == PTB_SUBJECT_CUSTOMER) return true;
    if (w->settings.closed_by && has_event_by(w, as_of, PTB_MEANS_OUTCOME | PTB_MEANS_CLOSING)) return false;
    return !has_deal(w, who, as_of, PTB_DEAL_OPEN) && !has_deal(w, who, as_of, PTB_DEAL_WON);
}

/* Was a deal created after as_of and won by `end`? */
static bool has_win(const ptb_case_work *w, const person *who, ptb_time as_of, ptb_time end)
{
    const ptb_history *h = w->history;
    for (size_t i = 0; i < who->n_deals; i++) {
        uint32_t o = who->deals[i];
        if (h->opportunities.created_at[o] > as_of && ptb_deal_at(h, o, end) == PTB_DEAL_WON) return true;
    }
    return false;
}

static void judge(const ptb_case_work *w, const person *who, ptb_case *one)
{
    if (w->settings.outcome == PTB_OUTCOME_EVENT) {
        ptb_case_judge_events(w, one);
        return;
    }
    if (!ptb_case_is_over(w, one->as_of)) return;
    one->known_at = one->as_of + w->horizon_s;
    one->outcome = has_win(w, who, one->as_of, one->known_at) ? 1 : 0;
}

static ptb_status consider(ptb_case_work *w, const person *who, ptb_time as_of, ptb_error *err)
{
    ptb_case one = {.contact = who->contact,
                    .account = who->account,
                    .opportunity = PTB_NONE,
                    .as_of = as_of,
                    .known_at = PTB_NO_TIME,
                    .outcome = NAN,
                    .weight = 1};
    if (!is_there(w, who, as_of)) {
        /* A month before one's time is no snapshot at all. */
        if (!ptb_snapshots_are_periodic(w->settings.snapshots)) w->out->left_out_ineligible++;
        return PTB_OK;
    }
    if (!ptb_case_in_period(w, as_of)) return PTB_OK;
    if (w->for_scoring) return ptb_case_add(w, &one, err);
    if (w->now && w->given.has_outcome) return ptb_case_add_given(w, &one, err);
    if (!is_eligible(w, who, as_of)) {
        w->out->left_out_ineligible++;
        return PTB_OK;
    }
    judge(w, who, &one);
    if (!isnan(one.outcome)) return ptb_case_add(w, &one, err);
    w->out->left_out_unfinished++;
    return PTB_OK;
}

/* --- one after the other --- */

static ptb_time earlier(ptb_time a, ptb_time b)
{
    if (a == PTB_NO_TIME || b == PTB_NO_TIME) return a == PTB_NO_TIME ? b : a;
    return a < b ? a : b;
}

static ptb_time first_of(const ptb_activities *a, const uint64_t *first, size_t owner)
{
    return first[owner] == first[owner + 1] ? PTB_NO_TIME : (ptb_time)a->ts[first[owner]];
}

static ptb_time first_activity(const ptb_history *h, const person *who)
{
    const ptb_activities *a = &h->activities;
    if (who->contact != PTB_NONE) return first_of(a, a->first, who->contact);
    ptb_time found = first_of(a, a->account_first, who->account);
    for (uint64_t c = h->account_contact[who->account]; c < h->account_contact[who->account + 1]; c++)
        found = earlier(found, first_of(a, a->first, c));
    return found;
}

static ptb_status consider_given(ptb_case_work *w, const person *who, ptb_error *err)
{
    size_t n;
    uint32_t subject = who->contact != PTB_NONE ? who->contact : who->account;
    const ptb_given_case *lines = ptb_given_cases_of(&w->given, subject, &n);
    ptb_status status = PTB_OK;
    for (size_t i = 0; i < n && status == PTB_OK; i++) {
        w->now = &lines[i];
        status = consider(w, who, lines[i].as_of, err);
    }
    w->now = NULL;
    return status;
}

static ptb_status consider_person(ptb_case_work *w, const person *who, ptb_error *err)
{
    const ptb_case_settings *s = &w->settings;
    if (who->contact != PTB_NONE)
        PTB_TRY(ptb_case_events_of_contact(w, who->contact, err));
    else
        PTB_TRY(ptb_case_events_of_account(w, who->account, err));
    if (s->snapshots == PTB_SNAPSHOT_FILE) return consider_given(w, who, err);
    size_t first = 0;
    if (ptb_snapshots_are_periodic(s->snapshots)) {
        first = ptb_case_moment_from(w, who->created);
    } else if (!ptb_snapshots_are_shared(s->snapshots)) {
        bool is_dated = who->created != PTB_NO_TIME || s->snapshots != PTB_SNAPSHOT_CREATED;
        ptb_time active = is_dated ? PTB_NO_TIME : first_activity(w->history, who);
        PTB_TRY(ptb_case_own_moments(w, who->created, active, err));
        if (w->moments.n == 0 && s->snapshots == PTB_SNAPSHOT_CREATED) w->out->left_out_ineligible++;
    }
    for (size_t m = first; m < w->moments.n; m++)
        PTB_TRY(consider(w, who, w->moments.items[m], err));
    return PTB_OK;
}

/* Contacts of one account, or one contact without. */
static int compare_contacts(const void *left, const void *right)
{
    const ptb_case *a = left, *b = right;
    if (a->as_of != b->as_of) return a->as_of < b->as_of ? -1 : 1;
    return (a->contact > b->contact) - (a->contact < b->contact);
}

/* In order as they come: for moments that all share, where activities mean nothing. */
static ptb_status consider_by_moment(ptb_case_work *w, size_t first, size_t last, ptb_error *err)
{
    for (size_t m = 0; m < w->moments.n; m++) {
        for (size_t c = first; c < last; c++) {
            person who = contact_at(w->history, c);
            PTB_TRY(consider(w, &who, w->moments.items[m], err));
        }
    }
    return PTB_OK;
}

static ptb_status consider_by_contact(ptb_case_work *w, size_t first, size_t last, ptb_error *err)
{
    size_t begin = w->out->n;
    for (size_t c = first; c < last; c++) {
        person who = contact_at(w->history, c);
        PTB_TRY(consider_person(w, &who, err));
    }
    size_t n = w->out->n - begin;
    bool is_in_order = last - first < 2 || w->settings.snapshots == PTB_SNAPSHOT_AS_OF;
    if (n > 1 && !is_in_order) qsort(w->out->items + begin, n, sizeof *w->out->items, compare_contacts);
    return PTB_OK;
}

/* Account by account, whose contacts are neighbours. */
static ptb_status build_contacts(ptb_case_work *w, ptb_error *err)
{
    const ptb_history *h = w->history;
    bool is_by_moment = ptb_snapshots_are_shared(w->settings.snapshots) && !w->types;
    size_t first = 0;
    while (first < h->contacts.n) {
        uint32_t account = h->contact_account[first];
        size_t last = first + 1;
        while (account != PTB_NONE && last < h->contacts.n && h->contact_account[last] == account)
            last++;
        PTB_TRY(is_by_moment ? consider_by_moment(w, first, last, err)
                             : consider_by_contact(w, first, last, err));
        first = last;
    }
    return PTB_OK;
}

static ptb_status build_accounts(ptb_case_work *w, ptb_error *err)
{
    for (size_t a = 0; a < w->history->accounts.n; a++) {
        person who = account_at(w->history, a);
        PTB_TRY(consider_person(w, &who, err));
    }
    return PTB_OK;
}

/* At most so many cases; of each activity of a type, of customers and of files nobody knows. */
static size_t bound(const ptb_case_work *w, const ptb_record_table *table)
{
    ptb_snapshot_kind snapshots = w->settings.snapshots;
    if (snapshots == PTB_SNAPSHOT_EVENT) return 0;
    if (snapshots == PTB_SNAPSHOT_FILE) return w->given.n;
    if (!ptb_snapshots_are_periodic(snapshots)) return table->n;
    if (w->settings.subject == PTB_SUBJECT_CUSTOMER) return 0;
    size_t most = 0, n_over = ptb_case_moment_from(w, w->history->last_record - w->horizon_s + 1);
    for (size_t i = 0; i < table->n && most < most_ahead; i++) {
        ptb_time created = table->created_at[i];
        size_t first = ptb_case_moment_from(w, created > w->begin ? created : w->begin);
        if (first < n_over) most += n_over - first;
    }
    return most < most_ahead ? most : most_ahead;
}

ptb_status ptb_cases_of_people(ptb_case_work *w, ptb_error *err)
{
    const ptb_history *h = w->history;
    const ptb_record_table *table = ptb_subject_table(h, w->settings.subject);
    PTB_TRY(ptb_case_room(w, bound(w, table), err));
    return table == &h->contacts ? build_contacts(w, err) : build_accounts(w, err);
}
