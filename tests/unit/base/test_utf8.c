/* tests/unit/base/test_utf8.c: all sequences of one to three bytes and many of four, against encoding every character. */
#include <stdint.h>

#include "datasets/base/text.h"
#include "tests/support/test_main.h"

enum { LAST = 0x10FFFF, LENGTH_MAX = 4 };

/* A character's bytes by its definition (Unicode, table 3-6); the length. */
static size_t encode(uint32_t c, unsigned char *out)
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (unsigned char)(0x80 | (c & 0x3F));
    out[0] = (unsigned char)(leads[n] | c);
    return n;
}

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c <= 0xDFFF;
}

/* The length of the character that text begins with: its bits gathered, it must be one, and be written like this. */
static size_t first_character(const unsigned char *text, size_t len)
{
    unsigned char written[LENGTH_MAX];
    size_t n = text[0] < 0x80 ? 1 : text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : 4;
    uint32_t c = text[0] & (n == 1   ? 0x7FU
                            : n == 2 ? 0x3FU
                                     : 0x0FU); /* a bit too many: what has it is written otherwise */
    if (n > len) return 0;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (text[i] & 0x3F);
    if (c > LAST || is_surrogate(c) || encode(c, written) != n) return 0;
    return memcmp(written, text, n) == 0 ? n : 0;
}

static size_t naive_prefix(const unsigned char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        size_t n = first_character(text + at, len - at);
        if (n == 0) break;
        at += n;
    }
    return at;
}

static size_t valid_prefix(const unsigned char *text, size_t len)
{
    return ptb_utf8_valid_prefix((const char *)text, len);
}

static void compare(const unsigned char *text, size_t len)
{
    size_t got = valid_prefix(text, len), want = naive_prefix(text, len);
    if (got != want)
        ck_abort_msg("%02x %02x %02x %02x of %zu bytes: valid %zu, want %zu", text[0], len > 1 ? text[1] : 0,
                     len > 2 ? text[2] : 0, len > 3 ? text[3] : 0, len, got, want);
}

START_TEST(up_to_three_bytes)
{
    unsigned char *text = malloc(3); /* nothing behind it */
    ck_assert_ptr_nonnull(text);
    for (uint32_t all = 0; all < 1U << 24; all++) {
        text[0] = (unsigned char)(all >> 16);
        text[1] = (unsigned char)(all >> 8);
        text[2] = (unsigned char)all;
        compare(text, 3);
        if ((all & 0xFF) == 0) compare(text, 2);
        if ((all & 0xFFFF) == 0) compare(text, 1);
    }
    free(text);
}
END_TEST

/* Every first and second byte with thirds and fourths at the edges of their ranges. */
START_TEST(four_bytes)
{
    static const unsigned char edges[] = {0x00, 0x22, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F,
                                          0xA0, 0xBE, 0xBF, 0xC0, 0xC2, 0xE0, 0xF0, 0xFF};
    enum { N_EDGES = sizeof edges };
    for (uint32_t i = 0; i < 256 * 256 * N_EDGES * N_EDGES; i++) {
        unsigned char text[4] = {(unsigned char)(i >> 16), (unsigned char)(i >> 8), edges[i >> 4 & 15],
                                 edges[i & 15]};
        if (text[0] >= 0x80) compare(text, sizeof text);
    }
}
END_TEST

/* Each character whole, and cut after each of its bytes, by itself and with text behind the cut. */
START_TEST(every_character)
{
    unsigned char text[LENGTH_MAX + 1];
    for (uint32_t c = 0; c <= LAST; c++) {
        size_t n = encode(c, text);
        size_t want = is_surrogate(c) ? 0 : n;
        if (valid_prefix(text, n) != want) ck_abort_msg("U+%04X of %zu bytes", c, n);
        for (size_t cut = 1; cut < n; cut++)
            if (valid_prefix(text, cut) != 0) ck_abort_msg("U+%04X cut to %zu bytes", c, cut);
        for (size_t cut = 1; cut < n; cut++) {
            unsigned char kept = text[cut];
            text[cut] = ',';
            if (valid_prefix(text, n) != 0) ck_abort_msg("U+%04X with a comma at %zu", c, cut);
            text[cut] = kept;
        }
        text[n] = 0x80;
        if (valid_prefix(text, n + 1) != want) ck_abort_msg("U+%04X and a stray byte", c);
    }
}
END_TEST

/* What is found does not depend on where it stands: words and vectors are read at once, and end somewhere. */
START_TEST(any_place)
{
    static const char *const pieces[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\x80",
                                         "\xC0\x80", "\xC3",         "\xE0\x80\x80",     "\xED\xA0\x80",
                                         "\xE2\x82", "\xF4\x90\x80", "\xF0\x80\x80\x80", "\xFF"};
    enum { ROOM = 140 };
    for (size_t k = 0; k < sizeof pieces / sizeof pieces[0]; k++)
        for (size_t before = 0; before <= ROOM; before++)
            for (size_t after = 0; after <= ROOM; after += after < 70 ? 1 : 7) {
                size_t n = strlen(pieces[k]), len = before + n + after;
                unsigned char *text = malloc(len); /* nothing behind it */
                ck_assert_ptr_nonnull(text);
                memset(text, 'x', len);
                memcpy(text + before, pieces[k], n);
                size_t got = valid_prefix(text, len), want = naive_prefix(text, len);
                free(text);
                ck_assert_msg(got == want && (want == len || want == before),
                              "piece %zu after %zu bytes, %zu behind it: %zu, want %zu", k, before, after,
                              got, want);
            }
}
END_TEST

/* All characters in one text, then with single bytes of it changed. */
START_TEST(one_long_text)
{
    unsigned char *text = malloc((size_t)LENGTH_MAX * LAST);
    ck_assert_ptr_nonnull(text);
    size_t len = 0;
    for (uint32_t c = 0; c <= LAST; c++)
        if (!is_surrogate(c)) len += encode(c, text + len);
    ck_assert_uint_eq(valid_prefix(text, len), len);
    uint64_t state = 1;
    for (int i = 0; i < 200000; i++) {
        enum { WINDOW = 100 };
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        size_t from = (size_t)(state >> 33) % (len - WINDOW - LENGTH_MAX);
        unsigned char *changed = text + from + (state >> 20) % WINDOW, kept = *changed;
        while ((text[from] & 0xC0) == 0x80)
            from++; /* at the beginning of a character */
        *changed = (unsigned char)(state >> 56);
        size_t got = valid_prefix(text + from, WINDOW), want = naive_prefix(text + from, WINDOW);
        *changed = kept;
        ck_assert_msg(got == want, "round %d, from %zu: %zu, want %zu", i, from, got, want);
    }
    ck_assert_uint_eq(valid_prefix(text, len), len);
    free(text);
}
END_TEST

TEST_MAIN("utf8", up_to_three_bytes, four_bytes, every_character, any_place, one_long_text)
