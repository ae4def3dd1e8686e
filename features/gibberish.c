/* features/gibberish.c: letters typed at random, and other signs of spam in the short texts of a form. */
#include <math.h>
#include <string.h>

#include "features/email_signs.h"
#include "features/latin.h"

enum { WORD_END = 26, N_SYMBOLS = 27, SHORTEST = 4 };

/* How much likelier a letter follows another in names and words than by chance, in half bits, 'j' for 0. Rows and columns: a to z, the
 * beginning or end of a word. Counted over 790 given and family names of English, German, French, Spanish, Portuguese, Dutch and
 * Italian and, with half the weight, the 5,200 different words of the tables of job titles; 0.3 added to each count. */
static const char pairs[N_SYMBOLS][N_SYMBOLS + 1] = {
    "ghiieghdhaeljoefankljfacdeo", "mfccpabamdbjcblaanigjfcaaaf", "nagalaapmaihadoadhckhaaafaf",
    "mbacoabcnbabfamaamgekfgaaan", "ggiihggfkaglinefaoljigeedin", "mcbhojfcmccjibmbbnikjbbbcbj",
    "mcbcoachnacgchlaaljelaaacan", "odaaobbemacijkmaakgjkbfagak", "ldlimdiaaghkinlefjmlehacagj",
    "odchohcchcjccioccchcmddcccd", "neccobbejbildfldckklkdfbbdn", "nfbhogegnaelfamdaagikiaaffm",
    "qibaoaaanadcjamiaagciabadai", "mdkmmfldmcgcbjjaackmgccabhn", "eihhighfgedkjoijankijfcaeeo",
    "nfccofalkaakdalkaohhhcaacag", "ggggggggggggggggggggrgggggg", "nfhinahdnahfhimbbiikiecagdo",
    "mdlcmdaflaffhakhaclohecaeao", "mccaobcknaaffbmaamjjjbgafem", "iikimifekahlinbhanmkeeheffh",
    "obbcpbbbpbbgbbmbbjbbbfbbbbd", "odddpddhpdgddimediddedddddj", "nghglgggnggggggngggkggggghn",
    "iggemeeeeeelikjgeelfefeeeeq", "mfddlcdcncdecckdgdchgdfcciq", "lklkjkkiijikmhglbkliejiaaca",
};

/* In half bits. */
static const double per_consonant = 6, per_neighbour = 10, per_digit = 12, half_way = -6, steepness = 0.35;

typedef struct {
    double evidence; /* below zero: rather at random */
    size_t n_letters;
    size_t consonants, neighbours; /* runs that end here */
    int last;                      /* letter, or WORD_END */
    int direction;                 /* of the run along the keyboard */
    size_t digits;                 /* since the last letter of the word */
    bool is_foreign;               /* has letters of another script */
} reading;

static bool is_vowel(int letter)
{
    return strchr("aeiouy", 'a' + letter) != NULL;
}

/* +1, -1 where the letters are side by side on a keyboard, else 0. */
static int step_between(int a, int b)
{
    static const char keys[] = "qwertyuiop asdfghjkl zxcvbnm";
    if (a == WORD_END || b == WORD_END) return 0;
    const char *place = strchr(keys, 'a' + a);
    if (place[1] == 'a' + b) return 1;
    return place > keys && place[-1] == 'a' + b ? -1 : 0;
}

static void read_letter(reading *r, int letter)
{
    enum { USUAL_CONSONANTS = 4, USUAL_NEIGHBOURS = 3 };
    int step = step_between(r->last, letter);
    r->evidence += pairs[r->last][letter] - 'j';
    if (r->digits > 0 && r->last != WORD_END) r->evidence -= per_digit;
    r->digits = 0;
    r->consonants = is_vowel(letter) ? 0 : r->consonants + 1;
    if (r->consonants > USUAL_CONSONANTS) r->evidence -= per_consonant;
    r->neighbours = step == 0 ? 1 : step == r->direction ? r->neighbours + 1 : 2;
    r->direction = step;
    if (r->neighbours > USUAL_NEIGHBOURS) r->evidence -= per_neighbour;
    r->last = letter;
    r->n_letters++;
}

static void end_word(reading *r)
{
    if (r->last != WORD_END) r->evidence += pairs[r->last][WORD_END] - 'j';
    r->last = WORD_END;
    r->consonants = r->neighbours = r->digits = 0;
    r->direction = 0;
}

static bool is_foreign_letter(uint32_t code)
{
    return code >= 0x370 && !(code >= 0x2000 && code <= 0x2bff);
}

static void read_code(reading *r, uint32_t code)
{
    char letters[2];
    size_t n = ptb_latin_fold(code, letters);
    r->is_foreign |= is_foreign_letter(code);
    for (size_t i = 0; i < n; i++) {
        if (letters[i] >= 'a' && letters[i] <= 'z')
            read_letter(r, letters[i] - 'a');
        else if (letters[i] >= '0' && letters[i] <= '9')
            r->digits++;
        else
            end_word(r);
    }
}

double ptb_gibberish(ptb_str text)
{
    reading r = {.last = WORD_END};
    ptb_latin_rest rest = {text.ptr, text.len > 0 ? text.ptr + text.len : text.ptr};
    while (rest.at < rest.end)
        read_code(&r, ptb_latin_next(&rest));
    end_word(&r);
    if (r.n_letters < SHORTEST || r.is_foreign) return 0;
    return 1 / (1 + exp(steepness * (r.evidence - half_way)));
}

bool ptb_is_gibberish(ptb_str text)
{
    return ptb_gibberish(text) >= 0.5;
}

/* ---- spam ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(ptb_str text, size_t at, const char *word)
{
    size_t n = strlen(word);
    if (text.len - at < n) return false;
    for (size_t i = 0; i < n; i++)
        if (lower(text.ptr[at + i]) != word[i]) return false;
    return true;
}

static bool is_letter_or_digit(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/* ".com" and its like behind a letter, not within a word. */
static bool is_domain_ending(ptb_str text, size_t at)
{
    static const char *const endings[] = {".com",  ".net",  ".org",  ".ru",    ".info", ".biz",
                                          ".xyz",  ".top",  ".cn",   ".io",    ".site", ".online",
                                          ".shop", ".link", ".club", ".click", ".me",   ".ly"};
    if (text.ptr[at] != '.' || at == 0 || !is_letter_or_digit(text.ptr[at - 1])) return false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t end = at + strlen(endings[i]);
        if (begins_with(text, at, endings[i]) && (end == text.len || !is_letter_or_digit(text.ptr[end])))
            return true;
    }
    return false;
}

static bool has_url(ptb_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool is_start = begins_with(text, i, "://") || (begins_with(text, i, "www.") && text.len - i > 4);
        if (is_start || is_domain_ending(text, i)) return true;
    }
    return false;
}

enum { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_OTHER };

static int script_of(uint32_t code)
{
    char letters[2];
    if (code >= 0x370 && code < 0x530) return SCRIPT_OTHER; /* Greek, Cyrillic */
    if (ptb_latin_fold(code, letters) == 0) return SCRIPT_NONE;
    return letters[0] >= 'a' && letters[0] <= 'z' ? SCRIPT_LATIN : SCRIPT_NONE;
}

static bool has_mixed_word(ptb_str text)
{
    ptb_latin_rest rest = {text.ptr, text.ptr + text.len};
    int last = SCRIPT_NONE;
    while (rest.at < rest.end) {
        int script = script_of(ptb_latin_next(&rest));
        if (script != SCRIPT_NONE && last != SCRIPT_NONE && script != last) return true;
        last = script;
    }
    return false;
}

static bool is_repeatable(uint32_t code)
{
    return code > ' ' && !(code >= '0' && code <= '9');
}

static bool has_repeats(ptb_str text)
{
    enum { SAME = 4, IN_TURN = 8 };
    ptb_latin_rest rest = {text.ptr, text.ptr + text.len};
    uint32_t last = 0, before = 0;
    size_t n_same = 1, n_turns = 2;
    while (rest.at < rest.end) {
        uint32_t code = ptb_latin_next(&rest);
        if (code >= 'A' && code <= 'Z') code += 'a' - 'A';
        n_same = code == last ? n_same + 1 : 1;
        n_turns = code == before && is_repeatable(last) ? n_turns + 1 : 2;
        if (is_repeatable(code) && (n_same >= SAME || n_turns >= IN_TURN)) return true;
        before = last;
        last = code;
    }
    return false;
}

unsigned ptb_spam_signs(ptb_str text)
{
    unsigned signs = 0;
    if (text.len == 0) return signs;
    if (has_url(text)) signs |= PTB_SPAM_URL;
    if (has_mixed_word(text)) signs |= PTB_SPAM_SCRIPTS;
    if (has_repeats(text)) signs |= PTB_SPAM_REPEATED;
    return signs;
}
