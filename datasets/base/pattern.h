/* datasets/base/pattern.h: texts against patterns as people write them: "/pricing*", "*demo*". */
#ifndef PTB_DATASETS_BASE_PATTERN_H
#define PTB_DATASETS_BASE_PATTERN_H

#include "datasets/base/dictionary.h"

/* Does the whole of `text` fit the pattern? `*` stands for any run of bytes, also none; every other byte for itself,
 * ASCII letters in either case. There is no way to write a star that stands for itself alone. The empty pattern fits
 * the empty text only. Allocates nothing; at most pattern.len * text.len steps. */
bool ptb_pattern_matches(ptb_str pattern, ptb_str text);

/* (*marks)[code] = 1 where any of the patterns fits level `code`, else 0: levels->n bytes, the caller's to free().
 * Errors   E_NOMEM */
PTB_MUST_USE ptb_status ptb_patterns_mark(const ptb_strings *levels, const char *const *patterns,
                                          size_t n_patterns, uint8_t **marks, ptb_error *err);

#endif
