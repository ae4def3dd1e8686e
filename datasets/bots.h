/* datasets/bots.h: opens and clicks that a mail security gateway made, not the recipient.
 *
 * Gateways (link scanners of Microsoft, Proofpoint, Mimecast, Barracuda, ...) fetch a mail's images and follow its
 * links to look for malware, mostly on arrival, so that opens and clicks are recorded which nobody made. Exports
 * of a CRM rarely have addresses or user agents, so they are told by time alone. Three rules, each a function of
 * the set of events (their order at equal times does not matter, nor where the clock starts), `s` in whole
 * seconds, every limit inclusive:
 *
 *  burst    `burst_clicks` (3) or more clicks of one contact on one message within `burst_s` (10) of the first of
 *           them: these clicks, and the contact's opens of that message from `burst_s` before that first click to
 *           `burst_s` after it. Clicks without a message count as clicks on one more message, whatever was
 *           clicked. Two clicks within a second or two are a person's double click and stay.
 *  instant  an open or click within `instant_s` (5) after the same message was sent or delivered. Known messages
 *           only. A person who reads at once takes longer.
 *  sweep    `sweep_recipients` (5) or more contacts of one e-mail domain click one message within `sweep_s` (60)
 *           of the first of these clicks, and they are at least `sweep_share` (0.5) of the domain's contacts to
 *           whom that message is known to have gone (where that is known of any): all these clicks.
 *
 * What is clicked is no part of the rules: some sources give the link as the asset, others the mail.
 * Times that are whole minutes or days would make a burst of what people do in one: ask ptb_bot_clock_is_fine.
 * Privacy proxies that load images for a person (Apple Mail) are no gateways; an open of theirs looks like any other.
 *
 * Source   Practice of senders: clicks within about 5 s of delivery and clicks on every link are the signs that
 *          guides name (check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect,
 *          suped.com/knowledge: suspicious bot clicks, many recipients of one domain at the moment of sending;
 *          Constant Contact: all options clicked at the same time, 1-2 minutes after sending). The numbers are
 *          settings, for delivery is stamped sooner or later by different senders.
 *
 *   ptb_bot_kind_of (once a type) -> ptb_bot_clock_add, ptb_bot_mark (each contact) -> ptb_bot_mark_sweeps (once)
 *   -> ptb_bot_summary */
#ifndef PTB_DATASETS_BOTS_H
#define PTB_DATASETS_BOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "datasets/base/civil_time.h"
#include "datasets/base/text.h"

typedef enum {
    PTB_BOT_OTHER, /* 0: nothing to do with a mail */
    PTB_BOT_SENT,  /* sent or delivered */
    PTB_BOT_OPEN,
    PTB_BOT_CLICK
} ptb_bot_kind;

/* The kind of an activity's type, whatever its case, blanks and signs: "email_open", "E-Mail Opened", "Opened
 * email", "open", "emailClick", "Email: Link clicked", "click", "Marketing Email - Delivered", "sent", ... Words that
 * also mean other things (view, read, link click, received) count only where "mail" or "email" stands beside. */
ptb_bot_kind ptb_bot_kind_of(ptb_str type_name);

/* Why an event is marked: bits of a mark. 0 is a person's. */
enum { PTB_BOT_BURST = 1, PTB_BOT_INSTANT = 2, PTB_BOT_SWEEP = 4 };

/* 0 in burst_clicks, instant_s or sweep_recipients turns a rule off. */
typedef struct {
    uint32_t burst_clicks;     /* 3; 0, 2 to 16 */
    uint32_t burst_s;          /* 10; up to 3600 */
    uint32_t instant_s;        /* 5; up to 3600 */
    uint32_t sweep_recipients; /* 5; 0, 2 or more */
    uint32_t sweep_s;          /* 60; up to 3600 */
    double sweep_share;        /* 0.5; 0 to 1 */
} ptb_bot_settings;

ptb_bot_settings ptb_bot_settings_default(void);
PTB_MUST_USE ptb_status ptb_bot_settings_check(const ptb_bot_settings *settings, ptb_error *err); /* E_ARG */

/* An event that is further than this from all others of its contact neither is marked by ptb_bot_mark nor changes what else
 * is. */
uint32_t ptb_bot_reach_s(const ptb_bot_settings *settings);

/* One contact's events in order of time (at equal times any order): parallel arrays of n entries. */
typedef struct {
    const ptb_time *ts;
    const uint8_t *kind;     /* ptb_bot_kind */
    const uint32_t *message; /* a hash of the message or campaign; 0 unknown; NULL where none is known */
    size_t n;
} ptb_bot_events;

/* Memory that is used again from contact to contact; one per thread. Zero-initialise; free with
 * ptb_bot_scratch_free. Grows to 16 bytes for each mail event of the busiest contact that looks suspicious. */
typedef struct {
    struct ptb_bot_item *items, *spare;
    size_t items_capacity, spare_capacity;
} ptb_bot_scratch;
void ptb_bot_scratch_free(ptb_bot_scratch *scratch);

/* Bursts and instant reactions of one contact: adds PTB_BOT_BURST and PTB_BOT_INSTANT to `marks` (n entries, zeroed
 * by the caller; only marked entries are written). *n_marked is the number of events marked by this call.
 *
 * Errors   E_NOMEM, E_LIMIT (2^32 events of one contact): no entry of marks is changed
 * Cost     O(n). A contact with too few clicks and nothing sent is done after one pass over its kinds, one without
 *          clicks or reactions close enough after one or two more, without scratch; else up to four more passes
 *          over its mail events. */
PTB_MUST_USE ptb_status ptb_bot_mark(const ptb_bot_settings *settings, const ptb_bot_events *events,
                                     ptb_bot_scratch *scratch, uint8_t *marks, size_t *n_marked,
                                     ptb_error *err);

/* An event that may be part of a sweep: message known, domain the contact's registrable one and no free provider's. */
typedef struct {
    ptb_time ts;
    uint64_t index;                    /* its entry in marks */
    uint32_t domain, message, contact; /* any numbers that tell them apart */
    uint8_t kind;                      /* CLICK; SENT tells who got the message; others are ignored */
} ptb_bot_candidate;

/* Sweeps: adds PTB_BOT_SWEEP to marks[index] of the clicks in one. The candidates come in any order and are
 * sorted. *n_marked is the number of clicks that had no mark before.
 *
 * Errors   E_NOMEM, E_LIMIT (2^32 candidates): no entry of marks is changed
 * Cost     O(n log n); 12 bytes a candidate, and what qsort takes. */
PTB_MUST_USE ptb_status ptb_bot_mark_sweeps(const ptb_bot_settings *settings, ptb_bot_candidate *candidates,
                                            size_t n, uint8_t *marks, size_t *n_marked, ptb_error *err);

/* Opens and clicks by their second of the minute. Zero-initialise. */
typedef struct {
    uint64_t by_second[60];
} ptb_bot_clock;
void ptb_bot_clock_add(ptb_bot_clock *clock, const ptb_bot_events *events);

/* Whether the times are fine enough for these rules. Not so where half or more of 100 or more opens and clicks share one
 * second of the minute, which is what times to the minute (:00) and dates (23:59:59) look like. */
bool ptb_bot_clock_is_fine(const ptb_bot_clock *clock);

typedef struct {
    ptb_str domain;
    uint64_t events, marked; /* opens and clicks */
} ptb_bot_domain;

/* The domains with the largest shares of marked events, for a report: up to n_top of those with at least
 * `least_events` and one marked; shares descending, ties by name. Returns how many. O(n n_top). */
size_t ptb_bot_summary(const ptb_bot_domain *domains, size_t n, uint64_t least_events, ptb_bot_domain *top,
                       size_t n_top);

#endif
