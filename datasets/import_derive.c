/* datasets/import_derive.c: contacts of records that come without a table of them: those whom activities and opportunities name. */
#include <stdlib.h>
#include <string.h>

#include "datasets/import_parts.h"

/* Where a file of activities has its contacts. */
typedef struct {
    ptb_import_run *run;
    ptb_csv *csv;
    const ptb_mapping *mapping; /* NULL: the column is what its name says */
    int column;                 /* of the file; -1: computed, or absent */
    int made;                   /* of the mapping, where it is computed; -1 */
    char separator;             /* of several ids in a cell; 0: there is one */
    ptb_map_scratch scratch;
} contact_column;

static ptb_status find_column(contact_column *c, const char *spec, ptb_error *err)
{
    c->column = c->made = -1;
    PTB_TRY(ptb_import_map(c->run, c->csv, spec, PTB_TABLE_ACTIVITIES, &c->mapping, err));
    if (!c->mapping) {
        c->column = ptb_csv_find(c->csv, "contact_id");
        return PTB_OK;
    }
    int at = ptb_mapping_find_name(c->mapping, "contact_id");
    if (at < 0) return PTB_OK;
    c->column = ptb_mapping_position(c->mapping, (size_t)at);
    c->separator = ptb_mapping_list_separator(c->mapping, (size_t)at);
    if (c->column < 0) c->made = at;
    return PTB_OK;
}

static ptb_str read_cell(contact_column *c, const ptb_csv_row *row)
{
    ptb_str cell = {"", 0};
    if (row->is_ragged || (c->mapping && ptb_mapping_skips(c->mapping, row->cells))) return cell;
    ptb_map_scratch_clear(&c->scratch);
    if (c->column >= 0) cell = row->cells[c->column];
    if (c->made >= 0) cell = ptb_mapping_cell(c->mapping, (size_t)c->made, row->cells, &c->scratch);
    return ptb_import_cell(c->run->settings, cell);
}

static ptb_status add_contact(ptb_intake *table, ptb_str id, ptb_error *err)
{
    if (id.len == 0 || ptb_dictionary_find(table->ids.values, id) != PTB_NO_CODE) return PTB_OK;
    table->n_rows++;
    return ptb_text_column_add(&table->ids, id, err);
}

static ptb_status add_cell(const contact_column *c, ptb_str cell, ptb_error *err)
{
    ptb_intake *table = &c->run->contacts;
    while (c->separator && cell.len > 0) {
        const char *end = memchr(cell.ptr, c->separator, cell.len);
        size_t n = end ? (size_t)(end - cell.ptr) : cell.len;
        PTB_TRY(add_contact(table, ptb_str_trim((ptb_str){cell.ptr, n}), err));
        cell = (ptb_str){cell.ptr + n + (end != NULL), cell.len - n - (end != NULL)};
    }
    return add_contact(table, cell, err);
}

static ptb_status add_from_activities(ptb_import_run *run, const char *spec, ptb_error *err)
{
    ptb_status status = PTB_OK;
    contact_column c = {.run = run};
    ptb_csv_row row;
    bool is_row = true;
    if (strcmp(spec, "-") == 0)
        return ptb_fail(err, PTB_E_ARG,
                        "activities from standard input need --contacts FILE: they can be read only once");
    PTB_TRY_TO(ptb_import_open(run, spec, &c.csv, err));
    PTB_TRY_TO(find_column(&c, spec, err));
    for (uint64_t n = 1; c.column >= 0 || c.made >= 0; n++) {
        PTB_TRY_TO(ptb_csv_next(c.csv, &row, &is_row, err));
        if (!is_row) break;
        PTB_TRY_TO(add_cell(&c, read_cell(&c, &row), err));
        PTB_TRY_TO(ptb_map_scratch_check(&c.scratch, err));
        PTB_TRY_TO(ptb_import_tick(run, c.csv, "contacts of activities", n, err));
    }
done:
    ptb_map_scratch_free(&c.scratch);
    ptb_import_close(run, spec, c.csv);
    return status;
}

ptb_status ptb_contacts_derive(ptb_import_run *run, int deal_role, ptb_error *err)
{
    ptb_intake *table = &run->contacts;
    const ptb_intake *deals = &run->opportunities;
    for (size_t i = 0; i < run->settings->activities.n; i++)
        PTB_TRY(add_from_activities(run, run->settings->activities.items[i], err));
    for (size_t row = 0; row < deals->n_rows; row++)
        PTB_TRY(add_contact(table, ptb_intake_value(deals, deal_role, row), err));
    if (table->n_rows > 0)
        ptb_import_note(run, "without --contacts they are the %zu that activities and opportunities name",
                        table->n_rows);
    return ptb_alloc(&table->is_dropped, table->n_rows, sizeof *table->is_dropped, err);
}
