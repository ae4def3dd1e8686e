/* features/vectors_meta.c: a vectors file's meta data as JSON, and back. */
#include <math.h>
#include <string.h>

#include "datasets/column_types.h"
#include "features/leaks.h"
#include "features/vectors_inside.h"

static const char *const outcome_kinds[] = {"won", "event", "column", "stage"}; /* by ptb_outcome_kind */
enum { OUTCOME_KINDS = 4 };

static void add_column(ptb_json_writer *writer, const ptb_feature_spec *spec, const ptb_vector_column *column)
{
    ptb_text meaning = {0};
    ptb_feature_describe(spec, &meaning);
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "name", spec->name);
    ptb_json_add_string(writer, "meaning", meaning.bytes);
    ptb_json_add_string(writer, "unit", ptb_feature_unit(spec));
    ptb_json_add_string(writer, "missing_where", ptb_feature_missing_rule(spec));
    if (spec->kind == PTB_FEATURE_ATTRIBUTE)
        ptb_json_add_string(writer, "kind", ptb_column_kind_name(column->kind));
    if (column->is_category) {
        ptb_json_begin_array(writer, "levels", true);
        for (size_t i = 0; i < column->n_levels; i++)
            ptb_json_add_string(writer, NULL, column->levels[i]);
        ptb_json_end_array(writer);
    }
    ptb_json_end_object(writer);
    if (meaning.failed) writer->text->failed = true;
    ptb_text_free(&meaning);
}

/* The last moment whose outcomes these cases have seen. */
static ptb_time known_until(const ptb_vectors *vectors)
{
    ptb_time last = PTB_NO_TIME;
    for (size_t i = 0; i < vectors->n_rows; i++) {
        if (vectors->known_at[i] > last) last = vectors->known_at[i];
    }
    return last;
}

static void add_counts(ptb_json_writer *writer, const ptb_vectors *vectors, const ptb_cases *cases)
{
    ptb_json_begin_object(writer, "cases");
    ptb_json_add_string(writer, "snapshots", vectors->snapshots);
    ptb_json_add_time(writer, "as_of", cases->settings.as_of);
    ptb_json_add_time(writer, "from", cases->settings.from);
    ptb_json_add_time(writer, "to", cases->settings.to);
    ptb_json_add_integer(writer, "won", (int64_t)cases->n_won);
    ptb_json_add_integer(writer, "not_won", (int64_t)cases->n_not_won);
    ptb_json_add_integer(writer, "unknown", (int64_t)cases->n_unknown);
    ptb_json_add_integer(writer, "left_out_unfinished", (int64_t)cases->left_out_unfinished);
    ptb_json_add_integer(writer, "left_out_ineligible", (int64_t)cases->left_out_ineligible);
    ptb_json_add_integer(writer, "left_out_unrecorded", (int64_t)cases->left_out_unrecorded);
    ptb_json_add_string(writer, "weights",
                        cases->settings.weights == PTB_WEIGHTS_SUBJECT ? "subject" : "case");
    ptb_json_end_object(writer);
}

void ptb_vectors_write_meta(ptb_json_writer *writer, const ptb_vectors *vectors, const ptb_cases *cases)
{
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "subject", ptb_subject_name(vectors->subject));
    ptb_json_begin_object(writer, "outcome");
    ptb_json_add_string(writer, "kind", outcome_kinds[vectors->outcome_kind]);
    ptb_json_add_string(writer, "name", vectors->outcome_name);
    if (*vectors->closed_by) ptb_json_add_string(writer, "closed_by", vectors->closed_by);
    ptb_json_add_number(writer, "horizon_days", vectors->horizon_days);
    ptb_json_end_object(writer);
    ptb_json_add_bool(writer, "is_timeless", vectors->is_timeless);
    ptb_json_add_time(writer, "first_record", vectors->first_record);
    ptb_json_add_time(writer, "last_record", vectors->last_record);
    ptb_json_add_time(writer, "known_until", known_until(vectors));
    add_counts(writer, vectors, cases);
    ptb_json_begin_array(writer, "columns", false);
    for (size_t i = 0; i < vectors->n_features; i++) {
        add_column(writer, &vectors->plan->features[i], &vectors->columns[i]);
    }
    ptb_json_end_array(writer);
    ptb_plan_write(writer, "plan", vectors->plan);
    if (vectors->leaks) ptb_leaks_write(writer, "leaks", vectors->leaks);
    ptb_json_end_object(writer);
}

/* --- and back --- */

static ptb_status read_time(const ptb_json_doc *doc, const ptb_json *object, const char *key, ptb_time *out,
                            ptb_error *err)
{
    const char *text = NULL;
    *out = PTB_NO_TIME;
    const ptb_json *node = ptb_json_get(object, key);
    if (!node || ptb_json_is_null(node)) return PTB_OK;
    PTB_TRY(ptb_json_need_string(doc, object, key, &text, err));
    if (ptb_parse_time(ptb_str_of(text), PTB_DATES_YMD, 0, out, NULL)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "'%s' is no moment", text);
}

/* A text that older files lack: "" there. */
static ptb_status want_text(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                            ptb_arena *arena, const char **out, ptb_error *err)
{
    const char *text;
    if (!object || !ptb_json_get(object, key)) return PTB_OK;
    PTB_TRY(ptb_json_need_string(doc, object, key, &text, err));
    return ptb_arena_text(arena, text, strlen(text), out, err);
}

static ptb_status read_outcome(const ptb_json_doc *doc, const ptb_json *root, ptb_vectors *vectors,
                               ptb_error *err)
{
    const ptb_json *outcome;
    const char *kind, *name;
    PTB_TRY(ptb_json_need_object(doc, root, "outcome", &outcome, err));
    PTB_TRY(ptb_json_need_string(doc, outcome, "kind", &kind, err));
    PTB_TRY(ptb_json_need_string(doc, outcome, "name", &name, err));
    PTB_TRY(ptb_json_need_number(doc, outcome, "horizon_days", &vectors->horizon_days, err));
    PTB_TRY(ptb_arena_text(&vectors->store->arena, name, strlen(name), &vectors->outcome_name, err));
    PTB_TRY(want_text(doc, outcome, "closed_by", &vectors->store->arena, &vectors->closed_by, err));
    PTB_TRY(want_text(doc, ptb_json_get(root, "cases"), "snapshots", &vectors->store->arena,
                      &vectors->snapshots, err));
    for (int i = 0; i < OUTCOME_KINDS; i++) {
        if (strcmp(kind, outcome_kinds[i]) != 0) continue;
        vectors->outcome_kind = (ptb_outcome_kind)i;
        return PTB_OK;
    }
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(outcome, "kind"),
                         "'%s' is no outcome known here", kind);
}

static ptb_status read_subject(const ptb_json_doc *doc, const ptb_json *root, ptb_vectors *vectors,
                               ptb_error *err)
{
    const char *subject;
    PTB_TRY(ptb_json_need_string(doc, root, "subject", &subject, err));
    if (ptb_subject_parse(subject, &vectors->subject)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(root, "subject"),
                         "'%s' is no subject known here", subject);
}

static ptb_status read_levels(const ptb_json_doc *doc, const ptb_json *levels, ptb_arena *arena,
                              ptb_vector_column *column, ptb_error *err)
{
    const char **texts;
    size_t n = ptb_json_count(levels), i = 0;
    PTB_TRY(ptb_arena_alloc(arena, &texts, n, sizeof *texts, err));
    for (const ptb_json *node = ptb_json_first(levels); node; node = ptb_json_next(node)) {
        const char *text = ptb_json_string(node);
        if (!text) return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "want a text: a category's value");
        PTB_TRY(ptb_arena_text(arena, text, strlen(text), &texts[i++], err));
    }
    column->is_category = true;
    column->levels = texts;
    column->n_levels = n;
    return PTB_OK;
}

static ptb_status read_column(const ptb_json_doc *doc, const ptb_json *node, const ptb_feature_spec *spec,
                              ptb_arena *arena, ptb_vector_column *column, ptb_error *err)
{
    if (spec->kind == PTB_FEATURE_ATTRIBUTE) {
        const char *kind;
        PTB_TRY(ptb_json_need_string(doc, node, "kind", &kind, err));
        if (!ptb_column_kind_parse(ptb_str_of(kind), &column->kind))
            return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "kind"),
                                 "'%s'; want number, flag, category or date", kind);
    } else if (ptb_json_get(node, "levels")) {
        column->kind = PTB_COLUMN_CATEGORY;
    }
    if (column->kind != PTB_COLUMN_CATEGORY) return PTB_OK;
    const ptb_json *levels;
    PTB_TRY(ptb_json_need_array(doc, node, "levels", &levels, err));
    return read_levels(doc, levels, arena, column, err);
}

static ptb_status read_columns(const ptb_json_doc *doc, const ptb_json *root, ptb_vectors *vectors,
                               ptb_error *err)
{
    const ptb_json *list;
    ptb_vector_column *columns;
    size_t i = 0;
    PTB_TRY(ptb_json_need_array(doc, root, "columns", &list, err));
    if (ptb_json_count(list) != vectors->n_features) {
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, list, "%zu columns, but the plan has %zu features",
                             ptb_json_count(list), vectors->n_features);
    }
    PTB_TRY(ptb_arena_alloc(&vectors->store->arena, &columns, vectors->n_features, sizeof *columns, err));
    for (const ptb_json *node = ptb_json_first(list); node; node = ptb_json_next(node), i++) {
        const ptb_feature_spec *spec = &vectors->plan->features[i];
        PTB_TRY(read_column(doc, node, spec, &vectors->store->arena, &columns[i], err));
    }
    vectors->columns = columns;
    return PTB_OK;
}

ptb_status ptb_vectors_read_meta(const ptb_json_doc *doc, ptb_vectors *vectors, ptb_error *err)
{
    const ptb_json *root = ptb_json_root(doc), *plan, *leaks = ptb_json_get(root, "leaks");
    PTB_TRY(read_subject(doc, root, vectors, err));
    PTB_TRY(read_outcome(doc, root, vectors, err));
    PTB_TRY(ptb_json_want_bool(doc, root, "is_timeless", &vectors->is_timeless, err));
    PTB_TRY(read_time(doc, root, "first_record", &vectors->first_record, err));
    PTB_TRY(read_time(doc, root, "last_record", &vectors->last_record, err));
    PTB_TRY(ptb_json_need_object(doc, root, "plan", &plan, err));
    PTB_TRY(ptb_plan_parse(doc, plan, &vectors->store->plan, err));
    vectors->plan = vectors->store->plan;
    vectors->n_features = vectors->plan->n;
    if (leaks) PTB_TRY(ptb_leaks_parse(doc, leaks, &vectors->store->leaks, err));
    vectors->leaks = vectors->store->leaks;
    return read_columns(doc, root, vectors, err);
}
