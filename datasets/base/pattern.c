/* datasets/base/pattern.c: patterns with stars, matched without recursion. */
#include "datasets/base/pattern.h"

#include "datasets/base/memory.h"

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* Only the last star met is ever widened: what an earlier one could take more of, the last one can take as well. */
bool ptb_pattern_matches(ptb_str pattern, ptb_str text)
{
    size_t p = 0, t = 0, behind_star = 0, taken = 0; /* taken: text up to here belongs to the last star */
    bool has_star = false;
    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            has_star = true;
            behind_star = ++p;
            taken = t;
        } else if (p < pattern.len && lower(pattern.ptr[p]) == lower(text.ptr[t])) {
            p++;
            t++;
        } else if (has_star) {
            p = behind_star;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

ptb_status ptb_patterns_mark(const ptb_strings *levels, const char *const *patterns, size_t n_patterns,
                             uint8_t **marks, ptb_error *err)
{
    PTB_TRY(ptb_alloc(marks, levels->n, sizeof **marks, err));
    for (size_t k = 0; k < n_patterns; k++) {
        ptb_str pattern = ptb_str_of(patterns[k]);
        for (size_t i = 0; i < levels->n; i++)
            if (!(*marks)[i]) (*marks)[i] = ptb_pattern_matches(pattern, ptb_strings_at(levels, i));
    }
    return PTB_OK;
}
