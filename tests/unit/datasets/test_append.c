/* tests/unit/datasets/test_append.c: what was imported at once and what was appended piece by piece are the same history. */
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/base/h5.h"
#include "datasets/base/rng.h"
#include "datasets/generate.h"
#include "datasets/import.h"
#include "tests/support/test_history.h"

static ptb_error err;
static ptb_import_report report;
static int threads = 1;

/* ---- running ---- */

typedef struct {
    const char *accounts, *contacts, *activities, *opportunities;
} crm_files;

static ptb_import_settings settings_of(const crm_files *files, const char *output, bool append)
{
    ptb_import_settings settings;
    ptb_import_settings_default(&settings);
    settings.accounts = test_path(files->accounts);
    settings.contacts = test_path(files->contacts);
    settings.activities = test_path(files->activities);
    settings.opportunities = test_path(files->opportunities);
    settings.output = output;
    settings.append = append;
    settings.command_line = append ? "test append" : "test";
    return settings;
}

static ptb_status run(const ptb_import_settings *settings)
{
    ptb_context context = ptb_context_default();
    context.threads = threads;
    ptb_h5_global_init();
    ptb_import_report_free(&report);
    return ptb_import(&context, settings, &report, &err);
}

static void import(const crm_files *files, const char *output)
{
    const ptb_import_settings settings = settings_of(files, output, false);
    ASSERT_OK(run(&settings));
}

static void append(const crm_files *files, const char *output)
{
    const ptb_import_settings settings = settings_of(files, output, true);
    ASSERT_OK(run(&settings));
}

static ptb_history *open_history(const char *path)
{
    ptb_context context = ptb_context_default();
    ptb_history *history = NULL;
    ASSERT_OK(ptb_history_open(&context, path, &history, &err));
    return history;
}

static const char *digest(const char *path)
{
    static char kept[8][65];
    static unsigned n;
    char *hex = kept[n++ % 8];
    ptb_history *history = open_history(path);
    ASSERT_OK(ptb_history_digest(history, hex, &err));
    ptb_history_close(history);
    return hex;
}

static char *meta_of(const char *path)
{
    ptb_h5_file *file = NULL;
    ptb_str meta;
    ASSERT_OK(ptb_h5_open(path, PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, 1, &file, &err));
    ASSERT_OK(ptb_h5_view_text(file, "meta", &meta, &err));
    char *text = strndup(meta.ptr, meta.len);
    ptb_h5_close(file);
    return text;
}

static void assert_same(const char *a, const char *b, const char *what)
{
    if (strcmp(digest(a), digest(b)) == 0) return;
    char *x = meta_of(a), *y = meta_of(b);
    ck_abort_msg("%s: the digests differ; the meta data are %s\n%s\n%s", what,
                 strcmp(x, y) == 0 ? "the same" : "others", x, y);
}

/* ---- tables of texts ---- */

enum { ROWS = 4000, WIDTH = 200 };
typedef struct {
    char rows[ROWS][WIDTH];
    size_t n;
} lines;

/* What a random CRM is cut into: all at once, what came first, what came later. */
static struct {
    lines all, first, later;
} t_accounts, t_contacts, t_activities, t_deals;

static ptb_rng *rng;

static uint64_t below(uint64_t n)
{
    return ptb_rng_below(rng, n);
}

static bool chance(double p)
{
    return (double)below(1000000) < p * 1e6;
}

static void add(lines *to, const char *row)
{
    ck_assert_uint_lt(to->n, ROWS);
    ck_assert_uint_lt(strlen(row), WIDTH);
    memcpy(to->rows[to->n++], row, strlen(row) + 1);
}

static void write_table(const char *path, const char *header, const lines *table)
{
    FILE *f = fopen(path, "wb");
    static uint32_t order[ROWS];
    ck_assert_ptr_nonnull(f);
    fprintf(f, "%s\n", header);
    for (uint32_t i = 0; i < table->n; i++) {
        uint32_t k = (uint32_t)below(i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (size_t i = 0; i < table->n; i++)
        fprintf(f, "%s\n", table->rows[order[i]]);
    ck_assert_int_eq(fclose(f), 0);
}

/* ---- a random CRM ---- */

enum { ACCOUNTS = 70, CONTACTS = 150, DEALS = 80, DEEDS = 700 };

/* How a CRM is cut. */
typedef struct {
    uint64_t seed;
    double first;    /* share of what comes first */
    double replaced; /* of that, what comes again, changed */
    bool has_new_columns, has_late_fields;
} cut;

static bool is_account_first[ACCOUNTS], is_contact_first[CONTACTS], is_contact_replaced[CONTACTS];
static int contact_account[CONTACTS];

static const char *pick(const char *const *words, size_t n)
{
    return words[below(n)];
}

static void account_row(int i, char *row, bool is_old)
{
    static const char *const industries[] = {"Tech", "Media", "Health", "", "Ämter", "tech"};
    int parent = i > 0 && chance(0.5) ? (int)below((uint64_t)i) : -1;
    if (is_old && parent >= 0 && !is_account_first[parent]) parent = -1;
    char name[24] = "";
    if (parent >= 0) snprintf(name, sizeof name, "a%d", parent);
    char domain[24] = ""; /* some people have no account but an address there */
    if (i % 3 == 0) snprintf(domain, sizeof domain, "x%d.com", i);
    snprintf(row, WIDTH, "a%d,%s,%s,%s,%s%d,2019-0%d-01", i, name, domain,
             is_old && chance(0.3) ? "Gone" : pick(industries, 6), chance(0.2) ? "" : "1", (int)below(500),
             1 + (int)below(9));
}

static void make_accounts(const cut *c)
{
    char row[WIDTH];
    for (int i = 0; i < ACCOUNTS; i++)
        is_account_first[i] = chance(c->first);
    for (int i = 0; i < ACCOUNTS; i++) {
        bool is_replaced = is_account_first[i] && chance(c->replaced);
        account_row(i, row, false);
        add(&t_accounts.all, row);
        /* Its parent may come later only. */
        char *parent = strchr(row, ',') + 1;
        if (is_account_first[i] && parent[0] == 'a' && !is_account_first[strtol(parent + 1, NULL, 10)])
            is_replaced = true;
        if (!is_account_first[i] || is_replaced) add(&t_accounts.later, row);
        if (is_replaced) account_row(i, row, true);
        if (is_account_first[i]) add(&t_accounts.first, row);
    }
}

/* With a column at its end that only later files have. */
static void contact_row(int i, char *row, int account, bool is_later)
{
    static const char *const titles[] = {"CEO", "CFO", "", "Köchin", "clerk, second class"};
    char name[24] = "";
    if (account >= 0) snprintf(name, sizeof name, "a%d", account);
    snprintf(row, WIDTH, "c%d,%s,2020-%02d-03T0%d:00:00Z,\"%s\",p%d@x%d.com,%s,%d,%s", i, name,
             1 + (int)below(12), (int)below(10), pick(titles, 5), i, (int)below(40),
             chance(0.5) ? "yes" : "no", (int)(1000 + below(90000)),
             is_later && chance(0.7) ? (chance(0.5) ? "gold" : "tin") : "");
}

static void cut_last(char *row)
{
    *strrchr(row, ',') = 0;
}

/* One of the first accounts, or none. */
static int account_before(void)
{
    for (;;) {
        int account = chance(0.2) ? -1 : (int)below(ACCOUNTS);
        if (account < 0 || is_account_first[account]) return account;
    }
}

static void make_contacts(const cut *c)
{
    char row[WIDTH];
    for (int i = 0; i < CONTACTS; i++) {
        int account = contact_account[i] = chance(0.3) ? -1 : (int)below(ACCOUNTS);
        bool is_first = is_contact_first[i] = chance(c->first);
        bool is_replaced = is_first && (chance(c->replaced) || (account >= 0 && !is_account_first[account]));
        is_contact_replaced[i] = is_replaced;
        contact_row(i, row, account, c->has_new_columns && (!is_first || is_replaced));
        add(&t_contacts.all, row);
        if (!is_first || is_replaced) add(&t_contacts.later, row);
        if (!is_first) continue;
        if (is_replaced) contact_row(i, row, account_before(), false);
        if (c->has_new_columns) cut_last(row);
        add(&t_contacts.first, row);
    }
}

static void deal_row(int i, char *row, int contact, int account)
{
    static const char *const outcomes[] = {"won,", "lost,", ","};
    size_t k = below(3);
    char who[24] = "", where[24] = "";
    if (contact >= 0) snprintf(who, sizeof who, "c%d", contact);
    if (account >= 0) snprintf(where, sizeof where, "a%d", account);
    snprintf(row, WIDTH, "d%d,%s,%s,2022-0%d-1%d,%s%s,%s,stage %d", i, where, who, 1 + (int)below(9),
             (int)below(10), outcomes[k], k < 2 ? "2023-05-05" : "", chance(0.3) ? "" : "125.5",
             (int)below(4));
}

static void make_deals(const cut *c)
{
    char row[WIDTH];
    for (int i = 0; i < DEALS; i++) {
        int contact = chance(0.7) ? (int)below(CONTACTS) : -1;
        int account = contact >= 0 && chance(0.4) ? -1 : (int)below(ACCOUNTS); /* -1: the contact's */
        bool is_known = (contact < 0 || is_contact_first[contact]) &&
                        (account < 0 || is_account_first[account]) &&
                        (account >= 0 || !is_contact_replaced[contact]);
        bool is_first = is_known && chance(c->first), is_replaced = is_first && chance(c->replaced);
        deal_row(i, row, contact, account);
        add(&t_deals.all, row);
        if (!is_first || is_replaced) add(&t_deals.later, row);
        if (is_replaced) deal_row(i, row, contact, account);
        if (is_first) add(&t_deals.first, row);
    }
}

static void make_deeds(const cut *c)
{
    static const char *const types[] = {"open", "click", "view", "demo", "mail", "call"};
    char row[WIDTH], who[32];
    for (int i = 0; i < DEEDS; i++) {
        bool is_account = chance(0.1), is_first = chance(c->first);
        int owner = (int)below(is_account ? ACCOUNTS : CONTACTS);
        is_first = is_first && (is_account ? is_account_first[owner] : is_contact_first[owner]);
        bool has_fields = !c->has_late_fields || !is_first;
        snprintf(who, sizeof who, is_account ? ",a%d" : "c%d,", owner);
        snprintf(row, WIDTH, "%s,2021-0%d-1%d 1%d:00:0%d,%s%s,/p%d,%s,%s,%s,%s", who, 1 + (int)below(9),
                 (int)below(10), (int)below(10), (int)below(10), types[below(6)],
                 is_first      ? ""
                 : chance(0.2) ? "_aa"
                               : "",
                 (int)below(20), chance(0.5) ? "web" : "", has_fields && chance(0.3) ? "pricing" : "",
                 has_fields && chance(0.3) ? "m17" : "", has_fields && chance(0.3) ? "-2.25" : "");
        for (uint64_t copies = chance(0.1) ? 1 + below(3) : 1; copies > 0; copies--) {
            add(&t_activities.all, row);
            add(is_first ? &t_activities.first : &t_activities.later, row);
        }
    }
    /* Some of what came first comes again. */
    for (size_t i = 0; i < t_activities.first.n; i++)
        if (chance(0.1)) add(&t_activities.later, t_activities.first.rows[i]);
}

#define ACCOUNT_HEADER "account_id,parent_id,domain,industry,employees,created_at"
#define CONTACT_HEADER "contact_id,account_id,created_at,title,email,is_member,customer_no"
#define DEAL_HEADER "opportunity_id,account_id,contact_id,created_at,outcome,closed_at,amount,stage"
#define DEED_HEADER "contact_id,account_id,ts,type,asset,channel,topic,message_id,value"

static void make_crm(const cut *c)
{
    ptb_rng_free(rng);
    ASSERT_OK(ptb_rng_new(c->seed, "append", 0, &rng, &err));
    memset(&t_accounts, 0, sizeof t_accounts);
    memset(&t_contacts, 0, sizeof t_contacts);
    memset(&t_activities, 0, sizeof t_activities);
    memset(&t_deals, 0, sizeof t_deals);
    make_accounts(c);
    make_contacts(c);
    make_deals(c);
    make_deeds(c);
    write_table("all.a.csv", ACCOUNT_HEADER, &t_accounts.all);
    write_table("all.c.csv", CONTACT_HEADER ",tier", &t_contacts.all);
    write_table("all.d.csv", DEAL_HEADER, &t_deals.all);
    write_table("all.e.csv", DEED_HEADER, &t_activities.all);
    write_table("1.a.csv", ACCOUNT_HEADER, &t_accounts.first);
    write_table("1.c.csv", c->has_new_columns ? CONTACT_HEADER : CONTACT_HEADER ",tier", &t_contacts.first);
    write_table("1.d.csv", DEAL_HEADER, &t_deals.first);
    if (c->has_late_fields)
        for (size_t i = 0; i < t_activities.first.n; i++)
            for (int k = 0; k < 3; k++)
                cut_last(t_activities.first.rows[i]);
    write_table("1.e.csv", c->has_late_fields ? "contact_id,account_id,ts,type,asset,channel" : DEED_HEADER,
                &t_activities.first);
    write_table("2.a.csv", ACCOUNT_HEADER, &t_accounts.later);
    write_table("2.c.csv", CONTACT_HEADER ",tier", &t_contacts.later);
    write_table("2.d.csv", DEAL_HEADER, &t_deals.later);
    write_table("2.e.csv", DEED_HEADER, &t_activities.later);
}

static const crm_files all = {"all.a.csv", "all.c.csv", "all.e.csv", "all.d.csv"},
                       first = {"1.a.csv", "1.c.csv", "1.e.csv", "1.d.csv"},
                       later = {"2.a.csv", "2.c.csv", "2.e.csv", "2.d.csv"};

/* ---- the law ---- */

START_TEST(all_at_once_or_in_parts)
{
    static const cut cuts[] = {{1, 0.5, 0.0, false, false}, {2, 0.5, 0.3, false, false},
                               {3, 0.9, 0.1, true, false},  {4, 0.2, 0.5, false, true},
                               {5, 0.7, 0.9, true, true},   {6, 0.99, 0.0, false, false},
                               {7, 0.05, 0.0, true, true},  {8, 0.6, 0.2, true, true}};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        char what[64];
        snprintf(what, sizeof what, "cut %zu", i);
        make_crm(&cuts[i]);
        threads = 1 + (int)i % 3;
        import(&all, "all.h5");
        import(&first, "h.h5");
        threads = 1 + (int)(i + 1) % 3;
        append(&later, "h.h5");
        assert_same("all.h5", "h.h5", what);
        ptb_history *h = open_history("h.h5");
        ck_assert_uint_eq(report.contacts, CONTACTS);
        ck_assert_uint_gt(report.links.linked + report.added.contacts, 0);
        ck_assert_uint_eq(report.accounts, ACCOUNTS);
        ck_assert_uint_eq(report.activities, h->activities.n);
        ck_assert_uint_eq(report.gateway, h->activities.n_gateway);
        ck_assert_uint_eq(report.won + report.lost + report.open, DEALS);
        ck_assert_uint_eq(report.added.contacts + report.replaced.contacts, t_contacts.later.n);
        ck_assert_int_eq(report.last_record, h->last_record);
        ck_assert_uint_eq(ptb_json_count(h->imports), 2);
        ptb_history_close(h);
        append(&later, "h.h5"); /* again: nothing new */
        assert_same("all.h5", "h.h5", "the same twice");
        ck_assert_uint_eq(report.added.contacts + report.added.accounts + report.added.activities +
                              report.added.opportunities,
                          0);
        append(&(crm_files){NULL, NULL, "all.e.csv", NULL}, "h.h5");
        append(&(crm_files){"all.a.csv", NULL, NULL, NULL}, "h.h5");
        assert_same("all.h5", "h.h5", "what is there");
    }
    threads = 1;
}
END_TEST

/* Table by table, each in a run of its own. */
START_TEST(one_table_after_the_other)
{
    const cut c = {21, 0.6, 0.2, false, false};
    make_crm(&c);
    import(&all, "all.h5");
    import(&first, "h.h5");
    append(&(crm_files){later.accounts, NULL, NULL, NULL}, "h.h5");
    append(&(crm_files){NULL, later.contacts, NULL, NULL}, "h.h5");
    append(&(crm_files){NULL, NULL, NULL, later.opportunities}, "h.h5");
    append(&(crm_files){NULL, NULL, later.activities, NULL}, "h.h5");
    assert_same("all.h5", "h.h5", "one after the other");
    ptb_history *h = open_history("h.h5");
    ck_assert_uint_eq(ptb_json_count(h->imports), 5);
    const ptb_json *one = ptb_json_first(h->imports);
    ck_assert_str_eq(ptb_json_string(ptb_json_get(one, "command_line")), "test");
    ck_assert_ptr_nonnull(ptb_json_get(ptb_json_get(one, "counts"), "rows_read"));
    ck_assert_uint_eq(ptb_json_count(ptb_json_get(one, "inputs")), 4);
    ck_assert_str_eq(ptb_json_string(ptb_json_get(ptb_json_next(one), "command_line")), "test append");
    ptb_history_close(h);
}
END_TEST

/* A generated CRM with gateways in it, cut in time. */
START_TEST(gateways_are_marked_anew)
{
    ptb_context context = ptb_context_default();
    ptb_generate_settings generate = {.contacts = 400, .activities = 12000, .directory = "crm"};
    ptb_generate_report generated;
    ASSERT_OK(ptb_generate(&context, &generate, &generated, &err));
    FILE *in = fopen("crm/activities.csv", "rb"), *half[2] = {fopen("1.e.csv", "wb"), fopen("2.e.csv", "wb")};
    char line[512];
    ck_assert_ptr_nonnull(in);
    for (int i = 0; fgets(line, sizeof line, in); i++)
        for (int k = 0; k < 2; k++)
            if (i == 0 || (i * 7919 % 12000 > 5000) == (k == 1)) fputs(line, half[k]);
    fclose(in);
    fclose(half[0]);
    fclose(half[1]);
    crm_files files = {"crm/accounts.csv", "crm/contacts.csv", "crm/activities.csv", "crm/opportunities.csv"};
    import(&files, "all.h5");
    files.activities = "1.e.csv";
    import(&files, "h.h5");
    append(&(crm_files){NULL, NULL, "2.e.csv", NULL}, "h.h5");
    assert_same("all.h5", "h.h5", "gateways");
    ck_assert_uint_gt(report.gateway, 10);
    ck_assert_uint_gt(report.gateways.opens_and_clicks, report.gateway);
    append(&(crm_files){NULL, NULL, "1.e.csv", NULL}, "h.h5");
    assert_same("all.h5", "h.h5", "gateways, the same twice");
}
END_TEST

/* ---- rules ---- */

static const crm_files small = {"s.a.csv", "s.c.csv", "s.e.csv", "s.d.csv"};

static void write_small(void)
{
    test_write_file("s.a.csv", "account_id,parent_id,industry\na1,,Tech\na2,a1,Media\na3,,Tech\n");
    test_write_file("s.c.csv", "contact_id,account_id,created_at,title,size\n"
                               "c1,a1,2023-01-01,CFO,10\nc2,a2,2023-02-01,CEO,20\nc3,,2023-03-01,CTO,30\n");
    test_write_file("s.e.csv", "contact_id,account_id,ts,type\nc1,,2023-04-01,open\nc1,,2023-04-01,open\n"
                               "c2,,2023-04-02,view\n");
    test_write_file("s.d.csv", "opportunity_id,contact_id,created_at,closed_at,outcome,amount\n"
                               "d1,c1,2023-05-01,2023-06-01,won,100\nd2,c2,2023-05-02,,,50\n");
    import(&small, "s.h5");
}

static void append_texts(const char *accounts, const char *contacts, const char *activities,
                         const char *deals)
{
    const crm_files files = {test_csv("n.a.csv", accounts), test_csv("n.c.csv", contacts),
                             test_csv("n.e.csv", activities), test_csv("n.d.csv", deals)};
    append(&files, "s.h5");
}

static const char *title_of(const ptb_history *h, const char *id)
{
    static char text[32];
    int column = ptb_table_find(&h->contacts, "title");
    uint32_t code = h->contacts.columns[column].code[ptb_table_find_id(&h->contacts, id)];
    if (code == PTB_NONE) return "";
    ptb_str level = ptb_strings_at(&h->contacts.columns[column].levels, code);
    snprintf(text, sizeof text, "%.*s", (int)level.len, level.ptr);
    return text;
}

/* An empty cell is missing; a column that is not there keeps what there was. */
START_TEST(replaced_rows_keep_other_columns)
{
    write_small();
    append_texts(NULL, "contact_id,title,tier\nc1,,gold\nc2,Chef,tin\n", NULL,
                 "opportunity_id,contact_id,created_at,amount\nd1,c1,2023-05-01,7\n");
    ck_assert_uint_eq(report.replaced.contacts, 2);
    ck_assert_uint_eq(report.added.contacts, 0);
    ck_assert_uint_eq(report.won, 1);
    ptb_history *h = open_history("s.h5");
    uint32_t c1 = ptb_table_find_id(&h->contacts, "c1");
    ck_assert_str_eq(title_of(h, "c1"), "");
    ck_assert_str_eq(title_of(h, "c2"), "Chef");
    ck_assert_str_eq(title_of(h, "c3"), "CTO");
    ck_assert_int_eq(h->contacts.created_at[c1], test_time("2023-01-01"));
    ck_assert_uint_eq(h->contact_account[c1], ptb_table_find_id(&h->accounts, "a1"));
    const ptb_column *size = &h->contacts.columns[ptb_table_find(&h->contacts, "size")];
    ASSERT_CLOSE(size->number[c1], 10.0, 0, 0);
    const ptb_column *title = &h->contacts.columns[ptb_table_find(&h->contacts, "title")];
    ck_assert_uint_eq(title->levels.n, 2); /* CEO and CFO are nobody's any more */
    ck_assert_uint_eq(title->n_present, 2);
    const ptb_column *tier = &h->contacts.columns[ptb_table_find(&h->contacts, "tier")];
    ck_assert_uint_eq(tier->n_present, 2);
    uint32_t d1 = ptb_table_find_id(&h->opportunities, "d1");
    ck_assert_int_eq(h->opportunity_outcome[d1], PTB_WON);
    ck_assert_int_eq(h->opportunity_closed[d1], test_time("2023-06-01"));
    ASSERT_CLOSE(h->opportunity_amount[d1], 7.0, 0, 0);
    ptb_history_close(h);
}
END_TEST

START_TEST(kinds_are_kept)
{
    write_small();
    test_write_file("n.c.csv", "contact_id,size\nc1,many\nc4,5\n");
    ptb_import_settings settings = settings_of(&(crm_files){NULL, "n.c.csv", NULL, NULL}, "s.h5", true);
    const char *before = digest("s.h5");
    ASSERT_FAILS(run(&settings), PTB_E_DATA, "bad number 'many' in column size");
    ck_assert_str_eq(digest("s.h5"), before);
    settings.max_rejects = 1;
    settings.max_rejects_is_share = false;
    ASSERT_OK(run(&settings));
    ck_assert_uint_eq(report.rejected, 1);
    ck_assert_uint_eq(report.added.contacts, 1);
    ptb_history *h = open_history("s.h5");
    const ptb_column *size = &h->contacts.columns[ptb_table_find(&h->contacts, "size")];
    ck_assert_int_eq(size->kind, PTB_COLUMN_NUMBER);
    ASSERT_CLOSE(size->number[ptb_table_find_id(&h->contacts, "c1")], 10.0, 0, 0);
    ptb_history_close(h);
}
END_TEST

/* As many copies as the side with most of them has. */
START_TEST(copies_of_activities)
{
    write_small();
    append_texts(NULL, NULL, "contact_id,ts,type\nc1,2023-04-01,open\n", NULL);
    ck_assert_uint_eq(report.activities, 3);
    ck_assert_uint_eq(report.added.activities, 0);
    ck_assert_uint_eq(report.replaced.activities, 1);
    append_texts(NULL, NULL,
                 "contact_id,ts,type\nc1,2023-04-01,open\nc1,2023-04-01,open\nc1,2023-04-01,open\nc1,2023-04-"
                 "01,call\n",
                 NULL);
    ck_assert_uint_eq(report.activities, 5);
    ck_assert_uint_eq(report.added.activities, 2);
    append_texts(NULL, NULL, "account_id,contact_id,ts,type\na3,,2023-09-01,fair\n", NULL);
    ptb_history *h = open_history("s.h5");
    uint32_t a3 = ptb_table_find_id(&h->accounts, "a3");
    ck_assert_uint_eq(h->activities.account_first[a3 + 1] - h->activities.account_first[a3], 1);
    ck_assert_int_eq(h->last_record, test_time("2023-09-01"));
    ptb_history_close(h);
}
END_TEST

/* New rows name old ones; nobody else. */
START_TEST(who_is_not_there)
{
    write_small();
    append_texts(
        NULL, "contact_id,account_id\nc9,a2\nc8,nowhere\n",
        "contact_id,ts,type\nc9,2023-05-01,open\nc77,2023-05-01,open\n",
        "opportunity_id,contact_id,account_id,created_at\nd8,c9,,2023-01-01\nd9,,nowhere,2023-01-01\n");
    ck_assert_uint_eq(report.orphans, 3);
    ck_assert_uint_eq(report.added.activities, 1);
    ck_assert_uint_eq(report.added.opportunities, 1);
    ptb_history *h = open_history("s.h5");
    uint32_t a2 = ptb_table_find_id(&h->accounts, "a2");
    ck_assert_uint_eq(h->accounts.n, 3);
    ck_assert_uint_eq(h->contact_account[ptb_table_find_id(&h->contacts, "c8")], PTB_NONE);
    ck_assert_uint_eq(h->opportunity_account[ptb_table_find_id(&h->opportunities, "d8")], a2);
    ptb_history_close(h);
    /* Accounts that nobody gave a file for are those that are named, now and later. */
    import(&(crm_files){NULL, "s.c.csv", NULL, NULL}, "s.h5");
    append_texts(NULL, "contact_id,account_id\nc8,nowhere\n", NULL, NULL);
    ck_assert_uint_eq(report.added.accounts, 1);
    ck_assert_uint_eq(report.orphans, 0);
    /* So are contacts. */
    import(&(crm_files){NULL, NULL, "s.e.csv", NULL}, "s.h5");
    append_texts(NULL, NULL, "contact_id,ts,type\nc2,2023-05-01,open\nc77,2023-05-01,open\n", NULL);
    ck_assert_uint_eq(report.contacts, 3);
    ck_assert_uint_eq(report.added.contacts, 1);
    ck_assert_uint_eq(report.added.activities, 2);
}
END_TEST

/* An account under another root is in another shard, and its people with it. */
START_TEST(circles_of_all_accounts)
{
    write_small();
    append_texts("account_id,parent_id\na1,a2\na3,a2\n", NULL, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "2 accounts are their own ancestors"));
    ptb_history *h = open_history("s.h5");
    uint32_t a2 = ptb_table_find_id(&h->accounts, "a2");
    ck_assert_uint_eq(h->account_parent[a2], PTB_NONE);
    ck_assert_uint_eq(h->account_root[ptb_table_find_id(&h->accounts, "a3")], a2);
    const ptb_column *industry = &h->accounts.columns[0];
    ck_assert_uint_eq(industry->n_present, 3);
    ptb_history_close(h);
}
END_TEST

START_TEST(nothing_new)
{
    write_small();
    const char *before = digest("s.h5");
    append_texts("account_id\n", "contact_id\n", "contact_id,ts,type\n",
                 "opportunity_id,contact_id,created_at\n");
    ck_assert_str_eq(digest("s.h5"), before);
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "n.c.csv has no rows"));
    const ptb_import_settings settings = settings_of(&(crm_files){0}, "s.h5", true);
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "nothing to append");
}
END_TEST

START_TEST(no_history_yet)
{
    write_small();
    (void)unlink("t.h5");
    const ptb_import_settings settings = settings_of(&(crm_files){"s.a.csv", NULL, NULL, NULL}, "t.h5", true);
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "needs --contacts");
    append(&small, "t.h5");
    ck_assert_ptr_nonnull(strstr(report.notes.bytes, "t.h5 was not there"));
    ck_assert(!report.is_appended);
    assert_same("s.h5", "t.h5", "begun");
}
END_TEST

START_TEST(not_with_append)
{
    write_small();
    const char *before = digest("s.h5");
    ptb_import_settings settings = settings_of(&(crm_files){NULL, NULL, "s.e.csv", NULL}, "s.h5", true);
    settings.field_history = test_path("s.c.csv");
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "--field-history can't be appended");
    settings.field_history = test_path(NULL);
    settings.enrich = test_path("s.a.csv");
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "--enrich is for imports of everything");
    ck_assert_str_eq(digest("s.h5"), before);
    test_write_file("f.csv", "object,id,field,value,ts\ncontact,c1,title,CTO,2023-02-02\n");
    settings = settings_of(&small, "s.h5", false);
    settings.field_history = test_path("f.csv");
    ASSERT_OK(run(&settings));
    settings = settings_of(&(crm_files){NULL, NULL, "s.e.csv", NULL}, "s.h5", true);
    ASSERT_FAILS(run(&settings), PTB_E_DATA, "holds a field history, to which nothing can be appended");
}
END_TEST

/* ---- leads ---- */

static ptb_import_settings leads_settings(const char *path, const char *outcome)
{
    ptb_import_settings settings;
    ptb_import_settings_default(&settings);
    settings.leads = path;
    settings.id = "id";
    settings.outcome = outcome;
    settings.date = "day";
    settings.output = "l.h5";
    settings.append = true;
    settings.command_line = "test";
    return settings;
}

START_TEST(flat_tables)
{
    test_write_file("l1.csv", "id,day,won,size\n1,2024-01-01,1,5\n2,2024-01-02,0,6\n");
    test_write_file("l2.csv", "id,day,won,size,hue\n2,2024-01-03,1,7,red\n3,2024-01-04,,8,\n");
    test_write_file("l.csv",
                    "id,day,won,size,hue\n1,2024-01-01,1,5,\n2,2024-01-03,1,7,red\n3,2024-01-04,,8,\n");
    (void)unlink("l.h5");
    ptb_import_settings settings = leads_settings("l1.csv", "won");
    ASSERT_OK(run(&settings));
    settings = leads_settings("l2.csv", "won");
    ASSERT_OK(run(&settings));
    ck_assert_uint_eq(report.won, 2);
    ck_assert_uint_eq(report.lost, 0);
    ck_assert_uint_eq(report.open, 1);
    ck_assert_uint_eq(report.added.contacts, 1);
    ck_assert_uint_eq(report.replaced.contacts, 1);
    settings = leads_settings("l.csv", "won");
    settings.output = "l.all.h5";
    settings.append = false;
    ASSERT_OK(run(&settings));
    assert_same("l.all.h5", "l.h5", "leads");

    settings = leads_settings("l2.csv", "size");
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "is column won, not size");
    settings = leads_settings("l2.csv", "won");
    settings.date = NULL;
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "was made with --date");
    settings = leads_settings("l2.csv", "won");
    settings.id = NULL;
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "needs --id");
    write_small();
    settings = settings_of(&small, "l.h5", true);
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "holds a flat table of leads");
    settings = leads_settings("l2.csv", "won");
    settings.output = "s.h5";
    ASSERT_FAILS(run(&settings), PTB_E_ARG, "holds the records of a CRM");
    assert_same("l.all.h5", "l.h5", "refused");
}
END_TEST

/* ---- safety ---- */

START_TEST(damaged_and_busy)
{
    write_small();
    test_write_file("n.e.csv", "contact_id,ts,type\nc1,2024-04-01,open\n");
    const ptb_import_settings settings = settings_of(&(crm_files){NULL, NULL, "n.e.csv", NULL}, "s.h5", true);
    struct stat info, after;
    ck_assert_int_eq(stat("s.h5", &info), 0);
    /* Another run has the lock: the history, though damaged, is not even read. */
    FILE *f = fopen("s.h5", "r+b"), *lock = fopen(".s.h5.tmp", "wb");
    ck_assert_ptr_nonnull(lock);
    ck_assert_int_eq(flock(fileno(lock), LOCK_EX), 0);
    ck_assert_int_eq(fseek(f, 70000, SEEK_SET), 0);
    int byte = fgetc(f);
    ck_assert_int_eq(fseek(f, 70000, SEEK_SET), 0);
    fputc(byte ^ 4, f);
    fclose(f);
    ASSERT_FAILS(run(&settings), PTB_E_BUSY, "another run is writing");
    fclose(lock);
    ASSERT_FAILS(run(&settings), PTB_E_INTEGRITY, "s.h5");
    ck_assert_int_eq(stat("s.h5", &after), 0);
    ck_assert_uint_eq(info.st_ino, after.st_ino);
    ck_assert_int_ne(access(".s.h5.tmp", F_OK), 0);
}
END_TEST

TEST_MAIN("append", all_at_once_or_in_parts, one_table_after_the_other, gateways_are_marked_anew,
          replaced_rows_keep_other_columns, kinds_are_kept, copies_of_activities, who_is_not_there,
          circles_of_all_accounts, nothing_new, no_history_yet, not_with_append, flat_tables,
          damaged_and_busy)
