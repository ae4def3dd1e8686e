/* score/comparison_report.c: a comparison as JSON and in sentences. */
#include <math.h>

#include "score/comparison.h"

double ptb_comparison_reach(const ptb_comparison *comparison)
{
    if (!comparison->has_truth || !comparison->has_model) return (double)NAN;
    return (comparison->predictive.auc.mean - 0.5) / (comparison->truth.auc.mean - 0.5);
}

static void write_delong(ptb_json_writer *writer, const char *key, const ptb_delong *test)
{
    ptb_json_begin_object(writer, key);
    ptb_json_add_number(writer, "auc_a", test->auc_a);
    ptb_json_add_number(writer, "auc_b", test->auc_b);
    ptb_json_add_number(writer, "difference", test->difference);
    ptb_json_add_number(writer, "low", test->low);
    ptb_json_add_number(writer, "high", test->high);
    ptb_json_add_number(writer, "standard_error", test->standard_error);
    ptb_json_add_number(writer, "z", test->z);
    ptb_json_add_number(writer, "p_value", test->p_value);
    ptb_json_end_object(writer);
}

static void write_deciles(ptb_json_writer *writer, const char *key, const ptb_decile *deciles)
{
    ptb_json_begin_array(writer, key, false);
    for (int i = 0; i < 10; i++) {
        ptb_json_begin_object(writer, NULL);
        ptb_json_add_integer(writer, "cases", (int64_t)deciles[i].cases);
        ptb_json_add_integer(writer, "wins", (int64_t)deciles[i].wins);
        ptb_json_add_number(writer, "mean_score", deciles[i].mean_score);
        ptb_json_add_number(writer, "lift", deciles[i].lift);
        ptb_json_add_number(writer, "captured", deciles[i].captured);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
}

void ptb_comparison_write_json(ptb_json_writer *writer, const ptb_comparison *c)
{
    bool has_both = c->has_model && c->has_rules;
    char moment[PTB_TIME_BYTES];
    ptb_json_add_integer(writer, "cases", (int64_t)c->cases);
    ptb_json_add_integer(writer, "wins", (int64_t)c->wins);
    ptb_json_add_string(writer, "first_as_of", ptb_print_time(moment, c->first_as_of));
    ptb_json_add_string(writer, "last_as_of", ptb_print_time(moment, c->last_as_of));
    ptb_json_add_bool(writer, "out_of_fold", c->is_out_of_fold);
    if (c->repeats > 1) ptb_json_add_integer(writer, "first_of_repeats", c->repeats);
    ptb_json_add_bool(writer, "shares_accounts", c->shares_accounts);
    if (c->has_model) ptb_metrics_write(writer, "predictive", &c->predictive);
    if (c->has_rules) ptb_metrics_write(writer, "rules", &c->rules);
    if (has_both) ptb_metrics_write(writer, "blend", &c->blend);
    if (c->has_truth) ptb_metrics_write(writer, "truth", &c->truth);
    if (c->has_truth && c->has_model)
        ptb_json_add_number(writer, "share_of_best_possible", ptb_comparison_reach(c));
    if (has_both) {
        ptb_json_begin_object(writer, "delong");
        write_delong(writer, "predictive_against_rules", &c->predictive_against_rules);
        write_delong(writer, "blend_against_predictive", &c->blend_against_predictive);
        ptb_json_end_object(writer);
    }
    ptb_json_begin_object(writer, "deciles");
    if (c->has_model) write_deciles(writer, "predictive", c->deciles[0]);
    if (c->has_rules) write_deciles(writer, "rules", c->deciles[1]);
    if (has_both) write_deciles(writer, "blend", c->deciles[2]);
    ptb_json_end_object(writer);
}

static double share_in_fifth(const ptb_comparison *c, int which)
{
    return 100 * c->deciles[which][1].captured;
}

static void add_period(ptb_text *out, const ptb_comparison *c)
{
    char moment[PTB_TIME_BYTES];
    ptb_text_printf(out, "%zu cases%s, %zu won (%.1f %%)", c->cases,
                    c->has_model ? " that the model had not seen" : "", c->wins,
                    100.0 * (double)c->wins / (double)c->cases);
    if (c->is_out_of_fold) ptb_text_add(out, "; as predicted in training");
    if (c->repeats > 1) ptb_text_printf(out, " in the first of %d repeats", c->repeats);
    if (c->first_as_of != PTB_NO_TIME) {
        ptb_text_printf(out, "; %.10s", ptb_print_time(moment, c->first_as_of));
        ptb_text_printf(out, " to %.10s", ptb_print_time(moment, c->last_as_of));
    }
    ptb_text_add(out, ".\n");
}

static void add_fifths(ptb_text *out, const ptb_comparison *c)
{
    if (c->has_model && c->has_rules) {
        ptb_text_printf(
            out,
            "The model finds %.0f %% of the wins in its best fifth, the points %.0f %%, both together "
            "%.0f %%.\n",
            share_in_fifth(c, 0), share_in_fifth(c, 1), share_in_fifth(c, 2));
    } else {
        ptb_text_printf(out, "The %s %.0f %% of the wins in %s best fifth.\n",
                        c->has_model ? "model finds" : "points find", share_in_fifth(c, c->has_model ? 0 : 1),
                        c->has_model ? "its" : "their");
    }
}

static void add_test(ptb_text *out, const char *a, const char *b, const ptb_delong *test)
{
    bool is_clear = test->low > 0 || test->high < 0;
    ptb_text_printf(out, "The %s against the %s: AUC %+.3f [%+.3f, %+.3f], ", a, b, test->difference,
                    test->low, test->high);
    if (test->p_value < 0.001)
        ptb_text_add(out, "p < 0.001");
    else
        ptb_text_printf(out, "p = %.3f", test->p_value);
    if (is_clear)
        ptb_text_printf(out, "; better: the %s.\n", test->low > 0 ? a : b);
    else
        ptb_text_add(out, "; no clear difference.\n");
}

void ptb_comparison_findings(ptb_text *out, const ptb_comparison *c)
{
    add_period(out, c);
    add_fifths(out, c);
    if (c->has_model && c->has_rules) {
        add_test(out, "model", "points", &c->predictive_against_rules);
        add_test(out, "blend", "model", &c->blend_against_predictive);
        if (c->shares_accounts) {
            ptb_text_add(
                out,
                "Some cases share an account; these tests take them as independent, so they are a little too "
                "sure. The intervals in the table are not.\n");
        }
    }
    if (c->has_truth && c->has_model) {
        ptb_text_printf(out, "The model goes %.0f %% of the way from chance to the best possible ranking.\n",
                        100 * ptb_comparison_reach(c));
    }
}
