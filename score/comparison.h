/* score/comparison.h: predictive, rule-based and blended scores head to head on the same cases that the model had
 * not seen.
 *
 * With --predictions the predictive score of a case is its out-of-fold prediction; otherwise the model scores cases
 * that began after the last outcome it has seen. Points are computed as of each case's moment, and the blend is
 * z = (1 - w) logit(p) + w (a + b points) with the rules' w, a and b. Nothing is ever fitted here. */
#ifndef PTB_SCORE_COMPARISON_H
#define PTB_SCORE_COMPARISON_H

#include "score/loaded.h"

typedef struct {
    const char
        *predictions;  /* the trainer's file, or NULL: cases after the model's known_until, scored here */
    const char *truth; /* opportunity_id,p of generated data, or NULL */
    ptb_time from, to; /* only cases with from <= T < to; PTB_NO_TIME: open */
} ptb_compare_settings;

typedef struct {
    size_t cases, wins;
    ptb_time first_as_of, last_as_of; /* PTB_NO_TIME where timeless */
    bool is_out_of_fold;              /* judged on --predictions */
    int repeats; /* of those: of several the first alone is compared, one prediction of one model a case; else 0 or 1 */
    bool shares_accounts; /* several cases of one account: DeLong's test takes them as independent */
    bool has_model, has_rules,
        has_truth; /* which of the figures below are there; the blend needs model and rules */
    ptb_metrics predictive, rules, blend, truth;
    ptb_delong predictive_against_rules, blend_against_predictive;
    ptb_decile deciles[3][10]; /* predictive, rules, blend */
} ptb_comparison;

/* E_ARG or E_DATA in words: a model that has seen the cases, no case left, one class, predictions that name
 * unknown subjects or whose outcome disagrees with the history, predictions without a model. E_INTEGRITY: predictions
 * whose SHA-256 is not the one that the model names. */
PTB_MUST_USE ptb_status ptb_compare(const ptb_context *context, const ptb_loaded *loaded,
                                    const ptb_compare_settings *settings, ptb_comparison *out,
                                    ptb_error *err);

/* The members of an open object: cases, wins, predictive, rules, blend, truth, delong; those that there are. */
void ptb_comparison_write_json(ptb_json_writer *writer, const ptb_comparison *comparison);
/* What it comes to in sentences, a line each. */
void ptb_comparison_findings(ptb_text *out, const ptb_comparison *comparison);
/* How far the model is on the way from chance to the best possible ranking; NaN without truth. */
double ptb_comparison_reach(const ptb_comparison *comparison);
/* One self-contained page: findings, the table, gains chart, deciles. No script, no network. */
void ptb_comparison_write_html(ptb_text *out, const ptb_comparison *comparison, const char *title);

#endif
