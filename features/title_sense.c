/* features/title_sense.c: what a token means: phrases, words, inflected words, compounds, words with a typing error. */
#include <string.h>

#include "features/title_inside.h"

enum { SHORTEST_INFLECTED = 5, SHORTEST_COMPOUND = 7, SHORTEST_STEM = 3, MOST_WORD = 48 };

/* Endings that other forms of a word have, and what its usual form has instead. */
typedef struct {
    char form[8], usual[6];
    uint8_t n_form, n_usual;
} inflection;
#define FORM(form, usual)                              \
    {                                                  \
        form, usual, sizeof form - 1, sizeof usual - 1 \
    }
static const inflection inflections[] = {
    FORM("innen", ""),   FORM("in", ""),        FORM("s", ""),         FORM("e", ""),
    FORM("a", "o"),      FORM("a", ""),         FORM("as", "o"),       FORM("os", "o"),
    FORM("es", ""),      FORM("er", ""),        FORM("en", ""),        FORM("n", ""),
    FORM("em", ""),      FORM("trice", "teur"), FORM("trice", "tore"), FORM("trices", "teur"),
    FORM("euse", "eur"), FORM("iere", "ier"),   FORM("enne", "en"),    FORM("ne", ""),
    FORM("essa", "e"),   FORM("i", "o"),        FORM("i", "e"),        FORM("ori", "ore"),
    FORM("he", "a"),     FORM("ive", "if"),     FORM("elle", "el"),    FORM("aux", "al"),
    FORM("ale", "al"),   FORM("ais", "al"),     FORM("oes", "ao"),     FORM("ones", "on"),
    FORM("a", "e"),      FORM("er", "e"),       FORM("r", ""),         FORM("innen", "e"),
    FORM("in", "e"),     FORM("en", "e"),       FORM("as", ""),        FORM("ster", "er"),
};
#undef FORM

static bool ends_with(const char *word, size_t len, const char *ending, size_t n)
{
    return len > n && memcmp(word + len - n, ending, n) == 0;
}

static ptb_sense find_inflected(const ptb_lexicon *lexicon, const char *word, size_t len)
{
    ptb_sense sense = {0};
    if (len < SHORTEST_INFLECTED || len > MOST_WORD) return sense;
    for (size_t i = 0; i < sizeof inflections / sizeof inflections[0] && sense.kind == PTB_SENSE_NOTHING;
         i++) {
        const inflection *form = &inflections[i];
        char usual[MOST_WORD + 8];
        size_t stem = len - form->n_form;
        if (!ends_with(word, len, form->form, form->n_form) || stem < SHORTEST_STEM) continue;
        memcpy(usual, word, stem);
        memcpy(usual + stem, form->usual, form->n_usual);
        sense = ptb_lexicon_find(lexicon, usual, stem + form->n_usual, NULL);
    }
    return sense;
}

static ptb_sense find_word(const ptb_lexicon *lexicon, const char *word, size_t len)
{
    ptb_sense sense = ptb_lexicon_find(lexicon, word, len, NULL);
    return sense.kind != PTB_SENSE_NOTHING ? sense : find_inflected(lexicon, word, len);
}

/* The longest word of at least 5 letters with a department that begins `word`. */
static ptb_sense find_beginning(const ptb_lexicon *words, const char *word, size_t len)
{
    for (size_t n = len - 1; n >= SHORTEST_INFLECTED; n--) {
        ptb_sense sense = ptb_lexicon_find(words, word, n, NULL);
        if (sense.kind == PTB_SENSE_AREA && sense.strength >= PTB_PLAIN) return sense;
    }
    return (ptb_sense){0};
}

static size_t without_gender(const char *word, size_t len)
{
    if (ends_with(word, len, "innen", 5)) return len - 5;
    return ends_with(word, len, "in", 2) ? len - 2 : len;
}

/* The longest ending of `word` that the table of endings has; *stem is what is before it. */
static ptb_sense find_ending(const ptb_lexicon *endings, const char *word, size_t len, size_t *stem)
{
    for (size_t cut = SHORTEST_STEM - 1; cut + SHORTEST_STEM <= len; cut++) {
        ptb_sense sense = ptb_lexicon_find(endings, word + cut, len - cut, NULL);
        *stem = cut;
        if (sense.kind != PTB_SENSE_NOTHING) return sense;
    }
    return (ptb_sense){0};
}

/* The department that the first part of a compound names: "vertriebs", "softwareentwicklungs", "hr". */
static ptb_sense sense_of_stem(const ptb_lexicon *words, const ptb_lexicon *endings, const char *word,
                               size_t len)
{
    ptb_sense sense = find_word(words, word, len);
    if (sense.department != PTB_DEPARTMENT_OTHER || len < SHORTEST_COMPOUND) return sense;
    size_t stem, n = len - (word[len - 1] == 's');
    sense = find_ending(endings, word, n, &stem);
    if (sense.department != PTB_DEPARTMENT_OTHER) return sense;
    return find_beginning(words, word, len);
}

/* "vertriebsleiter": the role of its end, the department of its beginning. */
static ptb_sense find_compound(const ptb_lexicon *words, const ptb_lexicon *endings, const char *word,
                               size_t len)
{
    size_t stem = 0, bare = without_gender(word, len);
    ptb_sense end = {0}, begin;
    if (len < SHORTEST_COMPOUND || len > MOST_WORD) return end;
    if (bare != len) end = find_ending(endings, word, bare, &stem);
    if (end.kind == PTB_SENSE_NOTHING) end = find_ending(endings, word, len, &stem);
    if (end.kind == PTB_SENSE_NOTHING) return find_beginning(words, word, len);
    begin = sense_of_stem(words, endings, word, stem);
    bool is_general = begin.department == PTB_DEPARTMENT_GENERAL;
    if (end.kind == PTB_SENSE_ASSIST && is_general) return (ptb_sense)PTB_ASSIST(ADMIN, SURE);
    if (end.strength >= PTB_SURE || begin.department == PTB_DEPARTMENT_OTHER || is_general) return end;
    if (begin.strength < end.strength) return end;
    end.department = begin.department;
    end.strength = begin.strength > PTB_PLAIN ? begin.strength : PTB_PLAIN;
    return end;
}

static ptb_sense sense_of_word(const ptb_lexicon *words, const ptb_lexicon *endings, const char *word,
                               size_t len)
{
    ptb_sense sense = find_inflected(words, word, len);
    if (sense.kind == PTB_SENSE_NOTHING) sense = find_compound(words, endings, word, len);
    if (sense.kind == PTB_SENSE_NOTHING) sense = ptb_lexicon_near(words, word, len);
    return sense;
}

/* Also with the German ending of its last word: "product ownerin". */
static ptb_sense find_phrase(const ptb_lexicon *words, const char *phrase, size_t len)
{
    ptb_sense sense = ptb_lexicon_find(words, phrase, len, NULL);
    size_t bare = without_gender(phrase, len);
    if (sense.kind != PTB_SENSE_NOTHING || bare == len) return sense;
    return ptb_lexicon_find(words, phrase, bare, NULL);
}

ptb_sense ptb_title_sense(const ptb_lexicon *words, const ptb_lexicon *endings,
                          const ptb_title_tokens *tokens, size_t i, size_t *taken)
{
    const ptb_title_token *first = &tokens->tokens[i];
    const char *word = tokens->text + first->at;
    uint8_t longest = 0;
    ptb_sense alone = ptb_lexicon_find(words, word, first->len, &longest);
    size_t most = 1;
    while (most < longest && i + most < tokens->n && !(first[most].before & PTB_GAP_HARD))
        most++;
    for (size_t n = most; n > 1; n--) {
        const ptb_title_token *last = &tokens->tokens[i + n - 1];
        ptb_sense phrase = find_phrase(words, word, (size_t)(last->at + last->len - first->at));
        *taken = n;
        if (phrase.kind != PTB_SENSE_NOTHING) return phrase;
    }
    *taken = 1;
    return alone.kind != PTB_SENSE_NOTHING ? alone : sense_of_word(words, endings, word, first->len);
}
