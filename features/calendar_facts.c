/* features/calendar_facts.c: a moment's place in the week, the month, the year and the budget year. */
#include "features/calendar_facts.h"

#include <math.h>

/* Taylor polynomials over at most an eighth of a turn: the first term left out is below 2^-58. */
static void sin_cos_of_eighth(double x, double *sine, double *cosine)
{
    double z = x * x, s = 0, c = 0;
    for (int k = 16; k >= 2; k -= 2) { /* Horner: ... (1 - z / (k (k + 1)) ...) */
        s = z / (k * (k + 1)) * (1 - s);
        c = z / (k * (k - 1)) * (1 - c);
    }
    *sine = x * (1 - s);
    *cosine = 1 - c;
}

void ptb_sin_cos_turns(double turns, double *sine, double *cosine)
{
    static const double half_pi = 0x1.921fb54442d18p+0;
    double quarters = turns * 4;
    int64_t nearest = (int64_t)(quarters + 0.5);
    double s, c;
    sin_cos_of_eighth((quarters - (double)nearest) * half_pi, &s, &c);
    switch (nearest % 4) {
    case 0:
        *sine = s, *cosine = c;
        break;
    case 1:
        *sine = c, *cosine = -s;
        break;
    case 2:
        *sine = -s, *cosine = -c;
        break;
    default:
        *sine = -c, *cosine = s;
        break;
    }
}

static int64_t day_of(ptb_time moment)
{
    int64_t day = moment / PTB_DAY;
    return moment % PTB_DAY < 0 ? day - 1 : day;
}

static double days_between(ptb_time earlier, ptb_time later)
{
    return (double)(later - earlier) / PTB_DAY;
}

ptb_calendar_facts ptb_calendar_facts_of(ptb_time as_of, int budget_month)
{
    const double none = (double)NAN;
    if (as_of == PTB_NO_TIME) return (ptb_calendar_facts){none, none, none, none, none, none, none, none};
    int64_t day = day_of(as_of), year;
    int month, day_of_month;
    ptb_civil_from_days(day, &year, &month, &day_of_month);
    int64_t new_year = ptb_days_from_civil(year, 1, 1), next = ptb_days_from_civil(year + 1, 1, 1);
    int64_t budget = ptb_days_from_civil(month < budget_month ? year : year + 1, budget_month, 1);
    int64_t weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    int64_t hour = (as_of - day * PTB_DAY) / 3600;
    int quarter = (month + 2) / 3;
    ptb_calendar_facts facts = {.month = month,
                                .quarter = quarter,
                                .weekday = (double)(weekday < 0 ? weekday + 8 : weekday + 1),
                                .hour = (double)hour,
                                .days_since_month_start =
                                    days_between((day - day_of_month + 1) * PTB_DAY, as_of),
                                .days_to_budget_end = days_between(as_of, budget * PTB_DAY)};
    ptb_sin_cos_turns((double)(day - new_year) / (double)(next - new_year), &facts.year_sin, &facts.year_cos);
    return facts;
}
