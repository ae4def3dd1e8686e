/* tests/unit/models/test_rules.c: bound rules count attributes and events as their schema says. */
#include "tests/support/rules_world.h"

START_TEST(test_globs)
{
    const struct {
        const char *text, *pattern;
        bool matches;
    } table[] = {
        {"", "", true},
        {"", "*", true},
        {"", "?", false},
        {"a", "", false},
        {"aaab", "*aab", true},
        {"aaab", "*ab?", false},
        {"abcabd", "*ab?", true},
        {"abc", "a*b*c", true},
        {"ABC", "a?C", true},
        {"ac", "a?c", false},
        {"abc", "**", true},
        {"abcd", "abc", false},
        {"abc", "abcd", false},
        {"mississippi", "m*iss*ip*", true},
        {"mississippi", "m*iss*ipx*", false},
        {"Z\xc3\xbcrich", "z?rich", true},
        {"Z\xc3\xbcrich", "z??rich", false},
        {"\xc3\xa9t\xc3\xa9", "*t?", true},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ck_assert_msg(ptb_glob_match(ptb_str_of(table[i].text), table[i].pattern) == table[i].matches,
                      "'%s' by '%s'", table[i].text, table[i].pattern);
    }
}
END_TEST

START_TEST(test_conditions)
{
    const struct {
        const char *condition;
        unsigned holds_for;
    } table[] = {
        {"{\"account\": \"industry\", \"equals\": \"technology\"}", C1 | C4},
        {"{\"account\": \"INDUSTRY\", \"equals\": \"TECHNOLOGY\"}", C1 | C4},
        {"{\"account\": \"industry\", \"equals\": \"Tech\"}", 0},
        {"{\"contact\": \"country\", \"in\": [\"us\", \"de\"]}", C1 | C2},
        {"{\"contact\": \"country\", \"in\": [5, true]}", C4},
        {"{\"contact\": \"title\", \"matches\": \"vp*\"}", C1},
        {"{\"contact\": \"title\", \"matches\": [\"VP\", \"*director*\"]}", C2},
        {"{\"contact\": \"title\", \"matches\": \"?P Sales\"}", C1},
        {"{\"contact\": \"title\", \"matches\": \"*\"}", C1 | C2 | C4},
        {"{\"contact\": \"title\", \"missing\": true}", C3},
        {"{\"contact\": \"title\", \"missing\": false}", C1 | C2 | C4},
        {"{\"account\": \"industry\", \"missing\": true}", C3},
        {"{\"account\": \"employees\", \"missing\": true}", C2 | C3},
        {"{\"contact\": \"signed_on\", \"missing\": false}", C1 | C4},
        {"{\"account\": \"employees\", \"at_least\": 500}", C1 | C4},
        {"{\"account\": \"employees\", \"above\": 500}", 0},
        {"{\"account\": \"employees\", \"at_most\": 500, \"above\": 499}", C1 | C4},
        {"{\"account\": \"employees\", \"below\": 500}", 0},
        {"{\"account\": \"employees\", \"equals\": 500}", C1 | C4},
        {"{\"account\": \"employees\", \"in\": [\"500\", 7]}", C1 | C4},
        {"{\"contact\": \"subscribed\", \"equals\": true}", C1 | C4},
        {"{\"contact\": \"subscribed\", \"equals\": \"no\"}", C2},
        {"{\"contact\": \"subscribed\", \"equals\": false}", C2},
        {"{\"account\": \"domain\", \"in_list\": \"targets\"}", C1 | C4},
        {"{\"account\": \"account_id\", \"in_list\": \"ids\"}", C2},
        {"{\"contact\": \"contact_id\", \"matches\": \"c?\"}", C1 | C2 | C3 | C4},
        {"{\"not\": {\"contact\": \"country\", \"equals\": \"US\"}}", C2 | C3 | C4},
        {"{\"all\": [{\"contact\": \"country\", \"equals\": \"US\"}, {\"contact\": \"title\", \"matches\": "
         "\"VP*\"}]}",
         C1},
        {"{\"all\": [{\"contact\": \"country\", \"equals\": \"US\"}, {\"contact\": \"title\", \"matches\": "
         "\"X\"}]}",
         0},
        {"{\"any\": [{\"contact\": \"country\", \"equals\": \"US\"}, {\"not\": {\"account\": \"industry\", "
         "\"missing\": false}}]}",
         C1 | C3},
    };
    world w;
    make_world(&w);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        unsigned mask = who(&w, table[i].condition);
        ck_assert_msg(mask == table[i].holds_for, "%s holds for %u, not %u", table[i].condition, mask,
                      table[i].holds_for);
    }
}
END_TEST

/* An opportunity's account counts, not the one that its contact belongs to. */
START_TEST(test_opportunity_subject)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    world w;
    double points[2];
    make_world(&w);
    act(&w, -1, "webinar", "web-12", "");
    end_contact(&w, 0);
    ASSERT_OK(read_rules(
        "{\"id\": \"a\", \"points\": 1, \"when\": {\"account\": \"industry\", \"equals\": \"Healthcare\"}},"
        "{\"id\": \"b\", \"points\": 10, \"no_event\": {\"type\": \"webinar\"}}",
        &rules, &err));
    ptb_case one = {.contact = 0, .account = 1, .opportunity = 7, .as_of = at(0)};
    ASSERT_CLOSE(total_of(rules, &w, one, points), 1, 0, 0);
    one.contact = 1;
    ASSERT_CLOSE(total_of(rules, &w, one, points), 11, 0, 0);
    one.contact = PTB_NONE; /* nobody to look at: no events, and none missed */
    ASSERT_CLOSE(total_of(rules, &w, one, points), 1, 0, 0);
    ptb_rules_free(rules);
}
END_TEST

/* C1: three page views on one day (one at midnight sharp), one the day before, one 10 days ago; later ones never count. */
static void make_visits(world *w)
{
    make_world(w);
    act(w, -10, "page_view", "/blog/1", "organic");
    act(w, -1.5, "page_view", "/blog/1", "organic");
    act(w, -1, "page_view", "/blog/2", "email");
    act(w, -0.75, "page_view", "/pricing", "organic");
    act(w, -0.5, "page_view", "/blog/1", "");
    act(w, -0.25, "unsubscribe", "", "email");
    act(w, 0, "webinar", "web-12", "");
    act(w, 0.0001, "webinar", "web-12", "");
    act(w, 1, "page_view", "/blog/1", "organic");
    end_contact(w, 0);
}

static double event_points(const world *w, const char *rule)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    ptb_text text = {0};
    double points[1];
    ptb_text_printf(&text, "{\"id\": \"r\", %s}", rule);
    ASSERT_OK(read_rules(text.bytes, &rules, &err));
    double total = total_of(rules, w, case_of(w, 0, 0), points);
    ptb_rules_free(rules);
    ptb_text_free(&text);
    return total;
}

START_TEST(test_events)
{
    const struct {
        const char *rule;
        double points;
    } table[] = {
        {"\"points\": 5, \"event\": {\"type\": \"page_view\"}", 25},
        {"\"points\": 5, \"event\": {\"type\": \"PAGE_view\", \"count\": \"each\"}", 25},
        {"\"points\": 5, \"event\": {\"type\": \"page_view\", \"count\": \"per_day\"}", 15},
        {"\"points\": 5, \"event\": {\"type\": \"page_view\", \"count\": \"first\"}", 5},
        {"\"points\": 5, \"event\": {\"type\": \"page_view\", \"max_times\": 2}", 10},
        {"\"points\": 5, \"event\": {\"type\": \"page_view\", \"count\": \"per_day\", \"max_times\": 2}", 10},
        {"\"points\": 5, \"event\": {\"type\": \"page_view\", \"max_points\": 12}", 12},
        {"\"points\": -5, \"event\": {\"type\": \"page_view\", \"max_points\": 12}", -12},
        {"\"points\": 1, \"event\": {\"type\": \"page_view\", \"asset\": \"/blog/*\"}", 4},
        {"\"points\": 1, \"event\": {\"asset\": [\"/blog/2\", \"/pric*\"]}", 2},
        {"\"points\": 1, \"event\": {\"channel\": \"email\"}", 2},
        {"\"points\": 1, \"event\": {\"topic\": \"?*\"}", 0},
        {"\"points\": 1, \"event\": {\"type\": [\"webinar\", \"unsub*\"]}", 2},
        {"\"points\": 1, \"event\": {}", 7},
        {"\"points\": 1, \"event\": {\"type\": \"page_view\", \"window_days\": 1}", 2},
        {"\"points\": 1, \"event\": {\"type\": \"page_view\", \"window_days\": 1.0001}", 3},
        {"\"points\": 1, \"event\": {\"type\": \"page_view\", \"window_days\": 10}", 4},
        {"\"points\": 1, \"event\": {\"type\": \"never_seen\"}", 0},
        {"\"points\": -3, \"event\": {\"type\": \"unsubscribe\"}", -3},
        {"\"points\": -3, \"no_event\": {\"type\": \"email_open\", \"window_days\": 30}", -3},
        {"\"points\": -3, \"no_event\": {\"type\": \"page_view\", \"window_days\": 30}", 0},
        {"\"points\": -3, \"no_event\": {\"asset\": \"/pricing\", \"window_days\": 0.75}", -3},
        {"\"points\": -3, \"no_event\": {\"asset\": \"/pricing\", \"window_days\": 0.8}", 0},
    };
    world w;
    make_visits(&w);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double got = event_points(&w, table[i].rule);
        ck_assert_msg(fabs(got - table[i].points) < 1e-12, "%s gives %g, not %g", table[i].rule, got,
                      table[i].points);
        ck_assert_msg(!signbit(got) || got < 0, "%s gives -0", table[i].rule);
    }
}
END_TEST

/* Law: what came after T changes nothing, and the sweep for many rules gives what each rule gives alone. */
START_TEST(test_no_leak_and_together)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    world w;
    double points[3], again[3];
    make_visits(&w);
    ASSERT_OK(read_rules(
        "{\"id\": \"a\", \"points\": 1, \"event\": {\"window_days\": 1}},"
        "{\"id\": \"b\", \"points\": 10, \"event\": {\"type\": \"page_view\", \"count\": \"per_day\"}},"
        "{\"id\": \"c\", \"points\": 100, \"no_event\": {\"type\": \"webinar\", \"window_days\": 3}}",
        &rules, &err));
    for (int quarter = -48; quarter < 12; quarter++) {
        ptb_case one = case_of(&w, 0, quarter / 4.0);
        double before = total_of(rules, &w, one, points);
        size_t n = w.history.activities.n;
        uint64_t *end = &w.first[1], kept = *end;
        while (*end > 0 && w.ts[*end - 1] > one.as_of)
            (*end)--;
        double without_later = total_of(rules, &w, one, again);
        *end = kept;
        ck_assert_uint_eq(n, w.history.activities.n);
        ck_assert_mem_eq(&before, &without_later, sizeof before);
        ck_assert_mem_eq(points, again, sizeof points);
    }
    ASSERT_CLOSE(total_of(rules, &w, case_of(&w, 0, 0), points), 4 + 30 + 0, 0, 0);
    ASSERT_CLOSE(points[0], 4, 0, 0);
    ASSERT_CLOSE(points[1], 30, 0, 0);
    ptb_rules_free(rules);
}
END_TEST

START_TEST(test_groups)
{
    const struct {
        const char *bounds;
        double points[4]; /* of +15, +10, -5, +2 that all fire */
    } table[] = {
        {"\"max_points\": 15", {15, 5, -5, 0}},  {"\"max_points\": 25", {15, 10, -5, 2}},
        {"\"max_points\": 21", {15, 10, -5, 1}}, {"\"max_points\": 3", {8, 0, -5, 0}},
        {"\"max_points\": 0", {5, 0, -5, 0}},    {"\"max_points\": 100, \"min_points\": 0", {15, 10, -5, 2}},
    };
    world w;
    make_world(&w);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ptb_text text = {0};
        double points[4], want = 0;
        ptb_text_printf(&text, "\"groups\": [{\"id\": \"g\", %s}], \"rules\": [", table[i].bounds);
        const char *const worth[] = {"15", "10", "-5", "2"};
        for (int k = 0; k < 4; k++) {
            ptb_text_printf(
                &text,
                "%s{\"id\": \"r%d\", \"points\": %s, \"group\": \"g\", \"when\": {\"contact\": \"title\", "
                "\"missing\": true}}",
                k > 0 ? "," : "", k, worth[k]);
            want += table[i].points[k];
        }
        ptb_text_add(&text, "]");
        ASSERT_OK(read_members(text.bytes, &rules, &err));
        ASSERT_CLOSE(total_of(rules, &w, case_of(&w, 2, 0), points), want, 0, 0);
        for (int k = 0; k < 4; k++)
            ASSERT_CLOSE(points[k], table[i].points[k], 0, 0);
        ptb_rules_free(rules);
        ptb_text_free(&text);
    }
}
END_TEST

START_TEST(test_group_floor)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    world w;
    double points[4];
    make_visits(&w);
    ASSERT_OK(read_members(
        "\"groups\": [{\"id\": \"g\", \"min_points\": -10}], \"rules\": ["
        "{\"id\": \"a\", \"points\": -8, \"group\": \"g\", \"event\": {\"type\": \"unsubscribe\"}},"
        "{\"id\": \"b\", \"points\": 3, \"group\": \"g\", \"event\": {\"type\": \"webinar\"}},"
        "{\"id\": \"c\", \"points\": -8, \"group\": \"g\", \"no_event\": {\"type\": \"email_open\"}},"
        "{\"id\": \"d\", \"points\": -8, \"event\": {\"type\": \"webinar\"}}]",
        &rules, &err));
    ASSERT_CLOSE(total_of(rules, &w, case_of(&w, 0, 0), points), -18, 0, 0);
    ASSERT_CLOSE(points[0], -8, 0, 0);
    ASSERT_CLOSE(points[2], -5, 0, 0);
    ASSERT_CLOSE(points[3], -8, 0, 0);
    ptb_rules_free(rules);
}
END_TEST

START_TEST(test_stages_and_blend)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    ASSERT_OK(read_members(
        ONE_RULE ", \"stages\": [{\"name\": \"MQL\", \"points\": 50}, {\"name\": \"SQL\", \"points\": 100}]",
        &rules, &err));
    ptb_blend blend = ptb_rules_blend(rules);
    ASSERT_CLOSE(blend.weight, 0.3, 0, 0);
    ASSERT_CLOSE(blend.a, -3, 0, 0);
    ASSERT_CLOSE(blend.b, 0.03, 0, 1e-15);
    ASSERT_CLOSE(ptb_blend_z(&blend, 2, 100), 0.7 * 2 + 0.3 * 0, 1e-15, 0);
    blend.weight = 0;
    ASSERT_CLOSE(ptb_blend_z(&blend, 2, 100), 2, 0, 0);
    blend.weight = 1;
    ASSERT_CLOSE(ptb_blend_z(&blend, 2, 50), -1.5, 1e-15, 0);
    ck_assert_str_eq(ptb_rules_name(rules), "test");
    ck_assert_str_eq(ptb_rules_id(rules, 0), "r");
    ck_assert_str_eq(ptb_rules_label(rules, 0), "r");
    ck_assert_uint_eq(strlen(ptb_rules_sha256(rules)), 64);
    ptb_rules_free(rules);

    ASSERT_OK(read_members(ONE_RULE ", \"blend\": {\"weight\": 0.5, \"b\": 0.1}", &rules, &err));
    blend = ptb_rules_blend(rules);
    ASSERT_CLOSE(blend.weight, 0.5, 0, 0);
    ASSERT_CLOSE(blend.a, -3, 0, 0);
    ASSERT_CLOSE(blend.b, 0.1, 0, 0);
    ptb_rules_free(rules);
    ptb_rules_free(NULL);
}
END_TEST

START_TEST(test_stages)
{
    const struct {
        double points;
        const char *stage;
    } table[] = {{-7, "none"}, {49.99, "none"}, {50, "MQL"}, {99.99, "MQL"}, {100, "SQL"}, {1e6, "SQL"}};
    world w;
    make_world(&w);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ptb_text text = {0};
        ptb_text_printf(&text,
                        "\"rules\": [{\"id\": \"r\", \"points\": %.17g, \"when\": {\"contact\": \"title\", "
                        "\"missing\": false}}], \"stages\": [{\"name\": \"MQL\", \"points\": 50}, {\"name\": "
                        "\"SQL\", \"points\": 100}]",
                        table[i].points);
        ASSERT_OK(read_members(text.bytes, &rules, &err));
        ck_assert_str_eq(outcome_of(rules, &w, case_of(&w, 0, 0), NULL).stage, table[i].stage);
        ptb_rules_free(rules);
        ptb_text_free(&text);
    }
}
END_TEST

START_TEST(test_features)
{
    const struct {
        const char *condition;
        float number, title;
        bool holds;
    } table[] = {
        {"{\"feature\": \"n_views\", \"at_least\": 3}", 3, 0, true},
        {"{\"feature\": \"n_views\", \"at_most\": 0.1}", 0.1F, 0, true},
        {"{\"feature\": \"n_views\", \"equals\": 0.1}", 0.1F, 0, true},
        {"{\"feature\": \"n_views\", \"above\": 0.1}", 0.1F, 0, false},
        {"{\"feature\": \"n_views\", \"above\": -5}", NAN, 0, false},
        {"{\"feature\": \"n_views\", \"missing\": true}", NAN, 0, true},
        {"{\"feature\": \"title\", \"equals\": \"vp sales\"}", 0, 3, true},
        {"{\"feature\": \"title\", \"matches\": \"Chief*\"}", 0, 3, false},
        {"{\"feature\": \"title\", \"missing\": false}", 0, NAN, false},
        {"{\"not\": {\"feature\": \"title\", \"equals\": \"VP Sales\"}}", 0, NAN, true},
    };
    ptb_error err;
    ptb_plan *plan = NULL;
    ptb_extractor *extractor = NULL;
    ptb_rules *rules = NULL;
    ptb_rules_bound *bound = NULL;
    world w;
    make_visits(&w);
    test_write_file(
        "plan.json",
        "{\"format\": \"propensity-plan\", \"format_version\": 1, \"features\": ["
        "{\"name\": \"n_views\", \"kind\": \"count\", \"of\": \"contact\", \"type\": \"page_view\"},"
        "{\"name\": \"title\", \"kind\": \"attribute\", \"of\": \"contact\", \"column\": \"title\"}]}");
    ASSERT_OK(ptb_plan_read("plan.json", &plan, &err));
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, &w.history, plan, &extractor, &err));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_text text = {0};
        const float raw[] = {table[i].number, table[i].title};
        ptb_case one = case_of(&w, 0, 0);
        ptb_text_printf(&text, "{\"id\": \"r\", \"points\": 1, \"when\": %s}", table[i].condition);
        ASSERT_OK(read_rules(text.bytes, &rules, &err));
        ASSERT_OK(ptb_rules_bind(rules, &w.history, extractor, plan, &bound, &err));
        ptb_rules_scratch *scratch = NULL;
        ptb_rules_outcome outcome;
        ASSERT_OK(ptb_rules_scratch_new(bound, &scratch, &err));
        ptb_rules_evaluate(bound, scratch, &one, raw, &outcome);
        bool holds = outcome.points > 0;
        ptb_rules_scratch_free(scratch);
        ck_assert_msg(holds == table[i].holds, "%s", table[i].condition);
        ptb_rules_bound_free(bound);
        ptb_rules_free(rules);
        ptb_text_free(&text);
    }
    ASSERT_OK(read_rules("{\"id\": \"r\", \"points\": 1, \"when\": {\"feature\": \"n_view\", \"above\": 1}}",
                         &rules, &err));
    ASSERT_FAILS(ptb_rules_bind(rules, &w.history, extractor, plan, &bound, &err), PTB_E_SCHEMA,
                 "no feature 'n_view'; did you mean 'n_views'?");
    ptb_rules_free(rules);
    ptb_extractor_free(extractor);
    ptb_plan_free(plan);
}
END_TEST

START_TEST(test_timeless)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    ptb_rules_bound *bound = NULL;
    world w;
    double points[1];
    make_world(&w);
    w.history.is_timeless = true;
    ASSERT_OK(read_rules("{\"id\": \"opens\", \"points\": 1, \"event\": {}}", &rules, &err));
    ASSERT_FAILS(ptb_rules_bind(rules, &w.history, NULL, NULL, &bound, &err), PTB_E_SCHEMA,
                 "counts activities, but the history is a timeless table");
    ptb_rules_free(rules);
    ASSERT_OK(
        read_rules("{\"id\": \"r\", \"points\": 1, \"when\": {\"contact\": \"country\", \"equals\": \"US\"}}",
                   &rules, &err));
    ptb_case one = case_of(&w, 0, 0);
    one.as_of = PTB_NO_TIME;
    ASSERT_CLOSE(total_of(rules, &w, one, points), 1, 0, 0);
    ptb_rules_free(rules);
    ptb_rules_bound_free(NULL);
}
END_TEST

/* C1: technology 20, VP 15, US 10; pricing on two days 40, data sheet 15, webinar 10, blog 5 x 4 of 5;
 * opened 2 x 5 of 6, clicked 5 x 2, content from an e-mail 10: e-mail 30.
 * C2: healthcare 10; "Sr. Director" fits both roles: 15, not 25; DE 5; nothing done. C4: technology 20, manager 10. */
START_TEST(test_example_weighted)
{
    world w;
    double points[64];
    make_world(&w);
    for (int i = 0; i < 5; i++)
        act(&w, -9 + i, "page_view", "/blog/1", "organic");
    act(&w, -3.9, "pricing_view", "/pricing", "organic");
    act(&w, -3.8, "pricing_view", "/pricing", "organic");
    act(&w, -2.9, "pricing_view", "/pricing", "");
    act(&w, -2.5, "download", "/datasheet-12", "organic");
    act(&w, -2.4, "webinar", "web-12", "");
    for (int i = 0; i < 6; i++)
        act(&w, -2 + 0.01 * i, "email_open", "", "email");
    for (int i = 0; i < 2; i++)
        act(&w, -1.5, "email_click", "", "email");
    act(&w, -1.4, "download", "wp-1", "email");
    end_contact(&w, 0);
    ptb_rules *rules = read_example("weighted.json");
    ptb_rules_outcome total = outcome_of(rules, &w, case_of(&w, 0, 0), points);
    ASSERT_CLOSE(total.points, 20 + 15 + 10 + 40 + 15 + 10 + 20 + 30, 0, 0);
    ck_assert_str_eq(total.stage, "SQL");
    total = outcome_of(rules, &w, case_of(&w, 1, 0), points);
    ASSERT_CLOSE(total.points, 10 + 15 + 5, 0, 0);
    ck_assert_str_eq(total.stage, "none");
    ASSERT_CLOSE(total_of(rules, &w, case_of(&w, 2, 0), points), 0, 0, 0);
    ASSERT_CLOSE(total_of(rules, &w, case_of(&w, 3, 0), points), 20 + 10, 0, 0);
    ptb_rules_free(rules);
}
END_TEST

START_TEST(test_examples_of_acts)
{
    world w;
    double points[8];
    make_world(&w);
    act(&w, -9, "demo_request", "", "");
    act(&w, -8, "trial_start", "", "");
    for (int i = 0; i < 3; i++)
        act(&w, -7 + i, "pricing_view", "/pricing", "");
    end_contact(&w, 0);
    for (int i = 0; i < 3; i++)
        act(&w, -6, "video_view", "", "");
    act(&w, -5, "compare_tool", "", "");
    end_contact(&w, 1);
    ptb_rules *rules = read_example("b2b_software.json");
    ptb_rules_outcome total = outcome_of(rules, &w, case_of(&w, 0, 0), points);
    ASSERT_CLOSE(total.points, 20 + 15 + 30, 0, 0);
    ck_assert_str_eq(total.stage, "MQL");
    ptb_rules_free(rules);
    rules = read_example("consumer_electronics.json");
    total = outcome_of(rules, &w, case_of(&w, 1, 0), points);
    ASSERT_CLOSE(total.points, 3 * 5 + 15, 0, 0);
    ck_assert_str_eq(total.stage, "MQL");
    ptb_rules_free(rules);
}
END_TEST

TEST_MAIN("rules", test_globs, test_conditions, test_opportunity_subject, test_events,
          test_no_leak_and_together, test_groups, test_group_floor, test_stages_and_blend, test_stages,
          test_features, test_timeless, test_example_weighted, test_examples_of_acts)
