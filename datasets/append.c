/* datasets/append.c: opens the history that is appended to; which of the new rows it has. */
#include "datasets/append.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static ptb_append_table *table_of(const ptb_import_run *run, const ptb_intake *table)
{
    struct ptb_append *append = run->append;
    if (table == &run->contacts) return &append->contacts;
    return table == &run->accounts ? &append->accounts : &append->opportunities;
}

/* ---- opening ---- */

static ptb_status check_shape(const ptb_import_run *run, ptb_error *err)
{
    const ptb_import_settings *s = run->settings;
    const ptb_history *old = run->append->old;
    const char *outcome = old->outcome_column;
    if (s->enrich.n > 0)
        return ptb_fail(err, PTB_E_ARG,
                        "--enrich is for imports of everything; with --append accounts keep what they were "
                        "enriched with");
    if (old->is_flat != (s->leads != NULL))
        return ptb_fail(err, PTB_E_ARG, "%s holds %s; append %s", s->output,
                        old->is_flat ? "a flat table of leads" : "the records of a CRM",
                        old->is_flat ? "--leads to it"
                                     : "--contacts, --accounts, --activities or --opportunities to it");
    if (!s->leads) return PTB_OK;
    if (!s->id)
        return ptb_fail(
            err, PTB_E_ARG,
            "--append with --leads needs --id COLUMN: the number of a row says nothing in another file");
    if (old->is_timeless != (s->date == NULL))
        return ptb_fail(err, PTB_E_ARG, "%s was made %s --date; append with the same", s->output,
                        old->is_timeless ? "without" : "with");
    if (outcome && s->outcome && strcmp(outcome, s->outcome) != 0)
        return ptb_fail(err, PTB_E_ARG, "the outcome of %s is column %s, not %s; expected the same",
                        s->output, outcome, s->outcome);
    return PTB_OK;
}

/* A column without any value has no kind to keep. */
static void add_hints(ptb_import_run *run, const char *name, const ptb_record_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].n_present > 0)
            run->hints[run->n_hints++] =
                (ptb_kind_hint){name, table->columns[i].name, table->columns[i].kind};
}

/* The history's kinds go before those of --like. */
static ptb_status take_kinds(ptb_import_run *run, ptb_error *err)
{
    const ptb_history *old = run->append->old;
    ptb_kind_hint *before = run->hints;
    size_t n_before = run->n_hints,
           n = n_before + old->contacts.n_columns + old->accounts.n_columns + old->opportunities.n_columns;
    PTB_TRY(ptb_arena_alloc(&run->arena, &run->hints, n, sizeof *run->hints, err));
    run->n_hints = 0;
    add_hints(run, "contacts", &old->contacts);
    add_hints(run, "accounts", &old->accounts);
    add_hints(run, "opportunities", &old->opportunities);
    for (size_t i = 0; i < n_before; i++)
        run->hints[run->n_hints++] = before[i];
    return PTB_OK;
}

/* Nothing says that the records came from a file of their own: they are those that others name. */
static bool is_derived(const ptb_record_table *table, const uint32_t *reference)
{
    if (table->n_columns > 0) return false;
    for (size_t i = 0; i < table->n; i++)
        if (reference[i] != PTB_NONE || table->created_at[i] != PTB_NO_TIME) return false;
    return true;
}

/* Only of tables that the new files can name. */
static ptb_status index_ids(ptb_import_run *run, ptb_error *err)
{
    const ptb_import_settings *s = run->settings;
    struct ptb_append *append = run->append;
    const ptb_history *old = append->old;
    if (s->contacts.n + s->activities.n + s->opportunities.n > 0 || s->leads)
        PTB_TRY(ptb_key_index_of(run->context, old->contacts.id, &append->contacts.index, err));
    if (s->contacts.n + s->accounts.n + s->activities.n + s->opportunities.n > 0)
        PTB_TRY(ptb_key_index_of(run->context, old->accounts.id, &append->accounts.index, err));
    return s->opportunities.n == 0
               ? PTB_OK
               : ptb_key_index_of(run->context, old->opportunities.id, &append->opportunities.index, err);
}

ptb_status ptb_append_open(ptb_import_run *run, ptb_error *err)
{
    const ptb_import_settings *s = run->settings;
    struct ptb_append *append = NULL;
    struct stat info;
    if (stat(s->output, &info) != 0 && errno == ENOENT) {
        ptb_import_note(run, "%s was not there; --append begins it", s->output);
        if (s->leads || s->contacts.n + s->activities.n + s->opportunities.n > 0) return PTB_OK;
        return ptb_fail(err, PTB_E_ARG,
                        "%s is not there yet: what begins a history needs --contacts FILE, or --leads FILE",
                        s->output);
    }
    ptb_tell(run->context, "reading the history", 0, 0);
    PTB_TRY(ptb_arena_alloc(&run->arena, &append, 1, sizeof *append, err));
    run->append = append;
    PTB_TRY(ptb_history_open(run->context, s->output, &append->old, err));
    if (append->old->contacts.changes.first || append->old->accounts.changes.first ||
        append->old->opportunities.changes.first)
        return ptb_fail(err, PTB_E_DATA,
                        "%s holds a field history, to which nothing can be appended: import everything anew, "
                        "without --append",
                        s->output);
    append->contacts.old = &append->old->contacts;
    append->accounts.old = &append->old->accounts;
    append->opportunities.old = &append->old->opportunities;
    append->derives_accounts = !s->leads && is_derived(&append->old->accounts, append->old->account_parent);
    append->derives_contacts = !s->leads && is_derived(&append->old->contacts, append->old->contact_account);
    PTB_TRY(check_shape(run, err));
    PTB_TRY(take_kinds(run, err));
    return index_ids(run, err);
}

void ptb_append_free(ptb_import_run *run)
{
    struct ptb_append *append = run->append;
    if (!append) return;
    ptb_append_table *const tables[] = {&append->contacts, &append->accounts, &append->opportunities};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        ptb_key_index_free(tables[i]->index);
    ptb_arena_free(&append->column);
    ptb_history_close(append->old);
}

/* ---- ids ---- */

ptb_status ptb_append_number(ptb_import_run *run, const ptb_intake *table, const ptb_record_table *fresh,
                             ptb_error *err)
{
    ptb_append_table *t = table_of(run, table);
    t->fresh = *fresh;
    PTB_TRY(ptb_arena_alloc(&run->arena, &t->row, fresh->n, sizeof *t->row, err));
    for (size_t i = 0; i < fresh->n; i++) {
        uint32_t at = ptb_key_index_find(t->index, ptb_strings_at(&fresh->id, i));
        t->row[i] = at != PTB_NO_CODE ? at : (uint32_t)(t->old->n + t->n_added++);
    }
    uint64_t n_apart = ptb_merges_count(table->merges, t->index);
    if (n_apart > 0)
        ptb_import_note(run,
                        "%llu %s of %s were merged into others since; they stay there beside them until all "
                        "is imported anew",
                        (unsigned long long)n_apart, table->spec.noun, run->settings->output);
    if (t->old->n + t->n_added >= PTB_NONE)
        return ptb_fail(err, PTB_E_LIMIT, "more %s than a history can hold (%lu)", table->spec.noun,
                        (unsigned long)PTB_NONE - 1);
    return PTB_OK;
}

/* A record that was merged into another stands for that one, if the history has it. */
uint32_t ptb_append_row_of(const ptb_import_run *run, const ptb_intake *table, uint32_t fresh, ptb_str id)
{
    const ptb_append_table *t = table_of(run, table);
    if (fresh != PTB_NONE) return t->row[fresh];
    if (!t->index) return PTB_NONE;
    uint32_t at = ptb_key_index_find(t->index, ptb_merges_last(table->merges, id));
    if (at == PTB_NO_CODE && table->merges) at = ptb_key_index_find(t->index, id);
    return at == PTB_NO_CODE ? PTB_NONE : at;
}

static uint32_t contact_place(const ptb_import_run *run, ptb_str id)
{
    uint32_t row = ptb_append_row_of(run, &run->contacts, PTB_NONE, id);
    return row == PTB_NONE ? PTB_NO_CODE : run->order.contacts.rank[row];
}

void ptb_append_find_contacts(const ptb_import_run *run, const ptb_str *ids, size_t n, uint32_t *places)
{
    ptb_str wanted[PTB_APPEND_AT_ONCE] = {{0}};
    uint32_t row[PTB_APPEND_AT_ONCE];
    bool has_merges = run->contacts.merges != NULL;
    for (size_t i = 0; i < n; i++) {
        wanted[i] = places[i] == PTB_NO_CODE ? ids[i] : (ptb_str){"", 0};
        if (has_merges && wanted[i].len > 0) places[i] = contact_place(run, wanted[i]);
    }
    if (has_merges) return;
    ptb_key_index_find_many(run->append->contacts.index, wanted, n, row);
    for (size_t i = 0; i < n; i++)
        if (row[i] != PTB_NO_CODE) places[i] = run->order.contacts.rank[row[i]];
}
