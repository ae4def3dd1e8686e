/* features/groups.c: which rows share a group. */
#include "features/groups.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"

static int compare_places(const void *left, const void *right)
{
    const ptb_group_place *a = left, *b = right;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

ptb_status ptb_groups_sort(const uint32_t *group, const uint32_t *rows, size_t n, ptb_group_place **out,
                           ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, n, sizeof **out, err));
    for (size_t i = 0; i < n; i++) {
        uint32_t row = rows == NULL ? (uint32_t)i : rows[i];
        (*out)[i] = (ptb_group_place){group == NULL ? row : group[row], i};
    }
    if (n > 1) qsort(*out, n, sizeof **out, compare_places);
    return PTB_OK;
}

ptb_status ptb_groups_are_shared(const uint32_t *group, const uint32_t *rows, size_t n, bool *out,
                                 ptb_error *err)
{
    ptb_group_place *sorted;
    *out = false;
    PTB_TRY(ptb_groups_sort(group, rows, n, &sorted, err));
    for (size_t i = 1; i < n && !*out; i++)
        *out = sorted[i].group == sorted[i - 1].group;
    free(sorted);
    return PTB_OK;
}

void ptb_groups_sum(const ptb_group_place *sorted, size_t n, const double *value, double *sum, double *error)
{
    double squares = 0, of_group = 0;
    *sum = 0;
    for (size_t i = 0; i < n; i++) {
        double own = value[sorted[i].place];
        of_group += isnan(own) ? 0 : own;
        if (i + 1 < n && sorted[i].group == sorted[i + 1].group) continue;
        *sum += of_group;
        squares += of_group * of_group;
        of_group = 0;
    }
    *error = sqrt(squares);
}
