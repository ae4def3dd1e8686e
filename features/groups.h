/* features/groups.h: which rows share a group; they need not be neighbours. */
#ifndef PTB_FEATURES_GROUPS_H
#define PTB_FEATURES_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "datasets/base/status.h"

typedef struct {
    uint32_t group;
    size_t place; /* in `rows` */
} ptb_group_place;

/* The places of rows[0..n) in the order of group[row], within a group in their own. group NULL: every row is its own;
 * rows NULL: 0 .. n-1. *out is the caller's. */
PTB_MUST_USE ptb_status ptb_groups_sort(const uint32_t *group, const uint32_t *rows, size_t n,
                                        ptb_group_place **out, ptb_error *err);

/* Have any two of rows[0..n) the same group? */
PTB_MUST_USE ptb_status ptb_groups_are_shared(const uint32_t *group, const uint32_t *rows, size_t n,
                                              bool *out, ptb_error *err);

/* A sum over rows and its standard error, as if the groups were drawn and their rows came with them: the square root of the sum of
 * the groups' squares. value: n, by place; NaN counts as 0. `sorted` as ptb_groups_sort gives it. */
void ptb_groups_sum(const ptb_group_place *sorted, size_t n, const double *value, double *sum, double *error);

#endif
