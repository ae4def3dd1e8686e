/* datasets/base/civil_time.c: calendar arithmetic and the strict reader of dates and times. */
#include "datasets/base/civil_time.h"

#include <string.h>

enum { MAX_OFFSET_HOURS = 14 }; /* the widest zone in use: Pacific/Kiritimati, +14:00 */

typedef struct {
    const char *at, *end;
} cursor;

typedef struct {
    int year, month, day;
} civil_date;

int64_t ptb_days_from_civil(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year; /* years begin in March, so that 29 February is last */
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void ptb_civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_char(cursor *text, char wanted)
{
    if (text->at == text->end || *text->at != wanted) return false;
    text->at++;
    return true;
}

/* Between `least` and `most` digits, all that are there. */
static bool take_digits(cursor *text, int least, int most, int *value)
{
    int n = 0;
    *value = 0;
    while (text->at < text->end && is_digit(*text->at)) {
        if (n++ == most) return false;
        *value = *value * 10 + (*text->at++ - '0');
    }
    return n >= least;
}

static bool take_word(cursor *text, const char *word)
{
    size_t len = strlen(word);
    ptb_str head = {text->at, len};
    if ((size_t)(text->end - text->at) < len || !ptb_str_equal_nocase(head, word)) return false;
    text->at += len;
    return true;
}

static bool take_separator(cursor *text, char *separator)
{
    if (text->at == text->end || strchr("-/.", *text->at) == NULL || *text->at == 0) return false;
    *separator = *text->at++;
    return true;
}

static bool date_exists(const civil_date *date)
{
    return date->year >= 1 && date->month >= 1 && date->month <= 12 && date->day >= 1 &&
           date->day <= days_in_month(date->year, date->month);
}

static bool take_date(cursor *text, ptb_date_order order, civil_date *date)
{
    const char *start = text->at;
    int first = 0, second = 0;
    char separator = 0;
    if (!take_digits(text, 1, 4, &first)) return false;
    size_t first_digits = (size_t)(text->at - start);
    if (!take_separator(text, &separator)) return false;
    if (first_digits == 4) { /* year first: the same in every order */
        date->year = first;
        return separator != '.' && take_digits(text, 2, 2, &date->month) && take_char(text, separator) &&
               take_digits(text, 2, 2, &date->day) && date_exists(date);
    }
    if (order == PTB_DATES_YMD || first_digits > 2) return false;
    if (!take_digits(text, 1, 2, &second) || !take_char(text, separator)) return false;
    date->day = order == PTB_DATES_DMY ? first : second;
    date->month = order == PTB_DATES_DMY ? second : first;
    return take_digits(text, 4, 4, &date->year) && date_exists(date);
}

static bool take_fraction(cursor *text)
{
    if (!take_char(text, '.')) return true;
    const char *start = text->at;
    while (text->at < text->end && is_digit(*text->at))
        text->at++;
    return text->at > start;
}

static bool take_half_of_day(cursor *text, int *hour)
{
    cursor ahead = *text;
    (void)take_char(&ahead, ' ');
    bool is_pm = take_word(&ahead, "PM");
    if (!is_pm && !take_word(&ahead, "AM")) return true; /* a 24-hour clock */
    if (*hour < 1 || *hour > 12) return false;
    *hour = *hour % 12 + (is_pm ? 12 : 0);
    *text = ahead;
    return true;
}

static bool take_clock(cursor *text, int *seconds)
{
    int hour = 0, minute = 0, second = 0;
    bool after_t = take_char(text, 'T');
    if (!after_t && !take_char(text, ' ')) return false;
    if (!take_digits(text, after_t ? 2 : 1, 2, &hour) || !take_char(text, ':')) return false;
    if (!take_digits(text, 2, 2, &minute)) return false;
    if (take_char(text, ':') && (!take_digits(text, 2, 2, &second) || !take_fraction(text))) return false;
    if (!take_half_of_day(text, &hour)) return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 59;
}

/* [+-]HH[[:]MM] */
static bool take_offset(cursor *text, int32_t *offset_s)
{
    int hours = 0, minutes = 0;
    bool is_west = take_char(text, '-');
    if (!is_west && !take_char(text, '+')) return false;
    const char *start = text->at;
    if (!take_digits(text, 2, 4, &hours)) return false;
    size_t n_digits = (size_t)(text->at - start);
    if (n_digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (n_digits != 2 || (take_char(text, ':') && !take_digits(text, 2, 2, &minutes))) {
        return false;
    }
    int32_t total = hours * 3600 + minutes * 60;
    *offset_s = is_west ? -total : total;
    return minutes <= 59 && total <= MAX_OFFSET_HOURS * 3600;
}

/* The rest of the text: nothing (offset_s stays), Z, [ ][GMT|UTC][offset]. */
static bool take_zone(cursor *text, int32_t *offset_s)
{
    if (text->at == text->end) return true;
    if (take_char(text, 'Z')) {
        *offset_s = 0;
        return text->at == text->end;
    }
    (void)take_char(text, ' ');
    bool is_named = take_word(text, "GMT") || take_word(text, "UTC");
    if (is_named && text->at == text->end) {
        *offset_s = 0;
        return true;
    }
    return take_offset(text, offset_s) && text->at == text->end;
}

/* Is the text YYYY-MM-DDTHH:MM:SSZ, or with a blank and without Z, as far as its signs go? The commonest forms. */
static bool has_common_form(ptb_str text)
{
    const char *p = text.ptr;
    if (text.len != 20 && text.len != 19) return false;
    return p[4] == '-' && p[7] == '-' && (p[10] == 'T' || p[10] == ' ') && p[13] == ':' && p[16] == ':' &&
           (text.len == 19 || p[19] == 'Z');
}

/* Two digits as a number; above 99 where they are none. */
static inline unsigned two_digits(const char *p)
{
    unsigned tens = (unsigned)(p[0] - '0'), ones = (unsigned)(p[1] - '0');
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/* The clock of a common form, in seconds; negative where it is none. The eight bytes HH:MM:SS at once: each becomes its digit,
 * a colon 0, and anything else more than 9. */
static inline int common_clock(const char *p)
{
    unsigned char digit[8];
    uint64_t all;
    memcpy(&all, p + 11, sizeof all);
    uint64_t zero;
    memcpy(&zero, "00:00:00", sizeof zero);
    all ^= zero;
    if (((all + UINT64_C(0x7676767676767676)) | all) & UINT64_C(0x8080808080808080)) return -1;
    memcpy(digit, &all, sizeof digit);
    int hour = digit[0] * 10 + digit[1], minute = digit[3] * 10 + digit[4], second = digit[6] * 10 + digit[7];
    return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}

/* The first second of the day of a common form. */
static bool common_day(const char *p, ptb_time *start)
{
    unsigned century = two_digits(p), year = two_digits(p + 2), month = two_digits(p + 5),
             day = two_digits(p + 8);
    const civil_date date = {(int)(century * 100 + year), (int)month, (int)day};
    if (century > 99 || year > 99 || month > 99 || day > 99 || !date_exists(&date)) return false;
    *start = ptb_days_from_civil(date.year, date.month, date.day) * PTB_DAY;
    return true;
}

/* False where the text is not exactly of a common form; the way through all forms then decides. */
static bool parse_common(ptb_str text, int32_t zone_offset_s, ptb_time *out)
{
    if (!has_common_form(text)) return false;
    int clock = common_clock(text.ptr);
    if (clock < 0 || !common_day(text.ptr, out)) return false;
    *out += clock - (text.len == 20 ? 0 : zone_offset_s);
    return true;
}

bool ptb_parse_time(ptb_str text, ptb_date_order order, int32_t zone_offset_s, ptb_time *out, bool *is_date)
{
    cursor at = {text.ptr, text.ptr + text.len};
    civil_date date = {0};
    int32_t offset_s = zone_offset_s;
    int seconds = PTB_DAY - 1;
    if (is_date != NULL) *is_date = false;
    if (parse_common(text, zone_offset_s, out)) return true;
    if (text.len == 0 || !take_date(&at, order, &date)) return false;
    bool has_clock = at.at < at.end;
    if (has_clock && (!take_clock(&at, &seconds) || !take_zone(&at, &offset_s))) return false;
    *out = ptb_days_from_civil(date.year, date.month, date.day) * PTB_DAY + seconds - offset_s;
    if (is_date != NULL) *is_date = !has_clock;
    return true;
}

bool ptb_parse_moment(ptb_str text, ptb_date_order order, int32_t zone_offset_s, ptb_time *out)
{
    int64_t value = 0;
    if (ptb_parse_time(text, order, zone_offset_s, out, NULL)) return true;
    bool is_s = text.len == 9 || text.len == 10, is_ms = text.len == 12 || text.len == 13;
    if ((!is_s && !is_ms) || !is_digit(text.ptr[0]) || !ptb_parse_integer(text, &value)) return false;
    *out = is_ms ? value / 1000 : value;
    return true;
}

bool ptb_parse_moment_near(ptb_str text, ptb_date_order order, int32_t zone_offset_s, ptb_day_memo *memo,
                           ptb_time *out)
{
    if (!has_common_form(text)) return ptb_parse_moment(text, order, zone_offset_s, out);
    if (memcmp(text.ptr, memo->text, sizeof memo->text) != 0) {
        ptb_time start = 0;
        if (!common_day(text.ptr, &start)) return false;
        memcpy(memo->text, text.ptr, sizeof memo->text);
        memo->start = start;
    }
    int clock = common_clock(text.ptr);
    if (clock < 0) return false;
    *out = memo->start + clock - (text.len == 20 ? 0 : zone_offset_s);
    return true;
}

bool ptb_time_fits(ptb_str text, ptb_date_order order)
{
    ptb_time time = 0;
    return ptb_parse_time(text, order, 0, &time, NULL);
}

ptb_status ptb_parse_zone(const char *text, int32_t *offset_s, ptb_error *err)
{
    cursor at = {text, text + strlen(text)};
    *offset_s = 0;
    if (strcmp(text, "UTC") == 0 || strcmp(text, "GMT") == 0 || strcmp(text, "Z") == 0) return PTB_OK;
    if (take_offset(&at, offset_s) && at.at == at.end) return PTB_OK;
    *offset_s = 0;
    return ptb_fail(
        err, PTB_E_ARG,
        "time zone '%s' is not known (want UTC or an offset such as +02:00 or -0530, at most 14 hours; "
        "names of zones are not supported, because their offsets change within the year)",
        text);
}

static int64_t floor_day(ptb_time time)
{
    return time / PTB_DAY - (time % PTB_DAY < 0 ? 1 : 0);
}

static void put_digits(char *out, int value, int n)
{
    while (n-- > 0) {
        out[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* By hand: every row of scores has one. */
const char *ptb_print_time(char out[PTB_TIME_BYTES], ptb_time time)
{
    static const char shape[] = "0000-00-00T00:00:00Z";
    out[0] = 0;
    if (time == PTB_NO_TIME) return out;
    int64_t days = floor_day(time), year = 0;
    int month = 0, day = 0, second = (int)((time % PTB_DAY + PTB_DAY) % PTB_DAY);
    ptb_civil_from_days(days, &year, &month, &day);
    if (year < 0 || year > 9999) return out;
    memcpy(out, shape, sizeof shape);
    put_digits(out, (int)year, 4);
    put_digits(out + 5, month, 2);
    put_digits(out + 8, day, 2);
    put_digits(out + 11, second / 3600, 2);
    put_digits(out + 14, second / 60 % 60, 2);
    put_digits(out + 17, second % 60, 2);
    return out;
}

ptb_time ptb_month_start(ptb_time time, int months)
{
    if (time == PTB_NO_TIME) return PTB_NO_TIME;
    int64_t year = 0;
    int month = 0, day = 0;
    ptb_civil_from_days(floor_day(time), &year, &month, &day);
    int64_t count = year * 12 + month - 1 + months;
    int64_t new_year = count / 12 - (count % 12 < 0 ? 1 : 0);
    return ptb_days_from_civil(new_year, (int)(count - new_year * 12) + 1, 1) * PTB_DAY;
}
