/* features/plan_default.c: the default plan of a history: activities, deals and ages; attributes are plan_attributes.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "features/plan_builder.h"

/* Windows of counts, as far as the activities' span reaches; evidence: what marketing tools use by default. */
static const double count_windows[] = {7, 30, 90, 365};
enum { N_WINDOWS = sizeof count_windows / sizeof count_windows[0] };
static const double decay_days = 30, short_days = 30, long_days = 90;
enum { MIN_EVENTS = 50, N_RECENT_TYPES = 8 };
static const double min_share = 0.001;

/* A type with enough activities to count. */
typedef struct {
    const char *name;
    uint64_t n;
} frequent_type;

typedef struct {
    frequent_type *items;
    size_t n;
    double span_days;
} activity_summary;

static int compare_types(const void *left, const void *right)
{
    const frequent_type *a = left, *b = right;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    return strcmp(a->name, b->name);
}

static ptb_status list_types(const ptb_history *h, ptb_arena *arena, activity_summary *out, ptb_text *notes,
                             ptb_error *err)
{
    const ptb_activities *a = &h->activities;
    uint64_t *n = NULL;
    size_t n_rare = 0;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&n, (size_t)UINT16_MAX + 1, sizeof *n, err));
    PTB_TRY_TO(ptb_arena_alloc(arena, &out->items, a->types.n, sizeof *out->items, err));
    for (size_t i = 0; i < a->n; i++)
        n[a->type[i]]++;
    for (size_t code = 1; code < a->types.n; code++) { /* 0 is no type */
        if (n[code] < MIN_EVENTS || (double)n[code] < min_share * (double)a->n) {
            n_rare++;
            continue;
        }
        ptb_str name = ptb_strings_at(&a->types, code);
        PTB_TRY_TO(ptb_arena_text(arena, name.ptr, name.len, &out->items[out->n].name, err));
        out->items[out->n++].n = n[code];
    }
    if (out->n > 1) qsort(out->items, out->n, sizeof *out->items, compare_types);
    if (n_rare > 0) {
        ptb_text_printf(notes,
                        "left out: %zu rare activity types (fewer than %d activities or %g %% of all)\n",
                        n_rare, MIN_EVENTS, 100 * min_share);
    }
done:
    free(n);
    return status;
}

/* From the first to the last activity of anybody. */
static double span_of(const ptb_history *h)
{
    ptb_time first = PTB_NO_TIME, last = PTB_NO_TIME;
    for (size_t c = 0; c < h->contacts.n; c++) {
        uint64_t begin = h->activities.first[c], end = h->activities.first[c + 1];
        if (begin == end) continue;
        if (first == PTB_NO_TIME || h->activities.ts[begin] < first) first = h->activities.ts[begin];
        if (h->activities.ts[end - 1] > last) last = h->activities.ts[end - 1];
    }
    return first == PTB_NO_TIME ? 0 : (double)(last - first) / PTB_DAY;
}

/* --- names --- */

enum { MAX_NAME = 180 }; /* leaves room for a number; plans take 200 */

ptb_status ptb_plan_grow(ptb_plan_growth *growth, const char *name, ptb_feature_spec spec, ptb_error *err)
{
    char unique[MAX_NAME + 16];
    uint32_t code;
    size_t n = strlen(name);
    if (n > MAX_NAME) {
        n = MAX_NAME;
        while (n > 0 && ((unsigned char)name[n] & 0xC0U) == 0x80U)
            n--; /* not within a UTF-8 character */
    }
    memcpy(unique, name, n);
    unique[n] = 0;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)unique[i] < ' ') unique[i] = ' ';
    }
    for (int k = 2; ptb_plan_is_reserved(unique) ||
                    ptb_dictionary_find(growth->names, ptb_str_of(unique)) != PTB_NO_CODE;
         k++) {
        (void)snprintf(unique + n, sizeof unique - n, " (%d)", k);
    }
    PTB_TRY(ptb_dictionary_add(growth->names, ptb_str_of(unique), &code, err));
    spec.name = unique;
    return ptb_plan_add(&growth->plan, &spec, err);
}

/* "n_page_view_7": the pattern's %s is what the filter names, "all" for any. */
static ptb_status grow(ptb_plan_growth *growth, const char *before, ptb_feature_spec spec, ptb_error *err)
{
    ptb_text *name = &growth->scratch;
    ptb_text_clear(name);
    ptb_text_add(name, before);
    if (spec.filter_value) {
        spec.filter = PTB_FILTER_TYPE;
        ptb_text_printf(name, "_%s", spec.filter_value);
    } else if (spec.kind == PTB_FEATURE_COUNT || spec.kind == PTB_FEATURE_DECAYED_COUNT) {
        ptb_text_add(name, "_all");
    }
    if (spec.window_days > 0) ptb_text_printf(name, "_%g", spec.window_days);
    PTB_TRY(ptb_text_check(name, err));
    return ptb_plan_grow(growth, name->bytes, spec, err);
}

/* --- activities --- */

static ptb_status grow_counts(ptb_plan_growth *growth, const char *type, double span_days, ptb_error *err)
{
    bool any = false;
    for (size_t w = 0; w < N_WINDOWS; w++) {
        if (count_windows[w] > span_days) continue;
        any = true;
        ptb_feature_spec count = {
            .kind = PTB_FEATURE_COUNT, .filter_value = type, .window_days = count_windows[w]};
        PTB_TRY(grow(growth, "n", count, err));
    }
    if (!any)
        PTB_TRY(grow(growth, "n", (ptb_feature_spec){.kind = PTB_FEATURE_COUNT, .filter_value = type}, err));
    ptb_feature_spec decayed = {
        .kind = PTB_FEATURE_DECAYED_COUNT, .filter_value = type, .half_life_days = decay_days};
    return grow(growth, "decay", decayed, err);
}

static ptb_status grow_contact(ptb_plan_growth *growth, const activity_summary *activities, ptb_error *err)
{
    for (size_t t = 0; t < activities->n; t++) {
        PTB_TRY(grow_counts(growth, activities->items[t].name, activities->span_days, err));
    }
    PTB_TRY(grow_counts(growth, NULL, activities->span_days, err));
    for (size_t t = 0; t < activities->n && t < N_RECENT_TYPES; t++) {
        ptb_feature_spec since = {.kind = PTB_FEATURE_DAYS_SINCE_LAST,
                                  .filter_value = activities->items[t].name};
        PTB_TRY(grow(growth, "days_since_last", since, err));
    }
    PTB_TRY(grow(growth, "days_since_last", (ptb_feature_spec){.kind = PTB_FEATURE_DAYS_SINCE_LAST}, err));
    PTB_TRY(grow(growth, "days_since_first", (ptb_feature_spec){.kind = PTB_FEATURE_DAYS_SINCE_FIRST}, err));
    if (activities->span_days < long_days) return PTB_OK;
    ptb_feature_spec days = {.kind = PTB_FEATURE_ACTIVE_DAYS, .window_days = long_days};
    ptb_feature_spec velocity = {
        .kind = PTB_FEATURE_VELOCITY, .window_days = short_days, .long_window_days = long_days};
    PTB_TRY(grow(growth, "active_days", days, err));
    return ptb_plan_grow(growth, "velocity_30_90", velocity, err);
}

static ptb_status grow_account(ptb_plan_growth *growth, const activity_summary *activities, ptb_error *err)
{
    PTB_TRY(grow(growth, "account_contacts",
                 (ptb_feature_spec){.kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT}, err));
    if (growth->history->activities.n == 0 || activities->span_days < long_days) return PTB_OK;
    ptb_feature_spec active = {
        .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = PTB_OF_ACCOUNT, .window_days = long_days};
    ptb_feature_spec month = {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_ACCOUNT, .window_days = short_days};
    ptb_feature_spec quarter = {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_ACCOUNT, .window_days = long_days};
    PTB_TRY(grow(growth, "account_active", active, err));
    PTB_TRY(grow(growth, "account_n", month, err));
    PTB_TRY(grow(growth, "account_n", quarter, err));
    for (size_t t = 0; t < activities->n; t++) {
        ptb_feature_spec colleagues = {.kind = PTB_FEATURE_COUNT,
                                       .of = PTB_OF_COLLEAGUES,
                                       .filter_value = activities->items[t].name,
                                       .window_days = long_days};
        PTB_TRY(grow(growth, "colleagues_n", colleagues, err));
    }
    return PTB_OK;
}

static ptb_status grow_activities(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_history *h = growth->history;
    ptb_arena arena = {0};
    activity_summary activities = {.span_days = span_of(h)};
    ptb_status status = PTB_OK;
    if (h->activities.n > 0) {
        PTB_TRY_TO(list_types(h, &arena, &activities, growth->notes, err));
        PTB_TRY_TO(grow_contact(growth, &activities, err));
    }
    if (h->accounts.n > 0) PTB_TRY_TO(grow_account(growth, &activities, err));
done:
    ptb_arena_free(&arena);
    return status;
}

/* --- deals and ages --- */

static ptb_status grow_deals(ptb_plan_growth *growth, ptb_feature_of of, const char *name, ptb_error *err)
{
    static const struct {
        ptb_outcome outcome;
        const char *word;
    } outcomes[] = {{PTB_WON, "won"}, {PTB_LOST, "lost"}};
    char text[64];
    for (size_t i = 0; i < 2; i++) {
        ptb_feature_spec n = {.kind = PTB_FEATURE_DEALS, .of = of, .outcome = outcomes[i].outcome};
        ptb_feature_spec since = {
            .kind = PTB_FEATURE_DAYS_SINCE_DEAL, .of = of, .outcome = outcomes[i].outcome};
        (void)snprintf(text, sizeof text, "%s_deals_%s", name, outcomes[i].word);
        PTB_TRY(ptb_plan_grow(growth, text, n, err));
        (void)snprintf(text, sizeof text, "%s_days_since_%s", name, outcomes[i].word);
        PTB_TRY(ptb_plan_grow(growth, text, since, err));
    }
    return PTB_OK;
}

static bool is_dated(const ptb_record_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        if (table->created_at[i] != PTB_NO_TIME) return true;
    }
    return false;
}

static ptb_status grow_relations(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_history *h = growth->history;
    if (h->opportunities.n > 0) PTB_TRY(grow_deals(growth, PTB_OF_CONTACT, "contact", err));
    if (h->opportunities.n > 0 && h->accounts.n > 0)
        PTB_TRY(grow_deals(growth, PTB_OF_ACCOUNT, "account", err));
    if (is_dated(&h->contacts)) {
        ptb_feature_spec age = {.kind = PTB_FEATURE_AGE, .of = PTB_OF_CONTACT};
        PTB_TRY(ptb_plan_grow(growth, "contact_age_days", age, err));
    }
    if (is_dated(&h->accounts)) {
        ptb_feature_spec age = {.kind = PTB_FEATURE_AGE, .of = PTB_OF_ACCOUNT};
        PTB_TRY(ptb_plan_grow(growth, "account_age_days", age, err));
    }
    return PTB_OK;
}

static ptb_status grow_all(ptb_plan_growth *growth, ptb_error *err)
{
    PTB_TRY(ptb_plan_check_names(growth->history, growth->settings, err));
    /* A row of a flat table is as of its own date and has nothing but its columns. */
    if (!growth->history->is_flat) {
        PTB_TRY(grow_activities(growth, err));
        PTB_TRY(grow_relations(growth, err));
    }
    PTB_TRY(ptb_plan_grow_attributes(growth, err));
    if (growth->plan.plan->n > 0) return PTB_OK;
    return ptb_fail(err, PTB_E_DATA,
                    "the history has nothing that could be a feature: no activities, and no usable column");
}

ptb_status ptb_plan_default(const ptb_history *history, const ptb_plan_settings *settings, ptb_plan **out,
                            ptb_text *notes, ptb_error *err)
{
    *out = NULL;
    ptb_plan_growth growth = {.history = history, .settings = settings, .notes = notes};
    ptb_status status;
    PTB_TRY_TO(ptb_plan_new(&growth.plan.plan, err));
    PTB_TRY_TO(ptb_dictionary_new(0, &growth.names, err));
    PTB_TRY_TO(grow_all(&growth, err));
    PTB_TRY_TO(ptb_text_check(notes, err));
    *out = growth.plan.plan;
    growth.plan.plan = NULL;
done:
    ptb_text_free(&growth.scratch);
    ptb_dictionary_free(growth.names);
    ptb_plan_free(growth.plan.plan);
    return status;
}
