/* tests/support/rules_world.h: a history made by hand, and rules read from text, for the tests of rules. */
#ifndef PTB_TESTS_SUPPORT_RULES_WORLD_H
#define PTB_TESTS_SUPPORT_RULES_WORLD_H

#include "models/rules_bound.h"
#include "tests/support/test_main.h"

enum { N_CONTACTS = 4, N_ACCOUNTS = 2, DAY0 = 20000 };

/* A history by hand: text columns are lists ending with NULL, in byte order. */
typedef struct {
    char bytes[2048];
    uint64_t offset[64];
    ptb_strings view;
} texts;

static inline void fill(texts *t, const char *const *items)
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

static inline uint32_t code_of(const texts *t, const char *text)
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
    uint32_t ts[MAX_ACTIVITIES];
    uint16_t type_code[MAX_ACTIVITIES], channel_code[MAX_ACTIVITIES];
    uint32_t asset_code[MAX_ACTIVITIES], topic_code[MAX_ACTIVITIES];
    uint64_t first[N_CONTACTS + 1];
} world;

static inline ptb_time at(double days)
{
    return (ptb_time)((DAY0 + days) * PTB_DAY);
}

/* Adds an activity of the last contact begun; in time order. */
static inline void act(world *w, double days, const char *type, const char *asset, const char *channel)
{
    size_t i = w->history.activities.n++;
    ck_assert_uint_lt(i, MAX_ACTIVITIES);
    w->ts[i] = (uint32_t)at(days);
    w->type_code[i] = (uint16_t)code_of(&w->type, type);
    w->asset_code[i] = code_of(&w->asset, asset);
    w->channel_code[i] = (uint16_t)code_of(&w->channel, channel);
    w->topic_code[i] = 0;
}

static inline void end_contact(world *w, uint32_t contact)
{
    for (uint32_t i = contact + 1; i <= N_CONTACTS; i++)
        w->first[i] = w->history.activities.n;
}

static inline void make_texts(world *w)
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
static inline void make_world(world *w)
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

static inline ptb_case case_of(const world *w, uint32_t contact, double days)
{
    return (ptb_case){.contact = contact,
                      .account = w->contact_account[contact],
                      .opportunity = PTB_NONE,
                      .as_of = at(days),
                      .known_at = PTB_NO_TIME,
                      .weight = 1};
}

/* A file of the given members after format, version and name. */
static inline ptb_status read_members(const char *members, ptb_rules **out, ptb_error *err)
{
    ptb_text text = {0};
    ptb_text_printf(
        &text, "{\"format\": \"propensity-rules\", \"format_version\": 1, \"name\": \"test\",\n%s}", members);
    test_write_file("rules.json", text.bytes);
    ptb_text_free(&text);
    return ptb_rules_read("rules.json", out, err);
}

static inline ptb_status read_rules(const char *rules_list, ptb_rules **out, ptb_error *err)
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

/* One of models/examples. */
static inline ptb_rules *read_example(const char *name)
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

/* What the rules say of a case; points by part where wanted. */
static inline ptb_rules_outcome outcome_of(const ptb_rules *rules, const world *w, ptb_case one,
                                           double *points)
{
    ptb_error err;
    ptb_rules_bound *bound = NULL;
    ptb_rules_scratch *scratch = NULL;
    ptb_rules_outcome outcome;
    ASSERT_OK(ptb_rules_bind(rules, &w->history, NULL, NULL, &bound, &err));
    ASSERT_OK(ptb_rules_scratch_new(bound, &scratch, &err));
    ptb_rules_evaluate(bound, scratch, &one, NULL, &outcome);
    double sum = 0;
    for (size_t i = 0; i < ptb_rules_count(rules); i++) {
        sum += ptb_rules_points(scratch)[i];
        if (points != NULL) points[i] = ptb_rules_points(scratch)[i];
    }
    ASSERT_CLOSE(outcome.points, sum, 0, 0);
    ptb_rules_scratch_free(scratch);
    ptb_rules_bound_free(bound);
    return outcome;
}

static inline double total_of(const ptb_rules *rules, const world *w, ptb_case one, double *points)
{
    return outcome_of(rules, w, one, points).points;
}

/* Points of one rule worth 1 for contact 0 to 3, as a mask. */
static inline unsigned who(const world *w, const char *condition)
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

#define ONE_RULE "\"rules\": [{\"id\": \"r\", \"points\": 1, \"event\": {}}]"

#endif
