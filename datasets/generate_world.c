/* datasets/generate_world.c: who and what there is in the synthetic CRM before anybody acts. */
#include "datasets/generate_world.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "datasets/generate_words.h"

enum { CONTACTS_PER_ACCOUNT = 8, IMPORT_DAY = 400 };

double ptb_world_industry_effect(uint8_t industry)
{
    return ptb_words_industry[industry].effect;
}

double ptb_world_source_effect(uint8_t source)
{
    return ptb_words_source[source].effect;
}

void ptb_world_free(ptb_world *world)
{
    free(world->accounts);
    free(world->contacts);
    free(world->activities);
    free(world->opportunities);
    *world = (ptb_world){0};
}

static bool chance(ptb_rng *rng, double share)
{
    return ptb_rng_uniform(rng) < share;
}

static uint8_t pick(ptb_rng *rng, unsigned n)
{
    return (uint8_t)ptb_rng_below(rng, n);
}

static void draw_account(ptb_rng *rng, uint32_t i, ptb_world_account *a)
{
    double employees = floor(exp(5 + 1.6 * ptb_rng_normal(rng))) + 1;
    double revenue = floor(employees * exp(11.9 + 0.5 * ptb_rng_normal(rng)));
    a->employees = chance(rng, 0.88) ? employees : (double)NAN;
    a->revenue = chance(rng, 0.8) ? revenue : (double)NAN;
    a->parent = i > 0 && chance(rng, 0.08) ? (uint32_t)ptb_rng_below(rng, i) : PTB_NOBODY;
    a->name[0] = pick(rng, PTB_N_COMPANY_FIRST);
    a->name[1] = pick(rng, PTB_N_COMPANY_SECOND);
    a->name[2] = pick(rng, PTB_N_COMPANY_FORM);
    a->industry = chance(rng, 0.06) ? (uint8_t)PTB_N_INDUSTRIES : pick(rng, PTB_N_INDUSTRIES);
    a->country = pick(rng, PTB_N_COUNTRIES);
    a->has_domain = chance(rng, 0.97);
    a->has_gateway = chance(rng, 0.08);
    a->created_at = PTB_WORLD_START - (ptb_time)ptb_rng_below(rng, (uint64_t)1500 * PTB_DAY);
}

/* Deals `accounted` contacts out to the accounts, larger companies getting more. */
static ptb_status deal_contacts(ptb_rng *rng, size_t accounted, ptb_world *world, ptb_error *err)
{
    double *upto = NULL;
    PTB_TRY(ptb_alloc(&upto, world->n_accounts, sizeof *upto, err));
    double total = 0;
    for (size_t i = 0; i < world->n_accounts; i++) {
        double employees = world->accounts[i].employees;
        double size = isnan(employees) ? 12 : sqrt(employees);
        total += (2 + size) * (0.2 + ptb_rng_exponential(rng, 1));
        upto[i] = total;
    }
    size_t given = 0;
    for (size_t i = 0; i < world->n_accounts; i++) {
        size_t share = (size_t)(upto[i] / total * (double)accounted);
        if (i + 1 == world->n_accounts) share = accounted;
        world->accounts[i].first_contact = (uint32_t)given;
        world->accounts[i].n_contacts = (uint32_t)(share - given);
        for (; given < share; given++)
            world->contacts[given].account = (uint32_t)i;
    }
    for (; given < world->n_contacts; given++)
        world->contacts[given].account = PTB_NOBODY;
    free(upto);
    return PTB_OK;
}

static uint8_t draw_kind(ptb_rng *rng)
{
    double u = ptb_rng_uniform(rng);
    if (u < 0.58) return PTB_PERSON;
    if (u < 0.80) return PTB_BUYER;
    return u < 0.88 ? PTB_JOB_SEEKER : PTB_READER;
}

static void draw_dates_and_weight(ptb_rng *rng, ptb_world_contact *c)
{
    /* How many activities people have is skewed; some never do anything, nor does anybody on the bought list. */
    double size = exp(1.1 * ptb_rng_normal(rng)) * (c->kind == PTB_BUYER ? 1.5 : 1);
    bool is_silent = chance(rng, 0.12), is_listed = chance(rng, 0.06);
    if (is_listed) {
        c->source = PTB_N_SOURCES;
        c->created_at =
            PTB_WORLD_START + (ptb_time)IMPORT_DAY * PTB_DAY + (ptb_time)ptb_rng_below(rng, 10800);
    } else if (chance(rng, 0.5)) {
        c->created_at = PTB_WORLD_START - (ptb_time)ptb_rng_below(rng, (uint64_t)900 * PTB_DAY);
    } else {
        c->created_at =
            PTB_WORLD_START + (ptb_time)ptb_rng_below(rng, (uint64_t)(PTB_WORLD_DAYS - 20) * PTB_DAY);
    }
    double seen = c->created_at < PTB_WORLD_START
                      ? 1
                      : (double)(PTB_WORLD_END - c->created_at) / (PTB_WORLD_DAYS * (double)PTB_DAY);
    c->weight = is_silent || is_listed ? 0 : size * seen;
}

static void draw_contact(ptb_rng *rng, ptb_world_contact *c)
{
    static const uint8_t seniority[] = {0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5};
    double mail = ptb_rng_uniform(rng);
    if (c->account == PTB_NOBODY) {
        c->mail = mail < 0.7 ? PTB_MAIL_FREE : PTB_MAIL_NONE;
    } else {
        c->mail = PTB_MAIL_COMPANY;
        if (mail < 0.12) c->mail = mail < 0.10 ? PTB_MAIL_FREE : PTB_MAIL_NONE;
    }
    c->name[0] = pick(rng, PTB_N_GIVEN);
    c->name[1] = pick(rng, PTB_N_FAMILY);
    c->seniority = seniority[ptb_rng_below(rng, sizeof seniority)];
    c->title_form = pick(rng, PTB_N_TITLE_FORMS);
    c->department = pick(rng, PTB_N_DEPARTMENTS);
    c->source = pick(rng, PTB_N_SOURCES);
    c->country = chance(rng, 0.08) ? (uint8_t)PTB_N_COUNTRIES : pick(rng, PTB_N_COUNTRIES);
    c->kind = draw_kind(rng);
    c->is_shouted = chance(rng, 0.05);
    draw_dates_and_weight(rng, c);
}

/* An account is in the CRM before its first contact, and a company without domain has no mail of its own. */
static void settle_contacts(ptb_world *world)
{
    for (size_t i = 0; i < world->n_contacts; i++) {
        ptb_world_contact *c = &world->contacts[i];
        if (c->account == PTB_NOBODY) continue;
        ptb_world_account *a = &world->accounts[c->account];
        if (!a->has_domain && c->mail == PTB_MAIL_COMPANY) c->mail = PTB_MAIL_NONE;
        if (c->created_at <= a->created_at) a->created_at = c->created_at - 3600;
    }
}

/* Every contact its number of activities, by weight; n in all. */
static void deal_activities(ptb_world *world, uint64_t n)
{
    double total = 0, upto = 0;
    size_t last = 0;
    for (size_t i = 0; i < world->n_contacts; i++)
        total += world->contacts[i].weight;
    if (!(total > 0)) { /* somebody must act, however few they are */
        world->contacts[0].source = 0;
        world->contacts[0].weight = total = 1;
    }
    uint64_t given = 0;
    for (size_t i = 0; i < world->n_contacts; i++) {
        ptb_world_contact *c = &world->contacts[i];
        if (!(c->weight > 0)) continue;
        upto += c->weight;
        uint64_t share = (uint64_t)(upto / total * (double)n);
        c->n_activities = share - given;
        given = share;
        last = i;
    }
    world->contacts[last].n_activities += n - given;
}

static ptb_status deal_ids(const ptb_context *context, ptb_world *world, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint32_t *ids = NULL;
    ptb_rng *rng = NULL;
    PTB_TRY_TO(ptb_rng_new(context->seed, "generate ids", 0, &rng, err));
    PTB_TRY_TO(ptb_alloc(&ids, world->n_contacts, sizeof *ids, err));
    for (size_t i = 0; i < world->n_contacts; i++)
        ids[i] = (uint32_t)i;
    ptb_rng_shuffle(rng, ids, world->n_contacts);
    for (size_t i = 0; i < world->n_contacts; i++)
        world->contacts[i].id = ids[i];
done:
    ptb_rng_free(rng);
    free(ids);
    return status;
}

ptb_status ptb_world_populate(const ptb_context *context, uint64_t n_contacts, uint64_t n_activities,
                              ptb_world *world, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_rng *rng = NULL;
    world->n_contacts = (size_t)n_contacts;
    world->n_accounts = world->n_contacts / CONTACTS_PER_ACCOUNT;
    world->n_activities = (size_t)n_activities;
    PTB_TRY_TO(ptb_rng_new(context->seed, "generate world", 0, &rng, err));
    PTB_TRY_TO(ptb_alloc(&world->accounts, world->n_accounts, sizeof *world->accounts, err));
    PTB_TRY_TO(ptb_alloc(&world->contacts, world->n_contacts, sizeof *world->contacts, err));
    for (size_t i = 0; i < world->n_accounts; i++)
        draw_account(rng, (uint32_t)i, &world->accounts[i]);
    PTB_TRY_TO(deal_contacts(rng, world->n_contacts * 94 / 100, world, err));
    for (size_t i = 0; i < world->n_contacts; i++) {
        if (i % 65536 == 0) PTB_TRY_TO(ptb_check_cancel(context, err));
        draw_contact(rng, &world->contacts[i]);
    }
    settle_contacts(world);
    deal_activities(world, n_activities);
    PTB_TRY_TO(deal_ids(context, world, err));
done:
    ptb_rng_free(rng);
    return status;
}
