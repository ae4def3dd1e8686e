/* features/stage_facts.c: an opportunity's stages up to a moment, from the changes of the column. */
#include "features/stage_facts.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/pattern.h"
#include "datasets/history_values.h"
#include "features/deals.h"

enum { N_WORDS = 16, N_TOLD_APART = 64 * N_WORDS };

struct ptb_stages {
    const ptb_history *history;
    size_t column;
    uint8_t *marks; /* by code */
};

static ptb_status find_column(const ptb_history *history, size_t *column, ptb_error *err)
{
    int at = ptb_table_find(&history->opportunities, "stage");
    if (at < 0)
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "stages of opportunities are asked for, and the opportunities have no column 'stage'");
    if (history->opportunities.columns[at].kind != PTB_COLUMN_CATEGORY)
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "stages of opportunities are asked for, and the column 'stage' holds no names of stages");
    *column = (size_t)at;
    return PTB_OK;
}

ptb_status ptb_stages_new(const ptb_history *history, const char *const *patterns, size_t n_patterns,
                          ptb_stages **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    size_t column = 0;
    *out = NULL;
    PTB_TRY(find_column(history, &column, err));
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    (*out)->history = history;
    (*out)->column = column;
    PTB_TRY_TO(ptb_patterns_mark(&history->opportunities.columns[column].levels, patterns, n_patterns,
                                 &(*out)->marks, err));
done:
    if (status != PTB_OK) {
        ptb_stages_free(*out);
        *out = NULL;
    }
    return status;
}

void ptb_stages_free(ptb_stages *stages)
{
    if (!stages) return;
    free(stages->marks);
    free(stages);
}

/* The distinct codes met. */
typedef struct {
    uint64_t met[N_WORDS];
    bool met_beyond;
    uint32_t n;
} stage_set;

static void add_stage(stage_set *set, uint32_t code)
{
    bool is_beyond = code >= N_TOLD_APART;
    uint64_t bit = (uint64_t)1 << (code % 64);
    bool was_met = is_beyond ? set->met_beyond : set->met[code / 64] & bit;
    if (is_beyond)
        set->met_beyond = true;
    else
        set->met[code / 64] |= bit;
    set->n += !was_met;
}

static bool is_there(const ptb_stages *stages, uint32_t opportunity, ptb_time as_of)
{
    return opportunity != PTB_NONE && as_of != PTB_NO_TIME &&
           stages->history->opportunities.created_at[opportunity] <= as_of;
}

/* Is a change by T known? What a deal had before its first one is known only because of that one, which may be of later. */
static bool is_known(const ptb_record_table *deals, ptb_change_span span)
{
    return span.first != span.last && deals->changes.ts[span.last - 1] != PTB_NO_TIME;
}

ptb_stage_facts ptb_stage_facts_of(const ptb_stages *stages, uint32_t opportunity, ptb_time as_of)
{
    const ptb_record_table *deals = &stages->history->opportunities;
    const double missing = (double)NAN;
    ptb_stage_facts facts = {missing, missing, missing, PTB_NO_TIME, PTB_NO_TIME, PTB_NO_TIME};
    if (!is_there(stages, opportunity, as_of)) return facts;
    ptb_change_span span = ptb_changes_until(deals, stages->column, opportunity, as_of);
    if (!is_known(deals, span)) return facts;
    stage_set set = {0};
    uint32_t stage = PTB_NONE;
    bool is_marked = false, has_reached = false;
    for (uint64_t i = span.first; i < span.last; i++) {
        double value = deals->changes.value[i];
        ptb_time when = deals->changes.ts[i];
        uint32_t next = isnan(value) ? PTB_NONE : (uint32_t)value;
        if (when == PTB_NO_TIME) when = deals->created_at[opportunity];
        if (next != stage) facts.since = next == PTB_NONE ? PTB_NO_TIME : when;
        bool is_next_marked = next != PTB_NONE && stages->marks[next];
        if (is_next_marked && !is_marked) {
            if (!has_reached) facts.first_reached = when;
            facts.last_reached = when;
            has_reached = true;
        }
        if (next != PTB_NONE) add_stage(&set, next);
        stage = next;
        is_marked = is_next_marked;
    }
    if (stage != PTB_NONE) facts.stage = stage;
    facts.n_stages = set.n;
    facts.has_reached = has_reached;
    return facts;
}

bool ptb_stage_was_reached(const ptb_stages *stages, uint32_t opportunity, ptb_time as_of)
{
    const ptb_record_table *deals = &stages->history->opportunities;
    if (!is_there(stages, opportunity, as_of)) return false;
    ptb_change_span span = ptb_changes_until(deals, stages->column, opportunity, as_of);
    for (uint64_t i = span.first; is_known(deals, span) && i < span.last; i++) {
        double value = deals->changes.value[i];
        if (!isnan(value) && stages->marks[(uint32_t)value]) return true;
    }
    if (is_known(deals, span)) return false;
    ptb_deal_state state = ptb_deal_at(stages->history, opportunity, as_of);
    double value = ptb_value_at(deals, stages->column, opportunity, as_of);
    return (state == PTB_DEAL_WON || state == PTB_DEAL_LOST) && !isnan(value) &&
           stages->marks[(uint32_t)value];
}
