/* features/vectors_inside.h: how vectors hold what they show; private to vectors*.c. */
#ifndef PTB_FEATURES_VECTORS_INSIDE_H
#define PTB_FEATURES_VECTORS_INSIDE_H

#include "datasets/base/h5.h"
#include "features/vectors.h"

/* Rows of one block of extraction: the unit that threads are dealt. */
enum { PTB_VECTOR_BLOCK_ROWS = 1024 };

/* Owns what a ptb_vectors points at. */
typedef struct ptb_vectors_store {
    ptb_arena arena;
    ptb_h5_file *file; /* opened vectors */
    ptb_plan *plan;
    struct ptb_leaks *leaks;
    float *x;                /* extracted vectors, */
    char history_digest[65]; /* and what they were extracted from */
} ptb_vectors_store;

/* New vectors without rows. */
PTB_MUST_USE ptb_status ptb_vectors_new(ptb_vectors **out, ptb_error *err);

/* All but x, of cases that are at hand: outcomes, moments, ids, groups, plan, levels, settings. */
PTB_MUST_USE ptb_status ptb_vectors_of_cases(const ptb_context *context, const ptb_history *history,
                                             const ptb_extractor *extractor, const ptb_plan *plan,
                                             const ptb_cases *cases, ptb_vectors **out, ptb_error *err);

/* One scratch for each thread. */
PTB_MUST_USE ptb_status ptb_scratches_new(const ptb_extractor *extractor, int n, ptb_extract_scratch ***out,
                                          ptb_error *err);
void ptb_scratches_free(ptb_extract_scratch **scratches, int n);

/* The file's meta data as JSON, and back. */
void ptb_vectors_write_meta(ptb_json_writer *writer, const ptb_vectors *vectors, const ptb_cases *cases);
PTB_MUST_USE ptb_status ptb_vectors_read_meta(const ptb_json_doc *doc, ptb_vectors *vectors, ptb_error *err);

/* The work of ptb_vectors_write for one form of file; `vectors` has all but x. */
typedef struct {
    const ptb_context *context;
    const ptb_extractor *extractor;
    const ptb_vectors *vectors;
    const ptb_cases *cases;
    const ptb_provenance *provenance;
    const char *path;
} ptb_vectors_job;
PTB_MUST_USE ptb_status ptb_vectors_write_csv(const ptb_vectors_job *job, ptb_error *err);

#endif
