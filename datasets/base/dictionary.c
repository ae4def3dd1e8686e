/* datasets/base/dictionary.c: texts to codes by open addressing. */
#include "datasets/base/dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

enum { FIRST_SLOTS = 64, AT_ONCE = 32 };
#define MOST_KEYS (UINT32_MAX - 1)

/* The upper half of the hash spares most comparisons of texts; a slot is free while `code_plus_1` is 0. */
typedef struct {
    uint32_t tag, code_plus_1;
} slot;

/* At most half of the slots are taken, so that probing ends soon. */
typedef struct {
    slot *slots;
    size_t mask; /* slots - 1, a power of two less one */
    uint64_t secret[2];
} hash_table;

struct ptb_dictionary {
    hash_table table;
    char *bytes;
    uint64_t *offset;
    size_t n, bytes_capacity, offset_capacity;
};

struct ptb_strings_index {
    hash_table table;
    ptb_strings strings;
};

__extension__ typedef unsigned __int128 wide;

static uint64_t fold_product(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load8(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

static uint64_t load4(const char *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Multiply-and-fold hashing after wyhash (Wang Yi 2019). Both factors of every product hold secret bits, so
 * that no key makes a product vanish for every seed. */
static uint64_t hash_bytes(const uint64_t secret[2], ptb_str key)
{
    const char *p = key.ptr;
    size_t n = key.len;
    uint64_t h = secret[0] ^ n, a = 0, b = 0;
    for (; n > 16; n -= 16, p += 16)
        h = fold_product(load8(p) ^ secret[1], load8(p + 8) ^ h);
    if (n >= 8) {
        a = load8(p);
        b = load8(p + n - 8);
    } else if (n >= 4) {
        a = load4(p);
        b = load4(p + n - 4);
    } else if (n > 0) {
        a = (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[n / 2] << 8 |
            (uint64_t)(unsigned char)p[n - 1];
    }
    h = fold_product(a ^ secret[1], b ^ h);
    return fold_product(h ^ secret[0], secret[1] ^ UINT64_C(0x9e3779b97f4a7c15));
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next_secret(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static ptb_status table_init(hash_table *table, uint64_t seed, size_t n_keys, ptb_error *err)
{
    size_t n_slots = FIRST_SLOTS;
    while (n_slots / 2 < n_keys)
        n_slots *= 2;
    table->secret[0] = next_secret(&seed);
    table->secret[1] = next_secret(&seed);
    table->mask = n_slots - 1;
    return ptb_alloc(&table->slots, n_slots, sizeof *table->slots, err);
}

/* Most texts are short: compared without a call. */
static inline bool is_same(ptb_str a, ptb_str b)
{
    size_t n = a.len;
    if (n != b.len) return false;
    if (n > 16) return memcmp(a.ptr, b.ptr, n) == 0;
    if (n >= 8) return load8(a.ptr) == load8(b.ptr) && load8(a.ptr + n - 8) == load8(b.ptr + n - 8);
    if (n >= 4) return load4(a.ptr) == load4(b.ptr) && load4(a.ptr + n - 4) == load4(b.ptr + n - 4);
    for (size_t i = 0; i < n; i++)
        if (a.ptr[i] != b.ptr[i]) return false;
    return true;
}

/* The slot that holds `key` or, where it is absent, the free slot where it belongs. */
static slot *probe(const hash_table *table, const ptb_strings *strings, ptb_str key, uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    for (size_t i = (size_t)hash & table->mask;; i = (i + 1) & table->mask) {
        slot *s = &table->slots[i];
        if (s->code_plus_1 == 0) return s;
        if (s->tag == tag && is_same(ptb_strings_at(strings, s->code_plus_1 - 1), key)) return s;
    }
}

static void fill(slot *s, uint64_t hash, size_t code)
{
    s->tag = (uint32_t)(hash >> 32);
    s->code_plus_1 = (uint32_t)code + 1;
}

static uint32_t find(const hash_table *table, const ptb_strings *strings, ptb_str key)
{
    const slot *s = probe(table, strings, key, hash_bytes(table->secret, key));
    return s->code_plus_1 == 0 ? PTB_NO_CODE : s->code_plus_1 - 1;
}

ptb_strings ptb_dictionary_strings(const ptb_dictionary *dictionary)
{
    ptb_strings strings = {dictionary->bytes, dictionary->offset, dictionary->n};
    return strings;
}

ptb_status ptb_dictionary_new(uint64_t hash_seed, ptb_dictionary **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_dictionary *dictionary = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&dictionary, 1, sizeof *dictionary, err));
    PTB_TRY_TO(table_init(&dictionary->table, hash_seed, 0, err));
    PTB_TRY_TO(
        ptb_reserve(&dictionary->offset, &dictionary->offset_capacity, 1, sizeof *dictionary->offset, err));
    dictionary->offset[0] = 0;
    *out = dictionary;
    dictionary = NULL;
done:
    ptb_dictionary_free(dictionary);
    return status;
}

void ptb_dictionary_free(ptb_dictionary *dictionary)
{
    if (!dictionary) return;
    free(dictionary->table.slots);
    free(dictionary->bytes);
    free(dictionary->offset);
    free(dictionary);
}

/* More slots. Keys are hashed anew, in order of their codes: a run through the heap, without comparisons. */
static ptb_status grow(ptb_dictionary *dictionary, size_t n_slots, ptb_error *err)
{
    hash_table *table = &dictionary->table;
    ptb_strings strings = ptb_dictionary_strings(dictionary);
    slot *slots;
    PTB_TRY(ptb_alloc(&slots, n_slots, sizeof *slots, err));
    free(table->slots);
    table->slots = slots;
    table->mask = n_slots - 1;
    for (size_t code = 0; code < strings.n; code++) {
        uint64_t hash = hash_bytes(table->secret, ptb_strings_at(&strings, code));
        size_t i = (size_t)hash & table->mask;
        while (slots[i].code_plus_1 != 0)
            i = (i + 1) & table->mask;
        fill(&slots[i], hash, code);
    }
    return PTB_OK;
}

/* Copies the text of the next code to the heap. */
static ptb_status keep_text(ptb_dictionary *dictionary, ptb_str key, ptb_error *err)
{
    size_t n = dictionary->n, used = (size_t)dictionary->offset[n], end;
    if (__builtin_add_overflow(used, key.len, &end))
        return ptb_fail(err, PTB_E_NOMEM, "out of memory: dictionary of more than %zu bytes", SIZE_MAX);
    PTB_TRY(
        ptb_reserve(&dictionary->bytes, &dictionary->bytes_capacity, end ? end : 1, 1, err)); /* never NULL */
    PTB_TRY(ptb_reserve(&dictionary->offset, &dictionary->offset_capacity, n + 2, sizeof *dictionary->offset,
                        err));
    if (key.len > 0) memcpy(dictionary->bytes + used, key.ptr, key.len);
    dictionary->offset[n + 1] = end;
    return PTB_OK;
}

uint64_t ptb_dictionary_hash(const ptb_dictionary *dictionary, ptb_str key)
{
    return hash_bytes(dictionary->table.secret, key);
}

void ptb_dictionary_fetch(const ptb_dictionary *dictionary, uint64_t hash)
{
    __builtin_prefetch(&dictionary->table.slots[(size_t)hash & dictionary->table.mask]);
}

ptb_status ptb_dictionary_add(ptb_dictionary *dictionary, ptb_str key, uint32_t *code, ptb_error *err)
{
    return ptb_dictionary_add_hashed(dictionary, key, ptb_dictionary_hash(dictionary, key), code, err);
}

ptb_status ptb_dictionary_add_hashed(ptb_dictionary *dictionary, ptb_str key, uint64_t hash, uint32_t *code,
                                     ptb_error *err)
{
    ptb_strings strings = ptb_dictionary_strings(dictionary);
    slot *s = probe(&dictionary->table, &strings, key, hash);
    *code = PTB_NO_CODE;
    if (s->code_plus_1 != 0) {
        *code = s->code_plus_1 - 1;
        return PTB_OK;
    }
    if (dictionary->n >= MOST_KEYS)
        return ptb_fail(err, PTB_E_LIMIT, "more than %lu distinct texts in one dictionary",
                        (unsigned long)MOST_KEYS);
    if ((dictionary->n + 1) * 2 > dictionary->table.mask + 1) {
        PTB_TRY(grow(dictionary, (dictionary->table.mask + 1) * 2, err));
        s = probe(&dictionary->table, &strings, key, hash);
    }
    PTB_TRY(keep_text(dictionary, key, err));
    fill(s, hash, dictionary->n);
    *code = (uint32_t)dictionary->n++;
    return PTB_OK;
}

ptb_status ptb_dictionary_append(ptb_dictionary *dictionary, ptb_str key, uint32_t *code, ptb_error *err)
{
    *code = PTB_NO_CODE;
    if (dictionary->n >= MOST_KEYS)
        return ptb_fail(err, PTB_E_LIMIT, "more than %lu texts in one dictionary", (unsigned long)MOST_KEYS);
    PTB_TRY(keep_text(dictionary, key, err));
    *code = (uint32_t)dictionary->n++;
    return PTB_OK;
}

ptb_status ptb_dictionary_append_all(ptb_dictionary *dictionary, const ptb_strings *texts, ptb_error *err)
{
    size_t used = (size_t)dictionary->offset[dictionary->n], n = (size_t)texts->offset[texts->n];
    if (texts->n > MOST_KEYS - dictionary->n)
        return ptb_fail(err, PTB_E_LIMIT, "more than %lu texts in one dictionary", (unsigned long)MOST_KEYS);
    PTB_TRY(ptb_reserve(&dictionary->bytes, &dictionary->bytes_capacity, used + n + 1, 1, err));
    PTB_TRY(ptb_reserve(&dictionary->offset, &dictionary->offset_capacity, dictionary->n + texts->n + 1,
                        sizeof *dictionary->offset, err));
    if (n > 0) memcpy(dictionary->bytes + used, texts->bytes, n);
    for (size_t i = 1; i <= texts->n; i++)
        dictionary->offset[dictionary->n + i] = used + texts->offset[i];
    dictionary->n += texts->n;
    return PTB_OK;
}

ptb_status ptb_dictionary_reserve(ptb_dictionary *dictionary, size_t n, size_t bytes, bool to_find,
                                  ptb_error *err)
{
    size_t n_slots = dictionary->table.mask + 1;
    PTB_TRY(ptb_reserve(&dictionary->bytes, &dictionary->bytes_capacity, bytes, 1, err));
    PTB_TRY(ptb_reserve(&dictionary->offset, &dictionary->offset_capacity, n + 1, sizeof *dictionary->offset,
                        err));
    while (to_find && n_slots / 2 < n && n < MOST_KEYS)
        n_slots *= 2;
    return n_slots > dictionary->table.mask + 1 ? grow(dictionary, n_slots, err) : PTB_OK;
}

uint32_t ptb_dictionary_find(const ptb_dictionary *dictionary, ptb_str key)
{
    ptb_strings strings = ptb_dictionary_strings(dictionary);
    return find(&dictionary->table, &strings, key);
}

/* The text that a key of this hash is compared with first, or NULL. */
static const char *first_text(const ptb_dictionary *dictionary, uint64_t hash)
{
    const slot *s = &dictionary->table.slots[(size_t)hash & dictionary->table.mask];
    return s->code_plus_1 == 0 ? NULL : dictionary->bytes + dictionary->offset[s->code_plus_1 - 1];
}

static void find_few(const ptb_dictionary *dictionary, const ptb_str *keys, size_t n, uint32_t *codes)
{
    uint64_t hash[AT_ONCE];
    const ptb_strings strings = ptb_dictionary_strings(dictionary);
    for (size_t i = 0; i < n; i++) {
        hash[i] = ptb_dictionary_hash(dictionary, keys[i]);
        ptb_dictionary_fetch(dictionary, hash[i]);
    }
    for (size_t i = 0; i < n; i++) {
        const slot *s = &dictionary->table.slots[(size_t)hash[i] & dictionary->table.mask];
        if (s->code_plus_1 != 0) __builtin_prefetch(&dictionary->offset[s->code_plus_1 - 1]);
    }
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(first_text(dictionary, hash[i]));
    for (size_t i = 0; i < n; i++) {
        const slot *s = probe(&dictionary->table, &strings, keys[i], hash[i]);
        codes[i] = s->code_plus_1 == 0 ? PTB_NO_CODE : s->code_plus_1 - 1;
    }
}

void ptb_dictionary_find_many(const ptb_dictionary *dictionary, const ptb_str *keys, size_t n,
                              uint32_t *codes)
{
    for (size_t i = 0; i < n; i += AT_ONCE)
        find_few(dictionary, keys + i, n - i < AT_ONCE ? n - i : AT_ONCE, codes + i);
}

size_t ptb_dictionary_bytes(const ptb_dictionary *dictionary)
{
    return (size_t)dictionary->offset[dictionary->n];
}

size_t ptb_dictionary_count(const ptb_dictionary *dictionary)
{
    return dictionary->n;
}

ptb_str ptb_dictionary_key(const ptb_dictionary *dictionary, uint32_t code)
{
    ptb_strings strings = ptb_dictionary_strings(dictionary);
    return ptb_strings_at(&strings, code);
}

ptb_status ptb_strings_index_new(const ptb_strings *strings, ptb_strings_index **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_strings_index *index = NULL;
    *out = NULL;
    if (strings->n > MOST_KEYS)
        return ptb_fail(err, PTB_E_LIMIT, "%zu texts are too many to index; at most %lu", strings->n,
                        (unsigned long)MOST_KEYS);
    PTB_TRY_TO(ptb_alloc(&index, 1, sizeof *index, err));
    index->strings = *strings;
    PTB_TRY_TO(table_init(&index->table, 0, strings->n, err));
    for (size_t i = 0; i < strings->n; i++) {
        ptb_str key = ptb_strings_at(strings, i);
        uint64_t hash = hash_bytes(index->table.secret, key);
        slot *s = probe(&index->table, strings, key, hash);
        if (s->code_plus_1 == 0) fill(s, hash, i);
    }
    *out = index;
    index = NULL;
done:
    ptb_strings_index_free(index);
    return status;
}

uint32_t ptb_strings_index_find(const ptb_strings_index *index, ptb_str key)
{
    return find(&index->table, &index->strings, key);
}

void ptb_strings_index_free(ptb_strings_index *index)
{
    if (!index) return;
    free(index->table.slots);
    free(index);
}
