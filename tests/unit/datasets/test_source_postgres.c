/* tests/unit/datasets/test_source_postgres.c: PostgreSQL as a source, beside a server of its own (postgres_server.sh): what is
 * delivered, and that whatever happens to server and connection ends soon, in words, without the password. */
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "datasets/source.h"
#include "tests/support/test_main.h"

static ptb_error err;
static const char *folder, *port;
static const char secret[] = "g%25h%2Feim!"; /* of the role reader, as it stands in a URL */
static const char plain_secret[] = "g%h/eim!";

/* ---- support ---- */

static double now(void)
{
    struct timespec t;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &t), 0);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static PGconn *connect_admin(void)
{
    const char *const keys[] = {"host", "port", "user", "dbname", NULL};
    const char *const values[] = {folder, port, "postgres", "postgres", NULL};
    PGconn *admin = PQconnectdbParams(keys, values, 0);
    ck_assert_msg(PQstatus(admin) == CONNECTION_OK, "%s", PQerrorMessage(admin));
    return admin;
}

static void run_on(PGconn *admin, const char *sql)
{
    PGresult *result = PQexec(admin, sql);
    ExecStatusType status = PQresultStatus(result);
    ck_assert_msg(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
                  PQerrorMessage(admin));
    PQclear(result);
}

static void run_admin(const char *sql)
{
    PGconn *admin = connect_admin();
    run_on(admin, sql);
    PQfinish(admin);
}

/* The server's process that serves us, the only one of that name. */
static pid_t backend_pid(void)
{
    PGconn *admin = connect_admin();
    PGresult *result =
        PQexec(admin, "SELECT pid FROM pg_stat_activity WHERE application_name = 'propensity'");
    int64_t pid = 0;
    ck_assert_int_eq(PQntuples(result), 1);
    ck_assert(ptb_parse_integer(ptb_str_of(PQgetvalue(result, 0, 0)), &pid));
    PQclear(result);
    PQfinish(admin);
    return (pid_t)pid;
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

/* The source by the socket, as superuser. */
static const char *by_socket(const char *wanted)
{
    static char spec[2000];
    (void)snprintf(spec, sizeof spec, "postgresql:///postgres?host=%s&port=%s&user=postgres#%s", folder, port,
                   wanted);
    return spec;
}

static const char *by_tcp(const char *user, const char *password, const char *database, const char *rest)
{
    static char spec[2000];
    (void)snprintf(spec, sizeof spec, "postgresql://%s:%s@127.0.0.1:%s/%s%s", user, password, port, database,
                   rest);
    return spec;
}

static void assert_no_secret(const char *text)
{
    ck_assert_msg(strstr(text, secret) == NULL && strstr(text, plain_secret) == NULL &&
                      strstr(text, "eim!") == NULL,
                  "%s", text);
}

static ptb_status read_source(const char *spec, size_t step, ptb_text *out)
{
    ptb_source *source = NULL;
    char buffer[4096], digest[PTB_SHA256_HEX], want[PTB_SHA256_HEX];
    size_t n = step;
    ptb_text_clear(out);
    ptb_text_append(out, "", 0);
    ptb_status status = ptb_source_open(sources, spec, &source, &err);
    ck_assert((status == PTB_OK) == (source != NULL));
    if (source) assert_no_secret(ptb_source_name(source));
    while (status == PTB_OK && n == step) {
        status = ptb_source_read(source, buffer, step, &n, &err);
        ptb_text_append(out, buffer, status == PTB_OK ? n : 0);
    }
    if (status == PTB_OK) {
        ptb_source_digest(source, digest);
        ptb_sha256_of(out->bytes, out->len, want);
        ck_assert_str_eq(digest, want);
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
    assert_no_secret(err.message);
    ptb_text_free(&got);
}

/* ---- what is delivered ---- */

START_TEST(values_as_csv)
{
    begin_sources(10);
    run_admin("CREATE TABLE types(i bigint, n numeric, f float8, b boolean, d date, ts timestamptz, t text);"
              "SET TimeZone TO 'America/New_York';"
              "INSERT INTO types VALUES (9223372036854775807, 1.10, 0.1, true, '2024-02-29', '2024-01-05 "
              "10:00:00', 'a,b'),"
              "  (-1, 12345678901234567890.123, 1e300, false, NULL, NULL, ''), (NULL, NULL, NULL, NULL, "
              "NULL, NULL, NULL),"
              "  (0, 0, 0, NULL, NULL, NULL, E'say \"hi\"\\nthere');"
              "CREATE VIEW seen AS SELECT i, t FROM types WHERE i > 0; CREATE TABLE single(x text);"
              "INSERT INTO single VALUES (NULL), ('a'), (''); CREATE TABLE no_rows(a int, b int);"
              "CREATE SCHEMA \"My CRM\"; CREATE TABLE \"My CRM\".\"Deals\"(a int); INSERT INTO \"My "
              "CRM\".\"Deals\" VALUES (7)");
    assert_delivers(
        by_socket("types"),
        "i,n,f,b,d,ts,t\n"
        "9223372036854775807,1.10,0.1,t,2024-02-29,2024-01-05 15:00:00+00,\"a,b\"\n"
        "-1,12345678901234567890.123,1e+300,f,,,\"\"\n,,,,,,\n0,0,0,,,,\"say \"\"hi\"\"\nthere\"\n");
    assert_delivers(by_socket("public.seen"), "i,t\n9223372036854775807,\"a,b\"\n");
    assert_delivers(by_socket("PUBLIC.Seen"), "i,t\n9223372036854775807,\"a,b\"\n");
    assert_delivers(by_socket("single"), "x\n\"\"\na\n\"\"\n");
    assert_delivers(by_socket("no_rows"), "a,b\n");
    assert_delivers(by_socket("My CRM.Deals"), "a\n7\n");
    assert_delivers(by_socket("\"My CRM\".\"Deals\""), "a\n7\n");
    assert_delivers(by_socket("SELECT 1 AS a, 'x#@' AS \"b,c\" ; "), "a,\"b,c\"\n1,x#@\n");
    assert_delivers(by_socket("WITH q AS (VALUES (2), (1)) SELECT * FROM q ORDER BY 1;;"), "column1\n1\n2\n");
    assert_delivers(by_socket("TABLE single"), "x\n\"\"\na\n\"\"\n");
    assert_refused(by_socket("\"my crm\".Deals"), PTB_E_SCHEMA, "there is no table");
    end_sources();
}
END_TEST

/* Names out of odd characters: the same ones in every run; quoted where the spec needs it. */
static void make_name(size_t i, char *out)
{
    static const char *const odd_names[] = {
        "\"; DROP TABLE victim; --",
        "'",
        "\"",
        "a.b",
        "select",
        "UPPER",
        "%s",
        "\\",
        "$1",
        "\xC3\xA9t\xC3\xA9",
        "a#b",
        "a@b",
        ".",
        "--",
        "/*",
        "user",
        "\"q\"",
        "sixty-three bytes, the longest name that PostgreSQL has: 123456"};
    static const char odd[] = "\"'`;[]()#@%$?*/\\-_. xyzXYZ019,\t\n";
    size_t n_odd = sizeof odd_names / sizeof odd_names[0];
    uint64_t state = i * UINT64_C(6364136223846793005) + 1442695040888963407u;
    if (i < n_odd) {
        (void)snprintf(out, 80, "%s", odd_names[i]);
        return;
    }
    size_t len = 5 + i % 20;
    for (size_t j = 0; j < len; j++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        out[j] = odd[(state >> 33) % (sizeof odd - 1)];
    }
    (void)snprintf(out + len, 16, "%zu", i);
}

START_TEST(nasty_names_come_back)
{
    PGconn *admin = connect_admin();
    char name[80], want[32];
    ptb_text sql = {0};
    run_on(admin, "CREATE TABLE victim(v text); INSERT INTO victim VALUES ('alive')");
    ptb_text_add(&sql, "CREATE SCHEMA nasty; SET search_path TO nasty;");
    for (size_t i = 0; i < 100; i++) {
        make_name(i, name);
        char *quoted = PQescapeIdentifier(admin, name, strlen(name));
        ptb_text_printf(&sql, "CREATE TABLE %s(a int); INSERT INTO %s VALUES (%zu);", quoted, quoted, i);
        PQfreemem(quoted);
    }
    run_on(admin, sql.bytes);
    begin_sources(10);
    for (size_t i = 0; i < 100; i++) {
        make_name(i, name);
        char *quoted = PQescapeIdentifier(admin, name, strlen(name));
        ptb_text_clear(&sql);
        ptb_text_printf(&sql, "nasty.%s", quoted);
        if (i % 2) ptb_text_clear(&sql);
        if (i % 2) ptb_text_printf(&sql, "\"nasty\".%s", quoted);
        /* a # or @ needs quotes from the first letter on */
        if (i % 2 == 0 && strpbrk(name, "#@")) {
            assert_refused(by_socket(sql.bytes), PTB_E_ARG, "# or @");
        } else {
            (void)snprintf(want, sizeof want, "a\n%zu\n", i);
            assert_delivers(by_socket(sql.bytes), want);
        }
        PQfreemem(quoted);
    }
    assert_delivers(by_socket("victim"), "v\nalive\n");
    end_sources();
    ptb_text_free(&sql);
    PQfinish(admin);
}
END_TEST

START_TEST(two_tables_of_one_moment)
{
    ptb_source *source = NULL;
    char buffer[64];
    size_t n;
    run_admin("CREATE TABLE one(x int); CREATE TABLE two(x int); INSERT INTO one VALUES (1); INSERT INTO two "
              "VALUES (1);"
              "CREATE TABLE big AS SELECT i, 'text of row ' || i AS t FROM generate_series(1, 300000) i");
    begin_sources(10);
    assert_delivers(by_socket("one"), "x\n1\n");
    run_admin("INSERT INTO one VALUES (2); INSERT INTO two VALUES (2); DELETE FROM two WHERE x = 1; CREATE "
              "TABLE three(x int)");
    assert_delivers(by_socket("two"), "x\n1\n");
    assert_delivers(by_socket("one"), "x\n1\n");
    /* closed in the middle, a refused query, an unknown table: the moment stays the same */
    ASSERT_OK(ptb_source_open(sources, by_socket("big"), &source, &err));
    ASSERT_OK(ptb_source_read(source, buffer, sizeof buffer, &n, &err));
    ck_assert_int_eq(memcmp(buffer, "i,t\n1,text of row 1\n2,", 22), 0);
    ptb_source *second = NULL;
    ASSERT_FAILS(ptb_source_open(sources, by_socket("one"), &second, &err), PTB_E_INTERNAL,
                 "still being read");
    ptb_source_close(source);
    assert_refused(by_socket("SELECT 1 / (x - 1) AS q FROM one"), PTB_E_DATA, "division by zero");
    assert_refused(by_socket("SELECT * FROM nowhere"), PTB_E_SCHEMA, "relation \"nowhere\" does not exist");
    assert_refused(by_socket("thre"), PTB_E_SCHEMA, "there is no table");
    assert_delivers(by_socket("two"), "x\n1\n");
    end_sources();
    begin_sources(10);
    assert_delivers(by_socket("two"), "x\n2\n");
    end_sources();
}
END_TEST

/* ---- what is refused ---- */

START_TEST(refused_in_words)
{
    run_admin("CREATE TABLE contacts(a int); CREATE TABLE no_columns(); CREATE TABLE kept(a int);"
              "CREATE FUNCTION noisy() RETURNS int LANGUAGE plpgsql AS "
              "$$ BEGIN RAISE WARNING 'never seen'; RETURN 1; END $$");
    begin_sources(10);
    assert_refused(by_socket("contact"), PTB_E_SCHEMA, "did you mean 'contacts'? there are: '");
    assert_refused(by_socket("drop table kept"), PTB_E_SCHEMA, "a query begins with SELECT");
    assert_refused(by_socket("SELECT 1; SELECT 2"), PTB_E_SCHEMA, "multiple commands");
    assert_refused(by_socket("SELECT 1; DROP TABLE kept"), PTB_E_SCHEMA, "multiple commands");
    assert_refused(by_socket("SELECT 1) TO STDOUT; DROP TABLE kept; --"), PTB_E_SCHEMA, "syntax error");
    assert_refused(by_socket("SELECT 1 /*"), PTB_E_SCHEMA, "unterminated");
    assert_refused(by_socket("WITH d AS (DELETE FROM kept RETURNING a) SELECT * FROM d"), PTB_E_ARG,
                   "read-only");
    assert_refused(by_socket("WITH x AS (SELECT 1) INSERT INTO kept SELECT * FROM x"), PTB_E_ARG,
                   "no columns");
    assert_refused(by_socket("SELECT $1::int"), PTB_E_ARG, "parameters");
    assert_refused(by_socket("SELECT * INTO copied FROM kept"), PTB_E_ARG, "no columns");
    assert_refused(by_socket("no_columns"), PTB_E_ARG, "no columns");
    assert_delivers(by_socket("kept"), "a\n");
    ck_assert_ptr_nonnull(freopen("stderr.txt", "wb", stderr));
    assert_delivers(by_socket("SELECT noisy()"), "noisy\n1\n");
    ck_assert_int_eq(ftell(stderr), 0);
    (void)remove("stderr.txt");
    end_sources();
}
END_TEST

START_TEST(wrong_ways_in)
{
    char nobody[300];
    PGconn *admin = connect_admin();
    char *quoted = PQescapeLiteral(admin, plain_secret, strlen(plain_secret));
    ptb_text sql = {0};
    ptb_text_printf(
        &sql,
        "CREATE ROLE reader LOGIN PASSWORD %s; CREATE TABLE private(a int); CREATE TABLE open_to_all(a int);"
        "GRANT SELECT ON open_to_all TO reader",
        quoted);
    run_on(admin, sql.bytes);
    PQfreemem(quoted);
    ptb_text_free(&sql);
    PQfinish(admin);
    begin_sources(5);
    assert_delivers(by_tcp("reader", secret, "postgres", "#open_to_all"), "a\n");
    assert_refused(by_tcp("reader", secret, "postgres", "#private"), PTB_E_SCHEMA,
                   "permission denied for table private");
    assert_refused(by_tcp("reader", "wrongg%25h%2Feim!", "postgres", "#open_to_all"), PTB_E_IO,
                   "password authentication failed for user \"reader\"");
    assert_refused(by_tcp("stranger", secret, "postgres", "#open_to_all"), PTB_E_IO, "authentication failed");
    assert_refused(by_tcp("reader", secret, "nothing", "#open_to_all"), PTB_E_IO,
                   "database \"nothing\" does not exist");
    assert_refused(by_tcp("reader", secret, "g%25h%2F%65im!", "#open_to_all"), PTB_E_IO,
                   "database \"***\" does not exist");
    assert_refused(by_tcp("reader", secret, "postgres", "?sslmod=x#t"), PTB_E_ARG,
                   "not a URL that PostgreSQL understands");
    assert_refused(by_tcp("reader", "g%zzeim!", "postgres", "#t"), PTB_E_ARG,
                   "not a URL that PostgreSQL understands");
    assert_refused(by_tcp("reader", "x", "postgres", "?password=ge&eim!#t"), PTB_E_ARG,
                   "not a URL that PostgreSQL");
    assert_refused("postgresql://localhost/postgres?sslmod=x#t", PTB_E_ARG, "sslmod");
    /* the password where another part is due: libpq's message would show it */
    assert_refused(by_tcp("reader", secret, "postgres", "?sslmode=g%25h%2F%65im!#t"), PTB_E_IO, "***");
    (void)snprintf(nobody, sizeof nobody, "postgresql://reader:%s@127.0.0.1:1/postgres#t", secret);
    assert_refused(nobody, PTB_E_IO, "Connection refused");
    (void)snprintf(nobody, sizeof nobody, "postgresql://reader:%s@no-such-host.invalid/postgres#t", secret);
    assert_refused(nobody, PTB_E_IO, "no-such-host.invalid");
    end_sources();
}
END_TEST

/* ---- what goes wrong on the way ---- */

static const char many_rows[] = "SELECT generate_series(1, 2000000) AS i, repeat('x', 50) AS t";

static ptb_source *open_and_read_some(const char *spec)
{
    ptb_source *source = NULL;
    char buffer[4096];
    size_t n;
    ASSERT_OK(ptb_source_open(sources, spec, &source, &err));
    ASSERT_OK(ptb_source_read(source, buffer, sizeof buffer, &n, &err));
    ck_assert_uint_eq(n, sizeof buffer);
    return source;
}

static ptb_status read_on(ptb_source *source)
{
    static char buffer[65536];
    size_t n = sizeof buffer;
    ptb_status status = PTB_OK;
    err.message[0] = 0;
    while (status == PTB_OK && n == sizeof buffer)
        status = ptb_source_read(source, buffer, sizeof buffer, &n, &err);
    assert_no_secret(err.message);
    return status;
}

START_TEST(frozen_server)
{
    begin_sources(2);
    ptb_source *source = open_and_read_some(by_socket(many_rows));
    pid_t pid = backend_pid();
    ck_assert_int_eq(kill(pid, SIGSTOP), 0);
    double start = now();
    ptb_status status = read_on(source);
    double waited = now() - start;
    ck_assert_int_eq(kill(pid, SIGCONT), 0);
    ck_assert_int_eq(status, PTB_E_IO);
    ck_assert_msg(strstr(err.message, "the server sent nothing for 2.0 s; given up") != NULL, "%s",
                  err.message);
    ck_assert_msg(waited > 1.9 && waited < 5, "%g s", waited);
    ck_assert_int_eq(read_on(source), PTB_E_IO);
    ck_assert_msg(strstr(err.message, "could not be read to its end") != NULL, "%s", err.message);
    ptb_source_close(source);
    assert_refused(by_socket("types"), PTB_E_IO, "the connection was lost before");
    end_sources();
}
END_TEST

/* Somebody listens but never answers: no connection comes about. */
START_TEST(silent_server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    char spec[200];
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_ge(listener, 0);
    ck_assert_int_eq(bind(listener, (const struct sockaddr *)&address, len), 0);
    ck_assert_int_eq(listen(listener, 5), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &len), 0);
    (void)snprintf(spec, sizeof spec, "postgresql://reader:%s@127.0.0.1:%d/postgres#t", secret,
                   ntohs(address.sin_port));
    begin_sources(0.5);
    double start = now();
    assert_refused(spec, PTB_E_IO, "no connection came about for 0.5 s; given up");
    ck_assert(now() - start < 3);
    end_sources();
    ck_assert_int_eq(close(listener), 0);
}
END_TEST

START_TEST(locked_table)
{
    PGconn *admin = connect_admin();
    run_on(admin, "CREATE TABLE guarded(a int)");
    run_on(admin, "BEGIN; LOCK TABLE guarded IN ACCESS EXCLUSIVE MODE");
    begin_sources(2);
    assert_refused(by_socket("guarded"), PTB_E_IO, "the server sent nothing for 2.0 s");
    end_sources();
    /* the query was cancelled, not left behind waiting for the lock */
    for (int i = 0; i < 100; i++) {
        run_on(admin, "SELECT pg_stat_clear_snapshot()");
        PGresult *left =
            PQexec(admin, "SELECT 1 FROM pg_stat_activity WHERE application_name = 'propensity'");
        int n = PQntuples(left);
        PQclear(left);
        if (n == 0) break;
        ck_assert_int_lt(i, 99);
        (void)usleep(20000);
    }
    run_on(admin, "COMMIT");
    PQfinish(admin);
}
END_TEST

static volatile sig_atomic_t signal_number;

static void on_alarm(int number)
{
    signal_number = number;
}

START_TEST(cancelled_while_waiting)
{
    struct sigaction action = {.sa_handler = on_alarm};
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    begin_sources(20);
    context.cancel = &signal_number;
    /* the signal comes from the server's side after 0.3 s, while we wait */
    pid_t child = fork();
    if (child == 0) {
        (void)usleep(300000);
        (void)kill(getppid(), SIGUSR1);
        _exit(0);
    }
    double start = now();
    assert_refused(by_socket("SELECT pg_sleep(15)"), PTB_E_CANCELLED, "cancelled by signal");
    ck_assert_msg(now() - start < 3, "%g s", now() - start);
    end_sources();
}
END_TEST

START_TEST(terminated_backend)
{
    begin_sources(10);
    ptb_source *source = open_and_read_some(by_socket(many_rows));
    run_admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'propensity'");
    ck_assert_int_eq(read_on(source), PTB_E_IO);
    ck_assert_msg(strstr(err.message, "terminating connection due to administrator command") != NULL ||
                      strstr(err.message, "server closed the connection") != NULL,
                  "%s", err.message);
    ptb_source_close(source);
    assert_refused(by_socket("types"), PTB_E_IO, "the connection was lost before");
    end_sources();
}
END_TEST

/* The last one: the server is gone afterwards. */
START_TEST(stopped_server)
{
    char path[300], line[32] = {0};
    int64_t pid = 0;
    (void)snprintf(path, sizeof path, "%s/data/postmaster.pid", folder);
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
    ck_assert_int_eq(fclose(f), 0);
    ck_assert(ptb_parse_integer(ptb_str_trim(ptb_str_of(line)), &pid));
    begin_sources(5);
    ptb_text wanted = {0};
    ptb_text_printf(&wanted, "#%s", many_rows);
    ptb_source *source = open_and_read_some(by_tcp("reader", secret, "postgres", wanted.bytes));
    ptb_text_free(&wanted);
    ck_assert_int_eq(kill((pid_t)pid, SIGQUIT), 0); /* pg_ctl stop -m immediate */
    ck_assert_int_eq(read_on(source), PTB_E_IO);
    ck_assert_msg(strstr(err.message, "terminating connection") != NULL ||
                      strstr(err.message, "server closed") != NULL ||
                      strstr(err.message, "reset by peer") != NULL,
                  "%s", err.message);
    ptb_source_close(source);
    end_sources();
    for (int i = 0; i < 250 && kill((pid_t)pid, 0) == 0; i++)
        (void)usleep(20000);
    begin_sources(5);
    assert_refused(by_tcp("reader", secret, "postgres", "#open_to_all"), PTB_E_IO, "Connection refused");
    assert_refused(by_socket("types"), PTB_E_IO, "the server running");
    end_sources();
}
END_TEST

int main(int argc, char **argv)
{
    const TTest *const tests[] = {values_as_csv,      nasty_names_come_back, two_tables_of_one_moment,
                                  refused_in_words,   wrong_ways_in,         frozen_server,
                                  silent_server,      locked_table,          cancelled_while_waiting,
                                  terminated_backend, stopped_server};
    if (argc != 3) return EXIT_FAILURE;
    folder = argv[1];
    port = argv[2];
    Suite *suite = suite_create("source_postgres");
    TCase *tcase = tcase_create("source_postgres");
    tcase_set_timeout(tcase, 60);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
