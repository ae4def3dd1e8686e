/* train/winloss.c: the win/loss analysis from cases to findings. */
#include "train/winloss.h"

#include <stdlib.h>
#include <string.h>

#include "features/leaks.h"
#include "train/known_rows.h"
#include "train/winloss_inside.h"

static void mark_questions(const ptb_vectors *vectors, ptb_findings *findings)
{
    const ptb_leaks *leaks = vectors->leaks;
    for (size_t l = 0; leaks && l < leaks->n; l++)
        for (size_t i = 0; leaks->items[l].verdict != PTB_LEAK_OK && i < findings->n; i++) {
            ptb_finding *finding = &findings->items[i];
            if (strcmp(vectors->plan->features[finding->feature].name, leaks->items[l].feature) == 0)
                finding->is_asked_about = true;
        }
}

ptb_status ptb_winloss_find(const ptb_context *context, const ptb_vectors *vectors, ptb_winloss *out,
                            ptb_error *err)
{
    uint32_t *rows = NULL;
    size_t n_rows = 0;
    ptb_tally_cases cases = {0};
    ptb_reading_cells cells = {0};
    ptb_winloss_job job = {.vectors = vectors, .cells = &cells, .cases = &cases};
    ptb_findings *list = &out->findings;
    ptb_status status = PTB_OK;
    *out = (ptb_winloss){.n_features = vectors->n_features};
    PTB_TRY_TO(ptb_known_rows(vectors, &rows, &n_rows, err));
    PTB_TRY_TO(ptb_known_enough(vectors, rows, n_rows, "comparison", err));
    PTB_TRY_TO(ptb_tally_cases_make(vectors, rows, n_rows, &cases, err));
    PTB_TRY_TO(ptb_reading_cells_make(context, vectors, rows, n_rows, &cells, err));
    out->cases = cases.n;
    out->wins = cases.wins;
    out->groups = cases.n_groups;
    out->has_shared_groups = cases.has_shared_groups;
    out->is_weighted = cases.is_weighted;
    out->intra_class = cases.intra_class;
    ptb_tally_rate(&cases, &out->rate);
    PTB_TRY_TO(ptb_winloss_judge(context, &job, &out->arena, &out->findings, err));
    PTB_TRY_TO(ptb_winloss_q_values(&list, 1, err));
    ptb_winloss_sort(vectors, &out->findings);
    mark_questions(vectors, &out->findings);
    PTB_TRY_TO(ptb_winloss_follow(context, &job, rows, out, err));
done:
    ptb_reading_cells_free(&cells);
    ptb_tally_cases_free(&cases);
    free(rows);
    if (status != PTB_OK) ptb_winloss_free(out);
    return status;
}

void ptb_winloss_free(ptb_winloss *winloss)
{
    ptb_arena_free(&winloss->arena);
    *winloss = (ptb_winloss){0};
}
