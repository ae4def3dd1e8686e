/* features/calendar_facts.h: what a calendar says of a moment: season, quarter, weekday, where in the month and the budget year.
 *
 * A plain function of the moment, in UTC, by integer arithmetic; sine and cosine by our own polynomials in IEEE arithmetic, since libm's
 * differ between machines (at most 2^-52 off). */
#ifndef PTB_FEATURES_CALENDAR_FACTS_H
#define PTB_FEATURES_CALENDAR_FACTS_H

#include "datasets/base/civil_time.h"

typedef struct {
    double month;   /* 1 to 12 */
    double quarter; /* 1 to 4 */
    double weekday; /* 1 Monday to 7 Sunday */
    double hour;    /* 0 to 23 */
    double year_sin,
        year_cos; /* of the day of the year, 1 January at angle 0, a full turn in 365 (366) days */
    double days_since_month_start;
    double days_to_budget_end; /* until the next budget year begins: 0 < days <= 366 */
} ptb_calendar_facts;

/* budget_month: the first month of the budget year, 1 to 12. All NaN for PTB_NO_TIME. */
ptb_calendar_facts ptb_calendar_facts_of(ptb_time as_of, int budget_month);

/* Sine and cosine of `turns` full turns (0.25: 1 and 0), 0 <= turns < 2^20; the same bits on every machine. */
void ptb_sin_cos_turns(double turns, double *sine, double *cosine);

#endif
