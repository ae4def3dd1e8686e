/* score/comparison_text.h: a comparison as a table for people. */
#ifndef PTB_SCORE_COMPARISON_TEXT_H
#define PTB_SCORE_COMPARISON_TEXT_H

#include "score/comparison.h"

/* One line a score, the findings under them. */
void ptb_comparison_write_text(ptb_text *out, const ptb_comparison *comparison);

#endif
