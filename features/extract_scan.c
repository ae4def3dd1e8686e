/* features/extract_scan.c: features that look at a contact's activities one by one: which values, whose credit, which weekday. */
#include <math.h>

#include "features/extract_inside.h"

static const double missing = (double)NAN;

typedef struct {
    const ptb_activities *activities;
    uint64_t first, last; /* places in `activities` */
} rows_of;

/* The contact's activities in the feature's window. */
static rows_of rows_within(const ptb_asking *q)
{
    const uint64_t *first = &q->extractor->history->activities.first[q->one->contact];
    rows_of rows = {.first = first[0], .last = first[1]};
    const ptb_activities *a = rows.activities =
        ptb_activity_window_at(&q->scratch->window, &rows.first, &rows.last);
    rows.last = ptb_activities_until(a, rows.first, rows.last, q->one->as_of);
    if (q->instruction->window_s > 0)
        rows.first = ptb_activities_until(a, rows.first, rows.last, q->one->as_of - q->instruction->window_s);
    return rows;
}

/* --- values of a field --- */

static double distinct(const ptb_asking *q, rows_of rows)
{
    ptb_filter field = q->instruction->spec->field;
    uint32_t *stamp = q->scratch->values[field].stamp, pass = ++q->scratch->pass, n = 0;
    for (uint64_t i = rows.first; i < rows.last; i++) {
        uint32_t code = ptb_activity_code(rows.activities, field, i);
        if (code == 0 || stamp[code] == pass) continue;
        stamp[code] = pass;
        n++;
    }
    return n;
}

static double top_value(const ptb_asking *q, rows_of rows)
{
    ptb_filter field = q->instruction->spec->field;
    const ptb_value_counts *values = &q->scratch->values[field];
    uint32_t pass = ++q->scratch->pass, most = 0;
    double top = missing;
    for (uint64_t i = rows.first; i < rows.last; i++) {
        uint32_t code = ptb_activity_code(rows.activities, field, i);
        if (code == 0) continue;
        values->count[code] = values->stamp[code] == pass ? values->count[code] + 1 : 1;
        values->stamp[code] = pass;
        if (values->count[code] < most) continue; /* of equals the one that came to it last */
        most = values->count[code];
        top = code;
    }
    return top;
}

/* --- credit --- */

typedef struct {
    double of_channel, of_all;
} credit;

static double fading_credit(const ptb_asking *q, rows_of rows)
{
    const ptb_activities *a = rows.activities;
    double rate = 1.0 / (q->instruction->spec->half_life_days * PTB_DAY);
    credit sum = {0, 0};
    for (uint64_t i = rows.last; i-- > rows.first;) {
        double weight;
        if (a->channel[i] == 0) continue;
        ptb_halving_weigh(&q->extractor->halving, a->ts + i, 1, (double)q->one->as_of, rate, &weight);
        sum.of_all += weight;
        if (a->channel[i] == q->instruction->code) sum.of_channel += weight;
    }
    return sum.of_all > 0 ? sum.of_channel / sum.of_all : missing;
}

/* The weight of the first, of the last, and of all those between, by the number of touches. */
typedef struct {
    double first, last, between;
} positions;

static positions weights_of(ptb_credit_scheme scheme, uint64_t n_touches)
{
    if (scheme == PTB_SCHEME_FIRST) return (positions){1, 0, 0};
    if (scheme == PTB_SCHEME_LAST) return (positions){0, 1, 0};
    if (scheme == PTB_SCHEME_POSITION && n_touches > 2) return (positions){0.4, 0.4, 0.2};
    if (n_touches < 2) return (positions){1, 0, 0};
    double share = 1.0 / (double)n_touches; /* half each of two, in both schemes that are left */
    return (positions){share, share, 1 - 2 * share};
}

static double placed_credit(const ptb_asking *q, rows_of rows)
{
    const uint16_t *channel = rows.activities->channel;
    uint64_t n = 0, n_own = 0;
    uint16_t first = 0, last = 0;
    for (uint64_t i = rows.first; i < rows.last; i++) {
        if (channel[i] == 0) continue;
        if (n++ == 0) first = channel[i];
        last = channel[i];
        n_own += channel[i] == q->instruction->code;
    }
    if (n == 0) return missing;
    positions weights = weights_of((ptb_credit_scheme)q->instruction->spec->choice, n);
    bool is_first = first == q->instruction->code, is_last = n > 1 && last == q->instruction->code;
    double sum = (is_first ? weights.first : 0) + (last == q->instruction->code ? weights.last : 0);
    uint64_t between = n_own - (is_first ? 1 : 0) - (is_last ? 1 : 0);
    return n > 2 ? sum + weights.between * (double)between / (double)(n - 2) : sum;
}

/* --- */

static double weekend_share(rows_of rows)
{
    const uint32_t *ts = rows.activities->ts;
    uint64_t n = 0;
    for (uint64_t i = rows.first; i < rows.last; i++)
        n += (ts[i] / PTB_DAY + 3) % 7 >= 5; /* 1970-01-01 was a Thursday; 0 is Monday */
    return rows.last > rows.first ? (double)n / (double)(rows.last - rows.first) : missing;
}

double ptb_value_of_scan(const ptb_asking *q)
{
    rows_of rows = rows_within(q);
    switch ((int)q->instruction->spec->kind) {
    case PTB_FEATURE_TOP:
        return top_value(q, rows);
    case PTB_FEATURE_DISTINCT:
        return distinct(q, rows);
    case PTB_FEATURE_CREDIT:
        return q->instruction->spec->choice == PTB_SCHEME_DECAY ? fading_credit(q, rows)
                                                                : placed_credit(q, rows);
    case PTB_FEATURE_WEEKEND_SHARE:
        return weekend_share(rows);
    default:
        break;
    }
    return missing;
}
