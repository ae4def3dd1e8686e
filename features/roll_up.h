/* features/roll_up.h: tallies of all contacts of an account, of all accounts of a tree; private to features.
 *
 * An account's own activities (of no contact) count for it as well, but are nobody's. What remains without one member (the
 * case's contact, the case's account) is a difference of counts; of recency the two latest and two earliest members tell. */
#ifndef PTB_FEATURES_ROLL_UP_H
#define PTB_FEATURES_ROLL_UP_H

#include "features/sweep.h"

typedef struct {
    ptb_tally sum;                    /* without days and sessions */
    uint32_t *active;                 /* [bucket][slot]: contacts with an activity within the window */
    uint32_t *last_of, *first_of;     /* [slot]: which member's */
    ptb_time *next_last, *next_first; /* [slot]: of all others */
    uint32_t n_contacts;              /* that were there by as_of */
    uint32_t of;                      /* the account, or the root of the tree; PTB_NONE: nothing here */
    ptb_time as_of;
} ptb_roll_up;

PTB_MUST_USE ptb_status ptb_roll_up_new(ptb_arena *arena, const ptb_sweep_plan *plan, ptb_roll_up *out,
                                        ptb_error *err);

/* Does the contact count among the account's contacts at the moment? */
bool ptb_is_member(const ptb_history *history, uint32_t contact, uint32_t account, ptb_time as_of);

/* Fills `out`, unless it has this account and moment already. `member` is scratch. */
void ptb_roll_up_account(const ptb_sweeper *sweeper, uint32_t account, ptb_time as_of, ptb_tally *member,
                         ptb_roll_up *out);

/* A clear roll-up, and another one added to it as the member `who`. */
void ptb_roll_up_begin(const ptb_sweep_plan *plan, uint32_t of, ptb_time as_of, ptb_roll_up *out);
void ptb_roll_up_add(const ptb_sweep_plan *plan, ptb_roll_up *to, uint32_t who, const ptb_roll_up *member);

#endif
