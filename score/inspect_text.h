/* score/inspect_text.h: what is in a file of ours, in words. */
#ifndef PTB_SCORE_INSPECT_TEXT_H
#define PTB_SCORE_INSPECT_TEXT_H

#include "features/vectors.h"
#include "models/model.h"
#include "models/rules.h"

/* Each appends aligned text for a person. */
void ptb_inspect_history(const ptb_history *history, ptb_text *out);
void ptb_inspect_vectors(const ptb_vectors *vectors, ptb_text *out);
void ptb_inspect_model(const ptb_model *model, ptb_text *out);
void ptb_inspect_rules(const ptb_rules *rules, ptb_text *out);
void ptb_inspect_plan(const ptb_plan *plan, ptb_text *out);

#endif
