/* tests/unit/datasets/test_import_tables.c: tables of many chunks: every cell arrives, rejects come in order, whoever reads. */
#include <unistd.h>

#include "datasets/base/h5.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

/* A row is about 110 bytes, a chunk a megabyte: six chunks, of which the fourth and later hold what is odd. */
enum { ROWS = 60000, FEW_UNTIL = 25000, MANY_UNTIL = 30000 };

static ptb_error err;

static ptb_import_settings settings_for(const char *output, const char *rejects)
{
    ptb_import_settings settings;
    (void)unlink(output);
    ptb_import_settings_default(&settings);
    settings.output = output;
    settings.rejects = rejects;
    settings.command_line = "test";
    settings.max_rejects = 1000;
    settings.max_rejects_is_share = false;
    return settings;
}

static void import(const ptb_import_settings *settings, int threads, ptb_import_report *report)
{
    ptb_context context = ptb_context_default();
    context.threads = threads;
    ptb_h5_global_init();
    ASSERT_OK(ptb_import(&context, settings, report, &err));
}

static ptb_history *open_history(const char *path)
{
    ptb_context context = ptb_context_default();
    ptb_history *history = NULL;
    ASSERT_OK(ptb_history_open(&context, path, &history, &err));
    return history;
}

static void digest(const char *path, char hex[65])
{
    ptb_history *history = open_history(path);
    ASSERT_OK(ptb_history_digest(history, hex, &err));
    ptb_history_close(history);
}

static char *content(const char *path)
{
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(fseek(f, 0, SEEK_END), 0);
    size_t n = (size_t)ftell(f);
    rewind(f);
    char *text = calloc(n + 1, 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(fread(text, 1, n, f), n);
    ck_assert_int_eq(fclose(f), 0);
    return text;
}

/* ---- what row i holds ---- */

/* Has few values first, then one for each row. */
static int late_of(int i)
{
    return i < FEW_UNTIL ? i % 7 : i;
}

/* Has one for each row first, then few, of which some were there before. */
static int early_of(int i)
{
    return i < MANY_UNTIL ? i : i % 5;
}

static int write_day(char *out, size_t n, int i)
{
    return snprintf(out, n, "20%02d-%02d-%02dT%02d:%02d:%02dZ", 10 + i / 50000, 1 + i / 4000 % 12,
                    1 + i / 160 % 28, i / 3600 % 24, i / 60 % 60, i % 60);
}

static void write_row(FILE *f, const char *id, int i)
{
    char day[40];
    (void)write_day(day, sizeof day, i);
    (void)fprintf(f, "%s,a%03d,", id, i % 500);
    if (i % 1000 != 999) (void)fprintf(f, "User.%d@example%d.com", i, i % 900);
    (void)fprintf(f, ",%s,late-%d,\"early, %d\",%d.5,%s\n", i % 3 ? "Head of Sales and Marketing" : "",
                  late_of(i), early_of(i), i % 50000, day);
}

/* Rows that are not taken; the file's row i is on line i + 2. */
typedef struct {
    int row;
    enum { TAKEN, RAGGED, NO_ID, SAME_ID } what;
    int as; /* the row that has the id */
} odd_row;

static const odd_row odd[] = {{100, RAGGED, 0},        {30000, RAGGED, 0},      {35000, NO_ID, 0},
                              {40000, SAME_ID, 5},     {40001, SAME_ID, 39999}, {41000, SAME_ID, 40999},
                              {41001, SAME_ID, 40999}, {45001, RAGGED, 0}};
enum { N_ODD = sizeof odd / sizeof odd[0] };

static odd_row odd_at(int row)
{
    for (size_t i = 0; i < N_ODD; i++)
        if (odd[i].row == row) return odd[i];
    return (odd_row){row, TAKEN, 0};
}

static void write_contacts(void)
{
    char id[16];
    FILE *f = fopen("contacts.csv", "wb");
    ck_assert_ptr_nonnull(f);
    (void)fputs("contact_id,account_id,email,title,late,early,score,created_at\n", f);
    for (int i = 0; i < ROWS; i++) {
        odd_row this = odd_at(i);
        (void)snprintf(id, sizeof id, "c%06d", this.what == SAME_ID ? this.as : i);
        if (this.what == RAGGED)
            (void)fprintf(f, "%s,six cells too few\n", id);
        else if (i == 50000 || i == 58000)
            (void)fprintf(f, "%s,a001,,,,,,2023-02-30\n", id); /* a day that does not exist */
        else
            write_row(f, this.what == NO_ID ? " " : id, i);
    }
    ck_assert_int_eq(fclose(f), 0);
    test_write_file("more.csv", "contact_id,late,mood\n"
                                "n1,late-3,good\n"
                                "c000007,late-3,bad\n"
                                "n2,late-new,good\n");
}

/* The lines of the rejects file, one after the other. */
static void check_rejects(const char *path)
{
#define DUPLICATE(id) "contact_id,\"duplicate id '" id "' in column contact_id, expected each once (first in "
    static const char *const wanted[] = {
        ("contacts.csv,102,,\"2 cells, expected 8 as in the header\""),
        ("contacts.csv,30002,,\"2 cells, expected 8 as in the header\""),
        ("contacts.csv,35002,contact_id,\"no value in column contact_id, expected an id\""),
        ("contacts.csv,40002," DUPLICATE("c000005") "line 7)\""),
        ("contacts.csv,40003," DUPLICATE("c039999") "line 40001)\""),
        ("contacts.csv,41002," DUPLICATE("c040999") "line 41001)\""),
        ("contacts.csv,41003," DUPLICATE("c040999") "line 41001)\""),
        ("contacts.csv,45003,,\"2 cells, expected 8 as in the header\""),
        ("more.csv,3," DUPLICATE("c000007") "contacts.csv, line 9)\""),
        ("contacts.csv,50002,created_at,\"bad date '2023-02-30' in column created_at"),
        ("contacts.csv,58002,created_at,\"bad date '2023-02-30' in column created_at")};
    char *text = content(path), *line = strchr(text, '\n') + 1;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        ck_assert_msg(strncmp(line, wanted[i], strlen(wanted[i])) == 0, "reject %zu is %.120s, expected %s",
                      i, line, wanted[i]);
        ck_assert_ptr_nonnull(line = strchr(line, '\n'));
        line++;
    }
    ck_assert_str_eq(line, "");
    free(text);
}

static ptb_str text_at(const ptb_record_table *table, const char *name, size_t row)
{
    int at = ptb_table_find(table, name);
    if (at < 0) ck_abort_msg("no column %s", name);
    const ptb_column *column = &table->columns[at];
    return column->code[row] == PTB_NONE ? (ptb_str){"", 0}
                                         : ptb_strings_at(&column->levels, column->code[row]);
}

static void check_text(const ptb_record_table *table, const char *name, size_t row, const char *wanted)
{
    ptb_str got = text_at(table, name, row);
    if (!ptb_str_equal_text(got, wanted))
        ck_abort_msg("%s of row %zu is '%.*s', expected '%s'", name, row, (int)got.len, got.ptr, wanted);
}

static void check_record(const ptb_history *history, size_t row, int i)
{
    const ptb_record_table *contacts = &history->contacts;
    char wanted[64];
    ptb_time moment = 0;
    (void)snprintf(wanted, sizeof wanted, "User.%d@example%d.com", i, i % 900);
    check_text(contacts, "email", row, i % 1000 == 999 ? "" : wanted);
    check_text(contacts, "title", row, i % 3 ? "Head of Sales and Marketing" : "");
    (void)snprintf(wanted, sizeof wanted, "late-%d", late_of(i));
    check_text(contacts, "late", row, wanted);
    (void)snprintf(wanted, sizeof wanted, "early, %d", early_of(i));
    check_text(contacts, "early", row, wanted);
    check_text(contacts, "mood", row, "");
    int score = ptb_table_find(contacts, "score");
    bool is_right = fabs(contacts->columns[score].number[row] - (i % 50000 + 0.5)) <= 0.0;
    (void)write_day(wanted, sizeof wanted, i);
    is_right = is_right && ptb_parse_time(ptb_str_of(wanted), PTB_DATES_YMD, 0, &moment, NULL);
    if (!is_right || contacts->created_at[row] != moment) ck_abort_msg("row %zu is not record %d", row, i);
}

static void check_history(const char *path)
{
    ptb_history *history = open_history(path);
    const ptb_record_table *contacts = &history->contacts;
    size_t n_checked = 0;
    ck_assert_uint_eq(contacts->n, ROWS - N_ODD - 2 + 2);
    for (size_t row = 0; row < contacts->n; row++) {
        ptb_str id = ptb_strings_at(&contacts->id, row);
        int64_t i = 0;
        ptb_str digits = {id.ptr + 1, id.len - 1};
        if (id.ptr[0] != 'c' || !ptb_parse_integer(digits, &i)) continue;
        check_record(history, row, (int)i);
        n_checked++;
    }
    ck_assert_uint_eq(n_checked, contacts->n - 2);
    int early = ptb_table_find(contacts, "early"), late = ptb_table_find(contacts, "late");
    ck_assert_uint_eq(contacts->columns[early].levels.n, MANY_UNTIL - 1); /* row 100 is ragged */
    ck_assert_uint_eq(contacts->columns[late].levels.n,
                      7 + ROWS - FEW_UNTIL - 2 - (N_ODD - 1) + 1); /* odd ones, dates, late-new */
    ptb_history_close(history);
}

START_TEST(many_chunks)
{
    static const char *const files[] = {"contacts.csv", "more.csv"};
    char first[65], other[65];
    char *rejects = NULL;
    write_contacts();
    for (int threads = 1; threads <= 3; threads++) {
        ptb_import_report report;
        ptb_import_settings settings = settings_for("h.h5", "rejects.csv");
        settings.contacts = (ptb_paths){files, 2};
        import(&settings, threads, &report);
        ck_assert_uint_eq(report.accounts, 500);
        ptb_import_report_free(&report);
        check_rejects("rejects.csv");
        check_history("h.h5");
        digest("h.h5", threads == 1 ? first : other);
        char *text = content("rejects.csv");
        if (threads == 1) {
            rejects = text;
            continue;
        }
        ck_assert_str_eq(other, first);
        ck_assert_str_eq(text, rejects);
        free(text);
    }
    free(rejects);
}
END_TEST

/* Ids that are numbers of rows count the rows that are not taken, too. */
START_TEST(numbered_rows)
{
    char first[65], other[65];
    FILE *f = fopen("leads.csv", "wb");
    ck_assert_ptr_nonnull(f);
    (void)fputs("name,note\n", f);
    for (int i = 1; i <= ROWS; i++)
        (void)fprintf(f,
                      i == 20000 || i == 50000 ? "cell,of,%d\n"
                                               : "lead %d,\"a note that is as long as notes are\"\n",
                      i);
    ck_assert_int_eq(fclose(f), 0);
    for (int threads = 1; threads <= 3; threads += 2) {
        ptb_import_report report;
        ptb_import_settings settings = settings_for("h.h5", NULL);
        settings.leads = "leads.csv";
        import(&settings, threads, &report);
        ptb_import_report_free(&report);
        digest("h.h5", threads == 1 ? first : other);
        ptb_history *history = open_history("h.h5");
        const ptb_record_table *leads = &history->contacts;
        ck_assert_uint_eq(leads->n, ROWS - 2);
        for (size_t row = 0; row < leads->n; row++) {
            char wanted[32];
            ptb_str id = ptb_strings_at(&leads->id, row);
            (void)snprintf(wanted, sizeof wanted, "lead %.*s", (int)id.len, id.ptr);
            check_text(leads, "name", row, wanted);
        }
        ptb_history_close(history);
    }
    ck_assert_str_eq(other, first);
}
END_TEST

/* The first bad byte of the file is told, whoever comes to one first. */
START_TEST(first_failure)
{
    for (int threads = 1; threads <= 3; threads += 2) {
        ptb_context context = ptb_context_default();
        ptb_import_report report;
        FILE *f = fopen("contacts.csv", "wb");
        ck_assert_ptr_nonnull(f);
        (void)fputs("contact_id,note\n", f);
        for (int i = 0; i < ROWS; i++)
            (void)fprintf(f, "c%06d,%s some words so that rows are long enough\n", i,
                          i == 25000 || i == 26000 || i == 59000 ? "\"quoted\" and not" : "only");
        ck_assert_int_eq(fclose(f), 0);
        context.threads = threads;
        ptb_import_settings settings = settings_for("h.h5", NULL);
        settings.contacts = test_path("contacts.csv");
        ASSERT_FAILS(ptb_import(&context, &settings, &report, &err), PTB_E_PARSE, "contacts.csv:25002:");
    }
}
END_TEST

TEST_MAIN("import_tables", many_chunks, numbered_rows, first_failure)
