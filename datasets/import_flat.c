/* datasets/import_flat.c: one table of leads: the id, the outcome, the date, and all other columns as attributes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"

enum { SHOWN_VALUES = 12, SHOWN_VALUE_BYTES = 40 };

typedef struct {
    int outcome, date; /* positions among the roles, or -1 */
} flat_roles;

static ptb_intake_spec make_spec(const ptb_import_settings *settings, flat_roles *roles)
{
    ptb_intake_spec spec = {.noun = "contacts", .id = settings->id, .id_option = "--id"};
    int n = 0;
    *roles = (flat_roles){-1, -1};
    if (settings->outcome) {
        roles->outcome = n;
        spec.roles[n++] = (ptb_intake_role){settings->outcome, true, "--outcome", false};
    }
    if (settings->date) {
        roles->date = n;
        spec.roles[n] = (ptb_intake_role){settings->date, true, "--date", false};
    }
    return spec;
}

/* ---- the outcome ---- */

static bool is_word(ptb_str value, const char *const *words)
{
    for (; *words; words++)
        if (ptb_str_equal_nocase(value, *words)) return true;
    return false;
}

/* 1, 0 or NaN (open) for a value of the outcome column; false where the default words do not know it. */
static bool read_outcome(const ptb_import_settings *settings, ptb_str value, float *out)
{
    static const char *const won[] = {"1", "true", "yes", "won", "y", "1.0", NULL};
    static const char *const lost[] = {"0", "false", "no", "lost", "n", "0.0", NULL};
    *out = NAN;
    if (settings->won ? ptb_str_equal_nocase(value, settings->won) : is_word(value, won)) {
        *out = 1.0F;
        return true;
    }
    if (settings->lost) {
        if (ptb_str_equal_nocase(value, settings->lost)) *out = 0.0F;
        return true;
    }
    if (settings->won || is_word(value, lost)) {
        *out = 0.0F;
        return true;
    }
    return false;
}

static int compare_views(const void *a, const void *b)
{
    return ptb_str_compare(*(const ptb_str *)a, *(const ptb_str *)b);
}

/* "'a', 'b', ... (7 more)": the column's values in byte order. */
static ptb_status list_values(const ptb_dictionary *values, ptb_text *out, ptb_error *err)
{
    ptb_str *sorted = NULL;
    size_t n = ptb_dictionary_count(values);
    PTB_TRY(ptb_alloc(&sorted, n, sizeof *sorted, err));
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = ptb_dictionary_key(values, i);
    if (n > 0) qsort(sorted, n, sizeof *sorted, compare_views);
    size_t n_distinct = 0; /* a long column may hold a value twice */
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !ptb_str_equal(sorted[i], sorted[i - 1])) sorted[n_distinct++] = sorted[i];
    for (size_t i = 0; i < n_distinct && i < SHOWN_VALUES; i++)
        ptb_text_printf(out, "%s'%.*s'", i ? ", " : "", (int)ptb_str_cut(sorted[i], SHOWN_VALUE_BYTES).len,
                        sorted[i].ptr);
    if (n_distinct > SHOWN_VALUES) ptb_text_printf(out, " and %zu more", n_distinct - SHOWN_VALUES);
    free(sorted);
    return ptb_text_check(out, err);
}

static ptb_status fail_outcome(const ptb_intake *table, const ptb_text_column *column, const char *words,
                               const char *value, ptb_error *err)
{
    ptb_text found = {0};
    ptb_status status = list_values(column->values, &found, err);
    if (status == PTB_OK)
        status = ptb_fail(err, PTB_E_DATA, "%s: outcome column %s %s%s%s%s; it holds %s",
                          ptb_intake_path(table), column->name, words, value ? " '" : "", value ? value : "",
                          value ? "'" : "", found.len ? found.bytes : "no values");
    ptb_text_free(&found);
    return status;
}

static ptb_status code_outcomes(ptb_import_run *run, const ptb_text_column *column, float *by_code,
                                ptb_error *err)
{
    const ptb_import_settings *settings = run->settings;
    bool has_won = false, has_lost = false;
    size_t n = ptb_dictionary_count(column->values);
    for (uint32_t code = 0; code < n; code++) {
        ptb_str value = ptb_dictionary_key(column->values, code);
        if (!read_outcome(settings, value, &by_code[code]))
            return fail_outcome(&run->contacts, column, "needs --won VALUE to say which value means won",
                                NULL, err);
        has_won = has_won || by_code[code] > 0.5F;
        has_lost = has_lost || by_code[code] < 0.5F;
    }
    if (run->append) return PTB_OK; /* a day without any is a day */
    if (settings->won && !has_won)
        return fail_outcome(&run->contacts, column, "has no row with the --won value", settings->won, err);
    if (settings->lost && !has_lost)
        return fail_outcome(&run->contacts, column, "has no row with the --lost value", settings->lost, err);
    return PTB_OK;
}

static ptb_status fill_outcomes(ptb_import_run *run, int role, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_intake *table = &run->contacts;
    const ptb_text_column *column = &table->columns[table->role[role]];
    float *by_code = NULL, *outcome = NULL;
    PTB_TRY_TO(ptb_alloc(&by_code, ptb_dictionary_count(column->values), sizeof *by_code, err));
    PTB_TRY_TO(code_outcomes(run, column, by_code, err));
    PTB_TRY_TO(ptb_arena_alloc(&run->arena, &outcome, table->n_kept, sizeof *outcome, err));
    for (size_t i = 0; i < table->n_kept; i++) {
        uint32_t code = column->code[table->kept[i]];
        outcome[i] = code == PTB_NONE ? NAN : by_code[code];
        run->report->won += outcome[i] > 0.5F;
        run->report->lost += outcome[i] < 0.5F;
        if (isnan(outcome[i])) run->report->open++;
    }
    run->set.flat_outcome = outcome;
    run->set.outcome_column = column->name; /* in the table's arena */
done:
    free(by_code);
    return status;
}

/* ---- the table ---- */

/* A dated table's row needs its date: what is known at which moment hangs on it. */
static ptb_status check_dates(ptb_import_run *run, int role, ptb_error *err)
{
    ptb_intake *table = &run->contacts;
    const ptb_column_kind date = PTB_COLUMN_DATE;
    size_t column = (size_t)table->role[role];
    PTB_TRY(ptb_intake_judge(run, table, column, &date, err));
    for (size_t row = 0; row < table->n_rows; row++)
        if (table->columns[column].code[row] == PTB_NONE)
            PTB_TRY(ptb_intake_drop(run, table, row, PTB_REJECT_NO_DATE, table->columns[column].name,
                                    "no value in the --date column, expected a date", err));
    return ptb_intake_drop_late(run, table, role, err);
}

static ptb_status build_leads(ptb_import_run *run, const flat_roles *roles, ptb_error *err)
{
    ptb_intake *table = &run->contacts;
    uint32_t *none = NULL;
    int absent = PTB_INTAKE_ROLES - 1;
    table->role[absent] = -1;
    PTB_TRY(ptb_intake_judge_attributes(run, table, err));
    PTB_TRY(ptb_intake_settle(run, table, err));
    PTB_TRY(ptb_intake_build(run, table, roles->date < 0 ? absent : roles->date, &run->set.contacts, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &none, table->n_kept, sizeof *none, err));
    for (size_t i = 0; i < table->n_kept; i++)
        none[i] = PTB_NONE;
    run->set.contact_account = none;
    if (roles->outcome >= 0) PTB_TRY(fill_outcomes(run, roles->outcome, err));
    if (!run->append) return PTB_OK;
    run->append->contacts.has_created = roles->date >= 0;
    PTB_TRY(ptb_append_number(run, table, &run->set.contacts, err));
    return ptb_append_join(run, err);
}

ptb_status ptb_import_leads(ptb_import_run *run, ptb_error *err)
{
    flat_roles roles;
    const ptb_intake_spec spec = make_spec(run->settings, &roles);
    ptb_intake *table = &run->contacts;
    const ptb_paths leads = {&run->settings->leads, 1};
    PTB_TRY(ptb_intake_read(run, &leads, &spec, table, err));
    if (table->n_rows == 0 && run->append) ptb_import_note(run, "%s has no rows", ptb_intake_path(table));
    if (table->n_rows == 0 && !run->append && ptb_rejects_total(&run->rejects) == 0)
        return ptb_fail(err, PTB_E_DATA, "%s: no rows, only a header; expected leads",
                        ptb_intake_path(table));
    if (roles.date >= 0) PTB_TRY(check_dates(run, roles.date, err));
    run->set.is_flat = true;
    run->set.is_timeless = roles.date < 0;
    return build_leads(run, &roles, err);
}
