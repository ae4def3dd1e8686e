/* datasets/bots_kinds.c: which types of activities are mails sent, opened and clicked. */
#include <string.h>

#include "datasets/bots.h"

enum { MOST_LETTERS = 40 };

typedef struct {
    const char *word;
    ptb_bot_kind kind;
    bool needs_mail; /* means a mail only where one is named */
} kind_word;

/* Letters and digits only, without "mail", "email" or "marketing email" at either end. */
static const kind_word words[] = {
    {"sent", PTB_BOT_SENT, false},
    {"send", PTB_BOT_SENT, false},
    {"sends", PTB_BOT_SENT, false},
    {"delivered", PTB_BOT_SENT, false},
    {"delivery", PTB_BOT_SENT, false},
    {"deliver", PTB_BOT_SENT, false},
    {"deliveries", PTB_BOT_SENT, false},
    {"received", PTB_BOT_SENT, true},
    {"wassent", PTB_BOT_SENT, true},
    {"open", PTB_BOT_OPEN, false},
    {"opened", PTB_BOT_OPEN, false},
    {"opens", PTB_BOT_OPEN, false},
    {"openedan", PTB_BOT_OPEN, true},
    {"firstopen", PTB_BOT_OPEN, true},
    {"uniqueopen", PTB_BOT_OPEN, true},
    {"read", PTB_BOT_OPEN, true},
    {"view", PTB_BOT_OPEN, true},
    {"viewed", PTB_BOT_OPEN, true},
    {"click", PTB_BOT_CLICK, false},
    {"clicked", PTB_BOT_CLICK, false},
    {"clicks", PTB_BOT_CLICK, false},
    {"clickthrough", PTB_BOT_CLICK, false},
    {"clickedthrough", PTB_BOT_CLICK, false},
    {"linkclick", PTB_BOT_CLICK, true},
    {"linkclicks", PTB_BOT_CLICK, true},
    {"linkclicked", PTB_BOT_CLICK, true},
    {"clicklink", PTB_BOT_CLICK, true},
    {"clickedlink", PTB_BOT_CLICK, true},
    {"clickin", PTB_BOT_CLICK, true},
    {"clickedin", PTB_BOT_CLICK, true},
    {"clicklinkin", PTB_BOT_CLICK, true},
    {"clickedlinkin", PTB_BOT_CLICK, true},
    {"clickedonlinkin", PTB_BOT_CLICK, true},
    {"clickedalinkin", PTB_BOT_CLICK, true},
    {"clickedalinkinan", PTB_BOT_CLICK, true},
    {"firstclick", PTB_BOT_CLICK, true},
    {"uniqueclick", PTB_BOT_CLICK, true},
    {"trackerclick", PTB_BOT_CLICK, true},
};

/* Lower-case letters and digits; false where others than blanks and ASCII signs stand between, or too many. */
static bool simplify(ptb_str name, char *out, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
        if ((unsigned char)c >= 0x80) return false;
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) continue;
        if (*len == MOST_LETTERS) return false;
        out[(*len)++] = c;
    }
    return true;
}

static bool cut_front(ptb_str *text, const char *front)
{
    size_t n = strlen(front);
    if (text->len < n || memcmp(text->ptr, front, n) != 0) return false;
    *text = (ptb_str){text->ptr + n, text->len - n};
    return true;
}

static bool cut_back(ptb_str *text, const char *back)
{
    size_t n = strlen(back);
    if (text->len < n || memcmp(text->ptr + text->len - n, back, n) != 0) return false;
    text->len -= n;
    return true;
}

ptb_bot_kind ptb_bot_kind_of(ptb_str type_name)
{
    char letters[MOST_LETTERS];
    size_t len = 0;
    if (!simplify(type_name, letters, &len)) return PTB_BOT_OTHER;
    ptb_str rest = {letters, len};
    ptb_str without_marketing = rest;
    if (cut_front(&without_marketing, "marketing")) rest = without_marketing;
    bool names_mail = cut_front(&rest, "email") || cut_front(&rest, "mail") || cut_back(&rest, "email") ||
                      cut_back(&rest, "emails") || cut_back(&rest, "mail");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ptb_str_equal_text(rest, words[i].word) && (names_mail || !words[i].needs_mail))
            return words[i].kind;
    return PTB_BOT_OTHER;
}
