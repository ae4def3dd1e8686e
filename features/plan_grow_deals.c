/* features/plan_grow_deals.c: by default, what became of other deals, and where the case's own stands in its stages. */
#include <stdio.h>
#include <string.h>

#include "datasets/base/pattern.h"
#include "datasets/history_values.h"
#include "features/plan_builder.h"

static const char *const rival_reasons[] = {"*compet*", "*wettbewerb*", "*konkurren*", "*concurren*",
                                            "*concorren*"};
static const char *const idle_reasons[] = {"*no decision*", "*no_decision*", "*no-decision*", "*budget*",
                                           "*timing*",      "*postpon*",     "*status quo*"};
static const char *const quote_stages[] = {"*quot*",  "*propos*", "*angebot*",  "*offer*",
                                           "*devis*", "*ofert*",  "*orcament*", "*preventiv*"};
#define TEXTS(list)                            \
    {                                          \
        (list), sizeof(list) / sizeof(list)[0] \
    }
static const ptb_texts rivals = TEXTS(rival_reasons), idle = TEXTS(idle_reasons),
                       quotes = TEXTS(quote_stages);

/* The column's levels that a pattern fits. */
static bool any_level(const ptb_history *h, const char *column, const ptb_texts *patterns)
{
    const ptb_record_table *table = &h->opportunities;
    int at = ptb_table_find(table, column);
    if (at < 0 || table->columns[at].kind != PTB_COLUMN_CATEGORY) return false;
    const ptb_strings *levels = &table->columns[at].levels;
    for (size_t i = 0; i < levels->n; i++) {
        for (size_t p = 0; p < patterns->n; p++) {
            if (ptb_pattern_matches(ptb_str_of(patterns->items[p]), ptb_strings_at(levels, i))) return true;
        }
    }
    return false;
}

static ptb_status grow(ptb_plan_growth *growth, const char *whose, const char *what, ptb_feature_spec spec,
                       ptb_error *err)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s_%s", whose, what);
    return ptb_plan_grow(growth, name, spec, err);
}

static ptb_status grow_outcomes(ptb_plan_growth *growth, ptb_feature_of of, const char *whose, ptb_error *err)
{
    ptb_feature_spec won = {.kind = PTB_FEATURE_DEALS, .of = of, .outcome = PTB_WON}, lost = won, open = won;
    lost.outcome = PTB_LOST;
    open.outcome = PTB_OPEN;
    PTB_TRY(grow(growth, whose, "deals_won", won, err));
    PTB_TRY(grow(growth, whose, "deals_lost", lost, err));
    PTB_TRY(grow(growth, whose, "deals_open", open, err));
    won.kind = lost.kind = PTB_FEATURE_DAYS_SINCE_DEAL;
    PTB_TRY(grow(growth, whose, "days_since_won", won, err));
    PTB_TRY(grow(growth, whose, "days_since_lost", lost, err));
    ptb_feature_spec rate = {.kind = PTB_FEATURE_WIN_RATE, .of = of};
    return grow(growth, whose, "win_rate", rate, err);
}

static ptb_status grow_reasons(ptb_plan_growth *growth, ptb_feature_of of, const char *whose, ptb_error *err)
{
    const ptb_history *h = growth->history;
    ptb_feature_spec deal = {.kind = PTB_FEATURE_DEALS, .of = of, .outcome = PTB_LOST};
    if (any_level(h, "lost_reason", &rivals)) {
        deal.lost_reasons = rivals;
        PTB_TRY(grow(growth, whose, "lost_to_competitor", deal, err));
    }
    if (any_level(h, "lost_reason", &idle)) {
        deal.lost_reasons = idle;
        PTB_TRY(grow(growth, whose, "lost_to_no_decision", deal, err));
    }
    if (any_level(h, "stage", &quotes)) {
        deal.lost_reasons = (ptb_texts){0};
        deal.stages = quotes;
        PTB_TRY(grow(growth, whose, "quoted_and_lost", deal, err));
    }
    return PTB_OK;
}

static bool has_amounts(const ptb_history *h)
{
    for (size_t o = 0; o < h->opportunities.n; o++) {
        if (h->opportunity_amount[o] > 0) return true;
    }
    return false;
}

/* --- the case's own deal --- */

static bool has_stage_history(const ptb_history *h)
{
    int at = ptb_table_find(&h->opportunities, "stage");
    if (at < 0 || h->opportunities.columns[at].kind != PTB_COLUMN_CATEGORY) return false;
    return ptb_has_changes(&h->opportunities, (size_t)at);
}

/* As of its creation a deal has no past. */
static bool has_past(const ptb_plan_settings *settings)
{
    return settings->for_opportunities && settings->cases &&
           settings->cases->settings.snapshots != PTB_SNAPSHOT_CREATED;
}

static ptb_status grow_stages(ptb_plan_growth *growth, ptb_error *err)
{
    static const struct {
        ptb_feature_kind kind;
        const char *name;
    } kinds[] = {{PTB_FEATURE_STAGE, "stage_now"},
                 {PTB_FEATURE_STAGE_AGE, "stage_age_days"},
                 {PTB_FEATURE_STAGES, "stages_passed"}};
    ptb_feature_spec age = {.kind = PTB_FEATURE_AGE, .of = PTB_OF_OPPORTUNITY};
    if (!has_past(growth->settings)) return PTB_OK;
    PTB_TRY(ptb_plan_grow(growth, "opportunity_age_days", age, err));
    if (!has_stage_history(growth->history)) return PTB_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        ptb_feature_spec spec = {.kind = kinds[i].kind, .of = PTB_OF_OPPORTUNITY};
        PTB_TRY(ptb_plan_grow(growth, kinds[i].name, spec, err));
    }
    if (!any_level(growth->history, "stage", &quotes)) return PTB_OK;
    ptb_feature_spec quoted = {.kind = PTB_FEATURE_STAGE_DAYS, .of = PTB_OF_OPPORTUNITY, .stages = quotes};
    PTB_TRY(ptb_plan_grow(growth, "days_since_quote", quoted, err));
    if (growth->history->activities.n == 0) return PTB_OK;
    quoted.kind = PTB_FEATURE_UNANSWERED;
    return ptb_plan_grow(growth, "days_unanswered_since_quote", quoted, err);
}

ptb_status ptb_plan_grow_deals(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_history *h = growth->history;
    if (h->opportunities.n == 0) return PTB_OK;
    PTB_TRY(grow_outcomes(growth, PTB_OF_CONTACT, "contact", err));
    if (h->accounts.n > 0) {
        PTB_TRY(grow_outcomes(growth, PTB_OF_ACCOUNT, "account", err));
        PTB_TRY(grow_reasons(growth, PTB_OF_ACCOUNT, "account", err));
        ptb_feature_spec amount = {.kind = PTB_FEATURE_DEAL_AMOUNT,
                                   .of = PTB_OF_ACCOUNT,
                                   .outcome = PTB_WON,
                                   .choice = PTB_AMOUNT_MEAN};
        if (has_amounts(h)) PTB_TRY(grow(growth, "account", "won_amount_mean", amount, err));
    }
    return grow_stages(growth, err);
}
