/* models/rules.h: explicit points: a rules file (models/rules.schema.json) parsed, checked and evaluated as of T.
 *
 * What can't be evaluated yet (hysteresis of stages, blends that are stacked or gated) is refused when the file is read,
 * never ignored. */
#ifndef PTB_MODELS_RULES_H
#define PTB_MODELS_RULES_H

#include "features/extract.h"

typedef struct ptb_rules ptb_rules; /* a parsed file, immutable */
typedef struct ptb_rules_bound
    ptb_rules_bound; /* bound to a history and (optionally) a plan; immutable, shared */
typedef struct ptb_rules_scratch ptb_rules_scratch; /* one thread's */

enum { PTB_GRADE_BYTES = 32 }; /* of a grade with its terminator */

/* E_PARSE, E_SCHEMA: not JSON, not a rules file, or one with a part that is not as it should be: file, line, path, what was expected.
 * `name` is what messages call the text. */
PTB_MUST_USE ptb_status ptb_rules_read(const char *path, ptb_rules **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_rules_parse(const char *bytes, size_t len, const char *name, ptb_rules **out,
                                        ptb_error *err);
void ptb_rules_free(ptb_rules *rules);

/* The parts whose points sum to the total: rules in the file's order, then fields given ("progressive"), verdicts, entries of
 * "idle", and what the total's bounds take or add. */
size_t ptb_rules_count(const ptb_rules *rules);
const char *ptb_rules_id(const ptb_rules *rules, size_t part);
const char *ptb_rules_label(const ptb_rules *rules, size_t part); /* in words, for reasons */
const char *ptb_rules_sha256(const ptb_rules *rules);             /* of the file's bytes */
const char *ptb_rules_name(const ptb_rules *rules);

/* From the file's "blend": z = (1 - weight) logit + weight (a + b points). Where the file has none: weight 0.3; a = -3 and
 * b = 3 / (points of the highest stage), so that zero points is about 5 % and the highest stage even odds. */
typedef struct {
    double weight, a, b;
} ptb_blend;
ptb_blend ptb_rules_blend(const ptb_rules *rules);
double ptb_blend_z(const ptb_blend *blend, double logit, double points);

/* Borrows all. `features` may be NULL; rules that test a feature need it (E_SCHEMA names the feature). Columns and
 * features that do not exist are E_SCHEMA with file, line and the nearest name; values that never occur are not. */
PTB_MUST_USE ptb_status ptb_rules_bind(const ptb_rules *rules, const ptb_history *history,
                                       const ptb_extractor *features, const ptb_plan *plan,
                                       ptb_rules_bound **out, ptb_error *err);
void ptb_rules_bound_free(ptb_rules_bound *bound);
/* Memory: about 100 bytes for each event that the file looks for. */
PTB_MUST_USE ptb_status ptb_rules_scratch_new(const ptb_rules_bound *bound, ptb_rules_scratch **out,
                                              ptb_error *err);
void ptb_rules_scratch_free(ptb_rules_scratch *scratch);

/* Reads the activities of the cases' contacts into memory that is used again and again, which costs less than the mapped file's pages: what
 * ptb_rules_evaluate then looks at. Of cases next to each other; for others, and without it, the mapping is read. */
PTB_MUST_USE ptb_status ptb_rules_read_ahead(const ptb_rules_bound *bound, ptb_rules_scratch *scratch,
                                             const ptb_case *cases, size_t n, ptb_error *err);

/* What the file says about a case. Texts are borrowed from the rules, "" where it says nothing. */
typedef struct {
    double points;          /* the total */
    double fit, engagement; /* of the parts with that axis; fields given are fit, silence is engagement */
    const char
        *stage; /* the highest that points, grade and fast tracks reach, or the latest verdict's; "none"
                                   * below all, and of whoever is excluded */
    char grade[PTB_GRADE_BYTES]; /* fit, then engagement: "A1" */
    const char *fast_track;      /* id of the first that fired */
    const char *excluded;        /* reason of the first exclusion that fired, or "a person's verdict" */
    const char *next_question;   /* of the first field that is missing */
    const char *route_to, *route_how;
    double route_within_hours; /* NaN where nothing is said */
} ptb_rules_outcome;

/* `raw` is the case's feature row, or NULL where no rule tests a feature. O(log activities + those within the longest window).
 * Allocates nothing. */
void ptb_rules_evaluate(const ptb_rules_bound *bound, ptb_rules_scratch *scratch, const ptb_case *one,
                        const float *raw, ptb_rules_outcome *out);
/* After that: points of each part; they sum to the total. */
const double *ptb_rules_points(const ptb_rules_scratch *scratch);
/* After that: appends the case's coaching notes, separated by " | ". */
void ptb_rules_add_notes(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch, const ptb_case *one,
                         const float *raw, ptb_text *out);

#endif
