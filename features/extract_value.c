/* features/extract_value.c: features that are read from tallies: of the contact itself, of an account, of what remains of one. */
#include <math.h>

#include "features/extract_inside.h"

static const double missing = (double)NAN;

static const ptb_level *level_of(const ptb_asking *q)
{
    return &q->scratch->levels[q->instruction->spec->of];
}

/* Where the feature's number is in its level's tally. */
static size_t place_of(const ptb_asking *q)
{
    return ptb_tally_at(level_of(q)->plan, q->instruction->slot, q->instruction->window);
}

static uint32_t count_at(const ptb_level *level, uint32_t slot, uint32_t window)
{
    size_t at = ptb_tally_at(level->plan, slot, window);
    uint32_t n = level->sum->count[at];
    return level->minus ? n - level->minus->count[at] : n;
}

static double count_within(const ptb_asking *q, uint32_t window)
{
    return count_at(level_of(q), q->instruction->slot, window);
}

/* A difference of sums where something else is left; else exactly 0, not what rounding leaves. */
static double rest_of(const ptb_level *level, double sum, double own, uint32_t n_left)
{
    if (!level->minus) return sum;
    return n_left > 0 ? sum - own : 0;
}

static double decayed_count(const ptb_asking *q)
{
    const ptb_level *level = level_of(q);
    size_t at = q->instruction->half_life * level->plan->n_slots + q->instruction->slot;
    double own = level->minus ? level->minus->decayed[at] : 0;
    uint32_t n_left = count_at(level, q->instruction->slot, (uint32_t)level->plan->n_windows);
    double rest = rest_of(level, level->sum->decayed[at], own, n_left);
    return rest > 0 ? rest : 0;
}

static ptb_time last_at(const ptb_level *level, uint32_t slot)
{
    bool is_own = level->who != PTB_NONE && level->rolled->last_of[slot] == level->who;
    return is_own ? level->rolled->next_last[slot] : level->sum->last[slot];
}

static ptb_time first_at(const ptb_level *level, uint32_t slot)
{
    bool is_own = level->who != PTB_NONE && level->rolled->first_of[slot] == level->who;
    return is_own ? level->rolled->next_first[slot] : level->sum->first[slot];
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static double trend(const ptb_asking *q)
{
    const ptb_level *level = level_of(q);
    size_t at = place_of(q);
    uint32_t n = count_at(level, q->instruction->slot, q->instruction->window);
    if (n == 0) return missing;
    double age_s = level->sum->age_s[at] - (level->minus ? level->minus->age_s[at] : 0);
    return 1 - 2 * (age_s / n) / (double)q->instruction->window_s;
}

/* --- numbers that activities carry --- */

static const ptb_measured *measured_of(const ptb_tally *tally, ptb_measure measure)
{
    return measure == PTB_MEASURE_VALUE ? &tally->value : &tally->duration;
}

static double measured(const ptb_asking *q)
{
    const ptb_level *level = level_of(q);
    const ptb_feature_spec *spec = q->instruction->spec;
    const ptb_measured *sum = measured_of(level->sum, spec->measure);
    const ptb_measured *own = level->minus ? measured_of(level->minus, spec->measure) : NULL;
    size_t at = place_of(q);
    uint32_t n = sum->n[at] - (own ? own->n[at] : 0);
    if (spec->kind == PTB_FEATURE_MAXIMUM) return n > 0 ? sum->largest[at] : missing;
    double rest = rest_of(level, sum->sum[at], own ? own->sum[at] : 0, n);
    if (spec->kind == PTB_FEATURE_SUM) return rest;
    return n > 0 ? rest / n : missing;
}

/* --- days and sessions, of the contact alone --- */

static double mean_gap(const ptb_asking *q)
{
    const ptb_tally *own = level_of(q)->sum;
    size_t at = place_of(q);
    if (own->days[at] < 2) return missing;
    return (double)(own->newest_day[q->instruction->slot] - own->oldest_day[at]) / (own->days[at] - 1);
}

static double longest_gap(const ptb_asking *q)
{
    const ptb_tally *own = level_of(q)->sum;
    size_t at = place_of(q);
    return own->days[at] < 2 ? missing : own->widest[at];
}

static double silence(const ptb_asking *q)
{
    return ptb_days_since(level_of(q)->sum->last[q->instruction->slot], q->one->as_of) / mean_gap(q);
}

static uint32_t own_at(const ptb_asking *q, const uint32_t *counts)
{
    return counts[place_of(q)];
}

/* --- contacts --- */

static uint32_t active_contacts(const ptb_asking *q)
{
    const ptb_level *level = level_of(q);
    size_t at = place_of(q);
    uint32_t n = level->rolled->active[at];
    if (level->without) return n - level->without->active[at];
    return level->minus && level->minus->count[at] > 0 ? n - 1 : n;
}

static double engaged_share(const ptb_asking *q)
{
    const ptb_level *level = level_of(q);
    uint32_t n = level->rolled->n_contacts;
    if (level->without) {
        n -= level->without->n_contacts;
    } else if (level->minus) {
        n--;
    }
    return n > 0 ? (double)active_contacts(q) / n : missing;
}

/* --- sets --- */

static double furthest(const ptb_asking *q)
{
    size_t n = q->instruction->spec->sets.n;
    while (n > 0 && count_at(level_of(q), q->instruction->set_slots[n - 1], q->instruction->window) == 0)
        n--;
    return (double)n;
}

static double top_set(const ptb_asking *q)
{
    const ptb_level *level = level_of(q);
    uint32_t most = 0;
    ptb_time latest = PTB_NO_TIME;
    double top = missing;
    for (size_t i = 0; i < q->instruction->spec->sets.n; i++) {
        uint32_t slot = q->instruction->set_slots[i], n = count_at(level, slot, q->instruction->window);
        if (n < most || n == 0 || (n == most && level->sum->last[slot] <= latest)) continue;
        most = n;
        latest = level->sum->last[slot];
        top = (double)i;
    }
    return top;
}

double ptb_value_of_activities(const ptb_asking *q)
{
    const ptb_instruction *instruction = q->instruction;
    const ptb_level *level = level_of(q);
    if (!level->sum) return missing;
    switch ((int)instruction->spec->kind) {
    case PTB_FEATURE_COUNT:
        return count_within(q, instruction->window);
    case PTB_FEATURE_DECAYED_COUNT:
        return decayed_count(q);
    case PTB_FEATURE_DAYS_SINCE_LAST:
        return ptb_days_since(last_at(level, instruction->slot), q->one->as_of);
    case PTB_FEATURE_DAYS_SINCE_FIRST:
        return ptb_days_since(first_at(level, instruction->slot), q->one->as_of);
    case PTB_FEATURE_ACTIVE_DAYS:
        return own_at(q, level->sum->days);
    case PTB_FEATURE_VELOCITY:
        return ratio(count_within(q, instruction->window), count_within(q, instruction->long_window));
    case PTB_FEATURE_TREND:
        return trend(q);
    case PTB_FEATURE_SHARE:
        return ratio(count_within(q, instruction->window),
                     count_at(level, instruction->all_slot, instruction->window));
    case PTB_FEATURE_SUM:
    case PTB_FEATURE_MEAN:
    case PTB_FEATURE_MAXIMUM:
        return measured(q);
    case PTB_FEATURE_SESSIONS:
        return own_at(q, level->sum->sessions);
    case PTB_FEATURE_MEAN_GAP:
        return mean_gap(q);
    case PTB_FEATURE_LONGEST_GAP:
        return longest_gap(q);
    case PTB_FEATURE_SILENCE:
        return silence(q);
    case PTB_FEATURE_FURTHEST:
        return furthest(q);
    case PTB_FEATURE_TOP:
        return top_set(q);
    case PTB_FEATURE_ACTIVE_CONTACTS:
        return active_contacts(q);
    case PTB_FEATURE_ENGAGED_SHARE:
        return engaged_share(q);
    default:
        break;
    }
    return missing;
}
