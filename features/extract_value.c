/* features/extract_value.c: one feature's value from the tallies, the deals and the records. */
#include <math.h>

#include "datasets/history_values.h"
#include "features/deals.h"
#include "features/extract_inside.h"

static const double missing = (double)NAN;

static double days_between(ptb_time earlier, ptb_time later)
{
    return (double)(later - earlier) / PTB_DAY;
}

static double days_since(ptb_time moment, ptb_time as_of)
{
    return moment == PTB_NO_TIME ? missing : days_between(moment, as_of);
}

/* --- activities: of the contact itself, of the account, of the account without the contact --- */

typedef struct {
    const ptb_extractor *extractor;
    const ptb_extract_scratch *scratch;
    const ptb_instruction *instruction;
    const ptb_case *one;
} asking;

static bool is_own_member(const asking *q)
{
    return q->one->contact != PTB_NONE &&
           ptb_is_member(q->extractor->history, q->one->contact, q->one->account, q->one->as_of);
}

static double count_within(const asking *q, uint32_t window)
{
    ptb_feature_of of = q->instruction->spec->of;
    const ptb_sweep_plan *plan = of == PTB_OF_CONTACT ? &q->extractor->own : &q->extractor->rolled;
    size_t at = q->instruction->slot * plan->stride + window;
    if (of == PTB_OF_CONTACT) return q->scratch->own.count[at];
    uint32_t count = q->scratch->rolled.sum.count[at];
    if (of == PTB_OF_COLLEAGUES && is_own_member(q)) count -= q->scratch->member.count[at];
    return count;
}

static double active_contacts(const asking *q)
{
    size_t at = q->instruction->slot * q->extractor->rolled.stride + q->instruction->window;
    uint32_t count = q->scratch->rolled.active[at];
    bool is_without = q->instruction->spec->of == PTB_OF_COLLEAGUES && is_own_member(q);
    return is_without && q->scratch->member.count[at] > 0 ? count - 1 : count;
}

static double decayed_count(const asking *q)
{
    ptb_feature_of of = q->instruction->spec->of;
    const ptb_sweep_plan *plan = of == PTB_OF_CONTACT ? &q->extractor->own : &q->extractor->rolled;
    size_t at = q->instruction->slot * plan->n_half_lives + q->instruction->half_life;
    if (of == PTB_OF_CONTACT) return q->scratch->own.decayed[at];
    double sum = q->scratch->rolled.sum.decayed[at];
    if (of == PTB_OF_ACCOUNT || !is_own_member(q)) return sum;
    /* Nobody else was active: exactly 0, not what rounding leaves of the difference. */
    if (count_within(q, (uint32_t)plan->n_windows) < 0.5) return 0;
    double rest = sum - q->scratch->member.decayed[at];
    return rest > 0 ? rest : 0;
}

static double days_since_activity(const asking *q, bool is_last)
{
    const ptb_roll_up *rolled = &q->scratch->rolled;
    ptb_feature_of of = q->instruction->spec->of;
    size_t slot = q->instruction->slot;
    const ptb_tally *tally = of == PTB_OF_CONTACT ? &q->scratch->own : &rolled->sum;
    ptb_time moment = is_last ? tally->last[slot] : tally->first[slot];
    uint32_t whose = is_last ? rolled->last_of[slot] : rolled->first_of[slot];
    if (of == PTB_OF_COLLEAGUES && is_own_member(q) && whose == q->one->contact) {
        moment = is_last ? rolled->next_last[slot] : rolled->next_first[slot];
    }
    return days_since(moment, q->one->as_of);
}

static double velocity(const asking *q)
{
    double all = count_within(q, q->instruction->long_window);
    return all > 0 ? count_within(q, q->instruction->window) / all : 0;
}

static double active_days(const asking *q)
{
    size_t at = q->instruction->slot * q->extractor->own.stride + q->instruction->window;
    return q->scratch->own.days[at];
}

/* --- deals --- */

typedef struct {
    uint32_t n;
    ptb_time last_closed;
} deals;

/* The case's own deal is left out: where it was created and closed at one moment it would tell its outcome. */
static deals count_deals(const asking *q)
{
    const ptb_history *h = q->extractor->history;
    bool is_account = q->instruction->spec->of == PTB_OF_ACCOUNT;
    uint32_t record = is_account ? q->one->account : q->one->contact;
    const uint64_t *first = is_account ? h->account_opportunity_first : h->contact_opportunity_first;
    const uint32_t *list = is_account ? h->account_opportunity : h->contact_opportunity;
    deals found = {0, PTB_NO_TIME};
    for (uint64_t i = first[record]; i < first[record + 1]; i++) {
        uint32_t o = list[i];
        if (o == q->one->opportunity) continue;
        if ((int)ptb_deal_at(h, o, q->one->as_of) != (int)q->instruction->spec->outcome) continue;
        found.n++;
        if (h->opportunity_closed[o] > found.last_closed) found.last_closed = h->opportunity_closed[o];
    }
    return found;
}

/* --- records --- */

static uint32_t record_of(const asking *q)
{
    if (q->instruction->spec->of == PTB_OF_OPPORTUNITY) return q->one->opportunity;
    return q->instruction->spec->of == PTB_OF_ACCOUNT ? q->one->account : q->one->contact;
}

static bool exists(const asking *q, uint32_t record)
{
    return q->extractor->history->is_timeless || q->instruction->table->created_at[record] <= q->one->as_of;
}

static double age(const asking *q)
{
    uint32_t record = record_of(q);
    return exists(q, record) ? days_since(q->instruction->table->created_at[record], q->one->as_of) : missing;
}

/* A date after T is not known at T. */
static double days_before(ptb_time moment, ptb_time as_of)
{
    return moment > as_of ? missing : days_since(moment, as_of);
}

static double attribute(const asking *q)
{
    const ptb_record_table *table = q->instruction->table;
    const ptb_column *column = q->instruction->column;
    uint32_t record = record_of(q);
    if (!exists(q, record)) return missing;
    double value = ptb_value_at(table, (size_t)(column - table->columns), record, q->one->as_of);
    if (column->kind == PTB_COLUMN_CATEGORY || isnan(value)) return value;
    if (column->kind == PTB_COLUMN_DATE) return days_before((ptb_time)value, q->one->as_of);
    if (!q->instruction->spec->log1p) return value;
    return value >= 0 ? log1p(value) : missing;
}

/* --- */

static bool has_owner(const asking *q)
{
    ptb_feature_of of = q->instruction->spec->of;
    if (of == PTB_OF_CONTACT) return q->one->contact != PTB_NONE;
    if (of == PTB_OF_OPPORTUNITY) return q->one->opportunity != PTB_NONE;
    return q->one->account != PTB_NONE;
}

double ptb_instruction_value(const ptb_extractor *extractor, const ptb_extract_scratch *scratch,
                             const ptb_instruction *instruction, const ptb_case *one)
{
    asking q = {extractor, scratch, instruction, one};
    if (!has_owner(&q)) return missing;
    switch (instruction->spec->kind) {
    case PTB_FEATURE_COUNT:
        return count_within(&q, instruction->window);
    case PTB_FEATURE_DECAYED_COUNT:
        return decayed_count(&q);
    case PTB_FEATURE_DAYS_SINCE_LAST:
        return days_since_activity(&q, true);
    case PTB_FEATURE_DAYS_SINCE_FIRST:
        return days_since_activity(&q, false);
    case PTB_FEATURE_ACTIVE_DAYS:
        return active_days(&q);
    case PTB_FEATURE_VELOCITY:
        return velocity(&q);
    case PTB_FEATURE_CONTACTS:
        return scratch->rolled.n_contacts;
    case PTB_FEATURE_ACTIVE_CONTACTS:
        return active_contacts(&q);
    case PTB_FEATURE_DEALS:
        return count_deals(&q).n;
    case PTB_FEATURE_DAYS_SINCE_DEAL:
        return days_since(count_deals(&q).last_closed, one->as_of);
    case PTB_FEATURE_ATTRIBUTE:
        return attribute(&q);
    case PTB_FEATURE_AGE:
        return age(&q);
    }
    return missing;
}
