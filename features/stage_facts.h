/* features/stage_facts.h: where in its stages an opportunity stood at a moment, and whether it had come to certain ones.
 *
 *   ptb_stages_new (names become codes) -> ptb_stage_facts_of, from any number of threads -> ptb_stages_free
 *
 * All is from the changes of the opportunities' column `stage` up to T. The export's stage is of the day of the export, so where a
 * deal's stages were not written down by T nothing is known, also where other deals' were: a deal without changes may be older
 * than the writing down, and its stage "Closed Won". Nor does the first change after T tell what was before it: that a value is
 * there would say that the deal moves later. Whether stages go forwards or back is not told: they have no order.
 *
 * The marked stages are those that any of the patterns fits (datasets/base/pattern.h: "*quote*", "Proposal*"). */
#ifndef PTB_FEATURES_STAGE_FACTS_H
#define PTB_FEATURES_STAGE_FACTS_H

#include "datasets/history.h"

typedef struct ptb_stages ptb_stages;

/* Borrows the history. Patterns are needed during the call only; without any no stage is marked.
 * Errors   E_SCHEMA: the opportunities have no column `stage`, or it is no category; E_NOMEM */
PTB_MUST_USE ptb_status ptb_stages_new(const ptb_history *history, const char *const *patterns,
                                       size_t n_patterns, ptb_stages **out, ptb_error *err);
void ptb_stages_free(ptb_stages *stages); /* NULL allowed */

typedef struct {
    double stage; /* code among the levels of the column; NaN: none, or not known */
    double
        n_stages; /* distinct ones up to T, the present one among them; NaN: not known. Levels beyond the first 1,024 count as one */
    double has_reached; /* 1 where a marked stage was entered by T, else 0; NaN: not known */
    ptb_time since;     /* it came to the present stage; PTB_NO_TIME: not known, or none */
    ptb_time first_reached,
        last_reached; /* it came to a marked stage from another one; PTB_NO_TIME: never, or not known when */
} ptb_stage_facts;

/* Without an opportunity (PTB_NONE), before its creation and as of PTB_NO_TIME nothing is known. What it had before its first
 * known change it had since its creation. Allocates nothing; linear in the deal's changes. */
ptb_stage_facts ptb_stage_facts_of(const ptb_stages *stages, uint32_t opportunity, ptb_time as_of);

/* Had the opportunity come to a marked stage by T? As has_reached, but for a deal that was closed by T and of which no change
 * of stage by T is known the stage as of T counts, of the export as a rule: it is the stage that it was closed in. False where not known. */
bool ptb_stage_was_reached(const ptb_stages *stages, uint32_t opportunity, ptb_time as_of);

#endif
