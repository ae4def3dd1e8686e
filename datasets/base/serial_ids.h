/* datasets/base/serial_ids.h: ids that are numbers in a row behind a common beginning ("C00000017", "1203"), as databases give them:
 * the number is the place in a table, which needs no hashing and a fraction of the memory. For key_index. */
#ifndef PTB_DATASETS_BASE_SERIAL_IDS_H
#define PTB_DATASETS_BASE_SERIAL_IDS_H

#include <string.h>

#include "datasets/base/dictionary.h"

enum { PTB_SERIAL_DIGITS = 8, PTB_SERIAL_PREFIX = 8 };

typedef struct {
    uint64_t prefix, prefix_mask; /* the first bytes */
    uint32_t prefix_len;
    uint32_t len;      /* of every id, digits filled up with zeros; 0: no zeros before a number */
    uint32_t first, n; /* numbers first .. first + n - 1 occur */
} ptb_serial_ids;

/* Are all texts, distinct ones, such ids, at least a quarter of the numbers between them in use? */
bool ptb_serial_ids_fit(ptb_strings texts, ptb_serial_ids *out);

/* Where the id stands, below ids->n, or UINT32_MAX: it is no such id. 16 bytes from its beginning can be read. */
static inline uint32_t ptb_serial_ids_place(const ptb_serial_ids *ids, ptb_str id)
{
    uint64_t begin, digits;
    size_t n_digits = id.len - ids->prefix_len;
    if (id.len <= ids->prefix_len || n_digits > PTB_SERIAL_DIGITS || (ids->len != 0 && id.len != ids->len))
        return UINT32_MAX;
    memcpy(&begin, id.ptr, sizeof begin);
    memcpy(&digits, id.ptr + ids->prefix_len, sizeof digits);
    if ((begin & ids->prefix_mask) != ids->prefix) return UINT32_MAX;
    if (ids->len == 0 && n_digits > 1 && id.ptr[ids->prefix_len] == '0') return UINT32_MAX;
    /* Digits to the upper bytes, the last one highest; each byte its digit, and those before the first 0. */
    unsigned shift = 8 * (unsigned)(PTB_SERIAL_DIGITS - n_digits);
    digits = (digits << shift) ^ (UINT64_C(0x3030303030303030) << shift);
    if (((digits + UINT64_C(0x7676767676767676)) | digits) & UINT64_C(0x8080808080808080)) return UINT32_MAX;
    /* Pairs, then fours, then all of them: two numbers at a time in one product. */
    digits = digits * 10 + (digits >> 8);
    digits = ((digits & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
              ((digits >> 16) & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >>
             32;
    uint32_t place = (uint32_t)digits - ids->first;
    return place < ids->n ? place : UINT32_MAX;
}

#endif
