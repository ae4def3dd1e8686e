/* train/train_input.h: what a command of this stage reads: vectors, or a history with options that say which cases.
 *
 * Shared by every command that takes VECTORS.h5|HISTORY.h5|FOLDER. */
#ifndef PTB_TRAIN_TRAIN_INPUT_H
#define PTB_TRAIN_TRAIN_INPUT_H

#include <stddef.h>

#include "datasets/base/args.h"
#include "datasets/base/context.h"
#include "features/case_options.h"
#include "features/vectors.h"
#include "models/model.h"

/* A member of the command's settings struct; NULL and 0 where not given. */
typedef struct {
    const char *subject, *outcome, *snapshots, *closed_by, *weights, *from, *to;
    double horizon_days;
    ptb_arg_list exclude, keep;
} ptb_input_args;

#define PTB_INPUT_TEXT(name, value, help, at)       \
    {                                               \
        name, value, help, PTB_OPT_TEXT, (at), 0, 0 \
    }
#define PTB_INPUT_LIST(name, help, at)              \
    {                                               \
        name, "COL", help, PTB_OPT_LIST, (at), 0, 0 \
    }
/* Entries of the option table; `at` is the offset of the ptb_input_args in the settings struct. */
#define PTB_INPUT_OPTIONS(at)                                                              \
    PTB_INPUT_TEXT("subject", "S", "of a history: " PTB_HELP_SUBJECT,                      \
                   (at) + offsetof(ptb_input_args, subject)),                              \
        PTB_INPUT_TEXT("outcome", "O", "of a history: " PTB_HELP_OUTCOME,                  \
                       (at) + offsetof(ptb_input_args, outcome)),                          \
        PTB_INPUT_TEXT("closed-by", "TYPES", "of a history: " PTB_HELP_CLOSED_BY,          \
                       (at) + offsetof(ptb_input_args, closed_by)),                        \
        {"horizon",                                                                        \
         "DAYS",                                                                           \
         "of a history: " PTB_HELP_HORIZON,                                                \
         PTB_OPT_NUMBER,                                                                   \
         (at) + offsetof(ptb_input_args, horizon_days),                                    \
         PTB_HORIZON_MIN_DAYS,                                                             \
         PTB_HORIZON_MAX_DAYS},                                                            \
        PTB_INPUT_TEXT("snapshots", "S", "of a history: " PTB_HELP_SNAPSHOTS,              \
                       (at) + offsetof(ptb_input_args, snapshots)),                        \
        PTB_INPUT_TEXT("from", "T", "of a history: only cases as of this moment or later", \
                       (at) + offsetof(ptb_input_args, from)),                             \
        PTB_INPUT_TEXT("to", "T", "of a history: only cases as of a moment before this",   \
                       (at) + offsetof(ptb_input_args, to)),                               \
        PTB_INPUT_TEXT("weights", "HOW", "of a history: " PTB_HELP_WEIGHTS,                \
                       (at) + offsetof(ptb_input_args, weights)),                          \
        PTB_INPUT_LIST("exclude", "of a history: leave the column out (again and again)",  \
                       (at) + offsetof(ptb_input_args, exclude)),                          \
        PTB_INPUT_LIST("keep", "of a history: take the column, also a leak",               \
                       (at) + offsetof(ptb_input_args, keep))

/* Opens the vectors, or makes them of the history (a file, or a folder of CSV files) by the default plan without what the leak
 * guard found. What the plan left out is added to *notes, a line each; both are the caller's to free. E_ARG: neither, an
 * option of a history given with vectors. */
/* With a champion (NULL: none) the cases and features of a history are those of the model; E_ARG where the arguments say of them what
 * it says, or where its snapshots were those of a file and none is given. */
PTB_MUST_USE ptb_status ptb_train_input_open(const ptb_context *context, const char *path,
                                             const ptb_input_args *args, const ptb_model *champion,
                                             ptb_vectors **out, ptb_text *notes, ptb_error *err);

#endif
