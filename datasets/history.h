/* datasets/history.h: all records of a company at rest, columnar, in one file: the only door to them.
 *
 * Immutable and shared between threads without locks; everything here is a view into the mapped file and lives
 * until ptb_history_close. Accounts are ordered by (shard, id), shard = hash of the root of the account tree
 * modulo 64; contacts by (account, id), so that an account's contacts are neighbours in the order of the accounts;
 * contacts without account come after all of them, by (shard of their own id, id); activities by (contact, time,
 * then the record itself), so that input order never shows. A flat table (one row per lead) is a history whose
 * contacts have attributes and perhaps an outcome.
 *
 * Missing: PTB_NO_TIME, PTB_NONE, NaN. */
#ifndef PTB_DATASETS_HISTORY_H
#define PTB_DATASETS_HISTORY_H

#include <stdbool.h>

#include "datasets/base/civil_time.h"
#include "datasets/base/context.h"
#include "datasets/base/dictionary.h"
#include "datasets/base/json.h"
#include "datasets/base/memory.h"

#define PTB_HISTORY_FORMAT "propensity-history"
#define PTB_NONE UINT32_MAX
enum { PTB_HISTORY_VERSION = 2, PTB_SHARDS = 64 };
/* What an activity's ts can be: 1970-01-01 to 2106-02-07. */
#define PTB_LAST_TS ((ptb_time)UINT32_MAX)

typedef enum { PTB_COLUMN_NUMBER, PTB_COLUMN_FLAG, PTB_COLUMN_CATEGORY, PTB_COLUMN_DATE } ptb_column_kind;

/* An attribute column; the array of its kind is set, the others are NULL. */
typedef struct {
    const char *name; /* as in the source's header */
    ptb_column_kind kind;
    const double *number; /* NUMBER; FLAG as 0 and 1; NaN missing */
    const uint32_t *code; /* CATEGORY: index into levels, PTB_NONE missing */
    const ptb_time *time; /* DATE */
    ptb_strings levels;   /* CATEGORY: distinct values, of changes too, in byte order */
    uint64_t n_present;   /* rows that have a value */
    uint64_t n_distinct;  /* distinct values, of changes too, exact up to 65,536, which then means "many" */
    bool is_identifier; /* nearly every row its own value: an id, a name, an e-mail; no feature by default */
} ptb_column;

/* What attributes were before: those of record r are first[r] .. first[r + 1], ascending by column, then ts. From ts on the
 * column's value was `value`: a number, 0 or 1, a code, seconds; NaN missing. ts is PTB_NO_TIME for what a record had before its
 * first known change. `first` is NULL where nothing is known. Read through datasets/history_values.h only. */
typedef struct {
    const uint64_t *first; /* n + 1 */
    const ptb_time *ts;
    const uint32_t *column; /* among the table's */
    const double *value;
} ptb_changes;

/* Rows with an id and attributes: contacts, accounts, opportunities. Values in the columns are those of the export; as of a
 * moment: ptb_value_at. */
typedef struct {
    ptb_strings id;
    size_t n;
    const ptb_time *created_at;
    ptb_column
        *columns; /* canonical ones that are plain attributes (title, industry, employees) among them */
    size_t n_columns;
    ptb_changes changes;
} ptb_record_table;

typedef enum { PTB_OPEN, PTB_WON, PTB_LOST } ptb_outcome;

/* Activities of contacts first (those of contact c are first[c] .. first[c + 1]), then those of accounts alone
 * (account_first, which begins where first ends), then what machines did in a contact's name: security gateways that
 * open mails and follow links (gateway_first, by contact). The last are no part of `n` and of no feature.
 *
 * A dictionary code of 0 means empty in type, asset, channel, topic and campaign: level 0 of each is "". An array that
 * no record has anything in is NULL, but for the first four. */
typedef struct {
    size_t n, n_gateway;
    const uint32_t *ts;             /* seconds UTC since 1970 */
    const uint16_t *type, *channel; /* at most 65,535 distinct */
    const uint32_t *asset;
    const uint32_t *topic, *campaign;
    const uint32_t *message;         /* hash of the message's id; 0 none */
    const float *value, *duration_s; /* NaN missing */
    const uint64_t *first;           /* n_contacts + 1 entries */
    const uint64_t *account_first;   /* n_accounts + 1 */
    const uint64_t *gateway_first;   /* n_contacts + 1 */
    ptb_strings types, assets, channels, topics, campaigns;
    const struct ptb_history_file *file; /* that the arrays are views of; NULL: they are in memory */
} ptb_activities;

/* Copies `bytes` bytes of an array of the activities, `from` on, to `out`: for passes over all of them once, since mapping a
 * file's pages costs more than reading them. From any thread. */
PTB_MUST_USE ptb_status ptb_activities_fetch(const ptb_activities *activities, const void *from, size_t bytes,
                                             void *out, ptb_error *err);

/* Code of the topic of activity i. */
static inline uint32_t ptb_activity_topic(const ptb_activities *activities, uint64_t i)
{
    return activities->topic ? activities->topic[i] : 0;
}

/* How much of the activities whoever asks for records will look at. Fields are left out from the end of the order in which
 * activities of one moment stand (type, asset, channel, all others): the others' order stays. */
typedef enum {
    PTB_ACTIVITIES_ALL,
    PTB_ACTIVITIES_TO_CHANNEL, /* who, when, type, asset, channel */
    PTB_ACTIVITIES_TO_ASSET,
    PTB_ACTIVITIES_TO_TYPE
} ptb_activity_extent;

typedef struct ptb_history {
    ptb_record_table contacts, accounts, opportunities;
    ptb_activities activities;

    const uint32_t *contact_account; /* PTB_NONE */
    const uint32_t *account_parent;  /* PTB_NONE */
    const uint32_t *account_root;    /* itself where it has no parent */
    const uint64_t *account_contact; /* first contact of each account; n_accounts + 1 entries (contiguous) */

    /* Opportunities are ordered by (created_at, id). */
    const uint32_t *opportunity_account, *opportunity_contact; /* PTB_NONE */
    const ptb_time *opportunity_closed;                        /* PTB_NO_TIME while open */
    const uint8_t *opportunity_outcome;                        /* ptb_outcome */
    const double *opportunity_amount;
    const uint64_t *account_opportunity_first; /* n_accounts + 1: into account_opportunity */
    const uint32_t *account_opportunity;
    const uint64_t *contact_opportunity_first; /* n_contacts + 1: into contact_opportunity */
    const uint32_t *contact_opportunity;

    bool is_flat;               /* made by --leads */
    bool is_timeless;           /* flat and without --date: no moment means anything */
    const float *flat_outcome;  /* flat: 1 won, 0 lost, NaN unknown, by contact; NULL without --outcome */
    const char *outcome_column; /* flat: its name, or NULL */
    ptb_time first_record, last_record; /* as ptb_record_set_span; PTB_NO_TIME where timeless */

    const ptb_json *meta;    /* the file's meta data: tables, kinds */
    const ptb_json *imports; /* how it was made, no part of the digest: an array of imports, oldest first */
    struct ptb_history_file *file;
} ptb_history;

/* Opens, verifies (one flipped bit is E_INTEGRITY), maps, checks that every index is within its table. */
PTB_MUST_USE ptb_status ptb_history_open(const ptb_context *context, const char *path, ptb_history **out,
                                         ptb_error *err);
/* The history that is in an open file, which becomes the history's, on failure too. `path` is what messages call it. What the
 * extent leaves out of the activities need not be there; its arrays are NULL then. */
struct ptb_h5_file;
PTB_MUST_USE ptb_status ptb_history_of(const ptb_context *context, const char *path, struct ptb_h5_file *h5,
                                       ptb_activity_extent extent, ptb_history **out, ptb_error *err);
/* Content digest: provenance left out. Borrowed from the history; computed at the first call by the opener's
 * thread only. */
PTB_MUST_USE ptb_status ptb_history_digest(const ptb_history *history, char hex[65], ptb_error *err);
void ptb_history_close(ptb_history *history);
/* A dataset of the history's file (history_layout.h) as it is, to a file that is written. */
struct ptb_h5_writer;
PTB_MUST_USE ptb_status ptb_history_copy(const ptb_history *history, const char *name,
                                         struct ptb_h5_writer *to, ptb_error *err);

/* The column's position in a table, or -1; exact name first, else ignoring ASCII case. */
int ptb_table_find(const ptb_record_table *table, const char *name);

/* The record's position by id, or PTB_NONE. O(n) for one-off use (explain). */
uint32_t ptb_table_find_id(const ptb_record_table *table, const char *id);

#endif
