/* features/title_tokens.c: a title to folded tokens: case, accents, punctuation, gendered endings, dotted abbreviations. */
#include <string.h>

#include "features/latin.h"
#include "features/title_inside.h"

/* Punctuation beyond ASCII as what it resembles; 0 is left out, a blank everything else. */
static char fold_mark(uint32_t code)
{
    if (code >= 0x300 && code <= 0x36f) return 0; /* combining accents */
    if (code == 0xad || code == 0x200b || code == 0x200c || code == 0x200d || code == 0xfeff) return 0;
    if (code == 0xb7 || code == 0x2027 || code == 0x2219) return '*'; /* the gender dot */
    if (code == 0x2010 || code == 0x2011) return '_';                 /* as the ASCII hyphen within words */
    if (code >= 0x2012 && code <= 0x2015) return '|';
    if (code == 0x2022 || code == 0xa6 || code == 0x25cf) return '|';
    return ' ';
}

/* One code point as up to two folded characters. Returns how many. */
static size_t fold_code(uint32_t code, char out[2])
{
    size_t n = ptb_latin_fold(code, out);
    if (n == 0) out[0] = fold_mark(code);
    if (out[0] > 0 && out[0] < ' ' && out[0] != '\n') out[0] = ' ';
    if (code == 0) out[0] = ' ';
    return n > 0 ? n : out[0] != 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* "ae" and "ä" are both "a". */
static bool is_umlaut_e(const char *folded, size_t n, char c)
{
    return c == 'e' && n > 0 && (folded[n - 1] == 'a' || folded[n - 1] == 'o' || folded[n - 1] == 'u');
}

/* Folded characters, a blank at the end. */
static size_t fold(ptb_str title, char folded[PTB_TITLE_BYTES])
{
    ptb_latin_rest left = {title.ptr, title.len > 0 ? title.ptr + title.len : title.ptr};
    size_t n = 0;
    while (left.at < left.end && n < PTB_TITLE_BYTES - 3) {
        char letters[2];
        size_t n_letters = fold_code(ptb_latin_next(&left), letters);
        bool is_blank_again = n_letters == 1 && letters[0] == ' ' && (n == 0 || folded[n - 1] == ' ');
        if (is_blank_again) continue;
        for (size_t i = 0; i < n_letters; i++)
            if (!is_umlaut_e(folded, n, letters[i])) folded[n++] = letters[i];
    }
    folded[n++] = ' ';
    return n;
}

/* Endings that follow a word for the other gender, of all languages. */
static bool is_gender_ending(const char *text, size_t n)
{
    static const char endings[][8] = {"a",   "as",   "e",    "en",  "enne",  "er",   "era", "ere",   "es",
                                      "esa", "euse", "iere", "in",  "innen", "ne",   "nen", "o",     "ora",
                                      "os",  "r",    "ra",   "re",  "rice",  "s",    "te",  "trice", "trices",
                                      "use", "ve",   "n",    "rin", "frau",  "essa", "fe"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (strlen(endings[i]) == n && memcmp(endings[i], text, n) == 0) return true;
    return false;
}

/* Where the text goes on behind "*in", "/-in", "(e)" and their like, if that is what stands at `i`. */
static size_t skip_gender(const char *folded, size_t n, size_t i)
{
    if (!strchr("*:/_(-.", folded[i])) return i;
    size_t from = i + 1;
    if ((folded[i] == '/' || folded[i] == '(') && (folded[from] == '-' || folded[from] == '/')) from++;
    size_t to = from;
    while (to < n && is_letter(folded[to]))
        to++;
    if (to == from || folded[to] == '-' || !is_gender_ending(folded + from, to - from)) return i;
    return folded[to] == ')' ? to + 1 : to;
}

static uint8_t gap_of(const char *folded, size_t i)
{
    switch (folded[i]) {
    case '.':
        return PTB_GAP_DOT;
    case '&':
    case '+':
        return PTB_GAP_AND;
    case '/':
    case '\\':
        return PTB_GAP_SLASH;
    case '@':
        return PTB_GAP_CUT;
    case '-': /* a dash, unless within a word */
        return i > 0 && folded[i - 1] == ' ' && folded[i + 1] == ' ' ? PTB_GAP_HARD : 0;
    case ',':
    case ';':
    case '|':
    case '(':
    case ')':
    case '[':
    case ']':
    case ':':
    case '*':
    case '\n':
        return PTB_GAP_HARD;
    default:
        return 0;
    }
}

/* Single letters with dots or & between them are one word: c.e.o., r & d. */
static bool joins(const ptb_title_tokens *tokens, size_t len, uint8_t gap, bool is_run)
{
    if (tokens->n == 0 || len != 1 || !is_run) return false;
    return gap == PTB_GAP_DOT || (gap == PTB_GAP_AND && tokens->tokens[tokens->n - 1].len == 1);
}

static void add_token(ptb_title_tokens *out, const char *letters, size_t len, uint8_t gap)
{
    if (out->n == PTB_TITLE_TOKENS) return;
    if (out->bytes > 0) out->text[out->bytes++] = ' ';
    out->tokens[out->n++] = (ptb_title_token){(uint16_t)out->bytes, (uint16_t)len, gap};
    memcpy(out->text + out->bytes, letters, len);
    out->bytes += len;
}

static void join_token(ptb_title_tokens *out, char letter, uint8_t gap)
{
    ptb_title_token *last = &out->tokens[out->n - 1];
    if (gap == PTB_GAP_AND) out->text[out->bytes++] = '&';
    out->text[out->bytes++] = letter;
    last->len = (uint16_t)(out->bytes - last->at);
}

void ptb_title_tokenise(ptb_str title, ptb_title_tokens *out)
{
    enum { SHORTEST_WITH_ENDING = 4 };
    char folded[PTB_TITLE_BYTES];
    size_t n = fold(title, folded);
    uint8_t gap = 0;
    bool is_run = false;
    out->n = out->bytes = 0;
    for (size_t i = 0; i < n;) {
        if (!is_letter(folded[i])) {
            gap |= gap_of(folded, i++);
            continue;
        }
        size_t from = i;
        while (is_letter(folded[i]))
            i++;
        size_t len = i - from;
        if (len >= SHORTEST_WITH_ENDING) i = skip_gender(folded, n, i);
        if (joins(out, len, gap, is_run)) {
            join_token(out, folded[from], gap);
        } else {
            add_token(out, folded + from, len, gap);
            is_run = len == 1;
        }
        gap = 0;
    }
}
