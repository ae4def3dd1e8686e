/* train/trainer.h: vectors -> model, with an honest estimate of its skill.
 *
 * The whole procedure (encoder, penalty by inner cross-validation, coefficients, calibration) is run inside
 * every outer fold, so that an out-of-fold prediction is the prediction of the procedure; then once on all
 * rows. With a holdout it is run once, on what was known before the cut, and judged on what came after. */
#ifndef PTB_TRAIN_TRAINER_H
#define PTB_TRAIN_TRAINER_H

#include "models/model.h"
#include "train/enough.h"
#include "train/folds.h"
#include "train/thin_losses.h"

/* BEST: that which the inner folds choose, logistic or additive. A support vector machine, with the rbf or the linear kernel, has no exact reasons
 * and is tried where it is asked for alone. */
typedef enum {
    PTB_FAMILY_BEST,
    PTB_FAMILY_LOGISTIC,
    PTB_FAMILY_ADDITIVE,
    PTB_FAMILY_SVM,
    PTB_FAMILY_SVM_LINEAR,
    PTB_FAMILY_UPDATE_LOGISTIC, /* of a champion, which is of the family; chosen by it */
    PTB_FAMILY_UPDATE_ADDITIVE
} ptb_family;

typedef struct {
    ptb_family
        family; /* default: best; logistic where lambda, alpha or one_se is given, additive where direction is */
    const int *
        direction; /* NULL, or by feature of an additive model: 1 its curve never falls, -1 never rises, 0 free */
    ptb_fold_settings folds; /* default: 5, by group, random */
    int repeats;             /* 1 (default) to PTB_REPEATS_MAX: of random folds, each time others */
    double lambda;           /* < 0: chosen by inner cross-validation (default); 0: no penalty */
    double
        alpha; /* share of a logistic model's penalty that is on absolute values: 0 ridge (default), 1 lasso */
    bool one_se; /* of a logistic model: the strongest penalty within a standard error of the best */
    ptb_calibration_kind calibrate; /* default: auto */
    double holdout_fraction;        /* 0: none (then every row is judged out of fold) */
    ptb_time holdout_from;          /* PTB_NO_TIME: none */
    int64_t
        sample_losses; /* PTB_SAMPLE_AUTO (default), 0: all, or about how many to learn from (train/thin_losses.h) */
    ptb_encoder_settings encoder;
    const char *
        segment; /* NULL, or the feature whose levels may have models of their own (train/segment_models.h) */
    const ptb_model
        *champion; /* NULL, or a loaded model to be brought up to date (train/refit.h); borrowed */
} ptb_train_settings;
void ptb_train_settings_default(ptb_train_settings *settings);

/* A segment needs so many won and lost cases for a model of its own to be tried. */
enum { PTB_SEGMENT_MIN = 40 };

/* A level of the segments' feature. */
typedef struct {
    const char *level; /* the vectors' */
    size_t cases, won; /* with a known outcome */
    size_t judged;
    double log_loss_whole, log_loss; /* of the judged, by the whole model and with segments; NaN where none */
    double gain, gain_error; /* the former less the latter, and its standard error, accounts' cases as one */
    bool is_tried, is_taken; /* by the final model */
} ptb_segment_report;

typedef struct {
    ptb_model *model; /* new; evaluation.predictions_sha256 is the caller's to fill */
    int repeats;
    double
        *probability; /* repeats x rows of the vectors: out of fold or on the holdout; NaN where not judged */
    int *fold;        /* likewise; PTB_NOT_JUDGED; 0 on the holdout; those of repeat r begin with r K */
    ptb_text warnings; /* a line each: too few wins, a feature that knows the outcome, constants dropped */
    ptb_text review;   /* those for which a person must look: exit status 3 */
    bool needs_person;
    size_t losses_kept;           /* of the losses of all cases with an outcome; 0: all */
    ptb_enough enough;            /* how many cases what was seen would need */
    ptb_segment_report *segments; /* most cases first; NULL: none were asked for */
    size_t n_segments;
    ptb_text kept; /* with a champion: why it is kept; empty where the model has won */
} ptb_train_result;

/* Rows without a known outcome are left out. With a champion the model is that one brought up to date, and may be NULL where `kept` says
 * that there are too few new cases; family, penalty, directions and order of the settings then have no say. Errors: E_ARG a setting out of range; E_DATA one class only (in
 * words), no feature that varies, too few groups or moments for the folds; E_ARG, E_SCHEMA a champion that
 * does not go with the vectors; E_REVIEW fewer than PTB_CLASS_MIN
 * won or lost cases: no model. */
PTB_MUST_USE ptb_status ptb_train(const ptb_context *context, const ptb_vectors *vectors,
                                  const ptb_train_settings *settings, ptb_train_result *out, ptb_error *err);
void ptb_train_result_free(ptb_train_result *result);

/* subject_id,as_of,outcome,fold,probability: one line per judged case and repeat, in the order of the vectors, repeat by repeat, as CSV
 * text; the fold of a holdout is "holdout". sha256 is that of the text. */
PTB_MUST_USE ptb_status ptb_predictions_print(const ptb_vectors *vectors, const ptb_train_result *result,
                                              ptb_text *out, char sha256[65], ptb_error *err);

#endif
