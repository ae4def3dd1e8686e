/* features/plan_grow_moments.c: by default, what the moment and its distance from other moments tell: ages, changes, season. */
#include "datasets/history_values.h"
#include "features/plan_builder.h"

enum { MAX_CHANGING = 6 };
static const double two_years_days = 730;

/* --- ages --- */

static bool is_dated(const ptb_record_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        if (table->created_at[i] != PTB_NO_TIME) return true;
    }
    return false;
}

static ptb_status grow_ages(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_history *h = growth->history;
    ptb_feature_spec contact = {.kind = PTB_FEATURE_AGE, .of = PTB_OF_CONTACT};
    ptb_feature_spec account = {.kind = PTB_FEATURE_AGE, .of = PTB_OF_ACCOUNT};
    if (is_dated(&h->contacts)) PTB_TRY(ptb_plan_grow(growth, "contact_age_days", contact, err));
    if (is_dated(&h->accounts)) PTB_TRY(ptb_plan_grow(growth, "account_age_days", account, err));
    return PTB_OK;
}

/* --- changes --- */

static ptb_status grow_changes(ptb_plan_growth *growth, const ptb_record_table *table, ptb_feature_of of,
                               ptb_error *err)
{
    size_t n = 0;
    for (size_t i = 0; table->changes.first && i < table->n_columns && n < MAX_CHANGING; i++) {
        if (!ptb_has_changes(table, i)) continue;
        ptb_feature_spec since = {
            .kind = PTB_FEATURE_DAYS_SINCE_CHANGE, .of = of, .column = table->columns[i].name};
        PTB_TRY(ptb_plan_grow_named(growth, "days_since_change_of", since, err));
        n++;
        if (table->columns[i].kind != PTB_COLUMN_NUMBER) continue;
        ptb_feature_spec growing = {
            .kind = PTB_FEATURE_GROWTH, .of = of, .column = table->columns[i].name, .window_days = 365};
        PTB_TRY(ptb_plan_grow_named(growth, "growth_of", growing, err));
    }
    return PTB_OK;
}

/* --- calendar --- */

/* Do the cases' moments fall on any day, so that weekday and hour mean something? */
static bool is_by_event(const ptb_cases *cases)
{
    return cases && cases->n > 0 && cases->settings.snapshots == PTB_SNAPSHOT_CREATED;
}

static bool have_hours(const ptb_cases *cases)
{
    for (size_t i = 0; i < cases->n; i++) { /* a date counts as the end of its day */
        if ((cases->items[i].as_of + 1) % PTB_DAY != 0) return true;
    }
    return false;
}

static ptb_status grow_part(ptb_plan_growth *growth, const char *name, ptb_calendar_part part, ptb_error *err)
{
    ptb_feature_spec spec = {.kind = PTB_FEATURE_CALENDAR, .of = PTB_OF_MOMENT, .choice = (int)part};
    return ptb_plan_grow(growth, name, spec, err);
}

/* The season only where every season was seen twice: else it is nothing but the time that goes by. */
static ptb_status grow_calendar(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_cases *cases = growth->settings->cases;
    ptb_time first = PTB_NO_TIME, last = PTB_NO_TIME;
    if (is_by_event(cases)) {
        PTB_TRY(grow_part(growth, "weekday", PTB_CALENDAR_WEEKDAY, err));
        if (have_hours(cases)) PTB_TRY(grow_part(growth, "hour", PTB_CALENDAR_HOUR, err));
    }
    for (size_t i = 0; cases && i < cases->n; i++) {
        ptb_time t = cases->items[i].as_of;
        if (first == PTB_NO_TIME || t < first) first = t;
        if (t > last) last = t;
    }
    if (first == PTB_NO_TIME || (double)(last - first) < two_years_days * PTB_DAY) return PTB_OK;
    PTB_TRY(grow_part(growth, "season_sine", PTB_CALENDAR_YEAR_SINE, err));
    PTB_TRY(grow_part(growth, "season_cosine", PTB_CALENDAR_YEAR_COSINE, err));
    return grow_part(growth, "budget_days_left", PTB_CALENDAR_BUDGET_LEFT, err);
}

ptb_status ptb_plan_grow_moments(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_history *h = growth->history;
    PTB_TRY(grow_ages(growth, err));
    PTB_TRY(grow_changes(growth, &h->contacts, PTB_OF_CONTACT, err));
    PTB_TRY(grow_changes(growth, &h->accounts, PTB_OF_ACCOUNT, err));
    return grow_calendar(growth, err);
}
