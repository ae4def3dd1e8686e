/* score/subject.h: one subject by its id, as of a moment: the case to score or explain. */
#ifndef PTB_SCORE_SUBJECT_H
#define PTB_SCORE_SUBJECT_H

#include "features/cases.h"

/* as_of PTB_NO_TIME: the latest record, or for an opportunity closed by then its creation (what could be known
 * while it was open). E_ARG: no subject of that id, or it did not exist yet at as_of; time on a timeless history. */
PTB_MUST_USE ptb_status ptb_subject_case(const ptb_history *history, ptb_subject subject, uint32_t index,
                                         ptb_time as_of, ptb_case *out, ptb_error *err);

/* The record's place by id, E_ARG where there is none. O(n). */
PTB_MUST_USE ptb_status ptb_subject_find(const ptb_history *history, ptb_subject subject, const char *id,
                                         uint32_t *index, ptb_error *err);

#endif
