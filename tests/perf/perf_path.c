/* tests/perf/perf_path.c: the elastic-net path of a matrix in two .npy files, timed.
 *
 *   path FOLDER cv ALPHA [FOLDS [THREADS]]   FOLDER/X.npy (float32) and y.npy (bytes): glmnet's path and folds (i mod FOLDS)
 *   path FOLDER ridge [FOLDS [THREADS]]      scikit-learn's 20 values of C (1e-4 .. 1e4), folds likewise
 *   path FOLDER path ALPHA [0 [THREADS]]     the path alone
 *
 * One JSON line: seconds of the fits alone, processor seconds, the losses. COEF=FILE saves the coefficients at lambda.min. */
#define _GNU_SOURCE /* NOLINT(readability-identifier-naming) */
#include <math.h>

#include "models/penalty_path.h"
#include "tests/perf/npy.h"

enum { RIDGE_LAMBDAS = 20 };

static void save_coef(const ptb_penalty_path *path, size_t l)
{
    const char *name = getenv("COEF"); /* NOLINT(concurrency-mt-unsafe): one thread */
    FILE *file = name == NULL ? NULL : fopen(name, "w");
    if (file == NULL) return;
    for (size_t j = 0; j <= path->n_cols; j++)
        (void)fprintf(file, "%.10g\n", path->coef[l * (path->n_cols + 1) + j]);
    (void)fclose(file);
}

static size_t count_nonzero(const ptb_penalty_path *path, size_t l)
{
    size_t n = 0;
    for (size_t j = 1; j <= path->n_cols; j++)
        n += fabs(path->coef[l * (path->n_cols + 1) + j]) > 0;
    return n;
}

static int fit(const ptb_context *context, const ptb_penalty_rows *rows, const ptb_penalty_settings *settings,
               const char *job)
{
    ptb_error err = {0};
    ptb_penalty_cv cv = {0};
    double wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    ptb_status status = rows->n_folds > 1
                            ? ptb_penalty_cross_validate(context, rows, settings, false, &cv, &err)
                            : ptb_penalty_path_fit(context, rows, settings, &cv.all, &err);
    if (status != PTB_OK) {
        (void)fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    size_t best = rows->n_folds > 1 ? cv.min : cv.all.n_lambdas - 1;
    printf(
        "{\"peer\": \"propensity\", \"job\": \"%s_alpha%g\", \"s\": %.3f, \"cpu_s\": %.3f, \"lambdas\": %zu, "
        "\"lambda\": %.6g, \"nonzero\": %zu, \"logloss\": %.8f, \"passes\": %d, \"grams\": %d",
        job, settings->alpha, seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - processor,
        cv.all.n_lambdas, cv.all.lambda[best], count_nonzero(&cv.all, best), cv.all.loss[best], cv.all.passes,
        cv.all.grams);
    if (rows->n_folds > 1)
        printf(", \"cv_logloss\": %.8f, \"converged\": %s", cv.loss[cv.min], cv.converged ? "true" : "false");
    printf("}\n");
    save_coef(&cv.all, best);
    ptb_penalty_cv_free(&cv);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    ptb_error err = {0};
    bool is_ridge = strcmp(argv[2], "ridge") == 0;
    int next = is_ridge ? 3 : 4;
    size_t shape[2] = {0}, outcomes[2] = {0};
    float *x = read_npy(argv[1], "X.npy", sizeof *x, shape);
    unsigned char *bytes = read_npy(argv[1], "y.npy", 1, outcomes);
    size_t n_rows = shape[0], n_cols = shape[1];
    if (x == NULL || bytes == NULL || outcomes[0] != n_rows || ptb_blas_global_init(&err) != PTB_OK) return 1;
    float *y = malloc(n_rows * sizeof *y);
    int *fold = malloc(n_rows * sizeof *fold);
    if (y == NULL || fold == NULL) abort();
    int n_folds = strcmp(argv[2], "path") == 0 ? 1 : argc > next ? (int)strtol(argv[next], NULL, 10) : 10;
    ptb_context context = ptb_context_default();
    context.threads = argc > next + 1 ? (int)strtol(argv[next + 1], NULL, 10) : 2;
    for (size_t i = 0; i < n_rows; i++) {
        y[i] = bytes[i];
        fold[i] = (int)(i % (size_t)n_folds);
    }
    ptb_penalty_settings settings;
    double lambda[RIDGE_LAMBDAS];
    ptb_penalty_settings_default(&settings);
    settings.alpha = is_ridge ? 0 : strtod(argc > 3 ? argv[3] : "1", NULL);
    for (int l = 0; l < RIDGE_LAMBDAS; l++)
        lambda[l] = pow(10, 4 - 8.0 * l / (RIDGE_LAMBDAS - 1)) / ((double)n_rows * (n_folds - 1) / n_folds);
    if (is_ridge) {
        settings.lambda = lambda;
        settings.n_lambdas = RIDGE_LAMBDAS;
    }
    ptb_design design = {x, n_rows, n_cols, n_cols};
    ptb_penalty_rows rows = {.design = &design, .y = y, .fold = fold, .n_folds = n_folds};
    int status = fit(&context, &rows, &settings, argv[2]);
    free(x);
    free(bytes);
    free(y);
    free(fold);
    return status;
}
