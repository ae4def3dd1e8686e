/* models/model.h: a fitted propensity model as one immutable object and one reviewable JSON file.
 *
 * z is the calibrated log-odds of m (models/calibration.h), m the margin: coef[0] + coef[1..] . encoded row of a logistic model, the sum of curves and
 * surfaces of an additive one, the decision value of a support vector machine, in log-odds (train/svm_steps.c). The file is sealed (any altered
 * byte is refused) and safe to load from strangers: it is data, bounded and checked. Saved and loaded, a
 * model gives the same bits. */
#ifndef PTB_MODELS_MODEL_H
#define PTB_MODELS_MODEL_H

#include "features/encoder.h"
#include "models/calibration.h"
#include "models/card_facts.h"
#include "models/curves.h"
#include "models/metrics.h"
#include "models/svm.h"

#define PTB_MODEL_FORMAT "propensity-model"
enum { PTB_MODEL_VERSION = 1, PTB_SCORE_KNOTS = 21, PTB_TRIALS_MAX = 2, PTB_REPEATS_MAX = 20 };

/* What inner folds said of a family of models that was tried. */
typedef struct {
    const char *family;
    double log_loss;   /* on cases not seen; of the base rate where nothing of the family did better */
    double gain;       /* log loss less than that of the best family before it; 0 of the first */
    double gain_error; /* standard error of the gain: it must be above this to count */
} ptb_trial;

/* Of a model that was brought up to date (train/refit.h): what it comes from, and how the two did on the same cases, which neither had
 * seen. */
typedef struct {
    char sha256[65];   /* the champion's seal; "": the model was fitted from nothing */
    size_t rows, wins; /* learnt from in addition */
    double lambda; /* of the differences from the champion; infinite: none but intercept and calibration */
    size_t cases, cases_won;            /* compared on */
    double champion_log_loss;           /* the model's own are in metrics */
    double gain, gain_error;            /* log loss less than the champion's, and its standard error */
    double champion_auc;                /* mean over folds; NaN where none has two of each class */
    double auc_gain, auc_low, auc_high; /* 95 % interval by DeLong, of independent cases; NaN as above */
} ptb_lineage;

/* How the model was judged: on out-of-fold predictions of the whole procedure. */
typedef struct {
    const char *kind; /* "stratified", "grouped", "time", "holdout" */
    int folds;
    int repeats;                              /* of the folds, each time others; 1: once */
    double repeat_sd_auc, repeat_sd_log_loss; /* between repeats, where there are several */
    ptb_metrics metrics;
    double lambda; /* of the model; of a support vector machine 1 / (C rows), which is the same */
    double alpha;  /* share of it on absolute values: 0 ridge, 1 lasso, between them an elastic net */
    double adaptive_lambda; /* of an additive model's curves, weighed by a fit of lambda; 0: not so */
    double pair_lambda;     /* of an additive model's surfaces; 0: it has none */
    ptb_trial trials[PTB_TRIALS_MAX]; /* of families, in order; none where one was given */
    size_t n_trials;
    ptb_lineage champion;
    bool no_better_than_chance; /* the interval of the AUC reaches down to 0.5 */
    bool is_before_edit; /* somebody changed the model by hand after it was judged (ptb_model_reseal) */
    char predictions_sha256[65]; /* of the file of unseen predictions; "" where none was written */
} ptb_evaluation;

typedef struct ptb_model {
    const char *family; /* "logistic", "additive" or "svm" */
    ptb_subject subject;
    ptb_outcome_kind outcome_kind;
    const char *outcome_name;
    const char *closed_by; /* event types that end a case without success; "" or NULL: none */
    const char *snapshots; /* of the training cases, as ptb_snapshots_print; "" or NULL: not known */
    double horizon_days;
    bool is_timeless;
    ptb_plan *plan;
    ptb_encoder *encoder; /* logistic, svm; NULL otherwise */
    double *coef;         /* logistic: n_terms + 1, intercept first; NULL otherwise */
    double *
        standard_error; /* as coef; NaN: none of this term (nor of the intercept of a loaded model); NULL: none at all */
    const char *
        errors_by; /* what they rest on: "model" (cases are independent), "case" (weights), "group" (accounts); "" or NULL */
    ptb_curves *curves; /* additive; NULL otherwise */
    ptb_svm *svm;       /* of the encoder's terms; NULL otherwise */
    ptb_calibration calibration;
    struct ptb_segments *segments; /* models of their own for some levels (models/segments.h); NULL: none */
    double score_knots
        [PTB_SCORE_KNOTS]; /* z at the 0, 5, ..., 100 % quantiles of the training cases' unseen predictions */
    ptb_evaluation evaluation;
    size_t rows, wins;
    ptb_time known_until; /* the last moment whose outcomes training has seen; PTB_NO_TIME where timeless */
    const char *created_by;
    ptb_card_facts card;
    ptb_origin origin; /* loaded: what the provenance says */
    char sha256[65];   /* loaded: the seal (content_sha256) of the file, by which it is known elsewhere */
    char digest[65];   /* loaded: of the content, provenance left out */
    ptb_arena arena;   /* owns the texts */
} ptb_model;

/* sha256 (may be NULL) is set to the file's seal. E_NUMERIC: a number that is not finite; nothing is
 * written. */
/* The file's text, appended to `out` (empty); sha256 may be NULL. */
PTB_MUST_USE ptb_status ptb_model_print(const ptb_model *model, const ptb_provenance *provenance,
                                        ptb_text *out, char sha256[65], ptb_error *err);
PTB_MUST_USE ptb_status ptb_model_save(const ptb_model *model, const ptb_provenance *provenance,
                                       const char *path, char sha256[65], ptb_error *err);
/* E_INTEGRITY: altered. E_SCHEMA: anything missing, unknown or out of range, with file, line and path. */
PTB_MUST_USE ptb_status ptb_model_load(const char *path, ptb_model **out, ptb_error *err);
void ptb_model_free(ptb_model *model);

/* The text of a model file that somebody edited by hand, sealed again and appended to `out` (empty): all but the seal is
 * checked as ptb_model_load does; the evaluation is marked as of the model before the edit, and the provenance says under
 * `edited` which seal was there and which program and command line sealed it. E_ARG: the seal holds, nothing was edited. */
PTB_MUST_USE ptb_status ptb_model_reseal(const char *path, const char *command_line, ptb_text *out,
                                         char sha256[65], ptb_error *err);

/* The kinds of the plan's features, and their levels as the model knows them. */
const ptb_vector_column *ptb_model_columns(const ptb_model *model);

/* A source's features as the model takes them. Errors as ptb_encoder_bind. */
typedef struct ptb_model_binding ptb_model_binding;
PTB_MUST_USE ptb_status ptb_model_bind(const ptb_model *model, const ptb_vector_column *source_columns,
                                       ptb_model_binding **out, ptb_error *err);
void ptb_model_binding_free(ptb_model_binding *binding); /* NULL allowed */

/* Calibrated log-odds of a raw row, a fixed-order sum; `scratch` (ptb_model_scratch doubles) then holds the row as the model sees
 * it. Allocates nothing. */
size_t ptb_model_scratch(const ptb_model *model);
double ptb_model_logit(const ptb_model *model, const ptb_model_binding *binding, const float *raw,
                       double *scratch);
/* With segments the row's own model is the one that is used, here and in the next. */
/* What the last row's log-odds are made of: part[0 .. plan->n) of the features, then those of the pairs, last how far the
 * calibration bends away from its line there, where it does bend; returned is what is the same for all (of the segment). They add up to the log-odds
 * but for rounding. Of a support vector machine parts are approximate (ptb_svm_parts), and what they leave is in the returned. */
size_t ptb_model_parts_count(const ptb_model *model);
bool ptb_model_bends(const ptb_model *model); /* is the last part a calibration's bend? */
double ptb_model_parts(const ptb_model *whole, const double *scratch, double *part);

/* 0..100 by the model's fixed monotone map of z: piecewise linear through the knots, 0 and 100 outside. */
double ptb_model_score(const ptb_model *model, double z);

#endif
