/* train/cmd_train_segments.h: how segments did, in words and as JSON. */
#ifndef PTB_TRAIN_CMD_TRAIN_SEGMENTS_H
#define PTB_TRAIN_CMD_TRAIN_SEGMENTS_H

#include "train/trainer.h"

/* A table of the levels with enough cases, and a line on the others; nothing where none were asked for. */
void ptb_segments_say(const ptb_train_result *result, ptb_text *out);
void ptb_segments_report_json(ptb_json_writer *writer, const ptb_train_result *result);

#endif
