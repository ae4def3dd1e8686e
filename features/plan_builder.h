/* features/plan_builder.h: a default plan while it grows; private to plan_default.c and plan_attributes.c. */
#ifndef PTB_FEATURES_PLAN_BUILDER_H
#define PTB_FEATURES_PLAN_BUILDER_H

#include "features/plan_inside.h"

typedef struct {
    const ptb_history *history;
    const ptb_plan_settings *settings;
    ptb_plan_builder plan;
    ptb_dictionary *names; /* those that are taken */
    ptb_text *notes;
    ptb_text scratch;
} ptb_plan_growth;

/* Adds the feature under the name, which is made unique, printable and no longer than plans allow. */
PTB_MUST_USE ptb_status ptb_plan_grow(ptb_plan_growth *growth, const char *name, ptb_feature_spec spec,
                                      ptb_error *err);

/* Are all names of settings->exclude and keep columns of some table? */
PTB_MUST_USE ptb_status ptb_plan_check_names(const ptb_history *history, const ptb_plan_settings *settings,
                                             ptb_error *err);

/* Every usable column as a feature; what is left out is noted. */
PTB_MUST_USE ptb_status ptb_plan_grow_attributes(ptb_plan_growth *growth, ptb_error *err);

#endif
