/* datasets/base/json_scan.h: checks a text against RFC 8259 before cJSON sees it; private to the JSON files. */
#ifndef PTB_DATASETS_BASE_JSON_SCAN_H
#define PTB_DATASETS_BASE_JSON_SCAN_H

#include "datasets/base/text.h"

enum { PTB_JSON_DEPTH_MAX = 32, PTB_JSON_BYTES_MAX = 64 << 20 };

/* What the tree can't tell: zero-initialise, ptb_json_scan_free. */
typedef struct {
    int *lines;      /* of every value, in document order */
    double *numbers; /* of every number, in document order; read without a locale */
    size_t n_values, n_numbers, values_capacity, numbers_capacity;
} ptb_json_scan;

/* E_PARSE "name:line:column: what was found; what was expected", E_LIMIT for size and depth. */
PTB_MUST_USE ptb_status ptb_json_scan_text(const char *text, size_t len, const char *name,
                                           ptb_json_scan *scan, ptb_error *err);
void ptb_json_scan_free(ptb_json_scan *scan);

#endif
