/* score/rules_audit_text.c: an audit of rules as a table and as JSON. */
#include <math.h>

#include "datasets/base/table.h"
#include "score/rules_audit.h"

static const char *const verdicts[] = {[PTB_RULE_BORNE_OUT] = "borne out",
                                       [PTB_RULE_NOT_SHOWN] = "not shown",
                                       [PTB_RULE_OTHER_WAY] = "the other way round",
                                       [PTB_RULE_NEVER_FIRES] = "never fires",
                                       [PTB_RULE_ALWAYS_FIRES] = "always fires"};

/* "-" where there is none. */
static void add_percent(ptb_text_table *table, double share)
{
    if (isfinite(share))
        ptb_table_cell(table, "%.1f %%", 100 * share);
    else
        ptb_table_cell(table, "%s", "-");
}

static void add_points(ptb_text_table *table, double points)
{
    if (isfinite(points))
        ptb_table_cell(table, "%+.1f", points);
    else
        ptb_table_cell(table, "%s", "-");
}

static void add_part(ptb_text_table *table, const ptb_audited_part *part, size_t cases, const char *label)
{
    ptb_table_cell(table, "%s", label);
    add_percent(table, (double)part->fired / (double)cases);
    add_percent(table, part->rate.mean);
    add_percent(table, part->other_rate);
    if (isfinite(part->lift.mean) && isfinite(part->lift.high))
        ptb_table_cell(table, "%.2f (%.2f to %.2f)", part->lift.mean, part->lift.low, part->lift.high);
    else
        ptb_table_cell(table, "%s", "-");
    add_points(table, part->fired > 0 ? part->mean_points : (double)NAN);
    add_points(table, part->data_points);
    ptb_table_cell(table, "%s", verdicts[part->verdict]);
}

void ptb_rules_audit_tabulate(const ptb_rules_audit *audit, const ptb_rules *rules, ptb_text *out)
{
    static const char *const heads[] = {"part",           "fires",  "won",          "others",
                                        "times as often", "points", "by the cases", ""};
    ptb_text_table table = {.n_columns = 8, .align = "lrrrrrrl"};
    ptb_text_printf(out, "%s on %zu cases, %zu won (%.1f %%): AUC of the total %.3f; ", ptb_rules_name(rules),
                    audit->cases, audit->wins, 100.0 * (double)audit->wins / (double)audit->cases,
                    audit->auc);
    if (audit->log_odds > 0)
        ptb_text_printf(out, "a point goes with %.4f in log-odds\n\n", audit->log_odds);
    else
        ptb_text_add(out, "the total does not go with winning\n\n");
    for (size_t i = 0; i < 8; i++)
        ptb_table_cell(&table, "%s", heads[i]);
    for (size_t p = 0; p < audit->n; p++)
        add_part(&table, &audit->parts[p], audit->cases, ptb_rules_label(rules, p));
    ptb_table_render(&table, "  ", out);
    ptb_text_add(out, "\n  points: given on average where it fires; by the cases: what all parts together "
                      "would get, in the same points\n");
    out->failed = out->failed || table.cells.failed;
    ptb_table_free(&table);
}

static void write_figure(ptb_json_writer *writer, const char *key, const ptb_figure *figure)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_number(writer, "mean", figure->mean);
    ptb_json_add_number(writer, "low", figure->low);
    ptb_json_add_number(writer, "high", figure->high);
    ptb_json_end_object(writer);
}

void ptb_rules_audit_write(ptb_json_writer *writer, const ptb_rules_audit *audit, const ptb_rules *rules)
{
    ptb_json_add_integer(writer, "cases", (int64_t)audit->cases);
    ptb_json_add_integer(writer, "wins", (int64_t)audit->wins);
    ptb_json_add_time(writer, "first_as_of", audit->first_as_of);
    ptb_json_add_time(writer, "last_as_of", audit->last_as_of);
    ptb_json_add_number(writer, "auc", audit->auc);
    ptb_json_add_number(writer, "log_odds_a_point", audit->log_odds);
    ptb_json_begin_array(writer, "parts", false);
    for (size_t p = 0; p < audit->n; p++) {
        const ptb_audited_part *part = &audit->parts[p];
        ptb_json_begin_object(writer, NULL);
        ptb_json_add_string(writer, "id", ptb_rules_id(rules, p));
        ptb_json_add_string(writer, "label", ptb_rules_label(rules, p));
        ptb_json_add_integer(writer, "fired", (int64_t)part->fired);
        ptb_json_add_integer(writer, "wins", (int64_t)part->wins);
        write_figure(writer, "win_rate", &part->rate);
        ptb_json_add_number(writer, "other_win_rate", part->other_rate);
        write_figure(writer, "lift", &part->lift);
        ptb_json_add_number(writer, "mean_points", part->fired > 0 ? part->mean_points : (double)NAN);
        ptb_json_add_number(writer, "data_points", part->data_points);
        ptb_json_add_string(writer, "verdict", verdicts[part->verdict]);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
}
