/* score/card_words.h: what a model card says in sentences, as plain text: the Markdown and the JSON form have the same ones. */
#ifndef PTB_SCORE_CARD_WORDS_H
#define PTB_SCORE_CARD_WORDS_H

#include "models/model.h"

/* Of the subject: "it is won", "a deal is made after that moment and won within 180 days". */
void ptb_card_outcome(const ptb_model *model, ptb_text *out);
/* "in 5 folds, the cases of an account together, 10 times" */
void ptb_card_judged(const ptb_evaluation *evaluation, ptb_text *out);
/* What one must know before the model is used, a line each; names in them are as the file has them. */
void ptb_card_limits(const ptb_model *model, ptb_text *out);
/* Log loss of a model that gives everybody the share of wins among the judged cases. */
double ptb_card_base_log_loss(const ptb_metrics *metrics);

#endif
