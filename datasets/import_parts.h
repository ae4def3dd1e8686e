/* datasets/import_parts.h: what the parts of the importer share. Private to datasets/import*.c.
 *
 * A table is read whole as text columns; then every column is judged and the rows with values that do not fit are
 * dropped; then the rows that stay are converted. Activities are read by all threads once the contacts are known. */
#ifndef PTB_DATASETS_IMPORT_PARTS_H
#define PTB_DATASETS_IMPORT_PARTS_H

#include "datasets/base/io.h"
#include "datasets/base/key_index.h"
#include "datasets/column_types.h"
#include "datasets/csv_reader.h"
#include "datasets/history_order.h"
#include "datasets/history_writer.h"
#include "datasets/import.h"
#include "datasets/mapping.h"

/* ---- rejects: rows that are not taken ---- */

#define PTB_REJECT_LIST(X)                              \
    X(PTB_REJECT_RAGGED, "ragged")                      \
    X(PTB_REJECT_NO_ID, "no_id")                        \
    X(PTB_REJECT_DUPLICATE, "duplicate_id")             \
    X(PTB_REJECT_NUMBER, "bad_number")                  \
    X(PTB_REJECT_DATE, "bad_date")                      \
    X(PTB_REJECT_FLAG, "bad_flag")                      \
    X(PTB_REJECT_OUTCOME, "bad_outcome")                \
    X(PTB_REJECT_NO_DATE, "no_date")                    \
    X(PTB_REJECT_CLOSED_FIRST, "closed_before_created") \
    X(PTB_REJECT_NO_SUBJECT, "no_contact_or_account")   \
    X(PTB_REJECT_OBJECT, "unknown_object")              \
    X(PTB_REJECT_LATER, "later_than_until")             \
    X(PTB_REJECT_ORPHAN, "orphan")

typedef enum {
#define X(code, name) code,
    PTB_REJECT_LIST(X)
#undef X
        PTB_REJECT_KINDS
} ptb_reject_kind;

typedef struct {
    const char *path;
    uint64_t line;
    const char *column; /* NULL where it is the whole row */
    ptb_reject_kind kind;
} ptb_reject_place;

/* A row that was dropped after its bytes had gone; they are read again for the rejects file. */
typedef struct {
    ptb_reject_place place;
    const char *reason;
} ptb_late_reject;

enum { PTB_FIRST_REASONS = 5, PTB_FIRST_BYTES = 256 };

/* Those of a run, or of a part of it that another thread reads (without output: its lines wait for the merge). */
typedef struct {
    bool has_output;    /* rows are to be written */
    ptb_output *output; /* NULL in a part */
    ptb_text lines;     /* rows of the rejects file that are not written yet */
    uint64_t counts[PTB_REJECT_KINDS];
    char first[PTB_FIRST_REASONS][PTB_FIRST_BYTES]; /* the first reasons, with their places */
    size_t n_first;
    ptb_late_reject *late;
    size_t n_late, late_capacity;
    ptb_arena arena;
} ptb_rejects;

extern const char *const ptb_reject_names[PTB_REJECT_KINDS];

/* Counts and writes a row; `raw` is its bytes. */
void ptb_reject(ptb_rejects *rejects, const ptb_reject_place *place, ptb_str raw, const char *format, ...)
    PTB_PRINTF(4, 5);
/* Counts now; the row is written by ptb_rejects_flush. */
PTB_MUST_USE ptb_status ptb_reject_late(ptb_rejects *rejects, const ptb_reject_place *place, ptb_error *err,
                                        const char *format, ...) PTB_PRINTF(4, 5);
/* Adds what the part holds to the run's, and empties the part. */
PTB_MUST_USE ptb_status ptb_rejects_merge(ptb_rejects *rejects, ptb_rejects *part, ptb_error *err);
uint64_t ptb_rejects_total(const ptb_rejects *rejects); /* without orphans and those later than --until */
void ptb_rejects_free(ptb_rejects *rejects);            /* the output stays the caller's */

/* ---- tables ---- */

enum { PTB_INTAKE_ROLES = 8 };

typedef struct {
    const char *name; /* of the column; NULL ends the list */
    bool is_required;
    const char *option; /* that named it ("--outcome"), or NULL */
    bool is_reference;  /* its values name records: they are looked up, never judged */
} ptb_intake_role;

typedef struct {
    const char *noun; /* "contacts" */
    ptb_table_kind kind;
    bool is_mapped; /* its columns go through a mapping of this kind (datasets/mapping.h) */
    const char *id; /* the id's column; NULL: the number of the row */
    const char *id_option;
    ptb_intake_role roles[PTB_INTAKE_ROLES + 1];
} ptb_intake_spec;

typedef struct ptb_merges ptb_merges;

/* Where a row was read. */
typedef struct {
    uint64_t line;
    uint32_t file;
} ptb_intake_place;

typedef struct {
    ptb_paths paths;
    const char **names; /* of the paths, for messages */
    ptb_intake_spec spec;
    ptb_text_column ids;      /* code i is row i */
    ptb_text_column *columns; /* all but the id, in the order in which the files' headers name them */
    size_t n_columns, column_capacity;
    int role[PTB_INTAKE_ROLES]; /* position in columns, or -1 */
    ptb_intake_place *places;   /* by row */
    size_t place_capacity, n_rows;
    uint64_t n_read;        /* rows of the files */
    ptb_column_type *types; /* by column, once judged */
    bool *is_dropped;       /* by row */
    uint32_t *kept,
        *new_row; /* rows that stay; by row its new number (of a merged one that of what it was merged into), or PTB_NONE */
    size_t n_kept;
    ptb_rejects rejects;               /* of reading, until ptb_intake_join */
    struct ptb_table_changes *changes; /* of the rows, from the field history; NULL: none */
    ptb_merges *merges;                /* or NULL */
    ptb_arena arena;                   /* names */
} ptb_intake;

/* A column's kind given by a model. */
typedef struct {
    const char *table, *name;
    ptb_column_kind kind;
} ptb_kind_hint;

/* ---- the run ---- */

struct ptb_append;

/* A source that the run reads, each once. */
typedef struct {
    const char *spec, *name; /* as given; without password */
    bool is_database;
    char sha256
        [PTB_SHA256_HEX]; /* of a model, and of what a database delivered, once it was read to its end */
    char xxh128[PTB_INPUT_HEX]; /* of a file, likewise */
} ptb_import_input;

/* What the columns of a source are, as a table of a kind. */
typedef struct {
    const char *spec;
    ptb_table_kind kind;
    ptb_mapping *mapping;
} ptb_import_mapping;

/* What the headers of the activities tell before they are read. */
typedef struct {
    bool has_more;              /* the rarer fields, which cost memory for every row */
    bool has_email;             /* contacts may be named by e-mail */
    ptb_activity_extent extent; /* what is kept of them */
} ptb_activity_look;

/* Contacts by e-mail address, in lower case; rows are those of the set, PTB_NONE where several contacts have it. */
typedef struct {
    ptb_dictionary *addresses; /* NULL: not asked for */
    uint32_t *row;
    size_t capacity;
} ptb_email_index;

typedef struct {
    const ptb_context *context;
    const ptb_import_settings *settings;
    ptb_import_report *report;
    ptb_arena arena; /* everything in `set` */
    ptb_rejects rejects;
    ptb_sources *sources;
    ptb_import_input *inputs;
    size_t n_inputs;
    ptb_export_system system; /* whose exports the sources are: of a folder's files, else AUTO */
    ptb_map_rules *rules;     /* NULL: none */
    ptb_import_mapping *mappings;
    size_t n_mappings, mapping_capacity;
    ptb_activity_look look;
    ptb_email_index emails;
    ptb_kind_hint *hints;
    size_t n_hints;
    uint64_t n_read;  /* rows of all files */
    ptb_text orphans; /* in words, table by table */
    ptb_intake contacts, accounts, opportunities;
    struct ptb_field_history *field_history; /* NULL: none */
    ptb_activity_set activities;
    struct ptb_append *append;        /* the history that is appended to (append.h), or NULL */
    struct ptb_activity_marks *marks; /* or NULL */
    ptb_record_set set;
    ptb_history_order order;      /* of `set` */
    ptb_key_index *contact_place; /* of contacts' ids: where they stand in the history */
} ptb_import_run;

ptb_str ptb_import_trimmed(const ptb_import_settings *settings, ptb_str cell);
/* The cell trimmed; empty where it is missing. */
static inline ptb_str ptb_import_cell(const ptb_import_settings *settings, ptb_str cell)
{
    if (cell.len == 0) return cell;
    bool is_plain = (unsigned char)cell.ptr[0] > ' ' && (unsigned char)cell.ptr[cell.len - 1] > ' ';
    return is_plain && settings->n_missing == 0 ? cell : ptb_import_trimmed(settings, cell);
}
/* Every so many rows: progress and cancellation. */
PTB_MUST_USE ptb_status ptb_import_tick(ptb_import_run *run, const ptb_csv *csv, const char *noun, uint64_t n,
                                        ptb_error *err);
/* E_SCHEMA: no such column; names the nearest one and all there are. */
ptb_status ptb_import_no_column(const ptb_csv *csv, const char *name, const char *option, ptb_error *err);
/* Adds a line to the report's notes. */
void ptb_import_note(ptb_import_run *run, const char *format, ...) PTB_PRINTF(2, 3);
/* Counts n of n_rows rows that name what is not there; `words` as "activities name an unknown contact". */
void ptb_import_count_orphans(ptb_import_run *run, uint64_t n, uint64_t n_rows, const char *words);
/* Is the moment later than --until? */
bool ptb_import_is_late(const ptb_import_settings *settings, ptb_time moment);

PTB_MUST_USE ptb_status ptb_intake_read(ptb_import_run *run, const ptb_paths *paths,
                                        const ptb_intake_spec *spec, ptb_intake *out, ptb_error *err);
/* What reading the table counted and rejected becomes the run's by ptb_intake_join: part of ptb_intake_read; after
 * ptb_intake_read_apart it is the caller's. */
PTB_MUST_USE ptb_status ptb_intake_read_apart(ptb_import_run *run, const ptb_paths *paths,
                                              const ptb_intake_spec *spec, ptb_intake *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_intake_join(ptb_import_run *run, ptb_intake *table, ptb_error *err);
const char *ptb_intake_path(const ptb_intake *table); /* of its first file, for messages */
void ptb_intake_release(ptb_intake *table); /* all but the ids: nothing else is asked for any more */
void ptb_intake_free(ptb_intake *table);    /* zeroed allowed */
/* Judges a column (`kind` NULL: by a hint or by its values) and drops the rows whose values do not fit. */
PTB_MUST_USE ptb_status ptb_intake_judge(ptb_import_run *run, ptb_intake *table, size_t column,
                                         const ptb_column_kind *kind, ptb_error *err);
/* Judges the columns that have no role. */
PTB_MUST_USE ptb_status ptb_intake_judge_attributes(ptb_import_run *run, ptb_intake *table, ptb_error *err);
PTB_MUST_USE ptb_status ptb_intake_drop(ptb_import_run *run, ptb_intake *table, size_t row,
                                        ptb_reject_kind kind, const char *column, const char *reason,
                                        ptb_error *err);
/* Drops the rows whose date in a column by role (judged; may be absent) is later than --until. */
PTB_MUST_USE ptb_status ptb_intake_drop_late(ptb_import_run *run, ptb_intake *table, int role,
                                             ptb_error *err);
/* The value of a row in a column by role; empty where missing or without the column. */
ptb_str ptb_intake_value(const ptb_intake *table, int role, size_t row);
/* Settles which rows stay, writes the dropped ones. */
PTB_MUST_USE ptb_status ptb_intake_settle(ptb_import_run *run, ptb_intake *table, ptb_error *err);
/* Ids, created_at (from the column in role `created`, may be absent) and attributes of the rows that stay. */
PTB_MUST_USE ptb_status ptb_intake_build(ptb_import_run *run, ptb_intake *table, int created,
                                         ptb_record_table *out, ptb_error *err);
/* The new row of an id, or PTB_NONE. */
uint32_t ptb_intake_row_of(const ptb_intake *table, ptb_str id);
/* The row of run->set that an id of the table names, or PTB_NONE; where records are appended, of the joined set. */
uint32_t ptb_import_row_of(const ptb_import_run *run, const ptb_intake *table, ptb_str id);
/* The rows of run->set that n ids of the table name, likewise: faster than one by one. */
void ptb_import_rows_of(const ptb_import_run *run, const ptb_intake *table, const ptb_str *ids, size_t n,
                        uint32_t *rows);
/* The row of run->set that a row of the contacts which stayed is. */
uint32_t ptb_import_set_row(const ptb_import_run *run, uint32_t contact);
/* A table that no file is given for. */
PTB_MUST_USE ptb_status ptb_intake_none(const ptb_intake_spec *spec, ptb_intake *out, ptb_error *err);

/* Does a value not fit? In words, with the kind of reject that it is. */
enum { PTB_REASON_BYTES = 320 };
ptb_reject_kind ptb_import_bad_value(char reason[PTB_REASON_BYTES], const ptb_text_column *column,
                                     const ptb_column_type *type, ptb_str value);
bool ptb_intake_has_role(const ptb_intake *table, size_t column);
/* "won", "LOST", "open", "true", "0", "", ... */
bool ptb_outcome_parse(ptb_str text, ptb_outcome *out);

/* ---- field history (import_changes.c, import_changes_settle.c) ---- */

/* Reads the field history once all tables are read and before any column is judged: its values take part in that. */
PTB_MUST_USE ptb_status ptb_changes_read(ptb_import_run *run, ptb_error *err);
/* Drops changes of rows that are dropped and those whose values do not fit; part of ptb_intake_settle. */
PTB_MUST_USE ptb_status ptb_changes_settle(ptb_import_run *run, ptb_intake *table, ptb_error *err);
/* Column `column` becomes the attribute `target`: *value_of (NULL: no need) is to be filled by its conversion. */
PTB_MUST_USE ptb_status ptb_changes_expect(ptb_intake *table, size_t column, size_t target, double **value_of,
                                           ptb_error *err);
/* What is left, by the rows that stay. The end of ptb_intake_build. */
PTB_MUST_USE ptb_status ptb_changes_build(ptb_import_run *run, ptb_intake *table, ptb_record_table *out,
                                          ptb_error *err);
/* When an opportunity's history says that it came to `outcome`, its last state there; PTB_NO_TIME where it does not. *differs:
 * it ends in another one. */
ptb_time ptb_changes_turn(const ptb_intake *table, size_t row, ptb_outcome outcome, bool *differs);
/* The rejects of what was read, orphans, notes. */
PTB_MUST_USE ptb_status ptb_changes_finish(ptb_import_run *run, ptb_error *err);
void ptb_table_changes_free(struct ptb_table_changes *changes); /* NULL allowed */
void ptb_field_history_free(struct ptb_field_history *history); /* NULL allowed */

/* ---- sources ---- */

/* Lists all that the settings name. */
PTB_MUST_USE ptb_status ptb_import_list_inputs(ptb_import_run *run, ptb_error *err);
const char *ptb_import_name(const ptb_import_run *run,
                            const char *spec); /* for messages; lives as long as the run */
/* Opened and closed by one thread at a time; a database's digest is noted when it is closed behind its end. */
PTB_MUST_USE ptb_status ptb_import_open(ptb_import_run *run, const char *spec, ptb_csv **out, ptb_error *err);
void ptb_import_close(ptb_import_run *run, const char *spec, ptb_csv *csv); /* NULL allowed */
/* What the columns are; *out NULL where each is what its name says. Lives as long as the run. */
PTB_MUST_USE ptb_status ptb_import_map(ptb_import_run *run, const ptb_csv *csv, const char *spec,
                                       ptb_table_kind kind, const ptb_mapping **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_import_check_mappings(const ptb_import_run *run, ptb_error *err);
/* Writes the late rejects, all of the source; their bytes are read again (empty for standard input). */
PTB_MUST_USE ptb_status ptb_import_flush_rejects(ptb_import_run *run, const char *spec, ptb_error *err);
void ptb_import_free_sources(ptb_import_run *run);

/* ---- records that were merged into others ---- */

/* All that is known of merged records of the table's kind into table->merges; NULL where nothing is. E_DATA: a circle; a
 * record that was merged into two. */
PTB_MUST_USE ptb_status ptb_merges_read(ptb_import_run *run, ptb_intake *table, ptb_error *err);
/* Rows that were merged into others of the table are dropped, and counted in a note. */
PTB_MUST_USE ptb_status ptb_merges_place(ptb_import_run *run, ptb_intake *table, ptb_error *err);
ptb_str ptb_merges_last(const ptb_merges *merges,
                        ptb_str id); /* what it was merged into in the end, or itself; NULL allowed */
uint32_t ptb_merges_row(const ptb_merges *merges,
                        ptb_str id); /* the row that stands for the id, or PTB_NONE; NULL allowed */
uint32_t ptb_merges_of_row(const ptb_merges *merges,
                           uint32_t row); /* the row it was merged into, or PTB_NONE */
/* How many of the ids that were merged into others are among the records; NULL merges allowed. */
uint64_t ptb_merges_count(const ptb_merges *merges, const ptb_key_index *records);
void ptb_merges_free(ptb_merges *merges);

/* ---- contacts without a table of them (import_derive.c) ---- */

/* Fills run->contacts (made by ptb_intake_none) from the activities and from the opportunities' column by role. */
PTB_MUST_USE ptb_status ptb_contacts_derive(ptb_import_run *run, int deal_role, ptb_error *err);

/* ---- the parts ---- */

/* What can be said before a folder is looked at; the files themselves. */
PTB_MUST_USE ptb_status ptb_import_check(const ptb_import_settings *settings, bool in_memory, ptb_error *err);
PTB_MUST_USE ptb_status ptb_import_check_files(const ptb_import_settings *settings, ptb_error *err);
/* The files of --hubspot or --salesforce, dealt to the tables of `settings`. */
PTB_MUST_USE ptb_status ptb_import_deal(ptb_import_run *run, ptb_import_settings *settings, ptb_error *err);
/* --map into run->rules. */
PTB_MUST_USE ptb_status ptb_import_rules(ptb_import_run *run, ptb_error *err);
PTB_MUST_USE ptb_status ptb_import_hints(ptb_import_run *run, ptb_error *err);
/* Contacts, accounts, opportunities into run->set. */
PTB_MUST_USE ptb_status ptb_import_records(ptb_import_run *run, ptb_error *err);
/* The flat table into run->set. */
PTB_MUST_USE ptb_status ptb_import_leads(ptb_import_run *run, ptb_error *err);
PTB_MUST_USE ptb_status ptb_import_activities(ptb_import_run *run, ptb_error *err);
/* Looks at the headers of the activities, into run->look. */
PTB_MUST_USE ptb_status ptb_import_look(ptb_import_run *run, ptb_error *err);
/* The contacts by e-mail; they still have their columns. */
PTB_MUST_USE ptb_status ptb_emails_read(ptb_import_run *run, ptb_error *err);
/* Takes the parents away from accounts that are their own ancestors; notes how many. */
PTB_MUST_USE ptb_status ptb_import_break_cycles(ptb_import_run *run, uint32_t *parent, size_t n,
                                                ptb_error *err);

/* ---- appending (append.h) ---- */

/* Opens the output as it is: run->append, or NULL and a note where it is not there yet. */
PTB_MUST_USE ptb_status ptb_append_open(ptb_import_run *run, ptb_error *err);
/* places[i] of those ids that have none (PTB_NO_CODE): where the old contact stands in the joined history. At most
 * PTB_APPEND_AT_ONCE ids, of which 16 bytes can be read each. */
enum { PTB_APPEND_AT_ONCE = 64 };
void ptb_append_find_contacts(const ptb_import_run *run, const ptb_str *ids, size_t n, uint32_t *places);
void ptb_append_free(ptb_import_run *run); /* without one allowed */

/* ---- domains, enrichment, gateways ---- */

/* A column of texts by its name, case ignored; NULL where there is none or it is no category. */
const ptb_column *ptb_import_texts(const ptb_record_table *table, const char *name);
/* A row's text; "" where missing or without column. */
ptb_str ptb_import_text(const ptb_column *column, size_t row);
/* Where accounts have their domain: the first that a row has a value in. */
typedef struct {
    const ptb_column *domain, *website;
} ptb_account_domains;
ptb_account_domains ptb_import_account_domains(const ptb_record_table *accounts);
ptb_str ptb_import_account_domain(const void *domains, size_t row); /* `domains` is a ptb_account_domains */

/* Gives contacts without account (PTB_NONE, by row) that of their e-mail's domain, and says so; *n_renamed of them name an
 * unknown account. */
PTB_MUST_USE ptb_status ptb_import_link_domains(ptb_import_run *run, uint32_t *contact_account,
                                                uint64_t *n_renamed, ptb_error *err);
/* --enrich: adds columns to the accounts of run->set. */
PTB_MUST_USE ptb_status ptb_import_enrich(ptb_import_run *run, ptb_error *err);
/* Prepares run->marks, unless gateways' rows are to be kept. */
PTB_MUST_USE ptb_status ptb_import_mark(ptb_import_run *run, ptb_error *err);
/* Into the report, once the activities are written. */
PTB_MUST_USE ptb_status ptb_import_sum_marks(ptb_import_run *run, ptb_error *err);
void ptb_import_free_marks(ptb_import_run *run);

#endif
