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
    ck_assert(!got.subject_given && !got.open_at_as_of && !got.horizon_given && !got.outcome_given);
    ck_assert(!got.closed_by && got.weights == PTB_WEIGHTS_CASE);
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
                            .closed_by = "cancel",
                            .weights = "subject",
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
    ck_assert(s.horizon_given && s.outcome_given);
    ck_assert_str_eq(s.closed_by, "cancel");
    ck_assert_int_eq(s.weights, PTB_WEIGHTS_SUBJECT);
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

/* Every form is read as what it says, and printed so that it is read as the same. */
START_TEST(test_snapshots)
{
    static const struct {
        const char *text, *printed;
        ptb_snapshot_kind kind;
        ptb_time delay_s;
        const char *name;
    } forms[] = {
        {"created", "created", PTB_SNAPSHOT_CREATED, 0, NULL},
        {"created+24h", "created+1d", PTB_SNAPSHOT_CREATED, 86400, NULL},
        {"created+7d", "created+1w", PTB_SNAPSHOT_CREATED, 604800, NULL},
        {"created+90m", "created+90m", PTB_SNAPSHOT_CREATED, 5400, NULL},
        {"created+120m", "created+2h", PTB_SNAPSHOT_CREATED, 7200, NULL},
        {"created+5217w", "created+5217w", PTB_SNAPSHOT_CREATED, (ptb_time)5217 * 7 * 86400, NULL},
        {"weekly", "weekly", PTB_SNAPSHOT_WEEKLY, 0, NULL},
        {"monthly", "monthly", PTB_SNAPSHOT_MONTHLY, 0, NULL},
        {"quarterly", "quarterly", PTB_SNAPSHOT_QUARTERLY, 0, NULL},
        {"event:visit,call", "event:visit,call", PTB_SNAPSHOT_EVENT, 0, "visit,call"},
        {"first:a.b/c", "first:a.b/c", PTB_SNAPSHOT_FIRST, 0, "a.b/c"},
        {"stage:Closed Won", "stage:Closed Won", PTB_SNAPSHOT_STAGE, 0, "Closed Won"},
        {"pairs.csv", "file", PTB_SNAPSHOT_FILE, 0, "pairs.csv"},
        {"data/pairs", "file", PTB_SNAPSHOT_FILE, 0, "data/pairs"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        ptb_error err = {0};
        ptb_case_settings s;
        ptb_text printed = {0};
        ptb_case_settings_default(&s);
        ASSERT_OK(ptb_snapshots_parse(forms[i].text, &s, &err));
        ck_assert_int_eq(s.snapshots, forms[i].kind);
        ck_assert_int_eq(s.delay_s, forms[i].delay_s);
        ck_assert(forms[i].name ? s.snapshot_name && strcmp(s.snapshot_name, forms[i].name) == 0
                                : !s.snapshot_name);
        ptb_snapshots_print(&s, &printed);
        ck_assert_str_eq(printed.bytes, forms[i].printed);
        ptb_text_free(&printed);
    }
}
END_TEST

START_TEST(test_subjects)
{
    ptb_subject subject = PTB_SUBJECT_CONTACT;
    static const char *const names[] = {"contact", "opportunity", "account", "customer"};
    for (int i = 0; i < PTB_SUBJECTS; i++) {
        ck_assert(ptb_subject_parse(names[i], &subject));
        ck_assert_str_eq(ptb_subject_name(subject), names[i]);
    }
    ck_assert(!ptb_subject_parse("accounts", &subject));
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
        {{.subject = ""}, "want contact, opportunity, account or customer"},
        {{.as_of = "yesterday"}, "--as-of: 'yesterday'"},
        {{.from = "2025-02-30"}, "--from"},
        {{.to = "x"}, "--to"},
        {{.from = "2025-02-02", .to = "2025-02-02"}, "not before"},
        {{.snapshots = "created+24"}, "'created+24', want created+ a whole number and m, h, d or w"},
        {{.snapshots = "created+"}, "'created+'"},
        {{.snapshots = "created+h"}, "'created+h'"},
        {{.snapshots = "created+0h"}, "'created+0h'"},
        {{.snapshots = "created+-1h"}, "'created+-1h'"},
        {{.snapshots = "created++1h"}, "'created++1h'"},
        {{.snapshots = "created+1.5h"}, "'created+1.5h'"},
        {{.snapshots = "created+1y"}, "'created+1y'"},
        {{.snapshots = "created+99999999999999999999w"}, "at most 100 years"},
        {{.snapshots = "created+5219w"}, "at most 100 years"},
        {{.snapshots = "daily"}, "'daily', want created, created+24h, weekly"},
        {{.snapshots = "event:"}, "'event:'"},
        {{.snapshots = "weekly", .as_of = "2025-01-01"}, "exclude each other"},
        {{.snapshots = "created", .as_of = "2025-01-01"}, "exclude each other"},
        {{.snapshots = "created", .open_at_as_of = true}, "exclude each other"},
        {{.outcome = "stage:"}, "stage:NAME"},
        {{.closed_by = "cancel"}, "--closed-by goes with --outcome event:TYPE"},
        {{.closed_by = "cancel", .outcome = "won"}, "--closed-by goes with --outcome event:TYPE"},
        {{.closed_by = "", .outcome = "event:order"}, "--closed-by: nothing"},
        {{.weights = "none"}, "--weights: 'none', want case or subject"},
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

TEST_MAIN("case_options", test_nothing_given_is_the_default, test_all_given, test_other_forms, test_snapshots,
          test_subjects, test_bounds, test_nonsense_is_refused_in_words)
