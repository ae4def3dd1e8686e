/* datasets/import_table_rows.c: the rows of a chunk, read into a lane, and joined to the table: who has an id of its own. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "datasets/import_table.h"

/* So many rows ahead what an id needs is fetched from memory. */
enum { SHOWN_BYTES = 60, AHEAD = 16, NUMBER_BYTES = 24 };

/* ---- lanes ---- */

static ptb_status lane_init(const ptb_table_reader *r, ptb_table_lane *lane, ptb_error *err)
{
    size_t n = r->n_taken + r->n_made;
    PTB_TRY(ptb_csv_chunk_new(&lane->chunk, err));
    PTB_TRY(ptb_text_cells_init(&lane->ids, err));
    lane->ids.keeps_texts = true;
    PTB_TRY(ptb_alloc(&lane->cells, n, sizeof *lane->cells, err));
    for (size_t i = 0; i < n; i++) {
        int target = i < r->n_taken ? r->taken[i].target : r->made[i - r->n_taken].target;
        PTB_TRY(ptb_text_cells_init(&lane->cells[i], err));
        lane->cells[i].keeps_texts = r->table->columns[target].has_repeats; /* of an earlier file */
    }
    return PTB_OK;
}

ptb_status ptb_table_lanes_new(ptb_table_reader *reader, ptb_error *err)
{
    size_t n = reader->run->context->threads > 1 ? (size_t)reader->run->context->threads : 1;
    PTB_TRY(ptb_alloc(&reader->lanes, n, sizeof *reader->lanes, err));
    reader->n_lanes = n;
    for (size_t i = 0; i < n; i++)
        PTB_TRY(lane_init(reader, &reader->lanes[i], err));
    return PTB_OK;
}

void ptb_table_lanes_free(ptb_table_reader *reader)
{
    for (size_t k = 0; k < reader->n_lanes; k++) {
        ptb_table_lane *lane = &reader->lanes[k];
        ptb_csv_chunk_free(lane->chunk);
        ptb_map_scratch_free(&lane->scratch);
        ptb_text_cells_free(&lane->ids);
        for (size_t i = 0; lane->cells && i < reader->n_taken + reader->n_made; i++)
            ptb_text_cells_free(&lane->cells[i]);
        free(lane->cells);
        free(lane->rows);
        free(lane->is_left_out);
    }
    free(reader->lanes);
    reader->lanes = NULL;
    reader->n_lanes = 0;
}

/* ---- reading a chunk: nothing of the table changes ---- */

/* Is the row none: one of a deleted record? */
static bool is_skipped(const ptb_table_reader *r, ptb_table_lane *lane, const ptb_csv_row *row)
{
    if (!r->mapping || row->is_ragged) return false;
    ptb_map_scratch_clear(&lane->scratch);
    return ptb_mapping_skips(r->mapping, row->cells);
}

static ptb_status read_id(const ptb_table_reader *r, ptb_table_lane *lane, const ptb_csv_row *row,
                          uint64_t *hash, ptb_error *err)
{
    if (r->made_id < 0 && r->id < 0) return PTB_OK;
    ptb_str cell = r->made_id < 0
                       ? row->cells[r->id]
                       : ptb_mapping_cell(r->mapping, (size_t)r->made_id, row->cells, &lane->scratch);
    cell = ptb_import_cell(r->run->settings, cell);
    *hash = ptb_dictionary_hash(r->table->ids.values, cell);
    return ptb_text_cells_add(&lane->ids, cell, err);
}

static ptb_status read_cells(const ptb_table_reader *r, ptb_table_lane *lane, const ptb_csv_row *row,
                             ptb_error *err)
{
    const ptb_import_settings *settings = r->run->settings;
    for (size_t i = 0; i < r->n_taken; i++)
        PTB_TRY(ptb_text_cells_add(&lane->cells[i], ptb_import_cell(settings, row->cells[r->taken[i].from]),
                                   err));
    for (size_t i = 0; i < r->n_made; i++) {
        ptb_str cell = ptb_mapping_cell(r->mapping, r->made[i].from, row->cells, &lane->scratch);
        PTB_TRY(ptb_text_cells_add(&lane->cells[r->n_taken + i], ptb_import_cell(settings, cell), err));
    }
    return ptb_map_scratch_check(&lane->scratch, err);
}

static ptb_status read_row(const ptb_table_reader *r, ptb_table_lane *lane, const ptb_csv_row *row,
                           ptb_error *err)
{
    ptb_table_row read = {.line = row->line,
                          .raw = row->raw.ptr,
                          .raw_len = (uint32_t)row->raw.len,
                          .n_cells = row->is_ragged ? (uint32_t)row->n_cells : 0};
    if (!row->is_ragged) {
        PTB_TRY(read_id(r, lane, row, &read.hash, err));
        PTB_TRY(read_cells(r, lane, row, err));
    }
    PTB_TRY(ptb_reserve(&lane->rows, &lane->row_capacity, lane->n_rows + 1, sizeof *lane->rows, err));
    lane->rows[lane->n_rows++] = read;
    return PTB_OK;
}

ptb_status ptb_table_lane_read(const ptb_table_reader *reader, ptb_table_lane *lane, ptb_error *err)
{
    ptb_csv_row row;
    for (bool is_row = true;;) {
        PTB_TRY(ptb_csv_chunk_next(reader->csv, lane->chunk, &row, &is_row, err));
        if (!is_row) return PTB_OK;
        if (is_skipped(reader, lane, &row))
            lane->n_skipped++;
        else
            PTB_TRY(read_row(reader, lane, &row, err));
    }
}

/* ---- joining ---- */

/* A row that is not ragged, with its id. */
typedef struct {
    const ptb_table_row *row;
    ptb_str id;
    uint64_t hash;
    char number[NUMBER_BYTES];
} whole_row;

static void reject_ragged(ptb_table_reader *r, const ptb_table_row *row)
{
    const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, NULL, PTB_REJECT_RAGGED};
    ptb_reject(&r->table->rejects, &place, (ptb_str){row->raw, row->raw_len},
               "%zu cells, expected %zu as in the header", (size_t)row->n_cells, ptb_csv_n_columns(r->csv));
}

/* `code` is that of the row that has the id already, or PTB_NO_CODE where it is empty. */
static void reject_id(ptb_table_reader *r, const whole_row *whole, uint32_t code)
{
    ptb_intake *t = r->table;
    ptb_str raw = {whole->row->raw, whole->row->raw_len};
    ptb_reject_place place = {ptb_csv_path(r->csv), whole->row->line, t->spec.id, PTB_REJECT_NO_ID};
    if (code == PTB_NO_CODE) {
        ptb_reject(&t->rejects, &place, raw, "no value in column %s, expected an id", t->spec.id);
        return;
    }
    const ptb_intake_place *first = &t->places[code];
    bool is_here = first->file == r->file;
    place.kind = PTB_REJECT_DUPLICATE;
    ptb_reject(&t->rejects, &place, raw,
               "duplicate id '%.*s' in column %s, expected each once (first in %s%sline %" PRIu64 ")",
               (int)ptb_str_cut(whole->id, SHOWN_BYTES).len, whole->id.ptr, t->spec.id,
               is_here ? "" : t->names[first->file], is_here ? "" : ", ", first->line);
}

/* The lane's k-th row that is not ragged; n_read counts the rows up to it. */
static void find_id(const ptb_table_reader *r, const ptb_table_lane *lane, size_t k, whole_row *whole)
{
    const ptb_dictionary *ids = r->table->ids.values;
    whole->hash = whole->row->hash;
    if (r->id >= 0 || r->made_id >= 0) {
        whole->id = ptb_text_cells_at(&lane->ids, k);
        return;
    }
    int n = snprintf(whole->number, sizeof whole->number, "%" PRIu64, r->n_read);
    whole->id = (ptb_str){whole->number, (size_t)n};
    whole->hash = ptb_dictionary_hash(ids, whole->id);
}

/* Adds the row's id; *is_new false (and the row rejected) where it has none or one that was there before. */
static ptb_status join_id(ptb_table_reader *r, const whole_row *whole, bool *is_new, ptb_error *err)
{
    ptb_intake *t = r->table;
    uint32_t code = PTB_NO_CODE;
    if (whole->id.len > 0)
        PTB_TRY(ptb_dictionary_add_hashed(t->ids.values, whole->id, whole->hash, &code, err));
    *is_new = code == t->n_rows;
    if (*is_new)
        t->places[t->n_rows++] = (ptb_intake_place){whole->row->line, r->file};
    else
        reject_id(r, whole, code);
    return PTB_OK;
}

/* The rows' ids, and which rows stay. */
static ptb_status join_ids(ptb_table_reader *r, ptb_table_lane *lane, ptb_error *err)
{
    ptb_intake *t = r->table;
    size_t n = lane->n_rows, k = 0;
    lane->n_left_out = 0;
    PTB_TRY(ptb_reserve(&t->places, &t->place_capacity, t->n_rows + n, sizeof *t->places, err));
    PTB_TRY(ptb_reserve(&lane->is_left_out, &lane->left_out_capacity, n, sizeof *lane->is_left_out, err));
    for (size_t i = 0; i < n; i++) {
        whole_row whole = {.row = &lane->rows[i]};
        bool is_new = false;
        r->n_read++;
        if (i + AHEAD < n) ptb_dictionary_fetch(t->ids.values, lane->rows[i + AHEAD].hash);
        if (whole.row->n_cells > 0) {
            reject_ragged(r, whole.row);
            continue;
        }
        find_id(r, lane, k, &whole);
        PTB_TRY(join_id(r, &whole, &is_new, err));
        lane->is_left_out[k++] = !is_new;
        lane->n_left_out += !is_new;
    }
    return PTB_OK;
}

/* After a file's first chunk: how many rows there will be, if the others are as long. */
static ptb_status expect_rows(ptb_table_reader *r, const ptb_table_lane *lane, ptb_error *err)
{
    ptb_intake *t = r->table;
    uint64_t n_bytes = 1;
    for (size_t i = 0; i < lane->n_rows; i++)
        n_bytes += lane->rows[i].raw_len + 1;
    if (r->n_bytes <= n_bytes) return PTB_OK; /* packed, or not a file: nobody knows; or there are no more */
    double rest = (double)(r->n_bytes - n_bytes) / (double)n_bytes * (double)lane->n_rows * 1.02;
    size_t n = t->n_rows + (size_t)rest;
    if (n > UINT32_MAX) return PTB_OK;
    PTB_TRY(ptb_reserve(&t->places, &t->place_capacity, n, sizeof *t->places, err));
    t->ids.n_rows = t->n_rows;
    PTB_TRY(ptb_text_column_expect(&t->ids, n, err));
    for (size_t i = 0; i < t->n_columns; i++)
        PTB_TRY(ptb_text_column_expect(&t->columns[i], n, err));
    return PTB_OK;
}

ptb_status ptb_table_join_rows(ptb_table_reader *reader, ptb_table_lane *lane, ptb_error *err)
{
    PTB_TRY(join_ids(reader, lane, err));
    if (!reader->is_begun) PTB_TRY(expect_rows(reader, lane, err));
    reader->is_begun = true;
    reader->n_skipped += lane->n_skipped;
    lane->n_skipped = 0;
    lane->n_rows = 0;
    ptb_text_cells_clear(&lane->ids);
    return PTB_OK;
}

ptb_status ptb_table_join_column(const ptb_table_reader *reader, ptb_table_lane *lane, size_t column,
                                 ptb_error *err)
{
    const ptb_table_cell *cell =
        column < reader->n_taken ? &reader->taken[column] : &reader->made[column - reader->n_taken];
    return ptb_text_column_join(&reader->table->columns[cell->target], &lane->cells[column],
                                lane->n_left_out > 0 ? lane->is_left_out : NULL, err);
}
