/* datasets/generate_live.c: what the people of the synthetic CRM do, and which opportunities come of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/generate_deeds.h"
#include "datasets/generate_truth.h"
#include "datasets/generate_words.h"
#include "datasets/generate_world.h"

enum { ACTIVE_DAYS = 60, QUIET_DAYS = 60 };
/* Opportunities that activities open, per contact, before those that meet an open one are dropped; and those
 * that open without any activity. */
static const double opened_per_contact = 0.245, cold_per_contact = 0.03;

typedef struct {
    double engagement, demo, careers;
    ptb_time last;      /* deed by the person; PTB_NO_TIME before the first */
    ptb_time free_from; /* no new opportunity before */
    bool is_unsubscribed;
} contact_state;

typedef struct {
    ptb_time at;
    uint32_t contact;
} cold_call;

/* One account with its contacts, or one contact without account; the arrays are reused. */
typedef struct {
    ptb_world *world;
    ptb_rng *rng;
    const ptb_world_account *account; /* NULL for a contact without */
    uint32_t first_contact, n_contacts;
    size_t first_opportunity, n_deeds, n_cold;
    ptb_world_deed *deeds;
    contact_state *states;
    cold_call *cold;
    size_t deed_capacity, state_capacity, cold_capacity;
    ptb_deed_mixes mixes;
    double hazard_factor;
} stage;

/* So that the activities together open opened_per_contact opportunities a contact, however many they are. */
static void prepare_hazard(stage *s)
{
    double hazard = 0;
    ptb_deed_mixes_prepare(&s->mixes);
    for (size_t i = 0; i < s->world->n_contacts; i++) {
        const ptb_world_contact *c = &s->world->contacts[i];
        hazard += (double)c->n_activities * s->mixes.mean_hazard[c->kind];
    }
    s->hazard_factor = opened_per_contact * (double)s->world->n_contacts / hazard;
}

/* A total order, so that equal neighbours are equal records. */
static int by_time(const void *left, const void *right)
{
    const ptb_world_deed *a = left, *b = right;
    if (a->record.ts != b->record.ts) return a->record.ts < b->record.ts ? -1 : 1;
    if (a->record.contact != b->record.contact) return a->record.contact < b->record.contact ? -1 : 1;
    if (a->record.type != b->record.type) return a->record.type < b->record.type ? -1 : 1;
    if (a->record.asset != b->record.asset) return a->record.asset < b->record.asset ? -1 : 1;
    if (a->record.channel != b->record.channel) return a->record.channel < b->record.channel ? -1 : 1;
    return (a->is_by_gateway > b->is_by_gateway) - (a->is_by_gateway < b->is_by_gateway);
}

static int by_call(const void *left, const void *right)
{
    const cold_call *a = left, *b = right;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return (a->contact > b->contact) - (a->contact < b->contact);
}

static void cool(contact_state *state, ptb_time now)
{
    if (state->last == PTB_NO_TIME) return;
    double seconds = (double)(now - state->last);
    state->engagement *= ptb_truth_decay(seconds, PTB_ENGAGEMENT_HALF_LIFE_DAYS);
    state->demo *= ptb_truth_decay(seconds, PTB_DEMO_HALF_LIFE_DAYS);
    state->careers *= ptb_truth_decay(seconds, PTB_CAREERS_HALF_LIFE_DAYS);
}

static void apply_deed(stage *s, const ptb_world_deed *d)
{
    if (d->is_by_gateway) return;
    contact_state *state = &s->states[d->record.contact - s->first_contact];
    cool(state, d->record.ts);
    state->last = d->record.ts;
    state->engagement += ptb_deed_engagement(d->record.type);
    if (d->record.type == PTB_DEMO_REQUEST) state->demo += 1;
    if (d->record.type == PTB_CAREERS_VIEW) state->careers += 1;
    if (d->record.type == PTB_UNSUBSCRIBE) state->is_unsubscribed = true;
}

/* What the records say of the account at `now`: who is active, what was won and lost. */
static void judge_account(const stage *s, ptb_time now, ptb_truth_case *c)
{
    c->employees = s->account->employees;
    c->industry_effect = ptb_world_industry_effect(s->account->industry);
    uint32_t active = 0;
    for (uint32_t i = 0; i < s->n_contacts; i++) {
        ptb_time last = s->states[i].last;
        active += last != PTB_NO_TIME && now - last < (ptb_time)ACTIVE_DAYS * PTB_DAY;
    }
    c->active_contacts = active > 0 ? active : 1;
    ptb_time last_loss = PTB_NO_TIME;
    for (size_t i = s->first_opportunity; i < s->world->n_opportunities; i++) {
        const ptb_world_opportunity *o = &s->world->opportunities[i];
        if (o->closed_at > now) continue;
        if (o->is_won) c->has_account_won = true;
        if (!o->is_won && o->closed_at > last_loss) last_loss = o->closed_at;
    }
    if (last_loss != PTB_NO_TIME) c->days_since_loss = (double)(now - last_loss) / PTB_DAY;
}

static double win_probability(const stage *s, uint32_t contact, ptb_time now)
{
    const ptb_world_contact *person = &s->world->contacts[contact];
    contact_state state = s->states[contact - s->first_contact];
    cool(&state, now);
    ptb_truth_case c = {.engagement = state.engagement,
                        .demo = state.demo,
                        .careers = state.careers,
                        .source_effect = ptb_world_source_effect(person->source),
                        .employees = (double)NAN,
                        .days_since_loss = (double)NAN,
                        .active_contacts = 1,
                        .seniority = person->seniority,
                        .has_free_mail = person->mail == PTB_MAIL_FREE,
                        .is_unsubscribed = state.is_unsubscribed};
    if (s->account != NULL) judge_account(s, now, &c);
    return ptb_truth_probability(ptb_truth_log_odds(&c), PTB_TRUTH_NOISE_SD);
}

static ptb_status open_opportunity(stage *s, uint32_t contact, ptb_time now, ptb_error *err)
{
    ptb_world *world = s->world;
    contact_state *state = &s->states[contact - s->first_contact];
    if (now < PTB_WORLD_START + (ptb_time)QUIET_DAYS * PTB_DAY || now < state->free_from) return PTB_OK;
    PTB_TRY(ptb_reserve(&world->opportunities, &world->opportunity_capacity, world->n_opportunities + 1,
                        sizeof *world->opportunities, err));
    double days = 1 + exp(3.6 + 0.7 * ptb_rng_normal(s->rng)), amount = exp(9.5 + ptb_rng_normal(s->rng));
    ptb_world_opportunity o = {.created_at = now,
                               .closed_at = now + (ptb_time)(fmin(days, 3650) * PTB_DAY),
                               .probability = win_probability(s, contact, now),
                               .amount = ptb_rng_uniform(s->rng) < 0.9 ? amount : (double)NAN,
                               .account = world->contacts[contact].account,
                               .contact = contact,
                               .lost_reason = (uint8_t)ptb_rng_below(s->rng, PTB_N_LOST_REASONS),
                               .stage = (uint8_t)ptb_rng_below(s->rng, 3)};
    o.is_won = ptb_rng_uniform(s->rng) < o.probability;
    state->free_from = o.closed_at + 30 * (ptb_time)PTB_DAY;
    world->opportunities[world->n_opportunities++] = o;
    return PTB_OK;
}

/* Everything of one second is in the records before an opportunity of that second is judged. */
static ptb_status play_second(stage *s, size_t *i_deed, size_t *i_cold, ptb_error *err)
{
    ptb_time now = *i_deed < s->n_deeds ? (ptb_time)s->deeds[*i_deed].record.ts : INT64_MAX;
    if (*i_cold < s->n_cold && s->cold[*i_cold].at < now) now = s->cold[*i_cold].at;
    size_t first = *i_deed, last = first;
    for (; last < s->n_deeds && s->deeds[last].record.ts == now; last++)
        apply_deed(s, &s->deeds[last]);
    *i_deed = last;
    for (size_t i = first; i < last; i++) {
        const ptb_world_deed *d = &s->deeds[i];
        if (d->is_by_gateway) continue;
        double probability = 1 - exp(-s->hazard_factor * ptb_deed_hazard(d->record.type));
        if (ptb_rng_uniform(s->rng) < probability) PTB_TRY(open_opportunity(s, d->record.contact, now, err));
    }
    for (; *i_cold < s->n_cold && s->cold[*i_cold].at == now; ++*i_cold)
        PTB_TRY(open_opportunity(s, s->cold[*i_cold].contact, now, err));
    return PTB_OK;
}

static ptb_status enter(stage *s, const ptb_world_account *account, uint32_t first, uint32_t n,
                        ptb_error *err)
{
    const ptb_world_contact *contacts = s->world->contacts;
    size_t n_deeds = 0;
    for (uint32_t i = first; i < first + n; i++)
        n_deeds += (size_t)contacts[i].n_activities;
    PTB_TRY(ptb_reserve(&s->deeds, &s->deed_capacity, n_deeds, sizeof *s->deeds, err));
    PTB_TRY(ptb_reserve(&s->states, &s->state_capacity, n, sizeof *s->states, err));
    PTB_TRY(ptb_reserve(&s->cold, &s->cold_capacity, n, sizeof *s->cold, err));
    s->account = account;
    s->first_contact = first;
    s->n_contacts = n;
    s->n_deeds = s->n_cold = 0;
    s->first_opportunity = s->world->n_opportunities;
    for (uint32_t i = 0; i < n; i++)
        s->states[i] = (contact_state){.last = PTB_NO_TIME, .free_from = PTB_NO_TIME};
    return PTB_OK;
}

static ptb_status play_account(stage *s, const ptb_world_account *account, uint32_t first, uint32_t n,
                               size_t *written, ptb_error *err)
{
    PTB_TRY(enter(s, account, first, n, err));
    for (uint32_t i = first; i < first + n; i++) {
        size_t n_deeds = (size_t)s->world->contacts[i].n_activities;
        if (n_deeds > 0) ptb_deeds_draw(&s->mixes, s->rng, s->world, i, s->deeds + s->n_deeds);
        s->n_deeds += n_deeds;
        if (ptb_rng_uniform(s->rng) >= cold_per_contact) continue;
        ptb_time at = PTB_WORLD_START + (ptb_time)ptb_rng_below(s->rng, (uint64_t)PTB_WORLD_DAYS * PTB_DAY);
        if (at > s->world->contacts[i].created_at) s->cold[s->n_cold++] = (cold_call){at, i};
    }
    if (s->n_deeds > 1) qsort(s->deeds, s->n_deeds, sizeof *s->deeds, by_time);
    if (s->n_cold > 1) qsort(s->cold, s->n_cold, sizeof *s->cold, by_call);
    for (size_t i_deed = 0, i_cold = 0; i_deed < s->n_deeds || i_cold < s->n_cold;)
        PTB_TRY(play_second(s, &i_deed, &i_cold, err));
    for (size_t i = 0; i < s->n_deeds; i++)
        s->world->activities[(*written)++] = s->deeds[i].record;
    return PTB_OK;
}

static ptb_status play_all(const ptb_context *context, stage *s, ptb_error *err)
{
    ptb_world *world = s->world;
    size_t written = 0;
    for (size_t i = 0; i < world->n_accounts; i++) {
        const ptb_world_account *a = &world->accounts[i];
        if (i % 256 == 0) {
            PTB_TRY(ptb_check_cancel(context, err));
            ptb_tell(context, "simulating", written, world->n_activities);
        }
        PTB_TRY(play_account(s, a, a->first_contact, a->n_contacts, &written, err));
    }
    for (size_t i = 0; i < world->n_contacts; i++) {
        if (world->contacts[i].account != PTB_NOBODY) continue;
        PTB_TRY(play_account(s, NULL, (uint32_t)i, 1, &written, err));
    }
    return PTB_OK;
}

/* Stable radix sort by time: two passes of 13 bits cover the 2^26 seconds of the two years. */
static ptb_status sort_activities(ptb_world *world, ptb_error *err)
{
    enum { BITS = 13, BUCKETS = 1 << BITS };
    _Static_assert((int64_t)PTB_WORLD_DAYS * PTB_DAY < (int64_t)1 << (2 * BITS), "two passes cover the time");
    ptb_world_activity *other = NULL;
    size_t *at = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc_raw(&other, world->n_activities, sizeof *other, err));
    PTB_TRY_TO(ptb_alloc(&at, BUCKETS + 1, sizeof *at, err));
    for (int pass = 0; pass < 2; pass++) {
        const ptb_world_activity *from = world->activities;
        int shift = pass * BITS;
        memset(at, 0, (BUCKETS + 1) * sizeof *at);
        for (size_t i = 0; i < world->n_activities; i++)
            at[((((ptb_time)from[i].ts - PTB_WORLD_START) >> shift) & (BUCKETS - 1)) + 1]++;
        for (size_t i = 0; i < BUCKETS; i++)
            at[i + 1] += at[i];
        for (size_t i = 0; i < world->n_activities; i++)
            other[at[(((ptb_time)from[i].ts - PTB_WORLD_START) >> shift) & (BUCKETS - 1)]++] = from[i];
        ptb_world_activity *swap = world->activities;
        world->activities = other;
        other = swap;
    }
done:
    free(other);
    free(at);
    return status;
}

static int by_creation(const void *left, const void *right)
{
    const ptb_world_opportunity *a = left, *b = right;
    if (a->created_at != b->created_at) return a->created_at < b->created_at ? -1 : 1;
    return (a->contact > b->contact) - (a->contact < b->contact);
}

ptb_status ptb_world_live(const ptb_context *context, ptb_world *world, ptb_error *err)
{
    ptb_status status = PTB_OK;
    stage s = {.world = world};
    PTB_TRY_TO(ptb_rng_new(context->seed, "generate life", 0, &s.rng, err));
    PTB_TRY_TO(ptb_alloc_raw(&world->activities, world->n_activities, sizeof *world->activities, err));
    prepare_hazard(&s);
    PTB_TRY_TO(play_all(context, &s, err));
    PTB_TRY_TO(sort_activities(world, err));
    if (world->n_opportunities > 1)
        qsort(world->opportunities, world->n_opportunities, sizeof *world->opportunities, by_creation);
done:
    ptb_rng_free(s.rng);
    free(s.deeds);
    free(s.states);
    free(s.cold);
    return status;
}
