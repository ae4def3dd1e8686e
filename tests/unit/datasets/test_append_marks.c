/* tests/unit/datasets/test_append_marks.c: activities without messages that come in parts: rows go between old ones, and
 * gateways are found as if all had come at once. */
#include "datasets/base/rng.h"
#include "tests/support/test_history.h"

enum { CONTACTS = 600, DEEDS = 9000, WIDTH = 96 };

static ptb_error err;
static ptb_rng *rng;

static uint64_t below(uint64_t n)
{
    return ptb_rng_below(rng, n);
}

static bool chance(double p)
{
    return (double)below(1000000) < p * 1e6;
}

/* ---- running ---- */

/* What one import says, and what it made. */
typedef struct {
    char digest[65];
    uint64_t activities, gateway, added;
    ptb_gateway_report report;
} made;

typedef struct {
    const char *activities;
    bool append, keep_gateways;
    int threads;
} way;

static made run(const char *output, const way *how)
{
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_import_report report = {0};
    ptb_history *history = NULL;
    made out = {.activities = 0};
    context.threads = how->threads;
    ptb_h5_global_init();
    ptb_import_settings_default(&settings);
    settings.accounts = test_path(how->append ? NULL : "a.csv");
    settings.contacts = test_path(how->append ? NULL : "c.csv");
    settings.activities = test_path(how->activities);
    settings.output = output;
    settings.append = how->append;
    settings.keep_gateways = how->keep_gateways;
    settings.command_line = "test";
    ASSERT_OK(ptb_import(&context, &settings, &report, &err));
    out.activities = report.activities;
    out.gateway = report.gateway;
    out.added = report.added.activities;
    out.report = report.gateways;
    ptb_import_report_free(&report);
    ASSERT_OK(ptb_history_open(&context, output, &history, &err));
    ASSERT_OK(ptb_history_digest(history, out.digest, &err));
    ptb_history_close(history);
    return out;
}

static void assert_same(const made *a, const made *b, const char *what)
{
    if (strcmp(a->digest, b->digest) != 0)
        ck_abort_msg("%s: the digests differ; %llu and %llu rows, %llu and %llu of gateways", what,
                     (unsigned long long)a->activities, (unsigned long long)b->activities,
                     (unsigned long long)a->gateway, (unsigned long long)b->gateway);
    ck_assert_uint_eq(a->gateway, b->gateway);
    ck_assert_uint_eq(a->report.opens_and_clicks, b->report.opens_and_clicks);
    ck_assert_uint_eq(a->report.n_domains, b->report.n_domains);
    for (size_t i = 0; i < a->report.n_domains; i++) {
        ck_assert_str_eq(a->report.domains[i].name, b->report.domains[i].name);
        ck_assert_uint_eq(a->report.domains[i].events, b->report.domains[i].events);
        ck_assert_uint_eq(a->report.domains[i].marked, b->report.domains[i].marked);
    }
}

/* ---- deeds ---- */

static char rows[DEEDS][WIDTH];
static size_t n_rows;
static const char *column = "asset"; /* the last one */

/* With `is_later` two of them have other accounts, and there is one more. */
static void write_people(bool is_later)
{
    FILE *a = fopen("a.csv", "wb"), *c = fopen("c.csv", "wb");
    ck_assert_ptr_nonnull(a);
    ck_assert_ptr_nonnull(c);
    fprintf(a, "account_id,domain\n");
    for (int i = 0; i < 40; i++)
        fprintf(a, "a%d,https://www.Firm%d.co.uk/x\n", i, i);
    fprintf(c, "contact_id,account_id,email\n");
    for (int i = 0; i < CONTACTS; i++) {
        char host[32] = "gmail.com";
        if (i % 5 == 1) snprintf(host, sizeof host, "firm%d.co.uk", i % 40);
        if (i % 5 == 2) snprintf(host, sizeof host, "MAIL.Firm%d.co.uk", i % 40);
        if (i % 5 == 3) snprintf(host, sizeof host, "co.uk");
        if (i % 5 == 4) snprintf(host, sizeof host, "f\xC3\xBCr.de");
        int account = is_later && i == 5 ? 39 : i % 40;
        if (is_later && i == 6)
            fprintf(c, "c%d,,p%d@%s\n", i, i, host);
        else
            fprintf(c, "c%d,a%d,p%d@%s\n", i, account, i, host);
    }
    if (is_later) fprintf(c, "%s", "new,a1,n@n.org\n");
    ck_assert_int_eq(fclose(a), 0);
    ck_assert_int_eq(fclose(c), 0);
}

static void add_row(int owner, int64_t ts, const char *type)
{
    char moment[PTB_TIME_BYTES], who[16];
    ck_assert_uint_lt(n_rows, DEEDS);
    (void)ptb_print_time(moment, ts);
    if (owner < CONTACTS)
        snprintf(who, sizeof who, "c%d,", owner);
    else
        snprintf(who, sizeof who, ",a%d", owner - CONTACTS);
    /* No two are the same record: of those as many are kept as one part holds. */
    snprintf(rows[n_rows], WIDTH, "%s,%s,%s,/p%zu", who, moment, type, n_rows);
    n_rows++;
}

/* Days of a contact on which much happens within seconds, and single deeds; some owners have none. */
static void make_deeds(bool is_coarse)
{
    static const char *const types[] = {"email_open", "email_click", "email_click",
                                        "email_sent", "page_view",   "call"};
    n_rows = 0;
    while (n_rows + 12 < DEEDS) {
        int owner = (int)below(CONTACTS + 40);
        int64_t ts = 1600000000 + (int64_t)below(chance(0.3) ? 200 : 60000000);
        size_t n = chance(0.2) ? 2 + below(9) : 1;
        if (owner % 7 == 3) continue;
        if (is_coarse) ts -= ts % 60;
        for (size_t i = 0; i < n; i++) {
            add_row(owner, ts, types[below(6)]);
            if (!is_coarse) ts += (int64_t)below(chance(0.5) ? 4 : 14);
        }
    }
}

static void write_rows(const char *path, size_t from, size_t to)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "contact_id,account_id,ts,type,%s\n", column);
    for (size_t i = from; i < to; i++)
        fprintf(f, "%s\n", rows[i]);
    ck_assert_int_eq(fclose(f), 0);
}

static void shuffle(size_t from, size_t to)
{
    for (size_t i = to; i > from + 1; i--) {
        char kept[WIDTH];
        size_t k = from + below(i - from);
        memcpy(kept, rows[i - 1], WIDTH);
        memcpy(rows[i - 1], rows[k], WIDTH);
        memcpy(rows[k], kept, WIDTH);
    }
}

static void begin(uint64_t seed)
{
    ptb_rng_free(rng);
    ASSERT_OK(ptb_rng_new(seed, "append marks", 0, &rng, &err));
    write_people(false);
}

/* ---- tests ---- */

static const way at_once = {"all.csv", false, false, 1}, first = {"1.csv", false, false, 1},
                 second = {"2.csv", true, false, 2}, third = {"3.csv", true, false, 1};

/* What happens at once comes at once, or not. */
static void check_parts(uint64_t seed, double share, bool is_torn)
{
    begin(seed);
    make_deeds(false);
    if (is_torn) shuffle(0, n_rows);
    size_t cut = (size_t)((double)n_rows * share), later = cut + (n_rows - cut) / 2;
    write_rows("all.csv", 0, n_rows);
    write_rows("1.csv", 0, cut);
    write_rows("2.csv", cut, later);
    write_rows("3.csv", later - (later - cut) / 3, n_rows); /* some of what came before comes again */
    const made all = run("all.h5", &at_once);
    (void)run("h.h5", &first);
    (void)run("h.h5", &second);
    const made parts = run("h.h5", &third);
    assert_same(&all, &parts, "three parts");
    ck_assert_uint_gt(all.gateway, 100);
    ck_assert_uint_gt(all.report.n_domains, 3);
    const made again = run("h.h5", &third);
    assert_same(&all, &again, "the last part twice");
    ck_assert_uint_eq(again.added, 0);
}

START_TEST(rows_go_between_and_gateways_are_found)
{
    static const double shares[] = {0.5, 0.98, 0.02, 0.9};
    for (size_t i = 0; i < 4; i++)
        check_parts(100 + i, shares[i], true);
    check_parts(200, 0.5, false);
}
END_TEST

/* Types and assets that come later and stand before the others in byte order: old rows get other codes. */
START_TEST(codes_move)
{
    begin(7);
    make_deeds(false);
    shuffle(0, n_rows);
    size_t cut = n_rows / 2;
    for (size_t i = cut; i < n_rows; i += 5) {
        char *type = strstr(rows[i], "page_view");
        if (type) *type = 'A';
        *strrchr(rows[i], '/') = '!';
    }
    write_rows("all.csv", 0, n_rows);
    write_rows("1.csv", 0, cut);
    write_rows("2.csv", cut, n_rows);
    const made all = run("all.h5", &at_once);
    (void)run("h.h5", &first);
    const made parts = run("h.h5", &second);
    assert_same(&all, &parts, "codes");
}
END_TEST

/* The times of all opens and clicks say whether they are fine enough; more of them may say otherwise. */
static void check_clock(bool turns_fine)
{
    static char kept[DEEDS][WIDTH];
    begin(9);
    make_deeds(turns_fine); /* coarse ones first */
    memcpy(kept, rows, sizeof rows);
    size_t n_first = n_rows / 8, n = n_rows;
    make_deeds(!turns_fine);
    memcpy(rows, kept, n_first * WIDTH);
    n_rows = n < n_rows ? n : n_rows;
    write_rows("all.csv", 0, n_rows);
    write_rows("1.csv", 0, n_first);
    write_rows("2.csv", n_first, n_rows);
    const made all = run("all.h5", &at_once), before = run("h.h5", &first);
    const made parts = run("h.h5", &second);
    ck_assert_int_eq(before.gateway == 0, turns_fine);
    ck_assert_int_eq(all.gateway == 0, !turns_fine);
    assert_same(&all, &parts, turns_fine ? "a clock that turns fine" : "a clock that turns coarse");
}

START_TEST(the_verdict_on_the_clock_turns)
{
    check_clock(true);
    check_clock(false);
}
END_TEST

/* People of one firm click on one campaign, some before, some later: only together they are a sweep. */
START_TEST(a_sweep_comes_together)
{
    static const size_t ends[3][2] = {{0, 24}, {0, 16}, {16, 24}};
    static const char *const paths[3] = {"all.csv", "1.csv", "2.csv"};
    begin(15);
    for (int i = 0; i < 24; i++) /* at firm1.co.uk */
        if (i < 12)
            snprintf(rows[i], WIDTH, "c%d,,2024-05-05T10:%02d:17Z,email_sent,May", 1 + 40 * i, i);
        else
            snprintf(rows[i], WIDTH, "c%d,,2024-05-05T12:00:%02dZ,email_click,May", 1 + 40 * (i - 12), 2 * i);
    column = "campaign";
    for (int i = 0; i < 3; i++)
        write_rows(paths[i], ends[i][0], ends[i][1]);
    column = "asset";
    const made all = run("all.h5", &at_once), before = run("h.h5", &first), parts = run("h.h5", &second);
    ck_assert_uint_eq(before.gateway, 0);
    ck_assert_uint_eq(all.gateway, 12);
    assert_same(&all, &parts, "a sweep");
}
END_TEST

static void check_kept(bool before)
{
    way whole = at_once, part[2] = {first, second};
    begin(11);
    make_deeds(false);
    shuffle(0, n_rows);
    write_rows("all.csv", 0, n_rows);
    write_rows("1.csv", 0, n_rows - 500);
    write_rows("2.csv", n_rows - 500, n_rows);
    whole.keep_gateways = part[1].keep_gateways = !before;
    part[0].keep_gateways = before;
    const made all = run("all.h5", &whole);
    (void)run("h.h5", &part[0]);
    const made parts = run("h.h5", &part[1]);
    assert_same(&all, &parts, before ? "gateways kept before" : "gateways kept now");
    ck_assert_int_eq(all.gateway > 0, before);
}

/* Whoever asked for unmarked rows before, or asks for them now. */
START_TEST(gateways_kept_before_or_now)
{
    check_kept(true);
    check_kept(false);
}
END_TEST

/* An append of contacts alone: what is known of activities goes with them to their new places. */
START_TEST(no_new_activities)
{
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_import_report report = {0};
    ptb_history *history = NULL;
    char digest[65];
    begin(13);
    make_deeds(false);
    write_rows("all.csv", 0, n_rows);
    (void)run("h.h5", &at_once);
    write_people(true);
    const made all = run("all.h5", &at_once);
    ptb_import_settings_default(&settings);
    settings.contacts = test_path("c.csv");
    settings.output = "h.h5";
    settings.append = true;
    settings.command_line = "test";
    ASSERT_OK(ptb_import(&context, &settings, &report, &err));
    ptb_import_report_free(&report);
    ASSERT_OK(ptb_history_open(&context, "h.h5", &history, &err));
    ASSERT_OK(ptb_history_digest(history, digest, &err));
    ptb_history_close(history);
    ck_assert_str_eq(digest, all.digest);
    ptb_rng_free(rng);
    rng = NULL;
}
END_TEST

TEST_MAIN("append_marks", rows_go_between_and_gateways_are_found, codes_move, the_verdict_on_the_clock_turns,
          a_sweep_comes_together, gateways_kept_before_or_now, no_new_activities)
