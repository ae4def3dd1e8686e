/* train/penalty_args.h: what `train` is told of the penalty. */
#ifndef PTB_TRAIN_PENALTY_ARGS_H
#define PTB_TRAIN_PENALTY_ARGS_H

#include "train/trainer.h"

typedef struct {
    const char *penalty; /* cv, none, ridge, lasso, elastic or a ridge strength; NULL: cv */
    const char *lambda;  /* min or 1se; NULL: min */
    double alpha;        /* of an elastic net; 0: not given */
} ptb_penalty_args;

/* Sets lambda, alpha and one_se; a penalty that only logistic models have makes a family of BEST logistic. E_ARG names the option:
 * an unknown word, options that don't go together, another family. */
PTB_MUST_USE ptb_status ptb_penalty_args_parse(const ptb_penalty_args *args, ptb_train_settings *settings,
                                               ptb_error *err);

#endif
