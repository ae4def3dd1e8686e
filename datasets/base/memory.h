/* datasets/base/memory.h: checked allocation, growing arrays, and an arena for many small things of one life.
 *
 * `out` is the address of a pointer of any object type (`&rows` for `double *rows`). Memory is zeroed and is
 * released by free(). Sizes are multiplied with an overflow check. Nothing here aborts. */
#ifndef PTB_DATASETS_BASE_MEMORY_H
#define PTB_DATASETS_BASE_MEMORY_H

#include <stddef.h>

#include "datasets/base/status.h"

/* *out = count zeroed items (a valid pointer for count 0). E_NOMEM names the bytes wanted. */
PTB_MUST_USE ptb_status ptb_alloc(void *out, size_t count, size_t size, ptb_error *err);

/* As ptb_alloc for items that are written before they are read: not zeroed, aligned to 64 bytes. */
PTB_MUST_USE ptb_status ptb_alloc_raw(void *out, size_t count, size_t size, ptb_error *err);

/* Makes room for `need` items in a growing array: *capacity grows by half at least; new items are not zeroed.
 * On failure the array is as it was. */
PTB_MUST_USE ptb_status ptb_reserve(void *array, size_t *capacity, size_t need, size_t size, ptb_error *err);

typedef struct ptb_arena_chunk ptb_arena_chunk;
typedef struct {
    ptb_arena_chunk *head; /* zero-initialise; the newest chunk */
} ptb_arena;

/* Zeroed, aligned for any type; lives until ptb_arena_free. */
PTB_MUST_USE ptb_status ptb_arena_alloc(ptb_arena *arena, void *out, size_t count, size_t size,
                                        ptb_error *err);

/* As ptb_arena_alloc for items that are written before they are read: not zeroed. */
PTB_MUST_USE ptb_status ptb_arena_alloc_raw(ptb_arena *arena, void *out, size_t count, size_t size,
                                            ptb_error *err);

/* A terminated copy of text[0..len). */
PTB_MUST_USE ptb_status ptb_arena_text(ptb_arena *arena, const char *text, size_t len, const char **out,
                                       ptb_error *err);
void ptb_arena_free(ptb_arena *arena);

#endif
