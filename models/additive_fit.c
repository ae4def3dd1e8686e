/* models/additive_fit.c: the penalised fit of all tables at once. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "models/additive_inside.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "models/minimise.h"
#include "models/penalty_pass.h"

void ptb_additive_settings_default(ptb_additive_settings *settings)
{
    *settings = (ptb_additive_settings){
        .lambda = 1e-3, .pair_lambda = 1e-2, .tolerance = 1e-6, .max_iterations = 500};
}

typedef struct {
    const ptb_context *context;
    const ptb_additive_settings *settings;
    ptb_cell_rows rows;
    size_t n_params;     /* without the intercept */
    double weight, wins; /* sums */
    double *value;       /* tables, while they are evaluated */
    double *sums;        /* loss, then the gradient by intercept and cells */
    double intercept;    /* while it is evaluated */
    double h;            /* the base rate's p (1 - p) */
    double *blocks;      /* a Cholesky factor for each table */
} fit;

static double row_weight(const ptb_cells *cells, size_t i)
{
    return cells->weight ? cells->weight[i] : 1;
}

/* Loss and residuals of a block, the latter summed by cell. */
static ptb_status add_block(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    const fit *f = state;
    const ptb_cells *cells = f->rows.cells;
    double z[PTB_ADDITIVE_ROWS], side[PTB_ADDITIVE_ROWS], residual[PTB_ADDITIVE_ROWS],
        own_loss[PTB_ADDITIVE_ROWS];
    size_t n = block->last - block->first;
    double loss = 0, total = 0;
    (void)err;
    ptb_cell_rows_margins(&f->rows, f->intercept, f->value, block->first, n, z);
    for (size_t i = 0; i < n; i++)
        side[i] = cells->y[block->first + i] > 0.5F ? 1 : -1;
    ptb_penalty_losses(z, side, n, residual, own_loss);
    for (size_t i = 0; i < n; i++) {
        double w = row_weight(cells, block->first + i);
        loss += w * own_loss[i];
        residual[i] *= w;
        total += residual[i];
    }
    sums[0] += loss;
    sums[1] += total;
    ptb_cell_rows_add(&f->rows, block->first, n, residual, sums + 2);
    return PTB_OK;
}

static double lambda_of(const fit *f, size_t table)
{
    return table < f->rows.cells->n_fields ? f->settings->lambda : f->settings->pair_lambda;
}

static double factor_of(const fit *f, size_t table, size_t k)
{
    return f->settings->factor && table < f->rows.cells->n_fields ? f->settings->factor[k] : 1;
}

/* The penalty, which is also added to the gradient. */
static double add_penalty(const fit *f, const double *coef, double *gradient)
{
    const size_t *first = f->rows.tables.first;
    const double *prior = f->settings->prior;
    double penalty = 0;
    for (size_t t = 0; t < f->rows.tables.n_tables; t++) {
        double lambda = lambda_of(f, t);
        for (size_t k = first[t]; k < first[t + 1]; k++) {
            double own = lambda * factor_of(f, t, k), off = prior ? coef[k] - prior[k] : coef[k];
            penalty += own / 2 * off * off;
            gradient[k] += own * off;
        }
    }
    return penalty;
}

static ptb_status evaluate(void *state, const double *coef, double *value, double *gradient, ptb_error *err)
{
    fit *f = state;
    const ptb_cells *cells = f->rows.cells;
    PTB_TRY(ptb_check_cancel(f->context, err));
    f->intercept = coef[0];
    ptb_additive_values(cells, &f->rows.tables, coef, f->value);
    PTB_TRY(ptb_blocks_sum(f->context, cells->n_rows, PTB_ADDITIVE_ROWS, add_block, f, f->sums,
                           f->n_params + 2, err));
    for (size_t k = 0; k <= f->n_params; k++)
        gradient[k] = f->sums[k + 1] / f->weight;
    ptb_values_to_differences(&f->rows, gradient + 1);
    *value = f->sums[0] / f->weight + add_penalty(f, coef + 1, gradient + 1);
    return PTB_OK;
}

static ptb_status add_weights(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    const fit *f = state;
    double w[PTB_ADDITIVE_ROWS];
    (void)err;
    for (size_t i = block->first; i < block->last; i++) {
        w[i - block->first] = row_weight(f->rows.cells, i);
        sums[0] += w[i - block->first];
        if (f->rows.cells->y[i] > 0.5F) sums[1] += w[i - block->first];
    }
    ptb_cell_rows_add(&f->rows, block->first, block->last - block->first, w, sums + 2);
    return PTB_OK;
}

/* ---- the matrix to begin with ---- */

/* The second derivatives by the differences of one table, lower triangle: those by its values are a diagonal, what its cells weigh
 * times h, so that column k of the matrix is what the sums beyond difference k come to. */
static void fill_block(const fit *f, size_t table, double h, const double *weights, double *block)
{
    const ptb_cells *cells = f->rows.cells;
    const size_t *first = f->rows.tables.first;
    size_t n = first[table + 1] - first[table];
    double *column = f->value; /* scratch */
    for (size_t k = 0; k < n; k++) {
        memset(column, 0, n * sizeof *column);
        column[k] = 1;
        ptb_table_to_values(cells, table, column);
        for (size_t i = 0; i < n; i++)
            column[i] *= h * weights[first[table] + i];
        ptb_table_to_differences(cells, table, column);
        for (size_t i = 0; i < n; i++)
            block[i * n + k] =
                column[i] + (i == k ? lambda_of(f, table) * factor_of(f, table, first[table] + k) : 0);
    }
}

/* As if every case had the base rate's probability. Tables are taken as if each were alone. */
static ptb_status find_blocks(fit *f, ptb_error *err)
{
    const size_t *first = f->rows.tables.first;
    size_t n = 0;
    PTB_TRY(ptb_blocks_sum(f->context, f->rows.cells->n_rows, PTB_ADDITIVE_ROWS, add_weights, f, f->sums,
                           f->n_params + 2, err));
    f->weight = f->sums[0];
    f->wins = f->sums[1];
    double rate = f->wins / f->weight;
    f->h = rate * (1 - rate);
    for (size_t t = 0; t < f->rows.tables.n_tables; t++)
        n += (first[t + 1] - first[t]) * (first[t + 1] - first[t]);
    PTB_TRY(ptb_alloc_raw(&f->blocks, n, sizeof *f->blocks, err));
    double *block = f->blocks;
    for (size_t t = 0; t < f->rows.tables.n_tables; t++) {
        size_t size = first[t + 1] - first[t];
        fill_block(f, t, f->h / f->weight, f->sums + 2, block);
        PTB_TRY(ptb_cholesky(block, size, err));
        block += size * size;
    }
    return PTB_OK;
}

static void precondition(void *state, double *vector)
{
    const fit *f = state;
    const size_t *first = f->rows.tables.first;
    const double *block = f->blocks;
    vector[0] /= f->h;
    for (size_t t = 0; t < f->rows.tables.n_tables; t++) {
        size_t size = first[t + 1] - first[t];
        ptb_cholesky_solve(block, size, vector + 1 + first[t]);
        block += size * size;
    }
}

/* Differences along the order of monotone fields; the first cell and missing have none. */
static bool mark_bounds(const fit *f, bool *is_nonnegative)
{
    bool has_any = false;
    for (size_t t = 0; t < f->rows.cells->n_fields; t++) {
        const ptb_field *field = &f->rows.cells->fields[t];
        for (size_t k = 1; field->is_ordered && field->direction != 0 && k + 1 < field->n_cells; k++)
            has_any = is_nonnegative[1 + f->rows.tables.first[t] + k] = true;
    }
    return has_any;
}

static ptb_status check(const ptb_cells *cells, const ptb_additive_settings *settings, ptb_error *err)
{
    if (!(settings->lambda > 0) || !isfinite(settings->lambda) || !(settings->pair_lambda > 0) ||
        !isfinite(settings->pair_lambda))
        return ptb_fail(err, PTB_E_ARG, "penalties %g and %g (expected numbers above 0)", settings->lambda,
                        settings->pair_lambda);
    if (!(settings->tolerance > 0) || settings->max_iterations < 1)
        return ptb_fail(err, PTB_E_ARG, "tolerance %g in %d iterations (expected more than 0, 1 or more)",
                        settings->tolerance, settings->max_iterations);
    size_t wins = 0;
    for (size_t i = 0; i < cells->n_rows; i++)
        wins += cells->y[i] > 0.5F;
    if (wins == 0 || wins == cells->n_rows)
        return ptb_fail(err, PTB_E_DATA, "all %zu cases are %s (expected both)", cells->n_rows,
                        wins == 0 ? "lost" : "won");
    return PTB_OK;
}

ptb_status ptb_additive_fit(const ptb_context *context, const ptb_cells *cells,
                            const ptb_additive_settings *settings, double *coef, ptb_additive_report *report,
                            ptb_error *err)
{
    ptb_status status = PTB_OK;
    fit f = {.context = context, .settings = settings};
    bool *is_nonnegative = NULL;
    ptb_minimum_report found = {0};
    const ptb_minimum_settings how = {settings->tolerance, settings->max_iterations};
    ptb_minimum_problem problem = {.evaluate = evaluate, .precondition = precondition, .state = &f};
    *report = (ptb_additive_report){0};
    PTB_TRY(check(cells, settings, err));
    PTB_TRY_TO(ptb_cell_rows_new(context, cells, &f.rows, err));
    f.n_params = ptb_tables_size(&f.rows.tables);
    PTB_TRY_TO(ptb_alloc(&f.value, f.n_params, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&f.sums, f.n_params + 2, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc(&is_nonnegative, f.n_params + 1, sizeof(bool), err));
    PTB_TRY_TO(find_blocks(&f, err));
    problem.n = f.n_params + 1;
    problem.is_nonnegative = mark_bounds(&f, is_nonnegative) ? is_nonnegative : NULL;
    PTB_TRY_TO(ptb_minimise(&problem, &how, coef, &found, err));
    *report = (ptb_additive_report){found.converged, found.iterations, found.evaluations, found.value,
                                    found.gradient_max};
done:
    ptb_cell_rows_free(&f.rows);
    free(f.value);
    free(f.sums);
    free(f.blocks);
    free(is_nonnegative);
    return status;
}
