/* features/plan_survey.c: which activities are frequent, and which windows tell cases apart. */
#include <stdlib.h>
#include <string.h>

#include "features/plan_builder.h"
#include "features/sweep.h"

/* From an hour to a year. The ones below a week are for what is decided within days. */
static const double ladder[PTB_SURVEY_WINDOWS] = {1.0 / 24, 6.0 / 24, 1, 3, 7, 30, 90, 365};
enum { WEEK = 4, MAX_LOOKED_AT = 50000, MIN_EVENTS = 50 };
static const double min_share = 0.001;

/* Deterministic: every k-th contact or case. */
static size_t step_for(size_t n)
{
    return n / MAX_LOOKED_AT + 1;
}

/* --- values --- */

static int compare_frequent(const void *left, const void *right)
{
    const ptb_frequent *a = left, *b = right;
    if (a->n > b->n || a->n < b->n) return a->n > b->n ? -1 : 1;
    return strcmp(a->name, b->name);
}

static ptb_status list_values(const ptb_strings *texts, const uint32_t *n, double step, ptb_filter field,
                              ptb_survey *out, ptb_error *err)
{
    ptb_frequent **items = &out->values[field];
    PTB_TRY(ptb_arena_alloc(&out->arena, items, texts->n, sizeof **items, err));
    for (size_t code = 1; code < texts->n; code++) { /* 0 is empty */
        double estimate = n[code] * step;
        if (estimate < MIN_EVENTS || estimate < min_share * out->n) {
            out->n_rare[field]++;
            continue;
        }
        ptb_str name = ptb_strings_at(texts, code);
        ptb_frequent *to = &(*items)[out->n_values[field]];
        PTB_TRY(ptb_arena_text(&out->arena, name.ptr, name.len, &to->name, err));
        to->n = estimate;
        out->n_values[field]++;
    }
    if (out->n_values[field] > 1) qsort(*items, out->n_values[field], sizeof **items, compare_frequent);
    return PTB_OK;
}

static ptb_status count_field(const ptb_history *h, ptb_filter field, ptb_survey *out, ptb_error *err)
{
    const ptb_activities *a = &h->activities;
    const ptb_strings *texts = ptb_activity_texts(a, field);
    size_t step = step_for(h->contacts.n);
    uint32_t *n = NULL;
    PTB_TRY(ptb_alloc(&n, texts->n + 1, sizeof *n, err));
    for (size_t c = 0; c < h->contacts.n; c += step) {
        for (uint64_t i = a->first[c]; i < a->first[c + 1]; i++)
            n[ptb_activity_code(a, field, i)]++;
    }
    ptb_status status = list_values(texts, n, (double)step, field, out, err);
    free(n);
    return status;
}

/* --- windows --- */

typedef struct {
    double cases, active[PTB_SURVEY_WINDOWS];      /* cases; those with an activity within the window */
    double activities, within[PTB_SURVEY_WINDOWS]; /* activities up to T; those within */
} ages;

static void add_moment(const ptb_history *h, uint32_t contact, ptb_time as_of, ages *to)
{
    const ptb_activities *a = &h->activities;
    uint64_t begin = a->first[contact], last = ptb_activities_until(a, begin, a->first[contact + 1], as_of);
    to->cases++;
    to->activities += (double)(last - begin);
    for (size_t w = 0; w < PTB_SURVEY_WINDOWS; w++) {
        uint64_t from = ptb_activities_until(a, begin, last, as_of - (ptb_time)(ladder[w] * PTB_DAY));
        to->within[w] += (double)(last - from);
        to->active[w] += last > from;
    }
}

/* Days from the first to the last activity of those who are looked at. */
static double span_of(const ptb_history *h)
{
    const ptb_activities *a = &h->activities;
    ptb_time first = PTB_NO_TIME, last = PTB_NO_TIME;
    for (size_t c = 0, step = step_for(h->contacts.n); c < h->contacts.n; c += step) {
        uint64_t begin = a->first[c], end = a->first[c + 1];
        if (begin == end) continue;
        if (first == PTB_NO_TIME || a->ts[begin] < first) first = a->ts[begin];
        if (a->ts[end - 1] > last) last = a->ts[end - 1];
    }
    return first == PTB_NO_TIME ? 0 : (double)(last - first) / PTB_DAY;
}

/* Of an account's case its first contact stands for all. */
static uint32_t contact_of(const ptb_history *h, const ptb_case *one)
{
    if (one->contact != PTB_NONE || one->account == PTB_NONE) return one->contact;
    uint64_t first = h->account_contact[one->account];
    return first < h->account_contact[one->account + 1] ? (uint32_t)first : PTB_NONE;
}

static void look_at_ages(const ptb_history *h, const ptb_cases *cases, ages *out)
{
    *out = (ages){0};
    size_t n = cases ? cases->n : 0;
    for (size_t i = 0; i < n; i += step_for(n)) {
        uint32_t contact = contact_of(h, &cases->items[i]);
        if (contact != PTB_NONE) add_moment(h, contact, cases->items[i].as_of, out);
    }
    for (size_t c = 0; n == 0 && c < h->contacts.n; c += step_for(h->contacts.n))
        add_moment(h, (uint32_t)c, h->last_record, out);
}

/* A window that hardly anybody is active in tells little, nor does one that holds no more than the shorter one; one that is longer than
 * the records would mean something else later on. */
static void choose_windows(const ages *seen, double span_days, ptb_survey *out)
{
    bool is_fast = seen->within[WEEK] > 0.5 * seen->activities;
    double shorter = 0;
    for (size_t w = is_fast ? 0 : WEEK; w < PTB_SURVEY_WINDOWS && ladder[w] <= span_days; w++) {
        bool is_lively = seen->active[w] >= 0.02 * seen->cases && seen->active[w] > 0;
        bool holds_more = seen->within[w] > shorter + 0.005 * seen->activities;
        if (!is_lively || !holds_more) continue;
        out->window_days[out->n_windows++] = ladder[w];
        shorter = seen->within[w];
    }
    double longest = out->n_windows > 0 ? out->window_days[out->n_windows - 1] : 0;
    out->half_life_days = longest > 0 && longest < 90 ? longest / 3 : 30;
}

ptb_status ptb_survey_take(const ptb_history *history, const ptb_cases *cases, ptb_survey *out,
                           ptb_error *err)
{
    ages seen;
    if (history->activities.n == 0) return PTB_OK;
    for (size_t c = 0, step = step_for(history->contacts.n); c < history->contacts.n; c += step)
        out->n += (double)((history->activities.first[c + 1] - history->activities.first[c]) * step);
    for (int field = 1; field < PTB_FILTER_SET; field++)
        PTB_TRY(count_field(history, (ptb_filter)field, out, err));
    look_at_ages(history, cases, &seen);
    choose_windows(&seen, span_of(history), out);
    return PTB_OK;
}
