/* models/repeats.h: cross-validation that is repeated with other folds: its figures, in files and in words.
 *
 * Repeating takes out of a figure what the luck of the folds has put in. It brings no new cases, so what the cases' own luck has put
 * in stays: intervals are no narrower than those of one repeat (Nadeau and Bengio, Machine Learning 52, 2003; that no variance can be
 * learnt from the folds themselves without bias: Bengio and Grandvalet, JMLR 5, 2004). */
#ifndef PTB_MODELS_REPEATS_H
#define PTB_MODELS_REPEATS_H

#include "models/model.h"

/* The figures of all repeats together, and how far AUC and log loss were apart: each figure, and each end of its interval, is the mean
 * of the repeats' that have it. Ends rather than each case's contributions, because these are averaged over several models where the
 * one to be used is one: their variance would be that of a committee. n: 1 to PTB_REPEATS_MAX. */
void ptb_repeats_take(const ptb_metrics *of, int n, ptb_evaluation *out);

/* "repeats": 10, "repeat_sd": {"auc", "log_loss"}; nothing of a single one. */
void ptb_repeats_write(ptb_json_writer *writer, const ptb_evaluation *evaluation);
/* Without the key it is 1. E_SCHEMA: out of range, or without repeat_sd. */
PTB_MUST_USE ptb_status ptb_repeats_read(const ptb_json_doc *doc, const ptb_json *object, ptb_evaluation *out,
                                         ptb_error *err);
/* A line, such as "10 times with other folds: the AUC differs by 0.0021 ..."; nothing of a single one. */
void ptb_repeats_say(const ptb_evaluation *evaluation, ptb_text *out);

#endif
