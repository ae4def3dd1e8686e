/* tests/unit/features/test_plan.c: plans are read strictly, written back alike, and say what they mean. */
#include "features/plan.h"
#include "tests/support/test_main.h"

#define PLAN(features) \
    "{\"format\": \"propensity-plan\", \"format_version\": 1, \"features\": [" features "]}"

static ptb_status parse(const char *text, ptb_plan **out, ptb_error *err)
{
    ptb_json_doc *doc = NULL;
    ptb_status status = ptb_json_parse(text, strlen(text), "plan.json", &doc, err);
    *out = NULL;
    if (status == PTB_OK) status = ptb_plan_parse(doc, ptb_json_root(doc), out, err);
    ptb_json_free(doc);
    return status;
}

static void write_plan(const ptb_plan *plan, ptb_text *text)
{
    ptb_json_writer writer = {.text = text};
    ptb_error err = {0};
    ptb_plan_write(&writer, NULL, plan);
    ASSERT_OK(ptb_text_check(text, &err));
}

static const struct {
    const char *json, *words, *unit, *missing;
} kinds[] = {
    {"\"kind\": \"count\", \"of\": \"contact\", \"type\": \"page_view\", \"window_days\": 7",
     "page_view activities in the last 7 days", "activities", "no contact"},
    {"\"kind\": \"count\", \"of\": \"account\", \"asset\": \"/pricing\", \"window_days\": 1",
     "activities on /pricing of the whole account in the last day", "activities", "no account"},
    {"\"kind\": \"count\", \"of\": \"colleagues\", \"channel\": \"email\"",
     "activities by email of colleagues", "activities", "no account"},
    {"\"kind\": \"decayed_count\", \"of\": \"contact\", \"topic\": \"price\", \"half_life_days\": 30",
     "activities about price, halved every 30 days", "activities", "no contact"},
    {"\"kind\": \"days_since_last\", \"of\": \"contact\", \"type\": \"call\"",
     "days since the last call activity", "days", "no such activity"},
    {"\"kind\": \"days_since_first\", \"of\": \"account\"",
     "days since the first activity of the whole account", "days", "no such activity"},
    {"\"kind\": \"active_days\", \"of\": \"contact\", \"window_days\": 90",
     "days with activities in the last 90 days", "days", "no contact"},
    {"\"kind\": \"velocity\", \"of\": \"contact\", \"window_days\": 30, \"long_window_days\": 90",
     "share of activities in the last 90 days that fell in the last 30 days", "share", "no contact"},
    {"\"kind\": \"contacts\", \"of\": \"account\"", "contacts of the account", "contacts", "no account"},
    {"\"kind\": \"active_contacts\", \"of\": \"colleagues\", \"window_days\": 90",
     "colleagues with activities in the last 90 days", "contacts", "no account"},
    {"\"kind\": \"active_contacts\", \"of\": \"account\"", "contacts of the account with activities",
     "contacts", "no account"},
    {"\"kind\": \"deals\", \"of\": \"account\", \"outcome\": \"lost\"", "other lost deals of the account",
     "deals", "no account"},
    {"\"kind\": \"deals\", \"of\": \"contact\", \"outcome\": \"open\"", "other open deals of the contact",
     "deals", "no contact"},
    {"\"kind\": \"days_since_deal\", \"of\": \"contact\", \"outcome\": \"won\"",
     "days since the contact's last won deal", "days", "no such deal"},
    {"\"kind\": \"attribute\", \"of\": \"account\", \"column\": \"employees\", \"log1p\": true",
     "ln(1 + account employees)", "ln(1 + value)", "negative"},
    {"\"kind\": \"attribute\", \"of\": \"contact\", \"column\": \"title\"", "title", "value", "no value"},
    {"\"kind\": \"attribute\", \"of\": \"opportunity\", \"column\": \"owner\"", "opportunity owner", "value",
     "no value"},
    {"\"kind\": \"age\", \"of\": \"account\"", "days since the account was created", "days",
     "no creation date"},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

START_TEST(test_every_kind_is_described_and_written_back)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        char json[512];
        ptb_error err = {0};
        ptb_plan *plan = NULL, *again = NULL;
        ptb_text words = {0}, first = {0}, second = {0};
        snprintf(json, sizeof json, PLAN("{\"name\": \"x\", %s}"), kinds[i].json);
        ASSERT_OK(parse(json, &plan, &err));
        ck_assert_uint_eq(plan->n, 1);
        ptb_feature_describe(&plan->features[0], &words);
        ck_assert_str_eq(words.bytes, kinds[i].words);
        ck_assert_str_eq(ptb_feature_unit(&plan->features[0]), kinds[i].unit);
        ck_assert_ptr_nonnull(strstr(ptb_feature_missing_rule(&plan->features[0]), kinds[i].missing));
        write_plan(plan, &first);
        ASSERT_OK(parse(first.bytes, &again, &err));
        write_plan(again, &second);
        ck_assert_str_eq(first.bytes, second.bytes);
        ck_assert_ptr_nonnull(strstr(first.bytes, "\"x\""));
        ptb_plan_free(plan);
        ptb_plan_free(again);
        ptb_text_free(&words);
        ptb_text_free(&first);
        ptb_text_free(&second);
    }
}
END_TEST

START_TEST(test_fields_are_read)
{
    ptb_error err = {0};
    ptb_plan *plan = NULL;
    ASSERT_OK(parse(PLAN("{\"name\": \"v\", \"kind\": \"velocity\", \"of\": \"account\", \"topic\": \"t\", "
                         "\"window_days\": 0.5, \"long_window_days\": 2}"),
                    &plan, &err));
    const ptb_feature_spec *v = &plan->features[0];
    ck_assert_str_eq(v->name, "v");
    ck_assert_int_eq(v->kind, PTB_FEATURE_VELOCITY);
    ck_assert_int_eq(v->of, PTB_OF_ACCOUNT);
    ck_assert_int_eq(v->filter, PTB_FILTER_TOPIC);
    ck_assert_str_eq(v->filter_value, "t");
    ASSERT_CLOSE(v->window_days, 0.5, 0, 0);
    ASSERT_CLOSE(v->long_window_days, 2, 0, 0);
    ptb_plan_free(plan);
}
END_TEST

static const struct {
    const char *json, *words;
} refused_plans[] = {
    {"[]", "want an object"},
    {"{\"format\": \"propensity-model\", \"format_version\": 1, \"features\": []}", "want 'propensity-plan'"},
    {"{\"format\": \"propensity-plan\", \"format_version\": 2, \"features\": []}", "version 2"},
    {"{\"format\": \"propensity-plan\", \"format_version\": 1, \"feature\": [], \"features\": []}",
     "feature"},
    {PLAN(""), "no features"},
    {PLAN("7"), "want an object"},
    {PLAN("{\"name\": \"a\", \"kind\": \"counts\", \"of\": \"contact\"}"), "did you mean 'count'"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"company\"}"), "'company'"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\"}"), "of"},
    {PLAN("{\"kind\": \"count\", \"of\": \"contact\"}"), "name"},
    {PLAN("{\"name\": \"\", \"kind\": \"count\", \"of\": \"contact\"}"), "0 bytes"},
    {PLAN("{\"name\": \"a\\nb\", \"kind\": \"count\", \"of\": \"contact\"}"), "control"},
    {PLAN("{\"name\": \"outcome\", \"kind\": \"count\", \"of\": \"contact\"}"), "another name"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"windows\": 7}"), "windows"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"opportunity\"}"), "no 'count' of 'opportunity'"},
    {PLAN("{\"name\": \"a\", \"kind\": \"active_days\", \"of\": \"account\"}"),
     "no 'active_days' of 'account'"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"half_life_days\": 7}"),
     "no half_life_days"},
    {PLAN("{\"name\": \"a\", \"kind\": \"decayed_count\", \"of\": \"contact\"}"), "needs half_life_days"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"window_days\": 0}"), "0 days"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"window_days\": -3}"), "-3 days"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"window_days\": 1e9}"), "1e+09 days"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"window_days\": \"7\"}"),
     "window_days"},
    {PLAN("{\"name\": \"a\", \"kind\": \"velocity\", \"of\": \"contact\", \"window_days\": 30, "
          "\"long_window_days\": 30}"),
     "more than window_days"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"type\": \"x\", \"asset\": \"y\"}"),
     "one filter"},
    {PLAN("{\"name\": \"a\", \"kind\": \"count\", \"of\": \"contact\", \"type\": \"\"}"), "type is empty"},
    {PLAN("{\"name\": \"a\", \"kind\": \"contacts\", \"of\": \"account\", \"type\": \"x\"}"),
     "takes no type"},
    {PLAN("{\"name\": \"a\", \"kind\": \"deals\", \"of\": \"account\"}"), "needs outcome"},
    {PLAN("{\"name\": \"a\", \"kind\": \"deals\", \"of\": \"account\", \"outcome\": \"wonn\"}"), "'won'"},
    {PLAN("{\"name\": \"a\", \"kind\": \"days_since_deal\", \"of\": \"account\", \"outcome\": \"open\"}"),
     "want won or lost"},
    {PLAN("{\"name\": \"a\", \"kind\": \"attribute\", \"of\": \"account\"}"), "needs column"},
    {PLAN("{\"name\": \"a\", \"kind\": \"age\", \"of\": \"account\", \"log1p\": true}"), "takes no log1p"},
    {PLAN("{\"name\": \"a\", \"kind\": \"age\", \"of\": \"account\"}, {\"name\": \"a\", \"kind\": \"age\", "
          "\"of\": "
          "\"contact\"}"),
     "twice"},
};

START_TEST(test_impossible_plans_are_refused)
{
    for (size_t i = 0; i < sizeof refused_plans / sizeof refused_plans[0]; i++) {
        ptb_error err = {0};
        ptb_plan *plan = NULL;
        ASSERT_FAILS(parse(refused_plans[i].json, &plan, &err), PTB_E_SCHEMA, refused_plans[i].words);
        ck_assert_ptr_nonnull(strstr(err.message, "plan.json:1"));
        ck_assert_ptr_null(plan);
    }
}
END_TEST

START_TEST(test_long_name_is_refused)
{
    char json[600], name[300];
    ptb_error err = {0};
    ptb_plan *plan = NULL;
    memset(name, 'n', 201);
    name[201] = 0;
    snprintf(json, sizeof json, PLAN("{\"name\": \"%s\", \"kind\": \"age\", \"of\": \"contact\"}"), name);
    ASSERT_FAILS(parse(json, &plan, &err), PTB_E_SCHEMA, "201 bytes");
}
END_TEST

START_TEST(test_peers_plan_is_read)
{
    char path[512];
    ptb_error err = {0};
    ptb_plan *plan = NULL;
    const char *folder = getenv("PTB_TEST_SOURCE_DIR"); // NOLINT(concurrency-mt-unsafe)
    snprintf(path, sizeof path, "%s/../../perf/peers80.json", folder);
    ASSERT_OK(ptb_plan_read(path, &plan, &err));
    ck_assert_uint_eq(plan->n, 80);
    ck_assert_str_eq(plan->features[79].name, "acct_age_days");
    ptb_plan_free(plan);
    ASSERT_FAILS(ptb_plan_read("absent.json", &plan, &err), PTB_E_IO, "absent.json");
    ck_assert_ptr_null(plan);
}
END_TEST

TEST_MAIN("plan", test_every_kind_is_described_and_written_back, test_fields_are_read,
          test_impossible_plans_are_refused, test_long_name_is_refused, test_peers_plan_is_read)
