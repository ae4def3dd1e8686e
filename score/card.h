/* score/card.h: a model's card: what it predicts, from what, how well, by what, with which limits, how to make it again.
 *
 * After Mitchell et al., Model Cards for Model Reporting (FAT* 2019). A view of the model file alone: the same file gives the same
 * bytes. */
#ifndef PTB_SCORE_CARD_H
#define PTB_SCORE_CARD_H

#include "models/model.h"

enum { PTB_CARD_EFFECTS = 10 };

/* Markdown; names and texts of the file are escaped. `model` is a loaded one. */
PTB_MUST_USE ptb_status ptb_card_write(const ptb_model *model, ptb_text *out, ptb_error *err);
/* One object with the same facts (score/README.md). */
PTB_MUST_USE ptb_status ptb_card_write_json(const ptb_model *model, ptb_text *out, ptb_error *err);

#endif
