/* train/folds.h: who is trained on and who is judged.
 *
 * Random folds are stratified by outcome and depend on seed, groups and outcomes alone; with by_group a
 * group (account tree) is wholly in one fold. Folds in time: K + 1 consecutive stretches of about equal size
 * by as_of, cases of one moment together; fold f is the stretch f + 1, judged by what was known before it
 * began (known_at earlier than its first as_of: the embargo); the first stretch is never judged. There an
 * account's earlier cases may serve to judge its later ones, as in use. A case whose known_at is unknown
 * counts as known from its as_of on. */
#ifndef PTB_TRAIN_FOLDS_H
#define PTB_TRAIN_FOLDS_H

#include "features/vectors.h"

typedef enum { PTB_FOLDS_RANDOM, PTB_FOLDS_TIME } ptb_fold_order;

enum { PTB_NOT_JUDGED = -1, PTB_FOLDS_MIN = 2, PTB_FOLDS_MAX = 50 };

typedef struct {
    ptb_fold_order order;
    int k;         /* 2 .. 50 */
    bool by_group; /* default true: account trees stay together (random order) */
} ptb_fold_settings;

/* fold[i] in 0 .. k-1 for rows[i], or PTB_NOT_JUDGED. E_ARG: k out of range. E_DATA: fewer groups, wins or
 * losses than folds, or so few groups that a fold would be trained on one class; time folds on timeless
 * cases or on fewer moments than stretches. */
PTB_MUST_USE ptb_status ptb_folds_assign(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                         const ptb_fold_settings *settings, uint64_t seed, int *fold,
                                         ptb_error *err);

/* The moment from which on a row's outcome counts as known. */
ptb_time ptb_known_time(const ptb_vectors *vectors, uint32_t row);

/* Rows with their folds; all borrowed. */
typedef struct {
    const ptb_vectors *vectors;
    const uint32_t *rows;
    const int *fold; /* of each of rows */
    size_t n_rows;
    ptb_fold_order order;
} ptb_assigned_rows;

/* The rows that fold f's model may be trained on, in order. *out is the caller's; there may be none. */
PTB_MUST_USE ptb_status ptb_folds_training_rows(const ptb_assigned_rows *assigned, int f, uint32_t **out,
                                                size_t *n_out, ptb_error *err);

/* Splits rows by time: `before` those known before the cut, `after` those whose as_of is not before it. The
 * cut is a moment, or (cut PTB_NO_TIME) the moment with about `fraction` of the cases at or after it. Cases
 * that straddle are in neither. Both lists are the caller's. E_ARG: a fraction not between 0 and 1. E_DATA:
 * timeless, or a side is empty. */
typedef struct {
    uint32_t *before, *after;
    size_t n_before, n_after;
    ptb_time cut;
} ptb_holdout;
PTB_MUST_USE ptb_status ptb_holdout_split(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                          double fraction, ptb_time cut, ptb_holdout *out, ptb_error *err);
void ptb_holdout_free(ptb_holdout *holdout);

#endif
