/* train/fit_errors.c: standard errors of a model's coefficients, as its cases allow. */
#include "train/fit_errors.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "features/groups.h"

/* Of a few groups, or where few have a column, errors by groups come out too small. */
static void take_larger(double *error, const double *other, size_t n)
{
    for (size_t j = 0; j < n; j++)
        error[j] = fmax(error[j], other[j]);
}

static bool are_weighted(const ptb_vectors *vectors, const uint32_t *rows, size_t n)
{
    for (size_t i = 0; vectors->weight != NULL && i < n; i++)
        if (fabs((double)vectors->weight[rows[i]] - 1) > 0) return true;
    return false;
}

/* NOLINTNEXTLINE(readability-function-size): the cases, the fit, the results */
ptb_status ptb_fit_errors(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows,
                          const ptb_inference_rows *fit, const double *coef, double **out, const char **by,
                          ptb_error *err)
{
    size_t n = fit->design->n_rows, p1 = fit->design->n_cols + 1;
    ptb_inference_rows grouped = *fit;
    bool are_shared = false, is_weighted = are_weighted(vectors, rows, n);
    uint32_t *group = NULL;
    double *error = NULL, *by_group = NULL;
    ptb_status status = PTB_OK;
    *out = NULL;
    PTB_TRY_TO(ptb_groups_are_shared(vectors->group, rows, n, &are_shared, err));
    *by = are_shared ? "group" : is_weighted ? "case" : "model";
    PTB_TRY_TO(ptb_alloc(&error, p1, sizeof *error, err));
    if (are_shared || is_weighted) PTB_TRY_TO(ptb_alloc(&by_group, p1, sizeof *by_group, err));
    if (are_shared) {
        PTB_TRY_TO(ptb_alloc(&group, n, sizeof *group, err));
        for (size_t i = 0; i < n; i++)
            group[i] = vectors->group[rows[i]];
        grouped.group = group;
    }
    PTB_TRY_TO(ptb_standard_errors(context, &grouped, coef, error, by_group, err));
    if (by_group != NULL) take_larger(error, by_group, p1);
    *out = error;
    error = NULL;
done:
    free(group);
    free(error);
    free(by_group);
    return status == PTB_E_NUMERIC ? PTB_OK : status;
}
