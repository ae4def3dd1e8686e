/* datasets/import_changes.c: reads the field history: rows become changes of the tables' columns. */
#include "datasets/import_changes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/mapping_parts.h"

enum { SHOWN_BYTES = 60, SHOWN_FIELDS = 8 };
enum { OBJECT_CONTACT, OBJECT_ACCOUNT, OBJECT_OPPORTUNITY, N_OBJECTS };

static const struct {
    const char *one, *many;
} objects[N_OBJECTS] = {[OBJECT_CONTACT] = {"contact", "contacts"},
                        [OBJECT_ACCOUNT] = {"account", "accounts"},
                        [OBJECT_OPPORTUNITY] = {"opportunity", "opportunities"}};

/* Columns of the file. */
enum { AT_OBJECT, AT_ID, AT_FIELD, AT_VALUE, AT_TS, AT_OLD, N_CELLS };
static const struct {
    const char *name;
    bool is_required;
} taken[N_CELLS] = {[AT_OBJECT] = {"object", true}, [AT_ID] = {"id", true}, [AT_FIELD] = {"field", true},
                    [AT_VALUE] = {"value", true},   [AT_TS] = {"ts", true}, [AT_OLD] = {"old_value", false}};

/* What becomes of a field that rows name. */
typedef enum { FIELD_TAKEN, FIELD_UNKNOWN, FIELD_ROLE } field_kind;
typedef struct {
    const char *object;
    ptb_str name; /* in lists only */
    field_kind kind;
    uint16_t column, flags;
    uint64_t n_rows;
} field;

typedef struct {
    ptb_intake *table; /* NULL: not imported */
    ptb_dictionary *names;
    field *fields; /* by code of the name */
    size_t capacity;
    uint64_t n_rows; /* of a table that is not imported */
} object_fields;

/* A change whose date can be read in two ways. */
typedef struct {
    int object;
    size_t item;
    uint64_t line;
    ptb_time dmy, mdy; /* PTB_NO_TIME where it is none */
} open_date;

typedef struct {
    ptb_import_run *run;
    struct ptb_field_history *history;
    ptb_csv *csv;
    const ptb_mapping *mapping; /* NULL: columns are what their names say */
    ptb_map_scratch scratch;
    uint64_t first_line; /* of the file, counted through all */
    int at[N_CELLS];     /* position in the file, or in the mapping, or -1 */
    uint64_t n_merged;   /* rows of records that were merged into others */
    object_fields objects[N_OBJECTS];
    open_date *open;
    size_t n_open, open_capacity;
} reader;

/* A row as it was read. */
typedef struct {
    const ptb_csv_row *row;
    ptb_str cells[N_CELLS];
} row_text;

/* ---- rows that are not taken ---- */

static ptb_reject_place place_of(const reader *r, uint64_t line, int k, ptb_reject_kind kind)
{
    return (ptb_reject_place){ptb_csv_path(r->csv), line, taken[k].name, kind};
}

static void reject_cell(reader *r, const row_text *text, int k, ptb_reject_kind kind, const char *what,
                        const char *expected)
{
    const ptb_reject_place place = place_of(r, text->row->line, k, kind);
    ptb_reject(&r->run->rejects, &place, text->row->raw, "%s '%.*s' in column %s, expected %s", what,
               (int)ptb_str_cut(text->cells[k], SHOWN_BYTES).len, text->cells[k].ptr, taken[k].name,
               expected);
}

static void reject_empty(reader *r, const row_text *text, int k, ptb_reject_kind kind, const char *expected)
{
    const ptb_reject_place place = place_of(r, text->row->line, k, kind);
    ptb_reject(&r->run->rejects, &place, text->row->raw, "no value in column %s, expected %s", taken[k].name,
               expected);
}

/* ---- fields ---- */

/* Exact, else ignoring the case of ASCII letters, else in plain form: systems write `lifecyclestage` in histories and
 * `Lifecycle Stage` in tables. */
static int find_column(const ptb_intake *table, ptb_str name)
{
    char plain[PTB_PLAIN_BYTES], other[PTB_PLAIN_BYTES];
    for (size_t i = 0; i < table->n_columns; i++)
        if (ptb_str_equal_text(name, table->columns[i].name)) return (int)i;
    for (size_t i = 0; i < table->n_columns; i++)
        if (ptb_str_equal_nocase(name, table->columns[i].name)) return (int)i;
    ptb_plain_name(name, plain);
    for (size_t i = 0; i < table->n_columns && plain[0]; i++) {
        ptb_plain_name(ptb_str_of(table->columns[i].name), other);
        if (strcmp(plain, other) == 0) return (int)i;
    }
    return -1;
}

static field make_field(const reader *r, int object, ptb_str name)
{
    const ptb_intake *table = r->objects[object].table;
    field made = {.object = objects[object].one, .kind = FIELD_TAKEN};
    int column = find_column(table, name);
    if (object == OBJECT_OPPORTUNITY && ptb_str_equal_nocase(name, "outcome")) {
        made.column = PTB_CHANGE_OUTCOME;
        return made;
    }
    if (object == OBJECT_OPPORTUNITY && ptb_str_equal_nocase(name, "stage")) {
        made.flags = PTB_CHANGE_IS_STAGE;
        made.column = PTB_CHANGE_STAGE;
        if (column < 0) return made;
    }
    if (column < 0 || column >= PTB_CHANGE_COLUMNS)
        made.kind = FIELD_UNKNOWN;
    else if (ptb_intake_has_role(table, (size_t)column))
        made.kind = FIELD_ROLE;
    else
        made.column = (uint16_t)column;
    return made;
}

static ptb_status find_field(reader *r, int object, ptb_str name, field **out, ptb_error *err)
{
    object_fields *of = &r->objects[object];
    size_t before = ptb_dictionary_count(of->names);
    uint32_t code = 0;
    PTB_TRY(ptb_dictionary_add(of->names, name, &code, err));
    PTB_TRY(ptb_reserve(&of->fields, &of->capacity, (size_t)code + 1, sizeof *of->fields, err));
    if (code == before) of->fields[code] = make_field(r, object, name);
    *out = &of->fields[code];
    (*out)->n_rows++;
    return PTB_OK;
}

/* ---- dates ---- */

static const char range_words[] = "a date that exists, as YYYY-MM-DD [HH:MM:SS], from 1970 to 2105";

static void reject_late(reader *r, const row_text *text)
{
    char until[PTB_TIME_BYTES];
    const ptb_reject_place place = place_of(r, text->row->line, AT_TS, PTB_REJECT_LATER);
    ptb_reject(&r->run->rejects, &place, text->row->raw, "date '%.*s' in column ts is later than --until %s",
               (int)ptb_str_cut(text->cells[AT_TS], SHOWN_BYTES).len, text->cells[AT_TS].ptr,
               ptb_print_time(until, r->run->settings->until));
}

/* False: the row is rejected. With the order not given, dates that do not begin with the year wait (*is_open). */
static bool read_ts(reader *r, const row_text *text, ptb_change *change, open_date *open, bool *is_open)
{
    int order = r->run->settings->date_order;
    int32_t zone = r->run->settings->zone_offset_s;
    ptb_str cell = text->cells[AT_TS];
    ptb_time ts = PTB_NO_TIME;
    *is_open = false;
    if (cell.len == 0) {
        reject_empty(r, text, AT_TS, PTB_REJECT_NO_DATE, "when the field changed");
        return false;
    }
    if (ptb_parse_moment(cell, order < 0 ? PTB_DATES_YMD : (ptb_date_order)order, zone, &ts)) {
        bool is_fine = ts >= 0 && ts <= PTB_LAST_TS;
        change->ts = is_fine ? (uint32_t)ts : 0;
        if (!is_fine) reject_cell(r, text, AT_TS, PTB_REJECT_DATE, "bad date", range_words);
        if (!is_fine || !ptb_import_is_late(r->run->settings, ts)) return is_fine;
        change->flags |= PTB_CHANGE_IS_LATE;
        reject_late(r, text);
        return true;
    }
    if (order >= 0 || !ptb_parse_time(cell, PTB_DATES_DMY, zone, &open->dmy, NULL)) open->dmy = PTB_NO_TIME;
    if (order >= 0 || !ptb_parse_time(cell, PTB_DATES_MDY, zone, &open->mdy, NULL)) open->mdy = PTB_NO_TIME;
    *is_open = open->dmy != PTB_NO_TIME || open->mdy != PTB_NO_TIME;
    if (!*is_open) reject_cell(r, text, AT_TS, PTB_REJECT_DATE, "bad date", range_words);
    return *is_open;
}

static ptb_status settle_date(reader *r, const open_date *open, bool is_dmy, ptb_error *err)
{
    ptb_change *change = &r->objects[open->object].table->changes->items[open->item];
    ptb_time ts = is_dmy ? open->dmy : open->mdy;
    ptb_reject_place place = place_of(r, open->line, AT_TS, PTB_REJECT_DATE);
    char text[PTB_TIME_BYTES], until[PTB_TIME_BYTES];
    if (ts == PTB_NO_TIME || ts < 0 || ts > PTB_LAST_TS) {
        change->flags |= PTB_CHANGE_IS_BAD;
        return ptb_reject_late(&r->run->rejects, &place, err,
                               "bad date in column ts, expected a date that exists, %s",
                               is_dmy ? "day first" : "month first");
    }
    change->ts = (uint32_t)ts;
    if (!ptb_import_is_late(r->run->settings, ts)) return PTB_OK;
    change->flags |= PTB_CHANGE_IS_LATE;
    place.kind = PTB_REJECT_LATER;
    return ptb_reject_late(&r->run->rejects, &place, err, "date %s in column ts is later than --until %s",
                           ptb_print_time(text, ts), ptb_print_time(until, r->run->settings->until));
}

/* The order that fits more of the file's dates. */
static ptb_status settle_dates(reader *r, ptb_error *err)
{
    size_t no_dmy = 0, no_mdy = 0;
    uint64_t differing = 0; /* the first line that reads differently */
    for (size_t i = 0; i < r->n_open; i++) {
        no_dmy += r->open[i].dmy == PTB_NO_TIME;
        no_mdy += r->open[i].mdy == PTB_NO_TIME;
        if (differing == 0 && r->open[i].dmy != r->open[i].mdy) differing = r->open[i].line;
    }
    if (no_dmy == no_mdy && differing != 0)
        return ptb_fail(err, PTB_E_DATA,
                        "%s:%" PRIu64
                        ": column ts: the date can be day/month or month/day, and so can the others; say "
                        "--dates dmy, mdy or ymd",
                        ptb_csv_path(r->csv), differing);
    for (size_t i = 0; i < r->n_open; i++)
        PTB_TRY(settle_date(r, &r->open[i], no_dmy <= no_mdy, err));
    r->n_open = 0;
    return PTB_OK;
}

/* ---- rows ---- */

static bool find_object(reader *r, const row_text *text, int *object)
{
    for (*object = 0; *object < N_OBJECTS; ++*object)
        if (ptb_str_equal_nocase(text->cells[AT_OBJECT], objects[*object].one) ||
            ptb_str_equal_nocase(text->cells[AT_OBJECT], objects[*object].many))
            return true;
    reject_cell(r, text, AT_OBJECT, PTB_REJECT_OBJECT, "unknown object", "contact, account or opportunity");
    return false;
}

/* What was merged into another record has a history of its own, which is not the other's. */
static bool find_record(reader *r, const row_text *text, const ptb_intake *table, uint32_t *row)
{
    *row = ptb_dictionary_find(table->ids.values, text->cells[AT_ID]); /* code i is row i */
    uint32_t merged = ptb_merges_row(table->merges, text->cells[AT_ID]);
    if (merged != PTB_NONE && merged != *row) {
        r->n_merged++;
        return false;
    }
    if (*row != PTB_NO_CODE) return true;
    char expected[64];
    (void)snprintf(expected, sizeof expected, "one of the %s", table->spec.noun);
    reject_cell(r, text, AT_ID, PTB_REJECT_ORPHAN, "unknown id", expected);
    return false;
}

static bool is_outcome_fine(reader *r, const row_text *text, const field *of)
{
    ptb_outcome outcome = PTB_OPEN;
    if (of->column != PTB_CHANGE_OUTCOME) return true;
    int k = ptb_outcome_parse(text->cells[AT_VALUE], &outcome) ? AT_OLD : AT_VALUE;
    if (k == AT_OLD && ptb_outcome_parse(text->cells[AT_OLD], &outcome)) return true;
    reject_cell(r, text, k, PTB_REJECT_OUTCOME, "outcome", "won, lost or nothing (open)");
    return false;
}

static ptb_status add_texts(ptb_intake *table, const row_text *text, ptb_change *change, ptb_error *err)
{
    ptb_text_column *column = ptb_change_texts(table, change);
    change->value = change->old = PTB_NONE;
    if (text->cells[AT_VALUE].len > 0)
        PTB_TRY(ptb_text_column_code(column, text->cells[AT_VALUE], &change->value, err));
    if (text->cells[AT_OLD].len == 0) return PTB_OK;
    return ptb_text_column_code(column, text->cells[AT_OLD], &change->old, err);
}

static ptb_status take_change(reader *r, const row_text *text, int object, const field *of, ptb_error *err)
{
    ptb_intake *table = r->objects[object].table;
    struct ptb_table_changes *changes = table->changes;
    ptb_change change = {.column = of->column, .flags = of->flags};
    open_date open = {.object = object, .item = changes->n, .line = text->row->line};
    bool is_open = false;
    uint64_t line = r->first_line + text->row->line;
    if (!find_record(r, text, table, &change.row)) return PTB_OK;
    if (!is_outcome_fine(r, text, of)) return PTB_OK;
    if (!read_ts(r, text, &change, &open, &is_open)) return PTB_OK;
    if (line > UINT32_MAX)
        return ptb_fail(err, PTB_E_LIMIT,
                        "%s:%" PRIu64 ": the field history has more than %" PRIu32 " lines in all",
                        ptb_csv_path(r->csv), text->row->line, UINT32_MAX);
    change.line = (uint32_t)line;
    PTB_TRY(add_texts(table, text, &change, err));
    PTB_TRY(ptb_reserve(&changes->items, &changes->capacity, changes->n + 1, sizeof *changes->items, err));
    changes->items[changes->n++] = change;
    if (!is_open) return PTB_OK;
    PTB_TRY(ptb_reserve(&r->open, &r->open_capacity, r->n_open + 1, sizeof *r->open, err));
    r->open[r->n_open++] = open;
    return PTB_OK;
}

static ptb_status take_row(reader *r, const row_text *text, ptb_error *err)
{
    int object = 0;
    field *of = NULL;
    if (!find_object(r, text, &object)) return PTB_OK;
    if (!r->objects[object].table) {
        r->objects[object].n_rows++;
        return PTB_OK;
    }
    if (text->cells[AT_ID].len == 0 || text->cells[AT_FIELD].len == 0) {
        bool is_id = text->cells[AT_ID].len == 0;
        reject_empty(r, text, is_id ? AT_ID : AT_FIELD, PTB_REJECT_NO_ID,
                     is_id ? "an id" : "the name of a field");
        return PTB_OK;
    }
    PTB_TRY(find_field(r, object, text->cells[AT_FIELD], &of, err));
    return of->kind == FIELD_TAKEN ? take_change(r, text, object, of, err) : PTB_OK;
}

static ptb_status add_row(reader *r, const ptb_csv_row *row, ptb_error *err)
{
    row_text text = {.row = row};
    if (row->is_ragged) {
        const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, NULL, PTB_REJECT_RAGGED};
        ptb_reject(&r->run->rejects, &place, row->raw, "%zu cells, expected %zu as in the header",
                   row->n_cells, ptb_csv_n_columns(r->csv));
        return PTB_OK;
    }
    for (int k = 0; k < N_CELLS; k++) {
        ptb_str cell = {"", 0};
        if (r->at[k] >= 0)
            cell = r->mapping ? ptb_mapping_cell(r->mapping, (size_t)r->at[k], row->cells, &r->scratch)
                              : row->cells[r->at[k]];
        text.cells[k] = ptb_import_cell(r->run->settings, cell);
    }
    PTB_TRY(ptb_map_scratch_check(&r->scratch, err));
    return take_row(r, &text, err);
}

static ptb_status find_columns(reader *r, const char *spec, ptb_error *err)
{
    PTB_TRY(ptb_import_map(r->run, r->csv, spec, PTB_TABLE_FIELD_HISTORY, &r->mapping, err));
    for (int k = 0; k < N_CELLS; k++) {
        r->at[k] = r->mapping ? ptb_mapping_find_name(r->mapping, taken[k].name)
                              : ptb_csv_find(r->csv, taken[k].name);
        if (r->at[k] < 0 && taken[k].is_required)
            return ptb_import_no_column(r->csv, taken[k].name, NULL, err);
    }
    return PTB_OK;
}

static ptb_status read_file(reader *r, const char *spec, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_csv_row row = {0};
    bool is_row = true;
    uint64_t n = 0;
    PTB_TRY_TO(ptb_import_open(r->run, spec, &r->csv, err));
    PTB_TRY_TO(find_columns(r, spec, err));
    r->first_line = r->history->n_lines;
    for (;;) {
        PTB_TRY_TO(ptb_csv_next(r->csv, &row, &is_row, err));
        if (!is_row) break;
        r->history->n_lines = r->first_line + row.line;
        ptb_map_scratch_clear(&r->scratch);
        if (r->mapping && !row.is_ragged && ptb_mapping_skips(r->mapping, row.cells)) continue;
        n++;
        PTB_TRY_TO(add_row(r, &row, err));
        PTB_TRY_TO(ptb_import_tick(r->run, r->csv, "field history", n, err));
    }
    PTB_TRY_TO(settle_dates(r, err));
    r->history->n_read += n;
    if (n == 0) ptb_import_note(r->run, "%s has no rows", ptb_csv_path(r->csv));
done:
    ptb_import_close(r->run, spec, r->csv);
    r->csv = NULL;
    return status;
}

/* ---- notes ---- */

static int compare_fields(const void *a, const void *b)
{
    const field *x = a, *y = b;
    int order = strcmp(x->object, y->object);
    return order != 0 ? order : ptb_str_compare(x->name, y->name);
}

/* "account tier (3 rows), contact fax (12 rows)": the fields of a kind, whatever the order of the rows. */
static ptb_status list_fields(const reader *r, field_kind kind, ptb_text *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    field *found = NULL;
    size_t n = 0, capacity = 0;
    for (int o = 0; o < N_OBJECTS; o++)
        for (uint32_t i = 0; r->objects[o].table && i < ptb_dictionary_count(r->objects[o].names); i++) {
            if (r->objects[o].fields[i].kind != kind) continue;
            PTB_TRY_TO(ptb_reserve(&found, &capacity, n + 1, sizeof *found, err));
            found[n] = r->objects[o].fields[i];
            found[n++].name = ptb_dictionary_key(r->objects[o].names, i); /* the cell is gone */
        }
    if (n > 0) qsort(found, n, sizeof *found, compare_fields);
    for (size_t i = 0; i < n && i < SHOWN_FIELDS; i++)
        ptb_text_printf(out, "%s%s %.*s (%" PRIu64 " rows)", i > 0 ? ", " : "", found[i].object,
                        (int)ptb_str_cut(found[i].name, SHOWN_BYTES / 2).len, found[i].name.ptr,
                        found[i].n_rows);
    if (n > SHOWN_FIELDS) ptb_text_printf(out, " and %zu more", n - SHOWN_FIELDS);
    status = ptb_text_check(out, err);
done:
    free(found);
    return status;
}

static ptb_status note_fields(const reader *r, field_kind kind, const char *words, ptb_error *err)
{
    ptb_text list = {0};
    ptb_status status = list_fields(r, kind, &list, err);
    if (status == PTB_OK && list.len > 0) ptb_import_note(r->run, "field history: %s: %s", words, list.bytes);
    ptb_text_free(&list);
    return status;
}

static ptb_status note_all(const reader *r, ptb_error *err)
{
    for (int o = 0; o < N_OBJECTS; o++)
        if (r->objects[o].n_rows > 0)
            ptb_import_note(r->run, "field history: %" PRIu64 " rows of %s, of which there is no file",
                            r->objects[o].n_rows, objects[o].many);
    if (r->n_merged > 0)
        ptb_import_note(r->run,
                        "field history: %" PRIu64 " rows of records that were merged into others, not taken",
                        r->n_merged);
    PTB_TRY(note_fields(r, FIELD_UNKNOWN, "fields that no column has", err));
    return note_fields(r, FIELD_ROLE, "not taken", err);
}

/* ---- all of it ---- */

static ptb_status begin(reader *r, ptb_error *err)
{
    ptb_import_run *run = r->run;
    const ptb_import_settings *s = run->settings;
    PTB_TRY(ptb_alloc(&run->field_history, 1, sizeof *run->field_history, err));
    r->history = run->field_history;
    PTB_TRY(ptb_alloc(&r->history->first_line, s->field_history.n, sizeof *r->history->first_line, err));
    r->objects[OBJECT_CONTACT].table = s->contacts.n > 0 ? &run->contacts : NULL;
    r->objects[OBJECT_ACCOUNT].table = s->accounts.n > 0 ? &run->accounts : NULL;
    r->objects[OBJECT_OPPORTUNITY].table = s->opportunities.n > 0 ? &run->opportunities : NULL;
    for (int o = 0; o < N_OBJECTS; o++) {
        ptb_intake *table = r->objects[o].table;
        if (!table) continue;
        PTB_TRY(ptb_dictionary_new((uint64_t)o, &r->objects[o].names, err));
        PTB_TRY(ptb_alloc(&table->changes, 1, sizeof *table->changes, err));
        table->changes->object = objects[o].one;
        PTB_TRY(ptb_text_column_init(&table->changes->outcome, "outcome", err));
        PTB_TRY(ptb_text_column_init(&table->changes->stage, "stage", err));
    }
    return PTB_OK;
}

ptb_status ptb_changes_read(ptb_import_run *run, ptb_error *err)
{
    ptb_status status = PTB_OK;
    reader r = {.run = run};
    const ptb_paths *paths = &run->settings->field_history;
    uint64_t n_orphans = run->rejects.counts[PTB_REJECT_ORPHAN];
    if (paths->n == 0) return PTB_OK;
    PTB_TRY_TO(begin(&r, err));
    for (size_t i = 0; i < paths->n; i++) {
        r.history->first_line[i] = r.history->n_lines;
        PTB_TRY_TO(read_file(&r, paths->items[i], err));
    }
    run->n_read += r.history->n_read;
    r.history->n_orphans = run->rejects.counts[PTB_REJECT_ORPHAN] - n_orphans;
    PTB_TRY_TO(note_all(&r, err));
    for (int o = 0; o < N_OBJECTS; o++)
        if (r.objects[o].table) PTB_TRY_TO(ptb_changes_order(r.objects[o].table, err));
done:
    for (int o = 0; o < N_OBJECTS; o++) {
        ptb_dictionary_free(r.objects[o].names);
        free(r.objects[o].fields);
    }
    ptb_map_scratch_free(&r.scratch);
    free(r.open);
    return status;
}

ptb_status ptb_changes_finish(ptb_import_run *run, ptb_error *err)
{
    const struct ptb_field_history *history = run->field_history;
    if (!history) return PTB_OK;
    ptb_import_count_orphans(run, history->n_orphans, history->n_read,
                             "rows of the field history name an unknown record");
    if (history->n_differing > 0)
        ptb_import_note(run,
                        "field history: %" PRIu64
                        " last values are not those of the tables; from their moments on they are "
                        "taken",
                        history->n_differing);
    for (size_t i = 0; i < run->settings->field_history.n; i++)
        PTB_TRY(ptb_import_flush_rejects(run, run->settings->field_history.items[i], err));
    return PTB_OK;
}

void ptb_table_changes_free(struct ptb_table_changes *changes)
{
    if (!changes) return;
    for (size_t i = 0; i < changes->n_columns; i++)
        free(changes->value_of[i]);
    ptb_text_column_free(&changes->outcome);
    ptb_text_column_free(&changes->stage);
    free(changes->items);
    free(changes->turns);
    free(changes->target);
    free(changes->value_of);
    free(changes);
}

void ptb_field_history_free(struct ptb_field_history *history)
{
    if (!history) return;
    free(history->first_line);
    free(history);
}
