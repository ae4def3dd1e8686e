/* tests/fuzz/fuzz_time.c: times against a naive reader of ISO 8601; what is read, written in any other way, is the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/civil_time.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ptb_time first_moment = INT64_C(-62135596800), last_moment = INT64_C(253402300799);
static const ptb_date_order orders[] = {PTB_DATES_YMD, PTB_DATES_DMY, PTB_DATES_MDY};

static void require(bool holds)
{
    if (!holds) abort();
}

static bool matches(const char *text, size_t n, const char *shape)
{
    if (n != strlen(shape)) return false;
    for (size_t i = 0; i < n; i++)
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
    return true;
}

static int number_at(const char *text, int from, int n)
{
    int value = 0;
    for (int i = from; i < from + n; i++)
        value = value * 10 + text[i] - '0';
    return value;
}

static int month_days(int year, int month)
{
    if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Days since 1970, counted. */
static int64_t count_days(int year, int month, int day)
{
    int64_t days = day - 1;
    for (int m = 1; m < month; m++)
        days += month_days(year, m);
    for (int y = 1970; y < year; y++)
        days += month_days(y, 2) + 337;
    for (int y = year; y < 1970; y++)
        days -= month_days(y, 2) + 337;
    return days;
}

typedef enum { NOT_ISO, ISO_REFUSED, ISO_MOMENT } verdict;

static verdict iso_date(const char *text, int64_t *days)
{
    int year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days(year, month)) return ISO_REFUSED;
    *days = count_days(year, month, day);
    return ISO_MOMENT;
}

/* YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with nothing, Z or +-HH:MM: told by its shape, then by its values. */
static verdict read_iso(const char *text, size_t n, int32_t zone_offset_s, ptb_time *moment)
{
    int64_t days = 0;
    if (matches(text, n, "0000-00-00")) {
        verdict date = iso_date(text, &days);
        *moment = days * PTB_DAY + 86399 - zone_offset_s;
        return date;
    }
    if (n < 19 || !matches(text, 19, "0000-00-00T00:00:00")) return NOT_ISO;
    const char *zone = text + 19;
    int32_t offset_s = zone_offset_s;
    bool is_refused = false;
    if (matches(zone, n - 19, "Z")) {
        offset_s = 0;
    } else if (matches(zone, n - 19, "+00:00") || matches(zone, n - 19, "-00:00")) {
        int hours = number_at(zone, 1, 2), minutes = number_at(zone, 4, 2);
        is_refused = minutes > 59 || hours * 60 + minutes > 14 * 60;
        offset_s = (hours * 60 + minutes) * (zone[0] == '-' ? -60 : 60);
    } else if (n != 19) {
        return NOT_ISO;
    }
    int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
    is_refused = iso_date(text, &days) == ISO_REFUSED || is_refused;
    if (is_refused || hour > 23 || minute > 59 || second > 59) return ISO_REFUSED;
    int seconds = hour * 3600 + minute * 60 + second;
    *moment = days * PTB_DAY + seconds - offset_s;
    return ISO_MOMENT;
}

static void require_moment(const char *text, ptb_date_order order, int32_t zone_offset_s, ptb_time wanted)
{
    ptb_time time = 0;
    bool is_date = true;
    require(ptb_parse_time(ptb_str_of(text), order, zone_offset_s, &time, &is_date));
    require(time == wanted && !is_date);
}

/* The printed moment rearranged: other orders, separators, clocks and zones, which must all say the same. */
static void check_other_ways(const char *iso, ptb_time time, int32_t offset_s)
{
    char text[80];
    int year = number_at(iso, 0, 4), month = number_at(iso, 5, 2), day = number_at(iso, 8, 2);
    int hour = number_at(iso, 11, 2), minute = number_at(iso, 14, 2), second = number_at(iso, 17, 2);
    int minutes = abs(offset_s) / 60;
    char sign = offset_s < 0 ? '-' : '+';
    int32_t whole_s = minutes * (offset_s < 0 ? -60 : 60);
    require(year == 0 || ptb_days_from_civil(year, month, day) == count_days(year, month, day));
    (void)snprintf(text, sizeof text, "%d.%d.%04d %d:%02d:%02d", day, month, year, hour, minute, second);
    require_moment(text, PTB_DATES_DMY, offset_s, time - offset_s);
    (void)snprintf(text, sizeof text, "%d/%02d/%04d %d:%02d:%02d.999 %s", month, day, year,
                   hour % 12 == 0 ? 12 : hour % 12, minute, second, hour < 12 ? "am" : "PM");
    require_moment(text, PTB_DATES_MDY, offset_s, time - offset_s);
    (void)snprintf(text, sizeof text, "%04d/%02d/%02dT%02d:%02d:%02d%c%02d%02d", year, month, day, hour,
                   minute, second, sign, minutes / 60, minutes % 60);
    for (size_t k = 0; k < 3; k++)
        require_moment(text, orders[k], 1234, time - whole_s);
    (void)snprintf(text, sizeof text, "%.10s %.8s UTC%c%02d:%02d", iso, iso + 11, sign, minutes / 60,
                   minutes % 60);
    require_moment(text, PTB_DATES_YMD, -1234, time - whole_s);
}

static void check(ptb_str text, ptb_date_order order, int32_t zone_offset_s)
{
    char printed[PTB_TIME_BYTES];
    ptb_time time = 0, wanted = 0;
    bool is_date = false;
    bool fits = ptb_parse_time(text, order, zone_offset_s, &time, &is_date);
    require(fits == ptb_time_fits(text, order));
    verdict iso = read_iso(text.ptr, text.len, zone_offset_s, &wanted);
    if (iso != NOT_ISO) require(fits == (iso == ISO_MOMENT));
    if (iso == ISO_MOMENT) require(time == wanted && is_date == (text.len == 10));
    if (!fits) return;
    require(time >= first_moment - PTB_DAY && time <= last_moment + PTB_DAY);
    /* A zone can move the first and the last moments out of the years 1 to 9999. */
    if (time < first_moment || time > last_moment) return;
    require(strlen(ptb_print_time(printed, time)) == 20);
    for (size_t k = 0; k < 3; k++)
        require_moment(printed, orders[k], zone_offset_s, time);
    check_other_ways(printed, time, zone_offset_s);
}

static void check_orders(const char *bytes, size_t n, int32_t zone_offset_s)
{
    char *exact = malloc(n > 0 ? n : 1); /* exactly as long: reading beyond it is seen */
    require(exact != NULL);
    if (n > 0) memcpy(exact, bytes, n);
    ptb_str text = {exact, n};
    for (size_t k = 0; k < 3; k++)
        check(text, orders[k], zone_offset_s);
    free(exact);
}

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char letters[] = "0123456789012-/.:TZ +APMGUC";
    char nearly[64];
    size_t n = size < sizeof nearly ? size : sizeof nearly;
    int32_t quarter = size > 0 ? data[size - 1] % 113 - 56 : 0; /* of an hour: -14:00 to +14:00 */
    check_orders((const char *)data, size, quarter * 900);
    /* The same text with every byte made one that times have. */
    for (size_t i = 0; i < n; i++) {
        bool is_letter = data[i] != 0 && strchr(letters, data[i]) != NULL;
        nearly[i] = is_letter ? (char)data[i] : letters[data[i] % (sizeof letters - 1)];
    }
    check_orders(nearly, n, quarter * 900);
    return 0;
}
