/* features/encoder_fit.h: what the fits of numbers and categories share; private to the encoder. */
#ifndef PTB_FEATURES_ENCODER_FIT_H
#define PTB_FEATURES_ENCODER_FIT_H

#include "features/encoder.h"

enum { PTB_NUMBER_LEVELS_CAP = 64 };
/* A deviation of this share of the mean is rounding noise. */
#define PTB_CONSTANT_LIMIT 1e-9

typedef struct {
    ptb_term *items;
    size_t n, capacity;
} ptb_term_list;

typedef struct {
    const ptb_vectors *vectors;
    const uint32_t *rows;
    size_t n_rows;
    const ptb_encoder_settings *settings;
    double min_count;     /* rows that a level, "other" or missing needs for a term */
    double weight;        /* of all rows */
    ptb_term_list *lists; /* by feature */
} ptb_encoder_job;

/* One feature of the training rows: the values that are present, with their weights. */
typedef struct {
    double *x, *w, *copy;
    size_t n;
    size_t n_missing;
    double w_missing;
    double distinct[PTB_NUMBER_LEVELS_CAP + 1]; /* ascending, where is_code */
    size_t n_distinct;
    bool is_code; /* whole numbers with few distinct values */
} ptb_training_column;

/* Fills the column with one feature of the training rows. E_DATA: an infinite value. */
PTB_MUST_USE ptb_status ptb_encoder_gather(const ptb_encoder_job *job, size_t feature,
                                           ptb_training_column *column, ptb_error *err);
PTB_MUST_USE ptb_status ptb_encoder_add_term(ptb_term_list *list, ptb_term term, ptb_error *err);
/* An indicator that is on for `hit` of the weight; none where it is (nearly) always the same. */
PTB_MUST_USE ptb_status ptb_encoder_add_indicator(const ptb_encoder_job *job, size_t feature, ptb_term term,
                                                  double hit, ptb_error *err);
/* The indicator of missing, where that is frequent enough. */
PTB_MUST_USE ptb_status ptb_encoder_add_missing(const ptb_encoder_job *job, size_t feature,
                                                const ptb_training_column *column, ptb_error *err);
PTB_MUST_USE ptb_status ptb_encoder_fit_number(const ptb_encoder_job *job, size_t feature,
                                               ptb_training_column *column, ptb_error *err);

#endif
