/* score/scorer_inside.h: what a scorer holds, shared by scoring and its reasons; nobody else's. */
#ifndef PTB_SCORE_SCORER_INSIDE_H
#define PTB_SCORE_SCORER_INSIDE_H

#include "models/model_cases.h"
#include "score/scorer.h"

struct ptb_scorer {
    const ptb_history *history;
    const ptb_model *model;
    const ptb_rules *rules;
    const ptb_vector_column *columns; /* of the source, one a feature */
    const char **meanings;            /* of the features, in words */
    ptb_extractor *extractor;         /* NULL for vectors and for rules alone */
    ptb_model_binding *binding;       /* NULL for rules alone */
    ptb_rules_bound *bound;           /* NULL for a model alone */
    ptb_blend blend;
    ptb_arena arena;
};

struct ptb_score_scratch {
    ptb_extract_scratch *extract;
    float *raw;
    double *seen; /* the row as the model sees it */
    double *parts;
    ptb_rules_scratch *rules;
};

/* Of the model: its features, pairs and the calibration's bend. */
static inline size_t ptb_scorer_parts(const ptb_scorer *scorer)
{
    return scorer->model ? ptb_model_parts_count(scorer->model) : 0;
}

#endif
