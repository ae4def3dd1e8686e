/* tests/unit/datasets/test_changes.c: what records were before: read, refused, at rest, as of a moment. */
#include "datasets/base/rng.h"
#include "datasets/history_layout.h"
#include "datasets/history_values.h"
#include "tests/support/test_history.h"

static ptb_error err;
static ptb_import_report report;

#define HEADER "object,id,field,value,ts,old_value\n"

static const char accounts_csv[] = "account_id,industry,created_at\n"
                                   "a1,Tech,2020-01-01T00:00:00Z\n"
                                   "a2,Media,2020-01-01T00:00:00Z\n";
static const char contacts_csv[] = "contact_id,account_id,created_at,title,visits,opted,since\n"
                                   "c1,a1,2023-01-01T00:00:00Z,CEO,30,yes,2023-05-01T00:00:00Z\n"
                                   "c2,a1,2023-01-01T00:00:00Z,Dev,7,no,\n"
                                   "c3,a2,2023-01-01T00:00:00Z,,,,\n";
static const char deals_csv[] = "opportunity_id,account_id,created_at,closed_at,outcome,stage\n"
                                "o1,a1,2024-01-01T00:00:00Z,2024-01-05T00:00:00Z,won,Closed Won\n"
                                "o2,a1,2024-01-01T00:00:00Z,2024-01-05T00:00:00Z,lost,Closed Lost\n"
                                "o3,a2,2024-01-01T00:00:00Z,,,Demo\n"
                                "o4,a2,2024-01-01T00:00:00Z,,won,Gewonnen\n";

/* Files and settings of an import; `changes` are rows under HEADER. */
static ptb_import_settings settings_of(const char *changes)
{
    ptb_import_settings settings;
    ptb_text text = {0};
    ptb_h5_global_init();
    test_write_file("accounts.csv", accounts_csv);
    test_write_file("contacts.csv", contacts_csv);
    test_write_file("deals.csv", deals_csv);
    ptb_text_printf(&text, "%s%s", HEADER, changes);
    test_write_file("changes.csv", text.bytes);
    ptb_text_free(&text);
    ptb_import_settings_default(&settings);
    settings.accounts = test_path("accounts.csv");
    settings.contacts = test_path("contacts.csv");
    settings.field_history = test_path("changes.csv");
    settings.output = "h.h5";
    settings.rejects = "rejects.csv";
    settings.command_line = "test";
    settings.max_rejects = 100;
    settings.max_rejects_is_share = false;
    return settings;
}

static ptb_import_settings with_deals(const char *changes)
{
    ptb_import_settings settings = settings_of(changes);
    settings.opportunities = test_path("deals.csv");
    settings.contacts = test_path("contacts.csv");
    return settings;
}

static ptb_status import(const ptb_import_settings *settings)
{
    ptb_context context = ptb_context_default();
    ptb_import_report_free(&report);
    return ptb_import(&context, settings, &report, &err);
}

static ptb_history *history_of(const ptb_import_settings *settings)
{
    ptb_context context = ptb_context_default();
    ptb_history *history = NULL;
    ASSERT_OK(import(settings));
    ASSERT_OK(ptb_history_open(&context, settings->output, &history, &err));
    return history;
}

static void assert_noted(const char *words)
{
    const char *notes = report.notes.bytes ? report.notes.bytes : "";
    ck_assert_msg(strstr(notes, words) != NULL, "no '%s' in: %s", words, notes);
}

static void assert_no_note(const char *words)
{
    ck_assert_msg(!report.notes.bytes || !strstr(report.notes.bytes, words), "'%s' in: %s", words,
                  report.notes.bytes);
}

static void assert_rejected(const char *line)
{
    char bytes[8192] = "";
    FILE *f = fopen("rejects.csv", "rb");
    ck_assert_ptr_nonnull(f);
    bytes[fread(bytes, 1, sizeof bytes - 1, f)] = 0;
    ck_assert_int_eq(fclose(f), 0);
    ck_assert_msg(strstr(bytes, line) != NULL, "no '%s' in:\n%s", line, bytes);
}

static double value_at(const ptb_record_table *table, const char *id, const char *column, const char *as_of)
{
    uint32_t row = ptb_table_find_id(table, id);
    int at = ptb_table_find(table, column);
    ck_assert_uint_ne(row, PTB_NONE);
    ck_assert_int_ge(at, 0);
    return ptb_value_at(table, (size_t)at, row, as_of ? test_time(as_of) : PTB_NO_TIME);
}

/* The category as of a moment must be `want`; "" is missing. */
static void assert_is(const ptb_record_table *table, const char *id, const char *column, const char *as_of,
                      const char *want)
{
    double code = value_at(table, id, column, as_of);
    const ptb_column *of = &table->columns[ptb_table_find(table, column)];
    ptb_str got = isnan(code) ? (ptb_str){"", 0} : ptb_strings_at(&of->levels, (size_t)code);
    ck_assert_msg(ptb_str_equal_text(got, want), "%s of %s as of %s is '%.*s', want '%s'", column, id,
                  as_of ? as_of : "now", (int)got.len, got.ptr, want);
}

static const char titles[] = "contact,c1,title,CFO,2024-02-01T00:00:00Z,Manager\n"
                             "contact,c1,title,CEO,2024-06-01T00:00:00Z,CFO\n"
                             "contact,c2,TITLE,Dev,2024-03-01T00:00:00Z,\n"
                             "contact,c3,title,Boss,2024-03-01T00:00:00Z,Clerk\n"
                             "contact,c3,title,,2024-04-01T00:00:00Z,Boss\n"
                             "accounts,a1,industry,Tech,2024-05-01T00:00:00Z,Farming\n";

START_TEST(titles_as_of_a_moment)
{
    ptb_import_settings settings = settings_of(titles);
    ptb_history *h = history_of(&settings);
    const ptb_record_table *t = &h->contacts;
    ck_assert_uint_eq(report.changes, 6);
    ck_assert_uint_eq(report.rejected, 0);
    assert_is(t, "c1", "title", "2023-06-01", "Manager");
    assert_is(t, "c1", "title", "2024-01-31T23:59:59Z", "Manager");
    assert_is(t, "c1", "title", "2024-02-01T00:00:00Z", "CFO");
    assert_is(t, "c1", "title", "2024-05-31T23:59:59Z", "CFO");
    assert_is(t, "c1", "title", "2024-06-01T00:00:00Z", "CEO");
    assert_is(t, "c1", "title", "2030-01-01", "CEO");
    assert_is(t, "c1", "title", NULL, "CEO");
    assert_is(t, "c2", "title", "2024-02-29T23:59:59Z", ""); /* nobody knows what it was */
    assert_is(t, "c2", "title", "2024-03-01T00:00:00Z", "Dev");
    assert_is(t, "c2", "title", NULL, "Dev");
    assert_is(t, "c3", "title", "2024-02-01", "Clerk");
    assert_is(t, "c3", "title", "2024-03-02", "Boss");
    assert_is(t, "c3", "title", "2024-04-02", "");
    assert_is(&h->accounts, "a1", "industry", "2024-04-01", "Farming");
    assert_is(&h->accounts, "a2", "industry", "2024-04-01", "Media"); /* no history: the export's */
    const ptb_column *title = &t->columns[ptb_table_find(t, "title")];
    ck_assert_uint_eq(title->levels.n, 6); /* Boss, CEO, CFO, Clerk, Dev, Manager */
    ck_assert_uint_eq(title->n_distinct, 6);
    ck_assert_uint_eq(title->n_present, 2);
    ck_assert_ptr_null(h->opportunities.changes.first);
    assert_no_note("last values");
    ptb_history_close(h);
}
END_TEST

START_TEST(numbers_flags_dates)
{
    ptb_import_settings settings = settings_of("contact,c1,visits,10,2024-02-01T00:00:00Z,5\n"
                                               "contact,c1,visits,30,2024-03-01T00:00:00Z,10\n"
                                               "contact,c1,opted,yes,2024-02-01T00:00:00Z,no\n"
                                               "contact,c1,since,2023-05-01T00:00:00Z,2024-02-01T00:00:00Z,\n"
                                               "contact,c2,visits,,2024-02-01T00:00:00Z,2\n");
    ptb_history *h = history_of(&settings);
    const ptb_record_table *t = &h->contacts;
    ck_assert_int_eq(t->columns[ptb_table_find(t, "visits")].kind, PTB_COLUMN_NUMBER);
    ck_assert_int_eq(t->columns[ptb_table_find(t, "opted")].kind, PTB_COLUMN_FLAG);
    ck_assert_int_eq(t->columns[ptb_table_find(t, "since")].kind, PTB_COLUMN_DATE);
    ASSERT_CLOSE(value_at(t, "c1", "visits", "2024-01-01"), 5, 0, 0);
    ASSERT_CLOSE(value_at(t, "c1", "visits", "2024-02-01"), 10, 0, 0);
    ASSERT_CLOSE(value_at(t, "c1", "visits", "2024-03-01"), 30, 0, 0);
    ASSERT_CLOSE(value_at(t, "c1", "opted", "2024-01-01"), 0, 0, 0);
    ASSERT_CLOSE(value_at(t, "c1", "opted", "2024-02-01"), 1, 0, 0);
    ck_assert(isnan(value_at(t, "c1", "since", "2024-01-01")));
    ASSERT_CLOSE(value_at(t, "c1", "since", "2024-02-01"), (double)test_time("2023-05-01T00:00:00Z"), 0, 0);
    ASSERT_CLOSE(value_at(t, "c2", "visits", "2024-01-01"), 2, 0, 0);
    ck_assert(isnan(value_at(t, "c2", "visits", "2024-02-02")));
    ASSERT_CLOSE(value_at(t, "c2", "visits", NULL), 7, 0, 0);
    assert_noted("field history: 1 last values are not those of the tables");
    ptb_history_close(h);
}
END_TEST

/* Words that only the history has make a column of numbers one of categories, as they would in the table. */
START_TEST(history_takes_part_in_typing)
{
    ptb_import_settings settings = settings_of("contact,c1,visits,30,2024-02-01T00:00:00Z,many\n");
    ptb_history *h = history_of(&settings);
    const ptb_record_table *t = &h->contacts;
    ck_assert_int_eq(t->columns[ptb_table_find(t, "visits")].kind, PTB_COLUMN_CATEGORY);
    assert_is(t, "c1", "visits", "2024-01-01", "many");
    ptb_history_close(h);
}
END_TEST

START_TEST(rows_not_taken)
{
    ptb_import_settings settings = settings_of("widget,c1,title,X,2024-02-01T00:00:00Z,\n"
                                               "contact,,title,X,2024-02-01T00:00:00Z,\n"
                                               "contact,c1,,X,2024-02-01T00:00:00Z,\n"
                                               "contact,c9,title,X,2024-02-01T00:00:00Z,\n"
                                               "contact,c1,title,X,,\n"
                                               "contact,c1,title,X,2024-02-31,\n"
                                               "contact,c1,title,X,1969-12-31,\n"
                                               "contact,c1,title,X\n");
    ptb_history *h = history_of(&settings);
    ck_assert_uint_eq(report.changes, 0);
    ck_assert_uint_eq(report.rejected, 7);
    ck_assert_uint_eq(report.orphans, 1);
    assert_rejected(
        "changes.csv,2,object,\"unknown object 'widget' in column object, expected contact, account or "
        "opportunity\"");
    assert_rejected("changes.csv,3,id,\"no value in column id, expected an id\"");
    assert_rejected("changes.csv,4,field,\"no value in column field, expected the name of a field\"");
    assert_rejected("changes.csv,5,id,\"unknown id 'c9' in column id, expected one of the contacts\"");
    assert_rejected("changes.csv,6,ts,\"no value in column ts, expected when the field changed\"");
    assert_rejected("changes.csv,7,ts,\"bad date '2024-02-31' in column ts, expected a date that exists");
    assert_rejected("changes.csv,8,ts,\"bad date '1969-12-31' in column ts");
    assert_rejected("changes.csv,9,,\"4 cells, expected 6 as in the header\"");
    ck_assert_ptr_null(h->contacts.changes.first);
    ptb_history_close(h);
}
END_TEST

START_TEST(fields_that_are_not_taken)
{
    ptb_import_settings settings = settings_of("contact,c1,fax,1,2024-02-01T00:00:00Z,\n"
                                               "contact,c2,fax,2,2024-02-01T00:00:00Z,\n"
                                               "account,a1,tier,2,2024-02-01T00:00:00Z,\n"
                                               "contact,c1,Account_ID,a2,2024-02-01T00:00:00Z,\n"
                                               "opportunity,o1,stage,Demo,2024-02-01T00:00:00Z,\n");
    ptb_history *h = history_of(&settings);
    ck_assert_uint_eq(report.changes, 0);
    ck_assert_uint_eq(report.rejected, 0);
    ck_assert_uint_eq(report.orphans, 0);
    assert_noted("field history: fields that no column has: account tier (1 rows), contact fax (2 rows)\n");
    assert_noted("field history: not taken: contact Account_ID (1 rows)\n");
    assert_noted("field history: 1 rows of opportunities, of which there is no file\n");
    ptb_history_close(h);
}
END_TEST

/* Thirty numbers: the column stays one of numbers, and what is none is rejected, in two files and by their lines. */
START_TEST(values_that_do_not_fit)
{
    ptb_import_settings settings = settings_of("");
    ptb_text contacts = {0};
    ptb_text_add(&contacts, "contact_id,n\n");
    for (int i = 0; i < 60; i++)
        ptb_text_printf(&contacts, "k%d,%d\n", i, i % 9);
    ptb_text_add(&contacts, "bad,x\n");
    test_write_file("contacts.csv", contacts.bytes);
    test_write_file("one.csv",
                    "object,id,field,value,ts\ncontact,k1,n,5,2024-01-01\ncontact,bad,n,5,2024-01-01\n");
    test_write_file("two.csv", HEADER "contact,k2,n,5,2024-01-01,\ncontact,k1,n,old,2024-02-01,\n"
                                      "contact,k3,n,5,2024-02-01,new\n");
    const char *const files[] = {"one.csv", "two.csv"};
    settings.field_history = (ptb_paths){files, 2};
    ptb_history *h = history_of(&settings);
    const ptb_record_table *t = &h->contacts;
    ck_assert_int_eq(t->columns[ptb_table_find(t, "n")].kind, PTB_COLUMN_NUMBER);
    ck_assert_uint_eq(report.changes, 2);
    ck_assert_uint_eq(report.orphans, 1); /* the contact was rejected, and with it went its history */
    ck_assert_uint_eq(report.rejected, 3);
    assert_rejected("one.csv,3,id,\"unknown id 'bad' in column id, expected one of the contacts\","
                    "\"contact,bad,n,5,2024-01-01\"");
    assert_rejected("two.csv,3,value,\"bad number 'old' in column n, expected a number of the contacts\"");
    assert_rejected(
        "two.csv,4,old_value,\"bad number 'new' in column n, expected a number of the contacts\"");
    ASSERT_CLOSE(value_at(t, "k1", "n", "2024-03-01"), 5, 0, 0);
    ck_assert(isnan(value_at(t, "k1", "n", "2023-03-01")));
    ASSERT_CLOSE(value_at(t, "k3", "n", "2024-03-01"), 3, 0, 0);
    ptb_history_close(h);
    ptb_text_free(&contacts);
}
END_TEST

/* A change later than --until is rejected, yet it tells that the export's value is not that of the time before. */
START_TEST(later_than_until)
{
    ptb_import_settings settings = settings_of("contact,c1,title,CEO,2024-06-01T00:00:00Z,CFO\n"
                                               "contact,c2,title,Dev,2024-06-01T00:00:00Z,\n"
                                               "contact,c2,visits,6,2024-04-01T00:00:00Z,5\n"
                                               "contact,c2,visits,7,2024-06-01T00:00:00Z,6\n");
    settings.until = test_time("2024-05-01");
    ptb_history *h = history_of(&settings);
    const ptb_record_table *t = &h->contacts;
    ck_assert_uint_eq(report.changes, 1);
    ck_assert_uint_eq(report.rejected, 3);
    assert_rejected("date '2024-06-01T00:00:00Z' in column ts is later than --until 2024-05-01T23:59:59Z");
    assert_is(t, "c1", "title", "2024-04-01", "CFO");
    assert_is(t, "c2", "title", "2024-04-01", "");
    ASSERT_CLOSE(value_at(t, "c2", "visits", "2024-03-01"), 5, 0, 0);
    ASSERT_CLOSE(value_at(t, "c2", "visits", "2024-04-30"), 6, 0, 0);
    ptb_history_close(h);
}
END_TEST

START_TEST(day_before_month)
{
    ptb_import_settings settings = settings_of("contact,c1,title,CEO,03/02/2024,\n"
                                               "contact,c2,title,Dev,30/05/2024,\n"
                                               "contact,c3,title,Dev,31/31/2024,\n");
    ptb_history *h = history_of(&settings);
    assert_is(&h->contacts, "c1", "title", "2024-02-03T23:59:58Z", "");
    assert_is(&h->contacts, "c1", "title", "2024-02-03T23:59:59Z", "CEO");
    assert_rejected("changes.csv,4,ts,\"bad date '31/31/2024'");
    ptb_history_close(h);
    settings = settings_of("contact,c1,title,CEO,03/02/2024,\n");
    ASSERT_FAILS(import(&settings), PTB_E_DATA,
                 "changes.csv:2: column ts: the date can be day/month or month/day");
}
END_TEST

/* Several changes at one second: the chain of old and new values tells which was last. */
START_TEST(one_second)
{
    ptb_import_settings settings = settings_of("contact,c1,title,A,2024-02-01T00:00:00Z,B\n"
                                               "contact,c1,title,B,2024-02-01T00:00:00Z,C\n"
                                               "contact,c1,title,B,2024-02-01T00:00:00Z,C\n"
                                               "contact,c2,title,X,2024-02-01T00:00:00Z,\n"
                                               "contact,c2,title,Y,2024-02-01T00:00:00Z,\n");
    ptb_history *h = history_of(&settings);
    assert_is(&h->contacts, "c1", "title", "2024-01-01", "C");
    assert_is(&h->contacts, "c1", "title", "2024-03-01", "A");
    assert_is(&h->contacts, "c2", "title", "2024-03-01", "Y");
    ck_assert_uint_eq(report.changes, 2);
    ptb_history_close(h);
}
END_TEST

static ptb_time closed_at(const ptb_history *h, const char *id)
{
    return h->opportunity_closed[ptb_table_find_id(&h->opportunities, id)];
}

START_TEST(when_the_stage_turned)
{
    ptb_import_settings settings = with_deals("opportunity,o1,Stage,Demo,2024-01-02T00:00:00Z,\n"
                                              "opportunity,o1,Stage,closed won,2024-02-01T00:00:00Z,\n"
                                              "opportunity,o1,Stage,Negotiation,2024-02-05T00:00:00Z,\n"
                                              "opportunity,o1,Stage,Closed Won,2024-03-01T00:00:00Z,\n"
                                              "opportunity,o1,Stage,closedwon (Sales),2024-04-01T00:00:00Z,\n"
                                              "opportunity,o2,stage,Closed Lost,2023-12-01T00:00:00Z,\n"
                                              "opportunity,o4,stage,Gewonnen,2024-05-01T00:00:00Z,\n"
                                              "opportunity,o4,outcome,won,2024-05-02T00:00:00Z,\n");
    ptb_history *h = history_of(&settings);
    ck_assert_uint_eq(report.opportunities, 4); /* o4 has no date entered, but its history tells it */
    ck_assert_int_eq(closed_at(h, "o1"), test_time("2024-03-01T00:00:00Z"));
    ck_assert_int_eq(closed_at(h, "o2"), test_time("2024-01-01T00:00:00Z")); /* not before it was created */
    ck_assert(closed_at(h, "o3") == PTB_NO_TIME);
    ck_assert_int_eq(closed_at(h, "o4"), test_time("2024-05-02T00:00:00Z"));
    assert_is(&h->opportunities, "o1", "stage", "2024-01-03", "Demo");
    assert_is(&h->opportunities, "o1", "stage", "2024-02-06", "Negotiation");
    assert_noted("closed_at of 3 opportunities is when their history says they were closed");
    ck_assert_int_eq(h->last_record, test_time("2024-05-02T00:00:00Z"));
    ptb_history_close(h);
}
END_TEST

START_TEST(when_the_stage_does_not_tell)
{
    ptb_import_settings settings = with_deals("opportunity,o1,stage,Closed Lost,2024-02-01T00:00:00Z,Demo\n"
                                              "opportunity,o2,stage,Closed Lost,2024-02-01T00:00:00Z,Lost\n"
                                              "opportunity,o3,stage,Closed Won,2024-02-01T00:00:00Z,Demo\n"
                                              "opportunity,o3,outcome,perhaps,2024-02-01T00:00:00Z,\n");
    ptb_history *h = history_of(&settings);
    ck_assert_int_eq(closed_at(h, "o1"), test_time("2024-01-05T00:00:00Z")); /* ends in another outcome */
    ck_assert_int_eq(closed_at(h, "o2"), test_time("2024-01-05T00:00:00Z")); /* was lost before */
    ck_assert(closed_at(h, "o3") == PTB_NO_TIME);
    assert_noted("the history of 2 opportunities ends in another outcome than theirs, which is kept");
    assert_no_note("closed_at of");
    assert_rejected(
        "changes.csv,5,value,\"outcome 'perhaps' in column value, expected won, lost or nothing (open)\"");
    ptb_history_close(h);
}
END_TEST

/* Entered as closed before --until, but it was after. */
START_TEST(turned_after_until)
{
    ptb_import_settings settings = with_deals("opportunity,o1,stage,Demo,2024-01-02T00:00:00Z,\n"
                                              "opportunity,o1,stage,Closed Won,2024-06-01T00:00:00Z,Demo\n");
    settings.until = test_time("2024-05-01");
    ptb_history *h = history_of(&settings);
    uint32_t deal = ptb_table_find_id(&h->opportunities, "o1");
    ck_assert_int_eq(h->opportunity_outcome[deal], PTB_OPEN);
    ck_assert(h->opportunity_closed[deal] == PTB_NO_TIME);
    assert_is(&h->opportunities, "o1", "stage", "2024-05-01", "Demo");
    ptb_history_close(h);
}
END_TEST

/* A table without a stage still has its opportunities closed by the stage's history. */
START_TEST(no_column_for_the_stage)
{
    ptb_import_settings settings = with_deals("opportunity,o1,stage,Closed Won,2024-06-01T00:00:00Z,Demo\n");
    test_write_file("deals.csv", "opportunity_id,account_id,created_at,closed_at,outcome\n"
                                 "o1,a1,2024-01-01T00:00:00Z,2024-01-05T00:00:00Z,won\n");
    ptb_history *h = history_of(&settings);
    ck_assert_int_eq(closed_at(h, "o1"), test_time("2024-06-01T00:00:00Z"));
    ck_assert_ptr_null(h->opportunities.changes.first);
    ptb_history_close(h);
}
END_TEST

/* ---- order and threads ---- */

enum { N_LINES = 400 };

static void write_shuffled(uint64_t seed)
{
    ptb_rng *rng = NULL;
    ptb_text text = {0};
    char lines[N_LINES][96];
    uint32_t order[N_LINES];
    ASSERT_OK(ptb_rng_new(7, "lines", 0, &rng, &err));
    for (uint32_t i = 0; i < N_LINES; i++) {
        order[i] = i;
        (void)snprintf(lines[i], sizeof lines[i], "contact,c%d,%s,%d,2024-01-%02dT00:00:00Z,%d\n",
                       1 + (int)ptb_rng_below(rng, 3), i % 2 ? "title" : "visits", (int)ptb_rng_below(rng, 4),
                       1 + (int)ptb_rng_below(rng, 9), (int)ptb_rng_below(rng, 4));
    }
    ptb_rng_free(rng);
    ASSERT_OK(ptb_rng_new(seed, "order", 0, &rng, &err));
    ptb_rng_shuffle(rng, order, N_LINES);
    ptb_text_add(&text, HEADER);
    for (uint32_t i = 0; i < N_LINES; i++)
        ptb_text_add(&text, lines[order[i]]);
    test_write_file("changes.csv", text.bytes);
    ptb_text_free(&text);
    ptb_rng_free(rng);
}

START_TEST(order_of_rows_does_not_matter)
{
    char want[65] = "", got[65];
    for (uint64_t seed = 1; seed <= 6; seed++) {
        ptb_import_settings settings = settings_of("");
        write_shuffled(seed);
        ptb_history *h = history_of(&settings);
        ck_assert_uint_gt(report.changes, 20);
        ASSERT_OK(ptb_history_digest(h, got, &err));
        if (seed == 1) memcpy(want, got, sizeof want);
        ck_assert_str_eq(got, want);
        ptb_history_close(h);
    }
}
END_TEST

START_TEST(refused)
{
    ptb_import_settings settings = settings_of("");
    test_write_file("changes.csv", "object,id,fields,value,ts\n");
    ASSERT_FAILS(import(&settings), PTB_E_SCHEMA, "changes.csv:1: no column 'field'; did you mean 'fields'?");
    settings = settings_of("");
    settings.field_history = test_path("h.h5");
    test_write_file("h.h5", "");
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--field-history h.h5 is to be written too");
    settings = settings_of("");
    settings.contacts = settings.accounts = (ptb_paths){NULL, 0};
    settings.leads = "contacts.csv";
    ASSERT_FAILS(import(&settings), PTB_E_ARG, "--field-history goes with --contacts");
    settings = settings_of("");
    ASSERT_OK(import(&settings));
    assert_noted("changes.csv has no rows");
}
END_TEST

/* ---- files that are refused ---- */

typedef struct {
    const char *part;
    size_t item;
    uint64_t bits;
    bool is_cut;
    const char *words;
} damage;

static const ptb_h5_type part_types[] = {PTB_H5_U64, PTB_H5_I64, PTB_H5_U32, PTB_H5_F64};
static const char *const parts[] = {LAYOUT_CHANGE_FIRST, LAYOUT_CHANGE_TS, LAYOUT_CHANGE_COLUMN,
                                    LAYOUT_CHANGE_VALUE};

static void copy_dataset(const ptb_h5_file *from, ptb_h5_writer *to, const char *name, ptb_h5_type type,
                         const damage *how)
{
    const void *data = NULL;
    uint64_t rows = 0;
    size_t size = ptb_h5_type_bytes(type);
    ASSERT_OK(ptb_h5_view(from, name, type, &data, &rows, NULL, &err));
    char *copy = malloc(rows * size + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, data, rows * size);
    if (how && how->is_cut) rows--;
    if (how && !how->is_cut)
        memcpy(copy + how->item * size, &how->bits, size); /* little-endian: the low bytes */
    ASSERT_OK(ptb_h5_write(to, name, type, copy, rows, 0, &err));
    free(copy);
}

/* Everything of h.h5 that the opening needs, and the contacts' changes with the damage. */
static void copy_damaged(const damage *how)
{
    static const struct {
        const char *name;
        ptb_h5_type type;
    } plain[] = {{LAYOUT_META, PTB_H5_U8},
                 {LAYOUT_PROVENANCE, PTB_H5_U8},
                 {"contacts/id_bytes", PTB_H5_U8},
                 {"contacts/id_offset", PTB_H5_U64},
                 {"contacts/created_at", PTB_H5_I64},
                 {"contacts/columns/0/code", PTB_H5_U32},
                 {"contacts/columns/0/levels_bytes", PTB_H5_U8},
                 {"contacts/columns/0/levels_offset", PTB_H5_U64},
                 {"contacts/columns/1/number", PTB_H5_F64},
                 {"contacts/columns/2/number", PTB_H5_F64},
                 {"contacts/columns/3/time", PTB_H5_I64}};
    ptb_h5_file *from = NULL;
    ptb_h5_writer *to = NULL;
    ASSERT_OK(ptb_h5_open("h.h5", PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, 1, &from, &err));
    ASSERT_OK(ptb_h5_create("bad.h5", PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, &to, &err));
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        copy_dataset(from, to, plain[i].name, plain[i].type, NULL);
    for (size_t i = 0; i < 4; i++) {
        char name[LAYOUT_NAME_BYTES];
        bool is_hit = how->part && strcmp(parts[i], how->part) == 0;
        if (is_hit && how->words[0] == 0) continue; /* left out */
        copy_dataset(from, to, layout_name(name, "contacts", parts[i]), part_types[i], is_hit ? how : NULL);
    }
    ASSERT_OK(ptb_h5_commit(to, 1, &err));
    ptb_h5_close(from);
}

static uint64_t bits_of(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

START_TEST(damaged_changes)
{
    ptb_context context = ptb_context_default();
    ptb_history *h = NULL;
    /* Nine entries by record, column, ts: title none, 2 of c1; visits none, 1; opted 1; since 1; visits 1 of c2 ... */
    ptb_import_settings settings = settings_of("contact,c1,title,CFO,2024-02-01T00:00:00Z,Manager\n"
                                               "contact,c1,title,CEO,2024-03-01T00:00:00Z,CFO\n"
                                               "contact,c1,visits,30,2024-02-01T00:00:00Z,5\n"
                                               "contact,c1,opted,yes,2024-02-01T00:00:00Z,\n"
                                               "contact,c1,since,2023-05-01T00:00:00Z,2024-02-01T00:00:00Z,\n"
                                               "contact,c2,visits,7,2024-02-01T00:00:00Z,\n");
    ptb_history_close(history_of(&settings));
    ASSERT_OK(ptb_history_open(&context, "h.h5", &h, &err));
    uint32_t c1 = ptb_table_find_id(&h->contacts, "c1");
    size_t at = (size_t)h->contacts.changes.first[c1], n = (size_t)h->contacts.changes.first[h->contacts.n];
    ck_assert_uint_eq(n, 8);
    ck_assert(h->contacts.changes.ts[at] == PTB_NO_TIME);
    ck_assert_uint_eq(h->contacts.changes.column[at + 6], 3);
    ptb_history_close(h);
    const damage damages[] = {
        {LAYOUT_CHANGE_FIRST, 0, 1, false, "offsets that do not ascend from where they should begin"},
        {LAYOUT_CHANGE_FIRST, 1, 1000, false, "offsets that do not ascend from where they should begin"},
        {LAYOUT_CHANGE_FIRST, 3, 7, false, "another length than its table"},
        {LAYOUT_CHANGE_FIRST, 0, 0, true, "another length than its table"},
        {LAYOUT_CHANGE_TS, 0, 0, true, "another length than its table"},
        {LAYOUT_CHANGE_COLUMN, 0, 0, true, "another length than its table"},
        {LAYOUT_CHANGE_VALUE, 0, 0, true, "another length than its table"},
        {LAYOUT_CHANGE_COLUMN, at, 4, false, "an index beyond its table"},
        {LAYOUT_CHANGE_COLUMN, at + 3, 3, false, "changes that do not ascend by column and time"},
        {LAYOUT_CHANGE_TS, at + 1, 4000000000, false, "changes that do not ascend by column and time"},
        {LAYOUT_CHANGE_TS, at + 1, (uint64_t)PTB_NO_TIME, false,
         "changes that do not ascend by column and time"},
        {LAYOUT_CHANGE_VALUE, at, bits_of(99), false, "a value that its column can't have"},
        {LAYOUT_CHANGE_VALUE, at, bits_of(0.5), false, "a value that its column can't have"},
        {LAYOUT_CHANGE_VALUE, at, bits_of(-1), false, "a value that its column can't have"},
        {LAYOUT_CHANGE_VALUE, at + 3, bits_of((double)INFINITY), false, "a value that its column can't have"},
        {LAYOUT_CHANGE_VALUE, at + 5, bits_of(2), false, "a value that its column can't have"},
        {LAYOUT_CHANGE_VALUE, at + 6, bits_of(1e300), false, "a value that its column can't have"},
        {LAYOUT_CHANGE_FIRST, 0, 0, false, ""},
        {LAYOUT_CHANGE_VALUE, 0, 0, false, ""},
    };
    copy_damaged(&(damage){.words = "nothing"});
    /* Not damaged: the changes pass, and what is missing after the contacts is found. */
    ASSERT_FAILS(ptb_history_open(&context, "bad.h5", &h, &err), PTB_E_SCHEMA, "has no dataset 'accounts/");
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        copy_damaged(&damages[i]);
        bool is_left_out = damages[i].words[0] == 0;
        ASSERT_FAILS(ptb_history_open(&context, "bad.h5", &h, &err),
                     is_left_out ? PTB_E_SCHEMA : PTB_E_INTEGRITY,
                     is_left_out ? "has no dataset" : damages[i].words);
        ck_assert_msg(strstr(err.message, "contacts/changes/") != NULL, "%zu: %s", i, err.message);
    }
}
END_TEST

TEST_MAIN("changes", titles_as_of_a_moment, numbers_flags_dates, history_takes_part_in_typing, rows_not_taken,
          fields_that_are_not_taken, values_that_do_not_fit, later_than_until, day_before_month, one_second,
          when_the_stage_turned, when_the_stage_does_not_tell, turned_after_until, no_column_for_the_stage,
          order_of_rows_does_not_matter, refused, damaged_changes)
