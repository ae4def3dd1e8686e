/* datasets/mapping_values.c: computes the values of canonical columns from a row's cells. */
#include <stdlib.h>
#include <string.h>

#include "datasets/mapping_parts.h"

enum { FIRST_BLOCK_BYTES = 4096, ID_CHARACTERS = 15, LONG_ID_CHARACTERS = 18 };

/* ---- scratch ---- */

/* Blocks never move, so that earlier values of a row stay; the newest is the largest, and the only one kept. */
struct ptb_map_block {
    ptb_map_block *older;
    size_t capacity;
    char bytes[];
};

static void free_blocks(ptb_map_block *block)
{
    while (block) {
        ptb_map_block *older = block->older;
        free(block);
        block = older;
    }
}

void ptb_map_scratch_clear(ptb_map_scratch *scratch)
{
    scratch->used = 0;
    if (!scratch->newest) return;
    free_blocks(scratch->newest->older);
    scratch->newest->older = NULL;
}

ptb_status ptb_map_scratch_check(const ptb_map_scratch *scratch, ptb_error *err)
{
    return scratch->failed ? ptb_fail(err, PTB_E_NOMEM, "out of memory for the values of a row") : PTB_OK;
}

void ptb_map_scratch_free(ptb_map_scratch *scratch)
{
    free_blocks(scratch->newest);
    memset(scratch, 0, sizeof *scratch);
}

/* Room for n bytes, or NULL. */
static char *make_room(ptb_map_scratch *scratch, size_t n)
{
    ptb_map_block *block = scratch->newest;
    if (!block || block->capacity - scratch->used < n) {
        size_t capacity = block ? block->capacity * 2 : (size_t)FIRST_BLOCK_BYTES;
        if (capacity < n) capacity = n;
        ptb_map_block *grown = NULL;
        if (ptb_alloc(&grown, 1, sizeof *grown + capacity, NULL) != PTB_OK) {
            scratch->failed = true;
            return NULL;
        }
        grown->older = block;
        grown->capacity = capacity;
        scratch->newest = grown;
        scratch->used = 0;
    }
    char *room = scratch->newest->bytes + scratch->used;
    scratch->used += n;
    return room;
}

/* ---- cells ---- */

static const ptb_str nothing = {"", 0};

static ptb_str cell_at(const ptb_str *cells, int at)
{
    return at < 0 ? nothing : ptb_str_trim(cells[at]);
}

/* The first cell of a list that is not empty. */
static ptb_str first_cell(const ptb_map_column *column, const ptb_str *cells)
{
    for (size_t i = 0; i < column->n_at; i++) {
        ptb_str cell = cell_at(cells, column->at[i]);
        if (cell.len > 0) return cell;
    }
    return nothing;
}

bool ptb_map_flag(ptb_str cell, bool *out)
{
    if (ptb_parse_flag(cell, out)) return true;
    bool is_one = ptb_str_equal_text(cell, "1");
    if (!is_one && !ptb_str_equal_text(cell, "0")) return false;
    *out = is_one;
    return true;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Both lengths of one Salesforce id are the same record; the first 15 characters are the id. */
static ptb_str short_id(ptb_str id)
{
    if (id.len != LONG_ID_CHARACTERS) return id;
    for (size_t i = 0; i < id.len; i++)
        if (!is_letter_or_digit(id.ptr[i])) return id;
    return (ptb_str){id.ptr, ID_CHARACTERS};
}

/* ---- one function for each op ---- */

static ptb_str take(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    (void)scratch;
    return first_cell(column, cells);
}

static ptb_str constant(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    (void)cells;
    (void)scratch;
    return ptb_str_of(column->text);
}

/* Cells at[from..] that are not empty, with `with` between them. */
static ptb_str join_cells(const ptb_map_column *column, size_t from, ptb_str with, const ptb_str *cells,
                          ptb_map_scratch *scratch)
{
    size_t bytes = 0, n = 0;
    ptb_str only = nothing;
    for (size_t i = from; i < column->n_at; i++) {
        ptb_str cell = cell_at(cells, column->at[i]);
        if (cell.len == 0) continue;
        bytes += cell.len + (n++ ? with.len : 0);
        only = cell;
    }
    if (n < 2) return only;
    char *room = make_room(scratch, bytes), *next = room;
    if (!room) return nothing;
    for (size_t i = from; i < column->n_at; i++) {
        ptb_str cell = cell_at(cells, column->at[i]);
        if (cell.len == 0) continue;
        if (next > room && with.len > 0) {
            memcpy(next, with.ptr, with.len);
            next += with.len;
        }
        memcpy(next, cell.ptr, cell.len);
        next += cell.len;
    }
    return (ptb_str){room, bytes};
}

static ptb_str join(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    return join_cells(column, 0, ptb_str_of(column->text), cells, scratch);
}

static ptb_str full_name(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str name = cell_at(cells, column->at[0]);
    return name.len > 0 ? name : join_cells(column, 1, ptb_str_of(" "), cells, scratch);
}

/* Empty places of a list are passed over. */
static ptb_str first_of(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str rest = first_cell(column, cells), separators = ptb_str_of(column->text);
    (void)scratch;
    while (rest.len > 0) {
        size_t n = 0;
        while (n < rest.len && !memchr(separators.ptr, rest.ptr[n], separators.len))
            n++;
        ptb_str item = ptb_str_trim((ptb_str){rest.ptr, n});
        if (item.len > 0) return item;
        if (n < rest.len) n++;
        rest = (ptb_str){rest.ptr + n, rest.len - n};
    }
    return nothing;
}

/* "1, 2", ["1","2"] -> "1;2" */
static ptb_str ids(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str cell = first_cell(column, cells);
    size_t n = 0;
    while (n < cell.len && (is_letter_or_digit(cell.ptr[n]) || cell.ptr[n] == ';'))
        n++;
    if (n == cell.len) return cell;
    char *room = make_room(scratch, cell.len);
    if (!room) return nothing;
    n = 0;
    for (size_t i = 0; i < cell.len; i++) {
        char c = cell.ptr[i] == ',' ? ';' : cell.ptr[i];
        bool is_wrapping = c == ' ' || c == '[' || c == ']' || c == '"';
        if (!is_wrapping) room[n++] = c;
    }
    return (ptb_str){room, n};
}

static ptb_str id(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    (void)scratch;
    return short_id(first_cell(column, cells));
}

/* Ids of accounts begin with 001; a WhatId may be any other record. */
static ptb_str account(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str own = short_id(cell_at(cells, column->at[0])), what = short_id(cell_at(cells, column->at[1]));
    (void)scratch;
    if (own.len > 0) return own;
    return what.len == ID_CHARACTERS && memcmp(what.ptr, "001", 3) == 0 ? what : nothing;
}

static ptb_str without_front(ptb_str text, const char *front)
{
    size_t n = strlen(front);
    if (text.len < n || !ptb_str_equal_nocase((ptb_str){text.ptr, n}, front)) return text;
    return (ptb_str){text.ptr + n, text.len - n};
}

static ptb_str domain(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str text = first_cell(column, cells);
    (void)scratch;
    text = without_front(without_front(text, "http://"), "https://");
    text = without_front(text, "www.");
    size_t n = 0;
    while (n < text.len && text.ptr[n] != '/' && text.ptr[n] != ':' && text.ptr[n] != '?' &&
           text.ptr[n] != '#')
        n++;
    return (ptb_str){text.ptr, n};
}

/* `front` + lower-case letters and digits, everything else one '_'; `front` may be empty. */
static ptb_str make_word(ptb_str front, ptb_str text, ptb_map_scratch *scratch)
{
    char *room = make_room(scratch, front.len + 1 + text.len);
    if (!room) return nothing;
    size_t n = front.len;
    if (n > 0) {
        memcpy(room, front.ptr, n);
        room[n++] = '_';
    }
    size_t begin = n;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        bool is_kept = is_letter_or_digit(c) || ((unsigned char)c & 0x80) != 0;
        if (is_kept)
            room[n++] = c;
        else if (n > begin && room[n - 1] != '_')
            room[n++] = '_';
    }
    while (n > 0 && room[n - 1] == '_')
        n--;
    return (ptb_str){room, n};
}

static ptb_str word(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str cell = first_cell(column, cells);
    return cell.len > 0 ? make_word(nothing, cell, scratch) : ptb_str_of(column->text);
}

static ptb_str prefixed_word(const char *front, ptb_str cell, ptb_map_scratch *scratch)
{
    if (cell.len == 0 || ptb_str_equal_nocase(cell, front)) return ptb_str_of(front);
    return make_word(ptb_str_of(front), cell, scratch);
}

static ptb_str prefixed(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    return prefixed_word(column->text, first_cell(column, cells), scratch);
}

static ptb_str task(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str subtype = cell_at(cells, column->at[0]);
    if (subtype.len == 0 || ptb_str_equal_nocase(subtype, column->text))
        subtype = cell_at(cells, column->at[1]);
    return prefixed_word(column->text, subtype, scratch);
}

static ptb_str scaled(ptb_str cell, double by, double over, ptb_map_scratch *scratch)
{
    double value = 0;
    char digits[PTB_NUMBER_BYTES];
    if (!ptb_parse_number(cell, &value)) return cell;
    size_t n = ptb_print_number(digits, value * by / over);
    char *room = make_room(scratch, n);
    if (!room) return nothing;
    memcpy(room, digits, n);
    return (ptb_str){room, n};
}

static ptb_str minutes(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    return scaled(first_cell(column, cells), 60, 1, scratch);
}

static ptb_str milliseconds(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    return scaled(first_cell(column, cells), 1, 1000, scratch);
}

/* "Closed Won (Sales Pipeline)", "closedwon" -> won. */
static ptb_str stage_outcome(ptb_str stage)
{
    char plain[16];
    size_t n = 0;
    for (size_t i = 0; i < stage.len && stage.ptr[i] != '('; i++) {
        if (!is_letter_or_digit(stage.ptr[i])) continue;
        if (n == sizeof plain) return nothing;
        plain[n++] = stage.ptr[i];
    }
    if (ptb_str_equal_nocase((ptb_str){plain, n}, "closedwon")) return ptb_str_of("won");
    if (ptb_str_equal_nocase((ptb_str){plain, n}, "closedlost")) return ptb_str_of("lost");
    return nothing;
}

static ptb_str outcome(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    bool is_won = false, is_closed = false;
    bool has_won = ptb_map_flag(cell_at(cells, column->at[0]), &is_won);
    bool has_closed = ptb_map_flag(cell_at(cells, column->at[1]), &is_closed);
    (void)scratch;
    if (has_won && is_won) return ptb_str_of("won");
    if (has_closed && !is_closed) return nothing;
    if (has_closed && has_won) return ptb_str_of("lost");
    return stage_outcome(cell_at(cells, column->at[2]));
}

static ptb_str response(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    bool has_responded = false;
    (void)scratch;
    if (!ptb_map_flag(cell_at(cells, column->at[0]), &has_responded))
        has_responded = cell_at(cells, column->at[1]).len > 0;
    return ptb_str_of(has_responded ? "campaign_response" : "campaign_member");
}

static const char *find_value(const ptb_map_values *values, ptb_str value)
{
    size_t low = 0, high = values->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ptb_str_compare(value, values->pairs[middle].from);
        if (order == 0) return values->pairs[middle].to;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The field under the name that the record's own table has for it. */
static ptb_str field(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str cell = first_cell(column, cells);
    char plain[PTB_PLAIN_BYTES];
    (void)scratch;
    ptb_plain_name(cell, plain);
    const char *name = find_value(&column->fields, ptb_str_of(plain));
    return name ? ptb_str_of(name) : cell;
}

static ptb_str (*const ops[PTB_MAP_OPS])(const ptb_map_column *, const ptb_str *, ptb_map_scratch *) = {
    [PTB_MAP_TAKE] = take,
    [PTB_MAP_CONSTANT] = constant,
    [PTB_MAP_JOIN] = join,
    [PTB_MAP_FULL_NAME] = full_name,
    [PTB_MAP_FIRST_OF] = first_of,
    [PTB_MAP_IDS] = ids,
    [PTB_MAP_ID] = id,
    [PTB_MAP_ACCOUNT] = account,
    [PTB_MAP_DOMAIN] = domain,
    [PTB_MAP_WORD] = word,
    [PTB_MAP_PREFIXED] = prefixed,
    [PTB_MAP_TASK] = task,
    [PTB_MAP_MINUTES] = minutes,
    [PTB_MAP_MILLISECONDS] = milliseconds,
    [PTB_MAP_OUTCOME] = outcome,
    [PTB_MAP_RESPONSE] = response,
    [PTB_MAP_FIELD] = field,
    [PTB_MAP_DROP] = constant,
};

/* ---- values the user lists ---- */

/* A missing value stays missing under "*"; only "" speaks of it. */
static ptb_str listed(const ptb_map_values *values, ptb_str value)
{
    const char *to = find_value(values, value);
    if (!to && value.len > 0) to = values->other;
    return to ? ptb_str_of(to) : value;
}

ptb_str ptb_map_value_of(const ptb_map_column *column, const ptb_str *cells, ptb_map_scratch *scratch)
{
    ptb_str value = ops[column->op](column, cells, scratch);
    return column->values ? listed(column->values, value) : value;
}
