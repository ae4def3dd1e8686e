/* tests/unit/datasets/test_bots.c: bursts, instant reactions and sweeps of mail gateways; what a person does stays. */
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "datasets/bots.h"
#include "tests/support/test_main.h"

enum { MOST = 256 };
#define N(array) (sizeof(array) / sizeof(array)[0])

typedef struct {
    ptb_time ts;
    char kind; /* s(ent), o(pen), c(lick), anything else */
    uint32_t message;
} event;

static ptb_bot_kind kind_of(char letter)
{
    return letter == 's'   ? PTB_BOT_SENT
           : letter == 'o' ? PTB_BOT_OPEN
           : letter == 'c' ? PTB_BOT_CLICK
                           : PTB_BOT_OTHER;
}

/* Marks as the function gives them; `shift` moves every time. */
static size_t mark_with(const ptb_bot_settings *settings, const event *e, size_t n, ptb_time shift,
                        uint8_t *marks)
{
    ptb_time ts[MOST];
    uint8_t kind[MOST];
    uint32_t message[MOST];
    size_t n_marked = 0, n_seen = 0;
    ptb_error err;
    ck_assert_uint_le(n, MOST);
    for (size_t i = 0; i < n; i++) {
        ts[i] = e[i].ts + shift;
        kind[i] = (uint8_t)kind_of(e[i].kind);
        message[i] = e[i].message;
        marks[i] = 0;
    }
    ptb_bot_events events = {ts, kind, message, n};
    ptb_bot_scratch scratch = {0};
    ASSERT_OK(ptb_bot_mark(settings, &events, &scratch, marks, &n_marked, &err));
    ptb_bot_scratch_free(&scratch);
    for (size_t i = 0; i < n; i++)
        n_seen += marks[i] != 0;
    ck_assert_uint_eq(n_marked, n_seen);
    return n_marked;
}

/* `want` has one letter an event: b(urst), i(nstant), 2 both, . none. */
static void assert_marks(const event *e, size_t n, const char *want)
{
    ptb_bot_settings settings = ptb_bot_settings_default();
    uint8_t marks[MOST];
    char got[MOST + 1] = {0};
    mark_with(&settings, e, n, 0, marks);
    for (size_t i = 0; i < n; i++)
        got[i] = ".bi2"[marks[i]];
    ck_assert_str_eq(got, want);
}

START_TEST(a_gateway_that_follows_all_links_is_marked)
{
    static const event burst[] = {{100, 'o', 7}, {101, 'c', 7}, {102, 'c', 7}, {103, 'c', 7}, {104, 'c', 7}};
    assert_marks(burst, N(burst), "bbbbb");
    static const event among_others[] = {{90, 'c', 7},  {100, 'o', 7}, {100, 'o', 8}, {101, 'c', 7},
                                         {101, 'x', 7}, {102, 'c', 8}, {103, 'c', 7}, {104, 'c', 7},
                                         {200, 'o', 7}, {300, 'c', 7}};
    assert_marks(among_others, N(among_others), ".b.b..bb..");
}
END_TEST

START_TEST(bursts_end_after_ten_seconds)
{
    static const event ten[] = {{0, 'c', 1}, {5, 'c', 1}, {10, 'c', 1}};
    static const event eleven[] = {{0, 'c', 1}, {5, 'c', 1}, {11, 'c', 1}};
    static const event chain[] = {{0, 'c', 1},  {5, 'c', 1},  {10, 'c', 1},
                                  {15, 'c', 1}, {20, 'c', 1}, {40, 'c', 1}};
    static const event opens[] = {{89, 'o', 1},  {90, 'o', 1},  {100, 'c', 1}, {104, 'c', 1},
                                  {108, 'c', 1}, {110, 'o', 1}, {111, 'o', 1}};
    assert_marks(ten, N(ten), "bbb");
    assert_marks(eleven, N(eleven), "...");
    assert_marks(chain, N(chain), "bbbbb.");
    assert_marks(opens, N(opens), ".bbbbb.");
}
END_TEST

START_TEST(persons_stay)
{
    static const event slow[] = {{0, 's', 1}, {3600, 'o', 1}, {3660, 'c', 1}, {3720, 'c', 1}, {3900, 'c', 1}};
    static const event twice[] = {{0, 'o', 1}, {10, 'c', 1}, {12, 'c', 1}};
    static const event at_once[] = {{0, 's', 1}, {30, 'o', 1}, {45, 'c', 1}};
    static const event three_mails[] = {{0, 'c', 1}, {3, 'c', 2}, {6, 'c', 3}};
    static const event many_opens[] = {{0, 'o', 1}, {1, 'o', 1}, {2, 'o', 1}, {3, 'o', 1}};
    assert_marks(slow, N(slow), ".....");
    assert_marks(twice, N(twice), "...");
    assert_marks(at_once, N(at_once), "...");
    assert_marks(three_mails, N(three_mails), "...");
    assert_marks(many_opens, N(many_opens), "....");
    assert_marks(NULL, 0, "");
}
END_TEST

START_TEST(unknown_messages_count_as_one)
{
    static const event burst[] = {{0, 'o', 0}, {1, 'c', 0}, {2, 'c', 0}, {3, 'c', 0}};
    static const event mixed[] = {{0, 'o', 5}, {1, 'c', 0}, {2, 'c', 0}, {3, 'c', 5}};
    static const event instant[] = {{0, 's', 0}, {1, 'o', 0}, {2, 'c', 0}};
    assert_marks(burst, N(burst), "bbbb");
    assert_marks(mixed, N(mixed), "....");
    assert_marks(instant, N(instant), "...");
    /* without the array all are unknown */
    static const ptb_time ts[] = {1, 2, 3};
    static const uint8_t kind[] = {PTB_BOT_CLICK, PTB_BOT_CLICK, PTB_BOT_CLICK};
    ptb_bot_settings settings = ptb_bot_settings_default();
    ptb_bot_events events = {ts, kind, NULL, 3};
    ptb_bot_scratch scratch = {0};
    uint8_t marks[3] = {0};
    size_t n_marked = 0;
    ptb_error err;
    ASSERT_OK(ptb_bot_mark(&settings, &events, &scratch, marks, &n_marked, &err));
    ck_assert_uint_eq(n_marked, 3);
    ptb_bot_scratch_free(&scratch);
}
END_TEST

START_TEST(instant_means_five_seconds_after_sending)
{
    static const event five[] = {{100, 's', 1}, {105, 'o', 1}, {105, 'c', 1}, {106, 'o', 1}};
    static const event before[] = {{99, 'o', 1}, {100, 's', 1}};
    static const event delivered_later[] = {{100, 's', 1}, {120, 's', 1}, {124, 'c', 1}};
    static const event other_mail[] = {{100, 's', 1}, {101, 'c', 2}, {102, 's', 2}, {103, 'c', 1}};
    static const event same_second[] = {{100, 'c', 1}, {100, 's', 1}};
    static const event both[] = {{100, 's', 1}, {101, 'o', 1}, {101, 'c', 1}, {102, 'c', 1}, {109, 'c', 1}};
    assert_marks(five, N(five), ".ii.");
    assert_marks(before, N(before), "..");
    assert_marks(delivered_later, N(delivered_later), "..i");
    assert_marks(other_mail, N(other_mail), "...i");
    assert_marks(same_second, N(same_second), "i.");
    assert_marks(both, N(both), ".222b");
}
END_TEST

START_TEST(rules_can_be_turned_off_and_marks_add_up)
{
    static const event both[] = {{100, 's', 1}, {101, 'c', 1}, {102, 'c', 1}, {103, 'c', 1}};
    ptb_bot_settings settings = ptb_bot_settings_default();
    uint8_t marks[MOST];
    settings.burst_clicks = 0;
    ck_assert_uint_eq(mark_with(&settings, both, N(both), 0, marks), 3);
    ck_assert_uint_eq(marks[1], PTB_BOT_INSTANT);
    settings = ptb_bot_settings_default();
    settings.instant_s = 0;
    ck_assert_uint_eq(mark_with(&settings, both, N(both), 0, marks), 3);
    ck_assert_uint_eq(marks[1], PTB_BOT_BURST);
    settings.burst_clicks = 4;
    ck_assert_uint_eq(mark_with(&settings, both, N(both), 0, marks), 0);
    settings.burst_clicks = 2;
    settings.burst_s = 0;
    ck_assert_uint_eq(mark_with(&settings, both, N(both), 0, marks), 0);
}
END_TEST

START_TEST(settings_are_checked)
{
    ptb_error err;
    ptb_bot_settings good = ptb_bot_settings_default(), bad = good;
    ASSERT_OK(ptb_bot_settings_check(&good, &err));
    bad.burst_clicks = 1;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "burst_clicks is 1");
    bad.burst_clicks = 17;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "burst_clicks is 17");
    bad = good;
    bad.sweep_recipients = 1;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "sweep_recipients is 1");
    bad = good;
    bad.burst_s = 3601;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "burst_s is 3601");
    bad = good;
    bad.instant_s = 3601;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "instant_s is 3601");
    bad = good;
    bad.sweep_s = 3601;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "sweep_s is 3601");
    bad = good;
    bad.sweep_share = 1.5;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "sweep_share is 1.5");
    bad.sweep_share = (double)NAN;
    ASSERT_FAILS(ptb_bot_settings_check(&bad, &err), PTB_E_ARG, "sweep_share is nan");
}
END_TEST

/* The rules as the header has them, pair by pair. */
static uint8_t by_definition(const ptb_bot_settings *s, const event *e, size_t n, size_t at)
{
    uint8_t why = 0;
    const event *x = &e[at];
    for (size_t i = 0; i < n; i++) {
        if (e[i].message != x->message) continue;
        ptb_time after = x->ts - e[i].ts;
        bool is_reaction = x->kind == 'o' || x->kind == 'c';
        if (e[i].kind == 's' && is_reaction && x->message != 0 && after >= 0 &&
            after <= (ptb_time)s->instant_s)
            why |= PTB_BOT_INSTANT;
        if (e[i].kind != 'c') continue;
        uint32_t n_clicks = 0;
        for (size_t j = 0; j < n; j++)
            n_clicks += e[j].kind == 'c' && e[j].message == x->message && e[j].ts >= e[i].ts &&
                        e[j].ts - e[i].ts <= (ptb_time)s->burst_s;
        if (n_clicks < s->burst_clicks) continue;
        bool is_near = after <= (ptb_time)s->burst_s && after >= (x->kind == 'o' ? -(ptb_time)s->burst_s : 0);
        if (is_reaction && is_near) why |= PTB_BOT_BURST;
    }
    return why;
}

static void shuffle_ties(ptb_rng *rng, event *e, size_t n)
{
    for (size_t round = 0; round < 3 * n; round++) {
        size_t i = ptb_rng_below(rng, n);
        if (i + 1 == n || e[i].ts != e[i + 1].ts) continue;
        event swapped = e[i];
        e[i] = e[i + 1];
        e[i + 1] = swapped;
    }
}

static void draw_events(ptb_rng *rng, event *e, size_t n)
{
    static const uint32_t message[] = {0, 1, 2, 0x01000000, 0x01000001};
    uint64_t pace = 1 + ptb_rng_below(rng, 8);
    ptb_time ts = -50;
    for (size_t i = 0; i < n; i++) {
        ts += (ptb_time)ptb_rng_below(rng, pace);
        e[i] = (event){ts, "scccoox"[ptb_rng_below(rng, 7)], message[ptb_rng_below(rng, N(message))]};
    }
}

START_TEST(random_events_agree_with_the_definition_in_any_order_at_any_time)
{
    ptb_error err;
    ptb_rng *rng = NULL;
    size_t n_marked = 0;
    ASSERT_OK(ptb_rng_new(1, "bots", 0, &rng, &err));
    for (int round = 0; round < 2000; round++) {
        event e[60];
        uint8_t marks[MOST], shifted[MOST];
        size_t n = 1 + ptb_rng_below(rng, N(e));
        ptb_bot_settings settings = ptb_bot_settings_default();
        settings.burst_clicks = 2 + (uint32_t)ptb_rng_below(rng, 4);
        draw_events(rng, e, n);
        n_marked += mark_with(&settings, e, n, 0, marks);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(marks[i], by_definition(&settings, e, n, i));
        mark_with(&settings, e, n, INT64_C(1700000000), shifted);
        ck_assert_mem_eq(marks, shifted, n);
        shuffle_ties(rng, e, n);
        mark_with(&settings, e, n, 0, marks);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(marks[i], by_definition(&settings, e, n, i));
    }
    ck_assert_uint_gt(n_marked, 1000);
    ptb_rng_free(rng);
}
END_TEST

/* An event beyond the reach of all others is as good as not there. */
START_TEST(what_is_out_of_reach_changes_nothing)
{
    ptb_error err;
    ptb_rng *rng = NULL;
    size_t n_marked = 0;
    ASSERT_OK(ptb_rng_new(2, "bots", 0, &rng, &err));
    for (int round = 0; round < 2000; round++) {
        event e[60] = {{0}};
        uint8_t marks[MOST], without[MOST];
        ptb_bot_settings settings = ptb_bot_settings_default();
        settings.burst_clicks = 2 + (uint32_t)ptb_rng_below(rng, 3);
        settings.burst_s = (uint32_t)ptb_rng_below(rng, 12);
        settings.instant_s = (uint32_t)ptb_rng_below(rng, 12);
        ptb_time reach = ptb_bot_reach_s(&settings);
        size_t n = 2 + ptb_rng_below(rng, N(e) - 2), at = ptb_rng_below(rng, n);
        draw_events(rng, e, n);
        ptb_time before = at > 0 ? e[at - 1].ts : e[at].ts;
        ptb_time ahead = at > 0 ? before + reach + 1 - e[at].ts : 0;
        for (size_t i = at; i < n; i++)
            e[i].ts += ahead > 0 ? ahead : 0;
        for (size_t i = at + 1; i < n; i++)
            e[i].ts += reach + 1;
        n_marked += mark_with(&settings, e, n, 0, marks);
        ck_assert_uint_eq(marks[at], 0);
        memmove(marks + at, marks + at + 1, n - at - 1);
        memmove(e + at, e + at + 1, (n - at - 1) * sizeof *e);
        mark_with(&settings, e, n - 1, 0, without);
        ck_assert_mem_eq(marks, without, n - 1);
    }
    ck_assert_uint_gt(n_marked, 1000);
    ptb_rng_free(rng);
}
END_TEST

START_TEST(moments_at_the_ends_of_time_do_no_harm)
{
    static const event ends[] = {
        {INT64_MIN + 1, 'c', 1}, {0, 's', 1}, {0, 'c', 1}, {INT64_MAX, 'c', 1}, {INT64_MAX, 'o', 1}};
    assert_marks(ends, N(ends), "..i..");
}
END_TEST

/* A sweep's click or, with 's', a delivery. */
static ptb_bot_candidate candidate(uint32_t contact, ptb_time ts, char kind, uint64_t index)
{
    return (ptb_bot_candidate){ts, index, 3, 9, contact, (uint8_t)kind_of(kind)};
}

static size_t sweep(ptb_bot_candidate *c, size_t n, uint8_t *marks)
{
    ptb_bot_settings settings = ptb_bot_settings_default();
    size_t n_marked = 0;
    ptb_error err;
    ASSERT_OK(ptb_bot_mark_sweeps(&settings, c, n, marks, &n_marked, &err));
    return n_marked;
}

/* `n_contacts` contacts click one after the other, `pace` seconds between; the message went to n_sent contacts. */
static size_t sweep_of(uint32_t n_contacts, ptb_time pace, uint32_t n_sent)
{
    ptb_bot_candidate c[MOST];
    uint8_t marks[MOST] = {0};
    size_t n = 0;
    for (uint32_t i = 0; i < n_contacts; i++, n++)
        c[n] = candidate(1000 - i, 500 + pace * i, 'c', n);
    for (uint32_t i = 0; i < n_sent; i++, n++)
        c[n] = candidate(1000 - i, 10, 's', n);
    size_t n_marked = sweep(c, n, marks);
    for (size_t i = n_contacts; i < n; i++)
        ck_assert_uint_eq(marks[i], 0);
    return n_marked;
}

START_TEST(a_domain_that_clicks_as_one_is_marked)
{
    ck_assert_uint_eq(sweep_of(5, 15, 0), 5); /* 60 seconds in all */
    ck_assert_uint_eq(sweep_of(5, 16, 0), 0); /* 64 */
    ck_assert_uint_eq(sweep_of(4, 0, 0), 0);
    ck_assert_uint_eq(sweep_of(40, 15, 0), 40);
    ck_assert_uint_eq(sweep_of(5, 1, 10), 5); /* half of the recipients */
    ck_assert_uint_eq(sweep_of(5, 1, 11), 0);
    ck_assert_uint_eq(sweep_of(5, 1, 3), 5);
    ck_assert_uint_eq(sweep_of(0, 1, 8), 0);
}
END_TEST

START_TEST(one_who_clicks_often_is_no_sweep)
{
    ptb_bot_candidate c[MOST];
    uint8_t marks[MOST] = {0};
    for (uint32_t i = 0; i < 20; i++)
        c[i] = candidate(i % 4, i, 'c', i);
    ck_assert_uint_eq(sweep(c, 20, marks), 0);
    for (uint32_t i = 0; i < 20; i++)
        c[i] = candidate(i, i, 'o', i); /* opens are no clicks */
    ck_assert_uint_eq(sweep(c, 20, marks), 0);
    for (uint32_t i = 0; i < 20; i++) {
        c[i] = candidate(i, i, 'c', i);
        c[i].domain = i % 5; /* of any domain or message four contacts */
        c[i].message = i;
    }
    ck_assert_uint_eq(sweep(c, 20, marks), 0);
    for (uint32_t i = 0; i < 20; i++)
        c[i].message = 1;
    ck_assert_uint_eq(sweep(c, 20, marks), 0);
    for (uint32_t i = 0; i < 20; i++)
        c[i].domain = 1;
    ck_assert_uint_eq(sweep(c, 20, marks), 20);
}
END_TEST

enum { CONTACTS = 12 };

/* Whether the header's conditions hold for the clicks from candidate `at` on. */
static bool begins_sweep(const ptb_bot_candidate *c, size_t n, size_t at)
{
    bool is_sent[CONTACTS] = {false}, has_clicked[CONTACTS] = {false};
    size_t n_sent = 0, n_clicked = 0;
    for (size_t j = 0; j < n; j++) {
        if (c[j].domain != c[at].domain) continue;
        ptb_time after = c[j].ts - c[at].ts;
        if (c[j].kind == PTB_BOT_SENT) is_sent[c[j].contact] = true;
        if (c[j].kind == PTB_BOT_CLICK && after >= 0 && after <= 60) has_clicked[c[j].contact] = true;
    }
    for (size_t k = 0; k < CONTACTS; k++) {
        n_sent += is_sent[k];
        n_clicked += has_clicked[k];
    }
    return c[at].kind == PTB_BOT_CLICK && n_clicked >= 5 && 2 * n_clicked >= n_sent;
}

static void sweeps_by_definition(const ptb_bot_candidate *c, size_t n, uint8_t *want)
{
    for (size_t i = 0; i < n; i++) {
        if (!begins_sweep(c, n, i)) continue;
        for (size_t j = 0; j < n; j++) {
            ptb_time after = c[j].ts - c[i].ts;
            if (c[j].kind == PTB_BOT_CLICK && c[j].domain == c[i].domain && after >= 0 && after <= 60)
                want[c[j].index] = PTB_BOT_SWEEP;
        }
    }
}

static void shuffle_candidates(ptb_rng *rng, ptb_bot_candidate *c, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = ptb_rng_below(rng, i);
        ptb_bot_candidate swapped = c[i - 1];
        c[i - 1] = c[j];
        c[j] = swapped;
    }
}

START_TEST(sweeps_agree_with_the_definition_in_any_order)
{
    ptb_error err;
    ptb_rng *rng = NULL;
    size_t n_sum = 0;
    ASSERT_OK(ptb_rng_new(3, "sweep", 0, &rng, &err));
    for (int round = 0; round < 500; round++) {
        ptb_bot_candidate c[80];
        uint8_t marks[MOST] = {0}, want[MOST] = {0};
        size_t n = 1 + ptb_rng_below(rng, N(c));
        for (uint32_t i = 0; i < n; i++) {
            c[i] = candidate((uint32_t)ptb_rng_below(rng, CONTACTS), (ptb_time)ptb_rng_below(rng, 400),
                             "ccccso"[ptb_rng_below(rng, 6)], i);
            c[i].domain = (uint32_t)ptb_rng_below(rng, 2);
        }
        sweeps_by_definition(c, n, want);
        shuffle_candidates(rng, c, n);
        n_sum += sweep(c, n, marks);
        ck_assert_mem_eq(marks, want, n);
    }
    ck_assert_uint_gt(n_sum, 500);
    ptb_rng_free(rng);
}
END_TEST

START_TEST(sweeps_add_to_marks_and_can_be_turned_off)
{
    ptb_bot_candidate c[5];
    uint8_t marks[5] = {PTB_BOT_BURST};
    for (uint32_t i = 0; i < 5; i++)
        c[i] = candidate(i, i, 'c', i);
    ptb_bot_settings settings = ptb_bot_settings_default();
    settings.sweep_recipients = 0;
    size_t n_marked = 9;
    ptb_error err;
    ASSERT_OK(ptb_bot_mark_sweeps(&settings, c, 5, marks, &n_marked, &err));
    ck_assert_uint_eq(n_marked, 0);
    ck_assert_uint_eq(sweep(c, 5, marks), 4);
    ck_assert_uint_eq(marks[0], PTB_BOT_BURST | PTB_BOT_SWEEP);
    ck_assert_uint_eq(sweep(c, 0, marks), 0);
}
END_TEST

START_TEST(types_are_known_in_any_spelling)
{
    static const struct {
        const char *name;
        ptb_bot_kind want;
    } table[] = {
        {"email_sent", PTB_BOT_SENT},
        {"Email Delivered", PTB_BOT_SENT},
        {"sent", PTB_BOT_SENT},
        {"DELIVERED", PTB_BOT_SENT},
        {"Send Email", PTB_BOT_SENT},
        {"emailSend", PTB_BOT_SENT},
        {"Received Email", PTB_BOT_SENT},
        {"Marketing Email - Delivered", PTB_BOT_SENT},
        {"email_open", PTB_BOT_OPEN},
        {"open", PTB_BOT_OPEN},
        {"Opened", PTB_BOT_OPEN},
        {"E-Mail Opened", PTB_BOT_OPEN},
        {"mail-open", PTB_BOT_OPEN},
        {" Opened Email ", PTB_BOT_OPEN},
        {"email.read", PTB_BOT_OPEN},
        {"emailOpen", PTB_BOT_OPEN},
        {"email_click", PTB_BOT_CLICK},
        {"click", PTB_BOT_CLICK},
        {"Clicked", PTB_BOT_CLICK},
        {"email_link_click", PTB_BOT_CLICK},
        {"Email Link Clicked", PTB_BOT_CLICK},
        {"Click Email", PTB_BOT_CLICK},
        {"Clicked link in email", PTB_BOT_CLICK},
        {"e-mail: click-through", PTB_BOT_CLICK},
        {"", PTB_BOT_OTHER},
        {"email", PTB_BOT_OTHER},
        {"page_view", PTB_BOT_OTHER},
        {"view", PTB_BOT_OTHER},
        {"viewed", PTB_BOT_OTHER},
        {"read", PTB_BOT_OTHER},
        {"Click Link", PTB_BOT_OTHER},
        {"received", PTB_BOT_OTHER},
        {"email_bounced", PTB_BOT_OTHER},
        {"email_reply", PTB_BOT_OTHER},
        {"sms_click", PTB_BOT_OTHER},
        {"ad click", PTB_BOT_OTHER},
        {"open house", PTB_BOT_OTHER},
        {"reopened", PTB_BOT_OTHER},
        {"unsubscribe", PTB_BOT_OTHER},
        {"marketing", PTB_BOT_OTHER},
        {"\xc3\xb6pen", PTB_BOT_OTHER},
        {"c", PTB_BOT_OTHER},
        {"email_click_email_click_email_click_email_click", PTB_BOT_OTHER},
    };
    for (size_t i = 0; i < N(table); i++)
        ck_assert_msg(ptb_bot_kind_of(ptb_str_of(table[i].name)) == table[i].want, "'%s'", table[i].name);
    ck_assert_int_eq(ptb_bot_kind_of((ptb_str){NULL, 0}), PTB_BOT_OTHER);
}
END_TEST

START_TEST(coarse_times_are_told)
{
    enum { EVENTS = 200 };
    ptb_time ts[EVENTS];
    uint8_t kind[EVENTS];
    ptb_bot_events events = {ts, kind, NULL, EVENTS};
    ptb_bot_clock fine = {{0}}, minutes = {{0}}, days = {{0}}, none = {{0}};
    for (size_t i = 0; i < EVENTS; i++) {
        ts[i] = (ptb_time)i * 7919 - 500000;
        kind[i] = i % 2 ? PTB_BOT_OPEN : PTB_BOT_CLICK;
    }
    ptb_bot_clock_add(&fine, &events);
    ck_assert(ptb_bot_clock_is_fine(&fine));
    for (size_t i = 0; i < EVENTS; i++)
        ts[i] = ts[i] / 60 * 60;
    ptb_bot_clock_add(&minutes, &events);
    ck_assert(!ptb_bot_clock_is_fine(&minutes));
    for (size_t i = 0; i < EVENTS; i++)
        ts[i] = (ptb_time)i * 86400 - 1;
    ptb_bot_clock_add(&days, &events);
    ck_assert(!ptb_bot_clock_is_fine(&days));
    ptb_bot_clock half = {.by_second = {[0] = 50, [1] = 49, [59] = 1}};
    ck_assert(!ptb_bot_clock_is_fine(&half));
    half.by_second[59] = 2;
    ck_assert(ptb_bot_clock_is_fine(&half));
    ck_assert(ptb_bot_clock_is_fine(&none));
    memset(kind, PTB_BOT_SENT, sizeof kind);
    ptb_bot_clock_add(&none, &events);
    ck_assert(ptb_bot_clock_is_fine(&none));
    events.n = 99;
    memset(kind, PTB_BOT_OPEN, sizeof kind);
    ptb_bot_clock_add(&none, &events);
    ck_assert(ptb_bot_clock_is_fine(&none));
}
END_TEST

START_TEST(the_summary_lists_the_largest_shares)
{
    const ptb_bot_domain domains[] = {{{"a.com", 5}, 100, 50}, {{"b.com", 5}, 10, 9}, {{"c.com", 5}, 10, 0},
                                      {{"e.com", 5}, 30, 15},  {{"d.com", 5}, 4, 2},  {{"f.com", 5}, 2, 2}};
    ptb_bot_domain top[6];
    static const char *const want[] = {"f.com", "b.com", "a.com", "d.com", "e.com"};
    ck_assert_uint_eq(ptb_bot_summary(domains, 6, 0, top, 6), 5);
    for (size_t i = 0; i < 5; i++)
        ck_assert(ptb_str_equal_text(top[i].domain, want[i]));
    for (size_t n_top = 0; n_top < 5; n_top++) {
        ck_assert_uint_eq(ptb_bot_summary(domains, 6, 0, top, n_top), n_top);
        for (size_t i = 0; i < n_top; i++)
            ck_assert(ptb_str_equal_text(top[i].domain, want[i]));
    }
    ck_assert_uint_eq(ptb_bot_summary(domains, 6, 10, top, 6), 3);
    ck_assert(ptb_str_equal_text(top[0].domain, "b.com"));
    ck_assert_uint_eq(ptb_bot_summary(NULL, 0, 0, top, 6), 0);
}
END_TEST

TEST_MAIN("bots", a_gateway_that_follows_all_links_is_marked, bursts_end_after_ten_seconds, persons_stay,
          unknown_messages_count_as_one, instant_means_five_seconds_after_sending,
          rules_can_be_turned_off_and_marks_add_up, settings_are_checked,
          random_events_agree_with_the_definition_in_any_order_at_any_time,
          what_is_out_of_reach_changes_nothing, moments_at_the_ends_of_time_do_no_harm,
          a_domain_that_clicks_as_one_is_marked, one_who_clicks_often_is_no_sweep,
          sweeps_agree_with_the_definition_in_any_order, sweeps_add_to_marks_and_can_be_turned_off,
          types_are_known_in_any_spelling, coarse_times_are_told, the_summary_lists_the_largest_shares)
