/* datasets/append_columns.c: an attribute of old and new records as one column, made when it is written. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"

static int find_column(const ptb_record_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0) return (int)i;
    return -1;
}

/* The old ones in their order, then those that only the new files have. */
ptb_status ptb_append_list_columns(ptb_import_run *run, ptb_append_table *table, ptb_record_table *joined,
                                   ptb_error *err)
{
    const ptb_record_table *old = table->old, *fresh = &table->fresh;
    size_t most = old->n_columns + fresh->n_columns, n = old->n_columns;
    ptb_column *columns = NULL;
    PTB_TRY(ptb_arena_alloc(&run->arena, &columns, most, sizeof *columns, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &table->old_column, most, sizeof *table->old_column, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &table->fresh_column, most, sizeof *table->fresh_column, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &table->is_loaded, most, sizeof *table->is_loaded, err));
    for (size_t i = 0; i < n; i++) {
        columns[i] = old->columns[i];
        table->old_column[i] = (int)i;
        table->fresh_column[i] = find_column(fresh, old->columns[i].name);
    }
    for (size_t i = 0; i < fresh->n_columns; i++) {
        if (find_column(old, fresh->columns[i].name) >= 0) continue;
        columns[n] = fresh->columns[i];
        table->old_column[n] = -1;
        table->fresh_column[n++] = (int)i;
    }
    joined->columns = columns;
    joined->n_columns = n;
    return PTB_OK;
}

/* What one column is made of; NULL where old or new records have no values of it. */
typedef struct {
    const ptb_append_table *table;
    const ptb_column *old, *fresh;
    ptb_column *out;
    ptb_arena *arena;
    size_t n;
} column_parts;

static ptb_status join_numbers(const column_parts *p, ptb_error *err)
{
    double *number = NULL;
    size_t n_old = p->table->old->n;
    PTB_TRY(ptb_arena_alloc(p->arena, &number, p->n, sizeof *number, err));
    if (p->old && n_old > 0) memcpy(number, p->old->number, n_old * sizeof *number);
    for (size_t i = p->old ? n_old : 0; i < p->n; i++)
        number[i] = (double)NAN;
    for (size_t i = 0; p->fresh && i < p->table->fresh.n; i++)
        number[p->table->row[i]] = p->fresh->number[i];
    p->out->number = number;
    return PTB_OK;
}

static ptb_status join_times(const column_parts *p, ptb_error *err)
{
    ptb_time *time = NULL;
    size_t n_old = p->table->old->n;
    PTB_TRY(ptb_arena_alloc(p->arena, &time, p->n, sizeof *time, err));
    if (p->old && n_old > 0) memcpy(time, p->old->time, n_old * sizeof *time);
    for (size_t i = p->old ? n_old : 0; i < p->n; i++)
        time[i] = PTB_NO_TIME;
    for (size_t i = 0; p->fresh && i < p->table->fresh.n; i++)
        time[p->table->row[i]] = p->fresh->time[i];
    p->out->time = time;
    return PTB_OK;
}

/* ---- categories ---- */

/* Texts of both sides in byte order, each once; the codes of both in it. */
typedef struct {
    ptb_str *texts;
    uint32_t *of_old, *of_fresh;
    size_t n;
} level_union;

static ptb_status unite_levels(const column_parts *p, level_union *u, ptb_error *err)
{
    const ptb_strings none = {0}, *old = p->old ? &p->old->levels : &none,
                      *fresh = p->fresh ? &p->fresh->levels : &none;
    size_t i = 0, j = 0;
    PTB_TRY(ptb_arena_alloc(p->arena, &u->texts, old->n + fresh->n, sizeof *u->texts, err));
    PTB_TRY(ptb_arena_alloc(p->arena, &u->of_old, old->n, sizeof *u->of_old, err));
    PTB_TRY(ptb_arena_alloc(p->arena, &u->of_fresh, fresh->n, sizeof *u->of_fresh, err));
    while (i < old->n || j < fresh->n) {
        int order = i == old->n     ? 1
                    : j == fresh->n ? -1
                                    : ptb_str_compare(ptb_strings_at(old, i), ptb_strings_at(fresh, j));
        u->texts[u->n] = order <= 0 ? ptb_strings_at(old, i) : ptb_strings_at(fresh, j);
        if (order <= 0) u->of_old[i++] = (uint32_t)u->n;
        if (order >= 0) u->of_fresh[j++] = (uint32_t)u->n;
        u->n++;
    }
    return PTB_OK;
}

static void join_codes(const column_parts *p, const level_union *u, uint32_t *code)
{
    size_t n_old = p->table->old->n;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t old = p->old && i < n_old ? p->old->code[i] : PTB_NONE;
        code[i] = old == PTB_NONE ? PTB_NONE : u->of_old[old];
    }
    for (size_t i = 0; p->fresh && i < p->table->fresh.n; i++) {
        uint32_t fresh = p->fresh->code[i];
        code[p->table->row[i]] = fresh == PTB_NONE ? PTB_NONE : u->of_fresh[fresh];
    }
}

/* Levels that no row has any more are none. */
static ptb_status keep_used(const column_parts *p, const level_union *u, uint32_t *code, ptb_error *err)
{
    uint32_t *new_code = NULL, n = 0;
    char *bytes = NULL;
    uint64_t *offset = NULL;
    size_t total = 0;
    PTB_TRY(ptb_arena_alloc(p->arena, &new_code, u->n, sizeof *new_code, err));
    for (size_t i = 0; i < p->n; i++)
        if (code[i] != PTB_NONE) new_code[code[i]] = 1;
    for (size_t k = 0; k < u->n; k++)
        total += new_code[k] ? u->texts[k].len : 0;
    PTB_TRY(ptb_arena_alloc(p->arena, &bytes, total + 1, 1, err));
    PTB_TRY(ptb_arena_alloc(p->arena, &offset, u->n + 1, sizeof *offset, err));
    for (size_t k = 0; k < u->n; k++) {
        if (!new_code[k]) continue;
        if (u->texts[k].len > 0) memcpy(bytes + offset[n], u->texts[k].ptr, u->texts[k].len);
        offset[n + 1] = offset[n] + u->texts[k].len;
        new_code[k] = n++;
    }
    for (size_t i = 0; n < u->n && i < p->n; i++)
        if (code[i] != PTB_NONE) code[i] = new_code[code[i]];
    p->out->levels = (ptb_strings){bytes, offset, n};
    return PTB_OK;
}

static ptb_status join_categories(const column_parts *p, ptb_error *err)
{
    level_union u = {0};
    uint32_t *code = NULL;
    PTB_TRY(unite_levels(p, &u, err));
    PTB_TRY(ptb_arena_alloc(p->arena, &code, p->n, sizeof *code, err));
    join_codes(p, &u, code);
    PTB_TRY(keep_used(p, &u, code, err));
    p->out->code = code;
    return PTB_OK;
}

/* ---- a column ---- */

static const ptb_append_table *table_of(const ptb_import_run *run, const ptb_record_table *joined)
{
    const struct ptb_append *append = run->append;
    if (joined == &run->set.contacts) return &append->contacts;
    return joined == &run->set.accounts ? &append->accounts : &append->opportunities;
}

static ptb_status load_column(const ptb_append_table *t, const ptb_record_table *joined, size_t column,
                              ptb_arena *arena, ptb_error *err)
{
    int old = t->old_column[column], fresh = t->fresh_column[column];
    column_parts p = {.table = t, .out = &joined->columns[column], .arena = arena, .n = joined->n};
    if (t->fresh.n == 0 || t->is_loaded[column]) return PTB_OK; /* the old column as it is */
    if (old >= 0) p.old = &t->old->columns[old];
    if (fresh >= 0) p.fresh = &t->fresh.columns[fresh];
    if (!p.old && !p.fresh) return PTB_OK; /* never: each is in one of them */
    ptb_column_kind kind = p.old ? p.old->kind : PTB_COLUMN_NUMBER;
    if (p.fresh) kind = p.fresh->kind;
    *p.out = (ptb_column){.name = p.out->name, .kind = kind};
    if (p.old && p.old->kind != p.out->kind) p.old = NULL; /* it had no values */
    if (p.out->kind == PTB_COLUMN_CATEGORY)
        PTB_TRY(join_categories(&p, err));
    else if (p.out->kind == PTB_COLUMN_DATE)
        PTB_TRY(join_times(&p, err));
    else
        PTB_TRY(join_numbers(&p, err));
    return ptb_column_measure(p.out, p.n, err);
}

ptb_status ptb_append_load_column(void *state, const ptb_record_table *joined, size_t column, ptb_error *err)
{
    ptb_import_run *run = state;
    return load_column(table_of(run, joined), joined, column, &run->append->column, err);
}

ptb_status ptb_append_need_column(ptb_import_run *run, const ptb_record_table *joined, const char *name,
                                  ptb_error *err)
{
    const ptb_append_table *t = table_of(run, joined);
    int column = ptb_table_find(joined, name);
    if (column < 0) return PTB_OK;
    PTB_TRY(load_column(t, joined, (size_t)column, &run->arena, err));
    t->is_loaded[column] = true;
    return PTB_OK;
}

void ptb_append_drop_column(void *state)
{
    ptb_import_run *run = state;
    ptb_arena_free(&run->append->column);
}
