/* features/cases.c: who is looked at, as of when, and what became of it. */
#include "features/cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "features/case_settings.h"
#include "features/cases_inside.h"

static const char *const subject_names[PTB_SUBJECTS] = {[PTB_SUBJECT_CONTACT] = "contact",
                                                        [PTB_SUBJECT_OPPORTUNITY] = "opportunity",
                                                        [PTB_SUBJECT_ACCOUNT] = "account",
                                                        [PTB_SUBJECT_CUSTOMER] = "customer"};

const char *ptb_subject_name(ptb_subject subject)
{
    return subject_names[subject];
}

bool ptb_subject_parse(const char *name, ptb_subject *out)
{
    for (int i = 0; i < PTB_SUBJECTS; i++) {
        if (strcmp(name, subject_names[i]) != 0) continue;
        *out = (ptb_subject)i;
        return true;
    }
    return false;
}

/* --- cases --- */

ptb_status ptb_case_room(ptb_case_work *w, size_t more, ptb_error *err)
{
    return ptb_reserve(&w->out->items, &w->items_capacity, w->out->n + more, sizeof *w->out->items, err);
}

bool ptb_case_in_period(const ptb_case_work *w, ptb_time as_of)
{
    const ptb_case_settings *s = &w->settings;
    if (s->to != PTB_NO_TIME && as_of >= s->to) return false;
    if (w->begin != PTB_NO_TIME && as_of < w->begin) {
        w->out->left_out_unrecorded++;
        return false;
    }
    return s->from == PTB_NO_TIME || as_of >= s->from;
}

ptb_status ptb_case_add(ptb_case_work *w, const ptb_case *one, ptb_error *err)
{
    ptb_cases *out = w->out;
    PTB_TRY(ptb_case_room(w, 1, err));
    out->items[out->n] = *one;
    if (w->now && w->given.has_weight) out->items[out->n].weight = w->now->weight;
    out->n++;
    if (isnan(one->outcome)) {
        out->n_unknown++;
    } else if (one->outcome > 0.5F) {
        out->n_won++;
    } else {
        out->n_not_won++;
    }
    return PTB_OK;
}

/* The file does not say when the outcome became known: with a horizon at its end, else, as of a flat table's row, at T. */
ptb_status ptb_case_add_given(ptb_case_work *w, ptb_case *one, ptb_error *err)
{
    one->outcome = w->now->outcome;
    if (isnan(one->outcome)) {
        w->out->left_out_unfinished++;
        return PTB_OK;
    }
    one->known_at = one->as_of + w->horizon_s;
    return ptb_case_add(w, one, err);
}

/* --- weights --- */

static ptb_status weigh_subjects(const ptb_case_work *w, ptb_error *err)
{
    const ptb_history *h = w->history;
    ptb_cases *out = w->out;
    ptb_subject subject = w->settings.subject;
    double *total; /* by subject */
    PTB_TRY(ptb_alloc(&total, ptb_subject_table(h, subject)->n, sizeof *total, err));
    for (size_t i = 0; i < out->n; i++)
        total[ptb_case_subject(h, subject, &out->items[i])] += (double)out->items[i].weight;
    for (size_t i = 0; i < out->n; i++) {
        ptb_case *one = &out->items[i];
        one->weight = (float)((double)one->weight / total[ptb_case_subject(h, subject, one)]);
    }
    free(total);
    return PTB_OK;
}

/* --- all --- */

static ptb_status fail_empty(const ptb_case_work *w, ptb_error *err)
{
    const ptb_cases *out = w->out;
    const ptb_case_settings *s = &w->settings;
    bool is_period = s->to != PTB_NO_TIME || (s->from != PTB_NO_TIME && w->begin == PTB_NO_TIME);
    ptb_text unrecorded = {0};
    if (out->left_out_unrecorded > 0)
        ptb_text_printf(&unrecorded, ", %llu before records began (--from takes them)",
                        (unsigned long long)out->left_out_unrecorded);
    ptb_status status = ptb_fail(
        err, PTB_E_DATA,
        "not one case with a known outcome%s: %llu whose outcome is not known by the end of the data, %llu "
        "not eligible (already customer, deal open, or not there at the moment)%s",
        is_period ? " from --from to --to" : "", (unsigned long long)out->left_out_unfinished,
        (unsigned long long)out->left_out_ineligible, unrecorded.bytes ? unrecorded.bytes : "");
    ptb_text_free(&unrecorded);
    return status;
}

static ptb_status build(ptb_case_work *w, ptb_error *err)
{
    const ptb_history *h = w->history;
    PTB_TRY(ptb_case_settings_choose_subject(h, &w->settings, err));
    if (w->settings.snapshots == PTB_SNAPSHOT_FILE && !w->for_scoring && !h->is_flat)
        PTB_TRY(ptb_given_cases_read(w, err));
    PTB_TRY(ptb_case_settings_resolve(h, w->for_scoring, &w->settings, err));
    w->horizon_s = llround(w->settings.horizon_days * PTB_DAY);
    if (h->is_flat) {
        PTB_TRY(ptb_cases_of_flat(w, err));
    } else {
        PTB_TRY(ptb_case_find_meanings(w, err));
        PTB_TRY(ptb_case_list_moments(w, err));
        bool is_deal = w->settings.subject == PTB_SUBJECT_OPPORTUNITY;
        PTB_TRY(is_deal ? ptb_cases_of_opportunities(w, err) : ptb_cases_of_people(w, err));
    }
    if (w->settings.weights == PTB_WEIGHTS_SUBJECT) PTB_TRY(weigh_subjects(w, err));
    return w->out->n > 0 || w->for_scoring ? PTB_OK : fail_empty(w, err);
}

ptb_status ptb_cases_build(const ptb_history *history, const ptb_case_settings *settings, bool for_scoring,
                           ptb_cases *out, ptb_error *err)
{
    *out = (ptb_cases){0};
    ptb_case_work w = {.history = history, .settings = *settings, .for_scoring = for_scoring, .out = out};
    ptb_status status = build(&w, err);
    out->settings = w.settings;
    free(w.types);
    free(w.stages);
    free(w.events.items);
    free(w.entries.items);
    free(w.moments.items);
    free(w.given.items);
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

const ptb_record_table *ptb_subject_table(const ptb_history *history, ptb_subject subject)
{
    if (subject == PTB_SUBJECT_OPPORTUNITY) return &history->opportunities;
    bool by_account =
        subject == PTB_SUBJECT_ACCOUNT || (subject == PTB_SUBJECT_CUSTOMER && history->accounts.n > 0);
    return by_account ? &history->accounts : &history->contacts;
}

uint32_t ptb_case_subject(const ptb_history *history, ptb_subject subject, const ptb_case *one)
{
    const ptb_record_table *table = ptb_subject_table(history, subject);
    if (table == &history->opportunities) return one->opportunity;
    return table == &history->accounts ? one->account : one->contact;
}

ptb_str ptb_case_subject_id(const ptb_history *history, ptb_subject subject, const ptb_case *one)
{
    return ptb_strings_at(&ptb_subject_table(history, subject)->id, ptb_case_subject(history, subject, one));
}
