/* features/extract_inside.h: a plan compiled for one history, and the tallies of a sweep; private to extract*.c.
 *
 * A sweep plan says what one level (a contact's own activities, or those of all contacts of an account) must tally:
 * slots (any activity, one type, one asset, ...) by windows by half-lives. One backward sweep over a contact's
 * activities fills a tally: every activity falls in one bucket, the smallest window that holds it. */
#ifndef PTB_FEATURES_EXTRACT_INSIDE_H
#define PTB_FEATURES_EXTRACT_INSIDE_H

#include "features/extract.h"

enum { PTB_MAX_WINDOWS = 16, PTB_MAX_HALF_LIVES = 4, PTB_MAX_SLOTS = 65535, PTB_HALVING_STEPS = 512 };
enum { PTB_WANTS_DECAY = 1, PTB_WANTS_DAYS = 2 };

typedef struct {
    size_t n_slots;           /* slot 0 is nobody's */
    size_t n_windows, stride; /* stride = n_windows + 1 buckets a slot; the last: older than all windows */
    ptb_time window_s[PTB_MAX_WINDOWS]; /* ascending, distinct */
    size_t n_half_lives;
    double halvings_per_s[PTB_MAX_HALF_LIVES];
    uint8_t *wants;    /* [slot]: PTB_WANTS_.. of any feature */
    bool needs_all;    /* some feature looks at the whole history: do not stop behind the longest window */
    bool needs_days;   /* active days */
    uint32_t any_slot; /* 0 where no feature wants any activity */
    uint32_t *type_slot, *asset_slot, *channel_slot,
        *topic_slot; /* by code, 0: nobody's; NULL: unused dimension */
} ptb_sweep_plan;

typedef struct {
    uint32_t *count;        /* [slot][bucket]; after ptb_sweep: within window, then in all */
    uint32_t *days;         /* the same of distinct days; NULL unless needed */
    int64_t *day;           /* [slot]: the day last met */
    double *decayed;        /* [slot][half-life] */
    ptb_time *last, *first; /* [slot]; PTB_NO_TIME where none */
} ptb_tally;

/* All contacts of an account; the two latest and two earliest contacts tell what remains without one of them. */
typedef struct {
    ptb_tally sum;                    /* counts and decayed counts; last and first over all */
    uint32_t *active;                 /* [slot][bucket]: contacts with an activity within the window */
    uint32_t *last_of, *first_of;     /* [slot]: whose */
    ptb_time *next_last, *next_first; /* [slot]: of all others */
    uint32_t n_contacts;
} ptb_roll_up;

typedef struct {
    const ptb_feature_spec *spec;
    uint32_t slot, half_life;
    uint32_t window, long_window;  /* buckets */
    const ptb_record_table *table; /* attributes and ages */
    const ptb_column *column;
} ptb_instruction;

struct ptb_extractor {
    const ptb_history *history;
    const ptb_plan *plan;
    ptb_instruction *instructions; /* plan->n */
    ptb_sweep_plan own, rolled;    /* of the contact; of the account and colleagues */
    bool needs_own, needs_rolled, needs_colleagues;
    double halving[PTB_HALVING_STEPS]; /* 2^(-i/512) */
};

struct ptb_extract_scratch {
    ptb_tally own;      /* of the case's contact */
    ptb_tally member;   /* of one contact as a member of its account */
    ptb_roll_up rolled; /* of `account` as of `as_of`, where is_rolled */
    bool is_rolled;
    uint32_t account;
    ptb_time as_of;
    ptb_arena arena; /* owns all arrays */
};

/* Fills sweep plans and instructions. */
PTB_MUST_USE ptb_status ptb_extract_compile(ptb_extractor *extractor, ptb_error *err);

/* Tallies the contact's activities up to as_of. */
void ptb_sweep(const ptb_extractor *extractor, const ptb_sweep_plan *level, uint32_t contact, ptb_time as_of,
               ptb_tally *out);

/* Tallies the account as of a moment into scratch->rolled, unless it is there. */
void ptb_roll_up_account(const ptb_extractor *extractor, ptb_extract_scratch *scratch, uint32_t account,
                         ptb_time as_of);

/* Does the contact count among the account's contacts at the moment? */
bool ptb_is_member(const ptb_history *history, uint32_t contact, uint32_t account, ptb_time as_of);

/* One instruction's value for the case, from the scratch's tallies. */
double ptb_instruction_value(const ptb_extractor *extractor, const ptb_extract_scratch *scratch,
                             const ptb_instruction *instruction, const ptb_case *one);

#endif
