/* models/svm_check.h: what all trainings here refuse. Internal to svm*.c. */
#ifndef PTB_MODELS_SVM_CHECK_H
#define PTB_MODELS_SVM_CHECK_H

#include <stdbool.h>

#include "models/svm_grid.h"

PTB_MUST_USE ptb_status ptb_svm_check_settings(const ptb_svm_settings *settings, ptb_error *err);
PTB_MUST_USE ptb_status ptb_svm_check_point(const ptb_svm_point *point, ptb_error *err);
/* Outcomes, finite x, both classes, folds in range, and both classes among each fold's training rows. */
PTB_MUST_USE ptb_status ptb_svm_check_data(const ptb_svm_data *data, ptb_error *err);
bool ptb_svm_trains(const ptb_svm_data *data, int fold, size_t row);
double ptb_svm_gamma(double gamma, size_t n_cols); /* what 0 stands for */

/* AUTO becomes MATRIX or ROWS, the latter with a warning. E_LIMIT where nothing fits. */
PTB_MUST_USE ptb_status ptb_svm_check_memory(const ptb_context *context, ptb_svm_settings *settings,
                                             const ptb_design *design, ptb_error *err);

#endif
