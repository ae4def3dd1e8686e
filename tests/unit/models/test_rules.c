/* tests/unit/models/test_rules.c: rules files are read, refused, bound and counted as their schema says. */
#include "models/rules_internal.h"
#include "tests/support/test_main.h"

enum { N_CONTACTS = 4, N_ACCOUNTS = 2, DAY0 = 20000 };

/* A history by hand: text columns are lists ending with NULL, in byte order. */
typedef struct {
    char bytes[2048];
    uint64_t offset[64];
    ptb_strings view;
} texts;

static void fill(texts *t, const char *const *items)
{
    size_t n = 0, at = 0;
    for (; items[n] != NULL; n++) {
        size_t len = strlen(items[n]);
        ck_assert_uint_le(at + len, sizeof t->bytes);
        memcpy(t->bytes + at, items[n], len);
        at += len;
        t->offset[n + 1] = at;
    }
    t->view = (ptb_strings){t->bytes, t->offset, n};
}

static uint32_t code_of(const texts *t, const char *text)
{
    for (uint32_t i = 0; i < t->view.n; i++) {
        if (ptb_str_equal_text(ptb_strings_at(&t->view, i), text)) return i;
    }
    ck_abort_msg("no text %s", text);
}

enum { MAX_ACTIVITIES = 128 };
typedef struct {
    ptb_history history;
    texts contact_id, account_id, title, country, industry, domain, type, asset, channel, topic;
    ptb_column contact_columns[4], account_columns[4];
    uint32_t title_code[N_CONTACTS], country_code[N_CONTACTS], industry_code[N_ACCOUNTS],
        domain_code[N_ACCOUNTS];
    double employees[N_ACCOUNTS], subscribed[N_CONTACTS];
    ptb_time signed_on[N_CONTACTS];
    uint32_t contact_account[N_CONTACTS];
    ptb_time ts[MAX_ACTIVITIES];
    uint16_t type_code[MAX_ACTIVITIES], channel_code[MAX_ACTIVITIES];
    uint32_t asset_code[MAX_ACTIVITIES], topic_code[MAX_ACTIVITIES];
    uint64_t first[N_CONTACTS + 1];
} world;

static ptb_time at(double days)
{
    return (ptb_time)((DAY0 + days) * PTB_DAY);
}

/* Adds an activity of the last contact begun; in time order. */
static void act(world *w, double days, const char *type, const char *asset, const char *channel)
{
    size_t i = w->history.activities.n++;
    ck_assert_uint_lt(i, MAX_ACTIVITIES);
    w->ts[i] = at(days);
    w->type_code[i] = (uint16_t)code_of(&w->type, type);
    w->asset_code[i] = code_of(&w->asset, asset);
    w->channel_code[i] = (uint16_t)code_of(&w->channel, channel);
    w->topic_code[i] = 0;
}

static void end_contact(world *w, uint32_t contact)
{
    for (uint32_t i = contact + 1; i <= N_CONTACTS; i++)
        w->first[i] = w->history.activities.n;
}

static void make_texts(world *w)
{
    fill(&w->contact_id, (const char *const[]){"C1", "C2", "C3", "C4", NULL});
    fill(&w->account_id, (const char *const[]){"A1", "A2", NULL});
    fill(&w->title, (const char *const[]){"Chief Marketing Officer", "Marketing Manager",
                                          "Sr. Director, Sales", "VP Sales", NULL});
    fill(&w->country, (const char *const[]){"5", "DE", "US", "yes", NULL});
    fill(&w->industry, (const char *const[]){"Healthcare", "Technology", NULL});
    fill(&w->domain, (const char *const[]){"acme.com", "rival.com", NULL});
    fill(&w->type, (const char *const[]){"", "page_view", "pricing_view", "email_open", "email_click",
                                         "webinar", "download", "demo_request", "trial_start", "video_view",
                                         "compare_tool", "unsubscribe", NULL});
    fill(&w->asset, (const char *const[]){"", "/pricing", "/blog/1", "/blog/2", "/datasheet-12", "web-12",
                                          "wp-1", "/careers/1", NULL});
    fill(&w->channel, (const char *const[]){"", "email", "organic", NULL});
    fill(&w->topic, (const char *const[]){"", NULL});
}

/* C1: VP Sales, US, at A1 (Technology, 500 people). C2: Sr. Director, DE, at A2 (Healthcare, size unknown).
 * C3: title and country missing, no account. C4: Marketing Manager, "yes", at A1. */
static void make_world(world *w)
{
    memset(w, 0, sizeof *w);
    make_texts(w);
    const uint32_t title[] = {3, 2, PTB_NONE, 1}, country[] = {2, 1, PTB_NONE, 3},
                   account[] = {0, 1, PTB_NONE, 0};
    const double subscribed[] = {1, 0, (double)NAN, 1}, employees[] = {500, (double)NAN};
    const ptb_time signed_on[] = {at(-5), PTB_NO_TIME, PTB_NO_TIME, at(-5)};
    memcpy(w->title_code, title, sizeof title);
    memcpy(w->country_code, country, sizeof country);
    memcpy(w->contact_account, account, sizeof account);
    memcpy(w->subscribed, subscribed, sizeof subscribed);
    memcpy(w->employees, employees, sizeof employees);
    memcpy(w->signed_on, signed_on, sizeof signed_on);
    w->industry_code[0] = 1;
    w->domain_code[1] = 1;
    w->contact_columns[0] = (ptb_column){
        .name = "title", .kind = PTB_COLUMN_CATEGORY, .code = w->title_code, .levels = w->title.view};
    w->contact_columns[1] = (ptb_column){
        .name = "country", .kind = PTB_COLUMN_CATEGORY, .code = w->country_code, .levels = w->country.view};
    w->contact_columns[2] =
        (ptb_column){.name = "subscribed", .kind = PTB_COLUMN_FLAG, .number = w->subscribed};
    w->contact_columns[3] = (ptb_column){.name = "signed_on", .kind = PTB_COLUMN_DATE, .time = w->signed_on};
    w->account_columns[0] = (ptb_column){.name = "industry",
                                         .kind = PTB_COLUMN_CATEGORY,
                                         .code = w->industry_code,
                                         .levels = w->industry.view};
    w->account_columns[1] =
        (ptb_column){.name = "employees", .kind = PTB_COLUMN_NUMBER, .number = w->employees};
    w->account_columns[2] = (ptb_column){
        .name = "domain", .kind = PTB_COLUMN_CATEGORY, .code = w->domain_code, .levels = w->domain.view};
    ptb_history *h = &w->history;
    h->contacts = (ptb_record_table){
        .id = w->contact_id.view, .n = N_CONTACTS, .columns = w->contact_columns, .n_columns = 4};
    h->accounts = (ptb_record_table){
        .id = w->account_id.view, .n = N_ACCOUNTS, .columns = w->account_columns, .n_columns = 3};
    h->contact_account = w->contact_account;
    h->activities = (ptb_activities){.ts = w->ts,
                                     .asset = w->asset_code,
                                     .type = w->type_code,
                                     .channel = w->channel_code,
                                     .topic = w->topic_code,
                                     .first = w->first,
                                     .types = w->type.view,
                                     .assets = w->asset.view,
                                     .channels = w->channel.view,
                                     .topics = w->topic.view};
}

static ptb_case case_of(const world *w, uint32_t contact, double days)
{
    return (ptb_case){.contact = contact,
                      .account = w->contact_account[contact],
                      .opportunity = PTB_NONE,
                      .as_of = at(days),
                      .known_at = PTB_NO_TIME,
                      .weight = 1};
}

/* A file of the given members after format, version and name. */
static ptb_status read_members(const char *members, ptb_rules **out, ptb_error *err)
{
    ptb_text text = {0};
    ptb_text_printf(
        &text, "{\"format\": \"propensity-rules\", \"format_version\": 1, \"name\": \"test\",\n%s}", members);
    test_write_file("rules.json", text.bytes);
    ptb_text_free(&text);
    return ptb_rules_read("rules.json", out, err);
}

static ptb_status read_rules(const char *rules_list, ptb_rules **out, ptb_error *err)
{
    ptb_text text = {0};
    ptb_text_printf(
        &text,
        "\"lists\": {\"targets\": [\"ACME.com\", \"other.com\"], \"ids\": [\"a2\"]},\n\"rules\": [\n%s]",
        rules_list);
    ptb_status status = read_members(text.bytes, out, err);
    ptb_text_free(&text);
    return status;
}

static double total_of(const ptb_rules *rules, const world *w, ptb_case one, double *points)
{
    ptb_error err;
    ptb_rules_bound *bound = NULL;
    ASSERT_OK(ptb_rules_bind(rules, &w->history, NULL, NULL, &bound, &err));
    double total = ptb_rules_points(bound, &one, NULL, points);
    double sum = 0;
    for (size_t i = 0; i < ptb_rules_count(rules); i++)
        sum += points[i];
    ASSERT_CLOSE(total, sum, 0, 0);
    ptb_rules_bound_free(bound);
    return total;
}

/* Points of one rule worth 1 for contact 0 to 3, as a mask. */
static unsigned who(const world *w, const char *condition)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    ptb_text text = {0};
    double points[1];
    unsigned mask = 0;
    ptb_text_printf(&text, "{\"id\": \"r\", \"points\": 1, \"when\": %s}", condition);
    ASSERT_OK(read_rules(text.bytes, &rules, &err));
    for (uint32_t c = 0; c < N_CONTACTS; c++) {
        if (total_of(rules, w, case_of(w, c, 0), points) > 0) mask |= 1U << c;
    }
    ptb_rules_free(rules);
    ptb_text_free(&text);
    return mask;
}

enum { C1 = 1, C2 = 2, C3 = 4, C4 = 8 };

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

#define ONE_RULE "\"rules\": [{\"id\": \"r\", \"points\": 1, \"event\": {}}]"

START_TEST(test_stages_and_blend)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    ASSERT_OK(read_members(
        ONE_RULE ", \"stages\": [{\"name\": \"MQL\", \"points\": 50}, {\"name\": \"SQL\", \"points\": 100}]",
        &rules, &err));
    ck_assert_str_eq(ptb_rules_stage(rules, -7), "none");
    ck_assert_str_eq(ptb_rules_stage(rules, 49.99), "none");
    ck_assert_str_eq(ptb_rules_stage(rules, 50), "MQL");
    ck_assert_str_eq(ptb_rules_stage(rules, 100), "SQL");
    ck_assert_str_eq(ptb_rules_stage(rules, 1e9), "SQL");
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
    ck_assert_str_eq(ptb_rules_stage(rules, 1e9), "none");
    ptb_rules_free(rules);
    ptb_rules_free(NULL);
}
END_TEST

START_TEST(test_refused_members)
{
    const struct {
        const char *members, *words;
    } table[] = {
        {"\"rulez\": []", "rules"},
        {"\"description\": \"no rules\"", "rules"},
        {"\"rules\": []", "0 rules; expected 1 to 1000"},
        {"\"rules\": 5", "rules"},
        {ONE_RULE ", \"reviewed_on\": \"soon\"", "rules.json:2: $.reviewed_on: 'soon' is no date"},
        {ONE_RULE ", \"reviewed_on\": \"2025-02-30\"", "is no date"},
        {ONE_RULE ", \"idle\": []", "$.idle: not evaluated in this version; remove it to go on"},
        {ONE_RULE ", \"fast_track\": []", "not evaluated in this version"},
        {ONE_RULE ", \"exclude\": []", "not evaluated in this version"},
        {ONE_RULE ", \"grades\": {}", "not evaluated in this version"},
        {ONE_RULE ", \"routes\": []", "not evaluated in this version"},
        {ONE_RULE ", \"notes\": []", "not evaluated in this version"},
        {ONE_RULE ", \"human_verdicts\": {}", "not evaluated in this version"},
        {ONE_RULE ", \"progressive\": []", "not evaluated in this version"},
        {ONE_RULE ", \"blend\": {\"method\": \"stacked\"}", "$.blend.method: \"stacked\" is not evaluated"},
        {ONE_RULE ", \"blend\": {\"method\": \"gated\"}", "is not evaluated in this version"},
        {ONE_RULE ", \"blend\": {\"method\": \"mixed\"}", "'mixed' is no way to blend"},
        {ONE_RULE ", \"blend\": {\"weight\": 1.5}", "1.5 is not within 0 and 1"},
        {ONE_RULE ", \"blend\": {\"b\": 0}", "$.blend.b: 0 is not above 0"},
        {ONE_RULE ", \"blend\": {\"a\": 1e7}", "$.blend.a"},
        {ONE_RULE ", \"blend\": 3", "expected a blend"},
        {ONE_RULE ", \"stages\": {}", "expected an array"},
        {ONE_RULE ", \"stages\": [{\"name\": \"A\", \"points\": 5}, {\"name\": \"B\", \"points\": 5}]",
         "$.stages[1].points: stages ascend"},
        {ONE_RULE ", \"stages\": [{\"name\": \"A\", \"points\": 5}, {\"name\": \"A\", \"points\": 6}]",
         "'A' is there twice"},
        {ONE_RULE ", \"stages\": [{\"name\": \"none\", \"points\": 5}]", "below the first stage"},
        {ONE_RULE ", \"stages\": [{\"name\": \"abcdefghijklmnopqrstuvwxyz123456\", \"points\": 5}]",
         "at most 31"},
        {ONE_RULE ", \"stages\": [{\"name\": \"A\", \"points\": 5, \"hysteresis\": 2}]",
         "$.stages[0].hysteresis: not evaluated in this version"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\", \"combine\": \"first_match\"}]",
         "is not evaluated in this version"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\", \"combine\": \"max\"}]", "'max' is no way to combine"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\", \"max_points\": -1}]", "-1 is below 0"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\", \"min_points\": 1}]", "1 is above 0"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\"}, {\"id\": \"g\"}]", "'g' is there twice"},
        {ONE_RULE ", \"groups\": [{\"id\": \"\"}]", "not empty"},
        {ONE_RULE ", \"lists\": []", "expected an object of lists"},
        {ONE_RULE ", \"lists\": {\"a\": \"b\"}", "expected an array"},
        {ONE_RULE ", \"lists\": {\"a\": []}", "the list is empty"},
        {ONE_RULE ", \"lists\": {\"a\": [null]}", "expected a text, a number"},
        {ONE_RULE ", \"lists\": {\"a\": [\"\"]}", "an empty text equals nothing"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ASSERT_FAILS(read_members(table[i].members, &rules, &err), PTB_E_SCHEMA, table[i].words);
        ck_assert_ptr_null(rules);
        ck_assert_msg(strncmp(err.message, "rules.json:", 11) == 0, "no place: %s", err.message);
    }
}
END_TEST

#define WHEN "\"when\": {\"contact\": \"title\", \"missing\": true}"

START_TEST(test_refused_rules)
{
    const struct {
        const char *rules, *words;
    } table[] = {
        {"5", "rules.json:4: $.rules[0]: expected a rule"},
        {"{\"id\": \"a\", " WHEN "}", "points"},
        {"{\"id\": \"a\", \"points\": \"5\", " WHEN "}", "$.rules[0].points"},
        {"{\"id\": \"a\", \"points\": 1e7, " WHEN "}", "is not within -1e+06 and 1e+06"},
        {"{\"points\": 1, " WHEN "}", "id"},
        {"{\"id\": \"a\", \"points\": 1, \"wen\": {}}", "when"},
        {"{\"id\": \"a\", \"points\": 1}",
         "exactly one of \"when\", \"event\", \"no_event\"; this one has 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, " WHEN "}", "this one has 2"},
        {"{\"id\": \"a\", \"points\": 1, " WHEN "},\n{\"id\": \"a\", \"points\": 1, " WHEN "}",
         "rules.json:5: $.rules[1].id: the rule 'a' is there twice, first in line 4"},
        {"{\"id\": \"a\", \"points\": 1, \"axis\": \"size\", " WHEN "}", "'size' is no axis"},
        {"{\"id\": \"a\", \"points\": 1, \"group\": \"g\", " WHEN "}", "no group 'g'"},
        {"{\"id\": \"a\", \"points\": 1,\n\"decay\": {}, " WHEN "}",
         "rules.json:5: $.rules[0].decay: not evaluated in this version; remove it to go on"},
        {"{\"id\": \"a\", \"tiers\": [], " WHEN "}", "$.rules[0].tiers: not evaluated in this version"},
        {"{\"id\": \"a\", \"points\": 1, \"expires_days\": 3, " WHEN "}",
         "expires_days: not evaluated in this version"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"count\": \"twice\"}}", "'twice' is no way to count"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"window_days\": 0}}", "window_days: 0 is not above 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"window_days\": 40000}}", "at most 36500"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"max_times\": 1.5}}", "max_times"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"max_times\": 0}}", "0 is not above 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"max_points\": -5}}", "-5 is not above 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"type\": 5}}", "expected a text"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"asset\": []}}", "the list is empty"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"typ\": \"x\"}}", "type"},
        {"{\"id\": \"a\", \"points\": 1, \"no_event\": {\"count\": \"each\"}}", "count"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": []}", "expected an event"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ASSERT_FAILS(read_rules(table[i].rules, &rules, &err), PTB_E_SCHEMA, table[i].words);
        ck_assert_ptr_null(rules);
    }
}
END_TEST

START_TEST(test_refused_conditions)
{
    const struct {
        const char *condition, *words;
    } table[] = {
        {"[]", "expected a condition"},
        {"{}", "none of them"},
        {"{\"contact\": \"a\", \"account\": \"b\", \"equals\": 1}", "several"},
        {"{\"contact\": 5, \"equals\": 1}", "expected the name of a column"},
        {"{\"feature\": \"\", \"equals\": 1}", "expected the name of a feature"},
        {"{\"contact\": \"a\"}", "nothing is compared"},
        {"{\"contact\": \"a\", \"equals\": 1, \"in\": [2]}", "several comparisons"},
        {"{\"contact\": \"a\", \"equals\": 1, \"above\": 2}", "several comparisons"},
        {"{\"contact\": \"a\", \"equals\": [1]}", "\"in\" takes several"},
        {"{\"contact\": \"a\", \"in\": 1}", "expected an array"},
        {"{\"contact\": \"a\", \"in\": []}", "the list is empty"},
        {"{\"contact\": \"a\", \"equals\": {}}", "expected a text, a number"},
        {"{\"contact\": \"a\", \"matches\": \"\"}", "expected a text"},
        {"{\"contact\": \"a\", \"missing\": 1}", "expected true or false"},
        {"{\"contact\": \"a\", \"at_least\": 1, \"above\": 1}", "\"at_least\" and \"above\" are both given"},
        {"{\"contact\": \"a\", \"at_most\": 1, \"below\": 1}", "\"at_most\" and \"below\" are both given"},
        {"{\"contact\": \"a\", \"at_least\": 5, \"at_most\": 4}", "no number is at least 5 and at most 4"},
        {"{\"contact\": \"a\", \"at_least\": 5, \"below\": 5}", "no number is at least 5 and below 5"},
        {"{\"contact\": \"a\", \"above\": 5, \"at_most\": 5}", "no number is above 5 and at most 5"},
        {"{\"contact\": \"a\", \"above\": \"5\"}", "above"},
        {"{\"contact\": \"a\", \"in_list\": \"target\"}",
         "no list 'target' in \"lists\"; did you mean 'targets'?"},
        {"{\"contact\": \"a\", \"in_list\": \"xyz\"}", "no list 'xyz'"},
        {"{\"contact\": \"a\", \"in_list\": 5}", "expected the name of a list"},
        {"{\"contact\": \"a\", \"equal\": 5}", "equals"},
        {"{\"all\": []}", "at least one condition"},
        {"{\"any\": {}}", "at least one condition"},
        {"{\"not\": [], \"any\": []}", "stands alone"},
        {"{\"not\": []}", "expected a condition"},
        {"{\"all\": [{\"contact\": \"a\", \"equals\": 1}, {\"contact\": \"b\"}]}",
         "$.rules[0].when.all[1]: nothing is compared"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ptb_text text = {0};
        ptb_text_printf(&text, "{\"id\": \"r\", \"points\": 1, \"when\": %s}", table[i].condition);
        ASSERT_FAILS(read_rules(text.bytes, &rules, &err), PTB_E_SCHEMA, table[i].words);
        ptb_text_free(&text);
    }
}
END_TEST

START_TEST(test_refused_files)
{
    const struct {
        const char *text, *words;
        ptb_status status;
    } table[] = {
        {"[]", "expected a rules file", PTB_E_SCHEMA},
        {"{}", "format", PTB_E_SCHEMA},
        {"{\"format\": \"propensity-plan\"}", "this is 'propensity-plan'", PTB_E_SCHEMA},
        {"{\"format\": \"propensity-rules\", \"format_version\": 2}",
         "version 2; this program reads version 1", PTB_E_SCHEMA},
        {"{\"format\": \"propensity-rules\", \"format_version\": 1}", "name", PTB_E_SCHEMA},
        {"{\"format\": ", "rules.json", PTB_E_PARSE},
    };
    ptb_error err;
    ptb_rules *rules = NULL;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        test_write_file("rules.json", table[i].text);
        ASSERT_FAILS(ptb_rules_read("rules.json", &rules, &err), table[i].status, table[i].words);
        ck_assert_ptr_null(rules);
    }
    ASSERT_FAILS(ptb_rules_read("absent.json", &rules, &err), PTB_E_IO, "absent.json");
}
END_TEST

START_TEST(test_refused_bindings)
{
    const struct {
        const char *rule, *words;
    } table[] = {
        {"\"when\": {\"contact\": \"titel\", \"missing\": true}",
         "rules.json:4: $.rules[0].when: no column of contacts 'titel'; did you mean 'title'?"},
        {"\"when\": {\"account\": \"acount_id\", \"missing\": true}", "did you mean 'account_id'?"},
        {"\"when\": {\"contact\": \"industry\", \"missing\": true}", "no column of contacts 'industry'"},
        {"\"when\": {\"contact\": \"title\", \"above\": 5}", "'title' holds texts, which have no range"},
        {"\"when\": {\"account\": \"employees\", \"equals\": \"many\"}", "'many' is neither"},
        {"\"when\": {\"account\": \"employees\", \"matches\": \"5*\"}", "which have no patterns"},
        {"\"when\": {\"contact\": \"signed_on\", \"equals\": 5}", "'signed_on' holds dates"},
        {"\"when\": {\"not\": {\"feature\": \"n_opens\", \"above\": 5}}", "tests the feature 'n_opens'"},
    };
    world w;
    make_world(&w);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ptb_rules_bound *bound = NULL;
        ptb_text text = {0};
        ptb_text_printf(&text, "{\"id\": \"r\", \"points\": 1, %s}", table[i].rule);
        ASSERT_OK(read_rules(text.bytes, &rules, &err));
        ASSERT_FAILS(ptb_rules_bind(rules, &w.history, NULL, NULL, &bound, &err), PTB_E_SCHEMA,
                     table[i].words);
        ck_assert_ptr_null(bound);
        ptb_rules_free(rules);
        ptb_text_free(&text);
    }
}
END_TEST

/* Features by name: numbers are float32, and what they are compared with is rounded likewise; categories are codes. */
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
    ASSERT_OK(ptb_extractor_new(&w.history, plan, &extractor, &err));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_text text = {0};
        double points[1];
        const float raw[] = {table[i].number, table[i].title};
        ptb_case one = case_of(&w, 0, 0);
        ptb_text_printf(&text, "{\"id\": \"r\", \"points\": 1, \"when\": %s}", table[i].condition);
        ASSERT_OK(read_rules(text.bytes, &rules, &err));
        ASSERT_OK(ptb_rules_bind(rules, &w.history, extractor, plan, &bound, &err));
        bool holds = ptb_rules_points(bound, &one, raw, points) > 0;
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
                 "'opens' counts events");
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

static ptb_rules *read_example(const char *name)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    char path[1024];
    const char *folder = getenv("PTB_TEST_SOURCE_DIR"); // NOLINT(concurrency-mt-unsafe)
    ck_assert_ptr_nonnull(folder);
    (void)snprintf(path, sizeof path, "%s/../../../models/examples/%s", folder, name);
    ASSERT_OK(ptb_rules_read(path, &rules, &err));
    return rules;
}

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
    double total = total_of(rules, &w, case_of(&w, 0, 0), points);
    ASSERT_CLOSE(total, 20 + 15 + 10 + 40 + 15 + 10 + 20 + 30, 0, 0);
    ck_assert_str_eq(ptb_rules_stage(rules, total), "SQL");
    total = total_of(rules, &w, case_of(&w, 1, 0), points);
    ASSERT_CLOSE(total, 10 + 15 + 5, 0, 0);
    ck_assert_str_eq(ptb_rules_stage(rules, total), "none");
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
    double total = total_of(rules, &w, case_of(&w, 0, 0), points);
    ASSERT_CLOSE(total, 20 + 15 + 30, 0, 0);
    ck_assert_str_eq(ptb_rules_stage(rules, total), "MQL");
    ptb_rules_free(rules);
    rules = read_example("consumer_electronics.json");
    total = total_of(rules, &w, case_of(&w, 1, 0), points);
    ASSERT_CLOSE(total, 3 * 5 + 15, 0, 0);
    ck_assert_str_eq(ptb_rules_stage(rules, total), "MQL");
    ptb_rules_free(rules);
}
END_TEST

TEST_MAIN("rules", test_globs, test_conditions, test_opportunity_subject, test_events,
          test_no_leak_and_together, test_groups, test_group_floor, test_stages_and_blend,
          test_refused_members, test_refused_rules, test_refused_conditions, test_refused_files,
          test_refused_bindings, test_features, test_timeless, test_example_weighted, test_examples_of_acts)
