/* datasets/base/json.h: strict JSON in (cJSON behind our own checks), exact JSON out.
 *
 * In: RFC 8259 only; UTF-8 valid, depth at most 32, at most 64 MiB, finite numbers, no duplicate keys, no
 * trailing text. Every node knows its line, so that errors read `rules.json:41: $.rules[3].points: ...`.
 * Out: a writer that appends to a ptb_text; numbers in the shortest form that reads back exactly, objects one
 * member a line, arrays of scalars in one line. The same calls give the same bytes. */
#ifndef PTB_DATASETS_BASE_JSON_H
#define PTB_DATASETS_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "datasets/base/civil_time.h"
#include "datasets/base/text.h"

typedef struct ptb_json_doc ptb_json_doc; /* owns all nodes and the text's name */
typedef struct ptb_json ptb_json;         /* a node; borrowed from its document */

const char *ptb_json_library_version(void); /* of the parsing library that runs */

/* `name` is what messages call the text (a file name); it is copied. */
PTB_MUST_USE ptb_status ptb_json_parse(const char *text, size_t len, const char *name, ptb_json_doc **out,
                                       ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_read_file(const char *path, ptb_json_doc **out, ptb_error *err);
void ptb_json_free(ptb_json_doc *doc);
const ptb_json *ptb_json_root(const ptb_json_doc *doc);

bool ptb_json_is_object(const ptb_json *node);
bool ptb_json_is_array(const ptb_json *node);
bool ptb_json_is_string(const ptb_json *node);
bool ptb_json_is_number(const ptb_json *node);
bool ptb_json_is_bool(const ptb_json *node);
bool ptb_json_is_null(const ptb_json *node);
const char *ptb_json_string(const ptb_json *node); /* NULL where it is none */
double ptb_json_number(const ptb_json *node);      /* NaN where it is none */
bool ptb_json_true(const ptb_json *node);
const ptb_json *ptb_json_first(const ptb_json *node); /* first child of an array or object, or NULL */
const ptb_json *ptb_json_next(const ptb_json *node);  /* next sibling, or NULL */
const char *ptb_json_key(const ptb_json *node);       /* its key in its object, or NULL */
size_t ptb_json_count(const ptb_json *node);          /* children; O(n) */
const ptb_json *ptb_json_get(const ptb_json *object, const char *key); /* NULL where absent; case counts */
int ptb_json_line(const ptb_json *node);
const char *ptb_json_name(const ptb_json_doc *doc); /* what messages call the text */

/* "name:line: $.path: message", found by walking the document. */
ptb_status ptb_json_fail(ptb_error *err, ptb_status status, const ptb_json_doc *doc, const ptb_json *node,
                         const char *format, ...) PTB_PRINTF(5, 6);

/* Every key of `object` must be among `known` (NULL-terminated); else E_SCHEMA with the nearest known key. */
PTB_MUST_USE ptb_status ptb_json_known_keys(const ptb_json_doc *doc, const ptb_json *object,
                                            const char *const *known, ptb_error *err);

/* Typed members. `need_` fails where absent; `want_` leaves *out as it is. Wrong types are E_SCHEMA.
 * Strings are borrowed from the document. Integers must be whole and within ±2^53. */
PTB_MUST_USE ptb_status ptb_json_need_string(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                             const char **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_need_number(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                             double *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_need_integer(const ptb_json_doc *doc, const ptb_json *object,
                                              const char *key, int64_t *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_need_object(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                             const ptb_json **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_need_array(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                            const ptb_json **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_want_string(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                             const char **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_want_number(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                             double *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_want_integer(const ptb_json_doc *doc, const ptb_json *object,
                                              const char *key, int64_t *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_json_want_bool(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                           bool *out, ptb_error *err);

/* The writer: zero-initialise with a text. `key` is NULL inside arrays and at the root. Non-finite numbers
 * become null. Unbalanced calls are programming errors (assert). ptb_text_check(text) at the end. */
typedef struct {
    ptb_text *text;
    int depth;
    bool has_items[40]; /* by depth */
    bool is_inline[40]; /* arrays of scalars in one line */
} ptb_json_writer;

void ptb_json_begin_object(ptb_json_writer *writer, const char *key);
void ptb_json_end_object(ptb_json_writer *writer);
void ptb_json_begin_array(ptb_json_writer *writer, const char *key, bool in_one_line);
void ptb_json_end_array(ptb_json_writer *writer);
void ptb_json_add_string(ptb_json_writer *writer, const char *key, const char *value); /* NULL gives null */
void ptb_json_add_str(ptb_json_writer *writer, const char *key, ptb_str value);
void ptb_json_add_number(ptb_json_writer *writer, const char *key, double value);
void ptb_json_add_integer(ptb_json_writer *writer, const char *key, int64_t value);
void ptb_json_add_bool(ptb_json_writer *writer, const char *key, bool value);
void ptb_json_add_time(ptb_json_writer *writer, const char *key, ptb_time value); /* PTB_NO_TIME gives null */
void ptb_json_add_lines(ptb_json_writer *writer, const char *key,
                        const char *lines); /* an array, a string for each line; NULL gives [] */
void ptb_json_add_null(ptb_json_writer *writer, const char *key);
void ptb_json_add_node(ptb_json_writer *writer, const char *key,
                       const ptb_json *node); /* copies a parsed tree */

#endif
