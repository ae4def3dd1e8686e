/* models/rules.h: explicit points: a rules file (models/rules.schema.json) parsed, checked and evaluated as of T.
 *
 * The schema is complete; this version evaluates conditions on attributes and features, event points with windows
 * and caps, negatives and stages by threshold. What it can't evaluate yet (decay, tiers, ...) is refused when the
 * file is read, never ignored. */
#ifndef PTB_MODELS_RULES_H
#define PTB_MODELS_RULES_H

#include "features/extract.h"

typedef struct ptb_rules ptb_rules; /* a parsed file, immutable */
typedef struct ptb_rules_bound
    ptb_rules_bound; /* bound to a history and (optionally) a plan; immutable, shared */

PTB_MUST_USE ptb_status ptb_rules_read(const char *path, ptb_rules **out, ptb_error *err);
void ptb_rules_free(ptb_rules *rules);

size_t ptb_rules_count(const ptb_rules *rules);
const char *ptb_rules_id(const ptb_rules *rules, size_t rule);
const char *ptb_rules_label(const ptb_rules *rules, size_t rule); /* in words, for reasons */
const char *ptb_rules_sha256(const ptb_rules *rules);             /* of the file's bytes */
const char *ptb_rules_name(const ptb_rules *rules);

/* Stages by threshold, ascending: the name of the highest whose points are reached, "none" below all. */
const char *ptb_rules_stage(const ptb_rules *rules, double points);

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

/* Points of each rule for the case (n = ptb_rules_count doubles; sums are the total); `raw` is the case's feature
 * row, or NULL where no rule tests a feature. Returns the total. Allocates nothing. */
double ptb_rules_points(const ptb_rules_bound *bound, const ptb_case *one, const float *raw, double *points);

#endif
