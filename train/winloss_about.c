/* train/winloss_about.c: what a feature is about, and which features speak of one matter. */
#include <string.h>

#include "train/winloss_inside.h"

ptb_about ptb_feature_about(const ptb_feature_spec *spec)
{
    bool is_journey =
        spec->kind == PTB_FEATURE_FURTHEST || (spec->kind == PTB_FEATURE_TOP && spec->sets.n > 0);
    if (is_journey) return PTB_ABOUT_JOURNEY;
    if (spec->kind <= PTB_FEATURE_WEEKEND_SHARE) return PTB_ABOUT_ACTIONS;
    if (spec->kind <= PTB_FEATURE_ROLES) return PTB_ABOUT_COMPANY;
    if (spec->kind <= PTB_FEATURE_UNANSWERED || spec->of == PTB_OF_OPPORTUNITY) return PTB_ABOUT_DEALS;
    if (spec->kind == PTB_FEATURE_CALENDAR) return PTB_ABOUT_TIMING;
    return spec->of == PTB_OF_CONTACT ? PTB_ABOUT_PERSON : PTB_ABOUT_COMPANY;
}

const char *ptb_about_name(ptb_about about)
{
    static const char *const names[PTB_N_ABOUT] = {"person",  "company", "actions",
                                                   "journey", "deals",   "timing"};
    return names[about];
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Counts of activities, shares, recencies and so on are one matter. */
static ptb_feature_kind matter_kind(const ptb_feature_spec *spec)
{
    return spec->kind <= PTB_FEATURE_SILENCE ? PTB_FEATURE_COUNT : spec->kind;
}

bool ptb_is_plain(const ptb_feature_spec *spec)
{
    static const bool is_derived[PTB_N_FEATURES] = {
        [PTB_FEATURE_DECAYED_COUNT] = true, [PTB_FEATURE_VELOCITY] = true, [PTB_FEATURE_TREND] = true,
        [PTB_FEATURE_SHARE] = true,         [PTB_FEATURE_SILENCE] = true,  [PTB_FEATURE_CREDIT] = true};
    return !is_derived[spec->kind];
}

bool ptb_is_same_matter(const ptb_feature_spec *a, const ptb_feature_spec *b)
{
    return matter_kind(a) == matter_kind(b) && a->of == b->of && a->filter == b->filter &&
           a->field == b->field && a->outcome == b->outcome && a->choice == b->choice &&
           is_same_text(a->filter_value, b->filter_value) && is_same_text(a->column, b->column);
}
