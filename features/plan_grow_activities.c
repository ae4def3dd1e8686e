/* features/plan_grow_activities.c: by default, what a contact does: how much, how recently, in which rhythm, by which channel. */
#include "features/plan_builder.h"

enum { N_RECENT_TYPES = 8, N_ASSETS = 10, N_TOPICS = 8, N_CHANNELS = 6 };
static const double min_share =
    0.01; /* of the activities: assets, topics and channels with features of their own */

static bool has(const ptb_plan_growth *growth)
{
    return growth->survey.n > 0;
}

static double longest(const ptb_plan_growth *growth)
{
    const ptb_survey *s = &growth->survey;
    return s->n_windows > 0 ? s->window_days[s->n_windows - 1] : 0;
}

/* In all windows, and fading. */
static ptb_status grow_counts(ptb_plan_growth *growth, ptb_filter filter, const char *value, ptb_error *err)
{
    const ptb_survey *s = &growth->survey;
    ptb_feature_spec spec = {.kind = PTB_FEATURE_COUNT, .filter = filter, .filter_value = value};
    for (size_t w = 0; w < s->n_windows; w++) {
        spec.window_days = s->window_days[w];
        PTB_TRY(ptb_plan_grow_named(growth, "n", spec, err));
    }
    spec.window_days = 0;
    if (s->n_windows == 0) PTB_TRY(ptb_plan_grow_named(growth, "n", spec, err));
    spec.kind = PTB_FEATURE_DECAYED_COUNT;
    spec.half_life_days = s->half_life_days;
    return ptb_plan_grow_named(growth, "decay", spec, err);
}

static ptb_status grow_types(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_survey *s = &growth->survey;
    const ptb_frequent *types = s->values[PTB_FILTER_TYPE];
    size_t n = s->n_values[PTB_FILTER_TYPE];
    for (size_t t = 0; t < n; t++)
        PTB_TRY(grow_counts(growth, PTB_FILTER_TYPE, types[t].name, err));
    PTB_TRY(grow_counts(growth, PTB_FILTER_ANY, NULL, err));
    for (size_t t = 0; t < n && t < N_RECENT_TYPES; t++) {
        ptb_feature_spec since = {
            .kind = PTB_FEATURE_DAYS_SINCE_LAST, .filter = PTB_FILTER_TYPE, .filter_value = types[t].name};
        PTB_TRY(ptb_plan_grow_named(growth, "days_since_last", since, err));
    }
    return PTB_OK;
}

/* Counts of the most frequent values of a field in all of history; what remains together, where there is a tail. */
static ptb_status grow_values(ptb_plan_growth *growth, ptb_filter field, size_t most, const char *rest_name,
                              ptb_error *err)
{
    const ptb_survey *s = &growth->survey;
    const char *names[N_ASSETS];
    size_t n = 0;
    while (n < s->n_values[field] && n < most && s->values[field][n].n >= min_share * s->n) {
        names[n] = s->values[field][n].name;
        ptb_feature_spec count = {.kind = PTB_FEATURE_COUNT,
                                  .filter = field,
                                  .filter_value = names[n],
                                  .window_days = longest(growth)};
        PTB_TRY(ptb_plan_grow_named(growth, "n", count, err));
        n++;
    }
    bool has_tail = s->n_values[field] + s->n_rare[field] > n;
    if (n == 0 || !has_tail) return PTB_OK;
    static const char *const all[] = {"*"};
    ptb_activity_set_spec rest = {.name = rest_name, .except = {names, n}};
    rest.patterns[field] = all;
    rest.n_patterns[field] = 1;
    PTB_TRY(ptb_plan_add_set(&growth->plan, &rest, err));
    ptb_feature_spec count = {.kind = PTB_FEATURE_COUNT,
                              .filter = PTB_FILTER_SET,
                              .filter_value = rest_name,
                              .window_days = longest(growth)};
    return ptb_plan_grow_named(growth, "n", count, err);
}

/* --- rhythm --- */

static ptb_status grow_rhythm(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_survey *s = &growth->survey;
    PTB_TRY(ptb_plan_grow_named(growth, "days_since_last",
                                (ptb_feature_spec){.kind = PTB_FEATURE_DAYS_SINCE_LAST}, err));
    PTB_TRY(ptb_plan_grow_named(growth, "days_since_first",
                                (ptb_feature_spec){.kind = PTB_FEATURE_DAYS_SINCE_FIRST}, err));
    PTB_TRY(ptb_plan_grow(growth, "sessions", (ptb_feature_spec){.kind = PTB_FEATURE_SESSIONS}, err));
    if (longest(growth) < 30) return PTB_OK; /* what is over within days has no rhythm of days */
    double wide = s->window_days[s->n_windows > 2 ? s->n_windows - 2 : s->n_windows - 1];
    ptb_feature_spec days = {.kind = PTB_FEATURE_ACTIVE_DAYS, .window_days = wide};
    ptb_feature_spec trend = {.kind = PTB_FEATURE_TREND, .window_days = wide};
    PTB_TRY(ptb_plan_grow_named(growth, "active_days", days, err));
    PTB_TRY(ptb_plan_grow(growth, "active_days", (ptb_feature_spec){.kind = PTB_FEATURE_ACTIVE_DAYS}, err));
    PTB_TRY(ptb_plan_grow_named(growth, "trend", trend, err));
    PTB_TRY(ptb_plan_grow(growth, "mean_gap_days", (ptb_feature_spec){.kind = PTB_FEATURE_MEAN_GAP}, err));
    PTB_TRY(
        ptb_plan_grow(growth, "longest_gap_days", (ptb_feature_spec){.kind = PTB_FEATURE_LONGEST_GAP}, err));
    PTB_TRY(ptb_plan_grow(growth, "silence", (ptb_feature_spec){.kind = PTB_FEATURE_SILENCE}, err));
    PTB_TRY(
        ptb_plan_grow(growth, "weekend_share", (ptb_feature_spec){.kind = PTB_FEATURE_WEEKEND_SHARE}, err));
    if (s->n_windows < 2) return PTB_OK;
    size_t last = s->n_windows > 2 ? s->n_windows - 2 : s->n_windows - 1;
    ptb_feature_spec velocity = {.kind = PTB_FEATURE_VELOCITY,
                                 .window_days = s->window_days[last - 1],
                                 .long_window_days = s->window_days[last]};
    return ptb_plan_grow_named(growth, "velocity", velocity, err);
}

/* --- fields --- */

static ptb_status grow_breadth(ptb_plan_growth *growth, ptb_error *err)
{
    static const struct {
        ptb_filter field;
        const char *distinct, *top;
    } fields[] = {{PTB_FILTER_TYPE, "different_types", NULL},
                  {PTB_FILTER_ASSET, "different_assets", NULL},
                  {PTB_FILTER_CHANNEL, "different_channels", NULL},
                  {PTB_FILTER_TOPIC, "different_topics", "top_topic"}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (growth->survey.n_values[fields[i].field] < 2) continue;
        ptb_feature_spec spec = {.kind = PTB_FEATURE_DISTINCT, .field = fields[i].field};
        PTB_TRY(ptb_plan_grow(growth, fields[i].distinct, spec, err));
        spec.kind = PTB_FEATURE_TOP;
        if (fields[i].top) PTB_TRY(ptb_plan_grow(growth, fields[i].top, spec, err));
    }
    return PTB_OK;
}

static ptb_status grow_channels(ptb_plan_growth *growth, ptb_error *err)
{
    static const struct {
        ptb_credit_scheme scheme;
        const char *name;
    } schemes[] = {
        {PTB_SCHEME_FIRST, "first_touch"}, {PTB_SCHEME_LAST, "last_touch"}, {PTB_SCHEME_LINEAR, "credit"}};
    const ptb_survey *s = &growth->survey;
    const ptb_frequent *channels = s->values[PTB_FILTER_CHANNEL];
    size_t n = s->n_values[PTB_FILTER_CHANNEL];
    if (n < 2) return PTB_OK;
    for (size_t c = 0; c < n && c < N_CHANNELS && channels[c].n >= min_share * s->n; c++) {
        for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
            ptb_feature_spec credit = {.kind = PTB_FEATURE_CREDIT,
                                       .filter = PTB_FILTER_CHANNEL,
                                       .filter_value = channels[c].name,
                                       .choice = (int)schemes[i].scheme};
            PTB_TRY(ptb_plan_grow_named(growth, schemes[i].name, credit, err));
        }
    }
    return PTB_OK;
}

static ptb_status grow_measures(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_activities *a = &growth->history->activities;
    static const char *const names[PTB_N_MEASURES][3] = {{"value_sum", "value_mean", "value_largest"},
                                                         {"time_spent", "time_mean", "time_longest"}};
    const float *const numbers[PTB_N_MEASURES] = {a->value, a->duration_s};
    for (int m = 0; m < PTB_N_MEASURES; m++) {
        if (!numbers[m]) continue;
        for (int k = 0; k < 3; k++) {
            ptb_feature_spec spec = {.kind = (ptb_feature_kind)(PTB_FEATURE_SUM + k),
                                     .measure = (ptb_measure)m};
            PTB_TRY(ptb_plan_grow(growth, names[m][k], spec, err));
        }
        ptb_feature_spec recent = {
            .kind = PTB_FEATURE_SUM, .measure = (ptb_measure)m, .window_days = longest(growth)};
        if (recent.window_days > 0) PTB_TRY(ptb_plan_grow_named(growth, names[m][0], recent, err));
    }
    return PTB_OK;
}

ptb_status ptb_plan_grow_activities(ptb_plan_growth *growth, ptb_error *err)
{
    if (!has(growth)) return PTB_OK;
    PTB_TRY(grow_types(growth, err));
    PTB_TRY(grow_values(growth, PTB_FILTER_ASSET, N_ASSETS, "other assets", err));
    PTB_TRY(grow_values(growth, PTB_FILTER_TOPIC, N_TOPICS, "other topics", err));
    PTB_TRY(grow_rhythm(growth, err));
    PTB_TRY(grow_breadth(growth, err));
    PTB_TRY(grow_channels(growth, err));
    return grow_measures(growth, err);
}
