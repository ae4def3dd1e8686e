/* tests/fuzz/fuzz_number.c: numbers against the C library and a grammar of their own: what is taken, which bits. */
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/text.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static bool same_bits(double a, double b)
{
    uint64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return x == y;
}

/* The text of `n` bytes in memory exactly as long, so that reading beyond it is seen. */
static char *exact_copy(const void *bytes, size_t n)
{
    char *copy = malloc(n > 0 ? n : 1);
    require(copy != NULL);
    if (n > 0) memcpy(copy, bytes, n);
    return copy;
}

/* The grammar as a table: [+-]digits[.digits][e[+-]digits]. Each state tells where a kind of byte leads; 0 is refusal. */
static bool is_number_by_grammar(const char *text, size_t n, bool *is_whole)
{
    enum { REFUSED, START, SIGNED, DIGITS, POINT, FRACTION, E, E_SIGNED, E_DIGITS };
    static const unsigned char next[][4] = {/* digit, sign, point, e */
                                            [REFUSED] = {0},
                                            [START] = {DIGITS, SIGNED, 0, 0},
                                            [SIGNED] = {DIGITS, 0, 0, 0},
                                            [DIGITS] = {DIGITS, 0, POINT, E},
                                            [POINT] = {FRACTION, 0, 0, 0},
                                            [FRACTION] = {FRACTION, 0, 0, E},
                                            [E] = {E_DIGITS, E_SIGNED, 0, 0},
                                            [E_SIGNED] = {E_DIGITS, 0, 0, 0},
                                            [E_DIGITS] = {E_DIGITS, 0, 0, 0}};
    unsigned state = START;
    for (size_t i = 0; i < n; i++) {
        const char *kinds = "0+.e", *kind = NULL;
        char c = text[i];
        if (c >= '0' && c <= '9') c = '0';
        if (c == '-') c = '+';
        if (c == 'E') c = 'e';
        if (c != 0) kind = strchr(kinds, c);
        state = kind != NULL ? next[state][kind - kinds] : (unsigned)REFUSED;
    }
    *is_whole = state == DIGITS;
    return state == DIGITS || state == FRACTION || state == E_DIGITS;
}

static void check_text(const char *bytes, size_t n)
{
    char *exact = exact_copy(bytes, n), *terminated = malloc(n + 1), *end = NULL;
    double value = 0;
    int64_t whole = 0;
    bool is_whole = false;
    require(terminated != NULL);
    if (n > 0) memcpy(terminated, bytes, n);
    terminated[n] = 0;
    ptb_str text = {exact, n};
    bool fits = is_number_by_grammar(exact, n, &is_whole);
    double want = fits ? strtod(terminated, &end) : 0;
    require(!fits || end == terminated + n); /* our grammar is part of the C library's */
    require(ptb_parse_number(text, &value) == (fits && isfinite(want)));
    if (fits && isfinite(want)) require(same_bits(value, want));
    errno = 0;
    long long want_whole = is_whole ? strtoll(terminated, NULL, 10) : 0;
    require(ptb_parse_integer(text, &whole) == (is_whole && errno == 0));
    if (is_whole && errno == 0) require(whole == want_whole);
    free(terminated);
    free(exact);
}

/* The same text with every byte made one that numbers have: most of them are then nearly numbers. */
static void check_numberlike(const uint8_t *data, size_t size)
{
    static const char letters[] = "0123456789012345+-..eE9 0";
    char *text = exact_copy(data, size);
    for (size_t i = 0; i < size; i++)
        if (text[i] == 0 || strchr(letters, text[i]) == NULL)
            text[i] = letters[data[i] % (sizeof letters - 1)];
    check_text(text, size);
    free(text);
}

/* Significant digits: without the zeros before the first and after the last. */
static size_t count_digits(const char *text)
{
    size_t n = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (!isdigit((unsigned char)*text)) continue;
        zeros = *text == '0' ? zeros + 1 : 0;
        n += n > 0 || *text != '0';
    }
    return n > zeros ? n - zeros : n > 0;
}

/* Printed and read, the same bits; and in no more digits than any other text would need. */
static void check_printing(double value)
{
    char printed[PTB_NUMBER_BYTES], shortest[64];
    double back = 0;
    size_t n = ptb_print_number(printed, value);
    require(n == strlen(printed));
    if (!isfinite(value)) {
        require(!ptb_parse_number(ptb_str_of(printed), &back));
        return;
    }
    require(ptb_parse_number(ptb_str_of(printed), &back) && same_bits(back, value));
    int digits = 1;
    for (; digits < 17; digits++) {
        require(snprintf(shortest, sizeof shortest, "%.*e", digits - 1, value) > 0);
        if (same_bits(strtod(shortest, NULL), value)) break;
    }
    require(count_digits(printed) <= (size_t)digits);
}

/* The decimal exactly between two doubles, which long double holds, and its neighbours a digit far behind. */
static void check_tie(double value)
{
    char text[1200]; /* exact: no double of this range has more than 800 digits */
    long double middle = ((long double)value + (long double)nextafter(value, DBL_MAX)) / 2;
    if (!isfinite(value) || fabs(value) < 1e-300 || fabs(value) > 1e300) return;
    int n = snprintf(text, sizeof text, "%.1100Le", middle);
    require(n > 1100 && (size_t)n < sizeof text);
    check_text(text, (size_t)n);
    char *e = strchr(text, 'e');
    require(e != NULL && e[-1] == '0');
    e[-1] = '1';
    check_text(text, (size_t)n);
}

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_text((const char *)data, size);
    check_numberlike(data, size);
    if (size >= sizeof(double)) {
        double value = 0;
        memcpy(&value, data, sizeof value);
        check_printing(value);
        if (size == sizeof value) check_tie(value);
    }
    return 0;
}
