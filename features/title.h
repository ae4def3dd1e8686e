/* features/title.h: job titles as people type them, to seniority, department and buying role.
 *
 * Understands English, German, French, Spanish, Portuguese, Dutch and Italian, mixed within a title as well.
 *
 *   ptb_titles_new -> ptb_title_parse, from any number of threads -> ptb_titles_free
 *
 * Immutable: the tables of words, folded and hashed once. */
#ifndef PTB_FEATURES_TITLE_H
#define PTB_FEATURES_TITLE_H

#include "datasets/base/text.h"

/* In rising order: where a title names two roles, the higher one counts. */
typedef enum {
    PTB_SENIORITY_NONE,     /* retired, former, or nothing to be known */
    PTB_SENIORITY_TRAINEE,  /* intern, apprentice, (working) student */
    PTB_SENIORITY_JUNIOR,   /* junior, associate, entry level */
    PTB_SENIORITY_STAFF,    /* without a word for a level; also assistants of anybody */
    PTB_SENIORITY_SENIOR,   /* senior, lead, principal, expert, Referent: no people to lead */
    PTB_SENIORITY_MANAGER,  /* manager, team lead, responsable, jefe, supervisor, coordinator */
    PTB_SENIORITY_DIRECTOR, /* director or head of a department, area or country */
    PTB_SENIORITY_VP,       /* vice president */
    PTB_SENIORITY_C_LEVEL,  /* top management and boards */
    PTB_SENIORITY_OWNER,    /* owner, founder, partner, shareholder of the firm */
    PTB_N_SENIORITIES
} ptb_seniority;

typedef enum {
    PTB_DEPARTMENT_OTHER, /* none of these, or not to be known */
    PTB_DEPARTMENT_GENERAL,
    PTB_DEPARTMENT_IT,
    PTB_DEPARTMENT_ENGINEERING,
    PTB_DEPARTMENT_PRODUCT,
    PTB_DEPARTMENT_DATA,
    PTB_DEPARTMENT_MARKETING,
    PTB_DEPARTMENT_SALES,
    PTB_DEPARTMENT_SERVICE,
    PTB_DEPARTMENT_FINANCE,
    PTB_DEPARTMENT_HR,
    PTB_DEPARTMENT_OPERATIONS,
    PTB_DEPARTMENT_LOGISTICS,
    PTB_DEPARTMENT_PURCHASING,
    PTB_DEPARTMENT_LEGAL,
    PTB_DEPARTMENT_SCIENCE,
    PTB_DEPARTMENT_ADMIN,
    PTB_N_DEPARTMENTS
} ptb_department;

/* What a title tells. */
typedef enum {
    PTB_TITLE_SENIORITY,
    PTB_TITLE_DEPARTMENT,
    PTB_TITLE_BUYING_ROLE,
    PTB_N_TITLE_PARTS
} ptb_title_part;

/* Derived from the two, first line that fits:
 *
 *   seniority none or trainee                                   none
 *   owner, c_level                                              decision_maker
 *   purchasing, legal, admin                                    gatekeeper
 *   vp, director                                                decision_maker
 *   manager; senior                                             influencer
 *   staff, junior                                               user
 *
 * so that vp and director decide in every department but those that guard the door. */
typedef enum {
    PTB_BUYING_NONE,
    PTB_BUYING_USER,
    PTB_BUYING_GATEKEEPER,
    PTB_BUYING_INFLUENCER,
    PTB_BUYING_DECISION_MAKER,
    PTB_N_BUYING_ROLES
} ptb_buying_role;

typedef struct {
    ptb_seniority seniority;
    ptb_department department;
    ptb_buying_role buying_role;
} ptb_title;

typedef struct ptb_titles ptb_titles;

/* Errors   E_NOMEM; E_INTERNAL: a word stands in the tables twice, with two meanings */
PTB_MUST_USE ptb_status ptb_titles_new(ptb_titles **out, ptb_error *err);
void ptb_titles_free(ptb_titles *titles); /* NULL allowed */

/* Any bytes: what is no UTF-8 counts as a blank; letters of other scripts, too. Case, accents, blanks around it,
 * punctuation, gendered forms, "(m/w/d)" and degrees do not matter. Of a long title the first 255 letters count.
 * The empty title is (none, other, none). Allocates nothing; below a microsecond, where most words are known. */
ptb_title ptb_title_parse(const ptb_titles *titles, ptb_str title);

ptb_buying_role ptb_buying_role_of(ptb_seniority seniority, ptb_department department);

/* "c_level", "purchasing", "decision_maker". The texts live as long as the program. */
const char *ptb_seniority_name(ptb_seniority seniority);
const char *ptb_department_name(ptb_department department);
const char *ptb_buying_role_name(ptb_buying_role role);

#endif
