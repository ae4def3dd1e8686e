/* models/terms.h: the terms of a logistic model and how sure training is of them, for people and for programs. */
#ifndef PTB_MODELS_TERMS_H
#define PTB_MODELS_TERMS_H

#include "models/model.h"

/* The model's terms; those whose coefficient a lasso or elastic net has made exactly 0 are counted, but not kept. */
size_t ptb_terms_kept(const ptb_model *model);
/* chosen[0 .. returned): places of kept terms, the strongest first, or all in the model's order where there are no more than `most`. */
size_t ptb_terms_strongest(const ptb_model *model, size_t most, size_t *chosen);

/* The `most` strongest of the kept by coefficient (per standard deviation, and so comparable), or all in the model's order where there are no more;
 * with odds ratio, 95 % interval and p-value where the model has standard errors. */
void ptb_terms_tabulate(const ptb_model *model, size_t most, ptb_text *out);

/* An array of all in the model's order: {"term": words, "feature", "coefficient", "standard_error", "z", "p_value", "odds_ratio": {"mean", "low",
 * "high"}, "odds_ratio_per_unit": the same per unit of the value before it was standardised (of ln(1 + x) where the kind is log1p; yes against
 * no where it is a level)}; null where there is no standard error. */
void ptb_terms_write(ptb_json_writer *writer, const char *key, const ptb_model *model);

#endif
