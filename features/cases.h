/* features/cases.h: who is looked at, as of when, and what became of it.
 *
 * A case is (subject, T, outcome). For training the outcome is known, and known_at is the moment
 * from which on it was: a deal's closing, or for contacts T + horizon, for wins as for losses, so that whatever is
 * known by a moment has wins and losses of the same time; cases whose horizon is not over at the end of the data are left out, not counted as losses. */
#ifndef PTB_FEATURES_CASES_H
#define PTB_FEATURES_CASES_H

#include "datasets/history.h"

typedef enum { PTB_SUBJECT_CONTACT, PTB_SUBJECT_OPPORTUNITY } ptb_subject;
const char *ptb_subject_name(ptb_subject subject);

typedef struct {
    uint32_t contact, account, opportunity; /* PTB_NONE where there is none */
    ptb_time as_of;                         /* PTB_NO_TIME where the history is timeless */
    ptb_time known_at; /* not before as_of; PTB_NO_TIME where the outcome is NaN or timeless */
    float outcome;     /* 1 won, 0 not, NaN unknown */
    float weight;
} ptb_case;

/* What counts as a win. WON: opportunity's own outcome; or for contacts a deal naming the contact created in
 * (T, T + horizon] and won by its end. EVENT: an activity of one of the types in (T, T + horizon]. COLUMN: the
 * flat table's outcome column. */
typedef enum { PTB_OUTCOME_WON, PTB_OUTCOME_EVENT, PTB_OUTCOME_COLUMN } ptb_outcome_kind;

typedef enum {
    PTB_SNAPSHOT_DEFAULT, /* created for opportunities and flat rows, monthly for contacts */
    PTB_SNAPSHOT_CREATED, /* opportunities as of their creation; flat rows as of their date */
    PTB_SNAPSHOT_MONTHLY, /* contacts as of the first of every month */
    PTB_SNAPSHOT_AS_OF /* contacts, or the opportunities that are open, as of one moment; flat rows dated by it */
} ptb_snapshot_kind;

typedef struct {
    bool subject_given;
    bool open_at_as_of;  /* says so in words what AS_OF means for opportunities; E_ARG for contacts */
    bool horizon_given;  /* E_ARG where the outcome has no horizon */
    ptb_subject subject; /* default: opportunity where there are any, else contact */
    ptb_snapshot_kind snapshots;
    ptb_outcome_kind outcome;
    ptb_time as_of;           /* AS_OF; PTB_NO_TIME: the latest record */
    ptb_time from, to;        /* only cases with from <= T < to; PTB_NO_TIME: open */
    const char *outcome_name; /* event types separated by commas, or the column */
    double horizon_days;      /* 180 unless said */
} ptb_case_settings;

void ptb_case_settings_default(ptb_case_settings *settings);

typedef struct {
    /* As resolved: subject, snapshots, as_of, outcome filled in; from: the first month whose outcomes the data can show;
     * horizon_days 0 where the outcome is the deal's own or a column. outcome_name is borrowed as given, or from the
     * history (the flat outcome column). */
    ptb_case_settings settings;
    /* Ordered by (account's place in the history, as_of, subject's place). Without account: contacts where they
     * stand in the history, opportunities at the end. */
    ptb_case *items;
    size_t n;
    uint64_t n_won, n_not_won, n_unknown;
    uint64_t left_out_unfinished; /* horizon or deal not over at the end of the data */
    uint64_t left_out_ineligible; /* already customer, open deal, not created by T */
} ptb_cases;

/* For training (known outcomes only) or, with for_scoring, all subjects that exist at as_of (whatever `snapshots`
 * says): contacts created by T without condition, opportunities open at T, whose outcome is NaN or, where it came
 * later, known. Flat rows are always as of their own date; as_of leaves out those dated later. Settings that
 * contradict the history (time on a timeless one, an event type that never occurs, no opportunities) are E_ARG or
 * E_DATA in words; so is a training set without a single case. */
PTB_MUST_USE ptb_status ptb_cases_build(const ptb_history *history, const ptb_case_settings *settings,
                                        bool for_scoring, ptb_cases *out, ptb_error *err);
void ptb_cases_free(ptb_cases *cases);

/* group[i] of cases[i]: the root of the account's tree; without account the contact, without either the opportunity
 * (numbered behind the accounts). Cases of a group are not independent of one another and need not be neighbours.
 * E_LIMIT: 2^32 or more accounts, contacts and opportunities. */
PTB_MUST_USE ptb_status ptb_case_groups(const ptb_history *history, const ptb_case *cases, size_t n,
                                        uint32_t *group, ptb_error *err);

/* The text that users know the subject by: the contact's or the opportunity's id. */
ptb_str ptb_case_subject_id(const ptb_history *history, ptb_subject subject, const ptb_case *one);

#endif
