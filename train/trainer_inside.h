/* train/trainer_inside.h: what planning a training, running it and making the model share. Private to train/trainer*.c. */
#ifndef PTB_TRAIN_TRAINER_INSIDE_H
#define PTB_TRAIN_TRAINER_INSIDE_H

#include "train/procedure.h"

typedef struct {
    const ptb_context *context;
    const ptb_vectors *vectors;
    ptb_vectors
        thinned;   /* what is fitted: the vectors, or with weights of their own where losses are left out */
    float *weight; /* those, or NULL */
    const ptb_train_settings *settings;
    ptb_train_settings updating; /* those with a champion */
    ptb_vectors ordered;         /* as folds in time go by */
    ptb_fold_settings folds;     /* in which cases are judged: with a champion in order of time */
    uint32_t *rows;              /* with known outcome; with a champion the new ones */
    size_t n_rows;
    bool is_holdout;
    ptb_procedure *procedures; /* the last makes the model */
    size_t n_procedures;
    size_t n_learnt; /* the last one's training rows, before losses are left out, and what they know */
    ptb_time known_until;
    /* Segments (train/segment_models.h). */
    size_t segment_feature;
    ptb_plan *segment_plan; /* a copy of the vectors' */
    ptb_procedure *own;     /* of levels, for the procedure that was run last */
    size_t n_own;
    double *whole_logit, *final_logit; /* by row of the first repeat; NaN where not judged */
    ptb_train_result *result;
} ptb_training;

/* trainer_settings.c: does it go together? */
PTB_MUST_USE ptb_status ptb_train_settings_check(const ptb_train_settings *settings, ptb_error *err);
bool ptb_train_is_svm(const ptb_train_settings *settings);

/* trainer_plan.c: the procedures with their rows to learn from and to judge; none where a champion is kept without a trial. */
PTB_MUST_USE ptb_status ptb_training_plan(ptb_training *t, ptb_error *err);

/* trainer_model.c: what the last procedure fitted moves into the model. */
PTB_MUST_USE ptb_status ptb_training_make_model(ptb_training *t, ptb_error *err);
/* Through its file form. */
PTB_MUST_USE ptb_status ptb_training_copy_plan(const ptb_plan *plan, ptb_plan **out, ptb_error *err);

#endif
