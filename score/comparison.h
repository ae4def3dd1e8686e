/* score/comparison.h: predictive, rule-based and blended scores head to head on the same cases that the model had
 * not seen. */
#ifndef PTB_SCORE_COMPARISON_H
#define PTB_SCORE_COMPARISON_H

#include "score/scorer.h"

typedef struct {
    uint32_t row;        /* place in the cases */
    double probability;  /* the model's unseen prediction */
} ptb_prediction;

typedef struct {
    size_t cases, wins;
    bool has_model, has_rules, has_truth;
    ptb_metrics predictive, rules, blend, truth;
    ptb_delong predictive_against_rules, blend_against_predictive;
    ptb_decile deciles[3][10]; /* predictive, rules, blend */
} ptb_comparison;

typedef struct {
    const char *predictions; /* the trainer's file, or NULL: cases after the model's known_until, scored here */
    const char *truth;       /* opportunity_id,p of generated data, or NULL */
    ptb_time from, to;
} ptb_compare_settings;

/* E_ARG or E_DATA in words: a model that has seen the cases, no case left, one class, predictions that name
 * unknown subjects or whose outcome disagrees with the history. Never fits anything. */
PTB_MUST_USE ptb_status ptb_compare(const ptb_context *context, const ptb_history *history, const ptb_model *model,
                                    const ptb_rules *rules, const ptb_compare_settings *settings, ptb_comparison *out,
                                    ptb_error *err);

void ptb_comparison_write_json(ptb_json_writer *writer, const ptb_comparison *comparison);
void ptb_comparison_write_text(ptb_text *out, const ptb_comparison *comparison);
/* One self-contained page: findings, the table, gains chart, deciles. No script, no network. */
void ptb_comparison_write_html(ptb_text *out, const ptb_comparison *comparison, const char *title);

#endif
