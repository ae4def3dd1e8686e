/* train/segment_inside.h: what training segments and judging them share. Private to train/segment_*.c. */
#ifndef PTB_TRAIN_SEGMENT_INSIDE_H
#define PTB_TRAIN_SEGMENT_INSIDE_H

#include <math.h>

#include "train/segment_models.h"

/* UINT32_MAX where the value is missing. */
static inline uint32_t ptb_segment_level(const ptb_training *t, uint32_t row)
{
    float code = t->vectors->x[(size_t)row * t->vectors->n_features + t->segment_feature];
    return isnan(code) ? UINT32_MAX : (uint32_t)code;
}

/* Has the level's procedure left the whole model? */
static inline bool ptb_segment_is_taken(const ptb_procedure *own)
{
    return isfinite(own->choice.value[0]) != 0;
}

/* segment_gain.c: the judged rows of the first repeat by the whole model, before segments have their say; and after. */
PTB_MUST_USE ptb_status ptb_segments_note_whole(ptb_training *t, ptb_error *err);
void ptb_segments_note_final(ptb_training *t);
/* Fills result->segments, and warns where no level has enough cases. */
PTB_MUST_USE ptb_status ptb_segments_report(ptb_training *t, ptb_error *err);

#endif
