/* models/curves_coef.c: from curves and surfaces back to the coefficients of a fit. */
#include <stdlib.h>
#include <string.h>

#include "models/curves.h"

ptb_cells ptb_curves_shape(const ptb_curves *curves)
{
    return (ptb_cells){.n_fields = curves->bins->n_features,
                       .n_pairs = curves->n_pairs,
                       .fields = curves->fields,
                       .pairs = curves->pairs};
}

/* In a fit a surface is 0 along the first cell of a side that is in order. What it has there goes with the other side's feature
 * alone. */
static void give_to_curve(const ptb_curves *curves, size_t p, int side, double *value)
{
    const ptb_pair *pair = &curves->pairs[p];
    if (!pair->is_ordered[1 - side]) return;
    double *surface = value + curves->tables.first[curves->bins->n_features + p], first[PTB_COARSE_MAX] = {0};
    double *curve = value + curves->tables.first[pair->field[side]];
    size_t step = side == 0 ? pair->n[1] : 1, across = side == 0 ? 1 : pair->n[1];
    for (size_t i = 0; i < pair->n[side]; i++) {
        first[i] = surface[i * step];
        for (size_t j = 0; j < pair->n[1 - side]; j++)
            surface[i * step + j * across] -= first[i];
    }
    for (size_t c = 0; c < curves->fields[pair->field[side]].n_cells; c++)
        curve[c] += first[pair->coarse[side][c]];
}

ptb_status ptb_curves_coef(const ptb_curves *curves, double scale, double *coef, ptb_error *err)
{
    const ptb_cells shape = ptb_curves_shape(curves);
    const size_t *first = curves->tables.first;
    size_t n = ptb_tables_size(&curves->tables);
    double *value = NULL;
    PTB_TRY(ptb_alloc(&value, n, sizeof *value, err));
    for (size_t k = 0; k < n; k++)
        value[k] = scale * curves->value[k];
    for (size_t p = 0; p < curves->n_pairs; p++)
        for (int side = 0; side < 2; side++)
            give_to_curve(curves, p, side, value);
    coef[0] = scale * curves->intercept;
    for (size_t f = 0; f < shape.n_fields; f++) {
        double lowest = curves->fields[f].is_ordered ? value[first[f]] : 0;
        coef[0] += lowest;
        for (size_t k = first[f]; k < first[f + 1]; k++)
            value[k] -= lowest;
    }
    ptb_additive_differences(&shape, &curves->tables, value, coef);
    free(value);
    return PTB_OK;
}
