/* train/monotone.h: which features' curves may never fall or never rise, as `train` is told. */
#ifndef PTB_TRAIN_MONOTONE_H
#define PTB_TRAIN_MONOTONE_H

#include "datasets/base/args.h"
#include "features/vectors.h"

/* Texts such as "demo_requests=+" or "demo_requests=+,careers=-", by the plan's names of features. (*out)[feature]: 1 never falls, -1
 * never rises, 0 free; the caller's, free(); NULL where `texts` is empty. E_ARG: no such form, no such feature (with the nearest), a
 * category, one feature both ways. */
PTB_MUST_USE ptb_status ptb_monotone_parse(const ptb_arg_list *texts, const ptb_vectors *vectors, int **out,
                                           ptb_error *err);

#endif
