/* features/plan_builder.h: a default plan while it grows; private to plan_default.c and plan_grow_*.c. */
#ifndef PTB_FEATURES_PLAN_BUILDER_H
#define PTB_FEATURES_PLAN_BUILDER_H

#include "features/plan_inside.h"

/* A value of an activity field with enough activities to count. */
typedef struct {
    const char *name;
    double n; /* activities, as far as was looked */
} ptb_frequent;

enum { PTB_SURVEY_WINDOWS = 8 };

/* What the history's activities are like, as of the moments of the cases. */
typedef struct {
    ptb_frequent *values[PTB_FILTER_SET]; /* by field, most frequent first */
    size_t n_values[PTB_FILTER_SET];
    size_t n_rare[PTB_FILTER_SET];          /* values that are too rare */
    double window_days[PTB_SURVEY_WINDOWS]; /* those that tell cases apart, ascending */
    size_t n_windows;
    double half_life_days;
    double n; /* activities looked at */
    ptb_arena arena;
} ptb_survey;

typedef struct {
    const ptb_history *history;
    const ptb_plan_settings *settings;
    ptb_plan_builder plan;
    ptb_dictionary *names; /* those that are taken */
    ptb_survey survey;
    ptb_text *notes;
    ptb_text scratch;
} ptb_plan_growth;

PTB_MUST_USE ptb_status ptb_survey_take(const ptb_history *history, const ptb_cases *cases, ptb_survey *out,
                                        ptb_error *err);

/* Adds the feature under the name, which is made unique, printable and no longer than plans allow. */
PTB_MUST_USE ptb_status ptb_plan_grow(ptb_plan_growth *growth, const char *name, ptb_feature_spec spec,
                                      ptb_error *err);
/* The same, named "before_WHAT_days": WHAT is the filter's value, days the window ("6h" below a day). */
PTB_MUST_USE ptb_status ptb_plan_grow_named(ptb_plan_growth *growth, const char *before,
                                            ptb_feature_spec spec, ptb_error *err);

/* Are all names of settings->exclude and keep columns of some table? */
PTB_MUST_USE ptb_status ptb_plan_check_names(const ptb_history *history, const ptb_plan_settings *settings,
                                             ptb_error *err);

/* Every usable column as a feature; what is left out is noted. */
PTB_MUST_USE ptb_status ptb_plan_grow_attributes(ptb_plan_growth *growth, ptb_error *err);
PTB_MUST_USE ptb_status ptb_plan_grow_activities(ptb_plan_growth *growth,
                                                 ptb_error *err); /* of the contact */
PTB_MUST_USE ptb_status ptb_plan_grow_journey(ptb_plan_growth *growth,
                                              ptb_error *err); /* sets and what they tell */
PTB_MUST_USE ptb_status ptb_plan_grow_accounts(ptb_plan_growth *growth,
                                               ptb_error *err); /* account and group */
PTB_MUST_USE ptb_status ptb_plan_grow_people(ptb_plan_growth *growth,
                                             ptb_error *err); /* titles, addresses, names */
PTB_MUST_USE ptb_status ptb_plan_grow_deals(ptb_plan_growth *growth, ptb_error *err); /* deals, stages */
PTB_MUST_USE ptb_status ptb_plan_grow_moments(ptb_plan_growth *growth,
                                              ptb_error *err); /* ages, changes, calendar */

#endif
