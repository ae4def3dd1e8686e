/* features/latin.h: UTF-8 a code point at a time, letters of the Latin script without case and accents. */
#ifndef PTB_FEATURES_LATIN_H
#define PTB_FEATURES_LATIN_H

#include "datasets/base/text.h"

/* What is left of a text; begin with {text.ptr, text.ptr + text.len}. */
typedef struct {
    const char *at, *end;
} ptb_latin_rest;

/* The next code point, or a blank for a byte that is no UTF-8. There must be one (at < end). UTF-8 that was taken for
 * Latin-1 and encoded again ("FÃ¼hrer") is read as what was meant. */
uint32_t ptb_latin_next(ptb_latin_rest *rest);

/* A letter up to U+017F as one or two of a-z ("ß" is "ss", "æ" is "ae"); everything else of ASCII as it is. Returns how
 * many; 0 for combining accents and invisible characters, and for what is neither Latin nor ASCII. */
size_t ptb_latin_fold(uint32_t code, char out[2]);

#endif
