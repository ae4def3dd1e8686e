/* tests/unit/datasets/test_activity_marks.c: gateways' rows in the buckets of a set, and in an imported CRM. */
#include "datasets/activity_marks.h"
#include "datasets/base/h5.h"
#include "datasets/base/rng.h"
#include "datasets/generate.h"
#include "datasets/history.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

enum {
    N_CONTACTS = 700,
    N_ACCOUNTS = 40,
    N_OWNERS = N_CONTACTS + N_ACCOUNTS,
    MOST_ROWS = 60000,
    DAY = 86400
};
enum { START = 1700000000 };
static const char *const type_names[] = {"email_open", "email_click", "email_sent", "page_view"};
enum { OPEN, CLICK, SENT, VIEW };

typedef struct {
    uint32_t owner, ts, message, campaign;
    int type;
} deed;

typedef struct {
    deed rows[MOST_ROWS];
    size_t n;
} deeds;

static void add(deeds *d, uint32_t owner, int type, uint32_t ts, uint32_t message)
{
    ck_assert_uint_lt(d->n, MOST_ROWS);
    d->rows[d->n++] = (deed){owner, START + ts, message, 0, type};
}

/* How a set is filled. */
typedef struct {
    int threads, n_lanes;
    uint64_t seed; /* of the order; 0: as they are */
    bool is_twice; /* all of it in a second file too */
} filling;

static void fill(ptb_activity_store *store, const deeds *d, const filling *how, const uint32_t *order,
                 uint32_t file)
{
    ptb_error err = {0};
    for (size_t i = 0; i < d->n; i++) {
        const deed *x = &d->rows[order[i]];
        const ptb_activity row = {.owner = x->owner, .ts = x->ts, .type = (uint16_t)(x->type + 1)};
        const ptb_activity_more more = {
            .message = x->message, .campaign = x->campaign, .value = NAN, .duration_s = NAN};
        ASSERT_OK(ptb_activity_store_add(store, (int)(i % (size_t)how->n_lanes), &row, &more, &err));
    }
    for (int lane = 0; lane < how->n_lanes; lane++)
        ASSERT_OK(ptb_activity_store_piece(store, lane, file, &err));
}

static void make_set(const deeds *d, const filling *how, const ptb_context *context, ptb_activity_set *out)
{
    ptb_error err = {0};
    const ptb_activity_shape shape = {N_OWNERS, how->n_lanes, true, PTB_ACTIVITIES_ALL};
    ptb_activity_store *store = NULL;
    ptb_activity_texts texts;
    ptb_rng *rng = NULL;
    uint32_t *order = NULL, code = 0;
    char name[16];
    ASSERT_OK(ptb_alloc(&order, d->n, sizeof *order, &err));
    ASSERT_OK(ptb_rng_new(how->seed, "order", d->n, &rng, &err));
    for (size_t i = 0; i < d->n; i++)
        order[i] = (uint32_t)i;
    if (how->seed) ptb_rng_shuffle(rng, order, d->n);
    ASSERT_OK(ptb_activity_store_new(&shape, &store, &err));
    fill(store, d, how, order, 0);
    if (how->is_twice) fill(store, d, how, order, 1);
    ASSERT_OK(ptb_activity_texts_init(&texts, &err));
    for (size_t i = 0; i < 4; i++)
        ASSERT_OK(ptb_dictionary_add(texts.types, ptb_str_of(type_names[i]), &code, &err));
    for (int i = 1; i < 10; i++) {
        snprintf(name, sizeof name, "campaign %d", i);
        ASSERT_OK(ptb_dictionary_add(texts.campaigns, ptb_str_of(name), &code, &err));
    }
    ASSERT_OK(ptb_activity_set_make(context, store, &texts, out, &err));
    ptb_activity_texts_free(&texts);
    ptb_rng_free(rng);
    free(order);
}

/* Contacts 0 .. 399 by tens at firm0.com, firm1.com, ...; 400 .. 599 at a free provider; the others without address but for
 * two, some of an account with a web address. */
static ptb_str email_at(const void *context, size_t i)
{
    static _Thread_local char text[40];
    (void)context;
    if (i == 610) return ptb_str_of("x@m\xC3\xBCller.de");
    if (i == 611) return ptb_str_of("y@xn--mller-kva.de");
    if (i >= 600) return (ptb_str){"", 0};
    if (i >= 400) return ptb_str_of(i % 2 ? "jo@gmail.com" : "a@GMAIL.com ");
    snprintf(text, sizeof text, "p%zu@mail.firm%zu.com", i, i / 10);
    return ptb_str_of(text);
}

static ptb_str web_at(const void *context, size_t i)
{
    (void)context;
    return i >= 650 ? ptb_str_of("https://www.late.co.uk/about") : (ptb_str){"", 0};
}

/* The marks of all rows, in the order of the history, as 'x' and '.'. */
typedef struct {
    char *rows;
    size_t n, n_marked;
    ptb_mark_summary sum;
    ptb_bot_domain top[4];
    char names[4][40];
    bool is_fine;
} marked;

static void read_marks(const ptb_activity_set *set, marked *out)
{
    ptb_error err = {0};
    ptb_activity_bucket bucket = {0};
    ptb_activity_near near = {0};
    out->n = out->n_marked = 0;
    for (size_t b = 0; b < set->stock.n_buckets; b++) {
        ASSERT_OK(ptb_activity_set_bucket(set, b, &near, &bucket, &err));
        for (size_t i = 0; i < bucket.n; i++) {
            bool is_marked = bucket.is_gateway && bucket.is_gateway[i];
            if (bucket.rows[i].owner >= N_CONTACTS) ck_assert(!is_marked);
            out->n_marked += is_marked;
            out->rows[out->n++] = is_marked ? 'x' : '.';
        }
    }
    ptb_activity_bucket_free(&bucket);
    ptb_activity_near_free(&near);
}

static marked judge(const deeds *d, const filling *how)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_activity_set set;
    ptb_activity_marks *marks = NULL;
    const ptb_mark_owners owners = {N_CONTACTS, {email_at, NULL}, {web_at, NULL}, NULL};
    marked out = {0};
    context.threads = how->threads;
    make_set(d, how, &context, &set);
    ASSERT_OK(ptb_alloc(&out.rows, set.n + 1, 1, &err));
    ASSERT_OK(ptb_activity_marks_new(&context, &set, &owners, &marks, &err));
    set.marks = marks;
    read_marks(&set, &out);
    ck_assert_uint_eq(out.n, set.n);
    size_t n_marked = out.n_marked;
    read_marks(&set, &out); /* again: the same, and nothing counted twice */
    ck_assert_uint_eq(out.n_marked, n_marked);
    ASSERT_OK(ptb_activity_marks_sum(marks, 3, out.top, 4, &out.sum, &err));
    ck_assert_uint_eq(out.sum.marked, n_marked);
    for (size_t i = 0; i < out.sum.n_top; i++) {
        snprintf(out.names[i], sizeof out.names[i], "%.*s", (int)out.top[i].domain.len,
                 out.top[i].domain.ptr);
        out.top[i].domain = ptb_str_of(out.names[i]);
    }
    out.is_fine = ptb_activity_marks_are_fine(marks);
    ptb_activity_marks_free(marks);
    set.marks = NULL;
    ptb_activity_set_free(&set);
    return out;
}

static const filling plain = {1, 1, 0, false};

static size_t count_marked(const deeds *d)
{
    marked m = judge(d, &plain);
    free(m.rows);
    return m.n_marked;
}

static void add_burst(deeds *d, uint32_t owner, uint32_t ts, uint32_t message)
{
    add(d, owner, OPEN, ts, message);
    for (uint32_t i = 1; i <= 4; i++)
        add(d, owner, CLICK, ts + i, message);
}

START_TEST(test_bursts_of_contacts)
{
    static deeds d;
    d.n = 0;
    add_burst(&d, 3, 1000, 0);
    add_burst(&d, 650, 5000, 7);
    add(&d, 3, OPEN, 5000, 0);
    add(&d, 3, CLICK, 9000, 0);
    add(&d, 3, CLICK, 9001, 0); /* a double click */
    add(&d, 3, VIEW, 1001, 0);
    add_burst(&d, N_CONTACTS + 3, 1000, 0); /* an account's */
    marked m = judge(&d, &plain);
    ck_assert(m.is_fine);
    ck_assert_uint_eq(m.n_marked, 10);
    ck_assert_uint_eq(m.sum.opens_and_clicks, 13); /* contacts' */
    ck_assert_uint_eq(m.sum.n_top, 2);
    ck_assert_str_eq(m.names[0], "late.co.uk");
    ck_assert_uint_eq(m.top[0].events, 5);
    ck_assert_uint_eq(m.top[0].marked, 5);
    ck_assert_str_eq(m.names[1], "firm0.com");
    ck_assert_uint_eq(m.top[1].events, 8);
    ck_assert_uint_eq(m.top[1].marked, 5);
    free(m.rows);
}
END_TEST

START_TEST(test_nothing_without_mails)
{
    static deeds d;
    d.n = 0;
    for (uint32_t i = 0; i < 50; i++)
        add(&d, i % 5, VIEW, i, 1), add(&d, i % 5, SENT, i, 1);
    marked m = judge(&d, &plain);
    ck_assert(m.is_fine);
    ck_assert_uint_eq(m.n_marked, 0);
    ck_assert_uint_eq(m.sum.opens_and_clicks, 0);
    free(m.rows);
    d.n = 0;
    m = judge(&d, &plain);
    ck_assert_uint_eq(m.n, 0);
    free(m.rows);
}
END_TEST

START_TEST(test_coarse_times_mark_nothing)
{
    static deeds d;
    d.n = 0;
    for (uint32_t i = 0; i < 120; i++)
        for (int k = 0; k < 3; k++)
            add(&d, i, CLICK, i * 60, 0);
    marked m = judge(&d, &plain);
    ck_assert(!m.is_fine);
    ck_assert_uint_eq(m.n_marked, 0);
    ck_assert_uint_eq(m.sum.opens_and_clicks, 360);
    free(m.rows);
    /* What accounts do is not asked. */
    for (size_t i = 0; i < d.n; i++)
        d.rows[i].owner += N_CONTACTS - 120;
    for (size_t i = 0; i < d.n; i++)
        d.rows[i].owner = N_CONTACTS + d.rows[i].owner % N_ACCOUNTS;
    add_burst(&d, 1, 77, 0);
    m = judge(&d, &plain);
    ck_assert(m.is_fine);
    ck_assert_uint_eq(m.n_marked, 5);
    free(m.rows);
}
END_TEST

START_TEST(test_reactions_at_once_need_the_mail)
{
    static deeds d;
    d.n = 0;
    for (uint32_t who = 0; who < 20; who++) {
        add(&d, who * 20, SENT, who * 1000, 5);
        add(&d, who * 20, OPEN, who * 1000 + 3, 5);
    }
    ck_assert_uint_eq(count_marked(&d), 20);
    for (size_t i = 0; i < d.n; i++)
        d.rows[i].message = 0;
    ck_assert_uint_eq(count_marked(&d), 0);
    for (size_t i = 0; i < d.n; i++)
        d.rows[i].campaign = 4; /* stands in for the message */
    ck_assert_uint_eq(count_marked(&d), 20);
    for (size_t i = 0; i < d.n; i++)
        d.rows[i].campaign = 1 + (uint32_t)i % 2; /* another one was sent */
    ck_assert_uint_eq(count_marked(&d), 0);
}
END_TEST

/* n contacts from `first` on, `step` apart, click the message 2 s after each other. */
static void add_sweep(deeds *d, uint32_t first, uint32_t step, uint32_t n, uint32_t message)
{
    for (uint32_t i = 0; i < n; i++)
        add(d, first + step * i, CLICK, 500 + 2 * i, message);
}

START_TEST(test_sweeps_of_a_domain)
{
    static deeds d;
    d.n = 0;
    add_sweep(&d, 20, 1, 5, 9);
    ck_assert_uint_eq(count_marked(&d), 5);
    d.n--; /* four are too few */
    ck_assert_uint_eq(count_marked(&d), 0);
    d.n = 0;
    add_sweep(&d, 20, 10, 5, 9); /* five domains */
    ck_assert_uint_eq(count_marked(&d), 0);
    d.n = 0;
    add_sweep(&d, 20, 1, 5, 0); /* an unknown message */
    ck_assert_uint_eq(count_marked(&d), 0);
    d.n = 0;
    add_sweep(&d, 420, 1, 9, 9); /* a free provider */
    ck_assert_uint_eq(count_marked(&d), 0);
    d.n = 0;
    add_sweep(&d, 660, 1, 9, 9); /* the account's web address is the domain */
    ck_assert_uint_eq(count_marked(&d), 9);
    /* Ten got it: five are half of them. At 660 .. 699 eleven are more. */
    d.n = 0;
    add_sweep(&d, 660, 1, 5, 9);
    for (uint32_t i = 0; i < 10; i++)
        add(&d, 660 + i, SENT, 100, 9);
    ck_assert_uint_eq(count_marked(&d), 5);
    add(&d, 680, SENT, 100, 9);
    ck_assert_uint_eq(count_marked(&d), 0);
    d.rows[d.n - 1].message = 8; /* it got another one */
    ck_assert_uint_eq(count_marked(&d), 5);
}
END_TEST

static void make_random(deeds *d, uint64_t seed)
{
    ptb_error err = {0};
    ptb_rng *rng = NULL;
    d->n = 0;
    ASSERT_OK(ptb_rng_new(seed, "deeds", 0, &rng, &err));
    for (size_t i = 0; i < 20000; i++)
        add(d, (uint32_t)ptb_rng_below(rng, N_OWNERS), (int)ptb_rng_below(rng, 4),
            (uint32_t)ptb_rng_below(rng, (uint64_t)300 * DAY), (uint32_t)ptb_rng_below(rng, 200));
    for (size_t i = 0; i < 300; i++)
        add_burst(d, (uint32_t)ptb_rng_below(rng, N_CONTACTS),
                  (uint32_t)ptb_rng_below(rng, (uint64_t)300 * DAY), (uint32_t)ptb_rng_below(rng, 200));
    for (uint32_t i = 0; i < 40; i++)
        for (uint32_t k = 0; k < 10; k++)
            add(d, i * 10 + k, CLICK, 1000 * i + (uint32_t)ptb_rng_below(rng, 120), 1000 + i);
    ptb_rng_free(rng);
}

/* Contacts without marked rows count for domains that have some, however their texts name them. */
START_TEST(test_the_summary_counts_unmarked_contacts)
{
    static deeds d;
    d.n = 0;
    add_burst(&d, 3, 1000, 0);
    add_burst(&d, 611, 2000, 0);
    add_burst(&d, 650, 3000, 0);
    add(&d, 5, OPEN, 7000, 0);   /* firm0.com */
    add(&d, 15, OPEN, 7000, 0);  /* firm1.com, where nothing is marked */
    add(&d, 610, OPEN, 7000, 0); /* written otherwise */
    add(&d, 660, OPEN, 7000, 0); /* by web address */
    add(&d, 660, CLICK, 8000, 0);
    marked m = judge(&d, &plain);
    ck_assert_uint_eq(m.n_marked, 15);
    ck_assert_uint_eq(m.sum.opens_and_clicks, 20);
    ck_assert_uint_eq(m.sum.n_top, 3);
    ck_assert_str_eq(m.names[0], "firm0.com");
    ck_assert_uint_eq(m.top[0].events, 6);
    ck_assert_str_eq(m.names[1], "xn--mller-kva.de");
    ck_assert_uint_eq(m.top[1].events, 6);
    ck_assert_str_eq(m.names[2], "late.co.uk");
    ck_assert_uint_eq(m.top[2].events, 7);
    free(m.rows);
}
END_TEST

START_TEST(test_neither_order_nor_threads_nor_files_matter)
{
    static deeds d;
    static const filling other[] = {
        {1, 1, 5, false}, {4, 1, 0, false}, {4, 3, 6, false}, {3, 2, 7, true}, {1, 4, 8, true}};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        make_random(&d, seed);
        marked want = judge(&d, &plain);
        ck_assert_uint_gt(want.n_marked, 1400);
        ck_assert_uint_lt(want.n_marked, 2200);
        for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
            marked got = judge(&d, &other[i]);
            ck_assert_uint_eq(got.n, want.n);
            ck_assert_mem_eq(got.rows, want.rows, want.n);
            ck_assert_uint_eq(got.sum.opens_and_clicks, want.sum.opens_and_clicks);
            ck_assert_uint_eq(got.sum.n_top, want.sum.n_top);
            for (size_t k = 0; k < want.sum.n_top; k++) {
                ck_assert_str_eq(got.names[k], want.names[k]);
                ck_assert_uint_eq(got.top[k].marked, want.top[k].marked);
            }
            free(got.rows);
        }
        free(want.rows);
    }
}
END_TEST

/* ---- the generated CRM ---- */

typedef struct {
    uint32_t contact, ts;
    bool is_click, is_by_gateway;
    char asset[24];
} mail_event;

static int by_contact_and_time(const void *left, const void *right)
{
    const mail_event *a = left, *b = right;
    if (a->contact != b->contact) return a->contact < b->contact ? -1 : 1;
    if (a->ts != b->ts) return a->ts < b->ts ? -1 : 1;
    int assets = strcmp(a->asset, b->asset);
    return assets ? assets : a->is_click - b->is_click;
}

/* Opens and clicks of crm/activities.csv, which has contact_id,ts,type,asset,channel without quotes in mails. */
static size_t read_mails(mail_event **out)
{
    ptb_error err = {0};
    char line[256], id[32], when[32], type[32], asset[64];
    size_t n = 0, capacity = 0;
    FILE *f = fopen("crm/activities.csv", "rb");
    ck_assert_ptr_nonnull(f);
    while (fgets(line, sizeof line, f)) {
        asset[0] = 0;
        if (sscanf(line, "C%31[0-9],%31[^,],%31[^,],%63[^,]", id, when, type, asset) < 3) continue;
        if (strcmp(type, "email_open") != 0 && strcmp(type, "email_click") != 0) continue;
        ptb_time ts = 0;
        ck_assert(ptb_parse_time(ptb_str_of(when), PTB_DATES_YMD, 0, &ts, NULL));
        ASSERT_OK(ptb_reserve(out, &capacity, n + 1, sizeof **out, &err));
        (*out)[n] = (mail_event){(uint32_t)strtoul(id, NULL, 10), (uint32_t)ts, type[6] == 'c', false, ""};
        snprintf((*out)[n++].asset, sizeof(*out)->asset, "%.23s", asset);
    }
    fclose(f);
    ck_assert_uint_gt(n, 0);
    if (*out) qsort(*out, n, sizeof **out, by_contact_and_time);
    return n;
}

/* An open, and a click of the same mail in each of the four seconds after it. */
static size_t find_bursts(mail_event *mails, size_t n)
{
    size_t n_by_gateways = 0;
    for (size_t i = 0; i < n; i++) {
        size_t part[5] = {i}, n_parts = 1;
        if (mails[i].is_click) continue;
        for (size_t k = i + 1; k < n && n_parts < 5 && mails[k].contact == mails[i].contact &&
                               mails[k].ts <= mails[i].ts + n_parts;
             k++)
            if (mails[k].is_click && mails[k].ts == mails[i].ts + n_parts &&
                strcmp(mails[k].asset, mails[i].asset) == 0)
                part[n_parts++] = k;
        for (size_t k = 0; k < n_parts && n_parts == 5; k++)
            mails[part[k]].is_by_gateway = true;
    }
    for (size_t i = 0; i < n; i++)
        n_by_gateways += mails[i].is_by_gateway;
    return n_by_gateways;
}

static ptb_history *import_crm(ptb_import_report *report)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    const ptb_generate_settings generate = {.contacts = 3000, .activities = 120000, .directory = "crm"};
    ptb_generate_report generated;
    ptb_import_settings import;
    ptb_history *history = NULL;
    context.threads = 2;
    ptb_h5_global_init();
    ASSERT_OK(ptb_generate(&context, &generate, &generated, &err));
    ptb_import_settings_default(&import);
    import.contacts = test_path("crm/contacts.csv");
    import.accounts = test_path("crm/accounts.csv");
    import.activities = test_path("crm/activities.csv");
    import.output = "crm.h5";
    import.command_line = "test";
    ASSERT_OK(ptb_import(&context, &import, report, &err));
    ASSERT_OK(ptb_history_open(&context, "crm.h5", &history, &err));
    return history;
}

START_TEST(test_the_generator_s_gateways_are_found)
{
    ptb_import_report report;
    mail_event *mails = NULL;
    size_t n = 0, n_true = 0, n_found = 0, n_false = 0;
    ptb_history *history = import_crm(&report);
    const ptb_activities *a = &history->activities;
    n = read_mails(&mails);
    n_true = find_bursts(mails, n);
    for (size_t c = 0; c < history->contacts.n; c++)
        for (uint64_t i = a->gateway_first[c]; i < a->gateway_first[c + 1]; i++) {
            ptb_str id = ptb_strings_at(&history->contacts.id, c);
            mail_event key = {.contact = (uint32_t)strtoul(id.ptr + 1, NULL, 10), .ts = a->ts[i]};
            ptb_str asset = ptb_strings_at(&a->assets, a->asset[i]),
                    type = ptb_strings_at(&a->types, a->type[i]);
            key.is_click = ptb_str_equal_text(type, "email_click");
            snprintf(key.asset, sizeof key.asset, "%.*s", (int)asset.len, asset.ptr);
            const mail_event *found = bsearch(&key, mails, n, sizeof *mails, by_contact_and_time);
            ck_assert_ptr_nonnull(found);
            n_found += found->is_by_gateway;
            n_false += !found->is_by_gateway;
        }
    ck_assert_uint_gt(n_true, 1000);
    ck_assert_msg((double)n_found > 0.95 * (double)n_true, "%zu of %zu are found", n_found, n_true);
    ck_assert_msg((double)n_false < 0.001 * (double)(n - n_true), "%zu are wrong", n_false);
    ck_assert_uint_eq(report.gateway, n_found + n_false);
    ck_assert_uint_eq(report.gateway, a->n_gateway);
    ck_assert_uint_eq(report.gateways.opens_and_clicks, n);
    ck_assert_uint_eq(report.activities + report.gateway, 120000);
    ck_assert_uint_eq(report.gateways.n_domains, PTB_GATEWAY_DOMAINS);
    ptb_history_close(history);
    ptb_import_report_free(&report);
    free(mails);
}
END_TEST

TEST_MAIN("activity_marks", test_bursts_of_contacts, test_the_summary_counts_unmarked_contacts,
          test_nothing_without_mails, test_coarse_times_mark_nothing, test_reactions_at_once_need_the_mail,
          test_sweeps_of_a_domain, test_neither_order_nor_threads_nor_files_matter,
          test_the_generator_s_gateways_are_found)
