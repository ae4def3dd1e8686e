/* train/cmd_train_champion.h: what became of a champion, as JSON for programs and in words for people. */
#ifndef PTB_TRAIN_CMD_TRAIN_CHAMPION_H
#define PTB_TRAIN_CMD_TRAIN_CHAMPION_H

#include "datasets/base/command.h"
#include "train/trainer.h"

/* "kept": "champion" or "challenger", "because", and the figures where both were judged; nothing without a champion. */
void ptb_refit_write(ptb_json_writer *writer, const ptb_train_result *result);
/* How a model that has won was made of its champion; nothing without one. */
void ptb_refit_say(const ptb_train_result *result, ptb_text *out);

/* Of a champion that is kept. */
typedef struct {
    const ptb_train_result *result;
    const char *champion_path, *model_path;
    double seconds, peak_mb;
} ptb_refit_report;
PTB_MUST_USE ptb_status ptb_refit_report_json(const ptb_refit_report *report, ptb_error *err);
PTB_MUST_USE ptb_status ptb_refit_report_say(const ptb_call *call, const ptb_refit_report *report,
                                             ptb_error *err);

#endif
