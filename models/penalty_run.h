/* models/penalty_run.h: fits that go down one list of penalties together. Internal to penalty_path.c.
 *
 * Each fit has a quadratic model of its loss, steps to the model's penalised minimum, and learns from the exact gradient
 * there. It goes on to the next lambda as soon as the model promises no more, whatever the others do: a pass serves all
 * fits wherever they are. */
#ifndef PTB_MODELS_PENALTY_RUN_H
#define PTB_MODELS_PENALTY_RUN_H

#include "models/penalty_pass.h"
#include "models/penalty_step.h"

/* One fit: where it stands, where it will look next, and what it has found. */
typedef struct {
    int without;     /* the fold it does without; n_folds: none */
    double *vectors; /* all n_cols + 1: */
    double *coef, *gradient, *next, *next_gradient, *target, *change, *guess, *miss;
    double *hessian; /* (n_cols + 1)^2: its model's */
    double loss, held_loss, next_loss, next_held_loss;
    double gain;        /* promised for the step to `target` */
    double share;       /* of that step `next` takes */
    size_t at;          /* lambda */
    int steps, tries;   /* passes at this lambda; how many of them in vain since the last good one */
    size_t later_steps; /* beyond the first at a lambda, since the Hessians were made */
    int models_here;    /* Hessians made for it alone where it stands */
    bool is_doubtful; /* its model has been wrong, or is the bound: what it promises is not to be believed */
    bool is_done, wants_gram;
    double *path; /* n_lambdas x (n_cols + 1): found, with the intercept of columns as they are */
    double *path_loss, *path_held_loss;
    bool *path_converged;
} ptb_penalty_fit;

typedef struct {
    const ptb_penalty_data *data;
    const ptb_penalty_settings *settings;
    ptb_penalty_terms terms;
    const double *lambda;
    size_t n_lambdas;      /* falls where the list ends early */
    bool may_end;          /* early */
    double null_loss;      /* of the base rate, all rows */
    ptb_penalty_fit *fits; /* of all rows first, then without fold 0, 1, ... */
    size_t n_fits;
    ptb_penalty_room *rooms;      /* for each thread */
    double *margin, *next_margin; /* NULL, or for each row by the fit without it: at coef, at next */
    double *all_margins;          /* NULL, or n_lambdas x design rows */
    int passes, grams;
} ptb_penalty_run;

/* Makes n_fits fits (1, or 1 + n_folds) at their starts. What is above `fits` must be set. Free with
 * ptb_penalty_run_free, also after a failure. */
PTB_MUST_USE ptb_status ptb_penalty_run_init(ptb_penalty_run *run, size_t n_fits, bool wants_margins,
                                             ptb_error *err);
void ptb_penalty_run_free(ptb_penalty_run *run);

/* Loss, gradient and Hessian of all fits at their starts. */
PTB_MUST_USE ptb_status ptb_penalty_run_begin(ptb_penalty_run *run, ptb_error *err);

/* Takes the first n_fits fits from run->lambda[0] to the end of the list. */
PTB_MUST_USE ptb_status ptb_penalty_run_follow(ptb_penalty_run *run, size_t n_fits, ptb_error *err);

#endif
