/* score/card_effects.h: what counts most in a model, whatever its family, in words. */
#ifndef PTB_SCORE_CARD_EFFECTS_H
#define PTB_SCORE_CARD_EFFECTS_H

#include "models/model.h"

typedef struct {
    ptb_text what;                  /* "demo_request activities in the last 90 days" */
    ptb_text lowest_at, highest_at; /* of a curve or surface: where; else empty */
    const char *feature, *unit;     /* of a surface the first of its two */
    /* Of a term: per standard deviation, with its interval where there is one; of a curve or surface: the odds where it is highest over
     * those where it is lowest, NaN for the interval. */
    ptb_figure odds_ratio;
} ptb_effect;

/* out: room for `most`, zeroed; *n of them are filled, the strongest first: none of a support vector machine, which has no effects
 * that are the same for all cases. ptb_effects_free also after an error. */
PTB_MUST_USE ptb_status ptb_effects_find(const ptb_model *model, size_t most, ptb_effect *out, size_t *n,
                                         ptb_error *err);
void ptb_effects_free(ptb_effect *effects, size_t n);

#endif
