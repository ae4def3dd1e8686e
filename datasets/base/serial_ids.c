/* datasets/base/serial_ids.c: tells ids that are numbers in a row from others. */
#include "datasets/base/serial_ids.h"

enum { TEXT_BYTES = PTB_SERIAL_PREFIX + PTB_SERIAL_DIGITS, LEAST_SHARE = 4 };

static size_t count_digits_behind(ptb_str text)
{
    size_t n = 0;
    while (n < text.len && n < PTB_SERIAL_DIGITS && text.ptr[text.len - 1 - n] >= '0' &&
           text.ptr[text.len - 1 - n] <= '9')
        n++;
    return n;
}

/* The form of an id like the first one; numbers of any size. */
static bool form_of(ptb_str first, bool is_filled, ptb_serial_ids *out)
{
    size_t n_digits = count_digits_behind(first);
    if (n_digits == 0 || first.len - n_digits > PTB_SERIAL_PREFIX) return false;
    *out = (ptb_serial_ids){.prefix_len = (uint32_t)(first.len - n_digits), .n = UINT32_MAX};
    if (is_filled) out->len = (uint32_t)first.len;
    memset(&out->prefix_mask, 0xFF, out->prefix_len);
    memcpy(&out->prefix, first.ptr, out->prefix_len);
    return true;
}

/* Are all ids of the form, close enough to each other? */
static bool fits_all(ptb_strings texts, ptb_serial_ids *ids)
{
    uint32_t first = UINT32_MAX, last = 0;
    for (size_t i = 0; i < texts.n; i++) {
        char padded[TEXT_BYTES] = {0};
        ptb_str id = ptb_strings_at(&texts, i);
        if (id.len > TEXT_BYTES) return false;
        memcpy(padded, id.ptr, id.len);
        uint32_t number = ptb_serial_ids_place(ids, (ptb_str){padded, id.len});
        if (number == UINT32_MAX) return false;
        if (number < first) first = number;
        if (number > last) last = number;
    }
    ids->first = first;
    ids->n = last - first + 1;
    return ids->n / LEAST_SHARE <= texts.n;
}

bool ptb_serial_ids_fit(ptb_strings texts, ptb_serial_ids *out)
{
    if (texts.n == 0) return false;
    ptb_str first = ptb_strings_at(&texts, 0);
    if (form_of(first, true, out) && fits_all(texts, out)) return true;
    return form_of(first, false, out) && fits_all(texts, out);
}
