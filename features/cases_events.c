/* features/cases_events.c: the activities and the stages that cases turn on, and what comes first after a moment. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/history_values.h"
#include "features/cases_inside.h"

/* --- names to codes --- */

/* Names that an option gives, separated by commas, among those of the history. */
typedef struct {
    const char *names;          /* NULL: none */
    const char *option, *where; /* for messages: "event", "no activity of that type in the history" */
    const ptb_strings *known;
    size_t first; /* known ones before are no names */
    uint8_t meaning;
} wanted;

static ptb_status fail_unknown(const wanted *want, ptb_str name, ptb_error *err)
{
    ptb_arena arena = {0};
    const char **names = NULL, *near;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&names, want->known->n, sizeof *names, err));
    for (size_t i = 0; i < want->known->n; i++) {
        ptb_str known = ptb_strings_at(want->known, i);
        PTB_TRY_TO(ptb_arena_text(&arena, known.ptr, known.len, &names[i], err));
    }
    near = ptb_nearest_name(name, names, want->known->n);
    status = ptb_fail(err, PTB_E_ARG, "%s:%.*s: %s%s%s%s", want->option, (int)name.len, name.ptr, want->where,
                      near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
done:
    free(names);
    ptb_arena_free(&arena);
    return status;
}

static ptb_status mark_name(const wanted *want, ptb_str name, uint8_t *meanings, ptb_error *err)
{
    for (size_t i = want->first; i < want->known->n; i++) {
        if (!ptb_str_equal(ptb_strings_at(want->known, i), name)) continue;
        meanings[i] |= want->meaning;
        return PTB_OK;
    }
    return fail_unknown(want, name, err);
}

static ptb_status mark_names(const wanted *want, uint8_t *meanings, ptb_error *err)
{
    const char *rest = want->names;
    while (rest) {
        const char *comma = strchr(rest, ',');
        ptb_str name = {rest, comma ? (size_t)(comma - rest) : strlen(rest)};
        PTB_TRY(mark_name(want, ptb_str_trim(name), meanings, err));
        rest = comma ? comma + 1 : NULL;
    }
    return PTB_OK;
}

static ptb_status find_types(ptb_case_work *w, ptb_error *err)
{
    const ptb_case_settings *s = &w->settings;
    const ptb_strings *types = &w->history->activities.types;
    static const char *const nowhere = "no activity of that type in the history";
    bool is_event = s->outcome == PTB_OUTCOME_EVENT, is_first = s->snapshots == PTB_SNAPSHOT_FIRST;
    bool is_moment = is_first || s->snapshots == PTB_SNAPSHOT_EVENT;
    if (!is_event && !is_moment) return PTB_OK;
    const wanted outcome = {is_event ? s->outcome_name : NULL, "event", nowhere, types, 1, PTB_MEANS_OUTCOME};
    const wanted closing = {
        is_event ? s->closed_by : NULL, "--closed-by", nowhere, types, 1, PTB_MEANS_CLOSING};
    const wanted moment = {is_moment ? s->snapshot_name : NULL,
                           is_first ? "first" : "event",
                           nowhere,
                           types,
                           1,
                           PTB_MEANS_MOMENT};
    PTB_TRY(ptb_alloc(&w->types, types->n, sizeof *w->types, err));
    PTB_TRY(mark_names(&outcome, w->types, err));
    PTB_TRY(mark_names(&closing, w->types, err));
    PTB_TRY(mark_names(&moment, w->types, err));
    for (size_t i = 1; i < types->n; i++) {
        if (!(w->types[i] & PTB_MEANS_OUTCOME) || !(w->types[i] & PTB_MEANS_CLOSING)) continue;
        ptb_str type = ptb_strings_at(types, i);
        return ptb_fail(err, PTB_E_ARG, "--closed-by: '%.*s' is an outcome as well", (int)type.len, type.ptr);
    }
    return PTB_OK;
}

static ptb_status find_stages(ptb_case_work *w, ptb_error *err)
{
    const ptb_case_settings *s = &w->settings;
    const ptb_record_table *table = &w->history->opportunities;
    bool is_outcome = s->outcome == PTB_OUTCOME_STAGE, is_moment = s->snapshots == PTB_SNAPSHOT_STAGE;
    if (!is_outcome && !is_moment) return PTB_OK;
    int column = ptb_table_find(table, "stage");
    if (column < 0 || table->columns[column].kind != PTB_COLUMN_CATEGORY)
        return ptb_fail(
            err, PTB_E_DATA,
            "the history's opportunities have no column 'stage' of names; import it, or choose another "
            "outcome");
    w->stage = (size_t)column;
    w->has_stage_history = ptb_has_changes(table, w->stage);
    if (!w->has_stage_history && is_moment)
        return ptb_fail(
            err, PTB_E_DATA,
            "--snapshots stage: the history does not say when opportunities entered their stages; "
            "import it with --field-history");
    if (!w->has_stage_history && s->horizon_days > 0)
        return ptb_fail(
            err, PTB_E_DATA,
            "--horizon: the history does not say when opportunities entered their stages; leave it "
            "out, or import with --field-history");
    static const char *const nowhere = "no opportunity was ever in that stage";
    const ptb_strings *levels = &table->columns[column].levels;
    const wanted outcome = {
        is_outcome ? s->outcome_name : NULL, "stage", nowhere, levels, 0, PTB_MEANS_OUTCOME};
    const wanted moment = {
        is_moment ? s->snapshot_name : NULL, "stage", nowhere, levels, 0, PTB_MEANS_MOMENT};
    PTB_TRY(ptb_alloc(&w->stages, levels->n, sizeof *w->stages, err));
    PTB_TRY(mark_names(&outcome, w->stages, err));
    return mark_names(&moment, w->stages, err);
}

ptb_status ptb_case_find_meanings(ptb_case_work *w, ptb_error *err)
{
    PTB_TRY(find_types(w, err));
    return find_stages(w, err);
}

/* --- what happened, in order --- */

static ptb_status add_event(ptb_case_events *events, ptb_time ts, uint8_t meaning, ptb_error *err)
{
    if (events->n > 0 && events->items[events->n - 1].ts == ts) {
        events->items[events->n - 1].meaning |= meaning;
        return PTB_OK;
    }
    PTB_TRY(ptb_reserve(&events->items, &events->capacity, events->n + 1, sizeof *events->items, err));
    events->items[events->n++] = (ptb_case_event){ts, meaning};
    return PTB_OK;
}

static ptb_status add_activities(ptb_case_work *w, uint64_t first, uint64_t last, ptb_error *err)
{
    const ptb_activities *a = &w->history->activities;
    for (uint64_t i = first; i < last; i++) {
        uint8_t meaning = w->types[a->type[i]];
        if (meaning) PTB_TRY(add_event(&w->events, a->ts[i], meaning, err));
    }
    return PTB_OK;
}

ptb_status ptb_case_events_of_contact(ptb_case_work *w, uint32_t contact, ptb_error *err)
{
    const uint64_t *first = w->history->activities.first;
    w->events.n = 0;
    if (contact == PTB_NONE || !w->types) return PTB_OK;
    return add_activities(w, first[contact], first[contact + 1], err);
}

static int compare_events(const void *left, const void *right)
{
    const ptb_case_event *a = left, *b = right;
    return (a->ts > b->ts) - (a->ts < b->ts);
}

static void merge_equal(ptb_case_events *events)
{
    size_t n = 0;
    for (size_t i = 0; i < events->n; i++) {
        if (n > 0 && events->items[n - 1].ts == events->items[i].ts)
            events->items[n - 1].meaning |= events->items[i].meaning;
        else
            events->items[n++] = events->items[i];
    }
    events->n = n;
}

/* The contacts of an account are neighbours, and so are their activities. */
ptb_status ptb_case_events_of_account(ptb_case_work *w, uint32_t account, ptb_error *err)
{
    const ptb_history *h = w->history;
    const ptb_activities *a = &h->activities;
    w->events.n = 0;
    if (account == PTB_NONE || !w->types) return PTB_OK;
    uint64_t first = h->account_contact[account], last = h->account_contact[account + 1];
    PTB_TRY(add_activities(w, a->first[first], a->first[last], err));
    PTB_TRY(add_activities(w, a->account_first[account], a->account_first[account + 1], err));
    if (w->events.n < 2) return PTB_OK;
    qsort(w->events.items, w->events.n, sizeof *w->events.items, compare_events);
    merge_equal(&w->events);
    return PTB_OK;
}

/* What the opportunity was in before its first known change it was in from its creation on. */
static ptb_time entered_at(const ptb_case_work *w, uint32_t opportunity, ptb_time changed)
{
    return changed != PTB_NO_TIME ? changed : w->history->opportunities.created_at[opportunity];
}

ptb_status ptb_case_entries_of(ptb_case_work *w, uint32_t opportunity, ptb_error *err)
{
    const ptb_record_table *table = &w->history->opportunities;
    const ptb_changes *changes = &table->changes;
    bool has_changed = false;
    uint32_t before = PTB_NONE; /* the stage */
    w->entries.n = 0;
    if (!w->stages || !w->has_stage_history) return PTB_OK;
    for (uint64_t i = changes->first[opportunity]; i < changes->first[opportunity + 1]; i++) {
        if (changes->column[i] != w->stage) continue;
        uint32_t stage = isnan(changes->value[i]) ? PTB_NONE : (uint32_t)changes->value[i];
        bool is_entry = stage != PTB_NONE && stage != before && w->stages[stage];
        if (is_entry)
            PTB_TRY(
                add_event(&w->entries, entered_at(w, opportunity, changes->ts[i]), w->stages[stage], err));
        before = stage;
        has_changed = true;
    }
    if (w->entries.n > 1) { /* a change may be older than the creation */
        qsort(w->entries.items, w->entries.n, sizeof *w->entries.items, compare_events);
        merge_equal(&w->entries);
    }
    uint32_t always = table->columns[w->stage].code[opportunity];
    if (has_changed || always == PTB_NONE || !w->stages[always]) return PTB_OK;
    return add_event(&w->entries, table->created_at[opportunity], w->stages[always], err);
}

/* --- what comes next --- */

const ptb_case_event *ptb_case_next(const ptb_case_events *events, ptb_time moment, uint8_t meanings)
{
    size_t low = 0, high = moment == PTB_NO_TIME ? 0 : events->n;
    while (low < high) { /* to the first one after the moment */
        size_t middle = low + (high - low) / 2;
        if (events->items[middle].ts <= moment)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < events->n; low++) {
        if (events->items[low].meaning & meanings) return &events->items[low];
    }
    return NULL;
}

bool ptb_case_is_over(const ptb_case_work *w, ptb_time as_of)
{
    return as_of + w->horizon_s <= w->history->last_record;
}

/* Without horizon the first thing that happens ends the case. With one all cases end with it, whatever happened before: were wins
 * known earlier than losses, a cut in time would keep recent wins and drop the losses beside them. */
void ptb_case_judge_events(const ptb_case_work *w, ptb_case *one)
{
    const ptb_case_event *next = ptb_case_next(&w->events, one->as_of, PTB_MEANS_OUTCOME | PTB_MEANS_CLOSING);
    bool is_won = next && (next->meaning & PTB_MEANS_OUTCOME);
    if (w->horizon_s == 0) {
        if (!next) return;
        one->known_at = next->ts;
    } else {
        if (!ptb_case_is_over(w, one->as_of)) return;
        one->known_at = one->as_of + w->horizon_s;
        is_won = is_won && next->ts <= one->known_at;
    }
    one->outcome = is_won ? 1 : 0;
}
