/* datasets/activity_pack.h: one activity as a few bytes, and back. For the store.
 *
 * A byte that says how long the numbers are, owner within its bucket (two bytes; four where buckets are larger), seconds since the
 * row before (zigzag) in one to four bytes, code of type in one or two, codes of channel and asset in as many or none where they are
 * 0: no branch, since nothing predicts lengths. Where there may be rarer fields a byte that says which, and those in base 128 (LEB128).
 * Where rows have no more than a type each takes eight bytes as they are, which is faster to write and to read. */
#ifndef PTB_DATASETS_ACTIVITY_PACK_H
#define PTB_DATASETS_ACTIVITY_PACK_H

#include <math.h>
#include <string.h>

#include "datasets/activity_store.h"

enum { PTB_PACKED_BYTES = 64 }; /* the most that a row takes, with room */

typedef struct {
    uint32_t ts;
    uint16_t owner, type; /* owner: within the bucket */
} ptb_fixed_row;

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

/* Bytes that the number takes: 1 to 4. */
static inline unsigned pack_length(uint32_t value)
{
    return 1U + (unsigned)(value > 0xFF) + (unsigned)(value > 0xFFFF) + (unsigned)(value > 0xFFFFFF);
}

static inline unsigned char *pack_bytes(unsigned char *to, uint32_t value, unsigned length)
{
    memcpy(to, &value, sizeof value); /* little-endian; what is beyond its length is written over */
    return to + length;
}

static inline const unsigned char *unpack_bytes(const unsigned char *from, unsigned length, uint32_t *value)
{
    memcpy(value, from, sizeof *value);
    *value &= (uint32_t)((UINT64_C(1) << 8 * length) - 1);
    return from + length;
}

/* *ts_before: of the row before in the same stream, 0 at its beginning. Up to four bytes behind the row are written. */
static inline unsigned char *pack_row(unsigned char *to, const ptb_activity *row, uint32_t owner,
                                      bool is_wide, uint32_t *ts_before)
{
    uint32_t step = row->ts - *ts_before, zigzag = step << 1 ^ (0 - (step >> 31));
    unsigned of_step = pack_length(zigzag), of_type = 1U + (row->type > 0xFF);
    unsigned of_asset = (row->asset > 0) * pack_length(row->asset);
    unsigned of_channel = (unsigned)(row->channel > 0) + (row->channel > 0xFF);
    *ts_before = row->ts;
    *to++ = (unsigned char)((of_step - 1) | of_asset << 2 | (of_type - 1) << 5 | of_channel << 6);
    memcpy(to, &owner, sizeof owner);
    to += is_wide ? sizeof owner : sizeof(uint16_t);
    to = pack_bytes(to, zigzag, of_step);
    to = pack_bytes(to, row->type, of_type);
    to = pack_bytes(to, row->channel, of_channel);
    return pack_bytes(to, row->asset, of_asset);
}

/* row->owner is the one within the bucket. Up to four bytes behind the row are read. */
static inline const unsigned char *unpack_row(const unsigned char *from, ptb_activity *row, bool is_wide,
                                              uint32_t *ts_before)
{
    uint32_t zigzag = 0, type = 0, channel = 0;
    unsigned lengths = *from++;
    row->owner = 0;
    memcpy(&row->owner, from, is_wide ? sizeof row->owner : sizeof(uint16_t));
    from += is_wide ? sizeof row->owner : sizeof(uint16_t);
    from = unpack_bytes(from, (lengths & 3) + 1, &zigzag);
    from = unpack_bytes(from, (lengths >> 5 & 1) + 1, &type);
    from = unpack_bytes(from, lengths >> 6, &channel);
    from = unpack_bytes(from, lengths >> 2 & 7, &row->asset);
    *ts_before += zigzag >> 1 ^ (0 - (zigzag & 1));
    row->ts = *ts_before;
    row->type = (uint16_t)type;
    row->channel = (uint16_t)channel;
    return from;
}

#endif
