/* train/winloss_inside.h: the parts of the win/loss analysis; private to train. */
#ifndef PTB_TRAIN_WINLOSS_INSIDE_H
#define PTB_TRAIN_WINLOSS_INSIDE_H

#include "features/bins.h"
#include "train/winloss.h"

/* --- cells that people can read --- */

/* What is found in a cell of a number; least > most: nothing. */
typedef struct {
    float least, most;
    bool has_fraction;
} ptb_cell_values;

typedef struct {
    const ptb_vectors *vectors;
    ptb_bins *bins;
    uint8_t *cells; /* [feature * n_rows + place] */
    size_t n_rows;
    size_t *offset; /* of a feature's cells in `values` */
    ptb_cell_values *values;
} ptb_reading_cells;

PTB_MUST_USE ptb_status ptb_reading_cells_make(const ptb_context *context, const ptb_vectors *vectors,
                                               const uint32_t *rows, size_t n_rows, ptb_reading_cells *out,
                                               ptb_error *err);
void ptb_reading_cells_free(ptb_reading_cells *cells);

/* The slot behind a feature's cells is "any": all cells above the one that holds nothing but zeros, of which there are two at
 * least. *first .. *last; false: the feature has none. */
bool ptb_reading_cells_any(const ptb_reading_cells *cells, size_t feature, size_t *first, size_t *last);

/* Slot in words: a cell, or "any". */
void ptb_reading_cells_words(const ptb_reading_cells *cells, size_t feature, size_t slot, ptb_text *out);

/* --- cases, in the order of their groups --- */

typedef struct {
    size_t n, wins, n_groups;
    uint32_t *place; /* in the columns of cells */
    uint32_t *group; /* from 0, rising */
    double *weight;
    uint8_t *won;
    bool is_weighted, has_shared_groups;
    /* Sums over cases of w, w y, w^2; over groups of (sum w)^2 and of (sum w (y - rate))^2. */
    double w, k, ww, ss, bb;
    double intra_class;
} ptb_tally_cases;

/* *rows become the vectors' rows in the order of the groups. */
PTB_MUST_USE ptb_status ptb_tally_cases_make(const ptb_vectors *vectors, uint32_t *rows, size_t n_rows,
                                             ptb_tally_cases *out, ptb_error *err);
/* Those cases whose `step`, by place, is at_least or more. */
PTB_MUST_USE ptb_status ptb_tally_cases_cut(const ptb_tally_cases *all, const uint8_t *step, uint8_t at_least,
                                            ptb_tally_cases *out, ptb_error *err);
void ptb_tally_cases_free(ptb_tally_cases *cases);
void ptb_tally_rate(const ptb_tally_cases *cases, ptb_figure *out);

/* The same sums over the cases of a cell; with those of all: ab is over groups of the products of sum w (y - rate), cross of sum w. */
typedef struct {
    size_t n, wins, groups;
    double w, k, ww, ss, aa, ab, cross;
} ptb_tally;

/* tallies[slot]: n_cells of them and, where there is "any" (first_any <= last_any), one more. */
typedef struct {
    const uint8_t *cells;
    size_t n_cells, first_any, last_any;
    bool has_any;
} ptb_tally_column;
void ptb_tally_count(const ptb_tally_cases *cases, const ptb_tally_column *column, ptb_tally *tallies);

/* Fills what a finding says of numbers, but for q. */
void ptb_tally_judge(const ptb_tally_cases *cases, const ptb_tally *tally, ptb_finding *out);

/* --- findings --- */

/* The same activities of the same people, the same column: in whatever window, count or recency. */
bool ptb_is_same_matter(const ptb_feature_spec *a, const ptb_feature_spec *b);
/* Counts and dates, but no decayed counts, shares, trends. */
bool ptb_is_plain(const ptb_feature_spec *spec);

typedef struct {
    const ptb_vectors *vectors;
    const ptb_reading_cells *cells;
    const ptb_tally_cases *cases;
    bool actions_only;
} ptb_winloss_job;

/* Every cell with enough cases, in the order of the features and cells, without q-values; texts and items are the arena's. */
PTB_MUST_USE ptb_status ptb_winloss_judge(const ptb_context *context, const ptb_winloss_job *job,
                                          ptb_arena *arena, ptb_findings *out, ptb_error *err);
/* Over all lists together. */
PTB_MUST_USE ptb_status ptb_winloss_q_values(ptb_findings *const *lists, size_t n_lists, ptb_error *err);
/* By evidence; marks the strongest. */
void ptb_winloss_sort(const ptb_vectors *vectors, ptb_findings *findings);

/* Fills the journey of *out, where a feature says how far a case came; rows are the cases' by place. */
PTB_MUST_USE ptb_status ptb_winloss_follow(const ptb_context *context, const ptb_winloss_job *job,
                                           const uint32_t *rows, ptb_winloss *out, ptb_error *err);

#endif
