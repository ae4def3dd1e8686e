/* features/extract_inside.h: a plan compiled for one history; private to extract*.c. */
#ifndef PTB_FEATURES_EXTRACT_INSIDE_H
#define PTB_FEATURES_EXTRACT_INSIDE_H

#include <math.h>

#include "features/change_facts.h"
#include "features/deal_facts.h"
#include "features/email_facts.h"
#include "features/extract.h"
#include "features/name_facts.h"
#include "features/roll_up.h"
#include "features/stage_facts.h"
#include "features/title_facts.h"

enum { PTB_TREE_CACHE = 64 };

/* Facts that several features read. */
typedef enum { PTB_FACTS_TITLE, PTB_FACTS_EMAIL, PTB_FACTS_NAME } ptb_fact_kind;
typedef struct {
    ptb_fact_kind kind;
    const ptb_record_table *table;
    const char *column;
    ptb_title_facts *titles; /* that of the kind is there */
    ptb_email_facts *emails;
    ptb_name_facts *names;
} ptb_fact_source;

typedef struct {
    const ptb_feature_spec *spec;
    uint32_t slot, all_slot, half_life; /* all_slot: of any activity, for shares */
    uint32_t *set_slots;                /* of spec->sets; NULL where there are none */
    uint32_t window, long_window;       /* buckets */
    ptb_time window_s;                  /* 0: all history */
    uint32_t code;                 /* of the channel (0: it never occurs), of the seniority or buying role */
    const ptb_record_table *table; /* attributes and ages */
    const ptb_column *column;
    const ptb_strings *levels;     /* categories */
    ptb_strings own_levels;        /* where they are no column's */
    const ptb_fact_source *source; /* or NULL */
    ptb_deal_query *deals, *closed_deals;
    ptb_stages *stages;
    ptb_change_query change;
} ptb_instruction;

/* A feature that is one number of the contact's own tally. */
typedef struct {
    uint32_t feature, at;
} ptb_copy;

/* Features by how they are computed; in the order of the plan. */
typedef struct {
    ptb_copy *counts, *decayed;
    uint32_t *of_account; /* all cases of one account and moment share them */
    uint32_t *others;     /* one by one */
    size_t n_counts, n_decayed, n_of_account, n_others;
} ptb_row_program;

struct ptb_extractor {
    const ptb_context *context; /* while it is made */
    const ptb_history *history;
    const ptb_plan *plan;
    ptb_instruction *instructions; /* plan->n */
    ptb_fact_source *sources;
    size_t n_sources;
    ptb_sweep_plan own, rolled; /* of the contact; of the account and what is around it */
    bool needs_own;
    bool needs[PTB_N_OF]; /* roll-ups: whose */
    uint64_t *tree_first; /* [root] into tree_account, accounts + 1; NULL unless affiliates are asked for */
    uint32_t *tree_account;
    bool scans[PTB_N_FILTERS]; /* fields whose values are counted one by one */
    ptb_activity_parts parts;  /* of activities: what is looked at */
    ptb_row_program program;
    ptb_halving halving;
    ptb_arena arena; /* owns what instructions point to */
};

/* A level's tally as a case sees it: a sum, without one member. */
typedef struct {
    const ptb_sweep_plan *plan;
    const ptb_tally *sum, *minus; /* sum NULL: there is no such record; minus NULL: nothing is taken away */
    const ptb_roll_up *rolled;    /* NULL for the contact's own */
    const ptb_roll_up
        *without; /* affiliates: the account's, whose active contacts and contacts do not count */
    uint32_t who; /* the member taken away, or PTB_NONE */
} ptb_level;

/* How often each value of a field was met: valid where stamp[code] is the scratch's `pass`. */
typedef struct {
    uint32_t *stamp, *count;
} ptb_value_counts;

struct ptb_extract_scratch {
    ptb_tally own;    /* of the case's contact */
    ptb_tally member; /* of the case's contact as a member of its account */
    ptb_tally swept;  /* of the member that is being added */
    ptb_roll_up account, parent, relative;
    ptb_roll_up *trees; /* PTB_TREE_CACHE, by root; NULL unless needed */
    ptb_level levels[PTB_N_OF];
    double *weight;    /* [half-life][PTB_SWEEP_CHUNK] */
    float *of_account; /* the program's of_account features for `before` */
    ptb_case before;   /* the case that of_account is of */
    bool has_of_account;
    ptb_value_counts values[PTB_N_FILTERS];
    uint32_t pass;
    ptb_activity_window window;
    ptb_arena arena; /* owns all arrays */
};

/* What a feature's value is computed from. */
typedef struct {
    const ptb_extractor *extractor;
    ptb_extract_scratch *scratch;
    const ptb_instruction *instruction;
    const ptb_case *one;
} ptb_asking;

/* Fills sweep plans, instructions and the program. */
PTB_MUST_USE ptb_status ptb_extract_compile(ptb_extractor *extractor, ptb_error *err);
PTB_MUST_USE ptb_status ptb_bind_record(ptb_extractor *extractor, ptb_instruction *to, ptb_error *err);
PTB_MUST_USE ptb_status ptb_bind_facts(ptb_extractor *extractor, ptb_instruction *to, ptb_error *err);
void ptb_facts_free(ptb_extractor *extractor);

/* Sums around the case, as far as the plan needs them, and the levels. */
void ptb_extract_gather(const ptb_extractor *extractor, ptb_extract_scratch *scratch, const ptb_case *one);

/* One instruction's value for the case, by family of kinds; NaN missing. */
double ptb_value_of_activities(const ptb_asking *q); /* from tallies */
double ptb_value_of_scan(const ptb_asking *q);       /* over the contact's activities */
double ptb_value_of_record(const ptb_asking *q);     /* attributes and ages */
double ptb_value_of_facts(const ptb_asking *q);      /* titles, deals, stages, changes, the moment */

uint32_t ptb_record_of(const ptb_asking *q); /* whose column it is, or PTB_NONE */

/* NaN where there is no moment. */
static inline double ptb_days_since(ptb_time moment, ptb_time as_of)
{
    return moment == PTB_NO_TIME ? (double)NAN : (double)(as_of - moment) / PTB_DAY;
}

#endif
