/* datasets/base/memory.c: checked allocation, growing arrays, arena. */
#include "datasets/base/memory.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };
enum { ALIGNMENT = 64, CHUNK_BYTES = 32 * 1024, FIRST_CAPACITY = 16 };

/* False where the product is beyond what one object may have. */
static bool multiply(size_t count, size_t size, size_t *bytes)
{
    return !__builtin_mul_overflow(count, size, bytes) && *bytes <= PTRDIFF_MAX - (size_t)LARGE_PAGE;
}

static ptb_status no_memory(size_t count, size_t size, ptb_error *err)
{
    return ptb_fail(err, PTB_E_NOMEM, "out of memory: %zu items of %zu bytes were wanted", count, size);
}

/* `out` is the address of some pointer; its type is unknown here, so the pointer is copied by bytes. */
static void store(void *out, void *pointer)
{
    memcpy(out, &pointer, sizeof pointer);
}

/* Large blocks ask for large pages: touching them for the first time costs a fraction, and so does finding one's way about
 * in them. A wish, no more: where it is not granted nothing is lost. */
static void wish_for_large_pages(void *pointer, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    uintptr_t from = ((uintptr_t)pointer + LARGE_PAGE - 1) & ~((uintptr_t)LARGE_PAGE - 1);
    uintptr_t to = ((uintptr_t)pointer + bytes) & ~((uintptr_t)LARGE_PAGE - 1);
    if (pointer && bytes >= (size_t)LARGE_PAGE && from < to)
        (void)madvise((char *)pointer + (from - (uintptr_t)pointer), to - from, MADV_HUGEPAGE);
#else
    (void)pointer;
    (void)bytes;
#endif
}

/* Where a block begins and ends between large pages its ends are small ones, hundreds of them: large blocks have whole large
 * pages. *bytes is rounded up to them. */
static void *allocate_raw(size_t *bytes)
{
    void *pointer = NULL;
    bool is_large = *bytes >= (size_t)LARGE_PAGE;
    if (is_large) *bytes = (*bytes + LARGE_PAGE - 1) & ~((size_t)LARGE_PAGE - 1);
    if (posix_memalign(&pointer, is_large ? (size_t)LARGE_PAGE : ALIGNMENT, *bytes ? *bytes : 1) != 0)
        return NULL;
    wish_for_large_pages(pointer, *bytes);
    return pointer;
}

static void *allocate_zeros(size_t bytes)
{
    if (bytes < (size_t)LARGE_PAGE) return calloc(bytes ? bytes : 1, 1);
    void *pointer = allocate_raw(&bytes);
    if (pointer) memset(pointer, 0, bytes);
    return pointer;
}

ptb_status ptb_alloc(void *out, size_t count, size_t size, ptb_error *err)
{
    size_t bytes;
    void *pointer = NULL;
    if (multiply(count, size, &bytes)) pointer = allocate_zeros(bytes);
    store(out, pointer);
    return pointer ? PTB_OK : no_memory(count, size, err);
}

ptb_status ptb_alloc_raw(void *out, size_t count, size_t size, ptb_error *err)
{
    size_t bytes;
    void *pointer = NULL;
    if (multiply(count, size, &bytes)) pointer = allocate_raw(&bytes);
    store(out, pointer);
    return pointer ? PTB_OK : no_memory(count, size, err);
}

ptb_status ptb_reserve(void *array, size_t *capacity, size_t need, size_t size, ptb_error *err)
{
    if (need <= *capacity) return PTB_OK;
    size_t wanted = *capacity + *capacity / 2;
    if (wanted < FIRST_CAPACITY) wanted = FIRST_CAPACITY;
    if (wanted < need) wanted = need;
    size_t bytes;
    if (!multiply(wanted, size, &bytes)) return no_memory(wanted, size, err);
    void *old;
    memcpy(&old, array, sizeof old);
    void *grown = NULL;
    if (bytes < (size_t)LARGE_PAGE) {
        grown = realloc(old, bytes ? bytes : 1);
    } else if ((grown = allocate_raw(&bytes)) != NULL) {
        if (*capacity > 0) memcpy(grown, old, *capacity * size);
        free(old);
    }
    if (!grown) return no_memory(wanted, size, err);
    store(array, grown);
    *capacity = bytes / size;
    return PTB_OK;
}

struct ptb_arena_chunk {
    ptb_arena_chunk *older;
    size_t used, capacity;
    alignas(max_align_t) unsigned char bytes[];
};

/* Bytes of one piece, rounded up so that the next one is aligned. */
static bool piece_bytes(size_t count, size_t size, size_t *bytes)
{
    const size_t unit = alignof(max_align_t);
    if (!multiply(count, size, bytes)) return false;
    *bytes = (*bytes + unit - 1) / unit * unit;
    return *bytes <= PTRDIFF_MAX - sizeof(ptb_arena_chunk);
}

ptb_status ptb_arena_alloc(ptb_arena *arena, void *out, size_t count, size_t size, ptb_error *err)
{
    store(out, NULL);
    size_t bytes;
    if (!piece_bytes(count, size, &bytes)) return no_memory(count, size, err);
    ptb_arena_chunk *chunk = arena->head;
    if (!chunk || chunk->capacity - chunk->used < bytes) {
        size_t capacity = bytes > CHUNK_BYTES ? bytes : (size_t)CHUNK_BYTES;
        chunk = allocate_zeros(sizeof *chunk + capacity);
        if (!chunk) return no_memory(count, size, err);
        chunk->capacity = capacity;
        chunk->older = arena->head;
        arena->head = chunk;
    }
    store(out, chunk->bytes + chunk->used);
    chunk->used += bytes;
    return PTB_OK;
}

/* Only large pieces are worth a chunk of their own. */
ptb_status ptb_arena_alloc_raw(ptb_arena *arena, void *out, size_t count, size_t size, ptb_error *err)
{
    size_t bytes;
    store(out, NULL);
    if (!piece_bytes(count, size, &bytes)) return no_memory(count, size, err);
    if (bytes < (size_t)LARGE_PAGE) return ptb_arena_alloc(arena, out, count, size, err);
    size_t all = sizeof(ptb_arena_chunk) + bytes;
    ptb_arena_chunk *chunk = allocate_raw(&all);
    if (!chunk) return no_memory(count, size, err);
    *chunk = (ptb_arena_chunk){.older = arena->head, .used = bytes, .capacity = bytes};
    arena->head = chunk;
    store(out, chunk->bytes);
    return PTB_OK;
}

ptb_status ptb_arena_text(ptb_arena *arena, const char *text, size_t len, const char **out, ptb_error *err)
{
    char *copy;
    *out = NULL;
    if (len >= PTRDIFF_MAX) return no_memory(len, 1, err);
    PTB_TRY(ptb_arena_alloc(arena, &copy, len + 1, 1, err));
    if (len > 0) memcpy(copy, text, len);
    *out = copy;
    return PTB_OK;
}

void ptb_arena_free(ptb_arena *arena)
{
    ptb_arena_chunk *chunk = arena->head;
    while (chunk) {
        ptb_arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
    arena->head = NULL;
}
