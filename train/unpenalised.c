/* train/unpenalised.c: leaves dependent columns out of a fit without penalty. */
#include "train/unpenalised.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

/* keep[0 .. *n_keep): columns of the design that the intercept and the columns before them don't determine. */
static ptb_status find_independent(const ptb_context *context, const ptb_design *design, const double *weight,
                                   size_t *keep, size_t *n_keep, ptb_error *err)
{
    size_t n = design->n_cols + 1;
    ptb_status status = PTB_OK;
    double *gram = NULL;
    PTB_TRY_TO(ptb_alloc(&gram, n, n * sizeof *gram, err));
    PTB_TRY_TO(ptb_weighted_gram(context, design, weight, gram, err));
    PTB_TRY_TO(ptb_independent_columns(gram, n, keep, n_keep, err));
    (*n_keep)--; /* the intercept is the first */
    for (size_t k = 0; k < *n_keep; k++)
        keep[k] = keep[k + 1] - 1;
done:
    free(gram);
    return status;
}

ptb_status ptb_unpenalised_fit(const ptb_context *context, const ptb_design *design, const float *y,
                               const double *weight, double *coef, ptb_logistic_report *report,
                               ptb_error *err)
{
    ptb_logistic_settings settings;
    ptb_status status = PTB_OK;
    size_t *keep = NULL, n_keep = 0;
    float *x = NULL;
    double *kept = NULL;
    ptb_design reduced = {.n_rows = design->n_rows};
    PTB_TRY_TO(ptb_alloc(&keep, design->n_cols + 1, sizeof *keep, err));
    PTB_TRY_TO(find_independent(context, design, weight, keep, &n_keep, err));
    PTB_TRY_TO(ptb_alloc_raw(&x, design->n_rows, n_keep * sizeof *x, err));
    PTB_TRY_TO(ptb_alloc(&kept, n_keep + 1, sizeof *kept, err));
    for (size_t i = 0; i < design->n_rows; i++)
        for (size_t k = 0; k < n_keep; k++)
            x[i * n_keep + k] = design->x[i * design->ld + keep[k]];
    reduced.x = x;
    reduced.n_cols = reduced.ld = n_keep;
    ptb_logistic_settings_default(&settings);
    settings.lambda = 0;
    PTB_TRY_TO(ptb_logistic_fit(context, &reduced, y, weight, &settings, NULL, kept, report, err));
    memset(coef, 0, (design->n_cols + 1) * sizeof *coef);
    coef[0] = kept[0];
    for (size_t k = 0; k < n_keep; k++)
        coef[keep[k] + 1] = kept[k + 1];
done:
    free(keep);
    free(x);
    free(kept);
    return status;
}
