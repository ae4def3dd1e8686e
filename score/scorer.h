/* score/scorer.h: model and rules bound to a source of cases: scores, reasons, and the whole database as a stream.
 *
 * One scale: z = (1 - w) logit + w (a + b points). With a model alone w is 0; with rules alone z = a + b points.
 * The bits of a subject's score depend on history, model, rules and T alone: not on threads, blocks or company. */
#ifndef PTB_SCORE_SCORER_H
#define PTB_SCORE_SCORER_H

#include "models/model.h"
#include "models/rules.h"

typedef struct ptb_scorer ptb_scorer; /* immutable, shared between threads */

/* Borrows all; model or rules may be NULL, not both. E_SCHEMA: the history lacks a column that the model's plan
 * or the rules need (named), or has it with another type. */
PTB_MUST_USE ptb_status ptb_scorer_new(const ptb_context *context, const ptb_history *history,
                                       const ptb_model *model, const ptb_rules *rules, ptb_scorer **out,
                                       ptb_error *err);

/* Scores rows of vectors that were extracted before, by a model alone. E_SCHEMA names the first feature that is
 * not the one the model was trained on. */
PTB_MUST_USE ptb_status ptb_scorer_new_for_vectors(const ptb_vectors *vectors, const ptb_model *model,
                                                   ptb_scorer **out, ptb_error *err);
void ptb_scorer_free(ptb_scorer *scorer);

typedef struct {
    double probability;         /* the model's, calibrated; NaN without model */
    double model_logit;         /* NaN without model */
    double predictive_score;    /* 0-100 map of the model's logit; NaN without model */
    double points;              /* NaN without rules */
    double z;                   /* blended log-odds */
    double blended_probability; /* 1 / (1 + exp(-z)) */
    double score;               /* 0-100 map of z, not rounded */
    ptb_rules_outcome rules;    /* texts "" and numbers NaN without rules */
} ptb_score;

/* A reason is a contribution to z. Features contribute (1 - w) times their part of the model's log-odds (all terms of a feature
 * together, or its curve), pairs of features that of their surface; a calibration that bends (1 - w) times its bend, which is no
 * fact about the subject; rules w b points; all contributions and the base sum to z. */
typedef struct {
    double contribution;
    bool is_rule, is_pair, is_bend;
    uint32_t index, other;    /* feature of the plan, or rule; other: the second of a pair */
    float value, other_value; /* the features' raw values */
    double points;            /* the rule's */
} ptb_reason;

typedef struct ptb_score_scratch ptb_score_scratch; /* one thread's */
PTB_MUST_USE ptb_status ptb_score_scratch_new(const ptb_scorer *scorer, ptb_score_scratch **out,
                                              ptb_error *err);
void ptb_score_scratch_free(ptb_score_scratch *scratch);

/* ptb_extract_read_ahead where the scorer extracts, ptb_rules_read_ahead where it has rules. */
PTB_MUST_USE ptb_status ptb_score_read_ahead(const ptb_scorer *scorer, ptb_score_scratch *scratch,
                                             const ptb_case *cases, size_t n, ptb_error *err);

/* Scores one case of the history. Allocates nothing. */
void ptb_score_case(const ptb_scorer *scorer, ptb_score_scratch *scratch, const ptb_case *one,
                    ptb_score *out);
/* After that: points of each part of the rules (ptb_rules_points); NULL without rules. */
const double *ptb_score_points(const ptb_score_scratch *scratch);
/* After that: appends the coaching notes of the rules, separated by " | ". */
void ptb_score_notes(const ptb_scorer *scorer, const ptb_score_scratch *scratch, const ptb_case *one,
                     ptb_text *out);
/* Scores one row of the vectors. */
void ptb_score_vector(const ptb_scorer *scorer, ptb_score_scratch *scratch, const float *raw, ptb_score *out);

/* After a score: the contributions but for zeros, of which the `most` strongest come first, in order (ties by place), the bend
 * last; *base is the part of z that is the same for everybody. Returns how many there are in all; `reasons` has room for
 * ptb_scorer_max_reasons, and those behind the first `most` mean nothing. */
size_t ptb_score_reasons(const ptb_scorer *scorer, const ptb_score_scratch *scratch, size_t most,
                         ptb_reason *reasons, double *base);
size_t ptb_scorer_max_reasons(const ptb_scorer *scorer);
/* "12 pricing_view activities in the last 30 days", "Industry: Software", or the rule's label. */
void ptb_reason_describe(const ptb_scorer *scorer, const ptb_reason *reason, ptb_text *out);

ptb_blend ptb_scorer_blend(const ptb_scorer *scorer); /* weight 0 with a model alone, 1 with rules alone */

#endif
