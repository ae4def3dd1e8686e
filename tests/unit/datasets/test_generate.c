/* tests/unit/datasets/test_generate.c: the synthetic CRM is what its header says, by reading its files back. */
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/base/civil_time.h"
#include "datasets/base/io.h"
#include "datasets/base/rng.h"
#include "datasets/base/text.h"
#include "datasets/generate.h"
#include "datasets/generate_truth.h"
#include "tests/support/test_main.h"

enum { FIELDS = 16, FIELD_BYTES = 64, CONTACTS = 20000, ACTIVITIES = 200000 };

static const ptb_time end_time = 1751328000, start_time = 1751328000 - 730 * 86400; /* until 2025-07-01 */

typedef struct {
    char *bytes, *at;
    char field[FIELDS][FIELD_BYTES];
    int n_fields;
} table;

static ptb_generate_report make(const char *directory, int64_t contacts, int64_t activities, uint64_t seed)
{
    ptb_error err;
    ptb_context context = ptb_context_default();
    ptb_generate_settings settings = {contacts, activities, directory};
    ptb_generate_report report;
    context.seed = seed;
    ASSERT_OK(ptb_generate(&context, &settings, &report, &err));
    return report;
}

/* A line of CSV whose fields hold no line ends; long fields are cut. */
static bool next_row(table *t)
{
    if (*t->at == 0) return false;
    t->n_fields = 0;
    bool in_quotes = false;
    size_t n = 0;
    for (;; t->at++) {
        char c = *t->at;
        ck_assert_int_ne(c, 0);
        if (c == '"') {
            in_quotes = !in_quotes;
        } else if (!in_quotes && (c == ',' || c == '\n')) {
            ck_assert_int_lt(t->n_fields, FIELDS);
            t->field[t->n_fields++][n] = 0;
            n = 0;
            if (c == '\n') break;
        } else if (n + 1 < FIELD_BYTES && t->n_fields < FIELDS) {
            t->field[t->n_fields][n++] = c;
        }
    }
    t->at++;
    return true;
}

static table open_table(const char *directory, const char *name, const char *header)
{
    ptb_error err;
    char path[256];
    table t = {0};
    size_t len = 0;
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    ASSERT_OK(ptb_read_file(path, (size_t)1 << 30, &t.bytes, &len, &err));
    ck_assert_msg(strncmp(t.bytes, header, strlen(header)) == 0 && t.bytes[strlen(header)] == '\n', "%s",
                  path);
    ck_assert_uint_eq(ptb_utf8_valid_prefix(t.bytes, len), len);
    t.at = t.bytes + strlen(header) + 1;
    return t;
}

static int64_t time_of(const char *text)
{
    ptb_time time = PTB_NO_TIME;
    ck_assert_msg(ptb_parse_time(ptb_str_of(text), PTB_DATES_YMD, 0, &time, NULL), "%s", text);
    return time;
}

static double number_of(const char *text)
{
    double number = 0;
    ck_assert_msg(ptb_parse_number(ptb_str_of(text), &number), "%s", text);
    return number;
}

static size_t id_of(const char *text, char letter, size_t n)
{
    int64_t number = 0;
    ptb_str digits = ptb_str_of(text + 1);
    while (digits.len > 1 && *digits.ptr == '0')
        digits = (ptb_str){digits.ptr + 1, digits.len - 1};
    ck_assert_msg(text[0] == letter && ptb_parse_integer(digits, &number), "%s", text);
    ck_assert_msg(number >= 1 && (size_t)number <= n, "%s beyond %zu", text, n);
    return (size_t)number - 1;
}

static bool same_file(const char *left, const char *right, const char *name)
{
    ptb_error err;
    char path[2][256], *bytes[2];
    size_t len[2];
    (void)snprintf(path[0], sizeof path[0], "%s/%s", left, name);
    (void)snprintf(path[1], sizeof path[1], "%s/%s", right, name);
    for (int i = 0; i < 2; i++)
        ASSERT_OK(ptb_read_file(path[i], (size_t)1 << 30, &bytes[i], &len[i], &err));
    bool same = len[0] == len[1] && memcmp(bytes[0], bytes[1], len[0]) == 0;
    free(bytes[0]);
    free(bytes[1]);
    return same;
}

static const char *const files[] = {"accounts.csv", "contacts.csv", "activities.csv", "opportunities.csv",
                                    "truth.csv"};
#define ACCOUNTS_HEADER "account_id,parent_id,name,domain,industry,employees,revenue,country,created_at"
#define CONTACTS_HEADER "contact_id,account_id,email,name,title,country,source,created_at"
#define ACTIVITIES_HEADER "contact_id,ts,type,asset,channel"
#define OPPORTUNITIES_HEADER \
    "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage,amount,lost_reason"

START_TEST(test_same_seed_same_bytes)
{
    (void)make("one", 1000, 20000, 7);
    (void)make("two", 1000, 20000, 7);
    (void)make("two", 1000, 20000, 7); /* replaces */
    (void)make("other", 1000, 20000, 8);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        ck_assert_msg(same_file("one", "two", files[i]), "%s differs", files[i]);
        ck_assert_msg(!same_file("one", "other", files[i]), "%s does not depend on the seed", files[i]);
    }
}
END_TEST

/* The closed opportunities' probabilities and outcomes. */
typedef struct {
    double *p;
    int *won;
    size_t n, n_won;
} truth;

static truth read_truth(const char *directory, const ptb_generate_report *report)
{
    truth t = {calloc(report->opportunities, sizeof(double)), calloc(report->opportunities, sizeof(int)), 0,
               0};
    table opportunities = open_table(directory, "opportunities.csv", OPPORTUNITIES_HEADER);
    table probabilities = open_table(directory, "truth.csv", "opportunity_id,p");
    uint64_t rows = 0;
    for (; next_row(&opportunities); rows++) {
        ck_assert(next_row(&probabilities));
        ck_assert_str_eq(opportunities.field[0], probabilities.field[0]);
        if (opportunities.field[5][0] == 0) continue;
        t.p[t.n] = number_of(probabilities.field[1]);
        ck_assert(t.p[t.n] > 0 && t.p[t.n] < 1);
        t.won[t.n] = strcmp(opportunities.field[5], "won") == 0;
        t.n_won += (size_t)t.won[t.n++];
    }
    ck_assert(!next_row(&probabilities));
    ck_assert_uint_eq(rows, report->opportunities);
    ck_assert_uint_eq(t.n, report->closed);
    ck_assert_uint_eq(t.n_won, report->won);
    free(opportunities.bytes);
    free(probabilities.bytes);
    return t;
}

static void check_calibrated(const truth *t, double low, double high)
{
    double expected = 0, variance = 0, won = 0, n = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (t->p[i] < low || t->p[i] >= high) continue;
        expected += t->p[i];
        variance += t->p[i] * (1 - t->p[i]);
        won += t->won[i];
        n += 1;
    }
    ck_assert_msg(fabs(won - expected) <= 4 * sqrt(variance) + 1e-9,
                  "p in [%g, %g): %g won of %g, expected %g", low, high, won, n, expected);
}

START_TEST(test_truth_is_calibrated_and_report_right)
{
    ptb_generate_report report = make("crm", CONTACTS, ACTIVITIES, 1);
    truth t = read_truth("crm", &report);
    check_calibrated(&t, 0, 1);
    for (int decile = 0; decile < 10; decile++)
        check_calibrated(&t, decile / 10.0, (decile + 1) / 10.0);
    double pairs = 0, loss = 0;
    for (size_t i = 0; i < t.n; i++) {
        loss -= log(t.won[i] ? t.p[i] : 1 - t.p[i]);
        for (size_t j = 0; t.won[i] && j < t.n; j++) {
            if (t.won[j]) continue;
            pairs += t.p[i] > t.p[j] ? 1 : (t.p[i] < t.p[j] ? 0 : 0.5);
        }
    }
    ASSERT_CLOSE(report.best_auc, pairs / ((double)t.n_won * (double)(t.n - t.n_won)), 1e-12, 0);
    ASSERT_CLOSE(report.best_log_loss, loss / (double)t.n, 0, 1e-12);
    ck_assert_uint_eq(report.contacts, CONTACTS);
    ck_assert_uint_eq(report.activities, ACTIVITIES);
    ck_assert_msg(report.best_auc > 0.78 && report.best_auc < 0.87, "%g", report.best_auc);
    double rate = (double)report.won / (double)report.closed;
    ck_assert_msg(rate > 0.10 && rate < 0.20, "%g", rate);
    double per_contact = (double)report.closed / CONTACTS;
    ck_assert_msg(per_contact > 0.15 && per_contact < 0.24, "%g", per_contact);
    free(t.p);
    free(t.won);
}
END_TEST

static int64_t *read_contacts(const char *directory, size_t n, size_t n_accounts, bool *is_listed)
{
    int64_t *account_created = calloc(n_accounts, sizeof *account_created);
    int64_t *created = calloc(n, sizeof *created);
    table accounts = open_table(directory, "accounts.csv", ACCOUNTS_HEADER);
    for (size_t rows = 0; next_row(&accounts); rows++) {
        ck_assert_int_eq(accounts.n_fields, 9);
        ck_assert_uint_eq(id_of(accounts.field[0], 'A', n_accounts), rows);
        account_created[rows] = time_of(accounts.field[8]);
        /* Parents come first, so that there are no circles. */
        if (accounts.field[1][0] != 0) ck_assert_uint_lt(id_of(accounts.field[1], 'A', n_accounts), rows);
    }
    table contacts = open_table(directory, "contacts.csv", CONTACTS_HEADER);
    size_t rows = 0;
    for (; next_row(&contacts); rows++) {
        ck_assert_int_eq(contacts.n_fields, 8);
        ck_assert_uint_eq(id_of(contacts.field[0], 'C', n), rows);
        created[rows] = time_of(contacts.field[7]);
        is_listed[rows] = strcmp(contacts.field[6], "list_import") == 0;
        if (contacts.field[1][0] == 0) continue;
        ck_assert_int_gt(created[rows], account_created[id_of(contacts.field[1], 'A', n_accounts)]);
    }
    ck_assert_uint_eq(rows, n);
    free(accounts.bytes);
    free(contacts.bytes);
    free(account_created);
    return created;
}

START_TEST(test_nothing_happens_before_its_time)
{
    ptb_generate_report report = make("crm", 3000, 60000, 3);
    bool *is_listed = calloc(report.contacts, sizeof *is_listed);
    int64_t *created = read_contacts("crm", report.contacts, report.accounts, is_listed);
    table activities = open_table("crm", "activities.csv", ACTIVITIES_HEADER);
    int64_t before = start_time;
    uint64_t rows = 0;
    for (; next_row(&activities); rows++) {
        ck_assert_int_eq(activities.n_fields, 5);
        size_t contact = id_of(activities.field[0], 'C', report.contacts);
        int64_t ts = time_of(activities.field[1]);
        ck_assert_msg(ts >= before && ts < end_time && ts >= created[contact], "%s", activities.field[1]);
        ck_assert_msg(!is_listed[contact], "%s is on the dead list and acts", activities.field[0]);
        before = ts;
    }
    ck_assert_uint_eq(rows, report.activities);
    table opportunities = open_table("crm", "opportunities.csv", OPPORTUNITIES_HEADER);
    for (before = start_time; next_row(&opportunities);) {
        ck_assert_int_eq(opportunities.n_fields, 9);
        int64_t opened = time_of(opportunities.field[3]);
        ck_assert_int_ge(opened, created[id_of(opportunities.field[2], 'C', report.contacts)]);
        ck_assert_int_ge(opened, before);
        ck_assert_int_eq(opportunities.field[4][0] == 0, opportunities.field[5][0] == 0);
        if (opportunities.field[4][0] != 0) ck_assert_int_gt(time_of(opportunities.field[4]), opened);
        if (opportunities.field[4][0] != 0) ck_assert_int_lt(time_of(opportunities.field[4]), end_time);
        before = opened;
    }
    free(activities.bytes);
    free(opportunities.bytes);
    free(created);
    free(is_listed);
}
END_TEST

START_TEST(test_dead_list_came_on_one_day)
{
    ptb_generate_report report = make("crm", 3000, 3000, 4);
    bool *is_listed = calloc(report.contacts, sizeof *is_listed);
    int64_t *created = read_contacts("crm", report.contacts, report.accounts, is_listed);
    int64_t day = 0;
    size_t n = 0;
    for (size_t i = 0; i < report.contacts; i++) {
        if (!is_listed[i]) continue;
        if (n++ == 0) day = created[i] / PTB_DAY;
        ck_assert_int_eq(created[i] / PTB_DAY, day);
    }
    ck_assert_msg(n > 100 && n < 300, "%zu of 3000", n);
    free(created);
    free(is_listed);
}
END_TEST

/* In time order a gateway's burst stands together but for what others do in the same seconds. */
START_TEST(test_gateways_open_and_click_within_seconds)
{
    enum { PEOPLE = 500 };
    int64_t opened[PEOPLE] = {0};
    size_t clicks[PEOPLE] = {0}, bursts = 0;
    ptb_generate_report report = make("crm", PEOPLE, 20000, 5);
    table activities = open_table("crm", "activities.csv", ACTIVITIES_HEADER);
    while (next_row(&activities)) {
        size_t contact = id_of(activities.field[0], 'C', report.contacts);
        int64_t ts = time_of(activities.field[1]);
        if (strcmp(activities.field[2], "email_open") == 0) {
            opened[contact] = ts;
            clicks[contact] = 0;
        }
        if (strcmp(activities.field[2], "email_click") == 0 && ts - opened[contact] < 6) clicks[contact]++;
        if (clicks[contact] == 4) {
            bursts++;
            clicks[contact] = 0;
        }
    }
    ck_assert_msg(bursts > 20, "%zu", bursts);
    free(activities.bytes);
}
END_TEST

START_TEST(test_rules_and_readers_have_something_to_find)
{
    (void)make("crm", 3000, 60000, 6);
    char *bytes = NULL;
    size_t len = 0;
    ptb_error err;
    static const char *const wanted[] = {
        ",page_view,",    ",pricing_view,", ",form_fill,",    ",email_open,",  ",email_click,",  ",webinar,",
        ",demo_request,", ",download,",     ",social,",       ",unsubscribe,", ",careers_view,", ",call,",
        ",trial_start,",  ",video_view,",   ",compare_tool,", ",/pricing,",    ",/datasheet-",   ",/blog/",
        ",web-",          ",video-",        ",compare-",      ",mail-week-",   ",/demo,",        ",/trial,"};
    ASSERT_OK(ptb_read_file("crm/activities.csv", (size_t)1 << 30, &bytes, &len, &err));
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        ck_assert_msg(strstr(bytes, wanted[i]) != NULL, "no activity has %s", wanted[i]);
    free(bytes);
    static const char *const traps[][2] = {{"crm/contacts.csv", "\"Robert \"\"Bob\"\" "},
                                           {"crm/contacts.csv", "\"Vice President, "},
                                           {"crm/accounts.csv", "\"Food, Beverage & Tobacco\""},
                                           {"crm/accounts.csv", "\"\"Group\"\"\""},
                                           {"crm/opportunities.csv", "\"timing, next year\""}};
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
        ASSERT_OK(ptb_read_file(traps[i][0], (size_t)1 << 30, &bytes, &len, &err));
        ck_assert_msg(strstr(bytes, traps[i][1]) != NULL, "%s lacks %s", traps[i][0], traps[i][1]);
        free(bytes);
    }
}
END_TEST

START_TEST(test_refusals)
{
    ptb_error err;
    ptb_context context = ptb_context_default();
    ptb_generate_report report;
    struct {
        ptb_generate_settings settings;
        ptb_status status;
        const char *words;
    } cases[] = {{{99, 1000, "x"}, PTB_E_ARG, "contacts is 99, expected 100 to 50000000"},
                 {{50000001, 50000001, "x"}, PTB_E_ARG, "contacts is 50000001"},
                 {{-1, 1000, "x"}, PTB_E_ARG, "contacts is -1"},
                 {{100, 99, "x"}, PTB_E_ARG, "activities is 99, expected 100 (contacts) to 50000000"},
                 {{100, 50000001, "x"}, PTB_E_ARG, "activities is 50000001"},
                 {{100, 1000, NULL}, PTB_E_ARG, "no folder"},
                 {{100, 1000, ""}, PTB_E_ARG, "no folder"},
                 {{100, 1000, "absent/x"}, PTB_E_IO, "cannot make the folder 'absent/x'"},
                 {{100, 1000, "file"}, PTB_E_IO, "'file' is a file, expected a folder"},
                 {{100, 1000, "blocked"}, PTB_E_IO, "truth.csv"}};
    test_write_file("file", "x");
    ck_assert(mkdir("blocked", 0777) == 0 || access("blocked", F_OK) == 0);
    ck_assert(mkdir("blocked/truth.csv", 0777) == 0 || access("blocked/truth.csv", F_OK) == 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ASSERT_FAILS(ptb_generate(&context, &cases[i].settings, &report, &err), cases[i].status,
                     cases[i].words);
    ck_assert_int_ne(access("x", F_OK), 0);
    ck_assert_int_ne(access("blocked/accounts.csv", F_OK), 0);
}
END_TEST

START_TEST(test_cancelled_leaves_nothing)
{
    ptb_error err;
    volatile sig_atomic_t signal_number = 15;
    ptb_context context = ptb_context_default();
    ptb_generate_settings settings = {100, 1000, "cancelled"};
    ptb_generate_report report;
    context.cancel = &signal_number;
    ASSERT_FAILS(ptb_generate(&context, &settings, &report, &err), PTB_E_CANCELLED, "");
    ck_assert_int_ne(access("cancelled", F_OK), 0);
}
END_TEST

/* Simpson's rule on a far finer grid. */
static double slow_probability(double z, double sd)
{
    long double sum = 0, weights = 0;
    for (int i = -2000; i <= 2000; i++) {
        long double e = i / 200.0L, w = expl(-e * e / 2) * (i % 2 == 0 ? 2 : 4);
        sum += w / (1 + expl(-((long double)z + (long double)sd * e)));
        weights += w;
    }
    return (double)(sum / weights);
}

START_TEST(test_noise_is_integrated_out)
{
    static const double sds[] = {0, PTB_TRUTH_NOISE_SD, 1, 2};
    for (size_t i = 0; i < sizeof sds / sizeof sds[0]; i++) {
        for (int j = -8; j <= 8; j++) {
            double z = 1.5 * j, p = ptb_truth_probability(z, sds[i]);
            ASSERT_CLOSE(p, slow_probability(z, sds[i]), 1e-12, 0);
            ASSERT_CLOSE(p + ptb_truth_probability(-z, sds[i]), 1, 1e-14, 0);
        }
    }
}
END_TEST

static double odds_of(double engagement, double demo, uint8_t seniority)
{
    ptb_truth_case c = {.engagement = engagement,
                        .demo = demo,
                        .seniority = seniority,
                        .employees = (double)NAN,
                        .days_since_loss = (double)NAN,
                        .active_contacts = 1};
    return ptb_truth_log_odds(&c);
}

START_TEST(test_truth_is_no_sum_of_counts)
{
    /* Engagement rises, saturates, then harms. */
    ck_assert(odds_of(1, 0, 1) > odds_of(0, 0, 1));
    ck_assert(odds_of(6, 0, 1) > odds_of(1, 0, 1));
    ck_assert(odds_of(20, 0, 1) < odds_of(6, 0, 1));
    ck_assert(odds_of(60, 0, 1) < odds_of(0, 0, 1));
    /* A demo helps those who can sign and harms juniors. */
    ck_assert(odds_of(3, 1, 5) - odds_of(3, 0, 5) > 1.5);
    ck_assert(odds_of(3, 1, 1) < odds_of(3, 0, 1));
    ASSERT_CLOSE(ptb_truth_decay(18 * 86400.0, 18), 0.5, 1e-15, 0);
}
END_TEST

TEST_MAIN("generate", test_same_seed_same_bytes, test_truth_is_calibrated_and_report_right,
          test_nothing_happens_before_its_time, test_dead_list_came_on_one_day,
          test_gateways_open_and_click_within_seconds, test_rules_and_readers_have_something_to_find,
          test_refusals, test_cancelled_leaves_nothing, test_noise_is_integrated_out,
          test_truth_is_no_sum_of_counts)
