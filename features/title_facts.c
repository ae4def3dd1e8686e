/* features/title_facts.c: titles by level code, parsed once; contacts and accounts as of a moment. */
#include "features/title_facts.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/history_values.h"

enum { BLOCK_LEVELS = 4096 };

typedef struct {
    uint8_t seniority, department, buying_role;
} packed_title;

struct ptb_title_facts {
    const ptb_history *history;
    size_t column;
    packed_title *titles; /* by code */
};

/* ---- the levels ---- */

typedef struct {
    const ptb_titles *words;
    const ptb_strings *levels;
    packed_title *out;
} parsing;

static ptb_status parse_block(void *state, const ptb_block *block, ptb_error *err)
{
    const parsing *p = state;
    (void)err;
    for (size_t i = block->first; i < block->last; i++) {
        ptb_title title = ptb_title_parse(p->words, ptb_strings_at(p->levels, i));
        p->out[i] =
            (packed_title){(uint8_t)title.seniority, (uint8_t)title.department, (uint8_t)title.buying_role};
    }
    return PTB_OK;
}

static ptb_status parse_levels(const ptb_context *context, const ptb_strings *levels, packed_title **out,
                               ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_titles *words = NULL;
    parsing p = {NULL, levels, NULL};
    PTB_TRY_TO(ptb_titles_new(&words, err));
    PTB_TRY_TO(ptb_alloc(out, levels->n, sizeof **out, err));
    p.words = words;
    p.out = *out;
    PTB_TRY_TO(ptb_blocks_map(context, levels->n, BLOCK_LEVELS, parse_block, &p, err));
done:
    ptb_titles_free(words);
    return status;
}

ptb_status ptb_title_facts_new(const ptb_context *context, const ptb_history *history, const char *column,
                               ptb_title_facts **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_record_table *contacts = &history->contacts;
    int at = ptb_table_find(contacts, column);
    *out = NULL;
    if (at < 0)
        return ptb_fail(err, PTB_E_SCHEMA, "titles are asked for, and the contacts have no column '%s'",
                        column);
    if (contacts->columns[at].kind != PTB_COLUMN_CATEGORY)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "titles are asked for, and the contacts' column '%s' holds no words", column);
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    (*out)->history = history;
    (*out)->column = (size_t)at;
    PTB_TRY_TO(parse_levels(context, &contacts->columns[at].levels, &(*out)->titles, err));
done:
    if (status != PTB_OK) {
        ptb_title_facts_free(*out);
        *out = NULL;
    }
    return status;
}

void ptb_title_facts_free(ptb_title_facts *facts)
{
    if (!facts) return;
    free(facts->titles);
    free(facts);
}

/* ---- contacts ---- */

/* NULL where the contact has no title at the moment, or is not there. */
static const packed_title *title_at(const ptb_title_facts *facts, uint32_t contact, ptb_time as_of)
{
    const ptb_history *h = facts->history;
    uint32_t code = ptb_code_at(h, &h->contacts, facts->column, contact, as_of);
    return code == PTB_NONE ? NULL : &facts->titles[code];
}

ptb_contact_title ptb_title_facts_of(const ptb_title_facts *facts, uint32_t contact, ptb_time as_of)
{
    const double missing = (double)NAN;
    const packed_title *title = title_at(facts, contact, as_of);
    if (!title) return (ptb_contact_title){missing, missing, missing};
    return (ptb_contact_title){title->seniority, title->department, title->buying_role};
}

/* ---- accounts ---- */

static bool is_risen(const ptb_title_facts *facts, uint32_t contact, const packed_title *now,
                     ptb_time earlier)
{
    if (!facts->history->contacts.changes.first) return false;
    const packed_title *then = title_at(facts, contact, earlier);
    return then && then->seniority < now->seniority;
}

ptb_account_titles ptb_account_titles_of(const ptb_title_facts *facts, uint32_t account, ptb_time as_of,
                                         double days)
{
    const ptb_history *h = facts->history;
    ptb_account_titles found = {0};
    if (account == PTB_NONE) return found;
    bool has_time = as_of != PTB_NO_TIME;
    ptb_time earlier = has_time ? as_of - (ptb_time)(days * PTB_DAY) : as_of;
    for (uint64_t c = h->account_contact[account]; c < h->account_contact[account + 1]; c++) {
        uint32_t contact = (uint32_t)c;
        ptb_time created = h->contacts.created_at[contact];
        if (!h->is_timeless && created > as_of) continue;
        found.n_contacts++;
        const packed_title *title = title_at(facts, contact, as_of);
        if (!title) continue;
        found.n_titled++;
        found.n_of_role[title->buying_role]++;
        found.n_of_seniority[title->seniority]++;
        if (!has_time) continue;
        if (created > earlier)
            found.n_arrived[title->seniority]++;
        else
            found.n_risen[title->seniority] += is_risen(facts, contact, title, earlier);
    }
    return found;
}

uint32_t ptb_buying_roles_covered(const ptb_account_titles *titles)
{
    uint32_t n = 0;
    for (int role = PTB_BUYING_USER; role < PTB_N_BUYING_ROLES; role++)
        n += titles->n_of_role[role] > 0;
    return n;
}

uint32_t ptb_at_least(const uint32_t n[PTB_N_SENIORITIES], ptb_seniority least)
{
    uint32_t sum = 0;
    for (int s = (int)least; s < PTB_N_SENIORITIES; s++)
        sum += n[s];
    return sum;
}

/* ---- names as lists ---- */

/* In the order of the enums. As members of char a text's offset is a constant: nothing is made at run time. */
#define SENIORITIES(X) \
    X(none)            \
    X(trainee)         \
    X(junior)          \
    X(staff)           \
    X(senior)          \
    X(manager)         \
    X(director)        \
    X(vp)              \
    X(c_level)         \
    X(owner)
#define DEPARTMENTS(X) \
    X(other)           \
    X(general)         \
    X(it)              \
    X(engineering)     \
    X(product)         \
    X(data)            \
    X(marketing)       \
    X(sales)           \
    X(service)         \
    X(finance)         \
    X(hr)              \
    X(operations)      \
    X(logistics)       \
    X(purchasing)      \
    X(legal)           \
    X(science)         \
    X(admin)
#define BUYING_ROLES(X) \
    X(none)             \
    X(user)             \
    X(gatekeeper)       \
    X(influencer)       \
    X(decision_maker)

#define TEXT(name) #name
#define MEMBER(name) char name[sizeof #name - 1];
struct seniority_bytes {
    SENIORITIES(MEMBER)
};
struct department_bytes {
    DEPARTMENTS(MEMBER)
};
struct buying_role_bytes {
    BUYING_ROLES(MEMBER)
};

#define SENIORITY_OFFSET(name) offsetof(struct seniority_bytes, name),
#define DEPARTMENT_OFFSET(name) offsetof(struct department_bytes, name),
#define BUYING_ROLE_OFFSET(name) offsetof(struct buying_role_bytes, name),
static const uint64_t seniority_offset[] = {SENIORITIES(SENIORITY_OFFSET) sizeof(struct seniority_bytes)};
static const uint64_t department_offset[] = {DEPARTMENTS(DEPARTMENT_OFFSET) sizeof(struct department_bytes)};
static const uint64_t buying_role_offset[] = {
    BUYING_ROLES(BUYING_ROLE_OFFSET) sizeof(struct buying_role_bytes)};

_Static_assert(sizeof seniority_offset / sizeof(uint64_t) == PTB_N_SENIORITIES + 1,
               "each seniority has its name");
_Static_assert(sizeof department_offset / sizeof(uint64_t) == PTB_N_DEPARTMENTS + 1,
               "each department has its name");
_Static_assert(sizeof buying_role_offset / sizeof(uint64_t) == PTB_N_BUYING_ROLES + 1,
               "each buying role has its name");

ptb_strings ptb_title_levels(ptb_title_part part)
{
    switch (part) {
    case PTB_TITLE_SENIORITY:
        return (ptb_strings){SENIORITIES(TEXT), seniority_offset, PTB_N_SENIORITIES};
    case PTB_TITLE_DEPARTMENT:
        return (ptb_strings){DEPARTMENTS(TEXT), department_offset, PTB_N_DEPARTMENTS};
    case PTB_TITLE_BUYING_ROLE:
    case PTB_N_TITLE_PARTS:
        break;
    }
    return (ptb_strings){BUYING_ROLES(TEXT), buying_role_offset, PTB_N_BUYING_ROLES};
}
