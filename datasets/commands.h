/* datasets/commands.h: the commands of this module, for the program's table. */
#ifndef PTB_DATASETS_COMMANDS_H
#define PTB_DATASETS_COMMANDS_H

#include "datasets/base/args.h"

extern const ptb_command ptb_cmd_import;
extern const ptb_command ptb_cmd_generate;

#endif
