/* train/winloss_text.h: a win/loss analysis as tables for people. */
#ifndef PTB_TRAIN_WINLOSS_TEXT_H
#define PTB_TRAIN_WINLOSS_TEXT_H

#include "train/winloss_write.h"

/* What was won more often, what less often, how far cases came. At most `top` lines for each side of what features are about, of
 * a matter the strongest; with report->all all of them, and no limit where top is 0. */
void ptb_winloss_tabulate(const ptb_winloss_report *report, size_t top, ptb_text *out);

#endif
