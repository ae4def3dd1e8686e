/* features/sweep.h: one backward pass over a contact's activities that serves all windows at once; private to features.
 *
 * A sweep plan says what one level (a contact's own activities, or those around an account) must tally: slots (any activity, one
 * type, one set of assets, ...) by windows. Every activity up to T falls in one bucket, the smallest window that holds it, so that a
 * contact's activities, in the order of time, are a run for each bucket. Layers say which slot an activity belongs to.
 *
 *   ptb_sweep_plan (features/sweep_plan.c) -> ptb_tally_new -> ptb_sweep for each contact and moment
 */
#ifndef PTB_FEATURES_SWEEP_H
#define PTB_FEATURES_SWEEP_H

#include "datasets/history.h"
#include "features/activity_window.h"
#include "features/halving.h"
#include "features/plan.h"

enum { PTB_MAX_WINDOWS = 16, PTB_MAX_HALF_LIVES = 4, PTB_MAX_SLOTS = 65535 };
enum { PTB_SWEEP_CHUNK = 512 };       /* activities whose weights are computed at once */
enum { PTB_SESSION_GAP_S = 30 * 60 }; /* a longer pause begins another session, as in web analytics */

/* What a slot is asked for beyond its count, in a bucket. */
enum {
    PTB_WANTS_RECENCY = 1,
    PTB_WANTS_DAYS = 2,
    PTB_WANTS_SESSIONS = 4,
    PTB_WANTS_AGES = 8,
    PTB_WANTS_VALUE = 16,
    PTB_WANTS_DURATION = 32,
    PTB_WANTS_DECAY = 64
};

/* One way to tell an activity's slot: by its code in one field, or by its codes in several fields that all must fit. */
typedef struct {
    ptb_filter field;             /* of `slot`; ANY: by `fits` */
    uint32_t *slot;               /* [code]: 0 nobody's */
    uint8_t *fits[PTB_N_FILTERS]; /* by field, [code]; NULL: anything does */
    uint32_t both_slot;           /* of those that fit in all fields */
    uint8_t *busy;                /* [bucket]: PTB_WANTS_.. of any of its slots */
} ptb_layer;

typedef struct {
    const ptb_activity_set_spec *set;
    uint32_t slot;
} ptb_known_set;

typedef struct {
    size_t n_slots;                     /* slot 0 is nobody's */
    size_t n_windows, n_buckets;        /* n_windows + 1: the last is for what is older than all windows */
    ptb_time window_s[PTB_MAX_WINDOWS]; /* ascending, distinct */
    size_t n_half_lives;
    double halvings_per_s[PTB_MAX_HALF_LIVES];
    uint8_t *wants;    /* [bucket][slot]: PTB_WANTS_.. of any feature */
    uint8_t wants_any; /* of any slot in any bucket */
    bool needs_all;    /* some feature looks at the whole history: do not stop behind the longest window */
    uint32_t any_slot; /* 0 where no feature wants any activity */
    ptb_layer *layers;
    size_t n_layers, layer_capacity;
    ptb_known_set *known_sets;
    size_t n_known_sets, known_capacity;
} ptb_sweep_plan;

/* Of a number that activities carry, by [bucket][slot]. */
typedef struct {
    double *sum, *largest; /* largest: -infinity where none */
    uint32_t *n;
} ptb_measured;

/* Arrays by [bucket][slot] unless said; after ptb_sweep: within the window, the last in all of history. All but count, decayed,
 * last and first are NULL where no slot wants them. */
typedef struct {
    uint32_t *count;
    double *decayed;        /* [half-life][slot], over all history */
    ptb_time *last, *first; /* [slot]; PTB_NO_TIME where none, or where nobody wants RECENCY */
    uint32_t *days;         /* distinct UTC days */
    int32_t *oldest_day,
        *widest; /* the first of those days since 1970, and the longest gap between two of them */
    int32_t *newest_day, *day; /* [slot]: the last day of all, -1 none; the one met last */
    uint32_t *sessions;
    ptb_time *session_ts; /* [slot]: of the activity met last */
    double *age_s;        /* sum of the ages in seconds */
    ptb_measured value, duration;
} ptb_tally;

/* --- sweep_plan.c: what must be swept; no slot, window or half-life is there twice --- */

PTB_MUST_USE ptb_status ptb_sweep_add_window(ptb_sweep_plan *plan, const ptb_feature_spec *spec, double days,
                                             ptb_error *err);
PTB_MUST_USE ptb_status ptb_sweep_add_half_life(ptb_sweep_plan *plan, const ptb_feature_spec *spec,
                                                uint32_t *out, ptb_error *err);
/* The slot of the activities that a feature's filter lets through, or of those of a set of the plan. */
PTB_MUST_USE ptb_status ptb_sweep_add_filter(ptb_sweep_plan *plan, const ptb_history *history,
                                             const ptb_plan *all, const ptb_feature_spec *spec,
                                             uint32_t *slot, ptb_error *err);
PTB_MUST_USE ptb_status ptb_sweep_add_set(ptb_sweep_plan *plan, const ptb_history *history,
                                          const ptb_activity_set_spec *set, uint32_t *slot, ptb_error *err);
/* When all is added: sizes; then what slots want. */
PTB_MUST_USE ptb_status ptb_sweep_plan_finish(ptb_sweep_plan *plan, ptb_error *err);
uint32_t ptb_sweep_bucket(const ptb_sweep_plan *plan,
                          double days); /* of a window that was added; 0: all history */
void ptb_sweep_want(ptb_sweep_plan *plan, uint32_t slot, uint32_t last_bucket, uint8_t what);
void ptb_sweep_settle(ptb_sweep_plan *plan, const ptb_history *history); /* after the last `want` */
void ptb_sweep_plan_free(ptb_sweep_plan *plan);

/* The texts of an activity field by code; code 0 is empty. NULL where the filter is no field. */
const ptb_strings *ptb_activity_texts(const ptb_activities *activities, ptb_filter field);

/* The code of activity i in a field; 0 empty. */
static inline uint32_t ptb_activity_code(const ptb_activities *activities, ptb_filter field, uint64_t i)
{
    switch (field) {
    case PTB_FILTER_TYPE:
        return activities->type[i];
    case PTB_FILTER_CHANNEL:
        return activities->channel[i];
    case PTB_FILTER_ASSET:
        return activities->asset[i];
    case PTB_FILTER_TOPIC:
        return ptb_activity_topic(activities, i);
    case PTB_FILTER_ANY:
    case PTB_FILTER_SET:
    case PTB_N_FILTERS:
        break;
    }
    return 0;
}

/* --- sweep_tally.c, sweep.c --- */

/* Where a tally has a slot's number for a window. */
static inline size_t ptb_tally_at(const ptb_sweep_plan *plan, size_t slot, size_t window)
{
    return window * plan->n_slots + slot;
}

PTB_MUST_USE ptb_status ptb_tally_new(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_tally *out,
                                      ptb_error *err);
void ptb_tally_clear(const ptb_sweep_plan *plan, ptb_tally *tally);
void ptb_tally_accumulate(const ptb_sweep_plan *plan, ptb_tally *tally); /* buckets to windows */
void ptb_tally_add(const ptb_sweep_plan *plan, ptb_tally *sum,
                   const ptb_tally *member); /* but recency, days, sessions */

typedef struct {
    const ptb_history *history;
    const ptb_sweep_plan *plan;
    const ptb_halving *halving;
    const ptb_activity_window *window; /* where activities are read */
    double *weight;                    /* [half-life][PTB_SWEEP_CHUNK]: scratch */
} ptb_sweeper;

/* The number of leading activities of [begin, end) that are not after the moment. */
uint64_t ptb_activities_until(const ptb_activities *activities, uint64_t begin, uint64_t end,
                              ptb_time moment);

/* Tallies the activities [begin, end) (one contact's, or an account's own) that are not after as_of. */
void ptb_sweep(const ptb_sweeper *sweeper, uint64_t begin, uint64_t end, ptb_time as_of, ptb_tally *out);

#endif
