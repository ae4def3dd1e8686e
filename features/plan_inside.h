/* features/plan_inside.h: how plans grow; private to features. */
#ifndef PTB_FEATURES_PLAN_INSIDE_H
#define PTB_FEATURES_PLAN_INSIDE_H

#include "features/plan.h"

#define PTB_PLAN_FORMAT "propensity-plan"
enum { PTB_PLAN_VERSION = 1 };

/* The columns that a vectors CSV has of its own: no feature may be called so. */
bool ptb_plan_is_reserved(const char *name);

/* Is the column among the names that were given, in either case of letters? */
bool ptb_is_listed(const char *const *names, size_t n, const char *column);

/* A plan without features whose texts are copies; features are added one by one (names not checked). */
PTB_MUST_USE ptb_status ptb_plan_new(ptb_plan **out, ptb_error *err);
typedef struct {
    ptb_plan *plan;
    size_t capacity, set_capacity;
} ptb_plan_builder;
PTB_MUST_USE ptb_status ptb_plan_add(ptb_plan_builder *builder, const ptb_feature_spec *spec, ptb_error *err);

/* A copy of the plan with the features that are taken; NULL: all. */
PTB_MUST_USE ptb_status ptb_plan_select(const ptb_plan *plan,
                                        bool (*is_taken)(const void *state, size_t feature),
                                        const void *state, ptb_plan **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_plan_add_set(ptb_plan_builder *builder, const ptb_activity_set_spec *set,
                                         ptb_error *err);

#endif
