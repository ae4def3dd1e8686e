/* tests/fuzz/fuzz_csv.c: any bytes: refused with a place, or read, and then written quoted and read to the same cells; plain rows are the same as any. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/csv_reader.h"
#include "tests/support/csv_mixed.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool holds)
{
    if (!holds) abort();
}

static void write_plain(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    require(f != NULL);
    require(fwrite(bytes, 1, n, f) == n);
    require(fclose(f) == 0);
}

static void add_cell(ptb_text *out, ptb_str cell, bool is_first)
{
    ptb_text_add(out, is_first ? "\"" : ",\"");
    for (size_t i = 0; i < cell.len; i++)
        ptb_text_append(out, cell.ptr[i] == '"' ? "\"\"" : &cell.ptr[i], cell.ptr[i] == '"' ? 2 : 1);
    ptb_text_add(out, "\"");
}

/* The table written with every cell quoted; false where it was refused. */
static bool read_table(const char *path, bool is_mixed, ptb_text *out)
{
    ptb_error err = {0};
    ptb_csv *csv = NULL;
    ptb_csv_row row;
    csv_mixed mixed = {0};
    bool is_row = true;
    uint64_t line = 0;
    ptb_status status = ptb_csv_open(path, &csv, &err);
    require((status == PTB_OK) == (csv != NULL));
    mixed.csv = csv;
    for (size_t i = 0; csv && i < ptb_csv_n_columns(csv); i++) {
        add_cell(out, ptb_str_of(ptb_csv_column(csv, i)), i == 0);
        if (ptb_csv_column(csv, i)[0]) require(ptb_csv_find(csv, ptb_csv_column(csv, i)) == (int)i);
    }
    ptb_text_add(out, "\n");
    while (status == PTB_OK) {
        status =
            is_mixed ? csv_mixed_next(&mixed, &row, &is_row, &err) : ptb_csv_next(csv, &row, &is_row, &err);
        if (status != PTB_OK || !is_row) break;
        require(row.line > line && row.raw.len > 0 &&
                row.is_ragged == (row.n_cells != ptb_csv_n_columns(csv)));
        line = row.line;
        for (size_t i = 0; i < row.n_cells && i < PTB_CSV_MAX_COLUMNS; i++)
            add_cell(out, row.cells[i], i == 0);
        ptb_text_add(out, "\n");
    }
    require(status == PTB_OK || strstr(err.message, path) != NULL);
    if (status != PTB_OK) ptb_text_add(out, err.message);
    csv_mixed_free(&mixed);
    ptb_csv_close(csv);
    return status == PTB_OK;
}

static bool is_same(const ptb_text *a, const ptb_text *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    ptb_text first = {0}, mixed = {0}, second = {0};
    write_plain("fuzz.csv", bytes, n);
    bool is_table = read_table("fuzz.csv", false, &first);
    require(read_table("fuzz.csv", true, &mixed) == is_table && is_same(&first, &mixed));
    if (is_table) {
        write_plain("again.csv", first.bytes, first.len);
        require(read_table("again.csv", true, &second) && is_same(&first, &second));
    }
    ptb_text_free(&first);
    ptb_text_free(&mixed);
    ptb_text_free(&second);
    return 0;
}
