/* tests/fuzz/fuzz_time.c: any text as a time and as a number: no crash, and what is read prints and reads back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/civil_time.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check_time(ptb_str text, ptb_date_order order, int32_t zone_offset_s)
{
    char printed[PTB_TIME_BYTES];
    ptb_time time = 0, back = 0;
    bool is_date = false;
    bool fits = ptb_parse_time(text, order, zone_offset_s, &time, &is_date);
    require(fits == ptb_time_fits(text, order));
    if (!fits) return;
    require(time >= -62135596800 - PTB_DAY && time < 253402300800 + PTB_DAY);
    /* A zone can move the first and the last moments out of the years 1 to 9999. */
    if (time < -62135596800 || time >= 253402300800) return;
    require(ptb_parse_time(ptb_str_of(ptb_print_time(printed, time)), order, 3600, &back, NULL) &&
            back == time);
}

static void check_number(ptb_str text)
{
    char printed[PTB_NUMBER_BYTES];
    double value = 0, back = 0;
    int64_t integer = 0;
    (void)ptb_parse_integer(text, &integer);
    if (!ptb_parse_number(text, &value)) return;
    require(isfinite(value));
    ptb_str again = {printed, ptb_print_number(printed, value)};
    require(ptb_parse_number(again, &back) && !(fabs(back - value) > 0) && signbit(back) == signbit(value));
}

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1); /* exactly as long: reading beyond it is seen */
    if (copy == NULL) return 0;
    if (size > 0) memcpy(copy, data, size);
    ptb_str text = {copy, size};
    check_time(text, PTB_DATES_YMD, 0);
    check_time(text, PTB_DATES_DMY, -19800);
    check_time(text, PTB_DATES_MDY, 50400);
    check_number(text);
    free(copy);
    return 0;
}
