/* tests/perf/perf_svm.c: trains support vector machines on DIR/X.npy (float32, row-major) and DIR/y.npy (uint8, 0 or 1).
 *
 *   perf_svm DIR grid [THREADS]       RBF, 5 folds x 9 settings exact, then the best on all rows; the jobs of the peers
 *   perf_svm DIR nystroem [THREADS]   the same by landmarks
 *   perf_svm DIR fit C GAMMA          one exact fit: support vectors, offset, objective
 *
 * Prints one JSON line: processor seconds and AUC of held-out values (mean over folds) of each setting. */
#include <inttypes.h>

#include "datasets/base/rng.h"
#include "models/metrics.h"
#include "models/svm_grid.h"
#include "models/svm_nystroem.h"
#include "tests/perf/npy.h"

enum { FOLDS = 5, POINTS = 9 };

typedef struct {
    ptb_design design;
    float *x, *y;
    int *fold;
} matrix;

/* exit is called by the only thread there is then. NOLINTBEGIN(concurrency-mt-unsafe) */
static void must(ptb_status status, const ptb_error *err)
{
    if (status == PTB_OK) return;
    fprintf(stderr, "perf_svm: %s\n", err->message);
    exit(1);
}

static void must_have(const void *memory)
{
    if (memory != NULL) return;
    fprintf(stderr, "perf_svm: out of memory\n");
    exit(1);
}

/* NOLINTEND(concurrency-mt-unsafe) */

static matrix read_matrix(const char *folder)
{
    size_t shape[2], rows[2];
    matrix m = {.x = read_npy(folder, "X.npy", sizeof(float), shape)};
    unsigned char *y = read_npy(folder, "y.npy", 1, rows);
    must_have(m.x);
    must_have(y);
    m.design = (ptb_design){m.x, shape[0], shape[1], shape[1]};
    m.y = malloc(shape[0] * sizeof *m.y);
    m.fold = malloc(shape[0] * sizeof *m.fold);
    must_have(m.y);
    must_have(m.fold);
    size_t seen[2] = {0};
    for (size_t i = 0; i < shape[0]; i++) {
        m.y[i] = y[i];
        m.fold[i] = (int)(seen[y[i] != 0]++ % FOLDS);
    }
    free(y);
    return m;
}

static void matrix_free(matrix *m)
{
    free(m->x);
    free(m->y);
    free(m->fold);
}

/* Mean over folds. */
static double held_out_auc(const matrix *m, const double *value)
{
    ptb_error err = {0};
    double sum = 0, auc = 0;
    double *some = malloc(m->design.n_rows * sizeof *some);
    float *y = malloc(m->design.n_rows * sizeof *y);
    must_have(some);
    must_have(y);
    for (int k = 0; k < FOLDS; k++) {
        size_t n = 0;
        for (size_t i = 0; i < m->design.n_rows; i++) {
            if (m->fold[i] != k) continue;
            some[n] = value[i];
            y[n++] = m->y[i];
        }
        must(ptb_auc(some, y, NULL, n, &auc, &err), &err);
        sum += auc;
    }
    free(some);
    free(y);
    return sum / FOLDS;
}

/* 1/2 sum_i c_i (f(x_i) + rho) - sum_i |c_i|, the dual that libsvm prints as obj. */
static double objective(const ptb_context *context, const ptb_svm *svm)
{
    ptb_error err = {0};
    ptb_design vectors = {svm->vector, svm->n_vectors, svm->n_cols, svm->n_cols};
    double *value = malloc(svm->n_vectors * sizeof *value), sum = 0;
    must_have(value);
    must(ptb_svm_decide_rows(context, svm, &vectors, value, &err), &err);
    for (size_t i = 0; i < svm->n_vectors; i++)
        sum += svm->coef[i] * (value[i] + svm->rho) / 2 - (svm->coef[i] > 0 ? svm->coef[i] : -svm->coef[i]);
    free(value);
    return sum;
}

static void grid(const ptb_context *context, const matrix *m, bool is_exact)
{
    const double costs[] = {0.1, 1, 10}, gammas[] = {0.002, 0.01, 0.05};
    ptb_error err = {0};
    ptb_svm_settings settings;
    ptb_nystroem_settings landmarks;
    ptb_svm_data data = {.design = &m->design, .y = m->y, .fold = m->fold, .n_folds = FOLDS};
    ptb_svm_point points[POINTS];
    ptb_svm_grid *exact = NULL;
    ptb_svm *svm = NULL;
    double auc[POINTS], began = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    double *held_out = malloc(POINTS * m->design.n_rows * sizeof *held_out);
    size_t best = 0;
    must_have(held_out);
    for (size_t k = 0; k < POINTS; k++)
        points[k] = (ptb_svm_point){costs[k / 3], gammas[k % 3]};
    ptb_svm_settings_default(&settings);
    ptb_nystroem_settings_default(&landmarks);
    if (is_exact) {
        must(ptb_svm_grid_new(context, &data, &settings, &exact, &err), &err);
        must(ptb_svm_grid_search(exact, points, POINTS, held_out, &err), &err);
    } else {
        must(ptb_nystroem_search(context, &data, &landmarks, points, POINTS, held_out, &err), &err);
    }
    for (size_t k = 0; k < POINTS; k++) {
        auc[k] = held_out_auc(m, held_out + k * m->design.n_rows);
        if (auc[k] > auc[best]) best = k;
    }
    if (is_exact)
        must(ptb_svm_grid_fit(exact, points[best], &svm, &err), &err);
    else
        must(ptb_nystroem_fit(context, &data, &landmarks, points[best], &svm, &err), &err);
    printf("{\"peer\": \"propensity\", \"job\": \"svm_%s\", \"s\": %.2f, \"cpu_s\": %.2f, \"vectors\": %zu, "
           "\"best_c\": %g, \"best_gamma\": %g, \"auc\": %.5f, \"all\": [",
           is_exact ? "grid" : "nystroem", seconds(CLOCK_MONOTONIC) - began,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - processor, svm->n_vectors, points[best].cost,
           points[best].gamma, auc[best]);
    for (size_t k = 0; k < POINTS; k++)
        printf("%s[%g, %g, %.5f]", k > 0 ? ", " : "", points[k].cost, points[k].gamma, auc[k]);
    printf("]}\n");
    ptb_svm_free(svm);
    ptb_svm_grid_free(exact);
    free(held_out);
}

static void fit(const ptb_context *context, const matrix *m, double cost, double gamma)
{
    ptb_error err = {0};
    ptb_svm_settings settings;
    ptb_svm *svm = NULL;
    double processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    ptb_svm_settings_default(&settings);
    settings.cost = cost;
    settings.gamma = gamma;
    must(ptb_svm_fit(context, &m->design, m->y, &settings, &svm, &err), &err);
    processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - processor;
    printf("{\"peer\": \"propensity\", \"job\": \"svm_fit\", \"cpu_s\": %.2f, \"support_vectors\": %zu, "
           "\"rho\": %.6f, \"objective\": %.6f}\n",
           processor, svm->n_vectors, svm->rho, objective(context, svm));
    ptb_svm_free(svm);
}

int main(int argc, char **argv)
{
    ptb_error err = {0};
    if (argc < 3) {
        fprintf(stderr, "usage: perf_svm DIR grid|nystroem [THREADS] | DIR fit C GAMMA\n");
        return 2;
    }
    ptb_context context = ptb_context_default();
    ptb_gsl_global_init();
    must(ptb_blas_global_init(&err), &err);
    matrix m = read_matrix(argv[1]);
    if (strcmp(argv[2], "fit") == 0) {
        fit(&context, &m, argc > 3 ? strtod(argv[3], NULL) : 1, argc > 4 ? strtod(argv[4], NULL) : 0.01);
    } else {
        context.threads = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 2;
        grid(&context, &m, strcmp(argv[2], "grid") == 0);
    }
    matrix_free(&m);
    return 0;
}
