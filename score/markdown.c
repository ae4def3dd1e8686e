/* score/markdown.c: texts of others, escaped for Markdown (CommonMark with GitHub's tables and links). */
#include "score/markdown.h"

#include <string.h>

static const char replacement[] = "\xef\xbf\xbd";

static bool is_between(unsigned char c, unsigned char low, unsigned char high)
{
    return c >= low && c <= high;
}

/* Bytes of a character that is not to be seen: C0, DEL, C1, U+061C, U+180E, U+200B to 200F, 2028 to 202E, 2060 to 206F, FEFF, the tags
 * U+E0000 to E0FFF; else 0. */
static size_t hidden_bytes(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x20 || c[0] == 0x7f) return 1;
    if (c[0] == 0xc2 && is_between(c[1], 0x80, 0x9f)) return 2;
    if (c[0] == 0xd8 && c[1] == 0x9c) return 2;
    if (c[0] == 0xe1 && c[1] == 0xa0 && c[2] == 0x8e) return 3;
    if (c[0] == 0xe2 && c[1] == 0x80 && (is_between(c[2], 0x8b, 0x8f) || is_between(c[2], 0xa8, 0xae)))
        return 3;
    if (c[0] == 0xe2 && c[1] == 0x81 && is_between(c[2], 0xa0, 0xaf)) return 3;
    if (c[0] == 0xef && c[1] == 0xbb && c[2] == 0xbf) return 3;
    return c[0] == 0xf3 && c[1] == 0xa0 ? 4 : 0;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* An underscore within a word is none of markup; a colon before a slash and a point after www make a link. */
static bool is_special(const char *text, size_t i)
{
    char before = i > 0 ? text[i - 1] : ' ', after = text[i + 1];
    if (text[i] == '_') return !is_word(before) || !is_word(after);
    if (text[i] == ':') return after == '/';
    if (text[i] == '.') return before == 'w' || before == 'W';
    return strchr("\\`*{}[]#|~^$@!", text[i]) != NULL;
}

static void add_character(ptb_text *out, const char *text, size_t i)
{
    if (text[i] == '<')
        ptb_text_add(out, "&lt;");
    else if (text[i] == '>')
        ptb_text_add(out, "&gt;");
    else if (text[i] == '&')
        ptb_text_add(out, "&amp;");
    else
        ptb_text_printf(out, "%s%c", is_special(text, i) ? "\\" : "", text[i]);
}

static void add_line(ptb_text *out, const char *text, bool is_markup)
{
    size_t len = strlen(text), good = ptb_utf8_valid_prefix(text, len);
    for (size_t i = 0; i < len;) {
        bool is_broken = i == good;
        size_t hidden = is_broken ? 1 : hidden_bytes(text + i);
        if (is_broken) good = i + 1 + ptb_utf8_valid_prefix(text + i + 1, len - i - 1);
        if (hidden > 0)
            ptb_text_add(out, is_broken || hidden > 1 ? replacement : " ");
        else if (is_markup)
            add_character(out, text, i);
        else
            ptb_text_append(out, text + i, 1);
        i += hidden > 0 ? hidden : 1;
    }
}

void ptb_markdown_text(ptb_text *out, const char *text)
{
    add_line(out, text, true);
}

void ptb_markdown_code(ptb_text *out, const char *text)
{
    ptb_text_add(out, "    ");
    add_line(out, text, false);
    ptb_text_add(out, "\n");
}
