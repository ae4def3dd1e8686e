/* datasets/mapping.h: what the columns of a CSV file mean: which become canonical ones, how, and which stay attributes.
 *
 * Three sources, the first that answers wins for each canonical column: the user's rules (a mapping file, `--map`), the
 * vocabulary of the CRM whose export the file is, the canonical name itself (case ignored). Rules and mappings do not
 * change once made and may be shared between threads; a scratch belongs to one thread.
 *
 *     rules_read -> find (per file) -> for each row: skips?, scratch_clear, cell, cell, ... -> free                  */
#ifndef PTB_DATASETS_MAPPING_H
#define PTB_DATASETS_MAPPING_H

#include "datasets/exports.h"

/* ---- what the user says ---- */

typedef struct ptb_map_rules ptb_map_rules;

/* `path` (NULL: none) is a mapping file (mapping.schema.json); each pair is "table.name=column" or "name=column" and
 * wins over the file. A pair without table whose name several tables have counts for those that have the column.
 * E_PARSE, E_SCHEMA (with file, line and the nearest known key), E_ARG for a pair, E_IO, E_LIMIT. */
PTB_MUST_USE ptb_status ptb_map_rules_read(const char *path, const char *const *pairs, size_t n_pairs,
                                           ptb_map_rules **out, ptb_error *err);
/* The text of a mapping file; `name` is what messages call it. */
PTB_MUST_USE ptb_status ptb_map_rules_parse(const char *text, size_t len, const char *name,
                                            ptb_map_rules **out, ptb_error *err);
void ptb_map_rules_free(ptb_map_rules *rules);

/* ---- what the columns of one file are ---- */

typedef struct ptb_mapping ptb_mapping;

typedef struct {
    ptb_table_kind kind;      /* what the file is to be read as */
    ptb_export_system system; /* AUTO: what its header tells, if that is an export of this kind of table */
    const char *path;         /* for messages */
    const char *const *names; /* the header; "" for a column without name, which is left out */
    size_t n_names;
} ptb_map_file;

/* `rules` may be NULL; nothing is borrowed after the call. E_SCHEMA: a rule names a column that the file does not have
 * (with the nearest and all there are); the file is another export of `system` than of this kind. */
PTB_MUST_USE ptb_status ptb_mapping_find(const ptb_map_rules *rules, const ptb_map_file *file,
                                         ptb_mapping **out, ptb_error *err);
void ptb_mapping_free(ptb_mapping *mapping);

/* Columns come out with the canonical ones first, in the table's order, then those the rules add, then every column of
 * the file that nothing used, under its own name. No two have the same name, case ignored. */
size_t ptb_mapping_n_columns(const ptb_mapping *mapping);
const char *ptb_mapping_name(const ptb_mapping *mapping, size_t column);
bool ptb_mapping_is_canonical(const ptb_mapping *mapping, size_t column);
int ptb_mapping_find_name(const ptb_mapping *mapping, const char *name); /* exact; -1 where absent */
/* The file's column whose cell is taken as it stands; -1 where the value is computed: ptb_mapping_cell. */
int ptb_mapping_position(const ptb_mapping *mapping, size_t column);
/* ';' where a cell of contact_id may name several contacts (HubSpot's activities), one activity for each; else 0. */
char ptb_mapping_list_separator(const ptb_mapping *mapping, size_t column);
ptb_export ptb_mapping_export(const ptb_mapping *mapping); /* whose vocabulary was used */
/* At most two lines in words, each with its newline: what was recognised and what the canonical columns are made of; what
 * was left out. "" where every column is what its name says. */
const char *ptb_mapping_notes(const ptb_mapping *mapping);
/* E_ARG where a pair "name=column" was of use to none of the mappings of a run. */
PTB_MUST_USE ptb_status ptb_map_rules_check_used(const ptb_map_rules *rules,
                                                 const ptb_mapping *const *mappings, size_t n_mappings,
                                                 ptb_error *err);

/* ---- rows ---- */

/* Holds the values made for one row; zero-initialise. */
typedef struct ptb_map_block ptb_map_block;
typedef struct {
    ptb_map_block *newest;
    size_t used;
    bool failed; /* an allocation; sticks */
} ptb_map_scratch;

void ptb_map_scratch_clear(
    ptb_map_scratch *scratch); /* ends the life of all values made since the last one */
PTB_MUST_USE ptb_status ptb_map_scratch_check(const ptb_map_scratch *scratch, ptb_error *err); /* E_NOMEM */
void ptb_map_scratch_free(ptb_map_scratch *scratch);

/* The value of a row, of which `cells` has one for each name of the header: a view into a cell, a constant, or text in
 * the scratch. All values of a row stay valid until the scratch is cleared. After a few rows nothing is allocated any
 * more. What can't be computed (minutes that are no number) is the cell as it stands. */
ptb_str ptb_mapping_cell(const ptb_mapping *mapping, size_t column, const ptb_str *cells,
                         ptb_map_scratch *scratch);
/* Rows that are none: deleted records, filtered events, records that were never merged. */
bool ptb_mapping_may_skip(const ptb_mapping *mapping); /* any row at all */
bool ptb_mapping_skips(const ptb_mapping *mapping, const ptb_str *cells);

#endif
