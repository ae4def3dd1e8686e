/* train/winloss_write.h: a win/loss analysis as JSON and as CSV. */
#ifndef PTB_TRAIN_WINLOSS_WRITE_H
#define PTB_TRAIN_WINLOSS_WRITE_H

#include "datasets/base/json.h"
#include "train/winloss.h"

typedef struct {
    const ptb_winloss *winloss;
    const ptb_vectors *vectors; /* names of features, what the leak guard left out */
    const char *notes;          /* what the plan left out, a line each; NULL: nothing */
    bool all;                   /* every tested value, not only those with q up to PTB_WINLOSS_Q */
} ptb_winloss_report;

bool ptb_winloss_is_shown(const ptb_winloss_report *report, const ptb_finding *finding);
size_t ptb_winloss_count_shown(const ptb_winloss_report *report, const ptb_findings *findings);

/* One object as winloss.schema.json says. Infinite and undefined figures are null. */
void ptb_winloss_write(ptb_json_writer *writer, const ptb_winloss_report *report);

/* A line for each finding, those of the journey's steps behind the others; infinite and undefined figures are empty. */
void ptb_winloss_write_csv(ptb_text *out, const ptb_winloss_report *report);

#endif
