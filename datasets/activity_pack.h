/* datasets/activity_pack.h: one activity as a few bytes, and back. For the store.
 *
 * Owner within its bucket (two bytes; four where buckets are larger), seconds since the row before (zigzag), codes of type, channel and asset; where there may be
 * rarer fields a byte that says which, and those. Numbers in base 128, least significant group first (LEB128). */
#ifndef PTB_DATASETS_ACTIVITY_PACK_H
#define PTB_DATASETS_ACTIVITY_PACK_H

#include <math.h>
#include <string.h>

#include "datasets/activity_store.h"

enum { PTB_PACKED_BYTES = 64 }; /* the most that a row takes, with room */

enum { PACK_TOPIC = 1, PACK_CAMPAIGN = 2, PACK_MESSAGE = 4, PACK_VALUE = 8, PACK_DURATION = 16 };

static inline unsigned char *pack_number(unsigned char *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *to++ = (unsigned char)(value | 0x80);
    *to++ = (unsigned char)value;
    return to;
}

static inline const unsigned char *unpack_number(const unsigned char *from, uint64_t *value)
{
    *value = *from & 0x7F;
    for (unsigned shift = 7; *from++ & 0x80; shift += 7)
        *value |= (uint64_t)(*from & 0x7F) << shift;
    return from;
}

static inline const unsigned char *unpack_code(const unsigned char *from, uint32_t *code)
{
    uint64_t value = 0;
    from = unpack_number(from, &value);
    *code = (uint32_t)value;
    return from;
}

static inline unsigned char *pack_more(unsigned char *to, const ptb_activity_more *more)
{
    unsigned char *which = to++;
    *which = 0;
    if (more->topic) {
        *which |= PACK_TOPIC;
        to = pack_number(to, more->topic);
    }
    if (more->campaign) {
        *which |= PACK_CAMPAIGN;
        to = pack_number(to, more->campaign);
    }
    if (more->message) {
        *which |= PACK_MESSAGE;
        to = pack_number(to, more->message);
    }
    if (!isnan(more->value)) {
        *which |= PACK_VALUE;
        memcpy(to, &more->value, sizeof more->value);
        to += sizeof more->value;
    }
    if (!isnan(more->duration_s)) {
        *which |= PACK_DURATION;
        memcpy(to, &more->duration_s, sizeof more->duration_s);
        to += sizeof more->duration_s;
    }
    return to;
}

static inline const unsigned char *unpack_more(const unsigned char *from, ptb_activity_more *more)
{
    unsigned which = *from++;
    *more = (ptb_activity_more){.value = NAN, .duration_s = NAN};
    if (which & PACK_TOPIC) from = unpack_code(from, &more->topic);
    if (which & PACK_CAMPAIGN) from = unpack_code(from, &more->campaign);
    if (which & PACK_MESSAGE) from = unpack_code(from, &more->message);
    if (which & PACK_VALUE) {
        memcpy(&more->value, from, sizeof more->value);
        from += sizeof more->value;
    }
    if (which & PACK_DURATION) {
        memcpy(&more->duration_s, from, sizeof more->duration_s);
        from += sizeof more->duration_s;
    }
    return from;
}

/* *ts_before: of the row before in the same stream, 0 at its beginning. */
static inline unsigned char *pack_row(unsigned char *to, const ptb_activity *row, uint32_t owner,
                                      bool is_wide, uint32_t *ts_before)
{
    int64_t step = (int64_t)row->ts - *ts_before;
    *ts_before = row->ts;
    memcpy(to, &owner, is_wide ? sizeof owner : sizeof(uint16_t)); /* little-endian */
    to += is_wide ? sizeof owner : sizeof(uint16_t);
    to = pack_number(to, (uint64_t)step << 1 ^ (step < 0 ? UINT64_MAX : 0));
    to = pack_number(to, row->type);
    to = pack_number(to, row->channel);
    return pack_number(to, row->asset);
}

/* row->owner is the one within the bucket. */
static inline const unsigned char *unpack_row(const unsigned char *from, ptb_activity *row, bool is_wide,
                                              uint32_t *ts_before)
{
    uint64_t step = 0;
    uint32_t type = 0, channel = 0;
    row->owner = 0;
    memcpy(&row->owner, from, is_wide ? sizeof row->owner : sizeof(uint16_t));
    from += is_wide ? sizeof row->owner : sizeof(uint16_t);
    from = unpack_number(from, &step);
    from = unpack_code(from, &type);
    from = unpack_code(from, &channel);
    from = unpack_code(from, &row->asset);
    *ts_before += (uint32_t)(step >> 1) ^ (uint32_t)(0 - (step & 1));
    row->ts = *ts_before;
    row->type = (uint16_t)type;
    row->channel = (uint16_t)channel;
    return from;
}

#endif
