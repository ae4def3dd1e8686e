/* features/plan.h: which features, declared: a list of specifications that travels in the vectors and the model.
 *
 * JSON (features/plan.schema.json): {"format": "propensity-plan", "format_version": 1, "features": [{"name":
 * "n_page_view_7", "kind": "count", "of": "contact", "type": "page_view", "window_days": 7}, ...]}. A window of d
 * days as of T is (T - d days, T]; without window_days it is all history up to T. */
#ifndef PTB_FEATURES_PLAN_H
#define PTB_FEATURES_PLAN_H

#include "datasets/history.h"

typedef enum {
    PTB_FEATURE_COUNT,           /* activities in a window */
    PTB_FEATURE_DECAYED_COUNT,   /* sum over all history of 2^(-age / half_life) */
    PTB_FEATURE_DAYS_SINCE_LAST, /* days, with fraction; NaN where there was none */
    PTB_FEATURE_DAYS_SINCE_FIRST,
    PTB_FEATURE_ACTIVE_DAYS,     /* distinct UTC days with an activity in a window; of contact only */
    PTB_FEATURE_VELOCITY,        /* count in window / count in long_window; 0 where the latter is 0 */
    PTB_FEATURE_CONTACTS,        /* of account: contacts created by T */
    PTB_FEATURE_ACTIVE_CONTACTS, /* of account: those with an activity in a window */
    /* Opportunities closed by T with an outcome ("won", "lost"; "open": created by T, not closed); never the case's own. */
    PTB_FEATURE_DEALS,
    PTB_FEATURE_DAYS_SINCE_DEAL, /* days since the latest such opportunity closed; NaN where none */
    /* A column of the contact, account or opportunity: number, flag, category; DATE columns as days before T, NaN where
     * after T. NaN, as is the age, where the record was created after T. */
    PTB_FEATURE_ATTRIBUTE,
    PTB_FEATURE_AGE /* days since the record of the contact or account was created */
} ptb_feature_kind;

/* Whose activities or records. COLLEAGUES: the account's other contacts. Account-level features are NaN where
 * the contact has no account. */
typedef enum { PTB_OF_CONTACT, PTB_OF_ACCOUNT, PTB_OF_COLLEAGUES, PTB_OF_OPPORTUNITY } ptb_feature_of;

typedef enum {
    PTB_FILTER_ANY,
    PTB_FILTER_TYPE,
    PTB_FILTER_ASSET,
    PTB_FILTER_CHANNEL,
    PTB_FILTER_TOPIC
} ptb_filter;

typedef struct {
    const char *name; /* unique in the plan */
    ptb_feature_kind kind;
    ptb_feature_of of;
    ptb_filter filter;
    ptb_outcome outcome;                  /* deals */
    const char *filter_value;             /* "page_view" */
    double window_days, long_window_days; /* 0: all history */
    double half_life_days;
    const char *column; /* attribute */
    bool log1p;         /* attribute: ln(1 + x) of a number; negative numbers become NaN */
} ptb_feature_spec;

typedef struct ptb_plan {
    ptb_feature_spec *features;
    size_t n;
    ptb_arena arena; /* owns all texts */
} ptb_plan;

/* From JSON; unknown keys, kinds and impossible combinations are E_SCHEMA with file, line and path. `node` is the
 * plan object inside any document. */
PTB_MUST_USE ptb_status ptb_plan_parse(const ptb_json_doc *doc, const ptb_json *node, ptb_plan **out,
                                       ptb_error *err);
PTB_MUST_USE ptb_status ptb_plan_read(const char *path, ptb_plan **out, ptb_error *err);
void ptb_plan_write(ptb_json_writer *writer, const char *key, const ptb_plan *plan);
void ptb_plan_free(ptb_plan *plan);

/* The default plan, derived from the history itself: every activity type with enough events over windows of
 * 7, 30, 90 and 365 days as far as the data's span carries them, decay, recency, velocity, account roll-ups, deals, ages, every usable
 * attribute of contacts and accounts (opportunities too where the subject is one: not amount-like columns that
 * are filled at close). Identifiers and constants are left out; `exclude` names columns to leave out, `keep`
 * columns to take all the same. A name in neither table is E_ARG with the nearest name. What was left out and
 * why is added to `notes`, a line each. */
typedef struct {
    bool for_opportunities;
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
