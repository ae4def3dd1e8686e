/* datasets/activity_marks.c: prepares the marking, marks bucket by bucket, and sums up by domain. */
#include "datasets/activity_marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/activity_marks_parts.h"
#include "datasets/base/provenance.h"

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
    ptb_activity_near near = {0};
    uint64_t n = 0;
    for (size_t i = 0; i < PTB_ACTIVITY_BUCKETS && n < PTB_CLOCK_EVENTS; i++) {
        if (spread(i) >= marks->set->stock.n_buckets) continue;
        PTB_TRY_TO(ptb_check_cancel(context, err));
        PTB_TRY_TO(ptb_activity_set_bucket(marks->set, spread(i), &near, &bucket, err));
        add_to_clock(marks, &bucket, &clock, &n);
    }
    marks->is_fine = ptb_bot_clock_is_fine(&clock);
done:
    ptb_activity_bucket_free(&bucket);
    ptb_activity_near_free(&near);
    return status;
}

/* ---- the history that is appended to ---- */

typedef struct {
    const char *name;
    double value;
} rule;
enum { RULES = 6 };

static void list_rules(const ptb_bot_settings *s, rule out[RULES])
{
    const rule rules[RULES] = {{"burst_clicks", s->burst_clicks}, {"burst_s", s->burst_s},
                               {"instant_s", s->instant_s},       {"sweep_recipients", s->sweep_recipients},
                               {"sweep_s", s->sweep_s},           {"sweep_share", s->sweep_share}};
    memcpy(out, rules, sizeof rules);
}

static bool is_of_these_rules(const ptb_activity_marks *marks, const ptb_json *gateways)
{
    rule rules[RULES];
    const ptb_json *node = ptb_json_get(gateways, "rules");
    list_rules(&marks->settings, rules);
    for (size_t i = 0; i < RULES; i++) {
        double value = node ? ptb_json_number(ptb_json_get(node, rules[i].name)) : (double)NAN;
        if (!(value >= rules[i].value && value <= rules[i].value)) return false;
    }
    return true;
}

static bool find_holds(const ptb_activity_marks *marks)
{
    const ptb_json *import = marks->owners.import,
                   *gateways = import ? ptb_json_get(import, "gateways") : NULL;
    const ptb_activity_stock *stock = &marks->set->stock;
    if (!marks->set->base.old || !gateways || stock->has_message || stock->has_campaign) return false;
    const char *version = ptb_json_string(ptb_json_get(import, "program_version"));
    if (!version || strcmp(version, ptb_program_version) != 0) return false;
    return ptb_json_true(ptb_json_get(gateways, "times_are_fine")) == marks->is_fine &&
           is_of_these_rules(marks, gateways);
}

bool ptb_activity_marks_hold(const ptb_activity_marks *marks)
{
    return marks->holds;
}

bool ptb_activity_marks_reach(const ptb_activity_marks *marks, uint32_t type, uint32_t *reach)
{
    bool is_mail = marks->is_fine && marks->kind[type] != PTB_BOT_OTHER;
    *reach = is_mail ? ptb_bot_reach_s(&marks->settings) : 0;
    return is_mail;
}

bool ptb_activity_marks_counts(const ptb_activity_marks *marks, uint32_t type)
{
    return ptb_marks_is_reaction(marks->kind[type]);
}

void ptb_activity_marks_keep(const ptb_activity_marks *marks, uint32_t contact, uint32_t n_events,
                             uint32_t n_marked)
{
    marks->n_events[contact] = n_events;
    marks->n_marked[contact] = n_marked;
}

/* ---- made and freed ---- */

ptb_status ptb_activity_marks_new(const ptb_context *context, const ptb_activity_set *set,
                                  const ptb_mark_owners *owners, ptb_activity_marks **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_activity_marks *marks = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&marks, 1, sizeof *marks, err));
    marks->set = set;
    marks->settings = ptb_bot_settings_default();
    marks->owners = *owners;
    marks->n_contacts = owners->n_contacts;
    marks->is_fine = true;
    PTB_TRY_TO(find_kinds(marks, err));
    PTB_TRY_TO(ptb_alloc(&marks->n_events, marks->n_contacts, sizeof *marks->n_events, err));
    PTB_TRY_TO(ptb_alloc(&marks->n_marked, marks->n_contacts, sizeof *marks->n_marked, err));
    if (marks->has_mail) {
        PTB_TRY_TO(ptb_domains_new(&marks->suffixes, err));
        PTB_TRY_TO(ptb_marks_domains_new(&marks->domains, err));
        PTB_TRY_TO(judge_clock(context, marks, err));
    }
    if (marks->has_mail && marks->is_fine) PTB_TRY_TO(ptb_marks_find_sweeps(context, marks, err));
    marks->holds = find_holds(marks);
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
    *out = (ptb_mark_summary){.top = top};
    for (size_t c = 0; c < marks->n_contacts; c++) {
        out->opens_and_clicks += marks->n_events[c];
        out->marked += marks->n_marked[c];
    }
    if (n_top == 0 || out->marked == 0) return PTB_OK;
    return ptb_marks_sum_domains(marks, least_events, n_top, out, err);
}

static void write_rules(const ptb_activity_marks *marks, ptb_json_writer *json)
{
    rule rules[RULES];
    list_rules(&marks->settings, rules);
    ptb_json_begin_object(json, "rules");
    for (size_t i = 0; i < RULES; i++)
        ptb_json_add_number(json, rules[i].name, rules[i].value);
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
