/* tests/property/test_no_leak.c: a row of features knows its own past and nothing else.
 *
 * Over random records: what happens after T, the order of the input's rows, and companies that have nothing to do
 * with the contact change no bit of its row. */
#include "datasets/base/rng.h"
#include "features/extract.h"
#include "tests/support/test_history.h"

enum {
    N_ACCOUNTS = 12,
    N_CONTACTS = 60,
    N_ACTIVITIES = 1500,
    N_DEALS = 40,
    N_LATER = 400,
    N_ROUNDS = 6,
    MAX_FEATURES = 64
};
static const char *const activity_types[] = {"view", "email", "demo", "call"};

/* Records as lines of CSV: they can be shuffled, left out, and added to. */
typedef struct {
    char **lines;
    bool *is_later; /* after T */
    int *account;   /* whose record it is; -1: nobody's */
    size_t n, capacity[3];
} table;

typedef struct {
    table accounts, contacts, activities, deals;
    ptb_time as_of;
} records;

static void add_line(table *t, bool is_later, int account, const char *line)
{
    ptb_error err = {0};
    ASSERT_OK(ptb_reserve(&t->lines, &t->capacity[0], t->n + 1, sizeof *t->lines, &err));
    ASSERT_OK(ptb_reserve(&t->is_later, &t->capacity[1], t->n + 1, sizeof *t->is_later, &err));
    ASSERT_OK(ptb_reserve(&t->account, &t->capacity[2], t->n + 1, sizeof *t->account, &err));
    t->lines[t->n] = strdup(line);
    ck_assert_ptr_nonnull(t->lines[t->n]);
    t->is_later[t->n] = is_later;
    t->account[t->n++] = account;
}

static void free_table(table *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->lines[i]);
    free(t->lines);
    free(t->is_later);
    free(t->account);
}

static void free_records(records *r)
{
    free_table(&r->accounts);
    free_table(&r->contacts);
    free_table(&r->activities);
    free_table(&r->deals);
}

static int account_of(int contact)
{
    return contact % 7 == 0 ? -1 : contact % N_ACCOUNTS;
}

static ptb_time days(ptb_time n)
{
    return n * PTB_DAY;
}

static ptb_time moment(ptb_rng *rng, ptb_time from, double n_days)
{
    /* Many on the hour, so that window edges and equal moments occur. */
    ptb_time s = (ptb_time)(ptb_rng_uniform(rng) * n_days * PTB_DAY);
    return from + (ptb_rng_uniform(rng) < 0.5 ? s : s / 3600 * 3600);
}

static void add_activity(records *r, ptb_rng *rng, ptb_time ts)
{
    char line[128], when[PTB_TIME_BYTES];
    int contact = (int)ptb_rng_below(rng, N_CONTACTS);
    snprintf(line, sizeof line, "c%02d,%s,%s,/%d,%s,", contact, ptb_print_time(when, ts),
             activity_types[ptb_rng_below(rng, 4)], (int)ptb_rng_below(rng, 5),
             ptb_rng_uniform(rng) < 0.5 ? "web" : "mail");
    add_line(&r->activities, ts > r->as_of, account_of(contact), line);
}

static void add_deal(records *r, ptb_rng *rng, int id, ptb_time created, ptb_time closed)
{
    char line[160], opened[PTB_TIME_BYTES], ended[PTB_TIME_BYTES];
    int contact = (int)ptb_rng_below(rng, N_CONTACTS), account = account_of(contact);
    const char *outcome = closed == PTB_NO_TIME ? "" : ptb_rng_uniform(rng) < 0.4 ? "won" : "lost";
    if (account < 0) return;
    snprintf(line, sizeof line, "o%03d,A%02d,c%02d,%s,%s,%s", id, account, contact,
             ptb_print_time(opened, created), ptb_print_time(ended, closed), outcome);
    add_line(&r->deals, created > r->as_of, account, line);
}

/* All that is known by T, the same for the same seed. */
static void make_past(records *r, uint64_t seed)
{
    ptb_error err = {0};
    ptb_rng *rng = NULL;
    char line[160], when[PTB_TIME_BYTES];
    r->as_of = test_time("2024-07-01T00:00:00Z");
    ASSERT_OK(ptb_rng_new(seed, "past", 0, &rng, &err));
    for (int i = 0; i < N_ACCOUNTS; i++) {
        snprintf(line, sizeof line, "A%02d,%d,%s", i, (int)ptb_rng_below(rng, 5000),
                 ptb_print_time(when, moment(rng, r->as_of - days(900), 800)));
        add_line(&r->accounts, false, i, line);
    }
    for (int i = 0; i < N_CONTACTS; i++) {
        char account[8] = "";
        if (account_of(i) >= 0) snprintf(account, sizeof account, "A%02d", account_of(i));
        snprintf(line, sizeof line, "c%02d,%s,%s,%.3f", i, account,
                 ptb_print_time(when, moment(rng, r->as_of - days(500), 499)), ptb_rng_normal(rng));
        add_line(&r->contacts, false, account_of(i), line);
    }
    for (int i = 0; i < N_ACTIVITIES; i++)
        add_activity(r, rng, moment(rng, r->as_of - days(200), 200));
    add_activity(r, rng, r->as_of);
    for (int i = 0; i < N_DEALS; i++) {
        ptb_time created = moment(rng, r->as_of - days(300), 200);
        add_deal(r, rng, i, created, ptb_rng_uniform(rng) < 0.3 ? PTB_NO_TIME : moment(rng, created, 100));
    }
    ptb_rng_free(rng);
}

/* Whatever `seed` says happens after T: activities, deals, new colleagues; and deals open at T end one way or
 * another. */
static void add_future(records *r, uint64_t seed)
{
    ptb_error err = {0};
    ptb_rng *rng = NULL;
    char line[200], when[PTB_TIME_BYTES];
    ASSERT_OK(ptb_rng_new(seed, "future", 0, &rng, &err));
    for (int i = 0; i < N_LATER; i++)
        add_activity(r, rng, moment(rng, r->as_of + 1, 100));
    for (int i = 0; i < 10; i++) {
        ptb_time created = moment(rng, r->as_of + 1, 50);
        add_deal(r, rng, 500 + i, created, moment(rng, created, 30));
    }
    for (int i = 0; i < 10; i++) {
        snprintf(line, sizeof line, "x%02d,A%02d,%s,9", i, i % N_ACCOUNTS,
                 ptb_print_time(when, moment(rng, r->as_of + 1, 50)));
        add_line(&r->contacts, true, i % N_ACCOUNTS, line);
        snprintf(line, sizeof line, "x%02d,%s,view,/1,web,", i,
                 ptb_print_time(when, moment(rng, r->as_of - days(1), 50)));
        add_line(&r->activities, true, i % N_ACCOUNTS, line); /* of somebody who is no contact yet */
    }
    for (size_t i = 0; i < r->deals.n; i++) {
        char *open = strstr(r->deals.lines[i], "Z,,");
        if (!open || ptb_rng_uniform(rng) < 0.3) continue;
        snprintf(line, sizeof line, "%.*s%s,%s", (int)(open + 2 - r->deals.lines[i]), r->deals.lines[i],
                 ptb_print_time(when, moment(rng, r->as_of + 1, 60)),
                 ptb_rng_uniform(rng) < 0.5 ? "won" : "lost");
        free(r->deals.lines[i]);
        r->deals.lines[i] = strdup(line);
    }
    ptb_rng_free(rng);
}

/* The table as CSV: rows shuffled by the seed (0: as they are), of one account alone (-2: of all). */
static char *print_table(const table *t, const char *header, uint64_t seed, int account)
{
    ptb_error err = {0};
    ptb_text text = {0};
    ptb_rng *rng = NULL;
    uint32_t *order = NULL;
    ASSERT_OK(ptb_alloc(&order, t->n, sizeof *order, &err));
    ASSERT_OK(ptb_rng_new(seed, "order", t->n, &rng, &err));
    for (size_t i = 0; i < t->n; i++)
        order[i] = (uint32_t)i;
    if (seed) ptb_rng_shuffle(rng, order, t->n);
    ptb_text_printf(&text, "%s\n", header);
    for (size_t i = 0; i < t->n; i++) {
        if (account == -2 || t->account[order[i]] == account)
            ptb_text_printf(&text, "%s\n", t->lines[order[i]]);
    }
    ptb_rng_free(rng);
    free(order);
    return text.bytes;
}

static ptb_history *open_records(const records *r, const char *name, uint64_t seed, int account)
{
    char *accounts = print_table(&r->accounts, "account_id,employees,created_at", seed, account);
    char *contacts = print_table(&r->contacts, "contact_id,account_id,created_at,points", seed, account);
    char *activities = print_table(&r->activities, "contact_id,ts,type,asset,channel,topic", seed, account);
    char *deals = print_table(&r->deals, "opportunity_id,account_id,contact_id,created_at,closed_at,outcome",
                              seed, account);
    test_records texts = {name, accounts, contacts, activities, deals};
    ptb_history *history = test_history(&texts);
    free(accounts);
    free(contacts);
    free(activities);
    free(deals);
    return history;
}

/* Every kind, at every level, with several windows. */
static size_t make_specs(ptb_feature_spec specs[MAX_FEATURES])
{
    size_t n = 0;
    static const double windows[] = {0, 1, 7, 30, 90};
    for (int of = PTB_OF_CONTACT; of <= PTB_OF_COLLEAGUES; of++) {
        for (size_t w = 0; w < 5; w++) {
            specs[n++] = (ptb_feature_spec){
                .kind = PTB_FEATURE_COUNT, .of = (ptb_feature_of)of, .window_days = windows[w]};
        }
        ptb_feature_spec base = {.of = (ptb_feature_of)of, .filter = PTB_FILTER_TYPE, .filter_value = "demo"};
        specs[n] = base;
        specs[n++].window_days = 30;
        specs[n] = base;
        specs[n].kind = PTB_FEATURE_DECAYED_COUNT;
        specs[n++].half_life_days = 30;
        specs[n] = base;
        specs[n++].kind = PTB_FEATURE_DAYS_SINCE_LAST;
        specs[n] = base;
        specs[n++].kind = PTB_FEATURE_DAYS_SINCE_FIRST;
        specs[n++] = (ptb_feature_spec){
            .kind = PTB_FEATURE_VELOCITY, .of = (ptb_feature_of)of, .window_days = 7, .long_window_days = 90};
        specs[n++] = (ptb_feature_spec){.kind = PTB_FEATURE_COUNT,
                                        .of = (ptb_feature_of)of,
                                        .filter = PTB_FILTER_ASSET,
                                        .filter_value = "/1"};
        if (of == PTB_OF_CONTACT) continue;
        specs[n++] = (ptb_feature_spec){
            .kind = PTB_FEATURE_ACTIVE_CONTACTS, .of = (ptb_feature_of)of, .window_days = 7};
    }
    specs[n++] = (ptb_feature_spec){.kind = PTB_FEATURE_ACTIVE_DAYS, .window_days = 30};
    specs[n++] = (ptb_feature_spec){.kind = PTB_FEATURE_CONTACTS, .of = PTB_OF_ACCOUNT};
    for (int of = PTB_OF_CONTACT; of <= PTB_OF_ACCOUNT; of++) {
        for (int outcome = PTB_OPEN; outcome <= PTB_LOST; outcome++) {
            specs[n++] = (ptb_feature_spec){
                .kind = PTB_FEATURE_DEALS, .of = (ptb_feature_of)of, .outcome = (ptb_outcome)outcome};
        }
        specs[n++] = (ptb_feature_spec){
            .kind = PTB_FEATURE_DAYS_SINCE_DEAL, .of = (ptb_feature_of)of, .outcome = PTB_LOST};
        specs[n++] = (ptb_feature_spec){.kind = PTB_FEATURE_AGE, .of = (ptb_feature_of)of};
    }
    specs[n++] = (ptb_feature_spec){.kind = PTB_FEATURE_ATTRIBUTE, .column = "points"};
    specs[n++] = (ptb_feature_spec){
        .kind = PTB_FEATURE_ATTRIBUTE, .of = PTB_OF_ACCOUNT, .column = "employees", .log1p = true};
    for (size_t i = 0; i < n; i++)
        specs[i].name = "f";
    return n;
}

typedef struct {
    size_t n;
    float row[N_CONTACTS][MAX_FEATURES];
    bool is_there[N_CONTACTS];
} rows;

static void extract(const ptb_history *h, ptb_time as_of, rows *out)
{
    ptb_error err = {0};
    ptb_feature_spec specs[MAX_FEATURES];
    ptb_plan plan = {.features = specs, .n = make_specs(specs)};
    ptb_extractor *extractor = NULL;
    ptb_extract_scratch *scratch = NULL;
    memset(out, 0, sizeof *out);
    out->n = plan.n;
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, h, &plan, &extractor, &err));
    ASSERT_OK(ptb_extract_scratch_new(extractor, &scratch, &err));
    for (int i = 0; i < N_CONTACTS; i++) {
        char id[8];
        snprintf(id, sizeof id, "c%02d", i);
        uint32_t contact = ptb_table_find_id(&h->contacts, id);
        if (contact == PTB_NONE) continue;
        ptb_case one = {.contact = contact,
                        .account = h->contact_account[contact],
                        .opportunity = PTB_NONE,
                        .as_of = as_of};
        out->is_there[i] = true;
        ptb_extract_row(extractor, scratch, &one, out->row[i]);
    }
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(extractor);
}

static uint32_t bits(float value)
{
    uint32_t out;
    memcpy(&out, &value, sizeof out);
    return out;
}

/* Bit by bit, for those that are in both. Returns how many. */
static int compare(const rows *a, const rows *b, const char *what)
{
    int n = 0;
    for (int i = 0; i < N_CONTACTS; i++) {
        if (!a->is_there[i] || !b->is_there[i]) continue;
        n++;
        for (size_t f = 0; f < a->n; f++) {
            ck_assert_msg(bits(a->row[i][f]) == bits(b->row[i][f]),
                          "%s: contact %d, feature %zu: %.9g and %.9g", what, i, f, (double)a->row[i][f],
                          (double)b->row[i][f]);
        }
    }
    return n;
}

static bool differ(const rows *a, const rows *b)
{
    for (int i = 0; i < N_CONTACTS; i++) {
        for (size_t f = 0; f < a->n; f++) {
            if (bits(a->row[i][f]) != bits(b->row[i][f])) return true;
        }
    }
    return false;
}

START_TEST(test_the_future_does_not_matter)
{
    static rows want, got;
    for (uint64_t seed = 1; seed <= N_ROUNDS; seed++) {
        records without = {0}, with = {0};
        make_past(&without, seed);
        make_past(&with, seed);
        add_future(&with, seed);
        ptb_history *a = open_records(&without, "without", 0, -2), *b = open_records(&with, "with", 0, -2);
        extract(a, without.as_of, &want);
        extract(b, with.as_of, &got);
        ck_assert_int_eq(compare(&want, &got, "future"), N_CONTACTS);
        /* The future did happen: a month later everything is different. */
        extract(b, with.as_of + days(30), &got);
        ck_assert(differ(&want, &got));
        ptb_history_close(a);
        ptb_history_close(b);
        free_records(&without);
        free_records(&with);
    }
}
END_TEST

START_TEST(test_the_order_of_input_does_not_matter)
{
    static rows want, got;
    for (uint64_t seed = 1; seed <= N_ROUNDS; seed++) {
        records r = {0};
        make_past(&r, seed);
        add_future(&r, seed);
        ptb_history *a = open_records(&r, "straight", 0, -2), *b = open_records(&r, "shuffled", seed, -2);
        extract(a, r.as_of, &want);
        extract(b, r.as_of, &got);
        ck_assert_int_eq(compare(&want, &got, "order"), N_CONTACTS);
        ptb_history_close(a);
        ptb_history_close(b);
        free_records(&r);
    }
}
END_TEST

START_TEST(test_other_companies_do_not_matter)
{
    static rows want, got;
    records r = {0};
    make_past(&r, 7);
    ptb_history *all = open_records(&r, "all", 0, -2);
    extract(all, r.as_of, &want);
    for (int account = 0; account < N_ACCOUNTS; account++) {
        ptb_history *one = open_records(&r, "one", 0, account);
        extract(one, r.as_of, &got);
        ck_assert_int_ge(compare(&want, &got, "alone"), 4);
        ptb_history_close(one);
    }
    ptb_history_close(all);
    free_records(&r);
}
END_TEST

TEST_MAIN("no_leak", test_the_future_does_not_matter, test_the_order_of_input_does_not_matter,
          test_other_companies_do_not_matter)
