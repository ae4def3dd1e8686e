/* train/trainer.h: vectors -> model, with an honest estimate of its skill.
 *
 * The whole procedure (encoder, penalty by inner cross-validation, coefficients, calibration) is run inside every
 * outer fold, so that an out-of-fold prediction is the prediction of the procedure; then once on all rows. */
#ifndef PTB_TRAIN_TRAINER_H
#define PTB_TRAIN_TRAINER_H

#include "models/model.h"
#include "train/folds.h"

typedef struct {
    ptb_fold_settings folds;        /* default: 5, by group, random */
    double lambda;                  /* < 0: chosen by inner cross-validation (default); 0: no penalty */
    bool calibrate;                 /* default true: Platt */
    double holdout_fraction;        /* 0: none (then every row is judged out of fold) */
    ptb_time holdout_from;          /* PTB_NO_TIME: none */
    ptb_encoder_settings encoder;
} ptb_train_settings;
void ptb_train_settings_default(ptb_train_settings *settings);

typedef struct {
    ptb_model *model;          /* new; the caller's */
    double *probability;       /* per row of the vectors: out of fold or on the holdout; NaN where not judged */
    int *fold;                 /* per row; PTB_NOT_JUDGED */
    ptb_text warnings;         /* a line each: too few wins, a feature that knows the outcome, constants dropped */
    bool needs_person;         /* exit status 3 */
    double seconds;
} ptb_train_result;

/* Errors: E_DATA one class only (in words); E_REVIEW fewer than 10 wins or losses: no model. */
PTB_MUST_USE ptb_status ptb_train(const ptb_context *context, const ptb_vectors *vectors,
                                  const ptb_train_settings *settings, ptb_train_result *out, ptb_error *err);
void ptb_train_result_free(ptb_train_result *result);

/* subject_id,as_of,outcome,fold,probability: one line per judged case; the fold of a holdout is "holdout". */
PTB_MUST_USE ptb_status ptb_predictions_write(const char *path, const ptb_vectors *vectors,
                                              const ptb_train_result *result, ptb_error *err);

#endif
