/* datasets/generate_deeds.c: when and what the people of the synthetic CRM do. */
#include "datasets/generate_deeds.h"

#include "datasets/generate_words.h"

enum { VISITS = 64, GATEWAY_LINKS = 4, GATEWAY_BURST = GATEWAY_LINKS + 1 };

/* What a deed of a person adds to engagement, and how readily it opens an opportunity beside a page view. */
typedef struct {
    double engagement, hazard;
    uint16_t n_assets;
} deed_law;
static const deed_law laws[PTB_DEEDS] = {
    [PTB_PAGE_VIEW] = {0.25, 1, 24},    [PTB_PRICING_VIEW] = {0.9, 8, 1},
    [PTB_FORM_FILL] = {1.2, 15, 4},     [PTB_EMAIL_OPEN] = {0.08, 0.2, 0},
    [PTB_EMAIL_CLICK] = {0.4, 3, 0},    [PTB_WEBINAR] = {1.6, 12, PTB_N_TOPICS},
    [PTB_DEMO_REQUEST] = {1.0, 100, 1}, [PTB_DOWNLOAD] = {0.9, 6, 24},
    [PTB_SOCIAL] = {0.1, 0.5, 40},      [PTB_UNSUBSCRIBE] = {0, 0, 0},
    [PTB_CAREERS_VIEW] = {0, 0, 3},     [PTB_CALL] = {0.7, 18, 0},
    [PTB_TRIAL_START] = {1.8, 60, 1},   [PTB_VIDEO_VIEW] = {0.5, 3, PTB_N_TOPICS},
    [PTB_COMPARE_TOOL] = {1.2, 12, 3},
};

/* Of a hundred or so deeds of each kind of people: persons, buyers, job seekers, readers of newsletters. */
static const double shares[PTB_KINDS][PTB_DEEDS] = {
    {40, 3, 2, 28, 7, 1, 0.4, 3, 6, 0.3, 0.8, 1.5, 0.1, 2, 0.5},
    {34, 12, 5, 14, 10, 3, 2, 8, 2, 0.1, 0.1, 4, 0.8, 4, 2},
    {40, 0.5, 2, 8, 2, 0.3, 0.05, 1, 6, 0.3, 40, 0.1, 0.01, 1, 0.1},
    {8, 0.5, 0.5, 73, 8, 1, 0.05, 1, 3, 2, 0.2, 0.3, 0.02, 1, 0.1},
};

void ptb_deed_mixes_prepare(ptb_deed_mixes *mixes)
{
    for (int kind = 0; kind < PTB_KINDS; kind++) {
        double sum = 0, weighted = 0, upto = 0;
        for (int i = 0; i < PTB_DEEDS; i++) {
            sum += shares[kind][i];
            weighted += shares[kind][i] * laws[i].hazard;
        }
        for (int i = 0; i < PTB_DEEDS; i++) {
            upto += shares[kind][i];
            mixes->upto[kind][i] = upto / sum;
        }
        mixes->mean_hazard[kind] = weighted / sum;
    }
}

double ptb_deed_engagement(uint8_t type)
{
    return laws[type].engagement;
}

double ptb_deed_hazard(uint8_t type)
{
    return laws[type].hazard;
}

static uint8_t draw_type(const ptb_deed_mixes *mixes, ptb_rng *rng, uint8_t kind)
{
    double u = ptb_rng_uniform(rng);
    uint8_t i = 0;
    while (i < PTB_DEEDS - 1 && u >= mixes->upto[kind][i])
        i++;
    return i;
}

static uint8_t draw_channel(ptb_rng *rng, uint8_t type)
{
    switch (type) {
    case PTB_EMAIL_OPEN:
    case PTB_EMAIL_CLICK:
    case PTB_UNSUBSCRIBE:
        return PTB_CHANNEL_EMAIL;
    case PTB_SOCIAL:
        return PTB_CHANNEL_SOCIAL;
    case PTB_WEBINAR:
        return PTB_CHANNEL_EVENT;
    case PTB_CALL:
        return PTB_CHANNEL_PHONE;
    default:
        return (uint8_t)ptb_rng_below(rng, PTB_N_WEB_CHANNELS);
    }
}

static uint16_t mail_of(ptb_time ts)
{
    return (uint16_t)((ts - PTB_WORLD_START) / ((ptb_time)7 * PTB_DAY));
}

/* Mails are numbered by week; the others have a fixed list, and now and then the tracking lost the asset. */
static uint16_t draw_asset(ptb_rng *rng, uint8_t type, ptb_time ts)
{
    if (type == PTB_CALL || ptb_rng_uniform(rng) < 0.02) return PTB_NO_ASSET;
    uint16_t n = laws[type].n_assets;
    if (n == 0) return mail_of(ts);
    return n == 1 ? 0 : (uint16_t)ptb_rng_below(rng, n);
}

/* A mail gateway opens a mail and follows all its links within seconds. */
static void draw_gateway_burst(ptb_time ts, uint32_t position, ptb_world_deed *out)
{
    if (ts > PTB_WORLD_END - 60) ts = PTB_WORLD_END - 60;
    for (int i = 0; i < GATEWAY_BURST; i++) {
        uint8_t type = i == 0 ? PTB_EMAIL_OPEN : PTB_EMAIL_CLICK;
        ptb_world_activity record = {(uint32_t)(ts + i), position, mail_of(ts), type, PTB_CHANNEL_EMAIL};
        out[i] = (ptb_world_deed){record, true};
    }
}

static void draw_deed(const ptb_deed_mixes *mixes, ptb_rng *rng, ptb_time ts, uint8_t kind,
                      ptb_world_deed *out)
{
    uint8_t type = draw_type(mixes, rng, kind);
    out->record.ts = (uint32_t)ts;
    out->record.type = type;
    out->record.asset = draw_asset(rng, type, ts);
    out->record.channel = draw_channel(rng, type);
    out->is_by_gateway = false;
}

typedef struct {
    ptb_time start;
    uint8_t kind;
} visit;

/* Interest comes in spells: each begins somewhere in the contact's time, more of them later, and cools down. */
static uint64_t draw_visits(ptb_rng *rng, const ptb_world_contact *c, ptb_time from, visit *visits)
{
    uint64_t n = 1 + ptb_rng_poisson(rng, (double)c->n_activities / 12);
    if (n > VISITS) n = VISITS;
    for (uint64_t i = 0; i < n; i++) {
        double x = ptb_rng_uniform(rng);
        x = 1.3 * x - 0.3 * x * x;
        visits[i].start = from + (ptb_time)(x * (double)(PTB_WORLD_END - from));
        visits[i].kind = c->kind;
        if (c->kind == PTB_PERSON && ptb_rng_uniform(rng) < 0.2) visits[i].kind = PTB_BUYER;
    }
    return n;
}

void ptb_deeds_draw(const ptb_deed_mixes *mixes, ptb_rng *rng, const ptb_world *world, uint32_t position,
                    ptb_world_deed *out)
{
    const ptb_world_contact *c = &world->contacts[position];
    ptb_time from = c->created_at < PTB_WORLD_START ? PTB_WORLD_START : c->created_at;
    visit visits[VISITS];
    uint64_t n_visits = draw_visits(rng, c, from, visits);
    bool has_gateway = c->mail == PTB_MAIL_COMPANY && world->accounts[c->account].has_gateway;
    for (uint64_t i = 0; i < c->n_activities;) {
        const visit *v = &visits[ptb_rng_below(rng, n_visits)];
        ptb_time ts = v->start + (ptb_time)ptb_rng_exponential(rng, 8.0 * PTB_DAY);
        if (ts >= PTB_WORLD_END) ts = from + (ptb_time)ptb_rng_below(rng, (uint64_t)(PTB_WORLD_END - from));
        if (has_gateway && c->n_activities - i >= GATEWAY_BURST && ptb_rng_uniform(rng) < 0.12) {
            draw_gateway_burst(ts, position, out + i);
            i += GATEWAY_BURST;
        } else {
            out[i].record.contact = position;
            draw_deed(mixes, rng, ts, v->kind, &out[i]);
            i++;
        }
    }
}
