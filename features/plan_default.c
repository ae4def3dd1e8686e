/* features/plan_default.c: the default plan of a history: what it has, family by family. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "features/plan_builder.h"

/* --- names --- */

enum { MAX_NAME = 180 }; /* leaves room for a number; plans take 200 */

ptb_status ptb_plan_grow(ptb_plan_growth *growth, const char *name, ptb_feature_spec spec, ptb_error *err)
{
    char unique[MAX_NAME + 16];
    uint32_t code;
    size_t n = strlen(name);
    if (n > MAX_NAME) {
        n = MAX_NAME;
        while (n > 0 && ((unsigned char)name[n] & 0xC0U) == 0x80U)
            n--; /* not within a UTF-8 character */
    }
    memcpy(unique, name, n);
    unique[n] = 0;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)unique[i] < ' ') unique[i] = ' ';
    }
    for (int k = 2; ptb_plan_is_reserved(unique) ||
                    ptb_dictionary_find(growth->names, ptb_str_of(unique)) != PTB_NO_CODE;
         k++) {
        (void)snprintf(unique + n, sizeof unique - n, " (%d)", k);
    }
    PTB_TRY(ptb_dictionary_add(growth->names, ptb_str_of(unique), &code, err));
    spec.name = unique;
    return ptb_plan_add(&growth->plan, &spec, err);
}

static void add_window(ptb_text *name, double days)
{
    if (days <= 0) return;
    if (days < 1) {
        ptb_text_printf(name, "_%gh", days * 24);
    } else {
        ptb_text_printf(name, "_%g", days);
    }
}

ptb_status ptb_plan_grow_named(ptb_plan_growth *growth, const char *before, ptb_feature_spec spec,
                               ptb_error *err)
{
    ptb_text *name = &growth->scratch;
    ptb_text_clear(name);
    ptb_text_add(name, before);
    if (spec.filter_value || spec.column) {
        ptb_text_printf(name, "_%s", spec.filter_value ? spec.filter_value : spec.column);
    } else if (spec.kind == PTB_FEATURE_COUNT || spec.kind == PTB_FEATURE_DECAYED_COUNT) {
        ptb_text_add(name, "_all");
    }
    add_window(name, spec.window_days);
    add_window(name, spec.long_window_days);
    PTB_TRY(ptb_text_check(name, err));
    return ptb_plan_grow(growth, name->bytes, spec, err);
}

/* --- */

static void note_rare(const ptb_plan_growth *growth)
{
    size_t n = growth->survey.n_rare[PTB_FILTER_TYPE];
    if (n == 0) return;
    ptb_text_printf(growth->notes,
                    "left out: %zu rare activity types (fewer than 50 activities or 0.1 %% of all)\n", n);
}

static ptb_status grow_all(ptb_plan_growth *growth, ptb_error *err)
{
    PTB_TRY(ptb_plan_check_names(growth->history, growth->settings, err));
    /* A row of a flat table is as of its own date and has nothing but its columns. */
    if (!growth->history->is_flat) {
        PTB_TRY(ptb_survey_take(growth->history, growth->settings->cases, &growth->survey, err));
        note_rare(growth);
        PTB_TRY(ptb_plan_grow_activities(growth, err));
        PTB_TRY(ptb_plan_grow_journey(growth, err));
        PTB_TRY(ptb_plan_grow_accounts(growth, err));
        PTB_TRY(ptb_plan_grow_deals(growth, err));
        PTB_TRY(ptb_plan_grow_moments(growth, err));
        PTB_TRY(ptb_plan_grow_people(growth, err));
    }
    PTB_TRY(ptb_plan_grow_attributes(growth, err));
    if (growth->plan.plan->n > 0) return PTB_OK;
    return ptb_fail(err, PTB_E_DATA,
                    "the history has nothing that could be a feature: no activities, and no usable column");
}

ptb_status ptb_plan_default(const ptb_history *history, const ptb_plan_settings *settings, ptb_plan **out,
                            ptb_text *notes, ptb_error *err)
{
    *out = NULL;
    ptb_plan_growth growth = {.history = history, .settings = settings, .notes = notes};
    ptb_status status;
    PTB_TRY_TO(ptb_plan_new(&growth.plan.plan, err));
    PTB_TRY_TO(ptb_dictionary_new(0, &growth.names, err));
    PTB_TRY_TO(grow_all(&growth, err));
    PTB_TRY_TO(ptb_text_check(notes, err));
    *out = growth.plan.plan;
    growth.plan.plan = NULL;
done:
    ptb_text_free(&growth.scratch);
    ptb_arena_free(&growth.survey.arena);
    ptb_dictionary_free(growth.names);
    ptb_plan_free(growth.plan.plan);
    return status;
}
