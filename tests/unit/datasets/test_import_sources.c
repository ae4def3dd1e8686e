/* tests/unit/datasets/test_import_sources.c: records from databases and from files of other forms. */
#include <sqlite3.h>
#include <unistd.h>

#include "datasets/base/h5.h"
#include "datasets/csv_reader.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

static ptb_error err;
static ptb_import_report report;

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static ptb_status import(const ptb_import_settings *settings)
{
    ptb_context context = ptb_context_default();
    ptb_h5_global_init();
    ptb_import_report_free(&report);
    return ptb_import(&context, settings, &report, &err);
}

static ptb_import_settings settings_for(const char *contacts)
{
    ptb_import_settings settings;
    ptb_import_settings_default(&settings);
    settings.contacts = test_path(contacts);
    settings.output = "h.h5";
    settings.command_line = "test";
    return settings;
}

static ptb_history *open_history(void)
{
    ptb_context context = ptb_context_default();
    ptb_history *history = NULL;
    ASSERT_OK(ptb_history_open(&context, "h.h5", &history, &err));
    return history;
}

static const char *read_text(const char *path)
{
    static char text[1 << 16];
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = 0;
    ck_assert_int_eq(fclose(f), 0);
    return text;
}

static ptb_csv *open_source(ptb_sources *sources, const char *spec, char delimiter)
{
    ptb_source *source = NULL;
    ptb_csv *csv = NULL;
    const ptb_csv_form form = {ptb_source_is_database(spec), delimiter};
    ASSERT_OK(ptb_source_open(sources, spec, &source, &err));
    ASSERT_OK(ptb_csv_open_source(source, &form, &csv, &err));
    return csv;
}

/* Rows are counted, whatever line feeds and quotes their texts hold; also beyond the first chunk, row by row or in chunks. */
START_TEST(rows_of_a_database)
{
    (void)unlink("rows.db");
    run_sql("rows.db", "CREATE TABLE t (id INTEGER, x TEXT);"
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
                       " INSERT INTO t SELECT i, char(10) || '\"' || char(10) || 'a;b;c;d,' || "
                       "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' FROM n");
    ptb_context context = ptb_context_default();
    ptb_sources *sources = NULL;
    char digest[PTB_SHA256_HEX] = "x";
    ASSERT_OK(ptb_sources_new(&context, 5, &sources, &err));
    ptb_csv *csv = open_source(sources, "sqlite:rows.db#t", ';'); /* of no concern to a database */
    ck_assert_uint_eq(ptb_csv_n_columns(csv), 2);
    ck_assert_str_eq(ptb_csv_path(csv), "sqlite:rows.db#t");
    uint64_t n = 0;
    for (bool is_row = true;;) {
        ptb_csv_row row;
        ASSERT_OK(ptb_csv_next(csv, &row, &is_row, &err));
        if (!is_row) break;
        char id[24];
        n++;
        ck_assert_uint_eq(row.line, n);
        (void)snprintf(id, sizeof id, "%llu", (unsigned long long)n);
        ck_assert(ptb_str_equal_text(row.cells[0], id));
        ck_assert_int_eq(row.cells[1].ptr[0], '\n');
    }
    ck_assert_uint_eq(n, 40000);
    ptb_csv_digest(csv, digest);
    ck_assert_uint_eq(strlen(digest), 64);
    ptb_csv_close(csv);
    csv = open_source(sources, "sqlite:rows.db#t", 0);
    ptb_csv_chunk *chunk = NULL;
    ASSERT_OK(ptb_csv_chunk_new(&chunk, &err));
    n = 0;
    for (bool is_there = true;;) {
        ASSERT_OK(ptb_csv_take(csv, chunk, &is_there, &err));
        if (!is_there) break;
        for (bool is_row = true;;) {
            ptb_csv_row row;
            ASSERT_OK(ptb_csv_chunk_next(csv, chunk, &row, &is_row, &err));
            if (!is_row) break;
            ck_assert_uint_eq(row.line, ++n);
        }
    }
    ck_assert_uint_eq(n, 40000);
    ptb_csv_chunk_free(chunk);
    ptb_csv_close(csv);
    ptb_sources_free(sources);
}
END_TEST

START_TEST(a_delimiter_that_is_said)
{
    ptb_context context = ptb_context_default();
    ptb_sources *sources = NULL;
    test_write_file("odd.csv", "a;b,c,d\n1;2,3,4\n");
    ASSERT_OK(ptb_sources_new(&context, 5, &sources, &err));
    ptb_csv *csv = open_source(sources, "odd.csv", ';');
    ck_assert_uint_eq(ptb_csv_n_columns(csv), 2);
    ck_assert_str_eq(ptb_csv_column(csv, 1), "b,c,d");
    ptb_csv_close(csv);
    csv = open_source(sources, "odd.csv", 0);
    ck_assert_uint_eq(ptb_csv_n_columns(csv), 3);
    uint64_t done = 0, total = 0;
    ptb_csv_position(csv, &done, &total);
    ck_assert_uint_eq(total, 16);
    ptb_csv_close(csv);
    ptb_source *source = NULL; /* closed with the csv that is none */
    const ptb_csv_form form = {false, 0};
    test_write_file("empty.csv", "");
    ASSERT_OK(ptb_source_open(sources, "empty.csv", &source, &err));
    ASSERT_FAILS(ptb_csv_open_source(source, &form, &csv, &err), PTB_E_PARSE, "empty.csv: the file is empty");
    ck_assert_ptr_null(csv);
    ptb_sources_free(sources);
}
END_TEST

/* A row that shows to be bad only when its column was judged is read again, by the same query. */
START_TEST(late_rejects_of_a_database)
{
    (void)unlink("crm.db");
    run_sql("crm.db",
            "CREATE TABLE c (contact_id TEXT, created_at TEXT, note TEXT);"
            "INSERT INTO c VALUES ('c1', '2024-01-01', 'x' || char(10) || 'y'), ('c2', '2024-02-31', 'z'),"
            " ('c3', '2024-02-28', NULL);"
            "CREATE TABLE a (contact_id TEXT, ts TEXT, type TEXT);"
            "INSERT INTO a VALUES ('c1', '13/01/2024', 'open'), ('c1', '14/14/2024', 'open'), ('c1', "
            "'01/02/2024', 'open')");
    ptb_import_settings settings = settings_for("sqlite:crm.db#SELECT * FROM c ORDER BY contact_id DESC");
    settings.activities = test_path("sqlite:crm.db#a");
    settings.rejects = "r.csv";
    settings.max_rejects = 3;
    settings.max_rejects_is_share = false;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.contacts, 2);
    ck_assert_uint_eq(report.activities, 2);
    ck_assert_uint_eq(report.rejected, 2);
    ck_assert_uint_eq(report.n_reasons, 1);
    ck_assert_str_eq(report.reasons[0].name, "bad_date");
    ck_assert_uint_eq(report.reasons[0].n, 2);
    const char *text = read_text("r.csv");
    ck_assert_msg(strstr(text, "sqlite:crm.db#SELECT * FROM c ORDER BY contact_id DESC,2,created_at,") !=
                      NULL,
                  "%s", text);
    ck_assert_ptr_nonnull(strstr(text, ",\"c2,2024-02-31,z\"\n"));
    ck_assert_ptr_nonnull(strstr(text, "sqlite:crm.db#a,2,ts,"));
    ck_assert_ptr_nonnull(strstr(text, ",\"c1,14/14/2024,open\"\n"));
}
END_TEST

START_TEST(a_failing_source_leaves_the_old_history)
{
    test_write_file("contacts.csv", "contact_id\nc1\n");
    ptb_import_settings settings = settings_for("contacts.csv");
    ASSERT_OK(import(&settings));
    (void)unlink("blob.db");
    run_sql("blob.db", "CREATE TABLE a (contact_id TEXT, ts TEXT, type TEXT);"
                       "INSERT INTO a VALUES ('c1', '2024-01-01', 'open'), ('c1', '2024-01-01', x'00ff')");
    settings.activities = test_path("sqlite:blob.db#a");
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "row 2");
    ptb_history *h = open_history();
    ck_assert_uint_eq(h->contacts.n, 1);
    ptb_history_close(h);
    ck_assert_int_ne(access(".h.h5.tmp", F_OK), 0);
    settings.deadline_s = 0;
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "expected more than 0");
}
END_TEST

START_TEST(decimal_comma)
{
    test_write_file("contacts.csv", "contact_id;score;share\nc1;1.234,5;0,25\nc2;-7;1\nc3;1.000.000;,5\n");
    test_write_file(
        "deals.csv",
        "opportunity_id;contact_id;created_at;amount\no1;c1;2024-01-01;12.345,67\no2;c1;2024-01-01;8\n");
    test_write_file("activities.csv", "contact_id;ts;type;value;duration_s\nc1;2024-01-01;open;1,5;1.000\n");
    ptb_import_settings settings = settings_for("contacts.csv");
    settings.opportunities = test_path("deals.csv");
    settings.activities = test_path("activities.csv");
    settings.decimal_comma = true;
    ASSERT_OK(import(&settings));
    ptb_history *h = open_history();
    const ptb_column *score = &h->contacts.columns[ptb_table_find(&h->contacts, "score")];
    ck_assert_int_eq(score->kind, PTB_COLUMN_NUMBER);
    ck_assert_int_eq(h->contacts.columns[ptb_table_find(&h->contacts, "share")].kind,
                     PTB_COLUMN_CATEGORY); /* ,5 is none */
    ASSERT_CLOSE(score->number[ptb_table_find_id(&h->contacts, "c1")], 1234.5, 0, 0);
    ASSERT_CLOSE(score->number[ptb_table_find_id(&h->contacts, "c3")], 1e6, 0, 0);
    ASSERT_CLOSE(h->opportunity_amount[ptb_table_find_id(&h->opportunities, "o1")], 12345.67, 0, 0);
    ASSERT_CLOSE((double)h->activities.value[0], 1.5, 0, 0);
    ASSERT_CLOSE((double)h->activities.duration_s[0], 1000, 0, 0);
    ptb_history_close(h);
    settings.decimal_comma = false;
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "bad number '12.345,67' in column amount");
}
END_TEST

/* Columns that are dates by their role take seconds and milliseconds since 1970; what may be any number stays one. */
START_TEST(moments_since_1970)
{
    test_write_file(
        "contacts.csv",
        "contact_id,created_at,seen\nc1,1704067200000,1704067200000\nc2,1704153600,1704153600001\n");
    test_write_file("deals.csv", "opportunity_id,contact_id,created_at,closed_at,outcome\n"
                                 "o1,c1,1704067200,1706745600000,won\no2,c1,2024-01-05,,\n");
    ptb_import_settings settings = settings_for("contacts.csv");
    settings.opportunities = test_path("deals.csv");
    ASSERT_OK(import(&settings));
    ptb_history *h = open_history();
    ck_assert_int_eq(h->contacts.created_at[ptb_table_find_id(&h->contacts, "c1")], 1704067200);
    ck_assert_int_eq(h->contacts.created_at[ptb_table_find_id(&h->contacts, "c2")], 1704153600);
    ck_assert_int_eq(h->opportunity_closed[ptb_table_find_id(&h->opportunities, "o1")], 1706745600);
    ck_assert_int_eq(h->contacts.columns[ptb_table_find(&h->contacts, "seen")].kind, PTB_COLUMN_NUMBER);
    ptb_history_close(h);
    settings.until = 1704100000;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.contacts, 1);
    ck_assert_uint_eq(report.opportunities, 1);
    ck_assert_uint_eq(report.open, 1);
}
END_TEST

TEST_MAIN("import_sources", rows_of_a_database, a_delimiter_that_is_said, late_rejects_of_a_database,
          a_failing_source_leaves_the_old_history, decimal_comma, moments_since_1970)
