/* features/cases.c: who is looked at, as of when, and what became of it. */
#include "features/cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "features/case_settings.h"
#include "features/deals.h"

const char *ptb_subject_name(ptb_subject subject)
{
    return subject == PTB_SUBJECT_CONTACT ? "contact" : "opportunity";
}

/* One call of ptb_cases_build. */
typedef struct {
    const ptb_history *history;
    ptb_case_settings settings; /* resolved */
    bool for_scoring;
    ptb_time horizon_s;
    uint8_t *is_event; /* by activity type: does it count as the outcome? */
    ptb_time *moments; /* contacts: the Ts */
    size_t n_moments, moments_capacity, items_capacity;
    ptb_cases *out;
} building;

/* --- event types --- */

static ptb_status fail_unknown_type(const ptb_strings *types, ptb_str name, ptb_error *err)
{
    ptb_arena arena = {0};
    const char **names = NULL, *near;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&names, types->n, sizeof *names, err));
    for (size_t i = 0; i < types->n; i++) {
        ptb_str type = ptb_strings_at(types, i);
        PTB_TRY_TO(ptb_arena_text(&arena, type.ptr, type.len, &names[i], err));
    }
    near = ptb_nearest_name(name, names, types->n);
    status =
        ptb_fail(err, PTB_E_ARG, "event:%.*s: no activity of that type in the history%s%s%s", (int)name.len,
                 name.ptr, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
done:
    free(names);
    ptb_arena_free(&arena);
    return status;
}

static ptb_status mark_event(building *b, ptb_str name, ptb_error *err)
{
    const ptb_strings *types = &b->history->activities.types;
    for (size_t i = 1; i < types->n; i++) { /* 0 is no type */
        if (!ptb_str_equal(ptb_strings_at(types, i), name)) continue;
        b->is_event[i] = 1;
        return PTB_OK;
    }
    return fail_unknown_type(types, name, err);
}

static ptb_status mark_events(building *b, ptb_error *err)
{
    if (b->settings.outcome != PTB_OUTCOME_EVENT) return PTB_OK;
    PTB_TRY(ptb_alloc(&b->is_event, b->history->activities.types.n, 1, err));
    const char *rest = b->settings.outcome_name;
    while (rest) {
        const char *comma = strchr(rest, ',');
        ptb_str name = {rest, comma ? (size_t)(comma - rest) : strlen(rest)};
        PTB_TRY(mark_event(b, ptb_str_trim(name), err));
        rest = comma ? comma + 1 : NULL;
    }
    return PTB_OK;
}

/* --- cases --- */

static bool in_period(const building *b, ptb_time moment)
{
    const ptb_case_settings *s = &b->settings;
    return (s->from == PTB_NO_TIME || moment >= s->from) && (s->to == PTB_NO_TIME || moment < s->to);
}

static ptb_status add_case(building *b, const ptb_case *one, ptb_error *err)
{
    ptb_cases *out = b->out;
    PTB_TRY(ptb_reserve(&out->items, &b->items_capacity, out->n + 1, sizeof *one, err));
    out->items[out->n++] = *one;
    if (isnan(one->outcome)) {
        out->n_unknown++;
    } else if (one->outcome > 0.5F) {
        out->n_won++;
    } else {
        out->n_not_won++;
    }
    return PTB_OK;
}

static ptb_status add_flat(building *b, uint32_t contact, ptb_error *err)
{
    const ptb_history *h = b->history;
    ptb_time as_of = h->is_timeless ? PTB_NO_TIME : h->contacts.created_at[contact];
    if (!h->is_timeless && as_of == PTB_NO_TIME && b->for_scoring) as_of = h->last_record;
    bool is_late = b->settings.as_of != PTB_NO_TIME && as_of > b->settings.as_of;
    if (is_late || (!h->is_timeless && as_of == PTB_NO_TIME)) {
        b->out->left_out_ineligible++;
        return PTB_OK;
    }
    if (!h->is_timeless && !in_period(b, as_of)) return PTB_OK;
    float outcome = h->flat_outcome ? h->flat_outcome[contact] : NAN;
    if (isnan(outcome) && !b->for_scoring) {
        b->out->left_out_unfinished++;
        return PTB_OK;
    }
    ptb_case one = {.contact = contact,
                    .account = h->contact_account[contact],
                    .opportunity = PTB_NONE,
                    .as_of = as_of,
                    .known_at = isnan(outcome) ? PTB_NO_TIME : as_of,
                    .outcome = outcome,
                    .weight = 1};
    return add_case(b, &one, err);
}

/* The deal's outcome as a case as of `as_of`; undecided ones are for scoring only. */
static ptb_status add_opportunity(building *b, uint32_t opportunity, ptb_time as_of, ptb_error *err)
{
    const ptb_history *h = b->history;
    uint8_t outcome = h->opportunity_outcome[opportunity];
    if (outcome == PTB_OPEN && !b->for_scoring) {
        b->out->left_out_unfinished++;
        return PTB_OK;
    }
    ptb_case one = {.contact = h->opportunity_contact[opportunity],
                    .account = h->opportunity_account[opportunity],
                    .opportunity = opportunity,
                    .as_of = as_of,
                    .known_at = PTB_NO_TIME,
                    .outcome = outcome == PTB_OPEN  ? NAN
                               : outcome == PTB_WON ? 1
                                                    : 0,
                    .weight = 1};
    if (one.account == PTB_NONE && one.contact != PTB_NONE) one.account = h->contact_account[one.contact];
    if (outcome != PTB_OPEN) {
        one.known_at = h->opportunity_closed[opportunity];
        if (one.known_at == PTB_NO_TIME) one.known_at = h->last_record;
        if (one.known_at < as_of) one.known_at = as_of;
    }
    return add_case(b, &one, err);
}

static ptb_status consider_opportunity(building *b, uint32_t opportunity, ptb_error *err)
{
    bool at_creation = b->settings.snapshots == PTB_SNAPSHOT_CREATED;
    ptb_time as_of = at_creation ? b->history->opportunities.created_at[opportunity] : b->settings.as_of;
    bool exists =
        at_creation ? as_of != PTB_NO_TIME : ptb_deal_at(b->history, opportunity, as_of) == PTB_DEAL_OPEN;
    if (!exists) {
        b->out->left_out_ineligible++;
        return PTB_OK;
    }
    if (!in_period(b, as_of)) return PTB_OK;
    return add_opportunity(b, opportunity, as_of, err);
}

static bool is_in_sales(const ptb_history *h, uint32_t contact, ptb_time as_of)
{
    for (uint64_t i = h->contact_opportunity_first[contact]; i < h->contact_opportunity_first[contact + 1];
         i++) {
        ptb_deal_state state = ptb_deal_at(h, h->contact_opportunity[i], as_of);
        if (state == PTB_DEAL_OPEN || state == PTB_DEAL_WON) return true;
    }
    return false;
}

/* Was a deal created after as_of and won by `end`? */
static bool has_win(const ptb_history *h, uint32_t contact, ptb_time as_of, ptb_time end)
{
    for (uint64_t i = h->contact_opportunity_first[contact]; i < h->contact_opportunity_first[contact + 1];
         i++) {
        uint32_t o = h->contact_opportunity[i];
        if (h->opportunities.created_at[o] > as_of && ptb_deal_at(h, o, end) == PTB_DEAL_WON) return true;
    }
    return false;
}

/* Was there an activity of an outcome type in (as_of, end]? */
static bool has_event(const building *b, uint32_t contact, ptb_time as_of, ptb_time end)
{
    const ptb_activities *a = &b->history->activities;
    for (uint64_t i = a->first[contact]; i < a->first[contact + 1]; i++) {
        if (a->ts[i] > as_of && a->ts[i] <= end && b->is_event[a->type[i]]) return true;
    }
    return false;
}

static ptb_status consider_contact(building *b, uint32_t contact, ptb_time as_of, ptb_error *err)
{
    const ptb_history *h = b->history;
    ptb_case one = {.contact = contact,
                    .account = h->contact_account[contact],
                    .opportunity = PTB_NONE,
                    .as_of = as_of,
                    .known_at = PTB_NO_TIME,
                    .outcome = NAN,
                    .weight = 1};
    if (h->contacts.created_at[contact] > as_of) {
        /* A month before the contact's time is no snapshot at all. */
        if (b->settings.snapshots == PTB_SNAPSHOT_AS_OF) b->out->left_out_ineligible++;
        return PTB_OK;
    }
    if (b->for_scoring) return add_case(b, &one, err);
    if (is_in_sales(h, contact, as_of)) {
        b->out->left_out_ineligible++;
        return PTB_OK;
    }
    ptb_time end = as_of + b->horizon_s;
    if (end > h->last_record) {
        b->out->left_out_unfinished++;
        return PTB_OK;
    }
    bool is_won = b->settings.outcome == PTB_OUTCOME_EVENT ? has_event(b, contact, as_of, end)
                                                           : has_win(h, contact, as_of, end);
    one.outcome = is_won ? 1 : 0;
    /* For wins too: were they known earlier than losses, a cut in time would keep recent wins and drop the losses
     * beside them. */
    one.known_at = end;
    return add_case(b, &one, err);
}

/* --- moments of contacts --- */

static ptb_status add_moment(building *b, ptb_time moment, ptb_error *err)
{
    if (!in_period(b, moment)) return PTB_OK;
    PTB_TRY(ptb_reserve(&b->moments, &b->moments_capacity, b->n_moments + 1, sizeof *b->moments, err));
    b->moments[b->n_moments++] = moment;
    return PTB_OK;
}

/* The first moment from which on both activities and outcomes were recorded: earlier snapshots would have empty
 * features, or no win where nobody wrote wins down. */
static ptb_time records_begin(const building *b)
{
    const ptb_history *h = b->history;
    ptb_time active = PTB_NO_TIME, dealt = PTB_NO_TIME;
    for (size_t c = 0; c < h->contacts.n; c++) {
        if (h->activities.first[c] == h->activities.first[c + 1]) continue;
        ptb_time ts = h->activities.ts[h->activities.first[c]];
        if (active == PTB_NO_TIME || ts < active) active = ts;
    }
    for (size_t o = 0; o < h->opportunities.n && dealt == PTB_NO_TIME; o++)
        dealt = h->opportunities.created_at[o];
    if (b->settings.outcome == PTB_OUTCOME_EVENT) return active;
    return dealt > active ? dealt : active;
}

static ptb_status list_moments(building *b, ptb_error *err)
{
    ptb_case_settings *s = &b->settings;
    if (s->snapshots == PTB_SNAPSHOT_AS_OF) return add_moment(b, s->as_of, err);
    ptb_time begin = s->from != PTB_NO_TIME ? s->from : records_begin(b);
    if (begin == PTB_NO_TIME) begin = b->history->first_record;
    s->from = begin;
    ptb_time moment = ptb_month_start(begin, 0);
    if (moment < begin) moment = ptb_month_start(begin, 1);
    while (moment <= b->history->last_record) {
        PTB_TRY(add_moment(b, moment, err));
        moment = ptb_month_start(moment, 1);
    }
    return PTB_OK;
}

/* Account by account (its contacts are neighbours), moment by moment, contact by contact: the order of cases. */
static ptb_status build_contacts(building *b, ptb_error *err)
{
    const ptb_history *h = b->history;
    PTB_TRY(list_moments(b, err));
    size_t first = 0;
    while (first < h->contacts.n) {
        uint32_t account = h->contact_account[first];
        size_t last = first + 1;
        while (account != PTB_NONE && last < h->contacts.n && h->contact_account[last] == account)
            last++;
        for (size_t m = 0; m < b->n_moments; m++) {
            for (size_t c = first; c < last; c++)
                PTB_TRY(consider_contact(b, (uint32_t)c, b->moments[m], err));
        }
        first = last;
    }
    return PTB_OK;
}

static int compare_times(ptb_time a, ptb_time b)
{
    return (a > b) - (a < b);
}

static int compare_cases(const void *left, const void *right)
{
    const ptb_case *a = left, *b = right;
    if (a->account != b->account) return a->account < b->account ? -1 : 1; /* PTB_NONE is the greatest */
    int by_time = compare_times(a->as_of, b->as_of);
    if (by_time != 0) return by_time;
    return (a->opportunity > b->opportunity) - (a->opportunity < b->opportunity);
}

static ptb_status build_opportunities(building *b, ptb_error *err)
{
    for (size_t o = 0; o < b->history->opportunities.n; o++)
        PTB_TRY(consider_opportunity(b, (uint32_t)o, err));
    if (b->out->n > 1) qsort(b->out->items, b->out->n, sizeof *b->out->items, compare_cases);
    return PTB_OK;
}

static ptb_status build_flat(building *b, ptb_error *err)
{
    for (size_t c = 0; c < b->history->contacts.n; c++)
        PTB_TRY(add_flat(b, (uint32_t)c, err));
    return PTB_OK;
}

static ptb_status build(building *b, ptb_error *err)
{
    PTB_TRY(ptb_case_settings_resolve(b->history, b->for_scoring, &b->settings, err));
    b->horizon_s = llround(b->settings.horizon_days * PTB_DAY);
    PTB_TRY(mark_events(b, err));
    if (b->history->is_flat) {
        PTB_TRY(build_flat(b, err));
    } else if (b->settings.subject == PTB_SUBJECT_OPPORTUNITY) {
        PTB_TRY(build_opportunities(b, err));
    } else {
        PTB_TRY(build_contacts(b, err));
    }
    if (b->out->n > 0 || b->for_scoring) return PTB_OK;
    bool is_period = b->settings.from != PTB_NO_TIME || b->settings.to != PTB_NO_TIME;
    return ptb_fail(
        err, PTB_E_DATA,
        "not one case with a known outcome%s: %llu whose outcome is not known by the end of the data, %llu "
        "not eligible (already customer, deal open, or not there at the moment)",
        is_period ? " from --from to --to" : "", (unsigned long long)b->out->left_out_unfinished,
        (unsigned long long)b->out->left_out_ineligible);
}

ptb_status ptb_cases_build(const ptb_history *history, const ptb_case_settings *settings, bool for_scoring,
                           ptb_cases *out, ptb_error *err)
{
    *out = (ptb_cases){0};
    building b = {.history = history, .settings = *settings, .for_scoring = for_scoring, .out = out};
    ptb_status status = build(&b, err);
    out->settings = b.settings;
    free(b.is_event);
    free(b.moments);
    if (status != PTB_OK) ptb_cases_free(out);
    return status;
}

void ptb_cases_free(ptb_cases *cases)
{
    free(cases->items);
    *cases = (ptb_cases){0};
}

/* The account tree's root; without account the contact is its own group, without either the opportunity. */
static uint64_t group_of(const ptb_history *history, const ptb_case *one)
{
    if (one->account != PTB_NONE) return history->account_root[one->account];
    if (one->contact != PTB_NONE) return history->accounts.n + one->contact;
    return history->accounts.n + history->contacts.n + one->opportunity;
}

ptb_status ptb_case_groups(const ptb_history *history, const ptb_case *cases, size_t n, uint32_t *group,
                           ptb_error *err)
{
    uint64_t n_groups = (uint64_t)history->accounts.n + history->contacts.n + history->opportunities.n;
    if (n_groups >= PTB_NONE)
        return ptb_fail(err, PTB_E_LIMIT, "more than 2^32 accounts, contacts and opportunities");
    for (size_t i = 0; i < n; i++)
        group[i] = (uint32_t)group_of(history, &cases[i]);
    return PTB_OK;
}

ptb_str ptb_case_subject_id(const ptb_history *history, ptb_subject subject, const ptb_case *one)
{
    if (subject == PTB_SUBJECT_OPPORTUNITY)
        return ptb_strings_at(&history->opportunities.id, one->opportunity);
    return ptb_strings_at(&history->contacts.id, one->contact);
}
