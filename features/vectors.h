/* features/vectors.h: cases with their features and outcomes, as a matrix: in memory, in a file, as CSV.
 *
 * File (HDF5; README shows how pandas reads it): X float32 [rows, features] row-major, feature_names, outcome,
 * weight, subject_id, account_id, as_of, known_at, group, and meta (JSON: plan, units, levels of categories, subject, outcome,
 * horizon, data period, provenance apart). Everything is a view that lives until ptb_vectors_free. */
#ifndef PTB_FEATURES_VECTORS_H
#define PTB_FEATURES_VECTORS_H

#include "datasets/base/provenance.h"
#include "features/extract.h"

#define PTB_VECTORS_FORMAT "propensity-vectors"
enum { PTB_VECTORS_VERSION = 1 };

typedef struct {
    const char *const *levels; /* category: value of code 0, 1, ... */
    size_t n_levels;
    ptb_column_kind kind; /* of an attribute's column in the records; NUMBER for other features */
    bool is_category;
} ptb_vector_column;

typedef struct ptb_vectors {
    size_t n_rows, n_features;
    const float *x; /* n_rows * n_features */
    const float *outcome, *weight;
    const ptb_time *as_of, *known_at;
    const uint32_t *group; /* cases of one account tree (or one subject, without account) share a group */
    ptb_strings subject_id, account_id;
    const ptb_plan *plan; /* names and meaning of the columns */
    const ptb_vector_column *columns;
    ptb_subject subject;
    ptb_outcome_kind outcome_kind;
    const char *outcome_name; /* event types, stages or column, "" otherwise */
    const char *closed_by;    /* event types that end a case without success, "" without */
    const char *snapshots;    /* as ptb_snapshots_print; "" in files that do not say */
    double horizon_days;      /* 0 where the outcome comes when it comes */
    bool is_timeless;
    ptb_time first_record, last_record; /* of the history */
    const struct ptb_leaks *leaks;      /* what the leak guard found (features/leaks.h), or NULL */
    struct ptb_vectors_store *store;
} ptb_vectors;

/* Extracts into memory: rows * features * 4 bytes. */
PTB_MUST_USE ptb_status ptb_vectors_extract(const ptb_context *context, const ptb_history *history,
                                            const ptb_plan *plan, const ptb_cases *cases, ptb_vectors **out,
                                            ptb_error *err);

/* Extracts straight into a file, block by block. The path's ending chooses: .csv gives CSV
 * (subject_id,account_id,as_of,outcome,weight, then the features by name; categories as their values), else HDF5. */
PTB_MUST_USE ptb_status ptb_vectors_write(const ptb_context *context, const ptb_history *history,
                                          const ptb_plan *plan, const ptb_cases *cases,
                                          const ptb_provenance *provenance, const char *path, ptb_error *err);

/* The same; the file says what the leak guard found. leaks may be NULL. */
typedef struct {
    const ptb_provenance *provenance;
    const struct ptb_leaks *leaks;
    const char *path;
} ptb_vectors_output;
PTB_MUST_USE ptb_status ptb_vectors_write_judged(const ptb_context *context, const ptb_history *history,
                                                 const ptb_plan *plan, const ptb_cases *cases,
                                                 const ptb_vectors_output *output, ptb_error *err);

/* Vectors made in memory own what the guard found from now on; *leaks becomes NULL. */
void ptb_vectors_take_leaks(ptb_vectors *vectors, struct ptb_leaks **leaks);

PTB_MUST_USE ptb_status ptb_vectors_open(const ptb_context *context, const char *path, ptb_vectors **out,
                                         ptb_error *err);
/* The content digest of the file, or of the history for vectors made in memory. Reads the whole file each time: whoever
 * only scores need not wait for it. */
PTB_MUST_USE ptb_status ptb_vectors_digest(const ptb_vectors *vectors, char hex[65], ptb_error *err);
void ptb_vectors_free(ptb_vectors *vectors);

#endif
