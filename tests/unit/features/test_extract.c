/* tests/unit/features/test_extract.c: every kind of feature against values worked out by hand. */
#include "features/extract.h"
#include "tests/support/test_history.h"

/* As of 2024-07-01T00:00:00Z. a3 is created later; n1 has no account. */
static const test_records crm = {
    .name = "crm",
    .accounts = "account_id,employees,created_at\n"
                "A,99,2020-01-01T00:00:00Z\n"
                "B,-5,2024-07-02T00:00:00Z\n",
    .contacts = "contact_id,account_id,created_at,title,points,renewed,opted\n"
                "a1,A,2024-01-01T00:00:00Z,VP,3.5,2024-06-30T00:00:00Z,yes\n"
                "a2,A,2024-06-01T00:00:00Z,CFO,,2024-12-01T00:00:00Z,no\n"
                "a3,A,2025-01-01T00:00:00Z,VP,7,,\n"
                "b1,B,,VP,8,,\n"
                "n1,,2024-01-01T00:00:00Z,,9,,\n",
    .activities = "contact_id,ts,type,asset,channel,topic\n"
                  "a1,2024-07-01T00:00:01Z,call,/x,web,t\n"
                  "a1,2024-07-01T00:00:00Z,call,/x,web,t\n"
                  "a1,2024-06-24T05:00:00Z,call,,,\n"
                  "a1,2024-06-24T00:00:01Z,call,,,\n"
                  "a1,2024-06-24T00:00:00Z,email,/x,mail,t\n"
                  "a1,2024-01-01T00:00:00Z,call,/y,web,u\n"
                  "a2,2024-06-30T00:00:00Z,call,/x,web,t\n"
                  "a3,2024-06-20T00:00:00Z,call,,,\n"
                  "b1,2024-07-03T00:00:00Z,call,,,\n"
                  "n1,2024-06-30T12:00:00Z,email,,,\n",
    .opportunities = "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,owner\n"
                     "o1,A,a1,2024-02-01T00:00:00Z,2024-03-01T00:00:00Z,lost,x\n"
                     "o2,A,a2,2024-05-01T00:00:00Z,2024-07-01T00:00:00Z,won,y\n"
                     "o3,A,a1,2024-06-15T00:00:00Z,,,x\n"
                     "o4,A,a1,2024-06-20T00:00:00Z,2024-08-01T00:00:00Z,lost,y\n"
                     "o5,A,a1,2024-07-01T00:00:00Z,2024-07-01T00:00:00Z,lost,y\n"};

typedef struct {
    ptb_history *history;
    ptb_time as_of;
} fixture;

static fixture open_crm(void)
{
    return (fixture){test_history(&crm), test_time("2024-07-01T00:00:00Z")};
}

static ptb_plan plan_of(ptb_feature_spec *specs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!specs[i].name) specs[i].name = "f";
    }
    return (ptb_plan){.features = specs, .n = n};
}

static ptb_case case_of(const fixture *f, const char *contact, const char *opportunity)
{
    const ptb_history *h = f->history;
    ptb_case one = {.contact = PTB_NONE, .account = PTB_NONE, .opportunity = PTB_NONE, .as_of = f->as_of};
    if (opportunity) {
        one.opportunity = ptb_table_find_id(&h->opportunities, opportunity);
        one.contact = h->opportunity_contact[one.opportunity];
    }
    if (contact) one.contact = ptb_table_find_id(&h->contacts, contact);
    if (one.contact != PTB_NONE) one.account = h->contact_account[one.contact];
    return one;
}

/* One feature of one case. */
static double value(const fixture *f, const ptb_case *one, ptb_feature_spec spec)
{
    ptb_error err = {0};
    ptb_plan plan = plan_of(&spec, 1);
    ptb_extractor *extractor = NULL;
    ptb_extract_scratch *scratch = NULL;
    float row;
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, f->history, &plan, &extractor, &err));
    ASSERT_OK(ptb_extract_scratch_new(extractor, &scratch, &err));
    ptb_extract_row(extractor, scratch, one, &row);
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(extractor);
    return (double)row;
}

#define NONE ((double)NAN)
#define CHECK(one, want, ...) \
    ASSERT_CLOSE(value(&f, &(one), (ptb_feature_spec){__VA_ARGS__}), want, 1e-30, 1e-6)
#define TYPE(text) .filter = PTB_FILTER_TYPE, .filter_value = (text)

START_TEST(test_counts)
{
    fixture f = open_crm();
    ptb_case a1 = case_of(&f, "a1", NULL), a3 = case_of(&f, "a3", NULL), n1 = case_of(&f, "n1", NULL);
    CHECK(a1, 3, .kind = PTB_FEATURE_COUNT, TYPE("call"), .window_days = 7);
    CHECK(a1, 0, .kind = PTB_FEATURE_COUNT, TYPE("email"), .window_days = 7); /* (T - 7 days, T] */
    CHECK(a1, 1, .kind = PTB_FEATURE_COUNT, TYPE("email"), .window_days = 30);
    CHECK(a1, 3, .kind = PTB_FEATURE_COUNT, .window_days = 7);
    CHECK(a1, 5, .kind = PTB_FEATURE_COUNT);
    CHECK(a1, 0, .kind = PTB_FEATURE_COUNT, TYPE("never"));
    CHECK(a1, 2, .kind = PTB_FEATURE_COUNT, .filter = PTB_FILTER_ASSET, .filter_value = "/x");
    CHECK(a1, 2, .kind = PTB_FEATURE_COUNT, .filter = PTB_FILTER_CHANNEL, .filter_value = "web");
    CHECK(a1, 1, .kind = PTB_FEATURE_COUNT, .filter = PTB_FILTER_TOPIC, .filter_value = "t",
          .window_days = 7);
    CHECK(a1, 1, .kind = PTB_FEATURE_COUNT, .window_days = 1.0 / 86400);
    CHECK(a3, 1, .kind = PTB_FEATURE_COUNT);
    CHECK(n1, 1, .kind = PTB_FEATURE_COUNT);
    ptb_case nobody = {.contact = PTB_NONE, .account = PTB_NONE, .opportunity = 0, .as_of = f.as_of};
    CHECK(nobody, NONE, .kind = PTB_FEATURE_COUNT);
    ptb_history_close(f.history);
}
END_TEST

START_TEST(test_decay_recency_velocity)
{
    fixture f = open_crm();
    ptb_case a1 = case_of(&f, "a1", NULL), b1 = case_of(&f, "b1", NULL);
    double want = 1 + exp2(-(7 - 1.0 / 86400) / 7) + exp2(-(6 + 19.0 / 24) / 7) + exp2(-26);
    CHECK(a1, want, .kind = PTB_FEATURE_DECAYED_COUNT, TYPE("call"), .half_life_days = 7);
    CHECK(a1, 1, .kind = PTB_FEATURE_DECAYED_COUNT, TYPE("call"), .half_life_days = 0.001);
    CHECK(b1, 0, .kind = PTB_FEATURE_DECAYED_COUNT, .half_life_days = 7);
    CHECK(a1, 0, .kind = PTB_FEATURE_DAYS_SINCE_LAST);
    CHECK(a1, 7, .kind = PTB_FEATURE_DAYS_SINCE_LAST, TYPE("email"));
    CHECK(b1, NONE, .kind = PTB_FEATURE_DAYS_SINCE_LAST);
    CHECK(a1, 182, .kind = PTB_FEATURE_DAYS_SINCE_FIRST);
    CHECK(b1, NONE, .kind = PTB_FEATURE_DAYS_SINCE_FIRST);
    CHECK(a1, 2, .kind = PTB_FEATURE_ACTIVE_DAYS, .window_days = 7);
    CHECK(a1, 2, .kind = PTB_FEATURE_ACTIVE_DAYS, .window_days = 30); /* 24 June counts once */
    CHECK(a1, 3, .kind = PTB_FEATURE_ACTIVE_DAYS);
    CHECK(a1, 1, .kind = PTB_FEATURE_ACTIVE_DAYS, TYPE("email"));
    CHECK(a1, 0.75, .kind = PTB_FEATURE_VELOCITY, .window_days = 7, .long_window_days = 30);
    CHECK(b1, 0, .kind = PTB_FEATURE_VELOCITY, .window_days = 7, .long_window_days = 30);
    ptb_history_close(f.history);
}
END_TEST

START_TEST(test_accounts_and_colleagues)
{
    fixture f = open_crm();
    ptb_case a1 = case_of(&f, "a1", NULL), a2 = case_of(&f, "a2", NULL), a3 = case_of(&f, "a3", NULL);
    ptb_case b1 = case_of(&f, "b1", NULL), n1 = case_of(&f, "n1", NULL);
    CHECK(a1, 2, .kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT); /* a3 is not there yet */
    CHECK(b1, 1, .kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT);
    CHECK(n1, NONE, .kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT);
    CHECK(a1, 4, .kind = PTB_FEATURE_COUNT, .of = PTB_OF_ACCOUNT, .window_days = 7);
    CHECK(a1, 1, .kind = PTB_FEATURE_COUNT, .of = PTB_OF_COLLEAGUES, .window_days = 7);
    CHECK(a2, 3, .kind = PTB_FEATURE_COUNT, .of = PTB_OF_COLLEAGUES, .window_days = 7);
    CHECK(a3, 4, .kind = PTB_FEATURE_COUNT, .of = PTB_OF_COLLEAGUES, .window_days = 7);
    CHECK(n1, NONE, .kind = PTB_FEATURE_COUNT, .of = PTB_OF_COLLEAGUES, .window_days = 7);
    CHECK(a1, 2, .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = PTB_OF_ACCOUNT, .window_days = 7);
    CHECK(a1, 1, .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = PTB_OF_ACCOUNT, TYPE("email"));
    CHECK(a1, 1, .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = PTB_OF_COLLEAGUES, .window_days = 7);
    CHECK(b1, 0, .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = PTB_OF_COLLEAGUES);
    CHECK(a1, exp2(-1.0 / 7), .kind = PTB_FEATURE_DECAYED_COUNT, .of = PTB_OF_COLLEAGUES,
          .half_life_days = 7);
    CHECK(a1, 0, .kind = PTB_FEATURE_DECAYED_COUNT, .of = PTB_OF_COLLEAGUES, TYPE("email"),
          .half_life_days = 7);
    CHECK(a2, 0.5, .kind = PTB_FEATURE_DECAYED_COUNT, .of = PTB_OF_ACCOUNT, TYPE("email"),
          .half_life_days = 7);
    CHECK(a2, 0, .kind = PTB_FEATURE_DAYS_SINCE_LAST, .of = PTB_OF_ACCOUNT);
    CHECK(a1, 1, .kind = PTB_FEATURE_DAYS_SINCE_LAST, .of = PTB_OF_COLLEAGUES);
    CHECK(a2, 0, .kind = PTB_FEATURE_DAYS_SINCE_LAST, .of = PTB_OF_COLLEAGUES);
    CHECK(a1, 1, .kind = PTB_FEATURE_DAYS_SINCE_FIRST, .of = PTB_OF_COLLEAGUES);
    CHECK(a2, 182, .kind = PTB_FEATURE_DAYS_SINCE_FIRST, .of = PTB_OF_COLLEAGUES);
    CHECK(a2, 182, .kind = PTB_FEATURE_DAYS_SINCE_FIRST, .of = PTB_OF_ACCOUNT);
    CHECK(a1, NONE, .kind = PTB_FEATURE_DAYS_SINCE_LAST, .of = PTB_OF_COLLEAGUES, TYPE("email"));
    CHECK(a1, 0.8, .kind = PTB_FEATURE_VELOCITY, .of = PTB_OF_ACCOUNT, .window_days = 7,
          .long_window_days = 30);
    ptb_history_close(f.history);
}
END_TEST

START_TEST(test_deals)
{
    fixture f = open_crm();
    ptb_case a1 = case_of(&f, "a1", NULL), a2 = case_of(&f, "a2", NULL), n1 = case_of(&f, "n1", NULL);
    ptb_case o3 = case_of(&f, NULL, "o3"), o5 = case_of(&f, NULL, "o5");
    CHECK(a1, 1, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_ACCOUNT, .outcome = PTB_WON);
    CHECK(a1, 2, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_ACCOUNT, .outcome = PTB_LOST);
    CHECK(a1, 2, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_ACCOUNT, .outcome = PTB_OPEN);
    CHECK(a2, 0, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_CONTACT, .outcome = PTB_LOST);
    CHECK(a2, 1, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_CONTACT, .outcome = PTB_WON);
    CHECK(n1, NONE, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_ACCOUNT, .outcome = PTB_WON);
    CHECK(n1, 0, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_CONTACT, .outcome = PTB_WON);
    CHECK(o3, 1, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_CONTACT, .outcome = PTB_OPEN); /* without itself */
    CHECK(o5, 1, .kind = PTB_FEATURE_DEALS, .of = PTB_OF_CONTACT,
          .outcome = PTB_LOST); /* does not tell on itself */
    CHECK(o5, 122, .kind = PTB_FEATURE_DAYS_SINCE_DEAL, .of = PTB_OF_ACCOUNT, .outcome = PTB_LOST);
    CHECK(a1, 0, .kind = PTB_FEATURE_DAYS_SINCE_DEAL, .of = PTB_OF_ACCOUNT, .outcome = PTB_WON);
    CHECK(a1, NONE, .kind = PTB_FEATURE_DAYS_SINCE_DEAL, .of = PTB_OF_CONTACT, .outcome = PTB_WON);
    ptb_history_close(f.history);
}
END_TEST

#define COLUMN(whose, text) .kind = PTB_FEATURE_ATTRIBUTE, .of = (whose), .column = (text)

START_TEST(test_records_attributes)
{
    fixture f = open_crm();
    ptb_case a1 = case_of(&f, "a1", NULL), a2 = case_of(&f, "a2", NULL), a3 = case_of(&f, "a3", NULL);
    ptb_case b1 = case_of(&f, "b1", NULL), n1 = case_of(&f, "n1", NULL), o3 = case_of(&f, NULL, "o3");
    CHECK(a1, 182, .kind = PTB_FEATURE_AGE, .of = PTB_OF_CONTACT);
    CHECK(a1, 1643, .kind = PTB_FEATURE_AGE, .of = PTB_OF_ACCOUNT);
    CHECK(a3, NONE, .kind = PTB_FEATURE_AGE, .of = PTB_OF_CONTACT); /* not created yet */
    CHECK(b1, NONE, .kind = PTB_FEATURE_AGE, .of = PTB_OF_CONTACT); /* no date */
    CHECK(a1, 3.5, COLUMN(PTB_OF_CONTACT, "points"));
    CHECK(a2, NONE, COLUMN(PTB_OF_CONTACT, "points"));
    CHECK(a3, NONE, COLUMN(PTB_OF_CONTACT, "points")); /* not created yet */
    CHECK(b1, 8, COLUMN(PTB_OF_CONTACT, "points"));    /* no date: counts as there */
    CHECK(a1, 1, COLUMN(PTB_OF_CONTACT, "opted"));
    CHECK(a2, 0, COLUMN(PTB_OF_CONTACT, "opted"));
    CHECK(a1, 1, COLUMN(PTB_OF_CONTACT, "renewed"));
    CHECK(a2, NONE, COLUMN(PTB_OF_CONTACT, "renewed")); /* nobody knew of it */
    CHECK(a1, 99, COLUMN(PTB_OF_ACCOUNT, "employees"));
    CHECK(a1, log(100), COLUMN(PTB_OF_ACCOUNT, "Employees"), .log1p = true);
    CHECK(n1, NONE, COLUMN(PTB_OF_ACCOUNT, "employees"));
    CHECK(b1, NONE, COLUMN(PTB_OF_ACCOUNT, "employees")); /* the account is created later */
    CHECK(a1, NONE, COLUMN(PTB_OF_OPPORTUNITY, "owner"));
    CHECK(o3, 0, COLUMN(PTB_OF_OPPORTUNITY, "owner"));
    b1.as_of = test_time("2024-07-03T00:00:00Z");
    CHECK(b1, -5, COLUMN(PTB_OF_ACCOUNT, "employees"));
    CHECK(b1, NONE, COLUMN(PTB_OF_ACCOUNT, "employees"), .log1p = true);
    ptb_history_close(f.history);
}
END_TEST

START_TEST(test_categories_and_rows_of_many_features)
{
    ptb_error err = {0};
    fixture f = open_crm();
    ptb_feature_spec specs[] = {{COLUMN(PTB_OF_CONTACT, "title")},
                                {.kind = PTB_FEATURE_COUNT, .window_days = 7},
                                {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_ACCOUNT, .window_days = 30},
                                {.kind = PTB_FEATURE_COUNT, .window_days = 30},
                                {.kind = PTB_FEATURE_COUNT, .window_days = 7}};
    ptb_plan plan = plan_of(specs, 5);
    ptb_extractor *extractor = NULL;
    ptb_extract_scratch *scratch = NULL;
    float row[5];
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, f.history, &plan, &extractor, &err));
    ASSERT_OK(ptb_extract_scratch_new(extractor, &scratch, &err));
    const ptb_strings *levels = ptb_extractor_levels(extractor, 0);
    ck_assert_ptr_nonnull(levels);
    ck_assert_ptr_null(ptb_extractor_levels(extractor, 1));
    ptb_case a1 = case_of(&f, "a1", NULL), a2 = case_of(&f, "a2", NULL), n1 = case_of(&f, "n1", NULL);
    const ptb_case *order[] = {&a1, &a2, &n1, &a2, &a1};
    for (size_t i = 0; i < 5; i++) { /* what came before does not matter */
        ptb_extract_row(extractor, scratch, order[i], row);
        if (order[i] == &n1) {
            ck_assert(isnan(row[0]) && isnan(row[2]));
            continue;
        }
        ck_assert(ptb_str_equal_text(ptb_strings_at(levels, (size_t)row[0]), order[i] == &a1 ? "VP" : "CFO"));
        ASSERT_CLOSE((double)row[1], order[i] == &a1 ? 3 : 1, 0, 0);
        ASSERT_CLOSE((double)row[2], 5, 0, 0);
        ASSERT_CLOSE((double)row[3], order[i] == &a1 ? 4 : 1, 0, 0);
        ASSERT_CLOSE((double)row[4], (double)row[1], 0, 0);
    }
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(extractor);
    ptb_history_close(f.history);
}
END_TEST

/* Whoever was last or first, and in whatever order contacts stand: what remains without one of them. */
START_TEST(test_colleagues_recency_in_any_order)
{
    static const test_records three = {.name = "three",
                                       .accounts = "account_id\nA\n",
                                       .contacts = "contact_id,account_id\nk1,A\nk2,A\nk3,A\n",
                                       .activities =
                                           "contact_id,ts,type\n"
                                           "k1,2024-03-22T00:00:00Z,call\nk1,2024-02-11T00:00:00Z,call\n"
                                           "k2,2024-03-27T00:00:00Z,call\nk2,2024-02-01T00:00:00Z,call\n"
                                           "k3,2024-03-12T00:00:00Z,call\nk3,2024-01-22T00:00:00Z,call\n"};
    static const struct {
        const char *id;
        double last, first;
    } want[] = {{"k1", 5, 70}, {"k2", 10, 70}, {"k3", 5, 60}};
    fixture f = {test_history(&three), test_time("2024-04-01T00:00:00Z")};
    for (size_t i = 0; i < 3; i++) {
        ptb_case one = case_of(&f, want[i].id, NULL);
        CHECK(one, want[i].last, .kind = PTB_FEATURE_DAYS_SINCE_LAST, .of = PTB_OF_COLLEAGUES);
        CHECK(one, want[i].first, .kind = PTB_FEATURE_DAYS_SINCE_FIRST, .of = PTB_OF_COLLEAGUES);
        CHECK(one, 5, .kind = PTB_FEATURE_DAYS_SINCE_LAST, .of = PTB_OF_ACCOUNT);
        CHECK(one, 70, .kind = PTB_FEATURE_DAYS_SINCE_FIRST, .of = PTB_OF_ACCOUNT);
    }
    ptb_history_close(f.history);
}
END_TEST

/* A scratch keeps an account's sums for one moment only. */
START_TEST(test_one_account_at_two_moments)
{
    ptb_error err = {0};
    fixture f = open_crm();
    ptb_feature_spec spec = {.kind = PTB_FEATURE_COUNT, .of = PTB_OF_ACCOUNT, .window_days = 7};
    ptb_plan plan = plan_of(&spec, 1);
    ptb_extractor *extractor = NULL;
    ptb_extract_scratch *scratch = NULL;
    ptb_case now = case_of(&f, "a1", NULL), before = now;
    float row;
    before.as_of = test_time("2024-01-03T00:00:00Z");
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, f.history, &plan, &extractor, &err));
    ASSERT_OK(ptb_extract_scratch_new(extractor, &scratch, &err));
    for (int i = 0; i < 4; i++) {
        ptb_extract_row(extractor, scratch, i % 2 ? &before : &now, &row);
        ASSERT_CLOSE((double)row, i % 2 ? 1 : 4, 0, 0);
    }
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(extractor);
    ptb_history_close(f.history);
}
END_TEST

static void check_refused(const ptb_history *history, ptb_feature_spec *specs, size_t n, ptb_status status,
                          const char *words)
{
    ptb_error err = {0};
    ptb_plan plan = plan_of(specs, n);
    ptb_extractor *extractor = NULL;
    ASSERT_FAILS(ptb_extractor_new(&(ptb_context){.threads = 1}, history, &plan, &extractor, &err), status,
                 words);
    ck_assert_ptr_null(extractor);
}

START_TEST(test_plans_that_do_not_fit)
{
    fixture f = open_crm();
    ptb_feature_spec absent = {COLUMN(PTB_OF_CONTACT, "titel")};
    ptb_feature_spec text = {COLUMN(PTB_OF_CONTACT, "title"), .log1p = true};
    ptb_feature_spec many[17], half_lives[5];
    check_refused(f.history, &absent, 1, PTB_E_SCHEMA, "did you mean 'title'");
    check_refused(f.history, &text, 1, PTB_E_SCHEMA, "log1p is for numbers");
    for (int i = 0; i < 17; i++)
        many[i] = (ptb_feature_spec){.kind = PTB_FEATURE_COUNT, .window_days = 1 + i};
    for (int i = 0; i < 5; i++) {
        half_lives[i] = (ptb_feature_spec){.kind = PTB_FEATURE_DECAYED_COUNT, .half_life_days = 1 + i};
    }
    check_refused(f.history, many, 17, PTB_E_LIMIT, "16 different windows");
    check_refused(f.history, half_lives, 5, PTB_E_LIMIT, "4 different half-lives");
    ptb_history_close(f.history);

    ptb_history *flat = test_flat_history("flat", "id,n,day\nr1,1,2024-01-01\nr2,2,2024-01-03\n", NULL, NULL);
    ptb_feature_spec count = {.kind = PTB_FEATURE_COUNT}, day = {COLUMN(PTB_OF_CONTACT, "day")};
    ptb_feature_spec number = {COLUMN(PTB_OF_CONTACT, "n")};
    check_refused(flat, &count, 1, PTB_E_SCHEMA, "needs time");
    check_refused(flat, &day, 1, PTB_E_SCHEMA, "'day' is a date");
    fixture g = {flat, PTB_NO_TIME};
    ptb_case r2 = case_of(&g, "r2", NULL);
    ASSERT_CLOSE(value(&g, &r2, number), 2, 0, 0);
    ptb_history_close(flat);
}
END_TEST

/* What a record was at T, by its field history; what nobody changed is the export's. */
START_TEST(test_attributes_that_changed)
{
    test_write_file("changed.csv",
                    "object,id,field,value,ts,old_value\n"
                    "contact,a1,title,VP,2024-07-01T00:00:01Z,Clerk\n"
                    "contact,a2,title,CFO,2024-07-01T00:00:00Z,Clerk\n"
                    "contact,a1,points,3.5,2024-07-02T00:00:00Z,\n"
                    "contact,b1,points,2,2024-06-01T00:00:00Z,1\n"
                    "contact,b1,points,8,2024-08-01T00:00:00Z,2\n"
                    "contact,a1,renewed,2024-06-30T00:00:00Z,2024-08-01T00:00:00Z,2024-06-01T00:00:00Z\n"
                    "contact,a1,opted,yes,2024-08-01T00:00:00Z,no\n"
                    "account,A,employees,99,2024-08-01T00:00:00Z,9\n"
                    "opportunity,o3,owner,x,2024-08-01T00:00:00Z,z\n");
    fixture f = {test_history_with(&crm, "changed.csv"), test_time("2024-07-01T00:00:00Z")};
    ptb_case a1 = case_of(&f, "a1", NULL), a2 = case_of(&f, "a2", NULL), b1 = case_of(&f, "b1", NULL);
    ptb_case n1 = case_of(&f, "n1", NULL), o3 = case_of(&f, NULL, "o3");
    CHECK(a1, 1, COLUMN(PTB_OF_CONTACT, "title")); /* CFO, Clerk, VP */
    CHECK(a2, 0, COLUMN(PTB_OF_CONTACT, "title"));
    CHECK(b1, 2, COLUMN(PTB_OF_CONTACT, "title"));
    CHECK(a1, NONE, COLUMN(PTB_OF_CONTACT, "points"));
    CHECK(b1, 2, COLUMN(PTB_OF_CONTACT, "points"));
    CHECK(b1, log(3), COLUMN(PTB_OF_CONTACT, "points"), .log1p = true);
    CHECK(n1, 9, COLUMN(PTB_OF_CONTACT, "points"));
    CHECK(a1, 30, COLUMN(PTB_OF_CONTACT, "renewed"));
    CHECK(a1, 0, COLUMN(PTB_OF_CONTACT, "opted"));
    CHECK(a1, 9, COLUMN(PTB_OF_ACCOUNT, "employees"));
    CHECK(o3, 2, COLUMN(PTB_OF_OPPORTUNITY, "owner")); /* x, y, z */
    f.as_of = test_time("2024-08-02T00:00:00Z");
    a1 = case_of(&f, "a1", NULL);
    CHECK(a1, 2, COLUMN(PTB_OF_CONTACT, "title"));
    CHECK(a1, 3.5, COLUMN(PTB_OF_CONTACT, "points"));
    CHECK(a1, 33, COLUMN(PTB_OF_CONTACT, "renewed"));
    CHECK(a1, 99, COLUMN(PTB_OF_ACCOUNT, "employees"));
    ptb_history_close(f.history);
}
END_TEST

TEST_MAIN("extract", test_attributes_that_changed, test_counts, test_decay_recency_velocity,
          test_accounts_and_colleagues, test_deals, test_colleagues_recency_in_any_order,
          test_one_account_at_two_moments, test_records_attributes, test_categories_and_rows_of_many_features,
          test_plans_that_do_not_fit)
