/* tests/unit/features/test_cases_outcomes.c: stages, competing activities, accounts, customers; what may not change. */
#include "tests/support/test_cases.h"

START_TEST(test_stages_reached)
{
    ptb_history *h = test_crm_with_stages();
    /* o3 has been in Offer since its creation; o5 never was. */
    test_cases_are(h, (ptb_case_texts){.outcome = "stage:Offer"},
                   "o1 2024-02-10 1 2024-03-01\n"
                   "o2 2024-05-01T12:00:00Z 1 2024-05-10\n"
                   "o5 2024-09-01 0 2024-10-01\n"
                   "o4 2024-11-01T12:00:00Z 0 2024-12-01\nleft out: 0 1 0\n");
    test_cases_are(h, (ptb_case_texts){.outcome = "stage:Offer", .horizon_days = 10},
                   "o1 2024-02-10 0 2024-02-20\n" /* too late */
                   "o2 2024-05-01T12:00:00Z 1 2024-05-11T12:00:00Z\n"
                   "o5 2024-09-01 0 2024-09-11\n"
                   "o4 2024-11-01T12:00:00Z 0 2024-11-11T12:00:00Z\nleft out: 0 1 0\n");
    test_cases_are(h, /* who is in it at T is none: o5; o3 will tell */
                   (ptb_case_texts){.subject = "opportunity", .snapshots = "monthly", .outcome = "stage:Won"},
                   "o1 2024-03-01 1 2024-04-10\n"
                   "o1 2024-04-01 1 2024-04-10\n"
                   "o2 2024-06-01 0 2024-06-01T12:00:00Z\nleft out: 6 1 0\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_the_present_stage_alone)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.outcome = "stage:Lost,Offer"};
    test_cases_are(h, texts,
                   "o1 2024-02-10 0 2024-04-10\n"
                   "o2 2024-05-01T12:00:00Z 1 2024-06-01T12:00:00Z\n"
                   "o5 2024-09-01 0 2024-10-01\n"
                   "o4 2024-11-01T12:00:00Z 0 2024-12-01\n"
                   "o3 2024-06-15 1 2024-12-31\nleft out: 0 0 0\n");
    texts.horizon_days = 30;
    test_cases_fail(h, texts, PTB_E_DATA, "does not say when opportunities entered their stages");
    texts.subject = "account";
    test_cases_fail(h, texts, PTB_E_ARG, "a stage is an outcome of opportunities, not of accounts");
    ptb_history_close(h);
}
END_TEST

/* Ordered on 20 February; cancelled; n1 cancels first and orders then. */
START_TEST(test_what_comes_first)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "contact",
                            .snapshots = "created+24h",
                            .from = "2024-01-01",
                            .outcome = "event:order",
                            .closed_by = "cancel"};
    test_cases_are(h, texts, /* a2 does neither to this day */
                   "a1 2024-01-02 1 2024-02-20\n"
                   "b1 2024-01-21 0 2024-05-01\n"
                   "n1 2024-02-02 0 2024-07-01\nleft out: 1 0 0\n");
    texts.horizon_days = 60; /* then it is over, and known, for all alike */
    test_cases_are(h, texts,
                   "a1 2024-01-02 1 2024-03-02\n"
                   "a2 2024-03-16T12:00:00Z 0 2024-05-15T12:00:00Z\n"
                   "b1 2024-01-21 0 2024-03-21\n"
                   "n1 2024-02-02 0 2024-04-02\nleft out: 0 0 0\n");
    texts.horizon_days = 0;
    texts.snapshots = "created+6w"; /* a1 has ordered by then */
    test_cases_are(h, texts,
                   "b1 2024-03-02 0 2024-05-01\n"
                   "n1 2024-03-14 0 2024-07-01\nleft out: 1 1 0\n");
    texts.snapshots = "created+130d"; /* b1 has cancelled, a1 ordered and won, n1 not yet */
    test_cases_are(h, texts, "n1 2024-06-10 0 2024-07-01\nleft out: 1 2 0\n");
    texts.closed_by = "cancel,order";
    test_cases_fail(h, texts, PTB_E_ARG, "--closed-by: 'order' is an outcome as well");
    texts.closed_by = "cancels";
    test_cases_fail(h, texts, PTB_E_ARG, "--closed-by:cancels: no activity of that type");
    texts.closed_by = "cancel";
    texts.subject = "customer";
    texts.snapshots = "monthly";
    test_cases_fail(h, texts, PTB_E_ARG, "--closed-by: the cases of customers are not over with an event");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_events_of_opportunities)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "opportunity", .outcome = "event:order,visit", .horizon_days = 20};
    test_cases_are(h, texts, /* o2 has no contact: its account's; o5's contact does nothing */
                   "o1 2024-02-10 1 2024-03-01\n"
                   "o2 2024-05-01T12:00:00Z 1 2024-05-21T12:00:00Z\n"
                   "o5 2024-09-01 0 2024-09-21\n"
                   "o4 2024-11-01T12:00:00Z 0 2024-11-21T12:00:00Z\n"
                   "o3 2024-06-15 1 2024-07-05\nleft out: 0 0 0\n");
    texts.horizon_days = 0; /* as for contacts: 180 */
    texts.outcome = "event:view";
    test_cases_are(h, texts,
                   "o1 2024-02-10 0 2024-08-08\n"
                   "o2 2024-05-01T12:00:00Z 0 2024-10-28T12:00:00Z\n"
                   "o3 2024-06-15 0 2024-12-12\nleft out: 2 0 0\n");
    texts.outcome = "event:order";
    texts.closed_by = "cancel";
    test_cases_are(h, texts,
                   "o1 2024-02-10 1 2024-02-20\n"
                   "o3 2024-06-15 0 2024-07-01\nleft out: 1 2 0\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_accounts)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "account", .snapshots = "quarterly", .horizon_days = 61};
    ptb_error err = {0};
    ptb_case_settings settings;
    ptb_cases cases;
    /* A has a deal open or won throughout; B wins in time; C is of August. */
    test_cases_are(h, texts,
                   "C 2024-10-01 0 2024-12-01\n"
                   "B 2024-04-01 0 2024-06-01\n"
                   "B 2024-07-01 0 2024-08-31\n"
                   "B 2024-10-01 1 2024-12-01\nleft out: 0 3 2\n");
    texts.horizon_days = 100;
    test_cases_are(h, texts,
                   "B 2024-04-01 0 2024-07-10\n"
                   "B 2024-07-01 0 2024-10-09\nleft out: 2 3 2\n");
    texts = (ptb_case_texts){
        .subject = "account", .snapshots = "created", .from = "2023-01-01", .horizon_days = 131};
    test_cases_are(h, texts,
                   "C 2024-08-01 0 2024-12-10\n"
                   "A 2023-12-01 1 2024-04-10\n"
                   "B 2024-01-20 0 2024-05-30\nleft out: 0 0 0\n");
    texts.outcome = "event:visit"; /* its own, or any of its contacts' */
    texts.snapshots = NULL;
    texts.from = NULL;
    texts.as_of = "2024-01-10T00:00:00Z";
    texts.horizon_days = 10;
    test_cases_are(h, texts, "A 2024-01-10 0 2024-01-20\nB 2024-01-10 1 2024-01-20\nleft out: 0 1 0\n");
    ASSERT_OK(ptb_case_settings_parse(&(ptb_case_texts){.subject = "account", .as_of = "2024-07-31"},
                                      &settings, &err));
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_eq(cases.n, 2); /* scoring: whoever exists */
    ck_assert_uint_eq(cases.left_out_ineligible, 1);
    for (size_t i = 0; i < cases.n; i++)
        ck_assert(cases.items[i].contact == PTB_NONE && cases.items[i].account != PTB_NONE);
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_customers)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "customer", .snapshots = "quarterly", .horizon_days = 92};
    ptb_error err = {0};
    ptb_case_settings settings;
    ptb_cases cases;
    test_cases_are(h, texts, "A 2024-07-01 1 2024-10-01\nleft out: 1 0 0\n");
    texts.horizon_days = 91;
    test_cases_are(h, texts, "A 2024-07-01 0 2024-09-30\nA 2024-10-01 0 2024-12-31\nleft out: 0 0 0\n");
    texts = (ptb_case_texts){.subject = "customer",
                             .snapshots = "monthly",
                             .outcome = "event:order",
                             .to = "2024-05-01",
                             .horizon_days = 5};
    test_cases_are(h, texts, /* from its first order on */
                   "A 2024-03-01 1 2024-03-06\nA 2024-04-01 0 2024-04-06\nleft out: 0 0 0\n");
    texts = (ptb_case_texts){
        .subject = "customer", .as_of = "2024-05-04T00:00:00Z", .outcome = "event:visit", .horizon_days = 1};
    test_cases_are(h, texts, /* A's is its own, not a contact's */
                   "A 2024-05-04 1 2024-05-05\nB 2024-05-04 0 2024-05-05\nleft out: 0 1 0\n");
    texts.as_of = NULL;
    texts.snapshots = "created";
    test_cases_fail(h, texts, PTB_E_ARG, "nobody is created a customer");
    ASSERT_OK(ptb_case_settings_parse(&(ptb_case_texts){.subject = "customer", .as_of = "latest"}, &settings,
                                      &err));
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_eq(cases.n, 2);
    ck_assert_uint_eq(cases.left_out_ineligible, 1); /* C */
    ptb_cases_free(&cases);
    ptb_history_close(h);
    test_records records = test_crm;
    records.name = "accountless";
    records.accounts = NULL;
    records.contacts = "contact_id\na1\na2\n";
    records.activities = "contact_id,ts,type\na1,2024-01-10T00:00:00Z,visit\na2,2024-12-31T00:00:00Z,visit\n";
    records.opportunities = "opportunity_id,contact_id,created_at,closed_at,outcome\n"
                            "o1,a1,2024-02-10T00:00:00Z,2024-04-10T00:00:00Z,won\n"
                            "o2,a1,2024-07-10T00:00:00Z,2024-08-10T00:00:00Z,won\n";
    h = test_history(&records);
    texts = (ptb_case_texts){.subject = "customer", .snapshots = "quarterly", .horizon_days = 60};
    test_cases_are(h, texts, "a1 2024-07-01 1 2024-08-30\na1 2024-10-01 0 2024-11-30\nleft out: 0 0 0\n");
    texts.subject = "account";
    test_cases_fail(h, texts, PTB_E_DATA, "the history has no accounts");
    ptb_history_close(h);
}
END_TEST

/* --- a law: what is known does not change by what happens later --- */

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* 150 contacts with some activities each over 200 days, those up to day `last` alone. */
static ptb_history *made_up_to(int last, const char *name)
{
    static const char *const types[] = {"view", "view", "order", "cancel", "view", "view", "visit"};
    ptb_text contacts = {0}, activities = {0};
    uint32_t state = 7;
    ptb_text_add(&contacts, "contact_id,created_at\n");
    ptb_text_add(&activities,
                 "contact_id,ts,type\nk0,2024-01-01T00:00:00Z,cancel\nk0,2024-01-01T00:00:00Z,order\n"
                 "k0,2024-01-01T00:00:00Z,visit\n");
    for (int k = 0; k < 150; k++) {
        char ts[PTB_TIME_BYTES];
        int created = (int)(next_random(&state) % 150);
        ptb_time day = test_time("2024-01-01T00:00:00Z") + created * (ptb_time)PTB_DAY;
        ptb_text_printf(&contacts, "k%d,%s\n", k, k % 3 == 0 ? "" : ptb_print_time(ts, day));
        for (int i = 0; i < 6; i++) {
            int after = (int)(next_random(&state) % (uint32_t)(200 - created));
            const char *type = types[next_random(&state) % 7];
            ptb_time second = day + after * (ptb_time)PTB_DAY + next_random(&state) % 5;
            if (created + after <= last)
                ptb_text_printf(&activities, "k%d,%s,%s\n", k, ptb_print_time(ts, second), type);
        }
    }
    test_records records = {.name = name, .contacts = contacts.bytes, .activities = activities.bytes};
    ptb_history *h = test_history(&records);
    ptb_text_free(&contacts);
    ptb_text_free(&activities);
    return h;
}

static void build(const ptb_history *h, const ptb_case_texts *texts, ptb_cases *out)
{
    ptb_error err = {0};
    ptb_case_settings settings;
    ASSERT_OK(ptb_case_settings_parse(texts, &settings, &err));
    ASSERT_OK(ptb_cases_build(h, &settings, false, out, &err));
}

/* Every case of `some` is one of `all`, where it was known by `until`. */
static void check_within(const ptb_history *of_some, const ptb_cases *some, const ptb_history *of_all,
                         const ptb_cases *all, ptb_time until)
{
    for (size_t i = 0; i < some->n; i++) {
        const ptb_case *one = &some->items[i];
        ptb_str id = ptb_case_subject_id(of_some, PTB_SUBJECT_CONTACT, one);
        bool is_found = one->known_at > until;
        for (size_t k = 0; k < all->n && !is_found; k++) {
            const ptb_case *other = &all->items[k];
            is_found = other->as_of == one->as_of && other->known_at == one->known_at &&
                       (other->outcome > 0.5F) == (one->outcome > 0.5F) &&
                       ptb_str_equal(id, ptb_case_subject_id(of_all, PTB_SUBJECT_CONTACT, other));
        }
        ck_assert_msg(is_found, "%.*s as of %lld", (int)id.len, id.ptr, (long long)one->as_of);
    }
}

START_TEST(test_what_is_known_stays)
{
    static const ptb_case_texts kinds[] = {
        {.snapshots = "created+24h", .outcome = "event:order", .closed_by = "cancel"},
        {.snapshots = "created+24h", .outcome = "event:order", .closed_by = "cancel", .horizon_days = 20},
        {.snapshots = "event:visit", .outcome = "event:order", .horizon_days = 15},
        {.snapshots = "first:visit", .outcome = "event:order", .closed_by = "cancel"},
        {.snapshots = "weekly", .outcome = "event:order,cancel", .horizon_days = 9},
    };
    ptb_history *whole = made_up_to(400, "whole");
    uint64_t won = 0, lost = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (int last = 60; last < 200; last += 35) {
            ptb_cases all, part;
            ptb_history *h = made_up_to(last, "part");
            build(whole, &kinds[i], &all);
            build(h, &kinds[i], &part);
            won += part.n_won;
            lost += part.n_not_won;
            check_within(h, &part, whole, &all, INT64_MAX);
            check_within(whole, &all, h, &part, h->last_record);
            ptb_cases_free(&all);
            ptb_cases_free(&part);
            ptb_history_close(h);
        }
    }
    ck_assert(won > 100 && lost > 100);
    ptb_history_close(whole);
}
END_TEST

TEST_MAIN("cases_outcomes", test_stages_reached, test_the_present_stage_alone, test_what_comes_first,
          test_events_of_opportunities, test_accounts, test_customers, test_what_is_known_stays)
