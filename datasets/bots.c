/* datasets/bots.c: bursts and instant reactions of one contact; settings, clock and summary. */
#include "datasets/bots.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

enum { MOST_BURST_CLICKS = 16, MOST_SECONDS = 3600, DIGITS = 256, DIGIT_BITS = 8, LEAST_FOR_CLOCK = 100 };

/* A mail event of the contact. */
typedef struct ptb_bot_item {
    uint32_t message, event;
} item;

/* What the marking of one contact works on. */
typedef struct {
    const ptb_bot_settings *settings;
    const ptb_bot_events *events;
    uint8_t *marks;
    size_t n_marked;
} marking;

ptb_bot_settings ptb_bot_settings_default(void)
{
    return (ptb_bot_settings){3, 10, 5, 5, 60, 0.5};
}

ptb_status ptb_bot_settings_check(const ptb_bot_settings *settings, ptb_error *err)
{
    if (settings->burst_clicks == 1 || settings->burst_clicks > MOST_BURST_CLICKS)
        return ptb_fail(err, PTB_E_ARG, "burst_clicks is %u; expected 2 to %d, or 0 for no such rule",
                        settings->burst_clicks, MOST_BURST_CLICKS);
    if (settings->sweep_recipients == 1)
        return ptb_fail(err, PTB_E_ARG, "sweep_recipients is 1; expected 2 or more, or 0 for no such rule");
    const uint32_t seconds[] = {settings->burst_s, settings->instant_s, settings->sweep_s};
    static const char *const names[] = {"burst_s", "instant_s", "sweep_s"};
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
        if (seconds[i] > MOST_SECONDS)
            return ptb_fail(err, PTB_E_ARG, "%s is %u; expected at most %d seconds", names[i], seconds[i],
                            MOST_SECONDS);
    if (!(settings->sweep_share >= 0 && settings->sweep_share <= 1))
        return ptb_fail(err, PTB_E_ARG, "sweep_share is %g; expected 0 to 1", settings->sweep_share);
    return PTB_OK;
}

/* A burst has two clicks or more, all of them and the opens around within burst_s of its first one; an instant reaction is
 * within instant_s of a sending, and a nearer one is nearer still. */
uint32_t ptb_bot_reach_s(const ptb_bot_settings *settings)
{
    return settings->burst_s > settings->instant_s ? settings->burst_s : settings->instant_s;
}

void ptb_bot_scratch_free(ptb_bot_scratch *scratch)
{
    free(scratch->items);
    free(scratch->spare);
    *scratch = (ptb_bot_scratch){0};
}

/* Seconds from a to b, a <= b; without overflow for any two moments. */
static uint64_t seconds_between(ptb_time a, ptb_time b)
{
    return (uint64_t)b - (uint64_t)a;
}

/* Whether a click is within burst_s of the one `burst_clicks` - 1 before it, of any message. Without branches, which
 * nothing could predict: the last clicks are in a ring, and what is no click is written over. */
static bool has_close_clicks(const ptb_bot_settings *s, const ptb_bot_events *e)
{
    ptb_time last[MOST_BURST_CLICKS] = {0};
    size_t n_clicks = 0, n_before = s->burst_clicks - 1;
    bool is_found = false;
    for (size_t i = 0; i < e->n; i++) {
        bool is_click = e->kind[i] == PTB_BOT_CLICK;
        ptb_time before = last[(n_clicks - n_before) % MOST_BURST_CLICKS];
        is_found |= is_click & (n_clicks >= n_before) & (seconds_between(before, e->ts[i]) <= s->burst_s);
        last[n_clicks % MOST_BURST_CLICKS] = e->ts[i];
        n_clicks += is_click;
    }
    return is_found;
}

/* Whether an open or click is within instant_s after a sending, of any message; at the same time either may come first. */
static bool has_instant(const ptb_bot_settings *s, const ptb_bot_events *e)
{
    ptb_time sent = 0, reaction = 0;
    bool has_sent = false, has_reaction = false;
    for (size_t i = 0; i < e->n; i++) {
        if (e->kind[i] == PTB_BOT_OTHER) continue;
        if (e->kind[i] == PTB_BOT_SENT) {
            sent = e->ts[i];
            has_sent = true;
        } else {
            reaction = e->ts[i];
            has_reaction = true;
        }
        if (has_sent && has_reaction && reaction >= sent && seconds_between(sent, reaction) <= s->instant_s)
            return true;
    }
    return false;
}

/* Whether any rule could mark anything if all messages were one: never false where one does. */
static bool looks_suspicious(const ptb_bot_settings *s, const ptb_bot_events *e)
{
    size_t n_sent = 0, n_clicks = 0;
    for (size_t i = 0; i < e->n; i++) {
        n_sent += e->kind[i] == PTB_BOT_SENT;
        n_clicks += e->kind[i] == PTB_BOT_CLICK;
    }
    if (s->burst_clicks > 0 && n_clicks >= s->burst_clicks && has_close_clicks(s, e)) return true;
    return s->instant_s > 0 && n_sent > 0 && has_instant(s, e);
}

/* Stable, by the digits of the message from the lowest: items of one message come together, in order of time. */
static item *sort_by_message(item *items, item *spare, size_t n)
{
    for (unsigned shift = 0; shift < 32; shift += DIGIT_BITS) {
        size_t start[DIGITS + 1] = {0};
        for (size_t i = 0; i < n; i++)
            start[(items[i].message >> shift) % DIGITS + 1]++;
        if (start[(items[0].message >> shift) % DIGITS + 1] == n) continue;
        for (size_t digit = 0; digit < DIGITS; digit++)
            start[digit + 1] += start[digit];
        for (size_t i = 0; i < n; i++)
            spare[start[(items[i].message >> shift) % DIGITS]++] = items[i];
        item *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

static void mark(marking *m, const item *x, uint8_t why)
{
    uint8_t *of = &m->marks[x->event];
    m->n_marked += *of == 0;
    *of |= why;
}

static ptb_time time_of(const marking *m, const item *x)
{
    return m->events->ts[x->event];
}

static bool is_kind(const marking *m, const item *x, ptb_bot_kind kind)
{
    return m->events->kind[x->event] == kind;
}

/* The latest sending at or before a reaction is the nearest. */
static void mark_instant(marking *m, const item *items, size_t n)
{
    const item *sent = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        ptb_time ts = time_of(m, &items[i]);
        for (; seen < n && time_of(m, &items[seen]) <= ts; seen++)
            if (is_kind(m, &items[seen], PTB_BOT_SENT)) sent = &items[seen];
        bool is_reaction = is_kind(m, &items[i], PTB_BOT_OPEN) || is_kind(m, &items[i], PTB_BOT_CLICK);
        if (is_reaction && sent && seconds_between(time_of(m, sent), ts) <= m->settings->instant_s)
            mark(m, &items[i], PTB_BOT_INSTANT);
    }
}

/* Opens within burst_s of the first click of a burst, on both sides; *from is where the last call ended. */
static void mark_opens_around(marking *m, const item *items, size_t n, ptb_time click, size_t *from)
{
    for (; *from < n; (*from)++) {
        const item *x = &items[*from];
        ptb_time ts = time_of(m, x);
        bool is_before = ts < click;
        bool is_near =
            (is_before ? seconds_between(ts, click) : seconds_between(click, ts)) <= m->settings->burst_s;
        if (!is_before && !is_near) return;
        if (is_near && is_kind(m, x, PTB_BOT_OPEN)) mark(m, x, PTB_BOT_BURST);
    }
}

/* Every click may begin a burst; whatever is in one is marked once. `clicks` has room for n items. */
static void mark_bursts(marking *m, const item *items, size_t n, item *clicks)
{
    size_t n_clicks = 0, end = 0, n_done = 0, opens_done = 0;
    for (size_t i = 0; i < n; i++)
        if (is_kind(m, &items[i], PTB_BOT_CLICK)) clicks[n_clicks++] = items[i];
    for (size_t first = 0; first < n_clicks; first++) {
        ptb_time ts = time_of(m, &clicks[first]);
        while (end < n_clicks && seconds_between(ts, time_of(m, &clicks[end])) <= m->settings->burst_s)
            end++;
        if (end - first < m->settings->burst_clicks) continue;
        for (n_done = n_done < first ? first : n_done; n_done < end; n_done++)
            mark(m, &clicks[n_done], PTB_BOT_BURST);
        mark_opens_around(m, items, n, ts, &opens_done);
    }
}

static void mark_messages(marking *m, item *items, item *spare, size_t n)
{
    item *sorted = sort_by_message(items, spare, n);
    item *unused = sorted == items ? spare : items;
    for (size_t first = 0, end; first < n; first = end) {
        uint32_t message = sorted[first].message;
        for (end = first; end < n && sorted[end].message == message;)
            end++;
        if (m->settings->instant_s > 0 && message != 0) mark_instant(m, sorted + first, end - first);
        if (m->settings->burst_clicks > 0) mark_bursts(m, sorted + first, end - first, unused);
    }
}

ptb_status ptb_bot_mark(const ptb_bot_settings *settings, const ptb_bot_events *events,
                        ptb_bot_scratch *scratch, uint8_t *marks, size_t *n_marked, ptb_error *err)
{
    size_t n = 0;
    *n_marked = 0;
    if (!looks_suspicious(settings, events)) return PTB_OK;
    if (events->n > UINT32_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%zu events of one contact; at most 2^32 - 1 can be judged",
                        events->n);
    for (size_t i = 0; i < events->n; i++)
        n += events->kind[i] != PTB_BOT_OTHER;
    PTB_TRY(ptb_reserve(&scratch->items, &scratch->items_capacity, n, sizeof *scratch->items, err));
    PTB_TRY(ptb_reserve(&scratch->spare, &scratch->spare_capacity, n, sizeof *scratch->spare, err));
    n = 0;
    for (size_t i = 0; i < events->n; i++) {
        if (events->kind[i] == PTB_BOT_OTHER) continue;
        scratch->items[n++] = (item){events->message ? events->message[i] : 0, (uint32_t)i};
    }
    marking m = {.settings = settings, .events = events};
    m.marks = marks;
    mark_messages(&m, scratch->items, scratch->spare, n);
    *n_marked = m.n_marked;
    return PTB_OK;
}

void ptb_bot_clock_add(ptb_bot_clock *clock, const ptb_bot_events *events)
{
    for (size_t i = 0; i < events->n; i++) {
        ptb_time second = events->ts[i] % 60;
        bool is_reaction = events->kind[i] == PTB_BOT_OPEN || events->kind[i] == PTB_BOT_CLICK;
        clock->by_second[second < 0 ? second + 60 : second] += is_reaction;
    }
}

bool ptb_bot_clock_is_fine(const ptb_bot_clock *clock)
{
    uint64_t sum = 0, most = 0;
    for (size_t i = 0; i < 60; i++) {
        sum += clock->by_second[i];
        if (clock->by_second[i] > most) most = clock->by_second[i];
    }
    return sum < LEAST_FOR_CLOCK || most < sum - most;
}

/* Equal shares are equal doubles: the division of both is rounded from the same fraction. */
static bool goes_before(const ptb_bot_domain *a, const ptb_bot_domain *b)
{
    double share_a = (double)a->marked / (double)a->events, share_b = (double)b->marked / (double)b->events;
    if (share_a > share_b) return true;
    if (share_a < share_b) return false;
    return ptb_str_compare(a->domain, b->domain) < 0;
}

size_t ptb_bot_summary(const ptb_bot_domain *domains, size_t n, uint64_t least_events, ptb_bot_domain *top,
                       size_t n_top)
{
    size_t n_found = 0;
    for (size_t i = 0; i < n; i++) {
        const ptb_bot_domain *d = &domains[i];
        if (d->marked == 0 || d->events < least_events) continue;
        size_t at = n_found;
        while (at > 0 && goes_before(d, &top[at - 1]))
            at--;
        if (at == n_top) continue;
        if (n_found < n_top) n_found++;
        memmove(&top[at + 1], &top[at], (n_found - at - 1) * sizeof *top);
        top[at] = *d;
    }
    return n_found;
}
