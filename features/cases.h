/* features/cases.h: who is looked at, as of when, and what became of it.
 *
 * A case is (subject, T, outcome). For training the outcome is known, and known_at is the moment from which on it was: of a
 * deal, of its stage or of a case that something closes, when that happened; where there is a horizon T + horizon, for wins as
 * for losses, so that whatever is known by a moment has wins and losses of the same time; cases whose horizon is not over at
 * the end of the data are left out, not counted as losses. */
#ifndef PTB_FEATURES_CASES_H
#define PTB_FEATURES_CASES_H

#include "datasets/history.h"

/* A customer is an account, or where the history has no accounts a contact, that has won before. */
typedef enum {
    PTB_SUBJECT_CONTACT,
    PTB_SUBJECT_OPPORTUNITY,
    PTB_SUBJECT_ACCOUNT,
    PTB_SUBJECT_CUSTOMER
} ptb_subject;
enum { PTB_SUBJECTS = 4 };
const char *ptb_subject_name(ptb_subject subject);
bool ptb_subject_parse(const char *name, ptb_subject *out); /* false: there is none of that name */

typedef struct {
    uint32_t contact, account,
        opportunity;   /* PTB_NONE where there is none, as the contact of an account's case */
    ptb_time as_of;    /* PTB_NO_TIME where the history is timeless */
    ptb_time known_at; /* not before as_of; PTB_NO_TIME where the outcome is NaN or timeless */
    float outcome;     /* 1 won, 0 not, NaN unknown */
    float weight;      /* more than 0 */
} ptb_case;

/* What counts as a win. WON: the opportunity's own outcome; for others a deal of theirs created in (T, T + horizon] and won by its
 * end. EVENT: an activity of one of the types in (T, T + horizon]; with closed_by the first one after T that is of an outcome's
 * or a closing type says it. COLUMN: the outcome column of the flat table, or of the file of moments. STAGE: the opportunity
 * enters one of the stages after T. */
typedef enum { PTB_OUTCOME_WON, PTB_OUTCOME_EVENT, PTB_OUTCOME_COLUMN, PTB_OUTCOME_STAGE } ptb_outcome_kind;

typedef enum {
    PTB_SNAPSHOT_DEFAULT,   /* created for opportunities and flat rows, monthly for the others */
    PTB_SNAPSHOT_CREATED,   /* as of the record's creation, or `delay_s` later; flat rows as of their date */
    PTB_SNAPSHOT_MONTHLY,   /* as of the first of every month */
    PTB_SNAPSHOT_AS_OF,     /* as of one moment; flat rows dated by it */
    PTB_SNAPSHOT_WEEKLY,    /* as of every Monday */
    PTB_SNAPSHOT_QUARTERLY, /* as of the first of January, April, July, October */
    PTB_SNAPSHOT_EVENT,     /* as of each activity of a type in `snapshot_name` */
    PTB_SNAPSHOT_FIRST,     /* as of the first such activity; of opportunities: while they are open */
    PTB_SNAPSHOT_STAGE,     /* opportunities as of each entry into a stage in `snapshot_name` */
    PTB_SNAPSHOT_FILE       /* as the CSV file `snapshot_name` says */
} ptb_snapshot_kind;

/* CASE: every case weighs 1. SUBJECT: the cases of a subject weigh 1 together. */
typedef enum { PTB_WEIGHTS_CASE, PTB_WEIGHTS_SUBJECT } ptb_weights;

typedef struct {
    bool subject_given;
    bool open_at_as_of;  /* says so in words what AS_OF means for opportunities; E_ARG for others */
    bool horizon_given;  /* E_ARG where the outcome has no horizon */
    bool outcome_given;  /* E_ARG where a file of moments says outcomes, too */
    ptb_subject subject; /* default: opportunity where there are any, else contact */
    ptb_snapshot_kind snapshots;
    ptb_outcome_kind outcome;
    ptb_weights weights;
    ptb_time as_of;            /* AS_OF; PTB_NO_TIME: the latest record */
    ptb_time from, to;         /* only cases with from <= T < to; PTB_NO_TIME: open */
    ptb_time delay_s;          /* CREATED */
    const char *snapshot_name; /* EVENT, FIRST, STAGE: names separated by commas; FILE: its path */
    const char *outcome_name;  /* event types or stages separated by commas, or the column */
    const char
        *closed_by;      /* EVENT outcomes: types of activities that end a case without success; NULL: none */
    double horizon_days; /* 180 unless said; 0: none */
} ptb_case_settings;

void ptb_case_settings_default(ptb_case_settings *settings);

/* The snapshots as --snapshots takes them: "created+1d", "event:visit"; "as_of" and "file" where they are such. */
void ptb_snapshots_print(const ptb_case_settings *settings, ptb_text *out);

typedef struct {
    /* As resolved: subject, snapshots, as_of, outcome filled in; from: where not given, the first moment whose features and outcomes
     * the data can show; horizon_days 0 where the outcome comes when it comes. Names are borrowed as given, or from the
     * history (the flat outcome column). */
    ptb_case_settings settings;
    /* Ordered by (account's place in the history, as_of, subject's place). Without account: contacts where they
     * stand in the history, opportunities at the end. */
    ptb_case *items;
    size_t n;
    uint64_t n_won, n_not_won, n_unknown;
    uint64_t left_out_unfinished; /* horizon or deal not over at the end of the data */
    uint64_t left_out_ineligible; /* already customer, open deal, not created by T, stage reached, closed */
    uint64_t left_out_unrecorded; /* before activities, or the deals that outcomes are, were on record */
} ptb_cases;

/* For training (known outcomes only) or, with for_scoring, all subjects that exist at as_of (whatever `snapshots`
 * says): contacts and accounts created by T without condition, customers of then, opportunities open at T, whose outcome is NaN
 * or, where it came later, known. Flat rows are always as of their own date; as_of leaves out those dated later.
 * Settings that contradict the history (time on a timeless one, an event type or stage that never occurs, no opportunities) are
 * E_ARG or E_DATA in words; so is a training set without a single case. Errors of a file of moments name file, line and
 * column. */
PTB_MUST_USE ptb_status ptb_cases_build(const ptb_history *history, const ptb_case_settings *settings,
                                        bool for_scoring, ptb_cases *out, ptb_error *err);
void ptb_cases_free(ptb_cases *cases);

/* group[i] of cases[i]: the root of the account's tree; without account the contact, without either the opportunity
 * (numbered behind the accounts). Cases of a group are not independent of one another and need not be neighbours.
 * E_LIMIT: 2^32 or more accounts, contacts and opportunities. */
PTB_MUST_USE ptb_status ptb_case_groups(const ptb_history *history, const ptb_case *cases, size_t n,
                                        uint32_t *group, ptb_error *err);

/* The records whose ids and places the subjects are, and a case's place among them. */
const ptb_record_table *ptb_subject_table(const ptb_history *history, ptb_subject subject);
uint32_t ptb_case_subject(const ptb_history *history, ptb_subject subject, const ptb_case *one);

/* The text that users know the subject by: its id in that table. */
ptb_str ptb_case_subject_id(const ptb_history *history, ptb_subject subject, const ptb_case *one);

#endif
