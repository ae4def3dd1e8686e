/* datasets/import_activities.h: what the parts of the activities' import share. Private to datasets/import_activit*.c.
 *
 * A lane is what one thread needs: a chunk of the file, its own dictionaries in front of the common ones, the rows that
 * were not taken. */
#ifndef PTB_DATASETS_IMPORT_ACTIVITIES_H
#define PTB_DATASETS_IMPORT_ACTIVITIES_H

#include <pthread.h>

#include "datasets/base/text_memo.h"
#include "datasets/import_parts.h"

typedef enum {
    PTB_FIELD_CONTACT,
    PTB_FIELD_ACCOUNT,
    PTB_FIELD_EMAIL, /* of the contact, where contact_id is empty */
    PTB_FIELD_TS,
    PTB_FIELD_TYPE,
    PTB_FIELD_ASSET,
    PTB_FIELD_CHANNEL,
    PTB_FIELD_TOPIC, /* from here on the rarer ones */
    PTB_FIELD_CAMPAIGN,
    PTB_FIELD_MESSAGE,
    PTB_FIELD_VALUE,
    PTB_FIELD_DURATION,
    PTB_ACTIVITY_FIELDS
} ptb_activity_field;

const char *ptb_activity_field_name(ptb_activity_field field);

/* A thread's codes of a field's texts, and the common code of each. */
typedef struct {
    ptb_text_memo *memo; /* of common codes */
    ptb_dictionary *own;
    uint32_t *common;
    size_t capacity;
    ptb_dictionary *all; /* borrowed */
} ptb_text_cache;

enum { PTB_ACTIVITY_BATCH = 32 };

/* A row as it was read, before anything is made of it; views into the chunk. */
typedef struct {
    uint64_t line;
    ptb_str raw;
    ptb_str cells[PTB_ACTIVITY_FIELDS];
} ptb_activity_text;

/* A date whose order of day and month is known only at the end of the file. */
typedef struct {
    ptb_activity row; /* without ts */
    ptb_activity_more more;
    uint64_t line;
    ptb_time dmy, mdy; /* PTB_NO_TIME where it is none */
    bool is_copy;      /* of another contact of the same row */
} ptb_open_activity;

typedef struct {
    ptb_csv_chunk *chunk;
    ptb_text_cache types, assets, channels, topics, campaigns;
    ptb_rejects rejects; /* of the chunk */
    uint64_t n_read;     /* rows of the chunk */
    ptb_day_memo day;    /* of the last ts */
    ptb_open_activity *open;
    size_t n_open, open_capacity;
    ptb_activity_text batch[PTB_ACTIVITY_BATCH];
    ptb_map_scratch scratch; /* computed cells of the batch */
    uint64_t n_skipped;      /* rows of the chunk that are none */
    ptb_csv_plain plain;     /* rows that are taken by columns, and their cells */
    ptb_csv_span *spans;
    size_t span_capacity;
    uint32_t *more_owners; /* of a row that names several contacts: all but the first */
    size_t n_more_owners, owner_capacity;
} ptb_activity_lane;

typedef struct {
    ptb_import_run *run;
    ptb_csv *csv;
    int at[PTB_ACTIVITY_FIELDS];      /* position in the file, or -1 */
    int present[PTB_ACTIVITY_FIELDS]; /* the fields that the file has */
    int n_present;
    const char *name;              /* of the source; lives as long as the run */
    const ptb_mapping *mapping;    /* NULL: columns are what their names say */
    int made[PTB_ACTIVITY_FIELDS]; /* the mapping's column of a field that is computed, or -1 */
    int n_made;
    bool
        is_plain; /* who, when, what, where, each in a column as it stands: plain rows can be taken by columns */
    char separator; /* between the ids of a contact_id, or 0 */
    uint64_t n_skipped;
    uint32_t file;
    ptb_activity_store *store;
    ptb_activity_texts texts;
    pthread_mutex_t texts_lock;
    ptb_activity_lane *lanes;
    int n_lanes;
    uint64_t n_read;
} ptb_activity_reader;

PTB_MUST_USE ptb_status ptb_activity_lane_init(ptb_activity_reader *reader, int lane, ptb_error *err);
void ptb_activity_lane_free(ptb_activity_lane *lane);
/* All rows of the lane's chunk. */
PTB_MUST_USE ptb_status ptb_activity_lane_read(ptb_activity_reader *reader, int lane, ptb_error *err);
/* n rows that are in the lane's batch. */
PTB_MUST_USE ptb_status ptb_activity_take_batch(ptb_activity_reader *reader, int lane, size_t n,
                                                ptb_error *err);
/* Plain rows from where the lane's chunk stands into lane->plain, none where the next row is not plain; */
PTB_MUST_USE ptb_status ptb_activity_find_plain(const ptb_activity_reader *reader, int lane, ptb_error *err);
/* and column by column into the store; those that are anything but usual by way of the batch. */
PTB_MUST_USE ptb_status ptb_activity_take_plain(ptb_activity_reader *reader, int lane, ptb_error *err);
/* Can the reader's file be read so? */
bool ptb_activity_is_plain(const ptb_activity_reader *reader);
/* Who an activity belongs to: *owner, and lane->more_owners where it names several contacts. `contact`: where the one in
 * contact_id stands in the history, or PTB_NO_CODE. False where nobody is known: the row was rejected. */
PTB_MUST_USE ptb_status ptb_activity_find_owner(const ptb_activity_reader *reader, ptb_activity_lane *lane,
                                                const ptb_activity_text *text, uint32_t contact,
                                                uint32_t *owner, bool *is_known, ptb_error *err);
/* "unknown contact 'c9' in column contact_id, expected ..." and the like. */
void ptb_activity_reject_cell(const ptb_activity_reader *r, ptb_activity_lane *lane,
                              const ptb_activity_text *text, ptb_activity_field k, ptb_reject_kind kind,
                              const char *expected);

/* Decides the order of day and month for the rows that wait for it, and takes them. */
PTB_MUST_USE ptb_status ptb_activity_settle_dates(ptb_activity_reader *reader, ptb_error *err);

#endif
