/* datasets/activity_base.h: the activities of a history as rows again, for those that are merged into it.
 *
 * Its rows are in order already: nothing is sorted. A record that is there and among the new ones is the same record: as
 * many are kept as the side that has more of them holds. Rows of gateways are rows like any other here; who merges marks
 * anew. Rows come with codes recoded, and the recoding keeps the order of texts.
 *
 * The history's columns are read bucket by bucket (ptb_activity_near), never through its map: see ptb_activities_fetch. */
#ifndef PTB_DATASETS_ACTIVITY_BASE_H
#define PTB_DATASETS_ACTIVITY_BASE_H

#include "datasets/activity_columns.h"

/* Owners of the new history below n_contacts are contacts. What an owner was in the old one: contact[owner], then
 * account[owner - n_contacts], where that is below n_old_contacts, n_old_accounts; else it is new. Borrowed. */
typedef struct {
    const ptb_activities *old; /* NULL: nothing */
    size_t n_contacts, n_old_contacts, n_old_accounts;
    const uint32_t *contact, *account;
} ptb_activity_base;

bool ptb_activity_base_has_more(const ptb_activity_base *base); /* of the rarer fields */

/* Rows first .. last of some arrays. */
typedef struct {
    uint64_t first, last;
} ptb_row_range;

/* What persons did and what gateways did in the owner's name, in the old history. */
void ptb_activity_base_find(const ptb_activity_base *base, uint32_t owner, ptb_row_range *rows,
                            ptb_row_range *gateway);

/* Old rows of owners first_owner .. last_owner: those of persons by owner, then those of gateways. Codes are the old ones.
 * Zero-initialise, use again, free. */
typedef struct {
    ptb_activities columns; /* only the arrays by row */
    size_t n;
    uint32_t first_owner, last_owner;
    size_t *first, *gateway_first; /* by owner, and one more: where rows begin */
    char *bytes;                   /* the memory behind the columns */
    size_t capacity, owner_capacity;
    bool has_all;
} ptb_activity_near;

typedef enum { PTB_NEAR_TS, PTB_NEAR_ALL } ptb_near_columns;
PTB_MUST_USE ptb_status ptb_activity_near_load(const ptb_activity_base *base, uint32_t first_owner,
                                               uint32_t last_owner, ptb_near_columns which,
                                               ptb_activity_near *near, ptb_error *err);
void ptb_activity_near_free(ptb_activity_near *near);
/* An owner's rows in `near`. */
static inline void ptb_activity_near_find(const ptb_activity_near *near, uint32_t owner, ptb_row_range *rows,
                                          ptb_row_range *gateway)
{
    size_t i = owner - near->first_owner;
    *rows = (ptb_row_range){near->first[i], near->first[i + 1]};
    *gateway = (ptb_row_range){near->gateway_first[i], near->gateway_first[i + 1]};
}
/* The first row of the range whose ts is not before `wanted`. */
uint64_t ptb_activity_lower_bound(const uint32_t *ts, ptb_row_range range, uint32_t wanted);

/* *n is how many rows of the bucket, which holds new ones only, the history does not have. `near` is loaded for its owners
 * with ts at least. */
PTB_MUST_USE ptb_status ptb_activity_base_count(const ptb_activity_base *base,
                                                const ptb_activity_recode *recode, ptb_activity_near *near,
                                                const ptb_activity_bucket *bucket, uint64_t *n,
                                                ptb_error *err);

/* The bucket, which holds new rows only, becomes the whole of its owners' rows, in its own memory. */
PTB_MUST_USE ptb_status ptb_activity_base_merge(const ptb_activity_base *base,
                                                const ptb_activity_recode *recode, ptb_activity_near *near,
                                                ptb_activity_bucket *bucket, ptb_error *err);

/* Room for an owner's old rows in order; zero-initialise, free both. */
typedef struct {
    ptb_activity *rows;
    ptb_activity_more *more;
    size_t capacity, more_capacity;
} ptb_activity_old_rows;

/* Appends all rows of one owner to `out`, which has room for them: those in `near` merged with `fresh`, which are the owner's new
 * ones and at least one. Grows `scratch`. */
PTB_MUST_USE ptb_status ptb_activity_merge_owner(const ptb_activity_near *near,
                                                 const ptb_activity_recode *recode,
                                                 const ptb_activity_bucket *fresh,
                                                 ptb_activity_old_rows *scratch, ptb_activity_bucket *out,
                                                 ptb_error *err);

#endif
