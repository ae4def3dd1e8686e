/* models/rules_bound.h: rules bound to a history, and what a thread counts of a case; shared by the binding and the evaluation. */
#ifndef PTB_MODELS_RULES_BOUND_H
#define PTB_MODELS_RULES_BOUND_H

#include "features/activity_window.h"
#include "models/rules_internal.h"

/* A test bound to where its value is found. */
typedef struct {
    const ptb_condition *condition;
    const ptb_record_table *table; /* and its column */
    size_t column;
    bool is_id;         /* the row is its own code */
    size_t feature;     /* in the raw row */
    const bool *passes; /* category: by code */
    double *numbers;    /* number: what VALUES compares with */
    size_t n_numbers;
    ptb_rule_range range;
} ptb_bound_test;

/* An event bound to the codes of the history. NULL: no filter. */
typedef struct {
    const ptb_rule_event *event;
    int64_t window_s; /* INT64_MAX: all history */
    bool is_by_day;   /* days matter to what counts */
    bool can_fill;    /* of no interest once max_times have counted */
    const bool *asset, *channel, *topic;
    int64_t reset_s;      /* silence of so long ends what counts; INT64_MAX for others */
    const ptb_drop *drop; /* of the event's rule, or NULL */
    size_t first_asset;   /* where its distinct assets begin among the scratch's */
} ptb_bound_event;

struct ptb_rules_bound {
    const ptb_rules *rules;
    const ptb_history *history;
    ptb_bound_test *tests;
    ptb_bound_event *events;
    size_t *type_first;    /* types + 1 entries: where the type's part of type_events begins */
    uint16_t *type_events; /* slots of the events that take this type */
    int64_t longest_s;     /* the longest window */
    bool has_resets;
    ptb_activity_parts parts; /* that are looked at */
    size_t n_assets;          /* room for distinct assets */
    int *note_columns;        /* by the piece's place */
    ptb_arena arena;
};

/* What was counted of one event, latest first. */
typedef struct {
    uint32_t times;    /* events, or days where those are counted */
    uint32_t in_day;   /* events of the day counted last */
    uint32_t n_assets; /* distinct ones */
    int64_t day;       /* counted last; INT64_MAX for none */
    double worth;      /* what is left of each of them, summed: times, without decay */
    double amount;     /* seconds or value in all */
    uint64_t latest;   /* the activity counted first, where times > 0: its place in the history */
    int64_t seen,
        seen_after; /* times of the earliest activity met so far and of the next later moment; INT64_MAX for none */
    bool is_dropped;
} ptb_event_tally;

struct ptb_rules_scratch {
    ptb_activity_window window;
    ptb_event_tally *tallies; /* by slot */
    uint32_t *assets;
    double *points; /* by part */
    bool *fired;    /* by rule */
};

/* rules_holds.c */
bool ptb_rules_holds(const ptb_rules_bound *bound, const ptb_condition *condition, const ptb_case *one,
                     const float *raw);
/* The number that a test looks at; NaN where it is missing or none. */
double ptb_rules_number(const ptb_rules_bound *bound, const ptb_condition *condition, const ptb_case *one,
                        const float *raw);
/* After ptb_rules_count_events. */
bool ptb_rules_fires(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch,
                     const ptb_trigger *trigger, const ptb_case *one, const float *raw);

/* rules_count.c: one sweep over the contact's activities serves all events of the file. */
void ptb_rules_count_events(const ptb_rules_bound *bound, ptb_rules_scratch *scratch, const ptb_case *one);

/* rules_outcome.c: everything but the points; the place of the verdict that holds, SIZE_MAX for none. */
size_t ptb_rules_latest_verdict(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch);
void ptb_rules_decide(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch, const ptb_case *one,
                      const float *raw, ptb_rules_outcome *out);

/* rules_bind_events.c */
PTB_MUST_USE ptb_status ptb_rules_bind_events(ptb_rules_bound *bound, ptb_error *err);

#endif
