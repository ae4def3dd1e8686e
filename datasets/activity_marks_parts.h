/* datasets/activity_marks_parts.h: what marking by contact and looking for sweeps share. Private to
 * datasets/activity_marks*.c. */
#ifndef PTB_DATASETS_ACTIVITY_MARKS_PARTS_H
#define PTB_DATASETS_ACTIVITY_MARKS_PARTS_H

#include "datasets/activity_marks.h"

struct ptb_activity_marks {
    const ptb_activity_set *set;
    ptb_bot_settings settings;
    uint8_t *kind; /* ptb_bot_kind by code of the type */
    bool has_mail; /* a type is an open or a click */
    bool is_fine;
    bool holds; /* ptb_activity_marks_hold */
    size_t n_contacts;
    ptb_mark_owners owners;
    ptb_domains *suffixes;
    ptb_dictionary *domains;       /* those that were looked up */
    uint32_t *domain;              /* by contact: code, or PTB_NONE; NULL unless sweeps are looked for */
    uint32_t *n_events, *n_marked; /* by contact: opens and clicks; a contact is in one bucket */
    /* Clicks in sweeps: rows of bucket b are sweep_row[sweep_first[b] .. sweep_first[b + 1]); NULL without. */
    uint32_t *sweep_row;
    size_t *sweep_first;
};

/* The message's or campaign's number; 0 unknown. Campaigns by an odd factor: no two become one. */
static inline uint32_t ptb_marks_message(const ptb_activity_bucket *bucket, size_t row)
{
    if (!bucket->more) return 0;
    const ptb_activity_more *more = &bucket->more[row];
    return more->message ? more->message : more->campaign * 0x9E3779B1U;
}

static inline bool ptb_marks_is_reaction(uint8_t kind)
{
    return kind == PTB_BOT_OPEN || kind == PTB_BOT_CLICK;
}

PTB_MUST_USE ptb_status ptb_marks_domains_new(ptb_dictionary **out, ptb_error *err);
/* Fills `domain`. */
PTB_MUST_USE ptb_status ptb_marks_find_domains(const ptb_context *context, ptb_activity_marks *marks,
                                               ptb_error *err);
/* The domains with marked events, by ptb_bot_summary, into out->top. Adds to `domains`. */
PTB_MUST_USE ptb_status ptb_marks_sum_domains(const ptb_activity_marks *marks, uint64_t least_events,
                                              size_t n_top, ptb_mark_summary *out, ptb_error *err);
/* Fills sweep_row and sweep_first. */
PTB_MUST_USE ptb_status ptb_marks_find_sweeps(const ptb_context *context, ptb_activity_marks *marks,
                                              ptb_error *err);

#endif
