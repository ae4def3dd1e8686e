/* tests/unit/datasets/test_generate_truth.c: every probability of truth.csv follows from the other files as of its T.
 *
 * An independent reading of the five files: nothing that the generator knew and did not write, and nothing that
 * happened after the opportunity's creation, has a part in its probability. */
#include "datasets/base/civil_time.h"
#include "datasets/base/io.h"
#include "datasets/base/text.h"
#include "datasets/generate.h"
#include "datasets/generate_deeds.h"
#include "datasets/generate_truth.h"
#include "datasets/generate_words.h"
#include "tests/support/test_main.h"

enum { PEOPLE = 1200, DEEDS = 30000, COMPANIES = PEOPLE / 8, DEALS = PEOPLE, FIELDS = 9, FIELD_BYTES = 96 };

typedef struct {
    ptb_time ts;
    size_t contact;
    uint8_t type;
    bool is_by_gateway;
    char asset[FIELD_BYTES];
} seen_deed;

typedef struct {
    ptb_time opened, closed;
    size_t account, contact;
    bool is_won, is_lost;
    double p;
} seen_deal;

static struct {
    size_t account[PEOPLE]; /* COMPANIES: none */
    double source_effect[PEOPLE];
    uint8_t seniority[PEOPLE];
    bool has_free_mail[PEOPLE];
    double employees[COMPANIES], industry_effect[COMPANIES];
    seen_deed deeds[DEEDS];
    seen_deal deals[DEALS];
    size_t n_deals;
} crm;

/* Calls `take` with every row of the file after its header. */
static void read_rows(const char *path, void (*take)(size_t i, char field[][FIELD_BYTES]))
{
    ptb_error err;
    char *bytes = NULL;
    size_t len = 0, n = 0, row = 0;
    int i = 0;
    bool in_quotes = false;
    static char field[FIELDS + 1][FIELD_BYTES];
    ASSERT_OK(ptb_read_file(path, (size_t)1 << 26, &bytes, &len, &err));
    for (const char *c = strchr(bytes, '\n') + 1; *c != 0; c++) {
        if (*c == '"') {
            in_quotes = !in_quotes;
            /* A doubled quote is one quote of the text. */
            if (in_quotes && c[-1] == '"') field[i][n++] = '"';
        } else if (!in_quotes && (*c == ',' || *c == '\n')) {
            field[i++][n] = 0;
            n = 0;
            ck_assert_int_le(i, FIELDS);
            if (*c == ',') continue;
            take(row++, field);
            i = 0;
        } else {
            ck_assert_uint_lt(n + 1, FIELD_BYTES);
            field[i][n++] = *c;
        }
    }
    free(bytes);
}

static size_t position(const char *id, size_t none)
{
    return id[0] == 0 ? none : (size_t)strtoul(id + 1, NULL, 10) - 1;
}

static ptb_time moment(const char *text)
{
    ptb_time time = PTB_NO_TIME;
    ck_assert(text[0] == 0 || ptb_parse_time(ptb_str_of(text), PTB_DATES_YMD, 0, &time, NULL));
    return time;
}

static void take_account(size_t i, char field[][FIELD_BYTES])
{
    crm.employees[i] = field[5][0] == 0 ? (double)NAN : strtod(field[5], NULL);
    for (size_t k = 0; k <= PTB_N_INDUSTRIES; k++)
        if (strcmp(ptb_words_industry[k].text, field[4]) == 0)
            crm.industry_effect[i] = ptb_words_industry[k].effect;
}

static uint8_t seniority_of(const char *title)
{
    for (int level = 1; level < 6; level++)
        for (int form = 0; form < PTB_N_TITLE_FORMS; form++)
            for (int k = 0; k < PTB_N_DEPARTMENTS; k++) {
                char text[FIELD_BYTES];
                (void)snprintf(text, sizeof text, "%s%s%s", ptb_words_title[level][form][0],
                               ptb_words_department[k], ptb_words_title[level][form][1]);
                if (ptb_str_equal_nocase(ptb_str_of(title), text)) return (uint8_t)level;
            }
    return 0;
}

static void take_contact(size_t i, char field[][FIELD_BYTES])
{
    const char *domain = strchr(field[2], '@');
    crm.account[i] = position(field[1], COMPANIES);
    for (int k = 0; domain != NULL && k < PTB_N_FREE_DOMAINS; k++)
        if (strcmp(domain + 1, ptb_words_free_domain[k]) == 0) crm.has_free_mail[i] = true;
    crm.seniority[i] = seniority_of(field[4]);
    for (int k = 0; k <= PTB_N_SOURCES; k++)
        if (strcmp(ptb_words_source[k].text, field[6]) == 0)
            crm.source_effect[i] = ptb_words_source[k].effect;
}

static void take_activity(size_t i, char field[][FIELD_BYTES])
{
    static const char *const types[] = {"page_view",   "pricing_view", "form_fill",    "email_open",
                                        "email_click", "webinar",      "demo_request", "download",
                                        "social",      "unsubscribe",  "careers_view", "call",
                                        "trial_start", "video_view",   "compare_tool"};
    seen_deed *d = &crm.deeds[i];
    *d = (seen_deed){.ts = moment(field[1]), .contact = position(field[0], 0), .type = UINT8_MAX};
    for (int k = 0; k < PTB_DEEDS; k++)
        if (strcmp(types[k], field[2]) == 0) d->type = (uint8_t)k;
    ck_assert_int_ne(d->type, UINT8_MAX);
    (void)snprintf(d->asset, sizeof d->asset, "%s", field[3]);
}

static void take_opportunity(size_t i, char field[][FIELD_BYTES])
{
    crm.deals[i] = (seen_deal){.opened = moment(field[3]),
                               .closed = moment(field[4]),
                               .account = position(field[1], COMPANIES),
                               .contact = position(field[2], 0),
                               .is_won = strcmp(field[5], "won") == 0,
                               .is_lost = strcmp(field[5], "lost") == 0};
    crm.n_deals = i + 1;
}

static void take_probability(size_t i, char field[][FIELD_BYTES])
{
    crm.deals[i].p = strtod(field[1], NULL);
}

/* The next deed of the same contact with this type, asset and second, or DEEDS. */
static size_t find_deed(size_t from, const seen_deed *like, uint8_t type, ptb_time ts)
{
    for (size_t i = from; i < DEEDS && crm.deeds[i].ts <= ts; i++) {
        const seen_deed *d = &crm.deeds[i];
        if (d->contact == like->contact && d->type == type && d->ts == ts &&
            strcmp(d->asset, like->asset) == 0 && !d->is_by_gateway)
            return i;
    }
    return DEEDS;
}

/* A mail opened and clicked four times in the four seconds after: no person does that. */
static void mark_gateways(void)
{
    for (size_t i = 0; i < DEEDS; i++) {
        if (crm.deeds[i].type != PTB_EMAIL_OPEN) continue;
        size_t burst[5] = {i};
        int n = 1;
        for (; n < 5; n++) {
            burst[n] = find_deed(i, &crm.deeds[i], PTB_EMAIL_CLICK, crm.deeds[i].ts + n);
            if (burst[n] == DEEDS) break;
        }
        for (int k = 0; n == 5 && k < 5; k++)
            crm.deeds[burst[k]].is_by_gateway = true;
    }
}

static void look_at_activities(const seen_deal *deal, ptb_truth_case *c)
{
    bool is_active[PEOPLE] = {false};
    for (size_t i = 0; i < DEEDS && crm.deeds[i].ts <= deal->opened; i++) {
        const seen_deed *d = &crm.deeds[i];
        if (d->is_by_gateway) continue;
        double age_s = (double)(deal->opened - d->ts);
        bool is_colleague = deal->account < COMPANIES && crm.account[d->contact] == deal->account;
        if (is_colleague && age_s < 60.0 * 86400) is_active[d->contact] = true;
        if (d->contact != deal->contact) continue;
        c->engagement += ptb_deed_engagement(d->type) * exp2(-age_s / (18.0 * 86400));
        if (d->type == PTB_DEMO_REQUEST) c->demo += exp2(-age_s / (30.0 * 86400));
        if (d->type == PTB_CAREERS_VIEW) c->careers += exp2(-age_s / (45.0 * 86400));
        if (d->type == PTB_UNSUBSCRIBE) c->is_unsubscribed = true;
    }
    uint32_t n = 0;
    for (size_t i = 0; i < PEOPLE; i++)
        n += is_active[i];
    c->active_contacts = n > 1 ? n : 1;
}

static void look_at_account(const seen_deal *deal, ptb_truth_case *c)
{
    if (deal->account == COMPANIES) return;
    c->employees = crm.employees[deal->account];
    c->industry_effect = crm.industry_effect[deal->account];
    for (size_t i = 0; i < crm.n_deals; i++) {
        const seen_deal *other = &crm.deals[i];
        if (other->account != deal->account || other->closed == PTB_NO_TIME || other->closed > deal->opened)
            continue;
        double age_days = (double)(deal->opened - other->closed) / 86400;
        if (other->is_won) c->has_account_won = true;
        if (other->is_lost)
            c->days_since_loss = fmin(age_days, isnan(c->days_since_loss) ? 1e9 : c->days_since_loss);
    }
}

START_TEST(test_truth_follows_from_the_records)
{
    ptb_error err;
    ptb_context context = ptb_context_default();
    ptb_generate_settings settings = {PEOPLE, DEEDS, "crm"};
    ptb_generate_report report;
    ASSERT_OK(ptb_generate(&context, &settings, &report, &err));
    ck_assert_uint_eq(report.accounts, COMPANIES);
    ck_assert_uint_le(report.opportunities, DEALS);
    read_rows("crm/accounts.csv", take_account);
    read_rows("crm/contacts.csv", take_contact);
    read_rows("crm/activities.csv", take_activity);
    read_rows("crm/opportunities.csv", take_opportunity);
    read_rows("crm/truth.csv", take_probability);
    ck_assert_uint_eq(crm.n_deals, report.opportunities);
    mark_gateways();
    for (size_t i = 0; i < crm.n_deals; i++) {
        const seen_deal *deal = &crm.deals[i];
        ptb_truth_case c = {.employees = (double)NAN,
                            .days_since_loss = (double)NAN,
                            .source_effect = crm.source_effect[deal->contact],
                            .seniority = crm.seniority[deal->contact],
                            .has_free_mail = crm.has_free_mail[deal->contact]};
        look_at_activities(deal, &c);
        look_at_account(deal, &c);
        ASSERT_CLOSE(deal->p, ptb_truth_probability(ptb_truth_log_odds(&c), PTB_TRUTH_NOISE_SD), 0, 1e-9);
    }
}
END_TEST

TEST_MAIN("generate_truth", test_truth_follows_from_the_records)
