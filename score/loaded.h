/* score/loaded.h: what scoring commands and the embedding API open: a history, a model, a rules file, bound. */
#ifndef PTB_SCORE_LOADED_H
#define PTB_SCORE_LOADED_H

#include "score/scorer.h"

typedef struct {
    ptb_history *history;
    ptb_model *model; /* NULL where no path was given */
    ptb_rules *rules;
    ptb_scorer *scorer;
    ptb_subject subject; /* the model's; without one opportunities where there are any, else contacts */
} ptb_loaded;

/* model_path or rules_path may be NULL, not both. On failure *out is empty. */
PTB_MUST_USE ptb_status ptb_loaded_open(const ptb_context *context, const char *history_path,
                                        const char *model_path, const char *rules_path, ptb_loaded *out,
                                        ptb_error *err);
void ptb_loaded_close(ptb_loaded *loaded);

#endif
