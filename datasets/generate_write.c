/* datasets/generate_write.c: the synthetic CRM as five CSV files. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/io.h"
#include "datasets/base/memory.h"
#include "datasets/generate_words.h"
#include "datasets/generate_world.h"

enum {
    ACCOUNTS,
    CONTACTS,
    ACTIVITIES,
    OPPORTUNITIES,
    TRUTH,
    FILES,
    ROWS_BETWEEN_CHECKS = 65536,
    LINE_BYTES = 192
};

static const char *const deed_names[PTB_DEEDS] = {"page_view",   "pricing_view", "form_fill",    "email_open",
                                                  "email_click", "webinar",      "demo_request", "download",
                                                  "social",      "unsubscribe",  "careers_view", "call",
                                                  "trial_start", "video_view",   "compare_tool"};

static void write_field(ptb_output *out, const char *text)
{
    ptb_output_csv_field(out, ptb_str_of(text), 0);
}

static void write_time(ptb_output *out, ptb_time time)
{
    char text[PTB_TIME_BYTES];
    ptb_output_printf(out, ",%s", ptb_print_time(text, time));
}

static void write_domain(ptb_output *out, const ptb_world_account *a, uint32_t account)
{
    char word[PTB_NUMBER_BYTES];
    size_t n = 0;
    for (const char *c = ptb_words_company_second[a->name[1]]; *c != 0 && n + 1 < sizeof word; c++)
        word[n++] = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    word[n] = 0;
    ptb_output_printf(out, "%s%" PRIu32 ".%s", word, account + 1, a->name[0] % 4 == 0 ? "io" : "com");
}

static void write_accounts(ptb_output *out, const ptb_world *world)
{
    ptb_output_printf(out,
                      "account_id,parent_id,name,domain,industry,employees,revenue,country,created_at\n");
    for (uint32_t i = 0; i < world->n_accounts; i++) {
        const ptb_world_account *a = &world->accounts[i];
        char name[128];
        (void)snprintf(name, sizeof name, "%s %s%s", ptb_words_company_first[a->name[0]],
                       ptb_words_company_second[a->name[1]], ptb_words_company_form[a->name[2]]);
        ptb_output_printf(out, "A%08" PRIu32 ",", i + 1);
        if (a->parent != PTB_NOBODY) ptb_output_printf(out, "A%08" PRIu32, a->parent + 1);
        ptb_output_printf(out, ",");
        write_field(out, name);
        ptb_output_printf(out, ",");
        if (a->has_domain) write_domain(out, a, i);
        ptb_output_printf(out, ",");
        write_field(out, ptb_words_industry[a->industry].text);
        ptb_output_printf(out, ",");
        if (!isnan(a->employees)) ptb_output_printf(out, "%.0f", a->employees);
        ptb_output_printf(out, ",");
        if (!isnan(a->revenue)) ptb_output_printf(out, "%.0f", a->revenue);
        ptb_output_printf(out, ",%s", ptb_words_country[a->country]);
        write_time(out, a->created_at);
        ptb_output_printf(out, "\n");
    }
}

static void write_title(ptb_output *out, const ptb_world_contact *c)
{
    char title[128];
    const char *const *halves = ptb_words_title[c->seniority][c->title_form];
    const char *department = c->seniority == 0 ? "" : ptb_words_department[c->department];
    (void)snprintf(title, sizeof title, "%s%s%s", halves[0], department, halves[1]);
    if (c->is_shouted) {
        for (char *p = title; *p != 0; p++)
            if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 'a' + 'A');
    }
    write_field(out, title);
}

static void write_contact(ptb_output *out, const ptb_world *world, const ptb_world_contact *c)
{
    char name[96];
    (void)snprintf(name, sizeof name, "%s %s", ptb_words_given[c->name[0]], ptb_words_family[c->name[1]]);
    ptb_output_printf(out, "C%08" PRIu32 ",", c->id + 1);
    if (c->account != PTB_NOBODY) ptb_output_printf(out, "A%08" PRIu32, c->account + 1);
    ptb_output_printf(out, ",");
    if (c->mail != PTB_MAIL_NONE)
        ptb_output_printf(out, "%s%" PRIu32 "@", c->is_shouted ? "USER" : "user", c->id + 1);
    if (c->mail == PTB_MAIL_FREE)
        ptb_output_printf(out, "%s", ptb_words_free_domain[c->id % PTB_N_FREE_DOMAINS]);
    if (c->mail == PTB_MAIL_COMPANY) write_domain(out, &world->accounts[c->account], c->account);
    ptb_output_printf(out, ",");
    write_field(out, name);
    ptb_output_printf(out, ",");
    write_title(out, c);
    ptb_output_printf(out, ",%s,%s", c->country < PTB_N_COUNTRIES ? ptb_words_country[c->country] : "",
                      ptb_words_source[c->source].text);
    write_time(out, c->created_at);
    ptb_output_printf(out, "\n");
}

static ptb_status write_contacts(ptb_output *out, const ptb_world *world, ptb_error *err)
{
    uint32_t *at = NULL; /* position by id */
    PTB_TRY(ptb_alloc(&at, world->n_contacts, sizeof *at, err));
    for (size_t i = 0; i < world->n_contacts; i++)
        at[world->contacts[i].id] = (uint32_t)i;
    ptb_output_printf(out, "contact_id,account_id,email,name,title,country,source,created_at\n");
    for (size_t i = 0; i < world->n_contacts; i++)
        write_contact(out, world, &world->contacts[at[i]]);
    free(at);
    return PTB_OK;
}

/* A line of activities.csv; there are millions, so printf is too slow. */
typedef struct {
    char bytes[LINE_BYTES];
    size_t len;
} line;

static void put(line *l, const char *text)
{
    size_t n = strlen(text);
    memcpy(l->bytes + l->len, text, n);
    l->len += n;
}

static void put_digits(line *l, uint32_t value, size_t width)
{
    for (size_t i = width; i-- > 0; value /= 10)
        l->bytes[l->len + i] = (char)('0' + value % 10);
    l->len += width;
}

static void put_asset(line *l, const ptb_world_activity *a)
{
    static const char *const prefixes[PTB_DEEDS] = {
        [PTB_PRICING_VIEW] = "/pricing",  [PTB_FORM_FILL] = "form-",        [PTB_EMAIL_OPEN] = "mail-week-",
        [PTB_EMAIL_CLICK] = "mail-week-", [PTB_WEBINAR] = "web-",           [PTB_DEMO_REQUEST] = "/demo",
        [PTB_SOCIAL] = "post-",           [PTB_UNSUBSCRIBE] = "mail-week-", [PTB_CAREERS_VIEW] = "/careers/",
        [PTB_TRIAL_START] = "/trial",     [PTB_VIDEO_VIEW] = "video-",      [PTB_COMPARE_TOOL] = "compare-"};
    static const char *const pages[] = {"/blog/", "/product/"}, *const downloads[] = {"/datasheet-", "wp-"};
    if (a->asset == PTB_NO_ASSET) return;
    const char *topic = ptb_words_topic[a->asset % PTB_N_TOPICS];
    switch (a->type) {
    case PTB_PAGE_VIEW:
        put(l, pages[a->asset / PTB_N_TOPICS]);
        put(l, topic);
        break;
    case PTB_DOWNLOAD:
        put(l, downloads[a->asset / PTB_N_TOPICS]);
        put(l, topic);
        break;
    case PTB_WEBINAR:
    case PTB_VIDEO_VIEW:
        put(l, prefixes[a->type]);
        put(l, topic);
        break;
    case PTB_PRICING_VIEW:
    case PTB_DEMO_REQUEST:
    case PTB_TRIAL_START:
        put(l, prefixes[a->type]);
        break;
    default:
        put(l, prefixes[a->type]);
        put_digits(l, (uint32_t)a->asset + 1, 3);
        break;
    }
}

/* The text of a moment; the day's part is kept from line to line. */
typedef struct {
    int64_t day;
    char text[PTB_TIME_BYTES];
} day_text;

static void put_time(line *l, day_text *day, ptb_time ts)
{
    uint32_t second = (uint32_t)(ts % PTB_DAY);
    if (ts / PTB_DAY != day->day) {
        day->day = ts / PTB_DAY;
        (void)ptb_print_time(day->text, ts);
        day->text[sizeof "2025-07-01T" - 1] = 0;
    }
    put(l, day->text);
    put_digits(l, second / 3600, 2);
    put(l, ":");
    put_digits(l, second / 60 % 60, 2);
    put(l, ":");
    put_digits(l, second % 60, 2);
    put(l, "Z");
}

static ptb_status write_activities(const ptb_context *context, ptb_output *out, const ptb_world *world,
                                   ptb_error *err)
{
    day_text day = {.day = -1};
    ptb_output_printf(out, "contact_id,ts,type,asset,channel\n");
    for (size_t i = 0; i < world->n_activities; i++) {
        const ptb_world_activity *a = &world->activities[i];
        line l = {.len = 0};
        if (i % ROWS_BETWEEN_CHECKS == 0) {
            PTB_TRY(ptb_check_cancel(context, err));
            ptb_tell(context, "writing", i, world->n_activities);
        }
        put(&l, "C");
        put_digits(&l, world->contacts[a->contact].id + 1, 8);
        put(&l, ",");
        put_time(&l, &day, a->ts);
        put(&l, ",");
        put(&l, deed_names[a->type]);
        put(&l, ",");
        put_asset(&l, a);
        put(&l, ",");
        put(&l, ptb_words_channel[a->channel]);
        put(&l, "\n");
        ptb_output_write(out, l.bytes, l.len);
    }
    return PTB_OK;
}

static void write_opportunities(ptb_output *out, ptb_output *truth, const ptb_world *world)
{
    static const char *const open_stages[] = {"Discovery", "Proposal", "Negotiation"};
    ptb_output_printf(
        out, "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage,amount,lost_reason\n");
    ptb_output_printf(truth, "opportunity_id,p\n");
    for (size_t i = 0; i < world->n_opportunities; i++) {
        const ptb_world_opportunity *o = &world->opportunities[i];
        bool is_closed = o->closed_at < PTB_WORLD_END;
        const char *stage = o->is_won ? "Closed Won" : "Closed Lost";
        ptb_output_printf(out, "O%08zu,", i + 1);
        if (o->account != PTB_NOBODY) ptb_output_printf(out, "A%08" PRIu32, o->account + 1);
        ptb_output_printf(out, ",C%08" PRIu32, world->contacts[o->contact].id + 1);
        write_time(out, o->created_at);
        write_time(out, is_closed ? o->closed_at : PTB_NO_TIME);
        ptb_output_printf(out, ",%s,%s,", !is_closed ? "" : (o->is_won ? "won" : "lost"),
                          is_closed ? stage : open_stages[o->stage]);
        if (!isnan(o->amount)) ptb_output_printf(out, "%.2f", o->amount);
        ptb_output_printf(out, ",");
        if (is_closed && !o->is_won) write_field(out, ptb_words_lost_reason[o->lost_reason]);
        ptb_output_printf(out, "\n");
        char p[PTB_NUMBER_BYTES];
        (void)ptb_print_number(p, o->probability);
        ptb_output_printf(truth, "O%08zu,%s\n", i + 1, p);
    }
}

static ptb_status open_file(const char *directory, const char *name, ptb_output **out, ptb_error *err)
{
    ptb_text path = {0};
    ptb_text_printf(&path, "%s/%s", directory, name);
    ptb_status status = ptb_text_check(&path, err);
    if (status == PTB_OK) status = ptb_output_open(path.bytes, out, err);
    ptb_text_free(&path);
    return status;
}

ptb_status ptb_world_write(const ptb_context *context, const ptb_world *world, const char *directory,
                           ptb_error *err)
{
    static const char *const names[FILES] = {"accounts.csv", "contacts.csv", "activities.csv",
                                             "opportunities.csv", "truth.csv"};
    ptb_status status = PTB_OK;
    ptb_output *files[FILES] = {NULL};
    for (int i = 0; i < FILES; i++)
        PTB_TRY_TO(open_file(directory, names[i], &files[i], err));
    write_accounts(files[ACCOUNTS], world);
    PTB_TRY_TO(write_contacts(files[CONTACTS], world, err));
    PTB_TRY_TO(write_activities(context, files[ACTIVITIES], world, err));
    write_opportunities(files[OPPORTUNITIES], files[TRUTH], world);
    for (int i = 0; i < FILES; i++)
        PTB_TRY_TO(ptb_output_settle(files[i], err));
    for (int i = 0; i < FILES; i++) {
        ptb_output *file = files[i];
        files[i] = NULL;
        PTB_TRY_TO(ptb_output_commit(file, err));
    }
done:
    for (int i = 0; i < FILES; i++)
        ptb_output_discard(files[i]);
    return status;
}
