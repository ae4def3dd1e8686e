/* datasets/records.h: what commands take as records: a history file, or a folder of tables as one.
 *
 * A folder holds contacts.csv, accounts.csv, activities.csv, opportunities.csv, field_history.csv, merges.csv (or .csv.gz; at
 * least contacts, activities or opportunities). Its history is made in memory, by the rules of an import without options, and
 * has the digest of a history that `propensity import --folder` writes, unless something was left out. */
#ifndef PTB_DATASETS_RECORDS_H
#define PTB_DATASETS_RECORDS_H

#include "datasets/base/provenance.h"
#include "datasets/history.h"

/* Of the activities of a folder only the extent may be there; a history file has all. Errors as ptb_history_open and
 * ptb_import. Notes of an import, how many rows were not taken, and why a person should look go
 * to the context's warnings. Cost and memory: those of an import, where it is a folder. */
PTB_MUST_USE ptb_status ptb_records_open(const ptb_context *context, const char *path,
                                         ptb_activity_extent extent, ptb_history **out, ptb_error *err);
/* What the records came from, for provenance: a history file with its digest, a folder's tables each with that of its bytes.
 * *inputs is in the arena; names and digests borrow from path, history and arena. */
PTB_MUST_USE ptb_status ptb_records_inputs(const char *path, const ptb_history *history, ptb_arena *arena,
                                           ptb_input_digest **inputs, size_t *n, ptb_error *err);
bool ptb_records_is_folder(const char *path);

#endif
