/* tests/unit/features/test_case_options.c: subject, moments and outcome from texts. */
#include "features/case_options.h"
#include "tests/support/test_main.h"

START_TEST(test_nothing_given_is_the_default)
{
    ptb_error err = {0};
    ptb_case_settings got, want;
    ptb_case_texts texts = {0};
    ptb_case_settings_default(&want);
    ASSERT_OK(ptb_case_settings_parse(&texts, &got, &err));
    ck_assert(!got.subject_given && !got.open_at_as_of && !got.horizon_given);
    ck_assert_int_eq(got.snapshots, PTB_SNAPSHOT_DEFAULT);
    ck_assert_int_eq(got.outcome, PTB_OUTCOME_WON);
    ck_assert_int_eq(got.as_of, PTB_NO_TIME);
    ck_assert_int_eq(got.from, PTB_NO_TIME);
    ck_assert_int_eq(got.to, PTB_NO_TIME);
    ASSERT_CLOSE(got.horizon_days, 180, 0, 0);
    ASSERT_CLOSE(want.horizon_days, 180, 0, 0);
}
END_TEST

START_TEST(test_all_given)
{
    ptb_error err = {0};
    ptb_case_settings s;
    ptb_case_texts texts = {.subject = "contact",
                            .as_of = "2025-07-01",
                            .from = "2025-01-01T00:00:00Z",
                            .to = "2025-07-02",
                            .outcome = "event:demo_request,call",
                            .horizon_days = 90};
    ASSERT_OK(ptb_case_settings_parse(&texts, &s, &err));
    ck_assert(s.subject_given);
    ck_assert_int_eq(s.subject, PTB_SUBJECT_CONTACT);
    ck_assert_int_eq(s.snapshots, PTB_SNAPSHOT_AS_OF);
    ck_assert_int_eq(s.as_of, 1751414399); /* a date is the end of its day */
    ck_assert_int_eq(s.from, 1735689600);
    ck_assert_int_eq(s.to, 1751414400); /* as a bound a date is where its day begins */
    ck_assert_int_eq(s.outcome, PTB_OUTCOME_EVENT);
    ck_assert_str_eq(s.outcome_name, "demo_request,call");
    ASSERT_CLOSE(s.horizon_days, 90, 0, 0);
    ck_assert(s.horizon_given);
}
END_TEST

START_TEST(test_other_forms)
{
    ptb_error err = {0};
    ptb_case_settings s;
    ptb_case_texts monthly = {.subject = "opportunity", .snapshots = "monthly", .outcome = "won"};
    ptb_case_texts column = {.snapshots = "created", .outcome = "column:Converted"};
    ptb_case_texts open = {.open_at_as_of = true}, latest = {.as_of = "latest"};
    ASSERT_OK(ptb_case_settings_parse(&monthly, &s, &err));
    ck_assert_int_eq(s.subject, PTB_SUBJECT_OPPORTUNITY);
    ck_assert_int_eq(s.snapshots, PTB_SNAPSHOT_MONTHLY);
    ASSERT_OK(ptb_case_settings_parse(&column, &s, &err));
    ck_assert_int_eq(s.snapshots, PTB_SNAPSHOT_CREATED);
    ck_assert_int_eq(s.outcome, PTB_OUTCOME_COLUMN);
    ck_assert_str_eq(s.outcome_name, "Converted");
    ASSERT_OK(ptb_case_settings_parse(&open, &s, &err));
    ck_assert(s.open_at_as_of && s.snapshots == PTB_SNAPSHOT_AS_OF && s.as_of == PTB_NO_TIME);
    ASSERT_OK(ptb_case_settings_parse(&latest, &s, &err));
    ck_assert(s.snapshots == PTB_SNAPSHOT_AS_OF && s.as_of == PTB_NO_TIME);
}
END_TEST

START_TEST(test_bounds)
{
    ptb_time bound = 0;
    ck_assert(ptb_parse_bound("2024-03-01", &bound));
    ck_assert_int_eq(bound, 1709251200); /* 00:00 */
    ck_assert(ptb_parse_bound(" 2024-03-01T00:00:07Z ", &bound));
    ck_assert_int_eq(bound, 1709251207);
    ck_assert(!ptb_parse_bound("2024-02-30", &bound));
    ck_assert(!ptb_parse_bound("", &bound));
}
END_TEST

START_TEST(test_nonsense_is_refused_in_words)
{
    static const struct {
        ptb_case_texts texts;
        const char *words;
    } refused[] = {
        {{.subject = "lead"}, "--subject: 'lead'"},
        {{.subject = "account"}, "not built yet"},
        {{.subject = "customer"}, "not built yet"},
        {{.as_of = "yesterday"}, "--as-of: 'yesterday'"},
        {{.from = "2025-02-30"}, "--from"},
        {{.to = "x"}, "--to"},
        {{.from = "2025-02-02", .to = "2025-02-02"}, "not before"},
        {{.snapshots = "created+24h"}, "not built yet"},
        {{.snapshots = "weekly"}, "'weekly'"},
        {{.snapshots = "created", .as_of = "2025-01-01"}, "exclude each other"},
        {{.snapshots = "created", .open_at_as_of = true}, "exclude each other"},
        {{.outcome = "stage:MQL"}, "not built yet"},
        {{.outcome = "lost"}, "--outcome: 'lost'"},
        {{.outcome = "event:"}, "event:TYPE"},
        {{.outcome = "deal:x"}, "'deal:x'"},
        {{.horizon_days = -1}, "--horizon"},
        {{.horizon_days = 1e6}, "--horizon"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        ptb_error err = {0};
        ptb_case_settings s;
        ASSERT_FAILS(ptb_case_settings_parse(&refused[i].texts, &s, &err), PTB_E_ARG, refused[i].words);
    }
}
END_TEST

TEST_MAIN("case_options", test_nothing_given_is_the_default, test_all_given, test_other_forms, test_bounds,
          test_nonsense_is_refused_in_words)
