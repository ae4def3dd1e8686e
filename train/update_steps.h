/* train/update_steps.h: what the updates of both families have in common. Internal to train/update_*.c.
 *
 * The update of a champion is a fit with a ridge around its coefficients (of a logistic model), or around the differences of its curves
 * and surfaces (of an additive one), in log-odds as its calibration's line gives them, in its own terms or cells. */
#ifndef PTB_TRAIN_UPDATE_STEPS_H
#define PTB_TRAIN_UPDATE_STEPS_H

#include "train/family.h"

enum { PTB_UPDATE_PENALTIES = 12 };
/* Per row, strong to weak; the first is infinite: the champion with an intercept of its own. */
extern const double ptb_update_penalties[PTB_UPDATE_PENALTIES];

/* Finite penalties down to `last`; returned is how many. */
size_t ptb_update_list(double last, double lambda[PTB_UPDATE_PENALTIES]);

/* By how much the champion's log-odds are to be moved for the rows' wins. */
PTB_MUST_USE ptb_status ptb_update_shift(const ptb_fit_inputs *inputs, const uint32_t *rows, size_t n,
                                         double *shift, ptb_error *err);

/* A ptb_follow of the infinite candidate alone: *n_done is 1, or 0 where there is none. */
PTB_MUST_USE ptb_status ptb_update_follow(const ptb_fit_inputs *inputs, const ptb_candidates *candidates,
                                          const ptb_inner_rows *rows, double *margin, size_t *n_done,
                                          ptb_error *err);

#endif
