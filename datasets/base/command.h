/* datasets/base/command.h: runs a command as a program does: arguments, signals, progress, messages, exit status.
 *
 * Only command files (cmd_*.c) and main.c include this; the library below never sees argv, prints or exits. */
#ifndef PTB_DATASETS_BASE_COMMAND_H
#define PTB_DATASETS_BASE_COMMAND_H

#include "datasets/base/args.h"
#include "datasets/base/context.h"
#include "datasets/base/json.h"

/* What a running command is given; all borrowed for the call. */
typedef struct ptb_call {
    const void *settings; /* the command's own struct; begins with ptb_common_args */
    const ptb_common_args *common;
    const char *const *operands;
    int n_operands;
    ptb_context context;
    const char *command_line; /* as typed, for provenance */
    double started;           /* seconds of the monotonic clock */
} ptb_call;

/* Parses, runs, reports. Returns the exit status: 0, 1, 2, 3, 75 or 128 + signal (DESIGN of the commands).
 * Standard output is flushed and checked at the end. */
int ptb_command_main(const ptb_command *command, int argc, char *const *argv);

/* Seconds since the command began. */
double ptb_call_seconds(const ptb_call *call);

/* A message for the person, to standard error; silent with --quiet or --json. Ends the line itself. */
void ptb_say(const ptb_call *call, const char *format, ...) PTB_PRINTF(2, 3);
/* A message for each line of the text; NULL says nothing. */
void ptb_say_lines(const ptb_call *call, const char *lines);
/* A warning: to standard error also with --json; silent with --quiet. "propensity: warning: ..." */
void ptb_warn(const ptb_call *call, const char *format, ...) PTB_PRINTF(2, 3);
/* Result text to standard output, and frees it. A text that lost an allocation is E_NOMEM and nothing of it is printed; a
 * failed write is found at the end of the program. */
PTB_MUST_USE ptb_status ptb_print(ptb_text *text, ptb_error *err);

#endif
