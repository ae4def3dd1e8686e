/* features/leak_guard.c: the default plan without the columns that know the outcome. */
#include <math.h>
#include <stdlib.h>

#include "features/leaks.h"
#include "features/plan_inside.h"

static bool is_attribute(const void *state, size_t feature)
{
    const ptb_plan *plan = state;
    return plan->features[feature].kind == PTB_FEATURE_ATTRIBUTE;
}

/* Every k-th of the cases with a known outcome where there are too many; items are the caller's. */
static ptb_status sample_cases(const ptb_cases *cases, ptb_cases *out, ptb_error *err)
{
    size_t n = 0, place = 0;
    for (size_t i = 0; i < cases->n; i++)
        n += isnan(cases->items[i].outcome) ? 0 : 1;
    size_t most = n < PTB_LEAK_MAX_ROWS ? n : PTB_LEAK_MAX_ROWS;
    *out = *cases;
    out->n = out->n_won = out->n_not_won = out->n_unknown = 0;
    PTB_TRY(ptb_alloc(&out->items, most, sizeof *out->items, err));
    for (size_t i = 0; i < cases->n; i++) {
        float outcome = cases->items[i].outcome;
        if (isnan(outcome) || (uint64_t)place++ * most < (uint64_t)out->n * n) continue;
        out->items[out->n++] = cases->items[i];
        out->n_won += outcome > 0.5F;
        out->n_not_won += !(outcome > 0.5F);
    }
    return PTB_OK;
}

ptb_status ptb_leaks_of_plan(const ptb_context *context, const ptb_history *history, const ptb_plan *plan,
                             const ptb_cases *cases, ptb_leaks **out, ptb_error *err)
{
    *out = NULL;
    ptb_cases sample = {0};
    ptb_plan *attributes = NULL;
    ptb_vectors *vectors = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_plan_select(plan, is_attribute, plan, &attributes, err));
    PTB_TRY_TO(sample_cases(cases, &sample, err));
    if (attributes->n == 0 || sample.n_won < PTB_LEAK_CLASS_MIN || sample.n_not_won < PTB_LEAK_CLASS_MIN) {
        status = ptb_alloc(out, 1, sizeof **out, err);
        goto done;
    }
    PTB_TRY_TO(ptb_vectors_extract(context, history, attributes, &sample, &vectors, err));
    PTB_TRY_TO(ptb_leaks_find(context, vectors, history, &sample, out, err));
done:
    ptb_vectors_free(vectors);
    ptb_plan_free(attributes);
    free(sample.items);
    return status;
}

/* --- the plan --- */

typedef struct {
    bool *is_left_out; /* by feature */
} selection;

static bool is_honest(const void *state, size_t feature)
{
    const selection *s = state;
    return !s->is_left_out[feature];
}

/* The leaks are those of the plan's attributes, in its order. */
static size_t mark_left_out(const ptb_plan *plan, const ptb_plan_settings *settings, const ptb_leaks *leaks,
                            bool *is_left_out)
{
    size_t n = 0;
    for (size_t feature = 0, i = 0; feature < plan->n && i < leaks->n; feature++) {
        if (plan->features[feature].kind != PTB_FEATURE_ATTRIBUTE) continue;
        ptb_leak *leak = &leaks->items[i++];
        if (leak->verdict != PTB_LEAK_LEAK) continue;
        leak->is_kept = ptb_is_listed(settings->keep, settings->n_keep, leak->column);
        leak->is_left_out = is_left_out[feature] = !leak->is_kept;
        n += leak->is_left_out;
    }
    return n;
}

static ptb_status leave_out(const ptb_plan_settings *settings, ptb_guarded_plan *guarded, ptb_error *err)
{
    ptb_plan *all = guarded->plan, *honest = NULL;
    selection s = {0};
    size_t n;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&s.is_left_out, all->n, sizeof *s.is_left_out, err));
    n = mark_left_out(all, settings, guarded->leaks, s.is_left_out);
    if (n == 0) goto done;
    if (n == all->n) {
        status = ptb_fail(
            err, PTB_E_DATA,
            "every usable column knows the outcome (%s is one of %zu): want columns that were filled "
            "in before it; --keep COLUMN takes one all the same",
            all->features[0].name, n);
        goto done;
    }
    PTB_TRY_TO(ptb_plan_select(all, is_honest, &s, &honest, err));
    guarded->plan = honest;
    ptb_plan_free(all);
done:
    free(s.is_left_out);
    return status;
}

void ptb_guarded_plan_free(ptb_guarded_plan *guarded)
{
    ptb_plan_free(guarded->plan);
    ptb_leaks_free(guarded->leaks);
    ptb_text_free(&guarded->notes);
    *guarded = (ptb_guarded_plan){0};
}

ptb_status ptb_plan_guarded(const ptb_context *context, const ptb_history *history, const ptb_cases *cases,
                            const ptb_plan_settings *settings, ptb_guarded_plan *out, ptb_error *err)
{
    *out = (ptb_guarded_plan){0};
    ptb_status status;
    ptb_plan_settings of_cases = *settings;
    of_cases.cases = cases;
    PTB_TRY_TO(ptb_plan_default(history, &of_cases, &out->plan, &out->notes, err));
    PTB_TRY_TO(ptb_leaks_of_plan(context, history, out->plan, cases, &out->leaks, err));
    out->leaks->of_default_plan = true;
    PTB_TRY_TO(leave_out(settings, out, err));
done:
    if (status != PTB_OK) ptb_guarded_plan_free(out);
    return status;
}
