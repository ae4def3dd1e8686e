/* models/curves.c: an additive model in use: from the fit to curves, from cells to log-odds. */
#include "models/curves.h"

#include <stdlib.h>
#include <string.h>

void ptb_curves_free(ptb_curves *curves)
{
    if (curves == NULL) return;
    ptb_bins_free(curves->bins);
    free(curves->fields);
    free(curves->pairs);
    ptb_tables_free(&curves->tables);
    free(curves->value);
    free(curves);
}

static size_t pair_cell(const ptb_pair *pair, const uint8_t *cell, size_t row, size_t n_rows)
{
    size_t a = cell[pair->field[0] * n_rows + row], b = cell[pair->field[1] * n_rows + row];
    return pair->coarse[0][a] * pair->n[1] + pair->coarse[1][b];
}

/* The place of a case's cell in a table. */
static size_t cell_in(const ptb_curves *curves, size_t table, const uint8_t *cell, size_t row, size_t n_rows)
{
    size_t n = curves->bins->n_features;
    return table < n ? cell[table * n_rows + row] : pair_cell(&curves->pairs[table - n], cell, row, n_rows);
}

/* Moves the mean of each table over the cases into the intercept. */
static void centre(ptb_curves *curves, const ptb_cells *cells)
{
    const size_t *first = curves->tables.first;
    for (size_t t = 0; t < curves->tables.n_tables; t++) {
        double sum = 0, weight = 0;
        for (size_t i = 0; i < cells->n_rows; i++) {
            double w = cells->weight ? cells->weight[i] : 1;
            sum += w * curves->value[first[t] + cell_in(curves, t, cells->cell, i, cells->n_rows)];
            weight += w;
        }
        for (size_t k = first[t]; k < first[t + 1]; k++)
            curves->value[k] -= sum / weight;
        curves->intercept += sum / weight;
    }
}

/* A feature that never varied says nothing: missing, which no case had, has no value of its own. */
static void clear_constants(ptb_curves *curves)
{
    for (size_t f = 0; f < curves->bins->n_features; f++) {
        double *value = curves->value + curves->tables.first[f];
        bool is_constant =
            curves->fields[f].n_cells == 2 && curves->fields[f].is_ordered && !(value[0] < 0 || value[0] > 0);
        if (is_constant) value[1] = 0;
    }
}

void ptb_curves_set(ptb_curves *curves, const ptb_cells *cells, const double *coef)
{
    curves->intercept = coef[0];
    ptb_additive_values(cells, &curves->tables, coef, curves->value);
    centre(curves, cells);
}

ptb_status ptb_curves_new(ptb_bins *bins, const ptb_cells *cells, const double *coef, ptb_curves **out,
                          ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_curves *curves = NULL;
    size_t n_fields = cells->n_fields, n_pairs = cells->n_pairs;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&curves, 1, sizeof *curves, err));
    PTB_TRY_TO(ptb_alloc(&curves->fields, n_fields, sizeof *curves->fields, err));
    PTB_TRY_TO(ptb_alloc(&curves->pairs, n_pairs, sizeof *curves->pairs, err));
    PTB_TRY_TO(ptb_tables_new(cells, &curves->tables, err));
    PTB_TRY_TO(ptb_alloc(&curves->value, ptb_tables_size(&curves->tables), sizeof *curves->value, err));
    if (n_fields > 0) memcpy(curves->fields, cells->fields, n_fields * sizeof *curves->fields);
    if (n_pairs > 0) memcpy(curves->pairs, cells->pairs, n_pairs * sizeof *curves->pairs);
    curves->n_pairs = n_pairs;
    curves->bins = bins;
    bins = NULL;
    ptb_curves_set(curves, cells, coef);
    clear_constants(curves);
    *out = curves;
    curves = NULL;
done:
    ptb_bins_free(bins);
    ptb_curves_free(curves);
    return status;
}

void ptb_curves_parts(const ptb_curves *curves, const uint8_t *cells, double *part)
{
    for (size_t t = 0; t < curves->tables.n_tables; t++)
        part[t] = curves->value[curves->tables.first[t] + cell_in(curves, t, cells, 0, 1)];
}

double ptb_curves_z(const ptb_curves *curves, const uint8_t *cells)
{
    double z = curves->intercept;
    for (size_t t = 0; t < curves->tables.n_tables; t++)
        z += curves->value[curves->tables.first[t] + cell_in(curves, t, cells, 0, 1)];
    return z;
}
