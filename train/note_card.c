/* train/note_card.c: what training notes in the model for its card. */
#include "train/note_card.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

static void note_period(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                        ptb_card_facts *facts)
{
    facts->first_as_of = facts->last_as_of = PTB_NO_TIME;
    for (size_t i = 0; i < n_rows && !vectors->is_timeless; i++) {
        ptb_time as_of = vectors->as_of[rows[i]];
        if (as_of == PTB_NO_TIME) continue;
        if (facts->first_as_of == PTB_NO_TIME || as_of < facts->first_as_of) facts->first_as_of = as_of;
        if (as_of > facts->last_as_of) facts->last_as_of = as_of;
    }
}

/* Of all repeats' predictions together. */
static ptb_status note_tenths(const ptb_vectors *vectors, const ptb_train_result *result,
                              ptb_card_facts *facts, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_decile deciles[PTB_CARD_TENTHS];
    size_t n_lines = vectors->n_rows * (size_t)result->repeats, n = 0;
    double *probability = NULL;
    float *outcome = NULL;
    PTB_TRY_TO(ptb_alloc(&probability, n_lines, sizeof *probability, err));
    PTB_TRY_TO(ptb_alloc(&outcome, n_lines, sizeof *outcome, err));
    for (size_t line = 0; line < n_lines; line++) {
        if (result->fold[line] == PTB_NOT_JUDGED) continue;
        probability[n] = result->probability[line];
        outcome[n++] = vectors->outcome[line % vectors->n_rows];
    }
    PTB_TRY_TO(ptb_deciles(probability, outcome, n, deciles, err));
    for (int i = 0; i < PTB_CARD_TENTHS; i++)
        facts->tenths[i] = (ptb_card_tenth){deciles[i].cases, deciles[i].wins, deciles[i].mean_score};
done:
    free(probability);
    free(outcome);
    return status;
}

/* As many as the file takes; names may have broken one into several lines. */
static ptb_status note_warnings(const char *lines, ptb_model *model, ptb_error *err)
{
    ptb_text text = {0};
    for (int n = 0; lines != NULL && *lines != 0 && n < PTB_CARD_WARNINGS_MAX;) {
        ptb_str line = {lines, strcspn(lines, "\n")};
        lines += line.len + (lines[line.len] == '\n');
        if (line.len == 0) continue;
        line = ptb_str_cut(line, PTB_CARD_WARNING_BYTES);
        ptb_text_printf(&text, "%.*s\n", (int)line.len, line.ptr);
        n++;
    }
    ptb_status status = ptb_text_check(&text, err);
    if (status == PTB_OK)
        status = ptb_arena_text(&model->arena, text.len > 0 ? text.bytes : "", text.len,
                                &model->card.warnings, err);
    ptb_text_free(&text);
    return status;
}

ptb_status ptb_note_card(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                         ptb_train_result *result, ptb_error *err)
{
    ptb_model *model = result->model;
    ptb_card_facts *facts = &model->card;
    note_period(vectors, rows, n_rows, facts);
    PTB_TRY(note_tenths(vectors, result, facts, err));
    PTB_TRY(note_warnings(result->warnings.bytes, model, err));
    PTB_TRY(ptb_card_facts_set_leaks(facts, vectors->leaks, err));
    facts->is_known = true;
    return PTB_OK;
}
