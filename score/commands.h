/* score/commands.h: the commands of this stage, for the program's table. */
#ifndef PTB_SCORE_COMMANDS_H
#define PTB_SCORE_COMMANDS_H

#include "datasets/base/args.h"

extern const ptb_command ptb_cmd_score, ptb_cmd_explain, ptb_cmd_compare, ptb_cmd_inspect, ptb_cmd_model,
    ptb_cmd_rules, ptb_cmd_version;

#endif
