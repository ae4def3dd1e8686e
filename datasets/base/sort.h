/* datasets/base/sort.h: many texts in byte order, faster than by comparing pairs. */
#ifndef PTB_DATASETS_BASE_SORT_H
#define PTB_DATASETS_BASE_SORT_H

#include "datasets/base/context.h"
#include "datasets/base/text.h"

typedef struct {
    ptb_str text;
    uint32_t index; /* the caller's; decides among equal texts */
} ptb_sorted_text;

/* By bytes, then length (ptb_str_compare), then index. Multikey quicksort on eight bytes at a time (Bentley and Sedgewick
 * 1997): bytes that texts have in common are looked at once, not once for each comparison. All threads of the context take
 * part where there are many (NULL: one thread). Memory: 40 bytes a text. E_CANCELLED, E_NOMEM: in no order. */
PTB_MUST_USE ptb_status ptb_sort_texts(const ptb_context *context, ptb_sorted_text *texts, size_t n,
                                       ptb_error *err);

#endif
