/* datasets/base/text.h: views on text, text that grows, numbers to and from text without a locale. */
#ifndef PTB_DATASETS_BASE_TEXT_H
#define PTB_DATASETS_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "datasets/base/status.h"

/* A view: not terminated, borrowed, valid as long as what it points into. */
typedef struct {
    const char *ptr;
    size_t len;
} ptb_str;

ptb_str ptb_str_of(const char *terminated); /* NULL gives an empty view */
bool ptb_str_equal(ptb_str a, ptb_str b);
bool ptb_str_equal_text(ptb_str a, const char *terminated);
bool ptb_str_equal_nocase(ptb_str a, const char *terminated); /* ASCII letters only */
int ptb_str_compare(ptb_str a, ptb_str b);                    /* by bytes, then length: a total order */
/* Is the text one of `count` that at(0), at(1), ... give in byte order? */
bool ptb_str_is_listed(ptb_str text, size_t count, const char *(*at)(size_t i));
ptb_str ptb_str_cut(ptb_str a, size_t most); /* its first bytes, at most so many, no character cut in two */
ptb_str ptb_str_trim(ptb_str a);             /* without leading and trailing ASCII blanks */

/* Numbers: [+-]digits[.digits][e[+-]digits], all of the text, finite. No blanks, hex, nan, inf, separators.
 * Correctly rounded. */
bool ptb_parse_number(ptb_str text, double *out);
/* The same with a decimal comma: [+-]digits[,digits], the digits before it also in groups of three (1.234.567,89). */
bool ptb_parse_number_comma(ptb_str text, double *out);
bool ptb_parse_integer(ptb_str text, int64_t *out);
/* yes/no, true/false, y/n, t/f, on/off (any case); not 0/1, which are numbers. */
bool ptb_parse_flag(ptb_str text, bool *out);

enum { PTB_NUMBER_BYTES = 32 };
/* The shortest text that reads back to the same double; "nan", "inf", "-inf" otherwise. Returns its length. */
size_t ptb_print_number(char out[PTB_NUMBER_BYTES], double value);
/* Six digits behind the point, as "%.6f" has them to the digit, several times faster; finite numbers only, from 1e15 on as "%.17g". */
size_t ptb_print_micros(char out[PTB_NUMBER_BYTES], double value);

/* The byte offset of the first byte that is not well-formed UTF-8 (overlong, surrogate, beyond U+10FFFF,
 * truncated), or len where all is well. */
size_t ptb_utf8_valid_prefix(const char *text, size_t len);

/* The candidate nearest to `name` by edit distance (case ignored), or NULL where none is near enough
 * (more than a third of its letters differ). For "did you mean". */
const char *ptb_nearest_name(ptb_str name, const char *const *candidates, size_t n_candidates);

/* Text that grows. Zero-initialise; free with ptb_text_free. A failed allocation sticks: later appends do
 * nothing and ptb_text_check reports it, so that writers need one check at the end. `bytes` is terminated. */
typedef struct {
    char *bytes;
    size_t len, capacity;
    bool failed;
} ptb_text;

void ptb_text_append(ptb_text *text, const char *bytes, size_t len);
void ptb_text_add(ptb_text *text, const char *terminated);
void ptb_text_printf(ptb_text *text, const char *format, ...) PTB_PRINTF(2, 3);
void ptb_text_vprintf(ptb_text *text, const char *format, va_list args) PTB_PRINTF(2, 0);
void ptb_text_integer(ptb_text *text, int64_t value);
void ptb_text_number(ptb_text *text, double value); /* shortest exact form */
void ptb_text_clear(ptb_text *text);                /* keeps the memory */
PTB_MUST_USE ptb_status ptb_text_check(const ptb_text *text, ptb_error *err);
void ptb_text_free(ptb_text *text);

#endif
