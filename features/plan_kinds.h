/* features/plan_kinds.h: what each kind of feature takes: one table for reading, writing and checking plans. */
#ifndef PTB_FEATURES_PLAN_KINDS_H
#define PTB_FEATURES_PLAN_KINDS_H

#include "features/plan.h"

typedef enum { PTB_NEED_NO, PTB_NEED_MAY, PTB_NEED_MUST } ptb_need;

typedef struct {
    const char *name;
    unsigned of; /* allowed: bit i for ptb_feature_of i */
    ptb_need filter, window, long_window, half_life, outcome, column, log1p;
} ptb_kind_rule;

const ptb_kind_rule *ptb_kind_rule_of(ptb_feature_kind kind);

/* The columns that a vectors CSV has of its own: no feature may be called so. */
bool ptb_plan_is_reserved(const char *name);

/* A plan without features whose texts are copies; features are added one by one (names not checked). */
PTB_MUST_USE ptb_status ptb_plan_new(ptb_plan **out, ptb_error *err);
typedef struct {
    ptb_plan *plan;
    size_t capacity;
} ptb_plan_builder;
PTB_MUST_USE ptb_status ptb_plan_add(ptb_plan_builder *builder, const ptb_feature_spec *spec, ptb_error *err);

#endif
