/* datasets/base/key_index.h: ids to numbers, for many look-ups in a large set: a short id stands in the table itself, so that
 * finding it waits for memory once.
 *
 * new -> add_many, ... -> find_many, from any number of threads -> free. Keys of up to 11 bytes are kept in the slots (16
 * bytes, at most half of them taken); longer ones are found by a 64-bit hash and compared with the text they came from. Where all
 * ids are numbers in a row (serial_ids.h) the number alone says where the value stands, in four bytes. */
#ifndef PTB_DATASETS_BASE_KEY_INDEX_H
#define PTB_DATASETS_BASE_KEY_INDEX_H

#include "datasets/base/context.h"
#include "datasets/base/dictionary.h"

typedef struct ptb_key_index ptb_key_index;

/* Room for n keys. The texts (borrowed, unchanged as long as the index lives) hold the keys that are added. */
PTB_MUST_USE ptb_status ptb_key_index_new(ptb_strings texts, size_t n, ptb_key_index **out, ptb_error *err);
/* All texts, which are distinct, each leading to its position; *out is the caller's also on failure. */
PTB_MUST_USE ptb_status ptb_key_index_of(const ptb_context *context, ptb_strings texts, ptb_key_index **out,
                                         ptb_error *err);
void ptb_key_index_free(ptb_key_index *index); /* NULL allowed */

/* The texts at `codes`, none of them added before, lead to their values (below 2^32 - 1); at most n in all. From
 * any number of threads. */
void ptb_key_index_add_many(ptb_key_index *index, const uint32_t *codes, const uint32_t *values, size_t n);

/* What is looked for, once asked. */
typedef struct {
    uint64_t tail;
    uint32_t head;
    size_t at;
} ptb_key_question;
/* Two halves of a look-up, for a few dozen keys at a time: asking begins to fetch what answering will read, so that whatever is
 * done in between costs nothing. Keys as for ptb_key_index_find_many; they must still be there when it is answered. */
void ptb_key_index_ask(const ptb_key_index *index, const ptb_str *keys, size_t n,
                       ptb_key_question *questions);
void ptb_key_index_answer(const ptb_key_index *index, const ptb_str *keys, const ptb_key_question *questions,
                          size_t n, uint32_t *values);

/* values[i] of keys[i], PTB_NO_CODE where it is absent. 16 bytes from each key's beginning must be readable, whatever its
 * length (but for empty keys, which are absent). */
void ptb_key_index_find_many(const ptb_key_index *index, const ptb_str *keys, size_t n, uint32_t *values);

uint32_t ptb_key_index_find(const ptb_key_index *index, ptb_str key); /* any key; PTB_NO_CODE where absent */

#endif
