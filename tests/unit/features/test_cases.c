/* tests/unit/features/test_cases.c: who is a case, as of when, with which outcome, and who is left out. */
#include "features/cases.h"
#include "tests/support/test_history.h"

/* a1 wins, a2 loses, n1 has no account and an open deal, b1 (of a daughter of A) wins at the end. */
static const test_records crm = {.name = "crm",
                                 .accounts = "account_id,parent_id,created_at\n"
                                             "A,,2020-01-01T00:00:00Z\n"
                                             "B,A,2020-01-01T00:00:00Z\n",
                                 .contacts = "contact_id,account_id,created_at\n"
                                             "a1,A,2024-01-01T00:00:00Z\n"
                                             "a2,A,2024-03-15T00:00:00Z\n"
                                             "b1,B,\n"
                                             "n1,,2024-02-01T00:00:00Z\n",
                                 .activities = "contact_id,ts,type\n"
                                               "a1,2024-01-10T00:00:00Z,view\n"
                                               "a2,2024-04-01T09:00:00Z,demo\n"
                                               "n1,2024-05-05T00:00:00Z,view\n"
                                               "b1,2024-12-31T00:00:00Z,view\n",
                                 .opportunities =
                                     "opportunity_id,account_id,contact_id,created_at,closed_at,outcome\n"
                                     "o1,A,a1,2024-02-10T00:00:00Z,2024-04-10T00:00:00Z,won\n"
                                     "o2,A,a2,2024-05-01T12:00:00Z,2024-06-01T12:00:00Z,lost\n"
                                     "o3,,n1,2024-06-15T00:00:00Z,,\n"
                                     "o4,B,b1,2024-11-01T12:00:00Z,2024-12-01T00:00:00Z,won\n"};

static ptb_case_settings defaults(void)
{
    ptb_case_settings settings;
    ptb_case_settings_default(&settings);
    return settings;
}

static ptb_case_settings for_contacts(double horizon_days)
{
    ptb_case_settings settings = defaults();
    settings.subject_given = true;
    settings.subject = PTB_SUBJECT_CONTACT;
    settings.horizon_days = horizon_days;
    return settings;
}

/* The case of that subject and moment, or NULL. */
static const ptb_case *find(const ptb_history *h, const ptb_cases *cases, const char *id, const char *as_of)
{
    for (size_t i = 0; i < cases->n; i++) {
        ptb_str subject = ptb_case_subject_id(h, cases->settings.subject, &cases->items[i]);
        if (!ptb_str_equal_text(subject, id)) continue;
        if (!as_of || cases->items[i].as_of == test_time(as_of)) return &cases->items[i];
    }
    return NULL;
}

static void check_case(const ptb_case *one, float outcome, const char *known_at)
{
    ck_assert_ptr_nonnull(one);
    ASSERT_CLOSE((double)one->outcome, (double)outcome, 0, 0);
    ASSERT_CLOSE((double)one->weight, 1, 0, 0);
    ck_assert_int_eq(one->known_at, known_at ? test_time(known_at) : PTB_NO_TIME);
}

START_TEST(test_opportunities_as_of_their_creation)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_history(&crm);
    ptb_case_settings settings = defaults();
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_int_eq(cases.settings.subject, PTB_SUBJECT_OPPORTUNITY);
    ck_assert_int_eq(cases.settings.snapshots, PTB_SNAPSHOT_CREATED);
    ASSERT_CLOSE(cases.settings.horizon_days, 0, 0, 0);
    ck_assert_uint_eq(cases.n, 3);
    ck_assert_uint_eq(cases.n_won, 2);
    ck_assert_uint_eq(cases.n_not_won, 1);
    ck_assert_uint_eq(cases.left_out_unfinished, 1);
    ck_assert_uint_eq(cases.left_out_ineligible, 0);
    check_case(find(h, &cases, "o1", "2024-02-10T00:00:00Z"), 1, "2024-04-10T00:00:00Z");
    check_case(find(h, &cases, "o2", "2024-05-01T12:00:00Z"), 0, "2024-06-01T12:00:00Z");
    check_case(find(h, &cases, "o4", "2024-11-01T12:00:00Z"), 1, "2024-12-01T00:00:00Z");
    for (size_t i = 1; i < cases.n; i++) {
        const ptb_case *a = &cases.items[i - 1], *b = &cases.items[i];
        ck_assert(a->account < b->account || (a->account == b->account && a->as_of <= b->as_of));
    }
    ptb_cases_free(&cases);
    settings.from = test_time("2024-05-01T12:00:00Z");
    settings.to = test_time("2024-11-01T12:00:00Z");
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_uint_eq(cases.n, 1);
    ck_assert_ptr_nonnull(find(h, &cases, "o2", NULL));
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_open_opportunities)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_history(&crm);
    ptb_case_settings settings = defaults();
    settings.as_of = test_time("2024-11-15T00:00:00Z");
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_eq(cases.n, 2);
    ck_assert_uint_eq(cases.left_out_ineligible, 2);
    ck_assert_uint_eq(cases.n_unknown, 1);
    check_case(find(h, &cases, "o3", "2024-11-15T00:00:00Z"), NAN, NULL);
    check_case(find(h, &cases, "o4", "2024-11-15T00:00:00Z"), 1, "2024-12-01T00:00:00Z");
    for (size_t i = 0; i < cases.n; i++) {
        if (isnan(cases.items[i].outcome)) ck_assert_uint_eq(cases.items[i].account, PTB_NONE);
    }
    ptb_cases_free(&cases);

    settings.snapshots = PTB_SNAPSHOT_AS_OF;
    settings.open_at_as_of = true;
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err)); /* for training: known ones only */
    ck_assert_uint_eq(cases.n, 1);
    ck_assert_uint_eq(cases.left_out_unfinished, 1);
    ptb_cases_free(&cases);

    settings.as_of = PTB_NO_TIME;
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_int_eq(cases.settings.as_of, test_time("2024-12-31T00:00:00Z"));
    ck_assert_uint_eq(cases.n, 1);
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_contacts_by_month)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_history(&crm);
    ptb_case_settings settings = for_contacts(60);
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_int_eq(cases.settings.snapshots, PTB_SNAPSHOT_MONTHLY);
    ck_assert_int_eq(cases.settings.from,
                     test_time("2024-02-10T00:00:00Z")); /* deals are recorded from there on */
    ck_assert_uint_eq(cases.n, 7 + 4 + 9);
    ck_assert_uint_eq(cases.n_won, 1);
    ck_assert_uint_eq(cases.left_out_ineligible, 10 + 1 + 6 + 1);
    ck_assert_uint_eq(cases.left_out_unfinished, 1);
    ck_assert_ptr_null(find(h, &cases, "a1", NULL));
    ck_assert_ptr_null(find(h, &cases, "a2", "2024-03-01T00:00:00Z")); /* not created */
    check_case(find(h, &cases, "a2", "2024-04-01T00:00:00Z"), 0, "2024-05-31T00:00:00Z");
    check_case(find(h, &cases, "a2", "2024-05-01T00:00:00Z"), 0, "2024-06-30T00:00:00Z");
    ck_assert_ptr_null(find(h, &cases, "a2", "2024-06-01T00:00:00Z")); /* deal open */
    check_case(find(h, &cases, "a2", "2024-11-01T00:00:00Z"), 0, "2024-12-31T00:00:00Z");
    ck_assert_ptr_null(find(h, &cases, "a2", "2024-12-01T00:00:00Z"));                    /* not over yet */
    check_case(find(h, &cases, "b1", "2024-10-01T00:00:00Z"), 0, "2024-11-30T00:00:00Z"); /* won too late */
    check_case(find(h, &cases, "b1", "2024-11-01T00:00:00Z"), 1, "2024-12-31T00:00:00Z");
    ck_assert_ptr_null(find(h, &cases, "b1", "2024-12-01T00:00:00Z")); /* customer */
    ptb_cases_free(&cases);

    settings.from = test_time("2024-01-15T00:00:00Z");
    settings.to = test_time("2024-03-01T00:00:00Z");
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    check_case(find(h, &cases, "a1", "2024-02-01T00:00:00Z"), 0, "2024-04-01T00:00:00Z");
    ck_assert_uint_eq(cases.n, 3); /* a1, b1, n1 as of February */
    ptb_cases_free(&cases);
    settings.horizon_days = 70;
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    check_case(find(h, &cases, "a1", "2024-02-01T00:00:00Z"), 1, "2024-04-11T00:00:00Z"); /* not at the win */
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_contacts_as_of_a_moment)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_history(&crm);
    ptb_case_settings settings = for_contacts(60);
    settings.snapshots = PTB_SNAPSHOT_AS_OF;
    settings.as_of = test_time("2024-11-01T00:00:00Z");
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_uint_eq(cases.n, 2);
    ck_assert_uint_eq(cases.left_out_ineligible, 2);
    ck_assert_ptr_nonnull(find(h, &cases, "a2", NULL));
    ck_assert_ptr_nonnull(find(h, &cases, "b1", NULL));
    ptb_cases_free(&cases);
    settings.as_of = test_time("2024-03-10T00:00:00Z");
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err)); /* scoring: whoever exists */
    ck_assert_uint_eq(cases.n, 3);
    ck_assert_uint_eq(cases.n_unknown, 3);
    ck_assert_uint_eq(cases.left_out_ineligible, 1);
    check_case(find(h, &cases, "b1", "2024-03-10T00:00:00Z"), NAN, NULL);
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_events_as_outcome)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_history(&crm);
    ptb_case_settings settings = defaults();
    settings.outcome = PTB_OUTCOME_EVENT;
    settings.outcome_name = "call, demo";
    settings.horizon_days = 60;
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), PTB_E_ARG, "event:call");
    settings.outcome_name = "dem";
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), PTB_E_ARG, "did you mean 'demo'");
    settings.outcome_name = "demo";
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_int_eq(cases.settings.subject, PTB_SUBJECT_CONTACT);
    ck_assert_uint_eq(cases.n_won, 1);
    check_case(find(h, &cases, "a2", "2024-04-01T00:00:00Z"), 1, "2024-05-31T00:00:00Z");
    ck_assert_ptr_nonnull(
        find(h, &cases, "a1", "2024-02-01T00:00:00Z")); /* activities are recorded from 10 January on */
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_settings_that_contradict_the_history)
{
    ptb_history *h = test_history(&crm);
    const ptb_case_settings d = defaults();
    ptb_case_settings wrong[8] = {d, d, d, d, d, d, d, d};
    static const struct {
        ptb_status status;
        const char *words;
    } want[8] = {{PTB_E_ARG, "flat tables"},
                 {PTB_E_ARG, "--closed-by goes with --outcome event:TYPE"},
                 {PTB_E_ARG, "open deals as of a moment are opportunities, not accounts"},
                 {PTB_E_ARG, "a stage is an outcome of opportunities, not of contacts"},
                 {PTB_E_ARG, "are opportunities"},
                 {PTB_E_ARG, "there was nothing"},
                 {PTB_E_ARG, "horizon of 0 days"},
                 {PTB_E_DATA, "not one case"}};
    wrong[0].outcome = PTB_OUTCOME_COLUMN;
    for (int i = 1; i < 8; i++)
        wrong[i].subject_given = true;
    wrong[1].subject = PTB_SUBJECT_OPPORTUNITY;
    wrong[1].closed_by = "view";
    wrong[2].subject = PTB_SUBJECT_ACCOUNT;
    wrong[2].open_at_as_of = true;
    for (int i = 3; i < 8; i++)
        wrong[i].subject = PTB_SUBJECT_CONTACT;
    wrong[3].outcome = PTB_OUTCOME_STAGE;
    wrong[4].open_at_as_of = true;
    wrong[5].snapshots = PTB_SNAPSHOT_AS_OF;
    wrong[5].as_of = test_time("2019-01-01");
    wrong[6].horizon_days = 0;
    wrong[7].horizon_days = 3000;
    for (int i = 0; i < 8; i++) {
        ptb_error err = {0};
        ptb_cases cases;
        ASSERT_FAILS(ptb_cases_build(h, &wrong[i], false, &cases, &err), want[i].status, want[i].words);
        ck_assert_uint_eq(cases.n, 0);
    }
    ptb_history_close(h);
}
END_TEST

START_TEST(test_a_horizon_where_there_is_none)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_history(&crm);
    ptb_case_settings settings = for_contacts(30);
    settings.horizon_given = true;
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ASSERT_CLOSE(cases.settings.horizon_days, 30, 0, 0);
    ptb_cases_free(&cases);
    settings.subject = PTB_SUBJECT_OPPORTUNITY;
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), PTB_E_ARG,
                 "--horizon is for deals and events that are still to come; an opportunity's own outcome has "
                 "no horizon");
    ptb_history_close(h);
    h = test_flat_history("no-horizon", "id,won,x\na,1,2\nb,0,3\n", "won", NULL);
    settings = defaults();
    settings.horizon_given = true;
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), PTB_E_ARG,
                 "a column's outcome has no horizon");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_groups)
{
    ptb_error err = {0};
    ptb_history *h = test_history(&crm);
    const ptb_case cases[] = {{.account = 1, .contact = 2, .opportunity = 3},
                              {.account = 0, .contact = PTB_NONE, .opportunity = 0},
                              {.account = PTB_NONE, .contact = 3, .opportunity = 2},
                              {.account = PTB_NONE, .contact = PTB_NONE, .opportunity = 1}};
    uint32_t group[4];
    ASSERT_OK(ptb_case_groups(h, cases, 4, group, &err));
    ck_assert_uint_eq(group[0], 0); /* the mother's */
    ck_assert_uint_eq(group[1], 0);
    ck_assert_uint_eq(group[2], 2 + 3);
    ck_assert_uint_eq(group[3], 2 + 4 + 1);
    ptb_history huge = {.accounts.n = 1, .contacts.n = PTB_NONE - 1};
    ASSERT_FAILS(ptb_case_groups(&huge, cases, 0, group, &err), PTB_E_LIMIT, "2^32");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_without_opportunities)
{
    ptb_error err = {0};
    ptb_cases cases;
    test_records records = crm;
    records.name = "deal-less";
    records.opportunities = NULL;
    ptb_history *h = test_history(&records);
    ptb_case_settings settings = defaults();
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), PTB_E_DATA, "--outcome event:TYPE");
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_eq(cases.n, 4);
    ptb_cases_free(&cases);
    settings.subject_given = true;
    settings.subject = PTB_SUBJECT_OPPORTUNITY;
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), PTB_E_DATA, "--subject contact");
    ptb_history_close(h);
}
END_TEST

static const char flat_leads[] = "id,Converted,when,colour\n"
                                 "r1,1,2024-01-02T00:00:00Z,red\n"
                                 "r2,0,2024-02-02T00:00:00Z,blue\n"
                                 "r3,,2024-03-02T00:00:00Z,blue\n"
                                 "r4,0,2024-04-02T00:00:00Z,red\n";

START_TEST(test_flat_rows_without_dates)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_flat_history("timeless", flat_leads, "Converted", NULL);
    ptb_case_settings settings = defaults();
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_uint_eq(cases.n, 3);
    ck_assert_uint_eq(cases.n_won, 1);
    ck_assert_uint_eq(cases.left_out_unfinished, 1);
    ck_assert_int_eq(cases.settings.outcome, PTB_OUTCOME_COLUMN);
    ck_assert_str_eq(cases.settings.outcome_name, "Converted");
    const ptb_case *r1 = find(h, &cases, "r1", NULL);
    check_case(r1, 1, NULL);
    ck_assert_int_eq(r1->as_of, PTB_NO_TIME);
    ptb_cases_free(&cases);
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_eq(cases.n, 4);
    ptb_cases_free(&cases);

    ptb_case_settings wrong = settings;
    wrong.as_of = test_time("2024-01-01");
    ASSERT_FAILS(ptb_cases_build(h, &wrong, true, &cases, &err), PTB_E_ARG, "has no dates");
    wrong = settings;
    wrong.outcome = PTB_OUTCOME_COLUMN;
    wrong.outcome_name = "colour";
    ASSERT_FAILS(ptb_cases_build(h, &wrong, false, &cases, &err), PTB_E_ARG, "'Converted'");
    wrong.outcome_name = "converted";
    ASSERT_OK(ptb_cases_build(h, &wrong, false, &cases, &err));
    ptb_cases_free(&cases);
    wrong.outcome = PTB_OUTCOME_EVENT;
    ASSERT_FAILS(ptb_cases_build(h, &wrong, false, &cases, &err), PTB_E_ARG, "without activities");
    wrong = settings;
    wrong.subject_given = true;
    wrong.subject = PTB_SUBJECT_OPPORTUNITY;
    ASSERT_FAILS(ptb_cases_build(h, &wrong, false, &cases, &err), PTB_E_ARG, "flat table");
    wrong = settings;
    static const ptb_snapshot_kind others[] = {PTB_SNAPSHOT_MONTHLY, PTB_SNAPSHOT_WEEKLY, PTB_SNAPSHOT_FILE};
    for (int i = 0; i < 3; i++) {
        wrong.snapshots = others[i];
        ASSERT_FAILS(ptb_cases_build(h, &wrong, false, &cases, &err), PTB_E_ARG, "as of their own date");
    }
    wrong.snapshots = PTB_SNAPSHOT_CREATED;
    wrong.delay_s = 60;
    ASSERT_FAILS(ptb_cases_build(h, &wrong, false, &cases, &err), PTB_E_ARG, "as of their own date");
    wrong = settings;
    wrong.subject_given = true;
    wrong.subject = PTB_SUBJECT_CUSTOMER;
    ASSERT_FAILS(ptb_cases_build(h, &wrong, false, &cases, &err), PTB_E_ARG, "it has no accounts");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_flat_rows_with_dates)
{
    ptb_error err = {0};
    ptb_cases cases;
    ptb_history *h = test_flat_history("dated", flat_leads, "Converted", "when");
    ptb_case_settings settings = defaults();
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_uint_eq(cases.n, 3);
    check_case(find(h, &cases, "r2", "2024-02-02T00:00:00Z"), 0, "2024-02-02T00:00:00Z");
    ptb_cases_free(&cases);
    settings.as_of = test_time("2024-03-10");
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_eq(cases.n, 3);
    ck_assert_ptr_null(find(h, &cases, "r4", NULL));
    check_case(find(h, &cases, "r3", "2024-03-02T00:00:00Z"), NAN, NULL);
    ptb_cases_free(&cases);
    ptb_history_close(h);

    h = test_flat_history("unlabelled", flat_leads, NULL, NULL);
    settings = defaults();
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), PTB_E_DATA, "--outcome COLUMN");
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_eq(cases.n_unknown, 4);
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

TEST_MAIN("cases", test_opportunities_as_of_their_creation, test_open_opportunities, test_contacts_by_month,
          test_contacts_as_of_a_moment, test_events_as_outcome, test_settings_that_contradict_the_history,
          test_a_horizon_where_there_is_none, test_groups, test_without_opportunities,
          test_flat_rows_without_dates, test_flat_rows_with_dates)
