/* datasets/generate_world.h: the companies, people and deeds of a synthetic CRM; private to generate*.c.
 *
 * Contacts stand in the order of their accounts, those without account last; their ids are shuffled. Everything
 * that decides an outcome lies within one account, so accounts are simulated one after the other, and activities
 * are brought into time order at the end. Memory: about 24 bytes an activity and 60 a contact. */
#ifndef PTB_DATASETS_GENERATE_WORLD_H
#define PTB_DATASETS_GENERATE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "datasets/base/civil_time.h"
#include "datasets/base/context.h"
#include "datasets/base/rng.h"

#define PTB_WORLD_END ((ptb_time)1751328000) /* 2025-07-01T00:00:00Z */
enum { PTB_WORLD_DAYS = 730 };
#define PTB_WORLD_START (PTB_WORLD_END - (ptb_time)PTB_WORLD_DAYS * PTB_DAY)
#define PTB_NOBODY UINT32_MAX

typedef enum {
    PTB_PAGE_VIEW,
    PTB_PRICING_VIEW,
    PTB_FORM_FILL,
    PTB_EMAIL_OPEN,
    PTB_EMAIL_CLICK,
    PTB_WEBINAR,
    PTB_DEMO_REQUEST,
    PTB_DOWNLOAD,
    PTB_SOCIAL,
    PTB_UNSUBSCRIBE,
    PTB_CAREERS_VIEW,
    PTB_CALL,
    PTB_TRIAL_START,
    PTB_VIDEO_VIEW,
    PTB_COMPARE_TOOL,
    PTB_DEEDS
} ptb_deed;

typedef struct {
    double employees, revenue; /* NaN: not recorded */
    ptb_time created_at;
    uint32_t parent; /* an earlier account, or PTB_NOBODY */
    uint32_t first_contact, n_contacts;
    uint8_t name[3];  /* words of its name */
    uint8_t industry; /* may be the empty one */
    uint8_t country;
    bool has_domain, has_gateway;
} ptb_world_account;

typedef enum { PTB_PERSON, PTB_BUYER, PTB_JOB_SEEKER, PTB_READER, PTB_KINDS } ptb_world_kind;
typedef enum { PTB_MAIL_COMPANY, PTB_MAIL_FREE, PTB_MAIL_NONE } ptb_world_mail;

typedef struct {
    ptb_time created_at;
    double weight; /* share of the activities, to a common factor */
    uint64_t n_activities;
    uint32_t id, account; /* account: PTB_NOBODY */
    uint8_t name[2], seniority, title_form, department, source, country, kind, mail;
    bool is_shouted; /* typed in capitals */
} ptb_world_contact;

typedef struct {
    uint32_t ts, contact; /* contact: its position, not its id */
    uint16_t asset;       /* which of its type's assets; PTB_NO_ASSET */
    uint8_t type, channel;
} ptb_world_activity;
enum { PTB_NO_ASSET = UINT16_MAX };

typedef struct {
    ptb_time created_at, closed_at; /* closed_at may lie beyond PTB_WORLD_END: open */
    double probability, amount;     /* amount: NaN where not recorded */
    uint32_t account, contact;
    uint8_t lost_reason, stage;
    bool is_won;
} ptb_world_opportunity;

typedef struct {
    ptb_world_account *accounts;
    ptb_world_contact *contacts;
    ptb_world_activity *activities;
    ptb_world_opportunity *opportunities;
    size_t n_accounts, n_contacts, n_activities, n_opportunities, opportunity_capacity;
} ptb_world;

/* Who and what there is: accounts, contacts, and how many activities each contact has (n_activities in all). */
PTB_MUST_USE ptb_status ptb_world_populate(const ptb_context *context, uint64_t n_contacts,
                                           uint64_t n_activities, ptb_world *world, ptb_error *err);
/* What they do: fills activities (in time order) and opportunities (by created_at). */
PTB_MUST_USE ptb_status ptb_world_live(const ptb_context *context, ptb_world *world, ptb_error *err);
/* Writes the five files into `directory`; each replaces its forerunner as a whole, at the end. */
PTB_MUST_USE ptb_status ptb_world_write(const ptb_context *context, const ptb_world *world,
                                        const char *directory, ptb_error *err);
void ptb_world_free(ptb_world *world);

/* Log-odds that stand beside the words in generate_words.c. */
double ptb_world_industry_effect(uint8_t industry);
double ptb_world_source_effect(uint8_t source);

#endif
