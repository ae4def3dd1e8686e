/* tests/unit/datasets/test_source.c: files and SQLite as sources of CSV: what is delivered, what is refused, in which words. */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "datasets/source.h"
#include "tests/support/test_main.h"

static ptb_error err;

/* ---- support ---- */

static void remove_database(const char *path)
{
    char name[300];
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)remove(name);
    }
}

static void run_on(sqlite3 *db, const char *sql)
{
    char *said = NULL;
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &said) == SQLITE_OK, "%s: %s", sql, said);
}

static sqlite3 *open_writer(const char *path)
{
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void make_database(const char *path, const char *sql)
{
    remove_database(path);
    sqlite3 *db = open_writer(path);
    run_on(db, sql);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static ptb_context context;
static ptb_sources *sources;

static void begin_sources(double deadline_s)
{
    context = ptb_context_default();
    ASSERT_OK(ptb_sources_new(&context, deadline_s, &sources, &err));
}

static void end_sources(void)
{
    ptb_sources_free(sources);
    sources = NULL;
}

/* All bytes of a source, terminated; in steps of `step` bytes. */
static ptb_status read_source(const char *spec, size_t step, ptb_text *out)
{
    ptb_source *source = NULL;
    char buffer[4096], digest[PTB_SHA256_HEX], want[PTB_SHA256_HEX];
    size_t n = step;
    ptb_text_clear(out);
    ptb_text_append(out, "", 0);
    ptb_status status = ptb_source_open(sources, spec, &source, &err);
    ck_assert((status == PTB_OK) == (source != NULL));
    while (status == PTB_OK && n == step) {
        ptb_source_digest(source, digest);
        ck_assert_str_eq(digest, "");
        status = ptb_source_read(source, buffer, step, &n, &err);
        ptb_text_append(out, buffer, status == PTB_OK ? n : 0);
    }
    if (status == PTB_OK && ptb_source_is_database(spec)) {
        uint64_t done, total;
        ptb_source_digest(source, digest);
        ptb_sha256_of(out->bytes, out->len, want);
        ck_assert_str_eq(digest, want);
        ptb_source_position(source, &done, &total);
        ck_assert_uint_eq(done, out->len);
        ck_assert_uint_eq(total, 0);
    }
    ptb_source_close(source);
    return status;
}

static void assert_delivers(const char *spec, const char *want)
{
    ptb_text got = {0};
    ASSERT_OK(read_source(spec, 4096, &got));
    ck_assert_str_eq(got.bytes, want);
    ASSERT_OK(read_source(spec, 1, &got));
    ck_assert_str_eq(got.bytes, want);
    ptb_text_free(&got);
}

static void assert_refused(const char *spec, ptb_status status, const char *words)
{
    ptb_text got = {0};
    ASSERT_FAILS(read_source(spec, 4096, &got), status, words);
    ptb_text_free(&got);
}

/* ---- names of sources ---- */

static const struct {
    const char *spec;
    ptb_status status;
    const char *words;
} checked[] = {
    {"a.csv", PTB_OK, ""},
    {"-", PTB_OK, ""},
    {"a#b.csv", PTB_OK, ""},
    {"", PTB_E_ARG, "empty"},
    {"mysql://h/db#t", PTB_E_ARG, "no source that can be read"},
    {"sqlite:a.db#t", PTB_OK, ""},
    {"SQLite:a.db# select 1", PTB_OK, ""},
    {"sqlite:a.db", PTB_E_ARG, "names no table"},
    {"sqlite:#t", PTB_E_ARG, "names no file"},
    {"sqlite:a.db#", PTB_E_ARG, "nothing follows the #"},
    {"sqlite:a.db#  ", PTB_E_ARG, "nothing follows the #"},
    {"postgresql://u:p@h/db#t", PTB_OK, ""},
    {"postgres://u@h:5432/db#s.t", PTB_OK, ""},
    {"postgresql:///db?host=/tmp#t", PTB_OK, ""},
    {"postgresql://[::1]:5432,h2:5433/db#t", PTB_OK, ""},
    {"postgresql://u@h/db#select '#' || '@'", PTB_OK, ""},
    {"postgresql://u@h/db#\"a@b#c\"", PTB_OK, ""},
    {"postgresql://u@h/db", PTB_E_ARG, "names no table"},
    {"postgresql://u@h/db#", PTB_E_ARG, "nothing follows the #"},
    {"postgresql:u:geheim@h/db#t", PTB_E_ARG, "one way only"},
    {"postgresql://u:ge@heim@h/db#t", PTB_E_ARG, "one way only"},
    {"postgresql://u:ge/heim@h/db#t", PTB_E_ARG, "one way only"},
    {"postgresql://u:ge?heim@h/db#t", PTB_E_ARG, "one way only"},
    {"postgresql://u:ge#heim@h/db#t", PTB_E_ARG, "one way only"},
    {"postgresql://u:12#heim@h/db#t", PTB_E_ARG, "# or @ stands after the first #"},
    {"postgresql://h/db?password=ge@heim#t", PTB_E_ARG, "one way only"},
    {"postgresql://h/db?password=ge#heim#t", PTB_E_ARG, "# or @ stands after"},
    {"PostgreSQL://u:ge@heim@h/db#t", PTB_E_ARG, "one way only"},
    {"mysql://u:geheim@h/db#t", PTB_E_ARG, "no source"},
};

START_TEST(specs_are_checked)
{
    for (size_t i = 0; i < sizeof checked / sizeof checked[0]; i++) {
        err.message[0] = 0;
        ptb_status status = ptb_source_check(checked[i].spec, &err);
        ck_assert_msg(status == checked[i].status, "%s: %s", checked[i].spec, err.message);
        ck_assert_msg(strstr(err.message, checked[i].words) != NULL, "%s: %s", checked[i].spec, err.message);
        ck_assert_msg(strstr(err.message, "ge@") == NULL && strstr(err.message, "heim") == NULL, "%s: %s",
                      checked[i].spec, err.message);
    }
    ck_assert(!ptb_source_is_database("a.csv"));
    ck_assert(ptb_source_is_database("sqlite:a"));
    ck_assert(ptb_source_is_database("POSTGRES://a"));
}
END_TEST

static const struct {
    const char *spec, *shown;
} redacted[] = {
    {"", ""},
    {"a.csv", "a.csv"},
    {"sqlite:a:b@c.db#t", "sqlite:a:b@c.db#t"},
    {"postgresql://h/db#t", "postgresql://h/db#t"},
    {"postgresql://u@h:5432/db#t", "postgresql://u@h:5432/db#t"},
    {"postgresql://u:geheim@h/db#t", "postgresql://u:***@h/db#t"},
    {"postgresql://u:@h/db#t", "postgresql://u:***@h/db#t"},
    {"postgresql://:geheim@h/db#t", "postgresql://:***@h/db#t"},
    {"postgres://u:geheim@h", "postgres://u:***@h"},
    {"POSTGRESQL://u:geheim@h/db#t", "POSTGRESQL://u:***@h/db#t"},
    {"postgresql:/u:geheim@h/db#t", "postgresql:/u:***@h/db#t"},
    {"postgresql://u:ge%40heim@h/db#t", "postgresql://u:***@h/db#t"},
    {"postgresql://u:ge@heim@h/db#t", "postgresql://u:***@h/db#t"},
    {"postgresql://u:ge/heim?@h/db#t", "postgresql://u:***@h/db#t"},
    {"postgresql://u:ge#heim@h/db#t", "postgresql://u:***@h/db#t"},
    {"postgresql://u:ge#heim@h/db#select '@'", "postgresql://u:***@h/db#select '@'"},
    {"postgresql://u:geheim@h/db#select a from t where m like '%@x'",
     "postgresql://u:***@h/db#select a from t where m like '%@x'"},
    {"postgresql://u@h/db?password=geheim#t", "postgresql://u@h/db?password=***#t"},
    {"postgresql://h/db?password=geheim&sslmode=disable#t",
     "postgresql://h/db?password=***&sslmode=disable#t"},
    {"postgresql://h/db?password=ge&heim&sslmode=disable#t",
     "postgresql://h/db?password=***&sslmode=disable#t"},
    {"postgresql://h/db?password=ge#heim#t", "postgresql://h/db?password=***#t"},
    {"postgresql://h/db?p%61ssword=geheim#t", "postgresql://h/db?p%61ssword=***#t"},
    {"postgresql://h/db?user=u&PASSWORD=geheim&sslpassword=geheim#t",
     "postgresql://h/db?user=u&PASSWORD=***&sslpassword=***#t"},
    {"postgresql://u:geheim@h/db?password=geheim#t", "postgresql://u:***@h/db?password=***#t"},
    {"--contacts=postgresql://u:geheim@h/db#t", "--contacts=postgresql://u:***@h/db#t"},
    {"host=h password=geheim dbname=d", "host=h password=***"},
    {"mysql://u:geheim@h/db", "mysql://u:***@h/db"},
};

START_TEST(passwords_are_hidden)
{
    for (size_t i = 0; i < sizeof redacted / sizeof redacted[0]; i++) {
        ptb_text shown = {0};
        ptb_source_redact(redacted[i].spec, &shown);
        ck_assert_str_eq(shown.bytes, redacted[i].shown);
        ptb_text_free(&shown);
    }
}
END_TEST

/* ---- files ---- */

START_TEST(files_as_they_are)
{
    ptb_source *source = NULL;
    char digest[PTB_SHA256_HEX];
    uint64_t done, total;
    size_t n;
    begin_sources(1);
    test_write_file("f.csv", "a;b\r\n1;2\r\n");
    assert_delivers("f.csv", "a;b\r\n1;2\r\n");
    ASSERT_OK(ptb_source_open(sources, "f.csv", &source, &err));
    ck_assert_str_eq(ptb_source_name(source), "f.csv");
    ASSERT_OK(ptb_source_read(source, digest, 4, &n, &err));
    ptb_source_position(source, &done, &total);
    ck_assert_uint_eq(n, 4);
    ck_assert_uint_eq(total, 10);
    ptb_source_digest(source, digest);
    ck_assert_str_eq(digest, "");
    ptb_source_close(source);
    assert_refused("missing.csv", PTB_E_IO, "cannot open 'missing.csv'");
    end_sources();
    ASSERT_FAILS(ptb_sources_new(&context, 0, &sources, &err), PTB_E_ARG, "more than 0");
    ptb_sources_free(NULL);
    ptb_source_close(NULL);
    (void)remove("f.csv");
}
END_TEST

/* ---- SQLite: what is delivered ---- */

static const char types_sql[] =
    "CREATE TABLE Types(i INTEGER, r REAL, t TEXT, \"odd, name\" );"
    "INSERT INTO Types VALUES (9223372036854775807, 0.1, 'a,b', NULL), (-9223372036854775808, 3.0, 'say "
    "\"hi\"', ''),"
    "  (0, -1e-300, 'one' || char(10) || 'two', 9007199254740993), (NULL, NULL, ' blank ', '=1+1');"
    "CREATE VIEW seen AS SELECT i, t FROM Types WHERE i > 0;"
    "CREATE TABLE single(x); INSERT INTO single VALUES (NULL), (1), ('');"
    "CREATE TABLE no_rows(a, b);";

START_TEST(values_as_csv)
{
    begin_sources(1);
    make_database("t.db", types_sql);
    assert_delivers("sqlite:t.db#Types", "i,r,t,\"odd, name\"\n"
                                         "9223372036854775807,0.1,\"a,b\",\n"
                                         "-9223372036854775808,3,\"say \"\"hi\"\"\",\"\"\n"
                                         "0,-1e-300,\"one\ntwo\",9007199254740993\n"
                                         ",, blank ,=1+1\n");
    assert_delivers("sqlite:t.db#tYPES", "i,r,t,\"odd, name\"\n"
                                         "9223372036854775807,0.1,\"a,b\",\n"
                                         "-9223372036854775808,3,\"say \"\"hi\"\"\",\"\"\n"
                                         "0,-1e-300,\"one\ntwo\",9007199254740993\n"
                                         ",, blank ,=1+1\n");
    assert_delivers("sqlite:t.db#seen", "i,t\n9223372036854775807,\"a,b\"\n");
    assert_delivers("sqlite:t.db#single", "x\n\"\"\n1\n\"\"\n");
    assert_delivers("sqlite:t.db#no_rows", "a,b\n");
    assert_delivers("sqlite:t.db# select 1 AS a, 'x' AS \"b\" ; -- that's all ", "a,b\n1,x\n");
    assert_delivers(
        "sqlite:t.db#/* c */ WITH q(n) AS (VALUES (1), (2)) SELECT n, n * 10 AS m FROM q ORDER BY n DESC",
        "n,m\n2,20\n1,10\n");
    assert_delivers("sqlite:./t.db#VALUES (1, '#')", "column1,column2\n1,#\n");
    end_sources();
    remove_database("t.db");
}
END_TEST

START_TEST(tables_in_order_of_rowid)
{
    begin_sources(1);
    make_database(
        "t.db",
        "CREATE TABLE t(rowid TEXT, x); INSERT INTO t(_rowid_, rowid, x) VALUES (3, 'a', 1), (1, 'c', 2);"
        "CREATE UNIQUE INDEX i ON t(rowid, x);"
        "CREATE TABLE w(k PRIMARY KEY, x) WITHOUT ROWID; INSERT INTO w VALUES (2, 'b'), (1, 'a');"
        "CREATE TABLE all_taken(rowid, oid, _rowid_); INSERT INTO all_taken VALUES (2, 2, 2), (1, 1, 1);");
    assert_delivers("sqlite:t.db#t", "rowid,x\nc,2\na,1\n");
    assert_delivers("sqlite:t.db#w", "k,x\n1,a\n2,b\n");
    assert_delivers("sqlite:t.db#all_taken", "rowid,oid,_rowid_\n2,2,2\n1,1,1\n");
    end_sources();
    remove_database("t.db");
}
END_TEST

static const char *const odd_names[] = {"\"; DROP TABLE victim; --",
                                        "'",
                                        "\"",
                                        "\"\"\"",
                                        "a.b",
                                        "select",
                                        "table",
                                        "where",
                                        "SELECT",
                                        "%w %s %n",
                                        "[x]",
                                        "`y`",
                                        "\xC3\xA9t\xC3\xA9",
                                        "\xE8\xA1\xA8",
                                        "#",
                                        "a#b",
                                        "file:x",
                                        "$1",
                                        "?1",
                                        ";",
                                        "--",
                                        "/*",
                                        "*/",
                                        "(",
                                        ")",
                                        "1",
                                        "-1",
                                        "\\",
                                        "a\nb",
                                        "\"quoted\"",
                                        "NULL",
                                        "main.x",
                                        "rowid",
                                        "_rowid_"};

/* Names out of odd characters: the same ones in every run. */
static void make_name(size_t i, char *out)
{
    static const char odd[] = "\"'`;[]()#@%$?*/\\-_. xyzXYZ019,\t\n";
    size_t n_odd = sizeof odd_names / sizeof odd_names[0];
    uint64_t state = i * UINT64_C(6364136223846793005) + 1442695040888963407u;
    if (i < n_odd) {
        (void)snprintf(out, 128, "%s", odd_names[i]);
        return;
    }
    size_t len = i == n_odd ? 100 : 5 + i % 20; /* the number at its end keeps it apart from the others */
    for (size_t j = 0; j < len; j++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        out[j] = odd[(state >> 33) % (sizeof odd - 1)];
    }
    if (out[0] == ' ' || out[0] == '\t' || out[0] == '\n') out[0] = 'n';
    (void)snprintf(out + len, 16, "%zu", i);
}

START_TEST(nasty_names_come_back)
{
    char name[128], spec[160], want[32];
    remove_database("n.db");
    sqlite3 *db = open_writer("n.db");
    run_on(db, "BEGIN; CREATE TABLE victim(v); INSERT INTO victim VALUES ('alive')");
    for (size_t i = 0; i < 300; i++) {
        make_name(i, name);
        char *sql =
            sqlite3_mprintf("CREATE TABLE \"%w\"(a); INSERT INTO \"%w\" VALUES (%d)", name, name, (int)i);
        /* odd_names holds select and SELECT: one table */
        if (i != 8) run_on(db, sql);
        sqlite3_free(sql);
    }
    run_on(db, "COMMIT");
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    begin_sources(5);
    for (size_t i = 0; i < 300; i++) {
        make_name(i, name);
        (void)snprintf(spec, sizeof spec, "sqlite:n.db#%s", name);
        (void)snprintf(want, sizeof want, "a\n%zu\n", i == 8 ? 5 : i);
        assert_delivers(spec, want);
    }
    assert_delivers("sqlite:n.db#\"victim\"", "v\nalive\n");
    end_sources();
    remove_database("n.db");
}
END_TEST

START_TEST(two_tables_of_one_moment)
{
    ptb_text first = {0}, again = {0};
    make_database("w.db", "PRAGMA journal_mode=WAL; CREATE TABLE a(x); CREATE TABLE b(x);"
                          "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
    sqlite3 *writer = open_writer("w.db");
    run_on(writer, "INSERT INTO a VALUES (2)");
    begin_sources(2);
    ASSERT_OK(read_source("sqlite:w.db#a", 100, &first));
    ck_assert_str_eq(first.bytes, "x\n1\n2\n");
    run_on(writer, "INSERT INTO a VALUES (3); INSERT INTO b VALUES (3); CREATE TABLE c(x)");
    assert_delivers("sqlite:./w.db#b", "x\n1\n");
    ASSERT_OK(read_source("sqlite:w.db#a", 100, &again));
    ck_assert_str_eq(first.bytes, again.bytes);
    assert_refused("sqlite:w.db#c", PTB_E_SCHEMA, "there are: 'a', 'b'");
    end_sources();
    begin_sources(2);
    assert_delivers("sqlite:w.db#b", "x\n1\n3\n");
    end_sources();
    ck_assert_int_eq(sqlite3_close(writer), SQLITE_OK);
    ptb_text_free(&first);
    ptb_text_free(&again);
    remove_database("w.db");
}
END_TEST

START_TEST(large_tables_in_any_step)
{
    ptb_text a = {0}, b = {0};
    make_database(
        "l.db",
        "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
        " SELECT i, i * 0.5 AS half, 'row ' || i AS t FROM n");
    begin_sources(5);
    ASSERT_OK(read_source("sqlite:l.db#t", 4096, &a));
    ASSERT_OK(read_source("sqlite:l.db#t", 777, &b));
    ck_assert_uint_gt(a.len, 800000);
    ck_assert_str_eq(a.bytes, b.bytes);
    ck_assert_ptr_nonnull(strstr(a.bytes, "\n50000,25000,row 50000\n"));
    end_sources();
    ptb_text_free(&a);
    ptb_text_free(&b);
    remove_database("l.db");
}
END_TEST

/* ---- SQLite: what is refused ---- */

START_TEST(refused_in_words)
{
    begin_sources(1);
    make_database("t.db",
                  "CREATE TABLE contacts(a); CREATE TABLE accounts(a); INSERT INTO contacts VALUES (1);"
                  "CREATE TABLE blobs(ok, b); INSERT INTO blobs VALUES (1, 2), (2, x'00ff');"
                  "CREATE TABLE bad(t); INSERT INTO bad VALUES ('fine'), (CAST(x'c328' AS TEXT));"
                  "CREATE TABLE nul(t); INSERT INTO nul VALUES ('a' || char(0) || 'b');"
                  "CREATE TABLE inf(r); INSERT INTO inf VALUES (9e999);");
    assert_refused("sqlite:t.db#contact", PTB_E_SCHEMA,
                   "did you mean 'contacts'? there are: 'accounts', 'bad', 'blobs'");
    assert_refused("sqlite:t.db#x.contacts", PTB_E_SCHEMA, "there is no table or view 'x.contacts'");
    assert_refused("sqlite:t.db#DROP TABLE contacts", PTB_E_SCHEMA, "a query begins with SELECT");
    assert_refused("sqlite:t.db#blobs", PTB_E_DATA, "table 'blobs', row 2, column 'b': a BLOB");
    assert_refused("sqlite:t.db#bad", PTB_E_DATA, "table 'bad', row 2, column 't': a text that is not UTF-8");
    assert_refused("sqlite:t.db#nul", PTB_E_DATA, "row 1, column 't': a text with a NUL byte");
    assert_refused("sqlite:t.db#inf", PTB_E_DATA, "row 1, column 'r': an infinite number");
    assert_refused("sqlite:t.db#select -9e999 AS x", PTB_E_DATA, "the query, row 1, column 'x'");
    assert_refused("sqlite:t.db#select 1; select 2", PTB_E_ARG, "several statements");
    assert_refused("sqlite:t.db#select 1; drop table contacts", PTB_E_ARG, "several statements");
    assert_refused("sqlite:t.db#select 1; nonsense", PTB_E_ARG, "several statements");
    assert_refused("sqlite:t.db#with x as (select 1) delete from contacts", PTB_E_ARG, "not a reading one");
    assert_refused("sqlite:t.db#with x as (select 1) insert into contacts select * from x returning a",
                   PTB_E_ARG, "not a reading one");
    assert_refused("sqlite:t.db#select ?", PTB_E_ARG, "parameters");
    assert_refused("sqlite:t.db#select missing from contacts", PTB_E_SCHEMA,
                   "'t.db': no such column: missing");
    assert_refused("sqlite:t.db#select * from", PTB_E_SCHEMA, "incomplete input");
    assert_refused("sqlite:t.db#select load_extension('x')", PTB_E_SCHEMA, "");
    assert_delivers("sqlite:t.db#contacts", "a\n1\n");
    end_sources();
    remove_database("t.db");
}
END_TEST

START_TEST(no_database)
{
    struct stat info;
    begin_sources(1);
    (void)mkdir("folder", 0777);
    test_write_file("text.db",
                    "a,b\n1,2\n and more text, so that there is a header's length of it: one hundred bytes, "
                    "which is what it takes\n");
    test_write_file("empty.db", "");
    assert_refused("sqlite:missing.db#t", PTB_E_IO, "cannot open 'missing.db': No such file");
    ck_assert_int_ne(stat("missing.db", &info), 0);
    assert_refused("sqlite:file:missing.db?mode=rwc#t", PTB_E_IO, "No such file");
    assert_refused("sqlite:folder#t", PTB_E_IO, "is a folder");
    assert_refused("sqlite:/dev/null#t", PTB_E_IO, "not a plain file");
    assert_refused("sqlite::memory:#t", PTB_E_IO, "No such file");
    assert_refused("sqlite:text.db#t", PTB_E_PARSE, "not a SQLite database");
    assert_refused("sqlite:empty.db#t", PTB_E_SCHEMA, "it holds none");
    make_database("./file:t.db", "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    assert_delivers("sqlite:file:t.db#t", "a\n1\n");
    remove_database("./file:t.db");
    end_sources();
    (void)rmdir("folder");
    (void)remove("text.db");
    (void)remove("empty.db");
}
END_TEST

START_TEST(locked)
{
    make_database("k.db", "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    sqlite3 *writer = open_writer("k.db");
    run_on(writer, "BEGIN EXCLUSIVE");
    begin_sources(0.3);
    double start = (double)time(NULL);
    assert_refused("sqlite:k.db#t", PTB_E_BUSY, "has been locked by another program for 0.3 s");
    ck_assert(difftime(time(NULL), (time_t)start) < 5);
    ck_assert_int_eq(ptb_status_exit(PTB_E_BUSY), 75);
    run_on(writer, "COMMIT");
    assert_delivers("sqlite:k.db#t", "a\n1\n");
    end_sources();
    ck_assert_int_eq(sqlite3_close(writer), SQLITE_OK);
    remove_database("k.db");
}
END_TEST

static const char endless[] = "sqlite:c.db#WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                              "SELECT count(*) FROM n";

START_TEST(cancelled_and_silent)
{
    static volatile sig_atomic_t signal_number;
    ptb_source *source = NULL;
    char buffer[64];
    size_t n;
    make_database("c.db", "CREATE TABLE t(a)");
    begin_sources(0.3);
    assert_refused(endless, PTB_E_IO, "the query gave no row for 0.3 s");
    ASSERT_OK(ptb_source_open(sources, endless, &source, &err));
    context.cancel = &signal_number;
    signal_number = 15;
    ASSERT_FAILS(ptb_source_read(source, buffer, sizeof buffer, &n, &err), PTB_E_CANCELLED, "signal 15");
    ck_assert_uint_eq(n, 0);
    ASSERT_FAILS(ptb_source_read(source, buffer, sizeof buffer, &n, &err), PTB_E_IO,
                 "could not be read to its end");
    ptb_source_close(source);
    assert_refused("sqlite:c.db#t", PTB_E_CANCELLED, "signal 15");
    end_sources();
    remove_database("c.db");
}
END_TEST

/* ---- SQLite: damage ---- */

static size_t read_bytes(const char *path, unsigned char **out)
{
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(fseek(f, 0, SEEK_END), 0);
    long n = ftell(f);
    ck_assert_int_gt(n, 0);
    *out = malloc((size_t)n);
    ck_assert_ptr_nonnull(*out);
    ck_assert_int_eq(fseek(f, 0, SEEK_SET), 0);
    ck_assert_uint_eq(fread(*out, 1, (size_t)n, f), (size_t)n);
    ck_assert_int_eq(fclose(f), 0);
    return (size_t)n;
}

static void write_bytes(const char *path, const unsigned char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    ck_assert_int_eq(fclose(f), 0);
}

static bool is_clean(ptb_status status)
{
    return status == PTB_OK || status == PTB_E_INTEGRITY || status == PTB_E_PARSE || status == PTB_E_IO ||
           status == PTB_E_SCHEMA || status == PTB_E_DATA;
}

static void try_damaged(const unsigned char *bytes, size_t n, size_t *n_refused)
{
    static const char *const specs[] = {"sqlite:d.db#t", "sqlite:d.db#v",
                                        "sqlite:d.db#select b, count(*) from t group by b"};
    ptb_text got = {0};
    write_bytes("d.db", bytes, n);
    begin_sources(5);
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        err.message[0] = 0;
        ptb_status status = read_source(specs[i], 4096, &got);
        ck_assert_msg(is_clean(status), "%s: %s", ptb_status_text(status), err.message);
        ck_assert((status == PTB_OK) == (err.message[0] == 0));
        *n_refused += status != PTB_OK;
    }
    end_sources();
    ptb_text_free(&got);
}

START_TEST(damaged_copies)
{
    unsigned char *bytes = NULL;
    size_t n_refused = 0;
    uint64_t state = 20240501;
    make_database("whole.db", "PRAGMA page_size=512; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c REAL);"
                              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
                              " INSERT INTO t SELECT i, 'text ' || (i % 7), i / 3.0 FROM n;"
                              "CREATE INDEX tb ON t(b); CREATE VIEW v AS SELECT b, c FROM t ORDER BY b");
    size_t n = read_bytes("whole.db", &bytes);
    for (int i = 0; i < 1000; i++) {
        unsigned char *copy = malloc(n);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, bytes, n);
        for (int j = 0; j < 1 + i % 8; j++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            /* every second one in the header or the schema, where it counts */
            copy[(state >> 33) % (i % 2 ? n : 1024)] = (unsigned char)(state >> 25);
        }
        try_damaged(copy, n, &n_refused);
        free(copy);
    }
    ck_assert_uint_gt(n_refused, 300);
    for (size_t cut = 1; cut < n; cut += 509)
        try_damaged(bytes, cut, &n_refused);
    free(bytes);
    remove_database("whole.db");
    remove_database("d.db");
}
END_TEST

/* As when a writer is killed in the middle: the journal is there, and nobody may play it back. */
START_TEST(hot_journal)
{
    unsigned char *database = NULL, *journal = NULL;
    make_database("h.db", "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    sqlite3 *writer = open_writer("h.db");
    run_on(writer, "PRAGMA cache_size=1; BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                   "n WHERE i < 5000)"
                   " INSERT INTO t SELECT i FROM n");
    size_t n = read_bytes("h.db", &database), n_journal = read_bytes("h.db-journal", &journal);
    write_bytes("hot.db", database, n);
    write_bytes("hot.db-journal", journal, n_journal);
    begin_sources(1);
    assert_refused("sqlite:hot.db#t", PTB_E_IO, "was left in the middle of a write");
    end_sources();
    ck_assert_int_eq(sqlite3_close(writer), SQLITE_OK);
    free(database);
    free(journal);
    remove_database("h.db");
    remove_database("hot.db");
}
END_TEST

/* In a child, which gives up being root: root may write anywhere. */
static int read_wal_as_nobody(const char *folder, const char *spec)
{
    ptb_source *source = NULL;
    if (chmod(folder, 0555) != 0) return 2;
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 3;
    context = ptb_context_default();
    if (ptb_sources_new(&context, 1, &sources, &err) != PTB_OK) return 4;
    ptb_status status = ptb_source_open(sources, spec, &source, &err);
    ptb_source_close(source);
    ptb_sources_free(sources);
    if (status != PTB_E_IO || strstr(err.message, "is in WAL mode and its folder can't be written") == NULL) {
        (void)fprintf(stderr, "%s: %s\n", ptb_status_text(status), err.message);
        return 5;
    }
    return 0;
}

START_TEST(wal_in_a_read_only_folder)
{
    char folder[] = "/tmp/ptb-wal-XXXXXX", path[64], spec[80];
    int result = -1;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/w.db", folder);
    (void)snprintf(spec, sizeof spec, "sqlite:%s#t", path);
    make_database(path, "PRAGMA journal_mode=WAL; CREATE TABLE t(a)");
    ck_assert_int_eq(chmod(path, 0444), 0);
    pid_t child = fork();
    if (child == 0) _exit(read_wal_as_nobody(folder, spec));
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    (void)chmod(folder, 0755);
    remove_database(path);
    (void)rmdir(folder);
    ck_assert_int_eq(result, 0);
}
END_TEST

TEST_MAIN("source", specs_are_checked, passwords_are_hidden, files_as_they_are, values_as_csv,
          tables_in_order_of_rowid, nasty_names_come_back, two_tables_of_one_moment, large_tables_in_any_step,
          refused_in_words, no_database, locked, cancelled_and_silent, damaged_copies, hot_journal,
          wal_in_a_read_only_folder)
