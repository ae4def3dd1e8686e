/* features/extract.h: (history, case) -> one row of float32 features, from what had happened by T and nothing later.
 *
 * An extractor is a plan bound to a history: immutable, shared between threads. A scratch belongs to one thread
 * and is reused; nothing is allocated per row. One backward sweep over a contact's activities serves all windows;
 * account sums are kept for consecutive cases of one account and moment. The bits of a row depend on the history,
 * the plan and the case alone. */
#ifndef PTB_FEATURES_EXTRACT_H
#define PTB_FEATURES_EXTRACT_H

#include "features/cases.h"
#include "features/plan.h"

typedef struct ptb_extractor ptb_extractor;
typedef struct ptb_extract_scratch ptb_extract_scratch;

/* Borrows history and plan; the context's threads read titles and addresses, once for each that is there. A column that the history does not have is E_SCHEMA with the nearest name; an
 * activity type that never occurs counts zero. Features of time in a timeless history are E_SCHEMA. E_LIMIT: more
 * than 16 windows or 4 half-lives at one level, a category of more than 2^24 values. */
PTB_MUST_USE ptb_status ptb_extractor_new(const ptb_context *context, const ptb_history *history,
                                          const ptb_plan *plan, ptb_extractor **out, ptb_error *err);
void ptb_extractor_free(ptb_extractor *extractor);

/* The values that feature's codes stand for, where it is a category; NULL otherwise. A category's value in a row
 * is the code as float (exact to 2^24), NaN missing. Borrowed from the history. */
const ptb_strings *ptb_extractor_levels(const ptb_extractor *extractor, size_t feature);

/* The kind of an attribute's column in the records; NUMBER for other features. */
ptb_column_kind ptb_extractor_kind(const ptb_extractor *extractor, size_t feature);

PTB_MUST_USE ptb_status ptb_extract_scratch_new(const ptb_extractor *extractor, ptb_extract_scratch **out,
                                                ptb_error *err);
void ptb_extract_scratch_free(ptb_extract_scratch *scratch);

/* Reads ahead what cases[0..n) will look at, where they are neighbours: faster, and otherwise of no effect. */
PTB_MUST_USE ptb_status ptb_extract_read_ahead(const ptb_extractor *extractor, ptb_extract_scratch *scratch,
                                               const ptb_case *cases, size_t n, ptb_error *err);

/* row has plan->n entries. */
void ptb_extract_row(const ptb_extractor *extractor, ptb_extract_scratch *scratch, const ptb_case *one,
                     float *row);

/* Both: reads ahead, then row after row; `rows` has n * plan->n entries. */
PTB_MUST_USE ptb_status ptb_extract_rows(const ptb_extractor *extractor, ptb_extract_scratch *scratch,
                                         const ptb_case *cases, size_t n, float *rows, ptb_error *err);

#endif
