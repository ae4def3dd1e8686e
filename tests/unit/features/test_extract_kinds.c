/* tests/unit/features/test_extract_kinds.c: kinds of rhythm, journey, channels, trees and facts against values worked out by hand. */
#include "features/extract.h"
#include "features/title.h"
#include "tests/support/test_history.h"

/* As of 2024-07-01T00:00:00Z, a Monday. H has the daughters D1 and D2, and D1 the daughter E; D3 comes after T. S stands alone.
 * a1's activities by hand (type, asset, channel, topic, value, duration):
 *   29 Jun, Saturday  10:00 view /pricing web price - 60;  10:20 view /blog/price web - - 30;  10:50 view /demo mail - - -;
 *                     11:21 order /pricing phone price 100 10
 *   27 Jun, Thursday  12:00 mail_reply - mail - - -
 *   20 Jun, Thursday  00:00 order /demo web - 50.5 20
 *   1 Mar, Friday     00:00 view /pricing web - 7 -                                                                     */
static const char accounts_csv[] = "account_id,parent_id,created_at,company,domain,employees\n"
                                   "H,,2020-01-01T00:00:00Z,Holding,holding.com,150\n"
                                   "D1,H,2020-01-01T00:00:00Z,First,first.com,10\n"
                                   "D2,H,2020-01-01T00:00:00Z,xkqzvbtrw,second.com,20\n"
                                   "D3,H,2024-07-02T00:00:00Z,Third,third.com,30\n"
                                   "E,D1,2020-01-01T00:00:00Z,Grand,grand.com,40\n"
                                   "S,,2020-01-01T00:00:00Z,Single,single.com,50\n"
                                   "S2,S,2024-07-02T00:00:00Z,Later,later.com,60\n";
static const char contacts_csv[] = "contact_id,account_id,created_at,title,email,name\n"
                                   "a1,D1,2024-01-01T00:00:00Z,CEO,ann@first.com,Ann Miller\n"
                                   "a2,D1,2024-05-01T00:00:00Z,VP Sales,info@gmail.com,Bob Stone\n"
                                   "a3,D1,2024-06-20T00:00:00Z,Purchasing Manager,bad address,Cy Young\n"
                                   "a4,D1,2024-07-02T00:00:00Z,Owner,,\n"
                                   "b1,D2,2024-01-01T00:00:00Z,Intern,,\n"
                                   "b2,D2,2024-01-01T00:00:00Z,,,\n"
                                   "e1,E,2024-01-01T00:00:00Z,,,\n"
                                   "h1,H,2024-01-01T00:00:00Z,Director of IT,x@mailinator.com,\n"
                                   "s1,S,2024-01-01T00:00:00Z,,,\n"
                                   "n1,,2024-01-01T00:00:00Z,,,http://spam.example\n";
static const char activities_csv[] = "contact_id,account_id,ts,type,asset,channel,topic,value,duration_s\n"
                                     "a1,,2024-07-01T00:00:01Z,order,/late,late,late,999,999\n"
                                     "a1,,2024-06-29T11:21:00Z,order,/pricing,phone,price,100,10\n"
                                     "a1,,2024-06-29T10:50:00Z,view,/demo,mail,,,\n"
                                     "a1,,2024-06-29T10:20:00Z,view,/blog/price,web,,,30\n"
                                     "a1,,2024-06-29T10:00:00Z,view,/pricing,web,price,,60\n"
                                     "a1,,2024-06-27T12:00:00Z,mail_reply,,mail,,,\n"
                                     "a1,,2024-06-20T00:00:00Z,order,/demo,web,,50.5,20\n"
                                     "a1,,2024-03-01T00:00:00Z,view,/pricing,web,,7,\n"
                                     "a2,,2024-06-30T00:00:00Z,view,/pricing,web,,-3,5\n"
                                     ",D1,2024-06-30T12:00:00Z,fair,/stand,fair,,20,\n"
                                     "b1,,2024-06-21T00:00:00Z,view,/pricing,web,,4,\n"
                                     "b1,,2024-06-11T00:00:00Z,order,/demo,web,,,\n"
                                     "e1,,2024-06-26T00:00:00Z,order,/demo,,,200,\n"
                                     "h1,,2024-06-30T06:00:00Z,view,/demo,mail,,1,\n"
                                     ",H,2024-05-01T00:00:00Z,fair,,fair,,,\n"
                                     "s1,,2024-06-30T00:00:00Z,view,/x,,,,\n"
                                     "s1,,2024-06-29T00:00:00Z,view,/x,mail,,,\n";
static const char deals_csv[] =
    "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage,amount,"
    "lost_reason,seats\n"
    "o1,D1,a1,2024-01-01T00:00:00Z,2024-02-01T00:00:00Z,lost,Closed Lost,100,Price,1\n"
    "o2,D1,a1,2024-02-01T00:00:00Z,2024-03-01T00:00:00Z,lost,Closed Lost,,No need,1\n"
    "o3,D1,a2,2024-03-01T00:00:00Z,2024-06-01T00:00:00Z,won,Closed Won,400,,1\n"
    "o4,D1,a1,2024-03-01T00:00:00Z,2024-06-11T00:00:00Z,won,Closed Won,50,,1\n"
    "o5,D1,a1,2024-05-01T00:00:00Z,,,Quote,1000,,6\n"
    "o6,D1,a1,2024-05-01T00:00:00Z,2024-07-02T00:00:00Z,won,Closed Won,900,,1\n"
    "o7,,n1,2024-05-01T00:00:00Z,,,Quote,,,1\n";
static const char changes_csv[] = "object,id,field,value,ts,old_value\n"
                                  "opportunity,o5,stage,Demo,2024-05-11T00:00:00Z,New\n"
                                  "opportunity,o5,stage,Quote,2024-06-11T00:00:00Z,Demo\n"
                                  "opportunity,o7,stage,Quote,2024-06-21T00:00:00Z,New\n"
                                  "opportunity,o1,stage,Quote,2024-01-11T00:00:00Z,New\n"
                                  "opportunity,o1,stage,Closed Lost,2024-02-01T00:00:00Z,Quote\n"
                                  "opportunity,o5,seats,6,2024-06-21T00:00:00Z,4\n"
                                  "account,D1,employees,8,2024-05-01T00:00:00Z,5\n"
                                  "account,D1,employees,10,2024-06-26T00:00:00Z,8\n"
                                  "contact,a3,title,Purchasing Manager,2024-06-22T00:00:00Z,Clerk\n"
                                  "contact,a2,title,VP Sales,2024-06-25T00:00:00Z,Sales Manager\n";

#define NONE ((double)NAN)

static const char *const pricing_assets[] = {"*pric*"}, *const no_blogs[] = {"/blog*"},
                         *const buying_types[] = {"order"};
static const char *const web_channels[] = {"WEB"}, *const price_topics[] = {"price"}, *const all[] = {"*"};
static ptb_activity_set_spec sets[] = {
    {.name = "pricing",
     .patterns = {[PTB_FILTER_ASSET] = pricing_assets},
     .n_patterns = {[PTB_FILTER_ASSET] = 1},
     .except = {no_blogs, 1}},
    {.name = "buying", .patterns = {[PTB_FILTER_TYPE] = buying_types}, .n_patterns = {[PTB_FILTER_TYPE] = 1}},
    {.name = "web_pricing",
     .patterns = {[PTB_FILTER_ASSET] = pricing_assets, [PTB_FILTER_CHANNEL] = web_channels},
     .n_patterns = {[PTB_FILTER_ASSET] = 1, [PTB_FILTER_CHANNEL] = 1}},
    {.name = "about_price",
     .patterns = {[PTB_FILTER_TOPIC] = price_topics, [PTB_FILTER_ASSET] = all},
     .n_patterns = {[PTB_FILTER_TOPIC] = 1, [PTB_FILTER_ASSET] = 1}},
    {.name = "with_asset", .patterns = {[PTB_FILTER_ASSET] = all}, .n_patterns = {[PTB_FILTER_ASSET] = 1}}};
enum { N_SETS = sizeof sets / sizeof sets[0] };

/* --- asking --- */

static ptb_history *history;

static void setup(void)
{
    static const test_records crm = {"kinds", accounts_csv, contacts_csv, activities_csv, deals_csv};
    test_write_file("changes.csv", changes_csv);
    history = test_history_with(&crm, "changes.csv");
}

static ptb_case case_of(const char *contact)
{
    uint32_t at = ptb_table_find_id(&history->contacts, contact);
    ck_assert_uint_ne(at, PTB_NONE);
    return (ptb_case){.contact = at,
                      .account = history->contact_account[at],
                      .opportunity = PTB_NONE,
                      .as_of = test_time("2024-07-01T00:00:00Z")};
}

static ptb_case deal_case(const char *opportunity)
{
    uint32_t at = ptb_table_find_id(&history->opportunities, opportunity);
    ck_assert_uint_ne(at, PTB_NONE);
    return (ptb_case){.contact = history->opportunity_contact[at],
                      .account = history->opportunity_account[at],
                      .opportunity = at,
                      .as_of = test_time("2024-07-01T00:00:00Z")};
}

/* The feature's value; of a category its name, in `level`. */
static double value_and_level(const ptb_case *one, ptb_feature_spec spec, char level[64])
{
    ptb_error err = {0};
    spec.name = "f";
    ptb_plan plan = {.features = &spec, .n = 1, .sets = sets, .n_sets = N_SETS};
    ptb_extractor *extractor = NULL;
    ptb_extract_scratch *scratch = NULL;
    float row;
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, history, &plan, &extractor, &err));
    ASSERT_OK(ptb_extract_scratch_new(extractor, &scratch, &err));
    ptb_extract_row(extractor, scratch, one, &row);
    const ptb_strings *levels = ptb_extractor_levels(extractor, 0);
    if (level) {
        ck_assert_ptr_nonnull(levels);
        ck_assert_int_eq(ptb_extractor_kind(extractor, 0), PTB_COLUMN_CATEGORY);
        ptb_str text = isnan(row) ? ptb_str_of("nothing") : ptb_strings_at(levels, (size_t)row);
        snprintf(level, 64, "%.*s", (int)text.len, text.ptr);
    }
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(extractor);
    return (double)row;
}

/* Of a1, or of another case. */
#define OF(one, want, whom, what, ...)                                                                       \
    ASSERT_CLOSE(                                                                                            \
        value_and_level(                                                                                     \
            &(one), (ptb_feature_spec){.kind = PTB_FEATURE_##what, .of = PTB_OF_##whom, __VA_ARGS__}, NULL), \
        want, 1e-30, 1e-6)
#define OWN(want, what, ...) OF(a1, want, CONTACT, what, __VA_ARGS__)
#define LEVEL(one, want, ...)                                            \
    do {                                                                 \
        char level[64];                                                  \
        value_and_level(&(one), (ptb_feature_spec){__VA_ARGS__}, level); \
        ck_assert_str_eq(level, want);                                   \
    } while (0)
#define TYPE(text) .filter = PTB_FILTER_TYPE, .filter_value = (text)
#define CHANNEL(text) .filter = PTB_FILTER_CHANNEL, .filter_value = (text)
#define SET(text) .filter = PTB_FILTER_SET, .filter_value = (text)
#define DAYS(n) .window_days = (n)
#define TEXTS(...)                                                                                      \
    {                                                                                                   \
        (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *) \
    }
#define HOURS(n) ((n) / 24.0)

/* --- activities of the contact --- */

START_TEST(trend_and_share)
{
    ptb_case a1 = case_of("a1"), s1 = case_of("s1"), n1 = case_of("n1");
    OWN(1 - 2 * ((HOURS(36.65) + 11) / 2) / 30, TREND, TYPE("order"), DAYS(30));
    OWN(NONE, TREND, TYPE("fair"), DAYS(30));
    OF(s1, 1 - 2 * 1.5 / 6, CONTACT, TREND, DAYS(6));
    OF(s1, -1 + 2.0 / (86400 + 1), CONTACT, TREND, DAYS(1 + 1.0 / 86400));
    OF(n1, NONE, CONTACT, TREND, DAYS(6));
    OWN(3.0 / 6, SHARE, TYPE("view"), DAYS(30));
    OWN(4.0 / 7, SHARE, TYPE("view"));
    OWN(0, SHARE, TYPE("never"), DAYS(30));
    OF(n1, 0, CONTACT, SHARE, TYPE("view"));
}
END_TEST

START_TEST(numbers_that_activities_carry)
{
    ptb_case a1 = case_of("a1"), a2 = case_of("a2");
    OWN(150.5, SUM, DAYS(30));
    OWN(157.5, SUM, .measure = PTB_MEASURE_VALUE);
    OWN(120, SUM, .measure = PTB_MEASURE_DURATION);
    OWN(0, SUM, TYPE("never"));
    OWN(0, SUM, TYPE("mail_reply"));
    OWN(75.25, MEAN, DAYS(30));
    OWN(52.5, MEAN, .measure = PTB_MEASURE_VALUE);
    OWN(30, MEAN, .measure = PTB_MEASURE_DURATION);
    OWN(NONE, MEAN, TYPE("mail_reply"));
    OWN(100, MAXIMUM, .measure = PTB_MEASURE_VALUE);
    OWN(7, MAXIMUM, TYPE("view"));
    OWN(60, MAXIMUM, .measure = PTB_MEASURE_DURATION, DAYS(30));
    OWN(10, MAXIMUM, .measure = PTB_MEASURE_DURATION, DAYS(HOURS(37)));
    OWN(NONE, MAXIMUM, TYPE("view"), DAYS(30));
    OF(a2, -3, CONTACT, MAXIMUM, DAYS(30));
}
END_TEST

START_TEST(sessions_and_gaps)
{
    ptb_case a1 = case_of("a1"), n1 = case_of("n1");
    OWN(5, SESSIONS, DAYS(0)); /* half an hour apart is one, 31 minutes are two */
    OWN(4, SESSIONS, DAYS(30));
    OWN(1, SESSIONS, DAYS(HOURS(37)));
    OWN(2, SESSIONS, DAYS(HOURS(37.2))); /* ends in the window, began before it */
    OWN(2, SESSIONS, TYPE("view"));
    OF(n1, 0, CONTACT, SESSIONS, DAYS(30));
    OWN(40, MEAN_GAP, DAYS(0));
    OWN(4.5, MEAN_GAP, DAYS(30));
    OWN(9, MEAN_GAP, TYPE("order"));
    OWN(NONE, MEAN_GAP, DAYS(3));
    OWN(111, LONGEST_GAP, DAYS(0));
    OWN(7, LONGEST_GAP, DAYS(30));
    OWN(NONE, LONGEST_GAP, TYPE("mail_reply"));
    OWN(HOURS(36.65) / 4.5, SILENCE, DAYS(30));
    OWN(HOURS(36.65) / 9, SILENCE, TYPE("order"));
    OWN(NONE, SILENCE, DAYS(3));
    OF(n1, NONE, CONTACT, SILENCE, DAYS(30));
}
END_TEST

START_TEST(counts_of_sets)
{
    ptb_case a1 = case_of("a1");
    OWN(3, COUNT, SET("pricing")); /* not the blog */
    OWN(2, COUNT, SET("pricing"), DAYS(30));
    OWN(2, COUNT, SET("buying"));
    OWN(3, COUNT, SET("web_pricing")); /* the blog, not the phone */
    OWN(2, COUNT, SET("about_price"));
    OWN(6, COUNT, SET("with_asset")); /* empty is no value */
    OWN(HOURS(24 + 13 + 40.0 / 60), DAYS_SINCE_LAST, SET("web_pricing"));
    OF(a1, 1, COLLEAGUES, COUNT, SET("web_pricing"));
}
END_TEST

START_TEST(furthest_and_top)
{
    ptb_case a1 = case_of("a1"), s1 = case_of("s1"), n1 = case_of("n1");
    OWN(1, FURTHEST, .sets = TEXTS("buying", "web_pricing"), DAYS(1.53));
    OWN(2, FURTHEST, .sets = TEXTS("buying", "web_pricing"), DAYS(30));
    OWN(0, FURTHEST, .sets = TEXTS("web_pricing"), DAYS(1.53));
    OF(a1, 2, COLLEAGUES, FURTHEST, .sets = TEXTS("buying", "web_pricing"));
    OF(a1, 0, COLLEAGUES, FURTHEST, .sets = TEXTS("buying"));
    LEVEL(a1, "/pricing", .kind = PTB_FEATURE_TOP, .field = PTB_FILTER_ASSET);
    LEVEL(a1, "/pricing", .kind = PTB_FEATURE_TOP, .field = PTB_FILTER_ASSET, DAYS(30)); /* 2 to 2 */
    LEVEL(a1, "web", .kind = PTB_FEATURE_TOP, .field = PTB_FILTER_CHANNEL);
    LEVEL(a1, "mail", .kind = PTB_FEATURE_TOP, .field = PTB_FILTER_CHANNEL, DAYS(3.6)); /* 2 to 2 to 1 */
    LEVEL(s1, "nothing", .kind = PTB_FEATURE_TOP, .field = PTB_FILTER_TOPIC);
    LEVEL(a1, "pricing", .kind = PTB_FEATURE_TOP, .sets = TEXTS("buying", "pricing"));
    LEVEL(a1, "web_pricing", .kind = PTB_FEATURE_TOP, .sets = TEXTS("web_pricing", "buying"));
    LEVEL(a1, "buying", .kind = PTB_FEATURE_TOP, .sets = TEXTS("web_pricing", "buying"),
          DAYS(30)); /* 2 to 2 */
    LEVEL(n1, "nothing", .kind = PTB_FEATURE_TOP, .sets = TEXTS("web_pricing", "buying"));
    OWN(3, DISTINCT, .field = PTB_FILTER_ASSET);
    OWN(3, DISTINCT, .field = PTB_FILTER_CHANNEL);
    OWN(1, DISTINCT, .field = PTB_FILTER_TOPIC);
    OWN(1, DISTINCT, .field = PTB_FILTER_CHANNEL, DAYS(1.53));
    OWN(3, DISTINCT, .field = PTB_FILTER_TYPE);
    OF(n1, 0, CONTACT, DISTINCT, .field = PTB_FILTER_TYPE);
}
END_TEST

#define CREDIT(want, what, scheme, ...) \
    OWN(want, CREDIT, CHANNEL(what), .choice = PTB_SCHEME_##scheme, __VA_ARGS__)

START_TEST(credit)
{
    ptb_case a1 = case_of("a1"), e1 = case_of("e1");
    /* web web mail web web mail phone */
    CREDIT(1, "web", FIRST, DAYS(0));
    CREDIT(0, "web", LAST, DAYS(0));
    CREDIT(1, "phone", LAST, DAYS(0));
    CREDIT(4.0 / 7, "web", LINEAR, DAYS(0));
    CREDIT(0.4 + 0.2 * 3 / 5, "web", POSITION, DAYS(0));
    CREDIT(0.2 * 2 / 5, "mail", POSITION, DAYS(0));
    CREDIT(0.4, "phone", POSITION, DAYS(0));
    CREDIT(0.4 + 0.2 / 3, "mail", POSITION, DAYS(3.6));
    CREDIT(0, "tv", LINEAR, DAYS(0));
    /* mail phone */
    CREDIT(1, "mail", FIRST, DAYS(HOURS(37.2)));
    CREDIT(0, "mail", LAST, DAYS(HOURS(37.2)));
    CREDIT(0.5, "mail", LINEAR, DAYS(HOURS(37.2)));
    CREDIT(0.5, "phone", POSITION, DAYS(HOURS(37.2)));
    /* phone */
    CREDIT(1, "phone", FIRST, DAYS(HOURS(37)));
    CREDIT(1, "phone", LAST, DAYS(HOURS(37)));
    CREDIT(1, "phone", LINEAR, DAYS(HOURS(37)));
    CREDIT(1, "phone", POSITION, DAYS(HOURS(37)));
    double phone = exp2(-36.65 / 24), mail = exp2(-(37 + 10.0 / 60) / 24);
    CREDIT(phone / (phone + mail), "phone", DECAY, DAYS(HOURS(37.2)), .half_life_days = 1);
    /* nothing */
    CREDIT(NONE, "web", LINEAR, DAYS(1));
    CREDIT(NONE, "web", DECAY, DAYS(1), .half_life_days = 1);
    OF(e1, NONE, CONTACT, CREDIT, CHANNEL("web"), .choice = PTB_SCHEME_POSITION);
}
END_TEST

START_TEST(weekends)
{
    ptb_case a1 = case_of("a1"), s1 = case_of("s1"), n1 = case_of("n1");
    OWN(4.0 / 7, WEEKEND_SHARE, DAYS(0));
    OWN(4.0 / 6, WEEKEND_SHARE, DAYS(30));
    OF(s1, 1, CONTACT, WEEKEND_SHARE, DAYS(30));
    OF(n1, NONE, CONTACT, WEEKEND_SHARE, DAYS(30));
}
END_TEST

/* --- levels --- */

START_TEST(accounts_and_what_they_do_themselves)
{
    ptb_case a1 = case_of("a1"), s1 = case_of("s1"), n1 = case_of("n1");
    OF(a1, 9, ACCOUNT, COUNT, DAYS(0));
    OF(a1, 1, ACCOUNT, COUNT, TYPE("fair"));
    OF(a1, 2, COLLEAGUES, COUNT, DAYS(0));
    OF(a1, 2, ACCOUNT, ACTIVE_CONTACTS, DAYS(0)); /* the fair was nobody's */
    OF(a1, 0, ACCOUNT, ACTIVE_CONTACTS, TYPE("fair"));
    OF(a1, 1, COLLEAGUES, ACTIVE_CONTACTS, DAYS(0));
    OF(a1, 2.0 / 3, ACCOUNT, ENGAGED_SHARE, DAYS(30));
    OF(a1, 0.5, COLLEAGUES, ENGAGED_SHARE, DAYS(30));
    OF(s1, NONE, COLLEAGUES, ENGAGED_SHARE, DAYS(30));
    OF(n1, NONE, ACCOUNT, ENGAGED_SHARE, DAYS(30));
    OF(a1, 174.5, ACCOUNT, SUM, DAYS(0));
    OF(a1, 17, COLLEAGUES, SUM, DAYS(0));
    OF(a1, 8.5, COLLEAGUES, MEAN, DAYS(0));
    OF(a1, 100, ACCOUNT, MAXIMUM, DAYS(0));
    OF(a1, 0.5, ACCOUNT, DAYS_SINCE_LAST, DAYS(0));
    OF(a1, 0.5, COLLEAGUES, DAYS_SINCE_LAST, DAYS(0));
    OF(a1, 1, COLLEAGUES, DAYS_SINCE_FIRST, DAYS(0));
    OF(a1, 1 - 2 * 0.75 / 6, COLLEAGUES, TREND, DAYS(6));
    OF(a1, 0.5, COLLEAGUES, SHARE, TYPE("view"), DAYS(6));
}
END_TEST

START_TEST(parents)
{
    ptb_case a1 = case_of("a1"), e1 = case_of("e1"), h1 = case_of("h1"), n1 = case_of("n1");
    OF(a1, 2, PARENT, COUNT, DAYS(0));
    OF(a1, 1, PARENT, ACTIVE_CONTACTS, DAYS(0));
    OF(a1, 1, PARENT, ENGAGED_SHARE, DAYS(30));
    OF(a1, 1, PARENT, MAXIMUM, DAYS(0));
    OF(a1, 0.75, PARENT, DAYS_SINCE_LAST, DAYS(0));
    OF(e1, 9, PARENT, COUNT, DAYS(0));
    OF(h1, NONE, PARENT, COUNT, DAYS(0));
    OF(n1, NONE, PARENT, COUNT, DAYS(0));
}
END_TEST

START_TEST(affiliates)
{
    ptb_case a1 = case_of("a1"), e1 = case_of("e1"), s1 = case_of("s1"), n1 = case_of("n1");
    OF(a1, 5, AFFILIATES, COUNT, DAYS(0));
    OF(a1, 2, AFFILIATES, COUNT, TYPE("order"));
    OF(a1, 3, AFFILIATES, ACTIVE_CONTACTS, DAYS(0));
    OF(a1, 0.75, AFFILIATES, ENGAGED_SHARE, DAYS(30));
    OF(a1, 205, AFFILIATES, SUM, DAYS(0));
    OF(a1, 205.0 / 3, AFFILIATES, MEAN, DAYS(0));
    OF(a1, 0.75, AFFILIATES, DAYS_SINCE_LAST, DAYS(0));
    OF(a1, 61, AFFILIATES, DAYS_SINCE_FIRST, DAYS(0));
    OF(a1, 0.4, AFFILIATES, SHARE, TYPE("order"));
    OF(a1, 1, AFFILIATES, FURTHEST, .sets = TEXTS("buying", "about_price"));
    OF(e1, 13, AFFILIATES, COUNT, DAYS(0));
    OF(e1, 0.5, AFFILIATES, DAYS_SINCE_LAST, DAYS(0));
    OF(s1, NONE, AFFILIATES, COUNT, DAYS(0)); /* the daughter came later */
    OF(n1, NONE, AFFILIATES, COUNT, DAYS(0));
    s1.as_of = test_time("2024-07-02T00:00:00Z");
    OF(s1, 0, AFFILIATES, COUNT, DAYS(0));
}
END_TEST

/* Whoever came to a tree after T is not in it, also where it is the case's own account, or its parent. */
START_TEST(accounts_of_later)
{
    static const test_records later = {
        .name = "later",
        .accounts = "account_id,parent_id,created_at\nP,,2024-07-02T00:00:00Z\nQ,P,\nR,P,\n",
        .contacts = "contact_id,account_id\np1,P\nq1,Q\nr1,R\n",
        .activities = "contact_id,ts,type\np1,2024-06-01T00:00:00Z,view\nq1,2024-06-02T00:00:00Z,view\n"};
    ptb_history_close(history);
    history = test_history(&later);
    ptb_case p1 = case_of("p1"), q1 = case_of("q1"), r1 = case_of("r1");
    OF(q1, NONE, PARENT, COUNT, DAYS(0));
    OF(q1, 0, AFFILIATES, COUNT, DAYS(0));
    OF(r1, 1, AFFILIATES, COUNT, DAYS(0));
    OF(r1, 29, AFFILIATES, DAYS_SINCE_FIRST, DAYS(0));
    OF(p1, 1, AFFILIATES, COUNT, DAYS(0));
    OF(p1, 0.5, AFFILIATES, ENGAGED_SHARE, DAYS(0));
    q1.as_of = test_time("2024-07-02T00:00:00Z");
    OF(q1, 1, PARENT, COUNT, DAYS(0));
    OF(q1, 1, AFFILIATES, COUNT, DAYS(0));
}
END_TEST

/* --- facts of records --- */

START_TEST(contacts_by_title)
{
    ptb_case a1 = case_of("a1"), n1 = case_of("n1");
    OF(a1, 3, ACCOUNT, CONTACTS, DAYS(0));
    OF(a1, 2, ACCOUNT, CONTACTS, .seniority = "director");
    OF(a1, 3, ACCOUNT, CONTACTS, .seniority = "manager");
    OF(a1, 2, ACCOUNT, CONTACTS, .buying_role = "decision_maker");
    OF(a1, 1, ACCOUNT, CONTACTS, .buying_role = "gatekeeper");
    OF(a1, 1, ACCOUNT, CONTACTS, DAYS(30));
    OF(a1, 2, ACCOUNT, CONTACTS, DAYS(90));
    OF(a1, 0, ACCOUNT, CONTACTS, .buying_role = "decision_maker", DAYS(30));
    OF(a1, 1, ACCOUNT, CONTACTS, .buying_role = "gatekeeper", DAYS(30));
    OF(a1, 1, ACCOUNT, CONTACTS, .seniority = "vp", DAYS(30)); /* who rose */
    OF(a1, 2, ACCOUNT, CONTACTS, .seniority = "manager", DAYS(30));
    OF(n1, NONE, ACCOUNT, CONTACTS, .seniority = "vp");
    OF(a1, 2, ACCOUNT, ROLES, DAYS(0));
}
END_TEST

START_TEST(deals)
{
    ptb_case a1 = case_of("a1"), b1 = case_of("b1"), o5 = deal_case("o5");
    OWN(2, DEALS, .outcome = PTB_LOST);
    OWN(1, DEALS, .outcome = PTB_LOST, .lost_reasons = TEXTS("price*"));
    OWN(1, DEALS, .outcome = PTB_LOST, .stages = TEXTS("quote"));
    OWN(2, DEALS, .outcome = PTB_OPEN);
    OWN(1, DEALS, .outcome = PTB_OPEN, .stages = TEXTS("quote", "demo"));
    OF(o5, 0, CONTACT, DEALS, .outcome = PTB_OPEN, .stages = TEXTS("quote", "demo"));
    OF(a1, 20, ACCOUNT, DAYS_SINCE_DEAL, .outcome = PTB_WON);
    OF(a1, 151, ACCOUNT, DAYS_SINCE_DEAL, .outcome = PTB_LOST, .stages = TEXTS("quote"));
    OF(a1, 450, ACCOUNT, DEAL_AMOUNT, .outcome = PTB_WON, .choice = PTB_AMOUNT_SUM);
    OF(a1, 225, ACCOUNT, DEAL_AMOUNT, .outcome = PTB_WON, .choice = PTB_AMOUNT_MEAN);
    OF(a1, 50, ACCOUNT, DEAL_AMOUNT, .outcome = PTB_WON, .choice = PTB_AMOUNT_LAST);
    OWN(100, DEAL_AMOUNT, .outcome = PTB_LOST, .choice = PTB_AMOUNT_SUM);
    OWN(NONE, DEAL_AMOUNT, .outcome = PTB_LOST, .choice = PTB_AMOUNT_LAST);
    OF(b1, NONE, CONTACT, DEAL_AMOUNT, .outcome = PTB_WON, .choice = PTB_AMOUNT_SUM);
    OWN(1.0 / 3, WIN_RATE, DAYS(0));
    OF(a1, 0.5, ACCOUNT, WIN_RATE, DAYS(0));
    OF(b1, NONE, ACCOUNT, WIN_RATE, DAYS(0));
}
END_TEST

START_TEST(stages)
{
    ptb_case a1 = case_of("a1"), o5 = deal_case("o5"), o6 = deal_case("o6"), o7 = deal_case("o7");
    LEVEL(o5, "Quote", .kind = PTB_FEATURE_STAGE, .of = PTB_OF_OPPORTUNITY);
    LEVEL(o6, "nothing", .kind = PTB_FEATURE_STAGE, .of = PTB_OF_OPPORTUNITY);
    LEVEL(a1, "nothing", .kind = PTB_FEATURE_STAGE, .of = PTB_OF_OPPORTUNITY);
    OF(o5, 20, OPPORTUNITY, STAGE_AGE, DAYS(0));
    OF(o5, 3, OPPORTUNITY, STAGES, DAYS(0));
    OF(o5, 20, OPPORTUNITY, STAGE_DAYS, .stages = TEXTS("quote"));
    OF(o5, 51, OPPORTUNITY, STAGE_DAYS, .stages = TEXTS("quote", "demo"));
    OF(o5, NONE, OPPORTUNITY, STAGE_DAYS, .stages = TEXTS("*won"));
    OF(o5, 0.5, OPPORTUNITY, UNANSWERED, .stages = TEXTS("quote"));
    OF(o5, 3.5, OPPORTUNITY, UNANSWERED, .stages = TEXTS("quote"), TYPE("mail_reply"));
    OF(o5, 20, OPPORTUNITY, UNANSWERED, .stages = TEXTS("quote"), TYPE("call"));
    OF(o5, NONE, OPPORTUNITY, UNANSWERED, .stages = TEXTS("*won"));
    OF(o7, 10, OPPORTUNITY, UNANSWERED, .stages = TEXTS("quote"));
    OF(o5, 61, OPPORTUNITY, AGE, DAYS(0));
}
END_TEST

START_TEST(changes)
{
    ptb_case a1 = case_of("a1"), a3 = case_of("a3"), o5 = deal_case("o5"), n1 = case_of("n1");
    OF(a1, 2, ACCOUNT, CHANGES, .column = "employees");
    OF(a1, 1, ACCOUNT, CHANGES, .column = "employees", DAYS(30));
    OF(a1, 5, ACCOUNT, DAYS_SINCE_CHANGE, .column = "employees");
    OF(a1, 0.25, ACCOUNT, GROWTH, .column = "employees", DAYS(30));
    OF(a1, 1, ACCOUNT, GROWTH, .column = "employees", DAYS(100));
    OF(n1, NONE, ACCOUNT, GROWTH, .column = "employees", DAYS(100));
    OF(o5, 1, OPPORTUNITY, CHANGES, .column = "seats");
    OF(o5, 0.5, OPPORTUNITY, GROWTH, .column = "seats", DAYS(30));
    OF(a3, 9, CONTACT, DAYS_SINCE_CHANGE, .column = "title");
    OWN(0, CHANGES, .column = "title");
    OWN(NONE, DAYS_SINCE_CHANGE, .column = "title");
}
END_TEST

#define TITLE(which) .kind = PTB_FEATURE_TITLE, .column = "title", .choice = PTB_TITLE_##which
#define SIGN(which) .column = "email", .choice = PTB_EMAIL_##which

START_TEST(titles_and_addresses)
{
    ptb_case a1 = case_of("a1"), a2 = case_of("a2"), a3 = case_of("a3"), b1 = case_of("b1"),
             b2 = case_of("b2");
    ptb_case h1 = case_of("h1"), n1 = case_of("n1");
    OWN(PTB_SENIORITY_C_LEVEL, TITLE, .column = "title", .choice = PTB_TITLE_SENIORITY);
    OF(b2, NONE, CONTACT, TITLE, .column = "title", .choice = PTB_TITLE_SENIORITY);
    LEVEL(a1, "decision_maker", TITLE(BUYING_ROLE));
    LEVEL(a3, "purchasing", TITLE(DEPARTMENT));
    LEVEL(a3, "gatekeeper", TITLE(BUYING_ROLE));
    LEVEL(h1, "it", TITLE(DEPARTMENT));
    LEVEL(b2, "nothing", TITLE(DEPARTMENT));
    OWN(1, EMAIL, SIGN(MATCHES));
    OWN(0, EMAIL, SIGN(FREE));
    OWN(0, EMAIL, SIGN(MALFORMED));
    OF(a2, 1, CONTACT, EMAIL, SIGN(FREE));
    OF(a2, 1, CONTACT, EMAIL, SIGN(ROLE));
    OF(a2, 0, CONTACT, EMAIL, SIGN(MATCHES));
    OF(a3, 1, CONTACT, EMAIL, SIGN(MALFORMED));
    OF(h1, 1, CONTACT, EMAIL, SIGN(DISPOSABLE));
    OF(b1, NONE, CONTACT, EMAIL, SIGN(FREE));
    OF(n1, 1, CONTACT, GIBBERISH, .column = "name"); /* an address of a page is no name */
    ck_assert_double_lt(
        value_and_level(&a1, (ptb_feature_spec){.kind = PTB_FEATURE_GIBBERISH, .column = "name"}, NULL), 0.5);
    ck_assert_double_lt(
        value_and_level(&a1, (ptb_feature_spec){.kind = PTB_FEATURE_EMAIL, SIGN(GIBBERISH)}, NULL), 0.5);
    ck_assert_double_gt(
        value_and_level(
            &b1, (ptb_feature_spec){.kind = PTB_FEATURE_GIBBERISH, .of = PTB_OF_ACCOUNT, .column = "company"},
            NULL),
        0.5);
}
END_TEST

#define CALENDAR(want, part, ...) OF(n1, want, MOMENT, CALENDAR, .choice = PTB_CALENDAR_##part, __VA_ARGS__)

START_TEST(calendar)
{
    static const double two_pi = 6.283185307179586;
    ptb_case n1 = case_of("n1");
    CALENDAR(7, MONTH, DAYS(0));
    CALENDAR(3, QUARTER, DAYS(0));
    CALENDAR(1, WEEKDAY, DAYS(0));
    CALENDAR(0, HOUR, DAYS(0));
    CALENDAR(sin(two_pi * 182 / 366), YEAR_SINE, DAYS(0));
    CALENDAR(cos(two_pi * 182 / 366), YEAR_COSINE, DAYS(0));
    CALENDAR(184, BUDGET_LEFT, DAYS(0));
    CALENDAR(274, BUDGET_LEFT, .first_month = 4);
    CALENDAR(365, BUDGET_LEFT, .first_month = 7);
}
END_TEST

static void teardown(void)
{
    ptb_history_close(history);
}

int main(void)
{
    const TTest *const tests[] = {trend_and_share,
                                  numbers_that_activities_carry,
                                  sessions_and_gaps,
                                  counts_of_sets,
                                  furthest_and_top,
                                  credit,
                                  weekends,
                                  accounts_and_what_they_do_themselves,
                                  parents,
                                  affiliates,
                                  accounts_of_later,
                                  contacts_by_title,
                                  deals,
                                  stages,
                                  changes,
                                  titles_and_addresses,
                                  calendar};
    Suite *suite = suite_create("extract_kinds");
    TCase *tcase = tcase_create("extract_kinds");
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
