/* models/rules_internal.h: a rules file in memory, shared by its readers, the binding and the evaluation; nobody else's. */
#ifndef PTB_MODELS_RULES_INTERNAL_H
#define PTB_MODELS_RULES_INTERNAL_H

#include "datasets/base/digest.h"
#include "models/rules.h"

enum {
    PTB_RULES_MAX = 1000, /* entries of each list of the file */
    PTB_RULES_FILE_BYTES = 64 << 20,
    PTB_STAGE_NAME_BYTES = 31,
    PTB_TIER_ASSETS_MAX = 100 /* distinct assets that are told apart for a tier */
};
#define PTB_POINTS_MAX 1e6 /* of one rule, either way: sums stay finite and exact */
#define PTB_WINDOW_MAX_DAYS 36500.0

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
typedef enum { PTB_TEST_CONTACT, PTB_TEST_ACCOUNT, PTB_TEST_OPPORTUNITY, PTB_TEST_FEATURE } ptb_test_place;
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

/* How points fade with the age of the event that earned them. */
typedef enum { PTB_DECAY_NONE, PTB_DECAY_HALF_LIFE, PTB_DECAY_LINEAR, PTB_DECAY_STEP } ptb_decay_kind;
typedef struct {
    double after_days, factor;
} ptb_decay_step;
typedef struct {
    ptb_decay_kind kind;
    double days;           /* HALF_LIFE, LINEAR */
    ptb_decay_step *steps; /* STEP: ascending */
    size_t n_steps;
} ptb_decay;

/* What a tier's threshold is compared with. */
typedef enum {
    PTB_TIER_TIMES,
    PTB_TIER_DAYS,
    PTB_TIER_ASSETS,
    PTB_TIER_DURATION,
    PTB_TIER_VALUE,
    PTB_TIER_AT_LEAST /* of rules without events: the number that "when" tests */
} ptb_tier_measure;
typedef struct {
    double threshold, points;
} ptb_tier;

typedef struct {
    const ptb_json *node; /* for messages */
    ptb_patterns type, asset, channel, topic;
    double window_days; /* 0: all history */
    ptb_event_count count;
    double max_times, max_per_day,
        max_points; /* infinite where not given; max_points bounds the size, either way */
    ptb_decay decay;
    ptb_tier_measure measure; /* what is added up beside times: ASSETS, DURATION, VALUE */
    size_t max_assets;        /* ASSETS: so many are told apart */
    size_t slot;              /* its place among all events that the file looks for */
} ptb_rule_event;

/* What fires a rule, a fast track, an exclusion, a note: a condition, an event that happened or one that did not; with both a
 * condition and one of the others both must hold. */
typedef enum { PTB_FIRES_WHEN, PTB_FIRES_EVENT, PTB_FIRES_NO_EVENT } ptb_trigger_kind;
typedef struct {
    ptb_trigger_kind kind;
    bool has_when;
    ptb_condition when;
    ptb_rule_event event; /* EVENT, NO_EVENT */
} ptb_trigger;

/* Points taken off once, so many days after the last event, unless another followed within them. */
typedef struct {
    double after_days, points; /* points 0: there is no drop */
    bool has_unless;
    ptb_rule_event unless;
} ptb_drop;

typedef enum { PTB_AXIS_NONE, PTB_AXIS_FIT, PTB_AXIS_ENGAGEMENT } ptb_axis;

/* Whatever has points, in the order of ptb_rules_count: rules, fields given, verdicts, silence, the bounds of the total. */
typedef struct {
    const char *id, *label;
    ptb_axis axis;
} ptb_rule_part;

typedef struct {
    ptb_rule_part part;
    double points;
    ptb_tier *tiers; /* instead of points; ascending */
    size_t n_tiers;
    ptb_trigger trigger;
    ptb_drop drop;
    const ptb_json *node;
} ptb_rule;

typedef struct {
    const char *id;
    double max_points, min_points; /* infinite where not given */
    bool is_first_match;
    uint32_t *members; /* rules, in the file's order */
    size_t n_members;
} ptb_rule_group;

/* An entry of "idle": `after_days` without such an event cost `points`, or make the total `reset_to`. */
typedef struct {
    ptb_rule_part part;
    double after_days, points;
    bool is_reset;
    double reset_to;
    ptb_rule_event event;
} ptb_rule_idle;

typedef struct {
    ptb_rule_part part;
    ptb_rule_event event; /* of "human_verdicts", with the verdict's own asset */
    double points;
    size_t stage; /* SIZE_MAX: says nothing about it */
    bool is_exclusion;
} ptb_rule_verdict;

typedef struct {
    ptb_rule_part part;
    double points;
    const char *question;
    ptb_condition given; /* the contact's column is not missing */
} ptb_rule_field;

typedef struct {
    const char *name;
    double points;
} ptb_rule_stage;

typedef struct {
    const char *id, *label;
    ptb_trigger trigger;
    size_t stage;
} ptb_fast_track;

typedef struct {
    const char *id, *reason;
    ptb_trigger trigger;
} ptb_exclusion;

typedef struct {
    const char *grade;
    double points;
} ptb_grade; /* best first */

typedef struct {
    const char *grade; /* "A1" */
    size_t stage;
} ptb_grade_stage;

typedef struct {
    const char *id, *to, *how; /* how: "" where not given */
    double within_hours;       /* NaN where not given */
    bool *stages;              /* by stage, the last for "none"; NULL: any */
    const char **grades;
    size_t n_grades; /* 0: any */
    bool has_when;
    ptb_condition when;
} ptb_route;

/* A note's text in pieces: as it stands, or what takes the place of {...}. */
typedef enum {
    PTB_PIECE_TEXT,
    PTB_PIECE_CONTACT,
    PTB_PIECE_ACCOUNT,
    PTB_PIECE_TIMES,
    PTB_PIECE_ASSET,
    PTB_PIECE_DAYS
} ptb_piece_kind;
typedef struct {
    ptb_piece_kind kind;
    ptb_str text; /* TEXT; CONTACT and ACCOUNT: the column */
    size_t place; /* CONTACT, ACCOUNT: among all columns that notes name */
} ptb_note_piece;
typedef struct {
    const char *id;
    ptb_trigger trigger;
    const ptb_json *text_node; /* for messages */
    ptb_note_piece *pieces;
    size_t n_pieces;
} ptb_note;

typedef struct {
    const char *name;
    ptb_rule_values values;
} ptb_rule_list;

struct ptb_rules {
    ptb_json_doc *doc; /* kept: texts point into it, and the binding's messages name its lines */
    const char *name;
    ptb_rule *rules;
    ptb_rule_field *fields; /* "progressive" */
    ptb_rule_verdict *verdicts;
    ptb_rule_idle *idles;
    size_t n_rules, n_fields, n_verdicts, n_idles;
    double floor, ceiling; /* infinite where not given */
    ptb_rule_part bounds;  /* what they take off or add */
    ptb_rule_group *groups;
    ptb_rule_stage *stages;
    ptb_fast_track *fast_tracks;
    ptb_exclusion *exclusions;
    ptb_grade *fit_grades, *engagement_grades;
    ptb_grade_stage *grade_stages;
    ptb_route *routes;
    ptb_note *notes;
    ptb_rule_list *lists;
    size_t n_groups, n_stages, n_fast_tracks, n_exclusions, n_fit_grades, n_engagement_grades, n_grade_stages,
        n_routes, n_notes, n_lists;
    size_t n_tests, n_note_columns;
    const ptb_rule_event **events; /* by slot */
    size_t n_events, events_capacity;
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
/* A number of points under `key`, where it is given. */
PTB_MUST_USE ptb_status ptb_rules_want_points(ptb_rules *rules, const ptb_json *node, const char *key,
                                              double *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_want_positive(ptb_rules *rules, const ptb_json *node, const char *key,
                                                double high, double *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_need_positive(ptb_rules *rules, const ptb_json *node, const char *key,
                                                double high, double *out, ptb_error *err);
/* A list of the file: its key, what one entry is called in messages, how large it is in memory and how it is read. */
typedef struct {
    const char *key, *what;
    size_t item_bytes;
    ptb_status (*read)(ptb_rules *rules, const ptb_json *node, void *item, ptb_error *err);
} ptb_rules_list_kind;
/* An optional list of `object`: room for its entries at *items, zeroed; each is read, in order, and *n grows with them. Where
 * entries have ids, no two may have the same. */
PTB_MUST_USE ptb_status ptb_rules_want_list(ptb_rules *rules, const ptb_json *object,
                                            const ptb_rules_list_kind *kind, void *items, size_t *n,
                                            ptb_error *err);
/* Items that begin with their name. */
typedef struct {
    const char *what;
    const void *items;
    size_t n, item_bytes;
} ptb_rules_named;
/* The place of the name at `node`, or: no stage 'MQLs' in "stages"; did you mean 'MQL'? */
PTB_MUST_USE ptb_status ptb_rules_find_name(ptb_rules *rules, const ptb_json *node,
                                            const ptb_rules_named *named, size_t *out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_find_stage(ptb_rules *rules, const ptb_json *node, size_t *out,
                                             ptb_error *err);
/* Words that live as long as the rules. */
PTB_MUST_USE ptb_status ptb_rules_words(ptb_rules *rules, const char **out, ptb_error *err,
                                        const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The optional "label", which replaces what *out is already. */
PTB_MUST_USE ptb_status ptb_rules_want_label(ptb_rules *rules, const ptb_json *node, const char **out,
                                             ptb_error *err);

/* rules_trigger.c */
PTB_MUST_USE ptb_status ptb_rules_parse_trigger(ptb_rules *rules, const ptb_json *node, const char *what,
                                                ptb_trigger *out, ptb_error *err);
/* Type, asset, channel, topic; no window. Every activity, where node is NULL. */
PTB_MUST_USE ptb_status ptb_rules_parse_activity(ptb_rules *rules, const ptb_json *node, ptb_rule_event *out,
                                                 ptb_error *err);

/* rules_decay.c: of a rule whose trigger is there */
PTB_MUST_USE ptb_status ptb_rules_parse_decay(ptb_rules *rules, const ptb_json *node, ptb_rule *out,
                                              ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_parse_tiers(ptb_rules *rules, const ptb_json *tiers, ptb_rule *out,
                                              ptb_error *err);
/* What is left of a point after so many seconds: 0 to 1. */
double ptb_decay_factor(const ptb_decay *decay, int64_t age_s);

/* rules_rule.c: after lists and groups */
PTB_MUST_USE ptb_status ptb_rules_parse_rules(ptb_rules *rules, ptb_error *err);
/* rules_stages.c: stages, fast tracks, exclusions, grades */
PTB_MUST_USE ptb_status ptb_rules_parse_stages(ptb_rules *rules, ptb_error *err);
bool ptb_rules_is_grade(const ptb_rules *rules,
                        const char *grade); /* a fit grade, then an engagement grade */
/* rules_people.c: fields given, verdicts, silence; after stages */
PTB_MUST_USE ptb_status ptb_rules_parse_people(ptb_rules *rules, ptb_error *err);
/* rules_followup.c: routes and notes; after stages */
PTB_MUST_USE ptb_status ptb_rules_parse_followup(ptb_rules *rules, ptb_error *err);

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

#endif
