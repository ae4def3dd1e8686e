/* features/plan_extent.c: how much of the activities a plan looks at. */
#include "features/plan_kinds.h"

static ptb_activity_extent extent_of_field(ptb_filter field)
{
    static const ptb_activity_extent extents[PTB_N_FILTERS] = {
        [PTB_FILTER_ANY] = PTB_ACTIVITIES_TO_TYPE,    [PTB_FILTER_TYPE] = PTB_ACTIVITIES_TO_TYPE,
        [PTB_FILTER_ASSET] = PTB_ACTIVITIES_TO_ASSET, [PTB_FILTER_CHANNEL] = PTB_ACTIVITIES_TO_CHANNEL,
        [PTB_FILTER_TOPIC] = PTB_ACTIVITIES_ALL,      [PTB_FILTER_SET] = PTB_ACTIVITIES_ALL};
    return extents[field];
}

static ptb_activity_extent more_of(ptb_activity_extent a, ptb_activity_extent b)
{
    return a < b ? a : b;
}

/* All, where the plan has no such set: that is said once the plan meets its history. */
static ptb_activity_extent extent_of_set(const ptb_plan *plan, const char *name)
{
    const ptb_activity_set_spec *set = ptb_plan_set(plan, name);
    ptb_activity_extent extent = set ? PTB_ACTIVITIES_TO_TYPE : PTB_ACTIVITIES_ALL;
    for (int field = 0; set && field < PTB_N_FILTERS; field++)
        if (set->n_patterns[field] > 0) extent = more_of(extent, extent_of_field((ptb_filter)field));
    return extent;
}

static ptb_activity_extent extent_of_feature(const ptb_plan *plan, const ptb_feature_spec *spec)
{
    ptb_activity_extent extent = extent_of_field(spec->field);
    bool is_measured =
        spec->kind == PTB_FEATURE_SUM || spec->kind == PTB_FEATURE_MEAN || spec->kind == PTB_FEATURE_MAXIMUM;
    if (is_measured) return PTB_ACTIVITIES_ALL;
    if (spec->kind == PTB_FEATURE_CREDIT) extent = PTB_ACTIVITIES_TO_CHANNEL;
    for (size_t i = 0; i < spec->sets.n; i++)
        extent = more_of(extent, extent_of_set(plan, spec->sets.items[i]));
    return more_of(extent, spec->filter == PTB_FILTER_SET ? extent_of_set(plan, spec->filter_value)
                                                          : extent_of_field(spec->filter));
}

ptb_activity_extent ptb_plan_extent(const ptb_plan *plan)
{
    ptb_activity_extent extent = PTB_ACTIVITIES_TO_TYPE;
    for (size_t i = 0; i < plan->n; i++)
        extent = more_of(extent, extent_of_feature(plan, &plan->features[i]));
    return extent;
}
