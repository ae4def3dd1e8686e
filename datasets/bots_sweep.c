/* datasets/bots_sweep.c: one gateway that clicks a message for many recipients of its domain. */
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "datasets/bots.h"

/* Candidates by (domain, message, time), and for each the number of its contact among the distinct ones. */
typedef struct {
    const ptb_bot_settings *settings;
    const ptb_bot_candidate *candidates;
    const uint32_t *contact; /* parallel to candidates */
    uint32_t *count;         /* by contact; all 0 between two uses */
    uint8_t *marks;
    size_t n_marked;
} sweeping;

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_message_and_time(const void *left, const void *right)
{
    const ptb_bot_candidate *a = left, *b = right;
    if (a->domain != b->domain) return compare_numbers(a->domain, b->domain);
    if (a->message != b->message) return compare_numbers(a->message, b->message);
    if (a->ts != b->ts) return a->ts < b->ts ? -1 : 1;
    if (a->contact != b->contact) return compare_numbers(a->contact, b->contact);
    return compare_numbers(a->index, b->index);
}

static int by_number(const void *left, const void *right)
{
    return compare_numbers(*(const uint32_t *)left, *(const uint32_t *)right);
}

/* contact[i] becomes the rank of candidate i's contact among the distinct ones; sorted is a scratch. */
static void rank_contacts(const ptb_bot_candidate *candidates, size_t n, uint32_t *sorted, uint32_t *contact)
{
    size_t n_distinct = 0;
    for (size_t i = 0; i < n; i++)
        sorted[i] = candidates[i].contact;
    qsort(sorted, n, sizeof *sorted, by_number);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || sorted[i] != sorted[n_distinct - 1]) sorted[n_distinct++] = sorted[i];
    for (size_t i = 0; i < n; i++) {
        const uint32_t *found =
            bsearch(&candidates[i].contact, sorted, n_distinct, sizeof *sorted, by_number);
        contact[i] = (uint32_t)(found - sorted);
    }
}

/* Distinct contacts that got the message, as far as is known. */
static size_t count_recipients(sweeping *s, size_t first, size_t end)
{
    size_t n = 0;
    for (size_t i = first; i < end; i++)
        if (s->candidates[i].kind == PTB_BOT_SENT && s->count[s->contact[i]]++ == 0) n++;
    for (size_t i = first; i < end; i++)
        s->count[s->contact[i]] = 0;
    return n;
}

static bool is_enough(const ptb_bot_settings *settings, size_t n_clickers, size_t n_recipients)
{
    return n_clickers >= settings->sweep_recipients &&
           (double)n_clickers >= settings->sweep_share * (double)n_recipients;
}

static void mark_click(sweeping *s, size_t i)
{
    if (s->candidates[i].kind != PTB_BOT_CLICK) return;
    uint8_t *of = &s->marks[s->candidates[i].index];
    s->n_marked += *of == 0;
    *of |= PTB_BOT_SWEEP;
}

/* A window of sweep_s over the clicks of one domain on one message; count holds the clicks of each contact in it. */
static void mark_message(sweeping *s, size_t first, size_t end)
{
    const ptb_bot_candidate *c = s->candidates;
    size_t n_recipients = count_recipients(s, first, end), n_clickers = 0, upto = first, n_done = first;
    for (size_t from = first; from < end; from++) {
        if (c[from].kind != PTB_BOT_CLICK) continue;
        if (upto < from) upto = from; /* no clicks between */
        for (; upto < end && (uint64_t)c[upto].ts - (uint64_t)c[from].ts <= s->settings->sweep_s; upto++)
            if (c[upto].kind == PTB_BOT_CLICK && s->count[s->contact[upto]]++ == 0) n_clickers++;
        if (is_enough(s->settings, n_clickers, n_recipients))
            for (n_done = n_done < from ? from : n_done; n_done < upto; n_done++)
                mark_click(s, n_done);
        if (--s->count[s->contact[from]] == 0) n_clickers--;
    }
}

static void mark_all(sweeping *s, size_t n)
{
    const ptb_bot_candidate *c = s->candidates;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && c[end].domain == c[first].domain && c[end].message == c[first].message;)
            end++;
        if (end - first >= s->settings->sweep_recipients) mark_message(s, first, end);
    }
}

ptb_status ptb_bot_mark_sweeps(const ptb_bot_settings *settings, ptb_bot_candidate *candidates, size_t n,
                               uint8_t *marks, size_t *n_marked, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint32_t *sorted = NULL, *contact = NULL, *count = NULL;
    sweeping s = {.settings = settings, .candidates = candidates};
    s.marks = marks;
    *n_marked = 0;
    if (settings->sweep_recipients == 0 || n == 0) return PTB_OK;
    if (n > UINT32_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%zu clicks and deliveries; at most 2^32 - 1 can be judged", n);
    PTB_TRY_TO(ptb_alloc_raw(&sorted, n, sizeof *sorted, err));
    PTB_TRY_TO(ptb_alloc_raw(&contact, n, sizeof *contact, err));
    PTB_TRY_TO(ptb_alloc(&count, n, sizeof *count, err));
    qsort(candidates, n, sizeof *candidates, by_message_and_time);
    rank_contacts(candidates, n, sorted, contact);
    s.contact = contact;
    s.count = count;
    mark_all(&s, n);
    *n_marked = s.n_marked;
done:
    free(count);
    free(contact);
    free(sorted);
    return status;
}
