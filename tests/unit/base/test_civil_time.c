/* tests/unit/base/test_civil_time.c: the calendar against a day-by-day count, and texts that are and aren't times. */
#include "datasets/base/civil_time.h"
#include "tests/support/test_main.h"

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

START_TEST(test_every_day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = -25567; /* 1900-01-01: 70 years of 365 days and 17 leap days before 1970 */
    for (int year = 1900; year <= 2200; year++)
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
            for (int day = 1; day <= length; day++, days++) {
                int64_t got_year = 0;
                int got_month = 0, got_day = 0;
                ck_assert_int_eq(ptb_days_from_civil(year, month, day), days);
                ptb_civil_from_days(days, &got_year, &got_month, &got_day);
                ck_assert_int_eq(got_year, year);
                ck_assert_int_eq(got_month, month);
                ck_assert_int_eq(got_day, day);
            }
        }
    ck_assert_int_eq(ptb_days_from_civil(1970, 1, 1), 0);
}
END_TEST

START_TEST(test_distant_days)
{
    for (int64_t days = -4000000; days <= 4000000; days += 997) {
        int64_t year = 0;
        int month = 0, day = 0;
        ptb_civil_from_days(days, &year, &month, &day);
        ck_assert_int_eq(ptb_days_from_civil(year, month, day), days);
    }
    ck_assert_int_eq(ptb_days_from_civil(1, 1, 1), -719162);
    ck_assert_int_eq(ptb_days_from_civil(9999, 12, 31), 2932896);
}
END_TEST

typedef struct {
    const char *text;
    ptb_date_order order;
    int32_t zone_offset_s;
    const char *want; /* printed */
    bool is_date;
} good_text;

START_TEST(test_good_texts)
{
    static const good_text cases[] = {
        {"1970-01-01T00:00:00Z", PTB_DATES_YMD, 0, "1970-01-01T00:00:00Z", false},
        {"2024-01-15T10:00:00.123Z", PTB_DATES_YMD, 0, "2024-01-15T10:00:00Z", false},
        {"2024-01-15 10:00:00.999999999", PTB_DATES_YMD, 0, "2024-01-15T10:00:00Z", false},
        {"2024-01-15 10:00", PTB_DATES_YMD, 0, "2024-01-15T10:00:00Z", false},
        {"2024/01/15 9:05", PTB_DATES_YMD, 0, "2024-01-15T09:05:00Z", false},
        {"2024-01-15T10:00:00+05:30", PTB_DATES_YMD, 0, "2024-01-15T04:30:00Z", false},
        {"2024-01-15T10:00:00+0530", PTB_DATES_YMD, 7200, "2024-01-15T04:30:00Z", false},
        {"2024-01-15T10:00:00-08:00", PTB_DATES_YMD, 0, "2024-01-15T18:00:00Z", false},
        {"2024-01-15 10:00:00 +0000", PTB_DATES_YMD, 7200, "2024-01-15T10:00:00Z", false},
        {"2024-01-15 10:00:00 UTC", PTB_DATES_YMD, 7200, "2024-01-15T10:00:00Z", false},
        {"2025-06-11 14:22:33 GMT-04:00", PTB_DATES_YMD, 0, "2025-06-11T18:22:33Z", false},
        {"2025-06-11 14:22:33UTC+0200", PTB_DATES_YMD, 0, "2025-06-11T12:22:33Z", false},
        {"2024-01-15T10:00:00", PTB_DATES_YMD, 3600, "2024-01-15T09:00:00Z", false},
        {"2024-02-29", PTB_DATES_YMD, 0, "2024-02-29T23:59:59Z", true},
        {"1600-02-29", PTB_DATES_YMD, 0, "1600-02-29T23:59:59Z", true},
        {"2000-02-29", PTB_DATES_MDY, 0, "2000-02-29T23:59:59Z", true},
        {"2024-01-15", PTB_DATES_DMY, 3600, "2024-01-15T22:59:59Z", true},
        {"2024-01-15", PTB_DATES_YMD, -3600, "2024-01-16T00:59:59Z", true},
        {"3/15/2024 2:30 PM", PTB_DATES_MDY, 0, "2024-03-15T14:30:00Z", false},
        {"3/15/2024 12:30 AM", PTB_DATES_MDY, 0, "2024-03-15T00:30:00Z", false},
        {"3/15/2024 12:00:01 pm", PTB_DATES_MDY, 0, "2024-03-15T12:00:01Z", false},
        {"3/4/2024", PTB_DATES_MDY, 0, "2024-03-04T23:59:59Z", true},
        {"3/4/2024", PTB_DATES_DMY, 0, "2024-04-03T23:59:59Z", true},
        {"15.03.2024 23:59:59", PTB_DATES_DMY, 0, "2024-03-15T23:59:59Z", false},
        {"15-3-2024", PTB_DATES_DMY, 0, "2024-03-15T23:59:59Z", true},
        {"0001-01-01T00:00:00Z", PTB_DATES_YMD, 0, "0001-01-01T00:00:00Z", false},
        {"9999-12-31T23:59:59Z", PTB_DATES_YMD, 0, "9999-12-31T23:59:59Z", false},
        {"2024-01-15T10:00:00+14:00", PTB_DATES_YMD, 0, "2024-01-14T20:00:00Z", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const good_text *c = &cases[i];
        char printed[PTB_TIME_BYTES];
        ptb_time time = 0;
        bool is_date = !c->is_date;
        ck_assert_msg(ptb_parse_time(ptb_str_of(c->text), c->order, c->zone_offset_s, &time, &is_date), "%s",
                      c->text);
        ck_assert_msg(strcmp(ptb_print_time(printed, time), c->want) == 0, "%s: %s, want %s", c->text,
                      printed, c->want);
        ck_assert_msg(is_date == c->is_date, "%s", c->text);
        ck_assert(ptb_time_fits(ptb_str_of(c->text), c->order));
        ck_assert(ptb_parse_time(ptb_str_of(c->text), c->order, 0, &time, NULL));
    }
}
END_TEST

START_TEST(test_bad_texts)
{
    static const struct {
        const char *text;
        ptb_date_order order;
    } cases[] = {
        {"", PTB_DATES_YMD},
        {"2024-02-31", PTB_DATES_YMD},
        {"2023-02-29", PTB_DATES_YMD},
        {"1900-02-29", PTB_DATES_YMD},
        {"2500-02-29", PTB_DATES_YMD},
        {"2024-04-31", PTB_DATES_YMD},
        {"2024-00-10", PTB_DATES_YMD},
        {"2024-13-10", PTB_DATES_YMD},
        {"2024-01-00", PTB_DATES_YMD},
        {"0000-01-01", PTB_DATES_YMD},
        {"10000-01-01", PTB_DATES_YMD},
        {"-2024-01-01", PTB_DATES_YMD},
        {"2024-1-5", PTB_DATES_YMD},
        {"2024-01/15", PTB_DATES_YMD},
        {"2024.01.15", PTB_DATES_YMD},
        {"20240115", PTB_DATES_YMD},
        {"1705312800", PTB_DATES_YMD},    /* seconds since 1970 */
        {"1705312800123", PTB_DATES_YMD}, /* milliseconds */
        {"2024-01-15T24:00:00Z", PTB_DATES_YMD},
        {"2024-01-15T23:60:00Z", PTB_DATES_YMD},
        {"2024-01-15T23:59:60Z", PTB_DATES_YMD},
        {"2024-01-15T9:00", PTB_DATES_YMD},
        {"2024-01-15T10", PTB_DATES_YMD},
        {"2024-01-15T10:0", PTB_DATES_YMD},
        {"2024-01-15T10:00:", PTB_DATES_YMD},
        {"2024-01-15T10:00:00.", PTB_DATES_YMD},
        {"2024-01-15T10:00.5", PTB_DATES_YMD},
        {"2024-01-15T10:00:00 Z", PTB_DATES_YMD},
        {"2024-01-15T10:00:00+15:00", PTB_DATES_YMD},
        {"2024-01-15T10:00:00+14:01", PTB_DATES_YMD},
        {"2024-01-15T10:00:00+05:60", PTB_DATES_YMD},
        {"2024-01-15T10:00:00+5", PTB_DATES_YMD},
        {"2024-01-15T10:00:00+053", PTB_DATES_YMD},
        {"2024-01-15T10:00:00+05:30x", PTB_DATES_YMD},
        {"2024-01-15T10:00:00 CET", PTB_DATES_YMD},
        {"2024-01-15 ", PTB_DATES_YMD},
        {" 2024-01-15", PTB_DATES_YMD},
        {"2024-01-15Z", PTB_DATES_YMD},
        {"2024-01-15T10:00:00Z ", PTB_DATES_YMD},
        {"15/03/2024", PTB_DATES_YMD},
        {"15/03/2024", PTB_DATES_MDY},
        {"03/15/2024", PTB_DATES_DMY},
        {"15/03/24", PTB_DATES_DMY},
        {"15/03/02024", PTB_DATES_DMY},
        {"015/03/2024", PTB_DATES_DMY},
        {"15/03.2024", PTB_DATES_DMY},
        {"29.02.2023", PTB_DATES_DMY},
        {"3/15/2024 0:30 AM", PTB_DATES_MDY},
        {"3/15/2024 13:30 PM", PTB_DATES_MDY},
        {"3/15/2024 2:30 XM", PTB_DATES_MDY},
        {"today", PTB_DATES_YMD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ptb_time time = 0;
        ck_assert_msg(!ptb_parse_time(ptb_str_of(cases[i].text), cases[i].order, 0, &time, NULL), "%s",
                      cases[i].text);
        ck_assert(!ptb_time_fits(ptb_str_of(cases[i].text), cases[i].order));
    }
    ptb_str with_nul = {"2024-01-15\0", 11};
    ck_assert(!ptb_time_fits(with_nul, PTB_DATES_YMD));
    ptb_str separator_nul = {"2024\00001\00015", 10};
    ck_assert(!ptb_time_fits(separator_nul, PTB_DATES_YMD));
}
END_TEST

START_TEST(test_print_parse_round_trip)
{
    for (ptb_time time = -62135596800; time < 253402300800; time += 86400 * 37 + 12345) {
        char printed[PTB_TIME_BYTES];
        ptb_time back = 0;
        ck_assert(
            ptb_parse_time(ptb_str_of(ptb_print_time(printed, time)), PTB_DATES_YMD, 3600, &back, NULL));
        ck_assert_int_eq(back, time);
    }
    char out[PTB_TIME_BYTES];
    ck_assert_str_eq(ptb_print_time(out, PTB_NO_TIME), "");
    ck_assert_str_eq(ptb_print_time(out, -1), "1969-12-31T23:59:59Z");
    ck_assert_uint_lt(strlen(ptb_print_time(out, INT64_MIN + 1)), PTB_TIME_BYTES);
    ck_assert_uint_lt(strlen(ptb_print_time(out, INT64_MAX)), PTB_TIME_BYTES);
}
END_TEST

START_TEST(test_zones)
{
    static const struct {
        const char *text;
        int32_t want;
    } good[] = {{"UTC", 0}, {"Z", 0}, {"GMT", 0}, {"+02:00", 7200}, {"-0530", -19800}, {"+14:00", 50400}};
    static const char *const bad[] = {"",       "Europe/Berlin", "CET",     "+2",   "02:00",
                                      "+02:60", "+15:00",        "+02:00 ", "utc+1"};
    ptb_error err;
    int32_t offset = 1;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ASSERT_OK(ptb_parse_zone(good[i].text, &offset, &err));
        ck_assert_int_eq(offset, good[i].want);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ASSERT_FAILS(ptb_parse_zone(bad[i], &offset, &err), PTB_E_ARG, "time zone '");
        ck_assert_int_eq(offset, 0);
    }
}
END_TEST

static ptb_time at(const char *text)
{
    ptb_time time = 0;
    ck_assert(ptb_parse_time(ptb_str_of(text), PTB_DATES_YMD, 0, &time, NULL));
    return time;
}

START_TEST(test_month_start)
{
    ck_assert_int_eq(ptb_month_start(at("2024-03-31T12:00:00Z"), 0), at("2024-03-01T00:00:00Z"));
    ck_assert_int_eq(ptb_month_start(at("2024-03-01T00:00:00Z"), 0), at("2024-03-01T00:00:00Z"));
    ck_assert_int_eq(ptb_month_start(at("2024-12-31T23:59:59Z"), 1), at("2025-01-01T00:00:00Z"));
    ck_assert_int_eq(ptb_month_start(at("2024-01-15T00:00:00Z"), -1), at("2023-12-01T00:00:00Z"));
    ck_assert_int_eq(ptb_month_start(at("2024-01-15T00:00:00Z"), -25), at("2021-12-01T00:00:00Z"));
    ck_assert_int_eq(ptb_month_start(at("1969-12-31T23:59:59Z"), 0), at("1969-12-01T00:00:00Z"));
    ck_assert_int_eq(ptb_month_start(at("2024-01-15T00:00:00Z"), 120), at("2034-01-01T00:00:00Z"));
    ck_assert_int_eq(ptb_month_start(PTB_NO_TIME, 3), PTB_NO_TIME);
}
END_TEST

/* Moments: also as seconds and milliseconds since 1970; with a memo of the day before the same answers. */
START_TEST(test_moments)
{
    static const struct {
        const char *text;
        bool is_moment;
        ptb_time moment;
    } cases[] = {
        {"1700000000", true, 1700000000},
        {"1700000000123", true, 1700000000},
        {"999999999", true, 999999999},
        {"999999999999", true, 999999999},
        {"12345678", false, 0},
        {"12345678901", false, 0},
        {"17000000000000", false, 0},
        {"-700000000", false, 0},
        {"+700000000", false, 0},
        {"1700000000.5", false, 0},
        {"2023-11-14T22:13:20Z", true, 1700000000},
        {"2023-11-14 23:13:20+01", true, 1700000000},
        {"2023-11-14 22:13:21Z", true, 1700000001},
        {"2023-11-14T24:00:00Z", false, 0},
        {"2023-11-14T23:60:00Z", false, 0},
        {"2023-11-14T23:00:60Z", false, 0},
        {"2023-11-31T00:00:00Z", false, 0},
        {"2023-11-15T00:00:00Z", true, 1700006400},
        {"2023-1a-15T00:00:00Z", false, 0},
        {"2023-11-15T0a:00:00Z", false, 0},
        {"2023-11-15T00:00:00z", false, 0},
        {"", false, 0},
    };
    ptb_day_memo memo = {{0}, 0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int32_t zone = -3600; zone <= 3600; zone += 3600) {
            ptb_time one = -1, near = -1;
            bool is_one = ptb_parse_moment(ptb_str_of(cases[i].text), PTB_DATES_YMD, zone, &one);
            bool is_near =
                ptb_parse_moment_near(ptb_str_of(cases[i].text), PTB_DATES_YMD, zone, &memo, &near);
            ck_assert_msg(is_one == cases[i].is_moment && is_near == is_one, "%s", cases[i].text);
            if (!is_one) continue;
            ck_assert_int_eq(one, near);
            ck_assert_int_eq(one, cases[i].moment);
        }
    ptb_time naive = 0;
    ck_assert(ptb_parse_moment_near(ptb_str_of("2023-11-14 22:13:20"), PTB_DATES_YMD, 3600, &memo, &naive));
    ck_assert_int_eq(naive, 1700000000 - 3600);
}
END_TEST

TEST_MAIN("civil_time", test_moments, test_every_day, test_distant_days, test_good_texts, test_bad_texts,
          test_print_parse_round_trip, test_zones, test_month_start)
