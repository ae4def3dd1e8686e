/* features/leaks.h: the leak guard: which columns know the outcome because somebody filled them in after it.
 *
 * Each feature is judged alone, on the cases whose outcome is known. A clue is weighed (README, "Leak guard"): one
 * is a question (SUSPECT), two or a strong one are a verdict (LEAK). Only attributes can be a LEAK: what is computed
 * from dated records as of T has seen nothing after T. */
#ifndef PTB_FEATURES_LEAKS_H
#define PTB_FEATURES_LEAKS_H

#include "features/vectors.h"

typedef enum { PTB_LEAK_OK, PTB_LEAK_SUSPECT, PTB_LEAK_LEAK } ptb_leak_verdict;

/* What speaks against a feature; figures as the JSON names them. */
typedef enum {
    PTB_CLUE_ALONE,       /* auc, low, high: of its values' win rates, on groups they were not fitted to */
    PTB_CLUE_FILLED,      /* won, lost: shares that have a value */
    PTB_CLUE_NOT_ZERO,    /* won, lost: shares that have a value other than 0 */
    PTB_CLUE_NEVER_EMPTY, /* won, lost: shares without a value, nearly none of one side */
    PTB_CLUE_VALUES,      /* cases, of_one_outcome, share_of_outcome: values that only one outcome has */
    PTB_CLUE_AFTER,       /* share: of its dates that lie after T */
    PTB_CLUE_CLOSE,       /* rank_correlation: with the time from T to the close */
    PTB_CLUE_CHANGED,     /* share: of the cases whose value changed after the outcome was known */
    PTB_CLUE_STATE_NAME,  /* the name says: the latest state ("last activity") */
    PTB_CLUE_STAFF_NAME,  /* the name says: noted while selling ("tags", "lead quality", "lost reason") */
    PTB_CLUE_KINDS
} ptb_clue_kind;
enum { PTB_CLUE_FIGURES = 3 };

typedef struct {
    ptb_clue_kind kind;
    double figure[PTB_CLUE_FIGURES]; /* NaN where the kind has fewer */
    const char *says;                /* "filled in for 71 % of the won and 34 % of the lost" */
} ptb_clue;

typedef struct {
    const char *feature, *column; /* column: of an attribute, what --keep takes; else NULL */
    ptb_leak_verdict verdict;
    bool is_left_out, is_kept; /* left out of the default plan; a LEAK kept because somebody asked */
    const ptb_clue *clues;     /* the weightiest first */
    size_t n_clues;
} ptb_leak;

typedef struct ptb_leaks {
    ptb_leak *items;      /* in the order of the features; out of a file: without those that are OK */
    size_t n;             /* 0 where there are too few cases of either outcome to judge */
    bool of_default_plan; /* made by ptb_plan_guarded just now: --keep and --exclude shape it */
    ptb_arena arena;
} ptb_leaks;

enum { PTB_LEAK_CLASS_MIN = 20, PTB_LEAK_MAX_ROWS = 200000 };

/* Judges every feature of the vectors, on an even sample of at most PTB_LEAK_MAX_ROWS rows. history and cases (those
 * of the rows, in their order) may be NULL: then nothing is known of dates after T and of changes. Same result for
 * any number of threads; O(rows) a column. */
PTB_MUST_USE ptb_status ptb_leaks_find(const ptb_context *context, const ptb_vectors *vectors,
                                       const ptb_history *history, const ptb_cases *cases, ptb_leaks **out,
                                       ptb_error *err);
void ptb_leaks_free(ptb_leaks *leaks);

/* Judges the attributes of a plan, extracting them for that many of the cases. */
PTB_MUST_USE ptb_status ptb_leaks_of_plan(const ptb_context *context, const ptb_history *history,
                                          const ptb_plan *plan, const ptb_cases *cases, ptb_leaks **out,
                                          ptb_error *err);

/* The default plan without what the guard found, unless settings->keep names the column. E_DATA where nothing is
 * left. */
typedef struct {
    ptb_plan *plan;
    ptb_leaks *leaks;
    ptb_text notes; /* what the default plan left out for other reasons, a line each */
} ptb_guarded_plan;
PTB_MUST_USE ptb_status ptb_plan_guarded(const ptb_context *context, const ptb_history *history,
                                         const ptb_cases *cases, const ptb_plan_settings *settings,
                                         ptb_guarded_plan *out, ptb_error *err);
void ptb_guarded_plan_free(ptb_guarded_plan *guarded);

/* A line for each LEAK and SUSPECT: "left out: Tags (...)", "question: Last Activity (...)". */
void ptb_leaks_say(const ptb_leaks *leaks, ptb_text *out);

/* [{"column", "feature", "verdict", "left_out", "evidence": [{"kind", figures, "says"}, ...]}, ...] of LEAK and SUSPECT. */
void ptb_leaks_write(ptb_json_writer *writer, const char *key, const ptb_leaks *leaks);
PTB_MUST_USE ptb_status ptb_leaks_parse(const ptb_json_doc *doc, const ptb_json *list, ptb_leaks **out,
                                        ptb_error *err);

#endif
