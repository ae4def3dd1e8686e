/* datasets/base/number.c: numbers to and from text, correctly rounded, whatever the host's locale. */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/text.h"

/* 768 significant digits decide the rounding of any decimal, if what follows is known to be zero or not. */
enum { DIGITS_MAX = 768, FAST_DIGITS = 19, EXPONENT_CLAMP = 1000000000 };

/* The value is +-(d1 d2 ... dn) * 10^exponent. */
typedef struct {
    bool negative, is_sticky; /* sticky: a digit that was left out is not zero */
    char digits[DIGITS_MAX + 2];
    size_t n_digits;
    uint64_t mantissa; /* the first FAST_DIGITS digits */
    int64_t exponent;
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One more digit of the mantissa; is_fraction where it stands behind the point. */
static void take_digit(decimal *d, char c, bool is_fraction)
{
    if (is_fraction) d->exponent--;
    if (d->n_digits == 0 && c == '0') return;
    if (d->n_digits == DIGITS_MAX) {
        d->is_sticky = d->is_sticky || c != '0';
        d->exponent++;
        return;
    }
    if (d->n_digits < FAST_DIGITS) d->mantissa = d->mantissa * 10 + (uint64_t)(c - '0');
    d->digits[d->n_digits++] = c;
}

static bool scan_exponent(ptb_str text, size_t i, decimal *d)
{
    bool negative = false;
    int64_t value = 0;
    if (i < text.len && (text.ptr[i] == '+' || text.ptr[i] == '-')) negative = text.ptr[i++] == '-';
    if (i == text.len) return false;
    for (; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) return false;
        if (value < EXPONENT_CLAMP) value = value * 10 + (text.ptr[i] - '0');
    }
    d->exponent += negative ? -value : value;
    return true;
}

/* The grammar; false where `text` is no number. */
static bool scan_decimal(ptb_str text, decimal *d)
{
    size_t i = 0;
    d->negative = d->is_sticky = false;
    d->n_digits = 0;
    d->mantissa = 0;
    d->exponent = 0;
    if (i < text.len && (text.ptr[i] == '+' || text.ptr[i] == '-')) d->negative = text.ptr[i++] == '-';
    size_t first = i;
    for (; i < text.len && is_digit(text.ptr[i]); i++)
        take_digit(d, text.ptr[i], false);
    if (i == first) return false;
    if (i < text.len && text.ptr[i] == '.') {
        first = ++i;
        for (; i < text.len && is_digit(text.ptr[i]); i++)
            take_digit(d, text.ptr[i], true);
        if (i == first) return false;
    }
    if (i == text.len) return true;
    if (text.ptr[i] != 'e' && text.ptr[i] != 'E') return false;
    return scan_exponent(text, i + 1, d);
}

/* Runs strtod in the C locale. */
static bool c_strtod(const char *terminated, double *out)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c_locale) return false;
    locale_t host = uselocale(c_locale);
    *out = strtod(terminated, NULL);
    (void)uselocale(host);
    freelocale(c_locale);
    return true;
}

/* The decimal written anew in bounded form, for strtod to round. */
static bool round_decimal(decimal *d, double *out)
{
    char text[DIGITS_MAX + 32];
    if (d->is_sticky) { /* any nonzero digit will do: it only breaks a tie */
        d->digits[d->n_digits++] = '1';
        d->exponent--;
    }
    d->digits[d->n_digits] = 0;
    long exponent = d->exponent > EXPONENT_CLAMP    ? EXPONENT_CLAMP
                    : d->exponent < -EXPONENT_CLAMP ? -EXPONENT_CLAMP
                                                    : (long)d->exponent;
    int n = snprintf(text, sizeof text, "%se%ld", d->digits, exponent);
    return n > 0 && (size_t)n < sizeof text && c_strtod(text, out) && isfinite(*out);
}

bool ptb_parse_number(ptb_str text, double *out)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    decimal d;
    double value = 0;
    if (!scan_decimal(text, &d)) return false;
    if (d.n_digits == 0) {
        value = 0;
    } else if (d.n_digits <= FAST_DIGITS && d.mantissa <= UINT64_C(1) << 53 && d.exponent >= -22 &&
               d.exponent <= 22) {
        /* Both operands are exact, so the one operation rounds correctly (Clinger 1990). */
        value =
            d.exponent < 0 ? (double)d.mantissa / power[-d.exponent] : (double)d.mantissa * power[d.exponent];
    } else if (!round_decimal(&d, &value)) {
        return false;
    }
    *out = d.negative ? -value : value;
    return true;
}

/* Digits, or 1 to 3 of them and groups of three behind points; returns where they end, 0 where it is neither. */
static size_t scan_groups(ptb_str text, size_t first)
{
    size_t i = first;
    while (i < text.len && is_digit(text.ptr[i]))
        i++;
    if (i == first) return 0;
    if (i == text.len || text.ptr[i] != '.') return i;
    if (i - first > 3) return 0;
    while (i < text.len && text.ptr[i] == '.') {
        for (int k = 1; k <= 3; k++)
            if (i + (size_t)k >= text.len || !is_digit(text.ptr[i + (size_t)k])) return 0;
        i += 4;
    }
    return i;
}

bool ptb_parse_number_comma(ptb_str text, double *out)
{
    char plain[512]; /* the number as ptb_parse_number knows it */
    size_t n = 0, first = text.len > 0 && (text.ptr[0] == '+' || text.ptr[0] == '-'), end = 0;
    if (text.len >= sizeof plain) return false;
    end = scan_groups(text, first);
    if (end == 0 || (end < text.len && text.ptr[end] != ',')) return false;
    for (size_t i = 0; i < end; i++)
        if (text.ptr[i] != '.') plain[n++] = text.ptr[i];
    for (size_t i = end; i < text.len; i++) {
        if (i > end && !is_digit(text.ptr[i])) return false;
        plain[n++] = text.ptr[i] == ',' ? '.' : text.ptr[i];
    }
    return ptb_parse_number((ptb_str){plain, n}, out);
}

bool ptb_parse_integer(ptb_str text, int64_t *out)
{
    size_t i = 0;
    bool negative = false;
    int64_t value = 0;
    if (text.len > 0 && (text.ptr[0] == '+' || text.ptr[0] == '-')) negative = text.ptr[i++] == '-';
    if (i == text.len) return false;
    for (; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) return false;
        int64_t digit = text.ptr[i] - '0';
        /* Counted downwards for negative numbers: INT64_MIN has no positive twin. */
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *out = value;
    return true;
}

/* The decimal digits of `value`, without a terminator. */
static size_t print_unsigned(char *out, uint64_t value)
{
    char reversed[20];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    for (size_t i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    return n;
}

void ptb_text_integer(ptb_text *text, int64_t value)
{
    char digits[24] = "-";
    size_t n = value < 0 ? 1 : 0;
    n += print_unsigned(digits + n, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    ptb_text_append(text, digits, n);
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Tries 15, 16 and 17 digits in the C locale; subnormal numbers may need fewer. */
static size_t print_shortest(char out[PTB_NUMBER_BYTES], double value)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t host = c_locale ? uselocale(c_locale) : (locale_t)0;
    int n = 0;
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        n = snprintf(out, PTB_NUMBER_BYTES, "%.*g", digits, value);
        if (bits_of(strtod(out, NULL)) == bits_of(value)) break;
    }
    if (c_locale) {
        (void)uselocale(host);
        freelocale(c_locale);
    }
    return n > 0 ? (size_t)n : 0;
}

size_t ptb_print_number(char out[PTB_NUMBER_BYTES], double value)
{
    size_t n = 0;
    if (isnan(value)) {
        memcpy(out, "nan", sizeof "nan");
        return 3;
    }
    if (signbit(value)) out[n++] = '-';
    double magnitude = fabs(value);
    if (isinf(value)) {
        memcpy(out + n, "inf", sizeof "inf");
        return n + 3;
    }
    if (magnitude < 1e15 && !(magnitude - floor(magnitude) > 0)) {
        n += print_unsigned(out + n, (uint64_t)magnitude);
        out[n] = 0;
        return n;
    }
    return print_shortest(out, value);
}

/* value * 10^6 is taken as a product and its error (fma), so that the nearest integer is known exactly; ties, and what does not
 * fit, are left to printf. */
size_t ptb_print_micros(char out[PTB_NUMBER_BYTES], double value)
{
    double product = value * 1e6, error = fma(value, 1e6, -product), nearest = rint(product);
    double rest = (product - nearest) + error;
    if (!(fabs(product) < 1e15) || !(fabs(fabs(rest) - 0.5) > 0)) {
        int n = fabs(value) < 1e15 ? snprintf(out, PTB_NUMBER_BYTES, "%.6f", value)
                                   : snprintf(out, PTB_NUMBER_BYTES, "%.17g", value);
        return (size_t)n;
    }
    if (rest > 0.5) nearest += 1;
    if (rest < -0.5) nearest -= 1;
    uint64_t micros = (uint64_t)fabs(nearest);
    size_t n = 0;
    if (signbit(value)) out[n++] = '-';
    n += print_unsigned(out + n, micros / 1000000);
    out[n] = '.';
    uint64_t fraction = micros % 1000000;
    for (size_t i = 6; i > 0; i--, fraction /= 10)
        out[n + i] = (char)('0' + fraction % 10);
    out[n + 7] = 0;
    return n + 7;
}
