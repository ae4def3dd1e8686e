/* score/score_output.h: the whole database scored: one CSV row a case, streamed in the order of the cases. */
#ifndef PTB_SCORE_SCORE_OUTPUT_H
#define PTB_SCORE_SCORE_OUTPUT_H

#include "score/scorer.h"

typedef struct {
    const ptb_scorer *scorer;
    const ptb_model *model; /* NULL allowed, as for the scorer */
    const ptb_rules *rules;
    /* One of the two: */
    const ptb_history *history;
    const ptb_cases *cases;
    const ptb_vectors *vectors;
} ptb_score_job;

enum { PTB_SCORE_MAX_TOP = 1000 };

typedef struct {
    const char *path; /* "-" for standard output */
    int reasons;      /* columns reason_1 .. reason_N with their share of z; 0 .. 20 */
    size_t top;       /* how many of the best to find, 0 .. PTB_SCORE_MAX_TOP */
} ptb_score_settings;

typedef struct {
    uint64_t scored, excluded; /* excluded by the rules: among the scored, never among the best */
    double mean_probability;   /* NaN without model */
    size_t n_top;
    size_t top[PTB_SCORE_MAX_TOP]; /* rows of the job, best z first (ties by place) */
} ptb_score_report;

/* Columns: subject_id,object_type,account_id,as_of,score,probability,predictive_score,rule_points, then what the rules
 * say (stage,fit_points,engagement_points,grade,fast_track,excluded,route_to,route_how,route_within_hours,next_question,
 * coaching_note; empty without rules), then z,model_logit,blend_weight, then (with reasons) base_z,reason_k,reason_k_z,other_z, whose numbers add up to z as
 * printed, then model_sha256,rules_sha256. The file is replaced only
 * when all of it is written. Memory: one block of 512 rows of text a thread. */
PTB_MUST_USE ptb_status ptb_score_write(const ptb_context *context, const ptb_score_job *job,
                                        const ptb_score_settings *settings, ptb_score_report *report,
                                        ptb_error *err);

#endif
