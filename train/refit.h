/* train/refit.h: a champion brought up to date from new outcomes, and kept until the challenger wins.
 *
 * New are the cases whose outcome became known after all that the champion has seen (its known_until): each outcome is learnt from once
 * along a line of updates, and the champion's own cases have no say beyond the champion itself. The challenger (train/update_steps.h) is
 * the champion with a ridge around its coefficients. It is judged forward in time, on new cases that neither has seen: in K + 1
 * stretches, each but the first judged by what the new cases known before it have taught. On these cases it must do better than the
 * champion by more than a standard error.
 *
 * Where the outcome comes when it comes (deals) the stretches are in the order in which outcomes became known: cases that began after
 * known_until would be the deals that are over soon, which are lost more often. Where there is a horizon they are in the order of as_of,
 * each taught by what was known before it began, and judged are cases as of later than known_until alone: the champion knows part of
 * the outcome of those whose horizon began before. */
#ifndef PTB_TRAIN_REFIT_H
#define PTB_TRAIN_REFIT_H

#include "train/trainer.h"

/* E_ARG: a support vector machine, or a model without dates; E_DATA: vectors without dates; E_SCHEMA: cases or features that are not
 * those of the champion. */
PTB_MUST_USE ptb_status ptb_refit_check(const ptb_model *champion, const ptb_vectors *vectors,
                                        ptb_error *err);

/* Those of rows[0 .. *n_rows) that are new, in place. Where there are fewer than PTB_CLASS_MIN of a class, `kept` says so. */
void ptb_refit_new_rows(const ptb_model *champion, const ptb_vectors *vectors, uint32_t *rows, size_t *n_rows,
                        ptb_text *kept);

/* The vectors as their order is for folds in time: as_of is the moment that counts. */
ptb_vectors ptb_refit_ordered(const ptb_vectors *vectors);

/* The new rows, of ordered vectors, in at most *k folds in order of time: fold[i] in 0 .. *k - 1, or PTB_NOT_JUDGED. A fold that would be taught by fewer than
 * PTB_CLASS_MIN of a class is not judged: in use the champion would still be there; so no fold begins before
 * what the champion knows. Where fewer than PTB_CLASS_MIN of a class
 * are judged in all, `kept` says so. */
PTB_MUST_USE ptb_status ptb_refit_folds(const ptb_assigned_rows *rows, int *fold, int *k, ptb_text *kept,
                                        ptb_error *err);

/* What the model takes over from the champion: that it comes from it, its cases, the penalty that it was fitted with. lambda is that of
 * the update. */
void ptb_refit_inherit(const ptb_model *champion, double lambda, ptb_model *model);

/* The judged cases by both: fills the model's evaluation.champion, and `kept` where the champion has not lost. is_grouped: the cases of
 * a group are not independent. */
PTB_MUST_USE ptb_status ptb_refit_compare(const ptb_model *champion, const ptb_vectors *vectors,
                                          bool is_grouped, ptb_train_result *result, ptb_error *err);

#endif
