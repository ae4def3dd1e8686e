/* tests/unit/features/test_cases_file.c: moments from a CSV file, with outcomes and weights, and its bad lines. */
#include "tests/support/test_cases.h"

START_TEST(test_pairs)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "contact", .snapshots = "pairs.csv", .horizon_days = 70};
    test_write_file("pairs.csv", "subject_id,as_of,note\n"
                                 "n1,2024-03-01T00:00:00Z,\n"
                                 "a2,2024-04-01,a date is its end\n"
                                 "a1,2024-02-01T00:00:00Z,\n"
                                 "a2,2024-03-01T00:00:00Z,not created yet\n"
                                 "a1,2024-03-01T00:00:00Z,deal open\n"
                                 "b1,2024-12-01T00:00:00Z,not over\n"
                                 "n1,2024-02-20T00:00:00Z,\n");
    test_cases_are(h, texts,
                   "a1 2024-02-01 1 2024-04-11\n"
                   "a2 2024-04-01T23:59:59Z 0 2024-06-10T23:59:59Z\n"
                   "n1 2024-02-20 0 2024-04-30\n"
                   "n1 2024-03-01 0 2024-05-10\nleft out: 0 3 0\n");
    texts.weights = "subject";
    texts.to = "2024-04-01";
    test_cases_are(h, texts,
                   "a1 2024-02-01 1 2024-04-11\n"
                   "n1 2024-02-20 0 2024-04-30 0.500\n"
                   "n1 2024-03-01 0 2024-05-10 0.500\nleft out: 0 2 0\n");
    test_write_file("deals.csv", "as_of;subject_id\n2024-05-20T00:00:00Z;o2\n2024-03-01T00:00:00Z;o1\n"
                                 "2024-04-10T00:00:00Z;o1\n2024-07-01T00:00:00Z;o3\n");
    test_cases_are(h, (ptb_case_texts){.snapshots = "./deals.csv"},
                   "o1 2024-03-01 1 2024-04-10\n"
                   "o2 2024-05-20 0 2024-06-01T12:00:00Z\nleft out: 1 1 0\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_outcomes_and_weights)
{
    ptb_error err = {0};
    ptb_case_settings settings;
    ptb_cases cases;
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "account", .snapshots = "judged.csv"};
    test_write_file("judged.csv", "subject_id,as_of,outcome,weight\n"
                                  "A,2024-03-01T00:00:00Z,1,2\n"
                                  "A,2024-05-01T00:00:00Z, 0 ,1e-3\n"
                                  "B,2024-03-01T00:00:00Z,,1\n"
                                  "C,2024-03-01T00:00:00Z,1,1\n"
                                  "C,2024-12-30T00:00:00Z,1.0,0.5\n");
    test_cases_are(h, texts, /* whatever deals there are; B's is not known, C was not there */
                   "C 2024-12-30 1 2024-12-30 0.500\n"
                   "A 2024-03-01 1 2024-03-01 2.000\n"
                   "A 2024-05-01 0 2024-05-01 0.001\nleft out: 1 1 0\n");
    ASSERT_OK(ptb_case_settings_parse(&texts, &settings, &err));
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ck_assert_int_eq(cases.settings.outcome, PTB_OUTCOME_COLUMN);
    ck_assert_str_eq(cases.settings.outcome_name, "outcome");
    ptb_cases_free(&cases);
    texts.horizon_days = 30; /* when they were known */
    texts.to = "2024-12-01";
    test_cases_are(h, texts,
                   "A 2024-03-01 1 2024-03-31 2.000\n"
                   "A 2024-05-01 0 2024-05-31 0.001\nleft out: 1 1 0\n");
    texts.outcome = "won";
    test_cases_fail(h, texts, PTB_E_ARG, "judged.csv has a column 'outcome'; leave one of the two out");
    texts.outcome = NULL;
    texts.subject = "opportunity";
    test_write_file("judged.csv",
                    "subject_id,as_of,outcome\no2,2024-12-01T00:00:00Z,1\no2,2024-02-01T00:00:00Z,0\n");
    texts.to = NULL;
    test_cases_are(h, texts, "o2 2024-12-01 1 2024-12-31\nleft out: 0 1 0\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_contacts_of_one_account_in_order_of_time)
{
    ptb_history *h = test_history(&test_crm);
    test_write_file("mixed.csv", "subject_id,as_of,outcome\n"
                                 "b1,2024-03-01T00:00:00Z,1\n"
                                 "a2,2024-04-01T00:00:00Z,0\n"
                                 "a1,2024-05-01T00:00:00Z,0\n"
                                 "a2,2024-05-01T00:00:00Z,1\n"
                                 "a1,2024-03-20T00:00:00Z,1\n");
    test_cases_are(h, (ptb_case_texts){.subject = "contact", .snapshots = "mixed.csv"},
                   "a1 2024-03-20 1 2024-03-20\n"
                   "a2 2024-04-01 0 2024-04-01\n"
                   "a1 2024-05-01 0 2024-05-01\n"
                   "a2 2024-05-01 1 2024-05-01\n"
                   "b1 2024-03-01 1 2024-03-01\nleft out: 0 0 0\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_bad_lines)
{
    static const struct {
        const char *text, *words;
        ptb_status status;
    } bad[] = {
        {"subject_id,moment\na1,2024-03-01\n", "bad.csv:1: no column 'as_of'; want subject_id and as_of",
         PTB_E_SCHEMA},
        {"subject_id,as_of,wieght\na1,2024-03-01,1\n", "bad.csv:1: column 'wieght': did you mean 'weight'?",
         PTB_E_SCHEMA},
        {"subject_id,as_of\na1,2024-03-01\na2,yesterday\n",
         "bad.csv:3:as_of: 'yesterday' is no moment, want YYYY-MM-DD", PTB_E_DATA},
        {"subject_id,as_of\na1,\n", "bad.csv:2:as_of: '' is no moment", PTB_E_DATA},
        {"subject_id,as_of\n,2024-03-01\n", "bad.csv:2:subject_id: empty, want the id of a subject: contact",
         PTB_E_DATA},
        {"subject_id,as_of\na1,2024-03-01\nx1,2024-03-01\nx2,2024-03-01\nx1,2024-03-02\n",
         "bad.csv:3:subject_id: the history has no contact 'x1' (and 2 more lines with ids that it does not "
         "have)",
         PTB_E_DATA},
        {"subject_id,as_of\nx1,2024-03-01\n", "the history has no contact 'x1'", PTB_E_DATA},
        {"subject_id,as_of,outcome\na1,2024-03-01,2\n", "bad.csv:2:outcome: '2', want 1, 0 or nothing",
         PTB_E_DATA},
        {"subject_id,as_of,outcome\na1,2024-03-01,yes\n", "bad.csv:2:outcome: 'yes', want 1, 0 or nothing",
         PTB_E_DATA},
        {"subject_id,as_of,weight\na1,2024-03-01,0\n", "bad.csv:2:weight: '0', want a number above 0",
         PTB_E_DATA},
        {"subject_id,as_of,weight\na1,2024-03-01,-1\n", "bad.csv:2:weight: '-1'", PTB_E_DATA},
        {"subject_id,as_of,weight\na1,2024-03-01,\n", "bad.csv:2:weight: ''", PTB_E_DATA},
        {"subject_id,as_of\na1,2024-03-01,1\n", "bad.csv:2: 3 cells, want 2 as in the header", PTB_E_DATA},
        {"subject_id,as_of\na1,2024-03-01\n\na1,2024-03-01T23:59:59Z\n",
         "bad.csv:4:as_of: the same subject and moment as in line 2, want each once", PTB_E_DATA},
        {"subject_id,as_of\n", "bad.csv: no line below the header", PTB_E_DATA},
        {"", "bad.csv", PTB_E_PARSE},
    };
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "contact", .snapshots = "bad.csv"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        test_write_file("bad.csv", bad[i].text);
        test_cases_fail(h, texts, bad[i].status, bad[i].words);
    }
    texts.snapshots = "nowhere.csv";
    test_cases_fail(h, texts, PTB_E_IO, "nowhere.csv");
    ptb_history_close(h);
}
END_TEST

TEST_MAIN("cases_file", test_pairs, test_outcomes_and_weights, test_contacts_of_one_account_in_order_of_time,
          test_bad_lines)
