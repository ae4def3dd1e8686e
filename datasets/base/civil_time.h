/* datasets/base/civil_time.h: moments as int64 seconds UTC since 1970; strict parsing; no clock, no locale. */
#ifndef PTB_DATASETS_BASE_CIVIL_TIME_H
#define PTB_DATASETS_BASE_CIVIL_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "datasets/base/text.h"

typedef int64_t ptb_time; /* seconds UTC */
#define PTB_NO_TIME INT64_MIN
enum { PTB_DAY = 86400 };

/* How day, month and year stand in dates with slashes, dots or a leading day. */
typedef enum { PTB_DATES_YMD, PTB_DATES_DMY, PTB_DATES_MDY } ptb_date_order;

/* Days since 1970-01-01 of a proleptic Gregorian date (Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
int64_t ptb_days_from_civil(int64_t year, int month, int day);
void ptb_civil_from_days(int64_t days, int64_t *year, int *month, int *day);

/* Reads all of `text`:
 *   YYYY-MM-DD, YYYY/MM/DD; with order DMY or MDY also D-M-YYYY, D/M/YYYY, D.M.YYYY (one or two digits);
 *   then nothing, or [T ]HH:MM[:SS[.fraction]][ AM|PM], then nothing, Z, [ ][GMT|UTC][+-]HH[[:]MM].
 * Years 1 to 9999; 31 February, 24:00, :60 are refused. Fractions of a second are cut. Without a zone the text
 * counts as `zone_offset_s` seconds east of UTC. A date without time is the end of its day (23:59:59 there) and
 * sets *is_date (may be NULL). False where the text is none of this. */
bool ptb_parse_time(ptb_str text, ptb_date_order order, int32_t zone_offset_s, ptb_time *out, bool *is_date);

/* As ptb_parse_time, and in columns of which it is known that they hold moments: seconds since 1970 (9 or 10 digits) and
 * milliseconds (12 or 13), as interfaces of CRMs give them. */
bool ptb_parse_moment(ptb_str text, ptb_date_order order, int32_t zone_offset_s, ptb_time *out);

/* The day of a text read before; zero-initialise. */
typedef struct {
    char text[10];
    ptb_time start; /* its first second */
} ptb_day_memo;
/* As ptb_parse_moment for texts one after the other, of which many are of the same day. */
bool ptb_parse_moment_near(ptb_str text, ptb_date_order order, int32_t zone_offset_s, ptb_day_memo *memo,
                           ptb_time *out);

/* Can `text` be a date in this order at all? As ptb_parse_time; for judging a whole column. */
bool ptb_time_fits(ptb_str text, ptb_date_order order);

/* A `--tz` value: UTC, Z, GMT, +HH:MM, -HHMM. Zone names are refused (E_ARG). */
PTB_MUST_USE ptb_status ptb_parse_zone(const char *text, int32_t *offset_s, ptb_error *err);

enum { PTB_TIME_BYTES = 32 };
/* "2025-07-01T00:00:00Z"; "" for PTB_NO_TIME. */
const char *ptb_print_time(char out[PTB_TIME_BYTES], ptb_time time);

/* The first moment of the UTC month that `months` after the one `time` is in. */
ptb_time ptb_month_start(ptb_time time, int months);

#endif
