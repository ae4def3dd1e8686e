/* score/inspect_features.c: the features of a plan, of vectors or of a model, as a table and as JSON. */
#include "score/inspect_features.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "datasets/base/table.h"
#include "datasets/column_types.h"

/* --- rows that have a value --- */

/* By feature, the caller's to free; NULL where there are no rows to count in. */
static size_t *count_values(const ptb_vectors *vectors, ptb_text *out)
{
    size_t *n_values = NULL;
    if (!vectors) return NULL;
    if (ptb_alloc(&n_values, vectors->n_features, sizeof *n_values, NULL) != PTB_OK) {
        out->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < vectors->n_rows; i++) {
        const float *row = vectors->x + i * vectors->n_features;
        for (size_t f = 0; f < vectors->n_features; f++)
            n_values[f] += isnan(row[f]) ? 0 : 1;
    }
    return n_values;
}

/* --- a table --- */

static void add_span(ptb_text *out, double days)
{
    double hours = days * 24;
    bool in_hours = days < 1;
    double n = in_hours ? hours : days;
    ptb_text_number(out, n);
    bool is_one = n > 1 - 1e-9 && n < 1 + 1e-9;
    ptb_text_printf(out, " %s%s", in_hours ? "hour" : "day", is_one ? "" : "s");
}

static void add_window(ptb_text *out, const ptb_feature_spec *spec)
{
    if (spec->half_life_days > 0) {
        ptb_text_add(out, "half-life ");
        add_span(out, spec->half_life_days);
    }
    if (spec->window_days > 0) {
        if (spec->half_life_days > 0) ptb_text_add(out, ", ");
        add_span(out, spec->window_days);
    }
    if (spec->long_window_days > 0) {
        ptb_text_add(out, " of ");
        add_span(out, spec->long_window_days);
    }
}

static void add_kind(ptb_text *out, const ptb_vector_column *column)
{
    static const char *const names[] = {"number", "yes/no", "category", "date"}; /* by ptb_column_kind */
    if (column->is_category)
        ptb_text_printf(out, "category, %zu level%s", column->n_levels, column->n_levels == 1 ? "" : "s");
    else
        ptb_text_add(out, names[column->kind]);
}

/* A cell of what was put together in `words`, which is empty again afterwards. */
static void move_cell(ptb_text_table *table, ptb_text *words)
{
    ptb_table_cell(table, "%s", words->bytes ? words->bytes : "");
    if (words->failed) table->cells.failed = true;
    ptb_text_clear(words);
}

static void add_row(ptb_text_table *table, const ptb_feature_list *list, size_t feature,
                    const size_t *n_values)
{
    const ptb_feature_spec *spec = &list->plan->features[feature];
    ptb_text words = {0};
    ptb_table_cell(table, "%s", spec->name);
    ptb_feature_describe(spec, &words);
    move_cell(table, &words);
    ptb_table_cell(table, "%s", ptb_feature_unit(spec));
    add_window(&words, spec);
    move_cell(table, &words);
    if (list->columns) {
        add_kind(&words, &list->columns[feature]);
        move_cell(table, &words);
    }
    if (n_values) ptb_table_cell(table, "%zu", n_values[feature]);
    ptb_table_cell(table, "%s", ptb_feature_missing_rule(spec));
    ptb_text_free(&words);
}

static void add_features(ptb_text *out, const ptb_feature_list *list, const size_t *n_values)
{
    ptb_text_table table = {.n_columns = 5, .align = "lllll"};
    if (list->columns) table = (ptb_text_table){.n_columns = 6, .align = "llllll"};
    if (list->columns && n_values) table = (ptb_text_table){.n_columns = 7, .align = "lllllrl"};
    static const char *const heads[] = {"feature", "meaning", "unit", "window"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        ptb_table_cell(&table, "%s", heads[i]);
    if (list->columns) ptb_table_cell(&table, "kind");
    if (n_values) ptb_table_cell(&table, "with a value");
    ptb_table_cell(&table, "missing where");
    for (size_t f = 0; f < list->plan->n; f++)
        add_row(&table, list, f, n_values);
    ptb_text_printf(out, "\n%zu feature%s\n", list->plan->n, list->plan->n == 1 ? "" : "s");
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
}

/* --- sets of activities --- */

static void add_patterns(ptb_text *out, const char *before, const char *const *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ptb_text_printf(out, "%s%s", i == 0 ? before : ", ", patterns[i]);
}

static void add_sets(ptb_text *out, const ptb_plan *plan)
{
    static const char *const fields[PTB_N_FILTERS] = {[PTB_FILTER_TYPE] = "type ",
                                                      [PTB_FILTER_ASSET] = "asset ",
                                                      [PTB_FILTER_CHANNEL] = "channel ",
                                                      [PTB_FILTER_TOPIC] = "topic "};
    ptb_text_table table = {.n_columns = 2, .align = "ll"};
    ptb_text words = {0};
    if (plan->n_sets == 0) return;
    ptb_table_cell(&table, "set");
    ptb_table_cell(&table, "activities");
    for (size_t s = 0; s < plan->n_sets; s++) {
        const ptb_activity_set_spec *set = &plan->sets[s];
        ptb_table_cell(&table, "%s", set->name);
        for (int f = 0; f < PTB_N_FILTERS; f++) {
            if (set->n_patterns[f] == 0) continue;
            if (words.len > 0) ptb_text_add(&words, " and ");
            add_patterns(&words, fields[f], set->patterns[f], set->n_patterns[f]);
        }
        add_patterns(&words, " but not ", set->except.items, set->except.n);
        move_cell(&table, &words);
    }
    ptb_text_printf(out, "\n%zu set%s of activities\n", plan->n_sets, plan->n_sets == 1 ? "" : "s");
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
    ptb_text_free(&words);
}

void ptb_features_tabulate(const ptb_feature_list *list, ptb_text *out)
{
    size_t *n_values = count_values(list->rows, out);
    add_features(out, list, n_values);
    add_sets(out, list->plan);
    free(n_values);
}

/* --- JSON --- */

static void add_days(ptb_json_writer *writer, const char *key, double days)
{
    if (days > 0) ptb_json_add_number(writer, key, days);
}

static void write_feature(ptb_json_writer *writer, const ptb_feature_list *list, size_t feature,
                          const size_t *n_values)
{
    const ptb_feature_spec *spec = &list->plan->features[feature];
    ptb_text meaning = {0};
    ptb_feature_describe(spec, &meaning);
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "name", spec->name);
    ptb_json_add_string(writer, "meaning", meaning.bytes);
    ptb_json_add_string(writer, "unit", ptb_feature_unit(spec));
    add_days(writer, "window_days", spec->window_days);
    add_days(writer, "long_window_days", spec->long_window_days);
    add_days(writer, "half_life_days", spec->half_life_days);
    ptb_json_add_string(writer, "missing_where", ptb_feature_missing_rule(spec));
    if (list->columns) {
        const ptb_vector_column *column = &list->columns[feature];
        ptb_json_add_string(writer, "kind",
                            ptb_column_kind_name(column->is_category ? PTB_COLUMN_CATEGORY : column->kind));
        if (column->is_category) ptb_json_add_integer(writer, "levels", (int64_t)column->n_levels);
    }
    if (n_values) ptb_json_add_integer(writer, "rows_with_value", (int64_t)n_values[feature]);
    ptb_json_end_object(writer);
    if (meaning.failed) writer->text->failed = true;
    ptb_text_free(&meaning);
}

void ptb_features_write(ptb_json_writer *writer, const char *key, const ptb_feature_list *list)
{
    size_t *n_values = count_values(list->rows, writer->text);
    ptb_json_begin_array(writer, key, false);
    for (size_t f = 0; f < list->plan->n; f++)
        write_feature(writer, list, f, n_values);
    ptb_json_end_array(writer);
    free(n_values);
}
