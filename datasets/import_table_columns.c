/* datasets/import_table_columns.c: what the columns of a table's file are: by their names, or by a mapping. */
#include <string.h>

#include "datasets/import_table.h"

static bool is_reference(const ptb_intake_spec *spec, const char *name)
{
    for (size_t k = 0; k < PTB_INTAKE_ROLES && spec->roles[k].name; k++)
        if (strcmp(spec->roles[k].name, name) == 0) return spec->roles[k].is_reference;
    return false;
}

/* The table's column of that name, new if need be: of rows that were read before it has nothing. */
static ptb_status find_target(ptb_table_reader *r, const char *name, int *target, ptb_error *err)
{
    ptb_intake *t = r->table;
    for (size_t i = 0; i < t->n_columns; i++) {
        *target = (int)i;
        if (strcmp(t->columns[i].name, name) == 0) return PTB_OK;
    }
    const char *kept = NULL;
    PTB_TRY(ptb_reserve(&t->columns, &t->column_capacity, t->n_columns + 1, sizeof *t->columns, err));
    PTB_TRY(ptb_arena_text(&t->arena, name, strlen(name), &kept, err));
    PTB_TRY(ptb_text_column_init(&t->columns[t->n_columns], kept, err));
    *target = (int)t->n_columns++;
    ptb_text_column *column = &t->columns[*target];
    column->has_repeats = is_reference(&t->spec, name);          /* values are looked up elsewhere */
    column->has_changes = r->run->settings->field_history.n > 0; /* whose values are to be found again */
    return ptb_text_column_pad(column, t->n_rows, err);
}

/* A column that has a role goes by the role's name, however the file writes it; one that an option names keeps its own. */
static ptb_status find_roles(ptb_table_reader *r, const char **names, ptb_error *err)
{
    ptb_intake *t = r->table;
    for (size_t k = 0; k < PTB_INTAKE_ROLES && t->spec.roles[k].name; k++) {
        const ptb_intake_role *role = &t->spec.roles[k];
        int at = ptb_csv_find(r->csv, role->name);
        if (at < 0 && role->is_required) return ptb_import_no_column(r->csv, role->name, role->option, err);
        if (at >= 0 && at == r->id)
            return ptb_fail(err, PTB_E_ARG, "%s: column '%s' can't be both the id and %s",
                            ptb_csv_path(r->csv), role->name, role->option ? role->option : role->name);
        if (at < 0) continue;
        if (!role->option) names[at] = role->name;
        PTB_TRY(find_target(r, names[at], &t->role[k], err));
    }
    return PTB_OK;
}

/* ---- columns by a mapping ---- */

static ptb_status find_made_id(ptb_table_reader *r, ptb_error *err)
{
    int column = ptb_mapping_find_name(r->mapping, r->table->spec.id);
    if (column < 0) return ptb_import_no_column(r->csv, r->table->spec.id, NULL, err);
    r->id = ptb_mapping_position(r->mapping, (size_t)column);
    if (r->id < 0) r->made_id = column;
    return PTB_OK;
}

/* The file's own spelling stays where nobody's vocabulary and no role gives another. */
static const char *name_of(const ptb_table_reader *r, size_t column)
{
    const char *name = ptb_mapping_name(r->mapping, column);
    int at = ptb_mapping_position(r->mapping, column);
    if (at < 0 || ptb_mapping_export(r->mapping).system != PTB_SYSTEM_NONE) return name;
    for (size_t k = 0; k < PTB_INTAKE_ROLES && r->table->spec.roles[k].name; k++)
        if (strcmp(r->table->spec.roles[k].name, name) == 0) return name;
    const char *own = ptb_csv_column(r->csv, (size_t)at);
    return ptb_str_equal_nocase(ptb_str_of(own), name) ? own : name;
}

static ptb_status add_mapped(ptb_table_reader *r, size_t column, ptb_error *err)
{
    int at = ptb_mapping_position(r->mapping, column), target = -1;
    if (strcmp(ptb_mapping_name(r->mapping, column), r->table->spec.id) == 0) return PTB_OK;
    PTB_TRY(find_target(r, name_of(r, column), &target, err));
    bool is_taken =
        r->n_taken > 0 && r->taken[r->n_taken - 1].from == (size_t)at; /* files' columns come in order */
    if (at >= 0 && !is_taken)
        r->taken[r->n_taken++] = (ptb_table_cell){(size_t)at, target};
    else
        r->made[r->n_made++] = (ptb_table_cell){column, target};
    return PTB_OK;
}

/* Columns stand in the order of the file, those that are computed behind them. */
static ptb_status find_mapped(ptb_table_reader *r, ptb_error *err)
{
    ptb_intake *t = r->table;
    size_t n = ptb_csv_n_columns(r->csv), n_mapped = ptb_mapping_n_columns(r->mapping);
    PTB_TRY(find_made_id(r, err));
    PTB_TRY(ptb_arena_alloc(&t->arena, &r->taken, n, sizeof *r->taken, err));
    PTB_TRY(ptb_arena_alloc(&t->arena, &r->made, n_mapped, sizeof *r->made, err));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_mapped; k++)
            if (ptb_mapping_position(r->mapping, k) == (int)i) PTB_TRY(add_mapped(r, k, err));
    for (size_t k = 0; k < n_mapped; k++)
        if (ptb_mapping_position(r->mapping, k) < 0) PTB_TRY(add_mapped(r, k, err));
    for (size_t k = 0; k < PTB_INTAKE_ROLES && t->spec.roles[k].name; k++) {
        const ptb_intake_role *role = &t->spec.roles[k];
        bool is_there = ptb_mapping_find_name(r->mapping, role->name) >= 0;
        if (!is_there && role->is_required)
            return ptb_import_no_column(r->csv, role->name, role->option, err);
        if (is_there) PTB_TRY(find_target(r, role->name, &t->role[k], err));
    }
    return PTB_OK;
}

/* ---- columns by their names ---- */

ptb_status ptb_table_find_columns(ptb_table_reader *r, ptb_error *err)
{
    ptb_intake *t = r->table;
    const char **names = NULL;
    size_t n = ptb_csv_n_columns(r->csv);
    r->id = r->made_id = -1;
    r->n_taken = r->n_made = 0;
    r->mapping = NULL;
    if (t->spec.is_mapped) PTB_TRY(ptb_import_map(r->run, r->csv, r->spec, t->spec.kind, &r->mapping, err));
    if (r->mapping) return find_mapped(r, err);
    if (t->spec.id) {
        r->id = ptb_csv_find(r->csv, t->spec.id);
        if (r->id < 0) return ptb_import_no_column(r->csv, t->spec.id, t->spec.id_option, err);
    }
    PTB_TRY(ptb_arena_alloc(&t->arena, &r->taken, n, sizeof *r->taken, err));
    PTB_TRY(ptb_arena_alloc(&t->arena, &names, n, sizeof *names, err));
    for (size_t i = 0; i < n; i++)
        names[i] = ptb_csv_column(r->csv, i);
    PTB_TRY(find_roles(r, names, err));
    for (size_t i = 0; i < n; i++) {
        int target = -1;
        if ((int)i == r->id || !names[i][0]) continue;
        PTB_TRY(find_target(r, names[i], &target, err));
        r->taken[r->n_taken++] = (ptb_table_cell){i, target};
    }
    return PTB_OK;
}
