/* tests/unit/datasets/test_import.c: what is taken, what is rejected and in which words, what is refused. */
#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "datasets/base/h5.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

static ptb_error err;
static ptb_import_report report;

/* Stands before the C library's fsync: that of this file fails, where one is named. */
static const char *unsyncable;

int fsync(int fd)
{
    struct stat file, named;
    if (unsyncable && fstat(fd, &file) == 0 && stat(unsyncable, &named) == 0 && file.st_ino == named.st_ino) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

static ptb_status import(const ptb_import_settings *settings)
{
    ptb_context context = ptb_context_default();
    ptb_h5_global_init();
    ptb_import_report_free(&report);
    return ptb_import(&context, settings, &report, &err);
}

static ptb_import_settings settings_for(const char *output)
{
    ptb_import_settings settings;
    if (output && strcmp(output, "h.h5") == 0) (void)unlink(output); /* of the test before */
    ptb_import_settings_default(&settings);
    settings.output = output;
    settings.command_line = "test";
    return settings;
}

static ptb_history *open_history(const char *path)
{
    ptb_context context = ptb_context_default();
    ptb_history *history = NULL;
    ASSERT_OK(ptb_history_open(&context, path, &history, &err));
    return history;
}

static const char accounts_csv[] = "account_id,parent_id,industry,created_at\n"
                                   "a1,,Tech,2020-01-01\na2,a1,Media,\na3,zz,Tech,2021-01-01\n";
static const char contacts_csv[] = "Contact_ID,account_id,email,title,created_at\n"
                                   "c1,a1,x@x.com, CFO ,2023-01-01T00:00:00Z\n"
                                   "c2,a2,y@x.com,,2023-02-01T00:00:00Z\n"
                                   "c3,zz,,CTO,2023-03-01T00:00:00Z\n"
                                   "c4,,,CTO,\n";
static const char activities_csv[] = "contact_id,ts,type,asset,channel,mood\n"
                                     "c2,2023-05-01T00:00:00Z,view,/b,web,k\n"
                                     "c1,2023-04-02T00:00:00Z,view,/a,web,k\n"
                                     "c1,2023-04-01T00:00:00Z,open,/a,,k\n"
                                     "nobody,2023-04-01T00:00:00Z,open,/a,,k\n";
static const char deals_csv[] =
    "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,amount,stage\n"
    "o1,a1,c1,2023-06-01,2023-07-01,Won,100,closed\n"
    "o2,,c2,2023-06-02,2023-07-02,LOST,,closed\n"
    "o3,a2,,2023-06-03,2023-09-01,,5,demo\n"
    "o4,a9,,2023-06-03,,,5,demo\n"
    "o5,,c9,2023-06-03,,,5,demo\n";

static void write_relational(void)
{
    test_write_file("accounts.csv", accounts_csv);
    test_write_file("contacts.csv", contacts_csv);
    test_write_file("activities.csv", activities_csv);
    test_write_file("deals.csv", deals_csv);
}

static ptb_import_settings relational(const char *output)
{
    ptb_import_settings settings = settings_for(output);
    settings.contacts = test_path("contacts.csv");
    settings.accounts = test_path("accounts.csv");
    settings.activities = test_path("activities.csv");
    settings.opportunities = test_path("deals.csv");
    return settings;
}

START_TEST(relational_records)
{
    write_relational();
    ptb_import_settings settings = relational("h.h5");
    settings.rejects = "rejects.csv";
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.contacts, 4);
    ck_assert_uint_eq(report.accounts, 3);
    ck_assert_uint_eq(report.activities, 3);
    ck_assert_uint_eq(report.opportunities, 3);
    ck_assert_uint_eq(report.won, 1);
    ck_assert_uint_eq(report.lost, 1);
    ck_assert_uint_eq(report.open, 1);
    ck_assert_uint_eq(report.rejected, 0);
    ck_assert_uint_eq(report.orphans, 5); /* c3's account, a3's parent, an activity, two opportunities */
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "mood"));
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "kept without account"));

    ptb_history *h = open_history("h.h5");
    uint32_t c1 = ptb_table_find_id(&h->contacts, "c1"), c3 = ptb_table_find_id(&h->contacts, "c3");
    uint32_t a1 = ptb_table_find_id(&h->accounts, "a1"), a2 = ptb_table_find_id(&h->accounts, "a2");
    uint32_t o2 = ptb_table_find_id(&h->opportunities, "o2"), o3 = ptb_table_find_id(&h->opportunities, "o3");
    ck_assert_uint_eq(h->contact_account[c1], a1);
    ck_assert_uint_eq(h->contact_account[c3], PTB_NONE);
    ck_assert_uint_eq(h->account_root[a2], a1);
    ck_assert_uint_eq(h->account_parent[ptb_table_find_id(&h->accounts, "a3")], PTB_NONE);
    ck_assert_uint_eq(h->opportunity_account[o2], a2); /* by its contact */
    ck_assert_int_eq(h->opportunity_outcome[o2], PTB_LOST);
    ck_assert(h->opportunity_closed[o3] == PTB_NO_TIME); /* open: an expected date is no closing */
    ck_assert(isnan(h->opportunity_amount[o2]));
    ck_assert_uint_eq(h->activities.first[c1 + 1] - h->activities.first[c1], 2);
    uint64_t first = h->activities.first[c1];
    ck_assert_int_lt(h->activities.ts[first], h->activities.ts[first + 1]);
    ck_assert(ptb_str_equal_text(ptb_strings_at(&h->activities.types, h->activities.type[first]), "open"));
    ck_assert_uint_eq(h->activities.channel[first], 0);
    ck_assert_ptr_null(h->activities.value);
    ck_assert_int_ge(ptb_table_find(&h->contacts, "TITLE"), 0);
    ck_assert_int_eq(ptb_table_find(&h->contacts, "account_id"), -1);
    ck_assert_int_ge(ptb_table_find(&h->opportunities, "stage"), 0);
    ck_assert_int_eq(h->first_record, (ptb_days_from_civil(2020, 1, 1) + 1) * PTB_DAY - 1);
    ck_assert_int_eq(h->last_record, report.last_record);
    ck_assert(!h->is_flat);
    ptb_history_close(h);
}
END_TEST

static char *read_text(const char *path)
{
    static char text[65536];
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = 0;
    ck_assert_int_eq(fclose(f), 0);
    return text;
}

START_TEST(rejects_are_written)
{
    write_relational();
    test_write_file("deals.csv", "opportunity_id,contact_id,created_at,closed_at,outcome\n"
                                 "o1,c1,2023-06-01,2023-07-01,won\n"
                                 "o2,c1,2023-06-01,,won\n"
                                 "o3,c1,2023-06-01,2023-05-01,lost\n"
                                 "o4,c1,,2023-05-01,lost\n"
                                 "o5,c1,2023-06-01,2023-05-01,maybe\n"
                                 "o6,,2023-06-01,,\n"
                                 "o1,c1,2023-06-01,2023-07-01,won\n"
                                 ",c1,2023-06-01,2023-07-01,won\n"
                                 "o7,c1,2023-02-31,,\n"
                                 "o8,c1\n"
                                 "o9,c77,2023-06-01,,\n");
    ptb_import_settings settings = relational("h.h5");
    settings.rejects = "rejects.csv";
    settings.max_rejects = 9;
    settings.max_rejects_is_share = false;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.rejected, 9);
    ck_assert_uint_eq(report.opportunities, 1);
    const char *text = read_text("rejects.csv");
    static const char *const lines[] = {
        "file,line,column,reason,row\n",
        "deals.csv,3,closed_at,\"outcome won but no closed_at",
        "\"o2,c1,2023-06-01,,won\"",
        "deals.csv,4,closed_at,closed_at 2023-05-01 is before created_at 2023-06-01,",
        "deals.csv,5,created_at,\"no created_at",
        "deals.csv,6,outcome,\"outcome 'maybe', expected won, lost or nothing (open)\"",
        "deals.csv,7,,\"neither account_id nor contact_id",
        "deals.csv,8,opportunity_id,\"duplicate id 'o1' in column opportunity_id, expected each once",
        "deals.csv,9,opportunity_id,\"no value in column opportunity_id",
        "deals.csv,10,created_at,\"bad date '2023-02-31' in column created_at, expected a date that exists",
        "deals.csv,11,,\"2 cells, expected 5 as in the header\",\"o8,c1\"",
        "deals.csv,12,contact_id,\"unknown contact 'c77'",
        "activities.csv,5,contact_id,\"unknown contact 'nobody'",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        ck_assert_msg(strstr(text, lines[i]) != NULL, "lacks %s:\n%s", lines[i], text);

    settings.max_rejects = 8;
    settings.output = "over.h5";
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "9 of 22 rows can't be taken, more than --max-rejects 8");
    ck_assert_ptr_nonnull(strstr(err.message, "deals.csv:11: 2 cells"));
    ck_assert_int_ne(access("over.h5", F_OK), 0);
    ck_assert_ptr_nonnull(strstr(read_text("rejects.csv"), "deals.csv,11"));
    settings.max_rejects = 0.01;
    settings.max_rejects_is_share = true;
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "more than --max-rejects 1%");
}
END_TEST

/* A history beside a failure would be taken for a good one. */
START_TEST(failing_rejects_leave_the_old_history)
{
    write_relational();
    ptb_import_settings settings = relational("h.h5");
    settings.rejects = "rejects.csv";
    ASSERT_OK(import(&settings));
    ptb_time before = report.last_record;
    test_write_file("activities.csv", "contact_id,ts,type\nc1,2024-03-01,view\n");
    unsyncable = ".rejects.csv.tmp";
    ASSERT_FAILS(import(&settings), PTB_E_IO, "cannot write 'rejects.csv'");
    unsyncable = NULL;
    ptb_history *h = open_history("h.h5");
    ck_assert_int_eq(h->last_record, before);
    ptb_history_close(h);
    ck_assert_int_ne(access(".h.h5.tmp", F_OK), 0);
    ck_assert_int_ne(access(".rejects.csv.tmp", F_OK), 0);
    unsyncable = ".h.h5.tmp"; /* nor do the rejects of a history that is not there replace others */
    test_write_file("rejects.csv", "before");
    ASSERT_FAILS(import(&settings), PTB_E_IO, "h.h5");
    unsyncable = NULL;
    ck_assert_str_eq(read_text("rejects.csv"), "before");
}
END_TEST

static ptb_time day_end(int64_t year, int month, int day)
{
    return (ptb_days_from_civil(year, month, day) + 1) * PTB_DAY - 1;
}

/* A mistyped date of a contact or an account must not make every score one of 2099. */
START_TEST(end_of_the_data)
{
    write_relational();
    test_write_file("contacts.csv", "contact_id,account_id,created_at\nc1,a1,2099-01-01\nc2,a2,2019-01-01\n");
    test_write_file("accounts.csv", "account_id,created_at\na1,2098-01-01\na2,\n");
    ptb_import_settings settings = relational("h.h5");
    ASSERT_OK(import(&settings));
    ck_assert_int_eq(report.last_record, day_end(2023, 7, 2)); /* o2 was closed */
    ck_assert_int_eq(report.first_record, day_end(2019, 1, 1));
    ptb_history *h = open_history("h.h5");
    ck_assert_int_eq(h->last_record, report.last_record);
    ck_assert_int_eq(h->first_record, report.first_record);
    ptb_history_close(h);
    settings.opportunities = test_path(NULL);
    ASSERT_OK(import(&settings));
    ck_assert_int_eq(report.last_record, ptb_days_from_civil(2023, 5, 1) * PTB_DAY);
    settings.opportunities = test_path("deals.csv");
    settings.activities = test_path(NULL);
    test_write_file("deals.csv", "opportunity_id,contact_id,created_at,closed_at,outcome\n"
                                 "o1,c1,2023-08-01,,\no2,c1,2023-06-01,2023-07-01,won\n");
    ASSERT_OK(import(&settings));
    ck_assert_int_eq(report.last_record, day_end(2023, 8, 1));
    settings.opportunities = test_path(NULL);
    ASSERT_OK(import(&settings));
    ck_assert_int_eq(report.last_record, day_end(2099, 1, 1));
    test_write_file("contacts.csv", "contact_id,account_id\nc1,a1\n");
    ASSERT_OK(import(&settings));
    ck_assert_int_eq(report.last_record, day_end(2098, 1, 1));
    test_write_file("leads.csv", "day,x\n2024-01-01,1\n2024-01-03,2\n");
    settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.date = "day";
    ASSERT_OK(import(&settings));
    ck_assert_int_eq(report.last_record, day_end(2024, 1, 3));
}
END_TEST

/* Every table by its own date, the moment itself included; none of it counts for max_rejects. */
START_TEST(rows_later_than_until)
{
    write_relational();
    test_write_file("contacts.csv", "contact_id,account_id,created_at\nc1,a1,2023-01-01\nc2,a2,2023-09-01\n"
                                    "c3,,2023-07-01\nc4,,\n");
    test_write_file("accounts.csv", "account_id,created_at\na1,2020-01-01\na2,2023-07-02\n");
    test_write_file("activities.csv", "contact_id,ts,type\nc1,2023-07-01T23:59:59Z,view\n"
                                      "c1,2023-07-02T00:00:00Z,view\nc1,2023-05-01,view\n");
    test_write_file("deals.csv", "opportunity_id,contact_id,created_at,closed_at,outcome\n"
                                 "o1,c1,2023-06-01,2023-07-02,won\no2,c1,2023-06-01,2023-07-01,lost\n"
                                 "o3,c1,2024-06-01,2024-07-01,won\n");
    ptb_import_settings settings = relational("h.h5");
    settings.rejects = "rejects.csv";
    settings.max_rejects = 0;
    settings.until = day_end(2023, 7, 1);
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.contacts, 3);
    ck_assert_uint_eq(report.accounts, 1);
    ck_assert_uint_eq(report.activities, 2);
    ck_assert_uint_eq(report.opportunities, 2);
    ck_assert_uint_eq(report.rejected, 4);
    ck_assert_uint_eq(report.won, 0);
    ck_assert_uint_eq(report.lost, 1);
    ck_assert_uint_eq(report.open, 1);
    ck_assert_int_eq(report.last_record, settings.until);
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "1 opportunities were closed later than --until"));
    ptb_history *h = open_history("h.h5");
    uint32_t o1 = ptb_table_find_id(&h->opportunities, "o1");
    ck_assert_int_eq(h->opportunity_outcome[o1], PTB_OPEN);
    ck_assert(h->opportunity_closed[o1] == PTB_NO_TIME);
    ptb_history_close(h);
    const char *text = read_text("rejects.csv");
    static const char *const lines[] = {
        "contacts.csv,3,created_at,date '2023-09-01' in column created_at is later than --until",
        " 2023-07-01T23:59:59Z,\"c2,a2,2023-09-01\"\n",
        "accounts.csv,3,created_at,date '2023-07-02' in column created_at is later than --until",
        "activities.csv,3,ts,date '2023-07-02T00:00:00Z' in column ts is later than --until",
        "deals.csv,4,created_at,date '2024-06-01' in column created_at is later than --until",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        ck_assert_msg(strstr(text, lines[i]) != NULL, "lacks %s:\n%s", lines[i], text);
    settings.until = day_end(2000, 1, 1);
    test_write_file("contacts.csv", "contact_id,created_at\nc1,2023-01-01\n");
    ASSERT_FAILS(import(&settings), PTB_E_DATA,
                 "no row is left of the 9 read, of which 6 are later than --until");
}
END_TEST

START_TEST(dates_without_order_later_than_until)
{
    write_relational();
    ptb_import_settings settings = relational("h.h5");
    settings.opportunities = test_path(NULL);
    settings.rejects = "rejects.csv";
    settings.until = day_end(2023, 6, 30);
    test_write_file("activities.csv", "contact_id,ts,type\nc1,13/05/2023,view\nc1,01/07/2023,view\n");
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.activities, 1);
    ck_assert_int_eq(report.last_record, day_end(2023, 5, 13));
    ck_assert_ptr_nonnull(strstr(read_text("rejects.csv"),
                                 "activities.csv,3,ts,date 2023-07-01T23:59:59Z in column ts is later than "
                                 "--until 2023-06-30T23:59:59Z,\"c1,01/07/2023,view\""));
}
END_TEST

START_TEST(leads_later_than_until)
{
    test_write_file("leads.csv", "day,won\n03/01/2024,1\n13/01/2024,0\n14/01/2024,1\n");
    ptb_import_settings settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.outcome = "won";
    settings.until = day_end(2024, 1, 13);
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--until needs --date COLUMN");
    settings.date = "day";
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.contacts, 2);
    ck_assert_uint_eq(report.rejected, 1);
    ck_assert_int_eq(report.last_record, settings.until);
}
END_TEST

/* Fewer than the limit are in the counts only; more are for a person to see, and fail nothing. */
START_TEST(many_orphans)
{
    write_relational();
    ptb_import_settings settings = relational("h.h5");
    ASSERT_OK(import(&settings));
    ck_assert_str_eq(
        report.review.bytes,
        "2 of 5 opportunities name an unknown contact or account; 1 of 3 accounts name an unknown parent; "
        "1 of 4 contacts name an unknown account; 1 of 4 "
        "activities name an unknown contact or account");
    settings.max_rejects_is_share = false;
    settings.max_rejects = 5;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.review.len, 0);
    settings.max_rejects = 4;
    ASSERT_OK(import(&settings));
    ck_assert_uint_gt(report.review.len, 0);
    ck_assert_uint_eq(report.orphans, 5);
    settings.max_rejects_is_share = true;
    settings.max_rejects = 0.3; /* of 16 rows */
    ASSERT_OK(import(&settings));
    ck_assert_uint_gt(report.review.len, 0);
    settings.max_rejects = 0.32;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.review.len, 0);
}
END_TEST

START_TEST(bad_numbers_and_missing_tokens)
{
    FILE *f = fopen("leads.csv", "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "visits,won\n");
    for (int i = 0; i < 40; i++)
        fprintf(f, "%s,%d\n", i == 5 ? "abc" : i == 6 ? " ? " : "3", i % 2);
    ck_assert_int_eq(fclose(f), 0);
    static const char *const missing[] = {"?", "abc"};
    ptb_import_settings settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.outcome = "won";
    ASSERT_FAILS(import(&settings), PTB_E_DATA,
                 "leads.csv:7: bad number 'abc' in column visits, expected a number");
    settings.missing = missing;
    settings.n_missing = 2;
    ASSERT_OK(import(&settings));
    ptb_history *h = open_history("h.h5");
    ck_assert_int_eq(h->contacts.columns[0].kind, PTB_COLUMN_NUMBER);
    ck_assert_uint_eq(h->contacts.columns[0].n_present, 38);
    ptb_history_close(h);
}
END_TEST

START_TEST(flat_tables)
{
    test_write_file(
        "leads.csv",
        "Lead,Source,Converted,Day\nl1,web, Yes ,2024-01-01\nl2,mail,no,2024-01-02\nl3,web,,2024-01-03\n");
    ptb_import_settings settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.id = "Lead";
    settings.outcome = "converted";
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.won, 1);
    ck_assert_uint_eq(report.open, 1);
    ptb_history *h = open_history("h.h5");
    ck_assert(h->is_flat && h->is_timeless);
    ck_assert_str_eq(h->outcome_column, "Converted");
    ASSERT_CLOSE((double)h->flat_outcome[ptb_table_find_id(&h->contacts, "l1")], 1.0, 0, 0);
    ASSERT_CLOSE((double)h->flat_outcome[ptb_table_find_id(&h->contacts, "l2")], 0.0, 0, 0);
    ck_assert(isnan(h->flat_outcome[ptb_table_find_id(&h->contacts, "l3")]));
    ck_assert_uint_eq(h->contacts.n_columns, 2);
    ck_assert(h->first_record == PTB_NO_TIME);
    ptb_history_close(h);

    settings.id = NULL;
    settings.date = "Day";
    ASSERT_OK(import(&settings));
    h = open_history("h.h5");
    ck_assert(!h->is_timeless);
    ck_assert_uint_ne(ptb_table_find_id(&h->contacts, "3"), PTB_NONE);
    ck_assert_int_eq(h->first_record, (ptb_days_from_civil(2024, 1, 1) + 1) * PTB_DAY - 1);
    ck_assert_int_eq(ptb_table_find(&h->contacts, "Day"), -1);
    ptb_history_close(h);

    settings.outcome = NULL;
    ASSERT_OK(import(&settings));
    h = open_history("h.h5");
    ck_assert_ptr_null(h->flat_outcome);
    ck_assert_ptr_null(h->outcome_column);
    ptb_history_close(h);
}
END_TEST

START_TEST(outcome_values)
{
    test_write_file("leads.csv", "S,v\nhot,1\ncold,2\nhot,3\nnew,4\n");
    ptb_import_settings settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.outcome = "S";
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "outcome column S needs --won VALUE");
    ck_assert_ptr_nonnull(strstr(err.message, "'cold', 'hot', 'new'"));
    settings.won = "warm";
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "has no row with the --won value 'warm'; it holds 'cold'");
    settings.won = "hot";
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.won, 2);
    ck_assert_uint_eq(report.lost, 2);
    settings.lost = "cold";
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.lost, 1);
    ck_assert_uint_eq(report.open, 1);
    settings.lost = "cool";
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "has no row with the --lost value 'cool'");
}
END_TEST

START_TEST(columns_not_there)
{
    write_relational();
    test_write_file("leads.csv", "Lead,Converted\n1,1\n");
    ptb_import_settings settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.outcome = "Convertd";
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA,
                 "leads.csv:1: no column 'Convertd' (--outcome); did you mean 'Converted'?");
    settings.outcome = NULL;
    settings.id = "Leed";
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "no column 'Leed' (--id); did you mean 'Lead'?");
    settings.id = NULL;
    settings.date = "zzzz";
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "(--date); the columns are: Lead, Converted");

    test_write_file("contacts.csv", "contactid,x\n1,2\n");
    settings = relational("h.h5");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA,
                 "contacts.csv:1: no column 'contact_id'; did you mean 'contactid'?");
    write_relational();
    test_write_file("activities.csv", "contact_id,time,type\n");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "activities.csv:1: no column 'ts'");
    write_relational();
    test_write_file("deals.csv", "opportunity_id,created_at,outcome\n");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "'account_id' or 'contact_id'");
    ck_assert_int_ne(access("h.h5", F_OK), 0);
}
END_TEST

START_TEST(no_rows)
{
    write_relational();
    ptb_import_settings settings = relational("h.h5");
    test_write_file("activities.csv", "contact_id,ts,type\n");
    test_write_file("deals.csv", "opportunity_id,contact_id,created_at,closed_at,outcome\n");
    test_write_file("accounts.csv", "account_id\n");
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.activities, 0);
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "activities.csv has no rows"));
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "deals.csv has no rows"));
    test_write_file("contacts.csv", "contact_id\n");
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "contacts.csv: no rows");
    test_write_file("contacts.csv", "contact_id,x\n1\n");
    settings.max_rejects = 1.0;
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "no row is left");
    test_write_file("leads.csv", "a,b\n");
    settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "leads.csv: no rows");
}
END_TEST

START_TEST(derived_accounts_and_cycles)
{
    write_relational();
    ptb_import_settings settings = relational("h.h5");
    settings.accounts = test_path(NULL);
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.accounts, 4); /* a1, a2, zz of the contacts, a9 of an opportunity */
    ptb_history *h = open_history("h.h5");
    ck_assert_uint_ne(h->contact_account[ptb_table_find_id(&h->contacts, "c3")], PTB_NONE);
    ptb_history_close(h);

    settings.accounts = test_path("accounts.csv");
    test_write_file("accounts.csv", "account_id,parent_id\na1,a2\na2,a3\na3,a2\na9,a9\nzz,a9\n");
    ASSERT_OK(import(&settings));
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "3 accounts are their own ancestors"));
    h = open_history("h.h5");
    uint32_t a1 = ptb_table_find_id(&h->accounts, "a1"), a2 = ptb_table_find_id(&h->accounts, "a2");
    ck_assert_uint_eq(h->account_root[a1], a2);
    ck_assert_uint_eq(h->account_root[a2], a2);
    ptb_history_close(h);
}
END_TEST

START_TEST(activity_rules)
{
    write_relational();
    ptb_import_settings settings = relational("h.h5");
    settings.opportunities = test_path(NULL);
    settings.max_rejects = 10;
    settings.max_rejects_is_share = false;
    settings.rejects = "rejects.csv";
    test_write_file("activities.csv", "contact_id,account_id,ts,type,value,topic\n"
                                      "c1,,13/05/2023 10:00,view,1.5,t\n"
                                      "c1,,01/06/2023,view,,\n"
                                      ",a1,01/06/2023,view,,\n"
                                      "c1,,,view,,\n"
                                      "c1,,31/02/2023,view,,\n"
                                      "c1,,01/06/2023,view,x,\n"
                                      "c1,,2023-04-01,view,-0,\n"
                                      "c1,,05/23/2023,view,,\n"
                                      "c1,,14/05/2023,view,,\n"
                                      ",,14/05/2023,view,,\n");
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.activities, 5);
    ck_assert_uint_eq(report.rejected, 5);
    const char *text = read_text("rejects.csv");
    ck_assert_ptr_nonnull(strstr(
        text, "activities.csv,11,contact_id,\"neither contact_id nor account_id, expected one of them\""));
    ck_assert_ptr_nonnull(
        strstr(text, "activities.csv,6,ts,\"bad date '31/02/2023' in column ts, expected a date"));
    ck_assert_ptr_nonnull(
        strstr(text, "activities.csv,7,value,\"bad number 'x' in column value, expected a number\""));
    ck_assert_ptr_nonnull(strstr(text, "day first\",\"c1,,05/23/2023,view,,\""));
    ptb_history *h = open_history("h.h5");
    uint32_t c1 = ptb_table_find_id(&h->contacts, "c1");
    uint64_t first = h->activities.first[c1];
    ck_assert_int_eq(h->activities.ts[first + 1], ptb_days_from_civil(2023, 5, 13) * PTB_DAY + 36000);
    ASSERT_CLOSE((double)h->activities.value[first + 1], 1.5, 0, 0);
    ck_assert(isnan(h->activities.value[first + 2]));
    uint32_t a1 = ptb_table_find_id(&h->accounts, "a1");
    ck_assert_uint_eq(h->activities.account_first[a1 + 1] - h->activities.account_first[a1], 1);
    ck_assert_int_eq(h->activities.ts[h->activities.account_first[a1]], day_end(2023, 6, 1));
    ptb_history_close(h);

    test_write_file("activities.csv", "contact_id,ts,type\nc1,01/02/2023,x\nc1,03/04/2023,x\n");
    ASSERT_FAILS(import(&settings), PTB_E_DATA,
                 "activities.csv:2: column ts: the date can be day/month or month/day");
    settings.date_order = PTB_DATES_MDY;
    settings.zone_offset_s = 3600;
    ASSERT_OK(import(&settings));
    h = open_history("h.h5");
    c1 = ptb_table_find_id(&h->contacts, "c1");
    ck_assert_int_eq(h->activities.ts[h->activities.first[c1]],
                     ptb_days_from_civil(2023, 1, 3) * PTB_DAY - 3601);
    ptb_history_close(h);
}
END_TEST

START_TEST(types_of_a_model)
{
    test_write_file("model.json",
                    "{\"columns\": [{\"table\": \"contacts\", \"name\": \"zip\", \"kind\": \"category\"},"
                    "{\"table\": \"contacts\", \"name\": \"size\", \"kind\": \"number\"}]}");
    test_write_file("leads.csv", "zip,size\n123,4\n456,x\n");
    ptb_import_settings settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.types_from = "model.json";
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "leads.csv:3: bad number 'x' in column size");
    settings.max_rejects = 1;
    settings.max_rejects_is_share = false;
    ASSERT_OK(import(&settings));
    ptb_history *h = open_history("h.h5");
    ck_assert_int_eq(h->contacts.columns[0].kind, PTB_COLUMN_CATEGORY);
    ck_assert_int_eq(h->contacts.columns[1].kind, PTB_COLUMN_NUMBER);
    ptb_history_close(h);
    test_write_file("model.json",
                    "{\"columns\": [{\"table\": \"contacts\", \"name\": \"zip\", \"kind\": \"text\"}]}");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "kind 'text'; expected number, flag, category or date");
    test_write_file("model.json", "{}");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "columns");
}
END_TEST

START_TEST(wrong_usage)
{
    write_relational();
    test_write_file("leads.csv", "a\n1\n");
    ptb_import_settings settings = settings_for(NULL);
    settings.leads = "leads.csv";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "-o HISTORY.h5 is needed");
    settings = settings_for("h.h5");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "nothing to import");
    settings = relational("h.h5");
    settings.leads = "leads.csv";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--leads is a table on its own");
    settings = relational("h.h5");
    settings.outcome = "x";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "belong to --leads");
    settings = relational("h.h5");
    settings.accounts = test_path("sqlite:crm.db");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--accounts: 'sqlite:crm.db' names no table");
    settings.accounts = test_path("postgresql://host/db");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "names no table");
    settings.accounts = test_path("sqlite:h.h5#accounts");
    test_write_file("h.h5", "");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "sqlite:h.h5 is to be written too");
    ck_assert_int_eq(unlink("h.h5"), 0);
    settings = relational("contacts.csv");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "contacts.csv is to be written too");
    ck_assert_int_eq(link("contacts.csv", "same.csv"), 0);
    settings = relational("same.csv");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "contacts.csv is to be written too");
    ck_assert_int_eq(unlink("same.csv"), 0);
    settings = relational("h.h5");
    settings.contacts = settings.accounts = test_path("-");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "standard input (-) is given 2 times");
    settings = relational("h.h5");
    settings.rejects = "h.h5";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "two files");
    settings = relational("h.h5");
    settings.max_rejects = -1;
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--max-rejects is -1");
    settings = settings_for("h.h5");
    settings.leads = "leads.csv";
    settings.won = "1";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--won and --lost need --outcome");
    settings.outcome = settings.id = "a";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "name the same column");
    settings.id = NULL;
    settings.lost = "1";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--won and --lost are both '1'");
}
END_TEST

START_TEST(outputs_that_cannot_be)
{
    test_write_file("leads.csv", "a\n1\n");
    ck_assert(mkdir("folder", 0777) == 0 || access("folder", F_OK) == 0);
    ptb_import_settings settings = settings_for("folder");
    settings.leads = "leads.csv";
    ASSERT_FAILS(import(&settings), PTB_E_IO, "folder");
    settings.output = "none/h.h5";
    ASSERT_FAILS(import(&settings), PTB_E_IO, "none");
    settings.output = "h.h5";
    settings.rejects = "none/r.csv";
    ASSERT_FAILS(import(&settings), PTB_E_IO, "none");
    settings.rejects = NULL;
    settings.leads = "missing.csv";
    ASSERT_FAILS(import(&settings), PTB_E_IO, "missing.csv");
    ck_assert_int_ne(access("h.h5", F_OK), 0);
    ck_assert_int_ne(access(".h.h5.tmp", F_OK), 0);
}
END_TEST

/* The file is the same for any order of the rows and any number of threads. */
START_TEST(order_never_shows)
{
    static const char *const rows[] = {"c1,2023-05-01,view,/b,web,1",  "c2,2023-05-01,view,/b,web,",
                                       "c1,2023-05-01,open,/b,web,2",  "c1,2023-05-01,view,/a,web,2",
                                       "c1,2023-05-01,view,/a,mail,2", "c1,2023-05-01,view,/a,mail,3",
                                       "c3,2023-04-01,view,/a,mail,3", "c4,2023-04-01,,,,"};
    enum { N = sizeof rows / sizeof rows[0] };
    char digest[65] = "", first[65] = "";
    write_relational();
    for (int round = 0; round < 12; round++) {
        FILE *f = fopen("activities.csv", "w");
        ck_assert_ptr_nonnull(f);
        fprintf(f, "contact_id,ts,type,asset,channel,value\n");
        for (int i = 0; i < N; i++)
            fprintf(f, "%s\n", rows[(i * (2 * round + 1) + round) % N]);
        ck_assert_int_eq(fclose(f), 0);
        if (round == 6)
            test_write_file("contacts.csv", "contact_id,account_id,email,title,created_at\n"
                                            "c4,,,CTO,\nc3,zz,,CTO,2023-03-01T00:00:00Z\n"
                                            "c2,a2,y@x.com,,2023-02-01T00:00:00Z\n"
                                            "c1,a1,x@x.com, CFO ,2023-01-01T00:00:00Z\n");
        ptb_context context = ptb_context_default();
        context.threads = 1 + round % 3;
        ptb_import_settings settings = relational("h.h5");
        ptb_import_report_free(&report);
        ptb_h5_global_init();
        ASSERT_OK(ptb_import(&context, &settings, &report, &err));
        ptb_history *h = open_history("h.h5");
        ASSERT_OK(ptb_history_digest(h, digest, &err));
        ptb_history_close(h);
        if (round == 0) memcpy(first, digest, sizeof first);
        ck_assert_str_eq(digest, first);
    }
}
END_TEST

START_TEST(cancelled)
{
    write_relational();
    volatile sig_atomic_t signal_number = 15;
    ptb_context context = ptb_context_default();
    context.cancel = &signal_number;
    ptb_import_settings settings = relational("h.h5");
    ptb_h5_global_init();
    ASSERT_FAILS(ptb_import(&context, &settings, &report, &err), PTB_E_CANCELLED, "");
    ck_assert_int_ne(access("h.h5", F_OK), 0);
}
END_TEST

TEST_MAIN("import", relational_records, rejects_are_written, failing_rejects_leave_the_old_history,
          end_of_the_data, rows_later_than_until, dates_without_order_later_than_until,
          leads_later_than_until, many_orphans, bad_numbers_and_missing_tokens, flat_tables, outcome_values,
          columns_not_there, no_rows, derived_accounts_and_cycles, activity_rules, types_of_a_model,
          wrong_usage, outputs_that_cannot_be, order_never_shows, cancelled)
