/* features/cases_moments.c: as of when: moments that all subjects share, and those of each subject. */
#include "features/cases_inside.h"

bool ptb_snapshots_are_periodic(ptb_snapshot_kind snapshots)
{
    return snapshots == PTB_SNAPSHOT_MONTHLY || snapshots == PTB_SNAPSHOT_WEEKLY ||
           snapshots == PTB_SNAPSHOT_QUARTERLY;
}

bool ptb_snapshots_are_shared(ptb_snapshot_kind snapshots)
{
    return snapshots == PTB_SNAPSHOT_AS_OF || ptb_snapshots_are_periodic(snapshots);
}

/* --- from when on --- */

static ptb_time first_activity(const ptb_history *h)
{
    const ptb_activities *a = &h->activities;
    const struct {
        const uint64_t *first;
        size_t n;
    } owners[2] = {{a->first, h->contacts.n}, {a->account_first, h->accounts.n}};
    ptb_time found = PTB_NO_TIME;
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; owners[k].first && i < owners[k].n; i++) {
            uint64_t at = owners[k].first[i];
            if (at == owners[k].first[i + 1]) continue;
            if (found == PTB_NO_TIME || a->ts[at] < found) found = a->ts[at];
        }
    }
    return found;
}

static ptb_time first_deal(const ptb_history *h)
{
    ptb_time found = PTB_NO_TIME; /* they are ordered by creation */
    for (size_t o = 0; o < h->opportunities.n && found == PTB_NO_TIME; o++)
        found = h->opportunities.created_at[o];
    return found;
}

/* The first moment whose outcomes were recorded, and for periodic snapshots whose activities were: earlier ones would have
 * no win where nobody wrote wins down, or empty features. */
static ptb_time records_begin(const ptb_case_work *w)
{
    const ptb_case_settings *s = &w->settings;
    bool is_periodic = ptb_snapshots_are_periodic(s->snapshots), is_event = s->outcome == PTB_OUTCOME_EVENT;
    bool is_own = s->subject == PTB_SUBJECT_OPPORTUNITY && !is_periodic;
    if (is_own || s->snapshots == PTB_SNAPSHOT_AS_OF || s->snapshots == PTB_SNAPSHOT_FILE) return PTB_NO_TIME;
    ptb_time active = is_periodic || is_event ? first_activity(w->history) : PTB_NO_TIME;
    ptb_time dealt = is_event ? PTB_NO_TIME : first_deal(w->history);
    return dealt > active ? dealt : active;
}

/* --- periods --- */

static ptb_time week_start(ptb_time moment)
{
    const ptb_time week = (ptb_time)7 * PTB_DAY, monday = (ptb_time)4 * PTB_DAY; /* 1970-01-05 */
    ptb_time into = (moment - monday) % week;
    return moment - (into < 0 ? into + week : into);
}

static ptb_time quarter_start(ptb_time moment)
{
    int64_t year;
    int month, day;
    ptb_time days = moment / PTB_DAY - (moment % PTB_DAY < 0);
    ptb_civil_from_days(days, &year, &month, &day);
    return ptb_month_start(moment, -((month - 1) % 3));
}

/* Where the period begins that the moment is in, and the next one. */
static ptb_time period_start(ptb_snapshot_kind snapshots, ptb_time moment)
{
    if (snapshots == PTB_SNAPSHOT_WEEKLY) return week_start(moment);
    if (snapshots == PTB_SNAPSHOT_QUARTERLY) return quarter_start(moment);
    return ptb_month_start(moment, 0);
}

static ptb_time period_after(ptb_snapshot_kind snapshots, ptb_time start)
{
    if (snapshots == PTB_SNAPSHOT_WEEKLY) return start + (ptb_time)7 * PTB_DAY;
    return ptb_month_start(start, snapshots == PTB_SNAPSHOT_QUARTERLY ? 3 : 1);
}

ptb_status ptb_case_add_moment(ptb_case_work *w, ptb_time moment, ptb_error *err)
{
    ptb_case_moments *moments = &w->moments;
    PTB_TRY(ptb_reserve(&moments->items, &moments->capacity, moments->n + 1, sizeof *moments->items, err));
    moments->items[moments->n++] = moment;
    return PTB_OK;
}

static ptb_status list_periods(ptb_case_work *w, ptb_error *err)
{
    const ptb_case_settings *s = &w->settings;
    ptb_time last = w->history->last_record;
    ptb_time begin = s->from != PTB_NO_TIME ? s->from : w->history->first_record;
    if (begin == PTB_NO_TIME) return PTB_OK;
    if (s->to != PTB_NO_TIME && s->to <= last) last = s->to - 1;
    ptb_time moment = period_start(s->snapshots, begin);
    if (moment < begin) moment = period_after(s->snapshots, moment);
    for (; moment <= last; moment = period_after(s->snapshots, moment))
        PTB_TRY(ptb_case_add_moment(w, moment, err));
    return PTB_OK;
}

/* With --from all moments are wanted that the user asks for. */
ptb_status ptb_case_list_moments(ptb_case_work *w, ptb_error *err)
{
    ptb_case_settings *s = &w->settings;
    w->begin = PTB_NO_TIME;
    if (s->snapshots == PTB_SNAPSHOT_AS_OF) return ptb_case_add_moment(w, s->as_of, err);
    if (s->from == PTB_NO_TIME) w->begin = records_begin(w);
    if (ptb_snapshots_are_periodic(s->snapshots)) PTB_TRY(list_periods(w, err));
    if (s->from == PTB_NO_TIME) s->from = w->begin;
    return PTB_OK;
}

size_t ptb_case_moment_from(const ptb_case_work *w, ptb_time moment)
{
    size_t low = 0, high = w->moments.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->moments.items[middle] < moment)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- of each subject --- */

ptb_status ptb_case_own_moments(ptb_case_work *w, ptb_time created, ptb_time first_active, ptb_error *err)
{
    w->moments.n = 0;
    if (w->settings.snapshots == PTB_SNAPSHOT_CREATED) {
        ptb_time begin = created != PTB_NO_TIME ? created : first_active;
        return begin == PTB_NO_TIME ? PTB_OK : ptb_case_add_moment(w, begin + w->settings.delay_s, err);
    }
    for (size_t i = 0; i < w->events.n; i++) {
        if (!(w->events.items[i].meaning & PTB_MEANS_MOMENT)) continue;
        PTB_TRY(ptb_case_add_moment(w, w->events.items[i].ts, err));
        if (w->settings.snapshots == PTB_SNAPSHOT_FIRST) break;
    }
    return PTB_OK;
}
