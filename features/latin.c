/* features/latin.c: letters of the Latin script without case and accents. */
#include "features/latin.h"

/* Base letters of U+00C0 to U+017F, 32 a line: two letters where a ligature has two, a blank where there is no letter. */
/* clang-format off */
static const char letters[192][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", " ", "o", "u", "u", "u", "u", "y", "t", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", " ", "o", "u", "u", "u", "u", "y", "t", "y",
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d", "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i", "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o", "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
};
/* clang-format on */

static uint32_t next_code(ptb_latin_rest *rest)
{
    size_t n = (size_t)(rest->end - rest->at);
    unsigned char lead = (unsigned char)rest->at[0];
    size_t want = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (want == 1 || want > n || ptb_utf8_valid_prefix(rest->at, want) != want) {
        rest->at++;
        return want == 1 ? lead : ' ';
    }
    uint32_t code = lead & (0xffu >> (want + 1));
    for (size_t i = 1; i < want; i++)
        code = code << 6 | ((unsigned char)rest->at[i] & 0x3fu);
    rest->at += want;
    return code;
}

uint32_t ptb_latin_next(ptb_latin_rest *rest)
{
    enum { TILDE_A = 0xc3 }; /* what the first byte of two becomes */
    uint32_t code = next_code(rest);
    if (code != TILDE_A || rest->at == rest->end) return code;
    ptb_latin_rest ahead = *rest;
    uint32_t second = next_code(&ahead);
    if (second == 0x178) second = 0x9f; /* where Windows-1252 has other characters */
    if (second == 0x153) second = 0x9c;
    if (second == 0x2013) second = 0x96;
    if (second < 0x80 || second > 0xbf) return code;
    *rest = ahead;
    return 0xc0 + (second & 0x3f);
}

size_t ptb_latin_fold(uint32_t code, char out[2])
{
    out[0] = (char)code;
    if (code >= 'A' && code <= 'Z') out[0] = (char)(code - 'A' + 'a');
    if (code < 0x80) return 1;
    if (code < 0xc0 || code >= 0x180) return 0;
    const char *folded = letters[code - 0xc0];
    out[0] = folded[0];
    out[1] = folded[1];
    return folded[1] ? 2 : 1;
}
