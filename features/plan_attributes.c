/* features/plan_attributes.c: which columns of the records become features by default, and why others do not. */
#include <stdlib.h>
#include <string.h>

#include "features/plan_builder.h"

/* Deals' columns that are filled in while the deal goes on: at its creation nobody knew them. */
static bool is_filled_later(const char *column)
{
    static const char *const beginnings[] = {"stage", "outcome", "amount", "lost", "won", "close"};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        size_t n = strlen(beginnings[i]);
        if (strlen(column) >= n && ptb_str_equal_nocase((ptb_str){column, n}, beginnings[i])) return true;
    }
    return false;
}

/* Names and addresses say who it is, not what they are like: their rare values would be learned by heart. */
static bool is_a_name(const char *column)
{
    static const char *const names[] = {"name",      "full name",    "first name", "firstname",
                                        "last name", "lastname",     "email",      "email address",
                                        "phone",     "phone number", "domain",     "website"};
    return ptb_is_listed(names, sizeof names / sizeof names[0], column);
}

/* One table of the history. */
typedef struct {
    const ptb_record_table *table;
    ptb_feature_of of;
    const char *name; /* of a record */
} source;

/* Why the column is no feature, or NULL. */
static const char *reason_against(const ptb_plan_growth *growth, const source *from, const ptb_column *column)
{
    const ptb_plan_settings *s = growth->settings;
    if (ptb_is_listed(s->exclude, s->n_exclude, column->name)) return "excluded as asked";
    if (column->n_present == 0) return "empty";
    if (column->kind == PTB_COLUMN_DATE && growth->history->is_timeless) {
        return "a date, and this history has no moment to measure from";
    }
    if (ptb_is_listed(s->keep, s->n_keep, column->name)) return NULL;
    if (from->of == PTB_OF_OPPORTUNITY && is_filled_later(column->name)) {
        return "filled in while the deal goes on; --keep takes it all the same";
    }
    if (column->n_distinct <= 1 && column->n_present == from->table->n) return "constant";
    if (column->is_identifier) return "identifier: every row its own value";
    if (is_a_name(column->name)) return "a name; --keep takes it all the same";
    return NULL;
}

static ptb_status grow_attribute(ptb_plan_growth *growth, const source *from, const ptb_column *column,
                                 ptb_error *err)
{
    ptb_feature_spec spec = {.kind = PTB_FEATURE_ATTRIBUTE, .of = from->of, .column = column->name};
    uint32_t taken = ptb_dictionary_find(growth->names, ptb_str_of(column->name));
    if (taken == PTB_NO_CODE && !ptb_plan_is_reserved(column->name)) {
        return ptb_plan_grow(growth, column->name, spec, err);
    }
    ptb_text_clear(&growth->scratch);
    ptb_text_printf(&growth->scratch, "%s %s", from->name, column->name);
    PTB_TRY(ptb_text_check(&growth->scratch, err));
    return ptb_plan_grow(growth, growth->scratch.bytes, spec, err);
}

static ptb_status grow_table(ptb_plan_growth *growth, const source *from, ptb_error *err)
{
    for (size_t i = 0; i < from->table->n_columns; i++) {
        const ptb_column *column = &from->table->columns[i];
        const char *reason = reason_against(growth, from, column);
        if (reason) {
            ptb_text_printf(growth->notes, "left out: %s%s%s (%s)\n",
                            growth->history->is_flat ? "" : from->name, growth->history->is_flat ? "" : " ",
                            column->name, reason);
        } else {
            PTB_TRY(grow_attribute(growth, from, column, err));
        }
    }
    return PTB_OK;
}

ptb_status ptb_plan_grow_attributes(ptb_plan_growth *growth, ptb_error *err)
{
    const ptb_history *h = growth->history;
    const source contacts = {&h->contacts, PTB_OF_CONTACT, "contact"};
    const source accounts = {&h->accounts, PTB_OF_ACCOUNT, "account"};
    const source opportunities = {&h->opportunities, PTB_OF_OPPORTUNITY, "opportunity"};
    PTB_TRY(grow_table(growth, &contacts, err));
    PTB_TRY(grow_table(growth, &accounts, err));
    return growth->settings->for_opportunities ? grow_table(growth, &opportunities, err) : PTB_OK;
}

/* --- are the names that were given columns at all? --- */

static bool is_column(const ptb_history *h, const char *name)
{
    return ptb_table_find(&h->contacts, name) >= 0 || ptb_table_find(&h->accounts, name) >= 0 ||
           ptb_table_find(&h->opportunities, name) >= 0;
}

static ptb_status fail_no_column(const ptb_history *h, const char *option, const char *name, ptb_error *err)
{
    const ptb_record_table *tables[] = {&h->contacts, &h->accounts, &h->opportunities};
    const char **names = NULL;
    size_t n = 0;
    PTB_TRY(ptb_alloc(&names, h->contacts.n_columns + h->accounts.n_columns + h->opportunities.n_columns,
                      sizeof *names, err));
    for (size_t t = 0; t < 3; t++) {
        for (size_t i = 0; i < tables[t]->n_columns; i++)
            names[n++] = tables[t]->columns[i].name;
    }
    const char *near = ptb_nearest_name(ptb_str_of(name), names, n);
    ptb_status status = ptb_fail(err, PTB_E_ARG, "%s: no record has a column '%s'%s%s%s", option, name,
                                 near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    free(names);
    return status;
}

ptb_status ptb_plan_check_names(const ptb_history *history, const ptb_plan_settings *settings, ptb_error *err)
{
    for (size_t i = 0; i < settings->n_exclude; i++) {
        if (is_column(history, settings->exclude[i])) continue;
        return fail_no_column(history, "--exclude", settings->exclude[i], err);
    }
    for (size_t i = 0; i < settings->n_keep; i++) {
        if (is_column(history, settings->keep[i])) continue;
        return fail_no_column(history, "--keep", settings->keep[i], err);
    }
    return PTB_OK;
}
