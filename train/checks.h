/* train/checks.h: does a single feature know the outcome? What a leak looks like from the data alone. */
#ifndef PTB_TRAIN_CHECKS_H
#define PTB_TRAIN_CHECKS_H

#include "features/encoder.h"

/* Area under the ROC curve of every feature alone (0.5 or more), on the rows given or an even sample of
 * them: the number in either direction with missing at either end, or the win rates of its levels. 0.5 for
 * features without terms. auc has n_features entries. */
PTB_MUST_USE ptb_status ptb_single_feature_auc(const ptb_context *context, const ptb_vectors *vectors,
                                               const uint32_t *rows, size_t n_rows,
                                               const ptb_encoder *encoder, double *auc, ptb_error *err);

#endif
