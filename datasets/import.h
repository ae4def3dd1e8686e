/* datasets/import.h: records from CSV files into a history file; every row not taken is counted and written.
 *
 * Rules. Names: canonical columns (README) by name, ignoring case; every further column is an attribute; cells
 * are trimmed; empty and the --missing tokens are missing. Types: a column is a number, a flag (yes/no), a date
 * or a category, judged on all its values. Duplicates: the same contact, account or opportunity id twice: the
 * later row is rejected. Orphans: a contact of an unknown account keeps its row without the account and is
 * counted; an activity or opportunity of an unknown contact or account is rejected and counted apart; more orphans
 * than max_rejects allows fail nothing but are for a person to see (review). The end of the data (last_record) is
 * the last activity's ts or opportunity's created_at or closed_at; only without any of these the last created_at
 * of contacts and accounts. Rows later than `until` are rejected, whatever max_rejects; an opportunity of which
 * only closed_at is later becomes open. Order of rows never matters. Field history: object, id, field, value, ts and perhaps old_value: the field had the value from ts
 * on; a record not there is an orphan, a field that no column has is counted only. Where the stage of an opportunity shows
 * when it was won or lost, that is its closed_at. */
#ifndef PTB_DATASETS_IMPORT_H
#define PTB_DATASETS_IMPORT_H

#include "datasets/base/civil_time.h"
#include "datasets/base/context.h"
#include "datasets/base/text.h"
#include "datasets/history.h"

/* The sources (datasets/source.h) of one table: files and tables of databases; what they have in common is one table. */
typedef struct {
    const char *const *items;
    size_t n;
} ptb_paths;

typedef struct {
    /* Relational records; none where not given. Contacts are required unless `leads` is given. */
    ptb_paths contacts, accounts, activities, opportunities;
    ptb_paths field_history;          /* what contacts, accounts and opportunities were before */
    ptb_paths merges;                 /* kept_id, merged_id, object (contact or account; default contact) */
    const char *hubspot, *salesforce; /* instead of these: a folder of exports */
    const char *folder;               /* or of contacts.csv, accounts.csv and so on, each .csv or .csv.gz */
    ptb_paths map;     /* mapping files (one at most) and pairs "name=column" (datasets/mapping.h) */
    char delimiter;    /* of the files; 0: found from each header */
    double deadline_s; /* what a wait for a database takes at most */
    /* One flat table instead. */
    const char *leads;
    const char *id;                   /* flat: the id column; NULL: the row number from 1 */
    const char *outcome, *won, *lost; /* flat: column, value that means won (NULL: 1, true, yes, won),
                                             value that means lost (NULL: every other; else others are open) */
    const char *date;                 /* flat: the column that dates a row */
    const char *const *missing;       /* further tokens that mean missing, exactly as written */
    size_t n_missing;
    ptb_paths enrich;           /* tables of further attributes of accounts, by account_id or domain */
    bool link_domains;          /* contacts without account get that of their e-mail's domain; default true */
    bool keep_gateways;         /* opens and clicks of mail gateways are kept as the contacts' */
    const char *types_from;     /* a model file whose column types are used (--like), or NULL */
    int32_t zone_offset_s;      /* for timestamps without zone */
    ptb_time until;             /* rows with a later date of their own are rejected; PTB_NO_TIME: none */
    int date_order;             /* ptb_date_order, or -1: judged on the whole column */
    bool decimal_comma;         /* numbers are 1.234,5 */
    const char *rejects;        /* file for rows not taken, or NULL */
    double max_rejects;         /* rows, or a share where max_rejects_is_share */
    bool append;                /* into the history that is there; the rules are in README, "Appending" */
    bool max_rejects_is_share;  /* default: 0.01, true */
    ptb_activity_extent extent; /* only for a history in memory; every row is still checked as a whole */
    const char *output;         /* the history file */
    const char *command_line;
} ptb_import_settings;

void ptb_import_settings_default(ptb_import_settings *settings);

/* How many rows were rejected for a reason ("bad_date"). */
typedef struct {
    const char *name;
    uint64_t n;
} ptb_reject_count;

enum { PTB_REJECT_REASONS = 16 };

enum { PTB_GATEWAY_DOMAINS = 20, PTB_GATEWAY_DOMAIN_BYTES = 256 };

/* What was found of mail gateways: shares of the domains that have the largest, descending. */
typedef struct {
    bool is_judged;            /* false: --bots keep, or no activities */
    uint64_t opens_and_clicks; /* of contacts, marked ones among them */
    struct {
        char name[PTB_GATEWAY_DOMAIN_BYTES];
        uint64_t events, marked;
    } domains[PTB_GATEWAY_DOMAINS]; /* with at least 20 opens and clicks */
    size_t n_domains;
} ptb_gateway_report;

/* Contacts that had no account: their sum is the number of these, where they were looked at. */
typedef struct {
    uint64_t linked, free, ambiguous, unknown; /* as ptb_link_counts */
} ptb_link_report;

typedef struct {
    uint64_t contacts, accounts, activities, opportunities;
} ptb_append_counts;

typedef struct {
    /* What the history holds; of these, where records were appended (is_appended), those that are new and those that
     * replaced old ones (activities: that were there before). */
    uint64_t contacts, accounts, activities, opportunities;
    bool is_appended;
    ptb_append_counts added, replaced;
    uint64_t gateway; /* activities that a security gateway made: marked, no part of `activities` */
    uint64_t changes; /* of attributes, from the field history */
    uint64_t won, lost, open;
    uint64_t rejected; /* rows not taken, later than `until` too; orphans left out */
    uint64_t orphans;  /* rows that name an unknown contact or account */
    ptb_reject_count reasons[PTB_REJECT_REASONS]; /* they add up to `rejected`; those that occur */
    size_t n_reasons;
    bool has_accounts; /* of their own; else they are those that contacts and opportunities name */
    ptb_gateway_report gateways;
    ptb_link_report links;
    ptb_time first_record, last_record;
    ptb_text notes; /* one line each: what was left out or derived */
    ptb_text
        review; /* empty, or why a person should look first: "3 of 4 activities name an unknown contact" */
} ptb_import_report;

void ptb_import_report_free(ptb_import_report *report);

/* Nothing is written or replaced on failure; above max_rejects it is E_DATA with the first reasons in words, and
 * the rejects file is written all the same, so that they can be looked at. */
PTB_MUST_USE ptb_status ptb_import(const ptb_context *context, const ptb_import_settings *settings,
                                   ptb_import_report *report, ptb_error *err);

/* The history of a folder's tables, in memory only; all else as ptb_import_settings_default says. *out is the caller's
 * (ptb_history_close). Activities have at least what the extent asks for; with PTB_ACTIVITIES_ALL the same records give the same
 * digest as a history file. */
PTB_MUST_USE ptb_status ptb_import_folder(const ptb_context *context, const char *folder,
                                          ptb_activity_extent extent, ptb_history **out,
                                          ptb_import_report *report, ptb_error *err);

#endif
