/* train/update_steps.c: the champion as it is, as a candidate. */
#include "train/update_steps.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "models/calibrate.h"

const double ptb_update_penalties[PTB_UPDATE_PENALTIES] = {
    (double)INFINITY, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001};

/* Its log-odds by the calibration's line; what bends is found anew. */
static ptb_status line_margins(const ptb_fit_inputs *in, const uint32_t *rows, size_t n, double *margin,
                               ptb_error *err)
{
    ptb_model line = *in->settings->champion;
    ptb_model_binding *binding = NULL;
    double *scratch = NULL;
    ptb_status status = PTB_OK;
    line.calibration = ptb_calibration_line(PTB_CALIBRATION_PLATT, line.calibration.a, line.calibration.b);
    PTB_TRY_TO(ptb_alloc(&scratch, ptb_model_scratch(&line), sizeof *scratch, err));
    PTB_TRY_TO(ptb_model_bind(&line, in->vectors->columns, &binding, err));
    for (size_t i = 0; i < n; i++)
        margin[i] = ptb_model_logit(&line, binding,
                                    in->vectors->x + (size_t)rows[i] * in->vectors->n_features, scratch);
done:
    ptb_model_binding_free(binding);
    free(scratch);
    return status;
}

/* By how much the line is to be moved for the rows' wins. */
ptb_status ptb_update_shift(const ptb_fit_inputs *in, const uint32_t *rows, size_t n, double *shift,
                            ptb_error *err)
{
    ptb_status status = PTB_OK;
    double *margin = NULL, *weight = NULL;
    float *y = NULL;
    PTB_TRY_TO(ptb_alloc(&margin, n, sizeof *margin, err));
    PTB_TRY_TO(ptb_alloc(&weight, n, sizeof *weight, err));
    PTB_TRY_TO(ptb_alloc(&y, n, sizeof *y, err));
    for (size_t i = 0; i < n; i++) {
        y[i] = in->vectors->outcome[rows[i]];
        weight[i] = in->vectors->weight == NULL ? 1.0 : (double)in->vectors->weight[rows[i]];
    }
    PTB_TRY_TO(line_margins(in, rows, n, margin, err));
    *shift = ptb_shift_fit(margin, y, weight, n);
done:
    free(margin);
    free(weight);
    free(y);
    return status;
}

/* The candidates' first, infinite one where there is such a one; *n_done is 1 or 0. */
ptb_status ptb_update_follow(const ptb_fit_inputs *in, const ptb_candidates *candidates,
                             const ptb_inner_rows *rows, double *margin, size_t *n_done, ptb_error *err)
{
    double shift = 0;
    *n_done = 0;
    if (!isinf(candidates->value[0])) return PTB_OK;
    PTB_TRY(ptb_update_shift(in, rows->train, rows->n_train, &shift, err));
    PTB_TRY(line_margins(in, rows->held, rows->n_held, margin, err));
    for (size_t i = 0; i < rows->n_held; i++)
        margin[i] += shift;
    *n_done = 1;
    return PTB_OK;
}

/* Finite ptb_update_penalties down to `last`. */
size_t ptb_update_list(double last, double lambda[PTB_UPDATE_PENALTIES])
{
    size_t n = 0;
    for (size_t v = 0; v < PTB_UPDATE_PENALTIES && ptb_update_penalties[v] > last; v++)
        if (isfinite(ptb_update_penalties[v])) lambda[n++] = ptb_update_penalties[v];
    lambda[n++] = last;
    return n;
}
