/* datasets/base/dictionary.h: distinct texts and their codes 0, 1, 2, ... in order of first appearance.
 *
 * Open addressing; the texts are copied into one heap. One thread writes; finding is safe from many threads
 * while nobody adds. The hash is seeded at creation by the caller, so that hostile keys can't be prepared;
 * codes never depend on it. */
#ifndef PTB_DATASETS_BASE_DICTIONARY_H
#define PTB_DATASETS_BASE_DICTIONARY_H

#include <stdbool.h>

#include "datasets/base/text.h"

#define PTB_NO_CODE UINT32_MAX

/* A list of texts at rest: text i is bytes[offset[i] .. offset[i + 1]). A view, or owned by who made it. */
typedef struct {
    const char *bytes;
    const uint64_t *offset; /* n + 1 entries, offset[0] = 0 */
    size_t n;
} ptb_strings;

static inline ptb_str ptb_strings_at(const ptb_strings *strings, size_t i)
{
    ptb_str view = {strings->bytes + strings->offset[i],
                    (size_t)(strings->offset[i + 1] - strings->offset[i])};
    return view;
}

typedef struct ptb_dictionary ptb_dictionary;

PTB_MUST_USE ptb_status ptb_dictionary_new(uint64_t hash_seed, ptb_dictionary **out, ptb_error *err);
void ptb_dictionary_free(ptb_dictionary *dictionary);

/* The code of `key`, new if need be. E_LIMIT beyond 2^32 - 2 keys. */
PTB_MUST_USE ptb_status ptb_dictionary_add(ptb_dictionary *dictionary, ptb_str key, uint32_t *code,
                                           ptb_error *err);
/* Adding many: their hashes are made ahead (on any thread, also while another adds), and what a key needs of the table is
 * fetched while the keys before it are added. */
uint64_t ptb_dictionary_hash(const ptb_dictionary *dictionary, ptb_str key);
void ptb_dictionary_fetch(const ptb_dictionary *dictionary, uint64_t hash);
PTB_MUST_USE ptb_status ptb_dictionary_add_hashed(ptb_dictionary *dictionary, ptb_str key, uint64_t hash,
                                                  uint32_t *code, ptb_error *err);
/* A new code whatever the text: it may be there twice, and ptb_dictionary_find does not see it. For many texts that are nearly
 * all distinct. */
PTB_MUST_USE ptb_status ptb_dictionary_append(ptb_dictionary *dictionary, ptb_str key, uint32_t *code,
                                              ptb_error *err);
/* As ptb_dictionary_append for each of the texts: their codes follow those that are there. */
PTB_MUST_USE ptb_status ptb_dictionary_append_all(ptb_dictionary *dictionary, const ptb_strings *texts,
                                                  ptb_error *err);
/* Makes room for n keys of so many bytes in all, so that growing does not copy and hash all of them again and again. With
 * `to_find` false only their texts are made room for (ptb_dictionary_append). */
PTB_MUST_USE ptb_status ptb_dictionary_reserve(ptb_dictionary *dictionary, size_t n, size_t bytes,
                                               bool to_find, ptb_error *err);
uint32_t ptb_dictionary_find(const ptb_dictionary *dictionary, ptb_str key); /* PTB_NO_CODE where absent */
/* codes[i] of keys[i], as ptb_dictionary_find; waits for the memory of many keys at once. */
void ptb_dictionary_find_many(const ptb_dictionary *dictionary, const ptb_str *keys, size_t n,
                              uint32_t *codes);
size_t ptb_dictionary_bytes(const ptb_dictionary *dictionary); /* of all texts together */
size_t ptb_dictionary_count(const ptb_dictionary *dictionary);
ptb_strings ptb_dictionary_strings(const ptb_dictionary *dictionary); /* by code; valid until the next add */
ptb_str ptb_dictionary_key(const ptb_dictionary *dictionary, uint32_t code); /* valid until the next add */

/* An index over a ptb_strings (borrowed): text -> position. Duplicates: the first position wins. */
typedef struct ptb_strings_index ptb_strings_index;
PTB_MUST_USE ptb_status ptb_strings_index_new(const ptb_strings *strings, ptb_strings_index **out,
                                              ptb_error *err);
uint32_t ptb_strings_index_find(const ptb_strings_index *index, ptb_str key); /* PTB_NO_CODE where absent */
void ptb_strings_index_free(ptb_strings_index *index);

#endif
