/* models/rules_outcome.c: what follows from the points of a case: stage, grade, exclusion, route, question, notes. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "datasets/history_values.h"
#include "models/rules_bound.h"

/* The verdict of the latest activity that is one; of one moment, the one that stands last. SIZE_MAX: none holds. */
size_t ptb_rules_latest_verdict(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch)
{
    const ptb_rules *rules = bound->rules;
    size_t latest = SIZE_MAX;
    uint64_t at = 0;
    for (size_t i = 0; i < rules->n_verdicts; i++) {
        const ptb_event_tally *tally = &scratch->tallies[rules->verdicts[i].event.slot];
        if (tally->times == 0 || (latest != SIZE_MAX && tally->latest <= at)) continue;
        latest = i;
        at = tally->latest;
    }
    return latest;
}

/* The first reached, the best coming first; whoever reaches none has the last. */
static const char *grade_at(const ptb_grade *grades, size_t n, double points)
{
    size_t i = 0;
    while (i + 1 < n && points < grades[i].points)
        i++;
    return grades[i].grade;
}

static void set_grade(const ptb_rules *rules, ptb_rules_outcome *out)
{
    out->grade[0] = 0;
    if (rules->n_fit_grades == 0) return;
    (void)snprintf(out->grade, sizeof out->grade, "%s%s",
                   grade_at(rules->fit_grades, rules->n_fit_grades, out->fit),
                   grade_at(rules->engagement_grades, rules->n_engagement_grades, out->engagement));
}

static void set_exclusion(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch, const ptb_case *one,
                          const float *raw, ptb_rules_outcome *out)
{
    const ptb_rules *rules = bound->rules;
    size_t verdict = ptb_rules_latest_verdict(bound, scratch);
    out->excluded = "";
    if (verdict != SIZE_MAX && rules->verdicts[verdict].is_exclusion)
        out->excluded = rules->verdicts[verdict].part.label;
    for (size_t i = 0; i < rules->n_exclusions && *out->excluded == 0; i++)
        if (ptb_rules_fires(bound, scratch, &rules->exclusions[i].trigger, one, raw))
            out->excluded = rules->exclusions[i].reason;
}

/* Number of the stage from 1 on; 0 below all. */
static size_t stage_of(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch, const ptb_case *one,
                       const float *raw, ptb_rules_outcome *out)
{
    const ptb_rules *rules = bound->rules;
    size_t stage = 0, verdict = ptb_rules_latest_verdict(bound, scratch);
    while (stage < rules->n_stages && out->points >= rules->stages[stage].points)
        stage++;
    for (size_t i = 0; i < rules->n_grade_stages; i++) {
        const ptb_grade_stage *grade = &rules->grade_stages[i];
        if (grade->stage >= stage && strcmp(grade->grade, out->grade) == 0) stage = grade->stage + 1;
    }
    out->fast_track = "";
    for (size_t i = 0; i < rules->n_fast_tracks; i++) {
        const ptb_fast_track *track = &rules->fast_tracks[i];
        if (!ptb_rules_fires(bound, scratch, &track->trigger, one, raw)) continue;
        if (*out->fast_track == 0) out->fast_track = track->id;
        if (track->stage >= stage) stage = track->stage + 1;
    }
    bool is_overridden = verdict != SIZE_MAX && rules->verdicts[verdict].stage != SIZE_MAX;
    return is_overridden ? rules->verdicts[verdict].stage + 1 : stage;
}

static bool is_among(const char *const *grades, size_t n, const char *grade)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(grades[i], grade) == 0) return true;
    return n == 0;
}

/* The first route that fits; whoever is excluded has none. */
static void set_route(const ptb_rules_bound *bound, const ptb_case *one, const float *raw, size_t stage,
                      ptb_rules_outcome *out)
{
    const ptb_rules *rules = bound->rules;
    out->route_to = out->route_how = "";
    out->route_within_hours = (double)NAN;
    for (size_t i = 0; i < rules->n_routes && *out->excluded == 0; i++) {
        const ptb_route *route = &rules->routes[i];
        if (route->stages != NULL && !route->stages[stage == 0 ? rules->n_stages : stage - 1]) continue;
        if (!is_among(route->grades, route->n_grades, out->grade)) continue;
        if (route->has_when && !ptb_rules_holds(bound, &route->when, one, raw)) continue;
        out->route_to = route->to;
        out->route_how = route->how;
        out->route_within_hours = route->within_hours;
        return;
    }
}

void ptb_rules_decide(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch, const ptb_case *one,
                      const float *raw, ptb_rules_outcome *out)
{
    const ptb_rules *rules = bound->rules;
    set_grade(rules, out);
    set_exclusion(bound, scratch, one, raw, out);
    size_t stage = stage_of(bound, scratch, one, raw, out);
    if (*out->excluded != 0) stage = 0;
    out->stage = stage == 0 ? "none" : rules->stages[stage - 1].name;
    set_route(bound, one, raw, stage, out);
    out->next_question = "";
    for (size_t i = 0; i < rules->n_fields && one->contact != PTB_NONE && *out->next_question == 0; i++)
        if (!ptb_rules_holds(bound, &rules->fields[i].given, one, raw))
            out->next_question = rules->fields[i].question;
}

/* ---- notes ---- */

static void append(ptb_text *out, ptb_str text)
{
    ptb_text_append(out, text.ptr, text.len);
}

static void add_value(const ptb_record_table *table, size_t place, uint32_t row, ptb_time as_of,
                      ptb_text *out)
{
    const ptb_column *column = &table->columns[place];
    double value = row == PTB_NONE ? (double)NAN : ptb_value_at(table, place, row, as_of);
    if (isnan(value)) {
        ptb_text_add(out, "unknown");
    } else if (column->kind == PTB_COLUMN_CATEGORY) {
        append(out, ptb_strings_at(&column->levels, (size_t)value));
    } else if (column->kind == PTB_COLUMN_DATE) {
        char words[PTB_TIME_BYTES];
        ptb_text_printf(out, "%.10s", ptb_print_time(words, (ptb_time)value));
    } else if (column->kind == PTB_COLUMN_FLAG) {
        ptb_text_add(out, value > 0 ? "yes" : "no");
    } else {
        ptb_text_number(out, value);
    }
}

static void add_piece(const ptb_rules_bound *bound, const ptb_event_tally *tally, const ptb_note_piece *piece,
                      const ptb_case *one, ptb_text *out)
{
    const ptb_history *history = bound->history;
    const ptb_activities *activities = &history->activities;
    switch (piece->kind) {
    case PTB_PIECE_TEXT:
        append(out, piece->text);
        return;
    case PTB_PIECE_CONTACT:
        add_value(&history->contacts, (size_t)bound->note_columns[piece->place], one->contact, one->as_of,
                  out);
        return;
    case PTB_PIECE_ACCOUNT:
        add_value(&history->accounts, (size_t)bound->note_columns[piece->place], one->account, one->as_of,
                  out);
        return;
    case PTB_PIECE_TIMES:
        ptb_text_printf(out, "%" PRIu32, tally->times);
        return;
    case PTB_PIECE_ASSET:
        append(out, ptb_strings_at(&activities->assets, activities->asset[tally->latest]));
        return;
    case PTB_PIECE_DAYS:
        ptb_text_printf(out, "%lld", (long long)(one->as_of - activities->ts[tally->latest]) / PTB_DAY);
        return;
    }
}

void ptb_rules_add_notes(const ptb_rules_bound *bound, const ptb_rules_scratch *scratch, const ptb_case *one,
                         const float *raw, ptb_text *out)
{
    const char *separator = "";
    for (size_t i = 0; i < bound->rules->n_notes; i++) {
        const ptb_note *note = &bound->rules->notes[i];
        if (!ptb_rules_fires(bound, scratch, &note->trigger, one, raw)) continue;
        /* Of a note without an event no piece asks for it. */
        const ptb_event_tally *tally = &scratch->tallies[note->trigger.event.slot];
        ptb_text_add(out, separator);
        for (size_t k = 0; k < note->n_pieces; k++)
            add_piece(bound, tally, &note->pieces[k], one, out);
        separator = " | ";
    }
}
