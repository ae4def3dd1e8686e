/* tests/unit/datasets/test_import_accounts.c: contacts linked by domain, accounts enriched, what accounts alone do. */
#include "datasets/base/h5.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

/* Texts of the files; NULL: not given. */
typedef struct {
    const char *contacts, *accounts, *activities, *enrich[2];
    bool no_links;
} files;

typedef struct {
    ptb_history *history;
    ptb_import_report report;
} outcome;

static ptb_status import_files(const files *f, ptb_import_report *report, ptb_error *err)
{
    static const char *const enrich_paths[] = {"first.csv", "second.csv"};
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_h5_global_init();
    ptb_import_settings_default(&settings);
    test_write_file("contacts.csv", f->contacts);
    settings.contacts = test_path("contacts.csv");
    if (f->accounts) {
        test_write_file("accounts.csv", f->accounts);
        settings.accounts = test_path("accounts.csv");
    }
    if (f->activities) {
        test_write_file("activities.csv", f->activities);
        settings.activities = test_path("activities.csv");
    }
    settings.enrich.items = enrich_paths;
    for (size_t i = 0; i < 2 && f->enrich[i]; i++) {
        test_write_file(enrich_paths[i], f->enrich[i]);
        settings.enrich.n++;
    }
    settings.link_domains = !f->no_links;
    settings.max_rejects = 10;
    settings.max_rejects_is_share = false;
    settings.rejects = "rejects.csv";
    settings.output = "h.h5";
    settings.command_line = "test";
    return ptb_import(&context, &settings, report, err);
}

static outcome open_files(const files *f)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    outcome out = {0};
    ASSERT_OK(import_files(f, &out.report, &err));
    ASSERT_OK(ptb_history_open(&context, "h.h5", &out.history, &err));
    return out;
}

static void close_files(outcome *out)
{
    ptb_history_close(out->history);
    ptb_import_report_free(&out->report);
}

static void assert_fails(const files *f, ptb_status status, const char *words)
{
    ptb_error err = {0};
    ptb_import_report report = {0};
    ASSERT_FAILS(import_files(f, &report, &err), status, words);
}

/* The account's id, or "". */
static const char *account_of(const ptb_history *h, const char *contact)
{
    static char id[32];
    uint32_t account = h->contact_account[ptb_table_find_id(&h->contacts, contact)];
    ptb_str text = account == PTB_NONE ? (ptb_str){"", 0} : ptb_strings_at(&h->accounts.id, account);
    snprintf(id, sizeof id, "%.*s", (int)text.len, text.ptr);
    return id;
}

static void assert_note(const ptb_import_report *report, const char *words)
{
    const char *notes = report->notes.bytes ? report->notes.bytes : "";
    ck_assert_msg(strstr(notes, words) != NULL, "no '%s' in: %s", words, notes);
}

/* The value of a text or number, as text; "" missing. */
static const char *value_of(const ptb_history *h, const char *account, const char *column)
{
    static char text[64];
    int at = ptb_table_find(&h->accounts, column);
    ck_assert_msg(at >= 0, "no column %s", column);
    const ptb_column *c = &h->accounts.columns[at];
    uint32_t row = ptb_table_find_id(&h->accounts, account);
    text[0] = 0;
    if (c->kind == PTB_COLUMN_CATEGORY && c->code[row] != PTB_NONE) {
        ptb_str level = ptb_strings_at(&c->levels, c->code[row]);
        snprintf(text, sizeof text, "%.*s", (int)level.len, level.ptr);
    } else if (c->kind == PTB_COLUMN_NUMBER && !isnan(c->number[row])) {
        snprintf(text, sizeof text, "%g", c->number[row]);
    }
    return text;
}

/* ---- links ---- */

static const files linkable = {
    .accounts = "account_id,parent_id,domain,website\n"
                "a,,acme.com,\n"
                "b,,,https://www.beta.co.uk/home\n"
                "c,,gmail.com,\n"
                "d,,two.com,\n"
                "e,,two.com,\n"
                "f,,group.com,\n"
                "g,f,group.com,\n",
    .contacts = "contact_id,account_id,email\n"
                "own,b,x@acme.com\n"
                "at a,,jo@Mail.ACME.com\n"
                "at b,,jo@beta.co.uk\n"
                "free,,jo@gmail.com\n"
                "either,,jo@two.com\n"
                "group,,jo@group.com\n"
                "nobody,,jo@else.org\n"
                "none,,\n"
                "lost,z,jo@acme.com\n"
                "loster,z,jo@else.org\n",
};

START_TEST(test_contacts_are_linked_by_domain)
{
    outcome out = open_files(&linkable);
    static const char *const want[][2] = {{"own", "b"},   {"at a", "a"},  {"at b", "b"},  {"free", ""},
                                          {"either", ""}, {"group", "f"}, {"nobody", ""}, {"none", ""},
                                          {"lost", "a"},  {"loster", ""}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        ck_assert_str_eq(account_of(out.history, want[i][0]), want[i][1]);
    assert_note(&out.report,
                "4 contacts linked to accounts by e-mail domain; 1 free providers, 1 ambiguous\n");
    assert_note(&out.report, "1 of the contacts linked by e-mail domain name an unknown account\n");
    assert_note(&out.report,
                "1 contacts name an account that accounts.csv does not have; they are kept without");
    ck_assert_uint_eq(out.report.links.linked, 4);
    ck_assert_uint_eq(out.report.links.unknown, 3);
    ck_assert_uint_eq(out.report.orphans, 2);
    close_files(&out);
}
END_TEST

START_TEST(test_links_can_be_left_out)
{
    files f = linkable;
    f.no_links = true;
    outcome out = open_files(&f);
    ck_assert_str_eq(account_of(out.history, "at a"), "");
    ck_assert_str_eq(account_of(out.history, "own"), "b");
    ck_assert_ptr_null(strstr(out.report.notes.bytes, "linked"));
    assert_note(&out.report, "2 contacts name an account that");
    close_files(&out);
    /* Accounts without domains, contacts without addresses, no accounts: nothing to do. */
    const files other[] = {
        {.accounts = "account_id,x\na,1\n", .contacts = "contact_id,email\nc,jo@acme.com\n"},
        {.accounts = "account_id,domain\na,acme.com\n", .contacts = "contact_id,mail\nc,jo@acme.com\n"},
        {.accounts = NULL, .contacts = "contact_id,email\nc,jo@acme.com\n"}};
    for (size_t i = 0; i < 3; i++) {
        out = open_files(&other[i]);
        ck_assert_str_eq(account_of(out.history, "c"), "");
        ck_assert_uint_eq(out.report.links.linked + out.report.links.unknown, 0);
        close_files(&out);
    }
}
END_TEST

/* ---- enrichment ---- */

START_TEST(test_accounts_are_enriched)
{
    files f = linkable;
    f.enrich[0] =
        "account_id,domain,revenue band,score\n"
        "a,two.com,high,7\n" /* the id counts, not the domain */
        ",beta.co.uk,low,-1.5\n"
        "z,WWW.two.com,mid,2\n" /* an unknown id, but a domain: all accounts that have it and no row of their own */
        "d,,own,9\n"
        "y,,low,1\n"
        ",nobody.org,low,1\n"
        ",gmail.com,low,1\n";
    f.enrich[1] = "Account_ID;news\nb;ipo\n";
    outcome out = open_files(&f);
    static const char *const want[][3] = {{"a", "high", "7"}, {"b", "low", "-1.5"}, {"c", "", ""},
                                          {"d", "own", "9"},  {"e", "mid", "2"},    {"f", "", ""}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        ck_assert_str_eq(value_of(out.history, want[i][0], "revenue band"), want[i][1]);
        ck_assert_str_eq(value_of(out.history, want[i][0], "score"), want[i][2]);
    }
    ck_assert_str_eq(value_of(out.history, "b", "news"), "ipo");
    ck_assert_str_eq(value_of(out.history, "a", "news"), "");
    ck_assert_str_eq(value_of(out.history, "a", "domain"), "acme.com");
    const ptb_column *score = &out.history->accounts.columns[ptb_table_find(&out.history->accounts, "score")];
    ck_assert_int_eq(score->kind, PTB_COLUMN_NUMBER);
    ck_assert_uint_eq(score->n_present, 4);
    assert_note(&out.report, "first.csv: 3 of 7 rows are of unknown accounts; they are left out\n");
    ck_assert_uint_eq(out.report.rejected, 0);
    close_files(&out);
}
END_TEST

START_TEST(test_enrichment_of_named_accounts)
{
    const files f = {.contacts = "contact_id,account_id\nc,a\nd,b\n", .enrich = {"account_id,size\na,5\n"}};
    outcome out = open_files(&f);
    ck_assert_str_eq(value_of(out.history, "a", "size"), "5");
    ck_assert_str_eq(value_of(out.history, "b", "size"), "");
    close_files(&out);
}
END_TEST

START_TEST(test_bad_rows_of_enrichment)
{
    files f = linkable;
    f.enrich[0] = "account_id,domain,score\n"
                  "a,,1\na,,2\n"             /* the same account */
                  ",two.com,3\n,two.com,4\n" /* the same domain */
                  ",,5\n"                    /* nobody */
                  "b,,1\nb\n";
    outcome out = open_files(&f);
    ck_assert_str_eq(value_of(out.history, "a", "score"), "1");
    ck_assert_str_eq(value_of(out.history, "d", "score"), "3");
    ck_assert_uint_eq(out.report.rejected, 4);
    char text[1024] = "";
    FILE *file = fopen("rejects.csv", "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_gt(fread(text, 1, sizeof text - 1, file), 0);
    fclose(file);
    static const char *const words[] = {"first.csv,3,account_id,\"duplicate account_id 'a'",
                                        "first.csv,5,domain,\"duplicate domain 'two.com'",
                                        "first.csv,6,,\"neither account_id nor domain",
                                        "first.csv,8,,\"1 cells"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        ck_assert_msg(strstr(text, words[i]) != NULL, "no '%s' in: %s", words[i], text);
    close_files(&out);
}
END_TEST

START_TEST(test_values_of_enrichment_are_judged)
{
    char text[600] = "account_id,score\na,many\n";
    for (int i = 0; i < 40; i++)
        snprintf(text + strlen(text), 20, "x%d,%d\n", i, i);
    files f = linkable;
    f.enrich[0] = text;
    outcome out = open_files(&f);
    ck_assert_uint_eq(out.report.rejected, 1); /* numbers but for one */
    ck_assert_str_eq(value_of(out.history, "a", "score"), "");
    close_files(&out);
}
END_TEST

START_TEST(test_enrichment_is_refused)
{
    files f = linkable;
    f.enrich[0] = "company,score\nx,1\n";
    assert_fails(&f, PTB_E_SCHEMA, "first.csv:1: no column 'account_id' or 'domain'");
    f.enrich[0] = "account_id,Website\na,x\n";
    assert_fails(&f, PTB_E_SCHEMA, "first.csv:1: column 'Website' is in accounts.csv too");
    f.enrich[0] = "account_id,parent_id\na,x\n";
    assert_fails(&f, PTB_E_SCHEMA, "first.csv:1: column 'parent_id' is in accounts.csv too");
    f.enrich[0] = "account_id,score\na,1\n";
    f.enrich[1] = "domain,SCORE\nacme.com,1\n";
    assert_fails(&f, PTB_E_SCHEMA, "second.csv:1: column 'SCORE' is in first.csv too");
    f.enrich[1] = NULL;
    f.accounts = NULL;
    f.enrich[0] = "domain,score\nacme.com,1\n";
    assert_fails(&f, PTB_E_SCHEMA, "first.csv:1: accounts are named by domain only");
}
END_TEST

START_TEST(test_rows_of_accounts_and_tables_in_any_order)
{
    ptb_error err = {0};
    char first[65], second[65];
    files f = linkable;
    f.enrich[0] = "account_id,domain,score\na,,1\n,two.com,3\n,nobody.org,4\n";
    outcome out = open_files(&f);
    ASSERT_OK(ptb_history_digest(out.history, first, &err));
    close_files(&out);
    f.accounts = "account_id,parent_id,domain,website\n"
                 "g,f,group.com,\nf,,group.com,\ne,,two.com,\nd,,two.com,\n"
                 "c,,gmail.com,\nb,,,https://www.beta.co.uk/home\na,,acme.com,\n";
    f.enrich[0] = "account_id,domain,score\n,nobody.org,4\n,two.com,3\na,,1\n";
    out = open_files(&f);
    ASSERT_OK(ptb_history_digest(out.history, second, &err));
    ck_assert_str_eq(first, second);
    close_files(&out);
}
END_TEST

/* ---- what accounts do, and their trees ---- */

START_TEST(test_activities_of_accounts)
{
    const files f = {.contacts = "contact_id,account_id\nc,a\nd,b\n",
                     .accounts = "account_id\na\nb\n",
                     .activities = "contact_id,account_id,ts,type,topic,value\n"
                                   ",a,2024-01-01T00:00:01Z,intent,crm software,0.75\n"
                                   "c,b,2024-01-01T00:00:02Z,intent,pricing,2\n" /* the contact counts */
                                   ",nobody,2024-01-01T00:00:03Z,intent,crm software,1\n"
                                   "nobody,a,2024-01-01T00:00:03Z,intent,crm software,1\n"};
    outcome out = open_files(&f);
    const ptb_activities *a = &out.history->activities;
    uint32_t account = ptb_table_find_id(&out.history->accounts, "a"),
             contact = ptb_table_find_id(&out.history->contacts, "c");
    ck_assert_uint_eq(a->n, 2);
    ck_assert_uint_eq(out.report.orphans, 2);
    ck_assert_uint_eq(a->account_first[account + 1] - a->account_first[account], 1);
    uint64_t i = a->account_first[account];
    ptb_str topic = ptb_strings_at(&a->topics, ptb_activity_topic(a, i));
    ck_assert(ptb_str_equal_text(topic, "crm software"));
    ASSERT_CLOSE((double)a->value[i], 0.75, 0, 0);
    ck_assert_uint_eq(a->first[contact + 1] - a->first[contact], 1);
    ASSERT_CLOSE((double)a->value[a->first[contact]], 2.0, 0, 0);
    close_files(&out);
}
END_TEST

START_TEST(test_circles_of_parents)
{
    const files f = {.contacts = "contact_id,account_id\nc,a\n",
                     .accounts = "account_id,parent_id\n"
                                 "self,self\na,b\nb,c\nc,a\n" /* itself; three in a circle */
                                 "below,a\ntop,\nchild,top\n"};
    outcome out = open_files(&f);
    const ptb_history *h = out.history;
    static const char *const want[][2] = {{"self", "self"}, {"a", "a"},     {"b", "b"},      {"c", "c"},
                                          {"below", "a"},   {"top", "top"}, {"child", "top"}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        ck_assert_uint_eq(h->account_root[ptb_table_find_id(&h->accounts, want[i][0])],
                          ptb_table_find_id(&h->accounts, want[i][1]));
    assert_note(&out.report, "4 accounts are their own ancestors; they are kept without parent\n");
    close_files(&out);
}
END_TEST

TEST_MAIN("import_accounts", test_contacts_are_linked_by_domain, test_links_can_be_left_out,
          test_accounts_are_enriched, test_enrichment_of_named_accounts, test_bad_rows_of_enrichment,
          test_values_of_enrichment_are_judged, test_enrichment_is_refused,
          test_rows_of_accounts_and_tables_in_any_order, test_activities_of_accounts, test_circles_of_parents)
