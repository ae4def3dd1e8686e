/* tests/unit/features/test_plan.c: plans are read strictly, written back alike, and say what they mean. */
#include "features/plan.h"
#include "features/plan_kinds.h"
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

/* One feature, with two sets to name. */
#define WITH_SETS(feature)                                                                                 \
    "{\"format\": \"propensity-plan\", \"format_version\": 1, \"sets\": [{\"name\": \"hot\", \"type\": "   \
    "[\"demo\"]}, "                                                                                        \
    "{\"name\": \"web\", \"channel\": [\"web*\"], \"except\": [\"webinar\"]}], \"features\": [{\"name\": " \
    "\"a\", " feature "}]}"
#define SETS(sets)                                                                                \
    "{\"format\": \"propensity-plan\", \"format_version\": 1, \"sets\": " sets ", \"features\": " \
    "[{\"name\": \"a\", \"kind\": \"age\", \"of\": \"contact\"}]}"
#define OWN(kind, rest) WITH_SETS("\"kind\": \"" kind "\", \"of\": \"contact\"" rest)
#define OF(whose, kind, rest) WITH_SETS("\"kind\": \"" kind "\", \"of\": \"" whose "\"" rest)

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
    /* Of whom. */
    {OF("account", "sessions", ""), "no 'sessions' of 'account'"},
    {OF("colleagues", "maximum", ", \"measure\": \"value\""), "no 'maximum' of 'colleagues'"},
    {OF("affiliates", "maximum", ", \"measure\": \"value\""), "no 'maximum' of 'affiliates'"},
    {OF("account", "top", ", \"field\": \"type\""), "no 'top' of 'account'"},
    {OWN("contacts", ""), "no 'contacts' of 'contact'"},
    {OWN("engaged_share", ""), "no 'engaged_share' of 'contact'"},
    {OF("account", "stage", ""), "no 'stage' of 'account'"},
    {OF("account", "title", ", \"column\": \"title\", \"part\": \"seniority\""), "no 'title' of 'account'"},
    {OF("colleagues", "attribute", ", \"column\": \"x\""), "no 'attribute' of 'colleagues'"},
    {OWN("calendar", ", \"part\": \"month\""), "no 'calendar' of 'contact'"},
    {OF("moment", "count", ""), "no 'count' of 'moment'"},
    /* Keys that are missing, and keys of other kinds. */
    {OWN("trend", ""), "needs window_days"},
    {OWN("growth", ", \"column\": \"points\""), "needs window_days"},
    {OWN("velocity", ", \"window_days\": 7"), "needs long_window_days"},
    {OWN("share", ""), "needs a type, asset, channel, topic or set"},
    {OWN("sum", ""), "needs measure"},
    {OWN("sum", ", \"measure\": \"duration\""), "did you mean 'duration_s'"},
    {OWN("count", ", \"measure\": \"value\""), "takes no measure"},
    {OWN("furthest", ""), "needs sets"},
    {OWN("distinct", ""), "needs field"},
    {OWN("distinct", ", \"field\": \"set\""), "no field known here"},
    {OWN("distinct", ", \"field\": \"topics\""), "did you mean 'topic'"},
    {OWN("count", ", \"field\": \"type\""), "takes no field"},
    {OWN("count", ", \"sets\": [\"hot\"]"), "takes no sets"},
    {OWN("distinct", ", \"field\": \"type\", \"type\": \"x\""), "takes no type"},
    {OF("opportunity", "days_since_stage", ""), "needs stages"},
    {OF("opportunity", "unanswered_days", ""), "needs stages"},
    {OF("opportunity", "stage", ", \"stages\": [\"x\"]"), "takes no stages"},
    {OF("account", "win_rate", ", \"lost_reasons\": [\"x\"]"), "takes no lost_reasons"},
    {OF("account", "win_rate", ", \"outcome\": \"won\""), "takes no outcome"},
    {OF("account", "deal_amount", ", \"statistic\": \"sum\""), "needs outcome"},
    {OF("account", "deal_amount", ", \"statistic\": \"sum\", \"outcome\": \"open\""), "want won or lost"},
    {OF("account", "deal_amount", ", \"outcome\": \"won\""), "statistic"},
    {OF("account", "deal_amount", ", \"outcome\": \"won\", \"statistic\": \"median\""), "'median'"},
    {OWN("changes", ""), "needs column"},
    {OWN("attribute", ", \"column\": \"\""), "name is empty"},
    {OWN("title", ", \"column\": \"title\""), "part"},
    {OWN("title", ", \"column\": \"title\", \"part\": \"month\""), "'month' is no part known here"},
    {OWN("email", ", \"column\": \"email\", \"sign\": \"fre\""), "did you mean 'free'"},
    {OF("account", "roles_covered", ", \"seniority\": \"vp\""), "takes no seniority"},
    {OF("account", "contacts", ", \"seniority\": \"boss\""), "'boss' is no seniority"},
    {OF("account", "contacts", ", \"seniority\": \"vp\", \"buying_role\": \"user\""), "either seniority or"},
    {OF("account", "contacts", ", \"buying_role\": \"payer\""), "'payer' is no buying_role"},
    {OF("account", "active_contacts", ", \"buying_role\": \"user\""), "takes no buying_role"},
    {OF("moment", "calendar", ", \"part\": \"month\", \"first_month\": 13"), "month 13, want 1 to 12"},
    {OF("moment", "calendar", ", \"part\": \"month\", \"first_month\": 0"), "month 0"},
    {OF("moment", "calendar", ", \"part\": \"month\", \"window_days\": 7"), "takes no window_days"},
    {OWN("count", ", \"first_month\": 1"), "takes no first_month"},
    /* The key of another kind's choice. */
    {OWN("count", ", \"scheme\": \"linear\""), "takes no scheme"},
    {OWN("email", ", \"column\": \"email\", \"sign\": \"free\", \"part\": \"month\""), "takes no part"},
    {OF("account", "deals", ", \"outcome\": \"won\", \"statistic\": \"sum\""), "takes no statistic"},
    {OWN("title", ", \"column\": \"title\", \"part\": \"seniority\", \"sign\": \"free\""), "takes no sign"},
    /* Keys together. */
    {OWN("top", ""), "either field or sets"},
    {OWN("top", ", \"field\": \"type\", \"sets\": [\"hot\"]"), "either field or sets"},
    {OWN("channel_credit", ", \"channel\": \"web\", \"scheme\": \"time_decay\""), "needs half_life_days"},
    {OWN("channel_credit", ", \"channel\": \"web\", \"scheme\": \"linear\", \"half_life_days\": 7"),
     "no other scheme takes it"},
    {OWN("channel_credit", ", \"channel\": \"web\""), "scheme"},
    {OWN("channel_credit", ", \"scheme\": \"linear\""), "needs a type, asset, channel, topic or set"},
    {OWN("channel_credit", ", \"type\": \"web\", \"scheme\": \"linear\""), "needs a channel"},
    {OWN("channel_credit", ", \"channel\": \"web\", \"scheme\": \"u_shaped\""), "'u_shaped'"},
    {OWN("count", ", \"set\": \"hot\", \"channel\": \"web\""), "one filter"},
    /* Sets. */
    {OWN("count", ", \"set\": \"cold\""), "the plan has no set 'cold'"},
    {OWN("furthest", ", \"sets\": [\"hot\", \"cold\"]"), "the plan has no set 'cold'"},
    {OWN("furthest", ", \"sets\": []"), "at least one text"},
    {OWN("furthest", ", \"sets\": \"hot\""), "at least one text"},
    {OWN("furthest", ", \"sets\": [\"hot\", 3]"), "not empty"},
    {SETS("{}"), "sets"},
    {SETS("[7]"), "a set of activities"},
    {SETS("[{\"type\": [\"x\"]}]"), "name"},
    {SETS("[{\"name\": \"s\"}]"), "without patterns"},
    {SETS("[{\"name\": \"s\", \"except\": [\"x\"]}]"), "without patterns"},
    {SETS("[{\"name\": \"s\", \"type\": []}]"), "at least one text"},
    {SETS("[{\"name\": \"s\", \"type\": [\"\"]}]"), "not empty"},
    {SETS("[{\"name\": \"s\", \"types\": [\"x\"]}]"), "types"},
    {SETS("[{\"name\": \"weight\", \"type\": [\"x\"]}]"), "another name"},
    {SETS("[{\"name\": \"s\", \"type\": [\"x\"], \"topic\": [\"y\"], \"except\": [\"z\"]}]"),
     "sets of one field"},
    {SETS("[{\"name\": \"s\", \"type\": [\"x\"]}, {\"name\": \"s\", \"topic\": [\"y\"]}]"), "twice"},
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

/* --- the example that has every kind --- */

static void check_same_texts(const ptb_texts *a, const ptb_texts *b)
{
    ck_assert_uint_eq(a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        ck_assert_str_eq(a->items[i], b->items[i]);
}

/* Also NULL and NULL. */
static void check_same_text(const char *a, const char *b)
{
    ck_assert_str_eq(a ? a : "none", b ? b : "none");
}

static void check_same_feature(const ptb_feature_spec *a, const ptb_feature_spec *b)
{
    ck_assert_str_eq(a->name, b->name);
    ck_assert_int_eq(a->kind, b->kind);
    ck_assert_int_eq(a->of, b->of);
    ck_assert_int_eq(a->filter, b->filter);
    ck_assert_int_eq(a->outcome, b->outcome);
    check_same_text(a->filter_value, b->filter_value);
    ASSERT_CLOSE(a->window_days, b->window_days, 0, 0);
    ASSERT_CLOSE(a->long_window_days, b->long_window_days, 0, 0);
    ASSERT_CLOSE(a->half_life_days, b->half_life_days, 0, 0);
    check_same_text(a->column, b->column);
    ck_assert_int_eq(a->log1p, b->log1p);
    ck_assert_int_eq(a->measure, b->measure);
    ck_assert_int_eq(a->field, b->field);
    ck_assert_int_eq(a->choice, b->choice);
    ck_assert_int_eq(a->first_month, b->first_month);
    check_same_text(a->seniority, b->seniority);
    check_same_text(a->buying_role, b->buying_role);
    check_same_texts(&a->sets, &b->sets);
    check_same_texts(&a->stages, &b->stages);
    check_same_texts(&a->lost_reasons, &b->lost_reasons);
}

static void check_same_set(const ptb_activity_set_spec *a, const ptb_activity_set_spec *b)
{
    ck_assert_str_eq(a->name, b->name);
    for (int f = 0; f < PTB_N_FILTERS; f++) {
        const ptb_texts left = {a->patterns[f], a->n_patterns[f]}, right = {b->patterns[f], b->n_patterns[f]};
        check_same_texts(&left, &right);
    }
    check_same_texts(&a->except, &b->except);
}

static void check_same_plan(const ptb_plan *a, const ptb_plan *b)
{
    ck_assert_uint_eq(a->n, b->n);
    ck_assert_uint_eq(a->n_sets, b->n_sets);
    for (size_t i = 0; i < a->n; i++)
        check_same_feature(&a->features[i], &b->features[i]);
    for (size_t i = 0; i < a->n_sets; i++)
        check_same_set(&a->sets[i], &b->sets[i]);
}

static const char *example_path(void)
{
    static char path[512];
    const char *folder = getenv("PTB_TEST_SOURCE_DIR"); // NOLINT(concurrency-mt-unsafe)
    snprintf(path, sizeof path, "%s/../../../features/examples/every_kind.json", folder);
    return path;
}

START_TEST(test_the_example_comes_back_from_json_and_from_a_copy)
{
    ptb_error err = {0};
    ptb_plan *plan = NULL, *again = NULL, *copy = NULL;
    ptb_text text = {0};
    ASSERT_OK(ptb_plan_read(example_path(), &plan, &err));
    write_plan(plan, &text);
    ASSERT_OK(parse(text.bytes, &again, &err));
    check_same_plan(plan, again);
    ptb_plan_free(again);
    ASSERT_OK(ptb_plan_copy(plan, &copy, &err));
    again = NULL;
    ASSERT_OK(parse(text.bytes, &again, &err));
    ptb_plan_free(plan); /* a copy stands alone */
    check_same_plan(copy, again);
    ck_assert_ptr_eq(ptb_plan_set(copy, "late"), &copy->sets[2]);
    ck_assert_ptr_null(ptb_plan_set(copy, "early"));
    ptb_plan_free(copy);
    ptb_plan_free(again);
    ptb_text_free(&text);
}
END_TEST

/* Of the keys that a feature may have those that it has. */
static unsigned keys_of(const ptb_feature_spec *s)
{
    unsigned keys = ptb_kinds[s->kind].must;
    keys |= s->filter != PTB_FILTER_ANY ? PTB_KEY_FILTER : 0U;
    keys |= s->window_days > 0 ? PTB_KEY_WINDOW : 0U;
    keys |= s->half_life_days > 0 ? PTB_KEY_HALF_LIFE : 0U;
    keys |= s->log1p ? PTB_KEY_LOG1P : 0U;
    keys |= s->field != PTB_FILTER_ANY ? PTB_KEY_FIELD : 0U;
    keys |= s->sets.n > 0 ? PTB_KEY_SETS : 0U;
    keys |= s->stages.n > 0 ? PTB_KEY_STAGES : 0U;
    keys |= s->lost_reasons.n > 0 ? PTB_KEY_REASONS : 0U;
    keys |= s->seniority ? PTB_KEY_SENIORITY : 0U;
    keys |= s->buying_role ? PTB_KEY_ROLE : 0U;
    keys |= s->first_month > 0 ? PTB_KEY_FIRST_MONTH : 0U;
    return keys;
}

/* It is what the schema and the laws of features are tried with. */
START_TEST(test_the_example_has_every_kind_level_key_and_choice)
{
    ptb_error err = {0};
    ptb_plan *plan = NULL;
    unsigned of[PTB_N_FEATURES] = {0}, choices[PTB_N_FEATURES] = {0}, keys[PTB_N_FEATURES] = {0}, filters = 0,
             all_keys = 0;
    ASSERT_OK(ptb_plan_read(example_path(), &plan, &err));
    for (size_t i = 0; i < plan->n; i++) {
        const ptb_feature_spec *s = &plan->features[i];
        of[s->kind] |= 1U << s->of;
        choices[s->kind] |= 1U << s->choice;
        keys[s->kind] |= keys_of(s);
        filters |= 1U << s->filter;
    }
    for (int k = 0; k < PTB_N_FEATURES; k++) {
        ck_assert_msg(of[k] == ptb_kinds[k].of, "kind %s: of whom: %x", ptb_kinds[k].name, of[k]);
        if (ptb_kinds[k].choice_key)
            ck_assert_msg(choices[k] == (1U << ptb_kinds[k].n_choices) - 1, "kind %s: choices",
                          ptb_kinds[k].name);
        ck_assert_uint_eq(keys[k] & ~(ptb_kinds[k].must | ptb_kinds[k].may), 0);
        all_keys |= keys[k];
    }
    ck_assert_uint_eq(all_keys, (PTB_KEY_FIRST_MONTH << 1) - 1);
    ck_assert_uint_eq(filters, (1U << PTB_N_FILTERS) - 1);
    ptb_plan_free(plan);
}
END_TEST

START_TEST(test_every_feature_of_the_example_has_words)
{
    ptb_error err = {0};
    ptb_plan *plan = NULL;
    ASSERT_OK(ptb_plan_read(example_path(), &plan, &err));
    for (size_t i = 0; i < plan->n; i++) {
        ptb_text words = {0};
        ptb_feature_describe(&plan->features[i], &words);
        ck_assert_msg(words.len > 0, "feature %s has no words", plan->features[i].name);
        ck_assert_ptr_nonnull(ptb_feature_unit(&plan->features[i]));
        ck_assert_ptr_nonnull(ptb_feature_missing_rule(&plan->features[i]));
        ptb_text_free(&words);
    }
    ptb_plan_free(plan);
}
END_TEST

static const struct {
    const char *feature;
    ptb_activity_extent extent;
} extents[] = {
    {"\"kind\": \"age\", \"of\": \"contact\"", PTB_ACTIVITIES_TO_TYPE},
    {"\"kind\": \"count\", \"of\": \"contact\"", PTB_ACTIVITIES_TO_TYPE},
    {"\"kind\": \"count\", \"of\": \"contact\", \"type\": \"call\"", PTB_ACTIVITIES_TO_TYPE},
    {"\"kind\": \"count\", \"of\": \"contact\", \"asset\": \"/a\"", PTB_ACTIVITIES_TO_ASSET},
    {"\"kind\": \"count\", \"of\": \"contact\", \"channel\": \"web\"", PTB_ACTIVITIES_TO_CHANNEL},
    {"\"kind\": \"count\", \"of\": \"contact\", \"topic\": \"x\"", PTB_ACTIVITIES_ALL},
    {"\"kind\": \"count\", \"of\": \"contact\", \"set\": \"calls\"", PTB_ACTIVITIES_TO_TYPE},
    {"\"kind\": \"count\", \"of\": \"contact\", \"set\": \"pages\"", PTB_ACTIVITIES_TO_ASSET},
    {"\"kind\": \"furthest\", \"of\": \"contact\", \"sets\": [\"calls\", \"both\"]",
     PTB_ACTIVITIES_TO_CHANNEL},
    {"\"kind\": \"distinct\", \"of\": \"contact\", \"field\": \"asset\"", PTB_ACTIVITIES_TO_ASSET},
    {"\"kind\": \"top\", \"of\": \"contact\", \"field\": \"topic\"", PTB_ACTIVITIES_ALL},
    {"\"kind\": \"channel_credit\", \"of\": \"contact\", \"channel\": \"web\", \"scheme\": \"linear\"",
     PTB_ACTIVITIES_TO_CHANNEL},
    {"\"kind\": \"sum\", \"of\": \"contact\", \"measure\": \"value\"", PTB_ACTIVITIES_ALL},
    {"\"kind\": \"maximum\", \"of\": \"contact\", \"measure\": \"duration_s\"", PTB_ACTIVITIES_ALL},
};

START_TEST(test_extent_is_what_is_looked_at)
{
    static const char head[] =
        "{\"format\": \"propensity-plan\", \"format_version\": 1, \"sets\": [{\"name\": \"calls\", \"type\": "
        "[\"call\"]}, {\"name\": \"pages\", \"asset\": [\"/*\"]}, {\"name\": \"both\", \"type\": [\"call\"], "
        "\"channel\": [\"web\"]}], \"features\": [{\"name\": \"n\", \"kind\": \"count\", \"of\": "
        "\"contact\", \"type\": \"visit\"}, ";
    for (size_t i = 0; i < sizeof extents / sizeof extents[0]; i++) {
        ptb_plan *plan = NULL;
        ptb_text text = {0};
        ptb_error err = {0};
        ptb_text_printf(&text, "%s{\"name\": \"f\", %s}]}", head, extents[i].feature);
        ASSERT_OK(parse(text.bytes, &plan, &err));
        ck_assert_msg(ptb_plan_extent(plan) == extents[i].extent, "%s", extents[i].feature);
        ptb_plan_free(plan);
        ptb_text_free(&text);
    }
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
    ck_assert_int_eq(ptb_plan_extent(plan), PTB_ACTIVITIES_TO_TYPE);
    ptb_plan_free(plan);
    ASSERT_FAILS(ptb_plan_read("absent.json", &plan, &err), PTB_E_IO, "absent.json");
    ck_assert_ptr_null(plan);
}
END_TEST

TEST_MAIN("plan", test_every_kind_is_described_and_written_back, test_fields_are_read,
          test_impossible_plans_are_refused, test_long_name_is_refused, test_peers_plan_is_read,
          test_extent_is_what_is_looked_at, test_the_example_comes_back_from_json_and_from_a_copy,
          test_the_example_has_every_kind_level_key_and_choice, test_every_feature_of_the_example_has_words)
