/* datasets/import_merges.c: records that were merged into others: who stands for whom, over chains; circles are refused. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/import_parts.h"

enum { SHOWN_BYTES = 60 };
enum { DONE = 1, ON_PATH = 2 }; /* of a walk */

/* Ids are nodes; each merged one has an edge to the one that was kept. */
typedef struct {
    uint32_t merged, kept;
} edge;

struct ptb_merges {
    ptb_dictionary *ids;
    uint32_t *next; /* by code: into which it was merged, or PTB_NONE */
    size_t next_capacity;
    edge *others; /* further edges of an id: they must lead to the same end */
    size_t n_others, other_capacity;
    uint32_t *end;   /* by code: the last of the chain */
    uint32_t *order; /* codes, each behind the one it was merged into */
    uint32_t *row;   /* by code: the row of the table that stands for it, or PTB_NONE */
    uint32_t *into;  /* by row of the table */
};

void ptb_merges_free(ptb_merges *merges)
{
    if (!merges) return;
    ptb_dictionary_free(merges->ids);
    free(merges->next);
    free(merges->others);
    free(merges->end);
    free(merges->order);
    free(merges->row);
    free(merges->into);
    free(merges);
}

/* ---- reading ---- */

typedef struct {
    ptb_import_run *run;
    const char *object; /* "contact": the table's kind of record */
    bool is_default;    /* ... also where a row does not say */
    bool is_own;        /* the table itself, read again */
    bool is_counted;    /* rows and those that are not taken */
    ptb_merges *merges;
    ptb_csv *csv;
    const ptb_mapping *mapping;
    int kept, merged, of; /* of the mapping's columns, or of the file's; `of`: the object, or -1 */
    ptb_map_scratch scratch;
} merges_reader;

static int find_column(const merges_reader *r, const char *name)
{
    if (!r->mapping) return ptb_csv_find(r->csv, name);
    return ptb_mapping_find_name(r->mapping, name);
}

static ptb_str cell_of(merges_reader *r, const ptb_csv_row *row, int column)
{
    if (column < 0) return (ptb_str){"", 0};
    ptb_str cell = r->mapping ? ptb_mapping_cell(r->mapping, (size_t)column, row->cells, &r->scratch)
                              : row->cells[column];
    return ptb_import_cell(r->run->settings, cell);
}

static ptb_status code_of(ptb_merges *m, ptb_str id, uint32_t *code, ptb_error *err)
{
    PTB_TRY(ptb_dictionary_add(m->ids, id, code, err));
    size_t before = m->next_capacity;
    PTB_TRY(ptb_reserve(&m->next, &m->next_capacity, (size_t)*code + 1, sizeof *m->next, err));
    for (size_t i = before; i < m->next_capacity; i++)
        m->next[i] = PTB_NONE;
    return PTB_OK;
}

static ptb_status add_edge(ptb_merges *m, ptb_str merged, ptb_str kept, ptb_error *err)
{
    uint32_t from = 0, to = 0;
    if (ptb_str_equal(merged, kept)) return PTB_OK;
    PTB_TRY(code_of(m, merged, &from, err));
    PTB_TRY(code_of(m, kept, &to, err));
    if (m->next[from] == PTB_NONE) {
        m->next[from] = to;
        return PTB_OK;
    }
    if (m->next[from] == to) return PTB_OK;
    PTB_TRY(ptb_reserve(&m->others, &m->other_capacity, m->n_others + 1, sizeof *m->others, err));
    m->others[m->n_others++] = (edge){from, to};
    return PTB_OK;
}

static void reject(const merges_reader *r, const ptb_csv_row *row, ptb_reject_kind kind, const char *column)
{
    const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, column, kind};
    if (!r->is_counted) return;
    if (column)
        ptb_reject(&r->run->rejects, &place, row->raw, "no value in column %s, expected an id", column);
    else
        ptb_reject(&r->run->rejects, &place, row->raw, "%zu cells, expected %zu as in the header",
                   row->n_cells, ptb_csv_n_columns(r->csv));
}

static ptb_status take_row(merges_reader *r, const ptb_csv_row *row, ptb_error *err)
{
    if (row->is_ragged) {
        reject(r, row, PTB_REJECT_RAGGED, NULL);
        return PTB_OK;
    }
    ptb_map_scratch_clear(&r->scratch);
    if (r->mapping && ptb_mapping_skips(r->mapping, row->cells)) return PTB_OK;
    ptb_str kept = cell_of(r, row, r->kept), merged = cell_of(r, row, r->merged), of = cell_of(r, row, r->of);
    PTB_TRY(ptb_map_scratch_check(&r->scratch, err));
    if (of.len == 0 ? !r->is_default : !ptb_str_equal_nocase(of, r->object)) return PTB_OK;
    if (kept.len > 0 && merged.len > 0) return add_edge(r->merges, merged, kept, err);
    reject(r, row, PTB_REJECT_NO_ID, kept.len == 0 ? "kept_id" : "merged_id");
    return PTB_OK;
}

static ptb_status read_source(merges_reader *r, const char *spec, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_csv_row row;
    bool is_row = true;
    uint64_t n = 0;
    PTB_TRY_TO(ptb_import_open(r->run, spec, &r->csv, err));
    PTB_TRY_TO(ptb_import_map(r->run, r->csv, spec, PTB_TABLE_MERGES, &r->mapping, err));
    r->kept = find_column(r, "kept_id");
    r->merged = find_column(r, "merged_id");
    r->of = r->is_own ? -1 : find_column(r, "object");
    if (r->kept < 0 || r->merged < 0) {
        status = ptb_import_no_column(r->csv, r->kept < 0 ? "kept_id" : "merged_id", NULL, err);
        goto done;
    }
    for (;;) {
        PTB_TRY_TO(ptb_csv_next(r->csv, &row, &is_row, err));
        if (!is_row) break;
        n++;
        PTB_TRY_TO(take_row(r, &row, err));
        PTB_TRY_TO(ptb_import_tick(r->run, r->csv, "merges", n, err));
    }
    if (r->is_counted) r->run->n_read += n;
done:
    ptb_import_close(r->run, spec, r->csv);
    r->csv = NULL;
    return status;
}

/* Tables of this kind that tell of merged or converted records too. */
static ptb_status read_own(merges_reader *r, ptb_table_kind kind, ptb_error *err)
{
    const ptb_import_run *run = r->run;
    size_t n = run->n_mappings;
    r->is_own = r->is_default = true;
    r->is_counted = false;
    for (size_t i = 0; i < n; i++) {
        const char *spec = run->mappings[i].spec;
        if (run->mappings[i].kind != kind || !ptb_mapping_export(run->mappings[i].mapping).has_merges)
            continue;
        if (strcmp(spec, "-") == 0) {
            ptb_import_note(r->run,
                            "standard input can't be read twice: its merged records are not looked for");
            continue;
        }
        PTB_TRY(read_source(r, spec, err));
    }
    return PTB_OK;
}

static ptb_status read_all(merges_reader *r, const ptb_intake *table, ptb_error *err)
{
    const ptb_paths *given = &r->run->settings->merges;
    r->is_default = r->is_counted = table->spec.kind == PTB_TABLE_CONTACTS;
    for (size_t i = 0; i < given->n; i++)
        PTB_TRY(read_source(r, given->items[i], err));
    return read_own(r, table->spec.kind, err);
}

/* ---- chains ---- */

static ptb_status fail_circle(const ptb_merges *m, uint32_t a, ptb_error *err)
{
    ptb_str x = ptb_str_cut(ptb_dictionary_key(m->ids, a), SHOWN_BYTES),
            y = ptb_str_cut(ptb_dictionary_key(m->ids, m->next[a]), SHOWN_BYTES);
    return ptb_fail(
        err, PTB_E_DATA,
        "merged records form a circle: '%.*s' was merged into '%.*s', and that in turn into '%.*s'; "
        "take one of the merges out",
        (int)x.len, x.ptr, (int)y.len, y.ptr, (int)x.len, x.ptr);
}

/* The ids from `start` on that were not walked yet, into path; E_DATA where they come back to themselves. */
static ptb_status walk(const ptb_merges *m, uint32_t start, uint8_t *state, uint32_t *path, size_t *n,
                       ptb_error *err)
{
    *n = 0;
    for (uint32_t at = start; at != PTB_NONE && state[at] != DONE; at = m->next[at]) {
        if (state[at] == ON_PATH) return fail_circle(m, at, err);
        state[at] = ON_PATH;
        path[(*n)++] = at;
    }
    return PTB_OK;
}

/* The ends of all chains, and an order of the ids in which each stands behind the one it was merged into. */
static ptb_status find_ends(ptb_merges *m, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint8_t *state = NULL;
    uint32_t *path = NULL, n = (uint32_t)ptb_dictionary_count(m->ids);
    size_t n_path = 0, n_order = 0;
    PTB_TRY_TO(ptb_alloc(&m->end, n, sizeof *m->end, err));
    PTB_TRY_TO(ptb_alloc(&m->order, n, sizeof *m->order, err));
    PTB_TRY_TO(ptb_alloc(&path, n, sizeof *path, err));
    PTB_TRY_TO(ptb_alloc(&state, n, 1, err));
    for (uint32_t start = 0; start < n; start++) {
        PTB_TRY_TO(walk(m, start, state, path, &n_path, err));
        for (; n_path > 0; n_path--) {
            uint32_t id = path[n_path - 1];
            m->end[id] = m->next[id] == PTB_NONE ? id : m->end[m->next[id]];
            m->order[n_order++] = id;
            state[id] = DONE;
        }
    }
done:
    free(state);
    free(path);
    return status;
}

static ptb_status check_others(const ptb_merges *m, ptb_error *err)
{
    for (size_t i = 0; i < m->n_others; i++) {
        const edge *e = &m->others[i];
        if (m->end[e->kept] == m->end[e->merged]) continue;
        ptb_str id = ptb_str_cut(ptb_dictionary_key(m->ids, e->merged), SHOWN_BYTES),
                a = ptb_str_cut(ptb_dictionary_key(m->ids, m->next[e->merged]), SHOWN_BYTES),
                b = ptb_str_cut(ptb_dictionary_key(m->ids, e->kept), SHOWN_BYTES);
        return ptb_fail(err, PTB_E_DATA,
                        "'%.*s' was merged into two records, '%.*s' and '%.*s'; expected one", (int)id.len,
                        id.ptr, (int)a.len, a.ptr, (int)b.len, b.ptr);
    }
    return PTB_OK;
}

ptb_status ptb_merges_read(ptb_import_run *run, ptb_intake *table, ptb_error *err)
{
    merges_reader r = {.run = run, .object = table->spec.kind == PTB_TABLE_CONTACTS ? "contact" : "account"};
    ptb_status status = ptb_alloc(&r.merges, 1, sizeof *r.merges, err);
    if (status == PTB_OK) status = ptb_dictionary_new(1, &r.merges->ids, err);
    if (status == PTB_OK) status = read_all(&r, table, err);
    if (status == PTB_OK) status = find_ends(r.merges, err);
    if (status == PTB_OK) status = check_others(r.merges, err);
    ptb_map_scratch_free(&r.scratch);
    if (status != PTB_OK || ptb_dictionary_count(r.merges->ids) == 0)
        ptb_merges_free(r.merges);
    else
        table->merges = r.merges;
    return status;
}

/* ---- answers ---- */

ptb_str ptb_merges_last(const ptb_merges *merges, ptb_str id)
{
    uint32_t code = merges ? ptb_dictionary_find(merges->ids, id) : PTB_NO_CODE;
    return code == PTB_NO_CODE ? id : ptb_dictionary_key(merges->ids, merges->end[code]);
}

uint32_t ptb_merges_row(const ptb_merges *merges, ptb_str id)
{
    uint32_t code = merges ? ptb_dictionary_find(merges->ids, id) : PTB_NO_CODE;
    return code == PTB_NO_CODE ? PTB_NONE : merges->row[code];
}

uint32_t ptb_merges_of_row(const ptb_merges *merges, uint32_t row)
{
    return merges->into[row];
}

uint64_t ptb_merges_count(const ptb_merges *merges, const ptb_key_index *records)
{
    uint64_t n = 0;
    for (uint32_t id = 0; merges && id < ptb_dictionary_count(merges->ids); id++)
        n += merges->next[id] != PTB_NONE &&
             ptb_key_index_find(records, ptb_dictionary_key(merges->ids, id)) != PTB_NO_CODE;
    return n;
}

/* The last known record of each chain stands for all before it. */
static void find_rows(ptb_merges *m, const ptb_intake *table)
{
    size_t n = ptb_dictionary_count(m->ids);
    for (size_t i = 0; i < n; i++) {
        uint32_t id = m->order[i], next = m->next[id];
        uint32_t row = ptb_dictionary_find(table->ids.values, ptb_dictionary_key(m->ids, id));
        if (row == PTB_NO_CODE) row = PTB_NONE;
        m->row[id] = next == PTB_NONE || m->row[next] == PTB_NONE ? row : m->row[next];
    }
}

ptb_status ptb_merges_place(ptb_import_run *run, ptb_intake *table, ptb_error *err)
{
    ptb_merges *m = table->merges;
    uint64_t n_merged = 0;
    if (!m) return PTB_OK;
    uint32_t n = (uint32_t)ptb_dictionary_count(m->ids);
    PTB_TRY(ptb_alloc(&m->row, n, sizeof *m->row, err));
    PTB_TRY(ptb_alloc(&m->into, table->n_rows, sizeof *m->into, err));
    for (size_t i = 0; i < table->n_rows; i++)
        m->into[i] = PTB_NONE;
    find_rows(m, table);
    for (uint32_t code = 0; code < n; code++) {
        uint32_t own = ptb_dictionary_find(table->ids.values, ptb_dictionary_key(m->ids, code)),
                 row = m->row[code];
        if (row == PTB_NONE || row == own) continue;
        n_merged++;
        if (own == PTB_NO_CODE) continue;
        m->into[own] = row;
        table->is_dropped[own] = true;
    }
    if (n_merged > 0)
        ptb_import_note(run, "%" PRIu64 " merged %s: their records go to the %s they were merged into",
                        n_merged, table->spec.noun, table->spec.noun);
    return PTB_OK;
}
