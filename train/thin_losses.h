/* train/thin_losses.h: where wins are rare, most losses say the same over again: some of them, weighted, do.
 *
 * A loss is kept with probability q, by a hash of its case (subject, moment) and the seed, whatever the order of rows or the number of
 * threads; kept ones weigh the losses' total over the kept ones' total, about 1 / q, times what they weighed. So each sum over
 * cases (likelihood, gradient, base rate, inner loss) is estimated without bias: King and Zeng, Political Analysis 9 (2001), 137,
 * section 4.2. Their prior correction of the intercept would need a right model without penalty, a calibration that is only a shift, and
 * nothing else that is chosen by the loss; the weights hold with all of these. With k losses a win about 1 / (k + 1) of the information is
 * lost. Only training rows are thinned; all cases are judged, each as one. */
#ifndef PTB_TRAIN_THIN_LOSSES_H
#define PTB_TRAIN_THIN_LOSSES_H

#include "features/vectors.h"

enum { PTB_SAMPLE_AUTO = -1, PTB_SAMPLE_MIN = 100 };

/* Losses to keep of those at hand, 0: all. AUTO: all, unless there are more than 200,000 cases and fewer than 2 % of them won; then 20 a
 * win, at least 20,000. */
size_t ptb_losses_to_keep(int64_t sample_losses, size_t wins, size_t losses);

/* Cases with an outcome, of the vectors, and about how many of their losses to keep (> 0). */
typedef struct {
    const ptb_vectors *vectors;
    const uint32_t *rows;
    size_t n_rows, keep;
    uint64_t seed;
} ptb_thinning;

/* (*weight)[row of the vectors]: 0 where the loss is left out or rows[] lacks it; *n_kept losses have one. *weight is the caller's. */
PTB_MUST_USE ptb_status ptb_thin_losses(const ptb_thinning *thinning, float **weight, size_t *n_kept,
                                        ptb_error *err);

#endif
