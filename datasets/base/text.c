/* datasets/base/text.c: views on text, UTF-8, nearest names, and text that grows. */
#include "datasets/base/text.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

ptb_str ptb_str_of(const char *terminated)
{
    ptb_str view = {terminated, terminated ? strlen(terminated) : 0};
    return view;
}

bool ptb_str_equal(ptb_str a, ptb_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool ptb_str_equal_text(ptb_str a, const char *terminated)
{
    return ptb_str_equal(a, ptb_str_of(terminated));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool ptb_str_equal_nocase(ptb_str a, const char *terminated)
{
    ptb_str b = ptb_str_of(terminated);
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i])) return false;
    return true;
}

int ptb_str_compare(ptb_str a, ptb_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.ptr, b.ptr, common) : 0;
    if (order != 0) return order < 0 ? -1 : 1;
    return (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

ptb_str ptb_str_cut(ptb_str a, size_t most)
{
    if (a.len <= most) return a;
    while (most > 0 && ((unsigned char)a.ptr[most] & 0xC0) == 0x80)
        most--;
    return (ptb_str){a.ptr, most};
}

bool ptb_str_is_listed(ptb_str text, size_t count, const char *(*at)(size_t i))
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ptb_str_compare(ptb_str_of(at(middle)), text);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

ptb_str ptb_str_trim(ptb_str a)
{
    while (a.len > 0 && is_blank(a.ptr[a.len - 1]))
        a.len--;
    while (a.len > 0 && is_blank(a.ptr[0])) {
        a.ptr++;
        a.len--;
    }
    return a;
}

bool ptb_parse_flag(ptb_str text, bool *out)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false}, {"y", true},
                 {"n", false},  {"t", true},   {"f", false},   {"on", true},     {"off", false}};
    if (text.len > sizeof "false" - 1) return false; /* no word is longer */
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!ptb_str_equal_nocase(text, words[i].word)) continue;
        *out = words[i].value;
        return true;
    }
    return false;
}

/* How many bytes a sequence has by its first byte, and the range of its second (Unicode 15, table 3-7). */
static size_t utf8_lead(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    if (lead == 0xe0) *low = 0xa0;
    if (lead == 0xed) *high = 0x9f;
    if (lead == 0xf0) *low = 0x90;
    if (lead == 0xf4) *high = 0x8f;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* The length of the well-formed sequence that begins at text[0], or 0. */
static size_t utf8_sequence(const unsigned char *text, size_t len)
{
    unsigned char low, high;
    size_t n = utf8_lead(text[0], &low, &high);
    if (n <= 1) return n;
    if (n > len || text[1] < low || text[1] > high) return 0;
    for (size_t i = 2; i < n; i++)
        if ((text[i] & 0xc0) != 0x80) return 0;
    return n;
}

size_t ptb_utf8_valid_prefix(const char *text, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t i = 0;
    while (i < len) {
        uint64_t eight;
        if (len - i >= sizeof eight) {
            memcpy(&eight, bytes + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        size_t n = utf8_sequence(bytes + i, len - i);
        if (n == 0) return i;
        i += n;
    }
    return len;
}

enum { NAME_MAX_LETTERS = 64 };

/* Edit distance with neighbours swapped counting as one edit (optimal string alignment). */
static size_t edit_distance(ptb_str a, ptb_str b)
{
    size_t row[3][NAME_MAX_LETTERS + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = row[i % 3];
        const size_t *above = row[(i + 2) % 3], *two_above = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = lower(a.ptr[i - 1]), y = lower(b.ptr[j - 1]);
            size_t best = above[j - 1] + (x != y);
            if (above[j] + 1 < best) best = above[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && x == lower(b.ptr[j - 2]) && y == lower(a.ptr[i - 2]);
            if (swapped && two_above[j - 2] + 1 < best) best = two_above[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[a.len % 3][b.len];
}

const char *ptb_nearest_name(ptb_str name, const char *const *candidates, size_t n_candidates)
{
    const char *nearest = NULL;
    size_t nearest_distance = name.len / 3 + 1;
    if (name.len > NAME_MAX_LETTERS) return NULL;
    for (size_t i = 0; i < n_candidates; i++) {
        ptb_str candidate = ptb_str_of(candidates[i]);
        if (candidate.len > NAME_MAX_LETTERS) continue;
        size_t distance = edit_distance(name, candidate);
        if (distance >= nearest_distance) continue;
        nearest = candidates[i];
        nearest_distance = distance;
    }
    return nearest;
}

/* Room for `more` bytes and the terminator. */
static bool make_room(ptb_text *text, size_t more)
{
    if (text->failed) return false;
    if (more < text->capacity - text->len) return true;
    size_t need;
    if (__builtin_add_overflow(text->len, more, &need) || need == SIZE_MAX ||
        ptb_reserve(&text->bytes, &text->capacity, need + 1, 1, NULL) != PTB_OK)
        text->failed = true;
    return !text->failed;
}

void ptb_text_append(ptb_text *text, const char *bytes, size_t len)
{
    if (!make_room(text, len)) return;
    if (len > 0) memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
    text->bytes[text->len] = 0;
}

void ptb_text_add(ptb_text *text, const char *terminated)
{
    ptb_str view = ptb_str_of(terminated);
    ptb_text_append(text, view.ptr, view.len);
}

static int format_at_end(ptb_text *text, const char *format, va_list args) PTB_PRINTF(2, 0);
static int format_at_end(ptb_text *text, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(text->bytes + text->len, text->capacity - text->len, format, args);
    if (n >= 0 && (size_t)n >= text->capacity - text->len && make_room(text, (size_t)n))
        n = vsnprintf(text->bytes + text->len, text->capacity - text->len, format, again);
    va_end(again);
    return n;
}

void ptb_text_vprintf(ptb_text *text, const char *format, va_list args)
{
    if (!make_room(text, 64)) return;
    /* The host's locale must not put its decimal comma into our numbers. */
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c_locale) {
        text->failed = true;
        return;
    }
    locale_t host = uselocale(c_locale);
    int n = format_at_end(text, format, args);
    (void)uselocale(host);
    freelocale(c_locale);
    if (n < 0) text->failed = true;
    if (!text->failed) text->len += (size_t)n;
    text->bytes[text->len] = 0;
}

void ptb_text_printf(ptb_text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    ptb_text_vprintf(text, format, args);
    va_end(args);
}

void ptb_text_number(ptb_text *text, double value)
{
    char digits[PTB_NUMBER_BYTES];
    size_t len = ptb_print_number(digits, value);
    ptb_text_append(text, digits, len);
}

void ptb_text_clear(ptb_text *text)
{
    text->len = 0;
    if (text->bytes) text->bytes[0] = 0;
}

ptb_status ptb_text_check(const ptb_text *text, ptb_error *err)
{
    if (!text->failed) return PTB_OK;
    return ptb_fail(err, PTB_E_NOMEM, "out of memory after %zu bytes of text", text->len);
}

void ptb_text_free(ptb_text *text)
{
    free(text->bytes);
    memset(text, 0, sizeof *text);
}
