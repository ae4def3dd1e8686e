/* datasets/base/args.h: command lines from one declared table: parsing, checking, help and configuration files.
 *
 * An option is `--name VALUE`, `--name=VALUE` or `-o FILE`, never abbreviated; `--` ends options. `--config FILE`
 * reads a JSON object whose keys are the options' names (o for -o; lists as arrays); the command line wins over it. An entry
 * of kind PTB_OPT_LATER is a designed option that this version does not have: it is refused, never ignored. */
#ifndef PTB_DATASETS_BASE_ARGS_H
#define PTB_DATASETS_BASE_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "datasets/base/memory.h"
#include "datasets/base/text.h"

typedef enum {
    PTB_OPT_FLAG,    /* bool */
    PTB_OPT_TEXT,    /* const char * */
    PTB_OPT_INTEGER, /* int64_t within [low, high] */
    PTB_OPT_NUMBER,  /* double within [low, high] */
    PTB_OPT_LIST,    /* ptb_arg_list: may be given again and again */
    PTB_OPT_LATER    /* refused; not in the help */
} ptb_option_kind;

enum { PTB_LIST_MAX = 256 };
typedef struct {
    const char *items[PTB_LIST_MAX];
    size_t n;
} ptb_arg_list;

typedef struct {
    const char *name;  /* without dashes; "o" is given as -o */
    const char *value; /* placeholder in the help ("FILE"), NULL for flags */
    const char *help;  /* one line, lower case, no full stop; for PTB_OPT_LATER why it is refused */
    ptb_option_kind kind;
    size_t offset; /* of the field in the command's settings struct */
    double low, high;
} ptb_option;

/* The first member of every command's settings struct; these options every command has. */
typedef struct {
    int64_t threads; /* default: processors online, at most 64 */
    int64_t seed;    /* default 1 */
    bool json, quiet, help;
    const char *config;
} ptb_common_args;

struct ptb_call;
typedef struct {
    const char *name;          /* "train" */
    const char *summary;       /* one line for the front page, lower case, no full stop */
    const char *synopsis;      /* what follows the name: "VECTORS.h5|HISTORY.h5 [options] -o MODEL.json" */
    const ptb_option *options; /* ends with an entry whose name is NULL; common options are added */
    const char *epilogue;      /* an example or two under the options, or NULL */
    size_t settings_bytes;
    void (*defaults)(void *settings); /* after zeroing; NULL where zero is the default */
    int min_operands, max_operands;
    const char *
        in_place; /* the option whose file -o may be, as it is read before and replaced at once; NULL: none */
    /* Does the work. An error's message and exit status are the runner's business (command.h). */
    ptb_status (*run)(const struct ptb_call *call, ptb_error *err);
} ptb_command;

/* Fills `settings` (settings_bytes, zeroed by the caller) and the operands (pointers into argv; room for argc).
 * argv[0] is the command's name. Texts from a configuration file live in `arena`. E_ARG names the option, what
 * was found and what was expected, and the nearest option. With --help nothing else is checked. */
PTB_MUST_USE ptb_status ptb_args_parse(const ptb_command *command, int argc, char *const *argv,
                                       ptb_arena *arena, void *settings, const char **operands,
                                       int *n_operands, ptb_error *err);

/* The help page, at most 80 columns wide and one screen long, from the same table. */
void ptb_args_help(const ptb_command *command, ptb_text *out);

#endif
