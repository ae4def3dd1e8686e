/* score/rules_learn.h: an additive model written as a points table that is a rules file. */
#ifndef PTB_SCORE_RULES_LEARN_H
#define PTB_SCORE_RULES_LEARN_H

#include "models/model.h"

typedef struct {
    size_t parts;    /* rules written */
    size_t surfaces; /* of pairs of features, which points can't have: left out */
    double coarse;   /* the most that rounding to whole points can be off, in log-odds */
} ptb_learnt;

/* Points of the model's curves, `doubling` of which double the odds (points to double the odds, as in credit scorecards: Siddiqi,
 * Credit Risk Scorecards, 2006), rounded to whole ones. A number's lowest cell and a category's other levels have 0, cells with the same
 * points are one tier, levels with the same points one rule. The file's blend makes the log-odds of the points again (weight 1);
 * it wants the model's features, so it is used with --model. E_ARG: a model without curves; E_LIMIT: more rules than a file may have. */
PTB_MUST_USE ptb_status ptb_rules_learn(const ptb_model *model, double doubling, ptb_text *out,
                                        ptb_learnt *learnt, ptb_error *err);

#endif
