/* train/additive_steps.h: what a procedure does for an additive model: the path on an inner fold, the final fit. */
#ifndef PTB_TRAIN_ADDITIVE_STEPS_H
#define PTB_TRAIN_ADDITIVE_STEPS_H

#include "train/procedure.h"

/* The rows of an inner fold: those it learns from, those it judges and their places among the procedure's. */
typedef struct {
    uint32_t *train, *held;
    size_t n_train, n_held, *place;
} ptb_inner_rows;

typedef struct {
    const ptb_context *context; /* one thread */
    const ptb_vectors *vectors;
    const double *lambdas; /* of curves; or, beside curves of the procedure's penalty, of surfaces */
    size_t n_lambdas;
    bool of_surfaces;
} ptb_additive_job;

/* Fills the procedure's margins of the judged rows, penalty by penalty. Of many rows to learn from a sample is taken, in place. */
PTB_MUST_USE ptb_status ptb_additive_follow(const ptb_additive_job *job, const ptb_inner_rows *rows,
                                            ptb_procedure *procedure, ptb_error *err);

/* Curves, and surfaces where pair_lambda is finite, on all training rows; whether they part the classes. */
PTB_MUST_USE ptb_status ptb_additive_finish(const ptb_context *context, const ptb_vectors *vectors,
                                            ptb_procedure *procedure, ptb_error *err);

/* Is every win's margin above every loss's? */
bool ptb_are_parted(const float *y, const double *margin, size_t n);

#endif
