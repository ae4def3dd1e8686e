/* train/family.h: the families of models that a procedure can fit: the questions to the inner folds, one stage after the other,
 * and the final fit. */
#ifndef PTB_TRAIN_FAMILY_H
#define PTB_TRAIN_FAMILY_H

#include "train/procedure.h"

typedef struct {
    const ptb_context *context; /* one thread, silent */
    const ptb_vectors *vectors;
    const ptb_train_settings *settings;
} ptb_fit_inputs;

/* The rows of an inner fold: those it learns from and those it judges. */
typedef struct {
    uint32_t *train, *held;
    size_t n_train, n_held;
} ptb_inner_rows;

/* Candidates for one number of a model, the simplest model first: where that is infinite (a penalty) it is the model without
 * what the stage is about, the base rate or no surfaces. */
typedef struct {
    const double *value;
    size_t n;
    size_t stage;
    const double *chosen; /* the numbers of the stages before */
} ptb_candidates;

/* margin[v * n_held + i]: log-odds of the i-th held row by a fit with value v, for the first *n_done values; the rest is
 * not worth trying. May reorder and thin the rows it learns from. */
typedef ptb_status (*ptb_follow)(const ptb_fit_inputs *inputs, const ptb_candidates *candidates,
                                 ptb_inner_rows *rows, double *margin, size_t *n_done, ptb_error *err);

typedef struct {
    const char *progress; /* what is going on, for people */
    const double *value;  /* n_values candidates */
    size_t n_values;
    bool
        must_prove; /* an infinite first value stays unless another is better by more than a standard error */
    ptb_follow follow;
} ptb_stage;

typedef struct {
    const char *name; /* as in model files */
    const ptb_stage *stages;
    size_t n_stages; /* 1 to PTB_STAGES_MAX */
    /* Fits the chosen numbers to all training rows: coefficients or curves, whether they part the classes, convergence. The
     * procedure has its encoder. */
    ptb_status (*finish)(const ptb_fit_inputs *inputs, ptb_procedure *procedure, ptb_error *err);
} ptb_family_steps;

extern const ptb_family_steps ptb_logistic_steps, ptb_additive_steps, ptb_svm_rbf_steps, ptb_svm_linear_steps;
extern const ptb_family_steps ptb_net_steps; /* logistic by elastic nets, where settings->alpha is above 0 */
extern const ptb_family_steps ptb_update_logistic_steps,
    ptb_update_additive_steps; /* of settings->champion */
const ptb_family_steps *ptb_family_steps_of(ptb_family family);

/* A path has passed its best once the loss on the judged rows has risen this often in a row: weaker penalties only fit more noise. */
enum { PTB_RISES_ENOUGH = 3 };
double ptb_margins_loss(const float *y, const double *weight, const double *margin, size_t n);

/* Is every win's margin above every loss's? */
bool ptb_are_parted(const float *y, const double *margin, size_t n);

/* E_ARG where a support vector machine can't be trained as asked: weighted cases, a penalty; E_LIMIT more cases than the kernel allows.
 * Nothing is said of other families. */
PTB_MUST_USE ptb_status ptb_svm_steps_check(const ptb_vectors *vectors, const ptb_train_settings *settings,
                                            ptb_error *err);

#endif
