/* datasets/mapping_parts.h: what rules, vocabularies and mappings share. Private to datasets/mapping*.c, exports*.c and import_changes.c. */
#ifndef PTB_DATASETS_MAPPING_PARTS_H
#define PTB_DATASETS_MAPPING_PARTS_H

#include "datasets/mapping.h"

/* How a value is made. `at` are positions in the file's header. Lists take the first cell that is not empty; an op with
 * slots knows each position by its place, -1 where the file has none. */
typedef enum {
    PTB_MAP_TAKE,      /* list */
    PTB_MAP_CONSTANT,  /* text */
    PTB_MAP_JOIN,      /* all that are not empty, with text between */
    PTB_MAP_FULL_NAME, /* slots: name, first, last */
    PTB_MAP_FIRST_OF,  /* list; up to the first of text's characters */
    PTB_MAP_IDS,       /* list; several ids in one cell, separated by ; */
    PTB_MAP_ID,        /* list; a Salesforce id, 18 characters cut to 15 */
    PTB_MAP_ACCOUNT,   /* slots: AccountId; WhatId where that is an account */
    PTB_MAP_DOMAIN,    /* list; of a web address */
    PTB_MAP_WORD,      /* list; "EMAIL CLICK" -> "email_click"; text where empty */
    PTB_MAP_PREFIXED,  /* list; text + "_" + the word; text where empty or the same */
    PTB_MAP_TASK,    /* slots: subtype, type; as prefixed, the type where the subtype is no more than text */
    PTB_MAP_MINUTES, /* list; into seconds */
    PTB_MAP_MILLISECONDS, /* list; into seconds */
    PTB_MAP_OUTCOME,      /* slots: is won, is closed, stage */
    PTB_MAP_RESPONSE,     /* slots: has responded, when first; type of a campaign member */
    PTB_MAP_FIELD,        /* list; a field's name in a history -> its name in the record's table */
    PTB_MAP_DROP,         /* the column is no attribute */
    PTB_MAP_OPS
} ptb_map_op;

enum { PTB_MAP_SLOTS = 3 };
size_t ptb_map_op_slots(ptb_map_op op); /* 0 for lists */

/* ---- vocabularies ---- */

/* One alias of a canonical column. Aliases of one column stand together, the best first; the first run of lines with the
 * same op of which the file has a column is taken. A constant needs no column. */
typedef struct {
    const char *name, *alias; /* alias NULL for constants */
    ptb_map_op op;
    size_t slot;
    const char *text;
} ptb_vocabulary_line;

/* A signature is a list of groups separated by ';', each of names separated by '|': of each group a column must be
 * there; of a group that begins with '!' none may. A name that begins with '=' is compared with its blanks: `Contact ID`
 * is a label, `contact_id` is not. */
enum { PTB_EXPORT_SIGNATURES = 3 };
typedef struct {
    ptb_export_system system;
    ptb_table_kind kind;
    const char *words;
    const char *signatures[PTB_EXPORT_SIGNATURES];
    const ptb_vocabulary_line *lines;
    size_t n_lines;
    ptb_export_object record; /* of a history: whose fields */
    bool is_default;          /* for its system and kind, where the header tells nothing */
} ptb_export_info;

extern const ptb_export_info ptb_export_infos[PTB_EXPORT_OBJECTS];

/* ---- headers ---- */

enum { PTB_PLAIN_BYTES = 48 };
/* Lower case, without property_ in front, a zone at the end, and all that is neither letter nor digit; "" where nothing
 * is left or it is too long to be a name known here. */
void ptb_plain_name(ptb_str name, char out[PTB_PLAIN_BYTES]);

typedef struct {
    const char *const *names;
    size_t n;
    char (*plain)[PTB_PLAIN_BYTES];
} ptb_header;

PTB_MUST_USE ptb_status ptb_header_init(ptb_header *header, const char *const *names, size_t n,
                                        ptb_error *err);
int ptb_header_find_alias(const ptb_header *header, const char *alias); /* -1 where absent */
int ptb_header_find_name(const ptb_header *header, const char *name);   /* exact, else ignoring case */
void ptb_header_free(ptb_header *header);
void ptb_header_recognise(const ptb_header *header, ptb_export_system system, ptb_export *out);

/* ---- rules ---- */

typedef enum { PTB_RULE_COLUMN, PTB_RULE_CONSTANT, PTB_RULE_JOIN, PTB_RULE_IGNORE } ptb_map_rule_form;

typedef struct {
    ptb_str from;
    const char *to;
} ptb_map_value;

typedef struct {
    ptb_map_value *pairs; /* by `from` */
    size_t n;
    const char *other; /* of "*"; NULL: values not listed stay */
} ptb_map_values;

typedef struct {
    ptb_table_kind kind;
    ptb_map_rule_form form;
    const char *name; /* canonical spelling where it is one */
    bool is_canonical;
    const char *origin; /* "mapping.json:3", "--map contact_id=Nr" */
    const char **columns;
    size_t n_columns;
    const char
        *text; /* the constant, what stands between joined cells, the separators of first_of; or NULL */
    ptb_map_values values;
    size_t pair;  /* number of the --map it comes from, or PTB_NO_PAIR */
    bool is_open; /* counts only where the file has the column */
} ptb_map_rule;

#define PTB_NO_PAIR SIZE_MAX

struct ptb_map_rules {
    ptb_arena arena;
    ptb_map_rule *rules;
    size_t n, capacity, n_pairs;
};

/* The table's own spelling of a canonical name, or NULL. */
const char *ptb_table_canonical(ptb_table_kind kind, const char *name);

/* Adds the pairs' rules. */
PTB_MUST_USE ptb_status ptb_map_rules_add_pairs(ptb_map_rules *rules, const char *const *pairs,
                                                size_t n_pairs, ptb_error *err);
/* A copy of a rule; E_LIMIT beyond a few thousand. Its texts must live in the arena. */
PTB_MUST_USE ptb_status ptb_map_rules_add(ptb_map_rules *rules, const ptb_map_rule *rule, ptb_error *err);
/* The canonical name that `rule` probably means though its name is none, or NULL. */
const char *ptb_map_rule_meant(const ptb_map_rule *rule);

/* ---- mappings ---- */

typedef struct {
    const char *name;
    ptb_map_op op;
    bool is_canonical;
    int *at;
    size_t n_at;
    const char *text;
    const ptb_map_values *values; /* NULL: as it is */
    ptb_map_values fields;        /* of PTB_MAP_FIELD: plain name -> canonical name */
} ptb_map_column;

typedef struct {
    int at;
    bool when; /* the row is none where the cell says so */
} ptb_map_skip;

enum { PTB_MAP_SKIPS = 8 };
struct ptb_mapping {
    ptb_arena arena; /* everything */
    ptb_export what;
    ptb_map_column *columns;
    size_t n_columns;
    ptb_map_skip skips[PTB_MAP_SKIPS];
    size_t n_skips;
    int needed; /* the column that no row may lack, or -1 */
    bool *is_pair_used;
    const char *notes;
};

/* The column's own part of ptb_mapping_cell. */
ptb_str ptb_map_value_of(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch);
/* true/false, yes/no, 1/0. */
bool ptb_map_flag(ptb_str cell, bool *out);

#endif
