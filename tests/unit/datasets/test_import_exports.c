/* tests/unit/datasets/test_import_exports.c: columns by mappings, merged records, contacts by e-mail and in lists. */
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/base/h5.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

static ptb_error err;
static ptb_import_report report;

static ptb_status import(const ptb_import_settings *settings)
{
    ptb_context context = ptb_context_default();
    context.threads = 2;
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

static uint64_t activities_of(const ptb_history *h, const char *contact)
{
    uint32_t row = ptb_table_find_id(&h->contacts, contact);
    ck_assert_uint_ne(row, PTB_NONE);
    return h->activities.first[row + 1] - h->activities.first[row];
}

static void has_note(const char *words)
{
    ck_assert_msg(report.notes.bytes && strstr(report.notes.bytes, words), "no note '%s': %s", words,
                  report.notes.bytes ? report.notes.bytes : "none");
}

/* Columns keep their order and the file's spelling, whether a rule is given or not. */
START_TEST(rules_change_what_they_name)
{
    test_write_file("plain.csv", "zeta,Title,contact_id,Account_ID,alpha\n1,CFO,c1,a1,x\n2,CTO,c2,a2,y\n");
    test_write_file("named.csv", "zeta,Title,Nr,Account_ID,alpha\n1,CFO,c1,a1,x\n2,CTO,c2,a2,y\n");
    static const char *const pair[] = {"contacts.contact_id=Nr"}, *const pairs[] = {"account_id=Firm",
                                                                                    "contact_id=Nr"};
    char digest[2][65];
    ptb_import_settings settings = settings_for("plain.csv");
    ASSERT_OK(import(&settings));
    ptb_history *h = open_history();
    ck_assert_str_eq(h->contacts.columns[0].name, "zeta");
    ck_assert_str_eq(h->contacts.columns[1].name, "Title");
    ck_assert_str_eq(h->contacts.columns[2].name, "alpha");
    ASSERT_OK(ptb_history_digest(h, digest[0], &err));
    ptb_history_close(h);
    settings = settings_for("named.csv");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "no column 'contact_id'");
    settings.map = (ptb_paths){pair, 1};
    ASSERT_OK(import(&settings));
    h = open_history();
    ASSERT_OK(ptb_history_digest(h, digest[1], &err));
    ptb_history_close(h);
    ck_assert_str_eq(digest[0], digest[1]);
    has_note("contact_id is 'Nr'");
    settings.map = (ptb_paths){pairs, 2};
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "account_id=Firm: of no use");
    test_write_file("a=b",
                    "{\"contacts\": {\"contact_id\": \"Nr\", \"who\": {\"join\": [\"Title\", \"alpha\"]}}}");
    static const char *const file[] = {"a=b"}; /* a file, though it looks like a pair */
    settings.map = (ptb_paths){file, 1};
    ASSERT_OK(import(&settings));
    h = open_history();
    ck_assert_int_ge(ptb_table_find(&h->contacts, "who"), 0);
    ck_assert_int_lt(ptb_table_find(&h->contacts, "alpha"), 0);
    ptb_history_close(h);
}
END_TEST

static void write_world(void)
{
    test_write_file("contacts.csv", "contact_id,account_id,email,created_at\n"
                                    "c1,a1,one@x.com,2023-01-01\nc2,a1,Two@X.com,2023-01-01\n"
                                    "c3,a2,three@x.com,bad\nc4,a2,two@x.com,2023-01-01\nc5,,,2023-01-01\n");
    test_write_file(
        "activities.csv",
        "contact_id,ts,type\n"
        "c1,2024-01-01,a\nc2,2024-01-01,a\nc3,2024-01-01,a\nold,2024-01-01,a\nolder,2024-01-01,a\n"
        "lost,2024-01-01,a\na-very-long-old-id-of-a-contact,2024-01-01,a\n");
    test_write_file("deals.csv", "opportunity_id,contact_id,created_at,closed_at,outcome\n"
                                 "o1,c3,2024-01-01,2024-02-01,won\no2,older,2024-01-01,,\n");
    test_write_file("merges.csv", "merged_id,kept_id\nold,c3\nolder,old\nc3,c1\nlost,gone\n"
                                  "a-very-long-old-id-of-a-contact,c2\nc5,gone\nc1,c1\n");
}

/* What was merged stands for what was kept: in activities, in opportunities, over chains, whatever is there of it. */
START_TEST(merged_contacts)
{
    write_world();
    ptb_import_settings settings = settings_for("contacts.csv");
    settings.activities = test_path("activities.csv");
    settings.opportunities = test_path("deals.csv");
    settings.merges = test_path("merges.csv");
    ASSERT_OK(import(&settings)); /* c3's bad date is of no concern */
    ck_assert_uint_eq(report.contacts, 4);
    ck_assert_uint_eq(report.rejected, 0);
    ck_assert_uint_eq(report.orphans, 1); /* lost */
    has_note("4 merged contacts: their records go to the contacts they were merged into");
    ptb_history *h = open_history();
    uint32_t c1 = ptb_table_find_id(&h->contacts, "c1");
    ck_assert_uint_eq(activities_of(h, "c1"), 4);
    ck_assert_uint_eq(activities_of(h, "c2"), 2);
    ck_assert_uint_eq(activities_of(h, "c5"), 0); /* it was merged into nobody known: it stays */
    ck_assert_uint_eq(ptb_table_find_id(&h->contacts, "c3"), PTB_NONE);
    ck_assert_uint_eq(h->opportunity_contact[ptb_table_find_id(&h->opportunities, "o1")], c1);
    ck_assert_uint_eq(h->opportunity_contact[ptb_table_find_id(&h->opportunities, "o2")], c1);
    ptb_history_close(h);
}
END_TEST

START_TEST(merges_that_can_not_be)
{
    write_world();
    ptb_import_settings settings = settings_for("contacts.csv");
    settings.merges = test_path("merges.csv");
    test_write_file("merges.csv", "kept_id,merged_id\nc1,c2\nc2,x\nx,c1\n");
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "form a circle");
    ck_assert_ptr_nonnull(strstr(err.message, "was merged into"));
    test_write_file("merges.csv", "kept_id,merged_id\nc1,x\nc2,x\n");
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "'x' was merged into two records, 'c1' and 'c2'");
    test_write_file("merges.csv",
                    "kept_id,merged_id\nc1,x\nc2,x\nc2,c1\nc1,x\n"); /* twice, but into one in the end */
    settings.max_rejects = 1;
    settings.max_rejects_is_share = false;
    ASSERT_OK(import(&settings));
    test_write_file("merges.csv", "kept_id,merged_id\nc1,\n,x\nc1\n");
    ASSERT_FAILS(import(&settings), PTB_E_DATA, "merges.csv:2: no value in column merged_id");
    ck_assert_ptr_nonnull(strstr(err.message, "4 of 8 rows"));
    ck_assert_ptr_nonnull(strstr(err.message, "merges.csv:4: 1 cells, expected 2"));
    test_write_file("merges.csv", "kept,merged_id\nc1,c2\n");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA,
                 "merges.csv:1: no column 'kept_id'; the columns are: kept, merged_id");
}
END_TEST

START_TEST(merged_accounts)
{
    write_world();
    test_write_file("contacts.csv", "contact_id,account_id\nc1,a1\nc2,a2\nc3,a3\nc4,gone\n");
    test_write_file("accounts.csv", "account_id,parent_id\na1,\na2,\na4,a2\n");
    test_write_file(
        "merges.csv",
        "kept_id,merged_id,object\na0,a1,account\na1,a2,account\na1,a3,Account\nc1,c2,\nc3,c4,contact\n");
    ptb_import_settings settings = settings_for("contacts.csv");
    settings.accounts = test_path("accounts.csv");
    settings.merges = test_path("merges.csv");
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.contacts, 2);
    ck_assert_uint_eq(report.accounts, 2);
    ck_assert_uint_eq(report.orphans, 0);
    ptb_history *h = open_history();
    uint32_t a1 = ptb_table_find_id(&h->accounts, "a1");
    ck_assert_uint_eq(h->contact_account[ptb_table_find_id(&h->contacts, "c3")], a1);
    ck_assert_uint_eq(h->account_parent[ptb_table_find_id(&h->accounts, "a4")], a1);
    ptb_history_close(h);
    settings.accounts = (ptb_paths){NULL, 0}; /* those that are named: under the name that was kept */
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.accounts, 1);
    h = open_history();
    ck_assert(ptb_str_equal_text(ptb_strings_at(&h->accounts.id, 0), "a0"));
    ptb_history_close(h);
}
END_TEST

START_TEST(contacts_by_email)
{
    write_world();
    test_write_file("merges.csv", "merged_id,kept_id\nc4,c2\n"); /* then two@x.com is one person's */
    test_write_file("activities.csv",
                    "contact_id,account_id,email,ts,type\n"
                    ",,ONE@x.com,2024-01-01,a\n,,two@x.com,2024-01-01,a\nc1,,two@x.com,2024-01-01,a\n"
                    ",a1,,2024-01-01,a\n,,three@x.com,2024-01-01,a\n,,,2024-01-01,a\n");
    ptb_import_settings settings = settings_for("contacts.csv");
    settings.activities = test_path("activities.csv");
    settings.max_rejects = 2;
    settings.max_rejects_is_share = false;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.orphans, 2); /* two@x.com is two contacts'; three@x.com is a rejected one's */
    ck_assert_uint_eq(report.rejected, 2);
    ck_assert_uint_eq(report.activities, 3);
    settings.merges = test_path("merges.csv");
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.orphans, 1);
    ptb_history *h = open_history();
    ck_assert_uint_eq(activities_of(h, "c1"), 2);
    ck_assert_uint_eq(activities_of(h, "c2"), 1);
    ptb_history_close(h);
    test_write_file("plain.csv", "contact_id\nc1\n"); /* without addresses nobody is found by one */
    settings = settings_for("plain.csv");
    settings.activities = test_path("activities.csv");
    settings.max_rejects = 9;
    settings.max_rejects_is_share = false;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.activities, 1);
}
END_TEST

/* Many rows, so that lists stand in several batches and chunks; ids shorter and longer than what a look-up keeps. */
START_TEST(lists_of_contacts)
{
    test_write_file("contacts.csv",
                    "Record ID,Email,First Name\n1,a@x.com,A\n2,b@x.com,B\n12345678901234567890,c@x.com,C\n");
    FILE *f = fopen("calls.csv", "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "Record ID,Call title,Activity date,Associated Contact IDs\n");
    for (int i = 0; i < 50000; i++)
        fprintf(f, "%d,Call,2024-01-01 10:00,%s\n", i, i % 2 ? "1;2;1" : "12345678901234567890;99");
    ck_assert_int_eq(fclose(f), 0);
    ptb_import_settings settings = settings_for("contacts.csv");
    settings.activities = test_path("calls.csv");
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.activities, 75000);
    ck_assert_uint_eq(report.orphans, 0);
    has_note("calls.csv: read as a HubSpot export of calls");
    ptb_history *h = open_history();
    ck_assert_uint_eq(activities_of(h, "1"), 25000);
    ck_assert_uint_eq(activities_of(h, "12345678901234567890"), 25000);
    ptb_history_close(h);
    test_write_file(
        "calls.csv",
        "Record ID,Call title,Activity date,Associated Contact IDs\n"
        "1,Call,31/01/2024,1;2\n2,Call,01/13/2024,1;2\n3,Call,30/01/2024,1;2\n4,Call,never,1;2\n");
    settings.max_rejects = 2; /* a row is rejected once, however many contacts it names */
    settings.max_rejects_is_share = false;
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.rejected, 2);
    ck_assert_uint_eq(report.activities, 4);
}
END_TEST

START_TEST(folders)
{
    (void)mkdir("hub", 0700);
    test_write_file("hub/c.csv", "Record ID,Email,First Name\n1,a@x.com,A\n2,b@x.com,B\n");
    test_write_file("hub/m.csv", "canonical_vid,vid_to_merge\n1,2\n");
    test_write_file("hub/x.csv", "p,q\n1,2\n");
    test_write_file("hub/h.csv", "vid,name,value,timestamp\n1,email,x,1674300000000\n");
    ptb_import_settings settings = settings_for(NULL);
    settings.hubspot = "hub";
    ASSERT_OK(import(&settings));
    ck_assert_uint_eq(report.contacts, 1);
    ck_assert(!report.has_accounts);
    has_note("hub/x.csv: left out");
    settings.output = "hub/c.csv";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--contacts hub/c.csv is to be written too");
    settings.output = "h.h5";
    settings.merges = test_path("merges.csv");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--hubspot takes every table from its folder");
    settings.merges = (ptb_paths){NULL, 0};
    settings.salesforce = "hub";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--hubspot and --salesforce are both given");
    settings.salesforce = NULL;
    ck_assert_int_eq(unlink("hub/c.csv"), 0);
    ASSERT_FAILS(import(&settings), PTB_E_DATA,
                 "hub: none of its files is an export of contacts; an import needs one");
}
END_TEST

TEST_MAIN("import_exports", rules_change_what_they_name, merged_contacts, merges_that_can_not_be,
          merged_accounts, contacts_by_email, lists_of_contacts, folders)
