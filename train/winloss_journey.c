/* train/winloss_journey.c: of the cases that came so far on the journey, how many won, and by what actions they differ. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "train/known_rows.h"
#include "train/winloss_inside.h"

/* The contact's own, over all of history, where there is one. */
static bool find_journey(const ptb_plan *plan, size_t *feature)
{
    int best = 0;
    for (size_t f = 0; f < plan->n; f++) {
        const ptb_feature_spec *spec = &plan->features[f];
        if (spec->kind != PTB_FEATURE_FURTHEST) continue;
        int rank = 1 + (spec->of == PTB_OF_CONTACT) + 2 * !(spec->window_days > 0);
        if (rank <= best) continue;
        best = rank;
        *feature = f;
    }
    return best > 0;
}

static ptb_status judge_step(const ptb_context *context, const ptb_winloss_job *job, const uint8_t *reached,
                             size_t step, ptb_winloss *out, ptb_error *err)
{
    ptb_journey_step *s = &out->steps[step - 1];
    ptb_tally_cases cut = {0};
    ptb_winloss_job of_step = *job;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_tally_cases_cut(job->cases, reached, (uint8_t)step, &cut, err));
    s->cases = cut.n;
    s->wins = cut.wins;
    s->groups = cut.n_groups;
    s->share = cut.w / job->cases->w;
    ptb_tally_rate(&cut, &s->rate);
    s->is_judged = cut.wins >= PTB_CLASS_MIN && cut.n - cut.wins >= PTB_CLASS_MIN;
    of_step.cases = &cut;
    of_step.actions_only = true;
    if (s->is_judged) PTB_TRY_TO(ptb_winloss_judge(context, &of_step, &out->arena, &s->findings, err));
done:
    ptb_tally_cases_free(&cut);
    return status;
}

static ptb_status judge_steps(const ptb_context *context, const ptb_winloss_job *job, const uint8_t *reached,
                              ptb_winloss *out, ptb_error *err)
{
    ptb_findings *lists[UINT8_MAX];
    for (size_t s = 0; s < out->n_steps; s++) {
        PTB_TRY(judge_step(context, job, reached, s + 1, out, err));
        lists[s] = &out->steps[s].findings;
    }
    PTB_TRY(ptb_winloss_q_values(lists, out->n_steps, err));
    for (size_t s = 0; s < out->n_steps; s++)
        ptb_winloss_sort(job->vectors, lists[s]);
    return PTB_OK;
}

ptb_status ptb_winloss_follow(const ptb_context *context, const ptb_winloss_job *job, const uint32_t *rows,
                              ptb_winloss *out, ptb_error *err)
{
    const ptb_vectors *v = job->vectors;
    uint8_t *reached = NULL;
    ptb_status status = PTB_OK;
    if (!find_journey(v->plan, &out->journey_feature)) return PTB_OK;
    const ptb_texts *sets = &v->plan->features[out->journey_feature].sets;
    out->n_steps = sets->n < UINT8_MAX ? sets->n : UINT8_MAX;
    PTB_TRY_TO(ptb_arena_alloc(&out->arena, &out->steps, out->n_steps, sizeof *out->steps, err));
    PTB_TRY_TO(ptb_alloc(&reached, job->cases->n, sizeof *reached, err));
    for (size_t s = 0; s < out->n_steps; s++)
        PTB_TRY_TO(
            ptb_arena_text(&out->arena, sets->items[s], strlen(sets->items[s]), &out->steps[s].name, err));
    for (size_t i = 0; i < job->cases->n; i++) {
        float x = v->x[(size_t)rows[i] * v->n_features + out->journey_feature];
        if (x >= 1 && x <= (float)out->n_steps) reached[i] = (uint8_t)x;
    }
    PTB_TRY_TO(judge_steps(context, job, reached, out, err));
done:
    free(reached);
    return status;
}
