/* tests/unit/features/test_calendar_facts.c: calendar facts against dates looked up by hand and long double sines. */
#include "features/calendar_facts.h"
#include "tests/support/test_main.h"

static ptb_time moment_of(const char *text)
{
    ptb_time time = PTB_NO_TIME;
    ck_assert(ptb_parse_time(ptb_str_of(text), PTB_DATES_YMD, 0, &time, NULL));
    return time;
}

START_TEST(known_dates)
{
    static const struct {
        const char *text;
        int budget_month;
        double month, quarter, weekday, hour, since_month, to_budget;
    } all[] = {{"1970-01-01T00:00:00Z", 1, 1, 1, 4, 0, 0, 365},
               {"2024-02-29T23:59:59Z", 1, 2, 1, 4, 23, 29 - 1.0 / 86400, 306 + 1.0 / 86400},
               {"2024-07-01T00:00:00Z", 7, 7, 3, 1, 0, 0, 365},
               {"2024-06-30T12:00:00Z", 7, 6, 2, 7, 12, 29.5, 0.5},
               {"2023-03-01T00:00:00Z", 3, 3, 1, 3, 0, 0, 366},
               {"2024-12-31T23:59:59Z", 4, 12, 4, 2, 23, 31 - 1.0 / 86400, 90 + 1.0 / 86400},
               {"1969-12-31T23:00:00Z", 1, 12, 4, 3, 23, 30 + 23.0 / 24, 1.0 / 24},
               {"1969-12-28T00:00:00Z", 12, 12, 4, 7, 0, 27, 338}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ptb_calendar_facts got = ptb_calendar_facts_of(moment_of(all[i].text), all[i].budget_month);
        ASSERT_CLOSE(got.month, all[i].month, 0, 0);
        ASSERT_CLOSE(got.quarter, all[i].quarter, 0, 0);
        ASSERT_CLOSE(got.weekday, all[i].weekday, 0, 0);
        ASSERT_CLOSE(got.hour, all[i].hour, 0, 0);
        ASSERT_CLOSE(got.days_since_month_start, all[i].since_month, 1e-12, 0);
        ASSERT_CLOSE(got.days_to_budget_end, all[i].to_budget, 1e-12, 0);
    }
}
END_TEST

START_TEST(season)
{
    const double pi = 3.141592653589793;
    ptb_calendar_facts got = ptb_calendar_facts_of(moment_of("2023-01-01T23:00:00Z"), 1);
    ASSERT_CLOSE(got.year_sin, 0, 0, 0);
    ASSERT_CLOSE(got.year_cos, 1, 0, 0);
    got = ptb_calendar_facts_of(moment_of("2024-07-02T00:00:00Z"), 1); /* half of a leap year */
    ASSERT_CLOSE(got.year_sin, 0, 0, 0);
    ASSERT_CLOSE(got.year_cos, -1, 0, 0);
    got = ptb_calendar_facts_of(moment_of("2023-12-31T00:00:00Z"), 1);
    ASSERT_CLOSE(got.year_sin, sin(-2 * pi / 365), 1e-15, 0);
    got = ptb_calendar_facts_of(moment_of("2023-03-15T00:00:00Z"), 1);
    ASSERT_CLOSE(got.year_sin, sin(73 * 2 * pi / 365), 1e-15, 0);
    ASSERT_CLOSE(got.year_cos, cos(73 * 2 * pi / 365), 1e-15, 0);
}
END_TEST

START_TEST(law_sines)
{
    const long double turn = 6.283185307179586476925286766559L;
    for (int n = 365; n <= 366; n++)
        for (int i = 0; i < n; i++) {
            double s, c, turns = (double)i / n;
            ptb_sin_cos_turns(turns, &s, &c);
            ASSERT_CLOSE(s, (double)sinl(turn * (long double)turns), 2.3e-16, 0);
            ASSERT_CLOSE(c, (double)cosl(turn * (long double)turns), 2.3e-16, 0);
        }
    for (int i = 0; i < 100000; i++) {
        double s, c, turns = i / 12345.0;
        ptb_sin_cos_turns(turns, &s, &c);
        ASSERT_CLOSE(s, (double)sinl(turn * (long double)turns), 2.3e-16, 0);
        ASSERT_CLOSE(c, (double)cosl(turn * (long double)turns), 2.3e-16, 0);
    }
}
END_TEST

/* Models depend on them: the same on every machine. */
START_TEST(bits_are_pinned)
{
    double s, c;
    ptb_sin_cos_turns(100.0 / 365, &s, &c);
    ASSERT_CLOSE(s, 0.98867759023234048, 0, 0);
    ASSERT_CLOSE(c, -0.15005539834465256, 0, 0);
}
END_TEST

START_TEST(no_moment)
{
    ptb_calendar_facts got = ptb_calendar_facts_of(PTB_NO_TIME, 1);
    const double none = (double)NAN;
    ASSERT_CLOSE(got.month, none, 0, 0);
    ASSERT_CLOSE(got.year_cos, none, 0, 0);
    ASSERT_CLOSE(got.days_to_budget_end, none, 0, 0);
}
END_TEST

/* Every day of a century is the day after the one before it. */
START_TEST(law_days_follow_each_other)
{
    ptb_time first = moment_of("1960-01-01T06:00:00Z"), last = moment_of("2060-01-01T00:00:00Z");
    ptb_calendar_facts before = ptb_calendar_facts_of(first - PTB_DAY, 10);
    for (ptb_time t = first; t < last; t += PTB_DAY) {
        ptb_calendar_facts now = ptb_calendar_facts_of(t, 10);
        ASSERT_CLOSE(now.weekday, before.weekday < 6.5 ? before.weekday + 1 : 1, 0, 0);
        bool is_new_month = now.days_since_month_start < 1;
        ASSERT_CLOSE(now.days_since_month_start, is_new_month ? 0.25 : before.days_since_month_start + 1,
                     1e-12, 0);
        bool is_new_budget = is_new_month && now.month > 9.5 && now.month < 10.5;
        if (!is_new_budget) ASSERT_CLOSE(now.days_to_budget_end, before.days_to_budget_end - 1, 1e-12, 0);
        if (is_new_budget) ck_assert(before.days_to_budget_end < 1);
        ck_assert(now.days_to_budget_end > 0 && now.days_to_budget_end <= 366);
        before = now;
    }
}
END_TEST

TEST_MAIN("calendar_facts", known_dates, season, law_sines, bits_are_pinned, no_moment,
          law_days_follow_each_other)
