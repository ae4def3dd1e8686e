/* train/winloss_write.c: a win/loss analysis as JSON and as CSV. */
#include "train/winloss_write.h"

#include <math.h>

#include "datasets/base/csv_text.h"
#include "features/leaks.h"

bool ptb_winloss_is_shown(const ptb_winloss_report *report, const ptb_finding *finding)
{
    return report->all || finding->q <= PTB_WINLOSS_Q;
}

size_t ptb_winloss_count_shown(const ptb_winloss_report *report, const ptb_findings *findings)
{
    size_t n = 0;
    for (size_t i = 0; i < findings->n; i++)
        n += ptb_winloss_is_shown(report, &findings->items[i]);
    return n;
}

static const char *name_of(const ptb_winloss_report *report, const ptb_finding *f)
{
    return report->vectors->plan->features[f->feature].name;
}

static const char *side_of(const ptb_finding *f)
{
    return ptb_finding_is_won(f) ? "won" : "lost";
}

/* --- JSON --- */

static void write_figure(ptb_json_writer *writer, const char *key, const ptb_figure *figure)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_number(writer, "mean", figure->mean);
    ptb_json_add_number(writer, "low", figure->low);
    ptb_json_add_number(writer, "high", figure->high);
    ptb_json_end_object(writer);
}

static void write_finding(ptb_json_writer *writer, const ptb_winloss_report *report, const ptb_finding *f)
{
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "about", ptb_about_name(f->about));
    ptb_json_add_string(writer, "feature", name_of(report, f));
    ptb_json_add_string(writer, "meaning", f->meaning);
    ptb_json_add_string(writer, "value", f->value);
    ptb_json_add_string(writer, "side", side_of(f));
    ptb_json_add_integer(writer, "cases", (int64_t)f->cases);
    ptb_json_add_integer(writer, "wins", (int64_t)f->wins);
    ptb_json_add_integer(writer, "groups", (int64_t)f->groups);
    write_figure(writer, "win_rate", &f->rate);
    ptb_json_add_integer(writer, "other_cases", (int64_t)f->other_cases);
    ptb_json_add_integer(writer, "other_wins", (int64_t)f->other_wins);
    write_figure(writer, "other_win_rate", &f->other_rate);
    write_figure(writer, "lift", &f->ratio);
    ptb_json_add_number(writer, "share_of_won", f->share_of_won);
    ptb_json_add_number(writer, "share_of_lost", f->share_of_lost);
    ptb_json_add_number(writer, "p", f->p);
    ptb_json_add_number(writer, "q", f->q);
    ptb_json_add_bool(writer, "strongest", f->is_strongest);
    ptb_json_add_bool(writer, "asked_about", f->is_asked_about);
    ptb_json_end_object(writer);
}

static void write_findings(ptb_json_writer *writer, const char *key, const ptb_winloss_report *report,
                           const ptb_findings *findings)
{
    ptb_json_begin_array(writer, key, false);
    for (size_t i = 0; i < findings->n; i++)
        if (ptb_winloss_is_shown(report, &findings->items[i]))
            write_finding(writer, report, &findings->items[i]);
    ptb_json_end_array(writer);
}

static void write_journey(ptb_json_writer *writer, const ptb_winloss_report *report)
{
    const ptb_winloss *w = report->winloss;
    size_t n_tests = 0;
    if (!w->steps) {
        ptb_json_add_null(writer, "journey");
        return;
    }
    for (size_t s = 0; s < w->n_steps; s++)
        n_tests += w->steps[s].findings.n;
    ptb_json_begin_object(writer, "journey");
    ptb_json_add_string(writer, "feature", report->vectors->plan->features[w->journey_feature].name);
    ptb_json_add_integer(writer, "tests", (int64_t)n_tests);
    ptb_json_begin_array(writer, "steps", false);
    for (size_t s = 0; s < w->n_steps; s++) {
        const ptb_journey_step *step = &w->steps[s];
        ptb_json_begin_object(writer, NULL);
        ptb_json_add_string(writer, "name", step->name);
        ptb_json_add_integer(writer, "cases", (int64_t)step->cases);
        ptb_json_add_integer(writer, "wins", (int64_t)step->wins);
        ptb_json_add_integer(writer, "groups", (int64_t)step->groups);
        ptb_json_add_number(writer, "share", step->share);
        write_figure(writer, "win_rate", &step->rate);
        if (step->is_judged)
            write_findings(writer, "findings", report, &step->findings);
        else
            ptb_json_add_null(writer, "findings");
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}

void ptb_winloss_write(ptb_json_writer *writer, const ptb_winloss_report *report)
{
    const ptb_winloss *w = report->winloss;
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "format", "propensity-winloss");
    ptb_json_add_integer(writer, "format_version", 1);
    ptb_json_add_integer(writer, "cases", (int64_t)w->cases);
    ptb_json_add_integer(writer, "wins", (int64_t)w->wins);
    ptb_json_add_integer(writer, "groups", (int64_t)w->groups);
    ptb_json_add_bool(writer, "weighted", w->is_weighted);
    ptb_json_add_number(writer, "intra_class_correlation", w->intra_class);
    write_figure(writer, "win_rate", &w->rate);
    ptb_json_add_integer(writer, "features", (int64_t)w->n_features);
    ptb_json_add_integer(writer, "tests", (int64_t)w->findings.n);
    ptb_json_add_integer(writer, "too_small", (int64_t)w->findings.n_too_small);
    ptb_json_add_number(writer, "q_limit", report->all ? 1 : PTB_WINLOSS_Q);
    write_findings(writer, "findings", report, &w->findings);
    write_journey(writer, report);
    ptb_json_add_lines(writer, "left_out", report->notes);
    ptb_leaks_write(writer, "leaks", report->vectors->leaks);
    ptb_json_end_object(writer);
}

/* --- CSV --- */

static void add_text(ptb_text *out, const char *text)
{
    ptb_csv_append_field(out, ptb_str_of(text), true);
    ptb_text_add(out, ",");
}

static void add_number(ptb_text *out, double value)
{
    if (isfinite(value)) ptb_text_number(out, value);
    ptb_text_add(out, ",");
}

static void add_figure(ptb_text *out, const ptb_figure *figure)
{
    add_number(out, figure->mean);
    add_number(out, figure->low);
    add_number(out, figure->high);
}

static void add_lines(ptb_text *out, const ptb_winloss_report *report, const char *step,
                      const ptb_findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        const ptb_finding *f = &findings->items[i];
        if (!ptb_winloss_is_shown(report, f)) continue;
        add_text(out, step);
        add_text(out, ptb_about_name(f->about));
        add_text(out, name_of(report, f));
        add_text(out, f->meaning);
        add_text(out, f->value);
        ptb_text_printf(out, "%s,%zu,%zu,%zu,", side_of(f), f->cases, f->wins, f->groups);
        add_figure(out, &f->rate);
        ptb_text_printf(out, "%zu,%zu,", f->other_cases, f->other_wins);
        add_figure(out, &f->other_rate);
        add_figure(out, &f->ratio);
        add_number(out, f->share_of_won);
        add_number(out, f->share_of_lost);
        add_number(out, f->p);
        add_number(out, f->q);
        ptb_text_printf(out, "%d,%d\n", f->is_strongest, f->is_asked_about);
    }
}

void ptb_winloss_write_csv(ptb_text *out, const ptb_winloss_report *report)
{
    const ptb_winloss *w = report->winloss;
    ptb_text_add(out, "journey_step,about,feature,meaning,value,side,cases,wins,groups,win_rate,win_rate_low,"
                      "win_rate_high,other_cases,other_wins,other_win_rate,other_win_rate_low,"
                      "other_win_rate_high,lift,lift_low,lift_high,share_of_won,share_of_lost,p,q,strongest,"
                      "asked_about\n");
    add_lines(out, report, "", &w->findings);
    for (size_t s = 0; s < w->n_steps; s++)
        add_lines(out, report, w->steps[s].name, &w->steps[s].findings);
}
