/* features/name_facts.c: names by level code, judged once. */
#include "features/name_facts.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/history_values.h"
#include "features/email_signs.h"

enum { BLOCK_LEVELS = 4096, GIBBERISH_STEPS = 255, IS_GIBBERISH = 128 };
#define GIBBERISH_LIMIT 0.5 /* of ptb_is_gibberish */
_Static_assert((PTB_SPAM_URL | PTB_SPAM_SCRIPTS | PTB_SPAM_REPEATED) < IS_GIBBERISH, "both fit in a byte");

struct ptb_name_facts {
    const ptb_record_table *table;
    size_t column;
    const ptb_history *history;
    uint8_t *flags, *gibberish; /* by code; flags: PTB_SPAM_.., IS_GIBBERISH */
};

static ptb_status judge_block(void *state, const ptb_block *block, ptb_error *err)
{
    const ptb_name_facts *facts = state;
    const ptb_strings *levels = &facts->table->columns[facts->column].levels;
    (void)err;
    for (size_t i = block->first; i < block->last; i++) {
        ptb_str name = ptb_strings_at(levels, i);
        double gibberish = ptb_gibberish(name);
        facts->gibberish[i] = (uint8_t)(gibberish * GIBBERISH_STEPS + 0.5);
        facts->flags[i] =
            (uint8_t)(ptb_spam_signs(name) | (gibberish >= GIBBERISH_LIMIT ? IS_GIBBERISH : 0U));
    }
    return PTB_OK;
}

ptb_status ptb_name_facts_new(const ptb_context *context, const ptb_history *history,
                              const ptb_record_table *table, const char *column, ptb_name_facts **out,
                              ptb_error *err)
{
    ptb_status status = PTB_OK;
    int at = ptb_table_find(table, column);
    *out = NULL;
    if (at < 0)
        return ptb_fail(err, PTB_E_SCHEMA, "names are asked for, and the records have no column '%s'",
                        column);
    if (table->columns[at].kind != PTB_COLUMN_CATEGORY)
        return ptb_fail(err, PTB_E_SCHEMA, "names are asked for, and the column '%s' holds no texts", column);
    size_t n = table->columns[at].levels.n;
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    (*out)->table = table;
    (*out)->column = (size_t)at;
    (*out)->history = history;
    PTB_TRY_TO(ptb_alloc(&(*out)->flags, n, sizeof *(*out)->flags, err));
    PTB_TRY_TO(ptb_alloc(&(*out)->gibberish, n, sizeof *(*out)->gibberish, err));
    PTB_TRY_TO(ptb_blocks_map(context, n, BLOCK_LEVELS, judge_block, *out, err));
done:
    if (status != PTB_OK) {
        ptb_name_facts_free(*out);
        *out = NULL;
    }
    return status;
}

void ptb_name_facts_free(ptb_name_facts *facts)
{
    if (!facts) return;
    free(facts->flags);
    free(facts->gibberish);
    free(facts);
}

ptb_record_name ptb_name_facts_of(const ptb_name_facts *facts, uint32_t record, ptb_time as_of)
{
    const double missing = (double)NAN;
    const ptb_record_name nothing = {missing, missing, missing, missing, missing, missing};
    uint32_t code = ptb_code_at(facts->history, facts->table, facts->column, record, as_of);
    if (code == PTB_NONE) return nothing;
    unsigned flags = facts->flags[code];
    return (ptb_record_name){.gibberish = (double)facts->gibberish[code] / GIBBERISH_STEPS,
                             .is_gibberish = (flags & IS_GIBBERISH) != 0,
                             .has_url = (flags & PTB_SPAM_URL) != 0,
                             .has_mixed_scripts = (flags & PTB_SPAM_SCRIPTS) != 0,
                             .has_repeats = (flags & PTB_SPAM_REPEATED) != 0,
                             .is_spam = (flags & (PTB_SPAM_URL | PTB_SPAM_SCRIPTS | PTB_SPAM_REPEATED)) != 0};
}
