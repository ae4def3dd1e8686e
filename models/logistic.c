/* models/logistic.c: ridge logistic regression by L-BFGS preconditioned with the Gram matrix. */
#include "models/logistic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/logistic_pass.h"
#include "models/logistic_sample.h"
#include "models/sums.h"

enum {
    PAIRS = 10,     /* memory of L-BFGS */
    GRAM_LIFE = 15, /* steps after which slow progress is worth a new Gram */
    MAX_BACKTRACKS = 30
};

void ptb_logistic_settings_default(ptb_logistic_settings *settings)
{
    *settings = (ptb_logistic_settings){.lambda = 1e-3, .tolerance = 1e-9, .max_iterations = 200};
}

void ptb_logistic_gram_free(ptb_logistic_gram *gram)
{
    if (gram == NULL) return;
    free(gram->gram);
    *gram = (ptb_logistic_gram){0};
}

/* A point with its objective and gradient, penalty included. */
typedef struct {
    double *coef, *gradient; /* p1 entries */
    double objective;
    size_t n_right;
} point;

typedef struct {
    ptb_logistic_data data;
    const ptb_logistic_settings *settings;
    ptb_logistic_gram *gram;
    ptb_logistic_gram own_gram; /* where the caller has none */
    ptb_logistic_report *report;
    size_t p1;
    point at, next;
    double *direction, *factor, *row_weight, *pairs;
    double rho[PAIRS];
    size_t n_pairs, oldest;
    int steps_since_gram;
    bool was_definite; /* some Gram was: the columns are independent */
    bool is_gram_here; /* the Gram was made at the point where we stand */
} fit;

static double *pair_s(const fit *f, size_t k)
{
    return f->pairs + 2 * ((f->oldest + k) % PAIRS) * f->p1;
}

static double *pair_y(const fit *f, size_t k)
{
    return pair_s(f, k) + f->p1;
}

static double largest(const double *a, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(a[i]));
    return most;
}

static ptb_status check_settings(const ptb_logistic_settings *settings, ptb_error *err)
{
    if (!isfinite(settings->lambda) || settings->lambda < 0)
        return ptb_fail(err, PTB_E_ARG, "penalty %g (expected 0 or more)", settings->lambda);
    if (!isfinite(settings->tolerance) || settings->tolerance <= 0)
        return ptb_fail(err, PTB_E_ARG, "tolerance %g (expected more than 0)", settings->tolerance);
    if (settings->max_iterations < 1)
        return ptb_fail(err, PTB_E_ARG, "%d iterations at most (expected at least 1)",
                        settings->max_iterations);
    return PTB_OK;
}

static ptb_status evaluate(fit *f, point *where, ptb_error *err)
{
    double lambda = f->settings->lambda;
    ptb_logistic_fit_value value = {0};
    PTB_TRY(ptb_logistic_gradient(&f->data, where->coef, where->gradient, &value, err));
    f->report->gradients++;
    ptb_add_scaled(where->gradient + 1, lambda, where->coef + 1, f->p1 - 1);
    where->objective = value.loss + lambda / 2 * ptb_inner(where->coef + 1, where->coef + 1, f->p1 - 1);
    where->n_right = value.n_right;
    return PTB_OK;
}

static ptb_status fail_separated(ptb_error *err)
{
    return ptb_fail(
        err, PTB_E_NUMERIC,
        "the classes are separated perfectly by the columns, so that the coefficients grow without bound "
        "(expected overlap, or a penalty above 0)");
}

/* Cholesky of Gram + penalty. With a penalty, rounding is damped away; without, columns that depend on others are
 * an error, told by how much of a column's own size is left beside the columns before it. */
static ptb_status factorise(fit *f, ptb_error *err)
{
    const double *gram = f->gram->gram;
    size_t p1 = f->p1;
    double lambda = f->settings->lambda;
    const double dampings[] = {0, 1e-12, 1e-9, 1e-6, 1e-3};
    ptb_status status = PTB_OK;
    for (size_t k = 0; k < sizeof dampings / sizeof dampings[0]; k++) {
        memcpy(f->factor, gram, p1 * p1 * sizeof(double));
        for (size_t j = 0; j < p1; j++)
            f->factor[j * p1 + j] = (gram[j * p1 + j] + (j > 0 ? lambda : 0)) * (1 + dampings[k]);
        status = ptb_cholesky(f->factor, p1, err);
        if (status == PTB_OK || !(lambda > 0)) break;
    }
    if (lambda > 0) return status;
    /* The columns are the same as before; the rows' weights have died away. */
    if (status == PTB_E_NUMERIC && f->was_definite) return fail_separated(err);
    if (status != PTB_OK)
        return ptb_fail(err, status,
                        "columns depend on one another (expected independent columns, or a penalty above 0)");
    for (size_t j = 0; j < p1; j++) {
        double left = f->factor[j * p1 + j] * f->factor[j * p1 + j];
        if (left > 1e-12 * gram[j * p1 + j]) continue;
        if (f->was_definite) return fail_separated(err);
        return ptb_fail(err, PTB_E_NUMERIC,
                        "column %zu is a combination of the intercept and the columns before it (expected "
                        "independent columns, or a penalty above 0)",
                        j - 1);
    }
    f->was_definite = true;
    return PTB_OK;
}

/* The Gram at the weights of `at`, and nothing remembered: the next step is Newton's. */
static ptb_status renew_gram(fit *f, ptb_error *err)
{
    PTB_TRY(ptb_logistic_hessian(&f->data, f->at.coef, f->row_weight, f->gram->gram, err));
    f->report->grams++;
    f->steps_since_gram = 0;
    f->is_gram_here = true;
    f->n_pairs = 0;
    PTB_TRY(factorise(f, err));
    return PTB_OK;
}

static ptb_status first_gram(fit *f, ptb_error *err)
{
    if (f->gram->gram == NULL) {
        PTB_TRY(ptb_alloc_raw(&f->gram->gram, f->p1 * f->p1, sizeof(double), err));
        f->gram->n = f->p1;
        return renew_gram(f, err);
    }
    if (f->gram->n != f->p1)
        return ptb_fail(err, PTB_E_ARG, "the Gram matrix handed on has %zu columns (expected %zu)",
                        f->gram->n, f->p1);
    return factorise(f, err);
}

/* direction = -H gradient by the two loops (Nocedal and Wright, algorithm 7.4). */
static void find_direction(fit *f)
{
    double alpha[PAIRS] = {0}, *d = f->direction;
    for (size_t j = 0; j < f->p1; j++)
        d[j] = -f->at.gradient[j];
    for (size_t k = f->n_pairs; k-- > 0;) {
        size_t slot = (f->oldest + k) % PAIRS;
        alpha[k] = f->rho[slot] * ptb_inner(pair_s(f, k), d, f->p1);
        ptb_add_scaled(d, -alpha[k], pair_y(f, k), f->p1);
    }
    ptb_cholesky_solve(f->factor, f->p1, d);
    for (size_t k = 0; k < f->n_pairs; k++) {
        size_t slot = (f->oldest + k) % PAIRS;
        double beta = f->rho[slot] * ptb_inner(pair_y(f, k), d, f->p1);
        ptb_add_scaled(d, alpha[k] - beta, pair_s(f, k), f->p1);
    }
}

/* Enough decrease, or, where the objective's digits no longer tell, a smaller slope along the line: the objective is
 * convex, so that is progress too (Hager and Zhang, SIAM J. Optim. 16, 2005, approximate Wolfe conditions). */
static bool is_accepted(const point *at, const point *next, double step, double slope, double next_slope)
{
    if (next->objective < at->objective + 1e-4 * step * slope) return true;
    bool is_level = next->objective <= at->objective + 1e-12 * fabs(at->objective);
    return is_level && fabs(next_slope) <= 0.9 * fabs(slope);
}

/* Finds `next` along the direction, the full step first. *found is false where no step helps. */
static ptb_status line_search(fit *f, bool *found, ptb_error *err)
{
    double slope = ptb_inner(f->direction, f->at.gradient, f->p1), step = 1;
    *found = false;
    if (!(slope < 0)) return PTB_OK;
    for (int i = 0; i < MAX_BACKTRACKS && !*found; i++) {
        memcpy(f->next.coef, f->at.coef, f->p1 * sizeof(double));
        ptb_add_scaled(f->next.coef, step, f->direction, f->p1);
        PTB_TRY(evaluate(f, &f->next, err));
        *found = is_accepted(&f->at, &f->next, step, slope, ptb_inner(f->direction, f->next.gradient, f->p1));
        /* The minimum of the parabola through what is known, within a tenth and a half of the step. */
        double rise = f->next.objective - f->at.objective - step * slope;
        double guess = isfinite(rise) && rise > 0 ? -slope * step * step / (2 * rise) : 0;
        step = fmin(fmax(guess, step / 10), step / 2);
    }
    return PTB_OK;
}

static void remember_pair(fit *f)
{
    size_t p1 = f->p1;
    if (f->n_pairs == PAIRS) {
        f->oldest = (f->oldest + 1) % PAIRS;
        f->n_pairs--;
    }
    double *s = pair_s(f, f->n_pairs), *y = pair_y(f, f->n_pairs);
    for (size_t j = 0; j < p1; j++) {
        s[j] = f->next.coef[j] - f->at.coef[j];
        y[j] = f->next.gradient[j] - f->at.gradient[j];
    }
    double curvature = ptb_inner(s, y, p1);
    if (!(curvature > 1e-12 * sqrt(ptb_inner(s, s, p1) * ptb_inner(y, y, p1))))
        return; /* rounding: leave the pair out */
    f->rho[(f->oldest + f->n_pairs) % PAIRS] = 1 / curvature;
    f->n_pairs++;
}

/* At the limit of rounding neither the objective nor the gradient falls any more. */
static bool is_progress(const point *at, const point *next, size_t p1)
{
    return next->objective < at->objective - 1e-12 * fabs(at->objective) ||
           largest(next->gradient, p1) <= 0.9 * largest(at->gradient, p1);
}

/* Where a step does not help, it is tried again with a new Gram before the fit counts as stuck. */
static ptb_status step_once(fit *f, bool *is_stuck, ptb_error *err)
{
    bool found = false;
    if (f->steps_since_gram >= GRAM_LIFE) PTB_TRY(renew_gram(f, err));
    find_direction(f);
    PTB_TRY(line_search(f, &found, err));
    if (!found || !is_progress(&f->at, &f->next, f->p1)) {
        *is_stuck = f->is_gram_here;
        f->steps_since_gram = GRAM_LIFE;
        return PTB_OK;
    }
    remember_pair(f);
    point old = f->at;
    f->at = f->next;
    f->next = old;
    f->steps_since_gram++;
    f->is_gram_here = false;
    f->report->iterations++;
    return PTB_OK;
}

/* Without penalty a gradient of zero is also what coefficients that run away come to (some rows told apart for
 * certain). There Newton's step still moves log-odds by about one; at a true optimum it moves nothing. */
static ptb_status check_no_runaway(fit *f, ptb_error *err)
{
    ptb_status status = renew_gram(f, err);
    if (status == PTB_E_NUMERIC) return fail_separated(err);
    if (status != PTB_OK) return status;
    find_direction(f);
    ptb_logistic_margins(f->data.context, f->data.design, f->direction, f->row_weight);
    if (largest(f->row_weight, f->data.design->n_rows) > 0.01) return fail_separated(err);
    return PTB_OK;
}

static ptb_status iterate(fit *f, ptb_error *err)
{
    ptb_logistic_report *report = f->report;
    bool has_penalty = f->settings->lambda > 0, is_stuck = false;
    for (;;) {
        report->gradient_max = largest(f->at.gradient, f->p1);
        report->objective = f->at.objective;
        report->converged = report->gradient_max <= f->settings->tolerance;
        if (!has_penalty && f->at.n_right == f->data.design->n_rows) return fail_separated(err);
        if (report->converged || is_stuck || report->iterations == f->settings->max_iterations) break;
        PTB_TRY(step_once(f, &is_stuck, err));
    }
    if (report->converged && !has_penalty) return check_no_runaway(f, err);
    return PTB_OK;
}

/* What a sample is fitted to: far below the error that it has as a sample. */
static const double sample_tolerance = 1e-4;

/* `at` becomes the sample's optimum, the Gram its Hessian there. */
static ptb_status fit_sample(fit *f, const ptb_logistic_sample *sample, ptb_error *err)
{
    ptb_logistic_data data = {
        .context = f->data.context, .design = &sample->design, .y = sample->y, .weight = sample->weight};
    ptb_logistic_settings settings = *f->settings;
    settings.tolerance = fmax(settings.tolerance, sample_tolerance);
    settings.warm_start = true;
    PTB_TRY(ptb_logistic_data_check(&data, err));
    PTB_TRY(ptb_logistic_fit(f->data.context, &sample->design, sample->y, sample->weight, &settings, NULL,
                             f->at.coef, NULL, err));
    PTB_TRY(ptb_alloc_raw(&f->gram->gram, f->p1 * f->p1, sizeof(double), err));
    f->gram->n = f->p1;
    return ptb_logistic_hessian(&data, f->at.coef, f->row_weight, f->gram->gram, err);
}

/* Newton's step by the sample's Gram should gain what the sample was off by, p1 / (2 rows) about; one that promises much more is one of
 * columns that the sample hardly has. */
static bool is_sample_good(fit *f, double effective_rows)
{
    find_direction(f);
    return -ptb_inner(f->direction, f->at.gradient, f->p1) <= 4 * (double)f->p1 / effective_rows;
}

/* Many rows for few columns: a share of them gives a start, where the first Gram is, at a fraction of its cost. Where the sample cannot be fitted
 * (one class only) there is none. */
static ptb_status begin_by_sample(fit *f, size_t want, bool *is_started, ptb_error *err)
{
    ptb_logistic_sample sample = {0};
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_logistic_sample_take(&f->data, want, &sample, err));
    PTB_TRY_TO(fit_sample(f, &sample, err));
    PTB_TRY_TO(evaluate(f, &f->at, err));
    PTB_TRY_TO(factorise(f, err));
    *is_started = isfinite(f->at.objective);
    if (*is_started && !is_sample_good(f, sample.effective)) PTB_TRY_TO(renew_gram(f, err));
done:
    ptb_logistic_sample_free(&sample);
    if (!*is_started) ptb_logistic_gram_free(f->gram);
    return status == PTB_E_DATA || status == PTB_E_NUMERIC ? PTB_OK : status;
}

static void set_start(fit *f, const double *coef)
{
    if (f->settings->warm_start) {
        memcpy(f->at.coef, coef, f->p1 * sizeof(double));
        return;
    }
    memset(f->at.coef, 0, f->p1 * sizeof(double));
    f->at.coef[0] = log(f->data.win_sum / (f->data.weight_sum - f->data.win_sum));
}

/* Without penalty the Gram of all rows is wanted, which tells the columns that depend on others. */
static ptb_status start(fit *f, const double *coef, ptb_error *err)
{
    size_t want = ptb_logistic_sample_size(f->data.design->n_rows, f->p1 - 1);
    bool is_started = false;
    for (size_t j = 0; f->settings->warm_start && j < f->p1; j++)
        if (!isfinite(coef[j]))
            return ptb_fail(err, PTB_E_ARG, "starting coefficient %zu is %g (expected a finite number)", j,
                            coef[j]);
    set_start(f, coef);
    if (want > 0 && f->gram->gram == NULL && f->settings->lambda > 0)
        PTB_TRY(begin_by_sample(f, want, &is_started, err));
    if (is_started) return PTB_OK;
    set_start(f, coef);
    PTB_TRY(evaluate(f, &f->at, err));
    if (!isfinite(f->at.objective))
        return ptb_fail(err, PTB_E_NUMERIC,
                        "the objective overflows at the start (expected smaller columns)");
    return first_gram(f, err);
}

static ptb_status reserve(fit *f, double **vectors, ptb_error *err)
{
    PTB_TRY(ptb_alloc(vectors, (5 + 2 * PAIRS) * f->p1, sizeof(double), err));
    double *free_part = *vectors;
    double **parts[] = {&f->at.coef,       &f->at.gradient, &f->next.coef,
                        &f->next.gradient, &f->direction,   &f->pairs};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++, free_part += f->p1)
        *parts[i] = free_part;
    PTB_TRY(ptb_alloc_raw(&f->row_weight, f->data.design->n_rows, sizeof(double), err));
    return ptb_alloc_raw(&f->factor, f->p1 * f->p1, sizeof(double), err);
}

/* NOLINTNEXTLINE(readability-function-size): the data, the settings, what is handed on, and the results */
ptb_status ptb_logistic_fit(const ptb_context *context, const ptb_design *design, const float *y,
                            const double *weight, const ptb_logistic_settings *settings,
                            ptb_logistic_gram *gram, double *coef, ptb_logistic_report *report,
                            ptb_error *err)
{
    ptb_logistic_report own_report = {0};
    fit f = {.data = {.context = context, .design = design, .y = y, .weight = weight},
             .settings = settings,
             .report = &own_report,
             .p1 = design->n_cols + 1};
    double *vectors = NULL;
    ptb_status status = PTB_OK;
    f.gram = gram == NULL ? &f.own_gram : gram;
    PTB_TRY_TO(check_settings(settings, err));
    PTB_TRY_TO(ptb_logistic_data_check(&f.data, err));
    PTB_TRY_TO(reserve(&f, &vectors, err));
    PTB_TRY_TO(start(&f, coef, err));
    PTB_TRY_TO(iterate(&f, err));
    memcpy(coef, f.at.coef, f.p1 * sizeof(double));
done:
    if (report != NULL) *report = status == PTB_OK ? own_report : (ptb_logistic_report){0};
    if (status != PTB_OK) ptb_logistic_gram_free(f.gram); /* it may be half made */
    ptb_logistic_gram_free(&f.own_gram);
    free(f.factor);
    free(f.row_weight);
    free(vectors);
    return status;
}
