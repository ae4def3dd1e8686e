/* score/rules_audit.h: each part of a rules file against outcomes: how often it fires, how those it hits ended, what points the cases
 * would give it. */
#ifndef PTB_SCORE_RULES_AUDIT_H
#define PTB_SCORE_RULES_AUDIT_H

#include "models/metrics.h"
#include "score/loaded.h"

typedef enum {
    PTB_RULE_BORNE_OUT, /* its points and what the cases say have one sign, and the interval excludes 1 */
    PTB_RULE_NOT_SHOWN, /* the interval of the ratio reaches 1 */
    PTB_RULE_OTHER_WAY, /* whom it rewards wins less often, or the reverse */
    PTB_RULE_NEVER_FIRES,
    PTB_RULE_ALWAYS_FIRES /* tells nobody apart */
} ptb_rule_verdict_kind;

typedef struct {
    size_t fired, wins; /* cases with points of this part that are not 0, and how many of them were won */
    double mean_points; /* of those */
    ptb_figure rate;    /* of those won; Wilson's interval; NaN where none fired */
    double other_rate;  /* of the others; NaN where all fired */
    ptb_figure lift;    /* the one over the other */
    double data_points; /* what the cases would give, in points of this scheme; NaN: can't be told */
    ptb_rule_verdict_kind verdict;
} ptb_audited_part;

typedef struct {
    size_t cases, wins, n;
    ptb_time first_as_of, last_as_of;
    double auc;              /* of the total as a ranking */
    double log_odds;         /* that a point is worth by the cases; 0: the total does not go with outcomes */
    ptb_audited_part *parts; /* n, as ptb_rules_count has them */
} ptb_rules_audit;

/* Cases as `compare` takes them with rules alone: all whose outcome is known, as of their own moments; they count as independent. What
 * the cases would give: coefficients of a ridge regression on which parts fired, all together, over the log-odds of a point (the slope of
 * Platt's line of the total). E_DATA: one class only. */
PTB_MUST_USE ptb_status ptb_rules_audit_run(const ptb_context *context, const ptb_loaded *loaded,
                                            ptb_rules_audit *out, ptb_error *err);
void ptb_rules_audit_free(ptb_rules_audit *audit);

/* rules_audit_text.c */
void ptb_rules_audit_tabulate(const ptb_rules_audit *audit, const ptb_rules *rules, ptb_text *out);
void ptb_rules_audit_write(ptb_json_writer *writer, const ptb_rules_audit *audit, const ptb_rules *rules);

#endif
