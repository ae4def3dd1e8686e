/* datasets/punycode.c: Punycode, RFC 3492. */
#include "datasets/punycode.h"

#include <string.h>

/* Section 5: the parameters of Punycode. */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_BEYOND_ASCII = 0x80 };

typedef struct {
    char *bytes;
    size_t len;
    bool is_full;
} label_text;

static void put(label_text *text, char byte)
{
    if (text->len == PTB_LABEL_BYTES) {
        text->is_full = true;
        return;
    }
    text->bytes[text->len++] = byte;
}

static void put_digit(label_text *text, uint32_t digit)
{
    put(text, "abcdefghijklmnopqrstuvwxyz0123456789"[digit]);
}

/* The code point at *p, which is moved behind it; the text is valid UTF-8. */
static uint32_t next_code_point(const char **p)
{
    const unsigned char *s = (const unsigned char *)*p;
    uint32_t n_more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
    uint32_t point = n_more == 0 ? s[0] : s[0] & (0x3fU >> n_more);
    for (uint32_t i = 1; i <= n_more; i++)
        point = point << 6 | (s[i] & 0x3fU);
    *p += n_more + 1;
    return point;
}

/* Section 6.1. */
static uint32_t adapt(uint32_t delta, uint32_t n_points, bool is_first)
{
    delta = is_first ? delta / DAMP : delta / 2;
    delta += delta / n_points;
    uint32_t k = 0;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void put_number(label_text *text, uint32_t number, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias + T_MIN ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (number < t) break;
        put_digit(text, t + (number - t) % (BASE - t));
        number = (number - t) / (BASE - t);
    }
    put_digit(text, number);
}

/* Section 6.3: the code points beyond ASCII in ascending order, each by how far it is from the one before. With
 * 63 code points at most no sum can exceed 2^21 * 64. */
static void encode(label_text *text, const uint32_t *point, uint32_t n_points)
{
    uint32_t n_basic = 0, delta = 0, bias = FIRST_BIAS, from = FIRST_BEYOND_ASCII;
    for (uint32_t i = 0; i < n_points; i++) {
        if (point[i] >= FIRST_BEYOND_ASCII) continue;
        put(text, (char)point[i]);
        n_basic++;
    }
    if (n_basic > 0) put(text, '-');
    for (uint32_t n_done = n_basic; n_done < n_points; delta++, from++) {
        uint32_t least = UINT32_MAX;
        for (uint32_t i = 0; i < n_points; i++)
            if (point[i] >= from && point[i] < least) least = point[i];
        delta += (least - from) * (n_done + 1);
        from = least;
        for (uint32_t i = 0; i < n_points; i++) {
            if (point[i] < from) delta++;
            if (point[i] != from) continue;
            put_number(text, delta, bias);
            bias = adapt(delta, n_done + 1, n_done == n_basic);
            delta = 0;
            n_done++;
        }
    }
}

size_t ptb_punycode_label(ptb_str label, char out[PTB_LABEL_BYTES])
{
    uint32_t point[PTB_LABEL_BYTES], n_points = 0;
    label_text text = {0};
    text.bytes = out;
    for (const char *p = label.ptr; p < label.ptr + label.len;) {
        if (n_points == PTB_LABEL_BYTES) return 0;
        point[n_points++] = next_code_point(&p);
    }
    for (const char *p = "xn--"; *p; p++)
        put(&text, *p);
    encode(&text, point, n_points);
    return text.is_full ? 0 : text.len;
}
