/* datasets/base/key_index.c: open addressing over slots that hold short keys themselves; a plain table for ids that are numbers in a
 * row. */
#include "datasets/base/key_index.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "datasets/base/serial_ids.h"

enum { SHORT_BYTES = 11, PADDED_BYTES = 16, LONG_MARK = 255, AT_ONCE = 32, BLOCK_KEYS = 1 << 16 };

/* A key as a slot holds it: 11 bytes, zeros behind a shorter one, and its length; or a long one's hash and LONG_MARK. */
typedef struct {
    uint64_t tail; /* bytes 3 to 10; or the hash */
    uint32_t head; /* the length, then bytes 0 to 2 */
} key_image;

typedef struct {
    uint64_t tail;
    uint32_t head;
    uint32_t value_plus_1; /* of a long key: code + 1; 0: free */
} slot;

struct ptb_key_index {
    ptb_strings texts;
    uint32_t *value; /* by code, of long keys */
    slot *slots;
    size_t mask;
    /* Instead of slots, where ids are serial: value + 1 by place. */
    ptb_serial_ids serial;
    uint32_t *serial_value;
};

/* A place that a serial id has not. */
#define NO_PLACE ((size_t)UINT32_MAX)

__extension__ typedef unsigned __int128 wide;

static inline uint64_t fold(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t load8(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

static uint64_t hash_long(ptb_str key)
{
    uint64_t hash = key.len * UINT64_C(0x9e3779b97f4a7c15);
    size_t i = 0;
    for (; i + 8 <= key.len; i += 8)
        hash = fold(hash ^ load8(key.ptr + i), UINT64_C(0xa0761d6478bd642f));
    uint64_t rest = load8(key.ptr + key.len - 8); /* long keys have more than eight bytes */
    return fold(hash ^ rest, UINT64_C(0xe7037ed1a0b428db));
}

static inline key_image image_of(ptb_str key)
{
    if (key.len > SHORT_BYTES) return (key_image){hash_long(key), LONG_MARK};
    uint64_t low = load8(key.ptr), high = load8(key.ptr + 8);
    if (key.len < 8) {
        low &= (UINT64_C(1) << (8 * key.len)) - 1;
        high = 0;
    } else {
        high &= (UINT64_C(1) << (8 * (key.len - 8))) - 1;
    }
    return (key_image){low >> 24 | high << 40, (uint32_t)key.len | (uint32_t)(low & 0xFFFFFF) << 8};
}

static inline size_t place_of(const ptb_key_index *index, const key_image *key)
{
    return (size_t)fold(key->tail ^ UINT64_C(0x8ebc6af09c88c6e3), key->head ^ UINT64_C(0x589965cc75374cc3)) &
           index->mask;
}

ptb_status ptb_key_index_new(ptb_strings texts, size_t n, ptb_key_index **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_key_index *index = NULL;
    ptb_serial_ids serial;
    size_t n_slots = 64;
    *out = NULL;
    while (n_slots / 2 < n)
        n_slots *= 2;
    PTB_TRY_TO(ptb_alloc(&index, 1, sizeof *index, err));
    index->texts = texts;
    index->mask = n_slots - 1;
    if (ptb_serial_ids_fit(texts, &serial)) {
        index->serial = serial;
        PTB_TRY_TO(ptb_alloc(&index->serial_value, serial.n, sizeof *index->serial_value, err));
    } else {
        PTB_TRY_TO(ptb_alloc(&index->value, texts.n, sizeof *index->value, err));
        PTB_TRY_TO(ptb_alloc(&index->slots, n_slots, sizeof *index->slots, err));
    }
    *out = index;
    index = NULL;
done:
    ptb_key_index_free(index);
    return status;
}

void ptb_key_index_free(ptb_key_index *index)
{
    if (!index) return;
    free(index->value);
    free(index->slots);
    free(index->serial_value);
    free(index);
}

/* The key as it is looked for; 16 bytes from its beginning can be read. */
static inline ptb_key_question ask(const ptb_key_index *index, ptb_str key)
{
    if (index->serial_value) return (ptb_key_question){.at = ptb_serial_ids_place(&index->serial, key)};
    const key_image image = image_of(key);
    return (ptb_key_question){image.tail, image.head, place_of(index, &image)};
}

static inline void fetch(const ptb_key_index *index, const ptb_key_question *question)
{
    if (!index->serial_value)
        __builtin_prefetch(&index->slots[question->at]);
    else if (question->at != NO_PLACE)
        __builtin_prefetch(&index->serial_value[question->at]);
}

/* Of any text. */
static ptb_key_question ask_far(const ptb_key_index *index, ptb_str key)
{
    char padded[PADDED_BYTES] = {0};
    if (key.len <= PADDED_BYTES) {
        memcpy(padded, key.ptr, key.len);
        key.ptr = padded;
    }
    return ask(index, key);
}

/* A slot is claimed by its value, so that several threads can add; whoever looks up comes later. */
static void add(ptb_key_index *index, const ptb_key_question *key, uint32_t code, uint32_t value)
{
    bool is_long = key->head == LONG_MARK;
    if (index->serial_value) {
        index->serial_value[key->at] = value + 1;
        return;
    }
    uint32_t claim = (is_long ? code : value) + 1;
    for (size_t at = key->at;; at = (at + 1) & index->mask) {
        slot *s = &index->slots[at];
        uint32_t found = 0;
        if (__atomic_load_n(&s->value_plus_1, __ATOMIC_RELAXED) != 0 ||
            !__atomic_compare_exchange_n(&s->value_plus_1, &found, claim, false, __ATOMIC_RELAXED,
                                         __ATOMIC_RELAXED))
            continue;
        s->tail = key->tail;
        s->head = key->head;
        break;
    }
    if (is_long) index->value[code] = value;
}

void ptb_key_index_add_many(ptb_key_index *index, const uint32_t *codes, const uint32_t *values, size_t n)
{
    ptb_key_question keys[AT_ONCE];
    for (size_t first = 0; first < n; first += AT_ONCE) {
        size_t some = n - first < AT_ONCE ? n - first : AT_ONCE;
        for (size_t i = 0; i < some; i++) {
            keys[i] = ask_far(index, ptb_strings_at(&index->texts, codes[first + i]));
            fetch(index, &keys[i]);
        }
        for (size_t i = 0; i < some; i++)
            add(index, &keys[i], codes[first + i], values[first + i]);
    }
}

static inline uint32_t find_from(const ptb_key_index *index, ptb_str key, const ptb_key_question *question)
{
    if (index->serial_value) /* 0 - 1 is PTB_NO_CODE */
        return question->at == NO_PLACE ? PTB_NO_CODE : index->serial_value[question->at] - 1;
    for (size_t at = question->at;; at = (at + 1) & index->mask) {
        const slot *s = &index->slots[at];
        if (s->value_plus_1 == 0) return PTB_NO_CODE;
        if (s->tail != question->tail || s->head != question->head) continue;
        uint32_t found = s->value_plus_1 - 1;
        if (question->head != LONG_MARK) return found;
        if (ptb_str_equal(ptb_strings_at(&index->texts, found), key)) return index->value[found];
    }
}

void ptb_key_index_ask(const ptb_key_index *index, const ptb_str *keys, size_t n, ptb_key_question *questions)
{
    for (size_t i = 0; i < n; i++) {
        if (keys[i].len == 0) continue;
        questions[i] = ask(index, keys[i]);
        fetch(index, &questions[i]);
    }
}

void ptb_key_index_answer(const ptb_key_index *index, const ptb_str *keys, const ptb_key_question *questions,
                          size_t n, uint32_t *values)
{
    for (size_t i = 0; i < n; i++)
        values[i] = keys[i].len == 0 ? PTB_NO_CODE : find_from(index, keys[i], &questions[i]);
}

void ptb_key_index_find_many(const ptb_key_index *index, const ptb_str *keys, size_t n, uint32_t *values)
{
    ptb_key_question questions[AT_ONCE];
    for (size_t i = 0; i < n; i += AT_ONCE) {
        size_t some = n - i < AT_ONCE ? n - i : AT_ONCE;
        ptb_key_index_ask(index, keys + i, some, questions);
        ptb_key_index_answer(index, keys + i, questions, some, values + i);
    }
}

uint32_t ptb_key_index_find(const ptb_key_index *index, ptb_str key)
{
    if (key.len == 0) return PTB_NO_CODE;
    const ptb_key_question question = ask_far(index, key);
    return find_from(index, key, &question);
}

static ptb_status add_positions(void *state, const ptb_block *block, ptb_error *err)
{
    ptb_key_index *index = state;
    uint32_t position[AT_ONCE];
    (void)err;
    for (size_t i = block->first; i < block->last;) {
        size_t n = 0;
        for (; n < AT_ONCE && i < block->last; n++, i++)
            position[n] = (uint32_t)i;
        ptb_key_index_add_many(index, position, position, n);
    }
    return PTB_OK;
}

ptb_status ptb_key_index_of(const ptb_context *context, ptb_strings texts, ptb_key_index **out,
                            ptb_error *err)
{
    PTB_TRY(ptb_key_index_new(texts, texts.n, out, err));
    return ptb_blocks_map(context, texts.n, BLOCK_KEYS, add_positions, *out, err);
}
