/* models/svm.c: the only door to libsvm. */
#include "models/svm.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <libsvm/svm.h>

#include "models/svm_solve.h"

static_assert(sizeof(ptb_svm_cell) == sizeof(struct svm_node), "a cell is libsvm's node");
static_assert(offsetof(ptb_svm_cell, value) == offsetof(struct svm_node, value), "libsvm reads our values");
static_assert(offsetof(ptb_svm_cell, index) == offsetof(struct svm_node, index), "libsvm reads our indices");

static void print_nothing(const char *text)
{
    (void)text;
}

/* libsvm prints to standard output unless told otherwise, once for the process. */
static void silence_libsvm(void)
{
    svm_set_print_string_function(print_nothing);
}

/* Makes decision values positive for wins, whichever label libsvm took first. */
static ptb_status copy_solution(const struct svm_model *from, double *coef, size_t n, double *rho,
                                ptb_error *err)
{
    double sign = from->label[0] > 0 ? 1 : -1;
    *rho = sign * from->rho[0];
    memset(coef, 0, n * sizeof *coef);
    for (int i = 0; i < from->l; i++)
        coef[from->sv_indices[i] - 1] = sign * from->sv_coef[0][i];
    if (!isfinite(*rho)) return ptb_fail(err, PTB_E_NUMERIC, "libsvm ended with the offset %g", *rho);
    return PTB_OK;
}

static int kernel_of(const ptb_svm_cells *cells)
{
    if (cells->is_matrix) return PRECOMPUTED;
    return cells->kernel == PTB_KERNEL_LINEAR ? LINEAR : RBF;
}

ptb_status ptb_svm_solve(const ptb_svm_problem *problem, double *coef, double *rho, ptb_error *err)
{
    for (size_t i = 0; i < problem->n; i++)
        problem->row[i] = problem->cells->at[problem->position[i]];
    struct svm_problem data = {
        .l = (int)problem->n, .y = problem->side, .x = (struct svm_node **)problem->row};
    struct svm_parameter parameter = {
        .svm_type = C_SVC,
        .kernel_type = kernel_of(problem->cells),
        .gamma = problem->gamma,
        .C = problem->cost,
        .eps = problem->tolerance,
        .cache_size = problem->cache_mb,
        /* On a ready matrix a row costs less than libsvm's moving its cache about while it shrinks (measured). */
        .shrinking = problem->cells->is_matrix ? 0 : 1,
    };
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (pthread_once(&once, silence_libsvm) != 0)
        return ptb_fail(err, PTB_E_INTERNAL, "libsvm could not be silenced");
    const char *complaint = svm_check_parameter(&data, &parameter);
    if (complaint != NULL) return ptb_fail(err, PTB_E_ARG, "libsvm: %s", complaint);
    struct svm_model *model = svm_train(&data, &parameter);
    ptb_status status = copy_solution(model, coef, problem->n, rho, err);
    svm_free_and_destroy_model(&model);
    return status;
}

void ptb_svm_library_version(char out[32])
{
    /* libsvm counts 3.24 as 324. */
    (void)snprintf(out, 32, "%d.%02d", libsvm_version / 100, libsvm_version % 100);
}
