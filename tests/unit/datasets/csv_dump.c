/* tests/unit/datasets/csv_dump.c: CSV files as JSON lines, for tests that compare the reader: csv_dump [--plain] FILE...
 *
 * For each file {"file", "columns"}, a line {"line", "ragged", "n", "cells", "raw"} for each row, and at the end {"end"}
 * or {"error", "status"}. With --plain rows are read as tests/support/csv_mixed.h does. Texts of more than 1,000 bytes are {"bytes", "sha256"}. Exit 0 either way. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "datasets/base/digest.h"
#include "datasets/csv_reader.h"
#include "tests/support/csv_mixed.h"

enum { LONG_BYTES = 1000 };

/* Bytes as they are: whoever reads this sees whether they are UTF-8. */
static void print_whole(const char *bytes, size_t n)
{
    putchar('"');
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)bytes[i] < 0x20)
            printf("\\u%04x", (unsigned)bytes[i]);
        else if (bytes[i] == '"' || bytes[i] == '\\')
            printf("\\%c", bytes[i]);
        else
            putchar(bytes[i]);
    }
    putchar('"');
}

static void print_text(const char *bytes, size_t n)
{
    char hex[PTB_SHA256_HEX];
    if (n <= LONG_BYTES) {
        print_whole(bytes, n);
        return;
    }
    ptb_sha256_of(bytes, n, hex);
    printf("{\"bytes\": %zu, \"sha256\": \"%s\"}", n, hex);
}

static void print_row(const ptb_csv_row *row)
{
    printf("{\"line\": %" PRIu64 ", \"ragged\": %s, \"n\": %zu, \"cells\": [", row->line,
           row->is_ragged ? "true" : "false", row->n_cells);
    for (size_t i = 0; i < row->n_cells && i < PTB_CSV_MAX_COLUMNS; i++) {
        if (i > 0) putchar(',');
        print_text(row->cells[i].ptr, row->cells[i].len);
    }
    printf("], \"raw\": ");
    print_text(row->raw.ptr, row->raw.len);
    printf("}\n");
}

static void print_columns(const ptb_csv *csv)
{
    printf("{\"file\": ");
    print_text(ptb_csv_path(csv), ptb_str_of(ptb_csv_path(csv)).len);
    printf(", \"columns\": [");
    for (size_t i = 0; i < ptb_csv_n_columns(csv); i++) {
        if (i > 0) putchar(',');
        print_text(ptb_csv_column(csv, i), ptb_str_of(ptb_csv_column(csv, i)).len);
    }
    printf("]}\n");
}

static void dump(const char *path, bool is_plain)
{
    ptb_error err = {0};
    ptb_csv *csv = NULL;
    ptb_csv_row row;
    csv_mixed mixed = {0};
    bool is_row = true;
    ptb_status status = ptb_csv_open(path, &csv, &err);
    mixed.csv = csv;
    if (status == PTB_OK) print_columns(csv);
    while (status == PTB_OK) {
        status =
            is_plain ? csv_mixed_next(&mixed, &row, &is_row, &err) : ptb_csv_next(csv, &row, &is_row, &err);
        if (status != PTB_OK || !is_row) break;
        print_row(&row);
    }
    if (status == PTB_OK) {
        printf("{\"end\": true}\n");
    } else {
        printf("{\"error\": ");
        print_whole(err.message, ptb_str_of(err.message).len);
        printf(", \"status\": \"%s\"}\n", ptb_status_text(status));
    }
    csv_mixed_free(&mixed);
    ptb_csv_close(csv);
    (void)fflush(stdout); /* should the next file crash the program, this one is told */
}

int main(int argc, char **argv)
{
    bool is_plain = argc > 1 && strcmp(argv[1], "--plain") == 0;
    for (int i = 1 + is_plain; i < argc; i++)
        dump(argv[i], is_plain);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
