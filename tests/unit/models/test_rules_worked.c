/* tests/unit/models/test_rules_worked.c: worked examples of lead-scoring practice, each with the arithmetic a person would do, by
 * models/examples/worked_examples.json. C1: VP Sales, US, at A1 (acme.com, Technology, 500 people); fit is then 3 + 2 for title and
 * country, 20 for the size, 25 for the target account: 50. C2 is at A2, rival.com. C3 has no attributes at all. */
#include "tests/support/rules_world.h"

enum { FIT = 3 + 2 + 20 + 25 };

typedef struct {
    world w;
    ptb_rules *rules;
    ptb_rules_outcome outcome;
    double points[64];
} worked;

static void begin(worked *x)
{
    memset(x, 0, sizeof *x);
    make_world(&x->w);
    x->rules = read_example("worked_examples.json");
}

/* As of `days`, with what was done so far. */
static void look(worked *x, uint32_t contact, double days)
{
    end_contact(&x->w, contact);
    x->outcome = outcome_of(x->rules, &x->w, case_of(&x->w, contact, days), x->points);
}

static double part(const worked *x, const char *id)
{
    for (size_t i = 0; i < ptb_rules_count(x->rules); i++)
        if (strcmp(ptb_rules_id(x->rules, i), id) == 0) return x->points[i];
    ck_abort_msg("no part %s", id);
}

START_TEST(test_mails_halve_after_30_days)
{
    worked x;
    begin(&x);
    act(&x.w, -40, "email_open", "", "email");
    act(&x.w, -30, "email_open", "", "email");
    act(&x.w, -29.9, "email_click", "", "email");
    act(&x.w, -2.9, "email_click", "", "email");
    act(&x.w, -2.8, "email_open", "", "email");
    act(&x.w, -2.7, "email_open", "", "email"); /* the third of a day: two count */
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "email"), 2 + 2 + 4 + 4 + 4, 0, 0);
    ASSERT_CLOSE(x.outcome.points, FIT + 16, 0, 0);
    ASSERT_CLOSE(x.outcome.fit, FIT, 0, 0);
    ASSERT_CLOSE(x.outcome.engagement, 16, 0, 0);
    act(&x.w, -1, "email_open", "", "email");
    act(&x.w, -0.5, "email_open", "", "email");
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "email"), 20, 0, 0); /* 16 + 8, and the group ends at 20 */
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_webinar_drops_after_90_days)
{
    worked x;
    begin(&x);
    act(&x.w, -90, "webinar", "web-12", "");
    act(&x.w, -89, "page_view", "/pricing", ""); /* no further engagement by this file */
    look(&x, 0, -1);
    ASSERT_CLOSE(part(&x, "webinar"), 15, 0, 0); /* 89 days */
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "webinar"), 15 - 10, 0, 0);
    ptb_rules_free(x.rules);
    begin(&x);
    act(&x.w, -120, "webinar", "web-12", "");
    act(&x.w, -60, "page_view", "/blog/1", "");
    act(&x.w, -30, "download", "wp-1", ""); /* within 90 days: prevented */
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "webinar"), 15, 0, 0);
    ptb_rules_free(x.rules);
    begin(&x);
    act(&x.w, -121, "webinar", "web-12", "");
    act(&x.w, -60, "page_view", "/blog/1", "");
    act(&x.w, -30, "download", "wp-1", ""); /* after 91 days: too late */
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "webinar"), 15 - 10, 0, 0);
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_fading)
{
    worked x;
    begin(&x);
    act(&x.w, -28.5, "pricing_view", "/pricing", "");
    act(&x.w, -28, "pricing_view", "/pricing", "");
    act(&x.w, -15, "trial_start", "", "");
    act(&x.w, -14, "pricing_view", "/pricing", "");
    act(&x.w, -13.5, "pricing_view", "/pricing", ""); /* the same day as -14: its latest counts */
    act(&x.w, 0, "pricing_view", "/pricing", "");
    look(&x, 0, 0);
    /* Three days at most, the latest: today, day 14 (at 13.5 days), day 28. */
    ASSERT_CLOSE(part(&x, "pricing"), 16 + 16 * exp2(-13.5 / 14) + 16 * 0.25, 1e-12, 0);
    ASSERT_CLOSE(part(&x, "trial"), 30 * (1 - 15.0 / 60), 1e-12, 0);
    look(&x, 0, 45);
    ASSERT_CLOSE(part(&x, "trial"), 0, 0, 0); /* 60 days */
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_tiers_and_expiry)
{
    worked x;
    begin(&x);
    act(&x.w, -179, "page_view", "/careers/1", "");
    act(&x.w, -100, "page_view", "/blog/1", "");
    act(&x.w, -20, "page_view", "/blog/1", "");
    act(&x.w, -3, "page_view", "/blog/1", "");
    look(&x, 0, -2);
    ASSERT_CLOSE(part(&x, "depth"), 0, 0, 0); /* one asset twice */
    act(&x.w, -2, "page_view", "/blog/2", "");
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "depth"), 5, 0, 0);
    ASSERT_CLOSE(part(&x, "careers"), -10, 0, 0);
    look(&x, 0, 1);
    ASSERT_CLOSE(part(&x, "careers"), 0, 0, 0); /* 180 days */
    ASSERT_CLOSE(part(&x, "size"), 20, 0, 0);
    x.w.employees[0] = 499;
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "size"), 10, 0, 0);
    x.w.employees[0] = 49;
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "size"), 0, 0, 0);
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_first_match)
{
    worked x;
    begin(&x);
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "target"), 25, 0, 0);
    ASSERT_CLOSE(part(&x, "technology"), 0, 0, 0);
    x.w.domain_code[0] = PTB_NONE;
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "target"), 0, 0, 0);
    ASSERT_CLOSE(part(&x, "technology"), 10, 0, 0);
    ptb_rules_free(x.rules);
}
END_TEST

/* 30 idle days cost 50 points, once, and 90 return to zero; whoever comes back begins with what was earned since. */
START_TEST(test_silence)
{
    worked x;
    begin(&x);
    act(&x.w, -100, "trial_start", "", "");
    act(&x.w, -29, "pricing_view", "/pricing", "");
    look(&x, 0, 0);
    ASSERT_CLOSE(part(&x, "idle-30-days"), 0, 0, 0);
    double pricing = 16 * exp2(-30.0 / 14);
    look(&x, 0, 1);
    ASSERT_CLOSE(part(&x, "idle-30-days"), -50, 0, 0);
    ASSERT_CLOSE(x.outcome.points, FIT + pricing - 50, 1e-12, 0);
    x.w.employees[0] = 49; /* fit 30: the sum would be below zero, the floor is zero */
    look(&x, 0, 1);
    ASSERT_CLOSE(x.outcome.points, 0, 0, 0);
    ASSERT_CLOSE(part(&x, "bounds"), 50 - (30 + pricing), 1e-12, 0);
    x.w.employees[0] = 500;
    look(&x, 0, 60);
    ASSERT_CLOSE(part(&x, "idle-30-days"), -50, 0, 0);
    look(&x, 0, 61); /* 90 days */
    ASSERT_CLOSE(x.outcome.points, 0, 1e-12, 0);
    act(&x.w, 62, "email_open", "", "");
    look(&x, 0, 63);
    ASSERT_CLOSE(part(&x, "email"), 4, 0, 0);
    ASSERT_CLOSE(part(&x, "pricing"), 0, 0, 0); /* before the silence */
    ASSERT_CLOSE(x.outcome.points, FIT + 4, 0, 0);
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_never_active)
{
    ptb_time created[N_CONTACTS] = {at(-30), at(-30), at(-30), at(-30)};
    worked x;
    begin(&x);
    look(&x, 0, 0);
    ASSERT_CLOSE(x.outcome.points, FIT, 0, 0); /* since when they are silent nobody knows */
    x.w.history.contacts.created_at = created;
    look(&x, 0, -1);
    ASSERT_CLOSE(x.outcome.points, FIT, 0, 0);
    look(&x, 0, 0);
    ASSERT_CLOSE(x.outcome.points, FIT - 50, 0, 0);
    look(&x, 0, 60);
    ASSERT_CLOSE(x.outcome.points, 0, 0, 0);
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_fast_track_grades_and_routes)
{
    worked x;
    begin(&x);
    look(&x, 2, 0); /* nothing is known of C3 */
    ASSERT_CLOSE(x.outcome.points, 0, 0, 0);
    ck_assert_str_eq(x.outcome.stage, "none");
    ck_assert_str_eq(x.outcome.grade, "C3");
    ck_assert_str_eq(x.outcome.next_question, "What is your role?");
    ck_assert_str_eq(x.outcome.route_to, "marketing");
    ck_assert_double_nan(x.outcome.route_within_hours);
    act(&x.w, -2, "download", "wp-1", "");
    look(&x, 2, 0);
    ck_assert_str_eq(x.outcome.stage, "MQL"); /* a download is an MQL */
    ck_assert_str_eq(x.outcome.fast_track, "content");
    act(&x.w, -1, "demo_request", "", "");
    look(&x, 2, 0);
    ck_assert_str_eq(x.outcome.stage, "SQL"); /* a demo request is an SQL at once */
    ck_assert_str_eq(x.outcome.fast_track, "demo");
    ck_assert_str_eq(x.outcome.route_to, "inside sales");
    ASSERT_CLOSE(x.outcome.route_within_hours, 24, 0, 0);
    look(&x, 2, 29);
    ck_assert_str_eq(x.outcome.fast_track, ""); /* 30 days after */
    ptb_rules_free(x.rules);
    begin(&x);
    look(&x, 0, 0);
    ck_assert_str_eq(x.outcome.grade, "A3");
    ck_assert_str_eq(x.outcome.stage, "MQL"); /* 50 points */
    ck_assert_str_eq(x.outcome.next_question, "");
    act(&x.w, -1, "trial_start", "", "");
    act(&x.w, -0.5, "webinar", "web-12", "");
    look(&x, 0, 0); /* engagement 29.5 + 15 */
    ck_assert_str_eq(x.outcome.grade, "A1");
    ck_assert_str_eq(x.outcome.stage, "SQL"); /* by the grade; 94.5 points are an MQL */
    ck_assert_str_eq(x.outcome.route_to, "key account team");
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_exclusions_and_verdicts)
{
    worked x;
    begin(&x);
    look(&x, 1, 0);
    ck_assert_str_eq(x.outcome.excluded, "competitor");
    ck_assert_str_eq(x.outcome.stage, "none");
    ck_assert_str_eq(x.outcome.route_to, "");
    ptb_rules_free(x.rules);
    begin(&x);
    act(&x.w, -70, "compare_tool", "wp-1", "");
    act(&x.w, -60.5, "demo_request", "", "");
    act(&x.w, -59, "compare_tool", "/datasheet-12", "");
    act(&x.w, -1, "demo_request", "", "");
    look(&x, 0, -60); /* spam, said a person ten days ago */
    ck_assert_str_eq(x.outcome.excluded, "Sales: spam");
    look(&x, 0, 0); /* the later verdict holds: MQL, whatever the demo request says */
    ck_assert_str_eq(x.outcome.excluded, "");
    ck_assert_str_eq(x.outcome.stage, "MQL");
    ck_assert_str_eq(x.outcome.fast_track, "demo");
    ASSERT_CLOSE(x.outcome.points, FIT - 20, 0, 0);
    look(&x, 0, 1); /* 60 days: expired */
    ck_assert_str_eq(x.outcome.stage, "SQL");
    ASSERT_CLOSE(x.outcome.points, FIT, 0, 0);
    ptb_rules_free(x.rules);
}
END_TEST

START_TEST(test_notes)
{
    ptb_error err;
    worked x;
    ptb_rules_bound *bound = NULL;
    ptb_rules_scratch *scratch = NULL;
    ptb_text text = {0};
    begin(&x);
    act(&x.w, -9, "pricing_view", "/blog/1", "");
    act(&x.w, -3.5, "pricing_view", "/pricing", "");
    end_contact(&x.w, 0);
    ptb_case one = case_of(&x.w, 0, 0);
    ASSERT_OK(ptb_rules_bind(x.rules, &x.w.history, NULL, NULL, &bound, &err));
    ASSERT_OK(ptb_rules_scratch_new(bound, &scratch, &err));
    ptb_rules_evaluate(bound, scratch, &one, NULL, &x.outcome);
    ptb_rules_add_notes(bound, scratch, &one, NULL, &text);
    ck_assert_str_eq(text.bytes,
                     "VP Sales, US: looked at prices 2 times, last 3 days ago at /pricing. | 500 people.");
    ptb_text_free(&text);
    ptb_rules_scratch_free(scratch);
    ptb_rules_bound_free(bound);
    ptb_rules_free(x.rules);
}
END_TEST

/* A condition beside an event: both must hold. Activities of one moment are none "further" than each other. */
START_TEST(test_both_and_one_moment)
{
    const struct {
        const char *rule;
        double points;
    } table[] = {
        {"\"points\": 5, \"event\": {\"type\": \"webinar\"}, \"when\": {\"contact\": \"country\", "
         "\"equals\": \"US\"}",
         10},
        {"\"points\": 5, \"event\": {\"type\": \"webinar\"}, \"when\": {\"contact\": \"country\", "
         "\"equals\": \"DE\"}",
         0},
        {"\"points\": 5, \"no_event\": {\"type\": \"download\"}, \"when\": {\"contact\": \"country\", "
         "\"equals\": \"US\"}",
         5},
        {"\"points\": 5, \"event\": {\"type\": \"webinar\"}, \"decay\": {\"drop\": {\"after_days\": 5, "
         "\"points\": 3, "
         "\"unless\": {}}}",
         7},
        {"\"points\": 5, \"event\": {\"type\": \"webinar\"}, \"decay\": {\"drop\": {\"after_days\": 5, "
         "\"points\": 30}}",
         0},
        {"\"points\": 5, \"event\": {\"type\": \"webinar\", \"count\": \"first\"}, \"decay\": {\"step\": "
         "[{\"after_days\": 10, "
         "\"factor\": 0.5}]}",
         2.5},
        {"\"event\": {\"type\": \"webinar\"}, \"tiers\": [{\"days\": 2, \"points\": 8}], \"decay\": "
         "{\"linear_days\": 20}",
         6},
        {"\"event\": {\"type\": \"webinar\"}, \"tiers\": [{\"times\": 3, \"points\": 8}]", 0},
    };
    world w;
    make_world(&w);
    act(&w, -10, "webinar", "web-12", "");
    act(&w, -5, "page_view", "/pricing", "");
    act(&w, -5, "webinar", "web-12", "");
    act(&w, -5, "page_view", "/pricing", "");
    end_contact(&w, 0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ptb_text text = {0};
        ptb_text_printf(&text, "{\"id\": \"r\", %s}", table[i].rule);
        ASSERT_OK(read_rules(text.bytes, &rules, &err));
        double points[1], total = total_of(rules, &w, case_of(&w, 0, 0), points);
        ck_assert_msg(fabs(total - table[i].points) < 1e-12, "%s: %.17g", table[i].rule, total);
        ptb_rules_free(rules);
        ptb_text_free(&text);
    }
}
END_TEST

/* Amounts of activities, and columns of the opportunity. */
START_TEST(test_amounts_and_opportunities)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    world w;
    float seconds[MAX_ACTIVITIES] = {60, (float)NAN, 100};
    uint32_t stage_code[] = {1};
    make_world(&w);
    act(&w, -3, "video_view", "", "");
    act(&w, -2, "video_view", "", "");
    act(&w, -1, "video_view", "", "");
    end_contact(&w, 0);
    w.history.activities.duration_s = seconds;
    ptb_column stage = {
        .name = "stage", .kind = PTB_COLUMN_CATEGORY, .code = stage_code, .levels = w.industry.view};
    w.history.opportunities =
        (ptb_record_table){.id = w.account_id.view, .n = 1, .columns = &stage, .n_columns = 1};
    ASSERT_OK(read_rules(
        "{\"id\": \"a\", \"event\": {\"type\": \"video_view\"}, \"tiers\": [{\"duration_s\": 160, "
        "\"points\": 7}]},"
        "{\"id\": \"b\", \"event\": {\"type\": \"video_view\"}, \"tiers\": [{\"value\": 1, \"points\": 9}]},"
        "{\"id\": \"c\", \"points\": 30, \"when\": {\"opportunity\": \"stage\", \"equals\": \"technology\"}}",
        &rules, &err));
    ptb_case one = case_of(&w, 0, 0);
    ASSERT_CLOSE(outcome_of(rules, &w, one, NULL).points, 7, 0, 0);
    one.opportunity = 0;
    ASSERT_CLOSE(outcome_of(rules, &w, one, NULL).points, 37, 0, 0);
    ptb_rules_free(rules);
}
END_TEST

TEST_MAIN("worked rules", test_mails_halve_after_30_days, test_webinar_drops_after_90_days, test_fading,
          test_tiers_and_expiry, test_first_match, test_silence, test_never_active,
          test_fast_track_grades_and_routes, test_exclusions_and_verdicts, test_notes,
          test_both_and_one_moment, test_amounts_and_opportunities)
