/* train/commands.h: the commands of this stage, for main's table. */
#ifndef PTB_TRAIN_COMMANDS_H
#define PTB_TRAIN_COMMANDS_H

#include "datasets/base/args.h"

extern const ptb_command ptb_cmd_train, ptb_cmd_winloss;

#endif
