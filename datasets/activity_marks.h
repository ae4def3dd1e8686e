/* datasets/activity_marks.h: which opens and clicks of a history gateways made: bots.h applied to all activities.
 *
 * Made once from a set, then asked for each bucket. Contacts' activities are judged, accounts' are not. The message of an
 * activity is its message, else its campaign. Nothing is marked where no type is an open or a click, or where their times
 * are too coarse: that is judged on whole buckets, taken evenly until PTB_CLOCK_EVENTS opens and clicks were seen. Marks
 * depend on the records alone: neither on their order nor on threads.
 *
 * Memory   8 bytes a contact; for the summary the names of the domains that have marked rows, for sweeps 4 bytes a contact and
 *          the names of all domains. Sweeps are looked for only where messages are known; where a domain of people (no free
 *          provider's) has enough contacts, they take 40 bytes for each click on a known message by its people while the
 *          marks are made, 32 for each delivery to them of a message that may have been swept, and as much again while
 *          these are sorted.
 * Cost     The share of the buckets that the clock needs is sorted once more, for sweeps all of them, and all again where a
 *          message may have been swept. */
#ifndef PTB_DATASETS_ACTIVITY_MARKS_H
#define PTB_DATASETS_ACTIVITY_MARKS_H

#include "datasets/activity_set.h"
#include "datasets/base/json.h"
#include "datasets/bots.h"
#include "datasets/domains.h"

enum { PTB_CLOCK_EVENTS = 20000 };

/* Owners below n_contacts are contacts. Texts by contact, in the order of the history; `at` is NULL where none is known. */
typedef struct {
    size_t n_contacts;
    ptb_texts email;
    ptb_texts web; /* of the contact's account: a domain or web address; asked where the e-mail gives none */
    const ptb_json
        *import; /* how the history was made that the set is merged into; NULL where there is none */
} ptb_mark_owners;

typedef struct ptb_activity_marks ptb_activity_marks;

/* `set` is borrowed and has no marks yet; what `owners` asks stays borrowed. */
PTB_MUST_USE ptb_status ptb_activity_marks_new(const ptb_context *context, const ptb_activity_set *set,
                                               const ptb_mark_owners *owners, ptb_activity_marks **out,
                                               ptb_error *err);
void ptb_activity_marks_free(ptb_activity_marks *marks); /* NULL allowed */

/* False: some types are opens or clicks, but their times are to the minute or the day, and nothing is marked. */
bool ptb_activity_marks_are_fine(const ptb_activity_marks *marks);

/* Marks a bucket of the set: is_gateway stays NULL where there is nothing to mark. Any number of times, different buckets
 * at once. */
PTB_MUST_USE ptb_status ptb_activity_marks_bucket(const ptb_activity_marks *marks, size_t bucket,
                                                  ptb_activity_bucket *rows, ptb_error *err);

/* ---- for a history that is appended to ---- */

/* Whether what gateways did in it is what would be marked: the same rules by the same program, times of the same fineness, and
 * no sweeps, in which other contacts' clicks count. Then only contacts with new rows near others need marking. */
bool ptb_activity_marks_hold(const ptb_activity_marks *marks);
/* Whether activities of the type are mail events. *reach: a contact's activity of the type that is further than this from all
 * its other mail events neither is marked nor changes what else is. */
bool ptb_activity_marks_reach(const ptb_activity_marks *marks, uint32_t type, uint32_t *reach);
/* Whether activities of the type are opens or clicks, which the summary counts. */
bool ptb_activity_marks_counts(const ptb_activity_marks *marks, uint32_t type);
/* Instead of ptb_activity_marks_bucket for a contact whose marks are the old ones. */
void ptb_activity_marks_keep(const ptb_activity_marks *marks, uint32_t contact, uint32_t n_events,
                             uint32_t n_marked);

/* ---- what came of it ---- */

/* What the buckets marked so far hold: those of all contacts once all were marked. */
typedef struct {
    uint64_t opens_and_clicks, marked; /* of contacts */
    ptb_bot_domain *top;               /* by ptb_bot_summary; names belong to the marks */
    size_t n_top;
} ptb_mark_summary;
/* `top` has room for n_top domains, of which those with at least `least_events` count. Domains are looked up here, so one
 * call at a time. */
PTB_MUST_USE ptb_status ptb_activity_marks_sum(const ptb_activity_marks *marks, uint64_t least_events,
                                               ptb_bot_domain *top, size_t n_top, ptb_mark_summary *out,
                                               ptb_error *err);
/* For provenance: "gateways" with the rule's numbers, the counts and the list of suffixes that the domains come from. */
PTB_MUST_USE ptb_status ptb_activity_marks_write(const ptb_activity_marks *marks, ptb_json_writer *json,
                                                 ptb_error *err);

#endif
