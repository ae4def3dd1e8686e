/* datasets/base/args_table.h: a command's options together with the common ones; between args.c and args_help.c. */
#ifndef PTB_DATASETS_BASE_ARGS_TABLE_H
#define PTB_DATASETS_BASE_ARGS_TABLE_H

#include "datasets/base/args.h"

/* The command's own options and, behind them, those that every command has. */
size_t ptb_args_count(const ptb_command *command);
const ptb_option *ptb_args_option(const ptb_command *command, size_t i);

#endif
