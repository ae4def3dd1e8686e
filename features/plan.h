/* features/plan.h: which features, declared: a list of specifications that travels in the vectors and the model.
 *
 * JSON (features/plan.schema.json): {"format": "propensity-plan", "format_version": 1, "sets": [...], "features": [{"name":
 * "n_page_view_7", "kind": "count", "of": "contact", "type": "page_view", "window_days": 7}, ...]}. A window of d
 * days as of T is (T - d days, T]; without window_days it is all history up to T. Nothing that a feature says needs this
 * program: each is a count, a sum or a moment over records up to T, as SQL can say it. */
#ifndef PTB_FEATURES_PLAN_H
#define PTB_FEATURES_PLAN_H

#include "features/cases.h"

typedef enum {
    /* Activities that a filter lets through. */
    PTB_FEATURE_COUNT,           /* in a window */
    PTB_FEATURE_DECAYED_COUNT,   /* sum over all history of 2^(-age / half_life) */
    PTB_FEATURE_DAYS_SINCE_LAST, /* days, with fraction; NaN where there was none */
    PTB_FEATURE_DAYS_SINCE_FIRST,
    PTB_FEATURE_ACTIVE_DAYS, /* distinct UTC days with an activity in a window */
    PTB_FEATURE_VELOCITY,    /* count in window / count in long_window; 0 where the latter is 0 */
    PTB_FEATURE_TREND, /* 1 - 2 (mean age / window): 1 all of it now, -1 all when the window began; NaN where none */
    PTB_FEATURE_SHARE, /* of all activities in the window those that the filter lets through; 0 where none */
    PTB_FEATURE_SUM,   /* of the measure; 0 where none */
    PTB_FEATURE_MEAN,  /* NaN where none */
    PTB_FEATURE_MAXIMUM,
    PTB_FEATURE_SESSIONS, /* runs of activities with pauses of half an hour at most, which end in the window */
    PTB_FEATURE_MEAN_GAP,    /* days between one active day and the next, mean; NaN with fewer than two */
    PTB_FEATURE_LONGEST_GAP, /* days; NaN with fewer than two */
    PTB_FEATURE_SILENCE, /* days since the last activity / mean gap: above 1 later than usual; NaN where the gap is */
    PTB_FEATURE_FURTHEST, /* number, from 1, of the last of `sets` with an activity in the window; 0 none */
    PTB_FEATURE_TOP, /* category: the commonest value of `field`, or of `sets`; of equals the one last met, of sets met in the same second the first in the list; NaN none */
    PTB_FEATURE_DISTINCT, /* values of `field` in the window */
    PTB_FEATURE_CREDIT, /* share of the credit that `scheme` gives to the channel, of all touches with a channel; NaN none */
    PTB_FEATURE_WEEKEND_SHARE, /* of the activities in the window; NaN where none */
    /* The account's contacts. */
    PTB_FEATURE_CONTACTS,        /* created by T, and within the window; of a seniority or role */
    PTB_FEATURE_ACTIVE_CONTACTS, /* with an activity in a window */
    PTB_FEATURE_ENGAGED_SHARE,   /* active contacts / contacts; NaN without any */
    PTB_FEATURE_ROLES,           /* distinct buying roles among the contacts created by T */
    /* Opportunities closed by T with an outcome ("won", "lost"; "open": created by T, not closed); never the case's own. */
    PTB_FEATURE_DEALS,
    PTB_FEATURE_DAYS_SINCE_DEAL, /* days since the latest such opportunity closed; NaN where none */
    PTB_FEATURE_DEAL_AMOUNT,     /* sum, mean or last; NaN where none has one */
    PTB_FEATURE_WIN_RATE,        /* won / (won + lost); NaN without any */
    /* The case's own opportunity, by its stage history. */
    PTB_FEATURE_STAGE,      /* category */
    PTB_FEATURE_STAGE_AGE,  /* days in the stage of T */
    PTB_FEATURE_STAGES,     /* distinct ones up to T */
    PTB_FEATURE_STAGE_DAYS, /* days since it first came to one of `stages`; NaN never */
    PTB_FEATURE_UNANSWERED, /* days since it last came to one of `stages`, or since the last activity of account or contact
                               thereafter; NaN never */
    /* Records. */
    PTB_FEATURE_ATTRIBUTE, /* a column: number, flag, category; DATE columns as days before T, NaN where later */
    PTB_FEATURE_AGE,       /* days since creation */
    PTB_FEATURE_CHANGES, /* of a column in the window */
    PTB_FEATURE_DAYS_SINCE_CHANGE,
    PTB_FEATURE_GROWTH,    /* of a number over the window, relative to what it was */
    PTB_FEATURE_TITLE,     /* seniority (0 to 9), department or buying role (categories) */
    PTB_FEATURE_EMAIL,     /* a sign: 1 or 0; gibberish: 0 to 1 */
    PTB_FEATURE_GIBBERISH, /* of a column of text, 0 to 1 */
    PTB_FEATURE_CALENDAR,  /* of T */
    PTB_N_FEATURES
} ptb_feature_kind;

/* Whose activities or records. COLLEAGUES: the account without the contact. PARENT: the account's parent account; AFFILIATES: the
 * other accounts of its tree. NaN where there is no such record. */
typedef enum {
    PTB_OF_CONTACT,
    PTB_OF_ACCOUNT,
    PTB_OF_COLLEAGUES,
    PTB_OF_OPPORTUNITY,
    PTB_OF_PARENT,
    PTB_OF_AFFILIATES,
    PTB_OF_MOMENT,
    PTB_N_OF
} ptb_feature_of;

/* A field of activities, or what a filter looks at. */
typedef enum {
    PTB_FILTER_ANY,
    PTB_FILTER_TYPE,
    PTB_FILTER_ASSET,
    PTB_FILTER_CHANNEL,
    PTB_FILTER_TOPIC,
    PTB_FILTER_SET, /* of the plan, by name */
    PTB_N_FILTERS
} ptb_filter;

typedef enum { PTB_MEASURE_VALUE, PTB_MEASURE_DURATION, PTB_N_MEASURES } ptb_measure;

/* What a kind chooses from (ptb_feature_spec.choice). */
typedef enum {
    PTB_SCHEME_FIRST,    /* all credit to the first touch */
    PTB_SCHEME_LAST,     /* to the last one */
    PTB_SCHEME_LINEAR,   /* the same to each */
    PTB_SCHEME_POSITION, /* 40 % to the first, 40 % to the last, 20 % to those between; half each of two */
    PTB_SCHEME_DECAY,    /* 2^(-age / half-life) */
    PTB_N_SCHEMES
} ptb_credit_scheme;
typedef enum { PTB_AMOUNT_SUM, PTB_AMOUNT_MEAN, PTB_AMOUNT_LAST, PTB_N_AMOUNTS } ptb_amount_statistic;
typedef enum {
    PTB_EMAIL_MALFORMED,
    PTB_EMAIL_FREE,
    PTB_EMAIL_DISPOSABLE,
    PTB_EMAIL_ROLE,
    PTB_EMAIL_MATCHES,
    PTB_EMAIL_GIBBERISH,
    PTB_N_EMAIL_SIGNS
} ptb_email_sign;
typedef enum {
    PTB_CALENDAR_MONTH,     /* 1 to 12 */
    PTB_CALENDAR_QUARTER,   /* 1 to 4 */
    PTB_CALENDAR_WEEKDAY,   /* 1 Monday to 7 */
    PTB_CALENDAR_HOUR,      /* 0 to 23 UTC */
    PTB_CALENDAR_YEAR_SINE, /* of the share of the year that is over */
    PTB_CALENDAR_YEAR_COSINE,
    PTB_CALENDAR_BUDGET_LEFT, /* days until the budget year ends, which begins on the 1st of first_month */
    PTB_N_CALENDAR_PARTS
} ptb_calendar_part;

typedef struct {
    const char *const *items;
    size_t n;
} ptb_texts;

/* Activities that fit in all fields that have patterns, in each by any of them (datasets/base/pattern.h). */
typedef struct {
    const char *name;
    const char *const *patterns[PTB_N_FILTERS]; /* by field */
    size_t n_patterns[PTB_N_FILTERS];
    ptb_texts except; /* patterns of values that do not belong to it; of sets of one field */
} ptb_activity_set_spec;

typedef struct {
    const char *name; /* unique in the plan */
    ptb_feature_kind kind;
    ptb_feature_of of;
    ptb_filter filter;
    ptb_outcome outcome;                  /* deals */
    const char *filter_value;             /* "page_view"; the set's name */
    double window_days, long_window_days; /* 0: all history */
    double half_life_days;
    const char *column; /* of a record */
    ptb_measure measure;
    ptb_filter field; /* of activities: top, distinct; ANY where there are sets */
    ptb_texts sets;
    ptb_texts stages;        /* patterns: deals that had come to such a stage */
    ptb_texts lost_reasons;  /* patterns */
    const char *seniority;   /* contacts: at least; NULL any */
    const char *buying_role; /* contacts; NULL any */
    int choice;              /* of the kind's own enumeration */
    int first_month;         /* of the budget year, 1 to 12 */
    bool log1p;              /* attribute: ln(1 + x) of a number; negative numbers become NaN */
} ptb_feature_spec;

typedef struct ptb_plan {
    ptb_feature_spec *features;
    size_t n;
    ptb_activity_set_spec *sets;
    size_t n_sets;
    ptb_arena arena; /* owns all texts */
} ptb_plan;

const ptb_activity_set_spec *ptb_plan_set(const ptb_plan *plan, const char *name); /* NULL: there is none */

/* How much of the activities the plan's features look at. */
ptb_activity_extent ptb_plan_extent(const ptb_plan *plan);

/* From JSON; unknown keys, kinds and impossible combinations are E_SCHEMA with file, line and path. `node` is the
 * plan object inside any document. */
PTB_MUST_USE ptb_status ptb_plan_parse(const ptb_json_doc *doc, const ptb_json *node, ptb_plan **out,
                                       ptb_error *err);
PTB_MUST_USE ptb_status ptb_plan_read(const char *path, ptb_plan **out, ptb_error *err);
void ptb_plan_write(ptb_json_writer *writer, const char *key, const ptb_plan *plan);
PTB_MUST_USE ptb_status ptb_plan_copy(const ptb_plan *plan, ptb_plan **out, ptb_error *err);
void ptb_plan_free(ptb_plan *plan);

/* The default plan, derived from the history itself (README, "The default plan"): activities of each frequent type in windows that fit the
 * cases, recency, rhythm, journey, channels, roll-ups of account and group, deals, stages, people, the calendar, and every usable
 * attribute of contacts and accounts (opportunities too where the subject is one: not amount-like columns that
 * are filled at close). Identifiers and constants are left out; `exclude` names columns to leave out, `keep`
 * columns to take all the same. A name in neither table is E_ARG with the nearest name. What was left out and
 * why is added to `notes`, a line each. */
typedef struct {
    bool for_opportunities;
    const ptb_cases *cases; /* whom the plan is for; NULL: everybody at the last record */
    const char *const *exclude, *const *keep;
    size_t n_exclude, n_keep;
} ptb_plan_settings;
PTB_MUST_USE ptb_status ptb_plan_default(const ptb_history *history, const ptb_plan_settings *settings,
                                         ptb_plan **out, ptb_text *notes, ptb_error *err);

/* In words, for a salesperson: "page_view activities in the last 7 days". Unit: "activities", "days", ... */
void ptb_feature_describe(const ptb_feature_spec *spec, ptb_text *out);
const char *ptb_feature_unit(const ptb_feature_spec *spec);
const char *ptb_feature_missing_rule(const ptb_feature_spec *spec); /* what NaN means, in words */

#endif
