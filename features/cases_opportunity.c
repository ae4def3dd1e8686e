/* features/cases_opportunity.c: deals as of their creation, or of moments when they were open, and what became of them. */
#include <math.h>
#include <stdlib.h>

#include "features/cases_inside.h"
#include "features/deals.h"

static ptb_time later(ptb_time a, ptb_time b)
{
    return a > b ? a : b;
}

/* --- outcomes --- */

/* A closed deal without date is known at the last record. */
static ptb_time closed_by(const ptb_history *h, uint32_t opportunity)
{
    ptb_time closed = h->opportunity_closed[opportunity];
    return closed == PTB_NO_TIME ? h->last_record : closed;
}

static void judge_deal(const ptb_history *h, ptb_case *one)
{
    uint8_t outcome = h->opportunity_outcome[one->opportunity];
    if (outcome == PTB_OPEN) return;
    one->outcome = outcome == PTB_WON ? 1 : 0;
    one->known_at = later(closed_by(h, one->opportunity), one->as_of);
}

/* When it came into one of the stages after as_of; PTB_NO_TIME: it did not. Where the history has but the present stage, a deal
 * that is in it came there when it was closed, or by the end of the data. */
static ptb_time reached_at(const ptb_case_work *w, const ptb_case *one)
{
    const ptb_history *h = w->history;
    if (w->has_stage_history) {
        const ptb_case_event *next = ptb_case_next(&w->entries, one->as_of, PTB_MEANS_OUTCOME);
        return next ? next->ts : PTB_NO_TIME;
    }
    uint32_t stage = h->opportunities.columns[w->stage].code[one->opportunity];
    if (stage == PTB_NONE || !(w->stages[stage] & PTB_MEANS_OUTCOME)) return PTB_NO_TIME;
    bool is_open = h->opportunity_outcome[one->opportunity] == PTB_OPEN;
    return is_open ? h->last_record : closed_by(h, one->opportunity);
}

static void judge_stage(const ptb_case_work *w, ptb_case *one)
{
    const ptb_history *h = w->history;
    ptb_time reached = reached_at(w, one);
    bool is_reached = reached != PTB_NO_TIME;
    if (w->horizon_s > 0) {
        if (!ptb_case_is_over(w, one->as_of)) return;
        one->known_at = one->as_of + w->horizon_s;
        is_reached = is_reached && reached <= one->known_at;
    } else {
        if (!is_reached && h->opportunity_outcome[one->opportunity] == PTB_OPEN) return;
        one->known_at = later(is_reached ? reached : closed_by(h, one->opportunity), one->as_of);
    }
    one->outcome = is_reached ? 1 : 0;
}

static void judge(const ptb_case_work *w, ptb_case *one)
{
    if (w->settings.outcome == PTB_OUTCOME_EVENT)
        ptb_case_judge_events(w, one);
    else if (w->settings.outcome == PTB_OUTCOME_STAGE)
        judge_stage(w, one);
    else
        judge_deal(w->history, one);
}

/* --- as of a moment --- */

static bool has_happened(const ptb_case_events *events, ptb_time as_of, uint8_t meanings)
{
    const ptb_case_event *first = ptb_case_next(events, PTB_NO_TIME, meanings);
    return first && first->ts <= as_of;
}

/* Nothing is left to be told of one that is where the outcome would be. */
static bool is_decided(const ptb_case_work *w, ptb_time as_of)
{
    if (w->settings.outcome == PTB_OUTCOME_STAGE) return has_happened(&w->entries, as_of, PTB_MEANS_OUTCOME);
    return w->settings.closed_by && has_happened(&w->events, as_of, PTB_MEANS_OUTCOME | PTB_MEANS_CLOSING);
}

/* At its creation a deal is open, even one that was closed with it. */
static bool is_there(const ptb_case_work *w, uint32_t opportunity, ptb_time as_of)
{
    const ptb_case_settings *s = &w->settings;
    if (as_of == PTB_NO_TIME) return false;
    if (s->snapshots == PTB_SNAPSHOT_CREATED && s->delay_s == 0) return true;
    if (w->now && w->given.has_outcome) return w->history->opportunities.created_at[opportunity] <= as_of;
    return ptb_deal_at(w->history, opportunity, as_of) == PTB_DEAL_OPEN;
}

static ptb_status consider(ptb_case_work *w, uint32_t opportunity, ptb_time as_of, ptb_error *err)
{
    const ptb_history *h = w->history;
    ptb_case one = {.contact = h->opportunity_contact[opportunity],
                    .account = h->opportunity_account[opportunity],
                    .opportunity = opportunity,
                    .as_of = as_of,
                    .known_at = PTB_NO_TIME,
                    .outcome = NAN,
                    .weight = 1};
    if (one.account == PTB_NONE && one.contact != PTB_NONE) one.account = h->contact_account[one.contact];
    if (!is_there(w, opportunity, as_of)) {
        if (!ptb_snapshots_are_periodic(w->settings.snapshots)) w->out->left_out_ineligible++;
        return PTB_OK;
    }
    if (!ptb_case_in_period(w, as_of)) return PTB_OK;
    if (w->now && w->given.has_outcome) return ptb_case_add_given(w, &one, err);
    if (!w->for_scoring && is_decided(w, as_of)) {
        w->out->left_out_ineligible++;
        return PTB_OK;
    }
    judge(w, &one);
    if (!isnan(one.outcome) || w->for_scoring) return ptb_case_add(w, &one, err);
    w->out->left_out_unfinished++;
    return PTB_OK;
}

/* --- one after the other --- */

/* Periodic ones: from its creation to its closing. */
static ptb_status consider_shared(ptb_case_work *w, uint32_t opportunity, ptb_error *err)
{
    const ptb_history *h = w->history;
    bool is_periodic = ptb_snapshots_are_periodic(w->settings.snapshots);
    ptb_time closed = h->opportunity_closed[opportunity];
    size_t first = is_periodic ? ptb_case_moment_from(w, h->opportunities.created_at[opportunity]) : 0;
    for (size_t m = first; m < w->moments.n; m++) {
        ptb_time moment = w->moments.items[m];
        if (is_periodic && closed != PTB_NO_TIME && closed <= moment) break;
        PTB_TRY(consider(w, opportunity, moment, err));
    }
    return PTB_OK;
}

static ptb_status consider_activities(ptb_case_work *w, uint32_t opportunity, ptb_error *err)
{
    for (size_t i = 0; i < w->events.n; i++) {
        const ptb_case_event *event = &w->events.items[i];
        if (!(event->meaning & PTB_MEANS_MOMENT)) continue;
        if (ptb_deal_at(w->history, opportunity, event->ts) != PTB_DEAL_OPEN) continue;
        PTB_TRY(consider(w, opportunity, event->ts, err));
        if (w->settings.snapshots == PTB_SNAPSHOT_FIRST) break;
    }
    return PTB_OK;
}

static ptb_status consider_entries(ptb_case_work *w, uint32_t opportunity, ptb_error *err)
{
    for (size_t i = 0; i < w->entries.n; i++) {
        if (w->entries.items[i].meaning & PTB_MEANS_MOMENT)
            PTB_TRY(consider(w, opportunity, w->entries.items[i].ts, err));
    }
    return PTB_OK;
}

static ptb_status consider_given(ptb_case_work *w, uint32_t opportunity, ptb_error *err)
{
    size_t n;
    const ptb_given_case *lines = ptb_given_cases_of(&w->given, opportunity, &n);
    ptb_status status = PTB_OK;
    for (size_t i = 0; i < n && status == PTB_OK; i++) {
        w->now = &lines[i];
        status = consider(w, opportunity, lines[i].as_of, err);
    }
    w->now = NULL;
    return status;
}

static ptb_status consider_opportunity(ptb_case_work *w, uint32_t opportunity, ptb_error *err)
{
    ptb_time created = w->history->opportunities.created_at[opportunity];
    PTB_TRY(ptb_case_entries_of(w, opportunity, err));
    switch (w->settings.snapshots) {
    case PTB_SNAPSHOT_EVENT:
    case PTB_SNAPSHOT_FIRST:
        return consider_activities(w, opportunity, err);
    case PTB_SNAPSHOT_STAGE:
        return consider_entries(w, opportunity, err);
    case PTB_SNAPSHOT_FILE:
        return consider_given(w, opportunity, err);
    case PTB_SNAPSHOT_MONTHLY:
    case PTB_SNAPSHOT_WEEKLY:
    case PTB_SNAPSHOT_QUARTERLY:
    case PTB_SNAPSHOT_AS_OF:
        return consider_shared(w, opportunity, err);
    case PTB_SNAPSHOT_DEFAULT: /* was resolved */
    case PTB_SNAPSHOT_CREATED:
        break;
    }
    return consider(w, opportunity, created == PTB_NO_TIME ? created : created + w->settings.delay_s, err);
}

/* An opportunity and whose activities are its own: its contact's, or without one all of its account's. */
typedef struct {
    uint32_t contact, account, opportunity;
} owned;

static int compare_owners(const void *left, const void *right)
{
    const owned *a = left, *b = right;
    if (a->contact != b->contact) return a->contact < b->contact ? -1 : 1;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    return (a->opportunity > b->opportunity) - (a->opportunity < b->opportunity);
}

/* Owner by owner, so that each one's activities are gathered once. */
static ptb_status consider_by_owner(ptb_case_work *w, ptb_error *err)
{
    const ptb_history *h = w->history;
    size_t n = h->opportunities.n;
    owned *list;
    PTB_TRY(ptb_alloc_raw(&list, n, sizeof *list, err));
    for (size_t o = 0; o < n; o++) {
        uint32_t contact = h->opportunity_contact[o];
        list[o] = (owned){contact, contact == PTB_NONE ? h->opportunity_account[o] : PTB_NONE, (uint32_t)o};
    }
    qsort(list, n, sizeof *list, compare_owners);
    ptb_status status = PTB_OK;
    for (size_t i = 0; i < n && status == PTB_OK; i++) {
        bool is_same =
            i > 0 && list[i].contact == list[i - 1].contact && list[i].account == list[i - 1].account;
        if (!is_same && list[i].contact != PTB_NONE)
            status = ptb_case_events_of_contact(w, list[i].contact, err);
        else if (!is_same)
            status = ptb_case_events_of_account(w, list[i].account, err);
        if (status == PTB_OK) status = consider_opportunity(w, list[i].opportunity, err);
    }
    free(list);
    return status;
}

static int compare_cases(const void *left, const void *right)
{
    const ptb_case *a = left, *b = right;
    if (a->account != b->account) return a->account < b->account ? -1 : 1; /* PTB_NONE is the greatest */
    if (a->as_of != b->as_of) return a->as_of < b->as_of ? -1 : 1;
    return (a->opportunity > b->opportunity) - (a->opportunity < b->opportunity);
}

static bool is_once_each(ptb_snapshot_kind snapshots)
{
    return snapshots == PTB_SNAPSHOT_CREATED || snapshots == PTB_SNAPSHOT_AS_OF ||
           snapshots == PTB_SNAPSHOT_FIRST;
}

ptb_status ptb_cases_of_opportunities(ptb_case_work *w, ptb_error *err)
{
    size_t n = w->history->opportunities.n;
    if (is_once_each(w->settings.snapshots)) PTB_TRY(ptb_case_room(w, n, err));
    if (w->types) {
        PTB_TRY(consider_by_owner(w, err));
    } else {
        for (size_t o = 0; o < n; o++)
            PTB_TRY(consider_opportunity(w, (uint32_t)o, err));
    }
    if (w->out->n > 1) qsort(w->out->items, w->out->n, sizeof *w->out->items, compare_cases);
    return PTB_OK;
}
