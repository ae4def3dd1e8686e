/* score/rules_audit.c: evaluates a rules file on cases whose outcome is known, and counts by part. */
#include "score/rules_audit.h"

#include <math.h>
#include <stdlib.h>

#include "models/calibrate.h"
#include "models/logistic.h"
#include "models/proportions.h"

/* Penalty a row on the log-odds of parts: enough for those that hardly ever fire. */
static const double audit_lambda = 1e-3;

typedef struct {
    const ptb_context *context;
    const ptb_loaded *loaded;
    ptb_cases cases;
    float *fired, *outcome; /* cases x parts, 0 or 1; by case */
    double *total;
    ptb_rules_audit *out;
} auditing;

static ptb_status build_cases(auditing *a, ptb_error *err)
{
    ptb_case_settings settings;
    ptb_case_settings_default(&settings);
    settings.subject_given = true;
    settings.subject = a->loaded->subject;
    PTB_TRY(ptb_cases_build(a->loaded->history, &settings, false, &a->cases, err));
    a->out->cases = a->cases.n;
    PTB_TRY(ptb_alloc(&a->out->parts, a->out->n, sizeof *a->out->parts, err));
    PTB_TRY(ptb_alloc(&a->fired, a->cases.n * a->out->n, sizeof *a->fired, err));
    PTB_TRY(ptb_alloc(&a->outcome, a->cases.n, sizeof *a->outcome, err));
    return ptb_alloc(&a->total, a->cases.n, sizeof *a->total, err);
}

static void count_case(auditing *a, size_t i, const double *points)
{
    const ptb_case *one = &a->cases.items[i];
    ptb_rules_audit *out = a->out;
    bool won = one->outcome > 0.5F;
    a->outcome[i] = won ? 1 : 0;
    out->wins += won;
    if (i == 0 || one->as_of < out->first_as_of) out->first_as_of = one->as_of;
    if (i == 0 || one->as_of > out->last_as_of) out->last_as_of = one->as_of;
    for (size_t p = 0; p < out->n; p++) {
        bool fires = points[p] < 0 || points[p] > 0;
        a->fired[i * out->n + p] = fires ? 1 : 0;
        if (!fires) continue;
        out->parts[p].fired++;
        out->parts[p].wins += won;
        out->parts[p].mean_points += points[p];
    }
}

static ptb_status evaluate(auditing *a, ptb_error *err)
{
    ptb_score_scratch *scratch = NULL;
    ptb_score score;
    PTB_TRY(ptb_score_scratch_new(a->loaded->scorer, &scratch, err));
    for (size_t i = 0; i < a->cases.n; i++) {
        ptb_score_case(a->loaded->scorer, scratch, &a->cases.items[i], &score);
        a->total[i] = score.points;
        count_case(a, i, ptb_score_points(scratch));
        if (i % 4096 == 0) ptb_tell(a->context, "auditing", i, a->cases.n);
    }
    ptb_tell(a->context, "auditing", a->cases.n, a->cases.n);
    ptb_score_scratch_free(scratch);
    return PTB_OK;
}

static ptb_rule_verdict_kind judge(const ptb_audited_part *part, size_t cases)
{
    if (part->fired == 0) return PTB_RULE_NEVER_FIRES;
    if (part->fired == cases) return PTB_RULE_ALWAYS_FIRES;
    if (part->lift.low > 1) return part->mean_points > 0 ? PTB_RULE_BORNE_OUT : PTB_RULE_OTHER_WAY;
    if (part->lift.high < 1) return part->mean_points < 0 ? PTB_RULE_BORNE_OUT : PTB_RULE_OTHER_WAY;
    return PTB_RULE_NOT_SHOWN;
}

static void finish_part(const ptb_rules_audit *audit, ptb_audited_part *part)
{
    ptb_figure others;
    size_t n = audit->cases - part->fired, wins = audit->wins - part->wins;
    if (part->fired > 0) part->mean_points /= (double)part->fired;
    ptb_wilson((double)part->wins / (double)part->fired, (double)part->fired, &part->rate);
    ptb_wilson((double)wins / (double)n, (double)n, &others);
    part->other_rate = others.mean;
    ptb_rate_ratio(&part->rate, &others, &part->lift);
    part->verdict = judge(part, audit->cases);
}

/* What the cases would give each part, all parts together. */
static ptb_status fit_points(auditing *a, ptb_error *err)
{
    ptb_rules_audit *out = a->out;
    const ptb_design design = {a->fired, a->cases.n, out->n, out->n};
    ptb_logistic_settings settings;
    ptb_logistic_report report;
    ptb_platt line;
    double *coef = NULL;
    PTB_TRY(ptb_platt_fit(a->total, a->outcome, NULL, a->cases.n, &line, err));
    out->log_odds = line.a;
    ptb_logistic_settings_default(&settings);
    settings.lambda = audit_lambda;
    PTB_TRY(ptb_alloc(&coef, out->n + 1, sizeof *coef, err));
    ptb_status status =
        ptb_logistic_fit(a->context, &design, a->outcome, NULL, &settings, NULL, coef, &report, err);
    for (size_t p = 0; status == PTB_OK && p < out->n; p++) {
        bool is_telling = line.a > 0 && out->parts[p].fired > 0 && out->parts[p].fired < out->cases;
        out->parts[p].data_points = is_telling ? coef[p + 1] / line.a : (double)NAN;
    }
    free(coef);
    return status;
}

ptb_status ptb_rules_audit_run(const ptb_context *context, const ptb_loaded *loaded, ptb_rules_audit *out,
                               ptb_error *err)
{
    ptb_status status = PTB_OK;
    auditing a = {.context = context, .loaded = loaded, .out = out};
    *out = (ptb_rules_audit){.n = ptb_rules_count(loaded->rules)};
    PTB_TRY_TO(build_cases(&a, err));
    PTB_TRY_TO(evaluate(&a, err));
    if (out->wins == 0 || out->wins == out->cases) {
        status = ptb_fail(err, PTB_E_DATA, "all %zu cases are %s: nothing tells the rules from one another",
                          out->cases, out->wins == 0 ? "lost" : "won");
        goto done;
    }
    for (size_t p = 0; p < out->n; p++)
        finish_part(out, &out->parts[p]);
    PTB_TRY_TO(fit_points(&a, err));
    status = ptb_auc(a.total, a.outcome, NULL, a.cases.n, &out->auc, err);
done:
    if (status != PTB_OK) ptb_rules_audit_free(out);
    ptb_cases_free(&a.cases);
    free(a.fired);
    free(a.outcome);
    free(a.total);
    return status;
}

void ptb_rules_audit_free(ptb_rules_audit *audit)
{
    free(audit->parts);
    audit->parts = NULL;
}
