/* train/winloss_text.c: a win/loss analysis as tables for people. */
#include "train/winloss_text.h"

#include <math.h>

#include "datasets/base/table.h"

enum { ACTIONS_OF_STEP = 2 };

static void add_q(ptb_text_table *table, double q)
{
    if (q < 0.0001)
        ptb_table_cell(table, "<0.0001");
    else
        ptb_table_cell(table, "%.4f", q);
}

static void add_ratio(ptb_text_table *table, const ptb_figure *ratio)
{
    if (isfinite(ratio->high))
        ptb_table_cell(table, "%.2f (%.2f to %.2f)", ratio->mean, ratio->low, ratio->high);
    else
        ptb_table_cell(table, "%.2f or more", ratio->low);
}

static void add_finding(ptb_text_table *table, const ptb_finding *f, bool is_first)
{
    ptb_table_cell(table, "%s", is_first ? ptb_about_name(f->about) : "");
    ptb_table_cell(table, "%.1f %%", 100 * f->rate.mean);
    ptb_table_cell(table, "%zu", f->cases);
    ptb_table_cell(table, "%.1f %%", 100 * f->other_rate.mean);
    add_ratio(table, &f->ratio);
    ptb_table_cell(table, "%.0f / %.0f %%", 100 * f->share_of_won, 100 * f->share_of_lost);
    add_q(table, f->q);
    ptb_table_cell(table, "%s: %s%s", f->meaning, f->value, f->is_asked_about ? " (known beforehand?)" : "");
}

static bool is_told(const ptb_winloss_report *report, const ptb_finding *f, bool is_won)
{
    return ptb_winloss_is_shown(report, f) && (report->all || f->is_strongest) &&
           ptb_finding_is_won(f) == is_won;
}

static void add_side(const ptb_winloss_report *report, bool is_won, size_t top, ptb_text *out)
{
    static const char *const head[] = {"about",          "won",           "of", "others",
                                       "times as often", "of won / lost", "q",  "what"};
    const ptb_findings *findings = &report->winloss->findings;
    ptb_text_table table = {.n_columns = 8, .align = "lrrrrrrl"};
    size_t n_told = 0;
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        ptb_table_cell(&table, "%s", head[i]);
    for (int about = 0; about < PTB_N_ABOUT; about++) {
        size_t n = 0;
        for (size_t i = 0; i < findings->n && (top == 0 || n < top); i++) {
            const ptb_finding *f = &findings->items[i];
            if ((int)f->about != about || !is_told(report, f, is_won)) continue;
            add_finding(&table, f, n++ == 0);
        }
        n_told += n;
    }
    ptb_text_add(out, is_won ? "\nSets won apart: won more often than the others\n"
                             : "\nSets lost apart: won less often than the others\n");
    if (n_told > 0)
        ptb_table_render(&table, "  ", out);
    else
        ptb_text_add(out, "  nothing that chance would not show as well\n");
    ptb_table_free(&table);
}

/* "demo_request activities in the last 30 days: any (2.10)" */
static void add_step_actions(const ptb_winloss_report *report, const ptb_journey_step *step, ptb_text *out)
{
    size_t n = 0;
    for (size_t i = 0; i < step->findings.n && n < ACTIONS_OF_STEP; i++) {
        const ptb_finding *f = &step->findings.items[i];
        if (!is_told(report, f, true) || !f->is_strongest) continue;
        ptb_text_printf(out, "%s%s: %s (%.2f)", n++ > 0 ? "; " : "", f->meaning, f->value, f->ratio.mean);
    }
    if (n == 0) ptb_text_add(out, step->is_judged ? "-" : "too few won or lost");
}

static void add_step(ptb_text_table *table, const char *name, const ptb_journey_step *step,
                     const char *actions)
{
    ptb_table_cell(table, "%s", name);
    ptb_table_cell(table, "%zu", step->cases);
    ptb_table_cell(table, "%.0f %%", 100 * step->share);
    if (step->cases > 0) {
        ptb_table_cell(table, "%.1f %%", 100 * step->rate.mean);
        ptb_table_cell(table, "%.1f to %.1f %%", 100 * step->rate.low, 100 * step->rate.high);
    } else {
        ptb_table_cell(table, "-");
        ptb_table_cell(table, "-");
    }
    ptb_table_cell(table, "%s", actions);
}

static void add_journey(const ptb_winloss_report *report, ptb_text *out)
{
    static const char *const head[] = {
        "came to", "cases", "of all", "won", "95 % interval", "sets won apart among these (times as often)"};
    const ptb_winloss *w = report->winloss;
    ptb_text_table table = {.n_columns = 6, .align = "lrrrrl"};
    ptb_text actions = {0};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        ptb_table_cell(&table, "%s", head[i]);
    add_step(&table, "(all cases)", &(ptb_journey_step){.cases = w->cases, .share = 1, .rate = w->rate}, "");
    for (size_t s = 0; s < w->n_steps; s++) {
        const ptb_journey_step *step = &w->steps[s];
        ptb_text_clear(&actions);
        add_step_actions(report, step, &actions);
        out->failed = out->failed || actions.failed;
        add_step(&table, step->name, step, actions.failed ? "" : actions.bytes);
    }
    ptb_text_add(out, "\nThe journey: cases that came to a step, or farther\n");
    ptb_table_render(&table, "  ", out);
    ptb_text_free(&actions);
    ptb_table_free(&table);
}

void ptb_winloss_tabulate(const ptb_winloss_report *report, size_t top, ptb_text *out)
{
    const ptb_winloss *w = report->winloss;
    ptb_text_printf(out, "%zu cases, %zu won (%.1f %%, 95 %% interval %.1f to %.1f %%)\n", w->cases, w->wins,
                    100 * w->rate.mean, 100 * w->rate.low, 100 * w->rate.high);
    ptb_text_printf(out,
                    "%zu values of %zu features held against all other cases; %zu set won and lost apart "
                    "(q up to %g)\n",
                    w->findings.n, w->n_features,
                    ptb_winloss_count_shown(&(ptb_winloss_report){.all = false}, &w->findings),
                    PTB_WINLOSS_Q);
    if (w->has_shared_groups)
        ptb_text_printf(out,
                        "they are of %zu accounts or groups of them, whose cases count as dependent "
                        "(intra-class correlation %.2f)\n",
                        w->groups, w->intra_class);
    add_side(report, true, top, out);
    add_side(report, false, top, out);
    if (w->steps) add_journey(report, out);
    ptb_text_add(out, "\nThat something goes with winning does not say that doing more of it wins.\n");
}
