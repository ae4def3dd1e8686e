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
    const char *subject;   /* contact, opportunity, account, customer */
    const char *as_of;     /* a moment, or "latest": the latest record */
    const char *snapshots; /* as ptb_snapshots_parse; not together with as_of */
    bool open_at_as_of;    /* opportunities open at as_of; implies as_of "latest" where none is given */
    const char *from, *to; /* bounds */
    const char *outcome;   /* won, event:TYPE[,TYPE...], stage:NAME[,NAME...], column:NAME */
    const char *closed_by; /* TYPE[,TYPE...]; goes with event: */
    const char *weights;   /* case, subject */
    double horizon_days;   /* 0: not given */
} ptb_case_texts;

/* What --help says of them. */
#define PTB_HELP_SUBJECT "contact, opportunity, account or customer"
#define PTB_HELP_SNAPSHOTS                                                                                 \
    "created, created+24h, weekly, monthly, quarterly, event:TYPE, first:TYPE, stage:NAME, or a CSV file " \
    "of moments"
#define PTB_HELP_OUTCOME "won, event:TYPE[,TYPE], stage:NAME[,NAME] or column:NAME"
#define PTB_HELP_HORIZON "what counts is what follows so soon (default 180); not for a deal's own outcome"
#define PTB_HELP_CLOSED_BY "with event: activities that end a case without success"
#define PTB_HELP_WEIGHTS "case (default: each weighs 1) or subject: a subject's cases weigh 1 together"

/* created, created+NUMBER and m, h, d or w (minutes to weeks), weekly, monthly, quarterly, event:TYPE[,TYPE...], first:TYPE...,
 * stage:NAME..., or a path, which has a / or a . in it; out->snapshot_name borrows from the text. E_ARG. */
PTB_MUST_USE ptb_status ptb_snapshots_parse(const char *text, ptb_case_settings *out, ptb_error *err);

/* A moment from which on something counts: an ISO time, or a date, which is 00:00 UTC of its day. False where it is
 * neither. */
bool ptb_parse_bound(const char *text, ptb_time *out);

/* Names in *out borrow from the texts. E_ARG names the option ("--as-of: ...") with what was given and what is
 * expected. */
PTB_MUST_USE ptb_status ptb_case_settings_parse(const ptb_case_texts *texts, ptb_case_settings *out,
                                                ptb_error *err);

#endif
