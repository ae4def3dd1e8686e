/* models/rules_match.c: how texts of records are compared with the texts and patterns of a rules file. */
#include <stdlib.h>

#include "models/rules_internal.h"

/* ASCII only, whatever the locale. */
static unsigned char fold(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u - 'A' + 'a') : u;
}

static int compare_nocase(ptb_str a, ptb_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < n; i++) {
        int difference = (int)fold(a.ptr[i]) - (int)fold(b.ptr[i]);
        if (difference != 0) return difference;
    }
    return (a.len > b.len) - (a.len < b.len);
}

/* The place after the character that begins at `at`: one to four bytes of UTF-8. */
static size_t next_character(ptb_str text, size_t at)
{
    at++;
    while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0U) == 0x80U)
        at++;
    return at;
}

/* Only the last star is ever taken up again, which is enough: O(text x pattern), no recursion. */
bool ptb_glob_match(ptb_str text, const char *pattern)
{
    size_t at = 0, star_text = 0;
    const char *star = NULL;
    while (at < text.len) {
        if (*pattern == '*') {
            star = ++pattern;
            star_text = at;
        } else if (*pattern == '?') {
            pattern++;
            at = next_character(text, at);
        } else if (*pattern != 0 && fold(*pattern) == fold(text.ptr[at])) {
            pattern++;
            at++;
        } else if (star != NULL) {
            pattern = star;
            star_text = next_character(text, star_text);
            at = star_text;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == 0;
}

bool ptb_patterns_match(const ptb_patterns *patterns, ptb_str text)
{
    for (size_t i = 0; i < patterns->n; i++) {
        if (ptb_glob_match(text, patterns->items[i])) return true;
    }
    return false;
}

static bool is_among(const ptb_rule_values *values, ptb_str text)
{
    size_t low = 0, high = values->n_texts;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_nocase(text, ptb_str_of(values->texts[middle]));
        if (order == 0) return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* A category may well hold texts like "5" or "yes"; they equal the number and the flag that they read as. */
bool ptb_values_match_text(const ptb_rule_values *values, ptb_str text)
{
    if (is_among(values, text)) return true;
    bool flag = false;
    if ((values->has_true || values->has_false) && ptb_parse_flag(text, &flag)) {
        return flag ? values->has_true : values->has_false;
    }
    double number = 0;
    if (values->n_numbers == 0 || !ptb_parse_number(text, &number)) return false;
    for (size_t i = 0; i < values->n_numbers; i++) {
        if (!(number < values->numbers[i]) && !(number > values->numbers[i])) return true;
    }
    return false;
}

static int compare_texts(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return compare_nocase(ptb_str_of(*left), ptb_str_of(*right));
}

void ptb_values_sort(ptb_rule_values *values)
{
    if (values->n_texts > 1) qsort(values->texts, values->n_texts, sizeof *values->texts, compare_texts);
}
