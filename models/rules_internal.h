/* models/rules_internal.h: a rules file in memory, shared by the reader, the binding and the evaluation; nobody else's. */
#ifndef PTB_MODELS_RULES_INTERNAL_H
#define PTB_MODELS_RULES_INTERNAL_H

#include "datasets/base/digest.h"
#include "models/rules.h"

enum {
    PTB_RULES_MAX = 1000, /* bounds what the evaluation keeps on the stack */
    PTB_RULES_FILE_BYTES = 64 << 20,
    PTB_STAGE_NAME_BYTES = 31
};
#define PTB_POINTS_MAX 1e6 /* of one rule, either way: sums stay finite and exact */
#define PTB_WINDOW_MAX_DAYS 36500.0
#define PTB_NO_GROUP SIZE_MAX

/* Glob patterns: * any text, ? one character, ASCII case ignored; the whole text must match. n 0: no filter. */
typedef struct {
    const char **items;
    size_t n;
} ptb_patterns;

/* What `equals`, `in` and `in_list` compare with. */
typedef struct {
    const char **texts; /* ascending, ASCII case ignored */
    size_t n_texts;
    double *numbers;
    size_t n_numbers;
    bool has_true, has_false;
} ptb_rule_values;

typedef struct {
    double low, high;               /* infinite where open-ended */
    bool is_low_open, is_high_open; /* the end itself does not belong to the range */
} ptb_rule_range;

typedef enum {
    PTB_CONDITION_ALL,
    PTB_CONDITION_ANY,
    PTB_CONDITION_NOT,
    PTB_CONDITION_TEST
} ptb_condition_kind;
typedef enum { PTB_TEST_CONTACT, PTB_TEST_ACCOUNT, PTB_TEST_FEATURE } ptb_test_place;
typedef enum { PTB_TEST_VALUES, PTB_TEST_RANGE, PTB_TEST_PATTERNS, PTB_TEST_MISSING } ptb_test_kind;

typedef struct ptb_condition ptb_condition;
struct ptb_condition {
    const ptb_json *node; /* for messages */
    ptb_condition_kind kind;
    ptb_condition *children; /* ALL, ANY, NOT */
    size_t n_children;
    /* TEST */
    size_t test; /* its place among all tests of the file */
    ptb_test_place place;
    const char *name; /* column or feature */
    ptb_test_kind test_kind;
    ptb_rule_values values;
    ptb_rule_range range;
    ptb_patterns patterns;
    bool is_missing; /* MISSING: what it asks for */
};

typedef enum { PTB_COUNT_EACH, PTB_COUNT_PER_DAY, PTB_COUNT_FIRST } ptb_event_count;

typedef struct {
    ptb_patterns type, asset, channel, topic;
    double window_days; /* 0: all history */
    ptb_event_count count;
    double max_times, max_points; /* infinite where not given; max_points bounds the size, either way */
    size_t slot;                  /* its place among all event and no_event rules */
} ptb_rule_event;

typedef enum { PTB_RULE_WHEN, PTB_RULE_EVENT, PTB_RULE_NO_EVENT } ptb_rule_kind;

typedef struct {
    const char *id, *label;
    double points;
    ptb_rule_kind kind;
    ptb_condition when;
    ptb_rule_event event;
    const ptb_json *node;
} ptb_rule;

typedef struct {
    const char *id;
    double max_points, min_points; /* infinite where not given */
    uint32_t *members;             /* rules, in the file's order */
    size_t n_members;
} ptb_rule_group;

typedef struct {
    const char *name;
    double points;
} ptb_rule_stage;

typedef struct {
    const char *name;
    ptb_rule_values values;
} ptb_rule_list;

struct ptb_rules {
    ptb_json_doc *doc; /* kept: texts point into it, and the binding's messages name its lines */
    const char *name;
    ptb_rule *rules;
    size_t n_rules, n_tests, n_events;
    ptb_rule_group *groups;
    size_t n_groups;
    ptb_rule_stage *stages;
    size_t n_stages;
    ptb_rule_list *lists;
    size_t n_lists;
    ptb_blend blend;
    char sha256[PTB_SHA256_HEX];
    ptb_arena arena;
};

/* A message at `node` of the rules file; E_SCHEMA. */
#define PTB_RULES_FAIL(rules, err, node, ...) \
    ptb_json_fail((err), PTB_E_SCHEMA, (rules)->doc, (node), __VA_ARGS__)

/* rules_members.c: `later` and `keys` end with NULL */
PTB_MUST_USE ptb_status ptb_rules_refuse_later(ptb_rules *rules, const ptb_json *object,
                                               const char *const *later, ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_check_object(ptb_rules *rules, const ptb_json *node,
                                               const char *const *keys, const char *what, ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_need_name(ptb_rules *rules, const ptb_json *node, const char *key,
                                            const char **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_need_points(ptb_rules *rules, const ptb_json *node, double *out,
                                              ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_want_positive(ptb_rules *rules, const ptb_json *node, const char *key,
                                                double high, double *out, ptb_error *err);

/* rules_rule.c: after lists and groups */
PTB_MUST_USE ptb_status ptb_rules_parse_rules(ptb_rules *rules, ptb_error *err);

/* rules_condition.c */
PTB_MUST_USE ptb_status ptb_rules_parse_condition(ptb_rules *rules, const ptb_json *node, ptb_condition *out,
                                                  ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_parse_values(ptb_rules *rules, const ptb_json *node, ptb_rule_values *out,
                                               ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_parse_patterns(ptb_rules *rules, const ptb_json *node, ptb_patterns *out,
                                                 ptb_error *err);

bool ptb_glob_match(ptb_str text, const char *pattern);
bool ptb_patterns_match(const ptb_patterns *patterns, ptb_str text); /* any of them */
bool ptb_values_match_text(const ptb_rule_values *values, ptb_str text);
void ptb_values_sort(ptb_rule_values *values);

/* A test bound to where its value is found. */
typedef struct {
    const ptb_condition *condition;
    const ptb_record_table *table; /* and its column */
    size_t column;
    bool is_id;         /* the row is its own code */
    size_t feature;     /* in the raw row */
    const bool *passes; /* category: by code */
    double *numbers;    /* number: what VALUES compares with */
    size_t n_numbers;
    ptb_rule_range range;
} ptb_bound_test;

/* An event or no_event rule bound to the codes of the history. NULL: no filter. */
typedef struct {
    int64_t window_s; /* INT64_MAX: all history */
    const bool *asset, *channel, *topic;
    bool is_per_day;
} ptb_bound_event;

struct ptb_rules_bound {
    const ptb_rules *rules;
    const ptb_history *history;
    ptb_bound_test *tests;
    ptb_bound_event *events;
    size_t *type_first;    /* types + 1 entries: where the type's part of type_events begins */
    uint16_t *type_events; /* slots of the rules that take this type */
    int64_t longest_s;     /* the longest window */
    ptb_arena arena;
};

#endif
