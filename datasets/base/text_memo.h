/* datasets/base/text_memo.h: short texts to numbers, for columns whose texts repeat: types, channels, pages.
 *
 * zero-initialise -> find; where that is NULL, find out some other way and add -> forget. An open-addressing table with linear
 * probing that takes no more texts once it is half full: what it has stays, so that looking up is a few instructions. */
#ifndef PTB_DATASETS_BASE_TEXT_MEMO_H
#define PTB_DATASETS_BASE_TEXT_MEMO_H

#include <string.h>

#include "datasets/base/text.h"

enum { PTB_TEXT_MEMO_SLOTS = 4096, PTB_TEXT_MEMO_BYTES = 16 };

/* A text of 1 to PTB_TEXT_MEMO_BYTES bytes, zeros behind it. */
typedef struct {
    uint64_t head, tail;
    uint32_t len; /* 0: none */
} ptb_text_key;

typedef struct {
    ptb_text_key key;
    uint32_t value;
} ptb_text_memo_slot;

typedef struct {
    ptb_text_memo_slot slots[PTB_TEXT_MEMO_SLOTS];
    size_t n;
} ptb_text_memo;

/* None where the text is empty or too long. */
static inline ptb_text_key ptb_text_key_of(ptb_str text)
{
    uint64_t words[2] = {0, 0};
    if (text.len - 1 >= PTB_TEXT_MEMO_BYTES) return (ptb_text_key){0};
    memcpy(words, text.ptr, text.len);
    return (ptb_text_key){words[0], words[1], (uint32_t)text.len};
}

/* The same where 16 bytes from the text's beginning can be read, whatever its length: no branch on it. */
static inline ptb_text_key ptb_text_key_near(ptb_str text)
{
    static const uint64_t ours[] = {UINT64_MAX, UINT64_MAX, 0, 0};
    if (text.len - 1 >= PTB_TEXT_MEMO_BYTES) return (ptb_text_key){0};
    const char *mask = (const char *)ours + PTB_TEXT_MEMO_BYTES - text.len;
    uint64_t words[2], masks[2];
    memcpy(words, text.ptr, sizeof words);
    memcpy(masks, mask, sizeof masks);
    return (ptb_text_key){words[0] & masks[0], words[1] & masks[1], (uint32_t)text.len};
}

static inline size_t ptb_text_memo_place(const ptb_text_key *key)
{
    uint64_t mixed =
        (key->head ^ key->tail * UINT64_C(0xd6e8feb86659fd93) ^ key->len) * UINT64_C(0x9e3779b97f4a7c15);
    _Static_assert(PTB_TEXT_MEMO_SLOTS == 1 << (64 - 52), "the product's upper bits say the slot");
    return (size_t)(mixed >> 52);
}

/* The number of the text, or NULL where it is not known or none. */
static inline const uint32_t *ptb_text_memo_find(const ptb_text_memo *memo, const ptb_text_key *key)
{
    if (key->len == 0) return NULL;
    for (size_t at = ptb_text_memo_place(key);; at = (at + 1) % PTB_TEXT_MEMO_SLOTS) {
        const ptb_text_memo_slot *slot = &memo->slots[at];
        if (slot->key.len == key->len && slot->key.head == key->head && slot->key.tail == key->tail)
            return &slot->value;
        if (slot->key.len == 0) return NULL;
    }
}

/* Of a text that is not there yet; forgotten where there is no room, or where it is none. */
static inline void ptb_text_memo_add(ptb_text_memo *memo, const ptb_text_key *key, uint32_t value)
{
    size_t at = ptb_text_memo_place(key);
    if (key->len == 0 || memo->n >= PTB_TEXT_MEMO_SLOTS / 2) return;
    while (memo->slots[at].key.len != 0)
        at = (at + 1) % PTB_TEXT_MEMO_SLOTS;
    memo->slots[at] = (ptb_text_memo_slot){*key, value};
    memo->n++;
}

#endif
