/* models/penalty_step.h: one fit's quadratic model of its loss, and the penalised minimum of that. Internal to
 * penalty_path.c. */
#ifndef PTB_MODELS_PENALTY_STEP_H
#define PTB_MODELS_PENALTY_STEP_H

#include "models/linalg.h"

/* The penalty; borrowed. */
typedef struct {
    double alpha;
    size_t n_cols;
    const double *factor, *prior; /* n_cols each, or NULL */
    const double *variance;       /* n_cols: how large a column is */
} ptb_penalty_terms;

/* sum_j f_j ((1 - alpha) / 2 (w_j - m_j)^2 + alpha |w_j|), coef with the intercept first. */
double ptb_penalty_value(const ptb_penalty_terms *terms, const double *coef);

/* Room for the steps of one thread. Free with free(). */
typedef struct {
    double *schur, *factor, *slope, *move; /* move: n_cols + 1 */
    size_t *active;
} ptb_penalty_room;
PTB_MUST_USE ptb_status ptb_penalty_room_init(size_t n_cols, ptb_penalty_room *room, ptb_error *err);
void ptb_penalty_room_free(ptb_penalty_room *room);

/* The loss near `coef`: gradient . d + d' hessian d / 2; all n_cols + 1. */
typedef struct {
    const double *hessian, *gradient, *coef;
} ptb_penalty_model;

/* target := what minimises model + lambda penalty; lambda infinite: penalised coefficients stay. `slack` is how much of
 * the objective may be left. Returns what the model says is gained, 0 or more up to rounding. */
double ptb_penalty_step(const ptb_penalty_terms *terms, double lambda, const ptb_penalty_model *model,
                        double slack, ptb_penalty_room *room, double *target);

/* BFGS: changes the Hessian so that it takes `step` to `change`, the difference of the gradients at its ends. Leaves it
 * where rounding is most of these. scratch: n. */
void ptb_penalty_learn(double *hessian, const double *step, const double *change, size_t n, double *scratch);

#endif
