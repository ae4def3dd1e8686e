/* features/plan.c: a plan in memory: built, copied, looked up. */
#include "features/plan.h"

#include <stdlib.h>
#include <string.h>

#include "features/plan_inside.h"

bool ptb_plan_is_reserved(const char *name)
{
    static const char *const reserved[] = {"subject_id", "account_id", "as_of", "outcome", "weight"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (strcmp(name, reserved[i]) == 0) return true;
    }
    return false;
}

bool ptb_is_listed(const char *const *names, size_t n, const char *column)
{
    for (size_t i = 0; i < n; i++) {
        if (ptb_str_equal_nocase(ptb_str_of(column), names[i])) return true;
    }
    return false;
}

ptb_status ptb_plan_new(ptb_plan **out, ptb_error *err)
{
    return ptb_alloc(out, 1, sizeof **out, err);
}

static ptb_status keep_text(ptb_plan *plan, const char **text, ptb_error *err)
{
    if (!*text) return PTB_OK;
    return ptb_arena_text(&plan->arena, *text, strlen(*text), text, err);
}

static ptb_status keep_texts(ptb_plan *plan, const char *const **items, size_t n, ptb_error *err)
{
    const char **copies;
    if (n == 0) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&plan->arena, &copies, n, sizeof *copies, err));
    for (size_t i = 0; i < n; i++) {
        copies[i] = (*items)[i];
        PTB_TRY(keep_text(plan, &copies[i], err));
    }
    *items = copies;
    return PTB_OK;
}

ptb_status ptb_plan_add(ptb_plan_builder *builder, const ptb_feature_spec *spec, ptb_error *err)
{
    ptb_plan *plan = builder->plan;
    ptb_feature_spec copy = *spec;
    PTB_TRY(keep_text(plan, &copy.name, err));
    PTB_TRY(keep_text(plan, &copy.filter_value, err));
    PTB_TRY(keep_text(plan, &copy.column, err));
    PTB_TRY(keep_text(plan, &copy.seniority, err));
    PTB_TRY(keep_text(plan, &copy.buying_role, err));
    PTB_TRY(keep_texts(plan, &copy.sets.items, copy.sets.n, err));
    PTB_TRY(keep_texts(plan, &copy.stages.items, copy.stages.n, err));
    PTB_TRY(keep_texts(plan, &copy.lost_reasons.items, copy.lost_reasons.n, err));
    PTB_TRY(ptb_reserve(&plan->features, &builder->capacity, plan->n + 1, sizeof copy, err));
    plan->features[plan->n++] = copy;
    return PTB_OK;
}

ptb_status ptb_plan_add_set(ptb_plan_builder *builder, const ptb_activity_set_spec *set, ptb_error *err)
{
    ptb_plan *plan = builder->plan;
    ptb_activity_set_spec copy = *set;
    PTB_TRY(keep_text(plan, &copy.name, err));
    for (int f = 0; f < PTB_N_FILTERS; f++)
        PTB_TRY(keep_texts(plan, &copy.patterns[f], copy.n_patterns[f], err));
    PTB_TRY(keep_texts(plan, &copy.except.items, copy.except.n, err));
    PTB_TRY(ptb_reserve(&plan->sets, &builder->set_capacity, plan->n_sets + 1, sizeof copy, err));
    plan->sets[plan->n_sets++] = copy;
    return PTB_OK;
}

ptb_status ptb_plan_select(const ptb_plan *plan, bool (*is_taken)(const void *state, size_t feature),
                           const void *state, ptb_plan **out, ptb_error *err)
{
    *out = NULL;
    ptb_plan_builder builder = {0};
    ptb_status status;
    PTB_TRY_TO(ptb_plan_new(&builder.plan, err));
    for (size_t i = 0; i < plan->n_sets; i++)
        PTB_TRY_TO(ptb_plan_add_set(&builder, &plan->sets[i], err));
    for (size_t i = 0; i < plan->n; i++) {
        if (!is_taken || is_taken(state, i)) PTB_TRY_TO(ptb_plan_add(&builder, &plan->features[i], err));
    }
    *out = builder.plan;
    builder.plan = NULL;
done:
    ptb_plan_free(builder.plan);
    return status;
}

ptb_status ptb_plan_copy(const ptb_plan *plan, ptb_plan **out, ptb_error *err)
{
    return ptb_plan_select(plan, NULL, NULL, out, err);
}

const ptb_activity_set_spec *ptb_plan_set(const ptb_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_sets; i++) {
        if (strcmp(plan->sets[i].name, name) == 0) return &plan->sets[i];
    }
    return NULL;
}

void ptb_plan_free(ptb_plan *plan)
{
    if (!plan) return;
    ptb_arena_free(&plan->arena);
    free(plan->features);
    free(plan->sets);
    free(plan);
}
