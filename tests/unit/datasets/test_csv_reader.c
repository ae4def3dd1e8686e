/* tests/unit/datasets/test_csv_reader.c: rows, quotes, delimiters and everything that is not CSV. */
#include "datasets/base/rng.h"
#include "datasets/csv_reader.h"
#include "tests/support/csv_mixed.h"
#include "tests/support/test_main.h"

static ptb_error err;

static void write_bytes(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    ck_assert_int_eq(fclose(f), 0);
}

/* All rows as "cell|cell\n", a ragged one marked with "!". */
static void read_all(const char *text, size_t n, char *out, size_t capacity)
{
    ptb_csv *csv = NULL;
    ptb_csv_row row;
    bool is_row = true;
    size_t used = 0;
    write_bytes("t.csv", text, n);
    ASSERT_OK(ptb_csv_open("t.csv", &csv, &err));
    out[0] = 0;
    for (;;) {
        ASSERT_OK(ptb_csv_next(csv, &row, &is_row, &err));
        if (!is_row) break;
        if (row.is_ragged) used += (size_t)snprintf(out + used, capacity - used, "!");
        for (size_t i = 0; i < row.n_cells; i++)
            used += (size_t)snprintf(out + used, capacity - used, "%s%.*s", i ? "|" : "",
                                     (int)row.cells[i].len, row.cells[i].ptr);
        used += (size_t)snprintf(out + used, capacity - used, "\n");
    }
    ptb_csv_close(csv);
}

static const struct {
    const char *text, *rows;
} good[] = {
    {"a,b\n1,2\n", "1|2\n"},
    {"a,b\n1,2", "1|2\n"},
    {"a,b\r\n1,2\r\n3,4\r\n", "1|2\n3|4\n"},
    {"a,b\r\n1,2\n3,4\r\n", "1|2\n3|4\n"},
    {"a,b\n1,2\r", "1|2\n"},
    {"a;b\n1,5;2\n", "1,5|2\n"},
    {"a\tb\n1\t2\n", "1|2\n"},
    {"a|b\n1,5|2\n", "1,5|2\n"},
    {"\"a,x\";b\n1;2\n", "1|2\n"},
    {"a,b\n\"1,1\",\"2\"\n", "1,1|2\n"},
    {"a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", "say \"hi\"|\"\n"},
    {"a,b\n\"one\ntwo\",2\n", "one\ntwo|2\n"},
    {"a,b\n\"one\r\ntwo\",\"\"\n", "one\r\ntwo|\n"},
    {"a,b\n\"1\",\"2\"", "1|2\n"},
    {"a,b\n\n\r\n1,2\n\n", "1|2\n"},
    {"\n\r\na,b\n1,2\n", "1|2\n"},
    {"a,b\n1\n1,2,3\n1,2\n", "!1\n!1|2|3\n1|2\n"},
    {"a,b\n,\n", "|\n"},
    {"a\nx\n", "x\n"},
    {"\xEF\xBB\xBF"
     "a,b\n1,\xC3\xA9\n",
     "1|\xC3\xA9\n"},
    {"a,b\n", ""},
    {"a,b", ""},
    {"a,b,\n1,2,\n3,4, \n", "1|2|\n3|4| \n"},
};

START_TEST(good_rows)
{
    char got[512];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        read_all(good[i].text, strlen(good[i].text), got, sizeof got);
        ck_assert_msg(strcmp(got, good[i].rows) == 0, "case %zu: got '%s', want '%s'", i, got, good[i].rows);
    }
}
END_TEST

static ptb_status open_and_read(const char *path)
{
    ptb_csv *csv = NULL;
    ptb_csv_row row;
    bool is_row = true;
    ptb_status status = ptb_csv_open(path, &csv, &err);
    ck_assert(status == PTB_OK || csv == NULL);
    while (status == PTB_OK && is_row)
        status = ptb_csv_next(csv, &row, &is_row, &err);
    ptb_csv_close(csv);
    return status;
}

static const struct {
    const char *text;
    size_t n;
    ptb_status status;
    const char *words;
} bad[] = {
    {"", 0, PTB_E_PARSE, "empty"},
    {"\n\n", 2, PTB_E_PARSE, "empty"},
    {"a,b\n1,\"2\n3,4\n", 14, PTB_E_PARSE, "t.csv:2:3: the quote that opens here is never closed"},
    {"a,b\n\"x\n1\",\"2\n", 14, PTB_E_PARSE, "t.csv:3:4: the quote"},
    {"a,b\n\"1\"x,2\n", 11, PTB_E_PARSE, "t.csv:2:4: text after a closing quote"},
    {"a,b\n1 \"q\",2\n", 12, PTB_E_PARSE, "t.csv:2:3: a quote inside an unquoted cell"},
    {"a,b\n1,2\r3,4\r", 12, PTB_E_PARSE, "t.csv:2:4: a carriage return"},
    {"a,b\n1,\0\n", 8, PTB_E_PARSE, "t.csv:2:3: a NUL byte"},
    {"a,b\n\xC3\xA9,\xE9\n", 9, PTB_E_PARSE, "t.csv:2:3: a byte that is not UTF-8"},
    {"\xFF\xFE"
     "a\0,\0",
     6, PTB_E_PARSE, "t.csv:1:1: this is UTF-16"},
    {"\xFE\xFF\0a", 4, PTB_E_PARSE, "UTF-16"},
    {"a\0,\0b\0\n\0", 8, PTB_E_PARSE, "t.csv:1:2: a NUL byte"},
    {"PK\x03\x04zzz", 7, PTB_E_PARSE, "zip"},
    {"<!DOCTYPE html>\n", 16, PTB_E_PARSE, "HTML"},
    {"<html><body>", 12, PTB_E_PARSE, "HTML"},
    {"a,b,a\n1,2,3\n", 12, PTB_E_SCHEMA, "t.csv:1: the header names column 'a' twice"},
    {"a,,b\n1,,2\n1,x,2\n", 17, PTB_E_SCHEMA, "t.csv:3: column 2 holds 'x' but has no name"},
    {",\n1,2\n", 6, PTB_E_SCHEMA, "no column of the header has a name"},
};

START_TEST(bad_input)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_bytes("t.csv", bad[i].text, bad[i].n);
        ASSERT_FAILS(open_and_read("t.csv"), bad[i].status, bad[i].words);
    }
    ASSERT_FAILS(open_and_read("none.csv"), PTB_E_IO, "none.csv");
}
END_TEST

static void set_start(char *text, const char *start)
{
    for (size_t i = 0; start[i]; i++)
        text[i] = start[i];
}

static ptb_status read_to_the_end(csv_mixed *mixed)
{
    ptb_csv_row row;
    bool is_row = true;
    while (is_row)
        PTB_TRY(csv_mixed_next(mixed, &row, &is_row, &err));
    return PTB_OK;
}

/* However plain the rows before. */
START_TEST(bad_bytes_behind_plain_rows)
{
    static const char *const tails[] = {"1,\xE9\n", "1,2\r3\n", "1,x\"y\n", "\"1\"x,2\n", "1,\"2\n"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        csv_mixed mixed = {0};
        FILE *f = fopen("t.csv", "wb");
        ck_assert_ptr_nonnull(f);
        fputs("a,b\n", f);
        for (unsigned k = 0; k < 1000; k++)
            fprintf(f, "%u,text %u\n", k, k * k);
        fputs(tails[i], f);
        ck_assert_int_eq(fclose(f), 0);
        ASSERT_OK(ptb_csv_open("t.csv", &mixed.csv, &err));
        ASSERT_FAILS(read_to_the_end(&mixed), PTB_E_PARSE, "t.csv:1002:");
        ck_assert_uint_eq(mixed.n_plain, 1000);
        ptb_csv_close(mixed.csv);
        csv_mixed_free(&mixed);
    }
}
END_TEST

START_TEST(limits)
{
    size_t n = (size_t)PTB_CSV_MAX_ROW + 100;
    char *text = malloc(n);
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', n);
    set_start(text, "a,b\n");
    write_bytes("t.csv", text, n);
    ASSERT_FAILS(open_and_read("t.csv"), PTB_E_LIMIT, "t.csv:2:1: a row longer than 16 MiB");
    set_start(text, "a,b\n1,\"");
    write_bytes("t.csv", text, n);
    ASSERT_FAILS(open_and_read("t.csv"), PTB_E_LIMIT, "t.csv:2:3: the quote that opens here is not closed");
    memset(text, ',', (size_t)PTB_CSV_MAX_COLUMNS + 1);
    write_bytes("t.csv", text, (size_t)PTB_CSV_MAX_COLUMNS + 1);
    ASSERT_FAILS(open_and_read("t.csv"), PTB_E_SCHEMA, "at most 4096");
    free(text);
}
END_TEST

START_TEST(names_and_places)
{
    ptb_csv *csv = NULL;
    ptb_csv_row row;
    bool is_row = false;
    test_write_file("t.csv", " Email ,email,\"Last, First\",\nx,y,\"a\nb\",\n\n1,2,3,\n");
    ASSERT_OK(ptb_csv_open("t.csv", &csv, &err));
    ck_assert_uint_eq(ptb_csv_n_columns(csv), 4);
    ck_assert_str_eq(ptb_csv_column(csv, 0), "Email");
    ck_assert_str_eq(ptb_csv_column(csv, 2), "Last, First");
    ck_assert_str_eq(ptb_csv_column(csv, 3), "");
    ck_assert_int_eq(ptb_csv_find(csv, "email"), 1);
    ck_assert_int_eq(ptb_csv_find(csv, "EMAIL"), 0);
    ck_assert_int_eq(ptb_csv_find(csv, "phone"), -1);
    ck_assert_str_eq(ptb_csv_path(csv), "t.csv");
    ASSERT_OK(ptb_csv_next(csv, &row, &is_row, &err));
    ck_assert_uint_eq(row.line, 2);
    ck_assert(ptb_str_equal_text(row.raw, "x,y,\"a\nb\","));
    ASSERT_OK(ptb_csv_next(csv, &row, &is_row, &err));
    ck_assert_uint_eq(row.line, 5);
    ASSERT_OK(ptb_csv_next(csv, &row, &is_row, &err));
    ck_assert(!is_row);
    ptb_csv_close(csv);
    ptb_csv_close(NULL);
}
END_TEST

/* Rows around every place where a buffer of 1 MiB ends: the same cells whatever the alignment. */
START_TEST(buffer_ends)
{
    static const char pattern[] = "\"a \"\"q\"\" \r\nb\",\xC3\xA9t\xC3\xA9,\r\n";
    size_t n_pattern = sizeof pattern - 1;
    for (size_t shift = 0; shift < n_pattern; shift++) {
        ptb_csv *csv = NULL;
        ptb_csv_row row;
        bool is_row = true;
        size_t n = 0, n_wrong = 0;
        FILE *f = fopen("t.csv", "wb");
        ck_assert_ptr_nonnull(f);
        fprintf(f, "x,y,%*s\n", (int)shift + 1, "z");
        for (size_t i = 0; i < 50000; i++)
            ck_assert_uint_eq(fwrite(pattern, 1, n_pattern, f), n_pattern);
        ck_assert_int_eq(fclose(f), 0);
        ASSERT_OK(ptb_csv_open("t.csv", &csv, &err));
        for (;;) {
            if (ptb_csv_next(csv, &row, &is_row, &err) != PTB_OK || !is_row) break;
            n_wrong += row.n_cells != 3 || row.line != 2 + 2 * n ||
                       !ptb_str_equal_text(row.cells[0], "a \"q\" \r\nb") ||
                       !ptb_str_equal_text(row.cells[1], "\xC3\xA9t\xC3\xA9");
            n++;
        }
        ck_assert_uint_eq(n, 50000);
        ck_assert_uint_eq(n_wrong, 0);
        ptb_csv_close(csv);
    }
}
END_TEST

/* Rows of a file of several chunks, their lines and bytes as one number. */
static uint64_t mix_row(uint64_t hash, const ptb_csv_row *row)
{
    hash = ptb_hash_bytes(hash, row->raw.ptr, row->raw.len) ^ row->line ^ (uint64_t)row->is_ragged << 40;
    for (size_t i = 0; i < row->n_cells; i++)
        hash = ptb_hash_bytes(hash, row->cells[i].ptr, row->cells[i].len);
    return hash;
}

static void write_long_file(const char *path, unsigned kind)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs("id,text,more\n", f);
    for (unsigned i = 0; i < 120000; i++) {
        if (kind == 0)
            fprintf(f, "%u,plain text of row %u,x\n", i, i * 7);
        else if (kind == 1)
            fprintf(f, "%u,\"quoted, with\nline ends \"\"and\"\" quotes\",\"%*s\"\r\n", i, (int)(i % 97), "");
        else if (kind == 3)
            fprintf(f, "%u,%s,some%s\n", i,
                    i % 50 == 9   ? "caf\303\251"
                    : i % 50 == 0 ? "\"a \"\"b\"\"\""
                    : i % 50 == 1 ? "\"a, b\""
                                  : "",
                    i % 50 == 7 ? "\r" : "");
        else if (kind == 4)
            fprintf(f, "\"%u\",\"all, quoted\",\"%*s\"\r\n", i, (int)(i % 97), "");
        else
            fprintf(f, i % 3 ? "%u,caf\303\251 %u\n" : "%u,%u,\"\"\n\n", i, i);
    }
    ck_assert_int_eq(fclose(f), 0);
}

static uint64_t read_one_by_one(size_t *n_rows)
{
    ptb_csv *csv = NULL;
    ptb_csv_row row;
    bool is_there = true;
    uint64_t hash = 1;
    *n_rows = 0;
    ASSERT_OK(ptb_csv_open("long.csv", &csv, &err));
    for (;; ++*n_rows) {
        ASSERT_OK(ptb_csv_next(csv, &row, &is_there, &err));
        if (!is_there) break;
        hash = mix_row(hash, &row);
    }
    ptb_csv_close(csv);
    return hash;
}

static uint64_t read_chunk_rows(const ptb_csv *csv, ptb_csv_chunk *chunk, uint64_t hash)
{
    ptb_csv_row row;
    bool is_there = true;
    for (;;) {
        ASSERT_OK(ptb_csv_chunk_next(csv, chunk, &row, &is_there, &err));
        if (!is_there) return hash;
        hash = mix_row(hash, &row);
    }
}

static uint64_t read_in_chunks(size_t *n_chunks)
{
    ptb_csv *csv = NULL;
    ptb_csv_chunk *chunk = NULL;
    bool is_there = true;
    uint64_t hash = 1;
    *n_chunks = 0;
    ASSERT_OK(ptb_csv_open("long.csv", &csv, &err));
    ASSERT_OK(ptb_csv_chunk_new(&chunk, &err));
    for (;; ++*n_chunks) {
        ASSERT_OK(ptb_csv_take(csv, chunk, &is_there, &err));
        if (!is_there) break;
        hash = read_chunk_rows(csv, chunk, hash);
    }
    ptb_csv_chunk_free(chunk);
    ptb_csv_close(csv);
    return hash;
}

static uint64_t read_mixed(size_t *n_plain)
{
    csv_mixed mixed = {0};
    ptb_csv_row row;
    bool is_there = true;
    uint64_t hash = 1;
    ASSERT_OK(ptb_csv_open("long.csv", &mixed.csv, &err));
    for (;;) {
        ASSERT_OK(csv_mixed_next(&mixed, &row, &is_there, &err));
        if (!is_there) break;
        hash = mix_row(hash, &row);
    }
    *n_plain = mixed.n_plain;
    ptb_csv_close(mixed.csv);
    csv_mixed_free(&mixed);
    return hash;
}

START_TEST(chunks_hold_the_same_rows)
{
    static const size_t plain_rows[] = {120000, 0, 40000, 117600, 120000};
    for (unsigned kind = 0; kind < 5; kind++) {
        size_t n_rows = 0, n_chunks = 0;
        write_long_file("long.csv", kind);
        uint64_t one_by_one = read_one_by_one(&n_rows);
        ck_assert_uint_eq(n_rows, 120000);
        ck_assert_uint_eq(read_in_chunks(&n_chunks), one_by_one);
        ck_assert_uint_ge(n_chunks, 2);
        size_t n_plain = 0;
        ck_assert_uint_eq(read_mixed(&n_plain), one_by_one);
        ck_assert_uint_eq(n_plain, plain_rows[kind]);
    }
}
END_TEST

TEST_MAIN("csv_reader", chunks_hold_the_same_rows, good_rows, bad_input, bad_bytes_behind_plain_rows, limits,
          names_and_places, buffer_ends)
