/* train/cmd_train_report.h: what training gave, as JSON for programs and as tables for people. */
#ifndef PTB_TRAIN_CMD_TRAIN_REPORT_H
#define PTB_TRAIN_CMD_TRAIN_REPORT_H

#include "datasets/base/command.h"
#include "features/leaks.h"
#include "train/trainer.h"

typedef struct {
    const ptb_train_result *result;
    const ptb_leaks *leaks;                    /* what the leak guard found, or NULL */
    const char *model_path, *predictions_path; /* the latter may be NULL */
    const char *notes;                         /* lines: what the default plan left out; "" for none */
    double seconds, peak_mb;
} ptb_train_report;

PTB_MUST_USE ptb_status ptb_train_report_json(const ptb_train_report *report, ptb_error *err);
PTB_MUST_USE ptb_status ptb_train_report_say(const ptb_call *call, const ptb_train_report *report,
                                             ptb_error *err);

#endif
