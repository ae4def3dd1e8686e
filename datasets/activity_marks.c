/* datasets/activity_marks.c: prepares the marking, marks bucket by bucket, and sums up by domain. */
#include "datasets/activity_marks.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/activity_marks_parts.h"

enum { DOMAIN_SEED = 7 };

/* ---- types and times ---- */

static ptb_status find_kinds(ptb_activity_marks *marks, ptb_error *err)
{
    const ptb_strings *types = &marks->set->types;
    PTB_TRY(ptb_alloc(&marks->kind, types->n, sizeof *marks->kind, err));
    for (size_t i = 0; i < types->n; i++) {
        marks->kind[i] = (uint8_t)ptb_bot_kind_of(ptb_strings_at(types, i));
        marks->has_mail = marks->has_mail || ptb_marks_is_reaction(marks->kind[i]);
    }
    return PTB_OK;
}

static void add_to_clock(const ptb_activity_marks *marks, const ptb_activity_bucket *bucket,
                         ptb_bot_clock *clock, uint64_t *n)
{
    for (size_t i = 0; i < bucket->n && bucket->rows[i].owner < marks->n_contacts; i++) {
        uint8_t kind = marks->kind[bucket->rows[i].type];
        ptb_time ts = bucket->rows[i].ts;
        if (!ptb_marks_is_reaction(kind)) continue;
        const ptb_bot_events one = {&ts, &kind, NULL, 1};
        ptb_bot_clock_add(clock, &one);
        ++*n;
    }
}

/* The eight bits from back to front: 0, 128, 64, 192, 32, ...: contacts with and without account early on. */
static size_t spread(size_t i)
{
    size_t reversed = 0;
    for (size_t bit = 1; bit < PTB_ACTIVITY_BUCKETS; bit *= 2)
        if (i & bit) reversed |= PTB_ACTIVITY_BUCKETS / 2 / bit;
    return reversed;
}

/* The first buckets of a fixed order have what is needed, nearly always: sorting these few is cheaper than a counter for
 * every row. */
static ptb_status judge_clock(const ptb_context *context, ptb_activity_marks *marks, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_bot_clock clock = {{0}};
    ptb_activity_bucket bucket = {0};
    uint64_t n = 0;
    for (size_t i = 0; i < PTB_ACTIVITY_BUCKETS && n < PTB_CLOCK_EVENTS; i++) {
        if (spread(i) >= marks->set->stock.n_buckets) continue;
        PTB_TRY_TO(ptb_check_cancel(context, err));
        PTB_TRY_TO(ptb_activity_set_bucket(marks->set, spread(i), &bucket, err));
        add_to_clock(marks, &bucket, &clock, &n);
    }
    marks->is_fine = ptb_bot_clock_is_fine(&clock);
done:
    ptb_activity_bucket_free(&bucket);
    return status;
}

/* ---- domains ---- */

/* The answers to what was asked before, by the text from the @ on: nearly every colleague writes the same. */
typedef struct {
    ptb_activity_marks *marks;
    ptb_dictionary *asked;
    uint32_t *answer; /* by code of what was asked */
    size_t capacity;
} domain_finder;

/* `text` is an address's end with its @, or a web address. */
static ptb_status ask(domain_finder *f, ptb_str text, uint32_t *domain, ptb_error *err)
{
    uint32_t code = 0;
    char name[PTB_DOMAIN_BYTES], address[PTB_DOMAIN_BYTES];
    size_t n_before = ptb_dictionary_count(f->asked);
    bool is_there = false;
    *domain = PTB_NONE;
    if (text.len == 0) return PTB_OK;
    PTB_TRY(ptb_dictionary_add(f->asked, text, &code, err));
    if (code < n_before) {
        *domain = f->answer[code];
        return PTB_OK;
    }
    PTB_TRY(ptb_reserve(&f->answer, &f->capacity, (size_t)code + 1, sizeof *f->answer, err));
    if (text.ptr[0] != '@') {
        is_there = ptb_domain_of_web(f->marks->suffixes, text, name);
    } else if (text.len + 1 < sizeof address) {
        address[0] = 'x';
        memcpy(address + 1, text.ptr, text.len);
        is_there = ptb_domain_of_email(f->marks->suffixes, (ptb_str){address, text.len + 1}, name);
    }
    if (is_there) PTB_TRY(ptb_dictionary_add(f->marks->domains, ptb_str_of(name), domain, err));
    f->answer[code] = *domain;
    return PTB_OK;
}

static ptb_status find_domain(domain_finder *f, const ptb_mark_owners *owners, size_t contact, ptb_error *err)
{
    uint32_t *domain = &f->marks->domain[contact];
    *domain = PTB_NONE;
    if (owners->email.at) {
        ptb_str email = ptb_str_trim(owners->email.at(owners->email.context, contact));
        const char *at = email.len > 0 ? memchr(email.ptr, '@', email.len) : NULL;
        if (at) PTB_TRY(ask(f, (ptb_str){at, (size_t)(email.ptr + email.len - at)}, domain, err));
    }
    if (*domain != PTB_NONE || !owners->web.at) return PTB_OK;
    return ask(f, ptb_str_trim(owners->web.at(owners->web.context, contact)), domain, err);
}

static ptb_status find_domains(const ptb_context *context, ptb_activity_marks *marks,
                               const ptb_mark_owners *owners, ptb_error *err)
{
    ptb_status status = PTB_OK;
    domain_finder f = {.marks = marks};
    PTB_TRY_TO(ptb_domains_new(&marks->suffixes, err));
    PTB_TRY_TO(ptb_dictionary_new(DOMAIN_SEED, &marks->domains, err));
    PTB_TRY_TO(ptb_dictionary_new(DOMAIN_SEED, &f.asked, err));
    PTB_TRY_TO(ptb_alloc(&marks->domain, marks->n_contacts, sizeof *marks->domain, err));
    for (size_t i = 0; i < marks->n_contacts; i++) {
        if (i % PTB_CLOCK_EVENTS == 0) PTB_TRY_TO(ptb_check_cancel(context, err));
        PTB_TRY_TO(find_domain(&f, owners, i, err));
    }
done:
    ptb_dictionary_free(f.asked);
    free(f.answer);
    return status;
}

ptb_status ptb_activity_marks_new(const ptb_context *context, const ptb_activity_set *set,
                                  const ptb_mark_owners *owners, ptb_activity_marks **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_activity_marks *marks = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&marks, 1, sizeof *marks, err));
    marks->set = set;
    marks->settings = ptb_bot_settings_default();
    marks->n_contacts = owners->n_contacts;
    marks->is_fine = true;
    PTB_TRY_TO(find_kinds(marks, err));
    PTB_TRY_TO(ptb_alloc(&marks->n_events, marks->n_contacts, sizeof *marks->n_events, err));
    PTB_TRY_TO(ptb_alloc(&marks->n_marked, marks->n_contacts, sizeof *marks->n_marked, err));
    if (marks->has_mail) {
        PTB_TRY_TO(judge_clock(context, marks, err));
        PTB_TRY_TO(find_domains(context, marks, owners, err));
    }
    if (marks->has_mail && marks->is_fine) PTB_TRY_TO(ptb_marks_find_sweeps(context, marks, err));
    *out = marks;
    marks = NULL;
done:
    ptb_activity_marks_free(marks);
    return status;
}

void ptb_activity_marks_free(ptb_activity_marks *marks)
{
    if (!marks) return;
    ptb_domains_free(marks->suffixes);
    ptb_dictionary_free(marks->domains);
    free(marks->kind);
    free(marks->domain);
    free(marks->n_events);
    free(marks->n_marked);
    free(marks->sweep_row);
    free(marks->sweep_first);
    free(marks);
}

bool ptb_activity_marks_are_fine(const ptb_activity_marks *marks)
{
    return marks->is_fine;
}

/* ---- a bucket ---- */

/* The mail events of one contact, and the rows they are. */
typedef struct {
    ptb_time *ts;
    uint8_t *kind, *why;
    uint32_t *message, *row;
    size_t n, n_reactions;
    ptb_bot_scratch scratch;
} mail_events;

static ptb_status allocate_events(mail_events *e, size_t n, ptb_error *err)
{
    PTB_TRY(ptb_alloc_raw(&e->ts, n, sizeof *e->ts, err));
    PTB_TRY(ptb_alloc_raw(&e->kind, n, sizeof *e->kind, err));
    PTB_TRY(ptb_alloc_raw(&e->why, n, sizeof *e->why, err));
    PTB_TRY(ptb_alloc_raw(&e->message, n, sizeof *e->message, err));
    return ptb_alloc_raw(&e->row, n, sizeof *e->row, err);
}

static void free_events(mail_events *e)
{
    free(e->ts);
    free(e->kind);
    free(e->why);
    free(e->message);
    free(e->row);
    ptb_bot_scratch_free(&e->scratch);
}

/* Those of the contact whose rows begin at `first`; returns where the next one's do. */
static size_t take_events(const ptb_activity_marks *marks, const ptb_activity_bucket *bucket, size_t first,
                          mail_events *e)
{
    size_t i = first;
    uint32_t owner = bucket->rows[first].owner;
    e->n = e->n_reactions = 0;
    for (; i < bucket->n && bucket->rows[i].owner == owner; i++) {
        uint8_t kind = marks->kind[bucket->rows[i].type];
        if (kind == PTB_BOT_OTHER) continue;
        e->ts[e->n] = bucket->rows[i].ts;
        e->kind[e->n] = kind;
        e->message[e->n] = ptb_marks_message(bucket, i);
        e->row[e->n++] = (uint32_t)i;
        e->n_reactions += ptb_marks_is_reaction(kind);
    }
    return i;
}

static ptb_status mark_row(ptb_activity_bucket *bucket, size_t row, ptb_error *err)
{
    if (!bucket->is_gateway)
        PTB_TRY(ptb_alloc(&bucket->is_gateway, bucket->n, sizeof *bucket->is_gateway, err));
    bucket->is_gateway[row] = true;
    return PTB_OK;
}

static ptb_status mark_contact(const ptb_activity_marks *marks, mail_events *e, ptb_activity_bucket *bucket,
                               ptb_error *err)
{
    size_t n_marked = 0;
    const ptb_bot_events events = {e->ts, e->kind, e->message, e->n};
    memset(e->why, 0, e->n);
    PTB_TRY(ptb_bot_mark(&marks->settings, &events, &e->scratch, e->why, &n_marked, err));
    for (size_t i = 0; i < e->n && n_marked > 0; i++)
        if (e->why[i]) PTB_TRY(mark_row(bucket, e->row[i], err));
    return PTB_OK;
}

static ptb_status mark_contacts(const ptb_activity_marks *marks, ptb_activity_bucket *bucket, ptb_error *err)
{
    ptb_status status = PTB_OK;
    mail_events e = {0};
    PTB_TRY_TO(allocate_events(&e, bucket->n, err));
    for (size_t i = 0; i < bucket->n && bucket->rows[i].owner < marks->n_contacts;) {
        uint32_t contact = bucket->rows[i].owner;
        i = take_events(marks, bucket, i, &e);
        marks->n_events[contact] = (uint32_t)e.n_reactions;
        if (e.n_reactions > 0 && marks->is_fine) PTB_TRY_TO(mark_contact(marks, &e, bucket, err));
    }
done:
    free_events(&e);
    return status;
}

ptb_status ptb_activity_marks_bucket(const ptb_activity_marks *marks, size_t bucket,
                                     ptb_activity_bucket *rows, ptb_error *err)
{
    if (!marks->has_mail || rows->n == 0 || rows->first_owner >= marks->n_contacts) return PTB_OK;
    PTB_TRY(mark_contacts(marks, rows, err));
    if (marks->sweep_row)
        for (size_t i = marks->sweep_first[bucket]; i < marks->sweep_first[bucket + 1]; i++)
            PTB_TRY(mark_row(rows, marks->sweep_row[i], err));
    if (!rows->is_gateway) return PTB_OK;
    for (uint32_t c = rows->first_owner; c < rows->last_owner && c < marks->n_contacts; c++)
        marks->n_marked[c] = 0;
    for (size_t i = 0; i < rows->n && rows->rows[i].owner < marks->n_contacts; i++)
        marks->n_marked[rows->rows[i].owner] += rows->is_gateway[i];
    return PTB_OK;
}

/* ---- what came of it ---- */

ptb_status ptb_activity_marks_sum(const ptb_activity_marks *marks, uint64_t least_events, ptb_bot_domain *top,
                                  size_t n_top, ptb_mark_summary *out, ptb_error *err)
{
    ptb_bot_domain *all = NULL;
    size_t n = marks->domains ? ptb_dictionary_count(marks->domains) : 0;
    *out = (ptb_mark_summary){.top = top};
    PTB_TRY(ptb_alloc(&all, n, sizeof *all, err));
    for (uint32_t i = 0; i < n; i++)
        all[i].domain = ptb_dictionary_key(marks->domains, i);
    for (size_t c = 0; c < marks->n_contacts; c++) {
        out->opens_and_clicks += marks->n_events[c];
        out->marked += marks->n_marked[c];
        if (!marks->domain || marks->domain[c] == PTB_NONE) continue;
        all[marks->domain[c]].events += marks->n_events[c];
        all[marks->domain[c]].marked += marks->n_marked[c];
    }
    out->n_top = ptb_bot_summary(all, n, least_events, top, n_top);
    free(all);
    return PTB_OK;
}

static void write_rules(const ptb_activity_marks *marks, ptb_json_writer *json)
{
    ptb_json_begin_object(json, "rules");
    ptb_json_add_integer(json, "burst_clicks", marks->settings.burst_clicks);
    ptb_json_add_integer(json, "burst_s", marks->settings.burst_s);
    ptb_json_add_integer(json, "instant_s", marks->settings.instant_s);
    ptb_json_add_integer(json, "sweep_recipients", marks->settings.sweep_recipients);
    ptb_json_add_integer(json, "sweep_s", marks->settings.sweep_s);
    ptb_json_add_number(json, "sweep_share", marks->settings.sweep_share);
    ptb_json_end_object(json);
}

ptb_status ptb_activity_marks_write(const ptb_activity_marks *marks, ptb_json_writer *json, ptb_error *err)
{
    ptb_mark_summary sum;
    PTB_TRY(ptb_activity_marks_sum(marks, 0, NULL, 0, &sum, err));
    ptb_json_begin_object(json, "gateways");
    ptb_json_add_integer(json, "opens_and_clicks", (int64_t)sum.opens_and_clicks);
    ptb_json_add_integer(json, "marked", (int64_t)sum.marked);
    ptb_json_add_bool(json, "times_are_fine", marks->is_fine);
    write_rules(marks, json);
    if (marks->suffixes) {
        ptb_domains_source source = ptb_domains_source_of(marks->suffixes);
        ptb_json_begin_object(json, "public_suffixes");
        ptb_json_add_string(json, "libpsl", source.library);
        ptb_json_add_string(json, "sha1", source.sha1);
        ptb_json_add_time(json, "date", source.date);
        ptb_json_end_object(json);
    }
    ptb_json_end_object(json);
    return PTB_OK;
}
