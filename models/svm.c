/* models/svm.c: training by libsvm, and our own decision function on the support vectors copied out of it. */
#include "models/svm.h"

#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <libsvm/svm.h>

#include "datasets/base/memory.h"

enum { LANES = 8 };

void ptb_svm_settings_default(ptb_svm_settings *settings)
{
    *settings = (ptb_svm_settings){
        .kernel = PTB_KERNEL_RBF, .cost = 1, .gamma = 0, .tolerance = 1e-3, .cache_mb = 200};
}

static void print_nothing(const char *text)
{
    (void)text;
}

/* libsvm prints to standard output unless told otherwise, once for the process. */
static void silence_libsvm(void)
{
    svm_set_print_string_function(print_nothing);
}

static ptb_status check_settings(const ptb_svm_settings *settings, ptb_error *err)
{
    if (!isfinite(settings->cost) || settings->cost <= 0)
        return ptb_fail(err, PTB_E_ARG, "cost %g (expected more than 0)", settings->cost);
    if (!isfinite(settings->gamma) || settings->gamma < 0)
        return ptb_fail(err, PTB_E_ARG, "gamma %g (expected more than 0, or 0 for 1 / columns)",
                        settings->gamma);
    if (!isfinite(settings->tolerance) || settings->tolerance <= 0)
        return ptb_fail(err, PTB_E_ARG, "tolerance %g (expected more than 0)", settings->tolerance);
    if (!isfinite(settings->cache_mb) || settings->cache_mb <= 0)
        return ptb_fail(err, PTB_E_ARG, "cache of %g MB (expected more than 0)", settings->cache_mb);
    return PTB_OK;
}

static ptb_status check_row(const ptb_design *design, size_t i, size_t *n_nonzero, ptb_error *err)
{
    const float *x = design->x + i * design->ld;
    for (size_t j = 0; j < design->n_cols; j++) {
        if (!isfinite(x[j]))
            return ptb_fail(err, PTB_E_DATA,
                            "row %zu, column %zu: %g (expected a finite number: encode first)", i, j,
                            (double)x[j]);
        *n_nonzero += fabsf(x[j]) > 0;
    }
    return PTB_OK;
}

static ptb_status check_data(const ptb_design *design, const float *y, size_t *n_nonzero, ptb_error *err)
{
    size_t wins = 0;
    *n_nonzero = 0;
    if (design->n_rows > INT_MAX || design->n_cols >= INT_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%zu rows of %zu columns (expected fewer than %d of both)",
                        design->n_rows, design->n_cols, INT_MAX);
    for (size_t i = 0; i < design->n_rows; i++) {
        if (!(y[i] >= 0 && y[i] <= 0) && !(y[i] >= 1 && y[i] <= 1))
            return ptb_fail(err, PTB_E_DATA, "row %zu: outcome %g (expected 0 or 1)", i, (double)y[i]);
        wins += y[i] > 0.5F;
        PTB_TRY(check_row(design, i, n_nonzero, err));
    }
    if (wins == 0 || wins == design->n_rows)
        return ptb_fail(err, PTB_E_DATA, "all %zu rows are %s (expected wins and losses)", design->n_rows,
                        wins == 0 ? "losses" : "wins");
    return PTB_OK;
}

/* The data as libsvm has it: sparse rows, indices from 1, each ended by index -1. */
typedef struct {
    struct svm_problem problem;
    struct svm_node *nodes;
} svm_data;

static void svm_data_free(svm_data *data)
{
    free(data->problem.x);
    free(data->problem.y);
    free(data->nodes);
}

static ptb_status svm_data_fill(svm_data *data, const ptb_design *design, const float *y, size_t n_nonzero,
                                ptb_error *err)
{
    /* libsvm wants an array of pointers to rows: NOLINTNEXTLINE(bugprone-sizeof-expression) */
    PTB_TRY(ptb_alloc(&data->problem.x, design->n_rows, sizeof *data->problem.x, err));
    PTB_TRY(ptb_alloc(&data->problem.y, design->n_rows, sizeof *data->problem.y, err));
    PTB_TRY(ptb_alloc(&data->nodes, n_nonzero + design->n_rows, sizeof *data->nodes, err));
    data->problem.l = (int)design->n_rows;
    struct svm_node *node = data->nodes;
    for (size_t i = 0; i < design->n_rows; i++) {
        data->problem.x[i] = node;
        data->problem.y[i] = y[i] > 0.5F ? 1 : -1;
        for (size_t j = 0; j < design->n_cols; j++) {
            float x = design->x[i * design->ld + j];
            if (fabsf(x) > 0) *node++ = (struct svm_node){(int)j + 1, (double)x};
        }
        *node++ = (struct svm_node){-1, 0};
    }
    return PTB_OK;
}

/* Makes decision values positive for wins, whichever label libsvm took first, and copies the support vectors,
 * which point into the problem. */
static ptb_status copy_model(const struct svm_model *from, ptb_svm *to, ptb_error *err)
{
    double sign = from->label[0] > 0 ? 1 : -1;
    to->n_vectors = (size_t)from->l;
    to->rho = sign * from->rho[0];
    PTB_TRY(ptb_alloc(&to->coef, to->n_vectors, sizeof *to->coef, err));
    PTB_TRY(ptb_alloc(&to->vector, to->n_vectors * to->n_cols, sizeof *to->vector, err));
    for (size_t i = 0; i < to->n_vectors; i++) {
        to->coef[i] = sign * from->sv_coef[0][i];
        for (const struct svm_node *node = from->SV[i]; node->index != -1; node++)
            to->vector[i * to->n_cols + (size_t)(node->index - 1)] = (float)node->value; /* was a float */
    }
    if (!isfinite(to->rho)) return ptb_fail(err, PTB_E_NUMERIC, "libsvm ended with the offset %g", to->rho);
    return PTB_OK;
}

static ptb_status train(const svm_data *data, const ptb_svm_settings *settings, ptb_svm *svm, ptb_error *err)
{
    struct svm_parameter parameter = {
        .svm_type = C_SVC,
        .kernel_type = settings->kernel == PTB_KERNEL_LINEAR ? LINEAR : RBF,
        .gamma = svm->gamma,
        .C = settings->cost,
        .eps = settings->tolerance,
        .cache_size = settings->cache_mb,
        .shrinking = 1,
    };
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (pthread_once(&once, silence_libsvm) != 0)
        return ptb_fail(err, PTB_E_INTERNAL, "libsvm could not be silenced");
    const char *complaint = svm_check_parameter(&data->problem, &parameter);
    if (complaint != NULL) return ptb_fail(err, PTB_E_ARG, "libsvm: %s", complaint);
    struct svm_model *model = svm_train(&data->problem, &parameter);
    ptb_status status = copy_model(model, svm, err);
    svm_free_and_destroy_model(&model);
    return status;
}

ptb_status ptb_svm_fit(const ptb_design *design, const float *y, const ptb_svm_settings *settings,
                       ptb_svm **out, ptb_error *err)
{
    svm_data data = {0};
    ptb_svm *svm = NULL;
    size_t n_nonzero = 0;
    ptb_status status = PTB_OK;
    *out = NULL;
    PTB_TRY_TO(check_settings(settings, err));
    PTB_TRY_TO(check_data(design, y, &n_nonzero, err));
    PTB_TRY_TO(ptb_alloc(&svm, 1, sizeof *svm, err));
    svm->kernel = settings->kernel;
    svm->gamma = settings->gamma > 0 ? settings->gamma : 1 / fmax((double)design->n_cols, 1);
    svm->n_cols = design->n_cols;
    PTB_TRY_TO(svm_data_fill(&data, design, y, n_nonzero, err));
    PTB_TRY_TO(train(&data, settings, svm, err));
    *out = svm;
    svm = NULL;
done:
    ptb_svm_free(svm);
    svm_data_free(&data);
    return status;
}

/* Sums in eight lanes, as everywhere in this module: the order is fixed, and the compiler can use vectors. */
static double sum_lanes(const double sum[LANES])
{
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

static double inner(const float *a, const float *b, size_t n)
{
    double sum[LANES] = {0};
    size_t j = 0;
    for (; j + LANES <= n; j += LANES)
        for (size_t k = 0; k < LANES; k++)
            sum[k] += (double)a[j + k] * (double)b[j + k];
    for (size_t k = 0; j < n; j++, k++)
        sum[k] += (double)a[j] * (double)b[j];
    return sum_lanes(sum);
}

static double distance_squared(const float *a, const float *b, size_t n)
{
    double sum[LANES] = {0};
    size_t j = 0;
    for (; j + LANES <= n; j += LANES)
        for (size_t k = 0; k < LANES; k++) {
            double off = (double)a[j + k] - (double)b[j + k];
            sum[k] += off * off;
        }
    for (size_t k = 0; j < n; j++, k++)
        sum[k] += ((double)a[j] - (double)b[j]) * ((double)a[j] - (double)b[j]);
    return sum_lanes(sum);
}

double ptb_svm_decide(const ptb_svm *svm, const float *x)
{
    double sum = -svm->rho;
    for (size_t i = 0; i < svm->n_vectors; i++) {
        const float *vector = svm->vector + i * svm->n_cols;
        double kernel = svm->kernel == PTB_KERNEL_LINEAR
                            ? inner(vector, x, svm->n_cols)
                            : exp(-svm->gamma * distance_squared(vector, x, svm->n_cols));
        sum += svm->coef[i] * kernel;
    }
    return sum;
}

void ptb_svm_free(ptb_svm *svm)
{
    if (svm == NULL) return;
    free(svm->coef);
    free(svm->vector);
    free(svm);
}

void ptb_svm_library_version(char out[32])
{
    /* libsvm counts 3.24 as 324. */
    (void)snprintf(out, 32, "%d.%02d", libsvm_version / 100, libsvm_version % 100);
}
