/* datasets/base/json_scan.c: RFC 8259 to the letter, with the place of every fault. */
#include "datasets/base/json_scan.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

enum { NUMBER_BYTES_MAX = 63 }; /* what cJSON 1.7.15 takes */

typedef struct {
    const char *text, *name;
    size_t len, at;
    int line, depth;
    ptb_json_scan *out;
    ptb_error *err;
} scanner;

/* The column counts characters, not bytes, from 1. */
static size_t column_of(const scanner *s, size_t at)
{
    size_t column = 1;
    for (size_t i = at; i > 0 && s->text[i - 1] != '\n'; i--)
        if (((unsigned char)s->text[i - 1] & 0xc0) != 0x80) column++;
    return column;
}

static ptb_status fault_at(const scanner *s, size_t at, const char *message)
{
    return ptb_fail(s->err, PTB_E_PARSE, "%s:%d:%zu: %s", s->name, s->line, column_of(s, at), message);
}

/* "found ...; expected ..." for the byte at hand. */
static ptb_status fault(const scanner *s, const char *expected)
{
    size_t column = column_of(s, s->at);
    if (s->at >= s->len)
        return ptb_fail(s->err, PTB_E_PARSE, "%s:%d:%zu: the text ends here; expected %s", s->name, s->line,
                        column, expected);
    unsigned char c = (unsigned char)s->text[s->at];
    if (c < 0x20 || c >= 0x7f)
        return ptb_fail(s->err, PTB_E_PARSE, "%s:%d:%zu: found the byte 0x%02x; expected %s", s->name,
                        s->line, column, c, expected);
    return ptb_fail(s->err, PTB_E_PARSE, "%s:%d:%zu: found '%c'; expected %s", s->name, s->line, column, c,
                    expected);
}

static void skip_blanks(scanner *s)
{
    for (; s->at < s->len; s->at++) {
        char c = s->text[s->at];
        if (c == '\n')
            s->line++;
        else if (c != ' ' && c != '\t' && c != '\r')
            return;
    }
}

static bool is_at(const scanner *s, char c)
{
    return s->at < s->len && s->text[s->at] == c;
}

static bool is_at_digit(const scanner *s)
{
    return s->at < s->len && s->text[s->at] >= '0' && s->text[s->at] <= '9';
}

/* Four hexadecimal digits at the place at hand, or -1. */
static int scan_hex4(scanner *s)
{
    int value = 0;
    for (int i = 0; i < 4; i++, s->at++) {
        if (s->at >= s->len) return -1;
        char c = s->text[s->at];
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value = value * 16 + (c - 'A' + 10);
        else
            return -1;
    }
    return value;
}

/* After "\u"; `start` is where the backslash stands. */
static ptb_status scan_unicode_escape(scanner *s, size_t start)
{
    int unit = scan_hex4(s);
    if (unit < 0) return fault(s, "four hexadecimal digits after \\u");
    if (unit == 0) return fault_at(s, start, "found \\u0000; expected text without NUL characters");
    if (unit >= 0xdc00 && unit <= 0xdfff)
        return fault_at(s, start,
                        "found the second half of a surrogate pair; expected the first half before it");
    if (unit < 0xd800 || unit > 0xdbff) return PTB_OK;
    int second = -1;
    if (s->len - s->at >= 2 && s->text[s->at] == '\\' && s->text[s->at + 1] == 'u') {
        s->at += 2;
        second = scan_hex4(s);
    }
    if (second < 0xdc00 || second > 0xdfff)
        return fault_at(s, start,
                        "found the first half of a surrogate pair; expected the second half after it");
    return PTB_OK;
}

static ptb_status scan_escape(scanner *s)
{
    size_t start = s->at++;
    if (s->at >= s->len) return fault(s, "the rest of an escape");
    char c = s->text[s->at];
    if (c == 'u') {
        s->at++;
        return scan_unicode_escape(s, start);
    }
    if (c == 0 || strchr("\"\\/bfnrt", c) == NULL)
        return fault(s, "one of \" \\ / b f n r t u after the backslash");
    s->at++;
    return PTB_OK;
}

static ptb_status scan_string(scanner *s)
{
    s->at++;
    while (s->at < s->len) {
        unsigned char c = (unsigned char)s->text[s->at];
        if (c == '"') {
            s->at++;
            return PTB_OK;
        }
        if (c < 0x20) return fault(s, "a closing quote, or control characters written as escapes");
        if (c == '\\')
            PTB_TRY(scan_escape(s));
        else
            s->at++;
    }
    return fault(s, "a closing quote");
}

static ptb_status scan_digits(scanner *s)
{
    if (!is_at_digit(s)) return fault(s, "a digit");
    while (is_at_digit(s))
        s->at++;
    return PTB_OK;
}

static ptb_status keep_number(scanner *s, size_t start)
{
    ptb_json_scan *out = s->out;
    ptb_str digits = {s->text + start, s->at - start};
    double value;
    if (digits.len > NUMBER_BYTES_MAX) return fault_at(s, start, "found a number of more than 63 characters");
    if (!ptb_parse_number(digits, &value))
        return fault_at(s, start, "found a number beyond the range of double; expected at most 1.8e308");
    PTB_TRY(
        ptb_reserve(&out->numbers, &out->numbers_capacity, out->n_numbers + 1, sizeof *out->numbers, s->err));
    out->numbers[out->n_numbers++] = value;
    return PTB_OK;
}

static ptb_status scan_number(scanner *s)
{
    size_t start = s->at;
    if (is_at(s, '-')) s->at++;
    if (is_at(s, '0')) {
        s->at++;
        if (is_at_digit(s)) return fault(s, "no digit after a leading zero");
    } else {
        PTB_TRY(scan_digits(s));
    }
    if (is_at(s, '.')) {
        s->at++;
        PTB_TRY(scan_digits(s));
    }
    if (is_at(s, 'e') || is_at(s, 'E')) {
        s->at++;
        if (is_at(s, '+') || is_at(s, '-')) s->at++;
        PTB_TRY(scan_digits(s));
    }
    return keep_number(s, start);
}

static ptb_status scan_word(scanner *s)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (s->len - s->at < n || memcmp(s->text + s->at, words[i], n) != 0) continue;
        s->at += n;
        return PTB_OK;
    }
    return fault(s, "a value");
}

static ptb_status scan_value(scanner *s);

static ptb_status scan_member(scanner *s)
{
    if (!is_at(s, '"')) return fault(s, "a key in quotes");
    PTB_TRY(scan_string(s));
    skip_blanks(s);
    if (!is_at(s, ':')) return fault(s, "':' after the key");
    s->at++;
    skip_blanks(s);
    return scan_value(s);
}

/* An object or an array, up to its closing bracket. */
static ptb_status scan_items(scanner *s, bool is_object)
{
    char close = is_object ? '}' : ']';
    if (s->depth == PTB_JSON_DEPTH_MAX)
        return ptb_fail(s->err, PTB_E_LIMIT, "%s:%d:%zu: nested more than %d deep", s->name, s->line,
                        column_of(s, s->at), PTB_JSON_DEPTH_MAX);
    s->depth++;
    s->at++;
    skip_blanks(s);
    if (!is_at(s, close)) {
        for (;;) {
            PTB_TRY(is_object ? scan_member(s) : scan_value(s));
            skip_blanks(s);
            if (is_at(s, close)) break;
            if (!is_at(s, ',')) return fault(s, is_object ? "',' or '}'" : "',' or ']'");
            s->at++;
            skip_blanks(s);
        }
    }
    s->at++;
    s->depth--;
    return PTB_OK;
}

static ptb_status scan_value(scanner *s)
{
    ptb_json_scan *out = s->out;
    PTB_TRY(ptb_reserve(&out->lines, &out->values_capacity, out->n_values + 1, sizeof *out->lines, s->err));
    out->lines[out->n_values++] = s->line;
    if (is_at(s, '{')) return scan_items(s, true);
    if (is_at(s, '[')) return scan_items(s, false);
    if (is_at(s, '"')) return scan_string(s);
    if (is_at(s, '-') || is_at_digit(s)) return scan_number(s);
    return scan_word(s);
}

static ptb_status check_utf8(scanner *s)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    size_t good = ptb_utf8_valid_prefix(s->text, s->len);
    if (s->len >= 3 && memcmp(s->text, byte_order_mark, 3) == 0)
        return fault_at(s, 0, "found a byte order mark; expected UTF-8 without one");
    if (good == s->len) return PTB_OK;
    for (size_t i = 0; i < good; i++)
        s->line += s->text[i] == '\n';
    s->at = good;
    return fault(s, "well-formed UTF-8");
}

ptb_status ptb_json_scan_text(const char *text, size_t len, const char *name, ptb_json_scan *scan,
                              ptb_error *err)
{
    scanner s = {.text = text, .name = name, .len = len, .line = 1, .out = scan, .err = err};
    if (len > PTB_JSON_BYTES_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%s: %zu bytes of JSON; at most %d are read", name, len,
                        (int)PTB_JSON_BYTES_MAX);
    PTB_TRY(check_utf8(&s));
    skip_blanks(&s);
    PTB_TRY(scan_value(&s));
    skip_blanks(&s);
    if (s.at < len) return fault(&s, "the end of the text");
    return PTB_OK;
}

void ptb_json_scan_free(ptb_json_scan *scan)
{
    free(scan->lines);
    free(scan->numbers);
    memset(scan, 0, sizeof *scan);
}
