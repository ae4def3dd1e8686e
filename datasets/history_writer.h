/* datasets/history_writer.h: records in memory, in any order -> a sorted history file.
 *
 * The importer fills a ptb_record_set; the writer orders everything as history.h says and fills the file.
 * Memory: the columns themselves, one of them twice. */
#ifndef PTB_DATASETS_HISTORY_WRITER_H
#define PTB_DATASETS_HISTORY_WRITER_H

#include "datasets/activity_set.h"
#include "datasets/base/h5.h"
#include "datasets/base/provenance.h"
#include "datasets/history.h"

/* Makes the data of a table's column when they are to be written, so that not all columns are in memory at once; sets what
 * the column says of its values, too. NULL: all are there. */
typedef struct {
    void *state;
    ptb_status (*load)(void *state, const ptb_record_table *table, size_t column, ptb_error *err);
    void (*drop)(void *state); /* what was loaded last was written */
} ptb_column_loader;

/* Everything borrowed. Rows of a table are in any order; references are rows of the other table or PTB_NONE.
 * Ids are distinct, parents free of cycles, levels distinct and in byte order. */
typedef struct {
    ptb_record_table contacts, accounts, opportunities;
    const uint32_t *contact_account, *account_parent;
    const uint32_t *opportunity_account, *opportunity_contact;
    const ptb_time *opportunity_closed;
    const uint8_t *opportunity_outcome;
    const double *opportunity_amount;
    const ptb_activity_set *activities; /* owners by position: contacts, then accounts */
    bool is_flat, is_timeless;
    const float *flat_outcome;  /* or NULL */
    const char *outcome_column; /* or NULL */
    const ptb_column_loader *loader;
    const ptb_history *same; /* the history that has these very records, but for the activities; NULL: none */
} ptb_record_set;

/* A figure of the import that the provenance keeps ("bad_number"). */
typedef struct {
    const char *name;
    uint64_t n;
} ptb_history_count;

typedef struct {
    const ptb_history_count *counts;
    size_t n_counts;
    const ptb_provenance *provenance;
    const ptb_json *imports;            /* those before, oldest first: an array; or NULL */
    ptb_time first_record, last_record; /* ptb_record_set_span's */
} ptb_history_facts;

/* The first moment of any record, and the last one of activities and opportunities: a mistyped created_at must not
 * move the end of the data. Without these the last created_at of contacts and accounts. PTB_NO_TIME where there is none. */
void ptb_record_set_span(const ptb_record_set *set, ptb_time *first, ptb_time *last);

struct ptb_history_order;

/* Fills `h5` (made with PTB_HISTORY_FORMAT and PTB_HISTORY_VERSION) in the order found for the set; the caller commits
 * it. *n_gateway: activities that gateways made. */
PTB_MUST_USE ptb_status ptb_history_write(const ptb_context *context, const ptb_record_set *set,
                                          const struct ptb_history_order *order,
                                          const ptb_history_facts *facts, ptb_h5_writer *h5,
                                          uint64_t *n_gateway, ptb_error *err);

#endif
