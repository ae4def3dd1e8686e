/* features/case_options.h: subject, moment and outcome as texts that a person gives -> ptb_case_settings.
 *
 * Shared by every command that builds cases. Contradictions that can be seen without a history are refused here,
 * the others by ptb_cases_build. */
#ifndef PTB_FEATURES_CASE_OPTIONS_H
#define PTB_FEATURES_CASE_OPTIONS_H

#include "features/cases.h"

/* What --horizon takes. */
#define PTB_HORIZON_MIN_DAYS 0.01
#define PTB_HORIZON_MAX_DAYS 36525.0

/* NULL where not given. Moments are ISO times or dates. A date as as_of is the end of its day, as in records (what
 * is known that day); as a bound it is the begin of its day ("from that day on"). */
typedef struct {
    const char *subject;   /* contact, opportunity */
    const char *as_of;     /* a moment, or "latest": the latest record */
    const char *snapshots; /* created, monthly; not together with as_of */
    bool open_at_as_of;    /* opportunities open at as_of; implies as_of "latest" where none is given */
    const char *from, *to; /* bounds */
    const char *outcome;   /* won, event:TYPE[,TYPE...], column:NAME */
    double horizon_days;   /* 0: not given */
} ptb_case_texts;

/* A moment from which on something counts: an ISO time, or a date, which is 00:00 UTC of its day. False where it is
 * neither. */
bool ptb_parse_bound(const char *text, ptb_time *out);

/* out->outcome_name borrows from texts->outcome. Errors: E_ARG names the option ("--as-of: ...") with what was
 * given and what is expected; designed values that this version does not have (account, customer, created+24h, a
 * snapshot file, stage:NAME) are refused as such. */
PTB_MUST_USE ptb_status ptb_case_settings_parse(const ptb_case_texts *texts, ptb_case_settings *out,
                                                ptb_error *err);

#endif
