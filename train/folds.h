/* train/folds.h: who is trained on and who is judged.
 *
 * Groups (account trees) never straddle a boundary. Random folds are stratified by outcome and depend on seed and
 * group alone. Folds in time: K + 1 consecutive stretches of equal size by as_of; fold k is judged by what was known before it began
 * (known_at earlier than its first as_of: the embargo); the first stretch is never judged. */
#ifndef PTB_TRAIN_FOLDS_H
#define PTB_TRAIN_FOLDS_H

#include "features/vectors.h"

typedef enum { PTB_FOLDS_RANDOM, PTB_FOLDS_TIME } ptb_fold_order;

enum { PTB_NOT_JUDGED = -1 };

typedef struct {
    ptb_fold_order order;
    int k;             /* 2 .. 50 */
    bool by_group;     /* default true: account trees stay together */
} ptb_fold_settings;

/* fold[i] in 0 .. k-1 for rows[i], or PTB_NOT_JUDGED. E_DATA: fewer groups or wins than folds, time folds on
 * timeless cases. */
PTB_MUST_USE ptb_status ptb_folds_assign(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                         const ptb_fold_settings *settings, uint64_t seed, int *fold, ptb_error *err);

/* The rows that fold f's model may be trained on, in order. *out is the caller's. */
PTB_MUST_USE ptb_status ptb_folds_training_rows(const ptb_vectors *vectors, const uint32_t *rows, const int *fold,
                                                size_t n_rows, const ptb_fold_settings *settings, int f, uint32_t **out,
                                                size_t *n_out, ptb_error *err);

/* Splits all rows by time: `before` those known before the cut, `after` those whose as_of is not before it. The cut
 * is a moment, or the moment with `fraction` of the cases at or after it. Cases that straddle are in neither. */
PTB_MUST_USE ptb_status ptb_holdout_split(const ptb_vectors *vectors, double fraction, ptb_time cut, uint32_t **before,
                                          size_t *n_before, uint32_t **after, size_t *n_after, ptb_error *err);

#endif
