/* datasets/base/sort.c: multikey quicksort of texts, eight bytes at a time. */
#include "datasets/base/sort.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"

/* A text and its eight bytes at the present depth, most significant first; shorter ones end in zeros. */
typedef struct {
    uint64_t key;
    uint32_t at; /* in the caller's array */
} keyed_text;

enum { FEW = 16, PIECES = 32, BLOCK_TEXTS = 16384 };

static uint64_t key_at(ptb_str text, size_t depth)
{
    uint64_t key = 0;
    if (text.len >= depth + sizeof key) {
        memcpy(&key, text.ptr + depth, sizeof key);
        return __builtin_bswap64(key);
    }
    for (size_t i = depth; i < text.len; i++)
        key |= (uint64_t)(unsigned char)text.ptr[i] << (56 - 8 * (i - depth));
    return key;
}

static int compare_rest(const ptb_sorted_text *a, const ptb_sorted_text *b)
{
    int result = ptb_str_compare(a->text, b->text);
    if (result != 0) return result;
    return (a->index > b->index) - (a->index < b->index);
}

static bool is_before(const ptb_sorted_text *texts, const keyed_text *a, const keyed_text *b)
{
    if (a->key != b->key) return a->key < b->key;
    return compare_rest(&texts[a->at], &texts[b->at]) < 0;
}

static void sort_few(const ptb_sorted_text *texts, keyed_text *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        keyed_text key = keys[i];
        size_t k = i;
        for (; k > 0 && is_before(texts, &key, &keys[k - 1]); k--)
            keys[k] = keys[k - 1];
        keys[k] = key;
    }
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c)
{
    if (a > b) {
        uint64_t t = a;
        a = b;
        b = t;
    }
    return c < a ? a : c < b ? c : b;
}

static void swap(keyed_text *a, keyed_text *b)
{
    keyed_text t = *a;
    *a = *b;
    *b = t;
}

/* A part that waits to be sorted; all its texts agree in the bytes before `depth`. */
typedef struct {
    size_t from, n, depth;
} part;

typedef struct {
    part *parts;
    size_t n, capacity;
} part_list;

static ptb_status push(part_list *list, part p, ptb_error *err)
{
    if (p.n < 2) return PTB_OK;
    PTB_TRY(ptb_reserve(&list->parts, &list->capacity, list->n + 1, sizeof *list->parts, err));
    list->parts[list->n++] = p;
    return PTB_OK;
}

/* Those that agree in all eight bytes go on behind them; those that end there are in order of length, then index. */
static ptb_status push_equal(part_list *list, const ptb_sorted_text *texts, keyed_text *keys, part p,
                             ptb_error *err)
{
    size_t depth = p.depth + sizeof(uint64_t), n_ended = 0;
    for (size_t i = 0; i < p.n; i++) {
        keyed_text *key = &keys[p.from + i];
        if (texts[key->at].text.len > depth) {
            key->key = key_at(texts[key->at].text, depth);
        } else {
            swap(&keys[p.from + n_ended++], key);
        }
    }
    if (n_ended > 1) {
        for (size_t i = 0; i < n_ended; i++) {
            const ptb_sorted_text *text = &texts[keys[p.from + i].at];
            keys[p.from + i].key = (uint64_t)text->text.len << 32 | text->index;
        }
        PTB_TRY(push(list, (part){p.from, n_ended, SIZE_MAX}, err));
    }
    return push(list, (part){p.from + n_ended, p.n - n_ended, depth}, err);
}

/* Splits the part at a median of three: smaller, equal, larger (Dijkstra's flag). */
static ptb_status split(part_list *list, const ptb_sorted_text *texts, keyed_text *keys, part p,
                        ptb_error *err)
{
    keyed_text *from = keys + p.from;
    uint64_t pivot = median(from[0].key, from[p.n / 2].key, from[p.n - 1].key);
    size_t low = 0, high = p.n;
    for (size_t i = 0; i < high;) {
        if (from[i].key < pivot)
            swap(&from[low++], &from[i++]);
        else if (from[i].key > pivot)
            swap(&from[i], &from[--high]);
        else
            i++;
    }
    PTB_TRY(push(list, (part){p.from, low, p.depth}, err));
    PTB_TRY(push(list, (part){p.from + high, p.n - high, p.depth}, err));
    if (p.depth == SIZE_MAX) return PTB_OK; /* length and index: equal keys are equal */
    return push_equal(list, texts, keys, (part){p.from + low, high - low, p.depth}, err);
}

/* ---- all of it: large parts are split by one thread, the others are sorted side by side ---- */

typedef struct {
    ptb_sorted_text *texts, *sorted;
    keyed_text *keys;
    part_list parts; /* to be sorted side by side */
} sort_run;

static ptb_status make_keys(void *state, const ptb_block *block, ptb_error *err)
{
    const sort_run *run = state;
    (void)err;
    for (size_t i = block->first; i < block->last; i++)
        run->keys[i] = (keyed_text){key_at(run->texts[i].text, 0), (uint32_t)i};
    return PTB_OK;
}

/* Sorts the parts of the list; those of at most `rest` texts go to `others`, where that is not NULL. */
static ptb_status sort_parts(const sort_run *run, part_list *list, size_t rest, part_list *others,
                             ptb_error *err)
{
    while (list->n > 0) {
        part p = list->parts[--list->n];
        if (others && p.n <= rest)
            PTB_TRY(push(others, p, err));
        else if (p.n <= FEW && p.depth != SIZE_MAX)
            sort_few(run->texts, run->keys + p.from, p.n);
        else
            PTB_TRY(split(list, run->texts, run->keys, p, err));
    }
    return PTB_OK;
}

static ptb_status sort_part(void *state, const ptb_block *block, ptb_error *err)
{
    const sort_run *run = state;
    part_list list = {0};
    ptb_status status = push(&list, run->parts.parts[block->index], err);
    if (status == PTB_OK) status = sort_parts(run, &list, 0, NULL, err);
    free(list.parts);
    return status;
}

static ptb_status place_texts(void *state, const ptb_block *block, ptb_error *err)
{
    const sort_run *run = state;
    (void)err;
    for (size_t i = block->first; i < block->last; i++)
        run->sorted[i] = run->texts[run->keys[i].at];
    return PTB_OK;
}

static ptb_status sort_many(const ptb_context *context, ptb_sorted_text *texts, size_t n, ptb_error *err)
{
    ptb_status status = PTB_OK;
    sort_run run = {.texts = texts};
    part_list list = {0};
    size_t rest = n / PIECES > BLOCK_TEXTS ? n / PIECES : BLOCK_TEXTS;
    PTB_TRY_TO(ptb_alloc_raw(&run.keys, n, sizeof *run.keys, err));
    PTB_TRY_TO(ptb_alloc_raw(&run.sorted, n, sizeof *run.sorted, err));
    PTB_TRY_TO(ptb_blocks_map(context, n, BLOCK_TEXTS, make_keys, &run, err));
    PTB_TRY_TO(push(&list, (part){0, n, 0}, err));
    PTB_TRY_TO(sort_parts(&run, &list, rest, &run.parts, err));
    PTB_TRY_TO(ptb_blocks_map(context, run.parts.n, 1, sort_part, &run, err));
    PTB_TRY_TO(ptb_blocks_map(context, n, BLOCK_TEXTS, place_texts, &run, err));
    memcpy(texts, run.sorted, n * sizeof *texts);
done:
    free(list.parts);
    free(run.parts.parts);
    free(run.keys);
    free(run.sorted);
    return status;
}

ptb_status ptb_sort_texts(const ptb_context *context, ptb_sorted_text *texts, size_t n, ptb_error *err)
{
    keyed_text keys[FEW];
    ptb_sorted_text sorted[FEW];
    const ptb_context alone = ptb_context_default();
    if (n > FEW) return sort_many(context ? context : &alone, texts, n, err);
    for (size_t i = 0; i < n; i++)
        keys[i] = (keyed_text){key_at(texts[i].text, 0), (uint32_t)i};
    sort_few(texts, keys, n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = texts[keys[i].at];
    memcpy(texts, sorted, n * sizeof *texts);
    return PTB_OK;
}
