/* models/inference.c: standard errors of logistic coefficients, by the model and by groups of rows. */
#include "models/inference.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/logistic.h"
#include "models/logistic_pass.h"
#include "models/sums.h"

/* GROUP_BLOCK: groups whose scores are squared at once. */
enum { GROUP_BLOCK = 128 };

/* What Newton's step may still move log-odds by: a fit that has converged leaves far less, one whose coefficients run
 * away moves by about one. */
static const double largest_step = 0.01;

typedef struct {
    const ptb_context *context;
    const ptb_inference_rows *rows;
    const double *coef;
    ptb_logistic_data data;
    size_t p1, n_kept; /* columns with the intercept; those that have an answer */
    size_t *keep;      /* places in 0 .. p1 */
    double *hessian;   /* p1 x p1, then its kept part */
    double *inverse;   /* n_kept x n_kept */
    double *gradient;  /* p1 */
    double *by_row;    /* n_rows */
} inference;

/* The kept rows and columns of a p1 x p1 matrix, in place. */
static void keep_part(const inference *f, double *matrix)
{
    for (size_t a = 0; a < f->n_kept; a++)
        for (size_t b = 0; b < f->n_kept; b++)
            matrix[a * f->n_kept + b] = matrix[f->keep[a] * f->p1 + f->keep[b]];
}

static ptb_status reserve(inference *f, ptb_error *err)
{
    size_t p1 = f->p1;
    PTB_TRY(ptb_alloc(&f->keep, p1, sizeof *f->keep, err));
    PTB_TRY(ptb_alloc(&f->gradient, p1, sizeof *f->gradient, err));
    PTB_TRY(ptb_alloc_raw(&f->by_row, f->data.design->n_rows, sizeof *f->by_row, err));
    PTB_TRY(ptb_alloc_raw(&f->hessian, p1, p1 * sizeof *f->hessian, err));
    return ptb_alloc_raw(&f->inverse, p1, p1 * sizeof *f->inverse, err);
}

static ptb_status choose_columns(inference *f, ptb_error *err)
{
    size_t p1 = f->p1;
    double *gram = NULL;
    if (f->rows->lambda > 0) {
        for (size_t j = 0; j < p1; j++)
            f->keep[j] = j;
        f->n_kept = p1;
        return PTB_OK;
    }
    PTB_TRY(ptb_alloc_raw(&gram, p1, p1 * sizeof *gram, err));
    memcpy(gram, f->hessian, p1 * p1 * sizeof *gram);
    ptb_status status = ptb_independent_columns(gram, p1, f->keep, &f->n_kept, err);
    free(gram);
    return status;
}

/* (H + lambda)^-1 of the kept columns. */
static ptb_status invert(const inference *f, ptb_error *err)
{
    size_t n = f->n_kept;
    ptb_status status = PTB_OK;
    double *factor = NULL, *rows = NULL;
    PTB_TRY_TO(ptb_alloc_raw(&factor, n, n * sizeof *factor, err));
    PTB_TRY_TO(ptb_alloc(&rows, n, n * sizeof *rows, err));
    memcpy(factor, f->hessian, n * n * sizeof *factor);
    for (size_t j = 0; j < n; j++) {
        if (f->keep[j] > 0) factor[j * n + j] += f->rows->lambda;
        rows[j * n + j] = 1;
    }
    PTB_TRY_TO(ptb_cholesky(factor, n, err));
    ptb_cholesky_whiten_rows(factor, n, rows, n);
    ptb_multiply_transposed(rows, rows, n, n, n, f->inverse);
done:
    free(factor);
    free(rows);
    return status;
}

/* Errors are those of the optimum; elsewhere they say nothing. */
static ptb_status check_optimum(const inference *f, ptb_error *err)
{
    double *step = NULL, most = 0;
    PTB_TRY(ptb_alloc(&step, f->p1, sizeof *step, err));
    for (size_t a = 0; a < f->n_kept; a++)
        for (size_t b = 0; b < f->n_kept; b++)
            step[f->keep[a]] += f->inverse[a * f->n_kept + b] * f->gradient[f->keep[b]];
    ptb_logistic_margins(f->context, f->data.design, step, f->by_row);
    free(step);
    for (size_t i = 0; i < f->data.design->n_rows; i++)
        most = fmax(most, fabs(f->by_row[i]));
    if (most <= largest_step) return PTB_OK;
    return ptb_fail(
        err, PTB_E_NUMERIC,
        "a further step would move log-odds by %.2g (expected coefficients at their optimum; without "
        "penalty there is none where columns part the classes)",
        most);
}

/* diag(A B A) = sum over k of (A B)_jk A_kj */
static ptb_status sandwich(const inference *f, const double *meat, double factor, double *out, ptb_error *err)
{
    size_t n = f->n_kept;
    double *product = NULL;
    PTB_TRY(ptb_alloc_raw(&product, n, n * sizeof *product, err));
    ptb_multiply_transposed(f->inverse, meat, n, n, n, product);
    for (size_t j = 0; j < f->p1; j++)
        out[j] = nan("");
    for (size_t j = 0; j < n; j++)
        out[f->keep[j]] = sqrt(factor * ptb_inner(product + j * n, f->inverse + j * n, n));
    free(product);
    return PTB_OK;
}

typedef struct {
    const ptb_design *design;
    const double *residual;         /* by row */
    const ptb_group_place *members; /* by group */
    const size_t *first;            /* of each group among the members; n_groups + 1 */
    double *scratch;                /* threads x GROUP_BLOCK x p1 */
} scoring;

static ptb_status score_block(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    (void)err;
    const scoring *s = state;
    size_t p = s->design->n_cols, n = block->last - block->first;
    double *scores = s->scratch + (size_t)block->thread * GROUP_BLOCK * (p + 1);
    memset(scores, 0, n * (p + 1) * sizeof *scores);
    for (size_t g = 0; g < n; g++) {
        double *score = scores + g * (p + 1);
        for (size_t k = s->first[block->first + g]; k < s->first[block->first + g + 1]; k++) {
            const float *x = s->design->x + s->members[k].place * s->design->ld;
            double residual = s->residual[s->members[k].place];
            score[0] += residual;
            for (size_t j = 0; j < p; j++)
                score[j + 1] += residual * (double)x[j];
        }
    }
    ptb_add_squares(scores, n, p + 1, sums);
    return PTB_OK;
}

/* first[g] .. first[g + 1] are the members of the g-th group. */
static size_t find_groups(const ptb_group_place *members, size_t n, size_t *first)
{
    size_t n_groups = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || members[i].group != members[i - 1].group) first[n_groups++] = i;
    first[n_groups] = n;
    return n_groups;
}

/* d loss / d margin of each row. */
static void fill_residuals(const inference *f)
{
    const ptb_logistic_data *data = &f->data;
    assert(f->by_row != NULL);
    ptb_logistic_margins(f->context, data->design, f->coef, f->by_row);
    for (size_t i = 0; i < data->design->n_rows; i++) {
        double z = f->by_row[i], v = data->weight == NULL ? 1 : data->weight[i];
        f->by_row[i] = data->y[i] > 0.5F ? -v * ptb_sigmoid(-z) : v * ptb_sigmoid(z);
    }
}

static ptb_status errors_by_group(const inference *f, double *out, ptb_error *err)
{
    size_t n = f->data.design->n_rows, p1 = f->p1, n_groups = 0;
    double all = f->data.weight_sum, factor = 0;
    ptb_status status = PTB_OK;
    ptb_group_place *members = NULL;
    size_t *first = NULL;
    double *meat = NULL;
    scoring s = {.design = f->data.design, .residual = f->by_row};
    PTB_TRY_TO(ptb_groups_sort(f->rows->group, NULL, n, &members, err));
    PTB_TRY_TO(ptb_alloc_raw(&first, n + 1, sizeof *first, err));
    PTB_TRY_TO(ptb_alloc_raw(&meat, p1, p1 * sizeof *meat, err));
    PTB_TRY_TO(
        ptb_alloc_raw(&s.scratch, (size_t)f->context->threads * GROUP_BLOCK, p1 * sizeof(double), err));
    fill_residuals(f);
    n_groups = find_groups(members, n, first);
    s.members = members;
    s.first = first;
    PTB_TRY_TO(ptb_blocks_sum(f->context, n_groups, GROUP_BLOCK, score_block, &s, meat, p1 * p1, err));
    for (size_t i = 1; i < p1; i++)
        for (size_t j = 0; j < i; j++)
            meat[i * p1 + j] = meat[j * p1 + i];
    keep_part(f, meat);
    factor = n_groups > 1 ? (double)n_groups / (double)(n_groups - 1) : nan("");
    PTB_TRY_TO(sandwich(f, meat, factor / (all * all), out, err));
done:
    free(members);
    free(first);
    free(meat);
    free(s.scratch);
    return status;
}

static ptb_status fail_parted(ptb_error *err)
{
    return ptb_fail(
        err, PTB_E_NUMERIC,
        "the columns part the classes: without penalty no coefficients are the best (expected overlap, or a "
        "penalty above 0)");
}

static ptb_status prepare(inference *f, ptb_error *err)
{
    double lambda = f->rows->lambda;
    ptb_logistic_fit_value value = {0};
    if (!isfinite(lambda) || lambda < 0)
        return ptb_fail(err, PTB_E_ARG, "penalty %g (expected 0 or more)", lambda);
    PTB_TRY(ptb_logistic_data_check(&f->data, err));
    PTB_TRY(reserve(f, err));
    PTB_TRY(ptb_logistic_gradient(&f->data, f->coef, f->gradient, &value, err));
    ptb_add_scaled(f->gradient + 1, lambda, f->coef + 1, f->p1 - 1);
    if (!(lambda > 0) && value.n_right == f->data.design->n_rows) return fail_parted(err);
    PTB_TRY(ptb_logistic_hessian(&f->data, f->coef, f->by_row, f->hessian, err));
    PTB_TRY(choose_columns(f, err));
    keep_part(f, f->hessian);
    PTB_TRY(invert(f, err));
    return check_optimum(f, err);
}

ptb_status ptb_standard_errors(const ptb_context *context, const ptb_inference_rows *rows, const double *coef,
                               double *by_model, double *by_group, ptb_error *err)
{
    inference f = {.context = context,
                   .rows = rows,
                   .coef = coef,
                   .data = {.context = context, .design = rows->design, .y = rows->y, .weight = rows->weight},
                   .p1 = rows->design->n_cols + 1};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(prepare(&f, err));
    PTB_TRY_TO(sandwich(&f, f.hessian, 1 / f.data.weight_sum, by_model, err));
    if (by_group != NULL) PTB_TRY_TO(errors_by_group(&f, by_group, err));
done:
    free(f.keep);
    free(f.hessian);
    free(f.inverse);
    free(f.gradient);
    free(f.by_row);
    return status;
}

ptb_wald ptb_wald_of(double coef, double standard_error)
{
    double half = gsl_cdf_ugaussian_Pinv(0.975) * standard_error, z = coef / standard_error;
    return (ptb_wald){z, 2 * gsl_cdf_ugaussian_Q(fabs(z)), coef - half, coef + half};
}
