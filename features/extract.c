/* features/extract.c: (history, case) -> one row of features. */
#include "features/extract.h"

#include <stdlib.h>

#include "features/extract_inside.h"

static void free_sweep_plan(ptb_sweep_plan *plan)
{
    free(plan->type_slot);
    free(plan->asset_slot);
    free(plan->channel_slot);
    free(plan->topic_slot);
    free(plan->wants);
}

ptb_status ptb_extractor_new(const ptb_history *history, const ptb_plan *plan, ptb_extractor **out,
                             ptb_error *err)
{
    *out = NULL;
    ptb_extractor *x = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&x, 1, sizeof *x, err));
    x->history = history;
    x->plan = plan;
    PTB_TRY_TO(ptb_alloc(&x->instructions, plan->n, sizeof *x->instructions, err));
    PTB_TRY_TO(ptb_extract_compile(x, err));
    *out = x;
    x = NULL;
done:
    ptb_extractor_free(x);
    return status;
}

void ptb_extractor_free(ptb_extractor *extractor)
{
    if (!extractor) return;
    free_sweep_plan(&extractor->own);
    free_sweep_plan(&extractor->rolled);
    free(extractor->instructions);
    free(extractor);
}

ptb_column_kind ptb_extractor_kind(const ptb_extractor *extractor, size_t feature)
{
    const ptb_column *column = extractor->instructions[feature].column;
    return column ? column->kind : PTB_COLUMN_NUMBER;
}

const ptb_strings *ptb_extractor_levels(const ptb_extractor *extractor, size_t feature)
{
    const ptb_column *column = extractor->instructions[feature].column;
    return column && column->kind == PTB_COLUMN_CATEGORY ? &column->levels : NULL;
}

static ptb_status new_tally(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_tally *tally, ptb_error *err)
{
    size_t n_counts = plan->n_slots * plan->stride;
    PTB_TRY(ptb_arena_alloc(arena, &tally->count, n_counts, sizeof *tally->count, err));
    PTB_TRY(ptb_arena_alloc(arena, &tally->decayed, plan->n_slots * plan->n_half_lives + 1,
                            sizeof *tally->decayed, err));
    PTB_TRY(ptb_arena_alloc(arena, &tally->last, plan->n_slots, sizeof *tally->last, err));
    PTB_TRY(ptb_arena_alloc(arena, &tally->first, plan->n_slots, sizeof *tally->first, err));
    if (!plan->needs_days) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(arena, &tally->days, n_counts, sizeof *tally->days, err));
    return ptb_arena_alloc(arena, &tally->day, plan->n_slots, sizeof *tally->day, err);
}

static ptb_status new_roll_up(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_roll_up *rolled,
                              ptb_error *err)
{
    size_t n = plan->n_slots;
    PTB_TRY(new_tally(arena, plan, &rolled->sum, err));
    PTB_TRY(ptb_arena_alloc(arena, &rolled->active, n * plan->stride, sizeof *rolled->active, err));
    PTB_TRY(ptb_arena_alloc(arena, &rolled->last_of, n, sizeof *rolled->last_of, err));
    PTB_TRY(ptb_arena_alloc(arena, &rolled->first_of, n, sizeof *rolled->first_of, err));
    PTB_TRY(ptb_arena_alloc(arena, &rolled->next_last, n, sizeof *rolled->next_last, err));
    return ptb_arena_alloc(arena, &rolled->next_first, n, sizeof *rolled->next_first, err);
}

ptb_status ptb_extract_scratch_new(const ptb_extractor *extractor, ptb_extract_scratch **out, ptb_error *err)
{
    *out = NULL;
    ptb_extract_scratch *scratch = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&scratch, 1, sizeof *scratch, err));
    PTB_TRY_TO(new_tally(&scratch->arena, &extractor->own, &scratch->own, err));
    PTB_TRY_TO(new_tally(&scratch->arena, &extractor->rolled, &scratch->member, err));
    PTB_TRY_TO(new_roll_up(&scratch->arena, &extractor->rolled, &scratch->rolled, err));
    *out = scratch;
    scratch = NULL;
done:
    ptb_extract_scratch_free(scratch);
    return status;
}

void ptb_extract_scratch_free(ptb_extract_scratch *scratch)
{
    if (!scratch) return;
    ptb_arena_free(&scratch->arena);
    free(scratch);
}

void ptb_extract_row(const ptb_extractor *extractor, ptb_extract_scratch *scratch, const ptb_case *one,
                     float *row)
{
    bool has_contact = one->contact != PTB_NONE, has_account = one->account != PTB_NONE;
    if (extractor->needs_own && has_contact) {
        ptb_sweep(extractor, &extractor->own, one->contact, one->as_of, &scratch->own);
    }
    if (extractor->needs_rolled && has_account) {
        ptb_roll_up_account(extractor, scratch, one->account, one->as_of);
        if (extractor->needs_colleagues && has_contact) {
            ptb_sweep(extractor, &extractor->rolled, one->contact, one->as_of, &scratch->member);
        }
    }
    for (size_t i = 0; i < extractor->plan->n; i++) {
        row[i] = (float)ptb_instruction_value(extractor, scratch, &extractor->instructions[i], one);
    }
}
